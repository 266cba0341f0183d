//! What the product costs, on a made corpus, beside what others do. `cargo xtask bench` builds and runs it.

mod archive;
mod args;
mod corpus;
mod exact;
mod feeds;
mod folders;
mod given;
mod matching;
mod measure;
mod ours;
#[cfg(feature = "peers")]
mod peers;
mod random;
mod report;
mod round;
mod topics;
mod watchlist;

use std::{path::Path, process::ExitCode};

use args::{Args, HELP};
use report::Report;

fn main() -> ExitCode {
    match Args::read(std::env::args().skip(1)).and_then(|it| run(&it)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            report::progress(&why);
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), String> {
    let mut report = Report::default();
    let machine = report::machine();
    let measured = match args.what.as_str() {
        "matching" => matching::run(args, &mut report),
        "exact" => exact::run(args, &mut report),
        "archive" => archive::run(args, &mut report),
        "search" => archive::search(args, &mut report),
        "window" => archive::window(args, &mut report),
        "feeds" => feeds::run(args, &mut report),
        "watchlist" => watchlist::run(args, &mut report),
        "round" => round::run(args, &mut report),
        "folders" => folders::run(args, &mut report),
        "corpus" => {
            corpus::shown(args, &mut report);
            Ok(())
        }
        // Asked by `matching` and `archive`, of processes of their own.
        "memory" => {
            report::print(&matching::child(args)?.to_string());
            return Ok(());
        }
        // Started by `round`.
        "serve-round" => return round::serve(args),
        "ask-round" => return round::ask(args),
        "look" => {
            report::print(&archive::look(args)?);
            return Ok(());
        }
        "" => Err(HELP.into()),
        other => Err(format!(
            "there is nothing to measure called `{other}`\n\n{HELP}"
        )),
    };
    measured?;
    report.say(&machine);
    if args.write {
        // The bench stands in tests/bench.
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        report.write(&root.join("docs/benchmarks.md"), &args.what)?;
    }
    Ok(())
}
