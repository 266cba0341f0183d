//! Long work: how far it is, and ending it.

use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use news::{
    JobId,
    desk::{Change, ErrorCode, Job, JobState},
};

use crate::{Engine, EngineError, engine::Res};

/// How many ended jobs are remembered.
const REMEMBERED: usize = 20;

/// The jobs of an engine.
#[derive(Default)]
pub(crate) struct Jobs {
    all: Mutex<Vec<(Job, Arc<AtomicBool>)>>,
    ended: Condvar,
}

impl Jobs {
    /// Asks every job to end.
    pub(crate) fn cancel_all(&self) {
        for (_, cancelled) in self
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            cancelled.store(true, Ordering::SeqCst);
        }
    }
}

/// A job that is being done, as its worker sees it.
pub(crate) struct Work {
    engine: Engine,
    id: JobId,
    cancelled: Arc<AtomicBool>,
}

impl Work {
    /// Says how far it is. Tells whether to go on.
    pub(crate) fn at(&self, done: u64, total: Option<u64>, detail: &str) -> bool {
        self.engine.change_job(self.id, |job| {
            job.done = done;
            job.total = total;
            job.detail = detail.to_string();
        });
        !self.is_cancelled()
    }

    /// Whether it is to end.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    /// Ends it, as who waits for it wants.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
    }

    /// Does the work, and says how it ended. A fault of this program ends nothing but the job.
    fn end<T>(self, work: impl FnOnce(&Work) -> Res<(T, String)>) -> Res<T> {
        const FAULT: &str = "A fault of this program ended the work. What was done stays.";
        let res = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&self)));
        let (state, outcome, res) = match res {
            Ok(Ok((found, outcome))) if self.is_cancelled() => {
                (JobState::Cancelled, outcome, Ok(found))
            }
            Ok(Ok((found, outcome))) => (JobState::Done, outcome, Ok(found)),
            Ok(Err(err)) => (JobState::Failed, err.to_string(), Err(err)),
            Err(_) => {
                let err = EngineError::new(ErrorCode::Internal, FAULT, "Try again.");
                (JobState::Failed, FAULT.to_owned(), Err(err))
            }
        };
        self.engine.change_job(self.id, |job| {
            job.state = state;
            job.outcome = Some(outcome);
        });
        self.engine.inner.jobs.ended.notify_all();
        res
    }
}

impl Engine {
    /// The long work under way, and what ended lately, newest first.
    ///
    /// # Errors
    /// None at present.
    pub fn jobs(&self) -> Res<Vec<Job>> {
        let all = self
            .inner
            .jobs
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(all.iter().rev().map(|it| it.0.clone()).collect())
    }

    /// Ends long work; what is done stays.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`].
    pub fn cancel_job(&self, id: JobId) -> Res<()> {
        let all = self
            .inner
            .jobs
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let found = all.iter().find(|it| it.0.id == id).ok_or_else(|| {
            EngineError::new(
                ErrorCode::NotFound,
                "This work has ended already.",
                "There is nothing to do.",
            )
        })?;
        found.1.store(true, Ordering::SeqCst);
        Ok(())
    }

    /// Waits until no job runs.
    pub fn wait_for_jobs(&self) {
        while !self.wait_for_jobs_until(Instant::now() + Duration::from_secs(60)) {}
    }

    /// Waits until no job runs, but no longer than until `end`. Tells whether none runs.
    pub(crate) fn wait_for_jobs_until(&self, end: Instant) -> bool {
        let mut all = self
            .inner
            .jobs
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        while all.iter().any(|it| it.0.state == JobState::Running) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            all = self
                .inner
                .jobs
                .ended
                .wait_timeout(all, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }

    /// Does long work on a thread of its own. It gives what came of it, in words.
    pub(crate) fn job(
        &self,
        title: &str,
        work: impl FnOnce(&Work) -> Res<String> + Send + 'static,
    ) -> JobId {
        let begun = self.begin_job(title);
        let id = begun.id;
        std::thread::spawn(move || {
            // Whoever asked has gone on; what went wrong stands with the job.
            let _ = begun.end(|it| work(it).map(|outcome| ((), outcome)));
        });
        id
    }

    /// Does long work on this thread, for somebody who waits for what comes of it. It gives that, and what came of it in
    /// words.
    pub(crate) fn job_here<T>(
        &self,
        title: &str,
        work: impl FnOnce(&Work) -> Res<(T, String)>,
    ) -> Res<T> {
        self.begin_job(title).end(work)
    }

    fn begin_job(&self, title: &str) -> Work {
        let cancelled = Arc::new(AtomicBool::new(self.is_stopping()));
        let mut all = self
            .inner
            .jobs
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let id = JobId(all.last().map_or(1, |it| it.0.id.0 + 1));
        let ended = all
            .iter()
            .filter(|it| it.0.state != JobState::Running)
            .count();
        if ended > REMEMBERED
            && let Some(first) = all.iter().position(|it| it.0.state != JobState::Running)
        {
            all.remove(first);
        }
        let job = Job {
            id,
            title: title.to_string(),
            done: 0,
            total: None,
            detail: String::new(),
            state: JobState::Running,
            outcome: None,
            began_at: self.now(),
        };
        all.push((job.clone(), cancelled.clone()));
        drop(all);
        self.tell(Change::Job { job });
        Work {
            engine: self.clone(),
            id,
            cancelled,
        }
    }

    fn change_job(&self, id: JobId, change: impl FnOnce(&mut Job)) {
        let mut all = self
            .inner
            .jobs
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some((job, _)) = all.iter_mut().find(|it| it.0.id == id) else {
            return;
        };
        change(job);
        let job = job.clone();
        drop(all);
        self.tell(Change::Job { job });
    }
}
