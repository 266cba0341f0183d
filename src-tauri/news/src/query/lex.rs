//! The words of the language: a text cut into lexemes, with the spellings of other systems read as ours.

use std::{borrow::Cow, ops::Range};

use super::{
    Diagnostic, Fix,
    ast::{Field, Hundredths, Unit},
    foreign::is_foreign,
    plain::{Plain, plain, with_wildcards},
};

/// The most words that proximity may span.
const MAX_NEAR: u32 = 1_000;

/// The most that may be asked for in `ATLEAST/n` and `FIRST/n`.
const MAX_COUNT: u32 = 1_000_000;

pub(super) type Res<T> = Result<T, Fault>;

/// Something wrong, before it is put into words for the window.
pub(super) struct Fault {
    pub(super) at: Range<usize>,
    pub(super) message: String,
    pub(super) fixes: Vec<Fix>,
}

impl Fault {
    pub(super) fn new(at: Range<usize>, message: impl Into<String>) -> Fault {
        Fault {
            at,
            message: message.into(),
            fixes: vec![],
        }
    }

    pub(super) fn fix(mut self, label: &str, query: String) -> Fault {
        self.fixes.push(Fix {
            label: label.into(),
            query,
        });
        self
    }

    pub(super) fn told(self, text: &str, is_error: bool) -> Diagnostic {
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

/// A word of the language.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lexeme {
    Open,
    Close,
    /// Between what a list holds: the speaker and the words of SAIDBY, the terms of SCORE.
    Comma,
    And,
    Or,
    Not,
    /// `-`, `+` or `!` right before a term: an operator elsewhere, none here.
    Sign(char),
    Near {
        most: u32,
        ordered: bool,
    },
    Same(Unit),
    Field(Field),
    /// `site:`, `url:`, `date:`, `words:` with what stands behind them; nothing where a list in brackets follows.
    Known(Known, String),
    Function(Function),
    /// `^2`, `^2*3` behind a term of SCORE: hundredths, and how many hits count.
    Weight(i64, u32),
    Regex(String),
    /// `@name`.
    List(String),
    Word(String),
    Phrase(String),
    /// `"a b"~n`.
    Loose(String, u32),
}

impl Lexeme {
    /// Whether a term may end with it.
    pub(super) fn ends_term(&self) -> bool {
        match self {
            Lexeme::Known(_, value) => !value.is_empty(),
            other => matches!(
                other,
                Lexeme::Word(_)
                    | Lexeme::Phrase(_)
                    | Lexeme::Loose(..)
                    | Lexeme::Regex(_)
                    | Lexeme::List(_)
                    | Lexeme::Close
            ),
        }
    }

    /// Whether a term may begin with it.
    pub(super) fn begins_term(&self) -> bool {
        matches!(
            self,
            Lexeme::Word(_)
                | Lexeme::Phrase(_)
                | Lexeme::Loose(..)
                | Lexeme::Regex(_)
                | Lexeme::List(_)
                | Lexeme::Open
                | Lexeme::Field(_)
                | Lexeme::Known(..)
                | Lexeme::Function(_)
        )
    }
}

/// Fields that are no part of the text and take no query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Site,
    Url,
    Date,
    Words,
}

/// What stands before a bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    AtLeast(u32),
    First(u32),
    Case,
    Caps,
    AllCaps,
    Forms,
    Parts,
    Quote,
    SaidBy,
    Affirmed,
    /// In hundredths.
    Score(i64),
}

/// The functions whose name takes no number.
const NAMES: [(&str, Function); 8] = [
    ("CASE", Function::Case),
    ("CAPS", Function::Caps),
    ("ALLCAPS", Function::AllCaps),
    ("FORMS", Function::Forms),
    ("PARTS", Function::Parts),
    ("QUOTE", Function::Quote),
    ("SAIDBY", Function::SaidBy),
    ("AFFIRMED", Function::Affirmed),
];

impl Function {
    /// The function of a name that takes no number, in any case; with its name as it is written.
    pub(super) fn named(name: &str) -> Option<(&'static str, Function)> {
        let name: &str = &plain(name);
        NAMES.into_iter().find(|it| it.0.eq_ignore_ascii_case(name))
    }

