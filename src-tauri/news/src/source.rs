//! Sources, their health and their trouble.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{SourceId, Timestamp};

/// How articles come from a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A feed over HTTP.
    Feed,
    /// A folder on this machine that is watched.
    Folder,
    /// Files brought in by hand.
    Import,
    /// An outlet of the sample desk.
    Sample,
}

/// Where articles come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Source {
    /// Its number.
    pub id: SourceId,
    /// How its articles come.
    pub kind: SourceKind,
    /// The feed's address, the folder's path, or a name of our own for imports and the sample.
    pub address: String,
    /// What the analyst calls it.
    pub name: String,
    /// The house behind it; corroboration counts publishers. The name where nobody said.
    pub publisher: String,
    /// The analyst's own grouping: wire, state, national, local, think tank …
    pub group: Option<String>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// BCP 47 primary tag, used where an article does not say.
    pub language: Option<String>,
    /// Not asked while paused.
    pub paused: bool,
    /// Minutes between two looks, chosen by the analyst; nothing: the default of the kind.
    pub interval_minutes: Option<u32>,
    /// Whether an address of a private or local network is meant.
    pub allow_private: bool,
    /// Whether the pages of its articles that raised an alert are looked at again.
    #[serde(default)]
    pub revisit: bool,
    /// When it was added.
    pub added_at: Timestamp,
}

/// What is wrong with a source, or with one file of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TroubleCode {
    /// The host's name could not be resolved, or there is no network.
    Unreachable,
    /// The host refused or broke the connection.
    Refused,
    /// No answer in time.
    Timeout,
    /// The certificate could not be verified.
    Certificate,
    /// An answer with an error status.
    Status,
    /// 401, 403: the source does not want to be read.
    Forbidden,
    /// 404, 410: nothing is there any more.
    Gone,
    /// 429, 503: asked to come later.
    Busy,
    /// Larger than what is read.
    TooLarge,
    /// An HTML page in place of a feed.
    NotAFeed,
    /// A page that asks for proof of a human in place of a feed.
    Challenge,
    /// A feed without a single item.
    Empty,
    /// The feed was damaged; what could be read was.
    Damaged,
    /// Too many redirects, or one to somewhere that is not followed.
    Redirect,
    /// An address of a private or local network that was not allowed.
    PrivateAddress,
    /// The folder does not exist.
    FolderMissing,
    /// The folder may not be read.
    FolderUnreadable,
    /// The system's limit of watched folders is reached; the folder is looked through on a timer.
    WatchLimit,
    /// A file could not be read, or holds no text.
    File,
    /// The disk is full: nothing is taken in until there is room.
    DiskFull,
    /// The database could not be written.
    Database,
    /// A fault of this program, contained.
    Internal,
}

/// Something that went wrong, in words: what happened, what it means for coverage, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Trouble {
    /// Its kind.
    pub code: TroubleCode,
    /// What happened, to what: "reuters.example answered 403 (Forbidden)."
    pub what: String,
    /// What it means for coverage: "Articles published since 09:40 may be missing."
    pub meaning: String,
    /// What to do: "Open the address in a browser …"
    pub advice: String,
    /// Since when it is so.
    pub since: Timestamp,
}
