//! Trying a topic on the archive: what it would have found, what each of its clauses did, what it gains and loses
//! against its saved version.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Document, Matcher, Query, Scratch, ast::Node};
use crate::{ArticleId, Timestamp, TopicId};

/// How many examples are kept of each kind.
const EXAMPLES: usize = 20;

/// The most clauses that are looked at one by one.
const CLAUSES: usize = 64;

const NOW: TopicId = TopicId(0);
const BEFORE: TopicId = TopicId(1);
const FIRST: i64 = 2;

/// A topic that is tried.
#[derive(Debug)]
pub struct Trial {
    matcher: Matcher,
    joint: Joint,
    clauses: Vec<Clause>,
    query: Query,
    saved: Option<Query>,
}

/// How the clauses of a query are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    All,
    Any,
}

#[derive(Debug)]
struct Clause {
    text: String,
    /// Without its NOT.
    node: Node,
    negated: bool,
}

/// What a topic came to on the articles that were looked at so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tally {
    /// How many articles were looked at.
    #[ts(type = "number")]
    pub looked_at: u64,
    /// How many met the topic.
    #[ts(type = "number")]
    pub hits: u64,
    /// The first and the last day with an article, and how many met the topic on each day with one. Days are of UTC.
    pub days: Vec<DayCount>,
    /// The newest that met it.
    pub examples: Vec<ArticleId>,
    /// What each clause did; empty for a query of one.
    pub clauses: Vec<ClauseTally>,
    /// What the saved version would not have found.
    pub gained: Examples,
    /// What only the saved version finds.
    pub lost: Examples,
}

/// How many articles of a day met a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DayCount {
    /// The day, as its first moment (UTC).
    pub day: Timestamp,
    /// How many.
    #[ts(type = "number")]
    pub hits: u64,
}

/// Some articles out of many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Examples {
    /// How many there are.
    #[ts(type = "number")]
    pub count: u64,
    /// The newest of them.
    pub newest: Vec<ArticleId>,
}

/// What one clause of a query did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClauseTally {
    /// The clause in canonical form.
    pub clause: String,
    /// In how many of the articles that were looked at it holds.
    #[ts(type = "number")]
    pub holds: u64,
    /// Of alternatives: the hits that only this one finds.
    pub alone: Examples,
    /// Of conditions: the near misses, where all others hold and this one does not.
    pub held_back: Examples,
}

impl Trial {
    /// Makes a topic ready to be tried, beside its saved version if there is one.
    pub fn new(query: &Query, saved: Option<&Query>) -> Trial {
        let mut matcher = Matcher::new();
        matcher.set(NOW, 0, query);
        if let Some(saved) = saved {
            matcher.set(BEFORE, 0, saved);
        }
        let (joint, parts) = match &query.root {
            Node::And(parts) => (Joint::All, &parts[..]),
            Node::Or(parts) => (Joint::Any, &parts[..]),
            _ => (Joint::All, &[][..]),
        };
        let clauses: Vec<Clause> = parts
            .iter()
            .take(CLAUSES)
            .map(|it| match it {
                Node::Not(part) => Clause {
                    text: it.to_string(),
                    node: (**part).clone(),
                    negated: true,
                },
                _ => Clause {
                    text: it.to_string(),
                    node: it.clone(),
                    negated: false,
                },
            })
            .collect();
        // With some left out one cannot tell what the others do.
        let clauses = if parts.len() > CLAUSES {
            vec![]
        } else {
            clauses
        };
        for (number, clause) in clauses.iter().enumerate() {
            let root = clause.node.clone();
            matcher.set(TopicId(FIRST + number as i64), 0, &Query { root });
        }
        Trial {
            matcher,
            joint,
            clauses,
            query: query.clone(),
            saved: saved.cloned(),
        }
    }

