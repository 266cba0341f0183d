//! What every target asks of a reader: that it ends, gives something or says why not, and does not panic.
//!
//! A panic in this project ends the target even where the product contains it. One in a library is held as the product
//! holds it (documents are read in a process of their own, which may die; pages behind a guard) and told once on the error
//! output: a library's overflow of the stack, endless loop or hunger for memory still ends the target.

use std::{
    collections::BTreeSet,
    io::{Cursor, Write},
    panic,
    sync::{
        Mutex, Once, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use news::{Article, Block, TroubleCode, Zone};
use parse::{Parsed, Problem};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Whether a library panicked since the last input began.
static LIBRARY_PANICKED: AtomicBool = AtomicBool::new(false);

/// Where libraries panicked: each place is told once.
static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Begins an input. At the first, takes over what happens at a panic.
pub fn begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Aborts: it is the fuzzer's.
        let of_ours = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            if !place.contains("/registry/src/") {
                return of_ours(info);
            }
            LIBRARY_PANICKED.store(true, Ordering::Relaxed);
            let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
            if told.insert(place) {
                eprintln!("LIBRARY PANIC: {info}");
            }
        }));
    });
    LIBRARY_PANICKED.store(false, Ordering::Relaxed);
}

/// Fails where a reader is silent, or met a fault of its own.
pub fn judge(is_empty: bool, problems: &[Problem]) {
    assert!(
        LIBRARY_PANICKED.load(Ordering::Relaxed)
            || problems.iter().all(|it| it.code != TroubleCode::Internal),
        "a panic was contained"
    );
    assert!(!is_empty || !problems.is_empty(), "nothing was said");
}

/// Reads any bytes as a file of that name.
pub fn document(name: &str, bytes: &[u8]) -> Parsed {
    begin();
    let parsed = parse::document(name, bytes);
    judge(parsed.articles.is_empty(), &parsed.problems);
    parsed
}

/// Reads any bytes as a file of one of the names: the first byte says of which.
pub fn one_of(names: &[&str], bytes: &[u8]) {
    if let Some((kind, bytes)) = bytes.split_first() {
        document(names[usize::from(*kind) % names.len()], bytes);
    }
}

/// Reads parts as a file that is an archive of them.
pub fn made_of(name: &str, parts: &[(&str, &[u8])]) {
    document(name, &zip(parts));
}

/// An archive of parts. They are not packed, so that what is tried is their reader and not the unpacking: that is the target
/// `archive`.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (name, bytes) in parts {
        zip.start_file(*name, stored).expect("a member");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

/// An article of a text: a line is a block, and its first character says of which zone.
pub fn article(text: &str) -> Article {
    const ZONES: [Zone; 10] = [
        Zone::Headline,
        Zone::Standfirst,
        Zone::Byline,
        Zone::Dateline,
        Zone::Body,
        Zone::Quote,
        Zone::Caption,
        Zone::Promo,
        Zone::Credit,
        Zone::Boilerplate,
    ];
    let blocks: Vec<Block> = text
        .lines()
        .map(|line| {
            let zone = line
                .chars()
                .next()
                .and_then(|it| it.to_digit(10))
                .map_or(Zone::Body, |it| ZONES[it as usize]);
            Block::new(
                zone,
                line.trim_start_matches(|it: char| it.is_ascii_digit()),
            )
        })
        .collect();
    Article {
        title: blocks.first().map(|it| it.text.clone()).unwrap_or_default(),
        blocks,
        ..Article::default()
    }
}
