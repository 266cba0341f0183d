//! The HTML that stands in feeds, as plain text. Its markup is read and never kept.

use news::{Block, Zone};

use super::entity;
use super::link;
use super::token::{Token, Tokens, floor_char};
use crate::limits;

/// What an element means for the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Its content is not text.
    Silent,
    /// A paragraph ends before and after it.
    Breaking,
    /// A new line.
    Line,
    /// It stands inside a line.
    Inline,
    /// HTML has none of this name.
    Unknown,
}

/// What the element of this name means, in any case.
fn kind_of(name: &str) -> Kind {
    let mut lower = [0; 10];
    let Some(lower) = lower.get_mut(..name.len()) else {
        return Kind::Unknown;
    };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    match &*lower {
        b"script" | b"style" | b"template" | b"iframe" | b"object" | b"noscript" | b"svg"
        | b"textarea" | b"select" => Kind::Silent,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"center" | b"dd"
        | b"details" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption" | b"figure"
        | b"footer" | b"form" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header"
        | b"hr" | b"li" | b"main" | b"nav" | b"ol" | b"p" | b"pre" | b"section" | b"summary"
        | b"table" | b"tbody" | b"td" | b"tfoot" | b"th" | b"thead" | b"tr" | b"ul" => {
            Kind::Breaking
        }
        b"br" => Kind::Line,
        b"a" | b"abbr" | b"acronym" | b"b" | b"bdi" | b"bdo" | b"big" | b"cite" | b"code"
        | b"del" | b"dfn" | b"em" | b"font" | b"i" | b"img" | b"input" | b"ins" | b"kbd"
        | b"label" | b"mark" | b"nobr" | b"picture" | b"q" | b"ruby" | b"rt" | b"rp" | b"s"
        | b"samp" | b"small" | b"source" | b"span" | b"strike" | b"strong" | b"sub" | b"sup"
        | b"time" | b"tt" | b"u" | b"var" | b"video" | b"audio" | b"wbr" | b"blink" | b"embed"
        | b"param" | b"map" | b"area" | b"button" | b"meta" | b"link" | b"caption" | b"col"
        | b"colgroup" | b"html" | b"head" | b"title" => Kind::Inline,
        _ => Kind::Unknown,
    }
}

/// Whether `text` is HTML by the look of it: it has a tag that HTML knows, or a character reference.
pub(crate) fn looks_like_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'<', b'&', bytes).any(|at| {
        if bytes[at] == b'&' {
            return entity::stands_at(&text[at..]);
        }
        let rest = text[at + 1..].trim_start_matches('/');
        let end = rest
            .bytes()
            .take(12)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let closes = rest[end..].starts_with([' ', '>', '/', '\n', '\t', '\r']);
        closes && is_known(&rest[..end])
    })
}

/// Whether HTML has an element of this name.
pub(crate) fn is_known(name: &str) -> bool {
    kind_of(name) != Kind::Unknown
}

/// The text of `html` on one line.
pub(crate) fn line(html: &str) -> String {
    if memchr::memchr2(b'<', b'&', html.as_bytes()).is_none() {
        return folded(html);
    }
    let mut text = String::with_capacity(html.len().min(4096));
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(raw) => text.push_str(&entity::decode(raw)),
            Token::Cdata(raw) => text.push_str(raw),
            Token::Start { name, empty, .. } => match kind_of(name) {
                Kind::Silent if !empty => tokens.skip_to_end_of(&name.to_ascii_lowercase()),
                Kind::Line | Kind::Breaking => text.push(' '),
                Kind::Silent | Kind::Inline | Kind::Unknown => {}
            },
            Token::End { name } => {
                if kind_of(name) == Kind::Breaking {
                    text.push(' ');
                }
            }
        }
    }
    folded(&text)
}

