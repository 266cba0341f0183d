//! The project's only scripts. `cargo xtask help` lists them.
//!
//! They need a Rust toolchain and Node; everything else that is missing they install on Debian and
//! its children, and name elsewhere. The second run does only what changed.

mod machine;
mod steps;
mod ui;

use std::process::ExitCode;

const HELP: &str = "\
The project's scripts.

  cargo xtask run [--data DIR]   open the window on the sample desk; without a display, monitor the
                                 sample headless, print its alerts and write a digest
  cargo xtask test               everything that must hold before a change lands
  cargo xtask check              the quick part of it: format, lints, licences, types, house rules
  cargo xtask types              write ui/src/backend/types.ts from the Rust types
  cargo xtask kill [ROUNDS]      kill an import at random moments, then look for damage (default 50)
  cargo xtask bench WHAT         what it costs, beside what others do: matching, exact, archive,
                                 search, watchlist, window, round, folders, feeds, corpus
                                 (without WHAT it lists what there is)
  cargo xtask bundle             packages for this system (.deb and .rpm on Linux)
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let res = match task.as_str() {
        "run" => steps::run(&rest),
        "test" => steps::test(),
        "check" => steps::check(),
        "types" => steps::types(),
        "kill" => steps::kill(&rest),
        "bench" => steps::bench(&rest),
        "bundle" => steps::bundle(),
        "help" | "--help" | "-h" => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        "" => {
            say(HELP);
            return ExitCode::from(2);
        }
        other => Err(format!("there is no task `{other}`\n\n{HELP}")),
    };
    match res {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(&why);
            ExitCode::FAILURE
        }
    }
}

/// Prints for the person at the terminal.
#[allow(clippy::print_stdout)]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Prints what went wrong.
#[allow(clippy::print_stderr)]
pub(crate) fn complain(text: &str) {
    eprintln!("\nxtask: {text}");
}
