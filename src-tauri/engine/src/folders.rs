//! Watched folders: what is in them is read once it has settled.

use std::{
    collections::{HashMap, HashSet},
    io,
    path::{Path, PathBuf},
    sync::PoisonError,
    time::{Duration, Instant},
};

use news::{Source, SourceId, Timestamp, Trouble, TroubleCode, desk::Change};
use store::{FetchState, Look, LookOutcome};

use crate::{
    Engine,
    engine::Res,
    feeds::Polled,
    files::{self, Found},
    import::{Imported, is_in},
    judge::IfFull,
    trouble,
};

/// Files that were seen but may still be written to, with when they were first seen as they are.
pub(crate) type Unsettled = HashMap<PathBuf, (Found, Timestamp)>;

/// A file that was not changed for so long is not being written to, even if it is seen for the first time.
const LONG_SETTLED: i64 = Timestamp::MINUTE;

/// How often a folder is looked through of which the system does not tell, or that cannot be read.
const ON_TIMER: i64 = Timestamp::MINUTE;

/// After a hint a folder is left alone for so many times as long as looking through it took, …
const REST: u32 = 10;

/// … but no longer than this.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// How much longer files on the drive of another machine take to settle.
const REMOTE: i64 = 5;

/// For how long a path must have been gone before it is forgotten.
const MISSING: i64 = Timestamp::MINUTE;

