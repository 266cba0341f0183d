//! What reading feeds costs, and what is read of damaged ones.

mod damage;
mod made;

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crate::{
    args::Args,
    corpus::{Corpus, STORAGE},
    measure::{Passes, figure, whole},
    random::{Random, mix},
    report::{Report, Table, progress},
};
use damage::{Damage, Sound, damaged as damaged_copy, processor_millis, read_damaged};
use made::{Item, WAYS};

/// Feeds that are made of each way to write one.
const OF_EACH: usize = 12;

/// Items of a made feed, at least and at most.
const ITEMS: (usize, usize) = (8, 40);

/// Bytes of an own feed that is read.
const MOST: u64 = 20 << 20;

/// What no feed may take of the processor, in milliseconds.
const TOO_LONG: f64 = 250.0;

/// Measures all of it; an error if the reader had a fault.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<(), String> {
    progress("making feeds");
    let mut sets = vec![("made".to_string(), made_feeds(args.seed))];
    if let Some(dir) = &args.feeds {
        sets.push(("given".to_string(), given_feeds(dir)?));
    }
    report.title("Feeds");
    for (name, feeds) in &sets {
        let bytes: usize = feeds.iter().map(Vec::len).sum();
        report.say(&format!(
            "{name}: {} feeds, {} kB on average, {} MB in all. One thread, medians of {} passes.",
            feeds.len(),
            figure(bytes as f64 / feeds.len() as f64 / 1e3),
            figure(bytes as f64 / 1e6),
            args.passes
        ));
        speed(args, feeds, report);
    }
    let mut table = Table::new(&[
        "damaged feeds",
        "runs",
        "faults",
        "lost whole, %",
        "items kept, %",
        "known again, %",
        "slowest, ms",
    ]);
    let mut faults = 0;
    for (name, feeds) in sets {
        progress(&format!("damaging {name} feeds"));
        let sound: Vec<Sound> = feeds.into_iter().filter_map(Sound::of).collect();
        if sound.is_empty() {
            return Err("no item was read of any feed".into());
        }
        let all = damaged(args, &sound);
        faults += all.panics;
        let share = |part: u64, all: u64| figure(part as f64 * 100.0 / all.max(1) as f64);
        table.row([
            name,
            whole(all.runs),
            whole(all.panics),
            share(all.lost, all.runs),
            share(all.kept, all.items),
            share(all.named, all.items),
            figure(all.slowest),
        ]);
    }
    report.say("Each run changes, takes out or puts in a byte in 1 to 8 places. An item is known again by its id, its address or its title.");
    report.table(&table);
    hostile(report);
    if faults > 0 {
        return Err(format!("{faults} feeds met a fault of the reader"));
    }
    Ok(())
}

/// Feeds as content systems write them, of made articles.
fn made_feeds(seed: u64) -> Vec<Vec<u8>> {
    let corpus = Corpus::new(STORAGE, (WAYS * OF_EACH * ITEMS.1) as u64, seed);
    let mut random = Random::new(mix(seed ^ 0xFEED));
    let mut next = 0;
    (0..WAYS * OF_EACH)
        .map(|number| {
            let items: Vec<Item> = (0..random.between(ITEMS.0, ITEMS.1))
                .map(|_| {
                    let article = corpus.made(next).article;
                    next += 1;
                    let paragraphs = article
                        .blocks
                        .iter()
                        .filter(|it| it.zone == news::Zone::Body)
                        .map(|it| it.text.clone());
                    Item {
                        paragraphs: paragraphs.collect(),
                        author: article.authors.first().cloned().unwrap_or_default(),
                        at: article.published_at.map_or(0, |it| it.0 / 1_000),
                        title: article.title,
                    }
                })
                .collect();
            made::feed(number, &items, &mut random)
        })
        .collect()
}

/// The feeds of a folder: its files of which an item is read.
fn given_feeds(dir: &Path) -> Result<Vec<Vec<u8>>, String> {
    let cannot = |err| format!("{} cannot be read: {err}", dir.display());
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)
        .map_err(cannot)?
        .filter_map(|it| it.ok().map(|it| it.path()))
        .filter(|it| fs::metadata(it).is_ok_and(|it| it.is_file() && it.len() <= MOST))
        .collect();
    paths.sort();
    let feeds: Vec<Vec<u8>> = paths
        .iter()
        .filter_map(|it| fs::read(it).ok())
        .filter(|it| !parse::feed::read(it, None, None).entries.is_empty())
        .collect();
    match feeds.is_empty() {
        true => Err(format!("{} holds no feed", dir.display())),
        false => Ok(feeds),
    }
}

