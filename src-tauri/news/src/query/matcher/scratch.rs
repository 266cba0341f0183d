//! Room to work in: which terms the words of texts satisfy, worked out once for each form, and what is known of the
//! document at hand.

use std::{collections::HashMap, ops::Range};

use foldhash::fast::RandomState;

use super::{
    Run,
    postings::{List, Postings},
    shared::Shared,
    terms::{ALWAYS, Gate, MULTI, TermId, Terms, place},
};
use crate::{
    query::{Document, Span},
    text::{PAD, Word},
};

/// How many forms are remembered. Half of it is what 30,000 articles of one language hold of forms.
const FORMS: usize = 1 << 18;

/// How many forms there is room for at first.
const FIRST: usize = 1 << 10;

/// How many words are looked up in one go.
const TOGETHER: usize = 32;

/// For so many documents it is counted which terms stand in them.
const COUNTED: u32 = 4_000;

/// Set in what the tables hold of a form, beside the number of its entry: where something is tried, and where it
/// satisfies terms that other forms satisfy too.
const ACTS: u32 = 1 << 31;
const MANY: u32 = 1 << 30;
const ENTRY: u32 = MANY - 1;

/// No word, no entry.
const NONE: u32 = u32::MAX;

/// Room for a [`Matcher`](super::Matcher) to work in: one for each thread, kept for as long as there are documents. It
/// remembers which words are of interest, and grows to some megabytes.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Which state of which matcher it remembers.
    pub(super) of: u64,
    pub(super) forms: Forms,
    /// What sends away most words, where few are asked for.
    gate: Option<Gate>,
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
    pub(super) worked: Worked,
    pub(super) census: Census,
}

/// A topic that was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) topic: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// What topics ask for: terms, where something is tried, and lists.
type Known<'a> = (&'a Terms, &'a Postings, &'a Shared);

/// What lists came to in a document.
#[derive(Debug, Default)]
pub(super) struct Worked {
    /// By list, whether it is met, and which of the runs and marks below are its own.
    pub(super) lists: HashMap<u32, (bool, Range<usize>, Range<usize>), RandomState>,
    pub(super) runs: Vec<Run>,
    pub(super) marks: Vec<Run>,
}

impl Worked {
    /// Forgets a document.
    pub(super) fn clear(&mut self) {
        self.lists.clear();
        self.runs.clear();
        self.marks.clear();
    }
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
    long: HashMap<Box<str>, u32, RandomState>,
    /// By entry, the term of this very form, or [`ALWAYS`]. The first entry stands for all forms that satisfy nothing.
    pub(super) exact: Vec<TermId>,
    /// By entry, its first word in the document at hand: in the zones that are searched by default, and in the others.
    heads: Vec<u32>,
    elsewhere: Vec<u32>,
    /// By entry, what is asked of it less often.
    pub(super) entries: Vec<Entry>,
    /// The terms of all entries that other forms satisfy too.
    lists: Vec<TermId>,
    /// By term of a single form, its entry.
    entry_of: Vec<u32>,
}

/// Forms of up to `8 * N - 4` bytes, each with its entry in the last four. Small, so that what is frequent stays near
/// the processor; what is looked for is compared with all that stand in one of its lines at once.
#[derive(Debug)]
struct Table<const N: usize> {
    /// Invariant: as many as a power of two, and filled from their beginnings: a line with room ends every search.
    lines: Vec<Line>,
    used: usize,
}

/// As much as a processor fetches at a time: `8 / N` slots of `N` numbers, each a form and its entry. All zeros is an
/// empty slot: no form is empty, and none holds a zero.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([u64; 8]);

impl<const N: usize> Default for Table<N> {
    fn default() -> Table<N> {
        Table {
            lines: vec![Line([0; 8]); FIRST * N / 8],
            used: 0,
        }
    }
}

/// The bits of so many bytes, the lowest first, in numbers of eight bytes each.
const MASKS: [[u64; 4]; PAD + 1] = {
    let mut masks = [[0; 4]; PAD + 1];
    let mut length = 0;
    while length <= PAD {
        let mut byte = 0;
        while byte < length {
            masks[length][byte / 8] |= 0xFF << (8 * (byte % 8));
            byte += 1;
        }
        length += 1;
    }
    masks
};

