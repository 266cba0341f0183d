//! Queries of the archive, by what makes them hard.

use news::query::Query;

use crate::{random::Random, topics::Sample};

/// The name of the class whose queries ask how near words are.
pub(super) const NEAR: &str = "NEAR/8";

/// Queries of one kind.
pub(super) struct Class {
    /// What they have in common.
    pub(super) name: &'static str,
    /// The queries.
    pub(super) queries: Vec<Query>,
}

/// So many queries of each kind.
pub(super) fn classes(sample: &Sample, count: usize, seed: u64) -> Result<Vec<Class>, String> {
    let mut random = Random::new(seed ^ 0x434C_4153);
    let rare = sample.rarest(&mut random);
    let middling = sample.between(5.0, 20.0, &mut random);
    let common = sample.between(100.0, 300.0, &mut random);
    let phrases: Vec<String> = (0..count).map(|_| sample.phrase(&mut random)).collect();
    let pairs: Vec<(String, String)> = (0..count)
        .map(|_| sample.pair(&mut random))
        .map(|(a, b)| (a.to_string(), b.to_string()))
        .collect();
    let mut one = |from: &[&str]| (*random.pick(from)).to_string();
    let made = |name: &'static str, text: &mut dyn FnMut(usize) -> String| {
        let queries = (0..count).map(|at| {
            let text = text(at);
            Query::search(&text)
                .map(|it| it.query)
                .map_err(|diagnostics| format!("`{text}` is no query: {}", diagnostics[0].message))
        });
        let queries = queries.collect::<Result<_, String>>()?;
        Ok(Class { name, queries })
    };
    [
        made("a rare word", &mut |_| one(&rare)),
        made("a middling word", &mut |_| one(&middling)),
        made("a common word", &mut |_| one(&common)),
        made("common AND middling AND NOT middling", &mut |_| {
            format!(
                "{} AND {} AND NOT {}",
                one(&common),
                one(&middling),
                one(&middling)
            )
        }),
        made("OR of 5 middling", &mut |_| {
            let words: Vec<String> = (0..5).map(|_| one(&middling)).collect();
            words.join(" OR ")
        }),
        made("a phrase of the text", &mut |at| {
            format!("\"{}\"", phrases[at])
        }),
        made("a phrase of common words", &mut |_| {
            format!("\"{} {}\"", one(&common), one(&common))
        }),
        made("a prefix of 4 letters", &mut |_| {
            format!("{}*", one(&middling).chars().take(4).collect::<String>())
        }),
        made(NEAR, &mut |at| {
            format!("{} NEAR/8 {}", pairs[at].0, pairs[at].1)
        }),
    ]
    .into_iter()
    .collect()
}
