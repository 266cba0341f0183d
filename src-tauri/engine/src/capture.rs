//! Capturing: the bytes that articles are read from become evidence, packed before the writer sees them.

use std::sync::{Arc, MutexGuard, OnceLock, PoisonError, atomic::Ordering};

use news::{
    AlertId, ArticleId, Source, Timestamp, TroubleCode,
    evidence::{CaptureKind, Received, text_of},
};
use sha2::{Digest, Sha256};
use store::{Capture, Captured, pack_bytes};

use crate::{Engine, Response, engine::Res, files};

/// How many alerts are looked at in one step of late capturing.
const ALERTS: usize = 2_000;

/// How many files are captured late at once, after the archive was looked through; upkeep does the rest.
const FILES: usize = 500;

/// The reader of today: the program's version and its reader's number.
pub(crate) fn reader() -> String {
    format!("{}/{}", env!("CARGO_PKG_VERSION"), parse::READER)
}

/// What articles were read from.
#[derive(Clone)]
pub(crate) enum Origin {
    /// It is kept whatever it brought.
    Captured(Arc<Capture>),
    /// A file: kept if it alerts. Until then its hash and its path are enough.
    File(Arc<FileRead>),
}

impl Origin {
    /// The capture, if it is `wanted` or kept anyway.
    pub(crate) fn captured(&self, wanted: bool) -> Option<Arc<Capture>> {
        match self {
            Origin::Captured(capture) => Some(capture.clone()),
            Origin::File(file) if wanted => file.captured(),
            Origin::File(_) => None,
        }
    }
}

/// A file that was read.
pub(crate) struct FileRead {
    received: Received,
    bytes: Vec<u8>,
    hash: Option<[u8; 32]>,
    /// Made at first use: articles of one file share it.
    capture: OnceLock<Option<Arc<Capture>>>,
}

impl FileRead {
    /// A file with its bytes and their SHA-256 in hexadecimal.
    pub(crate) fn new(
        source: &Source,
        path: &str,
        bytes: Vec<u8>,
        hash: &str,
        at: Timestamp,
    ) -> FileRead {
        FileRead {
            received: of_file(source, path, at, false),
            bytes,
            hash: unhex(hash),
            capture: OnceLock::new(),
        }
    }

    fn captured(&self) -> Option<Arc<Capture>> {
        let made = self.capture.get_or_init(|| {
            let hash = self.hash?;
            match capture(self.received.clone(), &self.bytes, hash) {
                Ok(it) => Some(Arc::new(it)),
                Err(err) => {
                    tracing::warn!("{} is filed without evidence: {err}", self.received.address);
                    None
                }
            }
        });
        made.clone()
    }
}

/// The answer to a request as evidence.
pub(crate) fn of_answer(
    source: &Source,
    kind: CaptureKind,
    answer: &Response,
    at: Timestamp,
) -> Res<Capture> {
    let received = Received {
        kind,
        source: source.name.clone(),
        source_id: source.id.0,
        address: answer.address.clone(),
        hops: answer.hops.clone(),
        status: Some(answer.status),
        headers: answer.headers.clone(),
        cut: answer.cut.map(|it| match it {
            TroubleCode::TooLarge => "it was larger than what is read".to_string(),
            _ => "the connection broke off".to_string(),
        }),
        at,
        late: false,
    };
    capture(received, &answer.body, Sha256::digest(&answer.body).into())
}

/// A page of the sample as evidence.
pub(crate) fn of_sample(source: &Source, path: &str, bytes: &[u8], at: Timestamp) -> Res<Capture> {
    let received = Received {
        kind: CaptureKind::Sample,
        ..of_file(source, path, at, false)
    };
    capture(received, bytes, Sha256::digest(bytes).into())
}

fn of_file(source: &Source, path: &str, at: Timestamp, late: bool) -> Received {
    Received {
        kind: CaptureKind::File,
        source: source.name.clone(),
        source_id: source.id.0,
        address: path.to_string(),
        hops: vec![],
        status: None,
        headers: vec![],
        cut: None,
        at,
        late,
    }
}

