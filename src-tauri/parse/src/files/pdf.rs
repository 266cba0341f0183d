//! PDF: what is printed where becomes lines, lines become paragraphs.
//!
//! The file's objects are read by `lopdf`; the text is put together here, since a PDF says where each piece of a line
//! stands and nothing else: where blanks, lines and paragraphs are is told by the distances, and the headline by its
//! size. What stands on most pages is running text (a page's head or foot), zoned as boilerplate.

use std::collections::{BTreeMap, HashMap};

use lopdf::{
    Dictionary, Document, Encoding, LoadOptions, Object, ObjectId,
    content::{Content, Operation},
    decode_text_string,
};
use news::{Article, TroubleCode};

use super::compose::{self, Paragraph, Role};
use super::header::Header;
use crate::lines::authors;
use crate::page::{clean_address, fold, primary_language};
use crate::when::{self, Stated};
use crate::{Problem, limits};

/// Operations of one page that are followed.
const OPERATIONS: usize = 2_000_000;

/// How deep forms may be drawn inside one another.
const FORMS: usize = 8;

/// Saved states of one page that are kept.
const STATES: usize = 256;

/// Widths of the characters of one font that are read: each of its 65,536 codes four times.
const WIDTHS: usize = 4 * 65_536;

/// The width of a character of which none is known, in parts of the font's size.
const WIDTH: f32 = 0.5;

/// Reads a PDF.
pub(super) fn read(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let options = LoadOptions {
        max_decompressed_size: Some(limits::PDF_STREAM_BYTES),
        ..LoadOptions::default()
    };
    let mut document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(err) => {
            problems.push(unreadable(&err));
            return vec![];
        }
    };
    // Many are locked against changes only, and open with an empty password.
    if document.is_encrypted() && document.decrypt("").is_err() {
        problems.push(Problem::new(
            TroubleCode::File,
            "The PDF is locked with a password: save it without one.",
        ));
        return vec![];
    }
    let header = header_of(&document);
    let pages: Vec<ObjectId> = document.page_iter().take(limits::PDF_PAGES + 1).collect();
    let (mut read, mut lost, mut text) = (vec![], 0usize, 0usize);
    for page in pages.iter().take(limits::PDF_PAGES) {
        match lines_of(&document, *page) {
            Ok(lines) => {
                text += lines.iter().map(|it| it.text.len()).sum::<usize>();
                read.push(lines);
            }
            Err(_) => {
                lost += 1;
                read.push(vec![]);
            }
        }
        if text > limits::FILE_TEXT_BYTES / 2 {
            break;
        }
    }
    if pages.len() > limits::PDF_PAGES || read.len() < pages.len() {
        problems.push(Problem::new(
            TroubleCode::TooLarge,
            format!(
                "The PDF has more than the {} pages that are read.",
                read.len()
            ),
        ));
    }
    if lost > 0 {
        problems.push(Problem::new(
            TroubleCode::File,
            format!(
                "{lost} of its {} pages are damaged and were not read.",
                pages.len()
            ),
        ));
    }
    if read
        .iter()
        .all(|it| it.iter().all(|it| it.text.trim().is_empty()))
    {
        if lost == 0 {
            problems.push(Problem::new(
                TroubleCode::File,
                "The PDF holds no text, only pictures of it: it would have to be recognised (OCR) first.",
            ));
        }
        return vec![];
    }
    compose::articles(header, &paragraphs(read), problems)
}

fn unreadable(err: &lopdf::Error) -> Problem {
    match err {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => Problem::new(
            TroubleCode::File,
            "The PDF is locked with a password: save it without one.",
        ),
        err => Problem::new(
            TroubleCode::File,
            format!("The PDF is damaged or cut off and cannot be read ({err}): get it again."),
        ),
    }
}

