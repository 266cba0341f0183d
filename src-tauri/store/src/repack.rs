//! Packing anew: texts of before into today's form, and all of them with a better dictionary. In small steps, each with
//! a reading half and a packing half that are done off the writer.

use news::{Article, ArticleId, Timestamp};
use rusqlite::{OptionalExtension, named_params, params};

use crate::{Hash, Packed, Packer, Reader, Result, Writer, pack::train};

/// How many articles a dictionary is made from, and how many must be there.
const SAMPLES: i64 = 4_000;
const LEAST: i64 = 1_000;

/// How many times as many articles as when the last dictionary was made make another one worth while.
const GROWN: i64 = 20;

/// A text that is not packed as it would be today.
#[derive(Debug, Clone)]
pub struct Stale {
    article_id: ArticleId,
    number: u32,
    seen_at: Timestamp,
    hash: Hash,
    article: Article,
}

/// The same, packed anew.
#[derive(Debug, Clone)]
pub struct Repacked {
    stale: Stale,
    packed: Packed,
}

impl Stale {
    /// Packs it anew.
    ///
    /// # Errors
    /// As [`Packer::pack`].
    pub fn repack(self, packer: &Packer) -> Result<Repacked> {
        let packed = packer.pack(&self.article)?;
        Ok(Repacked {
            stale: self,
            packed,
        })
    }
}

impl Reader {
    /// A new dictionary made from articles of all times; nothing while there are too few, or the last one still serves.
    ///
    /// # Errors
    /// What the database says.
    pub fn train(&self) -> Result<Option<Vec<u8>>> {
        let last: Option<i64> =
            self.conn
                .query_row("SELECT max(articles) FROM dictionary", [], |row| row.get(0))?;
        let count: i64 = self
            .conn
            .query_row("SELECT count(*) FROM body", [], |row| row.get(0))?;
        if count < last.map_or(LEAST, |it| it.saturating_mul(GROWN)) {
            return Ok(None);
        }
        let (first, newest): (i64, i64) = self.conn.query_row(
            "SELECT min(article_id) AS first, max(article_id) AS newest FROM body",
            [],
            |row| Ok((row.get("first")?, row.get("newest")?)),
        )?;
        let mut statement = self.conn.prepare_cached(
            "SELECT article_id AS id, version, dictionary, size, bytes FROM body JOIN article ON article.id = body.article_id
             WHERE body.article_id > ?1 ORDER BY body.article_id LIMIT 1",
        )?;
        let (mut articles, mut before) = (vec![], first - 1);
        for number in 0..SAMPLES {
            let even = first + (newest - first) / SAMPLES * number;
            let mut rows = statement.query([before.max(even - 1)])?;
            let Some(row) = rows.next()? else { break };
            before = row.get("id")?;
            articles.push(self.text(row)?);
        }
        Ok(train(&articles))
    }

    /// Some texts that stand as JSON, as all did once; none when all have been moved.
    ///
    /// # Errors
    /// What the database says.
    pub fn unmoved(&self, most: usize) -> Result<Vec<Stale>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT version.article_id AS id, version.number AS number, version.seen_at AS seen_at,
                    version.hash AS hash, version.body AS body
             FROM version ORDER BY article_id, number LIMIT ?1",
        )?;
        let mut rows = statement.query([most as i64])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            found.push(Stale {
                article_id: ArticleId(row.get("id")?),
                number: row.get("number")?,
                seen_at: Timestamp(row.get("seen_at")?),
                hash: Hash::of_hex(&row.get::<_, String>("hash")?),
                article: serde_json::from_str(&row.get::<_, String>("body")?)?,
            });
        }
        Ok(found)
    }

    /// Some texts that another dictionary packed, of the next `most` articles that were not looked at for the newest
    /// one, and up to which article that is; nothing when all were.
    ///
    /// # Errors
    /// What the database says.
    pub fn packed_otherwise(&self, most: usize) -> Result<Option<(ArticleId, Vec<Stale>)>> {
        let newest: Option<(u32, i64)> = self
            .conn
            .prepare_cached(
                "SELECT number, packed_to FROM dictionary ORDER BY number DESC LIMIT 1",
            )?
            .query_row([], |row| Ok((row.get("number")?, row.get("packed_to")?)))
            .optional()?;
        let Some((number, packed_to)) = newest else {
            return Ok(None);
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT article_id AS id, version, dictionary, size, bytes, seen_at, hash FROM body JOIN article ON article.id = body.article_id
             WHERE body.article_id > ?1 ORDER BY body.article_id LIMIT ?2",
        )?;
        let mut rows = statement.query(params![packed_to, most as i64])?;
        let (mut last, mut found) = (None, vec![]);
        while let Some(row) = rows.next()? {
            let article_id = ArticleId(row.get("id")?);
            last = Some(article_id);
            if row.get::<_, u32>("dictionary")? == number {
                continue;
            }
            found.push(Stale {
                article_id,
                number: row.get("version")?,
                seen_at: Timestamp(row.get("seen_at")?),
                hash: row.get("hash")?,
                article: self.text(row)?,
            });
        }
        Ok(last.map(|it| (it, found)))
    }
}

