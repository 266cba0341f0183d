//! Watched folders: what is in them is read once it has settled.

use std::{
    collections::{HashMap, HashSet},
    io,
    path::{Path, PathBuf},
    sync::PoisonError,
    time::{Duration, Instant},
};

use news::{
    Source, SourceId, Timestamp, Trouble, TroubleCode,
    desk::{Change, Notice},
};
use store::{FetchState, KnownFile, Look, LookOutcome};

use crate::{
    Engine,
    engine::Res,
    feeds::Polled,
    files::{self, Found},
    ignore::Ignored,
    import::{Imported, is_in},
    judge::IfFull,
    trouble,
};

/// Files that were seen but may still be written to, with when they were first seen as they are.
pub(crate) type Unsettled = HashMap<PathBuf, (Found, Timestamp)>;

/// A file that was not changed for so long is not being written to, even if it is seen for the first time.
const LONG_SETTLED: i64 = Timestamp::MINUTE;

/// How often a folder is looked through of which the system does not tell, or that cannot be read.
pub(crate) const ON_TIMER: i64 = Timestamp::MINUTE;

/// After a hint a folder is left alone for so many times as long as looking through it took, …
const REST: u32 = 4;

/// … but no longer than this.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// How many times longer files on the drive of another machine take to settle, for what they are there is told late and by
/// another clock; and those of which the system did not tell that they were closed, though it tells of others.
const UNTOLD: i64 = 5;

/// How many times longer a file must not have been changed that somebody has open: the system may not tell that it was closed.
const STALLED: i64 = 15;

/// For how long a folder is looked at again after new folders were seen in it: the system may have begun to tell of
/// them after the first files stood there.
const NEW_FOLDERS: i64 = 10 * Timestamp::SECOND;

/// What is known of a watched folder beyond what is stored.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    unsettled: Unsettled,
    /// Whether it was looked through since the start.
    looked: bool,
    /// When to look again because something was new, or has still to settle.
    again_at: Option<Timestamp>,
    /// A hint is not followed before.
    rest_until: Option<Timestamp>,
    /// Which folders stood in it, and since when these.
    shape: Option<(u64, Timestamp)>,
}

impl Engine {
    /// Whether a folder is to be looked through now.
    pub(crate) fn wants_look(&self, source: &Source, is_due: bool, now: Timestamp) -> bool {
        let folder = self.folder(source.id);
        let Ok(folder) = folder.try_lock() else {
            return false;
        };
        // A moment too far ahead is that of a clock that was wrong.
        let reached = |at: Timestamp| at <= now || at.since(now) > LONGEST_REST.as_millis() as i64;
        is_due
            || !folder.looked
            || folder.again_at.is_some_and(reached)
            || folder.rest_until.is_none_or(reached) && self.inner.watching.hints.take(source.id)
    }

    /// Looks at a folder once: reads what is new and settled.
    pub(crate) fn look_at_folder(&self, source: &Source, if_full: IfFull) -> Res<Polled> {
        let folder = self.folder(source.id);
        let mut folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
        folder.looked = true;
        self.look_through(source, &mut folder, if_full)
    }

