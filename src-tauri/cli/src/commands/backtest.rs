//! `wirewatch topics backtest`: what a topic would have found.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use engine::{Depth, Engine};
use news::{
    Timestamp, TopicId,
    desk::{BacktestRequest, BacktestView, SearchRow},
    query::{ClauseTally, DayCount},
};

use super::{Outcome, interrupted};
use crate::{
    Ended,
    args::DepthArg,
    out::{Out, Progress},
};

/// How many days are shown one by one.
const DAYS: i64 = 30;

pub(crate) fn backtest(
    engine: &Engine,
    request: &BacktestRequest,
    depth: DepthArg,
    out: &Out,
) -> Outcome {
    let depth = match depth {
        DepthArg::Count => Depth::Count,
        DepthArg::Hits => Depth::Hits,
        DepthArg::Clauses => Depth::Clauses,
    };
    let progress = Mutex::new(Progress::new());
    let pressed = interrupted();
    let told = |view: &BacktestView| {
        progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .show(&format!(
                "{} of {} articles, {} hits",
                view.looked_at, view.candidates, view.hits
            ));
        goes_on(pressed)
    };
    let view = engine.backtest(request, depth, &told)?;
    progress
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .end();
    if out.json {
        out.value(&view);
        return Ok(Ended::Well);
    }
    if view.stopped {
        out.line(out.warn(&format!(
            "Stopped after {} of {}: what follows is of these",
            view.looked_at,
            counted(view.candidates as usize, "candidate")
        )));
    }
    let over = match (request.days, view.until) {
        (Some(days), Some(until)) => format!(
            " in the {} to {} (newest article)",
            counted(days as usize, "day"),
            date(until)
        ),
        _ => String::new(),
    };
    out.line(format!(
        "{}{over}, {:.1} a day",
        counted(view.hits as usize, "article"),
        view.a_day
    ));
    if let Some(saved) = view.saved_a_day {
        out.line(format!(
            "The saved version: {saved:.1} a day. Gained {}, lost {}.",
            view.gained.count, view.lost.count
        ));
    }
    if !view.clauses.is_empty() {
        out.line(format!(
            "Its clauses, of {} that were looked at:",
            counted(view.looked_at as usize, "article")
        ));
    }
    for clause in &view.clauses {
        out.line(format!(
            "  {}{}: {}",
            "  ".repeat(clause.depth as usize),
            clause.clause,
            did(clause)
        ));
    }
    if view.too_many_clauses > 0 {
        out.line(format!(
            "It has {}, too many to be looked at one by one.",
            counted(view.too_many_clauses as usize, "clause")
        ));
    }
    let days = last_days(&view.days);
    let shown: u64 = days.iter().map(|it| it.hits).sum();
    let before = view.hits.saturating_sub(shown);
    match (days.is_empty(), before) {
        (true, _) => {}
        (false, 0) => out.line("Its days (in UTC):"),
        (false, _) => out.line(format!(
            "Its last {} (in UTC); {} before:",
            counted(days.len(), "day"),
            counted(before as usize, "article")
        )),
    }
    for day in days {
        out.line(format!("  {} {}", date(day.day), day.hits));
    }
    rows(
        "The newest of what it finds",
        view.hits,
        &view.examples,
        out,
    );
    rows("Gained", view.gained.count, &view.gained_rows, out);
    rows("Lost", view.lost.count, &view.lost_rows, out);
    Ok(Ended::Well)
}

/// How many articles are shown of each kind.
const SHOWN: usize = 5;

/// The first articles of a kind, with their sentences, and how many there are beside them.
fn rows(kind: &str, all: u64, some: &[SearchRow], out: &Out) {
    if some.is_empty() {
        return;
    }
    let shown = &some[..some.len().min(SHOWN)];
    out.line(match all.saturating_sub(shown.len() as u64) {
        0 => format!("{kind}:"),
        _ => format!("{kind} ({} of {all}):", shown.len()),
    });
    for row in shown {
        out.line(format!("  {}: {}", row.outlet, row.title));
        out.line(format!("      {}", out.pieces(&row.sentence)));
    }
}

/// Whether a look goes on: until Ctrl C is pressed.
fn goes_on(pressed: &AtomicBool) -> ControlFlow<()> {
    match pressed.load(Ordering::SeqCst) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    }
}

