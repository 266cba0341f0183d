//! Looking again at the pages of articles that raised an alert: what is due, what came of it, what it changed for alerts.

use std::collections::HashMap;

use news::{
    AlertId, Article, ArticleId, SourceId, Timestamp,
    version::{AlertChange, ChangeKind, VISITS, next_visit},
};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Transaction, named_params, params};

use crate::{Hash, Reader, Result, StoreError, Writer, rows::time};

/// The most changes that are shown with an alert, the last.
const CHANGES: usize = 20;

/// For how long a page that was due is waited for: who was away for longer looks no more.
const OVERDUE: i64 = 30 * Timestamp::DAY;

/// For how long after its publication an article's page is looked at: as long as after it was first seen.
const LOOKED_AT: i64 = VISITS[VISITS.len() - 1];

/// How often a page is looked at in all, however often its source says that it changed.
const MOST_SEEN: u32 = 24;

/// Whether the analyst wants the pages of a source's articles looked at again, as a condition on `source`.
const WANTED: &str = "source.removed_at IS NULL AND coalesce(source.revisit, source.kind = 'feed')";

/// Whether the analyst wants that at all, as a condition.
const IN_GENERAL: &str =
    "coalesce((SELECT json_extract(value, '$.revisit') FROM setting WHERE name = 'settings'), 1)";

/// A page as it was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageSeen {
    /// The entity tag of the answer, byte for byte.
    pub etag: Option<String>,
    /// Its date of last change, byte for byte.
    pub last_modified: Option<String>,
    /// The address that they were given for.
    pub address: Option<String>,
    /// When to look next; nothing: not again.
    pub next_due_at: Option<Timestamp>,
}

/// What came of looking at a page, where it is no new version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visited {
    /// It says what it said.
    Unchanged(PageSeen),
    /// It is gone for good; why, in words.
    Gone(String),
    /// It could not be seen; why, in words, and when to try again, if at all. What was known of it stays.
    Failed {
        /// What went wrong and what it means.
        why: String,
        /// When to look next.
        next_due_at: Option<Timestamp>,
        /// Whether this counts as one more failure in a row.
        counts: bool,
    },
}

/// A page that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueVisit {
    /// The article.
    pub article_id: ArticleId,
    /// Where it can be read.
    pub address: String,
}

/// What is known of an article for looking at its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revisit {
    /// Its source.
    pub source_id: SourceId,
    /// What makes it the same article when it comes again, within its source.
    pub identity: Hash,
    /// Where it can be read.
    pub address: String,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// How many tries have failed in a row.
    pub failures: u32,
    /// How often the page was seen.
    pub seen: u32,
    /// When it was seen last.
    pub seen_at: Option<Timestamp>,
    /// Since when it is gone.
    pub gone_at: Option<Timestamp>,
    /// What went wrong the last time; empty where nothing did.
    pub trouble: String,
    /// Of the last answer: the entity tag,
    pub etag: Option<String>,
    /// the date of last change,
    pub last_modified: Option<String>,
    /// and the address that gave them.
    pub validator_address: Option<String>,
    /// Whether the analyst wants it looked at again.
    pub wanted: bool,
    /// Whether its newest version was read from the page.
    pub is_pages: bool,
}

/// A version of an article, without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredVersion {
    /// Its number.
    pub number: u32,
    /// When it was seen.
    pub seen_at: Timestamp,
    /// Whether it was read from the article's page when that was looked at again.
    pub read_again: bool,
}

/// A change that an alert is told of.
pub(crate) struct Told<'a> {
    kind: ChangeKind,
    version: u32,
    /// The headlines before and after.
    titles: Option<(&'a str, &'a str)>,
}

impl<'a> Told<'a> {
    pub(crate) fn new(kind: ChangeKind, version: u32) -> Told<'a> {
        Told {
            kind,
            version,
            titles: None,
        }
    }

    pub(crate) fn headline(version: u32, before: &'a str, after: &'a str) -> Told<'a> {
        Told {
            kind: ChangeKind::Headline,
            version,
            titles: Some((before, after)),
        }
    }
}

