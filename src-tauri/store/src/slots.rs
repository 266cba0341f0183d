//! Under which numbers articles stand in the search index: as short as their order allows.
//!
//! The index keeps, of each word of an article, how far the article's number is from the one before it. An
//! [`ArticleId`] leaves room for a million articles a minute, which makes these distances two bytes longer than they
//! must be, for each word of each article. In the index a minute therefore has [`OF_A_MINUTE`] numbers only; what finds
//! none stands behind all others, in the order in which it came, and its number is kept in a table.

use news::ArticleId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Result, StoreError};

/// How many low bits count the articles of one minute.
const BITS: u32 = 7;

/// How many articles of a minute have a number of their own.
const OF_A_MINUTE: i64 = 1 << BITS;

/// Numbers from here on are of articles whose minute was crowded: above any minute that there will be.
pub(crate) const CROWD: i64 = 1 << 50;

/// How articles are numbered in the index of a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slots {
    /// As everywhere else: a desk that was made before the numbers were short.
    Wide,
    /// Short.
    Short,
}

impl Slots {
    /// How a desk numbers them.
    pub(crate) fn read(conn: &Connection) -> Result<Slots> {
        let found: Option<String> = conn
            .query_row(
                "SELECT value FROM setting WHERE name = 'slots'",
                [],
                |row| row.get(0),
            )
            .optional()?;
        match found.as_deref() {
            None => Ok(Slots::Wide),
            Some("short") => Ok(Slots::Short),
            Some(other) => Err(StoreError::Damaged(format!(
                "the search index is numbered in a way that is not known (`{other}`)"
            ))),
        }
    }

    /// The number that is an article's by its minute; nothing where those are not enough.
    fn own(self, id: ArticleId) -> Option<i64> {
        match self {
            Slots::Wide => Some(id.0),
            Slots::Short => (id.sequence() < OF_A_MINUTE).then(|| self.floor(id.0)),
        }
    }

    /// The lowest number by minute that an article from this one on can have.
    fn floor(self, id: i64) -> i64 {
        match self {
            Slots::Wide => id,
            Slots::Short => {
                let id = ArticleId(id.max(0));
                let minute = id.0 / ArticleId::SEQUENCES;
                ((minute << BITS) + id.sequence().min(OF_A_MINUTE)).min(CROWD)
            }
        }
    }

    /// The same for a range of articles.
    pub(crate) fn range(self, (from, until): (i64, i64)) -> (i64, i64) {
        (self.floor(from), self.floor(until))
    }

    /// The article of a number by minute, or the lowest that one from it on can have.
    pub(crate) fn id(self, slot: i64) -> ArticleId {
        match self {
            Slots::Wide => ArticleId(slot),
            Slots::Short if slot >= CROWD => ArticleId(i64::MAX),
            Slots::Short => {
                ArticleId((slot >> BITS) * ArticleId::SEQUENCES + (slot & (OF_A_MINUTE - 1)))
            }
        }
    }

    /// The number of an article that is in the index; nothing where it is not.
    pub(crate) fn of(self, conn: &Connection, id: ArticleId) -> Result<Option<i64>> {
        if let Some(own) = self.own(id) {
            return Ok(Some(own));
        }
        Ok(conn
            .prepare_cached("SELECT slot FROM crowded_slot WHERE article_id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?)
    }

    /// The number under which an article is to stand; remembered where it is not the article's own.
    pub(crate) fn take(self, conn: &Connection, id: ArticleId) -> Result<i64> {
        if let Some(slot) = self.of(conn, id)? {
            return Ok(slot);
        }
        let last: Option<i64> = conn
            .prepare_cached("SELECT max(slot) FROM crowded_slot")?
            .query_row([], |row| row.get(0))?;
        let slot = last.map_or(CROWD, |it| it + 1);
        conn.prepare_cached("INSERT INTO crowded_slot (slot, article_id) VALUES (?1, ?2)")?
            .execute(params![slot, id.0])?;
        Ok(slot)
    }

    /// Takes an article out of the index. It must still be in its table.
    pub(crate) fn leave(self, conn: &Connection, id: ArticleId) -> Result<()> {
        if let Some(slot) = self.of(conn, id)? {
            conn.prepare_cached("DELETE FROM article_index WHERE rowid = ?1")?
                .execute([slot])?;
        }
        Ok(())
    }

    /// Whether any minute is crowded.
    pub(crate) fn is_crowded(self, conn: &Connection) -> Result<bool> {
        Ok(self == Slots::Short
            && conn
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM crowded_slot)")?
                .query_row([], |row| row.get(0))?)
    }
}

/// The articles of crowded minutes, by their numbers in the index, within a range; newest first.
pub(crate) fn of_crowd(
    conn: &Connection,
    slots: &[i64],
    (from, until): (i64, i64),
) -> Result<Vec<ArticleId>> {
    let mut statement =
        conn.prepare_cached("SELECT article_id FROM crowded_slot WHERE slot = ?1")?;
    let mut found = Vec::with_capacity(slots.len());
    for slot in slots {
        let id: Option<i64> = statement.query_row([slot], |row| row.get(0)).optional()?;
        let id = id.ok_or_else(|| {
            StoreError::Damaged(format!(
                "the search index holds {slot}, which is no article"
            ))
        })?;
        if (from..until).contains(&id) {
            found.push(ArticleId(id));
        }
    }
    found.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use news::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn article(minute: i64, sequence: i64) -> ArticleId {
        ArticleId(ArticleId::floor(Timestamp(minute * 60_000)).0 + sequence)
    }

    #[test]
    fn a_number_is_an_article_s_own_while_its_minute_has_some() {
        let (first, last) = (article(29_000_000, 0), article(29_000_000, OF_A_MINUTE - 1));
        for it in [first, last] {
            let own = Slots::Short.own(it).expect("its own");
            assert!(own < CROWD);
            assert_eq!(Slots::Short.id(own), it);
        }
        assert_eq!(Slots::Short.own(article(29_000_000, OF_A_MINUTE)), None);
        assert_eq!(
            Slots::Wide.own(article(29_000_000, OF_A_MINUTE)),
            Some(article(29_000_000, OF_A_MINUTE).0)
        );
    }

    #[test]
    fn no_bound_is_a_bound_that_leaves_out_the_crowd_only() {
        let range = (i64::MIN, i64::MAX);
        assert_eq!(Slots::Short.range(range), (0, CROWD));
        assert_eq!(Slots::Wide.range(range), range);
    }

    proptest! {
        #[test]
        fn numbers_have_the_order_of_articles_and_ranges_hold_the_same_ones(
            a in (0..3_i64, 0..400_i64), from in (0..3_i64, 0..400_i64), until in (0..3_i64, 0..400_i64),
        ) {
            let of = |(minute, sequence): (i64, i64)| article(29_000_000 + minute, sequence);
            let (a, from, until) = (of(a), of(from), of(until));
            let (low, high) = Slots::Short.range((from.0, until.0));
            if let Some(own) = Slots::Short.own(a) {
                prop_assert_eq!((low..high).contains(&own), (from.0..until.0).contains(&a.0));
                prop_assert_eq!(own >= low, a >= from);
            }
        }
    }
}
