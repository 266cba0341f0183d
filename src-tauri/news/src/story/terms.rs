//! What an article is about, as counted terms.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::words::{Word, each_of, each_word, hash};
use crate::{Article, Zone, query::Document};

/// How many characters of the text count beside the headline: news says first what it is about.
const LEAD: usize = 1_200;

/// For how many stems there is room at first: most articles have fewer in so much text.
const STEMS: usize = 220;

/// What a word of the headline counts in place of one.
const HEADLINE: u32 = 2;

/// The longest run of the same word that is told apart.
const MOST: u32 = 63;

/// The words that tell what an article is about, each with how often it occurs. Sorted, each once.
///
/// A word is kept as a hash of its stem, five bytes in all, so that tens of thousands of articles fit into
/// memory. What the counts weigh is decided by the index, not here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoryTerms {
    pub(super) terms: Vec<Term>,
}

/// A word with its count, 1 to 63, and two marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    /// Hash of the stem.
    pub(super) word: u32,
    /// The count in the lower six bits, [`Term::HEADLINE`] and [`Term::NAME`] above.
    pub(super) code: u8,
}

impl Term {
    /// It stands in the headline.
    pub(super) const HEADLINE: u8 = 0x40;
    /// It is written with a capital where other words are not.
    pub(super) const NAME: u8 = 0x80;
}

/// What was seen of a word.
#[derive(Default)]
struct Seen {
    count: u32,
    headline: bool,
    /// Within sentences, where a capital means something: how often, and how often with one.
    within: u32,
    capital: u32,
}

/// What was seen of all words, by the hashes of their stems.
struct All(HashMap<u32, Seen, RandomState>);

impl All {
    /// A word of the text.
    fn see(&mut self, word: &Word<'_>) {
        let it = self.0.entry(hash(&word.stem)).or_default();
        it.count += 1;
        if !word.is_first {
            it.within += 1;
            it.capital += u32::from(word.is_capital);
        }
    }
}

impl StoryTerms {
    /// The terms of an article: its headline, twice, and the first 1,200 characters of its text.
    pub fn of(article: &Article) -> StoryTerms {
        StoryTerms::read(article, |block, end, seen| {
            let text = &article.blocks[block].text[..end];
            each_word(text, |it| seen.see(&it));
        })
    }

    /// The same of an article whose words are known.
    pub fn of_document(document: &Document<'_>) -> StoryTerms {
        let article = document.article;
        StoryTerms::read(article, |block, end, seen| {
            let text = &article.blocks[block].text;
            let words = document.words_of(block);
            // A word that is cut in two may be another one.
            if end < text.len() {
                return each_word(&text[..end], |it| seen.see(&it));
            }
            each_of(text, document.forms(), words, |it| seen.see(&it));
        })
    }

    /// Reads an article; `read` is told a block and how many of its bytes count.
    fn read(article: &Article, mut read: impl FnMut(usize, usize, &mut All)) -> StoryTerms {
        let mut all = All(HashMap::with_capacity_and_hasher(
            STEMS,
            RandomState::default(),
        ));
        each_word(&article.title, |word| {
            let it = all.0.entry(hash(&word.stem)).or_default();
            it.count += HEADLINE;
            it.headline = true;
        });
        let mut left = LEAD;
        for (number, block) in article.blocks.iter().enumerate() {
            if !matches!(block.zone, Zone::Standfirst | Zone::Body | Zone::Quote) {
                continue;
            }
            // A text has no more characters than bytes.
            let end = match block.text.len() <= left {
                true => block.text.len(),
                false => block
                    .text
                    .char_indices()
                    .nth(left)
                    .map_or(block.text.len(), |it| it.0),
            };
            read(number, end, &mut all);
            left = left.saturating_sub(block.text[..end].chars().count());
            if left == 0 {
                break;
            }
        }
        let seen = all.0;
        // Where most words have a capital (German nouns, a text in capitals), it marks no names.
        let within: u32 = seen.values().map(|it| it.within).sum();
        let capital: u32 = seen.values().map(|it| it.capital).sum();
        let tells = capital * 10 <= within * 6;
        let mut terms: Vec<Term> = seen
            .into_iter()
            .map(|(word, it)| {
                let headline = if it.headline { Term::HEADLINE } else { 0 };
                let name = tells && it.capital * 2 > it.within;
                Term {
                    word,
                    code: it.count.min(MOST) as u8 | headline | if name { Term::NAME } else { 0 },
                }
            })
            .collect();
        terms.sort_unstable_by_key(|it| it.word);
        StoryTerms { terms }
    }

