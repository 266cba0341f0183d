//! Articles that are made, not gathered: as many as are asked for, the same at every run, none kept in memory.
//!
//! An article is made from its number alone, so that any of them can be made again, on any thread. What real news
//! has and matching feels is in them: few common words and ever more rare ones, words that follow each other more often
//! than chance, names that fill an article and its day, copies of wire reports, figures, quotations, other scripts.

mod calendar;
mod function;
mod prose;
mod ranks;
mod scripts;
mod shown;
mod words;

pub(crate) use calendar::Calendar;
pub(crate) use shown::shown;
pub(crate) use words::absent;

use news::{Article, Block, Timestamp, Zone};
use rayon::prelude::*;

use crate::random::{Random, mix};
use prose::Prose;
use ranks::Ranks;
use scripts::Script;
use words::Words;

/// How many sources there are. The largest has a hundred times the articles of the smallest.
pub(crate) const SOURCES: usize = 1_000;

/// How far back the original of a copy lies at most, in articles.
const WIRE: u64 = 400;

/// How many events a day has that several articles are about.
const EVENTS: u64 = 12;

/// How long articles are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Length {
    /// Bytes on average, all blocks together.
    pub(crate) bytes: f64,
    /// How much they differ: the deviation of the logarithm.
    pub(crate) spread: f64,
}

/// The articles that matching is measured on: none is very short.
pub(crate) const MATCHING: Length = Length {
    bytes: 2_430.0,
    spread: 0.45,
};

/// The articles that the archive is measured on.
pub(crate) const STORAGE: Length = Length {
    bytes: 2_930.0,
    spread: 0.62,
};

/// Bytes of an article beside its body, and bytes of a running word with the blank behind it: measured on what is made.
const BESIDE: f64 = 190.0;
const WORD: f64 = 6.25;

/// A made archive of some number of articles.
#[derive(Debug)]
pub(crate) struct Corpus {
    ranks: Ranks,
    words: Words,
    calendar: Calendar,
    length: Length,
    count: u64,
    seed: u64,
}

/// An article, with what is known about it beside.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) article: Article,
    /// The number of its source, below [`SOURCES`].
    pub(crate) source: usize,
}

impl Corpus {
    pub(crate) fn new(length: Length, count: u64, seed: u64) -> Corpus {
        Corpus {
            ranks: Ranks::new(),
            words: Words::new(),
            calendar: Calendar::new(),
            length,
            count: count.max(1),
            seed,
        }
    }

    /// How many articles there are.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The article of a number, in the order in which they came.
    pub(crate) fn made(&self, number: u64) -> Made {
        let mut own = Random::new(mix(self.seed ^ mix(number)) ^ 1);
        let original = self.original(number);
        let mut blocks = self.blocks(original);
        if original != number {
            edit(&mut blocks, self.blocks(number).swap_remove(0), &mut own);
        }
        let source = own.rank(SOURCES);
        let share = (number as f64 + 0.5) / self.count as f64;
        let published_at: Timestamp = self.calendar.at(share.min(1.0 - 1e-9), &mut own);
        let article = Article {
            title: blocks[0].text.clone(),
            authors: vec![],
            address: Some(format!("https://outlet-{source}.example/news/{number}")),
            outlet: None,
            language: Some(Script::of(self.key(original)).language().into()),
            published_at: Some(published_at),
            modified_at: None,
            wire: (original != number).then(|| "Wire".into()),
            item_id: Some(number.to_string()),
            blocks,
            reading: None,
        };
        Made { article, source }
    }

    /// Some articles in a row, made on every core.
    pub(crate) fn several(&self, numbers: std::ops::Range<u64>) -> Vec<Made> {
        numbers.into_par_iter().map(|it| self.made(it)).collect()
    }

    /// The article whose text this one has: itself, but for one in eleven.
    fn original(&self, mut number: u64) -> u64 {
        loop {
            let key = self.key(number) >> 8;
            if number == 0 || !key.is_multiple_of(11) {
                return number;
            }
            number -= 1 + (key >> 8) % number.min(WIRE);
        }
    }

    /// A number of 64 bits that stands for an article.
    fn key(&self, number: u64) -> u64 {
        mix(self.seed ^ mix(number ^ 0x004B_4559))
    }

