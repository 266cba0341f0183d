//! One walk over a page's markup before any HTML parser sees it.
//!
//! A browser's parser is quadratic in some things that a stranger chooses: nesting, attributes of one
//! tag, unclosed formatting. This walk bounds them in linear time and leaves out what never is text:
//! comments, scripts, styles, drawings, frames, and white space that is not shown. What it writes is plain HTML again.

use super::markup::{
    find_byte, find_end_tag, head, hides, is_kept, is_name, letters_outside_tags, push_attribute,
};
use crate::limits;

/// A page's markup, made safe to parse.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    /// The markup that is left.
    pub(crate) html: String,
    /// The contents of the page's JSON-LD scripts.
    pub(crate) json_ld: Vec<String>,
    /// Letters inside `noscript`, which usually double what scripts show.
    pub(crate) noscript_letters: usize,
    /// Whether tags were dropped because they stood too deep or were too many.
    pub(crate) cut: bool,
}

/// What to do with `noscript`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noscript {
    /// Leave it out.
    Drop,
    /// Its contents are part of the page.
    Keep,
}

/// Walks over `html`.
pub(crate) fn scan(html: &str, noscript: Noscript) -> Scanned {
    let mut scan = Scan {
        html,
        at: 0,
        noscript,
        open: Vec::new(),
        tags: 0,
        seen_roots: 0,
        titled: false,
        unclosed: Vec::new(),
        out: Scanned {
            html: String::with_capacity(html.len() / 2),
            ..Scanned::default()
        },
    };
    scan.run();
    scan.out
}

struct Scan<'a> {
    html: &'a str,
    at: usize,
    noscript: Noscript,
    /// Names of the elements that are open, as the parser will see them or deeper, never shallower.
    open: Vec<&'a str>,
    tags: usize,
    /// Which of `html`, `head`, `body` were seen: a second one would only be merged, at a cost.
    seen_roots: u8,
    titled: bool,
    /// Raw elements for which no end follows: looked for once.
    unclosed: Vec<&'a str>,
    out: Scanned,
}

/// A start tag.
struct Tag<'a> {
    name: &'a str,
    /// Kept attributes, as written.
    attributes: String,
    /// The value of `type`, for scripts.
    kind: &'a str,
}

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "keygen", "link", "meta", "param",
    "source", "track", "wbr",
];
/// Tags that only dress text. They are dropped: a parser reopens them in every following paragraph.
const DRESS: &[&str] = &[
    "b", "basefont", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong",
    "tt", "u", "wbr", "blink", "marquee",
];
/// Tags without use for text, dropped while their contents stay.
const DROPPED: &[&str] = &[
    "frameset",
    "frame",
    "plaintext",
    "math",
    "base",
    "keygen",
    "applet",
];
/// Elements whose contents are not markup; all but `title` go with their contents.
const RAW: &[&str] = &[
    "script", "style", "iframe", "noembed", "noframes", "textarea", "title", "xmp", "svg",
];
/// Elements at which the search for an element to close stops.
const SPECIAL: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
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
    "head",
    "header",
    "hgroup",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "object",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "template",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements beyond which no end tag reaches.
