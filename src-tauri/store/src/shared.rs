//! What several items of a source share, and by which therefore none of them is known.

use std::collections::HashSet;

use news::SourceId;
use rusqlite::params;

use crate::{Hash, Reader, Result, Writer};

/// How many are remembered of one source. Those that a feed shares by its nature are there from the beginning.
const NAMES: usize = 20_000;

impl Writer {
    /// Remembers guids, names and addresses that several items of a source were seen to share.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_shared_names(&mut self, id: SourceId, names: &[Hash]) -> Result<()> {
        let tx = self.conn.transaction()?;
        {
            let known: i64 = tx
                .prepare_cached("SELECT count(*) FROM shared_name WHERE source_id = ?1")?
                .query_row([id.0], |row| row.get(0))?;
            let room = NAMES.saturating_sub(usize::try_from(known).unwrap_or(NAMES));
            // One that was removed meanwhile is not asked again.
            let mut put = tx.prepare_cached(
                "INSERT OR IGNORE INTO shared_name (source_id, hash)
                 SELECT id, ?2 FROM source WHERE id = ?1 AND removed_at IS NULL",
            )?;
            for name in names.iter().take(room) {
                put.execute(params![id.0, name])?;
            }
        }
        tx.commit()?;
        Ok(())
    }
}

impl Reader {
    /// What several items of a source were seen to share.
    ///
    /// # Errors
    /// What the database says.
    pub fn shared_names(&self, id: SourceId) -> Result<HashSet<Hash>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT hash FROM shared_name WHERE source_id = ?1")?;
        let rows = statement.query_map([id.0], |row| row.get("hash"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
