//! Search: pages of what the archive holds on a query, and what it comes to in numbers.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    iter,
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
};

use news::{
    Article, ArticleId, Timestamp, TopicId,
    desk::{FacetCount, SearchOrder, SearchOverview, SearchPage, SearchRow},
    query::{
        About, DayCount, IndexQuery, Matcher, Proof, Query, Read, Scratch, Trial, flagged,
        flagged_sentence,
    },
};
use rayon::prelude::*;
use store::{Days, KnownArticles, PassRoom, Passed, RANKED, Reader, StoredArticle};

use crate::{Engine, EngineError, engine::Res, pass::about_passed, reading::about};

/// How many candidates a search looks at in one go, at most.
const BATCH: usize = 2_000;

/// How many leaves of a word are read before other cores help. Of a phrase of two common words all leaves are read, some
/// hundred on each million articles, and few of other queries.
const EFFORT: u64 = 10;

/// How many cores look for a page of hits at most: what those find that look at the oldest articles is often not shown.
const LOOKERS: usize = 4;

/// How many articles one core reads and proves at least before another one helps: to wake it takes as long as one article.
const FEW: usize = 8;

/// How many articles a walk reads in one go.
const SOME: usize = 200;

/// How many candidates a page of a search looks at before it is given back short, to be gone on with; and for how many it is
/// looked behind a full one whether there is another hit. Where that is not known by then, there may be.
const PATIENCE: usize = 20_000;
const AHEAD: usize = 2_000;

/// How many candidates are looked at first behind a full page.
const NEXT: usize = 24;

/// What queries ask for beside an article's own text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asks {
    /// What is known about its source, and when it was published.
    pub(crate) about: bool,
    /// Tags and folders, which are looked up for each article.
    pub(crate) beside: bool,
}

impl Engine {
    /// A page of what the archive holds on a query, newest first.
    ///
    /// # Errors
    /// As [`Engine::search_page`].
    pub fn search(&self, text: &str, cursor: Option<&str>) -> Res<SearchPage> {
        self.search_page(text, SearchOrder::Newest, cursor, news::desk::PAGE)
    }

    /// A page of what the archive holds on a query. What is no query comes back with diagnostics and no rows. A page
    /// may be short, or empty, and still have a next one, where hits are rare among many candidates.
    ///
    /// # Errors
    /// A cursor that was not given out, and what the database says.
    pub fn search_page(
        &self,
        text: &str,
        order: SearchOrder,
        cursor: Option<&str>,
        most: usize,
    ) -> Res<SearchPage> {
        let read = match Query::search_with(text, &self.lists()) {
            Ok(read) => read,
            Err(diagnostics) => {
                return Ok(SearchPage {
                    canonical: None,
                    diagnostics,
                    rows: vec![],
                    next: None,
                    total: None,
                    ranked_of: None,
                });
            }
        };
        match order {
            SearchOrder::Newest => self.newest(read, cursor, most),
            SearchOrder::Ranked => self.best(read, cursor, most),
        }
    }

    fn newest(&self, read: Read, cursor: Option<&str>, most: usize) -> Res<SearchPage> {
        let index = read.query.index();
        let matcher = Matcher::one(&read.query);
        let mut before: Option<ArticleId> = cursor
            .map(|text| text.parse().map_err(|_| no_such_place()))
            .transpose()?;
        // Of an exact answer no more is asked for than is shown; one more tells whether there is another page. Of any
        // other, more each time: where few candidates are hits, they are asked for less often.
        let mut batch = if index.exact {
            most + 1
        } else {
            most.max(1) * 2
        };
        let (mut rows, mut looked, mut patience) = (vec![], 0, PATIENCE);
        let (mut ended, mut more, mut ahead) = (false, false, NEXT);
        while looked < patience && !ended && !more {
            let ids = match read.query.needs_tag() {
                true => self.read(|it| it.tagged(before, batch))?,
                false => self.newest_of(&index, before, batch)?,
            };
            let mut rest = &ids[..];
            while !rest.is_empty() && looked < patience && !more {
                let is_full = rows.len() == most;
                if is_full && index.exact {
                    more = true;
                    break;
                }
                let size = if is_full { ahead } else { most };
                if is_full {
                    ahead = (ahead * 4).min(2 * SOME);
                }
                let (part, others) = rest.split_at(size.min(rest.len()));
                rest = others;
                looked += part.len();
                for (id, row) in self.rows_of(&read.query, &matcher, part)? {
                    if rows.len() == most && row.is_some() {
                        more = true;
                        break;
                    }
                    before = Some(id);
                    rows.extend(row);
                }
                if rows.len() == most && !is_full {
                    patience = patience.min(looked + AHEAD);
                }
            }
            ended = ids.len() < batch && rest.is_empty() && !more;
            batch = (batch * 2).min(BATCH.max(most));
        }
        let total = (cursor.is_none() && ended).then_some(rows.len() as u64);
        Ok(SearchPage {
            canonical: Some(read.query.to_string()),
            diagnostics: read.diagnostics,
            rows,
            next: before.filter(|_| !ended).map(|it| it.to_string()),
            total,
            ranked_of: None,
        })
    }

