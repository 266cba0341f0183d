//! What stands above a headline: with it in its article, or apart, in the top of the page.

use std::cell::OnceCell;

use crate::page::candidates::is_prose;
use crate::page::hints::Hints;
use crate::page::tree::{Holder, Tree};
use crate::when;

/// A headline, and what tells which of the segments above it are of its article.
pub(super) struct Above<'a> {
    tree: &'a Tree,
    headline: usize,
    /// The boxes around the headline, innermost first.
    around: Vec<usize>,
    /// Which of them is the heading.
    heading: usize,
    /// What each of them holds, once that is asked for.
    held: OnceCell<Vec<Held>>,
}

/// The words of a box.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    words: usize,
    /// Those of paragraphs below the headline.
    text: usize,
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
            held: OnceCell::new(),
        }
    }

    /// Whether a segment stands above the headline and is not of its article.
    pub(super) fn is_apart(&self, index: usize) -> bool {
        if index >= self.headline {
            return false;
        }
        let mut own = vec![];
        for holder in self.tree.holders(index) {
            match self.around.iter().position(|it| *it == holder) {
                Some(shared) => {
                    let is_signed = || own.last().is_some_and(|it| self.is_signed(*it, index));
                    return self.says_today(&own)
                        || !self.is_of_article(shared)
                            && !is_signed()
                            && !self.is_dated(index, &own, shared);
                }
                None => own.push(holder),
            }
        }
        true
    }

    /// Whether one of the boxes `own` around a segment is named after the day on which the page is read, or is the bar that has it.
    /// What stands in its line is not asked: an icon is named so too.
    fn says_today(&self, own: &[usize]) -> bool {
        let mut boxes = own.iter().map(|it| self.tree.boxes[*it].hints);
        boxes.any(|it| it.any(Hints::TODAY))
    }

    /// Whether a segment close above the headline stands alone in what is named after days, with no menu and no article's beginning
    /// between them. `own` are the boxes around it in the box `shared` of those around the headline.
    fn is_dated(&self, index: usize, own: &[usize], shared: usize) -> bool {
        const NEAR: usize = 3;
        let segments = &self.tree.segments;
        let boxes = own.iter().map(|it| &self.tree.boxes[*it]);
        let segment = &segments[index];
        let is_named =
            segment.hints.any(Hints::DATE) || boxes.clone().any(|it| it.hints.any(Hints::DATE));
        let is_today = segment.hints.any(Hints::TODAY);
        let is_alone = segment.linked == 0 && boxes.clone().all(|it| it.segments <= NEAR);
        let between = &segments[index + 1..self.headline];
        let links = between.iter().filter(|it| it.linked > 0).count();
        // The head of a site tells the day of the week, over the site's name or in a box of its own.
        let is_head = |it: &Holder| it.tag == "header" || it.hints.any(Hints::HEAD);
        let in_head = || boxes.clone().any(is_head);
        let is_of_site =
            when::begins_with_weekday(&segment.text) && (!between.is_empty() || in_head());
        let within = &self.around[..shared];
        let begins = within
            .iter()
            .any(|it| self.tree.boxes[*it].tag == "article");
        is_named
            && is_alone
            && !is_today
            && !is_of_site
            && !begins
            && between.len() < NEAR
            && links < 2
    }

    /// Whether what stands beside the headline in the box `shared` of those around it is of its article: the box is named so, stands
    /// beside the text, or holds less than the page does.
    fn is_of_article(&self, shared: usize) -> bool {
        if self.is_beside_text(shared) {
            return true;
        }
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
        let (part, page) = self.held(shared);
        part.words * 10 < page.words * 9
    }

    /// Whether the box `shared` of those around the headline is a head without the text: that stands beside it.
    fn is_beside_text(&self, shared: usize) -> bool {
        const LEAST: usize = 20;
        let (head, page) = self.held(shared);
        page.text >= LEAST && head.text * 4 < page.text
    }

    /// What the box `shared` of those around the headline holds, and the page.
    fn held(&self, shared: usize) -> (Held, Held) {
        let held = self.held.get_or_init(|| self.count());
        (held[shared], held[held.len() - 1])
    }

    fn count(&self) -> Vec<Held> {
        let mut held = vec![Held::default(); self.around.len()];
        for (index, segment) in self.tree.segments.iter().enumerate() {
            let mut holders = self.tree.holders(index);
            let shared = holders.find_map(|it| self.around.iter().position(|around| *around == it));
            if let Some(shared) = shared {
                held[shared].words += segment.words;
                if index > self.headline && is_prose(self.tree, index) {
                    held[shared].text += segment.words;
                }
            }
        }
        for outer in 1..held.len() {
            held[outer].words += held[outer - 1].words;
            held[outer].text += held[outer - 1].text;
        }
        held
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

    /// Name, page, whether the line that ends with DAY is apart from the headline.
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
            "named after days, apart from the boxes of headline and text",
            "<div class=date>DAY</div><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            false,
        ),
        (
            "the same, inside a box and over a section's name",
            "<div><span class=published>DAY</span></div><p><a href=/c>Coast</a></p><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            false,
        ),
        (
            "named after today",
            "<div class=current-date>DAY</div><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            true,
        ),
        (
            "named after days, in a top bar",
            "<div class=topbar><div class=date>DAY</div></div><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            true,
        ),
        (
            "named after days, over a menu",
            "<div class=date>DAY</div><ul><li><a href=/c>Coast</a></li><li><a href=/m>Money</a></li></ul><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            true,
        ),
        (
            "named after days, over an article",
            "<div class=date>DAY</div><article><div><h1>Bridge opens</h1></div><p>TEXT</p></article>",
            true,
        ),
        (
            "in a head beside the text, in which the headline is an article of its own",
            "<div><div><div>DAY</div><article><div><h1>Bridge opens</h1></div></article></div><p>TEXT</p></div>",
            false,
        ),
        (
            "with a clock",
            "<article><div><i class=fa-clock></i>DAY</div><h1>Bridge opens</h1><p>TEXT</p></article>",
            false,
        ),
        (
            "with an icon that is named after today",
            "<article><div><i class='mdi mdi-calendar-today'></i>DAY</div><h1>Bridge opens</h1><p>TEXT</p></article>",
            false,
        ),
        (
            "in a section for the weather",
            "<article><div class='meta cat-weather'>DAY</div><h1>Bridge opens</h1><p>TEXT</p></article>",
            false,
        ),
        (
            "in words that are named after today, apart from the boxes of headline and text",
            "<div><span class=current-date>DAY</span></div><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            true,
        ),
        (
            "with its weekday, named after days, over the site's name",
            "<div class=header-date>Tuesday, DAY</div><div class=logo><a href=/>The Ledger</a></div><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            true,
        ),
        (
            "with its weekday, named after days",
            "<div class=date>Tuesday, DAY</div><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            false,
        ),
        (
            "with its weekday, named after days, in a head of the site",
            "<div class=header-date>Tuesday, DAY</div><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            true,
        ),
        (
            "the same, in an element for heads",
            "<header><div class=date>Tuesday, DAY</div></header><div><div><h1>Bridge opens</h1></div></div><div><p>TEXT</p></div>",
            true,
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
            let day = tree.segments.iter().position(|it| it.text.ends_with("DAY"));
            let above = Above::of(&tree, headline);
            assert_eq!(above.is_apart(day.expect("a day")), *expected, "{name}");
        }
    }
}
