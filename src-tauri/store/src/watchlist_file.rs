//! Watchlist files: what taking one in would change, taking it in as a whole, and what is written out.

use std::collections::{BTreeMap, HashMap};

use news::{
    Severity, Timestamp, TopicId, WatchlistId,
    desk::{FileChange, FileStep, FileThing},
    exchange::{ListEntry, Remarks, TopicEntry, WatchlistEntry, WatchlistFile},
};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params, params};
use serde::{Deserialize, Serialize};

use crate::{
    Reader, Result, StoreError, Writer,
    deeds::{Was, deed, hide},
    names::{Names, told_apart},
    rows::{severity, severity_number},
    terms,
    topics::{self, TopicRow},
};

/// All that is stored of a watchlist but its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct WatchlistRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) mark: u8,
    pub(crate) remarks: String,
    pub(crate) removed_at: Option<i64>,
}

/// The setting that holds the comment behind everything in a watchlist file.
const END: &str = "watchlist_file_end";

/// What that is called.
pub(crate) const END_NAME: &str = "the comment at the end of the file";

impl Reader {
    /// What taking in a file would change. The canonical forms of its queries stand in it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where a name of the file is that of several topics, and what the database says.
    pub fn plan_file(&self, file: &WatchlistFile) -> Result<Vec<FileStep>> {
        plan(&self.conn, file)
    }

    /// What a file says that holds every list and watchlist, or one watchlist and the lists named. What has the same name on a
    /// desk of before is told apart, so that the file can be read.
    ///
    /// # Errors
    /// What the database says.
    pub fn watchlist_file(&self, only: Option<WatchlistId>) -> Result<WatchlistFile> {
        let mut file = WatchlistFile::default();
        let mut statement = self.conn.prepare_cached(
            "SELECT name, text, remarks FROM term_list WHERE removed_at IS NULL ORDER BY key",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            file.lists.push(ListEntry {
                name: row.get("name")?,
                text: row.get("text")?,
                remarks: remarks(&row.get::<_, String>("remarks")?)?,
                ..ListEntry::default()
            });
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT id, name, mark, remarks FROM watchlist WHERE removed_at IS NULL AND (?1 IS NULL OR id = ?1)
             ORDER BY position, id",
        )?;
        let mut rows = statement.query([only.map(|it| it.0)])?;
        while let Some(row) = rows.next()? {
            file.watchlists.push(WatchlistEntry {
                name: row.get("name")?,
                mark: Some(row.get("mark")?),
                topics: self.topic_entries(row.get("id")?)?,
                remarks: remarks(&row.get::<_, String>("remarks")?)?,
                ..WatchlistEntry::default()
            });
        }
        let names = file.watchlists.iter().map(|it| it.name.clone()).collect();
        for (it, name) in file.watchlists.iter_mut().zip(told_apart(names)) {
            it.name = name;
        }
        if only.is_none() {
            file.end = end(&self.conn)?;
        }
        Ok(file)
    }

    fn topic_entries(&self, watchlist: i64) -> Result<Vec<TopicEntry>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT name, query, written, severity, rules, remarks FROM topic
             WHERE watchlist_id = ?1 AND removed_at IS NULL ORDER BY id",
        )?;
        let mut rows = statement.query([watchlist])?;
        let mut found: Vec<TopicEntry> = vec![];
        while let Some(row) = rows.next()? {
            let (query, written): (String, String) = (row.get("query")?, row.get("written")?);
            found.push(TopicEntry {
                name: row.get("name")?,
                query: if written.is_empty() {
                    query.clone()
                } else {
                    written
                },
                canonical: query,
                severity: Some(severity(row.get("severity")?)),
                rules: Some(row.get("rules")?),
                remarks: remarks(&row.get::<_, String>("remarks")?)?,
                ..TopicEntry::default()
            });
        }
        let names = found.iter().map(|it| it.name.clone()).collect();
        for (it, name) in found.iter_mut().zip(told_apart(names)) {
            it.name = name;
        }
        Ok(found)
    }
}

