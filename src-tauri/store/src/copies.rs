//! Candidates for copies: which articles of the last weeks share sampled shingles with a text.

use news::{
    ArticleId, Timestamp,
    story::{Fingerprint, contained, is_candidate},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{FRESH, Reader, Result, Writer};

/// How many articles are looked at that share one shingle: what more share is a standing phrase.
const HOLDERS: i64 = 64;

/// How much of the range of hashes is looked through in one step of upkeep.
const STEP: i64 = 1 << 24;

/// An article that shares much with a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Copy {
    /// The article.
    pub article_id: ArticleId,
    /// Which share of the text's sample stands in the article: 0 to 1.
    pub of_text: f32,
    /// Which share of the article's sample stands in the text.
    pub of_article: f32,
}

/// Whether an article of such a time is so young that copies of it are looked for: the fingerprint of an older one is
/// asked for by nobody.
pub(crate) fn is_fingerprinted(at: Timestamp, now: Timestamp) -> bool {
    ArticleId::floor(at) >= ArticleId::floor(now.plus(-FRESH))
}

impl Reader {
    /// The articles of the last weeks of whose sample, or of the text's, enough is shared: candidates to be compared word
    /// by word, the one that shares most first.
    ///
    /// # Errors
    /// What the database says.
    pub fn copies(&self, text: &Fingerprint) -> Result<Vec<Copy>> {
        let mut found: Vec<(usize, Copy)> = candidates(&self.conn, text)?
            .into_iter()
            .map(|(article_id, shared, sampled)| {
                let copy = Copy {
                    article_id,
                    of_text: contained(shared, text.sampled.len()),
                    of_article: contained(shared, sampled),
                };
                (shared, copy)
            })
            .collect();
        found.sort_by_key(|it| (std::cmp::Reverse(it.0), it.1.article_id));
        Ok(found.into_iter().map(|it| it.1).collect())
    }
}

/// The articles that share enough of a text's sample to be compared word by word: how many shingles, and how many each has.
pub(crate) fn candidates(
    conn: &Connection,
    text: &Fingerprint,
) -> Result<Vec<(ArticleId, usize, usize)>> {
    // In the order of the table, so that neighbours are read together.
    let mut hashes: Vec<i64> = text
        .sampled
        .iter()
        .map(|it| it.cast_signed().into())
        .collect();
    hashes.sort_unstable();
    let mut holders: Vec<i64> = vec![];
    let mut statement = conn.prepare_cached(
        "SELECT article_id FROM fingerprint WHERE hash = ?1 ORDER BY article_id DESC LIMIT ?2",
    )?;
    for hash in hashes {
        let mut rows = statement.query([hash, HOLDERS])?;
        while let Some(row) = rows.next()? {
            holders.push(row.get(0)?);
        }
    }
    holders.sort_unstable();
    let mut sampled_of = conn.prepare_cached("SELECT shingles FROM article WHERE id = ?1")?;
    let mut found = vec![];
    for same in holders.chunk_by(|a, b| a == b) {
        let (id, shared) = (same[0], same.len());
        // Whatever the other has, so little is not enough.
        if !is_candidate(shared, text.sampled.len(), shared) {
            continue;
        }
        let sampled: Option<i64> = sampled_of.query_row([id], |row| row.get(0)).optional()?;
        // Its article may have been removed.
        let Some(sampled) = sampled else { continue };
        if is_candidate(shared, text.sampled.len(), sampled as usize) {
            found.push((ArticleId(id), shared, sampled as usize));
        }
    }
    Ok(found)
}

impl Writer {
    /// Takes the shingles of articles away that are too old for copies of them to be looked for, from a part of the
    /// table. Gives where the next part begins; nothing after the last one.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_fingerprints(&mut self, from: i64, now: Timestamp) -> Result<Option<i64>> {
        let oldest = ArticleId::floor(now.plus(-FRESH));
        let from = from.max(i64::from(i32::MIN));
        self.conn
            .prepare_cached(
                "DELETE FROM fingerprint WHERE hash >= ?1 AND hash < ?2 AND article_id < ?3",
            )?
            .execute(params![from, from + STEP, oldest.0])?;
        let next = from + STEP;
        Ok((next <= i64::from(i32::MAX)).then_some(next))
    }
}
