//! Our query in the words of another system, with what that system cannot say.

use super::{Change, Conversion, Dialect, clause::Clause, field, range};

/// A tree of ours as text of a dialect.
pub(super) fn show(canonical: &str, clause: &Clause, to: Dialect) -> Conversion {
    let mut shower = Shower {
        to,
        changes: vec![],
        losses: vec![],
    };
    let shown = shower.clause(clause);
    let Some(shown) = shown else {
        shower.losses.push(Change::new(
            canonical,
            "",
            format!("Nothing of this can be said in {}.", to.name()),
        ));
        return Conversion {
            query: String::new(),
            changes: shower.changes,
            losses: shower.losses,
        };
    };
    Conversion {
        query: shown.text,
        changes: once(shower.changes),
        losses: once(shower.losses),
    }
}

/// Each said once.
fn once(changes: Vec<Change>) -> Vec<Change> {
    let mut seen = std::collections::HashSet::new();
    changes
        .into_iter()
        .filter(|it| seen.insert((it.before.clone(), it.after.clone(), it.why.clone())))
        .collect()
}

/// Text of a dialect.
pub(super) struct Shown {
    pub(super) text: String,
    /// Whether it stands without brackets anywhere.
    whole: bool,
}

impl Shown {
    pub(super) fn whole(text: impl Into<String>) -> Shown {
        Shown {
            text: text.into(),
            whole: true,
        }
    }

    pub(super) fn loose(text: impl Into<String>) -> Shown {
        Shown {
            text: text.into(),
            whole: false,
        }
    }

    pub(super) fn part(self) -> String {
        if self.whole {
            self.text
        } else {
            format!("({})", self.text)
        }
    }
}

pub(super) struct Shower {
    pub(super) to: Dialect,
    changes: Vec<Change>,
    losses: Vec<Change>,
}

impl Shower {
    pub(super) fn change(&mut self, before: impl ToString, after: &str, why: &str) {
        self.changes
            .push(Change::new(before.to_string(), after, why));
    }

    pub(super) fn loss(&mut self, before: impl ToString, after: &str, why: impl Into<String>) {
        self.losses
            .push(Change::new(before.to_string(), after, why));
    }

    pub(super) fn clause(&mut self, clause: &Clause) -> Option<Shown> {
        match clause {
            Clause::And(parts) => self.and(parts),
            Clause::Or(parts) => self.or(parts, clause),
            Clause::Not(part) => self.not(part),
            Clause::Close(closeness, left, right) => self.close(*closeness, left, right, clause),
            Clause::Function(name, part) => self.function(name, part, clause),
            Clause::Field(name, part) => self.field(name, part, clause),
            Clause::Term { written, quoted } => self.term(written, *quoted),
            Clause::Fixed(text) => self.fixed(text),
            Clause::Gone => None,
        }
    }

    /// What must occur first, then what must not.
    fn and(&mut self, parts: &[Clause]) -> Option<Shown> {
        let is_not = |it: &&Clause| matches!(it, Clause::Not(_));
        let mut out = String::new();
        let mut count = 0;
        for part in parts.iter().filter(|it| !is_not(it)) {
            let Some(shown) = self.clause(part) else {
                continue;
            };
            if count > 0 {
                out.push_str(" AND ");
            }
            out.push_str(&shown.part());
            count += 1;
        }
        for part in parts.iter().filter(is_not) {
            let Clause::Not(inner) = part else { continue };
            if count == 0 {
                out = self.not(inner)?.text;
                count = 1;
                continue;
            }
            let Some(shown) = self.clause(inner) else {
                continue;
            };
            out.push_str(match self.to {
                Dialect::Lexis | Dialect::Lucene => " AND NOT ",
                Dialect::Factiva | Dialect::Meltwater | Dialect::Brandwatch => " NOT ",
            });
            out.push_str(&shown.part());
            count += 1;
        }
        (count > 0).then(|| Shown::loose(out))
    }

    fn or(&mut self, parts: &[Clause], clause: &Clause) -> Option<Shown> {
        let mut shown: Vec<String> = vec![];
        for part in parts {
            if let Some(it) = self.clause(part) {
                shown.push(it.part());
            }
        }
        if shown.len() < parts.len() && !shown.is_empty() {
            self.loss(
                clause,
                &shown.join(" OR "),
                "A part of this OR was left out, so fewer articles are found by it.",
            );
        }
        (!shown.is_empty()).then(|| Shown::loose(shown.join(" OR ")))
    }

