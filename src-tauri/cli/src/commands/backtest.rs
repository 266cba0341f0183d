//! `wirewatch topics backtest`: what a topic would have found.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    sync::{Mutex, PoisonError},
};

use engine::{Depth, Engine};
use news::{
    TopicId,
    desk::{BacktestRequest, BacktestView},
};

use super::Outcome;
use crate::{
    Ended,
    args::DepthArg,
    out::{Out, Progress},
};

/// How many days are shown one by one.
const DAYS: usize = 30;

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
    let told = |view: &BacktestView| {
        progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .show(&format!(
                "{} of {} articles, {} hits",
                view.looked_at, view.candidates, view.hits
            ));
        ControlFlow::Continue(())
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
    out.line(format!("{} articles, {:.1} a day", view.hits, view.a_day));
    if let Some(saved) = view.saved_a_day {
        out.line(format!(
            "The saved version: {saved:.1} a day. Gained {}, lost {}.",
            view.gained.count, view.lost.count
        ));
    }
    for clause in &view.clauses {
        let what = match (clause.alone.count, clause.held_back.count) {
            (0, 0) => String::new(),
            (alone, 0) => format!(", {alone} by it alone"),
            (_, held_back) => format!(", held back {held_back}"),
        };
        out.line(format!(
            "  {}{}: holds in {}{what}",
            "  ".repeat(clause.depth as usize),
            clause.clause,
            clause.holds
        ));
    }
    let from = view.days.len().saturating_sub(DAYS);
    for day in &view.days[from..] {
        let date: String = day.day.to_string().chars().take(10).collect();
        out.line(format!("  {date} {}", day.hits));
    }
    for row in view.examples.iter().take(5) {
        let sentence: String = row.sentence.iter().map(|it| it.text.as_str()).collect();
        out.line(format!("{}: {}\n    {sentence}", row.outlet, row.title));
    }
    Ok(Ended::Well)
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
    let told = |done: u64, all: u64| {
        progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .show(&format!("{done} of {all} articles"));
        ControlFlow::Continue(())
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
            let date: String = day.day.to_string().chars().take(10).collect();
            format!(", on {}, last on {date}", counted(it.days.len(), "day"))
        });
        let name = names.get(&it.topic_id).map_or("", String::as_str);
        out.line(format!(
            "{} {name}: {}{newest}",
            it.topic_id,
            counted(it.hits as usize, "article")
        ));
    }
    out.line(format!(
        "{}, {} looked at",
        counted(found.topics.len(), "topic"),
        counted(found.looked_at as usize, "article")
    ));
    Ok(Ended::Well)
}

/// "1 day", "3 days".
fn counted(number: usize, thing: &str) -> String {
    match number {
        1 => format!("1 {thing}"),
        _ => format!("{number} {thing}s"),
    }
}
