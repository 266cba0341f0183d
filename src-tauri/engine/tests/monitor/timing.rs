//! When feeds are asked: P30 to P40, through the whole monitor. What is pure of it has its tables in `engine/src/due.rs`.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use engine::{Clock, FetchError, Response};
use news::{
    SourceId, SourceKind, Timestamp, TroubleCode,
    desk::{Reason, SourceDraft},
    digest::DigestOrder,
    health::{DiagnosisCode, Standing},
};

use crate::{
    desk::{Desk, draft},
    server::{Answer, Paper, Server, feed, feed_of, item},
};

const ADDRESS: &str = "http://ledger.example/rss";

/// A feed that is in order, of a server that can say whether it changed.
fn fine() -> Response {
    Response {
        status: 200,
        etag: Some("\"1\"".into()),
        body: feed(&[("Quarry opens", "The quarry opened on Monday.")]).into_bytes(),
        ..Response::default()
    }
}

/// Such a feed with something in its head.
fn saying(wish: &str) -> Response {
    let body = String::from_utf8(fine().body).expect("text");
    Response {
        body: body
            .replace("<channel>", &format!("<channel>{wish}"))
            .into_bytes(),
        ..fine()
    }
}

fn lost() -> FetchError {
    FetchError::new(TroubleCode::Unreachable, "no such name")
}

/// Minutes from now until a source is next due.
fn due_in(desk: &Desk, id: SourceId) -> i64 {
    let due = desk.source(id).next_due_at.expect("a due time");
    due.since(desk.clock.now()) / Timestamp::MINUTE
}

fn why(desk: &Desk, id: SourceId) -> (Option<u32>, String) {
    let health = desk.engine.source_health(id).expect("known");
    (health.interval_minutes, health.interval_why)
}

#[test]
fn p31_a_server_without_validators_is_asked_once_a_day_until_the_analyst_says_otherwise() {
    let network = Paper::new(|_| {
        Ok(Response {
            etag: None,
            ..fine()
        })
    });
    let desk = Desk::on(network);
    let source = desk.follow(ADDRESS);
    desk.poll(&[source.id]);
    assert!((1_440..=1_584).contains(&due_in(&desk, source.id)));
    let (minutes, words) = why(&desk, source.id);
    assert_eq!(minutes, Some(1_440));
    assert!(words.starts_with("Once a day:"), "{words}");
    let changed = SourceDraft {
        id: Some(source.id),
        interval_minutes: Some(30),
        ..draft(SourceKind::Feed, ADDRESS)
    };
    desk.engine.save_source(&changed).expect("changed");
    assert!(
        (29..=33).contains(&due_in(&desk, source.id)),
        "from when it was asked last: {}",
        due_in(&desk, source.id)
    );
    assert_eq!(
        why(&desk, source.id),
        (Some(30), "You chose this interval.".into())
    );
}

