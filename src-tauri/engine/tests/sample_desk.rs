//! The sample desk raises the alerts that it was written for, and none of those that it was written to tempt.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Engine, Options};
use news::{
    desk::{AlertFilter, AlertRow},
    version::ChangeKind,
};

/// Topic, and headlines among those that it flags.
const FLAGGED: &[(&str, &[&str])] = &[
    (
        "Sanctions",
        &[
            "Littoral Union drafts sanctions against three Vostrian banks",
            "No sanctions before the talks, union chair says",
            "Ministry denies rumour of travel ban",
            "Trois banques vostriennes dans le viseur de l’Union",
            "دورن وفيلت يتحادثان ساعتين بشأن وادي تارن",
        ],
    ),
    (
        "Bank sanctions",
        &["Union ready to act against Vostrian banks"],
    ),
    (
        "Frozen assets",
        &["Trois banques vostriennes dans le viseur de l’Union"],
    ),
    (
        "Export controls and embargoes",
        &["Kelmark tightens export controls on machine tools"],
    ),
    (
        "Escalation",
        &[
            "Dorne and Velt hold two-hour call as troops gather in Tarn valley",
            "Deux heures d’appel, et chacun reste sur ses positions",
            "دورن وفيلت يتحادثان ساعتين بشأن وادي تارن",
        ],
    ),
    (
        "Troops near a border",
        &[
            "94,000 or 70,000? Ministry and observers differ on troops",
            "Combien de soldats sur le Tarn ?",
        ],
    ),
    (
        "Shots at a border",
        &["Fusillade au Pont gris : deux douaniers blessés"],
    ),
    (
        "De-escalation",
        &[
            "Provocation at the bridge: border service returned fire", // "deescalation"
            "Valley listens in as the leaders talk",                   // U+2011
            "Grey Bridge to reopen for lorries on Friday",             // U+002D
        ],
    ),
];

/// Headlines that no topic flags, and why one could be tempted to.
const QUIET: &[(&str, &str)] = &[
    (
        "League sanctions Lissane striker after tunnel brawl",
        "sport",
    ),
    (
        "Council sanctions purchase of old customs house for library",
        "allows",
    ),
    (
        "Savings bank sanctions loan for cooperative dairy",
        "allows, near a bank",
    ),
    (
        "“Please hold, I am escalating this”: a morning at the tram company's helpline",
        "helpline, sanctions of staff",
    ),
    ("Why your rent has an escalation clause", "contract"),
    (
        "Port registry of Lissane offline after intrusion",
        "escalation of privileges",
    ),
    (
        "Four troops of scouts clean up the river path",
        "scouts; promo with border and troops",
    ),
    (
        "School course teaches deescalation to prefects",
        "school; promo with sanctions",
    ),
    (
        "Morning briefing: five things before the first ferry",
        "promo only",
    ),
    (
        "Soup for eleven: how the exchange at Lower Tarn went",
        "promo only",
    ),
    (
        "What the Southline decision means for heating in the valley",
        "promo only",
    ),
    (
        "Regulator stops Southline: papers are missing",
        "credit only",
    ),
    (
        "Who hacked Lissane? Experts see familiar traces",
        "byline only",
    ),
];

fn flagged() -> BTreeMap<String, BTreeSet<String>> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let engine = Engine::open(Options::real(folder.path().to_owned())).expect("a new desk");
    engine.load_sample().expect("the sample is ours");
    let mut flagged: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut cursor: Option<String> = None;
    loop {
        let page = engine
            .alerts(&AlertFilter::default(), cursor.as_deref())
            .expect("a desk that can be read");
        for row in page.rows {
            flagged.entry(row.topic).or_default().insert(row.title);
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    engine.stop();
    flagged
}

#[test]
fn the_sample_raises_what_it_was_written_for_and_nothing_else() {
    let flagged = flagged();
    for (topic, titles) in FLAGGED {
        for title in *titles {
            assert!(
                flagged.get(*topic).is_some_and(|it| it.contains(*title)),
                "{topic} flags “{title}”"
            );
        }
    }
    for (title, why) in QUIET {
        let by: Vec<&String> = flagged
            .iter()
            .filter(|(_, it)| it.contains(*title))
            .map(|it| it.0)
            .collect();
        assert!(by.is_empty(), "“{title}” ({why}) is flagged by {by:?}");
    }
}

/// The alerts of a desk that a filter lets through, as far as one page goes.
fn alerts(engine: &Engine, filter: &AlertFilter) -> Vec<AlertRow> {
    engine
        .alerts(filter, None)
        .expect("a desk that can be read")
        .rows
}

#[test]
fn the_sample_shows_what_changed_what_was_copied_and_where_it_came_from() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let engine = Engine::open(Options::real(folder.path().to_owned())).expect("a new desk");
    engine.load_sample().expect("the sample is ours");
    let changed = AlertFilter {
        changed: true,
        ..AlertFilter::default()
    };
    let rows = alerts(&engine, &changed);
    let told: Vec<(&str, ChangeKind)> = rows
        .iter()
        .flat_map(|row| row.changes.iter().map(|it| (row.topic.as_str(), it.kind)))
        .collect();
    for it in [
        ("Shots at a border", ChangeKind::Headline),
        ("De-escalation", ChangeKind::Gone),
    ] {
        assert!(told.contains(&it), "{it:?} is not among {told:?}");
    }
    let dispatch = rows.first().expect("some").article_id;
    let all = alerts(&engine, &AlertFilter::default());
    assert!(
        all.iter()
            .any(|it| it.article_id == dispatch && it.topic == "Sanctions"),
        "what is found in the later version raises an alert"
    );
    let versions = engine.versions(dispatch).expect("an article of the desk");
    assert_eq!(versions.total, 2);

    let copies = engine.copies(dispatch).expect("an article of the desk");
    assert!(
        copies.rows.len() > 2,
        "two papers at least printed the dispatch: {copies:?}"
    );
    let origin = &copies.rows[0];
    assert_eq!((origin.article_id, origin.is_origin), (dispatch, true));
    let story = engine.article(dispatch).expect("one").story_id;
    let compared = engine.compare(story.expect("a story")).expect("compared");
    for copy in &copies.rows[1..] {
        let telling = compared
            .tellings
            .iter()
            .find(|it| it.article_id == copy.article_id)
            .expect("a copy is in the story of its origin");
        assert_eq!(
            (telling.copy_of, telling.copied_percent),
            (Some(dispatch), copy.copied_percent),
            "the comparison says of {} what the alert says",
            copy.outlet
        );
    }

    let seen = engine.evidence_of(dispatch).expect("asked");
    assert_eq!(seen.captures.len(), 2, "each version has its page");
    let found = engine.verify_article(dispatch).expect("verified");
    assert!(found.unchanged, "{found:?}");

    engine.load_sample().expect("loaded again");
    let again = engine.versions(dispatch).expect("an article of the desk");
    assert_eq!(again.total, 2, "loaded twice, nothing changes");
    assert_eq!(alerts(&engine, &changed).len(), rows.len());
    engine.stop();
}
