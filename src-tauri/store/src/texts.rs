//! Independent texts: which articles have one, where it comes from, and which alert stands for it.

use std::collections::{BTreeSet, HashSet};

use news::{
    AlertId, Article, ArticleId,
    desk::{AlertRow, COPIES, CopiesInShort},
    story::{Carrier, agency, is_rather_origin, kinship},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    Reader, Result, StoreError,
    cutter::Cutter,
    kin::{Related, stored},
    pack::Unpacker,
    reader::{ARTICLE, article},
    rows::ALERT,
};

/// Which share of a later text must stand in an original that came in after it, so that two texts become one because both
/// are parts of that.
const PART: f32 = 0.8;

/// Among how many articles of a text its origin is looked for again, the first published ones.
const LOOKED_AT: i64 = 1_000;

/// With how many articles of its text one is compared of which another version came, the origin and the first published.
const COMPARED: i64 = 8;

/// A version that has less than one part in so many of another article's words says nothing: the rest may be behind a wall.
const MUCH_SHORTER: usize = 3;

/// A text that others have stays theirs while this share of the smaller one stands in the other, whoever prints them.
const STILL: f32 = 0.5;

/// The house behind an article: the analyst's word, else its outlet.
pub(crate) const PUBLISHER: &str =
    "iif(source.publisher = source.name, article.outlet, source.publisher)";

/// An article of a text, for reading.
#[derive(Debug, Clone)]
pub struct StoredCopy {
    /// The article.
    pub article_id: ArticleId,
    /// Its outlet.
    pub outlet: String,
    /// Its publisher.
    pub publisher: String,
    /// When it was first seen.
    pub first_seen_at: news::Timestamp,
    /// The article itself.
    pub article: Article,
}

/// A text that several articles have.
#[derive(Debug, Clone)]
pub struct StoredText {
    /// The agency that an article of it credits.
    pub agency: Option<String>,
    /// The article that it comes from.
    pub origin_id: ArticleId,
    /// How many articles have it.
    pub total: u32,
    /// The origin and the first published others, at most [`COPIES`], and the one that was asked for.
    pub articles: Vec<StoredCopy>,
}

/// Puts an article to the text of those that it is related to, and its alerts to those that stand for it.
pub(crate) fn put(conn: &Connection, id: ArticleId, related: &[Related]) -> Result<()> {
    let Some(first) = related.first() else {
        return Ok(());
    };
    if is_there(conn, id)? && is_there(conn, first.article_id)? {
        link(conn, first.article_id, id)?;
        for it in &related[1..] {
            // What came in first may be parts of an original that comes in now.
            let is_part = id < it.article_id && it.of_later >= PART;
            let is_alone = id < it.article_id && text_of(conn, it.article_id)?.is_none();
            if (is_part || is_alone) && is_there(conn, it.article_id)? {
                link(conn, it.article_id, id)?;
            }
        }
    }
    Ok(())
}

fn is_there(conn: &Connection, id: ArticleId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE id = ?1)")?
        .query_row([id.0], |row| row.get(0))?)
}

pub(crate) fn text_of(conn: &Connection, id: ArticleId) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached("SELECT text_id FROM text_article WHERE article_id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?)
}

/// The article that the text of one comes from, if others have it too.
pub(crate) fn origin_of(conn: &Connection, id: ArticleId) -> Result<Option<ArticleId>> {
    Ok(conn
        .prepare_cached(
            "SELECT text.origin_id FROM text_article JOIN text ON text.id = text_article.text_id
             WHERE text_article.article_id = ?1 AND text.articles > 1",
        )?
        .query_row([id.0], |row| row.get(0).map(ArticleId))
        .optional()?)
}

/// Makes the texts of two articles one.
fn link(conn: &Connection, a: ArticleId, b: ArticleId) -> Result<()> {
    match (text_of(conn, a)?, text_of(conn, b)?) {
        (Some(a), Some(b)) if a == b => Ok(()),
        (Some(a), Some(b)) => merge(conn, a.min(b), a.max(b)),
        (Some(text), None) => join(conn, text, b),
        (None, Some(text)) => join(conn, text, a),
        (None, None) => {
            conn.prepare_cached("INSERT INTO text (origin_id, articles) VALUES (?1, 0)")?
                .execute([a.0])?;
            let text = conn.last_insert_rowid();
            join(conn, text, a)?;
            join(conn, text, b)
        }
    }
}

