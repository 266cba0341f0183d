//! Whether this machine reaches the network at all. While it does not, no feed is blamed for that: what was asked in vain is put back,
//! one thing is tried now and then, and once that is answered each feed that is due is asked once.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use news::{SourceId, Timestamp, TroubleCode};

use crate::{Engine, FetchError, Response, robots::is_of_the_way, trouble};

/// How many hosts must not be found, nobody answering in between, for this machine to be the cause; fewer where fewer ever answered.
const HOSTS: usize = 3;
const HOSTS_OF_FEW: usize = 2;

/// How soon something is tried while nothing can be reached; twice as long after each try, up to the longest. Where the system says
/// that it has no way out nothing is tried, unless nobody answered yet: some systems do not know, and then the longest holds.
const TRY: i64 = Timestamp::MINUTE;
const LONGEST_TRY: i64 = 10 * Timestamp::MINUTE;

/// How long ago somebody may have answered for this machine to be taken for online.
const RECENT: i64 = 10 * Timestamp::MINUTE;

/// How many hosts are remembered that answered.
const KNOWN: usize = 4_096;

/// Whether the network is reached, as far as is known.
#[derive(Default)]
pub(crate) struct Reach(Mutex<State>);

#[derive(Default)]
struct State {
    /// The sources that were asked since a host answered, and whose hosts were not found.
    doubts: Vec<Doubt>,
    /// Nothing: it is reached.
    offline: Option<Offline>,
    /// When somebody answered last.
    answered_at: Option<Timestamp>,
    /// Hosts that answered since the program began: that these are not found tells of this machine, that others are not of them only.
    known: HashSet<String>,
    /// Whether somebody was reached while the system said that it has no way out: what it says tells nothing then.
    way_unknown: bool,
    /// When the system was asked for that last.
    way_asked_at: Option<Timestamp>,
}

/// A host that was not found, and the source that asked it.
struct Doubt {
    host: String,
    id: SourceId,
}

/// Nothing is reached.
#[derive(Clone, Copy)]
struct Offline {
    /// When something was tried last, and when the system was asked for a way out last.
    tried_at: Timestamp,
    asked_at: Timestamp,
    /// How long until it is tried again.
    wait: i64,
    /// Whether the system said that it has a way out when something was tried last.
    had_way: bool,
}

/// A host that was not found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lost<'a> {
    /// Which.
    pub(crate) host: &'a str,
    /// The source that asked it.
    pub(crate) id: SourceId,
    /// Whether it was not found at the look before, either.
    pub(crate) again: bool,
    /// Whether the system knows a way to the network.
    pub(crate) has_way: bool,
}

/// What it means that a host was not found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the host's, or not known yet.
    Host,
    /// This machine is offline. What these sources asked before was in vain as well.
    Offline(Vec<SourceId>),
}

impl State {
    /// Whether somebody answered shortly before.
    fn others_answer(&self, now: Timestamp) -> bool {
        self.answered_at
            .is_some_and(|it| (0..RECENT).contains(&now.since(it)))
    }

    /// Whether those that are not found are enough to tell that it is this machine: several, and of hosts that answered before at
    /// least one. Domains that are gone do not make it so, however many a list of sources holds.
    fn is_enough(&self) -> bool {
        let lost: HashSet<&str> = self.doubts.iter().map(|it| it.host.as_str()).collect();
        let enough = match self.known.len() {
            0 => HOSTS,
            known => known.clamp(HOSTS_OF_FEW, HOSTS),
        };
        let is_known = |it: &&str| self.known.contains(*it);
        lost.len() >= enough && (self.known.is_empty() || lost.iter().any(is_known))
    }

    fn answer(&mut self, host: &str, now: Timestamp) {
        self.answered_at = Some(now);
        if self.known.len() < KNOWN {
            self.known.insert(host.to_string());
        }
    }
}

