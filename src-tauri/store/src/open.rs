//! Opening the file: settings of every connection, and migrations.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use news::{Timestamp, story::StoryIndex};
use rusqlite::{Connection, OpenFlags, config::DbConfig, functions::FunctionFlags};

use crate::{
    Hash, Result, StoreError, index::Remembered, kin::Recent, pack::Unpacker, proofs::Shapes,
    slots::Slots,
};

/// Every step from an empty file to today's, in order. Never rewritten; `user_version` counts those that
/// were taken.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_desk.sql"),
    include_str!("migrations/0002_archive.sql"),
    include_str!("migrations/0003_topics.sql"),
    include_str!("migrations/0004_alerts.sql"),
    include_str!("migrations/0005_lean.sql"),
    include_str!("migrations/0006_copies.sql"),
    include_str!("migrations/0007_evidence.sql"),
    include_str!("migrations/0008_revisits.sql"),
    include_str!("migrations/0009_polite.sql"),
    include_str!("migrations/0010_health.sql"),
    include_str!("migrations/0011_methods.sql"),
    include_str!("migrations/0012_folders.sql"),
    include_str!("migrations/0013_sources.sql"),
    include_str!("migrations/0014_peace.sql"),
    include_str!("migrations/0015_sitemaps.sql"),
    include_str!("migrations/0016_shared.sql"),
    include_str!("migrations/0017_list_names.sql"),
    include_str!("migrations/0018_met.sql"),
];

/// How large a page of a new file is.
pub(crate) const PAGE_SIZE: i64 = 16_384;

/// How many statements a connection keeps ready. Filing a batch alone uses some eighty: with room for fewer, each of them would be read
/// anew for every batch.
const STATEMENTS: usize = 256;

/// "WiWa": tells a desk from other SQLite files.
const APPLICATION_ID: i64 = 0x5769_5761;

/// How long to wait for another program that holds the file.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The only connection that can change the desk.
pub struct Writer {
    /// By which copies are looked for beside the writing; opened at first use. Closed first: the last connection to be closed
    /// brings the log into the file, and this one cannot.
    pub(crate) beside: Option<Reader>,
    pub(crate) conn: Connection,
    /// Recent articles by what they are about; read from the file at first use, and after a failed transaction.
    pub(crate) stories: Option<StoryIndex>,
    /// The shapes of proofs that are there; forgotten after a failed transaction.
    pub(crate) shapes: Shapes,
    pub(crate) slots: Slots,
    /// The samples of the last articles; forgotten after a failed transaction.
    pub(crate) recent: Recent,
    pub(crate) unpacker: Unpacker,
    /// How much of the file is held in memory at most, in kilobytes.
    cache: i64,
    /// Whether nobody has begun with this desk.
    pub(crate) fresh: bool,
}

/// What the writer holds of the file in memory at most, in kilobytes: of a small one, and of a large one.
const SMALL_CACHE: i64 = 24_000;
const LARGE_CACHE: i64 = 96_000;

/// A connection that sees the last commit and can change nothing.
pub struct Reader {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
    pub(crate) unpacker: Unpacker,
    pub(crate) slots: Slots,
    /// What was learned of the search index.
    pub(crate) remembered: Remembered,
}

/// Opens the desk's file, makes it where there is none, and brings it to today's form. Before a file that
/// holds something is changed, a copy is put beside it (`….before-N`), and taken away when all went well.
///
/// # Errors
/// [`StoreError::Newer`] for a file of a newer program, [`StoreError::Damaged`] for what is no desk,
/// [`StoreError::DiskFull`], [`StoreError::Io`] and [`StoreError::Locked`] as they say. The file is then as it was.
pub fn open(path: &Path, _now: Timestamp) -> Result<Writer> {
    let mut conn = Connection::open(path)?;
    conn.busy_timeout(PATIENCE)?;
    let version = version(&conn, path)?;
    if version == 0 {
        // A dozen packed texts stand on such a page, and a sixteenth is left over; on one of half the size it is an eighth.
        conn.pragma_update(None, "page_size", PAGE_SIZE)?;
    }
    conn.pragma_update(None, "journal_mode", "WAL")?;
    // A commit survives the death of the program; only a power cut can lose the last ones, never the file.
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "cache_size", -SMALL_CACHE)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    keep_plans(&conn)?;
    // 64 MB of changes: what is changed again and again is brought into the file once.
    conn.pragma_update(None, "wal_autocheckpoint", 8_000)?;
    migrate(&mut conn, path, version)?;
    let fresh = not_begun(&mut conn)?;
    Ok(Writer {
        slots: Slots::read(&conn)?,
        conn,
        stories: None,
        shapes: Shapes::default(),
        recent: Recent::default(),
        unpacker: Unpacker::default(),
        beside: None,
        cache: SMALL_CACHE,
        fresh,
    })
}

