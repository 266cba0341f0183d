//! Reading our own canonical form, also where this version cannot run it yet.

use super::{
    clause::{Clause, Closeness, MAX_HEIGHT},
    joint::number_of,
};

/// How deep brackets may stand in each other.
const MAX_DEPTH: usize = 100;

type Res<T> = Result<T, String>;

/// A query in canonical form as a tree; or why it cannot be read.
pub(super) fn read(text: &str) -> Res<Clause> {
    let mut reader = Reader { text, at: 0 };
    let clause = reader.level(0)?;
    reader.skip();
    if reader.at < text.len() {
        return Err("A bracket closes nothing.".into());
    }
    Ok(clause)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            if !self.rest().starts_with('#') {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    /// The word that comes next, up to a blank, a bracket or a quotation mark.
    fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|it: char| it.is_whitespace() || matches!(it, '(' | ')' | '"'))
            .unwrap_or(rest.len());
        &rest[..end]
    }

    fn takes(&mut self, word: &str) -> bool {
        self.skip();
        let found = self.word() == word;
        if found {
            self.at += word.len();
        }
        found
    }

    fn level(&mut self, depth: usize) -> Res<Clause> {
        if depth > MAX_DEPTH {
            return Err(format!(
                "Brackets may stand {MAX_DEPTH} deep in each other."
            ));
        }
        let mut parts = vec![self.unary(depth)?];
        let mut any = None;
        loop {
            let or = if self.takes("AND") {
                false
            } else if self.takes("OR") {
                true
            } else {
                break;
            };
            if any.is_some_and(|it| it != or) {
                return Err("AND and OR stand side by side.".into());
            }
            any = Some(or);
            parts.push(self.unary(depth)?);
        }
        self.skip();
        if !self.rest().is_empty() && !self.rest().starts_with(')') {
            return Err("Two terms stand side by side.".into());
        }
        let clause = if any == Some(true) {
            Clause::or(parts)
        } else {
            Clause::and(parts)
        };
        if clause.height() > MAX_HEIGHT {
            return Err(format!(
                "Its operators stand more than {MAX_HEIGHT} deep in each other."
            ));
        }
        Ok(clause)
    }

    fn unary(&mut self, depth: usize) -> Res<Clause> {
        let mut negated = false;
        while self.takes("NOT") {
            negated = !negated;
        }
        let mut clause = self.atom(depth)?;
        let mut chained = 0;
        while let Some(closeness) = self.closeness() {
            chained += 1;
            if chained > MAX_DEPTH {
                return Err("Too many NEARs stand side by side.".into());
            }
            let right = self.atom(depth)?;
            clause = Clause::close(closeness, clause, right);
        }
        Ok(if negated { Clause::not(clause) } else { clause })
    }

    fn closeness(&mut self) -> Option<Closeness> {
        self.skip();
        let back = self.at;
        let not = self.takes("NOT");
        self.skip();
        let word = self.word();
        let closeness = match (not, word) {
            (false, "SENT") => Some(Closeness::Sentence),
            (false, "PARA") => Some(Closeness::Paragraph),
            _ => word.split_once('/').and_then(|(head, n)| {
                let n = number_of(n)?;
                match (not, head) {
                    (false, "NEAR") => Some(Closeness::Near(n)),
                    (false, "ONEAR") => Some(Closeness::Ordered(n)),
                    (true, "NEAR") => Some(Closeness::NotNear(n)),
                    _ => None,
                }
            }),
        };
        self.at = if closeness.is_some() {
            self.at + word.len()
        } else {
            back
        };
        closeness
    }

    fn atom(&mut self, depth: usize) -> Res<Clause> {
        self.skip();
        let rest = self.rest();
        if depth > MAX_DEPTH {
            return Err(format!("Fields may stand {MAX_DEPTH} deep in each other."));
        }
        if rest.starts_with('(') {
            self.at += 1;
            return self.bracketed(depth);
        }
        if let Some(inner) = rest.strip_prefix('"') {
            let Some(length) = inner.find('"') else {
                return Err("A quotation mark is not closed.".into());
            };
            self.at += length + 2;
            return Ok(Clause::Term {
                written: inner[..length].into(),
                quoted: true,
            });
        }
        if let Some(inner) = rest.strip_prefix('/') {
            let mut escaped = false;
            let length = inner.find(|it: char| {
                let closes = it == '/' && !escaped;
                escaped = it == '\\' && !escaped;
                closes
            });
            let end = length.ok_or("A regular expression is not closed.")? + 2;
            self.at += end;
            return Ok(Clause::Fixed(rest[..end].into()));
        }
        let word = self.word();
        if let Some((name, value)) = word.split_once(':')
            && name.bytes().all(|it| it.is_ascii_lowercase())
            && !name.is_empty()
        {
            if matches!(name, "date" | "words") && !value.is_empty() {
                self.at += word.len();
                return Ok(Clause::Fixed(word.into()));
            }
            // In an address a slash begins no regular expression, and a colon ends no name.
            if matches!(name, "site" | "url") && !value.is_empty() {
                self.at += word.len();
                return Ok(Clause::field(name, Clause::term(value, false)));
            }
            self.at += name.len() + 1;
            let inner = self.atom(depth + 1)?;
            return Ok(Clause::field(name, inner));
        }
        self.at += word.len();
        if word.is_empty() || matches!(word, "AND" | "OR" | "NOT" | "SENT" | "PARA") {
            return Err("A term is missing.".into());
        }
        if self.rest().starts_with('(') && word.starts_with(|it: char| it.is_ascii_uppercase()) {
            if word.starts_with("SCORE") || word == "SAIDBY" {
                let whole = self.balanced()?;
                return Ok(Clause::Fixed(format!("{word}{whole}")));
            }
            self.at += 1;
            let inner = self.bracketed(depth)?;
            return Ok(Clause::function(word, inner));
        }
        if word.starts_with('@') {
            return Ok(Clause::Fixed(word.into()));
        }
        Ok(Clause::Term {
            written: word.into(),
            quoted: false,
        })
    }

    fn bracketed(&mut self, depth: usize) -> Res<Clause> {
        let clause = self.level(depth + 1)?;
        self.skip();
        if !self.rest().starts_with(')') {
            return Err("A bracket is not closed.".into());
        }
        self.at += 1;
        Ok(clause)
    }

    /// Everything from a bracket to its partner, as it is.
    fn balanced(&mut self) -> Res<&'a str> {
        let rest = self.rest();
        let mut open = 0_usize;
        let mut quoted = false;
        for (at, c) in rest.char_indices() {
            match c {
                '"' => quoted = !quoted,
                '(' if !quoted => open += 1,
                ')' if !quoted => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 && !quoted {
                self.at += at + 1;
                return Ok(&rest[..=at]);
            }
        }
        Err("A bracket is not closed.".into())
    }
}
