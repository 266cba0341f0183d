//! The matcher: many topics against one document.

use std::collections::{HashMap, HashSet};

use super::{
    Document, Proof, Query,
    ast::{Filter, Node, Pattern, Words},
    prove,
};
use crate::TopicId;

/// A topic that a document met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The topic.
    pub topic_id: TopicId,
    /// Its version.
    pub topic_version: u32,
    /// The proof.
    pub proof: Proof,
}

/// Topics, compiled once and changed one at a time.
///
/// A document is tried only against topics of which it holds a needed word: each query is reduced to a set of
/// words of which at least one must occur (its anchors). Topics that share no anchor with the document cost
/// nothing; the others are proved.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    topics: HashMap<TopicId, (u32, Query)>,
    /// Invariant: every topic stands in `forms`, in `prefixes`, or in `always`, and only while it is in `topics`.
    forms: HashMap<String, Vec<TopicId>>,
    /// By their first three characters.
    prefixes: HashMap<String, Vec<(String, TopicId)>>,
    always: HashSet<TopicId>,
}

/// What must occur for a query to be met: at least one of these.
enum Anchors {
    These(Vec<Anchor>),
    /// Nothing can be said.
    Unknown,
}

#[derive(Clone)]
enum Anchor {
    Form(String),
    Prefix(String),
}

impl Matcher {
    /// A matcher without topics.
    pub fn new() -> Matcher {
        Matcher::default()
    }

