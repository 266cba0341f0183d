//! News sitemaps, and indexes of sitemaps: the newest articles of a site, as it lists them for search engines.

use news::{Article, Block, TroubleCode, Zone};

use crate::{
    ParsedFeed, Problem, decode,
    feed::{
        answer, entity, html, link,
        token::{Token, Tokens, floor_char},
        unpack,
    },
    guard, limits, page, when,
};

/// What was read from a sitemap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedSitemap {
    /// Its articles, those with a headline: title, address, time and language. Its title is the name of the publication.
    pub feed: ParsedFeed,
    /// The sitemaps that an index names, in its order, at most [`CHILDREN`].
    pub children: Vec<ChildSitemap>,
    /// Addresses without a headline: pages of the site, not its news.
    pub pages: usize,
    /// Whether this is a sitemap or an index at all.
    pub is_sitemap: bool,
}

/// A sitemap that an index names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildSitemap {
    /// Its address.
    pub address: String,
    /// When it was last changed, as the index says.
    pub changed_at: Option<news::Timestamp>,
}

impl ChildSitemap {
    /// Whether its name says that it holds news.
    pub fn is_news(&self) -> bool {
        let lower = self.address.to_ascii_lowercase();
        lower.contains("news") || lower.contains("latest")
    }
}

/// How many sitemaps of an index are kept.
const CHILDREN: usize = 2_000;

/// Reads a sitemap, packed or not. Never fails.
pub fn sitemap(bytes: &[u8], content_type: Option<&str>, address: &str) -> ParsedSitemap {
    guard::contained(|| read(bytes, content_type, address)).unwrap_or_else(|| ParsedSitemap {
        feed: ParsedFeed {
            problems: vec![Problem::new(
                TroubleCode::Internal,
                "The sitemap could not be read: a fault of this program.",
            )],
            ..ParsedFeed::default()
        },
        ..ParsedSitemap::default()
    })
}

/// An entry while it is read.
#[derive(Default)]
struct Entry {
    address: String,
    changed: String,
    title: String,
    published: String,
    language: String,
    name: String,
}

/// What the text that comes is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Address,
    Changed,
    Title,
    Published,
    Language,
    Name,
}

impl Entry {
    fn field(&mut self, field: Field) -> &mut String {
        match field {
            Field::Address => &mut self.address,
            Field::Changed => &mut self.changed,
            Field::Title => &mut self.title,
            Field::Published => &mut self.published,
            Field::Language => &mut self.language,
            Field::Name => &mut self.name,
        }
    }
}

/// The field that an element holds. Those of pictures and films in an entry have the same names.
fn field_of(name: &str) -> Option<Field> {
    let lower = name.to_ascii_lowercase();
    let (prefix, name) = lower.rsplit_once(':').unwrap_or(("", &lower));
    if matches!(prefix, "image" | "video" | "xhtml" | "mobile") {
        return None;
    }
    Some(match name {
        "loc" => Field::Address,
        "lastmod" => Field::Changed,
        "title" => Field::Title,
        "publication_date" => Field::Published,
        "language" => Field::Language,
        "name" => Field::Name,
        _ => return None,
    })
}

