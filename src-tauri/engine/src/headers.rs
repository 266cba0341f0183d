//! What a server says of time: how long an answer holds, and when it wants to be asked again.

use reqwest::header::{self, HeaderMap, HeaderName};

/// A header as text, if it is text.
pub(crate) fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_string)
}

/// For how many seconds the answer still holds: `max-age` without what has passed of it already.
pub(crate) fn max_age(headers: &HeaderMap) -> Option<u64> {
    let control = text(headers, header::CACHE_CONTROL)?.to_ascii_lowercase();
    let whole: u64 = control.split(',').find_map(|it| {
        it.trim()
            .strip_prefix("max-age=")?
            .trim_matches('"')
            .parse()
            .ok()
    })?;
    let age = text(headers, header::AGE)
        .and_then(|it| it.trim().parse().ok())
        .unwrap_or(0);
    Some(whole.saturating_sub(age))
}

/// After how many seconds the server wants to be asked again. A date counts from the server's own clock, or from
/// ours where it does not tell.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let said = text(headers, header::RETRY_AFTER)?;
    if let Ok(seconds) = said.trim().parse() {
        return Some(seconds);
    }
    let until = date(&said)?;
    let now = text(headers, header::DATE)
        .and_then(|it| date(&it))
        .unwrap_or_else(|| jiff::Timestamp::now().as_second());
    u64::try_from(until - now).ok()
}

/// The second that an HTTP date names.
fn date(text: &str) -> Option<i64> {
    let time = jiff::fmt::rfc2822::parse(text.trim()).ok()?;
    Some(time.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn headers(of: &[(&'static str, &'static str)]) -> HeaderMap {
        of.iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn max_age_is_read_from_the_header() {
        const TESTS: &[(&str, &str, Option<u64>)] = &[
            ("public, max-age=600", "0", Some(600)),
            ("MAX-AGE=600", "500", Some(100)),
            ("max-age=\"600\"", "700", Some(0)),
            ("no-cache", "0", None),
            ("max-age=soon", "0", None),
        ];
        for (control, age, expected) in TESTS {
            let found = max_age(&headers(&[("cache-control", control), ("age", age)]));
            assert_eq!(found, *expected, "{control}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        const DATE: &str = "Tue, 01 Dec 2026 10:00:00 GMT";
        const TESTS: &[(&str, Option<u64>)] = &[
            ("120", Some(120)),
            ("Tue, 01 Dec 2026 10:05:00 GMT", Some(300)),
            ("Tue, 01 Dec 2026 09:00:00 GMT", None),
            ("later", None),
            ("-5", None),
        ];
        for (said, expected) in TESTS {
            let found = retry_after(&headers(&[("retry-after", said), ("date", DATE)]));
            assert_eq!(found, *expected, "{said}");
        }
    }
}
