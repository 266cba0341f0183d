//! Backtests: what a topic would have found in the archive, before it is saved.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use news::{
    ArticleId, Timestamp, TopicId,
    desk::{BacktestRequest, BacktestView, PAGE, SearchRow},
    query::{About, DayCount, IndexQuery, Matcher, Proof, Query, Tally, Trial},
};
use store::{Days, Reader, StoreError};

use crate::{
    Engine,
    engine::Res,
    search::{Asks, search_row},
};

/// After how many articles it is told how far a backtest is.
const STEP: u64 = 2_000;

/// How much a backtest looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// How many articles and on which days, from the index where it is exact.
    Count,
    /// Each article that meets the topic or its saved version, with its places.
    Hits,
    /// What each clause finds alone or holds back as well.
    Clauses,
}

impl Engine {
    /// Tries a topic on the archive. `tell` gets what is known so far, newest articles or not, and ends it by breaking;
    /// what was found by then is given back, and says that it was stopped.
    ///
    /// # Errors
    /// [`InvalidQuery`](news::desk::ErrorCode::InvalidQuery) for a text that is no query, and what the database says.
    pub fn backtest(
        &self,
        request: &BacktestRequest,
        depth: Depth,
        tell: &(dyn Fn(&BacktestView) -> ControlFlow<()> + Sync),
    ) -> Res<BacktestView> {
        // What is tried of a stored topic may have what is asked about where it is typed.
        let query = match request.topic_id {
            Some(_) => self.read_stored(&request.query)?.query,
            None => self.read_topic(&request.query, None)?.query,
        };
        // A count says nothing of the saved version: it does not look at what only that one finds.
        let saved = match request.topic_id {
            Some(id) if depth > Depth::Count => self.saved_query(id)?,
            Some(_) | None => None,
        };
        let ends = self.read(Reader::ends)?;
        // An archive that was read in long after its time ends with its newest article.
        let now = self.now();
        let (first, last) = ends.map_or((now, now), |(first, last)| {
            (first.minute(), last.minute().min(now))
        });
        let from = request
            .days
            .map(|days| last.plus(-i64::from(days) * Timestamp::DAY));
        let within = |mut index: IndexQuery| {
            if let Some(from) = from {
                let floor = ArticleId::floor(from);
                index.from = Some(index.from.map_or(floor, |it| it.max(floor)));
            }
            index
        };
        let covered = last.0 - from.map_or(first, |it| it.max(first)).0;
        let days = (covered as f64 / Timestamp::DAY as f64).max(1.0);
        let until = ends.map(|_| last);
        let mut view = BacktestView {
            until,
            ..BacktestView::default()
        };

        // The index alone knows the number and the days, where it is exact; of others it may be sure of most.
        let index = within(query.index());
        let parted = match depth {
            Depth::Count if !index.exact => index.parted(),
            Depth::Count | Depth::Hits | Depth::Clauses => None,
        };
        let (mut sure, mut known_hits) = (BTreeMap::new(), None);
        if let Some(known) = parted
            .as_ref()
            .map(|it| &it.0)
            .or(index.exact.then_some(&index))
        {
            let mut found = Days::default();
            let hits = self.all_hits(known)?;
            hits.iter().for_each(|it| found.add(*it));
            let found = found.found();
            if parted.is_some() {
                sure.clone_from(&found);
            }
            view.hits = found.values().sum();
            view.a_day = view.hits as f64 / days;
            view.days = found
                .into_iter()
                .map(|(day, hits)| DayCount { day, hits })
                .collect();
            view.done = depth == Depth::Count && parted.is_none();
            if tell(&view).is_break() {
                view.stopped = !view.done;
                return Ok(view);
            }
            if view.done {
                return Ok(view);
            }
            // They are what is looked at, unless there is more.
            known_hits = (depth == Depth::Hits && saved.is_none()).then_some(hits);
        }

        let trial = match depth {
            Depth::Count | Depth::Hits => Trial::whole(&query, saved.as_ref()),
            Depth::Clauses => Trial::new(&query, saved.as_ref()),
        };
        let reach = match depth {
            Depth::Count => vec![parted.map_or(index, |it| it.1)],
            Depth::Hits => [Some(&query), saved.as_ref()]
                .into_iter()
                .flatten()
                .map(|it| within(it.index()))
                .collect(),
            Depth::Clauses => trial.reach().iter().map(|it| within(it.index())).collect(),
        };
        let index = IndexQuery::any(&reach);
        // What was found already need not be looked for again.
        let candidates = match &known_hits {
            Some(hits) => hits.len() as u64,
            None => self.read(|it| it.count_candidates(&index))?,
        };
        let asked = [Some(&query), saved.as_ref()];
        let asks = |what: fn(&Query) -> bool| asked.into_iter().flatten().any(what);
        let asks = Asks {
            about: asks(Query::asks_about),
            beside: asks(Query::asks_beside),
        };
        let tally = Mutex::new(trial.tally());
        let told = AtomicU64::new(0);
        let stopped = AtomicBool::new(false);
        let first = view;
        let snapshot = |tally: &Tally| {
            let mut view = shown(tally, &sure, candidates, days, saved.is_some());
            view.until = until;
            view.too_many_clauses = trial.too_many_clauses() as u32;
            view
        };
        let ended = self.walk(
            (&index, known_hits),
            &trial,
            asks,
            |(id, article), about, scratch| {
                let about = About {
                    now: Some(now),
                    ..about
                };
                let document = trial.document(article, &about);
                (id, id.minute(), trial.judge(&document, scratch))
            },
            |judged| {
                let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
                trial.add(&mut tally, &judged);
                if tally.looked_at >= told.load(Ordering::Relaxed) + STEP {
                    told.store(tally.looked_at, Ordering::Relaxed);
                    let mut now = snapshot(&tally);
                    // What the index knew is not taken back while it is looked at one by one.
                    if sure.is_empty() && !first.days.is_empty() {
                        now.hits = first.hits;
                        now.a_day = first.a_day;
                        now.days.clone_from(&first.days);
                    }
                    if tell(&now).is_break() {
                        stopped.store(true, Ordering::Relaxed);
                    }
                }
                Ok(())
            },
            &|_| {
                if stopped.load(Ordering::Relaxed) || self.is_stopping() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        )?;
        let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut view = snapshot(&tally);
        view.done = ended;
        view.stopped = !ended;
        // Nor has it examples: it may have looked at the rarest kind of hit only.
        if depth > Depth::Count {
            view.examples = self.rows(&query, &tally.examples)?;
        }
        view.gained_rows = self.rows(&query, &tally.gained.newest)?;
        if let Some(saved) = &saved {
            view.lost_rows = self.rows(saved, &tally.lost.newest)?;
        }
        // There is nothing left to be ended.
        let _ = tell(&view);
        Ok(view)
    }

    /// Articles as a search would list them: by their headline, with the sentence that meets a query, in the order of
    /// the ids. Where there is no query, or it does not meet an article, its beginning is shown. Articles that are gone
    /// are left out.
    ///
    /// # Errors
    /// [`InvalidQuery`](news::desk::ErrorCode::InvalidQuery) for a text that is no query, and what the database says.
    pub fn article_rows(&self, query: Option<&str>, ids: &[ArticleId]) -> Res<Vec<SearchRow>> {
        let ids = &ids[..ids.len().min(PAGE)];
        match query {
            Some(text) => self.rows(&self.read_stored(text)?.query, ids),
            None => {
                let found = self.read(|it| it.articles(ids))?;
                let nothing = Proof {
                    clause: String::new(),
                    holds: false,
                    spans: vec![],
                    remark: None,
                    parts: vec![],
                };
                Ok(found.iter().map(|it| search_row(it, &nothing)).collect())
            }
        }
    }

    /// The query of a topic as it is saved; nothing where it can no longer be read, and an error where there is no such topic.
    fn saved_query(&self, id: TopicId) -> Res<Option<Query>> {
        let saved = self.read(|it| it.query_now(id))?;
        let saved = saved.ok_or_else(|| StoreError::NotFound(format!("topic {id}")))?;
        let read = Query::stored_with(&saved, &self.lists()).ok();
        Ok(read.map(|it| it.query))
    }

    fn rows(&self, query: &Query, ids: &[ArticleId]) -> Res<Vec<SearchRow>> {
        let found = self.read(|it| it.articles(ids))?;
        let known = self.known_of(&found, query.asks_beside())?;
        let matcher = Matcher::one(query);
        Ok(found
            .iter()
            .map(|it| search_row(it, &self.proved(&matcher, it, &known)))
            .collect())
    }
}

/// A tally as it is shown, with the days of the hits that need not be looked at.
fn shown(
    tally: &Tally,
    sure: &BTreeMap<Timestamp, u64>,
    candidates: u64,
    days: f64,
    has_saved: bool,
) -> BacktestView {
    let saved_hits = tally.hits + tally.lost.count - tally.gained.count;
    let mut by_day = sure.clone();
    for it in &tally.days {
        *by_day.entry(it.day).or_default() += it.hits;
    }
    let hits: u64 = tally.hits + sure.values().sum::<u64>();
    BacktestView {
        looked_at: tally.looked_at,
        candidates,
        hits,
        a_day: hits as f64 / days,
        saved_a_day: has_saved.then(|| saved_hits as f64 / days),
        days: by_day
            .into_iter()
            .map(|(day, hits)| DayCount { day, hits })
            .collect(),
        clauses: tally.clauses.clone(),
        gained: tally.gained.clone(),
        lost: tally.lost.clone(),
        ..BacktestView::default()
    }
}
