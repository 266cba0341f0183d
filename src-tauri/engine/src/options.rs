//! What an engine is given: a place, a clock, a network.

use std::{
    future::Future,
    io,
    net::UdpSocket,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use news::{Timestamp, desk::ErrorCode};

use crate::{
    EngineError, KeyStore, Network, Secrets,
    ears::{Ears, SystemEars},
    web::Web,
};

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
    /// Where passwords are kept.
    pub secrets: Arc<dyn Secrets>,
    /// The program that is started to read documents, apart from this one: [`this_program`](crate::this_program) where
    /// that serves them. None: they are read in this process.
    pub documents: Option<PathBuf>,
    /// Whether the pages of articles that raised an alert are looked at again, where the analyst wants it.
    pub revisits: bool,
    /// Whether the pages behind articles are read, where that gives more than their source does.
    pub full_text: bool,
    /// How long a file in a watched folder must not have changed before it is read.
    pub settle: Duration,
    /// How the system is asked to tell of folders.
    pub ears: Arc<dyn Ears>,
    /// Bytes that must stay free on the disk of the desk; below, nothing is taken in. Of a disk so small that this
    /// is more than a twentieth of it, a twentieth.
    pub least_free: u64,
    /// How many bytes are free on the disk of a folder.
    pub free_space: fn(&Path) -> io::Result<u64>,
    /// Whether the system knows a way to the network. Asked where a host was not found.
    pub has_way: fn() -> bool,
}

impl Options {
    /// The real clock and the real network.
    pub fn real(data_dir: PathBuf) -> Options {
        Options {
            data_dir,
            clock: Arc::new(SystemClock),
            network: Arc::new(Web::default()),
            secrets: Arc::new(KeyStore),
            documents: None,
            revisits: true,
            full_text: true,
            settle: Duration::from_secs(2),
            ears: Arc::new(SystemEars),
            least_free: 50 << 20,
            free_space: |dir| fs4::available_space(dir),
            has_way,
        }
    }
}

/// Whether the system knows a way to the network: whether it would send something to an address that is only ever written about
/// (RFC 5737, RFC 3849). Nothing is sent.
fn has_way() -> bool {
    const WAYS: [(&str, &str); 2] = [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")];
    WAYS.iter()
        .any(|(from, to)| UdpSocket::bind(from).is_ok_and(|it| it.connect(to).is_ok()))
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
