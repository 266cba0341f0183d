//! How sources do, from what is stored of their looks and of what they brought.

use news::{
    SourceId, Timestamp, Trouble,
    health::{DAYS, Looked, SourceHealth, day_of, health},
};

use crate::{Reader, Result, StoreError, rows::time, sources};

impl Reader {
    /// How a source does.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn health(&self, id: SourceId, now: Timestamp) -> Result<SourceHealth> {
        let found = self.health_of(Some(id), now)?.pop();
        found.ok_or_else(|| StoreError::NotFound(format!("source {id}")))
    }

    /// How every source does, by name. Asks for no article but each source's last: what they brought was counted when it was filed.
    ///
    /// # Errors
    /// What the database says.
    pub fn health_of_all(&self, now: Timestamp) -> Result<Vec<SourceHealth>> {
        self.health_of(None, now)
    }

    fn health_of(&self, only: Option<SourceId>, now: Timestamp) -> Result<Vec<SourceHealth>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, kind, address, name, publisher, grouping, country, language, paused, interval_minutes,
                    allow_private, revisit, user, certificate, method, text_from, text_choice, ignored, site, added_at,
                    last_attempt_at, last_success_at, iif(stopped = 1, NULL, next_due_at) AS next_due_at, trouble
             FROM source JOIN look ON look.source_id = source.id
             WHERE removed_at IS NULL AND (?1 IS NULL OR source.id = ?1) ORDER BY name COLLATE NOCASE, id",
        )?;
        let mut rows = statement.query([only.map(|it| it.0)])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            let source = sources::source(row)?;
            let trouble: Option<Trouble> = row
                .get::<_, Option<String>>("trouble")?
                .map(|it| serde_json::from_str(&it))
                .transpose()?;
            let timing = self.timing(source.id)?;
            let last_article_at = self.last_article_at(source.id)?;
            // What was usual before its last article, and the weeks that are shown.
            let first = last_article_at.map_or(now, |it| it.min(now));
            let tallies = self.day_tallies(source.id, day_of(first) - DAYS)?;
            let every = timing.every.map(|it| it / Timestamp::MINUTE);
            let looked = Looked {
                source: &source,
                trouble: trouble.as_ref(),
                last_attempt_at: time(row, "last_attempt_at")?,
                last_success_at: time(row, "last_success_at")?,
                next_due_at: time(row, "next_due_at")?,
                last_article_at,
                tallies: &tallies,
                items: timing.items,
                undated: timing.undated,
                future: timing.future,
                gap_at: timing.gap_at,
                moved_to: timing.moved_to.as_deref(),
                interval_minutes: every
                    .and_then(|it| u32::try_from(it).ok())
                    .or(source.interval_minutes),
                interval_why: &timing.why,
            };
            found.push(health(&looked, now));
        }
        Ok(found)
    }
}