/// `text` with its white space folded to single spaces, and without what is not seen.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    // Where the stretch begins that is not yet in `out`, and whether white space stands before it.
    let (mut from, mut at, mut parted) = (0, 0, false);
    while at < bytes.len() {
        let (length, is_space) = match bytes[at] {
            b' ' | b'\t'..=b'\r' => (1, true),
            // The only first bytes of what is white space or is not seen.
            0xC2 | 0xE1..=0xE3 | 0xEF => match text[at..].chars().next() {
                Some(it @ ('\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}')) => {
                    (it.len_utf8(), false)
                }
                // Marks of direction inside a word: nothing but a word to be hidden needs them there.
                Some(it @ ('\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
                    if is_inside_word(text, at, it.len_utf8()) =>
                {
                    (it.len_utf8(), false)
                }
                Some(it) if it.is_whitespace() => (it.len_utf8(), true),
                it => {
                    at += it.map_or(1, char::len_utf8);
                    continue;
                }
            },
            _ => {
                at += 1;
                continue;
            }
        };
        append(&mut out, &text[from..at], &mut parted);
        parted |= is_space;
        at += length;
        from = at;
    }
    append(&mut out, &text[from..], &mut parted);
    out
}

/// Whether letters or digits stand on both sides of the `length` bytes at `at`.
fn is_inside_word(text: &str, at: usize, length: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + length..]);
    before
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric)
        && after.chars().next().is_some_and(char::is_alphanumeric)
}

/// Appends `word`, behind a space if it is parted from what is there.
fn append(out: &mut String, word: &str, parted: &mut bool) {
    if word.is_empty() {
        return;
    }
    if *parted && !out.is_empty() {
        out.push(' ');
    }
    *parted = false;
    out.push_str(word);
}

/// What `html` says, paragraph by paragraph, and whether it was cut for its length.
pub(crate) fn blocks(html: &str) -> (Vec<Block>, bool) {
    let cut = html.len() > 4 * limits::BODY_BYTES;
    let html = &html[..floor_char(html, html.len().min(4 * limits::BODY_BYTES))];
    let mut page = Paragraphs::default();
    let mut tokens = Tokens::new(html);
    let mut breaks = 0;
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(raw) => {
                let text = entity::decode(raw);
                if !text.trim().is_empty() {
                    breaks = 0;
                }
                page.push(&text);
            }
            Token::Cdata(raw) => page.push(raw),
            Token::Start { name, empty, .. } => match kind_of(name) {
                Kind::Line => {
                    breaks += 1;
                    if breaks == 2 {
                        page.end();
                    } else {
                        page.push(" ");
                    }
                }
                Kind::Silent if !empty => tokens.skip_to_end_of(&name.to_ascii_lowercase()),
                Kind::Breaking => {
                    page.end();
                    page.enter(name, true);
                }
                Kind::Silent | Kind::Inline | Kind::Unknown => {}
            },
            Token::End { name } => {
                if kind_of(name) == Kind::Breaking {
                    page.end();
                    page.enter(name, false);
                }
            }
        }
    }
    page.end();
    (page.blocks, cut || page.cut)
}

/// What plain text says, paragraph by paragraph: they are parted by blank lines.
pub(crate) fn blocks_of_text(text: &str) -> (Vec<Block>, bool) {
    let mut page = Paragraphs::default();
    for row in text.lines() {
        if row.trim().is_empty() {
            page.end();
        } else {
            page.push(row);
            page.push(" ");
        }
    }
    page.end();
    (page.blocks, page.cut)
}

/// Paragraphs while they are gathered.
#[derive(Default)]
struct Paragraphs {
    blocks: Vec<Block>,
    text: String,
    bytes: usize,
    quotes: u32,
    captions: u32,
    cut: bool,
}

impl Paragraphs {
    fn push(&mut self, text: &str) {
        if !self.cut {
            self.text.push_str(text);
        }
    }

    fn end(&mut self) {
        let text = folded(&self.text);
        self.text.clear();
        if text.is_empty() {
            return;
        }
        if self.bytes + text.len() > limits::BODY_BYTES {
            self.cut = true;
            return;
        }
        self.bytes += text.len();
        let zone = if self.captions > 0 {
            Zone::Caption
        } else if self.quotes > 0 {
            Zone::Quote
        } else {
            Zone::Body
        };
        self.blocks.push(Block::new(zone, text));
    }

