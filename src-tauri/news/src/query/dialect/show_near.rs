//! Our proximity in the words of another system.

use super::{
    Dialect,
    clause::{Clause, Closeness},
    show::{Shower, Shown},
};

/// How many phrases a proximity between groups may become in Lucene.
const MOST_PHRASES: usize = 60;

impl Shower {
    pub(super) fn close(
        &mut self,
        closeness: Closeness,
        left: &Clause,
        right: &Clause,
        clause: &Clause,
    ) -> Option<Shown> {
        if self.to == Dialect::Lucene
            && let Closeness::Near(_) | Closeness::Ordered(_) = closeness
            && let Some(shown) = self.sloppy(closeness, left, right, clause)
        {
            return Some(shown);
        }
        let (left, right) = match (self.clause(left), self.clause(right)) {
            (Some(left), Some(right)) => (left.part(), right.part()),
            (one, other) => return one.or(other),
        };
        let word = self.closeness(closeness);
        if let Closeness::NotNear(n) = closeness
            && word.is_none()
        {
            let near = self.closeness(Closeness::Near(n));
            let text = match near {
                Some(near) => format!("{left} NOT ({left} {near} {right})"),
                None => format!("{left} AND NOT {right}"),
            };
            self.loss(
                clause,
                &text,
                "Here an article is left out as soon as one such pair stands in it, also if another mention stands alone.",
            );
            return Some(Shown::loose(text));
        }
        let Some(word) = word else {
            let text = format!("{left} AND {right}");
            self.loss(
                clause,
                &text,
                format!(
                    "{} cannot ask for this closeness. Both anywhere, so more is found.",
                    self.to.name()
                ),
            );
            return Some(Shown::loose(text));
        };
        let ours = closeness.to_string();
        if self.to == Dialect::Factiva && closeness == Closeness::Sentence {
            self.loss(
                &ours,
                &word,
                "Factiva knows only the paragraph, so more is found.",
            );
        } else if self.to == Dialect::Factiva
            && let Closeness::Ordered(n @ 10..) = closeness
        {
            self.loss(
                &ours,
                &word,
                format!("Factiva keeps the order over ten words at most, not over {n}. Any order, so more is found."),
            );
        } else if self.to == Dialect::Factiva
            && let Closeness::Near(n @ 500..) = closeness
        {
            self.loss(
                &ours,
                &word,
                format!("Factiva spans 500 words at most, not {n}, so fewer are found."),
            );
        } else if ours != word {
            let why = if self.to == Dialect::Factiva {
                "Factiva counts up to the word itself, we count the words between."
            } else {
                "Its spelling of the same."
            };
            self.change(&ours, &word, why);
        }
        Some(Shown::loose(format!("{left} {word} {right}")))
    }

    /// Proximity in a dialect's word, if it has one.
    fn closeness(&self, closeness: Closeness) -> Option<String> {
        match (self.to, closeness) {
            (Dialect::Factiva, Closeness::Near(n)) => {
                Some(format!("near{}", n.saturating_add(1).min(500)))
            }
            (Dialect::Factiva, Closeness::Ordered(n)) if n < 10 => Some(format!("adj{}", n + 1)),
            (Dialect::Factiva, Closeness::Ordered(n)) => {
                Some(format!("near{}", n.saturating_add(1).min(500)))
            }
            (Dialect::Factiva, Closeness::Sentence | Closeness::Paragraph) => Some("same".into()),
            (Dialect::Lexis, Closeness::Near(n)) => Some(format!("W/{n}")),
            (Dialect::Lexis, Closeness::Ordered(n)) => Some(format!("PRE/{n}")),
            (Dialect::Lexis, Closeness::NotNear(n)) => Some(format!("NOT W/{n}")),
            (Dialect::Lexis, Closeness::Sentence) => Some("W/S".into()),
            (Dialect::Lexis, Closeness::Paragraph) => Some("W/P".into()),
            (Dialect::Meltwater | Dialect::Brandwatch, Closeness::Near(n)) => {
                Some(format!("NEAR/{n}"))
            }
            (Dialect::Meltwater, Closeness::Ordered(n)) => Some(format!("ONEAR/{n}")),
            (Dialect::Brandwatch, Closeness::Ordered(n)) => Some(format!("NEAR/{n}f")),
            _ => None,
        }
    }

    /// Proximity of words, or groups of words, as Lucene's loose phrases.
    fn sloppy(
        &mut self,
        closeness: Closeness,
        left: &Clause,
        right: &Clause,
        clause: &Clause,
    ) -> Option<Shown> {
        let (lefts, rights) = (words_of(left)?, words_of(right)?);
        if lefts.len() * rights.len() > MOST_PHRASES {
            return None;
        }
        let (n, ordered) = match closeness {
            Closeness::Near(n) => (n, false),
            Closeness::Ordered(n) => (n, true),
            Closeness::NotNear(_) | Closeness::Sentence | Closeness::Paragraph => return None,
        };
        let mut phrases = vec![];
        for one in &lefts {
            for other in &rights {
                let slop = if n == 0 {
                    String::new()
                } else {
                    format!("~{n}")
                };
                phrases.push(format!("\"{one} {other}\"{slop}"));
                if n < 2 && !ordered {
                    phrases.push(format!("\"{other} {one}\"{slop}"));
                }
            }
        }
        let text = phrases.join(" OR ");
        let long = lefts.iter().chain(&rights).any(|it| it.contains(' '));
        if long && n > 0 {
            self.loss(
                clause,
                &text,
                "Lucene counts the distance for the whole phrase, whose own words may then stand apart too.",
            );
        } else if n < 2 {
            self.change(clause, &text, "Its spelling of the same.");
        } else if ordered {
            self.loss(
                clause,
                &text,
                "Lucene does not keep the order here, so more is found.",
            );
        } else {
            self.loss(
                clause,
                &text,
                "In the other order Lucene allows two words fewer between, so a little less is found.",
            );
        }
        Some(if phrases.len() == 1 {
            Shown::whole(text)
        } else {
            Shown::loose(text)
        })
    }
}

/// The words and phrases without wildcards that a clause is, or is one of.
fn words_of(clause: &Clause) -> Option<Vec<String>> {
    match clause {
        Clause::Term { written, .. } if !written.contains(['*', '?']) => {
            Some(vec![written.clone()])
        }
        Clause::Or(parts) => {
            let mut out = vec![];
            for part in parts {
                let Clause::Term { .. } = part else {
                    return None;
                };
                out.extend(words_of(part)?);
            }
            Some(out)
        }
        _ => None,
    }
}
