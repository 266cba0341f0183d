//! A query between two dialects: a tree that is printed in our canonical form.

use std::fmt::{self, Display, Formatter};

use super::super::lex::is_word;

/// How high a tree may become.
pub(super) const MAX_HEIGHT: usize = 150;

/// A clause of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clause {
    /// All of them.
    And(Vec<Clause>),
    /// At least one of them.
    Or(Vec<Clause>),
    /// Not this.
    Not(Box<Clause>),
    /// Two that stand close.
    Close(Closeness, Box<Clause>, Box<Clause>),
    /// A function: `ATLEAST/3`, `CASE`.
    Function(String, Box<Clause>),
    /// Only in a field of ours.
    Field(String, Box<Clause>),
    /// A word, or a phrase in quotation marks.
    Term {
        /// How it is written, without quotation marks.
        written: String,
        /// Whether quotation marks stand around it.
        quoted: bool,
    },
    /// Something that is printed as it is: `words:>300`, `date:2024-01-01/`, `/regex/`.
    Fixed(String),
    /// Something that was left out. The parts around it close up.
    Gone,
}

/// How close two clauses must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closeness {
    /// At most so many words between, any order.
    Near(u32),
    /// The same in this order.
    Ordered(u32),
    /// A first with no second that close.
    NotNear(u32),
    /// In a sentence.
    Sentence,
    /// In a paragraph.
    Paragraph,
}

impl Display for Closeness {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Closeness::Near(most) => write!(f, "NEAR/{most}"),
            Closeness::Ordered(most) => write!(f, "ONEAR/{most}"),
            Closeness::NotNear(most) => write!(f, "NOT NEAR/{most}"),
            Closeness::Sentence => f.write_str("SENT"),
            Closeness::Paragraph => f.write_str("PARA"),
        }
    }
}

impl Clause {
    /// A word, quoted where a bare one would be read as something else.
    pub(super) fn term(written: &str, quoted: bool) -> Clause {
        let written: Vec<&str> = written.split_whitespace().collect();
        let written = written.join(" ");
        let quoted = quoted || !is_plain(&written);
        Clause::Term { written, quoted }
    }

    /// All of them; what is gone does not count.
    pub(super) fn and(parts: Vec<Clause>) -> Clause {
        let mut out = vec![];
        for part in parts {
            match part {
                Clause::And(inner) => out.extend(inner),
                Clause::Gone => {}
                other => out.push(other),
            }
        }
        match out.len() {
            0 => Clause::Gone,
            1 => out.swap_remove(0),
            _ => Clause::And(out),
        }
    }

    /// At least one of them; what is gone does not count.
    pub(super) fn or(parts: Vec<Clause>) -> Clause {
        let mut out = vec![];
        for part in parts {
            match part {
                Clause::Or(inner) => out.extend(inner),
                Clause::Gone => {}
                other => out.push(other),
            }
        }
        match out.len() {
            0 => Clause::Gone,
            1 => out.swap_remove(0),
            _ => Clause::Or(out),
        }
    }

    /// Not this.
    pub(super) fn not(part: Clause) -> Clause {
        match part {
            Clause::Gone => Clause::Gone,
            Clause::Not(inner) => *inner,
            other => Clause::Not(Box::new(other)),
        }
    }

    /// Two that stand close.
    pub(super) fn close(closeness: Closeness, left: Clause, right: Clause) -> Clause {
        match (left, right) {
            (Clause::Gone, other) | (other, Clause::Gone) => other,
            (left, right) => Clause::Close(closeness, Box::new(left), Box::new(right)),
        }
    }

    /// A function of it.
    pub(super) fn function(name: impl Into<String>, part: Clause) -> Clause {
        match part {
            Clause::Gone => Clause::Gone,
            other => Clause::Function(name.into(), Box::new(other)),
        }
    }

    /// It, in a field.
    pub(super) fn field(name: &str, part: Clause) -> Clause {
        match part {
            Clause::Gone => Clause::Gone,
            other => Clause::Field(name.into(), Box::new(other)),
        }
    }

