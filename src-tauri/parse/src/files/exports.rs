//! What the databases of newspapers export: many articles in one document, each with its header and its end.
//!
//! Two houses, each in an older and a newer form: Nexis ends an article with "End of Document", or begins it with
//! "3 of 20 DOCUMENTS"; Factiva ends it with the number of the document, and names fields by two letters or by their
//! order. What stands outside of articles (cover, list of contents, search summary) is left out: it is none.

use std::sync::LazyLock;

use news::text::languages_named;
use news::{Article, Block, Zone};
use regex::Regex;

use super::article;
use super::header::Header;
use super::text::paragraphs;
use crate::lines::{self, authors};
use crate::page::{self, fold, primary_language};
use crate::when::{self, Stated};

/// How many lines before its fields an article's heading may take.
const HEADING: usize = 12;

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^\d+ of \d+ documents?$"));
static FACTIVA_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:AN\s+)?Document ([A-Z][A-Z0-9]{2,9}0{0,8}(?:19|20)\d{6}[a-z0-9]{3,14})$")
});
static NEXIS_FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(section|length|byline|dateline|highlight|headline|body|load-date|language|graphic|classification|publication-type|publication type|journal code|correction|correction-date|type|series|url|subject|company|organization|organisation|ticker|industry|geographic|person|country|state|city|copyright|abstract|document-type|distribution|issn|notes):\s*(.*)$",
    )
});
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\d.,\u{202F}\u{A0} ]+ (?:words?|wörter|worte|mots|palabras|parole|palavras|woorden|ord|слов|słów)$",
    )
});
static FACTIVA_FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CLM|ART|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN)(\s.*)?$",
    )
});
/// What has the shape of a field, whatever it is called.
static KEYED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\p{Lu}[\p{L} /&-]{1,30}:\s*\S"));
static COPYRIGHT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:\(c\)|©|copyright\b|all rights reserved|\d{4} .*all rights reserved)")
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern")
}

/// Whether these lines are an export, as far as a quick look tells.
pub(super) fn looks_like_one(lines: &[&str]) -> bool {
    lines
        .iter()
        .any(|it| is_end(it.trim()) || NUMBERED.is_match(it.trim()))
}

/// The articles of a page that is an export.
pub(super) fn of_page(bytes: &[u8]) -> Option<Vec<Article>> {
    let has = |what: &[u8]| bytes.windows(what.len()).any(|it| it == what);
    // Cheap, since nearly all pages are none.
    if !(has(b"End of Document") || has(b" DOCUMENTS") || has(b"Document ") && has(b"activa")) {
        return None;
    }
    if bytes.len() > crate::limits::PAGE_BYTES {
        return None;
    }
    let html = crate::decode::text(bytes, None).text;
    let lines: Vec<String> = page::every_block(&html)
        .into_iter()
        .map(|it| it.1)
        .collect();
    split(&lines.join("\n"))
}

/// The articles of an export; nothing if the text is none. Paragraphs stand on lines of their own or between empty
/// lines.
pub(super) fn split(text: &str) -> Option<Vec<Article>> {
    let lines: Vec<String> = text
        .split('\n')
        .map(|it| it.replace('\u{A0}', " ").trim().to_owned())
        .collect();
    let articles: Vec<Article> = if lines.iter().any(|it| it == "End of Document") {
        let is_nexis = |it: &String| NEXIS_FIELD.is_match(it) || it == "Body";
        if !lines.iter().any(is_nexis) {
            return None;
        }
        chunks(&lines, |it| it == "End of Document")
            .into_iter()
            .filter_map(nexis)
            .collect()
    } else if lines.iter().any(|it| NUMBERED.is_match(it)) {
        lines
            .split(|it| NUMBERED.is_match(it))
            .skip(1)
            .filter_map(old_nexis)
            .collect()
    } else if lines.iter().any(|it| FACTIVA_END.is_match(it)) {
        chunks(&lines, |it| FACTIVA_END.is_match(it))
            .into_iter()
            .filter_map(factiva)
            .collect()
    } else {
        return None;
    };
    (!articles.is_empty()).then_some(articles)
}

