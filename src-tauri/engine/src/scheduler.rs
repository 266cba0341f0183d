//! The monitor at work: looks at sources when they are due, and at folders when something happens in them.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use news::{Source, SourceId, SourceKind, Timestamp};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::{Engine, feeds::host, folders::Unsettled};

/// How often the monitor looks what is due.
const TICK: Duration = Duration::from_millis(500);

/// How many feeds are asked at once.
const AT_ONCE: usize = 8;

/// The least time between two requests to one host.
const SPACING: i64 = Timestamp::SECOND;

/// The time between the first requests to overdue feeds after a start.
const STAGGER: i64 = 150;

/// What the running monitor holds.
#[derive(Default)]
pub(crate) struct Watching {
    running: AtomicBool,
    stopped: AtomicBool,
    /// Folders in which something happened since they were last looked at.
    dirty: Arc<Mutex<HashSet<SourceId>>>,
}

impl Watching {
    /// Ends the monitor, at its next tick.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }
}

impl Engine {
    /// Monitors from now on, until [`Engine::stop`]. A second call does nothing.
    pub fn start(&self) {
        if self.inner.watching.running.swap(true, Ordering::SeqCst) {
            return;
        }
        let Some(runtime) = &self.inner.runtime else {
            return;
        };
        let engine = self.clone();
        runtime.spawn(async move { engine.monitor().await });
        self.scan_unscanned();
    }

    async fn monitor(self) {
        let mut watchers: HashMap<SourceId, (String, Option<RecommendedWatcher>)> = HashMap::new();
        let busy: Arc<Mutex<HashSet<SourceId>>> = Arc::default();
        let unsettled: Arc<Mutex<HashMap<SourceId, Unsettled>>> = Arc::default();
        let mut asked: HashMap<String, Timestamp> = HashMap::new();
        let permits = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
        let began = self.now();
        let mut overdue = 0;
        let mut held_back: HashMap<SourceId, Timestamp> = HashMap::new();
        while !self.inner.watching.stopped.load(Ordering::SeqCst) {
            let due = match self.read(store::Reader::due) {
                Ok(due) => due,
                Err(err) => {
                    tracing::error!("what is due could not be read: {err}");
                    vec![]
                }
            };
            self.watch_folders(&due, &mut watchers);
            let now = self.now();
            for (source, due_at) in due {
                let is_busy = busy
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .contains(&source.id);
                // A due time far in the future is that of a clock that was wrong.
                let is_due =
                    due_at.is_none_or(|it| it <= now || it.since(now) > 2 * Timestamp::DAY);
                match source.kind {
                    SourceKind::Feed if is_due && !is_busy => {
                        // After a start, what is overdue is spread out.
                        let from = *held_back.entry(source.id).or_insert_with(|| {
                            let stagger = if due_at.is_some_and(|it| it < began) {
                                overdue * STAGGER
                            } else {
                                0
                            };
                            overdue += 1;
                            began.plus(stagger)
                        });
                        let host = host(&source.address);
                        let spaced = asked
                            .get(&host)
                            .is_none_or(|it| now.since(*it).abs() >= SPACING);
                        if now < from || !spaced {
                            continue;
                        }
                        let Ok(permit) = permits.clone().try_acquire_owned() else {
                            continue;
                        };
                        asked.insert(host, now);
                        busy.lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .insert(source.id);
                        let (engine, busy) = (self.clone(), busy.clone());
                        tokio::spawn(async move {
                            if let Err(err) = engine.look_at_feed(&source).await {
                                tracing::error!("{}: {err}", source.name);
                            }
                            busy.lock()
                                .unwrap_or_else(PoisonError::into_inner)
                                .remove(&source.id);
                            drop(permit);
                        });
                    }
                    SourceKind::Folder if !is_busy => {
                        let dirty = &self.inner.watching.dirty;
                        let happened = dirty
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .remove(&source.id);
                        let waiting = unsettled
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .get(&source.id)
                            .is_some_and(|it| !it.is_empty());
                        let first = !held_back.contains_key(&source.id);
                        if !(is_due || happened || waiting || first) {
                            continue;
                        }
                        held_back.insert(source.id, now);
                        busy.lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .insert(source.id);
                        let (engine, busy, unsettled) =
                            (self.clone(), busy.clone(), unsettled.clone());
                        tokio::task::spawn_blocking(move || {
                            engine.look_at_watched(&source, &unsettled);
                            busy.lock()
                                .unwrap_or_else(PoisonError::into_inner)
                                .remove(&source.id);
                        });
                    }
                    SourceKind::Feed
                    | SourceKind::Folder
                    | SourceKind::Import
                    | SourceKind::Sample => {}
                }
            }
            self.inner.options.clock.sleep(TICK).await;
        }
    }

    fn look_at_watched(&self, source: &Source, unsettled: &Mutex<HashMap<SourceId, Unsettled>>) {
        let mut own = unsettled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&source.id)
            .unwrap_or_default();
        if let Err(err) = self.look_at_folder(source, &mut own) {
            tracing::error!("{}: {err}", source.name);
        }
        unsettled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(source.id, own);
    }

    /// Has the system tell of what happens in folders. That is a hint only: they are looked through all the same.
    fn watch_folders(
        &self,
        due: &[(Source, Option<Timestamp>)],
        watchers: &mut HashMap<SourceId, (String, Option<RecommendedWatcher>)>,
    ) {
        let folders: HashMap<SourceId, &Source> = due
            .iter()
            .filter(|it| it.0.kind == SourceKind::Folder)
            .map(|it| (it.0.id, &it.0))
            .collect();
        watchers.retain(|id, (path, _)| folders.get(id).is_some_and(|it| it.address == *path));
        for (id, source) in folders {
            if watchers.contains_key(&id) || !PathBuf::from(&source.address).is_dir() {
                continue;
            }
            let dirty = self.inner.watching.dirty.clone();
            let watcher = notify::recommended_watcher(move |_: notify::Result<notify::Event>| {
                // Whatever happened, and also what went wrong: the folder is looked through.
                dirty
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(id);
            })
            .and_then(|mut it| {
                it.watch(
                    PathBuf::from(&source.address).as_path(),
                    RecursiveMode::Recursive,
                )
                .map(|()| it)
            });
            let watcher = match watcher {
                Ok(watcher) => Some(watcher),
                Err(err) => {
                    self.watch_limit(source, &err.to_string());
                    None
                }
            };
            watchers.insert(id, (source.address.clone(), watcher));
        }
    }
}
