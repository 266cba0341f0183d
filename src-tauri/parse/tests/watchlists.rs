//! Watchlist files: what is read, what is wrong with them, and that comments survive.

use std::collections::BTreeMap;

use news::{
    Severity,
    exchange::{ListEntry, Remarks, TopicEntry, WatchlistEntry, WatchlistFile},
};
use parse::{watchlists, write_watchlists};
use proptest::prelude::*;

const FILE: &str = r##"# The desk of the eastern team.
# Ask Anna before you change it.

[[list]] # shared with the western team
name = "banks"
# As of December.
terms = '''
# the first package
Harbour Bank
"Smith, Jones and Sons" # with a comma
'''

[[watchlist]]
name = "Sanctions" # shown first
mark = 2

# Broad on purpose.
[[watchlist.topic]]
name = "Bank sanctions"
query = '''
@banks
  AND sanction*   # any form
'''
# See the handbook.
severity = "high"
rules = '''
critical if group is wire # told at once
high if 3 publishers in 60 minutes
'''

[[watchlist.topic]]
name = "Quoted"
query = '"no sanctions" OR it\s'

# The end.
"##;

#[test]
fn a_file_that_is_read_and_written_is_the_same_file() {
    let parsed = watchlists(FILE.as_bytes());
    assert_eq!(parsed.problems, []);
    assert_eq!(write_watchlists(&parsed.file), FILE);
    let list = &parsed.file.lists[0];
    assert_eq!((list.line, list.text_line), (5, 8));
    let topic = &parsed.file.watchlists[0].topics[0];
    assert_eq!(
        (topic.line, topic.query_line, topic.rules_line),
        (19, 21, 27)
    );
    assert_eq!(topic.severity, Some(Severity::High));
    let with_marks = format!("\u{FEFF}{}", FILE.replace('\n', "\r\n"));
    assert_eq!(
        watchlists(with_marks.as_bytes()).file,
        parsed.file,
        "as other editors save it"
    );
}

#[test]
fn every_problem_is_told_with_its_line_and_what_to_do() {
    const TESTS: &[(&str, &[(u32, &str)])] = &[
        ("", &[]),
        ("[[watchlist]]\nname = \"x\n", &[(2, "not TOML")]),
        (
            "[[watchlist]]\n[[watchlist]]\nname = 3\n",
            &[(1, "no name"), (3, "is a text")],
        ),
        (
            "[[watchlist]]\nname = \"\"\nmark = 6\n",
            &[(2, "empty"), (3, "no such mark")],
        ),
        (
            "[[watchlist]]\nname = \"a\"\n[[watchlist]]\nname = \"a\"\n",
            &[(4, "twice")],
        ),
        (
            "[[watchlist]]\nname = \"a\"\n[[watchlist]]\nname = \"A\"\n",
            &[(4, "twice")],
        ),
        (
            "[[watchlist]]\nname = \"a\"\n[[watchlist.topic]]\nname = \"é\"\nquery = \"c\"\n[[watchlist.topic]]\nname = \"É\"\nquery = \"d\"\n",
            &[(7, "the topic “É” of this watchlist twice")],
        ),
        (
            "[[watchlist]]\nname = \"a\"\nnote = \"x\"\n",
            &[(3, "has no “note”")],
        ),
        (
            "[[watchlist]]\nname = \"a\"\n[[watchlist.topic]]\nname = \"b\"\n",
            &[(3, "no query")],
        ),
        (
            "[[watchlist]]\nname = \"a\"\n[[watchlist.topic]]\nname = \"b\"\nquery = \"c\"\nseverity = \"grave\"\n[[watchlist.topic]]\nname = \"b\"\nquery = \"d\"\n",
            &[(6, "no such severity"), (8, "twice")],
        ),
        (
            "[[watchlist]]\nname = \"a\"\n[watchlist.topic]\nname = \"b\"\n",
            &[(3, "written otherwise")],
        ),
        ("[watchlist]\nname = \"a\"\n", &[(1, "written otherwise")]),
        ("topics = 1\n", &[(1, "no “topics”")]),
        (
            "[[list]]\nname = \"a b\"\nterms = \"x\"\n",
            &[(2, "no name of a list")],
        ),
        (
            "[[list]]\nname = \"@a\"\nterms = \"x\"\n[[list]]\nname = \"A\"\nterms = \"y\"\n",
            &[(5, "twice")],
        ),
    ];
    for (text, expected) in TESTS {
        let problems = watchlists(text.as_bytes()).problems;
        let found: Vec<u32> = problems.iter().map(|it| it.line).collect();
        let lines: Vec<u32> = expected.iter().map(|it| it.0).collect();
        assert_eq!(found, lines, "{text}: {problems:?}");
        for (problem, (_, what)) in problems.iter().zip(*expected) {
            assert!(problem.what.contains(what), "{text}: {}", problem.what);
            assert!(!problem.advice.is_empty(), "{text}");
        }
    }
    let latin = watchlists(b"[[watchlist]]\nname = \"Z\xFCrich\"\n").problems;
    assert_eq!(
        (latin[0].line, latin[0].what.as_str()),
        (2, "The file is not UTF-8 text.")
    );
}

