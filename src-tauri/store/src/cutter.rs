//! The sentences of alerts: cut from their articles when they are shown.

use news::{
    AlertId, Article, ArticleId,
    desk::AlertRow,
    query::{Proof, flagged, flagged_sentence},
    text::Piece,
};
use rusqlite::{OptionalExtension, Row, params};

use crate::{Reader, Result, StoreError, pack::unpack_proof, proofs::put_together, rows::alert};

/// Reads alerts with their sentences. Neighbours in a list are often of one article, and of one shape.
pub(crate) struct Cutter<'a> {
    reader: &'a Reader,
    text: Option<(ArticleId, u32, Article)>,
}

impl<'a> Cutter<'a> {
    pub(crate) fn new(reader: &'a Reader) -> Cutter<'a> {
        Cutter { reader, text: None }
    }

    /// An alert in a list, from the columns of [`ALERT`](crate::rows::ALERT).
    pub(crate) fn alert(&mut self, row: &Row<'_>) -> Result<AlertRow> {
        let mut it = alert(row)?;
        it.copies = self.reader.copies_in_short(row)?;
        it.changes = self.reader.changes_of(it.id)?;
        let shape: Option<i64> = row.get("shape")?;
        if let Some(shape) = shape {
            it.sentence = match self.sentence(&it, row.get("article_version")?, shape, row) {
                // One damaged text must not hide all other alerts; the article itself says what is wrong.
                Err(StoreError::Damaged(_)) => vec![Piece {
                    text: "(The text of this article cannot be read.)".into(),
                    topics: vec![],
                }],
                cut => cut?,
            };
        }
        Ok(it)
    }

    fn sentence(
        &mut self,
        it: &AlertRow,
        version: u32,
        shape: i64,
        row: &Row<'_>,
    ) -> Result<Vec<Piece>> {
        let proof = self.reader.proof(it.id, Some(shape), row.get("packed")?)?;
        let held = self
            .text
            .take()
            .filter(|held| held.0 == it.article_id && held.1 == version);
        let held = match held {
            Some(held) => held,
            None => (
                it.article_id,
                version,
                self.reader.text_of(it.article_id, version)?,
            ),
        };
        let article = &self.text.insert(held).2;
        let shown = flagged(article, &proof);
        Ok(flagged_sentence(article, &shown, &proof, it.topic_id))
    }
}

impl Reader {
    /// The proof of an alert, in whichever form it stands.
    pub(crate) fn proof(
        &self,
        id: AlertId,
        shape: Option<i64>,
        packed: Option<Vec<u8>>,
    ) -> Result<Proof> {
        match (shape, packed) {
            (Some(shape), Some(places)) => {
                let bytes: Option<Vec<u8>> = self
                    .conn
                    .prepare_cached("SELECT bytes FROM proof_shape WHERE id = ?1")?
                    .query_row([shape], |row| row.get(0))
                    .optional()?;
                let bytes = bytes.ok_or_else(|| {
                    StoreError::Damaged(format!("the proof of alert {id} is missing"))
                })?;
                put_together(&bytes, &places)
            }
            (None, Some(bytes)) => unpack_proof(&bytes),
            (_, None) => {
                let json: String = self
                    .conn
                    .prepare_cached("SELECT proof FROM alert WHERE id = ?1")?
                    .query_row([id.0], |row| row.get(0))?;
                Ok(serde_json::from_str(&json)?)
            }
        }
    }

    /// The text of one version of an article.
    pub(crate) fn text_of(&self, id: ArticleId, version: u32) -> Result<Article> {
        let packed = |sql: &str, second: u32| -> Result<Option<Article>> {
            let mut statement = self.conn.prepare_cached(sql)?;
            let mut rows = statement.query(params![id.0, second])?;
            let Some(row) = rows.next()? else {
                return Ok(None);
            };
            let bytes = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            let unpacked = self
                .unpacker
                .unpack(&self.conn, row.get(0)?, row.get(1)?, bytes)?;
            Ok(Some(unpacked))
        };
        let newest = packed(
            "SELECT body.dictionary, body.size, body.bytes FROM body JOIN article ON article.id = body.article_id
             WHERE body.article_id = ?1 AND article.version = ?2",
            version,
        )?;
        let former = || {
            packed(
                "SELECT dictionary, size, bytes FROM former_body WHERE article_id = ?1 AND number = ?2",
                version,
            )
        };
        match newest {
            Some(it) => Ok(it),
            None => match former()? {
                Some(it) => Ok(it),
                None => self.unmoved_text(id.0, version),
            },
        }
    }
}