impl Writer {
    /// Takes in a file, all of it or nothing: what has a name that is there is changed, the rest is added, nothing is
    /// removed. `users` are the topics that use each list, by its name in lower case. Can be undone as one deed.
    ///
    /// # Errors
    /// As [`Reader::plan_file`]; nothing is then changed.
    pub fn take_file(
        &mut self,
        file: &WatchlistFile,
        users: &HashMap<String, Vec<TopicId>>,
        note: &str,
        now: Timestamp,
    ) -> Result<Vec<FileStep>> {
        let tx = self.conn.transaction()?;
        let steps = plan(&tx, file)?;
        let mut taken = Taken {
            tx: &tx,
            note,
            now,
            before: vec![],
            after: vec![],
        };
        for it in &file.lists {
            let users: Vec<i64> = users
                .get(&it.name.to_lowercase())
                .into_iter()
                .flatten()
                .map(|it| it.0)
                .collect();
            taken.list(it, &users)?;
        }
        // A file has each name once: what is added of it is not looked for.
        let watchlists = Names::of_watchlists(&tx)?;
        for it in &file.watchlists {
            let watchlist = taken.watchlist(&watchlists, it)?;
            let names = Names::of_topics(&tx, watchlist)?;
            for topic in &it.topics {
                taken.topic(watchlist, &names, topic)?;
            }
        }
        taken.end(&file.end)?;
        let (before, after) = (taken.before, taken.after);
        if !after.is_empty() {
            let of = |change| steps.iter().filter(|it| it.change == change).count();
            let what = format!(
                "Took in a watchlist file ({} added, {} changed)",
                of(FileChange::Added),
                of(FileChange::Changed)
            );
            deed(&tx, &what, &before, &after, now)?;
        }
        tx.commit()?;
        Ok(steps)
    }
}

/// A file that is being taken in, and what is remembered to take it back.
struct Taken<'a> {
    tx: &'a Transaction<'a>,
    note: &'a str,
    now: Timestamp,
    before: Vec<Was>,
    after: Vec<Was>,
}

impl Taken<'_> {
    fn list(&mut self, it: &ListEntry, users: &[i64]) -> Result<()> {
        let old = terms::named(self.tx, &it.name)?;
        let remarks = beside(
            old.as_ref().map_or("", |it| it.remarks.as_str()),
            &it.remarks,
        )?;
        let (before, after) = terms::saved(
            self.tx,
            &it.name,
            &it.text,
            Some(&remarks),
            users,
            self.note,
            self.now,
        )?;
        if !before.is(&after) {
            self.before.push(Was::ListAs(before));
            self.after.push(Was::ListAs(after));
        }
        Ok(())
    }

    fn watchlist(&mut self, names: &Names, it: &WatchlistEntry) -> Result<i64> {
        let before = match named(self.tx, names, &it.name)? {
            Some(row) => row,
            None => {
                self.tx.execute(
                    "INSERT INTO watchlist (name, mark, position, removed_at)
                     SELECT ?1, coalesce(?2, count(*) % 6), coalesce(max(position) + 1, 0), ?3 FROM watchlist
                     WHERE removed_at IS NULL",
                    params![it.name, it.mark, self.now.0],
                )?;
                let id = self.tx.last_insert_rowid();
                let row = row(self.tx, id)?;
                row.ok_or_else(|| StoreError::NotFound(format!("watchlist {id}")))?
            }
        };
        let after = WatchlistRow {
            name: own_name(names, &it.name, &before.name).to_string(),
            mark: it.mark.unwrap_or(before.mark),
            remarks: beside(&before.remarks, &it.remarks)?,
            removed_at: None,
            ..before.clone()
        };
        let id = before.id;
        if before != after {
            self.before.push(Was::WatchlistAs(before));
            // Its topics are put into it next.
            put(self.tx, &after)?;
            self.after.push(Was::WatchlistAs(after));
        }
        Ok(id)
    }

    fn topic(&mut self, watchlist_id: i64, names: &Names, it: &TopicEntry) -> Result<()> {
        let found = topic_named(self.tx, names, &it.name)?;
        let old = found.as_ref();
        let name = old.map_or(it.name.as_str(), |old| own_name(names, &it.name, &old.name));
        let new = TopicRow {
            id: 0,
            watchlist_id,
            name: name.to_string(),
            query: it.canonical.clone(),
            written: topics::written(Some(&it.query), &it.canonical),
            severity: severity_of(it, old),
            rules: String::new(),
            remarks: String::new(),
            version: 1,
            saved_at: self.now.0,
            removed_at: None,
        };
        let rules = match (&it.rules, old) {
            (Some(rules), _) => rules.trim().to_string(),
            (None, Some(old)) => old.rules.clone(),
            (None, None) => String::new(),
        };
        let remarks = beside(old.map_or("", |it| it.remarks.as_str()), &it.remarks)?;
        let (before, after) = match found {
            Some(before) => {
                let after = TopicRow {
                    rules,
                    remarks,
                    ..topics::changed(self.tx, &before, new)?
                };
                let same = TopicRow {
                    saved_at: before.saved_at,
                    ..after.clone()
                };
                if same == before {
                    return Ok(());
                }
                (before, after)
            }
            None => {
                let after = topics::add(
                    self.tx,
                    TopicRow {
                        rules,
                        remarks,
                        ..new
                    },
                )?;
                let before = TopicRow {
                    removed_at: Some(self.now.0),
                    ..after.clone()
                };
                (before, after)
            }
        };
        topics::add_version(self.tx, &after, self.note)?;
        self.before.push(Was::TopicAs(before));
        self.after.push(Was::TopicAs(after));
        Ok(())
    }

    /// The comment at the end. A file that has none leaves it.
    fn end(&mut self, text: &str) -> Result<()> {
        let before = end(self.tx)?;
        if !text.is_empty() && before != text {
            self.before.push(Was::FilesEnd { text: before });
            self.after.push(Was::FilesEnd { text: text.into() });
        }
        Ok(())
    }
}

