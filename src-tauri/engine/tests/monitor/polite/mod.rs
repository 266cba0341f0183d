//! Politeness, criterion by criterion, through the real network that ends on this machine. The names begin with the numbers under
//! which the criteria are known.

mod answers;
mod logins;
mod pages;
mod requests;
mod secure;
mod statuses;
mod validators;
mod ways;

use engine::Polled;
use news::{SourceId, Timestamp};

use crate::{
    desk::Desk,
    server::{Answer, Server, feed},
};

/// A feed that is in order.
fn fine() -> Answer {
    Answer::feed(feed(&[("Quarry opens", "The quarry opened on Monday.")]))
}

/// A feed with other news.
fn other() -> Answer {
    Answer::feed(feed(&[("Quarry closes", "The quarry closed on Friday.")]))
}

/// The validators of each request, in order.
fn sent(server: &Server) -> Vec<(Option<String>, Option<String>)> {
    let value = |it: Option<&str>| it.map(str::to_string);
    let asked = server.asked();
    asked
        .iter()
        .map(|it| {
            (
                value(it.header("if-none-match")),
                value(it.header("if-modified-since")),
            )
        })
        .collect()
}

/// Minutes from now until a source is next due; nothing: it is not asked any more.
fn due_in(desk: &Desk, id: SourceId) -> Option<i64> {
    let due = desk.source(id).next_due_at?;
    Some(due.since(engine::Clock::now(&*desk.clock)) / Timestamp::MINUTE)
}

/// Looks at a source some time after the last.
fn later(desk: &Desk, id: SourceId, time: i64) -> Polled {
    desk.clock.turn(time);
    desk.poll(&[id])
}

/// Runs the monitor for some days, in steps of some hours.
fn run(desk: &Desk, days: i64, hours: i64) {
    desk.engine.start();
    for _ in 0..days * 24 / hours {
        desk.pass(hours * Timestamp::HOUR);
    }
}

/// What is wrong with a source, all its words.
fn words(desk: &Desk, id: SourceId) -> String {
    let trouble = desk.source(id).trouble.expect("trouble");
    format!("{} {} {}", trouble.what, trouble.meaning, trouble.advice)
}
