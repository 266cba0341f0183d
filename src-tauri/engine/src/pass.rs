//! Passing over the archive once for many topics: on every core, with short looks into the file.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
};

use news::{
    ArticleId, SourceId, Timestamp, TopicId,
    query::{About, DayCount, Document, IndexQuery, Matcher, Query, Scratch},
};
use rayon::prelude::*;
use serde::Serialize;
use store::{House, PassRoom, Passed, Reader};

use crate::{Engine, engine::Res};

/// How many articles are looked at in one look into the file.
const BATCH: usize = 200;

/// How many parts there are for each core: one that takes long does not keep the others waiting.
const PARTS: usize = 8;

/// What many topics would have found in the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tallies {
    /// How many articles were looked at.
    pub looked_at: u64,
    /// How many there are.
    pub articles: u64,
    /// Whether it was ended before all were.
    pub stopped: bool,
    /// What each topic found, in the order in which the topics were given.
    pub topics: Vec<TopicTally>,
}

/// What a topic would have found in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TopicTally {
    /// The topic.
    pub topic_id: TopicId,
    /// How many articles.
    pub hits: u64,
    /// How many on each day (in UTC) that has any, oldest first.
    pub days: Vec<DayCount>,
}

/// Which articles are passed over, and what is asked of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Over {
    /// From this one on.
    pub(crate) from: ArticleId,
    /// And before this one.
    pub(crate) before: ArticleId,
    /// Whether somebody asks what is known beside their texts.
    pub(crate) beside: bool,
}

/// Counts by topic and day, of articles that come mostly in the order of time.
#[derive(Debug, Default)]
struct Counts {
    /// By topic, the day of its last hit, and how many fell on it.
    now: Vec<(i64, u32)>,
    /// Topic, day and hits.
    before: Vec<(u32, i64, u32)>,
}

impl Counts {
    fn add(&mut self, topic: u32, day: i64) {
        let now = &mut self.now[topic as usize];
        if now.0 != day {
            if now.1 > 0 {
                self.before.push((topic, now.0, now.1));
            }
            *now = (day, 0);
        }
        now.1 += 1;
    }

    fn all(self) -> impl Iterator<Item = (u32, i64, u32)> {
        let now = self.now.into_iter().zip(0..);
        let now = now.map(|((day, hits), topic)| (topic, day, hits));
        self.before.into_iter().chain(now).filter(|it| it.2 > 0)
    }
}

impl Engine {
    /// What topics would have found in the archive: all of it, or its last days. One pass for all of them, on every
    /// core: takes what the articles are, however many topics there are. `tell` is told how many articles were looked at
    /// of how many, and can end it by breaking.
    ///
    /// # Errors
    /// What the database says.
    pub fn backtest_all(
        &self,
        topics: &[(TopicId, Query)],
        days: Option<u32>,
        tell: &(dyn Fn(u64, u64) -> ControlFlow<()> + Sync),
    ) -> Res<Tallies> {
        let mut matcher = Matcher::new();
        for ((_, query), number) in topics.iter().zip(0..) {
            matcher.set(TopicId(number), 0, query);
        }
        let from = match (days, self.read(Reader::ends)?) {
            (Some(days), Some((_, last))) => {
                let last = last.minute().min(self.now());
                ArticleId::floor(last.plus(-i64::from(days) * Timestamp::DAY))
            }
            _ => ArticleId(i64::MIN),
        };
        let over = Over {
            from,
            before: ArticleId(i64::MAX),
            beside: topics.iter().any(|it| it.1.asks_beside()),
        };
        let articles = self.read(|it| it.count_candidates(&over.range()))?;
        self.teach(&mut matcher, over)?;
        let now = self.now();
        let looked_at = AtomicU64::new(0);
        let start = || Counts {
            now: vec![(i64::MIN, 0); topics.len()],
            before: vec![],
        };
        let found = self.pass(
            over,
            &matcher,
            start,
            |counts, scratch, it, about| {
                let about = About {
                    tags: it.known.tags_of(it.id),
                    now: Some(now),
                    ..about
                };
                let day = it.id.minute().0 / Timestamp::DAY;
                let document = Document::new(it.article, &about);
                for hit in matcher.hits(&document, scratch).iter() {
                    counts.add(hit.topic_id.0 as u32, day);
                }
            },
            &|more| {
                let done = looked_at.fetch_add(more, Ordering::Relaxed) + more;
                tell(done, articles)
            },
        )?;
        let mut by: Vec<Vec<(i64, u32)>> = vec![vec![]; topics.len()];
        let ended = found.ended;
        for counts in found.states {
            for (topic, day, hits) in counts.all() {
                by[topic as usize].push((day, hits));
            }
        }
        let tallies = topics.iter().zip(by).map(|((topic_id, _), mut found)| {
            found.sort_unstable();
            let days = found.chunk_by(|a, b| a.0 == b.0).map(|day| DayCount {
                day: Timestamp(day[0].0 * Timestamp::DAY),
                hits: day.iter().map(|it| u64::from(it.1)).sum(),
            });
            let days: Vec<DayCount> = days.collect();
            TopicTally {
                topic_id: *topic_id,
                hits: days.iter().map(|it| it.hits).sum(),
                days,
            }
        });
        Ok(Tallies {
            looked_at: looked_at.load(Ordering::Relaxed),
            articles,
            stopped: !ended,
            topics: tallies.collect(),
        })
    }

