//! Watchlists and their topics.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Severity, Timestamp, TopicId, WatchlistId};

/// A named set of topics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Watchlist {
    /// Its number.
    pub id: WatchlistId,
    /// Its name: "Sanctions".
    pub name: String,
    /// Which of the marks of the window it has, 0 to 5 (a hue and an underline pattern).
    pub mark: u8,
    /// Where it stands among the watchlists, from 0.
    pub position: u32,
}

/// A query that is watched for, with what is to happen when it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Topic {
    /// Its number.
    pub id: TopicId,
    /// The watchlist that it belongs to.
    pub watchlist_id: WatchlistId,
    /// Its name: "Energy sanctions".
    pub name: String,
    /// The query in the canonical form of the watchlist language.
    pub query: String,
    /// The query as the analyst wrote it, where that says more than the canonical form: comments, lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub written: Option<String>,
    /// How grave its alerts are.
    pub severity: Severity,
    /// Counts its saved versions from 1; an alert keeps the version that raised it.
    pub version: u32,
    /// When this version was saved.
    pub saved_at: Timestamp,
    /// Why the stored query cannot run any more, if it cannot; the topic is shown red.
    pub fault: Option<String>,
}
