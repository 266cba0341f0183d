//! The search index, asked without FTS5's own walk: in windows from the newest article down, words of a query together.
//!
//! FTS5 answers what this cannot: words whose characters it may have folded otherwise. What is found is the same. It also
//! keeps the index: what we write into it is what it would have written.

mod entry;
mod plan;
mod postings;
mod rank;
mod remembered;
mod segment;
mod structure;
mod write;

use std::{cell::RefCell, ops::ControlFlow};

use news::query::Ask;
use rusqlite::Connection;

use self::{
    plan::{Plan, Scope},
    postings::Within,
    segment::Segments,
};
use crate::Result;

pub use entry::IndexEntry;
pub(crate) use rank::averages;
pub use remembered::Remembered;
pub use write::put_entries;
pub(crate) use write::{NewSegment, leaf_size, merge_as_idle};

/// How many leaves of a word the first window of a search holds; each further one holds [`GROWTH`] times as many.
const WINDOW: u64 = 2;

/// See [`WINDOW`].
const GROWTH: u64 = 4;

/// What takes more effort than this is no page of hits: all are wanted.
const PAGE_EFFORT: u64 = 1 << 32;

/// How many leaves of a word a window holds at most: what it holds is in memory.
const WIDEST: u64 = 256;

/// How many articles of the word that leads are looked at for each leaf that a window holds at first, where a page of hits is
/// wanted: a leaf of a rare word is a long way in the lists of frequent ones.
const LED: usize = 100;

/// For so many windows.
const LED_WINDOWS: usize = 2;

/// How many leaves of other words take as much effort as one of a word that leads: of most queries they are few.
const BESIDE: u64 = 16;

/// Where the words that begin as is asked for stand on more leaves than this, the newest articles are looked at first.
const WIDE: u64 = 64;

/// How many articles are looked at first then, where pages of hits are wanted, and where hits are to be ranked.
const RECENT: [usize; 2] = [2_048, 16_384];

/// A query for the index.
pub(crate) struct Walk<'a> {
    conn: &'a Connection,
    segments: Segments<'a>,
    ask: &'a Ask,
    from: i64,
    until: i64,
    /// Whether the articles are to be ranked.
    ranks: bool,
    /// How often each article that was found holds the row that is looked for, where that is one.
    often: RefCell<Vec<(i64, u32)>>,
    /// Every segment.
    all: Vec<usize>,
    /// The lowest of the newest articles, and the segments that hold these, where they are looked at first.
    recent: Option<(i64, Vec<usize>)>,
}

