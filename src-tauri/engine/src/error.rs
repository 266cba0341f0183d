//! What can go wrong, in words.

use std::path::Path;

use news::desk::ErrorCode;
use store::StoreError;

/// Something that could not be done: what happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineError {
    code: ErrorCode,
    what: String,
    advice: String,
}

impl EngineError {
    pub(crate) fn new(
        code: ErrorCode,
        what: impl Into<String>,
        advice: impl Into<String>,
    ) -> EngineError {
        EngineError {
            code,
            what: what.into(),
            advice: advice.into(),
        }
    }

    pub(crate) fn bad_input(what: impl Into<String>, advice: impl Into<String>) -> EngineError {
        EngineError::new(ErrorCode::BadInput, what, advice)
    }

    pub(crate) fn io(what: &str, path: &Path, err: &std::io::Error) -> EngineError {
        if err.kind() == std::io::ErrorKind::StorageFull {
            return EngineError::disk_full(path);
        }
        EngineError::new(
            ErrorCode::Io,
            format!("{what} {}: {err}.", path.display()),
            "Look whether it exists, and whether you may read and write it.",
        )
    }

    pub(crate) fn disk_full(path: &Path) -> EngineError {
        EngineError::new(
            ErrorCode::DiskFull,
            format!("The disk that holds {} is full.", path.display()),
            "Nothing is lost: what could not be stored is read again once there is room. Free some space, or move the desk with --data.",
        )
    }

    pub(crate) fn no_desk(dir: &Path) -> EngineError {
        EngineError::new(
            ErrorCode::NotFound,
            format!("There is no desk in {}.", dir.display()),
            "Name its folder with --data, or make one with `wirewatch add` or `wirewatch import`.",
        )
    }

    pub(crate) fn closed() -> EngineError {
        EngineError::new(
            ErrorCode::Internal,
            "The desk is closed.",
            "Start Wirewatch again.",
        )
    }

    pub(crate) fn read_only() -> EngineError {
        EngineError::new(
            ErrorCode::Internal,
            "This desk is open for reading only.",
            "Open it for writing.",
        )
    }

    /// What kind of failure it is.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What happened, to what.
    pub fn what(&self) -> String {
        self.what.clone()
    }

    /// What to do.
    pub fn advice(&self) -> String {
        self.advice.clone()
    }
}

impl std::fmt::Display for EngineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.what, self.advice)
    }
}

impl std::error::Error for EngineError {}

impl From<StoreError> for EngineError {
    fn from(err: StoreError) -> EngineError {
        let (code, advice) = match &err {
            StoreError::Newer { .. } => (
                ErrorCode::Database,
                "Install the newer Wirewatch, or choose another desk with --data. The file was left as it is.",
            ),
            StoreError::Older { .. } => (
                ErrorCode::Database,
                "Open it once with this Wirewatch, which brings it to today's form.",
            ),
            StoreError::Damaged(_) => (
                ErrorCode::Database,
                "Run `wirewatch doctor`, and put a backup in the file's place. The file was left as it is.",
            ),
            StoreError::DiskFull => (
                ErrorCode::DiskFull,
                "Nothing is lost: what could not be stored is read again once there is room. Free some space, or move the desk with --data.",
            ),
            StoreError::Locked => (
                ErrorCode::InUse,
                "Close the program that uses it, and try again.",
            ),
            StoreError::Io(_) => (
                ErrorCode::Io,
                "Look whether its folder can be written to, and whether the disk has room.",
            ),
            StoreError::NotFound(_) => (
                ErrorCode::NotFound,
                "It may have been removed: look at the list again.",
            ),
            StoreError::Refused(_) => (ErrorCode::BadInput, "Choose another one."),
            StoreError::Sql(_) => (
                ErrorCode::Database,
                "Try again; if it stays, run `wirewatch doctor`.",
            ),
        };
        let mut what = err.to_string();
        if let Some(first) = what.get(..1) {
            what = format!("{}{}.", first.to_uppercase(), &what[1..]);
        }
        EngineError::new(code, what, advice)
    }
}
