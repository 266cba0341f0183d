//! Lists of sources, as feed readers and tables exchange them: OPML and CSV.

mod opml;
mod table;

pub use opml::{is_for_opml, opml, write_opml};
pub use table::{source_table, write_source_table};

use std::collections::HashSet;

use news::{SourceKind, SourceMethod, TextChoice, TroubleCode};
use url::Url;

use crate::feed::link;
use crate::{Problem, decode, limits};

/// Sources of one list that are read.
const SOURCES: usize = 20_000;

/// Lines that are named as unusable; the others are counted.
const REFUSED: usize = 1_000;

/// What was read from a list of sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedSources {
    /// The sources, in the order of the list. No address is there twice.
    pub sources: Vec<ListedSource>,
    /// The lines that could not be used, in their order.
    pub refused: Vec<RefusedLine>,
    /// What is wrong with the list as a whole.
    pub problems: Vec<Problem>,
}

/// A source of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSource {
    /// The line of the list in which it begins, from 1; 0 where it is of none.
    pub line: u32,
    /// A feed or a folder. OPML knows feeds only.
    pub kind: SourceKind,
    /// What is read at its address, where that is asked over HTTP. OPML knows feeds only.
    pub method: SourceMethod,
    /// What the list calls it; its address where it has no name.
    pub title: String,
    /// Where the feed is (http or https), or the folder's path.
    pub address: String,
    /// The site that it is of.
    pub site: Option<String>,
    /// The folders of the list that it stands in, from the outermost.
    pub group: Vec<String>,
    /// The house behind it.
    pub publisher: Option<String>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Minutes between two looks.
    pub interval_minutes: Option<u32>,
    /// Whether it is not to be looked at for now.
    pub paused: bool,
    /// Who says where the text of its articles is taken from.
    pub text: TextChoice,
    /// Whether the pages of its articles that raised an alert are looked at again; nothing: as is usual.
    pub revisit: Option<bool>,
    /// Of a folder: patterns of what is left out of it.
    pub ignore: Vec<String>,
}

impl Default for ListedSource {
    fn default() -> ListedSource {
        ListedSource {
            line: 0,
            kind: SourceKind::Feed,
            method: SourceMethod::Feed,
            title: String::new(),
            address: String::new(),
            site: None,
            group: Vec::new(),
            publisher: None,
            country: None,
            language: None,
            interval_minutes: None,
            paused: false,
            text: TextChoice::Measured,
            revisit: None,
            ignore: Vec::new(),
        }
    }
}

/// A line of a list that could not be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusedLine {
    /// Its number, from 1.
    pub line: u32,
    /// What it calls itself, or what stands in it.
    pub name: String,
    /// The address in it, as written.
    pub address: Option<String>,
    /// Why it could not be used, in a sentence.
    pub why: String,
}

/// The sources that a list names: OPML, or a table with a row of names for its columns. Which of them it is, is seen from
/// the bytes.
pub fn source_list(bytes: &[u8]) -> ParsedSources {
    const LOOKED_AT: usize = 64 * 1024;
    let start = decode::text(&bytes[..bytes.len().min(LOOKED_AT)], None).text;
    let start = start.trim_start_matches(|it: char| it == '\u{feff}' || it.is_whitespace());
    if start.starts_with('<') || start.contains("<outline") || start.contains("<opml") {
        opml(bytes)
    } else {
        source_table(bytes)
    }
}

