//! Fills a desk with a made corpus and measures the archive: the writer's time, the file's size, searches by class.
//! Deterministic: the same count gives the same articles.
//!
//! `cargo run --release -p store --example archive [ARTICLES] [ALERTS-PER-100] [FILE]`
//!
//! The file is deleted afterwards, unless its name is given.

mod made;
mod searches;

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use made::Maker;
use news::Timestamp;
use store::{Filing, Packer, Reader, Writer};

/// How many articles are filed in one transaction.
const BATCH: usize = 1_000;

/// How many are filed before there is a dictionary.
const FIRST: usize = 2_000;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().map_or(Ok(20_000), |it| it.parse())?;
    let alerts: u64 = args.next().map_or(Ok(100), |it| it.parse())?;
    let kept = args.next().map(PathBuf::from);
    let folder = std::env::temp_dir().join(format!("wirewatch-archive-{}", std::process::id()));
    let path = match &kept {
        Some(path) => path.clone(),
        None => {
            std::fs::create_dir_all(&folder)?;
            folder.join("desk.db")
        }
    };
    let res = measure(count, alerts, &path);
    if kept.is_none() {
        std::fs::remove_dir_all(&folder)?;
    }
    res
}

fn measure(count: usize, alerts: u64, path: &Path) -> Outcome {
    let mut out = std::io::stdout().lock();
    let maker = Maker::new(count, alerts);
    if !path.exists() {
        let mut writer = store::open(path, made::BEGAN)?;
        let topics = maker.furnish(&mut writer)?;
        fill(&mut out, &maker, &topics, &mut writer, path)?;
    }
    let bytes = std::fs::metadata(path)?.len();
    let raw = maker.raw_bytes();
    writeln!(
        out,
        "file {} MB, raw text {} MB: {:.3} of the raw text",
        bytes >> 20,
        raw >> 20,
        bytes as f64 / raw as f64
    )?;
    copies(&mut out, &maker, path)?;
    parts(&mut out, path)?;
    searches::measure(&mut out, &maker, path)
}

/// How long it takes to ask who has the words of an article.
fn copies(out: &mut impl Write, maker: &Maker, path: &Path) -> Outcome {
    let reader = Reader::open(path)?;
    let asked = 500.min(maker.count);
    let prints: Vec<_> = (maker.count - asked..maker.count)
        .map(|it| maker.filing(it, &[], &Packer::plain()).fingerprint)
        .collect();
    let began = Instant::now();
    let mut found = 0;
    for it in &prints {
        found += reader.copies(it)?.len();
    }
    writeln!(
        out,
        "copies: {:.1} µs an article to ask, {found} found for {asked}",
        began.elapsed().as_secs_f64() * 1e6 / asked.max(1) as f64
    )?;
    Ok(())
}

fn parts(out: &mut impl Write, path: &Path) -> Outcome {
    let storage = Reader::open(path)?.storage(made::BEGAN)?;
    for it in &storage.parts {
        let each = it.bytes as f64 / storage.articles.max(1) as f64;
        writeln!(out, "  {each:.0} bytes an article: {}", it.name)?;
    }
    writeln!(out, "  {} MB free in the file", storage.free >> 20)?;
    Ok(())
}

/// Makes articles on the other threads, and files them on this one.
fn fill(
    out: &mut impl Write,
    maker: &Maker,
    topics: &[news::Topic],
    writer: &mut Writer,
    path: &Path,
) -> Outcome {
    let count = maker.count;
    // As on a real desk: the first articles are packed without a dictionary, and packed anew when there is one.
    let first = FIRST.min(count);
    let plain = Packer::plain();
    for from in (0..first).step_by(BATCH) {
        let batch: Vec<Filing> = (from..(from + BATCH).min(first))
            .map(|number| maker.filing(number, topics, &plain))
            .collect();
        writer.file(&batch, batch[0].seen_at)?;
    }
    let reader = Reader::open(path)?;
    if let Some(dictionary) = reader.train()? {
        writer.add_dictionary(&dictionary, made::BEGAN)?;
    }
    let packer = &reader.packer()?;
    while let Some((upto, stale)) = reader.packed_otherwise(500)? {
        let repacked = stale
            .into_iter()
            .map(|it| it.repack(packer))
            .collect::<Result<Vec<_>, _>>()?;
        writer.replace_packed(&repacked, upto)?;
    }
    let next = AtomicUsize::new(first);
    let made = Mutex::new(Duration::ZERO);
    let (wall, mut busy, mut cpu) = (Instant::now(), Duration::ZERO, 0);
    std::thread::scope(|scope| -> Outcome {
        let (give, take) = mpsc::sync_channel::<(usize, Vec<Filing>)>(4);
        for _ in 0..2 {
            let (give, next, made) = (give.clone(), &next, &made);
            scope.spawn(move || {
                loop {
                    let from = next.fetch_add(BATCH, Ordering::Relaxed);
                    if from >= count {
                        return;
                    }
                    let began = Instant::now();
                    let batch = (from..(from + BATCH).min(count))
                        .map(|number| maker.filing(number, topics, packer))
                        .collect();
                    *made.lock().expect("nobody panics") += began.elapsed();
                    if give.send((from, batch)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(give);
        let mut filed = first;
        let mut upkeep = Duration::ZERO;
        for (_, batch) in take {
            let (began, cpu_began) = (Instant::now(), cpu_time());
            let now = Timestamp(batch.last().map_or(made::BEGAN.0, |it| it.seen_at.0));
            filed += writer.file(&batch, now)?.new_articles as usize;
            busy += began.elapsed();
            cpu += cpu_time() - cpu_began;
            if filed % 20_000 < BATCH {
                let began = Instant::now();
                keep_up(writer, now)?;
                upkeep += began.elapsed();
            }
            if filed % 100_000 < BATCH {
                writeln!(
                    out,
                    "{filed} articles: writer {:.1} µs an article ({:.1} of the processor), upkeep {:.1} µs",
                    busy.as_secs_f64() * 1e6 / (filed - first) as f64,
                    cpu as f64 / 1e3 / (filed - first) as f64,
                    upkeep.as_secs_f64() * 1e6 / filed as f64
                )?;
            }
        }
        Ok(())
    })?;
    writer.checkpoint()?;
    let count = (count - first).max(1);
    let each = |it: Duration| it.as_secs_f64() * 1e6 / count as f64;
    writeln!(
        out,
        "{count} articles, {} alerts for each 100 · writer {:.1} µs an article ({:.1} µs of the processor, {:.0} articles/s) · \
         preparing {:.1} µs · all {:.0} articles/s",
        maker.alerts,
        each(busy),
        cpu as f64 / 1e3 / count as f64,
        1e9 * count as f64 / cpu.max(1) as f64,
        each(*made.lock().expect("nobody panics")),
        count as f64 / wall.elapsed().as_secs_f64()
    )?;
    Ok(())
}

/// What is done on a desk while nothing comes in.
fn keep_up(writer: &mut Writer, now: Timestamp) -> Outcome {
    let mut from = Some(i64::MIN);
    while let Some(part) = from {
        from = writer.forget_fingerprints(part, now)?;
    }
    Ok(())
}

/// How long this thread has had a processor, in nanoseconds; 0 where the system does not tell.
fn cpu_time() -> u64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|it| it.split(' ').next()?.parse().ok())
        .unwrap_or(0)
}