    /// The best of the newest candidates. A place in the list is how many were looked at, and below which article
    /// they were when the first page was made, so that what comes meanwhile does not move the pages.
    fn best(&self, read: Read, cursor: Option<&str>, most: usize) -> Res<SearchPage> {
        let mut index = read.query.index();
        let matcher = Matcher::one(&read.query);
        let mut skipped = 0;
        if let Some(text) = cursor {
            let (at, below) = text
                .split_once('.')
                .and_then(|(at, below)| Some((at.parse().ok()?, below.parse().ok()?)))
                .ok_or_else(no_such_place)?;
            skipped = at;
            index.until = Some(index.until.map_or(below, |it: ArticleId| it.min(below)));
        }
        let ranked = self.ranked(&index)?;
        let below = index
            .until
            .or_else(|| ranked.iter().max().map(|it| ArticleId(it.0 + 1)));
        let (mut rows, mut more) = (vec![], false);
        let (mut ahead, mut behind) = (NEXT, 0);
        while skipped < ranked.len() && !more {
            let is_full = rows.len() == most;
            // What is not known by then may be.
            if is_full && (index.exact || behind >= AHEAD / 2) {
                more = true;
                break;
            }
            let wanted = if is_full { ahead } else { most - rows.len() };
            if is_full {
                behind += wanted;
                ahead = (ahead * 4).min(2 * SOME);
            }
            let part = &ranked[skipped..ranked.len().min(skipped + wanted)];
            let mut found = self.rows_of(&read.query, &matcher, part)?.into_iter();
            if !is_full {
                skipped += part.len();
                rows.extend(found.filter_map(|it| it.1));
            } else if let Some((id, _)) = found.find(|it| it.1.is_some()) {
                skipped += part.iter().position(|it| *it == id).unwrap_or(0);
                more = true;
            } else {
                skipped += part.len();
            }
        }
        Ok(SearchPage {
            canonical: Some(read.query.to_string()),
            diagnostics: read.diagnostics,
            next: below
                .filter(|_| more)
                .map(|below| format!("{skipped}.{below}")),
            total: (cursor.is_none() && !more && ranked.len() < RANKED)
                .then_some(rows.len() as u64),
            rows,
            ranked_of: Some(ranked.len() as u64),
        })
    }

