//! What an engine is given: a place, a clock, a network.

use std::{
    future::Future,
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use news::{Timestamp, desk::ErrorCode};

use crate::{EngineError, Network, web::Web};

/// A future that can be sent to another thread.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What time it is, and waiting.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Waits.
    fn sleep(&self, time: Duration) -> Pending<'_, ()>;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        jiff::Timestamp::now().into()
    }

    fn sleep(&self, time: Duration) -> Pending<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// What an engine is given.
#[derive(Clone)]
pub struct Options {
    /// Where the desk is kept.
    pub data_dir: PathBuf,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The network.
    pub network: Arc<dyn Network>,
    /// The program that is started to read documents, apart from this one: [`this_program`](crate::this_program) where
    /// that serves them. None: they are read in this process.
    pub documents: Option<PathBuf>,
    /// Whether the pages of articles that raised an alert are looked at again, where the analyst wants it.
    pub revisits: bool,
    /// How long a file in a watched folder must not have changed before it is read.
    pub settle: Duration,
    /// Bytes that must stay free on the disk of the desk; below, nothing is taken in. Of a disk so small that this
    /// is more than a twentieth of it, a twentieth.
    pub least_free: u64,
    /// How many bytes are free on the disk of a folder.
    pub free_space: fn(&Path) -> io::Result<u64>,
}

impl Options {
    /// The real clock and the real network.
    pub fn real(data_dir: PathBuf) -> Options {
        Options {
            data_dir,
            clock: Arc::new(SystemClock),
            network: Arc::new(Web::default()),
            documents: None,
            revisits: true,
            settle: Duration::from_secs(2),
            least_free: 50 << 20,
            free_space: |dir| fs4::available_space(dir),
        }
    }
}

/// Where a desk is kept if nobody says otherwise: the platform's data directory.
///
/// # Errors
/// On a system that knows none.
pub fn default_data_dir() -> Result<PathBuf, EngineError> {
    dirs::data_dir()
        .map(|it| it.join("wirewatch"))
        .ok_or_else(|| {
            EngineError::new(
                ErrorCode::Io,
                "This system names no place for a program's data.",
                "Say where to keep the desk with --data DIR.",
            )
        })
}
