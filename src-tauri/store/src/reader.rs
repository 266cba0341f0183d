//! Reading single things: alerts, articles, files, what matching needs.

use std::collections::HashMap;

use news::{
    AlertId, Article, ArticleId, SourceId, StoryId, Timestamp, Topic, TopicId,
    desk::{AlertRow, Settings},
    query::Proof,
    story::TellingInput,
};
use rusqlite::{OptionalExtension, Row, params};

use crate::{Hash, Reader, Result, StoreError, cutter::Cutter, rows::ALERT, texts};

/// An alert with its proof.
#[derive(Debug, Clone)]
pub struct StoredAlert {
    /// The row.
    pub row: AlertRow,
    /// The version of the topic that was met.
    pub topic_version: u32,
    /// The version of the article that the proof is of.
    pub article_version: u32,
    /// The topic's query in that version.
    pub query: String,
    /// The proof.
    pub proof: Proof,
}

/// An article as it is stored.
#[derive(Debug, Clone)]
pub struct StoredArticle {
    /// Its number.
    pub id: ArticleId,
    /// Its source.
    pub source_id: SourceId,
    /// The name of its source.
    pub source: String,
    /// The outlet that it is shown under.
    pub outlet: String,
    /// The publisher.
    pub publisher: String,
    /// The analyst's grouping of the source.
    pub group: Option<String>,
    /// The country of the source.
    pub country: Option<String>,
    /// The language of the source.
    pub source_language: Option<String>,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// Which version this is, and how many there are.
    pub version: u32,
    /// Its story, how many articles that has, and how many outlets.
    pub story: (StoryId, u32, u32),
    /// The article.
    pub article: Article,
}

/// A topic in one of its versions.
#[derive(Debug, Clone)]
pub struct TopicAt {
    /// The topic as it is now.
    pub topic: Topic,
    /// Whether the archive was looked through for this version.
    pub scanned: bool,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// Its size when it was read.
    pub size: u64,
    /// When it had been changed.
    pub modified_at: i64,
    /// The hash of its bytes.
    pub hash: String,
    /// What it holds, if it could be read.
    pub article_id: Option<ArticleId>,
    /// What makes that article the same when it comes again.
    pub identity: Option<Hash>,
}

fn known_file(row: &Row<'_>) -> Result<KnownFile> {
    Ok(KnownFile {
        size: row.get::<_, i64>("size")? as u64,
        modified_at: row.get("modified_at")?,
        hash: row.get("hash")?,
        article_id: row.get::<_, Option<i64>>("article_id")?.map(ArticleId),
        identity: row.get("identity")?,
    })
}

/// The columns of an article, in the order in which [`article`] reads them.
pub(crate) const ARTICLE: &str = "
    SELECT article.id, article.version, body.dictionary, body.size, body.bytes, article.source_id, source.name,
           article.outlet, source.publisher, source.grouping, source.country, source.language,
           article.first_seen_at, article.story_id, story_size.articles, story_size.outlets
    FROM article
    JOIN source ON source.id = article.source_id
    JOIN story_size ON story_size.story_id = article.story_id
    LEFT JOIN body ON body.article_id = article.id";

/// An article from the columns of [`ARTICLE`]. They are read by number: names would be looked for in every row, and
/// rows are read by the hundred thousand.
pub(crate) fn article(reader: &Reader, row: &Row<'_>) -> Result<StoredArticle> {
    Ok(StoredArticle {
        id: ArticleId(row.get(0)?),
        version: row.get(1)?,
        article: reader.text(row)?,
        source_id: SourceId(row.get(5)?),
        source: row.get(6)?,
        outlet: row.get(7)?,
        publisher: row.get(8)?,
        group: row.get(9)?,
        country: row.get(10)?,
        source_language: row.get(11)?,
        first_seen_at: Timestamp(row.get(12)?),
        story: (StoryId(row.get(13)?), row.get(14)?, row.get(15)?),
    })
}

impl StoredArticle {
    /// The time by which it is ordered: what its text says, unless it was first filed under another minute.
    pub fn sorted_at(&self) -> Timestamp {
        let at = self.article.sorted_at(self.first_seen_at);
        if ArticleId::floor(at) == ArticleId::floor(self.id.minute()) {
            at
        } else {
            self.id.minute()
        }
    }
}

/// Left to itself, SQLite goes through the whole folder for each file: it takes a source to have few.
pub(crate) const ARTICLE_OF_BYTES: &str = "SELECT article_id FROM file INDEXED BY file_hash
     WHERE source_id = ?1 AND hash = ?2 AND article_id IS NOT NULL LIMIT 1";

