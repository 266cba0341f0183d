//! Words that mean something in other systems and nothing here: `&&`, NEAR without a number, `tanker^2`, `embargo~`.

use std::ops::Range;

use super::{
    lex::{Fault, Lexeme, MOST_DOUBTS, lexemes},
    plain::plain,
};

/// How far NEAR reaches where it has no number.
const NEAR: u32 = 5;

/// Puts the words of other systems in order: a search takes what is meant, and these are the doubts.
///
/// # Errors
/// The first of them with the word of ours, behind the doubts before it: in a topic always, in a search where it cannot be
/// told what is meant.
pub(super) fn in_order(
    text: &str,
    all: &mut Vec<(Lexeme, Range<usize>)>,
    topic: bool,
) -> Result<Vec<Fault>, (Vec<Fault>, Fault)> {
    let (mut doubts, mut taken) = (vec![], vec![]);
    for (number, (lexeme, at)) in all.iter().enumerate() {
        let Lexeme::Word(word) = lexeme else { continue };
        let seen = Seen {
            text,
            all,
            topic,
            number,
            at: at.clone(),
        };
        let Some(foreign) = seen.is(&plain(word)) else {
            continue;
        };
        let read_as = seen.read_as(&foreign);
        if topic || read_as == ReadAs::Unknown {
            let fault = seen.fault(foreign);
            return Err((doubts, fault));
        }
        // Each fix has the whole text.
        if doubts.len() < MOST_DOUBTS {
            doubts.push(seen.fault(foreign));
        }
        taken.push((number, read_as));
    }
    let mut left_out = vec![];
    for (number, read_as) in taken {
        match read_as {
            ReadAs::Lexeme(lexeme, end) => {
                all[number].0 = lexeme;
                all[number].1.end = end;
            }
            ReadAs::Nothing | ReadAs::Unknown => left_out.push(number),
        }
    }
    let mut number = 0;
    all.retain(|_| {
        number += 1;
        left_out.binary_search(&(number - 1)).is_err()
    });
    Ok(doubts)
}

/// The lexemes of a text that was read as a query, as they were taken; none of one that cannot be read.
pub(super) fn lexemes_taken(text: &str) -> Vec<(Lexeme, Range<usize>)> {
    let mut all = lexemes(text).unwrap_or_default();
    match in_order(text, &mut all, false) {
        Ok(_) => all,
        Err(_) => vec![],
    }
}

/// Whether a word means something in other systems wherever it stands.
pub(super) fn is_foreign(word: &str) -> bool {
    let word: &str = &plain(word);
    is_glued(word) || without_marks(word).len() < word.len()
}

fn is_glued(word: &str) -> bool {
    word.contains("&&") || word.contains("||")
}

/// A word without the `^2` and `~1` at its end.
fn without_marks(word: &str) -> &str {
    let mut bare = word;
    loop {
        let head = bare.trim_end_matches(|it: char| it.is_ascii_digit() || it == '.');
        bare = match head.strip_suffix('~') {
            Some(rest) => rest,
            None => match head.strip_suffix('^') {
                Some(rest) if head.len() < bare.len() => rest,
                _ => return bare,
            },
        };
    }
}

/// A word of another system.
enum Foreign {
    /// `&&` or `||` between terms.
    Operator(&'static str, Lexeme),
    /// `&` or `|` between terms: it may also be a part of a name.
    Sign(&'static str),
    /// `a&&b`.
    Glued,
    /// NEAR or ONEAR between terms, perhaps behind NOT.
    Near { word: String, is_negated: bool },
    /// `score>=3(…)`: a function with a number, in small letters. This is its name.
    Small(String),
    /// `tanker^2`, `embargo~`: the word, and where it ends.
    Marked(String, usize),
    /// The same behind a phrase, a bracket and the like.
    Mark,
}

/// What a search reads a word of another system as.
#[derive(PartialEq)]
enum ReadAs {
    /// This lexeme, up to there.
    Lexeme(Lexeme, usize),
    /// Nothing: it is left out.
    Nothing,
    /// That cannot be told.
    Unknown,
}

/// A word where it stands.
struct Seen<'a> {
    text: &'a str,
    all: &'a [(Lexeme, Range<usize>)],
    topic: bool,
    number: usize,
    at: Range<usize>,
}

impl Seen<'_> {
    /// What it is, in plain signs; nothing where it is a word of ours.
    fn is(&self, word: &str) -> Option<Foreign> {
        match word {
            "&&" | "||" | "&" | "|" => self.sign(word),
            "NEAR" | "ONEAR" => self.near(word),
            _ if is_glued(word) => Some(Foreign::Glued),
            _ => self.small(word).or_else(|| self.marked(word)),
        }
    }

