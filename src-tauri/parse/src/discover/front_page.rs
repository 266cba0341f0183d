//! The links to articles of a front page, or of the page of a section.

use std::collections::HashMap;

use url::Url;

use super::{is_same_site, segments};
use crate::{
    decode,
    feed::{
        html, link,
        token::{Attributes, Token, Tokens},
    },
    guard, limits, page,
};

/// The links to articles of a front page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontPage {
    /// The title of the page.
    pub title: Option<String>,
    /// The language that it declares.
    pub language: Option<String>,
    /// Its links to articles, in page order; none is there twice.
    pub links: Vec<PageLink>,
    /// How many more there were than are read.
    pub cut: usize,
}

/// A link to an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// Its address, without tracking.
    pub address: String,
    /// What it is the same article by.
    pub key: String,
    /// What the page calls it: its headline.
    pub text: String,
}

/// The most links of one page that are read.
const LINKS: usize = 1_000;

/// How long the text of a link must be, in letters; a letter of Chinese or Japanese counts for two.
const LETTERS: usize = 25;

/// Elements that hold what is on every page: menus and imprints.
const OUTSIDE: &[&str] = &["nav", "footer"];

/// Roles of such elements.
const OUTSIDE_ROLES: &[&str] = &["navigation", "contentinfo", "menu", "menubar", "search"];

/// First parts of paths under which there are no articles.
const NO_ARTICLES: &[&str] = &[
    "about",
    "account",
    "advertise",
    "author",
    "authors",
    "category",
    "contact",
    "cookies",
    "help",
    "imprint",
    "impressum",
    "jobs",
    "legal",
    "login",
    "newsletter",
    "newsletters",
    "privacy",
    "profile",
    "register",
    "search",
    "share",
    "shop",
    "signin",
    "signup",
    "subscribe",
    "subscription",
    "tag",
    "tags",
    "terms",
    "topic",
    "topics",
    "user",
    "users",
];

/// Endings of what is no page.
const NO_PAGES: &[&str] = &[
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".pdf", ".mp3", ".mp4", ".zip", ".xml",
    ".rss", ".css", ".js",
];

/// The links to articles of a page: of the same site, outside menus and imprints, with the text of a headline, deeper than
/// the page itself. Never fails.
pub fn front_page(bytes: &[u8], content_type: Option<&str>, address: &str) -> FrontPage {
    guard::contained(|| read(bytes, content_type, address)).unwrap_or_default()
}

fn read(bytes: &[u8], content_type: Option<&str>, address: &str) -> FrontPage {
    let bytes = &bytes[..bytes.len().min(limits::PAGE_BYTES)];
    let text = decode::text(bytes, content_type).text;
    let Ok(own) = Url::parse(address) else {
        return FrontPage::default();
    };
    let mut reader = Reader::default();
    let mut tokens = Tokens::new(&text);
    let mut seen = 0;
    while let Some(token) = tokens.next() {
        match token {
            Token::Start {
                name,
                attributes,
                empty,
            } => {
                seen += 1;
                if seen > limits::PAGE_TAGS {
                    break;
                }
                let name = name.to_ascii_lowercase();
                if matches!(
                    name.as_str(),
                    "script" | "style" | "template" | "noscript" | "svg"
                ) {
                    if !empty {
                        tokens.skip_to_end_of(&name);
                    }
                } else {
                    reader.start(&name, attributes, empty);
                }
            }
            Token::End { name } => reader.end(&name.to_ascii_lowercase()),
            Token::Text(raw) => reader.text(raw),
            Token::Cdata(_) => {}
        }
    }
    reader.close();
    reader.found(&own)
}

#[derive(Default)]
struct Reader {
    title: Option<String>,
    in_title: bool,
    language: Option<String>,
    base: Option<String>,
    /// The element outside of which links count, and how many of its name are open in it.
    outside: Option<(String, usize)>,
    /// The link that is open.
    anchor: Option<Anchor>,
    anchors: Vec<(String, String)>,
}