/// Every saved topic: what it would have found, those with the most hits first.
pub(crate) fn backtest_all(engine: &Engine, days: Option<u32>, out: &Out) -> Outcome {
    let topics = engine.saved_queries()?;
    let names: HashMap<TopicId, String> = engine
        .watchlists()?
        .into_iter()
        .flat_map(|list| {
            let of = list.watchlist.name;
            list.topics
                .into_iter()
                .map(move |it| (it.topic.id, format!("{of}: {}", it.topic.name)))
        })
        .collect();
    let progress = Mutex::new(Progress::new());
    let pressed = interrupted();
    let told = |done: u64, all: u64| {
        progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .show(&format!("{done} of {all} articles"));
        goes_on(pressed)
    };
    let mut found = engine.backtest_all(&topics, days, &told)?;
    progress
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .end();
    if out.json {
        out.value(&found);
        return Ok(Ended::Well);
    }
    found
        .topics
        .sort_by_key(|it| (std::cmp::Reverse(it.hits), it.topic_id));
    for it in &found.topics {
        let newest = it.days.last().map_or(String::new(), |day| {
            let days = counted(it.days.len(), "day");
            format!(", on {days}, last on {}", date(day.day))
        });
        let name = names.get(&it.topic_id).map_or("", String::as_str);
        out.line(format!(
            "{} {name}: {}{newest}",
            it.topic_id,
            counted(it.hits as usize, "article")
        ));
    }
    if found.stopped {
        out.line(out.warn(&format!(
            "Stopped after {} of {}: the numbers are of these",
            found.looked_at,
            counted(found.articles as usize, "article")
        )));
    }
    out.line(format!(
        "{}, {} looked at; days in UTC",
        counted(found.topics.len(), "topic"),
        counted(found.looked_at as usize, "article")
    ));
    Ok(Ended::Well)
}

/// What a clause did. In how many of those that were looked at something does not occur says nothing: what that takes away does.
fn did(clause: &ClauseTally) -> String {
    let is_not = clause.clause.starts_with("NOT ");
    match (clause.alone.count, clause.held_back.count) {
        (0, held_back) if is_not => format!("takes away {held_back}"),
        (alone, 0) if is_not => format!("{alone} by it alone"),
        (0, 0) => format!("holds in {}", clause.holds),
        (alone, 0) => format!("holds in {}, {alone} by it alone", clause.holds),
        (_, held_back) => format!("holds in {}, held back {held_back}", clause.holds),
    }
}

/// The last days, one after the other, those without any among them.
fn last_days(days: &[DayCount]) -> Vec<DayCount> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return vec![];
    };
    let begins = last.day.plus(-(DAYS - 1) * Timestamp::DAY).max(first.day);
    let hits: HashMap<Timestamp, u64> = days.iter().map(|it| (it.day, it.hits)).collect();
    (0..DAYS)
        .map(|it| begins.plus(it * Timestamp::DAY))
        .take_while(|it| *it <= last.day)
        .map(|day| DayCount {
            day,
            hits: hits.get(&day).copied().unwrap_or_default(),
        })
        .collect()
}

/// "2021-12-07".
fn date(day: Timestamp) -> String {
    day.to_string().chars().take(10).collect()
}

/// "1 day", "3 days".
fn counted(number: usize, thing: &str) -> String {
    match number {
        1 => format!("1 {thing}"),
        _ => format!("{number} {thing}s"),
    }
}

#[cfg(test)]
mod tests {
    use news::query::Examples;

    use super::*;

    #[test]
    fn days_without_any_stand_between_the_others() {
        let day = |it: i64, hits: u64| DayCount {
            day: Timestamp(it * Timestamp::DAY),
            hits,
        };
        let shown = |days: &[DayCount]| -> Vec<(i64, u64)> {
            let all = last_days(days).into_iter();
            all.map(|it| (it.day.0 / Timestamp::DAY, it.hits)).collect()
        };
        assert_eq!(shown(&[]), []);
        assert_eq!(
            shown(&[day(3, 1), day(6, 2)]),
            [(3, 1), (4, 0), (5, 0), (6, 2)]
        );
        let long = shown(&[day(3, 1), day(90, 5), day(100, 2)]);
        assert_eq!((long.len(), long[0], long[29]), (30, (71, 0), (100, 2)));
        assert_eq!(long[19], (90, 5));
    }

    #[test]
    fn a_clause_says_what_it_did() {
        let of = |count| Examples {
            count,
            newest: vec![],
        };
        const TESTS: &[(&str, u64, u64, &str)] = &[
            ("border", 0, 0, "holds in 7"),
            ("border", 3, 0, "holds in 7, 3 by it alone"),
            ("border", 0, 2, "holds in 7, held back 2"),
            ("NOT durian", 0, 4, "takes away 4"),
            ("NOT durian", 0, 0, "takes away 0"),
            ("NOT durian", 5, 0, "5 by it alone"),
        ];
        for (clause, alone, held_back, expected) in TESTS {
            let tally = ClauseTally {
                clause: (*clause).into(),
                depth: 0,
                holds: 7,
                alone: of(*alone),
                held_back: of(*held_back),
            };
            assert_eq!(did(&tally), *expected);
        }
    }
}
