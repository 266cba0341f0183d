//! Compiling: a query's tree into steps, and the terms of which it needs one.

use super::{
    shared::Shared,
    terms::{ALWAYS, TermId, Terms},
};
use crate::query::ast::{Field, Filter, Node, Unit, Words};

/// A step of a query. Those with parts have these behind them; `size` counts the steps of all of them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// A term in the zones that are searched by default.
    Word(TermId),
    /// Terms in a row there: so many [`Step::Word`]s behind it. The rarest is known.
    Phrase {
        size: Size,
        rarest: u32,
    },
    All(Size),
    Some(Size),
    Not {
        /// Whether the part is made of words, AND, OR and NOT alone: known as soon as one knows which words there are.
        plain: bool,
        size: Size,
    },
    Near {
        most: u32,
        ordered: bool,
        size: Size,
    },
    NotNear {
        most: u32,
        size: Size,
    },
    Same {
        unit: Unit,
        size: Size,
    },
    AtLeast {
        least: u32,
        size: Size,
    },
    /// Only some hits of the part: a number of the topic's [`Rare`]s. With SAIDBY the speaker is the first of two parts.
    Only {
        rare: u32,
        /// Whether every part is needed: the speaker is not where what is said holds without a word, as a date does.
        all: bool,
        size: Size,
    },
    Score {
        rare: u32,
        size: Size,
    },
    /// What needs more than a step holds: a number of the topic's [`Rare`]s.
    Rare(u32),
    /// A named list.
    List {
        unit: u32,
        /// Stands where one of its parts may hold,
        term: TermId,
        /// if each of them needs something.
        anchored: bool,
        /// Whether it can be met only where some word is found.
        words: bool,
    },
}

/// How many steps the parts have.
pub(super) type Size = u32;

/// What is rare enough to be kept apart.
#[derive(Debug)]
pub(super) enum Rare {
    /// Words in a field of the text, or of which only some hits count.
    Words {
        field: Option<Field>,
        words: Words,
        /// Empty where parts of words count too.
        terms: Box<[TermId]>,
    },
    /// Words of what is known about the article.
    Known {
        field: Field,
        words: Words,
    },
    /// What the text of a block looks like.
    Regex {
        field: Option<Field>,
        regex: crate::query::ast::Regex,
    },
    /// An address, a date, a length.
    Fact(Node),
    Filter(Limiting),
    Score {
        least: i64,
        /// For each part what a hit counts, and how many count.
        terms: Box<[(i64, u32)]>,
    },
}

/// Which hits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limiting {
    First(u32),
    Case,
    Caps,
    AllCaps,
    Parts,
    Quote,
    SaidBy,
    Affirmed,
}

/// A query in steps.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) rares: Vec<Rare>,
}

impl Step {
    pub(super) fn size(self) -> Size {
        match self {
            Step::Word(_) | Step::Rare(_) | Step::List { .. } => 0,
            Step::Phrase { size, .. }
            | Step::All(size)
            | Step::Some(size)
            | Step::Not { size, .. }
            | Step::Near { size, .. }
            | Step::NotNear { size, .. }
            | Step::Same { size, .. }
            | Step::AtLeast { size, .. }
            | Step::Only { size, .. }
            | Step::Score { size, .. } => size,
        }
    }
}

/// Where the compiler stands in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Inside {
    field: Option<Field>,
    /// Whether not all hits count.
    pub(super) limited: bool,
    parts: bool,
}

/// What is taken for all topics: terms, and lists.
type Common<'a> = (&'a mut Terms, &'a mut Shared);

impl Program {
    /// Compiles a tree. Says whether a term was not known before.
    pub(super) fn of(root: &Node, terms: &mut Terms, shared: &mut Shared) -> (Program, bool) {
        let mut program = Program::default();
        let mut fresh = false;
        program.add(root, Inside::default(), (terms, shared), &mut fresh);
        (program, fresh)
    }

