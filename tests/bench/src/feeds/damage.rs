//! Bytes of feeds changed at random, and what is read then.

use crate::random::Random;

/// Most places in which one copy of a feed is changed.
const EDITS: usize = 8;

/// A copy of `bytes` that differs in 1 to [`EDITS`] places: a byte changed, lost or come in, each as often.
pub(crate) fn damaged(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..random.between(1, EDITS) {
        if out.is_empty() {
            break;
        }
        let at = random.below(out.len());
        let byte = random.below(256) as u8;
        match random.below(3) {
            0 => out[at] = byte,
            1 => {
                out.remove(at);
            }
            _ => out.insert(at, byte),
        }
    }
    out
}

/// What came of reading damaged feeds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Damage {
    pub(crate) runs: u64,
    /// Faults of the reader.
    pub(crate) panics: u64,
    /// Feeds of which no item was read.
    pub(crate) lost: u64,
    /// Items of the feeds before, and those that were read.
    pub(crate) items: u64,
    pub(crate) kept: u64,
    /// Of the items before, those that are found again by id, address or title.
    pub(crate) named: u64,
    /// The longest that one took of the processor, in milliseconds.
    pub(crate) slowest: f64,
}

impl Damage {
    pub(crate) fn add(&mut self, other: Damage) {
        self.runs += other.runs;
        self.panics += other.panics;
        self.lost += other.lost;
        self.items += other.items;
        self.kept += other.kept;
        self.named += other.named;
        self.slowest = self.slowest.max(other.slowest);
    }
}

/// A sound feed, and what its items are known by.
#[derive(Debug)]
pub(crate) struct Sound {
    pub(crate) bytes: Vec<u8>,
    items: Vec<[Option<String>; 3]>,
}

impl Sound {
    /// Nothing where no item is read of it.
    pub(crate) fn of(bytes: Vec<u8>) -> Option<Sound> {
        let items = known(&bytes).1;
        (!items.is_empty()).then_some(Sound { bytes, items })
    }
}

/// Whether the reader had a fault, and what the items of `bytes` are known by.
fn known(bytes: &[u8]) -> (bool, Vec<[Option<String>; 3]>) {
    let document = parse::feed::read(bytes, None, None);
    let fault = document
        .problems
        .iter()
        .any(|it| it.code == news::TroubleCode::Internal);
    let items = document.entries.into_iter().map(|it| {
        let title = Some(it.title.plain()).filter(|it| !it.is_empty());
        [it.id, it.link, title]
    });
    (fault, items.collect())
}

/// Reads `bytes`, a damaged copy of `sound`.
pub(crate) fn read_damaged(sound: &Sound, bytes: &[u8]) -> Damage {
    let began = processor_millis();
    let (fault, items) = known(bytes);
    let took = processor_millis() - began;
    let before = sound.items.len();
    let names: std::collections::HashSet<&str> = items
        .iter()
        .flatten()
        .filter_map(|it| it.as_deref())
        .collect();
    let named = sound
        .items
        .iter()
        .filter(|it| it.iter().flatten().any(|it| names.contains(it.as_str())))
        .count();
    Damage {
        runs: 1,
        panics: u64::from(fault),
        lost: u64::from(items.is_empty()),
        items: before as u64,
        kept: items.len().min(before) as u64,
        named: named as u64,
        slowest: took,
    }
}

/// Milliseconds of the processor that this thread has taken.
pub(crate) fn processor_millis() -> f64 {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
    }
    #[cfg(not(unix))]
    {
        use std::{sync::LazyLock, time::Instant};
        static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGAN.elapsed().as_secs_f64() * 1e3
    }
}
