//! Passing over the archive: every article of a range in turn, with what matching needs of it and nothing else.

use std::collections::{BTreeMap, HashMap};

use news::{Article, ArticleId, SourceId, Timestamp, TopicId, query::Sieve};
use rusqlite::{CachedStatement, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::{KnownArticles, Reader, Result, Writer};

/// An article that is passed over.
#[derive(Debug)]
pub struct Passed<'a> {
    /// Its number.
    pub id: ArticleId,
    /// Which version this is.
    pub version: u32,
    /// Its source.
    pub source_id: SourceId,
    /// The outlet that it is shown under.
    pub outlet: &'a str,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// The article.
    pub article: &'a Article,
    /// What is known beside its text, if that was asked for.
    pub known: &'a KnownArticles,
}

/// What is known about a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// Its name.
    pub name: String,
    /// The publisher.
    pub publisher: String,
    /// The analyst's grouping.
    pub group: Option<String>,
    /// Its country.
    pub country: Option<String>,
    /// Its language.
    pub language: Option<String>,
}

/// Room to pass over articles in: kept from one range to the next.
#[derive(Debug, Default)]
pub struct PassRoom {
    article: Article,
    known: KnownArticles,
}

/// A pass over the archive for some topics that has not come to its end: every article from `below` on was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// Above this, and at it, all were looked at.
    pub below: ArticleId,
    /// The topics, each with its version.
    pub topics: BTreeMap<TopicId, u32>,
}

/// The columns of an article that is passed over: by number, as rows are read by the million; the first five as
/// [`Reader::text`] wants them.
const PASSED: &str =
    "SELECT article.id, article.version, body.dictionary, body.size, body.bytes, article.source_id, article.outlet,
            article.first_seen_at
     FROM article LEFT JOIN body ON body.article_id = article.id";

/// What the settings are called that tell of these.
const UNFINISHED: &str = "pass ";

