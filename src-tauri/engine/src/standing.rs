//! How a source that refuses, is gone or fails stands with its host: when it is not asked any more, when seldom, and when the other
//! feeds of its host are left alone as well.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use news::{Timestamp, Trouble, TroubleCode};
use store::FetchState;

use crate::{FetchError, InMemory, way::KnownWay};

/// How often in a row a source may refuse before it is not asked any more.
const REFUSALS: u32 = 3;

/// For how long a feed that is not found is asked for every day; after that, every week.
const DAILY: i64 = 14 * Timestamp::DAY;

/// How many failures in a row of one host, whichever of its feeds was asked, are its own and not a feed's.
const FAILURES: u32 = 3;

/// How many hosts that fail are remembered.
const HOSTS: usize = 4_000;

/// What the desk remembers to be polite, while it runs.
#[derive(Default)]
pub(crate) struct Polite {
    /// How the desk goes out; asked for anew after a change.
    pub(crate) way: KnownWay,
    /// Passwords that were had or given since the program began.
    pub(crate) at_hand: InMemory,
    /// How often in a row hosts failed.
    failures: Mutex<HashMap<String, u32>>,
}

impl Polite {
    /// Counts how a look at a host went. Gives for how long all its feeds are to be left alone, if they are.
    pub(crate) fn count(&self, host: &str, err: Option<&FetchError>) -> Option<i64> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let fails = err.is_some_and(|it| match it.code {
            TroubleCode::Status => it.status.is_some_and(|it| it >= 500),
            TroubleCode::Timeout | TroubleCode::Refused | TroubleCode::Unreachable => true,
            _ => false,
        });
        if !fails {
            failures.remove(host);
            return None;
        }
        if failures.len() >= HOSTS && !failures.contains_key(host) {
            return None;
        }
        let often = failures.entry(host.to_string()).or_default();
        *often = often.saturating_add(1);
        let beyond = often.checked_sub(FAILURES)?;
        Some((Timestamp::HOUR << beyond.min(5)).min(Timestamp::DAY))
    }
}

/// How a source stands after it gave no feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Not asked any more by itself.
    pub(crate) stopped: bool,
    /// How often in a row it refused.
    pub(crate) refusals: u32,
    /// How long to wait at least, in milliseconds.
    pub(crate) wait: i64,
}

/// How a source stands after an error.
pub(crate) fn after(state: &FetchState, err: &FetchError, now: Timestamp) -> Standing {
    match (err.status, err.code) {
        // Where it was led to for the time being is not where it stands.
        (Some(401 | 402 | 403 | 404 | 410 | 451), _) if err.astray => Standing {
            refusals: state.refusals,
            ..Standing::default()
        },
        (Some(410), _) => Standing {
            stopped: true,
            ..Standing::default()
        },
        (Some(401 | 402 | 403 | 451), _) => {
            let refusals = state.refusals.saturating_add(1);
            Standing {
                stopped: refusals >= REFUSALS,
                refusals,
                wait: 0,
            }
        }
        (Some(404), _) => {
            let since = state
                .trouble
                .as_ref()
                .filter(|it| it.code == TroubleCode::Gone)
                .map_or(now, |it| it.since);
            Standing {
                wait: match now.since(since) >= DAILY {
                    true => 7 * Timestamp::DAY,
                    false => 0,
                },
                ..Standing::default()
            }
        }
        // It was not asked at all: what was counted stays.
        (None, TroubleCode::Forbidden) => Standing {
            stopped: state.stopped,
            refusals: state.refusals,
            wait: 0,
        },
        _ => Standing::default(),
    }
}

/// Says in its trouble that a source is not asked any more, or seldom.
pub(crate) fn say(trouble: &mut Trouble, standing: &Standing, err: &FetchError) {
    const UNTIL: &str = "Look at it now to ask once more, or change its address.";
    match err.status {
        Some(410) if standing.stopped => {
            trouble.meaning = "Nothing new will come from it, and it is not asked any more. What came before stays.".into();
            trouble.advice = format!("Look for the feed's new address on the site. {UNTIL}");
        }
        Some(404) if standing.wait > 0 => {
            trouble.meaning =
                "Nothing new has come from it for two weeks, and it is asked once a week only."
                    .into();
        }
        Some(429 | 503) if err.retry_after.unwrap_or(0) == 0 => {
            trouble.advice =
                "It named no time: it is asked again in an hour, and less and less often while that lasts. A longer interval helps."
                    .into();
        }
        _ if standing.stopped => {
            trouble.meaning = format!(
                "It refused {REFUSALS} times in a row, and is not asked any more. Articles published since then may be missing."
            );
            trouble.advice = format!("{} {UNTIL}", trouble.advice);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn err(code: TroubleCode, status: Option<u16>) -> FetchError {
        FetchError {
            status,
            ..FetchError::new(code, "no")
        }
    }

    #[test]
    fn a_source_that_refuses_thrice_in_a_row_is_not_asked_any_more() {
        let now = Timestamp(0);
        let mut state = FetchState::default();
        for (status, stopped) in [
            (403, false),
            (401, false),
            (500, false),
            (403, false),
            (403, false),
            (451, true),
        ] {
            let found = after(&state, &err(TroubleCode::Forbidden, Some(status)), now);
            assert_eq!(found.stopped, stopped, "{status}");
            state.refusals = found.refusals;
        }
        let not_asked = after(&state, &err(TroubleCode::Forbidden, None), now);
        assert_eq!(not_asked.refusals, 3, "who was not asked did not refuse");
    }

    #[test]
    fn a_host_that_fails_thrice_is_left_alone_longer_and_longer() {
        let polite = Polite::default();
        let down = err(TroubleCode::Status, Some(500));
        let hours: Vec<Option<i64>> = (0..9)
            .map(|_| {
                polite
                    .count("a", Some(&down))
                    .map(|it| it / Timestamp::HOUR)
            })
            .collect();
        assert_eq!(
            hours,
            [
                None,
                None,
                Some(1),
                Some(2),
                Some(4),
                Some(8),
                Some(16),
                Some(24),
                Some(24)
            ]
        );
        assert_eq!(polite.count("b", Some(&down)), None, "another host");
        assert_eq!(polite.count("a", None), None);
        assert_eq!(
            polite.count("a", Some(&down)),
            None,
            "one answer, and it begins anew"
        );
        let missing = err(TroubleCode::Gone, Some(404));
        for _ in 0..5 {
            assert_eq!(
                polite.count("c", Some(&missing)),
                None,
                "an answer all the same"
            );
        }
    }
}
