//! When sources are asked.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use engine::{Clock, FetchError, Response};
use news::{Timestamp, TroubleCode};

use crate::{
    desk::Desk,
    server::{Paper, feed},
};

/// A feed that is in order.
fn fine() -> Response {
    Response {
        status: 200,
        etag: Some("\"1\"".into()),
        body: feed(&[("Quarry opens", "The quarry opened on Monday.")]).into_bytes(),
        ..Response::default()
    }
}

fn paper(answer: Response) -> Arc<Paper> {
    Paper::new(move |_| Ok(answer.clone()))
}

/// Minutes from now until a source is next due.
fn due_in(desk: &Desk, id: news::SourceId) -> i64 {
    let due = desk.source(id).next_due_at.expect("a due time");
    due.since(desk.clock.now()) / Timestamp::MINUTE
}

#[test]
fn p36_a_program_that_is_started_twenty_times_asks_once() {
    let network = paper(fine());
    let mut desk = Desk::on(network.clone());
    desk.follow("http://ledger.example/rss");
    for start in 0..20 {
        desk.engine.start();
        if start == 0 {
            desk.until("a first look", |it| it.articles() == 1);
        }
        for _ in 0..4 {
            desk.pass(1_000);
        }
        desk.restart();
        desk.clock.turn(20_000);
    }
    assert_eq!(network.times(), 1);
}

#[test]
fn p36_a_due_time_is_stored_before_the_request_is_sent() {
    let network = Paper::new(|_| panic!("the network tears the program down"));
    let desk = Desk::on(network.clone());
    let source = desk.follow("http://ledger.example/rss");
    desk.engine.start();
    desk.until("a request", |_| network.times() == 1);
    desk.until("a due time", |it| {
        it.source(source.id).next_due_at.is_some()
    });
    assert!(due_in(&desk, source.id) >= 55, "not asked again at once");
}

#[test]
fn p30_feeds_are_asked_every_hour_a_little_late_and_never_early() {
    let network = paper(fine());
    let desk = Desk::on(network.clone());
    let source = desk.follow("http://ledger.example/rss");
    desk.engine.start();
    desk.until("a first look", |it| it.articles() == 1);
    desk.until("its end", |it| {
        it.source(source.id).last_success_at.is_some()
    });
    let first = desk.source(source.id).last_success_at.expect("looked");
    let due = desk.source(source.id).next_due_at.expect("due");
    let wait = due.since(first);
    assert!(
        (Timestamp::HOUR..=66 * Timestamp::MINUTE).contains(&wait),
        "{wait} ms"
    );
    desk.clock.turn(59 * Timestamp::MINUTE);
    desk.pass(1_000);
    desk.pass(1_000);
    assert_eq!(network.times(), 1, "not early");
    desk.clock.turn(8 * Timestamp::MINUTE);
    desk.until("a second look", |_| network.times() == 2);
}

#[test]
fn p35_what_server_and_feed_ask_for_makes_looks_rarer_never_more_frequent() {
    let ttl = |minutes: u32| {
        let body = feed(&[("Quarry opens", "The quarry opened on Monday.")]);
        let with = format!("<channel><ttl>{minutes}</ttl>");
        Response {
            body: body.replace("<channel>", &with).into_bytes(),
            ..fine()
        }
    };
    let max_age = |seconds| Response {
        max_age: Some(seconds),
        ..fine()
    };
    let tests = [
        ("nothing", fine(), 60..=66),
        ("max-age of four hours", max_age(4 * 3_600), 240..=264),
        ("max-age of a minute", max_age(60), 60..=66),
        ("max-age of a year", max_age(365 * 86_400), 1_440..=1_584),
        ("ttl of three hours", ttl(180), 180..=198),
        ("ttl of a minute", ttl(1), 60..=66),
    ];
    for (name, answer, expected) in tests {
        let desk = Desk::on(paper(answer));
        let source = desk.follow("http://ledger.example/rss");
        desk.poll(&[source.id]);
        let minutes = due_in(&desk, source.id);
        assert!(expected.contains(&minutes), "{name}: {minutes} minutes");
    }
}

#[test]
fn p52_trouble_makes_looks_rarer() {
    let tests: [(&str, TroubleCode, Option<u64>, [i64; 3]); 6] = [
        ("500", TroubleCode::Status, None, [60, 120, 240]),
        ("429", TroubleCode::Busy, None, [60, 120, 240]),
        (
            "429 with a time",
            TroubleCode::Busy,
            Some(5 * 3_600),
            [300, 300, 300],
        ),
        (
            "429 with too long a time",
            TroubleCode::Busy,
            Some(u64::MAX),
            [10_080, 10_080, 10_080],
        ),
        ("410", TroubleCode::Gone, None, [1_440, 1_440, 1_440]),
        (
            "a host that is gone",
            TroubleCode::Unreachable,
            None,
            [60, 120, 240],
        ),
    ];
    for (name, code, retry_after, expected) in tests {
        let desk = Desk::on(Paper::new(move |_| {
            Err(FetchError {
                retry_after,
                ..FetchError::new(code, "no")
            })
        }));
        let source = desk.follow("http://ledger.example/rss");
        for minutes in expected {
            desk.poll(&[source.id]);
            let found = due_in(&desk, source.id);
            assert!(
                (minutes..=minutes + minutes / 10).contains(&found),
                "{name}: {found} minutes, not {minutes}"
            );
            desk.clock.turn(10 * Timestamp::DAY);
        }
    }
}