impl Reach {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A host was not found.
    pub(crate) fn lost(&self, lost: &Lost<'_>, now: Timestamp) -> Verdict {
        let mut state = self.state();
        if state.offline.is_some() {
            return Verdict::Offline(vec![]);
        }
        let has_way = lost.has_way || state.way_unknown;
        // What was not found before tells nothing new.
        let tells = !lost.again && !state.doubts.iter().any(|it| it.host == lost.host);
        // Of the sources of one host each was asked in vain.
        if !lost.again && !state.doubts.iter().any(|it| it.id == lost.id) {
            state.doubts.push(Doubt {
                host: lost.host.to_string(),
                id: lost.id,
            });
        }
        if has_way && !(tells && state.is_enough()) {
            return Verdict::Host;
        }
        state.offline = Some(Offline {
            tried_at: now,
            asked_at: now,
            wait: TRY,
            had_way: lost.has_way,
        });
        let before = std::mem::take(&mut state.doubts);
        Verdict::Offline(
            before
                .into_iter()
                .map(|it| it.id)
                .filter(|it| *it != lost.id)
                .collect(),
        )
    }

    /// A host answered.
    pub(crate) fn answers(&self, host: &str, now: Timestamp) {
        self.state().answer(host, now);
    }

    /// Whether it is this machine's way out, and not the host, that something could not be had by an error. Where others answered shortly
    /// before, a host that is not found is gone, and one that the proxy does not lead to is not to be had.
    pub(crate) fn is_of_the_way(&self, code: TroubleCode, now: Timestamp) -> bool {
        is_of_the_way(code) && !self.state().others_answer(now)
    }

    /// A host answered. Tells whether nobody did before.
    pub(crate) fn found(&self, host: &str, has_way: impl FnOnce() -> bool, now: Timestamp) -> bool {
        let mut state = self.state();
        let was_asked = |it: Timestamp| (0..LONGEST_TRY).contains(&now.since(it));
        if !state.way_unknown && !state.way_asked_at.is_some_and(was_asked) {
            state.way_asked_at = Some(now);
            state.way_unknown = !has_way();
        }
        state.answer(host, now);
        state.doubts.clear();
        let was_offline = state.offline.take();
        state.way_unknown |= was_offline.is_some_and(|it| !it.had_way);
        was_offline.is_some()
    }

    /// Forgets what is known: there is another way out.
    fn forget(&self) {
        *self.state() = State::default();
    }

    /// Whether nothing is reached.
    pub(crate) fn is_offline(&self) -> bool {
        self.state().offline.is_some()
    }

    /// Whether one thing may be tried while nothing is reached; it is taken for tried then.
    pub(crate) fn may_try(&self, has_way: impl FnOnce() -> bool, now: Timestamp) -> bool {
        let mut state = self.state();
        let nobody_answered = state.known.is_empty();
        let Some(offline) = &mut state.offline else {
            return true;
        };
        // A moment that lies ahead is that of a clock that was set back.
        if (0..offline.wait).contains(&now.since(offline.asked_at)) {
            return false;
        }
        offline.asked_at = now;
        let is_long_ago = !(0..LONGEST_TRY).contains(&now.since(offline.tried_at));
        let has_way = has_way();
        let may = has_way || nobody_answered && is_long_ago;
        if may {
            offline.had_way = has_way;
            offline.tried_at = now;
            offline.wait = (offline.wait * 2).min(LONGEST_TRY);
        }
        may
    }
}

impl Engine {
    /// Whether the network is reached, as far as is known.
    pub(crate) fn reach(&self) -> &Reach {
        &self.inner.watching.reach
    }

