//! Trying a topic on the archive: what it would have found, what each of its clauses did, what it gains and loses
//! against its saved version.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{About, Document, Matcher, Query, Scratch, Sieve, ast::Node};
use crate::{Article, ArticleId, Timestamp, TopicId};

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
    sieve: Option<Sieve>,
    clauses: Vec<Clause>,
    /// How many there would be, where they are too many.
    too_many: usize,
    query: Query,
    saved: Option<Query>,
}

/// How the clauses of a query are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    All,
    Any,
}

/// A clause of a query: a part of the whole, or of a group in it. A group stands before its parts.
#[derive(Debug)]
struct Clause {
    text: String,
    /// Without its NOT.
    node: Node,
    negated: bool,
    /// The group that it is a part of; nothing: the whole query.
    group: Option<usize>,
    /// How the parts of that are joined.
    joint: Joint,
    depth: u32,
    /// Whether it is the only condition that says what to look for: without it, everything would be met.
    only_bound: bool,
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
    /// What each clause did; empty for a query of one, and where clauses are not asked for.
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
    /// The clause in canonical form. One that begins with `NOT ` is a NOT: that tells what it takes away (`held_back`); in
    /// how many it holds hangs on what else was looked at.
    pub clause: String,
    /// How deep it stands: a part of the query 0, a part of such a group 1.
    pub depth: u32,
    /// In how many of the articles that were looked at it holds.
    #[ts(type = "number")]
    pub holds: u64,
    /// The hits that would be lost without it: those that only this alternative finds.
    pub alone: Examples,
    /// The near misses that would be hits without it: those where all else holds and this condition does not.
    pub held_back: Examples,
}

impl Trial {
    /// Makes a topic ready to be tried, beside its saved version if there is one.
    pub fn new(query: &Query, saved: Option<&Query>) -> Trial {
        let mut trial = Trial::whole(query, saved);
        trial.clauses = clauses_of(&query.root);
        if trial.clauses.len() > CLAUSES {
            trial.too_many = trial.clauses.len();
            trial.clauses.clear();
        }
        for (number, clause) in trial.clauses.iter().enumerate() {
            let root = clause.node.clone();
            let number = TopicId(FIRST + number as i64);
            trial.matcher.set(number, 0, &Query { root });
        }
        trial
    }

    /// How many clauses the topic has where they are too many to be looked at one by one, so that none is: with some left out one
    /// cannot tell what the others do. 0, where they are looked at.
    pub fn too_many_clauses(&self) -> usize {
        self.too_many
    }

    /// The same without its clauses: they cost as much again, and their tallies are empty.
    pub fn whole(query: &Query, saved: Option<&Query>) -> Trial {
        let mut matcher = Matcher::new();
        matcher.set(NOW, 0, query);
        if let Some(saved) = saved {
            matcher.set(BEFORE, 0, saved);
        }
        Trial {
            matcher,
            // Clauses are made of the query's own words.
            too_many: 0,
            sieve: Sieve::of([Some(query), saved].into_iter().flatten()),
            clauses: vec![],
            query: query.clone(),
            saved: saved.cloned(),
        }
    }

    /// Queries that together are met by every article that a trial has something to say of: the topic, its saved
    /// version, and the topic without each of its conditions.
    pub fn reach(&self) -> Vec<Query> {
        let mut all = vec![self.query.clone()];
        all.extend(self.saved.clone());
        for (number, clause) in self.clauses.iter().enumerate() {
            if clause.joint != Joint::All || clause.only_bound || self.is_under_not(number) {
                continue;
            }
            // What the group is without it. More than that is reached where the group is only a part of the query.
            let others: Vec<Node> = self
                .clauses
                .iter()
                .enumerate()
                .filter(|(it, other)| {
                    *it != number && other.group == clause.group && !other.negated
                })
                .map(|(_, it)| it.node.clone())
                .collect();
            let instead = match others.len() {
                0 => continue,
                1 => others.into_iter().next(),
                _ => Some(Node::And(others)),
            };
            if let Some(root) = instead.and_then(|it| self.with_group(clause.group, it)) {
                all.push(Query { root });
            }
        }
        all
    }