    fn look_through(&self, source: &Source, folder: &mut Folder, if_full: IfFull) -> Res<Polled> {
        let (id, now) = (source.id, self.now());
        folder.again_at = None;
        let root = Path::new(&source.address);
        if let Err(err) = std::fs::read_dir(root) {
            let code = if err.kind() == io::ErrorKind::NotFound
                || err.kind() == io::ErrorKind::NotADirectory
            {
                TroubleCode::FolderMissing
            } else {
                TroubleCode::FolderUnreadable
            };
            let trouble = trouble::of(code, &source.address, &files::words(&err), now);
            self.record_folder(id, now, ON_TIMER, LookOutcome::Trouble(trouble))?;
            return Ok(Polled::default());
        }
        let notice = self.inner.watching.followed.notice(id);
        let is_remote = notice == Some(Notice::NetworkDrive);
        // Before it is looked: what is opened meanwhile is found otherwise than it was.
        let tells = self.inner.options.ears.tells_of_closing() && notice.is_some();
        let (open, whole) = match tells {
            true => self.inner.watching.hints.open_and_whole(id),
            false => (HashSet::new(), HashSet::new()),
        };
        let began = Instant::now();
        let walked = files::walk(root, &Ignored::new(&source.ignore));
        let took = began.elapsed();
        let files::Walked {
            found,
            folders,
            shape,
            troubles,
            bound,
        } = walked;
        let mut known = self.read(|it| it.files_of(id))?;
        let there: HashSet<String> = found.iter().map(Found::name).collect();
        // A file that stands elsewhere keeps its size and the moment of its last change.
        let moved: HashSet<(u64, i64)> = known
            .iter()
            .filter(|(name, it)| !it.hash.is_empty() && !there.contains(*name))
            .map(|(_, it)| (it.size, it.modified_at))
            .collect();
        if troubles.is_empty() && bound.is_none() {
            self.tell_gone(id, &known, &there, if_full)?;
        }
        self.take_back(id, &found, &there, &mut known, if_full)?;
        // Where something is new there may be more in a moment: in folders made just now, of which the system tells
        // too late or not at all.
        let more = found.iter().any(|it| {
            let known = known.get(&it.name());
            !(is_in(it, known) || files::was_unreadable(it, known))
        });
        let mut settle = self.inner.options.settle.as_millis() as i64;
        let mut long = LONG_SETTLED;
        if is_remote {
            settle *= UNTOLD;
            long *= UNTOLD;
        }
        let files = found.len() as u64;
        let settling = Settling {
            open: &open,
            whole: (tells && !is_remote).then_some(&whole),
            moved: &moved,
            now,
            settle,
            long,
        };
        let settled = settle_files(found, &known, &mut folder.unsettled, &settling);
        let waiting = folder.unsettled.len() as u64;
        let read: Vec<PathBuf> = settled.iter().map(|it| it.path.clone()).collect();
        let followed = &self.inner.watching.followed;
        followed.looked(id, now, (files, folders, waiting));
        let mut imported = Imported::default();
        let res = self.read_files(
            source,
            settled,
            &known,
            &mut imported,
            if_full,
            &mut |_, _, _| !self.is_stopping(),
        );
        if res.is_ok() {
            self.inner.watching.hints.forget(id, &read);
        }
        let since = match folder.shape {
            Some((before, since)) if before == shape => since,
            _ => now,
        };
        folder.shape = Some((shape, since));
        let pause = (took * REST).min(LONGEST_REST).as_millis() as i64;
        let after = self.now();
        folder.rest_until = Some(after.plus(pause));
        folder.again_at = if more || imported.changing > 0 || since == now {
            Some(after.plus(settle.max(pause)))
        } else if now.since(since).abs() < NEW_FOLDERS {
            Some(since.plus(NEW_FOLDERS))
        } else {
            None
        };
        let limit = self.watch_limit(id, folders);
        let outcome = match (&res, troubles.first(), &limit) {
            (Err(err), ..) => LookOutcome::Trouble(self.not_stored(&source.address, err)),
            (Ok(()), None, _) if bound.is_some() => {
                let what = bound.map(|(path, why)| format!("{}: {why}", path.display()));
                LookOutcome::Partly(
                    FetchState::default(),
                    trouble::not_all(&source.address, &what.unwrap_or_default(), now),
                )
            }
            (Ok(()), Some((path, why)), _) => {
                let more = match troubles.len() {
                    1 => String::new(),
                    n => format!(" (and {} more)", n - 1),
                };
                let what = format!("{}: {why}{more}", path.display());
                LookOutcome::Partly(
                    FetchState::default(),
                    trouble::of(TroubleCode::FolderUnreadable, &source.address, &what, now),
                )
            }
            (Ok(()), None, Some(limit)) => LookOutcome::Partly(
                FetchState::default(),
                trouble::of(TroubleCode::WatchLimit, &source.address, limit, now),
            ),
            (Ok(()), None, None) => LookOutcome::Fine(FetchState::default()),
        };
        let mut interval = self.interval(source)?;
        let is_told = matches!(notice, Some(Notice::Told) | None) && limit.is_none();
        if !is_told || matches!(outcome, LookOutcome::Trouble(_)) {
            interval = interval.min(ON_TIMER);
        }
        let recorded = self.record_folder(id, now, interval, outcome);
        res?;
        recorded?;
        Ok(Polled {
            new_articles: imported.new_articles,
            new_versions: imported.new_versions,
            alerts: imported.alerts,
            left_alone: 0,
        })
    }

    /// Remembers which files are not where they were. Their articles stay, and what they held stays known: a drive that
    /// comes back is not read again, and what was moved is known by its bytes.
    fn tell_gone(
        &self,
        id: SourceId,
        known: &HashMap<String, KnownFile>,
        there: &HashSet<String>,
        if_full: IfFull,
    ) -> Res<()> {
        let gone: Vec<String> = known
            .keys()
            .filter(|it| !there.contains(*it))
            .cloned()
            .collect();
        if gone.is_empty() {
            return Ok(());
        }
        let now = self.now();
        self.until_stored(if_full, || {
            let gone = gone.clone();
            self.write(move |writer| writer.files_gone(id, &gone, now))
        })
    }

