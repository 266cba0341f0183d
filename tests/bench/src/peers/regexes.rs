//! A regular expression for each leaf, tried when its topic needs to know.

use regex::Regex;

use super::{Numbered, Peer};
use crate::topics::{Leaf, Tree};

/// regex, one for each leaf.
pub(crate) struct Regexes {
    compiled: Vec<Regex>,
    topics: Numbered,
    /// For each leaf, the article that it was last tried in, and whether it was found.
    known: Vec<(u32, bool)>,
    article: u32,
}

impl Regexes {
    pub(crate) fn new(trees: &[Tree]) -> Result<Regexes, String> {
        let topics = Numbered::of(trees);
        let compiled = topics
            .leaves
            .iter()
            .map(compiled)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Regexes {
            known: vec![(0, false); compiled.len()],
            compiled,
            topics,
            article: 0,
        })
    }

    fn one(&mut self, words: &str) -> Vec<u32> {
        self.article += 1;
        let (article, known, compiled) = (self.article, &mut self.known, &self.compiled);
        let mut found = |leaf: u32| {
            let known = &mut known[leaf as usize];
            if known.0 != article {
                *known = (article, compiled[leaf as usize].is_match(words));
            }
            known.1
        };
        (0..self.topics.topics.len() as u32)
            .filter(|it| self.topics.topics[*it as usize].holds(&mut found))
            .collect()
    }
}

impl Peer for Regexes {
    fn matches(&mut self, articles: &[String]) -> Result<Vec<Vec<u32>>, String> {
        Ok(articles.iter().map(|it| self.one(it)).collect())
    }
}

fn compiled(leaf: &Leaf) -> Result<Regex, String> {
    let pattern = match leaf {
        Leaf::Word(word) => format!(" {} ", regex::escape(word)),
        Leaf::Phrase(words) => format!(" {} ", regex::escape(&words.join(" "))),
        Leaf::Prefix(prefix) => format!(" {}", regex::escape(prefix)),
        Leaf::Near(..) => return Err("a regular expression for proximity is not tried".into()),
    };
    Regex::new(&pattern).map_err(|err| format!("regex: {err}"))
}