impl Reader {
    /// An alert.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where it is not (any more), and what the database says.
    pub fn alert(&self, id: AlertId) -> Result<StoredAlert> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("{ALERT} WHERE alert.id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        let row = rows
            .next()?
            .ok_or_else(|| StoreError::NotFound(format!("alert {id}")))?;
        let shown = Cutter::new(self).alert(row)?;
        let topic_version: u32 = row.get("topic_version")?;
        let (shape, packed) = (row.get("shape")?, row.get("packed")?);
        let proof = self.proof(id, shape, packed)?;
        let query = self.query_of(shown.topic_id, topic_version)?;
        Ok(StoredAlert {
            row: shown,
            topic_version,
            article_version: row.get("article_version")?,
            query,
            proof,
        })
    }

    /// The alerts of an article whose topic and source are not removed, with their proofs.
    ///
    /// # Errors
    /// What the database says.
    pub fn alerts_of(&self, article_id: ArticleId) -> Result<Vec<StoredAlert>> {
        let ids: Vec<i64> = self
            .conn
            .prepare_cached(
                "SELECT id FROM alert WHERE article_id = ?1 AND hidden <> 1 ORDER BY id",
            )?
            .query_map([article_id.0], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        ids.into_iter().map(|id| self.alert(AlertId(id))).collect()
    }

    fn query_of(&self, topic_id: TopicId, version: u32) -> Result<String> {
        let query: Option<String> = self
            .conn
            .prepare_cached("SELECT query FROM topic_version WHERE topic_id = ?1 AND number = ?2")?
            .query_row(params![topic_id.0, version], |row| row.get(0))
            .optional()?;
        Ok(query.unwrap_or_default())
    }

    /// The article of a source that has this identity, if there is one.
    ///
    /// # Errors
    /// What the database says.
    pub fn article_known_as(
        &self,
        source_id: SourceId,
        identity: Hash,
    ) -> Result<Option<ArticleId>> {
        let id = self
            .conn
            .prepare_cached("SELECT id FROM article WHERE source_id = ?1 AND identity = ?2")?
            .query_row(params![source_id.0, identity], |row| row.get(0))
            .optional()?;
        Ok(id.map(ArticleId))
    }

    /// The number of the newest version of the article of a source that has this identity; 0 if there is none.
    ///
    /// # Errors
    /// What the database says.
    pub fn version_known_as(&self, source_id: SourceId, identity: Hash) -> Result<u32> {
        let version = self
            .conn
            .prepare_cached("SELECT version FROM article WHERE source_id = ?1 AND identity = ?2")?
            .query_row(params![source_id.0, identity], |row| row.get(0))
            .optional()?;
        Ok(version.unwrap_or(0))
    }

    /// An article in its newest version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where it is not, and what the database says.
    pub fn article(&self, id: ArticleId) -> Result<StoredArticle> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("{ARTICLE} WHERE article.id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        let row = rows
            .next()?
            .ok_or_else(|| StoreError::NotFound(format!("article {id}")))?;
        article(self, row)
    }

    /// The newest text of an article, from the first five columns of [`ARTICLE`].
    pub(crate) fn text(&self, row: &Row<'_>) -> Result<Article> {
        let Some(dictionary) = row.get::<_, Option<u32>>(2)? else {
            return self.unmoved_text(row.get(0)?, row.get(1)?);
        };
        let bytes = row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?;
        self.unpacker
            .unpack(&self.conn, dictionary, row.get(3)?, bytes)
    }

    /// A text that stands where texts stood before they were packed.
    pub(crate) fn unmoved_text(&self, id: i64, version: u32) -> Result<Article> {
        let json: Option<String> = self
            .conn
            .prepare_cached("SELECT body FROM version WHERE article_id = ?1 AND number = ?2")?
            .query_row(params![id, version], |row| row.get("body"))
            .optional()?;
        match json {
            Some(json) => Ok(serde_json::from_str(&json)?),
            None => Err(StoreError::Damaged(format!("article {id} has no text"))),
        }
    }

    /// The articles of a story.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a story without articles, and what the database says.
    pub fn tellings(&self, story_id: StoryId) -> Result<Vec<TellingInput>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "{ARTICLE} WHERE article.story_id = ?1 ORDER BY article.id LIMIT 200"
        ))?;
        let mut rows = statement.query([story_id.0])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            let it = article(self, row)?;
            found.push(TellingInput {
                article_id: it.id,
                text_from: texts::origin_of(&self.conn, it.id)?,
                // The house behind a source is the analyst's to say; a page that came by hand says only its outlet.
                publisher: if it.publisher == it.source {
                    it.outlet.clone()
                } else {
                    it.publisher
                },
                outlet: it.outlet,
                country: it.country,
                article: it.article,
                first_seen_at: it.first_seen_at,
            });
        }
        if found.is_empty() {
            Err(StoreError::NotFound(format!("story {story_id}")))
        } else {
            Ok(found)
        }
    }

    /// Every topic that is not removed.
    ///
    /// # Errors
    /// What the database says.
    pub fn topics(&self) -> Result<Vec<TopicAt>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT topic.id AS id, topic.watchlist_id AS watchlist_id, topic.name AS name, topic.query AS query,
                    topic.severity AS severity, topic.version AS version, topic.saved_at AS saved_at,
                    topic.fault AS fault, topic.scanned AS scanned, topic.written AS written
             FROM topic JOIN watchlist ON watchlist.id = topic.watchlist_id
             WHERE topic.removed_at IS NULL AND watchlist.removed_at IS NULL
             ORDER BY watchlist.position, watchlist.id, topic.id",
        )?;
        let mut rows = statement.query([])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            found.push(TopicAt {
                topic: crate::lists::topic(row)?,
                scanned: row.get("scanned")?,
            });
        }
        Ok(found)
    }

    /// The earlier query of a topic that is the newest before `version`, if there is one.
    ///
    /// # Errors
    /// What the database says.
    pub fn former_query(&self, topic_id: TopicId, version: u32) -> Result<Option<(u32, String)>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT number, query FROM topic_version WHERE topic_id = ?1 AND number < ?2
                 ORDER BY number DESC LIMIT 1",
            )?
            .query_row(params![topic_id.0, version], |row| {
                Ok((row.get("number")?, row.get("query")?))
            })
            .optional()?)
    }

    /// The files of a source that were read or tried, but for those that are gone.
    ///
    /// # Errors
    /// What the database says.
    pub fn files_of(&self, source_id: SourceId) -> Result<HashMap<String, KnownFile>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT file.path AS path, file.size AS size, file.modified_at AS modified_at, file.hash AS hash,
                    file.article_id AS article_id, article.identity AS identity
             FROM file LEFT JOIN article ON article.id = file.article_id
             WHERE file.source_id = ?1 AND file.gone_at IS NULL",
        )?;
        let mut rows = statement.query([source_id.0])?;
        let mut found = HashMap::new();
        while let Some(row) = rows.next()? {
            found.insert(row.get("path")?, known_file(row)?);
        }
        Ok(found)
    }

    /// What is known of files of a source that had gone, of those with these paths.
    ///
    /// # Errors
    /// What the database says.
    pub fn files_that_went<'a>(
        &self,
        source_id: SourceId,
        paths: impl IntoIterator<Item = &'a str>,
    ) -> Result<HashMap<String, KnownFile>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT file.size AS size, file.modified_at AS modified_at, file.hash AS hash,
                    file.article_id AS article_id, article.identity AS identity
             FROM file LEFT JOIN article ON article.id = file.article_id
             WHERE file.source_id = ?1 AND file.path = ?2 AND file.gone_at IS NOT NULL",
        )?;
        let mut found = HashMap::new();
        for path in paths {
            let mut rows = statement.query(params![source_id.0, path])?;
            if let Some(row) = rows.next()? {
                found.insert(path.to_string(), known_file(row)?);
            }
        }
        Ok(found)
    }

    /// Whether any file of a source is known that is gone.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_files_that_went(&self, source_id: SourceId) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM file WHERE source_id = ?1 AND gone_at IS NOT NULL)",
            )?
            .query_row([source_id.0], |row| row.get(0))?)
    }

    /// The article that the bytes with this hash were read as, within a source.
    ///
    /// # Errors
    /// What the database says.
    pub fn article_of_bytes(&self, source_id: SourceId, hash: &str) -> Result<Option<ArticleId>> {
        Ok(self
            .conn
            .prepare_cached(ARTICLE_OF_BYTES)?
            .query_row(params![source_id.0, hash], |row| row.get::<_, i64>(0))
            .optional()?
            .map(ArticleId))
    }

    /// What the analyst chose; the defaults for what was never chosen.
    ///
    /// # Errors
    /// What the database says.
    pub fn settings(&self) -> Result<Settings> {
        Ok(match self.setting("settings")? {
            Some(text) => serde_json::from_str(&text)?,
            None => Settings::default(),
        })
    }

    /// Whether the sample is on the desk.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_sample(&self) -> Result<bool> {
        Ok(self.conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM source WHERE sample = 1)",
            [],
            |row| row.get(0),
        )?)
    }

    fn setting(&self, name: &str) -> Result<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?)
    }
}
