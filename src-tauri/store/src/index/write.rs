//! Segments of the search index, made beside the writer: it only puts their leaves into the file.
//!
//! FTS5 looks up each word of each article in one large table, on the thread that writes. Here the articles of a batch come
//! with their words put together, on whichever thread judged them, and are laid together by form. The leaves are those that FTS5
//! would have written, byte for byte (`fts5_index.c`, "Details"); it merges them, and takes out of them what is gone.

use std::ops::Range;

use news::text::{Form, Numbering};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    entry::IndexEntry,
    put_varint,
    segment::{MAIN, NUMBER, damaged},
    structure::{STRUCTURE, Structure},
    varint,
};
use crate::Result;

/// How many bytes a leaf has, where nothing else is set.
const USUAL_LEAF: usize = 4_050;

/// Added to the number of a row for one that tells where the articles of a form stand that is on many leaves.
const GUIDE: i64 = 1 << 36;

/// From how many leaves without a form on a form has a guide.
const GUIDED: usize = 4;

/// The row in which it stands how many articles and words there are.
const TOTALS: i64 = 1;

/// How many segments of a level are merged while articles are filed.
const MERGED: i64 = 8;

/// How many of them are merged in idle time.
const MERGED_IDLE: i64 = 4;

/// Articles with their numbers, ascending.
pub(crate) type Entries<'e> = [(i64, &'e IndexEntry)];

/// A segment that is not in the file yet.
pub(crate) struct NewSegment {
    leaves: Vec<Vec<u8>>,
    /// The first terms of leaves as far as they tell them from the leaf before, the leaf, and whether its last form has a guide.
    terms: Vec<(Vec<u8>, u64, bool)>,
    guides: Vec<(u64, Vec<u8>)>,
}

/// Puts articles into the index, each with its number, ascending. What FTS5 would divide otherwise than we do, it divides itself.
///
/// # Errors
/// What the database says.
pub fn put_entries(conn: &Connection, entries: &Entries<'_>) -> Result<()> {
    let size = leaf_size(conn)?;
    let segment = NewSegment::of(size, entries);
    segment.put(conn, entries)
}

/// How many bytes a leaf of the index has.
pub(crate) fn leaf_size(conn: &Connection) -> Result<usize> {
    Ok(setting(conn, "pgsz")?.map_or(USUAL_LEAF, |it| it as usize))
}

/// Sets how many segments of a level are merged in idle time; while articles are filed, they are merged more seldom.
pub(crate) fn merge_as_idle(conn: &Connection) -> Result<()> {
    merge_from(conn, MERGED_IDLE)
}

fn merge_from(conn: &Connection, count: i64) -> Result<()> {
    if setting(conn, "usermerge")? != Some(count) {
        conn.prepare_cached(
            "INSERT INTO article_index (article_index, rank) VALUES ('usermerge', ?1)",
        )?
        .execute([count])?;
    }
    Ok(())
}

