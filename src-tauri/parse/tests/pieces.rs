//! Large files in pieces: nothing is lost between them, and what is wrong is told.

mod made;

use std::ops::ControlFlow;

use parse::{Piece, document, in_pieces, pieces};

/// What a file gives when it is read in pieces: names of its articles in order, and what is told.
fn in_order(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut ids, mut told) = (vec![], vec![]);
    let problems = pieces(name, bytes, |piece: Piece| {
        let mut parsed = document(&piece.name, &piece.bytes);
        piece.in_its_place(&mut parsed);
        for it in parsed.articles {
            ids.push(it.item_id.or(it.address).unwrap_or(it.title));
        }
        told.extend(parsed.problems.into_iter().map(|it| it.message));
        ControlFlow::Continue(())
    });
    let problems = problems.expect("bytes in memory are read");
    told.extend(problems.into_iter().map(|it| it.message));
    (ids, told)
}

/// The same when it is read as a whole.
fn whole(name: &str, bytes: &[u8]) -> Vec<String> {
    let articles = document(name, bytes).articles.into_iter();
    articles
        .map(|it| it.item_id.or(it.address).unwrap_or(it.title))
        .collect()
}

#[test]
fn in_pieces_a_file_gives_what_it_gives_as_a_whole() {
    let page = "Harbour closed\n\nThe harbour was closed for two days by ice.\n";
    let inner = made::zip(&[("b.txt", page.as_bytes())]);
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("a.mbox", made::mbox()),
        ("a.warc", made::warc()),
        ("a.warc.gz", made::gzip(&made::warc())),
        (
            "a.jsonl",
            b"{\"title\":\"One\",\"text\":\"The first.\"}\n{\"title\":\"Two\",\"text\":\"The second.\"}\n".to_vec(),
        ),
        ("a.csv", b"title,text\nOne,The first.\nTwo,The second.\n".to_vec()),
        (
            "a.zip",
            made::zip(&[
                ("in/a.txt", page.as_bytes()),
                ("in/letters.mbox", &made::mbox()),
                ("picture.png", b"\x89PNG"),
            ]),
        ),
        ("b.zip", made::zip(&[("inner.zip", &inner)])),
    ];
    for (name, bytes) in files {
        assert!(in_pieces(name, &bytes), "{name}");
        let (ids, told) = in_order(name, &bytes);
        assert_eq!(ids.len(), whole(name, &bytes).len(), "{name}: {told:?}");
        assert!(!ids.is_empty(), "{name}");
        if !name.ends_with(".zip") {
            assert_eq!(ids, whole(name, &bytes), "{name}");
        }
    }
}

#[test]
fn what_is_one_thing_is_not_read_in_pieces() {
    for (name, start) in [
        ("a.pdf", &b"%PDF-1.7"[..]),
        ("a.html", b"<!doctype html>"),
        ("a.docx", b"PK\x03\x04"),
        ("a.json", b"[{"),
        ("a.csv", b"\xFF\xFEt\0i\0"),
        ("a.mbox", b"From \0"),
    ] {
        assert!(!in_pieces(name, start), "{name}");
    }
}

#[test]
fn damaged_files_in_pieces_never_fail_and_hold_what_they_say() {
    let mut dice = made::Dice(7);
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("a.mbox", made::mbox()),
        ("a.warc", made::warc()),
        ("a.warc.gz", made::gzip(&made::warc())),
        (
            "a.csv",
            b"title,text\nOne,\"The \"\"first\"\".\"\nTwo,The second.\n".repeat(9),
        ),
        (
            "a.zip",
            made::zip(&[
                ("a.txt", b"Harbour closed\n\nFor two days.\n"),
                ("b.mbox", &made::mbox()),
            ]),
        ),
    ];
    for (name, bytes) in files {
        for _ in 0..300 {
            let damaged = made::damaged(&bytes, &mut dice);
            let mut given = 0;
            let res = pieces(name, &damaged[..], |piece| {
                given += piece.bytes.len();
                ControlFlow::Continue(())
            });
            assert!(res.is_ok(), "{name}: bytes in memory are read");
            assert!(given < 1 << 24, "{name}");
        }
    }
}
