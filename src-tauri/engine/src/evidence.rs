//! Evidence that leaves the desk: what was captured of an article, and the file that alerts rest on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, BufWriter, Read},
    path::Path,
};

use news::{
    AlertId, ArticleId,
    desk::ErrorCode,
    evidence::{CaptureView, EvidenceView, Exported, Keeping, Kept, Record, Told},
};
use press::{Bundle, BundleAlert, BundleArticle, BundleCapture};
use sha2::{Digest, Sha256};
use store::Reader;

use crate::{Engine, EngineError, engine::Res, judge::hex, output::replace_with};

/// The most captures of one article that are looked at or exported: the newest.
pub(crate) const MOST_CAPTURES: usize = 100;

/// The most alerts of one file.
const MOST_ALERTS: usize = 1_000;

/// How many snapshots are let go in one transaction.
const GONE: usize = 200;

impl Engine {
    /// What is known of where an article came from.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], and what the database says.
    pub fn evidence_of(&self, id: ArticleId) -> Res<EvidenceView> {
        self.read(|it| it.article(id))?;
        let mut captures = vec![];
        for it in self
            .read(|it| it.snapshots_of(id, MOST_CAPTURES))?
            .iter()
            .rev()
        {
            let Some(record) = Record::from_line(&it.record) else {
                continue; // Checking names it.
            };
            let Told::Capture {
                received,
                sha256,
                size,
                kept,
                articles,
                ..
            } = record.told
            else {
                continue;
            };
            let version = articles
                .iter()
                .find(|it| it.article_id == id)
                .map_or(1, |it| it.version);
            let before = received.hops.len().saturating_sub(1);
            captures.push(CaptureView {
                number: it.number,
                kind: received.kind,
                at: received.at,
                by_way_of: received
                    .hops
                    .iter()
                    .take(before)
                    .map(|it| it.address.clone())
                    .collect(),
                address: received.address,
                status: received.status,
                sha256,
                size,
                kept,
                cut: received.cut,
                late: received.late,
                version,
            });
        }
        let file = match captures.is_empty() {
            true => self.read(|it| it.file_of(id))?,
            false => None,
        };
        Ok(EvidenceView {
            article_id: id,
            captures,
            file,
        })
    }

    /// What the desk keeps as evidence.
    ///
    /// # Errors
    /// What the database says.
    pub fn evidence_kept(&self) -> Res<Kept> {
        self.read(Reader::evidence_kept)
    }

    /// Sets what becomes of bytes that nobody needs as evidence. Nothing goes at once: see [`Engine::let_snapshots_go`].
    ///
    /// # Errors
    /// [`ErrorCode::BadInput`] for more days than ten years.
    pub fn save_keeping(&self, keeping: Keeping) -> Res<()> {
        if keeping.days > 3_660 {
            return Err(EngineError::bad_input(
                format!("Captures cannot be kept for {} days.", keeping.days),
                "Say 0 to 3660 days. Those of articles with alerts are kept for as long as the alerts are.",
            ));
        }
        self.write(move |writer| writer.save_keeping(&keeping))
    }

    /// Lets captures go that nobody needs and whose time is over. Gives how many went.
    ///
    /// # Errors
    /// What the database says. What went before stays gone.
    pub fn let_snapshots_go(&self) -> Res<u64> {
        let (keeping, now) = (self.read(Reader::keeping)?, self.now());
        let before = self.read(|it| it.kept_since(&keeping, now))?;
        let mut gone = 0;
        while !self.is_stopping() {
            let some = self.write(move |writer| writer.let_snapshots_go(before, now, GONE))?;
            gone += some as u64;
            if some == 0 {
                break;
            }
        }
        Ok(gone)
    }

