//! Evaluating: whether a document that was read meets a query in steps, and where.
//!
//! Gives what the reference ([`prove`](crate::query::prove)) gives, in another way: over terms and chains of places
//! instead of texts. That both agree is tested over very many random queries.

use std::ops::Range;

use super::{
    Matcher, Run,
    compile::{Limiting, Rare, Step, parts},
    scratch::{Forms, Page, Worked},
    terms::{ALWAYS, TermId},
};
use crate::{
    query::{
        Document,
        ast::Unit,
        prove::{Limit, counts, fact, parts_fit, said_places, span},
    },
    text::is_hyphen,
};

/// A query against a document.
pub(super) struct Evaluation<'a> {
    /// The steps; others may stand behind them.
    pub(super) steps: &'a [Step],
    /// Whose steps these are,
    pub(super) topic: u32,
    /// or of which list.
    pub(super) unit: Option<u32>,
    /// What lists came to.
    pub(super) worked: &'a mut Worked,
    pub(super) matcher: &'a Matcher,
    pub(super) document: &'a Document<'a>,
    pub(super) page: &'a Page,
    pub(super) forms: &'a Forms,
    /// Lists to be used again.
    pub(super) spare: &'a mut Vec<Vec<Run>>,
    pub(super) limits: Vec<Limit>,
    pub(super) places: &'a mut Vec<u32>,
}

/// Whether a query can be met, from which terms there are alone. For words, AND, OR and NOT that is the answer.
pub(super) fn may_hold<'a>(
    steps: &'a [Step],
    at: usize,
    page: &Page,
    rares: &dyn Fn() -> &'a [Rare],
) -> bool {
    let may = |part: usize| may_hold(steps, part, page, rares);
    match steps[at] {
        Step::Word(term) => page.here.has(term),
        Step::Phrase { .. }
        | Step::All(_)
        | Step::Near { .. }
        | Step::Same { .. }
        | Step::Only { all: true, .. } => parts(steps, at).all(may),
        Step::Only { all: false, .. } => parts(steps, at).last().is_none_or(may),
        Step::Some(_) => parts(steps, at).any(may),
        Step::Not { plain, .. } => !plain || !may(at + 1),
        Step::NotNear { .. } | Step::AtLeast { .. } => may(at + 1),
        Step::List { term, anchored, .. } => !anchored || page.anywhere().has(term),
        Step::Rare(rare) => match &rares()[rare as usize] {
            Rare::Words { terms, .. } => terms.iter().all(|it| page.anywhere().has(*it)),
            _ => true,
        },
        Step::Score { rare, .. } => match &rares()[rare as usize] {
            Rare::Score { least, terms } => {
                *least <= 0
                    || parts(steps, at)
                        .zip(terms)
                        .any(|(part, term)| term.0 > 0 && may(part))
            }
            _ => true,
        },
    }
}