/// Adds an article to a text.
fn join(conn: &Connection, text: i64, id: ArticleId) -> Result<()> {
    conn.prepare_cached("INSERT INTO text_article (article_id, text_id) VALUES (?1, ?2)")?
        .execute([id.0, text])?;
    let (origin, known): (i64, Option<String>) = conn
        .prepare_cached("SELECT origin_id, agency FROM text WHERE id = ?1")?
        .query_row([text], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let new = carrier(conn, id)?;
    let credited = agency(known.as_deref().into_iter().chain(new.wire.as_deref()));
    conn.prepare_cached("UPDATE text SET articles = articles + 1, agency = ?2 WHERE id = ?1")?
        .execute(params![text, credited])?;
    if credited != known.as_deref() {
        find_origin(conn, text)?;
    } else if origin != id.0 && is_rather_origin(&new, &carrier(conn, ArticleId(origin))?, credited)
    {
        set_origin(conn, text, id)?;
    }
    settle(conn, text, id)
}

fn set_origin(conn: &Connection, text: i64, id: ArticleId) -> Result<()> {
    conn.prepare_cached("UPDATE text SET origin_id = ?2 WHERE id = ?1")?
        .execute([text, id.0])?;
    Ok(())
}

/// Looks for the origin of a text, its agency and its number of articles again. A text without articles is none.
fn find_origin(conn: &Connection, text: i64) -> Result<()> {
    let total: i64 = conn
        .prepare_cached("SELECT count(*) FROM text_article WHERE text_id = ?1")?
        .query_row([text], |row| row.get(0))?;
    if total == 0 {
        conn.prepare_cached("DELETE FROM text WHERE id = ?1")?
            .execute([text])?;
        return Ok(());
    }
    let ids: Vec<i64> = conn
        .prepare_cached(
            "SELECT article_id FROM text_article WHERE text_id = ?1 ORDER BY article_id LIMIT ?2",
        )?
        .query_map([text, LOOKED_AT], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let all: Vec<Carrier> = ids
        .into_iter()
        .map(|it| carrier(conn, ArticleId(it)))
        .collect::<Result<_>>()?;
    let credited = agency(all.iter().filter_map(|it| it.wire.as_deref()));
    let origin = all.iter().reduce(|a, b| {
        if is_rather_origin(b, a, credited) {
            b
        } else {
            a
        }
    });
    if let Some(origin) = origin {
        conn.prepare_cached(
            "UPDATE text SET origin_id = ?2, agency = ?3, articles = ?4 WHERE id = ?1",
        )?
        .execute(params![text, origin.article_id.0, credited, total])?;
    }
    Ok(())
}

fn carrier(conn: &Connection, id: ArticleId) -> Result<Carrier> {
    let found = conn
        .prepare_cached(&format!(
            "SELECT article.outlet AS outlet, {PUBLISHER} AS publisher, article.wire AS wire
             FROM article JOIN source ON source.id = article.source_id WHERE article.id = ?1"
        ))?
        .query_row([id.0], |row| {
            Ok(Carrier {
                article_id: id,
                outlet: row.get("outlet")?,
                publisher: row.get("publisher")?,
                wire: row.get("wire")?,
            })
        })
        .optional()?;
    found.ok_or_else(|| StoreError::NotFound(format!("article {id}")))
}

/// Makes a text part of another: their articles, and the alerts that stand for them.
fn merge(conn: &Connection, into: i64, from: i64) -> Result<()> {
    conn.prepare_cached("UPDATE text_article SET text_id = ?1 WHERE text_id = ?2")?
        .execute([into, from])?;
    let alerts: Vec<(i64, i64)> = conn
        .prepare_cached("SELECT topic_id, alert_id FROM text_alert WHERE text_id = ?1")?
        .query_map([from], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    conn.prepare_cached("DELETE FROM text WHERE id = ?1")?
        .execute([from])?;
    for (topic, alert) in alerts {
        stand_or_join(conn, into, topic, alert)?;
    }
    find_origin(conn, into)
}

/// Puts the alerts of an article of a text to those that stand for it.
fn settle(conn: &Connection, text: i64, id: ArticleId) -> Result<()> {
    let alerts: Vec<(i64, i64)> = conn
        .prepare_cached(
            "SELECT topic_id, id FROM alert WHERE article_id = ?1 AND hidden = 0 ORDER BY id",
        )?
        .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (topic, alert) in alerts {
        stand_or_join(conn, text, topic, alert)?;
    }
    Ok(())
}

/// Has an alert stand for a topic and a text, if none does; else it joins that one. Of two that stood for a text each, the
/// one that was raised first does.
fn stand_or_join(conn: &Connection, text: i64, topic: i64, alert: i64) -> Result<()> {
    let standing: Option<(i64, bool)> = conn
        .prepare_cached(
            "SELECT text_alert.alert_id, alert.hidden = 1 FROM text_alert
             JOIN alert ON alert.id = text_alert.alert_id
             WHERE text_alert.text_id = ?1 AND text_alert.topic_id = ?2",
        )?
        .query_row([text, topic], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let first = match standing {
        Some((other, false)) => other.min(alert),
        // Nobody sees one whose source was removed: it joins this one, should it come back.
        Some((_, true)) | None => alert,
    };
    if standing.is_none_or(|it| it.0 != first) {
        conn.prepare_cached(
            "INSERT INTO text_alert (text_id, topic_id, alert_id) VALUES (?1, ?2, ?3)
             ON CONFLICT (text_id, topic_id) DO UPDATE SET alert_id = excluded.alert_id",
        )?
        .execute([text, topic, first])?;
    }
    match standing {
        Some((other, is_gone)) if other != alert => {
            let joins = if is_gone { other } else { other.max(alert) };
            join_alert(conn, first, joins)
        }
        _ => Ok(()),
    }
}

/// An alert joins another: it is no longer listed, what the analyst decided on that one holds for it, and what makes it
/// graver makes that one graver. Alerts that joined it join the other.
fn join_alert(conn: &Connection, first: i64, alert: i64) -> Result<()> {
    conn.prepare_cached("UPDATE alert SET joined = ?1 WHERE joined = ?2 AND joined <> 0")?
        .execute([first, alert])?;
    conn.prepare_cached(
        "UPDATE alert SET joined = ?1, hidden = iif(hidden = 1, 1, 2),
                state = iif(state = 0, (SELECT state FROM alert WHERE id = ?1), state)
         WHERE id = ?2",
    )?
    .execute([first, alert])?;
    conn.prepare_cached(
        "UPDATE alert SET severity = copy.severity, graver = copy.graver
         FROM (SELECT severity, graver FROM alert WHERE id = ?2) AS copy
         WHERE alert.id = ?1 AND alert.severity < copy.severity",
    )?
    .execute([first, alert])?;
    Ok(())
}

/// Which of some alerts joined others; those of copies that came before their alerts are joined now.
pub(crate) fn joined(conn: &Connection, raised: &[AlertId]) -> Result<HashSet<AlertId>> {
    let mut found = HashSet::new();
    let mut ask = conn.prepare_cached(
        "SELECT text_article.text_id, alert.topic_id, alert.joined FROM alert
         JOIN text_article ON text_article.article_id = alert.article_id WHERE alert.id = ?1",
    )?;
    let mut again = conn.prepare_cached("SELECT joined <> 0 FROM alert WHERE id = ?1")?;
    for id in raised {
        let of: Option<(i64, i64, i64)> = ask
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((text, topic, joined)) = of else {
            continue;
        };
        if joined == 0 {
            stand_or_join(conn, text, topic, id.0)?;
        }
        if again.query_row([id.0], |row| row.get(0))? {
            found.insert(*id);
        }
    }
    Ok(found)
}

/// Has others stand in the list for alerts that no longer do, because the source of their articles was removed.
pub(crate) fn stand_in(conn: &Connection) -> Result<()> {
    let gone: Vec<(i64, i64, i64)> = conn
        .prepare_cached(
            "SELECT text_alert.text_id, text_alert.topic_id, text_alert.alert_id FROM text_alert
             JOIN alert ON alert.id = text_alert.alert_id WHERE alert.hidden = 1
             AND EXISTS (SELECT 1 FROM alert AS copy WHERE copy.joined = alert.id AND copy.hidden = 2)",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (text, topic, alert) in gone {
        next_stands(conn, text, topic, alert)?;
    }
    Ok(())
}

/// Has the next alert that joined one stand for it.
fn next_stands(conn: &Connection, text: i64, topic: i64, alert: i64) -> Result<()> {
    // One whose topic is removed may be listed again.
    let next: Option<i64> = conn
        .prepare_cached(
            "SELECT id FROM alert WHERE joined = ?1 AND joined <> 0 ORDER BY hidden = 1, id LIMIT 1",
        )?
        .query_row([alert], |row| row.get(0))
        .optional()?;
    let Some(next) = next else { return Ok(()) };
    conn.prepare_cached("UPDATE alert SET joined = ?1 WHERE joined = ?2 AND joined <> 0")?
        .execute([next, alert])?;
    conn.prepare_cached(
        "UPDATE alert SET joined = 0, hidden = iif(hidden = 1, 1, 0) WHERE id = ?1",
    )?
    .execute([next])?;
    conn.prepare_cached("UPDATE alert SET joined = ?1 WHERE id = ?2")?
        .execute([next, alert])?;
    conn.prepare_cached(
        "UPDATE text_alert SET alert_id = ?3 WHERE text_id = ?1 AND topic_id = ?2",
    )?
    .execute([text, topic, next])?;
    Ok(())
}

/// Takes an article out of its text, as before it is removed: another is the origin, and others' alerts stand for the text.
pub(crate) fn leave(conn: &Connection, id: ArticleId) -> Result<()> {
    let Some(text) = text_of(conn, id)? else {
        return Ok(());
    };
    let standing: Vec<(i64, i64)> = conn
        .prepare_cached(
            "SELECT text_alert.topic_id, alert.id FROM alert
             JOIN text_alert ON text_alert.alert_id = alert.id WHERE alert.article_id = ?1",
        )?
        .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (topic, alert) in standing {
        next_stands(conn, text, topic, alert)?;
    }
    conn.prepare_cached("DELETE FROM text_article WHERE article_id = ?1")?
        .execute([id.0])?;
    find_origin(conn, text)
}

/// Takes an article of which another version came out of its text, if it is no copy any more. Gives those of its alerts that
/// are no longer hidden by that.
pub(crate) fn part(conn: &Connection, unpacker: &Unpacker, id: ArticleId) -> Result<Vec<AlertId>> {
    let Some(text) = text_of(conn, id)? else {
        return Ok(vec![]);
    };
    if is_still_of(conn, unpacker, text, id)? {
        return Ok(vec![]);
    }
    leave(conn, id)?;
    stand_alone(conn, id)
}

/// Whether an article, as it is now, is a copy of one of the others of its text, or so much shorter that nothing can be said.
fn is_still_of(conn: &Connection, unpacker: &Unpacker, text: i64, id: ArticleId) -> Result<bool> {
    let Some(own) = stored(conn, unpacker, id)? else {
        return Ok(true);
    };
    let others: Vec<i64> = conn
        .prepare_cached(
            "SELECT text_article.article_id FROM text_article JOIN text ON text.id = text_article.text_id
             WHERE text_article.text_id = ?1 AND text_article.article_id <> ?2
             ORDER BY text_article.article_id = text.origin_id DESC, text_article.article_id LIMIT ?3",
        )?
        .query_map(params![text, id.0, COMPARED], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    // Where none of the others can be read, nothing can be said.
    let mut is_compared = others.is_empty();
    for other in others.into_iter().map(ArticleId) {
        let Some(theirs) = stored(conn, unpacker, other)? else {
            continue;
        };
        is_compared = true;
        let kin = match other < id {
            true => kinship(&theirs, &own),
            false => kinship(&own, &theirs),
        };
        let is_much_shorter = own.words() * MUCH_SHORTER < theirs.words();
        if kin.is_copy || is_much_shorter || kin.of_earlier.max(kin.of_later) >= STILL {
            return Ok(true);
        }
    }
    Ok(!is_compared)
}

/// Has the alerts of an article that left its text stand for themselves, and what joined them. Gives those that were hidden.
/// What was decided on the text that it had is decided on another: what was dismissed with it is new again, what was kept
/// is among the changed.
fn stand_alone(conn: &Connection, id: ArticleId) -> Result<Vec<AlertId>> {
    conn.prepare_cached(
        "DELETE FROM text_alert WHERE alert_id IN (SELECT id FROM alert WHERE article_id = ?1)",
    )?
    .execute([id.0])?;
    conn.prepare_cached(
        "UPDATE alert SET joined = 0, hidden = iif(hidden = 2, 0, hidden)
         WHERE joined IN (SELECT id FROM alert WHERE article_id = ?1) AND joined <> 0",
    )?
    .execute([id.0])?;
    let hidden: Vec<AlertId> = conn
        .prepare_cached("SELECT id FROM alert WHERE article_id = ?1 AND hidden = 2 ORDER BY id")?
        .query_map([id.0], |row| row.get(0).map(AlertId))?
        .collect::<rusqlite::Result<_>>()?;
    conn.prepare_cached(
        "UPDATE alert SET joined = 0, hidden = iif(hidden = 2, 0, hidden), state = iif(hidden = 2 AND state = 2, 0, state),
                changed = iif(hidden = 2 AND state = 1, 1, changed)
         WHERE article_id = ?1",
    )?
    .execute([id.0])?;
    Ok(hidden)
}

/// Those of some alerts that are listed.
pub(crate) fn shown(conn: &Connection, ids: &[AlertId]) -> Result<Vec<AlertId>> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM alert WHERE id = ?1 AND hidden = 0)")?;
    let mut found = vec![];
    for id in ids {
        if statement.query_row([id.0], |row| row.get(0))? {
            found.push(*id);
        }
    }
    Ok(found)
}

/// The alerts that joined one, which what is done to it is done to.
pub(crate) fn with_joined(conn: &Connection, ids: &[AlertId]) -> Result<Vec<AlertId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM alert WHERE joined = ?1 AND joined <> 0 ORDER BY id")?;
    let (mut found, mut seen) = (vec![], BTreeSet::new());
    for id in ids {
        let joined: Vec<i64> = statement
            .query_map([id.0], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for it in std::iter::once(*id).chain(joined.into_iter().map(AlertId)) {
            if seen.insert(it) {
                found.push(it);
            }
        }
    }
    Ok(found)
}

impl Reader {
    /// Who else has the text of an article, from the columns of an alert.
    pub(crate) fn copies_in_short(&self, row: &Row<'_>) -> Result<Option<CopiesInShort>> {
        let Some(text): Option<i64> = row.get("text_id")? else {
            return Ok(None);
        };
        let own: i64 = row.get("article_id")?;
        let total: u32 = row.get("text_articles")?;
        if total < 2 {
            return Ok(None);
        }
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT article.id, article.outlet, {PUBLISHER} FROM text_article
             JOIN article ON article.id = text_article.article_id
             JOIN source ON source.id = article.source_id
             WHERE text_article.text_id = ?1 ORDER BY text_article.article_id LIMIT ?2"
        ))?;
        let mut rows = statement.query([text, COPIES as i64])?;
        let (mut outlets, mut publishers) = (vec![], HashSet::new());
        while let Some(it) = rows.next()? {
            if it.get::<_, i64>(0)? != own && outlets.len() < 3 {
                let outlet: String = it.get(1)?;
                if !outlets.contains(&outlet) {
                    outlets.push(outlet);
                }
            }
            publishers.insert(it.get::<_, String>(2)?);
        }
        Ok(Some(CopiesInShort {
            count: total - 1,
            agency: row.get("text_agency")?,
            outlets,
            publishers: publishers.len() as u32,
        }))
    }

    /// The alerts of copies that joined one, first published first, at most so many.
    ///
    /// # Errors
    /// What the database says.
    pub fn joined_alerts(&self, id: AlertId, most: usize) -> Result<Vec<AlertRow>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "{ALERT} WHERE alert.joined = ?1 AND alert.joined <> 0 AND alert.hidden = 2
             ORDER BY alert.article_id LIMIT ?2"
        ))?;
        let mut rows = statement.query([id.0, most as i64])?;
        let (mut found, mut cutter) = (vec![], Cutter::new(self));
        while let Some(row) = rows.next()? {
            found.push(cutter.alert(row)?);
        }
        Ok(found)
    }

    /// The articles that have the text of one, if others do.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for an article that is not there, and what the database says.
    pub fn shared_text(&self, id: ArticleId) -> Result<Option<StoredText>> {
        if !is_there(&self.conn, id)? {
            return Err(StoreError::NotFound(format!("article {id}")));
        }
        let Some(text) = text_of(&self.conn, id)? else {
            return Ok(None);
        };
        let (origin, agency, total): (i64, Option<String>, u32) = self
            .conn
            .prepare_cached("SELECT origin_id, agency, articles FROM text WHERE id = ?1")?
            .query_row([text], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut statement = self.conn.prepare_cached(&format!(
            "{ARTICLE} JOIN text_article ON text_article.article_id = article.id
             WHERE text_article.text_id = ?1
             ORDER BY article.id IN (?2, ?3) DESC, article.id LIMIT ?4"
        ))?;
        let mut rows = statement.query([text, origin, id.0, COPIES as i64 + 1])?;
        let mut articles = vec![];
        while let Some(row) = rows.next()? {
            let it = article(self, row)?;
            articles.push(StoredCopy {
                article_id: it.id,
                publisher: if it.publisher == it.source {
                    it.outlet.clone()
                } else {
                    it.publisher
                },
                outlet: it.outlet,
                first_seen_at: it.first_seen_at,
                article: it.article,
            });
        }
        articles.sort_by_key(|it| (it.article_id.0 != origin, it.article_id));
        Ok((total > 1).then_some(StoredText {
            agency,
            origin_id: ArticleId(origin),
            total,
            articles,
        }))
    }
}
