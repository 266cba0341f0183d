//! A system of paper that tells of folders only what a test says.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use engine::{Deaf, Ears, Hint, SystemEars, Tell};

/// Who takes what is told, until they are gone.
pub(crate) type Heard = Arc<Mutex<Option<Tell>>>;

/// A system of paper that tells of folders only what a test says.
#[derive(Default)]
pub(crate) struct PaperEars {
    /// Who listens at which folder.
    pub(crate) listening: Mutex<Vec<(PathBuf, Heard)>>,
    /// How many times somebody began to listen.
    pub(crate) begun: Mutex<u32>,
    /// Why it does not tell of anything, if so.
    pub(crate) deaf: Mutex<Option<Deaf>>,
    /// Whether all folders lie on another machine.
    pub(crate) remote: AtomicBool,
    /// What was mounted over folders.
    pub(crate) mounted: Mutex<HashMap<PathBuf, u64>>,
    /// How many folders it tells of.
    pub(crate) most: Option<u64>,
    /// Drives that are away: whoever asks for what stands there waits until they are back.
    pub(crate) drives: Drives,
    /// Folders that it takes long to begin to listen at.
    pub(crate) long: Drives,
}

/// Drives that are away: whoever asks for what stands there waits until they are back.
#[derive(Default)]
pub(crate) struct Drives {
    away: Mutex<HashMap<PathBuf, Waiting>>,
    back: Condvar,
}

/// Who asked for a folder whose drive was away.
#[derive(Default)]
struct Waiting {
    is_back: bool,
    now: u32,
    most: u32,
}

impl Drives {
    /// Takes the drive of a folder away.
    pub(crate) fn take(&self, folder: &Path) {
        let mut away = self.away.lock().expect("nobody panicked");
        away.entry(folder.to_path_buf()).or_default().is_back = false;
    }

    /// Brings the drive of a folder back.
    pub(crate) fn bring(&self, folder: &Path) {
        let mut away = self.away.lock().expect("nobody panicked");
        away.entry(folder.to_path_buf()).or_default().is_back = true;
        self.back.notify_all();
    }

    /// How many wait for a folder now, and how many have at the most.
    pub(crate) fn waiting(&self, folder: &Path) -> (u32, u32) {
        let away = self.away.lock().expect("nobody panicked");
        away.get(folder).map_or((0, 0), |it| (it.now, it.most))
    }

    /// Waits for the drive of a folder.
    fn wait(&self, folder: &Path) {
        let mut away = self.away.lock().expect("nobody panicked");
        let Some(it) = away.get_mut(folder).filter(|it| !it.is_back) else {
            return;
        };
        it.now += 1;
        it.most = it.most.max(it.now);
        let is_away = |it: &mut HashMap<PathBuf, Waiting>| !it[folder].is_back;
        let mut away = self
            .back
            .wait_while(away, is_away)
            .expect("nobody panicked");
        if let Some(it) = away.get_mut(folder) {
            it.now -= 1;
        }
    }
}

/// Who listens until it is dropped.
struct Listening(Heard);

impl Drop for Listening {
    fn drop(&mut self) {
        *self.0.lock().expect("nobody panicked") = None;
    }
}

impl PaperEars {
    /// Tells those who listen at a folder.
    pub(crate) fn tell(&self, folder: &Path, hint: Hint) {
        for (path, tell) in &*self.listening.lock().expect("nobody panicked") {
            let tell = tell.lock().expect("nobody panicked");
            if let Some(tell) = tell.as_ref().filter(|_| path == folder) {
                tell(hint.clone());
            }
        }
    }

    /// Mounts something over a folder.
    pub(crate) fn mount(&self, folder: &Path, drive: u64) {
        let mut mounted = self.mounted.lock().expect("nobody panicked");
        mounted.insert(folder.to_path_buf(), drive);
    }

    /// How many times somebody began to listen.
    pub(crate) fn begun(&self) -> u32 {
        *self.begun.lock().expect("nobody panicked")
    }
}

impl Ears for PaperEars {
    fn listen(&self, folder: &Path, tell: Tell) -> Result<Box<dyn Send>, Deaf> {
        *self.begun.lock().expect("nobody panicked") += 1;
        if let Some(deaf) = &*self.deaf.lock().expect("nobody panicked") {
            return Err(deaf.clone());
        }
        self.long.wait(folder);
        let tell = Arc::new(Mutex::new(Some(tell)));
        let mut listening = self.listening.lock().expect("nobody panicked");
        listening.push((folder.to_path_buf(), tell.clone()));
        Ok(Box::new(Listening(tell)))
    }

    fn drive(&self, folder: &Path) -> Option<u64> {
        self.drives.wait(folder);
        let mounted = self.mounted.lock().expect("nobody panicked");
        let drive = SystemEars.drive(folder)?;
        Some(mounted.get(folder).copied().unwrap_or(drive))
    }

    fn is_remote(&self, _: &Path) -> bool {
        self.remote.load(Ordering::SeqCst)
    }

    fn most(&self) -> Option<u64> {
        self.most
    }

    fn tells_of_closing(&self) -> bool {
        true
    }
}
