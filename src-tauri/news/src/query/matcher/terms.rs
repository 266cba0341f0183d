//! Terms: what a word of a query must look like, each once for all topics.

use std::{collections::HashMap, sync::Arc};

use foldhash::fast::RandomState;

use crate::{
    query::ast::{Pattern, is_hangul, wild_fits},
    text::PAD,
};

/// The number of a term, with [`MULTI`] for one that several forms satisfy.
pub(super) type TermId = u32;

/// Set in the number of a term that is no single form.
pub(super) const MULTI: TermId = 1 << 31;

/// Where what belongs to a term stands in lists by term.
pub(super) fn place(term: TermId) -> usize {
    (term & !MULTI) as usize
}

/// A term that stands in every document: the guard of what has none.
pub(super) const ALWAYS: TermId = 0;

type Map<V> = HashMap<Arc<str>, V, RandomState>;

/// Every term of all topics.
#[derive(Debug)]
pub(super) struct Terms {
    list: Vec<Term>,
    free: Vec<TermId>,
    /// By name. No two kinds share one: a form holds no blanks, stars or ats.
    ids: Map<TermId>,
    /// For each form, the sets that it is in.
    sets: Map<Vec<TermId>>,
    /// Wildcards by what stands before the first, where that is long enough.
    beginnings: Map<Vec<TermId>>,
    /// The longest of these, in bytes.
    longest: usize,
    /// Other wildcards, by three letters that they need.
    middles: Map<Vec<TermId>>,
    /// Wildcards without three letters in a row.
    others: Vec<TermId>,
}

/// What a word must look like.
#[derive(Debug)]
struct Term {
    name: Arc<str>,
    kind: Kind,
    /// How often it stands in the topics.
    uses: u32,
    /// In what share of documents it is expected before any was seen.
    expected: f32,
    /// In how many documents it stood, of how many.
    with: u32,
    of: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Always,
    /// This form.
    Form,
    /// One of these forms; the name has blanks between them.
    Set,
    /// A form with wildcards.
    Wild,
    /// A named list.
    List,
}

impl Terms {
    pub(super) fn new() -> Terms {
        Terms {
            list: vec![Term {
                name: "".into(),
                kind: Kind::Always,
                uses: 1,
                expected: 1.0,
                with: 0,
                of: 0,
            }],
            free: vec![],
            ids: Map::default(),
            sets: Map::default(),
            beginnings: Map::default(),
            longest: 0,
            middles: Map::default(),
            others: vec![],
        }
    }

    /// One more than the highest number.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The term of a pattern, and whether it is new.
    pub(super) fn take(&mut self, pattern: &Pattern) -> (TermId, bool) {
        let (name, kind): (Arc<str>, Kind) = match pattern {
            Pattern::Form(form) => (form.as_str().into(), Kind::Form),
            Pattern::Wild(wild) => (wild.form.as_str().into(), Kind::Wild),
            Pattern::Any(forms) => match &forms[..] {
                [form] => (form.as_str().into(), Kind::Form),
                forms => (forms.join(" ").into(), Kind::Set),
            },
        };
        if let Some(id) = self.ids.get(&name) {
            self.list[place(*id)].uses += 1;
            return (*id, false);
        }
        let term = Term {
            expected: expected(&name, kind),
            with: 0,
            of: 0,
            name: name.clone(),
            kind,
            uses: 1,
        };
        let number = match self.free.pop() {
            Some(number) => {
                self.list[number as usize] = term;
                number
            }
            None => {
                self.list.push(term);
                (self.list.len() - 1) as TermId
            }
        };
        let id = match kind {
            Kind::Set | Kind::Wild => number | MULTI,
            Kind::Form | Kind::Always | Kind::List => number,
        };
        match kind {
            Kind::Set => {
                for form in name.split(' ') {
                    self.sets.entry(form.into()).or_default().push(id);
                }
            }
            Kind::Wild => {
                let beginning = beginning(&name);
                if is_long(beginning) {
                    self.longest = self.longest.max(beginning.len());
                    self.beginnings
                        .entry(beginning.into())
                        .or_default()
                        .push(id);
                } else if let Some(middle) = middle(&name) {
                    self.middles.entry(middle.into()).or_default().push(id);
                } else {
                    self.others.push(id);
                }
            }
            Kind::Form | Kind::Always | Kind::List => {}
        }
        self.ids.insert(name, id);
        (id, true)
    }

