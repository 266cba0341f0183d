//! Identifiers, one type for each kind of object, so that they cannot be mixed up.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[ts(type = "number")]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )*};
}

ids! {
    /// A source: a feed, a watched folder, or what was imported by hand.
    SourceId
    /// An article. Ascending ids are ascending times: the upper bits hold the minute in which the
    /// article was published (see [`ArticleId::floor`]), so that "newest first" is "highest id first".
    ArticleId
    /// A story.
    StoryId
    /// A watchlist.
    WatchlistId
    /// A topic of a watchlist.
    TopicId
    /// An alert.
    AlertId
    /// A burst or a silence of a topic.
    SignalId
    /// An edition of a digest.
    EditionId
    /// A piece of long work that shows progress and can be cancelled.
    JobId
}

impl ArticleId {
    /// How many low bits count the articles of one minute. 2^20 articles a minute, and ids stay
    /// below 2^53 (exact in JavaScript) until the year 2225.
    const SEQUENCE_BITS: u32 = 20;

    /// How many ids a minute has.
    pub const SEQUENCES: i64 = 1 << Self::SEQUENCE_BITS;

    /// The lowest id that an article published at `at` can have.
    pub fn floor(at: crate::Timestamp) -> ArticleId {
        ArticleId((at.0.max(0) / 60_000) << Self::SEQUENCE_BITS)
    }

    /// The minute in which the article was published.
    pub fn minute(self) -> crate::Timestamp {
        crate::Timestamp((self.0.max(0) >> Self::SEQUENCE_BITS) * 60_000)
    }

    /// Which article of its minute it is, counted from 0 in the order in which they were filed.
    pub fn sequence(self) -> i64 {
        self.0.max(0) & (Self::SEQUENCES - 1)
    }

    /// The highest id that an article published in the minute of `at` can have.
    pub fn ceiling(at: crate::Timestamp) -> ArticleId {
        ArticleId(Self::floor(at).0 | (Self::SEQUENCES - 1))
    }
}
