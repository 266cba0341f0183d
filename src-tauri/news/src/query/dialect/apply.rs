//! What fields, functions and `~` of other systems do to what they stand with.

use std::ops::Range;

use super::{
    Dialect,
    clause::{Clause, Closeness},
    field::Sense,
    lexeme::Call,
    read::{MAX_DEPTH, Reader, Res},
};
use crate::text::{is_code, languages_named, two_letters};

/// The most words of a phrase that may stand apart.
const MOST_WORDS: usize = 20;

impl Reader<'_> {
    /// `"a b"~5`, `word~2`, `(a AND b)~5`.
    pub(super) fn loosened(&mut self, clause: Clause, n: Option<u32>, at: &Range<usize>) -> Clause {
        let before = self.slice(at);
        let most = n.unwrap_or(0).min(1_000);
        let (parts, phrase) = match &clause {
            Clause::Term {
                written,
                quoted: true,
            } if written.contains(' ') => (
                written
                    .split(' ')
                    .map(|it| Clause::term(it, false))
                    .collect(),
                true,
            ),
            Clause::And(parts) => (parts.clone(), false),
            _ => (vec![], false),
        };
        if parts.len() < 2 || parts.len() > MOST_WORDS || n.is_none() && phrase {
            self.notes.loss(
                at.clone(),
                &before,
                clause.to_string(),
                "Likeness (~) cannot be asked for here: it is looked for as written. Name other spellings with OR.",
            );
            return clause;
        }
        if phrase && most == 0 {
            self.notes.change(
                at.clone(),
                &before,
                clause.to_string(),
                "No word between is a phrase.",
            );
            return clause;
        }
        let many = parts.len() > 2;
        let swaps = self.from == Dialect::Lucene && phrase;
        let closeness = if swaps && most == 1 {
            Closeness::Ordered(1)
        } else {
            Closeness::Near(most)
        };
        let near = chain(closeness, parts);
        let after = near.to_string();
        if many {
            self.notes.loss(
                at.clone(),
                &before,
                after,
                "The distance counts for the phrase as a whole there, and between each two words here, so more is found.",
            );
        } else if swaps && most > 1 {
            self.notes.change(
                at.clone(),
                &before,
                after,
                "In the other order Lucene allows two words fewer between; here the order does not matter.",
            );
        } else {
            self.notes
                .change(at.clone(), &before, after, "Our spelling of the same.");
        }
        near
    }

    pub(super) fn call(&mut self, call: Call, start: usize, depth: usize) -> Res<Clause> {
        let clause = if self.from == Dialect::Factiva && depth < MAX_DEPTH {
            self.run(depth + 1)?
        } else {
            self.atom(depth + 1)?
        };
        if depth > MAX_DEPTH {
            return Err(format!(
                "Functions may stand {MAX_DEPTH} deep in each other."
            ));
        }
        Ok(match call {
            Call::AtLeast(n) => Clause::function(format!("ATLEAST/{n}"), clause),
            Call::Case => Clause::function("CASE", clause),
            Call::Caps => Clause::function("CAPS", clause),
            Call::AllCaps => Clause::function("ALLCAPS", clause),
            Call::NoCaps => {
                let lower = clause.with_terms(&mut |written, quoted| {
                    Clause::term(&written.to_lowercase(), quoted)
                });
                Clause::function("CASE", lower)
            }
            Call::Singular | Call::Plural => clause,
            Call::NearWords(n) => {
                let at = self.since(start);
                self.loosened(clause, Some(n), &at)
            }
        })
    }

    pub(super) fn field(&mut self, sense: Sense, start: usize, depth: usize) -> Res<Clause> {
        if depth > MAX_DEPTH {
            return Err(format!("Fields may stand {MAX_DEPTH} deep in each other."));
        }
        let named = self.since(start);
        let outer = self.address;
        self.address = match sense {
            Sense::Ours(ours @ ("url" | "site"), _) => Some(ours),
            _ => None,
        };
        let clause = if self.from == Dialect::Factiva {
            self.close(depth + 1)?
        } else {
            self.atom(depth + 1)?
        };
        let is_regex =
            self.address.is_some() && matches!(&clause, Clause::Fixed(it) if it.starts_with('/'));
        self.address = outer;
        let at = self.since(start);
        if is_regex {
            self.notes.forget(&at);
            let before = self.slice(&at);
            self.notes.loss(
                at,
                &before,
                "",
                "An address cannot be looked for by a regular expression here. It is left out, so more is found.",
            );
            return Ok(Clause::Gone);
        }
        let name = self.slice(&named);
        match sense {
            Sense::Ours(ours, note) => {
                let theirs = name.trim_end_matches(['=', ':', '(']);
                if theirs != ours || !note.is_empty() || !name.ends_with(':') {
                    let why = if note.is_empty() {
                        "Our name for it."
                    } else {
                        note
                    };
                    self.notes.change(named, &name, format!("{ours}:"), why);
                }
                let clause = self.valued(ours, clause, &at);
                Ok(Clause::field(ours, clause))
            }
            Sense::Case => {
                let before = self.slice(&at);
                let clause = Clause::function("CASE", clause);
                self.notes.loss(
                    at,
                    &before,
                    clause.to_string(),
                    "Capitals are kept, but signs such as + are not looked for here.",
                );
                Ok(clause)
            }
            Sense::Everywhere => {
                self.notes.change(
                    named,
                    &name,
                    "",
                    "Words without a field are looked for in the whole text.",
                );
                Ok(clause)
            }
            Sense::Words | Sense::Date | Sense::Lost(_) => {
                let why = match sense {
                    Sense::Lost(why) => why,
                    _ => {
                        "This range cannot be read with certainty. It is left out, so more is found."
                    }
                };
                self.notes.forget(&at);
                let before = self.slice(&at);
                self.notes.loss(at, &before, "", why);
                Ok(Clause::Gone)
            }
        }
    }

    /// The values of fields that are no text: languages, countries, addresses.
    fn valued(&mut self, ours: &str, clause: Clause, at: &Range<usize>) -> Clause {
        let (mut changes, mut losses) = (vec![], vec![]);
        let clause = clause.with_terms(&mut |written, quoted| match ours {
            "lang" => {
                if let Some(tags) = languages_named(written) {
                    let tags = tags.split(' ').map(|it| Clause::term(it, false));
                    let clause = Clause::or(tags.collect());
                    changes.push((
                        written.to_string(),
                        clause.to_string(),
                        "Languages are tags here.",
                    ));
                    return clause;
                }
                let (code, region) = written.split_once(['-', '_']).unwrap_or((written, ""));
                let lower = code.to_ascii_lowercase();
                if !is_code(&lower) {
                    losses.push((
                        written.to_string(),
                        written.to_string(),
                        "Languages are ISO codes of two letters here, such as en. Write the code.",
                    ));
                    return Clause::term(written, quoted);
                }
                let tag = two_letters(&lower).filter(|it| *it != lower);
                if let Some(tag) = tag {
                    changes.push((
                        code.to_string(),
                        tag.to_string(),
                        "Languages are tags here.",
                    ));
                }
                let tag = tag.unwrap_or(code);
                if !region.is_empty() {
                    losses.push((
                        written.to_string(),
                        tag.to_string(),
                        "Languages are told apart here, but not their regions, so more is found.",
                    ));
                }
                Clause::term(tag, quoted)
            }
            "country" => {
                if written.chars().count() != 2 {
                    losses.push((
                        written.to_string(),
                        written.to_string(),
                        "Countries are ISO codes of two letters here. Write the code.",
                    ));
                }
                Clause::term(written, quoted)
            }
            "site" | "url" => Clause::term(written, true),
            _ => Clause::term(written, quoted),
        });
        for (before, after, why) in changes {
            self.notes.change(at.clone(), &before, after, why);
        }
        for (before, after, why) in losses {
            self.notes.loss(at.clone(), &before, after, why);
        }
        clause
    }
}

/// All of them near each other, from left to right.
fn chain(closeness: Closeness, parts: Vec<Clause>) -> Clause {
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or(Clause::Gone);
    parts.fold(first, |left, right| Clause::close(closeness, left, right))
}
