//! Work of which only the newest runs: what begins ends the one before.

use std::{
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
};

/// Whose turn it is.
#[derive(Debug, Default)]
pub(crate) struct Turns(AtomicU64);

impl Turns {
    /// Begins a turn, and ends the one before.
    pub(crate) fn begin(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Ends the turn.
    pub(crate) fn end(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// Tells how far the work of a turn is, and whether it is to go on: not when its turn is over, nor when nobody
    /// can be told any more.
    pub(crate) fn go_on<E>(
        &self,
        turn: u64,
        tell: impl FnOnce() -> Result<(), E>,
    ) -> ControlFlow<()> {
        if self.0.load(Ordering::SeqCst) == turn && tell().is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_ends_with_the_next_one_with_a_word_and_when_nobody_listens() {
        let turns = Turns::default();
        let told = || Ok::<(), ()>(());
        let first = turns.begin();
        assert!(turns.go_on(first, told).is_continue());
        let second = turns.begin();
        assert!(turns.go_on(first, told).is_break(), "the next one ends it");
        assert!(turns.go_on(second, told).is_continue());
        assert!(turns.go_on(second, || Err(())).is_break(), "nobody listens");
        turns.end();
        assert!(turns.go_on(second, told).is_break(), "a word ends it");
    }
}
