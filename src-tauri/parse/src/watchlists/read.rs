//! Reading a watchlist file: bytes to lists, watchlists and topics, or to problems with their lines.

use std::{collections::BTreeSet, ops::Range};

use news::{
    Severity,
    desk::FileProblem,
    exchange::{ListEntry, Remarks, TopicEntry, WatchlistEntry},
    query::name_fault,
};
use toml_edit::{ArrayOfTables, Document, Item, RawString, Table};

use crate::{guard, limits::WATCHLIST_BYTES};

use super::{ParsedWatchlists, SEVERITIES, line_of, start};

/// How many letters a name may have.
const MAX_NAME: usize = 200;

/// Reads a watchlist file. Never fails: gives what it got and a list of problems.
pub fn watchlists(bytes: &[u8]) -> ParsedWatchlists {
    guard::contained(|| read(bytes)).unwrap_or_else(|| ParsedWatchlists {
        problems: vec![FileProblem {
            line: 1,
            what: "The file could not be read: a fault of this program.".into(),
            advice: "Cut it in two to find out what does it, and tell us.".into(),
        }],
        ..ParsedWatchlists::default()
    })
}

fn read(bytes: &[u8]) -> ParsedWatchlists {
    let mut parsed = ParsedWatchlists::default();
    if bytes.len() > WATCHLIST_BYTES {
        parsed.problems.push(FileProblem {
            line: 1,
            what: format!(
                "The file has {} MB; a watchlist file may have {}.",
                bytes.len() >> 20,
                WATCHLIST_BYTES >> 20
            ),
            advice: "Cut it into several files.".into(),
        });
        return parsed;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(err) => {
            let before = String::from_utf8_lossy(&bytes[..err.valid_up_to()]);
            parsed.problems.push(FileProblem {
                line: line_of(&before, before.len()),
                what: "The file is not UTF-8 text.".into(),
                advice: "Save it as UTF-8 in your editor.".into(),
            });
            return parsed;
        }
    };
    let document = match Document::parse(text.as_str()) {
        Ok(document) => document,
        Err(err) => {
            let what = err.message().lines().collect::<Vec<_>>().join("; ");
            parsed.problems.push(FileProblem {
                line: line_of(&text, start(err.span())),
                what: format!("This is not TOML: {what}."),
                advice: "Look at the line, and the one before it: a quotation mark or a bracket may be missing.".into(),
            });
            return parsed;
        }
    };
    let mut reader = Reader {
        text: &text,
        problems: vec![],
    };
    for (key, item) in document.as_table() {
        match (key, item) {
            ("list", Item::ArrayOfTables(all)) => parsed.file.lists = reader.lists(all),
            ("watchlist", Item::ArrayOfTables(all)) => {
                parsed.file.watchlists = reader.watchlists(all);
            }
            ("list" | "watchlist", _) => reader.problem(
                start(item.span()),
                format!("“{key}” is written otherwise here than in a watchlist file."),
                format!("Begin each with [[{key}]] on a line of its own."),
            ),
            _ => {
                let at = document.as_table().key(key).and_then(|it| it.span());
                reader.problem(
                    start(at.or(item.span())),
                    format!("There is no “{key}” in a watchlist file."),
                    "It holds [[list]] and [[watchlist]], and in these [[watchlist.topic]].".into(),
                );
            }
        }
    }
    parsed.file.end = comment(&reader.raw(Some(document.trailing())))
        .trim_end()
        .into();
    parsed.problems = reader.problems;
    parsed.problems.sort_by_key(|it| it.line);
    parsed
}

struct Reader<'a> {
    text: &'a str,
    problems: Vec<FileProblem>,
}