    fn blocks(&self, number: u64) -> Vec<Block> {
        let key = self.key(number);
        let mut random = Random::new(key);
        let script = Script::of(key);
        let day = self.calendar.day((number as f64 + 0.5) / self.count as f64);
        // Four in ten are about what others of that day are about too.
        let subject = match random.chance(0.4) {
            true => mix(self.seed ^ (day as u64 * EVENTS + random.next() % EVENTS)),
            false => random.next(),
        };
        let sigma = self.length.spread;
        let median = (self.length.bytes - BESIDE).ln() - sigma * sigma / 2.0;
        let bytes = (median + sigma * random.normal())
            .exp()
            .clamp(250.0, 40_000.0);
        let mut prose = Prose::new(&self.ranks, &self.words, script, subject, random);
        prose.article((bytes / WORD) as usize)
    }
}

/// What another outlet does to a wire report: a headline of its own half of the time, the end cut off, a word changed
/// here and there, the agency named.
fn edit(blocks: &mut Vec<Block>, headline: Block, random: &mut Random) {
    if random.chance(0.5) {
        blocks[0] = headline;
    }
    let kept = blocks.len() - random.below(blocks.len() / 3 + 1);
    blocks.truncate(kept.max(2));
    for block in blocks.iter_mut().filter(|it| it.zone == Zone::Body) {
        if random.chance(0.3)
            && let Some(at) = block.text.find(", ")
        {
            block.text.remove(at);
        }
    }
    blocks.push(Block::new(Zone::Credit, "(With inputs from agencies)"));
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use news::text::tokens;

    use super::*;

    fn bytes(article: &Article) -> usize {
        article.blocks.iter().map(|it| it.text.len()).sum()
    }

    #[test]
    fn an_article_is_the_same_whenever_it_is_made() {
        let (a, b) = (
            Corpus::new(MATCHING, 1_000, 1),
            Corpus::new(MATCHING, 1_000, 1),
        );
        for number in [0, 1, 500, 999] {
            let made = a.made(number);
            assert_eq!(made.article, b.made(number).article);
            assert!(made.source < SOURCES);
            assert!(made.article.blocks.iter().all(|it| !it.text.is_empty()));
        }
        let other = Corpus::new(MATCHING, 1_000, 2);
        assert_ne!(a.made(7).article, other.made(7).article);
    }

    #[test]
    fn articles_are_as_long_and_as_varied_as_news() {
        for (length, tolerance) in [(MATCHING, 0.06), (STORAGE, 0.08)] {
            let corpus = Corpus::new(length, 3_000, 7);
            let (mut total, mut running, mut forms) = (0, 0_u32, HashMap::<String, u32>::new());
            for number in 0..3_000 {
                let article = corpus.made(number).article;
                total += bytes(&article);
                for token in article.blocks.iter().flat_map(|it| tokens(&it.text)) {
                    *forms.entry(token.form).or_default() += 1;
                    running += 1;
                }
            }
            let mean = f64::from(total as u32) / 3_000.0;
            assert!(
                (mean / length.bytes - 1.0).abs() < tolerance,
                "mean length {mean}, not {}",
                length.bytes
            );
            let the = f64::from(forms["the"]) / f64::from(running);
            assert!((0.05..0.06).contains(&the), "share of `the`: {the}");
            assert!(
                (35_000..75_000).contains(&forms.len()),
                "{} forms in {running} words",
                forms.len()
            );
        }
    }

    #[test]
    fn one_article_in_eleven_is_a_copy_with_small_edits() {
        let corpus = Corpus::new(STORAGE, 5_000, 3);
        let copies: Vec<u64> = (0..5_000)
            .filter(|it| corpus.original(*it) != *it)
            .collect();
        assert!(
            (350..560).contains(&copies.len()),
            "{} copies",
            copies.len()
        );
        let copy = corpus.made(copies[5]).article;
        let original = corpus.made(corpus.original(copies[5])).article;
        let texts =
            |it: &Article| -> Vec<String> { it.zone(Zone::Body).map(str::to_string).collect() };
        let (copy_texts, texts) = (texts(&copy), texts(&original));
        assert!(
            copy_texts.iter().any(|it| texts.contains(it)),
            "a paragraph is the same"
        );
        assert_ne!(copy.blocks, original.blocks);
    }
}
