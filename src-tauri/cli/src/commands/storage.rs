//! What the desk takes on the disk, and giving it back.

use std::{ops::ControlFlow, path::PathBuf, sync::atomic::Ordering};

use engine::{Engine, Options};
use news::{
    SourceId,
    desk::{Expired, Retention, SourceRetention},
    evidence::Keeping,
};

use super::{Outcome, count, interrupted};
use crate::{
    Ended, Failure,
    args::RetentionAction,
    out::{Out, Progress},
};

/// Says what the desk's file is made of.
pub(crate) fn storage(engine: &Engine, out: &Out) -> Outcome {
    let it = engine.storage()?;
    let kept = engine.evidence_kept()?;
    if out.json {
        let mut value = serde_json::to_value(&it).expect("what is shown can be written as JSON");
        value["evidence"] =
            serde_json::to_value(kept).expect("what is shown can be written as JSON");
        out.value(&value);
        return Ok(Ended::Well);
    }
    let about = if it.measured { "" } else { " (estimated)" };
    for part in &it.parts {
        out.line(format!("{:>12}  {}{about}", size(part.bytes), part.name));
    }
    out.line(format!("{:>12}  free for what comes", size(it.free)));
    out.line(format!("{:>12}  the file", size(it.file)));
    out.line(format!("{:>12}  its log of changes", size(it.log)));
    out.line(format!(
        "{}, {:.1} a day over the last thirty days. Texts of {} take {}.",
        count(it.articles, "article", "articles"),
        it.articles_a_day,
        size(it.text_bytes),
        size(it.packed_bytes)
    ));
    out.line(format!(
        "Evidence: {}, alerts rest on {} of them; bytes of {} take {}. {}",
        count(kept.snapshots, "capture", "captures"),
        kept.alerted,
        size(kept.bytes),
        size(kept.packed_bytes),
        kept_for(kept.keeping)
    ));
    if it.free > it.file / 4 && it.free > 64 << 20 {
        out.line("`wirewatch compact` gives the free part back to the disk.");
    }
    Ok(Ended::Well)
}

/// Writes the desk's file anew without what is not used.
pub(crate) fn compact(data: Option<PathBuf>, out: &Out) -> Outcome {
    let dir = match data {
        Some(dir) => dir,
        None => engine::default_data_dir()?,
    };
    let (before, after) = Engine::compact(&Options::real(dir))?;
    if out.json {
        out.value(&serde_json::json!({"before": before, "after": after}));
    } else {
        out.line(format!(
            "The desk took {}, and takes {} now.",
            size(before),
            size(after)
        ));
    }
    Ok(Ended::Well)
}

/// Shows how long articles are kept, changes it, or lets them go.
pub(crate) fn retention(engine: &Engine, action: Option<RetentionAction>, out: &Out) -> Outcome {
    let mut rules = engine.retention()?;
    match action {
        None => {}
        Some(RetentionAction::Set { days, source }) => {
            set(&mut rules, source, Some(days));
            engine.save_retention(&rules)?;
        }
        Some(RetentionAction::Forever { source }) => {
            set(&mut rules, source, None);
            engine.save_retention(&rules)?;
        }
        Some(RetentionAction::Usual { source }) => {
            rules.sources.retain(|it| it.source_id != source);
            engine.save_retention(&rules)?;
        }
        Some(RetentionAction::Apply) => return apply(engine, &rules, out),
        Some(RetentionAction::Captures { days, megabytes }) => {
            return captures(engine, days, megabytes, out);
        }
    }
    let expired = engine.expired(&rules)?;
    if out.json {
        out.value(&serde_json::json!({"rules": rules, "would_let_go": expired}));
    } else {
        show(&rules, &expired, out);
    }
    Ok(Ended::Well)
}

