//! Named lists: what several topics ask for in the same words is compiled once, and worked out once for a document.
//!
//! A list has a term of its own, which stands in a document where one of its parts may hold: so a topic with a list of
//! thousands of words has one anchor there, and not thousands. Which parts may hold is noted meanwhile, and only these
//! are evaluated.

use std::{collections::HashMap, sync::Arc};

use foldhash::fast::RandomState;

use super::{
    Posting,
    compile::{Inside, Program, Rare, Step, UNGUARDED, needed, parts, terms_of, weigh},
    postings::Postings,
    terms::{TermId, Terms},
};
use crate::query::lists::List;

/// The lists of all topics.
#[derive(Debug, Default)]
pub(super) struct Shared {
    units: Vec<Option<Unit>>,
    free: Vec<u32>,
    /// By name and where they stand in a query. Lists of one name are mostly the same.
    numbers: HashMap<(String, Inside), Vec<u32>, RandomState>,
    /// For each term the lists and their parts that may hold where it stands: as the topic, and as where steps begin.
    parts: Postings,
    count: usize,
}

/// A list, where it stands in a query.
#[derive(Debug)]
pub(super) struct Unit {
    list: Arc<List>,
    inside: Inside,
    /// How often it stands in topics and other lists.
    uses: u32,
    pub(super) steps: Box<[Step]>,
    pub(super) rares: Box<[Rare]>,
    /// What stands where one of its parts may hold.
    pub(super) term: TermId,
    /// Parts of which nothing is known that they need.
    pub(super) always: Vec<u32>,
    /// The terms that have a posting of it.
    anchors: Vec<TermId>,
    /// Whether it looks into zones that are not searched by default.
    pub(super) elsewhere: bool,
    /// Whether it can be met only where some word is found.
    pub(super) words: bool,
}

impl Unit {
    /// Whether what it comes to depends on nothing but the document.
    pub(super) fn is_same_everywhere(&self) -> bool {
        !self.inside.limited
    }

    /// Its parts: of a list of one term, that term.
    fn parts(&self) -> Vec<usize> {
        match self.steps[0] {
            Step::Some(_) => parts(&self.steps, 0).collect(),
            _ => vec![0],
        }
    }
}

impl Shared {
    /// Whether there are no lists.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A list that is in use.
    pub(super) fn unit(&self, number: u32) -> &Unit {
        self.units[number as usize]
            .as_ref()
            .expect("a list stays for as long as a topic uses it")
    }

    /// The lists, and their parts, that may hold where a term stands.
    pub(super) fn parts_of(&self, term: TermId) -> impl Iterator<Item = (u32, u32)> {
        self.parts.of(term).iter().map(|it| (it.topic, it.at))
    }

    /// The number of a list for one more use of it. The first compiles it.
    pub(super) fn take(
        &mut self,
        list: &Arc<List>,
        inside: Inside,
        terms: &mut Terms,
        fresh: &mut bool,
    ) -> u32 {
        let key = (list.name.clone(), inside);
        for &number in self.numbers.get(&key).into_iter().flatten() {
            if let Some(unit) = &mut self.units[number as usize]
                && (Arc::ptr_eq(&unit.list, list) || unit.list == *list)
            {
                // Lists are read anew together: the next who asks is compared by its address.
                unit.list = list.clone();
                unit.uses += 1;
                return number;
            }
        }
        let mut program = Program::default();
        program.add(&list.node, inside, (&mut *terms, &mut *self), fresh);
        weigh(&mut program.steps, terms);
        let number = self.free.pop().unwrap_or_else(|| {
            self.units.push(None);
            (self.units.len() - 1) as u32
        });
        let elsewhere = program.looks_elsewhere(self);
        let words = program.needs_words();
        self.units[number as usize] = Some(Unit {
            list: list.clone(),
            inside,
            uses: 1,
            elsewhere,
            words,
            steps: program.steps.into(),
            rares: program.rares.into(),
            term: terms.take_list(number),
            always: vec![],
            anchors: vec![],
        });
        self.numbers.entry(key).or_default().push(number);
        self.count += 1;
        self.anchor(number, terms);
        number
    }

    /// Takes back one use of a list; the last takes the list with it.
    pub(super) fn give_back(&mut self, number: u32, terms: &mut Terms) {
        let Some(unit) = &mut self.units[number as usize] else {
            return;
        };
        unit.uses -= 1;
        if unit.uses > 0 {
            return;
        }
        let Some(unit) = self.units[number as usize].take() else {
            return;
        };
        for term in &unit.anchors {
            self.parts.remove(*term, number);
        }
        for term in terms_of(&unit.steps, &unit.rares) {
            terms.give_back(term);
        }
        terms.give_back(unit.term);
        let key = (unit.list.name.clone(), unit.inside);
        if let Some(numbers) = self.numbers.get_mut(&key) {
            numbers.retain(|it| *it != number);
            if numbers.is_empty() {
                self.numbers.remove(&key);
            }
        }
        self.free.push(number);
        self.count -= 1;
        for step in &unit.steps {
            if let Step::List { unit, .. } = step {
                self.give_back(*unit, terms);
            }
        }
    }

    /// Chooses the anchors of all lists anew.
    pub(super) fn anchor_all(&mut self, terms: &mut Terms) {
        self.parts.clear();
        for number in 0..self.units.len() {
            if let Some(unit) = &mut self.units[number] {
                weigh(&mut unit.steps, terms);
                self.anchor(number as u32, terms);
            }
        }
        self.parts.tidy();
    }

    fn anchor(&mut self, number: u32, terms: &mut Terms) {
        let Some(unit) = &mut self.units[number as usize] else {
            return;
        };
        unit.anchors.clear();
        unit.always.clear();
        let mut share = 0.0;
        for part in unit.parts() {
            let Some(needed) = needed(&unit.steps, &unit.rares, part, terms) else {
                unit.always.push(part as u32);
                continue;
            };
            share += needed.share;
            for (term, _) in needed.list {
                unit.anchors.push(term);
                let posting = Posting {
                    topic: number,
                    at: part as u32,
                    guards: UNGUARDED,
                };
                self.parts.add(term, posting);
            }
        }
        terms.expect(unit.term, share);
    }
}
