//! What an article is about, as weighted terms.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
};

use crate::{Article, Zone, text::tokens};

/// How many characters of the text count beside the headline.
const LEAD: usize = 900;

/// Frequent words that tell nothing about an event, folded.
const STOP: &[&str] = &[
    "the",
    "and",
    "that",
    "for",
    "was",
    "were",
    "with",
    "said",
    "has",
    "had",
    "have",
    "from",
    "his",
    "her",
    "its",
    "this",
    "which",
    "are",
    "but",
    "not",
    "they",
    "their",
    "will",
    "would",
    "been",
    "after",
    "who",
    "about",
    "more",
    "than",
    "one",
    "two",
    "also",
    "over",
    "could",
    "into",
    "when",
    "other",
    "there",
    "what",
    "says",
    "on",
    "in",
    "of",
    "to",
    "a",
    "an",
    "at",
    "by",
    "as",
    "is",
    "it",
    "he",
    "she",
    "be",
    "or",
    "les",
    "des",
    "une",
    "dans",
    "pour",
    "qui",
    "que",
    "par",
    "sur",
    "est",
    "ont",
    "son",
    "ses",
    "aux",
    "avec",
    "plus",
    "pas",
    "ete",
    "selon",
    "le",
    "la",
    "de",
    "du",
    "et",
    "un",
    "en",
    "der",
    "die",
    "das",
    "und",
    "den",
    "von",
    "mit",
    "ist",
    "dem",
    "ein",
    "eine",
    "auf",
    "nicht",
    "sich",
    "im",
    "fur",
    "hat",
    "los",
    "las",
    "del",
    "por",
    "con",
    "una",
    "para",
    "se",
    "el",
    "и",
    "в",
    "на",
    "не",
    "что",
    "по",
    "с",
    "из",
    "та",
    "що",
    "у",
    "за",
    "до",
    "від",
    "про",
    "في",
    "من",
    "على",
    "الى",
    "ان",
    "عن",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The terms of an article with how often they occur, names counted double. Sorted by term, each once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoryTerms {
    /// Hash of the folded word, and its weight.
    pub(crate) terms: Vec<(u64, f32)>,
}

impl StoryTerms {
    /// The terms of an article: its headline, twice, and the first 900 characters of its text.
    pub fn of(article: &Article) -> StoryTerms {
        let mut weights: HashMap<u64, f32> = HashMap::new();
        let mut add = |text: &str, weight: f32| {
            for token in tokens(text) {
                if token.form.chars().count() < 3 && token.form.is_ascii()
                    || STOP.contains(&token.form.as_str())
                {
                    continue;
                }
                let name = token.start > 0 && text[token.start..].starts_with(char::is_uppercase);
                *weights.entry(hash(&stem(&token.form))).or_default() +=
                    weight * if name { 2.0 } else { 1.0 };
            }
        };
        add(&article.title, 2.0);
        let mut left = LEAD;
        for block in &article.blocks {
            if !matches!(block.zone, Zone::Standfirst | Zone::Body | Zone::Quote) || left == 0 {
                continue;
            }
            let end = block
                .text
                .char_indices()
                .nth(left)
                .map_or(block.text.len(), |it| it.0);
            add(&block.text[..end], 1.0);
            left = left.saturating_sub(block.text.chars().count());
        }
        let mut terms: Vec<(u64, f32)> = weights
            .into_iter()
            .map(|(term, n)| (term, 1.0 + n.ln().max(0.0)))
            .collect();
        terms.sort_unstable_by_key(|it| it.0);
        StoryTerms { terms }
    }

    /// A compact form to be stored: 12 bytes a term.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.terms
            .iter()
            .flat_map(|(term, weight)| {
                [&term.to_le_bytes()[..], &weight.to_le_bytes()[..]].concat()
            })
            .collect()
    }

    /// Reads the compact form; nothing where it is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<StoryTerms> {
        let (chunks, []) = bytes.as_chunks::<12>() else {
            return None;
        };
        let terms: Vec<(u64, f32)> = chunks
            .iter()
            .map(|it| {
                let (term, weight) = it.split_at(8);
                (
                    u64::from_le_bytes(term.try_into().expect("eight bytes")),
                    f32::from_le_bytes(weight.try_into().expect("four bytes")),
                )
            })
            .collect();
        let sound = terms.iter().all(|it| it.1.is_finite() && it.1 > 0.0)
            && terms.is_sorted_by(|a, b| a.0 < b.0);
        sound.then_some(StoryTerms { terms })
    }
}

/// A word without its commonest English endings, so that "banks" is "bank".
pub(crate) fn stem(form: &str) -> String {
    for ending in ["ing", "ed", "es", "s"] {
        if let Some(rest) = form.strip_suffix(ending)
            && rest.len() > 3
            && form.is_ascii()
        {
            return rest.trim_end_matches('e').to_string();
        }
    }
    form.trim_end_matches('e').to_string()
}

/// A number for a term. FNV-1a, so that stored terms mean the same in every version and on every machine.
pub(crate) fn hash(term: &str) -> u64 {
    struct Fnv(u64);
    impl Hasher for Fnv {
        fn finish(&self) -> u64 {
            self.0
        }
        fn write(&mut self, bytes: &[u8]) {
            for byte in bytes {
                self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    let mut fnv = Fnv(0xcbf2_9ce4_8422_2325);
    term.hash(&mut fnv);
    fnv.finish()
}