    /// The query with something else in the place of a group; negated conditions beside it are left out. Nothing where
    /// the group stands under a NOT.
    fn with_group(&self, group: Option<usize>, instead: Node) -> Option<Node> {
        let Some(number) = group else {
            return Some(instead);
        };
        let it = &self.clauses[number];
        if it.negated {
            return None;
        }
        // Alternatives beside it are met by the query itself; conditions beside it stay.
        let root = match it.joint {
            Joint::Any => instead,
            Joint::All => {
                let mut parts = vec![instead];
                parts.extend(
                    self.clauses
                        .iter()
                        .enumerate()
                        .filter(|(other, beside)| {
                            *other != number && beside.group == it.group && !beside.negated
                        })
                        .map(|(_, it)| it.node.clone()),
                );
                match parts.len() {
                    1 => parts.remove(0),
                    _ => Node::And(parts),
                }
            }
        };
        self.with_group(it.group, root)
    }

    /// Whether a clause is a part of something negated. What that keeps out is reached without the whole of it.
    fn is_under_not(&self, number: usize) -> bool {
        let mut group = self.clauses[number].group;
        while let Some(it) = group {
            if self.clauses[it].negated {
                return true;
            }
            group = self.clauses[it].group;
        }
        false
    }

    /// Room to work in, for [`Trial::judge`].
    pub fn scratch(&self) -> Scratch {
        self.matcher.scratch()
    }

    /// Takes room to work in back.
    pub fn give_back(&self, scratch: Scratch) {
        self.matcher.give_back(scratch);
    }

    /// What leaves out paragraphs that cannot matter to it, if there are any such.
    pub fn sieve(&self) -> Option<&Sieve> {
        self.sieve.as_ref()
    }

    /// An article made ready to be judged, and for nothing else.
    pub fn document<'a>(&self, article: &'a Article, about: &About<'a>) -> Document<'a> {
        Document::sifted(article, about, self.sieve.as_ref())
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
                    depth: it.depth,
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
            if !self.clauses.is_empty() {
                self.clauses(tally, *id, verdict);
            }
        }
        for it in &mut tally.days {
            it.hits += days.remove(&it.day).unwrap_or(0);
        }
        tally
            .days
            .extend(days.into_iter().map(|(day, hits)| DayCount { day, hits }));
        tally.days.sort_unstable_by_key(|it| it.day);
    }

    /// What a verdict says of each clause. A clause decides where the query would judge otherwise without it: a part of
    /// conditions that does not hold where all others do, a part of alternatives that holds where no other does, if
    /// what it is a part of decides likewise. Linear in the clauses.
    fn clauses(&self, tally: &mut Tally, id: ArticleId, verdict: &Verdict) {
        let held = &verdict.clauses;
        // By group (the whole query first), how many of its parts hold, and how many it has.
        let mut counts = vec![(0_usize, 0_usize); self.clauses.len() + 1];
        let place = |group: Option<usize>| group.map_or(0, |it| it + 1);
        for (clause, holds) in self.clauses.iter().zip(held) {
            let count = &mut counts[place(clause.group)];
            count.0 += usize::from(*holds);
            count.1 += 1;
        }
        let mut decides = vec![true; self.clauses.len() + 1];
        for (number, clause) in self.clauses.iter().enumerate() {
            let holds = held[number];
            let tallied = &mut tally.clauses[number];
            tallied.holds += u64::from(holds);
            let (met, all) = counts[place(clause.group)];
            let others = met - usize::from(holds);
            let alone = match clause.joint {
                Joint::All => others + 1 == all,
                Joint::Any => others == 0,
            };
            decides[number + 1] = alone && decides[place(clause.group)];
            // Without it, a condition counts as met and an alternative as not.
            let changes = decides[number + 1] && holds == (clause.joint == Joint::Any);
            if changes && verdict.now {
                tallied.alone.add(id);
            } else if changes && !clause.only_bound {
                tallied.held_back.add(id);
            }
        }
    }
}

/// The clauses of a query, those of nested groups behind the group. Where they are too many, those of the query itself.
fn clauses_of(root: &Node) -> Vec<Clause> {
    let mut all = vec![];
    gather(root, None, 0, u32::MAX, &mut all);
    if all.len() > CLAUSES {
        all.clear();
        gather(root, None, 0, 0, &mut all);
    }
    all
}

