//! `wirewatch inspect document`: what is read is printed, what is not is said.

#[path = "../../parse/tests/made/mod.rs"]
mod made;

use std::process::Command;

#[test]
fn a_document_is_shown_article_by_article_with_what_could_not_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("all.zip");
    let bytes = made::zip(&[
        ("a.pdf", &made::article_pdf()),
        ("b.pdf", b"%PDF-1.4 nothing"),
    ]);
    std::fs::write(&path, bytes).expect("written");
    let out = Command::new(env!("CARGO_BIN_EXE_wirewatch"))
        .args(["inspect", "document"])
        .arg(&path)
        .output()
        .expect("it runs");
    assert_eq!(out.status.code(), Some(3), "something could not be read");
    let shown: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
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
