//! What leaves the desk: digests. And its sources.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use news::{
    AlertState, EditionId, Source, SourceId, SourceKind,
    desk::{Change, EditionRow, SourceDraft, SourceStanding, SourceState, SourceView},
    digest::{Coverage, DigestFormat, DigestOrder, Edition, SilentSource, edition},
    health::{SourceHealth, Standing},
};
use store::Reader;
use url::Url;

use crate::{
    Engine, EngineError,
    engine::Res,
    feeds::{host, origin},
    ignore,
    logins::{take_apart, without_login},
    watchlists::name,
};

impl Engine {
    /// What a digest would hold now.
    ///
    /// # Errors
    /// A window that ends before it begins.
    pub fn preview_digest(&self, order: &DigestOrder) -> Res<Edition> {
        if order.since >= order.until {
            return Err(EngineError::bad_input(
                "The digest's window ends before it begins.",
                "Choose a beginning that lies before the end.",
            ));
        }
        let mut order = order.clone();
        order.title = name(&order.title, "The digest")?;
        let states = if order.states.is_empty() {
            vec![AlertState::New, AlertState::Kept]
        } else {
            order.states.clone()
        };
        let alerts = self.read(|it| it.digest_alerts(order.since, order.until, &states))?;
        let watchlists: Vec<_> = self
            .watchlists()?
            .into_iter()
            .map(|it| {
                (
                    it.watchlist,
                    it.topics.into_iter().map(|it| it.topic).collect::<Vec<_>>(),
                )
            })
            .collect();
        let coverage = self.coverage(&order)?;
        let zone = self.zone()?;
        Ok(edition(
            &order,
            &alerts,
            &watchlists,
            coverage,
            &zone,
            self.now(),
        ))
    }

    fn coverage(&self, order: &DigestOrder) -> Res<Coverage> {
        let now = self.now();
        let sources: Vec<SourceView> = self
            .read(|it| it.sources(now))?
            .into_iter()
            .filter(|it| it.source.kind != SourceKind::Import)
            .collect();
        let silent: HashMap<SourceId, SilentSource> = self
            // Of the window: what fell silent after it was well within it, whenever the digest is made.
            .read(|it| it.health_of_all(order.until.min(now)))?
            .into_iter()
            .filter(|it| it.standing == Standing::Silent)
            .filter_map(|it| {
                let (since, name, words) = (it.silent_since?, it.name, it.words);
                Some((it.source_id, SilentSource { name, since, words }))
            })
            .collect();
        let active: Vec<&SourceView> = sources
            .iter()
            .filter(|it| it.state != SourceState::Paused)
            .collect();
        Ok(Coverage {
            sources: active.len() as u32,
            healthy: active
                .iter()
                .filter(|it| it.state == SourceState::Healthy)
                .filter(|it| !silent.contains_key(&it.source.id))
                .count() as u32,
            paused: sources
                .iter()
                .filter(|it| it.state == SourceState::Paused)
                .map(|it| it.source.name.clone())
                .collect(),
            troubled: active
                .iter()
                .filter_map(|it| Some((it.source.name.clone(), it.trouble.clone()?)))
                .collect(),
            silent: silent.into_values().collect(),
            articles: self.read(|it| it.count_seen(order.since, order.until))?,
        })
    }

    /// A digest in one format, without writing a file.
    ///
    /// # Errors
    /// As [`Engine::preview_digest`].
    pub fn render_digest(&self, order: &DigestOrder, format: DigestFormat) -> Res<String> {
        let edition = self.preview_digest(order)?;
        Ok(String::from_utf8_lossy(&press::write(&edition, format)).into_owned())
    }

    /// Makes a digest: freezes what it holds, writes its files, and keeps it. Each file is written under
    /// another name, brought to the disk, and renamed; none is overwritten.
    ///
    /// # Errors
    /// No format, and a folder that cannot be written to.
    pub fn make_digest(&self, order: &DigestOrder) -> Res<EditionRow> {
        if order.formats.is_empty() {
            return Err(EngineError::bad_input(
                "The digest has no format.",
                "Choose at least one: Markdown, HTML or JSON.",
            ));
        }
        let edition = self.preview_digest(order)?;
        let folder = match &order.folder {
            Some(folder) => PathBuf::from(folder),
            None => self.inner.options.data_dir.join("digests"),
        };
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        fs::create_dir_all(&folder)
            .map_err(|err| EngineError::io("The digest's folder cannot be made:", &folder, &err))?;
        let mut files = vec![];
        for format in &order.formats {
            let path = write_aside(
                &folder,
                &press::file_name(&edition, *format),
                &press::write(&edition, *format),
            )
            .map_err(|err| EngineError::io("The digest cannot be written into", &folder, &err))?;
            files.push(path.display().to_string());
        }
        let (kept, names) = (edition.clone(), files.clone());
        let id = self.write(move |writer| writer.add_edition(&kept, &names))?;
        self.tell(Change::Digests);
        Ok(EditionRow {
            id,
            title: edition.title.clone(),
            made_at: edition.made_at,
            since: edition.since,
            until: edition.until,
            entries: edition.entries() as u32,
            files,
        })
    }

