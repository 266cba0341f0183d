//! The terminal: the headless `wirewatch` program, the same engine as the window's.

mod args;
mod commands;
mod out;
mod when;

use std::process::ExitCode;

use clap::Parser;
use engine::{Engine, EngineError, Options};
use news::desk::ErrorCode;

use crate::{
    args::{AlertAction, Cli, Command, ListAction, SourceAction, TopicAction},
    out::{Out, complain},
};

/// How a command ended.
pub(crate) enum Ended {
    /// All is done.
    Well,
    /// Done, but something could not be read or is in trouble; it has been said.
    WithTrouble,
}

/// Why a command could not be done.
pub(crate) enum Failure {
    /// The engine says why.
    Engine(EngineError),
    /// What was typed cannot be used.
    Usage(String),
}

impl From<EngineError> for Failure {
    fn from(err: EngineError) -> Failure {
        Failure::Engine(err)
    }
}

fn main() -> ExitCode {
    if engine::serve_documents_if_asked() {
        return ExitCode::SUCCESS;
    }
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("WIREWATCH_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error")),
        )
        .with_writer(std::io::stderr)
        .init();
    let (json, mut out) = (cli.json, Out::new(cli.json));
    if matches!(cli.command, Command::Compact) {
        return ended(commands::compact(cli.data, &out), cli.json, &out);
    }
    if let Command::Inspect { what } = &cli.command {
        return ended(commands::inspect(what, &out), cli.json, &out);
    }
    if let Command::Verify {
        file: Some(file), ..
    } = &cli.command
    {
        return ended(commands::verify_file(file, &out), json, &out);
    }
    if let Command::Discover {
        address,
        allow_private,
    } = &cli.command
    {
        let found = commands::discover(address, *allow_private, cli.data, &out);
        return ended(found, json, &out);
    }
    if let Command::Evaluate { set, out: folder } = &cli.command {
        return ended(commands::evaluate(set, folder, &out), cli.json, &out);
    }
    let res = open(&cli).map_err(Failure::from).and_then(|engine| {
        if let Ok(zone) = engine.zone() {
            out.in_zone(&zone);
        }
        let res = commands::run(&engine, cli.command, &out);
        engine.stop();
        res
    });
    ended(res, json, &out)
}

/// Says how a command ended.
fn ended(res: Result<Ended, Failure>, json: bool, out: &Out) -> ExitCode {
    match res {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::WithTrouble) => ExitCode::from(3),
        Err(Failure::Usage(words)) => {
            complain(&format!("wirewatch: {words}"));
            ExitCode::from(2)
        }
        Err(Failure::Engine(err)) => {
            if json {
                out.value(&serde_json::json!({"error": {"code": err.code(), "what": err.what(), "advice": err.advice()}}));
            }
            complain(&format!(
                "wirewatch: {}\n           {}",
                err.what(),
                err.advice()
            ));
            ExitCode::from(if err.code() == ErrorCode::InUse { 4 } else { 1 })
        }
    }
}

/// Opens the desk: to look at only, where the command changes nothing, so that it works beside an open window.
fn open(cli: &Cli) -> Result<Engine, EngineError> {
    let data_dir = match &cli.data {
        Some(dir) => dir.clone(),
        None => engine::default_data_dir()?,
    };
    if only_looks(&cli.command) && Engine::exists(&data_dir) {
        Engine::read_only(data_dir)
    } else {
        Engine::open(Options {
            documents: engine::this_program(),
            ..Options::real(data_dir)
        })
    }
}

/// Whether a command changes nothing.
fn only_looks(command: &Command) -> bool {
    match command {
        Command::Topics {
            action: Some(TopicAction::Rules { rules, clear, .. }),
        } => rules.is_empty() && !clear,
        Command::Sources {
            action: None | Some(SourceAction::Export { .. }),
            ..
        }
        | Command::Retention { action: None }
        | Command::Storage
        | Command::Topics {
            action:
                None
                | Some(
                    TopicAction::Check { .. }
                    | TopicAction::Convert(_)
                    | TopicAction::Backtest { .. }
                    | TopicAction::History { .. }
                    | TopicAction::Export { .. }
                    | TopicAction::Import { dry_run: true, .. },
                ),
        }
        | Command::Lists {
            action: None | Some(ListAction::Show { .. }),
        }
        | Command::Alerts {
            action: None | Some(AlertAction::Show { .. }),
            ..
        }
        | Command::Search(_)
        | Command::Stories { .. }
        | Command::Compare { .. }
        | Command::Versions(_)
        | Command::Backup { .. }
        | Command::Evidence { .. }
        | Command::Verify { .. }
        | Command::Doctor => true,
        Command::Network(args) => args.only_shows(),
        Command::Sources { .. }
        | Command::Compact
        | Command::Discover { .. }
        | Command::Inspect { .. }
        | Command::Evaluate { .. }
        | Command::Retention { .. }
        | Command::Topics { .. }
        | Command::Lists { .. }
        | Command::Alerts { .. }
        | Command::Add(_)
        | Command::Import { .. }
        | Command::Poll { .. }
        | Command::Watch
        | Command::Digest(_)
        | Command::Sample { .. }
        | Command::Demo => false,
    }
}
