//! An article made ready for matching.

use std::collections::HashMap;

use crate::{
    Article, Timestamp, Zone,
    text::{fold, tokens},
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
}

/// An article made ready for matching: its words, once.
#[derive(Debug, Clone)]
pub struct Document {
    pub(crate) words: Vec<Word>,
    pub(crate) forms: HashMap<String, Vec<u32>>,
    pub(crate) zones: Vec<Zone>,
    /// For each block, whether it belongs to the lead.
    pub(crate) lead: Vec<bool>,
    pub(crate) about: [Vec<String>; 5],
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
            ],
        }
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
