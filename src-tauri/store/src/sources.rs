//! Sources, how they were looked at, and whom that contacted.

use news::{
    Source, SourceId, SourceKind, Timestamp, Trouble,
    desk::{FileTrouble, SourceDraft, SourceState, SourceView},
};
use rusqlite::{OptionalExtension, Row, named_params, params};

use crate::{Reader, Result, StoreError, Writer, from_word, rows::time, word};

/// How a look at a source went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// How it went.
    pub outcome: LookOutcome,
    /// When to look again.
    pub next_due_at: Option<Timestamp>,
}

/// How a look at a source went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookOutcome {
    /// Well. What is to be remembered for the next request.
    Fine(FetchState),
    /// Well enough to bring something, but something is wrong.
    Partly(FetchState, Trouble),
    /// Not at all. What was remembered stays.
    Trouble(Trouble),
}

/// What is remembered of an answer for the next request. Validators belong to one address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FetchState {
    /// The entity tag, byte for byte.
    pub etag: Option<String>,
    /// The date of last change, byte for byte.
    pub last_modified: Option<String>,
    /// The address that they were given for.
    pub validator_address: Option<String>,
    /// The hash of the body.
    pub body_hash: Option<String>,
    /// How many looks have failed in a row.
    pub failures: u32,
    /// When it is next due.
    pub next_due_at: Option<Timestamp>,
}

fn source(row: &Row<'_>) -> Result<Source> {
    let kind: SourceKind = from_word(row.get("kind")?)?;
    Ok(Source {
        id: SourceId(row.get("id")?),
        kind,
        address: row.get("address")?,
        name: row.get("name")?,
        publisher: row.get("publisher")?,
        group: row.get("grouping")?,
        country: row.get("country")?,
        language: row.get("language")?,
        paused: row.get("paused")?,
        interval_minutes: row.get("interval_minutes")?,
        allow_private: row.get("allow_private")?,
        revisit: row
            .get::<_, Option<bool>>("revisit")?
            .unwrap_or(kind == SourceKind::Feed),
        added_at: Timestamp(row.get("added_at")?),
    })
}

const SOURCE: &str = "
    SELECT id, kind, address, name, publisher, grouping, country, language, paused, interval_minutes,
           allow_private, revisit, added_at
    FROM source";

