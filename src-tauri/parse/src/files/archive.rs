//! ZIP archives, of documents or as the dress of one, and single files packed by gzip.

use std::{collections::BTreeMap, io::Cursor};

use flate2::read::MultiGzDecoder;
use news::{Article, TroubleCode};
use zip::{ZipArchive, read::ZipReadOptions};

use super::kind::readable_ending;
use super::room::{Cut, Losses, Room};
use super::{members, warc};
use crate::{Problem, limits};

/// Members of an archive that are looked at.
const MEMBERS: usize = 50_000;

/// An archive that is the dress of one document. Damage in it is told with the part that is asked for.
pub(super) struct Archive<'a> {
    zip: Option<ZipArchive<Cursor<&'a [u8]>>>,
    /// Where the list of members is lost: those that were found without it, with whether each is whole.
    found: BTreeMap<String, (Vec<u8>, bool)>,
    room: &'a mut Room,
}

impl<'a> Archive<'a> {
    /// Opens an archive. Of one whose list of members is lost, the parts are found that stand before the damage.
    pub(super) fn open(bytes: &'a [u8], room: &'a mut Room) -> Archive<'a> {
        let zip = ZipArchive::new(Cursor::new(bytes)).ok();
        let mut found = BTreeMap::new();
        if zip.is_none() {
            let _ = members::each(bytes, |it| {
                let is_text = it.name.rsplit('.').next().is_some_and(|it| {
                    ["xml", "rels", "opf", "xhtml", "html", "htm", "ncx"]
                        .iter()
                        .any(|text| it.eq_ignore_ascii_case(text))
                });
                if is_text && it.refused().is_none() {
                    let packed = it.packed.unwrap_or(bytes.len() as u64);
                    let name = it.name.clone();
                    match room.unpack(&mut *it, packed) {
                        Ok(bytes) => drop(found.insert(name, (bytes, true))),
                        Err(Cut::Damaged(bytes)) => drop(found.insert(name, (bytes, false))),
                        Err(Cut::Bound(_)) => return false,
                    }
                }
                found.len() < MEMBERS
            });
        }
        Archive { zip, found, room }
    }

    /// The names of its members.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let names = self.zip.iter().flat_map(ZipArchive::file_names);
        let names = names.flatten().map(std::borrow::Cow::into_owned);
        names.chain(self.found.keys().cloned())
    }

    /// The text of a part; nothing if it is not there.
    pub(super) fn text(&mut self, name: &str, problems: &mut Vec<Problem>) -> Option<String> {
        let Some(zip) = &mut self.zip else {
            if problems.is_empty() {
                problems.push(Problem::new(
                    TroubleCode::File,
                    "The document is damaged: the list of its parts, which stands at its end, cannot be read; parts at its end may be missing. It may be cut off: get it again.",
                ));
            }
            let (bytes, is_whole) = self.found.remove(name)?;
            if !is_whole {
                problems.push(Problem::new(
                    TroubleCode::Damaged,
                    format!("The document is cut off in its part {name}."),
                ));
            }
            return Some(crate::decode::text(&bytes, None).text);
        };
        let index = zip.index_for_name(name)?;
        let bytes = match member(zip, index, self.room) {
            Ok(bytes) => bytes,
            Err(Refused::Damaged(bytes)) => {
                problems.push(Problem::new(
                    TroubleCode::Damaged,
                    format!("The document is damaged in its part {name}; what stands after the damage was not read."),
                ));
                bytes
            }
            Err(Refused::Told(why)) => {
                problems.push(Problem::new(TroubleCode::File, format!("{name}: {why}")));
                return None;
            }
        };
        Some(crate::decode::text(&bytes, None).text)
    }
}

/// Why a member was not read.
enum Refused {
    /// It is damaged; what could be got of it.
    Damaged(Vec<u8>),
    /// In words.
    Told(String),
}

/// The bytes of a member.
fn member(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    room: &mut Room,
) -> Result<Vec<u8>, Refused> {
    let told = |why: &str| Err(Refused::Told(why.into()));
    // A wrong checksum is damage in a part of the text, and no reason to leave out the rest.
    let options = ZipReadOptions::new().ignore_crc32(true);
    let file = match zip.by_index_with_options(index, options) {
        Ok(file) => file,
        Err(zip::result::ZipError::UnsupportedArchive(what)) if what.contains("assword") => {
            return told("It is locked with a password.");
        }
        Err(err) => return Err(Refused::Told(format!("It cannot be unpacked: {err}."))),
    };
    if file.encrypted() {
        return told("It is locked with a password.");
    }
    let packed = file.compressed_size();
    room.unpack(file, packed).map_err(|it| match it {
        Cut::Bound(why) => Refused::Told(why.into()),
        Cut::Damaged(bytes) => Refused::Damaged(bytes),
    })
}

