//! The house rules: which room may import which, and what a room never touches.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// The import graph: what each room may import of the others.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("news", &[]),
    ("parse", &["news"]),
    ("store", &["news"]),
    ("press", &["news"]),
    ("engine", &["news", "parse", "store", "press"]),
    ("wirewatch-app", &["engine", "news"]),
    ("cli", &["engine", "news", "parse"]),
    ("tests", &["engine", "news", "parse", "store", "press"]),
    ("bench", &["engine", "news", "parse", "store"]),
    ("xtask", &[]),
];

/// Packages from outside that only one room (or nobody else) may name.
const BELONGS_TO: &[(&str, &[&str])] = &[
    // The bench measures plain FTS5 beside the archive.
    ("rusqlite", &["store", "bench"]),
    ("reqwest", &["engine"]),
    ("notify", &["engine"]),
    ("tokio", &["engine"]),
    ("tauri", &["wirewatch-app"]),
    ("clap", &["cli"]),
    // Others' engines are measured beside ours, never built upon: pages are looked through for fixed phrases, not for topics.
    ("aho-corasick", &["bench", "news", "parse"]),
    ("tantivy", &["bench"]),
];

/// The repository's root.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ stands in the root")
}

/// What each package of the workspace depends on in its ordinary build.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata answers");
    metadata
        .packages
        .iter()
        .map(|package| {
            let names = package
                .dependencies
                .iter()
                .filter(|it| it.kind == DependencyKind::Normal)
                .map(|it| it.name.clone())
                .collect();
            (package.name.to_string(), names)
        })
        .collect()
}

#[test]
fn rooms_import_only_what_the_house_allows() {
    let graph = dependencies();
    let rooms: BTreeSet<&str> = MAY_IMPORT.iter().map(|it| it.0).collect();
    let found: BTreeSet<&str> = graph.keys().map(String::as_str).collect();
    assert_eq!(
        found, rooms,
        "a room that the import graph does not know, or one that is gone"
    );
    for (room, allowed) in MAY_IMPORT {
        for import in graph[*room].iter().filter(|it| rooms.contains(it.as_str())) {
            assert!(
                allowed.contains(&import.as_str()),
                "{room} may not import {import}"
            );
        }
    }
}

#[test]
fn each_part_of_the_outside_world_has_one_room() {
    let graph = dependencies();
    for (package, owners) in BELONGS_TO {
        for (room, names) in &graph {
            assert!(
                !names.contains(*package) || owners.contains(&room.as_str()),
                "{room} may not use {package}: that is for {owners:?}"
            );
        }
    }
}

#[test]
fn the_terminal_program_has_no_window_in_its_tree() {
    let out = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--package",
            "cli",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .current_dir(root())
        .output()
        .expect("cargo tree runs");
    assert!(
        out.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    let tree = String::from_utf8_lossy(&out.stdout).into_owned();
    for line in tree.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        assert!(
            !name.starts_with("tauri")
                && !name.starts_with("webkit")
                && !name.starts_with("wry")
                && name != "gtk",
            "wirewatch would pull in {name}"
        );
    }
}

#[test]
fn sql_is_written_in_the_store_only() {
    for (path, text) in sources(&["rs"]) {
        let room = path
            .strip_prefix(root())
            .expect("below the root")
            .to_string_lossy()
            .into_owned();
        if room.starts_with("src-tauri/store") || room.starts_with("tests") {
            continue;
        }
        for word in ["SELECT ", "INSERT INTO", "DELETE FROM", "PRAGMA "] {
            assert!(
                !text.contains(word),
                "{room} holds SQL ({word}): that is for the store"
            );
        }
    }
}

#[test]
fn one_folder_of_the_window_knows_the_program() {
    for (path, text) in sources(&["ts", "svelte"]) {
        let name = path.to_string_lossy().replace('\\', "/");
        if name.contains("/ui/src/") && !name.contains("/ui/src/backend/") {
            assert!(
                !text.contains("@tauri-apps"),
                "{name} imports @tauri-apps: only backend/ may"
            );
        }
        assert!(
            !name.contains("/ui/src/") || !text.contains("{@html"),
            "{name} puts markup into the page: article text is text"
        );
    }
}

/// The project's source files with one of the given endings.
fn sources(endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = vec![];
    let mut folders = vec![
        root().join("src-tauri"),
        root().join("ui/src"),
        root().join("tests"),
        root().join("xtask"),
    ];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.flatten().map(|it| it.path()) {
            if path.is_dir() {
                if path
                    .file_name()
                    .is_some_and(|it| it != "target" && it != "node_modules")
                {
                    folders.push(path);
                }
            } else if path
                .extension()
                .is_some_and(|it| endings.iter().any(|end| *it == **end))
            {
                let text = fs::read_to_string(&path).expect("a source file is text");
                found.push((path, text));
            }
        }
    }
    assert!(
        !found.is_empty(),
        "no {endings:?} files were found to look at"
    );
    found
}