#[test]
fn p32_p33_max_age_without_its_age_wins_over_expires() {
    const AT: &str = "Tue, 01 Dec 2026 10:00:00 GMT";
    const SIX_HOURS_LATER: &str = "Tue, 01 Dec 2026 16:00:00 GMT";
    let with = |headers: &[(&'static str, &str)]| {
        let body = feed(&[("Quarry opens", "The quarry opened on Monday.")]);
        headers.iter().fold(
            Answer::feed(body).with("etag", "\"1\""),
            |it, (name, value)| it.with(name, *value),
        )
    };
    let control = "cache-control";
    #[rustfmt::skip]
    let tests = [
        ("max-age of four hours", with(&[(control, "max-age=14400")]), 240),
        ("of which one has passed", with(&[(control, "max-age=14400"), ("age", "3600")]), 180),
        ("max-age of a year", with(&[(control, "max-age=31536000")]), 1_440),
        ("max-age of nothing", with(&[(control, "max-age=0")]), 60),
        ("not to be kept", with(&[(control, "no-cache"), ("expires", SIX_HOURS_LATER), ("date", AT)]), 60),
        ("expires only", with(&[("expires", SIX_HOURS_LATER), ("date", AT)]), 360),
        ("expires beside max-age", with(&[(control, "max-age=7200"), ("expires", SIX_HOURS_LATER), ("date", AT)]), 120),
        ("expires that is no date", with(&[("expires", "0"), ("date", AT)]), 60),
        ("expires that is a number of seconds", with(&[("expires", "3600"), ("date", AT)]), 60),
        ("expires that is a larger number of seconds", with(&[("expires", "43200"), ("date", AT)]), 60),
    ];
    for (name, answer, minutes) in tests {
        let desk = Desk::new();
        let server = Server::start(move |_| answer.clone());
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        let found = due_in(&desk, source.id);
        assert!(
            (minutes..=minutes + minutes / 10).contains(&found),
            "{name}: {found} minutes"
        );
    }
}

#[test]
fn p34_what_a_feed_asked_for_holds_after_a_restart() {
    let changed = Arc::new(AtomicBool::new(true));
    let says = changed.clone();
    let network = Paper::new(move |_| {
        Ok(match says.load(Ordering::SeqCst) {
            true => saying("<ttl>240</ttl>"),
            false => Response {
                status: 304,
                body: vec![],
                ..fine()
            },
        })
    });
    let mut desk = Desk::on(network);
    let source = desk.follow(ADDRESS);
    desk.poll(&[source.id]);
    assert!((239..=264).contains(&due_in(&desk, source.id)));
    desk.restart();
    changed.store(false, Ordering::SeqCst);
    desk.poll(&[source.id]);
    let found = due_in(&desk, source.id);
    assert!(
        (239..=264).contains(&found),
        "nothing new, and still four hours: {found}"
    );
}

#[test]
fn p34_a_feed_that_rests_now_is_not_asked_before_it_wakes() {
    let desk = Desk::on(Paper::new(|_| {
        // Every hour but one: 4 o'clock.
        let hours: String = (0..24)
            .filter(|it| *it != 4)
            .map(|it| format!("<hour>{it}</hour>"))
            .collect();
        Ok(saying(&format!("<skipHours>{hours}</skipHours>")))
    }));
    let source = desk.follow(ADDRESS);
    desk.poll(&[source.id]);
    let due = desk.source(source.id).next_due_at.expect("due");
    let hour = due.0.div_euclid(Timestamp::HOUR).rem_euclid(24);
    assert_eq!(hour, 4, "{due}");
    assert!(due.since(desk.clock.now()) >= Timestamp::HOUR);
}

#[test]
fn p37_five_hundred_feeds_that_are_added_at_once_are_asked_over_more_than_a_minute_by_eight() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (inside, peak) = (now, most.clone());
    let network = Paper::new(move |_| {
        peak.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::yield_now();
        inside.fetch_sub(1, Ordering::SeqCst);
        Ok(fine())
    });
    let desk = Desk::on(network.clone());
    for number in 0..500 {
        desk.follow(&format!("http://outlet-{number}.example/rss"));
    }
    let began = desk.clock.now();
    desk.engine.start();
    let mut in_ten_seconds = 0;
    desk.until("all of them", |it| {
        if it.clock.now().since(began) <= 10 * Timestamp::SECOND {
            in_ten_seconds = network.times();
        }
        network.times() == 500
    });
    let took = desk.clock.now().since(began);
    assert!(took >= Timestamp::MINUTE, "{took} ms");
    assert!(in_ten_seconds <= 80, "{in_ten_seconds} at the beginning");
    assert!(most.load(Ordering::SeqCst) <= 8);
    for _ in 0..20 {
        desk.pass(1_000);
    }
    assert_eq!(network.times(), 500, "each once");
}

#[test]
fn p38_after_a_sleep_each_feed_is_asked_once_and_not_all_at_the_same_moment() {
    let times = Arc::new(Mutex::new(vec![]));
    let desk = {
        let times = times.clone();
        let network = Paper::new(move |it| {
            times
                .lock()
                .expect("nobody panicked")
                .push(it.address.clone());
            Ok(fine())
        });
        Desk::on(network)
    };
    for number in 0..40 {
        desk.follow(&format!("http://outlet-{number}.example/rss"));
    }
    let asked = || times.lock().expect("nobody panicked").len();
    desk.engine.start();
    desk.until("a first round", |_| asked() == 40);
    desk.until("its end", |it| {
        let all = it.engine.sources().expect("sources");
        all.iter().all(|it| it.last_success_at.is_some())
    });
    // Nine hours with the lid closed, over the end of a day and of summer time: nine times due, asked once.
    desk.clock.turn(9 * Timestamp::HOUR);
    let woke = desk.clock.now();
    desk.until("a second round", |_| asked() == 80);
    assert!(desk.clock.now().since(woke) >= 4 * Timestamp::SECOND);
    for _ in 0..20 {
        desk.pass(1_000);
    }
    assert_eq!(asked(), 80);
}