    /// Adds the steps of a node.
    pub(super) fn add(
        &mut self,
        node: &Node,
        inside: Inside,
        (terms, shared): Common<'_>,
        fresh: &mut bool,
    ) {
        let mut whole = |program: &mut Program,
                         parts: &[(&Node, Inside)],
                         step: &dyn Fn(&Program, Size) -> Step| {
            let at = program.steps.len();
            program.steps.push(Step::All(0));
            for (part, inside) in parts {
                program.add(part, *inside, (&mut *terms, &mut *shared), fresh);
            }
            let size = (program.steps.len() - at - 1) as Size;
            program.steps[at] = step(program, size);
        };
        match node {
            Node::Words(words) => self.words(words, inside, terms, fresh),
            Node::Regex(regex) => self.rare(Rare::Regex {
                field: inside.field,
                regex: regex.clone(),
            }),
            Node::Address(_) | Node::Date(_) | Node::Length(_) => {
                self.rare(Rare::Fact(node.clone()));
            }
            Node::Field(field, part) => {
                let inside = Inside {
                    field: Some(*field),
                    ..inside
                };
                self.add(part, inside, (terms, shared), fresh);
            }
            Node::And(parts) => {
                let parts: Vec<_> = parts.iter().map(|it| (it, inside)).collect();
                whole(self, &parts, &|_, size| Step::All(size));
            }
            Node::Or(parts) => {
                let parts: Vec<_> = parts.iter().map(|it| (it, inside)).collect();
                whole(self, &parts, &|_, size| Step::Some(size));
            }
            Node::List(list) => {
                let number = shared.take(list, inside, terms, fresh);
                let unit = shared.unit(number);
                self.steps.push(Step::List {
                    unit: number,
                    term: unit.term,
                    anchored: unit.always.is_empty(),
                    words: unit.words,
                });
            }
            Node::Not(part) => whole(self, &[(part, inside)], &|program, size| {
                let from = program.steps.len() - size as usize;
                Step::Not {
                    plain: is_plain(&program.steps[from..]),
                    size,
                }
            }),
            Node::Near {
                most,
                ordered,
                left,
                right,
            } => whole(self, &[(left, inside), (right, inside)], &|_, size| {
                Step::Near {
                    most: *most,
                    ordered: *ordered,
                    size,
                }
            }),
            Node::NotNear { most, left, right } => {
                whole(self, &[(left, inside), (right, inside)], &|_, size| {
                    Step::NotNear { most: *most, size }
                });
            }
            Node::Same { unit, left, right } => {
                whole(self, &[(left, inside), (right, inside)], &|_, size| {
                    Step::Same { unit: *unit, size }
                });
            }
            Node::AtLeast(least, part) => {
                whole(self, &[(part, inside)], &|_, size| Step::AtLeast {
                    least: *least,
                    size,
                })
            }
            // Its words hold their forms.
            Node::Only(Filter::Forms, part) => self.add(part, inside, (terms, shared), fresh),
            Node::Only(filter, part) => {
                let limiting = match filter {
                    Filter::First(most) => Limiting::First(*most),
                    Filter::Case => Limiting::Case,
                    Filter::Caps => Limiting::Caps,
                    Filter::AllCaps => Limiting::AllCaps,
                    Filter::Forms | Filter::Parts => Limiting::Parts,
                    Filter::Quote => Limiting::Quote,
                    Filter::SaidBy(_) => Limiting::SaidBy,
                    Filter::Affirmed => Limiting::Affirmed,
                };
                let limited = Inside {
                    limited: true,
                    parts: inside.parts || limiting == Limiting::Parts,
                    ..inside
                };
                // A speaker is looked for by no limit.
                let speaker = Inside {
                    field: inside.field,
                    ..Inside::default()
                };
                let parts: Vec<(&Node, Inside)> = match filter {
                    Filter::SaidBy(who) => vec![(who, speaker), (part, limited)],
                    _ => vec![(part, limited)],
                };
                self.rares.push(Rare::Filter(limiting));
                let rare = (self.rares.len() - 1) as u32;
                whole(self, &parts, &|program, size| {
                    let from = program.steps.len() - size as usize - 1;
                    let part = parts_of(&program.steps, from, size).last();
                    Step::Only {
                        rare,
                        all: part.is_some_and(|it| needs_words(&program.steps, &program.rares, it)),
                        size,
                    }
                });
            }
            Node::Score { least, terms: list } => {
                self.rares.push(Rare::Score {
                    least: *least,
                    terms: list.iter().map(|it| (it.weight, it.most)).collect(),
                });
                let rare = (self.rares.len() - 1) as u32;
                let parts: Vec<_> = list.iter().map(|it| (&it.node, inside)).collect();
                whole(self, &parts, &|_, size| Step::Score { rare, size });
            }
        }
    }

