//! Desks of before, and watchlist files that do not fit.

use std::collections::HashMap;

use news::{
    Timestamp,
    exchange::{TopicEntry, WatchlistEntry, WatchlistFile},
};
use rusqlite::Connection;
use store::{Reader, StoreError};

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