/// The number under which a kind of change is stored.
const fn kind_number(kind: ChangeKind) -> i64 {
    match kind {
        ChangeKind::Found => 0,
        ChangeKind::Gone => 1,
        ChangeKind::Headline => 2,
    }
}

fn kind_of(number: i64) -> ChangeKind {
    match number {
        0 => ChangeKind::Found,
        1 => ChangeKind::Gone,
        _ => ChangeKind::Headline,
    }
}

/// Remembers a change with an alert. Gives whether it was not there yet.
pub(crate) fn remember(
    tx: &Transaction<'_>,
    id: AlertId,
    it: &Told<'_>,
    now: Timestamp,
) -> Result<bool> {
    let told = tx
        .prepare_cached(
            "INSERT INTO alert_change (alert_id, kind, version, at, title_was, title) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (alert_id, version, kind) DO NOTHING",
        )?
        .execute(params![
            id.0,
            kind_number(it.kind),
            it.version,
            now.0,
            it.titles.map(|it| it.0),
            it.titles.map(|it| it.1),
        ])?;
    Ok(told > 0)
}

/// Tells an alert that was there of a change, unless it was told. What the analyst decided stays; until they decide anew
/// it is among those that changed. Gives whether somebody is to be told, too: nobody is of what was dismissed, or is hidden.
pub(crate) fn tell(
    tx: &Transaction<'_>,
    id: AlertId,
    it: &Told<'_>,
    now: Timestamp,
) -> Result<bool> {
    if !remember(tx, id, it, now)? {
        return Ok(false);
    }
    tx.prepare_cached("UPDATE alert SET changed = 1 WHERE id = ?1 AND state <> 2")?
        .execute([id.0])?;
    Ok(tx
        .prepare_cached("SELECT changed AND NOT hidden AS shown FROM alert WHERE id = ?1")?
        .query_row([id.0], |row| row.get("shown"))?)
}

/// Whether the text of an alert's article no longer meets its topic, as it was told last.
pub(crate) fn is_gone(tx: &Transaction<'_>, id: AlertId) -> Result<bool> {
    let last: Option<i64> = tx
        .prepare_cached(
            "SELECT kind FROM alert_change WHERE alert_id = ?1 AND kind IN (0, 1) ORDER BY version DESC, id DESC LIMIT 1",
        )?
        .query_row([id.0], |row| row.get("kind"))
        .optional()?;
    Ok(last == Some(kind_number(ChangeKind::Gone)))
}

/// The alerts of an article whose topics, as they are now, were met by `version`, and are not among those that the next
/// one meets. Where a query was changed since, nothing can be said.
pub(crate) fn no_longer_met(
    tx: &Transaction<'_>,
    article: ArticleId,
    version: u32,
    met: &[i64],
) -> Result<Vec<AlertId>> {
    let mut statement = tx.prepare_cached(
        "SELECT alert.id AS id, alert.topic_id AS topic_id FROM alert
         JOIN topic ON topic.id = alert.topic_id AND topic.removed_at IS NULL AND topic.fault IS NULL
         WHERE alert.article_id = ?1 AND alert.article_version = ?2
             AND (topic.version IN (alert.topic_version, alert.met_version)
                  OR EXISTS (SELECT 1 FROM topic_version AS met
                             WHERE met.topic_id = topic.id AND met.number IN (alert.topic_version, alert.met_version)
                             AND met.query = topic.query))",
    )?;
    let rows = statement.query_map(params![article.0, version], |row| {
        Ok((row.get::<_, i64>("id")?, row.get::<_, i64>("topic_id")?))
    })?;
    let mut found = vec![];
    for row in rows {
        let (id, topic) = row?;
        if !met.contains(&topic) {
            found.push(AlertId(id));
        }
    }
    Ok(found)
}

