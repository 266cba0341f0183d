//! Looking at sources because somebody asked for it.

use std::ops::ControlFlow;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use news::{ArticleId, JobId, Source, SourceId, SourceKind, Timestamp, desk::Change};

use crate::{Engine, engine::Res, feeds::Polled};

/// How often it is asked whether to go on.
const PATIENCE: Duration = Duration::from_millis(200);

/// How often it is looked which page may be read next.
const STEP: Duration = Duration::from_millis(500);

/// How often the pages that wait are counted, in milliseconds.
const COUNTED: i64 = 10 * Timestamp::SECOND;

/// What reading the pages behind articles brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PagesRead {
    /// Pages that were read, whether they had more than was there or not.
    pub read: u64,
    /// Those that could not be; most are tried again later.
    pub unread: u64,
    /// Those that still wait.
    pub waiting: u64,
    /// Alerts that the texts raised or changed.
    pub alerts: u64,
    /// Why no more was read; nothing: it goes on.
    pub ended: Option<PagesEnded>,
}

/// Why no more pages are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagesEnded {
    /// None is due whose host may be asked.
    NoneDue,
    /// The time that was given for it is over.
    TimeUp,
    /// Who asked for it had enough.
    Stopped,
    /// This machine does not reach the network.
    Offline,
}

impl PagesEnded {
    /// Its name, as programs read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PagesEnded::NoneDue => "none_due",
            PagesEnded::TimeUp => "time_up",
            PagesEnded::Stopped => "stopped",
            PagesEnded::Offline => "offline",
        }
    }
}

impl Engine {
    /// Reads the pages behind articles that are due, of one source or of all that are not paused, as the running monitor does: four at
    /// once, and one of a host every few seconds. None is begun after `most`; those that had begun end. Which sources' texts are on
    /// their pages is found out as well. `tell` is told now and then how far it is; breaking ends it at once.
    ///
    /// # Errors
    /// A full disk, and where the desk cannot be read or written. What is wrong with a page is stored with it.
    pub fn read_pages_now(
        &self,
        only: Option<SourceId>,
        most: Duration,
        tell: &dyn Fn(&PagesRead) -> ControlFlow<()>,
    ) -> Res<PagesRead> {
        let runtime = self.runtime()?;
        let changes = self.changes();
        let began_at = self.now();
        let most = i64::try_from(most.as_millis()).unwrap_or(i64::MAX);
        let (mut begun, mut pages, mut counted_at) = (vec![], PagesRead::default(), None);
        while pages.ended.is_none() {
            self.has_room()?;
            let now = self.now();
            // A clock that was set back gives no more time.
            let is_over = !(0..most).contains(&now.since(began_at));
            if !is_over {
                begun.extend(self.begin_texts(&runtime, only, now));
            }
            // What is due is looked at before what is under way: what ends in between is waited for once more.
            let is_due = self.has_texts_due(only, now)?;
            let is_done = !self.reads_texts() && (is_over || !is_due);
            self.count_ended(&mut begun, &mut pages)?;
            // To count them takes as long as there are many.
            if counted_at.is_none_or(|it| !(0..COUNTED).contains(&now.since(it))) {
                counted_at = Some(now);
                pages.waiting = self.read(|it| it.waiting_texts(only))?;
            }
            let alerts = changes.try_iter().map(|it| match it {
                Change::Filed { alerts, .. } => alerts.len() as u64,
                _ => 0,
            });
            pages.alerts += alerts.sum::<u64>();
            pages.ended = match tell(&pages) {
                ControlFlow::Break(()) => Some(PagesEnded::Stopped),
                ControlFlow::Continue(()) if self.is_stopping() => Some(PagesEnded::Stopped),
                ControlFlow::Continue(()) if !is_done => None,
                ControlFlow::Continue(()) if self.reach().is_offline() => Some(PagesEnded::Offline),
                ControlFlow::Continue(()) if is_due => Some(PagesEnded::TimeUp),
                ControlFlow::Continue(()) => Some(PagesEnded::NoneDue),
            };
            if pages.ended.is_none() {
                self.pause(STEP);
            }
        }
        pages.waiting = self.read(|it| it.waiting_texts(only))?;
        Ok(pages)
    }

