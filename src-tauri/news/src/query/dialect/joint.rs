//! Proximity in the spellings of other systems.

use super::{Dialect, clause::Closeness};

/// The most words that proximity of ours may span.
const MAX_NEAR: u32 = 1_000;

/// What Meltwater allows between two words where no number stands.
const MELTWATER_DEFAULT: u32 = 4;

/// Proximity in our words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Joint {
    /// How close.
    pub(super) closeness: Closeness,
    /// Why it is written so here; empty where nothing is to be said.
    pub(super) why: &'static str,
    /// What is lost, if anything.
    pub(super) loss: Option<&'static str>,
}

impl Joint {
    fn new(closeness: Closeness, why: &'static str) -> Joint {
        Joint {
            closeness,
            why,
            loss: None,
        }
    }

    fn losing(closeness: Closeness, loss: &'static str) -> Joint {
        Joint {
            closeness,
            why: "",
            loss: Some(loss),
        }
    }
}

const SPELLING: &str = "Our spelling of the same.";
const COUNTS: &str = "Factiva counts up to the word itself, we count the words between.";
const FORWARD: &str =
    "In Factiva this keeps the order and counts up to the word itself; we count the words between.";
const TOO_FAR: &str = "Proximity spans a thousand words at most here.";

/// The proximity that a word of a dialect stands for.
pub(super) fn joint(word: &str, from: Dialect) -> Option<Joint> {
    let lower = word.to_ascii_lowercase();
    let read = match from {
        Dialect::Factiva => factiva(&lower),
        Dialect::Lexis => lexis(&lower),
        Dialect::Meltwater => with_slash(word.to_ascii_uppercase().as_str()).or(match &*lower {
            "near" => Some(Joint::new(
                Closeness::Near(MELTWATER_DEFAULT),
                "Without a number, Meltwater allows four words between.",
            )),
            "onear" => Some(Joint::new(
                Closeness::Ordered(MELTWATER_DEFAULT),
                "Without a number, Meltwater allows four words between.",
            )),
            _ => None,
        }),
        Dialect::Brandwatch => with_slash(word),
        Dialect::Lucene => None,
    }?;
    Some(bounded(read))
}

/// `near5`, `adj5`, `w/5`, `/n5/`, `same`.
fn factiva(lower: &str) -> Option<Joint> {
    if lower == "same" {
        return Some(Joint::new(Closeness::Paragraph, SPELLING));
    }
    if lower == "%" {
        return Some(Joint::losing(
            Closeness::Ordered(1),
            "Exactly one word between cannot be asked for here: one at most, so more is found.",
        ));
    }
    if lower == "adj" {
        return Some(Joint::new(Closeness::Ordered(0), FORWARD));
    }
    let before = |number: &str| number_of(number).map(|it| it.saturating_sub(1));
    if let Some(n) = lower.strip_prefix("adj").and_then(before) {
        return Some(Joint::new(Closeness::Ordered(n), FORWARD));
    }
    if let Some(n) = lower.strip_prefix("w/").and_then(before) {
        return Some(Joint::new(Closeness::Ordered(n), FORWARD));
    }
    let slashed = lower
        .strip_prefix("/n")
        .and_then(|it| it.strip_suffix('/'))
        .or_else(|| lower.strip_prefix("near"));
    if let Some(n) = slashed.and_then(before) {
        return Some(Joint::new(Closeness::Near(n), COUNTS));
    }
    None
}

/// `w/5`, `/5`, `pre/5`, `w/s`, `w/para`, `w/seg`.
fn lexis(lower: &str) -> Option<Joint> {
    let (head, tail) = lower.split_once('/')?;
    if matches!(head, "" | "w") {
        match tail {
            "s" | "sent" => return Some(Joint::new(Closeness::Sentence, SPELLING)),
            "p" | "para" => return Some(Joint::new(Closeness::Paragraph, SPELLING)),
            "seg" => {
                return Some(Joint::losing(
                    Closeness::Near(MAX_NEAR),
                    "Nothing here asks for the same part of an article. Within a thousand words comes near it.",
                ));
            }
            _ => {}
        }
    }
    let n = number_of(tail)?;
    match head {
        "" | "w" | "near" => Some(Joint::new(Closeness::Near(n), SPELLING)),
        "pre" | "onear" => Some(Joint::new(Closeness::Ordered(n), SPELLING)),
        _ => None,
    }
}

/// `NEAR/5`, `NEAR/5f`, `ONEAR/5`.
fn with_slash(word: &str) -> Option<Joint> {
    let (head, tail) = word.split_once('/')?;
    match head {
        "NEAR" => {
            if let Some(n) = tail.strip_suffix(['f', 'F']).and_then(number_of) {
                return Some(Joint::new(Closeness::Ordered(n), SPELLING));
            }
            Some(Joint::new(Closeness::Near(number_of(tail)?), ""))
        }
        "ONEAR" => Some(Joint::new(Closeness::Ordered(number_of(tail)?), "")),
        _ => None,
    }
}

/// A number of digits alone. What is too large for one is the largest.
pub(super) fn number_of(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()))
        .then(|| text.parse().unwrap_or(u32::MAX))
}

/// Proximity within what our language allows.
fn bounded(joint: Joint) -> Joint {
    let closeness = match joint.closeness {
        Closeness::Near(n) if n > MAX_NEAR => Closeness::Near(MAX_NEAR),
        Closeness::Ordered(n) if n > MAX_NEAR => Closeness::Ordered(MAX_NEAR),
        _ => return joint,
    };
    Joint::losing(closeness, TOO_FAR)
}