    /// Whether its name is a word like any other, but for its capitals.
    pub(super) fn is_bare(self) -> bool {
        NAMES.iter().any(|it| it.1 == self)
    }
}

/// Which signs mean something. Earlier versions of the language took some for parts of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signs {
    /// All of them.
    Today,
    /// None right before a term, no `!` behind fewer than three letters, and no full-width ones.
    Before,
}

/// The lexemes of a text, with their places; brackets have their partners.
pub(super) fn lexemes(text: &str) -> Res<Vec<(Lexeme, Range<usize>)>> {
    lexemes_by(text, Signs::Today)
}

/// The same where only some signs mean something.
pub(super) fn lexemes_by(text: &str, signs: Signs) -> Res<Vec<(Lexeme, Range<usize>)>> {
    let plain = match signs {
        Signs::Today => Plain::new(text),
        Signs::Before => Plain::as_typed(text),
    };
    let mut cutter = Cutter::new(&plain, vec![]);
    cutter.signs = signs;
    if let Err(mut fault) = cutter.cut() {
        fault.at = plain.typed_at(&fault.at);
        return Err(fault);
    }
    if let Some((at, _)) = cutter.open.pop() {
        // Behind a comment it would be a part of that.
        let end = cutter.found.last().map_or(cutter.text.len(), |it| it.1.end);
        let closed = cutter.with(end..end, ")");
        return Err(
            Fault::new(plain.typed_at(&at), "This bracket is not closed.")
                .fix("Close it at the end", closed),
        );
    }
    let mut found = cutter.found;
    if plain.is_shorter() {
        for (_, at) in &mut found {
            *at = plain.typed_at(at);
        }
    }
    Ok(found)
}

/// Those of a text that is stored: where it cannot be cut today, as it was before.
pub(super) fn lexemes_stored(text: &str) -> Vec<(Lexeme, Range<usize>)> {
    lexemes(text)
        .or_else(|_| lexemes_by(text, Signs::Before))
        .unwrap_or_default()
}

/// Whether a text is read as one word, and as it stands.
pub(super) fn is_word(text: &str) -> bool {
    is_cut_to_itself(text, vec![])
}

/// Whether that is so among the terms of a list too, which commas divide and which have weights.
pub(super) fn is_word_in_list(text: &str) -> bool {
    is_cut_to_itself(text, vec![(0..0, true)])
}

fn is_cut_to_itself(text: &str, open: Vec<(Range<usize>, bool)>) -> bool {
    let plain = Plain::new(text);
    let mut cutter = Cutter::new(&plain, open);
    cutter.cut().is_ok()
        && matches!(&cutter.found[..], [(Lexeme::Word(word), _)] if word == text)
        && !is_foreign(text)
}

struct Cutter<'a> {
    /// The text as it was typed, and where.
    plain: &'a Plain<'a>,
    /// The text with plain signs. Every place until all is cut is one in it.
    text: &'a str,
    signs: Signs,
    found: Vec<(Lexeme, Range<usize>)>,
    /// Open brackets, and whether commas divide what is in them.
    open: Vec<(Range<usize>, bool)>,
}

/// The letters that stand behind a regular expression elsewhere.
const FLAGS: &str = "gimsux";

/// Opens and closes a phrase.
pub(super) const QUOTES: [char; 7] = ['"', '“', '”', '„', '«', '»', '＂'];

