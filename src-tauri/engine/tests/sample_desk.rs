//! The sample desk raises the alerts that it was written for, and none of those that it was written to tempt.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Engine, Options};
use news::desk::AlertFilter;

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
