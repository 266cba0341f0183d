//! Our walk through the search index against FTS5's own: the same articles in the same order, whatever was filed,
//! changed, taken out and merged.

use std::ops::ControlFlow;

use news::{
    Article, ArticleId, Block, Timestamp, Zone,
    query::{About, Document, IndexQuery, Query},
};
use proptest::prelude::*;
use rusqlite::{Connection, params};
use store::{IndexEntry, Reader, put_entries};

const NOW: Timestamp = Timestamp(1_765_200_000_000);

/// How many articles there are: enough for the frequent words to stand on several leaves.
const ARTICLES: i64 = 4_000;

const ASKED: &[&str] = &[
    "often",
    "seldom",
    "once",
    "never",
    "often AND seldom",
    "often AND NOT seldom",
    "(often OR seldom) AND NOT (w3 OR \"often w4\")",
    "\"often w5\"",
    "\"often often\"",
    "\"w6 often w7\"",
    "\"often sel*\"",
    "often NEAR/3 seldom",
    "\"often w5\" NEAR/9 (seldom OR w8)",
    "seldom NEAR/2 often",
    "oft*",
    "promo:oft*",
    "promo:hidden",
    "promo:often AND NOT promo:hidden",
    "\"w10 oft*\" OR seldom",
    "lon*",
    "name*",
    "longest NEAR/3 longest",
    "\"longest longest\"",
    "w1 OR w2 OR w3 OR w4 OR w5",
    "w1 AND w2 AND often",
    "name77 OR name1234",
];

/// How the articles of an index are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbered {
    /// As in desks of before.
    Wide,
    /// By the numbers of their minutes.
    Short,
    /// So many in a minute that some find none.
    Crowded,
}

impl Numbered {
    const ALL: [Numbered; 3] = [Numbered::Wide, Numbered::Short, Numbered::Crowded];

    /// The id of an article: some share a minute, most do not; or many do.
    fn id(self, number: i64) -> i64 {
        let of_a_minute = if self == Numbered::Crowded { 300 } else { 3 };
        let at = Timestamp(1_700_000_000_000 + number / of_a_minute * Timestamp::HOUR);
        ArticleId::floor(at).0 + number % of_a_minute
    }
}

struct Index {
    _folder: tempfile::TempDir,
    conn: Connection,
    reader: Reader,
    numbered: Numbered,
}

fn index(numbered: Numbered) -> Index {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    drop(store::open(&path, NOW).expect("a desk"));
    let conn = Connection::open(&path).expect("opens");
    if numbered == Numbered::Wide {
        conn.execute("DELETE FROM setting WHERE name = 'slots'", [])
            .expect("set");
    }
    // Only the index is filled. As many segments, merges and leaves as can be had from few articles.
    conn.execute_batch(
        "PRAGMA foreign_keys = false;
         INSERT INTO article_index (article_index, rank) VALUES ('pgsz', 512);
         INSERT INTO article_index (article_index, rank) VALUES ('automerge', 4);",
    )
    .expect("set");
    let reader = Reader::open(&path).expect("a reader");
    Index {
        _folder: folder,
        conn,
        reader,
        numbered,
    }
}

/// An article of words, and of such that are not searched by default.
fn entry(words: &str, rest: &str) -> IndexEntry {
    let article = Article {
        blocks: vec![Block::new(Zone::Body, words), Block::new(Zone::Promo, rest)],
        ..Article::default()
    };
    IndexEntry::new(Document::new(&article, &About::default()).search_text())
}

/// A small sequence of numbers that looks as if it had no order.
fn mixed(number: i64, salt: i64) -> i64 {
    let mixed = (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64)
        ^ salt.wrapping_mul(0x2545_F491_4F6C_DD1D);
    (mixed ^ (mixed >> 29)).wrapping_mul(0x0BF5_8476_D1CE_4E5B) >> 33 & 0x3FFF_FFFF
}

fn text(number: i64, salt: i64) -> (String, String) {
    let mut words = vec![];
    for at in 0..20 {
        let draw = mixed(number * 31 + at, salt);
        words.push(match draw % 10 {
            0..=2 => "often".to_string(),
            3 if draw % 7 == 0 => "seldom".to_string(),
            4 => format!("name{}", draw % 2_000),
            _ => format!("w{}", draw % 40),
        });
    }
    if number == 1_234 {
        words.push("once".into());
    }
    // Its places take several leaves.
    if number % 997 == 0 {
        words.extend((0..2_000).map(|it| {
            if mixed(it, number) % 3 == 0 {
                "other"
            } else {
                "longest"
            }
            .to_string()
        }));
    }
    let rest = if mixed(number, 5) % 3 == 0 {
        "hidden often"
    } else {
        ""
    };
    (words.join(" "), rest.to_string())
}

