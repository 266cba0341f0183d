//! Whether this machine reaches the network at all. While it does not, no feed is blamed for that: what was asked in vain is put back,
//! one thing is tried now and then, and once that is answered each feed that is due is asked once.

use std::sync::{Mutex, PoisonError};

use news::{SourceId, Timestamp, TroubleCode};

use crate::{Engine, FetchError, Response, robots::is_of_the_way, trouble};

/// How many hosts in a row must not be found for this machine to be the cause, where the system does not say that it has no way out.
const HOSTS: usize = 3;

/// How soon something is tried while nothing can be reached; twice as long after each try, up to the longest.
const TRY: i64 = Timestamp::MINUTE;
const LONGEST_TRY: i64 = 10 * Timestamp::MINUTE;

/// How long ago somebody may have answered for this machine to be taken for online.
const RECENT: i64 = 10 * Timestamp::MINUTE;

/// Whether the network is reached, as far as is known.
#[derive(Default)]
pub(crate) struct Reach(Mutex<State>);

#[derive(Default)]
struct State {
    /// The hosts that were not found since one answered, each with the source that asked it.
    doubts: Vec<(String, SourceId)>,
    /// When it was tried last while nothing can be reached, and how long until it is tried again; nothing: it is reached.
    offline: Option<(Timestamp, i64)>,
    /// When somebody answered last.
    answered_at: Option<Timestamp>,
}

/// What it means that a host was not found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the host's, or not known yet.
    Host,
    /// This machine is offline. What these sources asked before was in vain as well.
    Offline(Vec<SourceId>),
}

impl Reach {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A host was not found. `has_way` says whether the system knows a way to the network.
    pub(crate) fn lost(&self, host: &str, id: SourceId, has_way: bool, now: Timestamp) -> Verdict {
        let mut state = self.state();
        if state.offline.is_some() {
            return Verdict::Offline(vec![]);
        }
        if !state.doubts.iter().any(|it| it.0 == host) {
            state.doubts.push((host.to_string(), id));
        }
        if has_way && state.doubts.len() < HOSTS {
            return Verdict::Host;
        }
        state.offline = Some((now, TRY));
        let before = std::mem::take(&mut state.doubts);
        Verdict::Offline(
            before
                .into_iter()
                .map(|it| it.1)
                .filter(|it| *it != id)
                .collect(),
        )
    }

    /// Somebody answered.
    pub(crate) fn answers(&self, now: Timestamp) {
        self.state().answered_at = Some(now);
    }

    /// Whether it is this machine's way out, and not the host, that a page could not be had by an error. Where others answered shortly
    /// before, a host that is not found is gone.
    pub(crate) fn is_of_the_way(&self, code: TroubleCode, now: Timestamp) -> bool {
        let others_answer = || {
            let at = self.state().answered_at;
            at.is_some_and(|it| (0..RECENT).contains(&now.since(it)))
        };
        is_of_the_way(code) && !(code == TroubleCode::Unreachable && others_answer())
    }

    /// Somebody answered. Tells whether nobody did before.
    pub(crate) fn found(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        state.answered_at = Some(now);
        state.doubts.clear();
        state.offline.take().is_some()
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
        let Some((at, wait)) = state.offline else {
            return true;
        };
        // A moment that lies ahead is that of a clock that was set back.
        if (0..wait).contains(&now.since(at)) {
            return false;
        }
        let may = has_way();
        let wait = if may { wait * 2 } else { wait };
        state.offline = Some((now, wait.min(LONGEST_TRY)));
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
        answer: &Result<Response, FetchError>,
    ) -> bool {
        let now = self.now();
        match answer {
            // A proxy through which nothing goes is no host's trouble either, whether it is not there or refuses.
            Err(err) if is_of_the_way(err.code) => {
                let has_way = (self.inner.options.has_way)();
                let Verdict::Offline(before) = self.reach().lost(host, id, has_way, now) else {
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
                if self.reach().found(now) {
                    self.forget_no_way();
                }
                false
            }
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

    #[test]
    fn p40_three_hosts_that_are_not_found_in_a_row_or_a_system_without_a_way_are_this_machines_doing()
     {
        let reach = Reach::default();
        let lost = |host: &str, id, has_way| reach.lost(host, SourceId(id), has_way, NOW);
        assert_eq!(lost("a.example", 1, true), Verdict::Host);
        assert_eq!(lost("a.example", 2, true), Verdict::Host, "the same host");
        assert_eq!(lost("b.example", 3, true), Verdict::Host);
        assert!(!reach.found(NOW), "somebody answered");
        assert_eq!(lost("a.example", 1, true), Verdict::Host);
        assert_eq!(lost("b.example", 3, true), Verdict::Host);
        assert_eq!(
            lost("c.example", 4, true),
            Verdict::Offline(vec![SourceId(1), SourceId(3)])
        );
        assert_eq!(lost("d.example", 5, true), Verdict::Offline(vec![]));
        assert!(reach.is_offline() && reach.found(NOW) && !reach.is_offline());
        assert_eq!(lost("a.example", 1, false), Verdict::Offline(vec![]));
    }

    #[test]
    fn p40_while_nothing_is_reached_one_thing_is_tried_ever_more_seldom() {
        let reach = Reach::default();
        assert!(reach.may_try(|| false, NOW), "nothing is known to be wrong");
        reach.lost("a.example", SourceId(1), false, NOW);
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
    }

    #[test]
    fn p40_a_page_whose_host_is_not_found_while_others_answer_is_not_tried_without_end() {
        let reach = Reach::default();
        let is = |code, at| reach.is_of_the_way(code, at);
        assert!(is(TroubleCode::Unreachable, NOW), "nobody answered yet");
        reach.answers(NOW);
        assert!(!is(TroubleCode::Unreachable, later(1)));
        assert!(is(TroubleCode::Proxy, later(1)), "who answered had another");
        assert!(is(TroubleCode::Unreachable, later(10)));
        assert!(is(TroubleCode::Unreachable, later(-1)), "set back");
        assert!(!is(TroubleCode::Timeout, later(1)));
    }
}
