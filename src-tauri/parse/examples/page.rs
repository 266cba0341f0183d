//! Reads pages and prints what was found as JSON, for measuring.
//!
//! `page FILE [ADDRESS]` prints one page; `page --serve` answers each line `{"url", "file"}` with one line;
//! `page --zones FILE` prints the blocks with their zones.
#![allow(clippy::print_stdout, missing_docs)]

use std::io::{BufRead, Write};

use news::{Article, Zone};
use serde_json::{Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["--serve"] => serve(),
        ["--zones", file] => println!("{}", zones(&read(file, None))),
        [file] => println!("{}", plain(&read(file, None))),
        [file, address] => println!("{}", plain(&read(file, Some(address)))),
        _ => println!("page FILE [ADDRESS] | page --zones FILE | page --serve"),
    }
}

fn serve() {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        let request: Value = serde_json::from_str(&line).unwrap_or_default();
        let article = read(
            request["file"].as_str().unwrap_or(""),
            request["url"].as_str(),
        );
        let answer = if request["zones"] == true {
            zones(&article)
        } else {
            plain(&article)
        };
        println!("{answer}");
        let _ = std::io::stdout().flush();
    }
}

fn read(file: &str, address: Option<&str>) -> Article {
    let bytes = std::fs::read(file).unwrap_or_default();
    let parsed = if file.ends_with(".html") || !parse::readable_ending(file) {
        parse::page(&bytes, None, address)
    } else {
        parse::document(file, &bytes)
    };
    parsed.articles.into_iter().next().unwrap_or_default()
}

fn plain(article: &Article) -> Value {
    let text: Vec<&str> = article
        .blocks
        .iter()
        .filter(|it| matches!(it.zone, Zone::Body | Zone::Quote))
        .map(|it| it.text.as_str())
        .collect();
    let reading = article.reading.as_deref().cloned().unwrap_or_default();
    let at = article.published_at.map(|it| (it, reading.published_zone));
    let at = at.or_else(|| Some((article.modified_at?, reading.modified_zone)));
    let authors: Vec<&String> = match article.authors.as_slice() {
        [] => reading.credit.iter().collect(),
        authors => authors.iter().collect(),
    };
    json!({
        "title": article.title,
        "author": authors,
        "date": at.map(|(at, zone)| news::reading::as_given(at, zone)),
        "confidence": reading.confidence,
        "reading": reading,
        "text": text.join("\n"),
    })
}

fn zones(article: &Article) -> Value {
    json!({
        "title": article.title,
        "authors": article.authors,
        "published": article.published_at,
        "modified": article.modified_at,
        "language": article.language,
        "outlet": article.outlet,
        "wire": article.wire,
        "address": article.address,
        "zones": article.blocks,
    })
}
