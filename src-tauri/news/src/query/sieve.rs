//! Which paragraphs of an article can matter to a few queries, told before their words are read.

use std::ops::Range;

use super::ast::{Filter, Node, Pattern, Query, Words};
use crate::text::{LEAST, Sift, Sifting};

/// What leaves out paragraphs in which no words of some queries can stand. A document that is made with it is for these
/// queries alone, and gives them the same answers and places.
///
/// Hits lie within one paragraph each, and whether a query is met hangs on its hits. So a paragraph may be left out where no
/// row of words of the query can stand: that holds unless it is asked how many words there are before or in all, or what a
/// text looks like apart from its words.
#[derive(Debug, Clone)]
pub struct Sieve(Sift);

impl Sieve {
    /// What sifts for some queries; nothing where every paragraph must be read. Linear in the queries.
    pub fn of<'q>(queries: impl IntoIterator<Item = &'q Query>) -> Option<Sieve> {
        let mut pieces = vec![];
        for query in queries {
            gather(&query.root, &mut pieces)?;
        }
        pieces.sort_unstable();
        pieces.dedup();
        Sift::new(pieces).map(Sieve)
    }

    /// Looks into the paragraphs of a text, one after the other; `lower` is the text in ASCII lower case.
    pub fn over<'a>(&'a self, lower: &'a [u8]) -> Sieving<'a> {
        Sieving(self.0.over(lower))
    }

    pub(crate) fn sift(&self) -> &Sift {
        &self.0
    }
}

/// A text whose paragraphs are looked into.
pub struct Sieving<'a>(Sifting<'a>);

impl Sieving<'_> {
    /// Whether a paragraph can matter: `text` in UTF-8 as it is stored, and where it stands in the whole. They are asked for in order.
    pub fn may_matter(&mut self, text: &[u8], place: Range<usize>) -> bool {
        self.0.may_stand_in(text, place)
    }
}

/// Notes pieces of words of which one must stand wherever anything of a node does; nothing where that cannot be said.
fn gather<'q>(node: &'q Node, pieces: &mut Vec<&'q str>) -> Option<()> {
    match node {
        Node::Words(words) => pieces.extend(pieces_of(words)?),
        // It is asked of other things than the text.
        Node::Field(field, _) if field.zones().is_none() => {}
        Node::Address(_) | Node::Date(_) => {}
        Node::And(_)
        | Node::Or(_)
        | Node::Not(_)
        | Node::Near { .. }
        | Node::NotNear { .. }
        | Node::Same { .. }
        | Node::AtLeast(..)
        | Node::Score { .. }
        | Node::Field(..)
        | Node::List(_)
        | Node::Only(Filter::Forms, _) => {
            for part in node.parts() {
                gather(part, pieces)?;
            }
        }
        Node::Only(
            Filter::First(_)
            | Filter::Case
            | Filter::Caps
            | Filter::AllCaps
            | Filter::Parts
            | Filter::Quote
            | Filter::SaidBy(_)
            | Filter::Affirmed,
            _,
        )
        | Node::Length(_)
        | Node::Regex(_) => return None,
    }
    Some(())
}

/// The pieces of one word of a row: of that whose pieces are longest, as these stand in the fewest texts.
fn pieces_of(words: &Words) -> Option<Vec<&str>> {
    let shortest = |pieces: &Vec<&str>| pieces.iter().map(|it| it.len()).min();
    words
        .patterns
        .iter()
        .map(|it| match it {
            Pattern::Form(form) => vec![form.as_str()],
            Pattern::Any(forms) => forms.iter().map(String::as_str).collect(),
            // One that a form needs, whatever stands for the rest.
            Pattern::Wild(wild) => wild
                .form
                .split(['*', '?'])
                .max_by_key(|it| it.len())
                .into_iter()
                .collect(),
        })
        .filter(|pieces| pieces.iter().all(|it| it.len() >= LEAST))
        .max_by_key(|it| shortest(it))
}
