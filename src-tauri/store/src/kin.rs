//! Whose text an article has: candidates by what they share of their samples, compared word by word.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use news::{
    ArticleId,
    story::{Fingerprint, OwnText, is_candidate, kinship},
};
use rusqlite::{Connection, OptionalExtension};

use crate::{Result, StoreError, copies::candidates, filing::Filing, pack::Unpacker};

/// How many articles are remembered beside the table: copies within one import are found, however old they are.
const RECENT: usize = 10_000;

/// With how many articles a new one is compared word by word, at most, those that share most with it …
const COMPARED: usize = 6;

/// … and with how many of one text: a copy of a copy that was cut otherwise is found, and no text takes all places.
const OF_ONE_TEXT: usize = 2;

/// How many articles are looked at that share one shingle: what more share is a standing phrase.
const HOLDERS: usize = 64;

/// An article that has the same text as a new one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Related {
    pub(crate) article_id: ArticleId,
    /// How many shingles of their samples are the same.
    pub(crate) shared: usize,
    /// Which share of the later one's own words stands in the earlier.
    pub(crate) of_later: f32,
}

/// The samples of the last articles that were filed, in two generations of which the older is forgotten.
#[derive(Default)]
pub(crate) struct Recent {
    new: Generation,
    old: Generation,
}

#[derive(Default)]
struct Generation {
    /// The place in `links` of the last article that has a shingle.
    last: HashMap<u32, u32, RandomState>,
    links: Vec<Link>,
    /// The articles, with the sizes of their samples.
    articles: Vec<(ArticleId, u32)>,
}

/// That an article has a shingle. There are a hundred for each article, so it is kept small.
#[derive(Clone, Copy)]
struct Link {
    /// Where the article stands in its generation.
    article: u32,
    /// The place of the one before it that has the same shingle.
    before: u32,
}

/// No place.
const NONE: u32 = u32::MAX;

impl Generation {
    fn add(&mut self, id: ArticleId, text: &Fingerprint) {
        let article = self.articles.len() as u32;
        self.articles.push((id, text.sampled.len() as u32));
        for hash in &text.sampled {
            let place = self.links.len() as u32;
            let before = self.last.insert(*hash, place).unwrap_or(NONE);
            if self.links.len() == self.links.capacity() {
                // Doubling would leave half of it empty, for each of two generations.
                self.links.reserve_exact((self.links.len() / 4).max(1_024));
            }
            self.links.push(Link { article, before });
        }
    }

    /// How much each of its articles shares with a text.
    fn shared(&self, text: &Fingerprint) -> HashMap<u32, usize> {
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for hash in &text.sampled {
            let mut place = self.last.get(hash).copied().unwrap_or(NONE);
            for _ in 0..HOLDERS {
                let Some(link) = self.links.get(place as usize) else {
                    break;
                };
                *shared.entry(link.article).or_default() += 1;
                place = link.before;
            }
        }
        shared
    }
}

impl Recent {
    fn add(&mut self, id: ArticleId, text: &Fingerprint) {
        if self.new.articles.len() >= RECENT {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.add(id, text);
    }

    /// How much each article shares, with the size of its own sample.
    fn shared(&self, text: &Fingerprint, found: &mut HashMap<ArticleId, (usize, usize)>) {
        for it in [&self.new, &self.old] {
            for (article, shared) in it.shared(text) {
                let (id, sampled) = it.articles[article as usize];
                let known = found.entry(id).or_insert((0, sampled as usize));
                known.0 = known.0.max(shared);
            }
        }
    }
}

/// Looks for the texts of a batch, in the order of filing: each article may have the text of one before it.
pub(crate) struct Seeker<'f> {
    recent: Recent,
    /// The articles of this batch, which no connection sees yet.
    filed: HashMap<ArticleId, &'f Filing>,
    texts: HashMap<ArticleId, OwnText>,
}

/// How many texts are held for comparisons to come.
const HELD: usize = 256;

