//! What a status means for the next request.

use std::sync::atomic::{AtomicUsize, Ordering};

use news::{SourceKind, Timestamp, TroubleCode, desk::SourceState};

use super::{due_in, fine, later, run, words};
use crate::{
    desk::{Desk, draft},
    server::{Answer, Server},
};

/// The paths that were asked for.
fn paths(server: &Server) -> Vec<String> {
    server.asked().into_iter().map(|it| it.path).collect()
}

/// Looks until nobody is under way any more.
fn settled(desk: &Desk) {
    for _ in 0..8 {
        desk.pass(1_000);
    }
}

#[test]
fn p50_a_host_that_names_a_time_is_not_asked_before() {
    let date = |hours: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        jiff::fmt::rfc2822::DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&at)
            .expect("a date")
    };
    let tests = [
        (429, "7200".to_string(), 120..=132),
        (503, "7200".to_string(), 120..=132),
        (503, date(3), 178..=198),
        (429, "99999999999999999999".to_string(), 10_080..=11_088),
        (503, "4000000000".to_string(), 10_080..=11_088),
        (429, "soon".to_string(), 60..=66),
        (429, "-1".to_string(), 60..=66),
        (429, "0".to_string(), 60..=66),
    ];
    for (status, after, expected) in tests {
        let desk = Desk::new();
        let said = after.clone();
        let server =
            Server::start(move |_| Answer::status(status).with("retry-after", said.clone()));
        let source = desk.follow(&server.address("/a"));
        let same = desk.follow(&server.address("/b"));
        desk.poll(&[source.id]);
        let due = due_in(&desk, source.id).expect("due");
        assert!(expected.contains(&due), "{status}, {after}: {due}");
        assert_eq!(desk.trouble(source.id), Some(TroubleCode::Busy));
        if *expected.start() > 60 {
            let due = due_in(&desk, same.id).expect("due");
            assert!(due >= *expected.start() - 1, "the host's other feed: {due}");
        }
    }
}

#[test]
fn p50_a_feed_that_is_added_while_its_host_wants_peace_is_not_asked() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/a" => Answer::status(429).with("retry-after", "7200".to_string()),
        _ => fine(),
    });
    let a = desk.follow(&server.address("/a"));
    desk.poll(&[a.id]);
    assert_eq!(desk.engine.hosts_left_alone().len(), 1);
    let b = desk.follow(&server.address("/b"));
    assert_eq!(desk.poll(&[b.id]).left_alone, 1, "by hand");
    // Neither is the same feed under another address, whose times are forgotten.
    let mut moved = draft(SourceKind::Feed, &server.address("/c"));
    moved.id = Some(a.id);
    desk.engine.save_source(&moved).expect("saved");
    assert_eq!(desk.poll(&[a.id]).left_alone, 1);
    assert_eq!(paths(&server), ["/a"]);
    let polled = later(&desk, b.id, 133 * Timestamp::MINUTE);
    assert_eq!((polled.left_alone, polled.new_articles), (0, 1));
}

#[test]
fn p52_a_short_interval_makes_a_failing_server_no_more_often_asked() {
    let desk = Desk::new();
    let server = Server::start(|_| Answer::status(500));
    let mut eager = draft(SourceKind::Feed, &server.address("/"));
    eager.interval_minutes = Some(5);
    let source = desk.engine.save_source(&eager).expect("saved");
    desk.poll(&[source.id]);
    let due = due_in(&desk, source.id).expect("due");
    assert!((60..=66).contains(&due), "{due} minutes");
}

#[test]
fn p55_a_place_that_a_feed_leads_to_for_the_time_being_does_not_stop_it() {
    for status in [410, 403] {
        let desk = Desk::new();
        let gone = Server::start(move |_| Answer::status(status));
        let place = gone.elsewhere("/gone");
        let server = Server::start(move |_| Answer::status(302).with("location", place.clone()));
        let source = desk.follow(&server.address("/"));
        for _ in 0..4 {
            desk.poll(&[source.id]);
            let words = words(&desk, source.id);
            let is_told = words.contains("localhost") && !words.contains("not asked any more");
            assert!(is_told, "{status}: {words}");
            let due = due_in(&desk, source.id).expect("it is asked again");
            desk.clock.turn(due * Timestamp::MINUTE);
        }
    }
}

