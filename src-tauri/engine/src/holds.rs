//! How long an answer holds, as its server says.

use reqwest::header::{self, HeaderMap};

use parse::http_date;

use crate::headers::{max_age, text};

/// For how many seconds an answer holds: `max-age` without what has passed of it already, and only where a server does not speak that
/// language at all, until the date of `Expires`, by the server's own clock where it tells. An answer that must not be kept holds for
/// no time; so does one whose date is past or is none.
pub(crate) fn holds(headers: &HeaderMap) -> Option<u64> {
    if let Some(seconds) = max_age(headers) {
        return Some(seconds);
    }
    let control = text(headers, header::CACHE_CONTROL).unwrap_or_default();
    let is_fleeting = control.split(',').any(|it| {
        matches!(
            it.trim().to_ascii_lowercase().as_str(),
            "no-cache" | "no-store"
        )
    });
    if is_fleeting {
        return None;
    }
    let until = http_date(&text(headers, header::EXPIRES)?)?;
    let now = text(headers, header::DATE)
        .and_then(|it| http_date(&it))
        .unwrap_or_else(|| jiff::Timestamp::now().as_second());
    u64::try_from(until - now).ok().filter(|it| *it > 0)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn p33_expires_is_believed_only_where_no_max_age_is_said() {
        const NOON: &str = "Tue, 01 Dec 2026 12:00:00 GMT";
        const ONE: &str = "Tue, 01 Dec 2026 13:00:00 GMT";
        const TESTS: &[(&str, &str, &str, Option<u64>)] = &[
            ("both", "max-age=600", ONE, Some(600)),
            ("max-age of nothing", "max-age=0", ONE, Some(0)),
            ("no max-age", "public", ONE, Some(3_600)),
            ("must not be kept", "no-cache", ONE, None),
            ("must not be stored", "private, No-Store", ONE, None),
            ("past", "public", "Tue, 01 Dec 2026 11:00:00 GMT", None),
            ("now", "public", NOON, None),
            ("nothing", "public", "0", None),
            ("no date", "public", "tomorrow", None),
            ("as before", "public", "Thu, 01 Jan 1970 00:00:00 GMT", None),
        ];
        for (name, control, expires, expected) in TESTS {
            let headers: HeaderMap = [
                ("cache-control", control),
                ("expires", expires),
                ("date", &NOON),
            ]
            .into_iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
            assert_eq!(holds(&headers), *expected, "{name}");
        }
        assert_eq!(holds(&HeaderMap::new()), None);
    }
}
