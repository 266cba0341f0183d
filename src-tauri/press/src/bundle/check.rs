//! Checking a bundle that somebody hands in: bytes of strangers, read within bounds.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    io::{Read, Seek},
};

use news::evidence::{Record, Told, Verified};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::{FORMAT, MANIFEST, Manifest, SUMS, hex, warc};

/// The most members that are looked at.
const MEMBERS: usize = 50_000;

/// The most bytes of one member, unpacked: more than any capture can be.
const MEMBER_BYTES: u64 = 128 << 20;

/// The most bytes of all members together, unpacked.
const ALL_BYTES: u64 = 20 << 30;

/// What is wrong where two members have one name.
const TWICE: &str = "two members have one name, and who opens it sees one of the two";

/// Checks a bundle: every member against the list, bytes and texts against their records, the links of the chain
/// that are in it. What is wrong is named one by one; nothing is an error. `go_on` is asked before each member.
pub fn check<R: Read + Seek>(from: R, go_on: &mut dyn FnMut(u64, u64) -> bool) -> Verified {
    let mut into = Verified::default();
    let complete = match ZipArchive::new(from) {
        Ok(zip) => Checking {
            zip,
            left: ALL_BYTES,
        }
        .all(&mut into, go_on),
        Err(err) => {
            into.wrong("the file", format!("it cannot be read as a ZIP: {err}"));
            true
        }
    };
    into.ended(complete)
}

struct Checking<R> {
    zip: ZipArchive<R>,
    /// How many bytes may still be unpacked.
    left: u64,
}

impl<R: Read + Seek> Checking<R> {
    fn all(&mut self, into: &mut Verified, go_on: &mut dyn FnMut(u64, u64) -> bool) -> bool {
        if self.zip.len() > MEMBERS {
            into.wrong(
                "the file",
                format!(
                    "it has {} members; no evidence has more than {MEMBERS}",
                    self.zip.len()
                ),
            );
            return true;
        }
        let manifest: Manifest = match self.read(MANIFEST) {
            Err(why) => {
                into.wrong(MANIFEST, why);
                return true;
            }
            Ok(bytes) => match serde_json::from_slice::<Manifest>(&bytes) {
                Ok(it) if it.format == FORMAT => it,
                Ok(it) => {
                    into.wrong(
                        MANIFEST,
                        format!("it is of the form “{}”, which is not known here", it.format),
                    );
                    return true;
                }
                Err(err) => {
                    into.wrong(MANIFEST, format!("it cannot be read: {err}"));
                    return true;
                }
            },
        };
        self.check_names(&manifest, into);
        let Some(hashes) = self.check_members(&manifest, into, go_on) else {
            return false;
        };
        self.check_sums(&hashes, into);
        let records = self.check_captures(&manifest, &hashes, into);
        check_texts(&manifest, &hashes, &records, into);
        check_links(&records, &manifest, into);
        true
    }

