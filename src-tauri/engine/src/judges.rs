//! The threads that judge: beside the writer, and behind it where the processor is short.

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// How much less claim on the processor they have: 10 is a ninth of the usual share.
#[cfg(target_os = "linux")]
const NICER: i32 = 10;

/// Does a task that works on every core with [`rayon`], on threads that stand back for all others.
///
/// Filing waits for its one writer. Where as many threads judge as there are cores, the writer would get half of one while
/// it has the most to do, and a whole one with nothing beside it once the judges wait for it: a sixth of all articles a
/// second less, on two cores. On systems other than Linux the threads are like any others.
pub fn behind_the_writer<T: Send>(task: impl FnOnce() -> T + Send) -> T {
    static JUDGES: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let judges = JUDGES.get_or_init(|| {
        ThreadPoolBuilder::new()
            .thread_name(|number| format!("judge {number}"))
            .start_handler(|_| stand_back())
            .build()
            // Without threads of their own they are those of everything else.
            .ok()
    });
    match judges {
        Some(judges) => judges.install(task),
        None => task(),
    }
}

#[cfg(target_os = "linux")]
fn stand_back() {
    // Of the thread that asks. Where it is refused nothing is lost but time.
    let _ = rustix::process::setpriority_process(None, NICER);
}

#[cfg(not(target_os = "linux"))]
fn stand_back() {}
