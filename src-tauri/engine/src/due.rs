//! When a feed is looked at next, and why then: pure, with every time as an argument.
//!
//! All delays are least delays, and the longest wins: the analyst's interval (or the desk's), a day for a server that cannot say
//! whether anything changed, how long the answer holds, what the feed asks for, and what its own rhythm makes worth while.

use news::{SourceId, Timestamp, Wishes, health::Rhythm};

/// The shortest time between two looks, also by hand.
pub(crate) const SHORTEST: i64 = 5 * Timestamp::MINUTE;

/// The longest time between two looks that a server, a feed or its rhythm can bring about. Days and hours at which a feed rests come on
/// top of it.
pub(crate) const LONGEST: i64 = Timestamp::DAY;

/// A due time that lies so far ahead is that of a clock that was wrong: no server is left alone for longer than a week.
const TOO_FAR: i64 = 8 * Timestamp::DAY;

/// How far a clock may be set back without that being noticed.
const SKEW: i64 = 2 * Timestamp::MINUTE;

/// How much of an article is to be expected for a look to be worth while. With an eighth, a source of three articles a day is looked at
/// every hour, one of one a day every three, one of one a week every 21.
const WORTH: f64 = 0.125;

/// What a next look depends on.
#[derive(Debug, Clone)]
pub(crate) struct Terms<'a> {
    /// The source, for its own share of lateness.
    pub(crate) id: SourceId,
    /// The analyst's interval for this source, in milliseconds.
    pub(crate) chosen: Option<i64>,
    /// The desk's interval, in milliseconds.
    pub(crate) usual: i64,
    /// Whether its server ever gave something by which an answer can be asked for only if it changed.
    pub(crate) validated: bool,
    /// How long the answer holds, as its server says, in milliseconds.
    pub(crate) holds: i64,
    /// What the feed asks for.
    pub(crate) wishes: &'a Wishes,
    /// When it publishes, if that is known.
    pub(crate) rhythm: Option<&'a Rhythm>,
}

/// When to look next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    /// Then.
    pub(crate) at: Timestamp,
    /// The time between two looks as it stands, in milliseconds, without what is added so that not all come at once.
    pub(crate) every: i64,
    /// Why.
    pub(crate) why: Why,
}

/// What decides when a source is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Why {
    /// The analyst's word for this source.
    Chosen,
    /// The desk's interval.
    Usual,
    /// Its server never says whether anything changed.
    Unvalidated,
    /// It publishes so many articles a week.
    Rhythm(f64),
    /// Its server says how long an answer holds.
    Holds,
    /// Its `ttl`.
    Ttl,
    /// How often it says that it changes.
    Updates,
    /// It says that it rests.
    Rests,
}

impl Why {
    /// In a sentence.
    pub(crate) fn words(self) -> String {
        match self {
            Why::Chosen => "You chose this interval.".into(),
            Why::Usual => "The interval of the settings.".into(),
            Why::Unvalidated => {
                "Once a day: its server cannot say whether anything changed, so that every look fetches the whole feed. \
                 Set an interval for this source if that is too seldom."
                    .into()
            }
            Why::Rhythm(week) => format!(
                "Chosen by itself, from its rhythm: about {} in a week. Set an interval for this source to have it otherwise.",
                match week {
                    it if it < 1.5 => "one article".to_string(),
                    it => format!("{it:.0} articles"),
                }
            ),
            Why::Holds => "Its server says that an answer holds for so long.".into(),
            Why::Ttl => "The feed asks for so long between two looks.".into(),
            Why::Updates => "The feed says that it changes no more often.".into(),
            Why::Rests => "The feed says that it rests at this hour or on this day.".into(),
        }
    }
}