fn is_end(line: &str) -> bool {
    line == "End of Document" || FACTIVA_END.is_match(line)
}

/// The lines up to each end, with it. What follows the last end is no article.
fn chunks(lines: &[String], ends: impl Fn(&str) -> bool) -> Vec<&[String]> {
    let (mut found, mut from) = (vec![], 0);
    for (index, line) in lines.iter().enumerate() {
        if ends(line) {
            found.push(&lines[from..=index]);
            from = index + 1;
        }
    }
    found
}

/// An article as it is put together.
#[derive(Default)]
struct Made {
    header: Header,
    byline: Option<String>,
    standfirst: Vec<String>,
    dateline: Option<String>,
    body: Vec<String>,
    captions: Vec<String>,
    after: Vec<String>,
}

impl Made {
    fn article(self) -> Option<Article> {
        let title = self.header.title.clone()?;
        let mut header = self.header;
        let mut blocks = vec![Block::new(Zone::Headline, title.as_str())];
        let put = |blocks: &mut Vec<Block>, zone: Zone, text: &str| {
            let text = fold(text);
            if !text.is_empty() {
                blocks.push(Block::new(zone, text));
            }
        };
        for it in &self.standfirst {
            put(&mut blocks, Zone::Standfirst, it);
        }
        if let Some(byline) = self.byline {
            header.authors = authors::persons(&byline, header.outlet.as_deref());
            put(&mut blocks, Zone::Byline, &byline);
        }
        if let Some(dateline) = self.dateline {
            put(&mut blocks, Zone::Dateline, &dateline);
        }
        let body = paragraphs(&self.body.join("\n"));
        for (index, paragraph) in body.iter().enumerate() {
            blocks.extend(lines::paragraph(Zone::Body, paragraph, index == 0));
        }
        for it in &self.captions {
            put(&mut blocks, Zone::Caption, it);
        }
        for it in &self.after {
            put(&mut blocks, Zone::Boilerplate, it);
        }
        if body.is_empty() && self.standfirst.is_empty() && header.published.is_none() {
            return None; // A line of the cover that looks like an end.
        }
        article(header, blocks, None, &mut vec![])
    }
}

/// A date alone, also with an edition or a time after it.
fn date(line: &str) -> Option<Stated> {
    if line.chars().count() > 80 || !line.bytes().any(|it| it.is_ascii_digit()) {
        return None;
    }
    when::stated(line).or_else(|| {
        // "December 7, 2021 Tuesday 8:15 PM EST", "7 décembre 2021 mardi, Edition 1".
        let words: Vec<&str> = line.split_whitespace().collect();
        (3..words.len().min(6))
            .rev()
            .find_map(|it| when::stated(&words[..it].join(" ")))
    })
}

/// A field of Nexis' with its name in lower case.
struct Field<'a> {
    key: String,
    /// Its name is written in capitals, as in the older form.
    is_loud: bool,
    value: &'a str,
}

impl Field<'_> {
    /// Whether it is a field of a form that writes names so, and not a sentence that begins like one.
    fn is_of(&self, is_loud: bool) -> bool {
        let is_text = matches!(
            self.key.as_str(),
            "graphic" | "notes" | "correction" | "highlight" | "abstract" | "headline"
        );
        match (self.is_loud, is_loud) {
            (false, true) => false,
            (true, _) if is_text => true,
            _ => !is_prose(self.value),
        }
    }

    /// Whether it stands over a text.
    fn is_first(&self) -> bool {
        matches!(
            self.key.as_str(),
            "section" | "length" | "byline" | "dateline" | "highlight"
        )
    }

    /// Whether the fields below a text may begin with it.
    fn is_last(&self) -> bool {
        matches!(
            self.key.as_str(),
            "load-date"
                | "classification"
                | "language"
                | "graphic"
                | "publication-type"
                | "publication type"
                | "journal code"
        )
    }
}

