//! WARC: what a crawler received, record by record.

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use news::{Article, TroubleCode};

use super::room::{Cut, Losses, Room};
use crate::{Parsed, Problem, limits, page};

/// Bytes of the header of a record or an answer.
const HEADER_BYTES: usize = 64 * 1024;

/// Reads every page and document in a crawl.
pub(super) fn read(bytes: &[u8], room: &mut Room, problems: &mut Vec<Problem>) -> Vec<Article> {
    let (mut articles, mut losses) = (vec![], Losses::default());
    let (mut rest, mut records, mut cut) = (bytes, 0, false);
    while let Some(start) = find(rest, b"WARC/1.") {
        rest = &rest[start..];
        if records >= limits::PARTS || articles.len() >= limits::PARTS {
            cut = true;
            break;
        }
        records += 1;
        let Some((header, body)) = headed(rest) else {
            // It is passed over: what follows it can be whole.
            losses.add(
                TroubleCode::File,
                &format!("Record {records}"),
                "Its head does not end; it was not read.",
            );
            rest = &rest[b"WARC/1.".len()..];
            continue;
        };
        let header = Fields::of(header);
        let length: usize = header
            .get("content-length")
            .and_then(|it| it.parse().ok())
            .unwrap_or(0);
        let is_whole = body.len() >= length;
        let (body, after) = body.split_at(length.min(body.len()));
        rest = after;
        let address = header
            .get("warc-target-uri")
            .map(|it| it.trim_matches(['<', '>']).to_owned());
        let name = address
            .clone()
            .unwrap_or_else(|| format!("Record {records}"));
        if !is_whole {
            losses.add(
                TroubleCode::File,
                &name,
                "The crawl is cut off in it; it was read as far as it goes.",
            );
        }
        let parsed = match header.get("warc-type").unwrap_or_default() {
            "response" => answer(body, address.as_deref(), room),
            "resource" | "conversion" => {
                let kind = header.get("content-type").unwrap_or_default();
                content(body, kind, address.as_deref(), room)
            }
            _ => None,
        };
        if let Some(parsed) = parsed {
            losses.take(&name, parsed, &mut articles);
        }
    }
    if cut {
        problems.push(Problem::new(
            TroubleCode::TooLarge,
            "The crawl holds more records than are read of one file; those at its end were not. Split it.",
        ));
    }
    losses.into(problems);
    if articles.is_empty() && problems.is_empty() {
        problems.push(Problem::new(
            TroubleCode::File,
            "The crawl holds no page or document that is read.",
        ));
    }
    articles
}

/// A server's answer: the page in it. Nothing for redirects, errors, pictures and the like.
fn answer(bytes: &[u8], address: Option<&str>, room: &mut Room) -> Option<Parsed> {
    let (header, body) = headed(bytes)?;
    let first = header.split(|it| *it == b'\n').next()?;
    let status = String::from_utf8_lossy(first)
        .split_whitespace()
        .nth(1)?
        .to_owned();
    if !status.starts_with('2') {
        return None;
    }
    let header = Fields::of(header);
    let whole;
    let body = match header.get("transfer-encoding") {
        Some(it) if it.to_ascii_lowercase().contains("chunked") => {
            whole = joined(body);
            &whole
        }
        _ => body,
    };
    let kind = header.get("content-type").unwrap_or_default();
    if !is_read(kind, address) {
        return None;
    }
    let packed = body.len() as u64;
    let coding = header
        .get("content-encoding")
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let unpacked = match coding.as_str() {
        "" | "identity" => return content(body, kind, address, room),
        "gzip" | "x-gzip" => room.unpack(GzDecoder::new(body), packed),
        "deflate" if body.first().is_some_and(|it| it & 0x0F == 8) => {
            room.unpack(ZlibDecoder::new(body), packed)
        }
        "deflate" => room.unpack(DeflateDecoder::new(body), packed),
        // Crawlers that unpack what they store leave the header as it was.
        _ if body.trim_ascii_start().starts_with(b"<") => {
            return content(body, kind, address, room);
        }
        other => {
            return Some(super::unreadable(&format!(
                "It is packed by “{other}”, which is not read."
            )));
        }
    };
    match unpacked {
        Ok(bytes) => content(&bytes, kind, address, room),
        Err(Cut::Damaged(bytes)) if !bytes.is_empty() => content(&bytes, kind, address, room),
        Err(Cut::Damaged(_)) => content(body, kind, address, room),
        Err(Cut::Bound(why)) => Some(super::unreadable(why)),
    }
}

/// The kind of document that a Content-Type, or else the address, names, as an ending.
fn ending(kind: &str, address: Option<&str>) -> Option<&'static str> {
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    Some(match kind.as_str() {
        "text/html" | "application/xhtml+xml" => "html",
        "text/plain" => "txt",
        "text/markdown" => "md",
        "application/pdf" | "application/x-pdf" => "pdf",
        "application/rtf" | "text/rtf" => "rtf",
        "application/epub+zip" => "epub",
        "message/rfc822" => "eml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.oasis.opendocument.text" => "odt",
        "" | "application/octet-stream" | "binary/octet-stream" => {
            let path = address?.split(['?', '#']).next()?;
            let end = path.rsplit_once('.')?.1.to_ascii_lowercase();
            ["html", "htm", "pdf", "docx", "odt", "rtf", "txt"]
                .into_iter()
                .find(|it| *it == end)?
        }
        _ => return None,
    })
}

fn is_read(kind: &str, address: Option<&str>) -> bool {
    ending(kind, address).is_some()
}

fn content(body: &[u8], kind: &str, address: Option<&str>, room: &mut Room) -> Option<Parsed> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    let ending = ending(kind, address)?;
    if matches!(ending, "html" | "htm") {
        return Some(room.page(body, Some(kind), address));
    }
    let mut parsed = room.part(&format!("document.{ending}"), body);
    for article in &mut parsed.articles {
        if article.address.is_none() {
            article.address = address.and_then(page::clean_address);
        }
    }
    Some(parsed)
}

/// Header fields by name in lower case.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn of(header: &[u8]) -> Fields {
        let text = String::from_utf8_lossy(header);
        Fields(
            text.lines()
                .filter_map(|it| it.split_once(':'))
                .take(500)
                .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
                .collect(),
        )
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|it| it.0 == name)
            .map(|it| it.1.as_str())
    }
}

/// The header of a record or an answer, and what follows the empty line after it.
fn headed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = &bytes[..bytes.len().min(HEADER_BYTES)];
    let by_crlf = find(head, b"\r\n\r\n").map(|it| (it, it + 4));
    let by_lf = find(head, b"\n\n").map(|it| (it, it + 2));
    let (end, start) = match (by_crlf, by_lf) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    Some((&bytes[..end], &bytes[start..]))
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, what)
}

/// A body that was sent in chunks, in one piece. Where it is none, it is left as it is.
fn joined(body: &[u8]) -> Vec<u8> {
    let (mut rest, mut out) = (body, vec![]);
    while let Some(end) = find(&rest[..rest.len().min(64)], b"\r\n") {
        let size = std::str::from_utf8(&rest[..end])
            .ok()
            .and_then(|it| usize::from_str_radix(it.split(';').next()?.trim(), 16).ok());
        let Some(size) = size else {
            break;
        };
        rest = &rest[end + 2..];
        if size == 0 {
            return out;
        }
        let (chunk, after) = rest.split_at(size.min(rest.len()));
        out.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").unwrap_or(after);
    }
    match out.is_empty() {
        true => body.to_vec(),
        false => out,
    }
}
