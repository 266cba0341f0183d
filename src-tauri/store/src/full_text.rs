//! The texts on the pages behind articles: which are still to be read, what came of it, and where the texts of a source are
//! taken from.

use std::collections::HashMap;

use news::{
    ArticleId, SourceId, SourceMethod, TextChoice, TextFrom, TextMeasure, Timestamp, desk::FullText,
};
use rusqlite::{OptionalExtension, Transaction, named_params, params};

use crate::{Hash, Reader, Result, StoreError, Writer, from_word, rows::time, word};

/// The most pages of one source that wait to be read.
const WAITING: i64 = 1_000;

/// Of how old articles the pages are read: what is older came with an archive.
const YOUNG: i64 = 14 * Timestamp::DAY;

/// How soon a page is read again whose source says that it changed.
const SPARED: i64 = Timestamp::HOUR;

/// Among how many articles of a source it is looked whether two share a page.
const NEAR: i64 = 300;

/// Pages that are waiting, as a condition on `source`.
const READS: &str = "source.removed_at IS NULL AND source.text_from = 'page'";

/// A page that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueText {
    /// The article.
    pub article_id: ArticleId,
    /// Where it can be read.
    pub address: String,
}

/// What is known of an article for reading its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingText {
    /// Its source.
    pub source_id: SourceId,
    /// What makes it the same article when it comes again, within its source.
    pub identity: Hash,
    /// Where it can be read.
    pub address: String,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// How many tries have failed.
    pub tries: u32,
    /// Whether its newest version was read from the page.
    pub is_pages: bool,
    /// Whether its source's texts are taken from pages, and it is not paused.
    pub wanted: bool,
}

/// What came of reading a page, where it did not become the article's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextOutcome {
    /// It says no more than what is there.
    NoMore,
    /// It could not be read; why, in words, and when to try again, if at all.
    Failed {
        /// What went wrong and what it means.
        why: String,
        /// When to try next.
        next_due_at: Option<Timestamp>,
        /// Whether this counts as one more try.
        counts: bool,
    },
}

/// The pages that are to be read of one transaction's articles.
#[derive(Default)]
pub(crate) struct Pages {
    /// How many more may wait, for the sources that were asked for; nothing where their pages are not read.
    room: HashMap<i64, Option<i64>>,
}

impl Pages {
    /// Puts the page of a new article among those that are to be read, where its source's texts are taken from pages.
    pub(crate) fn add(
        &mut self,
        tx: &Transaction<'_>,
        (id, source): (ArticleId, SourceId),
        now: Timestamp,
    ) -> Result<()> {
        let Some(room) = self.room(tx, source)? else {
            return Ok(());
        };
        if now.since(id.minute()) > YOUNG {
            return Ok(());
        }
        let (due, why) = match room > 0 {
            true => (Some(now.0), String::new()),
            false => (
                None,
                format!(
                    "{WAITING} pages of this source were waiting already; this one is not read."
                ),
            ),
        };
        self.room.insert(source.0, Some(room - 1));
        tx.prepare_cached(
            "INSERT OR IGNORE INTO full_text (article_id, source_id, due_at, trouble) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![id.0, source.0, due, why])?;
        Ok(())
    }

    /// How many more pages of a source may wait; nothing where they are not read.
    fn room(&mut self, tx: &Transaction<'_>, source: SourceId) -> Result<Option<i64>> {
        if let Some(room) = self.room.get(&source.0) {
            return Ok(*room);
        }
        let reads: bool = tx
            .prepare_cached(&format!("SELECT {READS} FROM source WHERE id = ?1"))?
            .query_row([source.0], |row| row.get(0))
            .optional()?
            .unwrap_or(false);
        let room = match reads {
            false => None,
            true => Some(WAITING - waiting(tx, source)?),
        };
        self.room.insert(source.0, room);
        Ok(room)
    }
}

fn waiting(conn: &rusqlite::Connection, source: SourceId) -> Result<i64> {
    Ok(conn
        .prepare_cached(
            "SELECT count(*) FROM full_text WHERE source_id = ?1 AND due_at IS NOT NULL",
        )?
        .query_row([source.0], |row| row.get(0))?)
}

/// Whether the texts of an article's source are taken from pages.
pub(crate) fn is_read_from_page(tx: &Transaction<'_>, id: ArticleId) -> Result<bool> {
    Ok(tx
        .prepare_cached(&format!(
            "SELECT {READS} FROM article JOIN source ON source.id = article.source_id WHERE article.id = ?1"
        ))?
        .query_row([id.0], |row| row.get(0))
        .optional()?
        .unwrap_or(false))
}

/// Puts the page of an article whose source gives another text of it now among those that are to be read: an hour after
/// it was read last.
pub(crate) fn again(tx: &Transaction<'_>, id: ArticleId, now: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO full_text (article_id, source_id, due_at)
         SELECT article.id, article.source_id, max(:now, coalesce(revisit.seen_at, 0) + :spared)
         FROM article LEFT JOIN revisit ON revisit.article_id = article.id WHERE article.id = :id
         ON CONFLICT (article_id) DO UPDATE SET due_at = coalesce(due_at, excluded.due_at), tries = 0, trouble = ''",
    )?
    .execute(named_params! { ":id": id.0, ":now": now.0, ":spared": SPARED })?;
    Ok(())
}

