//! The window and the program agree: types.ts is current, and every command has two ends.

use std::{fs, path::Path};

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