    /// The parts of it.
    pub(super) fn parts(&self) -> Vec<&Clause> {
        match self {
            Clause::And(parts) | Clause::Or(parts) => parts.iter().collect(),
            Clause::Not(part) | Clause::Function(_, part) | Clause::Field(_, part) => vec![part],
            Clause::Close(_, left, right) => vec![left, right],
            Clause::Term { .. } | Clause::Fixed(_) | Clause::Gone => vec![],
        }
    }

    /// How many clauses stand in each other at most.
    pub(super) fn height(&self) -> usize {
        1 + self
            .parts()
            .into_iter()
            .map(Clause::height)
            .max()
            .unwrap_or(0)
    }

    /// Every word and phrase changed by `with`.
    pub(super) fn with_terms(self, with: &mut dyn FnMut(&str, bool) -> Clause) -> Clause {
        match self {
            Clause::And(parts) => {
                Clause::And(parts.into_iter().map(|it| it.with_terms(with)).collect())
            }
            Clause::Or(parts) => {
                Clause::Or(parts.into_iter().map(|it| it.with_terms(with)).collect())
            }
            Clause::Not(part) => Clause::Not(Box::new(part.with_terms(with))),
            Clause::Close(closeness, left, right) => Clause::Close(
                closeness,
                Box::new(left.with_terms(with)),
                Box::new(right.with_terms(with)),
            ),
            Clause::Function(name, part) => Clause::Function(name, Box::new(part.with_terms(with))),
            Clause::Field(name, part) => Clause::Field(name, Box::new(part.with_terms(with))),
            Clause::Term { written, quoted } => with(&written, quoted),
            other @ (Clause::Fixed(_) | Clause::Gone) => other,
        }
    }

    /// How tightly it binds in our language.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Clause::Or(_) => 0,
            Clause::And(_) => 1,
            Clause::Not(_) => 2,
            Clause::Close(..) => 3,
            Clause::Function(..)
            | Clause::Field(..)
            | Clause::Term { .. }
            | Clause::Fixed(_)
            | Clause::Gone => 4,
        }
    }

    fn part(&self, f: &mut Formatter<'_>, least: u8) -> fmt::Result {
        if self.rank() < least {
            write!(f, "({self})")
        } else {
            self.fmt(f)
        }
    }
}

impl Display for Clause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let list = |f: &mut Formatter<'_>, parts: &[Clause], word: &str| {
            for (number, part) in parts.iter().enumerate() {
                if number > 0 {
                    write!(f, " {word} ")?;
                }
                part.part(f, 2)?;
            }
            Ok(())
        };
        match self {
            Clause::Or(parts) => list(f, parts, "OR"),
            Clause::And(parts) => list(f, parts, "AND"),
            Clause::Not(part) => {
                f.write_str("NOT ")?;
                part.part(f, 3)
            }
            Clause::Close(closeness, left, right) => {
                left.part(f, 3)?;
                write!(f, " {closeness} ")?;
                right.part(f, 4)
            }
            Clause::Function(name, part) => write!(f, "{name}({part})"),
            Clause::Field(name, part) => {
                write!(f, "{name}:")?;
                part.part(f, 4)
            }
            Clause::Term { written, quoted } => {
                if *quoted {
                    write!(f, "\"{written}\"")
                } else {
                    f.write_str(written)
                }
            }
            Clause::Fixed(text) => f.write_str(text),
            Clause::Gone => Ok(()),
        }
    }
}

/// Whether a text reads as one word of our language, and as nothing else.
fn is_plain(text: &str) -> bool {
    let inner = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '-' | '\u{2010}' | '\u{2011}' | '\'' | '’' | '.' | '*' | '?' | '&' | '_'
            )
    };
    // A star may begin a word.
    text.strip_prefix('*')
        .unwrap_or(text)
        .starts_with(char::is_alphanumeric)
        && text.chars().all(inner)
        && !matches!(
            text,
            "AND" | "OR" | "NOT" | "SENT" | "PARA" | "SAME" | "NEAR" | "ONEAR"
        )
        && is_word(text)
}
