//! Lints against the archive: what a query's words come to among the articles that are there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Diagnostic, Query,
    ast::{Filter, Node, Pattern, Words, letters},
    lex::{Fault, Lexeme, lexemes},
    reversal::reversals,
};

/// What is asked of the archive. Each answer may be missing where it would take too long, or cannot be told.
pub trait Archive {
    /// How many articles there are.
    fn articles(&self) -> u64;

    /// How many articles meet a query, counted up to `most`.
    fn count(&self, query: &Query, most: u64) -> Option<u64>;

    /// How many articles met a query each day of late.
    fn a_day(&self, query: &Query) -> Option<f64>;

    /// The forms that begin so and the number of articles that hold each, at most so many.
    fn forms(&self, beginning: &str, most: usize) -> Option<Vec<(String, u64)>>;
}

/// What a word with wildcards, or with its inflections, stands for in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Expansion {
    /// The word as it is written in the query.
    pub term: String,
    /// The forms that are there, the most frequent first.
    pub forms: Vec<FormCount>,
    /// Whether there are more.
    pub more: bool,
}

/// A form and how many articles hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormCount {
    /// The form: folded, in lower case.
    pub form: String,
    /// How many articles hold it.
    #[ts(type = "number")]
    pub articles: u64,
}

/// A word in more than this share of the archive narrows nothing.
const FREQUENT: f64 = 0.05;

/// Shares of a smaller archive say nothing.
const FEW: u64 = 200;

/// How many articles are compared to see whether a NOT leaves any.
const COMPARED: u64 = 2_000;

/// How many forms are shown of a word.
const SHOWN: usize = 24;

/// How many forms with one beginning are looked through for those that fit.
const LOOKED_AT: usize = 200;

/// Doubts about a query, from what its words come to in the archive: words that never occur or nearly always do, a NOT
/// that leaves nothing, more than `most_a_day` alerts a day.
pub fn lint(text: &str, query: &Query, archive: &dyn Archive, most_a_day: f64) -> Vec<Diagnostic> {
    let articles = archive.articles();
    let mut doubts: Vec<Fault> = vec![];
    if articles == 0 {
        return reversals(text, query, archive);
    }
    words(text, archive, articles, &mut doubts);
    vetoes(query, archive, &mut doubts);
    if let Some(a_day) = archive.a_day(query)
        && a_day > most_a_day
    {
        doubts.push(Fault::new(
            0..0,
            format!(
                "This would raise about {} alerts a day. More than {most_a_day} are hard to read: ask for a second word, \
                 or for the headline.",
                rounded(a_day)
            ),
        ));
    }
    doubts
        .into_iter()
        .map(|it| it.told(text, false))
        .chain(reversals(text, query, archive))
        .collect()
}

/// A number as one says it: two figures.
fn rounded(number: f64) -> String {
    match number {
        ..10.0 => format!("{number:.1}"),
        ..100.0 => format!("{number:.0}"),
        _ => format!("{:.0}", (number / 10.0).round() * 10.0),
    }
}

/// Doubts about single words and phrases.
fn words(text: &str, archive: &dyn Archive, articles: u64, doubts: &mut Vec<Fault>) {
    let most = (articles as f64 * FREQUENT) as u64;
    let mut seen = std::collections::BTreeSet::new();
    let all = lexemes(text).unwrap_or_default();
    for (number, (lexeme, at)) in all.iter().enumerate() {
        if !matches!(lexeme, Lexeme::Word(_) | Lexeme::Phrase(_)) {
            continue;
        }
        // What is known about an article is not in the index.
        let behind = number.checked_sub(1).map(|it| &all[it].0);
        if matches!(behind, Some(Lexeme::Field(_))) {
            continue;
        }
        let written = &text[at.clone()];
        let Ok(read) = Query::search(written) else {
            continue;
        };
        if !matches!(read.query.root, Node::Words(_)) || !seen.insert(read.query.to_string()) {
            continue;
        }
        match archive.count(&read.query, most + 1) {
            Some(0) => doubts.push(Fault::new(
                at.clone(),
                format!("{written} occurs in none of the {articles} articles in the archive."),
            )),
            Some(count) if count > most && articles >= FEW => doubts.push(Fault::new(
                at.clone(),
                format!(
                    "{written} occurs in more than {:.0} % of the archive: it hardly narrows anything.",
                    FREQUENT * 100.0
                ),
            )),
            Some(_) | None => {}
        }
    }
}

/// Doubts about a NOT that takes all away.
fn vetoes(query: &Query, archive: &dyn Archive, doubts: &mut Vec<Fault>) {
    let Node::And(parts) = &query.root else {
        return;
    };
    let (vetoes, wanted): (Vec<Node>, Vec<Node>) = parts
        .iter()
        .cloned()
        .partition(|it| matches!(it, Node::Not(_)));
    let wanted = both(wanted);
    let Some(count) = archive.count(
        &Query {
            root: wanted.clone(),
        },
        COMPARED + 1,
    ) else {
        return;
    };
    if count == 0 || count > COMPARED {
        return;
    }
    for veto in vetoes {
        let Node::Not(part) = veto else { continue };
        let taken = Query {
            root: both(vec![wanted.clone(), (*part).clone()]),
        };
        if archive.count(&taken, COMPARED + 1) == Some(count) {
            doubts.push(Fault::new(
                0..0,
                format!(
                    "NOT {part} takes away every one of the {count} articles that the rest finds."
                ),
            ));
        }
    }
}

