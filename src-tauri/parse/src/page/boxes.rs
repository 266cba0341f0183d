//! Boxes of facts beside an article: key points, figures, timelines.

use super::hints::Hints;
use super::tree::Tree;
use crate::lines;

/// What a box holds, with all boxes in it.
#[derive(Debug, Default, Clone, Copy)]
struct Held {
    words: usize,
    linked: usize,
    /// Its first segment.
    first: Option<usize>,
}

/// For each box of `tree` whether it is one of facts: it is named or headed so, and most of its words lead nowhere.
pub(super) fn of_facts(tree: &Tree) -> Vec<bool> {
    let marks = Hints::ASIDE | Hints::FACTS;
    let is_marked = |it: &usize| tree.boxes[*it].hints.any(marks);
    let mut held = vec![Held::default(); tree.boxes.len()];
    for (index, segment) in tree.segments.iter().enumerate() {
        for holder in tree.holders(index).filter(is_marked) {
            let it = &mut held[holder];
            it.words += segment.words;
            it.linked += segment.linked;
            it.first.get_or_insert(index);
        }
    }
    let is_headed = |it: &Held| {
        it.first
            .is_some_and(|it| lines::heads_facts(&tree.segments[it].text))
    };
    let boxes = tree.boxes.iter().zip(&held);
    boxes
        .map(|(holder, it)| {
            it.linked * 5 < it.words * 2 && (holder.hints.any(Hints::FACTS) || is_headed(it))
        })
        .collect()
}
