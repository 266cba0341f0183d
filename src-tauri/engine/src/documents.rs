//! Reading documents in processes of their own.
//!
//! A damaged PDF can make its reader run without end, eat all memory or overflow its stack. So documents are read by
//! this same program, started again as a reader: it takes files on its input and gives what it read on its output, is
//! used for many files, held to bounds of memory and time by the system, and replaced after a death. What a file does
//! to its reader is that file's trouble.
//!
//! What goes over the pipes: numbers as eight bytes, least first. A question is the seconds of work that the file may
//! take, the length and bytes of its name, the length and bytes of the file; an answer is its length and JSON of
//! [`parse::Parsed`].

use std::{
    collections::VecDeque,
    io::{self, BufReader, BufWriter, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use news::TroubleCode;
use parse::{Parsed, Problem};

/// The only argument of a program that is started as a reader.
pub const READER_ARGUMENT: &str = "--read-documents";

/// Memory that a reader may take: 2 GB of addresses, of which most are never touched.
const MEMORY: u64 = 2 << 30;

/// Seconds of work that any file may take, …
const SECONDS: u64 = 20;

/// … and those for each megabyte of it: archives and crawls hold many documents.
const SECONDS_PER_MB: u64 = 4;

/// How many times longer it may take by the clock than by work: the machine has other things to do.
const PATIENCE: u64 = 6;

/// Readers that stand ready.
const READY: usize = 4;

/// Files that one reader reads before it is replaced: what it holds on to is given back.
const FILES: u32 = 2_000;

/// The longest answer: what a file may hold, written as JSON.
const ANSWER: u64 = 512 << 20;

/// What is kept of a reader's last words.
const LAST_WORDS: usize = 4 << 10;

/// This very program, to be started again as a reader. For programs that call [`serve_documents_if_asked`] first of all.
pub fn this_program() -> Option<PathBuf> {
    // On Linux this stays the program that runs, also when an update has put another in its place.
    let running = PathBuf::from("/proc/self/exe");
    match cfg!(target_os = "linux") && running.exists() {
        true => Some(running),
        false => std::env::current_exe().ok(),
    }
}

/// Where this program was started as a reader of documents: reads until its input ends, and tells that it is done.
/// Every other start goes on.
pub fn serve_documents_if_asked() -> bool {
    let mut args = std::env::args_os().skip(1);
    let is_asked = args.next().is_some_and(|it| it == READER_ARGUMENT) && args.next().is_none();
    if is_asked {
        serve_documents(parse::document);
    }
    is_asked
}

/// Reads documents from the standard input with `read` until it ends.
pub fn serve_documents(read: impl Fn(&str, &[u8]) -> Parsed) {
    limits::memory(MEMORY);
    let mut from = BufReader::new(io::stdin().lock());
    let mut to = BufWriter::new(io::stdout().lock());
    // A broken pipe is the end: whoever asked is gone.
    while let Ok(Some(it)) = question(&mut from) {
        limits::seconds(it.seconds);
        let parsed = catch_unwind(AssertUnwindSafe(|| read(&it.name, &it.bytes)))
            .unwrap_or_else(|_| unread(TroubleCode::Internal, FAULT));
        let answer = serde_json::to_vec(&parsed).unwrap_or_default();
        if put(&mut to, &answer).and_then(|()| to.flush()).is_err() {
            return;
        }
    }
}

const FAULT: &str = "This file could not be read: a fault of this program, contained.";

fn unread(code: TroubleCode, why: impl Into<String>) -> Parsed {
    Parsed {
        problems: vec![Problem::new(code, why)],
        ..Parsed::default()
    }
}

/// Reads files and documents: what may harm its reader in a process of its own.
#[derive(Clone)]
pub struct Documents {
    /// The program that is started as a reader; none: everything is read in this process.
    program: Option<PathBuf>,
    seconds: u64,
    pool: Arc<Pool>,
}

/// The readers that stand ready, and how many may be at work.
#[derive(Default)]
struct Pool {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    ready: VecDeque<Reader>,
    at_work: usize,
}

impl Documents {
    /// Reads in processes of `program`, which is started with [`READER_ARGUMENT`]; in this process where there is none.
    pub fn new(program: Option<PathBuf>) -> Documents {
        Documents {
            program,
            seconds: SECONDS,
            pool: Arc::default(),
        }
    }

    /// The same, but with so many seconds of work for any file; large ones may still take more.
    #[must_use]
    pub fn with_seconds(self, seconds: u64) -> Documents {
        Documents { seconds, ..self }
    }

    /// Seconds of work that a file of so many bytes may take.
    fn allowed(&self, size: usize) -> u64 {
        self.seconds + SECONDS_PER_MB * (size as u64 >> 20)
    }

    /// Reads a file; `name` is its path. Takes as long as the file, but no longer than the bounds say; waits where
    /// enough others are being read.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Parsed {
        match &self.program {
            Some(program) if parse::is_apart(name, bytes) => self.read_apart(program, name, bytes),
            _ => parse::document(name, bytes),
        }
    }

    fn read_apart(&self, program: &Path, name: &str, bytes: &[u8]) -> Parsed {
        let turn = self.turn();
        let mut ready = turn.0.take_ready();
        // A reader that has read others may die of what they left, or have been ended by the system: only the death of a
        // new one is the file's doing.
        loop {
            let is_new = ready.is_none();
            let mut reader = match ready.take() {
                Some(reader) => reader,
                None => match Reader::start(program) {
                    Ok(reader) => reader,
                    Err(err) => {
                        return unread(
                            TroubleCode::Internal,
                            format!(
                                "No reader of documents could be started ({err}): close other programs, or start Wirewatch again."
                            ),
                        );
                    }
                },
            };
            let seconds = self.allowed(bytes.len());
            match reader.ask(name, bytes, seconds) {
                Ok(parsed) => {
                    turn.0.give_back(reader);
                    return parsed;
                }
                Err(Ended::Died) if !is_new => {}
                Err(ended) => {
                    return unread(TroubleCode::File, reader.last_words(ended, seconds));
                }
            }
        }
    }

    /// Waits until one more reader may be at work.
    fn turn(&self) -> Turn<'_> {
        let most = thread::available_parallelism().map_or(2, |it| it.get().min(READY));
        let mut state = self
            .pool
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        while state.at_work >= most {
            state = self
                .pool
                .freed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.at_work += 1;
        Turn(&self.pool)
    }
}

/// That a reader may be at work; given back when it is dropped.
struct Turn<'a>(&'a Pool);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.at_work -= 1;
        self.0.freed.notify_one();
    }
}

