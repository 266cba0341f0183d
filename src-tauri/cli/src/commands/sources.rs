//! Sources: adding, listing, editing, pausing, removing, one or many; lists of them in and out.

use std::path::{Path, PathBuf};

use engine::Engine;
use news::{
    SourceId, SourceKind, SourceMethod, TextChoice, TextFrom,
    desk::{
        Followed, LineFate, ListHolds, Notice, SourceChange, SourceDraft, SourceListFormat,
        SourceReport, SourceState, SourceView,
    },
    group_levels,
};

use super::{
    Outcome, count,
    network::{password, say},
};
use crate::{
    Ended, Failure,
    args::{AddArgs, EditArgs, ListFormatArg, SetArgs, SourceAction},
    out::{Out, complain},
};

/// Adds a feed or a folder.
pub(crate) fn add(engine: &Engine, args: AddArgs, out: &Out) -> Outcome {
    let lower = args.address.to_ascii_lowercase();
    let kind = if lower.starts_with("http:") || lower.starts_with("https:") {
        SourceKind::Feed
    } else {
        SourceKind::Folder
    };
    let mut source = engine.save_source(&SourceDraft {
        publisher: args.publisher,
        group: args.group,
        country: args.country,
        language: args.language,
        interval_minutes: args.interval,
        allow_private: args.allow_private,
        method: args.method.map(Into::into),
        text: args.text.map(Into::into),
        ignore: Some(args.ignore),
        ..SourceDraft::new(kind, args.address, args.name)
    })?;
    if let Some(user) = args.user {
        let kept = engine.set_login(source.id, Some((&user, password()?)))?;
        say(&kept, out);
        source.user = Some(user);
    }
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
        Some(SourceAction::Pause { ids }) => {
            let change = SourceChange {
                paused: Some(true),
                ..SourceChange::default()
            };
            many(engine, &ids, &change, "paused", out)?;
        }
        Some(SourceAction::Resume { ids }) => {
            let change = SourceChange {
                paused: Some(false),
                ..SourceChange::default()
            };
            many(engine, &ids, &change, "looked at again", out)?;
        }
        Some(SourceAction::Edit(args)) => edit(engine, args, out)?,
        Some(SourceAction::Set(args)) => set(engine, args, out)?,
        Some(SourceAction::Remove { ids }) => {
            let change = SourceChange {
                removed: true,
                ..SourceChange::default()
            };
            many(engine, &ids, &change, "removed", out)?;
            if !out.json {
                out.line(out.quiet(
                    "Their articles stay readable. `wirewatch alerts undo` brings the sources back.",
                ));
            }
        }
        Some(SourceAction::Import { lists }) => return take_in(engine, &lists, out),
        Some(SourceAction::Export { format }) => {
            let (list, holds) = engine.export_sources(match format {
                ListFormatArg::Opml => SourceListFormat::Opml,
                ListFormatArg::Csv => SourceListFormat::Csv,
            })?;
            out.line(list.trim_end());
            if let Some(words) = left_out(&holds) {
                complain(&words);
            }
        }
    }
    Ok(Ended::Well)
}

/// What a list does not hold, in a sentence; nothing where it holds all.
fn left_out(holds: &ListHolds) -> Option<String> {
    let of = [
        (holds.folders_left_out, "folder", "folders"),
        (
            holds.pages_left_out,
            "page that is read without a feed",
            "pages that are read without a feed",
        ),
        (
            holds.by_hand_left_out,
            "source brought in by hand",
            "sources brought in by hand",
        ),
    ];
    let missing: Vec<String> = of
        .into_iter()
        .filter(|it| it.0 > 0)
        .map(|(n, one, many)| count(n.into(), one, many))
        .collect();
    let advice = match holds.folders_left_out + holds.pages_left_out {
        0 => "",
        _ => " `--format csv` holds folders and pages as well.",
    };
    (!missing.is_empty()).then(|| {
        format!(
            "{} listed. Left out: {}.{advice}",
            count(holds.sources.into(), "source", "sources"),
            missing.join(", ")
        )
    })
}

