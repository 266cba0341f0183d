//! Lists, a page at a time: alerts, stories, watchlists, sources, digests.

use std::{cmp::Reverse, collections::HashMap};

use news::{
    AlertId, AlertState, ArticleId, EditionId, StoryId, Timestamp, Topic, TopicId, Watchlist,
    WatchlistId,
    article::sorted_at,
    desk::{
        AlertFilter, AlertRow, EditionRow, PAGE, Page, StoryFilter, StoryRow, TopicView,
        WatchlistView,
    },
    digest::{DigestAlert, Edition, Entry, EntryCopy},
};
use rusqlite::{Row, params};

use crate::{
    Reader, Result, StoreError,
    cutter::Cutter,
    rows::{ALERT, cursor, severity, severity_number, some, state_number, time},
};

/// What the alerts of a topic come to.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    /// How many are new.
    new: u64,
    alerts: u64,
    /// When the last was raised.
    last_at: Option<Timestamp>,
}

/// The states that an alert can be in.
pub(crate) const ALL_STATES: [AlertState; 3] =
    [AlertState::New, AlertState::Kept, AlertState::Dismissed];

/// Alerts that stand in one row of an index, as a condition.
struct AlertsOf {
    index: &'static str,
    conditions: String,
    values: Vec<i64>,
}

impl AlertsOf {
    /// Those of a filter; of one watchlist in one state, where they are to be looked at in the order of its list.
    fn new(filter: &AlertFilter, list: Option<(i64, AlertState)>) -> AlertsOf {
        // Of a source's articles those too that are copies: the alerts that they joined are of others.
        let listed = match filter.source_id {
            Some(_) => "hidden IN (0, 2)",
            None => "hidden = 0",
        };
        let (mut conditions, mut values) = (vec![listed.to_string()], vec![]);
        if filter.changed {
            conditions.push("changed = 1".to_string());
        }
        let mut add = |condition: &str, value: Option<i64>| {
            if let Some(value) = value {
                values.push(value);
                conditions.push(condition.replace('?', &format!("?{}", values.len())));
            }
        };
        let state = list.map(|it| it.1).or(filter.state);
        let watchlist = list.map(|it| it.0);
        let of_story = "article_id IN (SELECT id FROM article WHERE story_id = ?)";
        add(
            "watchlist_id = ?",
            watchlist.or(filter.watchlist_id.map(|it| it.0)),
        );
        add("state = ?", state.map(state_number));
        add("topic_id = ?", filter.topic_id.map(|it| it.0));
        add("source_id = ?", filter.source_id.map(|it| it.0));
        add(of_story, filter.story_id.map(|it| it.0));
        add("severity >= ?", filter.severity.map(severity_number));
        let floor = |at: Timestamp| ArticleId::floor(at).0;
        add("article_id >= ?", filter.since.map(floor));
        add("article_id < ?", filter.until.map(floor));
        AlertsOf {
            index: match (list, filter.topic_id) {
                _ if filter.changed => "alert_changed",
                (Some(_), _) => "alert_watchlist",
                // Of a topic's alerts few are to be read, whatever else is asked of them.
                (None, Some(_)) => "alert_topic",
                (None, None) => "alert_article",
            },
            conditions: conditions.join(" AND "),
            values,
        }
    }
}

/// A topic from its columns.
pub(crate) fn topic(row: &Row<'_>) -> Result<Topic> {
    Ok(Topic {
        id: TopicId(row.get("id")?),
        watchlist_id: WatchlistId(row.get("watchlist_id")?),
        name: row.get("name")?,
        query: row.get("query")?,
        written: some(row.get("written")?),
        severity: severity(row.get("severity")?),
        version: row.get("version")?,
        saved_at: Timestamp(row.get("saved_at")?),
        fault: row.get("fault")?,
    })
}

