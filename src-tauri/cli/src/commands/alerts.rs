//! Alerts: listing, explaining, keeping and dismissing.

use std::collections::BTreeMap;

use engine::Engine;
use news::{
    AlertId, AlertState, Severity, Timestamp, Zone,
    alerting::SignalKind,
    desk::{AlertFilter, AlertRow, AlertView, CopiesInShort, CopiesView, SignalRow},
};

use super::{Outcome, count, versions, watchlist};
use crate::{
    Ended, Failure,
    args::{AlertAction, AlertArgs, Raised},
    out::Out,
    when::when,
};

/// Lists alerts, newest first.
pub(crate) fn list(engine: &Engine, args: &AlertArgs, out: &Out) -> Outcome {
    let zone = jiff::tz::TimeZone::system();
    let now = Timestamp::from(jiff::Timestamp::now());
    let moment = |text: &Option<String>| -> Result<Option<Timestamp>, Failure> {
        text.as_deref()
            .map(|it| when(it, now, &zone).map_err(Failure::Usage))
            .transpose()
    };
    let filter = AlertFilter {
        state: args.state.state().filter(|_| !args.changed),
        watchlist_id: args
            .watchlist
            .as_deref()
            .map(|it| watchlist(engine, it))
            .transpose()?,
        topic_id: args.topic,
        source_id: args.source,
        story_id: None,
        severity: args.severity.map(Severity::from),
        since: moment(&args.since)?,
        until: moment(&args.until)?,
        changed: args.changed,
    };
    let limit = args.limit.unwrap_or(if out.json { usize::MAX } else { 50 });
    let (mut rows, mut cursor, mut total) = (vec![], None, 0);
    loop {
        let page = engine.alerts(&filter, cursor.as_deref())?;
        total = page.total.max(total);
        rows.extend(page.rows);
        cursor = page.next;
        if rows.len() >= limit || cursor.is_none() {
            break;
        }
    }
    rows.truncate(limit);
    // Signals are of topics: a filter by source or by the time of articles means none of them.
    let of_articles =
        args.changed || args.source.is_some() || filter.since.is_some() || filter.until.is_some();
    let (mut signals, mut cursor, mut told) = (vec![], None, 0);
    loop {
        if of_articles {
            break;
        }
        let page = engine.signals(&filter, cursor.as_deref())?;
        told = page.total.max(told);
        signals.extend(page.rows);
        cursor = page.next;
        if signals.len() >= limit || cursor.is_none() {
            break;
        }
    }
    signals.truncate(limit);
    let mut unfolded: BTreeMap<AlertId, Vec<AlertRow>> = BTreeMap::new();
    if args.copies {
        for it in rows.iter().filter(|it| it.copies.is_some()) {
            unfolded.insert(it.id, engine.joined_alerts(it.id)?);
        }
    }
    if out.json && args.copies {
        let rows: Vec<_> = rows
            .iter()
            .map(|it| {
                let joined = unfolded.get(&it.id).map_or(&[][..], Vec::as_slice);
                serde_json::json!({"row": it, "joined": joined})
            })
            .collect();
        out.value(&serde_json::json!({"total": total, "rows": rows, "signals": signals}));
        return Ok(Ended::Well);
    }
    if out.json {
        out.value(&serde_json::json!({"total": total, "rows": rows, "signals": signals}));
        return Ok(Ended::Well);
    }
    for row in &signals {
        signal(row, out);
    }
    if (signals.len() as u64) < told {
        out.line(format!(
            "{}, {} shown.",
            count(told, "burst or silence", "bursts and silences"),
            signals.len()
        ));
    }
    for row in &rows {
        print(row, out);
        for copy in unfolded.get(&row.id).into_iter().flatten() {
            joined(copy, out);
        }
    }
    let shown = rows.len() as u64;
    out.line(match (total, shown) {
        (0, _) => "No alerts.".to_string(),
        (total, shown) if shown < total => {
            format!(
                "{}, {shown} shown. --limit {total} shows all.",
                count(total, "alert", "alerts")
            )
        }
        (total, _) => format!("{}.", count(total, "alert", "alerts")),
    });
    Ok(Ended::Well)
}

