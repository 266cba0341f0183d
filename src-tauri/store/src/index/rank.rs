//! Best first: articles in which the words of a query are frequent, and rare elsewhere.

use rusqlite::Connection;

use super::{
    plan::{Plan, Row},
    postings::Within,
    segment::Segments,
    varint,
};
use crate::Result;

/// How soon more of a word says no more: BM25's `k1`.
const K1: f64 = 1.2;

/// How much the length of an article counts: BM25's `b`.
const B: f64 = 0.75;

/// The row in which the numbers of all articles and of their words stand.
const AVERAGES: i64 = 1;

/// How good each article is, given in order.
pub(super) fn scores(
    conn: &Connection,
    segments: &Segments<'_>,
    plan: &Plan,
    ids: &[i64],
) -> Result<Vec<f64>> {
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
        return Ok(vec![]);
    };
    let within = Within {
        from: *first,
        until: last.saturating_add(1),
        only: Some(ids),
    };
    let scale = Scale::of(conn, ids)?;
    let mut scores = vec![0.0; ids.len()];
    let mut rows: Vec<&Row> = vec![];
    plan.rows(&mut rows);
    for row in rows {
        let rarity = rarity(row.about() as f64, scale.articles);
        let mut at = 0;
        for (id, places) in row.starts(segments, within)?.each() {
            while ids[at] != id {
                at += 1;
            }
            scores[at] += rarity * scale.weight(places.len() as f64, at);
        }
    }
    Ok(scores)
}

/// The same of articles of which is known how often each holds the only row that is asked for, in order; of others as
/// well.
pub(super) fn scores_of_row(
    conn: &Connection,
    row: &Row,
    often: &[(i64, u32)],
    ids: &[i64],
) -> Result<Vec<f64>> {
    let scale = Scale::of(conn, ids)?;
    let rarity = rarity(row.about() as f64, scale.articles);
    let mut known = often.iter().peekable();
    let scores = ids.iter().enumerate().map(|(at, id)| {
        while known.next_if(|it| it.0 < *id).is_some() {}
        let often = known.peek().filter(|it| it.0 == *id).map_or(0, |it| it.1);
        rarity * scale.weight(f64::from(often), at)
    });
    Ok(scores.collect())
}

/// By what the number of times is measured that a word stands in an article.
struct Scale {
    articles: f64,
    /// How many words an article has on average, and each of some.
    mean: f64,
    lengths: Vec<f64>,
}

impl Scale {
    fn of(conn: &Connection, ids: &[i64]) -> Result<Scale> {
        let (articles, mean) = averages(conn)?;
        Ok(Scale {
            articles,
            mean,
            lengths: lengths(conn, ids)?,
        })
    }

    /// What it counts that a word stands so often in one of the articles.
    fn weight(&self, often: f64, at: usize) -> f64 {
        let length = K1 * (1.0 - B + B * self.lengths[at] / self.mean);
        often * (K1 + 1.0) / (often + length)
    }
}

/// How much a word tells that so many of all articles hold.
fn rarity(holders: f64, articles: f64) -> f64 {
    let rarity = ((articles - holders + 0.5) / (holders + 0.5)).ln();
    // Of a word in more than half of all still more is better.
    if rarity > 1e-6 { rarity } else { 1e-6 }
}

/// The number of articles, and of words in one. Takes no longer for many articles than for few.
pub(crate) fn averages(conn: &Connection) -> Result<(f64, f64)> {
    let bytes: Vec<u8> = conn
        .prepare_cached("SELECT block FROM article_index_data WHERE id = ?1")?
        .query_row([AVERAGES], |row| row.get(0))?;
    let mut at = 0;
    let articles = varint(&bytes, &mut at).max(1) as f64;
    let words = varint(&bytes, &mut at) + varint(&bytes, &mut at);
    Ok((articles, (words as f64 / articles).max(1.0)))
}

/// How many words each article has.
fn lengths(conn: &Connection, ids: &[i64]) -> Result<Vec<f64>> {
    let mut statement =
        conn.prepare_cached("SELECT sz FROM article_index_docsize WHERE id = ?1")?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let mut rows = statement.query([id])?;
        let mut words = 0;
        if let Some(row) = rows.next()? {
            let bytes = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            let mut at = 0;
            while at < bytes.len() {
                words += varint(bytes, &mut at);
            }
        }
        found.push(words as f64);
    }
    Ok(found)
}
