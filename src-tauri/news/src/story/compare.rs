//! Comparing the outlets of a story: who was first, who copied, what all say and what only one says.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    Cell, Claim, ClaimKind, Comparison, Telling,
    terms::{hash, stem},
};
use crate::{
    Article, ArticleId, StoryId, Timestamp, Zone,
    text::{sentences, tokens},
};

/// Which share of the smaller text's shingles must stand in an earlier one for a copy. Measured on wire copies
/// with quotations masked.
const COPY: f32 = 0.26;

/// How many words a shingle has.
const SHINGLE: usize = 5;

/// The least likeness of two sentences that say the same.
const SAME: f32 = 0.40;

/// The most sentences of one article that are compared.
const SENTENCES: usize = 200;

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
}

/// A sentence of an article.
struct Sentence {
    telling: usize,
    paragraph: u32,
    text: String,
    terms: Vec<u64>,
    figures: Vec<Figure>,
}

/// A figure with what it counts.
#[derive(Debug, Clone, PartialEq)]
struct Figure {
    written: String,
    value: f64,
    unit: u64,
}

/// Compares the articles of a story.
///
/// A row is a sentence with those of other outlets that say the same (weighted overlap of words, rare ones and
/// numbers counting more). Copies fill their cells, but do not count as outlets of their own. Costs grow with
/// the square of the number of sentences, of which 200 an article are looked at.
pub fn compare(story_id: StoryId, inputs: &[TellingInput]) -> Comparison {
    let mut inputs: Vec<&TellingInput> = inputs.iter().collect();
    inputs.sort_by_key(|it| (it.article.sorted_at(it.first_seen_at), it.article_id));
    let tellings = tellings(&inputs);
    let sentences = gather(&inputs);
    let idf = idf(&sentences, inputs.len());
    let rows = align(&sentences, &idf);
    let voices: Vec<usize> = (0..tellings.len())
        .map(|at| {
            tellings[at]
                .copy_of
                .and_then(|of| tellings.iter().position(|it| it.article_id == of))
                .unwrap_or(at)
        })
        .map(|at| root(at, &tellings))
        .collect();
    let independent = voices.iter().collect::<BTreeSet<_>>().len();
    let mut claims: Vec<(usize, Claim)> = rows
        .into_iter()
        .map(|row| {
            (
                row[0],
                claim(&row, &sentences, &tellings, &voices, independent),
            )
        })
        .collect();
    let rank = |kind: ClaimKind| match kind {
        ClaimKind::All => 0,
        ClaimKind::Differs => 1,
        ClaimKind::Some => 2,
        ClaimKind::One => 3,
    };
    claims.sort_by_key(|(first, claim)| (rank(claim.kind), *first));
    Comparison {
        story_id,
        title: tellings
            .first()
            .map(|it| it.title.clone())
            .unwrap_or_default(),
        independent: independent as u32,
        tellings,
        claims: claims.into_iter().map(|it| it.1).collect(),
    }
}

/// The article at the beginning of a chain of copies.
fn root(mut at: usize, tellings: &[Telling]) -> usize {
    for _ in 0..tellings.len() {
        match tellings[at]
            .copy_of
            .and_then(|of| tellings.iter().position(|it| it.article_id == of))
        {
            Some(of) if of != at => at = of,
            _ => return at,
        }
    }
    at
}

