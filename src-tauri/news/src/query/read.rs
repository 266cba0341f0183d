//! Reading a query: text to tree, or to diagnostics with the place and ways to mend it.

use std::{ops::Range, sync::Arc};

use super::{
    Diagnostic, Query,
    ast::{
        Address, Field, Filter, Hundredths, Length, Node, Pattern, Regex, Term, Wild, Words,
        letters,
    },
    foreign, forms,
    language::{self, Tongue, tongue},
    lex,
    lex::{Fault, Function, Known, Lexeme, Res, Signs},
    lists::{List, Lists},
    period,
    plain::{plain, with_wildcards},
};
use crate::text::{fold, is_hyphen, tokens};

/// How deep brackets may stand in each other.
const MAX_DEPTH: usize = 100;

/// How long a query may be, in bytes. Ten times what the largest systems take.
const MAX_LENGTH: usize = 200_000;

/// A query that was read, with what was assumed or is dubious.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The query.
    pub query: Query,
    /// Doubts. None of them is an error.
    pub diagnostics: Vec<Diagnostic>,
}

impl Query {
    /// Reads the query of a topic. What is ambiguous is an error with fixes.
    ///
    /// # Errors
    /// Diagnostics, the first error first, when the text is no query.
    pub fn topic(text: &str) -> Result<Read, Vec<Diagnostic>> {
        read(text, true, &Lists::default())
    }

    /// Reads what was typed into a search bar: as [`Query::topic`], but words that only stand beside each
    /// other must all occur, and the diagnostics say so.
    ///
    /// # Errors
    /// Diagnostics, the first error first, when the text is no query.
    pub fn search(text: &str) -> Result<Read, Vec<Diagnostic>> {
        read(text, false, &Lists::default())
    }

    /// Reads the query of a topic that may use named lists.
    ///
    /// # Errors
    /// As [`Query::topic`]; a name that no list has is an error with the names that are near.
    pub fn topic_with(text: &str, lists: &Lists) -> Result<Read, Vec<Diagnostic>> {
        read(text, true, lists)
    }

    /// Reads what was typed into a search bar, and may use named lists.
    ///
    /// # Errors
    /// As [`Query::topic_with`].
    pub fn search_with(text: &str, lists: &Lists) -> Result<Read, Vec<Diagnostic>> {
        read(text, false, lists)
    }

    /// Reads the query of a topic as it is stored, perhaps by an earlier version of the program. What that took for a word
    /// and what is asked about today stays the word: the topic goes on asking for what it asked for, and a doubt says so.
    ///
    /// # Errors
    /// As [`Query::topic_with`], where no version could read it, or it uses a list that is missing: that was no word.
    pub fn stored_with(text: &str, lists: &Lists) -> Result<Read, Vec<Diagnostic>> {
        let refused = match read(text, true, lists) {
            Ok(read) => return Ok(read),
            Err(diagnostics) => diagnostics,
        };
        if misses_list(text, lists) {
            return Err(refused);
        }
        let Ok(mut read) = read_by(text, true, lists, Signs::Before) else {
            return Err(refused);
        };
        if let Some(doubt) = as_before(&refused) {
            read.diagnostics.insert(0, doubt);
        }
        Ok(read)
    }
}

/// Whether a text uses a list that is not there, or cannot be read.
pub(super) fn misses_list(text: &str, lists: &Lists) -> bool {
    let lexemes = lex::lexemes(text).unwrap_or_default();
    lexemes
        .iter()
        .any(|it| matches!(&it.0, Lexeme::List(name) if lists.get(name).is_err()))
}

/// The doubt about what is refused today, and still runs where it is stored.
pub(super) fn as_before(refused: &[Diagnostic]) -> Option<Diagnostic> {
    let first = refused.first()?;
    Some(Diagnostic {
        is_error: false,
        message: format!(
            "{} It was saved so, and is still looked for as before.",
            first.message
        ),
        ..first.clone()
    })
}

fn read(text: &str, topic: bool, lists: &Lists) -> Result<Read, Vec<Diagnostic>> {
    read_by(text, topic, lists, Signs::Today)
}