    /// What an answer, or none, says of this machine's way to the network. Tells whether a source was asked in vain because there is
    /// none: it is put back then, as are those that were before.
    pub(crate) fn was_in_vain(
        &self,
        host: &str,
        id: SourceId,
        failed_before: bool,
        answer: &Result<Response, FetchError>,
    ) -> bool {
        let now = self.now();
        match answer {
            // A proxy through which nothing goes is no host's trouble either, whether it is not there or refuses.
            Err(err) if is_of_the_way(err.code) => {
                let has_way = (self.inner.options.has_way)();
                let lost = Lost {
                    host,
                    id,
                    again: failed_before,
                    has_way,
                };
                let Verdict::Offline(before) = self.reach().lost(&lost, now) else {
                    return false;
                };
                self.set_trouble(Some(match err.code {
                    TroubleCode::Proxy if has_way => trouble::no_proxy(&err.detail, now),
                    _ => trouble::offline(now),
                }));
                self.noted(self.write(move |writer| {
                    before
                        .iter()
                        .try_for_each(|it| writer.put_back(*it, true, now))?;
                    writer.put_back(id, false, now)
                }));
                true
            }
            // Only who answered is known to have been reached.
            Err(err) if err.status.is_none() => false,
            Ok(_) | Err(_) => {
                self.is_reached(host);
                false
            }
        }
    }

    /// A host answered.
    pub(crate) fn is_reached(&self, host: &str) {
        let now = self.now();
        if self.reach().found(host, self.inner.options.has_way, now) {
            self.forget_no_way();
        }
    }

    /// Tries at once what could not be reached: the analyst named another way out.
    pub(crate) fn try_way_anew(&self) {
        self.reach().forget();
        self.forget_no_way();
    }

    fn forget_no_way(&self) {
        if self.trouble().is_some_and(|it| is_no_way(it.code)) {
            self.set_trouble(None);
        }
    }
}