    /// Every topic with its query, as they are saved; those that cannot be read are left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn saved_queries(&self) -> Res<Vec<(TopicId, Query)>> {
        let lists = self.lists();
        let topics = self.read(Reader::topics)?;
        let read = topics.into_iter().filter_map(|it| {
            let read = Query::stored_with(&it.topic.query, &lists).ok()?;
            Some((it.topic.id, read.query))
        });
        Ok(read.collect())
    }

    /// Passes over articles, on every core, each with what is known about it; in no order but that of time within a part.
    /// `start` makes what a part gathers into, `each` has room for the matcher to work in. `go_on` is told how many more were looked at, and can end it.
    pub(crate) fn pass<S: Send>(
        &self,
        over: Over,
        matcher: &Matcher,
        start: impl Fn() -> S + Sync,
        each: impl Fn(&mut S, &mut Scratch, &Passed<'_>, About<'_>) + Sync,
        go_on: &(dyn Fn(u64) -> ControlFlow<()> + Sync),
    ) -> Res<Ended<S>> {
        let houses = self.read(Reader::houses)?;
        let parts =
            self.read(|it| it.split(&over.range(), rayon::current_num_threads() * PARTS))?;
        let found: Vec<(S, bool)> = parts
            .into_par_iter()
            .map(|part| {
                let (mut state, mut room) = (start(), PassRoom::default());
                let from = part.from.unwrap_or(over.from);
                let mut before = part.until.unwrap_or(over.before);
                let mut looked = 0;
                loop {
                    if go_on(looked).is_break() || self.is_stopping() {
                        return Ok((state, false));
                    }
                    looked = 0;
                    let mut scratch = matcher.scratch();
                    let last = self.read(|it| {
                        it.pass((from, before), BATCH, over.beside, &mut room, |it| {
                            looked += 1;
                            each(&mut state, &mut scratch, &it, about_passed(&it, &houses));
                        })
                    })?;
                    matcher.give_back(scratch);
                    let Some(last) = last else {
                        return Ok((state, true));
                    };
                    before = last;
                }
            })
            .collect::<Res<_>>()?;
        let ended = found.iter().all(|it| it.1);
        let states = found.into_iter().map(|it| it.0).collect();
        Ok(Ended { states, ended })
    }

    /// Lets a matcher learn from some articles which words are rare: it is asked about very many.
    pub(crate) fn teach(&self, matcher: &mut Matcher, over: Over) -> Res<()> {
        /// So many, newest first, which is a second's work for ten thousand topics.
        const LEARNED_FROM: usize = 4_000;
        let mut scratch = Scratch::default();
        let (mut room, mut before, mut left) = (PassRoom::default(), over.before, LEARNED_FROM);
        while left > 0 {
            let some = left.min(BATCH);
            let last = self.read(|it| {
                it.pass((over.from, before), some, false, &mut room, |it| {
                    let document = Document::new(it.article, &About::default());
                    matcher.hits(&document, &mut scratch);
                })
            })?;
            let Some(last) = last else { break };
            before = last;
            left -= some;
        }
        matcher.learn(&mut scratch);
        Ok(())
    }
}

/// What came of a pass.
pub(crate) struct Ended<S> {
    /// What each part gathered.
    pub(crate) states: Vec<S>,
    /// Whether all came to their ends.
    pub(crate) ended: bool,
}

impl Over {
    fn range(self) -> IndexQuery {
        IndexQuery {
            from: Some(self.from),
            until: Some(self.before),
            ..IndexQuery::everything()
        }
    }
}

/// What is known about an article that is passed over: the same as of one that is read by itself.
pub(crate) fn about_passed<'a>(
    it: &'a Passed<'_>,
    houses: &'a HashMap<SourceId, House>,
) -> About<'a> {
    let Some(house) = houses.get(&it.source_id) else {
        return About::default();
    };
    let by_hand = it.outlet != house.name && house.publisher == house.name;
    let at = it.article.sorted_at(it.first_seen_at);
    let sorted_at = if ArticleId::floor(at) == ArticleId::floor(it.id.minute()) {
        at
    } else {
        it.id.minute()
    };
    About {
        source: it.outlet,
        publisher: if by_hand { it.outlet } else { &house.publisher },
        group: house.group.as_deref(),
        country: house.country.as_deref(),
        language: house.language.as_deref(),
        sorted_at: Some(sorted_at),
        paths: it.known.paths_of(it.id),
        ..About::default()
    }
}