    fn words(&mut self, words: &Words, inside: Inside, terms: &mut Terms, fresh: &mut bool) {
        if let Some(field) = inside.field.filter(|it| it.zones().is_none()) {
            return self.rare(Rare::Known {
                field,
                words: words.clone(),
            });
        }
        let mut take = || -> Box<[TermId]> {
            words
                .patterns
                .iter()
                .map(|it| {
                    let (id, new) = terms.take(it);
                    *fresh |= new;
                    id
                })
                .collect()
        };
        if inside.field.is_some() || inside.limited {
            // A part of a word is no word.
            let terms = if inside.parts && words.patterns.len() == 1 {
                Box::default()
            } else {
                take()
            };
            return self.rare(Rare::Words {
                field: inside.field,
                words: words.clone(),
                terms,
            });
        }
        let terms = take();
        if terms.len() > 1 {
            self.steps.push(Step::Phrase {
                size: terms.len() as Size,
                rarest: 0,
            });
        }
        self.steps.extend(terms.iter().map(|it| Step::Word(*it)));
    }

    fn rare(&mut self, rare: Rare) {
        self.rares.push(rare);
        self.steps.push(Step::Rare((self.rares.len() - 1) as u32));
    }

    /// Whether it may look into zones that are not searched by default.
    pub(super) fn looks_elsewhere(&self, shared: &Shared) -> bool {
        let of_lists =
            |it: &Step| matches!(it, Step::List { unit, .. } if shared.unit(*unit).elsewhere);
        self.steps.iter().any(of_lists)
            || self
                .rares
                .iter()
                .any(|it| matches!(it, Rare::Words { field: Some(_), .. }))
    }

    /// Whether it can be met only where some word is found.
    pub(super) fn needs_words(&self) -> bool {
        needs_words(&self.steps, &self.rares, 0)
    }
}

/// Every use of a term in steps.
pub(super) fn terms_of<'a>(
    steps: &'a [Step],
    rares: &'a [Rare],
) -> impl Iterator<Item = TermId> + 'a {
    let words = steps.iter().filter_map(|it| match it {
        Step::Word(term) => Some(*term),
        _ => None,
    });
    let rares = rares.iter().flat_map(|it| match it {
        Rare::Words { terms, .. } => terms.iter().copied(),
        _ => [].iter().copied(),
    });
    words.chain(rares)
}

/// Notes the rarest term of each row, after what is expected of terms has changed.
pub(super) fn weigh(steps: &mut [Step], terms: &Terms) {
    for at in 0..steps.len() {
        if let Step::Phrase { size, .. } = steps[at] {
            let row = row(steps, at);
            steps[at] = Step::Phrase {
                size,
                rarest: rarest(&row, terms).0 as u32,
            };
        }
    }
}

/// The terms of a row.
fn row(steps: &[Step], at: usize) -> Vec<TermId> {
    parts(steps, at)
        .filter_map(|it| match steps[it] {
            Step::Word(term) => Some(term),
            _ => None,
        })
        .collect()
}

/// An anchor: a term, what must stand in the document beside it, and whether the query is met wherever the term stands
/// in the zones that are searched by default.
pub(super) struct Anchor {
    pub(super) term: TermId,
    pub(super) guards: [TermId; 3],
    pub(super) sure: bool,
}

/// The terms of which one must stand in a document for the query to be met, as few and as rare as can be had;
/// nothing where that cannot be said.
pub(super) fn anchors(steps: &[Step], rares: &[Rare], terms: &Terms) -> Option<Vec<Anchor>> {
    let needed = needed(steps, rares, 0, terms)?;
    let alone: Vec<TermId> = match steps[0] {
        Step::Word(term) => vec![term],
        Step::Some(_) => row(steps, 0),
        _ => vec![],
    };
    let anchors = needed.list.into_iter().map(|(term, guards)| Anchor {
        term,
        guards,
        sure: guards == UNGUARDED && alone.contains(&term),
    });
    Some(anchors.collect())
}

pub(super) fn needed(steps: &[Step], rares: &[Rare], at: usize, terms: &Terms) -> Option<Needed> {
    let of = |part: usize| needed(steps, rares, part, terms);
    match steps[at] {
        Step::Word(term) => Some(Needed::one(&[term], terms)),
        Step::Phrase { .. } => Some(Needed::one(&row(steps, at), terms)),
        Step::Rare(rare) => match &rares[rare as usize] {
            Rare::Words { terms: all, .. } if !all.is_empty() => Some(Needed::one(all, terms)),
            _ => None,
        },
        Step::Some(_) => Needed::any(parts(steps, at).map(of)),
        Step::Score { rare, .. } => {
            let Rare::Score { least, terms: list } = &rares[rare as usize] else {
                return None;
            };
            // Without a hit it is met as well.
            if *least <= 0 {
                return None;
            }
            let positive = parts(steps, at).zip(list).filter(|it| it.1.0 > 0);
            Needed::any(positive.map(|it| of(it.0)))
        }
        Step::All(_) | Step::Near { .. } | Step::Same { .. } | Step::Only { all: true, .. } => {
            Needed::all(parts(steps, at).filter_map(of).collect())
        }
        Step::Only { all: false, .. } => parts(steps, at).last().and_then(of),
        Step::NotNear { .. } | Step::AtLeast { .. } => of(at + 1),
        Step::Not { .. } => None,
        Step::List { term, anchored, .. } => anchored.then(|| Needed::one(&[term], terms)),
    }
}

