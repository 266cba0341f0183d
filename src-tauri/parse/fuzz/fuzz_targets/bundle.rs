//! Any bytes as a file of evidence, or as one of its members: the first says which.
#![no_main]

use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    parse_fuzz::begin();
    let file = match kind % 4 {
        0 => bytes.to_vec(),
        1 => parse_fuzz::zip(&[("manifest.json", bytes), ("SHA256SUMS", bytes)]),
        2 => listed(bytes, b""),
        _ => {
            // Record and crawl stand one after the other.
            let end = bytes
                .iter()
                .position(|it| *it == b'\n')
                .unwrap_or(bytes.len());
            let mut packed = GzEncoder::new(vec![], Compression::none());
            packed.write_all(&bytes[end..]).expect("written");
            listed(&bytes[..end], &packed.finish().expect("finished"))
        }
    };
    let checked = press::check_bundle(Cursor::new(file), &mut |_, _| true);
    assert!(
        checked.complete,
        "nobody ended it, so it was looked at whole"
    );
});

/// A file of evidence of one capture.
fn listed(record: &[u8], warc: &[u8]) -> Vec<u8> {
    let manifest = br#"{
        "format": "wirewatch-evidence/1", "claim": "", "alerts": [], "missing": [], "members": [],
        "texts": [{"article_id": 7, "version": 1, "path": "text"}],
        "captures": [{"number": 1, "record": "record", "record_sha256": "00", "previous_sha256": "00",
                      "received": "record", "warc": "warc"}]
    }"#;
    parse_fuzz::zip(&[
        ("manifest.json", manifest),
        ("record", record),
        ("warc", warc),
        ("SHA256SUMS", b"00  record\n"),
    ])
}
