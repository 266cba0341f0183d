//! Proving: whether a document meets a query, and where. Slow and obviously right: the reference.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Document, Proof, Query, Span,
    ast::{Address, Field, Filter, Hundredths, Node, Pattern, Regex, Term, Unit, Words, wild_fits},
    lists::List,
};
use crate::{
    Zone,
    speech::is_affirmed,
    text::{fold, is_hyphen},
};

/// What a node came to: the proof, and the runs of words that met it.
struct Met {
    proof: Proof,
    /// Runs of words, as (first, last), in reading order.
    runs: Vec<(u32, u32)>,
}

/// Whether `document` meets `query`, with every place that met it.
///
/// Exact: no hit is cut off, however many there are. At worst, proximity costs the product of its sides' hits
/// that lie close to each other.
pub fn prove(query: &Query, document: &Document<'_>) -> Proof {
    Prover::new(document, true).node(&query.root).proof
}

/// The places of `document` that met `query`, in reading order, if it did: what [`prove`] finds, without its words.
/// Slow and obviously right: what the [`Matcher`](super::Matcher) must agree with.
pub fn places(query: &Query, document: &Document<'_>) -> Option<Vec<Span>> {
    let proof = Prover::new(document, false).node(&query.root).proof;
    proof.holds.then(|| proof.highlights())
}

impl Proof {
    /// The places that made the query hold, in reading order, each once. Without them it would not hold, unless one
    /// of them had also vetoed another clause (`a OR (b AND NOT a)`).
    pub fn highlights(&self) -> Vec<Span> {
        let mut found = BTreeSet::new();
        self.collect(&mut found);
        found.into_iter().collect()
    }

    fn collect(&self, into: &mut BTreeSet<Span>) {
        if !self.holds {
            return;
        }
        into.extend(self.spans.iter().cloned());
        // A node with places of its own (words, proximity) has said it all.
        if self.spans.is_empty() {
            self.parts.iter().for_each(|it| it.collect(into));
        }
    }
}

/// Proves the nodes of a query over a document.
struct Prover<'a> {
    document: &'a Document<'a>,
    /// The part of the article that is looked at.
    field: Option<Field>,
    /// What hits must be as well.
    limits: Vec<Limit>,
    /// Whether it is said why a clause did not hold.
    explains: bool,
    /// Whether clauses are put into words.
    names: bool,
}

/// What a hit must be to count.
pub(super) enum Limit {
    /// Within the words before this one, in the body.
    Before(u32),
    Case,
    Caps,
    AllCaps,
    Parts,
    /// Within one of these places of its block, which are in order and apart.
    Places(Vec<Vec<Range<usize>>>),
    Affirmed,
}

impl Met {
    fn new(clause: String, holds: bool, runs: Vec<(u32, u32)>, parts: Vec<Proof>) -> Met {
        Met {
            proof: Proof {
                clause,
                holds,
                spans: vec![],
                remark: None,
                parts,
            },
            runs,
        }
    }

    fn remark(mut self, remark: Option<String>) -> Met {
        self.proof.remark = remark;
        self
    }
}

