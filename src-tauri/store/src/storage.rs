//! What the desk's file is made of, and giving back what is not used.

use std::path::{Path, PathBuf};

use news::{
    Timestamp,
    desk::{Storage, StoragePart},
};
use rusqlite::Connection;

use crate::{Reader, Result, StoreError, Writer, index::merge_as_idle};

/// What the tables of the file are for, in the order in which they are shown.
const PARTS: [(&str, &[&str]); 7] = [
    ("texts", &["body", "former_body", "version", "dictionary"]),
    ("search index", &["article_index_", "crowded_slot"]),
    (
        "articles and stories",
        &[
            "article",
            "story",
            "short_article",
            "gone_article",
            "revisit",
            "full_text",
            "front_link",
            "front_page",
            "page_version",
        ],
    ),
    ("alerts", &["alert", "proof_shape", "raising"]),
    ("copies", &["fingerprint", "text_article", "text_alert"]),
    ("files that were read", &["file"]),
    ("evidence", &["raw", "snapshot", "captured", "chain_end"]),
];

impl Reader {
    /// What the desk's file is made of. Looks at every page of it, which takes a second for each gigabyte or two.
    ///
    /// # Errors
    /// What the database says.
    pub fn storage(&self, now: Timestamp) -> Result<Storage> {
        let number = |sql: &str| -> Result<u64> {
            let found: i64 = self.conn.query_row(sql, [], |row| row.get(0))?;
            Ok(found as u64)
        };
        let page = number("PRAGMA page_size")?;
        let (by_table, measured) = match self.measured() {
            Ok(sizes) => (sizes, true),
            // A library that was built without it says so; all else is an error.
            Err(StoreError::Sql(_)) => (self.estimated()?, false),
            Err(err) => return Err(err),
        };
        let mut parts: Vec<StoragePart> = PARTS
            .iter()
            .map(|(name, _)| StoragePart {
                name: (*name).into(),
                bytes: 0,
            })
            .collect();
        let mut other = 0;
        for (table, bytes) in by_table {
            match parts.get_mut(part_of(&table)) {
                Some(part) => part.bytes += bytes,
                None => other += bytes,
            }
        }
        parts.push(StoragePart {
            name: "all else".into(),
            bytes: other,
        });
        let (packed, unpacked): (i64, i64) = self.conn.query_row(
            "SELECT coalesce(sum(length(bytes)), 0) AS packed, coalesce(sum(size), 0) AS unpacked FROM body",
            [],
            |row| Ok((row.get("packed")?, row.get("unpacked")?)),
        )?;
        let month = now.plus(-30 * Timestamp::DAY);
        Ok(Storage {
            file: number("PRAGMA page_count")? * page,
            log: std::fs::metadata(beside(&self.path, "-wal")).map_or(0, |it| it.len()),
            free: number("PRAGMA freelist_count")? * page,
            measured,
            parts,
            articles: self.count_articles()?,
            articles_a_day: self.count_seen(month, now.plus(1))? as f64 / 30.0,
            text_bytes: unpacked as u64,
            packed_bytes: packed as u64,
        })
    }

