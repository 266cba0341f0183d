//! Watchlists and topics: saving, compiling, and looking through the archive for a new one.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use news::{
    ArticleId, Severity, Timestamp, Topic, TopicId, Watchlist, WatchlistId,
    desk::{Change, ErrorCode, QueryCheck, TopicDraft, WatchlistDraft, WatchlistView},
    query::{Document, Query, check, prove},
};
use rayon::prelude::*;
use serde::Deserialize;
use store::{FiledMatch, Reader, Writer};

use crate::{Engine, EngineError, engine::Res, jobs::Work, judge::filed_match, sample::DESK};

/// How many candidates of the archive are looked at in one go.
const BATCH: usize = 500;

#[derive(Deserialize)]
struct Starter {
    watchlist: Vec<StarterList>,
}

#[derive(Deserialize)]
struct StarterList {
    name: String,
    topic: Vec<StarterTopic>,
}

#[derive(Deserialize)]
struct StarterTopic {
    name: String,
    query: String,
    severity: Severity,
}

/// Puts the watchlists on a new desk that it starts with, so that its first articles raise its first alerts.
pub(crate) fn starter(writer: &mut Writer, now: Timestamp) -> Res<()> {
    let starter: Starter = toml::from_str(DESK).expect("the sample's description is ours");
    for list in starter.watchlist {
        let saved = writer.save_watchlist(&WatchlistDraft {
            id: None,
            name: list.name,
            mark: None,
        })?;
        for topic in list.topic {
            let read = Query::topic(&topic.query).expect("the sample's topics are ours");
            let draft = TopicDraft {
                id: None,
                watchlist_id: saved.id,
                name: topic.name,
                query: read.query.to_string(),
                severity: topic.severity,
            };
            let saved = writer.save_topic(&draft, now)?;
            writer.set_scanned(saved.id, saved.version)?;
        }
    }
    Ok(())
}

/// The looks through the archive that are under way: one for each topic.
#[derive(Default)]
pub(crate) struct Scans(Arc<Mutex<HashMap<TopicId, UnderWay>>>);

/// The version of the topic, and whether it is overtaken.
type UnderWay = (u32, Arc<AtomicBool>);

/// A look through the archive. Ended when it is dropped.
pub(crate) struct Scan {
    scans: Scans,
    topic_id: TopicId,
    version: u32,
    overtaken: Arc<AtomicBool>,
}

impl Scans {
    /// Begins a look for a version of a topic, unless one is under way. One for another version is overtaken.
    fn begin(&self, topic_id: TopicId, version: u32) -> Option<Scan> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match held.get(&topic_id) {
            Some((other, _)) if *other == version => return None,
            Some((_, overtaken)) => overtaken.store(true, Ordering::SeqCst),
            None => {}
        }
        let overtaken = Arc::new(AtomicBool::new(false));
        held.insert(topic_id, (version, overtaken.clone()));
        Some(Scan {
            scans: Scans(self.0.clone()),
            topic_id,
            version,
            overtaken,
        })
    }

    /// Ends the look for any other version of a topic.
    fn overtake(&self, topic_id: TopicId, version: u32) {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((other, overtaken)) = held.get(&topic_id)
            && *other != version
        {
            overtaken.store(true, Ordering::SeqCst);
        }
    }
}

impl Scan {
    fn is_overtaken(&self) -> bool {
        self.overtaken.load(Ordering::SeqCst)
    }
}

impl Drop for Scan {
    fn drop(&mut self) {
        let mut held = self.scans.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held
            .get(&self.topic_id)
            .is_some_and(|it| it.0 == self.version)
        {
            held.remove(&self.topic_id);
        }
    }
}

impl Engine {
    /// Every watchlist with its topics.
    ///
    /// # Errors
    /// What the database says.
    pub fn watchlists(&self) -> Res<Vec<WatchlistView>> {
        self.read(Reader::watchlists)
    }

    /// What the language makes of a text.
    ///
    /// # Errors
    /// None at present.
    pub fn check_query(&self, text: &str, topic: bool) -> Res<QueryCheck> {
        Ok(check(text, topic))
    }

    /// Adds or changes a watchlist.
    ///
    /// # Errors
    /// A name that is empty or taken.
    pub fn save_watchlist(&self, draft: &WatchlistDraft) -> Res<Watchlist> {
        let mut draft = draft.clone();
        draft.name = name(&draft.name, "The watchlist")?;
        if draft.mark.is_some_and(|it| it > 5) {
            return Err(EngineError::bad_input(
                "There is no such mark.",
                "Choose one of the six marks, 0 to 5.",
            ));
        }
        let saved = self.write(move |writer| writer.save_watchlist(&draft))?;
        self.tell(Change::Watchlists);
        Ok(saved)
    }

    /// Removes a watchlist with its topics; can be undone.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`].
    pub fn remove_watchlist(&self, id: WatchlistId) -> Res<()> {
        let now = self.now();
        let topics = self.read(Reader::topics)?;
        self.write(move |writer| writer.remove_watchlist(id, now))?;
        let mut matcher = self
            .inner
            .matcher
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for it in topics.iter().filter(|it| it.topic.watchlist_id == id) {
            matcher.remove(it.topic.id);
        }
        drop(matcher);
        self.tell(Change::Watchlists);
        self.tell(Change::Triaged);
        Ok(())
    }

