//! Room to work in: which terms the words of texts satisfy, worked out once for each form, and what is known of the
//! document at hand.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{
    Run,
    terms::{ALWAYS, TermId, Terms},
};
use crate::{
    query::{Document, Span},
    text::PAD,
};

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
    pub(super) candidates: Vec<u32>,
    pub(super) marks: Vec<Run>,
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
    /// Forms of up to [`PAD`] bytes, by their bytes; open addressing. Invariant: a power of two, at most half full.
    slots: Vec<Slot>,
    used: usize,
    /// Longer ones.
    long: HashMap<Box<[u8]>, u32, RandomState>,
    pub(super) entries: Vec<Entry>,
    /// The terms of all entries.
    lists: Vec<TermId>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// The bytes, filled with zeros; no form begins with one.
    key: [u64; 2],
    entry: u32,
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
        self.slots = vec![Slot::default(); FIRST];
        self.used = 0;
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

    /// The terms of an entry.
    pub(super) fn terms(&self, entry: &Entry) -> &[TermId] {
        &self.lists[entry.from as usize..][..entry.length as usize]
    }

    /// The entry of a form.
    fn entry(&mut self, padded: &[u8], length: usize, terms: &Terms) -> u32 {
        if length > PAD {
            if let Some(entry) = self.long.get(padded) {
                return *entry;
            }
            let entry = self.resolve(padded, terms);
            self.long.insert(padded.into(), entry);
            return entry;
        }
        let key = key(padded, length);
        let mask = self.slots.len() - 1;
        let mut at = hash(key) as usize & mask;
        loop {
            let slot = &self.slots[at & mask];
            if slot.key == key {
                return slot.entry;
            }
            if slot.key == [0, 0] {
                break;
            }
            at += 1;
        }
        let entry = self.resolve(&padded[..length], terms);
        self.slots[at & mask] = Slot { key, entry };
        self.used += 1;
        if self.used * 2 > self.slots.len() {
            self.grow();
        }
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

    #[cold]
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); old.len() * 2];
        let mask = self.slots.len() - 1;
        for slot in old.into_iter().filter(|it| it.key != [0, 0]) {
            let mut at = hash(slot.key) as usize;
            while self.slots[at & mask].key != [0, 0] {
                at += 1;
            }
            self.slots[at & mask] = slot;
        }
    }
}

/// The first bytes of a form of up to [`PAD`] bytes, the others zero.
fn key(padded: &[u8], length: usize) -> [u64; 2] {
    let [low, high] = [0, 8].map(|from| {
        padded
            .get(from..from + 8)
            .and_then(|it| it.try_into().ok())
            .map_or(0, u64::from_le_bytes)
    });
    // The lowest `length` bytes, without a shift by as many bits as there are.
    let mask = |bytes: usize| match bytes {
        0 => 0,
        bytes => u64::MAX >> (64 - 8 * bytes.min(8)),
    };
    [low & mask(length), high & mask(length.saturating_sub(8))]
}

/// Spreads a key over 64 bits. Multipliers are the odd numbers nearest to 2^64 over the golden ratio and over the
/// square root of two.
fn hash(key: [u64; 2]) -> u64 {
    let mixed = key[0].wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ key[1].wrapping_mul(0xB504_F333_F9DE_6485).rotate_left(32);
    mixed ^ mixed >> 32
}

impl Scratch {
    /// Reads a document: which terms stand where.
    pub(super) fn read(&mut self, document: &Document<'_>, of: u64, terms: &Terms, all: bool) {
        if self.of != of || self.forms.entries.len() + self.forms.used > FORMS {
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
            forms.entries.iter_mut().for_each(|it| it.chains = [NOWHERE; 2]);
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

    #[test]
    fn keys_tell_forms_apart() {
        let padded = |text: &str| -> Vec<u8> {
            text.bytes().chain(std::iter::repeat_n(b'x', PAD)).collect()
        };
        let forms = ["a", "ab", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnop", "b", "ба"];
        for one in forms {
            for other in forms {
                let same = key(&padded(one), one.len()) == key(&padded(other), other.len());
                assert_eq!(same, one == other, "{one} and {other}");
            }
        }
    }
}