/// Whether a desk was made but not begun. What a beginning that was cut off left behind is taken away.
fn not_begun(conn: &mut Connection) -> Result<bool> {
    let begun: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM setting WHERE name = 'begun')
             OR EXISTS (SELECT 1 FROM source) OR EXISTS (SELECT 1 FROM article)",
        [],
        |row| row.get(0),
    )?;
    if !begun {
        let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        tx.execute_batch("DELETE FROM watchlist; DELETE FROM topic; DELETE FROM topic_version; DELETE FROM term_list; DELETE FROM deed;")?;
        tx.commit()?;
    }
    Ok(!begun)
}

impl Writer {
    /// Whether the desk was made just now, or its making was cut off before it was [begun](Writer::begin).
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Remembers that the desk holds all that it begins with.
    ///
    /// # Errors
    /// What the database says.
    pub fn begin(&mut self) -> Result<()> {
        self.conn.execute(
            "INSERT INTO setting (name, value) VALUES ('begun', 'true') ON CONFLICT (name) DO NOTHING",
            [],
        )?;
        self.fresh = false;
        Ok(())
    }

    /// Lets the cache grow with the file: an eighth of it is written to again and again.
    pub(crate) fn fit_cache(&mut self) -> Result<()> {
        let kilobytes: i64 = self
            .conn
            .prepare_cached(
                "SELECT page_count * page_size / 1024 FROM pragma_page_count, pragma_page_size",
            )?
            .query_row([], |row| row.get(0))?;
        let fits = (kilobytes / 8).clamp(SMALL_CACHE, LARGE_CACHE);
        if fits >= self.cache + self.cache / 4 || fits == LARGE_CACHE && self.cache < fits {
            self.conn.pragma_update(None, "cache_size", -fits)?;
            self.cache = fits;
        }
        Ok(())
    }

    /// Holds the file to so many pages: a full disk, for tests of what happens then.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn limit_pages(&mut self, pages: u32) -> Result<()> {
        self.conn
            .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        Ok(())
    }

    /// How many pages the file has.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pages(&self) -> Result<u32> {
        Ok(self
            .conn
            .query_row("PRAGMA page_count", [], |row| row.get(0))?)
    }
}

impl Reader {
    /// Opens the desk's file for reading.
    ///
    /// # Errors
    /// As [`open`]; a desk that does not exist is [`StoreError::Io`], one that [`open`] must bring to today's form
    /// first [`StoreError::Older`].
    pub fn open(path: &Path) -> Result<Reader> {
        Reader::open_beside(path, &Remembered::default())
    }

    /// The same for one reader of several, with what they remember together.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn open_beside(path: &Path, remembered: &Remembered) -> Result<Reader> {
        let conn = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY
                | OpenFlags::SQLITE_OPEN_NO_MUTEX
                | OpenFlags::SQLITE_OPEN_URI,
        )?;
        conn.busy_timeout(PATIENCE)?;
        let found = version(&conn, path)?;
        if found < MIGRATIONS.len() {
            return Err(StoreError::Older {
                path: path.to_path_buf(),
                found,
            });
        }
        // A view of the index's words; it stores nothing.
        conn.execute_batch(
            "CREATE VIRTUAL TABLE temp.article_form USING fts5vocab('main', 'article_index', 'row')",
        )?;
        conn.pragma_update(None, "query_only", true)?;
        // What a query reads of the index fits, so that its next page finds it there. There are a few readers.
        conn.pragma_update(None, "cache_size", -32_000)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        keep_plans(&conn)?;
        Ok(Reader {
            slots: Slots::read(&conn)?,
            remembered: remembered.clone(),
            conn,
            path: path.to_path_buf(),
            unpacker: Unpacker::default(),
        })
    }
}

/// Has statements keep their plans, whatever is bound to them. Else one whose plan could depend on a value is prepared anew
/// for each value, which takes longer than most of them run.
fn keep_plans(conn: &Connection) -> Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// The version of the file, if it is a desk that this program knows.
fn version(conn: &Connection, path: &Path) -> Result<usize> {
    let found: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let application: i64 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION_ID && tables > 0 {
        return Err(StoreError::Damaged(format!(
            "{} is a database of another program",
            path.display()
        )));
    }
    let known = MIGRATIONS.len() as i64;
    match usize::try_from(found) {
        Ok(version) if found <= known => Ok(version),
        _ => Err(StoreError::Newer {
            path: path.to_path_buf(),
            found,
            known,
        }),
    }
}

/// Takes the steps that the file lacks, all in one transaction.
fn migrate(conn: &mut Connection, path: &Path, version: usize) -> Result<()> {
    if version == MIGRATIONS.len() {
        return Ok(());
    }
    let copy = PathBuf::from(format!("{}.before-{}", path.display(), MIGRATIONS.len()));
    if version > 0 {
        let _ = std::fs::remove_file(&copy);
        conn.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    }
    // A table that is made anew must not take with it what refers to it.
    conn.pragma_update(None, "foreign_keys", false)?;
    let res = take_steps(conn, version);
    conn.pragma_update(None, "foreign_keys", true)?;
    res?;
    if version > 0 {
        let _ = std::fs::remove_file(&copy);
    }
    Ok(())
}