impl<'a> Cutter<'a> {
    fn new(plain: &'a Plain<'a>, open: Vec<(Range<usize>, bool)>) -> Cutter<'a> {
        Cutter {
            plain,
            text: plain.text(),
            signs: Signs::Today,
            found: vec![],
            open,
        }
    }

    /// The text as it was typed, with something else at a place.
    fn with(&self, at: Range<usize>, instead: &str) -> String {
        let (typed, at) = (self.plain.typed, self.plain.typed_at(&at));
        format!("{}{instead}{}", &typed[..at.start], &typed[at.end..])
    }

    fn cut(&mut self) -> Res<()> {
        let text = self.text;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let width = c.len_utf8();
            let in_list = self.open.last().is_some_and(|it| it.1);
            match c {
                c if c.is_whitespace() || c.is_control() => at += width,
                '#' => at += text[at..].find('\n').unwrap_or(text.len() - at),
                '(' => {
                    let lists = matches!(
                        self.found.last(),
                        Some((Lexeme::Function(Function::SaidBy | Function::Score(_)), _))
                    );
                    self.open.push((at..at + 1, lists));
                    self.found.push((Lexeme::Open, at..at + 1));
                    at += 1;
                }
                ')' => {
                    if self.open.pop().is_none() {
                        return Err(Fault::new(at..at + 1, "This bracket closes nothing.")
                            .fix("Take it out", self.with(at..at + 1, "")));
                    }
                    self.found.push((Lexeme::Close, at..at + 1));
                    at += 1;
                }
                ',' if in_list => {
                    self.found.push((Lexeme::Comma, at..at + 1));
                    at += 1;
                }
                '^' if in_list => at = self.weight(at)?,
                c if QUOTES.contains(&c) => at = self.phrase(at, width)?,
                '/' => at = self.slash(at)?,
                '@' => at = self.list(at)?,
                '-' | '+' | '!' if self.signs == Signs::Today && self.is_sign(at) => {
                    self.found.push((Lexeme::Sign(c), at..at + 1));
                    at += 1;
                }
                _ => {
                    // A comma within a number divides nothing.
                    let is_digit = |at: Option<usize>| {
                        at.and_then(|it| text.as_bytes().get(it))
                            .is_some_and(u8::is_ascii_digit)
                    };
                    let within = |at: usize| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
                    let length = text[at..]
                        .char_indices()
                        .find(|(place, it)| {
                            it.is_whitespace()
                                || matches!(it, '(' | ')')
                                || QUOTES.contains(it)
                                || in_list && *it == '^'
                                || in_list && *it == ',' && !within(at + place)
                        })
                        .map_or(text.len() - at, |it| it.0);
                    at = self.word(at, at + length)?;
                }
            }
        }
        Ok(())
    }

    /// Whether what stands there is a sign before a term. Within a word it is a part of that.
    fn is_sign(&self, at: usize) -> bool {
        let goes_on = self.found.last().is_some_and(|(lexeme, place)| {
            place.end == at && !matches!(lexeme, Lexeme::Open | Lexeme::Comma | Lexeme::Field(_))
        });
        let begins =
            |it: char| it.is_alphabetic() || QUOTES.contains(&it) || matches!(it, '(' | '@');
        !goes_on && self.text[at + 1..].starts_with(begins)
    }

    /// A phrase, perhaps with `~n` behind it.
    fn phrase(&mut self, at: usize, width: usize) -> Res<usize> {
        let text = self.text;
        let inner = at + width;
        let Some(length) = text[inner..].find(|it: char| QUOTES.contains(&it) && it != '„')
        else {
            return Err(
                Fault::new(at..text.len(), "This quotation mark is not closed.").fix(
                    "Close it at the end",
                    format!("{}\"", self.plain.typed.trim_end()),
                ),
            );
        };
        let phrase = self.plain.typed(inner..inner + length).to_string();
        let closing = text[inner + length..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        let end = inner + length + closing;
        let digits = digits(&text[end..], "~");
        if let Some((number, width)) = digits {
            let most = number
                .filter(|it| *it <= MAX_NEAR)
                .ok_or_else(|| self.too_far(end..end + width, "~5"))?;
            self.found
                .push((Lexeme::Loose(phrase, most), at..end + width));
            return Ok(end + width);
        }
        self.found.push((Lexeme::Phrase(phrase), at..end));
        Ok(end)
    }

    /// `@name`.
    fn list(&mut self, at: usize) -> Res<usize> {
        let text = self.text;
        let name = list_name(&text[at + 1..]);
        if name.is_empty() {
            return Err(Fault::new(
                at..at + 1,
                "Behind @ stands the name of a list, without a blank between: @sanctions-terms.",
            )
            .fix("Take it out", self.with(at..at + 1, "")));
        }
        let end = at + 1 + name.len();
        let name = self.plain.typed(at + 1..end);
        self.found.push((Lexeme::List(name.into()), at..end));
        Ok(end)
    }

    /// `/Nn/`, or a regular expression, perhaps with the letters behind it that other systems have.
    fn slash(&mut self, at: usize) -> Res<usize> {
        let text = self.text;
        // Within it everything counts as it was typed.
        let typed = self.plain.typed(at + 1..text.len());
        let is_wide = self.plain.typed(at..at + 1) != "/";
        let mut escaped = false;
        let close = typed.char_indices().find(|(_, c)| {
            let closes = (*c == '/' || is_wide && *c == '／') && !escaped;
            escaped = *c == '\\' && !escaped;
            closes
        });
        let Some((length, _)) = close else {
            return Err(
                Fault::new(at..text.len(), "This regular expression is not closed.").fix(
                    "Close it at the end",
                    format!("{}/", self.plain.typed.trim_end()),
                ),
            );
        };
        let written = &typed[..length];
        let inner = plain(written);
        let end = at + 1 + inner.len() + 1;
        let near = inner
            .strip_prefix('N')
            .map(|it| (it, false))
            .or(inner.strip_prefix('F').map(|it| (it, true)))
            .and_then(|(number, is_first)| Some((number.parse::<u32>().ok()?, is_first)));
        let (lexeme, end) = match near {
            // Their count includes the second word.
            Some((within, is_first)) => {
                let most = within.saturating_sub(1);
                if is_first {
                    return Err(self.first_words(at..end, within));
                }
                if most > MAX_NEAR {
                    return Err(self.too_far(at..end, "NEAR/5"));
                }
                let ordered = false;
                (Lexeme::Near { most, ordered }, end)
            }
            None => {
                let end = end + self.flags(end).len();
                (Lexeme::Regex(written.to_string()), end)
            }
        };
        self.found.push((lexeme, at..end));
        Ok(end)
    }

    /// The letters right behind a regular expression that say elsewhere how it is matched: `/x/i`.
    fn flags(&self, at: usize) -> &'a str {
        let rest = &self.text[at..];
        let length = rest
            .find(|it: char| !it.is_ascii_lowercase())
            .unwrap_or(rest.len());
        let ends = rest[length..]
            .chars()
            .next()
            .is_none_or(|it| it.is_whitespace() || matches!(it, ')' | ',' | '^'));
        let flags = &rest[..length];
        match ends && length <= 3 && flags.chars().all(|it| FLAGS.contains(it)) {
            true => flags,
            false => "",
        }
    }

    /// `^2`, `^-1.5`, `^2*3`.
    fn weight(&mut self, at: usize) -> Res<usize> {
        let text = self.text;
        let end = text[at + 1..]
            .find(|it: char| !it.is_ascii_digit() && !matches!(it, '.' | '-' | '*'))
            .map_or(text.len(), |it| at + 1 + it);
        let (weight, most) = text[at + 1..end]
            .split_once('*')
            .unwrap_or((&text[at + 1..end], "1"));
        match (hundredths(weight), most.parse::<u32>()) {
            (Some(weight), Ok(most @ 1..)) if weight != 0 => {
                self.found.push((Lexeme::Weight(weight, most), at..end));
                Ok(end)
            }
            _ => Err(Fault::new(
                at..end,
                "A weight is a number that is not 0, perhaps with how many hits count: ^2, ^-1.5, ^2*3.",
            )),
        }
    }

    /// Reads the word at `start..end`, or the field that it begins with. Gives where to go on.
    fn word(&mut self, start: usize, end: usize) -> Res<usize> {
        let text = self.text;
        let word = &text[start..end];
        if let Some(next) = self.field(start, end)? {
            return Ok(next);
        }
        if matches!(word, "AND" | "OR" | "NOT" | "SENT" | "PARA" | "SAME") {
            self.found.push((
                match word {
                    "AND" => Lexeme::And,
                    "OR" => Lexeme::Or,
                    "NOT" => Lexeme::Not,
                    "SENT" => Lexeme::Same(Unit::Sentence),
                    _ => Lexeme::Same(Unit::Paragraph),
                },
                start..end,
            ));
            return Ok(end);
        }
        match near(word) {
            Some(Some(lexeme)) => {
                self.found.push((lexeme, start..end));
                return Ok(end);
            }
            Some(None) => return Err(self.too_far(start..end, "NEAR/5")),
            None => {}
        }
        let counts = digits(word, "atleast")
            .or(digits(word, "ATLEAST"))
            .is_some_and(|it| it.1 == word.len());
        let rest = &text[end..];
        // A blank before the bracket makes no other word of it. FIRST alone may be one.
        let calls = rest.starts_with('(') || word != "FIRST" && rest.trim_start().starts_with('(');
        if (counts || calls)
            && let Some(function) = self.function(word, start..end)?
        {
            self.found.push((Lexeme::Function(function), start..end));
            return Ok(end);
        }
        // The stem of Lexis: everything that begins so. Where it is too short the reader refuses it as any other.
        let least = match self.signs {
            Signs::Today => 1,
            Signs::Before => 3,
        };
        let is_stem = word.strip_suffix('!').is_some_and(|it| {
            it.chars().filter(|it| it.is_alphanumeric()).count() >= least && !it.contains('!')
        });
        let written = match is_stem {
            true => format!("{}*", self.written(start..end - 1)),
            false => self.written(start..end).into_owned(),
        };
        self.found.push((Lexeme::Word(written), start..end));
        Ok(end)
    }

    /// A word as it was typed, with plain wildcards.
    fn written(&self, at: Range<usize>) -> Cow<'a, str> {
        let typed = self.plain.typed(at);
        match self.signs {
            Signs::Today => with_wildcards(typed),
            Signs::Before => Cow::Borrowed(typed),
        }
    }

    /// `title:`, `hl=`, `words:>300` …
    fn field(&mut self, start: usize, end: usize) -> Res<Option<usize>> {
        let text = self.text;
        let word = &text[start..end];
        // Refused here, so that a long row of them is not read to its end for each.
        if let [.., (Lexeme::Field(_), _), (Lexeme::Field(_), at)] = &self.found[..] {
            return Err(Fault::new(
                at.clone(),
                "A field within a field can never be met.",
            ));
        }
        /// The short names of other systems.
        const SHORT: [(&str, Field); 7] = [
            ("hd=", Field::Title),
            ("hl=", Field::Title),
            ("lp=", Field::Lead),
            ("hlp=", Field::Lead),
            ("sn=", Field::Source),
            ("la=", Field::Lang),
            ("by=", Field::Byline),
        ];
        if let Some((name, field)) = SHORT.iter().find(|it| {
            word.get(..it.0.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(it.0))
        }) {
            self.found
                .push((Lexeme::Field(*field), start..start + name.len()));
            return Ok(Some(start + name.len()));
        }
        if let Some(rest) = word.strip_prefix("wc")
            && rest.starts_with(['<', '>'])
        {
            self.found
                .push((Lexeme::Known(Known::Words, rest.into()), start..end));
            return Ok(Some(end));
        }
        let Some(colon) = word.find(':') else {
            return Ok(None);
        };
        let name = word[..colon].to_ascii_lowercase();
        let after = start + colon + 1;
        // `nearN:"a b"` and `repeatN:"x"`.
        if text[after..].starts_with(QUOTES) {
            if let Some((number, _)) = digits(&name, "near").filter(|it| it.1 == name.len()) {
                let most = number
                    .filter(|it| *it <= MAX_NEAR)
                    .ok_or_else(|| self.too_far(start..after, "near5:"))?;
                let next = self.phrase(
                    after,
                    text[after..].chars().next().map_or(1, char::len_utf8),
                )?;
                let Some((Lexeme::Phrase(phrase), _)) = self.found.pop() else {
                    return Err(Fault::new(
                        start..next,
                        "How near these words must stand is said twice. Take one of the two out.",
                    ));
                };
                self.found.push((Lexeme::Loose(phrase, most), start..next));
                return Ok(Some(next));
            }
            if let Some((number, _)) = digits(&name, "repeat").filter(|it| it.1 == name.len()) {
                let least = number
                    .filter(|it| (1..=MAX_COUNT).contains(it))
                    .ok_or_else(|| {
                        Fault::new(
                            start..after,
                            format!(
                                "How often it must occur is a number from 1 to {MAX_COUNT}: repeat3:\"x\"."
                            ),
                        )
                    })?;
                self.found
                    .push((Lexeme::Function(Function::AtLeast(least)), start..after));
                return Ok(Some(after));
            }
        }
        if let Some((_, field)) = Field::ALL.iter().find(|it| it.0 == name) {
            self.found.push((Lexeme::Field(*field), start..after));
            return Ok(Some(after));
        }
        let known = match name.as_str() {
            "site" => Known::Site,
            "url" => Known::Url,
            "date" => Known::Date,
            "words" => Known::Words,
            _ if colon > 0 && name.chars().all(|it| it.is_ascii_alphabetic()) => {
                let all: Vec<&str> = Field::ALL
                    .iter()
                    .map(|it| it.0)
                    .chain(["site", "url", "date", "words"])
                    .collect();
                let fault = Fault::new(
                    start..after,
                    format!(
                        "There is no field “{name}:”. Fields are {}.",
                        all.join(", ")
                    ),
                );
                // A phrase or brackets behind it stay as they are.
                let stays = text[end..].starts_with(|it: char| it == '(' || QUOTES.contains(&it));
                return Err(if after == end && stays {
                    fault.fix("Look for it everywhere", self.with(start..end, ""))
                } else {
                    let words = self.plain.typed(start..end).replace([':', '：'], " ");
                    fault.fix(
                        "Look for the words instead",
                        self.with(start..end, &format!("\"{words}\"")),
                    )
                });
            }
            _ => return Ok(None),
        };
        let (value, next) = if text[after..].starts_with(QUOTES) && after == end {
            let next = self.phrase(
                after,
                text[after..].chars().next().map_or(1, char::len_utf8),
            )?;
            match self.found.pop() {
                Some((Lexeme::Phrase(phrase), _)) => (phrase, next),
                _ => (String::new(), next),
            }
        } else {
            (text[after..end].to_string(), end)
        };
        // A list of them stands in brackets behind it.
        let lists = matches!(known, Known::Site | Known::Url) && text[next..].starts_with('(');
        if value.trim().is_empty() && !lists {
            return Err(Fault::new(
                start..next,
                format!("{name}: needs a value behind it, without a blank between."),
            ));
        }
        self.found
            .push((Lexeme::Known(known, value.trim().to_string()), start..next));
        Ok(Some(next))
    }

    /// What a word before a bracket means.
    fn function(&self, word: &str, at: Range<usize>) -> Res<Option<Function>> {
        if let Some(rest) = word.strip_prefix("SCORE").filter(|it| {
            let begins = |c: char| c.is_ascii_digit() || matches!(c, '>' | '<' | '=' | '≥' | '/');
            it.is_empty() || it.starts_with(begins)
        }) {
            return match rest.strip_prefix(">=").or(rest.strip_prefix('≥')) {
                Some(number) => match hundredths(number) {
                    Some(least @ 1..) => Ok(Some(Function::Score(least))),
                    _ => Err(Fault::new(
                        at,
                        "The threshold of SCORE is a number above 0: SCORE>=5(tanker^3, mine^2).",
                    )),
                },
                None => Err(self.no_threshold(rest, at)),
            };
        }
        let head = word.trim_end_matches(|it: char| it.is_ascii_digit());
        let head = head.strip_suffix('/').unwrap_or(head);
        let number = &word[head.len()..];
        let count = number
            .trim_start_matches('/')
            .parse::<u32>()
            .ok()
            .filter(|it| (1..=MAX_COUNT).contains(it));
        let counted = |make: fn(u32) -> Function| match count {
            Some(count) => Ok(Some(make(count))),
            None => Err(Fault::new(
                at.clone(),
                format!("{head} takes a number from 1: {head}/3(…)."),
            )
            .fix("Three", self.with(at.clone(), &format!("{head}/3")))),
        };
        match head {
            "ATLEAST" | "atleast" => return counted(Function::AtLeast),
            "FIRST" => return counted(Function::First),
            _ if !number.is_empty() => return Ok(None),
            _ => {}
        }
        Ok(NAMES.iter().find(|it| it.0 == head).map(|it| it.1))
    }

    /// SCORE without a threshold, or with one that is written otherwise: `rest` stands behind its name.
    fn no_threshold(&self, rest: &str, at: Range<usize>) -> Fault {
        let number = rest.trim_start_matches(['>', '=', '/']);
        let mut fault = Fault::new(
            at.clone(),
            "SCORE takes its threshold with >=: SCORE>=5(tanker^3, mine^2).",
        );
        let mut fix = |label: &str, least: i64| {
            let least = Hundredths(least);
            let label = format!("{label} {least}");
            let fixed = self.with(at.clone(), &format!("SCORE>={least}"));
            fault.fixes.push(Fix {
                label,
                query: fixed,
            });
        };
        match hundredths(number) {
            Some(least @ 1..) => {
                fix("At least", least);
                if rest.starts_with('>') {
                    fix("At least", least + 1);
                }
            }
            Some(_) => {}
            None if number.is_empty() => fix("At least", 100),
            None => {}
        }
        fault
    }

    /// A number of words that is too large, or none. `instead` is the same spelling with one that can be used.
    /// `/F50/`: Factiva asks so for the first words of an article, and who writes it between two terms may mean their order.
    fn first_words(&self, at: Range<usize>, most: u32) -> Fault {
        let most = most.max(1);
        let mut fault = Fault::new(
            at.clone(),
            format!(
                "“/F{most}/” asks in Factiva for the first {most} words of an article. Write FIRST/{most}(…) for that, \
                 or ONEAR for one term before another."
            ),
        );
        if let Some((Lexeme::Word(_) | Lexeme::Phrase(_), term)) = self.found.last()
            && !self.is_before_term(at.end)
        {
            let first = format!("FIRST/{most}({})", &self.text[term.clone()]);
            fault = fault.fix(
                "Look in the first words",
                self.with(term.start..at.end, &first),
            );
        } else {
            let near = format!("ONEAR/{}", (most - 1).clamp(1, MAX_NEAR));
            fault = fault.fix(
                "Look for one before the other",
                self.with(at.clone(), &near),
            );
            if let Some((Lexeme::Word(_) | Lexeme::Phrase(_), term)) = self.found.last() {
                let first = format!("FIRST/{most}({}) AND", &self.text[term.clone()]);
                fault = fault.fix(
                    "Look in the first words",
                    self.with(term.start..at.end, &first),
                );
            }
        }
        fault
    }

    /// Whether something follows that is no operator and no closing bracket.
    fn is_before_term(&self, at: usize) -> bool {
        let rest = self.text[at..].trim_start();
        let word = rest.split_whitespace().next().unwrap_or_default();
        !rest.is_empty() && !rest.starts_with(')') && !matches!(word, "AND" | "OR" | "NOT")
    }

    fn too_far(&self, at: Range<usize>, instead: &str) -> Fault {
        Fault::new(
            at.clone(),
            format!("Proximity takes a number of words up to {MAX_NEAR}: NEAR/5."),
        )
        .fix("Within five words", self.with(at, instead))
    }
}

