//! Upkeep that is killed: whatever it was doing, the desk is sound, and every article is wholly there or wholly gone.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use news::{
    Article, ArticleId, Block, Severity, Source, SourceKind, Timestamp, Zone,
    desk::{Retention, SourceDraft, SourceRetention, TopicDraft, WatchlistDraft},
    query::Query,
};
use store::{Filing, Reader};

mod support;

const NOW: Timestamp = Timestamp(1_765_200_000_000);

/// Names the desk for the process that is to be killed.
const DESK: &str = "WIREWATCH_DESK_TO_KEEP_UP";

/// How many articles each of the two sources has.
const ARTICLES: i64 = 700;

/// How often upkeep is killed.
fn rounds() -> u64 {
    let given = std::env::var("WIREWATCH_KILL_ROUNDS").ok();
    given.and_then(|it| it.parse().ok()).unwrap_or(12)
}

fn article(source: &str, number: i64) -> Article {
    let title = format!("{source} tells of shipment {number}");
    let text = format!(
        "The council met on day {number} in berth {}, officials said, and spoke of sanctions against carrier {}.",
        number % 41,
        number * 7
    );
    Article {
        title: title.clone(),
        language: Some("en".into()),
        published_at: Some(NOW.plus(-Timestamp::HOUR * (number + 1))),
        blocks: vec![
            Block::new(Zone::Headline, title),
            Block::new(Zone::Body, text.repeat(4)),
        ],
        ..Article::default()
    }
}

/// A desk of two sources, filed in many small batches, so that there is much to be merged. The articles of the second
/// one are old enough to be let go.
fn desk(path: &Path) -> [Source; 2] {
    let mut writer = store::open(path, NOW).expect("a desk");
    let list = writer
        .save_watchlist(&WatchlistDraft {
            id: None,
            name: "Sanctions".into(),
            mark: None,
        })
        .expect("saved");
    let draft = TopicDraft {
        id: None,
        watchlist_id: list.id,
        name: "Any".into(),
        query: "sanction*".into(),
        severity: Severity::High,
        note: None,
        written: None,
    };
    let topic = writer.save_topic(&draft, NOW).expect("saved");
    let sources = ["Ledger", "Gazette"].map(|name| {
        let draft = SourceDraft::new(
            SourceKind::Feed,
            format!("https://{}.example/rss", name.to_lowercase()),
            name,
        );
        writer.save_source(&draft, false, NOW).expect("saved")
    });
    let old = NOW.plus(-100 * Timestamp::DAY);
    for batch in 0..14 {
        for (source, seen_at) in sources.iter().zip([NOW, old]) {
            let filings: Vec<Filing> = (0..ARTICLES / 14)
                .map(|it| {
                    let number = it * 14 + batch;
                    let article = article(&source.name, number);
                    support::filing(source, &topic, &format!("item {number}"), article, seen_at)
                })
                .collect();
            writer.file(&filings, seen_at).expect("filed");
        }
    }
    let rules = Retention {
        sources: vec![SourceRetention {
            source_id: sources[1].id,
            days: Some(30),
        }],
        ..Retention::default()
    };
    writer.save_retention(&rules).expect("saved");
    sources
}

/// One round of all that upkeep does, in its small steps, each told on a line of its own; and at the end a new file.
fn keep_up(path: &Path, mut told: impl FnMut()) {
    let mut writer = store::open(path, NOW).expect("opened");
    let reader = Reader::open(path).expect("a reader");
    if let Some(bytes) = reader.train().expect("read") {
        writer.add_dictionary(&bytes, NOW).expect("kept");
        told();
    }
    let packer = reader.packer().expect("a packer");
    while let Some((upto, stale)) = reader.packed_otherwise(40).expect("read") {
        let packed: Vec<_> = stale
            .into_iter()
            .map(|it| it.repack(&packer).expect("packed"))
            .collect();
        writer.replace_packed(&packed, upto).expect("replaced");
        told();
    }
    while writer.merge_index().expect("merged") {
        told();
    }
    let rules = reader.retention().expect("read");
    while writer.let_go(&rules, NOW, 60).expect("let go") > 0 {
        told();
    }
    let mut next = Some(i64::MIN);
    while let Some(from) = next {
        next = writer.forget_fingerprints(from, NOW).expect("forgotten");
    }
    told();
    writer.checkpoint().expect("written");
    drop(reader);
    told();
    writer.compact(path).expect("compacted");
    told();
}