#[test]
fn p51_a_429_without_a_time_is_not_asked_again_for_an_hour_and_then_longer() {
    let desk = Desk::new();
    let server = Server::start(|_| Answer::status(429));
    let mut eager = draft(SourceKind::Feed, &server.address("/"));
    eager.interval_minutes = Some(5);
    let source = desk.engine.save_source(&eager).expect("saved");
    for hours in [1, 2, 4, 8, 16, 24, 24] {
        desk.poll(&[source.id]);
        let due = due_in(&desk, source.id).expect("due");
        assert!(
            (hours * 60..=hours * 66).contains(&due),
            "{due} minutes, not {hours} hours"
        );
        desk.clock.turn(due * Timestamp::MINUTE);
    }
}

#[test]
fn p51_a_429_without_a_time_holds_for_every_feed_of_the_host_also_by_hand() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/a" => Answer::status(429),
        _ => fine(),
    });
    let (a, b) = (
        desk.follow(&server.address("/a")),
        desk.follow(&server.address("/b")),
    );
    desk.poll(&[a.id]);
    assert_eq!(desk.poll(&[b.id]).left_alone, 1);
    assert_eq!(paths(&server), ["/a"]);
    let polled = later(&desk, b.id, 66 * Timestamp::MINUTE);
    assert_eq!((polled.left_alone, polled.new_articles), (0, 1));
}

#[test]
fn p50_a_host_out_of_service_that_names_no_time_is_left_alone_for_an_hour_and_its_other_feeds_no_longer()
 {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/a" => Answer::status(503),
        _ => fine(),
    });
    let (a, b) = (
        desk.follow(&server.address("/a")),
        desk.follow(&server.address("/b")),
    );
    for (turn, hours) in [1, 2, 4].into_iter().enumerate() {
        desk.poll(&[a.id]);
        assert!(words(&desk, a.id).contains("It named no time"));
        assert_eq!(desk.poll(&[b.id]).left_alone, 1, "by hand, turn {turn}");
        let polled = later(&desk, b.id, 56 * Timestamp::MINUTE);
        assert_eq!(polled.left_alone, 0, "turn {turn}");
        let due = due_in(&desk, a.id).expect("due") + 66;
        assert!(due >= hours * 60, "turn {turn}: {due} minutes");
        desk.clock.turn(due * Timestamp::MINUTE);
    }
    let of_b = paths(&server).iter().filter(|it| *it == "/b").count();
    assert_eq!(of_b, 3);
}

#[test]
fn p52_a_server_that_fails_is_asked_more_and_more_seldom() {
    for status in [500, 502, 504] {
        let desk = Desk::new();
        let server = Server::start(move |_| Answer::status(status));
        let source = desk.follow(&server.address("/"));
        for hours in [1, 2, 4, 8, 16, 24, 24] {
            desk.poll(&[source.id]);
            let due = due_in(&desk, source.id).expect("due");
            assert!(
                (hours * 60..=hours * 66).contains(&due),
                "{status}: {due} minutes"
            );
            desk.clock.turn(due * Timestamp::MINUTE);
        }
        assert_eq!(server.asked().len(), 7, "one look, one request");
    }
}

#[test]
fn p52_after_three_failures_the_other_feeds_of_the_host_are_left_alone_as_well() {
    let desk = Desk::new();
    let server = Server::start(|_| Answer::status(502));
    let (a, b) = (
        desk.follow(&server.address("/a")),
        desk.follow(&server.address("/b")),
    );
    let other = Server::start(|_| fine());
    let else_where = desk.follow(&other.elsewhere("/"));
    for failures in 1..=4 {
        desk.poll(&[a.id]);
        let due = due_in(&desk, b.id);
        match failures {
            1 | 2 => assert_eq!(due, None, "after {failures}"),
            3 => assert_eq!(due, Some(60)),
            _ => assert_eq!(due, Some(120)),
        }
    }
    assert_eq!(due_in(&desk, else_where.id), None, "another host");
    // One that works, and the host is trusted again.
    server.says(|it| match it.path.as_str() {
        "/b" => fine(),
        _ => Answer::status(502),
    });
    desk.poll(&[b.id]);
    let due = due_in(&desk, b.id).expect("due");
    desk.poll(&[a.id]);
    assert!(due_in(&desk, b.id).expect("due") <= due, "not put off");
}

