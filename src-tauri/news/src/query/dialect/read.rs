//! Reading a query of another system: its lexemes to a tree of ours, by that system's own precedence.

use std::ops::Range;

use super::{
    Dialect,
    clause::{Clause, Closeness, MAX_HEIGHT},
    lexeme::{Lexeme, Piece, lexemes},
    notes::Notes,
    term,
};

/// How deep brackets may stand in each other.
pub(super) const MAX_DEPTH: usize = 100;

pub(super) type Res<T> = Result<T, String>;

/// A text of a dialect as a tree, with what was noted; or why it cannot be read.
pub(super) fn read(text: &str, from: Dialect) -> Res<(Clause, Notes)> {
    let mut notes = Notes::default();
    let pieces = lexemes(text, from, &mut notes)?;
    if pieces.is_empty() {
        return Err("There is nothing in it to look for.".into());
    }
    let mut reader = Reader {
        text,
        from,
        pieces,
        next: 0,
        notes,
        plural_said: from != Dialect::Lexis,
        address: None,
    };
    let clause = reader.level(0)?;
    if reader.next < reader.pieces.len() {
        return Err("A bracket closes nothing.".into());
    }
    Ok((clause, reader.notes))
}

pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) from: Dialect,
    pieces: Vec<Piece>,
    next: usize,
    pub(super) notes: Notes,
    /// Whether it was said that Lexis finds plurals.
    plural_said: bool,
    /// The field of addresses whose values are being read: `url` or `site`.
    pub(super) address: Option<&'static str>,
}

/// A clause and where it stood.
pub(super) struct Placed {
    pub(super) clause: Clause,
    pub(super) at: Range<usize>,
}

