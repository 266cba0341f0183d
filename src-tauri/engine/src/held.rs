//! The topics as the engine holds them: read while articles are judged, changed one at a time.

use std::sync::{
    LockResult, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
    atomic::{AtomicU64, Ordering},
};

use news::query::Matcher;

/// The compiled topics behind a lock that tells whether they changed.
pub(crate) struct Held {
    matcher: RwLock<Matcher>,
    changes: AtomicU64,
}

impl Held {
    pub(crate) fn new(matcher: Matcher) -> Held {
        Held {
            matcher: RwLock::new(matcher),
            changes: AtomicU64::new(0),
        }
    }

    /// Holds the topics as they are.
    pub(crate) fn read(&self) -> LockResult<RwLockReadGuard<'_, Matcher>> {
        self.matcher.read()
    }

    /// Holds the topics to change them.
    pub(crate) fn write(&self) -> LockResult<RwLockWriteGuard<'_, Matcher>> {
        let held = self.matcher.write();
        self.changes.fetch_add(1, Ordering::SeqCst);
        held
    }

    /// Has the matcher learn from what it read which words are rare, when there is something to learn. Changes how long
    /// matching takes and nothing else, so it counts as no change.
    pub(crate) fn learn(&self) {
        let can = self
            .matcher
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .can_learn();
        if can {
            let mut matcher = self.matcher.write().unwrap_or_else(PoisonError::into_inner);
            let mut scratch = matcher.scratch();
            matcher.learn(&mut scratch);
            matcher.give_back(scratch);
        }
    }

    /// How many times they were held to be changed: the same number while they are held for reading.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }
}
