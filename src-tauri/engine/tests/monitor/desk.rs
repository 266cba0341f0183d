//! A desk of its own for each test.

use std::{
    fs,
    ops::ControlFlow,
    path::PathBuf,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use engine::{Clock, Engine, InMemory, Network, Options, Polled};
use news::{
    Severity, Source, SourceId, SourceKind, Timestamp, Topic, TroubleCode,
    desk::{AlertFilter, AlertRow, Change, SourceChange, SourceDraft, SourceView, TopicDraft},
};

use crate::clock::HandClock;

/// How long the slowest machine may take for what is waited for.
const DEADLINE: Duration = Duration::from_secs(120);

/// A desk of its own: engine, clock, and a folder that goes with it.
pub(crate) struct Desk {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) changes: mpsc::Receiver<Change>,
    pub(crate) options: Options,
    folder: tempfile::TempDir,
}

impl Desk {
    /// A new desk on the real network.
    pub(crate) fn new() -> Desk {
        Desk::with(|_| {})
    }

    /// A new desk on a network of paper.
    pub(crate) fn on(network: Arc<dyn Network>) -> Desk {
        Desk::with(|it| it.network = network)
    }

    /// A new desk with options of its own.
    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(HandClock::new());
        let mut options = Options::real(folder.path().join("desk"));
        options.clock = clock.clone();
        // Nothing of a test is to be found in the key store of who runs it.
        options.secrets = Arc::new(InMemory::default());
        options.least_free = 1;
        options.has_way = || true;
        options.revisits = false;
        options.full_text = false;
        change(&mut options);
        let engine = Engine::open(options.clone()).expect("a new desk");
        Desk {
            changes: engine.changes(),
            engine,
            clock,
            options,
            folder,
        }
    }

    /// Closes the desk and opens it again, as a restart does.
    pub(crate) fn restart(&mut self) {
        self.engine.stop();
        self.reopen();
    }

    /// Opens the desk again, after it was stopped.
    pub(crate) fn reopen(&mut self) {
        self.engine = Engine::open(self.options.clone()).expect("the desk again");
        self.changes = self.engine.changes();
    }

    /// A folder beside the desk; made where it is not there.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(&path).expect("a folder");
        // As the engine names it.
        path.canonicalize().expect("it is there")
    }

    /// Watches a folder.
    pub(crate) fn watch(&self, name: &str) -> (Source, PathBuf) {
        let path = self.folder(name);
        let draft = draft(SourceKind::Folder, &path.display().to_string());
        (self.engine.save_source(&draft).expect("a folder"), path)
    }

    /// Follows a feed.
    pub(crate) fn follow(&self, address: &str) -> Source {
        self.engine
            .save_source(&draft(SourceKind::Feed, address))
            .expect("a feed")
    }

    /// Looks at sources by hand, long enough after the last time for them to be asked.
    pub(crate) fn poll(&self, ids: &[SourceId]) -> Polled {
        self.clock.turn(5 * Timestamp::MINUTE + 1_000);
        self.engine.poll_now(ids).expect("asked")
    }

    /// Adds a topic to the first watchlist, and waits until the archive was looked through for it.
    pub(crate) fn topic(&self, query: &str) -> Topic {
        let watchlist_id = self.engine.watchlists().expect("watchlists")[0]
            .watchlist
            .id;
        let topic = self.engine.save_topic(&TopicDraft {
            id: None,
            watchlist_id,
            name: query.into(),
            query: query.into(),
            severity: Severity::High,
            note: None,
            written: None,
        });
        self.engine.wait_for_jobs();
        topic.expect("a topic")
    }

    /// The first page of the alerts of a topic.
    pub(crate) fn alerts(&self, topic: &Topic) -> Vec<AlertRow> {
        let filter = AlertFilter {
            topic_id: Some(topic.id),
            ..AlertFilter::default()
        };
        self.engine.alerts(&filter, None).expect("alerts").rows
    }

    /// What the clock shows.
    pub(crate) fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn articles(&self) -> u64 {
        self.engine.desk().expect("the desk").articles
    }

    pub(crate) fn source(&self, id: SourceId) -> SourceView {
        let all = self.engine.sources().expect("sources");
        all.into_iter()
            .find(|it| it.source.id == id)
            .expect("the source")
    }

    pub(crate) fn trouble(&self, id: SourceId) -> Option<TroubleCode> {
        self.source(id).trouble.map(|it| it.code)
    }

    /// Turns the clock until something is so.
    pub(crate) fn until(&self, what: &str, mut holds: impl FnMut(&Desk) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !holds(self) {
            assert!(Instant::now() < end, "not in time: {what}");
            self.pass(250);
        }
    }

    /// Turns the clock until the desk says that this machine is offline.
    pub(crate) fn until_offline(&self) {
        self.until("that it is offline", |it| {
            let trouble = it.engine.desk().expect("the desk").trouble;
            trouble.is_some_and(|it| it.code == TroubleCode::Offline)
        });
    }

    /// Pauses a source, or goes on with it.
    pub(crate) fn pause(&self, id: SourceId, paused: bool) {
        let change = SourceChange {
            paused: Some(paused),
            ..SourceChange::default()
        };
        let changed = self.engine.change_sources(&[id], &change);
        assert_eq!(changed.expect("changed"), 1);
    }

    /// Turns the clock, and gives the engine a moment to see it.
    pub(crate) fn pass(&self, millis: i64) {
        self.clock.turn(millis);
        let _ = self.changes.recv_timeout(Duration::from_millis(20));
        while self.changes.try_recv().is_ok() {}
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.engine.stop();
        // Whatever a test did, what is kept as evidence is still what was captured.
        if !thread::panicking() {
            let it = self
                .engine
                .verify_desk(&mut |_, _| ControlFlow::Continue(()));
            assert_eq!(it.expect("verified").wrong, [], "evidence");
        }
    }
}

/// A source to be added.
pub(crate) fn draft(kind: SourceKind, address: &str) -> SourceDraft {
    SourceDraft {
        allow_private: true,
        ..SourceDraft::new(kind, address, "")
    }
}

/// The text of a file with an article.
pub(crate) fn text(title: &str, sentence: &str) -> String {
    format!("{title}\n\n{sentence}\n\nOfficials in the harbour would wait.\n")
}
