//! `wirewatch inspect document` and `inspect feed`: what is read is printed, what is not is said.

#[path = "../../parse/tests/made/mod.rs"]
mod made;

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// How the program ends that is to show a document, and what it shows.
fn document(path: &Path) -> (Option<i32>, serde_json::Value) {
    let out = Command::new(env!("CARGO_BIN_EXE_wirewatch"))
        .args(["inspect", "document"])
        .arg(path)
        .output()
        .expect("it runs");
    let shown = serde_json::from_slice(&out.stdout).expect("JSON");
    (out.status.code(), shown)
}

#[test]
fn a_document_is_shown_article_by_article_with_what_could_not_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("all.zip");
    let bytes = made::zip(&[
        ("a.pdf", &made::article_pdf()),
        ("b.pdf", b"%PDF-1.4 nothing"),
    ]);
    std::fs::write(&path, bytes).expect("written");
    let (code, shown) = document(&path);
    assert_eq!(code, Some(3), "something could not be read");
    let article = &shown["articles"][0];
    assert_eq!(article["title"], "Ferry returns");
    assert_eq!(article["author"], "Rhona Tulloch");
    assert_eq!(article["published"], "2021-12-07T16:42:00Z");
    assert_eq!(article["id"], "a.pdf");
    assert_eq!(
        article["text"],
        format!("{}\n\n{}", made::FIRST, made::SECOND)
    );
    assert_eq!(article["zones"][0]["zone"], "headline");
    let problem = shown["problems"][0]["message"].as_str().expect("a problem");
    assert!(
        problem.starts_with("b.pdf: The PDF is damaged"),
        "{problem}"
    );
}

#[test]
fn a_time_of_a_document_is_shown_with_as_much_as_the_document_gives() {
    let export = format!(
        "Ferry returns\n240 words\n7 December 2021\n16:42\nQuayside Post\nEnglish\n(c) 2021 Quayside Press\n\n{}\n\n{}\n\nDocument QUAYP00020211207ehc7000b5\n",
        made::FIRST,
        made::SECOND
    );
    let table = |date: &str| format!("title,date\nFerry returns,{date}\n").into_bytes();
    let tests = [
        (
            "zone.csv",
            table("2021-12-07T18:42:00+02:00"),
            "2021-12-07T16:42:00Z",
        ),
        ("none.csv", table("2021-12-07 18:42"), "2021-12-07T18:42:00"),
        ("day.csv", table("2021-12-07"), "2021-12-07"),
        ("properties.rtf", made::rtf(), "2021-12-07T18:42:00"),
        ("export.txt", export.into_bytes(), "2021-12-07T16:42:00"),
        (
            "all.zip",
            made::zip(&[("properties.rtf", &made::rtf())]),
            "2021-12-07T18:42:00",
        ),
        ("mail", made::eml(), "2021-12-07T16:42:00Z"),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes, expected) in tests {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        let (_, shown) = document(&path);
        let article = &shown["articles"][0];
        assert_eq!(article["published"], expected, "{name}: {shown}");
        assert_eq!(article["date"], expected, "{name}");
    }
}

const FEED: &str = "<rss version='2.0'><channel><title>Quay Post</title><link>/</link><item><guid>f1</guid><title>Ferry &amp; stairs</title><link>/ferry</link><pubDate>Tue, 07 Dec 2021 18:42:00 +0200</pubDate></item></channel></rss>";

#[test]
fn a_feed_is_shown_as_it_was_read_with_the_address_and_the_headers_that_it_came_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("feed");
    std::fs::write(&path, FEED).expect("written");
    let out = Command::new(env!("CARGO_BIN_EXE_wirewatch"))
        .args(["inspect", "feed", "--url", "https://quay.example/news/rss"])
        .args(["--header", "Content-Type: application/rss+xml"])
        .arg(&path)
        .output()
        .expect("it runs");
    assert_eq!(out.status.code(), Some(0));
    let shown: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(shown["feed"]["title"], "Quay Post");
    let entry = &shown["entries"][0];
    assert_eq!(entry["title"], "Ferry & stairs");
    assert_eq!(entry["id"], "f1");
    assert_eq!(entry["link"], "https://quay.example/ferry");
    assert!(
        entry["published"]
            .as_str()
            .is_some_and(|it| it.starts_with("2021-12-07T16:42:00")),
        "{entry}"
    );
}

#[test]
fn cases_of_feeds_are_answered_line_by_line_whatever_is_wrong_with_one() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("good"), FEED).expect("written");
    std::fs::write(folder.path().join("none"), "no feed").expect("written");
    let mut program = Command::new(env!("CARGO_BIN_EXE_wirewatch"))
        .args(["inspect", "feed", "--jsonl", "--data-dir"])
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let cases = concat!(
        "{\"id\": \"a\", \"data\": \"good\", \"url\": \"https://quay.example/rss\", \"headers\": {}}\n\n",
        "{\"id\": 2, \"data\": \"none\", \"url\": null, \"headers\": {}}\n",
        "{\"id\": \"c\", \"data\": \"gone\"}\n{\"id\": \"d\"}\n",
    );
    let mut given = program.stdin.take().expect("it reads");
    given.write_all(cases.as_bytes()).expect("written");
    drop(given);
    let out = program.wait_with_output().expect("it ends");
    assert_eq!(out.status.code(), Some(3), "some could not be read");
    let answers: Vec<serde_json::Value> = String::from_utf8(out.stdout)
        .expect("text")
        .lines()
        .map(|it| serde_json::from_str(it).expect("JSON"))
        .collect();
    let told: Vec<_> = answers
        .iter()
        .map(|it| (it["id"].clone(), it["ok"].as_bool()))
        .collect();
    assert_eq!(
        told,
        [
            ("a".into(), Some(true)),
            (2.into(), Some(false)),
            ("c".into(), Some(false)),
            ("d".into(), Some(false))
        ]
    );
    assert_eq!(answers[0]["r"]["entries"][0]["title"], "Ferry & stairs");
    assert!(
        answers[2]["err"]
            .as_str()
            .is_some_and(|it| it.starts_with("gone cannot be read"))
    );
}
