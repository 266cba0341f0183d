//! The named parts of other systems' languages: fields and functions.

use std::ops::Range;

use super::{
    super::{
        Dialect,
        field::{self, Sense},
        joint::number_of,
        range,
    },
    Call, Lexeme, Lexer, is_quote,
};

impl Lexer<'_> {
    /// `atleast5`, `CAPS(`, `repeat3:`, `near5:`.
    pub(super) fn call(&mut self, start: usize, end: usize, word: &str) -> Option<usize> {
        let lower = word.to_ascii_lowercase();
        for (head, near) in [("near", true), ("repeat", false)] {
            let numbered = lower
                .strip_prefix(head)
                .and_then(|it| it.split_once(':'))
                .and_then(|(number, _)| Some((number.len(), number_of(number)?)));
            let Some((digits, n)) = numbered else {
                continue;
            };
            let at = start..start + head.len() + digits + 1;
            let ours = if near { "NEAR" } else { "ATLEAST" };
            let n = n.clamp(1, 1_000);
            self.notes.change(
                at.clone(),
                &self.text[at.clone()],
                format!("{ours}/{n}"),
                "Our spelling of the same.",
            );
            let call = if near {
                Call::NearWords(n)
            } else {
                Call::AtLeast(n)
            };
            return Some(self.push(Lexeme::Call(call), at));
        }
        if let Some(n) = lower.strip_prefix("atleast").and_then(number_of) {
            let n = n.clamp(1, 10_000);
            self.notes.change(
                start..end,
                word,
                format!("ATLEAST/{n}(…)"),
                "Our spelling of the same.",
            );
            return Some(self.push(Lexeme::Call(Call::AtLeast(n)), start..end));
        }
        if self.from != Dialect::Lexis || !self.text[end..].trim_start().starts_with('(') {
            return None;
        }
        let (call, why) = match &*lower {
            "caps" => (
                Call::Caps,
                "Lexis takes any capital in the word, we take the first letter.",
            ),
            "allcaps" => (Call::AllCaps, ""),
            "nocaps" => (Call::NoCaps, "In small letters exactly as typed."),
            "singular" => (
                Call::Singular,
                "A word finds only itself here, never its plural.",
            ),
            "plural" => (Call::Plural, ""),
            _ => return None,
        };
        let ours = match call {
            Call::Caps => "CAPS(…)",
            Call::NoCaps => "CASE(…)",
            _ => "",
        };
        if call == Call::Plural {
            self.notes.loss(
                start..end,
                word,
                "",
                "Only the plural cannot be asked for here: the word is looked for as typed. Type the plural.",
            );
        } else if !why.is_empty() {
            self.notes.change(start..end, word, ours, why);
        }
        Some(self.push(Lexeme::Call(call), start..end))
    }

    /// `hd=`, `title:`, `HEADLINE(`, and comparisons.
    pub(super) fn field(&mut self, start: usize, end: usize, word: &str) -> Option<usize> {
        match self.from {
            Dialect::Factiva => self.factiva_field(start, end, word),
            Dialect::Lexis => self.lexis_field(start, end, word),
            Dialect::Meltwater | Dialect::Brandwatch | Dialect::Lucene => {
                self.colon_field(start, word)
            }
        }
    }

    fn factiva_field(&mut self, start: usize, end: usize, word: &str) -> Option<usize> {
        if word.eq_ignore_ascii_case("date") {
            return self.factiva_date(start, end);
        }
        let sign = word.find(['=', '>', '<'])?;
        let name = &word[..sign];
        if !(2..=5).contains(&name.len()) || !name.bytes().all(|it| it.is_ascii_alphabetic()) {
            return None;
        }
        let sense = field::known(self.from, name).unwrap_or(field::unknown());
        match sense {
            Sense::Words => Some(self.fixed(start..end, range::words_compared(&word[sign..]))),
            Sense::Date => Some(self.fixed(start..end, range::dates_compared(&word[sign..]))),
            _ if !word[sign..].starts_with('=') => None,
            _ => Some(self.push(Lexeme::Field(sense), start..start + sign + 1)),
        }
    }

    /// `date from 20240101 to 20240201`, `date after 20240101`.
    fn factiva_date(&mut self, start: usize, end: usize) -> Option<usize> {
        let words: Vec<&str> = self.text[end..]
            .split(|it: char| it.is_whitespace() || matches!(it, '(' | ')'))
            .filter(|it| !it.is_empty())
            .take(4)
            .collect();
        let is = |number: usize, word: &str| {
            words
                .get(number)
                .is_some_and(|it| it.eq_ignore_ascii_case(word))
        };
        let at = |number: usize| words.get(number).copied().unwrap_or_default();
        let (count, ours) = if is(0, "from") && is(2, "to") {
            (4, range::dates(at(1), at(3)))
        } else if is(0, "after") || is(0, "aft") {
            (2, range::dates(at(1), ""))
        } else if is(0, "before") || is(0, "bef") {
            (2, range::dates("", at(1)))
        } else {
            return None;
        };
        let last = words.get(count - 1)?;
        // Slices of one text, so their distance is where the last ends.
        let to = last.as_ptr() as usize - self.text.as_ptr() as usize + last.len();
        Some(self.fixed(start..to, ours))
    }

    fn lexis_field(&mut self, start: usize, end: usize, word: &str) -> Option<usize> {
        let sense = field::known(self.from, word);
        let rest = &self.text[end..];
        let bracketed = rest.starts_with('(');
        if let Some(Sense::Words | Sense::Date) = sense {
            let (value, to) = if bracketed {
                let close = closing(rest)?;
                (&rest[1..close], end + close + 1)
            } else {
                let value = rest.trim_start();
                if !value.starts_with(['>', '<', '=']) {
                    return None;
                }
                let sign = value.len() - value.trim_start_matches(['>', '<', '=']).len();
                let number = value[sign..].trim_start();
                let length = number
                    .find(|it: char| it.is_whitespace() || matches!(it, '(' | ')'))
                    .unwrap_or(number.len());
                let from = self.text.len() - number.len();
                let whole = self.text.len() - value.len()..from + length;
                (&self.text[whole.clone()], whole.end)
            };
            let ours = if sense == Some(Sense::Words) {
                range::words_compared(value)
            } else {
                lexis_dates(value)
            };
            return Some(self.fixed(start..to, ours));
        }
        if !bracketed {
            return None;
        }
        let segment = word.len() > 2
            && word
                .bytes()
                .all(|it| it.is_ascii_uppercase() || matches!(it, b'-' | b'_'));
        let sense = sense.or(segment.then(field::unknown))?;
        Some(self.push(Lexeme::Field(sense), start..end))
    }

    fn colon_field(&mut self, start: usize, word: &str) -> Option<usize> {
        let colon = word.find(':')?;
        let name = &word[..colon];
        let plain = name
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'_' | b'-' | b'*'));
        if name.is_empty() || !plain || word[colon..].starts_with("://") {
            return None;
        }
        let sense = field::known(self.from, name).unwrap_or(field::unknown());
        let value_at = start + colon + 1;
        let value = &self.text[value_at..];
        if self.from == Dialect::Lucene {
            if word == "*:*" {
                self.notes.loss(
                    start..start + 3,
                    "*:*",
                    "",
                    "Everything cannot be asked for here. It is left out.",
                );
                return Some(self.push(Lexeme::Lost, start..start + 3));
            }
            if value.starts_with(['[', '{']) {
                let length = value.find([']', '}']).map_or(value.len(), |it| it + 1);
                return Some(self.lucene_range(sense, start..value_at + length, &value[..length]));
            }
            let length = value
                .find(|it: char| it.is_whitespace() || matches!(it, '(' | ')'))
                .unwrap_or(value.len());
            if sense == Sense::Words && length > 0 {
                let ours = range::words_compared(&value[..length]);
                return Some(self.fixed(start..value_at + length, ours));
            }
            if sense == Sense::Date && length > 0 {
                let ours = range::dates_compared(&value[..length]);
                return Some(self.fixed(start..value_at + length, ours));
            }
        }
        let end = self.push(Lexeme::Field(sense), start..value_at);
        if let Sense::Ours("url" | "site", _) = sense
            && value.starts_with(char::is_alphanumeric)
        {
            let length = value
                .find(|it: char| it.is_whitespace() || matches!(it, '(' | ')') || is_quote(it))
                .unwrap_or(value.len());
            let lexeme = Lexeme::Term {
                text: value[..length].into(),
                quoted: true,
            };
            return Some(self.push(lexeme, end..end + length));
        }
        Some(end)
    }

    fn lucene_range(&mut self, sense: Sense, at: Range<usize>, value: &str) -> usize {
        let inner = value.trim_matches(['[', ']', '{', '}']);
        let (from, to) = inner.split_once(" TO ").unwrap_or((inner, ""));
        let ours = match sense {
            Sense::Date => range::dates(from, to),
            Sense::Words => match (from.trim(), to.trim()) {
                (from, "*") => range::words_compared(&format!(">={from}")),
                ("*", to) => range::words_compared(&format!("<={to}")),
                (from, to) => range::words_compared(&format!(">={from}"))
                    .zip(range::words_compared(&format!("<={to}")))
                    .map(|(from, to)| format!("({from} AND {to})")),
            },
            Sense::Ours(..) | Sense::Case | Sense::Everywhere | Sense::Lost(_) => None,
        };
        if value.contains(['{', '}'])
            && let Some(ours) = &ours
        {
            let before = &self.text[at.clone()];
            self.notes.loss(
                at.clone(),
                before,
                ours.clone(),
                "A range without its ends cannot be asked for here: the ends count as well.",
            );
        }
        self.fixed(at, ours)
    }

    /// A comparison, or a loss where it cannot be read.
    fn fixed(&mut self, at: Range<usize>, ours: Option<String>) -> usize {
        let before = &self.text[at.clone()];
        let Some(ours) = ours else {
            self.notes.loss(
                at.clone(),
                before,
                "",
                "This range cannot be read with certainty. It is left out, so more is found.",
            );
            return self.push(Lexeme::Lost, at);
        };
        if before != ours {
            self.notes.change(
                at.clone(),
                before,
                ours.clone(),
                "Our spelling of the same.",
            );
        }
        self.push(Lexeme::Fixed(ours), at)
    }
}

/// Where the bracket closes that a text begins with.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open += 1,
            ')' => open = open.saturating_sub(1),
            _ => {}
        }
        if open == 0 {
            return Some(at);
        }
    }
    None
}

/// `>2024-01-01`, `geq (2024-01-01) and leq (2024-02-01)`, `aft 2024-01-01`.
fn lexis_dates(value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    let plain = lower.replace(['(', ')'], " ");
    let (mut from, mut to) = (String::new(), String::new());
    for part in plain.split(" and ") {
        let part = part.trim();
        let (word, value) = part.split_once(char::is_whitespace).unwrap_or(("", part));
        match word {
            "geq" | "aft" | ">" | ">=" => from = value.trim().into(),
            "leq" | "bef" | "<" | "<=" => to = value.trim().into(),
            "" | "is" | "=" if value.starts_with('>') => {
                from = value.trim_start_matches(['>', '=']).trim().into();
            }
            "" if value.starts_with('<') => to = value.trim_start_matches(['<', '=']).trim().into(),
            "" | "is" | "=" => {
                (from, to) = (value.trim().into(), value.trim().into());
            }
            _ => return None,
        }
    }
    range::dates(&from, &to)
}
