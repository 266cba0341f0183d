//! Measuring: passes, medians, memory.

use std::time::{Duration, Instant};

/// How often everything is measured at least.
pub(crate) const PASSES: usize = 5;

/// What several passes over the same work took.
#[derive(Debug, Clone)]
pub(crate) struct Passes(Vec<Duration>);

impl Passes {
    /// Does the work `count` times (at least [`PASSES`] times), each timed. Once before, so that caches are as they stay.
    pub(crate) fn of(count: usize, mut work: impl FnMut()) -> Passes {
        work();
        Passes(
            (0..count.max(PASSES))
                .map(|_| {
                    let began = Instant::now();
                    work();
                    began.elapsed()
                })
                .collect(),
        )
    }

    /// Does two kinds of work in turn, so that whatever else the machine does falls on both.
    #[cfg(feature = "peers")]
    pub(crate) fn in_turn(
        count: usize,
        mut one: impl FnMut(),
        mut other: impl FnMut(),
    ) -> (Passes, Passes) {
        one();
        other();
        let timed = |work: &mut dyn FnMut()| {
            let began = Instant::now();
            work();
            began.elapsed()
        };
        let both = (0..count.max(PASSES)).map(|_| (timed(&mut one), timed(&mut other)));
        let (ones, others) = both.unzip();
        (Passes(ones), Passes(others))
    }

    /// The middle one, in microseconds, divided by how many things a pass did.
    pub(crate) fn micros_each(&self, things: usize) -> f64 {
        let mut all = self.0.clone();
        all.sort_unstable();
        micros(all[all.len() / 2]) / things.max(1) as f64
    }
}

/// Single times, for their percentiles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Does something and remembers how long it took.
    pub(crate) fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        self.0.push(began.elapsed());
        done
    }

    /// The time that so many of a hundred did not exceed, in microseconds.
    pub(crate) fn percentile(&self, of_hundred: usize) -> f64 {
        let mut all = self.0.clone();
        all.sort_unstable();
        let at = (all.len() * of_hundred).div_ceil(100).max(1) - 1;
        all.get(at).map_or(f64::NAN, |it| micros(*it))
    }

    /// Which one took longest, by its number, and how long that was in milliseconds.
    pub(crate) fn worst(&self) -> Option<(usize, f64)> {
        let worst = (0..).zip(&self.0).max_by_key(|it| it.1)?;
        Some((worst.0, micros(*worst.1) / 1_000.0))
    }

    /// The mean, in microseconds.
    pub(crate) fn mean(&self) -> f64 {
        self.0.iter().map(|it| micros(*it)).sum::<f64>() / self.0.len() as f64
    }

    /// "p50 / p99", in milliseconds.
    pub(crate) fn millis(&self) -> String {
        let milli = |it: f64| figure(it / 1_000.0);
        format!(
            "{} / {}",
            milli(self.percentile(50)),
            milli(self.percentile(99))
        )
    }
}

/// A time in microseconds.
pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// A number with as many digits as mean something.
pub(crate) fn figure(number: f64) -> String {
    match number.abs() {
        it if it.is_nan() => "–".into(),
        1_000.0.. => {
            let digits = format!("{number:.0}");
            let mut out = String::new();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at) % 3 == 0 && digit.is_ascii_digit() && out != "-" {
                    out.push(',');
                }
                out.push(digit);
            }
            out
        }
        100.0.. => format!("{number:.0}"),
        1.0.. => format!("{number:.1}"),
        0.0 => "0".into(),
        0.1.. => format!("{number:.2}"),
        _ => format!("{number:.3}"),
    }
}

/// A count, in groups of three digits.
pub(crate) fn whole(count: impl TryInto<u64>) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    match count {
        0..1_000 => count.to_string(),
        _ => figure(count as f64),
    }
}

/// The memory of this process, in megabytes: now, and at most so far. Nothing where the system does not say.
pub(crate) fn memory() -> Option<(f64, f64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let of = |name: &str| -> Option<f64> {
        let line = status.lines().find(|it| it.starts_with(name))?;
        let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes / 1_024.0)
    };
    Some((of("VmRSS:")?, of("VmHWM:")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_what_was_measured() {
        let times = Times((1..=100).rev().map(Duration::from_micros).collect());
        assert_eq!((times.percentile(50), times.percentile(99)), (50.0, 99.0));
        assert_eq!(Times(vec![Duration::from_micros(7)]).percentile(99), 7.0);
        assert!(Times::default().percentile(50).is_nan());
    }

    #[test]
    fn figures_have_the_digits_that_mean_something() {
        const TESTS: &[(f64, &str)] = &[
            (0.0, "0"),
            (0.0123, "0.012"),
            (0.456, "0.46"),
            (12.34, "12.3"),
            (345.6, "346"),
            (1_234_567.0, "1,234,567"),
            (f64::NAN, "–"),
        ];
        for (number, expected) in TESTS {
            assert_eq!(figure(*number), *expected);
        }
    }
}
