//! What the system tells of folders. It comes late, twice, or not at all: nothing rests on it but how soon is looked.

use std::{
    fs,
    path::{Path, PathBuf},
};

use notify::{
    Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode, CreateKind, Flag, ModifyKind},
};

use crate::mounts;

/// What the system told of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// Something is new or otherwise at these paths.
    Changed(Vec<PathBuf>),
    /// A file is being written to.
    Written(PathBuf),
    /// Who wrote to a file has closed it.
    Closed(PathBuf),
    /// What was at these paths is there no more.
    Gone(Vec<PathBuf>),
    /// More happened than the system could keep until it was asked.
    Lost,
    /// The system watches no further folders: of new ones it tells nothing.
    Full,
}

/// Takes what the system tells.
pub type Tell = Box<dyn Fn(Hint) + Send>;

/// Why the system does not tell of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deaf {
    /// It watches no further folders.
    Full,
    /// In its own words.
    Otherwise(String),
}

/// How the system is asked to tell of folders.
pub trait Ears: Send + Sync {
    /// Has the system tell of everything below a folder for as long as what is given back is held.
    ///
    /// # Errors
    /// Where it does not; the folder is then looked through on a timer.
    fn listen(&self, folder: &Path, tell: Tell) -> Result<Box<dyn Send>, Deaf>;

    /// The drive that a folder stands on, another number for another one; none where there is no such folder. Takes as long as
    /// the drive does, which may be for ever: asked where nobody waits.
    fn drive(&self, folder: &Path) -> Option<u64>;

    /// Whether a folder lies on another machine, whose drive tells of nothing.
    fn is_remote(&self, folder: &Path) -> bool;

    /// How many folders the system watches at most for this user, where it says so.
    fn most(&self) -> Option<u64>;

    /// Whether the system tells when a file that was written to is closed.
    fn tells_of_closing(&self) -> bool;
}

/// The system's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEars;

impl Ears for SystemEars {
    fn listen(&self, folder: &Path, tell: Tell) -> Result<Box<dyn Send>, Deaf> {
        let deaf = |err: notify::Error| match is_limit(&err.kind) {
            true => Deaf::Full,
            false => Deaf::Otherwise(err.to_string()),
        };
        // A link is looked at where it stands, and never gone through.
        let config = Config::default().with_follow_symlinks(false);
        let hear = move |event: notify::Result<Event>| {
            for hint in hints(event) {
                tell(hint);
            }
        };
        let mut watcher = RecommendedWatcher::new(hear, config).map_err(deaf)?;
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .map_err(deaf)?;
        Ok(Box::new(watcher))
    }

    fn drive(&self, folder: &Path) -> Option<u64> {
        mounts::drive(folder)
    }

    fn is_remote(&self, folder: &Path) -> bool {
        mounts::is_remote(folder)
    }

    fn most(&self) -> Option<u64> {
        let text = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok()?;
        text.trim().parse().ok()
    }

    fn tells_of_closing(&self) -> bool {
        cfg!(target_os = "linux")
    }
}

/// What an event means, if anything. Looking through a folder is an event too, and must not be the reason for another
/// look.
fn hints(event: notify::Result<Event>) -> Vec<Hint> {
    let event = match event {
        Ok(event) => event,
        Err(err) if is_limit(&err.kind) => return vec![Hint::Full],
        // Whatever went wrong: the folder is looked through.
        Err(_) => return vec![Hint::Lost],
    };
    if event.attrs.flag() == Some(Flag::Rescan) {
        return vec![Hint::Lost];
    }
    let mut paths = event.paths;
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
            paths.into_iter().map(Hint::Closed).collect()
        }
        EventKind::Access(_) => vec![],
        // Whoever made a file has it open.
        EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) => {
            paths.into_iter().map(Hint::Written).collect()
        }
        EventKind::Remove(_) => vec![Hint::Gone(paths)],
        EventKind::Modify(ModifyKind::Name(notify::event::RenameMode::From)) => {
            vec![Hint::Gone(paths)]
        }
        EventKind::Modify(ModifyKind::Name(notify::event::RenameMode::Both))
            if paths.len() == 2 =>
        {
            let to = paths.split_off(1);
            vec![Hint::Gone(paths), Hint::Changed(to)]
        }
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Other => {
            vec![Hint::Changed(paths)]
        }
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

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, RemoveKind, RenameMode};

    use super::*;

    #[test]
    fn what_the_system_says_is_taken_for_what_it_means() {
        let event = |kind: EventKind, paths: &[&str]| {
            let event = paths
                .iter()
                .fold(Event::new(kind), |it, path| it.add_path(path.into()));
            hints(Ok(event))
        };
        let paths = |some: &[&str]| some.iter().map(PathBuf::from).collect::<Vec<_>>();
        let name = |mode| EventKind::Modify(ModifyKind::Name(mode));
        let read = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert_eq!(event(read, &["/in/a"]), [], "looking is no news");
        assert_eq!(
            event(EventKind::Create(CreateKind::Folder), &["/in/a"]),
            [Hint::Changed(paths(&["/in/a"]))]
        );
        assert_eq!(
            event(
                EventKind::Modify(ModifyKind::Data(DataChange::Any)),
                &["/in/a"]
            ),
            [Hint::Written("/in/a".into())]
        );
        assert_eq!(
            event(
                EventKind::Access(AccessKind::Close(AccessMode::Write)),
                &["/in/a"]
            ),
            [Hint::Closed("/in/a".into())]
        );
        assert_eq!(
            event(EventKind::Remove(RemoveKind::File), &["/in/a"]),
            [Hint::Gone(paths(&["/in/a"]))]
        );
        assert_eq!(
            event(name(RenameMode::Both), &["/in/a", "/in/b"]),
            [
                Hint::Gone(paths(&["/in/a"])),
                Hint::Changed(paths(&["/in/b"]))
            ]
        );
        let rescan = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(hints(Ok(rescan)), [Hint::Lost], "its queue ran over");
        let err = |kind| hints(Err(notify::Error::new(kind)));
        assert_eq!(err(ErrorKind::MaxFilesWatch), [Hint::Full]);
        assert_eq!(err(ErrorKind::Generic("?".into())), [Hint::Lost]);
    }

    #[test]
    fn both_limits_of_inotify_are_known_for_what_they_are() {
        for (code, expected) in [(28, true), (24, true), (13, false)] {
            let err = ErrorKind::Io(std::io::Error::from_raw_os_error(code));
            assert_eq!(is_limit(&err), expected, "{code}");
        }
    }
}
