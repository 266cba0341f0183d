//! Evidence in one file: a ZIP of what alerts rest on, that can be checked without this program.
//!
//! The same evidence gives the same bytes: times of making, and whatever else is the desk's and not the evidence's, are
//! left out. Members are written one after the other, so that no more than one of them is in memory.

mod check;
mod proof;
mod warc;

use std::{
    collections::BTreeMap,
    io::{self, Seek, Write},
};

use news::{
    AlertId, Article, ArticleId, Severity, Timestamp,
    desk::AlertRow,
    evidence::{Record, text_of},
    query::Proof,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

pub use check::check;

/// The form of the file.
pub(crate) const FORMAT: &str = "wirewatch-evidence/1";

/// The name of the list of what is in it.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The name of the same list in the form that `sha256sum --check` reads.
pub(crate) const SUMS: &str = "SHA256SUMS";

/// How to check it.
const README: &str = include_str!("readme.txt");

/// What alerts rest on.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// The alerts.
    pub alerts: Vec<BundleAlert>,
    /// Their articles, each once.
    pub articles: Vec<BundleArticle>,
    /// What the articles were read from, each once, in the order of the chain.
    pub captures: Vec<BundleCapture>,
}

/// An alert of a bundle.
#[derive(Debug, Clone)]
pub struct BundleAlert {
    /// The alert. What the analyst made of it (state, note, tags) stays on the desk.
    pub row: AlertRow,
    /// Which version of the article met the topic.
    pub version: u32,
    /// The version of the topic that was met, and its query.
    pub topic_version: u32,
    /// The query in canonical form, as it was then.
    pub query: String,
    /// The proof: its places are bytes of the blocks of that version.
    pub proof: Proof,
}

/// An article of a bundle.
#[derive(Debug, Clone)]
pub struct BundleArticle {
    /// Its number.
    pub id: ArticleId,
    /// The outlet.
    pub outlet: String,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// Its versions that are in the bundle, oldest first.
    pub versions: Vec<(u32, Article)>,
    /// Why bytes are missing, in words, where some are.
    pub missing: Option<String>,
}

/// A capture of a bundle.
#[derive(Debug, Clone)]
pub struct BundleCapture {
    /// The line of its record, as it is hashed.
    pub line: String,
    /// The same, read.
    pub record: Record,
}

/// A member, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) path: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// A capture, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListedCapture {
    pub(crate) number: i64,
    pub(crate) record: String,
    pub(crate) record_sha256: String,
    pub(crate) previous_sha256: String,
    #[serde(default)]
    pub(crate) received: Option<String>,
    #[serde(default)]
    pub(crate) warc: Option<String>,
}

/// A text, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListedText {
    pub(crate) article_id: ArticleId,
    pub(crate) version: u32,
    pub(crate) path: String,
}

/// An alert, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ListedAlert {
    alert_id: AlertId,
    topic: String,
    severity: Severity,
    article_id: ArticleId,
    version: u32,
    folder: String,
}

/// The list of what is in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: String,
    claim: String,
    alerts: Vec<ListedAlert>,
    pub(crate) captures: Vec<ListedCapture>,
    pub(crate) texts: Vec<ListedText>,
    /// What is not in it, and why.
    missing: Vec<String>,
    pub(crate) members: Vec<Member>,
}