/// Not a test of its own: the process that is killed, where [`DESK`] names a desk.
#[test]
fn upkeep_to_be_killed() {
    use std::io::Write;
    if let Some(path) = std::env::var_os(DESK) {
        let mut out = std::io::stdout();
        keep_up(&PathBuf::from(path), || {
            writeln!(out, "step")
                .and_then(|()| out.flush())
                .expect("told");
        });
    }
}

fn start(path: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["upkeep_to_be_killed", "--exact", "--nocapture"])
        .env(DESK, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// What the desk holds: the texts, by what they are called.
fn texts(reader: &Reader, query: &str) -> BTreeMap<String, Article> {
    let mut ids: Vec<ArticleId> = vec![];
    let index = Query::search(query).expect("a query").query.index();
    reader
        .each_hit(&index, |id| {
            ids.push(id);
            ControlFlow::Continue(())
        })
        .expect("asked");
    let mut of_fts = vec![];
    reader
        .each_hit_of_fts(&index, |id| {
            of_fts.push(id);
            ControlFlow::Continue(())
        })
        .expect("asked");
    assert_eq!(ids, of_fts, "the index is read as FTS5 reads it");
    let found = reader.articles(&ids).expect("read");
    assert_eq!(
        found.len(),
        ids.len(),
        "the index names no article that is gone"
    );
    found
        .into_iter()
        .map(|it| (it.article.title.clone(), it.article))
        .collect()
}

fn check(path: &Path, what: &str) -> usize {
    drop(store::open(path, NOW).unwrap_or_else(|err| panic!("{what}: {err}")));
    let reader = Reader::open(path).expect("a reader");
    let findings = reader.checkup().expect("checked");
    let bad: Vec<_> = findings.iter().filter(|it| !it.ok).collect();
    assert!(bad.is_empty(), "{what}: {bad:?}");
    let there = texts(&reader, "council");
    for number in 0..ARTICLES {
        let article = article("Ledger", number);
        assert_eq!(
            there.get(&article.title),
            Some(&article),
            "{what}: an article of the source that is kept"
        );
    }
    for (title, it) in &there {
        if it.title.starts_with("Gazette") {
            let number = title.rsplit(' ').next().and_then(|it| it.parse().ok());
            assert_eq!(it, &article("Gazette", number.expect("a number")), "{what}");
        }
    }
    there.len() - ARTICLES as usize
}

#[test]
fn upkeep_that_is_killed_at_any_step_leaves_a_sound_desk() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = folder.path().join("made.db");
    desk(&made);
    let steps = {
        let path = folder.path().join("whole.db");
        std::fs::copy(&made, &path).expect("copied");
        let mut steps = 0;
        keep_up(&path, || steps += 1);
        assert_eq!(check(&path, "undisturbed"), 0, "all that is old was let go");
        steps
    };
    assert!(steps > 40, "{steps} steps");
    let mut random = u64::from(std::process::id()) << 20 | 0x9E37_79B9;
    for round in 0..rounds() {
        let path = folder.path().join(format!("{round}.db"));
        std::fs::copy(&made, &path).expect("copied");
        // Killed once or twice, then brought to its end.
        for _ in 0..2 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let after = (random >> 33) % steps;
            let mut child = start(&path);
            let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
            // It goes on while this reads: what it is killed in comes somewhere behind the last line.
            let mut told = 0;
            let mut line = String::new();
            while told < after && out.read_line(&mut line).is_ok_and(|it| it > 0) {
                told += u64::from(line.contains("step"));
                line.clear();
            }
            // One that has ended already needs no killing.
            let _ = child.kill();
            let _ = child.wait();
            check(&path, &format!("round {round}, killed after step {after}"));
        }
        keep_up(&path, || {});
        assert_eq!(check(&path, &format!("round {round}, at its end")), 0);
    }
}

#[test]
fn a_disk_that_is_full_during_upkeep_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    desk(&path);
    let mut writer = store::open(&path, NOW).expect("opened");
    let pages = writer.pages().expect("counted");
    // In the middle of merging, packing and letting go there is no room.
    writer.limit_pages(pages).expect("set");
    let reader = Reader::open(&path).expect("a reader");
    let bytes = reader.train().expect("read").expect("there are enough");
    let _ = writer.add_dictionary(&bytes, NOW);
    while let Ok(true) = writer.merge_index() {}
    let rules = reader.retention().expect("read");
    let _ = writer.let_go(&rules, NOW, 400);
    drop(reader);
    drop(writer);
    check(&path, "a full disk");
    keep_up(&path, || {});
    assert_eq!(check(&path, "with room again"), 0);
}
