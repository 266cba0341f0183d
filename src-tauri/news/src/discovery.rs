//! What is found at an address that somebody wants to follow: feeds, and what to do where there is none.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{SourceId, SourceMethod, Timestamp};

/// What is known so far of an address that somebody wants to follow. Nothing of it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Discovery {
    /// The address as it is asked.
    pub address: String,
    /// What was done, in order.
    pub steps: Vec<DiscoveryStep>,
    /// What can be followed, what is recommended first.
    pub found: Vec<FoundSource>,
    /// What to do where nothing was found, where what was found is no feed, or where a site asks to be left alone; nothing while it is being looked.
    pub advice: Option<String>,
    /// Whether all is done.
    pub done: bool,
    /// Whether it was ended before.
    pub stopped: bool,
}

/// A step of looking for feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiscoveryStep {
    /// What was looked at: an address.
    pub address: String,
    /// What came of it, in words: "404 (Not Found)", "a feed of 20 items".
    pub outcome: String,
    /// Whether something was found there.
    pub is_found: bool,
}

/// Something that can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundSource {
    /// Its address.
    pub address: String,
    /// What is read there.
    pub method: SourceMethod,
    /// What it calls itself; else the host.
    pub title: String,
    /// How it was found, in words: "The page names it."
    pub how: String,
    /// How many items it holds; of a front page, how many links to articles.
    pub items: u32,
    /// The newest of them, at most [`FOUND_ITEMS`].
    pub newest: Vec<FoundItem>,
    /// Characters of text that it gives for an item, on average.
    pub characters: u32,
    /// Whether that is the whole text, by its length.
    pub full_text: bool,
    /// Whether it gives comments of readers in place of articles.
    pub is_comments: bool,
    /// Whether this is the one to take.
    pub recommended: bool,
    /// Why, in words; nothing where it is not.
    pub why: Option<String>,
    /// The source that follows it already.
    pub already: Option<SourceId>,
}

/// How many items of what was found are shown.
pub const FOUND_ITEMS: usize = 5;

/// From how many characters on an item's text is taken for all of it: some two hundred words, which teasers do not have.
pub const FULL_TEXT: u32 = 1_200;

/// An item of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundItem {
    /// Its headline.
    pub title: String,
    /// When it says that it was published.
    pub published_at: Option<Timestamp>,
    /// Characters of text that come with it.
    pub characters: u32,
}

/// Puts what was found in order: what is recommended first, and says why.
///
/// Articles before comments, feeds before sitemaps, sitemaps before front pages, what holds something before what is empty;
/// else what was found first, which is what the site itself puts first.
pub fn recommend(found: &mut [FoundSource]) {
    let rank = |it: &FoundSource| {
        let method = match it.method {
            SourceMethod::Feed | SourceMethod::Telegram => 0,
            SourceMethod::Sitemap => 1,
            SourceMethod::FrontPage => 2,
        };
        (it.items == 0, it.is_comments, method)
    };
    found.sort_by_key(rank);
    for it in found.iter_mut() {
        (it.recommended, it.why) = (false, None);
    }
    let others = found.len() > 1;
    let Some(first) = found.first_mut() else {
        return;
    };
    if first.items == 0 || first.is_comments {
        return;
    }
    first.recommended = true;
    first.why = Some(match first.method {
        SourceMethod::Feed if first.full_text => "It gives the whole text of its articles.".into(),
        SourceMethod::Feed if others => "It comes first of those that hold articles.".into(),
        SourceMethod::Feed => "It is the only one, and it holds articles.".into(),
        SourceMethod::Telegram => "It gives the posts of the channel, with their text.".into(),
        SourceMethod::Sitemap => {
            "There is no feed. The site lists its newest articles here for search engines.".into()
        }
        SourceMethod::FrontPage => {
            "There is no feed and no news sitemap. New links of this page can be followed.".into()
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(address: &str, method: SourceMethod, items: u32) -> FoundSource {
        FoundSource {
            address: address.into(),
            method,
            title: String::new(),
            how: String::new(),
            items,
            newest: vec![],
            characters: 0,
            full_text: false,
            is_comments: address.contains("comments"),
            recommended: false,
            why: None,
            already: None,
        }
    }

    #[test]
    fn articles_come_before_comments_and_feeds_before_what_is_none() {
        use SourceMethod::{Feed, FrontPage, Sitemap};
        type Found = &'static [(&'static str, SourceMethod, u32)];
        const TESTS: &[(&str, Found, &[&str], bool)] = &[
            ("nothing", &[], &[], false),
            (
                "the site's order",
                &[("a", Feed, 3), ("b", Feed, 30)],
                &["a", "b"],
                true,
            ),
            (
                "comments last",
                &[("comments", Feed, 9), ("a", Feed, 2)],
                &["a", "comments"],
                true,
            ),
            (
                "empty ones after what holds something",
                &[("a", Feed, 0), ("map", Sitemap, 7)],
                &["map", "a"],
                true,
            ),
            (
                "a front page at the end",
                &[("/", FrontPage, 40), ("map", Sitemap, 7)],
                &["map", "/"],
                true,
            ),
            (
                "comments alone are not recommended",
                &[("comments", Feed, 9)],
                &["comments"],
                false,
            ),
            ("nor is an empty feed", &[("a", Feed, 0)], &["a"], false),
        ];
        for (name, given, order, recommended) in TESTS {
            let mut all: Vec<FoundSource> =
                given.iter().map(|it| found(it.0, it.1, it.2)).collect();
            recommend(&mut all);
            let addresses: Vec<&str> = all.iter().map(|it| it.address.as_str()).collect();
            assert_eq!(addresses, *order, "{name}");
            let first = all.first().is_some_and(|it| it.recommended);
            assert_eq!(first, *recommended, "{name}");
            assert!(
                all.iter().all(|it| it.recommended == it.why.is_some()),
                "{name}"
            );
            let many = all.iter().filter(|it| it.recommended).count();
            assert!(many <= 1, "{name}");
        }
    }
}
