//! The window and the program agree: types.ts is current, and every command has two ends.

use std::{collections::BTreeSet, fs, path::Path};

/// The repository's root.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ stands in the root")
}

#[test]
fn the_windows_types_are_those_of_the_program() {
    let path = root().join("ui/src/backend/types.ts");
    let current = tests::types_ts();
    if std::env::var_os("WIREWATCH_WRITE_TYPES").is_some() {
        fs::write(&path, &current).expect("types.ts can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == current,
        "{} is not what the Rust types say: run `cargo xtask types` and look at the difference",
        path.display()
    );
}

#[test]
fn every_command_has_two_ends() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("a source file");
    let rust = read("src-tauri/app/commands.rs");
    let handler = rust
        .split("generate_handler![")
        .nth(1)
        .expect("the handler")
        .split(']')
        .next()
        .expect("its list");
    let offered: BTreeSet<&str> = handler
        .split(',')
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    let window = read("ui/src/backend/tauri.ts");
    let asked: BTreeSet<&str> = window
        .split("invoke(\"")
        .skip(1)
        .map(|it| it.split('"').next().expect("the name of a command"))
        .collect();
    assert!(!offered.is_empty());
    assert_eq!(
        offered, asked,
        "commands of the program (left) and those that the window asks (right)"
    );
    for name in &offered {
        assert!(
            rust.contains(&format!("fn {name}(")),
            "{name} is in the list, but is no command"
        );
    }
}
