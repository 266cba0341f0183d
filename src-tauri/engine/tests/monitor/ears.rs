//! A system of paper that tells of folders only what a test says.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use engine::{Deaf, Ears, Hint, Tell};

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
    pub(crate) remote: bool,
    /// How many folders it tells of.
    pub(crate) most: Option<u64>,
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
        let tell = Arc::new(Mutex::new(Some(tell)));
        let mut listening = self.listening.lock().expect("nobody panicked");
        listening.push((folder.to_path_buf(), tell.clone()));
        Ok(Box::new(Listening(tell)))
    }

    fn is_remote(&self, _: &Path) -> bool {
        self.remote
    }

    fn most(&self) -> Option<u64> {
        self.most
    }

    fn tells_of_closing(&self) -> bool {
        true
    }
}
