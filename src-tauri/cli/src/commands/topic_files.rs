//! Watchlists as a file.

use std::path::Path;

use engine::Engine;
use news::desk::{FileChange, FileProblem};

use super::{Outcome, count};
use crate::{
    Ended,
    out::{Out, complain},
};

/// Writes the watchlists into a file, or prints them.
pub(crate) fn export(
    engine: &Engine,
    file: &Path,
    watchlist: Option<&str>,
    replaces: bool,
    out: &Out,
) -> Outcome {
    let only = watchlist
        .map(|it| super::watchlist(engine, it))
        .transpose()?;
    if file.as_os_str() == "-" {
        for line in engine.watchlists_text(only)?.lines() {
            out.line(line);
        }
        return Ok(Ended::Well);
    }
    engine.export_watchlists(file, only, replaces)?;
    out.line(format!("Written to {}.", file.display()));
    Ok(Ended::Well)
}

/// Takes in a file of watchlists, or says what would change.
pub(crate) fn import(engine: &Engine, file: &Path, dry_run: bool, out: &Out) -> Outcome {
    let report = if dry_run {
        engine.plan_watchlists(file)?
    } else {
        engine.take_watchlists(file)?
    };
    engine.wait_for_jobs();
    let ended = if report.problems.is_empty() {
        Ended::Well
    } else {
        Ended::WithTrouble
    };
    if out.json {
        out.value(&report);
        return Ok(ended);
    }
    let told = |it: &FileProblem| {
        format!(
            "{}:{}: {}\n    {}",
            file.display(),
            it.line,
            it.what,
            it.advice
        )
    };
    for it in &report.doubts {
        complain(&told(it));
    }
    for it in &report.problems {
        complain(&told(it));
    }
    if !report.problems.is_empty() {
        out.line(format!(
            "Nothing was taken from the file: {}.",
            count(report.problems.len() as u64, "problem", "problems")
        ));
        return Ok(ended);
    }
    for it in &report.steps {
        match it.change {
            FileChange::Added => out.line(format!("  added      {}", it.name)),
            FileChange::Changed => {
                out.line(format!("  changed    {}: {}", it.name, it.what.join(", ")));
            }
            FileChange::Unchanged => {}
        }
    }
    let of = |change| report.steps.iter().filter(|it| it.change == change).count();
    out.line(format!(
        "{}{} added, {} changed, {} as they were.",
        if report.taken { "" } else { "Would be: " },
        of(FileChange::Added),
        of(FileChange::Changed),
        of(FileChange::Unchanged)
    ));
    Ok(ended)
}