/// What would change, in the order of the file.
fn plan(conn: &Connection, file: &WatchlistFile) -> Result<Vec<FileStep>> {
    let mut steps = vec![];
    for it in &file.lists {
        let old = terms::named(conn, &it.name)?;
        let what = old.as_ref().map(|old| {
            differences(&[
                ("the name", old.name != it.name),
                ("the terms", old.text != it.text),
                ("the comments", says_more(&old.remarks, &it.remarks)),
            ])
        });
        steps.push(step(FileThing::List, format!("@{}", it.name), what));
    }
    let watchlists = Names::of_watchlists(conn)?;
    for it in &file.watchlists {
        let old = named(conn, &watchlists, &it.name)?;
        let what = old.as_ref().map(|old| {
            differences(&[
                (
                    "the name",
                    old.name != own_name(&watchlists, &it.name, &old.name),
                ),
                ("the mark", it.mark.is_some_and(|it| it != old.mark)),
                ("the comments", says_more(&old.remarks, &it.remarks)),
            ])
        });
        steps.push(step(FileThing::Watchlist, it.name.clone(), what));
        let names = match &old {
            Some(old) => Names::of_topics(conn, old.id)?,
            None => Names::default(),
        };
        for topic in &it.topics {
            let before = topic_named(conn, &names, &topic.name)?;
            let what = before.as_ref().map(|before| {
                let written = topics::written(Some(&topic.query), &topic.canonical);
                let is_query = before.query != topic.canonical;
                let mut what = differences(&[
                    (
                        "the name",
                        before.name != own_name(&names, &topic.name, &before.name),
                    ),
                    (
                        "how the query is written",
                        !is_query && before.written != written,
                    ),
                    (
                        "the severity",
                        severity_of(topic, Some(before)) != before.severity,
                    ),
                    (
                        "the rules",
                        topic
                            .rules
                            .as_deref()
                            .is_some_and(|it| it.trim() != before.rules),
                    ),
                    ("the comments", says_more(&before.remarks, &topic.remarks)),
                ]);
                if is_query {
                    what.insert(
                        0,
                        format!("the query, from {} to {}", before.query, topic.canonical),
                    );
                }
                what
            });
            let name = format!("{} / {}", it.name, topic.name);
            steps.push(step(FileThing::Topic, name, what));
        }
    }
    let before = end(conn)?;
    if !file.end.is_empty() && before != file.end {
        let what = (!before.is_empty()).then(|| vec!["what it says".to_string()]);
        steps.push(step(FileThing::Watchlist, END_NAME.into(), what));
    }
    Ok(steps)
}

fn step(kind: FileThing, name: String, what: Option<Vec<String>>) -> FileStep {
    let change = match &what {
        None => FileChange::Added,
        Some(what) if what.is_empty() => FileChange::Unchanged,
        Some(_) => FileChange::Changed,
    };
    FileStep {
        kind,
        name,
        change,
        what: what.unwrap_or_default(),
    }
}