impl<const N: usize> Table<N> {
    /// How many bytes a form may have.
    const MOST: usize = 8 * N - 4;

    /// The bytes of a form, the others zero.
    fn key(padded: &[u8; PAD], length: usize) -> [u64; N] {
        let (eights, _) = padded.as_chunks::<8>();
        let mask = &MASKS[length];
        std::array::from_fn(|it| u64::from_le_bytes(eights[it]) & mask[it])
    }

    /// Spreads a key. The multiplier is an odd number near to 2^64 over the golden ratio.
    fn hash(key: &[u64; N]) -> usize {
        let mut mixed = 0_u64;
        for part in key {
            mixed = (mixed.rotate_left(29) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        (mixed ^ mixed >> 32) as usize
    }

    /// In which line a form stands, if it stands where it belongs.
    fn line(&self, key: &[u64; N]) -> usize {
        Self::hash(key) & (self.lines.len() - 1)
    }

    /// The entry of a form in a line, with one added; 0 where it is not there. All slots are compared, so that nothing has
    /// to be guessed.
    fn within(line: &Line, key: &[u64; N]) -> u64 {
        let (slots, _) = line.0.as_chunks::<N>();
        let mut found = 0;
        for slot in slots {
            let mut differs = (slot[N - 1] ^ key[N - 1]) & u64::from(u32::MAX);
            for part in 0..N - 1 {
                differs |= slot[part] ^ key[part];
            }
            found |= ((slot[N - 1] >> 32) + 1) & u64::from(differs == 0).wrapping_neg();
        }
        found
    }

    /// The entry of a form, or the slot for it: its line, and where in that.
    fn find(&self, key: &[u64; N]) -> Result<u32, (usize, usize)> {
        let mut at = self.line(key);
        loop {
            let line = &self.lines[at];
            match Self::within(line, key) {
                0 => {}
                found => return Ok((found - 1) as u32),
            }
            let (slots, _) = line.0.as_chunks::<N>();
            if let Some(number) = slots.iter().position(|it| it[0] == 0) {
                return Err((at, number));
            }
            at = (at + 1) & (self.lines.len() - 1);
        }
    }

    fn put(&mut self, at: (usize, usize), mut key: [u64; N], entry: u32) {
        key[N - 1] |= u64::from(entry) << 32;
        self.lines[at.0].0[at.1 * N..][..N].copy_from_slice(&key);
        self.used += 1;
        if self.used * N <= self.lines.len() * 5 {
            return;
        }
        let old = std::mem::take(&mut self.lines);
        self.lines = vec![Line([0; 8]); old.len() * 2];
        let old = old.iter().flat_map(|it| it.0.as_chunks::<N>().0);
        for slot in old.filter(|it| it[0] != 0) {
            let mut bare = *slot;
            bare[N - 1] &= u64::from(u32::MAX);
            if let Err((line, number)) = self.find(&bare) {
                self.lines[line].0[number * N..][..N].copy_from_slice(slot);
            }
        }
    }
}

/// What a form satisfies beside the term of this very form, and what is tried where it stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Entry {
    /// What is tried for the term of this very form.
    pub(super) tried: List,
    /// The terms that other forms satisfy too: first those where something is tried, then the rest.
    from: u32,
    acting: u32,
    length: u32,
}

/// The document at hand.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its number.
    pub(super) number: u32,
    /// Whether zones are looked into that are not searched by default.
    all: bool,
    /// For each word its entry.
    pub(super) entry_of: Vec<u32>,
    /// For each word the next one of the same form in the same sort of zone.
    next: Vec<u32>,
    /// Whether `next` and the heads of entries tell where forms stand.
    chained: bool,
    /// The forms in the zones that are searched by default, and in the others.
    forms: Distinct,
    others: Distinct,
    /// Entries for whose own term something is tried, and whether they stand where is searched by default.
    pub(super) acting: Vec<u32>,
    /// Terms that several forms satisfy, where something is tried.
    pub(super) present: Vec<TermId>,
    /// Which terms stand in the zones that are searched by default, and anywhere.
    pub(super) here: Bits,
    anywhere: Bits,
    /// For each term that is present and that several forms satisfy, the last of its links.
    last_link: Vec<u32>,
    /// Entries, each with the link before it.
    links: Vec<(u32, u32)>,
    /// Terms that several forms satisfy.
    several: Vec<TermId>,
    /// Lists, and their parts that may hold, ascending.
    parts: Vec<(u32, u32)>,
}

