//! When articles appear: two years of weeks with quiet ends, and days on which much happens.

use news::Timestamp;

use crate::random::{Random, mix};

/// 2024-01-01T00:00:00Z, a Monday.
const FIRST: Timestamp = Timestamp(1_704_067_200_000);

/// Two years, one of them long.
const DAYS: usize = 731;

/// How much each day has of the whole.
#[derive(Debug)]
pub(crate) struct Calendar {
    /// Of each day, its share and that of all before it.
    upto: Vec<f64>,
}

impl Calendar {
    pub(crate) fn new() -> Calendar {
        let weights = (0..DAYS).map(|day| {
            let week = [1.0, 1.05, 1.05, 1.0, 0.95, 0.55, 0.5][day % 7];
            let burst = if mix(day as u64 ^ 0x4441_5953).is_multiple_of(20) {
                1.9
            } else {
                1.0
            };
            week * burst
        });
        let mut upto: Vec<f64> = weights
            .scan(0.0, |sum, it| {
                *sum += it;
                Some(*sum)
            })
            .collect();
        let whole = upto[DAYS - 1];
        upto.iter_mut().for_each(|it| *it /= whole);
        Calendar { upto }
    }

    /// The day on which the article at so large a share of the whole appears.
    pub(crate) fn day(&self, share: f64) -> usize {
        self.upto.partition_point(|it| *it <= share).min(DAYS - 1)
    }

    /// When it appears: in the order of arrival, but for what was published up to some hours before it came.
    pub(crate) fn at(&self, share: f64, random: &mut Random) -> Timestamp {
        let day = self.day(share);
        let before = if day == 0 { 0.0 } else { self.upto[day - 1] };
        let of_day = (share - before) / (self.upto[day] - before);
        let late = -(1.0 - random.share()).ln() * 20.0 * Timestamp::MINUTE as f64;
        FIRST.plus(
            day as i64 * Timestamp::DAY + (of_day * Timestamp::DAY as f64) as i64 - late as i64,
        )
    }

    /// A time after every article.
    pub(crate) fn end() -> Timestamp {
        FIRST.plus((DAYS as i64 + 1) * Timestamp::DAY)
    }
}