impl Writer {
    /// Adds a source, or changes it. One with the same kind and address is there once.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where it is there already, [`StoreError::NotFound`] where the one to change is
    /// not, and what the database says.
    pub fn save_source(
        &mut self,
        draft: &SourceDraft,
        sample: bool,
        now: Timestamp,
    ) -> Result<Source> {
        let tx = self.conn.transaction()?;
        let kind = word(&draft.kind)?;
        let there: Option<(i64, String)> = tx
            .query_row(
                "SELECT id, name FROM source WHERE kind = ?1 AND address = ?2 AND removed_at IS NULL",
                params![kind, draft.address],
                |row| Ok((row.get("id")?, row.get("name")?)),
            )
            .optional()?;
        if let Some((id, name)) = there
            && draft.id != Some(SourceId(id))
        {
            return Err(StoreError::Refused(format!(
                "“{name}” (source {id}) has this address already"
            )));
        }
        let publisher = draft
            .publisher
            .as_ref()
            .filter(|it| !it.is_empty())
            .unwrap_or(&draft.name);
        let id = match draft.id {
            Some(id) => {
                let changed = tx.execute(
                    "UPDATE source SET kind = :kind, address = :address, name = :name, publisher = :publisher,
                            grouping = :grouping, country = :country, language = :language,
                            interval_minutes = :interval, allow_private = :allow_private,
                            revisit = coalesce(:revisit, revisit)
                     WHERE id = :id AND removed_at IS NULL",
                    named_params! {
                        ":id": id.0, ":kind": kind, ":address": draft.address, ":name": draft.name,
                        ":publisher": publisher, ":grouping": draft.group, ":country": draft.country,
                        ":language": draft.language, ":interval": draft.interval_minutes,
                        ":allow_private": draft.allow_private, ":revisit": draft.revisit,
                    },
                )?;
                if changed == 0 {
                    return Err(StoreError::NotFound(format!("source {id}")));
                }
                // What a feed brought is shown under the name that the analyst gives it.
                if draft.kind == SourceKind::Feed {
                    tx.execute(
                        "UPDATE article SET outlet = ?2 WHERE source_id = ?1",
                        params![id.0, draft.name],
                    )?;
                }
                tx.execute(
                    "UPDATE look SET next_due_at = NULL WHERE source_id = ?1",
                    [id.0],
                )?;
                id
            }
            None => {
                tx.execute(
                    "INSERT INTO source (kind, address, name, publisher, grouping, country, language,
                                         interval_minutes, allow_private, revisit, sample, added_at)
                     VALUES (:kind, :address, :name, :publisher, :grouping, :country, :language,
                             :interval, :allow_private, :revisit, :sample, :now)",
                    named_params! {
                        ":kind": kind, ":address": draft.address, ":name": draft.name, ":publisher": publisher,
                        ":grouping": draft.group, ":country": draft.country, ":language": draft.language,
                        ":interval": draft.interval_minutes, ":allow_private": draft.allow_private,
                        ":revisit": draft.revisit, ":sample": sample, ":now": now.0,
                    },
                )?;
                let id = SourceId(tx.last_insert_rowid());
                tx.execute("INSERT INTO look (source_id) VALUES (?1)", [id.0])?;
                id
            }
        };
        let saved = {
            let mut statement = tx.prepare(&format!("{SOURCE} WHERE id = ?1"))?;
            let mut rows = statement.query([id.0])?;
            source(
                rows.next()?
                    .ok_or_else(|| StoreError::NotFound(format!("source {id}")))?,
            )?
        };
        tx.commit()?;
        Ok(saved)
    }

    /// Pauses a source, or goes on with it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn pause_source(&mut self, id: SourceId, paused: bool) -> Result<()> {
        let changed = self.conn.execute(
            "UPDATE source SET paused = ?2 WHERE id = ?1 AND removed_at IS NULL",
            params![id.0, paused],
        )?;
        if changed == 0 {
            Err(StoreError::NotFound(format!("source {id}")))
        } else {
            Ok(())
        }
    }

    /// Remembers how a look at a source went.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_look(&mut self, id: SourceId, look: &Look) -> Result<()> {
        let tx = self.conn.transaction()?;
        let due = look.next_due_at.map(|it| it.0);
        match &look.outcome {
            LookOutcome::Fine(state) | LookOutcome::Partly(state, _) => {
                let trouble = match &look.outcome {
                    LookOutcome::Partly(_, trouble) => Some(since_first(&tx, id, trouble)?),
                    _ => None,
                };
                tx.execute(
                    "UPDATE look SET last_attempt_at = :at, last_success_at = :at, next_due_at = :due, failures = 0,
                            trouble = :trouble, etag = :etag, last_modified = :last_modified,
                            validator_address = :address, body_hash = :body_hash
                     WHERE source_id = :id",
                    named_params! {
                        ":id": id.0, ":at": look.at.0, ":due": due, ":trouble": trouble, ":etag": state.etag,
                        ":last_modified": state.last_modified, ":address": state.validator_address,
                        ":body_hash": state.body_hash,
                    },
                )?;
            }
            LookOutcome::Trouble(trouble) => {
                let trouble = since_first(&tx, id, trouble)?;
                tx.execute(
                    "UPDATE look SET last_attempt_at = :at, next_due_at = :due, failures = failures + 1,
                            trouble = :trouble
                     WHERE source_id = :id",
                    named_params! { ":id": id.0, ":at": look.at.0, ":due": due, ":trouble": trouble },
                )?;
            }
        }
        tx.commit()?;
        Ok(())
    }

    /// Says when a source is next due, before it is asked, so that a restart does not ask again at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_due(&mut self, id: SourceId, at: Timestamp) -> Result<()> {
        self.conn.execute(
            "UPDATE look SET next_due_at = ?2 WHERE source_id = ?1",
            params![id.0, at.0],
        )?;
        Ok(())
    }

    /// Remembers that a host was contacted for a source.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_contact(&mut self, host: &str, id: SourceId, at: Timestamp) -> Result<()> {
        self.conn.execute(
            "INSERT INTO contact (host, source_id, requests, first_at, last_at) VALUES (?1, ?2, 1, ?3, ?3)
             ON CONFLICT (host, source_id) DO UPDATE SET requests = requests + 1, last_at = excluded.last_at",
            params![host, id.0, at.0],
        )?;
        Ok(())
    }

    /// Gives a source that was added without a name the one that it gives itself.
    ///
    /// # Errors
    /// What the database says.
    pub fn name_source(&mut self, id: SourceId, name: &str, was: &str) -> Result<()> {
        self.conn.execute(
            "UPDATE source SET name = ?2, publisher = iif(publisher = ?3, ?2, publisher) WHERE id = ?1 AND name = ?3",
            params![id.0, name, was],
        )?;
        Ok(())
    }
}

