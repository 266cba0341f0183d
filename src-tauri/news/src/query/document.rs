//! An article made ready for matching.

use std::{ops::Range, sync::OnceLock};

use super::{
    ast::{Field, Wild, wild_fits},
    sieve::Sieve,
    standing::Standing,
};
use crate::{
    Article, Timestamp, Zone,
    speech::{Saying, quotations, sayings},
    text::{Folded, Form, Numbering, PAD, Word, fold, folded_of, language_tag, sentences, tokens},
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

/// An article made ready for matching: its words, once for any number of topics.
#[derive(Debug)]
pub struct Document<'a> {
    pub(crate) article: &'a Article,
    about: About<'a>,
    folded: Folded,
    /// By their forms; worked out at first use.
    standing: OnceLock<Standing>,
    /// The first two bytes of each word's form; worked out at first use.
    initials: OnceLock<Vec<u16>>,
    lead: OnceLock<Vec<bool>>,
    known: OnceLock<[Vec<String>; 7]>,
    address: OnceLock<Option<String>>,
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

/// What the archive's index is fed: the matcher's own words, so that search and alerts cannot disagree. Each form is kept
/// once; where words stand, it is a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchText {
    /// All forms, one behind the other, with [`PADDING`].
    forms: String,
    /// Where each form ends.
    ends: Vec<u32>,
    text: Vec<u32>,
    rest: Vec<u32>,
}

impl SearchText {
    /// The forms of its words, each once, in the order of their numbers.
    pub fn forms(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.ends.len()).map(|it| self.form(it as u32).text())
    }

    /// The form of a number.
    ///
    /// # Panics
    /// Where no form has it.
    #[inline]
    pub fn form(&self, number: u32) -> Form<'_> {
        let before = (number as usize).checked_sub(1);
        let start = before.map_or(0, |it| self.ends[it]) as usize;
        let length = self.ends[number as usize] as usize - start;
        Form::at(&self.forms, start, length)
    }

    /// The words of the zones that are searched by default, in order, by the numbers of their forms. Between blocks stands a
    /// form that no word has, so that a phrase never crosses them.
    pub fn text(&self) -> &[u32] {
        &self.text
    }

    /// The words of the other zones in the same way.
    pub fn rest(&self) -> &[u32] {
        &self.rest
    }
}

/// May be read behind the last form.
const PADDING: &str = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// Stands between blocks in the index, so that a phrase never crosses them.
pub(crate) const GAP: &str = "\u{E000}";

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

