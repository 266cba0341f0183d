//! Lists of feeds, as feed readers exchange them: OPML 1.0 to 2.0, sound or broken.

use std::collections::HashSet;

use news::{SourceKind, SourceMethod, TroubleCode};

use super::{List, ListedSource, ParsedSources, RefusedLine, feed_address, without_password};
use crate::feed::token::{Attributes, Token, Tokens};
use crate::feed::{entity, html, link};
use crate::{Problem, decode, guard, limits};

/// The feeds that a list names.
pub fn opml(bytes: &[u8]) -> ParsedSources {
    guard::contained(|| read(bytes)).unwrap_or_else(|| {
        let message = "The list could not be read: a fault of this program.";
        ParsedSources {
            problems: vec![Problem::new(TroubleCode::Internal, message)],
            ..ParsedSources::default()
        }
    })
}

/// Whether OPML can hold a source: it names feeds, and a front page under this name would be trouble elsewhere.
pub fn is_for_opml(source: &ListedSource) -> bool {
    source.kind == SourceKind::Feed && source.method == SourceMethod::Feed
}

/// The feeds among `sources` as OPML 2.0. Feeds of one folder stand together; passwords in addresses are left out.
pub fn write_opml(sources: &[ListedSource]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>Wirewatch sources</title></head>\n<body>\n",
    );
    let feeds: Vec<&ListedSource> = sources.iter().filter(|it| is_for_opml(it)).collect();
    write_level(&feeds, 0, &mut out);
    out.push_str("</body>\n</opml>\n");
    out
}

fn write_level(feeds: &[&ListedSource], depth: usize, out: &mut String) {
    let indent = "  ".repeat((depth + 1).min(16));
    let mut written = HashSet::new();
    for feed in feeds {
        let Some(folder) = feed
            .group
            .get(depth)
            .filter(|_| depth < limits::FEED_DEPTH / 2)
        else {
            out.push_str(&format!(
                "{indent}<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{address}\"",
                title = escaped(&feed.title),
                address = escaped(&without_password(&feed.address)),
            ));
            if let Some(site) = &feed.site {
                out.push_str(&format!(" htmlUrl=\"{}\"", escaped(site)));
            }
            if let Some(language) = &feed.language {
                out.push_str(&format!(" language=\"{}\"", escaped(language)));
            }
            out.push_str("/>\n");
            continue;
        };
        if written.insert(folder) {
            let name = escaped(folder);
            out.push_str(&format!(
                "{indent}<outline text=\"{name}\" title=\"{name}\">\n"
            ));
            let inside: Vec<&ListedSource> = feeds
                .iter()
                .copied()
                .filter(|it| it.group.get(depth) == Some(folder))
                .collect();
            write_level(&inside, depth + 1, out);
            out.push_str(&format!("{indent}</outline>\n"));
        }
    }
}

/// `text` for a quoted attribute; line breaks would be read as blanks.
fn escaped(text: &str) -> String {
    html::escaped(text)
        .replace('\n', "&#10;")
        .replace('\t', "&#9;")
        .replace('\r', "&#13;")
}

/// An outline that is open: a folder, or a feed that was not closed at once.
struct Outline {
    folder: Option<String>,
    line: u32,
    holds_something: bool,
}

fn read(bytes: &[u8]) -> ParsedSources {
    let too_large = bytes.len() > limits::FEED_BYTES;
    let text = decode::text(&bytes[..bytes.len().min(limits::FEED_BYTES)], None).text;
    let text = entity::clean(text);
    let mut outlines = Outlines::default();
    let mut tokens = Tokens::new(&text);
    let (mut line, mut counted) = (1, 0);
    while let Some(token) = tokens.next() {
        let at = line;
        let upto = tokens.position();
        let rows = memchr::memchr_iter(b'\n', &text.as_bytes()[counted..upto]).count();
        line += u32::try_from(rows).unwrap_or(u32::MAX);
        counted = upto;
        match token {
            Token::Start {
                name,
                attributes,
                empty,
            } if local(name, "outline") => outlines.outline(attributes, empty, at),
            Token::Start { name, .. } if local(name, "opml") || local(name, "outlineDocument") => {
                outlines.is_opml = true;
            }
            Token::End { name } if local(name, "outline") => outlines.close(),
            _ => {}
        }
    }
    while !outlines.open.is_empty() {
        outlines.close();
    }
    let (list, mut problems) = (outlines.list, vec![]);
    if list.sources.is_empty() && !outlines.is_opml && list.refused.is_empty() {
        problems.push(Problem::new(
            TroubleCode::File,
            "This is no OPML file: it has no outlines.",
        ));
    } else if list.sources.is_empty() {
        problems.push(Problem::new(TroubleCode::Empty, "The list names no feeds."));
    }
    list.ended(too_large, problems)
}