fn field(line: &str) -> Option<Field<'_>> {
    let found = NEXIS_FIELD.captures(line)?;
    Some(Field {
        key: found[1].to_lowercase(),
        is_loud: !found[1].contains(char::is_lowercase),
        value: found.get(2).map_or("", |it| it.as_str().trim()),
    })
}

/// Whether what follows a name and a colon is a sentence. Lists of subjects with their weights are none.
fn is_prose(value: &str) -> bool {
    let is_sentence = value
        .trim_end_matches(['"', '\'', '”', '’', '»', ')'])
        .ends_with(['.', '!', '?', '…', ':'])
        || value.starts_with(char::is_lowercase);
    is_sentence && !value.contains("%)") && value.split_whitespace().count() > 8
}

/// An article of the newer form: title, paper, date, copyright, fields, "Body", text, fields, "End of Document".
fn nexis(lines: &[String]) -> Option<Article> {
    let lines = &lines[..lines.len() - 1];
    // The cover names no field that an article has; the first of an article's stands below its heading.
    let is_first = |it: &String| {
        it == "Body" || COPYRIGHT.is_match(it) || field(it).is_some_and(|it| it.is_first())
    };
    let anchor = lines.iter().position(is_first)?;
    let heading: Vec<&String> = lines[..anchor].iter().filter(|it| !it.is_empty()).collect();
    let heading = &heading[heading.len().saturating_sub(HEADING)..];
    let mut made = Made::default();
    match heading.iter().rposition(|it| date(it).is_some()) {
        Some(at) if at >= 1 => {
            made.header.published = date(heading[at]);
            let outlet = at - 1;
            made.header.outlet = (outlet > 0).then(|| fold(heading[outlet]));
            made.header.title = Some(fold(heading[outlet.saturating_sub(1)]));
        }
        _ => made.header.title = heading.first().map(|it| fold(it)),
    }
    let body = lines[anchor..].iter().position(|it| it == "Body");
    let (fields_end, start) = match body {
        Some(at) => (anchor + at, anchor + at + 1),
        None => {
            let end = fields_end(lines, anchor, false);
            (end, end)
        }
    };
    take_fields(&mut made, &lines[anchor..fields_end]);
    let end = tail(&lines[start..], false) + start;
    made.body = lines[start..end].to_vec();
    take_tail(&mut made, &lines[end..], false);
    made.article()
}

/// What stands below a text, as far as it was read.
#[derive(Default)]
struct Tail {
    /// Where it begins, once it has.
    from: Option<usize>,
    section: Option<Section>,
    /// Lines in the section.
    lines: usize,
    /// The day was told on which the article was stored, which no text does.
    is_stored: bool,
    /// The line before is a field that the next one may go on with.
    goes_on: bool,
}

/// A part of what stands below a text, with its name on a line of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Graphic,
    Classification,
    Notes,
}

impl Section {
    fn named(line: &str) -> Option<Section> {
        match line {
            "Graphic" => Some(Section::Graphic),
            "Classification" => Some(Section::Classification),
            "Notes" => Some(Section::Notes),
            _ => None,
        }
    }
}

impl Tail {
    /// Whether a line can stand below a text, with all that does before it.
    fn takes(&mut self, line: &str, is_loud: bool) -> bool {
        const NOTES: usize = 3;
        let goes_on = std::mem::take(&mut self.goes_on);
        if line.is_empty() {
            return true;
        }
        if let Some(section) = Section::named(line) {
            (self.section, self.lines) = (Some(section), 0);
            return true;
        }
        if let Some(field) = field(line).filter(|it| it.is_of(is_loud)) {
            if self.section != Some(Section::Classification) {
                self.section = None;
            }
            self.is_stored |= field.key == "load-date" && date(field.value).is_some();
            self.goes_on = field.is_loud && (field.key == "graphic" || is_wrapped(line));
            return self.from.is_some() || field.is_last();
        }
        self.lines += 1;
        self.goes_on = goes_on && is_wrapped(line);
        match self.section {
            _ if self.from.is_none() => false,
            _ if self.is_stored || goes_on || COPYRIGHT.is_match(line) => true,
            Some(Section::Graphic) => true,
            Some(Section::Notes) => self.lines <= NOTES,
            Some(Section::Classification) => !is_prose(line),
            None => KEYED.is_match(line) && !is_prose(line),
        }
    }
}

