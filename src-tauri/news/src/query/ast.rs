//! The tree of a query, and its canonical form.

use std::{
    collections::BTreeSet,
    fmt::{self, Display, Formatter, Write},
    sync::Arc,
};

use super::{lists::List, plain::plain_sign};
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
    /// Hits of the left that have none of the right so close.
    NotNear {
        most: u32,
        left: Box<Node>,
        right: Box<Node>,
    },
    /// Both in one sentence or one paragraph.
    Same {
        unit: Unit,
        left: Box<Node>,
        right: Box<Node>,
    },
    /// At least so many hits.
    AtLeast(u32, Box<Node>),
    /// Only hits of some kind.
    Only(Filter, Box<Node>),
    /// Terms that together count at least so much, in hundredths.
    Score { least: i64, terms: Vec<Term> },
    /// Only in some part of the article, or of what is known about it.
    Field(Field, Box<Node>),
    /// What a page's address must be.
    Address(Address),
    /// When the article was published: from (inclusive) to (exclusive).
    Date(Period),
    /// How many words the article has: at least, at most.
    Length(Length),
    /// What the text of a paragraph must look like.
    Regex(Regex),
    /// Words in a row.
    Words(Words),
    /// A named list: printed as its name, met as what it holds. Queries share it.
    List(Arc<List>),
}

/// In what two hits must stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Sentence,
    Paragraph,
}

/// Which hits count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Those within the first words of the body.
    First(u32),
    /// Those written exactly so.
    Case,
    /// Those that begin with a capital.
    Caps,
    /// Those all in capitals.
    AllCaps,
    /// Any inflection; the patterns below hold them.
    Forms,
    /// Parts of hyphenated words too.
    Parts,
    /// Those within quoted speech.
    Quote,
    /// Those within what a matching speaker said.
    SaidBy(Box<Node>),
    /// Those that are neither negated nor only hypothetical.
    Affirmed,
}

/// A term of a weighted list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) node: Node,
    /// What a hit counts, in hundredths; below zero it takes away.
    pub(crate) weight: i64,
    /// How many hits count.
    pub(crate) most: u32,
}

/// What a page's address must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// A host, or one below it.
    Site(String),
    /// A part of the address, in any case.
    Url(String),
}

/// A span of time, as it was written and in milliseconds since 1970 (UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) written: String,
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    /// How far back from now it begins, where it moves with the day; `from` and `until` are then empty.
    pub(crate) back: Option<Back>,
}

/// A length of calendar time: months and milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Back {
    pub(crate) months: i64,
    pub(crate) millis: i64,
}

/// A number of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) written: String,
    pub(crate) least: u32,
    pub(crate) most: u32,
}

/// A regular expression; equal if written alike.
#[derive(Debug, Clone)]
pub(crate) struct Regex {
    pub(crate) written: String,
    pub(crate) compiled: regex::Regex,
}

impl PartialEq for Regex {
    fn eq(&self, other: &Regex) -> bool {
        self.written == other.written
    }
}

impl Eq for Regex {}

impl Filter {
    /// Its word in a query.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Filter::First(_) => "FIRST",
            Filter::Case => "CASE",
            Filter::Caps => "CAPS",
            Filter::AllCaps => "ALLCAPS",
            Filter::Forms => "FORMS",
            Filter::Parts => "PARTS",
            Filter::Quote => "QUOTE",
            Filter::SaidBy(_) => "SAIDBY",
            Filter::Affirmed => "AFFIRMED",
        }
    }
}

impl Node {
    /// The nodes that it is made of, in the order of its proof's parts.
    pub(crate) fn parts(&self) -> Vec<&Node> {
        match self {
            Node::And(parts) | Node::Or(parts) => parts.iter().collect(),
            Node::Near { left, right, .. }
            | Node::NotNear { left, right, .. }
            | Node::Same { left, right, .. } => vec![left, right],
            Node::Not(part)
            | Node::AtLeast(_, part)
            | Node::Only(_, part)
            | Node::Field(_, part) => vec![part],
            Node::Score { terms, .. } => terms.iter().map(|it| &it.node).collect(),
            Node::Address(_)
            | Node::Date(_)
            | Node::Length(_)
            | Node::Regex(_)
            | Node::Words(_) => vec![],
            Node::List(list) => vec![&list.node],
        }
    }

    /// Whether it, or any node below it, is of some kind.
    pub(crate) fn any(&self, is: fn(&Node) -> bool) -> bool {
        is(self) || self.parts().into_iter().any(|it| it.any(is))
    }

    /// The names of the lists that it uses, and that those use.
    pub(crate) fn lists(&self, into: &mut BTreeSet<String>) {
        if let Node::List(list) = self
            && !into.insert(list.name.clone())
        {
            return;
        }
        if let Node::Only(Filter::SaidBy(who), _) = self {
            who.lists(into);
        }
        self.parts().into_iter().for_each(|it| it.lists(into));
    }
}

/// Words that stand in a row: a word, a phrase, a word with wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// What each word must look like.
    pub(crate) patterns: Vec<Pattern>,
    /// How each of them is written, in its own case.
    pub(crate) cased: Vec<String>,
    /// How it is written, without quotation marks.
    pub(crate) written: String,
    /// Whether quotation marks stand around it: it was written as a phrase, or would be read as something else.
    pub(crate) quoted: bool,
}

/// What a word must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// This folded form.
    Form(String),
    /// One of these folded forms, ascending.
    Any(Vec<String>),
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// The analyst's tags on the article's alerts.
    Tag,
    /// The folder or file that it was read from.
    Folder,
}

