//! `wirewatch topics`: what is typed is asked about.

use std::{path::Path, process::Command};

use engine::{Engine, Options};
use news::{
    Severity, TopicId,
    desk::{TopicDraft, WatchlistDraft},
};

/// A desk with one topic.
fn desk(data: &Path, query: &str) -> TopicId {
    let engine = Engine::open(Options::real(data.to_path_buf())).expect("a desk");
    let watchlist = engine.save_watchlist(&WatchlistDraft {
        id: None,
        name: "Ours".into(),
        mark: None,
    });
    let topic = engine.save_topic(&TopicDraft {
        id: None,
        watchlist_id: watchlist.expect("saved").id,
        name: "Ours".into(),
        query: query.into(),
        severity: Severity::High,
        note: None,
        written: None,
    });
    engine.wait_for_jobs();
    engine.stop();
    topic.expect("saved").id
}

#[test]
fn a_query_that_is_typed_to_be_tried_is_asked_about_also_beside_a_topic() {
    // What is typed, and what is said where it is not tried.
    const TESTS: &[(Option<&str>, &str)] = &[
        (None, ""),
        (Some("mine OR quay"), ""),
        (Some("tanker^2"), "weighs a term elsewhere"),
        (Some("tanker -mine"), "means NOT elsewhere"),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let id = desk(folder.path(), "mine");
    for (query, says) in TESTS {
        let out = Command::new(env!("CARGO_BIN_EXE_wirewatch"))
            .arg("--data")
            .arg(folder.path())
            .args(["topics", "backtest", "--topic", &id.to_string()])
            .args(*query)
            .output()
            .expect("it runs");
        let complained = String::from_utf8_lossy(&out.stderr);
        let code = if says.is_empty() { 0 } else { 2 };
        assert_eq!(out.status.code(), Some(code), "{query:?}: {complained}");
        assert!(complained.contains(says), "{query:?}: {complained}");
    }
}
