//! What is counted of sources when their articles are filed, whom they made this program contact, and when they may be asked.

use news::{
    Article, Block, Severity, Source, SourceId, SourceKind, Timestamp, Topic, Wishes, Zone,
    desk::{Reason, Retention, SourceDraft, TopicDraft, WatchlistDraft},
    health::{DayTally, Standing, day_of},
};
use rusqlite::{Connection, params};
use store::{ChildSitemap, FetchState, Filing, Hash, Learned, Look, LookOutcome, Reader, Writer};

mod support;

/// A Friday, at noon.
const NOW: Timestamp = Timestamp(20_784 * Timestamp::DAY + 12 * Timestamp::HOUR);

struct Desk {
    folder: tempfile::TempDir,
    writer: Writer,
    source: Source,
    topic: Topic,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = store::open(&folder.path().join("desk.db"), NOW).expect("a desk");
        let source = writer
            .save_source(
                &draft("https://ledger.example/rss"),
                false,
                NOW.plus(-200 * Timestamp::DAY),
            )
            .expect("saved");
        let list = WatchlistDraft {
            id: None,
            name: "Sanctions".into(),
            mark: None,
        };
        let list = writer.save_watchlist(&list).expect("saved");
        let topic = TopicDraft {
            id: None,
            watchlist_id: list.id,
            name: "Any".into(),
            query: "sanction*".into(),
            severity: Severity::High,
            note: None,
            written: None,
        };
        let topic = writer.save_topic(&topic, NOW).expect("saved");
        Desk {
            folder,
            writer,
            source,
            topic,
        }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("desk.db")
    }

    fn reader(&self) -> Reader {
        Reader::open(&self.path()).expect("opens")
    }

    fn filing(&self, name: &str, published_at: Option<Timestamp>, seen_at: Timestamp) -> Filing {
        let article = Article {
            title: format!("Quarry {name}"),
            published_at,
            blocks: vec![
                Block::new(Zone::Headline, format!("Quarry {name}")),
                Block::new(Zone::Body, "The quarry opened on Monday."),
            ],
            ..Article::default()
        };
        support::filing(&self.source, &self.topic, name, article, seen_at)
    }

    fn tallies(&self) -> Vec<DayTally> {
        let reader = self.reader();
        reader.day_tallies(self.source.id, 0).expect("read")
    }

    fn articles(&self) -> u64 {
        self.reader().sources(NOW).expect("read")[0].articles
    }

    fn is_sound(&self) -> bool {
        let found = self.reader().checkup().expect("checked");
        found.iter().all(|it| it.ok)
    }
}

fn draft(address: &str) -> SourceDraft {
    SourceDraft::new(SourceKind::Feed, address, "Ledger")
}

#[test]
fn articles_are_counted_when_they_are_filed_and_those_of_before_afterwards_all_the_same() {
    let mut desk = Desk::new();
    let mut batch = vec![];
    for day in 0..60 {
        for number in 0..50 {
            let seen_at = NOW.plus(-day * Timestamp::DAY + number * Timestamp::MINUTE);
            let published_at = match number % 4 {
                0 => None,
                1 => Some(seen_at.plus(9 * Timestamp::DAY)),
                _ => Some(seen_at.plus(-number * 40 * Timestamp::MINUTE)),
            };
            batch.push(desk.filing(&format!("{day}-{number}"), published_at, seen_at));
        }
    }
    let filed = desk.writer.file(&batch, NOW).expect("filed");
    assert_eq!((filed.new_articles, desk.articles()), (3_000, 3_000));
    let counted = desk.tallies();
    let sum: u32 = counted.iter().map(|it| it.articles).sum();
    assert_eq!(sum, 3_000);
    let again = desk.writer.file(&batch[..500], NOW).expect("filed");
    assert_eq!(
        (again.known, desk.tallies()),
        (500, counted.clone()),
        "once"
    );
    // As a desk of before is brought to today's form.
    let conn = Connection::open(desk.path()).expect("opens");
    conn.execute_batch(
        "DELETE FROM source_day;
         UPDATE source_total SET until = (SELECT max(first_seen_at) FROM article),
                counted_at = (SELECT max(first_seen_at) FROM article) - 182 * 86400000;",
    )
    .expect("changed");
    drop(conn);
    let mut steps = 0;
    while desk.writer.count_days().expect("counted") {
        steps += 1;
    }
    assert_eq!((steps, desk.tallies()), (2, counted), "in steps of 2,000");
    assert!(desk.is_sound());
}

