//! The markup of strangers, cut into tokens.
//!
//! Not an XML parser: what is ill-formed is read as its writer most likely meant it, and nothing is
//! refused. One pass, in time proportional to the input whatever it holds: every search for an end
//! is remembered, so that none is made twice over the same bytes.

use std::borrow::Cow;

use super::entity;
use crate::limits;

/// Longest value of an attribute. What is longer was never closed.
const ATTRIBUTE_BYTES: usize = 64 * 1024;
/// Longest document type declaration.
const DOCTYPE_BYTES: usize = 64 * 1024;

/// One piece of markup. Text is as written: character references are still in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<name …>`, or `<name …/>` with `empty`.
    Start {
        name: &'a str,
        attributes: Attributes<'a>,
        empty: bool,
    },
    /// `</name>`.
    End { name: &'a str },
    /// What stands between tags.
    Text(&'a str),
    /// What stands in `<![CDATA[ … ]]>`.
    Cdata(&'a str),
}

/// Reads tokens from a text.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Entities that the document declares for itself, with their text.
    pub(crate) entities: Vec<(&'a str, &'a str)>,
    /// Bytes looked at, to prove that the work is bounded.
    pub(crate) work: u64,
    /// Whether a CDATA section, a comment or a tag was never closed.
    pub(crate) unclosed: bool,
    /// Elements whose end tag was looked for in vain.
    endless: Vec<String>,
    doctype_read: bool,
    /// The name of the element that began last.
    element: &'a str,
    quotes: [Finder; 2],
    cdata_end: Finder,
    cdata_start: Finder,
    comment_end: Finder,
    instruction_end: Finder,
    greater: Finder,
    vain: Vain,
    /// The opening quotes of the tag that is read.
    opened: Vec<usize>,
}

impl<'a> Tokens<'a> {
    /// Reads `text` from its beginning.
    pub(crate) fn new(text: &'a str) -> Tokens<'a> {
        Tokens {
            text,
            at: 0,
            entities: Vec::new(),
            work: 0,
            unclosed: false,
            endless: Vec::new(),
            doctype_read: false,
            element: "",
            quotes: [Finder::new(b"\""), Finder::new(b"'")],
            cdata_end: Finder::new(b"]]>"),
            cdata_start: Finder::new(b"![CDATA["),
            comment_end: Finder::new(b"-->"),
            instruction_end: Finder::new(b"?>"),
            greater: Finder::new(b">"),
            vain: Vain::default(),
            opened: Vec::new(),
        }
    }

    /// How many bytes were read.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Goes on at the end tag of `name`, whose content is no markup (scripts). Stays where it is if there is none.
    pub(crate) fn skip_to_end_of(&mut self, name: &str) {
        if self.endless.iter().any(|it| it == name) {
            return;
        }
        let rest = &self.text.as_bytes()[self.at..];
        let end = rest.windows(name.len() + 2).position(|it| {
            it[0] == b'<' && it[1] == b'/' && it[2..].eq_ignore_ascii_case(name.as_bytes())
        });
        self.work += end.unwrap_or(rest.len()) as u64;
        match end {
            Some(end) => self.at += end,
            None => self.endless.push(name.to_owned()),
        }
    }

    /// The markup at `<`, or nothing if this `<` is text.
    fn markup(&mut self, start: usize) -> Markup<'a> {
        let bytes = self.text.as_bytes();
        match bytes.get(start + 1) {
            Some(b'!') => self.declaration(start),
            Some(b'?') => {
                let end = self
                    .instruction_end
                    .find(self.text, start + 2, &mut self.work);
                let greater = self.greater.find(self.text, start + 2, &mut self.work);
                match (end, greater) {
                    // A declaration that lost its question mark ends with its line.
                    (Some(end), Some(greater)) if end > greater + 512 => {
                        Markup::Nothing(greater + 1)
                    }
                    (Some(end), _) => Markup::Nothing(end + 2),
                    (None, Some(greater)) => Markup::Nothing(greater + 1),
                    (None, None) => Markup::Text,
                }
            }
            Some(b'/') => {
                let name_end = self.name_end(start + 2);
                if name_end == start + 2 {
                    return Markup::Text;
                }
                let name = &self.text[start + 2..name_end];
                let mut at = name_end;
                while at < bytes.len() && bytes[at] != b'>' && bytes[at] != b'<' {
                    at += 1;
                }
                self.work += (at - start) as u64;
                let end = if bytes.get(at) == Some(&b'>') {
                    at + 1
                } else {
                    at
                };
                Markup::Token(Token::End { name }, end)
            }
            Some(it) if is_name_start(*it) => self.start_tag(start),
            _ => Markup::Text,
        }
    }

    fn declaration(&mut self, start: usize) -> Markup<'a> {
        let rest = &self.text[start..];
        if rest.starts_with("<!--") {
            return match self.comment_end.find(self.text, start + 4, &mut self.work) {
                Some(end) => Markup::Nothing(end + 3),
                None => {
                    self.unclosed = true;
                    Markup::Nothing(start + 4)
                }
            };
        }
        const CDATA: &str = "<![CDATA[";
        if rest.len() >= CDATA.len()
            && rest.as_bytes()[..CDATA.len()].eq_ignore_ascii_case(CDATA.as_bytes())
        {
            let from = start + CDATA.len();
            return match self.cdata_end.find(self.text, from, &mut self.work) {
                Some(end) if let Some(close) = self.cdata_lost_end(from, end) => {
                    Markup::Token(Token::Cdata(&self.text[from..close]), close)
                }
                Some(end) => Markup::Token(Token::Cdata(&self.text[from..end]), end + 3),
                None => {
                    self.unclosed = true;
                    Markup::Nothing(from)
                }
            };
        }
        let Some(greater) = self.greater.find(self.text, start, &mut self.work) else {
            return Markup::Text;
        };
        let is_doctype = rest
            .get(..9)
            .is_some_and(|it| it.eq_ignore_ascii_case("<!doctype"));
        if is_doctype && !self.doctype_read && self.text[start..greater].contains('[') {
            self.doctype_read = true;
            let limit = floor_char(self.text, (start + DOCTYPE_BYTES).min(self.text.len()));
            self.work += (limit - start) as u64;
            if let Some(end) = end_of_subset(&self.text[start..limit]) {
                self.declare_entities(start, start + end);
                return Markup::Nothing(start + end);
            }
        }
        Markup::Nothing(greater + 1)
    }

    /// Where a section that opens at `from` closes although its `]]>` was lost, so that the one at `end` is another's: with
    /// the element around it, behind which a second section opens.
    fn cdata_lost_end(&mut self, from: usize, end: usize) -> Option<usize> {
        let second = self
            .cdata_start
            .find(self.text, from, &mut self.work)
            .filter(|it| *it < end)?;
        let inside = &self.text.as_bytes()[from..second];
        self.work += inside.len() as u64;
        let name = self.element.as_bytes();
        memchr::memchr_iter(b'<', inside)
            .find(|at| {
                let tag = &inside[at + 1..];
                tag.first() == Some(&b'/')
                    && tag
                        .get(1..=name.len())
                        .is_some_and(|it| it.eq_ignore_ascii_case(name))
            })
            .filter(|_| !name.is_empty())
            .map(|at| from + at)
    }

    /// Remembers `<!ENTITY name "text">`. Others (external, nested, long) stay unexpanded wherever they are used.
    fn declare_entities(&mut self, start: usize, end: usize) {
        const AT_MOST: usize = 256;
        for declaration in self.text[start..end]
            .split("<!ENTITY")
            .skip(1)
            .take(AT_MOST)
        {
            let declaration = declaration.trim_start();
            let name_end = declaration
                .find(|it: char| it.is_whitespace() || it == '>')
                .unwrap_or(declaration.len());
            let (name, rest) = declaration.split_at(name_end);
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|it| *it == '"' || *it == '\'') else {
                continue;
            };
            let Some(value) = rest[1..].split(quote).next() else {
                continue;
            };
            let nested = value
                .match_indices('&')
                .any(|(at, _)| !value[at..].starts_with("&#"));
            if !name.is_empty() && !nested && value.len() <= 256 {
                self.entities.push((name, value));
            }
        }
    }

    fn start_tag(&mut self, start: usize) -> Markup<'a> {
        let bytes = self.text.as_bytes();
        let name_end = self.name_end(start + 1);
        let may_be_cut = is_cut_tag(&self.text[start + 1..name_end]);
        let mut at = name_end;
        let mut before = b' ';
        self.opened.clear();
        let end = loop {
            match bytes.get(at) {
                None => {
                    self.work += (at - start) as u64;
                    self.unclosed = true;
                    self.vain.remember(bytes.len(), &self.opened, Vain::ENDLESS);
                    return Markup::Text;
                }
                Some(b'>') => break at,
                Some(b'<') => {
                    self.work += (at - start) as u64;
                    self.vain.remember(bytes.len(), &self.opened, Vain::CUT);
                    return self.start_tag_cut(start, name_end, at);
                }
                Some(quote @ (b'"' | b'\'')) if before == b'=' => {
                    // From here on another tag was read already, and it came to nothing.
                    let known = self.vain.of(at);
                    if known == Vain::ENDLESS || known == Vain::CUT && !may_be_cut {
                        self.work += (at - start) as u64;
                        self.vain.remember(bytes.len(), &self.opened, known);
                        return Markup::Text;
                    }
                    self.opened.push(at);
                    match self.closing_quote(*quote, at) {
                        Closing::At(close) => at = close + 1,
                        Closing::Missing => at += 1,
                    }
                    before = *quote;
                }
                Some(it) => {
                    if !it.is_ascii_whitespace() {
                        before = *it;
                    }
                    at += 1;
                }
            }
        };
        self.work += (end - start) as u64;
        let empty = bytes[end - 1] == b'/' && end > name_end;
        let inside = &self.text[name_end..if empty { end - 1 } else { end }];
        self.element = &self.text[start + 1..name_end];
        let token = Token::Start {
            name: self.element,
            attributes: Attributes(inside),
            empty,
        };
        Markup::Token(token, end + 1)
    }

    /// What a tag is that another cuts off at `end`, before its `>`: text, unless it is a feed's and nothing but attributes
    /// stand behind its name.
    fn start_tag_cut(&mut self, start: usize, name_end: usize, end: usize) -> Markup<'a> {
        let (name, inside) = (&self.text[start + 1..name_end], &self.text[name_end..end]);
        if !is_cut_tag(name) || !inside.trim().is_empty() && !inside.contains('=') {
            return Markup::Text;
        }
        self.element = name;
        let token = Token::Start {
            name,
            attributes: Attributes(inside),
            empty: false,
        };
        Markup::Token(token, end)
    }

    /// Where the value that opens at `open` closes. A value is taken as never closed if it is too
    /// long, or if it holds a `>` and what follows its end cannot follow a value.
    fn closing_quote(&mut self, quote: u8, open: usize) -> Closing {
        let finder = &mut self.quotes[usize::from(quote == b'\'')];
        let Some(close) = finder.find(self.text, open + 1, &mut self.work) else {
            return Closing::Missing;
        };
        if close - open > ATTRIBUTE_BYTES {
            return Closing::Missing;
        }
        let fits = match self.text.as_bytes().get(close + 1) {
            None | Some(b'>' | b'/' | b'?') => true,
            Some(it) => it.is_ascii_whitespace(),
        };
        if !fits {
            let greater = self.greater.find(self.text, open + 1, &mut self.work);
            if greater.is_some_and(|it| it < close) {
                return Closing::Missing;
            }
        }
        Closing::At(close)
    }

    fn name_end(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < bytes.len() && is_name(bytes[at]) {
            at += 1;
        }
        at
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            if start >= bytes.len() {
                return None;
            }
            if bytes[start] == b'<' {
                match self.markup(start) {
                    Markup::Token(token, end) => {
                        self.at = end;
                        return Some(token);
                    }
                    Markup::Nothing(end) => {
                        self.at = end;
                        continue;
                    }
                    Markup::Text => {}
                }
            }
            // A `<` that opens nothing is text, up to the next one.
            let length =
                memchr::memchr(b'<', &bytes[start + 1..]).unwrap_or(bytes.len() - start - 1);
            self.at = start + 1 + length;
            self.work += length as u64 + 1;
            return Some(Token::Text(&self.text[start..self.at]));
        }
    }
}