#[test]
fn a_host_that_asks_for_peace_gets_it_for_all_its_feeds() {
    let first = AtomicUsize::new(0);
    let network = Paper::new(move |it| {
        if it.address.ends_with("/busy") && first.fetch_add(1, Ordering::SeqCst) == 0 {
            Err(FetchError {
                retry_after: Some(7_200),
                ..FetchError::new(TroubleCode::Busy, "429 (Too Many Requests)")
            })
        } else {
            Ok(fine())
        }
    });
    let desk = Desk::on(network.clone());
    let busy = desk.follow("http://ledger.example/busy");
    let same = desk.follow("http://ledger.example/other");
    let other = desk.follow("http://courier.example/rss");
    desk.poll(&[busy.id]);
    desk.engine.start();
    desk.until("the other host", |it| {
        it.source(other.id).last_success_at.is_some()
    });
    for _ in 0..10 {
        desk.pass(60_000);
    }
    assert_eq!(
        desk.source(same.id).last_attempt_at,
        None,
        "left alone as well"
    );
    desk.clock.turn(2 * Timestamp::HOUR);
    desk.until("its turn", |it| {
        it.source(same.id).last_success_at.is_some()
    });
}

#[test]
fn a_host_is_asked_one_thing_at_a_time() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (inside, peak) = (now.clone(), most.clone());
    let network = Paper::new(move |_| {
        let at_once = inside.fetch_add(1, Ordering::SeqCst) + 1;
        peak.fetch_max(at_once, Ordering::SeqCst);
        std::thread::yield_now();
        inside.fetch_sub(1, Ordering::SeqCst);
        Ok(fine())
    });
    let desk = Desk::on(network.clone());
    for number in 0..6 {
        desk.follow(&format!("http://ledger.example/{number}"));
    }
    let began = desk.clock.now();
    desk.engine.start();
    desk.until("all of them", |_| network.times() == 6);
    assert_eq!(most.load(Ordering::SeqCst), 1);
    let took = desk.clock.now().since(began);
    assert!(took >= 5 * Timestamp::SECOND, "a second apart: {took} ms");
}

#[test]
fn many_overdue_feeds_are_spread_out() {
    let network = paper(fine());
    let desk = Desk::on(network.clone());
    for number in 0..60 {
        desk.follow(&format!("http://outlet-{number}.example/rss"));
    }
    let began = desk.clock.now();
    desk.engine.start();
    desk.until("all of them", |_| network.times() == 60);
    let took = desk.clock.now().since(began);
    assert!(took >= 7 * Timestamp::SECOND, "{took} ms");
}

#[test]
fn a_clock_that_was_wrong_brings_no_burst_and_no_silence() {
    let network = paper(fine());
    let desk = Desk::on(network.clone());
    let source = desk.follow("http://ledger.example/rss");
    desk.engine.start();
    desk.until("a first look", |it| {
        it.source(source.id).last_success_at.is_some()
    });
    // A month ahead: due once, not thirty times.
    desk.clock.turn(30 * Timestamp::DAY);
    desk.until("a second look", |_| network.times() == 2);
    for _ in 0..20 {
        desk.pass(1_000);
    }
    assert_eq!(network.times(), 2);
    // And back: the due time of the wrong month is not waited for.
    desk.clock.turn(-30 * Timestamp::DAY);
    desk.until("a third look", |_| network.times() == 3);
    for _ in 0..20 {
        desk.pass(1_000);
    }
    assert_eq!(network.times(), 3);
}

#[test]
fn a_paused_or_removed_source_is_not_asked() {
    let network = paper(fine());
    let desk = Desk::on(network.clone());
    let paused = desk.follow("http://ledger.example/1");
    let removed = desk.follow("http://ledger.example/2");
    desk.pause(paused.id, true);
    desk.engine.remove_source(removed.id).expect("removed");
    desk.engine.start();
    for _ in 0..20 {
        desk.pass(1_000);
    }
    assert_eq!(network.times(), 0);
    desk.pause(paused.id, false);
    desk.until("a look", |_| network.times() == 1);
}

#[test]
fn a_failing_disk_does_not_make_the_monitor_ask_in_vain() {
    static FREE: AtomicU64 = AtomicU64::new(0);
    let network = paper(fine());
    let desk = Desk::with(|it| {
        it.network = network.clone();
        it.free_space = |_| Ok(FREE.load(Ordering::SeqCst));
    });
    FREE.store(1 << 30, Ordering::SeqCst);
    desk.follow("http://ledger.example/rss");
    FREE.store(0, Ordering::SeqCst);
    desk.engine.start();
    for _ in 0..20 {
        desk.pass(1_000);
    }
    assert_eq!(network.times(), 0, "what cannot be kept is not asked for");
    FREE.store(1 << 30, Ordering::SeqCst);
    desk.until("a look", |it| it.articles() == 1);
}
