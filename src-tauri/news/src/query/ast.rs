//! The tree of a query, and its canonical form.

use std::fmt::{self, Display, Formatter, Write};

use crate::Zone;

/// A query of the watchlist language. Printed in canonical form; parsing that gives the same query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub(crate) root: Node,
}

/// A node of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// All of them.
    And(Vec<Node>),
    /// At least one of them.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// Both, with at most so many words between them.
    Near {
        most: u32,
        ordered: bool,
        left: Box<Node>,
        right: Box<Node>,
    },
    /// Only in some part of the article, or of what is known about it.
    Field(Field, Box<Node>),
    /// Words in a row.
    Words(Words),
}

/// Words that stand in a row: a word, a phrase, a word with wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// What each word must look like.
    pub(crate) patterns: Vec<Pattern>,
    /// How it is written, without quotation marks.
    pub(crate) written: String,
    /// Whether it was written as a phrase.
    pub(crate) quoted: bool,
}

/// What a word must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// This folded form.
    Form(String),
    /// A folded form with wildcards: `*` any characters, `?` exactly one.
    Wild(Wild),
}

/// A folded form with wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wild {
    /// The form, with its wildcards.
    pub(crate) form: String,
    /// What stands before the first wildcard.
    pub(crate) prefix: String,
}

/// A part of an article, or of what is known about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// The headline.
    Title,
    /// Headline, standfirst, and the first two paragraphs.
    Lead,
    /// Paragraphs and quotations.
    Body,
    /// Who wrote it.
    Byline,
    /// Who supplied it.
    Credit,
    /// The texts of pictures.
    Caption,
    /// What leads elsewhere.
    Promo,
    /// The name of the source.
    Source,
    /// The publisher.
    Publisher,
    /// The language, as a tag.
    Lang,
    /// The country of the source.
    Country,
    /// The analyst's grouping of sources.
    Group,
}

impl Field {
    /// Every field that is understood.
    pub(crate) const ALL: [(&'static str, Field); 12] = [
        ("title", Field::Title),
        ("lead", Field::Lead),
        ("body", Field::Body),
        ("byline", Field::Byline),
        ("credit", Field::Credit),
        ("caption", Field::Caption),
        ("promo", Field::Promo),
        ("source", Field::Source),
        ("publisher", Field::Publisher),
        ("lang", Field::Lang),
        ("country", Field::Country),
        ("group", Field::Group),
    ];

    /// Its word in a query.
    pub(crate) fn name(self) -> &'static str {
        Field::ALL
            .iter()
            .find(|it| it.1 == self)
            .map_or("", |it| it.0)
    }

    /// The zones it means, for fields that are a part of the text.
    pub(crate) fn zones(self) -> Option<&'static [Zone]> {
        match self {
            Field::Title => Some(&[Zone::Headline]),
            Field::Lead => Some(&[Zone::Headline, Zone::Standfirst, Zone::Body]),
            Field::Body => Some(&[Zone::Body, Zone::Quote]),
            Field::Byline => Some(&[Zone::Byline]),
            Field::Credit => Some(&[Zone::Credit]),
            Field::Caption => Some(&[Zone::Caption]),
            Field::Promo => Some(&[Zone::Promo]),
            Field::Source | Field::Publisher | Field::Lang | Field::Country | Field::Group => None,
        }
    }
}

impl Pattern {
    /// Whether a folded form looks like this.
    pub(crate) fn fits(&self, form: &str) -> bool {
        match self {
            Pattern::Form(it) => it == form,
            Pattern::Wild(it) => form.starts_with(&it.prefix) && wild_fits(&it.form, form),
        }
    }
}

/// Whether `form` is what `wild` describes. Linear but for the number of stars.
fn wild_fits(wild: &str, form: &str) -> bool {
    let (wild, form): (Vec<char>, Vec<char>) = (wild.chars().collect(), form.chars().collect());
    let (mut w, mut f) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while f < form.len() {
        if w < wild.len() && wild[w] == '*' {
            retry = Some((w, f));
            w += 1;
        } else if w < wild.len() && (wild[w] == '?' || wild[w] == form[f]) {
            w += 1;
            f += 1;
        } else if let Some((star, from)) = retry {
            retry = Some((star, from + 1));
            (w, f) = (star + 1, from + 1);
        } else {
            return false;
        }
    }
    wild[w..].iter().all(|it| *it == '*')
}

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

impl Node {
    /// How tightly it binds: a part that binds less than its whole needs brackets.
    fn rank(&self) -> u8 {
        match self {
            Node::Or(_) => 0,
            Node::And(_) => 1,
            Node::Not(_) => 2,
            Node::Near { .. } => 3,
            Node::Field(..) | Node::Words(_) => 4,
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

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let list = |f: &mut Formatter<'_>, parts: &[Node], word: &str, least: u8| {
            for (number, part) in parts.iter().enumerate() {
                if number > 0 {
                    write!(f, " {word} ")?;
                }
                part.part(f, least)?;
            }
            Ok(())
        };
        match self {
            Node::Or(parts) => list(f, parts, "OR", 2),
            Node::And(parts) => list(f, parts, "AND", 2),
            Node::Not(part) => {
                f.write_str("NOT ")?;
                part.part(f, 3)
            }
            Node::Near {
                most,
                ordered,
                left,
                right,
            } => {
                // Proximity is read from left to right, so only a left part may be one without brackets.
                left.part(f, 3)?;
                write!(f, " {}NEAR/{most} ", if *ordered { "O" } else { "" })?;
                right.part(f, 4)
            }
            Node::Field(field, part) => {
                write!(f, "{}:", field.name())?;
                part.part(f, 4)
            }
            Node::Words(words) => words.fmt(f),
        }
    }
}

impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.quoted {
            return f.write_str(&self.written);
        }
        f.write_char('"')?;
        f.write_str(&self.written)?;
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_fit_whole_forms() {
        const TESTS: &[(&str, &str, bool)] = &[
            ("sanction*", "sanctions", true),
            ("sanction*", "sanction", true),
            ("sanction*", "unsanctioned", false),
            ("wom?n", "women", true),
            ("wom?n", "womn", false),
            ("esc*tion*", "escalations", true),
            ("esc*tion", "escalations", false),
            ("abc*b*c", "abcxbxbc", true),
            ("санкц*", "санкции", true),
        ];
        for (wild, form, expected) in TESTS {
            assert_eq!(wild_fits(wild, form), *expected, "{wild} against {form}");
        }
    }
}