fn setting(conn: &Connection, name: &str) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached("SELECT v FROM article_index_config WHERE k = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

impl NewSegment {
    /// Lays the articles together by their forms, in leaves of `size` bytes. Of n words it takes n steps, and n log n for the
    /// different ones.
    pub(crate) fn of(size: usize, entries: &Entries<'_>) -> NewSegment {
        let entries: Vec<(i64, &IndexEntry)> = entries
            .iter()
            .copied()
            .filter(|it| it.1.is_plain())
            .collect();
        let gathered = Gathered::of(&entries);
        // Most forms are told apart by their first bytes.
        let forms = &gathered.forms;
        let mut order: Vec<(u64, u32)> = (0..)
            .zip(forms)
            .map(|(at, it)| ((it.begin() >> 64) as u64, at))
            .collect();
        order.sort_unstable_by(|a, b| {
            let text = |it: u32| forms[it as usize].text();
            a.0.cmp(&b.0).then_with(|| text(a.1).cmp(text(b.1)))
        });
        let mut leaves = Leaves::new(size);
        let mut doclist = vec![];
        for (_, form) in order {
            doclist.clear();
            let mut before = 0;
            for it in gathered.articles(form) {
                let (number, entry) = entries[it.entry as usize];
                put_varint(&mut doclist, number.wrapping_sub(before) as u64);
                put_varint(&mut doclist, u64::from(it.length) * 2);
                it.put_places(entry, &mut doclist);
                before = number;
            }
            leaves.add(forms[form as usize].text(), &doclist);
        }
        leaves.end()
    }

    /// Puts the segment into the file, and the articles of which it is none into the index. `entries` are those that it was
    /// made of.
    pub(crate) fn put(self, conn: &Connection, entries: &Entries<'_>) -> Result<()> {
        let mut merge = 0;
        let mut others: Vec<(i64, &IndexEntry)> = vec![];
        let mut own = vec![];
        for it in entries {
            match it.1.is_plain() {
                true => own.push(*it),
                false => others.push(*it),
            }
        }
        if !own.is_empty() {
            forget(conn)?;
            match self.put_own(conn, &own)? {
                Some(found) => merge = found,
                // Of a layout that we do not know: FTS5 does.
                None => others = entries.to_vec(),
            }
        }
        if !others.is_empty() {
            let mut statement = conn.prepare_cached(
                "INSERT INTO article_index (rowid, text, rest) VALUES (?1, ?2, ?3)",
            )?;
            for (number, entry) in others {
                let [text, rest] = entry.texts();
                statement.execute(params![number, text, rest])?;
            }
        }
        if merge > 0 {
            merge_from(conn, MERGED)?;
            conn.prepare_cached(
                "INSERT INTO article_index (article_index, rank) VALUES ('merge', ?1)",
            )?
            .execute([merge as i64])?;
        }
        Ok(())
    }

    /// Gives how many leaves are to be merged now; nothing where the layout is not known.
    fn put_own(&self, conn: &Connection, entries: &Entries<'_>) -> Result<Option<u64>> {
        let mut block =
            conn.prepare_cached("SELECT block FROM article_index_data WHERE id = ?1")?;
        let bytes: Vec<u8> = block.query_row([STRUCTURE], |row| row.get(0))?;
        let Some(mut structure) = Structure::from_bytes(&bytes) else {
            return Ok(None);
        };
        let Some(number) = structure.free_number() else {
            return Ok(None);
        };
        let origin = structure.next();
        let row = (number as i64) << NUMBER;
        let mut insert =
            conn.prepare_cached("INSERT INTO article_index_data (id, block) VALUES (?1, ?2)")?;
        for (page, leaf) in (1..).zip(&self.leaves) {
            insert.execute(params![row + page, leaf])?;
        }
        for (page, guide) in &self.guides {
            insert.execute(params![row + GUIDE + *page as i64, guide])?;
        }
        let mut insert = conn.prepare_cached(
            "INSERT INTO article_index_idx (segid, term, pgno) VALUES (?1, ?2, ?3)",
        )?;
        for (term, page, is_guided) in &self.terms {
            let page = page << 1 | u64::from(*is_guided);
            insert.execute(params![number as i64, term, page as i64])?;
        }
        let mut insert = conn.prepare_cached(
            "INSERT INTO article_index_docsize (id, sz, origin) VALUES (?1, ?2, ?3)",
        )?;
        for (number, entry) in entries {
            insert.execute(params![number, entry.lengths(), origin as i64])?;
        }
        // Articles without a word make none.
        let merge = match self.leaves.len() as u64 {
            0 => 0,
            leaves => structure.add(number, leaves, entries.len() as u64),
        };
        let totals: Vec<u8> = block.query_row([TOTALS], |row| row.get(0))?;
        let mut replace =
            conn.prepare_cached("REPLACE INTO article_index_data (id, block) VALUES (?1, ?2)")?;
        replace.execute(params![STRUCTURE, structure.to_bytes()])?;
        replace.execute(params![TOTALS, totals_with(&totals, entries)?])?;
        Ok(Some(merge))
    }
}

/// Has FTS5 write what it holds, and forget what it knows of the index: it is changed beside it. It does so where a savepoint
/// is taken back that it takes part in.
fn forget(conn: &Connection) -> Result<()> {
    Ok(conn.execute_batch(
        "SAVEPOINT beside_fts5;
         INSERT INTO article_index (article_index) VALUES ('flush');
         ROLLBACK TO beside_fts5;
         RELEASE beside_fts5;",
    )?)
}

/// How many articles and words there are, with these.
fn totals_with(totals: &[u8], entries: &Entries<'_>) -> Result<Vec<u8>> {
    let mut at = 0;
    // An index that never held anything says nothing.
    let mut next = || match totals.is_empty() {
        true => 0,
        false => varint(totals, &mut at),
    };
    let (articles, mut words) = (next(), [next(), next()]);
    if at > totals.len() {
        return Err(damaged());
    }
    for (_, entry) in entries {
        for (sum, it) in words.iter_mut().zip(entry.counts()) {
            *sum += u64::from(it);
        }
    }
    let mut bytes = vec![];
    for it in [articles + entries.len() as u64, words[0], words[1]] {
        put_varint(&mut bytes, it);
    }
    Ok(bytes)
}

/// The forms of several articles, each once, and in which articles they stand.
struct Gathered<'e> {
    forms: Vec<Form<'e>>,
    /// Where the articles of each form begin in `articles`, with the end of all.
    firsts: Vec<u32>,
    /// In the order of the articles.
    articles: Vec<InArticle>,
}

