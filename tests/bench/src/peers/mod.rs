//! Others' engines on the same topics. They are given the words that we read, folded, free of charge: their own reading of
//! words would cost them more, and would tell other words apart.

mod aho;
mod fts;
mod inverted;
mod regexes;

pub(crate) use aho::{Aho, Kind};
pub(crate) use fts::{Fts, expression};
pub(crate) use inverted::{
    Tantivy, query as tantivy_query, tokenizers as tantivy_tokenizers,
    words_with_places as tantivy_words,
};
pub(crate) use regexes::Regexes;

use std::collections::HashMap;

use news::{
    Article,
    query::{About, Document},
};

use crate::topics::{Leaf, Tree};

/// An engine that says which topics articles meet.
pub(crate) trait Peer {
    /// For each article, the numbers of the topics that it meets, ascending.
    fn matches(&mut self, articles: &[String]) -> Result<Vec<Vec<u32>>, String>;
}

/// The words of an article as others are given them: folded, a blank before and behind each.
pub(crate) fn words(article: &Article) -> String {
    let text = Document::new(article, &About::default()).search_text().text;
    format!(" {text} ")
}

/// Topics whose leaves are numbered, each once.
pub(crate) struct Numbered {
    pub(crate) leaves: Vec<Leaf>,
    /// For each leaf, the topics that it may make true.
    pub(crate) topics_of: Vec<Vec<u32>>,
    pub(crate) topics: Vec<Node>,
}

/// A tree over the numbers of leaves.
pub(crate) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Leaf(u32),
}

impl Numbered {
    pub(crate) fn of(trees: &[Tree]) -> Numbered {
        let mut numbers = HashMap::new();
        let mut numbered = Numbered {
            leaves: vec![],
            topics_of: vec![],
            topics: vec![],
        };
        for (topic, tree) in trees.iter().enumerate() {
            let node = numbered.node(tree, topic as u32, true, &mut numbers);
            numbered.topics.push(node);
        }
        numbered
    }

    fn node(
        &mut self,
        tree: &Tree,
        topic: u32,
        positive: bool,
        numbers: &mut HashMap<Leaf, u32>,
    ) -> Node {
        let mut all = |parts: &[Tree]| -> Vec<Node> {
            parts
                .iter()
                .map(|it| self.node(it, topic, positive, numbers))
                .collect()
        };
        match tree {
            Tree::And(parts) => Node::And(all(parts)),
            Tree::Or(parts) => Node::Or(all(parts)),
            Tree::Not(part) => Node::Not(Box::new(self.node(part, topic, !positive, numbers))),
            Tree::Leaf(leaf) => {
                let number = *numbers.entry(leaf.clone()).or_insert_with(|| {
                    self.leaves.push(leaf.clone());
                    self.topics_of.push(vec![]);
                    self.leaves.len() as u32 - 1
                });
                let topics = &mut self.topics_of[number as usize];
                if positive && topics.last() != Some(&topic) {
                    topics.push(topic);
                }
                Node::Leaf(number)
            }
        }
    }
}

impl Node {
    /// Whether it holds, where `leaf` says which leaves do. Asks no more than it must.
    pub(crate) fn holds(&self, leaf: &mut impl FnMut(u32) -> bool) -> bool {
        match self {
            Node::And(parts) => parts.iter().all(|it| it.holds(leaf)),
            Node::Or(parts) => parts.iter().any(|it| it.holds(leaf)),
            Node::Not(part) => !part.holds(leaf),
            Node::Leaf(number) => leaf(*number),
        }
    }
}

#[cfg(test)]
mod tests {
    use news::query::{Matcher, Query};

    use super::*;
    use crate::{
        corpus::{Corpus, MATCHING},
        topics::{Sample, Topics},
    };

    #[test]
    fn all_engines_agree_with_ours() {
        let corpus = Corpus::new(MATCHING, 400, 9);
        let sample = Sample::of(&corpus, 200);
        let queries: Vec<Query> = Topics::new(&sample, 3)
            .filter_map(|it| Query::topic(&it).ok())
            .map(|it| it.query)
            .filter(|it| Tree::of(it).is_some_and(|it| !it.is_near()))
            .take(300)
            .collect();
        let trees: Vec<Tree> = queries.iter().filter_map(Tree::of).collect();
        let articles: Vec<Article> = (0..60).map(|it| corpus.made(it * 6).article).collect();
        let mut matcher = Matcher::new();
        for (id, query) in queries.iter().enumerate() {
            matcher.set(news::TopicId(id as i64), 1, query);
        }
        let expected: Vec<Vec<u32>> = articles
            .iter()
            .map(|it| {
                let document = Document::new(it, &About::default());
                let found = matcher.matches(&document);
                found.iter().map(|it| it.topic_id.0 as u32).collect()
            })
            .collect();
        assert!(
            expected.iter().map(Vec::len).sum::<usize>() > 20,
            "something is met"
        );
        let words: Vec<String> = articles.iter().map(words).collect();
        let all: [(&str, Box<dyn Peer>); 5] = [
            (
                "aho-corasick NFA",
                Box::new(Aho::new(&trees, Kind::Nfa).unwrap()),
            ),
            (
                "aho-corasick DFA",
                Box::new(Aho::new(&trees, Kind::Dfa).unwrap()),
            ),
            ("regex", Box::new(Regexes::new(&trees).unwrap())),
            ("fts5", Box::new(Fts::new(&trees).unwrap())),
            ("tantivy", Box::new(Tantivy::new(&trees).unwrap())),
        ];
        for (name, mut peer) in all {
            assert_eq!(peer.matches(&words).unwrap(), expected, "{name}");
        }
    }
}