impl<'a> Evaluation<'a> {
    /// Whether a step is met. Adds the places that met it to `marks`, in any order and some twice, and the runs of
    /// words that it comes to, in order, to `runs`, which may hold others before.
    pub(super) fn meets(
        &mut self,
        at: usize,
        mut runs: Option<&mut Vec<Run>>,
        marks: &mut Vec<Run>,
    ) -> bool {
        let (marks_before, runs_before) = (marks.len(), runs.as_ref().map_or(0, |it| it.len()));
        match self.steps[at] {
            Step::Word(term) => {
                self.word(term, marks);
                if let Some(runs) = runs {
                    runs.extend_from_slice(&marks[marks_before..]);
                }
                marks.len() > marks_before
            }
            Step::Phrase { size, rarest } => {
                self.row(at, size as usize, rarest as usize, marks);
                if let Some(runs) = runs {
                    runs.extend_from_slice(&marks[marks_before..]);
                }
                marks.len() > marks_before
            }
            Step::All(_) => {
                for part in parts(self.steps, at) {
                    if !self.meets(part, runs.as_deref_mut(), marks) {
                        marks.truncate(marks_before);
                        if let Some(runs) = runs {
                            runs.truncate(runs_before);
                        }
                        return false;
                    }
                }
                sort(runs, runs_before);
                true
            }
            Step::Some(_) => {
                let mut holds = false;
                if runs.is_none() {
                    // Mostly words, and nothing else is asked of them than where they stand.
                    for part in parts(self.steps, at) {
                        holds |= match self.steps[part] {
                            Step::Word(term) => {
                                let before = marks.len();
                                self.word(term, marks);
                                marks.len() > before
                            }
                            _ => self.meets(part, None, marks),
                        };
                    }
                    return holds;
                }
                for part in parts(self.steps, at) {
                    holds |= self.meets(part, runs.as_deref_mut(), marks);
                }
                sort(runs, runs_before);
                holds
            }
            Step::Not { .. } => {
                let holds = !self.meets(at + 1, None, marks);
                marks.truncate(marks_before);
                holds
            }
            Step::Near { most, ordered, .. } => {
                let [left, right] = self.sides(at, marks);
                if !left.is_empty() && !right.is_empty() {
                    self.near((most, ordered), [&left, &right], runs, marks);
                }
                self.spare.extend([left, right]);
                marks.len() > marks_before
            }
            Step::NotNear { most, .. } => {
                let [left, right] = self.sides(at, marks);
                let longest = longest(&right);
                marks.extend(left.iter().filter(|a| {
                    !window(&right, **a, most, longest).any(|b| self.is_close(**a, b, most, false))
                }));
                if let Some(runs) = runs {
                    runs.extend_from_slice(&marks[marks_before..]);
                }
                self.spare.extend([left, right]);
                marks.len() > marks_before
            }
            Step::Same { unit, .. } => {
                let [left, right] = self.sides(at, marks);
                self.same(unit, [&left, &right], marks);
                marks[marks_before..].sort_unstable();
                dedup(marks, marks_before);
                if let Some(runs) = runs {
                    runs.extend_from_slice(&marks[marks_before..]);
                }
                self.spare.extend([left, right]);
                marks.len() > marks_before
            }
            Step::AtLeast { least, .. } => {
                let mut own = self.spare.pop().unwrap_or_default();
                own.clear();
                let holds =
                    self.meets(at + 1, Some(&mut own), marks) && own.len() >= least as usize;
                if !holds {
                    marks.truncate(marks_before);
                } else if let Some(runs) = runs {
                    runs.extend_from_slice(&own);
                }
                self.spare.push(own);
                holds
            }
            Step::Only { rare, .. } => {
                let Rare::Filter(limiting) = &self.rares()[rare as usize] else {
                    return false;
                };
                let limit = self.limit(*limiting, at);
                let part = parts(self.steps, at).last().unwrap_or(at + 1);
                self.limits.push(limit);
                let holds = self.meets(part, runs, marks);
                self.limits.pop();
                holds
            }
            Step::Score { rare, .. } => self.score(at, rare, runs, marks),
            Step::List { unit, .. } => self.list(unit, runs, marks),
            Step::Rare(rare) => {
                let holds = self.rare(rare, marks);
                if let Some(runs) = runs {
                    runs.extend_from_slice(&marks[marks_before..]);
                }
                holds
            }
        }
    }

