//! Raising alerts: a topic met by an article, once.

use news::{AlertId, ArticleId, SourceId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, named_params, params};

use crate::{Result, filing::FiledMatch, rows::severity_number, word};

/// The article that meets a topic.
pub(crate) struct Telling {
    pub(crate) source_id: SourceId,
    pub(crate) article_id: ArticleId,
    pub(crate) version: u32,
    /// Whether it was in the archive before the topic was.
    pub(crate) from_archive: bool,
}

/// Raises an alert. One that is there keeps its state and gets the proof of the newer version.
pub(crate) fn raise(
    tx: &Transaction<'_>,
    telling: &Telling,
    it: &FiledMatch,
    now: Timestamp,
) -> Result<Option<AlertId>> {
    let topic = tx
        .prepare_cached(
            "SELECT watchlist_id, severity FROM topic WHERE id = ?1 AND removed_at IS NULL",
        )?
        .query_row([it.topic_id.0], |row| {
            Ok((
                row.get::<_, i64>("watchlist_id")?,
                row.get::<_, i64>("severity")?,
            ))
        })
        .optional()?;
    // A topic that was removed while the article was on its way raises nothing.
    let Some((watchlist_id, severity)) = topic else {
        return Ok(None);
    };
    let graver = it
        .graver
        .as_ref()
        .map(|it| (severity_number(it.severity), it.why.as_str()));
    let (severity, graver) = graver
        .filter(|it| it.0 > severity)
        .unwrap_or((severity, ""));
    // What is new in this transaction cannot have raised anything.
    let is_new = telling.version == 1 && !telling.from_archive;
    if !is_new && renew(tx, telling, it)? {
        return Ok(None);
    }
    let raised = tx
        .prepare_cached(
            "INSERT INTO alert (topic_id, watchlist_id, article_id, source_id, topic_version, severity, article_version,
                                raised_at, from_archive, block, zone, hits, sentence, proof, packed, graver)
             VALUES (:topic_id, :watchlist_id, :article_id, :source_id, :topic_version, :severity, :version,
                     :raised_at, :from_archive, :block, :zone, :hits, :sentence, '', :packed, :graver)
             ON CONFLICT (topic_id, article_id) DO NOTHING",
        )?
        .execute(named_params! {
            ":topic_id": it.topic_id.0, ":watchlist_id": watchlist_id, ":article_id": telling.article_id.0,
            ":source_id": telling.source_id.0, ":topic_version": it.topic_version, ":severity": severity,
            ":version": telling.version, ":raised_at": now.0, ":from_archive": telling.from_archive,
            ":block": it.block, ":zone": word(&it.zone)?, ":hits": it.hits, ":sentence": it.sentence,
            ":packed": it.proof, ":graver": graver,
        })?;
    Ok((raised > 0).then(|| AlertId(tx.last_insert_rowid())))
}

/// Gives an alert that is there the proof of this version. Tells whether there is one.
fn renew(tx: &Transaction<'_>, telling: &Telling, it: &FiledMatch) -> Result<bool> {
    let before: Option<i64> = tx
        .prepare_cached("SELECT id FROM alert WHERE topic_id = ?1 AND article_id = ?2")?
        .query_row(params![it.topic_id.0, telling.article_id.0], |row| {
            row.get("id")
        })
        .optional()?;
    let Some(id) = before else {
        return Ok(false);
    };
    tx.prepare_cached(
        "UPDATE alert SET topic_version = :topic_version, article_version = :version, block = :block, zone = :zone,
                hits = :hits, sentence = :sentence, proof = '', packed = :packed
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id, ":topic_version": it.topic_version, ":version": telling.version, ":block": it.block,
        ":zone": word(&it.zone)?, ":hits": it.hits, ":sentence": it.sentence, ":packed": it.proof,
    })?;
    Ok(true)
}
