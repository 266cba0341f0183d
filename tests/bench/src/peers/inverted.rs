//! tantivy, an inverted index as Lucene has it, over one article or some at a time.

use std::ops::Bound;

use tantivy::{
    Index, TantivyDocument, Term,
    collector::DocSetCollector,
    directory::RamDirectory,
    query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery},
    schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer},
};

use super::Peer;
use crate::topics::{Leaf, Tree};

/// The least memory that tantivy writes with.
const BUDGET: usize = 15_000_000;

/// tantivy, in memory.
pub(crate) struct Tantivy {
    schema: Schema,
    text: Field,
    queries: Vec<Box<dyn Query>>,
}

impl Tantivy {
    pub(crate) fn new(trees: &[Tree]) -> Result<Tantivy, String> {
        let (schema, text) = schema();
        Ok(Tantivy {
            schema,
            text,
            queries: trees.iter().map(|it| query(it, text)).collect(),
        })
    }

    fn all(&self, articles: &[String]) -> tantivy::Result<Vec<Vec<u32>>> {
        // The way without threads of its own, and the quickest for few articles.
        let mut writer = Index::builder()
            .schema(self.schema.clone())
            .tokenizers(tokenizers())
            .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), BUDGET)?;
        for words in articles {
            let mut document = TantivyDocument::new();
            document.add_text(self.text, words);
            writer.add_document(document)?;
        }
        let searcher = writer.finalize()?.reader()?.searcher();
        let mut found = vec![vec![]; articles.len()];
        for (topic, query) in self.queries.iter().enumerate() {
            for address in searcher.search(query, &DocSetCollector)? {
                found[address.doc_id as usize].push(topic as u32);
            }
        }
        Ok(found)
    }
}

impl Peer for Tantivy {
    fn matches(&mut self, articles: &[String]) -> Result<Vec<Vec<u32>>, String> {
        self.all(articles).map_err(|err| format!("tantivy: {err}"))
    }
}

/// A schema with the words of an article and their places.
fn schema() -> (Schema, Field) {
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", words_with_places());
    (schema.build(), text)
}

/// How words are kept: as they come, parted by blanks, with their places.
pub(crate) fn words_with_places() -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("words")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    )
}

/// How words are parted.
pub(crate) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    let words = TextAnalyzer::from(WhitespaceTokenizer::default());
    tokenizers.register("words", words);
    tokenizers
}

/// A topic as tantivy takes it.
pub(crate) fn query(tree: &Tree, text: Field) -> Box<dyn Query> {
    let term = |word: &str| Term::from_field_text(text, word);
    let all = |parts: &[Tree], occur: Occur| -> Box<dyn Query> {
        let parts = parts.iter().map(|it| match it {
            Tree::Not(part) => (Occur::MustNot, query(part, text)),
            _ => (occur, query(it, text)),
        });
        Box::new(BooleanQuery::new(parts.collect()))
    };
    match tree {
        Tree::And(parts) => all(parts, Occur::Must),
        Tree::Or(parts) => all(parts, Occur::Should),
        Tree::Not(part) => query(part, text),
        Tree::Leaf(Leaf::Word(word)) => {
            Box::new(TermQuery::new(term(word), IndexRecordOption::Basic))
        }
        Tree::Leaf(Leaf::Phrase(words)) => {
            Box::new(PhraseQuery::new(words.iter().map(|it| term(it)).collect()))
        }
        Tree::Leaf(Leaf::Prefix(prefix)) => Box::new(RangeQuery::new(
            Bound::Included(term(prefix)),
            Bound::Excluded(term(&format!("{prefix}\u{10FFFF}"))),
        )),
        // In this order and the other: tantivy's slop counts the words between.
        Tree::Leaf(Leaf::Near(a, apart, b)) => {
            let near = |a: &str, b: &str| -> Box<dyn Query> {
                let mut phrase = PhraseQuery::new(vec![term(a), term(b)]);
                phrase.set_slop(*apart);
                Box::new(phrase)
            };
            Box::new(BooleanQuery::union(vec![near(a, b), near(b, a)]))
        }
    }
}
