//! Spans of time in queries.

use jiff::{
    Span,
    civil::{Date, DateTime, ISOWeekDate, Weekday},
    tz::TimeZone,
};

use super::ast::{Back, Period};
use crate::Timestamp;

/// What a period may be, in words.
const FORMS: &str = "date: takes a day, a month, a year, two of them, or how far back: date:2024-01-01/2024-01-31, date:2024-01, date:P7D/.";

/// Reads intervals of ISO 8601, in UTC where no zone is named. Days, months, years and weeks with their last day:
/// `2024`, `2024-01`, `2024-01-31`, `2024-W05`, `2024-01-01/2024-01-31`, `2024-01-01/`, `/2024-01-31`. Moments, the last
/// one not: `2024-01-01T06:00/2024-01-01T18:00Z`. Lengths: `2024-01-01/P1M`, `P1M/2024-01-31`. And what moves with the
/// day: `P7D/`, the last seven days. What is wrong is said in words.
pub(super) fn period(text: &str) -> Result<Period, String> {
    let (from, until) = text.split_once('/').unwrap_or((text, text));
    let lone = !text.contains('/');
    let fixed = |from: Option<i64>, until: Option<i64>| match (from, until) {
        (None, None) => Err(FORMS.into()),
        (Some(from), Some(until)) if from >= until => {
            Err("This period ends before it begins.".into())
        }
        _ => Ok(Period {
            written: text.into(),
            from,
            until,
            back: None,
        }),
    };
    match (length(from)?, length(until)?) {
        (Some(_), Some(_)) if !lone => Err(
            "One of the two ends must be a day. For what is neither new nor old: date:P14D/ AND NOT date:P7D/.".into(),
        ),
        (Some(back), _) if lone || until.is_empty() => Ok(Period {
            written: format!("{}/", from.to_uppercase()),
            from: None,
            until: None,
            back: Some(back),
        }),
        (Some(back), _) => {
            let until = point(until)?.map(|it| it.1);
            let from = until.and_then(|it| shifted(it, back, -1));
            fixed(Some(from.ok_or(FORMS)?), until)
        }
        (None, Some(_)) if from.is_empty() => Err(
            "For what is older than that, write AND NOT date:P7D/ behind what must occur.".into(),
        ),
        (None, Some(length)) => {
            let from = point(from)?.map(|it| it.0);
            let until = from.and_then(|it| shifted(it, length, 1));
            fixed(from, Some(until.ok_or(FORMS)?))
        }
        (None, None) if lone && text.contains('T') => Err(
            "A moment alone is no period: write where it ends, date:2024-01-01T06:00/2024-01-01T18:00, or leave the end open, date:2024-01-01T06:00/.".into(),
        ),
        (None, None) => fixed(point(from)?.map(|it| it.0), point(until)?.map(|it| it.1)),
    }
}

impl Period {
    /// Whether an article of that time is in it. What moves with the day is counted back from `now`, and holds
    /// nothing where nobody says when that is.
    pub(crate) fn holds(&self, at: Timestamp, now: Option<Timestamp>) -> bool {
        let from = match (self.back, now) {
            (None, _) => self.from,
            (Some(back), Some(now)) => Some(shifted(now.0, back, -1).unwrap_or(i64::MIN)),
            (Some(_), None) => return false,
        };
        from.is_none_or(|it| it <= at.0) && self.until.is_none_or(|it| at.0 < it)
    }
}

/// A point in time, moved on or back by calendar time in UTC; nothing beyond what the calendar knows.
fn shifted(at: i64, by: Back, sign: i64) -> Option<i64> {
    let at = jiff::Timestamp::from_millisecond(at).ok()?;
    let months = Span::new().try_months(sign * by.months).ok()?;
    let moved = TimeZone::UTC.to_datetime(at).checked_add(months).ok()?;
    let moved = TimeZone::UTC.to_timestamp(moved).ok()?.as_millisecond();
    moved.checked_add(sign * by.millis)
}