impl Reader {
    /// What is known about each source.
    ///
    /// # Errors
    /// What the database says.
    pub fn houses(&self) -> Result<HashMap<SourceId, House>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, name, publisher, grouping, country, language FROM source",
        )?;
        let rows = statement.query_map([], |row| {
            let house = House {
                name: row.get("name")?,
                publisher: row.get("publisher")?,
                group: row.get("grouping")?,
                country: row.get("country")?,
                language: row.get("language")?,
            };
            Ok((SourceId(row.get("id")?), house))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Gives articles from `from` on and before `before`, newest first, at most so many; and the number of the last of
    /// them, nothing where there is none. What is known beside texts is looked up if `beside`.
    ///
    /// # Errors
    /// What the database says, and texts that are damaged.
    pub fn pass(
        &self,
        (from, before): (ArticleId, ArticleId),
        most: usize,
        beside: bool,
        room: &mut PassRoom,
        mut each: impl FnMut(Passed<'_>),
    ) -> Result<Option<ArticleId>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "{PASSED} WHERE article.id >= ?1 AND article.id < ?2 ORDER BY article.id DESC LIMIT ?3"
        ))?;
        let mut rows = statement.query(params![from.0, before.0, most as i64])?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            last = Some(self.passed(row, beside, room, &mut each)?);
        }
        Ok(last)
    }

    /// The same for articles by their numbers, in that order. One that was removed meanwhile is left out.
    ///
    /// # Errors
    /// What the database says, and texts that are damaged.
    pub fn pass_some(
        &self,
        ids: &[ArticleId],
        beside: bool,
        room: &mut PassRoom,
        mut each: impl FnMut(Passed<'_>),
    ) -> Result<()> {
        // One state for all: to begin and end a look costs as much as the row.
        let _seen = self.snapshot()?;
        let mut statement = self.by_number()?;
        for id in ids {
            let mut rows = statement.query([id.0])?;
            if let Some(row) = rows.next()? {
                self.passed(row, beside, room, &mut each)?;
            }
        }
        Ok(())
    }

    fn by_number(&self) -> Result<CachedStatement<'_>> {
        Ok(self
            .conn
            .prepare_cached(&format!("{PASSED} WHERE article.id = ?1"))?)
    }

    /// The texts of articles by their numbers, in that order, and nothing of what stands beside them. One that was removed
    /// meanwhile is left out. With a sieve, blocks have no text that cannot matter to its queries.
    ///
    /// # Errors
    /// What the database says, and texts that are damaged.
    pub fn pass_texts(
        &self,
        ids: &[ArticleId],
        sieve: Option<&Sieve>,
        room: &mut PassRoom,
        mut each: impl FnMut(ArticleId, &Article),
    ) -> Result<()> {
        let _seen = self.snapshot()?;
        let mut statement = self
            .conn
            .prepare_cached("SELECT dictionary, size, bytes FROM body WHERE article_id = ?1")?;
        for id in ids {
            let mut rows = statement.query([id.0])?;
            let Some(row) = rows.next()? else {
                // It may stand where texts stood before they were packed.
                let mut statement = self.by_number()?;
                let mut rows = statement.query([id.0])?;
                if let Some(row) = rows.next()? {
                    self.passed(row, false, room, &mut |it: Passed<'_>| {
                        each(it.id, it.article);
                    })?;
                }
                continue;
            };
            let bytes = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            let packed = (row.get(0)?, row.get(1)?, bytes);
            self.unpacker
                .unpack_into(&self.conn, packed, sieve, &mut room.article)?;
            each(*id, &room.article);
        }
        Ok(())
    }

    /// Gives the article of a row of [`PASSED`].
    fn passed(
        &self,
        row: &Row<'_>,
        beside: bool,
        room: &mut PassRoom,
        each: &mut impl FnMut(Passed<'_>),
    ) -> Result<ArticleId> {
        let id = ArticleId(row.get(0)?);
        match row.get::<_, Option<u32>>(2)? {
            Some(dictionary) => {
                let bytes = row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?;
                let packed = (dictionary, row.get(3)?, bytes);
                self.unpacker
                    .unpack_into(&self.conn, packed, None, &mut room.article)?;
            }
            None => room.article = self.text(row)?,
        }
        if beside {
            room.known = self.known_of([id])?;
        }
        each(Passed {
            id,
            version: row.get(1)?,
            source_id: SourceId(row.get(5)?),
            outlet: row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?,
            first_seen_at: Timestamp(row.get(7)?),
            article: &room.article,
            known: &room.known,
        });
        Ok(id)
    }

    /// Where so many articles before another one begin; the first of all, where there are not so many.
    ///
    /// # Errors
    /// What the database says.
    pub fn so_many_before(&self, before: ArticleId, count: usize) -> Result<ArticleId> {
        let at: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT id FROM article INDEXED BY article_facet WHERE id < ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2",
            )?
            .query_row(params![before.0, count.saturating_sub(1) as i64], |row| row.get(0))
            .optional()?;
        Ok(ArticleId(at.unwrap_or(i64::MIN)))
    }

    /// The passes that have not come to their ends, by what they are called.
    ///
    /// # Errors
    /// What the database says.
    pub fn unfinished(&self) -> Result<Vec<(i64, Unfinished)>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT name, value FROM setting WHERE name >= ?1 AND name < ?2")?;
        let mut rows = statement.query([UNFINISHED, "pass!"])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            let (name, value): (String, String) = (row.get("name")?, row.get("value")?);
            // What cannot be read is passed over again.
            if let Some(number) = name.strip_prefix(UNFINISHED).and_then(|it| it.parse().ok())
                && let Ok(it) = serde_json::from_str(&value)
            {
                found.push((number, it));
            }
        }
        Ok(found)
    }
}

impl Writer {
    /// Remembers how far a pass is; nothing: that it is at its end.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_unfinished(&mut self, number: i64, pass: Option<&Unfinished>) -> Result<()> {
        let name = format!("{UNFINISHED}{number}");
        match pass {
            Some(pass) => self.conn.execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                params![name, serde_json::to_string(pass)?],
            )?,
            None => self
                .conn
                .execute("DELETE FROM setting WHERE name = ?1", [name])?,
        };
        Ok(())
    }

    /// Remembers that the archive was looked through for topics, each in its version.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_all_scanned(&mut self, topics: &[(TopicId, u32)]) -> Result<()> {
        let tx = self.conn.transaction()?;
        for (id, version) in topics {
            tx.prepare_cached("UPDATE topic SET scanned = 1 WHERE id = ?1 AND version = ?2")?
                .execute(params![id.0, version])?;
        }
        tx.commit()?;
        Ok(())
    }
}
