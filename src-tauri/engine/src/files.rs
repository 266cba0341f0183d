//! Files: which are read, how they look, and reading them.

use std::{
    fs::{self, DirEntry, File, Metadata},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Read},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use sha2::{Digest, Sha256};
use store::{FileSeen, KnownFile};

use crate::{ignore::Ignored, judge::hex};

/// The most bytes of a file that is held as a whole; a larger one is read in pieces where its form allows.
pub(crate) const MOST: u64 = 50 << 20;

/// How deep folders may stand in each other.
const DEPTH: usize = 64;

/// How many files of one folder are looked at.
const MOST_FILES: usize = 1_000_000;

/// How many of the places that could not be looked at are named.
const TOLD: usize = 100;

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

    /// Its path as text, another one for every path.
    pub(crate) fn name(&self) -> String {
        name_of(&self.path)
    }
}

/// A path as text. Bytes that are no text are written in hexadecimal behind the sign for what cannot be shown, so that two
/// names are never taken for one.
#[cfg(unix)]
pub(crate) fn name_of(path: &Path) -> String {
    use std::{fmt::Write, os::unix::ffi::OsStrExt};
    let mut name = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(name, "{UNSHOWN}{byte:02X}");
        }
    }
    name
}

/// A path as text.
#[cfg(not(unix))]
pub(crate) fn name_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The path that a text names which [`name_of`] made.
#[cfg(unix)]
pub(crate) fn path_of(name: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = vec![];
    let mut rest = name;
    while let Some((before, after)) = rest.split_once(UNSHOWN) {
        bytes.extend_from_slice(before.as_bytes());
        rest = after;
        match after.get(..2).map(|it| u8::from_str_radix(it, 16)) {
            Some(Ok(byte @ 0x80..)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            // A name that holds the sign itself.
            _ => bytes.extend_from_slice(UNSHOWN.to_string().as_bytes()),
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    std::ffi::OsString::from_vec(bytes).into()
}

/// The path that a text names.
#[cfg(not(unix))]
pub(crate) fn path_of(name: &str) -> PathBuf {
    name.into()
}

/// Stands for what cannot be shown.
#[cfg(unix)]
const UNSHOWN: char = '\u{FFFD}';

/// What a walk through a folder found.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// Every file that may be read, in order of path.
    pub(crate) found: Vec<Found>,
    /// How many folders there are, the walked one among them.
    pub(crate) folders: u64,
    /// Another number where other folders are there.
    pub(crate) shape: u64,
    /// What could not be looked at, and why, in words; as many as are named.
    pub(crate) troubles: Vec<(PathBuf, String)>,
    /// Where more stands than is looked at, and how much that is.
    pub(crate) bound: Option<(PathBuf, String)>,
}

impl Walked {
    fn trouble(&mut self, path: &Path, why: impl Into<String>) {
        if self.troubles.len() < TOLD {
            self.troubles.push((path.to_path_buf(), why.into()));
        }
    }

    /// Tells what stands in an entry's way, unless it is gone by now.
    fn in_the_way(&mut self, path: &Path, err: &io::Error) {
        if err.kind() != io::ErrorKind::NotFound {
            self.trouble(path, words(err));
        }
    }
}

/// Looks through everything below `root`. Temporary files, hidden ones, what the analyst left out, and links that lead
/// out of the folder are left out.
pub(crate) fn walk(root: &Path, ignored: &Ignored) -> Walked {
    let real = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let mut walked = Walked::default();
    let walk = Walk {
        root,
        real: &real,
        ignored,
    };
    walk.folder(root, 0, &mut walked);
    walked
}

struct Walk<'a> {
    root: &'a Path,
    /// The same without links.
    real: &'a Path,
    ignored: &'a Ignored,
}

impl Walk<'_> {
    fn folder(&self, folder: &Path, depth: usize, walked: &mut Walked) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(err) if depth > 0 => return walked.in_the_way(folder, &err),
            Err(err) => return walked.trouble(folder, words(&err)),
        };
        walked.folders += 1;
        let mut hash = DefaultHasher::new();
        folder.hash(&mut hash);
        walked.shape ^= hash.finish();
        let mut some = vec![];
        for entry in entries {
            match entry {
                Ok(it) => some.push(it),
                // The rest of the folder is not seen.
                Err(err) => walked.trouble(folder, words(&err)),
            }
        }
        some.sort_by_key(DirEntry::path);
        for entry in some {
            self.entry(&entry, depth, walked);
        }
    }

    fn entry(&self, entry: &DirEntry, depth: usize, walked: &mut Walked) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if is_ignored(&name) {
            return;
        }
        let path = entry.path();
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(err) => return walked.in_the_way(&path, &err),
        };
        if self.is_left_out(&path, kind.is_dir()) {
            return;
        }
        if kind.is_dir() {
            if depth < DEPTH {
                return self.folder(&path, depth + 1, walked);
            }
            let why = format!("it stands more than {DEPTH} folders deep");
            walked.bound.get_or_insert((path, why));
            return;
        }
        if !parse::readable_ending(&name) {
            return;
        }
        let metadata = match kind.is_symlink() {
            // A linked folder is seen where it is; a second look through the link could go round in circles.
            true => match fs::canonicalize(&path) {
                Ok(real) if real.starts_with(self.real) => fs::metadata(&path),
                // It leads out, to nothing, or to itself.
                Ok(_) | Err(_) => return,
            },
            false => entry.metadata(),
        };
        match metadata {
            Ok(_) if walked.found.len() >= MOST_FILES => {
                let why = format!("it is behind the first {MOST_FILES} files of the folder");
                walked.bound.get_or_insert((path, why));
            }
            Ok(it) if it.is_file() => walked.found.push(as_found(path, &it)),
            Ok(_) => {}
            Err(err) => walked.in_the_way(&path, &err),
        }
    }

    fn is_left_out(&self, path: &Path, is_folder: bool) -> bool {
        path.strip_prefix(self.root)
            .is_ok_and(|it| self.ignored.matches(it, is_folder))
    }
}

