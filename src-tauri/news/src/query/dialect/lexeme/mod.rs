//! The words of other systems' languages.

mod named;

use std::ops::Range;

use super::{
    Dialect,
    clause::Closeness,
    field::Sense,
    joint::{joint, number_of},
    notes::Notes,
};

/// A lexeme, with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// What it is.
    pub(super) lexeme: Lexeme,
    /// Where.
    pub(super) at: Range<usize>,
}

/// A word of a language.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lexeme {
    Open,
    Close,
    And,
    Or,
    Not,
    /// Lucene's `+`.
    Must,
    Joint(Closeness),
    /// `/F50/` behind a term.
    First(u32),
    /// `~5` behind a phrase or a word.
    Tilde(Option<u32>),
    Field(Sense),
    Call(Call),
    Term {
        text: String,
        quoted: bool,
    },
    /// Something that is printed as it is.
    Fixed(String),
    /// Something that was left out; it has been said.
    Lost,
}

/// A function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Call {
    AtLeast(u32),
    /// The words of a phrase, near each other.
    NearWords(u32),
    Case,
    Caps,
    AllCaps,
    NoCaps,
    Singular,
    Plural,
}

/// The lexemes of a text. Linear.
pub(super) fn lexemes(text: &str, from: Dialect, notes: &mut Notes) -> Result<Vec<Piece>, String> {
    let mut lexer = Lexer {
        text,
        from,
        notes,
        pieces: vec![],
    };
    lexer.whole()?;
    Ok(lexer.pieces)
}

/// How many fields and functions may stand in a row.
const MOST_FIELDS: usize = 20;

struct Lexer<'a> {
    text: &'a str,
    from: Dialect,
    notes: &'a mut Notes,
    pieces: Vec<Piece>,
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

