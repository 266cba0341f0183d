//! What is noted of a conversion while it is made.

use std::{collections::HashSet, ops::Range};

use super::Change;

/// Changes and losses, with their places in the text that is read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    changes: Vec<(Range<usize>, Change)>,
    losses: Vec<(Range<usize>, Change)>,
}

impl Notes {
    /// Notes something that is written otherwise.
    pub(super) fn change(
        &mut self,
        at: Range<usize>,
        before: &str,
        after: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.changes.push((at, Change::new(before, after, why)));
    }

    /// Notes something that cannot be carried over.
    pub(super) fn loss(
        &mut self,
        at: Range<usize>,
        before: &str,
        after: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.losses.push((at, Change::new(before, after, why)));
    }

    /// Forgets what was noted within a place: it was left out as a whole.
    pub(super) fn forget(&mut self, within: &Range<usize>) {
        let outside =
            |it: &(Range<usize>, Change)| it.0.start < within.start || it.0.end > within.end;
        self.changes.retain(outside);
        self.losses.retain(outside);
    }

    /// The changes and the losses in reading order, each said once.
    pub(super) fn told(self) -> (Vec<Change>, Vec<Change>) {
        (told(self.changes), told(self.losses))
    }
}

fn told(mut notes: Vec<(Range<usize>, Change)>) -> Vec<Change> {
    notes.sort_by_key(|it| it.0.start);
    let mut seen = HashSet::new();
    notes
        .into_iter()
        .map(|it| it.1)
        .filter(|it| seen.insert((it.before.clone(), it.after.clone(), it.why.clone())))
        .collect()
}
