//! Bursts and silences of topics, and what rules need to know of a topic's past.

use news::{
    AlertId, AlertState, ArticleId, SignalId, StoryId, Timestamp, TopicId, WatchlistId,
    alerting::{Due, Event, Raised, SignalKind},
    desk::{AlertFilter, PAGE, Page, SIGNAL_DAYS, SignalRow},
};
use rusqlite::{OptionalExtension, Row, Transaction, named_params, params};

use crate::{
    Reader, Result, StoreError, Writer,
    deeds::{Was, deed},
    from_word,
    rows::{severity, severity_number, state, state_number},
    word,
};

/// A topic that has rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuledTopic {
    /// The topic.
    pub topic_id: TopicId,
    /// Its rules, as they were written.
    pub rules: String,
    /// When it was saved last.
    pub saved_at: Timestamp,
}

/// What happened to a topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicPast {
    /// The articles that met it since the time that was asked for, in order of time.
    pub events: Vec<Event>,
    /// The time of the last article that ever met it.
    pub last_at: Option<Timestamp>,
    /// When its last burst was raised.
    pub burst_at: Option<Timestamp>,
    /// When its last silence was raised.
    pub silence_at: Option<Timestamp>,
}

impl Reader {
    /// The topics that have rules.
    ///
    /// # Errors
    /// What the database says.
    pub fn ruled_topics(&self) -> Result<Vec<RuledTopic>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT topic.id AS id, topic.rules AS rules, topic.saved_at AS saved_at
             FROM topic JOIN watchlist ON watchlist.id = topic.watchlist_id
             WHERE topic.rules <> '' AND topic.removed_at IS NULL AND watchlist.removed_at IS NULL ORDER BY topic.id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(RuledTopic {
                topic_id: TopicId(row.get("id")?),
                rules: row.get("rules")?,
                saved_at: Timestamp(row.get("saved_at")?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What happened to a topic since a time.
    ///
    /// # Errors
    /// What the database says.
    pub fn past_of(&self, topic_id: TopicId, since: Timestamp) -> Result<TopicPast> {
        let mut statement = self.conn.prepare_cached(
            "SELECT alert.id AS id, alert.article_id AS article_id,
                    coalesce(origin.story_id, article.story_id) AS story_id,
                    coalesce(text.agency, article.wire) AS wire, alert.severity AS severity,
                    alert.from_archive AS from_archive,
                    iif(source.publisher = source.name, article.outlet, source.publisher) AS publisher,
                    iif(house.publisher = house.name, origin.outlet, house.publisher) AS origin
             FROM alert
             CROSS JOIN article ON article.id = alert.article_id
             JOIN source ON source.id = article.source_id
             LEFT JOIN text_article ON text_article.article_id = article.id
             LEFT JOIN text ON text.id = text_article.text_id
             LEFT JOIN article AS origin ON origin.id = text.origin_id
             LEFT JOIN source AS house ON house.id = origin.source_id
             WHERE alert.topic_id = ?1 AND alert.article_id >= ?2 AND alert.hidden <> 1 ORDER BY alert.article_id",
        )?;
        let events =
            statement.query_map(params![topic_id.0, ArticleId::floor(since).0], |row| {
                Ok(Event {
                    alert_id: AlertId(row.get("id")?),
                    at: ArticleId(row.get("article_id")?).minute(),
                    origin: match row.get::<_, Option<String>>("origin")? {
                        Some(house) => house,
                        None => row.get("publisher")?,
                    },
                    publisher: row.get("publisher")?,
                    story_id: StoryId(row.get("story_id")?),
                    wire: row.get("wire")?,
                    severity: severity(row.get("severity")?),
                    from_archive: row.get("from_archive")?,
                })
            })?;
        let events = events.collect::<rusqlite::Result<_>>()?;
        let last: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(article_id) FROM alert WHERE topic_id = ?1")?
            .query_row([topic_id.0], |row| row.get(0))?;
        Ok(TopicPast {
            events,
            last_at: last.map(|it| ArticleId(it).minute()),
            burst_at: self.last_signal(topic_id, SignalKind::Burst)?,
            silence_at: self.last_signal(topic_id, SignalKind::Silence)?,
        })
    }

    fn last_signal(&self, topic_id: TopicId, kind: SignalKind) -> Result<Option<Timestamp>> {
        let at: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(raised_at) FROM signal WHERE topic_id = ?1 AND kind = ?2")?
            .query_row(params![topic_id.0, word(&kind)?], |row| row.get(0))?;
        Ok(at.map(Timestamp))
    }

    /// The topics of those alerts whose articles are of `since` or later, each once.
    ///
    /// # Errors
    /// What the database says.
    pub fn topics_of(&self, alerts: &[AlertId], since: Timestamp) -> Result<Vec<TopicId>> {
        let mut found = vec![];
        let mut statement = self
            .conn
            .prepare_cached("SELECT topic_id FROM alert WHERE id = ?1 AND article_id >= ?2")?;
        for id in alerts {
            let topic: Option<i64> = statement
                .query_row([id.0, ArticleId::floor(since).0], |row| row.get(0))
                .optional()?;
            found.extend(topic.map(TopicId));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The time of the first article; before it there is no past.
    ///
    /// # Errors
    /// What the database says.
    pub fn first_article_at(&self) -> Result<Option<Timestamp>> {
        let id: Option<i64> = self
            .conn
            .prepare_cached("SELECT min(id) FROM article")?
            .query_row([], |row| row.get(0))?;
        Ok(id.map(|it| ArticleId(it).minute()))
    }

    /// A page of the bursts and silences of topics that are not removed, newest first: those that a filter of alerts
    /// means by state, watchlist, topic, severity and time. A filter by source or story means none of them.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a cursor that is none, and what the database says.
    pub fn signals(&self, filter: &AlertFilter, cursor: Option<&str>) -> Result<Page<SignalRow>> {
        if filter.source_id.is_some() || filter.story_id.is_some() {
            return Ok(Page {
                rows: vec![],
                next: None,
                total: 0,
            });
        }
        let before: i64 = match cursor {
            Some(cursor) => cursor
                .parse()
                .map_err(|_| StoreError::Refused(format!("“{cursor}” is no cursor")))?,
            None => i64::MAX,
        };
        let meant = "topic.removed_at IS NULL AND watchlist.removed_at IS NULL
                 AND (:state IS NULL OR signal.state = :state) AND (:watchlist IS NULL OR topic.watchlist_id = :watchlist)
                 AND (:topic IS NULL OR signal.topic_id = :topic) AND signal.severity >= :least
                 AND (:since IS NULL OR signal.until >= :since) AND (:until IS NULL OR signal.since < :until)";
        let (state, watchlist, topic) = (
            filter.state.map(state_number),
            filter.watchlist_id.map(|it| it.0),
            filter.topic_id.map(|it| it.0),
        );
        let (least, since, until) = (
            filter.severity.map_or(0, severity_number),
            filter.since.map(|it| it.0),
            filter.until.map(|it| it.0),
        );
        let total: i64 = self
            .conn
            .prepare_cached(&format!("SELECT count(*) {FROM} WHERE {meant}"))?
            .query_row(
                named_params! {
                    ":state": state, ":watchlist": watchlist, ":topic": topic, ":least": least,
                    ":since": since, ":until": until,
                },
                |row| row.get(0),
            )?;
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {SIGNAL} {FROM} WHERE {meant} AND signal.id < :before ORDER BY signal.id DESC LIMIT :limit"
        ))?;
        let mut rows = statement.query(named_params! {
            ":state": state, ":watchlist": watchlist, ":topic": topic, ":least": least,
            ":since": since, ":until": until, ":before": before, ":limit": PAGE as i64 + 1,
        })?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            found.push(signal(row)?);
        }
        let is_more = found.len() > PAGE;
        found.truncate(PAGE);
        for row in &mut found {
            row.days = self.hits_a_day(row.topic_id, row.until, SIGNAL_DAYS)?;
        }
        Ok(Page {
            next: found
                .last()
                .filter(|_| is_more)
                .map(|it| it.id.0.to_string()),
            rows: found,
            total: total as u64,
        })
    }

    /// One burst or silence.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], and what the database says.
    pub fn signal(&self, id: SignalId) -> Result<SignalRow> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("SELECT {SIGNAL} {FROM} WHERE signal.id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        let row = rows
            .next()?
            .ok_or_else(|| StoreError::NotFound(format!("signal {id}")))?;
        let row = signal(row)?;
        Ok(SignalRow {
            days: self.hits_a_day(row.topic_id, row.until, SIGNAL_DAYS)?,
            ..row
        })
    }

    /// How many independent texts met a topic on each of so many days (UTC), the last that of `until`. O(alerts of these days).
    ///
    /// # Errors
    /// What the database says.
    pub fn hits_a_day(&self, topic_id: TopicId, until: Timestamp, days: usize) -> Result<Vec<u64>> {
        let end = Timestamp((until.0.div_euclid(Timestamp::DAY) + 1) * Timestamp::DAY);
        let start = end.plus(-(days as i64) * Timestamp::DAY);
        let mut hits = vec![0; days];
        let mut statement = self.conn.prepare_cached(
            "SELECT (article_id - ?2) / (?3 - ?2) AS day, count(*) AS hits FROM alert
             WHERE topic_id = ?1 AND article_id >= ?2 AND article_id < ?4 AND hidden = 0 GROUP BY day",
        )?;
        let mut rows = statement.query([
            topic_id.0,
            ArticleId::floor(start).0,
            ArticleId::floor(start.plus(Timestamp::DAY)).0,
            ArticleId::floor(end).0,
        ])?;
        while let Some(row) = rows.next()? {
            let (day, count): (i64, i64) = (row.get("day")?, row.get("hits")?);
            if let Some(it) = usize::try_from(day).ok().and_then(|it| hits.get_mut(it)) {
                *it = count as u64;
            }
        }
        Ok(hits)
    }

    /// How many bursts and how many silences nobody decided on yet.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_new_signals(&self) -> Result<(u64, u64)> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT count(*) {FROM} WHERE signal.state = ?1 AND signal.kind = ?2
                 AND topic.removed_at IS NULL AND watchlist.removed_at IS NULL"
        ))?;
        let mut count = |kind: SignalKind| -> Result<u64> {
            let kind = word(&kind)?;
            let number: i64 = statement
                .query_row(params![state_number(AlertState::New), kind], |row| {
                    row.get(0)
                })?;
            Ok(number as u64)
        };
        Ok((count(SignalKind::Burst)?, count(SignalKind::Silence)?))
    }
}