fn take_steps(conn: &mut Connection, version: usize) -> Result<()> {
    conn.create_scalar_function(
        "half_hash",
        1,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
        |context| Ok(Hash::of(context.get_raw(0).as_bytes()?)),
    )?;
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for step in &MIGRATIONS[version..] {
        tx.execute_batch(step)?;
    }
    let orphans: i64 =
        tx.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
            row.get(0)
        })?;
    if version > 0 && orphans > 0 {
        return Err(StoreError::Damaged(format!(
            "{orphans} rows refer to what is not there"
        )));
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use news::{ArticleId, SourceId, desk::WatchlistDraft};
    use rusqlite::StatementStatus;

    use super::*;
    use crate::reader::ARTICLE_OF_BYTES;

    const NOW: Timestamp = Timestamp(1_765_000_000_000);

    #[test]
    fn a_file_of_a_newer_program_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        drop(open(&path, NOW).expect("a new desk"));
        let conn = Connection::open(&path).expect("opens");
        conn.pragma_update(None, "user_version", 99).expect("set");
        drop(conn);
        for found in [open(&path, NOW).err(), Reader::open(&path).err()] {
            let known = MIGRATIONS.len() as i64;
            assert!(
                matches!(found, Some(StoreError::Newer { found: 99, known: it, .. }) if it == known),
                "{found:?}"
            );
        }
    }

    #[test]
    fn what_is_no_desk_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = folder.path().join("notes.txt");
        std::fs::write(
            &text,
            "These are notes, and certainly no database. ".repeat(50),
        )
        .expect("written");
        assert!(matches!(open(&text, NOW), Err(StoreError::Damaged(_))));
        let other = folder.path().join("other.db");
        Connection::open(&other)
            .expect("opens")
            .execute_batch("CREATE TABLE mine (x)")
            .expect("made");
        assert!(matches!(open(&other, NOW), Err(StoreError::Damaged(_))));
    }

    #[test]
    fn a_desk_that_cannot_be_made_on_a_full_disk_leaves_the_old_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        let mut conn = Connection::open(&path).expect("opens");
        conn.query_row("PRAGMA max_page_count = 8", [], |_| Ok(()))
            .expect("set");
        assert!(matches!(
            migrate(&mut conn, &path, 0),
            Err(StoreError::DiskFull)
        ));
        let tables: i64 = conn
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .expect("asked");
        assert_eq!(tables, 0, "nothing of the failed migration is left");
    }

    #[test]
    fn a_new_desk_is_fresh_until_it_is_begun() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        let list = WatchlistDraft {
            id: None,
            name: "Sanctions".into(),
            mark: None,
        };
        // Killed before it was begun: made again from nothing.
        for _ in 0..2 {
            let mut writer = open(&path, NOW).expect("made");
            assert!(writer.is_fresh());
            writer.save_watchlist(&list).expect("no other has the name");
        }
        let mut writer = open(&path, NOW).expect("opened");
        writer.save_watchlist(&list).expect("saved");
        writer.begin().expect("begun");
        drop(writer);
        assert!(!open(&path, NOW).expect("opened").is_fresh());
        let reader = Reader::open(&path).expect("opened");
        assert_eq!(reader.watchlists().expect("read").len(), 1);
    }

    #[test]
    fn a_file_whose_making_was_cut_off_is_made_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        for begun in ["", "PRAGMA journal_mode = WAL; VACUUM;"] {
            let conn = Connection::open(&path).expect("opens");
            conn.execute_batch(begun).expect("done");
            drop(conn);
            assert!(matches!(
                Reader::open(&path),
                Err(StoreError::Older { found: 0, .. })
            ));
        }
        drop(open(&path, NOW).expect("made"));
        Reader::open(&path).expect("whole now");
    }

    #[test]
    fn a_file_is_known_by_its_bytes_without_a_look_at_all_others_of_its_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        drop(open(&path, NOW).expect("a new desk"));
        let conn = Connection::open(&path).expect("opens");
        conn.execute_batch(
            "PRAGMA foreign_keys = OFF;
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
             INSERT INTO file (source_id, path, size, modified_at, hash, article_id, seen_at)
             SELECT 1, '/in/' || i, 1, 1, 'hash ' || i, i, 1 FROM n;",
        )
        .expect("filled");
        drop(conn);
        let reader = Reader::open(&path).expect("opens");
        for (hash, expected) in [("hash 4999", Some(ArticleId(4999))), ("none", None)] {
            let found = reader.article_of_bytes(SourceId(1), hash).expect("reads");
            assert_eq!(found, expected);
            let statement = reader.conn.prepare_cached(ARTICLE_OF_BYTES).expect("kept");
            let steps = statement.reset_status(StatementStatus::VmStep);
            assert!((1..100).contains(&steps), "{steps} steps for {hash}");
        }
    }
}