/// What the system says of a file or folder, in words.
pub(crate) fn words(err: &io::Error) -> String {
    match err.kind() {
        io::ErrorKind::PermissionDenied => "you have no right to read it".into(),
        io::ErrorKind::NotFound => "it does not exist".into(),
        _ => err.to_string(),
    }
}

/// Whether names that differ in case only name the same file in a folder, as far as its own name tells.
pub(crate) fn ignores_case(folder: &Path) -> bool {
    let Some(name) = folder.file_name().and_then(|it| it.to_str()) else {
        return cfg!(windows);
    };
    let (upper, lower) = (name.to_uppercase(), name.to_lowercase());
    let other = if name == upper { lower } else { upper };
    if other == name {
        return cfg!(windows);
    }
    is_same(folder, &folder.with_file_name(other))
}

/// Whether two paths lead to the same folder.
#[cfg(unix)]
fn is_same(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |it: &Path| fs::metadata(it).map(|it| (it.dev(), it.ino())).ok();
    id(one).is_some_and(|it| id(other) == Some(it))
}

/// Whether two paths lead to the same folder.
#[cfg(not(unix))]
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |it: &Path| fs::canonicalize(it).ok();
    real(one).is_some_and(|it| real(other) == Some(it))
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
            ".filepart",
            ".crdownload",
            ".download",
            ".opdownload",
            ".tmp",
            ".temp",
            ".swp",
            ".lock",
        ]
        .iter()
        .any(|it| lower.ends_with(it))
        || matches!(
            lower.as_str(),
            "thumbs.db"
                | "ehthumbs.db"
                | "desktop.ini"
                | "@eadir"
                | "#recycle"
                | "$recycle.bin"
                | "system volume information"
                | "__macosx"
                | "lost+found"
        )
}

