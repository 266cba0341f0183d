//! The segments in which FTS5 keeps its index, read page by page.
//!
//! The layout is a part of SQLite's file format (`fts5_index.c`, "Details"): a record of the structure; leaves with terms
//! in order, each followed by its articles; for each segment a table of what was taken out of it. FTS5 stays the
//! judge: tests ask both.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};

use super::{
    remembered::{Remembered, State},
    structure::{STRUCTURE, Structure},
    varint,
};
use crate::{Result, StoreError};

/// How many bytes a leaf has, about.
const LEAF: u64 = 4_000;

/// Where the segments' numbers stand in the numbers of rows.
pub(super) const NUMBER: u32 = 37;

/// What is added to a segment's number for the rows of what was taken out.
const GONE: i64 = 1 << 16;

/// Terms begin with this, apart from those of indexes of beginnings, of which there are none.
pub(super) const MAIN: u8 = b'0';

/// One segment: terms and their articles.
pub(super) struct Segment {
    number: i64,
    first: i64,
    last: i64,
    /// Which of the times of writing, as articles are marked with, it holds: the first and the last.
    written: (i64, i64),
    /// The articles that were taken out of it, in order.
    pub(super) gone: Vec<i64>,
}

/// A leaf of a segment.
#[derive(Default, Clone)]
pub(super) struct Leaf {
    pub(super) bytes: Vec<u8>,
}

/// Where the articles of one term stand in one segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) segment: usize,
    /// The leaf on which it begins, and where.
    pub(super) page: i64,
    pub(super) at: usize,
    /// Where it ends on that leaf, if it does.
    pub(super) end: Option<usize>,
    /// The last leaf on which it may still stand.
    pub(super) last: i64,
    /// An article that none of it is below, and one that none is above.
    pub(super) oldest: i64,
    pub(super) newest: i64,
}

impl Run {
    /// On how many leaves it stands, at most.
    pub(super) fn pages(&self) -> u64 {
        (self.last - self.page) as u64 + 1
    }

    /// How many bytes it takes, about.
    pub(super) fn bytes(&self) -> u64 {
        match self.end {
            Some(end) => end.saturating_sub(self.at) as u64,
            None => (self.last - self.page) as u64 * LEAF,
        }
    }
}

impl Leaf {
    /// Takes the leaf that a row holds, and nothing else.
    fn take(&mut self, row: &Row<'_>) -> Result<()> {
        let block = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        self.bytes.clear();
        self.bytes.extend_from_slice(block);
        Ok(())
    }

    /// Where terms and articles end, and the places of terms begin.
    pub(super) fn content(&self) -> usize {
        self.number(2).min(self.bytes.len())
    }

    /// Where the first article stands that belongs to a term of an earlier leaf, if there is one.
    pub(super) fn first_article(&self) -> Option<usize> {
        Some(self.number(0)).filter(|it| *it != 0 && *it < self.content())
    }

    /// The first of a term's articles, which begin at a place; lower than any where they begin on the next leaf.
    fn article(&self, mut at: usize) -> i64 {
        match at < self.content() {
            true => varint(&self.bytes, &mut at) as i64,
            false => i64::MIN,
        }
    }

    /// The last of a term's articles that begin at a place and end at another; above any where there is none. The places of
    /// the last may go on on the next leaf.
    fn last_article(&self, mut at: usize, end: usize) -> i64 {
        let mut last: Option<i64> = None;
        while at < end {
            let step = varint(&self.bytes, &mut at) as i64;
            last = Some(last.map_or(step, |it| it.wrapping_add(step)));
            let size = varint(&self.bytes, &mut at) as usize >> 1;
            at = at.saturating_add(size);
        }
        last.unwrap_or(i64::MAX)
    }

    /// Where the first term stands, if there is one.
    pub(super) fn first_term(&self) -> Option<usize> {
        let mut at = self.content();
        (at < self.bytes.len()).then(|| varint(&self.bytes, &mut at) as usize)
    }

