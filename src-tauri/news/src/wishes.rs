//! When a feed itself says that it is worth while to ask it.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What a feed asks of those who read it: how long to wait between two looks, and when not to come.
///
/// All of it are least delays: who comes later does nothing wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// Minutes between two looks (RSS 2.0: `ttl`).
    pub ttl_minutes: Option<u32>,
    /// The period in which it changes, in minutes (RSS 1.0 module "syndication": `updatePeriod`).
    pub period_minutes: Option<u32>,
    /// How often it changes within that period (`updateFrequency`).
    pub frequency: Option<u32>,
    /// From when the periods are counted (`updateBase`).
    pub base: Option<Timestamp>,
    /// Hours of the day in GMT at which nobody need come: bit 0 is midnight (RSS 2.0: `skipHours`).
    pub skip_hours: u32,
    /// Days of the week in GMT on which nobody need come: bit 0 is Monday (RSS 2.0: `skipDays`).
    pub skip_days: u8,
}

/// Every hour of a day.
const ALL_HOURS: u32 = (1 << 24) - 1;

/// Every day of a week.
const ALL_DAYS: u8 = (1 << 7) - 1;

/// How far ahead an hour is looked for at which one may come: a week holds every pattern.
const WEEK_HOURS: i64 = 7 * 24;

impl Wishes {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        *self == Wishes::default()
    }

    /// Milliseconds between two changes of a feed that says how often it changes. A frequency alone is a day's, as the module
    /// has it; one of nothing is once.
    pub fn update_millis(&self) -> Option<i64> {
        const DAILY: u32 = 24 * 60;
        if self.period_minutes.is_none() && self.frequency.is_none() {
            return None;
        }
        let period = i64::from(self.period_minutes.unwrap_or(DAILY)) * Timestamp::MINUTE;
        let times = i64::from(self.frequency.unwrap_or(1).max(1));
        Some((period / times).max(1))
    }

    /// The first time at or after `at` that does not lie in an hour or a day at which nobody need come. A feed that rests
    /// always says nothing by it.
    pub fn awake(&self, at: Timestamp) -> Timestamp {
        let hours = if self.skip_hours & ALL_HOURS == ALL_HOURS {
            0
        } else {
            self.skip_hours
        };
        let days = if self.skip_days & ALL_DAYS == ALL_DAYS {
            0
        } else {
            self.skip_days
        };
        if hours == 0 && days == 0 {
            return at;
        }
        let rests = |hour: i64| {
            // 1970-01-01 was a Thursday.
            let day = (hour.div_euclid(24) + 3).rem_euclid(7);
            hours >> hour.rem_euclid(24) & 1 == 1 || days >> day & 1 == 1
        };
        let first = at.0.div_euclid(Timestamp::HOUR);
        if !rests(first) {
            return at;
        }
        (first + 1..=first + WEEK_HOURS)
            .find(|it| !rests(*it))
            .map_or(at, |it| Timestamp(it.saturating_mul(Timestamp::HOUR)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_rfc3339(text).expect("a time")
    }

    #[test]
    fn a_feed_that_rests_is_asked_at_the_first_hour_at_which_it_does_not() {
        let night = 0b1111_1111; // 0 to 7
        let weekend = 0b110_0000;
        #[rustfmt::skip]
        const TESTS: &[(&str, bool, bool, &str, &str)] = &[
            ("awake", true, true, "2026-11-27T12:30:00Z", "2026-11-27T12:30:00Z"),
            ("at night", true, false, "2026-11-27T03:30:00Z", "2026-11-27T08:00:00Z"),
            ("the last minute of the night", true, false, "2026-11-27T07:59:59Z", "2026-11-27T08:00:00Z"),
            ("on Saturday", false, true, "2026-11-28T12:30:00Z", "2026-11-30T00:00:00Z"),
            ("on Saturday, and then it is night", true, true, "2026-11-28T12:30:00Z", "2026-11-30T08:00:00Z"),
            ("asks for nothing", false, false, "2026-11-28T03:30:00Z", "2026-11-28T03:30:00Z"),
        ];
        for (name, by_hour, by_day, from, expected) in TESTS {
            let wishes = Wishes {
                skip_hours: if *by_hour { night } else { 0 },
                skip_days: if *by_day { weekend } else { 0 },
                ..Wishes::default()
            };
            assert_eq!(wishes.awake(at(from)), at(expected), "{name}");
        }
        let always = Wishes {
            skip_hours: ALL_HOURS,
            skip_days: ALL_DAYS,
            ..Wishes::default()
        };
        let now = at("2026-11-27T03:30:00Z");
        assert_eq!(
            always.awake(now),
            now,
            "who rests always says nothing by it"
        );
    }

    #[test]
    fn how_often_a_feed_changes_is_its_period_by_its_frequency() {
        const TESTS: &[(Option<u32>, Option<u32>, Option<i64>)] = &[
            (None, None, None),
            (Some(60), None, Some(60)),
            (Some(60), Some(2), Some(30)),
            (Some(1_440), Some(0), Some(1_440)),
            (None, Some(4), Some(360)),
        ];
        for (period_minutes, frequency, expected) in TESTS {
            let wishes = Wishes {
                period_minutes: *period_minutes,
                frequency: *frequency,
                ..Wishes::default()
            };
            let found = wishes.update_millis().map(|it| it / Timestamp::MINUTE);
            assert_eq!(found, *expected, "{period_minutes:?} {frequency:?}");
        }
    }
}
