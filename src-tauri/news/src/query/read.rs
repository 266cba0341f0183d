//! Reading a query: text to tree, or to diagnostics with the place and ways to mend it.

use std::ops::Range;

use super::{
    Diagnostic, Fix, Query,
    ast::{Field, Node, Pattern, Wild, Words},
};
use crate::text::{fold, tokens};

/// How deep brackets may stand in each other.
const MAX_DEPTH: usize = 100;

/// How long a query may be, in bytes. Ten times what the largest systems take.
const MAX_LENGTH: usize = 200_000;

/// The most words that proximity may span.
const MAX_NEAR: u32 = 1_000;

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
        read(text, true)
    }

    /// Reads what was typed into a search bar: as [`Query::topic`], but words that only stand beside each
    /// other must all occur, and the diagnostics say so.
    ///
    /// # Errors
    /// Diagnostics, the first error first, when the text is no query.
    pub fn search(text: &str) -> Result<Read, Vec<Diagnostic>> {
        read(text, false)
    }
}

/// Something wrong, before it is put into words for the window.
struct Fault {
    at: Range<usize>,
    message: String,
    fixes: Vec<Fix>,
}

impl Fault {
    fn new(at: Range<usize>, message: impl Into<String>) -> Fault {
        Fault {
            at,
            message: message.into(),
            fixes: vec![],
        }
    }

    fn fix(mut self, label: &str, query: String) -> Fault {
        self.fixes.push(Fix {
            label: label.into(),
            query,
        });
        self
    }

    fn told(self, text: &str, is_error: bool) -> Diagnostic {
        let cut = |at: usize| {
            (0..=at.min(text.len()))
                .rev()
                .find(|it| text.is_char_boundary(*it))
                .unwrap_or(0)
        };
        let (start, end) = (cut(self.at.start), cut(self.at.end).max(cut(self.at.start)));
        Diagnostic {
            is_error,
            before: text[..start].into(),
            at: text[start..end].into(),
            after: text[end..].into(),
            message: self.message,
            fixes: self.fixes,
        }
    }
}

fn read(text: &str, topic: bool) -> Result<Read, Vec<Diagnostic>> {
    let mut reader = Reader {
        text,
        topic,
        lexemes: vec![],
        next: 0,
        doubts: vec![],
    };
    let res = reader.whole();
    let mut diagnostics: Vec<Diagnostic> = std::mem::take(&mut reader.doubts)
        .into_iter()
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

/// A word of the language.
#[derive(Debug, Clone, PartialEq)]
enum Lexeme {
    Open,
    Close,
    And,
    Or,
    Not,
    Near { most: u32, ordered: bool },
    Field(Field),
    Word(String),
    Phrase(String),
}

struct Reader<'a> {
    text: &'a str,
    topic: bool,
    lexemes: Vec<(Lexeme, Range<usize>)>,
    next: usize,
    doubts: Vec<Fault>,
}

