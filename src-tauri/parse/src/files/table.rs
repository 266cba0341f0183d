//! Tables of articles: CSV and TSV.

use csv::ReaderBuilder;
use news::{Article, TroubleCode};

use super::records::{Record, named_fields};
use super::room::Losses;
use crate::{Problem, limits};

/// Reads a table whose first row names its columns: an article a row.
pub(super) fn read(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let text = super::whole(bytes, problems);
    let text = text.trim_start_matches('\u{FEFF}');
    let (separator, text) = separated(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = match reader.headers() {
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
        match record.article(problems) {
            Some(article) => articles.push(article),
            None => losses.add(
                TroubleCode::File,
                &format!("Row {number}"),
                "It has neither a title nor a text.",
            ),
        }
    }
    losses.into(problems);
    articles
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