    fn sign(&self, word: &str) -> Option<Foreign> {
        let (before, after) = (self.before(1)?, self.after()?);
        let goes_on = after.0.begins_term() || matches!(after.0, Lexeme::Not | Lexeme::Sign(_));
        if !before.0.ends_term() || !goes_on {
            return None;
        }
        Some(match word {
            "&&" => Foreign::Operator("AND", Lexeme::And),
            "||" => Foreign::Operator("OR", Lexeme::Or),
            "&" => Foreign::Sign("AND"),
            _ => Foreign::Sign("OR"),
        })
    }

    fn near(&self, word: &str) -> Option<Foreign> {
        let before = self.before(1)?;
        let is_negated = before.0 == Lexeme::Not;
        let before = match is_negated {
            true => self.before(2)?,
            false => before,
        };
        let stands_between = before.0.ends_term() && self.after()?.0.begins_term();
        stands_between.then(|| Foreign::Near {
            word: word.into(),
            is_negated,
        })
    }

    fn small(&self, word: &str) -> Option<Foreign> {
        let (after, place) = self.after()?;
        let name = word.to_ascii_uppercase();
        if *after != Lexeme::Open
            || place.start > self.at.end
            || name == word
            || !word.contains(|it: char| it.is_ascii_digit())
        {
            return None;
        }
        let called = lexemes(&format!("{name}(x)")).ok()?;
        matches!(called.first(), Some((Lexeme::Function(_), _))).then_some(Foreign::Small(name))
    }

    fn marked(&self, word: &str) -> Option<Foreign> {
        let bare = without_marks(word);
        if bare.len() == word.len() {
            return None;
        }
        if bare.is_empty() {
            let (before, place) = self.before(1)?;
            let stands_behind = place.end == self.at.start
                && before.ends_term()
                && !matches!(before, Lexeme::Word(_) | Lexeme::Known(..));
            return stands_behind.then_some(Foreign::Mark);
        }
        // What was typed may have signs of other lengths, but as many.
        let own = &self.text[self.at.clone()];
        let (length, _) = own.char_indices().nth(bare.chars().count())?;
        let end = self.at.start + length;
        match &lexemes(&self.text[self.at.start..end]).ok()?[..] {
            [(Lexeme::Word(word), _)] if word.contains(char::is_alphanumeric) => {
                Some(Foreign::Marked(word.clone(), end))
            }
            _ => None,
        }
    }

    fn read_as(&self, foreign: &Foreign) -> ReadAs {
        match foreign {
            Foreign::Operator(_, lexeme) => ReadAs::Lexeme(lexeme.clone(), self.at.end),
            Foreign::Near { word, .. } => {
                let lexeme = Lexeme::Near {
                    most: NEAR,
                    ordered: word == "ONEAR",
                };
                ReadAs::Lexeme(lexeme, self.at.end)
            }
            Foreign::Marked(word, end) => ReadAs::Lexeme(Lexeme::Word(word.clone()), *end),
            Foreign::Mark => ReadAs::Nothing,
            Foreign::Sign(_) | Foreign::Glued | Foreign::Small(_) => ReadAs::Unknown,
        }
    }