    fn enter(&mut self, name: &str, opens: bool) {
        let count = if name.eq_ignore_ascii_case("blockquote") {
            &mut self.quotes
        } else if name.eq_ignore_ascii_case("figcaption") {
            &mut self.captions
        } else {
            return;
        };
        *count = if opens {
            *count + 1
        } else {
            count.saturating_sub(1)
        };
    }
}

/// `html` with the addresses of its links and pictures made absolute against `base`.
pub(crate) fn with_absolute_links(html: &str, base: &str) -> String {
    const ADDRESSES: &[&str] = &[
        "href",
        "src",
        "action",
        "cite",
        "background",
        "longdesc",
        "poster",
        "data",
        "classid",
        "codebase",
        "usemap",
        "profile",
    ];
    if !html.contains('<') {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + 64);
    for token in Tokens::new(html) {
        match token {
            Token::Text(raw) => out.push_str(raw),
            Token::Cdata(raw) => out.push_str(&escaped(raw)),
            Token::End { name } => {
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
            Token::Start {
                name,
                attributes,
                empty,
            } => {
                out.push('<');
                out.push_str(name);
                for (name, raw) in attributes.iter() {
                    out.push(' ');
                    out.push_str(name);
                    out.push_str("=\"");
                    if ADDRESSES.iter().any(|it| it.eq_ignore_ascii_case(name)) {
                        let address = link::resolve(&entity::decode(raw), Some(base));
                        out.push_str(&escaped(&address));
                    } else {
                        out.push_str(&raw.replace('"', "&quot;"));
                    }
                    out.push('"');
                }
                out.push_str(if empty { "/>" } else { ">" });
            }
        }
    }
    out
}

/// `text` so that it reads as text inside markup and inside a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let written = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(written);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, HTML, text.
    const LINES: &[(&str, &str, &str)] = &[
        ("markup", "<b>Two</b> crew&nbsp;missing", "Two crew missing"),
        (
            "script",
            "a<script>if (b < c) alert('</p>')</script> d",
            "a d",
        ),
        ("white space", " a\n\t b<br>c ", "a b c"),
        ("soft hyphens", "har\u{ad}bour", "harbour"),
        ("no markup", "3 < 4 & 5 > 4", "3 < 4 & 5 > 4"),
        (
            "words in attributes",
            "<p class=\"sanctions\" title=\"border\">quiet</p>",
            "quiet",
        ),
    ];

    #[test]
    fn html_is_read_as_text() {
        for (name, html, expected) in LINES {
            assert_eq!(line(html), *expected, "{name}");
        }
    }

    #[test]
    fn paragraphs_become_blocks() {
        let (blocks, cut) = blocks(
            "Lead <i>one</i>.<br><br>Two<br>lines.<blockquote><p>Said.</p></blockquote><figure><img alt=x><figcaption>A port</figcaption></figure><ul><li>first<li>second</ul>",
        );
        let shown: Vec<String> = blocks
            .iter()
            .map(|it| format!("{}: {}", it.zone.name(), it.text))
            .collect();
        assert_eq!(
            shown,
            [
                "body: Lead one.",
                "body: Two lines.",
                "quote: Said.",
                "caption: A port",
                "body: first",
                "body: second"
            ]
        );
        assert!(!cut);
    }

    #[test]
    fn a_tag_is_told_from_a_less_than_sign() {
        for (text, expected) in [
            ("a < b", false),
            ("<b>a</b>", true),
            ("AT&amp;T", true),
            ("x <y> z", false),
            ("R&D", false),
            ("a<br/>b", true),
        ] {
            assert_eq!(looks_like_html(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_in_markup_become_absolute() {
        assert_eq!(
            with_absolute_links(
                "<a href=' /b?c=1&amp;d'>e</a><img src=f>",
                "https://x.example/y/"
            ),
            "<a href=\"https://x.example/b?c=1&amp;d\">e</a><img src=\"https://x.example/y/f\">"
        );
    }
}
