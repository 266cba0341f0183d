//! The commands: each asks the engine and prints.

mod alerts;
mod backtest;
mod digest;
mod discover;
mod evaluate;
mod evidence;
mod health;
mod inspect;
mod inspect_copies;
mod inspect_document;
mod inspect_feed;
mod intake;
mod lists;
mod network;
mod reading;
mod search;
mod sources;
mod storage;
mod topic_files;
mod topics;
mod upkeep;
mod versions;

pub(crate) use discover::discover;
pub(crate) use evaluate::evaluate;
pub(crate) use evidence::verify_file;
pub(crate) use storage::compact;

use std::sync::atomic::{AtomicBool, Ordering};

use engine::Engine;
use news::{WatchlistId, desk::WatchlistView};

use crate::{
    Ended, Failure,
    args::{Command, Inspect},
    out::Out,
};

/// What a command comes to.
type Outcome = Result<Ended, Failure>;

/// Runs one command.
pub(crate) fn run(engine: &Engine, command: Command, out: &Out) -> Outcome {
    match command {
        Command::Add(args) => sources::add(engine, args, out),
        Command::Sources {
            health: true,
            action: None,
        } => health::health(engine, out),
        Command::Sources { action, .. } => sources::sources(engine, action, out),
        Command::Network(args) => network::network(engine, args, out),
        Command::Import { paths } => intake::import(engine, paths, out),
        Command::Poll { source, pages_for } => intake::poll(engine, source, pages_for, out),
        Command::Watch => intake::watch(engine, out),
        Command::Topics { action } => topics::topics(engine, action, out),
        Command::Lists { action } => lists::lists(engine, action, out),
        Command::Alerts {
            action: Some(action),
            ..
        } => alerts::act(engine, action, out),
        Command::Alerts {
            action: None,
            filter,
        } => alerts::list(engine, &filter, out),
        Command::Search(args) => search::search(engine, &args, out),
        Command::Storage => storage::storage(engine, out),
        // Done before a desk is opened.
        Command::Compact
        | Command::Discover { .. }
        | Command::Inspect { .. }
        | Command::Evaluate { .. } => Ok(Ended::Well),
        Command::Retention { action } => storage::retention(engine, action, out),
        Command::Stories { outlets, limit } => reading::stories(engine, outlets, limit, out),
        Command::Compare { story } => reading::compare(engine, story, out),
        Command::Versions(args) => versions::versions(engine, &args, out),
        Command::Digest(args) => digest::digest(engine, args, out),
        Command::Backup { file } => upkeep::backup(engine, &file, out),
        Command::Evidence { alerts, out: to } => evidence::export(engine, &alerts, &to, out),
        Command::Verify { alert, article, .. } => evidence::verify(engine, alert, article, out),
        Command::Doctor => upkeep::doctor(engine, out),
        Command::Sample { remove } => upkeep::sample(engine, remove, out),
        Command::Demo => upkeep::demo(engine, out),
    }
}

/// Looks into what needs no desk.
pub(crate) fn inspect(what: &Inspect, out: &Out) -> Outcome {
    match what {
        Inspect::Page(args) => inspect::page(args, out),
        Inspect::Feed(args) => inspect_feed::feed(args, out),
        Inspect::Document { files } => inspect_document::document(files, out),
        Inspect::Copies { jsonl: _, file } => inspect_copies::inspect_copies(file.as_deref(), out),
    }
}

/// Whether Ctrl C was pressed since the first call.
fn interrupted() -> &'static AtomicBool {
    static PRESSED: AtomicBool = AtomicBool::new(false);
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        // Where no handler can be set, Ctrl C ends the program as ever.
        let _ = ctrlc::set_handler(|| PRESSED.store(true, Ordering::SeqCst));
    });
    &PRESSED
}

/// The watchlist that a name or number means.
fn watchlist(engine: &Engine, text: &str) -> Result<WatchlistId, Failure> {
    let all = engine.watchlists()?;
    let by_name = |it: &&WatchlistView| it.watchlist.name.to_lowercase() == text.to_lowercase();
    let by_id = |it: &&WatchlistView| text.parse() == Ok(it.watchlist.id);
    match all.iter().find(by_name).or_else(|| all.iter().find(by_id)) {
        Some(found) => Ok(found.watchlist.id),
        None => {
            let names: Vec<&str> = all.iter().map(|it| it.watchlist.name.as_str()).collect();
            let known = if names.is_empty() {
                "There are none yet.".into()
            } else {
                format!("There are: {}.", names.join(", "))
            };
            Err(Failure::Usage(format!(
                "there is no watchlist “{text}”. {known}"
            )))
        }
    }
}

/// "1 article", "2 articles".
fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {many}")
    }
}
