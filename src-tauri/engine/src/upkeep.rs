//! Upkeep: what is done while nothing comes in, in small steps: texts packed, the index merged, what is old let go.

use std::{
    ops::ControlFlow,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
};

use news::{
    ArticleId, JobId, Timestamp,
    desk::{Expired, Retention, Storage},
};
use rayon::prelude::*;
use store::{Reader, Stale};

use crate::{Engine, EngineError, Options, engine::Res, lock};

/// How many texts are packed anew in one step.
const TEXTS: usize = 200;

/// How many articles are let go in one transaction.
const GONE: usize = 100;

/// How long after a start upkeep begins, and how long it rests when nothing is left to be done.
const AFTER_START: i64 = Timestamp::MINUTE;
const REST: i64 = Timestamp::HOUR;

/// How often old articles are let go, where that is asked for.
const LET_GO: i64 = Timestamp::DAY;

/// How large the log of changes is left while nothing comes in, …
const LOG: u64 = 1 << 20;

/// … for so long; and how often it is cut off at most.
const QUIET: i64 = 5 * Timestamp::SECOND;
const CUT: i64 = 30 * Timestamp::SECOND;

/// How many new articles make it worth while to ask whether a first dictionary can be made.
const FIRST_DICTIONARY: u64 = 1_000;

/// What upkeep remembers between two steps.
#[derive(Default)]
pub(crate) struct Upkeep {
    under_way: AtomicBool,
    /// When the next step is due; 0 before the first one was set.
    due_at: AtomicI64,
    /// When old articles were let go last.
    let_go_at: AtomicI64,
    /// Where in the table of fingerprints the next step begins.
    fingerprints: AtomicI64,
    /// How many articles were filed since the start, and when last.
    filed: AtomicU64,
    filed_at: AtomicI64,
    /// When the log was cut off last, and whether it is being done.
    cut_at: AtomicI64,
    cutting: AtomicBool,
    /// Up to which alert it was looked whether its file was captured.
    pub(crate) captured: AtomicI64,
    /// What a look through the archive found, and is still to be captured.
    pub(crate) found: Mutex<Vec<ArticleId>>,
}

impl Engine {
    /// Does a step of upkeep if one is due and none is under way. Called by the monitor while it has nothing to do.
    pub(crate) fn keep_up(&self) {
        let upkeep = &self.inner.upkeep;
        let now = self.now();
        let due = upkeep.due_at.load(Ordering::SeqCst);
        if due == 0 {
            upkeep
                .due_at
                .store(now.plus(AFTER_START).0, Ordering::SeqCst);
            return;
        }
        // A clock that was set back does not put upkeep off.
        if now.0 < due && due - now.0 <= REST || upkeep.under_way.swap(true, Ordering::SeqCst) {
            return;
        }
        let engine = self.clone();
        let Ok(runtime) = self.runtime() else { return };
        runtime.spawn_blocking(move || {
            let more = engine.upkeep_step();
            let rest = match more {
                Ok(true) => 0,
                Ok(false) => REST,
                Err(err) => {
                    tracing::warn!("upkeep is put off: {err}");
                    REST
                }
            };
            let upkeep = &engine.inner.upkeep;
            let next = engine.now().plus(rest).0;
            upkeep.due_at.store(next, Ordering::SeqCst);
            upkeep.under_way.store(false, Ordering::SeqCst);
        });
    }

