//! Taking in: imports, polls, and monitoring until stopped.

use std::{
    cell::RefCell,
    ops::ControlFlow,
    path::PathBuf,
    sync::{atomic::Ordering, mpsc::RecvTimeoutError},
    time::Duration,
};

use engine::{Engine, PagesEnded, PagesRead};
use news::{
    SourceId,
    desk::{Change, Job, SourceState},
};

use super::{Outcome, alerts, count, interrupted, sources};
use crate::{
    Ended, Failure,
    out::{Out, Progress, complain},
};

/// Reads files, folders and OPML lists once.
pub(crate) fn import(engine: &Engine, paths: Vec<PathBuf>, out: &Out) -> Outcome {
    let (lists, files): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|it| {
        it.extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("opml"))
    });
    let mut ended = Ended::Well;
    let mut reports = vec![];
    for list in lists {
        let report = engine.import_sources(&list)?;
        if !sources::said(&report, &list, out) {
            ended = Ended::WithTrouble;
        }
        reports.push(report);
    }
    if files.is_empty() {
        if out.json {
            out.value(&serde_json::json!({"opml": reports}));
        }
        return Ok(ended);
    }
    let mut progress = Progress::new();
    let imported = engine.import_now(files, &mut |job: &Job| {
        let total = job.total.map(|it| format!(" of {it}")).unwrap_or_default();
        progress.show(&format!("{}{total} {}", job.done, job.detail));
        ControlFlow::Continue(())
    });
    progress.end();
    let imported = imported?;
    if out.json {
        out.value(&serde_json::json!({
            "opml": reports,
            "files": imported.files,
            "new_articles": imported.new_articles,
            "new_versions": imported.new_versions,
            "known": imported.known,
            "alerts": imported.alerts,
            "unreadable": imported.unreadable,
        }));
    } else {
        let versions = match imported.new_versions {
            0 => String::new(),
            it => format!(", {}", count(it, "new version", "new versions")),
        };
        out.line(format!(
            "{} read: {}{versions}, {} in already. {} raised.",
            count(imported.files, "file", "files"),
            count(imported.new_articles, "new article", "new articles"),
            imported.known,
            count(imported.alerts, "alert", "alerts")
        ));
    }
    for file in &imported.unreadable {
        complain(&format!("{}: {}", file.path, file.why));
        ended = Ended::WithTrouble;
    }
    Ok(ended)
}