    /// Knows files again that had gone and are back: those that are as they were are not read.
    fn take_back(
        &self,
        id: SourceId,
        found: &[Found],
        there: &HashSet<String>,
        known: &mut HashMap<String, KnownFile>,
        if_full: IfFull,
    ) -> Res<()> {
        if !self.read(|it| it.has_files_that_went(id))? {
            return Ok(());
        }
        let new = there.iter().filter(|it| !known.contains_key(*it));
        let went = self.read(|it| it.files_that_went(id, new.map(String::as_str)))?;
        let back: Vec<String> = found
            .iter()
            .map(|it| (it, it.name()))
            .filter(|(it, name)| is_in(it, went.get(name)))
            .map(|it| it.1)
            .collect();
        known.extend(went);
        if back.is_empty() {
            return Ok(());
        }
        self.until_stored(if_full, || {
            let back = back.clone();
            self.write(move |writer| writer.files_back(id, &back))
        })
    }

    /// Stores what came of a look at a folder.
    pub(crate) fn record_folder(
        &self,
        id: SourceId,
        now: Timestamp,
        interval: i64,
        outcome: LookOutcome,
    ) -> Res<()> {
        let look = Look {
            at: now,
            outcome,
            next_due_at: Some(now.plus(interval)),
        };
        self.write(move |writer| writer.record_look(id, &look))?;
        self.tell(Change::Sources);
        Ok(())
    }

    /// Looks at a folder until everything in it has settled, but no longer than a minute; and not at all at one that does not
    /// answer.
    pub(crate) fn look_at_folder_until_settled(&self, source: &Source) -> Res<Polled> {
        let mut all = Polled::default();
        if !self.answers(source)? {
            return Ok(all);
        }
        let began = self.now();
        loop {
            all.add(self.look_at_folder(source, IfFull::Fail)?);
            let folder = self.folder(source.id);
            let waiting = !folder
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .unsettled
                .is_empty();
            if !waiting || self.is_stopping() || self.now().since(began) > Timestamp::MINUTE {
                return Ok(all);
            }
            self.pause(self.inner.options.settle);
        }
    }

    /// Trouble of a source whose articles could not be stored.
    pub(crate) fn not_stored(&self, who: &str, err: &crate::EngineError) -> Trouble {
        let code = match err.code() {
            news::desk::ErrorCode::DiskFull => TroubleCode::DiskFull,
            _ => TroubleCode::Database,
        };
        trouble::of(code, who, &err.what(), self.now())
    }
}

/// By what is told whether a file has settled.
struct Settling<'a> {
    /// Files that somebody wrote to and has not closed.
    open: &'a HashSet<PathBuf>,
    /// Files that are known to have been closed, where the system tells.
    whole: Option<&'a HashSet<PathBuf>>,
    /// Sizes and times of files that were read and are not where they were.
    moved: &'a HashSet<(u64, i64)>,
    now: Timestamp,
    /// For how long it must have looked the same, …
    settle: i64,
    /// … or not been changed.
    long: i64,
}

