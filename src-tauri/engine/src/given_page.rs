//! A page that was captured elsewhere: read and filed as if it had just come in.

use news::{ArticleId, SourceId};
use store::{Came, Filed};

use crate::{
    Engine,
    engine::Res,
    judge::{Arrival, IfFull, identity_of},
};

/// A page as it was received.
#[derive(Debug, Clone, Copy)]
pub struct GivenPage<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The Content-Type that it came with.
    pub content_type: Option<&'a str>,
    /// Where it came from.
    pub address: Option<&'a str>,
}

/// What became of a captured page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// The article that it is, or is a version of; nothing where it holds none.
    pub article_id: Option<ArticleId>,
    /// What could not be read, or was cut, in sentences for people.
    pub problems: Vec<String>,
    /// Whether the article was not there before.
    pub is_new: bool,
    /// Whether it is another version of one that was.
    pub is_new_version: bool,
}

impl Engine {
    /// Reads a page that was captured, and files what it holds under a source, now.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound) where there is no such source, a full disk, and what the database
    /// says. A page without an article is no error: its problems say why.
    pub fn take_page_given(&self, source_id: SourceId, page: &GivenPage<'_>) -> Res<Taken> {
        let source = self.read(|it| it.source(source_id))?;
        let parsed = parse::page(page.bytes, page.content_type, page.address);
        let problems = parsed.problems.into_iter().map(|it| it.message).collect();
        let Some(article) = parsed.articles.into_iter().next() else {
            return Ok(Taken {
                problems,
                ..Taken::default()
            });
        };
        let identity = identity_of(&source, &article);
        let arrival = Arrival {
            article,
            file: None,
            holder: None,
            path: None,
            former: None,
            place: 0,
            origin: None,
            came: Came::default(),
        };
        let filed: Filed = self.file_arrivals(&source, vec![arrival], IfFull::Fail)?;
        Ok(Taken {
            article_id: self.read(|it| it.article_known_as(source_id, identity))?,
            problems,
            is_new: filed.new_articles > 0,
            is_new_version: filed.new_versions > 0,
        })
    }
}
