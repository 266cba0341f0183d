//! Lists of links and rows of cards: the boxes of a page that only lead to other pages, told by their shape.

use super::hints::Hints;
use super::tree::Tree;

/// Words of a card: a linked title and a line about it.
const CARD_WORDS: usize = 60;
/// Words of a paragraph. A box that holds one is no list of links, however many stand beside it.
const PROSE_WORDS: usize = 20;

/// What a box holds, with all boxes in it.
#[derive(Debug, Default, Clone)]
struct Held {
    words: usize,
    linked: usize,
    segments: usize,
    starts_linked: Option<bool>,
    has_prose: bool,
    cards: usize,
    card_words: usize,
}

impl Held {
    fn is_card(&self) -> bool {
        self.starts_linked == Some(true)
            && self.linked < self.words
            && (2..=4).contains(&self.segments)
            && self.words <= CARD_WORDS
    }

    fn is_links(&self) -> bool {
        self.segments >= 4 && !self.has_prose && self.linked * 20 >= self.words * 17
    }

    fn is_cards(&self) -> bool {
        self.cards >= 3 && self.card_words * 10 >= self.words * 7
    }
}

/// Marks the boxes of `tree` that hold teasers and nothing else.
pub(super) fn mark(tree: &mut Tree) {
    let mut held = vec![Held::default(); tree.boxes.len()];
    for (index, segment) in tree.segments.iter().enumerate() {
        for holder in tree.holders(index) {
            let it = &mut held[holder];
            it.words += segment.words;
            it.linked += segment.linked;
            it.segments += 1;
            it.has_prose |= segment.words >= PROSE_WORDS && segment.linked * 2 < segment.words;
            it.starts_linked
                .get_or_insert(segment.words >= 2 && segment.linked == segment.words);
        }
    }
    for (index, holder) in tree.boxes.iter().enumerate() {
        if let (true, Some(parent)) = (held[index].is_card(), holder.parent) {
            held[parent].cards += 1;
            held[parent].card_words += held[index].words;
        }
    }
    for (index, it) in held.iter().enumerate() {
        if (it.is_links() || it.is_cards()) && tree.boxes[index].parent.is_some() {
            tree.boxes[index].hints |= Hints::TEASERS;
        }
        // A parent stands before its children, so what is around it is known.
        let around = tree.boxes[index]
            .parent
            .map_or(Hints::default(), |it| tree.boxes[it].around);
        tree.boxes[index].around = around | tree.boxes[index].hints;
    }
}
