//! Search: pages of hits, and what they come to in numbers.

use std::{ops::ControlFlow, sync::atomic::Ordering};

use engine::Engine;
use news::{
    Zone,
    desk::{FacetCount, SearchOrder, SearchOverview, SearchRow},
};

use super::{Outcome, count, interrupted, topics::diagnosis};
use crate::{
    Ended, Failure,
    args::SearchArgs,
    out::{Out, Progress, complain},
};

/// How many lines of a facet are shown, and how long the longest bar of a timeline is.
const LINES: usize = 10;
const BAR: u64 = 40;

/// Searches the archive, newest first or best first.
pub(crate) fn search(engine: &Engine, args: &SearchArgs, out: &Out) -> Outcome {
    let query = args.query.join(" ");
    let order = if args.ranked {
        SearchOrder::Ranked
    } else {
        SearchOrder::Newest
    };
    let (mut rows, mut cursor): (Vec<SearchRow>, Option<String>) = (vec![], args.cursor.clone());
    let (mut canonical, mut diagnostics, mut total, mut ranked_of);
    loop {
        let left = args.limit.saturating_sub(rows.len());
        let most = left.clamp(1, news::desk::PAGE);
        let page = engine.search_page(&query, order, cursor.as_deref(), most)?;
        (canonical, diagnostics) = (page.canonical, page.diagnostics);
        (total, ranked_of) = (page.total, page.ranked_of);
        rows.extend(page.rows);
        cursor = page.next;
        if rows.len() >= args.limit || cursor.is_none() {
            break;
        }
    }
    let Some(canonical) = canonical else {
        return Err(Failure::Usage(format!(
            "this is no query\n{}",
            diagnosis(&diagnostics)
        )));
    };
    rows.truncate(args.limit);
    let overview = if args.facets || args.timeline {
        Some(overview(engine, &query)?)
    } else {
        None
    };
    let total = overview
        .as_ref()
        .filter(|it| it.complete)
        .map(|it| it.total)
        .or(total);
    if out.json {
        let facets = overview.as_ref().filter(|_| args.facets).map(|it| {
            serde_json::json!({
                "sources": it.sources, "publishers": it.publishers,
                "languages": it.languages, "watchlists": it.watchlists,
            })
        });
        let days = overview
            .as_ref()
            .filter(|_| args.timeline)
            .map(|it| &it.days);
        out.value(&serde_json::json!({
            "canonical": canonical, "diagnostics": diagnostics, "total": total, "more": cursor.is_some(),
            "next": cursor, "ranked_of": ranked_of, "rows": rows, "facets": facets, "timeline": days,
            "counted": overview.as_ref().map(|it| it.total), "complete": overview.as_ref().map(|it| it.complete),
        }));
        return Ok(Ended::Well);
    }
    for it in &diagnostics {
        complain(&it.message);
    }
    rows.iter().for_each(|row| print(row, out));
    if let Some(overview) = &overview {
        numbers(overview, args, out);
    }
    let shown = count(rows.len() as u64, "article", "articles");
    let best = match ranked_of {
        Some(of) => format!(", the best of the newest {of}"),
        None => String::new(),
    };
    out.line(match (&cursor, total) {
        (None, _) => format!("{shown} for {canonical}{best}"),
        (Some(next), Some(total)) => {
            format!("{shown} of {total} for {canonical}{best} (--limit shows more, --cursor {next} the next)")
        }
        (Some(next), None) => {
            format!("{shown} for {canonical}{best}, and there are more (--limit shows them, --cursor {next} the next)")
        }
    });
    Ok(Ended::Well)
}

/// Counts all that match; Ctrl C ends it.
fn overview(engine: &Engine, query: &str) -> Result<SearchOverview, Failure> {
    let mut progress = Progress::new();
    let pressed = interrupted();
    let res = engine.search_overview(query, &mut |done, all| {
        progress.show(&format!("{done} of {all} candidates"));
        if pressed.load(Ordering::SeqCst) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    progress.end();
    Ok(res?)
}

fn print(row: &SearchRow, out: &Out) {
    let zone = if row.zone == Zone::Body {
        String::new()
    } else {
        format!(" ({})", row.zone.name())
    };
    out.line(out.bold(&row.title));
    out.line(format!(
        "      {}",
        out.quiet(&format!(
            "{} · {}",
            row.outlet,
            out.dated(row.published_at, row.first_seen_at)
        ))
    ));
    out.line(format!("      {}{zone}", out.pieces(&row.sentence)));
}

fn numbers(overview: &SearchOverview, args: &SearchArgs, out: &Out) {
    let at_least = if overview.complete { "" } else { "at least " };
    let all = count(overview.total, "article", "articles");
    out.line(format!("\n{at_least}{all}"));
    if args.timeline {
        // As `date:` means them where no zone is named.
        out.line(out.bold("days (in UTC)"));
        let most = overview.days.iter().map(|it| it.hits).max().unwrap_or(1);
        for it in &overview.days {
            let day: String = it.day.to_string().chars().take(10).collect();
            let bar = "▇".repeat((it.hits * BAR).div_ceil(most) as usize);
            out.line(format!("  {day} {:>7} {bar}", it.hits));
        }
    }
    if args.facets {
        facet("sources", &overview.sources, out);
        facet("publishers", &overview.publishers, out);
        facet("languages", &overview.languages, out);
        facet("watchlists", &overview.watchlists, out);
    }
}

fn facet(title: &str, counts: &[FacetCount], out: &Out) {
    if counts.is_empty() {
        return;
    }
    out.line(out.bold(title));
    for it in counts.iter().take(LINES) {
        let name = if it.name.is_empty() {
            "not said"
        } else {
            &it.name
        };
        out.line(format!("  {:>7} {}", it.articles, out.quiet(name)));
    }
    if counts.len() > LINES {
        out.line(format!("          and {} more", counts.len() - LINES));
    }
}
