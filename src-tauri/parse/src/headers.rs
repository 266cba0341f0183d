//! What a server says of time in the head of its answer: how long it holds, and when it wants to be asked again.

use crate::when;

/// For how many seconds an answer still holds: the `max-age` of its `Cache-Control`, without what has passed of it already
/// by its `Age`. Nothing where the server does not say.
pub fn max_age(cache_control: &str, age: Option<&str>) -> Option<u64> {
    let control = cache_control.to_ascii_lowercase();
    let whole: u64 = control
        .split(',')
        .find_map(|it| seconds(it.trim().strip_prefix("max-age=")?.trim_matches('"')))?;
    let age = age.and_then(|it| seconds(it.trim())).unwrap_or(0);
    Some(whole.saturating_sub(age))
}

/// After how many seconds a server wants to be asked again, by its `Retry-After`: seconds, or a date. A date counts from
/// the server's own clock (its `Date`), or from `now`, in seconds since 1970, where it does not tell.
pub fn retry_after(said: &str, date: Option<&str>, now: i64) -> Option<u64> {
    if let Some(seconds) = seconds(said.trim()) {
        return Some(seconds);
    }
    let until = http_date(said)?;
    let now = date.and_then(http_date).unwrap_or(now);
    u64::try_from(until.checked_sub(now)?).ok()
}

/// The second since 1970 that an HTTP date names: of RFC 1123, or of the older forms that a client must understand (RFC 9110,
/// 5.6.7), those of RFC 850 and of `asctime`. All of them name a time of day; a bare number is a count of seconds and no year.
pub fn http_date(text: &str) -> Option<i64> {
    let text = text.trim();
    if !text.contains(':') {
        return None;
    }
    if let Ok(time) = jiff::fmt::rfc2822::parse(text) {
        return Some(time.timestamp().as_second());
    }
    when::parse(text).map(|it| it.0.div_euclid(1_000))
}

/// A number of seconds. One that is too large for any clock is the largest.
fn seconds(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn max_age_is_read_from_the_header() {
        const TESTS: &[(&str, Option<&str>, Option<u64>)] = &[
            ("public, max-age=600", Some("0"), Some(600)),
            ("public, max-age=600", None, Some(600)),
            ("MAX-AGE=600", Some("500"), Some(100)),
            ("max-age=\"600\"", Some("700"), Some(0)),
            ("no-cache", Some("0"), None),
            ("max-age=soon", Some("0"), None),
            ("max-age=600", Some("long"), Some(600)),
            ("max-age=99999999999999999999999", None, Some(u64::MAX)),
        ];
        for (control, age, expected) in TESTS {
            assert_eq!(max_age(control, *age), *expected, "{control}");
        }
    }

    #[test]
    fn a_date_of_http_has_a_time_of_day() {
        /// 2026-12-01T10:00:00Z.
        const AT: Option<i64> = Some(1_796_119_200);
        const TESTS: &[(&str, Option<i64>)] = &[
            ("Tue, 01 Dec 2026 10:00:00 GMT", AT),
            (" Tuesday, 01-Dec-26 10:00:00 GMT ", AT),
            ("Tue Dec  1 10:00:00 2026", AT),
            ("3600", None),
            ("43200", None),
            ("2027", None),
            ("0", None),
            ("-1", None),
            ("2026-12-01", None),
            ("", None),
        ];
        for (said, expected) in TESTS {
            assert_eq!(http_date(said), *expected, "{said}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        const DATE: &str = "Tue, 01 Dec 2026 10:00:00 GMT";
        /// A minute before.
        const NOW: i64 = 1_796_119_140;
        const TESTS: &[(&str, Option<&str>, Option<u64>)] = &[
            ("120", Some(DATE), Some(120)),
            ("Tue, 01 Dec 2026 10:05:00 GMT", Some(DATE), Some(300)),
            ("Tue, 01 Dec 2026 10:05:00 GMT", None, Some(360)),
            ("Tue, 01 Dec 2026 09:00:00 GMT", Some(DATE), None),
            ("Tuesday, 01-Dec-26 10:05:00 GMT", Some(DATE), Some(300)),
            ("Tue Dec  1 10:05:00 2026", Some(DATE), Some(300)),
            ("99999999999999999999999", Some(DATE), Some(u64::MAX)),
            ("later", Some(DATE), None),
            ("-5", Some(DATE), None),
        ];
        for (said, date, expected) in TESTS {
            assert_eq!(retry_after(said, *date, NOW), *expected, "{said}");
        }
    }
}