    /// Tells of each term on the leaf where its articles begin and end, until told to stop.
    pub(super) fn each_term(
        &self,
        mut each: impl FnMut(&[u8], usize, Option<usize>) -> Result<bool>,
    ) -> Result<()> {
        let (content, mut footer) = (self.content(), self.content());
        let mut term: Vec<u8> = vec![];
        let (mut start, mut is_first) = (0, true);
        if footer >= self.bytes.len() {
            return Ok(());
        }
        start += varint(&self.bytes, &mut footer) as usize;
        loop {
            let next = (footer < self.bytes.len())
                .then(|| start + varint(&self.bytes, &mut footer) as usize);
            let mut at = start;
            let kept = if is_first {
                0
            } else {
                varint(&self.bytes, &mut at) as usize
            };
            let length = varint(&self.bytes, &mut at) as usize;
            let new = self.bytes.get(at..at + length).ok_or_else(damaged)?;
            if kept > term.len() || at + length > content {
                return Err(damaged());
            }
            term.truncate(kept);
            term.extend_from_slice(new);
            if !each(&term, at + length, next)? {
                return Ok(());
            }
            let Some(next) = next else { return Ok(()) };
            (start, is_first) = (next, false);
        }
    }

    fn number(&self, at: usize) -> usize {
        match self.bytes.get(at..at + 2) {
            Some(it) => usize::from(it[0]) << 8 | usize::from(it[1]),
            None => 0,
        }
    }
}

/// All segments, as they are while the connection reads.
pub(super) struct Segments<'a> {
    pub(super) all: Arc<[Segment]>,
    /// Of which state of the index they are; nothing while that is looked for.
    state: Option<State>,
    conn: &'a Connection,
    remembered: &'a Remembered,
    /// How many leaves were read.
    read: Cell<u64>,
    page: RefCell<CachedStatement<'a>>,
    below: RefCell<CachedStatement<'a>>,
    above: RefCell<CachedStatement<'a>>,
}

