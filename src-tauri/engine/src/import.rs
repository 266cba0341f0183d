//! Reading files: once by hand, or what a watched folder holds.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    panic::resume_unwind,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use news::{
    ArticleId, JobId, Source, SourceKind, Timestamp, TroubleCode,
    desk::{FileTrouble, Job, JobState, SourceDraft},
};
use parse::Problem;
use store::{Came, FileSeen, Filed, KnownFile};

use crate::{
    Engine, EngineError,
    capture::{FileRead, Origin},
    engine::Res,
    files::{self, Found, Unread},
    ignore::Ignored,
    judge::{Arrival, IfFull},
};

/// How many files are read and parsed at a time, …
const CHUNK: usize = 128;

/// … and how many bytes; as much is filed meanwhile.
const CHUNK_BYTES: u64 = 32 << 20;

/// The address of the source that holds what was brought in by hand.
const BY_HAND: &str = "import:";

/// What an import brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Files that were looked at.
    pub files: u64,
    /// Articles that were not there before.
    pub new_articles: u64,
    /// New versions of articles that were.
    pub new_versions: u64,
    /// Files whose articles were there already.
    pub known: u64,
    /// Alerts that were raised.
    pub alerts: u64,
    /// Files that could not be read, with the reason.
    pub unreadable: Vec<FileTrouble>,
    /// Files that were not as they had been found when they were read: somebody writes to them.
    pub changing: u64,
}

impl Imported {
    /// The same in a line.
    fn in_words(&self) -> String {
        let versions = match self.new_versions {
            0 => String::new(),
            1 => ", 1 new version".to_string(),
            it => format!(", {it} new versions"),
        };
        let bad = match self.unreadable.len() {
            0 => String::new(),
            it => format!(", {it} could not be read"),
        };
        format!(
            "{} files: {} new articles{versions}, {} in already, {} alerts{bad}",
            self.files, self.new_articles, self.known, self.alerts
        )
    }

    /// Adds what came of filing.
    pub(crate) fn add(&mut self, filed: &Filed) {
        self.new_articles += u64::from(filed.new_articles);
        self.new_versions += u64::from(filed.new_versions);
        self.known += u64::from(filed.known);
        self.alerts += filed.alerts.len() as u64;
    }
}

/// What became of one file before it is filed.
pub(crate) enum Parsed {
    /// Articles, with the file; and what of it could not be read, if anything.
    Articles(Vec<Arrival>, Option<(FileSeen, String)>),
    /// The bytes of another file that is in.
    Same(FileSeen, ArticleId),
    /// Nothing, and why.
    Unreadable(FileSeen, String),
    /// Nothing yet: it is gone, or somebody writes to it.
    Later(FileSeen, Unread),
}

impl Engine {
    /// Reads files and folders once, and waits until that is done. What is in already is not read twice, so an
    /// import that was interrupted goes on where it was. `progress` is told how far it is, and can end it;
    /// what is done stays.
    ///
    /// # Errors
    /// A path that does not exist, a full disk, and what the database says. What was filed before stays.
    pub fn import_now(
        &self,
        paths: Vec<PathBuf>,
        progress: &mut dyn FnMut(&Job) -> ControlFlow<()>,
    ) -> Res<Imported> {
        let mut job = Job {
            id: JobId(0),
            title: "Reading files".into(),
            done: 0,
            total: None,
            detail: String::new(),
            state: JobState::Running,
            outcome: None,
            began_at: self.now(),
        };
        self.import_files(&paths, &mut |done, total, detail| {
            job.done = done;
            job.total = Some(total);
            job.detail = detail.to_string();
            progress(&job).is_continue()
        })
    }

    /// Reads files and folders once, as a job.
    ///
    /// # Errors
    /// A path that does not exist.
    pub fn import(&self, paths: Vec<PathBuf>) -> Res<JobId> {
        if let Some(missing) = paths.iter().find(|it| !it.exists()) {
            return Err(missing_path(missing));
        }
        let title = match &paths[..] {
            [path] => format!("Reading {}", path.display()),
            _ => format!("Reading {} files and folders", paths.len()),
        };
        let engine = self.clone();
        Ok(self.job(&title, move |work| {
            let imported = engine.import_files(&paths, &mut |done, total, detail| {
                work.at(done, Some(total), detail)
            })?;
            Ok(imported.in_words())
        }))
    }