/// All of these, or the one.
fn both(mut parts: Vec<Node>) -> Node {
    match parts.len() {
        1 => parts.remove(0),
        _ => Node::And(
            parts
                .into_iter()
                .flat_map(|it| match it {
                    Node::And(parts) => parts,
                    it => vec![it],
                })
                .collect(),
        ),
    }
}

/// What the words with wildcards and the inflections of a query stand for in the archive.
pub fn expansions(query: &Query, archive: &dyn Archive) -> Vec<Expansion> {
    let mut found: Vec<Expansion> = vec![];
    expand(&query.root, false, archive, &mut found);
    found
}

fn expand(node: &Node, inflected: bool, archive: &dyn Archive, found: &mut Vec<Expansion>) {
    match node {
        Node::Words(words) => {
            for pattern in &words.patterns {
                if let Some(it) = forms_of(pattern, words, inflected, archive)
                    && !found.iter().any(|other| other.term == it.term)
                {
                    found.push(it);
                }
            }
        }
        Node::Only(filter, part) => {
            if let Filter::SaidBy(who) = filter {
                expand(who, inflected, archive, found);
            }
            expand(part, inflected || *filter == Filter::Forms, archive, found);
        }
        // What is known about an article is not in the index.
        Node::Field(field, _) if field.zones().is_none() => {}
        _ => node
            .parts()
            .into_iter()
            .for_each(|it| expand(it, inflected, archive, found)),
    }
}

fn forms_of(
    pattern: &Pattern,
    words: &Words,
    inflected: bool,
    archive: &dyn Archive,
) -> Option<Expansion> {
    let (beginning, term) = match pattern {
        Pattern::Wild(wild) if letters(&wild.prefix) >= 3 => {
            (wild.prefix.clone(), wild.form.clone())
        }
        Pattern::Any(forms) if inflected => (
            common(forms).to_string(),
            format!("FORMS({})", words.written),
        ),
        Pattern::Form(_) | Pattern::Wild(_) | Pattern::Any(_) => return None,
    };
    let all = match pattern {
        Pattern::Any(forms) if beginning.chars().count() < 3 => forms
            .iter()
            .flat_map(|it| archive.forms(it, 1).unwrap_or_default())
            .collect(),
        _ => archive.forms(&beginning, LOOKED_AT)?,
    };
    let cut = all.len() == LOOKED_AT;
    let mut fitting: Vec<FormCount> = all
        .into_iter()
        .filter(|it| pattern.fits(&it.0))
        .map(|(form, articles)| FormCount { form, articles })
        .collect();
    fitting.sort_by(|a, b| {
        b.articles
            .cmp(&a.articles)
            .then_with(|| a.form.cmp(&b.form))
    });
    fitting.dedup_by(|a, b| a.form == b.form);
    let more = cut || fitting.len() > SHOWN;
    fitting.truncate(SHOWN);
    Some(Expansion {
        term,
        forms: fitting,
        more,
    })
}

/// What all forms begin with.
fn common(forms: &[String]) -> &str {
    let Some(first) = forms.first() else {
        return "";
    };
    let end = first
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| forms.iter().all(|it| it.starts_with(&first[..*end])))
        .last();
    &first[..end.unwrap_or(0)]
}

impl Query {
    /// What the query says whatever the order and the repeats of its parts: two with the same are the same topic.
    pub fn essence(&self) -> String {
        essence(&self.root)
    }
}