/// When to look next at a feed that was looked at now.
pub(crate) fn plan(terms: &Terms<'_>, now: Timestamp) -> Plan {
    let (mut every, mut why) = match terms.chosen {
        Some(chosen) => (chosen, Why::Chosen),
        None => (terms.usual, Why::Usual),
    };
    every = every.clamp(SHORTEST, LONGEST);
    let mut at_least = |wait: i64, because: Why| {
        let wait = wait.min(LONGEST);
        if wait > every {
            (every, why) = (wait, because);
        }
    };
    if terms.chosen.is_none() {
        if !terms.validated {
            at_least(LONGEST, Why::Unvalidated);
        }
        if let Some(rhythm) = terms.rhythm {
            let wait = rhythm.until(now, WORTH, LONGEST);
            at_least(wait, Why::Rhythm(rhythm.week()));
        }
    }
    at_least(terms.holds, Why::Holds);
    let ttl = i64::from(terms.wishes.ttl_minutes.unwrap_or(0)) * Timestamp::MINUTE;
    at_least(ttl, Why::Ttl);
    at_least(until_update(terms.wishes, now), Why::Updates);
    let planned = now.plus(later(terms.id, now, every));
    let at = terms.wishes.awake(planned);
    if at > planned {
        why = Why::Rests;
    }
    Plan { at, every, why }
}

/// How long it takes until a feed that says how often it changes can have changed.
fn until_update(wishes: &Wishes, now: Timestamp) -> i64 {
    let Some(step) = wishes.update_millis() else {
        return 0;
    };
    match wishes.base {
        // Of feeds that count from some moment, until the next one is full.
        Some(base) if step <= LONGEST => step - now.since(base).rem_euclid(step),
        Some(_) | None => step,
    }
}