/// What the tables hold of the forms of a document, each once.
#[derive(Debug, Default)]
struct Distinct {
    /// Those that were added, then room.
    list: Vec<u32>,
    count: usize,
    /// By entry.
    seen: Vec<u64>,
}

impl Distinct {
    /// Forgets all, and makes room for so many, of so many entries.
    fn clear(&mut self, words: usize, entries: usize) {
        for value in &self.list[..self.count] {
            self.seen[(value & ENTRY) as usize / 64] = 0;
        }
        self.count = 0;
        if self.list.len() <= words {
            self.list.resize(words + 1, 0);
        }
        self.seen.resize((entries / 64 + 1).max(self.seen.len()), 0);
    }

    /// Adds one, unless it is there. Whether it is cannot be guessed: nothing here depends on it but numbers.
    fn add(&mut self, value: u32) {
        let entry = value & ENTRY;
        let (number, bit) = (entry as usize / 64, 1 << (entry % 64));
        if number >= self.seen.len() {
            self.seen.resize(number + 1, 0);
        }
        let seen = &mut self.seen[number];
        let fresh = *seen & bit == 0 && entry != 0;
        *seen |= bit;
        self.list[self.count] = value;
        self.count += usize::from(fresh);
    }

    fn has(&self, value: u32) -> bool {
        let entry = value & ENTRY;
        self.seen
            .get(entry as usize / 64)
            .is_some_and(|it| it >> (entry % 64) & 1 == 1)
    }

    fn all(&self) -> &[u32] {
        &self.list[..self.count]
    }
}

/// A set of terms.
#[derive(Debug, Default)]
pub(super) struct Bits {
    bits: Vec<u64>,
    /// Which numbers of `bits` are not zero, some twice.
    touched: Vec<u32>,
}

impl Bits {
    pub(super) fn has(&self, term: TermId) -> bool {
        let number = place(term);
        self.bits
            .get(number / 64)
            .is_some_and(|it| it >> (number % 64) & 1 == 1)
    }

    fn set(&mut self, term: TermId) {
        let number = place(term);
        self.bits[number / 64] |= 1 << (number % 64);
        self.touched.push((number / 64) as u32);
    }

    /// Takes all out, and makes room for so many.
    fn clear(&mut self, count: usize) {
        for number in self.touched.drain(..) {
            self.bits[number as usize] = 0;
        }
        self.bits.resize(count.div_ceil(64).max(self.bits.len()), 0);
    }
}

impl Forms {
    /// Forgets every form.
    fn clear(&mut self) {
        *self = Forms::default();
        self.push(ALWAYS, Entry::default());
    }

    fn push(&mut self, exact: TermId, entry: Entry) {
        self.exact.push(exact);
        self.heads.push(NONE);
        self.elsewhere.push(NONE);
        self.entries.push(entry);
    }

    /// How many forms are remembered.
    fn len(&self) -> usize {
        self.short.used + self.middle.used + self.long.len()
    }

    /// The terms of an entry that other forms satisfy too.
    fn terms(&self, entry: &Entry) -> &[TermId] {
        &self.lists[entry.from as usize..][..entry.length as usize]
    }

    /// The entry of a form.
    fn entry(&mut self, document: &Document<'_>, word: &Word, known: Known<'_>) -> u32 {
        let length = word.length as usize;
        if length <= Table::<2>::MOST {
            let key = Table::key(document.padded(word), length);
            return self.short.find(&key).unwrap_or_else(|at| {
                let entry = self.resolve(document.form(word), known);
                self.short.put(at, key, entry);
                entry
            });
        }
        if length <= Table::<4>::MOST {
            let key = Table::key(document.padded(word), length);
            return self.middle.find(&key).unwrap_or_else(|at| {
                let entry = self.resolve(document.form(word), known);
                self.middle.put(at, key, entry);
                entry
            });
        }
        let form = document.form(word);
        if let Some(entry) = self.long.get(form) {
            return *entry;
        }
        let entry = self.resolve(form, known);
        self.long.insert(form.into(), entry);
        entry
    }

