//! Topics: saving them, their versions, and going back to one.

use news::{
    Timestamp, Topic, TopicId, WatchlistId,
    desk::{TopicDraft, TopicVersion},
};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params, params};
use serde::{Deserialize, Serialize};

use crate::{
    Reader, Result, StoreError, Writer,
    deeds::{Was, deed, hide},
    names::Names,
    rows::{severity, severity_number, some},
    terms::with_names_of_today,
};

/// All that is stored of a topic but what follows from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TopicRow {
    pub(crate) id: i64,
    pub(crate) watchlist_id: i64,
    pub(crate) name: String,
    pub(crate) query: String,
    pub(crate) written: String,
    pub(crate) severity: i64,
    pub(crate) rules: String,
    pub(crate) remarks: String,
    pub(crate) version: u32,
    pub(crate) saved_at: i64,
    pub(crate) removed_at: Option<i64>,
}

impl Writer {
    /// Adds a topic, or saves a new version of it. The query is stored as it is given; what the analyst wrote, and why
    /// it was changed, beside it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where its watchlist, or the topic to change, is not there; [`StoreError::Refused`] for a name
    /// that another topic of the watchlist has; what the database says.
    pub fn save_topic(&mut self, draft: &TopicDraft, now: Timestamp) -> Result<Topic> {
        let tx = self.conn.transaction()?;
        let is_there: bool = tx.query_row(
            "SELECT EXISTS (SELECT 1 FROM watchlist WHERE id = ?1 AND removed_at IS NULL)",
            [draft.watchlist_id.0],
            |row| row.get(0),
        )?;
        if !is_there {
            return Err(StoreError::NotFound(format!(
                "watchlist {}",
                draft.watchlist_id
            )));
        }
        let new = TopicRow {
            id: 0,
            watchlist_id: draft.watchlist_id.0,
            name: draft.name.clone(),
            query: draft.query.clone(),
            written: written(draft.written.as_deref(), &draft.query),
            severity: severity_number(draft.severity),
            rules: String::new(),
            remarks: String::new(),
            version: 1,
            saved_at: now.0,
            removed_at: None,
        };
        let note = draft.note.as_deref().unwrap_or_default();
        let saved = match draft.id {
            Some(id) => {
                let before = row(&tx, id.0)?
                    .filter(|it| it.removed_at.is_none())
                    .ok_or_else(|| StoreError::NotFound(format!("topic {id}")))?;
                let after = changed(&tx, &before, new)?;
                if is_named_anew(&before, &after) {
                    refuse_namesake(&tx, &after)?;
                }
                put(&tx, &after)?;
                after
            }
            None => {
                refuse_namesake(&tx, &new)?;
                add(&tx, new)?
            }
        };
        add_version(&tx, &saved, note)?;
        tx.commit()?;
        Ok(saved.topic())
    }

    /// Makes a new version of a topic that is as an earlier one was. Can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a topic or version that is not there, [`StoreError::Refused`] for the one that runs,
    /// and what the database says.
    pub fn roll_back_topic(
        &mut self,
        id: TopicId,
        number: u32,
        note: &str,
        now: Timestamp,
    ) -> Result<Topic> {
        let tx = self.conn.transaction()?;
        let before = row(&tx, id.0)?
            .filter(|it| it.removed_at.is_none())
            .ok_or_else(|| StoreError::NotFound(format!("topic {id}")))?;
        let (query, written, severity) = version(&tx, id, number)?.ok_or_else(|| {
            StoreError::NotFound(format!("version {number} of the topic “{}”", before.name))
        })?;
        if (&query, &written, severity) == (&before.query, &before.written, before.severity) {
            return Err(StoreError::Refused(format!(
                "the topic “{}” is as its version {number} was already",
                before.name
            )));
        }
        let after = TopicRow {
            version: next_version(&tx, id.0)?,
            query,
            written,
            severity,
            saved_at: now.0,
            ..before.clone()
        };
        let name = before.name.clone();
        deed(
            &tx,
            &format!("Went back to version {number} of the topic “{name}”"),
            &[Was::TopicAs(before)],
            &[Was::TopicAs(after.clone())],
            now,
        )?;
        let note = match note {
            "" => format!("As version {number}"),
            note => note.to_string(),
        };
        add_version(&tx, &after, &note)?;
        tx.commit()?;
        Ok(after.topic())
    }

    /// Sets the rules of a topic, as they were written. Can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn set_rules(&mut self, id: TopicId, rules: &str, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        let before = row(&tx, id.0)?
            .filter(|it| it.removed_at.is_none())
            .ok_or_else(|| StoreError::NotFound(format!("topic {id}")))?;
        if before.rules != rules {
            let after = TopicRow {
                rules: rules.into(),
                ..before.clone()
            };
            let what = format!("Changed the rules of the topic “{}”", before.name);
            deed(
                &tx,
                &what,
                &[Was::TopicAs(before)],
                &[Was::TopicAs(after)],
                now,
            )?;
        }
        tx.commit()?;
        Ok(())
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
}

