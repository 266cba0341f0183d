//! What a page says of what can be followed: its feeds, its links to articles; sitemaps; pages of posts; and the feeds of
//! services that are known by rule.

mod front_page;
mod links;
mod services;
mod sitemap;
mod telegram;

pub use front_page::{FrontPage, PageLink, front_page};
pub use links::{FeedLink, PageLinks, link_header, page_links};
pub use services::{Service, ServiceFeed, service};
pub use sitemap::{ChildSitemap, ParsedSitemap, sitemap};
pub use telegram::telegram;

use url::Url;

/// A host without what only says for which screen it is.
fn site_of(url: &Url) -> Option<String> {
    let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    let own = ["www.", "m.", "mobile."]
        .iter()
        .find_map(|it| host.strip_prefix(it));
    Some(own.map_or_else(|| host.clone(), str::to_owned))
}

/// Whether two addresses are of one site: the same host, or one is a part of the other.
fn is_same_site(one: &Url, other: &Url) -> bool {
    let (Some(one), Some(other)) = (site_of(one), site_of(other)) else {
        return false;
    };
    let within = |inner: &str, outer: &str| {
        inner
            .strip_suffix(outer)
            .is_some_and(|it| it.is_empty() || it.ends_with('.'))
    };
    within(&one, &other) || within(&other, &one)
}

/// The parts of a path.
fn segments(url: &Url) -> Vec<&str> {
    url.path().split('/').filter(|it| !it.is_empty()).collect()
}