    /// Counts what came of the pages that are not being read any more, and takes them out.
    fn count_ended(&self, begun: &mut Vec<ArticleId>, pages: &mut PagesRead) -> Res<()> {
        for id in self.take_ended(begun) {
            match self.read(|it| it.pending_text(id))? {
                None => pages.read += 1,
                Some(_) => pages.unread += 1,
            }
        }
        Ok(())
    }

    /// Looks at some sources now, and waits until that is done. Eight hosts at once, one request at a time to each.
    /// A feed that was asked less than five minutes ago, or whose server wants to be left alone, is not asked.
    ///
    /// # Errors
    /// A full disk, and where the desk cannot be read or written. What is wrong with a source is stored with it.
    pub fn poll_now(&self, ids: &[SourceId]) -> Res<Polled> {
        self.poll_sources(ids, &|_| true)
    }

    /// Looks at one source, or at all that are not paused, as a job.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn poll(&self, source_id: Option<SourceId>) -> Res<JobId> {
        let ids: Vec<SourceId> = match source_id {
            Some(id) => vec![self.read(|it| it.source(id))?.id],
            None => self
                .read(store::Reader::due)?
                .into_iter()
                .map(|it| it.source.id)
                .collect(),
        };
        let engine = self.clone();
        let title = match ids.len() {
            1 => "Looking at a source".to_string(),
            n => format!("Looking at {n} sources"),
        };
        Ok(self.job(&title, move |work| {
            let total = ids.len() as u64;
            let polled = engine.poll_sources(&ids, &|done| work.at(done, Some(total), ""))?;
            let mut words = format!(
                "{} new articles, {} alerts",
                polled.new_articles, polled.alerts
            );
            if polled.left_alone > 0 {
                words.push_str(&format!(
                    "; {} left alone: asked less than five minutes ago, or asked for peace",
                    polled.left_alone
                ));
            }
            Ok(words)
        }))
    }

    /// Looks at sources. `progress` is told how many are done, and says whether to go on.
    fn poll_sources(&self, ids: &[SourceId], progress: &dyn Fn(u64) -> bool) -> Res<Polled> {
        self.has_room()?;
        let sources: Vec<Source> = ids
            .iter()
            .map(|id| self.read(|it| it.source(*id)))
            .collect::<Res<_>>()?;
        let runtime = self.runtime()?;
        let (tell, told) = mpsc::channel();
        let mut looks = vec![];
        let (mut done, mut all, mut failure) = (0, Polled::default(), None);
        let mut go_on = progress(done);
        for source in &sources {
            match source.kind {
                SourceKind::Feed => {
                    let (engine, tell) = (self.clone(), tell.clone());
                    let (id, address) = (source.id, source.address.clone());
                    looks.push(runtime.spawn(async move {
                        let res = engine.look_at_feed(id, &address, true).await;
                        // Who asked may have lost patience.
                        let _ = tell.send(res);
                    }));
                }
                // Looked at below: one after the other, beside the feeds.
                SourceKind::Folder => {}
                SourceKind::Import | SourceKind::Sample => done += 1,
            }
        }
        drop(tell);
        for source in sources.iter().filter(|it| it.kind == SourceKind::Folder) {
            if go_on {
                match self.look_at_folder_until_settled(source) {
                    Ok(polled) => all.add(polled),
                    Err(err) => failure = Some(err),
                }
                done += 1;
                go_on = progress(done);
            }
        }
        while go_on {
            match told.recv_timeout(PATIENCE) {
                Ok(res) => {
                    match res {
                        Ok(polled) => all.add(polled),
                        Err(err) => failure = Some(err),
                    }
                    done += 1;
                    go_on = progress(done);
                }
                Err(RecvTimeoutError::Timeout) => go_on = progress(done),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        for look in looks {
            look.abort();
        }
        match failure {
            Some(err) => Err(err),
            None => Ok(all),
        }
    }
}