impl<'a> Prover<'a> {
    fn new(document: &'a Document<'a>, names: bool) -> Prover<'a> {
        Prover {
            document,
            field: None,
            limits: vec![],
            explains: names,
            names,
        }
    }

    fn node(&mut self, it: &Node) -> Met {
        let clause = if self.names {
            it.to_string()
        } else {
            String::new()
        };
        match it {
            Node::Words(words) => self.words(words, clause),
            Node::List(list) => self.list(list, clause),
            Node::Regex(regex) => self.regex(regex, clause),
            Node::Field(field, part) => {
                let outer = self.field.replace(*field);
                let met = self.node(part);
                self.field = outer;
                Met::new(clause, met.proof.holds, met.runs, vec![met.proof])
            }
            Node::And(parts) | Node::Or(parts) => {
                let met: Vec<Met> = parts.iter().map(|part| self.node(part)).collect();
                let holds = match it {
                    Node::And(_) => met.iter().all(|it| it.proof.holds),
                    _ => met.iter().any(|it| it.proof.holds),
                };
                let mut runs: Vec<(u32, u32)> = vec![];
                if holds {
                    runs.extend(
                        met.iter()
                            .filter(|it| it.proof.holds)
                            .flat_map(|it| it.runs.iter().copied()),
                    );
                    runs.sort_unstable();
                    runs.dedup();
                }
                let parts = met.into_iter().map(|it| it.proof).collect();
                Met::new(clause, holds, runs, parts)
            }
            Node::Not(part) => {
                let met = self.node(part);
                let holds = !met.proof.holds;
                let remark = if holds {
                    "does not occur"
                } else {
                    "occurs, so it is left out"
                };
                Met::new(clause, holds, vec![], vec![met.proof]).remark(Some(remark.into()))
            }
            Node::Near {
                most,
                ordered,
                left,
                right,
            } => self.near(*most, *ordered, [left, right], clause),
            Node::NotNear { most, left, right } => self.not_near(*most, [left, right], clause),
            Node::Same { unit, left, right } => self.same(*unit, [left, right], clause),
            Node::AtLeast(least, part) => {
                let met = self.node(part);
                let count = met.runs.len();
                let holds = met.proof.holds && count >= *least as usize;
                let remark = (!holds && count > 0).then(|| format!("occurs {count} times"));
                Met::new(
                    clause,
                    holds,
                    if holds { met.runs } else { vec![] },
                    vec![met.proof],
                )
                .remark(remark)
            }
            Node::Only(filter, part) => self.only(filter, part, clause),
            Node::Score { least, terms } => self.score(*least, terms, clause),
            Node::Address(_) | Node::Date(_) | Node::Length(_) => {
                let (holds, remark) = fact(it, self.document);
                Met::new(clause, holds, vec![], vec![]).remark(Some(remark))
            }
        }
    }

    /// The terms of a list that occur. The others are counted and not told one by one: there may be thousands.
    fn list(&mut self, list: &List, clause: String) -> Met {
        let terms = list.terms();
        let (mut runs, mut parts) = (vec![], vec![]);
        for met in terms.iter().map(|term| self.node(term)) {
            if met.proof.holds {
                runs.extend(met.runs);
                parts.push(met.proof);
            }
        }
        runs.sort_unstable();
        runs.dedup();
        let remark = format!("{} of {} terms", parts.len(), terms.len());
        Met::new(clause, !parts.is_empty(), runs, parts).remark(Some(remark))
    }

    /// Pairs of hits of two sides that are so close. At worst the product of the hits that are.
    fn near(&mut self, most: u32, ordered: bool, sides: [&Node; 2], clause: String) -> Met {
        let [left, right] = sides.map(|it| self.node(it));
        let (mut runs, mut taken) = (BTreeSet::new(), BTreeSet::new());
        // Both lists are in order of their first word: partners of `a` lie in a window around it.
        let longest = longest(&right.runs);
        for &a in &left.runs {
            let from = right
                .runs
                .partition_point(|b| b.0.saturating_add(longest).saturating_add(most) < a.0);
            for &b in right.runs[from..]
                .iter()
                .take_while(|b| b.0 <= a.1.saturating_add(most).saturating_add(1))
            {
                let close = follows(a, b, most) || !ordered && follows(b, a, most);
                if close && self.block(a) == self.block(b) {
                    runs.insert((a.0.min(b.0), a.1.max(b.1)));
                    taken.extend([a, b]);
                }
            }
        }
        let holds = !runs.is_empty();
        let remark = (!holds && left.proof.holds && right.proof.holds)
            .then(|| "both occur, but not so close".to_string());
        let spans = taken.into_iter().map(|run| self.span(run)).collect();
        let parts = vec![left.proof, right.proof];
        let mut met = Met::new(clause, holds, runs.into_iter().collect(), parts).remark(remark);
        met.proof.spans = spans;
        met
    }

    /// Hits of both sides in the same sentences or paragraphs. Linear in their number.
    fn same(&mut self, unit: Unit, sides: [&Node; 2], clause: String) -> Met {
        let [left, right] = sides.map(|it| self.node(it));
        let document = self.document;
        let of = |run: &(u32, u32)| match unit {
            Unit::Paragraph => document.words()[run.0 as usize].block,
            Unit::Sentence => document.sentence_of()[run.0 as usize],
        };
        let mut taken = BTreeSet::new();
        let mut rest = (&left.runs[..], &right.runs[..]);
        while let ([a, ..], [b, ..]) = rest {
            let (unit_a, unit_b) = (of(a), of(b));
            let mine = rest.0.partition_point(|it| of(it) <= unit_a.min(unit_b));
            let theirs = rest.1.partition_point(|it| of(it) <= unit_a.min(unit_b));
            let (a, b) = (&rest.0[..mine], &rest.1[..theirs]);
            // One hit that both sides take for theirs is not two.
            let both = !a.is_empty() && !b.is_empty();
            if both && (a.len() > 1 || a != b) {
                taken.extend(a.iter().chain(b).copied());
            }
            rest = (&rest.0[mine..], &rest.1[theirs..]);
        }
        let holds = !taken.is_empty();
        let remark = (!holds && left.proof.holds && right.proof.holds).then(|| {
            match unit {
                Unit::Sentence => "both occur, but not in one sentence",
                Unit::Paragraph => "both occur, but not in one paragraph",
            }
            .to_string()
        });
        let spans = taken.iter().map(|run| self.span(*run)).collect();
        let parts = vec![left.proof, right.proof];
        let mut met = Met::new(clause, holds, taken.into_iter().collect(), parts).remark(remark);
        met.proof.spans = spans;
        met
    }

    fn not_near(&mut self, most: u32, sides: [&Node; 2], clause: String) -> Met {
        let [left, right] = sides.map(|it| self.node(it));
        let longest = longest(&right.runs);
        let runs: Vec<(u32, u32)> = left
            .runs
            .iter()
            .copied()
            .filter(|&a| {
                let from = right
                    .runs
                    .partition_point(|b| b.0.saturating_add(longest).saturating_add(most) < a.0);
                !right.runs[from..]
                    .iter()
                    .take_while(|b| b.0 <= a.1.saturating_add(most).saturating_add(1))
                    .any(|&b| {
                        self.block(a) == self.block(b)
                            && (follows(a, b, most) || follows(b, a, most))
                    })
            })
            .collect();
        let holds = !runs.is_empty();
        let remark =
            (!holds && left.proof.holds).then(|| "every one has the other close to it".to_string());
        let spans = runs.iter().map(|run| self.span(*run)).collect();
        let mut met = Met::new(clause, holds, runs, vec![left.proof, right.proof]).remark(remark);
        met.proof.spans = spans;
        met
    }

    fn only(&mut self, filter: &Filter, part: &Node, clause: String) -> Met {
        let limit = match filter {
            Filter::First(most) => Some(Limit::first(self.document, *most)),
            Filter::Case => Some(Limit::Case),
            Filter::Caps => Some(Limit::Caps),
            Filter::AllCaps => Some(Limit::AllCaps),
            // Its words hold their forms.
            Filter::Forms => None,
            Filter::Parts => Some(Limit::Parts),
            Filter::Quote => Some(Limit::Places(self.document.speech().quoted.clone())),
            Filter::SaidBy(who) => Some(Limit::Places(self.said_by(who))),
            Filter::Affirmed => Some(Limit::Affirmed),
        };
        let limited = limit.is_some();
        self.limits.extend(limit);
        let met = self.node(part);
        if limited {
            self.limits.pop();
        }
        let holds = met.proof.holds;
        let mut remark = None;
        if self.explains && !holds {
            self.explains = false;
            if limited && !matches!(filter, Filter::Parts) && self.node(part).proof.holds {
                remark = Some(match filter {
                    Filter::First(most) => {
                        format!("occurs, but not in the first {most} words of the text")
                    }
                    Filter::Case => "occurs, but written otherwise".into(),
                    Filter::Caps => "occurs, but without a capital".into(),
                    Filter::AllCaps => "occurs, but not in capitals".into(),
                    Filter::Quote => "occurs, but not in quoted speech".into(),
                    Filter::SaidBy(who) => format!("occurs, but not in what {who} said"),
                    Filter::Affirmed => "occurs, but only denied or as a possibility".into(),
                    Filter::Forms | Filter::Parts => String::new(),
                });
            }
            self.explains = true;
        }
        Met::new(clause, holds, met.runs, vec![met.proof]).remark(remark)
    }

    /// What those said whom `who` names, by block.
    fn said_by(&mut self, who: &Node) -> Vec<Vec<Range<usize>>> {
        let (limits, explains) = (std::mem::take(&mut self.limits), self.explains);
        self.explains = false;
        let named = self.named(who);
        (self.limits, self.explains) = (limits, explains);
        said_places(self.document, &named)
    }

    /// For each thing that is said, whether its speaker is named by `who`.
    fn named(&mut self, who: &Node) -> Vec<bool> {
        let document = self.document;
        let sayings = &document.speech().sayings;
        match who {
            Node::And(parts) | Node::Or(parts) => {
                let all = matches!(who, Node::And(_));
                parts.iter().fold(vec![all; sayings.len()], |so_far, part| {
                    let of_part = self.named(part);
                    let pairs = so_far.into_iter().zip(of_part);
                    pairs
                        .map(|(a, b)| if all { a && b } else { a || b })
                        .collect()
                })
            }
            Node::List(list) => self.named(&list.node),
            _ => {
                let places: Vec<Span> = self
                    .node(who)
                    .runs
                    .into_iter()
                    .map(|run| self.span(run))
                    .collect();
                let names = |block: usize, speaker: &Range<usize>| {
                    let from = places.partition_point(|it| {
                        (it.block as usize, it.start as usize) < (block, speaker.start)
                    });
                    places[from..]
                        .iter()
                        .take_while(|it| {
                            it.block as usize == block && (it.start as usize) < speaker.end
                        })
                        .any(|it| it.end as usize <= speaker.end)
                };
                sayings
                    .iter()
                    .map(|it| names(it.speaker.0, &it.speaker.1))
                    .collect()
            }
        }
    }

    fn score(&mut self, least: i64, terms: &[Term], clause: String) -> Met {
        let (mut sum, mut runs, mut parts) = (0_i64, BTreeSet::new(), vec![]);
        for term in terms {
            let met = self.node(&term.node);
            let hits = match met.proof.holds {
                true => (met.runs.len().max(1)).min(term.most as usize) as i64,
                false => 0,
            };
            let counts = term.weight.saturating_mul(hits);
            sum = sum.saturating_add(counts);
            if counts > 0 {
                runs.extend(met.runs);
            }
            parts.push(Proof {
                clause: if self.names {
                    term.to_string()
                } else {
                    String::new()
                },
                // What takes away is no place that met the query.
                holds: counts > 0,
                spans: vec![],
                remark: (hits > 0).then(|| match counts {
                    0.. => format!("counts {}", Hundredths(counts)),
                    _ => format!("takes away {}", Hundredths(-counts)),
                }),
                parts: vec![met.proof],
            });
        }
        let holds = sum >= least;
        let remark = Some(format!("{} of {}", Hundredths(sum), Hundredths(least)));
        let runs = if holds {
            runs.into_iter().collect()
        } else {
            vec![]
        };
        Met::new(clause, holds, runs, parts).remark(remark)
    }

    fn words(&self, words: &Words, clause: String) -> Met {
        let document = self.document;
        if let Some(known) = self.field.and_then(|it| document.known(it)) {
            let holds = known
                .windows(words.patterns.len())
                .any(|row| fits(words, row.iter().map(String::as_str)));
            let remark = Some(if known.is_empty() {
                "not known".to_string()
            } else {
                known.join(" ")
            });
            return Met::new(clause, holds, vec![], vec![]).remark(remark);
        }
        let length = words.patterns.len() as u32;
        let mut runs: Vec<(u32, u32)> = starts(&words.patterns[0], document)
            .into_iter()
            .map(|first| (first, first + length - 1))
            .filter(|run| {
                document
                    .words()
                    .get(run.0 as usize..=run.1 as usize)
                    .is_some_and(|row| {
                        row.iter().all(|it| it.block == row[0].block)
                            && fits(words, row.iter().map(|it| document.form(it)))
                    })
            })
            .collect();
        if let ([pattern], true) = (
            &words.patterns[..],
            self.limits.iter().any(|it| matches!(it, Limit::Parts)),
        ) {
            runs.extend(
                document
                    .words()
                    .iter()
                    .enumerate()
                    .filter_map(|(at, word)| {
                        let written = document.written(word);
                        (written.contains(is_hyphen) && parts_fit(pattern, written))
                            .then_some((at as u32, at as u32))
                    }),
            );
            runs.sort_unstable();
            runs.dedup();
        }
        runs.retain(|run| self.counts(*run, Some(words)));
        self.leaf(clause, runs)
    }

    fn regex(&self, regex: &Regex, clause: String) -> Met {
        let document = self.document;
        let mut runs = vec![];
        for (block, pair) in document
            .article
            .blocks
            .iter()
            .zip(document.firsts().windows(2))
        {
            let from = pair[0] as usize;
            let words = &document.words()[from..pair[1] as usize];
            for found in regex
                .compiled
                .find_iter(&block.text)
                .filter(|it| !it.is_empty())
            {
                let first = words.partition_point(|it| it.end as usize <= found.start());
                let after = words.partition_point(|it| (it.start as usize) < found.end());
                if first < after {
                    runs.push(((from + first) as u32, (from + after - 1) as u32));
                }
            }
        }
        runs.dedup();
        runs.retain(|run| self.counts(*run, None));
        self.leaf(clause, runs)
    }

    fn leaf(&self, clause: String, runs: Vec<(u32, u32)>) -> Met {
        let spans = runs.iter().map(|run| self.span(*run)).collect();
        let mut met = Met::new(clause, !runs.is_empty(), runs, vec![]);
        met.proof.spans = spans;
        met
    }

    fn counts(&self, run: (u32, u32), words: Option<&Words>) -> bool {
        counts(self.document, run, words, self.field, &self.limits)
    }

    fn block(&self, run: (u32, u32)) -> u32 {
        self.document.words()[run.0 as usize].block
    }

    fn span(&self, run: (u32, u32)) -> Span {
        span(self.document, run)
    }
}

