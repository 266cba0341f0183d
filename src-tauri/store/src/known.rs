//! What is known about articles beside their text: tags, and the files that they were read from.

use std::collections::HashMap;

use news::ArticleId;

use crate::{Reader, Result, rows::tags};

/// What is known about some articles beside their text.
#[derive(Debug, Clone, Default)]
pub struct KnownArticles {
    /// The analyst's tags on their alerts.
    pub tags: HashMap<ArticleId, Vec<String>>,
    /// The paths of the files that they were read from.
    pub paths: HashMap<ArticleId, Vec<String>>,
}

impl KnownArticles {
    /// The tags of an article.
    pub fn tags_of(&self, id: ArticleId) -> &[String] {
        self.tags.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The paths of an article.
    pub fn paths_of(&self, id: ArticleId) -> &[String] {
        self.paths.get(&id).map_or(&[], Vec::as_slice)
    }
}

impl Reader {
    /// What is known about articles beside their text. Those of which nothing is are left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn known_of(&self, ids: impl IntoIterator<Item = ArticleId>) -> Result<KnownArticles> {
        let mut found = KnownArticles::default();
        let mut of_alerts = self.conn.prepare_cached(
            "SELECT tags FROM alert WHERE article_id = ?1 AND tags <> '' AND hidden <> 1",
        )?;
        let mut of_files = self.conn.prepare_cached(
            "SELECT path FROM file WHERE article_id = ?1
             UNION SELECT file.path FROM held_article JOIN holder ON holder.id = holder_id
                   JOIN file INDEXED BY file_hash
                        ON file.source_id = holder.source_id AND file.hash = holder.hash
             WHERE held_article.article_id = ?1 ORDER BY 1",
        )?;
        for id in ids {
            let mut rows = of_alerts.query([id.0])?;
            while let Some(row) = rows.next()? {
                let of = found.tags.entry(id).or_default();
                for tag in tags(&row.get::<_, String>("tags")?)? {
                    if !of.contains(&tag) {
                        of.push(tag);
                    }
                }
            }
            let paths = of_files.query_map([id.0], |row| row.get(0))?;
            let paths: Vec<String> = paths.collect::<rusqlite::Result<_>>()?;
            if !paths.is_empty() {
                found.paths.insert(id, paths);
            }
        }
        Ok(found)
    }

    /// Articles before `before`, newest first, whose alerts carry a tag.
    ///
    /// # Errors
    /// What the database says.
    pub fn tagged(&self, before: Option<ArticleId>, limit: usize) -> Result<Vec<ArticleId>> {
        let before = before.map_or(i64::MAX, |it| it.0);
        let ids = self
            .conn
            .prepare_cached(
                "SELECT DISTINCT article_id FROM alert WHERE tags <> '' AND hidden <> 1 AND article_id < ?1
                 ORDER BY article_id DESC LIMIT ?2",
            )?
            .query_map([before, limit as i64], |row| Ok(ArticleId(row.get(0)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }
}