/// What a `<` turned out to be: a token, nothing worth a token, or text.
enum Markup<'a> {
    Token(Token<'a>, usize),
    Nothing(usize),
    Text,
}

enum Closing {
    At(usize),
    Missing,
}

/// Opening quotes from which on tags were read that came to nothing. How a tag goes on behind one does not depend on where it
/// began, so that none is read from there a second time.
#[derive(Default)]
struct Vain {
    /// Two bits for each byte of the text, once there is any.
    marks: Vec<u8>,
}

impl Vain {
    /// Nothing is known.
    const NOTHING: u8 = 0;
    /// Another tag began before it ended.
    const CUT: u8 = 1;
    /// The text ended before it did.
    const ENDLESS: u8 = 2;

    fn of(&self, quote: usize) -> u8 {
        self.marks
            .get(quote / 4)
            .map_or(Vain::NOTHING, |it| it >> (quote % 4 * 2) & 3)
    }

    /// Remembers what came of a tag in a text of `bytes`.
    fn remember(&mut self, bytes: usize, quotes: &[usize], what: u8) {
        if !quotes.is_empty() && self.marks.is_empty() {
            self.marks = vec![0; bytes / 4 + 1];
        }
        for quote in quotes {
            let shift = quote % 4 * 2;
            let mark = &mut self.marks[quote / 4];
            *mark = *mark & !(3 << shift) | what << shift;
        }
    }
}

