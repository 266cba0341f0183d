//! Sources, how they were looked at, and whom that contacted.

use news::{
    Source, SourceId, SourceKind, SourceMethod, Timestamp, Trouble,
    desk::{FileTrouble, SourceDraft, SourceState, SourceView},
    query::Naming,
};
use rusqlite::{OptionalExtension, Row, named_params, params};

use crate::{Reader, Result, StoreError, Writer, from_word, full_text, rows::time, word};

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
    /// What was wrong with the last answer; where it brought something nevertheless, `failures` is 0.
    pub trouble: Option<Trouble>,
    /// Not asked any more by itself.
    pub stopped: bool,
    /// How often in a row it refused to be read.
    pub refusals: u32,
    /// When it was last asked without validators.
    pub asked_whole_at: Option<Timestamp>,
    /// Where it says that it has moved for good, and since when it says so.
    pub moved: Option<(String, Timestamp)>,
}

/// What a source that moves keeps of where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stays {
    /// The host.
    pub host: bool,
    /// Scheme, host and port.
    pub origin: bool,
}

/// A source that is looked at, with when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueSource {
    /// The source.
    pub source: Source,
    /// When it is next due; nothing: at once.
    pub due_at: Option<Timestamp>,
    /// When it was asked last.
    pub asked_at: Option<Timestamp>,
}

pub(crate) fn source(row: &Row<'_>) -> Result<Source> {
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
        user: row.get("user")?,
        certificate: row.get("certificate")?,
        method: from_word(row.get("method")?)?,
        text: from_word(row.get("text_from")?)?,
        text_choice: from_word(row.get("text_choice")?)?,
        ignore: serde_json::from_str(&row.get::<_, String>("ignored")?)?,
        site: row.get("site")?,
        added_at: Timestamp(row.get("added_at")?),
    })
}