impl Pool {
    fn take_ready(&self) -> Option<Reader> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.ready.pop_front()
    }

    fn give_back(&self, reader: Reader) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if reader.files < FILES && state.ready.len() < READY {
            state.ready.push_back(reader);
        }
    }
}

/// A file on its way to a reader.
#[derive(Debug, PartialEq, Eq)]
struct Question {
    seconds: u64,
    name: String,
    bytes: Vec<u8>,
}

/// How a reader ended instead of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// It died.
    Died,
    /// It did not answer in time.
    TooLong,
}

/// A process that reads documents, one after the other.
struct Reader {
    child: Child,
    ask: mpsc::Sender<Question>,
    answers: mpsc::Receiver<Result<Parsed, Ended>>,
    /// Gives what it wrote on its error stream once that ends.
    words: Option<thread::JoinHandle<Vec<u8>>>,
    files: u32,
}

impl Reader {
    fn start(program: &Path) -> io::Result<Reader> {
        let mut command = Command::new(program);
        command
            .arg(READER_ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env_remove("RUST_BACKTRACE");
        quiet(&mut command);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(to), Some(from), Some(words)) = pipes else {
            return Err(io::Error::other("its pipes are missing"));
        };
        let (ask, questions) = mpsc::channel::<Question>();
        let (tell, answers) = mpsc::channel();
        // Writing and reading may both stand still with a reader that hangs: a thread waits, not whoever asks.
        thread::Builder::new()
            .name("documents".into())
            .spawn(move || {
                let (mut to, mut from) = (BufWriter::new(to), BufReader::new(from));
                for it in questions {
                    let sent = to
                        .write_all(&it.seconds.to_le_bytes())
                        .and_then(|()| put(&mut to, it.name.as_bytes()))
                        .and_then(|()| put(&mut to, &it.bytes))
                        .and_then(|()| to.flush());
                    drop(it);
                    let answer = match sent {
                        Err(_) => Err(Ended::Died),
                        Ok(()) => answer(&mut from).ok_or(Ended::Died),
                    };
                    let is_over = answer.is_err();
                    if tell.send(answer).is_err() || is_over {
                        return;
                    }
                }
            })?;
        let words = thread::Builder::new()
            .name("documents".into())
            .spawn(move || last_words(words))?;
        Ok(Reader {
            child,
            ask,
            answers,
            words: Some(words),
            files: 0,
        })
    }