    #[cold]
    fn resolve(&mut self, form: &str, (terms, postings, shared): Known<'_>) -> u32 {
        let from = self.lists.len();
        let exact = terms.of(form, &mut self.lists);
        if exact == ALWAYS && self.lists.len() == from {
            return 0;
        }
        let tried = |term: TermId| !postings.of(term).is_empty();
        self.lists[from..].sort_by_key(|it| !tried(*it));
        let acting = self.lists[from..].iter().filter(|it| tried(**it)).count();
        let entry = Entry {
            tried: match exact {
                ALWAYS => List::default(),
                term => postings.list(term),
            },
            from: from as u32,
            acting: acting as u32,
            length: (self.lists.len() - from) as u32,
        };
        self.push(exact, entry);
        let id = (self.entries.len() - 1) as u32;
        if exact != ALWAYS {
            if self.entry_of.len() <= place(exact) {
                self.entry_of.resize(place(exact) + 1, 0);
            }
            self.entry_of[place(exact)] = id;
        }
        let mut value = id;
        let of_lists = |term: TermId| shared.parts_of(term).next().is_some();
        let own = self.lists[from..].iter().chain(std::iter::once(&exact));
        if acting > 0 || entry.tried.length > 0 || own.into_iter().any(|it| of_lists(*it)) {
            value |= ACTS;
        }
        if entry.length > 0 {
            value |= MANY;
        }
        value
    }
}

impl Scratch {
    /// Reads a document: which terms stand where.
    pub(super) fn read(
        &mut self,
        document: &Document<'_>,
        of: u64,
        (terms, postings, shared): (&Terms, &Postings, &Shared),
        all: bool,
        always: bool,
    ) {
        self.page.forget(&mut self.forms);
        if self.of != of || self.forms.len() > FORMS {
            self.forms.clear();
            if self.of != of {
                self.census = Census::default();
                self.tried.fill(0);
                self.gate = terms.gate();
            }
            self.of = of;
        }
        let Scratch {
            forms,
            page,
            census,
            tried,
            gate,
            ..
        } = self;
        if page.number == u32::MAX {
            // Numbers begin anew: what was remembered of older ones is forgotten.
            tried.fill(0);
            page.number = 0;
        }
        page.number += 1;
        page.all = all;
        let known = (terms, postings, shared);
        let acts = page.words(document, forms, gate.as_ref(), known);
        let counts = census.documents < COUNTED;
        // Where nothing is tried, nothing more is asked.
        if acts || counts || always {
            page.terms(terms.len(), forms, shared, postings);
        }
        if counts {
            census.add(page.anywhere(), terms.len());
        }
    }
}

impl Census {
    fn add(&mut self, there: &Bits, terms: usize) {
        self.documents += 1;
        self.with.resize(terms, 0);
        for (number, word) in there.bits.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                if let Some(with) = self
                    .with
                    .get_mut(number * 64 + rest.trailing_zeros() as usize)
                {
                    *with += 1;
                }
                rest &= rest - 1;
            }
        }
    }
}

impl Page {
    /// Forgets a document, while the forms are still those that it was read with.
    fn forget(&mut self, forms: &mut Forms) {
        if self.chained {
            for value in self.forms.all().iter().chain(self.others.all()) {
                let entry = (value & ENTRY) as usize;
                forms.heads[entry] = NONE;
                forms.elsewhere[entry] = NONE;
            }
            (forms.heads[0], forms.elsewhere[0]) = (NONE, NONE);
        }
        self.chained = false;
        self.forms.clear(0, 0);
        self.others.clear(0, 0);
        self.acting.clear();
        self.present.clear();
        self.here.clear(0);
        self.anywhere.clear(0);
        self.links.clear();
        self.several.clear();
        self.parts.clear();
    }