/// Where a form stands in an article.
#[derive(Clone, Copy, Default)]
struct InArticle {
    /// The number of the article.
    entry: u32,
    /// How many bytes its places take.
    length: u32,
    /// These bytes, else where they begin among those of the article.
    bytes: [u8; FEW],
}

/// Places of so few bytes are kept where they are read next.
const FEW: usize = 8;

impl InArticle {
    fn new(entry: u32, all: &[u8], places: Range<usize>) -> InArticle {
        let bytes = match places.len() <= FEW {
            // What stands behind them is taken along: to copy always as many takes less than to ask how many.
            true => all[places.start..]
                .first_chunk()
                .copied()
                .unwrap_or_else(|| {
                    let mut bytes = [0; FEW];
                    bytes[..places.len()].copy_from_slice(&all[places.clone()]);
                    bytes
                }),
            false => places.start.to_le_bytes(),
        };
        InArticle {
            entry,
            length: places.len() as u32,
            bytes,
        }
    }

    /// Adds the places to others.
    fn put_places(&self, entry: &IndexEntry, into: &mut Vec<u8>) {
        let length = self.length as usize;
        if length <= FEW {
            into.extend_from_slice(&self.bytes);
            into.truncate(into.len() - (FEW - length));
        } else {
            into.extend_from_slice(&entry.places()[usize::from_le_bytes(self.bytes)..][..length]);
        }
    }
}