/// Whether a tag of this name is one even where another cuts it off: the elements of feeds.
fn is_cut_tag(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "item",
        "entry",
        "channel",
        "title",
        "link",
        "description",
        "guid",
        "pubDate",
        "content:encoded",
        "content",
        "summary",
        "id",
        "updated",
        "published",
        "author",
        "dc:creator",
        "dc:date",
    ];
    NAMES.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// Finds the next place of one needle and remembers it.
struct Finder {
    needle: &'static [u8],
    /// The place found last: valid for every `from` between `looked_from` and it.
    found: Option<usize>,
    looked_from: usize,
    fresh: bool,
}

impl Finder {
    fn new(needle: &'static [u8]) -> Finder {
        Finder {
            needle,
            found: None,
            looked_from: 0,
            fresh: true,
        }
    }

    fn find(&mut self, text: &str, from: usize, work: &mut u64) -> Option<usize> {
        let known =
            !self.fresh && from >= self.looked_from && self.found.is_none_or(|it| it >= from);
        if !known {
            // Behind what was looked at already it is known as well.
            let known_from = Some(self.looked_from).filter(|it| !self.fresh && from < *it);
            let until = known_from.unwrap_or(text.len());
            // The first byte of every needle is rare in what is searched for it.
            let bytes = text.as_bytes().get(from..).unwrap_or_default();
            let places = &bytes[..until.saturating_sub(from).min(bytes.len())];
            let found = memchr::memchr_iter(self.needle[0], places)
                .find(|at| bytes[*at..].starts_with(self.needle))
                .map(|it| it + from);
            *work += found.unwrap_or(until).saturating_sub(from) as u64;
            if found.is_some() || known_from.is_none() {
                self.found = found;
            }
            self.fresh = false;
            self.looked_from = from;
        }
        self.found
    }
}