    /// What is kept apart of the steps at hand.
    fn rares(&self) -> &'a [Rare] {
        match self.unit {
            Some(unit) => &self.matcher.shared.unit(unit).rares,
            None => self.matcher.rares(self.topic),
        }
    }

    /// Does something with the steps of a list in the place of those at hand.
    fn within<T>(&mut self, unit: u32, work: impl FnOnce(&mut Self) -> T) -> T {
        let outer = (self.steps, self.unit);
        self.steps = &self.matcher.shared.unit(unit).steps;
        self.unit = Some(unit);
        let res = work(self);
        (self.steps, self.unit) = outer;
        res
    }

    /// What a list comes to: worked out once for a document, unless only some hits of it count.
    fn list(&mut self, unit: u32, runs: Option<&mut Vec<Run>>, marks: &mut Vec<Run>) -> bool {
        if let Some((holds, own_runs, own_marks)) = self.worked.lists.get(&unit) {
            if let Some(runs) = runs {
                runs.extend_from_slice(&self.worked.runs[own_runs.clone()]);
            }
            marks.extend_from_slice(&self.worked.marks[own_marks.clone()]);
            return *holds;
        }
        let (matcher, page) = (self.matcher, self.page);
        let it = matcher.shared.unit(unit);
        let [mut own_runs, mut own_marks] = [(); 2].map(|()| {
            let mut list = self.spare.pop().unwrap_or_default();
            list.clear();
            list
        });
        let mut holds = false;
        self.within(unit, |inner| {
            let may = page.parts_of(unit).iter().map(|it| it.1);
            for part in may.chain(it.always.iter().copied()) {
                holds |= inner.meets(part as usize, Some(&mut own_runs), &mut own_marks);
            }
        });
        for list in [&mut own_runs, &mut own_marks] {
            list.sort_unstable();
            list.dedup();
        }
        if let Some(runs) = runs {
            runs.extend_from_slice(&own_runs);
        }
        marks.extend_from_slice(&own_marks);
        if it.is_same_everywhere() {
            let (from_runs, from_marks) = (self.worked.runs.len(), self.worked.marks.len());
            self.worked.runs.extend_from_slice(&own_runs);
            self.worked.marks.extend_from_slice(&own_marks);
            let ends = (self.worked.runs.len(), self.worked.marks.len());
            let own = (holds, from_runs..ends.0, from_marks..ends.1);
            self.worked.lists.insert(unit, own);
        }
        self.spare.extend([own_runs, own_marks]);
        holds
    }

    /// Marks where a term stands, in order.
    fn word(&self, term: TermId, marks: &mut Vec<Run>) {
        if self.page.here.has(term) {
            let from = marks.len();
            let ordered = self
                .page
                .places(term, self.forms, false, |it| marks.push((it, it)));
            if !ordered {
                marks[from..].sort_unstable();
            }
        }
    }

    /// The runs of both parts. Their marks are dropped.
    fn sides(&mut self, at: usize, marks: &mut Vec<Run>) -> [Vec<Run>; 2] {
        let before = marks.len();
        let mut parts = parts(self.steps, at);
        [(); 2].map(|()| {
            let mut runs = self.spare.pop().unwrap_or_default();
            runs.clear();
            if let Some(part) = parts.next() {
                self.meets(part, Some(&mut runs), marks);
            }
            marks.truncate(before);
            runs
        })
    }

    /// Marks what stands close to something of the other side; gives the runs from one to the other if they are asked
    /// for, which alone costs the product of the hits that lie close.
    fn near(
        &self,
        (most, ordered): (u32, bool),
        [left, right]: [&[Run]; 2],
        runs: Option<&mut Vec<Run>>,
        marks: &mut Vec<Run>,
    ) {
        if let Some(runs) = runs {
            let (from, longest) = (runs.len(), longest(right));
            let before = marks.len();
            for &a in left {
                for b in window(right, a, most, longest) {
                    if self.is_close(a, b, most, ordered) {
                        runs.push((a.0.min(b.0), a.1.max(b.1)));
                        marks.extend([a, b]);
                    }
                }
                // Keeps what is close to the same hits from growing.
                if marks.len() > before + 4_096 {
                    marks[before..].sort_unstable();
                    dedup(marks, before);
                }
            }
            runs[from..].sort_unstable();
            dedup(runs, from);
            return;
        }
        let longest_right = longest(right);
        marks.extend(left.iter().filter(|a| {
            window(right, **a, most, longest_right).any(|b| self.is_close(**a, b, most, ordered))
        }));
        let longest_left = longest(left);
        marks.extend(right.iter().filter(|b| {
            window(left, **b, most, longest_left).any(|a| self.is_close(a, **b, most, ordered))
        }));
    }

    /// Whether so few words lie between two runs of one block.
    fn is_close(&self, a: Run, b: Run, most: u32, ordered: bool) -> bool {
        let follows = |a: Run, b: Run| a.1 < b.0 && b.0 - a.1 - 1 <= most;
        (follows(a, b) || !ordered && follows(b, a)) && self.block(a) == self.block(b)
    }

    /// Marks the hits of both sides in sentences or paragraphs that hold some of both.
    fn same(&self, unit: Unit, [left, right]: [&[Run]; 2], marks: &mut Vec<Run>) {
        let of = |run: &Run| match unit {
            Unit::Paragraph => self.block(*run),
            Unit::Sentence => self.document.sentence_of()[run.0 as usize],
        };
        let (mut l, mut r) = (0, 0);
        while l < left.len() && r < right.len() {
            let (of_left, of_right) = (of(&left[l]), of(&right[r]));
            if of_left < of_right {
                l += 1;
            } else if of_right < of_left {
                r += 1;
            } else {
                let ends = |list: &[Run], from: usize| {
                    from + list[from..]
                        .iter()
                        .take_while(|it| of(it) == of_left)
                        .count()
                };
                let (l_end, r_end) = (ends(left, l), ends(right, r));
                // One hit that both sides take for theirs is not two.
                if l_end - l > 1 || left[l..l_end] != right[r..r_end] {
                    marks.extend_from_slice(&left[l..l_end]);
                    marks.extend_from_slice(&right[r..r_end]);
                }
                (l, r) = (l_end, r_end);
            }
        }
    }

    fn score(
        &mut self,
        at: usize,
        rare: u32,
        mut runs: Option<&mut Vec<Run>>,
        marks: &mut Vec<Run>,
    ) -> bool {
        let (steps, rares) = (self.steps, self.rares());
        let Rare::Score { least, terms } = &rares[rare as usize] else {
            return false;
        };
        let (marks_before, runs_before) = (marks.len(), runs.as_ref().map_or(0, |it| it.len()));
        let mut sum = 0_i64;
        let mut own = self.spare.pop().unwrap_or_default();
        for (part, (weight, most)) in parts(steps, at).zip(terms) {
            own.clear();
            let before = marks.len();
            let holds = self.meets(part, Some(&mut own), marks);
            let hits = if holds {
                own.len().max(1).min(*most as usize) as i64
            } else {
                0
            };
            let counts = weight.saturating_mul(hits);
            sum = sum.saturating_add(counts);
            if counts <= 0 {
                // What takes away is no place that met the query.
                marks.truncate(before);
            } else if let Some(runs) = &mut runs {
                runs.extend_from_slice(&own);
            }
        }
        self.spare.push(own);
        if sum < *least {
            marks.truncate(marks_before);
            if let Some(runs) = runs {
                runs.truncate(runs_before);
            }
            return false;
        }
        sort(runs, runs_before);
        true
    }

    fn rare(&mut self, rare: u32, marks: &mut Vec<Run>) -> bool {
        let (rares, document) = (self.rares(), self.document);
        let before = marks.len();
        match &rares[rare as usize] {
            Rare::Words {
                field,
                words,
                terms,
            } => {
                if terms.is_empty() {
                    let pattern = &words.patterns[0];
                    marks.extend(
                        document
                            .words()
                            .iter()
                            .enumerate()
                            .filter_map(|(at, word)| {
                                let fits = pattern.fits(document.form(word))
                                    || document.written(word).contains(is_hyphen)
                                        && parts_fit(pattern, document.written(word));
                                fits.then_some((at as u32, at as u32))
                            }),
                    );
                } else if terms.iter().all(|it| self.page.anywhere().has(*it)) {
                    self.all_places(terms[0], true);
                    let fits = |word: usize, number: usize| {
                        number == 0 || self.page.fits(word, terms[number], self.forms)
                    };
                    rows(document, self.places, terms.len(), 0, fits, marks);
                }
                retain(marks, before, |run| {
                    counts(document, run, Some(words), *field, &self.limits)
                });
                marks.len() > before
            }
            Rare::Known { field, words } => document.known(*field).is_some_and(|known| {
                known.windows(words.patterns.len()).any(|row| {
                    words
                        .patterns
                        .iter()
                        .zip(row)
                        .all(|(it, form)| it.fits(form))
                })
            }),
            Rare::Regex { field, regex } => {
                for (block, pair) in document.firsts().windows(2).enumerate() {
                    let words = &document.words()[pair[0] as usize..pair[1] as usize];
                    for found in regex.compiled.find_iter(document.text(block as u32)) {
                        if found.is_empty() {
                            continue;
                        }
                        let first = words.partition_point(|it| it.end as usize <= found.start());
                        let after = words.partition_point(|it| (it.start as usize) < found.end());
                        if first < after {
                            marks.push((pair[0] + first as u32, pair[0] + after as u32 - 1));
                        }
                    }
                }
                dedup(marks, before);
                retain(marks, before, |run| {
                    counts(document, run, None, *field, &self.limits)
                });
                marks.len() > before
            }
            Rare::Fact(node) => fact(node, document).0,
            Rare::Filter(_) | Rare::Score { .. } => false,
        }
    }

    /// Terms in a row, within one block.
    fn row(&mut self, at: usize, length: usize, rarest: usize, marks: &mut Vec<Run>) {
        let term = |number: usize| match self.steps[at + 1 + number] {
            Step::Word(term) => term,
            _ => ALWAYS,
        };
        if !(0..length).all(|it| self.page.here.has(term(it))) {
            return;
        }
        self.all_places(term(rarest), false);
        let fits = |word: usize, number: usize| {
            number == rarest || self.page.fits(word, term(number), self.forms)
        };
        rows(self.document, self.places, length, rarest, fits, marks);
    }

    /// Notes where a term stands, in order.
    fn all_places(&mut self, term: TermId, all: bool) {
        let places = &mut *self.places;
        places.clear();
        if !self
            .page
            .places(term, self.forms, all, |it| places.push(it))
        {
            places.sort_unstable();
        }
    }

    fn limit(&mut self, limiting: Limiting, at: usize) -> Limit {
        match limiting {
            Limiting::First(most) => Limit::first(self.document, most),
            Limiting::Case => Limit::Case,
            Limiting::Caps => Limit::Caps,
            Limiting::AllCaps => Limit::AllCaps,
            Limiting::Parts => Limit::Parts,
            Limiting::Quote => Limit::Places(self.document.speech().quoted.clone()),
            Limiting::SaidBy => {
                let limits = std::mem::take(&mut self.limits);
                let named = self.named(at + 1);
                self.limits = limits;
                Limit::Places(said_places(self.document, &named))
            }
            Limiting::Affirmed => Limit::Affirmed,
        }
    }

    /// For each thing that is said, whether its speaker is named by a step.
    fn named(&mut self, at: usize) -> Vec<bool> {
        let sayings = &self.document.speech().sayings;
        let (steps, mut found) = (self.steps, vec![]);
        match steps[at] {
            Step::All(_) | Step::Some(_) => {
                let all = matches!(steps[at], Step::All(_));
                found.resize(sayings.len(), all);
                for part in parts(steps, at) {
                    for (so_far, it) in found.iter_mut().zip(self.named(part)) {
                        *so_far = if all { *so_far && it } else { *so_far || it };
                    }
                }
            }
            // What its parts name, each for itself.
            Step::List { unit, .. } => return self.within(unit, |inner| inner.named(0)),
            _ => {
                let mut runs = vec![];
                self.meets(at, Some(&mut runs), &mut vec![]);
                let is_in = |run: &Run, block: usize, speaker: &Range<usize>| {
                    let place = span(self.document, *run);
                    place.block as usize == block
                        && speaker.start <= place.start as usize
                        && place.end as usize <= speaker.end
                };
                found.extend(sayings.iter().map(|it| {
                    runs.iter()
                        .any(|run| is_in(run, it.speaker.0, &it.speaker.1))
                }));
            }
        }
        found
    }

    fn block(&self, run: Run) -> u32 {
        self.document.words()[run.0 as usize].block
    }
}