fn speed(args: &Args, feeds: &[Vec<u8>], report: &mut Report) {
    let bytes: usize = feeds.iter().map(Vec::len).sum();
    let mut table = Table::new(&["what", "MB/s", "feeds/s"]);
    let mut row = |what: &str, work: &mut dyn FnMut(&[u8])| {
        let passes = Passes::of(args.passes, || feeds.iter().for_each(|it| work(it)));
        let each = passes.micros_each(feeds.len());
        table.row([
            what.to_string(),
            figure(bytes as f64 / feeds.len() as f64 / each),
            figure(1e6 / each),
        ]);
    };
    row("the floor: looking at every byte", &mut |it| {
        black_box(it.iter().fold(0, |sum: u8, it| sum.wrapping_add(*it)));
    });
    let mut copied = Vec::new();
    row("the floor: copying it", &mut |it| {
        copied.clear();
        copied.extend_from_slice(it);
        black_box(&copied);
    });
    row("the floor: checking that it is UTF-8", &mut |it| {
        black_box(std::str::from_utf8(it).is_ok());
    });
    row("what the feed says: items, addresses, dates", &mut |it| {
        black_box(parse::feed::read(
            it,
            None,
            Some("https://feeds.example/feed"),
        ));
    });
    row("articles: zones, language, authors, credits", &mut |it| {
        black_box(parse::feed(it, None, Some("https://feeds.example/feed")));
    });
    report.table(&table);
}

fn damaged(args: &Args, sound: &[Sound]) -> Damage {
    let (all, next) = (Mutex::new(Damage::default()), AtomicU64::new(0));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut own = Damage::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= args.runs {
                        break;
                    }
                    let mut random = Random::new(mix(args.seed) ^ number);
                    let sound = &sound[number as usize % sound.len()];
                    own.add(read_damaged(
                        sound,
                        &damaged_copy(&sound.bytes, &mut random),
                    ));
                }
                all.lock().unwrap_or_else(PoisonError::into_inner).add(own);
            });
        }
    });
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// A feed of about so many bytes.
type Make<'a> = &'a dyn Fn(usize) -> Vec<u8>;

/// Feeds that make careless readers slow: twice the bytes must take no more than about twice as long.
fn hostile(report: &mut Report) {
    const MILLION: usize = 1_000_000;
    let inside =
        |it: String| format!("<rss><channel><item><title>A</title><description>{it}").into_bytes();
    let kinds: [(&str, Make<'_>); 7] = [
        ("items", &|bytes| {
            let items = "<item><title>Quay</title><link>https://x.example/</link></item>";
            format!("<rss><channel>{}", items.repeat(bytes / items.len())).into_bytes()
        }),
        ("bare less-than signs", &|bytes| inside("<".repeat(bytes))),
        ("ampersands", &|bytes| inside("&".repeat(bytes))),
        ("sections never closed", &|bytes| {
            inside("<![CDATA[".repeat(bytes / 9))
        }),
        ("quotes never closed", &|bytes| {
            inside("<a b=\"".repeat(bytes / 6))
        }),
        ("elements in one another", &|bytes| {
            inside("<div>".repeat(bytes / 5))
        }),
        ("lists in one another", &|bytes| {
            "{\"items\":[".repeat(bytes / 10).into_bytes()
        }),
    ];
    let mut table = Table::new(&["hostile feeds", "5 MB, ms", "10 MB, ms"]);
    for (name, of) in kinds {
        let took = |bytes: usize| {
            let feed = of(bytes);
            let began = processor_millis();
            black_box(parse::feed(&feed, None, None));
            processor_millis() - began
        };
        let (one, two) = (took(5 * MILLION), took(10 * MILLION));
        table.row([name.to_string(), figure(one), figure(two)]);
    }
    report.say(&format!(
        "No feed as they come may take more than {} ms; these are larger than any that was seen.",
        figure(TOO_LONG)
    ));
    report.table(&table);
}