    /// The bytes of a member, within bounds.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, String> {
        let member = match self.zip.by_name(path) {
            Ok(it) => it,
            Err(zip::result::ZipError::FileNotFound) => return Err("it is missing".into()),
            Err(err) => return Err(format!("it cannot be read: {err}")),
        };
        let mut bytes = vec![];
        let most = MEMBER_BYTES.min(self.left);
        member
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|err| format!("it cannot be unpacked: {err}"))?;
        if bytes.len() as u64 > most {
            return Err("it is larger than any evidence is".into());
        }
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }

    /// What is there and listed, each once.
    fn check_names(&self, manifest: &Manifest, into: &mut Verified) {
        let listed: BTreeSet<&str> = manifest.members.iter().map(|it| it.path.as_str()).collect();
        if listed.len() != manifest.members.len() {
            into.wrong(MANIFEST, "it lists a member twice");
        }
        if self.zip.has_duplicate_names() {
            into.wrong("the file", TWICE);
        }
        let mut seen = BTreeSet::new();
        for name in self.zip.file_names() {
            match name {
                Ok(name) if !seen.insert(name.to_string()) => into.wrong(name, TWICE),
                Ok(name) if listed.contains(&*name) || name == MANIFEST || name == SUMS => {}
                Ok(name) => into.wrong(name, "it is in the file, but not listed"),
                Err(err) => into.wrong("a member", format!("its name cannot be read: {err}")),
            }
        }
        if listed.is_empty() {
            into.wrong(MANIFEST, "it lists nothing");
        }
    }

    /// The SHA-256 of each listed member; nothing where it was to be ended.
    fn check_members(
        &mut self,
        manifest: &Manifest,
        into: &mut Verified,
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Option<BTreeMap<String, String>> {
        let (mut hashes, all) = (BTreeMap::new(), manifest.members.len() as u64);
        for (at, member) in manifest.members.iter().enumerate() {
            if !go_on(at as u64, all) {
                return None;
            }
            match self.read(&member.path) {
                Err(why) => into.wrong(&member.path, why),
                Ok(bytes) => {
                    let found = hex(&Sha256::digest(&bytes));
                    if found != member.sha256 || bytes.len() as u64 != member.bytes {
                        into.wrong(
                            &member.path,
                            "it is not what was written: its SHA-256 is another",
                        );
                    }
                    hashes.insert(member.path.clone(), found);
                }
            }
        }
        go_on(all, all).then_some(hashes)
    }

    /// The list for other tools says the same.
    fn check_sums(&mut self, hashes: &BTreeMap<String, String>, into: &mut Verified) {
        let manifest = self.read(MANIFEST).map(|it| hex(&Sha256::digest(it)));
        let sums = match self.read(SUMS) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(why) => return into.wrong(SUMS, why),
        };
        let listed: HashMap<&str, &str> = sums
            .lines()
            .filter_map(|it| it.split_once("  "))
            .map(|(hash, path)| (path, hash))
            .collect();
        for (path, hash) in hashes {
            if listed.get(path.as_str()) != Some(&hash.as_str()) {
                into.wrong(SUMS, format!("it says another thing of {path}"));
            }
        }
        if let Ok(hash) = manifest
            && listed.get(MANIFEST) != Some(&hash.as_str())
        {
            into.wrong(
                MANIFEST,
                "it is not what was written: its SHA-256 is another",
            );
        }
    }

    /// Records, bytes and WARC files.
    fn check_captures(
        &mut self,
        manifest: &Manifest,
        hashes: &BTreeMap<String, String>,
        into: &mut Verified,
    ) -> Vec<Record> {
        let mut records = vec![];
        for it in &manifest.captures {
            into.records += 1;
            if hashes.get(&it.record) != Some(&it.record_sha256) {
                into.wrong(&it.record, "it is not the record that is listed");
            }
            let line = self
                .read(&it.record)
                .ok()
                .and_then(|it| String::from_utf8(it).ok());
            let Some(record) = line.and_then(|it| Record::from_line(&it)) else {
                into.wrong(&it.record, "it cannot be read");
                continue;
            };
            if record.number != it.number || record.previous != it.previous_sha256 {
                into.wrong(
                    &it.record,
                    "the list says another number or predecessor of it",
                );
            }
            let Told::Capture {
                received,
                sha256,
                kept,
                ..
            } = &record.told
            else {
                into.wrong(&it.record, "it is of no capture");
                continue;
            };
            into.captured(received.at);
            match &it.received {
                Some(path) => {
                    into.bodies += 1;
                    if hashes.get(path) != Some(sha256) {
                        into.wrong(
                            path,
                            format!("it is not the bytes that record {} names", record.number),
                        );
                    }
                }
                None if *kept => {
                    into.wrong(&it.record, "the bytes that were kept are not in the file")
                }
                None => into.remark(format!(
                    "Of capture {} only the SHA-256 was kept.",
                    record.number
                )),
            }
            if let Some(path) = &it.warc {
                let checked = self.read(path).and_then(|it| warc::check(&it, sha256));
                if let Err(why) = checked {
                    into.wrong(path, why);
                }
            }
            records.push(record);
        }
        if manifest.captures.is_empty() {
            into.remark("Nothing was captured of these articles: the file holds their texts only.");
        }
        records
    }
}

/// Each text is the one of which its record holds the SHA-256.
fn check_texts(
    manifest: &Manifest,
    hashes: &BTreeMap<String, String>,
    records: &[Record],
    into: &mut Verified,
) {
    let mut told: HashMap<(i64, u32), BTreeSet<&str>> = HashMap::new();
    for record in records {
        if let Told::Capture { articles, .. } = &record.told {
            for it in articles {
                told.entry((it.article_id.0, it.version))
                    .or_default()
                    .insert(&it.text_sha256);
            }
        }
    }
    let listed: HashSet<&str> = manifest.texts.iter().map(|it| it.path.as_str()).collect();
    for path in hashes.keys().filter(|it| is_text(it)) {
        if !listed.contains(path.as_str()) {
            into.wrong(
                path,
                "it is a text of which the list does not say what was captured",
            );
        }
    }
    for it in &manifest.texts {
        into.texts += 1;
        let what = format!("article {}, version {}", it.article_id, it.version);
        match (
            told.get(&(it.article_id.0, it.version)),
            hashes.get(&it.path),
        ) {
            (Some(told), Some(found)) if !told.contains(found.as_str()) => {
                into.wrong(what, "its text is not the one that was captured");
            }
            (Some(_), _) => {}
            (None, _) => into.remark(format!("Of {what} no capture is in the file.")),
        }
    }
}

/// Whether a member is the text of a version: where a bundle keeps these.
fn is_text(path: &str) -> bool {
    path.starts_with("articles/") && path.contains("/version-")
}

/// Records that follow each other name each other.
fn check_links(records: &[Record], manifest: &Manifest, into: &mut Verified) {
    let hashes: HashMap<i64, &str> = manifest
        .captures
        .iter()
        .map(|it| (it.number, it.record_sha256.as_str()))
        .collect();
    for record in records {
        if let Some(before) = hashes.get(&record.number.saturating_sub(1))
            && *before != record.previous
        {
            into.wrong(
                format!("record {}", record.number),
                "the record before it is not the one that it followed",
            );
        }
    }
}