impl Reader {
    /// A page of alerts, newest article first. Of all alerts those of each watchlist and state are looked at in their
    /// order, and laid one between the other.
    ///
    /// # Errors
    /// What the database says; [`StoreError::Refused`] for a cursor that was not given out.
    pub fn alerts(&self, filter: &AlertFilter, after: Option<&str>) -> Result<Page<AlertRow>> {
        let below = cursor(after)?;
        let (mut found, mut total) = (vec![], 0);
        if filter.topic_id.is_some() || filter.story_id.is_some() || filter.changed {
            self.newest_alerts(&AlertsOf::new(filter, None), below, &mut found, &mut total)?;
        } else {
            let lists: Vec<i64> = match filter.watchlist_id {
                Some(it) => vec![it.0],
                None => self
                    .conn
                    .prepare_cached("SELECT id FROM watchlist")?
                    .query_map([], |row| row.get("id"))?
                    .collect::<rusqlite::Result<_>>()?,
            };
            for list in lists {
                for state in filter.state.map_or(ALL_STATES.to_vec(), |it| vec![it]) {
                    let of = AlertsOf::new(filter, Some((list, state)));
                    self.newest_alerts(&of, below, &mut found, &mut total)?;
                }
            }
            found.sort_unstable_by_key(|it| Reverse(*it));
        }
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let next = found.last().filter(|_| more);
        let next = next.map(|(article, id)| format!("{article}.{id}"));
        let mut statement = self
            .conn
            .prepare_cached(&format!("{ALERT} WHERE alert.id = ?1"))?;
        let (mut rows, mut cutter) = (Vec::with_capacity(found.len()), Cutter::new(self));
        for (_, id) in found {
            let mut found = statement.query([id])?;
            if let Some(row) = found.next()? {
                rows.push(cutter.alert(row)?);
            }
        }
        Ok(Page { rows, next, total })
    }

