//! How words of the vocabulary stand in columns, and rows become what is shown.

use news::{
    AlertId, AlertState, ArticleId, Severity, SourceId, StoryId, Timestamp, TopicId, WatchlistId,
    Zone, desk::AlertRow,
};
use rusqlite::Row;

use crate::{Result, StoreError, from_word};

/// The number under which a severity is stored: graver is higher.
pub(crate) const fn severity_number(severity: Severity) -> i64 {
    match severity {
        Severity::Info => 0,
        Severity::Watch => 1,
        Severity::High => 2,
        Severity::Critical => 3,
    }
}

/// The severity that is stored as a number.
pub(crate) fn severity(number: i64) -> Severity {
    match number {
        0 => Severity::Info,
        1 => Severity::Watch,
        2 => Severity::High,
        _ => Severity::Critical,
    }
}

/// The number under which a state is stored.
pub(crate) fn state_number(state: AlertState) -> i64 {
    match state {
        AlertState::New => 0,
        AlertState::Kept => 1,
        AlertState::Dismissed => 2,
    }
}

/// The state that is stored as a number.
pub(crate) fn state(number: i64) -> AlertState {
    match number {
        0 => AlertState::New,
        1 => AlertState::Kept,
        _ => AlertState::Dismissed,
    }
}

/// How a zone is stored with an alert. Nearly all are of the body, and there are many.
pub(crate) fn zone_word(zone: Zone) -> &'static str {
    match zone {
        Zone::Body => "",
        zone => zone.name(),
    }
}

/// The zone that is stored so. It may stand in full as well.
fn zone_of(text: &str) -> Result<Zone> {
    match text {
        "" => Ok(Zone::Body),
        text => from_word(text.to_owned()),
    }
}

/// A point in time that may be missing.
pub(crate) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
}

/// The columns of an alert in a list, from `alert` joined with what it belongs to.
pub(crate) const ALERT: &str = "
    SELECT alert.id AS id, alert.state AS state, alert.severity AS severity, alert.topic_id AS topic_id,
           topic.name AS topic, alert.watchlist_id AS watchlist_id, watchlist.name AS watchlist,
           watchlist.mark AS mark, alert.article_id AS article_id, article.title AS title, article.outlet AS outlet,
           alert.source_id AS source_id, article.language AS language, article.wire AS wire,
           alert.sentence AS sentence, alert.shape AS shape, alert.packed AS packed,
           alert.article_version AS article_version, alert.zone AS zone, alert.hits AS hits, article.address AS address,
           article.published_at AS published_at, article.first_seen_at AS first_seen_at,
           iif(alert.raised_at = 0, article.first_seen_at, alert.raised_at) AS raised_at, alert.from_archive AS from_archive, article.story_id AS story_id,
           story_size.articles AS articles, story_size.outlets AS outlets, alert.note AS note,
           alert.topic_version AS topic_version, alert.tags AS tags, alert.graver AS graver, alert.changed AS changed,
           alert.joined AS joined, text_article.text_id AS text_id, text.articles AS text_articles,
           text.agency AS text_agency
    FROM alert
    CROSS JOIN article ON article.id = alert.article_id
    JOIN topic ON topic.id = alert.topic_id
    JOIN watchlist ON watchlist.id = alert.watchlist_id
    JOIN story_size ON story_size.story_id = article.story_id
    LEFT JOIN text_article ON text_article.article_id = alert.article_id
    LEFT JOIN text ON text.id = text_article.text_id";

/// An alert in a list, from the columns of [`ALERT`]; without its copies and its changes, and its sentence, if that is still to be cut.
pub(crate) fn alert(row: &Row<'_>) -> Result<AlertRow> {
    let alone = row.get::<_, i64>("articles")? < 2;
    Ok(AlertRow {
        id: AlertId(row.get("id")?),
        state: state(row.get("state")?),
        severity: severity(row.get("severity")?),
        topic_id: TopicId(row.get("topic_id")?),
        topic: row.get("topic")?,
        watchlist_id: WatchlistId(row.get("watchlist_id")?),
        watchlist: row.get("watchlist")?,
        mark: row.get("mark")?,
        article_id: ArticleId(row.get("article_id")?),
        title: row.get("title")?,
        outlet: row.get("outlet")?,
        source_id: SourceId(row.get("source_id")?),
        language: row.get("language")?,
        wire: row.get("wire")?,
        sentence: match row.get_ref("sentence")?.as_str() {
            Ok(json) if !json.is_empty() => serde_json::from_str(json)?,
            _ => vec![],
        },
        zone: zone_of(
            row.get_ref("zone")?
                .as_str()
                .map_err(rusqlite::Error::from)?,
        )?,
        hits: row.get("hits")?,
        address: row.get("address")?,
        published_at: time(row, "published_at")?,
        first_seen_at: Timestamp(row.get("first_seen_at")?),
        raised_at: Timestamp(row.get("raised_at")?),
        from_archive: row.get("from_archive")?,
        story_id: if alone {
            None
        } else {
            Some(StoryId(row.get("story_id")?))
        },
        outlets: if alone { 1 } else { row.get("outlets")? },
        note: row.get("note")?,
        tags: tags(&row.get::<_, String>("tags")?)?,
        graver: some(row.get("graver")?),
        copies: None,
        joined: Some(AlertId(row.get("joined")?)).filter(|it| it.0 != 0),
        changed: row.get("changed")?,
        changes: vec![],
    })
}

/// Tags from their column.
pub(crate) fn tags(text: &str) -> Result<Vec<String>> {
    match text {
        "" => Ok(vec![]),
        text => Ok(serde_json::from_str(text)?),
    }
}

/// A text, where there is something in it.
pub(crate) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The place in a list that a cursor names: "articleid.rowid", as it was given out.
pub(crate) fn cursor(text: Option<&str>) -> Result<(i64, i64)> {
    let Some(text) = text else {
        return Ok((i64::MAX, i64::MAX));
    };
    text.split_once('.')
        .and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)))
        .ok_or_else(|| StoreError::Refused(format!("“{text}” is no place in a list")))
}