impl Index {
    fn put(&mut self, numbers: impl IntoIterator<Item = i64>, salt: i64) {
        let mut ids: Vec<i64> = numbers.into_iter().collect();
        ids.sort_unstable();
        let mut texts: Vec<(i64, (String, String))> = ids
            .into_iter()
            .map(|it| (self.slot(it), text(it, salt)))
            .collect();
        texts.sort_unstable_by_key(|it| it.0);
        // FTS5 writes some of them, we others, and both in one transaction.
        let (theirs, ours) = texts.split_at(match salt % 3 {
            0 => texts.len() / 3,
            1 => 0,
            _ => texts.len(),
        });
        self.conn.execute_batch("BEGIN").expect("begun");
        for (slot, (words, rest)) in theirs {
            self.conn
                .execute(
                    "INSERT INTO article_index (rowid, text, rest) VALUES (?1, ?2, ?3)",
                    params![slot, words, rest],
                )
                .expect("put");
        }
        let entries: Vec<(i64, IndexEntry)> = ours
            .iter()
            .map(|(slot, (words, rest))| (*slot, entry(words, rest)))
            .collect();
        let entries: Vec<(i64, &IndexEntry)> = entries.iter().map(|it| (it.0, &it.1)).collect();
        put_entries(&self.conn, &entries).expect("put");
        self.conn.execute_batch("COMMIT").expect("committed");
    }

    /// What FTS5 finds wrong with what is written of it.
    fn is_sound(&self) {
        self.conn
            .execute_batch("INSERT INTO article_index (article_index) VALUES ('integrity-check')")
            .expect("sound");
    }

    /// The number of an article in the index: 128 of a minute have one of their own.
    fn slot(&self, number: i64) -> i64 {
        let id = ArticleId(self.numbered.id(number));
        if self.numbered == Numbered::Wide {
            return id.0;
        }
        if id.sequence() < 128 {
            return (id.0 / ArticleId::SEQUENCES) * 128 + id.sequence();
        }
        self.conn
            .execute(
                "INSERT OR IGNORE INTO crowded_slot (slot, article_id)
                 VALUES (max((SELECT coalesce(max(slot) + 1, 0) FROM crowded_slot), 1 << 50), ?1)",
                [id.0],
            )
            .expect("numbered");
        self.conn
            .query_row(
                "SELECT slot FROM crowded_slot WHERE article_id = ?1",
                [id.0],
                |row| row.get(0),
            )
            .expect("its number")
    }

    fn take(&self, number: i64) {
        self.conn
            .execute(
                "DELETE FROM article_index WHERE rowid = ?1",
                [self.slot(number)],
            )
            .expect("taken");
    }

    fn merge(&self, leaves: i64) {
        self.conn
            .execute(
                "INSERT INTO article_index (article_index, rank) VALUES ('merge', ?1)",
                [leaves],
            )
            .expect("merged");
    }

    fn check(&self, from: Option<i64>, until: Option<i64>) {
        self.is_sound();
        for asked in ASKED {
            let mut query = Query::search(asked).expect(asked).query.index();
            (query.from, query.until) = (from.map(ArticleId), until.map(ArticleId));
            let (ours, theirs) = (self.ours(&query), self.theirs(&query));
            assert_eq!(
                ours.len(),
                theirs.len(),
                "{asked} in {from:?} to {until:?}, {:?}",
                self.numbered
            );
            assert_eq!(
                ours, theirs,
                "{asked} in {from:?} to {until:?}, {:?}",
                self.numbered
            );
            let mut ranked = self.reader.ranked(&query).expect("ranked");
            if (from, until) == (None, None) {
                self.check_in_parts(asked, &query, (&theirs, &ranked));
            }
            ranked.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
            assert_eq!(
                ranked,
                theirs[..theirs.len().min(store::RANKED)],
                "{asked}: the newest are ranked"
            );
        }
    }

    /// What is found with a little effort at a time, each time below what was found before, is what is found at once.
    fn check_in_parts(
        &self,
        asked: &str,
        query: &IndexQuery,
        (all, ranked): (&[ArticleId], &[ArticleId]),
    ) {
        let below = |until| IndexQuery {
            until,
            ..query.clone()
        };
        const EFFORT: u64 = 3;
        let (mut found, mut until, mut parts) = (vec![], query.until, 0);
        loop {
            let part = self
                .reader
                .newest_for(&below(until), None, usize::MAX, EFFORT);
            let (ids, rest) = part.expect("asked");
            found.extend(ids);
            parts += 1;
            let Some(rest) = rest else { break };
            until = Some(rest);
        }
        assert_eq!(found, all, "{asked} in {parts} parts, {:?}", self.numbered);
        let mut to_rank = self.reader.to_rank(query, EFFORT).expect("asked");
        let mut rest = to_rank.rest();
        while rest.is_some() {
            let older = self.reader.to_rank(&below(rest), EFFORT).expect("asked");
            rest = older.rest();
            to_rank.append(older);
        }
        let best = self.reader.best_first(query, to_rank).expect("ranked");
        assert_eq!(
            best, ranked,
            "{asked}, ranked in parts, {:?}",
            self.numbered
        );
    }

