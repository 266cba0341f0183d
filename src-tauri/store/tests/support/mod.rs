//! What the tests of the store share: an article judged for one topic, as the engine does it for all.

use news::{
    Article, Source, Timestamp, Topic,
    query::{About, Document, Query, flagged, prove},
    story::{Fingerprint, StoryTerms},
};
use store::{FiledMatch, Filing, Hash, IndexEntry, Packer};

/// An article of a source, ready to be filed, with its match if it meets the topic.
pub(crate) fn filing(
    source: &Source,
    topic: &Topic,
    identity: &str,
    article: Article,
    seen_at: Timestamp,
) -> Filing {
    let document = Document::new(&article, &About::default());
    let query = Query::topic(&topic.query).expect("a query").query;
    let proof = prove(&query, &document);
    let mut matches = vec![];
    if proof.holds {
        let flagged = flagged(&article, &proof);
        matches.push(FiledMatch::new(topic.id, topic.version, proof, &flagged));
    }
    let search_text = document.search_text();
    Filing {
        source_id: source.id,
        outlet: source.name.clone(),
        identity: Hash::of(identity.as_bytes()),
        packed: Packer::plain().pack(&article).expect("packed"),
        content_hash: Hash::of(format!("{article:?}").as_bytes()),
        fingerprint: Fingerprint::of(&search_text),
        index_entry: IndexEntry::new(search_text),
        matches,
        terms: StoryTerms::of(&article),
        seen_at,
        file: None,
        holder: None,
        captured: None,
        came: store::Came::default(),
        article,
    }
}