    /// How many topics there are.
    pub fn len(&self) -> usize {
        self.topics.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    /// Adds a topic, or replaces it.
    pub fn set(&mut self, topic: TopicId, version: u32, query: Query) {
        self.remove(topic);
        match anchors(&query.root) {
            Anchors::These(list) => {
                for it in list {
                    match it {
                        Anchor::Form(form) => self.forms.entry(form).or_default().push(topic),
                        Anchor::Prefix(prefix) => {
                            let key = prefix.chars().take(3).collect();
                            self.prefixes.entry(key).or_default().push((prefix, topic));
                        }
                    }
                }
            }
            Anchors::Unknown => {
                self.always.insert(topic);
            }
        }
        self.topics.insert(topic, (version, query));
    }

    /// Takes a topic out. Linear in the number of anchors.
    pub fn remove(&mut self, topic: TopicId) {
        if self.topics.remove(&topic).is_none() {
            return;
        }
        self.always.remove(&topic);
        self.forms.retain(|_, list| {
            list.retain(|it| *it != topic);
            !list.is_empty()
        });
        self.prefixes.retain(|_, list| {
            list.retain(|it| it.1 != topic);
            !list.is_empty()
        });
    }

    /// The topics that `document` meets, in ascending order.
    pub fn matches(&self, document: &Document) -> Vec<Match> {
        let mut candidates: Vec<TopicId> = self.always.iter().copied().collect();
        for form in document.forms.keys() {
            if let Some(list) = self.forms.get(form) {
                candidates.extend(list);
            }
            let key: String = form.chars().take(3).collect();
            for (prefix, topic) in self.prefixes.get(&key).into_iter().flatten() {
                if form.starts_with(prefix.as_str()) {
                    candidates.push(*topic);
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
            .into_iter()
            .filter_map(|topic_id| {
                let (topic_version, query) = &self.topics[&topic_id];
                let proof = prove(query, document);
                proof.holds.then_some(Match {
                    topic_id,
                    topic_version: *topic_version,
                    proof,
                })
            })
            .collect()
    }
}

fn anchors(node: &Node) -> Anchors {
    match node {
        Node::Words(words) => {
            // The longest of the words: the rarest as far as one can tell without the archive.
            let known = words.patterns.iter().filter_map(|it| {
                let (weight, anchors) = match it {
                    Pattern::Form(form) => (form.len() * 2, vec![Anchor::Form(form.clone())]),
                    Pattern::Any(forms) => (
                        forms.iter().map(String::len).min().unwrap_or(0),
                        forms.iter().cloned().map(Anchor::Form).collect(),
                    ),
                    // Found by its first three characters.
                    Pattern::Wild(wild) if wild.prefix.chars().count() >= 3 => {
                        (wild.prefix.len(), vec![Anchor::Prefix(wild.prefix.clone())])
                    }
                    Pattern::Wild(_) => return None,
                };
                Some((weight, anchors))
            });
            known
                .max_by_key(|it| it.0)
                .map_or(Anchors::Unknown, |it| Anchors::These(it.1))
        }
        Node::Field(field, part) if field.zones().is_some() => anchors(part),
        Node::AtLeast(_, part) => anchors(part),
        // A part of a word is no word.
        Node::Only(Filter::Parts, _) => Anchors::Unknown,
        Node::Only(Filter::SaidBy(who), part) => cheapest([&**who, &**part].into_iter()),
        Node::Only(_, part) => anchors(part),
        Node::Or(parts) => union(parts.iter()),
        Node::List(list) => anchors(&list.node),
        Node::Score { terms, .. } => {
            union(terms.iter().filter(|it| it.weight > 0).map(|it| &it.node))
        }
        Node::And(parts) => cheapest(parts.iter()),
        Node::Near { left, right, .. } | Node::Same { left, right, .. } => {
            cheapest([&**left, &**right].into_iter())
        }
        Node::NotNear { left, .. } => anchors(left),
        Node::Field(..)
        | Node::Not(_)
        | Node::Address(_)
        | Node::Date(_)
        | Node::Length(_)
        | Node::Regex(_) => Anchors::Unknown,
    }
}

/// Of several sets of which one is needed, all.
fn union<'a>(parts: impl Iterator<Item = &'a Node>) -> Anchors {
    let mut all = vec![];
    for part in parts {
        match anchors(part) {
            Anchors::These(list) => all.extend(list),
            Anchors::Unknown => return Anchors::Unknown,
        }
    }
    Anchors::These(all)
}

/// Of several sets that are all needed, the smallest; among equals the one with longer words.
fn cheapest<'a>(parts: impl Iterator<Item = &'a Node>) -> Anchors {
    let width = |it: &Anchor| match it {
        Anchor::Form(form) => form.len() * 2,
        Anchor::Prefix(prefix) => prefix.len(),
    };
    parts
        .filter_map(|it| match anchors(it) {
            Anchors::These(list) => Some(list),
            Anchors::Unknown => None,
        })
        .min_by_key(|list| (list.len(), std::cmp::Reverse(list.iter().map(width).min())))
        .map_or(Anchors::Unknown, Anchors::These)
}

impl Query {
    /// A query for the archive's index (FTS5 over the columns `text` and `rest` of
    /// [`SearchText`](super::SearchText)) that finds every article that could meet this one, and more.
    /// Nothing where the index cannot narrow the search.
    pub fn candidates(&self) -> Option<String> {
        candidates(&self.root, false)
    }
}

fn candidates(node: &Node, rest: bool) -> Option<String> {
    match node {
        Node::Words(words) => {
            let all = phrases(words)?;
            Some(if rest {
                format!("({all})")
            } else {
                format!("{{text}} : ({all})")
            })
        }
        Node::Field(field, part) => field
            .zones()
            .and_then(|zones| candidates(part, !zones.iter().all(|it| it.is_default()))),
        // A part of a word is no word of the index.
        Node::Only(Filter::Parts, _) => None,
        Node::Only(Filter::SaidBy(who), part) => all_of([&**who, &**part].into_iter(), rest),
        Node::Only(_, part) | Node::AtLeast(_, part) => candidates(part, rest),
        Node::Or(parts) => one_of(parts.iter(), rest),
        Node::List(list) => candidates(&list.node, rest),
        Node::Score { terms, .. } => one_of(
            terms.iter().filter(|it| it.weight > 0).map(|it| &it.node),
            rest,
        ),
        Node::And(parts) => all_of(parts.iter(), rest),
        Node::Near { left, right, .. } | Node::Same { left, right, .. } => {
            all_of([&**left, &**right].into_iter(), rest)
        }
        Node::NotNear { left, .. } => candidates(left, rest),
        Node::Not(_) | Node::Address(_) | Node::Date(_) | Node::Length(_) | Node::Regex(_) => None,
    }
}

fn one_of<'a>(parts: impl Iterator<Item = &'a Node>, rest: bool) -> Option<String> {
    let all: Option<Vec<String>> = parts.map(|it| candidates(it, rest)).collect();
    Some(format!("({})", all?.join(" OR ")))
}

fn all_of<'a>(parts: impl Iterator<Item = &'a Node>, rest: bool) -> Option<String> {
    let some: Vec<String> = parts.filter_map(|it| candidates(it, rest)).collect();
    (!some.is_empty()).then(|| format!("({})", some.join(" AND ")))
}

/// The words of a leaf for the index: runs of forms are phrases; a wildcard ends one, as a prefix, and so do
/// inflections, as alternatives. What the index cannot look for is left out; nothing where that is all.
fn phrases(words: &Words) -> Option<String> {
    let quoted = |it: &str| format!("\"{}\"", it.replace('"', "\"\""));
    let mut phrases = vec![];
    let mut run: Vec<String> = vec![];
    for pattern in &words.patterns {
        match pattern {
            Pattern::Form(form) => run.push(form.clone()),
            Pattern::Any(forms) => {
                if !run.is_empty() {
                    phrases.push(quoted(&run.join(" ")));
                    run.clear();
                }
                let forms: Vec<String> = forms.iter().map(|it| quoted(it)).collect();
                phrases.push(format!("({})", forms.join(" OR ")));
            }
            Pattern::Wild(wild) => {
                let known = wild.prefix.chars().count() >= 3;
                if known {
                    run.push(wild.prefix.clone());
                }
                if !run.is_empty() {
                    let star = if known { " *" } else { "" };
                    phrases.push(format!("{}{star}", quoted(&run.join(" "))));
                    run.clear();
                }
            }
        }
    }
    if !run.is_empty() {
        phrases.push(quoted(&run.join(" ")));
    }
    (!phrases.is_empty()).then(|| phrases.join(" AND "))
}