const SIGNAL: &str = "
           signal.id AS id, signal.kind AS kind, signal.state AS state, signal.severity AS severity,
           signal.topic_id AS topic_id, topic.name AS topic, topic.watchlist_id AS watchlist_id,
           watchlist.name AS watchlist, watchlist.mark AS mark, signal.since AS since, signal.until AS until,
           signal.words AS words, signal.raised_at AS raised_at";

const FROM: &str = "
    FROM signal JOIN topic ON topic.id = signal.topic_id JOIN watchlist ON watchlist.id = topic.watchlist_id";

fn signal(row: &Row<'_>) -> Result<SignalRow> {
    Ok(SignalRow {
        id: SignalId(row.get("id")?),
        kind: from_word(row.get("kind")?)?,
        state: state(row.get("state")?),
        severity: severity(row.get("severity")?),
        topic_id: TopicId(row.get("topic_id")?),
        topic: row.get("topic")?,
        watchlist_id: WatchlistId(row.get("watchlist_id")?),
        watchlist: row.get("watchlist")?,
        mark: row.get("mark")?,
        since: Timestamp(row.get("since")?),
        until: Timestamp(row.get("until")?),
        words: row.get("words")?,
        raised_at: Timestamp(row.get("raised_at")?),
        days: vec![],
    })
}