/// Whether a line is so long that it may have been wrapped.
fn is_wrapped(line: &str) -> bool {
    line.chars().count() >= 60
}

/// Where the fields begin that stand after a text: nothing follows them that is text.
fn tail(lines: &[String], is_loud: bool) -> usize {
    let mut tail = Tail::default();
    for (index, line) in lines.iter().enumerate() {
        match tail.takes(line, is_loud) {
            true if line.is_empty() => {}
            true => tail.from = tail.from.or(Some(index)),
            // A field in the middle of a text is text.
            false => tail = Tail::default(),
        }
    }
    tail.from.unwrap_or(lines.len())
}

/// Where the fields end that stand before a text, where no line between them and it says so.
fn fields_end(lines: &[String], anchor: usize, is_loud: bool) -> usize {
    const LOOKED_AT: usize = 40;
    let is_first = |it: Field<'_>| (it.is_first() || it.key == "headline") && it.is_of(is_loud);
    let last = lines[anchor..]
        .iter()
        .take(LOOKED_AT)
        .rposition(|it| field(it).is_some_and(is_first));
    let from = anchor + last.unwrap_or(0);
    // Where no empty lines part fields, what follows at once is the text.
    let is_spaced = lines[..=from].iter().any(String::is_empty);
    let (mut end, mut left) = (from, 0);
    for (index, line) in lines.iter().enumerate().skip(from) {
        let found = field(line).filter(|it| it.is_of(is_loud));
        // What follows at once goes on with a field that was wrapped.
        left = match &found {
            Some(field) if !field.is_loud => 0,
            Some(field) if is_spaced && (can_go_on(&field.key) || is_wrapped(line)) => 3,
            None if !line.is_empty() && left > 0 => left - 1,
            _ if COPYRIGHT.is_match(line) || found.is_some() || line.is_empty() => 0,
            _ => break,
        };
        if !line.is_empty() {
            end = index + 1;
        }
    }
    end
}

/// Whether the value of a field can be so long that it is wrapped, and is kept.
fn can_go_on(key: &str) -> bool {
    matches!(
        key,
        "byline" | "dateline" | "headline" | "highlight" | "abstract"
    )
}

/// Takes the fields before a text, and what they go on with.
fn take_fields(made: &mut Made, lines: &[String]) {
    let mut last: Option<Field<'_>> = None;
    let mut is_next = false;
    for line in lines {
        if line.is_empty() {
            is_next = false;
            continue;
        }
        if COPYRIGHT.is_match(line) {
            made.after.push(line.clone());
            last = None;
        } else if let Some(field) = field(line) {
            take_field(made, &field);
            last = Some(field);
        } else if !go_on(made, last.as_ref(), line, is_next) {
            made.after.push(line.clone());
        }
        is_next = true;
    }
}

fn take_field(made: &mut Made, field: &Field<'_>) {
    let value = field.value;
    match field.key.as_str() {
        _ if value.is_empty() => {}
        "byline" => made.byline = Some(as_byline(value)),
        "dateline" => made.dateline = Some(value.to_owned()),
        "highlight" | "abstract" => made.standfirst.push(value.to_owned()),
        "headline" => made.header.title = Some(fold(value)),
        "language" => made.header.language = language(value),
        _ => {}
    }
}

