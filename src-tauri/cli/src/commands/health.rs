//! How sources do, and whom they made this program contact.

use engine::Engine;
use news::{
    desk::{Contact, Reason},
    health::{SourceHealth, Standing},
};

use super::{Outcome, count};
use crate::{Ended, Failure, out::Out};

/// Lists how every source does, those first that need somebody.
pub(crate) fn health(engine: &Engine, out: &Out) -> Outcome {
    let mut all = engine.health_of_all()?;
    all.sort_by(|a, b| {
        a.standing
            .cmp(&b.standing)
            .then_with(|| a.name.cmp(&b.name))
    });
    if out.json {
        out.value(&all);
        return Ok(Ended::Well);
    }
    if all.is_empty() {
        out.line(
            "No sources yet. `wirewatch add URL` watches a feed, `wirewatch add DIR` a folder.",
        );
    }
    for it in &all {
        print(it, out);
    }
    Ok(Ended::Well)
}

fn print(it: &SourceHealth, out: &Out) {
    let standing = match it.standing {
        Standing::Trouble => out.warn("TROUBLE "),
        Standing::Silent => out.warn("SILENT  "),
        Standing::Late => out.warn("LATE    "),
        Standing::Waiting => out.quiet("waiting "),
        Standing::Well => "ok      ".to_string(),
        Standing::Paused => out.quiet("paused  "),
    };
    out.line(format!(
        "{} {standing} {}",
        out.quiet(&format!("{:>4}", it.source_id)),
        out.bold(&it.name)
    ));
    out.line(format!("      {}", it.words));
    let mut facts = vec![];
    if let Some(at) = it.last_article_at {
        facts.push(format!("last article {}", out.time(at)));
    }
    if let Some(minutes) = it.late_minutes {
        facts.push(format!("half within {minutes} min of publication"));
    }
    let week: u32 = it.days.iter().rev().take(7).map(|it| it.articles).sum();
    facts.push(match it.usual_week {
        Some(usual) => format!("{week} in 7 days, usually {usual:.0}"),
        None => format!("{week} in 7 days"),
    });
    out.line(format!("      {}", out.quiet(&facts.join(" · "))));
    let next = it.next_due_at.map(|at| format!("next {}", out.time(at)));
    let every = it.interval_minutes.map(|it| format!("every {it} min"));
    let when: Vec<String> = [next, every].into_iter().flatten().collect();
    if !when.is_empty() && it.standing != Standing::Paused {
        let words = format!("{}. {}", when.join(", "), it.interval_why);
        out.line(format!("      {}", out.quiet(words.trim_end())));
    }
    for diagnosis in &it.diagnoses {
        out.line(format!("      {}", out.warn(&diagnosis.what)));
        out.line(format!("      {} {}", diagnosis.meaning, diagnosis.advice));
    }
}

/// Lists the hosts that were contacted.
pub(crate) fn contacts(engine: &Engine, out: &Out) -> Result<(), Failure> {
    let contacts = engine.contacts()?;
    if contacts.hosts.is_empty() {
        out.line("No host was contacted yet.");
    }
    for it in &contacts.hosts {
        print_contact(it, out);
    }
    let shown = contacts.hosts.len() as u64;
    if shown < contacts.total {
        out.line(format!("… and {} more hosts", contacts.total - shown));
    }
    out.line(out.quiet(&format!(
        "A host is remembered for {} days after it was contacted last.",
        contacts.kept_days
    )));
    Ok(())
}

fn print_contact(it: &Contact, out: &Out) {
    out.line(format!(
        "{}  {}, last {}{}",
        out.bold(&it.host),
        count(it.requests, "request", "requests"),
        out.time(it.last_at),
        match it.answer.as_str() {
            "" => String::new(),
            answer => format!(": {answer}"),
        }
    ));
    for reason in &it.reasons {
        let why = match reason.reason {
            Reason::Feed => "feed",
            Reason::Page => "page behind an item",
            Reason::Robots => "what the site lets programs read",
            Reason::Revisit => "page looked at again",
            Reason::Discovery => "looking for feeds",
            Reason::Earlier => "before reasons were kept",
        };
        let more = reason.sources_total - reason.sources.len() as u64;
        let sources = match (reason.sources.join(", "), more) {
            (names, 0) if names.is_empty() => "no source in particular".to_string(),
            (names, 0) => names,
            (names, more) => format!("{names} and {more} more"),
        };
        out.line(format!(
            "    {}",
            out.quiet(&format!(
                "{why} · {sources} · {}",
                count(reason.requests, "request", "requests")
            ))
        ));
    }
}