#[derive(Default)]
struct Anchor {
    href: String,
    text: String,
    heading: String,
    in_heading: bool,
    /// What a picture in it is called.
    alt: String,
}

/// How many links of any kind are looked at.
const ANCHORS: usize = 20_000;

impl Reader {
    fn start(&mut self, name: &str, attributes: Attributes<'_>, empty: bool) {
        if let Some((outer, depth)) = &mut self.outside {
            if outer == name && !empty {
                *depth += 1;
            }
            return;
        }
        match name {
            "html" => {
                self.language = attributes
                    .get("lang")
                    .and_then(|it| page::primary_language(&it));
            }
            "title" => self.in_title = self.title.is_none(),
            "base" if self.base.is_none() => {
                self.base = attributes.get("href").map(|it| it.trim().to_owned());
            }
            "a" => {
                self.close();
                if let Some(href) = attributes.get("href") {
                    self.anchor = Some(Anchor {
                        href: href.trim().to_owned(),
                        ..Anchor::default()
                    });
                }
            }
            "img" => {
                if let Some(anchor) = &mut self.anchor
                    && let Some(alt) = attributes.get("alt")
                {
                    anchor.alt = alt.into_owned();
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                if let Some(anchor) = &mut self.anchor {
                    anchor.in_heading = anchor.heading.is_empty();
                }
            }
            _ => {
                if let Some(anchor) = &mut self.anchor {
                    anchor.push(" ");
                }
            }
        }
        let is_outside = OUTSIDE.contains(&name)
            || attributes
                .get("role")
                .is_some_and(|it| OUTSIDE_ROLES.contains(&it.trim().to_ascii_lowercase().as_str()));
        if is_outside && !empty && !matches!(name, "html" | "body" | "main" | "a" | "img") {
            self.close();
            self.outside = Some((name.to_owned(), 1));
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((outer, depth)) = &mut self.outside {
            if outer == name {
                *depth -= 1;
                if *depth == 0 {
                    self.outside = None;
                }
            }
            return;
        }
        match name {
            "a" => self.close(),
            "title" => self.in_title = false,
            _ => {
                if let Some(anchor) = &mut self.anchor {
                    anchor.push(" ");
                    if name.starts_with('h') && name.len() == 2 {
                        anchor.in_heading = false;
                    }
                }
            }
        }
    }

    fn text(&mut self, raw: &str) {
        if self.in_title {
            self.title = Some(html::line(raw)).filter(|it| !it.is_empty());
            self.in_title = false;
        }
        if self.outside.is_none()
            && let Some(anchor) = &mut self.anchor
        {
            anchor.push(raw);
        }
    }

    fn close(&mut self) {
        let Some(anchor) = self.anchor.take() else {
            return;
        };
        if self.anchors.len() < ANCHORS {
            self.anchors.push((anchor.href.clone(), anchor.title()));
        }
    }

    fn found(self, own: &Url) -> FrontPage {
        let base = self
            .base
            .and_then(|it| own.join(&it).ok())
            .unwrap_or_else(|| own.clone());
        let own_key = page::address_key(own.as_str());
        let mut links: Vec<PageLink> = vec![];
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut cut = 0;
        for (href, text) in self.anchors {
            let Some(address) = base
                .join(&href)
                .ok()
                .and_then(|it| link::of_the_web(it.as_str()))
                .and_then(|it| page::clean_address(&it))
            else {
                continue;
            };
            let Ok(url) = Url::parse(&address) else {
                continue;
            };
            if letters(&text) < LETTERS || !is_same_site(own, &url) || !is_article(own, &url) {
                continue;
            }
            let Some(key) = page::address_key(&address).filter(|it| Some(it) != own_key.as_ref())
            else {
                continue;
            };
            match places.get(&key) {
                // A picture and a headline often lead to one article: what says more is its headline.
                Some(place) => {
                    let known = &mut links[*place].text;
                    if letters(&text) > letters(known) {
                        *known = text;
                    }
                }
                None if links.len() == LINKS => cut += 1,
                None => {
                    places.insert(key.clone(), links.len());
                    links.push(PageLink { address, key, text });
                }
            }
        }
        FrontPage {
            title: self.title,
            language: self.language,
            links,
            cut,
        }
    }
}

impl Anchor {
    fn push(&mut self, raw: &str) {
        const LONGEST: usize = 4_000;
        if self.text.len() < LONGEST {
            self.text.push_str(raw);
        }
        if self.in_heading && self.heading.len() < LONGEST {
            self.heading.push_str(raw);
        }
    }

    /// The headline: a heading in it, else all its text, else what its picture is called.
    fn title(&self) -> String {
        let shortened = |text: String| match text.char_indices().nth(300) {
            Some((end, _)) => text[..end].to_owned(),
            None => text,
        };
        let heading = html::line(&self.heading);
        let text = html::line(&self.text);
        // A word over a headline ("Live") may be a heading as well.
        let best = if letters(&heading) >= 12 {
            heading
        } else if text.is_empty() {
            html::line(&self.alt)
        } else {
            text
        };
        shortened(best)
    }
}

/// The letters of a text, those of Chinese, Japanese and Korean twice: their words are half as long.
fn letters(text: &str) -> usize {
    text.chars()
        .map(|it| if it >= '\u{2e80}' { 2 } else { 1 })
        .sum()
}

/// Whether an address of the same site looks like that of an article: deeper than the page that links it.
fn is_article(page: &Url, url: &Url) -> bool {
    let (own, parts) = (segments(page), segments(url));
    let path = url.path().to_ascii_lowercase();
    if NO_PAGES.iter().any(|it| path.ends_with(it)) {
        return false;
    }
    // The language may stand before the section.
    let first = match parts.first() {
        Some(it) if it.len() == 2 => parts.get(1),
        it => it,
    };
    if first.is_some_and(|it| NO_ARTICLES.contains(&it.to_ascii_lowercase().as_str())) {
        return false;
    }
    let has_number = |text: &str, least: usize| {
        text.split(|it: char| !it.is_ascii_digit())
            .any(|it| it.len() >= least)
    };
    let Some(last) = parts.last() else {
        return url.query_pairs().any(|it| has_number(&it.1, 2));
    };
    let words = last
        .split(['-', '_', '.'])
        .filter(|it| !it.is_empty())
        .count();
    let is_slug = words >= 4
        || has_number(last, 4)
        || words >= 2
            && [".html", ".htm", ".shtml", ".php"]
                .iter()
                .any(|it| path.ends_with(it))
            && last.len() > 14
        || url.query_pairs().any(|it| has_number(&it.1, 3));
    let own_depth = match own.last() {
        Some(last) if last.contains('.') => own.len() - 1,
        _ => own.len(),
    };
    is_slug || parts.len() > own_depth + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://www.ledger.example/";
    const LONG: &str = "Three banks of the republic stand on a list";

    fn links(address: &str, html: &str) -> Vec<(String, String)> {
        front_page(html.as_bytes(), Some("text/html"), address)
            .links
            .into_iter()
            .map(|it| (it.address, it.text))
            .collect()
    }

    #[test]
    fn a_link_to_an_article_is_of_the_site_deep_and_has_a_headline() {
        const TESTS: &[(&str, &str, &str, bool)] = &[
            ("in a section", "/world/banks-on-a-list", LONG, true),
            ("with a date", "/2026/11/27/banks", LONG, true),
            ("a slug at the root", "/three-banks-on-a-list", LONG, true),
            ("a number at the root", "/news.php?id=4711", LONG, true),
            ("a section", "/world", LONG, false),
            ("a section of two words", "/world-news/", LONG, false),
            ("the front page", "/", LONG, false),
            (
                "a short text",
                "/world/banks-on-a-list",
                "Banks on a list",
                false,
            ),
            ("a tag", "/tag/banks-of-the-republic-2026", LONG, false),
            ("a tag under a language", "/en/tag/banks-2026", LONG, false),
            (
                "another site",
                "https://far.example/world/banks-on-a-list",
                LONG,
                false,
            ),
            (
                "a part of the site",
                "https://news.ledger.example/world/banks-on-a-list",
                LONG,
                true,
            ),
            ("a picture", "/world/banks-on-a-list.jpg", LONG, false),
            ("no page", "mailto:desk@ledger.example", LONG, false),
            (
                "a script",
                "javascript:open('/world/banks-on-a-list')",
                LONG,
                false,
            ),
            (
                "Chinese",
                "/world/banks-on-a-list",
                "三家银行被列入制裁名单将于周二公布",
                true,
            ),
        ];
        for (name, href, text, expected) in TESTS {
            let found = links(PAGE, &format!("<p><a href=\"{href}\">{text}</a></p>"));
            assert_eq!(!found.is_empty(), *expected, "{name}");
        }
    }

    #[test]
    fn menus_and_imprints_are_left_out_and_what_stands_after_them_is_not() {
        let link = format!("<a href='/world/banks-on-a-list'>{LONG}</a>");
        const TESTS: &[(&str, &str, &str, bool)] = &[
            ("menu", "<nav>", "</nav>", false),
            ("imprint", "<footer><div>", "</div></footer>", false),
            (
                "by its role",
                "<div role=navigation><div></div>",
                "</div>",
                false,
            ),
            ("after a menu", "<nav><nav></nav></nav>", "", true),
            (
                "header of an article",
                "<article><header>",
                "</header>",
                true,
            ),
        ];
        for (name, before, after, expected) in TESTS {
            let found = links(PAGE, &format!("{before}{link}{after}"));
            assert_eq!(!found.is_empty(), *expected, "{name}");
        }
        let other =
            "<a href='/world/grain-ships-wait-again'>Grain ships wait in the harbour again</a>";
        let found = links(
            PAGE,
            &format!("<div role=menu><div>{link}</div></div>{other}"),
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn one_article_is_one_link_with_the_headline_that_says_most() {
        let html = format!(
            "<a href='/world/banks-on-a-list?utm_source=front'><img alt='A bank in the rain, seen from the square'></a>\
             <a href='https://ledger.example/world/banks-on-a-list#comments'><h3>{LONG}</h3><p>Their assets would be \
             frozen from the first day on.</p></a>"
        );
        let found = links(PAGE, &html);
        assert_eq!(
            found,
            [(
                "https://www.ledger.example/world/banks-on-a-list".to_string(),
                LONG.to_string()
            )]
        );
    }

    #[test]
    fn the_page_of_a_section_has_its_articles_below_it() {
        let html = format!(
            "<a href='/world/europe/'>{LONG}</a><a href='/world/europe/banks'>{LONG}, two</a>\
             <a href='/world/'>{LONG}, three</a>"
        );
        let found = links("https://ledger.example/world/", &html);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.ends_with("/world/europe/banks"));
    }

    #[test]
    fn strange_pages_are_read_in_bounded_time_and_never_harm() {
        let million = 1_000_000;
        for html in [
            "<a href='/x/y/z'>".repeat(million / 17),
            "<nav>".repeat(million / 5),
            "<h2>".repeat(million / 4),
            format!("<a href='/x/y-1-2-3'>{}", "word ".repeat(million / 5)),
            "<a href='".repeat(million / 9),
            "\u{0}\u{fffd}<".repeat(1_000),
        ] {
            let found = front_page(html.as_bytes(), None, PAGE);
            assert!(found.links.len() <= LINKS);
        }
        let many: String = (0..3_000)
            .map(|it| format!("<a href='/world/banks-on-list-{it}'>{LONG} {it}</a>"))
            .collect();
        let found = front_page(many.as_bytes(), None, PAGE);
        assert_eq!((found.links.len(), found.cut), (LINKS, 2_000));
    }
}
