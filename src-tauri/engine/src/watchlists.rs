//! Watchlists and topics: saving, compiling, and looking through the archive for a new one.

use std::{
    borrow::Borrow,
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use news::{
    ArticleId, Severity, Timestamp, Topic, TopicId, Watchlist, WatchlistId,
    desk::{Change, ErrorCode, TopicDraft, WatchlistDraft, WatchlistView},
    query::{About, Diagnostic, Document, Query, Read, prove},
};
use rayon::prelude::*;
use serde::Deserialize;
use store::{FiledMatch, KnownArticles, Reader, StoredArticle, Writer};

use crate::{
    Engine, EngineError, engine::Res, jobs::Work, judge::filed_match, reading::about, sample::DESK,
};

/// How many candidates of the archive are looked at in one go.
const BATCH: usize = 500;

/// How many characters of a query name a topic.
const NAMING: usize = 60;

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
                note: None,
                written: None,
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
            overtaken,
        })
    }

    /// Ends every look: what the topics ask for changed.
    pub(crate) fn overtake_all(&self) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, (_, overtaken)) in held.drain() {
            overtaken.store(true, Ordering::SeqCst);
        }
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

/// A topic for which the archive is to be looked through.
pub(crate) struct Due {
    pub(crate) topic: Topic,
    pub(crate) query: Query,
    pub(crate) scan: Scan,
}

impl Scan {
    pub(crate) fn is_overtaken(&self) -> bool {
        self.overtaken.load(Ordering::SeqCst)
    }
}

