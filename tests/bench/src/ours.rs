//! Our matcher, as the bench asks it. What changes when the matcher's own verbs change stands here.

use news::{
    TopicId,
    query::{Document, Matcher, Query},
};

/// Our matcher, with the topics that it was given.
#[derive(Default)]
pub(crate) struct Ours {
    matcher: Matcher,
}

/// What an article met.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Met {
    /// How many topics.
    pub(crate) topics: usize,
    /// How many places in its text, over all of them.
    pub(crate) places: usize,
}

impl Ours {
    /// The matcher of these topics, numbered from 0.
    pub(crate) fn new(queries: impl IntoIterator<Item = Query>) -> Ours {
        let mut ours = Ours::default();
        for (number, query) in queries.into_iter().enumerate() {
            ours.set(number, 1, query);
        }
        ours
    }

    /// Adds a topic, or replaces it.
    pub(crate) fn set(&mut self, number: usize, version: u32, query: Query) {
        self.matcher.set(TopicId(number as i64), version, query);
    }

    /// How many topics a document meets, and in how many places, each place worked out.
    pub(crate) fn met(&mut self, document: &Document) -> Met {
        let found = self.matcher.matches(document);
        Met {
            topics: found.len(),
            places: found.iter().map(|it| it.proof.highlights().len()).sum(),
        }
    }

    /// The numbers of the topics that a document meets, ascending.
    pub(crate) fn topics(&mut self, document: &Document) -> Vec<u32> {
        let found = self.matcher.matches(document);
        found.iter().map(|it| it.topic_id.0 as u32).collect()
    }
}
