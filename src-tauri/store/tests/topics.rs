//! Desks of before, and watchlist files that do not fit.

use std::collections::HashMap;

use news::{
    Severity, Timestamp, TopicId,
    desk::{TopicDraft, WatchlistDraft},
    exchange::{TopicEntry, WatchlistEntry, WatchlistFile},
};
use rusqlite::Connection;
use store::{Reader, StoreError, Writer};

const NOW: Timestamp = Timestamp(1_765_200_000_000);

#[test]
fn a_desk_of_before_keeps_its_topics_and_what_can_be_undone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let conn = Connection::open(&path).expect("opens");
    conn.execute_batch(include_str!("../src/migrations/0001_desk.sql"))
        .expect("made");
    conn.execute_batch(
        r#"PRAGMA application_id = 0x57695761; PRAGMA user_version = 1;
        INSERT INTO setting (name, value) VALUES ('begun', 'true');
        INSERT INTO watchlist (id, name, mark, position) VALUES (1, 'Harbour', 0, 0);
        INSERT INTO topic (id, watchlist_id, name, query, severity, version, saved_at, removed_at)
            VALUES (1, 1, 'Works', 'quarry', 2, 1, 5, 9);
        INSERT INTO topic_version (topic_id, number, query, severity, saved_at) VALUES (1, 1, 'quarry', 2, 5);
        INSERT INTO deed (at, what, before, after) VALUES (9, 'Removed the topic',
            '[{"topic":{"id":1,"removed_at":null}},{"alert":{"id":7,"state":0,"note":""}}]',
            '[{"topic":{"id":1,"removed_at":9}},{"alert":{"id":7,"state":2,"note":""}}]');"#,
    )
    .expect("filled");
    drop(conn);
    let mut writer = store::open(&path, NOW).expect("brought to today's form");
    writer.undo().expect("undone").expect("the removal");
    let reader = Reader::open(&path).expect("opened");
    let topics = reader.topics().expect("topics");
    assert_eq!(
        (topics.len(), topics[0].topic.query.as_str()),
        (1, "quarry")
    );
    assert_eq!(topics[0].topic.written, None);
    let versions = reader.topic_versions(topics[0].topic.id).expect("versions");
    assert_eq!((versions.len(), versions[0].note.as_str()), (1, ""));
}

#[test]
fn a_watchlist_file_that_does_not_fit_on_the_disk_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let mut writer = store::open(&path, NOW).expect("made");
    let pages = writer.pages().expect("pages");
    writer.limit_pages(pages + 4).expect("limited");
    let topics = (0..2_000).map(|it| TopicEntry {
        name: format!("Topic {it}"),
        query: format!("word{it}"),
        canonical: format!("word{it}"),
        ..TopicEntry::default()
    });
    let file = WatchlistFile {
        watchlists: vec![WatchlistEntry {
            name: "Many".into(),
            topics: topics.collect(),
            ..WatchlistEntry::default()
        }],
        ..WatchlistFile::default()
    };
    let res = writer.take_file(&file, &HashMap::new(), "", NOW);
    assert!(matches!(res, Err(StoreError::DiskFull)), "{res:?}");
    let reader = Reader::open(&path).expect("opened");
    assert!(
        reader.watchlists().expect("read").is_empty() && reader.topics().expect("read").is_empty()
    );
    assert_eq!(reader.last_deed().expect("read"), None);
    writer.limit_pages(1_000_000).expect("room");
    let steps = writer
        .take_file(&file, &HashMap::new(), "", NOW)
        .expect("taken");
    assert_eq!(
        (steps.len(), reader.topics().expect("read").len()),
        (2_001, 2_000)
    );
}

/// A desk of before, on which names stand twice.
fn with_namesakes(folder: &tempfile::TempDir) -> (std::path::PathBuf, Writer) {
    let path = folder.path().join("desk.db");
    let writer = store::open(&path, NOW).expect("made");
    let conn = Connection::open(&path).expect("opens");
    conn.execute_batch(
        "INSERT INTO setting (name, value) VALUES ('begun', 'true');
         INSERT INTO watchlist (id, name, mark, position) VALUES (1, 'U', 0, 0), (2, 'u', 1, 1);
         INSERT INTO topic (id, watchlist_id, name, query, severity, version, saved_at)
             VALUES (1, 1, 't', 'quarry', 2, 1, 5), (2, 1, 't', 'pier', 2, 1, 5), (3, 1, 'T', 'quay', 2, 1, 5);",
    )
    .expect("filled");
    (path, writer)
}

fn draft(id: i64, watchlist: i64, name: &str) -> TopicDraft {
    TopicDraft {
        id: (id > 0).then_some(TopicId(id)),
        watchlist_id: news::WatchlistId(watchlist),
        name: name.into(),
        query: "mole".into(),
        severity: Severity::Info,
        note: None,
        written: None,
    }
}