/// Every alert of an article.
pub(crate) fn all_of(tx: &Transaction<'_>, article: ArticleId) -> Result<Vec<AlertId>> {
    Ok(tx
        .prepare_cached("SELECT id FROM alert WHERE article_id = ?1")?
        .query_map([article.0], |row| row.get("id").map(AlertId))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Which pages of one transaction's articles are to be looked at again.
#[derive(Default)]
pub(crate) struct Planning {
    /// Whether the analyst wants it, for the sources that were asked for.
    wanted: HashMap<i64, bool>,
    /// The article that was planned last: alerts of one article come together.
    last: Option<ArticleId>,
}

impl Planning {
    /// Plans to look at the page of an article that raised an alert, where it has one and the analyst wants it. One that was
    /// published longer ago than pages are looked at is not asked for: with an archive that is read in, many come at once,
    /// and what their outlets had to change they have changed.
    pub(crate) fn plan(
        &mut self,
        tx: &Transaction<'_>,
        (id, source): (ArticleId, SourceId),
        now: Timestamp,
    ) -> Result<()> {
        let is_old = now.since(id.minute()) > LOOKED_AT;
        if is_old || self.last == Some(id) || !self.is_wanted(tx, source)? {
            return Ok(());
        }
        self.last = Some(id);
        let first_seen_at: Option<i64> = tx
            .prepare_cached(
                "SELECT first_seen_at FROM article WHERE id = ?1 AND address IS NOT NULL",
            )?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        let due = first_seen_at.and_then(|it| next_visit(id, Timestamp(it), now));
        if let Some(due) = due {
            tx.prepare_cached(
                // One whose page was read for its text is there, and not due.
                "INSERT INTO revisit (article_id, due_at) VALUES (?1, ?2)
                 ON CONFLICT (article_id) DO UPDATE SET due_at = coalesce(due_at, excluded.due_at)
                     WHERE gone_at IS NULL",
            )?
            .execute(params![id.0, due.0])?;
        }
        Ok(())
    }

    fn is_wanted(&mut self, tx: &Transaction<'_>, source: SourceId) -> Result<bool> {
        if let Some(wanted) = self.wanted.get(&source.0) {
            return Ok(*wanted);
        }
        let wanted = tx
            .prepare_cached(&format!("SELECT {WANTED} FROM source WHERE id = ?1"))?
            .query_row([source.0], |row| row.get(0))
            .optional()?
            .unwrap_or(false);
        self.wanted.insert(source.0, wanted);
        Ok(wanted)
    }
}

/// Whether the newest version of an article was read from its page.
pub(crate) fn is_pages(conn: &Connection, id: ArticleId, version: u32) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM page_version WHERE article_id = ?1 AND number = ?2)",
        )?
        .query_row(params![id.0, version], |row| row.get(0))?)
}

/// What a text of an article, given by its source, is to a newer one that was read from its page.
pub(crate) enum Beside {
    /// The source gave it before as well.
    Known,
    /// It says that something changed: the page is looked at, and its text is the next version.
    Announces,
    /// Nothing: the newest text is not the page's, or the page is not looked at any more.
    Nothing,
}

/// What a text of an article, given by its source, is to the newest.
pub(crate) fn beside(
    tx: &Transaction<'_>,
    id: ArticleId,
    version: u32,
    given: Hash,
) -> Result<Beside> {
    if !is_pages(tx, id, version)? {
        return Ok(Beside::Nothing);
    }
    let found: Option<(Option<Hash>, bool, u32)> = tx
        .prepare_cached(&format!(
            "SELECT revisit.given AS given, revisit.seen AS seen,
                    revisit.gone_at IS NULL AND ({WANTED} AND {IN_GENERAL} OR source.text_from = 'page') AS looks
             FROM revisit JOIN article ON article.id = revisit.article_id JOIN source ON source.id = article.source_id
             WHERE revisit.article_id = ?1"
        ))?
        .query_row([id.0], |row| {
            Ok((row.get("given")?, row.get("looks")?, row.get("seen")?))
        })
        .optional()?;
    Ok(match found {
        Some((Some(before), ..)) if before == given => Beside::Known,
        Some((_, true, seen)) if seen < MOST_SEEN => Beside::Announces,
        Some((_, true, _)) => Beside::Known,
        Some((_, false, _)) | None => Beside::Nothing,
    })
}

