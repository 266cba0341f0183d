//! Text and addresses of strangers, made harmless before they go into a document.

/// Text from outside on one line, without what is not seen or turns the direction of what follows.
pub(crate) fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|it| if it.is_whitespace() { ' ' } else { it })
        .filter(|it| !it.is_control() && !is_hidden(*it))
        .collect();
    kept.trim().to_string()
}

/// As [`clean`], with the blanks at the ends kept: for pieces of one sentence.
pub(crate) fn clean_piece(text: &str) -> String {
    let inner = clean(text);
    let blank = |it: Option<char>| it.is_some_and(char::is_whitespace);
    if inner.is_empty() {
        let any = text.chars().any(char::is_whitespace);
        return if any { " ".into() } else { inner };
    }
    let before = if blank(text.chars().next()) { " " } else { "" };
    let after = if blank(text.chars().next_back()) {
        " "
    } else {
        ""
    };
    format!("{before}{inner}{after}")
}

/// Direction overrides and isolates, and characters that are never seen (joiners stay: scripts need them).
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// The longest address that becomes a link.
const LONGEST: usize = 2_000;

/// An address that may be a link: http or https with a host and without a name before it ("https://bank@evil"),
/// every character that a document could take for its own percent-encoded.
pub(crate) fn link(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = address.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let sound = !host.is_empty()
        && !host.contains('@')
        && !address
            .chars()
            .any(|it| it.is_control() || is_hidden(it) || it.is_whitespace() && it != ' ')
        && address.len() <= LONGEST;
    if !web || !sound {
        return None;
    }
    let mut safe = format!("{}://", scheme.to_ascii_lowercase());
    for (at, c) in rest.char_indices() {
        let plain = c.is_ascii_alphanumeric()
            || matches!(c, '-' | '.' | '_' | '~' | ':' | '/' | '?' | '#' | '@' | '!' | '$' | '&' | '+' | ',' | '=')
            // Characters of the entity `&lt;` would be read as `<` by Markdown.
            || c == ';' && !rest[..at].contains('&')
            || matches!(c, '[' | ']') && at < host.len()
            || c == '%' && is_encoded(&rest[at..]);
        if plain {
            safe.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                safe.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    Some(safe)
}

/// Whether a text begins with a percent sign and two digits.
fn is_encoded(text: &str) -> bool {
    let mut bytes = text.bytes().skip(1);
    (0..2).all(|_| bytes.next().is_some_and(|it| it.is_ascii_hexdigit()))
}

/// The host of a link, as it is shown beside it.
pub(crate) fn host(link: &str) -> &str {
    let rest = link.split_once("://").map_or(link, |it| it.1);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_one_line_without_what_is_not_seen() {
        const TESTS: &[(&str, &str)] = &[
            ("plain", "plain"),
            ("  two\r\nlines\t", "two  lines"),
            ("a\u{202E}txt.exe\u{202C}b", "atxt.exeb"),
            ("\u{2067}isolate\u{2069}", "isolate"),
            ("nul\0 bell\u{7} escape\u{1B}[31m", "nul bell escape[31m"),
            ("zero\u{200B}width\u{FEFF}", "zerowidth"),
            ("tag\u{E0041}\u{E0042}", "tag"),
            ("नमस्\u{200D}ते", "नमस्\u{200D}ते"),
            ("a\u{2028}b\u{2029}c\u{85}d", "a b c d"),
        ];
        for (text, expected) in TESTS {
            assert_eq!(clean(text), *expected, "{text:?}");
        }
        assert_eq!(clean_piece(" sanctions\n"), " sanctions ");
        assert_eq!(clean_piece("\n"), " ");
        assert_eq!(clean_piece("\u{202E}"), "");
    }

    #[test]
    fn only_addresses_of_the_web_become_links() {
        const TESTS: &[(&str, Option<&str>)] = &[
            (
                "https://a.example/b?c=1&d=2#e",
                Some("https://a.example/b?c=1&d=2#e"),
            ),
            ("HTTPS://A.example/b", Some("https://A.example/b")),
            ("http://[::1]:80/x", Some("http://[::1]:80/x")),
            (
                "https://a.example/with space",
                Some("https://a.example/with%20space"),
            ),
            (
                "https://a.example/(x)[y]<z>\"'`|\\^{}*",
                Some("https://a.example/%28x%29%5By%5D%3Cz%3E%22%27%60%7C%5C%5E%7B%7D%2A"),
            ),
            (
                "https://a.example/стаття",
                Some("https://a.example/%D1%81%D1%82%D0%B0%D1%82%D1%82%D1%8F"),
            ),
            ("https://a.example/100%", Some("https://a.example/100%25")),
            ("https://a.example/%e2%82", Some("https://a.example/%e2%82")),
            (
                "https://a.example/?a=1&lt;b",
                Some("https://a.example/?a=1&lt%3Bb"),
            ),
            (
                "https://a.example/p;jsessionid=1",
                Some("https://a.example/p;jsessionid=1"),
            ),
            ("javascript:alert(1)", None),
            ("JavaScript://a.example/%0Aalert(1)", None),
            ("data:text/html,x", None),
            ("file:///etc/passwd", None),
            ("ftp://a.example/x", None),
            ("//a.example/x", None),
            ("https://", None),
            ("https:///x", None),
            ("https://bank.example@evil.example/", None),
            ("https://a.example/\nx", None),
            ("https://a.example/\u{202E}x", None),
            ("", None),
        ];
        for (address, expected) in TESTS {
            assert_eq!(link(address).as_deref(), *expected, "{address:?}");
        }
        assert_eq!(
            link(&format!("https://a.example/{}", "x".repeat(2_000))),
            None,
            "an address may be too long"
        );
    }

    proptest! {
        #[test]
        fn links_are_plain_characters_of_the_web(address in any::<String>()) {
            for address in [address.clone(), format!("https://a.example/{address}")] {
                if let Some(link) = link(&address) {
                    prop_assert!(link.starts_with("http://") || link.starts_with("https://"));
                    prop_assert!(link.chars().all(|it| it.is_ascii_graphic() && !"<>\"'`()\\|^{}*".contains(it)), "{}", link);
                }
            }
        }

        #[test]
        fn clean_text_is_clean(text in any::<String>()) {
            let once = clean(&text);
            prop_assert!(!once.chars().any(|it| it.is_control() || is_hidden(it)));
            prop_assert_eq!(clean(&once), once);
        }
    }
}
