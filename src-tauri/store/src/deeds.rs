//! What the analyst did, so that it can be taken back and done again: the rows as they were, and as they became.

use std::collections::{HashMap, hash_map::Entry};

use news::{AlertId, SignalId, Timestamp, desk::Undone};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::{
    Reader, Result, StoreError, Writer,
    names::Names,
    rows::{state, state_number},
    terms::{self, ListRow},
    texts,
    topics::{self, TopicRow},
    watchlist_file::{self, WatchlistRow},
};

/// How long a deed can be undone.
const KEPT: i64 = 30 * Timestamp::DAY;

/// The state of one row that a deed changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Was {
    Alert {
        id: i64,
        state: i64,
        note: String,
        /// As a column; nothing: the deed left the tags alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tags: Option<String>,
        /// Whether its article changed since it was decided on; nothing: the deed left that alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        changed: Option<bool>,
    },
    Source {
        id: i64,
        removed_at: Option<i64>,
    },
    /// What a deed set of a source; nothing: the deed left that alone. An empty text and 0 stand for none.
    SourceSet {
        id: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        country: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        interval: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paused: Option<bool>,
    },
    Watchlist {
        id: i64,
        removed_at: Option<i64>,
    },
    Topic {
        id: i64,
        removed_at: Option<i64>,
    },
    Signal {
        id: i64,
        state: i64,
    },
    /// A topic as a whole.
    TopicAs(TopicRow),
    /// A named list as a whole.
    ListAs(ListRow),
    /// A watchlist as a whole.
    WatchlistAs(WatchlistRow),
    /// The comment at the end of watchlist files.
    FilesEnd {
        text: String,
    },
    /// The watchlists and topics that had one name but for capitals with what a deed took away, as they can on desks of before.
    /// It changes nothing: what is brought back is not in their way.
    Namesakes {
        watchlists: Vec<i64>,
        topics: Vec<i64>,
    },
}

impl Writer {
    /// Takes back the last deed that was not taken back yet; nothing where there is none.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where what it would bring back is in the way of something newer, or was changed since,
    /// and what the database says.
    pub fn undo(&mut self) -> Result<Option<Undone>> {
        self.step(
            "SELECT id, what, before AS rows, after AS others FROM deed WHERE undone = 0 ORDER BY id DESC LIMIT 1",
            1,
        )
    }

    /// Does again what was taken back last; nothing where there is none, or something else was done since.
    ///
    /// # Errors
    /// As [`Writer::undo`].
    pub fn redo(&mut self) -> Result<Option<Undone>> {
        self.step(
            "SELECT id, what, after AS rows, before AS others FROM deed WHERE undone = 1 ORDER BY id LIMIT 1",
            0,
        )
    }