/// Remembers that the page of an article was read.
pub(crate) fn done(tx: &Transaction<'_>, id: ArticleId) -> Result<()> {
    tx.prepare_cached("DELETE FROM full_text WHERE article_id = ?1")?
        .execute([id.0])?;
    Ok(())
}

/// Settles where the texts of a source are taken from: what the analyst says, else what its kind has, else what was
/// measured. `choice` is what the analyst says now, if anything.
pub(crate) fn choose(
    tx: &Transaction<'_>,
    id: SourceId,
    choice: Option<TextChoice>,
    now: Timestamp,
) -> Result<()> {
    let found: Option<(String, String, String, String, Option<String>)> = tx
        .prepare_cached(
            "SELECT kind, method, text_from, text_choice, text_measure FROM source WHERE id = ?1",
        )?
        .query_row([id.0], |row| {
            Ok((
                row.get("kind")?,
                row.get("method")?,
                row.get("text_from")?,
                row.get("text_choice")?,
                row.get("text_measure")?,
            ))
        })
        .optional()?;
    let Some((kind, method, was, chosen, measure)) = found else {
        return Ok(());
    };
    if kind != "feed" {
        return Ok(());
    }
    let method: SourceMethod = from_word(method)?;
    let (was, before): (TextFrom, TextChoice) = (from_word(was)?, from_word(chosen)?);
    let choice = choice.unwrap_or(before);
    let measure: Option<TextMeasure> = measure.map(|it| serde_json::from_str(&it)).transpose()?;
    let text = match choice {
        _ if method.is_list() => TextFrom::Page,
        TextChoice::Page => TextFrom::Page,
        TextChoice::Feed => TextFrom::Feed,
        TextChoice::Measured => measure.map_or(TextFrom::Feed, |it| it.better()),
    };
    tx.prepare_cached(
        "UPDATE source SET text_from = ?2, text_choice = ?3,
                text_due_at = iif(?4, 0, text_due_at) WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        word(&text)?,
        word(&choice)?,
        choice == TextChoice::Measured && before != choice,
    ])?;
    match (was, text) {
        (TextFrom::Feed, TextFrom::Page) => queue_recent(tx, id, now),
        (TextFrom::Page, TextFrom::Feed) => {
            tx.prepare_cached("DELETE FROM full_text WHERE source_id = ?1")?
                .execute([id.0])?;
            Ok(())
        }
        (TextFrom::Feed, TextFrom::Feed) | (TextFrom::Page, TextFrom::Page) => Ok(()),
    }
}

