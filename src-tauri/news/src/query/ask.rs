//! What is asked of the archive's index: words in a row, how near they are, and what of these must be there.

use std::fmt;

/// What is asked of the archive's index. Shown, it is a query for FTS5 over the columns `text` and `rest` of
/// [`SearchText`](super::SearchText).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Words in a row.
    Phrase(Phrase),
    /// Two phrases, in any order, with at most so many words between them.
    Near(Phrase, Phrase, u32),
    /// Each of them.
    All(Vec<Ask>),
    /// Any of them.
    Any(Vec<Ask>),
    /// The first, and not the second.
    Without(Box<Ask>, Box<Ask>),
}

/// Words in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words, as the index is fed them; at least one.
    pub words: Vec<String>,
    /// Whether the last one is only the beginning of a word.
    pub begins: bool,
    /// Whether they may stand in any zone, not only in those that are searched by default.
    pub anywhere: bool,
}

impl Phrase {
    /// One word.
    pub(super) fn word(form: &str, anywhere: bool) -> Phrase {
        Phrase {
            words: vec![form.to_string()],
            begins: false,
            anywhere,
        }
    }

    fn quoted(&self) -> String {
        let star = if self.begins { " *" } else { "" };
        format!("\"{}\"{star}", self.words.join(" ").replace('"', "\"\""))
    }
}

impl Ask {
    /// Each of them; the only one itself. At least one.
    pub(super) fn all(mut asks: Vec<Ask>) -> Ask {
        match asks.len() {
            1 => asks.remove(0),
            _ => Ask::All(asks),
        }
    }

    /// Any of them; the only one itself. At least one.
    pub(super) fn any(mut asks: Vec<Ask>) -> Ask {
        match asks.len() {
            1 => asks.remove(0),
            _ => Ask::Any(asks),
        }
    }

    /// How deep the brackets of its text stand.
    pub(super) fn depth(&self) -> usize {
        match self {
            Ask::Phrase(_) => 1,
            Ask::Near(..) => 2,
            Ask::All(asks) | Ask::Any(asks) => 1 + asks.iter().map(Ask::depth).max().unwrap_or(0),
            Ask::Without(ask, without) => 1 + ask.depth().max(without.depth()),
        }
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = |it: &Phrase| if it.anywhere { "" } else { "{text} : " };
        let joined = |f: &mut fmt::Formatter<'_>, asks: &[Ask], word: &str| {
            for (number, ask) in asks.iter().enumerate() {
                let between = if number == 0 { "(" } else { word };
                write!(f, "{between}{ask}")?;
            }
            f.write_str(")")
        };
        match self {
            Ask::Phrase(it) => write!(f, "{}({})", column(it), it.quoted()),
            Ask::Near(a, b, most) => {
                let (a_text, b_text) = (a.quoted(), b.quoted());
                write!(f, "{}(NEAR({a_text} {b_text}, {most}))", column(a))
            }
            Ask::All(asks) => joined(f, asks, " AND "),
            Ask::Any(asks) => joined(f, asks, " OR "),
            Ask::Without(ask, without) => write!(f, "({ask} NOT {without})"),
        }
    }
}
