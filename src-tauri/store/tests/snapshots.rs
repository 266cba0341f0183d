//! Captured bytes and their records: once, in the transaction of their articles, or not at all.

use std::{path::PathBuf, sync::Arc};

use news::{
    Article, Block, Severity, Source, SourceKind, Timestamp, Topic, Zone,
    desk::{SourceDraft, TopicDraft, WatchlistDraft},
    evidence::{BEFORE_ALL, CaptureKind, Received, Record, Told, text_of},
};
use sha2::{Digest, Sha256};
use store::{Capture, Captured, Filing, Reader, StoreError, Writer, pack_bytes};

mod support;

const NOW: Timestamp = Timestamp(1_765_200_000_000);

struct Desk {
    writer: Writer,
    source: Source,
    topic: Topic,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let mut writer = store::open(&path, NOW).expect("a desk");
    let list = WatchlistDraft {
        id: None,
        name: "Sanctions".into(),
        mark: None,
    };
    let list = writer.save_watchlist(&list).expect("saved");
    let topic = TopicDraft {
        id: None,
        watchlist_id: list.id,
        name: "Any".into(),
        query: "sanction*".into(),
        severity: Severity::High,
        note: None,
        written: None,
    };
    let source = SourceDraft {
        revisit: Some(false),
        ..SourceDraft::new(SourceKind::Feed, "https://ledger.example/rss", "Ledger")
    };
    Desk {
        topic: writer.save_topic(&topic, NOW).expect("saved"),
        source: writer.save_source(&source, false, NOW).expect("saved"),
        writer,
        path,
        _folder: folder,
    }
}

impl Desk {
    fn reader(&self) -> Reader {
        Reader::open(&self.path).expect("a reader")
    }

    fn filing(&self, title: &str, capture: &Arc<Capture>, place: u32) -> Filing {
        let article = Article {
            title: title.into(),
            blocks: vec![Block::new(Zone::Headline, title)],
            ..Article::default()
        };
        let text = Sha256::digest(text_of(&article)).into();
        Filing {
            captured: Some(Captured {
                capture: capture.clone(),
                place,
                text,
            }),
            ..support::filing(&self.source, &self.topic, title, article, NOW)
        }
    }
}

fn capture(bytes: &[u8]) -> Arc<Capture> {
    Arc::new(Capture {
        received: Received {
            kind: CaptureKind::Feed,
            source: "Ledger".into(),
            source_id: 1,
            address: "https://ledger.example/rss".into(),
            hops: vec![],
            status: Some(200),
            headers: vec![],
            cut: None,
            at: NOW,
            late: false,
        },
        hash: Sha256::digest(bytes).into(),
        size: bytes.len() as u64,
        packed: Some(pack_bytes(bytes).expect("packed")),
        reader: "test".into(),
    })
}

/// Bytes that cannot be packed shorter.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        })
        .collect()
}

#[test]
fn articles_of_the_same_bytes_share_one_record_and_the_same_bytes_are_kept_once() {
    let mut desk = desk();
    let first = capture(b"<rss>both</rss>");
    let both = [
        desk.filing("Sanctions", &first, 0),
        desk.filing("Talks", &first, 1),
    ];
    desk.writer.file(&both, NOW).expect("filed");
    let again = capture(b"<rss>both</rss>");
    let third = desk.filing("Later", &again, 2);
    desk.writer
        .file(std::slice::from_ref(&third), NOW)
        .expect("filed");
    desk.writer
        .file(&[third], NOW)
        .expect("known, and not captured again");
    let reader = desk.reader();
    let all = reader.snapshots_after(0, 10).expect("read");
    assert_eq!(all.iter().map(|it| it.number).collect::<Vec<_>>(), [1, 2]);
    let records: Vec<Record> = all
        .iter()
        .map(|it| Record::from_line(&it.record).expect("a record"))
        .collect();
    assert_eq!(records[0].previous, BEFORE_ALL);
    assert_eq!(records[1].previous, all[0].hash);
    assert_eq!(
        reader.chain_end().expect("read"),
        Some((2, all[1].hash.clone()))
    );
    let Told::Capture { articles, kept, .. } = &records[0].told else {
        panic!("a capture")
    };
    assert_eq!((articles.len(), articles[1].place, *kept), (2, 1, true));
    let kept = reader.evidence_kept().expect("counted");
    assert_eq!((kept.snapshots, kept.alerted, kept.bytes), (2, 1, 15));
    for number in [1, 2] {
        let bytes = reader.bytes_of(number).expect("read").expect("kept");
        assert_eq!(bytes, b"<rss>both</rss>");
    }
}

#[test]
fn on_a_full_disk_neither_the_article_nor_its_record_is_there() {
    let mut desk = desk();
    let small = capture(b"<rss>small</rss>");
    let filing = desk.filing("Sanctions", &small, 0);
    desk.writer.file(&[filing], NOW).expect("filed");
    let pages = desk.writer.pages().expect("counted");
    desk.writer.limit_pages(pages + 8).expect("limited");
    let large = capture(&noise(1 << 20));
    let filing = desk.filing("Sanctions again", &large, 0);
    let err = desk
        .writer
        .file(std::slice::from_ref(&filing), NOW)
        .expect_err("no room");
    assert!(matches!(err, StoreError::DiskFull), "{err}");
    let reader = desk.reader();
    assert_eq!(reader.count_articles().expect("counted"), 1);
    assert_eq!(reader.count_snapshots().expect("counted"), 1);
    assert_eq!(reader.chain_end().expect("read").map(|it| it.0), Some(1));
    desk.writer.limit_pages(1 << 20).expect("room again");
    desk.writer.file(&[filing], NOW).expect("filed");
    assert_eq!(
        desk.reader().bytes_of(2).expect("read"),
        Some(noise(1 << 20))
    );
}

#[test]
fn a_record_that_was_changed_is_not_let_go() {
    let mut desk = desk();
    for (number, title) in ["One", "Two", "Three"].into_iter().enumerate() {
        let it = capture(title.as_bytes());
        let filing = desk.filing(title, &it, number as u32);
        desk.writer.file(&[filing], NOW).expect("filed");
    }
    let conn = rusqlite::Connection::open(&desk.path).expect("opens");
    conn.execute(
        "UPDATE snapshot SET record = record || ' ' WHERE number = 2",
        [],
    )
    .expect("changed");
    drop(conn);
    let later = NOW.plus(Timestamp::DAY);
    assert_eq!(
        desk.writer
            .let_snapshots_go(later, later, 10)
            .expect("let go"),
        2
    );
    assert_eq!(
        desk.writer
            .let_snapshots_go(later, later, 10)
            .expect("let go"),
        0
    );
    let left = desk.reader().snapshots_after(0, 10).expect("read");
    assert_eq!(
        left.iter().map(|it| it.number).collect::<Vec<_>>(),
        [2, 4],
        "it, and what tells of the others"
    );
}
