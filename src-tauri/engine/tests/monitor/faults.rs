//! What must not be lost, and what must be said.

use std::{
    fs,
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use engine::Engine;
use news::{
    AlertState, TroubleCode,
    desk::{AlertFilter, ErrorCode, JobState, OpmlReport},
    digest::{DigestFormat, DigestOrder},
};

use crate::{
    desk::{Desk, text},
    server::{Answer, Server, feed},
};

#[test]
fn a_second_engine_is_refused_with_words_and_may_read() {
    let desk = Desk::new();
    let err = Engine::open(desk.options.clone()).err().expect("refused");
    assert_eq!(err.code(), ErrorCode::InUse);
    assert!(
        err.what().contains(&std::process::id().to_string()),
        "who has it: {}",
        err.what()
    );
    assert!(err.advice().contains("--data"), "{}", err.advice());
    let reader = Engine::read_only(desk.options.data_dir.clone()).expect("for reading");
    assert_eq!(reader.desk().expect("read").articles, 0);
    assert!(reader.undo().is_err(), "and for nothing else");
    let checkup = reader.checkup().expect("checked");
    let lock = checkup.findings.iter().find(|it| it.what == "lock");
    let told = &lock.expect("looked at").detail;
    assert!(told.contains(&std::process::id().to_string()), "{told}");
    desk.engine.stop();
    let next = Engine::open(desk.options.clone()).expect("given back by the one that stopped");
    next.stop();
}

#[test]
fn what_came_in_while_the_disk_was_full_is_kept_and_filed() {
    static FREE: AtomicU64 = AtomicU64::new(1 << 30);
    let desk = Desk::with(|it| it.free_space = |_| Ok(FREE.load(Ordering::SeqCst)));
    let topic = desk.topic("quarry");
    let (_, folder) = desk.watch("in");
    // The disk fills up between the question and the answer, and the feed forgets what it said.
    let server = Server::start(|_| {
        FREE.store(0, Ordering::SeqCst);
        Answer::feed(feed(&[("Quarry opens", "The quarry opened on Monday.")]))
    });
    desk.follow(&server.address("/"));
    desk.engine.start();
    desk.until("it is told", |it| {
        let trouble = it.engine.desk().expect("the desk").trouble;
        trouble.is_some_and(|it| it.code == TroubleCode::DiskFull)
    });
    server.says(|_| Answer::status(404));
    fs::write(
        folder.join("a.txt"),
        text("Quarry closes", "The quarry closed on Tuesday."),
    )
    .expect("written");
    for _ in 0..20 {
        desk.pass(1_000);
    }
    assert_eq!(desk.articles(), 0, "nothing is taken in");
    let err = desk
        .engine
        .import_now(vec![folder.join("a.txt")], &mut |_| {
            ControlFlow::Continue(())
        })
        .expect_err("said to who waits for it");
    assert_eq!(err.code(), ErrorCode::DiskFull);
    assert!(err.advice().contains("Nothing is lost"), "{}", err.advice());
    FREE.store(1 << 30, Ordering::SeqCst);
    desk.until("both", |it| it.alerts(&topic).len() == 2);
    assert_eq!(server.asked().len(), 1, "it was not asked for again");
    assert_eq!(desk.engine.desk().expect("the desk").trouble, None);
}

#[test]
fn an_engine_that_is_stopped_ends_soon_whatever_hangs() {
    let desk = Desk::new();
    let server = Server::start(|_| Answer::hanging());
    desk.follow(&server.address("/"));
    desk.watch("in");
    desk.engine.start();
    desk.until("a request", |_| !server.asked().is_empty());
    let began = Instant::now();
    desk.engine.stop();
    assert!(began.elapsed() < Duration::from_secs(15));
    let err = desk.engine.undo().expect_err("closed");
    assert!(err.what().contains("closed"), "{}", err.what());
    desk.engine.stop();
}

#[test]
fn the_analyst_is_answered_while_much_comes_in() {
    let desk = Desk::new();
    desk.engine.load_sample().expect("loaded");
    let alerts = desk
        .engine
        .alerts(&AlertFilter::default(), None)
        .expect("alerts")
        .rows;
    let folder = desk.folder("much");
    for number in 0..2_000 {
        let body = text(
            &format!("Notice {number}"),
            &format!(
                "Sanctions against ship {number} were lifted at berth {}.",
                number * 3
            ),
        );
        fs::write(folder.join(format!("{number}.txt")), body).expect("written");
    }
    desk.engine.import(vec![folder]).expect("begun");
    let running = || desk.engine.jobs().expect("jobs")[0].state == JobState::Running;
    let mut answered = 0;
    while running() {
        let alert = &alerts[answered % alerts.len()];
        let state = [AlertState::Kept, AlertState::New][answered / alerts.len() % 2];
        desk.engine.triage(&[alert.id], state).expect("kept");
        let shown = desk.engine.alert(alert.id).expect("shown");
        assert_eq!(shown.row.state, state, "what was just done is seen");
        answered += usize::from(running());
    }
    assert!(
        answered > 0,
        "nothing was answered before the import was over"
    );
}

#[test]
fn a_digest_never_overwrites_a_file() {
    let desk = Desk::new();
    desk.engine.load_sample().expect("loaded");
    let folder = desk.folder("digests");
    let now = engine::Clock::now(&*desk.clock);
    let order = DigestOrder {
        title: "Morning".into(),
        since: now.plus(-400 * news::Timestamp::DAY),
        until: now.plus(news::Timestamp::DAY),
        formats: vec![
            DigestFormat::Markdown,
            DigestFormat::Html,
            DigestFormat::Json,
        ],
        folder: Some(folder.display().to_string()),
        ..order()
    };
    let first = desk.engine.make_digest(&order).expect("made");
    let second = desk.engine.make_digest(&order).expect("made");
    let mut files: Vec<String> = first.files.iter().chain(&second.files).cloned().collect();
    files.sort();
    files.dedup();
    assert_eq!(files.len(), 6, "six files of their own: {files:?}");
    let there = fs::read_dir(&folder).expect("read").count();
    assert_eq!(there, 6, "and nothing half-written beside them");
    for file in files {
        assert!(fs::metadata(&file).expect("there").len() > 100, "{file}");
    }
}

fn order() -> DigestOrder {
    serde_json::from_value(serde_json::json!({
        "title": "x", "since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z",
        "watchlists": [], "states": [], "formats": [], "folder": null,
    }))
    .expect("an order")
}

#[test]
fn lists_of_feeds_come_in_once_and_go_out_whole() {
    let desk = Desk::new();
    let path = desk.folder("lists").join("feeds.opml");
    fs::write(
        &path,
        r#"<opml version="2.0"><body><outline text="Wires">
           <outline text="Meridian" xmlUrl="https://meridian.example/rss"/>
           <outline text="Ledger" xmlUrl="https://ledger.example/rss"/>
           <outline text="Trap" xmlUrl="exec:rm -rf /"/></outline></body></opml>"#,
    )
    .expect("written");
    let report = desk.engine.import_opml(&path).expect("read");
    assert_eq!((report.added, report.already), (2, 0), "{report:?}");
    let again: OpmlReport = desk.engine.import_opml(&path).expect("read");
    assert_eq!((again.added, again.already), (0, 2), "{again:?}");
    let out = desk.engine.export_opml().expect("written");
    for address in ["https://meridian.example/rss", "https://ledger.example/rss"] {
        assert!(out.contains(address), "{out}");
    }
    assert!(!out.contains("exec:"));
}

#[test]
fn a_backup_is_a_desk_and_the_checkup_finds_it_sound() {
    let desk = Desk::new();
    desk.engine.load_sample().expect("loaded");
    let folder = desk.folder("backup");
    let to = folder.join("wirewatch.db");
    desk.engine.backup(&to).expect("written");
    assert!(desk.engine.backup(&to).is_err(), "never overwritten");
    let copy = Engine::read_only(folder).expect("a desk");
    assert_eq!(copy.desk().expect("read").articles, desk.articles());
    let checkup = desk.engine.checkup().expect("checked");
    assert!(checkup.ok, "{:?}", checkup.findings);
}
