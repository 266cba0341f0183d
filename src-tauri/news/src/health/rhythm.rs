//! When in the week a source publishes.

use super::{DAYS, DayTally};
use crate::Timestamp;

/// The hours of a week.
const HOURS: usize = 7 * 24;

/// From how many days on a rhythm is believed.
const LEAST_DAYS: i64 = 14;

/// How much of an hour's rate is the mean of the whole week: no hour is without any hope.
const EVEN: f64 = 0.25;

/// How many articles a source publishes in each hour of the week, on the average of the last eight.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// Articles in each hour, from Monday midnight in UTC on.
    rates: Vec<f64>,
    /// Articles in a week.
    week: f64,
    /// The most hours in which it never published more than half of what it holds at a time.
    safe_hours: i64,
}

impl Rhythm {
    /// From the counts of a source that was added on the day `added` and holds so many items at a time. Nothing while fewer than two
    /// weeks of it are known.
    ///
    /// An hour counts with its neighbours (half of it, and a quarter of each), and a quarter of every rate is the mean of the week.
    pub fn of(tallies: &[DayTally], added: i64, today: i64, items: u32) -> Option<Rhythm> {
        let first = (added + 1).max(today - DAYS);
        let days = today - first;
        if days < LEAST_DAYS {
            return None;
        }
        let mut counts = vec![0.0; HOURS];
        for tally in tallies.iter().filter(|it| (first..today).contains(&it.day)) {
            let weekday = super::usual::weekday(tally.day);
            for (hour, count) in tally.hours.iter().enumerate() {
                counts[weekday * 24 + hour] += f64::from(*count);
            }
        }
        let weeks = days as f64 / 7.0;
        let week = counts.iter().sum::<f64>() / weeks;
        let mean = week / HOURS as f64;
        let rates = (0..HOURS)
            .map(|hour| {
                let before = counts[(hour + HOURS - 1) % HOURS];
                let after = counts[(hour + 1) % HOURS];
                let own = (before + 2.0 * counts[hour] + after) / 4.0 / weeks;
                EVEN * mean + (1.0 - EVEN) * own
            })
            .collect();
        Some(Rhythm {
            rates,
            week,
            safe_hours: safe_hours(tallies, first, today, items),
        })
    }

    /// Articles in a week.
    pub fn week(&self) -> f64 {
        self.week
    }

    /// How many milliseconds after `from` so many articles are to be expected; `most` if that takes longer. No longer than the time in
    /// which the source never published more than half of the items that it holds: whoever comes after that finds everything, also
    /// after the greatest burst of the last eight weeks.
    pub fn until(&self, from: Timestamp, articles: f64, most: i64) -> i64 {
        let most = most.min(self.safe_hours * Timestamp::HOUR);
        let (mut waited, mut expected) = (0, 0.0);
        while waited < most {
            let at = from.plus(waited);
            let hour = at.0.div_euclid(Timestamp::HOUR);
            // The first hour of 1970 was the 72nd after a Monday's midnight.
            let rate = self.rates[(hour + 72).rem_euclid(HOURS as i64) as usize];
            let rest = Timestamp::HOUR - at.0.rem_euclid(Timestamp::HOUR);
            let in_rest = rate * rest as f64 / Timestamp::HOUR as f64;
            if in_rest > 0.0 && expected + in_rest >= articles {
                let part = (articles - expected) / in_rest * rest as f64;
                return (waited + part.ceil() as i64).min(most);
            }
            expected += in_rest;
            waited += rest;
        }
        most
    }
}

/// The most hours in a row, up to a day, in which never more than half of `items` were published.
fn safe_hours(tallies: &[DayTally], first: i64, today: i64, items: u32) -> i64 {
    const MOST: usize = 24;
    // How many were published before each hour.
    let mut before = vec![0_u32; ((today - first) * 24 + 1) as usize];
    for tally in tallies.iter().filter(|it| (first..today).contains(&it.day)) {
        let at = ((tally.day - first) * 24 + 1) as usize;
        for (hour, count) in tally.hours.iter().enumerate() {
            before[at + hour] = u32::from(*count);
        }
    }
    for at in 1..before.len() {
        before[at] += before[at - 1];
    }
    let is_safe = |hours: usize| {
        let mut sums = before.iter().zip(&before[hours..]);
        sums.all(|(from, until)| (until - from) * 2 <= items)
    };
    (1..=MOST).take_while(|it| is_safe(*it)).count() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: i64 = 20_784;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_rfc3339(text).expect("a time")
    }

    /// So many articles in each of the hours, on the days of the week from Monday to Friday.
    fn office(a_day: u16, hours: std::ops::Range<usize>) -> Vec<DayTally> {
        (TODAY - 56..TODAY)
            .filter(|it| super::super::usual::weekday(*it) < 5)
            .map(|day| {
                let mut tally = DayTally::empty(day);
                for hour in hours.clone() {
                    tally.hours[hour] = a_day;
                }
                tally
            })
            .collect()
    }

    #[test]
    fn a_rhythm_is_known_after_two_weeks() {
        let tallies = office(1, 9..17);
        assert_eq!(Rhythm::of(&tallies, TODAY - 14, TODAY, 50), None);
        let week = Rhythm::of(&tallies, TODAY - 99, TODAY, 50)
            .expect("known")
            .week();
        assert!((week - 40.0).abs() < 0.01, "{week}");
    }

    #[test]
    fn more_is_waited_for_at_night_than_by_day() {
        let rhythm = Rhythm::of(&office(1, 9..17), TODAY - 99, TODAY, 50).expect("known");
        let wait = |from| rhythm.until(at(from), 0.125, Timestamp::DAY) / Timestamp::MINUTE;
        let (noon, night, sunday) = (
            wait("2026-11-25T12:00:00Z"),
            wait("2026-11-25T22:00:00Z"),
            wait("2026-11-22T03:00:00Z"),
        );
        assert!(noon < 12, "{noon}");
        assert!((60..4 * 60).contains(&night), "{night}");
        assert!((60..4 * 60).contains(&sunday), "{sunday}");
        let rare = Rhythm::of(&office(0, 0..1), TODAY - 99, TODAY, 50).expect("known");
        assert_eq!(
            rare.until(at("2026-11-25T12:00:00Z"), 0.125, Timestamp::DAY),
            Timestamp::DAY,
            "no longer than what was asked for"
        );
    }

    #[test]
    fn no_longer_is_waited_than_a_burst_needs_to_push_items_out() {
        // Nothing but for one evening five weeks ago: eight in one hour, four in the next.
        let mut tally = DayTally::empty(TODAY - 35);
        (tally.hours[20], tally.hours[21]) = (8, 4);
        let hours = |items| {
            let rhythm = Rhythm::of(std::slice::from_ref(&tally), TODAY - 99, TODAY, items);
            let rhythm = rhythm.expect("known");
            let wait = rhythm.until(at("2026-11-25T12:00:00Z"), 0.125, Timestamp::DAY);
            wait / Timestamp::HOUR
        };
        assert_eq!((hours(10), hours(16)), (0, 1));
        assert!(hours(24) > 5, "{}", hours(24));
    }
}
