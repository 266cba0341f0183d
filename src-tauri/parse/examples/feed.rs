//! Shows what the feed reader makes of a feed.
//!
//! `feed FILE [ADDRESS]` prints one feed as JSON, in neutral names. `feed --jsonl DIR` reads cases
//! from standard input, one JSON object a line (`id`, `data`: a file in DIR, `url`, `headers`), and
//! prints one answer a line.

#![expect(clippy::print_stdout, reason = "an example that prints")]

use std::io::BufRead;

use news::Timestamp;
use parse::feed::{Document, Link, Person, Record, Text};
use serde_json::{Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["--jsonl", folder] => {
            for line in std::io::stdin().lock().lines() {
                let case: Value =
                    serde_json::from_str(&line.expect("lines of text")).expect("a case a line");
                println!("{}", answer(&case, folder));
            }
        }
        [file] => println!("{:#}", shown(file, None)),
        [file, address] => println!("{:#}", shown(file, Some(address))),
        _ => println!("feed FILE [ADDRESS] | feed --jsonl DIR"),
    }
}

fn shown(file: &str, address: Option<&str>) -> Value {
    let bytes = std::fs::read(file).expect("a file that can be read");
    neutral(&parse::feed::read(&bytes, None, address), None)
}

fn answer(case: &Value, folder: &str) -> Value {
    let id = &case["id"];
    let file = format!("{folder}/{}", case["data"].as_str().unwrap_or_default());
    let Ok(bytes) = std::fs::read(&file) else {
        return json!({"id": id, "ok": false, "err": "no file"});
    };
    let header = |name: &str| {
        let headers = case["headers"].as_object()?;
        let found = headers
            .iter()
            .find(|(it, _)| it.eq_ignore_ascii_case(name))?;
        found.1.as_str().map(str::to_owned)
    };
    let own = case["url"].as_str().map(str::to_owned);
    let address = match (own, header("content-location")) {
        (Some(own), Some(location)) => url::Url::parse(&own)
            .and_then(|it| it.join(&location))
            .map(String::from)
            .ok()
            .or(Some(own)),
        (own, location) => own.or(location),
    };
    let started = std::time::Instant::now();
    let document = parse::feed::read(
        &bytes,
        header("content-type").as_deref(),
        address.as_deref(),
    );
    let micros = started.elapsed().as_micros() as u64;
    if document
        .problems
        .iter()
        .any(|it| it.code == news::TroubleCode::Internal)
    {
        return json!({"id": id, "ok": false, "err": "PANIC"});
    }
    let ok = document.format.is_some();
    json!({"id": id, "ok": ok, "us": micros, "r": neutral(&document, header("content-language").as_deref())})
}

fn neutral(document: &Document, language: Option<&str>) -> Value {
    let mut feed = record(&document.feed);
    feed["format"] = json!(document.format.map(|it| it.name()));
    feed["subtitle"] = text(&document.feed.summary);
    feed["self_link"] = json!(document.feed.self_link);
    feed["ttl"] = json!(document.ttl_minutes.map(|it| it.to_string()));
    feed["generator"] = json!(document.generator);
    feed["image"] = json!({"url": document.image});
    if document.feed.language.is_none() {
        feed["language"] = json!(language);
    }
    json!({"feed": feed, "entries": document.entries.iter().map(record).collect::<Vec<_>>()})
}

fn record(it: &Record) -> Value {
    let published = it.published_at.or(it.created_at);
    json!({
        "title": text(&it.title),
        "title_lang": it.title.language,
        "summary": text(&it.summary),
        "summary_lang": it.summary.language,
        "content": text(&it.content),
        "content_lang": it.content.language,
        "rights": text(&it.rights),
        "rights_lang": it.rights.language,
        "link": it.link,
        "id": it.id,
        "links": it.links.iter().map(link).collect::<Vec<_>>(),
        "enclosures": it.enclosures.iter().map(link).collect::<Vec<_>>(),
        "language": it.language,
        "published": instant(published),
        "updated": instant(it.updated_at),
        "date": instant(published.or(it.updated_at)),
        "author": it.authors.first().map(person),
        "authors": it.authors.iter().map(person).collect::<Vec<_>>(),
        "categories": it.categories.iter()
            .map(|it| json!({"term": it.term, "scheme": it.scheme, "label": it.label}))
            .collect::<Vec<_>>(),
        "comments": it.comments,
        "source": it.source.as_ref().map(|it| json!({"title": text(&it.title), "link": it.link})),
    })
}

fn text(it: &Text) -> Value {
    json!(it.with_absolute_links())
}

fn instant(at: Option<Timestamp>) -> Option<String> {
    at.map(|it| it.to_string())
}

fn person(it: &Person) -> Value {
    json!({"name": it.name, "email": it.email, "uri": it.uri})
}

fn link(it: &Link) -> Value {
    json!({"href": it.href, "url": it.href, "rel": it.rel, "type": it.media_type, "length": it.length})
}
