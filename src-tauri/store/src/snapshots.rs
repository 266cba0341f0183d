//! Snapshots: bytes as they were received, packed once, and the chain of records that tells of them.
//!
//! A record is written in the transaction of the articles that were read from its bytes. None is changed; those that
//! are let go are named by a later record, so that a gap which nobody meant is noticed.

use std::sync::Arc;

use news::{
    AlertId, Article, ArticleId, Timestamp,
    evidence::{CapturedArticle, FORMAT, Keeping, Kept, LetGo, Received, Record, Told},
    query::Proof,
};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{Hash, Reader, Result, StoreError, Writer, rows::time};

/// How hard bytes are packed. Only what is to be evidence is, and never on the writer's thread.
const LEVEL: i32 = 6;

/// Longer than any bytes that are taken in: a damaged length must not ask for all of the memory.
const LONGEST: usize = 256 << 20;

/// Bytes as they were received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Where they came from.
    pub received: Received,
    /// Their SHA-256.
    pub hash: [u8; 32],
    /// How many they are.
    pub size: u64,
    /// The bytes, packed by [`pack_bytes`]; nothing where only their hash is kept.
    pub packed: Option<Vec<u8>>,
    /// Which reader made the texts of them.
    pub reader: String,
}

/// The bytes that an article was read from. Articles of the same bytes share the capture.
#[derive(Debug, Clone)]
pub struct Captured {
    /// The bytes.
    pub capture: Arc<Capture>,
    /// Which article of them it is, counted from 0.
    pub place: u32,
    /// The SHA-256 of its text, as [`news::evidence::text_of`] writes it.
    pub text: [u8; 32],
}

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSnapshot {
    /// Under which number it stands.
    pub number: i64,
    /// The SHA-256 that is kept of it, in hexadecimal.
    pub hash: String,
    /// The line.
    pub record: String,
    /// Whether its bytes are there.
    pub has_bytes: bool,
}

/// The packed text of a version of an article: of the newest, or of one before.
pub(crate) const TEXT_OF_VERSION: &str = "
    SELECT article.version AS version, body.hash AS hash, body.dictionary AS dictionary, body.size AS size, body.bytes AS bytes
    FROM body JOIN article ON article.id = body.article_id
    WHERE body.article_id = ?1 AND article.version = ?2
    UNION ALL
    SELECT number, hash, dictionary, size, bytes FROM former_body WHERE article_id = ?1 AND number = ?2";

/// A text as it is stored, to be checked.
#[derive(Debug)]
pub struct StoredText {
    /// The article.
    pub article_id: ArticleId,
    /// Which version.
    pub version: u32,
    /// What is kept of what its reader sees.
    pub hash: Hash,
    /// The article, or why it cannot be read.
    pub article: Result<Article>,
    /// What lists show of it, where this is its newest text.
    pub listed: Option<ListedText>,
}

/// What lists show of an article without reading its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedText {
    /// Its headline.
    pub title: String,
    /// Its address.
    pub address: Option<String>,
    /// The agency that it names.
    pub wire: Option<String>,
    /// When it was published: as one of its versions said.
    pub published_at: Option<Timestamp>,
}

/// Under which outlet an article is shown, and what its source is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOutlet {
    /// The outlet.
    pub outlet: String,
    /// The name of its source today.
    pub source: String,
    /// Whether what its source brings may name its outlet itself: a file does, a feed is named by the analyst.
    pub names_its_own: bool,
}

/// What an alert rests on, to be checked.
#[derive(Debug)]
pub struct StoredProof {
    /// The alert.
    pub alert_id: AlertId,
    /// The version of its article that it tells of.
    pub version: u32,
    /// What its topic asked for in the version that raised it; nothing where that is not there.
    pub query: Option<String>,
    /// The proof, or why it cannot be read.
    pub proof: Result<Proof>,
}

/// Packs bytes.
///
/// # Errors
/// Where there is no memory to do it in.
pub fn pack_bytes(bytes: &[u8]) -> Result<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL)
        .map_err(|err| StoreError::Io(format!("captured bytes cannot be packed: {err}")))
}

fn unpack_bytes(packed: &[u8], size: i64) -> Result<Vec<u8>> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if size > LONGEST {
        return Err(StoreError::Damaged(
            "captured bytes are longer than any can be".into(),
        ));
    }
    zstd::bulk::decompress(packed, size)
        .map_err(|err| StoreError::Damaged(format!("captured bytes cannot be unpacked: {err}")))
}

