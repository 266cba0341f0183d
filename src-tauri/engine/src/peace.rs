//! The hosts that pages leave alone for a while: between two of one kind, and as long as a host asked for itself. What they asked for
//! stands in the desk's file as well.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use news::{Timestamp, TroubleCode, desk::Reason};

use crate::{Engine, FetchError, engine::Res};

/// When a page is due again whose reading was cut off.
pub(crate) const CUT_OFF: i64 = Timestamp::HOUR;

/// How soon a page is tried again whose host could not be found: mostly this machine is offline, or its proxy fails.
pub(crate) const OFFLINE: i64 = 10 * Timestamp::MINUTE;

/// The longest that a host can ask to be left alone.
const LONGEST: i64 = 7 * Timestamp::DAY;

/// The hosts that pages leave alone.
#[derive(Default)]
pub(crate) struct Peace(Mutex<Hosts>);

#[derive(Default)]
struct Hosts {
    /// Until when hosts asked to be left alone.
    wishes: HashMap<String, Timestamp>,
    /// When the next page of a kind may be asked of a host.
    next: HashMap<(Reason, String), Timestamp>,
}

/// Whether a moment is still to come. One that lies far ahead is that of a clock that was set back.
fn is_to_come(until: Timestamp, now: Timestamp) -> bool {
    (1..=LONGEST).contains(&until.since(now))
}

impl Peace {
    fn hosts(&self) -> MutexGuard<'_, Hosts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a host may be asked for a page of a kind now.
    pub(crate) fn may_be_asked(&self, host: &str, kind: Reason, now: Timestamp) -> bool {
        let hosts = self.hosts();
        let next = hosts.next.get(&(kind, host.to_string()));
        let wish = hosts.wishes.get(host);
        ![next, wish]
            .into_iter()
            .flatten()
            .any(|it| is_to_come(*it, now))
    }

    /// A host is asked for a page; for the next of its kind after `spacing` milliseconds.
    pub(crate) fn is_asked(&self, host: &str, kind: Reason, spacing: i64, now: Timestamp) {
        let mut hosts = self.hosts();
        hosts.next.retain(|_, it| is_to_come(*it, now));
        hosts
            .next
            .insert((kind, host.to_string()), now.plus(spacing));
    }

    /// A host asked to be left alone, for so many milliseconds and for an hour at least. Gives until when.
    pub(crate) fn is_wished(&self, host: String, millis: i64, now: Timestamp) -> Timestamp {
        let until = now.plus(millis.clamp(Timestamp::HOUR, LONGEST));
        self.hold(host, until, now)
    }

    /// A host is left alone until then, or longer where that is known. Gives until when.
    fn hold(&self, host: String, until: Timestamp, now: Timestamp) -> Timestamp {
        let mut hosts = self.hosts();
        hosts.wishes.retain(|_, it| is_to_come(*it, now));
        let held = hosts.wishes.entry(host).or_insert(until);
        *held = (*held).max(until);
        *held
    }

    /// The hosts that asked to be left alone, each with until when.
    fn wishes(&self, now: Timestamp) -> HashMap<String, Timestamp> {
        let hosts = self.hosts();
        let held = hosts.wishes.iter().map(|(host, it)| (host.clone(), *it));
        held.filter(|it| is_to_come(it.1, now)).collect()
    }

    /// Until when a host asked to be left alone.
    pub(crate) fn until(&self, host: &str, now: Timestamp) -> Option<Timestamp> {
        let until = *self.hosts().wishes.get(host)?;
        is_to_come(until, now).then_some(until)
    }
}

/// For how many milliseconds a host asked to be left alone.
pub(crate) fn asked_for(err: &FetchError) -> i64 {
    let seconds = i64::try_from(err.retry_after.unwrap_or(0)).unwrap_or(i64::MAX);
    seconds.saturating_mul(Timestamp::SECOND).min(LONGEST)
}

impl Engine {
    /// The hosts that pages leave alone.
    pub(crate) fn peace(&self) -> &Peace {
        &self.inner.watching.peace
    }

    /// Takes up what hosts asked for before the program began.
    pub(crate) fn load_peace(&self) -> Res<()> {
        let now = self.now();
        for (host, until) in self.read(|it| it.hosts_left_alone(now))? {
            self.peace().hold(host, until, now);
        }
        Ok(())
    }

    /// Leaves the host alone that asked for it with an error. Waits for the disk.
    pub(crate) fn heed(&self, err: &FetchError, who: &str, now: Timestamp) {
        // Who was not asked said it before.
        if err.code != TroubleCode::Busy || err.elsewhere.is_some() {
            return;
        }
        let until = self.peace().is_wished(who.to_string(), asked_for(err), now);
        self.keep_peace(who, until, now);
    }