/// Whether a line goes on with the field before it; then it is taken. Names in capitals are those of the form that wraps
/// its lines.
fn go_on(made: &mut Made, last: Option<&Field<'_>>, line: &str, is_next: bool) -> bool {
    let Some(last) = last.filter(|it| can_go_on(&it.key)) else {
        return false;
    };
    let is_wrapped = last.is_loud && is_next;
    let open = match last.key.as_str() {
        "highlight" | "abstract" if !is_wrapped => {
            made.standfirst.push(line.to_owned());
            return true;
        }
        _ if !is_wrapped => None,
        "byline" => made.byline.as_mut(),
        "dateline" => made.dateline.as_mut(),
        "headline" => made.header.title.as_mut(),
        _ => made.standfirst.last_mut(),
    };
    let Some(open) = open else {
        return false;
    };
    open.push(' ');
    open.push_str(line);
    true
}

/// Takes what stands after a text.
fn take_tail(made: &mut Made, lines: &[String], is_loud: bool) {
    let (mut section, mut is_next) = (None, false);
    for line in lines {
        if line.is_empty() {
            is_next = false;
            continue;
        }
        if let Some(it) = Section::named(line) {
            section = Some(it);
        } else if let Some(field) = field(line).filter(|it| it.is_of(is_loud)) {
            section = None;
            match field.key.as_str() {
                "language" => made.header.language = language(field.value),
                "url" => made.header.address = page::clean_address(field.value),
                "load-date" if made.header.published.is_none() => {
                    made.header.published = date(field.value);
                }
                "graphic" => {
                    made.captions.push(field.value.to_owned());
                    section = Some(Section::Graphic);
                }
                "notes" | "correction" | "abstract" | "highlight" => made.after.push(line.clone()),
                _ => {}
            }
        } else if section == Some(Section::Graphic) && !COPYRIGHT.is_match(line) {
            match made.captions.last_mut().filter(|_| is_loud && is_next) {
                Some(caption) => {
                    caption.push(' ');
                    caption.push_str(line);
                }
                None => made.captions.push(line.clone()),
            }
        } else {
            made.after.push(line.clone());
        }
        is_next = true;
    }
}

/// An article of the older form: paper, date, edition, title, fields, text, fields.
fn old_nexis(lines: &[String]) -> Option<Article> {
    let is_first = |it: &String| {
        field(it).is_some_and(|it| it.is_first() || matches!(it.key.as_str(), "headline" | "body"))
    };
    let anchor = lines.iter().position(is_first)?;
    let is_loud = field(&lines[anchor]).is_some_and(|it| it.is_loud);
    let heading: Vec<&String> = lines[..anchor].iter().filter(|it| !it.is_empty()).collect();
    let mut made = Made::default();
    let dated = heading.iter().position(|it| date(it).is_some());
    if let Some(at) = dated {
        made.header.published = date(heading[at]);
        made.header.outlet = at.checked_sub(1).map(|it| fold(heading[it]));
    }
    // Below the date: perhaps the edition, then the title, which may take several lines.
    let below: Vec<&str> = heading[dated.map_or(0, |it| it + 1)..]
        .iter()
        .map(|it| it.as_str())
        .filter(|it| !it.to_lowercase().ends_with(" edition"))
        .collect();
    made.header.title = Some(fold(&below.join(" "))).filter(|it| !it.is_empty());
    // "BODY:" stands over the text in some of these exports.
    let body = lines[anchor..]
        .iter()
        .take(60)
        .position(|it| field(it).is_some_and(|it| it.key == "body" && it.is_loud))
        .map(|it| it + anchor);
    let fields_end = body.unwrap_or_else(|| fields_end(lines, anchor, is_loud));
    take_fields(&mut made, &lines[anchor..fields_end]);
    let mut start = fields_end;
    if let Some(field) = body.and_then(|it| field(&lines[it])) {
        made.body.push(field.value.to_owned());
        start += 1;
    }
    let end = tail(&lines[start..], is_loud) + start;
    let mut goes_on = false;
    for line in &lines[start..end] {
        match made.body.last_mut() {
            _ if COPYRIGHT.is_match(line) => made.after.push(line.clone()),
            // A text of one paragraph has no empty lines that tell that its lines were wrapped.
            Some(last) if goes_on && !line.is_empty() => {
                last.push(' ');
                last.push_str(line);
            }
            _ => made.body.push(line.clone()),
        }
        goes_on = is_wrapped(line) && !line.ends_with(['.', '!', '?', ':', '"', '”', '»']);
    }
    take_tail(&mut made, &lines[end..], is_loud);
    made.article()
}

