//! Bytes to text: which encoding it is, whatever was declared.
//!
//! A declaration is believed only if the bytes decode under it without an error; UTF-8 needs no
//! declaration, since other encodings almost never look like it by chance. Of Cyrillic letters in one byte
//! each, all decode under every declaration: there what is read must look like words.

use encoding_rs::{
    Encoding, IBM866, ISO_8859_5, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251,
    WINDOWS_1252,
};

/// Text, and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text, without a byte order mark.
    pub(crate) text: String,
    /// The WHATWG name of the encoding that was used.
    pub(crate) encoding: &'static str,
    /// Whether some bytes could not be read and stand as U+FFFD, or were read as Windows-1252 inside UTF-8.
    pub(crate) damaged: bool,
}

/// The text of `bytes`, declared to be of `content_type` by whoever sent them.
pub(crate) fn text(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Decoded {
            text: text.into_owned(),
            encoding: encoding.name(),
            damaged,
        };
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        return Decoded {
            text: text.into_owned(),
            encoding: encoding.name(),
            damaged,
        };
    }

    let sent = content_type
        .and_then(charset_of)
        .and_then(|it| Encoding::for_label(it.as_bytes()));
    let written = declared_inside(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let other = sent
            .or(written)
            .filter(|it| *it != UTF_8 && is_multi_byte(it));
        // A handful of characters can be valid in two encodings: then the declaration decides.
        if other.is_none() || multi_byte_count(bytes) >= 8 {
            return Decoded {
                text: text.to_owned(),
                encoding: UTF_8.name(),
                damaged: false,
            };
        }
    }
    for encoding in [sent, written].into_iter().flatten() {
        // Inside a document that could be read as bytes, "UTF-16" is a mistake (WHATWG says so too).
        if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE {
            continue;
        }
        let encoding = likelier(encoding, bytes);
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        if !damaged && !has_controls(&text) {
            return Decoded {
                text: text.into_owned(),
                encoding: encoding.name(),
                damaged: false,
            };
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            encoding: UTF_8.name(),
            damaged: false,
        };
    }
    if let Some(text) = mostly_utf8(bytes) {
        return Decoded {
            text,
            encoding: UTF_8.name(),
            damaged: true,
        };
    }

    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        damaged,
    }
}

/// The Cyrillic encoding that bytes are in which were declared to be in another one: where they are clearly more like
/// words there. Measured on seven languages, the frequent letters are 44 to 74 percent of what is read rightly, and at
/// most 42 percent, or two thirds of that, of what is read wrongly.
fn likelier(declared: &'static Encoding, bytes: &[u8]) -> &'static Encoding {
    const LOOKED_AT: usize = 16 * 1024;
    const LEAST: usize = 20;
    let all = [WINDOWS_1251, KOI8_U, ISO_8859_5, IBM866];
    if !all.contains(&declared) && declared != KOI8_R {
        return declared;
    }
    // Marks such as "’" stand alone; letters of words do not.
    let letters: Vec<u8> = bytes
        .chunk_by(|a, b| a.is_ascii() == b.is_ascii())
        .filter(|it| it.len() > 2 && it.first().is_some_and(|it| !it.is_ascii()))
        .flatten()
        .copied()
        .take(LOOKED_AT)
        .collect();
    if letters.len() < LEAST {
        return declared;
    }
    let frequent = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(&letters);
        text.chars()
            .filter(|it| "оаеинтсрОАЕИНТСР".contains(*it))
            .count()
    };
    let own = frequent(declared);
    let best = all
        .into_iter()
        .map(|it| (frequent(it), it))
        .max_by_key(|it| it.0);
    match best {
        Some((other, it)) if other * 2 > own * 3 && other * 5 > letters.len() * 2 => it,
        _ => declared,
    }
}

/// The charset parameter of a Content-Type.
fn charset_of(content_type: &str) -> Option<&str> {
    let at = find_ignoring_case(content_type.as_bytes(), b"charset")?;
    let value = content_type[at + "charset".len()..]
        .trim_start()
        .strip_prefix('=')?;
    label(value)
}

