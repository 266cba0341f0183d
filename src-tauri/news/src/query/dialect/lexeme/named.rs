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
            (2, range::after(at(1)).and_then(|it| range::dates(&it, "")))
        } else if is(0, "before") || is(0, "bef") {
            (2, range::before(at(1)).and_then(|it| range::dates("", &it)))
        } else {
            return None;
        };
        let last = words.get(count - 1)?;
        // Slices of one text, so their distance is where the last ends.
        let to = last.as_ptr() as usize - self.text.as_ptr() as usize + last.len();
        Some(self.fixed(start..to, ours))
    }

    fn lexis_field(&mut self, start: usize, end: usize, word: &str) -> Option<usize> {
        // A comparison may stand right behind the name: `LENGTH>1000`.
        let name = &word[..word.find(['>', '<', '=']).unwrap_or(word.len())];
        let sense = field::known(self.from, name);
        if let Some(Sense::Words | Sense::Date) = sense {
            let behind = start + name.len();
            let rest = &self.text[behind..];
            let (value, to) = if rest.starts_with('(') {
                let close = closing(rest)?;
                (&rest[1..close], behind + close + 1)
            } else {
                let length = comparisons(rest)?;
                (&rest[..length], behind + length)
            };
            let ours = if sense == Some(Sense::Words) {
                lexis_words(value)
            } else {
                lexis_dates(value)
            };
            return Some(self.fixed(start..to, ours));
        }
        let sense = field::known(self.from, word);
        if !self.text[end..].starts_with('(') {
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
        // Others have Lucene's ranges too.
        if let Some(length) = range_length(value, self.from) {
            return Some(self.lucene_range(sense, start..value_at + length, &value[..length]));
        }
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
        // Signs in an address are no operators. Lucene begins a regular expression with a slash.
        if let Sense::Ours("url" | "site", _) = sense
            && value.starts_with(|it: char| {
                it.is_alphanumeric()
                    || matches!(it, '*' | '?' | '.' | '-' | '\\')
                    || it == '/' && self.from != Dialect::Lucene
            })
        {
            let length = if self.from == Dialect::Lucene {
                self.end_of_word(value_at) - value_at
            } else {
                value
                    .find(|it: char| it.is_whitespace() || matches!(it, '(' | ')') || is_quote(it))
                    .unwrap_or(value.len())
            };
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
        let (from, to) = (from.trim(), to.trim());
        // The end at a brace does not count itself.
        let (behind, before) = (value.starts_with('{'), value.ends_with('}'));
        let ours = match sense {
            Sense::Date => {
                let first = if behind {
                    range::after(from)
                } else {
                    Some(from.into())
                };
                let last = if before {
                    range::before(to)
                } else {
                    Some(to.into())
                };
                first
                    .zip(last)
                    .and_then(|(first, last)| range::dates(&first, &last))
            }
            Sense::Words => {
                let least = format!("{}{from}", if behind { ">" } else { ">=" });
                let most = format!("{}{to}", if before { "<" } else { "<=" });
                match (from, to) {
                    (_, "*") => range::words_compared(&least),
                    ("*", _) => range::words_compared(&most),
                    _ => range::words_compared(&least)
                        .zip(range::words_compared(&most))
                        .map(|(least, most)| format!("({least} AND {most})")),
                }
            }
            Sense::Ours(..) | Sense::Case | Sense::Everywhere | Sense::Lost(_) => None,
        };
        self.fixed(at, ours)
    }

    /// Lucene's range without a field: `[a TO b]`.
    pub(super) fn bare_range(&mut self, start: usize) -> Option<usize> {
        let rest = &self.text[start..];
        if self.from != Dialect::Lucene || !rest.starts_with(['[', '{']) {
            return None;
        }
        // Up to the next bracket only, so that a long row of them is not read to its end for each.
        let close = 1 + rest[1..].find(['[', ']', '{', '}'])?;
        if rest[close..].starts_with(['[', '{']) || !rest[..close].contains(" TO ") {
            return None;
        }
        let at = start..start + close + 1;
        self.notes.loss(
            at.clone(),
            &self.text[at.clone()],
            "",
            "A range without a field cannot be asked for here. It is left out, so more is found.",
        );
        Some(self.push(Lexeme::Lost, at))
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

/// How long the range is that a value begins with: of Lucene's every bracket begins one, of others' what has its " TO " soon.
fn range_length(value: &str, from: Dialect) -> Option<usize> {
    /// More characters stand in no range.
    const MOST: usize = 200;
    if !value.starts_with(['[', '{']) {
        return None;
    }
    if from == Dialect::Lucene {
        return Some(value.find([']', '}']).map_or(value.len(), |it| it + 1));
    }
    let mut some = value.char_indices().take(MOST);
    let close = some.find(|it| matches!(it.1, ']' | '}'))?.0;
    value[..close].contains(" TO ").then_some(close + 1)
}

/// Where the bracket closes that a text begins with.
fn closing(text: &str) -> Option<usize> {
    /// More characters stand in the brackets of no date and of no length.
    const MOST: usize = 200;
    let mut open = 0_usize;
    for (at, c) in text.char_indices().take(MOST) {
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
    let plain = plain(value);
    let (mut from, mut to) = (String::new(), String::new());
    for part in plain.split(" and ") {
        let (sign, value) = compared(part);
        match sign {
            ">" => from = range::after(value)?,
            ">=" => from = value.into(),
            "<" => to = range::before(value)?,
            "<=" => to = value.into(),
            _ => (from, to) = (value.into(), value.into()),
        }
    }
    range::dates(&from, &to)
}

/// `>1000`, `geq 1000`, `>500 and <1000`.
fn lexis_words(value: &str) -> Option<String> {
    let plain = plain(value);
    let parts = plain.split(" and ").map(|part| {
        let (sign, value) = compared(part);
        range::words_compared(&format!("{sign}{value}"))
    });
    let parts: Vec<String> = parts.collect::<Option<_>>()?;
    Some(if parts.len() == 1 {
        parts.concat()
    } else {
        format!("({})", parts.join(" AND "))
    })
}

/// What stands behind DATE and LENGTH, in lower case and without brackets.
fn plain(value: &str) -> String {
    value.to_ascii_lowercase().replace(['(', ')'], " ")
}

/// A sign or word of comparison of Lexis, and our sign.
const SIGNS: [(&str, &str); 12] = [
    (">=", ">="),
    ("<=", "<="),
    (">", ">"),
    ("<", "<"),
    ("=", "="),
    ("geq", ">="),
    ("leq", "<="),
    ("aft", ">"),
    ("bef", "<"),
    ("after", ">"),
    ("before", "<"),
    ("is", "="),
];

/// The sign of a comparison in lower case, ours, and what is compared to. Without a sign it is equality.
fn compared(text: &str) -> (&'static str, &str) {
    let text = text.trim();
    let (word, value) = sign_of(text);
    let ours = SIGNS.iter().find(|it| it.0 == word).map(|it| it.1);
    match ours {
        Some("=") if value.starts_with(['>', '<']) => compared(value),
        Some(ours) => (ours, value),
        None => ("=", text),
    }
}

/// What a text begins with, signs or a word, and what follows it.
fn sign_of(text: &str) -> (&str, &str) {
    let signs = text.len() - text.trim_start_matches(['>', '<', '=']).len();
    let length = if signs > 0 { signs } else { length_of(text) };
    (&text[..length], text[length..].trim_start())
}

/// How long the word is that a text begins with.
fn length_of(text: &str) -> usize {
    text.find(|it: char| it.is_whitespace() || matches!(it, '(' | ')'))
        .unwrap_or(text.len())
}

/// How far a text goes on with comparisons: ` aft 2024-01-01`, `>1000`, ` geq (2024-01-01) and leq (2024-02-01)`.
/// Nothing, if it begins with none.
fn comparisons(text: &str) -> Option<usize> {
    let first = comparison(text)?;
    let rest = &text[first..];
    let (and, second) = sign_of(rest.trim_start());
    if !and.eq_ignore_ascii_case("and") {
        return Some(first);
    }
    let at = text.len() - second.len();
    Some(comparison(second).map_or(first, |it| at + it))
}

/// How far one comparison goes.
fn comparison(text: &str) -> Option<usize> {
    let (word, value) = sign_of(text.trim_start());
    let lower = word.to_ascii_lowercase();
    if !SIGNS.iter().any(|it| it.0 == lower) {
        return None;
    }
    // These are words of their own as well: “date is unknown”.
    if matches!(&*lower, "is" | "after" | "before") && !is_of_a_day(value.trim_start_matches('(')) {
        return None;
    }
    let length = if value.starts_with('(') {
        closing(value)? + 1
    } else {
        length_of_value(value)
    };
    if length == 0 {
        return None;
    }
    Some(text.len() - value.len() + length)
}

/// How long the number or the day is that a text begins with; a day also in words: `January 1, 2024`.
fn length_of_value(text: &str) -> usize {
    let mut end = length_of(text);
    for _ in 0..2 {
        let rest = text[end..].trim_start();
        if range::day(&text[..end]).is_some() || !is_of_a_day(rest) {
            break;
        }
        end = text.len() - rest.len() + length_of(rest);
    }
    end
}

/// Whether a text begins with a number or the name of a month.
fn is_of_a_day(text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = text[..length_of(text)].trim_end_matches(['.', ',']);
    let lower = word.to_ascii_lowercase();
    word.starts_with(|it: char| it.is_ascii_digit())
        || lower.len() >= 3 && MONTHS.iter().any(|it| it.starts_with(&lower))
}