impl Writer {
    /// Keeps a dictionary: what is packed from now on is packed with it.
    ///
    /// # Errors
    /// What the database says.
    pub fn add_dictionary(&mut self, bytes: &[u8], now: Timestamp) -> Result<()> {
        self.conn.execute(
            "INSERT INTO dictionary (made_at, articles, bytes) SELECT ?1, count(*), ?2 FROM body",
            params![now.0, bytes],
        )?;
        Ok(())
    }

    /// Puts texts that stood as JSON where they belong. What changed meanwhile is left for the next step.
    ///
    /// # Errors
    /// What the database says; none is then moved.
    pub fn move_texts(&mut self, texts: &[Repacked]) -> Result<()> {
        let tx = self.conn.transaction()?;
        for it in texts {
            let stale = &it.stale;
            let gone = tx
                .prepare_cached("DELETE FROM version WHERE article_id = ?1 AND number = ?2")?
                .execute(params![stale.article_id.0, stale.number])?;
            if gone == 0 {
                continue;
            }
            // It may have been the newest when it was read, and not be any more.
            let newest: u32 = tx
                .prepare_cached("SELECT version FROM article WHERE id = ?1")?
                .query_row([stale.article_id.0], |row| row.get("version"))?;
            if newest == stale.number {
                tx.prepare_cached(
                    "INSERT INTO body (article_id, seen_at, hash, dictionary, size, bytes)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    stale.article_id.0,
                    stale.seen_at.0,
                    stale.hash,
                    it.packed.dictionary,
                    it.packed.size,
                    it.packed.bytes
                ])?;
            } else {
                tx.prepare_cached(
                    "INSERT INTO former_body (article_id, number, seen_at, hash, dictionary, size, bytes)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    stale.article_id.0,
                    stale.number,
                    stale.seen_at.0,
                    stale.hash,
                    it.packed.dictionary,
                    it.packed.size,
                    it.packed.bytes
                ])?;
            }
        }
        tx.commit()?;
        Ok(())
    }

    /// Puts texts that were packed anew in the place of the old ones, and remembers that all up to `packed_to` were
    /// looked at.
    ///
    /// # Errors
    /// What the database says; none is then changed.
    pub fn replace_packed(&mut self, texts: &[Repacked], packed_to: ArticleId) -> Result<()> {
        let tx = self.conn.transaction()?;
        for it in texts {
            tx.prepare_cached(
                "UPDATE body SET dictionary = :dictionary, size = :size, bytes = :bytes
                 WHERE article_id = :id AND hash = :hash",
            )?
            .execute(named_params! {
                ":id": it.stale.article_id.0, ":hash": it.stale.hash, ":dictionary": it.packed.dictionary,
                ":size": it.packed.size, ":bytes": it.packed.bytes,
            })?;
        }
        tx.execute(
            "UPDATE dictionary SET packed_to = ?1 WHERE number = (SELECT max(number) FROM dictionary)",
            [packed_to.0],
        )?;
        tx.commit()?;
        Ok(())
    }
}