    /// Adds the newest of some alerts below a place of the list, one more than a page, and how many there are in all.
    fn newest_alerts(
        &self,
        of: &AlertsOf,
        (article, id): (i64, i64),
        found: &mut Vec<(i64, i64)>,
        total: &mut u64,
    ) -> Result<()> {
        let AlertsOf {
            index,
            conditions,
            values,
        } = of;
        let count: i64 = self
            .conn
            .prepare_cached(&format!(
                "SELECT count(*) FROM alert INDEXED BY {index} WHERE {conditions}"
            ))?
            .query_row(rusqlite::params_from_iter(values), |row| row.get(0))?;
        *total += count as u64;
        if count == 0 {
            return Ok(());
        }
        let (a, b) = (values.len() + 1, values.len() + 2);
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT article_id, id FROM alert INDEXED BY {index}
             WHERE {conditions} AND (article_id, id) < (?{a}, ?{b})
             ORDER BY article_id DESC, id DESC LIMIT {}",
            PAGE + 1
        ))?;
        let values = values.iter().chain([&article, &id]);
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        for it in rows {
            found.push(it?);
        }
        Ok(())
    }

    /// How many alerts are in a state.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_alerts(&self, state: AlertState) -> Result<u64> {
        let count: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM watchlist CROSS JOIN alert INDEXED BY alert_watchlist
                 ON alert.hidden = 0 AND alert.watchlist_id = watchlist.id AND alert.state = ?1",
            )?
            .query_row([state_number(state)], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// How many alerts there are whose articles changed since the analyst decided on them.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_changed_alerts(&self) -> Result<u64> {
        let count: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM alert INDEXED BY alert_changed WHERE changed = 1 AND hidden = 0",
            )?
            .query_row([], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// How many articles there are.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_articles(&self) -> Result<u64> {
        let count: i64 = self
            .conn
            .prepare_cached("SELECT count(*) FROM article")?
            .query_row([], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// How many stories are told by at least so many outlets.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_stories(&self, outlets: u32) -> Result<u64> {
        let count: i64 = self
            .conn
            .prepare_cached("SELECT count(*) FROM story_size WHERE outlets >= ?1")?
            .query_row([outlets], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// A page of stories, the one with the newest article first.
    ///
    /// # Errors
    /// What the database says; [`StoreError::Refused`] for a cursor that was not given out.
    pub fn stories(&self, filter: &StoryFilter, after: Option<&str>) -> Result<Page<StoryRow>> {
        let (last, _) = cursor(after)?;
        let outlets = filter.outlets.unwrap_or(2);
        let touched = match filter.watchlist_id {
            Some(_) => {
                "AND EXISTS (SELECT 1 FROM article JOIN alert ON alert.article_id = article.id
                             WHERE article.story_id = story_size.story_id AND alert.hidden = 0
                             AND alert.watchlist_id = ?2)"
            }
            None => "AND ?2 IS NULL",
        };
        let watchlist = filter.watchlist_id.map(|it| it.0);
        let total: i64 = self
            .conn
            .prepare_cached(&format!(
                "SELECT count(*) FROM story_size WHERE outlets >= ?1 {touched}"
            ))?
            .query_row(params![outlets, watchlist], |row| row.get(0))?;
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT story_id, articles, outlets, last_article_id FROM story_size
             WHERE outlets >= ?1 {touched} AND last_article_id < ?3 ORDER BY last_article_id DESC LIMIT {}",
            PAGE + 1
        ))?;
        let found: Vec<(i64, u32, u32, i64)> = statement
            .query_map(params![outlets, watchlist, last], |row| {
                Ok((
                    row.get("story_id")?,
                    row.get("articles")?,
                    row.get("outlets")?,
                    row.get("last_article_id")?,
                ))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let next = (found.len() > PAGE).then(|| format!("{}.0", found[PAGE - 1].3));
        let rows = found
            .into_iter()
            .take(PAGE)
            .map(|(id, articles, outlets, _)| self.story(StoryId(id), articles, outlets))
            .collect::<Result<_>>()?;
        Ok(Page {
            rows,
            next,
            total: total as u64,
        })
    }

    fn story(&self, id: StoryId, articles: u32, outlets: u32) -> Result<StoryRow> {
        let mut statement = self.conn.prepare_cached(
            "SELECT title, outlet, published_at, first_seen_at FROM article
             WHERE story_id = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([id.0])?;
        let (mut title, mut names) = (None, Vec::<String>::new());
        let (mut first_at, mut last_at) = (Timestamp(i64::MAX), Timestamp(i64::MIN));
        while let Some(row) = rows.next()? {
            let at = sorted_at(
                time(row, "published_at")?,
                Timestamp(row.get("first_seen_at")?),
            );
            (first_at, last_at) = (first_at.min(at), last_at.max(at));
            title.get_or_insert(row.get::<_, String>("title")?);
            let outlet: String = row.get("outlet")?;
            if !names.contains(&outlet) && names.len() < 8 {
                names.push(outlet);
            }
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT watchlist.mark AS mark, watchlist.name AS name, count(*) AS alerts
             FROM article JOIN alert ON alert.article_id = article.id
             JOIN watchlist ON watchlist.id = alert.watchlist_id
             WHERE article.story_id = ?1 AND alert.hidden = 0
             GROUP BY watchlist.id ORDER BY watchlist.position, watchlist.id",
        )?;
        let mut alerts = 0;
        let mut watchlists = vec![];
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            alerts += row.get::<_, u32>("alerts")?;
            watchlists.push((row.get("mark")?, row.get("name")?));
        }
        Ok(StoryRow {
            id,
            title: title.unwrap_or_default(),
            articles,
            outlets,
            outlet_names: names,
            alerts,
            watchlists,
            first_at,
            last_at,
        })
    }

    /// Every watchlist with its topics, in the analyst's order.
    ///
    /// # Errors
    /// What the database says.
    pub fn watchlists(&self) -> Result<Vec<WatchlistView>> {
        let mut found: Vec<WatchlistView> = self
            .conn
            .prepare_cached(
                "SELECT id, name, mark, position FROM watchlist WHERE removed_at IS NULL ORDER BY position, id",
            )?
            .query_map([], |row| {
                Ok(WatchlistView {
                    watchlist: Watchlist {
                        id: WatchlistId(row.get("id")?),
                        name: row.get("name")?,
                        mark: row.get("mark")?,
                        position: row.get("position")?,
                    },
                    new_alerts: 0,
                    topics: vec![],
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let told = self.told_of_topics()?;
        for it in self.topics()? {
            let told = told.get(&it.topic.id).copied().unwrap_or_default();
            let view = TopicView {
                new_alerts: told.new,
                alerts: told.alerts,
                last_alert_at: told.last_at,
                topic: it.topic,
            };
            if let Some(list) = found
                .iter_mut()
                .find(|it| it.watchlist.id == view.topic.watchlist_id)
            {
                list.new_alerts += view.new_alerts;
                list.topics.push(view);
            }
        }
        Ok(found)
    }

    /// For each topic how many alerts are new, how many there are, and when the last was raised: one walk over all.
    fn told_of_topics(&self) -> Result<HashMap<TopicId, Told>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT topic_id, state, raised_at, id FROM alert WHERE +hidden = 0")?;
        let raised = self.raised()?;
        let mut told: HashMap<TopicId, Told> = HashMap::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let it = told.entry(TopicId(row.get(0)?)).or_default();
            it.new += u64::from(row.get::<_, i64>(1)? == 0);
            it.alerts += 1;
            let mut at: i64 = row.get(2)?;
            if at == 0 {
                let id: i64 = row.get(3)?;
                let before = raised.partition_point(|it| it.0 <= id);
                at = before.checked_sub(1).map_or(0, |it| raised[it].1);
            }
            it.last_at = it.last_at.max(Some(Timestamp(at)));
        }
        Ok(told)
    }

    /// The first alert of each time at which alerts were raised, with that time, in the order of the alerts.
    fn raised(&self) -> Result<Vec<(i64, i64)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT first_alert_id, raised_at FROM raising ORDER BY first_alert_id",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The alerts that a digest of a window may hold: raised from `since` until before `until`, in one of the states. Those
    /// of copies stand under the one that they joined, or where that was raised before, under the first of them.
    ///
    /// # Errors
    /// What the database says.
    pub fn digest_alerts(
        &self,
        since: Timestamp,
        until: Timestamp,
        states: &[AlertState],
    ) -> Result<Vec<DigestAlert>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "{ALERT} WHERE alert.hidden <> 1 AND iif(alert.raised_at = 0, article.first_seen_at, alert.raised_at) >= ?1
             AND iif(alert.raised_at = 0, article.first_seen_at, alert.raised_at) < ?2
             AND alert.id >= (SELECT min(first_alert_id) FROM raising WHERE raised_at >= ?1)
             AND alert.id < coalesce(
                 (SELECT min(first_alert_id) FROM raising WHERE first_alert_id >
                     (SELECT max(first_alert_id) FROM raising WHERE raised_at < ?2)), {})
             ORDER BY alert.id",
            i64::MAX
        ))?;
        let mut rows = statement.query(params![since.0, until.0])?;
        let (mut found, mut cutter) = (Vec::<DigestAlert>::new(), Cutter::new(self));
        // By the alert that stands for them.
        let mut entries: HashMap<AlertId, usize> = HashMap::new();
        while let Some(row) = rows.next()? {
            let it = cutter.alert(row)?;
            if !states.contains(&it.state) {
                continue;
            }
            // It was raised before those that joined it.
            let standing = it.joined.unwrap_or(it.id);
            if let Some(entry) = entries.get(&standing) {
                found[*entry].entry.copies.push(EntryCopy {
                    alert_id: it.id,
                    article_id: it.article_id,
                    headline: it.title,
                    outlet: it.outlet,
                    address: it.address,
                    at: sorted_at(it.published_at, it.first_seen_at),
                    wire: it.wire,
                });
                continue;
            }
            entries.insert(standing, found.len());
            let also_in = match it.story_id {
                Some(story) => self.outlets_of(story, &it.outlet)?,
                None => vec![],
            };
            found.push(DigestAlert {
                topic_id: it.topic_id,
                entry: Entry {
                    alert_id: it.id,
                    article_id: it.article_id,
                    severity: it.severity,
                    state: it.state,
                    headline: it.title,
                    outlet: it.outlet,
                    address: it.address,
                    published_at: it.published_at,
                    first_seen_at: it.first_seen_at,
                    sentence: it.sentence,
                    zone: it.zone,
                    note: it.note,
                    also_in,
                    copies: vec![],
                },
            });
        }
        for it in &mut found {
            it.entry.copies.sort_by_key(|it| (it.at, it.alert_id));
            let copies = &it.entry.copies;
            it.entry
                .also_in
                .retain(|name| copies.iter().all(|it| it.outlet != *name));
        }
        Ok(found)
    }

    /// The other outlets of a story, first published first.
    fn outlets_of(&self, story: StoryId, but: &str) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT outlet FROM article WHERE story_id = ?1 AND outlet <> ?2
             GROUP BY outlet ORDER BY min(id) LIMIT 20",
        )?;
        let names = statement.query_map(params![story.0, but], |row| row.get("outlet"))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// How many articles were first seen within a window.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_seen(&self, since: Timestamp, until: Timestamp) -> Result<u64> {
        let count: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM article WHERE source_id IN (SELECT id FROM source)
                 AND first_seen_at >= ?1 AND first_seen_at < ?2",
            )?
            .query_row([since.0, until.0], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// The digests that were made, newest first, at most 500.
    ///
    /// # Errors
    /// What the database says.
    pub fn editions(&self) -> Result<Vec<EditionRow>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, made_at, entries, files, content ->> 'title' AS title,
                    content ->> 'since' AS since, content ->> 'until' AS until
             FROM edition ORDER BY id DESC LIMIT 500",
        )?;
        let mut rows = statement.query([])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            let moment = |column: &str| -> Result<Timestamp> {
                let text: String = row.get(column)?;
                Timestamp::from_rfc3339(&text)
                    .ok_or_else(|| StoreError::Damaged(format!("“{text}” is no time")))
            };
            found.push(EditionRow {
                id: EditionId(row.get("id")?),
                title: row.get("title")?,
                made_at: Timestamp(row.get("made_at")?),
                since: moment("since")?,
                until: moment("until")?,
                entries: row.get("entries")?,
                files: serde_json::from_str(&row.get::<_, String>("files")?)?,
            });
        }
        Ok(found)
    }

    /// A digest as it was made.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where it is not, and what the database says.
    pub fn edition(&self, id: EditionId) -> Result<Edition> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT content FROM edition WHERE id = ?1")?;
        let mut rows = statement.query([id.0])?;
        let row = rows
            .next()?
            .ok_or_else(|| StoreError::NotFound(format!("digest {id}")))?;
        Ok(serde_json::from_str(&row.get::<_, String>("content")?)?)
    }
}
