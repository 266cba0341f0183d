//! RTF: control words, groups, and text in the code pages of its fonts.
//!
//! One walk over the bytes with a stack of groups of bounded depth: linear, whatever the bytes are.

use std::collections::HashMap;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
    WINDOWS_1257, WINDOWS_1258,
};
use news::{Article, TroubleCode};

use super::compose::{self, Paragraph, Role};
use super::header::Header;
use crate::lines::authors;
use crate::when::{self, Stated};
use crate::{Problem, limits};

/// What the text of a group is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Fonts,
    Styles,
    Info,
    InfoField(Field),
    Skipped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Author,
    Created,
    Revised,
}

/// What holds until a group ends.
#[derive(Debug, Clone, Copy)]
struct State {
    place: Place,
    encoding: &'static Encoding,
    /// How many characters stand after a `\u` for programs that know none.
    fallback: usize,
    /// Whether `\*` was just read: what follows may be left out by whoever does not know it.
    optional: bool,
    role: Option<Role>,
    hidden: bool,
}

/// Reads a rich text document.
pub(super) fn read(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let mut bytes = bytes;
    if bytes.len() > limits::UNPACKED_BYTES / 4 {
        bytes = &bytes[..limits::UNPACKED_BYTES / 4];
        problems.push(Problem::new(
            TroubleCode::TooLarge,
            "The document is larger than 64 MB; what lies beyond was not read.",
        ));
    }
    let mut reader = Reader::new(bytes);
    reader.run();
    if reader.cut {
        problems.push(Problem::new(
            TroubleCode::TooLarge,
            "The document is nested too deep; some of its structure was not read.",
        ));
    }
    compose::articles(reader.header, &reader.paragraphs, problems)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
    stack: Vec<State>,
    /// Groups beyond the bound: they are counted, not kept.
    beyond: usize,
    cut: bool,
    /// Bytes of one code page that wait to be read together: characters of two bytes come as two controls.
    pending: Vec<u8>,
    /// The first half of a character that is written as two.
    surrogate: Option<u16>,
    /// Characters still to be left out after a `\u`.
    skip: usize,
    text: String,
    field: String,
    moment: [i64; 5],
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    styles: HashMap<i32, Role>,
    style: i32,
    default: &'static Encoding,
    header: Header,
    paragraphs: Vec<Paragraph>,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader {
            bytes,
            at: 0,
            state: State {
                place: Place::Text,
                encoding: WINDOWS_1252,
                fallback: 1,
                optional: false,
                role: None,
                hidden: false,
            },
            stack: vec![],
            beyond: 0,
            cut: false,
            pending: vec![],
            surrogate: None,
            skip: 0,
            text: String::new(),
            field: String::new(),
            moment: [0; 5],
            fonts: HashMap::new(),
            font: 0,
            styles: HashMap::new(),
            style: 0,
            default: WINDOWS_1252,
            header: Header::default(),
            paragraphs: vec![],
        }
    }

    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => self.open(),
                b'}' => self.close(),
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.byte(byte),
            }
        }
        self.flush();
        self.paragraph();
    }

    fn open(&mut self) {
        self.flush();
        self.skip = 0;
        if self.stack.len() >= limits::RTF_DEPTH {
            self.beyond += 1;
            self.cut = true;
            return;
        }
        self.stack.push(self.state);
        self.state.optional = false;
    }

    fn close(&mut self) {
        self.flush();
        self.skip = 0;
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let before = self.state.place;
        if let Some(state) = self.stack.pop() {
            self.state = state;
        }
        if before != self.state.place {
            self.ended(before);
        } else if before == Place::Styles {
            self.style_named();
        } else if before == Place::Fonts {
            self.field.clear();
        }
    }

    /// What a group said that had a place of its own.
    fn ended(&mut self, place: Place) {
        let field = std::mem::take(&mut self.field);
        let moment = std::mem::take(&mut self.moment);
        match place {
            Place::InfoField(Field::Title) => self.header.title = Some(field),
            Place::InfoField(Field::Author) => self.header.authors = authors::persons(&field, None),
            Place::InfoField(Field::Created) => self.header.published = at(moment),
            Place::InfoField(Field::Revised) => self.header.modified = at(moment),
            Place::Text | Place::Fonts | Place::Styles | Place::Info | Place::Skipped => {}
        }
    }

    /// The end of one entry in the table of styles.
    fn style_named(&mut self) {
        let name = std::mem::take(&mut self.field).to_lowercase();
        let name = name.trim().trim_end_matches(';');
        let role = match name {
            "title" => Some(Role::Title),
            "subtitle" => Some(Role::Standfirst),
            "quote" | "intense quote" => Some(Role::Quote),
            "caption" => Some(Role::Caption),
            _ if name.starts_with("heading") => Some(Role::Heading),
            _ => None,
        };
        if let Some(role) = role.filter(|_| self.styles.len() < 1_000) {
            self.styles.insert(self.style, role);
        }
        self.style = 0;
    }

    fn control(&mut self) {
        let Some(&first) = self.bytes.get(self.at) else {
            return;
        };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return self.symbol(first);
        }
        let start = self.at;
        while self.at - start < 32 && self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        let number_start = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        while self.at - number_start < 11 && self.bytes.get(self.at).is_some_and(u8::is_ascii_digit)
        {
            self.at += 1;
        }
        let number = std::str::from_utf8(&self.bytes[number_start..self.at])
            .ok()
            .and_then(|it| it.parse::<i32>().ok());
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        self.word(word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let code = self
                    .bytes
                    .get(self.at..self.at + 2)
                    .and_then(|it| std::str::from_utf8(it).ok())
                    .and_then(|it| u8::from_str_radix(it, 16).ok());
                if let Some(code) = code {
                    self.at += 2;
                    self.byte(code);
                }
            }
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'~' => self.put(' '),
            b'_' => self.put('-'),
            b'*' => self.state.optional = true,
            b'\r' | b'\n' => self.paragraph(),
            _ => {}
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.state.hidden && self.state.place != Place::Skipped {
            self.pending.push(byte);
        }
    }

    fn put(&mut self, it: char) {
        self.flush();
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        if self.state.hidden {
            return;
        }
        match self.state.place {
            Place::Text => self.text.push(it),
            Place::Skipped => {}
            _ if self.field.len() < 4_096 => self.field.push(it),
            _ => {}
        }
    }

    /// Reads the bytes that wait.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let (text, _) = self.state.encoding.decode_without_bom_handling(&bytes);
        match self.state.place {
            Place::Text => self.text.push_str(&text),
            Place::Skipped => {}
            _ if self.field.len() + text.len() < 4_096 => self.field.push_str(&text),
            _ => {}
        }
    }

    /// The end of a paragraph.
    fn paragraph(&mut self) {
        self.flush();
        if self.state.place != Place::Text && !self.stack.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let role = self.state.role.unwrap_or(Role::Text);
        for line in text.split('\n').filter(|it| !it.trim().is_empty()) {
            self.paragraphs.push(Paragraph::new(role, line));
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        if word != b"u" {
            self.flush();
        }
        let optional = std::mem::take(&mut self.state.optional);
        let count = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
        match word {
            b"par" | b"row" | b"cell" | b"nestcell" | b"sect" | b"page" => self.paragraph(),
            b"line" => self.put('\n'),
            b"tab" | b"emspace" | b"enspace" | b"qmspace" => self.put(' '),
            b"emdash" => self.put('—'),
            b"endash" => self.put('–'),
            b"lquote" => self.put('‘'),
            b"rquote" => self.put('’'),
            b"ldblquote" => self.put('“'),
            b"rdblquote" => self.put('”'),
            b"bullet" => self.put('•'),
            b"u" => self.unicode(number.unwrap_or(0)),
            b"uc" => self.state.fallback = count.min(16),
            b"bin" => self.at = self.bytes.len().min(self.at.saturating_add(count)),
            b"ansicpg" => self.set_default(code_page(count)),
            b"mac" => self.set_default(Some(MACINTOSH)),
            b"f" if self.state.place == Place::Fonts => self.font = number.unwrap_or(0),
            b"f" => {
                let font = self.fonts.get(&number.unwrap_or(0)).copied();
                self.state.encoding = font.unwrap_or(self.default);
            }
            b"fcharset" if self.fonts.len() < 4_096 => {
                if let Some(encoding) = charset(count) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            b"plain" => {
                self.state.encoding = self.default;
                self.state.hidden = false;
            }
            b"pard" => self.state.role = None,
            b"s" if self.state.place == Place::Styles => self.style = number.unwrap_or(0),
            b"s" => self.state.role = self.styles.get(&number.unwrap_or(0)).copied(),
            b"outlinelevel" if count < 9 => {
                self.state.role = self.state.role.or(Some(Role::Heading));
            }
            b"v" | b"deleted" => self.state.hidden = number != Some(0),
            b"yr" => self.moment[0] = i64::from(number.unwrap_or(0)),
            b"mo" => self.moment[1] = i64::from(number.unwrap_or(0)),
            b"dy" => self.moment[2] = i64::from(number.unwrap_or(0)),
            b"hr" => self.moment[3] = i64::from(number.unwrap_or(0)),
            b"min" => self.moment[4] = i64::from(number.unwrap_or(0)),
            _ => {
                if let Some(place) = place_of(word, self.state.place, optional) {
                    self.state.place = place;
                }
            }
        }
    }

    fn set_default(&mut self, encoding: Option<&'static Encoding>) {
        if let Some(encoding) = encoding {
            self.default = encoding;
            self.state.encoding = encoding;
        }
    }

    /// A character by its number; negative above 32,767, and in two halves above 65,535.
    fn unicode(&mut self, number: i32) {
        self.skip = 0;
        let unit = number as u16;
        let units = match self.surrogate.take() {
            Some(high) => vec![high, unit],
            None => vec![unit],
        };
        if units.len() == 1 && (0xD800..0xDC00).contains(&unit) {
            self.surrogate = Some(unit);
        } else {
            for it in char::decode_utf16(units).flatten() {
                self.put(it);
            }
        }
        self.skip = self.state.fallback;
    }
}

/// Where the text of a group belongs that begins with `word`.
fn place_of(word: &[u8], before: Place, optional: bool) -> Option<Place> {
    if before == Place::Skipped {
        return None;
    }
    Some(match word {
        b"fonttbl" => Place::Fonts,
        b"stylesheet" => Place::Styles,
        b"info" => Place::Info,
        b"title" if before == Place::Info => Place::InfoField(Field::Title),
        b"author" if before == Place::Info => Place::InfoField(Field::Author),
        b"creatim" if before == Place::Info => Place::InfoField(Field::Created),
        b"revtim" if before == Place::Info => Place::InfoField(Field::Revised),
        b"colortbl" | b"pict" | b"object" | b"header" | b"headerl" | b"headerr" | b"headerf"
        | b"footer" | b"footerl" | b"footerr" | b"footerf" | b"fldinst" | b"listtable"
        | b"listoverridetable" | b"revtbl" | b"rsidtbl" | b"generator" | b"xmlnstbl"
        | b"themedata" | b"datastore" | b"nonshppict" | b"annotation" | b"tc" | b"xe"
        | b"bkmkstart" | b"bkmkend" | b"filetbl" | b"listtext" | b"pntext" => Place::Skipped,
        // Pictures' text boxes are shown.
        b"shpinst" | b"shptxt" | b"shppict" | b"fldrslt" | b"footnote" => return None,
        // In these tables the controls of an entry are not its text.
        _ if optional && matches!(before, Place::Text | Place::Info) => Place::Skipped,
        _ => return None,
    })
}

/// The encoding of a Windows code page.
fn code_page(number: usize) -> Option<&'static Encoding> {
    Some(match number {
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 => GBK,
        949 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10_000 => MACINTOSH,
        65_001 => UTF_8,
        _ => return None,
    })
}

/// The encoding of a font's character set; none for those that leave it to the document.
fn charset(number: usize) -> Option<&'static Encoding> {
    Some(match number {
        77 => MACINTOSH,
        128 => SHIFT_JIS,
        129 => EUC_KR,
        134 => GBK,
        136 => BIG5,
        161 => WINDOWS_1253,
        162 => WINDOWS_1254,
        163 => WINDOWS_1258,
        177 => WINDOWS_1255,
        178 => WINDOWS_1256,
        186 => WINDOWS_1257,
        204 => WINDOWS_1251,
        222 => WINDOWS_874,
        238 => WINDOWS_1250,
        _ => return None,
    })
}

/// The moment of a document's properties, which names no zone.
fn at([year, month, day, hour, minute]: [i64; 5]) -> Option<Stated> {
    when::stated(&format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"
    ))
}