    fn not(&mut self, part: &Clause) -> Option<Shown> {
        let shown = self.clause(part)?.part();
        Some(match self.to {
            Dialect::Lucene => Shown::whole(format!("(*:* AND NOT {shown})")),
            Dialect::Lexis => {
                let text = format!("NOT {shown}");
                self.loss(
                    format!("NOT {part}"),
                    &text,
                    "Lexis takes AND NOT only behind another term.",
                );
                Shown::loose(text)
            }
            Dialect::Factiva | Dialect::Meltwater | Dialect::Brandwatch => {
                Shown::loose(format!("NOT {shown}"))
            }
        })
    }

    fn function(&mut self, name: &str, part: &Clause, clause: &Clause) -> Option<Shown> {
        let inner = self.clause(part)?;
        let (head, number) = name.split_once('/').unwrap_or((name, ""));
        let is_term = matches!(part, Clause::Term { .. });
        let braces = matches!(self.to, Dialect::Brandwatch | Dialect::Meltwater);
        let shown = match (head, self.to) {
            ("ATLEAST", Dialect::Factiva) => {
                if !is_term {
                    self.loss(
                        clause,
                        "",
                        "Factiva counts one word or phrase, not several: write one atleast for each.",
                    );
                }
                Shown::loose(format!("atleast{number} {}", inner.part()))
            }
            ("ATLEAST", Dialect::Lexis) => Shown::whole(format!("ATLEAST{number}({})", inner.text)),
            ("FIRST", Dialect::Factiva) => Shown::whole(format!("{}/F{number}/", inner.part())),
            ("CAPS" | "ALLCAPS", Dialect::Lexis) => Shown::whole(format!("{head}({})", inner.text)),
            ("CASE", _) if braces && is_term => {
                Shown::whole(format!("{{{}}}", inner.text.trim_matches('"')))
            }
            ("ALLCAPS", _) if braces && is_term => {
                let upper = inner.text.trim_matches('"').to_uppercase();
                Shown::whole(format!("{{{upper}}}"))
            }
            _ => {
                let text = inner.text.clone();
                // These two find other forms as well; all others hold some back.
                let effect = if matches!(head, "FORMS" | "PARTS") {
                    "fewer are"
                } else {
                    "more is"
                };
                self.loss(
                    clause,
                    &text,
                    format!(
                        "{} has no {head}: without it, so {effect} found.",
                        self.to.name()
                    ),
                );
                return Some(inner);
            }
        };
        if clause.to_string() != shown.text {
            self.change(clause, &shown.text, "Its spelling of the same.");
        }
        Some(shown)
    }

    fn field(&mut self, name: &str, part: &Clause, clause: &Clause) -> Option<Shown> {
        let Some(theirs) = field::theirs(self.to, name) else {
            if matches!(name, "title" | "lead" | "body" | "caption") {
                let inner = self.clause(part)?;
                let text = inner.text.clone();
                self.loss(
                    clause,
                    &text,
                    format!(
                        "{} cannot look in {name} alone: everywhere, so more is found.",
                        self.to.name()
                    ),
                );
                return Some(inner);
            }
            self.loss(
                clause,
                "",
                format!(
                    "{} has no field for {name}. It is left out, so more is found.",
                    self.to.name()
                ),
            );
            return None;
        };
        let inner = match part {
            // Nothing in an address is an operator or a wildcard.
            Clause::Term { written, quoted } if matches!(name, "site" | "url") => {
                Shown::whole(as_written(written, *quoted))
            }
            _ => self.clause(part)?,
        };
        let (label, shown) = match self.to {
            Dialect::Factiva => (
                format!("{theirs}="),
                Shown::whole(format!("{theirs}={}", inner.part())),
            ),
            Dialect::Lexis => (
                format!("{theirs}(…)"),
                Shown::whole(format!("{theirs}({})", inner.text)),
            ),
            Dialect::Meltwater | Dialect::Brandwatch | Dialect::Lucene => (
                format!("{theirs}:"),
                Shown::whole(format!("{theirs}:{}", inner.part())),
            ),
        };
        let ours = format!("{name}:");
        if label != ours {
            self.change(ours, &label, "Its name for it.");
        } else if self.to == Dialect::Lucene {
            self.change(
                ours,
                &label,
                "The names of fields are whatever the index calls them. Check them.",
            );
        }
        Some(shown)
    }

