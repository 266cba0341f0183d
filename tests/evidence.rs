//! Evidence from outside: what was changed behind the program's back is noticed, and a file of evidence stands by itself.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Read, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use engine::{Clock, Engine, FetchError, Network, Options, Pending, Request, Response};
use news::{
    AlertId, Severity, SourceId, SourceKind, Timestamp,
    desk::{AlertFilter, AlertRow, ErrorCode, SourceDraft, TopicDraft},
    evidence::{CaptureKind, Header, Hop, Keeping, Record, Told, Verified},
};
use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A clock that stands until it is turned.
struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, _: Duration) -> Pending<'_, ()> {
        Box::pin(std::future::pending())
    }
}

/// A network of paper: gives what it was told to give.
#[derive(Default)]
struct Paper(Mutex<String>);

impl Network for Paper {
    fn get(&self, request: Request) -> Pending<'_, Result<Response, FetchError>> {
        let hop = |address: &str, status| Hop {
            address: address.into(),
            status,
        };
        let header = |name: &str, value: &str| Header {
            name: name.into(),
            value: value.into(),
        };
        Box::pin(async move {
            Ok(Response {
                status: 200,
                address: "https://cdn.ledger.example/rss".into(),
                hops: vec![
                    hop(&request.address, 302),
                    hop("https://cdn.ledger.example/rss", 200),
                ],
                headers: vec![
                    header("content-type", "application/rss+xml"),
                    header("transfer-encoding", "chunked"),
                    header("x-place", "Z\u{FC}rich"),
                ],
                content_type: Some("application/rss+xml".into()),
                body: self.0.lock().expect("nobody panicked").clone().into_bytes(),
                ..Response::default()
            })
        })
    }
}

struct Desk {
    engine: Engine,
    clock: Arc<HandClock>,
    paper: Arc<Paper>,
    feed: SourceId,
    folder: tempfile::TempDir,
}