    fn step(&mut self, sql: &str, undone: i64) -> Result<Option<Undone>> {
        let tx = self.conn.transaction()?;
        let found: Option<(i64, String, String, String)> = tx
            .query_row(sql, [], |row| {
                Ok((
                    row.get("id")?,
                    row.get("what")?,
                    row.get("rows")?,
                    row.get("others")?,
                ))
            })
            .optional()?;
        let Some((id, what, rows, others)) = found else {
            return Ok(None);
        };
        let rows: Vec<Was> = serde_json::from_str(&rows)?;
        let others: Vec<Was> = serde_json::from_str(&others)?;
        for it in &others {
            if let Some(name) = changed_since(&tx, it)? {
                return Err(StoreError::Refused(format!(
                    "“{what}” cannot be taken back: {name} was changed since. Its history can bring back any version"
                )));
            }
        }
        let in_the_way = || {
            StoreError::Refused(format!(
                "“{what}” cannot be taken back: something with the same name or address was added since"
            ))
        };
        let named = NamedAnew::read(&tx, &rows)?;
        match put(&tx, &rows) {
            Err(StoreError::Sql(rusqlite::Error::SqliteFailure(err, _)))
                if err.code == rusqlite::ErrorCode::ConstraintViolation =>
            {
                return Err(in_the_way());
            }
            res => res?,
        }
        if named.has_namesake(&tx, &rows)? {
            return Err(in_the_way());
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
        let signals = rows
            .iter()
            .filter_map(|it| match it {
                Was::Signal { id, .. } => Some(SignalId(*id)),
                _ => None,
            })
            .collect();
        Ok(Some(Undone {
            what,
            alerts,
            signals,
        }))
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

/// The name of a whole row that is no longer as a deed left it.
fn changed_since(tx: &Transaction<'_>, was: &Was) -> Result<Option<String>> {
    Ok(match was {
        Was::TopicAs(row) => {
            let now = topics::row(tx, row.id)?;
            (now.as_ref() != Some(row)).then(|| format!("the topic “{}”", row.name))
        }
        Was::ListAs(row) => {
            let now = terms::row(tx, row.id)?;
            (!now.is_some_and(|it| it.is(row))).then(|| format!("the list @{}", row.name))
        }
        Was::WatchlistAs(row) => {
            let now = watchlist_file::row(tx, row.id)?;
            (now.as_ref() != Some(row)).then(|| format!("the watchlist “{}”", row.name))
        }
        Was::FilesEnd { text } => {
            let now = watchlist_file::end(tx)?;
            (now != *text).then(|| watchlist_file::END_NAME.to_string())
        }
        Was::Alert { .. }
        | Was::Source { .. }
        | Was::SourceSet { .. }
        | Was::Watchlist { .. }
        | Was::Topic { .. }
        | Was::Signal { .. }
        | Was::Namesakes { .. } => None,
    })
}

/// The watchlists and topics that get a name, or come back with theirs. Desks of before may hold a name twice: what has it already
/// may go on to.
#[derive(Default)]
struct NamedAnew {
    watchlists: Vec<(i64, String)>,
    /// Each with its watchlist.
    topics: Vec<(i64, i64, String)>,
}

impl NamedAnew {
    /// Those of rows that are put in the place of what is there.
    fn read(tx: &Transaction<'_>, rows: &[Was]) -> Result<NamedAnew> {
        let mut named = NamedAnew::default();
        for row in rows {
            match row {
                Was::TopicAs(after) => {
                    let before = topics::row(tx, after.id)?;
                    if before.is_some_and(|it| topics::is_named_anew(&it, after)) {
                        let name = after.name.clone();
                        named.topics.push((after.id, after.watchlist_id, name));
                    }
                }
                Was::Topic {
                    id,
                    removed_at: None,
                } => {
                    let before = topics::row(tx, *id)?.filter(|it| it.removed_at.is_some());
                    named
                        .topics
                        .extend(before.map(|it| (it.id, it.watchlist_id, it.name)));
                }
                Was::WatchlistAs(after) => {
                    let before = watchlist_file::row(tx, after.id)?;
                    let is_new =
                        |it: WatchlistRow| it.removed_at.is_some() || it.name != after.name;
                    if after.removed_at.is_none() && before.is_some_and(is_new) {
                        named.watchlists.push((after.id, after.name.clone()));
                    }
                }
                Was::Watchlist {
                    id,
                    removed_at: None,
                } => {
                    let before = watchlist_file::row(tx, *id)?.filter(|it| it.removed_at.is_some());
                    named.watchlists.extend(before.map(|it| (it.id, it.name)));
                }
                Was::Topic { .. }
                | Was::Watchlist { .. }
                | Was::Alert { .. }
                | Was::Source { .. }
                | Was::SourceSet { .. }
                | Was::Signal { .. }
                | Was::ListAs(_)
                | Was::FilesEnd { .. }
                | Was::Namesakes { .. } => {}
            }
        }
        Ok(named)
    }

    /// The other watchlists and topics that have one of the names.
    fn namesakes(&self, tx: &Transaction<'_>) -> Result<(Vec<i64>, Vec<i64>)> {
        let (mut watchlists, mut topics) = (vec![], vec![]);
        if !self.watchlists.is_empty() {
            let names = Names::of_watchlists(tx)?;
            for (id, name) in &self.watchlists {
                watchlists.extend(names.others(name, *id));
            }
        }
        let mut of: HashMap<i64, Names> = HashMap::new();
        for (id, watchlist, name) in &self.topics {
            let names = match of.entry(*watchlist) {
                Entry::Occupied(it) => it.into_mut(),
                Entry::Vacant(it) => it.insert(Names::of_topics(tx, *watchlist)?),
            };
            topics.extend(names.others(name, *id));
        }
        Ok((watchlists, topics))
    }

    /// Whether something has one of the names now that did not have it when they were taken away.
    fn has_namesake(&self, tx: &Transaction<'_>, rows: &[Was]) -> Result<bool> {
        let (watchlists, topics) = self.namesakes(tx)?;
        let before = rows.iter().find_map(|it| match it {
            Was::Namesakes { watchlists, topics } => Some((&watchlists[..], &topics[..])),
            _ => None,
        });
        let (old_watchlists, old_topics) = before.unwrap_or_default();
        Ok(watchlists.iter().any(|it| !old_watchlists.contains(it))
            || topics.iter().any(|it| !old_topics.contains(it)))
    }
}

/// Does something and remembers how to take it back. What was taken back before can no longer be done again.
pub(crate) fn deed(
    tx: &Transaction<'_>,
    what: &str,
    before: &[Was],
    after: &[Was],
    now: Timestamp,
) -> Result<()> {
    put(tx, after)?;
    remember(tx, what, before, after, now)
}

/// Remembers how to take back what was done already. What was taken back before can no longer be done again.
pub(crate) fn remember(
    tx: &Transaction<'_>,
    what: &str,
    before: &[Was],
    after: &[Was],
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "DELETE FROM deed WHERE undone = 1 OR at < ?1",
        [now.0 - KEPT],
    )?;
    let (watchlists, topics) = NamedAnew::read(tx, before)?.namesakes(tx)?;
    let namesakes = match watchlists.is_empty() && topics.is_empty() {
        true => None,
        false => Some(Was::Namesakes { watchlists, topics }),
    };
    let before: Vec<&Was> = before.iter().chain(&namesakes).collect();
    tx.execute(
        "INSERT INTO deed (at, what, before, after) VALUES (?1, ?2, ?3, ?4)",
        params![
            now.0,
            what,
            serde_json::to_string(&before)?,
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
                tags,
                changed,
            } => {
                debug_assert_eq!(state_number(state(*number)), *number);
                tx.prepare_cached(
                    "UPDATE alert SET state = ?2, note = ?3, tags = coalesce(?4, tags), changed = coalesce(?5, changed)
                     WHERE id = ?1",
                )?
                .execute(params![id, number, note, tags, changed])?;
            }
            Was::Source { id, removed_at } => {
                tx.execute(
                    "UPDATE source SET removed_at = ?2 WHERE id = ?1",
                    params![id, removed_at],
                )?;
                hide(tx, "source_id", *id)?;
            }
            Was::SourceSet {
                id,
                group,
                country,
                language,
                interval,
                paused,
            } => {
                tx.prepare_cached(
                    "UPDATE source SET grouping = iif(?2 IS NULL, grouping, nullif(?2, '')),
                            country = iif(?3 IS NULL, country, nullif(?3, '')),
                            language = iif(?4 IS NULL, language, nullif(?4, '')),
                            interval_minutes = iif(?5 IS NULL, interval_minutes, nullif(?5, 0)),
                            paused = coalesce(?6, paused)
                     WHERE id = ?1",
                )?
                .execute(params![id, group, country, language, interval, paused])?;
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
            Was::Signal { id, state } => {
                tx.prepare_cached("UPDATE signal SET state = ?2 WHERE id = ?1")?
                    .execute(params![id, state])?;
            }
            Was::TopicAs(row) => topics::put(tx, row)?,
            Was::ListAs(row) => terms::put(tx, row)?,
            Was::WatchlistAs(row) => watchlist_file::put(tx, row)?,
            Was::FilesEnd { text } => watchlist_file::put_end(tx, text)?,
            Was::Namesakes { .. } => {}
        }
    }
    // Topics and watchlists go with all their alerts, a source without those of its copies.
    if rows.iter().any(|it| matches!(it, Was::Source { .. })) {
        texts::stand_in(tx)?;
    }
    Ok(())
}

/// Hides the alerts of what is removed, and shows those of what is not, but for those of copies.
pub(crate) fn hide(tx: &Transaction<'_>, column: &str, id: i64) -> Result<()> {
    tx.prepare_cached(&format!(
        "UPDATE alert SET hidden = iif(
                 EXISTS (SELECT 1 FROM topic WHERE topic.id = alert.topic_id AND topic.removed_at IS NOT NULL)
                 OR EXISTS (SELECT 1 FROM watchlist
                            WHERE watchlist.id = alert.watchlist_id AND watchlist.removed_at IS NOT NULL)
                 OR EXISTS (SELECT 1 FROM source
                            WHERE source.id = alert.source_id AND source.removed_at IS NOT NULL),
                 1, iif(joined <> 0, 2, 0))
             WHERE {column} = ?1"
    ))?
    .execute([id])?;
    Ok(())
}
