//! `inspect copies`: which of some texts are one, without a desk.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use news::{
    Article, Block, Zone,
    story::{Copied, copies},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Outcome;
use crate::{Ended, Failure, out::Out, out::complain};

/// A text as it comes, on a line.
#[derive(Debug, Deserialize)]
struct Record {
    /// A text or a number; it is given back as it came.
    id: Value,
    text: String,
    #[serde(default)]
    title: String,
    /// Orders the texts: the earlier one is the original. Without it they come in order.
    #[serde(default, alias = "date")]
    published: String,
    #[serde(default, alias = "source")]
    outlet: String,
    #[serde(default)]
    wire: Option<String>,
}

/// What a text is.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    id: &'a Value,
    /// The first of the texts that it is one with. Texts of a few words are one with none, as two may well say the same.
    cluster: &'a Value,
    /// The text that it was taken from, if it is a copy.
    copy_of: Option<&'a Value>,
    /// Which share of its own words (those outside quotations) stands in an earlier text, 0 to 100.
    percent: u32,
}

/// Reads texts, a JSON record a line, and answers each with a line.
pub(crate) fn inspect_copies(file: Option<&Path>, out: &Out) -> Outcome {
    let input: Box<dyn Read> = match file {
        Some(path) => Box::new(std::fs::File::open(path).map_err(|err| {
            Failure::Usage(format!(
                "{} cannot be read: {err}. Name a file of JSON records, one a line",
                path.display()
            ))
        })?),
        None => Box::new(std::io::stdin()),
    };
    let (mut records, mut ended) = (vec![], Ended::Well);
    for (line, number) in BufReader::new(input).split(b'\n').zip(1..) {
        let line =
            line.map_err(|err| Failure::Usage(format!("line {number} cannot be read: {err}")))?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Record>(&line) {
            Ok(record) => records.push(record),
            Err(err) => {
                complain(&format!(
                    "wirewatch: line {number} is no record with `id` and `text`, and was left out: {err}"
                ));
                ended = Ended::WithTrouble;
            }
        }
    }
    for it in answers(&records) {
        out.value_line(&it);
    }
    Ok(ended)
}

fn answers(records: &[Record]) -> Vec<Answer<'_>> {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|it| (&records[*it].published, *it));
    let articles: Vec<Article> = order.iter().map(|it| article(&records[*it])).collect();
    let named: Vec<(&Article, &str)> = articles
        .iter()
        .zip(&order)
        .map(|(article, it)| (article, records[*it].outlet.as_str()))
        .collect();
    let found = copies(&named);
    let mut roots: Vec<usize> = vec![];
    let mut by_record: HashMap<usize, Answer<'_>> = HashMap::new();
    for (at, Copied { of, percent }) in found.into_iter().enumerate() {
        // What it was taken from came before, and is known.
        roots.push(of.map_or(at, |it| roots[it]));
        let id = |at: usize| &records[order[at]].id;
        let answer = Answer {
            id: id(at),
            cluster: id(roots[at]),
            copy_of: of.map(id),
            percent,
        };
        by_record.insert(order[at], answer);
    }
    (0..records.len())
        .filter_map(|it| by_record.remove(&it))
        .collect()
}

fn article(record: &Record) -> Article {
    Article {
        title: record.title.clone(),
        wire: record.wire.clone(),
        blocks: record
            .text
            .lines()
            .filter(|it| !it.trim().is_empty())
            .map(|it| Block::new(Zone::Body, it))
            .collect(),
        ..Article::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Shots were fired at the Grey Bridge checkpoint late on Tuesday and two customs officers were wounded.\nThe crossing was closed until further notice, the border service said in a short statement.";

    fn record(id: &str, published: &str, text: &str) -> Record {
        Record {
            id: id.into(),
            text: text.into(),
            title: String::new(),
            published: published.into(),
            outlet: String::new(),
            wire: None,
        }
    }

    #[test]
    fn texts_are_answered_in_their_order_with_the_earliest_as_the_original() {
        let longer = format!(
            "{TEXT}\nFamilies waited in the snow for many hours until soldiers told them to go home again."
        );
        let records = [
            record("a", "2021-12-08", &longer),
            record("b", "2021-12-07", TEXT),
            record(
                "c",
                "2021-12-06",
                "The council spoke of roads, of schools and of a new roof for the town hall that nobody wants.",
            ),
        ];
        let found: Vec<(Option<String>, Option<String>, Option<String>)> = answers(&records)
            .into_iter()
            .map(|it| {
                let text = |it: &Value| it.as_str().map(str::to_owned);
                (text(it.id), text(it.cluster), it.copy_of.and_then(text))
            })
            .collect();
        let some = |it: &str| Some(it.to_owned());
        assert_eq!(
            found,
            [
                (some("a"), some("b"), some("b")),
                (some("b"), some("b"), None),
                (some("c"), some("c"), None)
            ]
        );
        assert!(answers(&[]).is_empty());
    }

    #[test]
    fn a_number_is_as_good_a_name_as_a_word() {
        let record: Record =
            serde_json::from_str(r#"{"id": 1, "text": "A text."}"#).expect("a record");
        let records = [record];
        assert_eq!(answers(&records)[0].id, &Value::from(1));
    }
}
