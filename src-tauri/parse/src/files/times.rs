//! Which times of a file's articles name no zone: they stand as if in UTC, and nobody may say that they are.
//!
//! An article says so in its reading, but that tells how a page was read, and the article of a file is kept without one. So it
//! has one only on its way out of archives and mails, until the whole file is read.

use news::{Article, Reading};

use crate::Parsed;
use crate::when::Stated;

/// The reading in which an article carries the zones of its times, if one of them has none.
pub(super) fn carried(published: Option<Stated>, modified: Option<Stated>) -> Option<Box<Reading>> {
    let is_unzoned = |it: Option<Stated>| it.is_some_and(|it| it.zone.is_none());
    let zone = |it: Option<Stated>| {
        it.and_then(|it| it.zone)
            .and_then(|it| i16::try_from(it).ok())
    };
    (is_unzoned(published) || is_unzoned(modified)).then(|| {
        Box::new(Reading {
            published_zone: zone(published),
            modified_zone: zone(modified),
            ..Reading::default()
        })
    })
}

/// Takes what the articles of a file carry, and says it beside them.
pub(super) fn set_down(mut parsed: Parsed) -> Parsed {
    for article in &mut parsed.articles {
        if !is_carrying(article) {
            continue;
        }
        let Some(reading) = article.reading.take() else {
            continue;
        };
        if reading.published_zone.is_none() {
            parsed.unzoned.extend(article.published_at);
        }
        if reading.modified_zone.is_none() {
            parsed.unzoned.extend(article.modified_at);
        }
    }
    parsed
}

/// Whether an article has times and a reading that says of none where it was found, as that of a page does.
fn is_carrying(article: &Article) -> bool {
    let has_times = article.published_at.is_some() || article.modified_at.is_some();
    let is_of_page = |it: &Reading| it.published_from.is_some() || it.modified_from.is_some();
    has_times && article.reading.as_deref().is_some_and(|it| !is_of_page(it))
}
