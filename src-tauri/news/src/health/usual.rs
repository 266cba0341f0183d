//! What a source usually brings on a weekday.

use super::{DAYS, DayTally};

/// From how many of the same weekday on what is usual is known.
const LEAST: usize = 3;

/// What a source usually brings on each weekday, and how much it brought on each of the last days.
#[derive(Debug, Clone, PartialEq)]
pub struct Usual {
    /// The day that is not over yet.
    today: i64,
    /// Articles of each of the last days, oldest first; the last is today.
    articles: Vec<u32>,
    /// How many of them, from the end, belong to a time in which the source was watched the whole day. Without today.
    known: usize,
    /// The median of each weekday, Monday first.
    medians: [Option<f64>; 7],
}

/// The weekday of a day since 1970, Monday first.
pub(super) fn weekday(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

impl Usual {
    /// From the counts of a source that was added on the day `added`: what it brought on that day is what was there before.
    pub fn of(tallies: &[DayTally], added: i64, today: i64) -> Usual {
        let mut articles = vec![0; DAYS as usize + 1];
        let first = today - DAYS;
        for tally in tallies {
            if let Ok(at) = usize::try_from(tally.day - first)
                && let Some(it) = articles.get_mut(at)
            {
                *it += tally.articles;
            }
        }
        let known = (today - added - 1).clamp(0, DAYS) as usize;
        let mut medians = [None; 7];
        for (number, median) in medians.iter_mut().enumerate() {
            let days = (1..=known).filter(|back| weekday(today - *back as i64) == number);
            let counts = days.map(|back| articles[DAYS as usize - back]).collect();
            *median = self::median(counts);
        }
        Usual {
            today,
            articles,
            known,
            medians,
        }
    }

    /// Each day with what came, oldest first; the last is today.
    pub fn days(&self) -> impl Iterator<Item = (i64, u32)> {
        let first = self.today - DAYS;
        (first + 1..=self.today).zip(self.articles[1..].iter().copied())
    }

    /// What is usual on the weekday of a day.
    pub fn on(&self, day: i64) -> Option<f64> {
        self.medians[weekday(day)]
    }

    /// What is usual in a week, if that is known of each of its days.
    pub fn week(&self) -> Option<f64> {
        self.medians.iter().copied().sum()
    }

    /// Articles a day over all days that are known, if those are four weeks at least.
    pub(super) fn mean(&self) -> Option<f64> {
        const LEAST_DAYS: usize = 28;
        if self.known < LEAST_DAYS {
            return None;
        }
        let some = &self.articles[DAYS as usize - self.known..DAYS as usize];
        Some(some.iter().map(|it| f64::from(*it)).sum::<f64>() / self.known as f64)
    }

    /// Whether it usually rests at the weekend.
    pub(super) fn rests_at_weekends(&self) -> bool {
        self.medians[5] == Some(0.0) && self.medians[6] == Some(0.0)
    }

    /// What is usual on the weakest day of the week.
    pub(super) fn least(&self) -> Option<f64> {
        let all: Option<Vec<f64>> = self.medians.iter().copied().collect();
        all?.into_iter().reduce(f64::min)
    }
}

/// The middle of some counts, or nothing where they are too few.
fn median(mut counts: Vec<u32>) -> Option<f64> {
    if counts.len() < LEAST {
        return None;
    }
    counts.sort_unstable();
    let middle = counts.len() / 2;
    let high = f64::from(counts[middle]);
    Some(match counts.len() % 2 {
        1 => high,
        _ => (f64::from(counts[middle - 1]) + high) / 2.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tallies(of: impl Fn(i64) -> u32, days: std::ops::Range<i64>) -> Vec<DayTally> {
        days.map(|day| DayTally {
            articles: of(day),
            ..DayTally::empty(day)
        })
        .collect()
    }

    #[test]
    fn what_is_usual_is_the_median_of_the_same_weekday() {
        // A Friday.
        let today = 20_784;
        assert_eq!(weekday(today), 4);
        let of = |day: i64| match (weekday(day), day) {
            (5 | 6, _) => 0,
            // One Monday was a holiday, and another had a storm.
            (0, it) if it == today - 4 => 0,
            (0, it) if it == today - 11 => 400,
            (0, _) => 12,
            _ => 10,
        };
        let usual = Usual::of(&tallies(of, today - 56..today + 1), today - 400, today);
        let found: Vec<f64> = (today - 4..today + 3)
            .map(|it| usual.on(it).expect("known"))
            .collect();
        assert_eq!(found, [12.0, 10.0, 10.0, 10.0, 10.0, 0.0, 0.0]);
        assert_eq!(usual.week(), Some(52.0));
        assert!(usual.rests_at_weekends());
        assert_eq!(usual.days().count(), 56);
        assert_eq!(usual.days().last(), Some((today, 10)));
    }

    #[test]
    fn what_is_usual_is_not_known_of_a_young_source() {
        let today = 20_784;
        let all = tallies(|_| 5, today - 56..today + 1);
        // Added 23 days ago: the first whole day is 22 days ago.
        let usual = Usual::of(&all, today - 23, today);
        assert_eq!(usual.on(today - 1), Some(5.0));
        assert_eq!(usual.on(today - 22), Some(5.0), "the fourth of its weekday");
        let younger = Usual::of(&all, today - 15, today);
        assert_eq!((younger.on(today), younger.week()), (None, None));
    }
}