impl Limit {
    /// Within the first `most` words of the body.
    pub(super) fn first(document: &Document<'_>, most: u32) -> Limit {
        Limit::Before(
            document
                .words()
                .iter()
                .enumerate()
                .filter(|(_, it)| is_body(document.zone(it.block)))
                .nth(most as usize)
                .map_or(document.words().len() as u32, |it| it.0 as u32),
        )
    }
}

/// Whether a run of words is where it is looked for, and what it must be.
pub(super) fn counts(
    document: &Document<'_>,
    run: (u32, u32),
    words: Option<&Words>,
    field: Option<Field>,
    limits: &[Limit],
) -> bool {
    let row = &document.words()[run.0 as usize..=run.1 as usize];
    let block = row[0].block;
    if !in_scope(document, block, field) {
        return false;
    }
    let place = row[0].start as usize..row[row.len() - 1].end as usize;
    limits.iter().all(|limit| match limit {
        Limit::Before(word) => run.1 < *word && is_body(document.zone(block)),
        Limit::Case => words.is_none_or(|words| {
            words
                .patterns
                .iter()
                .zip(&words.cased)
                .zip(row)
                .all(|((pattern, cased), word)| is_cased(pattern, cased, document.written(word)))
        }),
        Limit::Caps => document
            .written(&row[0])
            .chars()
            .find(|it| it.is_alphabetic())
            .is_some_and(char::is_uppercase),
        Limit::AllCaps => row.iter().all(|it| {
            let mut letters = document
                .written(it)
                .chars()
                .filter(|it| it.is_alphabetic())
                .peekable();
            letters.peek().is_some() && letters.all(char::is_uppercase)
        }),
        Limit::Parts => true,
        Limit::Places(places) => {
            let places = &places[block as usize];
            let after = places.partition_point(|it| it.start <= place.start);
            after > 0 && place.end <= places[after - 1].end
        }
        Limit::Affirmed => is_affirmed(document.text(block), place.start),
    })
}

