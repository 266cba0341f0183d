//! What the analyst does: triage, notes, tags, watchlists, removals.

use std::collections::{BTreeSet, HashSet};

use news::{
    AlertId, AlertState, SourceId, Timestamp, TopicId, Watchlist, WatchlistId,
    desk::{Settings, WatchlistDraft},
    digest::Edition,
};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{
    Result, StoreError, Writer,
    deeds::{Was, deed},
    names::Names,
    rows::{state_number, tags},
    texts, watchlist_file,
};

impl Writer {
    /// Puts alerts into a state, with those of copies that joined them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where one of them is not there (then none is changed), and what the database says.
    pub fn triage(&mut self, ids: &[AlertId], to: AlertState, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        let (mut before, mut after) = (vec![], vec![]);
        let mut listed = 0;
        // What is decided on an alert is decided on those of copies that joined it.
        let given: HashSet<AlertId> = ids.iter().copied().collect();
        for id in &texts::with_joined(&tx, ids)? {
            let (state, note) = alert(&tx, *id)?;
            let changed: bool =
                tx.query_row("SELECT changed FROM alert WHERE id = ?1", [id.0], |row| {
                    row.get("changed")
                })?;
            // To decide again what was decided before its article changed is a decision.
            if state != state_number(to) || changed {
                listed += usize::from(given.contains(id));
                before.push(Was::Alert {
                    id: id.0,
                    state,
                    note: note.clone(),
                    tags: None,
                    changed: Some(changed),
                });
                after.push(Was::Alert {
                    id: id.0,
                    state: state_number(to),
                    note,
                    tags: None,
                    changed: Some(false),
                });
            }
        }
        if !after.is_empty() {
            let verb = match to {
                AlertState::New => "Made new again",
                AlertState::Kept => "Kept",
                AlertState::Dismissed => "Dismissed",
            };
            let many = match (listed, after.len() - listed) {
                (1, 0) => "an alert".to_string(),
                (0, 1) => "an alert of a copy".to_string(),
                (listed, 0) => format!("{listed} alerts"),
                (0, copies) => format!("{copies} alerts of copies"),
                (1, 1) => "an alert with that of a copy".to_string(),
                (1, copies) => format!("an alert with those of {copies} copies"),
                (listed, copies) => format!("{listed} alerts with those of {copies} copies"),
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
                tags: None,
                changed: None,
            };
            let after = Was::Alert {
                id: id.0,
                state,
                note: text.into(),
                tags: None,
                changed: None,
            };
            deed(&tx, "Changed a note", &[before], &[after], now)?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Puts tags on alerts and takes others off. Can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where one of the alerts is not there (then none is changed), and what the database says.
    pub fn tag(
        &mut self,
        ids: &[AlertId],
        add: &[String],
        remove: &[String],
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        let (mut before, mut after) = (vec![], vec![]);
        for id in ids {
            let (state, note) = alert(&tx, *id)?;
            let old: String =
                tx.query_row("SELECT tags FROM alert WHERE id = ?1", [id.0], |row| {
                    row.get("tags")
                })?;
            let mut all: BTreeSet<String> = tags(&old)?.into_iter().collect();
            all.extend(add.iter().cloned());
            all.retain(|it| !remove.contains(it));
            let new = if all.is_empty() {
                String::new()
            } else {
                serde_json::to_string(&all)?
            };
            if new != old {
                let was = |tags| Was::Alert {
                    id: id.0,
                    state,
                    note: note.clone(),
                    tags: Some(tags),
                    changed: None,
                };
                before.push(was(old));
                after.push(was(new));
            }
        }
        if !after.is_empty() {
            deed(&tx, "Changed tags", &before, &after, now)?;
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
        let own = draft.id.map_or(0, |it| it.0);
        let before = watchlist_file::row(&tx, own)?;
        // Desks of before may have one name twice but for capitals: who has it keeps it.
        if before.is_none_or(|it| it.name != draft.name)
            && let Some(name) = Names::of_watchlists(&tx)?.other(&draft.name, own)
        {
            return Err(StoreError::Refused(format!(
                "there is a watchlist “{name}” already"
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

fn alert(tx: &Transaction<'_>, id: AlertId) -> Result<(i64, String)> {
    tx.prepare_cached("SELECT state, note FROM alert WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get("state")?, row.get("note")?)))
        .optional()?
        .ok_or_else(|| StoreError::NotFound(format!("alert {id}")))
}
