//! `wirewatch topics backtest`: what a topic would have found.

use std::{
    ops::ControlFlow,
    sync::{Mutex, PoisonError},
};

use engine::{Depth, Engine};
use news::desk::{BacktestRequest, BacktestView};

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