const SCOPE: &[&str] = &[
    "button", "caption", "html", "object", "table", "td", "template", "th",
];

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|it| it.eq_ignore_ascii_case(name))
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        while let Some(found) = find_byte(self.html, self.at, b'<') {
            self.text(&self.html[self.at..found]);
            self.at = found;
            let rest = &self.html.as_bytes()[found + 1..];
            match rest.first() {
                Some(b'!') => self.declaration(),
                Some(b'?') => self.skip_past(b'>'),
                Some(b'/') if rest.get(1).is_some_and(u8::is_ascii_alphabetic) => self.end_tag(),
                Some(b'/') => self.skip_past(b'>'),
                Some(it) if it.is_ascii_alphabetic() => {
                    if self.tags >= limits::PAGE_TAGS {
                        self.out.cut = true;
                        self.at = self.html.len();
                        return;
                    }
                    self.tags += 1;
                    self.start_tag();
                }
                _ => {
                    self.out.html.push_str("&lt;");
                    self.at += 1;
                }
            }
        }
        self.text(&self.html[self.at.min(self.html.len())..]);
    }

    /// Writes text, its white space folded as it is shown: pages are indented, and every parser reads every blank.
    fn text(&mut self, mut text: &str) {
        if self.open.iter().any(|it| it.eq_ignore_ascii_case("pre")) {
            return self.out.html.push_str(text);
        }
        while let Some(start) = text.find(|it: char| it.is_ascii_whitespace()) {
            let rest = &text[start..];
            let length = rest
                .find(|it: char| !it.is_ascii_whitespace())
                .unwrap_or(rest.len());
            let is_broken = rest[..length].contains(['\n', '\r']);
            self.out.html.push_str(&text[..start]);
            self.out.html.push(if is_broken { '\n' } else { ' ' });
            text = &rest[length..];
        }
        self.out.html.push_str(text);
    }

    fn skip_past(&mut self, end: u8) {
        self.at = find_byte(self.html, self.at, end).map_or(self.html.len(), |it| it + 1);
    }

    fn declaration(&mut self) {
        let rest = &self.html[self.at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let length = if comment.starts_with('>') {
                1
            } else if comment.starts_with("->") {
                2
            } else {
                let plain = comment.find("-->").map(|it| it + 3);
                let odd = comment[..plain.unwrap_or(comment.len())]
                    .find("--!>")
                    .map(|it| it + 4);
                odd.or(plain).unwrap_or(comment.len())
            };
            self.at += 4 + length;
        } else {
            let start = self.at;
            self.skip_past(b'>');
            if self.out.html.is_empty()
                && rest.len() > 9
                && is_one_of(&head(rest, 9), &["<!doctype"])
            {
                self.out.html.push_str(&self.html[start..self.at]);
            }
        }
    }

    fn name_at(&self, from: usize) -> &'a str {
        let length = self.html.as_bytes()[from..]
            .iter()
            .position(|it| it.is_ascii_whitespace() || *it == b'/' || *it == b'>')
            .unwrap_or(self.html.len() - from);
        &self.html[from..from + length]
    }

    /// Reads the attributes from `self.at` to the end of the tag. Nothing if the page ends inside it.
    fn attributes(&mut self, name: &'a str) -> Option<Tag<'a>> {
        let (html, bytes) = (self.html, self.html.as_bytes());
        let mut tag = Tag {
            name,
            attributes: String::new(),
            kind: "",
        };
        let (mut at, mut count, mut hidden) = (self.at, 0, false);
        loop {
            while bytes
                .get(at)
                .is_some_and(|it| it.is_ascii_whitespace() || *it == b'/')
            {
                at += 1;
            }
            if *bytes.get(at)? == b'>' {
                self.at = at + 1;
                break;
            }
            let start = at;
            at += 1;
            while !matches!(*bytes.get(at)?, b'=' | b'>' | b'/') && !bytes[at].is_ascii_whitespace()
            {
                at += 1;
            }
            let key = &html[start..at];
            let mut ahead = at;
            while bytes.get(ahead)?.is_ascii_whitespace() {
                ahead += 1;
            }
            let mut value = "";
            if bytes[ahead] == b'=' {
                at = ahead + 1;
                while bytes.get(at)?.is_ascii_whitespace() {
                    at += 1;
                }
                let quote = bytes[at];
                if quote == b'"' || quote == b'\'' {
                    let end = find_byte(html, at + 1, quote)?;
                    value = &html[at + 1..end];
                    at = end + 1;
                } else {
                    let from = at;
                    while bytes.get(at)? != &b'>' && !bytes[at].is_ascii_whitespace() {
                        at += 1;
                    }
                    value = &html[from..at];
                }
            }
            count += 1;
            if key.eq_ignore_ascii_case("type") && tag.kind.is_empty() {
                tag.kind = value;
            }
            if key.eq_ignore_ascii_case("style") {
                hidden |= hides(value);
            } else if key.eq_ignore_ascii_case("hidden") {
                hidden = true;
            } else if count <= limits::ATTRIBUTES && is_kept(key, value) {
                push_attribute(&mut tag.attributes, key, value);
            }
        }
        if hidden {
            tag.attributes.push_str(" hidden");
        }
        Some(tag)
    }

    fn start_tag(&mut self) {
        let name = self.name_at(self.at + 1);
        self.at += 1 + name.len();
        let Some(tag) = self.attributes(name) else {
            self.at = self.html.len();
            return;
        };
        if is_one_of(name, RAW) {
            self.raw(&tag);
        } else if name.eq_ignore_ascii_case("noscript") {
            if self.noscript == Noscript::Drop {
                let contents = self.take_contents(name);
                self.out.noscript_letters += letters_outside_tags(contents);
            }
        } else if is_one_of(name, DRESS) || is_one_of(name, DROPPED) || !is_name(name) {
        } else if let Some(root) = ["html", "head", "body"]
            .iter()
            .position(|it| it.eq_ignore_ascii_case(name))
        {
            if self.seen_roots & (1 << root) == 0 {
                self.seen_roots |= 1 << root;
                self.write(&tag);
            }
        } else if is_one_of(name, VOID) {
            self.write(&tag);
        } else {
            self.close_implied(name);
            if self.open.len() >= limits::PAGE_DEPTH {
                self.out.cut = true;
                // A blank in its place, so that words of different blocks do not run together.
                self.out.html.push(' ');
            } else {
                self.open.push(name);
                self.write(&tag);
            }
        }
    }

    fn write(&mut self, tag: &Tag<'_>) {
        self.out.html.push('<');
        self.out.html.push_str(tag.name);
        self.out.html.push_str(&tag.attributes);
        self.out.html.push('>');
    }

    fn end_tag(&mut self) {
        let name = self.name_at(self.at + 2);
        self.at += 2 + name.len();
        if self.attributes(name).is_none() {
            self.at = self.html.len();
            return;
        }
        if is_one_of(name, RAW)
            || is_one_of(name, DRESS)
            || is_one_of(name, DROPPED)
            || !is_name(name)
        {
            return;
        }
        if name.eq_ignore_ascii_case("html")
            || name.eq_ignore_ascii_case("body")
            || name.eq_ignore_ascii_case("noscript")
        {
            return;
        }
        self.out.html.push_str("</");
        self.out.html.push_str(name);
        self.out.html.push('>');
        let is_special = is_one_of(name, SPECIAL);
        for index in (0..self.open.len()).rev() {
            let candidate = self.open[index];
            if candidate.eq_ignore_ascii_case(name) {
                self.open.truncate(index);
                break;
            }
            let table_part = is_one_of(
                name,
                &["table", "tbody", "thead", "tfoot", "tr", "td", "th"],
            );
            let stops: &[&str] = if table_part {
                &["table", "template", "html"]
            } else if is_special {
                SCOPE
            } else {
                SPECIAL
            };
            if is_one_of(candidate, stops) {
                break;
            }
        }
    }

    /// Closes what a parser closes by itself before an element of this name.
    fn close_implied(&mut self, name: &str) {
        let (closes, stops): (&[&str], &[&str]) = match name.to_ascii_lowercase().as_str() {
            "li" => (&["li"], SPECIAL),
            "dd" | "dt" => (&["dd", "dt"], SPECIAL),
            "tr" => (&["tr"], &["table", "template", "html"]),
            "td" | "th" => (&["td", "th"], &["table", "tr", "template", "html"]),
            "tbody" | "thead" | "tfoot" => {
                (&["tbody", "thead", "tfoot"], &["table", "template", "html"])
            }
            "option" => (&["option"], SPECIAL),
            "a" => (&["a"], SPECIAL),
            lower if is_one_of(lower, SPECIAL) => (&["p"], SCOPE),
            _ => return,
        };
        for index in (0..self.open.len()).rev() {
            let candidate = self.open[index];
            if is_one_of(candidate, closes) {
                self.open.truncate(index);
                return;
            }
            let passes = closes[0] != "p" && is_one_of(candidate, &["address", "div", "p"]);
            if !passes && is_one_of(candidate, stops) {
                return;
            }
        }
    }

    /// Everything up to the end tag of `name`, which is passed too. All that follows if there is none.
    fn take_contents(&mut self, name: &'a str) -> &'a str {
        let rest = &self.html[self.at..];
        let known_unclosed = is_one_of(name, &self.unclosed);
        let end = if known_unclosed {
            None
        } else {
            find_end_tag(rest, name)
        };
        match end {
            Some(end) => {
                self.at += end;
                self.skip_past(b'>');
                &rest[..end]
            }
            None => {
                self.unclosed.push(name);
                ""
            }
        }
    }

    fn raw(&mut self, tag: &Tag<'a>) {
        let contents = self.take_contents(tag.name);
        if tag.name.eq_ignore_ascii_case("title") {
            let shown = head(contents, 4 * limits::TITLE_CHARS);
            if !self.titled {
                self.titled = true;
                self.out.html.push_str("<title>");
                self.out.html.push_str(&shown.replace('<', "&lt;"));
                self.out.html.push_str("</title>");
            }
        } else if tag.name.eq_ignore_ascii_case("script")
            && is_one_of(
                tag.kind.split(';').next().unwrap_or("").trim(),
                &["application/ld+json"],
            )
            && contents.len() <= limits::JSON_BYTES
            && self.out.json_ld.len() < 64
        {
            self.out.json_ld.push(contents.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, page, what is left.
    const TESTS: &[(&str, &str, &str)] = &[
        (
            "plain",
            "<p class=x>a &lt; b</p>",
            "<p class=\"x\">a &lt; b</p>",
        ),
        ("a lone bracket is text", "<p>2 < 3", "<p>2 &lt; 3"),
        ("comments go", "a<!-- <p>quiet</p> -->b<!-->c", "abc"),
        ("scripts go", "a<script>var x = '</p>';</script>b", "ab"),
        ("styles go", "<STYLE>p{}</Style>b", "b"),
        ("an unclosed script loses nothing", "a<script>b", "ab"),
        ("dress goes", "<p><b>a</b><i>b</i>", "<p>ab"),
        (
            "hidden by style",
            "<p style='color:red; display : none'>a",
            "<p hidden>a",
        ),
        ("handlers go", "<p onclick='x()' id=q>a", "<p id=\"q\">a"),
        (
            "quotes in values",
            "<p title='say \"a\"'>a",
            "<p title=\"say &quot;a&quot;\">a",
        ),
        ("noscript goes", "<noscript><p>a</p></noscript>b", "b"),
        (
            "one body",
            "<body a=1><p>x<body b=2>y",
            "<body a=\"1\"><p>xy",
        ),
        ("a page that ends in a tag", "<p>a<img src=", "<p>a"),
        (
            "white space is folded",
            "<p>a \t b\r\n   c</p>\n\n\t<p>d\u{A0} e",
            "<p>a b\nc</p>\n<p>d\u{A0} e",
        ),
        (
            "but not where it is shown",
            "<pre>a  b\n\n <i>c  d</i></pre>  e",
            "<pre>a  b\n\n c  d</pre> e",
        ),
    ];

    #[test]
    fn what_never_is_text_goes_and_the_rest_stays() {
        for (name, html, expected) in TESTS {
            assert_eq!(scan(html, Noscript::Drop).html, *expected, "{name}");
        }
    }

    #[test]
    fn deep_nesting_loses_its_tags_and_keeps_its_text() {
        let html = format!(
            "{}deep{}",
            "<div>".repeat(100_000),
            "</div>".repeat(100_000)
        );
        let scanned = scan(&html, Noscript::Drop);
        assert!(scanned.cut && scanned.html.contains("deep"));
        assert_eq!(scanned.html.matches("<div>").count(), limits::PAGE_DEPTH);
    }

    #[test]
    fn paragraphs_and_items_without_end_tags_do_not_count_as_nested() {
        let html = format!(
            "<ul>{}</ul><table>{}</table>",
            "<li>a<p>b".repeat(1_000),
            "<tr><td>c".repeat(1_000)
        );
        assert!(!scan(&html, Noscript::Drop).cut);
    }

    #[test]
    fn a_tag_of_a_hundred_thousand_attributes_is_cut() {
        let attributes: String = (0..100_000).map(|it| format!(" a{it}=1")).collect();
        let scanned = scan(&format!("<p{attributes}>x"), Noscript::Drop);
        assert!(
            scanned.html.matches("=\"1\"").count() <= limits::ATTRIBUTES
                && scanned.html.ends_with(">x")
        );
    }
}