/// Reads every document in a ZIP.
pub(super) fn zip(bytes: &[u8], room: &mut Room, problems: &mut Vec<Problem>) -> Vec<Article> {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else {
        return without_list(bytes, room, problems);
    };
    let (mut articles, mut losses, mut others) = (vec![], Losses::default(), 0);
    for index in 0..zip.len().min(MEMBERS) {
        if articles.len() >= limits::PARTS {
            break;
        }
        let Some(Ok(name)) = zip.name_for_index(index) else {
            losses.add(
                TroubleCode::File,
                &format!("Member {}", index + 1),
                "Its name cannot be read.",
            );
            continue;
        };
        let name = name.into_owned();
        if name.ends_with(['/', '\\']) || is_clutter(&name) {
            continue;
        }
        if !readable_ending(&name) {
            others += 1;
            continue;
        }
        match member(&mut zip, index, room) {
            Ok(bytes) => losses.take(&name, room.part(&name, &bytes), &mut articles),
            Err(Refused::Damaged(bytes)) => {
                losses.take(&name, room.part(&name, &bytes), &mut articles);
                losses.add(
                    TroubleCode::File,
                    &name,
                    "It is damaged; what stands after the damage was not read.",
                );
            }
            Err(Refused::Told(why)) => losses.add(TroubleCode::File, &name, &why),
        }
    }
    if zip.len() > MEMBERS || articles.len() >= limits::PARTS {
        problems.push(Problem::new(
            TroubleCode::TooLarge,
            "The archive holds more than is read of one; the members at its end were not. Split it.",
        ));
    }
    losses.into(problems);
    let why = match (others, articles.is_empty() && problems.is_empty()) {
        (0, true) => "The archive is empty.".to_string(),
        (0, false) => return articles,
        (n, true) => format!("The archive holds no document that is read, only other files ({n})."),
        (1, false) => "One other file, such as a picture, was not read.".to_string(),
        (n, false) => format!("{n} other files, such as pictures, were not read."),
    };
    problems.push(Problem::new(TroubleCode::File, why));
    articles
}

/// Reads the documents of a ZIP whose list of members is lost, by what stands before each of them.
fn without_list(bytes: &[u8], room: &mut Room, problems: &mut Vec<Problem>) -> Vec<Article> {
    let (mut articles, mut losses, mut seen) = (vec![], Losses::default(), 0);
    let _ = members::each(bytes, |it| {
        seen += 1;
        let name = it.name.clone();
        if is_clutter(&name) || !readable_ending(&name) {
            return seen < MEMBERS;
        }
        if let Some(why) = it.refused() {
            losses.add(TroubleCode::File, &name, why);
            return seen < MEMBERS;
        }
        let packed = it.packed.unwrap_or(bytes.len() as u64);
        match room.unpack(&mut *it, packed) {
            Ok(bytes) => losses.take(&name, room.part(&name, &bytes), &mut articles),
            Err(Cut::Damaged(bytes)) => {
                losses.take(&name, room.part(&name, &bytes), &mut articles);
                losses.add(
                    TroubleCode::File,
                    &name,
                    "It is damaged; what stands after the damage was not read.",
                );
            }
            Err(Cut::Bound(why)) => losses.add(TroubleCode::File, &name, why),
        }
        seen < MEMBERS && articles.len() < limits::PARTS
    });
    let why = match articles.len() {
        0 => {
            "The archive is damaged: the list of its members, which stands at its end, cannot be read, and no document could be found without it. It may be cut off: get it again."
        }
        _ => {
            "The archive is damaged: the list of its members, which stands at its end, cannot be read. What was found without it was read; members at its end may be missing. It may be cut off: get it again."
        }
    };
    problems.push(Problem::new(TroubleCode::File, why));
    losses.into(problems);
    articles
}

/// What systems and programs put beside documents.
pub(super) fn is_clutter(name: &str) -> bool {
    name.split(['/', '\\'])
        .any(|it| it.starts_with('.') || it == "__MACOSX" || it.starts_with("~$"))
}

/// Reads a file packed by gzip: a crawl, or one document.
pub(super) fn gzip(
    name: &str,
    bytes: &[u8],
    room: &mut Room,
    problems: &mut Vec<Problem>,
) -> Vec<Article> {
    let bytes = match room.unpack(MultiGzDecoder::new(bytes), bytes.len() as u64) {
        Ok(bytes) => bytes,
        Err(Cut::Damaged(bytes)) => {
            problems.push(Problem::new(
                TroubleCode::TooLarge,
                "The file is damaged or cut off; what stands after the damage was not read.",
            ));
            bytes
        }
        Err(Cut::Bound(why)) => {
            problems.push(Problem::new(TroubleCode::TooLarge, why));
            return vec![];
        }
    };
    if bytes.starts_with(b"WARC/") {
        return warc::read(&bytes, room, problems);
    }
    let inner = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".GZ"))
        .unwrap_or(name);
    let parsed = room.part(inner, &bytes);
    problems.extend(parsed.problems);
    parsed.articles
}
