//! Watchlists and topics.

use engine::Engine;
use news::{
    Severity, Topic, TopicId,
    desk::{BacktestRequest, QueryCheck, TopicDraft, WatchlistDraft},
    query::{self, Change, Conversion, Diagnostic},
};

use super::{Outcome, alerts, count, topic_files};
use crate::{
    Ended, Failure,
    args::{ConvertArgs, TopicAction},
    out::{Out, complain},
};

/// Lists the watchlists, or does something with a topic.
pub(crate) fn topics(engine: &Engine, action: Option<TopicAction>, out: &Out) -> Outcome {
    match action {
        None => list(engine, out),
        Some(TopicAction::Check { query }) => {
            let check = engine.check_query(&query, true, None)?;
            if out.json {
                out.value(&check);
            } else if let Some(canonical) = &check.canonical {
                out.line(canonical);
                out.line(diagnosis(&check.diagnostics));
            }
            match check.canonical {
                Some(_) => Ok(Ended::Well),
                None => Err(Failure::Usage(format!(
                    "this is no query\n{}",
                    diagnosis(&check.diagnostics)
                ))),
            }
        }
        Some(TopicAction::Add {
            watchlist,
            name,
            severity,
            note,
            query,
        }) => {
            readable(&engine.check_query(&query, true, None)?)?;
            let watchlist_id = match super::watchlist(engine, &watchlist) {
                Ok(id) => id,
                Err(_) => {
                    engine
                        .save_watchlist(&WatchlistDraft {
                            id: None,
                            name: watchlist,
                            mark: None,
                        })?
                        .id
                }
            };
            let topic = engine.save_topic(&TopicDraft {
                id: None,
                watchlist_id,
                name: name.unwrap_or_default(),
                query,
                severity: Severity::from(severity),
                note,
                written: None,
            })?;
            engine.wait_for_jobs();
            if out.json {
                out.value(&topic);
            } else {
                out.line(format!("Added topic {}: {}", topic.id, topic.query));
                let found = engine
                    .watchlists()?
                    .into_iter()
                    .flat_map(|it| it.topics)
                    .find(|it| it.topic.id == topic.id)
                    .map_or(0, |it| it.alerts);
                out.line(format!(
                    "{} found in the archive.",
                    count(found, "alert was", "alerts were")
                ));
            }
            Ok(Ended::Well)
        }
        Some(TopicAction::Save {
            id,
            watchlist,
            name,
            severity,
            note,
            query,
        }) => {
            let old = topic(engine, id)?;
            let query = query.unwrap_or_else(|| old.written.unwrap_or(old.query));
            readable(&engine.check_query(&query, true, Some(id))?)?;
            let watchlist_id = match &watchlist {
                Some(it) => super::watchlist(engine, it)?,
                None => old.watchlist_id,
            };
            let topic = engine.save_topic(&TopicDraft {
                id: Some(id),
                watchlist_id,
                name: name.unwrap_or(old.name),
                query,
                severity: severity.map_or(old.severity, Severity::from),
                note,
                written: None,
            })?;
            engine.wait_for_jobs();
            saved(&topic, out);
            doubt_rules(engine, id, out)?;
            Ok(Ended::Well)
        }
        Some(TopicAction::Backtest {
            all: true, days, ..
        }) => super::backtest::backtest_all(engine, days, out),
        Some(TopicAction::Backtest {
            all: false,
            topic: id,
            days,
            depth,
            query,
        }) => {
            let query = match (query, id) {
                (Some(query), _) => {
                    // What is typed is asked about, unless the topic has it so: that is tried as it runs.
                    let check = engine.check_query(&query, true, id)?;
                    readable(&check)?;
                    check.canonical.unwrap_or(query)
                }
                (None, Some(id)) => topic(engine, id)?.query,
                (None, None) => String::new(),
            };
            let request = BacktestRequest {
                query,
                topic_id: id,
                days,
            };
            super::backtest::backtest(engine, &request, depth, out)
        }
        Some(TopicAction::History { id }) => history(engine, id, out),
        Some(TopicAction::Rollback { id, version, note }) => {
            let topic = engine.roll_back_topic(id, version, note.as_deref())?;
            engine.wait_for_jobs();
            saved(&topic, out);
            Ok(Ended::Well)
        }
        Some(TopicAction::Rules { id, rules, clear }) => {
            if clear || !rules.is_empty() {
                engine.set_topic_rules(id, &rules.join("\n"))?;
            }
            let rules = engine.topic_rules(id)?;
            if out.json {
                out.value(&rules.lines().collect::<Vec<_>>());
            } else if rules.is_empty() {
                out.line("No rules. `wirewatch topics rules --help` says what they can be.");
            } else {
                rules.lines().for_each(|it| out.line(it));
            }
            doubt_rules(engine, id, out)?;
            Ok(Ended::Well)
        }
        Some(TopicAction::Export {
            file,
            watchlist,
            replace,
        }) => topic_files::export(engine, &file, watchlist.as_deref(), replace, out),
        Some(TopicAction::Import { file, dry_run }) => {
            topic_files::import(engine, &file, dry_run, out)
        }
        Some(TopicAction::Convert(args)) => convert(engine, &args, out),
        Some(TopicAction::Remove { id }) => {
            engine.remove_topic(id)?;
            out.line(format!(
                "Topic {id} is removed. `wirewatch alerts undo` brings it back."
            ));
            Ok(Ended::Well)
        }
    }
}

