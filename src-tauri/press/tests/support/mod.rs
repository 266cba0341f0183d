//! Editions to make documents of.

use news::{
    AlertId, AlertState, ArticleId, Severity, Timestamp, TopicId, Trouble, TroubleCode, Zone,
    digest::{Coverage, Edition, Entry, EntryCopy, Section, SilentSource, TopicSection},
    text::Piece,
};

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::from_rfc3339(text).expect("a time")
}

/// A sentence in which `[…]` is marked.
pub(crate) fn sentence(text: &str) -> Vec<Piece> {
    text.split_inclusive(['[', ']'])
        .map(|it| Piece {
            text: it.trim_end_matches(['[', ']']).into(),
            topics: if it.ends_with(']') {
                vec![TopicId(1)]
            } else {
                vec![]
            },
        })
        .filter(|it| !it.text.is_empty())
        .collect()
}

pub(crate) fn entry(
    id: i64,
    severity: Severity,
    headline: &str,
    outlet: &str,
    published: &str,
    text: &str,
) -> Entry {
    let published_at = at(published);
    Entry {
        alert_id: AlertId(id),
        article_id: ArticleId(id),
        severity,
        state: AlertState::New,
        headline: headline.into(),
        outlet: outlet.into(),
        address: Some(format!(
            "https://news.example/2025/12/09/article-{id}?a=1&b=2"
        )),
        published_at: Some(published_at),
        first_seen_at: published_at.plus(6 * Timestamp::MINUTE),
        sentence: sentence(text),
        zone: Zone::Body,
        note: String::new(),
        also_in: vec![],
        copies: vec![],
    }
}

fn topic(id: i64, name: &str, query: &str, entries: Vec<Entry>) -> TopicSection {
    TopicSection {
        topic_id: TopicId(id),
        topic: name.into(),
        query: query.into(),
        entries,
    }
}

fn trouble(code: TroubleCode, what: &str, meaning: &str, advice: &str, since: &str) -> Trouble {
    Trouble {
        code,
        what: what.into(),
        meaning: meaning.into(),
        advice: advice.into(),
        since: at(since),
    }
}

/// A day's digest with everything in it that a digest can have.
pub(crate) fn evening() -> Edition {
    let mut banks = entry(
        11,
        Severity::High,
        "Three Vostrian banks on draft sanctions list",
        "The Harbour Ledger",
        "2025-12-09T11:05:00Z",
        "The draft would place [sanctions] on three Vostrian [banks] and freeze assets of 11 billion marks.",
    );
    banks.state = AlertState::Kept;
    banks.note =
        "Figures differ: the Observer says 9 billion. Ask the desk in Lissane before quoting."
            .into();
    banks.also_in = vec![
        "Meridian Wire".into(),
        "Kelmark Observer".into(),
        "La Dépêche du Port".into(),
    ];
    let delay = entry(
        12,
        Severity::High,
        "Krell regrets delay of bank sanctions",
        "Kelmark Observer",
        "2025-12-09T08:25:00Z",
        "Finance Minister Oda Krell said that [sanctions] against the [banks] would have to wait until Friday.",
    );
    let mut brief = entry(
        13,
        Severity::Watch,
        "Санкції проти банків: що у проєкті",
        "Ранкова пошта",
        "2025-12-08T22:40:00Z",
        "Проєкт [санкцій] охоплює три банки.",
    );
    brief.zone = Zone::Standfirst;
    brief.published_at = None;
    let mut shots = entry(
        14,
        Severity::Critical,
        "Two wounded as shots are fired at Grey Bridge checkpoint",
        "Meridian Wire",
        "2025-12-09T16:31:00Z",
        "[Shots] were fired at the Grey Bridge [checkpoint] late on Tuesday, and two customs officers were wounded.",
    );
    shots.also_in = vec!["The Harbour Ledger".into(), "Tarn Gazette".into()];
    shots.copies = vec![
        EntryCopy {
            alert_id: AlertId(16),
            article_id: ArticleId(16),
            headline: "Shots at the bridge: two wounded".into(),
            outlet: "Tarn Gazette".into(),
            address: Some("https://gazette.example/2025/12/09/bridge".into()),
            at: at("2025-12-09T16:52:00Z"),
            wire: Some("MW".into()),
        },
        EntryCopy {
            alert_id: AlertId(17),
            article_id: ArticleId(17),
            headline: "Two wounded at checkpoint".into(),
            outlet: "Upper Tarn Daily".into(),
            address: None,
            at: at("2025-12-09T17:20:00Z"),
            wire: None,
        },
    ];
    let mut arabic = entry(
        15,
        Severity::Info,
        "محادثات حول خفض التصعيد",
        "صحيفة الميناء",
        "2025-12-09T14:00:00Z",
        "دعا الوزير إلى وقف [التصعيد] على الحدود.",
    );
    arabic.address = None;
    Edition {
        title: "Evening digest".into(),
        made_at: at("2025-12-09T18:00:12Z"),
        since: at("2025-12-08T18:00:00Z"),
        until: at("2025-12-09T18:00:00Z"),
        time_zone: "Europe/Kyiv".into(),
        sections: vec![
            Section {
                watchlist: "Sanctions".into(),
                topics: vec![
                    topic(
                        1,
                        "Bank sanctions",
                        "sanction* NEAR/8 (bank* OR banque* OR assets)",
                        vec![banks, delay],
                    ),
                    topic(
                        2,
                        "Sanctions in the Ukrainian press",
                        "санкці* AND lang:uk",
                        vec![brief],
                    ),
                    topic(
                        3,
                        "Export controls",
                        "\"export controls\" OR \"export ban\" OR embargo*",
                        vec![],
                    ),
                ],
            },
            Section {
                watchlist: "Border escalation".into(),
                topics: vec![
                    topic(
                        4,
                        "Shots at a border",
                        "(shots OR shooting OR \"returned fire\") AND (border OR checkpoint)",
                        vec![shots],
                    ),
                    topic(5, "Escalation", "escalation* OR تصعيد", vec![arabic]),
                ],
            },
            Section {
                watchlist: "Energy transit".into(),
                topics: vec![topic(6, "Southline", "southline", vec![])],
            },
        ],
        coverage: Coverage {
            sources: 10,
            healthy: 6,
            paused: vec!["Volga Bulletin".into()],
            troubled: vec![
                (
                    "Ostrey Courier".into(),
                    trouble(
                        TroubleCode::Challenge,
                        "courier.example answered with a page that asks for proof of a human.",
                        "Articles published since 09:40 may be missing.",
                        "Open the address in a browser, or choose another feed of this outlet.",
                        "2025-12-09T07:40:00Z",
                    ),
                ),
                (
                    "Press cuttings".into(),
                    trouble(
                        TroubleCode::FolderMissing,
                        "The folder ~/press/inbox does not exist any more.",
                        "Files put there are not read.",
                        "Make it again, or remove the source.",
                        "2025-12-07T15:02:00Z",
                    ),
                ),
            ],
            silent: vec![SilentSource {
                name: "Lissane Radio".into(),
                since: at("2025-12-05T21:14:00Z"),
                words: "It answers, but brought nothing for 3 days; usually 42 articles come in a week.".into(),
            }],
            articles: 412,
        },
    }
}