/// What a batch captured, in the order of its articles.
#[derive(Default)]
pub(crate) struct Captures {
    all: Vec<(Arc<Capture>, Vec<CapturedArticle>)>,
}

impl Captures {
    /// Remembers that a version of an article was read from captured bytes.
    pub(crate) fn add(&mut self, it: &Captured, id: ArticleId, version: u32, identity: Hash) {
        let article = CapturedArticle {
            article_id: id,
            identity: hex(&identity.0),
            version,
            place: it.place,
            text_sha256: hex(&it.text),
        };
        // Those of the same bytes mostly come one after the other.
        let same = self
            .all
            .iter_mut()
            .rev()
            .find(|(capture, _)| Arc::ptr_eq(capture, &it.capture));
        match same {
            Some((_, articles)) => articles.push(article),
            None => self.all.push((it.capture.clone(), vec![article])),
        }
    }

    /// Writes the records, behind the last one.
    pub(crate) fn put(self, conn: &Connection, now: Timestamp) -> Result<()> {
        if self.all.is_empty() {
            return Ok(());
        }
        let mut chain = Chain::read(conn)?;
        for (capture, articles) in self.all {
            put(conn, &mut chain, &capture, articles, now)?;
        }
        chain.write(conn)
    }
}

fn put(
    conn: &Connection,
    chain: &mut Chain,
    it: &Capture,
    articles: Vec<CapturedArticle>,
    now: Timestamp,
) -> Result<()> {
    let raw = match &it.packed {
        Some(packed) => Some(put_raw(conn, it, packed)?),
        None => None,
    };
    let rows: Vec<(i64, u32)> = articles
        .iter()
        .map(|it| (it.article_id.0, it.version))
        .collect();
    let told = Told::Capture {
        received: it.received.clone(),
        sha256: hex(&it.hash),
        size: it.size,
        kept: raw.is_some(),
        reader: it.reader.clone(),
        articles,
    };
    let number = chain.append(conn, told, it.received.source_id, raw, now)?;
    let mut statement = conn.prepare_cached(
        "INSERT OR IGNORE INTO captured (article_id, version, snapshot) VALUES (?1, ?2, ?3)",
    )?;
    for (article, version) in rows {
        statement.execute(params![article, version, number])?;
    }
    Ok(())
}

