//! Spans of time in queries.

use jiff::{civil::Date, tz::TimeZone};

use super::ast::Period;

/// Reads `2024`, `2024-01`, `2024-01-31`, `2024-01-01/2024-01-31`, `2024-01-01/`, `/2024-01-31`: days in UTC, the last
/// one included. What is wrong is said in words.
pub(super) fn period(text: &str) -> Result<Period, String> {
    if text.contains(['P', 'p']) {
        return Err("A period that moves with the day (P7D/) cannot be used yet in this version. Name days: date:2024-01-01/.".into());
    }
    let (from, until) = match text.split_once('/') {
        Some((from, until)) => (day(from)?, day(until)?),
        None => {
            let whole = day(text)?;
            (whole, whole)
        }
    };
    if from.is_none() && until.is_none() {
        return Err(
            "date: takes a day, a month, a year, or two of them: date:2024-01-01/2024-01-31."
                .into(),
        );
    }
    let period = Period {
        written: text.into(),
        from: from.map(|it| it.0),
        until: until.map(|it| it.1),
    };
    match (period.from, period.until) {
        (Some(from), Some(until)) if from >= until => {
            Err("This period ends before it begins.".into())
        }
        _ => Ok(period),
    }
}

/// The first moment of a day, month or year, and the first after it, in milliseconds; nothing for an open end.
fn day(text: &str) -> Result<Option<(i64, i64)>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || format!("“{text}” is no day, month or year: 2024-01-31, 2024-01, 2024.");
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|it| it.len()).collect();
    if !matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]) {
        return Err(wrong());
    }
    let mut numbers = [0_i16, 1, 1];
    for (number, part) in numbers.iter_mut().zip(&parts) {
        *number = part.parse().map_err(|_| wrong())?;
    }
    let [year, month, date] = numbers;
    let first = Date::new(
        year,
        i8::try_from(month).map_err(|_| wrong())?,
        i8::try_from(date).map_err(|_| wrong())?,
    )
    .map_err(|_| wrong())?;
    let next = match parts.len() {
        1 => Date::new(year + 1, 1, 1).map_err(|_| wrong())?,
        2 => first.last_of_month().tomorrow().map_err(|_| wrong())?,
        _ => first.tomorrow().map_err(|_| wrong())?,
    };
    let millis = |it: Date| {
        TimeZone::UTC
            .to_timestamp(it.at(0, 0, 0, 0))
            .map(|it| it.as_millisecond())
            .map_err(|_| wrong())
    };
    Ok(Some((millis(first)?, millis(next)?)))
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
            ("P7D/", None),
            ("1971/1970", None),
            ("9999", None),
        ];
        for (text, expected) in TESTS {
            let found = period(text).ok().map(|it| (it.from, it.until));
            assert_eq!(found, *expected, "{text}");
        }
    }
}