    /// The term of a named list, which no form satisfies by itself.
    pub(super) fn take_list(&mut self, number: u32) -> TermId {
        let name: Arc<str> = format!("@{number}").into();
        let term = Term {
            name: name.clone(),
            kind: Kind::List,
            uses: 1,
            expected: 1.0,
            with: 0,
            of: 0,
        };
        let id = match self.free.pop() {
            Some(number) => {
                self.list[number as usize] = term;
                number
            }
            None => {
                self.list.push(term);
                (self.list.len() - 1) as TermId
            }
        };
        self.ids.insert(name, id);
        id
    }

    /// Says in what share of documents a term is expected before any was seen.
    pub(super) fn expect(&mut self, id: TermId, share: f32) {
        self.list[place(id)].expected = share.min(1.0);
    }

    /// Takes back one use of a term; the last takes the term with it.
    pub(super) fn give_back(&mut self, id: TermId) {
        let term = &mut self.list[place(id)];
        term.uses -= 1;
        if term.uses > 0 {
            return;
        }
        let (name, kind) = (term.name.clone(), term.kind);
        self.ids.remove(&name);
        let out_of = |map: &mut Map<Vec<TermId>>, key: &str| {
            if let Some(list) = map.get_mut(key) {
                list.retain(|it| *it != id);
                if list.is_empty() {
                    map.remove(key);
                }
            }
        };
        match kind {
            Kind::Set => name.split(' ').for_each(|it| out_of(&mut self.sets, it)),
            Kind::Wild if is_long(beginning(&name)) => {
                out_of(&mut self.beginnings, beginning(&name));
            }
            Kind::Wild => match middle(&name) {
                Some(middle) => out_of(&mut self.middles, middle),
                None => self.others.retain(|it| *it != id),
            },
            Kind::Form | Kind::Always | Kind::List => {}
        }
        self.free.push(id & !MULTI);
    }

    /// The terms that a form satisfies: gives the one of that very form (or [`ALWAYS`]), and adds the others.
    pub(super) fn of(&self, form: &str, into: &mut Vec<TermId>) -> TermId {
        let from = into.len();
        let exact = self.ids.get(form).copied().unwrap_or(ALWAYS);
        into.extend(self.sets.get(form).into_iter().flatten());
        let fits = |id: &&TermId| wild_fits(&self.list[place(**id)].name, form);
        if !self.beginnings.is_empty() {
            let ends = form.char_indices().skip(least(form)).map(|it| it.0);
            for end in ends
                .chain(std::iter::once(form.len()))
                .take_while(|it| *it <= self.longest)
            {
                let list = self.beginnings.get(&form[..end]).into_iter().flatten();
                into.extend(list.filter(fits));
            }
        }
        if !self.middles.is_empty() {
            let at = form.char_indices().map(|it| it.0);
            let mut end = form.char_indices().skip(3).map(|it| it.0);
            for from in at {
                let last = end.next();
                let piece = &form[from..last.unwrap_or(form.len())];
                let list = self.middles.get(piece).into_iter().flatten();
                into.extend(list.filter(fits));
                if last.is_none() {
                    break;
                }
            }
        }
        into.extend(self.others.iter().filter(fits));
        into[from..].sort_unstable();
        let mut kept = from;
        for at in from..into.len() {
            if at == from || into[at] != into[kept - 1] {
                into[kept] = into[at];
                kept += 1;
            }
        }
        into.truncate(kept);
        exact
    }

