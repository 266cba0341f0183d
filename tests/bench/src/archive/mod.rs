//! The archive: filing what came in, its size, searching it, opening it.
//!
//! `desk` is the only file that knows how the product files and searches; what changes there is followed there.

mod classes;
mod desk;
mod files;
#[cfg(feature = "peers")]
mod inverted;
#[cfg(feature = "peers")]
mod plain;
mod searching;
mod window;

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use news::query::Query;

use self::{
    classes::{Class, classes},
    desk::Desk,
};
use crate::{
    args::Args,
    corpus::{Corpus, Made, STORAGE},
    matching::bytes,
    measure::{figure, memory, whole},
    report::{Report, Table, progress},
    topics::{Sample, Topics},
};

/// How many topics there are while articles are filed.
const TOPICS: usize = 1_000;

/// How many articles are made at a time. Making them is not measured; enough for judging and filing to go side by side.
const CHUNK: u64 = 100_000;

/// How many first: what texts are packed with is learned from them.
const FIRST: u64 = 20_000;

/// How many queries of a class are asked.
const QUERIES: usize = 100;

/// How many articles the words of topics and queries are taken from.
const SAMPLE: u64 = 3_000;

/// What [`search`] can ask by itself.
const PARTS: [&str; 5] = ["queries", "pages", "topics", "copies", "opening"];

/// What keeps articles and finds them again.
trait Archive {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Takes articles in, in the order in which they came.
    fn file(&mut self, articles: Vec<Made>) -> Result<(), String>;

    /// Has all of it written.
    fn end(&mut self) -> Result<(), String>;

    /// The newest hits of a query, at most so many: how many came.
    fn newest(&self, query: &Query, most: usize) -> Result<usize, String>;

    /// The best hits of a query, at most so many: how many came. Nothing where hits are not ranked.
    fn best(&self, query: &Query, most: usize) -> Result<Option<usize>, String>;
}

pub(crate) use window::run as window;

/// Measures ours, then others, one after the other in folders of their own.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<(), String> {
    let corpus = Corpus::new(STORAGE, args.articles_count, args.seed);
    progress("making topics and queries");
    let sample = Sample::of(&corpus, SAMPLE.min(args.articles_count));
    let topics: Vec<String> = Topics::new(&sample, args.seed).take(TOPICS).collect();
    let classes = classes(&sample, QUERIES, args.seed)?;
    let place = match &args.dir {
        Some(dir) => {
            std::fs::create_dir_all(dir)
                .map_err(|err| format!("{} cannot be made: {err}", dir.display()))?;
            tempfile::tempdir_in(dir)
        }
        None => tempfile::tempdir(),
    }
    .map_err(|err| format!("there is no place for an archive: {err}"))?;
    report.title(&format!(
        "The archive, {} articles",
        whole(args.articles_count)
    ));
    let mut filing = Table::new(&[
        "archive",
        "articles/s",
        "MB/s",
        "bytes an article",
        "of the raw text",
        "MB of memory at most, the bench’s own with it",
    ]);
    let mut searching = searching::table(&classes);

    let dir = place.path().join("desk");
    let mut ours = Desk::make(&dir, &topics)?;
    filed(&mut ours, &corpus, &dir, &mut filing)?;
    searching::searched(&ours, &classes, &mut searching)?;
    searching::looked_through(&ours, &classes, &mut searching)?;
    let tried = searching::tried(&ours, &topics)?;
    let copies = searching::copies(&ours, &corpus)?;
    drop(ours);
    let opening = opening(&dir, &classes[0])?;
    #[cfg(feature = "peers")]
    if args.peers {
        let dir = place.path().join("plain");
        let mut plain = plain::Plain::make(&dir)?;
        filed(&mut plain, &corpus, &dir, &mut filing)?;
        searching::searched(&plain, &classes, &mut searching)?;
        let dir = place.path().join("tantivy");
        let mut tantivy = inverted::Tantivy::make(&dir)?;
        filed(&mut tantivy, &corpus, &dir, &mut filing)?;
        searching::searched(&tantivy, &classes, &mut searching)?;
    }
    report.say(&format!(
        "Filing: articles that were made before, judged on every core against {} topics and filed; others have no topics, and \
         get the words that we read free of charge. Bytes are of the files after the last article.",
        whole(TOPICS)
    ));
    report.table(&filing);
    searching::told(report, &[&searching, &tried, &copies, &opening]);
    Ok(())
}

