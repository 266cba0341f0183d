//! Queries that other systems refuse, or ask their users not to write.

use super::Sample;
use crate::random::Random;

/// Topics of one kind that are heavy.
pub(crate) struct Heavy {
    /// What they have in common.
    pub(crate) kind: &'static str,
    /// The topics.
    pub(crate) texts: Vec<String>,
}

/// Heavy topics, by kind.
pub(crate) fn heavy(sample: &Sample, seed: u64) -> Vec<Heavy> {
    let mut random = Random::new(seed ^ 0x4845_4156);
    let rare = sample.between(0.5, 12.0, &mut random);
    let middling = sample.between(12.0, 100.0, &mut random);
    let common = sample.between(300.0, 1_001.0, &mut random);
    let mut list = |from: &[&str], count: usize| -> Vec<String> {
        (0..count)
            .map(|_| (*random.pick(from)).to_string())
            .collect()
    };
    let made = |kind: &'static str, count: usize, one: &mut dyn FnMut() -> String| Heavy {
        kind,
        texts: (0..count).map(|_| one()).collect(),
    };
    vec![
        made("OR of 1,000 words", 10, &mut || {
            list(&rare, 1_000).join(" OR ")
        }),
        made("AND of two ORs of 500", 10, &mut || {
            format!(
                "({}) AND ({})",
                list(&rare, 500).join(" OR "),
                list(&middling, 500).join(" OR ")
            )
        }),
        made("AND NOT of 500 words", 10, &mut || {
            format!(
                "{} AND NOT ({})",
                list(&middling, 1)[0],
                list(&rare, 500).join(" OR ")
            )
        }),
        made("AND of two common words", 100, &mut || {
            list(&common, 2).join(" AND ")
        }),
        made("NEAR/200 of two common words", 100, &mut || {
            list(&common, 2).join(" NEAR/200 ")
        }),
        made("NEAR/200 of two ORs of 50", 10, &mut || {
            format!(
                "({}) NEAR/200 ({})",
                list(&rare, 50).join(" OR "),
                list(&middling, 50).join(" OR ")
            )
        }),
        made("wildcards inside NEAR/10", 100, &mut || {
            let words = list(&middling, 2);
            format!(
                "{}* NEAR/10 {}*",
                beginning(&words[0]),
                beginning(&words[1])
            )
        }),
        made("a wildcard first", 100, &mut || {
            format!("*{}", end(&list(&middling, 1)[0]))
        }),
        made("a wildcard in the middle", 100, &mut || {
            let word = &list(&middling, 1)[0];
            format!("{}*{}", beginning(word), end(word))
        }),
        made("a regular expression", 100, &mut || {
            format!(
                "/{}\\w+ \\w*{}/",
                beginning(&list(&middling, 1)[0]),
                end(&list(&middling, 1)[0])
            )
        }),
        made("SCORE of 100 words", 10, &mut || {
            let terms: Vec<String> = list(&middling, 100)
                .into_iter()
                .map(|it| format!("{it}^2"))
                .collect();
            format!("SCORE>=8({})", terms.join(", "))
        }),
    ]
}

/// The first three letters of a word.
fn beginning(word: &str) -> String {
    word.chars().take(3).collect()
}

/// The last three letters of a word.
fn end(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    letters[letters.len().saturating_sub(3)..].iter().collect()
}
