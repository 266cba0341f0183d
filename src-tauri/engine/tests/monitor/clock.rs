//! A clock that stands still until it is turned.

use std::{sync::Mutex, time::Duration};

use engine::{Clock, Pending};
use news::Timestamp;
use tokio::sync::oneshot;

/// A clock that stands still until it is turned.
pub(crate) struct HandClock(Mutex<(i64, Vec<(i64, oneshot::Sender<()>)>)>);

impl HandClock {
    /// Shows the machine's time at first, as the times of files do.
    pub(crate) fn new() -> HandClock {
        let now: Timestamp = jiff::Timestamp::now().into();
        HandClock(Mutex::new((now.0, vec![])))
    }

    /// Turns the clock on, or back, and wakes who waited for that.
    pub(crate) fn turn(&self, millis: i64) {
        let mut held = self.0.lock().expect("nobody panicked");
        held.0 += millis;
        let now = held.0;
        let (due, rest) = std::mem::take(&mut held.1)
            .into_iter()
            .partition(|it| it.0 <= now);
        held.1 = rest;
        drop(held);
        let due: Vec<(i64, oneshot::Sender<()>)> = due;
        for (_, wake) in due {
            let _ = wake.send(());
        }
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.lock().expect("nobody panicked").0)
    }

    fn sleep(&self, time: Duration) -> Pending<'_, ()> {
        let (wake, woken) = oneshot::channel();
        let mut held = self.0.lock().expect("nobody panicked");
        let at = held.0 + time.as_millis() as i64;
        held.1.push((at, wake));
        drop(held);
        Box::pin(async move {
            let _ = woken.await;
        })
    }
}