const SOURCE: &str = "
    SELECT id, kind, address, name, publisher, grouping, country, language, paused, interval_minutes,
           allow_private, revisit, user, certificate, method, text_from, text_choice, ignored, site, added_at
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
        let ignored = draft
            .ignore
            .as_ref()
            .map(serde_json::to_string)
            .transpose()?;
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
                let elsewhere: bool = tx.query_row(
                    "SELECT NOT EXISTS (SELECT 1 FROM source WHERE id = ?1 AND kind = ?2 AND address = ?3 AND allow_private = ?4)",
                    params![id.0, kind, draft.address, draft.allow_private],
                    |row| row.get(0),
                )?;
                let was_method = method_of(&tx, id)?;
                let changed = tx.execute(
                    "UPDATE source SET kind = :kind, address = :address, name = :name, publisher = :publisher,
                            grouping = :grouping, country = :country, language = :language,
                            interval_minutes = :interval, allow_private = :allow_private,
                            revisit = coalesce(:revisit, revisit), method = coalesce(:method, method),
                            ignored = coalesce(:ignored, ignored)
                     WHERE id = :id AND removed_at IS NULL",
                    named_params! {
                        ":id": id.0, ":kind": kind, ":address": draft.address, ":name": draft.name,
                        ":publisher": publisher, ":grouping": draft.group, ":country": draft.country,
                        ":language": draft.language, ":interval": draft.interval_minutes,
                        ":allow_private": draft.allow_private, ":revisit": draft.revisit,
                        ":method": draft.method.as_ref().map(word).transpose()?,
                        ":ignored": ignored,
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
                // A stop is undone by every change: it may have mended what was wrong. Another place is asked as if it had never
                // been asked before.
                tx.execute(
                    "UPDATE look SET next_due_at = CASE WHEN ?2 OR ?3 OR stopped THEN NULL ELSE next_due_at END, stopped = 0, refusals = 0
                     WHERE source_id = ?1",
                    params![id.0, elsewhere, draft.kind == SourceKind::Folder],
                )?;
                if elsewhere {
                    tx.execute(
                        "UPDATE look SET moved_to = NULL, moved_since = NULL WHERE source_id = ?1",
                        [id.0],
                    )?;
                    tx.execute("DELETE FROM timing WHERE source_id = ?1", [id.0])?;
                }
                if draft.method.is_some_and(|it| it != was_method) {
                    tx.execute(
                        "UPDATE look SET etag = NULL, last_modified = NULL, validator_address = NULL, body_hash = NULL
                         WHERE source_id = ?1",
                        [id.0],
                    )?;
                }
                id
            }
            None => {
                tx.execute(
                    "INSERT INTO source (kind, address, name, publisher, grouping, country, language,
                                         interval_minutes, allow_private, revisit, method, ignored, sample, added_at)
                     VALUES (:kind, :address, :name, :publisher, :grouping, :country, :language,
                             :interval, :allow_private, :revisit, :method, coalesce(:ignored, '[]'), :sample, :now)",
                    named_params! {
                        ":kind": kind, ":address": draft.address, ":name": draft.name, ":publisher": publisher,
                        ":grouping": draft.group, ":country": draft.country, ":language": draft.language,
                        ":interval": draft.interval_minutes, ":allow_private": draft.allow_private,
                        ":revisit": draft.revisit, ":method": word(&draft.method.unwrap_or_default())?,
                        ":ignored": ignored, ":sample": sample, ":now": now.0,
                    },
                )?;
                let id = SourceId(tx.last_insert_rowid());
                tx.execute("INSERT INTO look (source_id) VALUES (?1)", [id.0])?;
                id
            }
        };
        full_text::choose(&tx, id, draft.text, now)?;
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
                            stopped = 0, refusals = 0, trouble = :trouble, etag = :etag, last_modified = :last_modified,
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

    /// Says when a source is next due.
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

    /// Remembers whether a source is asked by itself at all, and how often in a row it refused.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_standing(&mut self, id: SourceId, stopped: bool, refusals: u32) -> Result<()> {
        self.conn.execute(
            "UPDATE look SET stopped = ?2, refusals = ?3 WHERE source_id = ?1",
            params![id.0, stopped, refusals],
        )?;
        Ok(())
    }

    /// Remembers that a source is asked without validators, before it is.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_asked_whole(&mut self, id: SourceId, at: Timestamp) -> Result<()> {
        self.conn.execute(
            "UPDATE look SET asked_whole_at = ?2 WHERE source_id = ?1",
            params![id.0, at.0],
        )?;
        Ok(())
    }

    /// Remembers where a source says that it has moved for good, and since when; or that it does not say so any more.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_move(&mut self, id: SourceId, moved: Option<(&str, Timestamp)>) -> Result<()> {
        self.conn.execute(
            "UPDATE look SET moved_to = ?2, moved_since = ?3 WHERE source_id = ?1",
            params![id.0, moved.map(|it| it.0), moved.map(|it| it.1.0)],
        )?;
        Ok(())
    }

    /// Follows a source that has moved for good: only its address is another. When it is asked, what its answers said and what the
    /// analyst gave it stay; that it may be in a private network and whose certificate is taken does only on the same host, and the
    /// name that it is asked with only at the same origin. Nothing where another source of its kind has that address.
    ///
    /// # Errors
    /// What the database says.
    pub fn move_source(&mut self, id: SourceId, to: &str, stays: Stays) -> Result<()> {
        let tx = self.conn.transaction()?;
        tx.execute(
            "UPDATE source SET address = ?2, allow_private = allow_private AND ?3,
                    certificate = CASE WHEN ?3 THEN certificate END, user = CASE WHEN ?4 THEN user END
             WHERE id = ?1 AND removed_at IS NULL AND NOT EXISTS
                 (SELECT 1 FROM source AS other
                  WHERE other.kind = source.kind AND other.address = ?2 AND other.removed_at IS NULL)",
            params![id.0, to, stays.host, stays.origin],
        )?;
        tx.execute(
            "UPDATE look SET moved_to = NULL, moved_since = NULL WHERE source_id = ?1",
            [id.0],
        )?;
        tx.execute(
            "UPDATE timing SET moved_to = NULL WHERE source_id = ?1",
            [id.0],
        )?;
        tx.commit()?;
        Ok(())
    }

    /// Says with which name a source is asked, or that it is asked without. What was remembered of its answers is
    /// forgotten: they may have been another's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn set_user(&mut self, id: SourceId, user: Option<&str>) -> Result<()> {
        let tx = self.conn.transaction()?;
        let changed = tx.execute(
            "UPDATE source SET user = ?2 WHERE id = ?1 AND removed_at IS NULL",
            params![id.0, user],
        )?;
        if changed == 0 {
            return Err(StoreError::NotFound(format!("source {id}")));
        }
        tx.execute(
            "UPDATE look SET next_due_at = NULL, stopped = 0, refusals = 0, etag = NULL, last_modified = NULL,
                    validator_address = NULL, body_hash = NULL
             WHERE source_id = ?1",
            [id.0],
        )?;
        tx.commit()?;
        Ok(())
    }

    /// Says which one certificate of a source is taken though nobody vouches for it, by its SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn set_certificate(&mut self, id: SourceId, sha256: Option<&str>) -> Result<()> {
        let tx = self.conn.transaction()?;
        let changed = tx.execute(
            "UPDATE source SET certificate = ?2 WHERE id = ?1 AND removed_at IS NULL",
            params![id.0, sha256],
        )?;
        if changed == 0 {
            return Err(StoreError::NotFound(format!("source {id}")));
        }
        tx.execute(
            "UPDATE look SET next_due_at = NULL WHERE source_id = ?1",
            [id.0],
        )?;
        tx.commit()?;
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

