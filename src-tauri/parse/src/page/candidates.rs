//! Several opinions on which blocks of a page are its article, and the one that agrees best with the others.

use std::hash::{BuildHasher, Hash};

use dom_query::Document;
use foldhash::{HashSet, HashSetExt, fast::FixedState};

use super::hints::Hints;
use super::teasers;
use super::tree::Tree;
use crate::{guard, limits};

/// Which segments of a page an extractor takes for the article's text.
type Choice = Vec<bool>;

/// The segments that are an article's text, and how far the extractors agree on them.
pub(crate) struct Chosen {
    /// For each segment whether it is of the text.
    pub(crate) segments: Choice,
    /// The mean agreement of each two extractors, 0 to 1: F1 of the words that they take. Zero where there was one only.
    pub(crate) agreement: f64,
}

/// The segments that are the article's text, by the choice that agrees best with the other choices. None of those that stand in
/// `others` is.
pub(crate) fn choose(tree: &Tree, document: Document, html: &str, others: &[bool]) -> Chosen {
    /// How far the two quick opinions agree where no slow one is asked. Half of the pages of news and of blogs are read by
    /// these alone, and on the whole no less well.
    const AGREE: f64 = 0.95;
    /// Measured on news and on blogs: asking always costs a third of the speed and gains a thousandth on one, losing it
    /// on the other.
    const DIFFER: f64 = 0.90;
    // The libraries take seconds where a page has tens of thousands of blocks, which no article has.
    if tree.segments.len() > limits::JUDGED_BLOCKS {
        return Chosen {
            segments: by_density(tree, others),
            agreement: 0.0,
        };
    }
    let page: Vec<Vec<u64>> = tree.segments.iter().map(|it| words(&it.text)).collect();
    let opinion = |mut choice: Choice| {
        for (index, chosen) in choice.iter_mut().enumerate() {
            let is_of_none = others[index] || tree.around(index).any(Hints::TEASERS);
            *chosen &= !is_of_none && !is_link_row(tree, index);
        }
        // Between paragraphs that are taken, or beside one, stands what a library left out after its name.
        for index in (0..choice.len()).filter(|it| !others[*it] && teasers::is_freed(tree, *it)) {
            let is_taken = |it: usize| choice.get(it) == Some(&true);
            if is_taken(index + 1) || index.checked_sub(1).is_some_and(is_taken) {
                choice[index] = true;
            }
        }
        choice.contains(&true).then_some(choice)
    };
    // A library that panics on a page is one opinion less.
    let of_library = |extract: &mut dyn FnMut() -> Option<String>| {
        let content = guard::contained(extract).flatten()?;
        opinion(mark(&page, &content))
    };
    let mut document = Some(document);
    let readability = of_library(&mut || by_readability(document.take()?));
    let mut choices: Vec<Choice> = readability.into_iter().collect();
    choices.extend(opinion(by_density(tree, others)));
    if mutual(tree, &choices) < AGREE
        && let Some(choice) = of_library(&mut || by_trafilatura(html))
    {
        // Of two that agree equally well with the others the first is taken.
        choices.insert(0, choice);
    }
    if mutual(tree, &choices) < DIFFER {
        choices.extend(of_library(&mut || by_another(html)));
    }
    let agreement = |index: usize| -> f64 {
        let others = choices.iter().enumerate().filter(|(it, _)| *it != index);
        others
            .map(|(_, other)| agree(tree, &choices[index], other))
            .sum()
    };
    let best = (0..choices.len()).reduce(|a, b| if agreement(b) > agreement(a) { b } else { a });
    Chosen {
        agreement: mutual(tree, &choices),
        segments: best.map_or_else(
            || vec![false; tree.segments.len()],
            |it| choices[it].clone(),
        ),
    }
}

/// The mean agreement of each two choices; zero where there are no two.
fn mutual(tree: &Tree, choices: &[Choice]) -> f64 {
    let pairs = choices.len() * choices.len().saturating_sub(1) / 2;
    let sum: f64 = (0..choices.len())
        .flat_map(|one| (0..one).map(move |other| (one, other)))
        .map(|(one, other)| agree(tree, &choices[one], &choices[other]))
        .sum();
    if pairs == 0 { 0.0 } else { sum / pairs as f64 }
}

/// A further opinion for pages on which the first ones differ.
fn by_another(html: &str) -> Option<String> {
    let options = rs_trafilatura::Options {
        page_type: Some(rs_trafilatura::page_type::PageType::Article),
        ..rs_trafilatura::Options::default()
    };
    rs_trafilatura::extract_with_options(html, &options)
        .ok()?
        .content_html
}

fn by_trafilatura(html: &str) -> Option<String> {
    // Its own comparison with others takes a third of the time; they are compared here. Days are found in `facts`.
    let options = trafilatura::Options::default()
        .with_fallback(false)
        .with_html_date_mode(trafilatura::HtmlDateMode::Disabled)
        .with_exclude_comments(true);
    trafilatura::extract(html, &options)
        .ok()
        .map(|it| it.content_html)
}

