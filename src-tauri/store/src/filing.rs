//! Filing: what came in and was judged, into the desk, in one transaction.

use std::collections::BTreeMap;

use news::{
    AlertId, Article, ArticleId, SourceId, StoryId, Timestamp, TopicId, Zone,
    alerting::Raised,
    query::{Flagged, Proof, SearchText},
    story::{Fingerprint, StoryIndex, StoryTerms},
};
use rusqlite::{OptionalExtension, Transaction, named_params, params};

use crate::{
    Hash, Packed, Result, Writer,
    proofs::LeanProof,
    raise::{Raising, Telling},
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
    pub search_text: SearchText,
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
    /// The alerts that were raised.
    pub alerts: Vec<AlertId>,
}

impl Writer {
    /// Files a batch, all of it or nothing. An article is known by its source and identity; one with the same
    /// content is not filed twice, one with other content is a new version. An alert is raised for each topic
    /// that an article meets for the first time.
    ///
    /// # Errors
    /// What the database says; the desk is then as it was.
    pub fn file(&mut self, filings: &[Filing], now: Timestamp) -> Result<Filed> {
        let mut stories = match self.stories.take() {
            Some(stories) => stories,
            None => recent(&self.conn)?,
        };
        let mut shapes = std::mem::take(&mut self.shapes);
        let tx = self
            .conn
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // In the order of their ids: tables and index grow at their end.
        let mut in_order: Vec<&Filing> = filings.iter().collect();
        in_order.sort_by_key(|it| it.article.sorted_at(it.seen_at));
        let mut batch = Batch::default();
        let mut raising = Raising::new(&tx, &mut shapes, now);
        for filing in in_order {
            file_one(&tx, &mut stories, filing, now, &mut batch, &mut raising)?;
        }
        batch.filed.alerts = raising.end()?;
        batch.put_index(&tx)?;
        batch.put_fingerprints(&tx)?;
        forget_terms(&tx, &mut stories)?;
        tx.commit()?;
        self.stories = Some(stories);
        self.shapes = shapes;
        Ok(batch.filed)
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

    /// Remembers that files are the bytes of others that are in: moved or copied ones.
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
        }
        tx.commit()?;
        Ok(())
    }

    /// Forgets files that are gone. Their articles stay.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_files(&mut self, source_id: SourceId, paths: &[String]) -> Result<()> {
        let tx = self.conn.transaction()?;
        for path in paths {
            tx.prepare_cached("DELETE FROM file WHERE source_id = ?1 AND path = ?2")?
                .execute(params![source_id.0, path])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Raises the alerts of articles that were in the archive before their topic was. None is raised twice.
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
        let mut raising = Raising::new(&tx, &mut shapes, now);
        for (article_id, version, it) in matches {
            let source: Option<i64> = tx
                .prepare_cached("SELECT source_id FROM article WHERE id = ?1")?
                .query_row([article_id.0], |row| row.get(0))
                .optional()?;
            if let Some(source) = source {
                let telling = Telling {
                    source_id: SourceId(source),
                    article_id: *article_id,
                    version: *version,
                    from_archive: true,
                };
                raising.raise(&telling, it)?;
            }
        }
        let raised = raising.end()?;
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

/// What a batch comes to, and what is written at its end, in order.
#[derive(Default)]
struct Batch<'a> {
    filed: Filed,
    index: BTreeMap<ArticleId, &'a SearchText>,
    fingerprints: Vec<(u32, ArticleId)>,
}

impl Batch<'_> {
    /// Feeds the index, ascending: a lower id after a higher one makes it write what it holds.
    fn put_index(&self, tx: &Transaction<'_>) -> Result<()> {
        let mut statement =
            tx.prepare_cached("INSERT INTO article_index (rowid, text, rest) VALUES (?1, ?2, ?3)")?;
        for (id, it) in &self.index {
            statement.execute(params![id.0, it.text, it.rest])?;
        }
        Ok(())
    }

    /// Puts the shingles in the order of their table, so that neighbours are written together.
    fn put_fingerprints(&mut self, tx: &Transaction<'_>) -> Result<()> {
        self.fingerprints.sort_unstable();
        let mut statement = tx.prepare_cached(
            "INSERT OR IGNORE INTO fingerprint (hash, article_id) VALUES (?1, ?2)",
        )?;
        for (hash, id) in &self.fingerprints {
            statement.execute(params![hash.cast_signed(), id.0])?;
        }
        Ok(())
    }
}