impl Lexer<'_> {
    fn whole(&mut self) -> Result<(), String> {
        let text = self.text;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let next = at + c.len_utf8();
            let rest = &text[at..];
            let attached = self.pieces.last().is_some_and(|it| it.at.end == at);
            at = match c {
                c if c.is_whitespace() || c.is_control() => next,
                '(' | ')' => self.push(
                    if c == '(' {
                        Lexeme::Open
                    } else {
                        Lexeme::Close
                    },
                    at..next,
                ),
                '[' | ']' if self.from == Dialect::Factiva => {
                    let (lexeme, ours) = if c == '[' {
                        (Lexeme::Open, "(")
                    } else {
                        (Lexeme::Close, ")")
                    };
                    self.notes
                        .change(at..next, &rest[..1], ours, "Our brackets are round.");
                    self.push(lexeme, at..next)
                }
                '<' if self.from == Dialect::Brandwatch && rest.starts_with("<<<") => {
                    let Some(length) = rest.find(">>>") else {
                        return Err("The comment “<<<” is not closed.".into());
                    };
                    self.notes.change(
                        at..at + length + 3,
                        &rest[..length + 3],
                        "",
                        "A comment. Ours begin with # and go to the end of the line.",
                    );
                    at + length + 3
                }
                '{' if self.marks_case() => {
                    let Some(length) = rest.find('}') else {
                        return Err("The bracket “{” is not closed.".into());
                    };
                    let inner = rest[1..length].trim().trim_matches(is_quote);
                    let end = at + length + 1;
                    self.notes.change(
                        at..end,
                        &rest[..=length],
                        format!("CASE({inner})"),
                        "Exactly as typed.",
                    );
                    self.push(Lexeme::Call(Call::Case), at..next);
                    let quoted = inner.contains(char::is_whitespace);
                    self.push(
                        Lexeme::Term {
                            text: inner.into(),
                            quoted,
                        },
                        next..end,
                    )
                }
                c if is_quote(c) => {
                    let closes = |it: char| is_quote(it) && it != '„';
                    let Some(length) = text[next..].find(closes) else {
                        return Err("A quotation mark is not closed.".into());
                    };
                    let inner = &text[next..next + length];
                    let close = text[next + length..]
                        .chars()
                        .next()
                        .map_or(0, char::len_utf8);
                    let lexeme = Lexeme::Term {
                        text: inner.into(),
                        quoted: true,
                    };
                    self.push(lexeme, at..next + length + close)
                }
                '/' if self.from == Dialect::Lucene => self.regex(at)?,
                '~' | '^' if attached && self.has_marks() => self.mark(at),
                _ => self.word(at),
            };
            self.bounded()?;
        }
        Ok(())
    }

    /// Refuses fields within fields without end.
    fn bounded(&self) -> Result<(), String> {
        let recent = self.pieces.iter().rev().take(MOST_FIELDS);
        let fields = recent.filter(|it| matches!(it.lexeme, Lexeme::Field(_) | Lexeme::Call(_)));
        if fields.count() == MOST_FIELDS {
            return Err("Too many fields stand within each other.".into());
        }
        Ok(())
    }

    fn push(&mut self, lexeme: Lexeme, at: Range<usize>) -> usize {
        let end = at.end;
        self.pieces.push(Piece { lexeme, at });
        end
    }

    /// Whether `{x}` is x exactly as typed.
    fn marks_case(&self) -> bool {
        matches!(self.from, Dialect::Brandwatch | Dialect::Meltwater)
    }

    /// Whether `~5` and `^5` may stand behind a term, `-` before it, and `name:` is a field.
    fn has_marks(&self) -> bool {
        matches!(
            self.from,
            Dialect::Lucene | Dialect::Brandwatch | Dialect::Meltwater
        )
    }

    /// Whether operators are read in any case.
    fn any_case(&self) -> bool {
        matches!(
            self.from,
            Dialect::Factiva | Dialect::Lexis | Dialect::Meltwater
        )
    }

    /// A regular expression between slashes.
    fn regex(&mut self, at: usize) -> Result<usize, String> {
        let mut escaped = false;
        for (offset, c) in self.text[at + 1..].char_indices() {
            if c == '/' && !escaped {
                let end = at + 1 + offset + 1;
                let regex = &self.text[at..end];
                self.notes.change(
                    at..end,
                    regex,
                    regex,
                    "Lucene holds it against one whole word. Check its beginning and end.",
                );
                return Ok(self.push(Lexeme::Fixed(regex.into()), at..end));
            }
            escaped = c == '\\' && !escaped;
        }
        Err("A regular expression is not closed.".into())
    }

    /// `~5` or `^5` behind a term.
    fn mark(&mut self, at: usize) -> usize {
        let sign = &self.text[at..at + 1];
        let rest = &self.text[at + 1..];
        let length = rest
            .find(|it: char| !it.is_ascii_digit() && it != '.')
            .unwrap_or(rest.len());
        let end = at + 1 + length;
        if sign == "^" {
            let why = match self.from {
                Dialect::Meltwater => {
                    "A preference among hit sentences. It has no counterpart here."
                }
                _ => "A weight for the order of hits. It has no counterpart outside of SCORE.",
            };
            self.notes.loss(at..end, &self.text[at..end], "", why);
            // What was marked goes on to the end of the mark, so that another may follow.
            if let Some(last) = self.pieces.last_mut() {
                last.at.end = end;
            }
            return end;
        }
        self.push(Lexeme::Tilde(number_of(&rest[..length])), at..end)
    }

    /// The word at `start`. Gives where to go on.
    fn word(&mut self, start: usize) -> usize {
        if self.from == Dialect::Factiva
            && let Some(length) = slashed(&self.text[start..])
        {
            return self.slashed(length, start);
        }
        let end = self.end_of_word(start);
        let word = &self.text[start..end];
        self.bare_range(start)
            .or_else(|| self.sign(start, word))
            .or_else(|| self.operator(start, end, word))
            .or_else(|| self.call(start, end, word))
            .or_else(|| self.field(start, end, word))
            .unwrap_or_else(|| {
                let text = self.unescaped(start, end, word);
                self.push(
                    Lexeme::Term {
                        text,
                        quoted: false,
                    },
                    start..end,
                )
            })
    }

    fn end_of_word(&self, start: usize) -> usize {
        let mut escaped = false;
        for (offset, c) in self.text[start..].char_indices() {
            if escaped {
                escaped = false;
                continue;
            }
            escaped = c == '\\' && self.from == Dialect::Lucene;
            let stops = c.is_whitespace()
                || c.is_control()
                || matches!(c, '(' | ')')
                || is_quote(c)
                || self.from == Dialect::Factiva && matches!(c, '[' | ']')
                || self.from == Dialect::Factiva
                    && c == '/'
                    && slashed(&self.text[start + offset..]).is_some()
                || self.marks_case() && c == '{'
                || self.has_marks() && matches!(c, '~' | '^');
            if stops && offset > 0 {
                return start + offset;
            }
        }
        self.text.len()
    }

    /// Lucene's escapes, taken away.
    fn unescaped(&mut self, start: usize, end: usize, word: &str) -> String {
        if self.from != Dialect::Lucene || !word.contains('\\') {
            return word.into();
        }
        let mut out = String::new();
        let mut escaped = false;
        for c in word.chars() {
            match (escaped, c) {
                (false, '\\') => escaped = true,
                (true, '*' | '?') => escaped = false,
                _ => {
                    escaped = false;
                    out.push(c);
                }
            }
        }
        self.notes.change(
            start..end,
            word,
            out.clone(),
            "Signs need no backslash here; they are not looked for.",
        );
        out
    }

    /// `/N30/` and `/F50/` of Factiva.
    fn slashed(&mut self, length: usize, start: usize) -> usize {
        let at = start..start + length;
        let word = &self.text[at.clone()];
        if let Some(joint) = joint(word, self.from) {
            return self.joint(at, joint);
        }
        let n = number_of(&word[2..length - 1]).unwrap_or(1).max(1);
        self.notes.change(
            at.clone(),
            word,
            format!("FIRST/{n}(…)"),
            "Here only the words of the body are counted.",
        );
        self.push(Lexeme::First(n), at)
    }

    /// `-`, `+` and `!` before a term.
    fn sign(&mut self, start: usize, word: &str) -> Option<usize> {
        if !self.has_marks() {
            return None;
        }
        let sign = word.chars().next()?;
        let follows = self.text[start + sign.len_utf8()..]
            .chars()
            .next()
            .is_some_and(|it| {
                it.is_alphanumeric()
                    || is_quote(it)
                    || matches!(it, '(' | '/' | '{' | '*')
                    || self.from == Dialect::Lucene && it == '['
            });
        let at = start..start + sign.len_utf8();
        match sign {
            '-' | '!' if follows && (sign == '-' || self.from == Dialect::Lucene) => {
                self.notes
                    .change(at.clone(), &word[..1], "NOT", "Our word for it.");
                Some(self.push(Lexeme::Not, at))
            }
            '+' if follows && self.from == Dialect::Lucene => Some(self.push(Lexeme::Must, at)),
            _ => None,
        }
    }

    /// AND, OR, NOT, and proximity.
    fn operator(&mut self, start: usize, end: usize, word: &str) -> Option<usize> {
        let at = start..end;
        let upper = word.to_ascii_uppercase();
        let lexeme = match &*upper {
            "AND" => Lexeme::And,
            "OR" => Lexeme::Or,
            "NOT" => Lexeme::Not,
            "&&" if self.from == Dialect::Lucene => Lexeme::And,
            "||" if self.from == Dialect::Lucene => Lexeme::Or,
            "&" if self.from == Dialect::Lexis => Lexeme::And,
            "BUT" if self.from == Dialect::Lexis && self.not_follows(end) => Lexeme::And,
            _ => {
                let joint = joint(word, self.from)?;
                return Some(self.joint(at, joint));
            }
        };
        if upper != word && !self.any_case() {
            self.notes.change(
                at.clone(),
                word,
                word,
                format!(
                    "{} reads “{word}” in lower case as a word, and so do we. Write {upper} if the operator was meant.",
                    self.from.name()
                ),
            );
            return Some(self.push(
                Lexeme::Term {
                    text: word.into(),
                    quoted: false,
                },
                at,
            ));
        }
        let ours = match lexeme {
            Lexeme::And => "AND",
            Lexeme::Or => "OR",
            _ => "NOT",
        };
        if word != ours {
            let why = if upper == ours {
                "Operators are in capitals here."
            } else {
                "Our word for it."
            };
            self.notes.change(at.clone(), word, ours, why);
        }
        Some(self.push(lexeme, at))
    }

    fn not_follows(&self, end: usize) -> bool {
        self.text[end..]
            .split_whitespace()
            .next()
            .is_some_and(|it| it.eq_ignore_ascii_case("not"))
    }

    fn joint(&mut self, mut at: Range<usize>, joint: super::joint::Joint) -> usize {
        let mut closeness = joint.closeness;
        let mut loss = joint.loss;
        if self.from == Dialect::Lexis
            && let Some(last) = self.pieces.last()
            && last.lexeme == Lexeme::Not
        {
            at.start = last.at.start;
            self.pieces.pop();
            closeness = match closeness {
                Closeness::Near(n) => Closeness::NotNear(n),
                Closeness::Ordered(n) => {
                    loss = Some("The order is not kept: it must not stand close on either side.");
                    Closeness::NotNear(n)
                }
                _ => {
                    loss = Some(
                        "Not in the same sentence or paragraph cannot be asked for here: not within twenty words.",
                    );
                    Closeness::NotNear(20)
                }
            };
        }
        let before = &self.text[at.clone()];
        let ours = closeness.to_string();
        if let Some(loss) = loss {
            self.notes.loss(at.clone(), before, ours, loss);
        } else if before != ours {
            let why = if joint.why.is_empty() {
                "Our spelling of the same."
            } else {
                joint.why
            };
            self.notes.change(at.clone(), before, ours, why);
        }
        self.push(Lexeme::Joint(closeness), at)
    }
}

/// How long the `/N30/` or `/F50/` is that a text begins with.
fn slashed(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('/')?.strip_prefix(['n', 'N', 'f', 'F'])?;
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    (length > 0 && digits[length..].starts_with('/')).then_some(length + 3)
}
