//! Listening at watched folders. Each is asked by itself, and nobody waits for what it says: a drive of another machine
//! that is away answers nothing, not even that.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender, TryRecvError},
    },
    time::Duration,
};

use news::{Source, SourceId, SourceKind, Timestamp, desk::Notice};
use store::{DueSource, LookOutcome};
use tokio::runtime::Handle;

use crate::{
    Engine,
    ears::{Deaf, Ears},
    engine::Res,
    files,
    folders::ON_TIMER,
    hints::Hints,
    scheduler::TICK,
    trouble,
};

/// After how long a folder that could not be watched is tried again.
const AGAIN: i64 = 10 * Timestamp::MINUTE;

/// For how long a folder is listened to, at the least, before it is begun anew because not everything was told.
const STEADY: i64 = 10 * Timestamp::SECOND;

/// How long a folder may take to answer: a disk that slept takes half of it.
const ANSWER: Duration = Duration::from_secs(30);

/// How long the system may take to begin to tell of a folder: with very many in it, minutes.
const LISTEN: Duration = Duration::from_secs(600);

/// Those who listen, one for each folder.
#[derive(Default)]
pub(crate) struct Listeners {
    followed: HashMap<SourceId, Following>,
    /// Folders that are followed no more and have not answered yet: until they do, they are not asked again.
    left: Vec<(String, Receiver<Said>)>,
}

/// A folder that is followed.
struct Following {
    path: String,
    /// Whoever listens; none where the folder is not there, and while it is being asked.
    listener: Option<Listener>,
    /// Where the folder's answer comes in while it is being asked.
    call: Option<Receiver<Said>>,
    /// For how long it has not answered, and for how long that is no trouble. Both in looks of the monitor, not in time: for
    /// a machine that slept the folder cannot help.
    waited: u32,
    patience: u32,
    /// Whether it has ever answered.
    answered: bool,
    /// When it was told last that it does not answer.
    told_at: Option<Timestamp>,
}

/// Whoever listens at a folder.
struct Listener {
    /// Nobody, where the folder is looked through on a timer only.
    watcher: Option<Box<dyn Send>>,
    /// What it listens at: nothing is told of a drive that was mounted over the folder since.
    drive: u64,
    since: Timestamp,
}

/// What a folder says that was asked.
enum Said {
    /// It is there, and the system begins to tell of it.
    There,
    /// Who listens now, if it is there; and if that was begun anew, how it is watched and whether it ignores case.
    All(Option<Listener>, Option<(Notice, bool)>),
}

impl Listeners {
    /// Listens at the folders of `due`, and at no others. Waits for none of them.
    pub(crate) fn follow(&mut self, engine: &Engine, runtime: &Handle, due: &[DueSource]) {
        let folders: HashMap<SourceId, &Source> = due
            .iter()
            .filter(|it| it.source.kind == SourceKind::Folder)
            .map(|it| (it.source.id, &it.source))
            .collect();
        let now = engine.now();
        self.left.retain(|it| !has_ended(&it.1));
        let is_gone = |id: &SourceId, it: &mut Following| {
            folders.get(id).is_none_or(|now| now.address != it.path)
        };
        for (id, it) in self.followed.extract_if(is_gone) {
            engine.unfollowed(id);
            self.left.extend(it.call.map(|call| (it.path, call)));
        }
        for (id, source) in folders {
            let it = self
                .followed
                .entry(id)
                .or_insert_with(|| Following::new(&source.address));
            if !it.hear(engine, id) || self.left.iter().any(|left| left.0 == it.path) {
                it.waited = it.waited.saturating_add(1);
            } else {
                it.ask(engine, runtime, id, now);
            }
            let is_told = it.told_at.is_some_and(|at| now.since(at).abs() < ON_TIMER);
            if it.is_away() && !is_told {
                it.told_at = Some(now);
                engine.inner.watching.hints.set_away(id, true);
                let (engine, source) = (engine.clone(), source.clone());
                runtime.spawn_blocking(move || {
                    if let Err(err) = engine.tell_away(&source, now) {
                        tracing::error!("{}: {err}", source.name);
                    }
                });
            }
        }
    }

    /// Whether a folder may be looked through: it has answered, and is not away by now.
    pub(crate) fn may_look(&self, id: SourceId) -> bool {
        let it = self.followed.get(&id);
        it.is_some_and(|it| it.answered && !it.is_away())
    }

    /// Whether a folder has not answered for long.
    pub(crate) fn is_away(&self, id: SourceId) -> bool {
        self.followed.get(&id).is_some_and(Following::is_away)
    }
}

impl Following {
    fn new(path: &str) -> Following {
        Following {
            path: path.to_string(),
            listener: None,
            call: None,
            waited: 0,
            patience: looks(ANSWER),
            answered: false,
            told_at: None,
        }
    }

    fn is_away(&self) -> bool {
        self.waited >= self.patience
    }

