//! Sentences, paragraphs and articles out of words.

use std::fmt::Write;

use news::{Block, Zone};

use super::{
    function::FUNCTION,
    ranks::Ranks,
    scripts::Script,
    words::{Words, is_name},
};
use crate::random::{Random, mix, share};

/// How many names an article turns on, and how many words.
const NAMES: u64 = 5;
const THEMES: u64 = 14;

/// Writes one article.
pub(super) struct Prose<'a> {
    ranks: &'a Ranks,
    words: &'a Words,
    script: Script,
    /// What it is about: articles of one subject share names and words.
    subject: u64,
    random: Random,
    /// The rank of the last word, which has a say in the next.
    last: usize,
}

/// What comes next in a sentence.
enum Next {
    Word(usize),
    Name(u64),
    Number,
}

impl<'a> Prose<'a> {
    pub(super) fn new(
        ranks: &'a Ranks,
        words: &'a Words,
        script: Script,
        subject: u64,
        random: Random,
    ) -> Prose<'a> {
        Prose {
            ranks,
            words,
            script,
            subject,
            random,
            last: 0,
        }
    }

    /// An article whose body has about so many words.
    pub(super) fn article(&mut self, words: usize) -> Vec<Block> {
        let mut blocks = vec![Block::new(Zone::Headline, self.headline())];
        if self.random.chance(0.5) {
            let length = self.random.between(12, 22);
            let text = self.paragraph(|it| it.sentence(length));
            blocks.push(Block::new(Zone::Standfirst, text));
        }
        if self.random.chance(0.6) {
            let mut text = String::from("By ");
            let who = self.random.next();
            self.full_name(who, &mut text);
            blocks.push(Block::new(Zone::Byline, text));
        }
        let mut left = words as i64;
        while left > 0 {
            let mut sentences = self.random.between(1, 4);
            let text = self.paragraph(|it| {
                let mut text = String::new();
                while sentences > 0 && left > 0 {
                    let length = it.random.between(7, 32).min(left.max(3) as usize);
                    if !text.is_empty() && it.script.is_spaced() {
                        text.push(' ');
                    }
                    text.push_str(&it.sentence(length));
                    left -= length as i64;
                    sentences -= 1;
                }
                text
            });
            blocks.push(Block::new(Zone::Body, text));
        }
        if self.random.chance(0.2) {
            let text = format!("Also read: {}", self.headline());
            blocks.push(Block::new(Zone::Promo, text));
        }
        blocks
    }

    fn paragraph(&mut self, text: impl FnOnce(&mut Self) -> String) -> String {
        self.last = 0;
        text(self)
    }

    fn headline(&mut self) -> String {
        let length = self.random.between(6, 11);
        let mut text = self.sentence(length);
        text.truncate(text.trim_end_matches(['.', '。']).len());
        text
    }

    /// A sentence of so many words, one in eight of them said by somebody.
    fn sentence(&mut self, length: usize) -> String {
        let mut out = String::with_capacity(length * 8);
        let said = length > 9 && self.random.chance(0.12);
        if said {
            out.push('“');
        }
        let mut first = true;
        let mut at = 0;
        while at < length {
            let from = out.len();
            if !first && self.script.is_spaced() {
                out.push(' ');
            }
            at += self.next(&mut out);
            if first {
                capital(&mut out, from);
            }
            let inner = at + 2 < length && !first;
            if inner && self.random.chance(0.06) {
                out.push_str(if self.script.is_spaced() { "," } else { "，" });
            }
            first = false;
        }
        if said {
            out.push_str(",” said ");
            let who = self.random.next() % NAMES;
            self.name(who, true, &mut out);
        }
        out.push(if self.script.is_spaced() { '.' } else { '。' });
        out
    }

    /// Adds what comes next; gives how many words that is.
    fn next(&mut self, out: &mut String) -> usize {
        match self.choice() {
            Next::Number => {
                self.number(out);
                1
            }
            Next::Name(number) => {
                let full = self.random.chance(0.35);
                self.name(number, full, out);
                if self.random.chance(0.1) && self.script == Script::Latin {
                    out.push_str(if self.random.chance(0.5) {
                        "’s"
                    } else {
                        "'s"
                    });
                }
                1 + usize::from(full)
            }
            Next::Word(rank) => {
                self.word(rank, out);
                self.last = rank;
                let joins = rank >= FUNCTION.len() && self.script == Script::Latin;
                if joins && self.random.chance(0.01) {
                    out.push('-');
                    let second = FUNCTION.len() + self.random.rank(60);
                    self.word(second, out);
                }
                1
            }
        }
    }

    fn choice(&mut self) -> Next {
        let of_all = self.random.share();
        match of_all {
            ..0.016 => Next::Number,
            0.016..0.045 => Next::Name(self.random.rank(NAMES as usize) as u64),
            0.045..0.095 => Next::Word(self.theme()),
            0.095..0.30 => Next::Word(self.follower()),
            _ => Next::Word(self.ranks.at(self.random.share())),
        }
    }

    /// One of the words that the article turns on: neither common nor unheard of.
    fn theme(&mut self) -> usize {
        let number = self.random.rank(THEMES as usize) as u64;
        let key = mix(self.subject ^ mix(number + 100));
        (300.0 * 200_f64.powf(share(key))) as usize
    }

    /// A word that often stands behind the last one. Each word has its own few, so that phrases come again; the commonest
    /// words have many.
    fn follower(&mut self) -> usize {
        let many = if self.last < FUNCTION.len() { 600 } else { 7 };
        let key = mix((self.last as u64) << 16 | self.random.rank(many) as u64);
        self.ranks.at(share(key))
    }

    fn word(&mut self, rank: usize, out: &mut String) {
        if self.script == Script::Latin {
            self.words.push(rank, out);
        } else {
            let mut word = String::new();
            self.words.push(rank, &mut word);
            self.script.push(&word, out);
        }
    }

    /// A name of the subject: a family name, or that with the given name before it.
    fn name(&mut self, number: u64, full: bool, out: &mut String) {
        let key = mix(self.subject ^ mix(number + 1));
        match full {
            true => self.full_name(key, out),
            false => self.word(family(key), out),
        }
    }

    fn full_name(&mut self, key: u64, out: &mut String) {
        self.word(given(key), out);
        if self.script.is_spaced() {
            out.push(' ');
        }
        self.word(family(key), out);
    }

    fn number(&mut self, out: &mut String) {
        // Writing into a text does not fail.
        let _ = match self.random.below(6) {
            0 => write!(out, "{}", 1_990 + self.random.below(36)),
            1 => write!(out, "{}", self.random.below(100)),
            2 => write!(out, "{}.{}", self.random.below(100), self.random.below(10)),
            3 => write!(
                out,
                "{},{}00",
                1 + self.random.below(99),
                self.random.below(10)
            ),
            4 => write!(out, "${} million", 1 + self.random.below(900)),
            _ => write!(out, "{}%", self.random.below(100)),
        };
    }
}

/// The first name that is one, from a rank on.
fn name_from(rank: usize) -> usize {
    (rank..rank + 64).find(|it| is_name(*it)).unwrap_or(rank)
}

/// A given name: there are few.
fn given(key: u64) -> usize {
    name_from(1_000 + (key % 600) as usize)
}

/// A family name: most are common, and there are always new ones.
fn family(key: u64) -> usize {
    name_from((4_000.0 * 150_f64.powf(share(key).powi(2))) as usize)
}

/// Makes the first letter from `from` on a capital.
fn capital(out: &mut String, from: usize) {
    let Some((at, c)) = out[from..].char_indices().find(|it| it.1.is_alphabetic()) else {
        return;
    };
    if c.is_lowercase() {
        let upper: String = c.to_uppercase().collect();
        out.replace_range(from + at..from + at + c.len_utf8(), &upper);
    }
}
