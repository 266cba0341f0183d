//! Watched folders: what is in them is read once it has settled.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use news::{Source, SourceId, Timestamp, Trouble, TroubleCode, desk::Change, desk::ErrorCode};
use store::{FetchState, Look, LookOutcome};

use crate::{
    Engine,
    engine::Res,
    feeds::Polled,
    files::{self, Found},
    import::{Imported, is_in},
    trouble,
};

/// Files that were seen but may still be written to, with when they were first seen as they are.
pub(crate) type Unsettled = HashMap<PathBuf, (Found, Timestamp)>;

/// A file that was not changed for so long is not being written to, even if it is seen for the first time.
const LONG_SETTLED: i64 = Timestamp::MINUTE;

impl Engine {
    /// Looks at a folder once: reads what is new and settled. Gives what it brought, and whether some files have
    /// still to settle.
    pub(crate) fn look_at_folder(
        &self,
        source: &Source,
        unsettled: &mut Unsettled,
    ) -> Res<(Polled, bool)> {
        let (id, now) = (source.id, self.now());
        let interval = self.interval(source)?;
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
            self.record_folder(id, now, interval, LookOutcome::Trouble(trouble))?;
            return Ok((Polled::default(), false));
        }
        let (mut found, mut troubles) = (vec![], vec![]);
        files::walk(root, &mut found, &mut troubles);
        let known = self.read(|it| it.files_of(id))?;
        // Paths that are gone are forgotten; their articles stay, and are found again by their bytes.
        let there: std::collections::HashSet<String> = found.iter().map(Found::name).collect();
        let (settled, waiting) = settle(
            found,
            &known,
            unsettled,
            now,
            self.inner.options.settle.as_millis() as i64,
        );
        let mut imported = Imported::default();
        let res = self.read_files(source, settled, &known, &mut imported, &mut |_, _, _| {
            !self.is_stopping()
        });
        if troubles.is_empty() {
            let gone: Vec<String> = known
                .keys()
                .filter(|it| !there.contains(*it))
                .cloned()
                .collect();
            if !gone.is_empty() {
                self.write(move |writer| writer.forget_files(id, &gone))?;
            }
        }
        let outcome = match (&res, troubles.first()) {
            (Err(err), _) => {
                let code = if err.code() == ErrorCode::DiskFull {
                    TroubleCode::DiskFull
                } else {
                    TroubleCode::Database
                };
                LookOutcome::Trouble(trouble::of(code, &source.address, &err.what(), now))
            }
            (Ok(()), Some((path, err))) => {
                let what = format!("{}: {}", path.display(), words(err));
                LookOutcome::Partly(
                    FetchState::default(),
                    trouble::of(TroubleCode::FolderUnreadable, &source.address, &what, now),
                )
            }
            (Ok(()), None) => LookOutcome::Fine(FetchState::default()),
        };
        self.record_folder(id, now, interval, outcome)?;
        res?;
        let polled = Polled {
            new_articles: imported.new_articles,
            new_versions: imported.new_versions,
            alerts: imported.alerts,
        };
        Ok((polled, waiting))
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
        let mut unsettled = Unsettled::new();
        let mut all = Polled::default();
        let began = self.now();
        loop {
            let (polled, waiting) = self.look_at_folder(source, &mut unsettled)?;
            all.new_articles += polled.new_articles;
            all.new_versions += polled.new_versions;
            all.alerts += polled.alerts;
            if !waiting || self.is_stopping() || self.now().since(began) > Timestamp::MINUTE {
                return Ok(all);
            }
            self.runtime()?
                .block_on(self.inner.options.clock.sleep(self.inner.options.settle));
        }
    }

    /// Says that the system watches no further folders.
    pub(crate) fn watch_limit(&self, source: &Source, detail: &str) {
        let (id, now) = (source.id, self.now());
        let trouble: Trouble = trouble::of(TroubleCode::WatchLimit, &source.address, detail, now);
        let look = Look {
            at: now,
            outcome: LookOutcome::Partly(FetchState::default(), trouble),
            next_due_at: Some(now.plus(Timestamp::MINUTE)),
        };
        if let Err(err) = self.write(move |writer| writer.record_look(id, &look)) {
            tracing::error!("trouble of a folder could not be stored: {err}");
        }
    }
}

/// Parts what may be read from what may still be written to: a file has settled when it looked the same twice, so
/// long apart, or was last changed a minute ago. Tells whether some have still to settle.
fn settle(
    found: Vec<Found>,
    known: &HashMap<String, store::KnownFile>,
    unsettled: &mut Unsettled,
    now: Timestamp,
    settle: i64,
) -> (Vec<Found>, bool) {
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
    (settled, !unsettled.is_empty())
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
        let mut see =
            |it: Found, now: i64| settle(vec![it], &HashMap::new(), &mut unsettled, at(now), 2_000);
        assert_eq!(see(file(10, 0), 0), (vec![], true), "just begun");
        assert_eq!(see(file(20, 1), 1), (vec![], true), "still growing");
        assert_eq!(see(file(20, 1), 2), (vec![], true), "not for long enough");
        assert_eq!(see(file(20, 1), 3), (vec![file(20, 1)], false), "settled");
        assert_eq!(
            see(file(5, -100), 4),
            (vec![file(5, -100)], false),
            "an old file, moved in"
        );
    }
}