impl<'a> Segments<'a> {
    /// Reads the structure; nothing where its layout is not known.
    pub(super) fn read(
        conn: &'a Connection,
        remembered: &'a Remembered,
    ) -> Result<Option<Segments<'a>>> {
        let page = conn.prepare_cached("SELECT block FROM article_index_data WHERE id = ?1")?;
        let found = Segments {
            all: Arc::default(),
            state: None,
            conn,
            remembered,
            read: Cell::new(0),
            page: RefCell::new(page),
            below: RefCell::new(conn.prepare_cached(
                "SELECT pgno FROM article_index_idx WHERE segid = ?1 AND term <= ?2 ORDER BY term DESC LIMIT 1",
            )?),
            above: RefCell::new(conn.prepare_cached(
                "SELECT pgno FROM article_index_idx WHERE segid = ?1 AND term > ?2 ORDER BY term LIMIT 1",
            )?),
        };
        let mut record = Leaf::default();
        found.block(STRUCTURE, &mut record)?;
        let state = remembered.state(&record.bytes, || found.named(&record.bytes))?;
        Ok(state.map(|state| Segments {
            all: Arc::clone(&state.segments),
            state: Some(state),
            ..found
        }))
    }

    /// The segments that a record of the structure names; nothing where its layout is not known.
    fn named(&self, record: &[u8]) -> Result<Option<Vec<Segment>>> {
        let Some(structure) = Structure::from_bytes(record) else {
            return Ok(None);
        };
        structure
            .segments()
            // One whose terms were all merged into another is empty.
            .filter(|it| it.first > 0)
            .map(|it| {
                Ok(Segment {
                    number: it.number as i64,
                    first: it.first as i64,
                    last: it.last as i64,
                    written: (it.written.0 as i64, it.written.1 as i64),
                    gone: self.gone(it.number as i64, it.gone.0 as i64)?,
                })
            })
            .collect::<Result<_>>()
            .map(Some)
    }

    /// How many leaves were read so far.
    pub(super) fn leaves_read(&self) -> u64 {
        self.read.get()
    }

    /// Which segments hold the newest `count` articles below `until`, and which of these is the lowest; nothing where there
    /// are not so many.
    pub(super) fn newest(
        &self,
        conn: &Connection,
        until: i64,
        count: usize,
    ) -> Result<Option<(i64, Vec<usize>)>> {
        let mut statement = conn.prepare_cached(
            "SELECT id, origin FROM article_index_docsize WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
        )?;
        let mut rows = statement.query(params![until, count as i64])?;
        let (mut lowest, mut seen, mut origins) = (until, 0, vec![]);
        while let Some(row) = rows.next()? {
            lowest = row.get(0)?;
            let origin: i64 = row.get(1)?;
            seen += 1;
            // Neighbours came together mostly.
            if origins.last() != Some(&origin) {
                origins.push(origin);
            }
        }
        if seen < count {
            return Ok(None);
        }
        let holds = |it: &usize| {
            let (first, last) = self.all[*it].written;
            origins.iter().any(|it| (first..=last).contains(it))
        };
        Ok(Some((lowest, (0..self.all.len()).filter(holds).collect())))
    }

    /// Reads a leaf.
    pub(super) fn leaf(&self, segment: usize, page: i64, into: &mut Leaf) -> Result<()> {
        self.block(self.row(segment, page), into)
    }

    /// What reads leaves of a segment in a row: each is next to the one before.
    pub(super) fn in_a_row(&self) -> Result<CachedStatement<'a>> {
        Ok(self.conn.prepare_cached(
            "SELECT block, id FROM article_index_data WHERE id >= ?1 AND id <= ?2 ORDER BY id",
        )?)
    }

    /// In which row a leaf stands.
    pub(super) fn row(&self, segment: usize, page: i64) -> i64 {
        (self.all[segment].number << NUMBER) + page
    }

    /// Takes a leaf that was read in a row.
    pub(super) fn take(&self, row: &Row<'_>, into: &mut Leaf) -> Result<()> {
        self.read.set(self.read.get() + 1);
        into.take(row)
    }

    fn block(&self, row: i64, into: &mut Leaf) -> Result<()> {
        let mut statement = self.page.borrow_mut();
        let mut rows = statement.query([row])?;
        let row = rows.next()?.ok_or_else(damaged)?;
        self.take(row, into)
    }

    /// What was taken out of a segment: its pages are tables of numbers, 0 where nothing is.
    fn gone(&self, segment: i64, pages: i64) -> Result<Vec<i64>> {
        let mut found = vec![];
        let mut page = Leaf::default();
        for number in 0..pages {
            self.block(((segment + GONE) << NUMBER) + number, &mut page)?;
            let Some((head, slots)) = page.bytes.split_at_checked(8) else {
                return Err(damaged());
            };
            if number == 0 && head[1] != 0 {
                found.push(0);
            }
            let size = if head[0] == 4 { 4 } else { 8 };
            found.extend(slots.chunks_exact(size).filter_map(|it| {
                let it = it.iter().fold(0, |sum, it| sum << 8 | i64::from(*it));
                (it != 0).then_some(it)
            }));
        }
        found.sort_unstable();
        Ok(found)
    }

    /// The leaf on which a term stands if it is in a segment.
    fn leaf_of(&self, segment: usize, term: &[u8]) -> Result<i64> {
        let it = &self.all[segment];
        let found: Option<i64> = self
            .below
            .borrow_mut()
            .query_row(params![it.number, term], |row| row.get(0))
            .optional()?;
        Ok(found.map_or(it.first, |it| it >> 1).max(it.first))
    }

    /// The next leaf that begins with a later term; else the last one.
    fn leaf_after(&self, segment: usize, term: &[u8]) -> Result<i64> {
        let it = &self.all[segment];
        let found: Option<i64> = self
            .above
            .borrow_mut()
            .query_row(params![it.number, term], |row| row.get(0))
            .optional()?;
        Ok(found.map_or(it.last, |it| it >> 1))
    }

    /// Where the articles of a word stand in some segments. Where they stand in all is remembered.
    pub(super) fn find_in(&self, among: &[usize], form: &str) -> Result<Arc<[Run]>> {
        let state = self
            .state
            .as_ref()
            .filter(|_| among.len() == self.all.len());
        if let Some(runs) = state.and_then(|it| self.remembered.word(it, form)) {
            return Ok(runs);
        }
        let mut runs = vec![];
        for segment in among {
            runs.extend(self.find(*segment, form)?);
        }
        let runs = runs.into();
        if let Some(state) = state {
            self.remembered.keep(state, form, &runs);
        }
        Ok(runs)
    }

    /// Where the articles of a term stand in a segment, if it is there.
    fn find(&self, segment: usize, form: &str) -> Result<Option<Run>> {
        let term = term_of(form);
        let page = self.leaf_of(segment, &term)?;
        let mut leaf = Leaf::default();
        self.leaf(segment, page, &mut leaf)?;
        let mut found = None;
        leaf.each_term(|it, at, end| {
            if it < &term[..] {
                return Ok(true);
            }
            if it == &term[..] {
                found = Some((at, end));
            }
            Ok(false)
        })?;
        let Some((at, end)) = found else {
            return Ok(None);
        };
        let last = match end {
            Some(_) => page,
            None => self.leaf_after(segment, &term)?,
        };
        Ok(Some(self.run(segment, (page, &leaf), (at, end), last)?))
    }

    /// The run that begins at a place of a leaf, ends there or on another leaf, at most `last`.
    fn run(
        &self,
        segment: usize,
        (page, leaf): (i64, &Leaf),
        (at, end): (usize, Option<usize>),
        last: i64,
    ) -> Result<Run> {
        let newest = match end {
            Some(end) => leaf.last_article(at, end),
            None if last > page => {
                let mut ending = Leaf::default();
                self.leaf(segment, last, &mut ending)?;
                let end = ending.first_term().unwrap_or_else(|| ending.content());
                // Where it holds none of them, it cannot be said.
                ending
                    .first_article()
                    .map_or(i64::MAX, |at| ending.last_article(at, end))
            }
            None => leaf.last_article(at, leaf.content()),
        };
        Ok(Run {
            segment,
            page,
            at,
            end,
            last,
            oldest: leaf.article(at),
            newest,
        })
    }

    /// How many leaves hold terms of a segment that begin so.
    pub(super) fn leaves_of_beginning(&self, segment: usize, beginning: &str) -> Result<u64> {
        let first = self.leaf_of(segment, &term_of(beginning))?;
        let last = self.leaf_after(segment, &end_of(beginning))?;
        Ok((last - first).max(0) as u64 + 1)
    }

    /// Where the articles of each term of a segment stand that begins so.
    pub(super) fn each_beginning(
        &self,
        segment: usize,
        beginning: &str,
        mut each: impl FnMut(&Leaf, Run) -> Result<()>,
    ) -> Result<()> {
        let term = term_of(beginning);
        let mut page = self.leaf_of(segment, &term)?;
        let last = self.all[segment].last;
        let mut leaf = Leaf::default();
        loop {
            self.leaf(segment, page, &mut leaf)?;
            // The term at the end of the leaf, which may go on behind it.
            let mut open: Option<(Vec<u8>, usize)> = None;
            let mut is_over = false;
            leaf.each_term(|it, at, end| {
                if it.starts_with(&term) {
                    match end {
                        Some(_) => {
                            let run = self.run(segment, (page, &leaf), (at, end), page)?;
                            each(&leaf, run)?;
                        }
                        None => open = Some((it.to_vec(), at)),
                    }
                } else if it > &term[..] {
                    is_over = true;
                }
                Ok(!is_over)
            })?;
            let next = match open {
                Some((it, at)) => {
                    let last = self.leaf_after(segment, &it)?;
                    let run = self.run(segment, (page, &leaf), (at, None), last)?;
                    each(&leaf, run)?;
                    last.max(page + 1)
                }
                None => page + 1,
            };
            if is_over || next > last {
                return Ok(());
            }
            page = next;
        }
    }
}

fn term_of(form: &str) -> Vec<u8> {
    let mut term = Vec::with_capacity(form.len() + 1);
    term.push(MAIN);
    term.extend_from_slice(form.as_bytes());
    term
}

/// Above all terms that begin so: no term of UTF-8 holds this byte.
fn end_of(beginning: &str) -> Vec<u8> {
    let mut end = term_of(beginning);
    end.push(0xFF);
    end
}

pub(super) fn damaged() -> StoreError {
    StoreError::Damaged("the search index cannot be read".into())
}
