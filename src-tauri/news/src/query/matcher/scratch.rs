//! Room to work in: which terms the words of texts satisfy, worked out once for each form, and what is known of the
//! document at hand.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{
    Run,
    terms::{ALWAYS, TermId, Terms},
};
use crate::query::{Document, Span};

/// How many forms are remembered. Half of it is what 30,000 articles of one language hold of forms.
const FORMS: usize = 1 << 18;

/// How many forms there is room for at first.
const FIRST: usize = 1 << 12;

/// Every how many documents it is counted in how many documents the terms stand.
const SAMPLE: u32 = 8;

/// No word, no entry.
const NONE: u32 = u32::MAX;

/// Room for a [`Matcher`](super::Matcher) to work in: one for each thread, kept for as long as there are documents. It
/// remembers which words are of interest, and grows to some megabytes.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Which state of which matcher it remembers.
    pub(super) of: u64,
    pub(super) forms: Forms,
    pub(super) page: Page,
    /// By topic, the document for which it was tried last.
    pub(super) tried: Vec<u32>,
    /// Topics to be tried, and where their steps begin.
    pub(super) candidates: Vec<(u32, u32)>,
    pub(super) marks: Vec<Run>,
    pub(super) numbers: Vec<u32>,
    pub(super) spare: Vec<Vec<Run>>,
    pub(super) hits: Vec<Found>,
    pub(super) places: Vec<Span>,
    pub(super) census: Census,
}

/// A topic that was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) topic: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// In how many documents terms stand.
#[derive(Debug, Default)]
pub(super) struct Census {
    pub(super) documents: u32,
    pub(super) with: Vec<u32>,
}

/// The forms that were seen.
#[derive(Debug, Default)]
pub(super) struct Forms {
    short: Table<2>,
    middle: Table<4>,
    /// Those that are longer.
    long: HashMap<Box<[u8]>, u32, RandomState>,
    pub(super) entries: Vec<Entry>,
    /// The terms of all entries.
    lists: Vec<TermId>,
}

/// Forms of up to `8 * N - 4` bytes, each with its entry in the last four: open addressing. Small, so that what is
/// frequent stays near the processor.
#[derive(Debug)]
struct Table<const N: usize> {
    /// Invariant: as many as a power of two, at most three quarters of them in use. All zeros is an empty one: no form is
    /// empty, and none holds a zero.
    slots: Vec<[u64; N]>,
    used: usize,
}

impl<const N: usize> Default for Table<N> {
    fn default() -> Table<N> {
        Table {
            slots: vec![[0; N]; FIRST],
            used: 0,
        }
    }
}

impl<const N: usize> Table<N> {
    /// How many bytes a form may have.
    const MOST: usize = 8 * N - 4;

    /// The bytes of a form, the others zero.
    fn key(padded: &[u8], length: usize) -> [u64; N] {
        let mut key = [0; N];
        for (number, part) in key.iter_mut().enumerate() {
            let have = length.saturating_sub(8 * number).min(8);
            // The lowest `have` bytes, without a shift by as many bits as there are.
            if have > 0 {
                let bytes: [u8; 8] = padded[8 * number..8 * number + 8]
                    .try_into()
                    .expect("as many bytes");
                *part = u64::from_le_bytes(bytes) & u64::MAX >> (64 - 8 * have);
            }
        }
        key
    }

    /// Spreads a key. The multipliers are odd numbers near to 2^64 over the golden ratio and over the square root of two.
    fn hash(key: &[u64; N]) -> usize {
        let mut mixed = 0_u64;
        for part in key {
            mixed = (mixed.rotate_left(29) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        (mixed ^ mixed >> 32) as usize
    }

    /// Whether the bytes are these, whatever the entry.
    fn is(slot: &[u64; N], key: &[u64; N]) -> bool {
        slot[N - 1] as u32 == key[N - 1] as u32 && slot[..N - 1] == key[..N - 1]
    }

    /// The entry of a form, or the slot for it.
    fn find(&self, key: &[u64; N]) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut at = Self::hash(key) & mask;
        loop {
            let slot = &self.slots[at];
            if Self::is(slot, key) {
                return Ok((slot[N - 1] >> 32) as u32);
            }
            if *slot == [0; N] {
                return Err(at);
            }
            at = (at + 1) & mask;
        }
    }

    fn put(&mut self, at: usize, mut key: [u64; N], entry: u32) {
        key[N - 1] |= u64::from(entry) << 32;
        self.slots[at] = key;
        self.used += 1;
        if self.used * 4 <= self.slots.len() * 3 {
            return;
        }
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![[0; N]; old.len() * 2];
        let mask = self.slots.len() - 1;
        for slot in old.into_iter().filter(|it| *it != [0; N]) {
            let mut bare = slot;
            bare[N - 1] &= u64::from(u32::MAX);
            let mut at = Self::hash(&bare) & mask;
            while self.slots[at] != [0; N] {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }
}

/// What a form satisfies. The first stands for all forms that satisfy nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The term of this very form.
    pub(super) exact: TermId,
    from: u32,
    length: u32,
    /// Where it stands in the zones that are searched by default, and in the others.
    pub(super) chains: [Chain; 2],
}

/// The places of a form in one document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain {
    document: u32,
    head: u32,
    tail: u32,
}

/// The document at hand.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its number.
    pub(super) number: u32,
    /// For each word its entry.
    pub(super) entry_of: Vec<u32>,
    /// For each word the next one of the same form in the same sort of zone.
    next: Vec<u32>,
    touched: Vec<u32>,
    /// The terms that stand anywhere in it.
    pub(super) present: Vec<TermId>,
    /// Which terms stand in the zones that are searched by default, and anywhere.
    pub(super) here: Bits,
    pub(super) anywhere: Bits,
    /// For each term that is present, the last of its links.
    last_link: Vec<u32>,
    /// Entries, each with the link before it.
    links: Vec<(u32, u32)>,
}