fn by_readability(document: Document) -> Option<String> {
    let config = dom_smoothie::Config {
        disable_json_ld: true,
        ..Default::default()
    };
    let mut reader = dom_smoothie::Readability::with_document(document, None, Some(config)).ok()?;
    reader.parse().ok().map(|it| it.content.to_string())
}

/// Finds the text that an extractor gave back among the page's own segments, of which `page` holds the words.
fn mark(page: &[Vec<u64>], content: &str) -> Choice {
    /// So much of a segment's word sequences must be in the content.
    const SHARE: f64 = 0.7;
    let found = Tree::plain(&Document::from(content));
    let mut whole: HashSet<u64> = HashSet::new();
    let mut threes: HashSet<u64> = HashSet::new();
    let mut all: Vec<u64> = Vec::new();
    for segment in &found.segments {
        let words = words(&segment.text);
        whole.insert(hash(words.as_slice()));
        all.extend(words);
    }
    threes.extend(all.windows(3).map(hash));
    let chosen = page.iter().map(|words| {
        if words.len() < 6 {
            return whole.contains(&hash(words.as_slice()));
        }
        let hits = words
            .windows(3)
            .filter(|it| threes.contains(&hash(it)))
            .count();
        hits as f64 >= SHARE * (words.len() - 2) as f64
    });
    chosen.collect()
}

/// The hashes of a text's words, one for each letter in scripts without blanks.
fn words(text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    for word in text
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
    {
        if word
            .chars()
            .any(|it| ('\u{2E80}'..='\u{9FFF}').contains(&it))
        {
            words.extend(word.chars().map(|it| hash(&it)));
        } else {
            words.push(hash(&word));
        }
    }
    words
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    FixedState::default().hash_one(value)
}

/// How far two choices agree: F1 of their words.
fn agree(tree: &Tree, one: &Choice, other: &Choice) -> f64 {
    let weight = |holds: &dyn Fn(usize) -> bool| -> usize {
        (0..tree.segments.len())
            .filter(|it| holds(*it))
            .map(|it| tree.segments[it].words)
            .sum()
    };
    let both = weight(&|it| one[it] && other[it]);
    let sizes = weight(&|it| one[it]) + weight(&|it| other[it]);
    if sizes == 0 {
        0.0
    } else {
        2.0 * both as f64 / sizes as f64
    }
}

/// Whether a segment is a row of links, as under every page.
fn is_link_row(tree: &Tree, index: usize) -> bool {
    let segment = &tree.segments[index];
    segment.parts.len() >= 5
        && segment.linked * 20 >= segment.words * 17
        && segment.words < 6 * segment.parts.len()
}

/// What stands beside an article, whatever it says.
pub(super) const BESIDE: [Hints; 6] = [
    Hints::COMMENT,
    Hints::NAVIGATION,
    Hints::FURNITURE,
    Hints::PROMO,
    Hints::ASIDE,
    Hints::TEASERS,
];

/// Whether a segment reads like a paragraph: enough words, few of them links.
pub(super) fn is_prose(tree: &Tree, index: usize) -> bool {
    let segment = &tree.segments[index];
    let ends = segment
        .text
        .trim_end_matches(['"', '”', '’', '»', ')', '\''])
        .ends_with(['.', '!', '?', '…', ':', '。', '।', '؟', '։']);
    let few_links = segment.linked * 5 < segment.words * 2;
    few_links && (segment.words >= 20 || (segment.words >= 5 && ends))
}

/// The words of a page's paragraphs, without those that stand beside an article.
pub(super) fn prose(tree: &Tree) -> usize {
    (0..tree.segments.len())
        .filter(|it| is_prose(tree, *it))
        .filter(|it| !BESIDE.iter().any(|hint| tree.around(*it).any(*hint)))
        .map(|it| tree.segments[it].words)
        .sum()
}

/// Our own opinion: the block that holds most prose closest to it, and the prose in it.
fn by_density(tree: &Tree, others: &[bool]) -> Choice {
    const DECAY: f64 = 0.72;
    let mut scores = vec![0.0_f64; tree.boxes.len()];
    for index in (0..tree.segments.len()).filter(|it| !others[*it]) {
        let beside = BESIDE.iter().any(|it| tree.around(index).any(*it));
        let words = tree.segments[index].words as f64;
        let mut weight = if beside {
            -0.5 * words
        } else if is_prose(tree, index) {
            words
        } else {
            -(tree.segments[index].linked as f64) * 0.5
        };
        for holder in tree.holders(index).skip(1) {
            scores[holder] += weight;
            weight *= DECAY;
        }
    }
    let Some(best) = (0..scores.len()).reduce(|a, b| if scores[b] > scores[a] { b } else { a })
    else {
        return vec![false; tree.segments.len()];
    };
    let chosen = (0..tree.segments.len()).map(|index| {
        let beside = BESIDE
            .iter()
            .any(|it| tree.boxes[tree.segments[index].inside].around.any(*it));
        tree.is_within(tree.segments[index].inside, best)
            && !beside
            && !others[index]
            && is_prose(tree, index)
    });
    chosen.collect()
}