    fn import_files(
        &self,
        paths: &[PathBuf],
        progress: &mut dyn FnMut(u64, u64, &str) -> bool,
    ) -> Res<Imported> {
        let source = self.by_hand()?;
        let mut imported = Imported::default();
        let (mut found, mut troubles) = (vec![], vec![]);
        let nothing = Ignored::default();
        for path in paths {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            match std::fs::metadata(&path) {
                Ok(it) if it.is_dir() => {
                    let mut walked = files::walk(&path, &nothing);
                    found.append(&mut walked.found);
                    troubles.append(&mut walked.troubles);
                    troubles.extend(walked.bound);
                }
                // A file that is named is read whatever it is called; what it holds decides.
                Ok(_) => found.push(
                    files::look(&path)
                        .map_err(|err| EngineError::io("Cannot be read:", &path, &err))?,
                ),
                Err(_) => return Err(missing_path(&path)),
            }
        }
        let now = self.now();
        for (path, why) in troubles {
            imported.unreadable.push(FileTrouble {
                path: path.display().to_string(),
                why,
                at: now,
            });
        }
        let known = self.read(|it| it.files_of(source.id))?;
        imported.files = found.len() as u64;
        self.read_files(
            &source,
            found,
            &known,
            &mut imported,
            IfFull::Fail,
            progress,
        )?;
        Ok(imported)
    }

    /// Reads, parses and files `found`, but for what is in as it is. Gives the counts into `imported`.
    pub(crate) fn read_files(
        &self,
        source: &Source,
        found: Vec<Found>,
        known: &HashMap<String, KnownFile>,
        imported: &mut Imported,
        if_full: IfFull,
        progress: &mut dyn FnMut(u64, u64, &str) -> bool,
    ) -> Res<()> {
        let total = found.len() as u64;
        let mut done = 0;
        // What was parsed, and is filed while the next files are.
        let mut parsed = vec![];
        for chunk in chunks(&found) {
            let name = chunk
                .first()
                .and_then(|it| it.path.file_name())
                .map(|it| it.to_string_lossy().into_owned());
            if !progress(done, total, name.as_deref().unwrap_or_default()) {
                return self.file_parsed(source, parsed, known, imported, if_full);
            }
            let fresh: Vec<&Found> = chunk
                .iter()
                .filter(|it| !is_in(it, known.get(&it.name())))
                .collect();
            imported.known += (chunk.len() - fresh.len()) as u64;
            let (large, fresh): (Vec<&Found>, Vec<&Found>) =
                fresh.into_iter().partition(|it| it.size > files::MOST);
            let before = std::mem::take(&mut parsed);
            let (next, filed) = thread::scope(|scope| {
                let filing =
                    scope.spawn(|| self.file_parsed(source, before, known, imported, if_full));
                let next: Res<Vec<Parsed>> = on_own_threads(&fresh, |it| {
                    self.parse_file(source, it, known.get(&it.name()))
                })
                .into_iter()
                .collect();
                let filed = filing.join();
                (next, filed.unwrap_or_else(|it| resume_unwind(it)))
            });
            filed?;
            parsed = next?;
            if !large.is_empty() {
                // Which may take minutes.
                let small = std::mem::take(&mut parsed);
                self.file_parsed(source, small, known, imported, if_full)?;
            }
            for it in large {
                let mut at = |articles: u64| {
                    let name = it.path.file_name().unwrap_or_default().to_string_lossy();
                    progress(done, total, &format!("{name}: {articles} articles so far"))
                };
                parsed.extend(self.read_large(source, it, imported, if_full, &mut at)?);
            }
            done += chunk.len() as u64;
        }
        self.file_parsed(source, parsed, known, imported, if_full)?;
        progress(done, total, "");
        Ok(())
    }