/// The place of a run of words: one, for a run lies within one block.
pub(super) fn span(document: &Document<'_>, (first, last): (u32, u32)) -> Span {
    let (first, last) = (
        &document.words()[first as usize],
        &document.words()[last as usize],
    );
    Span {
        block: first.block,
        start: first.start,
        end: last.end.max(first.end),
    }
}

/// Whether what an address, a date or a length asks for is so, with what is so.
pub(super) fn fact(node: &Node, document: &Document<'_>) -> (bool, String) {
    match node {
        Node::Address(address) => {
            let known = document.address();
            let holds = known.is_some_and(|known| match address {
                Address::Site(site) => is_below(host(known), site),
                Address::Url(part) => known.contains(&part.to_lowercase()),
            });
            (holds, known.unwrap_or("no address is known").to_string())
        }
        Node::Date(period) => {
            let at = document.at();
            let holds = at.is_some_and(|at| period.holds(at, document.now()));
            (
                holds,
                at.map_or("no time is known".to_string(), |it| it.to_string()),
            )
        }
        Node::Length(length) => {
            let count = document.length();
            (
                (length.least..=length.most).contains(&count),
                format!("{count} words"),
            )
        }
        _ => (false, String::new()),
    }
}

/// Whether a part of a hyphenated word fits.
pub(super) fn parts_fit(pattern: &Pattern, written: &str) -> bool {
    written.split(is_hyphen).any(|it| pattern.fits(&fold(it)))
}

