//! Whether what the analyst wrote can still be read: another program may have read it otherwise, and a damaged file holds anything.

use news::{alerting::read_rules, desk::Finding, query::Query};
use store::Reader;

use crate::{Engine, engine::Res, terms};

/// How many of a kind are named.
const NAMED: usize = 5;

impl Engine {
    /// The topics, their rules and the named lists, as things that a checkup looks at.
    pub(crate) fn findings_of_topics(&self) -> Res<Vec<Finding>> {
        let stored = self.read(Reader::term_lists)?;
        let (lists, faults) = terms::read(&stored, None);
        let topics = self.read(Reader::topics)?;
        let unread: Vec<String> = topics
            .iter()
            .filter_map(|it| {
                let diagnostics = Query::stored_with(&it.topic.query, &lists).err()?;
                let why = diagnostics.first().map_or("", |it| it.message.as_str());
                Some(format!("topic {} “{}”: {why}", it.topic.id, it.topic.name))
            })
            .collect();
        let broken: Vec<String> = faults
            .iter()
            .filter(|it| it.is_error)
            .map(|it| format!("@{}, line {}: {}", it.list, it.line, it.message))
            .collect();
        let ruled = self.read(Reader::ruled_topics)?;
        let unruly: Vec<String> = ruled
            .iter()
            .flat_map(|it| {
                let faults = read_rules(&it.rules).err().unwrap_or_default();
                faults.into_iter().map(move |fault| {
                    format!("topic {}, line {}: {}", it.topic_id, fault.line, fault.what)
                })
            })
            .collect();
        Ok(vec![
            finding(
                "topics",
                &unread,
                format!("{} topics, each can be read", topics.len()),
                "Mend them; until then the last version of each that can be read runs",
            ),
            finding(
                "lists",
                &broken,
                format!("{} lists, each can be read", stored.len()),
                "Mend them: what uses them cannot be read either",
            ),
            finding(
                "rules",
                &unruly,
                format!("{} topics with rules, each can be read", ruled.len()),
                "Mend them: until then none of the rules of their topics holds",
            ),
        ])
    }
}

fn finding(what: &str, bad: &[String], well: String, advice: &str) -> Finding {
    let named: Vec<&str> = bad
        .iter()
        .take(NAMED)
        .map(|it| it.trim_end_matches('.'))
        .collect();
    let more = match bad.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; {more} more"),
    };
    Finding {
        what: what.into(),
        ok: bad.is_empty(),
        detail: match bad.is_empty() {
            true => well,
            false => format!("{}{more}. {advice}", named.join("; ")),
        },
    }
}