    /// What is wrong with it in a topic, or what it is read as in a search.
    fn fault(&self, foreign: Foreign) -> Fault {
        let own = &self.text[self.at.clone()];
        let as_it_stands = || self.with(&self.at, &format!("\"{own}\""));
        match foreign {
            Foreign::Operator(name, _) => self
                .says(
                    format!("“{own}” is no operator here. Write {name}."),
                    format!("“{own}” is read as {name}."),
                )
                .fix(&format!("Make it {name}"), self.with(&self.at, name)),
            Foreign::Sign(name) => {
                let message = format!(
                    "“{own}” is no operator here, and there is nothing to look for in it. Write {name}, or put a phrase in quotation marks."
                );
                let fault = Fault::new(self.at.clone(), message)
                    .fix(&format!("Make it {name}"), self.with(&self.at, name));
                match (self.before(1), self.after()) {
                    (Some((Lexeme::Word(_), first)), Some((Lexeme::Word(_), last))) => {
                        let at = first.start..last.end;
                        let phrase = format!("\"{}\"", &self.text[at.clone()]);
                        fault.fix("Look for the phrase", self.with(&at, &phrase))
                    }
                    _ => fault,
                }
            }
            Foreign::Glued => {
                let own: &str = &plain(own);
                let (sign, name) = match own.contains("&&") {
                    true => ("&&", "AND"),
                    false => ("||", "OR"),
                };
                let apart = own.replace("&&", " AND ").replace("||", " OR ");
                let message =
                    format!("“{sign}” is no operator here. Write {name}, with blanks around it.");
                Fault::new(self.at.clone(), message)
                    .fix(
                        &format!("Make it {name}"),
                        self.with(&self.at, apart.trim()),
                    )
                    .fix("Look for it as it stands", as_it_stands())
            }
            Foreign::Near { word, is_negated } => {
                let spelling = format!("{word}/{NEAR}");
                let fault = self
                    .says(
                        format!(
                            "{word} takes a number of words that may stand between: {spelling}."
                        ),
                        format!("{word} is read as {spelling}: at most {NEAR} words between."),
                    )
                    .fix("Within five words", self.with(&self.at, &spelling));
                match is_negated {
                    true => fault,
                    false => fault.fix(
                        "Look for the word",
                        self.with(&self.at, &format!("AND \"{word}\" AND")),
                    ),
                }
            }
            Foreign::Small(name) => {
                let message = format!("Functions stand in capitals: {name}(…).");
                Fault::new(self.at.clone(), message)
                    .fix(&format!("Make it {name}(…)"), self.with(&self.at, &name))
            }
            Foreign::Marked(_, end) => self
                .mark(end)
                .fix("Look for it as it stands", as_it_stands()),
            Foreign::Mark => self.mark(self.at.start),
        }
    }

    /// The fault of `^2` or `~` that begins there.
    fn mark(&self, from: usize) -> Fault {
        let at = from..self.at.end;
        let mark = &self.text[at.clone()];
        let fault = match plain(mark).starts_with('^') {
            true => self.says(
                format!(
                    "“{mark}” weighs a term elsewhere, and here within SCORE only: SCORE>=5(tanker^3, mine^2)."
                ),
                format!("“{mark}” is left out: terms have weights within SCORE only."),
            ),
            false => self.says(
                format!(
                    "“{mark}” asks elsewhere for words that are nearly the same, and for nothing here. A star takes every ending."
                ),
                format!("“{mark}” is left out: words are looked for as they are written."),
            ),
        };
        fault.fix("Take it out", self.with(&at, ""))
    }

    fn says(&self, in_topic: String, in_search: String) -> Fault {
        let message = if self.topic { in_topic } else { in_search };
        Fault::new(self.at.clone(), message)
    }

    /// The text with something else at a place.
    fn with(&self, at: &Range<usize>, instead: &str) -> String {
        let (before, after) = (&self.text[..at.start], &self.text[at.end..]);
        format!("{before}{instead}{after}")
    }

    fn before(&self, by: usize) -> Option<&(Lexeme, Range<usize>)> {
        self.number.checked_sub(by).map(|it| &self.all[it])
    }

    fn after(&self) -> Option<&(Lexeme, Range<usize>)> {
        self.all.get(self.number + 1)
    }
}