    /// Cuts the log of changes off once nothing has come in for a moment: a desk of a few articles does not keep a log of
    /// many times its size. Called by the monitor again and again.
    pub(crate) fn cut_log(&self, runtime: &tokio::runtime::Handle) {
        let upkeep = &self.inner.upkeep;
        let now = self.now();
        // A clock that was set back puts nothing off.
        let since = |it: &AtomicI64| (now.0 - it.load(Ordering::SeqCst)).abs();
        if since(&upkeep.filed_at) < QUIET || since(&upkeep.cut_at) < CUT {
            return;
        }
        let log = format!("{}-wal", self.inner.path.display());
        let is_long = std::fs::metadata(log).is_ok_and(|it| it.len() > LOG);
        if !is_long || upkeep.cutting.swap(true, Ordering::SeqCst) {
            return;
        }
        let engine = self.clone();
        runtime.spawn_blocking(move || {
            let res = engine.write(store::Writer::checkpoint);
            let upkeep = &engine.inner.upkeep;
            match res {
                Ok(true) => upkeep.cut_at.store(engine.now().0, Ordering::SeqCst),
                // Somebody reads: the next time.
                Ok(false) => {}
                Err(err) => {
                    tracing::warn!("the log of changes was not cut off: {err}");
                    upkeep.cut_at.store(engine.now().0, Ordering::SeqCst);
                }
            }
            upkeep.cutting.store(false, Ordering::SeqCst);
        });
    }

    /// Does one small step of what is to be done. Tells whether there is more.
    pub(crate) fn upkeep_step(&self) -> Res<bool> {
        self.has_room()?;
        let unmoved = self.read(|it| it.unmoved(TEXTS))?;
        if !unmoved.is_empty() {
            let moved = self.repacked(unmoved)?;
            self.write(move |writer| writer.move_texts(&moved))?;
            return Ok(true);
        }
        if self.renew_dictionary()? {
            return Ok(true);
        }
        if let Some((upto, stale)) = self.read(|it| it.packed_otherwise(TEXTS))? {
            let packed = self.repacked(stale)?;
            self.write(move |writer| writer.replace_packed(&packed, upto))?;
            return Ok(true);
        }
        if self.write(store::Writer::count_days)? {
            return Ok(true);
        }
        if self.write(store::Writer::merge_index)? {
            return Ok(true);
        }
        if self.capture_some()? {
            return Ok(true);
        }
        let now = self.now();
        let upkeep = &self.inner.upkeep;
        let from = upkeep.fingerprints.load(Ordering::SeqCst);
        let from = if from == 0 { i64::MIN } else { from };
        let next = self.write(move |writer| writer.forget_fingerprints(from, now))?;
        upkeep
            .fingerprints
            .store(next.unwrap_or(0), Ordering::SeqCst);
        if next.is_some() {
            return Ok(true);
        }
        let last = upkeep.let_go_at.load(Ordering::SeqCst);
        if now.0 - last >= LET_GO {
            upkeep.let_go_at.store(now.0, Ordering::SeqCst);
            self.let_snapshots_go()?;
            self.write(move |writer| {
                writer.forget_days(now)?;
                writer.forget_contacts(now)
            })?;
            if self.retention()?.is_on() {
                self.let_go()?;
            }
        }
        self.write(move |writer| writer.forget_holders(now))?;
        self.write(store::Writer::checkpoint)?;
        Ok(false)
    }

    fn repacked(&self, stale: Vec<Stale>) -> Res<Vec<store::Repacked>> {
        let packer = self.packer();
        stale
            .into_par_iter()
            .map(|it| Ok(it.repack(&packer)?))
            .collect()
    }

    /// Makes a dictionary of the desk's articles if it is time for one. Tells whether it did.
    fn renew_dictionary(&self) -> Res<bool> {
        let Some(dictionary) = self.read(Reader::train)? else {
            return Ok(false);
        };
        let now = self.now();
        self.write(move |writer| writer.add_dictionary(&dictionary, now))?;
        self.renew_packer()?;
        Ok(true)
    }

    /// Counts what was filed. A desk that is being filled does not wait for upkeep to get its first dictionary.
    pub(crate) fn count_filed(&self, articles: u32) {
        let articles = u64::from(articles);
        self.inner
            .upkeep
            .filed_at
            .store(self.now().0, Ordering::SeqCst);
        let before = self
            .inner
            .upkeep
            .filed
            .fetch_add(articles, Ordering::SeqCst);
        let is_round = (before + articles) / FIRST_DICTIONARY > before / FIRST_DICTIONARY;
        if is_round
            && self.packer().dictionary() == 0
            && let Err(err) = self.renew_dictionary()
        {
            tracing::warn!("texts are packed without a dictionary: {err}");
        }
    }