/// The trouble as JSON; since when stays, where it is the same kind as before.
fn since_first(tx: &rusqlite::Transaction<'_>, id: SourceId, trouble: &Trouble) -> Result<String> {
    let before: Option<String> = tx
        .query_row(
            "SELECT trouble FROM look WHERE source_id = ?1",
            [id.0],
            |row| row.get(0),
        )
        .optional()?
        .flatten();
    let mut trouble = trouble.clone();
    if let Some(before) = before.and_then(|it| serde_json::from_str::<Trouble>(&it).ok())
        && before.code == trouble.code
    {
        trouble.since = before.since;
    }
    Ok(serde_json::to_string(&trouble)?)
}

impl Reader {
    /// A source.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn source(&self, id: SourceId) -> Result<Source> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("{SOURCE} WHERE id = ?1 AND removed_at IS NULL"))?;
        let mut rows = statement.query([id.0])?;
        source(
            rows.next()?
                .ok_or_else(|| StoreError::NotFound(format!("source {id}")))?,
        )
    }

    /// The kind of a source, also of one that was removed.
    ///
    /// # Errors
    /// What the database says.
    pub fn kind_of(&self, id: SourceId) -> Result<Option<SourceKind>> {
        let kind: Option<String> = self
            .conn
            .prepare_cached("SELECT kind FROM source WHERE id = ?1")?
            .query_row([id.0], |row| row.get("kind"))
            .optional()?;
        kind.map(from_word).transpose()
    }

    /// The source with a kind and an address.
    ///
    /// # Errors
    /// What the database says.
    pub fn source_at(&self, kind: SourceKind, address: &str) -> Result<Option<Source>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "{SOURCE} WHERE kind = ?1 AND address = ?2 AND removed_at IS NULL"
        ))?;
        let mut rows = statement.query(params![word(&kind)?, address])?;
        rows.next()?.map(source).transpose()
    }

    /// What is remembered of the last answer of a source.
    ///
    /// # Errors
    /// What the database says.
    pub fn fetch_state(&self, id: SourceId) -> Result<FetchState> {
        let state = self
            .conn
            .query_row(
                "SELECT etag, last_modified, validator_address, body_hash, failures, next_due_at FROM look
                 WHERE source_id = ?1",
                [id.0],
                |row| {
                    Ok(FetchState {
                        etag: row.get("etag")?,
                        last_modified: row.get("last_modified")?,
                        validator_address: row.get("validator_address")?,
                        body_hash: row.get("body_hash")?,
                        failures: row.get("failures")?,
                        next_due_at: time(row, "next_due_at")?,
                    })
                },
            )
            .optional()?;
        Ok(state.unwrap_or_default())
    }

    /// Sources that are not removed or paused, with when they are next due (nothing: at once).
    ///
    /// # Errors
    /// What the database says.
    pub fn due(&self) -> Result<Vec<(Source, Option<Timestamp>)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, kind, address, name, publisher, grouping, country, language, paused, interval_minutes,
                    allow_private, revisit, added_at, look.next_due_at AS next_due_at
             FROM source JOIN look ON look.source_id = source.id
             WHERE removed_at IS NULL AND paused = 0 ORDER BY look.next_due_at, id",
        )?;
        let mut rows = statement.query([])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            found.push((source(row)?, time(row, "next_due_at")?));
        }
        Ok(found)
    }

    /// Every source with its health.
    ///
    /// # Errors
    /// What the database says.
    pub fn sources(&self, now: Timestamp) -> Result<Vec<SourceView>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, kind, address, name, publisher, grouping, country, language, paused, interval_minutes,
                    allow_private, revisit, added_at, last_attempt_at, last_success_at, next_due_at, trouble
             FROM source JOIN look ON look.source_id = source.id
             WHERE removed_at IS NULL ORDER BY name COLLATE NOCASE, id",
        )?;
        let mut rows = statement.query([])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            let source = source(row)?;
            let trouble: Option<Trouble> = row
                .get::<_, Option<String>>("trouble")?
                .map(|it| serde_json::from_str(&it))
                .transpose()?;
            let (files, total) = self.files_in_trouble(source.id)?;
            let last_attempt_at = time(row, "last_attempt_at")?;
            let state = match (source.paused, &trouble, total, last_attempt_at) {
                (true, ..) => SourceState::Paused,
                (_, Some(_), ..) => SourceState::Troubled,
                (_, None, 1.., _) => SourceState::Troubled,
                (_, None, 0, None)
                    if matches!(source.kind, SourceKind::Feed | SourceKind::Folder) =>
                {
                    SourceState::Waiting
                }
                _ => SourceState::Healthy,
            };
            let articles: i64 = self
                .conn
                .prepare_cached("SELECT count(*) FROM article WHERE source_id = ?1")?
                .query_row([source.id.0], |row| row.get(0))?;
            found.push(SourceView {
                state,
                trouble,
                files_in_trouble: files,
                files_in_trouble_total: total,
                last_attempt_at,
                last_success_at: time(row, "last_success_at")?,
                next_due_at: time(row, "next_due_at")?,
                articles: articles as u64,
                per_day: self.per_day(source.id, now)?,
                source,
            });
        }
        Ok(found)
    }

    fn files_in_trouble(&self, id: SourceId) -> Result<(Vec<FileTrouble>, u64)> {
        let total: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM file WHERE source_id = ?1 AND trouble IS NOT NULL",
            )?
            .query_row([id.0], |row| row.get(0))?;
        let mut statement = self.conn.prepare_cached(
            "SELECT path, trouble, seen_at FROM file WHERE source_id = ?1 AND trouble IS NOT NULL
             ORDER BY seen_at DESC, path LIMIT 100",
        )?;
        let files = statement
            .query_map([id.0], |row| {
                Ok(FileTrouble {
                    path: row.get("path")?,
                    why: row.get("trouble")?,
                    at: Timestamp(row.get("seen_at")?),
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok((files, total as u64))
    }

    /// Articles first seen on each of the last 14 days in UTC, oldest first.
    fn per_day(&self, id: SourceId, now: Timestamp) -> Result<Vec<u32>> {
        let today = now.0.div_euclid(Timestamp::DAY);
        let mut days = vec![0; 14];
        let mut statement = self.conn.prepare_cached(
            "SELECT first_seen_at / 86400000 AS day, count(*) AS articles FROM article
             WHERE source_id = ?1 AND first_seen_at >= ?2 GROUP BY day",
        )?;
        let mut rows = statement.query(params![id.0, (today - 13) * Timestamp::DAY])?;
        while let Some(row) = rows.next()? {
            let ago = today - row.get::<_, i64>("day")?;
            if let Ok(ago) = usize::try_from(ago)
                && ago < 14
            {
                days[13 - ago] = row.get("articles")?;
            }
        }
        Ok(days)
    }
}
