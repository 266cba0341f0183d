//! An article's own words: its text without what others said, and without what pages print around it.

use crate::{
    Article, Block, Zone,
    speech::quotations,
    text::{Folded, folded},
};

use super::words::hash;

/// How many words a shingle has.
pub(super) const SHINGLE: usize = 5;

/// Shorter quotations than this are words of the sentence that they stand in.
const QUOTATION: usize = 4;

/// A body of fewer words is a teaser: headline and standfirst are looked at with it.
const TEASER: usize = 15;

/// How often a run of [`REPEATED`] words comes back in a list: of pictures, of videos, of tags.
const OFTEN: usize = 3;

/// How many words such a run has.
const REPEATED: usize = 4;

/// A list repeats itself at least once in so many words; prose does so more rarely.
const ITEM: usize = 40;

/// The words of an article that are compared: made once, asked often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnText {
    /// The words outside quotations, in runs that quotations, posts, lists and ends of paragraphs divide. By their hash.
    pub(super) runs: Vec<Vec<u32>>,
    /// The shingles of the runs, ascending, each once.
    pub(super) own: Vec<u32>,
    /// The shingles of everything, quotations included, ascending, each once.
    pub(super) all: Vec<u32>,
    /// The words of the outlet's name, by which others call it.
    pub(super) outlet: Vec<u32>,
    /// The whole of that name; nothing for a text of nobody.
    pub(super) house: Option<String>,
    /// Whether an agency is credited for the text.
    pub(super) is_credited: bool,
}

impl OwnText {
    /// The own words of an article that is shown under the name of `outlet`. Linear in the length of the text.
    pub fn of(article: &Article, outlet: &str) -> OwnText {
        let mut text = OwnText {
            // "Daily (online)" is known as "Daily".
            outlet: words(outlet.split('(').next().unwrap_or_default()),
            house: Some(outlet.trim().to_lowercase()).filter(|it| !it.is_empty()),
            is_credited: article.wire.is_some(),
            ..OwnText::default()
        };
        let mut all: Vec<Vec<u32>> = vec![];
        text.add(article, |it| it == Zone::Body, &mut all);
        if all.iter().map(Vec::len).sum::<usize>() < TEASER {
            (text.runs, all) = (vec![], vec![]);
            let is_text = |it| {
                matches!(
                    it,
                    Zone::Headline | Zone::Standfirst | Zone::Body | Zone::Quote
                )
            };
            text.add(article, is_text, &mut all);
        }
        text.own = shingles(&text.runs);
        text.all = shingles(&all);
        text
    }

    fn add(&mut self, article: &Article, wanted: impl Fn(Zone) -> bool, all: &mut Vec<Vec<u32>>) {
        let mut announced = false;
        for block in article.blocks.iter().filter(|it| wanted(it.zone)) {
            let (own, whole) = own_words(&block.text);
            // What follows a colon at the end of a paragraph is somebody else's words, and so is a post.
            let foreign = announced || is_post(&block.text) || is_list(&whole);
            announced = ends_with_colon(block);
            if !foreign {
                self.runs.extend(own);
            }
            if !is_list(&whole) {
                all.push(whole);
            }
        }
    }

    /// How many own words it has.
    pub fn words(&self) -> usize {
        self.runs.iter().map(Vec::len).sum()
    }
}

/// How many of two ascending lists are the same.
pub(super) fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut a, mut b, mut found) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => a.next(),
            std::cmp::Ordering::Greater => b.next(),
            std::cmp::Ordering::Equal => {
                found += 1;
                b.next();
                a.next()
            }
        };
    }
    found
}

/// The words of a text, by their hash.
pub(super) fn words(text: &str) -> Vec<u32> {
    let all = of_text(text);
    all.words.iter().map(|it| hash(all.form(it))).collect()
}

fn of_text(text: &str) -> Folded {
    folded(std::iter::once(text))
}

