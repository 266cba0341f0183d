//! Comparing the outlets of a story: who was first, who copied, what all say and what only one says.

use std::collections::{BTreeSet, HashMap};

use super::{
    Cell, Claim, ClaimKind, Comparison, Telling,
    align::{Row, Sentence, rows},
    changes,
};
use crate::{
    Article, ArticleId, StoryId, Timestamp, Zone,
    text::{sentences, tokens},
};

/// The most sentences of one article that are compared.
const SENTENCES: usize = 200;

/// The most sentences of a story that are compared, the first ones of every article.
const ALL_SENTENCES: usize = 4_000;

/// One article of a story, to be compared.
#[derive(Debug, Clone)]
pub struct TellingInput {
    /// The article's number.
    pub article_id: ArticleId,
    /// The outlet.
    pub outlet: String,
    /// Its publisher.
    pub publisher: String,
    /// Its country.
    pub country: Option<String>,
    /// The article.
    pub article: Article,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// The article that its text comes from, if several articles have that text: itself, if it is the origin.
    pub text_from: Option<ArticleId>,
}

/// Compares the articles of a story.
///
/// A row is a sentence with those of other outlets that say the same: weighted overlap of words, rare ones, names
/// and numbers counting more. Copies fill their cells, but do not count as voices of their own, nor do several
/// articles of one publisher. At most 200 sentences an article and 4,000 in all are looked at. Whose text is whose is not
/// decided here, but said by each input: what is a copy on one page is one on every other.
pub fn compare(story_id: StoryId, inputs: &[TellingInput]) -> Comparison {
    let mut inputs: Vec<&TellingInput> = inputs.iter().collect();
    inputs.sort_by_key(|it| (it.article.sorted_at(it.first_seen_at), it.article_id));
    let origins = origins(&inputs);
    let tellings = tellings(&inputs, &origins);
    let voices = voices(&tellings, &origins);
    let said = gather(&inputs);
    let sentences: Vec<Sentence> = said
        .iter()
        .map(|it| Sentence::new(it.telling, it.text))
        .collect();
    // What tells nothing ("He agreed.") is left out of the rows.
    let kept: Vec<usize> = (0..said.len())
        .filter(|it| sentences[*it].tells())
        .collect();
    let (said, sentences) = (
        kept.iter().map(|it| &said[*it]).collect::<Vec<_>>(),
        sentences
            .into_iter()
            .filter(Sentence::tells)
            .collect::<Vec<_>>(),
    );
    let mut claims: Vec<(usize, Claim)> = rows(&sentences)
        .into_iter()
        .map(|row| (row.gist, claim(&row, &said, &sentences, &voices)))
        .collect();
    claims.sort_by_key(|(first, claim)| (rank(claim.kind), *first));
    Comparison {
        story_id,
        title: tellings
            .first()
            .map(|it| it.title.clone())
            .unwrap_or_default(),
        independent: origins
            .iter()
            .enumerate()
            .filter(|(at, of)| at == *of)
            .count() as u32,
        tellings,
        claims: claims.into_iter().map(|it| it.1).collect(),
    }
}

fn rank(kind: ClaimKind) -> u8 {
    match kind {
        ClaimKind::All => 0,
        ClaimKind::Differs => 1,
        ClaimKind::Some => 2,
        ClaimKind::One => 3,
    }
}

/// For each article the one whose text it is, itself if it is no copy. Where the origin of a text is not among them, the first
/// that has the text stands for it.
fn origins(inputs: &[&TellingInput]) -> Vec<usize> {
    let mut of_text: HashMap<ArticleId, usize> = HashMap::new();
    for (number, it) in inputs.iter().enumerate() {
        let Some(text) = it.text_from else { continue };
        let known = of_text.entry(text).or_insert(number);
        if it.article_id == text {
            *known = number;
        }
    }
    inputs
        .iter()
        .enumerate()
        .map(|(number, it)| {
            it.text_from
                .and_then(|text| of_text.get(&text).copied())
                .unwrap_or(number)
        })
        .collect()
}

