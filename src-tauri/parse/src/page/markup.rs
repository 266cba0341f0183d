//! Small questions about markup: where a tag ends, which attributes are worth keeping.

pub(super) fn find_byte(html: &str, from: usize, byte: u8) -> Option<usize> {
    memchr::memchr(byte, html.as_bytes().get(from..)?).map(|it| from + it)
}

/// Where `</name` begins, followed by what ends a name.
pub(super) fn find_end_tag(html: &str, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let mut from = 0;
    while let Some(at) = find_byte(html, from, b'<') {
        let end = at + 2 + name.len();
        if bytes.get(at + 1) == Some(&b'/')
            && bytes
                .get(at + 2..end)
                .is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()))
            && bytes
                .get(end)
                .is_none_or(|it| it.is_ascii_whitespace() || matches!(it, b'/' | b'>'))
        {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// At most the first `bytes` bytes, cut at a character.
pub(super) fn head(text: &str, bytes: usize) -> String {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

/// Whether a tag's name is one that a page means: letters, digits, hyphens, of sensible length.
pub(super) fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b':' | b'.'))
}

pub(super) fn is_kept(key: &str, value: &str) -> bool {
    const LONGEST: usize = 8 * 1024;
    let key_is_plain = key.len() <= 64
        && key
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b':'));
    key_is_plain
        && value.len() <= LONGEST
        && !(key.len() > 2 && key.as_bytes()[..2].eq_ignore_ascii_case(b"on"))
}

pub(super) fn push_attribute(out: &mut String, key: &str, value: &str) {
    out.push(' ');
    out.push_str(key);
    out.push_str("=\"");
    for (index, part) in value.split('"').enumerate() {
        if index > 0 {
            out.push_str("&quot;");
        }
        out.push_str(part);
    }
    out.push('"');
}

/// Whether an inline style hides its element.
pub(super) fn hides(style: &str) -> bool {
    let style: String = style
        .chars()
        .filter(|it| !it.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase();
    style
        .split(';')
        .any(|it| it.starts_with("display:none") || it.starts_with("visibility:hidden"))
}

pub(super) fn letters_outside_tags(html: &str) -> usize {
    let mut inside = false;
    let mut count = 0;
    for it in html.chars() {
        match it {
            '<' => inside = true,
            '>' => inside = false,
            it if !inside && it.is_alphabetic() => count += 1,
            _ => {}
        }
    }
    count
}
