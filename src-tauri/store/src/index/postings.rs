//! The articles of a word within a range, with the places where it stands.

use super::{
    segment::{Leaf, Run, Segments, damaged},
    varint,
};
use crate::Result;

/// In the places of a word: it stands in the zones that are searched only when asked for.
const REST: u32 = 1 << 31;

/// What is wanted of a word in each article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Whether it counts in any zone.
    pub(super) anywhere: bool,
    /// Whether its places are wanted.
    pub(super) places: bool,
}

/// Articles of which something is wanted: from one up to another, all or only some.
#[derive(Debug, Clone, Copy)]
pub(super) struct Within<'a> {
    pub(super) from: i64,
    pub(super) until: i64,
    /// In order.
    pub(super) only: Option<&'a [i64]>,
}

impl Within<'_> {
    /// The same with the bounds of the articles that are wanted.
    pub(super) fn narrowed(self) -> Self {
        match self.only {
            None => self,
            Some([first, .., last]) => Within {
                from: self.from.max(*first),
                until: self.until.min(last.saturating_add(1)),
                ..self
            },
            Some([only]) => Within {
                from: self.from.max(*only),
                until: self.until.min(only.saturating_add(1)),
                ..self
            },
            Some([]) => Within {
                until: self.from,
                ..self
            },
        }
    }
}

/// An article of a word, and which of the places are in it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    id: i64,
    from: u32,
    to: u32,
}

/// The articles of a word, in order once they are [settled](Postings::settle).
#[derive(Debug, Clone, Default)]
pub(super) struct Postings {
    entries: Vec<Entry>,
    places: Vec<u32>,
}

/// An article whose places go on on the next leaf: how many bytes are missing, and whether it is wanted.
struct Open {
    id: i64,
    missing: usize,
    kept: bool,
}

impl Postings {
    /// The number of articles.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The articles.
    pub(super) fn ids(&self) -> impl Iterator<Item = i64> {
        self.entries.iter().map(|it| it.id)
    }

    /// The articles with the places in each.
    pub(super) fn each(&self) -> impl Iterator<Item = (i64, &[u32])> {
        self.entries
            .iter()
            .map(|it| (it.id, &self.places[it.from as usize..it.to as usize]))
    }

    /// Adds what others hold of a range, in order.
    pub(super) fn add(&mut self, others: &Postings, within: Within<'_>) {
        let from = others.entries.partition_point(|it| it.id < within.from);
        let until = others.entries.partition_point(|it| it.id < within.until);
        let mut only = within.only.map(|it| it.iter().peekable());
        for it in &others.entries[from..until] {
            if let Some(only) = &mut only {
                while only.next_if(|wanted| **wanted < it.id).is_some() {}
                if only.peek().is_none_or(|wanted| **wanted != it.id) {
                    continue;
                }
            }
            let start = self.places.len() as u32;
            self.places
                .extend_from_slice(&others.places[it.from as usize..it.to as usize]);
            self.entries.push(Entry {
                id: it.id,
                from: start,
                to: self.places.len() as u32,
            });
        }
    }

    /// The same articles with places that are so much lower. What would lie below zero is left out.
    pub(super) fn moved_back(self, by: u32) -> Postings {
        if by == 0 {
            return self;
        }
        let mut moved = Postings::default();
        for (id, places) in self.each() {
            let from = moved.places.len() as u32;
            let all = places
                .iter()
                .filter(|it| *it & !REST >= by)
                .map(|it| it - by);
            moved.places.extend(all);
            moved.keep(id, from);
        }
        moved
    }

    /// The articles and places at which, so much farther on, others stand.
    pub(super) fn met_by(&self, others: &Postings, by: u32) -> Postings {
        let mut met = Postings::default();
        let mut all = self.each().peekable();
        for (id, others) in others.each() {
            while all.next_if(|it| it.0 < id).is_some() {}
            let Some((_, places)) = all.next_if(|it| it.0 == id) else {
                continue;
            };
            let from = met.places.len() as u32;
            let mut at = 0;
            for place in places {
                let wanted = place + by;
                while others.get(at).is_some_and(|it| *it < wanted) {
                    at += 1;
                }
                if others.get(at) == Some(&wanted) {
                    met.places.push(*place);
                }
            }
            met.keep(id, from);
        }
        met
    }

    /// Keeps an article with the places that were added from `from` on; not without any.
    fn keep(&mut self, id: i64, from: u32) {
        let to = self.places.len() as u32;
        if from < to {
            self.entries.push(Entry { id, from, to });
        }
    }

