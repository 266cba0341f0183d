//! What the databases of newspapers export: many articles in one document, each with its header and its end.
//!
//! Two houses, each in an older and a newer form: Nexis ends an article with "End of Document", or begins it with
//! "3 of 20 DOCUMENTS"; Factiva ends it with the number of the document, and names fields by two letters or by their
//! order. What stands outside of articles (cover, list of contents, search summary) is left out: it is none.

use std::sync::LazyLock;

use news::{Article, Block, Zone};
use regex::Regex;

use super::article;
use super::header::Header;
use super::text::paragraphs;
use crate::lines::{self, authors};
use crate::page::{self, fold, primary_language};
use crate::when;

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
        r"^(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CLM|ART|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN)(?:\s+(.*))?$",
    )
});
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
        for it in &self.after {
            put(&mut blocks, Zone::Boilerplate, it);
        }
        if body.is_empty() && self.standfirst.is_empty() && header.published_at.is_none() {
            return None; // A line of the cover that looks like an end.
        }
        article(header, blocks, None, &mut vec![])
    }
}

/// A date alone, also with an edition or a time after it.
fn date(line: &str) -> Option<news::Timestamp> {
    if line.chars().count() > 80 || !line.bytes().any(|it| it.is_ascii_digit()) {
        return None;
    }
    when::parse(line).or_else(|| {
        // "December 7, 2021 Tuesday 8:15 PM EST", "7 décembre 2021 mardi, Edition 1".
        let words: Vec<&str> = line.split_whitespace().collect();
        (3..words.len().min(6))
            .rev()
            .find_map(|it| when::parse(&words[..it].join(" ")))
    })
}

/// An article of the newer form: title, paper, date, copyright, fields, "Body", text, fields, "End of Document".
fn nexis(lines: &[String]) -> Option<Article> {
    let lines = &lines[..lines.len() - 1];
    let field = |it: &String| NEXIS_FIELD.is_match(it) || it == "Body";
    // The cover names no field that an article has; the first of an article's stands below its heading.
    let is_first = |it: &String| {
        it == "Body"
            || COPYRIGHT.is_match(it)
            || NEXIS_FIELD.captures(it).is_some_and(|it| {
                matches!(
                    it[1].to_lowercase().as_str(),
                    "section" | "length" | "byline" | "dateline" | "highlight"
                )
            })
    };
    let anchor = lines.iter().position(is_first)?;
    let heading: Vec<&String> = lines[..anchor].iter().filter(|it| !it.is_empty()).collect();
    let heading = &heading[heading.len().saturating_sub(HEADING)..];
    let mut made = Made::default();
    match heading.iter().rposition(|it| date(it).is_some()) {
        Some(at) if at >= 1 => {
            made.header.published_at = date(heading[at]);
            let outlet = at - 1;
            made.header.outlet = (outlet > 0).then(|| fold(heading[outlet]));
            made.header.title = Some(fold(heading[outlet.saturating_sub(1)]));
        }
        _ => made.header.title = heading.first().map(|it| fold(it)),
    }
    let body = lines
        .iter()
        .skip(anchor)
        .position(|it| it == "Body")
        .map(|it| it + anchor);
    let fields_end = body.unwrap_or_else(|| {
        let last = lines.iter().skip(anchor).take(40).rposition(is_first);
        last.map_or(anchor, |it| it + anchor)
    });
    for line in &lines[anchor..fields_end.max(anchor + 1).min(lines.len())] {
        take_field(&mut made, line);
    }
    let start = (fields_end + 1).min(lines.len());
    let end = tail(&lines[start..], field) + start;
    made.body = lines[start..end].to_vec();
    for line in &lines[end..] {
        take_tail(&mut made, line);
    }
    made.article()
}

/// Where the fields begin that stand after a text: the first of the last run of lines that are fields or short.
fn tail(lines: &[String], is_field: impl Fn(&String) -> bool) -> usize {
    let ends = |it: &String| {
        NEXIS_FIELD.captures(it).is_some_and(|it| {
            matches!(
                it[1].to_lowercase().as_str(),
                "load-date"
                    | "classification"
                    | "language"
                    | "graphic"
                    | "publication-type"
                    | "publication type"
                    | "journal code"
            )
        }) || it == "Classification"
            || it == "Graphic"
            || it == "Notes"
    };
    let last = lines.iter().rposition(ends);
    let Some(last) = last else {
        return lines.len();
    };
    // From the last such field upwards, as long as there are others not far above it.
    let mut first = last;
    for (index, it) in lines[..last].iter().enumerate().rev() {
        if ends(it) || is_field(it) {
            first = index;
        } else if first - index > 12 {
            break;
        }
    }
    // A field in the middle of a text is text: those at the end follow one another.
    lines
        .iter()
        .enumerate()
        .skip(first)
        .find(|(_, it)| ends(it))
        .map_or(last, |it| it.0)
}

fn take_field(made: &mut Made, line: &str) {
    if COPYRIGHT.is_match(line) {
        made.after.push(line.to_owned());
        return;
    }
    let Some(field) = NEXIS_FIELD.captures(line) else {
        return;
    };
    let value = field[2].trim();
    match field[1].to_lowercase().as_str() {
        _ if value.is_empty() => {}
        "byline" => made.byline = Some(as_byline(value)),
        "dateline" => made.dateline = Some(value.to_owned()),
        "highlight" | "abstract" => made.standfirst.push(value.to_owned()),
        "headline" => made.header.title = Some(fold(value)),
        "language" => made.header.language = language(value),
        _ => {}
    }
}

