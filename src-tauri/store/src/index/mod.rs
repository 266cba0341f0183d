//! The search index, asked without FTS5's own walk: in windows from the newest article down, words of a query together.
//!
//! FTS5 writes the index, and answers what this cannot: words whose characters it may have folded otherwise. What is
//! found is the same.

mod plan;
mod postings;
mod rank;
mod segment;

use std::ops::ControlFlow;

use news::query::Ask;
use rusqlite::Connection;

use self::{plan::Plan, postings::Within, segment::Segments};
use crate::Result;

/// How many leaves of a word the first window of a search holds; each further one holds [`GROWTH`] times as many.
const WINDOW: u64 = 2;

/// See [`WINDOW`].
const GROWTH: u64 = 4;

/// How many leaves of a word a window holds at most: what it holds is in memory.
const WIDEST: u64 = 256;

/// A query for the index, its words found.
pub(crate) struct Walk<'a> {
    conn: &'a Connection,
    segments: Segments<'a>,
    plan: Plan,
    from: i64,
    until: i64,
}

impl<'a> Walk<'a> {
    /// Finds the words of a query; nothing where FTS5 is to be asked. The connection must stay in one transaction.
    /// `ranks`: whether the articles are to be ranked.
    pub(crate) fn new(
        conn: &'a Connection,
        ask: &Ask,
        (from, until): (i64, i64),
        ranks: bool,
    ) -> Result<Option<Walk<'a>>> {
        if !plan::is_plain(ask) {
            return Ok(None);
        }
        let Some(segments) = Segments::read(conn)? else {
            return Ok(None);
        };
        let within = Within {
            from,
            until,
            only: None,
        };
        let plan = Plan::new(&segments, ask, within, ranks)?;
        Ok(Some(Walk {
            conn,
            segments,
            plan,
            from,
            until,
        }))
    }

    /// Tells of each article that is found, the newest first, until told to stop.
    pub(crate) fn each(&self, mut each: impl FnMut(i64) -> ControlFlow<()>) -> Result<()> {
        let mut pages = WINDOW;
        let mut until = self.until;
        while until > self.from {
            let from = self.plan.bound(&self.segments, self.from, until, pages)?;
            let within = Within {
                from,
                until,
                only: None,
            };
            for id in self
                .plan
                .articles(&self.segments, within)?
                .into_iter()
                .rev()
            {
                if each(id).is_break() {
                    return Ok(());
                }
            }
            until = from;
            pages = (pages * GROWTH).min(WIDEST);
        }
        Ok(())
    }

    /// Puts articles that were found, the newest first, in order: the best first.
    pub(crate) fn rank(&self, mut ids: Vec<i64>) -> Result<Vec<i64>> {
        ids.reverse();
        rank::rank(self.conn, &self.segments, &self.plan, &ids)
    }
}

/// A number of variable length, as SQLite writes them: seven bits a byte, highest first; of a ninth byte all bits. What
/// is cut off counts as zeros, and moves `at` behind the end.
fn varint(bytes: &[u8], at: &mut usize) -> u64 {
    let mut number = 0;
    for _ in 0..8 {
        let byte = bytes.get(*at).copied().unwrap_or_default();
        *at += 1;
        number = number << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return number;
        }
    }
    let byte = bytes.get(*at).copied().unwrap_or_default();
    *at += 1;
    number << 8 | u64::from(byte)
}