#[test]
fn p53_a_source_that_refuses_three_times_in_a_row_is_not_asked_any_more() {
    for status in [401, 403] {
        let desk = Desk::new();
        let server = Server::start(move |_| Answer::status(status));
        let source = desk.follow(&server.address("/"));
        for refusal in 1..=3 {
            later(&desk, source.id, 2 * Timestamp::DAY);
            assert_eq!(
                due_in(&desk, source.id).is_none(),
                refusal == 3,
                "after {refusal}"
            );
        }
        let told = words(&desk, source.id);
        assert!(
            told.contains("not asked any more") && told.contains("Look at it now"),
            "{told}"
        );
        run(&desk, 40, 12);
        assert_eq!(server.asked().len(), 3, "{status}: left alone");
        assert_eq!(
            desk.source(source.id).state,
            SourceState::Troubled,
            "and it is seen"
        );
        // Looked at by hand, and it works again.
        server.says(|_| fine());
        desk.poll(&[source.id]);
        assert_eq!(desk.trouble(source.id), None);
        desk.until("it is asked by itself", |it| {
            it.clock.turn(Timestamp::HOUR);
            server.asked().len() > 4
        });
    }
}

#[test]
fn p53_what_comes_between_begins_the_count_anew() {
    let desk = Desk::new();
    let number = AtomicUsize::new(0);
    let server = Server::start(move |_| match number.fetch_add(1, Ordering::SeqCst) % 3 {
        2 => Answer::status(500),
        _ => Answer::status(403),
    });
    let source = desk.follow(&server.address("/"));
    for _ in 0..9 {
        later(&desk, source.id, 2 * Timestamp::DAY);
        assert!(due_in(&desk, source.id).is_some());
    }
}

#[test]
fn p53_a_challenge_is_called_one_and_a_stop_survives_a_restart_and_ends_with_an_edit() {
    let mut desk = Desk::new();
    let server = Server::start(|_| Answer::status(403).with("cf-mitigated", "challenge"));
    let source = desk.follow(&server.address("/"));
    for _ in 0..3 {
        later(&desk, source.id, 2 * Timestamp::DAY);
    }
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::Challenge));
    desk.restart();
    run(&desk, 10, 12);
    assert_eq!(server.asked().len(), 3);
    // "Look at all" leaves alone whoever does not want to be asked.
    desk.engine.poll(None).expect("begun");
    desk.engine.wait_for_jobs();
    assert_eq!(server.asked().len(), 3);
    let mut changed = draft(SourceKind::Feed, &server.address("/other"));
    changed.id = Some(source.id);
    desk.engine.save_source(&changed).expect("saved");
    desk.until("it is asked again", |_| server.asked().len() == 4);
}

#[test]
fn p54_what_is_not_found_is_asked_for_daily_and_after_two_weeks_weekly() {
    let desk = Desk::new();
    let server = Server::start(|_| fine());
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    server.says(|_| Answer::status(404));
    desk.clock.turn(Timestamp::HOUR);
    let began = engine::Clock::now(&*desk.clock);
    let mut days = vec![];
    while days.last().is_none_or(|it| *it < 50) {
        desk.poll(&[source.id]);
        let due = due_in(&desk, source.id).expect("due");
        let day = engine::Clock::now(&*desk.clock).since(began) / Timestamp::DAY;
        let expected = match day {
            0..14 => 1_440..=1_584,
            _ => 10_080..=11_088,
        };
        assert!(expected.contains(&due), "day {day}: {due} minutes");
        days.push(day);
        desk.clock.turn((due + 1) * Timestamp::MINUTE);
    }
    let told = words(&desk, source.id);
    assert!(told.contains("once a week"), "{told}");
    assert_eq!(desk.articles(), 1, "what came before stays");
}

#[test]
fn p55_what_is_gone_for_good_is_not_asked_for_any_more() {
    let desk = Desk::new();
    let server = Server::start(|_| fine());
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    server.says(|_| Answer::status(410));
    desk.clock.turn(27 * Timestamp::HOUR);
    desk.engine.start();
    desk.until("it is asked", |_| server.asked().len() == 2);
    desk.until("it is stopped", |it| {
        it.source(source.id).next_due_at.is_none()
    });
    run(&desk, 60, 24);
    assert_eq!(server.asked().len(), 2);
    let view = desk.source(source.id);
    assert_eq!(
        view.trouble.as_ref().map(|it| it.code),
        Some(TroubleCode::Gone)
    );
    let told = words(&desk, source.id);
    assert!(
        told.contains("not asked any more") && told.contains("stays"),
        "{told}"
    );
    assert_eq!(
        (desk.articles(), view.articles),
        (1, 1),
        "its history is kept"
    );
}