impl<'a> Walk<'a> {
    /// A query for the index; nothing where FTS5 is to be asked. The connection must stay in one transaction. `ranks`:
    /// whether the articles are to be ranked.
    pub(crate) fn new(
        (conn, remembered): (&'a Connection, &'a Remembered),
        ask: &'a Ask,
        (from, until): (i64, i64),
        ranks: bool,
    ) -> Result<Option<Walk<'a>>> {
        if !plan::is_plain(ask) {
            return Ok(None);
        }
        let Some(segments) = Segments::read(conn, remembered)? else {
            return Ok(None);
        };
        let recent = if plan::beginnings(&segments, ask)? > WIDE {
            segments.newest(conn, until, RECENT[usize::from(ranks)])?
        } else {
            None
        };
        Ok(Some(Walk {
            conn,
            all: (0..segments.all.len()).collect(),
            segments,
            ask,
            from,
            until,
            ranks,
            often: RefCell::default(),
            recent,
        }))
    }

    /// Tells of each article that is found, the newest first, until told to stop, or until about so many leaves of each
    /// leading word were read: then below which article it is to be gone on with.
    pub(crate) fn each(
        &self,
        effort: u64,
        mut each: impl FnMut(i64) -> ControlFlow<()>,
    ) -> Result<Option<i64>> {
        let (mut until, mut effort) = (self.until, effort);
        if let Some((lowest, _)) = &self.recent
            && *lowest > self.from
        {
            match self.part(*lowest, until, &mut effort, &mut each)? {
                ControlFlow::Break(()) => return Ok(None),
                ControlFlow::Continue(Some(rest)) => return Ok(Some(rest)),
                ControlFlow::Continue(None) => until = *lowest,
            }
        }
        Ok(self
            .part(self.from, until, &mut effort, &mut each)?
            .continue_value()
            .flatten())
    }

    /// What is found above a number, in order.
    pub(crate) fn above(&self, from: i64) -> Result<Vec<i64>> {
        let (mut found, mut effort) = (vec![], u64::MAX);
        let _ = self.part(from, i64::MAX, &mut effort, &mut |it| {
            found.push(it);
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// The same for a part of the articles. Breaks when told to.
    fn part(
        &self,
        from: i64,
        mut until: i64,
        effort: &mut u64,
        each: &mut impl FnMut(i64) -> ControlFlow<()>,
    ) -> Result<ControlFlow<(), Option<i64>>> {
        let plan = self.plan(from, until, false)?;
        let (mut leaves, mut led) = (WINDOW, LED_WINDOWS);
        if *effort > PAGE_EFFORT {
            led = 0;
        }
        while until > from {
            if *effort == 0 {
                return Ok(ControlFlow::Continue(Some(until)));
            }
            let window = leaves.min(*effort);
            let mut within = Within {
                from: plan.bound(&self.segments, from, until, window)?,
                until,
                only: None,
            };
            let (mut spent, before) = (window, self.segments.leaves_read());
            if led > 0
                && let Some(lead) = plan.lead()
            {
                let found = lead.led(&self.segments, within)?;
                if let Some(beyond) = found.len().checked_sub(LED * window as usize) {
                    within.from = found[beyond];
                    spent = (window * LED as u64 / plan::A_LEAF as u64).max(1);
                }
                led -= 1;
            }
            let bound = within.from;
            let found = match &plan {
                // What is counted now need not be counted again.
                Plan::Phrase(row) if self.ranks && row.words.len() > 1 => {
                    let starts = row.starts(&self.segments, within)?;
                    let mut often = self.often.borrow_mut();
                    often.extend(starts.each().map(|(id, places)| (id, places.len() as u32)));
                    starts.ids().collect()
                }
                plan => plan.articles(&self.segments, within)?,
            };
            for id in found.into_iter().rev() {
                if each(id).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            until = bound;
            // Of a rare word and a frequent one, it is the list of the other that takes long.
            spent = spent.max((self.segments.leaves_read() - before) / BESIDE);
            *effort = effort.saturating_sub(spent);
            leaves = (leaves * GROWTH).min(WIDEST);
        }
        Ok(ControlFlow::Continue(None))
    }

    /// How often each article that was found holds the row that is looked for, where that is one.
    pub(crate) fn often(&self) -> Vec<(i64, u32)> {
        self.often.take()
    }

    /// How good articles are that were found by [`each`](Walk::each), given in order, with what was
    /// [counted](Walk::often) then.
    pub(crate) fn scores(&self, ids: &[i64], mut often: Vec<(i64, u32)>) -> Result<Vec<f64>> {
        often.sort_unstable();
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
            return Ok(vec![]);
        };
        let plan = self.plan(*first, last.saturating_add(1), true)?;
        match &plan {
            Plan::Phrase(row) if !often.is_empty() => {
                rank::scores_of_row(self.conn, row, &often, ids)
            }
            plan => rank::scores(self.conn, &self.segments, plan, ids),
        }
    }

    fn plan(&self, from: i64, until: i64, places: bool) -> Result<Plan> {
        let among = match &self.recent {
            Some((lowest, among)) if from >= *lowest && until <= self.until => among,
            _ => &self.all,
        };
        let scope = Scope {
            segments: &self.segments,
            among,
            from,
            until,
            places,
        };
        Plan::new(scope, self.ask)
    }
}

/// A number of variable length, as SQLite writes them: seven bits a byte, highest first; of a ninth byte all bits. What
/// is cut off counts as zeros, and moves `at` behind the end.
#[inline(always)]
fn varint(bytes: &[u8], at: &mut usize) -> u64 {
    // Nearly all have up to three bytes.
    let rest = bytes.get(*at..).unwrap_or_default();
    if let Some(&[a, b, c]) = rest.first_chunk() {
        let low = |it: u8| u64::from(it & 0x7F);
        if a < 0x80 {
            *at += 1;
            return u64::from(a);
        }
        if b < 0x80 {
            *at += 2;
            return low(a) << 7 | u64::from(b);
        }
        if c < 0x80 {
            *at += 3;
            return low(a) << 14 | low(b) << 7 | u64::from(c);
        }
    }
    long_varint(bytes, at)
}

/// Writes a number as [`varint`] reads it.
#[inline]
fn put_varint(bytes: &mut Vec<u8>, number: u64) {
    if number < 0x80 {
        bytes.push(number as u8);
    } else if number < 0x4000 {
        bytes.extend([(number >> 7) as u8 | 0x80, number as u8 & 0x7F]);
    } else if number >> 56 == 0 {
        let count = (64 - number.leading_zeros()).div_ceil(7);
        for at in (0..count).rev() {
            let more = if at > 0 { 0x80 } else { 0 };
            bytes.push((number >> (7 * at)) as u8 & 0x7F | more);
        }
    } else {
        // Eight bytes of seven bits, and one of eight.
        bytes.extend((0..8).rev().map(|at| (number >> (8 + 7 * at)) as u8 | 0x80));
        bytes.push(number as u8);
    }
}

/// The same for one of any length.
#[inline(never)]
fn long_varint(bytes: &[u8], at: &mut usize) -> u64 {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_is_read_alike_whatever_is_behind_it(bytes in prop::collection::vec(any::<u8>(), 0..14), from in 0..15_usize) {
            let (mut a, mut b) = (from, from);
            prop_assert_eq!(varint(&bytes, &mut a), long_varint(&bytes, &mut b));
            prop_assert_eq!(a, b);
        }

        #[test]
        fn a_number_is_read_as_it_was_written(bits in 0..65_u32, number: u64) {
            let number = number.checked_shr(bits).unwrap_or(0);
            let mut bytes = vec![];
            put_varint(&mut bytes, number);
            let mut at = 0;
            prop_assert_eq!(varint(&bytes, &mut at), number);
            prop_assert_eq!(at, bytes.len());
        }
    }
}