/// A version of a topic, its lists by the names of today: its query, what was written for it, its severity.
fn version(conn: &Connection, id: TopicId, number: u32) -> Result<Option<(String, String, i64)>> {
    let found: Option<(String, String, i64)> = conn
        .prepare_cached(
            "SELECT query, written, severity FROM topic_version WHERE topic_id = ?1 AND number = ?2",
        )?
        .query_row(params![id.0, number], |row| {
            Ok((row.get("query")?, row.get("written")?, row.get("severity")?))
        })
        .optional()?;
    found
        .map(|(query, written, severity)| {
            let query = with_names_of_today(conn, &query)?;
            Ok((query, with_names_of_today(conn, &written)?, severity))
        })
        .transpose()
}

impl Reader {
    /// What a version of a topic asks for, with the names that its lists have today; nothing where there is no such version.
    ///
    /// # Errors
    /// What the database says.
    pub fn version_query(&self, id: TopicId, number: u32) -> Result<Option<String>> {
        Ok(version(&self.conn, id, number)?.map(|it| it.0))
    }

    /// Every version of a topic, the newest first. One that was undone stays: its alerts name it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn topic_versions(&self, id: TopicId) -> Result<Vec<TopicVersion>> {
        let current: u32 = self
            .conn
            .query_row("SELECT version FROM topic WHERE id = ?1", [id.0], |row| {
                row.get(0)
            })
            .optional()?
            .ok_or_else(|| StoreError::NotFound(format!("topic {id}")))?;
        let mut statement = self.conn.prepare_cached(
            "SELECT number, query, written, severity, note, saved_at,
                    (SELECT count(*) FROM alert
                     WHERE alert.topic_id = ?1 AND alert.topic_version = number AND alert.hidden = 0) AS alerts
             FROM topic_version WHERE topic_id = ?1 ORDER BY number DESC",
        )?;
        let rows = statement.query_map([id.0], |row| {
            let number = row.get("number")?;
            Ok(TopicVersion {
                number,
                query: row.get("query")?,
                written: some(row.get("written")?),
                severity: severity(row.get("severity")?),
                note: row.get("note")?,
                saved_at: Timestamp(row.get("saved_at")?),
                is_current: number == current,
                alerts: row.get::<_, i64>("alerts")? as u64,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The query of a topic as it is saved; nothing where the topic is not there.
    ///
    /// # Errors
    /// What the database says.
    pub fn query_now(&self, id: TopicId) -> Result<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT query FROM topic WHERE id = ?1 AND removed_at IS NULL")?
            .query_row([id.0], |row| row.get(0))
            .optional()?)
    }

    /// The query of a topic as it is saved, and what was written for it, empty where the query says it all; nothing where the topic
    /// is not there.
    ///
    /// # Errors
    /// What the database says.
    pub fn texts_now(&self, id: TopicId) -> Result<Option<(String, String)>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT query, written FROM topic WHERE id = ?1 AND removed_at IS NULL",
            )?
            .query_row([id.0], |row| Ok((row.get("query")?, row.get("written")?)))
            .optional()?)
    }

    /// The rules of a topic, as they were written.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn rules_of(&self, id: TopicId) -> Result<String> {
        self.conn
            .prepare_cached("SELECT rules FROM topic WHERE id = ?1 AND removed_at IS NULL")?
            .query_row([id.0], |row| row.get(0))
            .optional()?
            .ok_or_else(|| StoreError::NotFound(format!("topic {id}")))
    }
}

impl TopicRow {
    fn topic(&self) -> Topic {
        Topic {
            id: TopicId(self.id),
            watchlist_id: WatchlistId(self.watchlist_id),
            name: self.name.clone(),
            query: self.query.clone(),
            written: some(self.written.clone()),
            severity: severity(self.severity),
            version: self.version,
            saved_at: Timestamp(self.saved_at),
            fault: None,
        }
    }
}

/// A query as it was written, where that says more than its canonical form.
pub(crate) fn written(written: Option<&str>, query: &str) -> String {
    let text = written.unwrap_or_default().trim();
    if text == query {
        String::new()
    } else {
        text.to_string()
    }
}

/// A topic as `new` says, in the place of `before`. Another query is another version, and so is another way of writing it, for
/// its comments say why, and another severity, which alerts of before do not get; its rules and the remarks beside it stay.
pub(crate) fn changed(conn: &Connection, before: &TopicRow, new: TopicRow) -> Result<TopicRow> {
    Ok(TopicRow {
        id: before.id,
        rules: before.rules.clone(),
        remarks: before.remarks.clone(),
        version: if (&before.query, &before.written, before.severity)
            == (&new.query, &new.written, new.severity)
        {
            before.version
        } else {
            next_version(conn, before.id)?
        },
        ..new
    })
}

/// Whether a topic gets a name, or comes to where another one may have it.
pub(crate) fn is_named_anew(before: &TopicRow, after: &TopicRow) -> bool {
    after.removed_at.is_none()
        && (before.removed_at.is_some()
            || before.watchlist_id != after.watchlist_id
            || before.name != after.name)
}

