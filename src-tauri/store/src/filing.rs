//! Filing: what came in and was judged, into the desk, in one transaction.

use news::{
    AlertId, Article, ArticleId, SourceId, StoryId, Timestamp, TopicId,
    alerting::Raised,
    query::{Flagged, Proof, SearchText},
    story::{StoryIndex, StoryTerms},
    text::Piece,
};
use rusqlite::{OptionalExtension, Transaction, named_params};

use crate::{Result, Writer, rows::severity_number, word};

/// How many recent articles a new one is compared with to find its story.
const RECENT: usize = 20_000;

/// An article that was judged, ready to be filed.
#[derive(Debug, Clone)]
pub struct Filing {
    /// Where it came from.
    pub source_id: SourceId,
    /// What makes it the same article when it comes again, within its source.
    pub identity: String,
    /// The outlet that it is shown under.
    pub outlet: String,
    /// The article.
    pub article: Article,
    /// A hash of what the reader sees of it. Another one is another version.
    pub content_hash: String,
    /// What the index is fed.
    pub search_text: SearchText,
    /// The topics that it met.
    pub matches: Vec<FiledMatch>,
    /// What it is about.
    pub terms: StoryTerms,
    /// When it came.
    pub seen_at: Timestamp,
    /// The file that it was read from, if it was.
    pub file: Option<FileSeen>,
}

/// A topic that an article met.
#[derive(Debug, Clone)]
pub struct FiledMatch {
    /// The topic.
    pub topic_id: TopicId,
    /// Its version.
    pub topic_version: u32,
    /// The proof.
    pub proof: Proof,
    /// The sentence that is shown.
    pub flagged: Flagged,
    /// That sentence, cut at its marks.
    pub sentence: Vec<Piece>,
    /// How grave the topic's rules make it, if they do.
    pub graver: Option<Raised>,
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
        let tx = self
            .conn
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut filed = Filed::default();
        for filing in filings {
            file_one(&tx, &mut stories, filing, now, &mut filed)?;
        }
        tx.commit()?;
        stories.keep_newest(RECENT);
        self.stories = Some(stories);
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
                .execute(rusqlite::params![source_id.0, path])?;
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
        let tx = self.conn.transaction()?;
        let mut raised = vec![];
        for (article_id, version, it) in matches {
            let source: Option<i64> = tx
                .prepare_cached("SELECT source_id FROM article WHERE id = ?1")?
                .query_row([article_id.0], |row| row.get(0))
                .optional()?;
            if let Some(source) = source {
                raised.extend(raise(
                    &tx,
                    SourceId(source),
                    *article_id,
                    *version,
                    it,
                    true,
                    now,
                )?);
            }
        }
        tx.commit()?;
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

fn file_one(
    tx: &Transaction<'_>,
    stories: &mut StoryIndex,
    filing: &Filing,
    now: Timestamp,
    filed: &mut Filed,
) -> Result<()> {
    let known = tx
        .prepare_cached(
            "SELECT id, version, content_hash FROM article WHERE source_id = ?1 AND identity = ?2",
        )?
        .query_row(
            rusqlite::params![filing.source_id.0, filing.identity],
            |row| {
                Ok((
                    ArticleId(row.get("id")?),
                    row.get::<_, u32>("version")?,
                    row.get::<_, String>("content_hash")?,
                ))
            },
        )
        .optional()?;
    let (article_id, version) = match known {
        Some((article_id, _, hash)) if hash == filing.content_hash => {
            filed.known += 1;
            if let Some(file) = &filing.file {
                put_file(tx, filing.source_id, file, Some(article_id), None, now)?;
            }
            return Ok(());
        }
        Some((article_id, version, _)) => {
            filed.new_versions += 1;
            change_article(tx, article_id, version + 1, filing)?;
            (article_id, version + 1)
        }
        None => {
            filed.new_articles += 1;
            (add_article(tx, stories, filing)?, 1)
        }
    };
    tx.prepare_cached(
        "INSERT INTO version (article_id, number, seen_at, hash, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(rusqlite::params![
        article_id.0,
        version,
        filing.seen_at.0,
        filing.content_hash,
        serde_json::to_string(&filing.article)?
    ])?;
    tx.prepare_cached("INSERT INTO article_index (rowid, text, rest) VALUES (?1, ?2, ?3)")?
        .execute(rusqlite::params![
            article_id.0,
            filing.search_text.text,
            filing.search_text.rest
        ])?;
    for it in &filing.matches {
        filed.alerts.extend(raise(
            tx,
            filing.source_id,
            article_id,
            version,
            it,
            false,
            now,
        )?);
    }
    if let Some(file) = &filing.file {
        put_file(tx, filing.source_id, file, Some(article_id), None, now)?;
    }
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
    let story = match stories.nearest(&filing.terms, at) {
        Some(story) => story,
        None => {
            tx.prepare_cached("INSERT INTO story DEFAULT VALUES")?
                .execute([])?;
            StoryId(tx.last_insert_rowid())
        }
    };
    tx.prepare_cached(
        "INSERT INTO article (id, source_id, identity, story_id, outlet, title, address, language, wire, published_at,
                              first_seen_at, version, content_hash)
         VALUES (:id, :source_id, :identity, :story_id, :outlet, :title, :address, :language, :wire, :published_at,
                 :first_seen_at, 1, :content_hash)",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":source_id": filing.source_id.0,
        ":identity": filing.identity,
        ":story_id": story.0,
        ":outlet": filing.outlet,
        ":title": filing.article.title,
        ":address": filing.article.address,
        ":language": filing.article.language,
        ":wire": filing.article.wire,
        ":published_at": filing.article.published_at.map(|it| it.0),
        ":first_seen_at": filing.seen_at.0,
        ":content_hash": filing.content_hash,
    })?;
    tx.prepare_cached("INSERT INTO article_terms (article_id, at, terms) VALUES (?1, ?2, ?3)")?
        .execute(rusqlite::params![id.0, at.0, filing.terms.to_bytes()])?;
    tx.prepare_cached(
        "INSERT INTO story_size (story_id, articles, outlets, last_article_id)
         SELECT ?1, count(*), count(DISTINCT outlet), max(id) FROM article WHERE story_id = ?1
         ON CONFLICT (story_id) DO UPDATE SET
             articles = excluded.articles, outlets = excluded.outlets, last_article_id = excluded.last_article_id",
    )?
    .execute([story.0])?;
    stories.add(story, id, &filing.terms, at);
    Ok(id)
}