/// What is known of a watched folder beyond what is stored.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    unsettled: Unsettled,
    /// Files that are gone, since when. They may be on their way to another name.
    missing: HashMap<String, Timestamp>,
    /// Whether it was looked through since the start.
    looked: bool,
    /// When to look again because something was new, or has still to settle.
    again_at: Option<Timestamp>,
    /// A hint is not followed before.
    rest_until: Option<Timestamp>,
    /// Whether it lies on another machine.
    pub(crate) remote: bool,
    /// Whether the system does not tell of what happens in it.
    pub(crate) on_timer: bool,
    /// That the system watches no further folders, in words.
    pub(crate) limit: Option<String>,
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
        let began = Instant::now();
        folder.looked = true;
        let res = self.look_through(source, &mut folder, if_full);
        let rest = (began.elapsed() * REST).min(LONGEST_REST);
        folder.rest_until = Some(self.now().plus(rest.as_millis() as i64));
        res
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
            let trouble = trouble::of(code, &source.address, &words(&err), now);
            self.record_folder(id, now, ON_TIMER, LookOutcome::Trouble(trouble))?;
            return Ok(Polled::default());
        }
        let mut interval = self.interval(source)?;
        if folder.on_timer {
            interval = interval.min(ON_TIMER);
        }
        let (mut found, mut troubles) = (vec![], vec![]);
        files::walk(root, &mut found, &mut troubles);
        let known = self.read(|it| it.files_of(id))?;
        let there: HashSet<String> = found.iter().map(Found::name).collect();
        // Where something is new there may be more in a moment: in folders made just now, of which the system tells
        // too late or not at all.
        let more = found.iter().any(|it| {
            let known = known.get(&it.name());
            !(is_in(it, known) || files::was_unreadable(it, known))
        });
        let mut settle = self.inner.options.settle.as_millis() as i64;
        if folder.remote {
            settle *= REMOTE;
        }
        let settled = settle_files(found, &known, &mut folder.unsettled, now, settle);
        let mut imported = Imported::default();
        let res = self.read_files(
            source,
            settled,
            &known,
            &mut imported,
            if_full,
            &mut |_, _, _| !self.is_stopping(),
        );
        folder.again_at = more.then(|| self.now().plus(settle));
        if troubles.is_empty() && res.is_ok() {
            self.forget_missing(id, folder, &known, &there)?;
        }
        let outcome = match (&res, troubles.first(), &folder.limit) {
            (Err(err), ..) => LookOutcome::Trouble(self.not_stored(&source.address, err)),
            (Ok(()), Some((path, err)), _) => {
                let what = format!("{}: {}", path.display(), words(err));
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
        if matches!(outcome, LookOutcome::Trouble(_)) {
            interval = interval.min(ON_TIMER);
        }
        let recorded = self.record_folder(id, now, interval, outcome);
        res?;
        recorded?;
        Ok(Polled {
            new_articles: imported.new_articles,
            new_versions: imported.new_versions,
            alerts: imported.alerts,
        })
    }

    /// Forgets paths that have been gone for a while; their articles stay. A file that is being moved is gone for a
    /// moment: it is known by its bytes as long as its old path is not forgotten.
    fn forget_missing(
        &self,
        id: SourceId,
        folder: &mut Folder,
        known: &HashMap<String, store::KnownFile>,
        there: &HashSet<String>,
    ) -> Res<()> {
        let now = self.now();
        let missing: HashMap<String, Timestamp> = known
            .keys()
            .filter(|it| !there.contains(*it))
            .map(|it| (it.clone(), folder.missing.get(it).copied().unwrap_or(now)))
            .collect();
        let (gone, recent): (Vec<_>, Vec<_>) = missing
            .into_iter()
            .partition(|(_, since)| now.since(*since).abs() >= MISSING);
        folder.missing = recent.into_iter().collect();
        if !gone.is_empty() {
            let gone: Vec<String> = gone.into_iter().map(|it| it.0).collect();
            self.write(move |writer| writer.forget_files(id, &gone))?;
        }
        Ok(())
    }

    fn record_folder(
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

    /// Looks at a folder until everything in it has settled, but no longer than a minute.
    pub(crate) fn look_at_folder_until_settled(&self, source: &Source) -> Res<Polled> {
        let mut all = Polled::default();
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

/// What may be read; the rest stays among the unsettled. A file has settled when it looked the same twice, so
/// long apart, or was last changed a minute ago.
fn settle_files(
    found: Vec<Found>,
    known: &HashMap<String, store::KnownFile>,
    unsettled: &mut Unsettled,
    now: Timestamp,
    settle: i64,
) -> Vec<Found> {
    let mut before = std::mem::take(unsettled);
    let mut settled = vec![];
    for it in found {
        if is_in(&it, known.get(&it.name())) {
            continue;
        }
        let first_seen_at = match before.remove(&it.path) {
            Some((as_before, at)) if as_before == it => at,
            _ => now,
        };
        let old = now.0.saturating_sub(it.modified_at / 1_000_000) >= LONG_SETTLED;
        if old || now.since(first_seen_at) >= settle {
            settled.push(it);
        } else {
            unsettled.insert(it.path.clone(), (it, first_seen_at));
        }
    }
    settled
}

/// What the system says of a file, in words.
fn words(err: &io::Error) -> String {
    match err.kind() {
        io::ErrorKind::PermissionDenied => "you have no right to read it".into(),
        io::ErrorKind::NotFound => "it does not exist".into(),
        _ => err.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_once_it_has_looked_the_same_for_a_while() {
        let at = |seconds: i64| Timestamp(1_765_000_000_000 + seconds * 1_000);
        let file = |size: u64, changed: i64| Found {
            path: "/in/a.txt".into(),
            size,
            modified_at: at(changed).0 * 1_000_000,
        };
        let mut unsettled = Unsettled::new();
        let mut see = |it: Found, now: i64| {
            settle_files(vec![it], &HashMap::new(), &mut unsettled, at(now), 2_000)
        };
        assert_eq!(see(file(10, 0), 0), vec![], "just begun");
        assert_eq!(see(file(20, 1), 1), vec![], "still growing");
        assert_eq!(see(file(20, 1), 2), vec![], "not for long enough");
        assert_eq!(see(file(20, 1), 3), vec![file(20, 1)], "settled");
        let old = file(5, -100);
        assert_eq!(see(old.clone(), 4), vec![old], "an old file, moved in");
    }
}
