//! Sentences of different articles that say the same.

use std::collections::HashMap;

use super::{
    figures::{Figure, figures},
    words::{each_word, hash},
};

/// What a name and a number weigh in place of a word of the same rarity.
const NAME: f32 = 1.3;
const NUMBER: f32 = 2.0;

/// How much of likeness is the share of the shorter sentence that the other has; the rest is the share of both.
const SHORTER: f32 = 0.65;

/// A sentence that shares less than this is like another by chance: what is shared is damped by as much.
const DAMPING: f32 = 1.0;

/// How many sentences are taken for granted when rarity is reckoned, so that a short story judges soundly.
const GRANTED: f32 = 20.0;

/// The least likeness of two sentences that say the same …
const SAME: f32 = 0.32;
/// … and of all in a row on average, so that rows do not grow along a chain.
const ROW: f32 = 0.27;

/// The least likeness of a sentence of another row that says this too, beside something else.
const ALSO: f32 = 0.34;

/// A sentence of an article.
pub(super) struct Sentence {
    /// The article: its place in the list.
    pub(super) telling: usize,
    /// The words that tell something, each once, ascending; whether the word is written as a name.
    words: Vec<(u32, bool)>,
    /// The numbers in it, ascending.
    numbers: Vec<u32>,
    /// Its figures.
    pub(super) figures: Vec<Figure>,
}

impl Sentence {
    pub(super) fn new(telling: usize, text: &str) -> Sentence {
        let mut terms: Vec<(u32, bool)> = vec![];
        each_word(text, |it| {
            if !it.stem.starts_with(char::is_numeric) {
                terms.push((hash(&it.stem), it.is_capital && !it.is_first));
            }
        });
        terms.sort_unstable_by_key(|it| (it.0, !it.1));
        terms.dedup_by_key(|it| it.0);
        let figures = figures(text);
        let mut numbers: Vec<u32> = figures.iter().map(Figure::term).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Sentence {
            telling,
            words: terms,
            numbers,
            figures,
        }
    }

    /// Whether there is enough in it to be compared.
    pub(super) fn tells(&self) -> bool {
        self.words.len() + self.numbers.len() >= 2
    }
}

/// How alike sentences of different articles are, 0 to 1: `(a, b, likeness)` with `a < b`, for those that share
/// anything. Each sentence comes with the number of its article.
pub fn likenesses(sentences: &[(usize, &str)]) -> Vec<(usize, usize, f32)> {
    let sentences: Vec<Sentence> = sentences
        .iter()
        .map(|it| Sentence::new(it.0, it.1))
        .collect();
    Likeness::new(&sentences).pairs(0.0)
}

/// The likeness of sentences, weighed by what is rare among them.
pub(super) struct Likeness<'a> {
    sentences: &'a [Sentence],
    /// For each word the sentences that have it.
    holders: HashMap<u32, Vec<usize>>,
    weights: HashMap<u32, f32>,
    /// The weight of each sentence's words. Numbers count only where they are shared: different ones are no
    /// reason to take two sentences for two claims.
    totals: Vec<f32>,
}