/// The encoding that the document itself names: `<?xml encoding=…?>`, `<meta charset=…>`,
/// `<meta http-equiv=content-type content="…; charset=…">`, looked for at its beginning.
fn declared_inside(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 8 * 1024;
    let mut start = &bytes[..bytes.len().min(LOOKED_AT)];
    if start.starts_with(b"<?xml") {
        let end = start
            .iter()
            .position(|it| *it == b'>')
            .unwrap_or(start.len());
        let declaration = &start[..end];
        if let Some(at) = find_ignoring_case(declaration, b"encoding") {
            let value: String = declaration[at + 8..]
                .iter()
                .map(|it| char::from(*it))
                .collect();
            let value = value
                .trim_start()
                .strip_prefix('=')
                .and_then(label)
                .map(str::to_owned);
            if let Some(encoding) = value.and_then(|it| Encoding::for_label(it.as_bytes())) {
                return Some(encoding);
            }
        }
    }
    while let Some(at) = find_ignoring_case(start, b"<meta") {
        start = &start[at + 5..];
        let end = start
            .iter()
            .position(|it| *it == b'>')
            .unwrap_or(start.len());
        let tag: String = start[..end].iter().map(|it| char::from(*it)).collect();
        if let Some(encoding) = charset_of(&tag).and_then(|it| Encoding::for_label(it.as_bytes())) {
            return Some(encoding);
        }
    }
    None
}

/// The first word of `value`, which may be quoted.
fn label(value: &str) -> Option<&str> {
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    let end = value
        .find(|it: char| !(it.is_ascii_alphanumeric() || "-_:.+".contains(it)))
        .unwrap_or(value.len());
    Some(&value[..end]).filter(|it| !it.is_empty())
}

fn find_ignoring_case(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|it| it.eq_ignore_ascii_case(needle))
}

/// UTF-16 without a mark shows as a zero in every second byte of its markup.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(256) & !1];
    if start.len() < 8 {
        return None;
    }
    let zeros = |offset: usize| {
        start
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|it| **it == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), start.len() / 2);
    if even * 10 >= half * 7 && odd * 10 < half {
        Some(UTF_16BE)
    } else if odd * 10 >= half * 7 && even * 10 < half {
        Some(UTF_16LE)
    } else {
        None
    }
}

fn is_multi_byte(encoding: &'static Encoding) -> bool {
    !encoding.is_single_byte()
}

/// How many characters of more than one byte stand in valid UTF-8.
fn multi_byte_count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|it| **it >= 0xC0).count()
}

/// Whether a decoding shows the control characters that a wrong single-byte encoding leaves.
fn has_controls(text: &str) -> bool {
    let controls = text
        .chars()
        .filter(|it| ('\u{80}'..='\u{9F}').contains(it))
        .count();
    controls * 200 > text.chars().filter(|it| !it.is_ascii()).count()
}

