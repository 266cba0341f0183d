//! Copies for reading: who has a text, where it comes from, what each outlet cut and added.

use std::collections::BTreeSet;

use news::{
    AlertId, ArticleId,
    desk::{AlertRow, COPIES, CopiesView, CopyRow},
    story::{Changes, changes},
};

use crate::{Engine, engine::Res};

impl Engine {
    /// The articles that have the text of one, the origin first; none where nobody else has it.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn copies(&self, id: ArticleId) -> Res<CopiesView> {
        let Some(text) = self.read(|it| it.shared_text(id))? else {
            return Ok(CopiesView {
                agency: None,
                total: 1,
                publishers: 1,
                rows: vec![],
            });
        };
        let publishers: BTreeSet<&str> = text
            .articles
            .iter()
            .map(|it| it.publisher.as_str())
            .collect();
        let publishers = publishers.len() as u32;
        let origin = text
            .articles
            .iter()
            .find(|it| it.article_id == text.origin_id)
            .map(|it| it.article.clone());
        let rows = text
            .articles
            .into_iter()
            .map(|it| {
                let is_origin = it.article_id == text.origin_id;
                let changes = match &origin {
                    Some(origin) if !is_origin => changes(origin, &it.article),
                    _ => Changes::default(),
                };
                let at = it.article.sorted_at(it.first_seen_at);
                CopyRow {
                    article_id: it.article_id,
                    outlet: it.outlet,
                    publisher: it.publisher,
                    at,
                    at_is_published: it.article.published_at == Some(at),
                    is_origin,
                    copied_percent: if is_origin {
                        0
                    } else {
                        changes.copied_percent()
                    },
                    kept_percent: if is_origin {
                        100
                    } else {
                        changes.kept_percent()
                    },
                    cut: changes.cut,
                    added: changes.added,
                    title: it.article.title,
                    address: it.article.address,
                    wire: it.article.wire,
                }
            })
            .collect();
        Ok(CopiesView {
            agency: text.agency,
            total: text.total,
            publishers,
            rows,
        })
    }

    /// What an article cut from the text that it took over, and what it added; nothing for the origin of a text, and for one
    /// that nobody else has.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn copy_changes(&self, id: ArticleId) -> Res<Option<Changes>> {
        let text = self.read(|it| it.shared_text(id))?;
        Ok(text.and_then(|text| {
            let of = |id: ArticleId| text.articles.iter().find(|it| it.article_id == id);
            let (origin, copy) = (of(text.origin_id)?, of(id)?);
            (text.origin_id != id).then(|| changes(&origin.article, &copy.article))
        }))
    }

    /// The alerts of copies that joined one, first published first; at most [`COPIES`].
    ///
    /// # Errors
    /// What the database says.
    pub fn joined_alerts(&self, id: AlertId) -> Res<Vec<AlertRow>> {
        self.read(|it| it.joined_alerts(id, COPIES))
    }
}