/// What the document says about itself.
fn header_of(document: &Document) -> Header {
    let mut header = Header::default();
    let info = document
        .trailer
        .get(b"Info")
        .ok()
        .and_then(|it| dictionary(document, it));
    let text = |name: &[u8]| -> Option<String> {
        let value = document.dereference(info?.get(name).ok()?).ok()?.1;
        decode_text_string(value)
            .ok()
            .map(|it| fold(&it))
            .filter(|it| !it.is_empty())
    };
    header.title = text(b"Title");
    header.authors = text(b"Author")
        .map(|it| authors::persons(&it, None))
        .unwrap_or_default();
    header.published = text(b"CreationDate").and_then(|it| moment(&it));
    header.modified = text(b"ModDate").and_then(|it| moment(&it));
    if let Ok(catalog) = document.catalog() {
        let language = catalog
            .get(b"Lang")
            .ok()
            .and_then(|it| decode_text_string(it).ok());
        header.language = language.and_then(|it| primary_language(&it));
    }
    // Browsers that print a page name it nowhere else.
    header.address = text(b"URL").and_then(|it| clean_address(&it));
    header
}

/// A date as PDFs write it: "D:20211207184200+02'00'".
fn moment(text: &str) -> Option<Stated> {
    let text = text.trim().trim_start_matches("D:");
    let digits = text.bytes().take_while(u8::is_ascii_digit).count().min(14);
    if digits < 8 {
        // A year or a month alone is no day.
        return when::stated(text).filter(|_| digits < text.len());
    }
    let part =
        |from: usize, to: usize, or: &'static str| if digits >= to { &text[from..to] } else { or };
    let zone = text[digits..].replace('\'', "");
    let zone = match zone.as_bytes() {
        [b'+' | b'-', a, b, rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
            let minutes = match rest {
                [a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit() => &zone[3..5],
                _ => "00",
            };
            format!("{}:{minutes}", &zone[..3])
        }
        [b'Z' | b'z', ..] => "Z".to_owned(),
        _ => String::new(),
    };
    when::stated(&format!(
        "{}-{}-{}T{}:{}:{}{zone}",
        &text[..4],
        part(4, 6, "01"),
        part(6, 8, "01"),
        part(8, 10, "00"),
        part(10, 12, "00"),
        part(12, 14, "00")
    ))
}

/// The dictionary that an object is or points to.
fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    let object = document.dereference(object).ok()?.1;
    match object {
        Object::Dictionary(it) => Some(it),
        Object::Stream(it) => Some(&it.dict),
        _ => None,
    }
}

fn number(object: &Object) -> Option<f32> {
    object.as_float().ok().filter(|it| it.is_finite())
}

/// A line as it is printed.
#[derive(Debug, Clone, Default)]
struct Line {
    text: String,
    /// Where it begins, ends and stands, in points; upwards.
    x: f32,
    end: f32,
    y: f32,
    /// The size of its largest characters.
    size: f32,
}

/// A font: how its bytes read, and how wide its characters are.
struct Font<'a> {
    encoding: Option<Encoding<'a>>,
    widths: HashMap<u16, f32>,
    default: f32,
    two_bytes: bool,
}

