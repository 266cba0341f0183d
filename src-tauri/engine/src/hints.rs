//! Hints that something happened in watched folders, and how these are watched. Folders are looked through all the same.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use news::{
    SourceId, Timestamp,
    desk::{Followed, Notice},
};

use crate::{Engine, ears::Hint};

/// How many files that are being written to are remembered of a folder, and how many of which the system told; of others
/// only their size and time tell.
const MOST: usize = 20_000;

/// What the system said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hints(Arc<Mutex<HashMap<SourceId, Heard>>>);

/// What the system said of one folder.
#[derive(Debug, Default)]
struct Heard {
    /// Something happened in it.
    dirty: bool,
    /// Whoever listens hears nothing any more, or not all: the folder was itself moved or removed, or it was more than
    /// the system could tell.
    lost: bool,
    /// The system does not tell of its new folders.
    full: bool,
    /// Files that somebody wrote to and has not closed.
    open: HashSet<PathBuf>,
    /// Files that were closed, or put there in one go.
    whole: HashSet<PathBuf>,
    /// It does not answer.
    away: bool,
}

impl Heard {
    fn is_whole(&mut self, path: PathBuf) {
        self.open.remove(&path);
        // Those that are none of ours stay until then.
        if self.whole.len() >= MOST {
            self.whole.clear();
        }
        self.whole.insert(path);
    }
}

impl Hints {
    /// Whether something happened in a folder; forgotten by asking.
    pub(crate) fn take(&self, id: SourceId) -> bool {
        self.heard(id, |it| std::mem::take(&mut it.dirty))
    }

    /// The files of a folder that somebody wrote to and has not closed, and those of which is known that they were closed.
    pub(crate) fn open_and_whole(&self, id: SourceId) -> (HashSet<PathBuf>, HashSet<PathBuf>) {
        self.heard(id, |it| (it.open.clone(), it.whole.clone()))
    }

    /// Forgets files that are read.
    pub(crate) fn forget(&self, id: SourceId, read: &[PathBuf]) {
        self.heard(id, |it| {
            for path in read {
                it.whole.remove(path);
            }
        });
    }

    /// Something may have happened while nobody listened.
    pub(crate) fn look(&self, id: SourceId) {
        self.heard(id, |it| it.dirty = true);
    }

    /// Begins anew: what was told by whoever listened before is told again.
    pub(crate) fn begin(&self, id: SourceId) {
        self.heard(id, |it| {
            it.full = false;
            it.open.clear();
            it.whole.clear();
        });
    }

    /// Whether whoever listens hears nothing any more, or not all; forgotten by asking.
    pub(crate) fn take_lost(&self, id: SourceId) -> bool {
        self.heard(id, |it| std::mem::take(&mut it.lost))
    }

    /// Remembers whether the system tells of no folder any more.
    pub(crate) fn set_full(&self, id: SourceId, full: bool) {
        self.heard(id, |it| it.full = full);
    }

    /// Remembers whether a folder answers.
    pub(crate) fn set_away(&self, id: SourceId, away: bool) {
        self.heard(id, |it| it.away = away);
    }

    /// Whether a folder was asked and has not answered for long.
    pub(crate) fn is_away(&self, id: SourceId) -> bool {
        self.heard(id, |it| it.away)
    }

    fn heard<T>(&self, id: SourceId, change: impl FnOnce(&mut Heard) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(all.entry(id).or_default())
    }

    /// Takes what the system tells of the folder `root`.
    pub(crate) fn hear(&self, id: SourceId, root: &Path, hint: Hint) {
        self.heard(id, |it| {
            it.dirty = true;
            match hint {
                Hint::Changed(paths) => {
                    for path in paths {
                        if !it.open.contains(&path) {
                            it.is_whole(path);
                        }
                    }
                }
                Hint::Written(path) => {
                    it.whole.remove(&path);
                    if it.open.len() < MOST {
                        it.open.insert(path);
                    }
                }
                Hint::Closed(path) => it.is_whole(path),
                Hint::Gone(paths) => {
                    it.lost |= paths.iter().any(|it| it == root);
                    for path in paths {
                        // A folder takes its files with it.
                        if !it.open.remove(&path) && !it.open.is_empty() {
                            it.open.retain(|it| !it.starts_with(&path));
                        }
                    }
                }
                Hint::Lost => {
                    it.lost = true;
                    // Who closed what, and who opened what, may be among what was not told.
                    it.open.clear();
                    it.whole.clear();
                }
                Hint::Full => it.full = true,
            }
        });
    }
}

