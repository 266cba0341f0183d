//! The next articles below the one that a page is of, as pages have them that go on while readers scroll.

use std::ops::Range;

use super::candidates::{BESIDE, is_prose};
use super::facts::same_words;
use super::hints::Hints;
use super::tree::Tree;
use crate::lines::authors;

/// For each segment whether it stands in another article than that of `headline`.
///
/// It does in an `article` element below it that has a headline as high and a byline or a day of its own. Posts of a live blog
/// have lower headlines, chapters of one article are signed by nobody; and where the first article has hardly any text,
/// the page is a list.
pub(super) fn apart(tree: &Tree, headline: Option<usize>) -> Vec<bool> {
    let mut apart = vec![false; tree.segments.len()];
    let Some((headline, own)) = headline.and_then(|it| Some((it, tree.nearest(it, "article")?)))
    else {
        return apart;
    };
    if !holds_text(tree, own, headline) {
        return apart;
    }
    let below = headline + 1..tree.segments.len();
    for heading in below.filter(|it| is_of_another(tree, headline, *it)) {
        let other = tree
            .nearest(heading, "article")
            .filter(|it| !apart[heading] && is_signed(tree, heading, *it));
        if let Some(other) = other {
            apart[segments_of(tree, other, heading)].fill(true);
        }
    }
    apart
}

/// Whether a heading is the headline of another article than that of `headline`: as high, in an element of its own.
pub(super) fn is_of_another(tree: &Tree, headline: usize, heading: usize) -> bool {
    let is_as_high = match (tree.heading(headline), tree.heading(heading)) {
        (Some(own), Some(other)) => other <= own,
        _ => false,
    };
    let [own, other] = [headline, heading].map(|it| tree.nearest(it, "article"));
    let is_apart = match (own, other) {
        (Some(own), Some(other)) => !tree.is_within(other, own) && !tree.is_within(own, other),
        _ => false,
    };
    is_as_high
        && is_apart
        && !same_words(&tree.segments[headline].text, &tree.segments[heading].text)
}

/// The segments of the element `holder`, of which `inside` is one. They stand together.
fn segments_of(tree: &Tree, holder: usize, inside: usize) -> Range<usize> {
    let is_inside = |it: &usize| tree.is_within(tree.segments[*it].inside, holder);
    let first = (0..inside).rev().take_while(is_inside).last();
    let last = (inside..tree.segments.len()).take_while(is_inside).last();
    first.unwrap_or(inside)..last.unwrap_or(inside) + 1
}

/// Whether the article of `headline` has paragraphs enough to be one.
fn holds_text(tree: &Tree, holder: usize, headline: usize) -> bool {
    const WORDS: usize = 40;
    let is_beside = |it: usize| BESIDE.iter().any(|hint| tree.around(it).any(*hint));
    let words: usize = segments_of(tree, holder, headline)
        .filter(|it| is_prose(tree, *it) && !is_beside(*it))
        .map(|it| tree.segments[it].words)
        .sum();
    words >= WORDS
}

/// Whether a line near the headline of the article `holder` says who wrote it or when.
fn is_signed(tree: &Tree, heading: usize, holder: usize) -> bool {
    const NEAR: usize = 6;
    const LONGEST: usize = 25;
    let near = heading.saturating_sub(NEAR)..(heading + NEAR + 1).min(tree.segments.len());
    near.filter(|it| *it != heading && tree.is_within(tree.segments[*it].inside, holder))
        .map(|it| &tree.segments[it])
        .filter(|it| it.words <= LONGEST)
        .any(|it| {
            let hints = tree.boxes[it.inside].hints | it.hints;
            it.datetime.is_some()
                || hints.any(Hints::AUTHOR | Hints::DATE)
                || it.parts.iter().any(|it| authors::is_byline(it))
        })
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    const TEXT: &str = "<p>The long bridge over the northern strait opened again at noon, two days after the storm had closed it to all but ambulances.</p>";

    /// Name, what stands in the first article below its text, what stands below the article, whether that is another.
    const TESTS: &[(&str, &str, &str, bool)] = &[
        (
            "the next article, with its byline",
            "",
            "<article><h1>Ferry waits for the ice</h1><p>By Petr Aros</p><p>LAST</p></article>",
            true,
        ),
        (
            "the next article, with its day, in a box",
            "",
            "<div><article><h1>Ferry waits for the ice</h1><time datetime=2025-03-02>Sunday</time><p>LAST</p></article></div>",
            true,
        ),
        (
            "a chapter of the same article",
            "",
            "<article><h1>Ferry waits for the ice</h1><p>LAST</p></article>",
            false,
        ),
        (
            "a post",
            "",
            "<article><h2>Ferry waits for the ice</h2><p>By Petr Aros</p><p>LAST</p></article>",
            false,
        ),
        (
            "an article inside",
            "<article><h1>Ferry waits for the ice</h1><p>By Petr Aros</p><p>LAST</p></article>",
            "",
            false,
        ),
        (
            "the same headline again",
            "",
            "<article><h1>Bridge opens after storm</h1><p>By Petr Aros</p><p>LAST</p></article>",
            false,
        ),
    ];

    fn is_last_apart(html: &str) -> bool {
        let tree = Tree::of(&Document::from(html));
        let last = tree.segments.iter().position(|it| it.text == "LAST");
        let headline = (0..tree.segments.len()).find(|it| tree.heading(*it).is_some());
        apart(&tree, headline)[last.expect("a line")]
    }

    #[test]
    fn the_next_article_is_told_from_parts_of_this_one() {
        for (name, inside, below, expected) in TESTS {
            let html = format!(
                "<main><article><h1>Bridge opens after storm</h1>{TEXT}{TEXT}{inside}</article>{below}</main>"
            );
            assert_eq!(is_last_apart(&html), *expected, "{name}");
        }
    }

    #[test]
    fn the_entries_of_a_list_are_not_told_apart() {
        let entry =
            "<article><h2>Ferry waits for the ice</h2><p>By Petr Aros</p><p>LAST</p></article>";
        let html = format!(
            "<main><article><h2>Bridge opens</h2><p>By Jana Holm</p></article>{entry}</main>"
        );
        assert!(!is_last_apart(&html));
    }
}
