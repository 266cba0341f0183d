//! What is done with the bytes of an answer.

use std::{fmt::Write as _, io::Write as _};

use news::{Timestamp, TroubleCode};

use super::{due_in, fine, later, words};
use crate::{
    desk::Desk,
    server::{Answer, Server, feed_of, item},
};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
    to.write_all(bytes).expect("in memory");
    to.finish().expect("in memory")
}

/// A feed of some items, as it is sent.
fn many(count: usize) -> Vec<u8> {
    let items: Vec<String> = (0..count)
        .map(|it| {
            item(
                &it.to_string(),
                &format!("Notice {it}"),
                "The quarry opened.",
                "",
            )
        })
        .collect();
    feed_of(&items).into_bytes()
}

#[test]
fn p71_of_an_answer_that_is_cut_off_is_kept_what_came_and_no_validator() {
    let whole = many(40);
    let half = whole[..whole.len() / 2].to_vec();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\netag: \"1\"\r\n";
    let length = {
        let head = format!("{head}content-length: {}\r\n\r\n", whole.len());
        [head.as_bytes(), &half].concat()
    };
    let chunks = {
        let mut out = format!("{head}transfer-encoding: chunked\r\n\r\n").into_bytes();
        for piece in half.chunks(500) {
            let mut size = String::new();
            let _ = write!(size, "{:x}\r\n", piece.len());
            out.extend_from_slice(size.as_bytes());
            out.extend_from_slice(piece);
            out.extend_from_slice(b"\r\n");
        }
        // Within a piece that says that it is longer.
        out.extend_from_slice(b"fff\r\n<item>");
        out
    };
    let packed = {
        let packed = gzip(&whole);
        let packed = &packed[..packed.len() * 2 / 3];
        let head = format!(
            "{head}content-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
            packed.len()
        );
        [head.as_bytes(), packed].concat()
    };
    for (name, raw) in [("length", length), ("chunks", chunks), ("packed", packed)] {
        let desk = Desk::new();
        let server = Server::start(move |_| Answer::raw(raw.clone()));
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        let articles = desk.articles();
        assert!((10..40).contains(&articles), "{name}: {articles}");
        assert_eq!(
            desk.trouble(source.id),
            Some(TroubleCode::Damaged),
            "{name}"
        );
        server.says(|_| Answer::feed(many(40)));
        later(&desk, source.id, Timestamp::HOUR);
        assert_eq!(
            super::sent(&server)[1],
            (None, None),
            "{name}: all of it, this time"
        );
        assert_eq!(
            (desk.articles(), desk.trouble(source.id)),
            (40, None),
            "{name}"
        );
    }
}

#[test]
fn p72_a_feed_that_is_not_packed_as_its_server_says_is_read_where_it_is_plainly_one() {
    for coding in [
        "gzip",
        "br",
        "zstd",
        "deflate",
        "gzip, gzip",
        "utf-8",
        "none",
        "compress",
    ] {
        let desk = Desk::new();
        let server = Server::start(move |_| fine().with("content-encoding", coding));
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        assert_eq!(
            (desk.articles(), desk.trouble(source.id)),
            (1, None),
            "{coding}"
        );
    }
    for (coding, body, expected) in [
        (
            "gzip",
            b"neither packed nor a feed".to_vec(),
            "not packed as its server says",
        ),
        (
            "gzip, gzip",
            gzip(&gzip(&many(1))),
            "more than once (gzip, gzip)",
        ),
        ("compress", vec![0x1f, 0x9d, 0x90, 1, 2, 3], "“compress”"),
    ] {
        let desk = Desk::new();
        let server =
            Server::start(move |_| Answer::feed(body.clone()).with("content-encoding", coding));
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        assert_eq!(
            desk.trouble(source.id),
            Some(TroubleCode::Damaged),
            "{coding}"
        );
        let told = words(&desk, source.id);
        assert!(told.contains(expected), "{coding}: {told}");
        assert!(due_in(&desk, source.id) >= Some(60), "{coding}");
    }
    // Packed without a word.
    let desk = Desk::new();
    let server = Server::start(|_| Answer::feed(gzip(&many(3))));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    assert_eq!((desk.articles(), desk.trouble(source.id)), (3, None));
}