/// Whether a step can be met only where some word is found.
fn needs_words(steps: &[Step], rares: &[Rare], at: usize) -> bool {
    let needs = |part: usize| needs_words(steps, rares, part);
    match steps[at] {
        Step::Word(_) | Step::Phrase { .. } => true,
        Step::Near { .. } | Step::NotNear { .. } | Step::Same { .. } => true,
        Step::Rare(rare) => matches!(
            &rares[rare as usize],
            Rare::Words { .. } | Rare::Regex { .. }
        ),
        Step::All(_) => parts(steps, at).any(needs),
        Step::Some(_) => parts(steps, at).all(needs),
        Step::AtLeast { .. } => true,
        Step::Only { .. } => parts(steps, at).last().is_some_and(needs),
        Step::Score { .. } | Step::Not { .. } => false,
        Step::List { words, .. } => words,
    }
}

/// The parts of a step.
pub(super) fn parts(steps: &[Step], at: usize) -> impl Iterator<Item = usize> {
    parts_of(steps, at, steps[at].size())
}

fn parts_of(steps: &[Step], at: usize, size: Size) -> impl Iterator<Item = usize> {
    let end = at + size as usize;
    let mut next = at + 1;
    std::iter::from_fn(move || {
        let part = next;
        (part <= end).then(|| {
            next = part + 1 + steps[part].size() as usize;
            part
        })
    })
}

fn is_plain(steps: &[Step]) -> bool {
    steps.iter().all(|it| {
        matches!(
            it,
            Step::Word(_) | Step::All(_) | Step::Some(_) | Step::Not { .. }
        )
    })
}

/// Which of some terms is the rarest, and in what share of documents it is expected.
fn rarest(of: &[TermId], terms: &Terms) -> (usize, f32) {
    let shares = of.iter().map(|it| terms.share(*it));
    shares
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((0, 1.0))
}

/// Terms of which one is needed, each with others of which then one is needed as well.
pub(super) struct Needed {
    pub(super) list: Vec<(TermId, [TermId; 3])>,
    /// How many documents are expected to hold one.
    pub(super) share: f32,
}

pub(super) const UNGUARDED: [TermId; 3] = [ALWAYS; 3];

impl Needed {
    /// All of these are needed: the rarest is looked for, the next guards it.
    fn one(of: &[TermId], terms: &Terms) -> Needed {
        let (number, share) = rarest(of, terms);
        let others: Vec<TermId> = of.iter().copied().filter(|it| *it != of[number]).collect();
        let guard = others.get(rarest(&others, terms).0).copied();
        Needed {
            list: vec![(of[number], guard.map_or(UNGUARDED, |it| [it; 3]))],
            share,
        }
    }

    /// One of several is needed.
    fn any(parts: impl Iterator<Item = Option<Needed>>) -> Option<Needed> {
        let mut all = Needed {
            list: vec![],
            share: 0.0,
        };
        for part in parts {
            let part = part?;
            all.list.extend(part.list);
            all.share += part.share;
        }
        (!all.list.is_empty()).then_some(all)
    }

    /// All of several are needed: the rarest is looked for, the next guards what has no guard.
    fn all(mut parts: Vec<Needed>) -> Option<Needed> {
        parts.sort_by(|a, b| a.share.total_cmp(&b.share));
        let mut parts = parts.into_iter();
        let mut first = parts.next()?;
        let guard = parts.find(|it| it.list.len() <= 3).map(|it| {
            let of = |number: usize| it.list.get(number).unwrap_or(&it.list[0]).0;
            [of(0), of(1), of(2)]
        });
        if let Some(guard) = guard {
            for (_, guards) in first.list.iter_mut().filter(|it| it.1 == UNGUARDED) {
                *guards = guard;
            }
        }
        Some(first)
    }
}
