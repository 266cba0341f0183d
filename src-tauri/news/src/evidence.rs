//! Evidence: what was captured, how captures are chained, and what checking them comes to.
//!
//! A [`Record`] is written once, as JSON in one line; its SHA-256 is what the next record names as its
//! predecessor. All that is ever claimed of something that checks is that it is unchanged since it was captured.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Article, ArticleId, Timestamp};

/// What the first record of a desk names as its predecessor.
pub const BEFORE_ALL: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The form of the records that are written.
pub const FORMAT: u32 = 1;

/// How bytes came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaptureKind {
    /// The answer of a feed, with all its items.
    Feed,
    /// The answer to a request for a page.
    Page,
    /// A file on this machine.
    File,
    /// A page of the sample desk.
    Sample,
}

/// A line of a response's head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Its name, in lower case.
    pub name: String,
    /// Its value: each byte is the character of that number (Latin-1), so that none is lost.
    pub value: String,
}

/// An address that was asked on the way to the bytes, and what it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The address.
    pub address: String,
    /// The status of its answer.
    pub status: u16,
}

/// Where bytes came from, when, and what was said with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// How they came.
    pub kind: CaptureKind,
    /// The name of the source.
    pub source: String,
    /// Its number.
    pub source_id: i64,
    /// The address that gave the bytes, or the path of the file.
    pub address: String,
    /// The addresses that were asked, in order; the last gave the bytes. None for a file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hops: Vec<Hop>,
    /// The status of the answer. None for a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The head of the answer, as far as it was kept. None for a file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Header>,
    /// In words, why this is less than all that was sent, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<String>,
    /// When they came; of a file: when it was read.
    pub at: Timestamp,
    /// Whether the file was read again for this, after its article had been filed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
}

impl Received {
    /// The declared type of the bytes.
    pub fn content_type(&self) -> Option<&str> {
        let found = self.headers.iter().find(|it| it.name == "content-type");
        found.map(|it| it.value.as_str())
    }
}

/// An article that was read from captured bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapturedArticle {
    /// Its number.
    pub article_id: ArticleId,
    /// What makes it the same when it comes again, in hexadecimal.
    pub identity: String,
    /// Which version of it was read.
    pub version: u32,
    /// Which article of these bytes it is, counted from 0.
    pub place: u32,
    /// The SHA-256 of its text, as [`text_of`] writes it.
    pub text_sha256: String,
}

/// Records that were let go, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetGo {
    /// The number of the first …
    pub first: i64,
    /// … and of the last.
    pub last: i64,
    /// What the first named as its predecessor.
    pub previous: String,
    /// The SHA-256 of the last.
    pub sha256: String,
}

/// What a record tells of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Told {
    /// Bytes were captured.
    Capture {
        /// Where they came from.
        received: Received,
        /// Their SHA-256.
        sha256: String,
        /// How many they are.
        size: u64,
        /// Whether they were kept; if not, only their hash was.
        kept: bool,
        /// Which reader made the texts of them.
        reader: String,
        /// What was read from them.
        articles: Vec<CapturedArticle>,
    },
    /// Records were let go: by the rule of the analyst, or because the sample was taken off.
    LetGo {
        /// Why.
        why: String,
        /// Which.
        ranges: Vec<LetGo>,
    },
}

/// A link of the desk's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The form of this record.
    pub format: u32,
    /// Its number, counted from 1.
    pub number: i64,
    /// The SHA-256 of the record before it.
    pub previous: String,
    /// When it was written.
    pub at: Timestamp,
    /// What it tells of.
    pub told: Told,
}

impl Record {
    /// The record as it is hashed and kept: JSON in one line.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("a record can be written as JSON")
    }

    /// The record that was written as this line, or nothing where it is none.
    pub fn from_line(line: &str) -> Option<Record> {
        serde_json::from_str(line).ok()
    }
}

