//! Files: which are read, how they look, and reading them.

use std::{
    fs::{self, Metadata},
    io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use sha2::{Digest, Sha256};
use store::{FileSeen, KnownFile};

use crate::judge::hex;

/// The most bytes of one file.
const MOST: u64 = 50 << 20;

/// How deep folders may stand in each other.
const DEPTH: usize = 64;

/// A file that may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    pub(crate) size: u64,
    pub(crate) modified_at: i64,
}

impl Found {
    /// The file as it is stored, with the hash of its bytes.
    pub(crate) fn seen(&self, hash: String) -> FileSeen {
        FileSeen {
            path: self.name(),
            size: self.size,
            modified_at: self.modified_at,
            hash,
        }
    }

    /// Its path as text.
    pub(crate) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }
}

/// Every readable file below `root`, in order of path, and what could not be looked at. Temporary files, hidden
/// ones, and links that lead out of the folder are left out.
pub(crate) fn walk(root: &Path, found: &mut Vec<Found>, troubles: &mut Vec<(PathBuf, io::Error)>) {
    let real = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    walk_folder(root, &real, 0, found, troubles);
}

fn walk_folder(
    folder: &Path,
    root: &Path,
    depth: usize,
    found: &mut Vec<Found>,
    troubles: &mut Vec<(PathBuf, io::Error)>,
) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(err) => return troubles.push((folder.to_path_buf(), err)),
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|it| it.path()).collect();
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .map(|it| it.to_string_lossy().into_owned())
            .unwrap_or_default();
        if is_ignored(&name) {
            continue;
        }
        let is_link = fs::symlink_metadata(&path).is_ok_and(|it| it.is_symlink());
        if is_link && !fs::canonicalize(&path).is_ok_and(|it| it.starts_with(root)) {
            continue;
        }
        match fs::metadata(&path) {
            // A linked folder is seen where it is; a second look through the link could go round in circles.
            Ok(it) if it.is_dir() && !is_link && depth < DEPTH => {
                walk_folder(&path, root, depth + 1, found, troubles)
            }
            Ok(it) if it.is_file() && parse::readable_ending(&name) => {
                found.push(as_found(path, &it))
            }
            Ok(_) => {}
            Err(err) if err.kind() == io::ErrorKind::NotFound => {}
            Err(err) => troubles.push((path, err)),
        }
    }
}

/// A file as it is now.
pub(crate) fn look(path: &Path) -> io::Result<Found> {
    Ok(as_found(path.to_path_buf(), &fs::metadata(path)?))
}

fn as_found(path: PathBuf, it: &Metadata) -> Found {
    let modified_at = it
        .modified()
        .ok()
        .and_then(|it| it.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |it| it.as_nanos().min(i64::MAX as u128) as i64);
    Found {
        path,
        size: it.len(),
        modified_at,
    }
}

/// Files that other programs are still at work on, or that are none of ours.
pub(crate) fn is_ignored(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || [
            ".part",
            ".partial",
            ".crdownload",
            ".download",
            ".tmp",
            ".temp",
            ".swp",
        ]
        .iter()
        .any(|it| lower.ends_with(it))
        || matches!(
            lower.as_str(),
            "thumbs.db" | "desktop.ini" | "@eadir" | "__macosx" | "lost+found"
        )
}

/// Whether a file that could not be read looks as it did then. It is tried at every look all the same: that its
/// reader now has the right to read it changes neither its size nor its time.
pub(crate) fn was_unreadable(found: &Found, known: Option<&KnownFile>) -> bool {
    known.is_some_and(|it| it.hash.is_empty() && it.size == found.size)
}

/// The bytes of a file and their hash.
pub(crate) fn read(found: &Found) -> Result<(Vec<u8>, String), String> {
    if found.size > MOST {
        return Err(format!(
            "{} MB: larger than the {} MB that are read",
            found.size >> 20,
            MOST >> 20
        ));
    }
    let bytes = fs::read(&found.path).map_err(|err| match err.kind() {
        io::ErrorKind::PermissionDenied => "cannot be read: you have no right to".to_string(),
        _ => format!("cannot be read: {err}"),
    })?;
    let hash = hex(&Sha256::digest(&bytes));
    Ok((bytes, hash))
}

#[cfg(test)]
mod tests {
    use super::is_ignored;

    #[test]
    fn files_that_others_are_at_work_on_are_left_alone() {
        for name in [
            ".hidden",
            "~$report.docx",
            "page.html.part",
            "page.crdownload",
            "notes.txt~",
            "Thumbs.db",
            ".~lock.a#",
        ] {
            assert!(is_ignored(name), "{name}");
        }
        for name in ["page.html", "notes.txt", "parts.md", "tmp.txt"] {
            assert!(!is_ignored(name), "{name}");
        }
    }
}