#[test]
fn names_that_stand_twice_on_a_desk_of_before_are_told_apart_in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, mut writer) = with_namesakes(&folder);
    let reader = Reader::open(&path).expect("opened");
    let file = reader.watchlist_file(None).expect("a file");
    let names: Vec<(&str, Vec<&str>)> = file
        .watchlists
        .iter()
        .map(|it| {
            let topics = it.topics.iter().map(|it| it.name.as_str());
            (it.name.as_str(), topics.collect())
        })
        .collect();
    assert_eq!(
        names,
        [("U", vec!["t", "t (2)", "T (3)"]), ("u (2)", vec![])]
    );
    // Read on that desk, it cannot be told which is meant; on another it is what it was.
    let err = writer.take_file(&file, &HashMap::new(), "", NOW);
    assert!(matches!(err, Err(StoreError::Refused(_))), "{err:?}");
    let other = tempfile::tempdir().expect("a folder");
    let path = other.path().join("desk.db");
    let mut writer = store::open(&path, NOW).expect("made");
    writer
        .take_file(&file, &HashMap::new(), "", NOW)
        .expect("taken");
    let reader = Reader::open(&path).expect("opened");
    assert_eq!(reader.topics().expect("read").len(), 3);
}

#[test]
fn what_goes_out_of_a_desk_of_before_is_what_stands_there_when_it_comes_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, mut writer) = with_namesakes(&folder);
    writer.remove_topic(TopicId(2), NOW).expect("removed");
    let reader = Reader::open(&path).expect("opened");
    // In either order of the watchlists, of which the second gets another name in the file.
    for order in ["position = id", "position = 2 - id"] {
        let conn = Connection::open(&path).expect("opens");
        conn.execute(&format!("UPDATE watchlist SET {order}"), [])
            .expect("ordered");
        let file = reader.watchlist_file(None).expect("a file");
        let planned = reader.plan_file(&file).expect("planned");
        assert_eq!(planned.len(), 4, "{planned:?}");
        for it in &planned {
            assert_eq!(it.change, news::desk::FileChange::Unchanged, "{it:?}");
        }
        let taken = writer.take_file(&file, &HashMap::new(), "", NOW);
        assert_eq!(taken.expect("taken"), planned);
    }
    // A change reaches the one that is meant, and it keeps its name.
    let mut file = reader.watchlist_file(None).expect("a file");
    for it in &mut file.watchlists {
        if it.name == "U (2)" {
            it.mark = Some(5);
            it.topics[1].severity = Some(Severity::Critical);
        }
    }
    writer
        .take_file(&file, &HashMap::new(), "", NOW)
        .expect("taken");
    let all = reader.watchlists().expect("read");
    let now: Vec<(&str, u8)> = all
        .iter()
        .map(|it| (it.watchlist.name.as_str(), it.watchlist.mark))
        .collect();
    assert_eq!(now, [("u", 1), ("U", 5)]);
    let topics = reader.topics().expect("read");
    let now: Vec<(&str, Severity)> = topics
        .iter()
        .map(|it| (it.topic.name.as_str(), it.topic.severity))
        .collect();
    assert_eq!(now, [("t", Severity::High), ("T", Severity::Critical)]);
}

#[test]
fn what_is_removed_comes_back_beside_what_had_its_name_all_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, mut writer) = with_namesakes(&folder);
    let reader = Reader::open(&path).expect("opened");
    let count = || {
        let watchlists = reader.watchlists().expect("read").len();
        (watchlists, reader.topics().expect("read").len())
    };
    writer
        .remove_watchlist(news::WatchlistId(2), NOW)
        .expect("removed");
    writer.remove_topic(TopicId(3), NOW).expect("removed");
    assert_eq!(count(), (1, 2));
    writer.undo().expect("undone").expect("the topic");
    writer.undo().expect("undone").expect("the watchlist");
    assert_eq!(count(), (2, 3));
    writer.redo().expect("done").expect("the watchlist");
    writer.undo().expect("undone").expect("the watchlist");
    // What took the name since is in the way, also where others had it before.
    writer.remove_topic(TopicId(3), NOW).expect("removed");
    for it in [draft(1, 1, "mole"), draft(2, 1, "pier"), draft(0, 1, "t")] {
        writer.save_topic(&it, NOW).expect("saved");
    }
    let res = writer.undo();
    assert!(matches!(res, Err(StoreError::Refused(_))), "{res:?}");
    assert_eq!(count(), (2, 3), "nothing was brought back");
}

