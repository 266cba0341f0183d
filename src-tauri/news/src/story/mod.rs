//! Stories: articles about one event, and how their outlets compare.

mod align;
mod changes;
mod compare;
mod copies;
mod figures;
mod fingerprint;
mod index;
mod kinship;
mod origin;
mod own_text;
mod terms;
mod words;

pub use align::likenesses;
pub use changes::{ChangedBlock, ChangedPiece, Changes, Fate, changes};
pub use compare::{TellingInput, compare};
pub use copies::{Copied, copies};
pub use figures::{GivenFigure, given_figures};
pub use fingerprint::{Fingerprint, contained, is_candidate};
pub use index::StoryIndex;
pub use kinship::{Kinship, kinship};
pub use origin::{Carrier, agency, is_rather_origin};
pub use own_text::OwnText;
pub use terms::StoryTerms;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ArticleId, StoryId, Timestamp};

/// How the outlets of a story compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Comparison {
    /// The story.
    pub story_id: StoryId,
    /// Its name: the headline of its first article.
    pub title: String,
    /// Its articles, first published first. Columns of the matrix.
    pub tellings: Vec<Telling>,
    /// What they say, sentences of one meaning in one row: what most share first, what only one has last.
    pub claims: Vec<Claim>,
    /// How many articles are no copy of another.
    pub independent: u32,
}

/// How one outlet told a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Telling {
    /// The article.
    pub article_id: ArticleId,
    /// The outlet.
    pub outlet: String,
    /// Its publisher.
    pub publisher: String,
    /// ISO 3166 code of the outlet.
    pub country: Option<String>,
    /// The headline.
    pub title: String,
    /// The article's language.
    pub language: Option<String>,
    /// The agency credited for the text.
    pub wire: Option<String>,
    /// When it was published, or first seen where the source does not say.
    pub at: Timestamp,
    /// Whether `at` is the publisher's own time.
    pub at_is_published: bool,
    /// Minutes after the first.
    pub minutes_after_first: i64,
    /// The article whose text this is, if it is a copy: the origin, not the copy that it may have been taken from.
    pub copy_of: Option<ArticleId>,
    /// Which share of its words stands in that article, 0 to 100; 0 if it is no copy.
    pub copied_percent: u32,
    /// Words of its body.
    pub words: u32,
}

/// What several outlets say, or only one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Claim {
    /// The sentence that stands for it, from the earliest article.
    pub gist: String,
    /// How it is shared.
    pub kind: ClaimKind,
    /// One cell a telling, in the order of the tellings.
    pub cells: Vec<Option<Cell>>,
}

/// How a claim is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// Every independent voice has it: copies speak with the voice of their origin, a publisher has one.
    All,
    /// At least two, not all.
    Some,
    /// Said by at least two, with different figures.
    Differs,
    /// Only one has it.
    One,
}

/// The sentence by which an outlet makes a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Cell {
    /// The sentence.
    pub sentence: String,
    /// The paragraph of the body that it stands in, from 1; 0 for the standfirst.
    pub paragraph: u32,
    /// The figures in it, as written ("94,000", "fewer than 15,000"), where the claim's outlets differ.
    pub figures: Vec<String>,
}