/// The outlines of a list while they are read.
#[derive(Default)]
struct Outlines {
    list: List,
    open: Vec<Outline>,
    /// Outlines open beyond the depth that is kept.
    beyond: usize,
    is_opml: bool,
}

impl Outlines {
    fn outline(&mut self, attributes: Attributes<'_>, empty: bool, line: u32) {
        let get = |name: &str| {
            attributes
                .get(name)
                .map(|it| html::folded(&it))
                .filter(|it| !it.is_empty())
        };
        let name = get("title").or_else(|| get("text"));
        let kind = get("type").unwrap_or_default().to_ascii_lowercase();
        let by_type = matches!(kind.as_str(), "rss" | "atom" | "feed" | "rdf" | "json")
            .then(|| get("url"))
            .flatten();
        let written = get("xmlUrl").or(by_type);
        if let Some(outer) = self.open.last_mut() {
            outer.holds_something = true;
        }
        let is_feed = written.is_some();
        if let Some(written) = written {
            self.feed(&written, name.clone(), line, &get);
        } else if empty {
            let why = match kind.as_str() {
                "include" => "It leads to another list, which is not fetched.",
                _ => "It names no feed.",
            };
            self.refuse(line, name.clone(), why);
        }
        if empty {
            return;
        }
        if self.open.len() >= limits::FEED_DEPTH {
            self.beyond += 1;
            return;
        }
        let folder = if is_feed { None } else { name };
        self.open.push(Outline {
            folder,
            line,
            holds_something: is_feed,
        });
    }

    fn feed(
        &mut self,
        written: &str,
        name: Option<String>,
        line: u32,
        get: &dyn Fn(&str) -> Option<String>,
    ) {
        let Some(address) = feed_address(written) else {
            // Some readers keep commands there; they are never run.
            self.list.refuse(RefusedLine {
                line,
                name: name.unwrap_or_else(|| written.to_owned()),
                address: Some(written.to_owned()),
                why: "Its address is none of the web (http or https).".into(),
            });
            return;
        };
        let mut group: Vec<String> = self
            .open
            .iter()
            .filter_map(|it| it.folder.clone())
            .collect();
        if group.is_empty() {
            // Lists without folders name them so: "/Wires/State,/All".
            let category = get("category").unwrap_or_default();
            let first = category.split(',').next().unwrap_or_default();
            group = first
                .split('/')
                .map(html::folded)
                .filter(|it| !it.is_empty())
                .take(8)
                .collect();
        }
        // "unknown" is what lists say where they have nothing to say.
        let is_tag = |it: &String| {
            it.len() <= 12
                && it != "unknown"
                && it
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || it == b'-')
        };
        self.list.take(ListedSource {
            line,
            title: name.unwrap_or_else(|| address.clone()),
            address,
            site: get("htmlUrl").as_deref().and_then(link::of_the_web),
            group,
            language: get("language").filter(is_tag),
            ..ListedSource::default()
        });
    }

    fn close(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(outline) = self.open.pop() else {
            return;
        };
        if !outline.holds_something {
            self.refuse(outline.line, outline.folder, "It names no feed.");
        }
    }

    fn refuse(&mut self, line: u32, name: Option<String>, why: &str) {
        self.list.refuse(RefusedLine {
            line,
            name: name.unwrap_or_else(|| "an outline without a name".into()),
            address: None,
            why: why.into(),
        });
    }
}

fn local(name: &str, wanted: &str) -> bool {
    name.rsplit(':')
        .next()
        .unwrap_or(name)
        .eq_ignore_ascii_case(wanted)
}