/// The topic of a number.
fn topic(engine: &Engine, id: TopicId) -> Result<Topic, Failure> {
    let all = engine.watchlists()?;
    let mut topics = all.into_iter().flat_map(|it| it.topics);
    topics
        .find(|it| it.topic.id == id)
        .map(|it| it.topic)
        .ok_or_else(|| {
            Failure::Usage(format!(
                "there is no topic {id}. `wirewatch topics` lists them"
            ))
        })
}

/// Says on the error stream what of a topic's rules changes nothing.
fn doubt_rules(engine: &Engine, id: TopicId, out: &Out) -> Result<(), Failure> {
    if !out.json {
        for doubt in engine.doubts_of_rules(id)? {
            complain(&doubt);
        }
    }
    Ok(())
}

/// Prints a topic that was saved.
fn saved(topic: &Topic, out: &Out) {
    if out.json {
        out.value(topic);
    } else {
        out.line(format!(
            "Topic {}, version {}: {}",
            topic.id, topic.version, topic.query
        ));
    }
}

/// Prints every version of a topic, the newest first.
fn history(engine: &Engine, id: TopicId, out: &Out) -> Outcome {
    let versions = engine.topic_history(id)?;
    if out.json {
        out.value(&versions);
        return Ok(Ended::Well);
    }
    for it in &versions {
        let mark = if it.is_current { "  runs now" } else { "" };
        out.line(format!(
            "{}  {} {}{mark}",
            out.bold(&format!("version {}", it.number)),
            alerts::severity(it.severity, out),
            out.quiet(&format!(
                "{} · {}",
                out.time(it.saved_at),
                count(it.alerts, "alert", "alerts")
            ))
        ));
        if !it.note.is_empty() {
            out.line(format!("    {}", it.note.replace('\n', " ")));
        }
        for line in it.written.as_deref().unwrap_or(&it.query).lines() {
            out.line(format!("    {line}"));
        }
    }
    Ok(Ended::Well)
}

/// Says a query in another language, then what was changed and what was lost.
fn convert(engine: &Engine, args: &ConvertArgs, out: &Out) -> Outcome {
    let conversion = match (args.from, args.to) {
        (Some(from), _) => query::convert(&args.query, from.into()),
        (None, Some(to)) => {
            let check = engine.check_query(&args.query, true, None)?;
            let canonical = check.canonical.as_deref().unwrap_or(&args.query);
            query::show_as(canonical, to.into())
        }
        (None, None) => {
            return Err(Failure::Usage("say --from or --to which system".into()));
        }
    };
    if out.json {
        out.value(&conversion);
    } else {
        told(&conversion, out);
    }
    Ok(if conversion.losses.is_empty() {
        Ended::Well
    } else {
        Ended::WithTrouble
    })
}

/// Prints a conversion: the query, each change, each loss.
fn told(conversion: &Conversion, out: &Out) {
    out.line(out.bold(&conversion.query));
    let line = |it: &Change| {
        let before = match it.before.trim() {
            "" => "(nothing between)",
            before => before,
        };
        match it.after.as_str() {
            "" => format!("{before} is left out. {}", it.why),
            after if after == it.before => format!("{before}: {}", it.why),
            after => format!("{before} → {after}. {}", it.why),
        }
    };
    for change in &conversion.changes {
        out.line(out.quiet(&format!("  changed  {}", line(change))));
    }
    for loss in &conversion.losses {
        out.line(out.warn(&format!("  lost     {}", line(loss))));
    }
}

/// Prints every watchlist with its topics.
fn list(engine: &Engine, out: &Out) -> Outcome {
    let all = engine.watchlists()?;
    if out.json {
        out.value(&all);
        return Ok(Ended::Well);
    }
    if all.is_empty() {
        out.line("No watchlists yet. `wirewatch topics add --watchlist Sanctions 'sanction*'` makes one.");
    }
    for view in &all {
        out.line(format!(
            "{} ({} new)",
            out.bold(&view.watchlist.name),
            view.new_alerts
        ));
        for topic in &view.topics {
            out.line(format!(
                "{}  {}  {}",
                out.quiet(&format!("{:>5}", topic.topic.id)),
                topic.topic.name,
                out.quiet(&count(topic.alerts, "alert", "alerts"))
            ));
            out.line(format!("       {}", topic.topic.query));
            for rule in engine.topic_rules(topic.topic.id)?.lines() {
                out.line(format!("       {}", out.quiet(rule)));
            }
            if let Some(fault) = &topic.topic.fault {
                out.line(format!(
                    "       {}",
                    out.warn(&format!("cannot run any more: {fault}"))
                ));
            }
        }
    }
    Ok(Ended::Well)
}

/// Refuses a query that cannot be used, with the place and the ways to mend it.
pub(crate) fn readable(check: &QueryCheck) -> Result<(), Failure> {
    match check.canonical {
        Some(_) => Ok(()),
        None => Err(Failure::Usage(format!(
            "this is no query\n{}",
            diagnosis(&check.diagnostics)
        ))),
    }
}

/// Each diagnostic with a caret under its place.
pub(crate) fn diagnosis(diagnostics: &[Diagnostic]) -> String {
    let mut lines = vec![];
    for it in diagnostics {
        let before = it.before.chars().count();
        let at = it.at.chars().count().max(1);
        lines.push(format!("  {}{}{}", it.before, it.at, it.after).replace('\n', " "));
        lines.push(format!("  {}{}", " ".repeat(before), "^".repeat(at)));
        lines.push(format!("  {}", it.message));
        for fix in &it.fixes {
            lines.push(format!("    {}: {}", fix.label, fix.query));
        }
    }
    lines.join("\n")
}