/// Prints one alert on three or four lines.
pub(crate) fn print(row: &AlertRow, out: &Out) {
    let state = match row.state {
        AlertState::New => "",
        AlertState::Kept => " · kept",
        AlertState::Dismissed => " · dismissed",
    };
    let at = out.dated(row.published_at, row.first_seen_at);
    let zone = if row.zone == Zone::Body {
        String::new()
    } else {
        format!(" ({})", row.zone.name())
    };
    out.line(format!(
        "{} {} {}",
        out.quiet(&format!("{:>5}", row.id)),
        severity(row.severity, out),
        out.bold(&row.title)
    ));
    out.line(format!(
        "      {}",
        out.quiet(&format!(
            "{} / {} · {} · {at}{state}",
            row.watchlist, row.topic, row.outlet
        ))
    ));
    out.line(format!("      {}{zone}", out.pieces(&row.sentence)));
    if row.outlets > 1 {
        let story = row
            .story_id
            .map(|it| format!(" (wirewatch compare {it})"))
            .unwrap_or_default();
        out.line(format!(
            "      {}",
            out.quiet(&format!("told by {} outlets{story}", row.outlets))
        ));
    }
    if let Some(copies) = &row.copies {
        out.line(format!("      {}", out.quiet(&in_short(copies))));
    }
    if let Some(why) = &row.graver {
        out.line(format!("      {}", out.quiet(why)));
    }
    if row.from_archive {
        out.line(format!("      {}", out.quiet("found in the archive")));
    }
    for it in &row.changes {
        out.line(format!("      {}", out.warn(&versions::change(it, out))));
    }
    if !row.changes.is_empty() {
        let how = format!("wirewatch versions {}", row.article_id);
        out.line(format!("      {}", out.quiet(&how)));
    }
    if !row.tags.is_empty() {
        out.line(format!("      tags: {}", row.tags.join(", ")));
    }
    if !row.note.is_empty() {
        out.line(format!("      note: {}", row.note.replace('\n', " ")));
    }
}

/// "+3 copies (AP; Daily A, Daily B …) of 2 publishers".
fn in_short(copies: &CopiesInShort) -> String {
    let mut names = copies.outlets.join(", ");
    if copies.count as usize > copies.outlets.len() {
        names.push_str(" …");
    }
    if let Some(agency) = &copies.agency {
        names = format!("{agency}; {names}");
    }
    format!(
        "+{} ({names}), {}",
        count(u64::from(copies.count), "copy", "copies"),
        match copies.publishers {
            1 => "one publisher".to_string(),
            n => format!("{n} publishers"),
        }
    )
}

/// Prints the alert of a copy below the one that it joined.
fn joined(row: &AlertRow, out: &Out) {
    let at = out.dated(row.published_at, row.first_seen_at);
    let wire = row
        .wire
        .as_ref()
        .map(|it| format!(" ({it})"))
        .unwrap_or_default();
    out.line(format!(
        "      {} {} {}",
        out.quiet(&format!("{:>5}", row.id)),
        row.title,
        out.quiet(&format!("{}{wire} · {at}", row.outlet))
    ));
}

/// Prints who has a text, and what each made of it.
fn copies(view: &CopiesView, out: &Out) {
    if view.rows.is_empty() {
        return;
    }
    let agency = view
        .agency
        .as_ref()
        .map(|it| format!(", by {it}"))
        .unwrap_or_default();
    out.line(format!(
        "\nOne text in {} of {}{agency}",
        count(u64::from(view.total), "article", "articles"),
        count(u64::from(view.publishers), "publisher", "publishers")
    ));
    for it in &view.rows {
        let wire = it
            .wire
            .as_ref()
            .map(|it| format!(" ({it})"))
            .unwrap_or_default();
        let what = match it.is_origin {
            true => "the original".to_string(),
            false => format!(
                "{} % copied, {} cut, {} added",
                it.copied_percent,
                count(u64::from(it.cut), "word", "words"),
                it.added
            ),
        };
        out.line(format!(
            "  {} {}{wire}: {what}",
            out.quiet(&out.time(it.at)),
            it.outlet
        ));
    }
    let more = (view.total as usize).saturating_sub(view.rows.len());
    if more > 0 {
        out.line(out.quiet(&format!("  and {more} more")));
    }
}

/// The word for a severity, of one width.
pub(super) fn severity(severity: Severity, out: &Out) -> String {
    match severity {
        Severity::Critical => out.warn("CRITICAL"),
        Severity::High => out.warn("HIGH    "),
        Severity::Watch => "watch   ".into(),
        Severity::Info => out.quiet("info    "),
    }
}

