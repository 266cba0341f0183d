//! Filing: what came in and was judged, into the desk, in one transaction.

use std::{collections::HashMap, sync::Arc};

use news::{
    AlertId, Article, ArticleId, SourceId, StoryId, Timestamp, TopicId, Zone,
    alerting::Raised,
    query::{Flagged, Proof},
    story::{Fingerprint, StoryIndex, StoryTerms},
};
use rusqlite::{OptionalExtension, Transaction, named_params, params};

use crate::{
    Captured, Hash, IndexEntry, Packed, Reader, Result, Writer,
    batch::{Batch, MANY, Seeking, runs},
    kin::Seeker,
    proofs::LeanProof,
    raise::{Raising, Telling},
    revisits::PageSeen,
    texts,
};

/// How many recent articles a new one is compared with to find its story.
const RECENT: usize = 20_000;

/// An article that was judged, ready to be filed: nothing is left to be computed.
#[derive(Debug, Clone)]
pub struct Filing {
    /// Where it came from.
    pub source_id: SourceId,
    /// A hash of what makes it the same article when it comes again, within its source.
    pub identity: Hash,
    /// The outlet that it is shown under.
    pub outlet: String,
    /// The article.
    pub article: Article,
    /// The same, packed.
    pub packed: Packed,
    /// A hash of what the reader sees of it. Another one is another version.
    pub content_hash: Hash,
    /// What the index is fed.
    pub index_entry: IndexEntry,
    /// The topics that it met.
    pub matches: Vec<FiledMatch>,
    /// What it is about.
    pub terms: StoryTerms,
    /// By what its copies are found.
    pub fingerprint: Fingerprint,
    /// When it came.
    pub seen_at: Timestamp,
    /// The file that it was read from, if it was.
    pub file: Option<FileSeen>,
    /// The hash of that file's bytes, where they hold other articles as well.
    pub holder: Option<Arc<str>>,
    /// The bytes that it was read from, if they are to be evidence.
    pub captured: Option<Captured>,
    /// In which way it came.
    pub came: Came,
}

/// In which way an article came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Its source gave it.
    Given {
        /// A hash of its address, where it is known by something else: one that comes again under another name is
        /// found by it.
        address: Option<Hash>,
    },
    /// A file of its source holds it, and names the address that it is known by.
    InFile {
        /// A hash of what it is known by where that is the address of another article: all pages of a section may name the
        /// section as their address.
        otherwise: Hash,
    },
    /// Its page was looked at again. It is another version of an article that is there, or nothing.
    ReadAgain(PageSeen),
    /// Its page was read because its source gives less than that. It is the text of an article that is there, or nothing.
    Completes(PageSeen),
}

impl Default for Came {
    fn default() -> Came {
        Came::Given { address: None }
    }
}

/// A topic that an article met, as it is stored.
#[derive(Debug, Clone)]
pub struct FiledMatch {
    /// The topic.
    pub topic_id: TopicId,
    /// Its version.
    pub topic_version: u32,
    pub(crate) block: u32,
    pub(crate) zone: Zone,
    pub(crate) hits: u32,
    pub(crate) proof: LeanProof,
    /// How grave the topic's rules make it, if they do.
    pub(crate) graver: Option<Raised>,
}

impl FiledMatch {
    /// A match with its proof, and the place of the sentence that is shown.
    pub fn new(
        topic_id: TopicId,
        topic_version: u32,
        proof: Proof,
        flagged: &Flagged,
    ) -> FiledMatch {
        FiledMatch {
            topic_id,
            topic_version,
            block: flagged.block,
            zone: flagged.zone,
            hits: flagged.hits,
            proof: LeanProof::new(proof),
            graver: None,
        }
    }

    /// The same, as grave as the topic's rules make it, if they do.
    #[must_use]
    pub fn graver(self, graver: Option<Raised>) -> FiledMatch {
        FiledMatch { graver, ..self }
    }
}

/// A file as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSeen {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub modified_at: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
}