/// What was said by those who are named, by block.
pub(super) fn said_places(document: &Document<'_>, named: &[bool]) -> Vec<Vec<Range<usize>>> {
    let mut found: Vec<Vec<Range<usize>>> = vec![vec![]; document.article.blocks.len()];
    for (saying, named) in document.speech().sayings.iter().zip(named) {
        if *named {
            found[saying.block].extend(saying.content.iter().cloned());
        }
    }
    found.into_iter().map(apart).collect()
}

/// Places in order, those that meet as one.
fn apart(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_unstable_by_key(|it| (it.start, it.end));
    let mut found: Vec<Range<usize>> = vec![];
    for place in places {
        match found.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => found.push(place),
        }
    }
    found
}

/// Whether `b` begins behind the end of `a`, with at most so many words between.
fn follows(a: (u32, u32), b: (u32, u32), most: u32) -> bool {
    a.1 < b.0 && b.0 - a.1 - 1 <= most
}

/// How many words the longest run has.
fn longest(runs: &[(u32, u32)]) -> u32 {
    runs.iter().map(|it| it.1 - it.0 + 1).max().unwrap_or(0)
}

fn is_body(zone: Zone) -> bool {
    matches!(zone, Zone::Body | Zone::Quote)
}

/// Where a pattern's words stand, in order.
fn starts(pattern: &Pattern, document: &Document<'_>) -> Vec<u32> {
    let mut places: Vec<u32> = match pattern {
        Pattern::Form(form) => return document.places(form).collect(),
        Pattern::Any(forms) => forms.iter().flat_map(|it| document.places(it)).collect(),
        Pattern::Wild(wild) => return document.words_fitting(wild),
    };
    places.sort_unstable();
    places
}

