//! What the feed reader makes of a feed: `inspect feed`.
//!
//! The names are neutral: what a feed says under whatever element stands under one name, times are in UTC, addresses absolute.

use std::{fs, io::BufRead, path::Path};

use news::{Timestamp, TroubleCode};
use parse::feed::{Document, Format, Link, Person, Record, Text};
use serde_json::{Value, json};
use url::Url;

use super::Outcome;
use crate::{Ended, Failure, args::InspectFeedArgs, out::Out};

/// Prints one feed, or answers cases line by line.
pub(crate) fn feed(args: &InspectFeedArgs, out: &Out) -> Outcome {
    if args.jsonl {
        return cases(args.data_dir.as_deref().unwrap_or(Path::new(".")), out);
    }
    let Some(file) = args.file.as_deref() else {
        return Err(Failure::Usage(
            "no file is named; `wirewatch inspect feed FILE`, or `--jsonl` for cases from standard input".into(),
        ));
    };
    let bytes = fs::read(file)
        .map_err(|err| Failure::Usage(format!("{} cannot be read: {err}", file.display())))?;
    let headers: Vec<(String, String)> = args
        .headers
        .iter()
        .map(|it| header_of(it))
        .collect::<Result<_, _>>()?;
    let headers = Headers(headers);
    let document = headers.read(&bytes, args.url.as_deref());
    out.value(&neutral(
        &document,
        headers.get("content-language").as_deref(),
    ));
    Ok(match document.format {
        Some(_) if document.problems.is_empty() => Ended::Well,
        _ => Ended::WithTrouble,
    })
}

/// "Name: value".
fn header_of(text: &str) -> Result<(String, String), Failure> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().into(), value.trim().into()))
        }
        _ => Err(Failure::Usage(format!(
            "“{text}” is no header; write it as 'Content-Type: application/rss+xml'"
        ))),
    }
}

/// Reads cases from standard input, one JSON object a line: `id`, `data` (a file in `folder`), `url`, `headers`; answers one line each.
fn cases(folder: &Path, out: &Out) -> Outcome {
    let mut ended = Ended::Well;
    for line in std::io::stdin().lock().lines() {
        let line =
            line.map_err(|err| Failure::Usage(format!("standard input cannot be read: {err}")))?;
        if line.trim().is_empty() {
            continue;
        }
        let case: Value = serde_json::from_str(&line)
            .map_err(|err| Failure::Usage(format!("a line is no JSON: {err}")))?;
        let answer = answer(&case, folder);
        if answer["ok"] == json!(false) {
            ended = Ended::WithTrouble;
        }
        out.value_line(&answer);
    }
    Ok(ended)
}

fn answer(case: &Value, folder: &Path) -> Value {
    let id = &case["id"];
    let Some(name) = case["data"].as_str() else {
        return json!({"id": id, "ok": false, "err": "the case names no file (data)"});
    };
    let bytes = match fs::read(folder.join(name)) {
        Ok(bytes) => bytes,
        Err(err) => {
            return json!({"id": id, "ok": false, "err": format!("{name} cannot be read: {err}")});
        }
    };
    let headers = case["headers"].as_object().into_iter().flatten();
    let headers = Headers(
        headers
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_string())))
            .collect(),
    );
    let document = headers.read(&bytes, case["url"].as_str());
    let fault = document
        .problems
        .iter()
        .any(|it| it.code == TroubleCode::Internal);
    match (fault, document.format) {
        (true, _) => json!({"id": id, "ok": false, "err": "PANIC"}),
        (false, format) => {
            json!({"id": id, "ok": format.is_some(), "r": neutral(&document, headers.get("content-language").as_deref())})
        }
    }
}

/// What a feed came with.
struct Headers(Vec<(String, String)>);

impl Headers {
    fn get(&self, name: &str) -> Option<String> {
        let found = self
            .0
            .iter()
            .find(|(it, _)| it.eq_ignore_ascii_case(name))?;
        Some(found.1.clone())
    }

    /// Reads a feed that came from `address`, or from where it says that it is.
    fn read(&self, bytes: &[u8], address: Option<&str>) -> Document {
        let own = address.map(str::to_owned);
        let address = match (own, self.get("content-location")) {
            (Some(own), Some(location)) => Url::parse(&own)
                .and_then(|it| it.join(&location))
                .map(String::from)
                .ok()
                .or(Some(own)),
            (own, location) => own.or(location),
        };
        parse::feed::read(
            bytes,
            self.get("content-type").as_deref(),
            address.as_deref(),
        )
    }
}

fn neutral(document: &Document, language: Option<&str>) -> Value {
    let is_atom = document.format == Some(Format::Atom);
    let mut feed = record(&document.feed, is_atom);
    feed["title"] = text(&document.feed.title);
    feed["format"] = json!(document.format.map(Format::name));
    feed["subtitle"] = text(&document.feed.summary);
    feed["self_link"] = json!(document.feed.self_link);
    feed["ttl"] = json!(document.wishes.ttl_minutes.map(|it| it.to_string()));
    feed["generator"] = json!(document.generator);
    feed["image"] = json!({"url": document.image});
    if document.feed.language.is_none() {
        feed["language"] = json!(language);
    }
    let entries: Vec<Value> = document
        .entries
        .iter()
        .map(|it| record(it, is_atom))
        .collect();
    json!({"feed": feed, "entries": entries})
}

fn record(it: &Record, is_atom: bool) -> Value {
    let published = it.published_at.or(it.created_at);
    // What Atom calls an entry stands for a link that it does not give.
    let named = it.id.as_ref().filter(|_| is_atom);
    json!({
        "title": text(&it.name()),
        "title_lang": it.title.language,
        "summary": text(&it.summary),
        "summary_lang": it.summary.language,
        "content": text(&it.content),
        "content_lang": it.content.language,
        "rights": text(&it.rights),
        "rights_lang": it.rights.language,
        "link": it.original_link.as_ref().or(it.link.as_ref()).or(named),
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
