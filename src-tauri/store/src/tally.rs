//! What each source brought on each day: counted when it is filed, so that nobody need count articles to know.

use std::collections::HashMap;

use news::{
    SourceId, Timestamp,
    article::is_plausible,
    health::{DayTally, KEPT_DAYS, LATENESS, day_of, lateness},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Reader, Result, Writer};

/// How many articles that were there before days were counted are counted in one step.
const STEP: i64 = 2_000;

/// How many days before an article was seen it may have been published for its hour to say something of its source's rhythm.
const RHYTHM_DAYS: i64 = 14;

/// How many counts a day has.
const COUNTS: usize = 24 + LATENESS;

/// What is counted of a batch, by source and day.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    days: HashMap<(i64, i64), DayTally>,
    totals: HashMap<i64, i64>,
}

impl Tally {
    /// Counts a new article.
    pub(crate) fn add(
        &mut self,
        source_id: i64,
        published_at: Option<Timestamp>,
        seen_at: Timestamp,
    ) {
        *self.totals.entry(source_id).or_default() += 1;
        self.add_day(source_id, published_at, seen_at);
    }

    /// Counts an article into its days only. A time of publication that cannot be counts as none.
    fn add_day(&mut self, source_id: i64, published_at: Option<Timestamp>, seen_at: Timestamp) {
        let published_at = published_at.filter(|it| is_plausible(*it, seen_at));
        let seen = self.day(source_id, day_of(seen_at));
        seen.articles = seen.articles.saturating_add(1);
        if let Some(at) = published_at {
            let late = &mut seen.late[lateness(at, seen_at)];
            *late = late.saturating_add(1);
        }
        let at = published_at.unwrap_or(seen_at);
        if (0..=RHYTHM_DAYS).contains(&(day_of(seen_at) - day_of(at))) {
            let hour = at.0.div_euclid(Timestamp::HOUR).rem_euclid(24) as usize;
            let count = &mut self.day(source_id, day_of(at)).hours[hour];
            *count = count.saturating_add(1);
        }
    }

    fn day(&mut self, source_id: i64, day: i64) -> &mut DayTally {
        self.days
            .entry((source_id, day))
            .or_insert_with(|| DayTally::empty(day))
    }

    /// Adds what was counted to what is stored.
    pub(crate) fn put(self, tx: &Connection) -> Result<()> {
        for (source_id, articles) in self.totals {
            tx.prepare_cached(
                "INSERT INTO source_total (source_id, articles) VALUES (?1, ?2)
                 ON CONFLICT (source_id) DO UPDATE SET articles = articles + excluded.articles",
            )?
            .execute(params![source_id, articles])?;
        }
        for ((source_id, day), mut tally) in self.days {
            let stored: Option<(u32, Vec<u8>)> = tx
                .prepare_cached(
                    "SELECT articles, counts FROM source_day WHERE source_id = ?1 AND day = ?2",
                )?
                .query_row([source_id, day], |row| {
                    Ok((row.get("articles")?, row.get("counts")?))
                })
                .optional()?;
            if let Some((articles, counts)) = stored {
                let before = unpacked(day, articles, &counts);
                tally.articles = tally.articles.saturating_add(before.articles);
                let all = tally.hours.iter_mut().chain(&mut tally.late);
                for (count, before) in all.zip(before.hours.iter().chain(&before.late)) {
                    *count = count.saturating_add(*before);
                }
            }
            tx.prepare_cached(
                "INSERT INTO source_day (source_id, day, articles, counts) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (source_id, day) DO UPDATE SET articles = excluded.articles, counts = excluded.counts",
            )?
            .execute(params![source_id, day, tally.articles, packed(&tally)])?;
        }
        Ok(())
    }
}

/// The counts of a day: a byte each, or two where one of them does not fit.
fn packed(tally: &DayTally) -> Vec<u8> {
    let counts = || tally.hours.iter().chain(&tally.late);
    let bytes: Option<Vec<u8>> = counts().map(|it| u8::try_from(*it).ok()).collect();
    bytes.unwrap_or_else(|| counts().flat_map(|it| it.to_le_bytes()).collect())
}

/// A day from its row. Counts of another form count nothing.
fn unpacked(day: i64, articles: u32, counts: &[u8]) -> DayTally {
    let mut tally = DayTally {
        articles,
        ..DayTally::empty(day)
    };
    let found: Vec<u16> = match counts.len() {
        COUNTS => counts.iter().map(|it| u16::from(*it)).collect(),
        it if it == 2 * COUNTS => counts
            .chunks_exact(2)
            .map(|it| u16::from_le_bytes([it[0], it[1]]))
            .collect(),
        _ => return tally,
    };
    let all = tally.hours.iter_mut().chain(&mut tally.late);
    all.zip(found).for_each(|(count, it)| *count = it);
    tally
}