    /// Takes what the folder said. Tells whether it has nothing more to say.
    fn hear(&mut self, engine: &Engine, id: SourceId) -> bool {
        let Some(call) = &self.call else { return true };
        let watching = &engine.inner.watching;
        loop {
            match call.try_recv() {
                Ok(Said::There) => (self.waited, self.patience) = (0, looks(LISTEN)),
                Ok(Said::All(listener, begun)) => {
                    self.listener = listener;
                    if let Some((notice, ignores_case)) = begun {
                        watching.followed.put(id, notice, ignores_case);
                        watching.hints.look(id);
                    }
                    break;
                }
                Err(TryRecvError::Empty) => return false,
                // A fault of this program, which said so: it is asked again.
                Err(TryRecvError::Disconnected) => break,
            }
        }
        self.call = None;
        (self.waited, self.patience, self.answered) = (0, looks(ANSWER), true);
        if self.told_at.take().is_some() {
            watching.hints.set_away(id, false);
            watching.hints.look(id);
        }
        true
    }

    /// Has the folder asked whether it is there, and listened to if nobody does.
    fn ask(&mut self, engine: &Engine, runtime: &Handle, id: SourceId, now: Timestamp) {
        let hints = &engine.inner.watching.hints;
        let listener = self.listener.take();
        let anew = listener.as_ref().is_none_or(|it| {
            let age = now.since(it.since).abs();
            let stale = it.watcher.is_none() && age >= AGAIN;
            // One that hears too much to be told of is not begun anew all the time.
            let lost = age >= STEADY && hints.take_lost(id);
            stale || lost
        });
        let asked = Asked {
            ears: engine.inner.options.ears.clone(),
            hints: hints.clone(),
            id,
            root: PathBuf::from(&self.path),
            now,
        };
        let (say, said) = mpsc::channel();
        runtime.spawn_blocking(move || {
            let all = asked.answer(listener, anew, &say);
            // It may be followed no more.
            let _ = say.send(all);
        });
        self.call = Some(said);
    }
}

/// A folder that is being asked. Holds no engine: one that is gone must not wait for it.
struct Asked {
    ears: Arc<dyn Ears>,
    hints: Hints,
    id: SourceId,
    root: PathBuf,
    now: Timestamp,
}

impl Asked {
    fn answer(&self, listener: Option<Listener>, anew: bool, say: &Sender<Said>) -> Said {
        let Some(drive) = self.ears.drive(&self.root) else {
            return Said::All(None, None);
        };
        if !anew && listener.as_ref().is_some_and(|it| it.drive == drive) {
            return Said::All(listener, None);
        }
        // First, for the system tells of so many folders only.
        drop(listener);
        let _ = say.send(Said::There);
        let (watcher, notice) = self.listen();
        let listener = Listener {
            watcher,
            drive,
            since: self.now,
        };
        let ignores_case = files::ignores_case(&self.root);
        Said::All(Some(listener), Some((notice, ignores_case)))
    }

    /// Has the system tell of what happens in the folder, if it can.
    fn listen(&self) -> (Option<Box<dyn Send>>, Notice) {
        self.hints.begin(self.id);
        if self.ears.is_remote(&self.root) {
            return (None, Notice::NetworkDrive);
        }
        let (hints, id, root) = (self.hints.clone(), self.id, self.root.clone());
        let tell = Box::new(move |hint| hints.hear(id, &root, hint));
        match self.ears.listen(&self.root, tell) {
            Ok(it) => (Some(it), Notice::Told),
            Err(deaf) => {
                self.hints.set_full(self.id, deaf == Deaf::Full);
                let path = self.root.display();
                tracing::warn!("{path} is looked through on a timer: {deaf:?}");
                (None, Notice::Timer)
            }
        }
    }
}

impl Engine {
    /// Whether a folder answers that is to be looked through by hand. Where it does not in time, that is told.
    pub(crate) fn answers(&self, source: &Source) -> Res<bool> {
        // Asked already, and told.
        if self.inner.watching.hints.is_away(source.id) {
            return Ok(false);
        }
        let ears = self.inner.options.ears.clone();
        let root = PathBuf::from(&source.address);
        let asked = self
            .runtime()?
            .spawn_blocking(move || ears.drive(Path::new(&root)));
        if self.within(ANSWER, asked)?.is_some() {
            return Ok(true);
        }
        if !self.is_stopping() {
            self.tell_away(source, self.now())?;
        }
        Ok(false)
    }

    /// Tells of a folder that it does not answer.
    fn tell_away(&self, source: &Source, now: Timestamp) -> Res<()> {
        let trouble = trouble::away(&source.address, now);
        self.record_folder(source.id, now, ON_TIMER, LookOutcome::Trouble(trouble))
    }
}

/// How many looks of the monitor a time is.
fn looks(time: Duration) -> u32 {
    time.div_duration_f32(TICK) as u32
}

/// Whether a folder has said all that it had to say.
fn has_ended(call: &Receiver<Said>) -> bool {
    loop {
        match call.try_recv() {
            Ok(Said::There) => {}
            Ok(Said::All(..)) | Err(TryRecvError::Disconnected) => return true,
            Err(TryRecvError::Empty) => return false,
        }
    }
}
