//! Sources: adding, listing, editing, pausing, removing.

use engine::Engine;
use news::{
    SourceKind,
    desk::{SourceDraft, SourceState, SourceView},
};

use super::{Outcome, count};
use crate::{
    Ended, Failure,
    args::{AddArgs, EditArgs, SourceAction},
    out::Out,
};

/// Adds a feed or a folder.
pub(crate) fn add(engine: &Engine, args: AddArgs, out: &Out) -> Outcome {
    let lower = args.address.to_ascii_lowercase();
    let kind = if lower.starts_with("http:") || lower.starts_with("https:") {
        SourceKind::Feed
    } else {
        SourceKind::Folder
    };
    let source = engine.save_source(&SourceDraft {
        id: None,
        kind,
        address: args.address,
        name: args.name,
        publisher: args.publisher,
        group: args.group,
        country: args.country,
        language: args.language,
        interval_minutes: args.interval,
        allow_private: args.allow_private,
        revisit: None,
    })?;
    if out.json {
        out.value(&source);
    } else {
        out.line(format!(
            "Added source {}: {} ({}).",
            source.id, source.name, source.address
        ));
        out.line(out.quiet("`wirewatch poll` looks at it now, `wirewatch watch` from now on."));
    }
    Ok(Ended::Well)
}

/// Lists the sources, or does something with one.
pub(crate) fn sources(engine: &Engine, action: Option<SourceAction>, out: &Out) -> Outcome {
    match action {
        None => {
            let all = engine.sources()?;
            if out.json {
                out.value(&all);
                return Ok(Ended::Well);
            }
            if all.is_empty() {
                out.line("No sources yet. `wirewatch add URL` watches a feed, `wirewatch add DIR` a folder.");
            }
            for view in &all {
                print(view, out);
            }
        }
        Some(SourceAction::Pause { id }) => {
            engine.pause_source(id, true)?;
            out.line(format!("Source {id} is paused."));
        }
        Some(SourceAction::Resume { id }) => {
            engine.pause_source(id, false)?;
            out.line(format!("Source {id} is looked at again."));
        }
        Some(SourceAction::Edit(args)) => edit(engine, args, out)?,
        Some(SourceAction::Remove { id }) => {
            engine.remove_source(id)?;
            out.line(format!("Source {id} is removed; its articles stay readable. `wirewatch alerts undo` brings it back."));
        }
        Some(SourceAction::Opml) => out.line(engine.export_opml()?),
    }
    Ok(Ended::Well)
}

/// Changes what is said of a source.
fn edit(engine: &Engine, args: EditArgs, out: &Out) -> Result<(), Failure> {
    let Some(view) = engine
        .sources()?
        .into_iter()
        .find(|it| it.source.id == args.id)
    else {
        return Err(Failure::Usage(format!(
            "there is no source {}; `wirewatch sources` lists them",
            args.id
        )));
    };
    let was = view.source;
    let changed = |new: Option<String>, old: Option<String>| match new {
        Some(new) => Some(new).filter(|it| !it.trim().is_empty()),
        None => old,
    };
    let source = engine.save_source(&SourceDraft {
        id: Some(was.id),
        kind: was.kind,
        address: args.address.unwrap_or(was.address),
        name: args.name.unwrap_or(was.name),
        publisher: changed(args.publisher, Some(was.publisher)),
        group: changed(args.group, was.group),
        country: changed(args.country, was.country),
        language: changed(args.language, was.language),
        interval_minutes: match args.interval {
            Some(minutes) => Some(minutes).filter(|it| *it > 0),
            None => was.interval_minutes,
        },
        allow_private: args.allow_private.unwrap_or(was.allow_private),
        revisit: args.revisit,
    })?;
    if out.json {
        out.value(&source);
    } else {
        out.line(format!(
            "Source {} is changed: {} ({}).",
            source.id, source.name, source.address
        ));
    }
    Ok(())
}

/// Prints a source with its health.
pub(crate) fn print(view: &SourceView, out: &Out) {
    let source = &view.source;
    let state = match view.state {
        SourceState::Healthy => "ok      ".to_string(),
        SourceState::Waiting => out.quiet("waiting "),
        SourceState::Paused => out.quiet("paused  "),
        SourceState::Troubled => out.warn("TROUBLE "),
    };
    let last = view.last_success_at.map_or("never read".to_string(), |it| {
        format!("last read {}", out.time(it))
    });
    out.line(format!(
        "{} {state} {}",
        out.quiet(&format!("{:>4}", source.id)),
        out.bold(&source.name)
    ));
    out.line(format!(
        "      {}",
        out.quiet(&format!(
            "{} · {} · {last}",
            source.address,
            count(view.articles, "article", "articles")
        ))
    ));
    if let Some(trouble) = &view.trouble {
        out.line(format!("      {}", out.warn(&trouble.what)));
        out.line(format!("      {} {}", trouble.meaning, trouble.advice));
    }
    for file in view.files_in_trouble.iter().take(5) {
        out.line(format!("      {}: {}", file.path, file.why));
    }
    if view.files_in_trouble_total > 5 {
        out.line(format!(
            "      … and {} more files that could not be read (--json lists them)",
            view.files_in_trouble_total - 5
        ));
    }
}
