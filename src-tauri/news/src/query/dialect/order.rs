//! Systems whose operators do not simply bind by rank: Lexis reads from left to right, Lucene by clause.

use super::{
    clause::{Clause, Closeness},
    lexeme::Lexeme,
    read::{Placed, Reader},
};

/// What joins a run of operands that is being read.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    And,
    Or,
    Close,
}

/// How a clause of Lucene stands to the others.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Occur {
    Should,
    Must,
    MustNot,
}

impl Reader<'_> {
    /// Operators of equal rank, from left to right.
    pub(super) fn left_to_right(&mut self, depth: usize) -> Result<Clause, String> {
        let start = self.here();
        let mut parts = vec![self.negated(depth)?];
        let mut kind: Option<Kind> = None;
        loop {
            let at = self.here();
            let (next, closeness, negate) = match self.peek() {
                None | Some(Lexeme::Close) => break,
                Some(Lexeme::And) => {
                    self.step();
                    (Kind::And, None, false)
                }
                Some(Lexeme::Or) => {
                    self.step();
                    (Kind::Or, None, false)
                }
                Some(Lexeme::Not) => {
                    self.notes.change(
                        at..at,
                        "NOT",
                        "AND NOT",
                        "Between two terms we write both words.",
                    );
                    self.step();
                    (Kind::And, None, true)
                }
                Some(Lexeme::Joint(closeness)) => {
                    let closeness = *closeness;
                    self.step();
                    (Kind::Close, Some(closeness), false)
                }
                Some(Lexeme::Open | Lexeme::Term { .. }) => {
                    self.notes.change(
                        at..at,
                        " ",
                        "ONEAR/0",
                        "Lexis takes what stands side by side as a phrase.",
                    );
                    (Kind::Close, Some(Closeness::Ordered(0)), false)
                }
                Some(_) => {
                    self.notes.change(
                        at..at,
                        " ",
                        "AND",
                        "Between a part and a term without an operator, both are asked for.",
                    );
                    (Kind::And, None, false)
                }
            };
            if kind.is_some_and(|it| it != next || it == Kind::Close) {
                self.folded(&mut parts, kind, start, next)?;
            }
            let mut right = self.negated(depth)?;
            if negate {
                right.clause = Clause::not(right.clause);
            }
            if let Some(closeness) = closeness {
                let left = parts.pop().map_or(Clause::Gone, |it| it.clause);
                right.clause = Clause::close(closeness, left, right.clause);
            }
            parts.push(right);
            kind = Some(next);
        }
        Ok(self.joined(parts, kind))
    }

    /// An operand, with the NOTs before it.
    fn negated(&mut self, depth: usize) -> Result<Placed, String> {
        let start = self.here();
        let mut negated = false;
        while self.peek() == Some(&Lexeme::Not) {
            self.step();
            negated = !negated;
        }
        let clause = self.run(depth)?;
        let clause = if negated { Clause::not(clause) } else { clause };
        let at = self.since(start);
        Ok(Placed { clause, at })
    }

    fn joined(&mut self, parts: Vec<Placed>, kind: Option<Kind>) -> Clause {
        if kind == Some(Kind::Or) {
            self.any_of(parts)
        } else {
            Clause::and(parts.into_iter().map(|it| it.clause).collect())
        }
    }

    /// Makes one operand of what was read up to here, because another kind of operator follows.
    fn folded(
        &mut self,
        parts: &mut Vec<Placed>,
        kind: Option<Kind>,
        start: usize,
        next: Kind,
    ) -> Result<(), String> {
        let at = start..parts.last().map_or(start, |it| it.at.end);
        let clause = self.joined(std::mem::take(parts), kind);
        let clause = self.checked(clause)?;
        let loose = matches!(
            (&clause, next),
            (Clause::And(_), Kind::Or | Kind::Close) | (Clause::Or(_), Kind::And | Kind::Close)
        );
        if loose {
            let before = self.slice(&at);
            self.notes.change(
                at.clone(),
                &before,
                format!("({clause})"),
                "Newer Lexis reads from left to right, and brackets say so here. Older Lexis and Lexis+ join OR first, then W/n, then AND.",
            );
        }
        parts.push(Placed { clause, at });
        Ok(())
    }

    /// Lucene's clauses, each optional, required or prohibited. Its AND has no rank: it requires what stands on
    /// either side, and an OR makes nothing optional again.
    pub(super) fn clauses(&mut self, depth: usize) -> Result<Clause, String> {
        let start = self.here();
        let mut found: Vec<(Placed, Occur)> = vec![];
        let mut beside = false;
        // Whether an AND stands before the clause, and whether signs were seen that do the same.
        let (mut joined, mut signed) = (false, false);
        loop {
            let from = self.here();
            let (clause, mut occur) = self.clause(depth)?;
            signed |= occur == Occur::Must || occur == Occur::MustNot && !joined;
            if joined {
                if let Some((_, last)) = found.last_mut()
                    && *last == Occur::Should
                {
                    *last = Occur::Must;
                }
                if occur == Occur::Should {
                    occur = Occur::Must;
                }
            }
            let at = self.since(from);
            found.push((Placed { clause, at }, occur));
            joined = false;
            let here = self.here();
            match self.peek() {
                None | Some(Lexeme::Close) => break,
                Some(Lexeme::And) => {
                    self.step();
                    joined = true;
                }
                Some(Lexeme::Or) => self.step(),
                Some(Lexeme::Not | Lexeme::Must) => {}
                Some(_) => {
                    if !beside {
                        beside = true;
                        self.notes.change(
                            here..here,
                            " ",
                            "OR",
                            "Between terms without an operator, Lucene takes OR unless it was set up otherwise.",
                        );
                    }
                }
            }
        }
        Ok(self.weighed(start, found, signed))
    }

    /// Required, prohibited and optional clauses as AND, NOT and OR.
    fn weighed(&mut self, start: usize, found: Vec<(Placed, Occur)>, signed: bool) -> Clause {
        let at = self.since(start);
        let before = self.slice(&at);
        let requires = found.iter().any(|it| it.1 == Occur::Must);
        let (mut should, mut parts, mut must_not) = (vec![], vec![], vec![]);
        for (part, occur) in found {
            match occur {
                Occur::Should if requires => {
                    let written = self.slice(&part.at);
                    self.notes.forget(&part.at);
                    self.notes.loss(
                        part.at,
                        &written,
                        "",
                        "Beside what Lucene requires (+, and both sides of an AND) this only moves hits up in the list, so it is left out. Brackets around the AND would ask for either.",
                    );
                }
                Occur::Should => should.push(part),
                Occur::Must => parts.push(part.clause),
                Occur::MustNot => must_not.push(Clause::not(part.clause)),
            }
        }
        if !requires {
            parts.push(self.any_of(should));
        }
        parts.extend(must_not);
        let clause = Clause::and(parts);
        if signed {
            self.notes.change(
                at,
                &before,
                clause.to_string(),
                "Required (+) and prohibited (-, NOT) terms hold for all that stands beside them.",
            );
        }
        clause
    }

    fn clause(&mut self, depth: usize) -> Result<(Clause, Occur), String> {
        let mut occur = Occur::Should;
        while let Some(lexeme) = self.peek() {
            match lexeme {
                Lexeme::Must => occur = Occur::Must,
                Lexeme::Not if occur == Occur::MustNot => occur = Occur::Should,
                Lexeme::Not => occur = Occur::MustNot,
                _ => break,
            }
            self.step();
        }
        Ok((self.run(depth)?, occur))
    }
}