/// Remembers that the source of an article gave another text of it: where its page is looked at again, that is due, an hour
/// after it was seen last.
pub(crate) fn announce(
    tx: &Transaction<'_>,
    id: ArticleId,
    given: Hash,
    looks: bool,
    now: Timestamp,
) -> Result<()> {
    if !looks {
        tx.prepare_cached("UPDATE revisit SET given = ?2 WHERE article_id = ?1")?
            .execute(params![id.0, given])?;
        return Ok(());
    }
    tx.prepare_cached(
        "UPDATE revisit SET given = :given,
                due_at = min(coalesce(due_at, :later), max(:now, coalesce(seen_at, 0) + 3600000))
         WHERE article_id = :id",
    )?
    .execute(named_params! { ":id": id.0, ":given": given, ":now": now.0, ":later": i64::MAX })?;
    Ok(())
}

/// Remembers that the newest version of an article was read from its page. `given` is the text before, where its source
/// gave that.
pub(crate) fn read_again(
    tx: &Transaction<'_>,
    id: ArticleId,
    version: u32,
    given: Option<Hash>,
    seen: &PageSeen,
    now: Timestamp,
) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO page_version (article_id, number) VALUES (?1, ?2)")?
        .execute(params![id.0, version])?;
    saw(tx, id, seen, now)?;
    if let Some(given) = given {
        tx.prepare_cached("UPDATE revisit SET given = ?2 WHERE article_id = ?1")?
            .execute(params![id.0, given])?;
    }
    Ok(())
}

/// Likewise, where the page was read for its text: when it is looked at again stays.
pub(crate) fn read_beside(
    tx: &Transaction<'_>,
    id: ArticleId,
    version: u32,
    given: Option<Hash>,
    seen: &PageSeen,
    now: Timestamp,
) -> Result<()> {
    read_again(tx, id, version, given, &as_planned(tx, id, seen)?, now)
}

/// Remembers that a page was read for its text, and said what was known; when it is looked at again stays.
pub(crate) fn saw_beside(
    tx: &Transaction<'_>,
    id: ArticleId,
    seen: &PageSeen,
    now: Timestamp,
) -> Result<()> {
    saw(tx, id, &as_planned(tx, id, seen)?, now)
}

/// A page as it was seen, to be looked at again when that was planned.
fn as_planned(tx: &Transaction<'_>, id: ArticleId, seen: &PageSeen) -> Result<PageSeen> {
    let due: Option<i64> = tx
        .prepare_cached("SELECT due_at FROM revisit WHERE article_id = ?1")?
        .query_row([id.0], |row| row.get("due_at"))
        .optional()?
        .flatten();
    Ok(PageSeen {
        next_due_at: due.map(Timestamp),
        ..seen.clone()
    })
}

/// Remembers that a page was seen.
pub(crate) fn saw(
    tx: &Transaction<'_>,
    id: ArticleId,
    seen: &PageSeen,
    now: Timestamp,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO revisit (article_id, due_at, seen, seen_at, etag, last_modified, validator_address)
         VALUES (:id, :due, 1, :now, :etag, :modified, :address)
         ON CONFLICT (article_id) DO UPDATE SET
             due_at = excluded.due_at, failures = 0, seen = seen + 1, seen_at = excluded.seen_at, trouble = '',
             etag = excluded.etag, last_modified = excluded.last_modified,
             validator_address = excluded.validator_address",
    )?
    .execute(named_params! {
        ":id": id.0, ":due": seen.next_due_at.map(|it| it.0), ":now": now.0, ":etag": seen.etag,
        ":modified": seen.last_modified, ":address": seen.address,
    })?;
    Ok(())
}

/// For how long an article is found by its address when it comes under another name.
const ADDRESSED: i64 = 30 * Timestamp::DAY;

/// Finds recent articles by their addresses; held for a whole batch.
pub(crate) struct Addresses<'a> {
    find: CachedStatement<'a>,
    put: CachedStatement<'a>,
    any: bool,
}