fn read_by(text: &str, topic: bool, lists: &Lists, signs: Signs) -> Result<Read, Vec<Diagnostic>> {
    let mut reader = Reader {
        text,
        topic,
        signs,
        lists,
        lexemes: vec![],
        next: 0,
        inside: None,
        doubts: vec![],
    };
    let res = reader.whole();
    let mut diagnostics: Vec<Diagnostic> = std::mem::take(&mut reader.doubts)
        .into_iter()
        .take(lex::MOST_DOUBTS)
        .map(|it| it.told(text, false))
        .collect();
    match res {
        Ok(root) => Ok(Read {
            query: Query { root },
            diagnostics,
        }),
        Err(fault) => {
            diagnostics.insert(0, fault.told(text, true));
            Err(diagnostics)
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    topic: bool,
    /// Not those of today: what is stored is read, and what is asked about today was a word.
    signs: Signs,
    lists: &'a Lists,
    lexemes: Vec<(Lexeme, Range<usize>)>,
    next: usize,
    /// The field that is being read.
    inside: Option<Field>,
    doubts: Vec<Fault>,
}

impl Reader<'_> {
    fn whole(&mut self) -> Res<Node> {
        if self.text.len() > MAX_LENGTH {
            return Err(Fault::new(
                0..0,
                format!(
                    "A query may have {MAX_LENGTH} bytes; this one has {}.",
                    self.text.len()
                ),
            ));
        }
        self.lexemes = lex::lexemes_by(self.text, self.signs)?;
        if self.signs == Signs::Today {
            match foreign::in_order(self.text, &mut self.lexemes, self.topic) {
                Ok(doubts) => self.doubts = doubts,
                Err((doubts, fault)) => {
                    self.doubts = doubts;
                    return Err(fault);
                }
            }
        }
        let small = lex::small_operators(self.text, &self.lexemes);
        self.doubts.extend(small);
        if self.lexemes.is_empty() {
            return Err(Fault::new(
                0..self.text.len(),
                "There is nothing to look for yet: type a word.",
            ));
        }
        let node = self.or(0)?;
        if let Some((_, at)) = self.lexemes.get(self.next) {
            return Err(Fault::new(at.clone(), "Nothing can stand here."));
        }
        if !is_positive(&node) {
            return Err(Fault::new(
                0..self.text.len(),
                "This says only what must not occur. Add what must: a query of NOT alone would flag nearly everything.",
            ));
        }
        Ok(node)
    }

    // ── the tree ─────────────────────────────────────────────────────────────────────────────────────

    fn peek(&self) -> Option<&Lexeme> {
        self.lexemes.get(self.next).map(|it| &it.0)
    }

    fn place(&self) -> Range<usize> {
        self.lexemes
            .get(self.next)
            .map_or(self.text.len()..self.text.len(), |it| it.1.clone())
    }

    /// A run of operands at one level. `a AND b AND NOT c`, or `a OR b OR c`, never both.
    fn or(&mut self, depth: usize) -> Res<Node> {
        if depth > MAX_DEPTH {
            return Err(Fault::new(
                self.place(),
                format!("Brackets may stand {MAX_DEPTH} deep in each other."),
            ));
        }
        let mut operands = vec![];
        let mut joints: Vec<(Joint, Range<usize>)> = vec![];
        let mut places = vec![];
        loop {
            let from = self.place().start;
            let operand = self.unary(depth)?;
            let to = self.lexemes[self.next - 1].1.end;
            operands.push(operand);
            places.push(from..to);
            let at = self.place();
            match self.peek() {
                None | Some(Lexeme::Close | Lexeme::Comma | Lexeme::Weight(..)) => break,
                Some(Lexeme::And) => {
                    self.next += 1;
                    joints.push((Joint::And, at));
                }
                Some(Lexeme::Or) => {
                    self.next += 1;
                    joints.push((Joint::Or, at));
                }
                // What it joins is asked where the term is read.
                Some(Lexeme::Sign(_)) => joints.push((Joint::And, to..at.start)),
                Some(_) => {
                    let between = to..at.start;
                    joints.push((Joint::Beside, between));
                }
            }
        }
        self.mixed(&joints, &places)?;
        self.beside(&joints, &places)?;
        Ok(match (operands.len(), joints.first()) {
            (1, _) => operands.remove(0),
            (_, Some((Joint::Or, _))) => Node::Or(flat(operands, false)),
            _ => Node::And(flat(operands, true)),
        })
    }

    /// AND beside OR needs brackets: which goes first is said differently everywhere.
    fn mixed(&self, joints: &[(Joint, Range<usize>)], places: &[Range<usize>]) -> Res<()> {
        let is_or = |it: &(Joint, Range<usize>)| it.0 == Joint::Or;
        if !joints.iter().any(is_or) || joints.iter().all(is_or) {
            return Ok(());
        }
        let first = joints[0].0 == Joint::Or;
        let odd = joints
            .iter()
            .find(|it| is_or(it) != first)
            .unwrap_or(&joints[0]);
        let group = |inner: Joint| -> String {
            let mut out = self.text[..places[0].start].to_string();
            let mut at = 0;
            while at < places.len() {
                let mut last = at;
                while last < joints.len() && (joints[last].0 == Joint::Or) == (inner == Joint::Or) {
                    last += 1;
                }
                let run = &self.text[places[at].start..places[last].end];
                if last > at {
                    out.push_str(&format!("({run})"));
                } else {
                    out.push_str(run);
                }
                if last < joints.len() {
                    out.push_str(if joints[last].0 == Joint::Or {
                        " OR "
                    } else {
                        " AND "
                    });
                }
                at = last + 1;
            }
            out.push_str(&self.text[places[places.len() - 1].end..]);
            out
        };
        Err(Fault::new(
            odd.1.clone(),
            "AND and OR stand side by side. Say with brackets which belongs together.",
        )
        .fix("Join the ANDs first", group(Joint::And))
        .fix("Join the ORs first", group(Joint::Or)))
    }

    /// Words that only stand beside each other: all of them in a search, a question in a topic.
    fn beside(&mut self, joints: &[(Joint, Range<usize>)], places: &[Range<usize>]) -> Res<()> {
        let Some(number) = joints.iter().position(|it| it.0 == Joint::Beside) else {
            return Ok(());
        };
        let mut last = number;
        while last + 1 < joints.len() && joints[last + 1].0 == Joint::Beside {
            last += 1;
        }
        let run = places[number].start..places[last + 1].end;
        let (before, after) = (&self.text[..run.start], &self.text[run.end..]);
        let words: Vec<&str> = places[number..=last + 1]
            .iter()
            .map(|it| &self.text[it.clone()])
            .collect();
        let mut fault = Fault::new(run, "");
        // A function in small letters is a word like any other.
        let first = &places[number];
        if let Some((name, _)) = Function::named(words[0])
            && self.text[first.end..].starts_with(['(', '（'])
        {
            let (before, after) = (&self.text[..first.start], &self.text[first.end..]);
            fault = fault.fix(
                &format!("Make it {name}(…)"),
                format!("{before}{name}{after}"),
            );
        }
        if words.iter().all(|it| lex::is_word(it)) {
            fault = fault.fix(
                "Look for the phrase",
                format!("{before}\"{}\"{after}", words.join(" ")),
            );
        }
        fault = fault.fix(
            "Both must occur",
            format!("{before}{}{after}", words.join(" AND ")),
        );
        if self.topic {
            fault.message = "Words side by side mean different things in different systems. A phrase, or both anywhere?".into();
            return Err(fault);
        }
        fault.message = "Every one of these words must occur.".into();
        self.doubts.push(fault);
        Ok(())
    }

    fn unary(&mut self, depth: usize) -> Res<Node> {
        let mut nots = 0;
        if let Some(&Lexeme::Sign(sign)) = self.peek() {
            if self.topic {
                return Err(self.signed(sign));
            }
            if self.doubts.len() < lex::MOST_DOUBTS {
                let fault = self.signed(sign);
                self.doubts.push(fault);
            }
            self.next += 1;
            if sign != '+' {
                nots += 1;
            }
        }
        while self.peek() == Some(&Lexeme::Not) {
            self.next += 1;
            nots += 1;
        }
        let node = self.near(depth)?;
        Ok(if nots % 2 == 1 {
            Node::Not(Box::new(node))
        } else {
            node
        })
    }

    /// `-x`, `+x`, `!x`: a question in a topic; a search takes it as other systems do, where it can.
    fn signed(&self, sign: char) -> Fault {
        let at = self.place();
        let (before, after) = (&self.text[..at.start], &self.text[at.end..]);
        let term = self
            .lexemes
            .get(self.next + 1)
            .filter(|it| it.0 != Lexeme::Open)
            .map_or(at.end, |it| it.1.end);
        let not = match self.next.checked_sub(1).map(|it| &self.lexemes[it].0) {
            // Nothing but what must not occur is no query.
            None if !self.lexemes.iter().any(|it| it.0 == Lexeme::And) => None,
            None | Some(Lexeme::Open | Lexeme::Comma | Lexeme::And) => Some("NOT "),
            Some(
                Lexeme::Or
                | Lexeme::Not
                | Lexeme::Sign(_)
                | Lexeme::Near { .. }
                | Lexeme::Same(_)
                | Lexeme::Field(_)
                | Lexeme::Function(_),
            ) => None,
            Some(_) => Some("AND NOT "),
        };
        let message: String = match (sign, self.topic) {
            ('+', true) => {
                "“+” before a term says elsewhere that it must occur, and nothing here. Join terms with AND, and take the sign out.".into()
            }
            ('+', false) => "“+” before a term: it must occur, as every term must.".into(),
            (_, true) => format!(
                "“{sign}” before a term means NOT elsewhere, and nothing here. Write NOT, or take the sign out."
            ),
            (_, false) => format!("“{sign}” before a term is read as NOT: it must not occur."),
        };
        let mut fault = Fault::new(at.start..term, message);
        if let Some(not) = not.filter(|_| sign != '+') {
            fault = fault.fix("It must not occur", format!("{before}{not}{after}"));
        }
        fault.fix("Take the sign out", format!("{before}{after}"))
    }

    fn near(&mut self, depth: usize) -> Res<Node> {
        let mut left = self.atom(depth)?;
        loop {
            let at = self.place();
            let negated = self.peek() == Some(&Lexeme::Not);
            let joint = self
                .lexemes
                .get(self.next + usize::from(negated))
                .map(|it| it.0.clone());
            let (Some(joint @ (Lexeme::Near { .. } | Lexeme::Same(_))), true) =
                (joint, self.next > 0)
            else {
                return Ok(left);
            };
            self.next += 1 + usize::from(negated);
            if self.peek() == Some(&Lexeme::Not) {
                return Err(Fault::new(
                    at,
                    "NOT cannot stand behind NEAR. Write `a NOT NEAR/5 b`, or `a AND NOT (a NEAR/5 b)`.",
                ));
            }
            let right = self.atom(depth)?;
            for side in [&left, &right] {
                if side.any(|it| {
                    matches!(
                        it,
                        Node::Not(_)
                            | Node::NotNear { .. }
                            | Node::Score { .. }
                            | Node::AtLeast(..)
                    )
                }) {
                    return Err(Fault::new(
                        at,
                        "Both sides of NEAR must be words that occur: no NOT, SCORE or ATLEAST within it.",
                    ));
                }
                if side.any(is_about) {
                    return Err(Fault::new(
                        at,
                        "A field stands around NEAR, not within it: title:(a NEAR/5 b).",
                    ));
                }
            }
            let (left_box, right) = (Box::new(left), Box::new(right));
            left = match joint {
                Lexeme::Near {
                    most,
                    ordered: false,
                } if negated => Node::NotNear {
                    most,
                    left: left_box,
                    right,
                },
                Lexeme::Near { most, ordered } if !negated => Node::Near {
                    most,
                    ordered,
                    left: left_box,
                    right,
                },
                Lexeme::Same(unit) if !negated => Node::Same {
                    unit,
                    left: left_box,
                    right,
                },
                _ => {
                    return Err(Fault::new(
                        at,
                        "NOT stands before NEAR/n only. Write `a AND NOT (a SENT b)`.",
                    ));
                }
            };
        }
    }

    fn atom(&mut self, depth: usize) -> Res<Node> {
        let at = self.place();
        let Some((lexeme, _)) = self.lexemes.get(self.next).cloned() else {
            return Err(Fault::new(
                at,
                "Something is missing here: a word or a phrase.",
            ));
        };
        match lexeme {
            Lexeme::Open => {
                self.next += 1;
                if self.peek() == Some(&Lexeme::Close) {
                    return Err(Fault::new(
                        at.start..self.place().end,
                        "There is nothing in these brackets.",
                    ));
                }
                let node = self.or(depth + 1)?;
                if self.peek() != Some(&Lexeme::Close) {
                    return Err(Fault::new(at, "This bracket is not closed."));
                }
                self.next += 1;
                Ok(node)
            }
            Lexeme::Field(field) => {
                self.next += 1;
                if depth >= MAX_DEPTH {
                    return Err(Fault::new(at, "Too many fields within each other."));
                }
                if field == Field::Tag && self.topic {
                    return Err(Fault::new(
                        at,
                        "A topic cannot ask for a tag: an article has none when it comes in. Use tag: in a search.",
                    ));
                }
                let outer = self.inside.replace(field);
                let node = self.atom(depth + 1)?;
                self.inside = outer;
                if node.any(is_about) {
                    return Err(Fault::new(at, "A field within a field can never be met."));
                }
                if field.zones().is_none() && !is_list_of_words(&node) {
                    return Err(Fault::new(
                        at,
                        format!(
                            "{}: takes words, phrases, and OR between them.",
                            field.name()
                        ),
                    ));
                }
                Ok(Node::Field(field, Box::new(node)))
            }
            Lexeme::Known(known, value) => {
                self.next += 1;
                if value.is_empty() {
                    return self.addresses(known, &at);
                }
                known_field(known, &value, &at)
            }
            Lexeme::Function(function) => {
                self.next += 1;
                self.function(function, &at, depth)
            }
            Lexeme::Regex(written) => {
                self.next += 1;
                self.flags(&at)?;
                regex(&written, &at)
            }
            Lexeme::Loose(phrase, most) => {
                self.next += 1;
                self.loose(&phrase, most, &at)
            }
            Lexeme::List(name) => {
                self.next += 1;
                match self.lists.get(&name) {
                    Ok(list) if self.inside == Some(Field::Lang) => {
                        Ok(self.list_of_languages(list, &at))
                    }
                    Ok(list) => Ok(Node::List(list)),
                    Err(missing) => {
                        let (before, after) = (&self.text[..at.start], &self.text[at.end..]);
                        let mut fault = Fault::new(at.clone(), missing.why);
                        for near in missing.near {
                            fault = fault
                                .fix(&format!("Use @{near}"), format!("{before}@{near}{after}"));
                        }
                        if !missing.is_there {
                            let word = format!("{before}\"{name}\"{after}");
                            fault = fault.fix("Look for the word instead", word);
                        }
                        Err(fault)
                    }
                }
            }
            Lexeme::Word(word) if self.inside == Some(Field::Lang) => {
                self.next += 1;
                self.language(&plain(&word), &at, false)
            }
            Lexeme::Phrase(phrase) if self.inside == Some(Field::Lang) => {
                self.next += 1;
                self.language(&plain(&phrase), &at, true)
            }
            Lexeme::Word(word) => {
                self.next += 1;
                self.words(&word, &at, false)
            }
            Lexeme::Phrase(phrase) => {
                self.next += 1;
                self.doubt_operators(&phrase, &at);
                self.words(&phrase, &at, true)
            }
            Lexeme::Sign(sign) => {
                let mut fault = self.signed(sign);
                fault.message = format!(
                    "“{sign}” cannot stand here. Write NOT before the whole of it, or take the sign out."
                );
                Err(fault)
            }
            Lexeme::Close => Err(Fault::new(
                at,
                "Something is missing before this bracket: a word or a phrase.",
            )),
            Lexeme::Comma | Lexeme::Weight(..) => Err(Fault::new(
                at,
                "Something is missing before this: a word or a phrase.",
            )),
            Lexeme::And | Lexeme::Or | Lexeme::Near { .. } | Lexeme::Same(_) => Err(Fault::new(
                at.clone(),
                format!("{} needs a term on both sides.", &self.text[at]),
            )
            .fix("Look for it as a word", {
                let at = self.place();
                format!(
                    "{}\"{}\"{}",
                    &self.text[..at.start],
                    self.text[at.clone()].to_lowercase(),
                    &self.text[at.end..]
                )
            })),
            Lexeme::Not => Err(Fault::new(at, "NOT stands before a whole term.")),
        }
    }

    /// `ATLEAST/3(x)`, `CASE(x)`, `SAIDBY(who, x)`, `SCORE>=5(a^3, b)`.
    fn function(&mut self, function: Function, at: &Range<usize>, depth: usize) -> Res<Node> {
        if depth >= MAX_DEPTH {
            return Err(Fault::new(
                at.clone(),
                format!("Brackets may stand {MAX_DEPTH} deep in each other."),
            ));
        }
        self.apart(function, at)?;
        if let Function::Score(least) = function {
            return self.score(least, at, depth);
        }
        if function == Function::SaidBy {
            self.expect(
                &Lexeme::Open,
                "SAIDBY takes a speaker and what was said: SAIDBY(minister, sanctions).",
            )?;
            let who = self.or(depth + 1)?;
            self.expect(
                &Lexeme::Comma,
                "SAIDBY takes a speaker, a comma, and what was said: SAIDBY(minister, sanctions).",
            )?;
            let part = self.or(depth + 1)?;
            self.expect(
                &Lexeme::Close,
                "SAIDBY takes a speaker and what was said, and nothing more.",
            )?;
            if who.any(|it| {
                !matches!(
                    it,
                    Node::Words(_) | Node::Or(_) | Node::And(_) | Node::Only(..) | Node::List(_)
                )
            }) {
                return Err(Fault::new(
                    at.clone(),
                    "The speaker of SAIDBY is words, with AND or OR between them.",
                ));
            }
            return Ok(Node::Only(Filter::SaidBy(Box::new(who)), Box::new(part)));
        }
        let part = self.atom(depth + 1)?;
        if matches!(function, Function::AtLeast(_))
            && part.any(|it| matches!(it, Node::Not(_) | Node::AtLeast(..) | Node::Score { .. }))
        {
            return Err(Fault::new(
                at.clone(),
                "ATLEAST counts words, phrases, and what is joined with OR or NEAR: no NOT, SCORE or ATLEAST within it.",
            ));
        }
        if function == Function::Parts
            && part.any(|it| matches!(it, Node::Words(words) if words.patterns.len() > 1))
        {
            return Err(Fault::new(
                at.clone(),
                "PARTS reaches parts of hyphenated words: it takes single words.",
            ));
        }
        let filter = match function {
            Function::AtLeast(least) => return Ok(Node::AtLeast(least, Box::new(part))),
            Function::Forms => {
                if part.any(|it| matches!(it, Node::Words(words) if !words.written.is_ascii())) {
                    self.doubts.push(Fault::new(
                        at.clone(),
                        "FORMS knows the inflections of English. Words of other languages are looked for as they stand; a star takes every ending.",
                    ));
                }
                return Ok(Node::Only(Filter::Forms, Box::new(inflected(part))));
            }
            Function::First(most) => Filter::First(most),
            Function::Case => Filter::Case,
            Function::Caps => Filter::Caps,
            Function::AllCaps => Filter::AllCaps,
            Function::Parts => Filter::Parts,
            Function::Quote => Filter::Quote,
            Function::Affirmed | Function::SaidBy | Function::Score(_) => Filter::Affirmed,
        };
        Ok(Node::Only(filter, Box::new(part)))
    }

    /// `CASE (x)`: a question in a topic; a search reads the function, and says so. A number leaves no doubt.
    fn apart(&mut self, function: Function, at: &Range<usize>) -> Res<()> {
        let gap = at.end..self.place().start;
        if gap.is_empty() || !function.is_bare() || self.peek() != Some(&Lexeme::Open) {
            return Ok(());
        }
        let (text, name) = (self.text, &self.text[at.clone()]);
        let fault = |message: String| {
            Fault::new(at.clone(), message)
                .fix(
                    &format!("Make it {name}(…)"),
                    format!("{}{}", &text[..gap.start], &text[gap.end..]),
                )
                .fix(
                    "Look for the word",
                    format!("{}\"{name}\" AND{}", &text[..at.start], &text[at.end..]),
                )
        };
        if self.topic {
            return Err(fault(format!(
                "With a blank before the bracket, {name} may be a word or the function {name}(…)."
            )));
        }
        if self.doubts.len() < lex::MOST_DOUBTS {
            self.doubts
                .push(fault(format!("{name} is read as the function {name}(…).")));
        }
        Ok(())
    }

    /// `/x/i`: what stands right behind a regular expression elsewhere.
    fn flags(&mut self, at: &Range<usize>) -> Res<()> {
        let (text, own) = (self.text, &self.text[at.clone()]);
        let flags = own.rsplit(['/', '／']).next().unwrap_or_default();
        if flags.is_empty() {
            return Ok(());
        }
        let end = at.end - flags.len();
        let flags: &str = &plain(flags);
        // What changes what is met stands within it.
        let needed: String = flags
            .chars()
            .filter(|it| matches!(it, 'm' | 's' | 'x'))
            .collect();
        let (before, after) = (&text[..at.start], &text[at.end..]);
        let bare = &text[at.start..end];
        let fault = |message: String| Fault::new(end..at.end, message);
        if !needed.is_empty() {
            let first = bare.chars().next().map_or(0, char::len_utf8);
            let (open, rest) = bare.split_at(first);
            return Err(fault(format!(
                "Letters behind a regular expression mean nothing here. Write them within it: /(?{needed})…/."
            ))
            .fix(
                "Write them within it",
                format!("{before}{open}(?{needed}){rest}{after}"),
            ));
        }
        if self.doubts.len() < lex::MOST_DOUBTS {
            self.doubts.push(
                fault(format!(
                    "“{flags}” behind a regular expression is left out: it is met in any case, and wherever it is."
                ))
                .fix("Take it out", format!("{before}{bare}{after}")),
            );
        }
        Ok(())
    }

    /// `site:(a.example OR b.example)`.
    fn addresses(&mut self, known: Known, at: &Range<usize>) -> Res<Node> {
        let wrong = "In the brackets stand hosts or parts of addresses with OR between them: site:(a.example OR b.example).";
        self.expect(&Lexeme::Open, wrong)?;
        let mut all = vec![];
        loop {
            let (Some(Lexeme::Word(value) | Lexeme::Phrase(value)), place) =
                (self.peek().cloned(), self.place())
            else {
                return Err(Fault::new(at.start..self.place().end, wrong));
            };
            self.next += 1;
            all.push(known_field(known, value.trim(), &place)?);
            if self.peek() != Some(&Lexeme::Or) {
                break;
            }
            self.next += 1;
        }
        self.expect(&Lexeme::Close, wrong)?;
        Ok(match all.len() {
            1 => all.remove(0),
            _ => Node::Or(all),
        })
    }

    /// The terms of a weighted list.
    fn score(&mut self, least: i64, at: &Range<usize>, depth: usize) -> Res<Node> {
        self.expect(
            &Lexeme::Open,
            "SCORE takes terms with their weights: SCORE>=5(tanker^3, mine^2).",
        )?;
        let mut terms = vec![];
        loop {
            let node = self.or(depth + 1)?;
            let (weight, most) = match self.peek() {
                Some(Lexeme::Weight(weight, most)) => {
                    let it = (*weight, *most);
                    self.next += 1;
                    it
                }
                _ => (100, 1),
            };
            if !is_positive(&node) || node.any(|it| matches!(it, Node::Score { .. })) {
                return Err(Fault::new(
                    at.clone(),
                    "A term of SCORE is something that occurs: no NOT alone, and no SCORE within it.",
                ));
            }
            terms.push(Term { node, weight, most });
            match self.peek() {
                Some(Lexeme::Comma) => self.next += 1,
                _ => break,
            }
        }
        self.expect(
            &Lexeme::Close,
            "Terms of SCORE have commas between them: SCORE>=5(tanker^3, mine^2).",
        )?;
        let reach = terms
            .iter()
            .filter(|it| it.weight > 0)
            .fold(0_i64, |sum, it| {
                sum.saturating_add(it.weight.saturating_mul(i64::from(it.most)))
            });
        if reach < least {
            return Err(Fault::new(
                at.clone(),
                format!(
                    "These terms count {} together at most and never reach {}.",
                    Hundredths(reach),
                    Hundredths(least)
                ),
            ));
        }
        Ok(Node::Score { least, terms })
    }

    /// A word behind `lang:`, as articles carry it. What none of them ever carries is an error.
    fn language(&mut self, written: &str, at: &Range<usize>, quoted: bool) -> Res<Node> {
        let text = self.text;
        let fixed = |tags: &str| {
            let tags = language::as_query(tags);
            format!("{}{tags}{}", &text[..at.start], &text[at.end..])
        };
        match tongue(written) {
            Tongue::Tag => self.words(written, at, quoted),
            Tongue::Tags(tags) => {
                if self.doubts.len() < lex::MOST_DOUBTS {
                    let told = tags.replace(' ', " or ");
                    let fault = Fault::new(
                        at.clone(),
                        format!("“{written}” is looked for as {told}: so articles carry it."),
                    )
                    .fix(&format!("Write {}", language::as_query(tags)), fixed(tags));
                    self.doubts.push(fault);
                }
                Ok(tags_node(tags))
            }
            Tongue::Stranger(meant) => {
                if self.doubts.len() < lex::MOST_DOUBTS {
                    let mut fault = Fault::new(
                        at.clone(),
                        format!(
                            "“{written}” is the code of no language. Only an article whose page declares it wrongly carries it."
                        ),
                    );
                    if let Some(tag) = meant {
                        fault = fault.fix(&format!("Look for {tag} instead"), fixed(tag));
                    }
                    self.doubts.push(fault);
                }
                self.words(written, at, quoted)
            }
            Tongue::Never(..) if self.signs != Signs::Today => self.words(written, at, quoted),
            Tongue::Never(why, meant) => {
                let mut fault = Fault::new(at.clone(), why);
                for tags in meant {
                    let label = format!("Look for {}", language::as_query(&tags));
                    fault = fault.fix(&label, fixed(&tags));
                }
                Err(fault)
            }
        }
    }

    /// A list behind `lang:`, its terms as articles carry them.
    fn list_of_languages(&mut self, list: Arc<List>, at: &Range<usize>) -> Node {
        let never = list.terms().iter().find_map(|it| match it {
            Node::Words(words) => match tongue(&words.written) {
                Tongue::Never(why, _) => Some(why),
                Tongue::Tag | Tongue::Tags(_) | Tongue::Stranger(_) => None,
            },
            _ => None,
        });
        if let Some(why) = never.filter(|_| self.doubts.len() < lex::MOST_DOUBTS) {
            let message = format!("Of @{}: {why}", list.name);
            self.doubts.push(Fault::new(at.clone(), message));
        }
        let node = in_tags(&list.node);
        if node == list.node {
            return Node::List(list);
        }
        Node::List(Arc::new(List {
            name: list.name.clone(),
            node,
        }))
    }

    /// Takes a lexeme that must stand here.
    fn expect(&mut self, lexeme: &Lexeme, otherwise: &str) -> Res<()> {
        if self.peek() == Some(lexeme) {
            self.next += 1;
            return Ok(());
        }
        Err(Fault::new(self.place(), otherwise))
    }

    /// The doubt about an operator within quotation marks.
    fn doubt_operators(&mut self, phrase: &str, at: &Range<usize>) {
        let is_operator = |word: &str| {
            let word: &str = &plain(word);
            matches!(word, "AND" | "OR" | "NOT" | "SENT" | "PARA" | "SAME")
                || word.contains('/') && lex::near(word).is_some()
        };
        let Some(word) = phrase.split_whitespace().find(|it| is_operator(it)) else {
            return;
        };
        if self.doubts.len() >= lex::MOST_DOUBTS {
            return;
        }
        let mut fault = Fault::new(
            at.clone(),
            format!("{word} within quotation marks is looked for as a word, not as an operator."),
        );
        if let Some(fixed) = self.without_marks(phrase, at) {
            fault = fault.fix("Take the quotation marks away", fixed);
        }
        self.doubts.push(fault);
    }

    /// The text with a phrase in it as a query; nothing where that can be none, or might not stand there.
    fn without_marks(&self, phrase: &str, at: &Range<usize>) -> Option<String> {
        let text = self.text;
        let own = &text[at.clone()];
        let is_plain = own.starts_with(lex::QUOTES) && own.ends_with(lex::QUOTES);
        let is_text = self.inside.is_none_or(|it| it.zones().is_some());
        // Behind repeat3: stands a phrase and nothing else.
        let is_bound = self.next.checked_sub(2).is_some_and(|it| {
            let (lexeme, place) = &self.lexemes[it];
            matches!(lexeme, Lexeme::Function(_)) && place.end == at.start
        });
        if !is_plain || !is_text || is_bound || phrase.contains('#') {
            return None;
        }
        let read = read(phrase, false, self.lists).ok()?;
        let stands_anywhere = !read.query.root.any(|it| {
            is_about(it) || matches!(it, Node::Not(_) | Node::NotNear { .. } | Node::Score { .. })
        });
        let (before, after) = (&text[..at.start], &text[at.end..]);
        match (before.trim().is_empty(), after.trim().is_empty()) {
            (true, true) => Some(phrase.trim().to_string()),
            _ if stands_anywhere => Some(format!("{before}({}){after}", phrase.trim())),
            _ => None,
        }
    }

    /// `"a b c"~5`: all of them, each so close to the next.
    fn loose(&mut self, phrase: &str, most: u32, at: &Range<usize>) -> Res<Node> {
        self.doubt_operators(phrase, at);
        let mut words = phrase.split_whitespace();
        let Some(first) = words.next() else {
            return Err(Fault::new(
                at.clone(),
                "There is nothing in these quotation marks.",
            ));
        };
        words.try_fold(self.words(first, at, false)?, |left, word| {
            Ok(Node::Near {
                most,
                ordered: false,
                left: Box::new(left),
                right: Box::new(self.words(word, at, false)?),
            })
        })
    }

    /// A wildcard with too few letters before it. Where it ends the word, the word can do without.
    fn too_short(&self, word: &str, bare: &str, at: &Range<usize>) -> Fault {
        let fault = Fault::new(
            at.clone(),
            format!(
                "“{word}” needs three letters before its first wildcard (or behind a star at its beginning), or it would match nearly everything."
            ),
        );
        let text = self.text;
        let own: &str = &with_wildcards(&text[at.clone()]);
        let whole = bare.trim_end_matches(['*', '?']);
        // Lexis ends it with another sign.
        let stands_alone = own == word || own.strip_suffix(['!', '！']) == Some(whole);
        if !stands_alone || whole.contains(['*', '?']) || !lex::is_word_in_list(whole) {
            return fault;
        }
        fault.fix(
            &format!("Look for {whole} as a whole word"),
            format!("{}{whole}{}", &text[..at.start], &text[at.end..]),
        )
    }

    /// A wildcard in what is several words. In a script without blanks the one at the end asks for nothing more.
    fn several(&self, word: &str, bare: &str, at: &Range<usize>) -> Fault {
        let fault = Fault::new(
            at.clone(),
            format!("“{word}” is more than one word: put a phrase in quotation marks."),
        );
        let text = self.text;
        let own: &str = &with_wildcards(&text[at.clone()]);
        let row = bare.trim_end_matches(['*', '?']);
        if own != word || !is_row(row) {
            return fault;
        }
        fault.fix(
            &format!("Look for {row}"),
            format!("{}{row}{}", &text[..at.start], &text[at.end..]),
        )
    }

    /// A word or phrase as patterns.
    fn words(&mut self, written: &str, at: &Range<usize>, quoted: bool) -> Res<Node> {
        let (mut patterns, mut cased) = (vec![], vec![]);
        let mut all: Vec<&str> = written.split_whitespace().collect();
        let last = all.last().copied().unwrap_or_default();
        if let Some(row) = last.strip_suffix('*').filter(|it| is_row(it)) {
            self.doubts.push(Fault::new(
                at.clone(),
                format!("Words of this script stand without blanks, so {row} is found within longer words too. The star is left out."),
            ));
            all.pop();
            all.push(row);
        }
        for &word in &all {
            if !word.contains(['*', '?']) {
                for token in tokens(word) {
                    cased.push(word[token.start..token.end].to_string());
                    patterns.push(Pattern::Form(token.form));
                }
                continue;
            }
            let bare =
                word.trim_matches(|it: char| !it.is_alphanumeric() && !matches!(it, '*' | '?'));
            let first = bare.find(['*', '?']).unwrap_or(bare.len());
            let prefix = fold(&bare[..first]);
            // Three letters in a row before the first wildcard, or behind a star that the word begins with.
            let tail = bare.strip_prefix('*').unwrap_or_default();
            let leading = letters(&tail[..tail.find(['*', '?']).unwrap_or(tail.len())]) >= 3;
            if letters(&prefix) < 3 && !leading {
                return Err(self.too_short(word, bare, at));
            }
            // `*-escalation` is a part of a longer word, not the word itself.
            let part = tail.chars().next().is_some_and(is_hyphen);
            let form: String = bare
                .split_inclusive(['*', '?'])
                .map(|part| match part.chars().next_back() {
                    Some(wild @ ('*' | '?')) => fold(&part[..part.len() - 1]) + &wild.to_string(),
                    _ => fold(part),
                })
                .collect();
            let form = if part { format!("?{form}") } else { form };
            if tokens(&form.replace(['*', '?'], "")).len() != 1 {
                return Err(self.several(word, bare, at));
            }
            cased.push(bare.to_string());
            patterns.push(Pattern::Wild(Wild { form, prefix }));
        }
        if patterns.is_empty() {
            return Err(Fault::new(
                at.clone(),
                format!(
                    "There is no letter or digit in “{}” to look for.",
                    written.trim()
                ),
            ));
        }
        let written = all.join(" ");
        Ok(Node::Words(Words {
            patterns,
            cased,
            quoted: quoted || !lex::is_word_in_list(&written),
            written,
        }))
    }
}

/// Whether a text ends in a script without blanks, each character of which is a word: nothing behind it could go on with
/// the last.
pub(super) fn is_row(text: &str) -> bool {
    let words = tokens(text);
    !text.contains(['*', '?'])
        && words.last().is_some_and(|it| it.end == text.len())
        && tokens(&format!("{text}a")).len() > words.len()
}

/// What stands between two operands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Joint {
    And,
    Or,
    Beside,
}

