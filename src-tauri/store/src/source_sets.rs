//! Several sources at once: lists that are taken in, and changes to many. One transaction and one deed each.

use std::collections::HashSet;

use news::{
    SourceId, Timestamp,
    desk::{SourceChange, SourceDraft},
};
use rusqlite::{OptionalExtension, Transaction, named_params, params};

use crate::{
    Result, StoreError, Writer,
    deeds::{Was, deed, remember},
    full_text, word,
};

/// A source of a list that is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    /// What is to be added.
    pub draft: SourceDraft,
    /// The page that it is of.
    pub site: Option<String>,
    /// Whether it is not to be looked at for now.
    pub paused: bool,
}

/// What became of a source of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It was added.
    Added(SourceId),
    /// One with its kind and address is there.
    Already {
        /// Its number.
        id: SourceId,
        /// What the analyst calls it.
        name: String,
    },
}

impl Writer {
    /// Adds the sources of a list in its order, but for those that are there. All can be taken back in one step.
    ///
    /// # Errors
    /// What the database says; then none is added.
    pub fn take_sources(&mut self, sources: &[NewSource], now: Timestamp) -> Result<Vec<Taken>> {
        let tx = self.conn.transaction()?;
        let mut taken = Vec::with_capacity(sources.len());
        let mut added = vec![];
        for NewSource {
            draft,
            site,
            paused,
        } in sources
        {
            let kind = word(&draft.kind)?;
            let there: Option<(i64, String)> = tx
                .prepare_cached("SELECT id, name FROM source WHERE kind = ?1 AND address = ?2 AND removed_at IS NULL")?
                .query_row(params![kind, draft.address], |row| {
                    Ok((row.get("id")?, row.get("name")?))
                })
                .optional()?;
            if let Some((id, name)) = there {
                taken.push(Taken::Already {
                    id: SourceId(id),
                    name,
                });
                continue;
            }
            let publisher = draft.publisher.as_ref().unwrap_or(&draft.name);
            let ignored = draft
                .ignore
                .as_ref()
                .map(serde_json::to_string)
                .transpose()?;
            tx.prepare_cached(
                "INSERT INTO source (kind, address, name, publisher, grouping, country, language, interval_minutes,
                                     allow_private, revisit, method, ignored, sample, paused, site, added_at)
                 VALUES (:kind, :address, :name, :publisher, :grouping, :country, :language, :interval,
                         :allow_private, :revisit, :method, coalesce(:ignored, '[]'), 0, :paused, :site, :now)",
            )?
            .execute(named_params! {
                ":kind": kind, ":address": draft.address, ":name": draft.name, ":publisher": publisher,
                ":grouping": draft.group, ":country": draft.country, ":language": draft.language,
                ":interval": draft.interval_minutes, ":allow_private": draft.allow_private,
                ":revisit": draft.revisit, ":method": word(&draft.method.unwrap_or_default())?,
                ":ignored": ignored, ":paused": paused, ":site": site, ":now": now.0,
            })?;
            let id = tx.last_insert_rowid();
            tx.prepare_cached("INSERT INTO look (source_id) VALUES (?1)")?
                .execute([id])?;
            full_text::choose(&tx, SourceId(id), draft.text, now)?;
            added.push(id);
            taken.push(Taken::Added(SourceId(id)));
        }
        if !added.is_empty() {
            let state = |removed_at| -> Vec<Was> {
                let each = added.iter();
                each.map(|id| Was::Source {
                    id: *id,
                    removed_at,
                })
                .collect()
            };
            let what = format!("Added {}", counted(added.len(), None));
            remember(&tx, &what, &state(Some(now.0)), &state(None), now)?;
        }
        tx.commit()?;
        Ok(taken)
    }

    /// Changes several sources at once; one that is named twice is changed once. Can be undone in one step. Gives how many
    /// are different now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where one of them is not there (then none is changed), and what the database says.
    pub fn change_sources(
        &mut self,
        ids: &[SourceId],
        change: &SourceChange,
        now: Timestamp,
    ) -> Result<u32> {
        let tx = self.conn.transaction()?;
        let (mut before, mut after, mut name) = (vec![], vec![], None);
        let mut known = HashSet::new();
        for id in ids.iter().filter(|it| known.insert(**it)) {
            let (was, called) = as_it_is(&tx, *id)?;
            let (was, becomes) = changed(id.0, &was, change, now);
            if was != becomes {
                before.push(was);
                after.push(becomes);
                name = Some(called);
            }
        }
        if !after.is_empty() {
            let verb = match change {
                SourceChange { removed: true, .. } => "Removed",
                SourceChange {
                    paused: Some(true), ..
                } => "Paused",
                SourceChange {
                    paused: Some(false),
                    ..
                } => "Resumed",
                SourceChange { .. } => "Changed",
            };
            let what = format!("{verb} {}", counted(after.len(), name.as_deref()));
            deed(&tx, &what, &before, &after, now)?;
        }
        tx.commit()?;
        Ok(u32::try_from(after.len()).unwrap_or(u32::MAX))
    }
}

/// What can be changed of a source.
struct Row {
    group: Option<String>,
    country: Option<String>,
    language: Option<String>,
    interval: Option<u32>,
    paused: bool,
}

/// A source as it is, and its name.
fn as_it_is(tx: &Transaction<'_>, id: SourceId) -> Result<(Row, String)> {
    tx.prepare_cached(
        "SELECT name, grouping, country, language, interval_minutes, paused FROM source
         WHERE id = ?1 AND removed_at IS NULL",
    )?
    .query_row([id.0], |row| {
        let is = Row {
            group: row.get("grouping")?,
            country: row.get("country")?,
            language: row.get("language")?,
            interval: row.get("interval_minutes")?,
            paused: row.get("paused")?,
        };
        Ok((is, row.get("name")?))
    })
    .optional()?
    .ok_or_else(|| StoreError::NotFound(format!("source {id}")))
}

/// What the change is about, as it was and as it becomes.
fn changed(id: i64, row: &Row, change: &SourceChange, now: Timestamp) -> (Was, Was) {
    if change.removed {
        let removed_at = |removed_at| Was::Source { id, removed_at };
        return (removed_at(None), removed_at(Some(now.0)));
    }
    // An empty text and 0 stand for nothing, in the deed as in the change.
    let was = |named: &Option<String>, is: &Option<String>| {
        named.as_ref().map(|_| is.clone().unwrap_or_default())
    };
    let before = Was::SourceSet {
        id,
        group: was(&change.group, &row.group),
        country: was(&change.country, &row.country),
        language: was(&change.language, &row.language),
        interval: change.interval_minutes.map(|_| row.interval.unwrap_or(0)),
        paused: change.paused.map(|_| row.paused),
    };
    let after = Was::SourceSet {
        id,
        group: change.group.clone(),
        country: change.country.clone(),
        language: change.language.clone(),
        interval: change.interval_minutes,
        paused: change.paused,
    };
    (before, after)
}

/// "12 sources", or the one by its name.
fn counted(count: usize, name: Option<&str>) -> String {
    match (count, name) {
        (1, Some(name)) => format!("the source “{name}”"),
        (1, None) => "a source".into(),
        (count, _) => format!("{count} sources"),
    }
}