impl<'a> Addresses<'a> {
    pub(crate) fn new(tx: &'a Transaction<'a>) -> Result<Addresses<'a>> {
        Ok(Addresses {
            find: tx.prepare_cached(
                "SELECT article.id AS id, article.version AS version, article.identity AS identity
                 FROM article_address JOIN article ON article.id = article_address.article_id
                 WHERE article_address.source_id = ?1 AND article_address.identity = ?2",
            )?,
            put: tx.prepare_cached(
                "INSERT INTO article_address (source_id, identity, article_id) VALUES (?1, ?2, ?3)
                 ON CONFLICT (source_id, identity) DO UPDATE SET article_id = excluded.article_id",
            )?,
            any: false,
        })
    }

    /// The article of a source at an address: its number, its version and its identity.
    pub(crate) fn find(
        &mut self,
        source: SourceId,
        address: Hash,
    ) -> Result<Option<(ArticleId, u32, Hash)>> {
        Ok(self
            .find
            .query_row(params![source.0, address], |row| {
                Ok((
                    ArticleId(row.get("id")?),
                    row.get("version")?,
                    row.get("identity")?,
                ))
            })
            .optional()?)
    }

    /// Remembers the address of a new article, if it is of these weeks.
    pub(crate) fn put(
        &mut self,
        source: SourceId,
        address: Hash,
        id: ArticleId,
        now: Timestamp,
    ) -> Result<()> {
        if now.since(id.minute()) <= ADDRESSED {
            self.put.execute(params![source.0, address, id.0])?;
            self.any = true;
        }
        Ok(())
    }

    /// Forgets those of earlier weeks, where some were added.
    pub(crate) fn end(self, tx: &Transaction<'_>, now: Timestamp) -> Result<()> {
        if self.any {
            tx.prepare_cached("DELETE FROM article_address WHERE article_id < ?1")?
                .execute([ArticleId::floor(now.plus(-ADDRESSED)).0])?;
        }
        Ok(())
    }
}

impl Writer {
    /// Says when a page is next due, before it is asked for, so that a restart does not ask again at once, and one that is
    /// cut off before the answer is filed asks once more.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_visit_due(&mut self, id: ArticleId, at: Option<Timestamp>) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE revisit SET due_at = ?2 WHERE article_id = ?1")?
            .execute(params![id.0, at.map(|it| it.0)])?;
        Ok(())
    }

    /// Puts off pages that are due, each until its host may be asked. One that was looked at meanwhile is left as it is.
    ///
    /// # Errors
    /// What the database says; none is then put off.
    pub fn put_off_visits(&mut self, all: &[(ArticleId, Timestamp)], now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        for (id, until) in all {
            tx.prepare_cached(
                "UPDATE revisit SET due_at = ?2 WHERE article_id = ?1 AND due_at <= ?3",
            )?
            .execute(params![id.0, until.0, now.0])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Remembers what came of looking at a page that is no new version.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_visit(&mut self, id: ArticleId, it: &Visited, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        // Let go while it was looked at.
        let is_there: bool = tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE id = ?1)")?
            .query_row([id.0], |row| row.get(0))?;
        if !is_there {
            return Ok(());
        }
        match it {
            Visited::Unchanged(seen) => saw(&tx, id, seen, now)?,
            Visited::Gone(why) => {
                tx.prepare_cached(
                    "UPDATE revisit SET due_at = NULL, gone_at = ?2, trouble = ?3 WHERE article_id = ?1",
                )?
                .execute(params![id.0, now.0, why])?;
            }
            Visited::Failed {
                why,
                next_due_at,
                counts,
            } => {
                tx.prepare_cached(
                    "UPDATE revisit SET due_at = ?2, trouble = ?3, failures = failures + ?4 WHERE article_id = ?1",
                )?
                .execute(params![id.0, next_due_at.map(|it| it.0), why, counts])?;
            }
        }
        tx.commit()?;
        Ok(())
    }
}

