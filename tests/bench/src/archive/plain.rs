//! What one would write first: articles in a table, their words in FTS5, sorted by the time of publication.

use std::path::Path;

use news::query::Query;
use rusqlite::Connection;

use super::Archive;
use crate::{
    corpus::Made,
    peers::{expression, words},
    topics::Tree,
};

/// How many articles go into one transaction.
const BATCH: usize = 1_000;

const NEWEST: &str =
    "SELECT article.id FROM words JOIN article ON article.id = words.rowid WHERE words MATCH ?1
     ORDER BY article.published_at DESC LIMIT ?2";
const BEST: &str = "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY bm25(words) LIMIT ?2";

/// Plain SQLite with FTS5.
pub(super) struct Plain {
    conn: Connection,
}

impl Plain {
    pub(super) fn make(dir: &Path) -> Result<Plain, String> {
        std::fs::create_dir_all(dir)
            .map_err(|err| format!("{} cannot be made: {err}", dir.display()))?;
        let conn = Connection::open(dir.join("plain.db")).map_err(told)?;
        conn.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = NORMAL;
             PRAGMA cache_size = -64000;
             CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, address TEXT, published_at INTEGER, body TEXT);
             CREATE INDEX article_published ON article (published_at);
             CREATE VIRTUAL TABLE words USING fts5(text, content = '', tokenize = \"ascii tokenchars '.,'\");",
        )
        .map_err(told)?;
        Ok(Plain { conn })
    }

    fn ask(&self, sql: &str, query: &Query, most: usize) -> Result<usize, String> {
        let tree = Tree::of(query).ok_or_else(|| format!("`{query}` is not for FTS5"))?;
        let mut statement = self.conn.prepare_cached(sql).map_err(told)?;
        let ids: Vec<i64> = statement
            .query_map((expression(&tree), most as i64), |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(told)?;
        Ok(ids.len())
    }
}

impl Archive for Plain {
    fn name(&self) -> &'static str {
        "plain FTS5"
    }

    fn file(&mut self, articles: Vec<Made>) -> Result<(), String> {
        let texts: Vec<String> = articles.iter().map(|it| words(&it.article)).collect();
        let both: Vec<(&Made, &String)> = articles.iter().zip(&texts).collect();
        for batch in both.chunks(BATCH) {
            let tx = self.conn.transaction().map_err(told)?;
            for (made, words) in batch {
                let article = &made.article;
                let body: Vec<&str> = article.blocks.iter().map(|it| it.text.as_str()).collect();
                tx.prepare_cached("INSERT INTO article (title, address, published_at, body) VALUES (?1, ?2, ?3, ?4)")
                    .and_then(|mut it| {
                        it.insert((
                            &article.title,
                            &article.address,
                            article.published_at.map(|it| it.0),
                            body.join("\n"),
                        ))
                    })
                    .and_then(|id| {
                        tx.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
                            .execute((id, words))
                    })
                    .map_err(told)?;
            }
            tx.commit().map_err(told)?;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        self.conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(told)
    }

    fn newest(&self, query: &Query, most: usize) -> Result<usize, String> {
        self.ask(NEWEST, query, most)
    }

    fn best(&self, query: &Query, most: usize) -> Result<Option<usize>, String> {
        self.ask(BEST, query, most).map(Some)
    }
}

fn told(err: rusqlite::Error) -> String {
    format!("SQLite: {err}")
}