/// The rows of so many words within one block that all fit, given where one of them, the `known`, stands.
fn rows(
    document: &Document<'_>,
    places: &[u32],
    length: usize,
    known: usize,
    fits: impl Fn(usize, usize) -> bool,
    marks: &mut Vec<Run>,
) {
    let words = document.words();
    for place in places {
        let Some(first) = (*place as usize).checked_sub(known) else {
            continue;
        };
        let last = first + length - 1;
        if last < words.len()
            && words[first].block == words[last].block
            && (0..length).all(|number| fits(first + number, number))
        {
            marks.push((first as u32, last as u32));
        }
    }
}

/// The runs that can lie so close to another.
fn window(list: &[Run], a: Run, most: u32, longest: u32) -> impl Iterator<Item = Run> {
    let from = list.partition_point(|b| b.0.saturating_add(longest).saturating_add(most) < a.0);
    list[from..]
        .iter()
        .copied()
        .take_while(move |b| b.0 <= a.1.saturating_add(most).saturating_add(1))
}

/// How many words the longest run has.
fn longest(runs: &[Run]) -> u32 {
    runs.iter().map(|it| it.1 - it.0 + 1).max().unwrap_or(0)
}

/// Sorts what was added, each once.
fn sort(runs: Option<&mut Vec<Run>>, from: usize) {
    if let Some(runs) = runs {
        runs[from..].sort_unstable();
        dedup(runs, from);
    }
}

/// Drops what stands twice in a row, from there on.
fn dedup(runs: &mut Vec<Run>, from: usize) {
    let mut last = None;
    retain(runs, from, |run| last.replace(run) != Some(run));
}

/// Keeps what is to be kept, from there on.
fn retain(runs: &mut Vec<Run>, from: usize, mut keeps: impl FnMut(Run) -> bool) {
    let mut kept = from;
    for at in from..runs.len() {
        if keeps(runs[at]) {
            runs[kept] = runs[at];
            kept += 1;
        }
    }
    runs.truncate(kept);
}
