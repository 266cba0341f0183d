//! How a source does: what it brings beside what it usually brings, how late it is, since when it is silent, and what is
//! wrong with it though it answers.
//!
//! All of it is judged from counts that are kept for each source and day ([`DayTally`]): nothing here asks for an article.

mod rhythm;
mod standing;
mod usual;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{SourceId, Timestamp, Trouble};

pub use rhythm::Rhythm;
pub use standing::{Looked, health};
pub use usual::Usual;

/// How many days what a source usually brings is judged from: the same weekday eight times.
pub const DAYS: i64 = 8 * 7;

/// How many days of counts are kept: what was usual before a source fell silent stays known for four months of silence.
pub const KEPT_DAYS: i64 = 26 * 7;

/// How many classes of lateness are counted: the last holds whatever came later than eleven days after it was published.
pub const LATENESS: usize = 16;

/// What a source brought on one day, in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTally {
    /// Days since 1970.
    pub day: i64,
    /// Articles that were first seen on it.
    pub articles: u32,
    /// Articles that were published in each of its hours, as their source says; of those that do not say, when they were seen.
    pub hours: [u16; 24],
    /// Of those that were first seen on it and say when they were published, how many came how late: see [`lateness`].
    pub late: [u16; LATENESS],
}

impl DayTally {
    /// A day on which nothing came.
    pub fn empty(day: i64) -> DayTally {
        DayTally {
            day,
            articles: 0,
            hours: [0; 24],
            late: [0; LATENESS],
        }
    }
}

/// The day of a time, in UTC.
pub fn day_of(at: Timestamp) -> i64 {
    at.0.div_euclid(Timestamp::DAY)
}

/// The class of lateness of an article: class `n` holds what came less than `2ⁿ` minutes after it was published, and not less than
/// half of that. What was published after it was seen came at once.
pub fn lateness(published_at: Timestamp, seen_at: Timestamp) -> usize {
    let minutes = seen_at.since(published_at).max(0) / Timestamp::MINUTE;
    let class = 64 - (minutes as u64).leading_zeros() as usize;
    class.min(LATENESS - 1)
}

/// The lateness that half of the articles did not exceed, in minutes, and of how many articles that is. The true one lies within
/// its class; the middle of that is given.
pub fn median_lateness<'t>(days: impl IntoIterator<Item = &'t DayTally>) -> Option<(u32, u32)> {
    let mut classes = [0_u64; LATENESS];
    for tally in days {
        for (sum, count) in classes.iter_mut().zip(tally.late) {
            *sum += u64::from(count);
        }
    }
    let all: u64 = classes.iter().sum();
    let mut below = 0;
    for (class, count) in classes.iter().enumerate() {
        below += count;
        if all > 0 && below * 2 >= all {
            let (from, until) = match class {
                0 => (0, 1),
                class => (1_u32 << (class - 1), 1_u32 << class),
            };
            // How far into the class the middle one stands.
            let into = *count - (below - all.div_ceil(2)).min(*count);
            let part = u64::from(until - from) * into / (*count).max(1);
            let minutes = from + u32::try_from(part).unwrap_or(0);
            return Some((minutes, u32::try_from(all).unwrap_or(u32::MAX)));
        }
    }
    None
}

/// How a source stands: what is to be seen first stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The last look did not go well.
    Trouble,
    /// It answers, and brings nothing though it should have.
    Silent,
    /// What it brings comes long after it was published.
    Late,
    /// It was not looked at yet.
    Waiting,
    /// As usual, as far as is known.
    Well,
    /// Paused by the analyst.
    Paused,
}

/// A day of a source, beside what is usual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HealthDay {
    /// The day in UTC, as `2026-11-27`.
    pub day: String,
    /// Articles that were first seen on it.
    pub articles: u32,
    /// What comes on such a weekday: the median of the last eight. Nothing while fewer than three are known.
    pub usual: Option<f64>,
}

/// What is wrong with a source that answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DiagnosisCode {
    /// No item says when it was published.
    Undated,
    /// Every date lies in the future.
    Future,
    /// It has given the same items for long.
    Unchanging,
    /// It says that it has moved.
    Moved,
    /// Everything that it gave was new: what came in between may be missing.
    Gap,
}

/// A diagnosis in words: what is seen, what it means for coverage, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Diagnosis {
    /// Its kind.
    pub code: DiagnosisCode,
    /// What is seen.
    pub what: String,
    /// What it means for coverage.
    pub meaning: String,
    /// What to do.
    pub advice: String,
}

/// How a source does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SourceHealth {
    /// The source.
    pub source_id: SourceId,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// Why, in a sentence.
    pub words: String,
    /// What is wrong with the last look, if anything.
    pub trouble: Option<Trouble>,
    /// What is wrong though it answers.
    pub diagnoses: Vec<Diagnosis>,
    /// The last eight weeks, oldest first; the last is today.
    pub days: Vec<HealthDay>,
    /// How many articles come in a usual week; nothing while that is not known.
    pub usual_week: Option<f64>,
    /// When its last article was first seen.
    pub last_article_at: Option<Timestamp>,
    /// Since when it is silent, if it is.
    pub silent_since: Option<Timestamp>,
    /// Minutes from publication to capture that half of its articles of the last eight weeks did not exceed.
    pub late_minutes: Option<u32>,
    /// Of how many articles that is.
    pub late_of: u32,
    /// When it was last looked at.
    pub last_attempt_at: Option<Timestamp>,
    /// When that last went well.
    pub last_success_at: Option<Timestamp>,
    /// When it is next due.
    pub next_due_at: Option<Timestamp>,
    /// Minutes between two looks, as they are now.
    pub interval_minutes: Option<u32>,
    /// Why so many, in a sentence.
    pub interval_why: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness_is_counted_in_classes_that_double() {
        const TESTS: &[(i64, usize)] = &[
            (-30, 0),
            (0, 0),
            (1, 1),
            (2, 2),
            (3, 2),
            (4, 3),
            (60, 6),
            (64, 7),
            (16_383, 14),
            (16_384, 15),
            (10_000_000, 15),
        ];
        let seen_at = Timestamp(1_765_000_000_000);
        for (minutes, expected) in TESTS {
            let published_at = seen_at.plus(-minutes * Timestamp::MINUTE);
            assert_eq!(lateness(published_at, seen_at), *expected, "{minutes}");
        }
    }

    #[test]
    fn the_median_lateness_lies_within_its_class() {
        let day = |late: &[(usize, u16)]| {
            let mut tally = DayTally::empty(1);
            for (class, count) in late {
                tally.late[*class] = *count;
            }
            tally
        };
        assert_eq!(median_lateness(&[day(&[])]), None);
        let (minutes, of) =
            median_lateness(&[day(&[(6, 10)]), day(&[(0, 1), (9, 2)])]).expect("some");
        assert!((32..=64).contains(&minutes), "{minutes}");
        assert_eq!(of, 13);
        let (minutes, _) = median_lateness(&[day(&[(0, 9)])]).expect("some");
        assert!(minutes <= 1);
    }
}