/// The name of a list that `text` begins with: letters, digits, `-` and `_`.
pub(super) fn list_name(text: &str) -> &str {
    let end = text
        .find(|it: char| !it.is_alphanumeric() && !matches!(it, '-' | '_'))
        .unwrap_or(text.len());
    &text[..end]
}

/// Proximity in any of its spellings: `NEAR/5`, `ONEAR/5`, `w/5`, `pre/5`, `NEAR/5f`, `W/S`, `near5`, `adj5`.
/// Nothing: the word is none; nothing within: it has no number that can be used.
pub(super) fn near(word: &str) -> Option<Option<Lexeme>> {
    // These count the second word as well.
    for (head, ordered) in [("near", false), ("adj", true)] {
        if let Some((number, width)) = digits(word, head).filter(|it| it.1 == word.len()) {
            debug_assert!(width > head.len());
            return Some(number.filter(|it| *it <= MAX_NEAR).map(|it| Lexeme::Near {
                most: it.saturating_sub(1),
                ordered,
            }));
        }
    }
    let (head, number) = word.split_once('/')?;
    let mut ordered = match head {
        "NEAR" | "W" | "w" => false,
        "ONEAR" | "PRE" | "pre" => true,
        _ => return None,
    };
    if head.eq_ignore_ascii_case("w") {
        match number.to_ascii_uppercase().as_str() {
            "S" | "SENT" => return Some(Some(Lexeme::Same(Unit::Sentence))),
            "P" | "PARA" => return Some(Some(Lexeme::Same(Unit::Paragraph))),
            _ => {}
        }
    }
    let number = match number.strip_suffix('f') {
        Some(number) if head == "NEAR" => {
            ordered = true;
            number
        }
        _ => number,
    };
    Some(
        number
            .parse()
            .ok()
            .filter(|it| *it <= MAX_NEAR)
            .map(|most| Lexeme::Near { most, ordered }),
    )
}