impl<'a> Likeness<'a> {
    pub(super) fn new(sentences: &'a [Sentence]) -> Likeness<'a> {
        let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut names: HashMap<u32, usize> = HashMap::new();
        for (at, sentence) in sentences.iter().enumerate() {
            for (word, is_name) in &sentence.words {
                holders.entry(*word).or_default().push(at);
                *names.entry(*word).or_default() += usize::from(*is_name);
            }
            for number in &sentence.numbers {
                holders.entry(*number).or_default().push(at);
                // More than one in two: a number is no name.
                names.insert(*number, usize::MAX);
            }
        }
        let all = sentences.len() as f32 + GRANTED;
        let weights: HashMap<u32, f32> = holders
            .iter()
            .map(|(word, held)| {
                let rarity = ((all + 1.0) / (held.len() as f32 + 0.5)).ln().max(0.1);
                let boost = match names[word] {
                    usize::MAX => NUMBER,
                    n if n * 2 > held.len() => NAME,
                    _ => 1.0,
                };
                (*word, rarity * boost)
            })
            .collect();
        let totals = sentences
            .iter()
            .map(|it| it.words.iter().map(|it| weights[&it.0]).sum())
            .collect();
        Likeness {
            sentences,
            holders,
            weights,
            totals,
        }
    }

    /// Every pair of sentences of different articles that is at least so much alike, the first of both first.
    pub(super) fn pairs(&self, least: f32) -> Vec<(usize, usize, f32)> {
        let mut found = vec![];
        let mut shared = vec![0.0_f32; self.sentences.len()];
        let mut numbers = vec![0.0_f32; self.sentences.len()];
        for (a, sentence) in self.sentences.iter().enumerate() {
            let mut touched = vec![];
            let mut share = |sums: &mut Vec<f32>, word: u32| {
                let weight = self.weights[&word];
                let held = &self.holders[&word];
                for &b in &held[held.partition_point(|it| *it <= a)..] {
                    if self.sentences[b].telling != sentence.telling {
                        sums[b] += weight;
                        touched.push(b);
                    }
                }
            };
            for (word, _) in &sentence.words {
                share(&mut shared, *word);
            }
            for number in &sentence.numbers {
                share(&mut numbers, *number);
            }
            touched.sort_unstable();
            touched.dedup();
            for b in touched {
                let like = self.like(a, b, shared[b], numbers[b]);
                (shared[b], numbers[b]) = (0.0, 0.0);
                if like >= least && like > 0.0 {
                    found.push((a, b, like));
                }
            }
        }
        found
    }

    fn like(&self, a: usize, b: usize, words: f32, numbers: f32) -> f32 {
        let shared = words + numbers;
        let (a, b) = (self.totals[a] + numbers, self.totals[b] + numbers);
        let shorter = shared / a.min(b).max(f32::MIN_POSITIVE);
        let both = shared / (a + b - shared).max(f32::MIN_POSITIVE);
        (SHORTER * shorter + (1.0 - SHORTER) * both) * shared / (shared + DAMPING)
    }
}

/// Sentences that say the same.
pub(super) struct Row {
    /// At most one of each article, ascending.
    pub(super) sentences: Vec<usize>,
    /// The first of those that stand in no other row, or stood in this one first.
    pub(super) gist: usize,
}

/// Rows of sentences that say the same. Every sentence stands in one row; one that says two things may stand in
/// others too.
pub(super) fn rows(sentences: &[Sentence]) -> Vec<Row> {
    let likeness = Likeness::new(sentences);
    let mut pairs = likeness.pairs(ROW * 0.5);
    let of: HashMap<(usize, usize), f32> = pairs.iter().map(|it| ((it.0, it.1), it.2)).collect();
    let like = |a: usize, b: usize| of.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0);
    pairs.retain(|it| it.2 >= SAME);
    pairs.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    let mut row_of: Vec<usize> = (0..sentences.len()).collect();
    let mut rows: Vec<Vec<usize>> = (0..sentences.len()).map(|it| vec![it]).collect();
    for (a, b, _) in &pairs {
        let (x, y) = (row_of[*a], row_of[*b]);
        if x == y || tellings_meet(&rows[x], &rows[y], sentences) {
            continue;
        }
        let sum: f32 = rows[x]
            .iter()
            .flat_map(|i| rows[y].iter().map(|j| like(*i, *j)))
            .sum();
        if sum / ((rows[x].len() * rows[y].len()) as f32) < ROW {
            continue;
        }
        let moved = std::mem::take(&mut rows[y]);
        for it in &moved {
            row_of[*it] = x;
        }
        rows[x].extend(moved);
    }
    let gists: Vec<Option<usize>> = rows.iter().map(|it| it.iter().min().copied()).collect();
    also(&mut rows, &pairs, &row_of, sentences, like);
    rows.into_iter()
        .zip(gists)
        .filter_map(|(mut sentences, gist)| {
            sentences.sort_unstable();
            gist.map(|gist| Row { sentences, gist })
        })
        .collect()
}

fn tellings_meet(a: &[usize], b: &[usize], sentences: &[Sentence]) -> bool {
    a.iter().any(|i| {
        b.iter()
            .any(|j| sentences[*i].telling == sentences[*j].telling)
    })
}

/// Fills a row where an article says its claim in a sentence that stands in another row.
fn also(
    rows: &mut [Vec<usize>],
    pairs: &[(usize, usize, f32)],
    row_of: &[usize],
    sentences: &[Sentence],
    like: impl Fn(usize, usize) -> f32,
) {
    let mut more: Vec<(usize, usize)> = vec![];
    for (a, b, _) in pairs.iter().filter(|it| it.2 >= ALSO) {
        for (own, other) in [(*a, *b), (*b, *a)] {
            let row = row_of[own];
            if row != row_of[other] {
                more.push((row, other));
            }
        }
    }
    let mut seen = std::collections::HashSet::new();
    for (row, other) in more {
        let has = |rows: &[Vec<usize>]| {
            rows[row]
                .iter()
                .any(|it| sentences[*it].telling == sentences[other].telling)
        };
        if has(rows) || !seen.insert((row, other)) {
            continue;
        }
        let sum: f32 = rows[row].iter().map(|it| like(*it, other)).sum();
        if sum / (rows[row].len() as f32) >= ALSO {
            rows[row].push(other);
        }
    }
}
