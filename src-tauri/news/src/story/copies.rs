//! Copies: articles whose text is another's.

use std::collections::{HashMap, HashSet};

use super::words::hash;
use crate::{
    Article, Zone,
    speech::quotations,
    text::{Token, tokens},
};

/// Which share of the smaller text's shingles two texts must share for the later to be a copy. Measured on
/// wire copies as newsrooms edit them, with quotations masked.
const COPY: f32 = 0.26;

/// Which share of the later text must come from the earlier one, so that a long report with two sentences of
/// a short notice is no copy of the notice.
const OWN: f32 = 0.1;

/// How many words a shingle has.
const SHINGLE: usize = 5;

/// A text with fewer shingles than this is too short to be told a copy.
const LEAST: usize = 6;

/// Shorter quotations than this are words of the sentence that they stand in.
const QUOTATION: usize = 4;

/// What an article took from those before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copied {
    /// The earlier article whose text it is, if it is a copy: a place in the list.
    pub of: Option<usize>,
    /// Which share of its own words (those outside quotations) stands in any earlier article, 0 to 100.
    pub percent: u32,
}

/// What each article took from those before it, given in order of time.
///
/// Two outlets that quote the same statement are not copies of each other: what is quoted does not count.
pub fn copies(articles: &[&Article]) -> Vec<Copied> {
    let texts: Vec<Text> = articles.iter().map(|it| Text::of(it)).collect();
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut found = vec![];
    for (number, text) in texts.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for shingle in &text.distinct {
            for at in holders.get(shingle).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        // Of the earlier ones that it shares most with, the first.
        let of = shared
            .into_iter()
            .filter(|(at, shared)| texts[*at].is_source_of(text, *shared))
            .max_by_key(|(at, shared)| (*shared, std::cmp::Reverse(*at)))
            .map(|it| it.0);
        found.push(Copied {
            of,
            percent: text.percent(&holders),
        });
        for shingle in &text.distinct {
            holders.entry(*shingle).or_default().push(number);
        }
    }
    found
}

/// Which share of the smaller of two texts stands in the other, quotations left out: 0 to 1.
pub fn copied(a: &Article, b: &Article) -> f32 {
    let (a, b) = (Text::of(a), Text::of(b));
    let least = a.distinct.len().min(b.distinct.len());
    let shared = a.distinct.intersection(&b.distinct).count();
    if least == 0 {
        0.0
    } else {
        shared as f32 / least as f32
    }
}

/// The shingles of an article's own words.
struct Text {
    /// In order, each with the number of its first word; words are counted without those masked.
    shingles: Vec<(usize, u32)>,
    words: usize,
    distinct: HashSet<u32>,
}

impl Text {
    fn of(article: &Article) -> Text {
        let (mut shingles, mut words) = (vec![], 0);
        for block in &article.blocks {
            // Block quotations and posts are somebody else's words, whoever prints them.
            if block.zone != Zone::Body || is_post(&block.text) {
                continue;
            }
            for run in own_words(&block.text) {
                shingles.extend(run.windows(SHINGLE).enumerate().map(|(at, it)| {
                    let forms: Vec<&str> = it.iter().map(|it| it.form.as_str()).collect();
                    (words + at, hash(&forms.join(" ")))
                }));
                words += run.len();
            }
        }
        Text {
            distinct: shingles.iter().map(|it| it.1).collect(),
            shingles,
            words,
        }
    }

    fn is_source_of(&self, later: &Text, shared: usize) -> bool {
        let (mine, its) = (self.distinct.len(), later.distinct.len());
        let least = mine.min(its);
        least >= LEAST && shared as f32 / least as f32 >= COPY && shared as f32 / its as f32 >= OWN
    }

