//! One automaton over all leaves, and the topics worked out from what it finds.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{Numbered, Peer};
use crate::topics::{Leaf, Tree};

/// How the automaton is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Nfa,
    Dfa,
}

/// aho-corasick, every overlapping hit, whole words.
pub(crate) struct Aho {
    automaton: AhoCorasick,
    topics: Numbered,
    /// For each leaf and topic, the article in which it was last seen.
    leaf_seen: Vec<u32>,
    topic_seen: Vec<u32>,
    article: u32,
}

impl Aho {
    pub(crate) fn new(trees: &[Tree], kind: Kind) -> Result<Aho, String> {
        let topics = Numbered::of(trees);
        let patterns = topics
            .leaves
            .iter()
            .map(pattern)
            .collect::<Result<Vec<_>, _>>()?;
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(match kind {
                Kind::Nfa => AhoCorasickKind::ContiguousNFA,
                Kind::Dfa => AhoCorasickKind::DFA,
            }))
            .build(patterns)
            .map_err(|err| format!("aho-corasick: {err}"))?;
        Ok(Aho {
            automaton,
            leaf_seen: vec![0; topics.leaves.len()],
            topic_seen: vec![0; topics.topics.len()],
            topics,
            article: 0,
        })
    }

    fn one(&mut self, words: &str) -> Vec<u32> {
        self.article += 1;
        let mut candidates = vec![];
        for found in self.automaton.find_overlapping_iter(words) {
            let leaf = found.pattern().as_usize();
            if self.leaf_seen[leaf] == self.article {
                continue;
            }
            self.leaf_seen[leaf] = self.article;
            for topic in &self.topics.topics_of[leaf] {
                if self.topic_seen[*topic as usize] != self.article {
                    self.topic_seen[*topic as usize] = self.article;
                    candidates.push(*topic);
                }
            }
        }
        candidates.retain(|topic| {
            self.topics.topics[*topic as usize]
                .holds(&mut |leaf| self.leaf_seen[leaf as usize] == self.article)
        });
        candidates.sort_unstable();
        candidates
    }
}

impl Peer for Aho {
    fn matches(&mut self, articles: &[String]) -> Result<Vec<Vec<u32>>, String> {
        Ok(articles.iter().map(|it| self.one(it)).collect())
    }
}

/// A leaf with the blanks that bound it.
fn pattern(leaf: &Leaf) -> Result<String, String> {
    match leaf {
        Leaf::Word(word) => Ok(format!(" {word} ")),
        Leaf::Phrase(words) => Ok(format!(" {} ", words.join(" "))),
        Leaf::Prefix(prefix) => Ok(format!(" {prefix}")),
        Leaf::Near(..) => Err("aho-corasick cannot tell how near words are".into()),
    }
}