#[test]
fn what_is_let_go_is_counted_out_but_was_brought_all_the_same() {
    let mut desk = Desk::new();
    let old = NOW.plus(-40 * Timestamp::DAY);
    let batch = [
        desk.filing("old", Some(old), old),
        desk.filing("new", Some(NOW), NOW),
    ];
    desk.writer.file(&batch, NOW).expect("filed");
    let days = desk.tallies();
    let rules = Retention {
        days: Some(30),
        ..Retention::default()
    };
    assert_eq!(desk.writer.let_go(&rules, NOW, 100).expect("let go"), 1);
    assert_eq!((desk.articles(), desk.tallies()), (1, days));
    assert!(desk.is_sound());
    desk.writer
        .forget_days(NOW.plus(160 * Timestamp::DAY))
        .expect("forgotten");
    assert_eq!(desk.tallies().len(), 1, "half a year is kept");
}

#[test]
fn a_source_is_silent_by_its_counts_and_the_last_good_look() {
    let mut desk = Desk::new();
    let mut batch = vec![];
    for day in 5..60 {
        let at = NOW.plus(-day * Timestamp::DAY);
        batch.extend((0..4).map(|it| desk.filing(&format!("{day}-{it}"), Some(at), at)));
    }
    desk.writer.file(&batch, NOW).expect("filed");
    let id = desk.source.id;
    let look = |at| Look {
        at,
        outcome: LookOutcome::Fine(FetchState::default()),
        next_due_at: Some(at.plus(Timestamp::HOUR)),
    };
    let standing = |desk: &Desk| desk.reader().health(id, NOW).expect("known").standing;
    desk.writer
        .record_look(id, &look(NOW.plus(-4 * Timestamp::DAY)))
        .expect("recorded");
    assert_eq!(standing(&desk), Standing::Well, "not looked at since");
    desk.writer.record_look(id, &look(NOW)).expect("recorded");
    assert_eq!(standing(&desk), Standing::Silent);
    let found = desk.reader().health(id, NOW).expect("known");
    assert_eq!(found.days.len(), 56);
    assert_eq!(found.silent_since, Some(NOW.plus(-5 * Timestamp::DAY)));
    let last = found.days.last().expect("today");
    assert_eq!(
        (last.day.as_str(), last.articles, last.usual),
        ("2026-11-27", 0, Some(4.0))
    );
    assert!(desk.reader().health(SourceId(99), NOW).is_err());
    assert_eq!(desk.reader().health_of_all(NOW).expect("all").len(), 1);
}

#[test]
fn when_a_source_may_be_asked_is_there_after_a_restart() {
    let mut desk = Desk::new();
    let id = desk.source.id;
    let at = |minutes: i64| NOW.plus(minutes * Timestamp::MINUTE);
    desk.writer.begin_asking(id, at(60), NOW).expect("written");
    let learned = Learned {
        wishes: Wishes {
            ttl_minutes: Some(90),
            skip_days: 0b110_0000,
            ..Wishes::default()
        },
        items: 20,
        undated: 3,
        future: 1,
    };
    desk.writer.learn(id, &learned).expect("written");
    desk.writer.note_validators(id).expect("written");
    desk.writer
        .plan(id, 90 * Timestamp::MINUTE, "It asks for so long.")
        .expect("written");
    desk.writer.leave_alone(id, at(300)).expect("written");
    desk.writer
        .note_move(id, Some("https://new.example/"))
        .expect("written");
    let path = desk.path();
    drop(std::mem::replace(
        &mut desk.writer,
        store::open(&path, NOW).expect("opens"),
    ));
    let timing = desk.reader().timing(id).expect("read");
    assert_eq!(timing.wishes, learned.wishes);
    assert_eq!(
        (timing.asked_at, timing.not_before),
        (Some(NOW), Some(at(300)))
    );
    assert_eq!(
        (timing.validated, timing.every),
        (true, Some(90 * Timestamp::MINUTE))
    );
    assert_eq!(timing.moved_to.as_deref(), Some("https://new.example/"));
    let due = desk.reader().due().expect("read").remove(0);
    assert_eq!((due.due_at, due.asked_at), (Some(at(300)), Some(NOW)));
    // Asked in vain: as if it had not been.
    desk.writer.put_back(id, false, at(1)).expect("written");
    let due = desk.reader().due().expect("read").remove(0);
    assert_eq!((due.due_at, due.asked_at), (Some(at(1)), None));
    // Another address is another place.
    let moved = SourceDraft {
        id: Some(id),
        ..draft("https://new.example/")
    };
    desk.writer.save_source(&moved, false, NOW).expect("saved");
    assert_eq!(
        desk.reader().timing(id).expect("read"),
        store::Timing::default()
    );
    assert_eq!(desk.reader().due().expect("read")[0].due_at, None);
}