impl Drop for Scan {
    fn drop(&mut self) {
        let mut held = self.scans.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held
            .get(&self.topic_id)
            .is_some_and(|it| Arc::ptr_eq(&it.1, &self.overtaken))
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
        let mut all = self.read(Reader::watchlists)?;
        if self.is_read_only() {
            // What can no longer be read is not stored by who only looks.
            let faults = self
                .inner
                .faults
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            for it in all.iter_mut().flat_map(|it| &mut it.topics) {
                it.topic.fault = faults.get(&it.topic.id).cloned();
            }
        }
        Ok(all)
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

    /// Adds or changes a topic, and looks through the archive for it as a job: it has a past at once. One without a name is
    /// called by its query.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidQuery`] for a text that is no query; a name that another topic of its watchlist has.
    pub fn save_topic(&self, draft: &TopicDraft) -> Res<Topic> {
        let read = self.read_topic(&draft.query, draft.id)?;
        let mut draft = draft.clone();
        let query = read.query.to_string();
        draft.name = match draft.name.trim() {
            "" => by_query(&query),
            text => name(text, "The topic")?,
        };
        draft.note = draft.note.map(|it| it.trim().chars().take(2_000).collect());
        (draft.query, draft.written) = match self.still(&draft)? {
            Some((query, written)) => (query, Some(written)),
            None => (query, Some(draft.query.replace("\r\n", "\n"))),
        };
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

    /// Reads the query of a topic, or of `own` as it is stored.
    pub(crate) fn read_topic(&self, query: &str, own: Option<TopicId>) -> Res<Read> {
        self.read_of(query, own)?.map_err(|it| unread(&it))
    }

    /// Reads a query of a topic that is stored, or a part of it.
    pub(crate) fn read_stored(&self, query: &str) -> Res<Read> {
        Query::stored_with(query, &self.lists()).map_err(|it| unread(&it))
    }

    /// What the language makes of a text that is typed for a topic. The text that `own` has already is read as it is stored,
    /// and comes to the query that runs.
    pub(crate) fn read_of(
        &self,
        text: &str,
        own: Option<TopicId>,
    ) -> Res<Result<Read, Vec<Diagnostic>>> {
        let lists = self.lists();
        let read = Query::topic_with(text, &lists);
        if read.is_err()
            && let Some(own) = own
            && let Some((query, _)) = self.stored_as(own, text)?
        {
            let still = Query::stored_with(text, &lists).and_then(|written| {
                let stored = Query::stored_with(&query, &lists)?;
                Ok(Read {
                    query: stored.query,
                    ..written
                })
            });
            return Ok(still.or(read));
        }
        Ok(read)
    }

    /// The query and what was written for it of a topic that can only be read because it is stored so: they stay.
    fn still(&self, draft: &TopicDraft) -> Res<Option<(String, String)>> {
        match draft.id {
            Some(id) if Query::topic_with(&draft.query, &self.lists()).is_err() => {
                self.stored_as(id, &draft.query)
            }
            Some(_) | None => Ok(None),
        }
    }

    /// The query of a topic and what was written for it, if a text is one of them.
    fn stored_as(&self, id: TopicId, text: &str) -> Res<Option<(String, String)>> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        let Some((query, written)) = self.read(|it| it.texts_now(id))? else {
            return Ok(None);
        };
        Ok(match (text == written, text == query) {
            (true, _) => Some((query, written)),
            (false, true) => Some((query, String::new())),
            (false, false) => None,
        })
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
        let lists = self.lists();
        let due: Vec<Due> = topics
            .into_iter()
            .filter(|it| !it.scanned && it.topic.fault.is_none())
            .filter_map(|it| {
                let read = Query::stored_with(&it.topic.query, &lists).ok()?;
                let scan = self.inner.scans.begin(it.topic.id, it.topic.version)?;
                Some(Due {
                    topic: it.topic,
                    query: read.query,
                    scan,
                })
            })
            .collect();
        if due.is_empty() {
            return;
        }
        match self.passes_of(due) {
            Ok((alone, passes)) => {
                for due in passes {
                    let engine = self.clone();
                    self.job(
                        &format!(
                            "Looking through the archive for {} topics",
                            due.topics.len()
                        ),
                        move |work| engine.scan_all(due, work),
                    );
                }
                for it in alone {
                    let engine = self.clone();
                    self.job(
                        &format!("Looking through the archive for “{}”", it.topic.name),
                        move |work| engine.scan(&it, work),
                    );
                }
            }
            Err(err) => tracing::error!("the archive could not be asked: {err}"),
        }
    }

    fn scan(&self, due: &Due, work: &Work) -> Res<String> {
        let Due { topic, query, scan } = due;
        let candidates = query.index();
        let total = self.read(|it| it.count_candidates(&candidates))?;
        let rules = self.rules();
        let (mut before, mut done, mut raised): (Option<ArticleId>, u64, usize) = (None, 0, 0);
        loop {
            if !work.at(done, Some(total), "") {
                return Ok(format!("{raised} alerts so far"));
            }
            let batch = self.read(|it| it.candidates(&candidates, before, BATCH))?;
            let Some(last) = batch.last() else { break };
            before = Some(last.id);
            done += batch.len() as u64;
            let known = self.known_of(&batch, query.asks_beside())?;
            let matches: Vec<_> = batch
                .par_iter()
                .filter_map(|it| {
                    let about = came_in(it, &known);
                    let proof = prove(query, &Document::new(&it.article, &about));
                    proof.holds.then(|| {
                        let graver = rules.judge(topic.id, &it.article, &about, &proof);
                        let found = filed_match(&it.article, topic.id, topic.version, proof);
                        (it.id, it.version, found.graver(graver))
                    })
                })
                .collect();
            let Some(alerts) = self.file_scanned(matches, std::slice::from_ref(scan))? else {
                return Ok("The topic was changed meanwhile.".into());
            };
            raised += alerts;
        }
        self.end_scan(due)?;
        self.tell(Change::Watchlists);
        Ok(format!("{raised} alerts"))
    }

    /// Remembers that the archive was looked through, unless the topic asks for something else by now.
    fn end_scan(&self, due: &Due) -> Res<()> {
        self.capture_found();
        let _unchanged = self
            .inner
            .matcher
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if due.scan.is_overtaken() {
            return Ok(());
        }
        let (id, version) = (due.topic.id, due.topic.version);
        self.write(move |writer| writer.set_scanned(id, version))
    }

    /// The same of many topics.
    pub(crate) fn end_scans(&self, all: &[Due]) -> Res<()> {
        self.capture_found();
        let _unchanged = self
            .inner
            .matcher
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let ended: Vec<(TopicId, u32)> = all
            .iter()
            .filter(|it| !it.scan.is_overtaken())
            .map(|it| (it.topic.id, it.topic.version))
            .collect();
        self.write(move |writer| writer.set_all_scanned(&ended))
    }

    /// What is known beside the text of articles, where somebody asks.
    pub(crate) fn known_of(&self, all: &[StoredArticle], asks: bool) -> Res<KnownArticles> {
        if asks {
            self.read(|it| it.known_of(all.iter().map(|it| it.id)))
        } else {
            Ok(KnownArticles::default())
        }
    }

    /// Files what the archive holds for topics, but for those that were changed meanwhile; nothing where all were.
    pub(crate) fn file_scanned(
        &self,
        mut matches: Vec<(ArticleId, u32, FiledMatch)>,
        scans: &[impl Borrow<Scan>],
    ) -> Res<Option<usize>> {
        let _unchanged = self
            .inner
            .matcher
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let scans = || scans.iter().map(Borrow::borrow);
        if scans().all(Scan::is_overtaken) {
            return Ok(None);
        }
        let overtaken: HashSet<TopicId> = scans()
            .filter(|it| it.is_overtaken())
            .map(|it| it.topic_id)
            .collect();
        matches.retain(|it| !overtaken.contains(&it.2.topic_id));
        if matches.is_empty() {
            return Ok(Some(0));
        }
        let now = self.now();
        self.remember_found(matches.iter().map(|it| it.0));
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
}

/// Why a text is no query.
fn unread(diagnostics: &[Diagnostic]) -> EngineError {
    let what = diagnostics
        .first()
        .map_or_else(String::new, |it| it.message.clone());
    EngineError::new(
        ErrorCode::InvalidQuery,
        what,
        "Mend the query: the editor shows the place and offers fixes.",
    )
}

/// What is known about a stored article as it was when it came in, so that a look through the archive gives what live
/// matching gave.
fn came_in<'a>(it: &'a StoredArticle, known: &'a KnownArticles) -> About<'a> {
    About {
        paths: known.paths_of(it.id),
        now: Some(it.first_seen_at),
        ..about(it)
    }
}

/// What a topic without a name is called: its query in canonical form, which is one line, or how that begins.
fn by_query(canonical: &str) -> String {
    let begins: String = canonical.chars().take(NAMING).collect();
    match begins.len() == canonical.len() {
        true => begins,
        false => format!("{}…", begins.trim_end()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_without_a_name_is_called_by_how_its_query_begins() {
        let (whole, more) = ("é".repeat(60), "é".repeat(61));
        let at_a_blank = format!("{} AND pier", "a".repeat(59));
        for (canonical, expected) in [
            ("pier AND quay", "pier AND quay".to_string()),
            (whole.as_str(), whole.clone()),
            (more.as_str(), format!("{whole}…")),
            (at_a_blank.as_str(), format!("{}…", "a".repeat(59))),
        ] {
            assert_eq!(by_query(canonical), expected);
        }
    }
}