/// A set of numbers.
#[derive(Debug, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn has(&self, number: u32) -> bool {
        self.0
            .get(number as usize / 64)
            .is_some_and(|it| it >> (number % 64) & 1 == 1)
    }

    fn set(&mut self, number: u32) {
        self.0[number as usize / 64] |= 1 << (number % 64);
    }

    fn unset(&mut self, number: u32) {
        self.0[number as usize / 64] &= !(1 << (number % 64));
    }

    fn grow(&mut self, count: usize) {
        if self.0.len() * 64 < count {
            self.0.resize(count.div_ceil(64), 0);
        }
    }
}

const NOWHERE: Chain = Chain {
    document: 0,
    head: NONE,
    tail: NONE,
};

impl Forms {
    /// Forgets every form.
    fn clear(&mut self) {
        self.short = Table::default();
        self.middle = Table::default();
        self.long.clear();
        self.lists.clear();
        self.entries.clear();
        self.entries.push(Entry {
            exact: ALWAYS,
            from: 0,
            length: 0,
            chains: [NOWHERE; 2],
        });
    }

    /// How many forms are remembered.
    fn len(&self) -> usize {
        self.short.used + self.middle.used + self.long.len()
    }

    /// The terms of an entry.
    pub(super) fn terms(&self, entry: &Entry) -> &[TermId] {
        &self.lists[entry.from as usize..][..entry.length as usize]
    }

    /// The entry of a form.
    fn entry(&mut self, padded: &[u8], length: usize, terms: &Terms) -> u32 {
        if length <= Table::<2>::MOST {
            let key = Table::key(padded, length);
            return self.short.find(&key).unwrap_or_else(|at| {
                let entry = self.resolve(&padded[..length], terms);
                self.short.put(at, key, entry);
                entry
            });
        }
        if length <= Table::<4>::MOST {
            let key = Table::key(padded, length);
            return self.middle.find(&key).unwrap_or_else(|at| {
                let entry = self.resolve(&padded[..length], terms);
                self.middle.put(at, key, entry);
                entry
            });
        }
        let form = &padded[..length];
        if let Some(entry) = self.long.get(form) {
            return *entry;
        }
        let entry = self.resolve(form, terms);
        self.long.insert(form.into(), entry);
        entry
    }

    #[cold]
    fn resolve(&mut self, form: &[u8], terms: &Terms) -> u32 {
        let form = std::str::from_utf8(form).unwrap_or_default();
        let from = self.lists.len();
        let exact = terms.of(form, &mut self.lists);
        if self.lists.len() == from {
            return 0;
        }
        self.entries.push(Entry {
            exact,
            from: from as u32,
            length: (self.lists.len() - from) as u32,
            chains: [NOWHERE; 2],
        });
        (self.entries.len() - 1) as u32
    }
}

impl Scratch {
    /// Reads a document: which terms stand where.
    pub(super) fn read(&mut self, document: &Document<'_>, of: u64, terms: &Terms, all: bool) {
        if self.of != of || self.forms.len() > FORMS {
            self.forms.clear();
            if self.of != of {
                self.census = Census::default();
            }
            self.of = of;
        }
        let Scratch {
            forms,
            page,
            census,
            tried,
            ..
        } = self;
        for term in page.present.drain(..) {
            page.here.unset(term);
            page.anywhere.unset(term);
        }
        page.here.grow(terms.len());
        page.anywhere.grow(terms.len());
        page.last_link.resize(terms.len(), NONE);
        page.here.set(ALWAYS);
        page.anywhere.set(ALWAYS);
        if page.number == u32::MAX {
            // Numbers begin anew: what was remembered of older ones is forgotten.
            forms
                .entries
                .iter_mut()
                .for_each(|it| it.chains = [NOWHERE; 2]);
            tried.fill(0);
            page.number = 0;
        }
        page.number += 1;
        page.words(document, forms, terms, all);
        page.links.clear();
        let counts = page.number % SAMPLE == 0;
        if counts {
            census.documents += 1;
            census.with.resize(terms.len(), 0);
        }
        for entry_id in page.touched.drain(..) {
            let entry = forms.entries[entry_id as usize];
            let here = entry.chains[0].document == page.number;
            for &term in forms.terms(&entry) {
                let link = &mut page.last_link[term as usize];
                if !page.anywhere.has(term) {
                    page.anywhere.set(term);
                    page.present.push(term);
                    *link = NONE;
                    if counts {
                        census.with[term as usize] += 1;
                    }
                }
                if here {
                    page.here.set(term);
                }
                page.links.push((entry_id, *link));
                *link = (page.links.len() - 1) as u32;
            }
        }
    }
}

