//! Copies among some articles: whose text is another's.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use super::{
    kinship::kinship,
    own_text::{OwnText, SHINGLE, shingle},
};
use crate::Article;

/// How many articles are remembered that share one shingle: what more share is a standing phrase.
const HOLDERS: usize = 256;

/// With how many earlier articles one is compared whole, those that share most with it.
const COMPARED: usize = 32;

/// What an article took from those before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copied {
    /// The earlier article whose text it is, if it is a copy: a place in the list.
    pub of: Option<usize>,
    /// Which share of its own words (those outside quotations) stands in any earlier article, 0 to 100.
    pub percent: u32,
}

/// What each article took from those before it, given in order of time, each with its outlet.
///
/// Two outlets that quote the same statement are not copies of each other: what is quoted does not count.
/// O(shingles, and pairs that share some).
pub fn copies(articles: &[(&Article, &str)]) -> Vec<Copied> {
    let texts: Vec<OwnText> = articles
        .iter()
        .map(|(article, outlet)| OwnText::of(article, outlet))
        .collect();
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    let (mut before, mut found) = (HashSet::new(), vec![]);
    for (number, text) in texts.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for shingle in &text.all {
            for at in holders.get(shingle).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        // Of the earlier ones that it shares most with, the first that it is a copy of.
        let mut shared: Vec<(usize, usize)> = shared.into_iter().collect();
        shared.sort_unstable_by_key(|(at, shared)| (Reverse(*shared), *at));
        let of = shared
            .iter()
            .take(COMPARED)
            .map(|it| it.0)
            .find(|at| kinship(&texts[*at], text).is_copy);
        found.push(Copied {
            of,
            percent: percent(text, &before),
        });
        for shingle in &text.all {
            let holders = holders.entry(*shingle).or_default();
            if holders.len() < HOLDERS {
                holders.push(number);
            }
        }
        before.extend(text.own.iter().copied());
    }
    found
}

/// Which share of the own words lies in a shingle that is there already.
fn percent(text: &OwnText, before: &HashSet<u32>) -> u32 {
    let mut covered = 0;
    for run in &text.runs {
        let mut until = 0;
        for (at, words) in run.windows(SHINGLE).enumerate() {
            if before.contains(&shingle(words)) {
                covered += at + SHINGLE - until.max(at);
                until = at + SHINGLE;
            }
        }
    }
    (covered * 100).checked_div(text.words()).unwrap_or(0) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Block, Zone};

    fn article(paragraphs: &[&str]) -> Article {
        Article {
            blocks: paragraphs
                .iter()
                .map(|it| Block::new(Zone::Body, *it))
                .collect(),
            ..Article::default()
        }
    }

    fn of(articles: &[&Article]) -> Vec<(Option<usize>, u32)> {
        let articles: Vec<(&Article, &str)> = articles.iter().map(|it| (*it, "")).collect();
        copies(&articles)
            .into_iter()
            .map(|it| (it.of, it.percent))
            .collect()
    }

    const WIRE: [&str; 3] = [
        "Shots were fired at the Grey Bridge checkpoint late on Tuesday and two customs officers were wounded.",
        "The crossing was closed until further notice, the border service said in a short statement.",
        "Both officers were taken to the hospital of Upper Tarn, where doctors said that they were out of danger.",
    ];

    #[test]
    fn a_copy_is_found_though_it_was_cut_and_extended() {
        let wire = article(&WIRE);
        let cut = article(&[
            "Residents of Tarn heard shots in the night.",
            WIRE[0],
            WIRE[2],
            "Families waited in the snow.",
        ]);
        let own = article(&[
            "An attack on customs men has closed the only bridge across the river.",
            "The interior minister blamed the neighbours for it on Wednesday morning.",
        ]);
        let found = of(&[&wire, &own, &cut]);
        assert_eq!(found[0], (None, 0));
        assert_eq!(found[1], (None, 0));
        assert_eq!(found[2].0, Some(0));
        assert!((70..80).contains(&found[2].1), "{}", found[2].1);
    }

    #[test]
    fn quoting_the_same_statement_makes_no_copy() {
        let statement = "“We have said it before and we say it again: nobody has the right to fire at officers of this country, and nobody will get away with it,” said the minister";
        let a = article(&[
            &format!("{statement} in the capital."),
            "The bridge stays closed for the time being, he added later.",
        ]);
        let b = article(&[
            &format!("{statement} when asked."),
            "Farmers on the other bank are worried about their cattle in winter.",
        ]);
        assert_eq!(of(&[&a, &b])[1].0, None);
    }

    #[test]
    fn of_two_sources_with_the_same_text_the_first_counts() {
        let wire = article(&WIRE);
        assert_eq!(
            of(&[&wire, &wire, &wire]),
            [(None, 0), (Some(0), 100), (Some(0), 100)]
        );
    }

    #[test]
    fn nothing_is_a_copy_of_nothing() {
        let none = article(&[]);
        assert_eq!(of(&[&none, &none]), [(None, 0), (None, 0)]);
    }

    proptest! {
        #[test]
        fn any_texts_are_compared(texts in prop::collection::vec(any::<String>(), 0..6)) {
            let articles: Vec<Article> = texts.iter().map(|it| article(&[it])).collect();
            for (at, it) in copies(&articles.iter().map(|it| (it, "")).collect::<Vec<_>>()).into_iter().enumerate() {
                prop_assert!(it.percent <= 100);
                prop_assert!(it.of.is_none_or(|of| of < at));
            }
        }
    }
}
