//! Reading single things: alerts, articles, files, what matching needs.

use std::collections::HashMap;

use news::{
    AlertId, Article, ArticleId, SourceId, StoryId, Timestamp, Topic, TopicId,
    desk::{AlertRow, Settings},
    query::Proof,
    story::TellingInput,
};
use rusqlite::{OptionalExtension, Row, params};

use crate::{
    Reader, Result, StoreError,
    rows::{ALERT, alert},
};

/// An alert with its proof.
#[derive(Debug, Clone)]
pub struct StoredAlert {
    /// The row.
    pub row: AlertRow,
    /// The version of the topic that was met.
    pub topic_version: u32,
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
    /// The identity of that article.
    pub identity: Option<String>,
}

const ARTICLE: &str = "
    SELECT article.id AS id, article.source_id AS source_id, source.name AS source, article.outlet AS outlet, source.publisher AS publisher,
           source.grouping AS grouping, source.country AS country, source.language AS source_language,
           article.first_seen_at AS first_seen_at, article.version AS version, article.story_id AS story_id,
           story_size.articles AS articles, story_size.outlets AS outlets, version.body AS body
    FROM article
    JOIN source ON source.id = article.source_id
    JOIN story_size ON story_size.story_id = article.story_id
    JOIN version ON version.article_id = article.id AND version.number = article.version";

fn article(row: &Row<'_>) -> Result<StoredArticle> {
    Ok(StoredArticle {
        id: ArticleId(row.get("id")?),
        source_id: SourceId(row.get("source_id")?),
        source: row.get("source")?,
        outlet: row.get("outlet")?,
        publisher: row.get("publisher")?,
        group: row.get("grouping")?,
        country: row.get("country")?,
        source_language: row.get("source_language")?,
        first_seen_at: Timestamp(row.get("first_seen_at")?),
        version: row.get("version")?,
        story: (
            StoryId(row.get("story_id")?),
            row.get("articles")?,
            row.get("outlets")?,
        ),
        article: serde_json::from_str(&row.get::<_, String>("body")?)?,
    })
}

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
        let shown = alert(row)?;
        let topic_version: u32 = row.get("topic_version")?;
        let proof: String =
            self.conn
                .query_row("SELECT proof FROM alert WHERE id = ?1", [id.0], |row| {
                    row.get(0)
                })?;
        let query = self.query_of(shown.topic_id, topic_version)?;
        Ok(StoredAlert {
            row: shown,
            topic_version,
            query,
            proof: serde_json::from_str(&proof)?,
        })
    }

    /// The alerts of an article that are not hidden, with their proofs.
    ///
    /// # Errors
    /// What the database says.
    pub fn alerts_of(&self, article_id: ArticleId) -> Result<Vec<StoredAlert>> {
        let ids: Vec<i64> = self
            .conn
            .prepare_cached(
                "SELECT id FROM alert WHERE article_id = ?1 AND hidden = 0 ORDER BY id",
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

    /// An article in its newest version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where it is not, and what the database says.
    pub fn article(&self, id: ArticleId) -> Result<StoredArticle> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("{ARTICLE} WHERE article.id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        article(
            rows.next()?
                .ok_or_else(|| StoreError::NotFound(format!("article {id}")))?,
        )
    }

    /// Articles before `before`, newest first, that the index holds as candidates of a query (all of them where
    /// there is none). They are candidates only: the matcher decides.
    ///
    /// # Errors
    /// What the database says.
    pub fn candidates(
        &self,
        query: Option<&str>,
        before: Option<ArticleId>,
        limit: usize,
    ) -> Result<Vec<StoredArticle>> {
        let before = before.map_or(i64::MAX, |it| it.0);
        let ids: Vec<i64> = match query {
            Some(query) => self
                .conn
                .prepare_cached(
                    "SELECT rowid FROM article_index WHERE article_index MATCH ?1 AND rowid < ?2
                     ORDER BY rowid DESC LIMIT ?3",
                )?
                .query_map(params![query, before, limit as i64], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?,
            None => self
                .conn
                .prepare_cached("SELECT id FROM article WHERE id < ?1 ORDER BY id DESC LIMIT ?2")?
                .query_map(params![before, limit as i64], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?,
        };
        ids.into_iter()
            .map(|id| self.article(ArticleId(id)))
            .collect()
    }

    /// How many articles the index holds as candidates of a query.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_candidates(&self, query: Option<&str>) -> Result<u64> {
        let count: i64 = match query {
            Some(query) => self
                .conn
                .prepare_cached("SELECT count(*) FROM article_index WHERE article_index MATCH ?1")?
                .query_row([query], |row| row.get(0))?,
            None => self
                .conn
                .prepare_cached("SELECT count(*) FROM article")?
                .query_row([], |row| row.get(0))?,
        };
        Ok(count as u64)
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
            let it = article(row)?;
            found.push(TellingInput {
                article_id: it.id,
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

    /// The files of a source that were read or tried.
    ///
    /// # Errors
    /// What the database says.
    pub fn files_of(&self, source_id: SourceId) -> Result<HashMap<String, KnownFile>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT file.path AS path, file.size AS size, file.modified_at AS modified_at, file.hash AS hash,
                    file.article_id AS article_id, article.identity AS identity
             FROM file LEFT JOIN article ON article.id = file.article_id WHERE file.source_id = ?1",
        )?;
        let mut rows = statement.query([source_id.0])?;
        let mut found = HashMap::new();
        while let Some(row) = rows.next()? {
            found.insert(
                row.get("path")?,
                KnownFile {
                    size: row.get::<_, i64>("size")? as u64,
                    modified_at: row.get("modified_at")?,
                    hash: row.get("hash")?,
                    article_id: row.get::<_, Option<i64>>("article_id")?.map(ArticleId),
                    identity: row.get("identity")?,
                },
            );
        }
        Ok(found)
    }

    /// The article that the bytes with this hash were read as, within a source.
    ///
    /// # Errors
    /// What the database says.
    pub fn article_of_bytes(&self, source_id: SourceId, hash: &str) -> Result<Option<ArticleId>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT article_id FROM file WHERE source_id = ?1 AND hash = ?2 AND article_id IS NOT NULL LIMIT 1",
            )?
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
