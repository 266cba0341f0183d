//! The HTML that stands in feeds, as plain text. Its markup is read and never kept.

use news::{Block, Zone};

use super::entity;
use super::link;
use super::token::{Token, Tokens, floor_char};
use crate::limits;

/// Elements whose content is not text.
const SILENT: &[&str] = &[
    "script", "style", "template", "iframe", "object", "noscript", "svg", "textarea", "select",
];

/// Elements before and after which a paragraph ends.
const BREAKING: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements that stand inside a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em",
    "font", "i", "img", "input", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "ruby",
    "rt", "rp", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "video", "audio", "wbr", "blink", "embed", "param", "map", "area", "button",
    "meta", "link", "caption", "col", "colgroup", "html", "head", "title",
];

/// Whether `text` is HTML by the look of it: it has a tag that HTML knows, or a character reference.
pub(crate) fn looks_like_html(text: &str) -> bool {
    if !text.contains(['<', '&']) {
        return false;
    }
    entity::any(text)
        || text.match_indices('<').any(|(at, _)| {
            let rest = text[at + 1..].trim_start_matches('/');
            let end = rest
                .find(|it: char| !it.is_ascii_alphanumeric())
                .unwrap_or(rest.len());
            let closes = rest[end..].starts_with([' ', '>', '/', '\n', '\t', '\r']);
            closes && end <= 10 && is_known(&rest[..end].to_ascii_lowercase())
        })
}

/// Whether HTML has an element of this name, in lower case.
pub(crate) fn is_known(name: &str) -> bool {
    SILENT.contains(&name) || BREAKING.contains(&name) || INLINE.contains(&name)
}

/// The text of `html` on one line.
pub(crate) fn line(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return folded(html);
    }
    let mut text = String::with_capacity(html.len().min(4096));
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(raw) => text.push_str(&entity::decode(raw)),
            Token::Cdata(raw) => text.push_str(raw),
            Token::Start { name, empty, .. } => {
                let name = name.to_ascii_lowercase();
                if !empty && SILENT.contains(&name.as_str()) {
                    tokens.skip_to_end_of(&name);
                } else if name == "br" || BREAKING.contains(&name.as_str()) {
                    text.push(' ');
                }
            }
            Token::End { name } => {
                if BREAKING.contains(&name.to_ascii_lowercase().as_str()) {
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
    for word in text
        .split(|it: char| it.is_whitespace() || it == '\u{200b}')
        .filter(|it| !it.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(
            word.chars()
                .filter(|it| !matches!(it, '\u{ad}' | '\u{feff}' | '\u{2060}')),
        );
    }
    out
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
            Token::Start { name, empty, .. } => {
                let name = name.to_ascii_lowercase();
                if name == "br" {
                    breaks += 1;
                    if breaks == 2 {
                        page.end();
                    } else {
                        page.push(" ");
                    }
                } else if !empty && SILENT.contains(&name.as_str()) {
                    tokens.skip_to_end_of(&name);
                } else if BREAKING.contains(&name.as_str()) {
                    page.end();
                    page.enter(&name, true);
                }
            }
            Token::End { name } => {
                let name = name.to_ascii_lowercase();
                if BREAKING.contains(&name.as_str()) {
                    page.end();
                    page.enter(&name, false);
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
        let count = match name {
            "blockquote" => &mut self.quotes,
            "figcaption" => &mut self.captions,
            _ => return,
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
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(it),
        }
    }
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