/// Refuses the name of a topic that another one of its watchlist has.
fn refuse_namesake(conn: &Connection, it: &TopicRow) -> Result<()> {
    let names = Names::of_topics(conn, it.watchlist_id)?;
    match names.other(&it.name, it.id) {
        Some(name) => Err(StoreError::Refused(format!(
            "there is a topic “{name}” in this watchlist already"
        ))),
        None => Ok(()),
    }
}

/// The number of the version that comes next. Numbers of versions that were undone are not used again.
pub(crate) fn next_version(conn: &Connection, id: i64) -> Result<u32> {
    Ok(conn
        .prepare_cached(
            "SELECT coalesce(max(number), 0) + 1 FROM topic_version WHERE topic_id = ?1",
        )?
        .query_row([id], |row| row.get(0))?)
}

/// A topic as it is stored, also one that is removed.
pub(crate) fn row(conn: &Connection, id: i64) -> Result<Option<TopicRow>> {
    Ok(conn
        .prepare_cached(
            "SELECT id, watchlist_id, name, query, written, severity, rules, remarks, version, saved_at, removed_at
             FROM topic WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(TopicRow {
                id: row.get("id")?,
                watchlist_id: row.get("watchlist_id")?,
                name: row.get("name")?,
                query: row.get("query")?,
                written: row.get("written")?,
                severity: row.get("severity")?,
                rules: row.get("rules")?,
                remarks: row.get("remarks")?,
                version: row.get("version")?,
                saved_at: row.get("saved_at")?,
                removed_at: row.get("removed_at")?,
            })
        })
        .optional()?)
}

/// Stores a new topic, with the number that it gets.
pub(crate) fn add(tx: &Transaction<'_>, new: TopicRow) -> Result<TopicRow> {
    tx.prepare_cached(
        "INSERT INTO topic (watchlist_id, name, query, written, severity, rules, remarks, version, saved_at, removed_at)
         VALUES (:watchlist_id, :name, :query, :written, :severity, :rules, :remarks, :version, :saved_at, :removed_at)",
    )?
    .execute(named_params! {
        ":watchlist_id": new.watchlist_id, ":name": new.name, ":query": new.query, ":written": new.written,
        ":severity": new.severity, ":rules": new.rules, ":remarks": new.remarks, ":version": new.version,
        ":saved_at": new.saved_at, ":removed_at": new.removed_at,
    })?;
    Ok(TopicRow {
        id: tx.last_insert_rowid(),
        ..new
    })
}

/// Keeps a version of a topic; to one that is there, what is noted now is added.
pub(crate) fn add_version(tx: &Transaction<'_>, topic: &TopicRow, note: &str) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO topic_version (topic_id, number, query, written, severity, note, saved_at)
         VALUES (:topic_id, :number, :query, :written, :severity, :note, :saved_at)
         ON CONFLICT (topic_id, number) DO UPDATE SET
             note = CASE
                 WHEN excluded.note = '' OR instr(topic_version.note, excluded.note) > 0 THEN topic_version.note
                 WHEN topic_version.note = '' THEN excluded.note
                 ELSE topic_version.note || char(10) || excluded.note END",
    )?
    .execute(named_params! {
        ":topic_id": topic.id, ":number": topic.version, ":query": topic.query, ":written": topic.written,
        ":severity": topic.severity, ":note": note, ":saved_at": topic.saved_at,
    })?;
    Ok(())
}

/// Brings a topic into a state, and its alerts with it. Where it asks for something else than before, the archive is to
/// be looked through again.
pub(crate) fn put(tx: &Transaction<'_>, it: &TopicRow) -> Result<()> {
    let before = row(tx, it.id)?;
    tx.prepare_cached(
        "UPDATE topic SET scanned = iif(query = :query AND removed_at IS :removed_at, scanned, 0), fault = NULL,
                watchlist_id = :watchlist_id, name = :name, query = :query, written = :written, severity = :severity,
                rules = :rules, remarks = :remarks, version = :version, saved_at = :saved_at, removed_at = :removed_at
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": it.id, ":watchlist_id": it.watchlist_id, ":name": it.name, ":query": it.query,
        ":written": it.written, ":severity": it.severity, ":rules": it.rules, ":remarks": it.remarks,
        ":version": it.version, ":saved_at": it.saved_at, ":removed_at": it.removed_at,
    })?;
    // As grave as they were when they were raised, they stay.
    tx.prepare_cached(
        "UPDATE alert SET watchlist_id = ?2 WHERE topic_id = ?1 AND watchlist_id <> ?2",
    )?
    .execute(params![it.id, it.watchlist_id])?;
    let place = |it: &TopicRow| (it.watchlist_id, it.removed_at.is_some());
    match before {
        Some(before) if place(&before) == place(it) => Ok(()),
        _ => hide(tx, "topic_id", it.id),
    }
}
