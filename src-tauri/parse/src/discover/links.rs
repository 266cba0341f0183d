//! The feeds that a page names: by link elements, by the head of its answer, by links in its text.

use std::borrow::Cow;

use url::Url;

use super::{
    is_same_site,
    services::{ServiceFeed, channel, is_channel},
};
use crate::{
    decode,
    feed::{
        html, link,
        token::{Attributes, Token, Tokens},
    },
    guard, limits,
};

/// A feed that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// Its address.
    pub address: String,
    /// What the page calls it; may be empty.
    pub title: String,
    /// Whether it gives the comments of readers, by its name.
    pub is_comments: bool,
}

/// What a page says of feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageLinks {
    /// The title of the page.
    pub title: Option<String>,
    /// The feeds that it names for programs, in its order, those of comments last.
    pub feeds: Vec<FeedLink>,
    /// Links in its text that look as if they led to feeds, at most ten. Whether they do shows when they are
    /// asked.
    pub candidates: Vec<String>,
    /// The feeds of the YouTube channel that the page belongs to, if it is one of YouTube's.
    pub channel: Vec<ServiceFeed>,
}

/// How many feeds of one page are looked at.
const FEEDS: usize = 40;

/// How many links of a page's text are taken for feeds.
const CANDIDATES: usize = 10;

/// What a page says of feeds. Never fails.
pub fn page_links(bytes: &[u8], content_type: Option<&str>, address: &str) -> PageLinks {
    guard::contained(|| read(bytes, content_type, address)).unwrap_or_default()
}

fn read(bytes: &[u8], content_type: Option<&str>, address: &str) -> PageLinks {
    let bytes = &bytes[..bytes.len().min(limits::PAGE_BYTES)];
    let text = decode::text(bytes, content_type).text;
    let mut found = Found::default();
    let mut tokens = Tokens::new(&text);
    let mut seen = 0;
    while let Some(token) = tokens.next() {
        match token {
            Token::Start {
                name, attributes, ..
            } => {
                seen += 1;
                if seen > limits::PAGE_TAGS {
                    break;
                }
                match name.to_ascii_lowercase().as_str() {
                    "link" => found.link(attributes),
                    "base" => found.base(attributes),
                    "meta" => found.meta(attributes),
                    "title" => found.in_title = found.title.is_none(),
                    "a" => found.open(attributes),
                    it @ ("script" | "style" | "template" | "noscript") => {
                        let it = it.to_owned();
                        tokens.skip_to_end_of(&it);
                    }
                    _ => {}
                }
            }
            Token::End { name } if name.eq_ignore_ascii_case("a") => found.close(),
            Token::End { .. } => found.in_title = false,
            Token::Text(raw) => found.text(raw),
            Token::Cdata(_) => {}
        }
    }
    found.close();
    found.end(address, &text)
}

/// What is found on the way through a page; addresses are as they are written, for the base may come later.
#[derive(Default)]
struct Found {
    title: Option<String>,
    in_title: bool,
    base: Option<String>,
    links: Vec<(String, String)>,
    anchors: Vec<(String, String)>,
    /// The link that is open, with its text.
    anchor: Option<(String, String)>,
    channel: Option<String>,
}

impl Found {
    fn link(&mut self, attributes: Attributes<'_>) {
        let get = |name| attributes.get(name).unwrap_or(Cow::Borrowed(""));
        let (rel, kind, title) = (get("rel"), get("type"), get("title"));
        let href = get("href").trim().to_owned();
        if rel
            .split_whitespace()
            .any(|it| it.eq_ignore_ascii_case("canonical"))
            && let Some(id) = channel_in(&href)
        {
            self.channel.get_or_insert(id);
        }
        if self.links.len() < FEEDS && !href.is_empty() && names_a_feed(&rel, &kind, &title, &href)
        {
            self.links.push((href, html::line(&title)));
        }
    }

    fn base(&mut self, attributes: Attributes<'_>) {
        if self.base.is_none()
            && let Some(href) = attributes.get("href")
            && !href.trim().is_empty()
        {
            self.base = Some(href.trim().to_owned());
        }
    }

    fn meta(&mut self, attributes: Attributes<'_>) {
        let names_channel = attributes
            .get("itemprop")
            .is_some_and(|it| matches!(&*it, "channelId" | "identifier"));
        if names_channel
            && let Some(id) = attributes.get("content")
            && is_channel(id.trim())
        {
            self.channel.get_or_insert(id.trim().to_owned());
        }
    }