    /// The first article of the leaf that stands so many before the one on which articles below `until` end; nothing
    /// where that is not above `from`.
    pub(super) fn bound(
        segments: &Segments<'_>,
        run: &Run,
        from: i64,
        until: i64,
        leaves: u64,
    ) -> Result<Option<i64>> {
        if run.pages() <= leaves || run.newest <= from {
            return Ok(None);
        }
        let mut leaf = Leaf::default();
        let last = match run.newest < until {
            true => run.last,
            false => first_leaf(segments, run, until - 1, &mut leaf)?,
        };
        let mut page = last - leaves as i64 + 1;
        while page > run.page {
            segments.leaf(run.segment, page, &mut leaf)?;
            if let Some(mut at) = leaf.first_article() {
                let first = varint(&leaf.bytes, &mut at) as i64;
                return Ok((first > from).then_some(first));
            }
            page -= 1;
        }
        Ok(None)
    }

    /// The articles that are below a bound.
    pub(super) fn below(&self, until: i64) -> usize {
        self.entries.partition_point(|it| it.id < until)
    }

    /// Which article stands at a place.
    pub(super) fn at(&self, at: usize) -> i64 {
        self.entries[at].id
    }

    /// Brings the articles in order, each once, with all of its places.
    pub(super) fn settle(&mut self) {
        if self.entries.is_sorted_by(|a, b| a.id < b.id) {
            return;
        }
        // Segments are read one after the other, each in order: what is sorted are some rows in a row.
        self.entries.sort_by_key(|it| it.id);
        let mut settled: Vec<Entry> = Vec::with_capacity(self.entries.len());
        for it in &self.entries {
            match settled.last_mut() {
                Some(last) if last.id == it.id => {
                    let mut both = self.places[last.from as usize..last.to as usize].to_vec();
                    both.extend_from_slice(&self.places[it.from as usize..it.to as usize]);
                    both.sort_unstable();
                    both.dedup();
                    last.from = self.places.len() as u32;
                    self.places.append(&mut both);
                    last.to = self.places.len() as u32;
                }
                _ => settled.push(*it),
            }
        }
        self.entries = settled;
    }

    /// Reads the articles of a run that lie within a range.
    pub(super) fn read(
        &mut self,
        segments: &Segments<'_>,
        run: &Run,
        within: Within<'_>,
        wanted: Wanted,
    ) -> Result<()> {
        read(segments, run, within, |id, list| {
            self.push(id, list, wanted);
        })
    }

    /// The same from a leaf that is at hand.
    pub(super) fn walk(
        &mut self,
        segments: &Segments<'_>,
        run: &Run,
        page: i64,
        leaf: &Leaf,
        within: Within<'_>,
        wanted: Wanted,
    ) -> Result<()> {
        walk(segments, run, (page, leaf), within, |id, list| {
            self.push(id, list, wanted);
        })
    }

    fn push(&mut self, id: i64, list: &[u8], wanted: Wanted) {
        if !counts(list, wanted.anywhere) {
            return;
        }
        let from = self.places.len() as u32;
        if wanted.places {
            self.places.reserve(list.len());
            each_place(list, wanted.anywhere, |it| {
                self.places.push(it);
                true
            });
        }
        self.entries.push(Entry {
            id,
            from,
            to: self.places.len() as u32,
        });
    }
}

/// The articles of a word, with its places in each as they are written: of most, another word decides that they are not wanted.
#[derive(Debug, Default)]
pub(super) struct Written {
    entries: Vec<Entry>,
    bytes: Vec<u8>,
}

impl Written {
    /// Reads the articles of a run that lie within a range.
    pub(super) fn read(
        &mut self,
        segments: &Segments<'_>,
        run: &Run,
        within: Within<'_>,
        anywhere: bool,
    ) -> Result<()> {
        read(segments, run, within, |id, list| {
            if counts(list, anywhere) {
                let from = self.bytes.len() as u32;
                self.bytes.extend_from_slice(list);
                let to = self.bytes.len() as u32;
                self.entries.push(Entry { id, from, to });
            }
        })
    }

    /// Brings the articles in order; tells whether each is there once.
    pub(super) fn settle(&mut self) -> bool {
        let in_order = |it: &[Entry]| it.is_sorted_by(|a, b| a.id < b.id);
        if !in_order(&self.entries) {
            self.entries.sort_by_key(|it| it.id);
        }
        in_order(&self.entries)
    }

