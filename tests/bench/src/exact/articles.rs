//! Random articles of the words that the queries ask for.

use news::{Article, Block, Timestamp, Zone, query::About};

use super::queries::WORDS;
use crate::random::Random;

/// What stands between those words.
const BETWEEN: [&str; 22] = [
    "the",
    "of",
    ".",
    ",",
    "no",
    "not",
    "might",
    "if",
    "called for",
    "denied",
    "said",
    "told",
    "“",
    "”",
    "\"",
    "and",
    "or",
    "-",
    "…",
    "Minister Orlova said",
    "according to Reyes",
    "\u{AD}",
];

/// 2024-01-01T00:00:00Z.
const FIRST: Timestamp = Timestamp(1_704_067_200_000);

/// A random article.
pub(super) fn article(random: &mut Random) -> Article {
    let blocks: Vec<Block> = (0..random.below(7))
        .map(|at| Block::new(zone(random, at), text(random)))
        .collect();
    let addresses = [
        "https://www.ledger.example/border/1",
        "https://other.example:8443/x",
        "http://ledger.example.org/BORDER",
    ];
    Article {
        address: random
            .chance(0.7)
            .then(|| (*random.pick(&addresses)).to_string()),
        language: random
            .chance(0.7)
            .then(|| (*random.pick(&["en", "uk", "zh"])).to_string()),
        published_at: random
            .chance(0.8)
            .then(|| FIRST.plus(random.below(300) as i64 * Timestamp::DAY)),
        blocks,
        ..Article::default()
    }
}

/// What is known about an article beside its text.
pub(super) fn about(random: &mut Random) -> About<'static> {
    let harbour = random.chance(0.6);
    About {
        source: if harbour {
            "Harbour Ledger"
        } else {
            "Border Post"
        },
        publisher: if harbour { "Ledger Trust" } else { "" },
        group: random.chance(0.5).then_some("wire"),
        country: random.chance(0.5).then_some("XL"),
        language: random.chance(0.5).then_some("en-GB"),
        sorted_at: random
            .chance(0.5)
            .then_some(FIRST.plus(64 * Timestamp::DAY)),
        ..About::default()
    }
}

fn zone(random: &mut Random, at: usize) -> Zone {
    match (at, random.below(10)) {
        (0, 0..7) => Zone::Headline,
        (_, 0..6) => Zone::Body,
        _ => *random.pick(&Zone::ALL),
    }
}

fn text(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(16) {
        let word = match random.chance(0.55) {
            true => random.pick(&WORDS),
            false => random.pick(&BETWEEN),
        };
        text.push_str(word);
        if !random.chance(0.08) {
            text.push(' ');
        }
    }
    text
}
