//! The documents of an edition: what is in them, how they read, and that the same edition gives the same bytes.

mod support;

use std::{fs, path::Path};

use news::digest::{Coverage, DigestFormat, Edition};
use support::{entry, evening};

/// Compares with the file that was read by people and found good. `GOLDEN=write` writes it anew.
fn golden(name: &str, current: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var("GOLDEN").is_ok_and(|it| it == "write") {
        fs::write(&path, current).expect("the golden file can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == current,
        "{name} reads otherwise than before; look at it, then run with GOLDEN=write.\n{current}"
    );
}

#[test]
fn documents_read_as_they_did_when_they_were_looked_at() {
    let edition = evening();
    for format in DigestFormat::ALL {
        let text = String::from_utf8(press::write(&edition, format)).expect("documents are text");
        golden(&format!("evening.{}", format.extension()), &text);
    }
}

#[test]
fn a_digest_without_alerts_sources_or_watchlists_is_still_a_digest() {
    let empty = Edition {
        sections: vec![],
        coverage: Coverage::default(),
        ..evening()
    };
    golden("empty.md", &press::markdown(&empty));
    assert!(press::html(&empty).contains("No source was watched"));
}

#[test]
fn a_digest_says_what_was_flagged_where_and_when_and_what_was_not_seen() {
    let edition = evening();
    for (text, amp) in [
        (press::markdown(&edition), "&"),
        (press::html(&edition), "&amp;"),
    ] {
        for part in [
            "Evening digest",
            "8 December 2025, 20:00 – 9 December 2025, 20:00",
            "Times in Europe/Kyiv (UTC+2)",
            "Three Vostrian banks on draft sanctions list",
            "The Harbour Ledger",
            "9 December 2025, 13:05 EET (11:05 UTC)",
            "9 December 2025, 00:46 EET (8 December, 22:46 UTC), first seen",
            "Also in",
            "La Dépêche du Port",
            "Ask the desk in Lissane",
            "Nothing flagged.",
            "6 of 10 sources are well, 1 is silent for longer than usual",
            "Coverage",
            "Lissane Radio",
            "5 December 2025, 23:14 EET",
            "It answers, but brought nothing for 3 days",
            "412 articles were read in this window",
            "courier.example answered with a page",
            "Articles published since 09:40 may be missing.",
            "9 December 2025, 09:40 EET",
            "Not looked at yet: 1 source.",
            "Volga Bulletin",
            "standfirst",
        ] {
            let plain = text.replace("</time>", "");
            assert!(plain.contains(part), "“{part}” is not in\n{text}");
        }
        assert!(text.contains(&format!(
            "https://news.example/2025/12/09/article-11?a=1{amp}b=2"
        )));
    }
    assert!(
        press::markdown(&edition).contains("place **sanctions** on three Vostrian **banks** and")
    );
    assert!(press::html(&edition).contains("place <mark>sanctions</mark> on three"));
}

#[test]
fn a_date_that_cannot_be_is_said_with_when_the_article_came_in() {
    // What the source says, and how the entry is dated; it came in at 11:11 UTC.
    const TESTS: &[(Option<&str>, &str)] = &[
        (
            Some("2025-12-09T11:05:00Z"),
            "9 December 2025, 13:05 EET (11:05 UTC)",
        ),
        (
            Some("2025-12-09T11:21:00Z"),
            "9 December 2025, 13:21 EET (11:21 UTC)",
        ),
        (
            Some("2099-01-01T00:00:00Z"),
            "dated 1 January 2099, 02:00 EET, came in 9 December 2025, 13:11 EET (11:11 UTC)",
        ),
        (
            Some("1970-01-01T00:00:00Z"),
            "dated 1 January 1970, 03:00 MSK, came in 9 December 2025, 13:11 EET (11:11 UTC)",
        ),
        (None, "9 December 2025, 13:11 EET (11:11 UTC), first seen"),
    ];
    for (published, expected) in TESTS {
        let mut edition = evening();
        let entry = &mut edition.sections[0].topics[0].entries[0];
        entry.published_at = published.map(support::at);
        entry.first_seen_at = support::at("2025-12-09T11:11:00Z");
        let html = press::html(&edition);
        let told = html.replace("</time>", "");
        let told = told.split("<time datetime=").map(|it| match it.find('>') {
            Some(at) if it.starts_with('"') => &it[at + 1..],
            Some(_) | None => it,
        });
        let told = told.collect::<String>();
        assert!(
            told.contains(&format!("<span dir=\"ltr\">{expected}</span>")),
            "{published:?}: {html}"
        );
        let markdown = press::markdown(&edition);
        assert!(
            markdown.contains(&format!("The Harbour Ledger · {expected} · High")),
            "{published:?}: {markdown}"
        );
    }
}

#[test]
fn quiet_is_not_confused_with_broken() {
    let mut quiet = evening();
    for topic in quiet.sections.iter_mut().flat_map(|it| &mut it.topics) {
        topic.entries.clear();
    }
    quiet.coverage.healthy = 0;
    for text in [press::markdown(&quiet), press::html(&quiet)] {
        assert!(text.contains("quiet here is not quiet in the world"));
        let first = text.find("quiet here is not quiet").expect("it is there");
        assert!(
            first < text.find("Bank sanctions").expect("a topic"),
            "it is said before the topics"
        );
    }
}

#[test]
fn the_same_edition_gives_the_same_bytes_and_json_gives_it_back() {
    let edition = evening();
    for format in DigestFormat::ALL {
        assert_eq!(
            press::write(&edition, format),
            press::write(&evening(), format)
        );
    }
    let text = press::json(&edition);
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["format"], "wirewatch-edition/1");
    assert!(text.starts_with("{\n  \"format\""), "the form comes first");
    let back: Edition = serde_json::from_str(&text).expect("an edition");
    assert_eq!(back, edition);
}

#[test]
fn file_names_are_fit_for_any_file_system() {
    let mut edition = evening();
    edition.sections[0].topics[0].entries = vec![entry(
        1,
        news::Severity::Info,
        "a",
        "b",
        "2025-12-09T10:00:00Z",
        "c",
    )];
    let long = "х".repeat(400);
    let cut = format!("{}-2025-12-09-2000.html", "х".repeat(60));
    let tests: &[(&str, &str)] = &[
        ("Evening digest", "evening-digest-2025-12-09-2000.html"),
        ("../../etc/passwd\0:*?", "etc-passwd-2025-12-09-2000.html"),
        ("Ранковий огляд", "ранковий-огляд-2025-12-09-2000.html"),
        ("CON", "con-2025-12-09-2000.html"),
        ("…", "digest-2025-12-09-2000.html"),
        (".hidden", "hidden-2025-12-09-2000.html"),
        ("a\u{202E}b", "a-b-2025-12-09-2000.html"),
        (&long, &cut),
    ];
    for (title, expected) in tests {
        edition.title = (*title).into();
        assert_eq!(press::file_name(&edition, DigestFormat::Html), *expected);
    }
    edition.title = "Daily".into();
    edition.until = support::at("2025-12-09T22:00:00Z");
    assert_eq!(
        press::file_name(&edition, DigestFormat::Markdown),
        "daily-2025-12-09.md",
        "a window that ends at midnight is the day before"
    );
}