fn essence(node: &Node) -> String {
    let parts = |parts: &[Node]| -> Vec<String> {
        let mut all: Vec<String> = parts.iter().map(essence).collect();
        all.sort();
        all.dedup();
        all
    };
    match node {
        Node::And(list) => format!("({})", parts(list).join(" AND ")),
        Node::Or(list) => format!("({})", parts(list).join(" OR ")),
        Node::Not(part) => format!("NOT {}", essence(part)),
        Node::Near {
            most,
            ordered: false,
            left,
            right,
        } => {
            let mut sides = [essence(left), essence(right)];
            sides.sort();
            format!("({} NEAR/{most} {})", sides[0], sides[1])
        }
        Node::Field(field, part) => format!("{}:{}", field.name(), essence(part)),
        Node::Words(words) => words
            .patterns
            .iter()
            .map(|it| match it {
                Pattern::Form(form) => form.clone(),
                Pattern::Any(forms) => forms.join("|"),
                Pattern::Wild(wild) => wild.form.clone(),
            })
            .collect::<Vec<_>>()
            .join(" "),
        _ => node.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Article, Block, Zone,
        query::{About, Document, prove},
    };

    /// An archive of a few texts.
    struct Texts(Vec<Article>);

    impl Texts {
        fn new(texts: &[&str]) -> Texts {
            Texts(
                texts
                    .iter()
                    .map(|it| Article {
                        blocks: vec![Block::new(Zone::Body, *it)],
                        ..Article::default()
                    })
                    .collect(),
            )
        }
    }

    impl Archive for Texts {
        fn articles(&self) -> u64 {
            self.0.len() as u64
        }

        fn count(&self, query: &Query, most: u64) -> Option<u64> {
            let met = |it: &&Article| prove(query, &Document::new(it, &About::default())).holds;
            Some((self.0.iter().filter(met).count() as u64).min(most))
        }

        fn a_day(&self, query: &Query) -> Option<f64> {
            self.count(query, u64::MAX).map(|it| it as f64 / 2.0)
        }

        fn forms(&self, beginning: &str, most: usize) -> Option<Vec<(String, u64)>> {
            let mut counts = std::collections::BTreeMap::new();
            for article in &self.0 {
                for token in crate::text::tokens(&article.blocks[0].text) {
                    if token.form.starts_with(beginning) {
                        *counts.entry(token.form).or_default() += 1;
                    }
                }
            }
            Some(counts.into_iter().take(most).collect())
        }
    }

    #[test]
    fn doubts_come_from_what_the_archive_holds() {
        let mut texts = vec!["the sanctions on banks"; 30];
        texts.extend(vec!["the border was quiet"; 300]);
        let archive = Texts::new(&texts);
        const TESTS: &[(&str, &[&str])] = &[
            (
                "sanctions AND banks",
                &[
                    "sanctions occurs in more than 5 %",
                    "banks occurs in more than 5 %",
                ],
            ),
            (
                "embargo OR sanctions",
                &[
                    "embargo occurs in none of the 330",
                    "sanctions occurs in more",
                ],
            ),
            ("\"quiet banks\"", &["\"quiet banks\" occurs in none"]),
            (
                "banks AND NOT sanctions",
                &[
                    "banks occurs",
                    "sanctions occurs",
                    "NOT sanctions takes away every one of the 30",
                ],
            ),
            ("source:ledger AND sanction*", &["sanction* occurs in more"]),
            (
                "the AND border",
                &["the occurs", "border occurs", "about 150 alerts a day"],
            ),
        ];
        for (text, expected) in TESTS {
            let query = Query::topic(text).expect("a query").query;
            let found = lint(text, &query, &archive, 50.0);
            assert_eq!(found.len(), expected.len(), "{text}: {found:#?}");
            for (doubt, expected) in found.iter().zip(*expected) {
                assert!(
                    doubt.message.contains(expected),
                    "{text}: {}",
                    doubt.message
                );
                assert_eq!(
                    format!("{}{}{}", doubt.before, doubt.at, doubt.after),
                    *text
                );
            }
        }
        assert_eq!(
            lint(
                "x",
                &Query::topic("x").expect("a query").query,
                &Texts(vec![]),
                1.0
            ),
            []
        );
    }

    #[test]
    fn wildcards_and_inflections_are_shown_with_what_is_there() {
        let archive = Texts::new(&[
            "sanctions sanctioned",
            "sanctions woman",
            "women ran run runs",
        ]);
        const TESTS: &[(&str, &[&str])] = &[
            ("sanction*", &["sanction*: sanctions 2, sanctioned 1"]),
            ("wom?n AND sanctions", &["wom?n: woman 1, women 1"]),
            ("FORMS(run)", &["FORMS(run): ran 1, run 1, runs 1"]),
            (
                "title:sanction* OR sanction*",
                &["sanction*: sanctions 2, sanctioned 1"],
            ),
            ("source:sanc* AND run", &[]),
        ];
        for (text, expected) in TESTS {
            let query = Query::topic(text).expect("a query").query;
            let found: Vec<String> = expansions(&query, &archive)
                .into_iter()
                .map(|it| {
                    let forms: Vec<String> = it
                        .forms
                        .iter()
                        .map(|it| format!("{} {}", it.form, it.articles))
                        .collect();
                    format!("{}: {}", it.term, forms.join(", "))
                })
                .collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn topics_are_the_same_whatever_the_order_of_their_parts() {
        const SAME: &[(&str, &str)] = &[
            ("a1 OR b1", "b1 OR a1 OR b1"),
            ("(Abc OR b1) AND c1", "c1 AND (b1 OR abc)"),
            ("a1 NEAR/3 b1", "b1 NEAR/3 a1"),
        ];
        let essence = |text: &str| Query::topic(text).expect("a query").query.essence();
        for (a, b) in SAME {
            assert_eq!(essence(a), essence(b), "{a} and {b}");
        }
        assert_ne!(essence("a1 ONEAR/3 b1"), essence("b1 ONEAR/3 a1"));
        assert_ne!(essence("a1 AND b1"), essence("a1 OR b1"));
    }
}
