//! Addresses: relative ones made absolute, foreign kinds refused.

use url::Url;

/// `written` made absolute against `base`. As written where that is impossible.
pub(crate) fn resolve(written: &str, base: Option<&str>) -> String {
    let written = trimmed(written);
    if has_scheme(&written) {
        return written;
    }
    let joined = base
        .and_then(|it| Url::parse(it).ok())
        .and_then(|it| it.join(&written).ok());
    match joined {
        Some(joined) if written.is_ascii() => joined.into(),
        Some(joined) => spelled_out(joined.as_str()),
        None => written,
    }
}

/// `address` with letters in place of the percent signs that stand for them, as its writer had them.
fn spelled_out(address: &str) -> String {
    let hex = |it: &[u8]| u8::from_str_radix(std::str::from_utf8(it).ok()?, 16).ok();
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let coded = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3).and_then(hex))
            .flatten()
            .filter(|it| *it >= 0x80);
        out.push(coded.unwrap_or(bytes[at]));
        at += if coded.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| address.to_owned())
}

/// `address` if it is one of the web.
pub(crate) fn of_the_web(address: &str) -> Option<String> {
    let address = trimmed(address);
    let scheme = address.get(..8).unwrap_or(&address);
    let is_web = ["http://", "https://"].iter().any(|it| {
        scheme
            .get(..it.len())
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case(it))
    });
    let url = if is_web {
        Url::parse(&address).ok()?
    } else {
        return None;
    };
    url.host_str().filter(|it| !it.is_empty())?;
    // What can be kept as written is kept, so that it stays what the source calls it.
    let kept = address.is_ascii()
        && !address.contains([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}']);
    Some(if kept { address } else { url.into() })
}

/// Without white space around it, and without the line breaks that editors put into long addresses.
fn trimmed(written: &str) -> String {
    let written = written.trim_matches(|it: char| it.is_whitespace() || it.is_control());
    if written.contains(['\n', '\r', '\t']) {
        written.split(['\n', '\r', '\t']).map(str::trim).collect()
    } else {
        written.to_owned()
    }
}

/// Whether `address` names its own scheme.
pub(crate) fn has_scheme(address: &str) -> bool {
    let Some(at) = address.find(':') else {
        return false;
    };
    address[..at].starts_with(|it: char| it.is_ascii_alphabetic())
        && address[..at]
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written, base, resolved.
    const RELATIVE: &[(&str, Option<&str>, &str)] = &[
        ("/a", Some("https://x.example/b/c"), "https://x.example/a"),
        (
            " a ",
            Some("https://x.example/b/c"),
            "https://x.example/b/a",
        ),
        (
            "//y.example/a",
            Some("https://x.example/"),
            "https://y.example/a",
        ),
        (
            "HTTP://y.example",
            Some("https://x.example/"),
            "HTTP://y.example",
        ),
        ("https://x.example/\n   a", None, "https://x.example/a"),
        ("/a", None, "/a"),
        ("a", Some("no address"), "a"),
        (
            "/порт?a=%20",
            Some("https://x.example/b"),
            "https://x.example/порт?a=%20",
        ),
    ];

    #[test]
    fn relative_addresses_are_resolved() {
        for (written, base, expected) in RELATIVE {
            assert_eq!(resolve(written, *base), *expected, "{written}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for refused in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "ftp://x.example/",
            "/a",
            "http://",
            "é",
            "",
        ] {
            assert_eq!(of_the_web(refused), None, "{refused}");
        }
        assert_eq!(
            of_the_web("HTTPS://x.example/A").as_deref(),
            Some("HTTPS://x.example/A")
        );
        assert_eq!(
            of_the_web("https://x.example/a b").as_deref(),
            Some("https://x.example/a%20b")
        );
    }
}
