//! Politeness: whose turn it is to be asked.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use news::Timestamp;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use crate::Clock;

/// How many hosts are asked at once.
const AT_ONCE: usize = 8;

/// The least time between the beginnings of two requests to one host.
const SPACING: i64 = Timestamp::SECOND;

/// How many hosts are remembered; then those are forgotten that nobody asks and that may be asked anew.
const HOSTS: usize = 4_000;

/// When a host was last asked; held while it is being asked.
type Host = Arc<AsyncMutex<Option<Timestamp>>>;

/// Gives turns: eight hosts at once, one request at a time to each, a second apart.
pub(crate) struct Pace {
    permits: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Host>>,
}

/// A turn. Given back when it is dropped.
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
    _host: OwnedMutexGuard<Option<Timestamp>>,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            hosts: Mutex::default(),
        }
    }
}

impl Pace {
    /// Waits until `host` may be asked.
    pub(crate) async fn turn(&self, host: &str, clock: &dyn Clock) -> Turn {
        let host = self.host(host, clock.now());
        // The host first: who waits for a busy one keeps no other from being asked.
        let mut last = host.lock_owned().await;
        if let Some(at) = *last {
            // After a clock that was set back, no longer than ever.
            let wait = (SPACING - clock.now().since(at)).min(SPACING);
            if let Ok(wait) = u64::try_from(wait)
                && wait > 0
            {
                clock.sleep(Duration::from_millis(wait)).await;
            }
        }
        let permit = self
            .permits
            .clone()
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        *last = Some(clock.now());
        Turn {
            _permit: permit,
            _host: last,
        }
    }
}

impl Pace {
    /// What is remembered of a host.
    fn host(&self, host: &str, now: Timestamp) -> Host {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= HOSTS {
            let is_recent = |at: Timestamp| (0..SPACING).contains(&now.since(at));
            hosts.retain(|_, it| {
                Arc::strong_count(it) > 1 || it.try_lock().is_ok_and(|it| it.is_some_and(is_recent))
            });
        }
        hosts.entry(host.to_ascii_lowercase()).or_default().clone()
    }
}

/// How many looks may begin by themselves: a few at once, then one at a time. After a start, a sleep or a long
/// list of new feeds, what is overdue is spread out.
pub(crate) struct Spread {
    left: i64,
    at: Timestamp,
}

impl Spread {
    /// How many begin at once.
    const BURST: i64 = AT_ONCE as i64;

    /// The time between two beginnings after that.
    const STEP: i64 = 150;

    /// Nothing has begun yet.
    pub(crate) fn new(now: Timestamp) -> Spread {
        Spread {
            left: Spread::BURST,
            at: now,
        }
    }

    /// Whether one more may begin now.
    pub(crate) fn take(&mut self, now: Timestamp) -> bool {
        let more = now.since(self.at).div_euclid(Spread::STEP);
        if (0..Spread::BURST).contains(&more) {
            self.left = (self.left + more).min(Spread::BURST);
            self.at = self.at.plus(more * Spread::STEP);
        } else {
            // After a long time all of them; after a clock that was set back, those that were left.
            self.left = if more < 0 { self.left } else { Spread::BURST };
            self.at = now;
        }
        let may = self.left > 0;
        self.left -= i64::from(may);
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p37_five_hundred_overdue_feeds_are_spread_over_a_minute() {
        let mut now = Timestamp(1_765_000_000_000);
        let began = now;
        let mut spread = Spread::new(now);
        let (mut taken, mut first) = (0, 0);
        while taken < 500 {
            while spread.take(now) {
                taken += 1;
            }
            if now == began {
                first = taken;
            }
            now = now.plus(500);
        }
        assert_eq!(first, 8, "a few at once");
        let took = now.since(began);
        assert!(took >= Timestamp::MINUTE, "{took} ms");
        assert!(took <= 2 * Timestamp::MINUTE, "{took} ms");
    }

    #[test]
    fn hosts_that_nobody_asks_are_forgotten_when_they_are_too_many() {
        let (pace, now) = (Pace::default(), Timestamp(1_765_000_000_000));
        let held = pace.host("held.example", now);
        *pace.host("recent.example", now).try_lock().expect("free") = Some(now);
        for number in 0..2 * HOSTS {
            let host = pace.host(&format!("outlet-{number}.example"), now);
            *host.try_lock().expect("free") = Some(now.plus(-Timestamp::MINUTE));
        }
        let hosts = pace.hosts.lock().expect("nobody panicked");
        assert!(hosts.len() <= HOSTS, "{}", hosts.len());
        assert!(hosts.contains_key("recent.example"));
        assert!(Arc::ptr_eq(&hosts["held.example"], &held));
    }

    #[test]
    fn a_clock_that_is_set_back_holds_nothing_up() {
        let now = Timestamp(1_765_000_000_000);
        let mut spread = Spread::new(now);
        while spread.take(now) {}
        let back = now.plus(-Timestamp::DAY);
        assert!(!spread.take(back));
        assert!(spread.take(back.plus(Spread::STEP)));
    }
}
