//! Who is blamed when nobody answers: this machine, a host, or a place that another leads to.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use engine::{FetchError, Request, Response};
use news::{SourceId, Timestamp, TroubleCode};

use crate::{
    desk::Desk,
    server::{Paper, feed, sent_on},
};

fn fine() -> Result<Response, FetchError> {
    Ok(Response {
        status: 200,
        etag: Some("\"1\"".into()),
        body: feed(&[("Quarry opens", "The quarry opened on Monday.")]).into_bytes(),
        ..Response::default()
    })
}

fn lost() -> Result<Response, FetchError> {
    Err(FetchError::new(TroubleCode::Unreachable, "no such name"))
}

/// A desk whose network answers as long as that is so, and follows these.
fn desk_of(addresses: &[String], online: &Arc<AtomicBool>) -> (Desk, Vec<SourceId>) {
    let answers = online.clone();
    let desk = Desk::on(Paper::new(move |_| match answers.load(Ordering::SeqCst) {
        true => fine(),
        false => lost(),
    }));
    let ids = addresses.iter().map(|it| desk.follow(it).id).collect();
    (desk, ids)
}

/// Minutes from now until a source is next due.
fn due_in(desk: &Desk, id: SourceId) -> i64 {
    let due = desk.source(id).next_due_at.expect("a due time");
    due.since(desk.clock_now()) / Timestamp::MINUTE
}

#[test]
fn p40_an_outage_is_the_failure_of_no_feed_also_where_one_host_has_most_of_them() {
    let online = Arc::new(AtomicBool::new(true));
    let mut addresses: Vec<String> = (0..8)
        .map(|it| format!("http://house.example/{it}"))
        .collect();
    addresses.extend(["b", "c", "d"].map(|it| format!("http://outlet-{it}.example/rss")));
    let (desk, ids) = desk_of(&addresses, &online);
    desk.engine.start();
    let all_looked = |desk: &Desk, since: Timestamp| {
        ids.iter().all(|id| {
            desk.source(*id)
                .last_success_at
                .is_some_and(|it| it > since)
        })
    };
    let began = desk.clock_now().plus(-1);
    desk.until("a first round", |it| all_looked(it, began));
    online.store(false, Ordering::SeqCst);
    desk.clock.turn(70 * Timestamp::MINUTE);
    desk.until_offline();
    for _ in 0..20 {
        desk.pass(1_000);
    }
    online.store(true, Ordering::SeqCst);
    let back = desk.clock_now();
    desk.until("all of them again", |it| all_looked(it, back));
    let took = desk.clock_now().since(back);
    assert!(took < 15 * Timestamp::MINUTE, "{took} ms");
    for id in &ids {
        assert_eq!(desk.trouble(*id), None, "{id}");
    }
}

#[test]
fn p40_a_desk_of_one_host_that_answered_before_is_back_an_hour_after_a_long_outage() {
    let online = Arc::new(AtomicBool::new(true));
    let (desk, ids) = desk_of(&["http://ledger.example/rss".into()], &online);
    desk.poll(&ids);
    online.store(false, Ordering::SeqCst);
    for _ in 0..10 {
        desk.clock.turn(Timestamp::HOUR);
        desk.poll(&ids);
        let due = due_in(&desk, ids[0]);
        assert!((60..=66).contains(&due), "{due} minutes");
    }
}

#[test]
fn p52_a_domain_that_is_gone_is_asked_more_and_more_seldom_for_all_that_it_answered_once() {
    let online = Arc::new(AtomicBool::new(true));
    let (desk, ids) = desk_of(&["http://ledger.example/rss".into()], &online);
    desk.poll(&ids);
    online.store(false, Ordering::SeqCst);
    for _ in 0..26 {
        desk.clock.turn(Timestamp::HOUR);
        desk.poll(&ids);
    }
    let due = due_in(&desk, ids[0]);
    assert!(due >= 24 * 60, "{due} minutes");
}

#[test]
fn p52_what_the_proxy_does_not_lead_to_while_it_leads_to_others_is_asked_more_and_more_seldom() {
    let desk = Desk::on(Paper::new(|it: &Request| {
        match it.address.contains("barred") {
            true => Err(FetchError::new(TroubleCode::Proxy, "proxy.example: 403")),
            false => fine(),
        }
    }));
    let fine = desk.follow("http://ledger.example/rss");
    let barred = desk.follow("http://barred.example/rss");
    for hours in [1, 2, 4] {
        desk.poll(&[fine.id]);
        desk.engine.poll_now(&[barred.id]).expect("asked");
        let due = due_in(&desk, barred.id);
        assert!((hours * 60..=hours * 66).contains(&due), "{due} minutes");
        desk.clock.turn(due * Timestamp::MINUTE);
    }
}

#[test]
fn p40_a_host_that_leads_to_dead_places_is_reached_and_not_blamed() {
    let desk = Desk::on(Paper::new(|it: &Request| {
        let number = it.address.rsplit('/').next().unwrap_or_default();
        match it.address.starts_with("http://ledger.example/") {
            true if number == "9" => fine(),
            true => sent_on(
                &it.address,
                &format!("http://dead-{number}.example/{number}"),
            ),
            false => lost(),
        }
    }));
    let ids: Vec<SourceId> = (1..6)
        .map(|it| desk.follow(&format!("http://ledger.example/{it}")).id)
        .collect();
    let other = desk.follow("http://ledger.example/9");
    desk.poll(&[other.id]);
    let due = desk.source(other.id).next_due_at;
    for id in &ids {
        desk.poll(&[*id]);
        assert_eq!(desk.trouble(*id), Some(TroubleCode::Unreachable));
    }
    assert_eq!(desk.source(other.id).next_due_at, due, "not put off");
    assert_eq!(desk.engine.desk().expect("the desk").trouble, None);
}

#[test]
fn p50_who_leads_to_a_host_that_wants_peace_did_not_ask_for_it() {
    let desk = Desk::on(Paper::new(|it: &Request| match it.address.as_str() {
        "http://ledger.example/a" => sent_on(&it.address, "http://hub.example/a"),
        "http://ledger.example/b" => fine(),
        _ => Err(FetchError {
            status: Some(429),
            retry_after: Some(7 * 86_400),
            asked: vec!["hub.example".into()],
            ..FetchError::new(TroubleCode::Busy, "429 (Too Many Requests)")
        }),
    }));
    let led = desk.follow("http://ledger.example/a");
    let other = desk.follow("http://ledger.example/b");
    desk.poll(&[led.id]);
    assert_eq!(desk.trouble(led.id), Some(TroubleCode::Busy));
    let left_alone: Vec<String> = desk.engine.hosts_left_alone().into_keys().collect();
    assert_eq!(left_alone, ["hub.example"]);
    assert_eq!(desk.poll(&[other.id]).new_articles, 1);
}