    /// The digests that were made, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn editions(&self) -> Res<Vec<EditionRow>> {
        self.read(Reader::editions)
    }

    /// One digest, as it was made.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn edition(&self, id: EditionId) -> Res<Edition> {
        self.read(|it| it.edition(id))
    }

    /// Every source with its health.
    ///
    /// # Errors
    /// What the database says.
    pub fn sources(&self) -> Res<Vec<SourceView>> {
        let now = self.now();
        let mut all = self.read(|it| it.sources(now))?;
        for it in &mut all {
            it.followed = self.inner.watching.followed.of(it.source.id);
        }
        Ok(all)
    }

    /// How a source does: what it brings beside what is usual, how late, since when nothing, and why it is looked at when it is.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn source_health(&self, id: SourceId) -> Res<SourceHealth> {
        let now = self.now();
        self.read(|it| it.health(id, now))
    }

    /// The same of every source, by name.
    ///
    /// # Errors
    /// What the database says.
    pub fn health_of_all(&self) -> Res<Vec<SourceHealth>> {
        let now = self.now();
        self.read(|it| it.health_of_all(now))
    }

    /// How every source stands.
    ///
    /// # Errors
    /// What the database says.
    pub fn standings(&self) -> Res<Vec<SourceStanding>> {
        let short = |it: SourceHealth| SourceStanding {
            source_id: it.source_id,
            standing: it.standing,
            words: it.words,
            diagnoses: it.diagnoses.len() as u32,
            last_article_at: it.last_article_at,
            late_minutes: it.late_minutes,
            interval_minutes: it.interval_minutes,
        };
        Ok(self.health_of_all()?.into_iter().map(short).collect())
    }

    /// Adds or changes a source.
    ///
    /// # Errors
    /// An address that is none, a folder that does not exist, one that is there already.
    pub fn save_source(&self, draft: &SourceDraft) -> Res<Source> {
        let mut draft = draft.clone();
        draft.address = draft.address.trim().to_string();
        let mut login = None;
        match draft.kind {
            SourceKind::Feed => {
                let url = Url::parse(&draft.address)
                    .ok()
                    .filter(|it| matches!(it.scheme(), "http" | "https") && it.has_host());
                let mut url = url.ok_or_else(|| {
                    EngineError::bad_input(
                        format!(
                            "“{}” is no address of a feed.",
                            without_login(&draft.address)
                        ),
                        "Give its address with http:// or https://.",
                    )
                })?;
                login = take_apart(&mut url);
                url.set_fragment(None);
                draft.address = url.to_string();
            }
            SourceKind::Folder => {
                let path = PathBuf::from(&draft.address);
                if draft.id.is_none() && !path.is_dir() {
                    return Err(EngineError::bad_input(
                        format!("There is no folder {}.", path.display()),
                        "Make it first, or look at the spelling of its path.",
                    ));
                }
                let path = fs::canonicalize(&path)
                    .or_else(|_| std::path::absolute(&path))
                    .unwrap_or(path);
                draft.address = path.display().to_string();
            }
            SourceKind::Import | SourceKind::Sample => {
                return Err(EngineError::bad_input(
                    "Such a source is made by the program itself.",
                    "Add a feed or a folder.",
                ));
            }
        }
        if let Some(minutes) = draft.interval_minutes
            && !(5..=1_440).contains(&minutes)
        {
            return Err(EngineError::bad_input(
                format!("A source cannot be looked at every {minutes} minutes."),
                "Choose 5 to 1440 minutes.",
            ));
        }
        if draft.name.trim().is_empty() {
            // The feed's own title takes this place at the first look.
            draft.name = match draft.kind {
                SourceKind::Feed => host(&draft.address),
                _ => Path::new(&draft.address).file_name().map_or_else(
                    || draft.address.clone(),
                    |it| it.to_string_lossy().into_owned(),
                ),
            };
        }
        draft.name = name(&draft.name, "The source")?;
        for it in [
            &mut draft.publisher,
            &mut draft.group,
            &mut draft.country,
            &mut draft.language,
        ] {
            *it = it
                .take()
                .map(|it| it.trim().to_string())
                .filter(|it| !it.is_empty());
        }
        if let Some(patterns) = &mut draft.ignore {
            if draft.kind != SourceKind::Folder {
                patterns.clear();
            }
            *patterns = ignore::cleaned(patterns)?;
        }
        let now = self.now();
        let was = draft
            .id
            .map(|id| self.read(|it| it.source(id)))
            .transpose()?;
        let mut saved = self.write(move |writer| writer.save_source(&draft, false, now))?;
        let is_replanned = was
            .as_ref()
            .is_some_and(|it| it.interval_minutes != saved.interval_minutes);
        // A certificate belongs to a host, name and password to scheme, host and port: others are not told of them.
        let is_other_host = was
            .as_ref()
            .is_some_and(|it| host(&it.address) != host(&saved.address));
        let elsewhere = was.filter(|it| origin(&it.address) != origin(&saved.address));
        if is_other_host && saved.certificate.is_some() {
            self.trust_certificate(saved.id, None)?;
        }
        match login {
            Some((user, password)) => {
                self.set_login(saved.id, Some((&user, password)))?;
            }
            None if elsewhere.is_some() && saved.user.is_some() => {
                self.set_login(saved.id, None)?;
            }
            None => {}
        }
        if let Some(was) = &elsewhere {
            self.forget_login(was)?;
        }
        if saved.kind == SourceKind::Feed {
            let id = saved.id;
            saved = self.read(|it| it.source(id))?;
            if is_replanned {
                self.plan_anew(&saved)?;
            }
        }
        self.tell(Change::Sources);
        Ok(saved)
    }

    /// Removes a source; its articles stay readable. Can be undone.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn remove_source(&self, id: SourceId) -> Res<()> {
        let now = self.now();
        self.write(move |writer| writer.remove_source(id, now))?;
        self.tell(Change::Sources);
        self.tell(Change::Triaged);
        Ok(())
    }
}

