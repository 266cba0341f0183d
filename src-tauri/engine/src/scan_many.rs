//! Looking through the archive for many topics at once: when a file of them was read, or a list that they share changed.

use std::{
    collections::{BTreeMap, HashMap},
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
};

use news::{
    ArticleId, TopicId,
    desk::Change,
    query::{About, Document, Matcher, Query, prove},
};
use store::{FiledMatch, Reader, Unfinished};

use crate::{
    Engine,
    engine::Res,
    jobs::Work,
    judge::filed_match,
    pass::Over,
    watchlists::{Due, Scan},
};

/// So few topics are each looked for among their own candidates, without asking what that takes.
const FEW: usize = 4;

/// So many share a pass, without asking what that takes.
const MANY: usize = 64;

/// How many times as long a candidate of one topic takes as an article that is passed over for all of them: it is looked
/// for in the index, read with what a row shows, and proved.
const DEARER: u64 = 4;

/// How many articles are passed over before what they met is filed, and it is remembered how far the pass is.
const CHUNK: usize = 2_000;

/// Topics that share a pass.
pub(crate) struct Pass {
    pub(crate) topics: Vec<Due>,
    /// What it is called where it is remembered how far it is.
    number: i64,
    /// Every article from this one on was looked at.
    below: ArticleId,
}

impl Engine {
    /// Which topics are looked for alone, and which share passes: those that were not at their ends go on where they
    /// were.
    pub(crate) fn passes_of(&self, due: Vec<Due>) -> Res<(Vec<Due>, Vec<Pass>)> {
        let unfinished = self.read(Reader::unfinished)?;
        let (mut rest, mut passes) = (due, vec![]);
        for (number, it) in unfinished {
            let (topics, others): (Vec<Due>, Vec<Due>) = rest
                .into_iter()
                .partition(|due| it.topics.get(&due.topic.id) == Some(&due.topic.version));
            rest = others;
            if !topics.is_empty() {
                passes.push(Pass {
                    topics,
                    number,
                    below: it.below,
                });
            }
        }
        if self.shares(&rest)? {
            let first = rest
                .iter()
                .map(|it| it.topic.id.0)
                .min()
                .unwrap_or_default();
            passes.push(Pass {
                topics: std::mem::take(&mut rest),
                number: first,
                below: ArticleId(i64::MAX),
            });
        }
        Ok((rest, passes))
    }

    /// Whether one pass over all articles takes less than to look at the candidates of each topic.
    fn shares(&self, due: &[Due]) -> Res<bool> {
        if due.len() <= FEW || due.len() >= MANY {
            return Ok(due.len() >= MANY);
        }
        let articles =
            self.read(|it| it.count_candidates(&news::query::IndexQuery::everything()))?;
        let mut candidates = 0;
        for it in due {
            let most = (articles / DEARER + 1).saturating_sub(candidates);
            candidates += self.read(|reader| reader.count_up_to(&it.query.index(), most))?;
            if candidates * DEARER > articles {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// One pass over the archive for many topics, newest articles first. What a part of it met is filed before it is
    /// remembered that it was passed: ended at any moment, it misses nothing when it goes on.
    pub(crate) fn scan_all(&self, pass: Pass, work: &Work) -> Res<String> {
        let Pass {
            topics: all,
            number,
            mut below,
        } = pass;
        let mut matcher = Matcher::new();
        let mut queries: HashMap<TopicId, &Query> = HashMap::with_capacity(all.len());
        for it in &all {
            matcher.set(it.topic.id, it.topic.version, &it.query);
            queries.insert(it.topic.id, &it.query);
        }
        let beside = all.iter().any(|it| it.query.asks_beside());
        let scans: Vec<&Scan> = all.iter().map(|it| &it.scan).collect();
        let over = |from, before| Over {
            from,
            before,
            beside,
        };
        let total = self.read(|it| it.count_candidates(&news::query::IndexQuery::everything()))?;
        let left = self.read(|it| {
            it.count_candidates(&news::query::IndexQuery {
                until: Some(below),
                ..news::query::IndexQuery::everything()
            })
        })?;
        self.teach(&mut matcher, over(ArticleId(i64::MIN), below))?;
        let rules = self.rules();
        let done = AtomicU64::new(total - left.min(total));
        let mut raised = 0;
        loop {
            if !work.at(done.load(Ordering::Relaxed), Some(total), "") {
                return Ok(format!("{raised} alerts so far"));
            }
            let from = self.read(|it| it.so_many_before(below, CHUNK))?;
            let found = self.pass(
                over(from, below),
                &matcher,
                Vec::<(ArticleId, u32, FiledMatch)>::new,
                |met, scratch, it, about| {
                    // As it was when the article came in, so that this gives what live matching gave.
                    let about = About {
                        now: Some(it.first_seen_at),
                        ..about
                    };
                    let document = Document::new(it.article, &about);
                    for hit in matcher.hits(&document, scratch).iter() {
                        let Some(query) = queries.get(&hit.topic_id) else {
                            continue;
                        };
                        let proof = prove(query, &document);
                        let graver = rules.judge(hit.topic_id, it.article, &about, &proof);
                        let filed = filed_match(it.article, hit.topic_id, hit.topic_version, proof);
                        met.push((it.id, it.version, filed.graver(graver)));
                    }
                },
                &|more| {
                    done.fetch_add(more, Ordering::Relaxed);
                    match work.is_cancelled() {
                        true => ControlFlow::Break(()),
                        false => ControlFlow::Continue(()),
                    }
                },
            )?;
            let matches = found.states.into_iter().flatten().collect();
            let Some(alerts) = self.file_scanned(matches, &scans)? else {
                self.write(move |writer| writer.set_unfinished(number, None))?;
                return Ok("The topics were changed meanwhile.".into());
            };
            raised += alerts;
            if !found.ended {
                return Ok(format!("{raised} alerts so far"));
            }
            if from == ArticleId(i64::MIN) {
                break;
            }
            below = from;
            self.remember(&all, number, below)?;
        }
        self.end_scans(&all)?;
        self.write(move |writer| writer.set_unfinished(number, None))?;
        self.tell(Change::Watchlists);
        Ok(format!("{raised} alerts"))
    }

    /// Remembers how far a pass is, for the topics that still ask for the same.
    fn remember(&self, all: &[Due], number: i64, below: ArticleId) -> Res<()> {
        let topics: BTreeMap<TopicId, u32> = all
            .iter()
            .filter(|it| !it.scan.is_overtaken())
            .map(|it| (it.topic.id, it.topic.version))
            .collect();
        let pass = Unfinished { below, topics };
        self.write(move |writer| writer.set_unfinished(number, Some(&pass)))
    }
}