    /// Which share of the words lies in a shingle that is there already.
    fn percent(&self, holders: &HashMap<u32, Vec<usize>>) -> u32 {
        let (mut covered, mut until) = (0, 0);
        for (at, shingle) in &self.shingles {
            if holders.contains_key(shingle) {
                covered += at + SHINGLE - until.max(*at);
                until = at + SHINGLE;
            }
        }
        (covered * 100).checked_div(self.words).unwrap_or(0) as u32
    }
}

/// Whether a paragraph is a post of a social network, shown as it was posted.
fn is_post(text: &str) -> bool {
    text.contains("(@") || text.contains("pic.twitter.com/") || text.starts_with("RT @")
}

/// What stands between quotation marks and is long enough to be somebody's statement.
fn statements(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = quotations(text);
    found.retain(|it| tokens(&text[it.clone()]).len() >= QUOTATION);
    found
}

/// The words of a paragraph outside quotations, in runs between these.
fn own_words(text: &str) -> Vec<Vec<Token>> {
    let quoted = statements(text);
    let mut runs: Vec<Vec<Token>> = vec![vec![]];
    let mut last = None;
    for token in tokens(text) {
        let within = quoted.iter().position(|it| it.contains(&token.start));
        if within != last {
            last = within;
            runs.push(vec![]);
        }
        if within.is_none() {
            runs.last_mut().expect("it begins with one").push(token);
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Block;

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
        copies(articles)
            .into_iter()
            .map(|it| (it.of, it.percent))
            .collect()
    }

    #[test]
    fn quotations_are_found_in_every_style() {
        const TESTS: &[(&str, &[&str])] = &[
            (
                "He said “we will not move back”, then left.",
                &["we will not move back"],
            ),
            (
                "He said \"we will not move back\" and left.",
                &["we will not move back"],
            ),
            (
                "Er sagte: „Wir weichen keinen Schritt zurück“.",
                &["Wir weichen keinen Schritt zurück"],
            ),
            (
                "Il a dit « nous ne bougerons pas d’ici ».",
                &[" nous ne bougerons pas d’ici "],
            ),
            (
                "He said ‘we don’t want to move’ again.",
                &["we don’t want to move"],
            ),
            ("The “swift” measures", &[]),
            ("“We will not move back,", &["We will not move back,"]),
            ("It’s the minister’s plan and theirs.", &[]),
            ("", &[]),
        ];
        for (text, expected) in TESTS {
            let found: Vec<&str> = statements(text).into_iter().map(|it| &text[it]).collect();
            assert_eq!(found, *expected, "{text}");
        }
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
            "Families waited in the snow for hours.",
        ]);
        let own = article(&[
            "An attack on customs men has closed the only bridge across the river.",
            "The interior minister blamed the neighbours for it on Wednesday morning.",
        ]);
        let found = of(&[&wire, &own, &cut]);
        assert_eq!(found[0], (None, 0));
        assert_eq!(found[1], (None, 0));
        assert_eq!(found[2].0, Some(0));
        assert!((50..60).contains(&found[2].1), "{}", found[2].1);
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
    fn a_long_report_with_a_sentence_of_a_notice_is_no_copy_of_it() {
        let notice = article(&WIRE[..1]);
        let filler: Vec<String> = (0..30)
            .map(|it| format!("Paragraph {it} tells of thing{it} and of place{it}, in words number{it} of its own making{it}."))
            .collect();
        let mut long: Vec<&str> = filler.iter().map(String::as_str).collect();
        long.push(WIRE[0]);
        assert_eq!(of(&[&notice, &article(&long)])[1].0, None);
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
        assert_eq!(copied(&none, &none), 0.0);
    }

    proptest! {
        #[test]
        fn any_texts_are_compared(texts in prop::collection::vec(any::<String>(), 0..6)) {
            let articles: Vec<Article> = texts.iter().map(|it| article(&[it])).collect();
            for (at, it) in copies(&articles.iter().collect::<Vec<_>>()).into_iter().enumerate() {
                prop_assert!(it.percent <= 100);
                prop_assert!(it.of.is_none_or(|of| of < at));
            }
        }
    }
}
