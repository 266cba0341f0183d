//! The engine itself: what it holds, opening, stopping, telling.

use std::{
    collections::HashMap,
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use news::{
    Timestamp, TopicId, Trouble,
    desk::{Change, Checkup, Contacts, Desk, ErrorCode, Finding, Settings, Undone},
    query::{Lists, Matcher, Query},
};
use store::{Packer, Reader, Remembered, StoreError, Writer};
use tokio::runtime::{self, Handle, Runtime};

use crate::{
    Documents, EngineError, Options, heap,
    held::Held,
    jobs::Jobs,
    locale, lock,
    ruling::Rules,
    scheduler::Watching,
    sought::Essences,
    standing::Polite,
    terms,
    together::Together,
    upkeep::Upkeep,
    watchlists::{Scans, starter},
    writer::WriterThread,
};

/// The name of the desk's file in its folder.
pub(crate) const FILE: &str = "wirewatch.db";

/// How long stopping waits for work to end.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) type Res<T> = Result<T, EngineError>;

/// The running monitor. A clone is the same engine.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

/// What the clones of an engine share.
pub(crate) struct Inner {
    pub(crate) options: Options,
    pub(crate) path: PathBuf,
    /// Taken out when the engine is stopped.
    runtime: Mutex<Option<Runtime>>,
    writer: Option<WriterThread>,
    /// What waits to be filed.
    pub(crate) together: Arc<Together>,
    readers: Mutex<Vec<Reader>>,
    /// What they have learned of the search index.
    remembered: Remembered,
    /// What is judged while this is read-held is filed before the topics change: none slips between the
    /// matcher and a look through the archive.
    pub(crate) matcher: Held,
    /// The named lists, and the rules of topics, as they were when the topics were compiled last.
    lists: RwLock<Arc<Lists>>,
    pub(crate) rules: RwLock<Arc<Rules>>,
    /// Why topics could not be compiled then.
    pub(crate) faults: RwLock<HashMap<TopicId, String>>,
    /// What the topics ask for, whatever the order of their parts.
    pub(crate) essences: Essences,
    /// Packs texts with the desk's newest dictionary.
    packer: RwLock<Arc<Packer>>,
    listeners: Mutex<Vec<mpsc::Sender<Change>>>,
    pub(crate) jobs: Jobs,
    pub(crate) scans: Scans,
    pub(crate) watching: Watching,
    pub(crate) polite: Polite,
    pub(crate) upkeep: Upkeep,
    /// Reads documents, in processes of their own.
    pub(crate) documents: Documents,
    stopping: AtomicBool,
    /// What is wrong with the desk as a whole.
    pub(crate) trouble: Mutex<Option<Trouble>>,
    /// Held until the engine is stopped or gone; taken away by the system when the program dies.
    lock: Mutex<Option<File>>,
}

impl Drop for Inner {
    /// An engine that nobody stopped ends all the same, also when the last to hold it was its own work.
    fn drop(&mut self) {
        let runtime = self
            .runtime
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Engine {
    /// Whether there is a desk in a folder.
    pub fn exists(data_dir: &Path) -> bool {
        data_dir.join(FILE).is_file()
    }

    /// Opens the desk of a folder, makes it where there is none.
    ///
    /// # Errors
    /// [`ErrorCode::InUse`] while another program has it, and what the disk or the database says.
    pub fn open(options: Options) -> Res<Engine> {
        heap::keep_small();
        let dir = &options.data_dir;
        std::fs::create_dir_all(dir)
            .map_err(|err| EngineError::io("The desk's folder cannot be made:", dir, &err))?;
        let lock = lock::take(dir)?;
        let path = dir.join(FILE);
        let now = options.clock.now();
        let mut writer = store::open(&path, now).map_err(|err| full_disk(&options, err.into()))?;
        if writer.is_fresh() {
            starter(&mut writer, now).map_err(|err| full_disk(&options, err))?;
            writer
                .begin()
                .map_err(|err| full_disk(&options, err.into()))?;
        }
        Engine::build(options, path, Some(writer), Some(lock))
    }

    /// Opens the desk of a folder to look at it only, also while another program has it. A desk that is not of today's
    /// form is brought to it first.
    ///
    /// # Errors
    /// Where there is none, and what the database says.
    pub fn read_only(data_dir: PathBuf) -> Res<Engine> {
        let path = data_dir.join(FILE);
        if !path.is_file() {
            return Err(EngineError::no_desk(&data_dir));
        }
        if let Err(StoreError::Older { .. }) = Reader::open(&path) {
            Engine::open(Options::real(data_dir.clone()))?.stop();
        }
        Engine::build(Options::real(data_dir), path, None, None)
    }

    fn build(
        options: Options,
        path: PathBuf,
        writer: Option<Writer>,
        lock: Option<File>,
    ) -> Res<Engine> {
        let runtime = match &writer {
            Some(_) => Some(
                runtime::Builder::new_multi_thread()
                    .worker_threads(2)
                    .enable_all()
                    .thread_name("wirewatch")
                    .build()
                    .map_err(|err| {
                        EngineError::new(
                            ErrorCode::Internal,
                            format!("No threads: {err}."),
                            "Close other programs.",
                        )
                    })?,
            ),
            None => None,
        };
        let remembered = Remembered::default();
        let reader = Reader::open_beside(&path, &remembered)?;
        let engine = Engine {
            inner: Arc::new(Inner {
                packer: RwLock::new(Arc::new(reader.packer()?)),
                readers: Mutex::new(vec![reader]),
                remembered,
                documents: Documents::new(options.documents.clone()),
                options,
                path,
                runtime: Mutex::new(runtime),
                writer: writer.map(WriterThread::start),
                together: Arc::default(),
                matcher: Held::new(Matcher::new()),
                lists: RwLock::default(),
                rules: RwLock::default(),
                faults: RwLock::default(),
                essences: Essences::default(),
                listeners: Mutex::new(vec![]),
                jobs: Jobs::default(),
                scans: Scans::default(),
                watching: Watching::default(),
                polite: Polite::default(),
                upkeep: Upkeep::default(),
                stopping: AtomicBool::new(false),
                trouble: Mutex::new(None),
                lock: Mutex::new(lock),
            }),
        };
        engine.load_matcher()?;
        engine.load_peace()?;
        Ok(engine)
    }

    /// Compiles every topic. One whose query can no longer be read is marked, and its last version that can
    /// runs in its place; the others are not touched by it.
    pub(crate) fn load_matcher(&self) -> Res<()> {
        let mut held = self
            .inner
            .matcher
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let (lists, _) = terms::read(&self.read(Reader::term_lists)?, None);
        let rules = Rules::read(self.read(Reader::ruled_topics)?);
        let (mut matcher, mut faults) = (Matcher::new(), HashMap::new());
        for it in self.read(Reader::topics)? {
            let topic = it.topic;
            let fault = match Query::stored_with(&topic.query, &lists) {
                Ok(read) => {
                    matcher.set(topic.id, topic.version, &read.query);
                    None
                }
                Err(diagnostics) => {
                    let mut version = topic.version;
                    while let Some((number, query)) =
                        self.read(|it| it.former_query(topic.id, version))?
                    {
                        if let Ok(read) = Query::stored_with(&query, &lists) {
                            matcher.set(topic.id, number, &read.query);
                            break;
                        }
                        version = number;
                    }
                    diagnostics.first().map(|it| it.message.clone())
                }
            };
            if let Some(fault) = &fault {
                faults.insert(topic.id, fault.clone());
            }
            if fault != topic.fault && self.inner.writer.is_some() {
                let res =
                    self.write(move |writer| writer.set_topic_fault(topic.id, fault.as_deref()));
                // A desk on a full disk is opened all the same.
                if let Err(err) = res {
                    tracing::warn!("the fault of a topic could not be stored: {err}");
                }
            }
        }
        *held = matcher;
        *self
            .inner
            .lists
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(lists);
        *self
            .inner
            .rules
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
        *self
            .inner
            .faults
            .write()
            .unwrap_or_else(PoisonError::into_inner) = faults;
        Ok(())
    }

    /// The named lists, as they are now.
    pub(crate) fn lists(&self) -> Arc<Lists> {
        self.inner
            .lists
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Stops what runs, in order: no new looks, what is being filed is filed, the file is closed. Work that does not
    /// end by then is left alone after some seconds; what it had stored stays.
    pub fn stop(&self) {
        self.inner.stopping.store(true, Ordering::SeqCst);
        self.inner.jobs.cancel_all();
        self.inner.watching.stop();
        self.wait_for_jobs_until(Instant::now() + PATIENCE);
        let runtime = self
            .inner
            .runtime
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(runtime) = runtime {
            runtime.shutdown_timeout(PATIENCE);
        }
        if let Some(writer) = &self.inner.writer {
            writer.stop();
        }
        // Only now may another program have the desk.
        self.inner
            .lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        self.inner
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Where work that waits is done.
    pub(crate) fn runtime(&self) -> Res<Handle> {
        let runtime = self
            .inner
            .runtime
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match (&*runtime, &self.inner.writer) {
            (Some(runtime), _) => Ok(runtime.handle().clone()),
            (None, Some(_)) => Err(EngineError::closed()),
            (None, None) => Err(EngineError::read_only()),
        }
    }

    /// What changes from now on. Carries no data but for jobs: ask again.
    pub fn changes(&self) -> mpsc::Receiver<Change> {
        let (tell, told) = mpsc::channel();
        self.inner
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(tell);
        told
    }

    /// Tells whoever listens.
    pub(crate) fn tell(&self, change: Change) {
        self.inner
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|it| it.send(change.clone()).is_ok());
    }

    /// Packs texts with the desk's newest dictionary.
    pub(crate) fn packer(&self) -> Arc<Packer> {
        self.inner
            .packer
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes up the desk's newest dictionary.
    pub(crate) fn renew_packer(&self) -> Res<()> {
        let packer = Arc::new(self.read(Reader::packer)?);
        *self
            .inner
            .packer
            .write()
            .unwrap_or_else(PoisonError::into_inner) = packer;
        Ok(())
    }

    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        self.inner.options.clock.now()
    }

    /// Whether the engine is being stopped.
    pub(crate) fn is_stopping(&self) -> bool {
        self.inner.stopping.load(Ordering::SeqCst)
    }

    /// Whether nothing can be written.
    pub(crate) fn is_read_only(&self) -> bool {
        self.inner.writer.is_none()
    }

    /// Has the writer do something.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Writer) -> store::Result<T> + Send + 'static,
    ) -> Res<T> {
        let Some(writer) = &self.inner.writer else {
            return Err(EngineError::read_only());
        };
        let res = writer
            .write(task)
            .map_err(|err| full_disk(&self.inner.options, err));
        self.learn_from(&res);
        res
    }

    /// How many times the writer did something. What was read after this was asked holds as long as it is the same.
    pub(crate) fn writes(&self) -> u64 {
        self.inner.writer.as_ref().map_or(0, WriterThread::done)
    }

    /// Reads with a connection of its own.
    pub(crate) fn read<T>(&self, task: impl FnOnce(&Reader) -> store::Result<T>) -> Res<T> {
        let spare = self
            .inner
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let reader = match spare {
            Some(reader) => reader,
            None => Reader::open_beside(&self.inner.path, &self.inner.remembered)?,
        };
        let res = task(&reader);
        let mut readers = self
            .inner
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if readers.len() < rayon::current_num_threads().max(4) {
            readers.push(reader);
        }
        Ok(res?)
    }

    /// The desk at a glance.
    ///
    /// # Errors
    /// What the database says.
    pub fn desk(&self) -> Res<Desk> {
        use news::AlertState::{Dismissed, Kept, New};
        use news::desk::{
            SourceState::{self, Healthy, Paused, Troubled},
            SourceView,
        };
        let now = self.now();
        let sources = self.read(|it| it.sources(now))?;
        let is = |state: SourceState| move |it: &&SourceView| it.state == state;
        let active =
            |it: &&SourceView| it.state != Paused && it.source.kind != news::SourceKind::Import;
        let settings = self.settings()?;
        let (new_bursts, new_silences) = self.read(Reader::count_new_signals)?;
        Ok(Desk {
            version: env!("CARGO_PKG_VERSION").into(),
            data_dir: self.inner.options.data_dir.display().to_string(),
            new_alerts: self.read(|it| it.count_alerts(New))?,
            new_bursts,
            new_silences,
            kept_alerts: self.read(|it| it.count_alerts(Kept))?,
            dismissed_alerts: self.read(|it| it.count_alerts(Dismissed))?,
            changed_alerts: self.read(Reader::count_changed_alerts)?,
            stories: self.read(|it| it.count_stories(2))?,
            articles: self.read(Reader::count_articles)?,
            sources: sources.iter().filter(active).count() as u64,
            healthy_sources: sources.iter().filter(active).filter(is(Healthy)).count() as u64,
            troubled_sources: sources.iter().filter(is(Troubled)).count() as u64,
            last_sweep_at: sources.iter().filter_map(|it| it.last_success_at).max(),
            sample: self.read(Reader::has_sample)?,
            trouble: self.trouble(),
            undo: self.read(Reader::last_deed)?,
            time_zone: self.time_zone(&settings),
            locale: locale::locale(),
            settings,
        })
    }

    /// The analyst's time zone, an IANA name that exists: that of [`desk`](Engine::desk), without counting what is on it.
    ///
    /// # Errors
    /// What the database says.
    pub fn zone(&self) -> Res<String> {
        Ok(self.time_zone(&self.settings()?))
    }

    /// The same with settings that are at hand.
    pub(crate) fn time_zone(&self, settings: &Settings) -> String {
        let chosen = settings
            .time_zone
            .as_deref()
            .filter(|it| jiff::tz::TimeZone::get(it).is_ok());
        match chosen {
            Some(name) => name.to_string(),
            None => jiff::tz::TimeZone::system()
                .iana_name()
                .unwrap_or("UTC")
                .to_string(),
        }
    }

    /// What the analyst chose.
    ///
    /// # Errors
    /// What the database says.
    pub fn settings(&self) -> Res<Settings> {
        self.read(Reader::settings)
    }

    /// Keeps what the analyst chose.
    ///
    /// # Errors
    /// [`ErrorCode::BadInput`] for a time zone that does not exist, an interval that is none, and a proxy, a contact or a host
    /// that cannot be used.
    pub fn save_settings(&self, settings: &Settings) -> Res<()> {
        if let Some(zone) = &settings.time_zone
            && jiff::tz::TimeZone::get(zone).is_err()
        {
            return Err(EngineError::bad_input(
                format!("There is no time zone “{zone}”."),
                "Use a name such as Europe/Kyiv or America/New_York.",
            ));
        }
        if !(50..=300).contains(&settings.zoom) {
            return Err(EngineError::bad_input(
                format!("The window cannot be drawn at {} %.", settings.zoom),
                "Choose 50 to 300 %.",
            ));
        }
        if !(5..=1_440).contains(&settings.feed_interval_minutes) {
            return Err(EngineError::bad_input(
                format!(
                    "Feeds cannot be looked at every {} minutes.",
                    settings.feed_interval_minutes
                ),
                "Choose 5 to 1440 minutes.",
            ));
        }
        let mut settings = settings.clone();
        let password = self.tidy_network(&mut settings)?;
        let goes_elsewhere = self.settings()?.proxy != settings.proxy;
        self.write(move |writer| writer.save_settings(&settings))?;
        self.renew_way();
        if goes_elsewhere {
            self.try_way_anew();
        }
        if let Some(password) = password {
            self.set_proxy_password(&password)?;
        }
        self.tell(Change::Desk);
        Ok(())
    }

    /// Takes back what was done last.
    ///
    /// # Errors
    /// What the database says.
    pub fn undo(&self) -> Res<Option<Undone>> {
        let undone = self.write(Writer::undo)?;
        self.after_undo(undone.as_ref())?;
        Ok(undone)
    }

    /// Does again what was taken back last.
    ///
    /// # Errors
    /// What the database says.
    pub fn redo(&self) -> Res<Option<Undone>> {
        let done = self.write(Writer::redo)?;
        self.after_undo(done.as_ref())?;
        Ok(done)
    }

    fn after_undo(&self, undone: Option<&Undone>) -> Res<()> {
        if undone.is_some_and(|it| it.alerts.is_empty() && it.signals.is_empty()) {
            self.inner.scans.overtake_all();
            self.load_matcher()?;
            // What came while a topic was away is looked through for it.
            self.scan_unscanned();
            self.tell(Change::Watchlists);
            self.tell(Change::Sources);
        }
        if undone.is_some() {
            self.tell(Change::Triaged);
        }
        Ok(())
    }

    /// The hosts that were contacted, for which sources, and why.
    ///
    /// # Errors
    /// What the database says.
    pub fn contacts(&self) -> Res<Contacts> {
        self.read(Reader::contacts)
    }

    /// Checks the desk for damage, and what it needs of the machine.
    ///
    /// # Errors
    /// Where the database cannot even be asked.
    pub fn checkup(&self) -> Res<Checkup> {
        let mut findings = self.read(Reader::checkup)?;
        let dir = &self.inner.options.data_dir;
        if let Some(free) = self.free_space() {
            let ok = free >= self.least_free();
            let advice = if ok {
                ""
            } else {
                ". Free some space: nothing is taken in until there is room"
            };
            findings.push(Finding {
                what: "disk".into(),
                ok,
                detail: format!("{} MB free in {}{advice}", free >> 20, dir.display()),
            });
        }
        findings.extend(self.findings_of_topics()?);
        if self.inner.writer.is_none() {
            findings.push(lock::finding(dir));
        }
        let now = self.now();
        for view in self.read(|it| it.sources(now))? {
            if view.source.kind == news::SourceKind::Folder && !view.source.paused {
                let res = std::fs::read_dir(&view.source.address);
                findings.push(Finding {
                    what: format!("folder “{}”", view.source.name),
                    ok: res.is_ok(),
                    detail: match res {
                        Ok(_) => format!("{} can be read", view.source.address),
                        Err(err) => format!(
                            "{} cannot be read: {err}. Look at its rights, or remove the source",
                            view.source.address
                        ),
                    },
                });
            }
        }
        Ok(Checkup {
            ok: findings.iter().all(|it| it.ok),
            findings,
        })
    }

    /// Writes a verified copy of the desk's file.
    ///
    /// # Errors
    /// [`ErrorCode::BadInput`] where the file exists, and what the disk says.
    pub fn backup(&self, to: &Path) -> Res<()> {
        let to = to.to_path_buf();
        self.read(move |it| it.backup(&to))
    }
}

/// Says that the disk is full where that is what stands behind an error.
fn full_disk(options: &Options, err: EngineError) -> EngineError {
    let full = (options.free_space)(&options.data_dir).is_ok_and(|it| it < 256 << 10);
    match err.code() {
        ErrorCode::DiskFull => EngineError::disk_full(&options.data_dir),
        ErrorCode::Io | ErrorCode::Database if full => EngineError::disk_full(&options.data_dir),
        _ => err,
    }
}