/// Changes several sources, and says how many are different now.
fn many(
    engine: &Engine,
    ids: &[SourceId],
    change: &SourceChange,
    done: &str,
    out: &Out,
) -> Result<(), Failure> {
    let changed = engine.change_sources(ids, change)?;
    if out.json {
        out.value(&serde_json::json!({"changed": changed}));
    } else {
        let verb = if changed == 1 { "is" } else { "are" };
        out.line(format!(
            "{} {verb} {done}.",
            count(u64::from(changed), "source", "sources")
        ));
    }
    Ok(())
}

/// Changes what is said of several sources.
fn set(engine: &Engine, args: SetArgs, out: &Out) -> Result<(), Failure> {
    let change = SourceChange {
        group: args.group,
        country: args.country,
        language: args.language,
        interval_minutes: args.interval,
        paused: args.paused,
        removed: false,
    };
    if change == SourceChange::default() {
        return Err(Failure::Usage(
            "nothing is named that is to be changed: --group, --country, --language, --interval or --paused".into(),
        ));
    }
    let mut ids = args.ids;
    if args.all || args.within.is_some() {
        let wanted = args.within.as_deref().map(group_levels).unwrap_or_default();
        let is_meant = |it: &SourceView| {
            let levels = it
                .source
                .group
                .as_deref()
                .map(group_levels)
                .unwrap_or_default();
            matches!(it.source.kind, SourceKind::Feed | SourceKind::Folder)
                && levels.starts_with(&wanted)
        };
        let all = engine.sources()?.into_iter().filter(is_meant);
        ids = all.map(|it| it.source.id).collect();
    }
    many(engine, &ids, &change, "changed", out)
}

/// Adds the sources of lists.
fn take_in(engine: &Engine, lists: &[PathBuf], out: &Out) -> Outcome {
    let mut ended = Ended::Well;
    let mut reports = vec![];
    for list in lists {
        let report = engine.import_sources(list)?;
        if !said(&report, list, out) {
            ended = Ended::WithTrouble;
        }
        reports.push(report);
    }
    if out.json {
        out.value(&reports);
    }
    Ok(ended)
}

