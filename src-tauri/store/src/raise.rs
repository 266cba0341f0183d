//! Raising alerts: a topic met by an article, once.

use std::collections::{BTreeSet, HashMap};

use news::{AlertId, ArticleId, SourceId, Timestamp, TopicId, version::ChangeKind};
use rusqlite::{CachedStatement, OptionalExtension, Transaction, named_params, params};

use crate::{
    Result,
    filing::FiledMatch,
    proofs::Shapes,
    revisits::{Planning, Told, is_gone, remember, tell},
    rows::{severity_number, zone_word},
};

/// The article that meets a topic.
pub(crate) struct Telling {
    pub(crate) source_id: SourceId,
    pub(crate) article_id: ArticleId,
    pub(crate) version: u32,
    /// When this version of it came.
    pub(crate) came_at: Option<Timestamp>,
    /// Whether it was in the archive before the topic was.
    pub(crate) from_archive: bool,
    /// Whether this version is the whole text of an article of which a part came before: what it meets is met by the article,
    /// and was not put in later.
    pub(crate) completes: bool,
}

/// An alert that was raised, and the source of its article.
pub(crate) type Raised = (AlertId, SourceId);

/// The alerts that are raised in one transaction.
pub(crate) struct Raising<'a> {
    tx: &'a Transaction<'a>,
    shapes: &'a mut Shapes,
    now: Timestamp,
    /// The watchlist and the severity of the topics that were asked for; nothing for one that was removed.
    topics: HashMap<TopicId, Option<(i64, i64)>>,
    raised: Vec<Raised>,
    changed: BTreeSet<AlertId>,
    planning: Planning,
    insert: CachedStatement<'a>,
}

