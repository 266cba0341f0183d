//! What must not be lost, and what must be said.

use std::{
    fs,
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use engine::Engine;
use news::{
    AlertState, Source, SourceKind, SourceMethod, TextChoice, Timestamp, TroubleCode,
    desk::{
        AlertFilter, ErrorCode, JobState, LineFate, ListHolds, SourceChange, SourceDraft,
        SourceListFormat, SourceReport,
    },
    digest::{DigestFormat, DigestOrder},
};

use crate::{
    desk::{Desk, draft, text},
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

/// The report, line by line.
fn told(report: &SourceReport) -> Vec<String> {
    let lines = report.lines.iter();
    lines
        .map(|it| {
            let why = it
                .why
                .as_deref()
                .map(|it| format!(": {it}"))
                .unwrap_or_default();
            format!("{} {:?} {}{why}", it.line, it.fate, it.name)
        })
        .collect()
}

#[test]
fn lists_of_sources_come_in_once_and_go_out_whole() {
    let desk = Desk::new();
    let path = desk.folder("lists").join("feeds.opml");
    fs::write(
        &path,
        r#"<opml version="2.0"><body><outline text="Wires"><outline text="State">
           <outline text="Meridian" xmlUrl="https://meridian.example/rss" htmlUrl="https://meridian.example/"/></outline>
           <outline text="Ledger" xmlUrl="https://ledger.example/rss"/>
           <outline text="Trap" xmlUrl="exec:rm -rf /"/></outline></body></opml>"#,
    )
    .expect("written");
    let report = desk.engine.import_sources(&path).expect("read");
    assert_eq!(
        (report.added, report.already, report.refused),
        (2, 0, 1),
        "{report:?}"
    );
    assert_eq!(
        told(&report),
        [
            "2 Added Meridian",
            "3 Added Ledger",
            "4 Refused Trap: Its address is none of the web (http or https).",
        ]
    );
    assert!(
        desk.engine.contacts().expect("read").hosts.is_empty(),
        "nothing is asked while a list is read"
    );
    let again = desk.engine.import_sources(&path).expect("read");
    assert_eq!((again.added, again.already), (0, 2), "{again:?}");
    assert_eq!(again.lines[0].fate, LineFate::Already);
    assert_eq!(
        again.lines[0].why.as_deref(),
        Some("It is there already, as “Meridian”.")
    );

    let opml = desk
        .engine
        .export_sources(SourceListFormat::Opml)
        .expect("written")
        .0;
    let table = desk
        .engine
        .export_sources(SourceListFormat::Csv)
        .expect("written")
        .0;
    assert!(
        opml.contains("htmlUrl=\"https://meridian.example/\"") && !opml.contains("exec:"),
        "{opml}"
    );
    assert!(table.contains("Wires / State"), "{table}");

    // All of a list is one step back, and its sources are the same when they come again from our own lists.
    desk.engine.undo().expect("undone");
    assert!(desk.engine.sources().expect("read").is_empty());
    for (name, list) in [("own.opml", &opml), ("own.csv", &table)] {
        let path = desk.folder("lists").join(name);
        fs::write(&path, list).expect("written");
        let report = desk.engine.import_sources(&path).expect("read");
        assert_eq!((report.added, report.refused), (2, 0), "{report:?}");
        assert_eq!(
            &desk
                .engine
                .export_sources(SourceListFormat::Opml)
                .expect("written")
                .0,
            &opml
        );
        assert_eq!(
            &desk
                .engine
                .export_sources(SourceListFormat::Csv)
                .expect("written")
                .0,
            &table
        );
        desk.engine.undo().expect("undone");
    }
}

#[test]
fn a_table_brings_back_sources_of_every_kind_and_a_list_of_feeds_says_what_it_leaves_out() {
    let desk = Desk::new();
    let folder = desk.folder("press").join("a  b");
    fs::create_dir(&folder).expect("a folder");
    let folder = folder.display().to_string();
    let saved = |kind, address: &str, method, text| {
        let is_folder = kind == SourceKind::Folder;
        desk.engine
            .save_source(&SourceDraft {
                name: format!("{method:?} of {kind:?}"),
                group: Some("Wires / State".into()),
                interval_minutes: Some(90),
                allow_private: false,
                revisit: Some(is_folder),
                method: Some(method),
                text: Some(text),
                ignore: is_folder.then(|| vec!["*.tmp.txt".into(), "/old/".into()]),
                ..draft(kind, address)
            })
            .expect("saved")
    };
    use SourceMethod::{Feed, FrontPage, Sitemap, Telegram};
    use TextChoice::{Measured, Page};
    for (kind, address, method, text) in [
        (SourceKind::Feed, "https://a.example/rss", Feed, Page),
        (
            SourceKind::Feed,
            "https://b.example/news.xml",
            Sitemap,
            Measured,
        ),
        (SourceKind::Feed, "https://c.example/", FrontPage, Measured),
        (
            SourceKind::Feed,
            "https://t.me/s/port",
            Telegram,
            TextChoice::Feed,
        ),
        (SourceKind::Folder, folder.as_str(), Feed, Measured),
    ] {
        saved(kind, address, method, text);
    }
    let file = desk.folder("lists").join("own.txt");
    fs::write(&file, "Talks on the border\n\nThey went on all night.").expect("written");
    desk.engine.import(vec![file]).expect("begun");
    desk.engine.wait_for_jobs();
    let sources = || -> Vec<Source> {
        let views = desk.engine.sources().expect("read").into_iter();
        let mut all: Vec<Source> = views
            .map(|it| it.source)
            .filter(|it| it.kind != SourceKind::Import)
            .collect();
        all.sort_by(|a, b| a.address.cmp(&b.address));
        for it in &mut all {
            (it.id, it.added_at) = (news::SourceId(0), Timestamp(0));
        }
        all
    };
    let before = sources();
    assert_eq!(before.len(), 5);

    let (_, holds) = desk
        .engine
        .export_sources(SourceListFormat::Opml)
        .expect("written");
    assert_eq!(
        holds,
        ListHolds {
            sources: 1,
            folders_left_out: 1,
            pages_left_out: 3,
            by_hand_left_out: 1,
        }
    );
    let (table, holds) = desk
        .engine
        .export_sources(SourceListFormat::Csv)
        .expect("written");
    assert_eq!(
        holds,
        ListHolds {
            sources: 5,
            by_hand_left_out: 1,
            ..ListHolds::default()
        }
    );
    for view in desk.engine.sources().expect("read") {
        desk.engine.remove_source(view.source.id).expect("removed");
    }
    let path = desk.folder("lists").join("own.csv");
    fs::write(&path, &table).expect("written");
    let report = desk.engine.import_sources(&path).expect("read");
    assert_eq!((report.added, report.refused), (5, 0), "{report:?}");
    assert_eq!(sources(), before);
}

#[test]
fn many_sources_are_changed_in_one_step_and_back_in_one() {
    let desk = Desk::new();
    let sources: Vec<_> = ["a", "b", "c"]
        .into_iter()
        .map(|it| desk.follow(&format!("https://{it}.example/rss")))
        .collect();
    let ids: Vec<_> = sources.iter().map(|it| it.id).collect();
    let now = || -> Vec<_> {
        let views = desk.engine.sources().expect("read").into_iter();
        views
            .map(|it| {
                (
                    it.source.group,
                    it.source.interval_minutes,
                    it.source.paused,
                )
            })
            .collect()
    };
    let before = now();
    let change = SourceChange {
        group: Some(" Wires/ /  State ".into()),
        interval_minutes: Some(60),
        paused: Some(true),
        ..SourceChange::default()
    };
    let changed = desk
        .engine
        .change_sources(&[ids[0], ids[2], ids[0]], &change);
    assert_eq!(
        changed.expect("changed"),
        2,
        "one that is named twice is changed once"
    );
    let set = (Some("Wires/ / State".to_string()), Some(60), true);
    assert_eq!(now(), [set.clone(), before[1].clone(), set]);
    assert_eq!(
        desk.engine
            .change_sources(&ids[..1], &change)
            .expect("changed"),
        0
    );
    let undone = desk
        .engine
        .undo()
        .expect("undone")
        .expect("something to undo");
    assert_eq!(undone.what, "Paused 2 sources");
    assert_eq!(now(), before);

    let nothing = SourceChange {
        group: Some(String::new()),
        ..SourceChange::default()
    };
    let not_there = news::SourceId(99);
    assert!(
        desk.engine
            .change_sources(&[ids[0], not_there], &nothing)
            .is_err()
    );
    let too_often = SourceChange {
        interval_minutes: Some(1),
        ..SourceChange::default()
    };
    assert!(desk.engine.change_sources(&ids, &too_often).is_err());
    assert_eq!(now(), before, "an error changes none of them");

    let removed = SourceChange {
        removed: true,
        ..SourceChange::default()
    };
    assert_eq!(
        desk.engine.change_sources(&ids, &removed).expect("removed"),
        3
    );
    assert!(desk.engine.sources().expect("read").is_empty());
    desk.engine.undo().expect("undone");
    assert_eq!(now(), before);
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
