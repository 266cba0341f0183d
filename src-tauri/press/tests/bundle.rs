//! Files of evidence, whole and damaged.

use std::io::{Cursor, Read, Write};

use news::{
    Article, ArticleId, Block, Timestamp, Zone,
    evidence::{
        BEFORE_ALL, CaptureKind, CapturedArticle, FORMAT, Header, Received, Record, Told, Verified,
        text_of,
    },
};
use press::{Bundle, BundleArticle, BundleCapture, check_bundle, write_bundle};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const BODY: &[u8] = b"<html>New sanctions were drafted on Monday.</html>";

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect()
}

/// A bundle of one article; its capture has what `change` makes of it.
fn bundle(change: impl FnOnce(&mut Received)) -> Bundle {
    let article = Article {
        title: "Sanctions drafted".into(),
        blocks: vec![Block::new(
            Zone::Body,
            "New sanctions were drafted on Monday.",
        )],
        ..Article::default()
    };
    let mut received = Received {
        kind: CaptureKind::Page,
        source: "Ledger".into(),
        source_id: 1,
        address: "https://ledger.example/a".into(),
        hops: vec![],
        status: Some(200),
        headers: vec![],
        cut: None,
        at: Timestamp(1_765_200_000_000),
        late: false,
    };
    change(&mut received);
    let record = Record {
        format: FORMAT,
        number: 1,
        previous: BEFORE_ALL.into(),
        at: received.at,
        told: Told::Capture {
            received,
            sha256: hex(BODY),
            size: BODY.len() as u64,
            kept: true,
            reader: "test".into(),
            articles: vec![CapturedArticle {
                article_id: ArticleId(7),
                identity: "00".into(),
                version: 1,
                place: 0,
                text_sha256: hex(text_of(&article).as_bytes()),
            }],
        },
    };
    Bundle {
        alerts: vec![],
        articles: vec![BundleArticle {
            id: ArticleId(7),
            outlet: "Ledger".into(),
            first_seen_at: Timestamp(0),
            versions: vec![(1, article)],
            missing: None,
        }],
        captures: vec![BundleCapture {
            line: record.to_line(),
            record,
        }],
    }
}

fn written(bundle: &Bundle) -> Vec<u8> {
    let out = write_bundle(Cursor::new(vec![]), bundle, &mut |_| {
        Ok(Some(BODY.to_vec()))
    });
    out.expect("written").into_inner()
}

fn checked(bytes: &[u8]) -> Verified {
    check_bundle(Cursor::new(bytes), &mut |_, _| true)
}

#[test]
fn heads_and_addresses_of_strangers_do_not_break_out_of_their_lines() {
    type Change = fn(&mut Received);
    const TESTS: &[(&str, Change)] = &[
        ("as it should be", |_| {}),
        ("an address of two lines", |it| {
            it.address = "https://a.example/\r\nWARC-Type: warcinfo\r\n\r\n".into()
        }),
        ("a head of two lines", |it| {
            it.headers = vec![Header {
                name: "x-a\r\n\r\n".into(),
                value: "b\r\n\r\n<html>another body".into(),
            }];
        }),
        ("a head that is no Latin-1", |it| {
            it.headers = vec![Header {
                name: "x".into(),
                value: "\u{4E2D}\u{0}\u{FC}".into(),
            }];
        }),
        ("a file with an odd name", |it| {
            it.kind = CaptureKind::File;
            it.status = None;
            it.address = "C:\\press\\a b\r\n\u{4E2D}%.html".into();
        }),
        ("another length than was sent", |it| {
            it.headers = vec![Header {
                name: "content-length".into(),
                value: "1".into(),
            }];
        }),
    ];
    for (name, change) in TESTS {
        let it = checked(&written(&bundle(*change)));
        assert!(it.unchanged, "{name}: {it:?}");
    }
}

