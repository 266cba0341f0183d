//! What the system's allocator keeps aside.

/// Lets threads share their heaps, and gives what is large back at once. glibc makes a heap for each of its threads, up to eight a core, and
/// what one gave back another does not get; and it takes what is as large as the largest piece that was ever given back from
/// these heaps as well, so that bodies of feeds leave holes. At the height of a round of a thousand feeds both together are a tenth
/// of all memory (`docs/benchmarks.md`). There are as many heaps as cores, at most eight; large is what it is at the start of every
/// program, 128 KB.
///
/// Nothing elsewhere: other allocators do this of themselves.
pub(crate) fn keep_small() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        use std::{sync::Once, thread};

        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let cores = thread::available_parallelism().map_or(2, usize::from);
            let heaps = i32::try_from(cores.clamp(2, 8)).unwrap_or(2);
            set(libc::M_ARENA_MAX, heaps);
            set(libc::M_MMAP_THRESHOLD, 128 << 10);
        });
    }
}

/// Changes a setting of the allocator from now on.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
fn set(setting: i32, value: i32) {
    // SAFETY: it takes two numbers, and sets a field of the allocator under the allocator's own lock.
    let is_set = unsafe { libc::mallopt(setting, value) };
    if is_set == 0 {
        tracing::debug!("setting {setting} of the allocator could not be changed");
    }
}