fn read(bytes: &[u8], content_type: Option<&str>, address: &str) -> ParsedSitemap {
    let (bytes, unpacked) = unpack::unpacked(bytes);
    let too_large = bytes.len() > limits::FEED_BYTES;
    let bytes = &bytes[..bytes.len().min(limits::FEED_BYTES)];
    let text = entity::clean(decode::text(bytes, content_type).text);
    let mut found = ParsedSitemap::default();
    let mut all: Vec<Article> = vec![];
    // The entry that is open, whether it names a sitemap, and the field that is.
    let mut entry: Option<(Entry, bool)> = None;
    let mut field: Option<Field> = None;
    let mut tokens = Tokens::new(&text);
    for token in tokens.by_ref() {
        match token {
            Token::Start { name, empty, .. } => {
                let lower = name.to_ascii_lowercase();
                match lower.rsplit(':').next().unwrap_or_default() {
                    "urlset" | "sitemapindex" => found.is_sitemap = true,
                    it @ ("url" | "sitemap") if !empty => {
                        end(entry.take(), address, &mut found, &mut all);
                        entry = Some((Entry::default(), it == "sitemap"));
                    }
                    _ if !empty => field = field_of(name),
                    _ => {}
                }
            }
            Token::End { name } => {
                field = None;
                let lower = name.to_ascii_lowercase();
                if matches!(
                    lower.rsplit(':').next(),
                    Some("url" | "sitemap" | "urlset" | "sitemapindex")
                ) {
                    end(entry.take(), address, &mut found, &mut all);
                }
            }
            Token::Text(raw) => put(&mut entry, field, &entity::decode(raw)),
            Token::Cdata(raw) => put(&mut entry, field, raw),
        }
    }
    end(entry.take(), address, &mut found, &mut all);
    let problems = &mut found.feed.problems;
    if !found.is_sitemap {
        problems.push(answer::in_place_of_a_feed(
            text[..floor_char(&text, text.len().min(1 << 20))].trim_start_matches('\u{feff}'),
        ));
    } else if all.is_empty() && found.pages > 0 {
        problems.push(Problem::new(
            TroubleCode::NotAFeed,
            format!(
                "The sitemap lists {} addresses without headlines: it is not one of news.",
                found.pages
            ),
        ));
    }
    if all.len() > limits::FEED_ITEMS {
        problems.push(Problem::new(
            TroubleCode::TooLarge,
            format!(
                "The sitemap holds {} articles; the newest {} were read.",
                all.len(),
                limits::FEED_ITEMS
            ),
        ));
        all.sort_by_key(|it| std::cmp::Reverse(it.published_at));
        all.truncate(limits::FEED_ITEMS);
    }
    if too_large || !unpacked || tokens.unclosed {
        problems.push(Problem::new(
            TroubleCode::Damaged,
            "The sitemap breaks off; what came before was read.",
        ));
    }
    found.feed.title = all.iter().find_map(|it| it.outlet.clone());
    found.feed.articles = all;
    found
}

fn put(entry: &mut Option<(Entry, bool)>, field: Option<Field>, text: &str) {
    const LONGEST: usize = 8 << 10;
    if let (Some((entry, _)), Some(field)) = (entry, field) {
        let value = entry.field(field);
        if value.len() + text.len() <= LONGEST {
            value.push_str(text);
        }
    }
}