type Res<T> = Result<T, Fault>;

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
        self.split()?;
        self.balance()?;
        self.capitals();
        if self.lexemes.is_empty() {
            return Err(Fault::new(
                0..self.text.len(),
                "There is nothing to look for yet: type a word.",
            ));
        }
        let node = self.or(0)?;
        if let Some((_, at)) = self.lexemes.get(self.next) {
            return Err(Fault::new(at.clone(), "This bracket closes nothing."));
        }
        if !is_positive(&node) {
            return Err(Fault::new(
                0..self.text.len(),
                "This says only what must not occur. Add what must: a query of NOT alone would flag nearly everything.",
            ));
        }
        Ok(node)
    }

    // ── words of the language ────────────────────────────────────────────────────────────────────────

    fn split(&mut self) -> Res<()> {
        let text = self.text;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let width = c.len_utf8();
            match c {
                c if c.is_whitespace() || c.is_control() => at += width,
                '#' => at += text[at..].find('\n').unwrap_or(text.len() - at),
                '(' | ')' => {
                    self.lexemes.push((
                        if c == '(' {
                            Lexeme::Open
                        } else {
                            Lexeme::Close
                        },
                        at..at + width,
                    ));
                    at += width;
                }
                '"' | '“' | '”' | '„' | '«' | '»' => {
                    let inner = at + width;
                    let closes = |it: char| matches!(it, '"' | '“' | '”' | '«' | '»');
                    let Some(length) = text[inner..].find(closes) else {
                        return Err(Fault::new(
                            at..text.len(),
                            "This quotation mark is not closed.",
                        )
                        .fix("Close it at the end", format!("{}\"", text.trim_end())));
                    };
                    let end = inner
                        + length
                        + text[inner + length..]
                            .chars()
                            .next()
                            .map_or(0, char::len_utf8);
                    self.lexemes
                        .push((Lexeme::Phrase(text[inner..inner + length].into()), at..end));
                    at = end;
                }
                '/' => return Err(self.not_yet(at, "Regular expressions")),
                '@' => return Err(self.not_yet(at, "Named lists (@name)")),
                _ => {
                    let length = text[at..]
                        .find(|it: char| {
                            it.is_whitespace()
                                || matches!(it, '(' | ')' | '"' | '“' | '”' | '„' | '«' | '»')
                        })
                        .unwrap_or(text.len() - at);
                    at = self.word(at, at + length)?;
                }
            }
        }
        Ok(())
    }

    /// Reads the word at `start..end`, or the field that it begins with. Gives where to go on.
    fn word(&mut self, start: usize, end: usize) -> Res<usize> {
        let word = &self.text[start..end];
        if let Some(colon) = word.find(':') {
            let name = &word[..colon];
            if let Some((_, field)) = Field::ALL
                .iter()
                .find(|it| it.0 == name.to_ascii_lowercase())
            {
                self.lexemes
                    .push((Lexeme::Field(*field), start..start + colon + 1));
                return Ok(start + colon + 1);
            }
            if matches!(
                name.to_ascii_lowercase().as_str(),
                "site" | "url" | "tag" | "folder" | "date" | "words"
            ) {
                return Err(self.not_yet(start, &format!("The field {name}:")));
            }
            if colon > 0 && name.chars().all(|it| it.is_ascii_alphabetic()) {
                let known: Vec<&str> = Field::ALL.iter().map(|it| it.0).collect();
                return Err(Fault::new(
                    start..start + colon + 1,
                    format!(
                        "There is no field “{name}:”. Fields are {}.",
                        known.join(", ")
                    ),
                )
                .fix(
                    "Look for the words instead",
                    format!(
                        "{}\"{}\"{}",
                        &self.text[..start],
                        word.replace(':', " "),
                        &self.text[end..]
                    ),
                ));
            }
        }
        let lexeme = match word {
            "AND" => Lexeme::And,
            "OR" => Lexeme::Or,
            "NOT" => Lexeme::Not,
            "SENT" | "PARA" | "SAME" => return Err(self.not_yet(start, word)),
            _ => match near(word) {
                Some(Ok((most, ordered))) => Lexeme::Near { most, ordered },
                Some(Err(())) => {
                    return Err(Fault::new(
                        start..end,
                        format!("Proximity takes a number of words up to {MAX_NEAR}: NEAR/5."),
                    )
                    .fix(
                        "Within five words",
                        format!("{}NEAR/5{}", &self.text[..start], &self.text[end..]),
                    ));
                }
                None => Lexeme::Word(word.into()),
            },
        };
        if let Lexeme::Word(word) = &lexeme {
            let called = self.text[end..].starts_with('(');
            let head = word.split('/').next().unwrap_or_default();
            const FUNCTIONS: [&str; 11] = [
                "ATLEAST", "FIRST", "CASE", "CAPS", "ALLCAPS", "FORMS", "QUOTE", "SAIDBY",
                "AFFIRMED", "PARTS", "SCORE",
            ];
            if FUNCTIONS.contains(&head) && called || head.starts_with("SCORE>") {
                return Err(self.not_yet(start, &format!("{head}(…)")));
            }
        }
        self.lexemes.push((lexeme, start..end));
        Ok(end)
    }

    fn not_yet(&self, at: usize, what: &str) -> Fault {
        let end = self.text[at..]
            .find(char::is_whitespace)
            .map_or(self.text.len(), |it| at + it);
        Fault::new(
            at..end,
            format!("{what} cannot be used yet in this version."),
        )
    }

    /// Refuses brackets without a partner, with their place.
    fn balance(&self) -> Res<()> {
        let mut open = vec![];
        for (lexeme, at) in &self.lexemes {
            match lexeme {
                Lexeme::Open => open.push(at.clone()),
                Lexeme::Close if open.pop().is_none() => {
                    return Err(Fault::new(at.clone(), "This bracket closes nothing.").fix(
                        "Take it out",
                        format!("{}{}", &self.text[..at.start], &self.text[at.end..]),
                    ));
                }
                _ => {}
            }
        }
        match open.pop() {
            Some(at) => Err(Fault::new(at, "This bracket is not closed.")
                .fix("Close it at the end", format!("{})", self.text.trim_end()))),
            None => Ok(()),
        }
    }

    /// Doubts about and, or, not in lower case between terms.
    fn capitals(&mut self) {
        let mut doubts = vec![];
        for window in self.lexemes.windows(3) {
            let (Lexeme::Word(word), at) = &window[1] else {
                continue;
            };
            let stands_between =
                |it: &Lexeme| !matches!(it, Lexeme::And | Lexeme::Or | Lexeme::Near { .. });
            if matches!(word.as_str(), "and" | "or" | "not")
                && stands_between(&window[0].0)
                && stands_between(&window[2].0)
            {
                let upper = word.to_uppercase();
                doubts.push(
                    Fault::new(
                        at.clone(),
                        format!(
                            "“{word}” is looked for as a word. Write {upper} for the operator."
                        ),
                    )
                    .fix(
                        &format!("Make it {upper}"),
                        format!("{}{upper}{}", &self.text[..at.start], &self.text[at.end..]),
                    ),
                );
            }
        }
        self.doubts.extend(doubts);
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
                None | Some(Lexeme::Close) => break,
                Some(Lexeme::And) => {
                    self.next += 1;
                    joints.push((Joint::And, at));
                }
                Some(Lexeme::Or) => {
                    self.next += 1;
                    joints.push((Joint::Or, at));
                }
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
        let plain = words
            .iter()
            .all(|it| !it.contains(['(', ')', '"', ':']) && *it != "NOT");
        let mut fault = Fault::new(run, "");
        if plain {
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

    fn near(&mut self, depth: usize) -> Res<Node> {
        let mut left = self.atom(depth)?;
        while let Some(Lexeme::Near { most, ordered }) = self.peek().cloned() {
            let at = self.place();
            self.next += 1;
            if self.peek() == Some(&Lexeme::Not) {
                return Err(Fault::new(
                    at,
                    "NOT cannot stand behind NEAR. Write `a AND NOT (a NEAR/5 b)`.",
                ));
            }
            let right = self.atom(depth)?;
            for side in [&left, &right] {
                if holds_not(side) {
                    return Err(Fault::new(
                        at,
                        "Both sides of NEAR must be words that occur: no NOT within it.",
                    ));
                }
                if holds_field(side) {
                    return Err(Fault::new(
                        at,
                        "A field stands around NEAR, not within it: title:(a NEAR/5 b).",
                    ));
                }
            }
            left = Node::Near {
                most,
                ordered,
                left: Box::new(left),
                right: Box::new(right),
            };
        }
        Ok(left)
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
                let node = self.atom(depth + 1)?;
                if holds_field(&node) {
                    return Err(Fault::new(at, "A field within a field can never be met."));
                }
                if field.zones().is_none() && (holds_near(&node) || holds_not(&node)) {
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
            Lexeme::Word(word) => {
                self.next += 1;
                self.words(&word, &at, false)
            }
            Lexeme::Phrase(phrase) => {
                self.next += 1;
                for word in phrase.split_whitespace() {
                    if matches!(word, "AND" | "OR" | "NOT") || near(word).is_some() {
                        self.doubts.push(Fault::new(
                            at.clone(),
                            format!("{word} within quotation marks is looked for as a word, not as an operator."),
                        ));
                    }
                }
                self.words(&phrase, &at, true)
            }
            Lexeme::Close => Err(Fault::new(
                at,
                "Something is missing before this bracket: a word or a phrase.",
            )),
            Lexeme::And | Lexeme::Or | Lexeme::Near { .. } => Err(Fault::new(
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

    /// A word or phrase as patterns.
    fn words(&self, written: &str, at: &Range<usize>, quoted: bool) -> Res<Node> {
        let mut patterns = vec![];
        for word in written.split_whitespace() {
            if !word.contains(['*', '?']) {
                patterns.extend(tokens(word).into_iter().map(|it| Pattern::Form(it.form)));
                continue;
            }
            let bare =
                word.trim_matches(|it: char| !it.is_alphanumeric() && !matches!(it, '*' | '?'));
            let first = bare.find(['*', '?']).unwrap_or(bare.len());
            let prefix = fold(&bare[..first]);
            if bare.trim_matches(['*', '?']).is_empty()
                || prefix.chars().filter(|it| it.is_alphanumeric()).count() < 3
            {
                return Err(Fault::new(
                    at.clone(),
                    format!(
                        "“{word}” needs three letters before its first wildcard, or it would match nearly everything."
                    ),
                ));
            }
            let form: String = bare
                .split_inclusive(['*', '?'])
                .map(|part| match part.chars().next_back() {
                    Some(wild @ ('*' | '?')) => fold(&part[..part.len() - 1]) + &wild.to_string(),
                    _ => fold(part),
                })
                .collect();
            if tokens(&form.replace(['*', '?'], "")).len() != 1 {
                return Err(Fault::new(
                    at.clone(),
                    format!("“{word}” is more than one word: put a phrase in quotation marks."),
                ));
            }
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
        let written: Vec<&str> = written.split_whitespace().collect();
        Ok(Node::Words(Words {
            patterns,
            written: written.join(" "),
            quoted,
        }))
    }
}

/// What stands between two operands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Joint {
    And,
    Or,
    Beside,
}

/// Proximity in any of its spellings: `NEAR/5`, `ONEAR/5`, `w/5`, `pre/5`.
fn near(word: &str) -> Option<Result<(u32, bool), ()>> {
    let (head, number) = word.split_once('/')?;
    let ordered = match head {
        "NEAR" | "W" | "w" => false,
        "ONEAR" | "PRE" | "pre" => true,
        _ => return None,
    };
    Some(match number.parse() {
        Ok(most) if most <= MAX_NEAR => Ok((most, ordered)),
        _ => Err(()),
    })
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
        Node::Near { .. } | Node::Words(_) => true,
        Node::Field(field, part) => field.zones().is_none() || is_positive(part),
    }
}

/// Whether any node below is of some kind.
fn any(node: &Node, is: fn(&Node) -> bool) -> bool {
    is(node)
        || match node {
            Node::And(parts) | Node::Or(parts) => parts.iter().any(|it| any(it, is)),
            Node::Not(part) | Node::Field(_, part) => any(part, is),
            Node::Near { left, right, .. } => any(left, is) || any(right, is),
            Node::Words(_) => false,
        }
}

fn holds_not(node: &Node) -> bool {
    any(node, |it| matches!(it, Node::Not(_)))
}

fn holds_near(node: &Node) -> bool {
    any(node, |it| matches!(it, Node::Near { .. } | Node::And(_)))
}

fn holds_field(node: &Node) -> bool {
    any(node, |it| matches!(it, Node::Field(..)))
}