    fn term(&mut self, written: &str, quoted: bool) -> Option<Shown> {
        if self.to == Dialect::Lucene && quoted && written.contains(['*', '?']) {
            self.loss(
                format!("\"{written}\""),
                &format!("\"{written}\""),
                "Lucene's classic parser takes no wildcards within quotation marks.",
            );
        }
        let mut text = written.to_string();
        if self.to == Dialect::Lexis && written.contains('*') {
            if written.split(' ').any(|it| it.starts_with('*')) {
                self.loss(
                    as_written(written, quoted),
                    "",
                    "Lexis takes any number of letters only at the end of a word. It is left out.",
                );
                return None;
            }
            let words: Vec<String> = written.split(' ').map(|it| self.truncated(it)).collect();
            text = words.join(" ");
        }
        const OPERATORS: [&str; 9] = [
            "and", "or", "not", "same", "adj", "but", "date", "near", "onear",
        ];
        let lower = text.to_ascii_lowercase();
        let numbered = lower.trim_end_matches(|it: char| it.is_ascii_digit());
        let operator = OPERATORS.contains(&numbered) || numbered == "atleast" && numbered != lower;
        Some(Shown::whole(as_written(&text, quoted || operator)))
    }

    /// `sanction*` as Lexis writes it.
    fn truncated(&mut self, word: &str) -> String {
        let Some(star) = word.find('*') else {
            return word.into();
        };
        let text = format!("{}!", &word[..star]);
        if star + 1 == word.len() {
            self.change(word, &text, "Lexis writes any ending as !.");
        } else {
            self.loss(
                word,
                &text,
                "Lexis takes any number of letters only at the end, so more is found.",
            );
        }
        text
    }

    fn fixed(&mut self, text: &str) -> Option<Shown> {
        let shown = if let Some(value) = text.strip_prefix("words:") {
            self.words(value)
        } else if let Some(value) = text.strip_prefix("date:") {
            self.dates(value)
        } else if text.starts_with('/') && self.to == Dialect::Lucene {
            Some(text.to_string())
        } else {
            None
        };
        match shown {
            Some(shown) => {
                if shown != text {
                    self.change(text, &shown, "Its spelling of the same.");
                }
                Some(Shown::whole(shown))
            }
            None => {
                self.loss(
                    text,
                    "",
                    format!("This cannot be said in {}. It is left out.", self.to.name()),
                );
                None
            }
        }
    }

    fn words(&self, value: &str) -> Option<String> {
        let digits = value.trim_start_matches(['>', '<', '=']);
        let n: u32 = digits.parse().ok()?;
        let sign = &value[..value.len() - digits.len()];
        // Both systems have only signs without equality.
        let (sign, n) = match sign {
            ">" | "<" => (sign, n),
            ">=" => (">", n.checked_sub(1)?),
            "<=" => ("<", n.checked_add(1)?),
            _ => return None,
        };
        match self.to {
            Dialect::Factiva => Some(format!("wc{sign}{n}")),
            Dialect::Lexis => Some(format!("LENGTH({sign}{n})")),
            Dialect::Lucene if sign == ">" => Some(format!("words:[{} TO *]", n.checked_add(1)?)),
            Dialect::Lucene => Some(format!("words:[* TO {}]", n.checked_sub(1)?)),
            Dialect::Meltwater | Dialect::Brandwatch => None,
        }
    }

    fn dates(&self, value: &str) -> Option<String> {
        // A day, a month or a year alone is its first day to its last.
        let (from, to) = value.split_once('/').unwrap_or((value, value));
        // Only whole days are said alike everywhere.
        let bound = |it: &str| {
            if it.is_empty() {
                Some((String::new(), String::new()))
            } else {
                range::days(it)
            }
        };
        let (from, to) = (bound(from)?.0, bound(to)?.1);
        if from.is_empty() && to.is_empty() {
            return None;
        }
        match self.to {
            Dialect::Factiva => {
                let digits = |it: String| it.replace('-', "");
                Some(match (from.is_empty(), to.is_empty()) {
                    (false, false) => format!("date from {} to {}", digits(from), digits(to)),
                    // Its after and before leave the day itself out.
                    (false, true) => format!("date after {}", digits(range::before(&from)?)),
                    _ => format!("date before {}", digits(range::after(&to)?)),
                })
            }
            Dialect::Lexis => Some(match (from.is_empty(), to.is_empty()) {
                (false, false) => format!("DATE(>={from} and <={to})"),
                (false, true) => format!("DATE(>={from})"),
                _ => format!("DATE(<={to})"),
            }),
            Dialect::Lucene => {
                let open = |it: String| if it.is_empty() { "*".into() } else { it };
                Some(format!("date:[{} TO {}]", open(from), open(to)))
            }
            Dialect::Meltwater | Dialect::Brandwatch => None,
        }
    }
}

/// A word or phrase with its quotation marks.
fn as_written(written: &str, quoted: bool) -> String {
    if quoted {
        format!("\"{written}\"")
    } else {
        written.into()
    }
}