impl<'a> Font<'a> {
    fn of(document: &'a Document, dictionary: &'a Dictionary) -> Font<'a> {
        let encoding = dictionary
            .get_font_encoding_with_limit(document, limits::PDF_STREAM_BYTES)
            .ok();
        let subtype = dictionary.get(b"Subtype").and_then(Object::as_name).ok();
        let two_bytes = subtype == Some(b"Type0");
        let mut font = Font {
            encoding,
            widths: HashMap::new(),
            default: WIDTH,
            two_bytes,
        };
        match two_bytes {
            true => font.read_composite(document, dictionary),
            false => font.read_simple(document, dictionary),
        }
        font
    }

    fn read_simple(&mut self, document: &Document, dictionary: &Dictionary) {
        let get = |name: &[u8]| {
            document
                .dereference(dictionary.get(name).ok()?)
                .ok()
                .map(|it| it.1)
        };
        let first = get(b"FirstChar")
            .and_then(|it| it.as_i64().ok())
            .unwrap_or(0);
        let Some(Object::Array(widths)) = get(b"Widths") else {
            return;
        };
        for (width, index) in widths.iter().take(256).zip(0i64..) {
            let width = document.dereference(width).ok().and_then(|it| number(it.1));
            if let (Some(width), Ok(code)) = (width, u16::try_from(first.saturating_add(index))) {
                self.widths.insert(code, width / 1000.0);
            }
        }
    }

    fn read_composite(&mut self, document: &Document, dictionary: &Dictionary) {
        let descendant = dictionary
            .get(b"DescendantFonts")
            .ok()
            .and_then(|it| document.dereference(it).ok())
            .and_then(|it| it.1.as_array().ok())
            .and_then(|it| it.first())
            .and_then(|it| self::dictionary(document, it));
        let Some(descendant) = descendant else {
            return;
        };
        self.default = descendant
            .get(b"DW")
            .ok()
            .and_then(number)
            .unwrap_or(1000.0)
            / 1000.0;
        let widths = descendant
            .get(b"W")
            .ok()
            .and_then(|it| document.dereference(it).ok())
            .and_then(|it| it.1.as_array().ok());
        let Some(widths) = widths else {
            return;
        };
        // Ranges may be given again and again.
        let (mut at, mut left) = (0, WIDTHS);
        while at + 1 < widths.len() && left > 0 {
            let Some(first) = widths[at]
                .as_i64()
                .ok()
                .and_then(|it| u16::try_from(it).ok())
            else {
                at += 1;
                continue;
            };
            let next = document.dereference(&widths[at + 1]).ok().map(|it| it.1);
            match next {
                Some(Object::Array(some)) => {
                    left = left.saturating_sub(some.len().max(1));
                    for (width, code) in some.iter().zip(first..=u16::MAX) {
                        if let Some(width) = number(width) {
                            self.widths.insert(code, width / 1000.0);
                        }
                    }
                    at += 2;
                }
                Some(last) => {
                    let last = last.as_i64().ok().and_then(|it| u16::try_from(it).ok());
                    let width = widths.get(at + 2).and_then(number);
                    left = left.saturating_sub(1);
                    if let (Some(last), Some(width)) = (last, width) {
                        left = left.saturating_sub(usize::from(last.saturating_sub(first)));
                        for code in first..=last {
                            self.widths.insert(code, width / 1000.0);
                        }
                    }
                    at += 3;
                }
                None => return,
            }
        }
    }

    /// The text of bytes, how wide it is in parts of the size, and how many blanks are in it.
    fn read(&self, bytes: &[u8]) -> (String, f32, usize, usize) {
        let text = match &self.encoding {
            Some(encoding) => Document::decode_text(encoding, bytes).unwrap_or_default(),
            // A font that does not say what its characters are: those of the letters' own places, if it is a simple one.
            None if self.two_bytes => String::new(),
            None => bytes
                .iter()
                .filter(|it| it.is_ascii())
                .map(|it| char::from(*it))
                .collect(),
        };
        let codes: Vec<u16> = match self.two_bytes {
            true => bytes
                .chunks_exact(2)
                .map(|it| u16::from_be_bytes([it[0], it[1]]))
                .collect(),
            false => bytes.iter().map(|it| u16::from(*it)).collect(),
        };
        let width = codes
            .iter()
            .map(|it| self.widths.get(it).copied().unwrap_or(self.default))
            .sum();
        let blanks = if self.two_bytes {
            0
        } else {
            codes.iter().filter(|it| **it == 32).count()
        };
        (text, width, codes.len(), blanks)
    }
}

/// A place on the page: a matrix of six numbers.
type Matrix = [f32; 6];

const HERE: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn product(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// What holds while text is drawn.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Vec<u8>>,
    size: f32,
    leading: f32,
    spacing: f32,
    word_spacing: f32,
    scale: f32,
}

/// Follows what a page draws.
struct Pen<'a> {
    document: &'a Document,
    state: State,
    states: Vec<State>,
    text: Matrix,
    line_start: Matrix,
    lines: Vec<Line>,
    left: usize,
}