    /// Looks up the words; says whether something is tried where one of them stands.
    fn words(
        &mut self,
        document: &Document<'_>,
        forms: &mut Forms,
        gate: Option<&Gate>,
        known: Known<'_>,
    ) -> bool {
        self.entry_of.clear();
        self.entry_of.reserve(document.words().len());
        self.forms
            .clear(document.words().len(), forms.entries.len());
        self.others
            .clear(document.words().len(), forms.entries.len());
        let mut any = 0;
        for (block, pair) in document.firsts().windows(2).enumerate() {
            let default = document.zone(block as u32).is_default();
            if !self.all && !default {
                self.entry_of.resize(pair[1] as usize, 0);
                continue;
            }
            let distinct = match default {
                true => &mut self.forms,
                false => &mut self.others,
            };
            let words = &document.words()[pair[0] as usize..pair[1] as usize];
            if let Some(gate) = gate {
                for word in words {
                    let mut value = 0;
                    if gate.lets_in(document.padded(word), word.length as usize) {
                        value = forms.entry(document, word, known);
                        any |= value;
                        distinct.add(value);
                    }
                    self.entry_of.push(value & ENTRY);
                }
                continue;
            }
            for some in words.chunks(TOGETHER) {
                // Where a form is remembered is mostly far from the processor: the lines of several are asked for before
                // the first is waited for.
                let mut keys = [([0; 2], 0); TOGETHER];
                let mut asked = 0;
                for (word, (key, line)) in some.iter().zip(&mut keys) {
                    let length = word.length as usize;
                    if length <= Table::<2>::MOST {
                        *key = Table::key(document.padded(word), length);
                        *line = forms.short.line(key);
                        asked |= forms.short.lines[*line].0[7];
                    }
                }
                std::hint::black_box(asked);
                for (word, (key, line)) in some.iter().zip(&keys) {
                    // The table may have grown meanwhile: then the form is not found there, or is the same.
                    let found = match word.length as usize <= Table::<2>::MOST {
                        true => Table::within(&forms.short.lines[*line], key),
                        false => 0,
                    };
                    let value = match found {
                        0 => forms.entry(document, word, known),
                        found => (found - 1) as u32,
                    };
                    any |= value;
                    distinct.add(value);
                    self.entry_of.push(value & ENTRY);
                }
            }
        }
        any & ACTS != 0
    }

    /// Notes which terms there are, and where something is tried.
    fn terms(&mut self, count: usize, forms: &Forms, shared: &Shared, postings: &Postings) {
        self.here.clear(count);
        self.here.set(ALWAYS);
        self.last_link.resize(count, NONE);
        if self.all {
            self.anywhere.clear(count);
            self.anywhere.set(ALWAYS);
        }
        let distinct = std::mem::take(&mut self.forms);
        self.acting.resize(distinct.count + 1, 0);
        let mut acting = 0;
        for value in distinct.all() {
            let exact = forms.exact[(value & ENTRY) as usize];
            self.here.set(exact);
            self.acting[acting] = value & ENTRY;
            acting += usize::from(value & ACTS != 0);
        }
        self.acting.truncate(acting);
        if self.all {
            for value in distinct.all() {
                self.anywhere.set(forms.exact[(value & ENTRY) as usize]);
            }
        }
        for value in distinct.all().iter().filter(|it| **it & MANY != 0) {
            self.link(value & ENTRY, true, forms);
        }
        let others = std::mem::take(&mut self.others);
        for value in others.all().iter().filter(|it| !distinct.has(**it)) {
            let id = value & ENTRY;
            self.anywhere.set(forms.exact[id as usize]);
            if value & ACTS != 0 {
                self.acting.push(id);
            }
            if value & MANY != 0 {
                self.link(id, false, forms);
            }
        }
        if !shared.is_empty() {
            let known = distinct.all().iter().chain(others.all());
            for value in known {
                self.lists(forms.exact[(value & ENTRY) as usize], shared, postings);
            }
            for number in 0..self.several.len() {
                self.lists(self.several[number], shared, postings);
            }
            self.parts.sort_unstable();
            self.parts.dedup();
        }
        (self.forms, self.others) = (distinct, others);
    }

    /// Notes which parts of lists may hold where a term stands, and that the terms of these lists are there.
    fn lists(&mut self, term: TermId, shared: &Shared, postings: &Postings) {
        for (number, part) in shared.parts_of(term) {
            self.parts.push((number, part));
            let term = shared.unit(number).term;
            if self.anywhere().has(term) {
                continue;
            }
            self.here.set(term);
            if self.all {
                self.anywhere.set(term);
            }
            if !postings.of(term).is_empty() {
                self.present.push(term);
            }
            self.lists(term, shared, postings);
        }
    }

    /// The parts of a list that may hold, beside those of which nothing is known.
    pub(super) fn parts_of(&self, list: u32) -> &[(u32, u32)] {
        let from = self.parts.partition_point(|it| it.0 < list);
        let length = self.parts[from..].partition_point(|it| it.0 == list);
        &self.parts[from..from + length]
    }