/// Measures searching only, on a desk that is there: made by `archive` from as many articles, with the same seed.
pub(crate) fn search(args: &Args, report: &mut Report) -> Result<(), String> {
    let (dir, part) = match &args.rest[..] {
        [dir] => (dir, None),
        [dir, part] => (dir, Some(part.as_str())),
        _ => return Err("search takes the folder of a desk, and may take what is asked".into()),
    };
    let corpus = Corpus::new(STORAGE, args.articles_count, args.seed);
    progress("making queries");
    let sample = Sample::of(&corpus, SAMPLE.min(args.articles_count));
    let topics: Vec<String> = Topics::new(&sample, args.seed).take(TOPICS).collect();
    let classes = classes(&sample, QUERIES, args.seed)?;
    if let Some(part) = part
        && !PARTS.contains(&part)
    {
        return Err(format!("`{part}` is not asked: {}", PARTS.join(", ")));
    }
    let asked = |it: &str| part.is_none_or(|part| part == it);
    let dir = Path::new(dir);
    let ours = Desk::open(dir)?;
    let mut tables = vec![];
    let mut searching = searching::table(&classes);
    if asked("queries") {
        searching::searched(&ours, &classes, &mut searching)?;
    }
    if asked("pages") {
        searching::looked_through(&ours, &classes, &mut searching)?;
    }
    tables.extend((!searching.is_empty()).then_some(searching));
    if asked("topics") {
        tables.push(searching::tried(&ours, &topics)?);
    }
    if asked("copies") {
        tables.push(searching::copies(&ours, &corpus)?);
    }
    drop(ours);
    if asked("opening") {
        tables.push(opening(dir, &classes[0])?);
    }
    report.title(&format!(
        "Searching an archive of {} articles",
        whole(args.articles_count)
    ));
    searching::told(report, &tables.iter().collect::<Vec<_>>());
    Ok(())
}

/// Takes every article into an archive, and says how fast and how large.
fn filed(
    archive: &mut dyn Archive,
    corpus: &Corpus,
    dir: &Path,
    table: &mut Table,
) -> Result<(), String> {
    let (mut took, mut raw, mut next) = (Duration::ZERO, 0, 0);
    while next < corpus.count() {
        let size = if next == 0 { FIRST } else { CHUNK };
        let to = (next + size).min(corpus.count());
        let made: Vec<Made> = corpus.several(next..to);
        raw += made
            .iter()
            .map(|it| bytes(std::slice::from_ref(&it.article)))
            .sum::<usize>();
        let began = Instant::now();
        archive.file(made)?;
        took += began.elapsed();
        if to / 50_000 > next / 50_000 {
            progress(&format!(
                "{}: {} of {} articles, {:.0} a second",
                archive.name(),
                whole(to),
                whole(corpus.count()),
                to as f64 / took.as_secs_f64()
            ));
        }
        next = to;
    }
    let began = Instant::now();
    archive.end()?;
    took += began.elapsed();
    let size = files::size(dir)?;
    // The most that a process ever had is told of the first archive only: it stands for those behind it as well.
    let most = match table.is_empty() {
        true => memory().map_or_else(String::new, |it| figure(it.1)),
        false => String::new(),
    };
    let count = corpus.count() as f64;
    table.row([
        archive.name().to_string(),
        figure(count / took.as_secs_f64()),
        figure(raw as f64 / 1e6 / took.as_secs_f64()),
        figure(size as f64 / count),
        format!("{:.3}×", size as f64 / raw as f64),
        most,
    ]);
    Ok(())
}