/// A field after the text.
fn take_tail(made: &mut Made, line: &str) {
    let Some(field) = NEXIS_FIELD.captures(line) else {
        return;
    };
    match field[1].to_lowercase().as_str() {
        "language" => made.header.language = language(field[2].trim()),
        "url" => made.header.address = page::clean_address(field[2].trim()),
        "load-date" if made.header.published_at.is_none() => {
            made.header.published_at = date(field[2].trim());
        }
        _ => {}
    }
}

/// An article of the older form: paper, date, edition, title, fields, text, fields.
fn old_nexis(lines: &[String]) -> Option<Article> {
    let is_first = |it: &String| {
        NEXIS_FIELD.captures(it).is_some_and(|it| {
            matches!(
                it[1].to_lowercase().as_str(),
                "section" | "length" | "byline" | "dateline" | "highlight" | "headline"
            )
        })
    };
    let anchor = lines.iter().position(is_first)?;
    let heading: Vec<&String> = lines[..anchor].iter().filter(|it| !it.is_empty()).collect();
    let mut made = Made::default();
    let dated = heading.iter().position(|it| date(it).is_some());
    if let Some(at) = dated {
        made.header.published_at = date(heading[at]);
        made.header.outlet = at.checked_sub(1).map(|it| fold(heading[it]));
    }
    // Below the date: perhaps the edition, then the title, which may take several lines.
    let below: Vec<&str> = heading[dated.map_or(0, |it| it + 1)..]
        .iter()
        .map(|it| it.as_str())
        .filter(|it| !it.to_lowercase().ends_with(" edition"))
        .collect();
    made.header.title = Some(fold(&below.join(" "))).filter(|it| !it.is_empty());
    let last = lines[anchor..]
        .iter()
        .take(30)
        .rposition(is_first)
        .map_or(anchor, |it| it + anchor);
    for line in &lines[anchor..=last] {
        take_field(&mut made, line);
    }
    let start = (last + 1).min(lines.len());
    let end = tail(&lines[start..], |it| NEXIS_FIELD.is_match(it)) + start;
    made.body = lines[start..end]
        .iter()
        .filter(|it| !COPYRIGHT.is_match(it))
        .cloned()
        .collect();
    for line in &lines[end..] {
        take_tail(&mut made, line);
    }
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

fn factiva_coded(lines: &[String]) -> Made {
    let mut made = Made::default();
    let mut code = String::new();
    let mut values: Vec<(String, Vec<String>)> = vec![];
    for line in lines {
        let mut text = line.clone();
        if let Some(field) = FACTIVA_FIELD.captures(line) {
            code = field[1].to_owned();
            text = field
                .get(2)
                .map_or(String::new(), |it| it.as_str().to_owned());
            values.push((code.clone(), vec![]));
        }
        if let Some(last) = values.last_mut().filter(|it| it.0 == code) {
            last.1.push(text);
        }
    }
    let of = |code: &str| -> Option<String> {
        let (_, lines) = values.iter().find(|it| it.0 == code)?;
        Some(fold(&lines.join(" "))).filter(|it| !it.is_empty())
    };
    made.header.title = of("HD");
    made.header.outlet = of("SN");
    made.header.language = of("LA").and_then(|it| language(&it));
    made.header.published_at = moment(of("PD"), of("ET"));
    made.byline = of("BY").map(|it| as_byline(&it));
    made.after.extend(of("CY"));
    for (code, lines) in &values {
        if code == "LP" || code == "TD" {
            made.body.extend(lines.iter().cloned());
            made.body.push(String::new());
        }
    }
    made
}

fn factiva_plain(lines: &[String]) -> Option<Made> {
    let words = lines.iter().position(|it| WORDS.is_match(it))?;
    let heading: Vec<&String> = lines[..words].iter().filter(|it| !it.is_empty()).collect();
    let mut made = Made::default();
    let mut title = heading.last().copied();
    if let Some(byline) = title.filter(|it| authors::is_byline(it)) {
        made.byline = Some(byline.clone());
        title = heading.len().checked_sub(2).map(|it| heading[it]);
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
        } else if let Some(known) = language(line) {
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
    made.header.published_at = moment(day, time);
    made.body = lines[start.min(lines.len())..].to_vec();
    Some(made)
}

/// A day with its time, if one is given.
fn moment(day: Option<String>, time: Option<String>) -> Option<news::Timestamp> {
    let day = day?;
    time.and_then(|it| when::parse(&format!("{day} {it}")))
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

/// The language of an English name of one, or of its tag.
fn language(name: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("english", "en"),
        ("german", "de"),
        ("french", "fr"),
        ("spanish", "es"),
        ("portuguese", "pt"),
        ("italian", "it"),
        ("dutch", "nl"),
        ("russian", "ru"),
        ("ukrainian", "uk"),
        ("polish", "pl"),
        ("czech", "cs"),
        ("slovak", "sk"),
        ("hungarian", "hu"),
        ("romanian", "ro"),
        ("bulgarian", "bg"),
        ("greek", "el"),
        ("turkish", "tr"),
        ("arabic", "ar"),
        ("hebrew", "he"),
        ("persian", "fa"),
        ("hindi", "hi"),
        ("chinese", "zh"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("indonesian", "id"),
        ("danish", "da"),
        ("swedish", "sv"),
        ("norwegian", "no"),
        ("finnish", "fi"),
        ("deutsch", "de"),
        ("français", "fr"),
        ("español", "es"),
        ("русский", "ru"),
    ];
    let lower = name.trim().to_lowercase();
    let first = lower.split([';', ',', ' ']).next().unwrap_or_default();
    NAMES
        .iter()
        .find(|it| it.0 == first && lower.chars().count() < 40)
        .map(|it| it.1.to_owned())
        .or_else(|| {
            (lower.len() == 2)
                .then(|| primary_language(&lower))
                .flatten()
        })
}