/// Reads `P7D`, `P1M`, `P1Y6M`, `PT12H`, `P1DT12H`, `P2W`; nothing for a text that is no length.
fn length(text: &str) -> Result<Option<Back>, String> {
    let Some(rest) = text.strip_prefix(['P', 'p']) else {
        return Ok(None);
    };
    let wrong = || {
        format!(
            "“{text}” is no length of time: P7D for seven days, P2W for two weeks, P1M for a month, PT12H for twelve hours."
        )
    };
    /// A unit, whether it stands behind the T, and its months and milliseconds.
    const UNITS: [(char, bool, i64, i64); 7] = [
        ('Y', false, 12, 0),
        ('M', false, 1, 0),
        ('W', false, 0, 7 * Timestamp::DAY),
        ('D', false, 0, Timestamp::DAY),
        ('H', true, 0, Timestamp::HOUR),
        ('M', true, 0, Timestamp::MINUTE),
        ('S', true, 0, Timestamp::SECOND),
    ];
    let mut back = Back {
        months: 0,
        millis: 0,
    };
    let (mut units, mut timed, mut number) = (&UNITS[..], false, String::new());
    for c in rest.to_uppercase().chars() {
        match c {
            '0'..='9' if number.len() < 6 => number.push(c),
            'T' if !timed && number.is_empty() => timed = true,
            _ => {
                let at = units.iter().position(|it| (it.0, it.1) == (c, timed));
                let at = at.ok_or_else(wrong)?;
                let count: i64 = number.parse().map_err(|_| wrong())?;
                back.months += count * units[at].2;
                back.millis += count * units[at].3;
                units = &units[at + 1..];
                number.clear();
            }
        }
    }
    let is_some = back.months > 0 || back.millis > 0;
    let is_whole = number.is_empty() && !rest.ends_with(['T', 't']);
    // A hundred years are more than any archive.
    if !is_some || !is_whole || back.months > 1_200 || back.millis > 36_525 * Timestamp::DAY {
        return Err(wrong());
    }
    Ok(Some(back))
}

/// The first moment of a day, month, year or week, and the first after it, in milliseconds; of a moment itself, twice;
/// nothing for an open end.
fn point(text: &str) -> Result<Option<(i64, i64)>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        format!(
            "“{text}” is no day, month, year, week or moment: 2024-01-31, 2024-01, 2024, 2024-W05, 2024-01-31T18:00."
        )
    };
    let millis = |it: DateTime| {
        TimeZone::UTC
            .to_timestamp(it)
            .map(|it| it.as_millisecond())
            .map_err(|_| wrong())
    };
    if text.contains('T') {
        let at = match text.parse::<jiff::Timestamp>() {
            Ok(at) => at.as_millisecond(),
            Err(_) => millis(text.parse().map_err(|_| wrong())?)?,
        };
        return Ok(Some((at, at)));
    }
    let (first, next) = days(text).ok_or_else(wrong)?;
    Ok(Some((
        millis(first.at(0, 0, 0, 0))?,
        millis(next.at(0, 0, 0, 0))?,
    )))
}