/// Whether a word is written as in the query; of inflections, whether it begins so.
fn is_cased(pattern: &Pattern, cased: &str, written: &str) -> bool {
    let plain = |it: &str| -> String { it.chars().filter(|it| !is_hyphen(*it)).collect() };
    match pattern {
        Pattern::Form(_) => plain(cased) == plain(written),
        Pattern::Wild(_) => wild_fits(&plain(cased), &plain(written)),
        Pattern::Any(_) => {
            let is_capital = |it: &str| it.chars().next().is_some_and(char::is_uppercase);
            is_capital(cased) == is_capital(written)
        }
    }
}

/// The host of an address.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |it| it.1);
    let rest = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let rest = rest.rsplit_once('@').map_or(rest, |it| it.1);
    rest.strip_prefix("www.").unwrap_or(rest)
}

/// Whether a host is a site, with or without its port, or below it.
fn is_below(host: &str, site: &str) -> bool {
    let is = |host: &str| {
        host.strip_suffix(site)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    is(host) || host.rsplit_once(':').is_some_and(|it| is(it.0))
}

/// Whether a row of forms is what the words describe.
fn fits<'a>(words: &Words, row: impl Iterator<Item = &'a str>) -> bool {
    words
        .patterns
        .iter()
        .zip(row)
        .all(|(pattern, form)| pattern.fits(form))
}

/// Whether a block is looked at.
pub(super) fn in_scope(document: &Document<'_>, block: u32, field: Option<Field>) -> bool {
    let zone = document.zone(block);
    match field {
        None => zone.is_default(),
        Some(Field::Lead) => document.is_lead(block),
        Some(field) => field.zones().is_some_and(|it| it.contains(&zone)),
    }
}