#[test]
fn whatever_is_damaged_is_an_answer_and_never_a_panic() {
    let bytes = written(&bundle(|_| {}));
    let mut noticed = 0;
    for at in 0..bytes.len() {
        for bit in [0x01, 0x80] {
            let mut damaged = bytes.clone();
            damaged[at] ^= bit;
            noticed += usize::from(!checked(&damaged).unchanged);
        }
        assert!(!checked(&bytes[..at]).unchanged, "cut at {at}");
    }
    // What stands twice in a ZIP, or is of its looks only (times, rights, systems), is no evidence.
    assert!(
        noticed * 10 > bytes.len() * 2 * 7,
        "{noticed} of {}",
        bytes.len() * 2
    );
}

/// The members of a ZIP, in order.
fn members(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
    (0..zip.len())
        .map(|at| {
            let mut member = zip.by_index(at).expect("a member");
            let mut held = vec![];
            member.read_to_end(&mut held).expect("its bytes");
            (member.name().expect("a name").into_owned(), held)
        })
        .collect()
}

fn zipped(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (name, bytes) in members {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .expect("a member");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a ZIP").into_inner()
}

#[test]
fn a_text_that_is_not_listed_is_named_though_every_hash_is_right() {
    let mut all = members(&written(&bundle(|_| {})));
    let mut forged = String::new();
    for (name, bytes) in &mut all {
        if name.contains("/version-") {
            *bytes = b"FORGED".to_vec();
            forged.clone_from(name);
        }
    }
    assert!(!forged.is_empty(), "a text");
    for (name, bytes) in &mut all {
        if name == "manifest.json" {
            let mut manifest: Value = serde_json::from_slice(bytes).expect("the list");
            manifest["texts"] = json!([]);
            for member in manifest["members"].as_array_mut().expect("members") {
                if member["path"] == forged.as_str() {
                    member["sha256"] = json!(hex(b"FORGED"));
                    member["bytes"] = json!(6);
                }
            }
            *bytes = serde_json::to_vec(&manifest).expect("JSON");
        }
    }
    let sums: String = all
        .iter()
        .filter(|it| it.0 != "SHA256SUMS")
        .map(|(name, bytes)| format!("{}  {name}\n", hex(bytes)))
        .collect();
    for (name, bytes) in &mut all {
        if name == "SHA256SUMS" {
            *bytes = sums.clone().into_bytes();
        }
    }
    let it = checked(&zipped(&all));
    let wrong: Vec<&str> = it.wrong.iter().map(|it| it.what.as_str()).collect();
    assert_eq!(wrong, [forged.as_str()], "{it:?}");
}

#[test]
fn a_member_that_is_there_twice_is_named() {
    let mut all = members(&written(&bundle(|_| {})));
    let text = all.iter().find(|it| it.0.contains("/version-"));
    let name = text.expect("a text").0.clone();
    all.insert(0, (name.replace(".txt", ".tXt"), b"FORGED".to_vec()));
    // As no writer of ZIPs would: the name of the one becomes that of the other.
    let mut bytes = zipped(&all);
    let (from, to) = (name.replace(".txt", ".tXt").into_bytes(), name.as_bytes());
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(&from) {
            bytes[at..at + from.len()].copy_from_slice(to);
        }
    }
    let it = checked(&bytes);
    assert!(
        it.wrong
            .iter()
            .any(|it| it.why.contains("two members have one name")),
        "{it:?}"
    );
}

#[test]
fn a_check_that_is_ended_claims_nothing() {
    let it = check_bundle(Cursor::new(written(&bundle(|_| {}))), &mut |done, _| {
        done < 2
    });
    assert!(!it.unchanged && !it.complete, "{it:?}");
}

#[test]
fn bytes_that_cannot_be_had_are_said_to_be_missing() {
    let it = bundle(|_| {});
    let out = write_bundle(Cursor::new(vec![]), &it, &mut |_| Ok(None));
    let it = checked(&out.expect("written").into_inner());
    assert!(
        it.wrong.iter().any(|it| it
            .why
            .contains("the bytes that were kept are not in the file")),
        "{it:?}"
    );
    let err = write_bundle(Cursor::new(vec![]), &bundle(|_| {}), &mut |_| {
        Err(std::io::ErrorKind::StorageFull.into())
    });
    assert_eq!(
        err.expect_err("told").kind(),
        std::io::ErrorKind::StorageFull
    );
}
