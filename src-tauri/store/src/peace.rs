//! The hosts that asked to be left alone, so that a restart does not forget it.

use news::Timestamp;
use rusqlite::params;

use crate::{Reader, Result, Writer};

/// How many hosts are remembered: those that are to be left alone for longest.
const HOSTS: i64 = 4_000;

impl Writer {
    /// Remembers until when a host is left alone, and forgets those whose time is over.
    ///
    /// # Errors
    /// What the database says.
    pub fn leave_host_alone(&mut self, host: &str, until: Timestamp, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        tx.prepare_cached(
            "INSERT INTO peace (host, until) VALUES (?1, ?2) ON CONFLICT (host) DO UPDATE SET until = excluded.until",
        )?
        .execute(params![host, until.0])?;
        tx.prepare_cached("DELETE FROM peace WHERE until <= ?1")?
            .execute([now.0])?;
        tx.prepare_cached(
            "DELETE FROM peace WHERE host IN (SELECT host FROM peace ORDER BY until DESC, host LIMIT -1 OFFSET ?1)",
        )?
        .execute([HOSTS])?;
        tx.commit()?;
        Ok(())
    }
}

impl Reader {
    /// The hosts that are left alone, each with until when.
    ///
    /// # Errors
    /// What the database says.
    pub fn hosts_left_alone(&self, now: Timestamp) -> Result<Vec<(String, Timestamp)>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT host, until FROM peace WHERE until > ?1")?;
        let rows = statement.query_map([now.0], |row| {
            Ok((row.get("host")?, Timestamp(row.get("until")?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