fn file_one<'a>(
    tx: &Transaction<'_>,
    stories: &mut StoryIndex,
    filing: &'a Filing,
    now: Timestamp,
    batch: &mut Batch<'a>,
    raising: &mut Raising<'_>,
) -> Result<()> {
    let known = tx
        .prepare_cached("SELECT id, version FROM article WHERE source_id = ?1 AND identity = ?2")?
        .query_row(params![filing.source_id.0, filing.identity], |row| {
            Ok((ArticleId(row.get("id")?), row.get::<_, u32>("version")?))
        })
        .optional()?;
    let (article_id, version) = match known {
        Some((id, version)) if content_hash(tx, id, version)? == Some(filing.content_hash) => {
            batch.filed.known += 1;
            if let Some(file) = &filing.file {
                put_file(tx, filing.source_id, file, Some(id), None, now)?;
            }
            return Ok(());
        }
        Some((id, version)) => {
            batch.filed.new_versions += 1;
            change_article(tx, id, version + 1, filing)?;
            // What is only to be fed to the index is not there yet.
            if batch.index.remove(&id).is_none() {
                tx.prepare_cached("DELETE FROM article_index WHERE rowid = ?1")?
                    .execute([id.0])?;
            }
            (id, version + 1)
        }
        None if is_gone(tx, filing)? => {
            batch.filed.known += 1;
            if let Some(file) = &filing.file {
                put_file(tx, filing.source_id, file, None, None, now)?;
                tx.prepare_cached(
                    "UPDATE file SET let_go = 1 WHERE source_id = ?1 AND path = ?2 AND article_id IS NULL",
                )?
                .execute(params![filing.source_id.0, file.path])?;
            }
            return Ok(());
        }
        None => {
            batch.filed.new_articles += 1;
            (add_article(tx, stories, filing)?, 1)
        }
    };
    put_body(tx, article_id, filing)?;
    batch.index.insert(article_id, &filing.search_text);
    if is_fresh(article_id, now) {
        let shingles = filing.fingerprint.sampled.iter();
        batch
            .fingerprints
            .extend(shingles.map(|it| (*it, article_id)));
    }
    let telling = Telling {
        source_id: filing.source_id,
        article_id,
        version,
        from_archive: false,
    };
    for it in &filing.matches {
        raising.raise(&telling, it)?;
    }
    if let Some(file) = &filing.file {
        put_file(tx, filing.source_id, file, Some(article_id), None, now)?;
    }
    Ok(())
}

/// Whether an article was let go when its time was over.
fn is_gone(tx: &Transaction<'_>, filing: &Filing) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM gone_article WHERE source_id = ?1 AND identity = ?2)",
        )?
        .query_row(params![filing.source_id.0, filing.identity], |row| {
            row.get(0)
        })?)
}

/// Whether an article is so young that copies of it are still looked for.
fn is_fresh(id: ArticleId, now: Timestamp) -> bool {
    id >= ArticleId::floor(now.plus(-crate::FRESH))
}

/// The hash of an article's newest text.
fn content_hash(tx: &Transaction<'_>, id: ArticleId, version: u32) -> Result<Option<Hash>> {
    let packed = tx
        .prepare_cached("SELECT hash FROM body WHERE article_id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    if packed.is_some() {
        return Ok(packed);
    }
    let hex: Option<String> = tx
        .prepare_cached("SELECT hash FROM version WHERE article_id = ?1 AND number = ?2")?
        .query_row(params![id.0, version], |row| row.get(0))
        .optional()?;
    Ok(hex.map(|it| Hash::of_hex(&it)))
}

fn put_body(tx: &Transaction<'_>, id: ArticleId, filing: &Filing) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO body (article_id, seen_at, hash, dictionary, size, bytes)
         VALUES (:id, :seen_at, :hash, :dictionary, :size, :bytes)",
    )?
    .execute(named_params! {
        ":id": id.0, ":seen_at": filing.seen_at.0, ":hash": filing.content_hash,
        ":dictionary": filing.packed.dictionary, ":size": filing.packed.size, ":bytes": filing.packed.bytes,
    })?;
    Ok(())
}