/// Whether the trouble of a desk is that it has no way out.
pub(crate) fn is_no_way(code: TroubleCode) -> bool {
    matches!(code, TroubleCode::Offline | TroubleCode::Proxy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_765_000_000_000);

    fn later(minutes: i64) -> Timestamp {
        NOW.plus(minutes * Timestamp::MINUTE)
    }

    fn lost(host: &str, id: i64) -> Lost<'_> {
        Lost {
            host,
            id: SourceId(id),
            again: false,
            has_way: true,
        }
    }

    #[test]
    fn p40_three_hosts_that_are_not_found_in_a_row_or_a_system_without_a_way_are_this_machines_doing()
     {
        let reach = Reach::default();
        assert_eq!(reach.lost(&lost("a.example", 1), NOW), Verdict::Host);
        let same = reach.lost(&lost("a.example", 2), NOW);
        assert_eq!(same, Verdict::Host, "the same host");
        let again = reach.lost(&lost("a.example", 2), NOW);
        assert_eq!(again, Verdict::Host, "the same source");
        assert_eq!(reach.lost(&lost("b.example", 3), NOW), Verdict::Host);
        assert_eq!(
            reach.lost(&lost("c.example", 4), NOW),
            Verdict::Offline(vec![SourceId(1), SourceId(2), SourceId(3)])
        );
        assert_eq!(
            reach.lost(&lost("d.example", 5), NOW),
            Verdict::Offline(vec![])
        );
        assert!(reach.is_offline() && found(&reach, "e.example", NOW) && !reach.is_offline());
        let without = Lost {
            has_way: false,
            ..lost("a.example", 1)
        };
        assert_eq!(reach.lost(&without, NOW), Verdict::Offline(vec![]));
    }

    #[test]
    fn p40_a_system_that_does_not_know_its_way_out_is_believed_once() {
        let reach = Reach::default();
        let without = |host, id| Lost {
            has_way: false,
            ..lost(host, id)
        };
        let verdict = reach.lost(&without("a.example", 1), NOW);
        assert_eq!(verdict, Verdict::Offline(vec![]));
        assert!(reach.may_try(|| false, later(10)));
        assert!(found(&reach, "b.example", later(10)), "somebody is there");
        let verdict = reach.lost(&without("a.example", 1), later(20));
        assert_eq!(verdict, Verdict::Host);
        // Neither where somebody answered before any was lost.
        let reach = Reach::default();
        assert!(!reach.found("b.example", || false, NOW));
        let verdict = reach.lost(&without("a.example", 1), later(20));
        assert_eq!(verdict, Verdict::Host);
    }

    fn found(reach: &Reach, host: &str, now: Timestamp) -> bool {
        reach.found(host, || true, now)
    }

    #[test]
    fn p40_domains_that_are_gone_do_not_make_a_machine_offline() {
        let reach = Reach::default();
        found(&reach, "good.example", NOW);
        for (number, host) in (1..).zip(["a.example", "b.example", "c.example", "d.example"]) {
            assert_eq!(
                reach.lost(&lost(host, number), NOW),
                Verdict::Host,
                "{host}"
            );
        }
        // Neither beside one that answered before, as long as they were gone at the look before.
        let reach = Reach::default();
        found(&reach, "good.example", NOW);
        for (number, host) in (1..).zip(["a.example", "b.example", "c.example"]) {
            let again = Lost {
                again: true,
                ..lost(host, number)
            };
            assert_eq!(reach.lost(&again, NOW), Verdict::Host, "{host}");
        }
        assert_eq!(reach.lost(&lost("good.example", 9), NOW), Verdict::Host);
        assert!(!reach.is_offline());
    }

    #[test]
    fn p40_hosts_that_answered_before_and_are_not_found_are_this_machines_doing() {
        for (known, needed) in [(1, 2), (2, 2), (3, 3), (200, 3)] {
            let reach = Reach::default();
            let hosts: Vec<String> = (0..known.max(3))
                .map(|it| format!("{it}.example"))
                .collect();
            for host in hosts.iter().take(known) {
                found(&reach, host, NOW);
            }
            let lost_until = (1..)
                .zip(&hosts)
                .find(|(id, host)| reach.lost(&lost(host, *id), NOW) != Verdict::Host)
                .map(|it| it.0);
            assert_eq!(lost_until, Some(needed), "of {known}");
        }
    }

    #[test]
    fn p40_while_nothing_is_reached_one_thing_is_tried_ever_more_seldom() {
        let offline = || {
            let reach = Reach::default();
            let without = Lost {
                has_way: false,
                ..lost("a.example", 1)
            };
            reach.lost(&without, NOW);
            reach
        };
        let reach = Reach::default();
        assert!(reach.may_try(|| false, NOW), "nothing is known to be wrong");
        let reach = offline();
        assert!(!reach.may_try(|| true, NOW));
        assert!(
            !reach.may_try(|| false, later(1)),
            "the system knows no way"
        );
        assert!(reach.may_try(|| true, later(2)));
        assert!(!reach.may_try(|| true, later(3)), "two minutes now");
        assert!(reach.may_try(|| true, later(4)));
        let mut tries = 0;
        for minute in 5..65 {
            tries += usize::from(reach.may_try(|| true, later(minute)));
        }
        assert!((5..=8).contains(&tries), "{tries} in an hour");
        assert!(
            reach.may_try(|| true, later(-600)),
            "a clock that was set back"
        );
        for (knows_one, expected) in [(false, 3..=6), (true, 0..=0)] {
            let reach = offline();
            if knows_one {
                reach.answers("b.example", NOW);
            }
            let tries = (1..=60).filter(|it| reach.may_try(|| false, later(*it)));
            assert!(expected.contains(&tries.count()), "knows one: {knows_one}");
        }
    }

    #[test]
    fn p40_a_page_whose_host_is_not_found_while_others_answer_is_not_tried_without_end() {
        let reach = Reach::default();
        let is = |code, at| reach.is_of_the_way(code, at);
        assert!(is(TroubleCode::Unreachable, NOW), "nobody answered yet");
        reach.answers("a.example", NOW);
        assert!(!is(TroubleCode::Unreachable, later(1)));
        assert!(!is(TroubleCode::Proxy, later(1)), "it leads to others");
        assert!(is(TroubleCode::Proxy, later(10)));
        assert!(is(TroubleCode::Unreachable, later(10)));
        assert!(is(TroubleCode::Unreachable, later(-1)), "set back");
        assert!(!is(TroubleCode::Timeout, later(1)));
    }
}
