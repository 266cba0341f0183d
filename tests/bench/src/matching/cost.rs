//! What our matcher takes, by the number of topics and by their kind.

use std::{hint::black_box, time::Instant};

use news::query::{About, Document, Query};

use super::Material;
use crate::{
    args::Args,
    measure::{Passes, Times, figure, micros, whole},
    ours::Ours,
    random::Random,
    report::{Report, Table, progress},
    topics::heavy as heavy_topics,
};

/// How long a pass may take, about, in microseconds: what takes longer is measured on fewer articles.
const PASS: f64 = 2_000_000.0;

/// What a number of topics costs.
pub(super) struct Cost {
    /// Microseconds to read an article's words, and to match them.
    pub(super) read: f64,
    pub(super) matching: f64,
    /// The same of both together, which 99 of 100 articles do not exceed.
    pub(super) slowest: f64,
    /// Topics met by an article on average, and places.
    pub(super) topics: f64,
    pub(super) places: f64,
    /// How many articles it was measured on.
    pub(super) articles: usize,
}

/// Measures what a matcher takes for at most so many articles.
pub(super) fn cost(ours: &mut Ours, material: &Material, most: usize, passes: usize) -> Cost {
    let about = About::default();
    for article in &material.before {
        black_box(ours.met(&Document::new(article, &about)));
    }
    ours.learn();
    let articles = &material.articles[..material.articles.len().min(most)];
    // A first look says how many articles a pass can have.
    let some = &articles[..articles.len().min(20)];
    let began = Instant::now();
    for article in some {
        black_box(ours.met(&Document::new(article, &about)));
    }
    let each = micros(began.elapsed()) / some.len() as f64;
    let articles = &articles[..articles.len().min(((PASS / each) as usize).max(some.len()))];
    let read = Passes::of(passes, || {
        for article in articles {
            black_box(Document::new(article, &about));
        }
    });
    let documents: Vec<Document> = articles
        .iter()
        .map(|it| Document::new(it, &about))
        .collect();
    let (mut topics, mut places) = (0, 0);
    let matching = Passes::of(passes, || {
        (topics, places) = (0, 0);
        for document in &documents {
            let met = ours.met(document);
            topics += met.topics;
            places += met.places;
        }
    });
    let mut times = Times::default();
    for article in articles {
        times.time(|| black_box(ours.met(&Document::new(article, &about))));
    }
    Cost {
        read: read.micros_each(articles.len()),
        matching: matching.micros_each(articles.len()),
        slowest: times.percentile(99),
        topics: topics as f64 / articles.len() as f64,
        places: places as f64 / articles.len() as f64,
        articles: articles.len(),
    }
}

/// Prints what matching takes by the number of topics.
pub(super) fn measure(args: &Args, material: &Material, report: &mut Report) -> Result<(), String> {
    let mut table = Table::new(&[
        "topics",
        "articles",
        "µs to read its words",
        "µs to match, with every place",
        "µs both",
        "p99",
        "articles/s",
        "topics met",
        "places",
        "ms to compile",
        "µs to change a topic",
    ]);
    for size in &args.sizes {
        progress(&format!("matching {size} topics"));
        let queries = material.topics(*size)?;
        let count = queries.len();
        let began = Instant::now();
        let mut ours = Ours::new(queries.iter().cloned());
        let compile = micros(began.elapsed()) / 1_000.0;
        let cost = cost(&mut ours, material, usize::MAX, args.passes);
        let both = cost.read + cost.matching;
        table.row([
            whole(count),
            whole(cost.articles),
            figure(cost.read),
            figure(cost.matching),
            figure(both),
            figure(cost.slowest),
            figure(1e6 / both),
            figure(cost.topics),
            figure(cost.places),
            figure(compile),
            figure(change(&mut ours, &queries, args.seed)),
        ]);
    }
    report.table(&table);
    Ok(())
}

/// The median of changing one topic, in microseconds.
fn change(ours: &mut Ours, queries: &[Query], seed: u64) -> f64 {
    let mut random = Random::new(seed ^ 0x4348_4147);
    let mut times = Times::default();
    for version in 2..53 {
        let query = random.pick(queries);
        let number = random.below(queries.len());
        times.time(|| ours.set(number, version, query));
    }
    times.percentile(50)
}

/// Prints what topics take that other systems refuse.
pub(super) fn heavy(args: &Args, material: &Material, report: &mut Report) {
    progress("heavy topics");
    let mut table = Table::new(&[
        "heavy topics",
        "how many",
        "µs to match an article",
        "µs a topic",
        "topics met",
        "ms to compile one",
    ]);
    for kind in heavy_topics(&material.sample, args.seed) {
        let began = Instant::now();
        let read: Result<Vec<Query>, String> = kind
            .texts
            .iter()
            .map(|it| match Query::topic(it) {
                Ok(read) => Ok(read.query),
                Err(diagnostics) => Err(diagnostics[0].message.clone()),
            })
            .collect();
        let queries = match read {
            Ok(queries) => queries,
            Err(why) => {
                table.row([kind.kind.to_string(), format!("not of the language: {why}")]);
                continue;
            }
        };
        let count = queries.len();
        let mut ours = Ours::new(queries);
        let compile = micros(began.elapsed()) / 1_000.0;
        let cost = cost(&mut ours, material, 500, args.passes);
        table.row([
            kind.kind.to_string(),
            whole(count),
            figure(cost.matching),
            figure(cost.matching / count as f64),
            figure(cost.topics),
            figure(compile / count as f64),
        ]);
    }
    report.table(&table);
}