#[test]
fn p60_a_move_for_good_is_believed_after_a_day_over_restarts() {
    for status in [301, 308] {
        let mut desk = Desk::new();
        let server = Server::start(move |it| match it.path.as_str() {
            "/old" => Answer::to(status, "/new"),
            _ => fine(),
        });
        let source = desk.follow(&server.address("/old"));
        for expected in ["/old", "/old", "/new"] {
            desk.poll(&[source.id]);
            assert_eq!(
                desk.source(source.id).source.address,
                server.address(expected)
            );
            desk.clock.turn(13 * Timestamp::HOUR);
            desk.restart();
        }
        desk.poll(&[source.id]);
        assert_eq!(paths(&server).last().map(String::as_str), Some("/new"));
        assert_eq!(desk.articles(), 1);
    }
}

#[test]
fn p60_a_move_is_believed_only_where_a_feed_is_found_and_the_same_is_said_all_along() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/old" => Answer::to(301, "/new"),
        _ => Answer::page("<html><body><p>Welcome.</p></body></html>"),
    });
    let source = desk.follow(&server.address("/old"));
    for _ in 0..4 {
        later(&desk, source.id, 13 * Timestamp::HOUR);
    }
    assert_eq!(
        desk.source(source.id).source.address,
        server.address("/old"),
        "no feed there"
    );
    // Each time another place.
    let number = AtomicUsize::new(0);
    server.says(move |it| match it.path.as_str() {
        "/old" => Answer::to(301, format!("/{}", number.fetch_add(1, Ordering::SeqCst))),
        _ => fine(),
    });
    for _ in 0..4 {
        later(&desk, source.id, 13 * Timestamp::HOUR);
    }
    assert_eq!(
        desk.source(source.id).source.address,
        server.address("/old")
    );
    // Not said in between.
    for says in ["moved", "moved", "here", "moved", "moved"] {
        server.says(move |it| match (it.path.as_str(), says) {
            ("/old", "moved") => Answer::to(301, "/new"),
            _ => fine(),
        });
        later(&desk, source.id, 13 * Timestamp::HOUR);
    }
    assert_eq!(
        desk.source(source.id).source.address,
        server.address("/old")
    );
}

#[test]
fn p60_who_follows_a_move_changes_nothing_else() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/old" => Answer::to(301, "/new"),
        _ => fine().with("etag", "\"1\""),
    });
    let mut named = draft(SourceKind::Feed, &server.address("/old"));
    (named.name, named.group) = ("The Quarry".into(), Some("Wires".into()));
    let source = desk.engine.save_source(&named).expect("saved");
    desk.poll(&[source.id]);
    let before = due_in(&desk, source.id);
    for _ in 0..2 {
        later(&desk, source.id, 13 * Timestamp::HOUR);
    }
    let view = desk.source(source.id).source;
    assert_eq!(view.address, server.address("/new"));
    assert_eq!(
        (view.name.as_str(), view.group.as_deref()),
        ("The Quarry", Some("Wires"))
    );
    let after = due_in(&desk, source.id);
    assert!(
        after.expect("due") < 6 * 60,
        "{after:?} minutes after it moved, {before:?} before"
    );
}

#[test]
fn p60_of_a_chain_only_its_permanent_beginning_is_believed() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/old" => Answer::to(301, "/new"),
        "/new" => Answer::to(302, "/today"),
        "/today" => Answer::to(301, "/hidden"),
        _ => fine(),
    });
    let source = desk.follow(&server.address("/old"));
    for _ in 0..3 {
        later(&desk, source.id, 13 * Timestamp::HOUR);
    }
    assert_eq!(
        desk.source(source.id).source.address,
        server.address("/new")
    );
}