/// What is read at the address of a source; a feed where there is none.
fn method_of(tx: &rusqlite::Transaction<'_>, id: SourceId) -> Result<SourceMethod> {
    let found: Option<String> = tx
        .query_row("SELECT method FROM source WHERE id = ?1", [id.0], |row| {
            row.get("method")
        })
        .optional()?;
    Ok(found.map(from_word).transpose()?.unwrap_or_default())
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
                "SELECT etag, last_modified, validator_address, body_hash, failures, next_due_at, trouble, stopped,
                        refusals, asked_whole_at, moved_to, moved_since
                 FROM look WHERE source_id = ?1",
                [id.0],
                |row| {
                    let trouble: Option<String> = row.get("trouble")?;
                    let moved_to: Option<String> = row.get("moved_to")?;
                    Ok(FetchState {
                        // One that cannot be read any more is said anew at the next look.
                        trouble: trouble.and_then(|it| serde_json::from_str(&it).ok()),
                        stopped: row.get("stopped")?,
                        refusals: row.get("refusals")?,
                        asked_whole_at: time(row, "asked_whole_at")?,
                        moved: moved_to.zip(time(row, "moved_since")?),
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

    /// Sources that are not removed, paused or stopped, those that are due first.
    ///
    /// # Errors
    /// What the database says.
    pub fn due(&self) -> Result<Vec<DueSource>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, kind, address, name, publisher, grouping, country, language, paused, interval_minutes,
                    allow_private, revisit, user, certificate, method, text_from, text_choice, ignored, site, added_at,
                    look.next_due_at AS next_due_at, timing.asked_at AS asked_at
             FROM source JOIN look ON look.source_id = source.id LEFT JOIN timing ON timing.source_id = source.id
             WHERE removed_at IS NULL AND paused = 0 AND look.stopped = 0 ORDER BY look.next_due_at, source.id",
        )?;
        let mut rows = statement.query([])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            found.push(DueSource {
                source: source(row)?,
                due_at: time(row, "next_due_at")?,
                asked_at: time(row, "asked_at")?,
            });
        }
        Ok(found)
    }

    /// What sources have for one of these, those that are gone and the outlets that articles name included. Nothing where too
    /// many articles would have to be asked for their outlet.
    ///
    /// # Errors
    /// What the database says.
    pub fn named(&self, what: Naming) -> Result<Option<Vec<String>>> {
        /// From how many articles on their outlets are not looked through.
        const MANY: i64 = 10_000;
        let column = match what {
            Naming::Source => "name",
            Naming::Publisher => "publisher",
            Naming::Country => "country",
            Naming::Group => "grouping",
        };
        let all = |sql: &str| -> Result<Vec<String>> {
            let mut statement = self.conn.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        let mut found = all(&format!(
            "SELECT DISTINCT {column} FROM source WHERE {column} IS NOT NULL AND {column} <> ''"
        ))?;
        if matches!(what, Naming::Source | Naming::Publisher) {
            // What came otherwise than by a feed may name its outlet itself.
            let articles: i64 = self.conn.query_row(
                "SELECT coalesce(sum(articles), 0) FROM source_total JOIN source ON source.id = source_id
                 WHERE kind <> 'feed'",
                [],
                |row| row.get(0),
            )?;
            if articles > MANY {
                return Ok(None);
            }
            found.extend(all(
                "SELECT DISTINCT outlet FROM article WHERE source_id IN (SELECT id FROM source WHERE kind <> 'feed')",
            )?);
        }
        Ok(Some(found))
    }

    /// Every source with its health.
    ///
    /// # Errors
    /// What the database says.
    pub fn sources(&self, now: Timestamp) -> Result<Vec<SourceView>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, kind, address, name, publisher, grouping, country, language, paused, interval_minutes,
                    allow_private, revisit, user, certificate, method, text_from, text_choice, ignored, site, added_at, last_attempt_at, last_success_at,
                    iif(stopped = 1, NULL, next_due_at) AS next_due_at, trouble
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
                // An import is over when it was told what it could not read: nothing is missing from now on.
                (_, None, 1.., _) if source.kind != SourceKind::Import => SourceState::Troubled,
                (_, None, _, None)
                    if matches!(source.kind, SourceKind::Feed | SourceKind::Folder) =>
                {
                    SourceState::Waiting
                }
                _ => SourceState::Healthy,
            };
            let articles: Option<i64> = self
                .conn
                .prepare_cached("SELECT articles FROM source_total WHERE source_id = ?1")?
                .query_row([source.id.0], |row| row.get(0))
                .optional()?;
            found.push(SourceView {
                state,
                trouble,
                files_in_trouble: files,
                files_in_trouble_total: total,
                last_attempt_at,
                last_success_at: time(row, "last_success_at")?,
                next_due_at: time(row, "next_due_at")?,
                articles: articles.unwrap_or(0) as u64,
                per_day: self.per_day(source.id, now)?,
                full_text: self.full_text_of(source.id)?,
                followed: None,
                source,
            });
        }
        Ok(found)
    }

    fn files_in_trouble(&self, id: SourceId) -> Result<(Vec<FileTrouble>, u64)> {
        let total: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM file INDEXED BY file_trouble
                 WHERE source_id = ?1 AND trouble IS NOT NULL AND gone_at IS NULL",
            )?
            .query_row([id.0], |row| row.get(0))?;
        let mut statement = self.conn.prepare_cached(
            "SELECT path, trouble, seen_at FROM file
             WHERE source_id = ?1 AND trouble IS NOT NULL AND gone_at IS NULL
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
        for tally in self.day_tallies(id, today - 13)? {
            if let Ok(ago) = usize::try_from(today - tally.day)
                && ago < 14
            {
                days[13 - ago] = tally.articles;
            }
        }
        Ok(days)
    }
}