/// Reads the pages behind articles that are due, for so many minutes at most.
fn read_pages(engine: &Engine, only: Option<SourceId>, minutes: u32) -> Result<PagesRead, Failure> {
    let pressed = interrupted();
    let progress = RefCell::new(Progress::new());
    let most = Duration::from_secs(60 * u64::from(minutes));
    let pages = engine.read_pages_now(only, most, &|pages| {
        progress.borrow_mut().show(&format!(
            "{} read, {} waiting (Ctrl C ends it)",
            count(pages.read, "page", "pages"),
            pages.waiting
        ));
        match pressed.load(Ordering::SeqCst) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    progress.borrow_mut().end();
    Ok(pages?)
}

/// What came of reading pages, in words; nothing where there was nothing to read.
fn about_pages(pages: &PagesRead, minutes: u32) -> Vec<String> {
    let mut lines = vec![];
    if pages.read > 0 {
        lines.push(format!(
            "{} behind articles read, {} raised or changed by them.",
            count(pages.read, "page", "pages"),
            count(pages.alerts, "alert", "alerts")
        ));
    }
    if pages.unread > 0 {
        lines.push(format!(
            "{} could not be read (`wirewatch sources` says why).",
            count(pages.unread, "page", "pages")
        ));
    }
    if pages.waiting > 0 {
        let (wait, why) = (
            count(pages.waiting, "page waits", "pages wait"),
            match pages.ended {
                Some(PagesEnded::TimeUp) => format!(
                    "no more than {} given to them (`--pages-for`)",
                    count(minutes.into(), "minute is", "minutes are")
                ),
                Some(PagesEnded::Stopped) => "it was ended".into(),
                Some(PagesEnded::Offline) => "this machine does not reach the network".into(),
                Some(PagesEnded::NoneDue) | None => {
                    "due later, or their site wants to be left alone".into()
                }
            },
        );
        lines.push(format!(
            "{wait} to be read: {why}. The next look goes on, or the running program (the window, `wirewatch watch`)."
        ));
    }
    lines
}

/// Looks at sources now, and reads the pages behind their articles for so many minutes at most.
pub(crate) fn poll(engine: &Engine, only: Option<SourceId>, minutes: u32, out: &Out) -> Outcome {
    let wanted: Vec<SourceId> = match only {
        Some(id) => vec![id],
        None => engine
            .sources()?
            .into_iter()
            .filter(|it| it.state != SourceState::Paused)
            .map(|it| it.source.id)
            .collect(),
    };
    if wanted.is_empty() && !out.json {
        out.line("No sources to look at. `wirewatch add URL` watches a feed, `wirewatch add DIR` a folder.");
    }
    let mut progress = Progress::new();
    progress.show(&format!(
        "looking at {}",
        count(wanted.len() as u64, "source", "sources")
    ));
    let polled = engine.poll_now(&wanted);
    progress.end();
    let polled = polled?;
    let pages = read_pages(engine, only, minutes)?;
    let signals = engine.check_rules()?;
    // Where nothing can be reached, no source is to blame.
    let of_desk = engine.desk()?.trouble;
    let looked: Vec<_> = engine
        .sources()?
        .into_iter()
        .filter(|it| wanted.contains(&it.source.id))
        .collect();
    if out.json {
        out.value(&serde_json::json!({
            "new_articles": polled.new_articles,
            "alerts": polled.alerts,
            "left_alone": polled.left_alone,
            "pages": {
                "read": pages.read,
                "unread": pages.unread,
                "waiting": pages.waiting,
                "alerts": pages.alerts,
                "ended": pages.ended.map(PagesEnded::name),
            },
            "signals": signals,
            "trouble": of_desk,
            "sources": looked,
        }));
    } else {
        for view in looked.iter().filter(|it| it.state == SourceState::Troubled) {
            sources::print(view, out);
        }
        if let Some(trouble) = &of_desk {
            out.line(out.warn(&trouble.what));
            out.line(format!("{} {}", trouble.meaning, trouble.advice));
        }
        out.line(format!(
            "{} looked at: {}, {} raised.",
            count(wanted.len() as u64, "source", "sources"),
            count(polled.new_articles, "new article", "new articles"),
            count(polled.alerts, "alert", "alerts")
        ));
        if polled.left_alone > 0 {
            out.line(format!(
                "{} left alone: asked less than five minutes ago, or its server wants peace (`wirewatch sources --health` says when it is next due).",
                count(polled.left_alone, "feed was", "feeds were")
            ));
        }
        for line in about_pages(&pages, minutes) {
            out.line(line);
        }
    }
    let troubled = of_desk.is_some() || looked.iter().any(|it| it.state == SourceState::Troubled);
    Ok(if troubled {
        Ended::WithTrouble
    } else {
        Ended::Well
    })
}

/// Monitors until stopped, printing alerts as they come.
pub(crate) fn watch(engine: &Engine, out: &Out) -> Outcome {
    let (stop, stopped) = std::sync::mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })
    .map_err(|err| Failure::Usage(format!("the signals to stop cannot be heard: {err}")))?;
    let changes = engine.changes();
    engine.start();
    if !out.json {
        let desk = engine.desk()?;
        out.line(out.quiet(&format!(
            "Monitoring {}. Ctrl C stops.",
            count(desk.sources, "source", "sources")
        )));
    }
    while stopped.try_recv().is_err() {
        match changes.recv_timeout(Duration::from_millis(200)) {
            Ok(Change::Filed { alerts, .. }) => {
                for id in alerts {
                    let view = engine.alert(id)?;
                    if out.json {
                        out.value_line(&view.row)
                    } else {
                        alerts::print(&view.row, out)
                    }
                }
            }
            Ok(Change::Signals { raised }) => {
                for id in raised {
                    let row = engine.signal(id)?.row;
                    if out.json {
                        out.value_line(&row)
                    } else {
                        alerts::signal(&row, out)
                    }
                }
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    Ok(Ended::Well)
}