/// A delay, and up to a tenth more: never less, and not for all at the same moment.
pub(crate) fn later(id: SourceId, now: Timestamp, delay: i64) -> i64 {
    let mixed = (id.0 as u64 ^ now.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
    delay + (mixed % (delay / 10).max(1) as u64) as i64
}

/// Whether a source is to be looked at now. What was due, or asked, in a future that has not come is of a clock that was wrong: it is due
/// once.
pub(crate) fn is_due(
    due_at: Option<Timestamp>,
    asked_at: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    due_at.is_none_or(|it| it <= now || it.since(now) > TOO_FAR)
        || asked_at.is_some_and(|it| it.since(now) > SKEW)
}

/// Until when a source may not be asked, also by hand: five minutes after it was asked last, and as long as its server wants to be left
/// alone. Nothing: now.
pub(crate) fn rests_until(
    asked_at: Option<Timestamp>,
    not_before: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    let after = asked_at
        .filter(|it| (0..SHORTEST).contains(&now.since(*it)))
        .map(|it| it.plus(SHORTEST));
    let peace = not_before.filter(|it| (1..=TOO_FAR).contains(&it.since(now)));
    after.max(peace)
}

#[cfg(test)]
mod tests {
    use news::health::DayTally;

    use super::*;

    /// A Friday, at noon.
    const TODAY: i64 = 20_784;
    const NOW: Timestamp = Timestamp(TODAY * Timestamp::DAY + 12 * Timestamp::HOUR);

    const NOTHING: &Wishes = &Wishes {
        ttl_minutes: None,
        period_minutes: None,
        frequency: None,
        base: None,
        skip_hours: 0,
        skip_days: 0,
    };

    fn terms() -> Terms<'static> {
        Terms {
            id: SourceId(7),
            chosen: None,
            usual: Timestamp::HOUR,
            validated: true,
            holds: 0,
            wishes: NOTHING,
            rhythm: None,
        }
    }

    /// So many articles on each day, one in each hour at most.
    fn rhythm(a_day: usize) -> Rhythm {
        let tallies: Vec<DayTally> = (TODAY - 56..TODAY)
            .map(|day| {
                let mut tally = DayTally::empty(day);
                for number in 0..a_day {
                    tally.hours[number * 24 / a_day] = 1;
                }
                tally
            })
            .collect();
        Rhythm::of(&tallies, TODAY - 99, TODAY, 60).expect("known")
    }

    /// Minutes between two looks, and why; the time that is planned lies at most a tenth later, and never earlier.
    fn minutes(terms: &Terms<'_>) -> (i64, Why) {
        let plan = plan(terms, NOW);
        let wait = plan.at.since(NOW);
        if plan.why != Why::Rests {
            assert!(
                (plan.every..=plan.every + plan.every / 10).contains(&wait),
                "{wait} {plan:?}"
            );
        }
        (plan.every / Timestamp::MINUTE, plan.why)
    }

    #[test]
    fn p30_an_hour_is_the_rule_and_what_the_analyst_says_goes_down_to_five_minutes() {
        type Expected = (i64, Why);
        const TESTS: &[(&str, Option<i64>, i64, Expected)] = &[
            ("the rule", None, 60, (60, Why::Usual)),
            ("the desk's", None, 15, (15, Why::Usual)),
            ("the source's own", Some(10), 60, (10, Why::Chosen)),
            ("too often", Some(1), 60, (5, Why::Chosen)),
            ("too seldom", Some(9_999), 60, (1_440, Why::Chosen)),
        ];
        for (name, chosen, usual, expected) in TESTS {
            let terms = Terms {
                chosen: chosen.map(|it| it * Timestamp::MINUTE),
                usual: usual * Timestamp::MINUTE,
                ..terms()
            };
            assert_eq!(minutes(&terms), *expected, "{name}");
        }
    }

    #[test]
    fn p30_looks_are_late_by_a_tenth_at_most_and_never_early() {
        for id in 1..500 {
            let now = Timestamp(1_765_000_000_000 + id);
            let found = later(SourceId(id), now, Timestamp::HOUR);
            let hour = Timestamp::HOUR..=66 * Timestamp::MINUTE;
            assert!(hour.contains(&found), "{found}");
        }
    }

    #[test]
    fn p30_its_rhythm_makes_looks_rarer_and_never_more_frequent_than_what_is_set() {
        let of = |a_day, chosen: Option<i64>| {
            let rhythm = rhythm(a_day);
            minutes(&Terms {
                rhythm: Some(&rhythm),
                chosen: chosen.map(|it| it * Timestamp::MINUTE),
                ..terms()
            })
        };
        assert_eq!(of(24, None), (60, Why::Usual));
        let (every, why) = of(1, None);
        assert!((120..=720).contains(&every), "{every}");
        assert!(matches!(why, Why::Rhythm(week) if (6.9..7.1).contains(&week)));
        assert_eq!(of(1, Some(10)), (10, Why::Chosen), "the analyst's word");
        let never = Rhythm::of(&[], TODAY - 99, TODAY, 20).expect("known to be none");
        let terms = Terms {
            rhythm: Some(&never),
            ..terms()
        };
        assert_eq!(minutes(&terms).0, 1_440, "no longer than a day");
    }

    #[test]
    fn p31_a_server_that_never_says_what_changed_is_asked_once_a_day() {
        let terms = Terms {
            validated: false,
            ..terms()
        };
        assert_eq!(minutes(&terms), (1_440, Why::Unvalidated));
        let chosen = Terms {
            chosen: Some(20 * Timestamp::MINUTE),
            ..terms
        };
        assert_eq!(minutes(&chosen), (20, Why::Chosen), "the analyst may");
    }

    #[test]
    fn p32_an_answer_that_holds_is_not_asked_for_again_for_up_to_a_day() {
        const TESTS: &[(i64, (i64, Why))] = &[
            (0, (60, Why::Usual)),
            (60, (60, Why::Usual)),
            (4 * 3_600, (240, Why::Holds)),
            (365 * 86_400, (1_440, Why::Holds)),
            (i64::MAX / 1_000, (1_440, Why::Holds)),
        ];
        for (seconds, expected) in TESTS {
            let terms = Terms {
                holds: seconds * Timestamp::SECOND,
                ..terms()
            };
            assert_eq!(minutes(&terms), *expected, "{seconds}");
        }
    }

    #[test]
    fn p34_what_a_feed_asks_for_is_a_least_delay() {
        let ttl = |minutes| Wishes {
            ttl_minutes: Some(minutes),
            ..Wishes::default()
        };
        let updates = |period_minutes, frequency, base: Option<&str>| Wishes {
            period_minutes,
            frequency,
            base: base.and_then(Timestamp::from_rfc3339),
            ..Wishes::default()
        };
        #[rustfmt::skip]
        let tests: Vec<(&str, Wishes, (i64, Why))> = vec![
            ("a short ttl", ttl(10), (60, Why::Usual)),
            ("a ttl", ttl(180), (180, Why::Ttl)),
            ("a ttl of years", ttl(u32::MAX), (1_440, Why::Ttl)),
            ("twice an hour", updates(Some(60), Some(2), None), (60, Why::Usual)),
            ("four times a day", updates(Some(1_440), Some(4), None), (360, Why::Updates)),
            ("once a month", updates(Some(43_200), None, None), (1_440, Why::Updates)),
            ("every six hours from one on", updates(None, Some(4), Some("2000-01-01T01:00:00Z")), (60, Why::Usual)),
            ("every six hours from two on", updates(None, Some(4), Some("2000-01-01T02:30:00Z")), (150, Why::Updates)),
        ];
        for (name, wishes, expected) in tests {
            let terms = Terms {
                wishes: &wishes,
                ..terms()
            };
            assert_eq!(minutes(&terms), expected, "{name}");
        }
    }

    #[test]
    fn p34_a_feed_that_rests_is_left_alone_until_it_wakes() {
        let afternoon = Wishes {
            skip_hours: 0b11_1111 << 12,
            ..Wishes::default()
        };
        let weekend = Wishes {
            skip_days: 0b110_0000,
            ..Wishes::default()
        };
        let at = |wishes, chosen: Option<i64>| {
            let terms = Terms {
                wishes,
                chosen,
                ..terms()
            };
            let plan = plan(&terms, NOW);
            (plan.at.to_string(), plan.why)
        };
        assert_eq!(
            at(&afternoon, None),
            ("2026-11-27T18:00:00Z".into(), Why::Rests)
        );
        assert_eq!(
            at(&weekend, Some(Timestamp::DAY)),
            ("2026-11-30T00:00:00Z".into(), Why::Rests)
        );
    }

    #[test]
    fn p35_the_longest_delay_wins() {
        let wishes = Wishes {
            ttl_minutes: Some(120),
            period_minutes: Some(1_440),
            frequency: Some(8),
            ..Wishes::default()
        };
        let with = |holds: i64, chosen: Option<i64>| {
            minutes(&Terms {
                wishes: &wishes,
                holds: holds * Timestamp::MINUTE,
                chosen: chosen.map(|it| it * Timestamp::MINUTE),
                ..terms()
            })
        };
        assert_eq!(with(0, None), (180, Why::Updates));
        assert_eq!(with(200, None), (200, Why::Holds));
        assert_eq!(with(200, Some(5)), (200, Why::Holds));
        assert_eq!(with(200, Some(300)), (300, Why::Chosen));
    }

    #[test]
    fn p38_a_due_time_of_a_clock_that_was_wrong_is_due_once() {
        let after = |hours: i64| Some(NOW.plus(hours * Timestamp::HOUR));
        #[rustfmt::skip]
        let tests = [
            ("never asked", None, None, true),
            ("later", after(1), after(-1), false),
            ("now", after(0), after(-1), true),
            ("a week later, as a server asked", after(7 * 24), after(-1), false),
            ("a month later", after(30 * 24), after(-1), true),
            ("asked tomorrow", after(25), after(24), true),
            ("asked in a moment", after(1), Some(NOW.plus(Timestamp::MINUTE)), false),
        ];
        for (name, due_at, asked_at, expected) in tests {
            assert_eq!(is_due(due_at, asked_at, NOW), expected, "{name}");
        }
    }

    #[test]
    fn p39_by_hand_a_source_is_asked_every_five_minutes_and_not_while_it_wants_peace() {
        let minutes = |it: i64| Some(NOW.plus(it * Timestamp::MINUTE));
        #[rustfmt::skip]
        let tests = [
            ("never asked", None, None, None),
            ("long ago", minutes(-5), None, None),
            ("lately", minutes(-4), None, minutes(1)),
            ("asked in the future", minutes(60), None, None),
            ("wants peace", minutes(-60), minutes(30), minutes(30)),
            ("lately, and wants peace for less", minutes(-1), minutes(2), minutes(4)),
            ("wanted peace", minutes(-60), minutes(-1), None),
            ("wants peace for a month: a clock was wrong", minutes(-60), minutes(43_200), None),
        ];
        for (name, asked_at, not_before, expected) in tests {
            assert_eq!(rests_until(asked_at, not_before, NOW), expected, "{name}");
        }
    }
}