/// How long it takes from nothing to the first answer, in a process of its own.
fn opening(dir: &Path, class: &Class) -> Result<Table, String> {
    let program =
        std::env::current_exe().map_err(|err| format!("this program is not found: {err}"))?;
    let (mut opened, mut answered, mut memory) = (vec![], vec![], vec![]);
    for query in class.queries.iter().take(9) {
        let out = Command::new(&program)
            .arg("look")
            .arg(dir)
            .arg(query.to_string())
            .output()
            .map_err(|err| format!("a process that opens the desk could not be started: {err}"))?;
        let said = String::from_utf8_lossy(&out.stdout);
        let figures: Vec<f64> = said
            .split_whitespace()
            .filter_map(|it| it.parse().ok())
            .collect();
        let [a, b, c] = figures[..] else {
            return Err(format!(
                "the desk could not be opened: {}",
                String::from_utf8_lossy(&out.stderr).trim()
            ));
        };
        opened.push(a);
        answered.push(b);
        memory.push(c);
    }
    let middle = |mut all: Vec<f64>| -> String {
        all.sort_by(f64::total_cmp);
        figure(all[all.len() / 2])
    };
    let mut table = Table::new(&[
        "opening, in a process of its own",
        "ms until it is open",
        "ms until the first answer",
        "MB of memory then",
    ]);
    table.row([
        "ours".to_string(),
        middle(opened),
        middle(answered),
        middle(memory),
    ]);
    Ok(table)
}

/// The other side of it: opens a desk, asks one query, and says how long that took.
pub(crate) fn look(args: &Args) -> Result<String, String> {
    let [dir, query] = &args.rest[..] else {
        return Err("look takes the folder of a desk and a query".into());
    };
    let began = Instant::now();
    let desk = Desk::open(Path::new(dir))?;
    let opened = began.elapsed();
    desk.ask(query)?;
    let answered = began.elapsed();
    let memory = memory().map_or(f64::NAN, |it| it.0);
    Ok(format!(
        "{} {} {memory}",
        opened.as_secs_f64() * 1e3,
        answered.as_secs_f64() * 1e3
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filed_is_found_as_all_others_find_it() {
        let corpus = Corpus::new(STORAGE, 300, 11);
        let sample = Sample::of(&corpus, 300);
        let topics: Vec<String> = Topics::new(&sample, 1).take(50).collect();
        let place = tempfile::tempdir().unwrap();
        let mut all: Vec<Box<dyn Archive>> = vec![Box::new(
            Desk::make(&place.path().join("desk"), &topics).unwrap(),
        )];
        #[cfg(feature = "peers")]
        {
            all.push(Box::new(
                plain::Plain::make(&place.path().join("plain")).unwrap(),
            ));
            let dir = place.path().join("tantivy");
            all.push(Box::new(inverted::Tantivy::make(&dir).unwrap()));
        }
        for archive in &mut all {
            archive.file(corpus.several(0..200)).unwrap();
            archive.file(corpus.several(200..300)).unwrap();
            archive.end().unwrap();
        }
        let mut found = 0;
        for class in classes(&sample, 3, 1).unwrap() {
            for query in &class.queries {
                let of: Vec<usize> = all.iter().map(|it| it.newest(query, 20).unwrap()).collect();
                found += of[0];
                // Proximity is counted otherwise by others.
                if class.name != classes::NEAR {
                    assert!(of.iter().all(|it| *it == of[0]), "{query}: {of:?}");
                }
            }
        }
        assert!(found > 20, "{found} hits");
        drop(all);
        let desk = Desk::open(&place.path().join("desk")).unwrap();
        assert!(desk.ask("said").unwrap() > 20);
    }
}
