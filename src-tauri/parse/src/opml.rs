//! Lists of feeds, as feed readers exchange them: OPML 1.0 to 2.0, sound or broken.

use std::collections::HashSet;

use news::TroubleCode;
use url::Url;

use crate::feed::html;
use crate::feed::link;
use crate::feed::token::{Attributes, Token, Tokens};
use crate::{Problem, decode, guard, limits};

/// Feeds of one list that are read.
const FEEDS: usize = 20_000;

/// What was read from a list of feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedOpml {
    /// The feeds, in the order of the list. No address is there twice.
    pub feeds: Vec<OpmlFeed>,
    /// What was passed over, line by line.
    pub problems: Vec<Problem>,
}

/// A feed of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpmlFeed {
    /// What the list calls it; its address where it has no name.
    pub title: String,
    /// Where the feed is: http or https.
    pub address: String,
    /// The site that it is of.
    pub site: Option<String>,
    /// The folders that it stands in, from the outermost.
    pub group: Vec<String>,
}

/// The feeds that a list names.
pub fn opml(bytes: &[u8]) -> ParsedOpml {
    guard::contained(|| read(bytes)).unwrap_or_else(|| {
        let message = "The list could not be read: a fault of this program.";
        ParsedOpml {
            feeds: Vec::new(),
            problems: vec![Problem::new(TroubleCode::Internal, message)],
        }
    })
}

/// `feeds` as OPML 2.0. Feeds of one folder stand together; passwords in addresses are left out.
pub fn write_opml(feeds: &[OpmlFeed]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>Wirewatch sources</title></head>\n<body>\n",
    );
    write_level(&feeds.iter().collect::<Vec<_>>(), 0, &mut out);
    out.push_str("</body>\n</opml>\n");
    out
}

