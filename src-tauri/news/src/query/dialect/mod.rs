//! Dialects: queries pasted from other systems, and ours shown in theirs, with every change and loss named.

mod apply;
mod canon;
mod clause;
mod field;
mod joint;
mod lexeme;
mod notes;
mod order;
mod range;
mod read;
mod show;
mod show_near;
mod term;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::clause::Clause;
use super::{Query, plain::plain};

/// How long a text may be, in bytes: as long as a query of ours.
const MAX_LENGTH: usize = 200_000;

/// A system whose queries are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// Factiva's traditional search.
    Factiva,
    /// Lexis and Nexis, as they read now: from left to right.
    Lexis,
    /// Meltwater's advanced search.
    Meltwater,
    /// Brandwatch Consumer Research.
    Brandwatch,
    /// Lucene's classic query parser, with OR between bare words.
    Lucene,
}

impl Dialect {
    /// Every one of them.
    pub const ALL: [Dialect; 5] = [
        Dialect::Factiva,
        Dialect::Lexis,
        Dialect::Meltwater,
        Dialect::Brandwatch,
        Dialect::Lucene,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Factiva => "Factiva",
            Dialect::Lexis => "Lexis",
            Dialect::Meltwater => "Meltwater",
            Dialect::Brandwatch => "Brandwatch",
            Dialect::Lucene => "Lucene",
        }
    }
}

/// A query in another language, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Conversion {
    /// The query after it.
    pub query: String,
    /// What is written otherwise and means the same, or nearly so and the note says how.
    pub changes: Vec<Change>,
    /// What could not be carried over, and what that means.
    pub losses: Vec<Change>,
}

/// A part of a query that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "Rewording")]
pub struct Change {
    /// The part as it stood.
    pub before: String,
    /// What it became; empty if it was left out.
    pub after: String,
    /// Why, in words.
    pub why: String,
}

impl Change {
    fn new(before: impl Into<String>, after: impl Into<String>, why: impl Into<String>) -> Change {
        Change {
            before: before.into(),
            after: after.into(),
            why: why.into(),
        }
    }
}

/// A query of another system in our language.
///
/// A text that cannot be read is given through as it is, and that is a loss. So is a result that our own reader
/// would refuse.
pub fn convert(text: &str, from: Dialect) -> Conversion {
    if text.len() > MAX_LENGTH {
        return unread(
            text,
            format!("A query may have {MAX_LENGTH} bytes; this one has more."),
        );
    }
    let (clause, notes) = match read::read(&plain(text), from) {
        Ok(read) => read,
        Err(why) => return unread(text, why),
    };
    let (mut changes, mut losses) = notes.told();
    if clause == Clause::Gone {
        losses.push(Change::new(
            text,
            text,
            "Nothing of this can be carried over, so it stands as it was.",
        ));
        return Conversion {
            query: text.trim().into(),
            changes,
            losses,
        };
    }
    let mut query = clause.to_string();
    match Query::topic(&query) {
        Ok(read) => query = read.query.to_string(),
        Err(diagnostics) => {
            if let Some(first) = diagnostics.first() {
                losses.push(Change::new(
                    query.clone(),
                    query.clone(),
                    format!("It cannot be used as it stands. {}", first.message),
                ));
            }
        }
    }
    if changes.is_empty() && losses.is_empty() && bare(&query) != bare(text) {
        changes.push(Change::new(
            text,
            query.clone(),
            "The same in our spelling.",
        ));
    }
    Conversion {
        query,
        changes,
        losses,
    }
}

/// A query without blanks, brackets and quotation marks, which need not be told when they change.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|it| {
            !it.is_whitespace() && !matches!(it, '(' | ')' | '"' | '“' | '”' | '„' | '«' | '»')
        })
        .collect()
}

/// Our query, in canonical form, in the words of another system. What that system cannot say is a loss.
pub fn show_as(canonical: &str, to: Dialect) -> Conversion {
    if canonical.len() > MAX_LENGTH {
        return unread(
            canonical,
            format!("A query may have {MAX_LENGTH} bytes; this one has more."),
        );
    }
    match canon::read(canonical) {
        Ok(clause) => show::show(canonical, &clause, to),
        Err(why) => unread(canonical, why),
    }
}

/// A text that could not be read, as it is.
fn unread(text: &str, why: String) -> Conversion {
    Conversion {
        query: text.trim().into(),
        changes: vec![],
        losses: vec![Change::new(
            text,
            text,
            format!("This could not be read, so it stands as it was. {why}"),
        )],
    }
}
