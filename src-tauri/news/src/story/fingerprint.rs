//! Fingerprints: a sample of an article's shingles, small enough to be kept for every article of the last weeks.

use crate::query::{GAP, SearchText};

/// How many words a shingle has.
const SHINGLE: usize = 5;

/// One shingle in so many is kept: which one, its hash decides, so that two texts keep the same ones.
const SAMPLED: u64 = 16;

/// Which share of the smaller of two samples must be common for the texts to be compared word by word. A sample may miss
/// half of what two texts share, and what must be shared to be a copy is a quarter.
const LIKE: f32 = 0.15;

/// A text has at least so many, if it has so many shingles at all: of short ones those with the smallest hashes are kept
/// beside what is sampled.
const FEW: usize = 6;

/// Among how many shingles the smallest are looked for: a text that has more has enough that are sampled.
const SHORT: usize = 256;

/// The sampled shingles of a text, ascending, each once. Stored: the way to them is never changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// The hashes of those that were sampled.
    pub sampled: Vec<u32>,
}

impl Fingerprint {
    /// The fingerprint of an article's text, from the words that the index is fed. Linear.
    pub fn of(text: &SearchText) -> Fingerprint {
        let (mut sampled, mut short) = (vec![], vec![]);
        let mut row = [0_u64; SHINGLE];
        let mut length = 0;
        let forms = hashes(text);
        let gap = hash(GAP.as_bytes());
        for word in text.text() {
            let word = forms[*word as usize];
            // No shingle goes from one block to the next.
            if word == gap {
                length = 0;
                continue;
            }
            row.rotate_left(1);
            row[SHINGLE - 1] = word;
            length += 1;
            if length >= SHINGLE {
                let hash = mix(row.iter().fold(0, |sum, it| mix(sum ^ it)));
                if hash.is_multiple_of(SAMPLED) {
                    sampled.push((hash >> 32) as u32);
                }
                if short.len() < SHORT {
                    short.push((hash >> 32) as u32);
                }
            }
        }
        sampled.sort_unstable();
        sampled.dedup();
        if sampled.len() < FEW {
            short.sort_unstable();
            short.dedup();
            sampled.extend(short.into_iter().take(FEW));
            sampled.sort_unstable();
            sampled.dedup();
        }
        Fingerprint { sampled }
    }

    /// How many sampled shingles two texts share.
    pub fn shared(&self, other: &Fingerprint) -> usize {
        self.sampled
            .iter()
            .filter(|it| other.sampled.binary_search(it).is_ok())
            .count()
    }
}

/// Whether a text with a sample so large shares enough of it with another, whose sample is so large, to be compared with it
/// word by word.
pub fn is_candidate(shared: usize, own: usize, other: usize) -> bool {
    // Of a single shingle nothing follows, unless there are hardly any: of a short text's a long one has only some.
    match own {
        own if own <= 2 * FEW => shared >= 1,
        own => shared >= 2 && contained(shared, own.min(other)) >= LIKE,
    }
}

/// Which share of a sample is common: 0 to 1. What is contained in the other was taken by it, or from it.
pub fn contained(shared: usize, sampled: usize) -> f32 {
    if sampled == 0 {
        0.0
    } else {
        shared as f32 / sampled as f32
    }
}

/// The hash of each form of a text. A byte waits for the one before it, so that several forms are hashed side by side.
fn hashes(text: &SearchText) -> Vec<u64> {
    let mut forms = text.forms().map(str::as_bytes);
    let mut found = Vec::with_capacity(forms.len() + SIDE_BY_SIDE);
    while forms.len() > 0 {
        let side: [&[u8]; SIDE_BY_SIDE] = std::array::from_fn(|_| forms.next().unwrap_or_default());
        let longest = side.iter().map(|it| it.len()).max().unwrap_or(0);
        let mut hashes = [BASIS; SIDE_BY_SIDE];
        for at in 0..longest {
            for (hash, form) in hashes.iter_mut().zip(side) {
                *hash = form.get(at).map_or(*hash, |byte| step(*hash, *byte));
            }
        }
        found.extend(hashes);
    }
    found
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(BASIS, |hash, byte| step(hash, *byte))
}

/// How many forms are hashed at once.
const SIDE_BY_SIDE: usize = 4;

/// Where FNV-1a begins.
const BASIS: u64 = 0xCBF2_9CE4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
}

/// Spreads what differs over all bits.
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Article, Block, Zone,
        query::{About, Document},
    };

    fn of(paragraphs: &[String]) -> Fingerprint {
        let article = Article {
            blocks: paragraphs
                .iter()
                .map(|it| Block::new(Zone::Body, it))
                .collect(),
            ..Article::default()
        };
        Fingerprint::of(&Document::new(&article, &About::default()).search_text())
    }

    /// A paragraph of sixty words that no other has.
    fn paragraph(number: usize) -> String {
        (0..60)
            .map(|it| format!("word{}", number * 1_000 + it * it))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_part_is_contained_in_the_whole_and_not_the_other_way() {
        let all: Vec<String> = (0..40).map(paragraph).collect();
        let (whole, part, other) = (
            of(&all),
            of(&all[5..15]),
            of(&[paragraph(99), paragraph(98)]),
        );
        assert!((100..200).contains(&whole.sampled.len()), "one in sixteen");
        assert_eq!(contained(whole.shared(&part), part.sampled.len()), 1.0);
        assert!(contained(whole.shared(&part), whole.sampled.len()) < 0.4);
        assert_eq!(whole.shared(&other), 0);
        assert_eq!(contained(0, 0), 0.0);
    }

    #[test]
    fn no_shingle_goes_over_the_end_of_a_paragraph() {
        let all: Vec<String> = (0..40).map(paragraph).collect();
        let turned: Vec<String> = all.iter().rev().cloned().collect();
        assert_eq!(of(&all), of(&turned));
        assert_eq!(of(&["four words are none".into()]), Fingerprint::default());
    }

    #[test]
    fn short_texts_are_found_as_well() {
        for length in 6..90 {
            let notice: Vec<String> = (0..length).map(|it| format!("word{}", it * it)).collect();
            let (notice, extended) = (
                of(&[notice.join(" ")]),
                of(&[notice.join(" "), "more than five words of its own".into()]),
            );
            let shared = notice.shared(&extended);
            assert!(
                is_candidate(shared, notice.sampled.len(), extended.sampled.len()),
                "{length} words: {shared} of {}",
                notice.sampled.len()
            );
        }
    }

    #[test]
    fn little_in_common_is_not_looked_at() {
        const TESTS: &[(usize, usize, usize, bool)] = &[
            (0, 0, 0, false),
            (1, 6, 90, true),
            (1, 90, 6, false),
            (2, 90, 6, true),
            (1, 20, 20, false),
            (2, 20, 20, false),
            (3, 20, 90, true),
            (0, 6, 6, false),
        ];
        for (shared, a, b, expected) in TESTS {
            assert_eq!(
                is_candidate(*shared, *a, *b),
                *expected,
                "{shared} of {a} and {b}"
            );
        }
    }

    #[test]
    fn what_is_stored_is_found_by_later_versions_of_the_program() {
        let text: Vec<String> = (0..2).map(paragraph).collect();
        assert_eq!(of(&text).sampled, GOLDEN);
    }

    const GOLDEN: [u32; 7] = [
        1783547206, 1851762327, 1981279815, 2389456340, 2830497551, 3583245530, 3625103894,
    ];
}