/// Writes a file under another name in the same folder, brings it to the disk and puts it in the place of one that may
/// be there.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_with(path, |mut file| {
        file.write_all(bytes)?;
        Ok(file)
    })
}

/// As [`replace`], with what `write` writes into the file. What a killed program left of an earlier one is taken away.
pub(crate) fn replace_with(
    path: &Path,
    write: impl FnOnce(File) -> io::Result<File>,
) -> io::Result<()> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::other("it has no name"))?
        .to_string_lossy();
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    forget_parts(folder, &name);
    let aside = folder.join(format!(".{name}.{}.part", std::process::id()));
    let res = File::create(&aside).and_then(write).and_then(|file| {
        file.sync_all()?;
        drop(file);
        fs::rename(&aside, path)
    });
    if res.is_err() {
        let _ = fs::remove_file(&aside);
    } else if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    res
}

/// Takes away what was left of a file that was never finished.
fn forget_parts(folder: &Path, name: &str) {
    let before = format!(".{name}.");
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let found = entry.file_name();
        let found = found.to_string_lossy();
        let number = found
            .strip_prefix(&before)
            .and_then(|it| it.strip_suffix(".part"));
        if number.is_some_and(|it| it.parse::<u32>().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes a file under another name in the same folder, brings it to the disk and renames it. Where the name is
/// taken, a number is put behind it.
fn write_aside(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let aside = folder.join(format!(".{name}.{}.part", std::process::id()));
    let res = (|| {
        let mut file = File::create(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        for number in 1_u32.. {
            let free = if number == 1 {
                name.to_string()
            } else {
                format!("{stem}-{number}.{ending}")
            };
            let path = folder.join(free);
            // A hard link fails where the name is taken, so that two writers cannot overwrite each other.
            match fs::hard_link(&aside, &path) {
                Ok(()) => return Ok(path),
                Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {}
                Err(_) if !path.exists() => {
                    fs::rename(&aside, &path)?;
                    return Ok(path);
                }
                Err(_) => {}
            }
        }
        Err(io::Error::other("no free name"))
    })();
    let _ = fs::remove_file(&aside);
    // The name is brought to the disk as well, where the system can do that.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("read").flatten();
        let mut names: Vec<String> = entries
            .map(|it| it.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_there_whole_or_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("evidence.zip");
        let full = |mut file: File| {
            file.write_all(b"half of")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        let err = replace_with(&path, full).expect_err("no room");
        assert_eq!(err.kind(), io::ErrorKind::StorageFull);
        assert_eq!(
            names(folder.path()),
            Vec::<String>::new(),
            "nothing half is left"
        );
        replace(&path, b"first").expect("written");
        replace_with(&path, full).expect_err("no room");
        assert_eq!(
            fs::read(&path).expect("read"),
            b"first",
            "the one of before stays"
        );
    }

    #[test]
    fn what_a_killed_program_left_is_taken_away() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            ".evidence.zip.4711.part",
            ".other.zip.4711.part",
            "evidence.zip.4711.part",
        ] {
            fs::write(folder.path().join(name), "half").expect("written");
        }
        replace(&folder.path().join("evidence.zip"), b"whole").expect("written");
        assert_eq!(
            names(folder.path()),
            [
                ".other.zip.4711.part",
                "evidence.zip",
                "evidence.zip.4711.part"
            ]
        );
    }
}
