//! Upkeep: backups, checks, the sample desk.

use std::path::Path;

use engine::Engine;
use news::{
    AlertState, Timestamp,
    desk::AlertFilter,
    digest::{DigestFormat, DigestOrder},
};

use super::{Outcome, alerts, count};
use crate::{Ended, out::Out};

/// Writes a verified copy of the database.
pub(crate) fn backup(engine: &Engine, file: &Path, out: &Out) -> Outcome {
    engine.backup(file)?;
    if out.json {
        out.value(&serde_json::json!({"file": file}));
    } else {
        out.line(format!("A verified copy is in {}.", file.display()));
    }
    Ok(Ended::Well)
}

/// Checks the desk for damage.
pub(crate) fn doctor(engine: &Engine, out: &Out) -> Outcome {
    let checkup = engine.checkup()?;
    if out.json {
        out.value(&checkup);
    } else {
        for it in &checkup.findings {
            let mark = if it.ok {
                "ok  ".to_string()
            } else {
                out.warn("BAD ")
            };
            out.line(format!("{mark} {}: {}", it.what, it.detail));
        }
        out.line(if checkup.ok {
            "Everything is in order."
        } else {
            "Not everything is in order."
        });
    }
    Ok(if checkup.ok {
        Ended::Well
    } else {
        Ended::WithTrouble
    })
}

/// Loads the sample desk, or takes it off.
pub(crate) fn sample(engine: &Engine, remove: bool, out: &Out) -> Outcome {
    if remove {
        engine.remove_sample()?;
        out.line("The sample is off the desk.");
    } else {
        engine.load_sample()?;
        let desk = engine.desk()?;
        out.line(format!(
            "The sample is on the desk: {}, {}.",
            count(desk.articles, "article", "articles"),
            count(desk.new_alerts, "new alert", "new alerts")
        ));
    }
    Ok(Ended::Well)
}

/// The product in one command: the sample's alerts and a digest of them.
pub(crate) fn demo(engine: &Engine, out: &Out) -> Outcome {
    if !engine.desk()?.sample {
        engine.load_sample()?;
    }
    let filter = AlertFilter {
        state: Some(AlertState::New),
        ..AlertFilter::default()
    };
    let (mut cursor, mut shown) = (None, 0);
    loop {
        let page = engine.alerts(&filter, cursor.as_deref())?;
        for row in &page.rows {
            alerts::print(row, out);
            shown += 1;
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let desk = engine.desk()?;
    out.line(format!(
        "\n{} of {} from {}.",
        count(shown, "alert", "alerts"),
        count(desk.articles, "article", "articles"),
        count(desk.sources, "source", "sources")
    ));
    let row = engine.make_digest(&DigestOrder {
        title: "Sample digest".into(),
        since: Timestamp(0),
        until: Timestamp::from(jiff::Timestamp::now()).plus(1),
        watchlists: vec![],
        states: vec![],
        formats: DigestFormat::ALL.to_vec(),
        folder: None,
    })?;
    out.line("The digest is in");
    for file in &row.files {
        out.line(format!("  {file}"));
    }
    Ok(Ended::Well)
}
