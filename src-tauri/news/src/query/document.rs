//! An article made ready for matching.

use std::{collections::HashMap, ops::Range, sync::OnceLock};

use crate::{
    Article, Timestamp, Zone,
    speech::{Saying, quotations, sayings},
    text::{fold, sentences, tokens},
};

/// What is known about an article beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// The name of its source.
    pub source: &'a str,
    /// The publisher.
    pub publisher: &'a str,
    /// The analyst's grouping of the source.
    pub group: Option<&'a str>,
    /// The country of the source.
    pub country: Option<&'a str>,
    /// The language of the source, where the article does not say.
    pub language: Option<&'a str>,
    /// The time by which it is ordered.
    pub sorted_at: Option<Timestamp>,
    /// The analyst's tags on its alerts.
    pub tags: &'a [String],
    /// The paths of the files that it was read from.
    pub paths: &'a [String],
    /// The moment that periods which move with the day are counted back from: now, or when the article came in.
    pub now: Option<Timestamp>,
}

/// An article made ready for matching: its words, once.
#[derive(Debug, Clone)]
pub struct Document {
    pub(crate) words: Vec<Word>,
    pub(crate) forms: HashMap<String, Vec<u32>>,
    pub(crate) zones: Vec<Zone>,
    /// For each block, whether it belongs to the lead.
    pub(crate) lead: Vec<bool>,
    pub(crate) about: [Vec<String>; 7],
    /// The text of each block.
    pub(crate) texts: Vec<String>,
    /// The page's address, in lower case.
    pub(crate) address: Option<String>,
    /// The time by which the article is ordered.
    pub(crate) at: Option<Timestamp>,
    /// The moment that periods which move with the day are counted back from.
    pub(crate) now: Option<Timestamp>,
    speech: OnceLock<Speech>,
    sentence_of: OnceLock<Vec<u32>>,
}

/// What is said in a document, and by whom.
#[derive(Debug, Clone)]
pub(crate) struct Speech {
    /// For each block, what stands in quotation marks; of a block quotation all.
    pub(crate) quoted: Vec<Vec<Range<usize>>>,
    pub(crate) sayings: Vec<Saying>,
}

/// A word of a document.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) form: String,
    pub(crate) block: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// What the archive's index is fed: the matcher's own words, so that search and alerts cannot disagree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchText {
    /// The words of the zones that are searched by default.
    pub text: String,
    /// The words of the others.
    pub rest: String,
}

/// Stands between blocks in the index, so that a phrase never crosses them.
const GAP: &str = "\u{E000}";

/// The words of several texts in a row, with what is no word between them, so that no phrase crosses.
fn each(texts: &[String]) -> Vec<String> {
    let mut out = vec![];
    for text in texts {
        if !out.is_empty() {
            out.push(";".to_string());
        }
        out.extend(tokens(text).into_iter().map(|it| it.form));
    }
    out
}

impl Document {
    /// Takes the words of `article`, once for any number of topics.
    pub fn new(article: &Article, about: &About<'_>) -> Document {
        let mut words = vec![];
        let mut forms: HashMap<String, Vec<u32>> = HashMap::new();
        let mut paragraphs = 0;
        let mut lead = vec![];
        for (number, block) in article.blocks.iter().enumerate() {
            if block.zone == Zone::Body {
                paragraphs += 1;
            }
            lead.push(match block.zone {
                Zone::Headline | Zone::Standfirst => true,
                Zone::Body => paragraphs <= 2,
                _ => false,
            });
            for token in tokens(&block.text) {
                let at = words.len() as u32;
                match forms.get_mut(&token.form) {
                    Some(places) => places.push(at),
                    None => {
                        forms.insert(token.form.clone(), vec![at]);
                    }
                }
                words.push(Word {
                    form: token.form,
                    block: number as u32,
                    start: token.start as u32,
                    end: token.end as u32,
                });
            }
        }
        let of = |text: Option<&str>| -> Vec<String> {
            text.map(|it| tokens(it).into_iter().map(|it| it.form).collect())
                .unwrap_or_default()
        };
        let language = article.language.as_deref().or(about.language);
        Document {
            words,
            forms,
            zones: article.blocks.iter().map(|it| it.zone).collect(),
            lead,
            about: [
                of(Some(about.source)),
                of(Some(about.publisher)),
                language
                    .map(|it| vec![fold(it.split(['-', '_']).next().unwrap_or(it))])
                    .unwrap_or_default(),
                of(about.country),
                of(about.group),
                each(about.tags),
                each(about.paths),
            ],
            texts: article.blocks.iter().map(|it| it.text.clone()).collect(),
            address: article.address.as_deref().map(str::to_lowercase),
            at: about.sorted_at.or(article.published_at),
            now: about.now,
            speech: OnceLock::new(),
            sentence_of: OnceLock::new(),
        }
    }

    /// What is said in it, worked out at first use.
    pub(crate) fn speech(&self) -> &Speech {
        self.speech.get_or_init(|| Speech {
            quoted: self
                .texts
                .iter()
                .zip(&self.zones)
                .map(|(text, zone)| match zone {
                    Zone::Quote => std::iter::once(0..text.len()).collect(),
                    _ => quotations(text),
                })
                .collect(),
            sayings: sayings(self.texts.iter().map(String::as_str)),
        })
    }

    /// For each word, the number of its sentence, worked out at first use. No sentence goes over a block's end.
    pub(crate) fn sentence_of(&self) -> &[u32] {
        self.sentence_of.get_or_init(|| {
            let ends: Vec<Vec<usize>> = self
                .texts
                .iter()
                .map(|it| sentences(it).into_iter().map(|it| it.end).collect())
                .collect();
            let mut before = 0;
            let first: Vec<u32> = ends
                .iter()
                .map(|it| {
                    let first = before;
                    before += it.len() as u32 + 1;
                    first
                })
                .collect();
            self.words
                .iter()
                .map(|it| {
                    let block = it.block as usize;
                    first[block]
                        + ends[block].partition_point(|end| *end <= it.start as usize) as u32
                })
                .collect()
        })
    }

    /// The text of a word as it is written.
    pub(crate) fn written(&self, word: &Word) -> &str {
        self.texts[word.block as usize]
            .get(word.start as usize..word.end as usize)
            .unwrap_or_default()
    }

    /// What the archive's index is fed.
    pub fn search_text(&self) -> SearchText {
        let mut out = SearchText::default();
        let mut last = None;
        for word in &self.words {
            let into = if self.zones[word.block as usize].is_default() {
                &mut out.text
            } else {
                &mut out.rest
            };
            if !into.is_empty() {
                into.push(' ');
                if last != Some(word.block) {
                    into.push_str(GAP);
                    into.push(' ');
                }
            }
            into.push_str(&word.form);
            last = Some(word.block);
        }
        out
    }
}
