//! Placing articles into stories as they arrive: single-pass clustering by TF-IDF.

use std::collections::{BTreeMap, HashMap};

use super::StoryTerms;
use crate::{ArticleId, StoryId, Timestamp};

/// How far apart in time two articles of one story may be.
const WINDOW: i64 = 3 * Timestamp::DAY;

/// The least likeness to the articles of a story.
const LIKE: f32 = 0.20;

/// Terms in more than this share of the articles do not lead to candidates (they still count in the likeness).
const COMMON: f32 = 0.08;

/// How many articles of a story the mean is taken over.
const BEST: usize = 3;

/// Recent articles, by their terms, with their stories.
#[derive(Debug, Clone, Default)]
pub struct StoryIndex {
    articles: HashMap<ArticleId, Entry>,
    /// Which articles have a term.
    holders: HashMap<u64, Vec<ArticleId>>,
    by_time: BTreeMap<(Timestamp, ArticleId), ()>,
}

#[derive(Debug, Clone)]
struct Entry {
    story: StoryId,
    at: Timestamp,
    terms: StoryTerms,
}

impl StoryIndex {
    /// An index without articles.
    pub fn new() -> StoryIndex {
        StoryIndex::default()
    }

    /// How many articles it holds.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The story that an article of time `at` belongs to, if it is like one.
    ///
    /// Likeness is the cosine of TF-IDF weights; a story's is the mean over its three most alike articles that
    /// are at most three days away. Costs grow with the number of articles that share a rarer term.
    pub fn nearest(&self, terms: &StoryTerms, at: Timestamp) -> Option<StoryId> {
        let count = self.articles.len() as f32 + 1.0;
        let mut dots: HashMap<ArticleId, f32> = HashMap::new();
        let mut norm = 0.0;
        let (mut rare, mut common) = (vec![], vec![]);
        for &(term, weight) in &terms.terms {
            let df = self.holders.get(&term).map_or(0, Vec::len) as f32;
            let idf = ((count + 1.0) / (df + 1.0)).ln() + 1.0;
            norm += (weight * idf).powi(2);
            if df > 0.0 {
                let list = if df <= (count * COMMON).max(20.0) {
                    &mut rare
                } else {
                    &mut common
                };
                list.push((term, weight * idf * idf));
            }
        }
        for (term, weight) in &rare {
            for id in &self.holders[term] {
                let entry = &self.articles[id];
                if (at.since(entry.at)).abs() <= WINDOW {
                    *dots.entry(*id).or_default() += weight * weight_of(&entry.terms, *term);
                }
            }
        }
        for (id, dot) in &mut dots {
            let entry = &self.articles[id];
            for (term, weight) in &common {
                *dot += weight * weight_of(&entry.terms, *term);
            }
        }
        let mut of_story: BTreeMap<StoryId, Vec<f32>> = BTreeMap::new();
        for (id, dot) in dots {
            let entry = &self.articles[&id];
            let other: f32 = entry
                .terms
                .terms
                .iter()
                .map(|(term, weight)| {
                    let df = self.holders.get(term).map_or(0, Vec::len) as f32;
                    (weight * (((count + 1.0) / (df + 1.0)).ln() + 1.0)).powi(2)
                })
                .sum();
            let cosine = dot / (norm.sqrt() * other.sqrt()).max(f32::MIN_POSITIVE);
            of_story.entry(entry.story).or_default().push(cosine);
        }
        of_story
            .into_iter()
            .map(|(story, mut likes)| {
                likes.sort_unstable_by(|a, b| b.total_cmp(a));
                likes.truncate(BEST);
                (story, likes.iter().sum::<f32>() / likes.len() as f32)
            })
            .filter(|it| it.1 >= LIKE)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .map(|it| it.0)
    }

    /// Puts an article into the index. One that is there already is replaced.
    pub fn add(&mut self, story: StoryId, article: ArticleId, terms: &StoryTerms, at: Timestamp) {
        self.forget(article);
        for (term, _) in &terms.terms {
            self.holders.entry(*term).or_default().push(article);
        }
        self.by_time.insert((at, article), ());
        self.articles.insert(
            article,
            Entry {
                story,
                at,
                terms: terms.clone(),
            },
        );
    }

    /// Takes an article out.
    pub fn forget(&mut self, article: ArticleId) {
        let Some(entry) = self.articles.remove(&article) else {
            return;
        };
        self.by_time.remove(&(entry.at, article));
        for (term, _) in &entry.terms.terms {
            if let Some(list) = self.holders.get_mut(term) {
                list.retain(|it| *it != article);
                if list.is_empty() {
                    self.holders.remove(term);
                }
            }
        }
    }

    /// Takes out the oldest articles until at most `most` are left.
    pub fn keep_newest(&mut self, most: usize) {
        while self.articles.len() > most {
            let Some((&(_, article), ())) = self.by_time.first_key_value() else {
                return;
            };
            self.forget(article);
        }
    }
}

/// The weight of a term in an article, zero if it is not there.
fn weight_of(terms: &StoryTerms, term: u64) -> f32 {
    terms
        .terms
        .binary_search_by_key(&term, |it| it.0)
        .map_or(0.0, |at| terms.terms[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Article, Block, Zone};

    fn terms(title: &str, body: &str) -> StoryTerms {
        StoryTerms::of(&Article {
            title: title.into(),
            blocks: vec![
                Block::new(Zone::Headline, title),
                Block::new(Zone::Body, body),
            ],
            ..Article::default()
        })
    }

    #[test]
    fn articles_on_one_event_are_one_story_and_others_are_not() {
        let mut index = StoryIndex::new();
        let at = Timestamp(1_700_000_000_000);
        let shots = terms(
            "Two wounded in shooting at Grey Bridge",
            "Shots were fired at the Grey Bridge checkpoint late on Tuesday and two customs officers were wounded.",
        );
        assert_eq!(index.nearest(&shots, at), None, "the first is like nothing");
        index.add(StoryId(1), ArticleId(1), &shots, at);
        let harvest = terms(
            "Grain harvest reaches record",
            "The harvest reached a record, the agriculture ministry said.",
        );
        assert_eq!(index.nearest(&harvest, at), None);
        index.add(StoryId(2), ArticleId(2), &harvest, at);
        let attack = terms(
            "An attack on our officers, minister says",
            "The minister blamed the neighbours for the shooting at the Grey Bridge in which two customs officers were wounded.",
        );
        assert_eq!(
            index.nearest(&attack, at.plus(Timestamp::HOUR)),
            Some(StoryId(1))
        );
        assert_eq!(
            index.nearest(&attack, at.plus(30 * Timestamp::DAY)),
            None,
            "a month later it is another event"
        );
    }

    #[test]
    fn terms_survive_storing_and_damage_is_noticed() {
        let terms = terms("Shots at the bridge", "Two officers were wounded.");
        let mut bytes = terms.to_bytes();
        assert_eq!(StoryTerms::from_bytes(&bytes), Some(terms));
        bytes.pop();
        assert_eq!(StoryTerms::from_bytes(&bytes), None);
    }
}
