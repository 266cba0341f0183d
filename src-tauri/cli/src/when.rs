//! Points in time as people type them.

use jiff::{Span, Unit, civil, tz::TimeZone};
use news::Timestamp;

/// The point in time that `text` means: "24h", "7d", "30m", "2w" before `now`; a day; a day and an hour; RFC 3339.
/// Days and hours without a zone are in `zone`.
pub(crate) fn when(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Some(at) = Timestamp::from_rfc3339(text) {
        return Ok(at);
    }
    if let Some(span) = back(text) {
        return Ok(now.plus(-span));
    }
    let civil = text
        .parse::<civil::DateTime>()
        .or_else(|_| text.parse::<civil::Date>().map(|it| it.at(0, 0, 0, 0)));
    match civil.and_then(|it| zone.to_zoned_datetime(it)) {
        Ok(zoned) => Ok(zoned.timestamp().into()),
        Err(_) => Err(format!(
            "`{text}` is no time. Write 24h, 7d, 2021-12-07, 2021-12-07T18:00 or 2021-12-07T18:00:00Z"
        )),
    }
}

/// The length that "24h" or "7d" names, in milliseconds.
fn back(text: &str) -> Option<i64> {
    let unit = text.chars().last()?;
    let count: i64 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    let span = match unit {
        'm' => Span::new().try_minutes(count),
        'h' => Span::new().try_hours(count),
        'd' => Span::new().try_hours(count.checked_mul(24)?),
        'w' => Span::new().try_hours(count.checked_mul(24 * 7)?),
        _ => return None,
    };
    let millis = span.ok()?.total(Unit::Millisecond).ok()?;
    Some(millis as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        let now = Timestamp::from_rfc3339("2021-12-08T12:00:00Z").expect("a time");
        let zone = TimeZone::get("Europe/Kyiv").unwrap_or(TimeZone::UTC);
        const TESTS: &[(&str, Option<&str>)] = &[
            ("24h", Some("2021-12-07T12:00:00Z")),
            ("7d", Some("2021-12-01T12:00:00Z")),
            ("2w", Some("2021-11-24T12:00:00Z")),
            ("30m", Some("2021-12-08T11:30:00Z")),
            ("2021-12-07T18:00:00Z", Some("2021-12-07T18:00:00Z")),
            ("2021-12-07", Some("2021-12-06T22:00:00Z")),
            ("2021-12-07T18:30", Some("2021-12-07T16:30:00Z")),
            ("yesterday", None),
            ("", None),
            ("99999999999999999d", None),
            ("7д", None),
        ];
        for (text, expected) in TESTS {
            assert_eq!(
                when(text, now, &zone).ok().map(|it| it.to_string()),
                expected.map(str::to_string),
                "{text}"
            );
        }
    }
}