    /// The articles.
    pub(super) fn ids(&self) -> Vec<i64> {
        self.entries.iter().map(|it| it.id).collect()
    }

    /// Reads of a run of another word the articles in which both stand so that the one is so far behind a place as this word
    /// is, and the other as that one is; with these places. The articles of the range are of these here.
    pub(super) fn meet(
        &self,
        (segments, run): (&Segments<'_>, &Run),
        within: Within<'_>,
        anywhere: bool,
        (behind, other_behind): (u32, u32),
        met: &mut Postings,
    ) -> Result<()> {
        let (mut at, mut own) = (0, vec![]);
        read(segments, run, within, |id, list| {
            // What is asked for is asked for in order: it is the next one, or soon behind.
            at += self.entries[at..]
                .iter()
                .take_while(|it| it.id < id)
                .count();
            let Some(entry) = self.entries.get(at).filter(|it| it.id == id) else {
                return;
            };
            own.clear();
            let written = &self.bytes[entry.from as usize..entry.to as usize];
            each_place(written, anywhere, |it| {
                if it & !REST >= behind {
                    own.push(it - behind);
                }
                true
            });
            let from = met.places.len() as u32;
            let mut open = &own[..];
            each_place(list, anywhere, |it| {
                if it & !REST < other_behind {
                    return true;
                }
                let start = it - other_behind;
                while let [first, rest @ ..] = open
                    && *first < start
                {
                    open = rest;
                }
                if open.first() == Some(&start) {
                    met.places.push(start);
                }
                // The other word may stand a hundred times behind the last place of this one.
                !open.is_empty()
            });
            met.keep(id, from);
        })
    }
}

/// Whether the places of a word count, where those in zones that are searched only when asked for do not always.
fn counts(list: &[u8], anywhere: bool) -> bool {
    match list.first() {
        None => false,
        // It begins with the other column.
        Some(1) => anywhere,
        Some(_) => true,
    }
}

/// Tells of each place of a list, ascending, for as long as more are wanted.
#[inline(always)]
fn each_place(list: &[u8], anywhere: bool, mut tell: impl FnMut(u32) -> bool) {
    let (mut at, mut place, mut column) = (0, 0_u32, 0);
    while let Some(byte) = list.get(at) {
        let step = if *byte < 0x80 {
            at += 1;
            u32::from(*byte)
        } else {
            varint(list, &mut at) as u32
        };
        match step {
            1 if !anywhere => break,
            1 => {
                column = if varint(list, &mut at) == 0 { 0 } else { REST };
                place = 0;
            }
            step => {
                place = place.wrapping_add(step.wrapping_sub(2));
                if !tell(place | column) {
                    break;
                }
            }
        }
    }
}

/// Tells of the articles of a run that lie within a range, with the places in each as they are written.
fn read(
    segments: &Segments<'_>,
    run: &Run,
    within: Within<'_>,
    tell: impl FnMut(i64, &[u8]),
) -> Result<()> {
    let within = within.narrowed();
    if within.from >= within.until || run.oldest >= within.until {
        return Ok(());
    }
    let mut leaf = Leaf::default();
    let page = first_leaf(segments, run, within.from, &mut leaf)?;
    walk(segments, run, (page, &leaf), within, tell)
}

/// The same from a leaf that is at hand.
fn walk(
    segments: &Segments<'_>,
    run: &Run,
    (mut page, leaf): (i64, &Leaf),
    within: Within<'_>,
    mut tell: impl FnMut(i64, &[u8]),
) -> Result<()> {
    let gone = &segments.all[run.segment].gone;
    let mut only = within.only;
    // Whether most leaves hold none of the articles.
    let is_sparse = only.is_some_and(|it| (it.len() as u64) < run.pages());
    let (mut at, mut end, mut is_last) = if page == run.page {
        (
            run.at,
            run.end.unwrap_or_else(|| leaf.content()),
            run.end.is_some(),
        )
    } else {
        let term = leaf.first_term();
        let end = term.unwrap_or_else(|| leaf.content());
        (leaf.first_article().unwrap_or(end), end, term.is_some())
    };
    let mut own = Leaf::default();
    let mut statement = segments.in_a_row()?;
    let mut following = match is_sparse || page >= run.last {
        true => None,
        false => {
            let row = |page| segments.row(run.segment, page);
            Some(statement.query([row(page + 1), row(run.last)])?)
        }
    };
    let mut bytes = &leaf.bytes[..];
    if end > bytes.len() {
        return Err(damaged());
    }
    let (mut spilled, mut open): (Vec<u8>, Option<Open>) = (vec![], None);
    loop {
        let mut id: Option<i64> = None;
        while at < end {
            // The first article of a leaf, or of a run, is written in full.
            let step = varint(bytes, &mut at) as i64;
            let this = id.map_or(step, |it| it.wrapping_add(step));
            id = Some(this);
            let size = varint(bytes, &mut at) as usize >> 1;
            if this >= within.until {
                return Ok(());
            }
            let mut kept = this >= within.from;
            if let Some(some) = only {
                let rest = &some[some.iter().take_while(|it| **it < this).count()..];
                let Some(next) = rest.first() else {
                    return Ok(());
                };
                kept &= *next == this;
                only = Some(&rest[usize::from(*next == this)..]);
            }
            if kept && !gone.is_empty() {
                kept = gone.binary_search(&this).is_err();
            }
            if at + size <= end {
                if kept {
                    tell(this, &bytes[at..at + size]);
                }
                at += size;
            } else {
                spilled.clear();
                spilled.extend_from_slice(bytes.get(at..end).ok_or_else(damaged)?);
                open = Some(Open {
                    id: this,
                    missing: at + size - end,
                    kept,
                });
                at = end;
            }
        }
        if is_last || page >= run.last {
            return match open {
                Some(_) => Err(damaged()),
                None => Ok(()),
            };
        }
        page += 1;
        if let Some(rows) = &mut following {
            let row = rows.next()?.ok_or_else(damaged)?;
            // None may be missing between them.
            if row.get::<_, i64>(1)? != segments.row(run.segment, page) {
                return Err(damaged());
            }
            segments.take(row, &mut own)?;
        } else {
            segments.leaf(run.segment, page, &mut own)?;
            if let (None, Some([next, ..])) = (&open, only) {
                page = farther(segments, run, page, *next, &mut own)?;
            }
        }
        let term = own.first_term();
        (is_last, end) = (term.is_some(), term.unwrap_or_else(|| own.content()));
        at = own.first_article().unwrap_or(end);
        bytes = &own.bytes[..];
        if end > bytes.len() {
            return Err(damaged());
        }
        if let Some(mut it) = open.take() {
            let here = it.missing.min(end.saturating_sub(4));
            spilled.extend_from_slice(bytes.get(4..4 + here).ok_or_else(damaged)?);
            it.missing -= here;
            match it {
                Open {
                    missing: 0,
                    id,
                    kept,
                } => {
                    if kept {
                        tell(id, &spilled);
                    }
                }
                it => open = Some(it),
            }
        }
    }
}

/// The leaf of a run on which the first article not below `from` may stand; read.
fn first_leaf(segments: &Segments<'_>, run: &Run, from: i64, leaf: &mut Leaf) -> Result<i64> {
    // The leaf is `best`, or one behind `low` and before `high`.
    let (mut best, mut low, mut high) = (run.page, run.page, run.last + 1);
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        let mut page = middle;
        // A leaf may hold nothing but the places of one article.
        let first = loop {
            segments.leaf(run.segment, page, leaf)?;
            if let Some(mut at) = leaf.first_article() {
                break Some(varint(&leaf.bytes, &mut at) as i64);
            }
            page -= 1;
            if page <= low {
                break None;
            }
        };
        match first {
            Some(first) if first > from => high = page,
            Some(_) => (best, low) = (page, middle),
            None => low = middle,
        }
    }
    segments.leaf(run.segment, best, leaf)?;
    Ok(best)
}

/// The farthest leaf from `page` on, in growing steps, that begins with an article not above the next one that is wanted;
/// read.
fn farther(
    segments: &Segments<'_>,
    run: &Run,
    mut page: i64,
    next: i64,
    leaf: &mut Leaf,
) -> Result<i64> {
    let (mut probe, mut step) = (Leaf::default(), 1);
    while page + step <= run.last {
        segments.leaf(run.segment, page + step, &mut probe)?;
        let first = probe
            .first_article()
            .map(|mut at| varint(&probe.bytes, &mut at) as i64);
        if first.is_none_or(|it| it > next) {
            break;
        }
        page += step;
        step *= 2;
        std::mem::swap(leaf, &mut probe);
    }
    Ok(page)
}
