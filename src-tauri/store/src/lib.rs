//! The database: all SQL, one writer, many readers.
//!
//! The file is SQLite in WAL mode. One [`Writer`] holds the only connection that can change it; each of its
//! verbs is one transaction, and one that fails leaves nothing behind. [`Reader`]s see the last commit. Times
//! are arguments.

mod analyst;
mod batch;
mod body;
mod contacts;
mod copies;
mod cutter;
mod deeds;
mod error;
mod filing;
mod full_text;
mod hash;
mod health;
mod index;
mod kin;
mod known;
mod lists;
mod log;
mod names;
mod open;
mod pack;
mod pass;
mod peace;
mod proofs;
mod raise;
mod reader;
mod repack;
mod retention;
mod revisits;
mod rows;
mod search;
mod shared;
mod signals;
mod sitemaps;
mod slots;
mod snapshots;
mod source_sets;
mod sources;
mod storage;
mod tally;
mod terms;
mod texts;
mod timing;
mod topics;
mod upkeep;
mod watchlist_file;

pub use copies::Copy;
pub use error::{Result, StoreError};
pub use filing::{Came, FileSeen, Filed, FiledMatch, Filing};
pub use full_text::{DueText, FrontPageKnown, PendingText, TextOutcome};
pub use hash::Hash;
pub use index::{IndexEntry, Remembered, put_entries};
pub use known::KnownArticles;
pub use log::LogKeeper;
pub(crate) use open::PAGE_SIZE;
pub use open::{Reader, Writer, open};
pub use pack::{Packed, Packer};
pub use pass::{House, PassRoom, Passed, Unfinished};
pub use reader::{KnownFile, StoredAlert, StoredArticle, TopicAt};
pub use repack::{Repacked, Stale};
pub use revisits::{DueVisit, PageSeen, Revisit, StoredVersion, Visited};
pub use search::{Days, Facets, RANKED, ToRank};
pub use signals::{RuledTopic, TopicPast};
pub use sitemaps::ChildSitemap;
pub use snapshots::{
    Capture, Captured, ListedOutlet, ListedText, StoredProof, StoredSnapshot, StoredText,
    pack_bytes,
};
pub use source_sets::{NewSource, Taken};
pub use sources::{DueSource, FetchState, Look, LookOutcome, Stays};
pub use terms::{Renamed, StoredList};
pub use texts::{StoredCopy, StoredText as IndependentText};
pub use timing::{Learned, Timing};

/// How long copies of an article are looked for: for so long its shingles are kept.
pub(crate) const FRESH: i64 = 60 * news::Timestamp::DAY;

/// Turns a word of the vocabulary (a plain enum) into the text under which it is stored.
fn word<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_value(value)?
        .as_str()
        .unwrap_or_default()
        .to_string())
}

/// The word of the vocabulary that is stored as `text`.
fn from_word<T: serde::de::DeserializeOwned>(text: String) -> Result<T> {
    Ok(serde_json::from_value(serde_json::Value::String(text))?)
}