/// Says for how long captures are kept, and lets go what is over.
fn captures(engine: &Engine, days: Option<u32>, megabytes: Option<u32>, out: &Out) -> Outcome {
    let mut kept = engine.evidence_kept()?;
    let mut gone = 0;
    if days.is_some() || megabytes.is_some() {
        engine.save_keeping(Keeping {
            days: days.unwrap_or(kept.keeping.days),
            megabytes: megabytes.unwrap_or(kept.keeping.megabytes),
        })?;
        gone = engine.let_snapshots_go()?;
        kept = engine.evidence_kept()?;
    }
    if out.json {
        out.value(&serde_json::json!({"kept": kept, "let_go": gone}));
    } else {
        out.line(kept_for(kept.keeping));
        out.line(format!(
            "{} let go; {} kept.",
            count(gone, "capture was", "captures were"),
            count(kept.snapshots, "is", "are")
        ));
    }
    Ok(Ended::Well)
}

/// For how long captures are kept, in words.
fn kept_for(keeping: Keeping) -> String {
    match keeping.days {
        0 => "Captures are kept for as long as alerts rest on them.".into(),
        days => format!(
            "Captures are kept for as long as alerts rest on them, others for {}, up to {} MB.",
            count(u64::from(days), "day", "days"),
            keeping.megabytes
        ),
    }
}

fn set(rules: &mut Retention, source: Option<SourceId>, days: Option<u32>) {
    let Some(source_id) = source else {
        rules.days = days;
        return;
    };
    rules.sources.retain(|it| it.source_id != source_id);
    rules.sources.push(SourceRetention { source_id, days });
}

fn show(rules: &Retention, expired: &Expired, out: &Out) {
    let kept = |days: Option<u32>| match days {
        Some(days) => format!("{} after they came", count(u64::from(days), "day", "days")),
        None => "for ever".into(),
    };
    out.line(format!("Articles are kept {}.", kept(rules.days)));
    for it in &rules.sources {
        out.line(format!(
            "Those of source {}: {}.",
            it.source_id,
            kept(it.days)
        ));
    }
    if !rules.is_on() {
        return;
    }
    out.line(format!(
        "Now {} would be let go with {}; {} stay for a kept alert, a note or a tag.",
        count(expired.articles, "article", "articles"),
        count(expired.alerts, "alert", "alerts"),
        expired.kept
    ));
    for (id, name, articles) in &expired.sources {
        out.line(format!("  {articles:>7} {} (source {id})", out.quiet(name)));
    }
}

fn apply(engine: &Engine, rules: &Retention, out: &Out) -> Outcome {
    if !rules.is_on() {
        return Err(Failure::Usage(
            "articles are kept for ever: nothing is let go. Set a rule with `wirewatch retention set --days N`".into(),
        ));
    }
    let all = engine.expired(rules)?.articles;
    let mut progress = Progress::new();
    let pressed = interrupted();
    let res = engine.let_go_now(rules, &mut |gone| {
        progress.show(&format!("{gone} of {all}"));
        if pressed.load(Ordering::SeqCst) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    progress.end();
    let gone = res?;
    if out.json {
        out.value(&serde_json::json!({"let_go": gone, "of": all}));
    } else {
        let some = count(gone, "article", "articles");
        out.line(if gone < all {
            format!("{some} of {all} were let go; `wirewatch retention apply` goes on.")
        } else {
            format!("{some} were let go.")
        });
    }
    Ok(Ended::Well)
}

/// "1.2 GB".
fn size(bytes: u64) -> String {
    let mut size = bytes as f64;
    for unit in ["B", "KB", "MB"] {
        if size < 1_000.0 {
            return if unit == "B" {
                format!("{size} {unit}")
            } else {
                format!("{size:.1} {unit}")
            };
        }
        size /= 1_000.0;
    }
    format!("{size:.2} GB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        const TESTS: &[(u64, &str)] = &[
            (0, "0 B"),
            (999, "999 B"),
            (1_500, "1.5 KB"),
            (3_400_000_000, "3.40 GB"),
        ];
        for (bytes, expected) in TESTS {
            assert_eq!(size(*bytes), *expected);
        }
    }

    #[test]
    fn a_rule_for_a_source_takes_the_place_of_its_last_one() {
        let mut rules = Retention::default();
        set(&mut rules, None, Some(365));
        set(&mut rules, Some(SourceId(3)), Some(30));
        set(&mut rules, Some(SourceId(3)), None);
        assert_eq!(
            (rules.days_of(SourceId(3)), rules.days_of(SourceId(4))),
            (None, Some(365))
        );
        assert_eq!(rules.sources.len(), 1);
    }
}
