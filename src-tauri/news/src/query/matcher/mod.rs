//! The matcher: many topics against one document.
//!
//! Each query is compiled into steps over terms; a term is what a word must look like, and stands once for all topics.
//! Of each query some terms are its anchors: one of them must stand in a document for the query to be met. A document
//! is read once: each of its words is looked up among the forms that were seen before, so that wildcards are worked
//! out once for a form and not once for a word. Only topics of which an anchor is there are tried, and most of these
//! end at a second term that is needed too. What share of documents a term stands in decides which terms are anchors,
//! and is learned from the documents ([`Matcher::learn`]); it never decides what is found.

mod compile;
mod evaluate;
mod postings;
mod scratch;
mod shared;
mod terms;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use self::{
    compile::{Program, Rare, Step, anchors, terms_of, weigh},
    evaluate::{Evaluation, may_hold},
    postings::Postings,
    scratch::{Forms, Found, Page},
    shared::Shared,
    terms::{TermId, Terms},
};
use super::{About, Document, Proof, Query, Sieve, Span, prove, prove::span};
use crate::{Article, TopicId};

pub use scratch::Scratch;

/// How many documents are read before it is first chosen by them which terms are anchors, and after how many that is
/// known well enough.
const FIRST: u32 = 256;
const ENOUGH: u32 = 16_000;

/// How many queries are held as trees, at most: some kilobytes each.
const TREES: usize = 1_024;

/// A run of words, by the numbers of the first and the last.
type Run = (u32, u32);

/// A topic that a document met, with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The topic.
    pub topic_id: TopicId,
    /// Its version.
    pub topic_version: u32,
    /// The proof.
    pub proof: Proof,
}

/// A topic that a document met, with the places that met it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The topic.
    pub topic_id: TopicId,
    /// Its version.
    pub topic_version: u32,
    /// The places, in reading order, each once: those of [`Proof::highlights`].
    pub places: &'a [Span],
}

/// The topics that a document met, in no particular order.
#[derive(Debug, Clone, Copy)]
pub struct Hits<'a> {
    matcher: &'a Matcher,
    found: &'a [Found],
    places: &'a [Span],
}

/// Topics, compiled once and changed one at a time.
///
/// Adding or removing one costs what its own query does. Matching a document costs what its words do, and what the
/// topics do of which it holds an anchor, however many others there are.
#[derive(Debug)]
pub struct Matcher {
    /// Tells its states apart, and those of other matchers: what a [`Scratch`] remembers belongs to one.
    state: u64,
    terms: Terms,
    numbers: HashMap<TopicId, u32>,
    topics: Vec<Option<Compiled>>,
    /// By number, the topic and its version: what is said of a hit.
    labels: Vec<(TopicId, u32)>,
    free: Vec<u32>,
    /// The steps of all topics, side by side.
    steps: Vec<Step>,
    /// How many of them belong to no topic any more.
    lost: usize,
    postings: Postings,
    /// The named lists of all topics.
    shared: Shared,
    /// Topics of which nothing is known that they need.
    always: Vec<u32>,
    /// How many topics look into zones that are not searched by default.
    elsewhere: u32,
    /// From how many documents it was learned which terms are rare.
    learned_from: u32,
    /// What was made for [`one`](Matcher::one) query.
    sieve: Option<Sieve>,
    scratches: Mutex<Vec<Scratch>>,
    /// The queries of topics that were met lately, as trees.
    trees: Mutex<HashMap<TopicId, Arc<Query>>>,
}

#[derive(Debug)]
struct Compiled {
    id: TopicId,
    version: u32,
    /// Where its steps stand.
    from: u32,
    length: u32,
    rares: Box<[Rare]>,
    elsewhere: bool,
    /// The terms that have a posting of it; none for those that are always tried.
    anchors: Box<[TermId]>,
    text: Box<str>,
    /// The query where it uses named lists, which its text does not hold. The lists are shared.
    listed: Option<Box<Query>>,
}

/// A topic to be tried where a term stands, if one of the guards stands there too.
#[derive(Debug, Clone, Copy)]
struct Posting {
    topic: u32,
    /// Where its steps begin, with [`SURE`] where it is met wherever the term stands in the zones that are searched by
    /// default.
    at: u32,
    guards: [TermId; 3],
}

/// Set in [`Posting::at`].
const SURE: u32 = 1 << 31;

/// How many topics are evaluated in one go: as many have their steps fetched at once.
const GO: usize = 16;

