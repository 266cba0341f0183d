//! Upkeep: checks, backups, taking the sample off.

use std::path::{Path, PathBuf};

use news::{ArticleId, Timestamp, desk::Finding};
use rusqlite::{Connection, backup::Backup};

use crate::{Reader, Result, StoreError, Writer, open::PATIENCE, proofs::Shapes, texts};

/// How many pages of a backup are copied between two looks at whether others wait.
const STEP: i32 = 2_000;

impl Writer {
    /// Takes the sample off the desk, with its articles and alerts. What the analyst added stays.
    ///
    /// # Errors
    /// What the database says.
    pub fn remove_sample(&mut self, now: Timestamp) -> Result<()> {
        self.stories = None;
        self.shapes = Shapes::default();
        let tx = self.conn.transaction()?;
        let ids: Vec<i64> = tx
            .prepare("SELECT article.id FROM article JOIN source ON source.id = article.source_id WHERE source.sample = 1")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for id in ids {
            self.slots.leave(&tx, ArticleId(id))?;
            texts::leave(&tx, ArticleId(id))?;
        }
        crate::snapshots::release_sample(&tx, now)?;
        tx.execute_batch(
            "DELETE FROM fingerprint WHERE article_id IN
                 (SELECT article.id FROM article JOIN source ON source.id = article.source_id WHERE source.sample = 1);
             CREATE TEMP TABLE touched AS
                 SELECT DISTINCT story_id FROM article JOIN source ON source.id = article.source_id WHERE source.sample = 1;
             DELETE FROM source WHERE sample = 1;
             DELETE FROM story_size WHERE story_id IN (SELECT story_id FROM temp.touched);
             INSERT INTO story_size (story_id, articles, outlets, last_article_id)
                 SELECT story_id, count(*), count(DISTINCT outlet), max(id) FROM article
                 WHERE story_id IN (SELECT story_id FROM temp.touched) GROUP BY story_id;
             DROP TABLE temp.touched;
             DELETE FROM story WHERE id < (SELECT max(id) FROM story)
                 AND NOT EXISTS (SELECT 1 FROM article WHERE article.story_id = story.id);",
        )?;
        tx.commit()?;
        Ok(())
    }

    /// Brings the log of changes into the file and cuts it off. Tells whether that could be done: not while somebody
    /// reads, for whom nothing is waited.
    ///
    /// # Errors
    /// What the database says.
    pub fn checkpoint(&mut self) -> Result<bool> {
        self.conn.busy_timeout(std::time::Duration::ZERO)?;
        let res = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, i64>(0)
            });
        self.conn.busy_timeout(PATIENCE)?;
        Ok(res? == 0)
    }
}

