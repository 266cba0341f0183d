//! The window's files: installed and built when something changed.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
    thread::JoinHandle,
};

use crate::{
    machine::{need_node, npm, root, sh, sh_beside},
    say,
};

/// Installs what the lock file names, if it changed since.
pub(crate) fn install() -> Result<(), String> {
    need_node()?;
    let ui = root().join("ui");
    let stamp = ui.join("node_modules/.wirewatch-lock");
    let wanted = fingerprint(&[ui.join("package-lock.json"), ui.join("package.json")])?;
    if fs::read_to_string(&stamp).is_ok_and(|it| it == wanted) {
        return Ok(());
    }
    say("Installing the window's packages (npm ci)");
    sh(Command::new(npm())
        .args(["ci", "--no-audit", "--no-fund", "--prefix"])
        .arg(&ui))?;
    fs::write(&stamp, wanted)
        .map_err(|err| format!("{} could not be written: {err}", stamp.display()))
}

/// Builds the window's files into `ui/dist`, if their sources changed since.
pub(crate) fn build() -> Result<(), String> {
    install()?;
    let ui = root().join("ui");
    let mut sources = vec![];
    for name in ["src", "public"] {
        list(&ui.join(name), &mut sources);
    }
    for name in [
        "index.html",
        "package.json",
        "package-lock.json",
        "vite.config.ts",
        "tsconfig.json",
        "svelte.config.js",
        "tests/size.mjs",
    ] {
        sources.push(ui.join(name));
    }
    let stamp = ui.join("dist/.wirewatch-sources");
    let wanted = fingerprint(&sources)?;
    if fs::read_to_string(&stamp).is_ok_and(|it| it == wanted) {
        return Ok(());
    }
    say("Building the window's files");
    npm_run("build")?;
    fs::write(&stamp, wanted)
        .map_err(|err| format!("{} could not be written: {err}", stamp.display()))
}

/// Runs a script of `ui/package.json`.
pub(crate) fn npm_run(script: &str) -> Result<(), String> {
    sh(&mut npm_script(script))
}

/// Starts a script of `ui/package.json` that runs while other things do.
pub(crate) fn npm_beside(script: &str) -> JoinHandle<Result<(), String>> {
    sh_beside(npm_script(script))
}

fn npm_script(script: &str) -> Command {
    let mut command = Command::new(npm());
    command
        .arg("--prefix")
        .arg(root().join("ui"))
        .args(["run", "--silent", script]);
    command
}

/// Every file below `folder`, sorted.
fn list(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|it| it.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            list(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// A number for the names and contents of `files`; those that do not exist count as absent.
fn fingerprint(files: &[PathBuf]) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    for path in files {
        path.hash(&mut hasher);
        if path.exists() {
            fs::read(path)
                .map_err(|err| format!("{} could not be read: {err}", path.display()))?
                .hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}
