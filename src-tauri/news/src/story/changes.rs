//! What an outlet cut from a text that it took over, and what it added: word by word, as text pieces.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::own_text::shingle;
use crate::{Article, Block, Zone, text::tokens};

/// Words are the same where so many of them in a row stand in both texts.
const RUN: usize = 3;

/// Which share of the smaller of two paragraphs' runs both must have, so that they are shown as one.
const PAIRED: f32 = 0.3;

/// How many pairs of words two paragraphs may make that are laid beside each other word by word; of longer ones the
/// runs in common are the same words.
const MOST_PAIRS: usize = 4_000_000;

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// They stand in both.
    Same,
    /// The copy left them out.
    Cut,
    /// The copy has them of its own.
    Added,
}

/// Some words and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangedPiece {
    /// The words as they are written.
    pub text: String,
    /// What became of them.
    pub fate: Fate,
}

/// A block of the copy, or one of the origin that the copy left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangedBlock {
    /// What it is.
    pub zone: Zone,
    /// Its text, cut where its fate changes.
    pub pieces: Vec<ChangedPiece>,
}

/// What a copy cut and added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Changes {
    /// The copy's blocks in page order; what it left out stands where it was.
    pub blocks: Vec<ChangedBlock>,
    /// How many words both have.
    pub same: u32,
    /// How many of the origin's words the copy left out.
    pub cut: u32,
    /// How many words the copy added.
    pub added: u32,
}

impl Changes {
    /// Which share of the copy's words is the origin's, 0 to 100.
    pub fn copied_percent(&self) -> u32 {
        percent(self.same, self.same + self.added)
    }

    /// Which share of the origin's words the copy has, 0 to 100.
    pub fn kept_percent(&self) -> u32 {
        percent(self.same, self.same + self.cut)
    }
}

fn percent(part: u32, whole: u32) -> u32 {
    (u64::from(part) * 100)
        .checked_div(u64::from(whole))
        .unwrap_or(0) as u32
}

/// A block with its words.
struct Words<'a> {
    block: &'a Block,
    /// Each word's hash and end, in bytes; it begins where the one before ends, so that nothing between is lost.
    words: Vec<(u32, usize)>,
    /// Whether the other text has it too.
    shared: Vec<bool>,
}

/// What a copy cut from its origin and added to it. A paragraph that stands elsewhere, or that two were made of, is
/// neither. Linear, but for paragraphs that are laid beside each other (at most 4 million pairs of words each).
pub fn changes(origin: &Article, copy: &Article) -> Changes {
    let (mut old, mut new) = (words(origin), words(copy));
    let (in_old, in_new) = (runs(&old), runs(&new));
    old.iter_mut().for_each(|it| it.share(&in_new));
    new.iter_mut().for_each(|it| it.share(&in_old));
    let pairs = pairs(&old, &new);
    let mut found = Changes::default();
    let mut shown = vec![false; old.len()];
    pairs.iter().flatten().for_each(|it| shown[*it] = true);
    let mut next = 0;
    let mut left_out = |until: usize, found: &mut Changes| {
        for it in next..until {
            if !shown[it] {
                old[it].left_out(found);
            }
        }
        next = next.max(until);
    };
    for (it, pair) in new.iter().zip(&pairs) {
        match pair {
            Some(number) => {
                left_out(*number, &mut found);
                beside(&old[*number], it, &mut found);
            }
            None => it.alone(&mut found),
        }
    }
    left_out(old.len(), &mut found);
    found
}

fn words(article: &Article) -> Vec<Words<'_>> {
    let is_text = |it: &&Block| {
        matches!(
            it.zone,
            Zone::Headline | Zone::Standfirst | Zone::Body | Zone::Quote | Zone::Caption
        )
    };
    article
        .blocks
        .iter()
        .filter(is_text)
        .map(|block| {
            let words: Vec<(u32, usize)> = tokens(&block.text)
                .iter()
                .map(|it| (super::words::hash(&it.form), it.end))
                .collect();
            Words {
                block,
                shared: vec![false; words.len()],
                words,
            }
        })
        .filter(|it| !it.words.is_empty())
        .collect()
}