impl<'e> Gathered<'e> {
    fn of(entries: &[(i64, &'e IndexEntry)]) -> Gathered<'e> {
        let count: usize = entries.iter().map(|it| it.1.len()).sum();
        let mut numbering = Numbering::with_capacity(count / 16);
        let mut numbers = Vec::with_capacity(count);
        for (_, entry) in entries {
            numbers.extend(entry.forms().map(|it| numbering.number(it)));
        }
        let forms = numbering.forms().to_vec();
        let mut firsts = vec![0_u32; forms.len() + 1];
        for it in &numbers {
            firsts[*it as usize + 1] += 1;
        }
        for at in 0..forms.len() {
            firsts[at + 1] += firsts[at];
        }
        let mut next = firsts.clone();
        let mut articles = vec![InArticle::default(); count];
        let mut numbers = numbers.into_iter();
        for (at, (_, entry)) in (0..).zip(entries) {
            for (places, number) in entry.ranges().zip(&mut numbers) {
                let next = &mut next[number as usize];
                articles[*next as usize] = InArticle::new(at, entry.places(), places);
                *next += 1;
            }
        }
        Gathered {
            forms,
            firsts,
            articles,
        }
    }

    /// In which articles a form stands.
    fn articles(&self, form: u32) -> &[InArticle] {
        let form = form as usize;
        &self.articles[self.firsts[form] as usize..self.firsts[form + 1] as usize]
    }
}

/// Leaves as they are filled.
struct Leaves {
    size: usize,
    /// The one that is filled: four bytes of its own, then terms and articles.
    leaf: Vec<u8>,
    /// Where terms stand on it.
    footer: Vec<u8>,
    /// Where its last term stands.
    last_term_at: usize,
    has_term: bool,
    /// Whether the next article is the first on it, and of a term of an earlier leaf.
    is_article_first: bool,
    /// The last term.
    term: Vec<u8>,
    /// The leaf whose first term is to be told, and that term as far as it tells it from those before.
    told: Option<(Vec<u8>, u64)>,
    guide: Guide,
    found: NewSegment,
}

/// Where the articles of a term stand, if it is on many leaves.
#[derive(Default)]
struct Guide {
    /// The leaf on which the term stands.
    page: u64,
    bytes: Vec<u8>,
    before: i64,
    /// How many leaves without a term there were.
    leaves: usize,
}

impl Leaves {
    fn new(size: usize) -> Leaves {
        Leaves {
            size,
            leaf: vec![0; 4],
            footer: vec![],
            last_term_at: 0,
            has_term: false,
            is_article_first: false,
            term: vec![],
            told: Some((vec![], 1)),
            guide: Guide::default(),
            found: NewSegment {
                leaves: vec![],
                terms: vec![],
                guides: vec![],
            },
        }
    }

    /// The number of the leaf that is filled.
    fn page(&self) -> u64 {
        self.found.leaves.len() as u64 + 1
    }

    fn filled(&self) -> usize {
        self.leaf.len() + self.footer.len()
    }

    /// Adds a term with its articles: of each how far it is from the one before, and how many bytes its places take, with
    /// these.
    fn add(&mut self, form: &str, doclist: &[u8]) {
        self.add_term(form);
        if self.filled() + doclist.len() < self.size {
            self.leaf.extend_from_slice(doclist);
            return;
        }
        let (mut at, mut number) = (0, 0_i64);
        while at < doclist.len() {
            let step = varint(doclist, &mut at);
            number = number.wrapping_add(step as i64);
            if self.is_article_first {
                let start = self.leaf.len() as u16;
                self.leaf[..2].copy_from_slice(&start.to_be_bytes());
                put_varint(&mut self.leaf, number as u64);
                self.is_article_first = false;
                self.guide(number);
            } else {
                put_varint(&mut self.leaf, step);
            }
            let start = at;
            let length = varint(doclist, &mut at) as usize / 2;
            at += length;
            self.add_places(&doclist[start..at]);
        }
    }

    fn add_term(&mut self, form: &str) {
        let length = form.len() + 1;
        if self.filled() + length + 2 >= self.size && self.leaf.len() > 4 {
            self.end_leaf();
        }
        // Behind what stands before every term.
        let before = self.term.get(1..).unwrap_or_default();
        let common = before
            .iter()
            .zip(form.as_bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let common = if self.term.is_empty() { 0 } else { common + 1 };
        self.term.truncate(common);
        if common == 0 {
            self.term.push(MAIN);
        }
        self.term
            .extend_from_slice(&form.as_bytes()[self.term.len() - 1..]);
        let term = &self.term;
        put_varint(
            &mut self.footer,
            (self.leaf.len() - self.last_term_at) as u64,
        );
        self.last_term_at = self.leaf.len();
        let mut kept = 0;
        if self.has_term {
            kept = common;
            put_varint(&mut self.leaf, kept as u64);
        } else if self.page() != 1 {
            let told = term[..=common].to_vec();
            self.tell();
            self.told = Some((told, self.page()));
        }
        put_varint(&mut self.leaf, (length - kept) as u64);
        self.leaf.extend_from_slice(&self.term[kept..]);
        self.has_term = true;
        self.is_article_first = false;
        self.guide.page = self.page();
    }

    /// Adds the places of an article, over as many leaves as it takes. No number is divided.
    fn add_places(&mut self, mut places: &[u8]) {
        if self.filled() + places.len() <= self.size {
            self.leaf.extend_from_slice(places);
            return;
        }
        while !places.is_empty() {
            let room = self.size.saturating_sub(self.filled());
            let count = match places.len() <= room {
                true => places.len(),
                false => whole_numbers(places, room),
            };
            self.leaf.extend_from_slice(&places[..count]);
            places = &places[count..];
            if self.filled() >= self.size {
                self.end_leaf();
            }
        }
    }

    fn end_leaf(&mut self) {
        let content = self.leaf.len() as u16;
        self.leaf[2..4].copy_from_slice(&content.to_be_bytes());
        if self.has_term {
            self.leaf.append(&mut self.footer);
        } else {
            if self.is_article_first && !self.guide.bytes.is_empty() {
                self.guide.bytes.push(0);
            }
            self.guide.leaves += 1;
        }
        let next = Vec::with_capacity(self.size + 64);
        self.found
            .leaves
            .push(std::mem::replace(&mut self.leaf, next));
        self.leaf.extend([0; 4]);
        self.last_term_at = 0;
        self.has_term = false;
        self.is_article_first = true;
    }

    /// An article begins a leaf.
    fn guide(&mut self, number: i64) {
        let page = self.page();
        let guide = &mut self.guide;
        if guide.bytes.is_empty() {
            for it in [0, page, number as u64] {
                put_varint(&mut guide.bytes, it);
            }
        } else {
            put_varint(&mut guide.bytes, number.wrapping_sub(guide.before) as u64);
        }
        guide.before = number;
    }

    /// All of the last term of a leaf is written.
    fn tell(&mut self) {
        let Some((term, page)) = self.told.take() else {
            return;
        };
        let guide = &mut self.guide;
        // One that would need a second page is left out: it only shortens the way.
        let is_guided =
            guide.leaves >= GUIDED && !guide.bytes.is_empty() && guide.bytes.len() < self.size;
        let bytes = std::mem::take(&mut guide.bytes);
        if is_guided {
            self.found.guides.push((guide.page, bytes));
        }
        guide.leaves = 0;
        self.found.terms.push((term, page, is_guided));
    }

    fn end(mut self) -> NewSegment {
        if self.leaf.len() > 4 {
            self.end_leaf();
        }
        if !self.found.leaves.is_empty() {
            self.tell();
        }
        self.found
    }
}

/// How many bytes whole numbers take, up to so many; one number at least.
fn whole_numbers(bytes: &[u8], most: usize) -> usize {
    let mut end = 0;
    varint(bytes, &mut end);
    while end < bytes.len() {
        let mut next = end;
        varint(bytes, &mut next);
        if next > most {
            break;
        }
        end = next;
    }
    end
}

#[cfg(test)]
mod tests {
    use news::{
        Article, Block, Timestamp, Zone,
        query::{About, Document},
    };
    use proptest::prelude::*;

    use super::*;

    /// A desk's index whose leaves have so many bytes.
    fn index(size: usize) -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        drop(crate::open(&path, Timestamp(0)).expect("a desk"));
        let conn = Connection::open(&path).expect("opens");
        conn.execute(
            "INSERT INTO article_index (article_index, rank) VALUES ('pgsz', ?1)",
            [size as i64],
        )
        .expect("set");
        (folder, conn)
    }

    fn entry(blocks: &[(Zone, String)]) -> IndexEntry {
        let article = Article {
            blocks: blocks
                .iter()
                .map(|(zone, it)| Block::new(*zone, it))
                .collect(),
            ..Article::default()
        };
        IndexEntry::new(Document::new(&article, &About::default()).search_text())
    }

    fn put_by_fts(conn: &Connection, entries: &[(i64, IndexEntry)]) {
        conn.execute_batch("BEGIN").expect("begun");
        for (number, it) in entries {
            let [text, rest] = it.texts();
            conn.execute(
                "INSERT INTO article_index (rowid, text, rest) VALUES (?1, ?2, ?3)",
                params![number, text, rest],
            )
            .expect("put");
        }
        conn.execute_batch("COMMIT").expect("committed");
    }

    fn put_by_us(conn: &Connection, entries: &[(i64, IndexEntry)]) {
        conn.execute_batch("BEGIN").expect("begun");
        let entries: Vec<(i64, &IndexEntry)> = entries.iter().map(|it| (it.0, &it.1)).collect();
        put_entries(conn, &entries).expect("put");
        conn.execute_batch("COMMIT").expect("committed");
    }

    /// Every row of a table of the index.
    fn rows(conn: &Connection, sql: &str) -> Vec<String> {
        let mut statement = conn.prepare(sql).expect(sql);
        let count = statement.column_count();
        let rows = statement.query_map([], |row| {
            Ok((0..count)
                .map(|it| format!("{:?} ", row.get_ref(it).expect("a value")))
                .collect())
        });
        rows.expect(sql)
            .collect::<rusqlite::Result<_>>()
            .expect(sql)
    }

    fn same(ours: &Connection, theirs: &Connection) {
        for sql in [
            "SELECT id, sz, origin FROM article_index_docsize ORDER BY id",
            "SELECT segid, term, pgno FROM article_index_idx ORDER BY segid, term",
            "SELECT id, block FROM article_index_data WHERE id <> 10 ORDER BY id",
            // The count of changed settings before it is each index's own.
            "SELECT substr(block, 5) FROM article_index_data WHERE id = 10",
        ] {
            let (ours, theirs) = (rows(ours, sql), rows(theirs, sql));
            for (a, b) in ours.iter().zip(&theirs) {
                assert_eq!(a, b, "{sql}");
            }
            assert_eq!(ours.len(), theirs.len(), "{sql}");
        }
    }

    fn body(text: &str) -> Vec<(Zone, String)> {
        vec![(Zone::Body, text.to_string())]
    }

    #[test]
    fn leaves_are_those_that_fts5_writes() {
        let long: String = (0..3_000).map(|it| format!("of w{} ", it % 300)).collect();
        let many: Vec<(i64, IndexEntry)> = (0..900)
            .map(|it| {
                (
                    it * 131,
                    entry(&body(&format!(
                        "often of n{it} often {}",
                        "x ".repeat(it as usize % 40)
                    ))),
                )
            })
            .collect();
        let tables: Vec<Vec<(i64, IndexEntry)>> = vec![
            vec![(7, entry(&body("one word")))],
            vec![(0, entry(&[])), (1, entry(&body("behind an empty one")))],
            vec![
                (1 << 50, entry(&body(&long))),
                ((1 << 50) + 1, entry(&body("of"))),
            ],
            many,
            vec![
                (
                    3,
                    entry(&[
                        (Zone::Headline, "Grain talks".into()),
                        (Zone::Promo, "Read on".into()),
                        (Zone::Body, "grain Über 94,000 普京 \u{939}\u{93f}".into()),
                    ]),
                ),
                (9, entry(&[(Zone::Promo, "only promo grain".into())])),
                (12, entry(&body(&"y".repeat(900)))),
            ],
        ];
        for size in [512, 1_000, 4_050] {
            for entries in &tables {
                let ((_a, ours), (_b, theirs)) = (index(size), index(size));
                put_by_us(&ours, entries);
                put_by_fts(&theirs, entries);
                same(&ours, &theirs);
            }
        }
    }

    #[test]
    fn a_transaction_that_is_taken_back_leaves_no_trace() {
        // Those with the second text are left to FTS5.
        let of = |text: &str| -> Vec<(i64, IndexEntry)> {
            let each = (0..40).map(|it| (it, entry(&body(&format!("often n{it} {text}")))));
            each.collect()
        };
        let (plain, others) = (of("plain"), of("\u{20000}"));
        let ((_a, ours), (_b, theirs)) = (index(512), index(512));
        for all in [&plain, &others] {
            let all: Vec<(i64, &IndexEntry)> = all.iter().map(|it| (it.0, &it.1)).collect();
            ours.execute_batch("BEGIN").expect("begun");
            put_entries(&ours, &all).expect("put");
            ours.execute_batch("ROLLBACK").expect("taken back");
        }
        put_by_us(&ours, &plain);
        put_by_fts(&theirs, &plain);
        same(&ours, &theirs);
    }

    #[test]
    fn what_fts5_would_divide_otherwise_is_divided_by_it() {
        let (_folder, conn) = index(512);
        let emoji = entry(&body("\u{1D538}lpha plain \u{20000}\u{20001}"));
        let endless = entry(&body(&"z".repeat(2_000)));
        assert!(!emoji.is_plain() && !endless.is_plain());
        put_by_us(
            &conn,
            &[(1, emoji), (2, entry(&body("plain"))), (3, endless)],
        );
        let found: Vec<i64> = conn
            .prepare(
                "SELECT rowid FROM article_index WHERE article_index MATCH 'plain' ORDER BY rowid",
            )
            .and_then(|mut it| it.query_map([], |row| row.get(0))?.collect())
            .expect("asked");
        assert_eq!(found, [1, 2]);
        let count: i64 = conn
            .query_row("SELECT count(*) FROM article_index_docsize", [], |row| {
                row.get(0)
            })
            .expect("counted");
        assert_eq!(count, 3);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_articles_make_the_leaves_that_fts5_writes(
            size in 40..700_usize,
            texts in prop::collection::vec(("([a-d]{1,3} ?){0,30}", "([a-c]{1,9} ){0,3}", 1..5_000_i64), 1..120),
        ) {
            let ((_a, ours), (_b, theirs)) = (index(size), index(size));
            let mut number = 0;
            let entries: Vec<(i64, IndexEntry)> = texts
                .into_iter()
                .map(|(text, promo, step)| {
                    number += step;
                    (number, entry(&[(Zone::Headline, text.clone()), (Zone::Promo, promo), (Zone::Body, text)]))
                })
                .collect();
            put_by_us(&ours, &entries);
            put_by_fts(&theirs, &entries);
            same(&ours, &theirs);
        }
    }
}
