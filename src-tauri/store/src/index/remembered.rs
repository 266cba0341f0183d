//! What a reader remembers of the search index from one query to the next: for as long as nothing was written into it.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use super::segment::{Run, Segment};
use crate::Result;

/// How many words are remembered. Each takes some hundred bytes.
const WORDS: usize = 4_096;

/// What is remembered of an index.
#[derive(Default)]
pub(crate) struct Remembered {
    known: RefCell<Option<Known>>,
}

/// What is known of an index in one state.
struct Known {
    /// The record of its structure: whatever is written into the index changes it.
    structure: Vec<u8>,
    segments: Arc<[Segment]>,
    /// By word, a run in each segment that has it.
    words: HashMap<Box<str>, Arc<[Run]>>,
}

impl Remembered {
    /// The segments of the index that has this record of its structure; what is known of another is forgotten.
    pub(super) fn segments(
        &self,
        structure: &[u8],
        read: impl FnOnce() -> Result<Option<Vec<Segment>>>,
    ) -> Result<Option<Arc<[Segment]>>> {
        if let Some(known) = &*self.known.borrow()
            && known.structure == structure
        {
            return Ok(Some(Arc::clone(&known.segments)));
        }
        *self.known.borrow_mut() = None;
        let Some(segments) = read()? else {
            return Ok(None);
        };
        let segments: Arc<[Segment]> = segments.into();
        *self.known.borrow_mut() = Some(Known {
            structure: structure.to_vec(),
            segments: Arc::clone(&segments),
            words: HashMap::new(),
        });
        Ok(Some(segments))
    }

    /// Where a word stands in all segments, if it was looked for before.
    pub(super) fn word(&self, form: &str) -> Option<Arc<[Run]>> {
        self.known.borrow().as_ref()?.words.get(form).cloned()
    }

    /// Remembers where a word stands in all segments.
    pub(super) fn keep(&self, form: &str, runs: &Arc<[Run]>) {
        if let Some(known) = &mut *self.known.borrow_mut() {
            if known.words.len() >= WORDS {
                known.words.clear();
            }
            known.words.insert(form.into(), Arc::clone(runs));
        }
    }
}