/// The shingle that some words are.
pub(super) fn shingle(words: &[u32]) -> u32 {
    let wide = words.iter().fold(0_u64, |sum, it| {
        let sum = (sum ^ u64::from(*it)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        sum ^ (sum >> 29)
    });
    (wide >> 32) as u32
}

fn shingles(runs: &[Vec<u32>]) -> Vec<u32> {
    let mut found: Vec<u32> = runs
        .iter()
        .flat_map(|it| it.windows(SHINGLE).map(shingle))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a paragraph is a post of a social network, shown as it was posted.
fn is_post(text: &str) -> bool {
    text.contains("(@") || text.contains("pic.twitter.com/") || text.starts_with("RT @")
}

fn ends_with_colon(block: &Block) -> bool {
    block.text.trim_end().ends_with([':', '：'])
}

/// Whether a paragraph repeats the same words again and again, as lists of pictures do.
fn is_list(words: &[u32]) -> bool {
    if words.len() < OFTEN * REPEATED {
        return false;
    }
    let mut runs: Vec<u32> = words.windows(REPEATED).map(shingle).collect();
    runs.sort_unstable();
    let most = runs.chunk_by(|a, b| a == b).map(<[u32]>::len).max();
    most.is_some_and(|it| it >= OFTEN && it * ITEM >= words.len())
}

/// What stands between quotation marks and is long enough to be somebody's statement.
fn statements(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = quotations(text);
    found.retain(|it| of_text(&text[it.clone()]).words.len() >= QUOTATION);
    found
}

/// The words of a paragraph outside quotations, in runs between these; and all of its words.
fn own_words(text: &str) -> (Vec<Vec<u32>>, Vec<u32>) {
    let quoted = statements(text);
    let (mut runs, mut all): (Vec<Vec<u32>>, Vec<u32>) = (vec![vec![]], vec![]);
    let (mut next, mut last) = (0, None);
    let words = of_text(text);
    for it in &words.words {
        let (start, word) = (it.start as usize, hash(words.form(it)));
        all.push(word);
        while quoted.get(next).is_some_and(|it| it.end <= start) {
            next += 1;
        }
        let within = quoted
            .get(next)
            .filter(|it| it.contains(&start))
            .map(|_| next);
        if within != last {
            last = within;
            runs.push(vec![]);
        }
        if within.is_none() {
            runs.last_mut().expect("it begins with one").push(word);
        }
    }
    runs.retain(|it| !it.is_empty());
    (runs, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_in_every_style() {
        const TESTS: &[(&str, &[&str])] = &[
            (
                "He said “we will not move back”, then left.",
                &["we will not move back"],
            ),
            (
                "He said \"we will not move back\" and left.",
                &["we will not move back"],
            ),
            (
                "Er sagte: „Wir weichen keinen Schritt zurück“.",
                &["Wir weichen keinen Schritt zurück"],
            ),
            (
                "Il a dit « nous ne bougerons pas d’ici ».",
                &[" nous ne bougerons pas d’ici "],
            ),
            (
                "He said ‘we don’t want to move’ again.",
                &["we don’t want to move"],
            ),
            ("The “swift” measures", &[]),
            ("“We will not move back,", &["We will not move back,"]),
            ("It’s the minister’s plan and theirs.", &[]),
            ("", &[]),
        ];
        for (text, expected) in TESTS {
            let found: Vec<&str> = statements(text).into_iter().map(|it| &text[it]).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    fn counted(blocks: &[(Zone, &str)]) -> usize {
        let article = Article {
            blocks: blocks.iter().map(|it| Block::new(it.0, it.1)).collect(),
            ..Article::default()
        };
        OwnText::of(&article, "Courier").words()
    }

    #[test]
    fn only_the_articles_own_words_are_compared() {
        const BODY: &str = "The bridge over the Tarn was closed on Tuesday after shots were fired at a checkpoint near it.";
        let own = counted(&[(Zone::Body, BODY)]);
        assert_eq!(own, 18);
        let tests: &[(&str, (Zone, &str))] = &[
            (
                "promo",
                (
                    Zone::Promo,
                    "Also read: all about bridges and their history in the hills",
                ),
            ),
            (
                "credit",
                (
                    Zone::Credit,
                    "(With inputs from agencies and from our correspondents)",
                ),
            ),
            (
                "boilerplate",
                (
                    Zone::Boilerplate,
                    "Copyright. All rights are reserved by the publisher of these pages.",
                ),
            ),
            (
                "caption",
                (
                    Zone::Caption,
                    "The bridge as it was seen by a photographer on Monday night",
                ),
            ),
            (
                "block quotation",
                (
                    Zone::Quote,
                    "We will stay here as long as it takes us to be heard by them",
                ),
            ),
            (
                "quotation",
                (
                    Zone::Body,
                    "“We will stay here as long as it takes us to be heard by them”",
                ),
            ),
            (
                "quotation between straight single marks",
                (
                    Zone::Body,
                    "'We will stay here as long as it takes us to be heard by them'",
                ),
            ),
            ("post", (Zone::Body, "We stay. — A. Mayor (@mayor) 3 May")),
            (
                "pictures",
                (
                    Zone::Body,
                    "Photos: the bridge Hide Caption 1 of 4 photos: the bridge at night Hide Caption 2 of 4 photos: the bridge by day Hide Caption 3 of 4 photos: the bridge",
                ),
            ),
        ];
        for (what, block) in tests {
            assert_eq!(counted(&[(Zone::Body, BODY), *block]), own, "{what}");
        }
        let announced = [
            (Zone::Body, BODY),
            (Zone::Body, "The mayor wrote:"),
            (Zone::Body, "I will stay here as long as it takes me"),
        ];
        assert_eq!(counted(&announced), own + 3, "what a colon announces");
    }

    #[test]
    fn of_a_teaser_the_headline_and_the_standfirst_count() {
        let teaser = [
            (Zone::Headline, "Bridge over the Tarn closed"),
            (Zone::Standfirst, "Shots were fired at a checkpoint."),
        ];
        assert_eq!(counted(&teaser), 11);
    }
}