/// Puts lists of the same kind into one.
fn flat(operands: Vec<Node>, and: bool) -> Vec<Node> {
    let mut out = vec![];
    for it in operands {
        match it {
            Node::And(parts) if and => out.extend(parts),
            Node::Or(parts) if !and => out.extend(parts),
            other => out.push(other),
        }
    }
    out
}

/// Whether a query needs something to occur.
fn is_positive(node: &Node) -> bool {
    match node {
        Node::And(parts) => parts.iter().any(is_positive),
        Node::Or(parts) => parts.iter().all(is_positive),
        Node::Not(_) => false,
        Node::Field(field, part) => field.zones().is_none() || is_positive(part),
        Node::Only(_, part) | Node::AtLeast(_, part) => is_positive(part),
        // Each of its terms was read as a query.
        Node::List(_) => true,
        Node::Near { .. }
        | Node::NotNear { .. }
        | Node::Same { .. }
        | Node::Score { .. }
        | Node::Address(_)
        | Node::Date(_)
        | Node::Length(_)
        | Node::Regex(_)
        | Node::Words(_) => true,
    }
}

/// Any of these tags, which come with blanks between.
fn tags_node(tags: &str) -> Node {
    let mut all: Vec<Node> = tags
        .split(' ')
        .map(|tag| {
            Node::Words(Words {
                patterns: vec![Pattern::Form(tag.into())],
                cased: vec![tag.into()],
                written: tag.into(),
                quoted: false,
            })
        })
        .collect();
    match all.len() {
        1 => all.remove(0),
        _ => Node::Or(all),
    }
}

