//! Named lists of terms: saving, renaming and removing them, with what that means for the topics that use them.

use news::{Timestamp, TopicId, desk::TermList, query::rename_in_query};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params, params};
use serde::{Deserialize, Serialize};

use crate::{
    Reader, Result, StoreError, Writer,
    deeds::{Was, deed},
    topics,
};

/// A named list as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredList {
    /// The list.
    pub list: TermList,
    /// Its number.
    pub id: i64,
}

/// All that is stored of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ListRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) remarks: String,
    pub(crate) version: u32,
    pub(crate) saved_at: i64,
    pub(crate) removed_at: Option<i64>,
    /// The topics that ask for something else when this changes.
    pub(crate) users: Vec<i64>,
}

impl ListRow {
    /// Whether it is another one, whatever uses it.
    pub(crate) fn is(&self, other: &ListRow) -> bool {
        let bare = |it: &ListRow| ListRow {
            users: vec![],
            ..it.clone()
        };
        bare(self) == bare(other)
    }
}

/// A text in which a list has another name: of a topic, or of another list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renamed {
    /// The query of a topic, and what was written of it.
    Topic(TopicId, String, Option<String>),
    /// The text of another list.
    List(String, String),
}

impl Writer {
    /// Adds a named list, or changes its text. The archive is to be looked through again for the topics that use it.
    /// Can be undone.
    ///
    /// # Errors
    /// What the database says.
    pub fn save_list(
        &mut self,
        name: &str,
        text: &str,
        note: &str,
        users: &[TopicId],
        now: Timestamp,
    ) -> Result<TermList> {
        let tx = self.conn.transaction()?;
        let users: Vec<i64> = users.iter().map(|it| it.0).collect();
        let (before, after) = saved(&tx, name, text, None, &users, note, now)?;
        if !before.is(&after) {
            let verb = if before.removed_at.is_some() {
                "Added"
            } else {
                "Changed"
            };
            let what = format!("{verb} the list @{name}");
            deed(
                &tx,
                &what,
                &[Was::ListAs(before)],
                &[Was::ListAs(after.clone())],
                now,
            )?;
        }
        tx.commit()?;
        Ok(list(&after))
    }