fn add_article(
    tx: &Transaction<'_>,
    stories: &mut StoryIndex,
    filing: &Filing,
) -> Result<ArticleId> {
    let at = filing.article.sorted_at(filing.seen_at);
    let floor = ArticleId::floor(at).0;
    let last: Option<i64> = tx
        .prepare_cached("SELECT max(id) FROM article WHERE id BETWEEN ?1 AND ?2")?
        .query_row([floor, ArticleId::ceiling(at).0], |row| row.get(0))?;
    let id = ArticleId(last.map_or(floor, |it| it + 1));
    let story = stories.nearest(&filing.terms, at);
    let story_id = match story {
        Some(story) => story,
        None => {
            tx.prepare_cached("INSERT INTO story DEFAULT VALUES")?
                .execute([])?;
            StoryId(tx.last_insert_rowid())
        }
    };
    tx.prepare_cached(
        "INSERT INTO article (id, source_id, story_id, published_at, first_seen_at, version, shingles, outlet, title,
                              address, language, wire, identity)
         VALUES (:id, :source_id, :story_id, :published_at, :first_seen_at, 1, :shingles, :outlet, :title,
                 :address, :language, :wire, :identity)",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":source_id": filing.source_id.0,
        ":story_id": story_id.0,
        ":published_at": filing.article.published_at.map(|it| it.0),
        ":first_seen_at": filing.seen_at.0,
        ":shingles": filing.fingerprint.sampled.len() as i64,
        ":outlet": filing.outlet,
        ":title": filing.article.title,
        ":address": filing.article.address,
        ":language": filing.article.language,
        ":wire": filing.article.wire,
        ":identity": filing.identity,
    })?;
    tx.prepare_cached("INSERT INTO article_terms (article_id, at, terms) VALUES (?1, ?2, ?3)")?
        .execute(params![id.0, at.0, filing.terms.to_bytes()])?;
    match story {
        Some(_) => join_story(tx, story_id, id, &filing.outlet)?,
        None => {
            tx.prepare_cached(
                "INSERT INTO story_size (story_id, articles, outlets, last_article_id) VALUES (?1, 1, 1, ?2)",
            )?
            .execute(params![story_id.0, id.0])?;
        }
    }
    stories.add(story_id, id, &filing.terms, at);
    Ok(id)
}

/// Counts one more article of a story, and its outlet if no other article of the story has it.
fn join_story(tx: &Transaction<'_>, story: StoryId, id: ArticleId, outlet: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE story_size SET articles = articles + 1, last_article_id = max(last_article_id, ?2),
                outlets = outlets + NOT EXISTS
                    (SELECT 1 FROM article WHERE story_id = ?1 AND outlet = ?3 AND id <> ?2)
         WHERE story_id = ?1",
    )?
    .execute(params![story.0, id.0, outlet])?;
    Ok(())
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

/// Puts an article's former text aside, and its row into the form of the new one.
fn change_article(
    tx: &Transaction<'_>,
    id: ArticleId,
    version: u32,
    filing: &Filing,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO former_body (article_id, number, seen_at, hash, dictionary, size, bytes)
         SELECT article_id, ?2, seen_at, hash, dictionary, size, bytes FROM body WHERE article_id = ?1",
    )?
    .execute(params![id.0, version - 1])?;
    tx.prepare_cached("DELETE FROM body WHERE article_id = ?1")?
        .execute([id.0])?;
    tx.prepare_cached(
        "UPDATE article SET title = :title, address = :address, language = :language, wire = :wire,
                version = :version, shingles = :shingles
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":title": filing.article.title,
        ":address": filing.article.address,
        ":language": filing.article.language,
        ":wire": filing.article.wire,
        ":version": version,
        ":shingles": filing.fingerprint.sampled.len() as i64,
    })?;
    Ok(())
}

fn put_file(
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
             seen_at = excluded.seen_at",
    )?
    .execute(named_params! {
        ":source_id": source_id.0, ":path": file.path, ":size": file.size as i64, ":modified_at": file.modified_at,
        ":hash": file.hash, ":article_id": article_id.map(|it| it.0), ":trouble": trouble, ":seen_at": now.0,
    })?;
    Ok(())
}
