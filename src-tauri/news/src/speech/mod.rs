//! Speech and stance: who says what, and whether it is said to be so. By rule, in English; what the rules do not
//! reach stays the outlet's own and affirmed, and the window says that it was judged by rule.

mod quotes;
mod said;
mod stance;

pub(crate) use quotes::quotations;
pub use said::{Said, said};
pub(crate) use said::{Saying, sayings};
pub(crate) use stance::is_affirmed;