    /// Queries that together are met by every article that a trial has something to say of: the topic, its saved
    /// version, and the topic without each of its conditions.
    pub fn reach(&self) -> Vec<Query> {
        let mut all = vec![self.query.clone()];
        all.extend(self.saved.clone());
        if self.joint == Joint::All && self.clauses.len() > 1 {
            for without in 0..self.clauses.len() {
                let others: Vec<Node> = self
                    .clauses
                    .iter()
                    .enumerate()
                    .filter(|(number, it)| *number != without && !it.negated)
                    .map(|(_, it)| it.node.clone())
                    .collect();
                match &others[..] {
                    [] => {}
                    [one] => all.push(Query { root: one.clone() }),
                    _ => all.push(Query {
                        root: Node::And(others),
                    }),
                }
            }
        }
        all
    }

    /// Room to work in, for [`Trial::judge`].
    pub fn scratch(&self) -> Scratch {
        self.matcher.scratch()
    }

    /// Takes room to work in back.
    pub fn give_back(&self, scratch: Scratch) {
        self.matcher.give_back(scratch);
    }

    /// Judges an article.
    pub fn judge(&self, document: &Document<'_>, scratch: &mut Scratch) -> Verdict {
        let mut verdict = Verdict {
            now: false,
            before: false,
            clauses: self.clauses.iter().map(|it| it.negated).collect(),
            hits: 0,
        };
        for hit in self.matcher.hits(document, scratch).iter() {
            match hit.topic_id {
                NOW => {
                    verdict.now = true;
                    verdict.hits = hit.places.len() as u32;
                }
                BEFORE => verdict.before = true,
                TopicId(number) => {
                    let number = (number - FIRST) as usize;
                    verdict.clauses[number] = !self.clauses[number].negated;
                }
            }
        }
        verdict
    }

    /// An empty tally.
    pub fn tally(&self) -> Tally {
        Tally {
            clauses: self
                .clauses
                .iter()
                .map(|it| ClauseTally {
                    clause: it.text.clone(),
                    ..ClauseTally::default()
                })
                .collect(),
            ..Tally::default()
        }
    }

    /// Adds articles that were judged, newest first, to a tally.
    pub fn add(&self, tally: &mut Tally, judged: &[(ArticleId, Timestamp, Verdict)]) {
        let mut days: BTreeMap<Timestamp, u64> = BTreeMap::new();
        for (id, at, verdict) in judged {
            tally.looked_at += 1;
            let hits = days.entry(day_of(*at)).or_default();
            if verdict.now {
                tally.hits += 1;
                *hits += 1;
                keep(&mut tally.examples, *id);
            }
            if self.saved.is_some() && verdict.now && !verdict.before {
                tally.gained.add(*id);
            }
            if self.saved.is_some() && verdict.before && !verdict.now {
                tally.lost.add(*id);
            }
            self.clauses(tally, *id, verdict);
        }
        for it in &mut tally.days {
            it.hits += days.remove(&it.day).unwrap_or(0);
        }
        tally
            .days
            .extend(days.into_iter().map(|(day, hits)| DayCount { day, hits }));
        tally.days.sort_unstable_by_key(|it| it.day);
    }

    fn clauses(&self, tally: &mut Tally, id: ArticleId, verdict: &Verdict) {
        let met = verdict.clauses.iter().filter(|it| **it).count();
        for (clause, holds) in tally.clauses.iter_mut().zip(&verdict.clauses) {
            clause.holds += u64::from(*holds);
            match self.joint {
                Joint::Any if *holds && met == 1 => clause.alone.add(id),
                Joint::All if !*holds && met + 1 == verdict.clauses.len() => {
                    clause.held_back.add(id);
                }
                Joint::Any | Joint::All => {}
            }
        }
    }
}

/// What a trial found of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the topic is met.
    pub now: bool,
    /// Whether its saved version is.
    pub before: bool,
    /// Whether each clause holds.
    pub clauses: Vec<bool>,
    /// How many places met the topic.
    pub hits: u32,
}

impl Examples {
    fn add(&mut self, id: ArticleId) {
        self.count += 1;
        keep(&mut self.newest, id);
    }
}