/// Text as it can stand in a file: without outer blanks.
fn any_text() -> impl Strategy<Value = String> {
    "[a-z#'\"\\\\\n\t =\\[\\]é\u{7}]{0,24}".prop_map(|it: String| it.trim().to_string())
}

fn any_name() -> impl Strategy<Value = String> {
    "[a-zé'\" #\\\\]{1,12}".prop_map(|it: String| format!("n{}", it.trim()))
}

fn any_remarks(keys: &'static [&'static str]) -> impl Strategy<Value = Remarks> {
    let one = ("(# [a-z]{1,9}(\n\n?# [a-z#]{1,9})?)?", "(# [a-z#]{1,9})?");
    prop::collection::vec(one, keys.len()).prop_map(|all| {
        let pairs = keys.iter().map(|it| it.to_string()).zip(all);
        pairs.filter(|it| it.1 != Default::default()).collect()
    })
}

fn any_file() -> impl Strategy<Value = WatchlistFile> {
    let topic = (
        any_name(),
        any_text(),
        any_remarks(&["", "name", "query", "severity"]),
    );
    let topics = prop::collection::vec(topic, 0..3);
    let lists = prop::collection::vec((any_text(), any_remarks(&["", "name", "terms"])), 0..3);
    let all = prop::collection::vec((topics, any_remarks(&["", "name", "mark"])), 0..3);
    (lists, all, "(# [a-z]{1,9})?").prop_map(|(lists, all, end)| WatchlistFile {
        lists: lists
            .into_iter()
            .enumerate()
            .map(|(number, (text, remarks))| ListEntry {
                name: format!("list{number}"),
                text,
                remarks,
                ..ListEntry::default()
            })
            .collect(),
        watchlists: all
            .into_iter()
            .enumerate()
            .map(|(number, (topics, remarks))| WatchlistEntry {
                name: format!("watchlist {number}"),
                mark: Some(number as u8),
                topics: topics
                    .into_iter()
                    .map(|(name, query, remarks)| {
                        (
                            name.clone(),
                            TopicEntry {
                                name,
                                query,
                                severity: Some(Severity::Info),
                                remarks,
                                ..TopicEntry::default()
                            },
                        )
                    })
                    .collect::<BTreeMap<_, _>>()
                    .into_values()
                    .collect(),
                remarks,
                line: 0,
            })
            .collect(),
        end,
    })
}

/// A file without its lines.
fn bare(mut file: WatchlistFile) -> WatchlistFile {
    for it in &mut file.lists {
        (it.line, it.text_line) = (0, 0);
    }
    for it in &mut file.watchlists {
        it.line = 0;
        for topic in &mut it.topics {
            (topic.line, topic.query_line) = (0, 0);
        }
    }
    file
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(file in any_file()) {
        let text = write_watchlists(&file);
        let parsed = watchlists(text.as_bytes());
        prop_assert!(parsed.problems.is_empty(), "{:?}\n{text}", parsed.problems);
        prop_assert_eq!(bare(parsed.file), file, "{}", text);
    }

    #[test]
    fn no_bytes_make_it_stumble(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]a-z=\"'#\n.]{0,80}") {
        watchlists(&bytes);
        watchlists(text.as_bytes());
    }
}