    /// A compact form to be stored: five bytes a term and a checksum.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.terms.len() * 5 + 4);
        for term in &self.terms {
            bytes.extend(term.word.to_le_bytes());
            bytes.push(term.code);
        }
        bytes.extend(checksum(&bytes));
        bytes
    }

    /// Reads the compact form; nothing where it is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<StoryTerms> {
        let (body, sum) = bytes
            .split_last_chunk::<4>()
            .map(|(body, sum)| (body, *sum))?;
        let (chunks, []) = body.as_chunks::<5>() else {
            return None;
        };
        let terms: Vec<Term> = chunks
            .iter()
            .map(|[a, b, c, d, code]| Term {
                word: u32::from_le_bytes([*a, *b, *c, *d]),
                code: *code,
            })
            .collect();
        let sound = checksum(body) == sum
            && terms.iter().all(|it| it.code & (MOST as u8) > 0)
            && terms.is_sorted_by(|a, b| a.word < b.word);
        sound.then_some(StoryTerms { terms })
    }
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    bytes
        .iter()
        .fold(0x811c_9dc5_u32, |sum, byte| {
            (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        })
        .to_le_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Block, query::About};

    fn article(title: &str, body: &str) -> Article {
        Article {
            title: title.into(),
            blocks: vec![
                Block::new(Zone::Headline, title),
                Block::new(Zone::Body, body),
            ],
            ..Article::default()
        }
    }

    fn code(terms: &StoryTerms, stem: &str) -> Option<u8> {
        terms
            .terms
            .iter()
            .find(|it| it.word == hash(stem))
            .map(|it| it.code)
    }

    #[test]
    fn words_are_counted_and_names_marked() {
        let terms = StoryTerms::of(&article(
            "Shots at the bridge",
            "Police heard shots. The shots came from Ostrey, said Mayor Lind of Ostrey.",
        ));
        assert_eq!(
            code(&terms, "shot"),
            Some(4 | Term::HEADLINE),
            "twice in the headline, twice below"
        );
        assert_eq!(code(&terms, "ostre"), Some(2 | Term::NAME));
        assert_eq!(
            code(&terms, "polic"),
            Some(1),
            "the first word of a sentence is no name for its capital"
        );
        assert_eq!(code(&terms, "the"), None);
    }

    #[test]
    fn only_the_lead_counts_and_promotion_never_does() {
        let mut long = article("Shots", &"soup ".repeat(400));
        long.blocks.push(Block::new(Zone::Body, "Zebra."));
        long.blocks
            .insert(1, Block::new(Zone::Promo, "Also read: Giraffe escapes"));
        let terms = StoryTerms::of(&long);
        assert_eq!(
            (code(&terms, "zebra"), code(&terms, "giraff")),
            (None, None)
        );
        assert_eq!(code(&terms, "soup"), Some(63), "a count has an upper bound");
    }

    #[test]
    fn terms_survive_storing_and_damage_is_noticed() {
        let terms = StoryTerms::of(&article(
            "Shots at the bridge",
            "Two officers were wounded.",
        ));
        let bytes = terms.to_bytes();
        assert_eq!(StoryTerms::from_bytes(&bytes), Some(terms));
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x20;
            assert_eq!(
                StoryTerms::from_bytes(&flipped),
                None,
                "a flipped bit in byte {at}"
            );
            assert_eq!(
                StoryTerms::from_bytes(&bytes[..at]),
                None,
                "cut after {at} bytes"
            );
        }
        assert_eq!(
            StoryTerms::from_bytes(&StoryTerms::default().to_bytes()),
            Some(StoryTerms::default())
        );
    }

    proptest! {
        #[test]
        fn any_article_has_terms_that_survive_storing(title in any::<String>(), body in any::<String>()) {
            let article = article(&title, &body);
            let terms = StoryTerms::of(&article);
            let document = Document::new(&article, &About::default());
            prop_assert_eq!(&StoryTerms::of_document(&document), &terms);
            prop_assert_eq!(StoryTerms::from_bytes(&terms.to_bytes()), Some(terms));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = StoryTerms::from_bytes(&bytes);
        }
    }
}