fn differences(all: &[(&str, bool)]) -> Vec<String> {
    let some = all.iter().filter(|it| it.1);
    some.map(|it| it.0.to_string()).collect()
}

fn severity_of(it: &TopicEntry, old: Option<&TopicRow>) -> i64 {
    match (it.severity, old) {
        (Some(severity), _) => severity_number(severity),
        (None, Some(old)) => old.severity,
        (None, None) => severity_number(Severity::default()),
    }
}

/// The topic that a name means in a watchlist.
fn topic_named(conn: &Connection, names: &Names, name: &str) -> Result<Option<TopicRow>> {
    match names.find(name)[..] {
        [] => Ok(None),
        [id] => topics::row(conn, id),
        _ => Err(StoreError::Refused(format!(
            "two topics of one watchlist on the desk are named “{name}”, and it cannot be told which is meant: give one of them another name"
        ))),
    }
}

/// What is called `own` after a file that names it: its own name where the file only tells it apart from another.
fn own_name<'a>(names: &Names, in_file: &'a str, own: &'a str) -> &'a str {
    match names.told_apart_as(in_file) {
        Some(_) => own,
        None => in_file,
    }
}

/// The watchlist that a name means.
fn named(conn: &Connection, names: &Names, name: &str) -> Result<Option<WatchlistRow>> {
    match names.find(name)[..] {
        [] => Ok(None),
        [id] => row(conn, id),
        _ => Err(StoreError::Refused(format!(
            "two watchlists on the desk are named “{name}” but for capitals, and it cannot be told which is meant: give one of them another name"
        ))),
    }
}

/// The comment at the end of watchlist files.
pub(crate) fn end(conn: &Connection) -> Result<String> {
    let text = conn
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([END], |row| row.get(0))
        .optional()?;
    Ok(text.unwrap_or_default())
}

/// Keeps the comment at the end of watchlist files.
pub(crate) fn put_end(tx: &Transaction<'_>, text: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [END, text],
    )?;
    Ok(())
}

/// A watchlist as it is stored, also one that is removed.
pub(crate) fn row(conn: &Connection, id: i64) -> Result<Option<WatchlistRow>> {
    Ok(conn
        .prepare_cached("SELECT id, name, mark, remarks, removed_at FROM watchlist WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(WatchlistRow {
                id: row.get("id")?,
                name: row.get("name")?,
                mark: row.get("mark")?,
                remarks: row.get("remarks")?,
                removed_at: row.get("removed_at")?,
            })
        })
        .optional()?)
}

/// Brings a watchlist into a state.
pub(crate) fn put(tx: &Transaction<'_>, it: &WatchlistRow) -> Result<()> {
    let before = row(tx, it.id)?;
    tx.prepare_cached(
        "UPDATE watchlist SET name = :name, mark = :mark, remarks = :remarks, removed_at = :removed_at WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": it.id, ":name": it.name, ":mark": it.mark, ":remarks": it.remarks, ":removed_at": it.removed_at,
    })?;
    if before.is_none_or(|before| before.removed_at.is_some() != it.removed_at.is_some()) {
        // What came meanwhile was not matched.
        tx.execute(
            "UPDATE topic SET scanned = 0 WHERE watchlist_id = ?1",
            [it.id],
        )?;
        hide(tx, "watchlist_id", it.id)?;
    }
    Ok(())
}

/// Comments from their column.
fn remarks(text: &str) -> Result<Remarks> {
    match text {
        "" => Ok(BTreeMap::new()),
        text => Ok(serde_json::from_str(text)?),
    }
}

/// Comments for their column.
fn written(remarks: &Remarks) -> Result<String> {
    if remarks.is_empty() {
        Ok(String::new())
    } else {
        Ok(serde_json::to_string(remarks)?)
    }
}

/// The comments of the desk, in their column, with those of a file in their places. What a file does not comment keeps its own.
fn beside(stored: &str, file: &Remarks) -> Result<String> {
    let mut all = remarks(stored)?;
    for (key, (above, behind)) in file {
        let of = all.entry(key.clone()).or_default();
        for (old, new) in [(&mut of.0, above), (&mut of.1, behind)] {
            if !new.is_empty() {
                old.clone_from(new);
            }
        }
    }
    written(&all)
}

/// Whether a file comments otherwise than the desk.
fn says_more(stored: &str, file: &Remarks) -> bool {
    beside(stored, file).is_ok_and(|it| it != stored)
}