    /// How long articles are kept.
    ///
    /// # Errors
    /// What the database says.
    pub fn retention(&self) -> Res<Retention> {
        self.read(Reader::retention)
    }

    /// Sets how long articles are kept. Nothing goes at once: see [`Engine::let_go`].
    ///
    /// # Errors
    /// [`BadInput`](news::desk::ErrorCode::BadInput) for no days at all, or a source that does not exist.
    pub fn save_retention(&self, rules: &Retention) -> Res<()> {
        let days = rules.sources.iter().map(|it| it.days);
        if days.chain([rules.days]).flatten().any(|it| it == 0) {
            return Err(EngineError::bad_input(
                "Articles cannot be kept for no days.",
                "Say at least one day, or nothing to keep them for ever.",
            ));
        }
        for rule in &rules.sources {
            self.read(|it| it.source(rule.source_id))?;
        }
        let rules = rules.clone();
        self.write(move |writer| writer.save_retention(&rules))?;
        self.tell(news::desk::Change::Desk);
        Ok(())
    }

    /// What rules would let go now; nothing is changed.
    ///
    /// # Errors
    /// What the database says.
    pub fn expired(&self, rules: &Retention) -> Res<Expired> {
        let now = self.now();
        self.read(|it| it.expired(rules, now))
    }

    /// Lets articles go whose time is over, as a job that is seen and can be ended; what is gone by then is gone.
    ///
    /// # Errors
    /// What the database says.
    pub fn let_go(&self) -> Res<JobId> {
        let rules = self.retention()?;
        let total = self.expired(&rules)?.articles;
        let engine = self.clone();
        Ok(self.job("Letting old articles go", move |work| {
            let gone = engine.let_go_now(&rules, &mut |gone| {
                if work.at(gone, Some(total), "") {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })?;
            Ok(format!("{gone} articles were let go, as the rules say"))
        }))
    }

    /// Lets articles go whose time is over, and waits until that is done. `progress` is told how many went, and can
    /// end it.
    ///
    /// # Errors
    /// What the database says. What went before stays gone.
    pub fn let_go_now(
        &self,
        rules: &Retention,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Res<u64> {
        let mut gone = 0;
        loop {
            if progress(gone).is_break() {
                break;
            }
            let (rules, now) = (rules.clone(), self.now());
            let some = self.write(move |writer| writer.let_go(&rules, now, GONE))?;
            gone += some as u64;
            if some == 0 {
                break;
            }
        }
        if gone > 0 {
            self.tell(news::desk::Change::Triaged);
            self.tell(news::desk::Change::Sources);
        }
        Ok(gone)
    }

    /// What the desk's file is made of.
    ///
    /// # Errors
    /// What the database says.
    pub fn storage(&self) -> Res<Storage> {
        let now = self.now();
        self.read(|it| it.storage(now))
    }

    /// Writes the desk of a folder into a new file without what is not used, and puts it in the place of the old one.
    /// Gives the bytes before and after. Needs as much room as the desk takes.
    ///
    /// # Errors
    /// [`InUse`](news::desk::ErrorCode::InUse) while another program has it, and what the disk or the database says;
    /// the desk is then as it was.
    pub fn compact(options: &Options) -> Res<(u64, u64)> {
        let dir = &options.data_dir;
        let path = dir.join(crate::engine::FILE);
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |it| it.len());
        if !path.is_file() {
            return Err(EngineError::no_desk(dir));
        }
        let _lock = lock::take(dir)?;
        let writer = store::open(&path, options.clock.now())?;
        let before = size(&path);
        if (options.free_space)(dir).is_ok_and(|free| free < before + options.least_free) {
            return Err(EngineError::disk_full(dir));
        }
        writer.compact(&path)?;
        Ok((before, size(&path)))
    }
}
