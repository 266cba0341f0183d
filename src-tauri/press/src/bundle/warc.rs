//! Captures as WARC/1.1 (ISO 28500), each record packed by itself, as the tools of web archives read them.

use std::io::{self, Read, Write};

use flate2::{Compression, GzBuilder, read::MultiGzDecoder};
use news::evidence::{CaptureKind, Header, Received, Record, Told};
use sha2::{Digest, Sha256};

use super::hex;

/// Headers that are of the way and not of what came: the bytes are kept without them.
const OF_THE_WAY: [&str; 3] = ["transfer-encoding", "content-encoding", "content-length"];

/// The most bytes of a WARC that are read when it is checked.
const MOST: u64 = 300 << 20;

/// A capture as a WARC file, packed; nothing for a record that is of no capture.
///
/// # Errors
/// None but of memory.
pub(crate) fn of(
    record: &Record,
    record_sha256: &str,
    bytes: &[u8],
) -> io::Result<Option<Vec<u8>>> {
    let Told::Capture { received, .. } = &record.told else {
        return Ok(None);
    };
    let mut out = vec![];
    let id = |what: &str| record_id(record_sha256, what);
    let info = format!(
        "software: Wirewatch\r\nformat: WARC File Format 1.1\r\nwirewatch-record: {record_sha256}\r\n"
    );
    let head = [
        ("WARC-Type", "warcinfo".to_string()),
        ("WARC-Record-ID", id("warcinfo")),
        ("WARC-Date", received.at.to_string()),
        ("Content-Type", "application/warc-fields".into()),
    ];
    put(&mut out, &head, info.as_bytes())?;
    let target = target(received);
    let mut head = vec![
        ("WARC-Target-URI", target.clone()),
        ("WARC-Date", received.at.to_string()),
        ("WARC-Record-ID", id("bytes")),
        ("WARC-Warcinfo-ID", id("warcinfo")),
        ("WARC-Payload-Digest", digest(bytes)),
    ];
    if received.cut.is_some() {
        head.push(("WARC-Truncated", "unspecified".into()));
    }
    match received.status {
        Some(status) => {
            head.insert(0, ("WARC-Type", "response".into()));
            head.push(("Content-Type", "application/http;msgtype=response".into()));
            let mut block = http_head(status, &received.headers, bytes.len());
            block.extend_from_slice(bytes);
            put(&mut out, &head, &block)?;
        }
        None => {
            head.insert(0, ("WARC-Type", "resource".into()));
            head.push(("Content-Type", "application/octet-stream".into()));
            put(&mut out, &head, bytes)?;
        }
    }
    let before = received.hops.len().saturating_sub(1);
    if before > 0 {
        let via: String = received.hops[..before]
            .iter()
            .map(|it| format!("via: {}\r\n", one_line(&it.address)))
            .collect();
        let head = [
            ("WARC-Type", "metadata".to_string()),
            ("WARC-Target-URI", target),
            ("WARC-Date", received.at.to_string()),
            ("WARC-Record-ID", id("metadata")),
            ("WARC-Concurrent-To", id("bytes")),
            ("Content-Type", "application/warc-fields".into()),
        ];
        put(&mut out, &head, via.as_bytes())?;
    }
    Ok(Some(out))
}

/// The head of an answer as HTTP/1.1, whatever was spoken on the way, with the length of what was kept.
fn http_head(status: u16, headers: &[Header], length: usize) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status)).into_bytes();
    let kept = headers
        .iter()
        .filter(|it| !OF_THE_WAY.contains(&it.name.as_str()));
    for it in kept {
        head.extend_from_slice(one_line(&it.name).as_bytes());
        head.extend_from_slice(b": ");
        // A character is a byte.
        head.extend(it.value.chars().map(|c| match u8::try_from(u32::from(c)) {
            Ok(byte) if byte >= b' ' || byte == b'\t' => byte,
            Ok(_) => b' ',
            Err(_) => b'?',
        }));
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(format!("content-length: {length}\r\n\r\n").as_bytes());
    head
}

