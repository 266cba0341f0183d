//! What is remembered of an answer, and given back.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use news::{Timestamp, TroubleCode, desk::SourceState};

use super::{fine, later, other, sent};
use crate::{
    desk::{Desk, draft},
    server::{Answer, Server},
};

fn some(it: &str) -> Option<String> {
    Some(it.to_string())
}

#[test]
fn p10_an_etag_is_given_back_byte_for_byte() {
    for etag in [
        "\"a\"",
        "W/\"a b  c\"",
        "no quotes",
        "\"\"",
        "w/'odd'",
        "\"a\", \"b\"",
    ] {
        let desk = Desk::new();
        let server = Server::start(move |_| fine().with("etag", etag));
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        desk.poll(&[source.id]);
        assert_eq!(sent(&server)[1], (some(etag), None), "{etag}");
    }
}

#[test]
fn p11_a_date_of_change_is_given_back_byte_for_byte_and_never_invented() {
    for date in [
        "Tue, 01 Dec 2026 10:00:00 GMT",
        "not even a date",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "2026-12-01",
        "0",
    ] {
        let desk = Desk::new();
        let server = Server::start(move |_| fine().with("last-modified", date));
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        desk.poll(&[source.id]);
        assert_eq!(sent(&server)[1], (None, some(date)), "{date}");
    }
    let desk = Desk::new();
    let server = Server::start(|_| fine().with("date", "Tue, 01 Dec 2026 10:00:00 GMT"));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    desk.poll(&[source.id]);
    assert_eq!(sent(&server), [(None, None), (None, None)]);
}

#[test]
fn p12_p13_p14_both_validators_are_sent_and_each_is_renewed_by_itself() {
    let desk = Desk::new();
    let both = |etag: &'static str, date: &'static str| {
        move |_: &crate::server::Asked| fine().with("etag", etag).with("last-modified", date)
    };
    let server = Server::start(both("\"1\"", "Monday"));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    server.says(both("\"2\"", "Monday"));
    desk.poll(&[source.id]);
    server.says(both("\"2\"", "Tuesday"));
    desk.poll(&[source.id]);
    desk.poll(&[source.id]);
    assert_eq!(
        sent(&server),
        [
            (None, None),
            (some("\"1\""), some("Monday")),
            (some("\"2\""), some("Monday")),
            (some("\"2\""), some("Tuesday")),
        ]
    );
}

#[test]
fn p15_the_same_body_with_new_validators_renews_them() {
    let desk = Desk::new();
    let number = Arc::new(AtomicUsize::new(0));
    let server = Server::start(move |_| {
        let number = number.fetch_add(1, Ordering::SeqCst);
        fine().with("etag", format!("\"{number}\""))
    });
    let source = desk.follow(&server.address("/"));
    for _ in 0..4 {
        desk.poll(&[source.id]);
    }
    let etags: Vec<Option<String>> = sent(&server).into_iter().map(|it| it.0).collect();
    assert_eq!(etags, [None, some("\"0\""), some("\"1\""), some("\"2\"")]);
    assert_eq!(desk.articles(), 1);
}

#[test]
fn p16_a_304_renews_validators_and_counts_as_success() {
    let desk = Desk::new();
    let server = Server::start(|_| fine().with("etag", "\"1\"").with("last-modified", "Monday"));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    let first = desk.source(source.id).last_success_at.expect("looked");
    server.says(|_| Answer::status(304).with("etag", "\"2\""));
    later(&desk, source.id, Timestamp::HOUR);
    let view = desk.source(source.id);
    assert!(view.last_success_at.expect("looked") > first);
    assert_eq!((view.state, view.articles), (SourceState::Healthy, 1));
    later(&desk, source.id, Timestamp::HOUR);
    assert_eq!(sent(&server)[2], (some("\"2\""), some("Monday")));
}

#[test]
fn p17_an_answer_without_validators_takes_away_those_that_were() {
    let desk = Desk::new();
    let server = Server::start(|_| fine().with("etag", "\"1\"").with("last-modified", "Monday"));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    server.says(|_| other());
    desk.poll(&[source.id]);
    desk.poll(&[source.id]);
    assert_eq!(sent(&server)[2], (None, None));
}

#[test]
fn p18_validators_are_of_one_address() {
    let desk = Desk::new();
    let server = Server::start(|_| fine().with("etag", "\"1\""));
    let source = desk.follow(&server.address("/a"));
    desk.poll(&[source.id]);
    // The analyst changes the address.
    let mut changed = draft(news::SourceKind::Feed, &server.address("/b"));
    changed.id = Some(source.id);
    desk.engine.save_source(&changed).expect("saved");
    desk.poll(&[source.id]);
    desk.poll(&[source.id]);
    // The server leads elsewhere.
    server.says(|it| match it.path.as_str() {
        "/b" => Answer::to(302, "/c"),
        _ => fine().with("etag", "\"2\""),
    });
    desk.poll(&[source.id]);
    let etags: Vec<(String, Option<String>)> = server
        .asked()
        .iter()
        .map(|it| {
            (
                it.path.clone(),
                it.header("if-none-match").map(str::to_string),
            )
        })
        .collect();
    let expected = [
        ("/a", None),
        ("/b", None),
        ("/b", some("\"1\"")),
        ("/b", some("\"1\"")),
        ("/c", None),
    ];
    assert_eq!(etags, expected.map(|(path, etag)| (path.to_string(), etag)));
}

