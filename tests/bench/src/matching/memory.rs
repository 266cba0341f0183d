//! What topics take in memory: each figure from a process of its own, so that nothing else is in it.

use std::process::Command;

use super::Material;
use crate::{
    args::Args,
    measure::{self, figure, whole},
    ours::Ours,
    report::{Report, Table, progress},
};

/// How many articles are matched before memory is read: what is made at first use is then there.
const ARTICLES: usize = 300;

/// Prints what topics take in memory.
pub(super) fn measure(args: &Args, report: &mut Report) -> Result<(), String> {
    let mut engines = vec!["ours"];
    if args.peers {
        engines.extend(["aho-corasick", "aho-corasick-dfa", "regex", "tantivy"]);
    }
    let sizes: Vec<usize> = args
        .sizes
        .iter()
        .copied()
        .filter(|it| *it >= 1_000)
        .collect();
    let mut columns = vec!["memory, MB".to_string()];
    columns.extend(sizes.iter().map(|it| format!("{} topics", whole(*it))));
    let mut table = Table::new(&columns.iter().map(String::as_str).collect::<Vec<_>>());
    for engine in engines {
        progress(&format!("memory of {engine}"));
        let mut row = vec![engine.to_string()];
        for size in &sizes {
            row.push(match (engine, *size) {
                // A regular expression for each leaf would take all there is.
                ("regex", 1_001..) | ("tantivy" | "aho-corasick-dfa", 10_001..) => String::new(),
                _ => figure(of(engine, *size)?),
            });
        }
        table.row(row);
    }
    report.table(&table);
    Ok(())
}

/// What an engine takes for so many topics, in megabytes, asked of a process of its own.
fn of(engine: &str, size: usize) -> Result<f64, String> {
    let program =
        std::env::current_exe().map_err(|err| format!("this program is not found: {err}"))?;
    let out = Command::new(program)
        .args(
            std::env::args()
                .skip(1)
                .filter(|it| !matches!(it.as_str(), "matching" | "--write")),
        )
        .args(["memory", engine, &size.to_string()])
        .output()
        .map_err(|err| {
            format!("a process for the memory of {engine} could not be started: {err}")
        })?;
    let said = String::from_utf8_lossy(&out.stdout);
    match said.trim().parse() {
        Ok(megabytes) if out.status.success() => Ok(megabytes),
        _ => Err(format!(
            "the memory of {engine} was not told: {}",
            String::from_utf8_lossy(&out.stderr).trim()
        )),
    }
}

/// The other side of it: builds an engine, and gives what it took.
pub(crate) fn child(args: &Args) -> Result<f64, String> {
    let [engine, size] = &args.rest[..] else {
        return Err("memory takes an engine and a number of topics".into());
    };
    let size: usize = size
        .parse()
        .map_err(|_| format!("`{size}` is no number of topics"))?;
    let args = Args {
        count: args.count.min(ARTICLES),
        ..args.clone()
    };
    let material = Material::of(&args)?;
    let now = || {
        measure::memory()
            .map(|it| it.0)
            .ok_or("this system does not tell memory")
    };
    if engine == "ours" {
        let before = now()?;
        // One at a time: what is made for a topic and given back must not hide what is kept of it.
        let mut ours = Ours::new(material.each_topic(size));
        for article in &material.articles {
            let about = news::query::About::default();
            std::hint::black_box(ours.met(&news::query::Document::new(article, &about)));
        }
        let after = now()?;
        drop(ours);
        return Ok(after - before);
    }
    peer(engine, &material, &material.topics(size)?, &now)
}

#[cfg(feature = "peers")]
fn peer(
    engine: &str,
    material: &Material,
    queries: &[news::query::Query],
    now: &dyn Fn() -> Result<f64, &'static str>,
) -> Result<f64, String> {
    use crate::{
        peers::{Aho, Kind, Peer, Regexes, Tantivy, words},
        topics::Tree,
    };
    let trees: Vec<Tree> = queries
        .iter()
        .filter_map(Tree::of)
        .filter(|it| !it.is_near())
        .collect();
    let words: Vec<String> = material.articles.iter().map(words).collect();
    let before = now()?;
    let mut peer: Box<dyn Peer> = match engine {
        "aho-corasick" => Box::new(Aho::new(&trees, Kind::Nfa)?),
        "aho-corasick-dfa" => Box::new(Aho::new(&trees, Kind::Dfa)?),
        "regex" => Box::new(Regexes::new(&trees)?),
        "tantivy" => Box::new(Tantivy::new(&trees)?),
        other => return Err(format!("there is no engine {other}")),
    };
    std::hint::black_box(peer.matches(&words)?);
    Ok(now()? - before)
}

#[cfg(not(feature = "peers"))]
fn peer(
    engine: &str,
    _: &Material,
    _: &[news::query::Query],
    _: &dyn Fn() -> Result<f64, &'static str>,
) -> Result<f64, String> {
    Err(format!(
        "{engine} was not built: it comes with the feature `peers`"
    ))
}