#[test]
fn hosts_are_told_by_reason_and_forgotten_after_ninety_days() {
    let mut desk = Desk::new();
    let id = Some(desk.source.id);
    let ask = |desk: &mut Desk, host: &str, id, reason, at| {
        desk.writer
            .record_request(host, id, reason, at)
            .expect("recorded");
    };
    for hour in 0..3 {
        let at = NOW.plus(hour * Timestamp::HOUR);
        ask(&mut desk, "ledger.example", id, Reason::Feed, at);
        let answers = [
            ("ledger.example".into(), "pointed elsewhere".into()),
            ("cdn.example".into(), format!("{}: answered", 200 + hour)),
        ];
        desk.writer
            .record_answers(&answers, id, Reason::Feed, at)
            .expect("recorded");
    }
    ask(&mut desk, "ledger.example", None, Reason::Robots, NOW);
    ask(&mut desk, "ledger.example", None, Reason::Robots, NOW);
    let told = desk.reader().contacts().expect("told");
    assert_eq!((told.total, told.hosts.len()), (2, 2));
    let of = |host: &str| told.hosts.iter().find(|it| it.host == host).expect("told");
    let ledger = of("ledger.example");
    assert_eq!((ledger.requests, ledger.reasons.len()), (5, 2));
    assert_eq!(ledger.answer, "pointed elsewhere");
    let robots = ledger.reasons.iter().find(|it| it.reason == Reason::Robots);
    let robots = robots.expect("told");
    assert_eq!((robots.requests, robots.sources_total), (2, 0));
    let cdn = of("cdn.example");
    assert_eq!((cdn.requests, cdn.answer.as_str()), (3, "202: answered"));
    assert_eq!(cdn.reasons[0].sources, ["Ledger"]);
    desk.writer
        .forget_contacts(NOW.plus(90 * Timestamp::DAY + Timestamp::HOUR))
        .expect("forgotten");
    assert_eq!(
        desk.reader().contacts().expect("told").total,
        2,
        "the last of them counts"
    );
    desk.writer
        .forget_contacts(NOW.plus(91 * Timestamp::DAY))
        .expect("forgotten");
    assert_eq!(desk.reader().contacts().expect("told").total, 0);
}

#[test]
fn thousands_of_hosts_are_counted_and_the_last_are_told() {
    let desk = Desk::new();
    let mut conn = Connection::open(desk.path()).expect("opens");
    let tx = conn.transaction().expect("begins");
    for number in 0..2_500_i64 {
        tx.execute(
            "INSERT INTO contacted (host, source_id, reason, requests, first_at, last_at) VALUES (?1, 1, 'revisit', 1, ?2, ?2)",
            params![format!("outlet-{number}.example"), NOW.0 + number],
        )
        .expect("put");
    }
    tx.commit().expect("put");
    let told = desk.reader().contacts().expect("told");
    assert_eq!((told.total, told.hosts.len()), (2_500, 2_000));
    assert_eq!(told.hosts[0].host, "outlet-2499.example");
    assert_eq!(day_of(NOW), 20_784);
}

#[test]
fn p50_hosts_are_left_alone_as_long_as_they_asked_for_and_not_too_many_are_remembered() {
    let mut desk = Desk::new();
    let hour = |it: i64| NOW.plus(it * Timestamp::HOUR);
    let left_alone = |desk: &Desk, now| {
        let mut found = desk.reader().hosts_left_alone(now).expect("read");
        found.sort();
        found
    };
    for (host, until) in [("a.example", 1), ("b.example", 2), ("a.example", 3)] {
        desk.writer
            .leave_host_alone(host, hour(until), NOW)
            .expect("remembered");
    }
    let both = [
        ("a.example".to_string(), hour(3)),
        ("b.example".to_string(), hour(2)),
    ];
    assert_eq!(left_alone(&desk, NOW), both);
    assert_eq!(left_alone(&desk, hour(2)), both[..1]);
    let conn = Connection::open(desk.path()).expect("opens");
    conn.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
         INSERT INTO peace (host, until) SELECT 'outlet-' || i, ?1 FROM n",
        [hour(1).0],
    )
    .expect("filled");
    drop(conn);
    desk.writer
        .leave_host_alone("c.example", hour(4), NOW)
        .expect("remembered");
    let found = left_alone(&desk, NOW);
    assert_eq!(found.len(), 4_000);
    assert!(
        found.starts_with(&both),
        "those that are left alone for longest"
    );
    desk.writer
        .leave_host_alone("d.example", hour(9), hour(5))
        .expect("remembered");
    assert_eq!(left_alone(&desk, NOW).len(), 1, "the others may be asked");
}