/// The attributes of a start tag, read when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    /// No attributes.
    pub(crate) const NONE: Attributes<'static> = Attributes("");

    /// As written.
    pub(crate) fn raw(self) -> &'a str {
        self.0
    }

    /// The first attribute called `name`, with its character references resolved.
    pub(crate) fn get(self, name: &str) -> Option<Cow<'a, str>> {
        self.iter()
            .find(|(it, _)| it.eq_ignore_ascii_case(name))
            .map(|(_, raw)| entity::decode(raw))
    }

    /// Names and values as written, no more than are worth reading.
    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        AttributeIter { rest: self.0 }.take(limits::ATTRIBUTES)
    }
}

struct AttributeIter<'a> {
    rest: &'a str,
}

impl<'a> Iterator for AttributeIter<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        const BETWEEN: &[char] = &['"', '\'', '=', '/'];
        let rest = self
            .rest
            .trim_start_matches(|it: char| it.is_whitespace() || BETWEEN.contains(&it));
        if rest.is_empty() {
            return None;
        }
        let name_end = rest
            .find(|it: char| it.is_whitespace() || it == '=')
            .unwrap_or(rest.len());
        let (name, rest) = rest.split_at(name_end);
        let Some(value) = rest.trim_start().strip_prefix('=') else {
            self.rest = rest;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let (value, rest) = match value.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let value = &value[1..];
                let end = value.find(char::from(*quote)).unwrap_or(value.len());
                (&value[..end], value.get(end + 1..).unwrap_or(""))
            }
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        self.rest = rest;
        Some((name, value))
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || matches!(byte, b':' | b'-' | b'.')
}