/// A node of words that name languages, as articles carry them. What none carries stays as it is.
fn in_tags(node: &Node) -> Node {
    match node {
        Node::Words(words) => match tongue(&words.written) {
            Tongue::Tags(tags) => tags_node(tags),
            Tongue::Tag | Tongue::Stranger(_) | Tongue::Never(..) => node.clone(),
        },
        Node::Or(parts) => Node::Or(flat(parts.iter().map(in_tags).collect(), false)),
        Node::List(list) => Node::List(Arc::new(List {
            name: list.name.clone(),
            node: in_tags(&list.node),
        })),
        other => other.clone(),
    }
}

/// Whether a node asks for a part of the article, or for what is known about it.
fn is_about(node: &Node) -> bool {
    matches!(
        node,
        Node::Field(..) | Node::Address(_) | Node::Date(_) | Node::Length(_)
    )
}

/// Whether a node is words, or OR between words.
fn is_list_of_words(node: &Node) -> bool {
    match node {
        Node::Words(_) => true,
        Node::Or(parts) => parts.iter().all(is_list_of_words),
        Node::List(list) => is_list_of_words(&list.node),
        _ => false,
    }
}

/// `site:`, `url:`, `date:`, `words:`.
fn known_field(known: Known, value: &str, at: &Range<usize>) -> Res<Node> {
    let typed = value;
    let value: &str = &plain(value);
    match known {
        Known::Site => {
            let host = value
                .trim_start_matches("https://")
                .trim_start_matches("http://")
                .trim_start_matches("*.")
                .trim_start_matches("www.")
                .trim_end_matches('/')
                .to_lowercase();
            if host.is_empty()
                || !host
                    .chars()
                    .all(|it| it.is_alphanumeric() || matches!(it, '.' | '-' | '_' | ':'))
            {
                return Err(Fault::new(
                    at.clone(),
                    "site: takes the name of a host: site:news.example. For a part of an address there is url:.",
                ));
            }
            Ok(Node::Address(Address::Site(host)))
        }
        Known::Url => Ok(Node::Address(Address::Url(typed.into()))),
        Known::Date => period::period(value)
            .map(Node::Date)
            .map_err(|why| Fault::new(at.clone(), why)),
        Known::Words => length(value).map(Node::Length).ok_or_else(|| {
            Fault::new(
                at.clone(),
                "words: compares the number of words: words:>300, words:<=50, words:200.",
            )
        }),
    }
}

