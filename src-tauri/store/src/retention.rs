//! Retention: letting old articles go, where the analyst asked for it.

use news::{
    ArticleId, SourceId, Timestamp,
    desk::{Expired, Retention},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Reader, Result, Writer, slots::Slots, texts};

/// What an article has that is never let go: the analyst kept an alert of it, wrote a note, or gave it a tag.
const KEPT: &str =
    "EXISTS (SELECT 1 FROM alert INDEXED BY alert_article WHERE alert.article_id = article.id
                     AND (alert.state = 1 OR alert.note <> '' OR alert.tags <> ''))";

impl Reader {
    /// How long articles are kept; for ever, unless the analyst said otherwise.
    ///
    /// # Errors
    /// What the database says.
    pub fn retention(&self) -> Result<Retention> {
        let stored: Option<String> = self
            .conn
            .prepare_cached("SELECT value FROM setting WHERE name = 'retention'")?
            .query_row([], |row| row.get("value"))
            .optional()?;
        match stored {
            Some(json) => Ok(serde_json::from_str(&json)?),
            None => Ok(Retention::default()),
        }
    }

    /// What the rules would let go now, counted; nothing is changed.
    ///
    /// # Errors
    /// What the database says.
    pub fn expired(&self, rules: &Retention, now: Timestamp) -> Result<Expired> {
        let mut found = Expired::default();
        for (source, before) in bounds(&self.conn, rules, now)? {
            let count = |kept: &str| -> Result<u64> {
                let sql = format!(
                    "SELECT count(*) FROM article INDEXED BY article_seen
                     WHERE source_id = ?1 AND first_seen_at < ?2 AND {kept} {KEPT}"
                );
                let count: i64 = self
                    .conn
                    .prepare_cached(&sql)?
                    .query_row(params![source, before], |row| row.get(0))?;
                Ok(count as u64)
            };
            let (gone, kept) = (count("NOT")?, count("")?);
            found.articles += gone;
            found.kept += kept;
            if gone > 0 {
                let name: String = self
                    .conn
                    .prepare_cached("SELECT name FROM source WHERE id = ?1")?
                    .query_row([source], |row| row.get("name"))?;
                found.sources.push((SourceId(source), name, gone));
            }
            let alerts: i64 = self
                .conn
                .prepare_cached(&format!(
                    "SELECT count(*) FROM article INDEXED BY article_seen JOIN alert ON alert.article_id = article.id
                     WHERE article.source_id = ?1 AND article.first_seen_at < ?2 AND NOT {KEPT}"
                ))?
                .query_row(params![source, before], |row| row.get(0))?;
            found.alerts += alerts as u64;
        }
        Ok(found)
    }
}

impl Writer {
    /// Keeps how long articles are kept.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_retention(&mut self, rules: &Retention) -> Result<()> {
        self.conn.execute(
            "INSERT INTO setting (name, value) VALUES ('retention', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [serde_json::to_string(rules)?],
        )?;
        Ok(())
    }

    /// Lets at most `most` articles go whose time is over, with their alerts; never one with a kept alert, a note or a tag.
    /// They are remembered by their identity only, so that a feed that still has them does not bring them again.
    /// Gives how many went: when none did, there is no more to do.
    ///
    /// # Errors
    /// What the database says; none is then gone.
    pub fn let_go(&mut self, rules: &Retention, now: Timestamp, most: usize) -> Result<usize> {
        let tx = self.conn.transaction()?;
        let mut gone: Vec<i64> = vec![];
        for (source, before) in bounds(&tx, rules, now)? {
            let mut statement = tx.prepare_cached(&format!(
                "SELECT id FROM article INDEXED BY article_seen
                 WHERE source_id = ?1 AND first_seen_at < ?2 AND NOT {KEPT} ORDER BY first_seen_at LIMIT ?3"
            ))?;
            let rows = statement
                .query_map(params![source, before, (most - gone.len()) as i64], |row| {
                    row.get::<_, i64>("id")
                })?;
            for id in rows {
                gone.push(id?);
            }
            if gone.len() >= most {
                break;
            }
        }
        for id in &gone {
            remove_article(&tx, self.slots, *id, now)?;
        }
        tx.commit()?;
        if let Some(stories) = &mut self.stories {
            gone.iter().for_each(|it| stories.forget(ArticleId(*it)));
        }
        Ok(gone.len())
    }
}

/// For each source that a rule is for: before when its articles must have come to be let go.
fn bounds(conn: &Connection, rules: &Retention, now: Timestamp) -> Result<Vec<(i64, i64)>> {
    let mut statement = conn.prepare_cached("SELECT id FROM source ORDER BY id")?;
    let ids: Vec<i64> = statement
        .query_map([], |row| row.get("id"))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ids
        .into_iter()
        .filter_map(|id| {
            let days = rules.days_of(SourceId(id))?;
            Some((id, now.plus(-i64::from(days) * Timestamp::DAY).0))
        })
        .collect())
}

fn remove_article(conn: &Connection, slots: Slots, id: i64, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO gone_article (source_id, identity, at) SELECT source_id, identity, ?2 FROM article WHERE id = ?1",
    )?
    .execute(params![id, now.0])?;
    conn.prepare_cached("DELETE FROM file WHERE article_id = ?1 AND gone_at IS NOT NULL")?
        .execute([id])?;
    conn.prepare_cached("UPDATE file SET let_go = 1 WHERE article_id = ?1")?
        .execute([id])?;
    let story: i64 = conn
        .prepare_cached("SELECT story_id FROM article WHERE id = ?1")?
        .query_row([id], |row| row.get("story_id"))?;
    conn.prepare_cached(
        "UPDATE source_total SET articles = articles - 1 WHERE source_id = (SELECT source_id FROM article WHERE id = ?1)",
    )?
    .execute([id])?;
    slots.leave(conn, ArticleId(id))?;
    texts::leave(conn, ArticleId(id))?;
    conn.prepare_cached("DELETE FROM article WHERE id = ?1")?
        .execute([id])?;
    conn.prepare_cached(
        "UPDATE story_size SET (articles, outlets, last_article_id) =
             (SELECT count(*), count(DISTINCT outlet), coalesce(max(id), 0) FROM article WHERE story_id = ?1)
         WHERE story_id = ?1",
    )?
    .execute([story])?;
    // The newest stays: its number must not be another's.
    conn.prepare_cached(
        "DELETE FROM story WHERE id = ?1 AND id < (SELECT max(id) FROM story)
         AND NOT EXISTS (SELECT 1 FROM article WHERE story_id = ?1)",
    )?
    .execute([story])?;
    Ok(())
}
