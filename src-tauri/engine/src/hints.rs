//! Hints that something happened in a folder. They come late, twice, or not at all: folders are looked through all
//! the same.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use news::{Source, SourceId, SourceKind, Timestamp};
use notify::{
    ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode, ModifyKind},
};

use crate::{Engine, mounts};

/// After how long a folder that could not be watched is tried again.
const AGAIN: i64 = 10 * Timestamp::MINUTE;

/// What the system said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hints(Arc<Mutex<Heard>>);

#[derive(Debug, Default)]
struct Heard {
    /// Folders in which something happened.
    dirty: HashSet<SourceId>,
    /// Folders that were themselves moved or removed: whoever watches them watches nothing.
    lost: HashSet<SourceId>,
}

impl Hints {
    /// Whether something happened in a folder; forgotten by asking.
    pub(crate) fn take(&self, id: SourceId) -> bool {
        self.heard(|it| it.dirty.remove(&id))
    }

    fn heard<T>(&self, change: impl FnOnce(&mut Heard) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn hear(&self, id: SourceId, root: &Path, event: notify::Result<Event>) {
        match event {
            Ok(event) if !matters(event.kind) => {}
            Ok(event) => self.heard(|it| {
                it.dirty.insert(id);
                let moved = matches!(
                    event.kind,
                    EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
                );
                if moved && event.paths.iter().any(|it| it == root) {
                    it.lost.insert(id);
                }
            }),
            // Whatever went wrong: the folder is looked through.
            Err(_) => self.heard(|it| {
                it.dirty.insert(id);
            }),
        }
    }
}

/// Whether an event can mean a new or changed file. Looking through a folder is an event too, and must not be the
/// reason for another look.
fn matters(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}

/// Those who listen, one for each folder.
#[derive(Default)]
pub(crate) struct Listeners(HashMap<SourceId, Listener>);

struct Listener {
    path: String,
    /// Nobody, where the folder is looked through on a timer only.
    watcher: Option<RecommendedWatcher>,
    since: Timestamp,
}

impl Listeners {
    /// Listens at the folders of `due`, and at no others.
    pub(crate) fn follow(&mut self, engine: &Engine, due: &[(Source, Option<Timestamp>)]) {
        let folders: HashMap<SourceId, &Source> = due
            .iter()
            .filter(|it| it.0.kind == SourceKind::Folder)
            .map(|it| (it.0.id, &it.0))
            .collect();
        let (hints, now) = (&engine.inner.watching.hints, engine.now());
        let lost = hints.heard(|it| std::mem::take(&mut it.lost));
        self.0.retain(|id, it| {
            let there = folders
                .get(id)
                .is_some_and(|source| source.address == it.path && Path::new(&it.path).is_dir());
            let stale = it.watcher.is_none() && now.since(it.since).abs() >= AGAIN;
            there && !stale && !lost.contains(id)
        });
        for (id, source) in folders {
            if self.0.contains_key(&id) || !Path::new(&source.address).is_dir() {
                continue;
            }
            let watcher = engine.listen(source);
            // What happened while nobody listened.
            hints.heard(|it| it.dirty.insert(id));
            let path = source.address.clone();
            self.0.insert(
                id,
                Listener {
                    path,
                    watcher,
                    since: now,
                },
            );
        }
    }
}

impl Engine {
    /// Has the system tell of what happens in a folder, if it can.
    fn listen(&self, source: &Source) -> Option<RecommendedWatcher> {
        let (id, root) = (source.id, PathBuf::from(&source.address));
        let remote = mounts::is_remote(&root);
        let (mut watcher, mut full) = (None, None);
        if !remote {
            let (hints, of) = (self.inner.watching.hints.clone(), root.clone());
            let res = notify::recommended_watcher(move |event| hints.hear(id, &of, event))
                .and_then(|mut it| it.watch(&root, RecursiveMode::Recursive).map(|()| it));
            match res {
                Ok(it) => watcher = Some(it),
                Err(err) => {
                    if is_limit(&err.kind) {
                        full = Some("its limit is reached".to_string());
                    }
                    tracing::warn!("{} is looked through on a timer: {err}", source.address);
                }
            }
        }
        let folder = self.folder(id);
        let mut folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
        folder.remote = remote;
        folder.on_timer = watcher.is_none();
        folder.limit = full;
        watcher
    }
}

/// Whether the system watches no further folders.
fn is_limit(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::MaxFilesWatch => true,
        // "No space left" and "too many open files" stand for the limits of inotify.
        ErrorKind::Io(err) => matches!(err.raw_os_error(), Some(24 | 28)),
        ErrorKind::Generic(_)
        | ErrorKind::PathNotFound
        | ErrorKind::WatchNotFound
        | ErrorKind::InvalidConfig(_) => false,
    }
}
