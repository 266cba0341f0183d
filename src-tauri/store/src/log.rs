//! The log of changes, brought into the file beside the writer's work.

use std::path::Path;

use rusqlite::Connection;

use crate::{Result, StoreError, Writer};

/// How many pages of the log are worth the wait for the disk: 96 MB. What is changed again and again is brought in once.
const SOME: i64 = 12_000;

/// At how many the writer waits for it after all, should the disk not keep up: 480 MB.
const MUCH: i64 = 60_000;

/// A connection that brings what was written into the file while the writer goes on writing. The writer waits for no
/// disk then; on one that is slow that is a third of its time.
pub struct LogKeeper {
    conn: Connection,
}

impl Writer {
    /// A keeper of this desk's log. The writer relies on it from now on.
    ///
    /// # Errors
    /// What the database says.
    pub fn log_keeper(&mut self) -> Result<LogKeeper> {
        let path = self.conn.path().map(str::to_owned).ok_or_else(|| {
            StoreError::Io("the path of the file is no text that SQLite tells".into())
        })?;
        let conn = Connection::open(Path::new(&path))?;
        conn.pragma_update(None, "synchronous", "NORMAL")?;
        // What is copied is read from the log, and not again soon.
        conn.pragma_update(None, "cache_size", -1_000)?;
        self.conn.pragma_update(None, "wal_autocheckpoint", MUCH)?;
        Ok(LogKeeper { conn })
    }
}

impl LogKeeper {
    /// Brings what is in the log into the file, if it is worth while. Waits for nobody, and nobody for it.
    ///
    /// # Errors
    /// What the database says. Nothing is lost: the log stays until it is done.
    pub fn keep_short(&self) -> Result<()> {
        let (in_log, done): (i64, i64) =
            self.conn
                .query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| {
                    Ok((row.get(1)?, row.get(2)?))
                })?;
        if in_log - done >= SOME {
            self.conn
                .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        }
        Ok(())
    }
}