/// Puts the pages of a source's articles of the last days among those that are to be read, the newest first; none that several share.
fn queue_recent(tx: &Transaction<'_>, id: SourceId, now: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO full_text (article_id, source_id, due_at)
         SELECT id, :id, :now FROM
             (SELECT id, version, first_seen_at, count(*) OVER (PARTITION BY address) AS sharing FROM article
              WHERE source_id = :id AND first_seen_at > :from AND address IS NOT NULL AND id >= :floor) AS recent
         WHERE sharing = 1
             AND NOT EXISTS (SELECT 1 FROM page_version WHERE page_version.article_id = recent.id AND number = recent.version)
         ORDER BY first_seen_at DESC LIMIT :most",
    )?
    .execute(named_params! {
        ":id": id.0, ":now": now.0, ":from": now.plus(-YOUNG).0, ":most": WAITING,
        ":floor": ArticleId::floor(now.plus(-YOUNG)).0,
    })?;
    Ok(())
}

impl Writer {
    /// Says when the page of an article is next due, before it is asked for, so that a restart does not ask again at once,
    /// and one that is cut off before the answer is filed asks once more.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_text_due(&mut self, id: ArticleId, at: Timestamp) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE full_text SET due_at = ?2 WHERE article_id = ?1")?
            .execute(params![id.0, at.0])?;
        Ok(())
    }

    /// Puts off pages that are due, each until its host may be asked. One that was read meanwhile is left as it is.
    ///
    /// # Errors
    /// What the database says; none is then put off.
    pub fn put_off_texts(&mut self, all: &[(ArticleId, Timestamp)], now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        for (id, until) in all {
            tx.prepare_cached(
                "UPDATE full_text SET due_at = ?2 WHERE article_id = ?1 AND due_at <= ?3",
            )?
            .execute(params![id.0, until.0, now.0])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Remembers what came of reading a page that did not become the article's text.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_text(&mut self, id: ArticleId, it: &TextOutcome) -> Result<()> {
        match it {
            TextOutcome::NoMore => self
                .conn
                .prepare_cached("DELETE FROM full_text WHERE article_id = ?1")?
                .execute([id.0])?,
            TextOutcome::Failed {
                why,
                next_due_at,
                counts,
            } => self
                .conn
                .prepare_cached(
                    "UPDATE full_text SET due_at = ?2, trouble = ?3, tries = tries + ?4 WHERE article_id = ?1",
                )?
                .execute(params![id.0, next_due_at.map(|it| it.0), why, counts])?,
        };
        Ok(())
    }

    /// Remembers how long the texts of a source are as it gives them and on their pages, and when to compare next (nothing:
    /// not again). Where the analyst leaves it to the program, its texts are taken from where they are better from now on.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_measure(
        &mut self,
        id: SourceId,
        measure: Option<&TextMeasure>,
        next_due_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        let measure = measure.map(serde_json::to_string).transpose()?;
        tx.prepare_cached(
            "UPDATE source SET text_measure = coalesce(?2, text_measure), text_due_at = ?3 WHERE id = ?1",
        )?
        .execute(params![id.0, measure, next_due_at.map(|it| it.0)])?;
        choose(&tx, id, None, now)?;
        tx.commit()?;
        Ok(())
    }
}

