//! What the analyst does: triage, notes, watchlists, topics, removals; and undoing it.

use news::{
    AlertId, AlertState, SourceId, Timestamp, Topic, TopicId, Watchlist, WatchlistId,
    desk::{Settings, TopicDraft, Undone, WatchlistDraft},
    digest::Edition,
};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::{
    Reader, Result, StoreError, Writer,
    rows::{severity_number, state, state_number},
};

/// How long a deed can be undone.
const KEPT: i64 = 30 * Timestamp::DAY;

/// The state of one row that a deed changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Was {
    Alert { id: i64, state: i64, note: String },
    Source { id: i64, removed_at: Option<i64> },
    Watchlist { id: i64, removed_at: Option<i64> },
    Topic { id: i64, removed_at: Option<i64> },
}

impl Writer {
    /// Puts alerts into a state.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where one of them is not there (then none is changed), and what the database says.
    pub fn triage(&mut self, ids: &[AlertId], to: AlertState, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        let (mut before, mut after) = (vec![], vec![]);
        for id in ids {
            let (state, note) = alert(&tx, *id)?;
            if state != state_number(to) {
                before.push(Was::Alert {
                    id: id.0,
                    state,
                    note: note.clone(),
                });
                after.push(Was::Alert {
                    id: id.0,
                    state: state_number(to),
                    note,
                });
            }
        }
        if !after.is_empty() {
            let verb = match to {
                AlertState::New => "Made new again",
                AlertState::Kept => "Kept",
                AlertState::Dismissed => "Dismissed",
            };
            let many = if after.len() == 1 {
                "an alert".to_string()
            } else {
                format!("{} alerts", after.len())
            };
            deed(&tx, &format!("{verb} {many}"), &before, &after, now)?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Sets the note of an alert.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn note(&mut self, id: AlertId, text: &str, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        let (state, note) = alert(&tx, id)?;
        if note != text {
            let before = Was::Alert {
                id: id.0,
                state,
                note,
            };
            let after = Was::Alert {
                id: id.0,
                state,
                note: text.into(),
            };
            deed(&tx, "Changed a note", &[before], &[after], now)?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Adds a watchlist, or changes its name and mark.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a name that is taken, [`StoreError::NotFound`], and what the database says.
    pub fn save_watchlist(&mut self, draft: &WatchlistDraft) -> Result<Watchlist> {
        let tx = self.conn.transaction()?;
        let taken: Option<i64> = tx
            .query_row(
                "SELECT id FROM watchlist WHERE name = ?1 AND removed_at IS NULL",
                [&draft.name],
                |row| row.get(0),
            )
            .optional()?;
        if taken.is_some_and(|it| draft.id != Some(WatchlistId(it))) {
            return Err(StoreError::Refused(format!(
                "there is a watchlist “{}” already",
                draft.name
            )));
        }
        let id = match draft.id {
            Some(id) => {
                let changed = tx.execute(
                    "UPDATE watchlist SET name = ?2, mark = coalesce(?3, mark) WHERE id = ?1 AND removed_at IS NULL",
                    params![id.0, draft.name, draft.mark],
                )?;
                if changed == 0 {
                    return Err(StoreError::NotFound(format!("watchlist {id}")));
                }
                id
            }
            None => {
                tx.execute(
                    "INSERT INTO watchlist (name, mark, position)
                     SELECT ?1, coalesce(?2, count(*) % 6), coalesce(max(position) + 1, 0) FROM watchlist
                     WHERE removed_at IS NULL",
                    params![draft.name, draft.mark],
                )?;
                WatchlistId(tx.last_insert_rowid())
            }
        };
        let saved = tx.query_row(
            "SELECT name, mark, position FROM watchlist WHERE id = ?1",
            [id.0],
            |row| {
                Ok(Watchlist {
                    id,
                    name: row.get("name")?,
                    mark: row.get("mark")?,
                    position: row.get("position")?,
                })
            },
        )?;
        tx.commit()?;
        Ok(saved)
    }

    /// Adds a topic, or saves a new version of it. The query is stored as it is given.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where its watchlist, or the topic to change, is not there; what the database says.
    pub fn save_topic(&mut self, draft: &TopicDraft, now: Timestamp) -> Result<Topic> {
        let tx = self.conn.transaction()?;
        let list: Option<i64> = tx
            .query_row(
                "SELECT id FROM watchlist WHERE id = ?1 AND removed_at IS NULL",
                [draft.watchlist_id.0],
                |row| row.get(0),
            )
            .optional()?;
        if list.is_none() {
            return Err(StoreError::NotFound(format!(
                "watchlist {}",
                draft.watchlist_id
            )));
        }
        let severity = severity_number(draft.severity);
        let id = match draft.id {
            Some(id) => {
                // Only another query is another version, and needs the archive to be looked through.
                let changed = tx.execute(
                    "UPDATE topic SET watchlist_id = ?2, name = ?3, severity = ?5, saved_at = ?6, fault = NULL,
                            version = version + (query <> ?4), scanned = iif(query = ?4, scanned, 0), query = ?4
                     WHERE id = ?1 AND removed_at IS NULL",
                    params![id.0, draft.watchlist_id.0, draft.name, draft.query, severity, now.0],
                )?;
                if changed == 0 {
                    return Err(StoreError::NotFound(format!("topic {id}")));
                }
                tx.execute(
                    "UPDATE alert SET watchlist_id = ?2, severity = ?3 WHERE topic_id = ?1",
                    params![id.0, draft.watchlist_id.0, severity],
                )?;
                id
            }
            None => {
                tx.execute(
                    "INSERT INTO topic (watchlist_id, name, query, severity, version, saved_at)
                     VALUES (?1, ?2, ?3, ?4, 1, ?5)",
                    params![
                        draft.watchlist_id.0,
                        draft.name,
                        draft.query,
                        severity,
                        now.0
                    ],
                )?;
                TopicId(tx.last_insert_rowid())
            }
        };
        let version: u32 =
            tx.query_row("SELECT version FROM topic WHERE id = ?1", [id.0], |row| {
                row.get(0)
            })?;
        tx.execute(
            "INSERT INTO topic_version (topic_id, number, query, severity, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (topic_id, number) DO UPDATE SET severity = excluded.severity",
            params![id.0, version, draft.query, severity, now.0],
        )?;
        tx.commit()?;
        Ok(Topic {
            id,
            watchlist_id: draft.watchlist_id,
            name: draft.name.clone(),
            query: draft.query.clone(),
            severity: draft.severity,
            version,
            saved_at: now,
            fault: None,
        })
    }

    /// Remembers that the archive was looked through for a topic's version.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_scanned(&mut self, id: TopicId, version: u32) -> Result<()> {
        self.conn.execute(
            "UPDATE topic SET scanned = 1 WHERE id = ?1 AND version = ?2",
            params![id.0, version],
        )?;
        Ok(())
    }

    /// Says why a topic cannot run, or that it can.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_topic_fault(&mut self, id: TopicId, fault: Option<&str>) -> Result<()> {
        self.conn.execute(
            "UPDATE topic SET fault = ?2 WHERE id = ?1",
            params![id.0, fault],
        )?;
        Ok(())
    }

    /// Removes a source; its articles stay readable, its alerts are hidden. Can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn remove_source(&mut self, id: SourceId, now: Timestamp) -> Result<()> {
        let was = |removed_at| Was::Source {
            id: id.0,
            removed_at,
        };
        self.remove("source", id.0, [was(None), was(Some(now.0))], now)
    }

    /// Removes a watchlist with its topics; its alerts are hidden. Can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn remove_watchlist(&mut self, id: WatchlistId, now: Timestamp) -> Result<()> {
        let was = |removed_at| Was::Watchlist {
            id: id.0,
            removed_at,
        };
        self.remove("watchlist", id.0, [was(None), was(Some(now.0))], now)
    }