/// The text of an article as evidence: what its source says of it, then its zones in the order of the page.
///
/// Never changed for articles that were captured: the hash of this is what their record holds.
pub fn text_of(article: &Article) -> String {
    let length: usize = article.blocks.iter().map(|it| it.text.len() + 20).sum();
    let mut out = String::with_capacity(length + 512);
    let mut line = |name: &str, value: &str| {
        out.push_str(name);
        out.push_str(": ");
        // A line stays a line, whatever stands in it.
        out.extend(
            value
                .chars()
                .map(|it| if it.is_control() { ' ' } else { it }),
        );
        out.push('\n');
    };
    line("Title", &article.title);
    for author in &article.authors {
        line("Author", author);
    }
    let times = [
        ("Published", article.published_at),
        ("Modified", article.modified_at),
    ];
    for (name, at) in times {
        if let Some(at) = at {
            line(name, &at.to_string());
        }
    }
    let names = [
        ("Address", &article.address),
        ("Agency", &article.wire),
        ("Item", &article.item_id),
    ];
    for (name, value) in names {
        if let Some(value) = value {
            line(name, value);
        }
    }
    for block in &article.blocks {
        out.push_str("\n[");
        out.push_str(block.zone.name());
        out.push_str("]\n");
        out.push_str(&block.text);
        out.push('\n');
    }
    out
}

/// What becomes of bytes that nobody needs as evidence. Those of articles with alerts are kept for as long as the alerts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Keeping {
    /// For so many days after they came; 0: only what alerted.
    pub days: u32,
    /// But no more than so many megabytes of them, packed: the oldest go first.
    pub megabytes: u32,
}

impl Default for Keeping {
    /// Two weeks: as long as an alert is usually thought over. A gigabyte: a few hundred busy feeds for that time.
    fn default() -> Keeping {
        Keeping {
            days: 14,
            megabytes: 1_000,
        }
    }
}

/// What the desk keeps as evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Kept {
    /// What becomes of what nobody needs.
    pub keeping: Keeping,
    /// Records of captures.
    pub snapshots: u64,
    /// Those of them that articles with alerts came from.
    pub alerted: u64,
    /// Bytes that are kept, packed …
    pub packed_bytes: u64,
    /// … and as they came.
    pub bytes: u64,
}

/// A capture, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaptureView {
    /// The number of its record.
    pub number: i64,
    /// How the bytes came.
    pub kind: CaptureKind,
    /// When they came.
    pub at: Timestamp,
    /// The address that gave them, or the path of the file.
    pub address: String,
    /// The addresses that led there, in order.
    pub by_way_of: Vec<String>,
    /// The status of the answer, if it was one.
    pub status: Option<u16>,
    /// The SHA-256 of the bytes.
    pub sha256: String,
    /// How many they are.
    #[ts(type = "number")]
    pub size: u64,
    /// Whether they were kept.
    pub kept: bool,
    /// Why they are less than all that was sent, if they are.
    pub cut: Option<String>,
    /// Whether the file was read again, after the article had been filed.
    pub late: bool,
    /// Which version of the article was read from them.
    pub version: u32,
}

/// What is known of where an article came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceView {
    /// The article.
    pub article_id: ArticleId,
    /// Its captures, newest first.
    pub captures: Vec<CaptureView>,
    /// The file that it was read from, and the SHA-256 that it had, where nothing was captured.
    pub file: Option<(String, String)>,
}

/// A file of evidence that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "ExportedEvidence")]
pub struct Exported {
    /// Where it is.
    pub file: String,
    /// Its bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// How many alerts are in it.
    #[ts(type = "number")]
    pub alerts: u64,
    /// How many captures are.
    #[ts(type = "number")]
    pub captures: u64,
    /// What is not in it, and why.
    pub missing: Vec<String>,
}

/// What is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Wrong {
    /// Which thing: "record 12", "article 7, version 2".
    pub what: String,
    /// What is wrong with it.
    pub why: String,
}

/// How many wrong things are named; more are counted.
pub const MOST_NAMED: usize = 1_000;

