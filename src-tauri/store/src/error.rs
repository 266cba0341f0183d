//! What can go wrong with the database.

use std::path::PathBuf;

/// What went wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file was made by a newer version of the program.
    #[error("the database {path} is of version {found}; this program knows versions up to {known}", path = path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that is known here.
        known: i64,
    },
    /// The file was made by an older version of the program, or its making was cut off; opening it for writing mends that.
    #[error("the database {path} is of the older version {found}", path = path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: usize,
    },
    /// The file is no database of this program, or it is damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// There is no room left on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// Another program holds the database.
    #[error("the database is in use by another program")]
    Locked,
    /// The file cannot be read or written.
    #[error("the database cannot be read or written: {0}")]
    Io(String),
    /// What was asked for is not there.
    #[error("there is no {0}")]
    NotFound(String),
    /// What was asked for cannot be done.
    #[error("{0}")]
    Refused(String),
    /// Anything else that SQLite says.
    #[error("the database: {0}")]
    Sql(rusqlite::Error),
}

/// What the store gives.
pub type Result<T> = std::result::Result<T, StoreError>;

impl From<rusqlite::Error> for StoreError {
    fn from(err: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        match err.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                StoreError::Damaged(err.to_string())
            }
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied,
            ) => StoreError::Io(err.to_string()),
            _ => StoreError::Sql(err),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(err: serde_json::Error) -> StoreError {
        StoreError::Damaged(format!("a stored value cannot be read: {err}"))
    }
}