#[test]
fn p61_a_redirect_that_is_not_for_good_is_followed_and_never_kept() {
    for status in [302, 303, 307] {
        let desk = Desk::new();
        let server = Server::start(move |it| match it.path.as_str() {
            "/old" => Answer::to(status, "new"),
            _ => fine(),
        });
        let source = desk.follow(&server.address("/old"));
        for _ in 0..4 {
            later(&desk, source.id, 30 * Timestamp::HOUR);
        }
        assert_eq!(
            desk.source(source.id).source.address,
            server.address("/old")
        );
        assert_eq!(
            (desk.articles(), desk.trouble(source.id)),
            (1, None),
            "{status}"
        );
    }
}

#[test]
fn p62_more_than_five_redirects_or_a_circle_are_an_error_and_the_address_stays() {
    let number = |it: &crate::server::Asked| -> usize {
        it.path.trim_start_matches('/').parse().expect("a number")
    };
    for (hops, expected) in [(5, None), (6, Some(TroubleCode::Redirect))] {
        let desk = Desk::new();
        let server = Server::start(move |it| match number(it) {
            at if at < hops => Answer::to(301, format!("/{}", at + 1)),
            _ => fine(),
        });
        let source = desk.follow(&server.address("/0"));
        desk.poll(&[source.id]);
        assert_eq!(desk.trouble(source.id), expected, "{hops}");
        assert_eq!(server.asked().len(), 6, "no more than six requests");
    }
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/a" => Answer::to(301, "/b"),
        _ => Answer::to(301, "/a"),
    });
    let source = desk.follow(&server.address("/a"));
    for _ in 0..3 {
        later(&desk, source.id, 26 * Timestamp::HOUR);
    }
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::Redirect));
    assert_eq!(desk.source(source.id).source.address, server.address("/a"));
}

#[test]
fn p63_a_feed_that_moved_to_one_that_is_followed_is_told_and_not_doubled() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/old" => Answer::to(301, "/new"),
        _ => fine(),
    });
    let old = desk.follow(&server.address("/old"));
    let new = desk.follow(&server.address("/new"));
    desk.poll(&[new.id]);
    for _ in 0..3 {
        later(&desk, old.id, 13 * Timestamp::HOUR);
    }
    assert_eq!(desk.source(old.id).source.address, server.address("/old"));
    assert_eq!(desk.trouble(old.id), Some(TroubleCode::Moved));
    let told = words(&desk, old.id);
    assert!(
        told.contains("/new") && told.contains("The Ledger") && told.contains("Remove one"),
        "{told}"
    );
    desk.engine.remove_source(new.id).expect("removed");
    later(&desk, old.id, 2 * Timestamp::HOUR);
    assert_eq!(
        desk.source(old.id).source.address,
        server.address("/new"),
        "now it may"
    );
    assert_eq!(desk.trouble(old.id), None);
}

#[test]
fn p64_a_page_in_place_of_a_feed_takes_nothing_away() {
    let desk = Desk::new();
    let server = Server::start(|_| fine().with("etag", "\"1\""));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    server.says(|_| {
        Answer::page("<html><title>Sign in to this network</title><form></form></html>")
            .with("etag", "\"portal\"")
    });
    later(&desk, source.id, Timestamp::HOUR);
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::NotAFeed));
    server.says(|_| Answer::status(304));
    later(&desk, source.id, Timestamp::HOUR);
    assert_eq!(
        super::sent(&server)[2].0.as_deref(),
        Some("\"1\""),
        "what was known stays"
    );
    assert_eq!((desk.articles(), desk.trouble(source.id)), (1, None));
}

#[test]
fn p70_an_answer_without_content_or_with_a_part_of_it_is_an_error() {
    let tests = [
        ("nothing", Answer::feed(""), "empty"),
        ("204", Answer::status(204), "204"),
        (
            "206",
            {
                let mut it = super::other();
                it.status = 206;
                it
            },
            "206",
        ),
    ];
    for (name, answer, expected) in tests {
        let desk = Desk::new();
        let server = Server::start(|_| fine());
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        server.says(move |_| answer.clone());
        later(&desk, source.id, Timestamp::HOUR);
        let told = words(&desk, source.id);
        assert!(told.contains(expected), "{name}: {told}");
        assert_eq!(desk.articles(), 1, "{name}");
        settled(&desk);
        assert_eq!(server.asked().len(), 2, "{name}: not again at once");
    }
}