/// What may be read; the rest stays among the unsettled. A file has settled when it looked the same twice, so
/// long apart, and is not open to be written to; or when it was last changed long ago, or was moved. One that stood in a new folder before
/// the system told of that may be open without anybody having told: it takes longer. One that is open takes longest: copying from afar
/// stalls for minutes.
fn settle_files(
    found: Vec<Found>,
    known: &HashMap<String, KnownFile>,
    unsettled: &mut Unsettled,
    by: &Settling<'_>,
) -> Vec<Found> {
    let mut before = std::mem::take(unsettled);
    let mut settled = vec![];
    for it in found {
        if is_in(&it, known.get(&it.name())) {
            continue;
        }
        let first_seen_at = match before.remove(&it.path) {
            Some((as_before, at)) if as_before == it && !by.open.contains(&it.path) => at,
            _ => by.now,
        };
        let is_told = by.whole.is_none_or(|whole| whole.contains(&it.path));
        let settle = by.settle * if is_told { 1 } else { UNTOLD };
        // Whoever has it open may only have stopped for a while; that it was closed may never be told.
        let is_open = by.open.contains(&it.path);
        let long = by.long * if is_open { STALLED } else { 1 };
        let old = by.now.0.saturating_sub(it.modified_at / 1_000_000) >= long;
        let is_moved = !is_open && by.moved.contains(&(it.size, it.modified_at));
        if old || is_moved || by.now.since(first_seen_at) >= settle {
            settled.push(it);
        } else {
            unsettled.insert(it.path.clone(), (it, first_seen_at));
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: i64 = 2_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(1_765_000_000_000 + seconds * 1_000)
    }

    fn file(size: u64, changed: i64) -> Found {
        Found {
            path: "/in/a.txt".into(),
            size,
            modified_at: at(changed).0 * 1_000_000,
        }
    }

    fn see(unsettled: &mut Unsettled, open: &[&str], it: Found, now: i64) -> Vec<Found> {
        let open = open.iter().map(PathBuf::from).collect();
        let by = Settling {
            open: &open,
            whole: None,
            moved: &HashSet::new(),
            now: at(now),
            settle: SETTLE,
            long: LONG_SETTLED,
        };
        settle_files(vec![it], &HashMap::new(), unsettled, &by)
    }

    #[test]
    fn a_file_is_not_read_while_who_writes_it_pauses() {
        let mut unsettled = Unsettled::new();
        let open = &["/in/a.txt"];
        for second in 0..30 {
            let found = see(&mut unsettled, open, file(10, 0), second);
            assert_eq!(found, [], "open, in second {second}");
        }
        assert_eq!(
            see(&mut unsettled, &[], file(10, 0), 30),
            [],
            "closed just now"
        );
        assert_eq!(see(&mut unsettled, &[], file(10, 0), 31), [file(10, 0)]);
        let old = file(10, 0);
        assert_eq!(
            see(&mut unsettled, open, old.clone(), 14 * 60),
            [],
            "open again, and nothing comes for many minutes"
        );
        assert_eq!(
            see(&mut unsettled, open, old.clone(), 15 * 60),
            [old],
            "kept open for ever, but not written to any more"
        );
    }

    #[test]
    fn a_file_that_was_moved_is_known_at_once() {
        let (mut open, moved) = (
            HashSet::new(),
            HashSet::from([(10, file(10, 0).modified_at)]),
        );
        let see = |it: Found, open: &HashSet<PathBuf>| {
            let by = Settling {
                open,
                whole: Some(open),
                moved: &moved,
                now: at(1),
                settle: SETTLE,
                long: LONG_SETTLED,
            };
            settle_files(vec![it], &HashMap::new(), &mut Unsettled::new(), &by).len()
        };
        assert_eq!(see(file(10, 0), &open), 1, "same size, same time");
        assert_eq!(
            [see(file(11, 0), &open), see(file(10, 1), &open)],
            [0, 0],
            "another one"
        );
        open.insert("/in/a.txt".into());
        assert_eq!(see(file(10, 0), &open), 0, "but somebody writes to it");
    }

    #[test]
    fn a_file_of_which_nobody_told_takes_longer() {
        let (open, mut whole) = (HashSet::new(), HashSet::new());
        let mut unsettled = Unsettled::new();
        let mut see = |now: i64, whole: &HashSet<PathBuf>| {
            let by = Settling {
                open: &open,
                whole: Some(whole),
                moved: &HashSet::new(),
                now: at(now),
                settle: SETTLE,
                long: LONG_SETTLED,
            };
            settle_files(vec![file(10, 0)], &HashMap::new(), &mut unsettled, &by).len()
        };
        assert_eq!([0, 4, 9].map(|it| see(it, &whole)), [0, 0, 0]);
        assert_eq!(see(10, &whole), 1, "after ten seconds all the same");
        assert_eq!(see(11, &whole), 0, "and again");
        whole.insert("/in/a.txt".into());
        assert_eq!(see(13, &whole), 1, "closed: after two");
    }

    #[test]
    fn a_file_is_read_once_it_has_looked_the_same_for_a_while() {
        let mut unsettled = Unsettled::new();
        let mut see = |it: Found, now: i64| see(&mut unsettled, &[], it, now);
        assert_eq!(see(file(10, 0), 0), vec![], "just begun");
        assert_eq!(see(file(20, 1), 1), vec![], "still growing");
        assert_eq!(see(file(20, 1), 2), vec![], "not for long enough");
        assert_eq!(see(file(20, 1), 3), vec![file(20, 1)], "settled");
        let old = file(5, -100);
        assert_eq!(see(old.clone(), 4), vec![old], "an old file, moved in");
    }
}
