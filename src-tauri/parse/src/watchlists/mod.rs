//! Watchlist files: TOML that people read and write, with its comments.

mod read;
mod write;

use std::ops::Range;

use news::{Severity, desk::FileProblem, exchange::WatchlistFile};

pub use read::watchlists;
pub use write::write_watchlists;

/// What a watchlist file holds, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedWatchlists {
    /// What could be read.
    pub file: WatchlistFile,
    /// What is wrong, each with its line and what to do.
    pub problems: Vec<FileProblem>,
}

/// The severities and their words in a file.
const SEVERITIES: [(&str, Severity); 4] = [
    ("info", Severity::Info),
    ("watch", Severity::Watch),
    ("high", Severity::High),
    ("critical", Severity::Critical),
];

/// The line on which a place stands, from 1.
fn line_of(text: &str, at: usize) -> u32 {
    let before = &text.as_bytes()[..at.min(text.len())];
    before.iter().filter(|it| **it == b'\n').count() as u32 + 1
}

/// The first of two places.
fn start(place: Option<Range<usize>>) -> usize {
    place.map_or(0, |it| it.start)
}
