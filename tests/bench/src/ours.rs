//! Our matcher, as the bench asks it. What changes when the matcher's own verbs change stands here.

use news::{
    TopicId,
    query::{Document, Matcher, Query, Scratch},
};

/// Our matcher, with the topics that it was given and room to work in.
#[derive(Default)]
pub(crate) struct Ours {
    matcher: Matcher,
    scratch: Scratch,
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
            ours.set(number, 1, &query);
        }
        ours
    }

    /// Adds a topic, or replaces it.
    pub(crate) fn set(&mut self, number: usize, version: u32, query: &Query) {
        self.matcher.set(TopicId(number as i64), version, query);
    }

    /// Lets it learn from the documents that it has seen which words are rare.
    pub(crate) fn learn(&mut self) {
        self.matcher.learn(&mut self.scratch);
    }

    /// How many topics a document meets, and in how many places, each place worked out.
    pub(crate) fn met(&mut self, document: &Document<'_>) -> Met {
        let hits = self.matcher.hits(document, &mut self.scratch);
        Met {
            topics: hits.len(),
            places: hits.iter().map(|it| it.places.len()).sum(),
        }
    }

    /// The numbers of the topics that a document meets, ascending.
    #[cfg(feature = "peers")]
    pub(crate) fn topics(&mut self, document: &Document<'_>) -> Vec<u32> {
        let hits = self.matcher.hits(document, &mut self.scratch);
        let mut found: Vec<u32> = hits.iter().map(|it| it.topic_id.0 as u32).collect();
        found.sort_unstable();
        found
    }
}