    /// The bytes of each table and index, from the pages themselves.
    fn measured(&self) -> Result<Vec<(String, u64)>> {
        let mut statement = self
            .conn
            .prepare("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get("name")?, row.get::<_, i64>("pgsize")? as u64))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The bytes of what is large, from its length.
    fn estimated(&self) -> Result<Vec<(String, u64)>> {
        [
            ("body", "SELECT coalesce(sum(length(bytes)), 0) FROM body"),
            ("former_body", "SELECT coalesce(sum(length(bytes)), 0) FROM former_body"),
            ("article_index_data", "SELECT coalesce(sum(length(block)), 0) FROM article_index_data"),
            ("article", "SELECT count(*) * 300 FROM article"),
            (
                "alert",
                "SELECT coalesce(sum(length(sentence) + coalesce(length(packed), 0) + 140), 0) FROM alert",
            ),
            ("fingerprint", "SELECT count(*) * 18 FROM fingerprint"),
            ("raw", "SELECT coalesce(sum(length(bytes)), 0) FROM raw"),
            ("snapshot", "SELECT coalesce(sum(length(record) + 60), 0) FROM snapshot"),
        ]
        .into_iter()
        .map(|(name, sql)| {
            let bytes: i64 = self.conn.query_row(sql, [], |row| row.get(0))?;
            Ok((name.to_string(), bytes as u64))
        })
        .collect()
    }
}

/// Which of [`PARTS`] a table or index belongs to; one behind the last for none.
fn part_of(table: &str) -> usize {
    let table = table.strip_prefix("sqlite_autoindex_").unwrap_or(table);
    PARTS
        .iter()
        .position(|(_, names)| {
            names.iter().any(|it| {
                table.strip_prefix(it).is_some_and(|rest| {
                    it.ends_with('_') || rest.is_empty() || rest.starts_with('_')
                })
            })
        })
        .unwrap_or(PARTS.len())
}

/// A file beside another, with a longer name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

impl Writer {
    /// Merges a little of the search index, so that it is quicker to search. Tells whether there was something to do.
    ///
    /// # Errors
    /// What the database says.
    pub fn merge_index(&mut self) -> Result<bool> {
        merge_as_idle(&self.conn)?;
        let before = self.conn.total_changes();
        self.conn
            .prepare_cached(
                "INSERT INTO article_index (article_index, rank) VALUES ('merge', 400)",
            )?
            .execute([])?;
        // As SQLite has it: less than two changes say that nothing was left to be merged.
        Ok(self.conn.total_changes() - before >= 2)
    }

    /// Writes the desk into a new file without what is not used, checks it, and puts it in the place of the old one.
    /// Whoever else has the desk open must close it first; a copy that fails leaves all as it was.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another program reads the desk, and what the database or the disk says.
    pub fn compact(mut self, path: &Path) -> Result<()> {
        self.beside = None;
        let aside = beside(path, ".compact");
        let _ = std::fs::remove_file(&aside);
        // Only who has the file alone may leave its log, and without a log it can be exchanged.
        self.conn
            .pragma_update(None, "journal_mode", "DELETE")
            .map_err(StoreError::from)?;
        let mode: String = self
            .conn
            .query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        if mode != "delete" {
            return Err(StoreError::Locked);
        }
        let res = self.write_compact(&aside);
        self.conn.close().map_err(|(_, err)| err)?;
        let res = res.and_then(|()| {
            std::fs::rename(&aside, path)
                .map_err(|err| StoreError::Io(format!("{}: {err}", path.display())))
        });
        if res.is_err() {
            let _ = std::fs::remove_file(&aside);
        }
        res
    }

    fn write_compact(&self, aside: &Path) -> Result<()> {
        self.conn
            .pragma_update(None, "page_size", crate::PAGE_SIZE)?;
        self.conn
            .execute("VACUUM INTO ?1", [aside.to_string_lossy()])?;
        let copy = Connection::open(aside)?;
        let sound: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        let count = |conn: &Connection| -> Result<i64> {
            Ok(conn.query_row("SELECT count(*) FROM article", [], |row| row.get(0))?)
        };
        if sound != "ok" || count(&copy)? != count(&self.conn)? {
            return Err(StoreError::Damaged(format!(
                "the compact copy {} is not sound: {sound}",
                aside.display()
            )));
        }
        copy.close().map_err(|(_, err)| err)?;
        std::fs::File::open(aside)
            .and_then(|it| it.sync_all())
            .map_err(|err| StoreError::Io(format!("{}: {err}", aside.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_counted_where_it_belongs() {
        const TESTS: &[(&str, usize)] = &[
            ("body", 0),
            ("former_body", 0),
            ("sqlite_autoindex_former_body_1", 0),
            ("article_index_data", 1),
            ("article", 2),
            ("article_seen", 2),
            ("story_size_list", 2),
            ("sqlite_autoindex_article_1", 2),
            ("alert_watchlist", 3),
            ("sqlite_autoindex_alert_1", 3),
            ("fingerprint", 4),
            ("text_article_of", 4),
            ("file_hash", 5),
            ("raw", 6),
            ("snapshot_at", 6),
            ("captured_snapshot", 6),
            ("setting", 7),
            ("sqlite_schema", 7),
        ];
        for (table, part) in TESTS {
            assert_eq!(part_of(table), *part, "{table}");
        }
    }
}