impl Reader {
    /// Checks the desk for damage, each thing with what was found in words. Reads the whole file.
    ///
    /// # Errors
    /// What the database says, where it cannot even be asked.
    pub fn checkup(&self) -> Result<Vec<Finding>> {
        let mut findings = vec![];
        let mut add = |what: &str, bad: Vec<String>, well: String, advice: &str| {
            let ok = bad.is_empty();
            let detail = if ok {
                well
            } else {
                format!("{}. {advice}", bad.join("; "))
            };
            findings.push(Finding {
                what: what.into(),
                ok,
                detail,
            });
        };
        let texts = |sql: &str| -> Result<Vec<String>> {
            let mut statement = self.conn.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        let number =
            |sql: &str| -> Result<i64> { Ok(self.conn.query_row(sql, [], |row| row.get(0))?) };
        const RESTORE: &str = "Close Wirewatch and put a backup in the file's place";

        let integrity: Vec<String> = texts("PRAGMA integrity_check(20)")?
            .into_iter()
            .filter(|it| it != "ok")
            .collect();
        add(
            "database integrity",
            integrity,
            "the file is sound".into(),
            RESTORE,
        );
        let orphans = number("SELECT count(*) FROM pragma_foreign_key_check")?;
        let bad = if orphans == 0 {
            vec![]
        } else {
            vec![format!(
                "{orphans} rows refer to something that is not there"
            )]
        };
        add(
            "references",
            bad,
            "nothing refers to what is not there".into(),
            RESTORE,
        );

        let articles = number("SELECT count(*) FROM article")?;
        let indexed = number("SELECT count(*) FROM article_index_docsize")?;
        let bad = if articles == indexed {
            vec![]
        } else {
            vec![format!("{articles} articles, but {indexed} in the index")]
        };
        add(
            "search index",
            bad,
            format!("{articles} articles, all in the index"),
            RESTORE,
        );
        let bodiless = number(
            "SELECT count(*) FROM article WHERE NOT EXISTS (SELECT 1 FROM body WHERE body.article_id = article.id)
             AND NOT EXISTS
                 (SELECT 1 FROM version WHERE version.article_id = article.id AND version.number = article.version)",
        )?;
        let bad = if bodiless == 0 {
            vec![]
        } else {
            vec![format!("{bodiless} articles without their text")]
        };
        add("texts", bad, "every article has its text".into(), RESTORE);
        let unreadable = number(
            "SELECT count(*) FROM (SELECT dictionary FROM body UNION SELECT dictionary FROM former_body)
             WHERE dictionary <> 0 AND dictionary NOT IN (SELECT number FROM dictionary)",
        )?;
        let bad = if unreadable == 0 {
            vec![]
        } else {
            vec![format!(
                "{unreadable} dictionaries are missing with which texts were packed"
            )]
        };
        let packed = number("SELECT count(*) FROM body")?;
        let unmoved = number("SELECT count(*) FROM version")?;
        let well = match unmoved {
            0 => format!("{packed} texts packed, with dictionaries that are there"),
            n => format!(
                "{packed} texts packed, {n} of before still to be packed while the monitor runs"
            ),
        };
        add("packed texts", bad, well, RESTORE);
        let strays = number(
            "SELECT count(*) FROM (SELECT DISTINCT article_id FROM fingerprint) AS it
             WHERE NOT EXISTS (SELECT 1 FROM article WHERE article.id = it.article_id)
             AND NOT EXISTS (SELECT 1 FROM gone_article)",
        )?;
        let bad = if strays == 0 {
            vec![]
        } else {
            vec![format!(
                "{strays} fingerprints of articles that are not there"
            )]
        };
        add(
            "fingerprints",
            bad,
            "every fingerprint has its article".into(),
            "They are never shown, and go by themselves after 60 days",
        );
        let lost = number(
            "SELECT count(*) FROM alert AS copy WHERE copy.joined <> 0 AND NOT EXISTS
                 (SELECT 1 FROM alert WHERE alert.id = copy.joined AND alert.joined = 0)",
        )?;
        let homeless = number(
            "SELECT count(*) FROM text WHERE NOT EXISTS
                 (SELECT 1 FROM text_article WHERE text_id = text.id AND article_id = text.origin_id)",
        )?;
        let mut bad = vec![];
        if lost > 0 {
            bad.push(format!(
                "{lost} alerts of copies joined one that is not there"
            ));
        }
        if homeless > 0 {
            bad.push(format!(
                "{homeless} texts come from an article that does not have them"
            ));
        }
        let texts = number("SELECT count(*) FROM text")?;
        add(
            "copies",
            bad,
            format!(
                "{texts} texts of several articles, each alert of a copy with the one that it joined"
            ),
            RESTORE,
        );
        let twice = number(
            "SELECT count(*) FROM (SELECT 1 FROM article GROUP BY source_id, identity HAVING count(*) > 1)",
        )?;
        let bad = if twice == 0 {
            vec![]
        } else {
            vec![format!("{twice} articles are there twice")]
        };
        add(
            "no article twice",
            bad,
            "each article is there once".into(),
            RESTORE,
        );
        let wrong = number(
            "SELECT count(*) FROM source WHERE coalesce((SELECT articles FROM source_total WHERE source_id = source.id), 0)
                 <> (SELECT count(*) FROM article WHERE article.source_id = source.id)",
        )?;
        let bad = if wrong == 0 {
            vec![]
        } else {
            vec![format!("{wrong} sources count their articles wrongly")]
        };
        add(
            "sources",
            bad,
            "every source counts its articles rightly".into(),
            RESTORE,
        );
        let twice = number(
            "SELECT count(*) FROM (SELECT 1 FROM alert GROUP BY topic_id, article_id HAVING count(*) > 1)",
        )?;
        let bare = number(
            "SELECT count(*) FROM alert WHERE shape IS NOT NULL
             AND (packed IS NULL OR NOT EXISTS (SELECT 1 FROM proof_shape WHERE proof_shape.id = alert.shape))",
        )?;
        let mut bad = vec![];
        if twice > 0 {
            bad.push(format!("{twice} alerts are there twice"));
        }
        if bare > 0 {
            bad.push(format!("{bare} alerts are without their proof"));
        }
        add(
            "alerts",
            bad,
            "each topic tells of an article once, with its proof".into(),
            RESTORE,
        );
        let lost = number(
            "SELECT count(*) FROM alert WHERE NOT EXISTS
                 (SELECT 1 FROM topic_version
                  WHERE topic_version.topic_id = alert.topic_id AND topic_version.number = alert.topic_version)",
        )?;
        let bad = if lost == 0 {
            vec![]
        } else {
            vec![format!(
                "{lost} alerts were raised by a version of their topic that is not there"
            )]
        };
        add(
            "versions of topics",
            bad,
            "each alert's version of its topic is there".into(),
            RESTORE,
        );
        let lost = number(
            "SELECT count(*) FROM file WHERE article_id IS NULL AND trouble IS NULL AND let_go = 0",
        )?;
        let bad = if lost == 0 {
            vec![]
        } else {
            vec![format!("{lost} files count as read, but hold no article")]
        };
        add(
            "files",
            bad,
            "every file that was read has its article".into(),
            "Import their folder again",
        );
        let wrong = number(
            "SELECT count(*) FROM story_size WHERE articles <>
                 (SELECT count(*) FROM article WHERE article.story_id = story_size.story_id)",
        )?;
        let bad = if wrong == 0 {
            vec![]
        } else {
            vec![format!("{wrong} stories count their articles wrongly")]
        };
        add(
            "stories",
            bad,
            "every story counts its articles rightly".into(),
            RESTORE,
        );
        Ok(findings)
    }

    /// Writes a verified copy of the desk, also while it is being written to. It is written under another name
    /// beside `to`, checked, and then renamed.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where `to` exists, and what the database or the disk says.
    pub fn backup(&self, to: &Path) -> Result<()> {
        if to.exists() {
            return Err(StoreError::Refused(format!(
                "{} exists already",
                to.display()
            )));
        }
        let aside = PathBuf::from(format!("{}.part", to.display()));
        let _ = std::fs::remove_file(&aside);
        let res = self.copy_to(&aside).and_then(|()| {
            std::fs::rename(&aside, to)
                .map_err(|err| StoreError::Io(format!("{}: {err}", to.display())))
        });
        if res.is_err() {
            let _ = std::fs::remove_file(&aside);
        }
        res
    }

    fn copy_to(&self, aside: &Path) -> Result<()> {
        let mut copy = Connection::open(aside)?;
        Backup::new(&self.conn, &mut copy)?.run_to_completion(
            STEP,
            std::time::Duration::ZERO,
            None,
        )?;
        // A single file, without a log beside it.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        let sound: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        copy.close().map_err(|(_, err)| err)?;
        if sound != "ok" {
            return Err(StoreError::Damaged(format!(
                "the copy of {} is not sound: {sound}",
                self.path.display()
            )));
        }
        std::fs::File::open(aside)
            .and_then(|it| it.sync_all())
            .map_err(|err| StoreError::Io(format!("{}: {err}", aside.display())))
    }
}