#[test]
fn a_name_is_refused_that_another_has_and_who_has_one_keeps_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, mut writer) = with_namesakes(&folder);
    // Named anew, moved, and as it was.
    const TESTS: &[(i64, i64, &str, bool)] = &[
        (0, 1, "t", false),
        (0, 2, "t", true),
        (1, 1, "t", true),
        (1, 1, "T", false),
        (4, 1, "t", false),
        (2, 1, "pier", true),
        (4, 1, "quay", true),
    ];
    for (id, watchlist, name, is_saved) in TESTS {
        let res = writer.save_topic(&draft(*id, *watchlist, name), NOW);
        match res {
            Ok(_) => assert!(is_saved, "{id} {watchlist} {name}"),
            Err(StoreError::Refused(why)) => {
                assert!(!is_saved && why.contains("already"), "{id} {name}: {why}");
            }
            Err(err) => panic!("{id} {name}: {err}"),
        }
    }
    let list = |id, name: &str| WatchlistDraft {
        id,
        name: name.into(),
        mark: Some(3),
    };
    let own = Some(news::WatchlistId(2));
    assert!(writer.save_watchlist(&list(own, "u")).is_ok(), "its own");
    for it in [list(own, "U"), list(None, "u")] {
        let res = writer.save_watchlist(&it);
        assert!(matches!(res, Err(StoreError::Refused(_))), "{res:?}");
    }
    // What comes back must find its name free.
    writer.remove_topic(TopicId(2), NOW).expect("removed");
    writer.save_topic(&draft(0, 1, "Pier"), NOW).expect("saved");
    let res = writer.undo();
    assert!(matches!(res, Err(StoreError::Refused(_))), "{res:?}");
    let reader = Reader::open(&path).expect("opened");
    let all = reader.topics().expect("read");
    let piers = all.iter().filter(|it| it.topic.name == "Pier").count();
    assert_eq!((all.len(), piers), (4, 1), "nothing was brought back");
}

#[test]
fn comments_that_a_file_does_not_have_stay_and_its_end_is_taken_back_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let mut writer = store::open(&path, NOW).expect("made");
    let reader = Reader::open(&path).expect("opened");
    let file = |query: &str, above: &str, behind: &str, end: &str| {
        let mut topic = TopicEntry {
            name: "Works".into(),
            query: query.into(),
            canonical: query.into(),
            ..TopicEntry::default()
        };
        if !above.is_empty() || !behind.is_empty() {
            topic
                .remarks
                .insert(String::new(), (above.into(), behind.into()));
        }
        WatchlistFile {
            watchlists: vec![WatchlistEntry {
                name: "Harbour".into(),
                topics: vec![topic],
                ..WatchlistEntry::default()
            }],
            end: end.into(),
            ..WatchlistFile::default()
        }
    };
    // What the file says, how many steps change something, and what stands on the desk then.
    type Case = (
        (&'static str, &'static str, &'static str, &'static str),
        usize,
        (&'static str, &'static str, &'static str),
    );
    const TESTS: &[Case] = &[
        (
            ("quarry", "# ours", "", "# The end."),
            3,
            ("# ours", "", "# The end."),
        ),
        (("pier", "", "", ""), 1, ("# ours", "", "# The end.")),
        (
            ("pier", "", "# here", ""),
            1,
            ("# ours", "# here", "# The end."),
        ),
        (
            ("pier", "# yours", "", "# Another."),
            2,
            ("# yours", "# here", "# Another."),
        ),
        (
            ("pier", "", "", "# Another."),
            0,
            ("# yours", "# here", "# Another."),
        ),
    ];
    let now = || {
        let file = reader.watchlist_file(None).expect("a file");
        let remarks = file.watchlists[0].topics[0].remarks.get("").cloned();
        let (above, behind) = remarks.unwrap_or_default();
        (above, behind, file.end)
    };
    for ((query, above, behind, end), steps, expected) in TESTS {
        let file = file(query, above, behind, end);
        let planned = reader.plan_file(&file).expect("planned");
        let taken = writer.take_file(&file, &HashMap::new(), "", NOW);
        assert_eq!(taken.expect("taken"), planned);
        let changed = planned
            .iter()
            .filter(|it| it.change != news::desk::FileChange::Unchanged);
        assert_eq!(changed.count(), *steps, "{planned:?}");
        let (above, behind, end) = now();
        assert_eq!((above.as_str(), behind.as_str(), end.as_str()), *expected);
    }
    writer.undo().expect("undone").expect("the file");
    assert_eq!(now().2, "# The end.", "taken back with all else");
    writer.redo().expect("done").expect("the file");
    assert_eq!(now().2, "# Another.");
}

#[test]
fn what_was_written_and_noted_of_a_version_is_not_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, mut writer) = with_namesakes(&folder);
    let mut save = |written: &str, note: &str| {
        let draft = TopicDraft {
            written: Some(written.into()),
            note: Some(note.into()),
            ..draft(3, 1, "T")
        };
        writer.save_topic(&draft, NOW).expect("saved").version
    };
    assert_eq!(save("mole # one", "first"), 1);
    assert_eq!(save("mole # two", "second"), 2, "another comment");
    assert_eq!(save("mole # two", ""), 2);
    assert_eq!(save("mole # two", "and why"), 2, "only a note");
    assert_eq!(save("mole # two", "and why"), 2);
    let reader = Reader::open(&path).expect("opened");
    let versions = reader.topic_versions(TopicId(3)).expect("versions");
    let told: Vec<(Option<&str>, &str)> = versions
        .iter()
        .map(|it| (it.written.as_deref(), it.note.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Some("mole # two"), "second\nand why"),
            (Some("mole # one"), "first")
        ]
    );
}