fn write_level(feeds: &[&OpmlFeed], depth: usize, out: &mut String) {
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
            out.push_str("/>\n");
            continue;
        };
        if written.insert(folder) {
            let name = escaped(folder);
            out.push_str(&format!(
                "{indent}<outline text=\"{name}\" title=\"{name}\">\n"
            ));
            let inside: Vec<&OpmlFeed> = feeds
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

fn without_password(address: &str) -> String {
    if !address.contains('@') {
        return address.to_owned();
    }
    match Url::parse(address) {
        Ok(mut url) if url.password().is_some() || !url.username().is_empty() => {
            // Neither fails on an address that has a host, and those of the web have one.
            let _ = url.set_password(None);
            let _ = url.set_username("");
            url.into()
        }
        _ => address.to_owned(),
    }
}

/// An outline that is open: a folder, or a feed that was not closed at once.
struct Outline {
    folder: Option<String>,
    line: usize,
    holds_something: bool,
}

fn read(bytes: &[u8]) -> ParsedOpml {
    let too_large = bytes.len() > limits::FEED_BYTES;
    let text = decode::text(&bytes[..bytes.len().min(limits::FEED_BYTES)], None).text;
    let text = crate::feed::entity::clean(text);
    let mut list = List::default();
    let mut tokens = Tokens::new(&text);
    let (mut line, mut counted) = (1, 0);
    while let Some(token) = tokens.next() {
        let at = line;
        let upto = tokens.position();
        line += text[counted..upto]
            .bytes()
            .filter(|it| *it == b'\n')
            .count();
        counted = upto;
        match token {
            Token::Start {
                name,
                attributes,
                empty,
            } if local(name, "outline") => list.outline(attributes, empty, at),
            Token::Start { name, .. } if local(name, "opml") || local(name, "outlineDocument") => {
                list.is_opml = true;
            }
            Token::End { name } if local(name, "outline") => list.close(),
            _ => {}
        }
    }
    while !list.open.is_empty() {
        list.close();
    }
    let mut problems = list.problems;
    if list.feeds.is_empty() && !list.is_opml && problems.is_empty() {
        problems.push(Problem::new(
            TroubleCode::File,
            "This is no OPML file: it has no outlines.",
        ));
    } else if list.feeds.is_empty() {
        problems.push(Problem::new(TroubleCode::Empty, "The list names no feeds."));
    }
    if too_large {
        let message = format!(
            "The list is larger than {} MB; its beginning was read.",
            limits::FEED_BYTES >> 20
        );
        problems.push(Problem::new(TroubleCode::TooLarge, message));
    }
    ParsedOpml {
        feeds: list.feeds,
        problems,
    }
}

/// A list while it is read.
#[derive(Default)]
struct List {
    feeds: Vec<OpmlFeed>,
    problems: Vec<Problem>,
    open: Vec<Outline>,
    beyond: usize,
    known: HashSet<String>,
    is_opml: bool,
}

impl List {
    fn outline(&mut self, attributes: Attributes<'_>, empty: bool, line: usize) {
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
            self.feed(
                &written,
                name.clone(),
                get("htmlUrl"),
                get("category"),
                line,
            );
        } else if empty {
            let what = name.as_deref().unwrap_or("an outline without a name");
            let message = match kind.as_str() {
                "include" => {
                    format!("Line {line}: “{what}” leads to another list, which is not fetched.")
                }
                _ => format!("Line {line}: “{what}” names no feed."),
            };
            self.trouble(message);
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
        site: Option<String>,
        category: Option<String>,
        line: usize,
    ) {
        let Some(address) = feed_address(written) else {
            // Some readers keep commands there; they are never run.
            let what = name.as_deref().unwrap_or(written);
            self.trouble(format!(
                "Line {line}: “{what}” has no address of the web (http or https)."
            ));
            return;
        };
        if self.feeds.len() >= FEEDS {
            if self.feeds.len() == FEEDS && self.known.insert(String::new()) {
                self.trouble(format!(
                    "Line {line}: the list goes on; its first {FEEDS} feeds were read."
                ));
            }
            return;
        }
        let title = name.unwrap_or_else(|| address.clone());
        if !self.known.insert(normalised(&address)) {
            self.trouble(format!("Line {line}: “{title}” is in the list already."));
            return;
        }
        let mut group: Vec<String> = self
            .open
            .iter()
            .filter_map(|it| it.folder.clone())
            .collect();
        if group.is_empty() {
            // Lists without folders name them so: "/Wires/State,/All".
            let first = category
                .as_deref()
                .and_then(|it| it.split(',').next())
                .unwrap_or_default();
            group = first
                .split('/')
                .map(html::folded)
                .filter(|it| !it.is_empty())
                .take(8)
                .collect();
        }
        let site = site.as_deref().and_then(link::of_the_web);
        self.feeds.push(OpmlFeed {
            title,
            address,
            site,
            group,
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
            let what = outline
                .folder
                .as_deref()
                .unwrap_or("an outline without a name");
            self.trouble(format!("Line {}: “{what}” names no feed.", outline.line));
        }
    }

    fn trouble(&mut self, message: String) {
        const AT_MOST: usize = 1_000;
        if self.problems.len() < AT_MOST {
            self.problems.push(Problem::new(TroubleCode::File, message));
        }
    }
}

/// The address of a feed, of the web; `feed:` in front of it is how browsers were told.
fn feed_address(written: &str) -> Option<String> {
    let bare = written.strip_prefix("feed:").unwrap_or(written);
    match bare.strip_prefix("//") {
        Some(rest) => link::of_the_web(&format!("https://{rest}")),
        None => link::of_the_web(bare),
    }
}

/// One form for all ways to write an address.
fn normalised(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) => {
            url.set_fragment(None);
            url.into()
        }
        Err(_) => address.to_owned(),
    }
}

fn local(name: &str, wanted: &str) -> bool {
    name.rsplit(':')
        .next()
        .unwrap_or(name)
        .eq_ignore_ascii_case(wanted)
}
