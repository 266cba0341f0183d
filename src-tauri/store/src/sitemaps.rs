//! By what the sitemaps that an index names are asked for only if they changed.

use std::collections::HashMap;

use news::{SourceId, Timestamp};
use rusqlite::params;

use crate::{Reader, Result, Writer};

/// What is known of a sitemap that an index names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildSitemap {
    /// The address at which it is asked for.
    pub address: String,
    /// The entity tag of its last whole answer, byte for byte.
    pub etag: Option<String>,
    /// Its date of last change, byte for byte.
    pub last_modified: Option<String>,
    /// The address that these were given for.
    pub validator_address: String,
    /// When it was read whole last.
    pub read_at: Timestamp,
}

impl Writer {
    /// Remembers the sitemaps of an index that were read whole. Those that were not asked for at this look are forgotten: nothing is
    /// kept of what an index names no more.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_child_sitemaps(
        &mut self,
        id: SourceId,
        asked: &[String],
        read: &[ChildSitemap],
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        let before: Vec<String> = {
            let mut statement =
                tx.prepare_cached("SELECT address FROM child_sitemap WHERE source_id = ?1")?;
            let rows = statement.query_map([id.0], |row| row.get("address"))?;
            rows.collect::<rusqlite::Result<_>>()?
        };
        {
            let mut forget = tx.prepare_cached(
                "DELETE FROM child_sitemap WHERE source_id = ?1 AND address = ?2",
            )?;
            for address in before.iter().filter(|it| !asked.contains(it)) {
                forget.execute(params![id.0, address])?;
            }
            // One that was removed meanwhile is not asked again.
            let mut put = tx.prepare_cached(
                "INSERT INTO child_sitemap (source_id, address, etag, last_modified, validator_address, read_at)
                 SELECT id, ?2, ?3, ?4, ?5, ?6 FROM source WHERE id = ?1 AND removed_at IS NULL
                 ON CONFLICT (source_id, address) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
                     validator_address = excluded.validator_address, read_at = excluded.read_at",
            )?;
            for it in read {
                put.execute(params![
                    id.0,
                    it.address,
                    it.etag,
                    it.last_modified,
                    it.validator_address,
                    it.read_at.0
                ])?;
            }
        }
        tx.commit()?;
        Ok(())
    }
}

impl Reader {
    /// What is known of the sitemaps that the index of a source names, by the address at which each is asked for.
    ///
    /// # Errors
    /// What the database says.
    pub fn child_sitemaps(&self, id: SourceId) -> Result<HashMap<String, ChildSitemap>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT address, etag, last_modified, validator_address, read_at FROM child_sitemap WHERE source_id = ?1",
        )?;
        let rows = statement.query_map([id.0], |row| {
            let it = ChildSitemap {
                address: row.get("address")?,
                etag: row.get("etag")?,
                last_modified: row.get("last_modified")?,
                validator_address: row.get("validator_address")?,
                read_at: Timestamp(row.get("read_at")?),
            };
            Ok((it.address.clone(), it))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
