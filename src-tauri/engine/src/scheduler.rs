//! The monitor at work: looks at sources when they are due, and at folders when something happens in them.

use std::{
    collections::{HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use news::{Source, SourceId, SourceKind, Timestamp};
use store::DueSource;
use tokio::{runtime::Handle, sync::watch};

use crate::{
    Clock, Engine,
    due::is_due,
    engine::{Inner, Res},
    folders::Folder,
    full_text::Texts,
    hints::{Followings, Hints},
    judge::IfFull,
    listeners::Listeners,
    pace::{Pace, Spread},
    peace::Peace,
    reach::Reach,
    revisits::Looks,
    robots::Robots,
};

/// How often the monitor looks what is due.
pub(crate) const TICK: Duration = Duration::from_millis(500);

/// How often it is looked whether a topic has been silent for too long.
const SILENCE: i64 = Timestamp::MINUTE;

/// How long a source is left alone whose look could not be stored.
const AFTER_FAULT: i64 = Timestamp::MINUTE;

/// What the running monitor holds.
pub(crate) struct Watching {
    pub(crate) pace: Pace,
    pub(crate) robots: Robots,
    pub(crate) hints: Hints,
    pub(crate) followed: Followings,
    pub(crate) folders: Mutex<HashMap<SourceId, Arc<Mutex<Folder>>>>,
    pub(crate) reach: Reach,
    pub(crate) peace: Peace,
    pub(crate) looks: Looks,
    pub(crate) texts: Texts,
    busy: Busy,
    thread: Mutex<Option<JoinHandle<()>>>,
    stopped: watch::Sender<bool>,
}

impl Default for Watching {
    fn default() -> Watching {
        Watching {
            pace: Pace::default(),
            robots: Robots::default(),
            hints: Hints::default(),
            followed: Followings::default(),
            folders: Mutex::default(),
            reach: Reach::default(),
            peace: Peace::default(),
            looks: Looks::default(),
            texts: Texts::default(),
            busy: Busy::default(),
            thread: Mutex::new(None),
            stopped: watch::Sender::new(false),
        }
    }
}

impl Watching {
    /// Ends the monitor, and waits until it has.
    pub(crate) fn stop(&self) {
        self.stopped.send_replace(true);
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the monitor's thread had died");
        }
    }
}

impl Engine {
    /// Monitors from now on, until [`Engine::stop`]. A second call does nothing.
    pub fn start(&self) {
        let Ok(runtime) = self.runtime() else { return };
        let mut thread = self
            .inner
            .watching
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if thread.is_some() || self.is_stopping() {
            return;
        }
        let weak = Arc::downgrade(&self.inner);
        let clock = self.inner.options.clock.clone();
        let stopped = self.inner.watching.stopped.subscribe();
        let monitor = Monitor::new(self.now(), self.inner.watching.busy.clone());
        *thread = Some(std::thread::spawn(move || {
            monitor.run(&weak, &runtime, &*clock, stopped);
        }));
        drop(thread);
        self.scan_unscanned();
        self.learn_topics();
    }

    /// How many sources the running monitor looks at, also those that wait for their host's turn. What is looked at by hand is not
    /// counted.
    #[must_use]
    pub fn looked_at(&self) -> usize {
        self.inner.watching.busy.looks()
    }

    /// Waits, but no longer than until the engine is stopped.
    pub(crate) fn pause(&self, time: Duration) {
        let Ok(runtime) = self.runtime() else { return };
        let stopped = self.inner.watching.stopped.subscribe();
        runtime.block_on(wait(&*self.inner.options.clock, time, stopped));
    }

    /// What comes of something, if it comes within a time and before the engine is stopped.
    pub(crate) fn within<T>(
        &self,
        time: Duration,
        something: impl Future<Output = T>,
    ) -> Res<Option<T>> {
        let stopped = self.inner.watching.stopped.subscribe();
        let clock = &*self.inner.options.clock;
        Ok(self.runtime()?.block_on(async {
            tokio::select! {
                it = something => Some(it),
                () = wait(clock, time, stopped) => None,
            }
        }))
    }

    /// What is known of a watched folder beyond what is stored.
    pub(crate) fn folder(&self, id: SourceId) -> Arc<Mutex<Folder>> {
        self.inner
            .watching
            .folders
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(id)
            .or_default()
            .clone()
    }
}

async fn wait(clock: &dyn Clock, time: Duration, mut stopped: watch::Receiver<bool>) {
    tokio::select! {
        () = clock.sleep(time) => {}
        // An engine that is gone has stopped as well.
        _ = stopped.wait_for(|it| *it) => {}
    }
}

/// What the monitor's thread holds.
struct Monitor {
    listeners: Listeners,
    spread: Spread,
    busy: Busy,
    /// The sources with their times as they were read last, and how many times the writer had done something by then.
    due: Option<(u64, Arc<Vec<DueSource>>)>,
    /// When rules were looked at last, and whether that is still being done.
    ruled_at: Option<Timestamp>,
    is_ruling: Arc<AtomicBool>,
}

/// The sources that are being looked at, and those that are left alone for a moment.
#[derive(Clone, Default)]
struct Busy(Arc<Mutex<BusySources>>);

#[derive(Default)]
struct BusySources {
    looked_at: HashSet<SourceId>,
    left_alone: HashMap<SourceId, Timestamp>,
}

impl Busy {
    fn may_begin(&self, id: SourceId, now: Timestamp) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A moment that lies far ahead is that of a clock that was wrong.
        let left_alone = held
            .left_alone
            .get(&id)
            .is_some_and(|it| (1..=AFTER_FAULT).contains(&it.since(now)));
        !held.looked_at.contains(&id) && !left_alone
    }

    /// Whether no source is being looked at, but for those that are away: such a look may end in days.
    fn is_idle(&self, is_away: impl Fn(SourceId) -> bool) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.looked_at.iter().all(|it| is_away(*it))
    }

    fn looks(&self) -> usize {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.looked_at.len()
    }

    fn begin(&self, id: SourceId) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.looked_at.insert(id);
    }

    fn end(&self, id: SourceId, again_at: Option<Timestamp>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.looked_at.remove(&id);
        match again_at {
            Some(at) => held.left_alone.insert(id, at),
            None => held.left_alone.remove(&id),
        };
    }
}