/// The lines of a page, in the order in which they are drawn: that of reading, nearly always.
fn lines_of(document: &Document, page: ObjectId) -> lopdf::Result<Vec<Line>> {
    let content = document.get_page_content_with_limit(page, limits::PDF_STREAM_BYTES)?;
    let fonts = fonts_of(document, document.get_page_fonts(page).unwrap_or_default());
    let mut pen = Pen {
        document,
        state: State {
            page: HERE,
            font: None,
            size: 1.0,
            leading: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
        },
        states: vec![],
        text: HERE,
        line_start: HERE,
        lines: vec![],
        left: OPERATIONS,
    };
    let forms = document
        .get_page_resources(page)
        .map(|(own, others)| {
            own.into_iter()
                .chain(
                    others
                        .into_iter()
                        .filter_map(|it| document.get_dictionary(it).ok()),
                )
                .collect::<Vec<_>>()
        })
        .unwrap_or_default();
    pen.draw(&content, &fonts, &forms, 0)?;
    Ok(pen.lines)
}

fn fonts_of<'a>(
    document: &'a Document,
    fonts: BTreeMap<Vec<u8>, &'a Dictionary>,
) -> HashMap<Vec<u8>, Font<'a>> {
    fonts
        .into_iter()
        .take(500)
        .map(|(name, it)| (name, Font::of(document, it)))
        .collect()
}