fn tellings(inputs: &[&TellingInput]) -> Vec<Telling> {
    let shingles: Vec<HashSet<u64>> = inputs.iter().map(|it| shingles(&it.article)).collect();
    let first = inputs
        .first()
        .map_or(Timestamp(0), |it| it.article.sorted_at(it.first_seen_at));
    (0..inputs.len())
        .map(|number| {
            let it = inputs[number];
            let own = &shingles[number];
            let shared = |earlier: &HashSet<u64>| own.intersection(earlier).count() as f32;
            // Among the earlier ones that it shares most with, the first.
            let source = (0..number)
                .filter(|at| {
                    let least = own.len().min(shingles[*at].len());
                    least >= 8 && shared(&shingles[*at]) / least as f32 >= COPY
                })
                .max_by(|a, b| {
                    shared(&shingles[*a])
                        .total_cmp(&shared(&shingles[*b]))
                        .then(b.cmp(a))
                });
            let copied = (0..number)
                .flat_map(|at| own.intersection(&shingles[at]))
                .collect::<HashSet<_>>()
                .len();
            let at = it.article.sorted_at(it.first_seen_at);
            Telling {
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
                copy_of: source.map(|at| inputs[at].article_id),
                copied_percent: if own.is_empty() {
                    0
                } else {
                    (copied * 100 / own.len()) as u32
                },
                words: text_blocks(&it.article)
                    .map(|(_, text)| tokens(text).len() as u32)
                    .sum(),
            }
        })
        .collect()
}

/// The paragraphs that count as the article's text, with their numbers from 1.
fn text_blocks(article: &Article) -> impl Iterator<Item = (u32, &str)> {
    article
        .blocks
        .iter()
        .filter(|it| matches!(it.zone, Zone::Body | Zone::Quote))
        .zip(1..)
        .map(|(block, number)| (number, block.text.as_str()))
}

/// The shingles of an article's text, what stands between quotation marks left out: two outlets that quote
/// the same statement are not copies of each other.
fn shingles(article: &Article) -> HashSet<u64> {
    let mut found = HashSet::new();
    for (_, text) in text_blocks(article) {
        let mut quoted = false;
        let masked: String = text
            .chars()
            .map(|c| match c {
                '“' | '«' | '„' => {
                    quoted = true;
                    ' '
                }
                '”' | '»' => {
                    quoted = false;
                    ' '
                }
                '"' => {
                    quoted = !quoted;
                    ' '
                }
                _ if quoted => ' ',
                c => c,
            })
            .collect();
        let forms: Vec<String> = tokens(&masked).into_iter().map(|it| it.form).collect();
        found.extend(forms.windows(SHINGLE).map(|it| hash(&it.join(" "))));
    }
    found
}

fn gather(inputs: &[&TellingInput]) -> Vec<Sentence> {
    let mut found = vec![];
    for (telling, input) in inputs.iter().enumerate() {
        let mut left = SENTENCES;
        for (paragraph, text) in text_blocks(&input.article) {
            for range in sentences(text) {
                let sentence = &text[range];
                let mut terms: Vec<u64> = tokens(sentence)
                    .into_iter()
                    .filter(|it| {
                        it.form.chars().count() > 2
                            || !it.form.is_ascii()
                            || it.form.chars().all(|c| c.is_ascii_digit())
                    })
                    .map(|it| hash(&stem(&it.form)))
                    .collect();
                terms.sort_unstable();
                terms.dedup();
                if terms.len() >= 3 && left > 0 {
                    left -= 1;
                    let figures = figures(sentence);
                    found.push(Sentence {
                        telling,
                        paragraph,
                        text: sentence.to_string(),
                        terms,
                        figures,
                    });
                }
            }
        }
    }
    found
}

/// How much each term tells: the rarer among the sentences, the more.
fn idf(sentences: &[Sentence], _tellings: usize) -> HashMap<u64, f32> {
    let mut df: HashMap<u64, f32> = HashMap::new();
    for it in sentences {
        for term in &it.terms {
            *df.entry(*term).or_default() += 1.0;
        }
    }
    let count = sentences.len() as f32;
    df.into_iter()
        .map(|(term, df)| (term, ((count + 1.0) / (df + 0.5)).ln().max(0.1)))
        .collect()
}

/// How alike two sentences are, 0 to 1: the weight of what they share against the lighter one, and against both.
fn likeness(a: &Sentence, b: &Sentence, idf: &HashMap<u64, f32>) -> f32 {
    let weight = |terms: &[u64]| terms.iter().map(|it| idf[it]).sum::<f32>();
    let (mut shared, mut at) = (0.0, 0);
    for term in &a.terms {
        while at < b.terms.len() && b.terms[at] < *term {
            at += 1;
        }
        if b.terms.get(at) == Some(term) {
            shared += idf[term];
        }
    }
    let (a, b) = (weight(&a.terms), weight(&b.terms));
    0.65 * shared / a.min(b) + 0.35 * shared / (a + b - shared)
}