    /// Gives a list another name, also where topics and other lists use it. Can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Refused`] for a name that another has, and what the database says.
    pub fn rename_list(
        &mut self,
        from: &str,
        to: &str,
        renamed: &[Renamed],
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        let before =
            named(&tx, from)?.ok_or_else(|| StoreError::NotFound(format!("list @{from}")))?;
        if named(&tx, to)?.is_some_and(|it| it.id != before.id) {
            return Err(StoreError::Refused(format!(
                "there is a list @{to} already"
            )));
        }
        let note = format!("The list @{from} is @{to} now");
        let after = ListRow {
            name: to.into(),
            ..before.clone()
        };
        let (mut was, mut is) = (vec![Was::ListAs(before)], vec![Was::ListAs(after)]);
        let mut scanned = vec![];
        for it in renamed {
            match it {
                Renamed::List(name, text) => {
                    let (before, after) = saved(&tx, name, text, None, &[], &note, now)?;
                    was.push(Was::ListAs(before));
                    is.push(Was::ListAs(after));
                }
                Renamed::Topic(id, query, written) => {
                    let before = topics::row(&tx, id.0)?
                        .ok_or_else(|| StoreError::NotFound(format!("topic {id}")))?;
                    let after = topics::TopicRow {
                        query: query.clone(),
                        written: topics::written(written.as_deref(), query),
                        version: topics::next_version(&tx, id.0)?,
                        saved_at: now.0,
                        ..before.clone()
                    };
                    topics::add_version(&tx, &after, &note)?;
                    let done: bool =
                        tx.query_row("SELECT scanned FROM topic WHERE id = ?1", [id.0], |row| {
                            row.get(0)
                        })?;
                    scanned.push((id.0, done));
                    was.push(Was::TopicAs(before));
                    is.push(Was::TopicAs(after));
                }
            }
        }
        deed(
            &tx,
            &format!("Named the list @{from} @{to}"),
            &was,
            &is,
            now,
        )?;
        // They ask for the same as before.
        for (id, done) in scanned {
            tx.execute(
                "UPDATE topic SET scanned = ?2 WHERE id = ?1",
                params![id, done],
            )?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Removes a list. Whether something uses it is for the caller to know. Can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn remove_list(&mut self, name: &str, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        let before =
            named(&tx, name)?.ok_or_else(|| StoreError::NotFound(format!("list @{name}")))?;
        let after = ListRow {
            removed_at: Some(now.0),
            ..before.clone()
        };
        let what = format!("Removed the list @{}", before.name);
        deed(
            &tx,
            &what,
            &[Was::ListAs(before)],
            &[Was::ListAs(after)],
            now,
        )?;
        tx.commit()?;
        Ok(())
    }
}

/// A query of some time ago with the names that its lists have today. A name that a list has today means that one.
pub(crate) fn with_names_of_today(conn: &Connection, query: &str) -> Result<String> {
    if !query.contains('@') {
        return Ok(query.to_string());
    }
    let mut statement = conn.prepare_cached(
        "SELECT former.key AS former, term_list.name AS name
         FROM term_list_name AS former JOIN term_list ON term_list.id = former.list_id
         WHERE term_list.removed_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM term_list AS other WHERE other.key = former.key AND other.removed_at IS NULL)",
    )?;
    let names = statement.query_map([], |row| Ok((row.get("former")?, row.get("name")?)))?;
    let names: Vec<(String, String)> = names.collect::<rusqlite::Result<_>>()?;
    Ok(names.iter().fold(query.to_string(), |query, (from, to)| {
        rename_in_query(&query, from, to)
    }))
}

impl Reader {
    /// Every named list, by name.
    ///
    /// # Errors
    /// What the database says.
    pub fn term_lists(&self) -> Result<Vec<StoredList>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, name, text, version, saved_at FROM term_list WHERE removed_at IS NULL ORDER BY key",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(StoredList {
                id: row.get("id")?,
                list: TermList {
                    name: row.get("name")?,
                    text: row.get("text")?,
                    version: row.get("version")?,
                    saved_at: Timestamp(row.get("saved_at")?),
                },
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn list(row: &ListRow) -> TermList {
    TermList {
        name: row.name.clone(),
        text: row.text.clone(),
        version: row.version,
        saved_at: Timestamp(row.saved_at),
    }
}

/// A list as it was and as it is to be with another text; a new one is stored as removed first. The new version is kept.
pub(crate) fn saved(
    tx: &Transaction<'_>,
    name: &str,
    text: &str,
    remarks: Option<&str>,
    users: &[i64],
    note: &str,
    now: Timestamp,
) -> Result<(ListRow, ListRow)> {
    let before = match named(tx, name)? {
        Some(row) => row,
        None => {
            tx.execute(
                "INSERT INTO term_list (name, key, text, version, saved_at, removed_at) VALUES (?1, ?2, ?3, 0, ?4, ?4)",
                params![name, name.to_lowercase(), text, now.0],
            )?;
            ListRow {
                id: tx.last_insert_rowid(),
                name: name.into(),
                text: text.into(),
                remarks: String::new(),
                version: 0,
                saved_at: now.0,
                removed_at: Some(now.0),
                users: vec![],
            }
        }
    };
    let before = ListRow {
        users: users.to_vec(),
        ..before
    };
    let is_new = before.removed_at.is_some();
    let mut after = ListRow {
        name: name.into(),
        text: text.into(),
        remarks: remarks.unwrap_or(&before.remarks).into(),
        removed_at: None,
        ..before.clone()
    };
    if is_new || before.text != text {
        let next: u32 = tx.query_row(
            "SELECT coalesce(max(number), 0) + 1 FROM term_list_version WHERE list_id = ?1",
            [before.id],
            |row| row.get(0),
        )?;
        (after.version, after.saved_at) = (next, now.0);
        tx.execute(
            "INSERT INTO term_list_version (list_id, number, text, note, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![after.id, after.version, after.text, note, now.0],
        )?;
    }
    Ok((before, after))
}

/// The list of a name that is not removed.
pub(crate) fn named(conn: &Connection, name: &str) -> Result<Option<ListRow>> {
    let id: Option<i64> = conn
        .prepare_cached("SELECT id FROM term_list WHERE key = ?1 AND removed_at IS NULL")?
        .query_row([name.to_lowercase()], |row| row.get(0))
        .optional()?;
    match id {
        Some(id) => row(conn, id),
        None => Ok(None),
    }
}

/// A list as it is stored, also one that is removed.
pub(crate) fn row(conn: &Connection, id: i64) -> Result<Option<ListRow>> {
    Ok(conn
        .prepare_cached(
            "SELECT id, name, text, remarks, version, saved_at, removed_at FROM term_list WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(ListRow {
                id: row.get("id")?,
                name: row.get("name")?,
                text: row.get("text")?,
                remarks: row.get("remarks")?,
                version: row.get("version")?,
                saved_at: row.get("saved_at")?,
                removed_at: row.get("removed_at")?,
                users: vec![],
            })
        })
        .optional()?)
}

/// Brings a list into a state. What uses it asks for something else than before.
pub(crate) fn put(tx: &Transaction<'_>, it: &ListRow) -> Result<()> {
    // What it was called before, also where a new name is taken back.
    tx.prepare_cached(
        "INSERT INTO term_list_name (key, list_id) SELECT key, id FROM term_list WHERE id = ?1 AND key <> ?2
         ON CONFLICT (key) DO UPDATE SET list_id = excluded.list_id",
    )?
    .execute(params![it.id, it.name.to_lowercase()])?;
    tx.prepare_cached(
        "UPDATE term_list SET name = :name, key = :key, text = :text, remarks = :remarks, version = :version,
                saved_at = :saved_at, removed_at = :removed_at
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": it.id, ":name": it.name, ":key": it.name.to_lowercase(), ":text": it.text, ":remarks": it.remarks,
        ":version": it.version, ":saved_at": it.saved_at, ":removed_at": it.removed_at,
    })?;
    for id in &it.users {
        tx.prepare_cached("UPDATE topic SET scanned = 0 WHERE id = ?1")?
            .execute([id])?;
    }
    Ok(())
}
