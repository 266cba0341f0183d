//! Evidence: writing what alerts rest on into a file, and checking that it is as it was.

use std::{ops::ControlFlow, path::Path, sync::atomic::Ordering};

use engine::Engine;
use news::{AlertId, ArticleId, evidence::Verified};

use super::{Outcome, count, interrupted};
use crate::{
    Ended, Failure,
    out::{Out, Progress},
};

/// Writes what alerts rest on into a file.
pub(crate) fn export(engine: &Engine, alerts: &[AlertId], to: &Path, out: &Out) -> Outcome {
    if to.exists() {
        return Err(Failure::Usage(format!(
            "{} exists already. Name another file: evidence is not overwritten",
            to.display()
        )));
    }
    let it = engine.export_evidence(alerts, to)?;
    if out.json {
        out.value(&it);
        return Ok(Ended::Well);
    }
    out.line(format!(
        "{}: {}, {}, {} bytes.",
        it.file,
        count(it.alerts, "alert", "alerts"),
        count(it.captures, "capture", "captures"),
        it.bytes
    ));
    out.line(format!("SHA-256 {}", it.sha256));
    for line in &it.missing {
        out.line(format!("{} {line}", out.warn("Not in it:")));
    }
    out.line("Its README says how to check it with public tools.");
    Ok(Ended::Well)
}

/// Checks an alert, an article, or the whole desk.
pub(crate) fn verify(
    engine: &Engine,
    alert: Option<AlertId>,
    article: Option<ArticleId>,
    out: &Out,
) -> Outcome {
    let it = match (alert, article) {
        (Some(id), _) => engine.verify_alert(id)?,
        (None, Some(id)) => engine.verify_article(id)?,
        (None, None) => {
            let it = with_progress(|progress| engine.verify_desk(progress))?;
            // A desk of which nothing was captured yet is in order.
            let nothing = it.complete && it.records == 0 && it.wrong.is_empty();
            let ended = told(&it, out);
            return Ok(if nothing { Ended::Well } else { ended });
        }
    };
    Ok(told(&it, out))
}

/// Checks a file of evidence. No desk is opened.
pub(crate) fn verify_file(file: &Path, out: &Out) -> Outcome {
    let it = with_progress(|progress| Engine::verify_file(file, progress))?;
    Ok(told(&it, out))
}

/// Does something that takes long: shows how far it is, and ends it on Ctrl C.
fn with_progress<T>(work: impl FnOnce(&mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> T) -> T {
    let (mut progress, pressed) = (Progress::new(), interrupted());
    let mut shown = 0;
    let res = work(&mut |done, total| {
        // A thousand times at most: showing takes longer than checking.
        if done == 0 || done >= shown + total / 1_000 {
            shown = done;
            progress.show(&format!("{done} of {total}"));
        }
        if pressed.load(Ordering::SeqCst) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    progress.end();
    res
}

/// Says what checking came to.
fn told(it: &Verified, out: &Out) -> Ended {
    let ended = if it.unchanged {
        Ended::Well
    } else {
        Ended::WithTrouble
    };
    if out.json {
        out.value(it);
        return ended;
    }
    for wrong in &it.wrong {
        out.line(format!(
            "{} {}: {}",
            out.warn("WRONG"),
            wrong.what,
            wrong.why
        ));
    }
    if it.unnamed > 0 {
        out.line(format!("… and {} more.", it.unnamed));
    }
    for remark in &it.remarks {
        out.line(out.quiet(remark));
    }
    let again = match it.read_again {
        0 => String::new(),
        n => format!("; {n} read again from their bytes"),
    };
    out.line(format!(
        "{}, {}, {}{again}.",
        count(it.records, "record", "records"),
        count(it.bodies, "body of bytes", "bodies of bytes"),
        count(it.texts, "text", "texts"),
    ));
    out.line(match (it.unchanged, it.captured_at, it.complete) {
        (true, Some(at), _) => format!("unchanged since captured at {}", out.time(at)),
        (_, _, false) => "Ended early: what was not looked at may be wrong.".into(),
        _ if it.wrong.is_empty() => "Nothing was captured.".into(),
        _ => format!(
            "NOT unchanged: {} wrong.",
            count(it.wrong.len() as u64 + it.unnamed, "thing is", "things are")
        ),
    });
    ended
}
