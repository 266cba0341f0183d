//! What the window waits for with many topics: an alert with its reasons, an article, the check of a query that is typed.

use std::time::Instant;

use engine::{Engine, Options};
use news::{
    desk::{AlertFilter, TopicDraft},
    query::Query,
};

use super::{
    Archive,
    desk::{Desk, told},
};
use crate::{
    args::Args,
    corpus::{Corpus, STORAGE},
    measure::{Times, figure, whole},
    report::{Report, Table, progress},
    topics::{Sample, Topics},
};

/// How many articles the desk holds: what is measured does not grow with them.
const ARTICLES: u64 = 3_000;

/// How many alerts, articles and checks are measured.
const ASKED: usize = 200;

/// Measures with each number of topics.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<(), String> {
    let corpus = Corpus::new(STORAGE, ARTICLES, args.seed);
    let sample = Sample::of(&corpus, ARTICLES);
    let mut table = Table::new(&[
        "topics",
        "an alert, ms p50 / p99",
        "an article",
        "a check",
        "the first check, ms",
        "the first after a change",
    ]);
    for size in &args.sizes {
        progress(&format!("{} topics", whole(*size as u64)));
        let topics: Vec<String> = Topics::new(&sample, args.seed).take(*size).collect();
        let place = tempfile::tempdir().map_err(told)?;
        let dir = place.path().join("desk");
        let mut desk = Desk::make(&dir, &topics)?;
        desk.file(corpus.several(0..ARTICLES))?;
        desk.end()?;
        drop(desk);
        let engine = Engine::open(Options::real(dir)).map_err(told)?;
        table.row(measured(&engine, *size, &topics)?);
        engine.stop();
    }
    report.title("What the window waits for");
    report.table(&table);
    Ok(())
}

fn measured(engine: &Engine, size: usize, topics: &[String]) -> Result<Vec<String>, String> {
    let check = |text: &str| engine.check_query(text, true, None).map_err(told);
    let first = timed(|| check(&topics[0]))?;
    let mut checks = Times::default();
    for text in topics.iter().take(ASKED) {
        checks.time(|| check(text))?;
    }
    let page = engine.alerts(&AlertFilter::default(), None).map_err(told)?;
    let (mut alerts, mut articles) = (Times::default(), Times::default());
    for row in page.rows.iter().cycle().take(ASKED) {
        alerts.time(|| engine.alert(row.id)).map_err(told)?;
        articles
            .time(|| engine.article(row.article_id))
            .map_err(told)?;
    }
    let watchlists = engine.watchlists().map_err(told)?;
    let watchlist_id = watchlists[0].watchlist.id;
    let query = Query::topic("harbour AND pier").map_err(|it| it[0].message.clone())?;
    let draft = TopicDraft {
        id: None,
        watchlist_id,
        name: "Another".into(),
        query: query.query.to_string(),
        severity: Default::default(),
        note: None,
        written: None,
    };
    engine.save_topic(&draft).map_err(told)?;
    let changed = timed(|| check(&topics[0]))?;
    Ok(vec![
        whole(size as u64),
        alerts.millis(),
        articles.millis(),
        checks.millis(),
        first,
        changed,
    ])
}

/// How long something took, in milliseconds.
fn timed<T>(work: impl FnOnce() -> Result<T, String>) -> Result<String, String> {
    let began = Instant::now();
    work()?;
    Ok(figure(began.elapsed().as_secs_f64() * 1_000.0))
}