/// Writes a bundle. `bytes_of` gives the bytes of a capture by its number, where they were kept.
///
/// # Errors
/// What the file and `bytes_of` say. What was written by then is no bundle.
pub fn write_bundle<W: Write + Seek>(
    to: W,
    bundle: &Bundle,
    bytes_of: &mut dyn FnMut(i64) -> io::Result<Option<Vec<u8>>>,
) -> io::Result<W> {
    let mut out = Members {
        zip: ZipWriter::new(to),
        listed: BTreeMap::new(),
    };
    let mut missing = vec![];
    out.put("README.txt", README.as_bytes())?;
    let mut alerts = vec![];
    for it in &bundle.alerts {
        let folder = format!("alerts/{}", it.row.id);
        out.put(&format!("{folder}/proof.json"), proof::json(it).as_bytes())?;
        let article = bundle
            .articles
            .iter()
            .find(|one| one.id == it.row.article_id);
        let text = article.and_then(|one| one.versions.iter().find(|of| of.0 == it.version));
        let words = proof::words(it, text.map(|of| &of.1));
        out.put(&format!("{folder}/proof.txt"), words.as_bytes())?;
        alerts.push(ListedAlert {
            alert_id: it.row.id,
            topic: it.row.topic.clone(),
            severity: it.row.severity,
            article_id: it.row.article_id,
            version: it.version,
            folder,
        });
    }
    let mut texts = vec![];
    for it in &bundle.articles {
        for (version, article) in &it.versions {
            let path = format!("articles/{}/version-{version}.txt", it.id);
            out.put(&path, text_of(article).as_bytes())?;
            texts.push(ListedText {
                article_id: it.id,
                version: *version,
                path,
            });
        }
        if let Some(why) = &it.missing {
            missing.push(format!("article {} ({}): {why}", it.id, it.outlet));
        }
    }
    let mut captures = vec![];
    for it in &bundle.captures {
        captures.push(put_capture(&mut out, it, bytes_of, &mut missing)?);
    }
    let manifest = Manifest {
        format: FORMAT.into(),
        claim: "What is listed here is as it was when this was written. What it says of captured bytes and texts: \
                unchanged since captured, at the times that the records name."
            .into(),
        alerts,
        captures,
        texts,
        missing,
        members: out.listed.values().cloned().collect(),
    };
    let mut json = serde_json::to_string_pretty(&manifest).map_err(io::Error::other)?;
    json.push('\n');
    out.put(MANIFEST, json.as_bytes())?;
    let sums: String = out
        .listed
        .values()
        .map(|it| format!("{}  {}\n", it.sha256, it.path))
        .collect();
    out.put(SUMS, sums.as_bytes())?;
    out.zip.finish().map_err(io::Error::from)
}

fn put_capture<W: Write + Seek>(
    out: &mut Members<W>,
    it: &BundleCapture,
    bytes_of: &mut dyn FnMut(i64) -> io::Result<Option<Vec<u8>>>,
    missing: &mut Vec<String>,
) -> io::Result<ListedCapture> {
    let number = it.record.number;
    let folder = format!("captures/{number:08}");
    let record = format!("{folder}/record.json");
    out.put(&record, it.line.as_bytes())?;
    let mut listed = ListedCapture {
        number,
        record,
        record_sha256: hex(&Sha256::digest(it.line.as_bytes())),
        previous_sha256: it.record.previous.clone(),
        received: None,
        warc: None,
    };
    match bytes_of(number)? {
        Some(bytes) => {
            let (received, warc) = (
                format!("{folder}/received.bin"),
                format!("{folder}/capture.warc.gz"),
            );
            out.put(&received, &bytes)?;
            if let Some(packed) = warc::of(&it.record, &listed.record_sha256, &bytes)? {
                out.put(&warc, &packed)?;
                listed.warc = Some(warc);
            }
            listed.received = Some(received);
        }
        None => missing.push(format!(
            "capture {number}: its bytes were not kept, only their SHA-256"
        )),
    }
    Ok(listed)
}

/// The members that were written.
struct Members<W: Write + Seek> {
    zip: ZipWriter<W>,
    listed: BTreeMap<String, Member>,
}

impl<W: Write + Seek> Members<W> {
    fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644)
            .large_file(bytes.len() as u64 >= u64::from(u32::MAX) / 2);
        self.zip
            .start_file(path, options)
            .map_err(io::Error::from)?;
        self.zip.write_all(bytes)?;
        let member = Member {
            path: path.to_string(),
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        };
        self.listed.insert(path.to_string(), member);
        Ok(())
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, it| {
            let _ = write!(out, "{it:02x}");
            out
        })
}
