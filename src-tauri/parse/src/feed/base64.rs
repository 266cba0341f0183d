//! Base 64, in which Atom may write text.

/// The text that `coded` stands for, or nothing if it is not Base 64 of UTF-8.
pub(crate) fn decode(coded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(coded.len() * 3 / 4);
    let (mut bits, mut count) = (0u32, 0);
    for it in coded
        .bytes()
        .filter(|it| !it.is_ascii_whitespace() && *it != b'=')
    {
        let six = match it {
            b'A'..=b'Z' => it - b'A',
            b'a'..=b'z' => it - b'a' + 26,
            b'0'..=b'9' => it - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn coded_text_is_read() {
        assert_eq!(
            decode("cXVpZXQg\n aGFyYm91cg==").as_deref(),
            Some("quiet harbour")
        );
        assert_eq!(decode("quiet harbour!"), None);
    }
}