fn runs(blocks: &[Words<'_>]) -> HashSet<u32> {
    blocks.iter().flat_map(Words::runs).collect()
}

/// For each block of the copy the one of the origin that it is shown with, each at most once: headlines together, else
/// that with most in common.
fn pairs(old: &[Words<'_>], new: &[Words<'_>]) -> Vec<Option<usize>> {
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (number, it) in old.iter().enumerate() {
        for run in it.runs() {
            let holders = holders.entry(run).or_default();
            if holders.last() != Some(&number) && holders.len() < 16 {
                holders.push(number);
            }
        }
    }
    let mut taken = vec![false; old.len()];
    new.iter()
        .map(|it| {
            let mut shared: HashMap<usize, usize> = HashMap::new();
            for run in it.runs() {
                for number in holders.get(&run).into_iter().flatten() {
                    *shared.entry(*number).or_default() += 1;
                }
            }
            let alike = |number: usize, shared: usize| {
                let least = it.runs().count().min(old[number].runs().count());
                shared as f32 >= PAIRED * least as f32
            };
            let headline = old
                .iter()
                .position(|old| old.block.zone == Zone::Headline)
                .filter(|_| it.block.zone == Zone::Headline);
            let found = headline.filter(|it| !taken[*it]).or_else(|| {
                shared
                    .into_iter()
                    .filter(|(number, shared)| !taken[*number] && alike(*number, *shared))
                    .max_by_key(|(number, shared)| (*shared, std::cmp::Reverse(*number)))
                    .map(|it| it.0)
            });
            if let Some(number) = found {
                taken[number] = true;
            }
            found
        })
        .collect()
}

impl Words<'_> {
    fn runs(&self) -> impl Iterator<Item = u32> {
        // What is shorter than a run is one.
        self.words
            .windows(RUN.min(self.words.len().max(1)))
            .map(|it| {
                let mut run = [0; RUN];
                for (to, from) in run.iter_mut().zip(it) {
                    *to = from.0;
                }
                shingle(&run[..it.len()])
            })
    }

    fn share(&mut self, others: &HashSet<u32>) {
        let length = RUN.min(self.words.len());
        let runs: Vec<u32> = self.runs().collect();
        for (at, _) in runs.iter().enumerate().filter(|it| others.contains(it.1)) {
            self.shared[at..at + length].fill(true);
        }
    }

    /// The text of a word with what stands before it; the last one has the rest of the block too.
    fn text(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |it| self.words[it].1);
        let end = match self.words.get(at + 1) {
            Some(_) => self.words[at].1,
            None => self.block.text.len(),
        };
        self.block.text.get(start..end).unwrap_or_default()
    }

    /// A block that only the copy has, as a block.
    fn alone(&self, found: &mut Changes) {
        let mut block = Pieces::new(self.block.zone);
        for (at, shared) in self.shared.iter().enumerate() {
            let fate = if *shared { Fate::Same } else { Fate::Added };
            block.push(self.text(at), fate, found);
        }
        block.end(found);
    }

    /// A block that stands nowhere in the copy as such: its words that stand nowhere at all.
    fn left_out(&self, found: &mut Changes) {
        let cut = self.shared.iter().filter(|it| !**it).count();
        if cut == 0 {
            return;
        }
        let mut block = Pieces::new(self.block.zone);
        let whole = cut * 2 > self.shared.len();
        let mut is_gap = false;
        for (at, shared) in self.shared.iter().enumerate() {
            if !*shared || whole {
                if is_gap && !whole {
                    block.put(" …", Fate::Same);
                }
                is_gap = false;
                block.put(self.text(at), Fate::Cut);
            } else {
                is_gap = true;
            }
        }
        found.cut += cut as u32;
        block.end(found);
    }
}

/// Lays a block of the copy beside that of the origin.
fn beside(old: &Words<'_>, new: &Words<'_>, found: &mut Changes) {
    let mut block = Pieces::new(new.block.zone);
    let (mut a, mut b) = (0, 0);
    let cut = |at: usize, block: &mut Pieces, found: &mut Changes| {
        // What stands elsewhere in the copy was not cut.
        if !old.shared[at] {
            block.push(old.text(at), Fate::Cut, found);
        }
    };
    let add = |at: usize, block: &mut Pieces, found: &mut Changes| {
        let fate = if new.shared[at] {
            Fate::Same
        } else {
            Fate::Added
        };
        block.push(new.text(at), fate, found);
    };
    for (x, y) in aligned(old, new) {
        (a..x).for_each(|at| cut(at, &mut block, found));
        (b..y).for_each(|at| add(at, &mut block, found));
        block.push(new.text(y), Fate::Same, found);
        (a, b) = (x + 1, y + 1);
    }
    (a..old.words.len()).for_each(|at| cut(at, &mut block, found));
    (b..new.words.len()).for_each(|at| add(at, &mut block, found));
    block.end(found);
}

