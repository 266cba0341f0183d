//! How long an archive takes to find things.

use engine::Depth;
use store::Reader;

use super::{Archive, QUERIES, classes::Class, desk::Desk};
use crate::{
    corpus::Corpus,
    measure::{Times, figure, memory, whole},
    report::{Report, Table, progress},
};

/// How many hits are asked for where all archives are asked.
const FEW: usize = 20;

/// How many made topics are tried.
const TRIED: usize = 300;

/// Of how many articles copies are looked for.
const LOOKED_FOR: u64 = 500;

/// A table with a column for each class of queries.
pub(super) fn table(classes: &[Class]) -> Table {
    let mut columns = vec!["ms, p50 / p99"];
    columns.extend(classes.iter().map(|it| it.name));
    Table::new(&columns)
}

/// Asks an archive all queries, and says how long it took.
pub(super) fn searched(
    archive: &dyn Archive,
    classes: &[Class],
    table: &mut Table,
) -> Result<(), String> {
    progress(&format!("searching {}", archive.name()));
    let mut newest = vec![format!("{}, newest {FEW}", archive.name())];
    let mut best = vec![format!("{}, best {FEW}", archive.name())];
    let mut ranks = false;
    for class in classes {
        let (mut of_newest, mut of_best) = (Times::default(), Times::default());
        for query in &class.queries {
            archive.newest(query, FEW)?;
            of_newest.time(|| archive.newest(query, FEW))?;
            if archive.best(query, FEW)?.is_some() {
                ranks = true;
                of_best.time(|| archive.best(query, FEW))?;
            }
        }
        if let Some((query, took)) = of_newest.worst() {
            let query = &class.queries[query];
            progress(&format!(
                "{}, the slowest: {query}, {} ms",
                class.name,
                figure(took)
            ));
        }
        newest.push(of_newest.millis());
        best.push(of_best.millis());
    }
    progress(&newest.join(" | "));
    table.row(newest);
    if ranks {
        progress(&best.join(" | "));
        table.row(best);
    }
    Ok(())
}

/// Asks ours what only it is asked: a page of the window, numbers, and a topic over the whole archive.
pub(super) fn looked_through(
    desk: &Desk,
    classes: &[Class],
    table: &mut Table,
) -> Result<(), String> {
    type Ask = fn(&Desk, &str) -> Result<(), String>;
    const ASKS: [(&str, Ask, usize); 3] = [
        ("ours, the newest page of the window", Desk::page, QUERIES),
        ("ours, number and days of a backtest", Desk::count, QUERIES),
        (
            "ours, number, days and facets of a search, 10 queries asked once",
            Desk::overview,
            10,
        ),
    ];
    for (name, ask, count) in ASKS {
        let mut row = vec![name.to_string()];
        for class in classes {
            let mut times = Times::default();
            for query in class.queries.iter().take(count) {
                let text = query.to_string();
                if !name.ends_with("asked once") {
                    ask(desk, &text)?;
                }
                times.time(|| ask(desk, &text))?;
            }
            row.push(times.millis());
        }
        progress(&row.join(" | "));
        table.row(row);
    }
    Ok(())
}

/// Tries topics as they are made for matching over the whole archive.
pub(super) fn tried(desk: &Desk, topics: &[String]) -> Result<Table, String> {
    let topics = &topics[..topics.len().min(TRIED)];
    let mut table = Table::new(&[
        "a made topic over the archive",
        "topics",
        "hits, mean",
        "hits, most",
        "ms, p50",
        "ms, mean",
        "ms, p99",
    ]);
    for (name, depth) in [
        ("number and days", Depth::Count),
        ("with every place", Depth::Hits),
    ] {
        progress(&format!("trying topics: {name}"));
        let (mut times, mut hits) = (Times::default(), vec![]);
        for topic in topics {
            hits.push(times.time(|| desk.backtest(topic, depth))?);
        }
        if let Some((topic, took)) = times.worst() {
            progress(&format!(
                "{name}, the slowest: {}, {} hits, {} ms",
                topics[topic],
                whole(hits[topic]),
                figure(took)
            ));
        }
        let millis = |micros: f64| figure(micros / 1_000.0);
        table.row([
            name.to_string(),
            whole(topics.len() as u64),
            figure(hits.iter().sum::<u64>() as f64 / hits.len().max(1) as f64),
            whole(hits.iter().copied().max().unwrap_or(0)),
            millis(times.percentile(50)),
            millis(times.mean()),
            millis(times.percentile(99)),
        ]);
    }
    Ok(table)
}

/// Looks for copies of some of the last articles.
pub(super) fn copies(desk: &Desk, corpus: &Corpus) -> Result<Table, String> {
    progress("looking for copies");
    let reader = Reader::open(&desk.path()).map_err(|it| it.to_string())?;
    let from = corpus.count().saturating_sub(LOOKED_FOR);
    let prints: Vec<_> = corpus
        .several(from..corpus.count())
        .iter()
        .map(|it| Desk::fingerprint(&it.article))
        .collect();
    let (mut times, mut found, mut sampled) = (Times::default(), 0, 0);
    for it in &prints {
        reader.copies(it).map_err(|it| it.to_string())?;
    }
    for it in &prints {
        found += times
            .time(|| reader.copies(it))
            .map_err(|it| it.to_string())?
            .len();
        sampled += it.sampled.len();
    }
    let mut table = Table::new(&[
        "looking for copies of an article",
        "µs, p50",
        "µs, mean",
        "µs, p99",
        "shingles asked for",
        "candidates",
    ]);
    let each = |sum: usize| figure(sum as f64 / prints.len() as f64);
    table.row([
        "ours".to_string(),
        figure(times.percentile(50)),
        figure(times.mean()),
        figure(times.percentile(99)),
        each(sampled),
        each(found),
    ]);
    Ok(table)
}

/// Prints what was measured.
pub(super) fn told(report: &mut Report, tables: &[&Table]) {
    let memory = memory().map_or_else(String::new, |it| {
        format!(" This process had {} MB at most.", figure(it.1))
    });
    report.say(&format!(
        "Searching: {QUERIES} queries of a class, each asked twice, the second time measured. Ours reads the articles and proves \
         each hit that is shown; others give their numbers only.{memory}"
    ));
    tables.iter().for_each(|it| report.table(it));
}