/// Does something with alerts.
pub(crate) fn act(engine: &Engine, action: AlertAction, out: &Out) -> Outcome {
    match action {
        AlertAction::Show { id } => {
            let view = engine.alert(id)?;
            let text = engine.copies(view.row.article_id)?;
            if out.json {
                let mut json = serde_json::to_value(&view).unwrap_or_default();
                json["copies"] = serde_json::to_value(&text).unwrap_or_default();
                out.value(&json)
            } else {
                show(&view, &text, out)
            }
        }
        AlertAction::Keep { ids } => {
            triage(engine, &ids, AlertState::Kept)?;
            out.line(format!(
                "Kept {}.",
                count(ids.len() as u64, "alert", "alerts")
            ));
        }
        AlertAction::Dismiss { ids } => {
            triage(engine, &ids, AlertState::Dismissed)?;
            out.line(format!(
                "Dismissed {}.",
                count(ids.len() as u64, "alert", "alerts")
            ));
        }
        AlertAction::Note { id, text } => {
            engine.note(id, &text)?;
            out.line("Noted.");
        }
        AlertAction::Tag { id, tags } => {
            engine.tag_alerts(&[id], &tags, &[])?;
            out.line("Tagged.");
        }
        AlertAction::Untag { id, tags } => {
            engine.tag_alerts(&[id], &[], &tags)?;
            out.line("The tags are off.");
        }
        AlertAction::Undo => match engine.undo()? {
            Some(undone) => out.line(format!("Undone: {}.", undone.what)),
            None => out.line("There is nothing to undo."),
        },
        AlertAction::Redo => match engine.redo()? {
            Some(done) => out.line(format!("Done again: {}.", done.what)),
            None => out.line("There is nothing to do again."),
        },
    }
    Ok(Ended::Well)
}

/// Puts alerts and signals into a state.
fn triage(engine: &Engine, ids: &[Raised], state: AlertState) -> Result<(), Failure> {
    let (mut alerts, mut signals) = (vec![], vec![]);
    for it in ids {
        match it {
            Raised::Alert(id) => alerts.push(*id),
            Raised::Signal(id) => signals.push(*id),
        }
    }
    if !alerts.is_empty() {
        engine.triage(&alerts, state)?;
    }
    if !signals.is_empty() {
        engine.triage_signals(&signals, state)?;
    }
    Ok(())
}

/// Prints a burst or a silence.
pub(crate) fn signal(row: &SignalRow, out: &Out) {
    let kind = match row.kind {
        SignalKind::Burst => "Burst",
        SignalKind::Silence => "Silence",
    };
    out.line(format!(
        "{} {} {}",
        out.quiet(&format!("{:>5}", format!("s{}", row.id))),
        severity(row.severity, out),
        out.bold(&format!("{kind}: {}", row.topic))
    ));
    out.line(format!(
        "      {}",
        out.quiet(&format!(
            "{} / {} · until {}",
            row.watchlist,
            row.topic,
            out.time(row.until)
        ))
    ));
    out.line(format!("      {}", row.words));
}

/// Prints an alert whole.
fn show(view: &AlertView, text: &CopiesView, out: &Out) {
    print(&view.row, out);
    if let Some(address) = &view.row.address {
        out.line(format!("      {}", out.quiet(address)));
    }
    out.line("\nWhy this matched");
    for why in &view.why {
        out.line(format!(
            "  {} / {} (version {}): {}",
            why.watchlist,
            out.bold(&why.topic),
            why.topic_version,
            count(u64::from(why.hits), "place", "places")
        ));
        for clause in &why.clauses {
            let found = if clause.found.is_empty() {
                String::new()
            } else {
                format!("  → {}", clause.found.join(", "))
            };
            let remark = clause
                .remark
                .as_ref()
                .map(|it| format!("  ({it})"))
                .unwrap_or_default();
            let mark = if clause.holds { '✓' } else { '–' };
            out.line(format!(
                "    {}{mark} {}{found}{remark}",
                "  ".repeat(clause.depth as usize),
                clause.clause
            ));
        }
        for line in &why.not_counted {
            out.line(out.quiet(&format!("    not counted: {line}")));
        }
    }
    copies(text, out);
    out.line("");
    for block in &view.article.blocks {
        let text = out.pieces(&block.pieces);
        match block.zone {
            Zone::Headline => out.line(out.bold(&text)),
            Zone::Body | Zone::Standfirst | Zone::Quote => out.line(format!("\n{text}")),
            zone => out.line(format!(
                "\n{} {text}",
                out.quiet(&format!("[{}]", zone.name()))
            )),
        }
    }
}
