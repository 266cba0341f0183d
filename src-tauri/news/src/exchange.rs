//! Watchlists as they stand in a file: to be read by people, kept beside other work, and handed on.

use std::collections::BTreeMap;

use crate::Severity;

/// The comments of one table of a file: by key, what stands above it and what behind it. The table's own header has
/// the empty key.
pub type Remarks = BTreeMap<String, (String, String)>;

/// What a file of watchlists says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchlistFile {
    /// Named lists of terms.
    pub lists: Vec<ListEntry>,
    /// Watchlists, each with its topics.
    pub watchlists: Vec<WatchlistEntry>,
    /// The comment behind everything.
    pub end: String,
}

/// A named list of terms in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListEntry {
    /// Its name, without the @.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The comments beside it.
    pub remarks: Remarks,
    /// The line of its name.
    pub line: u32,
    /// The line on which its text begins.
    pub text_line: u32,
}

/// A watchlist in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchlistEntry {
    /// Its name.
    pub name: String,
    /// Its mark, 0 to 5; nothing: as it is, or the next free one.
    pub mark: Option<u8>,
    /// Its topics.
    pub topics: Vec<TopicEntry>,
    /// The comments beside it.
    pub remarks: Remarks,
    /// The line of its name.
    pub line: u32,
}

/// A topic in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicEntry {
    /// Its name.
    pub name: String,
    /// The query as it was written.
    pub query: String,
    /// Its canonical form; empty until it was read.
    pub canonical: String,
    /// How grave its alerts are; nothing: as it is, or to be looked at today.
    pub severity: Option<Severity>,
    /// Its rules, one a line; nothing: as they are.
    pub rules: Option<String>,
    /// The comments beside it.
    pub remarks: Remarks,
    /// The line of its name.
    pub line: u32,
    /// The line on which its query begins.
    pub query_line: u32,
    /// The line on which its rules begin.
    pub rules_line: u32,
}
