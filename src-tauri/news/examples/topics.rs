//! Measures the watchlist language against articles whose zones, and topics whose articles, are known.
//!
//! Reads one JSON value from standard input, `{"articles": [{page, zones: [{zone, text}]}], "topics": [{id, query, match,
//! either: [{page}]}]}`, and answers a line for each topic: what is missing and what is too much.

use std::io::{Read, Write};

use news::{
    Article, Block, Zone,
    query::{About, Document, Query, prove},
};
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let given: Value = serde_json::from_str(&text)?;
    let mut out = std::io::stdout().lock();
    let mut exact = 0;
    let topics = list(&given["topics"]);
    for topic in topics {
        let pages = |name: &str| -> Vec<String> {
            list(&topic[name])
                .iter()
                .filter_map(|it| it.as_str().or(it["page"].as_str()).map(str::to_string))
                .collect()
        };
        let (wanted, either) = (pages("match"), pages("either"));
        let read = match Query::topic(topic["query"].as_str().unwrap_or_default()) {
            Ok(read) => read,
            Err(faults) => {
                writeln!(
                    out,
                    "{}",
                    json!({"topic": topic["id"], "error": faults[0].message})
                )?;
                continue;
            }
        };
        let met: Vec<String> = list(&given["articles"])
            .iter()
            .filter(|it| prove(&read.query, &Document::new(&article(it), &About::default())).holds)
            .filter_map(|it| it["page"].as_str().map(str::to_string))
            .filter(|it| !either.contains(it))
            .collect();
        let missing: Vec<&String> = wanted.iter().filter(|it| !met.contains(it)).collect();
        let extra: Vec<&String> = met.iter().filter(|it| !wanted.contains(it)).collect();
        exact += usize::from(missing.is_empty() && extra.is_empty());
        writeln!(
            out,
            "{}",
            json!({"topic": topic["id"], "missing": missing, "extra": extra})
        )?;
    }
    writeln!(out, "{}", json!({"exact": exact, "of": topics.len()}))
}

fn list(it: &Value) -> &[Value] {
    it.as_array().map_or(&[], Vec::as_slice)
}

fn article(record: &Value) -> Article {
    let zone_of = |name: &str| Zone::ALL.into_iter().find(|it| it.name() == name);
    Article {
        blocks: list(&record["zones"])
            .iter()
            .filter_map(|it| {
                let zone = zone_of(it["zone"].as_str()?).unwrap_or(Zone::Boilerplate);
                Some(Block::new(zone, it["text"].as_str()?))
            })
            .collect(),
        ..Article::default()
    }
}