/// The first day of a day, month, year or week, and the first after it.
fn days(text: &str) -> Option<(Date, Date)> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |it: &str| -> Option<i16> {
        it.bytes()
            .all(|it| it.is_ascii_digit())
            .then(|| it.parse().ok())
            .flatten()
    };
    if let [year, week] = parts[..]
        && year.len() == 4
        && week.len() == 3
    {
        let week = i8::try_from(number(week.strip_prefix('W')?)?).ok()?;
        let monday = ISOWeekDate::new(number(year)?, week, Weekday::Monday).ok()?;
        let monday = monday.date();
        return Some((monday, monday.checked_add(Span::new().days(7)).ok()?));
    }
    let lengths: Vec<usize> = parts.iter().map(|it| it.len()).collect();
    if !matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]) {
        return None;
    }
    let mut numbers = [0_i16, 1, 1];
    for (to, part) in numbers.iter_mut().zip(&parts) {
        *to = number(part)?;
    }
    let [year, month, date] = numbers;
    let first = Date::new(year, i8::try_from(month).ok()?, i8::try_from(date).ok()?).ok()?;
    let next = match parts.len() {
        1 => Date::new(year + 1, 1, 1).ok()?,
        2 => first.last_of_month().tomorrow().ok()?,
        _ => first.tomorrow().ok()?,
    };
    Some((first, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_years_and_open_ends_are_read() {
        const DAY: i64 = 86_400_000;
        type Ends = (Option<i64>, Option<i64>);
        const TESTS: &[(&str, Option<Ends>)] = &[
            ("1970-01-02", Some((Some(DAY), Some(2 * DAY)))),
            ("1970-01", Some((Some(0), Some(31 * DAY)))),
            ("1970", Some((Some(0), Some(365 * DAY)))),
            ("1970-01-02/1970-01-03", Some((Some(DAY), Some(3 * DAY)))),
            ("1970-01-02/", Some((Some(DAY), None))),
            ("/1970-01-02", Some((None, Some(2 * DAY)))),
            ("/", None),
            ("1970-13", None),
            ("1970-02-30", None),
            ("70", None),
            ("1970-W01-4", None),
            ("1970-W02", Some((Some(4 * DAY), Some(11 * DAY)))),
            ("1970-W54", None),
            (
                "1970-01-01T06:00/1970-01-01T18:00Z",
                Some((Some(DAY / 4), Some(3 * DAY / 4))),
            ),
            ("1970-01-01T06:00+06:00/", Some((Some(0), None))),
            ("1970-01-01T06:00", None),
            ("1970-01-01T26:00/", None),
            ("1970-01-02/P1M", Some((Some(DAY), Some(32 * DAY)))),
            ("1970-01-31/P1M", Some((Some(30 * DAY), Some(58 * DAY)))),
            ("P1D/1970-01-02", Some((Some(DAY), Some(2 * DAY)))),
            ("PT12H/1970-01-01T12:00", Some((Some(0), Some(DAY / 2)))),
            ("/P7D", None),
            ("P7D/P1D", None),
            ("P0D/", None),
            ("P/", None),
            ("PT/", None),
            ("P1.5D/", None),
            ("P1D1Y/", None),
            ("P999999999Y/", None),
            ("1971/1970", None),
            ("9999", None),
        ];
        for (text, expected) in TESTS {
            let found = period(text).ok().map(|it| (it.from, it.until));
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn a_moving_period_is_counted_back_from_now() {
        const DAY: i64 = 86_400_000;
        const TESTS: &[(&str, &str, &str, bool)] = &[
            ("P7D/", "2024-03-01T12:00:00Z", "2024-03-08T11:00:00Z", true),
            ("P7D/", "2024-03-01T12:00:00Z", "2024-03-08T12:00:00Z", true),
            ("P7D", "2024-03-01T12:00:00Z", "2024-03-08T12:00:01Z", false),
            ("P1W/", "2024-03-01T12:00:00Z", "2024-03-08T12:00:00Z", true),
            ("P1M/", "2024-02-29T00:00:00Z", "2024-03-31T00:00:00Z", true),
            (
                "P1M/",
                "2024-02-28T23:59:59Z",
                "2024-03-31T00:00:00Z",
                false,
            ),
            ("P1Y/", "2023-02-28T00:00:00Z", "2024-02-29T00:00:00Z", true),
            (
                "P1DT12H/",
                "2024-03-01T00:00:00Z",
                "2024-03-02T12:00:00Z",
                true,
            ),
            (
                "P1DT12H/",
                "2024-03-01T00:00:00Z",
                "2024-03-02T12:00:01Z",
                false,
            ),
        ];
        let at = |text: &str| Timestamp::from_rfc3339(text).expect("a time");
        for (text, article, now, expected) in TESTS {
            let period = period(text).expect("a period");
            let found = period.holds(at(article), Some(at(now)));
            assert_eq!(found, *expected, "{text}: {article} at {now}");
            assert!(period.written.ends_with('/'), "{text} is open to now");
        }
        let moving = period("P7D/").expect("a period");
        assert!(
            !moving.holds(Timestamp(DAY), None),
            "nobody said when now is"
        );
    }
}
