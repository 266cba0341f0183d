//! What is read from a document.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use engine::Documents;
use news::{Article, Timestamp, Zone};
use serde_json::{Value, json};

use super::{Outcome, inspect};
use crate::{Ended, Failure, out::Out};

/// Prints what is read from documents, as JSON: the articles of each, and what could not be read. One document is one
/// value; of several, each is a line.
pub(crate) fn document(files: &[PathBuf], out: &Out) -> Outcome {
    let documents = Documents::new(engine::this_program());
    let mut ended = Ended::Well;
    for file in files {
        let bytes = std::fs::read(file)
            .map_err(|err| Failure::Usage(format!("{} cannot be read: {err}", file.display())))?;
        let parsed = documents.read(&file.to_string_lossy(), &bytes);
        if !parsed.problems.is_empty() {
            ended = Ended::WithTrouble;
        }
        let value = shown(file, &parsed);
        match files.len() {
            1 => out.value(&value),
            _ => out.value_line(&value),
        }
    }
    Ok(ended)
}

fn shown(file: &Path, parsed: &parse::Parsed) -> Value {
    json!({
        "file": file.display().to_string(),
        "articles": parsed
            .articles
            .iter()
            .map(|it| article(it, &parsed.unzoned))
            .collect::<Vec<_>>(),
        "problems": parsed
            .problems
            .iter()
            .map(|it| json!({"code": it.code, "message": it.message}))
            .collect::<Vec<_>>(),
    })
}

/// An article as JSON. `unzoned` are the times for which its file names no zone.
fn article(it: &Article, unzoned: &BTreeSet<Timestamp>) -> Value {
    let text: Vec<&str> = it
        .blocks
        .iter()
        .filter(|it| matches!(it.zone, Zone::Body | Zone::Quote))
        .map(|it| it.text.as_str())
        .collect();
    // Of a page it is known in which zone it gives its times; of a file, whether it names one.
    let reading = it.reading.as_deref();
    let given = |at: Option<Timestamp>, zone: Option<i16>| {
        at.map(|at| match reading {
            Some(_) => inspect::given(at, zone),
            None if unzoned.contains(&at) => inspect::given(at, None),
            None => at.to_string(),
        })
    };
    let published = given(it.published_at, reading.and_then(|it| it.published_zone));
    let modified = given(it.modified_at, reading.and_then(|it| it.modified_zone));
    json!({
        "title": it.title,
        "author": it.authors.join(", "),
        "authors": it.authors,
        "date": published.as_ref().or(modified.as_ref()),
        "published": published,
        "modified": modified,
        "language": it.language,
        "outlet": it.outlet,
        "canonical": it.address,
        "wire": it.wire,
        "id": it.item_id,
        "zones": it.blocks,
        "text": text.join("\n\n"),
    })
}