    fn parse_file(&self, source: &Source, found: &Found, known: Option<&KnownFile>) -> Res<Parsed> {
        let (bytes, hash) = match files::read(found) {
            Ok(it) => it,
            Err(Unread::Why(why)) => {
                return Ok(Parsed::Unreadable(found.seen(String::new()), why));
            }
            Err(it) => return Ok(Parsed::Later(found.seen(String::new()), it)),
        };
        let seen = found.seen(hash.clone());
        if let Some(article) = self.read(|it| it.article_of_bytes(source.id, &hash))? {
            return Ok(Parsed::Same(seen, article));
        }
        let parsed = self.inner.documents.read(&found.name(), &bytes);
        if parsed.articles.is_empty() {
            return Ok(Parsed::Unreadable(seen, in_words(&parsed.problems)));
        }
        // The same file, changed, is the same article, unless it says otherwise by its address.
        let former = known
            .and_then(|it| it.identity)
            .filter(|_| parsed.articles.len() == 1);
        let is_document = parse::is_apart(&found.name(), &bytes);
        let lost: Vec<Problem> = parsed
            .problems
            .into_iter()
            .filter(|it| is_loss(it.code, is_document))
            .collect();
        let partly = (!lost.is_empty())
            .then(|| (seen.clone(), format!("Read in part. {}", in_words(&lost))));
        let count = parsed.articles.len();
        let holder: Option<Arc<str>> = (count > 1).then(|| hash.as_str().into());
        let origin = Origin::File(Arc::new(FileRead::new(
            source,
            &seen.path,
            bytes,
            &hash,
            self.now(),
        )));
        let arrivals = (0..)
            .zip(parsed.articles)
            .map(|(place, article)| Arrival {
                article,
                file: (place as usize + 1 == count).then(|| seen.clone()),
                holder: holder.clone(),
                path: Some(seen.path.clone()),
                former,
                place,
                origin: Some(origin.clone()),
                came: Came::default(),
            })
            .collect();
        Ok(Parsed::Articles(arrivals, partly))
    }

    fn file_parsed(
        &self,
        source: &Source,
        parsed: Vec<Parsed>,
        known: &HashMap<String, KnownFile>,
        imported: &mut Imported,
        if_full: IfFull,
    ) -> Res<()> {
        let (mut arrivals, mut same, now) = (vec![], vec![], self.now());
        let mut partly = vec![];
        for it in parsed {
            match it {
                Parsed::Articles(some, lost) => {
                    arrivals.extend(some);
                    partly.extend(lost);
                }
                Parsed::Same(file, article) => same.push((file, article)),
                Parsed::Later(file, why) => {
                    imported.changing += u64::from(why == Unread::Changing);
                    // A watched folder is looked at again; an import is not.
                    if source.kind == SourceKind::Import {
                        imported.unreadable.push(FileTrouble {
                            path: file.path,
                            why: match why {
                                Unread::Changing => {
                                    "was being written to: import it again once that is done".into()
                                }
                                Unread::Gone | Unread::Why(_) => "is gone".into(),
                            },
                            at: now,
                        });
                    }
                }
                Parsed::Unreadable(file, why) => {
                    imported.unreadable.push(FileTrouble {
                        path: file.path.clone(),
                        why: why.clone(),
                        at: now,
                    });
                    let id = source.id;
                    let before = known.get(&file.path);
                    // What could not be opened is tried at every look, and told once.
                    let told = file.hash.is_empty()
                        && before.is_some_and(|it| it.hash.is_empty() && it.size == file.size);
                    if !told {
                        self.until_stored(if_full, || {
                            let (file, why) = (file.clone(), why.clone());
                            self.write(move |writer| writer.file_trouble(id, &file, &why, now))
                        })?;
                    }
                }
            }
        }
        if !same.is_empty() {
            imported.known += same.len() as u64;
            let id = source.id;
            self.until_stored(if_full, || {
                let same = same.clone();
                self.write(move |writer| writer.same_files(id, &same, now))
            })?;
        }
        let filed: Filed = self.file_arrivals(source, arrivals, if_full)?;
        // After their articles, whose filing says that all is well with a file.
        for (file, why) in partly {
            imported.unreadable.push(FileTrouble {
                path: file.path.clone(),
                why: why.clone(),
                at: now,
            });
            let id = source.id;
            self.until_stored(if_full, || {
                let (file, why) = (file.clone(), why.clone());
                self.write(move |writer| writer.file_trouble(id, &file, &why, now))
            })?;
        }
        imported.add(&filed);
        Ok(())
    }