/// The number behind `head`, if `text` begins with both, and how long they are; no number if it is too large.
fn digits(text: &str, head: &str) -> Option<(Option<u32>, usize)> {
    let rest = text.strip_prefix(head)?;
    let length = rest
        .find(|it: char| !it.is_ascii_digit())
        .unwrap_or(rest.len());
    (length > 0).then(|| (rest[..length].parse().ok(), head.len() + length))
}

/// A decimal with at most two places, in hundredths.
fn hundredths(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |it: &str| it.chars().all(|it| it.is_ascii_digit());
    if whole.is_empty() || whole.len() > 7 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    Some(sign * (whole.parse::<i64>().ok()? * 100 + part))
}

/// How many doubts of a kind are raised of a query at most: each shows the whole text.
pub(super) const MOST_DOUBTS: usize = 50;

/// Doubts about words that would be operators if they were in capitals: and, Or, not, same.
pub(super) fn small_operators(text: &str, lexemes: &[(Lexeme, Range<usize>)]) -> Vec<Fault> {
    let mut doubts = vec![];
    for (number, (lexeme, at)) in lexemes.iter().enumerate() {
        if doubts.len() == MOST_DOUBTS {
            break;
        }
        let Lexeme::Word(word) = lexeme else {
            continue;
        };
        let Some(operator) = small_operator(word) else {
            continue;
        };
        let before = number.checked_sub(1).map(|it| &lexemes[it].0);
        let after = lexemes.get(number + 1).map(|it| &it.0);
        let is_not = operator == "NOT";
        let follows = match before {
            Some(Lexeme::And | Lexeme::Or | Lexeme::Open) => is_not,
            None
            | Some(
                Lexeme::Not
                | Lexeme::Near { .. }
                | Lexeme::Same(_)
                | Lexeme::Comma
                | Lexeme::Field(_)
                | Lexeme::Function(_)
                | Lexeme::Sign(_),
            ) => false,
            Some(_) => true,
        };
        let goes_on = !matches!(
            after,
            None | Some(
                Lexeme::And
                    | Lexeme::Or
                    | Lexeme::Near { .. }
                    | Lexeme::Same(_)
                    | Lexeme::Close
                    | Lexeme::Comma
                    | Lexeme::Weight(..)
            )
        );
        if follows && goes_on {
            doubts.push(
                Fault::new(
                    at.clone(),
                    format!("“{word}” is looked for as a word. Write {operator} for the operator."),
                )
                .fix(
                    &format!("Make it {operator}"),
                    format!("{}{operator}{}", &text[..at.start], &text[at.end..]),
                ),
            );
        }
    }
    doubts
}

/// The operator that a word may have been meant for.
fn small_operator(word: &str) -> Option<&'static str> {
    let word: &str = &plain(word);
    if word == "same" {
        return Some("PARA");
    }
    ["AND", "OR", "NOT"]
        .into_iter()
        .find(|it| it.eq_ignore_ascii_case(word))
}
