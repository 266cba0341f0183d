//! When feeds were asked, when they may be asked again, and what is known of them for that.

use news::{SourceId, Timestamp, Wishes};
use rusqlite::{OptionalExtension, named_params, params};

use crate::{Reader, Result, Writer, rows::time};

/// What is known of a source for its next look.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timing {
    /// When it was asked last.
    pub asked_at: Option<Timestamp>,
    /// Until when its host wants to be left alone, also by hand.
    pub not_before: Option<Timestamp>,
    /// What the feed asks for.
    pub wishes: Wishes,
    /// Whether its server ever gave something by which an answer can be asked for only if it changed.
    pub validated: bool,
    /// Milliseconds between two looks as they are now.
    pub every: Option<i64>,
    /// Why so many, in a sentence.
    pub why: String,
    /// How many items its last answer held.
    pub items: u32,
    /// How many of these had no date.
    pub undated: u32,
    /// How many had one that lay ahead.
    pub future: u32,
    /// When everything that it gave was new though it had been read before.
    pub gap_at: Option<Timestamp>,
    /// Where it says that it has moved.
    pub moved_to: Option<String>,
}

/// What is learned of a feed from an answer that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learned {
    /// What it asks for.
    pub wishes: Wishes,
    /// How many items it holds.
    pub items: u32,
    /// How many of these have no date.
    pub undated: u32,
    /// How many have one that lies ahead.
    pub future: u32,
}

impl Writer {
    /// Says when a source is next due if this look is cut off, and that it is asked now: stored before it is, so that a program that is
    /// killed and started again does not ask again at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn begin_asking(&mut self, id: SourceId, due_at: Timestamp, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        tx.prepare_cached("UPDATE look SET next_due_at = ?2 WHERE source_id = ?1")?
            .execute(params![id.0, due_at.0])?;
        tx.prepare_cached(
            "INSERT INTO timing (source_id, asked_at) VALUES (?1, ?2)
             ON CONFLICT (source_id) DO UPDATE SET asked_at = excluded.asked_at",
        )?
        .execute(params![id.0, now.0])?;
        tx.commit()?;
        Ok(())
    }

    /// Puts a source back to where it was before it was asked in vain, for this machine was offline: it is due, has not been asked, and
    /// has not failed.
    ///
    /// # Errors
    /// What the database says.
    pub fn put_back(&mut self, id: SourceId, failed: bool, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        tx.prepare_cached(
            "UPDATE look SET next_due_at = ?2, failures = max(failures - (?3 AND trouble IS NOT NULL), 0), trouble = iif(?3, NULL, trouble)
             WHERE source_id = ?1",
        )?
        .execute(params![id.0, now.0, failed])?;
        tx.prepare_cached("UPDATE timing SET asked_at = NULL WHERE source_id = ?1")?
            .execute([id.0])?;
        tx.commit()?;
        Ok(())
    }

    /// Puts a look off that is due while its feed rests.
    ///
    /// # Errors
    /// What the database says.
    pub fn put_off(&mut self, id: SourceId, until: Timestamp, now: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        tx.prepare_cached("UPDATE look SET next_due_at = ?2 WHERE source_id = ?1")?
            .execute(params![id.0, until.0])?;
        // What was asked in a future that has not come makes nothing due any more.
        tx.prepare_cached("UPDATE timing SET asked_at = min(asked_at, ?2) WHERE source_id = ?1")?
            .execute(params![id.0, now.0])?;
        tx.commit()?;
        Ok(())
    }

    /// Leaves a source alone until then, also by hand.
    ///
    /// # Errors
    /// What the database says.
    pub fn leave_alone(&mut self, id: SourceId, until: Timestamp) -> Result<()> {
        let tx = self.conn.transaction()?;
        tx.prepare_cached(
            "UPDATE look SET next_due_at = max(coalesce(next_due_at, 0), ?2) WHERE source_id = ?1",
        )?
        .execute(params![id.0, until.0])?;
        tx.prepare_cached(
            "INSERT INTO timing (source_id, not_before) VALUES (?1, ?2)
             ON CONFLICT (source_id) DO UPDATE SET not_before = excluded.not_before",
        )?
        .execute(params![id.0, until.0])?;
        tx.commit()?;
        Ok(())
    }

    /// Remembers what was learned of a feed from an answer that was read.
    ///
    /// # Errors
    /// What the database says.
    pub fn learn(&mut self, id: SourceId, learned: &Learned) -> Result<()> {
        let wishes = match learned.wishes.is_empty() {
            true => String::new(),
            false => serde_json::to_string(&learned.wishes)?,
        };
        self.conn
            .prepare_cached(
                "INSERT INTO timing (source_id, wishes, items, undated, future)
                 VALUES (:id, :wishes, :items, :undated, :future)
                 ON CONFLICT (source_id) DO UPDATE SET wishes = excluded.wishes, items = excluded.items,
                     undated = excluded.undated, future = excluded.future",
            )?
            .execute(named_params! {
                ":id": id.0, ":wishes": wishes, ":items": learned.items, ":undated": learned.undated,
                ":future": learned.future,
            })?;
        Ok(())
    }

    /// Remembers when a source is looked at from now on, and why.
    ///
    /// # Errors
    /// What the database says.
    pub fn plan(&mut self, id: SourceId, every: i64, why: &str) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO timing (source_id, every, why) VALUES (?1, ?2, ?3)
                 ON CONFLICT (source_id) DO UPDATE SET every = excluded.every, why = excluded.why",
            )?
            .execute(params![id.0, every, why])?;
        Ok(())
    }

    /// Remembers that a server gave something by which an answer can be asked for only if it changed.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_validators(&mut self, id: SourceId) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO timing (source_id, validated) VALUES (?1, 1)
                 ON CONFLICT (source_id) DO UPDATE SET validated = 1",
            )?
            .execute([id.0])?;
        Ok(())
    }

    /// Remembers that everything that a feed gave was new, though it had been read before.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_gap(&mut self, id: SourceId, now: Timestamp) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE timing SET gap_at = ?2 WHERE source_id = ?1")?
            .execute(params![id.0, now.0])?;
        Ok(())
    }

    /// Remembers where a source says that it has moved, or that it does not say so any more.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_move(&mut self, id: SourceId, to: Option<&str>) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE timing SET moved_to = ?2 WHERE source_id = ?1")?
            .execute(params![id.0, to])?;
        Ok(())
    }
}

impl Reader {
    /// What is known of a source for its next look.
    ///
    /// # Errors
    /// What the database says.
    pub fn timing(&self, id: SourceId) -> Result<Timing> {
        let found = self
            .conn
            .prepare_cached(
                "SELECT asked_at, not_before, wishes, validated, every, why, items, undated, future, gap_at, moved_to
                 FROM timing WHERE source_id = ?1",
            )?
            .query_row([id.0], |row| {
                Ok((
                    row.get::<_, String>("wishes")?,
                    Timing {
                        asked_at: time(row, "asked_at")?,
                        not_before: time(row, "not_before")?,
                        wishes: Wishes::default(),
                        validated: row.get("validated")?,
                        every: row.get("every")?,
                        why: row.get("why")?,
                        items: row.get("items")?,
                        undated: row.get("undated")?,
                        future: row.get("future")?,
                        gap_at: time(row, "gap_at")?,
                        moved_to: row.get("moved_to")?,
                    },
                ))
            })
            .optional()?;
        let Some((wishes, timing)) = found else {
            return Ok(Timing::default());
        };
        Ok(Timing {
            wishes: match wishes.as_str() {
                "" => Wishes::default(),
                json => serde_json::from_str(json)?,
            },
            ..timing
        })
    }
}