/// An article of Factiva's: with fields named by two letters, or by their order.
fn factiva(lines: &[String]) -> Option<Article> {
    let (end, lines) = lines.split_last()?;
    let id = FACTIVA_END
        .captures(end)
        .map(|it| format!("factiva:{}", &it[1]));
    let codes = lines
        .iter()
        .filter(|it| {
            FACTIVA_FIELD.captures(it).is_some_and(|it| {
                matches!(
                    &it[1],
                    "HD" | "WC" | "PD" | "SN" | "LA" | "CY" | "TD" | "LP"
                )
            })
        })
        .count();
    let mut made = match codes >= 4 {
        true => factiva_coded(lines),
        false => factiva_plain(lines)?,
    };
    made.header.id = id;
    made.article()
}

/// How the fields of an export stand to their codes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Each code has a line of its own.
    Alone,
    /// At least two blanks, or a tab, part them.
    Wide,
    /// One blank parts them.
    Close,
}

impl Layout {
    fn of(lines: &[String]) -> Layout {
        let rests: Vec<&str> = lines
            .iter()
            .filter_map(|it| FACTIVA_FIELD.captures(it))
            .filter(|it| matches!(&it[1], "HD" | "WC" | "PD" | "SN" | "LA" | "CY"))
            .map(|it| it.get(2).map_or("", |it| it.as_str()))
            .collect();
        let alone = rests.iter().filter(|it| it.trim().is_empty()).count();
        let wide = rests.iter().filter(|it| is_wide(it)).count();
        match rests.len() {
            all if alone * 2 > all => Layout::Alone,
            all if wide * 2 >= all - alone => Layout::Wide,
            _ => Layout::Close,
        }
    }

    /// The code and the value of a line, where the field `inside` goes on until another begins. Inside the text only
    /// what can follow it is a field: its sentences begin with "IN" and "PG" too.
    fn field<'a>(self, line: &'a str, inside: &str) -> Option<(&'a str, &'a str)> {
        const BELOW: &[&str] = &[
            "ART", "CT", "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN",
        ];
        let found = FACTIVA_FIELD.captures(line)?;
        let code = found.get(1)?.as_str();
        let rest = found.get(2).map_or("", |it| it.as_str());
        let value = rest.trim();
        let is_in_text = matches!(inside, "LP" | "TD");
        let follows = match inside {
            "LP" => code == "TD" || BELOW.contains(&code),
            "TD" => BELOW.contains(&code),
            _ => true,
        };
        let stands = match self {
            _ if value.is_empty() => true,
            Layout::Alone => false,
            Layout::Wide => is_wide(rest),
            // "dwjn : Dow Jones" is a value, "a statement on Monday" is none.
            Layout::Close => match code {
                "CO" | "IN" | "NS" | "RE" if is_in_text => value.contains(" : "),
                "TD" => true,
                _ => !is_in_text || !is_prose(value),
            },
        };
        (follows && stands).then_some((code, value))
    }
}

fn is_wide(rest: &str) -> bool {
    rest.starts_with("  ") || rest.starts_with('\t')
}