impl Reader<'_> {
    fn problem(&mut self, at: usize, what: String, advice: String) {
        self.problems.push(FileProblem {
            line: line_of(self.text, at),
            what,
            advice,
        });
    }

    fn lists(&mut self, all: &ArrayOfTables) -> Vec<ListEntry> {
        let mut seen = BTreeSet::new();
        let mut found = vec![];
        for table in all {
            self.keys(table, "[[list]]", &["name", "terms"]);
            let remarks = self.remarks(table);
            let name = self.string(table, "name", "[[list]]");
            let terms = self.string(table, "terms", "[[list]]");
            let (Some((name, at)), Some((text, text_at))) = (name, terms) else {
                continue;
            };
            let name = name.trim_start_matches('@').to_string();
            if let Some(what) = name_fault(&name) {
                self.problem(at, what, "Give it a name such as sanctions-terms.".into());
            }
            if !seen.insert(name.to_lowercase()) {
                self.twice(at, &format!("the list @{name}"));
            }
            found.push(ListEntry {
                name,
                text,
                remarks,
                line: line_of(self.text, at),
                text_line: self.first_line(text_at),
            });
        }
        found
    }

    fn watchlists(&mut self, all: &ArrayOfTables) -> Vec<WatchlistEntry> {
        let mut seen = BTreeSet::new();
        let mut found = vec![];
        for table in all {
            self.keys(table, "[[watchlist]]", &["name", "mark", "topic"]);
            let remarks = self.remarks(table);
            let Some((name, at)) = self.string(table, "name", "[[watchlist]]") else {
                continue;
            };
            self.name(&name, at);
            if !seen.insert(name.to_lowercase()) {
                self.twice(at, &format!("the watchlist “{name}”"));
            }
            let topics = match table.get("topic") {
                Some(Item::ArrayOfTables(all)) => self.topics(all),
                Some(item) => {
                    self.problem(
                        start(item.span()),
                        "Topics are written otherwise here than in a watchlist file.".into(),
                        "Begin each with [[watchlist.topic]] on a line of its own.".into(),
                    );
                    vec![]
                }
                None => vec![],
            };
            found.push(WatchlistEntry {
                name,
                mark: self.mark(table),
                topics,
                remarks,
                line: line_of(self.text, at),
            });
        }
        found
    }

    fn topics(&mut self, all: &ArrayOfTables) -> Vec<TopicEntry> {
        let mut seen = BTreeSet::new();
        let mut found = vec![];
        for table in all {
            const OF: &str = "[[watchlist.topic]]";
            self.keys(table, OF, &["name", "query", "severity", "rules"]);
            let remarks = self.remarks(table);
            let name = self.string(table, "name", OF);
            let query = self.string(table, "query", OF);
            let (Some((name, at)), Some((query, query_at))) = (name, query) else {
                continue;
            };
            self.name(&name, at);
            if !seen.insert(name.to_lowercase()) {
                self.twice(at, &format!("the topic “{name}” of this watchlist"));
            }
            let rules = match table.contains_key("rules") {
                true => self.string(table, "rules", OF),
                false => None,
            };
            found.push(TopicEntry {
                name,
                query,
                canonical: String::new(),
                severity: self.severity(table),
                rules_line: rules.as_ref().map_or(0, |it| self.first_line(it.1)),
                rules: rules.map(|it| it.0),
                remarks,
                line: line_of(self.text, at),
                query_line: self.first_line(query_at),
            });
        }
        found
    }

    /// A text that must be there, without outer blanks, and where it stands.
    fn string(&mut self, table: &Table, key: &str, of: &str) -> Option<(String, usize)> {
        match table.get(key) {
            None => {
                self.problem(
                    start(table.span()),
                    format!("This {of} has no {key}."),
                    format!("Write {key} = \"…\" below it."),
                );
                None
            }
            Some(item) => match item.as_str() {
                Some(text) => Some((text.trim().to_string(), start(item.span()))),
                None => {
                    self.problem(
                        start(item.span()),
                        format!("“{key}” of a {of} is a text."),
                        format!("Put it in quotation marks: {key} = \"…\"."),
                    );
                    None
                }
            },
        }
    }

    fn name(&mut self, name: &str, at: usize) {
        match name.chars().count() {
            0 => self.problem(at, "This name is empty.".into(), "Write a name.".into()),
            1..=MAX_NAME => {}
            n => self.problem(
                at,
                format!("This name has {n} letters."),
                format!("Use at most {MAX_NAME}."),
            ),
        }
    }

    fn twice(&mut self, at: usize, what: &str) {
        self.problem(
            at,
            format!("There is {what} twice in this file."),
            "Give one of them another name, or take it out.".into(),
        );
    }

    fn mark(&mut self, table: &Table) -> Option<u8> {
        let item = table.get("mark")?;
        let mark = item.as_integer().and_then(|it| u8::try_from(it).ok());
        if mark.is_none_or(|it| it > 5) {
            self.problem(
                start(item.span()),
                "There is no such mark.".into(),
                "Write one of the six marks: mark = 0 up to mark = 5.".into(),
            );
        }
        mark
    }

    fn severity(&mut self, table: &Table) -> Option<Severity> {
        let item = table.get("severity")?;
        let found = item
            .as_str()
            .and_then(|text| SEVERITIES.iter().find(|it| it.0 == text.trim()));
        if found.is_none() {
            self.problem(
                start(item.span()),
                "There is no such severity.".into(),
                "Write \"info\", \"watch\", \"high\" or \"critical\".".into(),
            );
        }
        found.map(|it| it.1)
    }

    /// Tells keys that mean nothing.
    fn keys(&mut self, table: &Table, of: &str, known: &[&str]) {
        for (key, item) in table {
            if !known.contains(&key) {
                let at = table.key(key).and_then(|it| it.span()).or(item.span());
                self.problem(
                    start(at),
                    format!("A {of} has no “{key}”."),
                    format!("It has {}.", known.join(", ")),
                );
            }
        }
    }

    /// The line on which the text of a value begins that begins at `at`.
    fn first_line(&self, at: usize) -> u32 {
        let opens = self.text.get(at..).unwrap_or_default();
        // A line end right behind the opening marks is no part of the text, nor are the blanks that were cut off.
        let inner = opens.trim_start_matches(['"', '\'']);
        let blank = inner.len() - inner.trim_start().len();
        line_of(self.text, at + (opens.len() - inner.len()) + blank)
    }

    /// The comments of a table: of its header and of its keys.
    fn remarks(&self, table: &Table) -> Remarks {
        let mut found = Remarks::new();
        let mut add = |key: &str, above: &str, behind: &str| {
            let it = (comment(above), comment(behind));
            if it != Default::default() {
                found.insert(key.to_string(), it);
            }
        };
        let header = table.decor();
        add("", &self.raw(header.prefix()), &self.raw(header.suffix()));
        for (key, item) in table {
            let above = table.key(key).map(|it| self.raw(it.leaf_decor().prefix()));
            let behind = item.as_value().map(|it| self.raw(it.decor().suffix()));
            if item.is_value() {
                add(key, &above.unwrap_or_default(), &behind.unwrap_or_default());
            }
        }
        found
    }

    fn raw(&self, raw: Option<&RawString>) -> String {
        let of = |place: Range<usize>| self.text.get(place).map(str::to_string);
        raw.and_then(|it| it.as_str().map(str::to_string).or_else(|| of(it.span()?)))
            .unwrap_or_default()
    }
}

/// What a piece between two values says: its comment lines, with the blank lines between them.
fn comment(raw: &str) -> String {
    if !raw.contains('#') {
        return String::new();
    }
    let lines: Vec<&str> = raw.lines().map(str::trim).collect();
    let text = lines.join("\n").trim().to_string();
    // A comment that stands apart from what follows stays apart.
    let behind = raw.rsplit('#').next().unwrap_or_default();
    if behind.matches('\n').count() > 1 {
        text + "\n"
    } else {
        text
    }
}
