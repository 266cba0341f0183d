//! Postings: for each term the topics that are tried where it stands, side by side in one list.

use super::{
    Posting,
    terms::{TermId, place},
};

/// The postings of all terms.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// By term, where its own begin, how many there are, and for how many there is room.
    lists: Vec<List>,
    all: Vec<Posting>,
    /// How many places belong to no list any more.
    lost: usize,
}

/// Where the postings of a term stand among all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct List {
    from: u32,
    pub(super) length: u32,
    room: u32,
}

impl Postings {
    /// The postings of a term.
    pub(super) fn of(&self, term: TermId) -> &[Posting] {
        self.within(self.list(term))
    }

    /// Where these stand. Other terms' stand elsewhere after any change.
    pub(super) fn list(&self, term: TermId) -> List {
        self.lists.get(place(term)).copied().unwrap_or_default()
    }

    /// The postings that stand there.
    pub(super) fn within(&self, list: List) -> &[Posting] {
        &self.all[list.from as usize..][..list.length as usize]
    }

    /// Adds one.
    pub(super) fn add(&mut self, term: TermId, posting: Posting) {
        if self.lists.len() <= place(term) {
            self.lists.resize(place(term) + 1, List::default());
        }
        let list = &mut self.lists[place(term)];
        if list.length == list.room {
            let from = list.from as usize..list.from as usize + list.length as usize;
            self.lost += list.room as usize;
            list.from = self.all.len() as u32;
            list.room = (list.room * 2).max(1);
            self.all.extend_from_within(from);
            self.all
                .resize(list.from as usize + list.room as usize, posting);
        }
        self.all[list.from as usize + list.length as usize] = posting;
        list.length += 1;
        if self.lost > self.all.len() / 2 + 1_024 {
            self.tidy();
        }
    }

    /// Takes a topic out of the list of a term.
    pub(super) fn remove(&mut self, term: TermId, topic: u32) {
        let Some(list) = self.lists.get_mut(place(term)) else {
            return;
        };
        let own = &mut self.all[list.from as usize..][..list.length as usize];
        let mut kept = 0;
        for at in 0..own.len() {
            if own[at].topic != topic {
                own[kept] = own[at];
                kept += 1;
            }
        }
        list.length = kept as u32;
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        *self = Postings::default();
    }

    /// Puts the lists side by side, in the order of the terms, with no room between.
    pub(super) fn tidy(&mut self) {
        let mut all = Vec::with_capacity(self.lists.iter().map(|it| it.length as usize).sum());
        for list in &mut self.lists {
            let own = &self.all[list.from as usize..][..list.length as usize];
            list.from = all.len() as u32;
            list.room = list.length;
            all.extend_from_slice(own);
        }
        self.all = all;
        self.lost = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_list_holds_what_was_added_and_not_removed(deeds in prop::collection::vec((0_u32..6, 0_u32..40, any::<bool>()), 0..400)) {
            let mut postings = Postings::default();
            let mut expected: Vec<Vec<u32>> = vec![vec![]; 6];
            for (term, topic, adds) in deeds {
                if adds {
                    postings.add(term, Posting { topic, at: 0, guards: [0; 3] });
                    expected[term as usize].push(topic);
                } else {
                    postings.remove(term, topic);
                    expected[term as usize].retain(|it| *it != topic);
                }
            }
            for (term, expected) in expected.iter().enumerate() {
                let found: Vec<u32> = postings.of(term as u32).iter().map(|it| it.topic).collect();
                prop_assert_eq!(&found, expected);
            }
        }
    }
}