/// UTF-8 with a few stretches of Windows-1252, as pages put together from several sources have.
/// Nothing if the invalid bytes are more than a tenth of the characters beyond ASCII.
fn mostly_utf8(bytes: &[u8]) -> Option<String> {
    let (mut text, mut good, mut bad) = (String::with_capacity(bytes.len()), 0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += multi_byte_count(chunk.valid().as_bytes());
        text.push_str(chunk.valid());
        bad += chunk.invalid().len();
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    (bad * 10 <= good).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, bytes, Content-Type, text, encoding.
    type Row = (
        &'static str,
        &'static [u8],
        Option<&'static str>,
        &'static str,
        &'static str,
    );

    const TESTS: &[Row] = &[
        ("plain ASCII", b"quiet harbour", None, "quiet harbour", "UTF-8"),
        ("UTF-8 mark", b"\xEF\xBB\xBFport", None, "port", "UTF-8"),
        ("UTF-16 mark", b"\xFF\xFEp\0o\0", None, "po", "UTF-16LE"),
        ("UTF-16 without a mark", b"<\0h\0t\0m\0l\0>\0", None, "<html>", "UTF-16LE"),
        (
            "HTTP says so",
            b"\xEF\xEE\xF0\xF2",
            Some("text/html; charset=windows-1251"),
            "порт",
            "windows-1251",
        ),
        (
            "meta says so",
            b"<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">\xEF\xEE\xF0\xF2",
            None,
            "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">порт",
            "windows-1251",
        ),
        (
            "XML says so",
            b"<?xml version='1.0' encoding='ISO-8859-2'?><a>\xB3\xF3d\xBC</a>",
            None,
            "<?xml version='1.0' encoding='ISO-8859-2'?><a>łódź</a>",
            "ISO-8859-2",
        ),
        (
            "UTF-8 whatever is declared",
            "Händler in Köln, Äcker, Öl und Übel: größer".as_bytes(),
            Some("text/html; charset=iso-8859-1"),
            "Händler in Köln, Äcker, Öl und Übel: größer",
            "UTF-8",
        ),
        (
            "English with marks that is declared as Windows-1251",
            b"It\x92s \x93his\x94. It\x92s \x93his\x94. It\x92s \x93his\x94. It\x92s \x93his\x94. It\x92s \x93his\x94. It\x92s \x93his\x94. It\x92s \x93his\x94.",
            Some("text/html; charset=windows-1251"),
            "It’s “his”. It’s “his”. It’s “his”. It’s “his”. It’s “his”. It’s “his”. It’s “his”.",
            "windows-1251",
        ),
        (
            "KOI8 that is declared as Windows-1251",
            b"\xED\xC1\xD1\xCB \xD3\xCE\xCF\xD7\xC1 \xD3\xD7\xC5\xD4\xC9\xD4 \xCE\xC1\xC4 \xD0\xCF\xD2\xD4\xCF\xCD",
            Some("text/html; charset=windows-1251"),
            "Маяк снова светит над портом",
            "KOI8-U",
        ),
        (
            "Windows-1251 that is declared as KOI8",
            b"\xCC\xE0\xFF\xEA \xF1\xED\xEE\xE2\xE0 \xF1\xE2\xE5\xF2\xE8\xF2 \xED\xE0\xE4 \xEF\xEE\xF0\xF2\xEE\xEC",
            Some("text/html; charset=koi8-r"),
            "Маяк снова светит над портом",
            "windows-1251",
        ),
        (
            "KOI8 that is declared so",
            b"\xED\xC1\xD1\xCB \xD3\xCE\xCF\xD7\xC1 \xD3\xD7\xC5\xD4\xC9\xD4 \xCE\xC1\xC4 \xD0\xCF\xD2\xD4\xCF\xCD",
            Some("text/html; charset=koi8-r"),
            "Маяк снова светит над портом",
            "KOI8-R",
        ),
        (
            "declared UTF-8 that is none",
            b"The \x93quiet\x94 caf\xE9 \x96 by the harbour",
            Some("text/html; charset=utf-8"),
            "The “quiet” café – by the harbour",
            "windows-1252",
        ),
    ];

    #[test]
    fn the_encoding_is_found_whatever_is_declared() {
        for (name, bytes, content_type, expected, encoding) in TESTS {
            let decoded = text(bytes, *content_type);
            assert_eq!(
                (decoded.text.as_str(), decoded.encoding),
                (*expected, *encoding),
                "{name}"
            );
        }
    }

    #[test]
    fn a_stretch_of_windows_1252_inside_utf8_is_read() {
        let mut bytes = "Ä Ö Ü ä ö ü ß é è ê á à â ó ò ô ú ù û ñ "
            .as_bytes()
            .to_vec();
        bytes.extend_from_slice(b"it\x92s");
        let decoded = text(&bytes, None);
        assert!(decoded.text.ends_with("it’s") && decoded.damaged);
    }
}