#[test]
fn h02_p73_a_bomb_is_not_unpacked_and_its_server_is_left_alone() {
    let nothing = vec![b' '; 64 << 20];
    let mut brotli = vec![];
    brotli::CompressorWriter::new(&mut brotli, 4_096, 5, 22)
        .write_all(&nothing)
        .expect("in memory");
    for (coding, body) in [
        ("gzip", gzip(&nothing)),
        ("br", brotli),
        (
            "zstd",
            zstd::stream::encode_all(&*nothing, 3).expect("in memory"),
        ),
    ] {
        let desk = Desk::new();
        let server =
            Server::start(move |_| Answer::feed(body.clone()).with("content-encoding", coding));
        let source = desk.follow(&server.address("/"));
        for hours in [1, 2, 4] {
            desk.poll(&[source.id]);
            let due = due_in(&desk, source.id).expect("due");
            assert!((hours * 60..=hours * 66).contains(&due), "{coding}: {due}");
        }
        assert_eq!(
            desk.trouble(source.id),
            Some(TroubleCode::TooLarge),
            "{coding}"
        );
        let told = words(&desk, source.id);
        assert!(told.contains("200 times"), "{coding}: {told}");
    }
}

#[test]
fn p73_of_what_is_too_large_the_beginning_is_read_once_a_day() {
    let desk = Desk::new();
    let server = Server::start(|_| {
        let mut body = many(5);
        body.truncate(body.len() - "</channel></rss>".len());
        // Nothing shrinks to a two-hundredth here.
        let filler: String = (0..3_000_000_u32)
            .map(|it| format!("{:x}", it.wrapping_mul(2_654_435_761)))
            .collect();
        body.extend_from_slice(b"<!-- ");
        body.extend_from_slice(filler.as_bytes());
        Answer::feed(body)
    });
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    assert_eq!(desk.articles(), 5);
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::TooLarge));
    let told = words(&desk, source.id);
    assert!(told.contains("20 MB"), "{told}");
    let due = due_in(&desk, source.id).expect("due");
    assert!((1_440..=1_584).contains(&due), "{due} minutes");
}

#[test]
fn h04_whatever_is_no_address_of_the_web_is_not_followed() {
    for place in [
        "file:///etc/passwd",
        "ftp://ledger.example/",
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "gopher://ledger.example/",
        "http://",
        "",
    ] {
        let desk = Desk::new();
        let server = Server::start(move |it| match it.path.as_str() {
            "/a" => Answer::to(302, place),
            _ => Answer::to(302, ""),
        });
        let source = desk.follow(&server.address("/a"));
        desk.poll(&[source.id]);
        assert_eq!(
            desk.trouble(source.id),
            Some(TroubleCode::Redirect),
            "{place}"
        );
        assert_eq!(desk.articles(), 0, "{place}");
    }
    for status in [300, 305, 306] {
        let desk = Desk::new();
        let server = Server::start(move |_| {
            let mut it = fine();
            it.status = status;
            it.with("location", "/new")
        });
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        assert_eq!(
            desk.trouble(source.id),
            Some(TroubleCode::Redirect),
            "{status}"
        );
    }
}

#[test]
fn an_answer_that_is_cut_off_by_the_end_of_the_program_leaves_nothing_half() {
    let mut desk = Desk::new();
    let server = Server::start(|_| Answer::hanging());
    let source = desk.follow(&server.address("/"));
    desk.engine.start();
    desk.until("a request", |_| !server.asked().is_empty());
    desk.restart();
    assert_eq!(desk.articles(), 0);
    assert!(
        desk.source(source.id).next_due_at.is_some(),
        "not asked again at once"
    );
    server.says(|_| fine().with("etag", "\"1\""));
    desk.poll(&[source.id]);
    assert_eq!(super::sent(&server)[1], (None, None));
    assert_eq!((desk.articles(), desk.trouble(source.id)), (1, None));
}