impl<'a> Pen<'a> {
    fn draw(
        &mut self,
        content: &[u8],
        fonts: &HashMap<Vec<u8>, Font<'a>>,
        resources: &[&'a Dictionary],
        depth: usize,
    ) -> lopdf::Result<()> {
        for operation in Content::decode_iter(content) {
            let Ok(operation) = operation else {
                // What was drawn before the damage stays.
                return match self.lines.is_empty() {
                    true => operation.map(|_| ()),
                    false => Ok(()),
                };
            };
            if self.left == 0 {
                return Ok(());
            }
            self.left -= 1;
            self.operate(&operation, fonts, resources, depth);
        }
        Ok(())
    }

    fn operate(
        &mut self,
        operation: &Operation,
        fonts: &HashMap<Vec<u8>, Font<'a>>,
        resources: &[&'a Dictionary],
        depth: usize,
    ) {
        let operands = &operation.operands;
        let at = |index: usize| operands.get(index).and_then(number).unwrap_or(0.0);
        let font = |state: &State| state.font.as_ref().and_then(|it| fonts.get(it));
        match operation.operator.as_str() {
            "q" if self.states.len() < STATES => self.states.push(self.state.clone()),
            "Q" => {
                if let Some(state) = self.states.pop() {
                    self.state = state;
                }
            }
            "cm" => self.state.page = product(matrix(operands), self.state.page),
            "BT" => {
                self.text = HERE;
                self.line_start = HERE;
            }
            "Tf" => {
                self.state.font = operands
                    .first()
                    .and_then(|it| it.as_name().ok())
                    .map(<[u8]>::to_vec);
                self.state.size = at(1);
            }
            "TL" => self.state.leading = at(0),
            "Tc" => self.state.spacing = at(0),
            "Tw" => self.state.word_spacing = at(0),
            "Tz" => self.state.scale = at(0) / 100.0,
            "Td" => self.move_line(at(0), at(1)),
            "TD" => {
                self.state.leading = -at(1);
                self.move_line(at(0), at(1));
            }
            "Tm" => {
                self.text = matrix(operands);
                self.line_start = self.text;
            }
            "T*" => self.move_line(0.0, -self.state.leading),
            "Tj" => {
                if let Some(Object::String(bytes, _)) = operands.first() {
                    self.show(bytes, font(&self.state));
                }
            }
            "'" => {
                self.move_line(0.0, -self.state.leading);
                if let Some(Object::String(bytes, _)) = operands.first() {
                    self.show(bytes, font(&self.state));
                }
            }
            "\"" => {
                self.state.word_spacing = at(0);
                self.state.spacing = at(1);
                self.move_line(0.0, -self.state.leading);
                if let Some(Object::String(bytes, _)) = operands.get(2) {
                    self.show(bytes, font(&self.state));
                }
            }
            "TJ" => {
                let Some(Object::Array(parts)) = operands.first() else {
                    return;
                };
                for part in parts {
                    match part {
                        Object::String(bytes, _) => self.show(bytes, font(&self.state)),
                        other => {
                            let by = number(other).unwrap_or(0.0) / -1000.0;
                            self.advance(by * self.state.size * self.state.scale);
                        }
                    }
                }
            }
            "Do" if depth < FORMS => self.form(operands, resources, depth),
            _ => {}
        }
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line_start = product([1.0, 0.0, 0.0, 1.0, x, y], self.line_start);
        self.text = self.line_start;
    }

    fn advance(&mut self, x: f32) {
        self.text = product([1.0, 0.0, 0.0, 1.0, x, 0.0], self.text);
    }

    /// Draws a form: a part of the page that is kept apart.
    fn form(&mut self, operands: &[Object], resources: &[&'a Dictionary], depth: usize) {
        let document = self.document;
        let name = operands.first().and_then(|it| it.as_name().ok());
        let form = name.and_then(|name| {
            resources
                .iter()
                .filter_map(|it| dictionary(document, it.get(b"XObject").ok()?))
                .find_map(|it| it.get(name).ok())
                .and_then(|it| document.dereference(it).ok())
                .and_then(|it| it.1.as_stream().ok())
        });
        let Some(form) = form else {
            return;
        };
        if form.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form") {
            return;
        }
        let content = match form.decompressed_content_with_limit(limits::PDF_STREAM_BYTES) {
            Ok(content) => content,
            Err(_) if form.content.len() < limits::PDF_STREAM_BYTES => form.content.clone(),
            Err(_) => return,
        };
        let own: Vec<&Dictionary> = form
            .dict
            .get(b"Resources")
            .ok()
            .and_then(|it| dictionary(document, it))
            .into_iter()
            .collect();
        let mut named: BTreeMap<Vec<u8>, &Dictionary> = BTreeMap::new();
        let all = if own.is_empty() { resources } else { &own[..] };
        for resource in all {
            let fonts = resource
                .get(b"Font")
                .ok()
                .and_then(|it| dictionary(document, it));
            for (name, font) in fonts.into_iter().flat_map(|it| it.iter()) {
                if let Some(font) = dictionary(document, font) {
                    named.entry(name.clone()).or_insert(font);
                }
            }
        }
        let fonts = fonts_of(document, named);
        let before = (
            self.state.clone(),
            self.text,
            self.line_start,
            self.states.len(),
        );
        if let Some(own) = form
            .dict
            .get(b"Matrix")
            .ok()
            .and_then(|it| it.as_array().ok())
        {
            self.state.page = product(matrix(own), self.state.page);
        }
        // Each form costs as much as its fonts take to read.
        self.left = self.left.saturating_sub(1_000);
        let _ = self.draw(&content, &fonts, all, depth + 1);
        self.states.truncate(before.3);
        (self.state, self.text, self.line_start) = (before.0, before.1, before.2);
    }

    /// Prints text where the pen is.
    fn show(&mut self, bytes: &[u8], font: Option<&Font<'_>>) {
        let Some(font) = font else {
            return;
        };
        let (text, width, count, blanks) = font.read(bytes);
        let state = &self.state;
        let wide = (width * state.size
            + count as f32 * state.spacing
            + blanks as f32 * state.word_spacing)
            * state.scale;
        let from = product(self.text, state.page);
        let to = product([1.0, 0.0, 0.0, 1.0, wide, 0.0], self.text);
        let end = product(to, state.page);
        let size = state.size.abs() * (from[2].hypot(from[3]));
        self.text = to;
        if !text.is_empty()
            && [from[4], from[5], end[4], size]
                .iter()
                .all(|it| it.is_finite())
        {
            self.put(&text, (from[4], from[5]), end[4], size.clamp(0.1, 1_000.0));
        }
    }

    fn put(&mut self, text: &str, (x, y): (f32, f32), end: f32, size: f32) {
        if let Some(line) = self.lines.last_mut() {
            let tall = line.size.max(size);
            let gap = x - line.end;
            // On the same line: as high, and further to the right, or a letter set anew over the last one.
            if (y - line.y).abs() < tall * 0.4 && gap > -tall * 0.6 && gap < tall * 4.0 {
                let has_blank = line.text.ends_with(char::is_whitespace)
                    || text.starts_with(char::is_whitespace);
                if gap > tall * 0.16 && !has_blank {
                    line.text.push(' ');
                }
                line.text.push_str(text);
                line.end = line.end.max(end);
                if !text.trim().is_empty() {
                    line.size = tall;
                }
                return;
            }
        }
        if text.trim().is_empty() {
            return;
        }
        self.lines.push(Line {
            text: text.to_owned(),
            x,
            end,
            y,
            size,
        });
    }
}

fn matrix(operands: &[Object]) -> Matrix {
    let mut matrix = HERE;
    for (place, operand) in matrix.iter_mut().zip(operands) {
        *place = number(operand).unwrap_or(0.0);
    }
    matrix
}

/// A line without what differs from page to page.
fn running_key(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|it| !it.is_ascii_digit())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The paragraphs of all pages.
fn paragraphs(mut pages: Vec<Vec<Line>>) -> Vec<Paragraph> {
    let running = running(&pages);
    let body = usual_size(&pages);
    let mut seen: HashMap<String, ()> = HashMap::new();
    let mut made: Vec<Paragraph> = vec![];
    let mut heads = vec![];
    for lines in &mut pages {
        let (top, bottom) = edges(lines);
        let inner: Vec<f32> = lines
            .iter()
            .filter(|it| it.y < top && it.y > bottom)
            .map(|it| it.y)
            .collect();
        lines.retain(|it| {
            let key = running_key(&it.text);
            let is_edge = it.y >= top || it.y <= bottom;
            // A number of the page alone, at its edge, is running text on the first page already.
            let is_number = is_edge && key.trim_matches([' ', '-', '–', '/', '.']).is_empty();
            // So is what stands there in small print, well apart: the date and the address that browsers print.
            let is_apart = is_edge
                && it.size <= body * 0.9
                && !inner.is_empty()
                && inner.iter().all(|y| (it.y - y).abs() >= it.size * 2.5);
            let is_running = is_number || is_apart || is_edge && running.contains_key(&key);
            if is_running && !is_number && seen.insert(key, ()).is_none() {
                heads.push(Paragraph::new(Role::Running, it.text.clone()));
            }
            !is_running
        });
    }
    let largest = pages
        .first()
        .into_iter()
        .flatten()
        .map(|it| it.size)
        .fold(0.0f32, f32::max);
    let mut titled = false;
    let mut last: Option<Line> = None;
    for (page, lines) in pages.iter().enumerate() {
        for line in lines {
            let role = match line.size {
                it if page == 0 && !titled && it >= body * 1.25 && it >= largest * 0.97 => {
                    Role::Title
                }
                it if it >= body * 1.15 && line.text.chars().count() < 200 => Role::Heading,
                _ => Role::Text,
            };
            let goes_on = last.as_ref().is_some_and(|last| {
                made.last().is_some_and(|it| it.role == role) && follows(last, line, role)
            });
            match made.last_mut().filter(|_| goes_on) {
                Some(paragraph) => join(&mut paragraph.text, &line.text),
                None => {
                    titled |= made.iter().any(|it| it.role == Role::Title);
                    let role = if titled && role == Role::Title {
                        Role::Heading
                    } else {
                        role
                    };
                    made.push(Paragraph::new(role, line.text.clone()));
                }
            }
            last = Some(line.clone());
        }
    }
    for it in &mut made {
        it.text = unligatured(&it.text);
    }
    made.extend(heads);
    made
}

/// Lines that stand at the edge of at least three pages, and of a third of them.
fn running(pages: &[Vec<Line>]) -> HashMap<String, usize> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for lines in pages {
        let (top, bottom) = edges(lines);
        let mut keys: Vec<String> = lines
            .iter()
            .filter(|it| it.y >= top || it.y <= bottom)
            .map(|it| running_key(&it.text))
            .collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts.retain(|_, it| *it >= 3 && *it * 3 >= pages.len());
    counts
}

/// How high the topmost and the lowest line of a page stand, with those close by.
fn edges(lines: &[Line]) -> (f32, f32) {
    let top = lines.iter().map(|it| it.y).fold(f32::MIN, f32::max);
    let bottom = lines.iter().map(|it| it.y).fold(f32::MAX, f32::min);
    let close = ((top - bottom) * 0.04).max(1.0);
    (top - close, bottom + close)
}

/// The size of most characters.
fn usual_size(pages: &[Vec<Line>]) -> f32 {
    let mut counts: HashMap<i32, usize> = HashMap::new();
    for line in pages.iter().flatten() {
        *counts.entry((line.size * 4.0).round() as i32).or_default() += line.text.len();
    }
    counts
        .into_iter()
        .max_by_key(|it| (it.1, it.0))
        .map_or(10.0, |it| it.0 as f32 / 4.0)
}

/// Whether a line goes on with the paragraph of the line before it.
fn follows(last: &Line, line: &Line, role: Role) -> bool {
    let size = last.size.max(line.size);
    let down = last.y - line.y;
    let ends = last
        .text
        .trim_end()
        .ends_with(['.', '!', '?', '”', '"', '»', ':', '…', '。']);
    if down > size * 0.4 {
        // Below it: close by, and not set in as first lines are.
        let is_close = down < size * 1.75;
        let is_set_in = line.x - last.x > size * 0.8 && ends;
        return is_close && !is_set_in;
    }
    if role != Role::Text {
        return false;
    }
    // The next column or page: in the middle of a sentence.
    let begins_small = line
        .text
        .trim_start()
        .chars()
        .next()
        .is_some_and(char::is_lowercase);
    !ends && (begins_small || last.text.trim_end().ends_with(['-', '\u{AD}', ',']))
}

/// Adds a line to a paragraph; a word that was divided at its end is put together again.
fn join(text: &mut String, line: &str) {
    let line = line.trim_start();
    let end = text.trim_end().len();
    text.truncate(end);
    let begins_small = line.chars().next().is_some_and(char::is_lowercase);
    let is_divided = text.ends_with('-')
        && begins_small
        && text.chars().rev().nth(1).is_some_and(char::is_lowercase);
    if is_divided || text.ends_with('\u{AD}') {
        text.pop();
    } else {
        text.push(' ');
    }
    text.push_str(line);
}

/// Letters that are printed as one, as the letters they are.
fn unligatured(text: &str) -> String {
    if !text
        .chars()
        .any(|it| ('\u{FB00}'..='\u{FB06}').contains(&it))
    {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for it in text.chars() {
        match it {
            '\u{FB00}' => out.push_str("ff"),
            '\u{FB01}' => out.push_str("fi"),
            '\u{FB02}' => out.push_str("fl"),
            '\u{FB03}' => out.push_str("ffi"),
            '\u{FB04}' => out.push_str("ffl"),
            '\u{FB05}' | '\u{FB06}' => out.push_str("st"),
            it => out.push(it),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_pdfs_are_read() {
        const TESTS: &[(&str, Option<&str>)] = &[
            ("D:20211207184200+02'00'", Some("2021-12-07T16:42:00Z")),
            ("D:20211207184200Z", Some("2021-12-07T18:42:00Z")),
            ("D:20211207", Some("2021-12-07T00:00:00Z")),
            ("D:20211207184200-0530", Some("2021-12-08T00:12:00Z")),
            ("D:2021", None),
            ("D:20219907", None),
            ("+ö", None),
        ];
        for (text, expected) in TESTS {
            let found = moment(text).map(|it| it.at.to_string());
            assert_eq!(found.as_deref(), *expected, "{text}");
        }
    }
}