/// What came of filing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filed {
    /// Articles that were not there before.
    pub new_articles: u32,
    /// New versions of articles that were.
    pub new_versions: u32,
    /// Articles that were there already, as they are.
    pub known: u32,
    /// The alerts that were raised, but for those of copies that joined one.
    pub alerts: Vec<AlertId>,
    /// The alerts of copies, which joined the first of their topic and text.
    pub joined: Vec<AlertId>,
    /// The alerts that were there and for which a new version changed something, but for dismissed ones; those of copies that
    /// are none any more are among them.
    pub changed: Vec<AlertId>,
}

/// Whose share of a transaction an article is.
pub(crate) struct Shares {
    count: usize,
    /// Where the share of each source stands, where there are several.
    places: HashMap<SourceId, usize>,
}

impl Shares {
    fn of(groups: &[&[Filing]]) -> Shares {
        let mut places = HashMap::new();
        if groups.len() > 1 {
            for (place, group) in groups.iter().enumerate() {
                places.extend(group.iter().map(|it| (it.source_id, place)));
            }
        }
        Shares {
            count: groups.len().max(1),
            places,
        }
    }

    /// Where the share of a source stands.
    pub(crate) fn place(&self, source: SourceId) -> usize {
        self.places.get(&source).copied().unwrap_or(0)
    }

    /// One of nothing for each.
    pub(crate) fn empty(&self) -> Vec<Filed> {
        vec![Filed::default(); self.count]
    }
}

impl Writer {
    /// Files a batch, all of it or nothing. An article is known by its source and identity; one with the same
    /// content is not filed twice, one with other content is a new version. An alert is raised for each topic
    /// that an article meets for the first time.
    ///
    /// # Errors
    /// What the database says; the desk is then as it was.
    pub fn file(&mut self, filings: &[Filing], now: Timestamp) -> Result<Filed> {
        let mut filed = self.file_together(&[filings], now)?;
        Ok(filed.pop().unwrap_or_default())
    }

    /// Files what several sources brought, as [`file`](Writer::file) does and in one transaction: all of it or nothing. Gives what
    /// came of each; what changed stands with the first. A source must not be in two of them.
    ///
    /// # Errors
    /// What the database says; the desk is then as it was.
    pub fn file_together(&mut self, groups: &[&[Filing]], now: Timestamp) -> Result<Vec<Filed>> {
        self.fit_cache()?;
        let shares = Shares::of(groups);
        let mut stories = match self.stories.take() {
            Some(stories) => stories,
            None => recent(&self.conn)?,
        };
        let mut shapes = std::mem::take(&mut self.shapes);
        let recent = std::mem::take(&mut self.recent);
        if groups.iter().map(|it| it.len()).sum::<usize>() >= MANY && self.beside.is_none() {
            // Without a path that can be opened again, copies are looked for before the writing.
            let path = self.conn.path().map(std::path::PathBuf::from);
            self.beside = path.and_then(|it| Reader::open(&it).ok());
        }
        let tx = self
            .conn
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // In the order of their ids: tables and index grow at their end.
        let mut in_order: Vec<&Filing> = groups.iter().copied().flatten().collect();
        in_order.sort_by_key(|it| it.article.sorted_at(it.seen_at));
        let mut raising = Raising::new(&tx, &mut shapes, now)?;
        let seeking = Seeking {
            seeker: Seeker::new(recent),
            unpacker: &self.unpacker,
            beside: self.beside.as_mut(),
        };
        let mut batch = Batch::new(&tx, self.slots, &mut stories, seeking, &shares, now)?;
        for run in runs(&in_order) {
            batch.file(run, &mut raising)?;
        }
        let (mut filed, recent) = batch.end()?;
        let (raised, changed) = raising.end()?;
        let ids: Vec<AlertId> = raised.iter().map(|it| it.0).collect();
        let joined = texts::joined(&tx, &ids)?;
        for (id, source) in raised {
            let filed = &mut filed[shares.place(source)];
            match joined.contains(&id) {
                true => filed.joined.push(id),
                false => filed.alerts.push(id),
            }
        }
        filed[0].changed.extend(changed);
        forget_terms(&tx, &mut stories)?;
        tx.commit()?;
        self.stories = Some(stories);
        self.shapes = shapes;
        self.recent = recent;
        Ok(filed)
    }

