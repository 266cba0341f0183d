//! What is more than a match: how grave it is by rule, more than is usual, nothing for long.
//!
//! Pure: what happened and the time are arguments, so that the same history gives the same signals.

mod burst;
mod rule;
mod severity;
mod silence;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use burst::{Burst, TRAILING, burst};
pub use rule::{Rule, RuleFault, When, read_rules, rule_doubts, write_rules};
pub use severity::{Known, Raised, by_article, by_publishers};
pub use silence::silence;

use crate::{AlertId, Severity, StoryId, Timestamp};

/// What a signal of a topic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// Much more than is usual.
    Burst,
    /// Nothing for long.
    Silence,
}

/// An article that met a topic, as its rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its alert.
    pub alert_id: AlertId,
    /// When it was published, or else first seen.
    pub at: Timestamp,
    /// Who published it.
    pub publisher: String,
    /// The story of its text: that of the text's origin.
    pub story_id: StoryId,
    /// Who published the text first.
    pub origin: String,
    /// The agency credited for the text.
    pub wire: Option<String>,
    /// How grave its alert is.
    pub severity: Severity,
    /// Whether its alert was found in the archive for a topic that was saved later.
    pub from_archive: bool,
}

impl Event {
    /// What makes its text the same as another's: within one story, the agency that is credited for it, else the
    /// publisher of its origin. So a dispatch that forty sites print is one text, credited or not, and so is one that its
    /// publisher prints again.
    pub fn text(&self) -> (StoryId, &str) {
        (self.story_id, self.wire.as_deref().unwrap_or(&self.origin))
    }
}

/// A signal that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What it is.
    pub kind: SignalKind,
    /// How grave it is.
    pub severity: Severity,
    /// Where the time that it is about begins.
    pub since: Timestamp,
    /// Where that ends.
    pub until: Timestamp,
    /// Why it is raised.
    pub words: String,
}

/// One more of a key.
fn one_more<K: Ord>(counts: &mut BTreeMap<K, u32>, key: K) {
    *counts.entry(key).or_default() += 1;
}

/// One less of a key; the last takes the key with it.
fn one_less<K: Ord>(counts: &mut BTreeMap<K, u32>, key: K) {
    if let Some(count) = counts.get_mut(&key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&key);
        }
    }
}

/// "1 publisher", "2 publishers".
fn count(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
