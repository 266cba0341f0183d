//! What a server says of time: how long an answer holds, and when it wants to be asked again.

use news::evidence::Header;
use reqwest::header::{self, HeaderMap, HeaderName};

/// A header as text, if it is text.
pub(crate) fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_string)
}

/// The most headers that are kept as evidence, and the most bytes of them.
const KEPT: (usize, usize) = (200, 32 << 10);

/// The head of an answer as evidence: every byte is the character of that number. A head that is too long is cut, and its
/// last line says so.
pub(crate) fn kept(headers: &HeaderMap) -> Vec<Header> {
    let (mut found, mut bytes) = (vec![], 0);
    for (name, value) in headers {
        bytes += name.as_str().len() + value.len();
        if found.len() == KEPT.0 || bytes > KEPT.1 {
            found.push(Header {
                name: "x-wirewatch-cut".into(),
                value: format!(
                    "{} headers were sent; the first {} are kept",
                    headers.len(),
                    found.len()
                ),
            });
            break;
        }
        found.push(Header {
            name: name.as_str().to_string(),
            value: value.as_bytes().iter().map(|it| char::from(*it)).collect(),
        });
    }
    found
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
    fn a_head_is_kept_byte_for_byte_and_within_bounds() {
        let mut some = headers(&[("etag", "\"a\"")]);
        some.insert(
            "x-place",
            HeaderValue::from_bytes(b"Z\xFCrich").expect("a value"),
        );
        let found = kept(&some);
        assert_eq!(found.len(), 2);
        assert!(found.iter().any(|it| it.value == "Z\u{FC}rich"));
        let mut many = HeaderMap::new();
        for number in 0..300 {
            let name = HeaderName::from_bytes(format!("x-{number}").as_bytes()).expect("a name");
            many.insert(name, HeaderValue::from_static("1"));
        }
        let found = kept(&many);
        assert_eq!(found.len(), 201);
        assert!(
            found[200].value.contains("300 headers were sent"),
            "a bound that was hit is said"
        );
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