/// The tellings, given for each the one whose text it is.
fn tellings(inputs: &[&TellingInput], origins: &[usize]) -> Vec<Telling> {
    let first = inputs
        .first()
        .map_or(Timestamp(0), |it| it.article.sorted_at(it.first_seen_at));
    let mut found = vec![];
    for (number, it) in inputs.iter().enumerate() {
        let at = it.article.sorted_at(it.first_seen_at);
        let origin = Some(inputs[origins[number]]).filter(|of| of.article_id != it.article_id);
        found.push(Telling {
            article_id: it.article_id,
            outlet: it.outlet.clone(),
            publisher: it.publisher.clone(),
            country: it.country.clone(),
            title: it.article.title.clone(),
            language: it.article.language.clone(),
            wire: it.article.wire.clone(),
            at,
            at_is_published: it.article.published_at == Some(at),
            minutes_after_first: at.since(first) / Timestamp::MINUTE,
            copy_of: origin.map(|of| of.article_id),
            copied_percent: origin
                .map_or(0, |of| changes(&of.article, &it.article).copied_percent()),
            words: it
                .article
                .blocks
                .iter()
                .filter(|it| matches!(it.zone, Zone::Body | Zone::Quote))
                .map(|it| tokens(&it.text).len() as u32)
                .sum(),
        });
    }
    found
}

/// Whose voice each telling is: that of the publisher of its text's origin.
fn voices(tellings: &[Telling], origins: &[usize]) -> Vec<usize> {
    let mut of_publisher: HashMap<&str, usize> = HashMap::new();
    origins
        .iter()
        .map(|origin| match tellings[*origin].publisher.as_str() {
            "" => *origin,
            publisher => *of_publisher.entry(publisher).or_insert(*origin),
        })
        .collect()
}

/// A sentence as it was said.
struct Said<'a> {
    telling: usize,
    /// The paragraph of the body, from 1; 0 for the standfirst.
    paragraph: u32,
    text: &'a str,
}

/// The sentences of the articles' own text, article by article.
fn gather<'a>(inputs: &[&'a TellingInput]) -> Vec<Said<'a>> {
    let most = SENTENCES.min((ALL_SENTENCES / inputs.len().max(1)).max(1));
    let mut found = vec![];
    for (telling, input) in inputs.iter().enumerate() {
        let mut paragraph = 0;
        let mut own = vec![];
        for block in &input.article.blocks {
            let number = match block.zone {
                Zone::Standfirst => 0,
                Zone::Body | Zone::Quote => {
                    paragraph += 1;
                    paragraph
                }
                _ => continue,
            };
            own.extend(sentences(&block.text).into_iter().map(|it| Said {
                telling,
                paragraph: number,
                text: &block.text[it],
            }));
        }
        own.truncate(most);
        found.extend(own);
    }
    found
}