    /// Adds or changes a topic, and looks through the archive for it as a job: it has a past at once.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidQuery`] for a text that is no query.
    pub fn save_topic(&self, draft: &TopicDraft) -> Res<Topic> {
        let read = Query::topic(&draft.query).map_err(|diagnostics| {
            let what = diagnostics
                .first()
                .map_or_else(String::new, |it| it.message.clone());
            EngineError::new(
                ErrorCode::InvalidQuery,
                what,
                "Mend the query: the editor shows the place and offers fixes.",
            )
        })?;
        let mut draft = draft.clone();
        draft.name = name(&draft.name, "The topic")?;
        draft.query = read.query.to_string();
        let now = self.now();
        let topic = {
            // What is being judged with the topics as they were is filed before they change.
            let mut matcher = self
                .inner
                .matcher
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            let topic = self.write(move |writer| writer.save_topic(&draft, now))?;
            matcher.set(topic.id, topic.version, &read.query);
            self.inner.scans.overtake(topic.id, topic.version);
            topic
        };
        self.tell(Change::Watchlists);
        self.tell(Change::Triaged);
        self.scan_unscanned();
        Ok(topic)
    }

    /// Removes a topic; can be undone.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`].
    pub fn remove_topic(&self, id: TopicId) -> Res<()> {
        let now = self.now();
        self.write(move |writer| writer.remove_topic(id, now))?;
        self.inner
            .matcher
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
        self.tell(Change::Watchlists);
        self.tell(Change::Triaged);
        Ok(())
    }

    /// Looks through the archive for every topic for which that was not done, or not to its end.
    pub(crate) fn scan_unscanned(&self) {
        let topics = match self.read(Reader::topics) {
            Ok(topics) => topics,
            Err(err) => return tracing::error!("the topics could not be read: {err}"),
        };
        for it in topics
            .into_iter()
            .filter(|it| !it.scanned && it.topic.fault.is_none())
        {
            let Ok(read) = Query::topic(&it.topic.query) else {
                continue;
            };
            let topic = it.topic;
            let Some(scan) = self.inner.scans.begin(topic.id, topic.version) else {
                continue;
            };
            let engine = self.clone();
            self.job(
                &format!("Looking through the archive for “{}”", topic.name),
                move |work| engine.scan(&topic, &read.query, work, &scan),
            );
        }
    }

    fn scan(&self, topic: &Topic, query: &Query, work: &Work, scan: &Scan) -> Res<String> {
        let candidates = query.index();
        let total = self.read(|it| it.count_candidates(&candidates))?;
        let (mut before, mut done, mut raised): (Option<ArticleId>, u64, usize) = (None, 0, 0);
        loop {
            if !work.at(done, Some(total), "") {
                return Ok(format!("{raised} alerts so far"));
            }
            let batch = self.read(|it| it.candidates(&candidates, before, BATCH))?;
            let Some(last) = batch.last() else { break };
            before = Some(last.id);
            done += batch.len() as u64;
            let matches: Vec<_> = batch
                .par_iter()
                .filter_map(|it| {
                    let proof = prove(
                        query,
                        &Document::new(&it.article, &crate::reading::about(it)),
                    );
                    proof.holds.then(|| {
                        let filed = filed_match(&it.article, topic.id, topic.version, &proof);
                        Ok((it.id, it.version, filed?))
                    })
                })
                .collect::<Res<_>>()?;
            let Some(alerts) = self.file_scanned(matches, scan)? else {
                return Ok("The topic was changed meanwhile.".into());
            };
            raised += alerts;
        }
        let (id, version) = (topic.id, topic.version);
        self.write(move |writer| writer.set_scanned(id, version))?;
        self.tell(Change::Watchlists);
        Ok(format!("{raised} alerts"))
    }

    /// Files what the archive holds for a topic, unless the topic was changed meanwhile.
    fn file_scanned(
        &self,
        matches: Vec<(ArticleId, u32, FiledMatch)>,
        scan: &Scan,
    ) -> Res<Option<usize>> {
        let _unchanged = self
            .inner
            .matcher
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if scan.is_overtaken() {
            return Ok(None);
        }
        if matches.is_empty() {
            return Ok(Some(0));
        }
        let now = self.now();
        let alerts = self.write(move |writer| writer.add_archive_matches(&matches, now))?;
        let raised = alerts.len();
        if raised > 0 {
            self.tell(Change::Filed {
                articles: 0,
                alerts,
            });
        }
        Ok(Some(raised))
    }

    /// The queries of all topics, read.
    pub(crate) fn queries(&self) -> Res<BTreeMap<TopicId, Query>> {
        Ok(self
            .read(Reader::topics)?
            .into_iter()
            .filter_map(|it| Some((it.topic.id, Query::topic(&it.topic.query).ok()?.query)))
            .collect())
    }
}

/// A name without outer blanks, if there is something in it and not too much.
pub(crate) fn name(text: &str, of: &str) -> Res<String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(EngineError::bad_input(
            format!("{of} has no name."),
            "Type a name.",
        )),
        1..=200 => Ok(text.to_string()),
        n => Err(EngineError::bad_input(
            format!("{of}'s name has {n} characters."),
            "Use at most 200.",
        )),
    }
}