    /// Leaves a host alone until then. Waits for the disk.
    pub(crate) fn hold(&self, who: &str, until: Timestamp, now: Timestamp) {
        let until = self.peace().hold(who.to_string(), until, now);
        self.keep_peace(who, until, now);
    }

    fn keep_peace(&self, who: &str, until: Timestamp, now: Timestamp) {
        let who = who.to_string();
        self.noted(self.write(move |writer| writer.leave_host_alone(&who, until, now)));
    }

    /// As [`heed`](Engine::heed), of something that is asked as feeds are: those of the host leave it alone as well.
    pub(crate) fn heed_with_feeds(&self, err: &FetchError, who: &str, now: Timestamp) -> Res<()> {
        self.heed(err, who, now);
        if err.code != TroubleCode::Busy || err.elsewhere.is_some() {
            return Ok(());
        }
        let wait = match asked_for(err) {
            0 => Timestamp::HOUR,
            named => named,
        };
        self.leave_feeds_alone(who, None, now.plus(wait))
    }

    /// The hosts that asked to be left alone, each with until when.
    #[must_use]
    pub fn hosts_left_alone(&self) -> HashMap<String, Timestamp> {
        self.peace().wishes(self.now())
    }

    /// Goes out as another desk does: by its settings of the network, and leaving the hosts alone that it leaves alone.
    ///
    /// # Errors
    /// What the database says.
    pub fn go_out_as(&self, other: &Engine) -> Res<()> {
        self.save_settings(&other.settings()?)?;
        let now = self.now();
        for (host, until) in other.hosts_left_alone() {
            self.peace().hold(host, until, now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_765_000_000_000);
    const SPACING: i64 = 10 * Timestamp::SECOND;

    #[test]
    fn a_host_is_left_alone_between_two_pages_of_a_kind() {
        let peace = Peace::default();
        peace.is_asked("a.example", Reason::Page, SPACING, NOW);
        let may = |host: &str, kind, at| peace.may_be_asked(host, kind, at);
        assert!(!may("a.example", Reason::Page, NOW.plus(SPACING - 1)));
        assert!(may("a.example", Reason::Page, NOW.plus(SPACING)));
        assert!(may("a.example", Reason::Revisit, NOW));
        assert!(may("b.example", Reason::Page, NOW));
        assert_eq!(peace.until("a.example", NOW), None, "it wished for nothing");
    }

    #[test]
    fn who_asked_for_a_day_is_asked_for_no_page_meanwhile_whoever_heard_it() {
        let peace = Peace::default();
        let until = NOW.plus(Timestamp::DAY);
        assert_eq!(
            peace.is_wished("a.example".into(), Timestamp::DAY, NOW),
            until
        );
        assert_eq!(peace.is_wished("a.example".into(), 0, NOW), until);
        assert_eq!(peace.wishes(NOW), [("a.example".to_string(), until)].into());
        assert_eq!(peace.wishes(until), HashMap::new());
        peace.is_asked("a.example", Reason::Page, SPACING, NOW);
        for kind in [Reason::Page, Reason::Revisit] {
            assert!(!peace.may_be_asked("a.example", kind, NOW.plus(23 * Timestamp::HOUR)));
            assert!(peace.may_be_asked("a.example", kind, NOW.plus(Timestamp::DAY)));
        }
        let until = Some(NOW.plus(Timestamp::DAY));
        assert_eq!(peace.until("a.example", NOW), until);
        assert_eq!(peace.until("a.example", NOW.plus(Timestamp::DAY)), None);
    }

    #[test]
    fn who_names_no_time_has_an_hour_and_nobody_more_than_a_week() {
        for (asked, hours) in [(0, 1), (Timestamp::HOUR * 2, 2), (i64::MAX, 7 * 24)] {
            let peace = Peace::default();
            peace.is_wished("a.example".into(), asked, NOW);
            let until = Some(NOW.plus(hours * Timestamp::HOUR));
            assert_eq!(peace.until("a.example", NOW), until, "{asked}");
        }
    }

    #[test]
    fn a_clock_that_is_set_back_holds_nothing_up() {
        let peace = Peace::default();
        let later = NOW.plus(400 * Timestamp::DAY);
        peace.is_asked("a.example", Reason::Page, SPACING, later);
        peace.is_wished("a.example".into(), 0, later);
        assert!(peace.may_be_asked("a.example", Reason::Page, NOW));
        assert_eq!(peace.until("a.example", NOW), None);
    }
}