impl Reader {
    /// Of each source, or of one only, some pages that are to be read now, the ones that waited longest first; of sources that are not
    /// paused. More than one, for the host of the first may have asked to be left alone.
    ///
    /// # Errors
    /// What the database says.
    pub fn due_texts(&self, only: Option<SourceId>, now: Timestamp) -> Result<Vec<DueText>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT article.id AS id, article.address AS address
             FROM source JOIN full_text ON full_text.article_id IN
                     (SELECT next.article_id FROM full_text AS next INDEXED BY full_text_due
                      WHERE next.source_id = source.id AND next.due_at <= ?1
                      ORDER BY next.due_at, next.article_id LIMIT 8)
                 JOIN article ON article.id = full_text.article_id
             WHERE {READS} AND source.paused = 0 AND article.address IS NOT NULL AND source.id = coalesce(?2, source.id)
             ORDER BY full_text.due_at LIMIT 1000"
        ))?;
        let rows = statement.query_map(params![now.0, only.map(|it| it.0)], |row| {
            Ok(DueText {
                article_id: ArticleId(row.get("id")?),
                address: row.get("address")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What is known for reading the page of an article; nothing where it is not to be read.
    ///
    /// # Errors
    /// What the database says.
    pub fn pending_text(&self, id: ArticleId) -> Result<Option<PendingText>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT article.source_id AS source_id, article.identity AS identity, article.address AS address,
                    full_text.due_at AS due_at, tries, {READS} AND source.paused = 0 AS wanted,
                    EXISTS (SELECT 1 FROM page_version
                            WHERE page_version.article_id = article.id AND number = article.version) AS is_pages
             FROM full_text JOIN article ON article.id = full_text.article_id
                 JOIN source ON source.id = article.source_id
             WHERE full_text.article_id = ?1 AND article.address IS NOT NULL"
        ))?;
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(PendingText {
            source_id: SourceId(row.get("source_id")?),
            identity: row.get("identity")?,
            address: row.get("address")?,
            due_at: time(row, "due_at")?,
            tries: row.get("tries")?,
            is_pages: row.get("is_pages")?,
            wanted: row.get("wanted")?,
        }))
    }

    /// How many pages wait, of sources that are not paused, or of one only.
    ///
    /// # Errors
    /// What the database says.
    pub fn waiting_texts(&self, only: Option<SourceId>) -> Result<u64> {
        let count: i64 = self
            .conn
            .prepare_cached(&format!(
                "SELECT count(*) FROM full_text JOIN source ON source.id = full_text.source_id
                 WHERE {READS} AND source.paused = 0 AND full_text.due_at IS NOT NULL AND source.id = coalesce(?1, source.id)"
            ))?
            .query_row([only.map(|it| it.0)], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// A source whose texts are still to be compared with their pages: one that was read, whose analyst leaves it to the
    /// program. Of all, or of one only.
    ///
    /// # Errors
    /// What the database says.
    pub fn unmeasured(&self, only: Option<SourceId>, now: Timestamp) -> Result<Option<SourceId>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT source.id AS id FROM source JOIN look ON look.source_id = source.id
                 WHERE removed_at IS NULL AND paused = 0 AND kind = 'feed' AND method = 'feed'
                     AND text_choice = 'measured' AND text_due_at <= ?1 AND look.last_success_at IS NOT NULL
                     AND source.id = coalesce(?2, source.id)
                     AND EXISTS (SELECT 1 FROM article WHERE source_id = source.id AND address IS NOT NULL)
                 ORDER BY text_due_at, source.id LIMIT 1",
            )?
            .query_row(params![now.0, only.map(|it| it.0)], |row| {
                row.get("id").map(SourceId)
            })
            .optional()?)
    }

    /// The newest articles of a source that have a page of their own, at most `most`: one that no other of its newest few hundred
    /// shares.
    ///
    /// # Errors
    /// What the database says.
    pub fn newest_with_page(&self, id: SourceId, most: usize) -> Result<Vec<ArticleId>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id FROM
                 (SELECT id, first_seen_at, address, count(*) OVER (PARTITION BY address) AS sharing FROM
                     (SELECT id, first_seen_at, address FROM article INDEXED BY article_seen
                      WHERE source_id = :id AND address IS NOT NULL
                      ORDER BY first_seen_at DESC, id DESC LIMIT :near))
             WHERE sharing = 1
             ORDER BY first_seen_at DESC, id DESC LIMIT :most",
        )?;
        let rows = statement.query_map(
            named_params! { ":id": id.0, ":near": NEAR, ":most": most as i64 },
            |row| row.get("id").map(ArticleId),
        )?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How it stands with the texts on the pages of a source's articles.
    pub(crate) fn full_text_of(&self, id: SourceId) -> Result<FullText> {
        let measure: Option<String> = self
            .conn
            .prepare_cached("SELECT text_measure FROM source WHERE id = ?1")?
            .query_row([id.0], |row| row.get("text_measure"))?;
        let without: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM full_text WHERE source_id = ?1 AND due_at IS NULL",
            )?
            .query_row([id.0], |row| row.get(0))?;
        let trouble: Option<String> = self
            .conn
            .prepare_cached(
                "SELECT trouble FROM full_text WHERE source_id = ?1 AND trouble <> ''
                 ORDER BY article_id DESC LIMIT 1",
            )?
            .query_row([id.0], |row| row.get("trouble"))
            .optional()?;
        Ok(FullText {
            measure: measure.map(|it| serde_json::from_str(&it)).transpose()?,
            waiting: waiting(&self.conn, id)? as u64,
            without: without as u64,
            trouble,
        })
    }
}

