//! The record that names the segments of the search index.

use super::{put_varint, varint};

/// The row in which the structure stands.
pub(super) const STRUCTURE: i64 = 10;

/// What a structure begins with, behind four bytes, that knows of things taken out.
const LAYOUT: [u8; 4] = [0xFF, 0, 0, 1];

/// How many segments there are at most.
const MOST: u64 = 2_000;

/// How many leaves are written before some are merged.
const WORK: u64 = 64;

/// All segments, by levels: those of a level are merged into one of the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Structure {
    /// Says that the settings of the index were changed.
    cookie: [u8; 4],
    /// How many leaves were written, ever.
    written: u64,
    pub(super) levels: Vec<Level>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Level {
    /// How many of its segments are being merged.
    merging: u64,
    pub(super) segments: Vec<Record>,
}

/// A segment as the structure names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) number: u64,
    /// Its first leaf and its last; both 0 where all of it was merged into another.
    pub(super) first: u64,
    pub(super) last: u64,
    /// Which of the times of writing it holds, the first and the last.
    pub(super) written: (u64, u64),
    /// On how many pages it stands what was taken out of it, and how many articles that is.
    pub(super) gone: (u64, u64),
    /// How many articles it holds.
    articles: u64,
}

impl Record {
    fn leaves(&self) -> u64 {
        self.last - self.first + 1
    }
}

impl Structure {
    /// Reads a record; nothing where its layout is not known or it is cut off.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Structure> {
        let cookie = *bytes.first_chunk()?;
        if bytes.get(4..8) != Some(&LAYOUT) {
            return None;
        }
        let mut at = 8;
        let mut number = || varint(bytes, &mut at);
        let (levels, segments) = (number(), number());
        if levels > MOST || segments > MOST {
            return None;
        }
        let written = number();
        let mut left = segments;
        let levels = (0..levels)
            .map(|_| {
                let (merging, count) = (number(), number());
                left = left.checked_sub(count)?;
                let segments = (0..count).map(|_| {
                    let it = Record {
                        number: number(),
                        first: number(),
                        last: number(),
                        written: (number(), number()),
                        gone: (number(), number()),
                        articles: number(),
                    };
                    (it.first <= it.last).then_some(it)
                });
                Some(Level {
                    segments: segments.collect::<Option<_>>()?,
                    merging,
                })
            })
            .collect::<Option<_>>()?;
        let is_whole = left == 0 && at <= bytes.len();
        is_whole.then_some(Structure {
            cookie,
            written,
            levels,
        })
    }

    /// The record again.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = [&self.cookie[..], &LAYOUT].concat();
        let segments: usize = self.levels.iter().map(|it| it.segments.len()).sum();
        for it in [self.levels.len() as u64, segments as u64, self.written] {
            put_varint(&mut bytes, it);
        }
        for level in &self.levels {
            put_varint(&mut bytes, level.merging);
            put_varint(&mut bytes, level.segments.len() as u64);
            for it in &level.segments {
                let (first, last) = it.written;
                let (pages, gone) = it.gone;
                let all = [it.number, it.first, it.last, first, last, pages, gone];
                for number in all.into_iter().chain([it.articles]) {
                    put_varint(&mut bytes, number);
                }
            }
        }
        bytes
    }

    /// Every segment.
    pub(super) fn segments(&self) -> impl Iterator<Item = &Record> {
        self.levels.iter().flat_map(|it| &it.segments)
    }

    /// The time of writing that articles are marked with which are written next.
    pub(super) fn next(&self) -> u64 {
        self.segments().map(|it| it.written.1).max().unwrap_or(0) + 1
    }

    /// The lowest number that no segment has; nothing where there are as many as there may be.
    pub(super) fn free_number(&self) -> Option<u64> {
        let mut taken: Vec<u64> = self.segments().map(|it| it.number).collect();
        taken.sort_unstable();
        let free = (1..=MOST).find(|it| taken.binary_search(it).is_err());
        free.filter(|_| (taken.len() as u64) < MOST)
    }

    /// Adds a segment of so many leaves and articles, as new as any. Gives how many leaves are to be merged now, for those
    /// that were written to be merged in time: as FTS5 has it.
    pub(super) fn add(&mut self, number: u64, leaves: u64, articles: u64) -> u64 {
        let now = self.next();
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        self.levels[0].segments.push(Record {
            number,
            first: 1,
            last: leaves,
            written: (now, now),
            gone: (0, 0),
            articles,
        });
        self.promote(leaves);
        let units = (self.written + leaves) / WORK - self.written / WORK;
        self.written += leaves;
        units * WORK * self.levels.len() as u64
    }

    /// Brings segments of higher levels down that are no larger than one that was just written: they are merged with their like.
    fn promote(&mut self, leaves: u64) {
        if self.levels[0].merging != 0 {
            return;
        }
        for at in 1..self.levels.len() {
            if self.levels[at].merging != 0 {
                return;
            }
            while let Some(it) = self.levels[at].segments.last() {
                if it.leaves() > leaves {
                    return;
                }
                if let Some(it) = self.levels[at].segments.pop() {
                    self.levels[0].segments.insert(0, it);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_or_of_another_layout_is_not_read() {
        let mut it = Structure {
            cookie: [0, 0, 0, 7],
            written: 256,
            levels: vec![],
        };
        assert_eq!(it.add(1, 20, 5), 0);
        assert_eq!(it.add(2, 700, 9), 64 * 11);
        let bytes = it.to_bytes();
        assert_eq!(Structure::from_bytes(&bytes), Some(it.clone()));
        for end in 0..bytes.len() {
            assert_eq!(Structure::from_bytes(&bytes[..end]), None, "{end} bytes");
        }
        let mut other = bytes.clone();
        other[7] = 2;
        assert_eq!(Structure::from_bytes(&other), None);
        let mut backwards = it.clone();
        backwards.levels[0].segments[0].first = 21;
        assert_eq!(Structure::from_bytes(&backwards.to_bytes()), None);
    }

    #[test]
    fn numbers_that_are_free_are_taken_again_and_small_segments_come_down() {
        let record = |number, last, written| Record {
            number,
            first: 1,
            last,
            written: (written, written),
            gone: (0, 0),
            articles: 1,
        };
        let level = |segments| Level {
            merging: 0,
            segments,
        };
        let mut it = Structure {
            cookie: [0; 4],
            written: 0,
            levels: vec![
                level(vec![record(1, 9, 8)]),
                level(vec![record(4, 900, 1), record(3, 40, 7)]),
            ],
        };
        assert_eq!(it.free_number(), Some(2));
        assert_eq!(it.next(), 9);
        it.add(2, 50, 1);
        let numbers =
            |at: usize| -> Vec<u64> { it.levels[at].segments.iter().map(|it| it.number).collect() };
        assert_eq!(numbers(0), [3, 1, 2]);
        assert_eq!(numbers(1), [4]);
    }
}