    fn open(&mut self, attributes: Attributes<'_>) {
        self.close();
        if let Some(href) = attributes.get("href") {
            // What a screen reader is told stands for a picture.
            let label = attributes
                .get("aria-label")
                .or_else(|| attributes.get("title"))
                .unwrap_or_default();
            self.anchor = Some((href.trim().to_owned(), label.into_owned()));
        }
    }

    fn text(&mut self, raw: &str) {
        if self.in_title {
            self.title = Some(html::line(raw)).filter(|it| !it.is_empty());
            self.in_title = false;
        }
        if let Some((_, text)) = &mut self.anchor
            && text.len() < 200
        {
            text.push(' ');
            text.push_str(raw);
        }
    }

    fn close(&mut self) {
        if let Some((href, text)) = self.anchor.take()
            && self.anchors.len() < 20 * CANDIDATES
            && looks_like_a_feed(&href, &html::line(&text))
        {
            self.anchors.push((href, text));
        }
    }

    fn end(self, address: &str, text: &str) -> PageLinks {
        let own = Url::parse(address).ok();
        let base = self
            .base
            .and_then(|it| match &own {
                Some(own) => own.join(&it).ok(),
                None => Url::parse(&it).ok(),
            })
            .or_else(|| own.clone());
        let mut feeds: Vec<FeedLink> = vec![];
        for (href, title) in self.links {
            put(&mut feeds, &href, title, base.as_ref());
        }
        feeds.sort_by_key(|it| it.is_comments);
        let mut candidates: Vec<String> = vec![];
        for (href, _) in self.anchors {
            let Some(address) = resolved(&href, base.as_ref()) else {
                continue;
            };
            let is_near = match (&own, Url::parse(&address)) {
                (Some(own), Ok(it)) => {
                    is_same_site(own, &it)
                        || it.host_str().is_some_and(|it| {
                            ["feedburner.com", "feeds.", "rss."]
                                .iter()
                                .any(|part| it.contains(part))
                        })
                }
                _ => false,
            };
            let is_new = !candidates.contains(&address)
                && feeds.iter().all(|it| it.address != address)
                && address != own.as_ref().map_or("", Url::as_str);
            if is_near && is_new && candidates.len() < CANDIDATES {
                candidates.push(address);
            }
        }
        let is_youtube = own
            .as_ref()
            .and_then(Url::host_str)
            .is_some_and(|it| it.ends_with("youtube.com") || it == "youtu.be");
        let channel_id = self
            .channel
            .or_else(|| channel_in_script(text))
            .filter(|_| is_youtube);
        PageLinks {
            title: self.title,
            feeds,
            candidates,
            channel: channel_id.map(|it| channel(&it)).unwrap_or_default(),
        }
    }
}

/// Adds a feed that is not there yet.
fn put(feeds: &mut Vec<FeedLink>, href: &str, title: String, base: Option<&Url>) {
    let Some(address) = resolved(href, base) else {
        return;
    };
    if feeds.iter().any(|it| it.address == address) {
        return;
    }
    feeds.push(FeedLink {
        is_comments: is_comments(&title, &address),
        address,
        title,
    });
}

/// Whether a link element names a feed: by its relation and its type, as browsers that found feeds had it.
fn names_a_feed(rel: &str, kind: &str, title: &str, href: &str) -> bool {
    let has = |word: &str| {
        rel.split_whitespace()
            .any(|it| it.eq_ignore_ascii_case(word))
    };
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let lower = href.to_ascii_lowercase();
    if lower.contains("/wp-json/") || lower.contains("oembed") || kind.contains("oembed") {
        return false;
    }
    if has("feed") {
        return true;
    }
    if !has("alternate") || has("stylesheet") {
        return false;
    }
    let says_feed = || {
        let words = title.to_ascii_lowercase();
        words
            .split(|it: char| !it.is_alphanumeric())
            .any(|it| matches!(it, "rss" | "atom" | "feed" | "rss2" | "feeds"))
    };
    match kind.as_str() {
        "application/rss+xml"
        | "application/atom+xml"
        | "application/feed+json"
        | "application/rdf+xml"
        | "application/x.atom+xml"
        | "application/x-atom+xml" => true,
        // Types of other things as well.
        "application/xml" | "text/xml" | "application/json" => {
            says_feed() || lower.contains("feed") || lower.contains("rss")
        }
        _ => false,
    }
}