fn put_raw(conn: &Connection, it: &Capture, packed: &[u8]) -> Result<i64> {
    let there = conn
        .prepare_cached("SELECT id FROM raw WHERE hash = ?1")?
        .query_row([it.hash.as_slice()], |row| row.get(0))
        .optional()?;
    if let Some(id) = there {
        return Ok(id);
    }
    conn.prepare_cached("INSERT INTO raw (hash, size, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![it.hash.as_slice(), it.size as i64, packed])?;
    Ok(conn.last_insert_rowid())
}

/// The end of the chain, while records are written behind it.
struct Chain {
    number: i64,
    hash: [u8; 32],
}

impl Chain {
    /// The end as it is.
    fn read(conn: &Connection) -> Result<Chain> {
        let end = conn
            .prepare_cached("SELECT number, hash FROM chain_end")?
            .query_row([], |row| Ok((row.get("number")?, row.get("hash")?)))
            .optional()?;
        let (number, hash) = end.unwrap_or((0, [0; 32]));
        Ok(Chain { number, hash })
    }

    /// Writes a record behind the last one. Gives its number.
    fn append(
        &mut self,
        conn: &Connection,
        told: Told,
        source: i64,
        raw: Option<i64>,
        now: Timestamp,
    ) -> Result<i64> {
        let kind = match told {
            Told::Capture { .. } => 0,
            Told::LetGo { .. } => 1,
        };
        let record = Record {
            format: FORMAT,
            number: self.number.saturating_add(1),
            previous: hex(&self.hash),
            at: now,
            told,
        };
        let line = record.to_line();
        self.number = record.number;
        self.hash = Sha256::digest(line.as_bytes()).into();
        conn.prepare_cached(
            "INSERT INTO snapshot (number, at, source_id, kind, raw_id, hash, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![self.number, now.0, source, kind, raw, self.hash, line])?;
        Ok(self.number)
    }

    /// Remembers the end, so that it is noticed when it is missing.
    fn write(&self, conn: &Connection) -> Result<()> {
        conn.prepare_cached(
            "INSERT INTO chain_end (only, number, hash) VALUES (1, ?1, ?2)
             ON CONFLICT (only) DO UPDATE SET number = excluded.number, hash = excluded.hash",
        )?
        .execute(params![self.number, self.hash])?;
        Ok(())
    }
}

/// The number of the last record and its hash.
fn end_of(conn: &Connection) -> Result<Option<(i64, String)>> {
    Ok(conn
        .prepare_cached("SELECT number, hash FROM chain_end")?
        .query_row([], |row| {
            let hash: Vec<u8> = row.get("hash")?;
            Ok((row.get("number")?, hex(&hash)))
        })
        .optional()?)
}

/// Lets the records of the sample go, before its articles are.
pub(crate) fn release_sample(conn: &Connection, now: Timestamp) -> Result<()> {
    let numbers: Vec<i64> = conn
        .prepare(
            "SELECT number FROM snapshot JOIN source ON source.id = snapshot.source_id
             WHERE source.sample = 1 AND snapshot.kind = 0 ORDER BY number",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    release(conn, &numbers, "the sample was taken off the desk", now)?;
    Ok(())
}

/// Lets records go with their bytes, ascending, and writes down which.
///
/// One that is not as it was written is not let go: it is evidence of that. Gives how many went.
fn release(conn: &Connection, numbers: &[i64], why: &str, now: Timestamp) -> Result<usize> {
    let mut ranges: Vec<LetGo> = vec![];
    let mut gone = 0;
    for number in numbers {
        let (line, hash, raw): (String, Vec<u8>, Option<i64>) = conn
            .prepare_cached("SELECT record, hash, raw_id FROM snapshot WHERE number = ?1")?
            .query_row([number], |row| {
                Ok((row.get("record")?, row.get("hash")?, row.get("raw_id")?))
            })?;
        let sound = Sha256::digest(line.as_bytes()).as_slice() == hash;
        let Some(record) = Record::from_line(&line).filter(|_| sound) else {
            continue;
        };
        match ranges.last_mut() {
            Some(range) if range.last.checked_add(1) == Some(*number) => {
                range.last = *number;
                range.sha256 = hex(&hash);
            }
            Some(_) | None => {
                ranges.push(LetGo {
                    first: *number,
                    last: *number,
                    previous: record.previous,
                    sha256: hex(&hash),
                });
            }
        }
        conn.prepare_cached("DELETE FROM snapshot WHERE number = ?1")?
            .execute([number])?;
        gone += 1;
        if let Some(raw) = raw {
            conn.prepare_cached(
                "DELETE FROM raw WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM snapshot WHERE snapshot.raw_id = ?1)",
            )?
            .execute([raw])?;
        }
    }
    if !ranges.is_empty() {
        let told = Told::LetGo {
            why: why.to_string(),
            ranges,
        };
        let mut chain = Chain::read(conn)?;
        chain.append(conn, told, 0, None, now)?;
        chain.write(conn)?;
    }
    Ok(gone)
}

/// What holds for a snapshot that an article with an alert came from.
const ALERTED: &str = "EXISTS (SELECT 1 FROM captured INDEXED BY captured_snapshot
         JOIN alert INDEXED BY alert_article ON alert.article_id = captured.article_id
         WHERE captured.snapshot = snapshot.number)";

impl Writer {
    /// Keeps what becomes of bytes that nobody needs as evidence.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_keeping(&mut self, keeping: &Keeping) -> Result<()> {
        self.conn.execute(
            "INSERT INTO setting (name, value) VALUES ('keeping', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [serde_json::to_string(keeping)?],
        )?;
        Ok(())
    }

    /// Lets snapshots go whose time is over, at most `most`, oldest first; never one that an article with an alert
    /// came from. A record says which. Gives how many went.
    ///
    /// # Errors
    /// What the database says; none is then gone.
    pub fn let_snapshots_go(
        &mut self,
        before: Timestamp,
        now: Timestamp,
        most: usize,
    ) -> Result<usize> {
        let tx = self.conn.transaction()?;
        let numbers: Vec<i64> = tx
            .prepare_cached(&format!(
                "SELECT number FROM snapshot INDEXED BY snapshot_at
                 WHERE kind = 0 AND at < ?1 AND NOT {ALERTED} ORDER BY at, number LIMIT ?2"
            ))?
            .query_map(params![before.0, most as i64], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut in_order = numbers;
        in_order.sort_unstable();
        let gone = release(&tx, &in_order, "their time was over", now)?;
        tx.commit()?;
        Ok(gone)
    }

    /// Captures what an article was read from, after it was filed. Does nothing where something was captured already.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for an article that is gone, and what the database says.
    pub fn capture_late(
        &mut self,
        id: ArticleId,
        captured: &Captured,
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        let there: bool = tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM captured WHERE article_id = ?1)")?
            .query_row([id.0], |row| row.get(0))?;
        if there {
            return Ok(());
        }
        let (version, identity): (u32, Hash) = tx
            .prepare_cached("SELECT version, identity FROM article WHERE id = ?1")?
            .query_row([id.0], |row| {
                Ok((row.get("version")?, row.get("identity")?))
            })
            .optional()?
            .ok_or_else(|| StoreError::NotFound(format!("article {id}")))?;
        let mut captures = Captures::default();
        captures.add(captured, id, version, identity);
        captures.put(&tx, now)?;
        tx.commit()?;
        Ok(())
    }
}

impl Reader {
    /// What becomes of bytes that nobody needs as evidence.
    ///
    /// # Errors
    /// What the database says.
    pub fn keeping(&self) -> Result<Keeping> {
        let stored: Option<String> = self
            .conn
            .prepare_cached("SELECT value FROM setting WHERE name = 'keeping'")?
            .query_row([], |row| row.get("value"))
            .optional()?;
        match stored {
            Some(json) => Ok(serde_json::from_str(&json)?),
            None => Ok(Keeping::default()),
        }
    }

    /// Before when snapshots that nobody needs must have come to be let go.
    ///
    /// # Errors
    /// What the database says.
    pub fn kept_since(&self, keeping: &Keeping, now: Timestamp) -> Result<Timestamp> {
        let by_time = now.plus(-i64::from(keeping.days) * Timestamp::DAY);
        let most = i64::from(keeping.megabytes) * 1_000_000;
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT snapshot.at AS at, coalesce(length(raw.bytes), 0) AS bytes
             FROM snapshot INDEXED BY snapshot_at LEFT JOIN raw ON raw.id = snapshot.raw_id
             WHERE snapshot.kind = 0 AND snapshot.at >= ?1 AND NOT {ALERTED} ORDER BY snapshot.at DESC"
        ))?;
        let mut rows = statement.query([by_time.0])?;
        let mut sum = 0;
        while let Some(row) = rows.next()? {
            sum += row.get::<_, i64>("bytes")?;
            if sum > most {
                return Ok(Timestamp(row.get::<_, i64>("at")? + 1));
            }
        }
        Ok(by_time)
    }

    /// What the desk keeps as evidence.
    ///
    /// # Errors
    /// What the database says.
    pub fn evidence_kept(&self) -> Result<Kept> {
        let number = |sql: &str| -> Result<u64> {
            Ok(self
                .conn
                .query_row(sql, [], |row| row.get::<_, i64>(0))?
                .max(0) as u64)
        };
        Ok(Kept {
            keeping: self.keeping()?,
            snapshots: number("SELECT count(*) FROM snapshot WHERE kind = 0")?,
            alerted: number(&format!(
                "SELECT count(*) FROM snapshot WHERE kind = 0 AND {ALERTED}"
            ))?,
            packed_bytes: number("SELECT coalesce(sum(length(bytes)), 0) FROM raw")?,
            bytes: number("SELECT coalesce(sum(size), 0) FROM raw")?,
        })
    }

    /// A page of the chain, behind a number, in order.
    ///
    /// # Errors
    /// What the database says.
    pub fn snapshots_after(&self, number: i64, most: usize) -> Result<Vec<StoredSnapshot>> {
        self.snapshots(
            "SELECT number, hash, record, raw_id FROM snapshot WHERE number > ?1 ORDER BY number LIMIT ?2",
            params![number, most as i64],
        )
    }

    /// How many records there are.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_snapshots(&self) -> Result<u64> {
        let count: i64 = self
            .conn
            .query_row("SELECT count(*) FROM snapshot", [], |row| row.get(0))?;
        Ok(count.max(0) as u64)
    }

    /// The records of what an article was read from, oldest first, at most `most` of the newest.
    ///
    /// # Errors
    /// What the database says.
    pub fn snapshots_of(&self, id: ArticleId, most: usize) -> Result<Vec<StoredSnapshot>> {
        let mut found = self.snapshots(
            "SELECT number, hash, record, raw_id FROM snapshot
             WHERE number IN (SELECT snapshot FROM captured WHERE article_id = ?1)
             ORDER BY number DESC LIMIT ?2",
            params![id.0, most as i64],
        )?;
        found.reverse();
        Ok(found)
    }

    fn snapshots(&self, sql: &str, of: impl rusqlite::Params) -> Result<Vec<StoredSnapshot>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(of, |row| {
            let hash: Vec<u8> = row.get("hash")?;
            Ok(StoredSnapshot {
                number: row.get("number")?,
                hash: hex(&hash),
                record: row.get("record")?,
                has_bytes: row.get::<_, Option<i64>>("raw_id")?.is_some(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The bytes of a record as they came, if they are there.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where they cannot be unpacked, and what the database says.
    pub fn bytes_of(&self, number: i64) -> Result<Option<Vec<u8>>> {
        let packed: Option<(Vec<u8>, i64)> = self
            .conn
            .prepare_cached(
                "SELECT raw.bytes AS bytes, raw.size AS size
                 FROM snapshot JOIN raw ON raw.id = snapshot.raw_id WHERE snapshot.number = ?1",
            )?
            .query_row([number], |row| Ok((row.get("bytes")?, row.get("size")?)))
            .optional()?;
        packed
            .map(|(bytes, size)| unpack_bytes(&bytes, size))
            .transpose()
    }

    /// The number and the hash of the last record, as the desk remembers them.
    ///
    /// # Errors
    /// What the database says.
    pub fn chain_end(&self) -> Result<Option<(i64, String)>> {
        end_of(&self.conn)
    }

    /// A version of an article, if it is there.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it cannot be read, and what the database says.
    pub fn version_of(&self, id: ArticleId, version: u32) -> Result<Option<Article>> {
        Ok(match self.stored_text(id, version)? {
            Some(it) => Some(it.article?),
            None => None,
        })
    }

    fn stored_text(&self, id: ArticleId, version: u32) -> Result<Option<StoredText>> {
        let mut statement = self.conn.prepare_cached(TEXT_OF_VERSION)?;
        let mut rows = statement.query(params![id.0, version])?;
        match rows.next()? {
            Some(row) => Ok(Some(self.stored_text_in(id, row)?)),
            None => Ok(None),
        }
    }

    fn stored_text_in(&self, id: ArticleId, row: &rusqlite::Row<'_>) -> Result<StoredText> {
        let bytes = row
            .get_ref("bytes")?
            .as_blob()
            .map_err(rusqlite::Error::from)?;
        Ok(StoredText {
            article_id: id,
            version: row.get("version")?,
            hash: row.get("hash")?,
            article: self.unpacker.unpack(
                &self.conn,
                row.get("dictionary")?,
                row.get("size")?,
                bytes,
            ),
            listed: None,
        })
    }

    /// A page of texts behind an article, in order: the newest of each article, then those of before.
    ///
    /// # Errors
    /// What the database says. A text that cannot be read is no error here, it is given as such.
    pub fn texts_after(&self, id: ArticleId, most: usize) -> Result<Vec<StoredText>> {
        let ids: Vec<i64> = self
            .conn
            .prepare_cached(
                "SELECT article_id FROM body WHERE article_id > ?1 ORDER BY article_id LIMIT ?2",
            )?
            .query_map(params![id.0, most as i64], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut found = Vec::with_capacity(ids.len());
        let mut newest = self.conn.prepare_cached(
            "SELECT article.version AS version, body.hash AS hash, body.dictionary AS dictionary, body.size AS size, body.bytes AS bytes,
                    1 AS newest, title, address, wire, published_at
             FROM body JOIN article ON article.id = body.article_id WHERE body.article_id = ?1
             UNION ALL
             SELECT number, hash, dictionary, size, bytes, 0, NULL, NULL, NULL, NULL FROM former_body WHERE article_id = ?1",
        )?;
        for id in ids {
            let mut rows = newest.query([id])?;
            while let Some(row) = rows.next()? {
                let mut text = self.stored_text_in(ArticleId(id), row)?;
                if row.get("newest")? {
                    text.listed = Some(ListedText {
                        title: row.get("title")?,
                        address: row.get("address")?,
                        wire: row.get("wire")?,
                        published_at: time(row, "published_at")?,
                    });
                }
                found.push(text);
            }
        }
        Ok(found)
    }

    /// Under which outlet an article is shown; nothing where it is not there.
    ///
    /// # Errors
    /// What the database says.
    pub fn listed_outlet(&self, id: ArticleId) -> Result<Option<ListedOutlet>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT article.outlet AS outlet, source.name AS name, source.kind IN ('folder', 'import') AS names
                 FROM article JOIN source ON source.id = article.source_id WHERE article.id = ?1",
            )?
            .query_row([id.0], |row| {
                Ok(ListedOutlet {
                    outlet: row.get("outlet")?,
                    source: row.get("name")?,
                    names_its_own: row.get("names")?,
                })
            })
            .optional()?)
    }

    /// What the alerts of an article rest on, also of those that are hidden.
    ///
    /// # Errors
    /// What the database says. A proof that cannot be read is no error here, it is given as such.
    pub fn proofs_of(&self, id: ArticleId) -> Result<Vec<StoredProof>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT alert.id AS id, alert.article_version AS version, alert.shape AS shape, alert.packed AS packed,
                    topic_version.query AS query
             FROM alert LEFT JOIN topic_version
                  ON topic_version.topic_id = alert.topic_id AND topic_version.number = alert.topic_version
             WHERE alert.article_id = ?1 ORDER BY alert.id",
        )?;
        let mut rows = statement.query([id.0])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            let alert_id = AlertId(row.get("id")?);
            let (shape, packed) = (row.get("shape")?, row.get("packed")?);
            found.push(StoredProof {
                alert_id,
                version: row.get("version")?,
                query: row.get("query")?,
                proof: self.proof(alert_id, shape, packed),
            });
        }
        Ok(found)
    }

    /// Whether an article is there, or was let go when its time was over (by its identity, within a source).
    ///
    /// # Errors
    /// What the database says.
    pub fn article_or_gone(
        &self,
        id: ArticleId,
        source: i64,
        identity: &str,
    ) -> Result<(bool, bool)> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM article WHERE id = ?1) AS there,
                        EXISTS (SELECT 1 FROM gone_article WHERE source_id = ?2 AND identity = ?3) AS gone",
            )?
            .query_row(params![id.0, source, Hash::of_hex(identity)], |row| {
                Ok((row.get("there")?, row.get("gone")?))
            })?)
    }

    /// Whether a version of an article is said to come from a record.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_captured(&self, id: ArticleId, version: u32, number: i64) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM captured WHERE article_id = ?1 AND version = ?2 AND snapshot = ?3)",
            )?
            .query_row(params![id.0, version, number], |row| row.get(0))?)
    }

    /// The file that an article was read from last, with the SHA-256 of its bytes, if it was one.
    ///
    /// # Errors
    /// What the database says.
    pub fn file_of(&self, id: ArticleId) -> Result<Option<(String, String)>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT path, hash FROM (
                     SELECT path, hash, seen_at, gone_at FROM file WHERE article_id = ?1 AND hash <> ''
                     UNION SELECT file.path, file.hash, file.seen_at, file.gone_at
                           FROM held_article JOIN holder ON holder.id = holder_id
                           JOIN file INDEXED BY file_hash
                                ON file.source_id = holder.source_id AND file.hash = holder.hash
                     WHERE held_article.article_id = ?1)
                 ORDER BY gone_at IS NOT NULL, seen_at DESC, path LIMIT 1",
            )?
            .query_row([id.0], |row| Ok((row.get("path")?, row.get("hash")?)))
            .optional()?)
    }

    /// Of the alerts behind `after`, at most `most`: the articles of which nothing was captured, but that came from a
    /// file; and up to which alert that was, or nothing where there are none behind it.
    ///
    /// # Errors
    /// What the database says.
    pub fn uncaptured(
        &self,
        after: AlertId,
        most: usize,
    ) -> Result<(Vec<ArticleId>, Option<AlertId>)> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, article_id,
                    NOT EXISTS (SELECT 1 FROM captured WHERE captured.article_id = alert.article_id)
                    AND (EXISTS (SELECT 1 FROM file WHERE file.article_id = alert.article_id AND file.hash <> '')
                         OR EXISTS (SELECT 1 FROM held_article WHERE held_article.article_id = alert.article_id)) AS wanted
             FROM alert WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?;
        let mut rows = statement.query(params![after.0, most as i64])?;
        let (mut found, mut last) = (vec![], None);
        while let Some(row) = rows.next()? {
            last = Some(AlertId(row.get("id")?));
            if row.get("wanted")? {
                found.push(ArticleId(row.get("article_id")?));
            }
        }
        found.dedup();
        Ok((found, last))
    }

    /// The version of its article that an alert tells of.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn alerted_version(&self, id: AlertId) -> Result<u32> {
        self.conn
            .prepare_cached("SELECT article_version FROM alert WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?
            .ok_or_else(|| StoreError::NotFound(format!("alert {id}")))
    }
}

/// Bytes in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, it| {
            let _ = write!(out, "{it:02x}");
            out
        })
}
