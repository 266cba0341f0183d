//! SQLite's own full-text index over some articles at a time, each topic asked of it.

use rusqlite::Connection;

use super::Peer;
use crate::topics::{Leaf, Tree};

/// Plain FTS5 in memory.
pub(crate) struct Fts {
    conn: Connection,
    queries: Vec<String>,
}

impl Fts {
    pub(crate) fn new(trees: &[Tree]) -> Result<Fts, String> {
        let conn = Connection::open_in_memory().map_err(told)?;
        // Words come folded and parted by blanks: no more is to be made of them.
        conn.execute_batch(
            "CREATE VIRTUAL TABLE words USING fts5(text, content = '', tokenize = \"ascii tokenchars '.,'\")",
        )
        .map_err(told)?;
        Ok(Fts {
            conn,
            queries: trees.iter().map(expression).collect(),
        })
    }

    fn all(&mut self, articles: &[String]) -> rusqlite::Result<Vec<Vec<u32>>> {
        let mut found = vec![vec![]; articles.len()];
        let tx = self.conn.transaction()?;
        {
            let mut insert =
                tx.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?;
            for (number, words) in articles.iter().enumerate() {
                insert.execute((number as i64, words))?;
            }
            let mut ask = tx.prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1")?;
            for (topic, query) in self.queries.iter().enumerate() {
                let mut rows = ask.query([query])?;
                while let Some(row) = rows.next()? {
                    found[row.get::<_, i64>(0)? as usize].push(topic as u32);
                }
            }
        }
        tx.execute("INSERT INTO words (words) VALUES ('delete-all')", [])?;
        tx.commit()?;
        Ok(found)
    }
}

impl Peer for Fts {
    fn matches(&mut self, articles: &[String]) -> Result<Vec<Vec<u32>>, String> {
        self.all(articles).map_err(told)
    }
}

/// A topic as FTS5 writes it.
pub(crate) fn expression(tree: &Tree) -> String {
    match tree {
        Tree::Leaf(Leaf::Word(word)) => format!("\"{word}\""),
        Tree::Leaf(Leaf::Phrase(words)) => format!("\"{}\"", words.join(" ")),
        Tree::Leaf(Leaf::Prefix(prefix)) => format!("\"{prefix}\" *"),
        Tree::Leaf(Leaf::Near(a, apart, b)) => format!("NEAR(\"{a}\" \"{b}\", {apart})"),
        Tree::Or(parts) => joined(parts.iter(), " OR "),
        Tree::Not(part) => expression(part),
        Tree::And(parts) => {
            let (nots, plain): (Vec<&Tree>, Vec<&Tree>) =
                parts.iter().partition(|it| matches!(it, Tree::Not(_)));
            let wanted = joined(plain.into_iter(), " AND ");
            nots.into_iter().fold(wanted, |so_far, it| {
                format!("({so_far} NOT {})", expression(it))
            })
        }
    }
}

fn joined<'t>(parts: impl Iterator<Item = &'t Tree>, joint: &str) -> String {
    let parts: Vec<String> = parts.map(expression).collect();
    format!("({})", parts.join(joint))
}

fn told(err: rusqlite::Error) -> String {
    format!("SQLite: {err}")
}