    /// Removes a topic; its alerts are hidden. Can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn remove_topic(&mut self, id: TopicId, now: Timestamp) -> Result<()> {
        let was = |removed_at| Was::Topic {
            id: id.0,
            removed_at,
        };
        self.remove("topic", id.0, [was(None), was(Some(now.0))], now)
    }

    fn remove(
        &mut self,
        table: &str,
        id: i64,
        [before, after]: [Was; 2],
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        let name: Option<String> = tx
            .query_row(
                &format!("SELECT name FROM {table} WHERE id = ?1 AND removed_at IS NULL"),
                [id],
                |row| row.get(0),
            )
            .optional()?;
        let name = name.ok_or_else(|| StoreError::NotFound(format!("{table} {id}")))?;
        deed(
            &tx,
            &format!("Removed the {table} “{name}”"),
            &[before],
            &[after],
            now,
        )?;
        tx.commit()?;
        Ok(())
    }

    /// Takes back the last deed that was not taken back yet; nothing where there is none.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where what it would bring back is in the way of something newer, and what the
    /// database says.
    pub fn undo(&mut self) -> Result<Option<Undone>> {
        self.step(
            "SELECT id, what, before AS rows FROM deed WHERE undone = 0 ORDER BY id DESC LIMIT 1",
            1,
        )
    }

    /// Does again what was taken back last; nothing where there is none, or something else was done since.
    ///
    /// # Errors
    /// As [`Writer::undo`].
    pub fn redo(&mut self) -> Result<Option<Undone>> {
        self.step(
            "SELECT id, what, after AS rows FROM deed WHERE undone = 1 ORDER BY id LIMIT 1",
            0,
        )
    }

    fn step(&mut self, sql: &str, undone: i64) -> Result<Option<Undone>> {
        let tx = self.conn.transaction()?;
        let found: Option<(i64, String, String)> = tx
            .query_row(sql, [], |row| {
                Ok((row.get("id")?, row.get("what")?, row.get("rows")?))
            })
            .optional()?;
        let Some((id, what, rows)) = found else {
            return Ok(None);
        };
        let rows: Vec<Was> = serde_json::from_str(&rows)?;
        match put(&tx, &rows) {
            Err(StoreError::Sql(rusqlite::Error::SqliteFailure(err, _)))
                if err.code == rusqlite::ErrorCode::ConstraintViolation =>
            {
                return Err(StoreError::Refused(format!(
                    "“{what}” cannot be taken back: something with the same name or address was added since"
                )));
            }
            res => res?,
        }
        tx.execute(
            "UPDATE deed SET undone = ?2 WHERE id = ?1",
            params![id, undone],
        )?;
        tx.commit()?;
        let alerts = rows
            .iter()
            .filter_map(|it| match it {
                Was::Alert { id, .. } => Some(AlertId(*id)),
                _ => None,
            })
            .collect();
        Ok(Some(Undone { what, alerts }))
    }

    /// Keeps a digest as it was made.
    ///
    /// # Errors
    /// What the database says.
    pub fn add_edition(&mut self, edition: &Edition, files: &[String]) -> Result<news::EditionId> {
        self.conn.execute(
            "INSERT INTO edition (made_at, entries, content, files) VALUES (?1, ?2, ?3, ?4)",
            params![
                edition.made_at.0,
                edition.entries() as i64,
                serde_json::to_string(edition)?,
                serde_json::to_string(files)?
            ],
        )?;
        Ok(news::EditionId(self.conn.last_insert_rowid()))
    }

    /// Keeps what the analyst chose.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_settings(&mut self, settings: &Settings) -> Result<()> {
        self.conn.execute(
            "INSERT INTO setting (name, value) VALUES ('settings', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [serde_json::to_string(settings)?],
        )?;
        Ok(())
    }
}

