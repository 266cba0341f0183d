//! tantivy on the disk: words with their places, the text kept, the time of publication as a fast field.

use std::path::Path;

use news::query::Query;
use tantivy::{
    Index, IndexReader, IndexWriter, Order, TantivyDocument,
    collector::TopDocs,
    schema::{FAST, Field, STORED, STRING, Schema},
};

use super::Archive;
use crate::{
    corpus::Made,
    peers::{tantivy_query, tantivy_tokenizers, tantivy_words, words},
    topics::Tree,
};

/// How much memory it writes with.
const BUDGET: usize = 64_000_000;

/// tantivy, its index in a folder.
pub(super) struct Tantivy {
    writer: IndexWriter,
    reader: IndexReader,
    text: Field,
    body: Field,
    address: Field,
    published_at: Field,
}

impl Tantivy {
    pub(super) fn make(dir: &Path) -> Result<Tantivy, String> {
        std::fs::create_dir_all(dir)
            .map_err(|err| format!("{} cannot be made: {err}", dir.display()))?;
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", tantivy_words());
        let body = schema.add_text_field("body", STORED);
        let address = schema.add_text_field("address", STRING | STORED);
        let published_at = schema.add_i64_field("published_at", FAST);
        let made = || -> tantivy::Result<(IndexWriter, IndexReader)> {
            let index = Index::builder()
                .schema(schema.build())
                .tokenizers(tantivy_tokenizers())
                .create_in_dir(dir)?;
            Ok((index.writer_with_num_threads(1, BUDGET)?, index.reader()?))
        };
        let (writer, reader) = made().map_err(told)?;
        Ok(Tantivy {
            writer,
            reader,
            text,
            body,
            address,
            published_at,
        })
    }

    fn query(&self, query: &Query) -> Result<Box<dyn tantivy::query::Query>, String> {
        let tree = Tree::of(query).ok_or_else(|| format!("`{query}` is not for tantivy"))?;
        Ok(tantivy_query(&tree, self.text))
    }
}

impl Archive for Tantivy {
    fn name(&self) -> &'static str {
        "tantivy"
    }

    fn file(&mut self, articles: Vec<Made>) -> Result<(), String> {
        for made in articles {
            let article = made.article;
            let mut document = TantivyDocument::new();
            document.add_text(self.text, words(&article));
            let body: Vec<&str> = article.blocks.iter().map(|it| it.text.as_str()).collect();
            document.add_text(self.body, body.join("\n"));
            document.add_text(self.address, article.address.unwrap_or_default());
            document.add_i64(self.published_at, article.published_at.map_or(0, |it| it.0));
            self.writer.add_document(document).map_err(told)?;
        }
        self.writer.commit().map(|_| ()).map_err(told)
    }

    fn end(&mut self) -> Result<(), String> {
        self.writer.commit().map_err(told)?;
        self.reader.reload().map_err(told)
    }

    fn newest(&self, query: &Query, most: usize) -> Result<usize, String> {
        let newest =
            TopDocs::with_limit(most).order_by_fast_field::<i64>("published_at", Order::Desc);
        let found = self.reader.searcher().search(&*self.query(query)?, &newest);
        found.map(|it| it.len()).map_err(told)
    }

    fn best(&self, query: &Query, most: usize) -> Result<Option<usize>, String> {
        let best = TopDocs::with_limit(most).order_by_score();
        let found = self.reader.searcher().search(&*self.query(query)?, &best);
        found.map(|it| Some(it.len())).map_err(told)
    }
}

fn told(err: tantivy::TantivyError) -> String {
    format!("tantivy: {err}")
}
