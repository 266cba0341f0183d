//! Versions: listing those of an article, and how two of them differ.

use engine::Engine;
use news::{
    text::PartKind,
    version::{AlertChange, ChangeKind, VersionDifference, VersionList, VersionRow, VisitState},
};

use super::{Outcome, count};
use crate::{Ended, args::VersionsArgs, out::Out};

/// Lists the versions of an article, or shows how two of them differ.
pub(crate) fn versions(engine: &Engine, args: &VersionsArgs, out: &Out) -> Outcome {
    let article = match (args.article, args.alert) {
        (Some(id), _) => id,
        (None, Some(id)) => engine.alert(id)?.row.article_id,
        (None, None) => return Err(crate::Failure::Usage("no article is named".into())),
    };
    if let Some([from, to]) = args.diff.as_deref().and_then(|it| it.first_chunk::<2>()) {
        let found = engine.version_difference(article, *from, *to)?;
        match out.json {
            true => out.value(&found),
            false => difference(&found, args.whole, out),
        }
        return Ok(Ended::Well);
    }
    let list = engine.versions(article)?;
    match out.json {
        true => out.value(&list),
        false => print(&list, out),
    }
    Ok(Ended::Well)
}

/// What another version changed for an alert, in words.
pub(crate) fn change(it: &AlertChange, out: &Out) -> String {
    let since = format!("version {}, {}", it.version, out.time(it.at));
    match it.kind {
        ChangeKind::Found => format!("found in the text since {since}"),
        ChangeKind::Gone => format!("no longer in the text since {since}"),
        ChangeKind::Headline => format!(
            "headline changed with {since}: “{}” became “{}”",
            it.before.as_deref().unwrap_or_default(),
            it.after.as_deref().unwrap_or_default()
        ),
    }
}

fn print(list: &VersionList, out: &Out) {
    out.line(format!(
        "{} · {}",
        out.bold(&list.title),
        out.quiet(&list.outlet)
    ));
    for it in &list.versions {
        row(it, out);
    }
    let shown = list.versions.len() as u64;
    if u64::from(list.total) > shown {
        out.line(format!(
            "{}, the newest {shown} shown.",
            count(u64::from(list.total), "version", "versions")
        ));
    }
    let visits = &list.visits;
    let seen = match visits.seen_at {
        Some(at) => format!(
            "Its page was seen {}, last {}.",
            count(u64::from(visits.seen), "time", "times"),
            out.time(at)
        ),
        None => String::new(),
    };
    let next = match (visits.state, visits.next_due_at) {
        (VisitState::Waiting, Some(at)) => format!("It is looked at again after {}.", out.time(at)),
        (VisitState::Waiting | VisitState::Done, _) => "It is not looked at any more.".into(),
        (VisitState::Gone, _) => "It is gone.".into(),
        (VisitState::Off, _) => "Looking at it again is switched off.".into(),
        (VisitState::Never, _) => "Its page is not looked at again.".into(),
    };
    out.line(out.quiet(format!("{seen} {next}").trim()));
    if let Some(why) = &visits.trouble {
        out.line(out.warn(why));
    }
}

fn row(it: &VersionRow, out: &Out) {
    let from = match it.read_again {
        true => "read from its page",
        false => "given by its source",
    };
    let changed = match &it.change {
        Some(change) => {
            let headline = if change.headline {
                ", another headline"
            } else {
                ""
            };
            format!(
                " · +{} −{} words{headline}",
                change.inserted, change.deleted
            )
        }
        None => String::new(),
    };
    out.line(format!(
        "{} {}",
        out.quiet(&format!("{:>5}", it.number)),
        out.bold(&it.title)
    ));
    out.line(format!(
        "      {}",
        out.quiet(&format!(
            "{} · {from} · {}{changed}",
            out.time(it.seen_at),
            count(u64::from(it.words), "word", "words")
        ))
    ));
}

fn difference(found: &VersionDifference, whole: bool, out: &Out) {
    out.line(out.quiet(&format!(
        "Version {} ({}) → version {} ({}): +{} −{} words",
        found.from,
        out.time(found.from_at),
        found.to,
        out.time(found.to_at),
        found.inserted,
        found.deleted
    )));
    if found.read_differently {
        out.line(out.warn(
            "One was given by the feed, the other read from the page: what differs need not have been edited.",
        ));
    }
    if let Some(headline) = &found.headline {
        out.line(format!(
            "\n{} {}",
            out.quiet("[headline]"),
            out.parts(headline)
        ));
    }
    let (mut same, mut outside) = (0, 0);
    for block in &found.blocks {
        let differs = block.parts.iter().any(|it| it.kind != PartKind::Same);
        match (differs, block.searched, whole) {
            (true, true, _) | (_, _, true) => {
                let zone = out.quiet(&format!("[{}]", block.zone.name()));
                out.line(format!("\n{zone} {}", out.parts(&block.parts)));
            }
            (true, false, false) => outside += 1,
            (false, _, false) => same += 1,
        }
    }
    out.line("");
    out.line(out.quiet(&format!(
        "{} the same; {} outside of the text differ. --whole shows all.",
        count(same, "block is", "blocks are"),
        count(outside, "block", "blocks")
    )));
}
