//! What readers remember of the search index from one query to the next: for as long as nothing is written into it.

use std::{
    collections::HashMap,
    fmt::{self, Debug, Formatter},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::segment::{Run, Segment};
use crate::Result;

/// How many words are remembered. Each takes some hundred bytes.
const WORDS: usize = 4_096;

/// What is remembered of an index. Readers of one desk may share it: what one looked up the others need not.
#[derive(Clone, Default)]
pub struct Remembered {
    known: Arc<Mutex<Known>>,
}

/// What is known of an index in one state.
#[derive(Default)]
struct Known {
    /// The record of its structure: whatever is written into the index changes it. Nothing at first.
    structure: Arc<[u8]>,
    segments: Arc<[Segment]>,
    /// By word, a run in each segment that has it.
    words: HashMap<Box<str>, Arc<[Run]>>,
}

/// A state of an index, and its segments.
pub(super) struct State {
    structure: Arc<[u8]>,
    pub(super) segments: Arc<[Segment]>,
}

impl Remembered {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state of the index that has this record of its structure. What is known of another is forgotten.
    pub(super) fn state(
        &self,
        structure: &[u8],
        read: impl FnOnce() -> Result<Option<Vec<Segment>>>,
    ) -> Result<Option<State>> {
        {
            let known = self.known();
            if *known.structure == *structure {
                return Ok(Some(known.state()));
            }
        }
        let Some(segments) = read()? else {
            return Ok(None);
        };
        let mut known = self.known();
        *known = Known {
            structure: structure.into(),
            segments: segments.into(),
            words: HashMap::new(),
        };
        Ok(Some(known.state()))
    }

    /// Where a word stands in all segments of a state, if it was looked for before.
    pub(super) fn word(&self, state: &State, form: &str) -> Option<Arc<[Run]>> {
        let known = self.known();
        let is_same = Arc::ptr_eq(&known.structure, &state.structure);
        known.words.get(form).filter(|_| is_same).cloned()
    }

    /// Remembers where a word stands in all segments of a state, unless there is another by now.
    pub(super) fn keep(&self, state: &State, form: &str, runs: &Arc<[Run]>) {
        let mut known = self.known();
        if !Arc::ptr_eq(&known.structure, &state.structure) {
            return;
        }
        if known.words.len() >= WORDS {
            known.words.clear();
        }
        known.words.insert(form.into(), Arc::clone(runs));
    }
}

impl Known {
    fn state(&self) -> State {
        State {
            structure: Arc::clone(&self.structure),
            segments: Arc::clone(&self.segments),
        }
    }
}

impl Debug for Remembered {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let words = self.known().words.len();
        f.debug_struct("Remembered").field("words", &words).finish()
    }
}