    fn ours(&self, query: &IndexQuery) -> Vec<ArticleId> {
        let mut found = vec![];
        self.reader
            .each_hit(query, |id| {
                found.push(id);
                ControlFlow::Continue(())
            })
            .expect("asked");
        assert!(
            found.is_sorted_by(|a, b| a > b),
            "newest first, each once: {:?}",
            self.numbered
        );
        found
    }

    fn theirs(&self, query: &IndexQuery) -> Vec<ArticleId> {
        let mut found = vec![];
        self.reader
            .each_hit_of_fts(query, |id| {
                found.push(id);
                ControlFlow::Continue(())
            })
            .expect("asked");
        found
    }
}

#[test]
fn what_is_found_is_what_fts5_finds_after_all_that_can_happen_to_an_index() {
    // The numbers of before are those of the articles: the other tests are enough for them.
    all_that_can_happen(Numbered::Short);
    all_that_can_happen(Numbered::Crowded);
}

fn all_that_can_happen(numbered: Numbered) {
    let mut index = index(numbered);
    let id = |number| numbered.id(number);
    // Not in the order of their ids: segments lie over each other.
    for batch in 0..40 {
        // By us, by FTS5, by both.
        let salt = 1 + batch % 3;
        index.put(
            (0..ARTICLES / 40).map(|it| (it * 40 + batch) % ARTICLES),
            salt,
        );
    }
    index.check(None, None);
    let (low, high) = (id(700), id(3_100));
    index.check(Some(low), None);
    index.check(None, Some(high));
    index.check(Some(low), Some(high));
    index.check(Some(low), Some(low + 1));
    index.check(Some(high), Some(low));
    // Articles that were changed, and such that were taken out.
    for number in (0..ARTICLES).step_by(7) {
        index.take(number);
    }
    index.check(None, None);
    index.put((0..ARTICLES).step_by(14), 2);
    index.check(None, None);
    // Merged a little, more, wholly: with segments that are half merged.
    for leaves in [3, 20, -9, 50, 200, -40] {
        index.merge(leaves);
        index.check(None, None);
        index.check(Some(low), Some(high));
    }
    index
        .conn
        .execute_batch("INSERT INTO article_index (article_index) VALUES ('optimize')")
        .expect("merged");
    index.check(None, None);
    for number in 0..ARTICLES {
        index.take(number);
    }
    index.check(None, None);
    index.put(0..50, 4);
    index.check(None, None);
}

#[test]
fn pages_of_any_size_hold_all_hits_once() {
    Numbered::ALL.into_iter().for_each(pages_of_any_size);
}

fn pages_of_any_size(numbered: Numbered) {
    let mut index = index(numbered);
    for batch in 0..8 {
        index.put((0..1_600).filter(|it| it % 8 == batch), 3);
    }
    for asked in [
        "often",
        "often AND seldom",
        "\"often w5\"",
        "name*",
        "seldom NEAR/3 often",
    ] {
        let query = Query::search(asked).expect(asked).query.index();
        let all = index.theirs(&query);
        for size in [1, 7, 100, 5_000] {
            let (mut before, mut found) = (None, vec![]);
            loop {
                let page = index.reader.newest(&query, before, size).expect("asked");
                let Some(last) = page.last() else { break };
                before = Some(*last);
                found.extend(page);
            }
            assert_eq!(found, all, "{asked}, {size} at a time, {numbered:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_history_of_an_index_is_read_as_fts5_reads_it(
        numbered in prop::sample::select(&Numbered::ALL[..]),
        steps in prop::collection::vec((0..4_u8, 0..300_i64, 1..60_i64), 1..14),
    ) {
        let mut index = index(numbered);
        let id = |number| numbered.id(number);
        let mut there = vec![false; 400];
        for (kind, at, count) in steps {
            let range = at..(at + count).min(400);
            match kind {
                0 | 1 => {
                    let new: Vec<i64> = range.filter(|it| !there[*it as usize]).collect();
                    new.iter().for_each(|it| there[*it as usize] = true);
                    index.put(new, count);
                }
                2 => {
                    for number in range.filter(|it| it % 3 == 0) {
                        if std::mem::take(&mut there[number as usize]) {
                            index.take(number);
                        }
                    }
                }
                _ => index.merge(count - 20),
            }
            // What the reader remembers of the index is of another state by now.
            if kind >= 2 {
                index.check(None, None);
            }
        }
        index.check(None, None);
        index.check(Some(id(100)), Some(id(250)));
    }
}
