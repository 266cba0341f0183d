//! A clock that stands still until it is turned.

use std::{sync::Mutex, time::Duration};

use engine::{Clock, Pending};
use news::Timestamp;
use tokio::sync::oneshot;

/// A clock that stands still until it is turned.
pub(crate) struct HandClock(Mutex<Hands>);

struct Hands {
    /// What it shows.
    shown: i64,
    /// How far it was turned on in all: who waits is not hurt by its being set back.
    turned: i64,
    waiting: Vec<Waiting>,
}

/// Who waits.
struct Waiting {
    /// For how long.
    time: Duration,
    /// Until it was turned on so far.
    until: i64,
    wake: oneshot::Sender<()>,
}

/// How often the monitor looks what is due.
const TICK: Duration = Duration::from_millis(500);

impl HandClock {
    /// Shows the machine's time at first, as the times of files do.
    pub(crate) fn new() -> HandClock {
        let now: Timestamp = jiff::Timestamp::now().into();
        HandClock(Mutex::new(Hands {
            shown: now.0,
            turned: 0,
            waiting: vec![],
        }))
    }

    /// Turns the clock on and wakes who waited for that, or sets it back.
    pub(crate) fn turn(&self, millis: i64) {
        let mut hands = self.0.lock().expect("nobody panicked");
        hands.shown += millis;
        hands.turned += millis.max(0);
        let now = hands.turned;
        let (due, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut hands.waiting)
            .into_iter()
            .partition(|it| it.until <= now);
        hands.waiting = rest;
        drop(hands);
        for it in due {
            // Who waited may have gone.
            let _ = it.wake.send(());
        }
    }

    /// Whether the monitor waits for the clock to look again what is due, and how many wait for longer than it does: for a host's turn.
    pub(crate) fn waiting(&self) -> (bool, usize) {
        let hands = self.0.lock().expect("nobody panicked");
        let waiting = hands.waiting.iter().filter(|it| !it.wake.is_closed());
        let (monitor, turns): (Vec<_>, Vec<_>) = waiting.partition(|it| it.time <= TICK);
        (!monitor.is_empty(), turns.len())
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.lock().expect("nobody panicked").shown)
    }

    fn sleep(&self, time: Duration) -> Pending<'_, ()> {
        let (wake, woken) = oneshot::channel();
        let mut hands = self.0.lock().expect("nobody panicked");
        let until = hands.turned + time.as_millis() as i64;
        hands.waiting.push(Waiting { time, until, wake });
        drop(hands);
        Box::pin(async move {
            let _ = woken.await;
        })
    }
}