/// A state that no matcher had before.
fn new_state() -> u64 {
    static STATES: AtomicU64 = AtomicU64::new(1);
    STATES.fetch_add(1, Ordering::Relaxed)
}

impl Default for Matcher {
    fn default() -> Matcher {
        Matcher {
            state: new_state(),
            terms: Terms::new(),
            numbers: HashMap::new(),
            topics: vec![],
            labels: vec![],
            free: vec![],
            steps: vec![],
            lost: 0,
            postings: Postings::default(),
            shared: Shared::default(),
            always: vec![],
            elsewhere: 0,
            learned_from: 0,
            sieve: None,
            scratches: Mutex::new(vec![]),
            trees: Mutex::new(HashMap::new()),
        }
    }
}

impl Matcher {
    /// A matcher without topics.
    pub fn new() -> Matcher {
        Matcher::default()
    }

    /// A matcher of one topic, with the number and version 0.
    pub fn one(query: &Query) -> Matcher {
        let mut matcher = Matcher::new();
        matcher.set(TopicId(0), 0, query);
        matcher.sieve = Sieve::of([query]);
        matcher
    }

    /// An article made ready for [`hits`](Matcher::hits) of these topics, and for nothing else: of a matcher of
    /// [`one`](Matcher::one) query, paragraphs that cannot matter to it have no words.
    pub fn document<'a>(&self, article: &'a Article, about: &About<'a>) -> Document<'a> {
        Document::sifted(article, about, self.sieve.as_ref())
    }

    /// How many topics there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Adds a topic, or replaces it. Linear in the length of its query.
    pub fn set(&mut self, topic: TopicId, version: u32, query: &Query) {
        self.remove(topic);
        self.sieve = None;
        let (mut program, fresh) = Program::of(&query.root, &mut self.terms, &mut self.shared);
        if fresh {
            self.state = new_state();
        }
        weigh(&mut program.steps, &self.terms);
        let elsewhere = program.looks_elsewhere(&self.shared);
        self.elsewhere += u32::from(elsewhere);
        let number = self.free.pop().unwrap_or_else(|| {
            self.topics.push(None);
            self.labels.push((topic, version));
            (self.topics.len() - 1) as u32
        });
        self.labels[number as usize] = (topic, version);
        self.topics[number as usize] = Some(Compiled {
            id: topic,
            version,
            from: self.steps.len() as u32,
            length: program.steps.len() as u32,
            rares: program.rares.into(),
            elsewhere,
            anchors: Box::default(),
            text: query.to_string().into(),
            listed: query.uses_lists().then(|| query.clone().into()),
        });
        self.steps.extend(program.steps);
        self.numbers.insert(topic, number);
        self.anchor(number);
    }