impl Reader<'_> {
    pub(super) fn peek(&self) -> Option<&Lexeme> {
        self.pieces.get(self.next).map(|it| &it.lexeme)
    }

    pub(super) fn step(&mut self) {
        self.next += 1;
    }

    /// Where the next lexeme begins.
    pub(super) fn here(&self) -> usize {
        self.pieces
            .get(self.next)
            .map_or(self.text.len(), |it| it.at.start)
    }

    /// The place from `start` to the end of the last lexeme.
    pub(super) fn since(&self, start: usize) -> Range<usize> {
        let end = self
            .next
            .checked_sub(1)
            .and_then(|it| self.pieces.get(it))
            .map_or(start, |it| it.at.end);
        start..end.max(start)
    }

    pub(super) fn slice(&self, at: &Range<usize>) -> String {
        self.text
            .get(at.clone())
            .unwrap_or_default()
            .trim()
            .to_string()
    }

    /// Whether a term, a bracket, or what stands before one comes next.
    pub(super) fn at_operand(&self) -> bool {
        matches!(
            self.peek(),
            Some(
                Lexeme::Open
                    | Lexeme::Field(_)
                    | Lexeme::Call(_)
                    | Lexeme::Term { .. }
                    | Lexeme::Fixed(_)
                    | Lexeme::Lost
                    | Lexeme::Must
            )
        )
    }

    pub(super) fn checked(&self, clause: Clause) -> Res<Clause> {
        if clause.height() > MAX_HEIGHT {
            return Err(format!(
                "Its operators stand more than {MAX_HEIGHT} deep in each other."
            ));
        }
        Ok(clause)
    }

    /// Everything up to a closing bracket.
    pub(super) fn level(&mut self, depth: usize) -> Res<Clause> {
        if depth > MAX_DEPTH {
            return Err(format!(
                "Brackets may stand {MAX_DEPTH} deep in each other."
            ));
        }
        let clause = match self.from {
            Dialect::Lexis => self.left_to_right(depth)?,
            Dialect::Lucene => self.clauses(depth)?,
            Dialect::Factiva | Dialect::Meltwater | Dialect::Brandwatch => self.or(depth)?,
        };
        self.checked(clause)
    }

    /// OR of ANDs, for systems that join AND first.
    fn or(&mut self, depth: usize) -> Res<Clause> {
        let mut parts = vec![];
        loop {
            let start = self.here();
            let clause = self.and(depth)?;
            let at = self.since(start);
            parts.push(Placed { clause, at });
            if self.peek() != Some(&Lexeme::Or) {
                break;
            }
            self.step();
        }
        if parts.len() > 1 {
            for part in &parts {
                self.bracketed(part);
            }
        }
        Ok(self.any_of(parts))
    }

    /// Says that an AND beside an OR was put in brackets, if it was none before.
    fn bracketed(&mut self, part: &Placed) {
        if !matches!(part.clause, Clause::And(_)) {
            return;
        }
        let before = self.slice(&part.at);
        if before.starts_with('(') && before.ends_with(')') && encloses(&before) {
            return;
        }
        self.notes.change(
            part.at.clone(),
            &before,
            format!("({})", part.clause),
            format!(
                "{} joins AND before OR; here brackets say so.",
                self.from.name()
            ),
        );
    }

    /// One of several. Says so if fewer will be found because one was left out.
    pub(super) fn any_of(&mut self, parts: Vec<Placed>) -> Clause {
        let gone = parts.iter().filter(|it| it.clause == Clause::Gone).count();
        if gone > 0 && gone < parts.len() {
            let at = parts[0].at.start..parts[parts.len() - 1].at.end;
            let before = self.slice(&at);
            let clause = Clause::or(parts.into_iter().map(|it| it.clause).collect());
            self.notes.loss(
                at,
                &before,
                clause.to_string(),
                "A part of this OR was left out, so fewer articles are found by it.",
            );
            return clause;
        }
        Clause::or(parts.into_iter().map(|it| it.clause).collect())
    }

    fn and(&mut self, depth: usize) -> Res<Clause> {
        let mut parts = vec![self.unary(depth)?];
        loop {
            let start = self.here();
            if self.peek() == Some(&Lexeme::And) {
                self.step();
            } else if self.peek() == Some(&Lexeme::Not) {
                self.notes.change(
                    start..start,
                    "NOT",
                    "AND NOT",
                    "Between two terms we write both words.",
                );
            } else if self.at_operand() {
                let (at, name) = (start..start, self.from.name());
                if self.from == Dialect::Factiva {
                    self.notes.loss(
                        at,
                        " ",
                        "AND",
                        "Factiva has no meaning for a field right behind another term. Both are asked for here.",
                    );
                } else {
                    self.notes.change(
                        at,
                        " ",
                        "AND",
                        format!("Between terms without an operator, {name} is taken to ask for both. Use quotation marks if the phrase was meant."),
                    );
                }
            } else {
                break;
            }
            parts.push(self.unary(depth)?);
        }
        Ok(Clause::and(parts))
    }

    fn unary(&mut self, depth: usize) -> Res<Clause> {
        let mut negated = false;
        while self.peek() == Some(&Lexeme::Not) {
            self.step();
            negated = !negated;
        }
        let clause = self.close(depth)?;
        Ok(if negated { Clause::not(clause) } else { clause })
    }

    /// Proximity, which binds tighter than AND, OR and NOT.
    pub(super) fn close(&mut self, depth: usize) -> Res<Clause> {
        let mut left = self.run(depth)?;
        let mut chained = false;
        loop {
            let start = self.here();
            let closeness = if let Some(Lexeme::Joint(closeness)) = self.peek() {
                let closeness = *closeness;
                self.step();
                closeness
            } else if self.from == Dialect::Factiva
                && matches!(self.peek(), Some(Lexeme::Open | Lexeme::Term { .. }))
            {
                self.notes.change(
                    start..start,
                    " ",
                    "ONEAR/0",
                    "Factiva takes what stands side by side as a phrase.",
                );
                Closeness::Ordered(0)
            } else {
                return Ok(left);
            };
            let right = self.run(depth)?;
            left = Clause::close(closeness, left, right);
            if chained {
                left = self.checked(left)?;
            }
            chained = true;
        }
    }

    /// An operand. In Factiva and Lexis, words side by side are one phrase.
    pub(super) fn run(&mut self, depth: usize) -> Res<Clause> {
        let phrases = matches!(self.from, Dialect::Factiva | Dialect::Lexis);
        let start = self.here();
        let first = self.next;
        while phrases && matches!(self.peek(), Some(Lexeme::Term { .. })) {
            self.step();
        }
        if self.next < first + 2 {
            self.next = first;
            return self.atom(depth);
        }
        let at = self.since(start);
        let mut words = vec![];
        for piece in &self.pieces[first..self.next] {
            if let Lexeme::Term { text, .. } = &piece.lexeme {
                words.push(text.as_str());
            }
        }
        let words = words.join(" ");
        let clause = self.term(&words, true, &at);
        let before = self.slice(&at);
        self.notes.change(
            at,
            &before,
            clause.to_string(),
            format!("Words side by side are a phrase in {}.", self.from.name()),
        );
        Ok(self.behind(clause, start))
    }

    /// A word or phrase, with what is noted of it.
    fn term(&mut self, text: &str, quoted: bool, at: &Range<usize>) -> Clause {
        let told = match self.address {
            Some(field) => term::address(text, field, self.from),
            None => term::told(text, quoted, self.from),
        };
        let after = told.clause.to_string();
        let before = self.slice(at);
        for why in told.changes {
            self.notes.change(at.clone(), &before, after.clone(), why);
        }
        for why in told.losses {
            self.notes.loss(at.clone(), &before, after.clone(), why);
        }
        if !self.plural_said && !quoted && text.chars().all(char::is_alphabetic) {
            self.plural_said = true;
            self.notes.change(
                at.clone(),
                &before,
                after,
                format!("Lexis finds regular plurals as well, here a word finds only itself. FORMS({text}) finds its forms."),
            );
        }
        told.clause
    }

    pub(super) fn atom(&mut self, depth: usize) -> Res<Clause> {
        let start = self.here();
        let Some(lexeme) = self.peek().cloned() else {
            return Err("Something is missing at its end.".into());
        };
        self.step();
        let clause = match lexeme {
            Lexeme::Open => {
                if self.peek() == Some(&Lexeme::Close) {
                    return Err("There is nothing between two brackets.".into());
                }
                let clause = self.level(depth + 1)?;
                if self.peek() != Some(&Lexeme::Close) {
                    return Err("A bracket is not closed.".into());
                }
                self.step();
                clause
            }
            Lexeme::Term { text, quoted } => {
                let at = self.since(start);
                self.term(&text, quoted, &at)
            }
            Lexeme::Fixed(text) => Clause::Fixed(text),
            Lexeme::Lost => Clause::Gone,
            Lexeme::Field(sense) => self.field(sense, start, depth)?,
            Lexeme::Call(call) => self.call(call, start, depth)?,
            Lexeme::Must => self.atom(depth + 1)?,
            Lexeme::And
            | Lexeme::Or
            | Lexeme::Not
            | Lexeme::Joint(_)
            | Lexeme::Close
            | Lexeme::First(_)
            | Lexeme::Tilde(_) => {
                let at = self.since(start);
                return Err(format!(
                    "“{}” needs a term on either side.",
                    self.slice(&at)
                ));
            }
        };
        Ok(self.behind(clause, start))
    }

    /// What may stand behind a term: `/F50/`, `~5`.
    fn behind(&mut self, mut clause: Clause, start: usize) -> Clause {
        while let Some(lexeme) = self.peek() {
            match lexeme {
                Lexeme::First(n) => {
                    let n = *n;
                    self.step();
                    clause = Clause::function(format!("FIRST/{n}"), clause);
                }
                Lexeme::Tilde(n) => {
                    let n = *n;
                    self.step();
                    let at = self.since(start);
                    clause = self.loosened(clause, n, &at);
                }
                _ => break,
            }
            if clause.height() > MAX_HEIGHT {
                break;
            }
        }
        clause
    }
}

/// Whether the bracket a text begins with closes at its end.
fn encloses(text: &str) -> bool {
    let mut open = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open += 1,
            ')' => open = open.saturating_sub(1),
            _ => {}
        }
        if open == 0 {
            return at + c.len_utf8() == text.len();
        }
    }
    false
}
