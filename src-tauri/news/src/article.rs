//! Articles and the zones of their text.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Reading, Timestamp};

/// What a block of an article's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// The title as printed over the article.
    Headline,
    /// The summary below the headline.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// Place, day and agency before the first sentence.
    Dateline,
    /// A paragraph of the article itself.
    Body,
    /// A block quotation.
    Quote,
    /// The text of a picture.
    Caption,
    /// What leads elsewhere or sells: "Also Read: …", newsletters.
    Promo,
    /// Who supplied the text: "(With AP inputs)".
    Credit,
    /// What the page prints under every article: copyright, corrections policy, paywall prompt.
    Boilerplate,
}

impl Zone {
    /// Every zone, in the order in which they usually stand on a page.
    pub const ALL: [Zone; 10] = [
        Zone::Headline,
        Zone::Standfirst,
        Zone::Byline,
        Zone::Dateline,
        Zone::Body,
        Zone::Quote,
        Zone::Caption,
        Zone::Promo,
        Zone::Credit,
        Zone::Boilerplate,
    ];

    /// Whether a topic that names no zone looks here.
    pub fn is_default(self) -> bool {
        matches!(
            self,
            Zone::Headline | Zone::Standfirst | Zone::Body | Zone::Quote | Zone::Caption
        )
    }

    /// The word for it, as written in queries, files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Zone::Headline => "headline",
            Zone::Standfirst => "standfirst",
            Zone::Byline => "byline",
            Zone::Dateline => "dateline",
            Zone::Body => "body",
            Zone::Quote => "quote",
            Zone::Caption => "caption",
            Zone::Promo => "promo",
            Zone::Credit => "credit",
            Zone::Boilerplate => "boilerplate",
        }
    }
}

/// A block of an article: usually a paragraph. White space is folded to single spaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Block {
    /// What it is.
    pub zone: Zone,
    /// Its text: plain, never markup.
    pub text: String,
}

impl Block {
    /// A block of `zone` that reads `text`.
    pub fn new(zone: Zone, text: impl Into<String>) -> Block {
        Block {
            zone,
            text: text.into(),
        }
    }
}

/// One work of one source, as it was read. Immutable: what changes later is another version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// The headline, in plain text.
    pub title: String,
    /// The persons who wrote it.
    pub authors: Vec<String>,
    /// Where the article can be read: its canonical address, http or https.
    pub address: Option<String>,
    /// The name of the outlet, as the page or feed gives it.
    pub outlet: Option<String>,
    /// The language as a BCP 47 primary tag in lower case ("en", "uk").
    pub language: Option<String>,
    /// When the source says that it was published.
    pub published_at: Option<Timestamp>,
    /// When the source says that it was last changed.
    pub modified_at: Option<Timestamp>,
    /// The agency that is credited for the text ("AP"), if one is.
    pub wire: Option<String>,
    /// What the feed calls the item (guid, atom:id), scoped to its source.
    pub item_id: Option<String>,
    /// The text in page order. The headline is the first block where there is one.
    pub blocks: Vec<Block>,
    /// How it was read, if it was read from a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Box<Reading>>,
}

/// Whether something that was first seen then can have been published at a time: not before 1990, and not more than ten minutes
/// later.
pub fn is_plausible(published_at: Timestamp, first_seen_at: Timestamp) -> bool {
    /// 1990-01-01T00:00:00Z.
    const EARLIEST: Timestamp = Timestamp(631_152_000_000);
    published_at >= EARLIEST && published_at <= first_seen_at.plus(10 * Timestamp::MINUTE)
}

/// The time by which something is ordered that was published and first seen then.
///
/// The published time, unless there is none, it lies more than ten minutes after the first sight of it (publishers post future
/// times to stay on top), or it lies before 1990 (an epoch or a typing error).
pub fn sorted_at(published_at: Option<Timestamp>, first_seen_at: Timestamp) -> Timestamp {
    published_at
        .filter(|it| is_plausible(*it, first_seen_at))
        .unwrap_or(first_seen_at)
}

impl Article {
    /// The time by which this article is ordered, given when it was first seen.
    pub fn sorted_at(&self, first_seen_at: Timestamp) -> Timestamp {
        sorted_at(self.published_at, first_seen_at)
    }

    /// Whether an article that was first seen then can have been published when its source says. It can where the source
    /// says nothing.
    pub fn is_published_plausibly(&self, first_seen_at: Timestamp) -> bool {
        self.published_at
            .is_none_or(|it| is_plausible(it, first_seen_at))
    }

    /// The texts of one zone, in page order.
    pub fn zone(&self, zone: Zone) -> impl Iterator<Item = &str> {
        self.blocks
            .iter()
            .filter(move |it| it.zone == zone)
            .map(|it| it.text.as_str())
    }
}
