//! What the machine has, and getting what it lacks.

use std::{
    collections::HashSet,
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::JoinHandle,
};

use crate::say;

/// What it takes to compile anything here.
pub(crate) const BUILD: &[&str] = &["build-essential", "pkg-config", "file"];

/// What it takes to compile the window.
pub(crate) const WINDOW: &[&str] = &[
    "libwebkit2gtk-4.1-dev",
    "libgtk-3-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "libssl-dev",
];

/// What it takes to test the window.
pub(crate) const TESTS: &[&str] = &[
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "dbus",
    "dbus-x11",
    "fonts-noto-core",
    "chromium",
];

/// The root of the checkout that this is run in: the one that it was compiled in may be another, where build output was taken over.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR");
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here)
        .parent()
        .expect("xtask stands in the root")
        .to_path_buf()
}

/// Whether a window can be shown.
pub(crate) fn has_display() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|it| env::var_os(it).is_some_and(|it| !it.is_empty()))
}

/// Whether a program can be found and says its version.
pub(crate) fn has(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// Runs a command in the root and says so if it fails.
pub(crate) fn sh(command: &mut Command) -> Result<(), String> {
    let shown = format!("{command:?}");
    let status = command
        .current_dir(root())
        .status()
        .map_err(|err| format!("{shown} could not be started: {err}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{shown} failed ({status})"))
    }
}

/// Starts a command in the root that runs while others do. What it says is kept, and shown when it has ended.
pub(crate) fn sh_beside(mut command: Command) -> JoinHandle<Result<(), String>> {
    std::thread::spawn(move || {
        let shown = format!("{command:?}");
        let output = command
            .current_dir(root())
            .stdin(Stdio::null())
            .output()
            .map_err(|err| format!("{shown} could not be started: {err}"))?;
        say(&format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ));
        if output.status.success() {
            Ok(())
        } else {
            Err(format!("{shown} failed ({})", output.status))
        }
    })
}

/// Makes sure that the given Debian packages are there. On other systems, tells what is needed.
pub(crate) fn need(packages: &[&str]) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return need_elsewhere();
    }
    if !has("dpkg-query") {
        return Err(format!(
            "this Linux is not a Debian. Install with its own package manager what Debian calls\n  {}\n\
             (Fedora: webkit2gtk4.1-devel gtk3-devel libappindicator-gtk3-devel librsvg2-devel libxdo-devel openssl-devel \
             @development-tools; Arch: webkit2gtk-4.1 gtk3 libappindicator-gtk3 librsvg xdotool openssl base-devel),\n\
             then run again with WIREWATCH_SKIP_PACKAGES=1",
            packages.join(" ")
        ))
        .or_else(|why| if env::var_os("WIREWATCH_SKIP_PACKAGES").is_some() { Ok(()) } else { Err(why) });
    }
    let missing = missing(packages)?;
    if missing.is_empty() {
        return Ok(());
    }
    say(&format!(
        "Installing {} Debian packages: {}",
        missing.len(),
        missing.join(" ")
    ));
    let by_hand = format!(
        "sudo apt-get update && sudo apt-get install -y {}",
        missing.join(" ")
    );
    let runner: &[&str] = if is_root() {
        &[]
    } else if has("sudo") {
        &["sudo"]
    } else {
        return Err(format!(
            "these packages are missing and need an administrator. Run\n  {by_hand}\nand start again"
        ));
    };
    let apt = |args: &[&str]| -> Result<(), String> {
        let mut words = runner.to_vec();
        words.push("apt-get");
        words.extend(args);
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null());
        sh(&mut command)
    };
    apt(&["-q", "update"])
        .and_then(|()| {
            let mut args = vec!["-q", "install", "-y", "--no-install-recommends"];
            args.extend(missing.iter().map(String::as_str));
            apt(&args)
        })
        .map_err(|why| {
            format!("{why}\nThe packages could not be installed. By hand it is\n  {by_hand}")
        })
}

/// What people on macOS and Windows need.
fn need_elsewhere() -> Result<(), String> {
    if cfg!(target_os = "macos") {
        if has("clang") {
            return Ok(());
        }
        return Err("the compiler of Xcode's command line tools is missing. Run\n  xcode-select --install\nand start again".into());
    }
    say(
        "On Windows the build needs the Visual Studio Build Tools (\"Desktop development with C++\") and WebView2, which Windows 11 has.",
    );
    Ok(())
}

/// Those of `packages` that are not installed.
fn missing(packages: &[&str]) -> Result<Vec<String>, String> {
    let out = Command::new("dpkg-query")
        .args(["-W", "-f", "${Package} ${Status}\n"])
        .args(packages)
        .output()
        .map_err(|err| format!("dpkg-query could not be started: {err}"))?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let installed: HashSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_suffix(" install ok installed"))
        .collect();
    Ok(packages
        .iter()
        .filter(|it| !installed.contains(*it))
        .map(ToString::to_string)
        .collect())
}

/// Whether this process may install packages itself.
fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

/// Makes sure that Node and npm are there.
pub(crate) fn need_node() -> Result<(), String> {
    if has("node") && has(npm()) {
        return Ok(());
    }
    Err("Node 20 or newer with npm is missing: install it from your system's packages (Debian: nodejs npm) or nodejs.org".into())
}

/// The name of npm here.
pub(crate) fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}