impl Field {
    /// Every field that is understood.
    pub(crate) const ALL: [(&'static str, Field); 14] = [
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
        ("tag", Field::Tag),
        ("folder", Field::Folder),
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
            Field::Source
            | Field::Publisher
            | Field::Lang
            | Field::Country
            | Field::Group
            | Field::Tag
            | Field::Folder => None,
        }
    }
}

impl Pattern {
    /// Whether a folded form looks like this.
    pub(crate) fn fits(&self, form: &str) -> bool {
        match self {
            Pattern::Form(it) => it == form,
            Pattern::Any(all) => all.binary_search_by(|it| it.as_str().cmp(form)).is_ok(),
            Pattern::Wild(it) => form.starts_with(&it.prefix) && wild_fits(&it.form, form),
        }
    }
}

/// Whether `form` is what `wild` describes. Linear but for the number of stars.
pub(crate) fn wild_fits(wild: &str, form: &str) -> bool {
    if wild.is_ascii() && form.is_ascii() {
        return fits_all(wild.as_bytes(), form.as_bytes(), (b'*', b'?'));
    }
    let (wild, form): (Vec<char>, Vec<char>) = (wild.chars().collect(), form.chars().collect());
    fits_all(&wild, &form, ('*', '?'))
}

fn fits_all<T: PartialEq>(wild: &[T], form: &[T], (any, one): (T, T)) -> bool {
    let (mut w, mut f) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while f < form.len() {
        if w < wild.len() && wild[w] == any {
            retry = Some((w, f));
            w += 1;
        } else if w < wild.len() && (wild[w] == one || wild[w] == form[f]) {
            w += 1;
            f += 1;
        } else if let Some((star, from)) = retry {
            retry = Some((star, from + 1));
            (w, f) = (star + 1, from + 1);
        } else {
            return false;
        }
    }
    wild[w..].iter().all(|it| *it == any)
}

/// Whether a character is a syllable of Hangul.
pub(crate) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// How many letters a text has. A syllable of Hangul is two or three of them in one character.
pub(crate) fn letters(text: &str) -> usize {
    text.chars()
        .filter(|it| it.is_alphanumeric())
        .map(|it| match it {
            // Every 28th has no letter at its end.
            it if is_hangul(it) && (it as u32 - 0xAC00).is_multiple_of(28) => 2,
            it if is_hangul(it) => 3,
            _ => 1,
        })
        .sum()
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
            Node::Near { .. } | Node::NotNear { .. } | Node::Same { .. } => 3,
            _ => 4,
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
            Node::NotNear { most, left, right } => {
                left.part(f, 3)?;
                write!(f, " NOT NEAR/{most} ")?;
                right.part(f, 4)
            }
            Node::Same { unit, left, right } => {
                left.part(f, 3)?;
                f.write_str(match unit {
                    Unit::Sentence => " SENT ",
                    Unit::Paragraph => " PARA ",
                })?;
                right.part(f, 4)
            }
            Node::AtLeast(least, part) => write!(f, "ATLEAST/{least}({part})"),
            Node::Only(Filter::First(most), part) => write!(f, "FIRST/{most}({part})"),
            Node::Only(Filter::SaidBy(who), part) => write!(f, "SAIDBY({who}, {part})"),
            Node::Only(filter, part) => write!(f, "{}({part})", filter.name()),
            Node::Score { least, terms } => {
                write!(f, "SCORE>={}(", Hundredths(*least))?;
                for (number, term) in terms.iter().enumerate() {
                    if number > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{term}")?;
                }
                f.write_char(')')
            }
            Node::Address(Address::Site(host)) => write!(f, "site:{host}"),
            Node::Address(Address::Url(part)) => {
                let plain = |it: char| {
                    !it.is_whitespace()
                        && !it.is_control()
                        && plain_sign(it) == it
                        && !matches!(it, '(' | ')' | ',' | '^' | '“' | '”' | '„' | '«' | '»')
                };
                if part.chars().all(plain) {
                    write!(f, "url:{part}")
                } else {
                    write!(f, "url:\"{part}\"")
                }
            }
            Node::Date(period) => write!(f, "date:{}", period.written),
            Node::Length(length) => write!(f, "words:{}", length.written),
            Node::Regex(regex) => write!(f, "/{}/", regex.written),
            Node::Field(field, part) => {
                write!(f, "{}:", field.name())?;
                part.part(f, 4)
            }
            Node::Words(words) => words.fmt(f),
            Node::List(list) => write!(f, "@{}", list.name),
        }
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.node.part(f, 4)?;
        write!(f, "^{}", Hundredths(self.weight))?;
        if self.most > 1 {
            write!(f, "*{}", self.most)?;
        }
        Ok(())
    }
}

/// A number of hundredths, as a decimal without needless zeros.
pub(crate) struct Hundredths(pub(crate) i64);

impl Display for Hundredths {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        if self.0 < 0 {
            f.write_char('-')?;
        }
        match part {
            0 => write!(f, "{whole}"),
            _ if part % 10 == 0 => write!(f, "{whole}.{}", part / 10),
            _ => write!(f, "{whole}.{part:02}"),
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
    fn a_syllable_of_hangul_is_the_letters_it_is_made_of() {
        const TESTS: &[(&str, usize)] = &[
            ("", 0),
            ("san", 3),
            ("u.s", 2),
            ("санкц", 5),
            ("미", 2),
            ("한", 3),
            ("북한", 6),
            ("한미", 5),
            ("中国", 2),
        ];
        for (text, expected) in TESTS {
            assert_eq!(letters(text), *expected, "{text}");
        }
    }

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
