//! Tables of articles: CSV and TSV.

use std::borrow::Cow;

use csv::ReaderBuilder;
use news::{Article, TroubleCode};

use super::records::{Orders, Record, Unread, is_known, named_fields};
use super::room::Losses;
use crate::{Problem, limits};

/// Reads a table whose first row names its columns: an article a row.
pub(super) fn read(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let text = super::whole(bytes, problems);
    let text = text.trim_start_matches('\u{FEFF}');
    let (separator, text) = separated(text);
    let mut builder = ReaderBuilder::new();
    builder.delimiter(separator).flexible(true);
    let names: Vec<String> = match builder.from_reader(text.as_bytes()).headers() {
        Ok(it) => it.iter().map(str::to_owned).collect(),
        Err(_) => vec![],
    };
    if !named_fields(names.iter().map(String::as_str)) {
        problems.push(Problem::new(
            TroubleCode::File,
            "The first row names no column of a title or a text (title, headline, text, body, content …), so this is no table of articles.",
        ));
        return vec![];
    }
    let (mut articles, mut losses) = (vec![], Losses::default());
    let (text, strays) = without_strays(text, separator, names.len());
    for stray in &strays {
        let why = match stray.is_mended {
            true => "A quotation mark in it is not closed; it was read to the end of its line.",
            false => "A quotation mark in it is not closed; what follows was read as one with it.",
        };
        losses.add(TroubleCode::File, &format!("Row {}", stray.row), why);
    }
    let (mut orders, mut unread) = (Orders::default(), Unread::default());
    let known: Vec<bool> = names.iter().map(|it| is_known(it)).collect();
    for row in builder.from_reader(text.as_bytes()).records().flatten() {
        for ((name, value), is_known) in names.iter().zip(row.iter()).zip(&known) {
            match *is_known {
                true => orders.note(name, value),
                false => unread.note(name, value),
            }
        }
    }
    let mut reader = builder.from_reader(text.as_bytes());
    for (row, number) in reader.records().zip(2u64..) {
        if articles.len() >= limits::PARTS {
            problems.push(Problem::new(
                TroubleCode::TooLarge,
                "The table has more than 50,000 rows; those at its end were not read. Split it.",
            ));
            break;
        }
        let row = match row {
            Ok(row) => row,
            Err(err) => {
                losses.add(
                    TroubleCode::File,
                    &format!("Row {number}"),
                    &format!("It is damaged: {err}."),
                );
                continue;
            }
        };
        if row.iter().all(|it| it.trim().is_empty()) {
            continue;
        }
        let mut record = Record::default();
        for (name, value) in names.iter().zip(row.iter()) {
            record.put(name, value);
        }
        match record.article(&orders, problems) {
            Some(article) => articles.push(article),
            None => losses.add(
                TroubleCode::File,
                &format!("Row {number}"),
                "It has neither a title nor a text.",
            ),
        }
    }
    losses.into(problems);
    unread.into(problems);
    articles
}

/// A quotation mark that opens a field and is not closed.
#[derive(Debug, PartialEq, Eq)]
struct Stray {
    /// The row in which it stands; the names of the columns are the first.
    row: u64,
    /// It was taken out.
    is_mended: bool,
}

