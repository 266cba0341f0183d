//! Ten thousand topics over a whole archive, in one pass.

use std::{ops::ControlFlow, time::Instant};

use engine::Engine;
use news::TopicId;

use crate::{
    args::Args,
    corpus::{Corpus, STORAGE},
    given,
    measure::{figure, memory, whole},
    report::{Report, Table, progress},
    topics::{Sample, Topics, queries},
};

/// How many articles the words of topics are taken from.
const SAMPLE: usize = 3_000;

/// Prints what it takes to look through a desk that `archive` has made, which is only read.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<(), String> {
    let Some(dir) = &args.dir else {
        return Err("watchlist needs --dir: the folder of a desk that `archive` has made".into());
    };
    report.title("A whole watchlist over an archive");
    let engine = Engine::read_only(dir.clone()).map_err(|err| err.to_string())?;
    let mut table = Table::new(&[
        "topics",
        "articles",
        "s for all",
        "articles/s",
        "µs an article and core",
        "hits",
        "MB of memory then",
    ]);
    let corpus = Corpus::new(STORAGE, args.articles_count, args.seed);
    for size in &args.sizes {
        progress(&format!("{size} topics"));
        let all = match &args.topics {
            Some(file) => given::topics(file)?.0,
            None => {
                let sample = Sample::of(&corpus, SAMPLE as u64);
                let texts: Vec<String> = Topics::new(&sample, args.seed).take(*size).collect();
                queries(texts.iter().map(String::as_str))?
            }
        };
        let numbered = (0..).map(TopicId).zip(all);
        let topics: Vec<_> = numbered.take(*size).collect();
        let began = Instant::now();
        let found = engine
            .backtest_all(&topics, None, &|_, _| ControlFlow::Continue(()))
            .map_err(|err| err.to_string())?;
        let seconds = began.elapsed().as_secs_f64();
        let each = seconds / found.looked_at.max(1) as f64;
        table.row([
            whole(topics.len()),
            whole(found.looked_at as usize),
            figure(seconds),
            whole((1.0 / each) as usize),
            figure(each * 1e6 * rayon::current_num_threads() as f64),
            whole(found.topics.iter().map(|it| it.hits).sum::<u64>()),
            memory().map_or(String::new(), |it| figure(it.0)),
        ]);
    }
    engine.stop();
    report.table(&table);
    Ok(())
}