impl Writer {
    /// Counts some of the articles that were there before days were counted. Tells whether there are more.
    ///
    /// # Errors
    /// What the database says; nothing of this step is then counted.
    pub fn count_days(&mut self) -> Result<bool> {
        let tx = self.conn.transaction()?;
        let next: Option<(i64, i64, i64, i64)> = tx
            .prepare_cached(
                "SELECT source_id, counted_at, counted_id, until FROM source_total WHERE counted_at IS NOT NULL
                 ORDER BY source_id LIMIT 1",
            )?
            .query_row([], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        let Some((source_id, at, id, until)) = next else {
            return Ok(false);
        };
        let mut tally = Tally::default();
        let mut last = None;
        let mut count = 0;
        {
            let mut statement = tx.prepare_cached(
                "SELECT id, first_seen_at, published_at FROM article INDEXED BY article_seen
                 WHERE source_id = ?1 AND (first_seen_at, id) > (?2, ?3) AND first_seen_at <= ?4
                 ORDER BY first_seen_at, id LIMIT ?5",
            )?;
            let mut rows = statement.query(params![source_id, at, id, until, STEP])?;
            while let Some(row) = rows.next()? {
                let seen_at = Timestamp(row.get("first_seen_at")?);
                let published_at: Option<i64> = row.get("published_at")?;
                tally.add_day(source_id, published_at.map(Timestamp), seen_at);
                last = Some((seen_at.0, row.get::<_, i64>("id")?));
                count += 1;
            }
        }
        tally.put(&tx)?;
        let (at, id) = match last.filter(|_| count == STEP) {
            Some((at, id)) => (Some(at), id),
            None => (None, 0),
        };
        tx.prepare_cached(
            "UPDATE source_total SET counted_at = ?2, counted_id = ?3 WHERE source_id = ?1",
        )?
        .execute(params![source_id, at, id])?;
        tx.commit()?;
        Ok(true)
    }

    /// Forgets the counts of days that nothing is judged from any more.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_days(&mut self, now: Timestamp) -> Result<()> {
        self.conn.execute(
            "DELETE FROM source_day WHERE day < ?1",
            [day_of(now) - KEPT_DAYS],
        )?;
        Ok(())
    }
}

impl Reader {
    /// What a source brought on each day from `first` on, oldest first. Days on which nothing came are left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn day_tallies(&self, id: SourceId, first: i64) -> Result<Vec<DayTally>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT day, articles, counts FROM source_day WHERE source_id = ?1 AND day >= ?2 ORDER BY day",
        )?;
        let mut rows = statement.query(params![id.0, first])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            let counts: Vec<u8> = row.get("counts")?;
            found.push(unpacked(row.get("day")?, row.get("articles")?, &counts));
        }
        Ok(found)
    }

    /// When the last article of a source was first seen.
    ///
    /// # Errors
    /// What the database says.
    pub fn last_article_at(&self, id: SourceId) -> Result<Option<Timestamp>> {
        let at: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(first_seen_at) FROM article WHERE source_id = ?1")?
            .query_row([id.0], |row| row.get(0))?;
        Ok(at.map(Timestamp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_what_it_was_before_it_was_packed() {
        let mut tally = DayTally {
            articles: 300,
            ..DayTally::empty(20_784)
        };
        tally.hours[23] = 255;
        tally.late[LATENESS - 1] = 7;
        let small = packed(&tally);
        assert_eq!(small.len(), COUNTS);
        assert_eq!(unpacked(20_784, 300, &small), tally);
        tally.hours[0] = 256;
        let large = packed(&tally);
        assert_eq!(large.len(), 2 * COUNTS);
        assert_eq!(unpacked(20_784, 300, &large), tally);
        let odd = unpacked(20_784, 300, &large[1..]);
        assert_eq!((odd.articles, odd.hours), (300, [0; 24]));
    }

    #[test]
    fn an_article_counts_on_the_day_on_which_it_came_and_in_the_hour_in_which_it_was_published() {
        let at = |text: &str| Timestamp::from_rfc3339(text).expect("a time");
        let mut tally = Tally::default();
        let seen_at = at("2026-11-27T00:20:00Z");
        tally.add(1, Some(at("2026-11-26T23:50:00Z")), seen_at);
        tally.add(1, None, seen_at);
        // Of an import: its hour says nothing of today's rhythm.
        tally.add(1, Some(at("2019-01-01T05:00:00Z")), seen_at);
        let day = |it| &tally.days[&(1, it)];
        assert_eq!(day(20_784).articles, 3);
        assert_eq!((day(20_784).hours[0], day(20_783).hours[23]), (1, 1));
        assert_eq!((day(20_784).late[5], day(20_784).late[15]), (1, 1));
        assert_eq!(tally.days.len(), 2);
        assert_eq!(tally.totals[&1], 3);
    }
}