impl<'f> Seeker<'f> {
    pub(crate) fn new(recent: Recent) -> Seeker<'f> {
        Seeker {
            recent,
            filed: HashMap::new(),
            texts: HashMap::new(),
        }
    }

    /// What is remembered for the next batch.
    pub(crate) fn end(self) -> Recent {
        self.recent
    }

    /// The articles that have the text of this one, the one that shares most first; it is then known to those that come
    /// after it. The table is asked only if `is_young`: of older articles it holds nothing.
    pub(crate) fn seek(
        &mut self,
        conn: &Connection,
        unpacker: &Unpacker,
        id: ArticleId,
        filing: &'f Filing,
        is_young: bool,
    ) -> Result<Vec<Related>> {
        let text = &filing.fingerprint;
        let mut shared: HashMap<ArticleId, (usize, usize)> = HashMap::new();
        if is_young {
            for (id, same, sampled) in candidates(conn, text)? {
                shared.insert(id, (same, sampled));
            }
        }
        self.recent.shared(text, &mut shared);
        self.recent.add(id, text);
        self.filed.insert(id, filing);
        let size = text.sampled.len();
        // How much each shares, and whether the samples are the same.
        let mut all: Vec<(usize, ArticleId, bool)> = shared
            .into_iter()
            .filter(|(other, (shared, sampled))| {
                *other != id && is_candidate(*shared, size, *sampled)
            })
            .map(|(other, (shared, sampled))| (shared, other, shared == size && shared == sampled))
            .collect();
        if all.is_empty() {
            return Ok(vec![]);
        }
        all.sort_unstable_by_key(|(shared, id, _)| (std::cmp::Reverse(*shared), *id));
        let own = OwnText::of(&filing.article, &filing.outlet);
        let (mut found, mut compared) = (vec![], 0);
        let mut of_text: HashMap<i64, usize> = HashMap::new();
        for (shared, other, is_same) in all {
            if compared == COMPARED {
                break;
            }
            let known = match self.filed.get(&other) {
                Some(it) => Some((it.outlet.clone(), None)),
                None => known(conn, other)?,
            };
            let Some((outlet, text)) = known else {
                continue;
            };
            // What one outlet prints twice is a copy only to the word: notices of one form take no place.
            if outlet == filing.outlet && !is_same {
                continue;
            }
            if let Some(text) = text {
                let places = of_text.entry(text).or_default();
                *places += 1;
                if *places > OF_ONE_TEXT {
                    continue;
                }
            }
            let Some(theirs) = self.text(conn, unpacker, other)? else {
                continue;
            };
            compared += 1;
            let kin = match other < id {
                true => kinship(theirs, &own),
                false => kinship(&own, theirs),
            };
            if kin.is_copy {
                found.push(Related {
                    article_id: other,
                    shared,
                    of_later: kin.of_later,
                });
            }
        }
        self.hold(id, own);
        Ok(found)
    }

    fn text(
        &mut self,
        conn: &Connection,
        unpacker: &Unpacker,
        id: ArticleId,
    ) -> Result<Option<&OwnText>> {
        if !self.texts.contains_key(&id) {
            let text = match self.filed.get(&id) {
                Some(it) => Some(OwnText::of(&it.article, &it.outlet)),
                None => stored(conn, unpacker, id)?,
            };
            let Some(text) = text else { return Ok(None) };
            self.hold(id, text);
        }
        Ok(self.texts.get(&id))
    }

    fn hold(&mut self, id: ArticleId, text: OwnText) {
        if self.texts.len() >= HELD {
            self.texts.clear();
        }
        self.texts.insert(id, text);
    }
}

/// The outlet of a stored article, and the text that it shares with others, if it does.
fn known(conn: &Connection, id: ArticleId) -> Result<Option<(String, Option<i64>)>> {
    Ok(conn
        .prepare_cached(
            "SELECT article.outlet, text_article.text_id FROM article
             LEFT JOIN text_article ON text_article.article_id = article.id WHERE article.id = ?1",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// The own words of a stored article. One that cannot be read has none: what is damaged must not keep news out.
pub(crate) fn stored(
    conn: &Connection,
    unpacker: &Unpacker,
    id: ArticleId,
) -> Result<Option<OwnText>> {
    let mut statement = conn.prepare_cached(
        "SELECT article.outlet, body.dictionary, body.size, body.bytes
         FROM article JOIN body ON body.article_id = article.id WHERE article.id = ?1",
    )?;
    let mut rows = statement.query([id.0])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let outlet: String = row.get(0)?;
    let bytes = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
    match unpacker.unpack(conn, row.get(1)?, row.get(2)?, bytes) {
        Ok(article) => Ok(Some(OwnText::of(&article, &outlet))),
        Err(StoreError::Damaged(_)) => Ok(None),
        Err(err) => Err(err),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(from: u32, to: u32) -> Fingerprint {
        Fingerprint {
            sampled: (from..to).collect(),
        }
    }

    #[test]
    fn recent_articles_are_remembered_and_older_ones_forgotten() {
        let mut recent = Recent::default();
        let shared = |recent: &Recent, text: &Fingerprint| {
            let mut found = HashMap::new();
            recent.shared(text, &mut found);
            let mut found: Vec<(i64, (usize, usize))> =
                found.into_iter().map(|(id, it)| (id.0, it)).collect();
            found.sort_unstable();
            found
        };
        recent.add(ArticleId(1), &sample(0, 20));
        recent.add(ArticleId(2), &sample(10, 40));
        assert_eq!(
            shared(&recent, &sample(15, 25)),
            [(1, (5, 20)), (2, (10, 30))]
        );
        assert_eq!(shared(&recent, &sample(50, 60)), []);
        for it in 0..2 * RECENT as i64 {
            let at = 1_000 + 4 * it as u32;
            recent.add(ArticleId(10 + it), &sample(at, at + 4));
        }
        assert_eq!(shared(&recent, &sample(15, 25)), [], "forgotten");
        let last = 1_000 + 4 * (2 * RECENT as u32 - 1);
        assert_eq!(shared(&recent, &sample(last, last + 4)).len(), 1);
    }

    #[test]
    fn what_all_print_takes_no_longer_than_what_many_print() {
        let mut recent = Recent::default();
        for it in 0..1_000 {
            recent.add(ArticleId(it), &sample(0, 3));
        }
        let mut found = HashMap::new();
        recent.shared(&sample(0, 3), &mut found);
        assert_eq!(found.len(), HOLDERS, "the newest of a standing phrase");
    }
}