    /// What tells of most forms at once that they satisfy no term; nothing where there are too many terms, or one may
    /// begin with anything.
    pub(super) fn gate(&self) -> Option<Gate> {
        let mut gate = Gate {
            bits: Box::new([0; GATE / 64]),
        };
        let mut many = 0;
        for term in self.list.iter().filter(|it| it.uses > 0) {
            match term.kind {
                // No form satisfies a list by itself.
                Kind::Always | Kind::List => {}
                Kind::Form | Kind::Set => {
                    for form in term.name.split(' ') {
                        many += 1;
                        gate.open(form.as_bytes());
                    }
                }
                Kind::Wild => {
                    let beginning = beginning(&term.name);
                    if beginning.len() < ASKED {
                        return None;
                    }
                    many += 1;
                    gate.open(beginning.as_bytes());
                }
            }
            if many > GATED {
                return None;
            }
        }
        Some(gate)
    }

    /// In what share of documents a term is expected: what was seen, with what was expected before that as if it were
    /// so many documents more.
    pub(super) fn share(&self, id: TermId) -> f32 {
        const BEFORE: f32 = 2.0;
        let term = &self.list[place(id)];
        (term.with as f32 + BEFORE * term.expected) / (term.of as f32 + BEFORE)
    }

    /// Notes in how many of some documents each term stood.
    pub(super) fn count(&mut self, with: &[u32], of: u32) {
        for (number, term) in self.list.iter_mut().enumerate().skip(1) {
            term.with += with.get(number).copied().unwrap_or(0);
            term.of += of;
        }
    }
}

/// How many bits a gate has: four kilobytes, which stay near the processor.
const GATE: usize = 1 << 15;

/// How many forms and beginnings a gate is opened for at most: for one word in thirty.
const GATED: usize = 1_000;

/// How many bytes of a form a gate asks.
const ASKED: usize = 3;

/// Tells by the first bytes of a form that it satisfies no term. Where few terms are asked for, most words of a text are
/// sent away here, and need not be remembered.
#[derive(Debug)]
pub(super) struct Gate {
    bits: Box<[u64; GATE / 64]>,
}

impl Gate {
    /// Whether a form of so many bytes may satisfy a term; of a shorter one what is behind its end does not count.
    pub(super) fn lets_in(&self, padded: &[u8; PAD], length: usize) -> bool {
        let [a, b, c, ..] = *padded;
        let at = Gate::place([a, b, c], length);
        self.bits[at / 64] >> (at % 64) & 1 == 1
    }

    fn open(&mut self, form: &[u8]) {
        let mut bytes = [0; ASKED];
        for (byte, it) in bytes.iter_mut().zip(form) {
            *byte = *it;
        }
        let at = Gate::place(bytes, form.len());
        self.bits[at / 64] |= 1 << (at % 64);
    }

    /// Spreads the first bytes: the multiplier is an odd number near to 2^32 over the golden ratio.
    fn place([a, b, c]: [u8; ASKED], length: usize) -> usize {
        let bits = 8 * length.min(ASKED) as u32;
        let bytes = u32::from_le_bytes([a, b, c, 0]) & ((1 << bits) - 1);
        (bytes.wrapping_mul(0x9E37_79B1) >> (32 - GATE.trailing_zeros())) as usize
    }
}

/// What stands before the first wildcard.
fn beginning(wild: &str) -> &str {
    &wild[..wild.find(['*', '?']).unwrap_or(wild.len())]
}

fn is_long(beginning: &str) -> bool {
    beginning.chars().nth(least(beginning) - 1).is_some()
}

/// How many characters a beginning has at least by which wildcards are looked up. A syllable of Hangul tells as much as
/// three letters.
fn least(text: &str) -> usize {
    if text.starts_with(is_hangul) { 1 } else { 3 }
}

/// Three letters in a row that a form must hold: the last of its longest piece without wildcards.
fn middle(wild: &str) -> Option<&str> {
    let piece = wild.split(['*', '?']).max_by_key(|it| it.len())?;
    let (from, _) = piece.char_indices().rev().nth(2)?;
    Some(&piece[from..])
}