/// One name for all ways to write the address of a feed: two addresses with the same name are one feed.
///
/// Scheme, case of the host, port where it is the usual one, user and fragment make no difference.
pub fn feed_key(address: &str) -> String {
    match Url::parse(address.trim()) {
        Ok(mut url) => {
            url.set_fragment(None);
            let (host, port) = (url.host_str().unwrap_or_default(), url.port());
            let port = port.map(|it| format!(":{it}")).unwrap_or_default();
            let query = url.query().map(|it| format!("?{it}")).unwrap_or_default();
            format!("{host}{port}{}{query}", url.path())
        }
        Err(_) => address.trim().to_owned(),
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

/// `address` without the name and the password that may stand in it.
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

/// A list while it is read.
#[derive(Default)]
struct List {
    sources: Vec<ListedSource>,
    refused: Vec<RefusedLine>,
    refused_more: usize,
    known: HashSet<String>,
    /// Sources beyond those that are read.
    beyond: usize,
}

impl List {
    /// Takes a source, unless its address is there already or it is one too many.
    fn take(&mut self, source: ListedSource) {
        if self.sources.len() >= SOURCES {
            self.beyond += 1;
            return;
        }
        let key = match source.kind {
            SourceKind::Folder => format!("folder {}", source.address),
            SourceKind::Feed | SourceKind::Import | SourceKind::Sample => feed_key(&source.address),
        };
        if self.known.insert(key) {
            self.sources.push(source);
        } else {
            self.refuse(RefusedLine {
                line: source.line,
                name: source.title,
                address: Some(source.address),
                why: "It is in the list already.".into(),
            });
        }
    }

    fn refuse(&mut self, line: RefusedLine) {
        const LONGEST: usize = 300;
        if self.refused.len() >= REFUSED {
            self.refused_more += 1;
            return;
        }
        let shortened = |it: String| it.chars().take(LONGEST).collect();
        self.refused.push(RefusedLine {
            name: shortened(line.name),
            address: line.address.map(shortened),
            ..line
        });
    }

    /// What was read, with the bounds that were hit.
    fn ended(mut self, too_large: bool, mut problems: Vec<Problem>) -> ParsedSources {
        // What is opened first may be found out last.
        self.refused.sort_by_key(|it| it.line);
        let mut bound = |message: String| {
            problems.push(Problem::new(TroubleCode::TooLarge, message));
        };
        if self.beyond > 0 {
            bound(format!(
                "The list holds {} sources; the first {SOURCES} were read. Split it.",
                SOURCES + self.beyond
            ));
        }
        if self.refused_more > 0 {
            bound(format!(
                "{} more lines could not be used; they are not named here.",
                self.refused_more
            ));
        }
        if too_large {
            bound(format!(
                "The list is larger than {} MB; its beginning was read.",
                limits::FEED_BYTES >> 20
            ));
        }
        ParsedSources {
            sources: self.sources,
            refused: self.refused,
            problems,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_an_address_are_one_feed() {
        let key = feed_key("https://post.example/feed?a=1");
        for same in [
            "http://post.example/feed?a=1",
            "HTTPS://Post.Example:443/feed?a=1#top",
            " https://ann:secret@post.example/feed?a=1 ",
        ] {
            assert_eq!(feed_key(same), key, "{same}");
        }
        for other in [
            "https://post.example/feed?a=2",
            "https://post.example/feed/?a=1",
            "https://post.example:8443/feed?a=1",
            "https://www.post.example/feed?a=1",
        ] {
            assert_ne!(feed_key(other), key, "{other}");
        }
    }

    #[test]
    fn bounds_that_were_hit_are_said() {
        let mut list = List::default();
        for number in 0..SOURCES + 2 {
            list.take(ListedSource {
                address: format!("https://x.example/{number}"),
                ..ListedSource::default()
            });
        }
        for _ in 0..REFUSED + 3 {
            list.refuse(RefusedLine::default());
        }
        let parsed = list.ended(true, Vec::new());
        assert_eq!(
            (parsed.sources.len(), parsed.refused.len()),
            (SOURCES, REFUSED)
        );
        let said: Vec<&str> = parsed
            .problems
            .iter()
            .map(|it| it.message.as_str())
            .collect();
        assert_eq!(
            said,
            [
                "The list holds 20002 sources; the first 20000 were read. Split it.",
                "3 more lines could not be used; they are not named here.",
                "The list is larger than 20 MB; its beginning was read.",
            ]
        );
    }
}