impl Reader {
    /// Pages that are due, the one that waited longest first, at most `most`: of articles with an alert that was not
    /// dismissed, of sources that are not paused, where the analyst wants it.
    ///
    /// # Errors
    /// What the database says.
    pub fn due_visits(&self, now: Timestamp, most: usize) -> Result<Vec<DueVisit>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT revisit.article_id AS id, article.address AS address
             FROM revisit INDEXED BY revisit_due CROSS JOIN article ON article.id = revisit.article_id
             JOIN source ON source.id = article.source_id
             WHERE revisit.due_at > ?1 AND revisit.due_at <= ?2 AND article.address IS NOT NULL
                 AND source.paused = 0 AND {WANTED} AND {IN_GENERAL}
                 AND EXISTS (SELECT 1 FROM alert WHERE alert.article_id = article.id AND alert.hidden = 0 AND alert.state <> 2)
             ORDER BY revisit.due_at LIMIT ?3"
        ))?;
        let rows =
            statement.query_map(params![now.plus(-OVERDUE).0, now.0, most as i64], |row| {
                Ok(DueVisit {
                    article_id: ArticleId(row.get("id")?),
                    address: row.get("address")?,
                })
            })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What is known for looking at the page of an article; nothing where it is not looked at.
    ///
    /// # Errors
    /// What the database says.
    pub fn revisit(&self, id: ArticleId) -> Result<Option<Revisit>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT article.source_id AS source_id, article.identity AS identity, article.address AS address,
                    due_at, failures, seen, seen_at, gone_at, trouble, etag, last_modified, validator_address,
                    {WANTED} AND {IN_GENERAL} AS wanted,
                    EXISTS (SELECT 1 FROM page_version
                            WHERE page_version.article_id = article.id AND number = article.version) AS is_pages
             FROM revisit JOIN article ON article.id = revisit.article_id JOIN source ON source.id = article.source_id
             WHERE revisit.article_id = ?1 AND article.address IS NOT NULL"
        ))?;
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Revisit {
            source_id: SourceId(row.get("source_id")?),
            identity: row.get("identity")?,
            address: row.get("address")?,
            due_at: time(row, "due_at")?,
            failures: row.get("failures")?,
            seen: row.get("seen")?,
            seen_at: time(row, "seen_at")?,
            gone_at: time(row, "gone_at")?,
            trouble: row.get("trouble")?,
            etag: row.get("etag")?,
            last_modified: row.get("last_modified")?,
            validator_address: row.get("validator_address")?,
            wanted: row.get("wanted")?,
            is_pages: row.get("is_pages")?,
        }))
    }

    /// The versions of an article, the newest first, at most `most`, and how many there are.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn versions(&self, id: ArticleId, most: usize) -> Result<(u32, Vec<StoredVersion>)> {
        let total: Option<u32> = self
            .conn
            .prepare_cached("SELECT version FROM article WHERE id = ?1")?
            .query_row([id.0], |row| row.get("version"))
            .optional()?;
        let total = total.ok_or_else(|| StoreError::NotFound(format!("article {id}")))?;
        let mut statement = self.conn.prepare_cached(
            "SELECT all_versions.number AS number, min(all_versions.seen_at) AS seen_at,
                    EXISTS (SELECT 1 FROM page_version WHERE article_id = ?1 AND number = all_versions.number) AS read_again
             FROM (SELECT article.version AS number, iif(body.seen_at = 0, article.first_seen_at, body.seen_at) AS seen_at FROM body
                       JOIN article ON article.id = body.article_id WHERE body.article_id = ?1
                   UNION ALL SELECT number, seen_at FROM former_body WHERE article_id = ?1
                   UNION ALL SELECT number, seen_at FROM version WHERE article_id = ?1) AS all_versions
             GROUP BY all_versions.number ORDER BY all_versions.number DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![id.0, most as i64], |row| {
            Ok(StoredVersion {
                number: row.get("number")?,
                seen_at: Timestamp(row.get("seen_at")?),
                read_again: row.get("read_again")?,
            })
        })?;
        Ok((total, rows.collect::<rusqlite::Result<_>>()?))
    }

    /// An article as it was in one of its versions.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where it has no such version, and what the database says.
    pub fn article_at(&self, id: ArticleId, version: u32) -> Result<Article> {
        let (total, _) = self.versions(id, 0)?;
        if version == 0 || version > total {
            return Err(StoreError::NotFound(format!(
                "version {version} of article {id}: it has {total}"
            )));
        }
        self.text_of(id, version)
    }

    /// What other versions of its article changed for an alert, the last first.
    pub(crate) fn changes_of(&self, id: AlertId) -> Result<Vec<AlertChange>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, version, at, title_was, title FROM alert_change
             WHERE alert_id = ?1 ORDER BY version DESC, id DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![id.0, CHANGES as i64], |row| {
            Ok(AlertChange {
                kind: kind_of(row.get("kind")?),
                version: row.get("version")?,
                at: Timestamp(row.get("at")?),
                before: row.get("title_was")?,
                after: row.get("title")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
