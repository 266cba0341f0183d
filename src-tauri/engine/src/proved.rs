//! Checking what alerts rest on: that their proofs are of the stored texts, and are what their topics find in them.

use std::collections::HashMap;

use news::{
    Article, ArticleId,
    evidence::{Record, Told, Verified},
    query::{About, Document, Lists, Proof, Query, prove},
};
use store::{StoredProof, StoredText};

use crate::{Engine, capture::reader, engine::Res, evidence::MOST_CAPTURES};

/// How many queries are held.
const HELD: usize = 10_000;

/// The queries of topics, read once. Nothing for those of which cannot be said today what they found then: they ask for more than
/// the article itself, use lists, or can no longer be read.
#[derive(Default)]
pub(crate) struct Queries(HashMap<String, Option<Query>>);

impl Queries {
    fn get(&mut self, text: &str) -> Option<&Query> {
        if !self.0.contains_key(text) {
            if self.0.len() >= HELD {
                self.0.clear();
            }
            // Lists may have changed since: without them, what uses one cannot be read.
            let read = Query::stored_with(text, &Lists::default()).ok();
            let read = read.map(|it| it.query);
            let sayable = read.filter(|it| !it.asks_about() && !it.uses_lists());
            self.0.insert(text.to_string(), sayable);
        }
        self.0.get(text)?.as_ref()
    }
}

impl Engine {
    /// Checks the alerts of one article, whose texts are given.
    pub(crate) fn check_proofs(
        &self,
        texts: &[StoredText],
        queries: &mut Queries,
        into: &mut Verified,
    ) -> Res<()> {
        let Some(id) = texts.first().map(|it| it.article_id) else {
            return Ok(());
        };
        for it in self.read(|read| read.proofs_of(id))? {
            let text = texts.iter().find(|text| text.version == it.version);
            // That a text is missing or cannot be read is told of the text.
            let Some(Ok(article)) = text.map(|it| &it.article) else {
                continue;
            };
            let what = format!("alert {}", it.alert_id);
            match &it.proof {
                Err(err) => into.wrong(what, format!("its proof cannot be read: {err}")),
                Ok(proof) if !lies_in(proof, article) => into.wrong(
                    what,
                    format!(
                        "its proof names places that version {} of article {id} does not have",
                        it.version
                    ),
                ),
                Ok(proof) if is_proved(&it, proof, article, queries) => {}
                Ok(_) if self.was_read_today(id, it.version)? => into.wrong(
                    what,
                    "its proof is not what its topic finds in the text: one of them was changed",
                ),
                Ok(_) => into.remark(
                    "Some alerts are proved otherwise by the program of today; it may not be the one that raised them.",
                ),
            }
        }
        Ok(())
    }

    /// Whether a version of an article was captured by the program of today: its alerts are not of an earlier one.
    fn was_read_today(&self, id: ArticleId, version: u32) -> Res<bool> {
        let snapshots = self.read(|it| it.snapshots_of(id, MOST_CAPTURES))?;
        let mut records = snapshots
            .iter()
            .filter_map(|it| Record::from_line(&it.record));
        Ok(records.any(|it| match it.told {
            Told::Capture {
                reader: made_by,
                articles,
                ..
            } => {
                made_by == reader()
                    && articles
                        .iter()
                        .any(|it| it.article_id == id && it.version == version)
            }
            Told::LetGo { .. } => false,
        }))
    }
}

/// Whether every place of a proof is one of a text.
fn lies_in(proof: &Proof, article: &Article) -> bool {
    let has = |block: u32, start: u32, end: u32| {
        let block = article.blocks.get(block as usize);
        block.is_some_and(|it| it.text.get(start as usize..end as usize).is_some())
    };
    proof.spans.iter().all(|it| has(it.block, it.start, it.end))
        && proof.parts.iter().all(|it| lies_in(it, article))
}

/// Whether what raised an alert finds the same places today; also where that cannot be said.
fn is_proved(it: &StoredProof, proof: &Proof, article: &Article, queries: &mut Queries) -> bool {
    let Some(text) = &it.query else {
        return true;
    };
    let Some(query) = queries.get(text) else {
        return true;
    };
    let again = prove(query, &Document::new(article, &About::default()));
    again.holds && proof.holds && again.highlights() == proof.highlights()
}

#[cfg(test)]
mod tests {
    use news::{AlertId, Block, Zone};

    use super::*;

    #[test]
    fn a_proof_is_of_its_text_and_of_its_query() {
        let article = |text: &str| Article {
            blocks: vec![Block::new(Zone::Body, text)],
            ..Article::default()
        };
        let now = article("Über banks and sanctions.");
        let of = |query: &str, article: &Article| {
            let read = Query::topic(query).expect("a query").query;
            prove(&read, &Document::new(article, &About::default()))
        };
        // The query that is stored, what was proved, of which text; whether it lies in the text, and whether it is proved.
        const TESTS: &[(&str, &str, &str, bool, bool)] = &[
            ("banks", "banks", "Über banks and sanctions.", true, true),
            (
                "sanctions",
                "banks",
                "Über banks and sanctions.",
                true,
                false,
            ),
            (
                "banks AND NOT sanctions",
                "banks",
                "Über banks and sanctions.",
                true,
                false,
            ),
            ("banks", "banks", "On Monday, all banks.", true, false),
            (
                "banks",
                "banks",
                "In the afternoon the banks close.",
                true,
                false,
            ),
            (
                "banks",
                "banks",
                "At the very end there are some more banks.",
                false,
                false,
            ),
            // What cannot be said today is not held against it.
            (
                "country:fr AND banks",
                "sanctions",
                "Über banks and sanctions.",
                true,
                true,
            ),
            (
                "@houses",
                "sanctions",
                "Über banks and sanctions.",
                true,
                true,
            ),
            (
                "banks AND (",
                "sanctions",
                "Über banks and sanctions.",
                true,
                true,
            ),
        ];
        for (query, proved, text, lies, is_same) in TESTS {
            let proof = of(proved, &article(text));
            assert!(proof.holds, "{proved} in {text}");
            assert_eq!(lies_in(&proof, &now), *lies, "{query}, {text}");
            let stored = StoredProof {
                alert_id: AlertId(1),
                version: 1,
                query: Some((*query).into()),
                proof: Ok(proof.clone()),
            };
            let mut queries = Queries::default();
            assert_eq!(
                is_proved(&stored, &proof, &now, &mut queries),
                *is_same,
                "{query}, {text}"
            );
        }
    }
}