/// What checking came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Verified {
    /// Whether all that was looked at is as it was when it was captured. False where nothing had been captured.
    pub unchanged: bool,
    /// When it was captured; of many things: the last of them.
    pub captured_at: Option<Timestamp>,
    /// How many records were looked at.
    #[ts(type = "number")]
    pub records: u64,
    /// How many bodies of bytes were.
    #[ts(type = "number")]
    pub bodies: u64,
    /// How many texts were.
    #[ts(type = "number")]
    pub texts: u64,
    /// How many texts the reader of today reads from the bytes as they are stored.
    #[ts(type = "number")]
    pub read_again: u64,
    /// What is wrong, one by one, as far as it is named.
    pub wrong: Vec<Wrong>,
    /// How much more is wrong than is named.
    #[ts(type = "number")]
    pub unnamed: u64,
    /// What is to be known beside that.
    pub remarks: Vec<String>,
    /// Whether all was looked at; if not, it was ended early.
    pub complete: bool,
}

impl Verified {
    /// Names something that is wrong.
    pub fn wrong(&mut self, what: impl Into<String>, why: impl Into<String>) {
        if self.wrong.len() < MOST_NAMED {
            self.wrong.push(Wrong {
                what: what.into(),
                why: why.into(),
            });
        } else {
            self.unnamed += 1;
        }
    }

    /// Says something once.
    pub fn remark(&mut self, text: impl Into<String>) {
        let text = text.into();
        if self.remarks.len() < MOST_NAMED && !self.remarks.contains(&text) {
            self.remarks.push(text);
        }
    }

    /// Remembers that something was captured then.
    pub fn captured(&mut self, at: Timestamp) {
        self.captured_at = self.captured_at.max(Some(at));
    }

    /// The end of checking: what may be said of it as a whole.
    #[must_use]
    pub fn ended(mut self, complete: bool) -> Verified {
        self.complete = complete;
        self.unchanged = complete && self.wrong.is_empty() && self.captured_at.is_some();
        self
    }
}

/// The chain of records, checked link by link in the order of their numbers. Hashes are in hexadecimal.
#[derive(Debug)]
pub struct ChainCheck {
    last: (i64, String),
    /// What is missing: from where to where, what stood before it, what it ended with.
    gaps: Vec<(i64, i64, String, String)>,
    let_go: std::collections::HashMap<i64, LetGo>,
}

impl Default for ChainCheck {
    fn default() -> ChainCheck {
        ChainCheck {
            last: (0, BEFORE_ALL.into()),
            gaps: vec![],
            let_go: std::collections::HashMap::new(),
        }
    }
}

impl ChainCheck {
    /// Takes the next record: under which number it stands, which hash is kept of it, and which it has.
    pub fn take(
        &mut self,
        number: i64,
        kept: &str,
        found: &str,
        record: Option<&Record>,
        into: &mut Verified,
    ) {
        let what = || format!("record {number}");
        if kept != found {
            into.wrong(
                what(),
                "it is not the record that was written: its SHA-256 is another",
            );
        }
        match record {
            None => into.wrong(what(), "it cannot be read"),
            Some(record) => {
                if record.number != number {
                    into.wrong(
                        what(),
                        format!("record {} stands in its place", record.number),
                    );
                }
                let (last, hash) = &self.last;
                if Some(number) == last.checked_add(1) {
                    if record.previous != *hash {
                        into.wrong(
                            what(),
                            "the record before it is not the one that it followed",
                        );
                    }
                } else {
                    self.gaps.push((
                        last.saturating_add(1),
                        number.saturating_sub(1),
                        hash.clone(),
                        record.previous.clone(),
                    ));
                }
                if let Told::LetGo { ranges, .. } = &record.told {
                    self.let_go
                        .extend(ranges.iter().map(|it| (it.first, it.clone())));
                }
            }
        }
        self.last = (number, kept.to_string());
    }