fn capture(received: Received, bytes: &[u8], hash: [u8; 32]) -> Res<Capture> {
    Ok(Capture {
        received,
        hash,
        size: bytes.len() as u64,
        packed: Some(pack_bytes(bytes)?),
        reader: reader(),
    })
}

/// The bytes that are written in hexadecimal.
fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    (text.len() == 64).then_some(bytes)
}

impl Engine {
    /// Captures some files whose articles alerted after they had been filed. Tells whether there may be more.
    pub(crate) fn capture_some(&self) -> Res<bool> {
        let seen = &self.inner.upkeep.captured;
        let after = AlertId(seen.load(Ordering::SeqCst));
        let (articles, last) = self.read(|it| it.uncaptured(after, ALERTS))?;
        for id in articles {
            if self.is_stopping() {
                return Ok(false);
            }
            self.capture_file_of(id)?;
        }
        if let Some(last) = last {
            seen.fetch_max(last.0, Ordering::SeqCst);
        }
        Ok(last.is_some())
    }

    /// Remembers articles of which the archive was found to hold something, as many as are captured at once.
    pub(crate) fn remember_found(&self, articles: impl Iterator<Item = ArticleId>) {
        let mut found = self.found();
        let room = FILES.saturating_sub(found.len());
        found.extend(articles.take(room));
    }

    /// After the archive was looked through: captures the files of what alerted. What is more than a bounded number is left
    /// to upkeep.
    pub(crate) fn capture_found(&self) {
        let articles = std::mem::take(&mut *self.found());
        for id in articles {
            if self.is_stopping() {
                return;
            }
            if let Err(err) = self.capture_file_of(id) {
                tracing::warn!("the file of article {id} is captured later: {err}");
                return;
            }
        }
    }

    fn found(&self) -> MutexGuard<'_, Vec<ArticleId>> {
        let found = self.inner.upkeep.found.lock();
        found.unwrap_or_else(PoisonError::into_inner)
    }

    /// Captures the file of an article as it is now: its bytes if they are those that were read, else the hash only.
    fn capture_file_of(&self, id: ArticleId) -> Res<()> {
        let Some((path, hash)) = self.read(|it| it.file_of(id))? else {
            return Ok(());
        };
        if !self.read(|it| it.snapshots_of(id, 1))?.is_empty() {
            return Ok(());
        }
        let Some(known) = unhex(&hash) else {
            return Ok(());
        };
        self.has_room()?;
        let stored = self.read(|it| it.article(id))?;
        let source = self.read(|it| it.source(stored.source_id))?;
        let now = self.now();
        let text: [u8; 32] = Sha256::digest(text_of(&stored.article)).into();
        let received = of_file(&source, &path, now, true);
        let bytes = files::look(&files::path_of(&path))
            .ok()
            .and_then(|it| files::read(&it).ok())
            .filter(|(_, found)| *found == hash)
            .map(|(bytes, _)| bytes);
        let (made, place) = match bytes {
            Some(bytes) => {
                let articles = parse::document(&path, &bytes).articles;
                let same =
                    |it: &news::Article| <[u8; 32]>::from(Sha256::digest(text_of(it))) == text;
                let place = articles.iter().position(same).unwrap_or(0);
                (capture(received, &bytes, known)?, place)
            }
            None => {
                let hash_only = Capture {
                    received,
                    hash: known,
                    size: 0,
                    packed: None,
                    reader: reader(),
                };
                (hash_only, 0)
            }
        };
        let captured = Captured {
            capture: Arc::new(made),
            place: u32::try_from(place).unwrap_or(u32::MAX),
            text,
        };
        self.write(move |writer| writer.capture_late(id, &captured, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_in_hexadecimal_is_read_whole_or_not_at_all() {
        let text = "00ff".repeat(16);
        assert_eq!(unhex(&text).map(|it| (it[0], it[31])), Some((0, 255)));
        for bad in [
            "",
            "00",
            &"0g".repeat(32),
            &"00".repeat(33),
            &"é".repeat(32),
        ] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }
}