/// Behind the `]>` that ends a declaration with an internal subset. It stands before any root of a feed.
fn end_of_subset(text: &str) -> Option<usize> {
    const ROOTS: &[&str] = &["<rss", "<feed", "<rdf:", "<channel", "<RSS", "<RDF"];
    let root = ROOTS.iter().filter_map(|it| text.find(it)).min();
    let text = &text[..root.unwrap_or(text.len())];
    text.match_indices(']').find_map(|(at, _)| {
        let rest = text[at + 1..].trim_start();
        rest.starts_with('>').then(|| text.len() - rest.len() + 1)
    })
}

/// The last character boundary at or before `at`.
pub(crate) fn floor_char(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = Vec::new();
        for token in Tokens::new(text) {
            out.push(match token {
                Token::Start {
                    name,
                    attributes,
                    empty,
                } => {
                    let attributes: String = attributes
                        .iter()
                        .map(|(name, value)| format!(" {name}={value}"))
                        .collect();
                    format!("+{name}{attributes}{}", if empty { "/" } else { "" })
                }
                Token::End { name } => format!("-{name}"),
                Token::Text(text) => format!("'{text}'"),
                Token::Cdata(text) => format!("[{text}]"),
            });
        }
        out.join(" ")
    }

    /// Name, markup, tokens.
    const TESTS: &[(&str, &str, &str)] = &[
        ("element", "<a>b</a>", "+a 'b' -a"),
        (
            "attributes",
            "<a b=\"c d\" e='f' g=h i/>",
            "+a b=c d e=f g=h i=/",
        ),
        ("CDATA", "<a><![CDATA[<b>]]></a>", "+a [<b>] -a"),
        ("CDATA never closed", "<a><![CDATA[x</a>", "+a 'x' -a"),
        ("comment", "a<!-- <b> -->c", "'a' 'c'"),
        ("comment never closed", "a<!-- <b>c", "'a' ' ' +b 'c'"),
        ("declarations", "<?xml version='1.0'?><!DOCTYPE a>b", "'b'"),
        ("a less-than sign in text", "3 < 4 <b>", "'3 ' '< 4 ' +b"),
        (
            "a less-than sign before a letter",
            "x <y and z</a>",
            "'x ' '<y and z' -a",
        ),
        (
            "a section whose end was lost",
            "<a><![CDATA[x]></a><b><![CDATA[y]]></b>",
            "+a [x]>] -a +b [y] -b",
        ),
        (
            "a section that shows how one is written",
            "<a><![CDATA[x <![CDATA[ y]]></a>",
            "+a [x <![CDATA[ y] -a",
        ),
        (
            "a feed's tag that another cuts off",
            "<item\n<title>x</title>",
            "+item +title 'x' -title",
        ),
        ("end tag without its end", "</a<b>", "-a +b"),
        (
            "quote never closed",
            "<a b=\"c>d</a><e f=\"g\">",
            "+a b=c 'd' -a +e f=g",
        ),
        (
            "greater-than sign in a value",
            "<a b=\"c > d\">e",
            "+a b=c > d 'e'",
        ),
        ("nothing after a less-than sign", "a <", "'a ' '<'"),
        (
            "unquoted address",
            "<a href=http://x.example/y>z",
            "+a href=http://x.example/y 'z'",
        ),
    ];

    #[test]
    fn ill_formed_markup_is_read_as_it_was_meant() {
        for (name, text, expected) in TESTS {
            assert_eq!(shown(text), *expected, "{name}");
        }
    }

    #[test]
    fn entities_of_the_document_are_remembered_unless_they_hold_others() {
        let text = "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;\"> ]><a>";
        let mut tokens = Tokens::new(text);
        assert!(matches!(
            tokens.next(),
            Some(Token::Start { name: "a", .. })
        ));
        assert_eq!(tokens.entities, [("b", "c")]);
    }

    #[test]
    fn the_work_is_proportional_to_the_input() {
        let million = 1_000_000;
        let hostile = [
            "<".repeat(million),
            "<a ".repeat(million / 3),
            "<a b=\"".repeat(million / 6),
            "<a b='<a b=\"".repeat(million / 12),
            "<a b=\"'>".repeat(million / 8),
            "<![CDATA[".repeat(million / 9),
            "<!--".repeat(million / 4),
            "<!".repeat(million / 2),
            "<?".repeat(million / 2),
            "<!DOCTYPE [".repeat(million / 11),
            "<!DOCTYPE [>".repeat(million / 12),
            "</".repeat(million / 2),
            "</a".repeat(million / 3),
            "<a>".repeat(million / 3),
            "&".repeat(million),
            format!("<a {}>", "b ".repeat(million / 2)),
            format!("<a{}", " x=\"<b\"".repeat(million / 8)),
            format!("<a{}", " x='<b'".repeat(million / 8)),
            format!("<a{}", "x=\"<b\"".repeat(million / 7)),
            format!("<a{}", " x=\"<b>\"y".repeat(million / 10)),
            format!("<a{}<", " x=\"<b\"".repeat(million / 8)),
            format!("<a{}\"<", " x=\"<b\"".repeat(million / 8)),
            format!("<a{}<", " x=\"<item\"".repeat(million / 11)),
            format!("<a{}", " x=\"<item y='<b'\"".repeat(million / 18)),
            format!("<a{}>", " x=\"<b y='<c'\"z='<d'".repeat(million / 22)),
        ];
        for text in hostile.into_iter().chain((0..60).map(random_tags)) {
            let mut tokens = Tokens::new(&text);
            let mut count = 0u64;
            while tokens.next().is_some() {
                count += 1;
            }
            let bound = 16 * text.len() as u64 + 4096;
            assert!(
                tokens.work <= bound && count <= bound,
                "{} bytes looked at for {} bytes of {:?}…",
                tokens.work,
                text.len(),
                text.chars().take(24).collect::<String>()
            );
        }
    }

    /// Pieces of tags one after the other as they come, 100 KB of them; which of them there are differs from seed to seed.
    fn random_tags(seed: u64) -> String {
        const PIECES: [&str; 16] = [
            " x=\"", "\"", "<b", " y='", "'", "<item", "=", ">", "<", " ", "=\"<a", "='<b", "z",
            "/", "\" ", "' ",
        ];
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let some: Vec<&str> = PIECES
            .into_iter()
            .filter(|it| *it == "<b" || next() % 3 > 0 && *it != ">")
            .collect();
        let mut text = String::from("<a");
        while text.len() < 100_000 {
            text.push_str(some[(next() % some.len() as u64) as usize]);
        }
        text
    }
}