/// How the folders are watched that are, for whoever asks while they are being looked through.
#[derive(Debug, Default)]
pub(crate) struct Followings(Mutex<HashMap<SourceId, Followed>>);

impl Followings {
    fn all<T>(&self, change: impl FnOnce(&mut HashMap<SourceId, Followed>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Remembers how a folder is watched.
    pub(crate) fn put(&self, id: SourceId, notice: Notice, ignores_case: bool) {
        self.all(|all| {
            let it = all.entry(id).or_insert(Followed {
                notice,
                looked_through_at: None,
                files: 0,
                folders: 0,
                waiting: 0,
                ignores_case,
            });
            (it.notice, it.ignores_case) = (notice, ignores_case);
        });
    }

    fn end(&self, id: SourceId) {
        self.all(|it| it.remove(&id));
    }

    /// Remembers what a look found.
    pub(crate) fn looked(&self, id: SourceId, at: Timestamp, found: (u64, u64, u64)) {
        self.all(|all| {
            if let Some(it) = all.get_mut(&id) {
                it.looked_through_at = Some(at);
                (it.files, it.folders, it.waiting) = found;
            }
        });
    }

    /// By what it is noticed that something happens in a folder, if it is watched.
    pub(crate) fn notice(&self, id: SourceId) -> Option<Notice> {
        self.all(|it| it.get(&id).map(|it| it.notice))
    }

    /// How a folder is watched, if it is.
    pub(crate) fn of(&self, id: SourceId) -> Option<Followed> {
        self.all(|it| it.get(&id).cloned())
    }
}

impl Engine {
    /// A folder is watched no more.
    pub(crate) fn unfollowed(&self, id: SourceId) {
        self.inner.watching.followed.end(id);
        self.inner
            .watching
            .hints
            .heard(id, |it| *it = Heard::default());
    }

    /// That the system does not tell of all of a folder, in words; `folders` stand below it.
    pub(crate) fn watch_limit(&self, id: SourceId, folders: u64) -> Option<String> {
        // The drive of another machine is not watched at all; neither is a folder that is only looked at by hand.
        if !matches!(
            self.inner.watching.followed.notice(id),
            Some(Notice::Told | Notice::Timer)
        ) {
            return None;
        }
        let most = self.inner.options.ears.most();
        let is_full = self.inner.watching.hints.heard(id, |it| it.full);
        if !is_full && most.is_none_or(|most| folders <= most) {
            return None;
        }
        Some(match most {
            Some(most) => format!("its limit of {most} watched folders is reached"),
            None => "its limit of watched folders is reached".to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: SourceId = SourceId(1);

    fn told(some: &[Hint]) -> Hints {
        let hints = Hints::default();
        for it in some {
            hints.hear(ID, Path::new("/in"), it.clone());
        }
        hints
    }

    #[test]
    fn a_file_is_open_from_the_first_writing_until_it_is_closed_moved_or_gone() {
        let written = |path: &str| Hint::Written(path.into());
        let gone = |path: &str| Hint::Gone(vec![path.into()]);
        let tests: &[(&str, Vec<Hint>, &[&str])] = &[
            ("being written", vec![written("/in/a")], &["/in/a"]),
            (
                "closed",
                vec![written("/in/a"), Hint::Closed("/in/a".into())],
                &[],
            ),
            ("moved", vec![written("/in/a"), gone("/in/a")], &[]),
            (
                "its folder moved",
                vec![written("/in/b/c/a"), written("/in/bc"), gone("/in/b")],
                &["/in/bc"],
            ),
            ("told no more", vec![written("/in/a"), Hint::Lost], &[]),
        ];
        for (what, some, open) in tests {
            let expected: HashSet<PathBuf> = open.iter().map(PathBuf::from).collect();
            assert_eq!(told(some).open_and_whole(ID).0, expected, "{what}");
        }
    }

    #[test]
    fn a_folder_is_listened_to_anew_when_it_was_moved_or_not_all_was_told() {
        let lost = |some: &[Hint]| told(some).heard(ID, |it| it.lost);
        assert!(lost(&[Hint::Gone(vec!["/in".into()])]));
        assert!(lost(&[Hint::Lost]));
        assert!(!lost(&[Hint::Gone(vec!["/in/a".into()])]));
    }

    #[test]
    fn whatever_was_told_is_reason_to_look_once() {
        let hints = told(&[Hint::Full]);
        assert!(hints.take(ID));
        assert!(!hints.take(ID));
        assert!(!hints.take(SourceId(2)), "not at another folder");
    }
}