impl<'a> Raising<'a> {
    pub(crate) fn new(
        tx: &'a Transaction<'a>,
        shapes: &'a mut Shapes,
        now: Timestamp,
    ) -> Result<Raising<'a>> {
        Ok(Raising {
            tx,
            shapes,
            now,
            topics: HashMap::new(),
            raised: vec![],
            changed: BTreeSet::new(),
            planning: Planning::default(),
            insert: tx.prepare_cached(
                "INSERT INTO alert (topic_id, watchlist_id, article_id, source_id, topic_version, severity,
                                    article_version, raised_at, from_archive, block, hits, shape, packed, zone, graver)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
                 ON CONFLICT (topic_id, article_id) DO NOTHING",
            )?,
        })
    }

    /// Raises an alert. One that is there keeps its state, and gets the proof of a newer version of its article.
    pub(crate) fn raise(&mut self, telling: &Telling, it: &FiledMatch) -> Result<()> {
        // A topic that was removed while the article was on its way raises nothing.
        let Some((watchlist_id, severity)) = self.topic(it.topic_id)? else {
            return Ok(());
        };
        let graver = it
            .graver
            .as_ref()
            .map(|it| (severity_number(it.severity), it.why.as_str()));
        let (severity, graver) = graver
            .filter(|it| it.0 > severity)
            .unwrap_or((severity, ""));
        // What is new in this transaction cannot have raised anything.
        let is_new = telling.version == 1 && !telling.from_archive;
        if !is_new && let Some((id, version)) = self.before(telling, it)? {
            // What raised it stays, whatever its topic asks for by now.
            if telling.from_archive && telling.version <= version {
                return self.keep(id, version, telling, it);
            }
            return self.renew(id, telling, it);
        }
        let shape = self.shapes.number(self.tx, &it.proof)?;
        // As nearly all are: then the article tells.
        let with_article = is_new && telling.came_at == Some(self.now);
        let raised = self.insert.execute(params![
            it.topic_id.0,
            watchlist_id,
            telling.article_id.0,
            telling.source_id.0,
            it.topic_version,
            severity,
            telling.version,
            if with_article { 0 } else { self.now.0 },
            telling.from_archive,
            it.block,
            it.hits,
            shape,
            it.proof.places,
            zone_word(it.zone),
            graver,
        ])?;
        if raised > 0 {
            let id = AlertId(self.tx.last_insert_rowid());
            self.raised.push((id, telling.source_id));
            if !is_new && !telling.from_archive && !telling.completes {
                let found = Told::new(ChangeKind::Found, telling.version);
                remember(self.tx, id, &found, self.now)?;
            }
            let page = (telling.article_id, telling.source_id);
            self.planning.plan(self.tx, page, self.now)?;
        }
        Ok(())
    }

    fn topic(&mut self, id: TopicId) -> Result<Option<(i64, i64)>> {
        if let Some(known) = self.topics.get(&id) {
            return Ok(*known);
        }
        let found = self
            .tx
            .prepare_cached(
                "SELECT watchlist_id, severity FROM topic WHERE id = ?1 AND removed_at IS NULL",
            )?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        self.topics.insert(id, found);
        Ok(found)
    }

    /// The alert of a topic and an article that is there, and of which version of the article it tells.
    fn before(&self, telling: &Telling, it: &FiledMatch) -> Result<Option<(AlertId, u32)>> {
        Ok(self
            .tx
            .prepare_cached(
                "SELECT id, article_version FROM alert WHERE topic_id = ?1 AND article_id = ?2",
            )?
            .query_row(params![it.topic_id.0, telling.article_id.0], |row| {
                Ok((AlertId(row.get("id")?), row.get("article_version")?))
            })
            .optional()?)
    }

    /// Leaves an alert as it was raised, and remembers that the text it tells of meets its topic as that is now: when it no longer
    /// does, that is told.
    fn keep(&self, id: AlertId, version: u32, telling: &Telling, it: &FiledMatch) -> Result<()> {
        if telling.version == version {
            self.tx
                .prepare_cached(
                    "UPDATE alert SET met_version = nullif(:met, topic_version)
                     WHERE id = :id AND coalesce(met_version, topic_version) <> :met",
                )?
                .execute(named_params! { ":id": id.0, ":met": it.topic_version })?;
        }
        Ok(())
    }

    /// Gives an alert that is there the proof of another version of its article.
    fn renew(&mut self, id: AlertId, telling: &Telling, it: &FiledMatch) -> Result<()> {
        let shape = self.shapes.number(self.tx, &it.proof)?;
        self.tx
            .prepare_cached(
                "UPDATE alert SET topic_version = :topic_version, article_version = :version, block = :block,
                        zone = :zone, hits = :hits, sentence = '', proof = '', shape = :shape, packed = :places,
                        met_version = NULL
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": id.0, ":topic_version": it.topic_version, ":version": telling.version, ":block": it.block,
                ":zone": zone_word(it.zone), ":hits": it.hits, ":shape": shape, ":places": it.proof.places,
            })?;
        if is_gone(self.tx, id)? {
            self.tell(id, &Told::new(ChangeKind::Found, telling.version))?;
        }
        Ok(())
    }

    /// Tells an alert of a change, and remembers it for who is to be told.
    pub(crate) fn tell(&mut self, id: AlertId, it: &Told<'_>) -> Result<()> {
        if tell(self.tx, id, it, self.now)? {
            self.changed.insert(id);
        }
        Ok(())
    }

    /// The alerts that were raised, and those that changed; when they were raised, is remembered for all of them together.
    pub(crate) fn end(self) -> Result<(Vec<Raised>, Vec<AlertId>)> {
        if let Some((first, _)) = self.raised.first() {
            // Where the newest alerts of all were taken away, their numbers are given anew.
            self.tx
                .prepare_cached("DELETE FROM raising WHERE first_alert_id > ?1")?
                .execute([first.0])?;
            self.tx
                .prepare_cached(
                    "INSERT OR REPLACE INTO raising (first_alert_id, raised_at) VALUES (?1, ?2)",
                )?
                .execute(params![first.0, self.now.0])?;
        }
        let changed = self.changed.into_iter();
        let changed = changed
            .filter(|it| self.raised.binary_search_by_key(it, |it| it.0).is_err())
            .collect();
        Ok((self.raised, changed))
    }
}