/// A table without the marks that open a field and are not closed: such a mark would make one field of the rows that
/// follow. It is one if nothing that can close it follows, and the line below it is a row by its number of columns.
fn without_strays(text: &str, separator: u8, columns: usize) -> (Cow<'_, str>, Vec<Stray>) {
    let bytes = text.as_bytes();
    let (mut out, mut kept, mut strays) = (String::new(), 0, vec![]);
    // What may be looked at again behind marks that were taken out.
    let mut budget = bytes.len().saturating_mul(4);
    let (mut at, mut row, mut row_at, mut is_start) = (0, 1, 0, true);
    while at < bytes.len() {
        match bytes[at] {
            b'"' if is_start => {
                let end = end_of_quoted(bytes, at, separator);
                let again = end.at - at;
                let is_stray = !end.is_closed
                    && again <= budget
                    && swallows(bytes, separator, columns, row_at, at, end.line_end);
                if is_stray {
                    budget -= again;
                    out.push_str(&text[kept..at]);
                    kept = at + 1;
                }
                if is_stray || (!end.is_closed && end.at == bytes.len()) {
                    strays.push(Stray {
                        row,
                        is_mended: is_stray,
                    });
                }
                is_start = false;
                at = if is_stray { at + 1 } else { end.at };
            }
            b'\n' | b'\r' => {
                row += u64::from(at > row_at);
                at += 1;
                (row_at, is_start) = (at, true);
            }
            it => {
                is_start = it == separator;
                at += 1;
            }
        }
    }
    if kept == 0 {
        return (Cow::Borrowed(text), strays);
    }
    out.push_str(&text[kept..]);
    (Cow::Owned(out), strays)
}

/// Where what a quotation mark opens ends.
struct End {
    /// Behind the mark that closes it, or that should.
    at: usize,
    /// Where the line of the opening mark ends.
    line_end: usize,
    /// A mark closes it, or stands in its own line as writers leave it who do not double them.
    is_closed: bool,
}

/// The end of what the mark at `open` opens.
fn end_of_quoted(bytes: &[u8], open: usize, separator: u8) -> End {
    let mut line_end = None;
    let mut at = open + 1;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 1,
            (b'"', next) => {
                let closes =
                    next.is_none_or(|it| *it == separator || matches!(it, b' ' | b'\r' | b'\n'));
                return End {
                    at: at + 1,
                    line_end: line_end.unwrap_or(at),
                    is_closed: closes || line_end.is_none(),
                };
            }
            (b'\n' | b'\r', _) => line_end = line_end.or(Some(at)),
            _ => {}
        }
        at += 1;
    }
    End {
        at: bytes.len(),
        line_end: line_end.unwrap_or(bytes.len()),
        is_closed: false,
    }
}

/// Whether the mark at `mark` makes one field of rows: the line below its own is one, or its own is the last and is one
/// without it.
fn swallows(
    bytes: &[u8],
    separator: u8,
    columns: usize,
    row_at: usize,
    mark: usize,
    line_end: usize,
) -> bool {
    let is_end = |it: &u8| matches!(it, b'\n' | b'\r');
    let below = &bytes[line_end..];
    let below = &below[below
        .iter()
        .position(|it| !is_end(it))
        .unwrap_or(below.len())..];
    let below = &below[..below.iter().position(is_end).unwrap_or(below.len())];
    let own = || {
        columns_of(&bytes[row_at..mark], separator)
            + columns_of(&bytes[mark + 1..line_end], separator)
            - 1
    };
    columns > 1
        && match below.is_empty() {
            true => own() == columns,
            false => columns_of(below, separator) == columns,
        }
}

/// How many columns a line has.
fn columns_of(line: &[u8], separator: u8) -> usize {
    let mut is_quoted = false;
    let mut columns = 1;
    for it in line {
        match it {
            b'"' => is_quoted = !is_quoted,
            it if *it == separator && !is_quoted => columns += 1,
            _ => {}
        }
    }
    columns
}

/// What separates the columns of a table, and the table without the line that says so.
pub(crate) fn separated(text: &str) -> (u8, &str) {
    // Excel says so itself where it does.
    match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().starts_with("sep=") => (
            first.trim_end().as_bytes().get(4).copied().unwrap_or(b','),
            rest,
        ),
        _ => (separator(text), text),
    }
}

/// What separates the columns: what stands most often in the first row, outside of quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [0usize; 4];
    let mut quoted = false;
    for byte in text.bytes().take(64 * 1024) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            b',' if !quoted => counts[0] += 1,
            b';' if !quoted => counts[1] += 1,
            b'\t' if !quoted => counts[2] += 1,
            b'|' if !quoted => counts[3] += 1,
            _ => {}
        }
    }
    let best = (0..4).rev().max_by_key(|it| counts[*it]).unwrap_or(0);
    b",;\t|"[best]
}