/// Keeps the newest.
fn keep(list: &mut Vec<ArticleId>, id: ArticleId) {
    let at = list.partition_point(|it| *it > id);
    if at < EXAMPLES && list.get(at) != Some(&id) {
        list.insert(at, id);
        list.truncate(EXAMPLES);
    }
}

/// The first moment of a day (UTC).
fn day_of(at: Timestamp) -> Timestamp {
    Timestamp(at.0.div_euclid(24 * Timestamp::HOUR) * 24 * Timestamp::HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Article, Block, Zone, query::About};

    const DAY: i64 = 24 * Timestamp::HOUR;

    fn tally(query: &str, saved: Option<&str>, texts: &[&str]) -> Tally {
        let read = |it: &str| Query::topic(it).expect("a query").query;
        let trial = Trial::new(&read(query), saved.map(read).as_ref());
        let mut scratch = trial.scratch();
        let mut tally = trial.tally();
        for (number, text) in texts.iter().enumerate() {
            let article = Article {
                blocks: vec![Block::new(Zone::Body, *text)],
                ..Article::default()
            };
            let document = Document::new(&article, &About::default());
            let verdict = trial.judge(&document, &mut scratch);
            let at = Timestamp(number as i64 * DAY / 2);
            // In batches of one, so that batches add up.
            trial.add(&mut tally, &[(ArticleId(number as i64), at, verdict)]);
        }
        tally
    }

    const TEXTS: [&str; 6] = [
        "border escalation",
        "border quiet",
        "escalation of prices",
        "border escalation exercise",
        "nothing",
        "frontier escalation",
    ];

    fn ids(of: &Examples) -> Vec<i64> {
        of.newest.iter().map(|it| it.0).collect()
    }

    #[test]
    fn each_condition_tells_what_it_holds_back() {
        let found = tally("border AND escalation AND NOT exercise", None, &TEXTS);
        assert_eq!((found.looked_at, found.hits), (6, 1));
        let days: Vec<(i64, u64)> = found
            .days
            .iter()
            .map(|it| (it.day.0 / DAY, it.hits))
            .collect();
        assert_eq!(days, [(0, 1), (1, 0), (2, 0)]);
        let clauses: Vec<_> = found
            .clauses
            .iter()
            .map(|it| (it.clause.as_str(), it.holds, ids(&it.held_back)))
            .collect();
        assert_eq!(
            clauses,
            [
                ("border", 3, vec![5, 2]),
                ("escalation", 4, vec![1]),
                ("NOT exercise", 5, vec![3]),
            ]
        );
    }

    #[test]
    fn each_alternative_tells_what_it_alone_finds() {
        let found = tally("border OR frontier OR exercise", None, &TEXTS);
        let clauses: Vec<_> = found
            .clauses
            .iter()
            .map(|it| (it.clause.as_str(), it.holds, ids(&it.alone)))
            .collect();
        assert_eq!(
            clauses,
            [
                ("border", 3, vec![1, 0]),
                ("frontier", 1, vec![5]),
                ("exercise", 1, vec![])
            ]
        );
    }

    #[test]
    fn a_change_tells_what_it_gains_and_loses() {
        let found = tally(
            "(border OR frontier) AND escalation",
            Some("border"),
            &TEXTS,
        );
        assert_eq!((ids(&found.gained), ids(&found.lost)), (vec![5], vec![1]));
        assert_eq!(
            found.examples.iter().map(|it| it.0).collect::<Vec<_>>(),
            [5, 3, 0]
        );
    }

    #[test]
    fn a_query_of_one_clause_has_no_clauses_to_tell_of() {
        assert_eq!(tally("border", None, &TEXTS).clauses, []);
        assert_eq!(tally("border NEAR/2 escalation", None, &TEXTS).hits, 2);
    }

    #[test]
    fn its_reach_holds_everything_that_it_tells_of() {
        let query = Query::topic("border AND escalation AND NOT exercise")
            .expect("a query")
            .query;
        let reach: Vec<String> = Trial::new(&query, None)
            .reach()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            reach,
            [
                "border AND escalation AND NOT exercise",
                "escalation",
                "border",
                "border AND escalation"
            ]
        );
    }
}
