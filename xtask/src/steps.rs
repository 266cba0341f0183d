//! The tasks, step by step.

use std::{env, path::PathBuf, process::Command};

use crate::{
    machine::{BUILD, TESTS, WINDOW, has_display, need, root, sh},
    say, ui,
};

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
    check()?;
    step("Building everything that is tested");
    sh(cargo().args([
        "build",
        "--package",
        "cli",
        "--package",
        "wirewatch-app",
        "--features",
        "wirewatch-app/custom-protocol",
    ]))?;
    step("Tests of the rooms and of the whole");
    sh(cargo().args([
        "test",
        "--workspace",
        "--features",
        "wirewatch-app/custom-protocol",
    ]))?;
    step("Tests of the window's parts");
    ui::npm_run("test")?;
    step("Accessibility of every screen");
    ui::npm_run("a11y")?;
    if cfg!(target_os = "linux") {
        step("The real window, from a dropped file to an exported digest");
        // The test is built outside of the virtual screen, and run in it with a session bus of its own.
        sh(cargo().args([
            "test",
            "--package",
            "tests",
            "--test",
            "desktop",
            "--no-run",
        ]))?;
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
            .args([
                "test",
                "--package",
                "tests",
                "--test",
                "desktop",
                "--",
                "--ignored",
                "--test-threads",
                "1",
            ]);
        sh(screen
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
    need(BUILD)?;
    need(WINDOW)?;
    need(TESTS)?;
    step("Format");
    sh(cargo().args(["fmt", "--all", "--check"]))?;
    ui::build()?;
    step("Lints");
    sh(cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    step("Licences, bans, sources");
    sh(Command::new(deny()?).args([
        "--log-level",
        "warn",
        "check",
        "licenses",
        "bans",
        "sources",
    ]))?;
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
            "--root",
        ])
        .arg(&own)
        // It runs for seconds: what counts is how long it takes to build.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"))?;
    Ok(program)
}

/// Says what comes next.
fn step(what: &str) {
    say(&format!("\n── {what}"));
}