fn factiva_coded(lines: &[String]) -> Made {
    let mut made = Made::default();
    let layout = Layout::of(lines);
    let mut values: Vec<(&str, Vec<String>)> = vec![];
    for line in lines {
        let inside = values.last().map_or("", |it| it.0);
        match layout.field(line, inside) {
            Some((code, value)) => values.push((code, vec![value.to_owned()])),
            None => {
                if let Some(last) = values.last_mut() {
                    last.1.push(line.clone());
                }
            }
        }
    }
    let of = |code: &str| -> Option<String> {
        let (_, lines) = values.iter().find(|it| it.0 == code)?;
        Some(fold(&lines.join(" "))).filter(|it| !it.is_empty())
    };
    made.header.title = of("HD");
    made.header.outlet = of("SN");
    made.header.language = of("LA").and_then(|it| language(&it));
    made.header.published = moment(of("PD"), of("ET"));
    made.byline = of("BY").map(|it| as_byline(&it));
    made.after.extend(of("CY"));
    for (code, lines) in &values {
        match *code {
            "LP" | "TD" => {
                made.body.extend(lines.iter().cloned());
                made.body.push(String::new());
            }
            "ART" => made.captions.extend(paragraphs(&lines.join("\n"))),
            _ => {}
        }
    }
    made
}

fn factiva_plain(lines: &[String]) -> Option<Made> {
    let words = lines.iter().position(|it| WORDS.is_match(it))?;
    let heading: Vec<&String> = lines[..words].iter().filter(|it| !it.is_empty()).collect();
    let mut made = Made::default();
    let mut title = heading.last().copied();
    if let [.., above, last] = &heading[..]
        && is_byline_below(above, last)
    {
        made.byline = Some((*last).clone());
        title = Some(*above);
    }
    made.header.title = title.map(|it| fold(it));
    let (mut day, mut time) = (None, None);
    let mut start = words + 1;
    for (index, line) in lines.iter().enumerate().skip(words + 1).take(14) {
        if line.is_empty() && start == index {
            start = index + 1;
            continue;
        }
        let count = line.chars().count();
        if day.is_none() && date(line).is_some() {
            day = Some(line.clone());
        } else if day.is_some() && time.is_none() && count < 12 && line.contains(':') {
            time = Some(line.clone());
        } else if let Some(known) = language_alone(line) {
            made.header.language = Some(known);
        } else if COPYRIGHT.is_match(line) {
            made.after.push(line.clone());
            start = index + 1;
            break;
        } else if day.is_some() && made.header.outlet.is_none() {
            made.header.outlet = Some(fold(line));
        } else if count > 60 || line.is_empty() {
            break;
        }
        start = index + 1;
    }
    made.header.published = moment(day, time);
    let mut body = &lines[start.min(lines.len())..];
    // The publisher's name stands below the text.
    let is_text = |it: &String| !it.is_empty();
    if let Some(last) = body.iter().rposition(is_text)
        && body[..last].iter().any(is_text)
        && is_publisher(&body[last], &made.after.join(" "))
    {
        made.after.push(body[last].clone());
        body = &body[..last];
    }
    made.body = body.to_vec();
    Some(made)
}

/// Whether the last line of a heading names who wrote what the line above it is the title of. Without a "By", the title
/// must look like one: "World News" over "Port Strike Ends" is a section over a title.
fn is_byline_below(title: &str, line: &str) -> bool {
    let count = |it: &str| it.split_whitespace().count();
    let is_small = |it: &str| it.starts_with(char::is_lowercase) && it.chars().count() > 3;
    let is_title = || count(title) >= 4 || title.split_whitespace().skip(1).any(is_small);
    let is_of_persons = || {
        let persons = authors::persons(line, None);
        !persons.is_empty() && persons.iter().all(|it| count(it) <= 3)
    };
    authors::is_byline(line)
        || count(line) <= 8
            && !line.ends_with(['.', '?', '!', ':'])
            && is_title()
            && is_of_persons()
}

