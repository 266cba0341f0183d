//! What the system's allocator keeps aside.

/// Lets threads share their heaps. glibc makes one for each of its threads, up to eight a core, and what one gave back another does not
/// get: at the height of a round of a thousand feeds that is a fifth of all memory (`docs/benchmarks.md`). As many heaps as
/// cores, at most eight, are as quick.
///
/// Nothing elsewhere: other allocators do this of themselves.
pub(crate) fn share() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        use std::{sync::Once, thread};

        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let cores = thread::available_parallelism().map_or(2, usize::from);
            let heaps = i32::try_from(cores.clamp(2, 8)).unwrap_or(2);
            set_heaps(heaps);
        });
    }
}

/// Bounds how many heaps there are from now on.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
fn set_heaps(count: i32) {
    // SAFETY: it takes two numbers, and sets a field of the allocator under the allocator's own lock.
    let is_set = unsafe { libc::mallopt(libc::M_ARENA_MAX, count) };
    if is_set == 0 {
        tracing::debug!("the number of heaps could not be set");
    }
}