/// The words that two blocks have in one order: a longest common subsequence; of very long ones nothing.
fn aligned(old: &Words<'_>, new: &Words<'_>) -> Vec<(usize, usize)> {
    let (a, b) = (&old.words, &new.words);
    if a.len().saturating_mul(b.len()) > MOST_PAIRS {
        return vec![];
    }
    let width = b.len() + 1;
    // How many words the rests from there on have in common; at most 4 million.
    let mut common = vec![0_u32; (a.len() + 1) * width];
    for x in (0..a.len()).rev() {
        for y in (0..b.len()).rev() {
            common[x * width + y] = if a[x].0 == b[y].0 {
                common[(x + 1) * width + y + 1] + 1
            } else {
                common[(x + 1) * width + y].max(common[x * width + y + 1])
            };
        }
    }
    let (mut x, mut y, mut found) = (0, 0, vec![]);
    while x < a.len() && y < b.len() {
        if a[x].0 == b[y].0 {
            found.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if common[(x + 1) * width + y] >= common[x * width + y + 1] {
            x += 1;
        } else {
            y += 1;
        }
    }
    found
}

/// A block as it is put together.
struct Pieces {
    block: ChangedBlock,
}

impl Pieces {
    fn new(zone: Zone) -> Pieces {
        Pieces {
            block: ChangedBlock {
                zone,
                pieces: vec![],
            },
        }
    }

    /// Adds a word and counts it.
    fn push(&mut self, text: &str, fate: Fate, found: &mut Changes) {
        match fate {
            Fate::Same => found.same += 1,
            Fate::Cut => found.cut += 1,
            Fate::Added => found.added += 1,
        }
        self.put(text, fate);
    }

    fn put(&mut self, text: &str, fate: Fate) {
        match self.block.pieces.last_mut() {
            Some(last) if last.fate == fate => last.text.push_str(text),
            _ => self.block.pieces.push(ChangedPiece {
                text: text.into(),
                fate,
            }),
        }
    }

    fn end(self, found: &mut Changes) {
        if !self.block.pieces.is_empty() {
            found.blocks.push(self.block);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn article(blocks: &[&str]) -> Article {
        Article {
            blocks: blocks
                .iter()
                .map(|it| match it.strip_prefix("# ") {
                    Some(headline) => Block::new(Zone::Headline, headline),
                    None => Block::new(Zone::Body, *it),
                })
                .collect(),
            ..Article::default()
        }
    }

    /// "kept [-cut-] {+added+}", a block a line.
    fn shown(found: &Changes) -> String {
        let piece = |it: &ChangedPiece| match it.fate {
            Fate::Same => it.text.clone(),
            Fate::Cut => format!("[-{}-]", it.text),
            Fate::Added => format!("{{+{}+}}", it.text),
        };
        let lines: Vec<String> = found
            .blocks
            .iter()
            .map(|it| it.pieces.iter().map(piece).collect())
            .collect();
        lines.join("\n")
    }

    const A: &str = "Shots were fired at the Grey Bridge checkpoint late on Tuesday.";
    const B: &str = "The crossing was closed until further notice, the border service said.";

    #[test]
    fn what_was_cut_and_added_is_shown_word_by_word() {
        let tests: &[(&str, &[&str], &[&str], &str)] = &[
            ("nothing", &[A], &[A], A),
            (
                "words",
                &[A],
                &["Heavy shots were fired at the Grey Bridge checkpoint on Tuesday."],
                "{+Heavy+} shots were fired at the Grey Bridge checkpoint[- late-] on Tuesday.",
            ),
            (
                "the headline, whatever it says",
                &["# Two wounded", A],
                &["# Bridge closed", A],
                &format!("[-Two wounded-]{{+Bridge closed+}}\n{A}"),
            ),
            (
                "a paragraph left out",
                &[A, B],
                &[B],
                &format!("[-{A}-]\n{B}"),
            ),
            (
                "a paragraph of its own",
                &[A],
                &[A, "Families waited in the snow."],
                &format!("{A}\n{{+Families waited in the snow.+}}"),
            ),
            (
                "two in another order",
                &[A, B],
                &[B, A],
                &format!("{B}\n{A}"),
            ),
            (
                "two made one",
                &[A, B],
                &[&format!("{A} {B}")],
                &format!("{A} {B}"),
            ),
            ("all of it", &[], &[A], &format!("{{+{A}+}}")),
        ];
        for (what, old, new, expected) in tests {
            let found = changes(&article(old), &article(new));
            assert_eq!(shown(&found), *expected, "{what}");
        }
        let found = changes(
            &article(&[A, B]),
            &article(&[A, "Families waited in the snow."]),
        );
        assert_eq!((found.same, found.cut, found.added), (11, 11, 5));
        assert_eq!((found.copied_percent(), found.kept_percent()), (68, 50));
    }

    proptest! {
        #[test]
        fn the_copy_is_what_is_not_cut(
            old in prop::collection::vec("[abc ]{0,24}|\\PC{0,24}", 0..5),
            new in prop::collection::vec("[abc ]{0,24}|\\PC{0,24}", 0..5),
        ) {
            let blocks = |it: &[String]| article(&it.iter().map(String::as_str).collect::<Vec<_>>());
            let (old, new) = (blocks(&old), blocks(&new));
            let found = changes(&old, &new);
            let kept: Vec<String> = found
                .blocks
                .iter()
                .map(|it| it.pieces.iter().filter(|it| it.fate != Fate::Cut && it.text != " …").map(|it| it.text.as_str()).collect())
                .filter(|it: &String| !it.is_empty())
                .collect();
            let expected: Vec<String> = words(&new).iter().map(|it| it.block.text.clone()).collect();
            prop_assert_eq!(kept, expected);
            let count = |it: &Article| words(it).iter().map(|it| it.words.len() as u32).sum::<u32>();
            prop_assert_eq!(found.same + found.added, count(&new));
            prop_assert!(found.cut <= count(&old));
        }
    }
}