impl Monitor {
    fn new(now: Timestamp, busy: Busy) -> Monitor {
        Monitor {
            listeners: Listeners::default(),
            spread: Spread::new(now),
            busy,
            due: None,
            ruled_at: None,
            is_ruling: Arc::default(),
        }
    }

    /// Looks what is due, again and again. Holds the engine only while it looks, so that one that is dropped ends.
    fn run(
        mut self,
        engine: &Weak<Inner>,
        runtime: &Handle,
        clock: &dyn Clock,
        stopped: watch::Receiver<bool>,
    ) {
        while !*stopped.borrow() {
            let Some(inner) = engine.upgrade() else {
                return;
            };
            self.tick(&Engine { inner }, runtime);
            runtime.block_on(wait(clock, TICK, stopped.clone()));
        }
    }

    fn tick(&mut self, engine: &Engine, runtime: &Handle) {
        // Nothing is asked for that could not be kept.
        if engine.has_room().is_err() {
            return;
        }
        let due = match self.due(engine) {
            Ok(due) => due,
            Err(err) => return tracing::error!("what is due could not be read: {err}"),
        };
        self.listeners.follow(engine, runtime, &due);
        if self.busy.is_idle(|it| self.listeners.is_away(it)) {
            engine.keep_up();
        }
        engine.cut_log(runtime);
        let now = engine.now();
        self.hold_to_rules(engine, runtime, now);
        engine.begin_visits(runtime, now);
        engine.begin_texts(runtime, None, now);
        let has_way = engine.inner.options.has_way;
        for it in due.iter() {
            let source = &it.source;
            if !self.busy.may_begin(source.id, now) {
                continue;
            }
            let is_due = is_due(it.due_at, it.asked_at, now);
            match source.kind {
                SourceKind::Feed
                    if is_due && engine.reach().may_try(has_way, now) && self.spread.take(now) =>
                {
                    self.begin_feed(engine, runtime, source.clone());
                }
                SourceKind::Folder
                    if self.listeners.may_look(source.id)
                        && engine.wants_look(source, is_due, now) =>
                {
                    self.begin_folder(engine, runtime, source.clone());
                }
                SourceKind::Feed | SourceKind::Folder | SourceKind::Import | SourceKind::Sample => {
                }
            }
        }
    }