#[test]
fn what_is_known_of_the_sitemaps_of_an_index_goes_with_its_source() {
    type Change = fn(&mut Desk);
    let id = SourceId(1);
    let tests: &[(&str, bool, Change)] = &[
        ("nothing happens", true, |_| {}),
        ("it is paused", true, |it| {
            let change = news::desk::SourceChange {
                paused: Some(true),
                ..news::desk::SourceChange::default()
            };
            it.writer
                .change_sources(&[it.source.id], &change, NOW)
                .expect("paused");
        }),
        ("it is removed", false, |it| {
            it.writer.remove_source(it.source.id, NOW).expect("removed");
        }),
        ("it is removed with others", false, |it| {
            let change = news::desk::SourceChange {
                removed: true,
                ..news::desk::SourceChange::default()
            };
            it.writer
                .change_sources(&[it.source.id], &change, NOW)
                .expect("removed");
        }),
        ("it is elsewhere", false, |it| {
            let mut draft = draft("https://courier.example/rss");
            draft.id = Some(it.source.id);
            it.writer.save_source(&draft, false, NOW).expect("saved");
        }),
        ("it has another name", true, |it| {
            let mut draft = draft("https://ledger.example/rss");
            draft.id = Some(it.source.id);
            draft.name = "The Ledger of Velt".into();
            it.writer.save_source(&draft, false, NOW).expect("saved");
        }),
        ("it is asked as somebody", false, |it| {
            it.writer
                .set_user(it.source.id, Some("anna"))
                .expect("kept");
        }),
    ];
    let child = |address: &str| ChildSitemap {
        address: address.into(),
        etag: Some("\"1\"".into()),
        last_modified: None,
        validator_address: address.into(),
        read_at: NOW,
    };
    for (name, stays, change) in tests {
        let mut desk = Desk::new();
        assert_eq!(desk.source.id, id);
        let record = |desk: &mut Desk, asked: &[&str], read: &[&str]| {
            let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
            let read: Vec<ChildSitemap> = read.iter().map(|it| child(it)).collect();
            desk.writer
                .record_child_sitemaps(id, &asked, &read)
                .expect("remembered");
        };
        record(&mut desk, &["a", "b"], &["a", "b"]);
        // Asked for and not had; and not asked for any more.
        record(&mut desk, &["a", "c"], &["c"]);
        change(&mut desk);
        let mut found: Vec<String> = desk
            .reader()
            .child_sitemaps(id)
            .expect("read")
            .into_keys()
            .collect();
        found.sort();
        let expected: &[&str] = if *stays { &["a", "c"] } else { &[] };
        assert_eq!(found, expected, "{name}");
        let is_gone = name.contains("removed");
        record(&mut desk, &["d"], &["d"]);
        let left = desk.reader().child_sitemaps(id).expect("read").len();
        assert_eq!(left, usize::from(!is_gone), "{name}");
    }
}

#[test]
fn what_the_items_of_a_source_share_is_remembered_until_it_is_elsewhere() {
    type Change = fn(&mut Desk);
    let tests: &[(&str, usize, Change)] = &[
        ("nothing happens", 2, |_| {}),
        ("it has another name", 2, |it| {
            let mut draft = draft("https://ledger.example/rss");
            draft.id = Some(it.source.id);
            draft.name = "The Ledger of Velt".into();
            it.writer.save_source(&draft, false, NOW).expect("saved");
        }),
        ("it is elsewhere", 0, |it| {
            let mut draft = draft("https://courier.example/rss");
            draft.id = Some(it.source.id);
            it.writer.save_source(&draft, false, NOW).expect("saved");
        }),
    ];
    let names: Vec<Hash> = (0..20_010u32)
        .map(|it| Hash::of(&it.to_le_bytes()))
        .collect();
    for (name, expected, change) in tests {
        let mut desk = Desk::new();
        let id = desk.source.id;
        for some in [&names[..1], &names[..2]] {
            desk.writer.note_shared_names(id, some).expect("noted");
        }
        change(&mut desk);
        let found = desk.reader().shared_names(id).expect("read");
        assert_eq!(found.len(), *expected, "{name}");
        let others = desk.reader().shared_names(SourceId(id.0 + 1));
        assert_eq!(others.expect("read").len(), 0, "{name}: of no other source");
    }
    let mut desk = Desk::new();
    let id = desk.source.id;
    desk.writer.note_shared_names(id, &names).expect("noted");
    let found = desk.reader().shared_names(id).expect("read");
    assert_eq!(found.len(), 20_000, "so many and not more");
    assert!(found.contains(&names[0]), "the first stay");
    let mut desk = Desk::new();
    desk.writer.remove_source(id, NOW).expect("removed");
    desk.writer
        .note_shared_names(id, &names[..1])
        .expect("nothing is noted");
    assert_eq!(desk.reader().shared_names(id).expect("read").len(), 0);
}
