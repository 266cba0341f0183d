//! The tasks, step by step.

use std::{env, path::PathBuf, process::Command};

use crate::{
    machine::{BUILD, TESTS, WINDOW, has_display, need, root, sh},
    say, ui,
};

/// The workspace as it is tested: the same features in each step, so that nothing is compiled twice.
const WHOLE: [&str; 3] = ["--workspace", "--features", "wirewatch-app/custom-protocol"];

/// The version of cargo-deny that the licences are checked with.
const DENY: &str = "0.20.2";

/// Opens the sample desk: in the window, or headless where no window can be shown.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let data = match args {
        [] => root().join("target/sample-desk"),
        [flag, dir] if flag == "--data" => PathBuf::from(dir),
        _ => return Err("run takes nothing but `--data DIR`".into()),
    };
    need(BUILD)?;
    if !has_display() {
        say("No display here: the same engine runs headless over the sample desk.");
        step("Building wirewatch");
        sh(cargo().args(["build", "--package", "cli"]))?;
        return sh(Command::new(wirewatch())
            .arg("--data")
            .arg(&data)
            .arg("demo"));
    }
    need(WINDOW)?;
    ui::build()?;
    step("Building the window");
    sh(cargo().args([
        "build",
        "--package",
        "wirewatch-app",
        "--features",
        "custom-protocol",
    ]))?;
    step("Opening the sample desk (close the window to end)");
    sh(Command::new(built("wirewatch-app"))
        .arg("--data")
        .arg(&data)
        .arg("--sample"))
}

/// Everything that must hold.
pub(crate) fn test() -> Result<(), String> {
    before()?;
    // What is compiled waits for one crate after the other; the monitor's tests, which turn a clock, are left alone.
    let parts = ui::npm_beside("test");
    step("Building everything that is tested, with lints");
    let compiled = linting().and_then(|mut it| sh(it.args(["build", "--all-targets"]).args(WHOLE)));
    step("Tests of the window's parts, which ran beside");
    let parts = parts
        .join()
        .map_err(|_| "the tests of the window's parts could not be waited for".to_owned());
    compiled.and(parts?)?;
    licences()?;
    step("Types of the window");
    ui::npm_run("check")?;
    step("Tests of the rooms and of the whole");
    sh(linting()?.arg("test").args(WHOLE))?;
    step("Accessibility of every screen");
    ui::npm_run("a11y")?;
    if cfg!(target_os = "linux") {
        step("The real window, from a dropped file to an exported digest");
        // The test was built outside of the virtual screen, and is run in it with a session bus of its own.
        let mut screen = Command::new("xvfb-run");
        screen
            .args([
                "-a",
                "-s",
                "-screen 0 1440x900x24",
                "dbus-run-session",
                "--",
            ])
            .arg(cargo_path())
            .arg("test")
            .args(WHOLE)
            .args([
                "--test",
                "desktop",
                "--",
                "--ignored",
                "--test-threads",
                "1",
            ]);
        sh(with_lints(&mut screen)?
            .env("WIREWATCH_APP", built("wirewatch-app"))
            .env("NO_AT_BRIDGE", "1")
            .env("LANG", "C.UTF-8"))?;
    } else {
        say("The real-window test drives WebKitGTK under Xvfb and runs on Linux only.");
    }
    say("\nAll of it holds.");
    Ok(())
}

