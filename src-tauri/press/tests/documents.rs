//! The documents of an edition: what is in them, and that nothing from outside becomes markup.

use news::{
    AlertId, AlertState, ArticleId, Severity, Timestamp, TopicId, Trouble, TroubleCode, Zone,
    digest::{Coverage, DigestFormat, Edition, Entry, Section, TopicSection},
    text::Piece,
};
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    Timestamp::from_rfc3339(text).expect("a time")
}

fn entry(headline: &str, sentence: &str) -> Entry {
    Entry {
        alert_id: AlertId(1),
        article_id: ArticleId(1),
        severity: Severity::High,
        state: AlertState::Kept,
        headline: headline.into(),
        outlet: "Harbour Ledger".into(),
        address: Some("https://ledger.example/a?b=1&c=2".into()),
        published_at: Some(at("2025-12-09T10:05:00Z")),
        first_seen_at: at("2025-12-09T10:10:00Z"),
        sentence: vec![
            Piece {
                text: "New ".into(),
                topics: vec![],
            },
            Piece {
                text: sentence.into(),
                topics: vec![TopicId(1)],
            },
        ],
        zone: Zone::Body,
        note: String::new(),
        also_in: vec!["Meridian Wire".into()],
    }
}

fn edition(entries: Vec<Entry>) -> Edition {
    Edition {
        title: "Evening digest".into(),
        made_at: at("2025-12-09T18:00:00Z"),
        since: at("2025-12-08T18:00:00Z"),
        until: at("2025-12-09T18:00:00Z"),
        time_zone: "Europe/Kyiv".into(),
        sections: vec![Section {
            watchlist: "Sanctions".into(),
            topics: vec![
                TopicSection {
                    topic_id: TopicId(1),
                    topic: "Banks".into(),
                    query: "sanction* NEAR/8 bank*".into(),
                    entries,
                },
                TopicSection {
                    topic_id: TopicId(2),
                    topic: "Embargoes".into(),
                    query: "embargo*".into(),
                    entries: vec![],
                },
            ],
        }],
        coverage: Coverage {
            sources: 2,
            healthy: 1,
            paused: vec!["Old feed".into()],
            troubled: vec![(
                "Courier".into(),
                Trouble {
                    code: TroubleCode::Status,
                    what: "courier.example answered 500.".into(),
                    meaning: "Articles published since 09:40 may be missing.".into(),
                    advice: "It is tried again by itself.".into(),
                    since: at("2025-12-09T07:40:00Z"),
                },
            )],
            articles: 41,
        },
    }
}

#[test]
fn a_digest_says_what_was_flagged_where_and_when_and_what_was_not_seen() {
    let edition = edition(vec![entry("Three banks on the list", "sanctions")]);
    for text in [press::markdown(&edition), press::html(&edition)] {
        for part in [
            "Evening digest",
            "Three banks on the list",
            "Harbour Ledger",
            "9 December 2025, 12:05",
            "10:05 UTC",
            "https://ledger.example/a?b=1&",
            "Also in",
            "Nothing flagged.",
            "courier.example answered 500.",
            "Articles published since 09:40 may be missing.",
            "1 of 2 sources are well",
            "Old feed",
        ] {
            assert!(text.contains(part), "“{part}” is not in\n{text}");
        }
    }
    assert!(press::markdown(&edition).contains("New **sanctions**"));
    assert!(press::html(&edition).contains("New <mark>sanctions</mark>"));
}

#[test]
fn quiet_is_not_confused_with_broken() {
    let mut quiet = edition(vec![]);
    quiet.coverage.healthy = 0;
    assert!(press::markdown(&quiet).contains("quiet here is not quiet in the world"));
}

#[test]
fn the_same_edition_gives_the_same_bytes_and_json_gives_it_back() {
    let edition = edition(vec![entry("A", "b")]);
    for format in DigestFormat::ALL {
        assert_eq!(
            press::write(&edition, format),
            press::write(&edition, format)
        );
    }
    let json: serde_json::Value = serde_json::from_str(&press::json(&edition)).expect("JSON");
    assert_eq!(json["format"], "wirewatch-edition/1");
    let back: Edition = serde_json::from_value(json["edition"].clone()).expect("an edition");
    assert_eq!(back, edition);
}

#[test]
fn hostile_text_stays_text() {
    const HOSTILE: &[&str] = &[
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</style><svg onload=alert(1)>",
        "[click](javascript:alert(1))",
        "# not a heading",
        "1. not a list",
        "`code` | table | ~~gone~~",
        "a\u{202E}txt.exe\u{202C}",
        "line\nbreak\r\n\n---",
        "&lt;b&gt;",
    ];
    for text in HOSTILE {
        let mut it = entry(text, text);
        it.address = Some("javascript:alert(1)".into());
        it.note = (*text).into();
        let edition = edition(vec![it]);
        let html = press::html(&edition);
        for bad in [
            "<script>",
            "<img",
            "<svg",
            "javascript:alert(1)\"",
            "</style><",
        ] {
            assert!(
                !html.replace("</style>\n</head>", "").contains(bad),
                "{bad} in HTML of {text}"
            );
        }
        assert!(!html.contains("href=\"javascript"), "no link to a script");
        assert!(!html.contains('\u{202E}'), "no direction override");
        let markdown = press::markdown(&edition);
        assert!(
            !markdown.contains("<script>") && !markdown.contains("[click]("),
            "{markdown}"
        );
        assert!(
            !markdown.contains("\n# not")
                && !markdown.contains("\n1. not")
                && !markdown.contains("\n---"),
            "{markdown}"
        );
    }
}

#[test]
fn file_names_are_fit_for_any_file_system() {
    let mut edition = edition(vec![]);
    assert_eq!(
        press::file_name(&edition, DigestFormat::Html),
        "evening-digest-2025-12-09-1959.html"
    );
    edition.title = "../../etc/passwd\0:*?".into();
    assert_eq!(
        press::file_name(&edition, DigestFormat::Json),
        "etc-passwd-2025-12-09-1959.json"
    );
    edition.title = "…".into();
    assert_eq!(
        press::file_name(&edition, DigestFormat::Markdown),
        "digest-2025-12-09-1959.md"
    );
}

proptest! {
    #[test]
    fn no_text_becomes_a_tag(text in any::<String>()) {
        let html = press::html(&edition(vec![entry(&text, &text)]));
        let body = html.split("<main>").nth(1).expect("a body");
        for (at, _) in body.match_indices('<') {
            let tag: String = body[at + 1..].chars().take_while(|it| it.is_ascii_alphanumeric() || *it == '/').collect();
            let known = ["section", "/section", "h2", "/h2", "h3", "/h3", "h4", "/h4", "p", "/p", "span", "/span", "code", "/code",
                "article", "/article", "a", "/a", "bdi", "/bdi", "blockquote", "/blockquote", "mark", "/mark", "ul", "/ul", "li",
                "/li", "b", "/b", "footer", "/footer", "/main", "/body", "/html"];
            prop_assert!(known.contains(&tag.as_str()), "{}", tag);
        }
    }
}