    /// Notes that the terms are there that an entry satisfies with others.
    fn link(&mut self, id: u32, here: bool, forms: &Forms) {
        let entry = forms.entries[id as usize];
        for (number, &term) in forms.terms(&entry).iter().enumerate() {
            let link = &mut self.last_link[place(term)];
            let there = match self.all {
                true => &mut self.anywhere,
                false => &mut self.here,
            };
            if !there.has(term) {
                there.set(term);
                *link = NONE;
                self.several.push(term);
                if number < entry.acting as usize {
                    self.present.push(term);
                }
            }
            if self.all && here {
                self.here.set(term);
            }
            self.links.push((id, *link));
            *link = (self.links.len() - 1) as u32;
        }
    }

    /// Which terms stand anywhere in the document.
    pub(super) fn anywhere(&self) -> &Bits {
        match self.all {
            true => &self.anywhere,
            false => &self.here,
        }
    }

    /// Notes where each form stands. Before it is, no places are known.
    pub(super) fn chain(&mut self, document: &Document<'_>, forms: &mut Forms) {
        self.chained = true;
        self.next.clear();
        self.next.resize(self.entry_of.len(), NONE);
        for (block, pair) in document.firsts().windows(2).enumerate().rev() {
            let heads = match document.zone(block as u32).is_default() {
                true => &mut forms.heads,
                false if self.all => &mut forms.elsewhere,
                false => continue,
            };
            let range = pair[0] as usize..pair[1] as usize;
            let words = self.entry_of[range.clone()].iter().enumerate();
            for ((number, entry), next) in words.zip(&mut self.next[range]).rev() {
                let head = &mut heads[*entry as usize];
                *next = *head;
                *head = pair[0] + number as u32;
            }
        }
    }

    /// Where a term stands in the zones that are searched by default, and in the others if `all`; in order.
    pub(super) fn places(
        &self,
        term: TermId,
        forms: &Forms,
        all: bool,
        mut each: impl FnMut(u32),
    ) -> bool {
        let mut lists = 0;
        let mut walk = |head: u32| {
            lists += u32::from(head != NONE);
            let mut at = head;
            while at != NONE {
                each(at);
                at = self.next[at as usize];
            }
        };
        let mut of = |entry: u32| {
            walk(forms.heads[entry as usize]);
            if all {
                walk(forms.elsewhere[entry as usize]);
            }
        };
        if term & MULTI == 0 {
            of(forms.entry_of[place(term)]);
        } else {
            let mut link = self.last_link[place(term)];
            while link != NONE {
                let (entry, before) = self.links[link as usize];
                of(entry);
                link = before;
            }
        }
        lists <= 1
    }

    /// Whether a word satisfies a term.
    pub(super) fn fits(&self, word: usize, term: TermId, forms: &Forms) -> bool {
        let entry = self.entry_of[word] as usize;
        forms.exact[entry] == term
            || term & MULTI != 0 && forms.terms(&forms.entries[entry]).contains(&term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart_whatever_stands_behind_them() {
        let forms: Vec<String> = (1..40)
            .flat_map(|length| ["a", "b", "б"].map(|it| it.repeat(length)))
            .filter(|it| it.len() <= PAD + 8)
            .chain(["санкціїсанкція", "санкціїсанкції"].map(String::from))
            .collect();
        let mut short = Table::<2>::default();
        let mut middle = Table::<4>::default();
        let padded = |form: &str, with: u8| -> [u8; PAD] {
            let mut bytes = [with; PAD];
            let length = form.len().min(PAD);
            bytes[..length].copy_from_slice(&form.as_bytes()[..length]);
            bytes
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
        let key = |number: u32| {
            let form = format!("{number:x}");
            let mut bytes = [b'\n'; PAD];
            bytes[..form.len()].copy_from_slice(form.as_bytes());
            Table::key(&bytes, form.len())
        };
        for number in 0..20_000 {
            let key = key(number);
            let at = table.find(&key).expect_err("is not there yet");
            table.put(at, key, number);
        }
        for number in 0..20_000 {
            assert_eq!(table.find(&key(number)), Ok(number));
        }
    }
}