#[test]
fn p38_a_clock_that_is_set_back_by_a_day_holds_no_feed_up() {
    let network = Paper::new(|_| Ok(fine()));
    let desk = Desk::on(network.clone());
    let source = desk.follow(ADDRESS);
    desk.engine.start();
    desk.until("a first look", |it| {
        it.source(source.id).last_success_at.is_some()
    });
    desk.clock.turn(-Timestamp::DAY);
    desk.until("a second look", |_| network.times() == 2);
    for _ in 0..20 {
        desk.pass(1_000);
    }
    assert_eq!(network.times(), 2, "due once");
    assert!((55..=66).contains(&due_in(&desk, source.id)));
}

#[test]
fn p39_by_hand_a_feed_is_asked_every_five_minutes_at_most_and_conditionally() {
    let desk = Desk::new();
    let server = Server::start(|_| {
        Answer::feed(feed(&[("Quarry opens", "The quarry opened on Monday.")]))
            .with("etag", "\"1\"")
    });
    let source = desk.follow(&server.address("/"));
    let ask = |minutes: i64| {
        // Two seconds more: a host is asked one thing a second.
        desk.clock.turn(minutes * Timestamp::MINUTE + 2_000);
        desk.engine
            .poll_now(&[source.id])
            .expect("asked")
            .left_alone
    };
    assert_eq!((ask(0), ask(0), ask(4), ask(2)), (0, 1, 1, 0));
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].header("if-none-match"), Some("\"1\""));
    // An address that is another one now is not held to what was asked elsewhere.
    let moved = SourceDraft {
        id: Some(source.id),
        ..draft(SourceKind::Feed, &server.address("/new"))
    };
    desk.engine.save_source(&moved).expect("changed");
    assert_eq!(ask(0), 0);
    assert_eq!(server.asked()[2].path, "/new");
}

#[test]
fn p39_by_hand_a_server_that_wants_peace_gets_it_for_all_its_feeds_also_after_a_restart() {
    let server = Server::start(|_| Answer::status(503).with("retry-after", "7200"));
    let mut desk = Desk::new();
    let one = desk.follow(&server.address("/one"));
    let other = desk.follow(&server.address("/other"));
    desk.poll(&[one.id]);
    desk.restart();
    for _ in 0..3 {
        desk.clock.turn(30 * Timestamp::MINUTE);
        let polled = desk.engine.poll_now(&[one.id, other.id]).expect("asked");
        assert_eq!(polled.left_alone, 2);
    }
    assert_eq!(server.asked().len(), 1);
    desk.clock.turn(Timestamp::HOUR);
    let polled = desk.engine.poll_now(&[one.id]).expect("asked");
    assert_eq!((polled.left_alone, server.asked().len()), (0, 2));
}

