//! What stands above a headline: with it in its article, or apart, in the top of the page.

use std::cell::OnceCell;

use crate::page::hints::Hints;
use crate::page::tree::Tree;

/// A headline, and what tells which of the segments above it are of its article.
pub(super) struct Above<'a> {
    tree: &'a Tree,
    headline: usize,
    /// The boxes around the headline, innermost first.
    around: Vec<usize>,
    /// Which of them is the heading.
    heading: usize,
    /// The words that each of them holds, once they are asked for.
    words: OnceCell<Vec<usize>>,
}

impl<'a> Above<'a> {
    pub(super) fn of(tree: &'a Tree, headline: usize) -> Above<'a> {
        let around: Vec<usize> = tree.holders(headline).collect();
        let is_heading = |it: &usize| matches!(tree.boxes[*it].tag.as_bytes(), [b'h', b'1'..=b'6']);
        Above {
            tree,
            headline,
            heading: around.iter().take(3).position(is_heading).unwrap_or(0),
            around,
            words: OnceCell::new(),
        }
    }

    /// Whether a segment stands above the headline and is not of its article.
    pub(super) fn is_apart(&self, index: usize) -> bool {
        if index >= self.headline {
            return false;
        }
        let mut own = None;
        for holder in self.tree.holders(index) {
            match self.around.iter().position(|it| *it == holder) {
                Some(shared) => {
                    return !self.is_of_article(shared)
                        && !own.is_some_and(|it| self.is_signed(it, index));
                }
                None => own = Some(holder),
            }
        }
        true
    }

    /// Whether what stands beside the headline in the box `shared` of those around it is of its article: the box is named so, or
    /// holds less than the page does.
    fn is_of_article(&self, shared: usize) -> bool {
        let boxes = &self.tree.boxes;
        let (within, outer) = self.around.split_at(shared);
        // An article of the headline's own leaves it out.
        if within.iter().any(|it| boxes[*it].tag == "article") {
            return false;
        }
        let is_named = |it: &usize| {
            matches!(
                boxes[*it].tag.as_str(),
                "article" | "main" | "header" | "hgroup"
            )
        };
        let holder = &boxes[self.around[shared]];
        outer.iter().any(is_named)
            || holder.hints.any(Hints::DATE)
            || (shared <= self.heading + 1 && holder.parent.is_some())
            || self.is_part(shared)
    }

    /// Whether the box `shared` of those around the headline holds clearly less than all of the page.
    fn is_part(&self, shared: usize) -> bool {
        let words = self.words.get_or_init(|| self.count_words());
        words[shared] * 10 < words[words.len() - 1] * 9
    }

    fn count_words(&self) -> Vec<usize> {
        let mut words = vec![0; self.around.len()];
        for (index, segment) in self.tree.segments.iter().enumerate() {
            let mut holders = self.tree.holders(index);
            let shared = holders.find_map(|it| self.around.iter().position(|around| *around == it));
            if let Some(shared) = shared {
                words[shared] += segment.words;
            }
        }
        for outer in 1..words.len() {
            words[outer] += words[outer - 1];
        }
        words
    }

    /// Whether the box `holder`, in which a segment stands, names an author near it.
    fn is_signed(&self, holder: usize, index: usize) -> bool {
        const NEAR: usize = 6;
        let mut near = index.saturating_sub(NEAR)..self.headline.min(index + NEAR + 1);
        near.any(|it| {
            let segment = &self.tree.segments[it];
            let hints = self.tree.boxes[segment.inside].hints | segment.hints;
            hints.any(Hints::AUTHOR) && self.tree.is_within(segment.inside, holder)
        })
    }
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    /// Name, page, whether the line DAY is apart from the headline.
    const TESTS: &[(&str, &str, bool)] = &[
        (
            "a top bar over an article",
            "<div>DAY</div><article><h1>Bridge opens</h1><p>TEXT</p></article>",
            true,
        ),
        (
            "a top bar in a wrapper of all",
            "<div><div>DAY</div><div><div><h1>Bridge opens</h1><p>TEXT</p></div></div></div>",
            true,
        ),
        (
            "in the article",
            "<div><article><div>DAY</div><div><div><h1>Bridge opens</h1></div></div><p>TEXT</p></article></div>",
            false,
        ),
        (
            "in the box of the headline",
            "<div><div>DAY</div><h1>Bridge opens</h1><p>TEXT</p></div>",
            false,
        ),
        (
            "in the head of the article",
            "<div><div><div>DAY</div><div><h1>Bridge opens</h1></div></div><p>TEXT</p></div>",
            false,
        ),
        (
            "beside the author",
            "<div><div class=author>Jana Holm</div><div>DAY</div></div><div><div><h1>Bridge opens</h1><p>TEXT</p></div></div>",
            false,
        ),
        (
            "over all posts of a day",
            "<div class=date-outer><h2>DAY</h2><div><div><h3>Bridge opens</h3><p>TEXT</p></div></div></div>",
            false,
        ),
        (
            "below",
            "<article><h1>Bridge opens</h1></article><p>DAY</p>",
            false,
        ),
    ];

    #[test]
    fn what_stands_above_a_headline_is_told_from_the_top_of_the_page() {
        for (name, html, expected) in TESTS {
            let text = "The long bridge opened again at noon. ".repeat(9);
            let tree = Tree::of(&Document::from(html.replace("TEXT", &text)));
            let headline = (0..tree.segments.len())
                .find(|it| tree.segments[*it].text == "Bridge opens")
                .expect("a headline");
            let day = tree.segments.iter().position(|it| it.text == "DAY");
            let above = Above::of(&tree, headline);
            assert_eq!(above.is_apart(day.expect("a day")), *expected, "{name}");
        }
    }
}
