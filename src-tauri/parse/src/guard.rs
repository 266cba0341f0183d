//! A panic on hostile bytes is one input's problem, never the program's.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `work` gives, or nothing if it panicked.
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    // The closures given here own or only read what they touch, so nothing half-changed is seen after a panic.
    catch_unwind(AssertUnwindSafe(work)).ok()
}
