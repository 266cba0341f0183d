//! Room on the disk: whether something can be taken in, and saying so where it cannot.

use std::sync::PoisonError;

use news::{Trouble, TroubleCode, desk::ErrorCode};

use crate::{Engine, EngineError, engine::Res, reach::is_no_way, trouble};

impl Engine {
    /// Whether there is room to take something in. Where there is not, it is said; where there is again, that too.
    pub(crate) fn has_room(&self) -> Res<()> {
        let dir = &self.inner.options.data_dir;
        // A disk that does not tell is written to until it says no.
        match self.free_space() {
            Some(free) if free < self.least_free() => {
                self.set_trouble(Some(trouble::disk_full(
                    free,
                    self.least_free(),
                    self.now(),
                )));
                Err(EngineError::disk_full(dir))
            }
            Some(_) | None => {
                if self
                    .trouble()
                    .is_some_and(|it| it.code == TroubleCode::DiskFull)
                {
                    self.set_trouble(None);
                }
                Ok(())
            }
        }
    }

    /// Bytes that are free on the disk of the desk.
    pub(crate) fn free_space(&self) -> Option<u64> {
        let options = &self.inner.options;
        (options.free_space)(&options.data_dir).ok()
    }

    /// Bytes that must stay free.
    pub(crate) fn least_free(&self) -> u64 {
        let options = &self.inner.options;
        let whole = fs4::total_space(&options.data_dir).unwrap_or(u64::MAX);
        options.least_free.min(whole / 20)
    }

    /// What is wrong with the desk as a whole.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.inner
            .trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Says what is wrong with the desk as a whole, if that is news.
    pub(crate) fn set_trouble(&self, trouble: Option<Trouble>) {
        let mut held = self
            .inner
            .trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().map(|it| it.code) != trouble.as_ref().map(|it| it.code) {
            *held = trouble;
            drop(held);
            self.tell(news::desk::Change::Desk);
        }
    }

    /// Draws from a write what it says about the desk as a whole.
    pub(crate) fn learn_from<T>(&self, res: &Res<T>) {
        match res {
            Ok(_)
                if self.trouble().is_some_and(|it| !is_no_way(it.code))
                    && self.has_room().is_ok() =>
            {
                self.set_trouble(None);
            }
            Ok(_) => {}
            Err(err) => match err.code() {
                ErrorCode::DiskFull => {
                    let free = self.free_space().unwrap_or(0);
                    let trouble = trouble::disk_full(free, self.least_free(), self.now());
                    self.set_trouble(Some(trouble));
                }
                ErrorCode::InUse | ErrorCode::Io => {
                    self.set_trouble(Some(trouble::database(&err.what(), self.now())));
                }
                ErrorCode::InvalidQuery
                | ErrorCode::NotFound
                | ErrorCode::BadInput
                | ErrorCode::Refused
                | ErrorCode::Database
                | ErrorCode::Internal => {}
            },
        }
    }
}
