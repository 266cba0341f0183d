//! What topics are made of: the words of some articles, with how many of them have each.

use std::collections::HashMap;

use news::{Article, Zone, text::tokens};

use crate::{corpus::Corpus, random::Random};

/// Which share of the articles has a word that a topic asks for: more, and nobody would; fewer, and it is found by luck.
const RARE: f64 = 0.000_5;
const COMMON: f64 = 0.017;

/// The words of some articles.
pub(crate) struct Sample {
    /// Each paragraph's words, as numbers.
    paragraphs: Vec<Vec<u32>>,
    forms: Vec<String>,
    /// Of each form, how many articles have it.
    articles: Vec<u32>,
    /// Places (paragraph, word) of words that topics ask for.
    asked: Vec<(u32, u32)>,
    /// How many articles there are.
    count: usize,
}

impl Sample {
    /// The words of so many articles, spread over the corpus.
    pub(crate) fn of(corpus: &Corpus, count: u64) -> Sample {
        let step = corpus.count() / count.max(1);
        Sample::from(count as usize, |number| {
            corpus.made(number as u64 * step.max(1)).article
        })
    }

    /// The words of given articles.
    pub(crate) fn from(count: usize, mut article: impl FnMut(usize) -> Article) -> Sample {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut sample = Sample {
            paragraphs: vec![],
            forms: vec![],
            articles: vec![],
            asked: vec![],
            count,
        };
        let mut seen: Vec<usize> = vec![];
        for number in 1..=count {
            let article = article(number - 1);
            for block in article.blocks.iter().filter(|it| it.zone == Zone::Body) {
                let mut paragraph = vec![];
                for token in tokens(&block.text) {
                    let id = *numbers.entry(token.form).or_insert_with_key(|form| {
                        sample.forms.push(form.clone());
                        sample.articles.push(0);
                        seen.push(0);
                        sample.forms.len() as u32 - 1
                    });
                    if seen[id as usize] != number {
                        seen[id as usize] = number;
                        sample.articles[id as usize] += 1;
                    }
                    paragraph.push(id);
                }
                sample.paragraphs.push(paragraph);
            }
        }
        let most = (COMMON * count as f64).max(2.0);
        let least = (RARE * count as f64).max(1.0);
        for (paragraph, words) in sample.paragraphs.iter().enumerate() {
            for (at, id) in words.iter().enumerate() {
                let has = f64::from(sample.articles[*id as usize]);
                if has >= least && has <= most && sample.is_plain(*id) {
                    sample.asked.push((paragraph as u32, at as u32));
                }
            }
        }
        sample
    }

    /// A word that topics ask for.
    pub(crate) fn word(&self, random: &mut Random) -> &str {
        let (paragraph, at) = *random.pick(&self.asked);
        &self.forms[self.paragraphs[paragraph as usize][at as usize] as usize]
    }

    /// Two or three words that stand in a row in an article, one of them such a word.
    pub(crate) fn phrase(&self, random: &mut Random) -> String {
        loop {
            let (paragraph, at) = *random.pick(&self.asked);
            let words = &self.paragraphs[paragraph as usize];
            let length = random.between(2, 3);
            let from = (at as usize + 1).saturating_sub(random.between(1, length));
            let Some(row) = words.get(from..from + length) else {
                continue;
            };
            if row.iter().all(|it| self.is_plain(*it)) {
                let row: Vec<&str> = row
                    .iter()
                    .map(|it| self.forms[*it as usize].as_str())
                    .collect();
                return row.join(" ");
            }
        }
    }

    /// Two words that stand near each other in an article.
    pub(crate) fn pair(&self, random: &mut Random) -> (&str, &str) {
        loop {
            let (paragraph, at) = *random.pick(&self.asked);
            let words = &self.paragraphs[paragraph as usize];
            let Some(other) = words.get(at as usize + random.between(2, 5)) else {
                continue;
            };
            let has = f64::from(self.articles[*other as usize]) / self.count as f64;
            if has < 0.2 && self.is_plain(*other) && *other != words[at as usize] {
                return (
                    &self.forms[words[at as usize] as usize],
                    &self.forms[*other as usize],
                );
            }
        }
    }

    /// Words which so many of a thousand articles have, as many as there are, in an order that says nothing.
    pub(crate) fn between(&self, from: f64, to: f64, random: &mut Random) -> Vec<&str> {
        let mut found: Vec<&str> = (0..self.forms.len() as u32)
            .filter(|it| {
                let has = 1_000.0 * f64::from(self.articles[*it as usize]) / self.count as f64;
                (from..to).contains(&has) && self.is_plain(*it)
            })
            .map(|it| self.forms[it as usize].as_str())
            .collect();
        for at in (1..found.len()).rev() {
            found.swap(at, random.below(at + 1));
        }
        found
    }

    /// Words which one article has, in an order that says nothing.
    pub(crate) fn rarest(&self, random: &mut Random) -> Vec<&str> {
        self.between(0.0, 1_500.0 / self.count as f64, random)
    }

    /// Whether a form can be written into a query as it is.
    fn is_plain(&self, id: u32) -> bool {
        let form = &self.forms[id as usize];
        let letters = form.chars().count();
        (3..=24).contains(&letters)
            && form.chars().all(char::is_alphabetic)
            && !matches!(
                form.as_str(),
                "and" | "or" | "not" | "near" | "same" | "pre" | "adj"
            )
    }
}