    fn ask(&mut self, name: &str, bytes: &[u8], seconds: u64) -> Result<Parsed, Ended> {
        self.files += 1;
        let question = Question {
            seconds,
            name: name.to_string(),
            bytes: bytes.to_vec(),
        };
        if self.ask.send(question).is_err() {
            return Err(Ended::Died);
        }
        let limit = Duration::from_secs(seconds.saturating_mul(PATIENCE));
        match self.answers.recv_timeout(limit) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(Ended::TooLong),
            Err(RecvTimeoutError::Disconnected) => Err(Ended::Died),
        }
    }

    /// Why a reader ended, in words about the file.
    fn last_words(mut self, ended: Ended, seconds: u64) -> String {
        if ended == Ended::TooLong {
            let _ = self.child.kill();
        }
        let status = self.child.wait().ok();
        let words = self
            .words
            .take()
            .and_then(|it| it.join().ok())
            .unwrap_or_default();
        let words = String::from_utf8_lossy(&words).into_owned();
        let is_damaged = "it is damaged, or made to do harm. The others go on.";
        if ended == Ended::TooLong || status.is_some_and(limits::by_time) {
            format!(
                "Reading it took more than the {seconds} seconds that are allowed and was ended: {is_damaged}"
            )
        } else if words.contains("memory allocation of") {
            format!(
                "Reading it took more than the {} GB of memory that are allowed and was ended: {is_damaged}",
                MEMORY >> 30
            )
        } else if words.contains("overflowed its stack") {
            format!("It is nested so deep that its reader died of it: {is_damaged}")
        } else {
            let how = status.map_or_else(|| "without a word".to_string(), |it| it.to_string());
            format!("Its reader died of it ({how}): {is_damaged}")
        }
    }
}

impl Drop for Reader {
    /// A reader that is let go ends by itself when its input does; one that hangs is ended.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keeps a reader from opening a window of the terminal.
#[cfg(windows)]
fn quiet(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    /// CREATE_NO_WINDOW of the Windows API.
    const NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(NO_WINDOW);
}

#[cfg(not(windows))]
fn quiet(_: &mut Command) {}

/// The end of what a reader writes on its error stream.
fn last_words(mut from: ChildStderr) -> Vec<u8> {
    let (mut kept, mut piece) = (vec![], [0; 1024]);
    while let Ok(count @ 1..) = from.read(&mut piece) {
        kept.extend_from_slice(&piece[..count]);
        if kept.len() > 2 * LAST_WORDS {
            kept.drain(..kept.len() - LAST_WORDS);
        }
    }
    kept
}

fn put(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(bytes)
}

/// A number; none where the input ends before it.
fn number(from: &mut impl Read) -> io::Result<Option<u64>> {
    let mut bytes = [0; 8];
    match from.read_exact(&mut bytes) {
        Err(err) if err.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        res => res.map(|()| Some(u64::from_le_bytes(bytes))),
    }
}

/// A piece of at most `most` bytes; none where the input ends within it.
fn piece(from: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = number(from)? else {
        return Ok(None);
    };
    if length > most {
        return Err(io::Error::other("longer than allowed"));
    }
    let mut bytes = vec![];
    from.take(length).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 == length).then_some(bytes))
}

