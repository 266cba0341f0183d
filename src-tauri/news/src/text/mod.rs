//! Text: folding, tokens, sentences, languages, pieces, differences.

mod difference;
mod fold;
mod language;
mod numbering;
mod pieces;
mod sentence;
mod sift;
mod token;

pub use difference::{Part, PartKind, count_words, difference, pairs, same_words};
pub use fold::fold;
pub(crate) use fold::is_hyphen;
pub(crate) use language::{is_code, language_names};
pub use language::{language_tag, languages_named, two_letters};
pub use numbering::{Form, Numbering};
pub use pieces::pieces;
pub use sentence::{sentence_at, sentences};
pub(crate) use sift::{LEAST, Sift, Sifting};
pub(crate) use token::{Folded, PAD, Word, folded, folded_of};
pub use token::{Token, tokens};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::TopicId;

/// A piece of a text, in order; all pieces together are the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// The topics that were met here; empty for plain text.
    pub topics: Vec<TopicId>,
}