impl<'a> Document<'a> {
    /// Takes the words of `article`, once for any number of topics. Linear in its length.
    pub fn new(article: &'a Article, about: &About<'a>) -> Document<'a> {
        Document::sifted(article, about, None)
    }

    /// The same for the queries of a sieve alone: paragraphs in which none of their words can stand have no words. Where
    /// there is no sieve, all have.
    pub fn sifted(article: &'a Article, about: &About<'a>, sieve: Option<&Sieve>) -> Document<'a> {
        Document {
            article,
            about: *about,
            folded: folded_of(
                article.blocks.iter().map(|it| it.text.as_str()),
                sieve.map(Sieve::sift),
            ),
            standing: OnceLock::new(),
            initials: OnceLock::new(),
            lead: OnceLock::new(),
            known: OnceLock::new(),
            address: OnceLock::new(),
            speech: OnceLock::new(),
            sentence_of: OnceLock::new(),
        }
    }

    /// How many words were read, in all zones.
    pub fn word_count(&self) -> usize {
        self.folded.words.len()
    }

    /// All words, in order.
    pub(crate) fn words(&self) -> &[Word] {
        &self.folded.words
    }

    /// For each block, the number of its first word; at the end the number of all.
    pub(crate) fn firsts(&self) -> &[u32] {
        &self.folded.firsts
    }

    /// The words of a block.
    pub(crate) fn words_of(&self, block: usize) -> &[Word] {
        &self.folded.words
            [self.folded.firsts[block] as usize..self.folded.firsts[block + 1] as usize]
    }

    /// What holds the forms of all words.
    pub(crate) fn forms(&self) -> &str {
        &self.folded.forms
    }

    /// The folded form of a word.
    pub(crate) fn form(&self, word: &Word) -> &str {
        &self.folded.forms[word.form as usize..][..word.length as usize]
    }

    /// The bytes of a word's form, or the first of them, with something behind them.
    pub(crate) fn padded(&self, word: &Word) -> &[u8; PAD] {
        self.folded.forms.as_bytes()[word.form as usize..]
            .first_chunk()
            .expect("every form has so many bytes behind its beginning")
    }

    /// The words of a form, in order.
    pub(crate) fn places(&self, form: &str) -> impl Iterator<Item = u32> {
        let standing = self.standing.get_or_init(|| {
            Standing::new(self.folded.words.len(), |it| {
                self.form(&self.folded.words[it])
            })
        });
        standing
            .like(form)
            .filter(move |it| self.form(&self.folded.words[*it as usize]) == form)
    }

    /// The words that a pattern with wildcards describes, in order. Most begin otherwise, and two bytes tell.
    pub(crate) fn words_fitting(&self, wild: &Wild) -> Vec<u32> {
        let initials = self.initials.get_or_init(|| {
            let two = |it: &Word| u16::from_be_bytes([self.padded(it)[0], self.padded(it)[1]]);
            self.folded.words.iter().map(two).collect()
        });
        let (begins, asked) = match *wild.prefix.as_bytes() {
            [] => (0, 0),
            [one] => (u16::from(one) << 8, 0xFF00),
            [one, two, ..] => (u16::from_be_bytes([one, two]), 0xFFFF),
        };
        let fits = |form: &str| form.starts_with(&wild.prefix) && wild_fits(&wild.form, form);
        (0..)
            .zip(initials)
            .filter(|(_, it)| *it & asked == begins)
            .map(|it| it.0)
            .filter(|it| fits(self.form(&self.folded.words[*it as usize])))
            .collect()
    }

    /// What a block is.
    pub(crate) fn zone(&self, block: u32) -> Zone {
        self.article.blocks[block as usize].zone
    }

    /// The text of a block.
    pub(crate) fn text(&self, block: u32) -> &'a str {
        &self.article.blocks[block as usize].text
    }

    /// Whether a block belongs to the lead: headline, standfirst and the first two paragraphs.
    pub(crate) fn is_lead(&self, block: u32) -> bool {
        self.lead.get_or_init(|| {
            let mut paragraphs = 0;
            self.article
                .blocks
                .iter()
                .map(|it| match it.zone {
                    Zone::Headline | Zone::Standfirst => true,
                    Zone::Body => {
                        paragraphs += 1;
                        paragraphs <= 2
                    }
                    Zone::Byline
                    | Zone::Dateline
                    | Zone::Quote
                    | Zone::Caption
                    | Zone::Promo
                    | Zone::Credit
                    | Zone::Boilerplate => false,
                })
                .collect()
        })[block as usize]
    }

    /// The words of what is known about it beside its text; nothing for a field that is a part of the text.
    pub(crate) fn known(&self, field: Field) -> Option<&Vec<String>> {
        let number = match field {
            Field::Source => 0,
            Field::Publisher => 1,
            Field::Lang => 2,
            Field::Country => 3,
            Field::Group => 4,
            Field::Tag => 5,
            Field::Folder => 6,
            Field::Title
            | Field::Lead
            | Field::Body
            | Field::Byline
            | Field::Credit
            | Field::Caption
            | Field::Promo => return None,
        };
        let known = self.known.get_or_init(|| {
            let of = |text: Option<&str>| -> Vec<String> {
                text.map(|it| tokens(it).into_iter().map(|it| it.form).collect())
                    .unwrap_or_default()
            };
            let about = &self.about;
            let language = self.article.language.as_deref().or(about.language);
            [
                of(Some(about.source)),
                of(Some(about.publisher)),
                language
                    .map(|it| vec![fold(&language_tag(it))])
                    .unwrap_or_default(),
                of(about.country),
                of(about.group),
                each(about.tags),
                each(about.paths),
            ]
        });
        Some(&known[number])
    }

    /// The page's address, in lower case.
    pub(crate) fn address(&self) -> Option<&str> {
        self.address
            .get_or_init(|| self.article.address.as_deref().map(str::to_lowercase))
            .as_deref()
    }

    /// The time by which the article is ordered.
    pub(crate) fn at(&self) -> Option<Timestamp> {
        self.about.sorted_at.or(self.article.published_at)
    }

    /// The moment that periods which move with the day are counted back from.
    pub(crate) fn now(&self) -> Option<Timestamp> {
        self.about.now
    }

    /// How many words the zones have that are searched by default.
    pub(crate) fn length(&self) -> u32 {
        self.folded
            .firsts
            .windows(2)
            .zip(&self.article.blocks)
            .filter(|(_, block)| block.zone.is_default())
            .map(|(pair, _)| pair[1] - pair[0])
            .sum()
    }

    /// What is said in it, worked out at first use.
    pub(crate) fn speech(&self) -> &Speech {
        self.speech.get_or_init(|| Speech {
            quoted: self
                .article
                .blocks
                .iter()
                .map(|it| match it.zone {
                    Zone::Quote => std::iter::once(0..it.text.len()).collect(),
                    _ => quotations(&it.text),
                })
                .collect(),
            sayings: sayings(self.article.blocks.iter().map(|it| it.text.as_str())),
        })
    }

    /// For each word, the number of its sentence, worked out at first use. No sentence goes over a block's end.
    pub(crate) fn sentence_of(&self) -> &[u32] {
        self.sentence_of.get_or_init(|| {
            let mut number = 0;
            let mut found = Vec::with_capacity(self.folded.words.len());
            for (block, pair) in self
                .article
                .blocks
                .iter()
                .zip(self.folded.firsts.windows(2))
            {
                let ends: Vec<usize> = sentences(&block.text).iter().map(|it| it.end).collect();
                found.extend(
                    self.folded.words[pair[0] as usize..pair[1] as usize]
                        .iter()
                        .map(|it| {
                            number + ends.partition_point(|end| *end <= it.start as usize) as u32
                        }),
                );
                number += ends.len() as u32 + 1;
            }
            found
        })
    }

    /// The text of a word as it is written.
    pub(crate) fn written(&self, word: &Word) -> &str {
        self.text(word.block)
            .get(word.start as usize..word.end as usize)
            .unwrap_or_default()
    }

    /// What the archive's index is fed. Linear in the length of the article.
    pub fn search_text(&self) -> SearchText {
        let mut numbering = Numbering::with_capacity(self.folded.words.len() / 2);
        let mut text = Vec::with_capacity(self.folded.words.len() + self.article.blocks.len());
        let mut rest = vec![];
        for (block, pair) in self
            .article
            .blocks
            .iter()
            .zip(self.folded.firsts.windows(2))
        {
            let words = &self.folded.words[pair[0] as usize..pair[1] as usize];
            let into = match block.zone.is_default() {
                true => &mut text,
                false => &mut rest,
            };
            if !into.is_empty() && !words.is_empty() {
                into.push(numbering.number(Form::new(GAP)));
            }
            into.extend(words.iter().map(|it| {
                let form = Form::at(&self.folded.forms, it.form as usize, it.length as usize);
                numbering.number(form)
            }));
        }
        let mut forms = String::with_capacity(10 * numbering.forms().len() + PADDING.len());
        let mut ends = Vec::with_capacity(numbering.forms().len());
        for it in numbering.forms() {
            forms.push_str(it.text());
            ends.push(forms.len() as u32);
        }
        forms.push_str(PADDING);
        SearchText {
            forms,
            ends,
            text,
            rest,
        }
    }
}
