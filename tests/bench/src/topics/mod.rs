//! Topics that are made as analysts write them, over the words of the articles that they are asked of.

mod heavy;
mod sample;
mod tree;

pub(crate) use heavy::heavy;
pub(crate) use sample::Sample;
pub(crate) use tree::{Leaf, Tree};

use std::collections::HashMap;

use news::query::Query;

use crate::{corpus::absent, random::Random};

/// Of a hundred leaves: words, phrases, words with a wildcard at the end; the rest are two words near each other.
const WORDS: usize = 57;
const PHRASES: usize = 22;
const PREFIXES: usize = 13;

/// How many leaves of a hundred ask for a word that no article has.
const ABSENT: usize = 40;

/// Makes topics.
pub(crate) struct Topics<'a> {
    sample: &'a Sample,
    random: Random,
    made: u64,
    /// Whether every topic needs a word that no article has.
    never: bool,
}

impl<'a> Topics<'a> {
    /// Topics of which an article meets about one in two hundred.
    pub(crate) fn new(sample: &'a Sample, seed: u64) -> Topics<'a> {
        Topics {
            sample,
            random: Random::new(seed ^ 0x544F_5049),
            made: seed << 32,
            never: false,
        }
    }

    /// Topics that no article meets. Half of them ask for a word that articles have as well.
    pub(crate) fn never(sample: &'a Sample, seed: u64) -> Topics<'a> {
        Topics {
            never: true,
            ..Topics::new(sample, seed)
        }
    }

    fn topic(&mut self) -> String {
        let kind = self.random.below(100);
        let missing = self.never;
        match kind {
            0..15 => self.leaf(missing),
            15..40 => {
                let count = self.random.between(2, 8);
                self.any_of(count, missing)
            }
            _ => {
                let (a, b) = (self.random.between(1, 4), self.random.between(1, 3));
                let both = format!(
                    "({}) AND ({})",
                    self.any_of(a, missing),
                    self.any_of(b, false)
                );
                if kind < 75 {
                    return both;
                }
                let count = self.random.between(1, 2);
                format!("{both} AND NOT ({})", self.any_of(count, false))
            }
        }
    }

    fn any_of(&mut self, count: usize, missing: bool) -> String {
        let leaves: Vec<String> = (0..count).map(|_| self.leaf(missing)).collect();
        leaves.join(" OR ")
    }

    fn leaf(&mut self, missing: bool) -> String {
        let missing = missing || self.random.below(100) < ABSENT;
        let random = &mut self.random;
        let kind = random.below(100);
        let mut word = |random: &mut Random| match missing {
            true => {
                self.made += 1;
                absent(self.made)
            }
            false => self.sample.word(random).to_string(),
        };
        if kind < WORDS {
            word(random)
        } else if kind < WORDS + PHRASES {
            match missing {
                true => format!("\"{} {}\"", self.sample.word(random), word(random)),
                false => format!("\"{}\"", self.sample.phrase(random)),
            }
        } else if kind < WORDS + PHRASES + PREFIXES {
            let word = word(random);
            let letters: Vec<char> = word.chars().collect();
            let kept = (letters.len() - letters.len() / 4)
                .max(4)
                .min(letters.len());
            format!("{}*", letters[..kept].iter().collect::<String>())
        } else {
            let apart = random.between(5, 10);
            match missing {
                true => format!(
                    "({} NEAR/{apart} {})",
                    self.sample.word(random),
                    word(random)
                ),
                false => {
                    let (a, b) = self.sample.pair(random);
                    format!("({a} NEAR/{apart} {b})")
                }
            }
        }
    }
}

impl Iterator for Topics<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        Some(self.topic())
    }
}

/// The queries of texts, in order; what is no query is an error that names it.
pub(crate) fn queries<'t>(texts: impl Iterator<Item = &'t str>) -> Result<Vec<Query>, String> {
    texts
        .map(|text| match Query::topic(text) {
            Ok(read) => Ok(read.query),
            Err(diagnostics) => Err(format!("`{text}` is no query: {}", diagnostics[0].message)),
        })
        .collect()
}

/// How topics are made up, for the head of a table.
pub(crate) fn described(queries: &[Query]) -> String {
    let mut kinds: HashMap<&str, usize> = HashMap::new();
    let (mut leaves, mut read) = (0, 0);
    for query in queries {
        let Some(tree) = Tree::of(query) else {
            continue;
        };
        read += 1;
        tree.leaves(&mut |leaf| {
            leaves += 1;
            let kind = match leaf {
                Leaf::Word(_) => "words",
                Leaf::Phrase(_) => "phrases",
                Leaf::Prefix(_) => "prefixes",
                Leaf::Near(..) => "NEAR",
            };
            *kinds.entry(kind).or_default() += 1;
        });
    }
    let percent = |kind: &str| {
        100.0 * kinds.get(kind).copied().unwrap_or_default() as f64 / f64::from(leaves.max(1))
    };
    format!(
        "{:.2} leaves a topic: {:.0} % words, {:.0} % phrases, {:.0} % prefixes, {:.0} % NEAR",
        f64::from(leaves) / f64::from(read.max(1)),
        percent("words"),
        percent("phrases"),
        percent("prefixes"),
        percent("NEAR")
    )
}

#[cfg(test)]
mod tests {
    use news::query::{About, Document, Matcher};

    use super::*;
    use crate::corpus::{Corpus, MATCHING};

    #[test]
    fn every_topic_is_a_query_and_reads_as_a_tree() {
        let sample = Sample::of(&Corpus::new(MATCHING, 1_000, 5), 200);
        let texts: Vec<String> = Topics::new(&sample, 1).take(2_000).collect();
        let queries = queries(texts.iter().map(String::as_str)).unwrap();
        assert!(queries.iter().all(|it| Tree::of(it).is_some()));
        let described = described(&queries);
        let leaves: f64 = described.split(' ').next().unwrap().parse().unwrap();
        assert!((4.3..4.6).contains(&leaves), "{described}");
    }

    #[test]
    fn articles_meet_few_topics_and_none_of_those_that_never_match() {
        let corpus = Corpus::new(MATCHING, 1_000, 5);
        let sample = Sample::of(&corpus, 400);
        let matched = |texts: Vec<String>| {
            let mut matcher = Matcher::new();
            let queries = queries(texts.iter().map(String::as_str)).unwrap();
            for (id, query) in queries.iter().enumerate() {
                matcher.set(news::TopicId(id as i64), 1, query);
            }
            let articles = (600..660).map(|it| corpus.made(it).article);
            articles
                .map(|it| {
                    matcher
                        .matches(&Document::new(&it, &About::default()))
                        .len()
                })
                .sum::<usize>()
        };
        let some = matched(Topics::new(&sample, 1).take(2_000).collect());
        assert!((120..1_800).contains(&some), "{some} of 120,000 decisions");
        assert_eq!(matched(Topics::never(&sample, 1).take(2_000).collect()), 0);
    }
}