impl Writer {
    /// Keeps what the rules of topics came to: alerts that are graver than they were, and signals.
    ///
    /// # Errors
    /// What the database says; nothing is then kept.
    pub fn keep_ruled(
        &mut self,
        graver: &[(AlertId, Raised)],
        signals: &[(TopicId, Due)],
        now: Timestamp,
    ) -> Result<Vec<SignalId>> {
        let tx = self.conn.transaction()?;
        for (id, it) in graver {
            tx.prepare_cached(
                "UPDATE alert SET severity = ?2, graver = ?3 WHERE id = ?1 AND severity < ?2",
            )?
            .execute(params![id.0, severity_number(it.severity), it.why])?;
        }
        let mut raised = vec![];
        for (topic_id, due) in signals {
            tx.prepare_cached(
                "INSERT INTO signal (kind, topic_id, severity, since, until, words, raised_at)
                 SELECT ?1, id, ?3, ?4, ?5, ?6, ?7 FROM topic WHERE id = ?2 AND removed_at IS NULL",
            )?
            .execute(params![
                word(&due.kind)?,
                topic_id.0,
                severity_number(due.severity),
                due.since.0,
                due.until.0,
                due.words,
                now.0
            ])?;
            raised.push(SignalId(tx.last_insert_rowid()));
        }
        tx.commit()?;
        Ok(raised)
    }

    /// Puts signals into a state. Can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where one of them is not there (then none is changed), and what the database says.
    pub fn triage_signals(
        &mut self,
        ids: &[SignalId],
        to: AlertState,
        now: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        let (mut before, mut after) = (vec![], vec![]);
        for id in ids {
            let state: i64 = tx
                .query_row("SELECT state FROM signal WHERE id = ?1", [id.0], |row| {
                    row.get(0)
                })
                .optional()?
                .ok_or_else(|| StoreError::NotFound(format!("signal {id}")))?;
            if state != state_number(to) {
                before.push(Was::Signal { id: id.0, state });
                after.push(Was::Signal {
                    id: id.0,
                    state: state_number(to),
                });
            }
        }
        if !after.is_empty() {
            let verb = match to {
                AlertState::New => "Made new again",
                AlertState::Kept => "Kept",
                AlertState::Dismissed => "Dismissed",
            };
            let what = match &after[..] {
                [Was::Signal { id, .. }] => named(&tx, *id)?,
                several => format!("{} bursts and silences", several.len()),
            };
            deed(&tx, &format!("{verb} {what}"), &before, &after, now)?;
        }
        tx.commit()?;
        Ok(())
    }
}

/// What a signal is and of which topic: "the burst of “Sanctions”".
fn named(tx: &Transaction<'_>, id: i64) -> Result<String> {
    let (kind, topic): (String, String) = tx.query_row(
        "SELECT signal.kind AS kind, topic.name AS topic FROM signal JOIN topic ON topic.id = signal.topic_id
         WHERE signal.id = ?1",
        [id],
        |row| Ok((row.get("kind")?, row.get("topic")?)),
    )?;
    Ok(match from_word(kind)? {
        SignalKind::Burst => format!("the burst of “{topic}”"),
        SignalKind::Silence => format!("the silence of “{topic}”"),
    })
}