    /// The sources with the times at which they are due. They are read again only after the writer did something: nothing else
    /// changes them.
    fn due(&mut self, engine: &Engine) -> Res<Arc<Vec<DueSource>>> {
        let writes = engine.writes();
        if let Some((read_at, due)) = &self.due
            && *read_at == writes
        {
            return Ok(due.clone());
        }
        let due = Arc::new(engine.read(store::Reader::due)?);
        self.due = Some((writes, due.clone()));
        Ok(due)
    }

    /// Holds topics to their rules: all of them once after a start, for it may have been cut off between filing and that;
    /// then their silences, which come without an article.
    fn hold_to_rules(&mut self, engine: &Engine, runtime: &Handle, now: Timestamp) {
        let is_first = self.ruled_at.is_none();
        // A moment that lies ahead is that of a clock that was set back.
        let is_due = self
            .ruled_at
            .is_none_or(|it| !(0..SILENCE).contains(&now.since(it)));
        if !is_due || self.is_ruling.swap(true, Ordering::SeqCst) {
            return;
        }
        self.ruled_at = Some(now);
        let (engine, is_ruling) = (engine.clone(), self.is_ruling.clone());
        runtime.spawn_blocking(move || {
            let hold = || match is_first {
                true => engine.check_rules().map(|_| ()),
                false => engine.check_silences(),
            };
            match catch_unwind(AssertUnwindSafe(hold)) {
                Ok(Ok(())) => {}
                Ok(Err(err)) => tracing::warn!("topics could not be held to their rules: {err}"),
                Err(_) => tracing::error!("a fault of this program: topics and their rules"),
            }
            is_ruling.store(false, Ordering::SeqCst);
        });
    }

    fn begin_feed(&self, engine: &Engine, runtime: &Handle, source: Source) {
        self.busy.begin(source.id);
        let (engine, busy) = (engine.clone(), self.busy.clone());
        runtime.spawn(async move {
            let res = engine.look_at_feed(source.id, &source.address, false).await;
            busy.end(source.id, engine.again_after(&source, &res));
        });
    }

    fn begin_folder(&self, engine: &Engine, runtime: &Handle, source: Source) {
        self.busy.begin(source.id);
        let (engine, busy) = (engine.clone(), self.busy.clone());
        runtime.spawn_blocking(move || {
            let look = || engine.look_at_folder(&source, IfFull::Wait);
            let res =
                catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| Err(engine.fault(&source)));
            busy.end(source.id, engine.again_after(&source, &res));
        });
    }
}

impl Engine {
    /// A look that could not be stored is not begun again at once.
    fn again_after<T>(&self, source: &Source, res: &Res<T>) -> Option<Timestamp> {
        let err = res.as_ref().err()?;
        tracing::error!("{}: {err}", source.name);
        Some(self.now().plus(AFTER_FAULT))
    }
}

#[cfg(test)]
mod tests {
    use news::desk::SourceDraft;

    use super::*;
    use crate::Options;

    #[test]
    fn what_is_due_is_read_again_once_something_was_written_and_not_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options::real(folder.path().join("desk"));
        let engine = Engine::open(options).expect("opens");
        let mut monitor = Monitor::new(engine.now(), Busy::default());
        let first = monitor.due(&engine).expect("read");
        let again = monitor.due(&engine).expect("read");
        assert!(Arc::ptr_eq(&first, &again), "nothing was written");
        let draft = SourceDraft::new(
            SourceKind::Feed,
            "https://ledger.example/rss".to_string(),
            "Ledger",
        );
        let id = engine.save_source(&draft).expect("saved").id;
        let mut is_there = || {
            let due = monitor.due(&engine).expect("read");
            due.iter().any(|it| it.source.id == id)
        };
        assert!(is_there(), "it was added");
        engine.remove_source(id).expect("removed");
        assert!(!is_there(), "it was removed");
        engine.undo().expect("undone");
        assert!(is_there(), "that was undone");
        engine.stop();
    }

    #[test]
    fn a_look_at_a_folder_that_is_away_keeps_no_upkeep_waiting() {
        let (busy, away) = (Busy::default(), SourceId(1));
        busy.begin(away);
        assert!(busy.is_idle(|it| it == away));
        busy.begin(SourceId(2));
        assert!(!busy.is_idle(|it| it == away), "another is looked at");
        busy.end(SourceId(2), None);
        assert!(!busy.is_idle(|_| false), "it has answered");
    }
}