fn question(from: &mut impl Read) -> io::Result<Option<Question>> {
    const NAME: u64 = 64 << 10;
    let Some(seconds) = number(from)? else {
        return Ok(None);
    };
    let (Some(name), Some(bytes)) = (piece(from, NAME)?, piece(from, u64::MAX)?) else {
        return Ok(None);
    };
    Ok(Some(Question {
        seconds,
        name: String::from_utf8_lossy(&name).into_owned(),
        bytes,
    }))
}

fn answer(from: &mut impl Read) -> Option<Parsed> {
    let bytes = piece(from, ANSWER).ok()??;
    serde_json::from_slice(&bytes).ok()
}

/// What the system holds a reader to.
#[cfg(unix)]
mod limits {
    use std::{os::unix::process::ExitStatusExt, time::Duration};

    use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};

    /// Bounds the memory of this process. It may write no file and leave no image of itself behind.
    pub(super) fn memory(bytes: u64) {
        for (resource, most) in [
            (Resource::As, bytes),
            (Resource::Core, 0),
            (Resource::Fsize, 0),
        ] {
            set(resource, most);
        }
    }

    /// Bounds the work of this process from now on.
    pub(super) fn seconds(more: u64) {
        let now = clock_gettime(ClockId::ProcessCPUTime);
        let so_far = Duration::new(now.tv_sec.unsigned_abs(), 0).as_secs();
        set(Resource::Cpu, so_far + more + 1);
    }

    /// Sets what holds now, not what may be set later: the next file has a bound of its own.
    fn set(resource: Resource, most: u64) {
        let maximum = getrlimit(resource).maximum;
        let current = maximum.map_or(most, |it| it.min(most));
        // Where the system refuses, the clock of whoever asks is the bound that is left.
        let _ = setrlimit(
            resource,
            Rlimit {
                current: Some(current),
                maximum,
            },
        );
    }

    /// Whether a process was ended because it worked too long.
    pub(super) fn by_time(status: std::process::ExitStatus) -> bool {
        status.signal() == Some(Signal::XCPU.as_raw())
    }
}

/// Elsewhere the clock of whoever asks is the bound.
#[cfg(not(unix))]
mod limits {
    pub(super) fn memory(_: u64) {}

    pub(super) fn seconds(_: u64) {}

    pub(super) fn by_time(_: std::process::ExitStatus) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_arrives_whole_or_not_at_all() {
        let mut pipe = vec![];
        for (name, bytes) in [(&b"a.pdf"[..], &b"%PDF"[..]), (b"b.pdf", b"")] {
            pipe.extend(7u64.to_le_bytes());
            put(&mut pipe, name).expect("written");
            put(&mut pipe, bytes).expect("written");
        }
        let of = |name: &str, bytes: &[u8]| Question {
            seconds: 7,
            name: name.into(),
            bytes: bytes.to_vec(),
        };
        let mut from = &pipe[..];
        assert_eq!(
            question(&mut from).expect("read"),
            Some(of("a.pdf", b"%PDF"))
        );
        assert_eq!(question(&mut from).expect("read"), Some(of("b.pdf", b"")));
        assert_eq!(question(&mut from).expect("the end"), None);
        for end in 0..32 {
            assert_eq!(question(&mut &pipe[..end]).expect("the end"), None, "{end}");
        }
        assert!(answer(&mut &pipe[..]).is_none(), "no answer at all");
    }
}