/// The most links of one front page that are remembered: those that were seen last.
const LINKS: i64 = 20_000;

/// How long a link is remembered that is not on the page any more.
const REMEMBERED: i64 = 180 * Timestamp::DAY;

/// What is known of a front page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FrontPageKnown {
    /// How often it was learned.
    pub looks: u32,
    /// When that was last.
    pub counted_at: Option<Timestamp>,
}

impl Writer {
    /// Remembers the links of a front page. `counts` says that it was learned once more.
    ///
    /// # Errors
    /// What the database says.
    pub fn learn_links(
        &mut self,
        id: SourceId,
        links: &[Hash],
        counts: bool,
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        let is_there: bool = tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM source WHERE id = ?1)")?
            .query_row([id.0], |row| row.get(0))?;
        if !is_there {
            return Err(StoreError::NotFound(format!("source {id}")));
        }
        {
            let mut put = tx.prepare_cached(
                "INSERT INTO front_link (source_id, link, seen_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (source_id, link) DO UPDATE SET seen_at = excluded.seen_at",
            )?;
            for link in links {
                put.execute(params![id.0, link, now.0])?;
            }
        }
        if counts {
            tx.prepare_cached(
                "INSERT INTO front_page (source_id, looks, counted_at) VALUES (?1, 1, ?2)
                 ON CONFLICT (source_id) DO UPDATE SET looks = looks + 1, counted_at = excluded.counted_at",
            )?
            .execute(params![id.0, now.0])?;
        }
        tx.prepare_cached("DELETE FROM front_link WHERE source_id = ?1 AND seen_at < ?2")?
            .execute(params![id.0, now.plus(-REMEMBERED).0])?;
        tx.prepare_cached(
            "DELETE FROM front_link WHERE source_id = ?1 AND seen_at <
                 (SELECT seen_at FROM front_link WHERE source_id = ?1 ORDER BY seen_at DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![id.0, LINKS])?;
        tx.commit()?;
        Ok(())
    }
}

impl Reader {
    /// What is known of a front page.
    ///
    /// # Errors
    /// What the database says.
    pub fn front_page(&self, id: SourceId) -> Result<FrontPageKnown> {
        let found = self
            .conn
            .prepare_cached("SELECT looks, counted_at FROM front_page WHERE source_id = ?1")?
            .query_row([id.0], |row| {
                Ok(FrontPageKnown {
                    looks: row.get("looks")?,
                    counted_at: time(row, "counted_at")?,
                })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Whether each of some links was on a front page before.
    ///
    /// # Errors
    /// What the database says.
    pub fn knows_links(&self, id: SourceId, links: &[Hash]) -> Result<Vec<bool>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM front_link WHERE source_id = ?1 AND link = ?2)",
        )?;
        links
            .iter()
            .map(|it| Ok(statement.query_row(params![id.0, it], |row| row.get(0))?))
            .collect()
    }
}