#[test]
fn p40_while_this_machine_is_offline_no_feed_has_failed_and_each_is_asked_once_when_it_is_back() {
    static HAS_WAY: AtomicBool = AtomicBool::new(true);
    let online = Arc::new(AtomicBool::new(true));
    let answers = online.clone();
    let network = Paper::new(move |_| match answers.load(Ordering::SeqCst) {
        true => Ok(fine()),
        false => Err(lost()),
    });
    let desk = Desk::with(|it| {
        it.network = network.clone();
        it.has_way = || HAS_WAY.load(Ordering::SeqCst);
    });
    let ids: Vec<SourceId> = (0..6)
        .map(|it| desk.follow(&format!("http://outlet-{it}.example/rss")).id)
        .collect();
    desk.engine.start();
    desk.until("a first round", |it| {
        ids.iter()
            .all(|id| it.source(*id).last_success_at.is_some())
    });
    let well = ids
        .iter()
        .map(|it| desk.source(*it).last_success_at)
        .collect::<Vec<_>>();
    online.store(false, Ordering::SeqCst);
    HAS_WAY.store(false, Ordering::SeqCst);
    desk.clock.turn(70 * Timestamp::MINUTE);
    desk.until_offline();
    // Those that had begun by then are put back as well.
    for _ in 0..20 {
        desk.pass(1_000);
    }
    let before = network.times();
    for _ in 0..30 {
        desk.pass(10 * Timestamp::MINUTE);
    }
    assert_eq!(
        network.times(),
        before,
        "nothing is asked without a way out"
    );
    for (id, last) in ids.iter().zip(&well) {
        let view = desk.source(*id);
        assert_eq!((view.trouble, view.last_success_at), (None, *last));
    }
    // Back, in two steps: the system knows a way again, and names are found again.
    HAS_WAY.store(true, Ordering::SeqCst);
    for _ in 0..40 {
        desk.pass(Timestamp::MINUTE);
    }
    let tried = network.times() - before;
    assert!((1..=8).contains(&tried), "{tried} tries in forty minutes");
    online.store(true, Ordering::SeqCst);
    let before = network.times();
    desk.until("all of them", |it| {
        ids.iter()
            .zip(&well)
            .all(|(id, last)| it.source(*id).last_success_at > *last)
    });
    assert_eq!(network.times() - before, 6, "each once");
    assert_eq!(desk.engine.desk().expect("the desk").trouble, None);
}