#[test]
fn p19_validators_of_what_was_no_whole_feed_are_not_kept() {
    let tests: Vec<(&str, Answer)> = vec![
        ("500", Answer::status(500)),
        ("404", Answer::status(404)),
        (
            "a page",
            Answer::page("<html><body><p>Welcome.</p></body></html>"),
        ),
        ("nothing", Answer::feed("")),
        (
            "no feed at all",
            Answer::feed("Lorem ipsum dolor sit amet, consectetur"),
        ),
        ("broken off", other().breaking_off()),
    ];
    for (name, answer) in tests {
        let desk = Desk::new();
        let server = Server::start(|_| fine());
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        let answer = answer
            .with("etag", "\"bad\"")
            .with("last-modified", "Monday");
        server.says(move |_| answer.clone());
        later(&desk, source.id, Timestamp::DAY);
        later(&desk, source.id, Timestamp::DAY);
        assert_eq!(sent(&server)[2], (None, None), "{name}");
    }
}

#[test]
fn p19_a_whole_feed_of_which_some_could_not_be_read_is_not_asked_for_again_and_again() {
    let desk = Desk::new();
    let broken = |it: &crate::server::Asked| match it.header("if-none-match") {
        Some(_) => Answer::status(304),
        None => {
            // Not the encoding that it names.
            let mut body = fine().body;
            let at = body
                .windows(6)
                .position(|it| it == b"Monday")
                .expect("there");
            body[at] = 0xC3;
            body[at + 1] = 0x28;
            let body = [
                b"<?xml version=\"1.0\" encoding=\"utf-8\"?>".as_slice(),
                &body[21..],
            ]
            .concat();
            Answer::feed(body).with("etag", "\"1\"")
        }
    };
    let server = Server::start(broken);
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    let first = desk.trouble(source.id);
    desk.poll(&[source.id]);
    assert_eq!(sent(&server)[1], (some("\"1\""), None), "it came whole");
    assert_eq!(
        desk.trouble(source.id),
        first,
        "what is as before is as damaged as before"
    );
    server.says(|_| fine());
    desk.poll(&[source.id]);
    assert_eq!(desk.trouble(source.id), None);
}

#[test]
fn p20_a_server_that_always_says_as_before_is_asked_in_full_every_eight_days() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.header("if-none-match") {
        Some(_) => Answer::status(304),
        None => fine().with("etag", "\"1\""),
    });
    let source = desk.follow(&server.address("/"));
    let mut whole = vec![];
    for day in 0..30 {
        let before = server.asked().len();
        desk.poll(&[source.id]);
        if sent(&server)[before].0.is_none() {
            whole.push(day);
        }
        desk.clock.turn(Timestamp::DAY);
    }
    assert_eq!(whole, [0, 8, 16, 24]);
}

#[test]
fn p20_news_that_came_meanwhile_puts_that_off() {
    let desk = Desk::new();
    let server = Server::start(|_| fine().with("etag", "\"1\""));
    let source = desk.follow(&server.address("/"));
    let mut whole = vec![];
    for day in 0..20 {
        server.says(move |it| match (it.header("if-none-match"), day) {
            (Some(_), 5) => other().with("etag", "\"2\""),
            (Some(_), _) => Answer::status(304),
            (None, _) => fine().with("etag", "\"1\""),
        });
        let before = server.asked().len();
        desk.poll(&[source.id]);
        if sent(&server)[before].0.is_none() {
            whole.push(day);
        }
        desk.clock.turn(Timestamp::DAY);
    }
    assert_eq!(whole, [0, 13]);
    assert_eq!(desk.trouble(source.id), None);
}

#[test]
fn p21_what_was_packed_in_another_way_is_no_other_article() {
    let desk = Desk::new();
    let number = AtomicUsize::new(0);
    let server = Server::start(move |_| {
        use std::io::Write;
        let number = number.fetch_add(1, Ordering::SeqCst);
        let answer = fine().with("vary", "Accept-Encoding");
        if number.is_multiple_of(2) {
            return answer.with("etag", "\"plain\"");
        }
        let mut to = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
        to.write_all(&answer.body).expect("in memory");
        let body = to.finish().expect("in memory");
        answer
            .holding(body)
            .with("content-encoding", "gzip")
            .with("etag", "\"packed\"")
    });
    let source = desk.follow(&server.address("/"));
    let mut brought = vec![];
    for _ in 0..4 {
        let polled = desk.poll(&[source.id]);
        brought.push((polled.new_articles, polled.new_versions));
    }
    assert_eq!(brought, [(1, 0), (0, 0), (0, 0), (0, 0)]);
    let etags: Vec<Option<String>> = sent(&server).into_iter().map(|it| it.0).collect();
    assert_eq!(
        etags,
        [
            None,
            some("\"plain\""),
            some("\"packed\""),
            some("\"plain\"")
        ]
    );
    let offers: Vec<String> = server
        .asked()
        .iter()
        .map(|it| it.header("accept-encoding").expect("said").to_string())
        .collect();
    assert!(
        offers.windows(2).all(|it| it[0] == it[1]),
        "the same is wanted each time"
    );
}

#[test]
fn p22_a_304_that_nobody_asked_for_is_an_error() {
    let desk = Desk::new();
    let server = Server::start(|_| Answer::status(304));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    assert_eq!(server.asked().len(), 1, "not asked again at once");
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::Status));
    assert!(super::due_in(&desk, source.id) >= Some(60));
}
