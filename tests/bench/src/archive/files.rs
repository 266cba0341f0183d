//! Files of an archive.

use std::{fs, path::Path};

/// Bytes of all files below a folder.
pub(super) fn size(dir: &Path) -> Result<u64, String> {
    let told = |err| format!("{} cannot be looked at: {err}", dir.display());
    let mut sum = 0;
    for entry in fs::read_dir(dir).map_err(told)? {
        let entry = entry.map_err(told)?;
        let about = entry.metadata().map_err(told)?;
        sum += match about.is_dir() {
            true => size(&entry.path())?,
            false => about.len(),
        };
    }
    Ok(sum)
}