    /// The source that holds what was brought in by hand; made at first use.
    fn by_hand(&self) -> Res<Source> {
        if let Some(source) = self.read(|it| it.source_at(SourceKind::Import, BY_HAND))? {
            return Ok(source);
        }
        let draft = SourceDraft::new(SourceKind::Import, BY_HAND, "Imported files");
        let now: Timestamp = self.now();
        self.has_room()?;
        self.write(move |writer| writer.save_source(&draft, false, now))
    }
}

/// Whether a problem of a file that gave articles is a part of it that was not read. That a page has no article text on
/// it is none; of a document in parts it is.
pub(crate) fn is_loss(code: TroubleCode, is_document: bool) -> bool {
    match code {
        TroubleCode::TooLarge | TroubleCode::Internal => true,
        TroubleCode::File | TroubleCode::Damaged => is_document,
        _ => false,
    }
}

/// What is wrong with a file, in words.
pub(crate) fn in_words(problems: &[Problem]) -> String {
    /// As many as fit into a line that is still read.
    const TOLD: usize = 5;
    let mut words: Vec<&str> = problems
        .iter()
        .take(TOLD)
        .map(|it| it.message.as_str())
        .collect();
    let more = problems.len().saturating_sub(TOLD);
    let more = format!("And {more} more.");
    if problems.len() > TOLD {
        words.push(&more);
    }
    match words.is_empty() {
        true => "holds no text".to_string(),
        false => words.join(" "),
    }
}

/// Whether a file is in as it is: same size, same time of change, and its bytes were read, whatever they held.
pub(crate) fn is_in(found: &Found, known: Option<&KnownFile>) -> bool {
    known.is_some_and(|it| {
        it.size == found.size && it.modified_at == found.modified_at && !it.hash.is_empty()
    })
}

/// The files in order, so many at a time that they fit into memory.
fn chunks(found: &[Found]) -> impl Iterator<Item = &[Found]> {
    let mut rest = found;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let more = rest.iter().take(CHUNK).skip(1).take_while(|it| {
            bytes += it.size;
            bytes <= CHUNK_BYTES
        });
        let count = (1 + more.count()).min(rest.len());
        let (chunk, left) = rest.split_at(count);
        rest = left;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// What comes of each, in their order, on as many threads as there are cores. Their own: a drive that does not answer holds
/// whoever reads from it, and must not hold those who search and keep up.
fn on_own_threads<T: Sync, R: Send>(all: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = vec![];
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(it) = all.get(number) else {
                return done;
            };
            done.push((number, each(it)));
        }
    };
    let others = rayon::current_num_threads().min(all.len());
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..others).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for it in others {
            done.extend(it.join().unwrap_or_else(|it| resume_unwind(it)));
        }
        done
    });
    done.sort_unstable_by_key(|it| it.0);
    done.into_iter().map(|it| it.1).collect()
}

fn missing_path(path: &Path) -> EngineError {
    EngineError::bad_input(
        format!("{} does not exist.", path.display()),
        "Look at the spelling of the path.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_an_import_is_told_of() {
        let quiet = Imported {
            files: 3,
            new_articles: 2,
            known: 1,
            ..Imported::default()
        };
        let trouble = FileTrouble {
            path: "/press/a.pdf".into(),
            why: "damaged".into(),
            at: Timestamp(0),
        };
        let busy = Imported {
            files: 5,
            new_versions: 1,
            alerts: 4,
            unreadable: vec![trouble],
            ..quiet.clone()
        };
        for (imported, told) in [
            (quiet, "3 files: 2 new articles, 1 in already, 0 alerts"),
            (
                busy,
                "5 files: 2 new articles, 1 new version, 1 in already, 4 alerts, 1 could not be read",
            ),
        ] {
            assert_eq!(imported.in_words(), told);
        }
    }
}
