//! The thread that owns the writer.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
};

use store::Writer;

use crate::EngineError;

/// How many tasks may wait for the writer; more wait before they are given to it.
const WAITING: usize = 64;

type Task = Box<dyn FnOnce(&mut Writer) + Send>;

/// A thread beside the writer's that keeps the log of changes short.
struct LogThread {
    written: Option<mpsc::SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl LogThread {
    /// Starts the thread. Without it the writer keeps the log short itself.
    fn start(writer: &mut Writer) -> LogThread {
        let keeper = match writer.log_keeper() {
            Ok(keeper) => keeper,
            Err(err) => {
                tracing::warn!("the log of changes is kept short by the writer itself: {err}");
                return LogThread {
                    written: None,
                    thread: None,
                };
            }
        };
        let (written, news) = mpsc::sync_channel(1);
        let thread = std::thread::spawn(move || {
            for () in news {
                if let Err(err) = keeper.keep_short() {
                    tracing::warn!("the log of changes was not brought into the file: {err}");
                }
            }
        });
        LogThread {
            written: Some(written),
            thread: Some(thread),
        }
    }

    /// Has it look whether there is enough to be done; one look for many tasks is enough.
    fn look(&self) {
        if let Some(written) = &self.written {
            let _ = written.try_send(());
        }
    }
}

impl Drop for LogThread {
    fn drop(&mut self) {
        self.written = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the log had died");
        }
    }
}

/// The way to the thread that owns the writer. A task is one transaction; they are done in order.
pub(crate) struct WriterThread {
    tasks: Mutex<Option<mpsc::SyncSender<Task>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// How many tasks were done: nothing in the file changes without one.
    done: Arc<AtomicU64>,
}

impl WriterThread {
    /// Starts the thread.
    pub(crate) fn start(mut writer: Writer) -> WriterThread {
        let (tasks, waiting) = mpsc::sync_channel::<Task>(WAITING);
        let thread = std::thread::spawn(move || {
            let log = LogThread::start(&mut writer);
            for task in waiting {
                task(&mut writer);
                log.look();
            }
            drop(log);
            if let Err(err) = writer.checkpoint() {
                tracing::warn!("the log of changes was not brought into the file: {err}");
            }
        });
        WriterThread {
            tasks: Mutex::new(Some(tasks)),
            thread: Mutex::new(Some(thread)),
            done: Arc::default(),
        }
    }

    /// How many tasks were done. What was read after this was asked holds as long as it is the same.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::SeqCst)
    }

    /// Has the writer do something, and waits until it is done.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Writer) -> store::Result<T> + Send + 'static,
    ) -> Result<T, EngineError> {
        let tasks = self
            .tasks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or_else(EngineError::closed)?;
        let (answer, answered) = mpsc::sync_channel(1);
        let done = self.done.clone();
        tasks
            .send(Box::new(move |writer| {
                let res = task(writer);
                done.fetch_add(1, Ordering::SeqCst);
                // Whoever asked may have gone; the work is done all the same.
                let _ = answer.send(res);
            }))
            .map_err(|_| EngineError::closed())?;
        Ok(answered.recv().map_err(|_| EngineError::closed())??)
    }

    /// Ends the thread, after what waits is done.
    pub(crate) fn stop(&self) {
        drop(
            self.tasks
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        if let Some(thread) = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            && thread.join().is_err()
        {
            tracing::error!("the writer's thread had died");
        }
    }
}

impl Drop for WriterThread {
    /// The desk is given back only after its file is closed.
    fn drop(&mut self) {
        self.stop();
    }
}