fn gather(node: &Node, group: Option<usize>, depth: u32, deepest: u32, into: &mut Vec<Clause>) {
    let (joint, parts) = match node {
        Node::And(parts) => (Joint::All, parts),
        Node::Or(parts) => (Joint::Any, parts),
        _ => return,
    };
    let bounds = parts
        .iter()
        .filter(|it| !matches!(it, Node::Not(_)))
        .count();
    for part in parts {
        let (inner, negated) = match part {
            Node::Not(inner) => (&**inner, true),
            other => (other, false),
        };
        let number = into.len();
        let text = part.to_string();
        into.push(Clause {
            // What begins with NOT is one, for those who read it.
            text: match text.starts_with("NOT ") && !negated {
                true => format!("({text})"),
                false => text,
            },
            node: inner.clone(),
            negated,
            group,
            joint,
            depth,
            only_bound: joint == Joint::All && !negated && bounds == 1,
        });
        if depth < deepest {
            gather(inner, Some(number), depth + 1, deepest, into);
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
    use crate::{Block, Zone};

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
            let document = trial.document(&article, &About::default());
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
    fn each_part_of_a_nested_group_tells_what_it_finds_or_holds_back() {
        // Clause, depth, in how many it holds, what only it finds, what it holds back.
        type Told = (&'static str, u32, u64, &'static [i64], &'static [i64]);
        const TESTS: &[(&str, &[Told])] = &[
            (
                "(border OR frontier) AND escalation",
                &[
                    ("border OR frontier", 0, 4, &[], &[2]),
                    ("border", 1, 3, &[3, 0], &[]),
                    ("frontier", 1, 1, &[5], &[]),
                    ("escalation", 0, 4, &[], &[1]),
                ],
            ),
            (
                "(border AND exercise) OR prices",
                &[
                    ("border AND exercise", 0, 1, &[3], &[]),
                    ("border", 1, 3, &[], &[]),
                    ("exercise", 1, 1, &[], &[1, 0]),
                    ("prices", 0, 1, &[2], &[]),
                ],
            ),
            (
                "border AND (NOT exercise OR quiet)",
                &[
                    ("border", 0, 3, &[], &[5, 4, 2]),
                    ("(NOT exercise OR quiet)", 0, 5, &[], &[3]),
                    ("NOT exercise", 1, 5, &[0], &[]),
                    ("quiet", 1, 1, &[], &[]),
                ],
            ),
            (
                "escalation AND NOT (prices OR exercise)",
                &[
                    ("escalation", 0, 4, &[], &[]),
                    ("NOT (prices OR exercise)", 0, 4, &[], &[3, 2]),
                    ("prices", 1, 1, &[], &[2]),
                    ("exercise", 1, 1, &[], &[3]),
                ],
            ),
        ];
        for (query, expected) in TESTS {
            let found = tally(query, None, &TEXTS);
            let told: Vec<_> = found
                .clauses
                .iter()
                .map(|it| {
                    let (alone, held_back) = (ids(&it.alone), ids(&it.held_back));
                    (it.clause.as_str(), it.depth, it.holds, alone, held_back)
                })
                .collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|it| (it.0, it.1, it.2, it.3.to_vec(), it.4.to_vec()))
                .collect();
            assert_eq!(told, expected, "{query}");
        }
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
        const TESTS: &[(&str, &[&str])] = &[
            (
                "border AND escalation AND NOT exercise",
                &["escalation", "border", "border AND escalation"],
            ),
            ("(border AND exercise) OR prices", &["exercise", "border"]),
            (
                "(border OR (clash AND river)) AND escalation",
                &[
                    "escalation",
                    "river AND escalation",
                    "clash AND escalation",
                    "border OR (clash AND river)",
                ],
            ),
            ("escalation AND NOT (prices AND fuel)", &["escalation"]),
        ];
        for (text, expected) in TESTS {
            let query = Query::topic(text).expect("a query").query;
            let reach: Vec<String> = Trial::new(&query, None)
                .reach()
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(reach[0], query.to_string());
            assert_eq!(&reach[1..], *expected, "{text}");
        }
    }
}