/// A feed of items by number: headline and text follow from it.
fn feed(items: impl Iterator<Item = u32>) -> String {
    let items: String = items
        .map(|it| {
            format!(
                "<item><guid isPermaLink=\"false\">{it}</guid><title>Notice {it} of the harbour</title>\
                 <link>https://ledger.example/{it}</link><description>{}</description></item>",
                if it % 2 == 0 {
                    format!("The ministry spoke of sanctions against carrier {it} on Tuesday.")
                } else {
                    format!("Carrier {it} has left its berth for the open sea.")
                }
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Ledger</title>\
         <link>https://ledger.example/</link>{items}</channel></rss>"
    )
}

fn page(number: u32, word: &str) -> String {
    format!(
        "Berth {number} is closed\n\nThe harbour master told of {word} at berth {number}, which opened long ago.\n\n\
         Officials said that they would wait for word from the capital about carrier {number}.\n"
    )
}

impl Desk {
    /// A desk with a feed that was looked at twice, and imported files, of which some alert.
    fn new() -> Desk {
        let desk = Desk::empty();
        desk.import("a.txt", &page(1, "sanctions"));
        desk.import("b.txt", &page(2, "sanctions"));
        desk.import("c.txt", &page(3, "repairs"));
        desk.poll(feed(1..=3));
        desk.poll(feed(2..=5));
        desk
    }

    fn empty() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(HandClock(AtomicI64::new(1_765_200_000_000)));
        let paper = Arc::new(Paper::default());
        let mut options = Options::real(folder.path().join("desk"));
        options.clock = clock.clone();
        options.network = paper.clone();
        options.least_free = 1;
        let engine = Engine::open(options).expect("a desk");
        let feed = engine.save_source(&SourceDraft {
            language: Some("en".into()),
            revisit: Some(false),
            ..SourceDraft::new(SourceKind::Feed, "https://ledger.example/rss", "Ledger")
        });
        Desk {
            feed: feed.expect("a feed").id,
            engine,
            clock,
            paper,
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn import(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).expect("written");
        self.turn(Timestamp::MINUTE);
        self.engine
            .import_now(vec![path.clone()], &mut |_| ControlFlow::Continue(()))
            .expect("read");
        path
    }

    fn poll(&self, answer: String) {
        *self.paper.0.lock().expect("nobody panicked") = answer;
        self.turn(Timestamp::HOUR);
        self.engine.poll_now(&[self.feed]).expect("asked");
    }

    fn turn(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    fn topic(&self, query: &str) {
        let watchlist_id = self.engine.watchlists().expect("watchlists")[0]
            .watchlist
            .id;
        self.engine
            .save_topic(&TopicDraft {
                id: None,
                watchlist_id,
                name: query.into(),
                query: query.into(),
                severity: Severity::High,
                note: None,
                written: None,
            })
            .expect("a topic");
        self.engine.wait_for_jobs();
    }

    fn alerts(&self) -> Vec<AlertRow> {
        self.engine
            .alerts(&AlertFilter::default(), None)
            .expect("alerts")
            .rows
    }

    /// The alerts of the article with a headline.
    fn alert(&self, title: &str) -> AlertRow {
        let all = self.alerts();
        all.into_iter()
            .find(|it| it.title == title)
            .expect("its alert")
    }

    fn verified(&self) -> Verified {
        verified(&self.path("desk"))
    }

    fn export(&self, ids: &[AlertId], name: &str) -> Vec<u8> {
        let path = self.path(name);
        let it = self.engine.export_evidence(ids, &path).expect("written");
        let bytes = fs::read(path).expect("read");
        assert_eq!((it.bytes, it.sha256), (bytes.len() as u64, sha256(&bytes)));
        bytes
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.engine.stop();
    }
}

fn verified(desk: &Path) -> Verified {
    let engine = Engine::read_only(desk.to_path_buf()).expect("for reading");
    engine
        .verify_desk(&mut |_, _| ControlFlow::Continue(()))
        .expect("checked")
}

fn check(path: &Path) -> Verified {
    Engine::verify_file(path, &mut |_, _| ControlFlow::Continue(())).expect("checked")
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect()
}

#[test]
fn what_was_captured_is_unchanged_and_no_more_is_claimed() {
    let desk = Desk::new();
    let it = desk.verified();
    assert!(it.unchanged && it.complete, "{it:?}");
    // Two files that alert and two answers of the feed.
    assert_eq!((it.records, it.bodies, it.texts), (4, 4, 8), "{it:?}");
    assert_eq!(it.read_again, 7, "2 files, 3 and 2 items: {it:?}");
    assert_eq!(it.captured_at, Some(desk.clock.now()));
    let alert = desk.alert("Notice 2 of the harbour");
    let of_alert = desk.engine.verify_alert(alert.id).expect("checked");
    let came = desk.clock.now().plus(-Timestamp::HOUR);
    assert_eq!(
        (of_alert.unchanged, of_alert.captured_at),
        (true, Some(came)),
        "{of_alert:?}"
    );
    let evidence = desk.engine.evidence_of(alert.article_id).expect("shown");
    let capture = &evidence.captures[0];
    assert_eq!((capture.kind, capture.at), (CaptureKind::Feed, came));
    assert_eq!(capture.address, "https://cdn.ledger.example/rss");
    assert_eq!(capture.by_way_of, ["https://ledger.example/rss"]);
    assert_eq!(capture.sha256, sha256(feed(1..=3).as_bytes()));
}

#[test]
fn of_files_that_do_not_alert_the_hash_and_the_path_are_enough() {
    let desk = Desk::new();
    let rows = desk.engine.search("repairs", None).expect("found");
    let id = rows.rows[0].article_id;
    let evidence = desk.engine.evidence_of(id).expect("shown");
    assert!(evidence.captures.is_empty());
    let (path, hash) = evidence.file.expect("its file");
    assert_eq!(hash, sha256(&fs::read(path).expect("there")));
    let it = desk.engine.verify_article(id).expect("checked");
    assert!(
        !it.unchanged && it.wrong.is_empty(),
        "nothing was captured: {it:?}"
    );
    assert!(it.remarks[0].contains(&hash), "{it:?}");
}

/// Changes the desk's file behind the program's back.
type Tamper = fn(&Connection) -> rusqlite::Result<()>;

fn flip(conn: &Connection, table: &str, key: &str) -> rusqlite::Result<()> {
    let (id, mut bytes): (i64, Vec<u8>) = conn.query_row(
        &format!("SELECT {key}, bytes FROM {table} ORDER BY {key} LIMIT 1"),
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    conn.execute(
        &format!("UPDATE {table} SET bytes = ?2 WHERE {key} = ?1"),
        (id, bytes),
    )?;
    Ok(())
}

#[test]
fn whatever_is_changed_behind_the_program_is_noticed_and_named() {
    const TESTS: &[(&str, &str, Tamper)] = &[
        ("a byte of a text", "its text", |it| {
            flip(it, "body", "article_id")
        }),
        (
            "the texts of two articles changed places",
            "its text is not the one",
            |it| {
                it.execute_batch(
                "CREATE TEMP TABLE two AS SELECT article_id, dictionary, size, bytes FROM body
                     WHERE article_id IN (SELECT article_id FROM captured) ORDER BY article_id LIMIT 2;
                 UPDATE body SET (dictionary, size, bytes) =
                     (SELECT dictionary, size, bytes FROM two WHERE two.article_id <> body.article_id)
                     WHERE article_id IN (SELECT article_id FROM two);",
            )
            },
        ),
        (
            "and their hashes with them",
            "its text is not the one that was read",
            |it| {
                it.execute_batch(
                "CREATE TEMP TABLE two AS SELECT article_id, hash, dictionary, size, bytes FROM body
                     WHERE article_id IN (SELECT article_id FROM captured) ORDER BY article_id LIMIT 2;
                 UPDATE body SET (hash, dictionary, size, bytes) =
                     (SELECT hash, dictionary, size, bytes FROM two WHERE two.article_id <> body.article_id)
                     WHERE article_id IN (SELECT article_id FROM two);",
            )
            },
        ),
        ("a byte of the bytes", "its bytes", |it| {
            flip(it, "raw", "id")
        }),
        (
            "two bodies changed places",
            "its bytes are not those that were captured",
            |it| {
                it.execute_batch(
                    "CREATE TEMP TABLE two AS SELECT id, size, bytes FROM raw ORDER BY id LIMIT 2;
                 UPDATE raw SET (size, bytes) = (SELECT size, bytes FROM two WHERE two.id <> raw.id)
                     WHERE id IN (SELECT id FROM two);",
                )
            },
        ),
        ("the bytes are gone", "its bytes are missing", |it| {
            it.execute_batch("DELETE FROM raw WHERE id = 1")
        }),
        ("the first record is gone", "record 1", |it| {
            it.execute_batch("DELETE FROM snapshot WHERE number = 1")
        }),
        ("a record in the middle is gone", "record 2", |it| {
            it.execute_batch("DELETE FROM snapshot WHERE number = 2")
        }),
        ("the last record is gone", "records up to 4", |it| {
            it.execute_batch("DELETE FROM snapshot WHERE number = 4")
        }),
        ("all records are gone", "records up to 4", |it| {
            it.execute_batch("DELETE FROM snapshot")
        }),
        (
            "two records changed places",
            "record 3 stands in its place",
            |it| {
                it.execute_batch(
                    "UPDATE snapshot SET number = 100 WHERE number = 2;
                 UPDATE snapshot SET number = 2 WHERE number = 3;
                 UPDATE snapshot SET number = 3 WHERE number = 100;",
                )
            },
        ),
        (
            "another time in a record",
            "it is not the record that was written",
            |it| {
                it.execute_batch("UPDATE snapshot SET record = replace(record, 'cdn.ledger', 'www.ledger') WHERE number = 3")
            },
        ),
        (
            "and its hash with it",
            "record 4: the record before it",
            |it| {
                let line: String =
                    it.query_row("SELECT record FROM snapshot WHERE number = 3", [], |row| {
                        row.get(0)
                    })?;
                let line = line.replace("cdn.ledger", "www.ledger");
                let hash = Sha256::digest(line.as_bytes());
                it.execute(
                    "UPDATE snapshot SET record = ?1, hash = ?2 WHERE number = 3",
                    (line, hash.as_slice()),
                )?;
                Ok(())
            },
        ),
        ("a record that is no JSON", "it cannot be read", |it| {
            it.execute_batch("UPDATE snapshot SET record = 'x' || record WHERE number = 2")
        }),
        (
            "the end of the chain is forgotten",
            "the end of the chain",
            |it| it.execute_batch("DELETE FROM chain_end"),
        ),
        (
            "a record behind the end",
            "record 9: it stands behind the end",
            |it| {
                it.execute_batch(
                    "INSERT INTO snapshot SELECT 9, at, source_id, kind, raw_id, hash, record FROM snapshot WHERE number = 4",
                )
            },
        ),
        (
            "records with numbers beyond all bounds",
            "record 9223372036854775807",
            |it| {
                it.execute_batch(
                    "UPDATE snapshot SET number = -9223372036854775808 WHERE number = 1;
                     UPDATE snapshot SET number = 9223372036854775807 WHERE number = 2;
                     UPDATE chain_end SET number = 9223372036854775807",
                )
            },
        ),
        (
            "an article is gone",
            "it is missing, and nothing says",
            |it| {
                it.execute_batch(
                    "CREATE TEMP TABLE one AS SELECT min(article_id) AS id FROM captured;
                 DELETE FROM captured WHERE article_id = (SELECT id FROM one);
                 DELETE FROM body WHERE article_id = (SELECT id FROM one);
                 DELETE FROM article WHERE id = (SELECT id FROM one);",
                )
            },
        ),
        (
            "an article forgot where it came from",
            "it does not know any more",
            |it| it.execute_batch("DELETE FROM captured WHERE snapshot = 1"),
        ),
        (
            "a headline is another in lists",
            "the headline that lists show",
            |it| it.execute_batch("UPDATE article SET title = 'Forged'"),
        ),
        (
            "a time is another in lists",
            "the time that lists show",
            |it| it.execute_batch("UPDATE article SET published_at = 0"),
        ),
        (
            "an outlet is another in lists",
            "the outlet that lists show",
            |it| it.execute_batch("UPDATE article SET outlet = 'Forged'"),
        ),
        (
            "a topic asked for something else",
            "its proof is not what its topic finds",
            |it| it.execute_batch("UPDATE topic_version SET query = 'zebra'"),
        ),
        ("every alert has the proof of one", "its proof", |it| {
            it.execute_batch(
                "UPDATE alert SET (shape, packed) =
                     (SELECT shape, packed FROM alert ORDER BY length(packed) DESC, id LIMIT 1)",
            )
        }),
    ];
    let desk = Desk::new();
    desk.engine.stop();
    assert!(desk.verified().unchanged);
    for (name, named, tamper) in TESTS {
        let copy = desk.path("tampered");
        let _ = fs::remove_dir_all(&copy);
        fs::create_dir_all(&copy).expect("made");
        for file in fs::read_dir(desk.path("desk")).expect("read").flatten() {
            fs::copy(file.path(), copy.join(file.file_name())).expect("copied");
        }
        let conn = Connection::open(copy.join("wirewatch.db")).expect("opens");
        conn.pragma_update(None, "foreign_keys", false)
            .expect("set");
        tamper(&conn).expect(name);
        drop(conn);
        let it = verified(&copy);
        let told: Vec<String> = it
            .wrong
            .iter()
            .map(|it| format!("{}: {}", it.what, it.why))
            .collect();
        assert!(!it.unchanged, "{name} is not noticed");
        assert!(told.iter().any(|it| it.contains(named)), "{name}: {told:?}");
    }
}

/// Every member of a ZIP, read without the program.
fn members(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    (0..zip.len())
        .map(|at| {
            let mut member = zip.by_index(at).expect("a member");
            let mut bytes = vec![];
            member.read_to_end(&mut bytes).expect("unpacked");
            (member.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

#[test]
fn a_file_of_evidence_stands_by_itself() {
    let desk = Desk::new();
    let alert = desk.alert("Notice 2 of the harbour");
    let bytes = desk.export(&[alert.id], "evidence.zip");
    let all = members(&bytes);
    let sums = String::from_utf8(all["SHA256SUMS"].clone()).expect("text");
    assert_eq!(
        sums.lines().count(),
        all.len() - 1,
        "all but the list itself"
    );
    for line in sums.lines() {
        let (hash, path) = line.split_once("  ").expect("as sha256sum writes it");
        assert_eq!(hash, sha256(&all[path]), "{path}");
    }
    let manifest: Value = serde_json::from_slice(&all["manifest.json"]).expect("JSON");
    for member in manifest["members"].as_array().expect("a list") {
        let path = member["path"].as_str().expect("a path");
        assert_eq!(member["sha256"], sha256(&all[path]), "{path}");
        assert_eq!(member["bytes"], all[path].len(), "{path}");
    }
    let capture = &manifest["captures"][0];
    let line = &all[capture["record"].as_str().expect("a path")];
    assert_eq!(capture["record_sha256"], sha256(line));
    let record = Record::from_line(std::str::from_utf8(line).expect("text")).expect("a record");
    let Told::Capture {
        sha256: told,
        articles,
        received,
        ..
    } = &record.told
    else {
        panic!("a capture: {record:?}")
    };
    let body = &all[capture["received"].as_str().expect("a path")];
    assert_eq!(
        (body.as_slice(), told),
        (feed(1..=3).as_bytes(), &sha256(body))
    );
    assert_eq!(received.hops.len(), 2, "the way is told");
    let text = &all[&format!("articles/{}/version-1.txt", alert.article_id)];
    let captured = articles
        .iter()
        .find(|it| it.article_id == alert.article_id)
        .expect("read from it");
    assert_eq!(captured.text_sha256, sha256(text));
    let text = String::from_utf8_lossy(text);
    assert!(
        text.contains("[body]\nThe ministry spoke of sanctions against carrier 2"),
        "{text}"
    );
    let proof =
        String::from_utf8_lossy(&all[&format!("alerts/{}/proof.txt", alert.id)]).into_owned();
    assert!(
        proof.contains("[sanctions]") && proof.contains("holds: \"sanctions\""),
        "{proof}"
    );

    let mut warc = vec![];
    let packed = &all[capture["warc"].as_str().expect("a path")];
    flate2_read(packed, &mut warc);
    let warc = String::from_utf8_lossy(&warc);
    assert!(
        warc.starts_with("WARC/1.1\r\nWARC-Type: warcinfo\r\n"),
        "{warc}"
    );
    for part in [
        "WARC-Type: response\r\nWARC-Target-URI: https://cdn.ledger.example/rss\r\n",
        "\r\nHTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\n",
        &format!("WARC-Payload-Digest: sha256:{told}\r\n"),
        &format!("content-length: {}\r\n\r\n<?xml", body.len()),
        "via: https://ledger.example/rss\r\n",
    ] {
        assert!(warc.contains(part), "{part:?} in {warc}");
    }
    assert!(!warc.contains("chunked"), "what is of the way is left out");
    let it = check(&desk.path("evidence.zip"));
    assert!(it.unchanged, "{it:?}");
    assert_eq!((it.records, it.bodies, it.texts), (1, 1, 1));
}

/// Unpacks members of gzip one after the other, with the system's tool where there is one.
fn flate2_read(packed: &[u8], into: &mut Vec<u8>) {
    let mut child = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip is there");
    let mut stdin = child.stdin.take().expect("piped");
    let bytes = packed.to_vec();
    let writing = std::thread::spawn(move || stdin.write_all(&bytes));
    let mut stdout = child.stdout.take().expect("piped");
    stdout.read_to_end(into).expect("unpacked");
    writing.join().expect("written").expect("written");
    assert!(child.wait().expect("ended").success());
}

#[test]
fn the_same_evidence_is_the_same_bytes_whatever_came_meanwhile() {
    let desk = Desk::new();
    let ids: Vec<AlertId> = ["Notice 2 of the harbour", "Berth 1 is closed"]
        .iter()
        .map(|it| desk.alert(it).id)
        .collect();
    let first = desk.export(&ids, "first.zip");
    desk.poll(feed(4..=9));
    desk.engine.note(ids[0], "ask the ministry").expect("kept");
    let reversed: Vec<AlertId> = ids.iter().rev().copied().collect();
    assert_eq!(first, desk.export(&reversed, "second.zip"));
    assert_eq!(
        first,
        desk.export(&ids, "first.zip"),
        "in the place of the first"
    );
    assert!(
        !String::from_utf8_lossy(&members(&first).into_values().flatten().collect::<Vec<u8>>())
            .contains("ask the ministry")
    );
}

/// The same ZIP with its members changed.
fn rezipped(bytes: &[u8], to: &Path, change: impl Fn(&mut BTreeMap<String, Vec<u8>>)) {
    let mut all = members(bytes);
    change(&mut all);
    let mut zip = zip::ZipWriter::new(File::create(to).expect("made"));
    for (name, bytes) in all {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("begun");
        zip.write_all(&bytes).expect("written");
    }
    zip.finish().expect("ended");
}

#[test]
fn a_changed_file_of_evidence_is_noticed_member_by_member() {
    let desk = Desk::new();
    let bytes = desk.export(&[desk.alert("Notice 2 of the harbour").id], "evidence.zip");
    let to = desk.path("changed.zip");
    for name in members(&bytes).keys() {
        rezipped(&bytes, &to, |all| {
            let member = all.get_mut(name).expect("it is there");
            let middle = member.len() / 2;
            member[middle] ^= 1;
        });
        let it = check(&to);
        assert!(
            !it.unchanged && !it.wrong.is_empty(),
            "a byte of {name} is not noticed: {it:?}"
        );
        rezipped(&bytes, &to, |all| drop(all.remove(name)));
        assert!(!check(&to).unchanged, "that {name} is gone is not noticed");
    }
    rezipped(&bytes, &to, |all| {
        drop(all.insert("alerts/extra.txt".into(), b"x".to_vec()))
    });
    assert!(
        check(&to)
            .wrong
            .iter()
            .any(|it| it.what == "alerts/extra.txt")
    );
    for (name, bad) in [
        ("cut", &bytes[..bytes.len() / 2]),
        ("empty", &[][..]),
        ("no ZIP", &b"PK\x03\x04 not really"[..]),
    ] {
        fs::write(&to, bad).expect("written");
        let it = check(&to);
        assert!(
            it.wrong.iter().any(|it| it.what == "the file"),
            "{name}: {it:?}"
        );
    }
}

#[test]
fn who_changes_bytes_and_lists_still_has_to_change_the_record() {
    let desk = Desk::new();
    let bytes = desk.export(&[desk.alert("Notice 2 of the harbour").id], "evidence.zip");
    let to = desk.path("changed.zip");
    rezipped(&bytes, &to, |all| {
        let (name, text) = all
            .iter()
            .find(|it| it.0.ends_with("version-1.txt"))
            .map(|it| (it.0.clone(), it.1.clone()))
            .expect("a text");
        let other = String::from_utf8(text.clone())
            .expect("text")
            .replace("spoke of", "lifted")
            .into_bytes();
        let lengths = (
            format!("\"bytes\": {}", text.len()),
            format!("\"bytes\": {}", other.len()),
        );
        let manifest = String::from_utf8(all["manifest.json"].clone()).expect("text");
        let manifest = manifest
            .replace(&sha256(&text), &sha256(&other))
            .replace(&lengths.0, &lengths.1)
            .into_bytes();
        let sums = String::from_utf8(all["SHA256SUMS"].clone()).expect("text");
        let sums = sums
            .replace(&sha256(&text), &sha256(&other))
            .replace(&sha256(&all["manifest.json"]), &sha256(&manifest));
        all.insert(name, other);
        all.insert("manifest.json".into(), manifest);
        all.insert("SHA256SUMS".into(), sums.into_bytes());
    });
    let it = check(&to);
    assert_eq!(it.wrong.len(), 1, "{it:?}");
    assert!(
        it.wrong[0].why.contains("not the one that was captured"),
        "{it:?}"
    );
}

#[test]
fn what_the_archive_is_found_to_hold_is_captured_then() {
    let desk = Desk::new();
    let gone = desk.import("d.txt", &page(4, "repairs"));
    fs::remove_file(&gone).expect("gone");
    desk.turn(Timestamp::DAY);
    desk.topic("repairs");
    let alert = desk.alert("Berth 3 is closed");
    let it = desk.engine.verify_alert(alert.id).expect("checked");
    assert_eq!(
        (it.unchanged, it.captured_at),
        (true, Some(desk.clock.now())),
        "since it was captured, not since it was read: {it:?}"
    );
    assert!(
        desk.engine
            .evidence_of(alert.article_id)
            .expect("shown")
            .captures[0]
            .late
    );
    let bare = desk.alert("Berth 4 is closed");
    let it = desk.engine.verify_alert(bare.id).expect("checked");
    assert!(
        it.remarks
            .iter()
            .any(|it| it.contains("only the SHA-256 was kept")),
        "{it:?}"
    );
    let exported = desk
        .engine
        .export_evidence(&[bare.id], &desk.path("bare.zip"))
        .expect("written");
    assert!(
        exported.missing[0].contains("only the SHA-256 was kept"),
        "{exported:?}"
    );
    let checked = check(&desk.path("bare.zip"));
    assert!(checked.wrong.is_empty(), "{checked:?}");
    assert!(desk.verified().unchanged);
}

#[test]
fn a_changed_file_is_another_version_with_its_own_capture() {
    let desk = Desk::new();
    let alert = desk.alert("Berth 1 is closed");
    desk.import("a.txt", &page(1, "sanctions and fines"));
    let evidence = desk.engine.evidence_of(alert.article_id).expect("shown");
    let versions: Vec<u32> = evidence.captures.iter().map(|it| it.version).collect();
    assert_eq!(versions, [2, 1]);
    let all = members(&desk.export(&[alert.id], "evidence.zip"));
    for version in 1..=2 {
        assert!(all.contains_key(&format!(
            "articles/{}/version-{version}.txt",
            alert.article_id
        )));
    }
    assert!(desk.verified().unchanged);
    assert!(check(&desk.path("evidence.zip")).unchanged);
}

#[test]
fn what_nobody_needs_is_let_go_and_the_chain_still_holds() {
    let desk = Desk::new();
    desk.poll(feed([7, 9].into_iter()));
    desk.poll(feed([8, 9].into_iter()));
    let keep = |days, megabytes| {
        desk.engine
            .save_keeping(Keeping { days, megabytes })
            .expect("kept");
        desk.engine.let_snapshots_go().expect("let go")
    };
    assert_eq!(keep(14, 1_000), 0, "nothing is old");
    desk.turn(15 * Timestamp::DAY);
    assert_eq!(keep(0, 1_000), 1, "the answer in which nothing alerted");
    let it = desk.verified();
    assert!(it.unchanged, "{it:?}");
    let kept = desk.engine.evidence_kept().expect("counted");
    assert_eq!((kept.snapshots, kept.alerted), (5, 5), "{kept:?}");
    desk.poll(feed([11, 13].into_iter()));
    desk.turn(Timestamp::HOUR);
    assert_eq!(keep(14, 0), 1, "more than the analyst wants to keep");
    assert_eq!(keep(14, 0), 0);
    let it = desk.verified();
    assert!(it.unchanged, "{it:?}");
    assert_eq!(it.texts, 13, "articles stay");
}

#[test]
fn the_sample_has_evidence_and_goes_without_a_trace_of_harm() {
    let desk = Desk::empty();
    desk.engine.load_sample().expect("loaded");
    let it = desk.verified();
    assert!(it.unchanged && it.read_again > 30, "{it:?}");
    desk.engine.remove_sample().expect("removed");
    desk.poll(feed(1..=2));
    let it = desk.verified();
    assert!(it.unchanged, "{it:?}");
}

#[test]
fn evidence_on_a_full_disk_is_not_begun() {
    let desk = Desk::new();
    desk.engine.stop();
    let id = desk.alert("Berth 1 is closed").id;
    let mut options = Options::real(desk.path("desk"));
    options.free_space = |_| Ok(100);
    let engine = Engine::open(options).expect("opened");
    let to = desk.path("full.zip");
    let err = engine.export_evidence(&[id], &to).expect_err("no room");
    assert_eq!(err.code(), ErrorCode::DiskFull);
    assert!(
        !to.exists() && err.what().contains("full.zip"),
        "{}",
        err.what()
    );
    engine.stop();
}

#[test]
fn evidence_that_is_killed_is_there_whole_or_not_at_all() {
    let desk = Desk::empty();
    let much: String = (0..60_000)
        .map(|it| format!("{}\n", sha256(&[it as u8, (it >> 8) as u8])))
        .collect();
    desk.import("much.txt", &format!("{}\n{much}", page(1, "sanctions")));
    let id = desk.alerts()[0].id.to_string();
    desk.engine.stop();
    let folder = desk.path("out");
    fs::create_dir_all(&folder).expect("made");
    let to = folder.join("evidence.zip");
    let evidence = || {
        let mut command = Command::new(tests::wirewatch());
        command
            .arg("--data")
            .arg(desk.path("desk"))
            .args(["evidence", &id, "--out"])
            .arg(&to);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let there = |what: &str| {
        fs::read_dir(&folder)
            .expect("read")
            .flatten()
            .any(|it| it.file_name().to_string_lossy().contains(what))
    };
    let mut cut = 0;
    for _ in 0..6 {
        let mut child = evidence().spawn().expect("begun");
        while !there(".part") && child.try_wait().expect("asked").is_none() {
            std::thread::yield_now();
        }
        let _ = child.kill();
        child.wait().expect("ended");
        if to.exists() {
            assert!(check(&to).unchanged, "what is there is whole");
            fs::remove_file(&to).expect("removed");
        } else {
            cut += 1;
        }
    }
    assert!(cut > 0, "none was killed in the middle");
    assert!(evidence().status().expect("ran").success());
    assert!(
        check(&to).unchanged && !there(".part"),
        "and what was left is taken away"
    );
}

#[test]
fn the_terminal_says_it_in_words_and_by_its_code() {
    let desk = Desk::new();
    let id = desk.alert("Notice 2 of the harbour").id.to_string();
    desk.engine.stop();
    let run = |args: &[&str]| {
        let mut command = Command::new(tests::wirewatch());
        command.current_dir(desk.folder.path());
        let out = command
            .args(["--data", "desk"])
            .args(args)
            .output()
            .expect("ran");
        let told = [out.stdout, out.stderr].concat();
        (
            out.status.code(),
            String::from_utf8_lossy(&told).into_owned(),
        )
    };
    let (code, told) = run(&["evidence", &id, "--out", "a.zip"]);
    assert!(code == Some(0) && told.contains("SHA-256 "), "{told}");
    let (code, told) = run(&["evidence", &id, "--out", "a.zip"]);
    assert!(code == Some(2) && told.contains("exists already"), "{told}");
    for args in [
        &["verify"][..],
        &["verify", "--alert", &id],
        &["verify", "a.zip"],
    ] {
        let (code, told) = run(args);
        let last = told.lines().last().unwrap_or_default();
        assert!(last.starts_with("unchanged since captured at "), "{told}");
        assert_eq!(code, Some(0), "{args:?}");
    }
    let bytes = fs::read(desk.path("a.zip")).expect("read");
    rezipped(&bytes, &desk.path("b.zip"), |all| {
        drop(all.remove("README.txt"))
    });
    let (code, told) = run(&["verify", "b.zip"]);
    assert!(
        code == Some(3) && told.contains("README.txt: it is missing"),
        "{told}"
    );
    let (code, told) = run(&["verify", "b.zip", "--json"]);
    let json: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(
        (code, &json["unchanged"], &json["wrong"][0]["what"]),
        (Some(3), &Value::Bool(false), &Value::from("README.txt"))
    );
    let (code, told) = run(&["verify", "c.zip"]);
    assert!(code == Some(1) && told.contains("c.zip"), "{told}");
}