/// Rows of sentences that say the same: at most one of each article, the earliest first.
fn align(sentences: &[Sentence], idf: &HashMap<u64, f32>) -> Vec<Vec<usize>> {
    let mut pairs = vec![];
    for a in 0..sentences.len() {
        for b in a + 1..sentences.len() {
            if sentences[a].telling != sentences[b].telling {
                let like = likeness(&sentences[a], &sentences[b], idf);
                if like >= SAME {
                    pairs.push((like, a, b));
                }
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut row_of: Vec<usize> = (0..sentences.len()).collect();
    let mut rows: Vec<Vec<usize>> = (0..sentences.len()).map(|it| vec![it]).collect();
    for (_, a, b) in pairs {
        let (x, y) = (row_of[a], row_of[b]);
        if x == y {
            continue;
        }
        let clash = rows[x].iter().any(|i| {
            rows[y]
                .iter()
                .any(|j| sentences[*i].telling == sentences[*j].telling)
        });
        // Rows grow by sentences that are like most of what is there already, not along a chain.
        let alike = rows[x]
            .iter()
            .flat_map(|i| rows[y].iter().map(move |j| (*i, *j)))
            .map(|(i, j)| likeness(&sentences[i], &sentences[j], idf))
            .sum::<f32>()
            / (rows[x].len() * rows[y].len()) as f32;
        if clash || alike < SAME * 0.8 {
            continue;
        }
        let moved = std::mem::take(&mut rows[y]);
        for it in &moved {
            row_of[*it] = x;
        }
        rows[x].extend(moved);
    }
    let mut rows: Vec<Vec<usize>> = rows.into_iter().filter(|it| !it.is_empty()).collect();
    for row in &mut rows {
        row.sort_unstable();
    }
    rows
}

fn claim(
    row: &[usize],
    sentences: &[Sentence],
    tellings: &[Telling],
    voices: &[usize],
    independent: usize,
) -> Claim {
    let said_by: BTreeSet<usize> = row
        .iter()
        .map(|it| voices[sentences[*it].telling])
        .collect();
    let differing = differing(row, sentences);
    let kind = match said_by.len() {
        _ if !differing.is_empty() => ClaimKind::Differs,
        n if n >= 2 && n == independent => ClaimKind::All,
        n if n >= 2 => ClaimKind::Some,
        _ => ClaimKind::One,
    };
    let cells = (0..tellings.len())
        .map(|telling| {
            let sentence = row
                .iter()
                .map(|it| &sentences[*it])
                .find(|it| it.telling == telling)?;
            let figures = sentence
                .figures
                .iter()
                .filter(|it| differing.contains(&it.unit))
                .map(|it| it.written.clone())
                .collect();
            Some(Cell {
                sentence: sentence.text.clone(),
                paragraph: sentence.paragraph,
                figures,
            })
        })
        .collect();
    Claim {
        gist: sentences[row[0]].text.clone(),
        kind,
        cells,
    }
}

/// The units for which sentences of a row give different figures: no figure of the one is among the other's.
fn differing(row: &[usize], sentences: &[Sentence]) -> HashSet<u64> {
    let mut of_unit: HashMap<u64, Vec<Vec<f64>>> = HashMap::new();
    for it in row {
        let mut here: HashMap<u64, Vec<f64>> = HashMap::new();
        for figure in &sentences[*it].figures {
            here.entry(figure.unit).or_default().push(figure.value);
        }
        for (unit, values) in here {
            of_unit.entry(unit).or_default().push(values);
        }
    }
    of_unit
        .into_iter()
        .filter(|(_, all)| {
            all.iter().enumerate().any(|(n, a)| {
                all[n + 1..]
                    .iter()
                    .any(|b| !a.iter().any(|v| b.iter().any(|w| v == w)))
            })
        })
        .map(|it| it.0)
        .collect()
}

/// The figures of a sentence: a number and the noun behind it ("94,000 Vostrian troops": within three words the
/// last before the clause goes on; here the two words after it are tried as units).
fn figures(sentence: &str) -> Vec<Figure> {
    const SCALES: [(&str, f64); 8] = [
        ("thousand", 1e3),
        ("million", 1e6),
        ("billion", 1e9),
        ("mille", 1e3),
        ("millions", 1e6),
        ("milliards", 1e9),
        ("тис", 1e3),
        ("млн", 1e6),
    ];
    let words = tokens(sentence);
    let mut found = vec![];
    for (at, word) in words.iter().enumerate() {
        let Some(mut value) = number(&word.form) else {
            continue;
        };
        let mut end = word.end;
        let mut next = at + 1;
        // "94 000": groups of three digits behind a blank.
        while let Some(group) = words.get(next).filter(|it| {
            it.form.len() == 3
                && it.form.bytes().all(|b| b.is_ascii_digit())
                && sentence[end..it.start].chars().count() == 1
        }) {
            value = value * 1e3 + group.form.parse::<f64>().unwrap_or(0.0);
            end = group.end;
            next += 1;
        }
        if let Some((_, scale)) = words
            .get(next)
            .and_then(|it| SCALES.iter().find(|(name, _)| *name == it.form))
        {
            value *= scale;
            end = words[next].end;
            next += 1;
        }
        // Years and days are no counts.
        if (1900.0..2100.0).contains(&value) && end == word.end && !word.form.contains(',') {
            continue;
        }
        let written = sentence[word.start..end].to_string();
        for unit in words
            .iter()
            .skip(next)
            .take(2)
            .filter(|it| it.form.chars().count() > 3 && number(&it.form).is_none())
        {
            found.push(Figure {
                written: written.clone(),
                value,
                unit: hash(&stem(&unit.form)),
            });
        }
    }
    found
}

/// The value of a number as newspapers write it: 94,000 · 94.000 · 1.5 · 1,5.
fn number(form: &str) -> Option<f64> {
    if !form.starts_with(|c: char| c.is_ascii_digit())
        || !form
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b',' || b == b'.')
    {
        return None;
    }
    let parts: Vec<&str> = form.split([',', '.']).collect();
    let grouped = parts.len() > 1 && parts[1..].iter().all(|it| it.len() == 3);
    let text = if grouped {
        parts.concat()
    } else {
        form.replace(',', ".")
    };
    text.parse().ok()
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
        }
    }

    #[test]
    fn a_story_is_compared_outlet_by_outlet() {
        let wire = [
            "Shots were fired at the Grey Bridge checkpoint late on Tuesday and two customs officers were wounded.",
            "Kelmark counts 94,000 troops near the frontier of the valley.",
            "The crossing was closed until further notice, the border service said.",
        ];
        let comparison = compare(
            StoryId(7),
            &[
                telling(
                    2,
                    "Observer",
                    10,
                    &[
                        "Two wounded customs officers and shots late on Tuesday: that was the Grey Bridge checkpoint.",
                        "Near the frontier, observers count only 70,000 troops in the valley.",
                        "Families waited in the snow for hours, with soup and blankets.",
                    ],
                ),
                telling(1, "Wire", 0, &wire),
                telling(3, "Gazette", 30, &wire),
            ],
        );
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
        let kinds: Vec<ClaimKind> = comparison.claims.iter().map(|it| it.kind).collect();
        assert_eq!(
            kinds,
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
    fn figures_are_read_as_newspapers_write_them() {
        const TESTS: &[(&str, f64)] = &[
            ("94,000 troops", 94_000.0),
            ("94 000 soldats", 94_000.0),
            ("94.000 Soldaten", 94_000.0),
            ("11 billion marks", 11e9),
            ("1.5 million people", 1.5e6),
        ];
        for (text, value) in TESTS {
            assert_eq!(
                figures(text).first().map(|it| it.value),
                Some(*value),
                "{text}"
            );
        }
        assert!(
            figures("in December 2025 troops").is_empty(),
            "a year is no count"
        );
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
}