/// Whether a link in a text looks as if it led to a feed.
fn looks_like_a_feed(href: &str, text: &str) -> bool {
    let lower = href.to_ascii_lowercase();
    let (path, query) = lower.split_once('?').unwrap_or((&lower, ""));
    if path.starts_with("mailto:") || path.starts_with("javascript:") || lower.contains("/wp-json/")
    {
        return false;
    }
    let path = path.split('#').next().unwrap_or_default();
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let by_path = matches!(
        last,
        "rss"
            | "rss2"
            | "feed"
            | "atom"
            | "rdf"
            | "rss.xml"
            | "feed.xml"
            | "atom.xml"
            | "index.xml"
            | "index.rss"
            | "feed.json"
            | "rss.php"
            | "feed.atom"
    ) || [".rss", ".atom", ".rdf"]
        .iter()
        .any(|it| last.ends_with(it))
        || last.ends_with(".xml") && (path.contains("rss") || path.contains("feed"))
        || query.contains("feed=rss")
        || query.contains("format=rss")
        || path.contains("feeds.feedburner.com/");
    let by_text = text.chars().count() <= 40
        && text
            .to_lowercase()
            .split(|it: char| !it.is_alphanumeric())
            .any(|it| matches!(it, "rss" | "atom" | "feed" | "feeds" | "rss2"));
    by_path || by_text
}

/// Whether a feed gives comments, by its name.
pub(super) fn is_comments(title: &str, address: &str) -> bool {
    const WORDS: &[&str] = &[
        "comment",
        "kommentar",
        "comentari",
        "comentário",
        "commenti",
        "reacties",
        "komentar",
        "комментари",
        "коментар",
    ];
    let title = title.to_lowercase();
    let path = address.to_ascii_lowercase();
    WORDS.iter().any(|it| title.contains(it))
        || path.contains("/comments/")
        || path.ends_with("/comments")
        || path.contains("comments-rss")
        || path.contains("comments.xml")
        || path.contains("feed=comments")
}

/// The feeds that the head of an answer names in its `Link` lines.
pub fn link_header<'a>(values: impl IntoIterator<Item = &'a str>, address: &str) -> Vec<FeedLink> {
    let base = Url::parse(address).ok();
    let mut feeds = vec![];
    for value in values {
        for (href, parameters) in targets(value) {
            let get = |name: &str| {
                parameters
                    .iter()
                    .find(|it| it.0.eq_ignore_ascii_case(name))
                    .map_or("", |it| it.1.as_str())
            };
            let (rel, kind, title) = (get("rel"), get("type"), get("title"));
            if feeds.len() < FEEDS && names_a_feed(rel, kind, title, href) {
                put(&mut feeds, href, title.to_owned(), base.as_ref());
            }
        }
    }
    feeds.sort_by_key(|it| it.is_comments);
    feeds
}

type Parameters = Vec<(String, String)>;

/// The targets of one `Link` line (RFC 8288) with their parameters.
fn targets(value: &str) -> Vec<(&str, Parameters)> {
    let mut found = vec![];
    let mut rest = value;
    while let Some(open) = rest.find('<') {
        let Some(close) = rest[open..].find('>') else {
            break;
        };
        let href = &rest[open + 1..open + close];
        let (parameters, after) = parameters(&rest[open + close + 1..]);
        found.push((href, parameters));
        rest = after;
        if found.len() >= 100 {
            break;
        }
    }
    found
}

/// The parameters at the beginning of a text, and what comes behind the comma that ends them.
fn parameters(text: &str) -> (Parameters, &str) {
    let (mut found, mut at, mut quoted) = (vec![], 0, false);
    let mut end = text.len();
    let mut pieces = vec![];
    for (place, it) in text.char_indices() {
        match it {
            '"' => quoted = !quoted,
            ';' | ',' if !quoted => {
                pieces.push(&text[at..place]);
                at = place + 1;
                if it == ',' {
                    end = place + 1;
                    break;
                }
            }
            _ => {}
        }
    }
    if end == text.len() && at < text.len() {
        pieces.push(&text[at..]);
    }
    for piece in pieces.into_iter().take(20) {
        if let Some((name, value)) = piece.split_once('=') {
            let value = value.trim().trim_matches('"');
            found.push((name.trim().to_owned(), value.to_owned()));
        }
    }
    (found, &text[end..])
}

/// An address of the web, made absolute. The scheme `feed:` is what old programs put before it.
fn resolved(href: &str, base: Option<&Url>) -> Option<String> {
    let lower = href.get(..5).map(str::to_ascii_lowercase);
    let href = match lower.as_deref() {
        Some("feed:") => match href[5..].strip_prefix("//") {
            Some(rest) => Cow::Owned(format!("http://{rest}")),
            None => Cow::Borrowed(&href[5..]),
        },
        _ => Cow::Borrowed(href),
    };
    let joined = match base {
        Some(base) => base.join(&href).ok()?,
        None => Url::parse(&href).ok()?,
    };
    let mut joined = joined;
    joined.set_fragment(None);
    link::of_the_web(joined.as_str())
}