#[test]
fn p40_behind_a_proxy_that_is_offline_no_feed_has_failed_and_that_is_told_in_words() {
    let refuses = FetchError {
        status: Some(407),
        ..FetchError::new(
            TroubleCode::Proxy,
            "proxy.example: it wants a name and a password",
        )
    };
    let is_gone = FetchError::new(TroubleCode::Proxy, "proxy.example: refused");
    type Test = (FetchError, fn() -> bool, TroubleCode, &'static str);
    let tests: [Test; 3] = [
        (
            is_gone.clone(),
            || true,
            TroubleCode::Proxy,
            "Nothing can be asked through the proxy proxy.example: refused.",
        ),
        (
            refuses,
            || true,
            TroubleCode::Proxy,
            "Nothing can be asked through the proxy proxy.example: it wants a name and a password.",
        ),
        (
            is_gone,
            || false,
            TroubleCode::Offline,
            "This machine does not reach the network.",
        ),
    ];
    for (err, has_way, code, words) in tests {
        let is_there = Arc::new(AtomicBool::new(true));
        let answers = is_there.clone();
        let network = Paper::new(move |_| match answers.load(Ordering::SeqCst) {
            true => Ok(fine()),
            false => Err(err.clone()),
        });
        let desk = Desk::with(|it| {
            it.network = network.clone();
            it.has_way = has_way;
        });
        let ids: Vec<SourceId> = (0..6)
            .map(|it| desk.follow(&format!("http://outlet-{it}.example/rss")).id)
            .collect();
        let last = |desk: &Desk| -> Vec<_> {
            let of = ids.iter().map(|it| desk.source(*it).last_success_at);
            of.collect()
        };
        let of_desk = |desk: &Desk| desk.engine.desk().expect("the desk").trouble;
        desk.engine.start();
        desk.until("a first round", |it| last(it).iter().all(Option::is_some));
        let well = last(&desk);
        is_there.store(false, Ordering::SeqCst);
        desk.clock.turn(70 * Timestamp::MINUTE);
        desk.until("that being noticed", |it| of_desk(it).is_some());
        for _ in 0..20 {
            desk.pass(1_000);
        }
        let trouble = of_desk(&desk).expect("trouble");
        assert_eq!((trouble.code, trouble.what.as_str()), (code, words));
        let before = network.times();
        for _ in 0..20 {
            desk.pass(2 * Timestamp::MINUTE);
        }
        let tried = network.times() - before;
        assert!(tried <= 8, "{words}: {tried} tries in forty minutes");
        assert_eq!(last(&desk), well, "{words}");
        for id in &ids {
            assert_eq!(desk.source(*id).trouble, None, "{words}: no feed's fault");
        }
        is_there.store(true, Ordering::SeqCst);
        if !has_way() {
            continue;
        }
        desk.clock.turn(11 * Timestamp::MINUTE);
        desk.until("all of them", |it| {
            let now = last(it);
            now.iter().zip(&well).all(|(now, before)| now > before)
        });
        assert_eq!(of_desk(&desk), None, "{words}");
    }
}

#[test]
fn one_host_that_is_not_found_is_its_own_trouble() {
    let network = Paper::new(|it| match it.address.contains("gone") {
        true => Err(lost()),
        false => Ok(fine()),
    });
    let desk = Desk::on(network);
    let gone = desk.follow("http://gone.example/rss");
    let fine = desk.follow("http://fine.example/rss");
    for _ in 0..4 {
        desk.poll(&[gone.id]);
        desk.poll(&[fine.id]);
    }
    assert_eq!(desk.trouble(gone.id), Some(TroubleCode::Unreachable));
    assert_eq!(desk.engine.desk().expect("the desk").trouble, None);
}

#[test]
fn late_undated_and_future_items_stand_where_they_can_be_found_and_that_is_said() {
    let desk = Desk::new();
    let now = desk.clock.now();
    let dated = |minutes: i64| {
        let at = now.plus(minutes * Timestamp::MINUTE).to_jiff();
        format!(
            "<pubDate>{}</pubDate>",
            at.strftime("%a, %d %b %Y %H:%M:%S +0000")
        )
    };
    let server = Server::start(|_| Answer::status(404));
    let says = |dates: Vec<String>| {
        let items: Vec<String> = (0..)
            .zip(dates)
            .map(|(number, date)| {
                let title = format!("Quarry {number} opens");
                item(&format!("{number}"), &title, "The quarry opened.", &date)
            })
            .collect();
        let body = feed_of(&items);
        server.says(move |_| Answer::feed(body.clone()).with("etag", "\"1\""));
    };
    let codes = |id| -> Vec<DiagnosisCode> {
        let health = desk.engine.source_health(id).expect("known");
        health.diagnoses.into_iter().map(|it| it.code).collect()
    };
    let mixed = desk.follow(&server.address("/mixed"));
    says(vec![
        dated(-3 * 1_440),
        String::new(),
        dated(2_000),
        dated(8),
        "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>".into(),
    ]);
    desk.poll(&[mixed.id]);
    assert_eq!(codes(mixed.id), []);
    let order = desk
        .engine
        .search("quarry", None)
        .map(|it| it.rows.into_iter().map(|it| it.title).collect::<Vec<_>>());
    let order = order.expect("found");
    assert_eq!(
        order.last().map(String::as_str),
        Some("Quarry 0 opens"),
        "{order:?}"
    );
    let undated = desk.follow(&server.address("/undated"));
    says(vec![String::new(), String::new(), String::new()]);
    desk.poll(&[undated.id]);
    assert_eq!(codes(undated.id), [DiagnosisCode::Undated]);
    let future = desk.follow(&server.address("/future"));
    says(vec![dated(2_000), dated(3_000), dated(99_999)]);
    desk.poll(&[future.id]);
    assert_eq!(codes(future.id), [DiagnosisCode::Future]);
}

#[test]
fn a_feed_of_which_nothing_is_left_between_two_looks_may_have_dropped_something() {
    let desk = Desk::new();
    let page = AtomicUsize::new(0);
    let server = Server::start(move |_| {
        let first = page.fetch_add(1, Ordering::SeqCst) * 10;
        let items: Vec<String> = (first..first + 10)
            .map(|it| item(&it.to_string(), &format!("Item {it}"), "Of the day.", ""))
            .collect();
        Answer::feed(feed_of(&items))
    });
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    let health = |desk: &Desk| desk.engine.source_health(source.id).expect("known");
    let is_gap = |desk: &Desk| {
        let found = health(desk).diagnoses;
        found.iter().any(|it| it.code == DiagnosisCode::Gap)
    };
    assert!(!is_gap(&desk), "the first look knows of nothing before");
    desk.poll(&[source.id]);
    assert!(is_gap(&desk));
    assert_eq!(health(&desk).standing, Standing::Well);
    desk.clock.turn(8 * Timestamp::DAY);
    assert!(!is_gap(&desk), "no news any more");
}

#[test]
fn a_digest_names_the_sources_that_fell_silent_before_its_window_ended() {
    let desk = Desk::new();
    let day = Arc::new(AtomicUsize::new(0));
    let today = day.clone();
    let server = Server::start(move |_| {
        let first = today.load(Ordering::SeqCst) * 4;
        let items: Vec<String> = (first..first + 4)
            .map(|it| item(&it.to_string(), &format!("Item {it}"), "Of the day.", ""))
            .collect();
        Answer::feed(feed_of(&items))
    });
    let source = desk.follow(&server.address("/"));
    for number in 0..30 {
        // Nothing new comes on the last days.
        day.store(number.min(24), Ordering::SeqCst);
        desk.poll(&[source.id]);
        desk.clock.turn(Timestamp::DAY);
    }
    desk.poll(&[source.id]);
    let health = desk.engine.source_health(source.id).expect("known");
    assert_eq!(health.standing, Standing::Silent, "{health:?}");
    let now = engine::Clock::now(&*desk.clock);
    let coverage = |until: Timestamp| {
        let order = DigestOrder {
            title: "Morning".into(),
            since: until.plus(-Timestamp::DAY),
            until,
            watchlists: vec![],
            states: vec![],
            formats: vec![],
            folder: None,
        };
        desk.engine.preview_digest(&order).expect("made").coverage
    };
    let found = coverage(now);
    assert_eq!(
        (found.sources, found.healthy, found.troubled.len()),
        (1, 0, 0)
    );
    let silent = &found.silent[0];
    assert_eq!(
        (&silent.name, Some(silent.since), &silent.words),
        (&health.name, health.silent_since, &health.words)
    );
    assert!(silent.words.contains("brought nothing"), "{}", silent.words);
    let before = coverage(now.plus(-10 * Timestamp::DAY));
    assert_eq!(
        (before.healthy, before.silent.len()),
        (1, 0),
        "it was well when that window ended"
    );
    let just_after = coverage(silent.since.plus(2 * Timestamp::HOUR));
    assert_eq!(
        (just_after.healthy, just_after.silent.len()),
        (1, 0),
        "whenever the digest of that window is made"
    );
}

#[test]
fn a_feed_that_says_it_has_moved_is_told_of() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/old" => Answer::to(301, "/new"),
        _ => Answer::feed(feed(&[("Quarry opens", "The quarry opened on Monday.")])),
    });
    let source = desk.follow(&server.address("/old"));
    desk.poll(&[source.id]);
    let health = desk.engine.source_health(source.id).expect("known");
    let moved = health.diagnoses.first().expect("a diagnosis");
    assert_eq!(moved.code, DiagnosisCode::Moved);
    assert!(moved.what.contains("/new"), "{}", moved.what);
}

#[test]
fn every_host_is_told_with_for_whom_why_and_what_it_said() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/gone" => Answer::status(404),
        _ => Answer::feed(feed(&[("Quarry opens", "The quarry opened on Monday.")])),
    });
    let fine = desk.follow(&server.address("/fine"));
    let gone = desk.follow(&server.elsewhere("/gone"));
    desk.poll(&[fine.id, gone.id]);
    desk.poll(&[fine.id]);
    let told = desk.engine.contacts().expect("told");
    assert_eq!((told.total, told.kept_days), (2, 90));
    let of = |host: &str| {
        let mut hosts = told.hosts.iter();
        hosts.find(|it| it.host == host).expect("told of").clone()
    };
    let well = of("127.0.0.1");
    assert_eq!((well.requests, well.answer.as_str()), (2, "200: answered"));
    assert_eq!(well.reasons.len(), 1);
    assert_eq!(well.reasons[0].reason, Reason::Feed);
    assert_eq!(well.reasons[0].sources, ["The Ledger"]);
    assert!(
        of("localhost").answer.starts_with("404"),
        "{:?}",
        of("localhost")
    );
}