/// `>300`, `<=50`, `200`.
fn length(value: &str) -> Option<Length> {
    let digits = value.trim_start_matches(['<', '>', '=']);
    let number: u32 = digits.parse().ok().filter(|it| *it <= 10_000_000)?;
    let (least, most) = match &value[..value.len() - digits.len()] {
        ">" => (number + 1, u32::MAX),
        ">=" => (number, u32::MAX),
        "<" => (0, number.checked_sub(1)?),
        "<=" => (0, number),
        "" | "=" => (number, number),
        _ => return None,
    };
    Some(Length {
        written: value.into(),
        least,
        most,
    })
}

/// How large a compiled expression may be, in bytes.
const MAX_REGEX: usize = 1 << 20;

/// A regular expression over paragraphs, any case unless it says `(?-i)`.
fn regex(written: &str, at: &Range<usize>) -> Res<Node> {
    let compiled = regex::RegexBuilder::new(&written.replace("\\/", "/"))
        .case_insensitive(true)
        .size_limit(MAX_REGEX)
        .build()
        .map_err(|err| {
            let why = match err {
                regex::Error::CompiledTooBig(_) => {
                    format!("This regular expression is too large: its program may take {MAX_REGEX} bytes.")
                }
                other => {
                    let text = other.to_string();
                    let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
                    format!("This regular expression cannot be read: {last}.")
                }
            };
            Fault::new(at.clone(), why)
        })?;
    if compiled.is_match("") {
        return Err(Fault::new(
            at.clone(),
            "This regular expression matches nothing at all as well, and so every article.",
        ));
    }
    Ok(Node::Regex(Regex {
        written: written.into(),
        compiled,
    }))
}