/// In what share of documents a term is expected before any was seen. Rough, and only a matter of speed: short words
/// are frequent, in any language.
fn expected(name: &str, kind: Kind) -> f32 {
    let by_length = |letters: usize| match letters {
        0..=2 => 0.5,
        3 => 0.2,
        4 => 0.06,
        5 => 0.02,
        6 => 0.01,
        7 => 0.006,
        _ => 0.004,
    };
    match kind {
        Kind::Always | Kind::List => 1.0,
        Kind::Form => by_length(name.chars().count()),
        Kind::Set => name
            .split(' ')
            .map(|it| by_length(it.chars().count()))
            .sum(),
        Kind::Wild => 3.0 * by_length(name.chars().filter(|it| !matches!(it, '*' | '?')).count()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::ast::Wild;

    fn pattern(text: &str) -> Pattern {
        if text.contains(' ') {
            let mut forms: Vec<String> = text.split(' ').map(String::from).collect();
            forms.sort();
            forms.dedup();
            Pattern::Any(forms)
        } else if text.contains(['*', '?']) {
            Pattern::Wild(Wild {
                form: text.into(),
                prefix: beginning(text).into(),
            })
        } else {
            Pattern::Form(text.into())
        }
    }

    #[test]
    fn a_gate_sends_most_forms_away_and_is_open_where_anything_may_begin_a_word() {
        let gate = |patterns: &[&str]| {
            let mut terms = Terms::new();
            patterns.iter().for_each(|it| {
                terms.take(&pattern(it));
            });
            terms.gate()
        };
        let lets_in = |gate: &Gate, form: &str| {
            let mut padded = [0; PAD];
            padded[..form.len()].copy_from_slice(form.as_bytes());
            gate.lets_in(&padded, form.len())
        };
        let some = gate(&["bank", "sanction*", "of", "loan loans"]).expect("few");
        for form in ["bank", "banks", "sanctioned", "of", "loan", "loans"] {
            assert!(lets_in(&some, form), "{form}");
        }
        for form in ["o", "off", "river", "sad", "b", "ba", "шар"] {
            assert!(!lets_in(&some, form), "{form}");
        }
        for open in ["*bank", "ba*", "b?nk"] {
            assert!(gate(&["river", open]).is_none(), "{open}");
        }
        let many: Vec<String> = (0..2 * GATED).map(|it| format!("word{it}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(gate(&many).is_none());
    }

    proptest! {
        #[test]
        fn a_form_satisfies_just_the_terms_whose_patterns_it_fits(
            patterns in prop::collection::vec("[abй한]{1,4}|[ab] [ab]{2}|[abй한]{0,4}[*?][abй한]{0,4}[*?]?", 1..12),
            forms in prop::collection::vec("[abй한]{1,7}", 1..8),
            gone in prop::collection::vec(any::<bool>(), 12),
        ) {
            let mut terms = Terms::new();
            let patterns: Vec<Pattern> = patterns.iter().map(|it| pattern(it)).collect();
            let ids: Vec<TermId> = patterns.iter().map(|it| terms.take(it).0).collect();
            for (id, _) in ids.iter().zip(&gone).filter(|it| *it.1) {
                terms.give_back(*id);
            }
            for form in &forms {
                let mut found = vec![];
                let exact = terms.of(form, &mut found);
                let kept = || patterns.iter().zip(&ids).zip(&gone).filter(|it| !it.1).map(|it| it.0);
                let mut expected: Vec<TermId> =
                    kept().filter(|it| it.0.fits(form) && *it.1 & MULTI != 0).map(|it| *it.1).collect();
                expected.sort_unstable();
                expected.dedup();
                prop_assert_eq!(&found, &expected, "{} of {:?}", form, &patterns);
                let own = kept().find(|it| *it.0 == Pattern::Form(form.clone()) || matches!(it.0, Pattern::Any(forms) if forms == std::slice::from_ref(form)));
                prop_assert_eq!(exact, own.map_or(ALWAYS, |it| *it.1));
                if let Some(gate) = terms.gate() {
                    // What is behind the end of a form does not count.
                    let mut padded = [b'x'; PAD];
                    padded[..form.len()].copy_from_slice(form.as_bytes());
                    let is_let_in = gate.lets_in(&padded, form.len());
                    prop_assert!(is_let_in || exact == ALWAYS && found.is_empty(), "{} of {:?}", form, &patterns);
                }
            }
        }
    }
}