/// Whether a line is the name of a house: the one that has the rights, or one with the form of a company.
fn is_publisher(line: &str, rights: &str) -> bool {
    const FORMS: &[&str] = &[
        "inc", "ltd", "llc", "llp", "limited", "plc", "corp", "company", "gmbh", "ag", "kg", "se",
        "sa", "s.a", "sas", "srl", "s.r.l", "spa", "s.p.a", "bv", "b.v", "nv", "n.v", "ab", "oy",
        "pty", "pte", "ооо", "ао", "пао",
    ];
    const SMALL: &[&str] = &["of", "and", "the", "de", "du", "der", "und", "et", "y", "&"];
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_name = words.len() <= 8
        && words
            .iter()
            .all(|it| !it.starts_with(char::is_lowercase) || SMALL.contains(it));
    let has_form = || {
        words.last().is_some_and(|it| {
            let last = it.trim_matches(|it: char| !it.is_alphanumeric());
            words.len() > 1 && FORMS.contains(&last.to_lowercase().as_str())
        })
    };
    is_name && (rights.contains(line) || has_form())
}

/// A day with its time, if one is given.
fn moment(day: Option<String>, time: Option<String>) -> Option<Stated> {
    let day = day?;
    time.and_then(|it| when::stated(&format!("{day} {it}")))
        .or_else(|| date(&day))
}

/// A byline as it would stand over the article: names in capitals as names are written.
fn as_byline(value: &str) -> String {
    let is_loud = value.chars().any(char::is_alphabetic) && !value.chars().any(char::is_lowercase);
    if !is_loud {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut begins = true;
    for it in value.chars() {
        match begins {
            true => out.push(it),
            false => out.extend(it.to_lowercase()),
        }
        begins = !(it.is_alphabetic() || it == '\'' || it == '’');
    }
    out
}

/// The language that a field gives, by its English name or its tag, whatever stands behind it: "English; French".
fn language(value: &str) -> Option<String> {
    const LONGEST: usize = 40;
    let value = value.trim();
    if value.chars().count() >= LONGEST {
        return None;
    }
    let first = value.split([';', ',', '(', '/']).next()?.trim();
    let tagged = || {
        (first.len() == 2)
            .then(|| primary_language(first))
            .flatten()
    };
    let first_word = || named(first.split_whitespace().next()?);
    named(first).or_else(first_word).or_else(tagged)
}

/// The language of a line that gives one and nothing else: "Irish Independent" is a paper.
fn language_alone(line: &str) -> Option<String> {
    /// Words that say which of its scripts, or how much of a text.
    const KINDS: &[&str] = &[
        "simplified",
        "traditional",
        "language",
        "text",
        "only",
        "abstract",
    ];
    let found = language(line)?;
    let mut words = line
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .skip(1);
    let is_alone = named(line).is_some()
        || words.all(|it| KINDS.contains(&it.to_lowercase().as_str()) || named(it).is_some());
    is_alone.then_some(found)
}

/// The tag of a language by its English name. Of several that a name means, the first.
fn named(name: &str) -> Option<String> {
    languages_named(name)?.split(' ').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_name_and_told_from_a_paper_that_is_called_after_it() {
        /// What stands there, its language in a field, and as a line of a heading.
        const TESTS: &[(&str, Option<&str>, Option<&str>)] = &[
            ("English", Some("en"), Some("en")),
            ("NORWEGIAN", Some("no"), Some("no")),
            ("Deutsch", Some("de"), Some("de")),
            ("русский", Some("ru"), Some("ru")),
            ("Catalan", Some("ca"), Some("ca")),
            ("Haitian Creole", Some("ht"), Some("ht")),
            ("English; French", Some("en"), Some("en")),
            ("English and French", Some("en"), None),
            ("Chinese (Simplified)", Some("zh"), Some("zh")),
            ("Chinese - Traditional", Some("zh"), Some("zh")),
            ("EN", Some("en"), Some("en")),
            ("Irish Independent", Some("ga"), None),
            ("Polish Press Agency", Some("pl"), None),
            ("Quayside Post", None, None),
            ("both sides had to find a common one, they said", None, None),
            ("", None, None),
        ];
        for (text, field, line) in TESTS {
            assert_eq!(language(text).as_deref(), *field, "field: {text}");
            assert_eq!(language_alone(text).as_deref(), *line, "line: {text}");
        }
    }
}