/// Puts every inflection of the words of a query beside them.
fn inflected(node: Node) -> Node {
    match node {
        Node::Words(mut words) => {
            for pattern in &mut words.patterns {
                if let Pattern::Form(form) = pattern {
                    *pattern = Pattern::Any(forms::forms(form));
                }
            }
            Node::Words(words)
        }
        Node::And(parts) => Node::And(parts.into_iter().map(inflected).collect()),
        Node::Or(parts) => Node::Or(parts.into_iter().map(inflected).collect()),
        Node::Not(part) => Node::Not(Box::new(inflected(*part))),
        Node::Field(field, part) => Node::Field(field, Box::new(inflected(*part))),
        Node::Only(Filter::SaidBy(who), part) => Node::Only(
            Filter::SaidBy(Box::new(inflected(*who))),
            Box::new(inflected(*part)),
        ),
        Node::Only(filter, part) => Node::Only(filter, Box::new(inflected(*part))),
        Node::AtLeast(least, part) => Node::AtLeast(least, Box::new(inflected(*part))),
        Node::Near {
            most,
            ordered,
            left,
            right,
        } => Node::Near {
            most,
            ordered,
            left: Box::new(inflected(*left)),
            right: Box::new(inflected(*right)),
        },
        Node::NotNear { most, left, right } => Node::NotNear {
            most,
            left: Box::new(inflected(*left)),
            right: Box::new(inflected(*right)),
        },
        Node::Same { unit, left, right } => Node::Same {
            unit,
            left: Box::new(inflected(*left)),
            right: Box::new(inflected(*right)),
        },
        Node::List(list) => Node::List(Arc::new(List {
            name: list.name.clone(),
            node: inflected(list.node.clone()),
        })),
        Node::Score { least, terms } => Node::Score {
            least,
            terms: terms
                .into_iter()
                .map(|it| Term {
                    node: inflected(it.node),
                    ..it
                })
                .collect(),
        },
        other @ (Node::Address(_) | Node::Date(_) | Node::Length(_) | Node::Regex(_)) => other,
    }
}
