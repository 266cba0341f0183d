//! The word of a rank: common ones as in English, the others made of syllables.

use super::{function::FUNCTION, ranks::HEAD};
use crate::random::mix;

const ONSETS: [&str; 17] = [
    "b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "sh",
];
const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
const CODAS: [&str; 12] = ["", "", "", "", "", "", "", "n", "r", "l", "s", "t"];

/// What makes a family of words of one stem, for wildcards to find.
const ENDINGS: [&str; 4] = ["", "s", "ed", "er"];

/// The vocabulary. Words of the head are kept, the others are made when asked for.
#[derive(Debug)]
pub(crate) struct Words {
    head: Vec<String>,
}

impl Words {
    pub(crate) fn new() -> Words {
        Words {
            head: (0..HEAD).map(form).collect(),
        }
    }

    /// Adds the word of a rank.
    pub(crate) fn push(&self, rank: usize, out: &mut String) {
        match self.head.get(rank) {
            Some(word) => out.push_str(word),
            None => out.push_str(&form(rank)),
        }
    }
}

/// Whether the word of a rank is a name, and written with a capital. The rarer, the more are.
pub(crate) fn is_name(rank: usize) -> bool {
    let of_hundred = match rank {
        _ if rank < FUNCTION.len() => 0,
        _ if rank < 1_000 => 10,
        _ if rank < HEAD => 25,
        _ => 55,
    };
    mix(rank as u64 ^ 0x4E41_4D45) % 100 < of_hundred
}

/// A word that occurs in no article: its letters do not.
pub(crate) fn absent(number: u64) -> String {
    const LETTERS: [&str; 4] = ["z", "x", "j", "q"];
    let key = mix(number ^ 0xAB5E_2701);
    let mut out = String::new();
    syllable(key, &mut out);
    out.push_str(LETTERS[(key >> 60) as usize % 4]);
    syllable(key >> 14, &mut out);
    syllable(key >> 28, &mut out);
    out
}

fn form(rank: usize) -> String {
    if let Some((word, _)) = FUNCTION.get(rank) {
        return (*word).to_string();
    }
    let mut out = String::new();
    if is_name(rank) {
        // Two ranks in three name persons or places of their own; the syllables of a name are those of its rank.
        let key = mix(rank as u64 ^ 0x7065_7273);
        stem(key, rank, &mut out);
        if key.is_multiple_of(10) {
            out = accented(&out, key);
        }
        let mut chars = out.chars();
        return match chars.next() {
            Some(first) => first.to_uppercase().chain(chars).collect(),
            None => out,
        };
    }
    stem(mix(rank as u64 >> 2 ^ 0x7374_656D), rank, &mut out);
    out.push_str(ENDINGS[rank & 3]);
    out
}

/// The syllables of a key: two for common words, three for others.
fn stem(key: u64, rank: usize, out: &mut String) {
    syllable(key, out);
    syllable(key >> 14, out);
    if rank >= HEAD {
        syllable(key >> 28, out);
    }
}

fn syllable(key: u64, out: &mut String) {
    out.push_str(ONSETS[key as usize % 17]);
    out.push_str(VOWELS[(key >> 5) as usize % 5]);
    out.push_str(CODAS[(key >> 8) as usize % 12]);
}

fn accented(word: &str, key: u64) -> String {
    let table: &[(char, char)] = match key >> 50 & 3 {
        0 => &[('e', 'é'), ('a', 'à')],
        1 => &[('u', 'ü'), ('o', 'ö')],
        2 => &[('c', 'č'), ('s', 'š')],
        _ => &[('o', 'ø'), ('l', 'ł')],
    };
    word.chars()
        .map(|c| table.iter().find(|it| it.0 == c).map_or(c, |it| it.1))
        .collect()
}