/// Takes an entry that has ended.
fn end(
    entry: Option<(Entry, bool)>,
    address: &str,
    found: &mut ParsedSitemap,
    all: &mut Vec<Article>,
) {
    /// Beyond, the rest is only counted as pages: an honest sitemap has 50,000 entries at most.
    const MOST: usize = 50_000;
    let Some((entry, is_sitemap)) = entry else {
        return;
    };
    let resolved = link::resolve(&entry.address, Some(address));
    let Some(place) = link::of_the_web(&resolved) else {
        return;
    };
    if is_sitemap {
        if found.children.len() < CHILDREN {
            found.children.push(ChildSitemap {
                address: place,
                changed_at: when::parse(&entry.changed),
            });
        }
        return;
    }
    // Titles are often escaped twice.
    let title = html::line(&entry.title);
    if title.is_empty() || all.len() >= MOST {
        found.pages += 1;
        return;
    }
    let title: String = title.chars().take(limits::TITLE_CHARS).collect();
    let name = html::line(&entry.name);
    let declared = page::primary_language(entry.language.trim());
    all.push(Article {
        blocks: vec![Block::new(Zone::Headline, title.as_str())],
        language: page::language_of_text(&title, declared.as_deref()),
        title,
        address: Some(place),
        published_at: when::parse(&entry.published).or_else(|| when::parse(&entry.changed)),
        outlet: Some(name).filter(|it| !it.is_empty()),
        ..Article::default()
    });
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const PLACE: &str = "https://ledger.example/news-sitemap.xml";

    fn entry(address: &str, title: &str, more: &str) -> String {
        format!(
            "<url><loc>{address}</loc><news:news><news:publication><news:name>The Ledger</news:name>\
             <news:language>en</news:language></news:publication>\
             <news:publication_date>2026-11-27T09:40:00+02:00</news:publication_date>\
             <news:title>{title}</news:title></news:news>{more}</url>"
        )
    }

    fn map(entries: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">{entries}</urlset>"
        )
    }

    #[test]
    fn a_news_sitemap_is_read_as_a_feed() {
        let text = map(&entry(
            "https://ledger.example/a?x=1&amp;y=2",
            "Banks &amp;amp; grain",
            "<image:image><image:loc>https://ledger.example/a.jpg</image:loc><image:title>A bank</image:title>\
             </image:image>",
        ));
        let found = sitemap(text.as_bytes(), None, PLACE);
        assert!(found.is_sitemap && found.feed.problems.is_empty());
        assert_eq!(found.feed.title.as_deref(), Some("The Ledger"));
        let article = &found.feed.articles[0];
        assert_eq!(article.title, "Banks & grain");
        assert_eq!(
            article.address.as_deref(),
            Some("https://ledger.example/a?x=1&y=2")
        );
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.published_at, when::parse("2026-11-27T07:40:00Z"));
    }

    #[test]
    fn what_is_written_otherwise_is_read_all_the_same() {
        let good = entry("https://ledger.example/a", "Banks on a list", "");
        let tests: &[(&str, String, usize)] = &[
            (
                "in CDATA",
                map(&entry(
                    "<![CDATA[https://ledger.example/a]]>",
                    "<![CDATA[Banks]]>",
                    "",
                )),
                1,
            ),
            ("without prefixes", map(&good).replace("news:", ""), 1),
            ("with other prefixes", map(&good).replace("news:", "n:"), 1),
            (
                "in capitals",
                map(&good)
                    .replace("<url>", "<URL>")
                    .replace("</url>", "</URL>"),
                1,
            ),
            (
                "an entry never closed",
                map(&format!(
                    "<url><loc>https://ledger.example/b</loc><news:title>Grain</news:title>{good}"
                )),
                2,
            ),
            (
                "cut off",
                map(&format!("{good}{good}"))
                    .replace("</urlset>", "")
                    .replacen("</url>", "", 2),
                2,
            ),
            ("a relative address", map(&entry("/a", "Banks", "")), 1),
            (
                "an address that is none",
                map(&entry("javascript:x()", "Banks", "")),
                0,
            ),
            ("empty, which is allowed", map(""), 0),
            (
                "bare ampersands",
                map(&entry(
                    "https://ledger.example/a?x=1&y=2",
                    "Banks & grain",
                    "",
                )),
                1,
            ),
        ];
        for (name, text, expected) in tests {
            let found = sitemap(text.as_bytes(), None, PLACE);
            assert_eq!(found.feed.articles.len(), *expected, "{name}");
            assert!(found.is_sitemap, "{name}");
        }
    }

    #[test]
    fn an_index_names_others_and_packed_ones_are_unpacked() {
        let text = "<sitemapindex><sitemap><loc>https://ledger.example/news-1.xml.gz</loc>\
                    <lastmod>2026-11-27</lastmod></sitemap><sitemap><loc>/pages.xml</loc></sitemap></sitemapindex>";
        let mut packer = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
        packer.write_all(text.as_bytes()).expect("in memory");
        let packed = packer.finish().expect("in memory");
        for bytes in [text.as_bytes(), &packed] {
            let found = sitemap(bytes, None, PLACE);
            let names: Vec<(&str, bool, bool)> = found
                .children
                .iter()
                .map(|it| (it.address.as_str(), it.is_news(), it.changed_at.is_some()))
                .collect();
            assert_eq!(
                names,
                [
                    ("https://ledger.example/news-1.xml.gz", true, true),
                    ("https://ledger.example/pages.xml", false, false)
                ]
            );
            assert!(found.feed.problems.is_empty() && found.feed.articles.is_empty());
        }
    }

    #[test]
    fn what_is_no_news_sitemap_is_said() {
        let pages = map("<url><loc>https://ledger.example/a</loc></url>");
        for (name, text, is_sitemap, code) in [
            ("of pages", pages.as_str(), true, TroubleCode::NotAFeed),
            (
                "a page",
                "<html><body>Not here</body></html>",
                false,
                TroubleCode::NotAFeed,
            ),
            ("nothing", "", false, TroubleCode::NotAFeed),
            (
                "a wall",
                "<html><title>Just a moment...</title></html>",
                false,
                TroubleCode::Challenge,
            ),
        ] {
            let found = sitemap(text.as_bytes(), None, PLACE);
            assert_eq!(found.is_sitemap, is_sitemap, "{name}");
            assert_eq!(found.feed.problems[0].code, code, "{name}");
        }
    }

    #[test]
    fn a_huge_sitemap_is_bounded_and_its_newest_are_read() {
        let many: String = (0..5_000)
            .map(|it| entry(&format!("https://ledger.example/{it}"), "Banks", ""))
            .collect();
        let found = sitemap(map(&many).as_bytes(), None, PLACE);
        assert_eq!(found.feed.articles.len(), limits::FEED_ITEMS);
        assert_eq!(found.feed.problems[0].code, TroubleCode::TooLarge);
        for text in [
            "<url>".repeat(200_000),
            "<loc>&#".repeat(100_000),
            "<".repeat(500_000),
        ] {
            assert!(
                sitemap(text.as_bytes(), None, PLACE)
                    .feed
                    .articles
                    .is_empty()
            );
        }
    }
}