impl Reader {
    /// The last deed that can be undone, in words.
    ///
    /// # Errors
    /// What the database says.
    pub fn last_deed(&self) -> Result<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT what FROM deed WHERE undone = 0 ORDER BY id DESC LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?)
    }
}

fn alert(tx: &Transaction<'_>, id: AlertId) -> Result<(i64, String)> {
    tx.prepare_cached("SELECT state, note FROM alert WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get("state")?, row.get("note")?)))
        .optional()?
        .ok_or_else(|| StoreError::NotFound(format!("alert {id}")))
}

/// Does something and remembers how to take it back. What was taken back before can no longer be done again.
fn deed(
    tx: &Transaction<'_>,
    what: &str,
    before: &[Was],
    after: &[Was],
    now: Timestamp,
) -> Result<()> {
    put(tx, after)?;
    tx.execute(
        "DELETE FROM deed WHERE undone = 1 OR at < ?1",
        [now.0 - KEPT],
    )?;
    tx.execute(
        "INSERT INTO deed (at, what, before, after) VALUES (?1, ?2, ?3, ?4)",
        params![
            now.0,
            what,
            serde_json::to_string(before)?,
            serde_json::to_string(after)?
        ],
    )?;
    Ok(())
}

/// Brings rows into the given states.
fn put(tx: &Transaction<'_>, rows: &[Was]) -> Result<()> {
    for row in rows {
        match row {
            Was::Alert {
                id,
                state: number,
                note,
            } => {
                debug_assert_eq!(state_number(state(*number)), *number);
                tx.prepare_cached("UPDATE alert SET state = ?2, note = ?3 WHERE id = ?1")?
                    .execute(params![id, number, note])?;
            }
            Was::Source { id, removed_at } => {
                tx.execute(
                    "UPDATE source SET removed_at = ?2 WHERE id = ?1",
                    params![id, removed_at],
                )?;
                hide(tx, "source_id", *id)?;
            }
            Was::Watchlist { id, removed_at } => {
                tx.execute(
                    "UPDATE watchlist SET removed_at = ?2 WHERE id = ?1",
                    params![id, removed_at],
                )?;
                // What came meanwhile was not matched.
                tx.execute("UPDATE topic SET scanned = 0 WHERE watchlist_id = ?1", [id])?;
                hide(tx, "watchlist_id", *id)?;
            }
            Was::Topic { id, removed_at } => {
                tx.execute(
                    "UPDATE topic SET removed_at = ?2, scanned = 0 WHERE id = ?1",
                    params![id, removed_at],
                )?;
                hide(tx, "topic_id", *id)?;
            }
        }
    }
    Ok(())
}

/// Hides the alerts of what is removed, and shows those of what is not.
fn hide(tx: &Transaction<'_>, column: &str, id: i64) -> Result<()> {
    tx.execute(
        &format!(
            "UPDATE alert SET hidden =
                 EXISTS (SELECT 1 FROM topic WHERE topic.id = alert.topic_id AND topic.removed_at IS NOT NULL)
                 OR EXISTS (SELECT 1 FROM watchlist
                            WHERE watchlist.id = alert.watchlist_id AND watchlist.removed_at IS NOT NULL)
                 OR EXISTS (SELECT 1 FROM source
                            WHERE source.id = alert.source_id AND source.removed_at IS NOT NULL)
             WHERE {column} = ?1"
        ),
        [id],
    )?;
    Ok(())
}
