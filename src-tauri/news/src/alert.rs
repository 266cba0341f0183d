//! Alerts: topics met by articles, and what the analyst made of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AlertId, ArticleId, Timestamp, TopicId};

/// How grave an alert is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// To be looked at today.
    #[default]
    Watch,
    /// To be looked at now.
    High,
    /// To be told at once.
    Critical,
}

/// What the analyst made of an alert.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// Not looked at.
    #[default]
    New,
    /// Worth keeping.
    Kept,
    /// Not relevant.
    Dismissed,
}

/// A topic met by an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its number.
    pub id: AlertId,
    /// The topic that was met.
    pub topic_id: TopicId,
    /// The version of the topic that was met.
    pub topic_version: u32,
    /// The article that met it.
    pub article_id: ArticleId,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// Whether the article was in the archive before the topic was.
    pub from_archive: bool,
    /// What the analyst made of it.
    pub state: AlertState,
    /// The analyst's note, empty if there is none.
    pub note: String,
}