    /// Remembers that a file cannot be read, so that it is not tried again until it changes.
    ///
    /// # Errors
    /// What the database says.
    pub fn file_trouble(
        &mut self,
        source_id: SourceId,
        file: &FileSeen,
        why: &str,
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        put_file(&tx, source_id, file, None, Some(why), now)?;
        tx.commit()?;
        Ok(())
    }

    /// Remembers that files are the bytes of others that are in: moved or copied ones. Of those, what is gone is forgotten.
    ///
    /// # Errors
    /// What the database says.
    pub fn same_files(
        &mut self,
        source_id: SourceId,
        files: &[(FileSeen, ArticleId)],
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        for (file, article_id) in files {
            put_file(&tx, source_id, file, Some(*article_id), None, now)?;
            tx.prepare_cached(
                "DELETE FROM file INDEXED BY file_hash WHERE source_id = ?1 AND hash = ?2 AND gone_at IS NOT NULL",
            )?
            .execute(params![source_id.0, file.hash])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Remembers that files are not where they were. What they held stays known by its path and its bytes, so that nothing
    /// is read again when a drive comes back; only of what stands elsewhere as well, and of what held nothing, the path is
    /// forgotten.
    ///
    /// # Errors
    /// What the database says.
    pub fn files_gone(
        &mut self,
        source_id: SourceId,
        paths: &[String],
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        for path in paths {
            tx.prepare_cached(
                "UPDATE file SET gone_at = ?3 WHERE source_id = ?1 AND path = ?2 AND gone_at IS NULL",
            )?
            .execute(params![source_id.0, path, now.0])?;
            tx.prepare_cached(
                "DELETE FROM file WHERE source_id = ?1 AND path = ?2 AND (article_id IS NULL OR EXISTS
                     (SELECT 1 FROM file AS other INDEXED BY file_hash WHERE other.source_id = file.source_id
                      AND other.hash = file.hash AND other.path <> file.path AND other.gone_at IS NULL))",
            )?
            .execute(params![source_id.0, path])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Remembers that files are back where they were, as they were.
    ///
    /// # Errors
    /// What the database says.
    pub fn files_back(&mut self, source_id: SourceId, paths: &[String]) -> Result<()> {
        let tx = self.conn.transaction()?;
        for path in paths {
            tx.prepare_cached("UPDATE file SET gone_at = NULL WHERE source_id = ?1 AND path = ?2")?
                .execute(params![source_id.0, path])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Forgets which articles bytes hold that no file has had for a day.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_holders(&mut self, now: Timestamp) -> Result<()> {
        self.conn.execute(
            "DELETE FROM holder WHERE seen_at < ?1 AND NOT EXISTS
                 (SELECT 1 FROM file INDEXED BY file_hash
                  WHERE file.source_id = holder.source_id AND file.hash = holder.hash)",
            [now.plus(-Timestamp::DAY).0],
        )?;
        Ok(())
    }

    /// Raises the alerts of articles that were in the archive before their topic was. None is raised twice; those of
    /// copies join the first of their topic and text, and are not among what is given.
    ///
    /// # Errors
    /// What the database says; none is then raised.
    pub fn add_archive_matches(
        &mut self,
        matches: &[(ArticleId, u32, FiledMatch)],
        now: Timestamp,
    ) -> Result<Vec<AlertId>> {
        let mut shapes = std::mem::take(&mut self.shapes);
        let tx = self.conn.transaction()?;
        let mut raising = Raising::new(&tx, &mut shapes, now)?;
        // An archive is looked through from its end; of the articles of one text the first stands for all.
        let mut in_order: Vec<&(ArticleId, u32, FiledMatch)> = matches.iter().collect();
        in_order.sort_by_key(|it| it.0);
        for (article_id, version, it) in in_order {
            let source: Option<i64> = tx
                .prepare_cached("SELECT source_id FROM article WHERE id = ?1")?
                .query_row([article_id.0], |row| row.get(0))
                .optional()?;
            if let Some(source) = source {
                let telling = Telling {
                    source_id: SourceId(source),
                    article_id: *article_id,
                    version: *version,
                    came_at: None,
                    from_archive: true,
                    completes: false,
                };
                raising.raise(&telling, it)?;
            }
        }
        let (raised, _) = raising.end()?;
        let mut raised: Vec<AlertId> = raised.into_iter().map(|it| it.0).collect();
        let joined = texts::joined(&tx, &raised)?;
        raised.retain(|it| !joined.contains(it));
        tx.commit()?;
        self.shapes = shapes;
        Ok(raised)
    }
}

/// The index of recent articles, from the file.
fn recent(conn: &rusqlite::Connection) -> Result<StoryIndex> {
    let mut stories = StoryIndex::new();
    let mut statement = conn.prepare(
        "SELECT terms.article_id AS article_id, terms.at AS at, terms.terms AS terms, article.story_id AS story_id
         FROM article_terms AS terms JOIN article ON article.id = terms.article_id
         ORDER BY terms.article_id DESC LIMIT ?1",
    )?;
    let mut rows = statement.query([RECENT as i64])?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get("terms")?;
        if let Some(terms) = StoryTerms::from_bytes(&bytes) {
            stories.add(
                StoryId(row.get("story_id")?),
                ArticleId(row.get("article_id")?),
                &terms,
                Timestamp(row.get("at")?),
            );
        }
    }
    Ok(stories)
}

/// Keeps the newest articles of the index of stories, and what they are about; nothing else asks for that.
fn forget_terms(tx: &Transaction<'_>, stories: &mut StoryIndex) -> Result<()> {
    stories.keep_newest(RECENT);
    if let Some(oldest) = stories.oldest().filter(|_| stories.len() >= RECENT) {
        tx.prepare_cached("DELETE FROM article_terms WHERE article_id < ?1")?
            .execute([oldest.0])?;
    }
    Ok(())
}

pub(crate) fn put_file(
    tx: &Transaction<'_>,
    source_id: SourceId,
    file: &FileSeen,
    article_id: Option<ArticleId>,
    trouble: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO file (source_id, path, size, modified_at, hash, article_id, trouble, seen_at)
         VALUES (:source_id, :path, :size, :modified_at, :hash, :article_id, :trouble, :seen_at)
         ON CONFLICT (source_id, path) DO UPDATE SET
             size = excluded.size, modified_at = excluded.modified_at, hash = excluded.hash,
             article_id = coalesce(excluded.article_id, file.article_id), trouble = excluded.trouble,
             seen_at = excluded.seen_at, gone_at = NULL",
    )?
    .execute(named_params! {
        ":source_id": source_id.0, ":path": file.path, ":size": file.size as i64, ":modified_at": file.modified_at,
        ":hash": file.hash, ":article_id": article_id.map(|it| it.0), ":trouble": trouble, ":seen_at": now.0,
    })?;
    Ok(())
}

/// Remembers that an article is among those that bytes hold.
pub(crate) fn put_holder(
    tx: &Transaction<'_>,
    source_id: SourceId,
    hash: &str,
    article_id: ArticleId,
    now: Timestamp,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO holder (source_id, hash, seen_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (source_id, hash) DO UPDATE SET seen_at = excluded.seen_at WHERE seen_at <> excluded.seen_at",
    )?
    .execute(params![source_id.0, hash, now.0])?;
    tx.prepare_cached(
        "INSERT OR IGNORE INTO held_article (article_id, holder_id)
         SELECT ?3, id FROM holder WHERE source_id = ?1 AND hash = ?2",
    )?
    .execute(params![source_id.0, hash, article_id.0])?;
    Ok(())
}
