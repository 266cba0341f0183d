//! The watchlist language: parsing, printing, matching and proofs.

mod ask;
mod ast;
mod dialect;
mod document;
mod explain;
mod foreign;
mod forms;
mod index;
mod language;
mod lex;
mod lint;
mod lists;
mod matcher;
mod period;
mod plain;
mod prove;
mod read;
mod reversal;
mod sieve;
mod sought;
mod standing;
#[cfg(test)]
mod tests;
mod trial;

pub use ask::{Ask, Phrase};
pub use ast::Query;
pub use dialect::{Change, Conversion, Dialect, convert, show_as};
pub(crate) use document::GAP;
pub use document::{About, Document, SearchText};
pub use explain::{
    Flagged, Of, article_blocks, check, check_with, checked, flagged, flagged_sentence, held_back,
    why,
};
pub use index::IndexQuery;
pub use lint::{Archive, Expansion, FormCount, Naming, expansions, lint};
pub use lists::{ListFault, Lists, name_fault, rename_in_list, rename_in_query};
pub use matcher::{Hit, Hits, Match, Matcher, Scratch};
pub use prove::{places, prove};
pub use read::Read;
pub use sieve::{Sieve, Sieving};
pub use sought::Sought;
pub use trial::{ClauseTally, DayCount, Examples, Tally, Trial, Verdict};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A place in an article's text that a leaf of a query met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Which of the article's blocks.
    pub block: u32,
    /// Where it begins: a byte of the block's text, on a character boundary.
    pub start: u32,
    /// Where it ends (exclusive).
    pub end: u32,
}

/// What became of one node of a query: a tree of the query's own shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The clause in canonical form.
    pub clause: String,
    /// Whether it held.
    pub holds: bool,
    /// Where its words were found, in reading order. On inner nodes empty, but for proximity.
    pub spans: Vec<Span>,
    /// Why a NOT did not veto, or why a clause was not met although its words stand in the text:
    /// "“de-escalation” is a word of its own", "held back: promo (1)".
    pub remark: Option<String>,
    /// The same for the parts of the clause.
    pub parts: Vec<Proof>,
}

/// What is wrong, or dubious, in the text of a query, and what would mend it.
///
/// Offsets never go to the window: the text comes cut at the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Diagnostic {
    /// Whether the query cannot be used as it stands.
    pub is_error: bool,
    /// The text before the place.
    pub before: String,
    /// The text that is meant; empty for a place between two characters.
    pub at: String,
    /// The text after it.
    pub after: String,
    /// What is wrong: "AND and OR at one level need brackets."
    pub message: String,
    /// The whole query, mended, each with the words of a button.
    pub fixes: Vec<Fix>,
}

/// A way to mend a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fix {
    /// What it does: "Search for the phrase".
    pub label: String,
    /// The whole query after it.
    pub query: String,
}