    /// What the archive holds on a query in numbers: how many articles, on which days, of whom. Where the index alone
    /// cannot tell, every candidate is proved: `progress` is told how far that is and can end it; what was counted by
    /// then is said to be "at least".
    ///
    /// # Errors
    /// What the database says.
    pub fn search_overview(
        &self,
        text: &str,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Res<SearchOverview> {
        let read = match Query::search_with(text, &self.lists()) {
            Ok(read) => read,
            Err(diagnostics) => {
                return Ok(SearchOverview {
                    canonical: None,
                    diagnostics,
                    total: 0,
                    complete: true,
                    days: vec![],
                    sources: vec![],
                    publishers: vec![],
                    languages: vec![],
                    watchlists: vec![],
                });
            }
        };
        let index = read.query.index();
        let (hits, complete) = if index.exact {
            (self.all_hits(&index)?, true)
        } else {
            self.proved_hits(&read.query, &index, progress)?
        };
        let mut days = Days::default();
        hits.iter().for_each(|it| days.add(*it));
        let facets = self.read(|it| it.facets(&hits))?;
        let named = |name: String, articles: u64| FacetCount {
            id: None,
            name,
            articles,
        };
        let numbered = |id: i64, name: String, articles: u64| FacetCount {
            id: Some(id),
            ..named(name, articles)
        };
        Ok(SearchOverview {
            canonical: Some(read.query.to_string()),
            diagnostics: read.diagnostics,
            total: hits.len() as u64,
            complete,
            days: day_counts(days.found()),
            sources: facets
                .sources
                .into_iter()
                .map(|(id, name, n)| FacetCount {
                    id: id.map(|it| it.0),
                    ..named(name, n)
                })
                .collect(),
            publishers: facets
                .publishers
                .into_iter()
                .map(|(name, n)| named(name, n))
                .collect(),
            languages: facets
                .languages
                .into_iter()
                .map(|(name, n)| named(name, n))
                .collect(),
            watchlists: facets
                .watchlists
                .into_iter()
                .map(|(id, name, n)| numbered(id.0, name, n))
                .collect(),
        })
    }

    /// Articles by their numbers, in that order, each with its row if it meets a query. One that was removed
    /// meanwhile is left out.
    fn rows_of(
        &self,
        query: &Query,
        matcher: &Matcher,
        ids: &[ArticleId],
    ) -> Res<Vec<(ArticleId, Option<SearchRow>)>> {
        let some = |ids: &[ArticleId]| -> Res<Vec<(ArticleId, Option<SearchRow>)>> {
            let found = self.read(|it| it.articles(ids))?;
            let known = self.known_of(&found, query.asks_beside())?;
            let rows = found.iter().map(|it| {
                let proof = self.proved(matcher, it, &known);
                (it.id, proof.holds.then(|| search_row(it, &proof)))
            });
            Ok(rows.collect())
        };
        // What one core learns of words another one has to learn again.
        let share = ids.len().div_ceil(rayon::current_num_threads()).max(FEW);
        if ids.len() <= share {
            return some(ids);
        }
        let shares: Vec<&[ArticleId]> = ids.chunks(share).collect();
        Ok(on_every_core(&shares, |it| some(it))?
            .into_iter()
            .flatten()
            .collect())
    }

    /// Whether a stored article meets the one topic of a matcher, with every place.
    pub(crate) fn proved(
        &self,
        matcher: &Matcher,
        it: &StoredArticle,
        known: &KnownArticles,
    ) -> Proof {
        let about = About {
            tags: known.tags_of(it.id),
            paths: known.paths_of(it.id),
            now: Some(self.now()),
            ..about(it)
        };
        let document = matcher.document(&it.article, &about);
        let mut scratch = matcher.scratch();
        let places = matcher
            .hits(&document, &mut scratch)
            .iter()
            .next()
            .map(|it| it.places.to_vec());
        matcher.give_back(scratch);
        // What is asked of it are its places.
        Proof {
            clause: String::new(),
            holds: places.is_some(),
            spans: places.unwrap_or_default(),
            remark: None,
            parts: vec![],
        }
    }

    /// The numbers of the newest candidates. What is not found at once is looked for on two cores.
    fn newest_of(
        &self,
        index: &IndexQuery,
        before: Option<ArticleId>,
        most: usize,
    ) -> Res<Vec<ArticleId>> {
        let (mut ids, rest) = self.read(|it| it.newest_for(index, before, most, EFFORT))?;
        let Some(rest) = rest else { return Ok(ids) };
        let most = most - ids.len();
        let parts = self.parts(&IndexQuery {
            until: Some(rest),
            ..index.clone()
        })?;
        let more = on_every_core(&parts, |part| self.read(|it| it.newest(part, None, most)))?;
        ids.extend(more.into_iter().flatten().take(most));
        Ok(ids)
    }

    /// The newest candidates, the best first. What is not found at once is looked for on two cores.
    fn ranked(&self, index: &IndexQuery) -> Res<Vec<ArticleId>> {
        let mut found = self.read(|it| it.to_rank(index, EFFORT))?;
        if let Some(rest) = found.rest() {
            let parts = self.parts(&IndexQuery {
                until: Some(rest),
                ..index.clone()
            })?;
            on_every_core(&parts, |part| self.read(|it| it.to_rank(part, u64::MAX)))?
                .into_iter()
                .for_each(|it| found.append(it));
        }
        self.read(|it| it.best_first(index, found))
    }

    /// The numbers of all candidates, newest first.
    pub(crate) fn all_hits(&self, index: &IndexQuery) -> Res<Vec<ArticleId>> {
        self.newest_of(index, None, usize::MAX)
    }

    /// A query for each core, of as much time each, the newest first.
    fn parts(&self, index: &IndexQuery) -> Res<Vec<IndexQuery>> {
        let ends = self.read(Reader::ends)?;
        let (first, last) = ends.map_or((0, 0), |it| (it.0.0, it.1.0));
        let from = index.from.map_or(first, |it| it.0.max(first));
        let until = index.until.map_or(last, |it| it.0.min(last));
        let count = rayon::current_num_threads().clamp(1, LOOKERS) as i64;
        let step = until.saturating_sub(from).max(0) / count;
        // What is at or beyond the ends is looked for as well.
        let bound = |at: i64| match at {
            0 => index.from,
            at if at == count => index.until,
            at => Some(ArticleId(from + step * at)),
        };
        let parts = (0..count).rev().map(|at| IndexQuery {
            from: bound(at),
            until: bound(at + 1),
            ..index.clone()
        });
        Ok(parts.collect())
    }

    /// The candidates that are proved, newest first, and whether all were looked at.
    fn proved_hits(
        &self,
        query: &Query,
        index: &IndexQuery,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Res<(Vec<ArticleId>, bool)> {
        let matcher = Matcher::one(query);
        // Of some the index may be sure.
        let parted = index.parted();
        let mut hits = match &parted {
            Some((sure, _)) => self.all_hits(sure)?,
            None => vec![],
        };
        let ids = self.all_hits(parted.as_ref().map_or(index, |it| &it.1))?;
        let mut looked = 0;
        for part in ids.chunks(BATCH / 2) {
            if progress(looked, ids.len() as u64).is_break() {
                hits.sort_unstable_by_key(|it| Reverse(*it));
                return Ok((hits, false));
            }
            looked += part.len() as u64;
            let holds: Vec<Vec<ArticleId>> = part
                .par_chunks(SOME)
                .map(|part| {
                    let found = self.read(|it| it.articles(part))?;
                    let known = self.known_of(&found, query.asks_beside())?;
                    Ok(found
                        .iter()
                        .filter(|it| self.proved(&matcher, it, &known).holds)
                        .map(|it| it.id)
                        .collect())
                })
                .collect::<Res<_>>()?;
            hits.extend(holds.into_iter().flatten());
        }
        // What was looked at last is told as well.
        let _ = progress(looked, ids.len() as u64);
        hits.sort_unstable_by_key(|it| Reverse(*it));
        // An article that changed between the two questions may be found by both.
        hits.dedup();
        Ok((hits, true))
    }

    /// Reads every candidate of a query (or these, where they are known), on every core, and judges each; what came of it is
    /// given to `each` in batches, in no order. `progress` is told how many were read, and can end it. Tells whether it came to the end.
    ///
    /// # Errors
    /// What the database or `each` says.
    pub(crate) fn walk<T: Send>(
        &self,
        (index, known_hits): (&IndexQuery, Option<Vec<ArticleId>>),
        trial: &Trial,
        asks: Asks,
        judge: impl Fn((ArticleId, &Article), About<'_>, &mut Scratch) -> T + Sync,
        each: impl Fn(Vec<T>) -> Res<()> + Sync,
        progress: &(dyn Fn(u64) -> ControlFlow<()> + Sync),
    ) -> Res<bool> {
        let looked = AtomicU64::new(0);
        let houses = self.read(Reader::houses)?;
        let goes_on = || progress(looked.load(Ordering::Relaxed)).is_continue();
        let one = |found: &mut Vec<T>, scratch: &mut Scratch, it: Passed<'_>| {
            let about = About {
                tags: it.known.tags_of(it.id),
                ..about_passed(&it, &houses)
            };
            found.push(judge((it.id, it.article), about, scratch));
        };
        let told = |found: Vec<T>, scratch| {
            trial.give_back(scratch);
            looked.fetch_add(found.len() as u64, Ordering::Relaxed);
            each(found)
        };
        let ended: Vec<bool> = if index.ask.is_some() {
            // The index is asked once.
            let ids = match known_hits {
                Some(ids) => ids,
                None => self.all_hits(index)?,
            };
            ids.par_chunks(SOME)
                .map_init(PassRoom::default, |room, part| {
                    if !goes_on() {
                        return Ok(false);
                    }
                    let (mut found, mut scratch) = (vec![], trial.scratch());
                    self.read(|it| match asks.about {
                        true => it.pass_some(part, asks.beside, room, |it| {
                            one(&mut found, &mut scratch, it);
                        }),
                        false => it.pass_texts(part, trial.sieve(), room, |id, article| {
                            found.push(judge((id, article), About::default(), &mut scratch));
                        }),
                    })?;
                    told(found, scratch)?;
                    Ok(true)
                })
                .collect::<Res<_>>()?
        } else {
            // More parts than cores: one that holds much does not keep the others waiting.
            let parts = self.read(|it| it.split(index, rayon::current_num_threads() * 4))?;
            parts
                .into_par_iter()
                .map(|part| {
                    let mut room = PassRoom::default();
                    let from = part.from.unwrap_or(ArticleId(i64::MIN));
                    let mut before = part.until.unwrap_or(ArticleId(i64::MAX));
                    loop {
                        if !goes_on() {
                            return Ok(false);
                        }
                        let (mut found, mut scratch) = (vec![], trial.scratch());
                        let last = self.read(|it| {
                            it.pass((from, before), SOME, asks.beside, &mut room, |it| {
                                one(&mut found, &mut scratch, it);
                            })
                        })?;
                        told(found, scratch)?;
                        let Some(last) = last else { return Ok(true) };
                        before = last;
                    }
                })
                .collect::<Res<_>>()?
        };
        Ok(ended.into_iter().all(|it| it))
    }
}

/// Days as they are shown.
fn day_counts(days: BTreeMap<Timestamp, u64>) -> Vec<DayCount> {
    days.into_iter()
        .map(|(day, hits)| DayCount { day, hits })
        .collect()
}

fn no_such_place() -> EngineError {
    EngineError::bad_input("No such place in the list.", "Search again.")
}

/// Does a task for each of a few items, the first one here and at once while other cores are woken for the rest. Gives what
/// came of each, in order.
fn on_every_core<I: Sync, T: Send>(items: &[I], task: impl Fn(&I) -> Res<T> + Sync) -> Res<Vec<T>> {
    let Some((first, others)) = items.split_first() else {
        return Ok(vec![]);
    };
    let mut of_others: Vec<Option<Res<T>>> = others.iter().map(|_| None).collect();
    let task = &task;
    let of_first = rayon::in_place_scope(|scope| {
        for (item, slot) in others.iter().zip(&mut of_others) {
            scope.spawn(move |_| *slot = Some(task(item)));
        }
        task(first)
    });
    // Each slot was filled before the scope ended.
    iter::once(of_first)
        .chain(of_others.into_iter().flatten())
        .collect()
}

pub(crate) fn search_row(it: &StoredArticle, proof: &Proof) -> SearchRow {
    let shown = flagged(&it.article, proof);
    SearchRow {
        article_id: it.id,
        title: it.article.title.clone(),
        outlet: it.outlet.clone(),
        language: it.article.language.clone(),
        address: it.article.address.clone(),
        published_at: it.article.published_at,
        first_seen_at: it.first_seen_at,
        sentence: flagged_sentence(&it.article, &shown, proof, TopicId(0)),
        zone: shown.zone,
        story_id: (it.story.1 > 1).then_some(it.story.0),
    }
}