/// The quick part: what can be said without running the product.
pub(crate) fn check() -> Result<(), String> {
    before()?;
    step("Lints");
    sh(cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    licences()?;
    step("House rules and the contract with the window");
    sh(cargo().args([
        "test",
        "--quiet",
        "--package",
        "tests",
        "--test",
        "house",
        "--test",
        "contract",
    ]))?;
    step("Types of the window");
    ui::npm_run("check")
}

/// What comes before anything is compiled.
fn before() -> Result<(), String> {
    need(BUILD)?;
    need(WINDOW)?;
    need(TESTS)?;
    step("Format");
    sh(cargo().args(["fmt", "--all", "--check"]))?;
    ui::build()
}

fn licences() -> Result<(), String> {
    step("Licences, bans, sources");
    sh(Command::new(deny()?).args([
        "--log-level",
        "warn",
        "check",
        "licenses",
        "bans",
        "sources",
    ]))
}

/// Writes the window's types.
pub(crate) fn types() -> Result<(), String> {
    sh(cargo()
        .args([
            "test",
            "--quiet",
            "--package",
            "tests",
            "--test",
            "contract",
        ])
        .env("WIREWATCH_WRITE_TYPES", "1"))
}

/// Kills imports at random moments.
pub(crate) fn kill(args: &[String]) -> Result<(), String> {
    let rounds = args.first().map_or("50", String::as_str);
    sh(cargo().args(["build", "--release", "--package", "cli"]))?;
    sh(cargo()
        .args([
            "test",
            "--release",
            "--package",
            "tests",
            "--test",
            "faults",
            "--",
            "--nocapture",
            "kill",
        ])
        .env("WIREWATCH_KILL_ROUNDS", rounds)
        .env("WIREWATCH_KILL_FILES", "5000"))
}

/// Measures, with others' engines beside ours.
pub(crate) fn bench(args: &[String]) -> Result<(), String> {
    need(BUILD)?;
    sh(cargo()
        .args([
            "run",
            "--release",
            "--quiet",
            "--package",
            "bench",
            "--features",
            "peers",
            "--",
        ])
        .args(args))
}

/// Makes packages.
pub(crate) fn bundle() -> Result<(), String> {
    need(BUILD)?;
    need(WINDOW)?;
    ui::install()?;
    sh(
        Command::new(crate::machine::npm())
            .args(["exec", "--prefix", "ui", "--", "tauri", "build"]),
    )
}

/// cargo, the one that runs this.
fn cargo() -> Command {
    Command::new(cargo_path())
}

/// cargo, which lints what it compiles of the workspace and takes a warning for an error.
fn linting() -> Result<Command, String> {
    let mut cargo = cargo();
    with_lints(&mut cargo)?;
    Ok(cargo)
}

/// Has the cargo that a command runs lint what it compiles: checking first and compiling then would read the 600 crates outside the
/// workspace twice, which takes a third of the whole. What is made so is run in tests only: nothing else is to be built with it.
fn with_lints(command: &mut Command) -> Result<&mut Command, String> {
    let driver = PathBuf::from(cargo_path())
        .with_file_name(format!("clippy-driver{}", env::consts::EXE_SUFFIX));
    if !driver.is_file() {
        return Err(format!(
            "{} is not there. `rustup component add clippy` brings it.",
            driver.display()
        ));
    }
    Ok(command
        .env("RUSTC_WORKSPACE_WRAPPER", driver)
        // As `cargo clippy -- -D warnings` hands it on.
        .env(
            "CLIPPY_ARGS",
            "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__",
        ))
}

/// Where that cargo is.
fn cargo_path() -> std::ffi::OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// A program of ours, built for development.
fn built(name: &str) -> PathBuf {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target
        .join("debug")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// The terminal program.
fn wirewatch() -> PathBuf {
    built("wirewatch")
}

/// cargo-deny: the machine's, if it has that version, else one of our own, built once.
fn deny() -> Result<PathBuf, String> {
    let own = root().join("target/tools");
    let program = own
        .join("bin")
        .join(format!("cargo-deny{}", env::consts::EXE_SUFFIX));
    for candidate in [PathBuf::from("cargo-deny"), program.clone()] {
        let version = Command::new(&candidate).arg("--version").output();
        if version.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).trim().ends_with(DENY)) {
            return Ok(candidate);
        }
    }
    step("Building cargo-deny, once");
    sh(cargo()
        .args([
            "install",
            "--locked",
            "--quiet",
            "cargo-deny",
            "--version",
            DENY,
            // It runs for seconds: what counts is how long it takes to build.
            "--debug",
            "--root",
        ])
        .arg(&own)
        .env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    Ok(program)
}

/// Says what comes next.
fn step(what: &str) {
    say(&format!("\n── {what}"));
}
