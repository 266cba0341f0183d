//! Digests: what an edition holds.

mod contents;

pub use contents::{DigestAlert, edition};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    AlertId, AlertState, ArticleId, Severity, Timestamp, TopicId, Trouble, WatchlistId, text::Piece,
};

/// What to make a digest of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DigestOrder {
    /// Its title: "Evening digest".
    pub title: String,
    /// Alerts raised from then …
    pub since: Timestamp,
    /// … until before then.
    pub until: Timestamp,
    /// Only these watchlists; empty: all.
    pub watchlists: Vec<WatchlistId>,
    /// Only alerts in these states; empty: new and kept.
    pub states: Vec<AlertState>,
    /// The files to write.
    pub formats: Vec<DigestFormat>,
    /// The folder to write into; nothing: the digests folder of the data directory.
    pub folder: Option<String>,
}

/// What a digest can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DigestFormat {
    /// Markdown.
    Markdown,
    /// One HTML file without scripts or anything from elsewhere.
    Html,
    /// JSON.
    Json,
}

impl DigestFormat {
    /// Every format.
    pub const ALL: [DigestFormat; 3] = [
        DigestFormat::Markdown,
        DigestFormat::Html,
        DigestFormat::Json,
    ];

    /// The ending of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            DigestFormat::Markdown => "md",
            DigestFormat::Html => "html",
            DigestFormat::Json => "json",
        }
    }
}

/// One frozen issue of a digest: everything that its documents show, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Edition {
    /// Its title.
    pub title: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The window's beginning.
    pub since: Timestamp,
    /// The window's end.
    pub until: Timestamp,
    /// The time zone in which its documents show times, an IANA name.
    pub time_zone: String,
    /// The alerts, by watchlist and topic. Watchlists and topics without an alert are named too:
    /// quiet is never confused with not asked.
    pub sections: Vec<Section>,
    /// How healthy the sources were when it was made.
    pub coverage: Coverage,
}

/// The alerts of one watchlist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Section {
    /// The watchlist.
    pub watchlist: String,
    /// Its topics.
    pub topics: Vec<TopicSection>,
}

/// The alerts of one topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicSection {
    /// The topic.
    pub topic_id: TopicId,
    /// Its name.
    pub topic: String,
    /// The query, in canonical form.
    pub query: String,
    /// Its alerts, newest first.
    pub entries: Vec<Entry>,
}

/// One alert in an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Entry {
    /// The alert.
    pub alert_id: AlertId,
    /// The article.
    pub article_id: ArticleId,
    /// How grave it is.
    pub severity: Severity,
    /// What the analyst made of it.
    pub state: AlertState,
    /// The article's headline.
    pub headline: String,
    /// The outlet.
    pub outlet: String,
    /// Where the article can be read.
    pub address: Option<String>,
    /// When it was published, if the source says.
    pub published_at: Option<Timestamp>,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// The flagged sentence, with what met the topic marked.
    pub sentence: Vec<Piece>,
    /// The zone in which it stands.
    pub zone: crate::Zone,
    /// The analyst's note, empty if there is none.
    pub note: String,
    /// Other outlets of the same story, first published first.
    pub also_in: Vec<String>,
    /// The alerts of copies that joined this one, first published first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<EntryCopy>>", optional)]
    pub copies: Vec<EntryCopy>,
}

/// A copy of an entry's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EntryCopy {
    /// Its alert.
    pub alert_id: AlertId,
    /// The article.
    pub article_id: ArticleId,
    /// Its headline.
    pub headline: String,
    /// The outlet.
    pub outlet: String,
    /// Where it can be read.
    pub address: Option<String>,
    /// When it was published, or first seen where the source does not say, or says what cannot be.
    pub at: Timestamp,
    /// The agency credited.
    pub wire: Option<String>,
}

/// A source that was silent for longer than is usual for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SilentSource {
    /// Its name.
    pub name: String,
    /// When its last article was first seen; where it brought none, when it was added.
    pub since: Timestamp,
    /// What is usual for it, in a sentence.
    pub words: String,
}

/// How healthy the sources were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Coverage {
    /// Sources that are not paused.
    pub sources: u32,
    /// Of these, how many were well: neither in trouble nor silent.
    pub healthy: u32,
    /// Names of the paused ones.
    pub paused: Vec<String>,
    /// What was wrong with the others.
    pub troubled: Vec<(String, Trouble)>,
    /// Those that answered and brought nothing though they should have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<SilentSource>>", optional)]
    pub silent: Vec<SilentSource>,
    /// Articles first seen within the window.
    pub articles: u64,
}