fn change_article(
    tx: &Transaction<'_>,
    id: ArticleId,
    version: u32,
    filing: &Filing,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE article SET title = :title, address = :address, language = :language, wire = :wire,
                version = :version, content_hash = :content_hash
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":title": filing.article.title,
        ":address": filing.article.address,
        ":language": filing.article.language,
        ":wire": filing.article.wire,
        ":version": version,
        ":content_hash": filing.content_hash,
    })?;
    tx.prepare_cached("DELETE FROM article_index WHERE rowid = ?1")?
        .execute([id.0])?;
    Ok(())
}

/// Raises an alert. One that is there keeps its state and gets the proof of the newer version.
fn raise(
    tx: &Transaction<'_>,
    source_id: SourceId,
    article_id: ArticleId,
    version: u32,
    it: &FiledMatch,
    from_archive: bool,
    now: Timestamp,
) -> Result<Option<AlertId>> {
    let topic = tx
        .prepare_cached(
            "SELECT watchlist_id, severity FROM topic WHERE id = ?1 AND removed_at IS NULL",
        )?
        .query_row([it.topic_id.0], |row| {
            Ok((
                row.get::<_, i64>("watchlist_id")?,
                row.get::<_, i64>("severity")?,
            ))
        })
        .optional()?;
    // A topic that was removed while the article was on its way raises nothing.
    let Some((watchlist_id, severity)) = topic else {
        return Ok(None);
    };
    let graver = it
        .graver
        .as_ref()
        .map(|it| (severity_number(it.severity), it.why.as_str()));
    let (severity, graver) = graver
        .filter(|it| it.0 > severity)
        .unwrap_or((severity, ""));
    let before: Option<i64> = tx
        .prepare_cached("SELECT id FROM alert WHERE topic_id = ?1 AND article_id = ?2")?
        .query_row([it.topic_id.0, article_id.0], |row| row.get(0))
        .optional()?;
    let (block, zone) = (it.flagged.block, word(&it.flagged.zone)?);
    let (sentence, proof) = (
        serde_json::to_string(&it.sentence)?,
        serde_json::to_string(&it.proof)?,
    );
    if let Some(id) = before {
        tx.prepare_cached(
            "UPDATE alert SET topic_version = :topic_version, article_version = :version, block = :block, zone = :zone,
                    hits = :hits, sentence = :sentence, proof = :proof
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id, ":topic_version": it.topic_version, ":version": version, ":block": block, ":zone": zone,
            ":hits": it.flagged.hits, ":sentence": sentence, ":proof": proof,
        })?;
        return Ok(None);
    }
    tx.prepare_cached(
        "INSERT INTO alert (topic_id, watchlist_id, article_id, source_id, topic_version, severity, article_version,
                            raised_at, from_archive, block, zone, hits, sentence, proof, graver)
         VALUES (:topic_id, :watchlist_id, :article_id, :source_id, :topic_version, :severity, :version,
                 :raised_at, :from_archive, :block, :zone, :hits, :sentence, :proof, :graver)",
    )?
    .execute(named_params! {
        ":topic_id": it.topic_id.0, ":watchlist_id": watchlist_id, ":article_id": article_id.0,
        ":source_id": source_id.0, ":topic_version": it.topic_version, ":severity": severity, ":version": version,
        ":raised_at": now.0, ":from_archive": from_archive, ":block": block, ":zone": zone,
        ":hits": it.flagged.hits, ":sentence": sentence, ":proof": proof, ":graver": graver,
    })?;
    Ok(Some(AlertId(tx.last_insert_rowid())))
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