/// Says what became of a list, line by line. Whether all of it could be used.
pub(crate) fn said(report: &SourceReport, list: &Path, out: &Out) -> bool {
    if !out.json {
        for it in &report.lines {
            let fate = match it.fate {
                LineFate::Added => "added  ".to_string(),
                LineFate::Already => out.quiet("already"),
                LineFate::Refused => out.warn("REFUSED"),
            };
            let why = it
                .why
                .as_deref()
                .map(|it| format!(" {it}"))
                .unwrap_or_default();
            out.line(format!(
                "{} {fate} {}{why}",
                out.quiet(&format!("{:>5}", it.line)),
                it.name
            ));
        }
        if report.left_off > 0 {
            out.line(format!("      … and {} more lines", report.left_off));
        }
        out.line(format!(
            "{}: {} added, {} there already, {} refused.",
            list.display(),
            count(u64::from(report.added), "source", "sources"),
            report.already,
            count(u64::from(report.refused), "line", "lines"),
        ));
    }
    for problem in &report.problems {
        complain(&format!("{}: {problem}", list.display()));
    }
    report.problems.is_empty() && report.refused == 0
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
    let mut source = engine.save_source(&SourceDraft {
        id: Some(was.id),
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
        method: args.method.map(Into::into),
        text: args.text.map(Into::into),
        ignore: args.ignore,
        ..SourceDraft::new(
            was.kind,
            args.address.unwrap_or(was.address),
            args.name.unwrap_or(was.name),
        )
    })?;
    match args.user {
        Some(user) if user.is_empty() => {
            say(&engine.set_login(source.id, None)?, out);
            source.user = None;
        }
        Some(user) => {
            let kept = engine.set_login(source.id, Some((&user, password()?)))?;
            say(&kept, out);
            source.user = Some(user);
        }
        None => {}
    }
    if let Some(sha256) = args.certificate {
        engine.trust_certificate(source.id, Some(sha256.as_str()).filter(|it| !it.is_empty()))?;
        source.certificate = Some(sha256).filter(|it| !it.is_empty());
    }
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

/// How a folder is watched, in words.
fn followed(it: &Followed) -> String {
    let notice = match it.notice {
        Notice::Told => "new files are told by the system",
        Notice::Timer => "looked through every minute, for the system does not tell of it",
        Notice::NetworkDrive => "on a network drive, looked through every minute",
    };
    let waiting = match it.waiting {
        0 => String::new(),
        n => format!(" · {n} still being written to"),
    };
    let case = match it.ignores_case {
        true => " · A and a are one name there",
        false => "",
    };
    format!(
        "{} in {} · {notice}{waiting}{case}",
        count(it.files, "file", "files"),
        count(it.folders, "folder", "folders"),
    )
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
    if !source.ignore.is_empty() {
        let left_out = format!("leaves out {}", source.ignore.join(" · "));
        out.line(format!("      {}", out.quiet(&left_out)));
    }
    if let Some(it) = &view.followed {
        out.line(format!("      {}", out.quiet(&followed(it))));
    }
    let texts = texts(view);
    if !texts.is_empty() {
        out.line(format!("      {}", out.quiet(&texts)));
    }
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

/// Whether a source was to be compared with its pages and none of its items had one.
fn has_no_pages(view: &SourceView) -> bool {
    let measure = view.full_text.measure;
    measure.is_some_and(|it| it.articles == 0 && it.unread == 0)
}

/// Where the texts of a source are taken from, and why; nothing for what is read from files.
fn texts(view: &SourceView) -> String {
    let source = &view.source;
    if source.kind != SourceKind::Feed {
        return String::new();
    }
    let method = match source.method {
        SourceMethod::Feed => "",
        SourceMethod::Sitemap => "news sitemap · ",
        SourceMethod::FrontPage => "front page · ",
        SourceMethod::Telegram => "Telegram channel · ",
    };
    let from = match (source.text, source.text_choice) {
        (TextFrom::Page, _) => "texts from the pages",
        (TextFrom::Feed, TextChoice::Measured) if view.full_text.measure.is_none() => {
            "texts as given, until three pages were compared"
        }
        (TextFrom::Feed, TextChoice::Measured) if has_no_pages(view) => {
            "texts as given (its items have no pages of their own)"
        }
        (TextFrom::Feed, _) => "texts as given",
    };
    let measure = view.full_text.measure.filter(|it| it.articles > 0);
    let measured = measure.map_or(String::new(), |it| {
        format!(" (gives {} characters, its pages {})", it.feed, it.page)
    });
    let waiting = match view.full_text.waiting {
        0 => String::new(),
        n => format!(" · {} to be read", count(n, "page", "pages")),
    };
    let without = match view.full_text.without {
        0 => String::new(),
        n => format!(" · {} could not be read", count(n, "page", "pages")),
    };
    format!("{method}{from}{measured}{waiting}{without}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_list_does_not_hold_is_said_with_its_number() {
        const TESTS: &[([u32; 4], Option<&str>)] = &[
            ([3, 0, 0, 0], None),
            (
                [3, 1, 2, 0],
                Some(
                    "3 sources listed. Left out: 1 folder, 2 pages that are read without a feed. `--format csv` holds folders and pages as well.",
                ),
            ),
            (
                [1, 0, 0, 1],
                Some("1 source listed. Left out: 1 source brought in by hand."),
            ),
        ];
        for ([sources, folders, pages, by_hand], expected) in TESTS {
            let holds = ListHolds {
                sources: *sources,
                folders_left_out: *folders,
                pages_left_out: *pages,
                by_hand_left_out: *by_hand,
            };
            assert_eq!(left_out(&holds).as_deref(), *expected);
        }
    }
}