impl Page {
    fn words(&mut self, document: &Document<'_>, forms: &mut Forms, terms: &Terms, all: bool) {
        let count = document.words.len();
        self.entry_of.clear();
        self.next.clear();
        self.next.resize(count, NONE);
        for (block, pair) in document.firsts.windows(2).enumerate() {
            let sort = usize::from(!document.zone(block as u32).is_default());
            if sort == 1 && !all {
                self.entry_of.resize(pair[1] as usize, 0);
                continue;
            }
            for at in pair[0]..pair[1] {
                let (padded, length) = document.padded(&document.words[at as usize]);
                let id = forms.entry(padded, length, terms);
                self.entry_of.push(id);
                if id == 0 {
                    continue;
                }
                let entry = &mut forms.entries[id as usize];
                if entry.chains[sort].document == self.number {
                    self.next[entry.chains[sort].tail as usize] = at;
                    entry.chains[sort].tail = at;
                    continue;
                }
                if entry.chains[1 - sort].document != self.number {
                    self.touched.push(id);
                }
                entry.chains[sort] = Chain {
                    document: self.number,
                    head: at,
                    tail: at,
                };
            }
        }
    }

    /// Where a term stands in the zones that are searched by default, and in the others if `all`; in order.
    pub(super) fn places(&self, term: TermId, forms: &Forms, all: bool, into: &mut Vec<u32>) {
        if !self.anywhere.has(term) || term == ALWAYS {
            return;
        }
        let from = into.len();
        let (mut link, mut lists) = (self.last_link[term as usize], 0);
        while link != NONE {
            let (entry, before) = self.links[link as usize];
            for chain in &forms.entries[entry as usize].chains[..1 + usize::from(all)] {
                if chain.document == self.number {
                    lists += 1;
                    let mut at = chain.head;
                    while at != NONE {
                        into.push(at);
                        at = self.next[at as usize];
                    }
                }
            }
            link = before;
        }
        if lists > 1 {
            into[from..].sort_unstable();
        }
    }

    /// Whether a word satisfies a term.
    pub(super) fn fits(&self, word: usize, term: TermId, forms: &Forms) -> bool {
        let entry = &forms.entries[self.entry_of[word] as usize];
        entry.exact == term || forms.terms(entry).contains(&term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::PAD;

    #[test]
    fn forms_are_told_apart_whatever_stands_behind_them() {
        let forms: Vec<String> = (1..40)
            .flat_map(|length| ["a", "b", "б"].map(|it| it.repeat(length)))
            .filter(|it| it.len() <= PAD + 8)
            .chain(["санкціїсанкція", "санкціїсанкції"].map(String::from))
            .collect();
        let mut short = Table::<2>::default();
        let mut middle = Table::<4>::default();
        let padded = |form: &str, with: u8| -> Vec<u8> {
            form.bytes().chain(std::iter::repeat_n(with, PAD)).collect()
        };
        for (number, form) in forms.iter().enumerate() {
            let bytes = padded(form, b'x');
            if form.len() <= Table::<2>::MOST {
                let key = Table::key(&bytes, form.len());
                let at = short.find(&key).expect_err("is not there yet");
                short.put(at, key, number as u32);
            }
            if form.len() <= Table::<4>::MOST {
                let key = Table::key(&bytes, form.len());
                let at = middle.find(&key).expect_err("is not there yet");
                middle.put(at, key, number as u32);
            }
        }
        for (number, form) in forms.iter().enumerate() {
            let bytes = padded(form, b'\n');
            if form.len() <= Table::<2>::MOST {
                let key = Table::key(&bytes, form.len());
                assert_eq!(short.find(&key), Ok(number as u32), "{form}");
            }
            if form.len() <= Table::<4>::MOST {
                let key = Table::key(&bytes, form.len());
                assert_eq!(middle.find(&key), Ok(number as u32), "{form}");
            }
        }
    }

    #[test]
    fn a_table_grows_and_loses_nothing() {
        let mut table = Table::<2>::default();
        let bytes = |number: u32| -> Vec<u8> {
            format!("{number:x}").bytes().chain([b'\n'; PAD]).collect()
        };
        for number in 0..20_000 {
            let form = bytes(number);
            let key = Table::key(&form, form.len() - PAD);
            let at = table.find(&key).expect_err("is not there yet");
            table.put(at, key, number);
        }
        for number in 0..20_000 {
            let form = bytes(number);
            let key = Table::key(&form, form.len() - PAD);
            assert_eq!(table.find(&key), Ok(number));
        }
    }
}