    /// Writes what alerts rest on into one file, in the place of one that may be there. The same evidence gives the same
    /// bytes.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where one of the alerts is not there, [`ErrorCode::BadInput`] for none or too many of them,
    /// [`ErrorCode::DiskFull`], and what the disk or the database says. Then nothing is written.
    pub fn export_evidence(&self, ids: &[AlertId], to: &Path) -> Res<Exported> {
        let ids: BTreeSet<AlertId> = ids.iter().copied().collect();
        if ids.is_empty() || ids.len() > MOST_ALERTS {
            return Err(EngineError::bad_input(
                format!("{} alerts were named.", ids.len()),
                format!("Name 1 to {MOST_ALERTS}; more go into several files."),
            ));
        }
        let (bundle, room) = self.bundle(&ids)?;
        let folder = to
            .parent()
            .filter(|it| !it.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        if (self.inner.options.free_space)(folder).is_ok_and(|free| free < room) {
            return Err(no_room(to));
        }
        let mut failed = None;
        let mut bytes_of = |number| {
            self.read(|it| it.bytes_of(number)).map_err(|err| {
                failed = Some(err);
                io::Error::other("captured bytes could not be read")
            })
        };
        let written = replace_with(to, |file| {
            let out = press::write_bundle(BufWriter::new(file), &bundle, &mut bytes_of)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)
        });
        if let Err(err) = written {
            return Err(match (failed, err.kind()) {
                (Some(err), _) => err,
                (None, io::ErrorKind::StorageFull) => no_room(to),
                (None, _) => EngineError::io("The evidence cannot be written:", to, &err),
            });
        }
        let (bytes, sha256) = hash_of(to)
            .map_err(|err| EngineError::io("The evidence cannot be read again:", to, &err))?;
        Ok(Exported {
            file: to.display().to_string(),
            bytes,
            sha256,
            alerts: bundle.alerts.len() as u64,
            captures: bundle.captures.len() as u64,
            missing: bundle
                .articles
                .iter()
                .filter_map(|it| {
                    Some(format!(
                        "article {} ({}): {}",
                        it.id,
                        it.outlet,
                        it.missing.as_ref()?
                    ))
                })
                .collect(),
        })
    }

    /// What alerts rest on, and how many bytes that may take.
    fn bundle(&self, ids: &BTreeSet<AlertId>) -> Res<(Bundle, u64)> {
        let mut bundle = Bundle::default();
        let mut versions: BTreeMap<ArticleId, BTreeSet<u32>> = BTreeMap::new();
        for id in ids {
            let alert = self.read(|it| it.alert(*id))?;
            let version = self.read(|it| it.alerted_version(*id))?;
            versions
                .entry(alert.row.article_id)
                .or_default()
                .insert(version);
            bundle.alerts.push(BundleAlert {
                row: alert.row,
                version,
                topic_version: alert.topic_version,
                query: alert.query,
                proof: alert.proof,
            });
        }
        let (mut captures, mut room) = (BTreeMap::new(), 1 << 20);
        for (id, mut wanted) in versions {
            let stored = self.read(|it| it.article(id))?;
            wanted.insert(stored.version);
            let mut missing = vec![];
            let snapshots = self.read(|it| it.snapshots_of(id, MOST_CAPTURES))?;
            for it in snapshots {
                let Some(record) = Record::from_line(&it.record) else {
                    missing.push(format!("record {} cannot be read", it.number));
                    continue;
                };
                if let Told::Capture {
                    articles,
                    size,
                    kept,
                    ..
                } = &record.told
                {
                    wanted.extend(
                        articles
                            .iter()
                            .filter(|it| it.article_id == id)
                            .map(|it| it.version),
                    );
                    room += size * 2;
                    if !kept {
                        missing.push(format!(
                            "of capture {} only the SHA-256 was kept",
                            it.number
                        ));
                    }
                }
                captures.insert(
                    it.number,
                    BundleCapture {
                        line: it.record,
                        record,
                    },
                );
            }
            let captured = |version: &u32| {
                captures.values().any(|it| match &it.record.told {
                    Told::Capture { articles, .. } => articles
                        .iter()
                        .any(|it| it.article_id == id && it.version == *version),
                    Told::LetGo { .. } => false,
                })
            };
            missing.extend(
                wanted
                    .iter()
                    .filter(|it| !captured(it))
                    .map(|it| format!("nothing was captured of version {it}")),
            );
            let mut texts = vec![];
            for version in wanted {
                if let Some(article) = self.read(|it| it.version_of(id, version))? {
                    texts.push((version, article));
                }
            }
            bundle.articles.push(BundleArticle {
                id,
                outlet: stored.outlet,
                first_seen_at: stored.first_seen_at,
                versions: texts,
                missing: (!missing.is_empty()).then(|| missing.join("; ")),
            });
        }
        bundle.captures = captures.into_values().collect();
        Ok((bundle, room))
    }
}

fn no_room(to: &Path) -> EngineError {
    EngineError::new(
        ErrorCode::DiskFull,
        format!("There is no room for {}.", to.display()),
        "Nothing was written. Free some space, or choose another folder.",
    )
}

/// The length of a file and its SHA-256.
fn hash_of(path: &Path) -> io::Result<(u64, String)> {
    let (mut file, mut hash, mut length) = (File::open(path)?, Sha256::new(), 0);
    let mut room = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut room)?;
        if read == 0 {
            return Ok((length, hex(&hash.finalize())));
        }
        length += read as u64;
        hash.update(&room[..read]);
    }
}