    /// Takes a topic out.
    pub fn remove(&mut self, topic: TopicId) {
        let Some(number) = self.numbers.remove(&topic) else {
            return;
        };
        self.unanchor(number);
        self.trees
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&topic);
        if let Some(compiled) = self.topics[number as usize].take() {
            self.elsewhere -= u32::from(compiled.elsewhere);
            let steps = &self.steps[compiled.from as usize..][..compiled.length as usize];
            for term in terms_of(steps, &compiled.rares) {
                self.terms.give_back(term);
            }
            for step in steps {
                if let Step::List { unit, .. } = step {
                    self.shared.give_back(*unit, &mut self.terms);
                }
            }
            self.lost += steps.len();
        }
        self.free.push(number);
        if self.lost > self.steps.len() / 2 + 1_024 {
            self.anchor_all();
        }
        // Numbers of terms may stand for others from now on.
        self.state = new_state();
    }

    fn anchor(&mut self, number: u32) {
        let Some(compiled) = &mut self.topics[number as usize] else {
            return;
        };
        let steps = &self.steps[compiled.from as usize..][..compiled.length as usize];
        match anchors(steps, &compiled.rares, &self.terms) {
            Some(list) => {
                compiled.anchors = list.iter().map(|it| it.term).collect();
                for anchor in list {
                    let sure = if anchor.sure { SURE } else { 0 };
                    let posting = Posting {
                        topic: number,
                        at: compiled.from | sure,
                        guards: anchor.guards,
                    };
                    self.postings.add(anchor.term, posting);
                }
            }
            None => self.always.push(number),
        }
        // What is remembered of forms says where the postings stood.
        self.state = new_state();
    }

    fn unanchor(&mut self, number: u32) {
        let Some(compiled) = &mut self.topics[number as usize] else {
            return;
        };
        let anchors = std::mem::take(&mut compiled.anchors);
        if anchors.is_empty() {
            self.always.retain(|it| *it != number);
        }
        for term in anchors {
            self.postings.remove(term, number);
        }
    }

    /// Chooses all anchors anew, and puts topics with one anchor side by side: they are tried together.
    fn anchor_all(&mut self) {
        let mut order: Vec<(TermId, u32)> = vec![];
        for (number, compiled) in self.topics.iter().enumerate() {
            let Some(compiled) = compiled else { continue };
            let steps = &self.steps[compiled.from as usize..][..compiled.length as usize];
            let anchor = anchors(steps, &compiled.rares, &self.terms)
                .and_then(|it| it.first().map(|it| it.term))
                .unwrap_or_default();
            order.push((anchor, number as u32));
        }
        order.sort_unstable();
        let old_steps = std::mem::take(&mut self.steps);
        let mut old_topics = std::mem::take(&mut self.topics);
        self.labels.clear();
        self.free.clear();
        self.lost = 0;
        for (_, number) in order {
            if let Some(mut compiled) = old_topics[number as usize].take() {
                let own = &old_steps[compiled.from as usize..][..compiled.length as usize];
                compiled.from = self.steps.len() as u32;
                self.steps.extend_from_slice(own);
                self.numbers.insert(compiled.id, self.topics.len() as u32);
                self.labels.push((compiled.id, compiled.version));
                self.topics.push(Some(compiled));
            }
        }
        self.postings.clear();
        self.always.clear();
        (0..self.topics.len()).for_each(|it| self.anchor(it as u32));
        self.postings.tidy();
        // Numbers stand for others from now on.
        self.state = new_state();
    }

    /// Whether enough documents were read since [`Matcher::learn`] for it to be worth while, with the scratches that were
    /// given back.
    pub fn can_learn(&self) -> bool {
        let read: u32 = self
            .scratches
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .filter(|it| it.of == self.state)
            .map(|it| it.census.documents)
            .sum();
        // Each time from twice as many, until it is known well enough.
        self.learned_from < ENOUGH && read >= self.learned_from.max(FIRST)
    }

    /// Chooses the anchors of all topics anew, by the documents that were read with the scratches that were given back
    /// and with this one. Changes how long matching takes, and nothing else. Linear in the number of topics.
    pub fn learn(&mut self, scratch: &mut Scratch) {
        let mut pool = std::mem::take(
            self.scratches
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let mut read = 0;
        for it in pool.iter_mut().chain([scratch]) {
            let census = std::mem::take(&mut it.census);
            if it.of == self.state {
                self.terms.count(&census.with, census.documents);
                read += census.documents;
            }
        }
        *self
            .scratches
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner) = pool;
        if read == 0 {
            return;
        }
        self.learned_from += read;
        self.shared.anchor_all(&mut self.terms);
        for compiled in self.topics.iter().flatten() {
            let own = &mut self.steps[compiled.from as usize..][..compiled.length as usize];
            weigh(own, &self.terms);
        }
        self.anchor_all();
    }

    /// The topics that `document` meets, with the places that met them.
    pub fn hits<'a>(&'a self, document: &Document<'_>, scratch: &'a mut Scratch) -> Hits<'a> {
        scratch.read(
            document,
            self.state,
            (&self.terms, &self.postings, &self.shared),
            self.elsewhere > 0,
            !self.always.is_empty(),
        );
        scratch.tried.resize(self.topics.len(), 0);
        let Scratch {
            forms,
            page,
            tried,
            candidates,
            marks,
            numbers,
            spare,
            hits,
            places,
            worked,
            ..
        } = scratch;
        worked.clear();
        candidates.clear();
        hits.clear();
        places.clear();
        self.candidates(page, forms, tried, candidates);
        if !candidates.is_empty() {
            page.chain(document, forms);
        }
        let mut evaluation = Evaluation {
            steps: &[],
            topic: 0,
            unit: None,
            worked,
            matcher: self,
            document,
            page,
            forms,
            spare,
            limits: vec![],
            places: numbers,
        };
        for go in candidates.chunks(GO) {
            // The steps of one topic stand far from those of another: all are asked for before the first is waited for.
            let sizes = go.iter().map(|it| self.steps[it.1 as usize].size());
            std::hint::black_box(sizes.fold(0, |all, it| all | it));
            for &(topic, at) in go {
                marks.clear();
                evaluation.steps = &self.steps[at as usize..];
                evaluation.topic = topic;
                if !evaluation.meets(0, None, marks) {
                    continue;
                }
                if !marks.is_sorted_by(|a, b| a < b) {
                    marks.sort_unstable();
                    marks.dedup();
                }
                let from = places.len() as u32;
                places.extend(marks.iter().map(|it| span(document, *it)));
                hits.push(Found {
                    topic,
                    from,
                    to: places.len() as u32,
                });
            }
        }
        Hits {
            matcher: self,
            found: hits,
            places,
        }
    }

    /// The topics that may be met, and where their steps begin.
    fn candidates(
        &self,
        page: &Page,
        forms: &Forms,
        tried: &mut [u32],
        candidates: &mut Vec<(u32, u32)>,
    ) {
        let anywhere = page.anywhere();
        let mut guarded = |postings: &[Posting], here: bool| {
            let sure = if here { SURE } else { 0 };
            let mut end = candidates.len();
            candidates.resize(end + postings.len(), (0, 0));
            for posting in postings {
                let [a, b, c] = posting.guards;
                // Which topics pass cannot be guessed: nothing here depends on it but a number.
                candidates[end] = (posting.topic, posting.at & (sure | !SURE));
                end += usize::from(anywhere.has(a) | anywhere.has(b) | anywhere.has(c));
            }
            candidates.truncate(end);
        };
        for &entry in &page.acting {
            let here = page.here.has(forms.exact[entry as usize]);
            guarded(
                self.postings.within(forms.entries[entry as usize].tried),
                here,
            );
        }
        for &term in &page.present {
            guarded(self.postings.of(term), page.here.has(term));
        }
        candidates.retain_mut(|(topic, at)| {
            let tried = &mut tried[*topic as usize];
            if *tried == page.number {
                return false;
            }
            *tried = page.number;
            let sure = *at & SURE != 0;
            *at &= !SURE;
            sure || may_hold(&self.steps[*at as usize..], 0, page, &|| self.rares(*topic))
        });
        for &topic in &self.always {
            if let Some(compiled) = &self.topics[topic as usize] {
                candidates.push((topic, compiled.from));
            }
        }
    }

    /// What is kept apart of a topic.
    fn rares(&self, topic: u32) -> &[Rare] {
        self.topics[topic as usize]
            .as_ref()
            .map_or(&[], |it| &it.rares)
    }

    /// Room to work in, from those that were given back. What it remembers is not lost.
    pub fn scratch(&self) -> Scratch {
        self.scratches
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .unwrap_or_default()
    }

    /// Takes room to work in back, for the next who asks.
    pub fn give_back(&self, scratch: Scratch) {
        self.scratches
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(scratch);
    }

    /// The topics that `document` meets, in ascending order, with their proofs.
    pub fn matches(&self, document: &Document<'_>) -> Vec<Match> {
        let mut scratch = self.scratch();
        let hits = self.hits(document, &mut scratch);
        let mut found: Vec<Match> = hits
            .found
            .iter()
            .filter_map(|it| {
                let topic = self.topics[it.topic as usize].as_ref()?;
                let proof = match self.read(topic) {
                    Some(query) => prove(&query, document),
                    // A canonical form that no longer reads is a fault; what was met is told all the same.
                    None => Proof {
                        clause: topic.text.to_string(),
                        holds: true,
                        spans: hits.places[it.from as usize..it.to as usize].to_vec(),
                        remark: None,
                        parts: vec![],
                    },
                };
                Some(Match {
                    topic_id: topic.id,
                    topic_version: topic.version,
                    proof,
                })
            })
            .collect();
        self.give_back(scratch);
        found.sort_unstable_by_key(|it| it.topic_id);
        found
    }
}

impl Matcher {
    /// The query of a topic, as a tree. Those that were met lately are held; nothing where the text no longer reads.
    fn read(&self, topic: &Compiled) -> Option<Arc<Query>> {
        let held = || self.trees.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(query) = held().get(&topic.id) {
            return Some(Arc::clone(query));
        }
        let query = Arc::new(match &topic.listed {
            Some(query) => (**query).clone(),
            None => Query::topic(&topic.text).ok()?.query,
        });
        let mut held = held();
        if held.len() >= TREES {
            held.clear();
        }
        held.insert(topic.id, Arc::clone(&query));
        Some(query)
    }
}

impl<'a> Hits<'a> {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Hit<'a>> {
        let (matcher, places) = (self.matcher, self.places);
        self.found.iter().map(move |it| {
            let (topic_id, topic_version) = matcher.labels[it.topic as usize];
            Hit {
                topic_id,
                topic_version,
                places: &places[it.from as usize..it.to as usize],
            }
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}
