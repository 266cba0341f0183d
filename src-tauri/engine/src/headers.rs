//! What a server says of time: how long an answer holds, and when it wants to be asked again.

use news::evidence::Header;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};

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

/// For how many seconds the answer still holds.
pub(crate) fn max_age(headers: &HeaderMap) -> Option<u64> {
    let control = text(headers, header::CACHE_CONTROL)?;
    parse::max_age(&control, text(headers, header::AGE).as_deref())
}

/// After how many seconds the server wants to be asked again.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let said = text(headers, header::RETRY_AFTER)?;
    let now = jiff::Timestamp::now().as_second();
    parse::retry_after(&said, text(headers, header::DATE).as_deref(), now)
}

/// A header as it came, to be sent back so: each byte is the character of that number.
pub(crate) fn opaque(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let bytes = headers.get(name)?.as_bytes();
    Some(bytes.iter().map(|it| char::from(*it)).collect())
}

/// What came so, as it is sent back.
pub(crate) fn sent_back(opaque: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = opaque.chars().map(|it| u8::try_from(it).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p10_a_validator_goes_back_byte_for_byte() {
        for bytes in [
            &b"\"a\""[..],
            b"W/\"Z\xFCrich\"",
            b"\"\xE2\x80\x93\"",
            b"'a, b'",
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("etag", HeaderValue::from_bytes(bytes).expect("a value"));
            let kept = opaque(&headers, header::ETAG).expect("there is one");
            let sent = sent_back(&kept).expect("it came so");
            assert_eq!(sent.as_bytes(), bytes);
        }
        assert_eq!(sent_back("\u{2013}"), None, "no header came so");
    }

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
}