/// The words that stand behind the statuses with which something is captured.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        _ => "Answered",
    }
}

/// The address of what was captured.
fn target(received: &Received) -> String {
    match received.kind {
        CaptureKind::Feed | CaptureKind::Page => one_line(&received.address),
        CaptureKind::File => {
            let path = received.address.replace('\\', "/");
            let slash = if path.starts_with('/') { "" } else { "/" };
            format!("file://{slash}{}", encoded(&path))
        }
        CaptureKind::Sample => format!("urn:wirewatch:sample:{}", encoded(&received.address)),
    }
}

fn encoded(path: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._~-:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Text of strangers in a head: nothing that ends its line.
fn one_line(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).collect()
}

/// A name of a record that follows from what it is of: a UUID of version 8 (RFC 9562).
fn record_id(record_sha256: &str, what: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(format!("{record_sha256} {what}"))[..16]);
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let it = hex(&bytes);
    format!(
        "<urn:uuid:{}-{}-{}-{}-{}>",
        &it[..8],
        &it[8..12],
        &it[12..16],
        &it[16..20],
        &it[20..]
    )
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&Sha256::digest(bytes)))
}

/// Writes a record, packed by itself.
fn put(out: &mut Vec<u8>, head: &[(&str, String)], block: &[u8]) -> io::Result<()> {
    let mut text = String::from("WARC/1.1\r\n");
    for (name, value) in head {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!(
        "WARC-Block-Digest: {}\r\nContent-Length: {}\r\n\r\n",
        digest(block),
        block.len()
    ));
    // Neither time nor system: the same record is the same bytes.
    let mut packed = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(out, Compression::default());
    packed.write_all(text.as_bytes())?;
    packed.write_all(block)?;
    packed.write_all(b"\r\n\r\n")?;
    packed.finish()?;
    Ok(())
}

/// Checks a WARC file against itself, and its payload against the SHA-256 of the bytes. Gives what is wrong.
pub(crate) fn check(packed: &[u8], sha256: &str) -> Result<(), String> {
    let mut text = vec![];
    MultiGzDecoder::new(packed)
        .take(MOST)
        .read_to_end(&mut text)
        .map_err(|err| format!("it cannot be unpacked: {err}"))?;
    let (mut rest, mut payloads) = (&text[..], 0);
    while !rest.is_empty() {
        let end = find(rest, b"\r\n\r\n").ok_or("a record has no end of its head")?;
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        let field = |name: &str| {
            head.lines()
                .filter_map(|it| it.split_once(": "))
                .find(|it| it.0.eq_ignore_ascii_case(name))
                .map(|it| it.1.to_string())
        };
        let length: usize = field("Content-Length")
            .and_then(|it| it.parse().ok())
            .ok_or("a record does not tell its length")?;
        let (block, after) = rest[end + 4..]
            .split_at_checked(length)
            .ok_or("a record breaks off")?;
        if field("WARC-Block-Digest").as_deref() != Some(&digest(block)) {
            return Err("the SHA-256 of a record's block is another than it says".into());
        }
        if let Some(told) = field("WARC-Payload-Digest") {
            let payload = if field("WARC-Type").as_deref() == Some("response") {
                let at = find(block, b"\r\n\r\n").ok_or("the answer has no end of its head")?;
                &block[at + 4..]
            } else {
                block
            };
            payloads += 1;
            if told != digest(payload) || told != format!("sha256:{sha256}") {
                return Err("its payload is not the captured bytes".into());
            }
        }
        rest = after
            .strip_prefix(b"\r\n\r\n")
            .ok_or("a record does not end")?;
    }
    if payloads == 1 {
        Ok(())
    } else {
        Err("it does not hold the captured bytes once".into())
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|it| it == what)
}
