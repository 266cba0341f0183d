//! Boxes of a page that are told by their shape: lists of links and rows of cards, which only lead to other pages; what
//! readers say; small forms; paragraphs of a text that are named as if they led elsewhere.

use super::candidates::{BESIDE, is_prose};
use super::hints::Hints;
use super::tree::{Segment, Tree};
use crate::lines;

/// Words of a card: a linked title and a line about it.
const CARD_WORDS: usize = 60;
/// Words of a paragraph. A box that holds one is no list of links, however many stand beside it.
const PROSE_WORDS: usize = 20;
/// Words of a box that only asks its readers for something: to sign up, to vote.
const FORM_WORDS: usize = 60;
/// Words of the line over a reader's comment: who says it, and when.
const SPEAKER_WORDS: usize = 6;

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
    /// Its first segment.
    first: usize,
    /// The boxes right in it that begin with a name.
    said: usize,
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

    fn is_small(&self) -> bool {
        !self.has_prose && self.words <= FORM_WORDS
    }
}

/// Marks the boxes of `tree` that hold teasers and nothing else, small forms, and comments by the shape of them; and
/// takes the mark of promotion from paragraphs of its text.
pub(super) fn mark(tree: &mut Tree) {
    let mut held = vec![Held::default(); tree.boxes.len()];
    // Words of paragraphs up to each segment.
    let mut prose: Vec<usize> = Vec::with_capacity(tree.segments.len());
    for (index, segment) in tree.segments.iter().enumerate() {
        let is_prose = segment.words >= PROSE_WORDS && segment.linked * 2 < segment.words;
        let words = if is_prose { segment.words } else { 0 };
        prose.push(prose.last().copied().unwrap_or(0) + words);
        for holder in tree.holders(index) {
            let it = &mut held[holder];
            if it.segments == 0 {
                it.first = index;
            }
            it.words += segment.words;
            it.linked += segment.linked;
            it.segments += 1;
            it.has_prose |= is_prose;
            it.starts_linked
                .get_or_insert(segment.words >= 2 && segment.linked == segment.words);
        }
    }
    for (index, holder) in tree.boxes.iter().enumerate() {
        let Some(parent) = holder.parent else {
            continue;
        };
        if held[index].is_card() {
            held[parent].cards += 1;
            held[parent].card_words += held[index].words;
        }
        if tree.boxes[parent].hints.any(Hints::TALK) && begins_with_a_name(tree, &held[index]) {
            held[parent].said += 1;
        }
    }
    for index in 0..tree.boxes.len() {
        tree.boxes[index].segments = held[index].segments;
        if tree.boxes[index].hints.any(Hints::TALK) && is_said(&held[index], &prose) {
            tree.boxes[index].hints |= Hints::COMMENT;
        }
        if tree.boxes[index].tag == "form" {
            mark_form(tree, &held, index);
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
    free_paragraphs(tree);
}

/// Takes the mark of promotion from paragraphs that only their name makes one: among those of a text they are of it.
fn free_paragraphs(tree: &mut Tree) {
    for index in 0..tree.segments.len() {
        let own = tree.segments[index].inside;
        if let Some(parent) = tree.boxes[own].parent
            && is_of_text(tree, index, parent)
        {
            let hints = tree.boxes[own].hints.without(Hints::PROMO);
            tree.boxes[own].hints = hints;
            tree.boxes[own].around = tree.boxes[parent].around | hints;
        }
    }
}

/// Whether a paragraph has lost its mark of promotion: those who go by names alone leave it out.
pub(super) fn is_freed(tree: &Tree, index: usize) -> bool {
    let own = &tree.boxes[tree.segments[index].inside];
    own.hints.any(Hints::LOOSE) && !own.around.any(Hints::PROMO)
}

/// Whether a paragraph in the box `parent` is named after what leads elsewhere, and is told by what it says and by a plain one near
/// it to be of the text.
fn is_of_text(tree: &Tree, index: usize, parent: usize) -> bool {
    const NEAR: usize = 3;
    let segment = &tree.segments[index];
    let own = &tree.boxes[segment.inside];
    let is_beside = |hints: Hints| hints.any(Hints::FORM) || BESIDE.iter().any(|it| hints.any(*it));
    let is_named = own.hints.any(Hints::LOOSE)
        && own.segments == 1
        && matches!(own.tag.as_str(), "p" | "div")
        && !is_beside(own.hints.without(Hints::PROMO) | segment.hints)
        && !is_beside(tree.boxes[parent].around);
    if !is_named || !leads_nowhere(segment) {
        return false;
    }
    let near = index.saturating_sub(NEAR)..(index + NEAR + 1).min(tree.segments.len());
    near.filter(|it| *it != index).any(|it| {
        let other = &tree.boxes[tree.segments[it].inside];
        other.parent == Some(parent)
            && other.tag == own.tag
            && !other.hints.any(Hints::LOOSE)
            && !is_beside(other.hints)
            && is_prose(tree, it)
    })
}

/// Whether a paragraph is sentences that speak to no reader, outside of what is quoted, and hardly links to anything.
fn leads_nowhere(segment: &Segment) -> bool {
    const QUOTES: [char; 6] = ['“', '”', '"', '«', '»', '„'];
    let mut said = segment.text.split(QUOTES).step_by(2);
    segment.is_sentence()
        && segment.linked * 5 <= segment.words
        && !lines::is_promo(&segment.text)
        && !said.any(lines::speaks_to_readers)
}

/// Whether a box is the comment of a reader by its shape: a short line that is no heading, and what is said.
fn begins_with_a_name(tree: &Tree, it: &Held) -> bool {
    it.segments >= 2
        && tree.segments[it.first].words <= SPEAKER_WORDS
        && tree.heading(it.first).is_none()
}

/// Whether a box that may be one of comments is: several say something in it, and there is something above it to speak of.
/// The discussion of a paper has no speakers, and a forum has nothing above it.
fn is_said(it: &Held, prose: &[usize]) -> bool {
    const SPEAKERS: usize = 2;
    const TEXT_WORDS: usize = 40;
    let all = prose.last().copied().unwrap_or(0);
    let above = it.first.checked_sub(1).map_or(0, |it| prose[it]);
    let end = (it.first + it.segments).saturating_sub(1);
    // Behind what readers say the text does not go on.
    let behind = all - prose.get(end).copied().unwrap_or(all);
    it.said >= SPEAKERS && above >= TEXT_WORDS && behind < TEXT_WORDS
}

/// Marks a small form, and the small boxes close around it, which say what it is for.
fn mark_form(tree: &mut Tree, held: &[Held], form: usize) {
    const LEVELS: usize = 3;
    let mut at = Some(form);
    for _ in 0..LEVELS {
        let Some(index) = at.filter(|it| held[*it].is_small()) else {
            return;
        };
        at = tree.boxes[index].parent;
        if at.is_some() {
            tree.boxes[index].hints |= Hints::FORM;
        }
    }
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    const TEXT: &str = "<p>The long bridge over the northern strait opened again at noon, two days after the storm had closed it to all but ambulances, and the first to cross it was the doctor.</p><p>Engineers had looked at every one of its forty cables from boats and found none of them torn, the port office said on Sunday.</p>";
    const SAID: &str = "<div><b>jana</b><p>I saw it from the quay.</p></div><div><b>petr</b><p>So did I, and it was cold.</p></div>";

    /// Name, what stands below the text, what its last line must be marked as.
    const TESTS: &[(&str, &str, Hints, bool)] = &[
        (
            "a discussion of readers",
            "<div class=discussion><h3>2 reactions</h3>SAID</div>",
            Hints::COMMENT,
            true,
        ),
        (
            "the discussion of a paper",
            "<section id=discussion><h2>Discussion</h2><div><h3>Cables</h3><p>None was torn.</p></div><div><h3>Wind</h3><p>It was strong.</p></div></section>",
            Hints::COMMENT,
            false,
        ),
        (
            "a form and what it is for",
            "<div><h3>The Morning Quay</h3><p>What you need to know.</p><div><form><input></form></div><p>Every day.</p></div>",
            Hints::FORM,
            true,
        ),
        (
            "a form in a box with a paragraph",
            "<div>TEXT<form><input></form><p>Every day.</p></div>",
            Hints::FORM,
            false,
        ),
    ];

    #[test]
    fn comments_and_forms_are_told_by_their_shape() {
        for (name, below, mark, expected) in TESTS {
            let below = below.replace("SAID", SAID).replace("TEXT", TEXT);
            let html = format!("<main><article>{TEXT}{below}</article></main>");
            let tree = Tree::of(&Document::from(html));
            let last = tree.segments.len() - 1;
            assert_eq!(tree.around(last).any(*mark), *expected, "{name}");
        }
    }

    /// A paragraph among those of a text, whether it is of the text.
    const NAMED: &[(&str, bool)] = &[
        (
            "<p class=has-related>The men who run the cranes went home early that day.</p>",
            true,
        ),
        (
            "<p class=teaser>“We waited for you,” the mayor told the men who run the cranes.</p>",
            true,
        ),
        (
            "<p class=has-related>The men who run <a href=/c>the cranes</a> went home early that day, and few of them came back.</p>",
            true,
        ),
        (
            "<p class=related><a href=/c>The men who run the cranes went home early that day.</a></p>",
            false,
        ),
        (
            "<p class=related>Read also: The men who run the cranes went home early that day.</p>",
            false,
        ),
        (
            "<p class=related>What you need to know about the cranes, every weekday before noon.</p>",
            false,
        ),
        ("<p class=related>The men who run the cranes</p>", false),
        (
            "<p class=ad>The men who run the cranes went home early that day.</p>",
            false,
        ),
        (
            "<div class=related><p>The men who run the cranes went home early that day.</p></div>",
            false,
        ),
        (
            "<div class=teaser><h3><a href=/c>Cranes stand</a></h3><p class=teaser>The men who run the cranes went home early.</p></div>",
            false,
        ),
    ];

    #[test]
    fn a_paragraph_among_those_of_a_text_is_of_it_whatever_it_is_named_after() {
        for (paragraph, expected) in NAMED {
            let html = format!("<main><article>{TEXT}{paragraph}</article></main>");
            let tree = Tree::of(&Document::from(html));
            let last = tree.segments.len() - 1;
            assert_eq!(
                !tree.around(last).any(Hints::PROMO),
                *expected,
                "{paragraph}"
            );
        }
    }

    #[test]
    fn a_forum_has_nothing_above_its_posts() {
        let html = format!("<main><div class=discussion>{SAID}</div></main>");
        let tree = Tree::of(&Document::from(html));
        assert!(!tree.around(0).any(Hints::COMMENT));
    }
}