/// Whether a file that could not be read looks as it did then. It is tried at every look all the same: that its
/// reader now has the right to read it changes neither its size nor its time.
pub(crate) fn was_unreadable(found: &Found, known: Option<&KnownFile>) -> bool {
    known.is_some_and(|it| it.hash.is_empty() && it.size == found.size)
}

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is gone.
    Gone,
    /// It is not as it was found: somebody writes to it.
    Changing,
    /// In words.
    Why(String),
}

impl Unread {
    pub(crate) fn of(err: &io::Error) -> Unread {
        match err.kind() {
            io::ErrorKind::NotFound => Unread::Gone,
            io::ErrorKind::PermissionDenied => {
                Unread::Why("cannot be read: you have no right to".into())
            }
            _ => Unread::Why(format!("cannot be read: {err}")),
        }
    }
}

/// The bytes of a file and their hash, if it is as it was found before and after it is read: what is read is then whole.
pub(crate) fn read(found: &Found) -> Result<(Vec<u8>, String), Unread> {
    if found.size > MOST {
        return Err(Unread::Why(format!(
            "{} MB: larger than the {} MB that are read of one document",
            found.size >> 20,
            MOST >> 20
        )));
    }
    let mut file = open(found)?;
    let mut bytes = Vec::with_capacity(found.size as usize);
    // One more than there should be: what is being written to has no end.
    (&mut file)
        .take(found.size + 1)
        .read_to_end(&mut bytes)
        .map_err(|err| Unread::of(&err))?;
    if bytes.len() as u64 != found.size {
        return Err(Unread::Changing);
    }
    check(&file, found)?;
    let hash = hex(&Sha256::digest(&bytes));
    Ok((bytes, hash))
}

/// Opens a file that is still as it was found.
pub(crate) fn open(found: &Found) -> Result<File, Unread> {
    let file = File::open(&found.path).map_err(|err| Unread::of(&err))?;
    check(&file, found)?;
    Ok(file)
}

/// Whether an open file is as it was found.
pub(crate) fn check(file: &File, found: &Found) -> Result<(), Unread> {
    let now = file.metadata().map_err(|err| Unread::of(&err))?;
    let now = as_found(found.path.clone(), &now);
    (now == *found).then_some(()).ok_or(Unread::Changing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn every_name_has_a_text_of_its_own_and_leads_back() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        let names: &[&[u8]] = &[
            b"/in/a.txt",
            b"/in/\xE9t\xE9.txt",
            b"/in/\xE8t\xE8.txt",
            "/in/\u{FFFD}.txt".as_bytes(),
            "/in/\u{FFFD}zz.txt".as_bytes(),
            b"/in/\xFF\xFE",
            "/in/\u{043F}\u{0440}.txt".as_bytes(),
        ];
        let mut seen = std::collections::HashSet::new();
        for name in names {
            let path = Path::new(OsStr::from_bytes(name));
            let text = name_of(path);
            assert_eq!(path_of(&text), path, "{text}");
            assert!(seen.insert(text), "{path:?}");
        }
    }

    #[test]
    fn a_file_that_is_not_as_it_was_found_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "The first half, ").expect("written");
        let found = look(&path).expect("there");
        assert!(read(&found).is_ok(), "as it was found");
        fs::write(&path, "The first half, and the second.").expect("written on");
        assert_eq!(read(&found), Err(Unread::Changing), "it grew");
        let found = look(&path).expect("there");
        let file = open(&found).expect("opened");
        fs::write(&path, "Another text of the same length").expect("written over");
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
        let writing = File::options().write(true).open(&path).expect("opened");
        writing.set_modified(later).expect("set");
        assert_eq!(check(&file, &found), Err(Unread::Changing), "written over");
        fs::remove_file(&path).expect("removed");
        assert_eq!(read(&found), Err(Unread::Gone));
    }

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