    /// Ends with what the desk says is its last record.
    pub fn end(self, head: Option<(i64, String)>, into: &mut Verified) {
        for (first, last, before, after) in self.gaps {
            let (mut at, mut hash) = (first, before);
            while let Some(range) = self
                .let_go
                .get(&at)
                .filter(|it| it.previous == hash && it.last >= at && it.last < i64::MAX)
            {
                (at, hash) = (range.last.saturating_add(1), range.sha256.clone());
            }
            if at != last.saturating_add(1) || hash != after {
                let what = if at.max(first) >= last {
                    format!("record {last}")
                } else {
                    format!("records {} to {last}", at.max(first))
                };
                into.wrong(what, "missing, and no later record says that it was let go");
            }
        }
        match head {
            Some((number, hash)) if (number, &hash) != (self.last.0, &self.last.1) => {
                let what = if number > self.last.0 {
                    format!("records up to {number}")
                } else {
                    format!("record {}", self.last.0)
                };
                into.wrong(what, format!("the desk ended with record {number}, but the last that is there is {}, or another one", self.last.0));
            }
            None if self.last.0 > 0 => {
                into.wrong("the end of the chain", "it is not there any more")
            }
            Some(_) | None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, Zone};

    #[test]
    fn the_text_of_an_article_is_lines_and_zones_and_stays_as_it_is() {
        let article = Article {
            title: "Quarry\nopens".into(),
            authors: vec!["Ada Marl".into()],
            published_at: Some(Timestamp(0)),
            address: Some("https://ledger.example/a".into()),
            blocks: vec![
                Block::new(Zone::Headline, "Quarry opens"),
                Block::new(Zone::Body, "It opened on Monday."),
            ],
            ..Article::default()
        };
        assert_eq!(
            text_of(&article),
            "Title: Quarry opens\nAuthor: Ada Marl\nPublished: 1970-01-01T00:00:00Z\nAddress: https://ledger.example/a\n\
             \n[headline]\nQuarry opens\n\n[body]\nIt opened on Monday.\n"
        );
    }

    /// Stands for a hash: the number of the record that it is of.
    fn hash(of: i64) -> String {
        format!("{of:064}")
    }

    fn link(number: i64, let_go: &[(i64, i64)]) -> Record {
        let ranges = let_go.iter().map(|(first, last)| LetGo {
            first: *first,
            last: *last,
            previous: hash(first - 1),
            sha256: hash(*last),
        });
        Record {
            format: FORMAT,
            number,
            previous: hash(number - 1),
            at: Timestamp(0),
            told: Told::LetGo {
                why: "their time was over".into(),
                ranges: ranges.collect(),
            },
        }
    }

    #[test]
    fn a_gap_is_explained_by_a_later_record_or_named() {
        type Links = &'static [(i64, &'static [(i64, i64)])];
        const TESTS: &[(&str, Links, i64, usize)] = &[
            ("whole", &[(1, &[]), (2, &[]), (3, &[])], 3, 0),
            ("none at all", &[], 0, 0),
            ("let go", &[(1, &[]), (4, &[(2, 3)])], 4, 0),
            (
                "let go in two steps",
                &[(4, &[(2, 2)]), (5, &[(1, 1), (3, 3)])],
                5,
                0,
            ),
            ("missing", &[(1, &[]), (3, &[])], 3, 1),
            (
                "missing beside one let go",
                &[(1, &[]), (4, &[(2, 2)])],
                4,
                1,
            ),
            ("the last is missing", &[(1, &[]), (2, &[])], 3, 1),
            ("the first is missing", &[(2, &[]), (3, &[])], 3, 1),
        ];
        for (name, links, head, wrong) in TESTS {
            let (mut check, mut into) = (ChainCheck::default(), Verified::default());
            for (number, let_go) in *links {
                check.take(
                    *number,
                    &hash(*number),
                    &hash(*number),
                    Some(&link(*number, let_go)),
                    &mut into,
                );
            }
            check.end((*head > 0).then(|| (*head, hash(*head))), &mut into);
            assert_eq!(into.wrong.len(), *wrong, "{name}: {:?}", into.wrong);
        }
    }

    #[test]
    fn two_that_changed_places_are_named() {
        let (mut check, mut into) = (ChainCheck::default(), Verified::default());
        for (place, number) in [(1, 1), (2, 3), (3, 2), (4, 4)] {
            check.take(
                place,
                &hash(number),
                &hash(number),
                Some(&link(number, &[])),
                &mut into,
            );
        }
        check.end(Some((4, hash(4))), &mut into);
        assert!(
            into.wrong
                .iter()
                .any(|it| it.what == "record 2" && it.why.contains("record 3 stands"))
        );
    }
}