fn claim(row: &Row, said: &[&Said<'_>], sentences: &[Sentence], voices: &[usize]) -> Claim {
    let said_by: BTreeSet<usize> = row
        .sentences
        .iter()
        .map(|it| voices[said[*it].telling])
        .collect();
    let all: BTreeSet<&usize> = voices.iter().collect();
    let differing = differing(&row.sentences, sentences, voices);
    let kind = match said_by.len() {
        _ if !differing.is_empty() => ClaimKind::Differs,
        n if n >= 2 && n == all.len() => ClaimKind::All,
        n if n >= 2 => ClaimKind::Some,
        _ => ClaimKind::One,
    };
    let cells = (0..voices.len())
        .map(|telling| {
            let at = *row
                .sentences
                .iter()
                .find(|it| said[**it].telling == telling)?;
            let figures = sentences[at]
                .figures
                .iter()
                .filter(|it| it.units.iter().any(|unit| differing.contains(unit)))
                .map(|it| it.written.clone())
                .collect();
            Some(Cell {
                sentence: said[at].text.to_string(),
                paragraph: said[at].paragraph,
                figures,
            })
        })
        .collect();
    Claim {
        gist: said[row.gist].text.to_string(),
        kind,
        cells,
    }
}

/// The things that different voices of a row count differently: no figure of the one can be one of the other's.
fn differing(row: &[usize], sentences: &[Sentence], voices: &[usize]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for (n, a) in row.iter().enumerate() {
        for b in &row[n + 1..] {
            let (a, b) = (&sentences[*a], &sentences[*b]);
            if voices[a.telling] == voices[b.telling] {
                continue;
            }
            for x in &a.figures {
                for y in &b.figures {
                    let Some(unit) = x.counts_what(y).filter(|_| x.contradicts(y)) else {
                        continue;
                    };
                    // "94,000 by the ministry's count, 70,000 by the observers'" agrees with both.
                    let settled = |figure: &super::figures::Figure, others: &Sentence| {
                        others
                            .figures
                            .iter()
                            .any(|it| it.counts_what(figure).is_some() && !it.contradicts(figure))
                    };
                    if !settled(x, b) && !settled(y, a) {
                        found.insert(unit);
                    }
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Block;

    fn telling(id: i64, outlet: &str, minutes: i64, body: &[&str]) -> TellingInput {
        let at = Timestamp(1_700_000_000_000).plus(minutes * Timestamp::MINUTE);
        TellingInput {
            article_id: ArticleId(id),
            outlet: outlet.into(),
            publisher: outlet.into(),
            country: None,
            article: Article {
                title: format!("As {outlet} tells it"),
                published_at: Some(at),
                blocks: body.iter().map(|it| Block::new(Zone::Body, *it)).collect(),
                ..Article::default()
            },
            first_seen_at: at.plus(Timestamp::HOUR),
            text_from: None,
        }
    }

    /// Three outlets, of which the third has the text of the first.
    fn wire_observer_and_copy() -> Vec<TellingInput> {
        let mut inputs = vec![
            telling(1, "Wire", 0, &WIRE),
            telling(2, "Observer", 10, &OBSERVER),
            telling(3, "Gazette", 30, &WIRE),
        ];
        inputs[0].text_from = Some(ArticleId(1));
        inputs[2].text_from = Some(ArticleId(1));
        inputs
    }

    const WIRE: [&str; 3] = [
        "Shots were fired at the Grey Bridge checkpoint late on Tuesday and two customs officers were wounded.",
        "Kelmark counts 94,000 troops near the frontier of the valley.",
        "The crossing was closed until further notice, the border service said.",
    ];

    const OBSERVER: [&str; 3] = [
        "Two wounded customs officers and shots late on Tuesday: that was the Grey Bridge checkpoint.",
        "Near the frontier, observers count only 70,000 troops in the valley.",
        "Families waited in the snow for hours, with soup and blankets.",
    ];

    fn kinds(comparison: &Comparison) -> Vec<ClaimKind> {
        comparison.claims.iter().map(|it| it.kind).collect()
    }

    #[test]
    fn a_story_is_compared_outlet_by_outlet() {
        let mut inputs = wire_observer_and_copy();
        inputs.swap(0, 1);
        let comparison = compare(StoryId(7), &inputs);
        let outlets: Vec<&str> = comparison
            .tellings
            .iter()
            .map(|it| it.outlet.as_str())
            .collect();
        assert_eq!(
            outlets,
            ["Wire", "Observer", "Gazette"],
            "first published first"
        );
        assert_eq!(
            comparison.tellings[2].copy_of,
            Some(ArticleId(1)),
            "the Gazette copied the wire"
        );
        assert_eq!(comparison.tellings[2].copied_percent, 100);
        assert_eq!(comparison.tellings[1].copy_of, None);
        assert_eq!(comparison.tellings[1].minutes_after_first, 10);
        assert_eq!(comparison.independent, 2);

        assert_eq!(
            kinds(&comparison),
            [
                ClaimKind::All,
                ClaimKind::Differs,
                ClaimKind::One,
                ClaimKind::One
            ]
        );
        let figures: Vec<_> = comparison.claims[1]
            .cells
            .iter()
            .map(|it| it.as_ref().map(|it| it.figures.join(" ")))
            .collect();
        assert_eq!(
            figures,
            [
                Some("94,000".into()),
                Some("70,000".into()),
                Some("94,000".into())
            ]
        );
        assert!(
            comparison.claims[2].cells[2].is_some(),
            "a copy's cell is filled, though only one voice says it"
        );
    }

    #[test]
    fn whose_text_is_whose_is_as_the_desk_knows_it() {
        let copies = |texts: [Option<i64>; 3]| {
            let mut inputs = wire_observer_and_copy();
            for (it, text) in inputs.iter_mut().zip(texts) {
                it.text_from = text.map(ArticleId);
            }
            let comparison = compare(StoryId(1), &inputs);
            let of = comparison
                .tellings
                .iter()
                .map(|it| it.copy_of.map(|it| it.0));
            (of.collect::<Vec<_>>(), comparison.independent)
        };
        let none = [None, None, None];
        assert_eq!(
            copies(none),
            (none.to_vec(), 3),
            "the same words are no copy where the desk says that they are not"
        );
        assert_eq!(
            copies([Some(1), None, Some(1)]),
            (vec![None, None, Some(1)], 2)
        );
        assert_eq!(
            copies([Some(3), None, Some(3)]),
            (vec![Some(3), None, None], 2),
            "the origin may be published last: the agency's own page"
        );
        assert_eq!(
            copies([Some(9), None, Some(9)]),
            (vec![None, None, Some(1)], 2),
            "of a text from elsewhere the first in the story stands for it"
        );
        assert_eq!(copies([None, Some(2), None]), (none.to_vec(), 3));
    }

    #[test]
    fn several_articles_of_one_publisher_are_one_voice() {
        let mut labels = vec![telling(1, "Wire", 0, &WIRE)];
        for id in 2..6 {
            let mut it = telling(
                id,
                &format!("Label {id}"),
                id * 10,
                &[
                    "Shots hit the Grey Bridge checkpoint on Tuesday; two customs officers were wounded.",
                ],
            );
            it.publisher = "Wire".into();
            labels.push(it);
        }
        assert!(
            kinds(&compare(StoryId(1), &labels))
                .iter()
                .all(|it| *it == ClaimKind::One)
        );
    }

    #[test]
    fn promotion_credits_and_bylines_are_no_claims() {
        let mut a = telling(1, "A", 0, &WIRE[..1]);
        let mut b = telling(2, "B", 5, &OBSERVER[..1]);
        for it in [&mut a, &mut b] {
            for zone in [
                Zone::Promo,
                Zone::Credit,
                Zone::Byline,
                Zone::Boilerplate,
                Zone::Caption,
            ] {
                it.article.blocks.push(Block::new(
                    zone,
                    "Also read: shots were fired at the Grey Bridge by Rena Solveig.",
                ));
            }
            it.article.blocks.insert(
                0,
                Block::new(
                    Zone::Standfirst,
                    "The ministers will meet in Ostrey on Friday.",
                ),
            );
        }
        let comparison = compare(StoryId(1), &[a, b]);
        assert_eq!(kinds(&comparison), [ClaimKind::All, ClaimKind::All]);
        let places: Vec<u32> = comparison
            .claims
            .iter()
            .flat_map(|it| it.cells.iter().flatten())
            .map(|it| it.paragraph)
            .collect();
        assert_eq!(places, [0, 0, 1, 1], "the standfirst is paragraph 0");
    }

    #[test]
    fn a_sentence_that_says_two_things_fills_both_rows() {
        let comparison = compare(
            StoryId(1),
            &[
                telling(
                    1,
                    "A",
                    0,
                    &[
                        "The Southline pipeline was suspended by the regulator on Wednesday.",
                        "Gas prices in Lissane jumped by eight per cent within an hour.",
                    ],
                ),
                telling(
                    2,
                    "B",
                    5,
                    &[
                        "On Wednesday the regulator had suspended Southline, the pipeline, and within one hour eight per cent were added to prices of gas in Lissane.",
                    ],
                ),
            ],
        );
        assert_eq!(
            kinds(&comparison),
            [ClaimKind::All, ClaimKind::All],
            "{:?}",
            comparison.claims
        );
    }

    #[test]
    fn figures_that_both_name_do_not_differ() {
        let comparison = compare(
            StoryId(1),
            &[
                telling(
                    1,
                    "A",
                    0,
                    &["Kelmark counts 94,000 troops at the frontier, observers 70,000 troops."],
                ),
                telling(
                    2,
                    "B",
                    5,
                    &["Observers count 70,000 troops at the frontier of Kelmark."],
                ),
            ],
        );
        assert_eq!(kinds(&comparison), [ClaimKind::All]);
    }

    #[test]
    fn an_empty_story_and_a_single_article_compare_to_themselves() {
        assert_eq!(compare(StoryId(1), &[]).tellings.len(), 0);
        let one = compare(
            StoryId(1),
            &[telling(
                1,
                "Wire",
                0,
                &["Shots were fired at the bridge on Tuesday."],
            )],
        );
        assert_eq!((one.independent, one.claims[0].kind), (1, ClaimKind::One));
    }

    #[test]
    fn the_order_of_the_inputs_does_not_matter() {
        let mut inputs = wire_observer_and_copy();
        let forward = compare(StoryId(1), &inputs);
        inputs.reverse();
        assert_eq!(compare(StoryId(1), &inputs), forward);
    }

    proptest::proptest! {
        #[test]
        fn any_texts_are_compared(texts in proptest::collection::vec(proptest::prelude::any::<String>(), 0..5)) {
            let inputs: Vec<TellingInput> = texts.iter().zip(0..).map(|(it, id)| telling(id, "O", id, &[it])).collect();
            let comparison = compare(StoryId(1), &inputs);
            for claim in &comparison.claims {
                proptest::prop_assert_eq!(claim.cells.len(), texts.len());
                proptest::prop_assert!(claim.cells.iter().any(Option::is_some));
            }
        }
    }
}