/// The channel in an address of YouTube.
fn channel_in(address: &str) -> Option<String> {
    let id = address.split("/channel/").nth(1)?;
    let id = id.get(..24)?;
    is_channel(id).then(|| id.to_owned())
}

/// The channel that a script of YouTube's page names.
fn channel_in_script(text: &str) -> Option<String> {
    ["\"externalId\":\"", "\"channelId\":\""]
        .iter()
        .find_map(|it| {
            let at = text.find(it)? + it.len();
            let id = text.get(at..at + 24)?;
            is_channel(id).then(|| id.to_owned())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://ledger.example/world/index.html";

    fn feeds(html: &str) -> Vec<String> {
        let found = page_links(html.as_bytes(), Some("text/html; charset=utf-8"), PAGE);
        found.feeds.into_iter().map(|it| it.address).collect()
    }

    #[test]
    fn link_elements_name_feeds_by_relation_and_type() {
        const RSS: &str = "type=\"application/rss+xml\"";
        let tests: &[(&str, String, &[&str])] = &[
            (
                "the plain form",
                format!("<link rel=alternate {RSS} href=/rss>"),
                &["https://ledger.example/rss"],
            ),
            (
                "relation in capitals, among others",
                format!("<LINK REL=\"home ALTERNATE\" {RSS} HREF=\"/rss\">"),
                &["https://ledger.example/rss"],
            ),
            (
                "type with blanks, capitals and a parameter",
                "<link rel=alternate type=' Application/Atom+XML; charset=utf-8 ' href=a>".into(),
                &["https://ledger.example/world/a"],
            ),
            (
                "JSON Feed",
                "<link rel=alternate type=application/feed+json href=/feed.json>".into(),
                &["https://ledger.example/feed.json"],
            ),
            (
                "the relation feed needs no type",
                "<link rel=feed href=/f>".into(),
                &["https://ledger.example/f"],
            ),
            (
                "a style sheet is none",
                format!("<link rel='alternate stylesheet' {RSS} href=/rss>"),
                &[],
            ),
            (
                "nor are relations that only begin so",
                format!(
                    "<link rel=alternates {RSS} href=/a><link rel=disabled-alternate {RSS} href=/b>\
                     <link rel=feeds href=/c>"
                ),
                &[],
            ),
            (
                "without a relation or a type",
                format!("<link {RSS} href=/a><link rel=alternate href=/b>"),
                &[],
            ),
            (
                "another type",
                "<link rel=alternate type=text/html href=/rss><link rel=alternate type=application/rss href=/r>"
                    .into(),
                &[],
            ),
            (
                "XML that says that it is a feed",
                "<link rel=alternate type=text/xml title='News (RSS)' href=/x><link rel=alternate type=text/xml href=/y>"
                    .into(),
                &["https://ledger.example/x"],
            ),
            (
                "an address that is none, or none at all",
                format!(
                    "<link rel=alternate {RSS}><link rel=alternate {RSS} href=''>\
                     <link rel=alternate {RSS} href='http://'><link rel=alternate {RSS} href='javascript:x()'>\
                     <link rel=alternate {RSS} href='file:///etc/passwd'>"
                ),
                &[],
            ),
            (
                "the page's base, wherever it stands",
                format!("<link rel=alternate {RSS} href=rss><base href='https://cdn.example/x/'>"),
                &["https://cdn.example/x/rss"],
            ),
            (
                "a base that is itself relative, and only the first",
                format!("<base href='/b/'><base href='/c/'><link rel=alternate {RSS} href=rss>"),
                &["https://ledger.example/b/rss"],
            ),
            (
                "each once",
                format!("<link rel=alternate {RSS} href=/rss><link rel='alternate' {RSS} href='/rss#x'>"),
                &["https://ledger.example/rss"],
            ),
            (
                "comments come last",
                format!(
                    "<link rel=alternate {RSS} title='Ledger » Comments Feed' href='/comments/feed/'>\
                     <link rel=alternate {RSS} title='Ledger » Feed' href='/feed/'>"
                ),
                &[
                    "https://ledger.example/feed/",
                    "https://ledger.example/comments/feed/",
                ],
            ),
            (
                "interfaces of WordPress are none",
                "<link rel=alternate type=application/json href='/wp-json/wp/v2/posts/1'>\
                 <link rel=alternate type='application/json+oembed' href='/wp-json/oembed/1.0/embed?url=x'>\
                 <link rel=alternate type=text/xml title=feed href='/oembed?format=xml'>"
                    .into(),
                &[],
            ),
            (
                "character references in an address",
                format!("<link rel=alternate {RSS} href='/rss?a=1&amp;b=2'>"),
                &["https://ledger.example/rss?a=1&b=2"],
            ),
            (
                "in a comment or a script",
                format!(
                    "<!-- <link rel=alternate {RSS} href=/a> --><script>'<link rel=alternate {RSS} href=/b>'</script>"
                ),
                &[],
            ),
            (
                "in the body, in a damaged page",
                format!("<body><p><b><link rel=alternate {RSS} href=/rss <p>"),
                &["https://ledger.example/rss"],
            ),
            (
                "the scheme of old programs",
                format!(
                    "<link rel=alternate {RSS} href='feed://ledger.example/a'>\
                     <link rel=alternate {RSS} href='feed:https://ledger.example/b'>"
                ),
                &["http://ledger.example/a", "https://ledger.example/b"],
            ),
        ];
        for (name, html, expected) in tests {
            assert_eq!(feeds(html), *expected, "{name}");
        }
    }

    #[test]
    fn links_in_the_text_are_candidates_where_they_look_like_feeds() {
        const TESTS: &[(&str, &str, bool)] = &[
            ("/rss", "Subscribe", true),
            ("/feeds/world.rss", "World", true),
            ("/rss/world.xml", "World", true),
            ("/sitemap.xml", "Map", false),
            ("/?feed=rss2", "", true),
            ("/services", "RSS feeds", true),
            ("/services", "RSS", true),
            ("/contact", "Send us your feedback", false),
            (
                "/farm/animal-feed-prices-rise",
                "Prices of animal feed rise in the north again this year",
                false,
            ),
            ("mailto:rss@ledger.example", "RSS", false),
            ("https://elsewhere.example/rss", "RSS", false),
            ("https://feeds.feedburner.com/ledger", "", true),
            ("https://news.ledger.example/rss", "", true),
        ];
        for (href, text, expected) in TESTS {
            let html = format!("<p><a href='{href}'><img src=x> {text}</a></p>");
            let found = page_links(html.as_bytes(), None, PAGE);
            assert_eq!(found.candidates.len() == 1, *expected, "{href} {text}");
        }
        let many: String = (0..500)
            .map(|it| format!("<a href='/{it}/rss'>RSS</a>"))
            .collect();
        let found = page_links(many.as_bytes(), None, PAGE);
        assert_eq!(found.candidates.len(), CANDIDATES);
    }

    #[test]
    fn the_head_of_an_answer_names_feeds_as_well() {
        const TESTS: &[(&str, &[&str])] = &[
            (
                "</rss>; rel=\"alternate\"; type=\"application/rss+xml\"; title=\"News; all, of it\"",
                &["https://ledger.example/rss"],
            ),
            (
                "<https://api.example/wp-json/>; rel=\"https://api.w.org/\", </f>; rel=feed",
                &["https://ledger.example/f"],
            ),
            (
                "<a>; rel=next, <b>; rel=alternate; type=application/atom+xml",
                &["https://ledger.example/world/b"],
            ),
            ("<a; rel=feed", &[]),
            ("", &[]),
        ];
        for (value, expected) in TESTS {
            let found: Vec<String> = link_header([*value], PAGE)
                .into_iter()
                .map(|it| it.address)
                .collect();
            assert_eq!(found, *expected, "{value}");
        }
    }

    #[test]
    fn a_page_of_youtube_names_its_channel() {
        const ID: &str = "UC0123456789abcdefghijkl";
        for html in [
            format!("<link rel=canonical href='https://www.youtube.com/channel/{ID}'>"),
            format!("<meta itemprop=identifier content={ID}>"),
            format!("<script>var x = {{\"externalId\":\"{ID}\"}};</script>"),
        ] {
            let found = page_links(html.as_bytes(), None, "https://www.youtube.com/@ledger");
            assert_eq!(found.channel.len(), 2, "{html}");
            let elsewhere = page_links(html.as_bytes(), None, PAGE);
            assert!(elsewhere.channel.is_empty(), "{html}");
        }
    }

    #[test]
    fn the_title_of_a_page_is_its_own() {
        let html = "<title>The Ledger &amp; Co</title><svg><title>Icon</title></svg>";
        let found = page_links(html.as_bytes(), None, PAGE);
        assert_eq!(found.title.as_deref(), Some("The Ledger & Co"));
    }
}
