//! A query for the archive's index: what it can say of a query without looking at an article.

use super::{
    Query,
    ask::{Ask, Phrase},
    ast::{Filter, Node, Pattern, Period, Words, letters},
};
use crate::{ArticleId, Timestamp};

/// How deep brackets may stand in a query for the index.
const DEEPEST: usize = 24;

/// How many pairs of words a proximity is written out as; more of them are only asked to occur.
const PAIRS: usize = 64;

/// How many letters the beginning of a word must have to be looked for: shorter ones are the beginning of too many.
const SHORTEST: usize = 3;

/// What the archive's index can say of a query.
///
/// What it finds is a superset of the articles that meet the query; where it is `exact`, it is these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexQuery {
    /// What is asked of the index; nothing where it finds every article.
    pub ask: Option<Ask>,
    /// The lowest article.
    pub from: Option<ArticleId>,
    /// The first that is too high.
    pub until: Option<ArticleId>,
    /// Whether what it finds needs no proof.
    pub exact: bool,
    /// What finds only articles that meet the query, where it is not exact and that is known of some.
    pub sure: Option<Ask>,
}

/// What a node comes to: a query, or nothing where every article may meet it.
struct Part {
    ask: Option<Ask>,
    /// What finds only articles that meet it; the same where it is exact.
    sure: Option<Ask>,
    exact: bool,
}

impl Query {
    /// This query for the archive's index.
    pub fn index(&self) -> IndexQuery {
        let mut found = IndexQuery {
            ask: None,
            from: None,
            until: None,
            exact: true,
            sure: None,
        };
        // A date beside all else is a range of articles.
        let parts = match &self.root {
            Node::And(parts) => &parts[..],
            other => std::slice::from_ref(other),
        };
        let mut rest = vec![];
        for part in parts {
            match part {
                Node::Date(period) => found.narrow(period),
                other => rest.push(other),
            }
        }
        if !rest.is_empty() {
            let part = all(&rest, false);
            found.ask = part.ask.filter(|it| it.depth() <= DEEPEST);
            // Of a bound within a minute nothing is sure.
            found.sure = part
                .sure
                .filter(|it| found.exact && !part.exact && it.depth() < DEEPEST);
            found.exact &= part.exact && found.ask.is_some();
        }
        found
    }
}

impl IndexQuery {
    /// What any of several queries may find; everything where there is none.
    pub fn any(all: &[IndexQuery]) -> IndexQuery {
        let asks: Option<Vec<Ask>> = all.iter().map(|it| it.ask.clone()).collect();
        let from = all.iter().map(|it| it.from).min().flatten();
        let until = all
            .iter()
            .map(|it| it.until)
            .reduce(|a, b| Some(a?.max(b?)))
            .flatten();
        IndexQuery {
            ask: asks
                .filter(|it| !it.is_empty())
                .map(Ask::any)
                .filter(|it| it.depth() <= DEEPEST),
            from,
            until,
            exact: all.len() == 1 && all[0].exact,
            sure: None,
        }
    }

    /// Where this is not exact, and of some articles it is known that they meet the query: what finds these, exactly, and
    /// what finds the others that may.
    pub fn parted(&self) -> Option<(IndexQuery, IndexQuery)> {
        let (ask, sure) = self.ask.as_ref().zip(self.sure.as_ref())?;
        let others = Ask::Without(Box::new(ask.clone()), Box::new(sure.clone()));
        if others.depth() > DEEPEST {
            return None;
        }
        let with = |ask, exact| IndexQuery {
            ask: Some(ask),
            exact,
            sure: None,
            ..*self
        };
        Some((with(sure.clone(), true), with(others, false)))
    }

    /// The query that every article meets.
    pub fn everything() -> IndexQuery {
        IndexQuery {
            ask: None,
            from: None,
            until: None,
            exact: true,
            sure: None,
        }
    }

    fn narrow(&mut self, period: &Period) {
        const MINUTE: i64 = Timestamp::HOUR / 60;
        if let Some(from) = period.from {
            let floor = ArticleId::floor(Timestamp(from));
            self.from = Some(self.from.map_or(floor, |it| it.max(floor)));
            self.exact &= from.rem_euclid(MINUTE) == 0;
        }
        if let Some(until) = period.until {
            let ceiling = if until.rem_euclid(MINUTE) == 0 {
                ArticleId::floor(Timestamp(until))
            } else {
                self.exact = false;
                ArticleId(ArticleId::ceiling(Timestamp(until)).0 + 1)
            };
            self.until = Some(self.until.map_or(ceiling, |it| it.min(ceiling)));
        }
    }
}

impl Part {
    const UNKNOWN: Part = Part {
        ask: None,
        sure: None,
        exact: false,
    };

    fn new(ask: Ask, exact: bool) -> Part {
        Part {
            sure: exact.then(|| ask.clone()),
            ask: Some(ask),
            exact,
        }
    }

    /// The same, but that nothing it finds is sure.
    fn inexact(self) -> Part {
        Part {
            exact: false,
            sure: None,
            ..self
        }
    }
}

/// A node for the index. In `rest` its words may stand anywhere, else in the zones that are searched by default.
fn part(node: &Node, rest: bool) -> Part {
    match node {
        Node::Words(words) => leaf(words, rest),
        Node::Field(field, part_of) => match field.zones() {
            // The index knows two kinds of zones only.
            Some(zones) => part(part_of, !zones.iter().all(|it| it.is_default())).inexact(),
            None => Part::UNKNOWN,
        },
        // Its words hold their forms.
        Node::Only(Filter::Forms, it) => part(it, rest),
        // A part of a word is no word of the index.
        Node::Only(Filter::Parts, _) => Part::UNKNOWN,
        Node::Only(Filter::SaidBy(who), it) => all(&[who, it], rest).inexact(),
        Node::Only(_, it) | Node::AtLeast(_, it) => part(it, rest).inexact(),
        Node::Or(parts) => one_of(parts.iter(), rest),
        Node::List(list) => part(&list.node, rest),
        Node::Score { terms, .. } => {
            let positive = terms.iter().filter(|it| it.weight > 0);
            one_of(positive.map(|it| &it.node), rest).inexact()
        }
        Node::And(parts) => all(&parts.iter().collect::<Vec<_>>(), rest),
        Node::Near {
            most, left, right, ..
        } => near(*most, left, right, rest),
        Node::Same { left, right, .. } => all(&[left, right], rest).inexact(),
        Node::NotNear { left, .. } => part(left, rest).inexact(),
        Node::Not(_) | Node::Address(_) | Node::Date(_) | Node::Length(_) | Node::Regex(_) => {
            Part::UNKNOWN
        }
    }
}

fn one_of<'a>(parts: impl Iterator<Item = &'a Node>, rest: bool) -> Part {
    let (mut asks, mut sure, mut exact) = (vec![], vec![], true);
    for node in parts {
        let it = part(node, rest);
        let Some(ask) = it.ask else {
            return Part::UNKNOWN;
        };
        exact &= it.exact;
        asks.push(ask);
        sure.extend(it.sure);
    }
    if asks.is_empty() {
        return Part::UNKNOWN;
    }
    Part {
        ask: Some(Ask::any(asks)),
        sure: (!sure.is_empty()).then(|| Ask::any(sure)),
        exact,
    }
}

/// All of them, but for those that stand under NOT.
fn all(parts: &[&Node], rest: bool) -> Part {
    let (mut asks, mut without, mut exact) = (vec![], vec![], true);
    // What is sure of each, and what may meet what must not be met; nothing where that is not known of one.
    let (mut sure, mut spoiling) = (Some(vec![]), vec![]);
    for node in parts {
        if let Node::Not(inner) = node {
            let it = part(inner, rest);
            match it.ask {
                Some(ask) => {
                    if it.exact {
                        without.push(ask.clone());
                    }
                    // What the index finds too much of must not be taken away.
                    exact &= it.exact;
                    spoiling.push(ask);
                }
                None => (sure, exact) = (None, false),
            }
            continue;
        }
        let it = part(node, rest);
        exact &= it.exact;
        asks.extend(it.ask);
        match (&mut sure, it.sure) {
            (Some(all), Some(it)) => all.push(it),
            _ => sure = None,
        }
    }
    if asks.is_empty() {
        // The index cannot say what does not occur.
        return Part::UNKNOWN;
    }
    let but = |ask: Ask, without: Vec<Ask>| match without.is_empty() {
        true => ask,
        false => Ask::Without(Box::new(ask), Box::new(Ask::any(without))),
    };
    Part {
        ask: Some(but(Ask::all(asks), without)),
        sure: sure.map(|it| but(Ask::all(it), spoiling)),
        exact,
    }
}

/// Two sides close to each other. The index does not know where a paragraph ends, so it finds more than there is.
fn near(most: u32, left: &Node, right: &Node, rest: bool) -> Part {
    let both = || all(&[left, right], rest).inexact();
    let (Some(a), Some(b)) = (alternatives(left, rest), alternatives(right, rest)) else {
        return both();
    };
    if a.len() * b.len() > PAIRS {
        return both();
    }
    let pairs = a
        .iter()
        .flat_map(|a| b.iter().map(|b| Ask::Near(a.clone(), b.clone(), most)))
        .collect();
    Part::new(Ask::any(pairs), false)
}

/// The words, or lists of words, of a side of a proximity, each as one phrase of the index.
fn alternatives(node: &Node, rest: bool) -> Option<Vec<Phrase>> {
    match node {
        Node::Words(words) => match leaf(words, rest) {
            Part {
                ask: Some(Ask::Phrase(it)),
                exact: true,
                ..
            } => Some(vec![it]),
            Part {
                ask: Some(Ask::Any(asks)),
                exact: true,
                ..
            } => asks
                .into_iter()
                .map(|it| match it {
                    Ask::Phrase(it) => Some(it),
                    Ask::Near(..) | Ask::All(_) | Ask::Any(_) | Ask::Without(..) => None,
                })
                .collect(),
            Part { .. } => None,
        },
        Node::Or(parts) => {
            let each: Option<Vec<Vec<Phrase>>> =
                parts.iter().map(|it| alternatives(it, rest)).collect();
            Some(each?.concat())
        }
        Node::Only(Filter::Forms, it) => alternatives(it, rest),
        _ => None,
    }
}

/// The words of a leaf for the index, and whether they are all that it asks: runs of forms are phrases; a wildcard
/// ends one, as the beginning of a word, and so do inflections, as alternatives. What the index cannot look for is
/// left out; nothing where that is all.
fn leaf(words: &Words, rest: bool) -> Part {
    let mut found: Vec<Ask> = vec![];
    let mut run: Vec<String> = vec![];
    let mut exact = true;
    let last = words.patterns.len() - 1;
    let end = |run: &mut Vec<String>, found: &mut Vec<Ask>, begins: bool| {
        if !run.is_empty() {
            found.push(Ask::Phrase(Phrase {
                words: std::mem::take(run),
                begins,
                anywhere: rest,
            }));
        }
    };
    for (number, pattern) in words.patterns.iter().enumerate() {
        match pattern {
            Pattern::Form(form) if is_known(form) => run.push(form.clone()),
            Pattern::Any(forms) if forms.iter().all(|it| is_known(it)) && !forms.is_empty() => {
                exact &= last == 0;
                end(&mut run, &mut found, false);
                let forms = forms.iter().map(|it| Ask::Phrase(Phrase::word(it, rest)));
                found.push(Ask::any(forms.collect()));
            }
            Pattern::Wild(wild) if letters(&wild.prefix) >= SHORTEST && is_known(&wild.prefix) => {
                let is_beginning = wild.form.strip_suffix('*') == Some(&wild.prefix);
                exact &= is_beginning && number == last;
                run.push(wild.prefix.clone());
                end(&mut run, &mut found, true);
            }
            Pattern::Form(_) | Pattern::Any(_) | Pattern::Wild(_) => {
                exact = false;
                end(&mut run, &mut found, false);
            }
        }
    }
    end(&mut run, &mut found, false);
    exact &= found.len() == 1;
    if found.is_empty() {
        return Part::UNKNOWN;
    }
    Part::new(Ask::all(found), exact)
}

/// Whether the index takes all of a form for one word. Its tables of characters are older than ours: of what came
/// into Unicode later, and beyond its first plane, nothing is taken for granted.
fn is_known(form: &str) -> bool {
    !form.is_empty() && form.chars().all(|it| (it as u32) < 0x1_0000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_asked_what_it_can_answer() {
        const TESTS: &[(&str, Option<&str>, bool)] = &[
            ("sanctions", Some("{text} : (\"sanctions\")"), true),
            (
                "\"border escalation\"",
                Some("{text} : (\"border escalation\")"),
                true,
            ),
            ("sanction*", Some("{text} : (\"sanction\" *)"), true),
            (
                "\"new sanction*\"",
                Some("{text} : (\"new sanction\" *)"),
                true,
            ),
            (
                "\"sanction* bank\"",
                Some("({text} : (\"sanction\" *) AND {text} : (\"bank\"))"),
                false,
            ),
            ("wom?n", Some("{text} : (\"wom\" *)"), false),
            ("북한*", Some("{text} : (\"북한\" *)"), true),
            ("한?", Some("{text} : (\"한\" *)"), false),
            ("中国*", Some("{text} : (\"中 国\")"), true),
            ("*women", None, false),
            ("sanct?on", Some("{text} : (\"sanct\" *)"), false),
            (
                "bank OR loan",
                Some("({text} : (\"bank\") OR {text} : (\"loan\"))"),
                true,
            ),
            (
                "bank AND loan AND NOT (river OR mud)",
                Some(
                    "(({text} : (\"bank\") AND {text} : (\"loan\")) NOT ({text} : (\"river\") OR {text} : (\"mud\")))",
                ),
                true,
            ),
            (
                "bank AND NOT title:river",
                Some("{text} : (\"bank\")"),
                false,
            ),
            ("title:bank", Some("{text} : (\"bank\")"), false),
            ("promo:bank", Some("(\"bank\")"), false),
            ("bank AND lang:en", Some("{text} : (\"bank\")"), false),
            ("lang:en", None, false),
            ("bank AND words:>300", Some("{text} : (\"bank\")"), false),
            (
                "bank NEAR/5 (loan OR \"new credit\")",
                Some(
                    "({text} : (NEAR(\"bank\" \"loan\", 5)) OR {text} : (NEAR(\"bank\" \"new credit\", 5)))",
                ),
                false,
            ),
            (
                "bank NEAR/5 (loan AND credit)",
                Some("({text} : (\"bank\") AND ({text} : (\"loan\") AND {text} : (\"credit\")))"),
                false,
            ),
            ("CASE(Bank)", Some("{text} : (\"bank\")"), false),
        ];
        for (text, expected, exact) in TESTS {
            let found = Query::search(text).expect(text).query.index();
            let asked = found.ask.map(|it| it.to_string());
            assert_eq!(
                (asked.as_deref(), found.exact),
                (*expected, *exact),
                "{text}"
            );
        }
    }

    #[test]
    fn of_some_articles_the_index_is_sure_where_it_is_not_of_all() {
        const TESTS: &[(&str, Option<&str>)] = &[
            ("bank OR loan", None),
            ("bank NEAR/5 loan", None),
            ("bank AND (loan NEAR/5 credit)", None),
            (
                "bank OR (loan NEAR/5 credit) OR river*",
                Some("({text} : (\"bank\") OR {text} : (\"river\" *))"),
            ),
            (
                "(bank OR title:loan) AND river",
                Some("({text} : (\"bank\") AND {text} : (\"river\"))"),
            ),
            (
                "bank AND NOT title:river",
                Some("({text} : (\"bank\") NOT {text} : (\"river\"))"),
            ),
            ("bank AND NOT lang:en", None),
            ("(bank OR title:loan) AND lang:en", None),
            (
                "(bank OR title:loan) AND date:2024-01",
                Some("{text} : (\"bank\")"),
            ),
        ];
        for (text, expected) in TESTS {
            let parted = Query::search(text).expect(text).query.index().parted();
            let (sure, others) = parted.unzip();
            let asked = |it: Option<IndexQuery>| it.and_then(|it| it.ask).map(|it| it.to_string());
            let sure = asked(sure);
            assert_eq!(sure.as_deref(), *expected, "{text}");
            let others = asked(others);
            assert_eq!(others.is_some(), sure.is_some(), "{text}");
            if let (Some(sure), Some(others)) = (sure, others) {
                assert!(
                    others.ends_with(&format!(" NOT {sure})")),
                    "{text}: {others}"
                );
            }
        }
    }

    #[test]
    fn a_date_beside_all_else_is_a_range_of_articles() {
        let day = |text: &str| {
            Some(ArticleId::floor(
                Timestamp::from_rfc3339(text).expect("a time"),
            ))
        };
        let (first, after) = (day("2024-01-01T00:00:00Z"), day("2024-02-01T00:00:00Z"));
        for text in [
            "date:2024-01",
            "date:2024-01 AND date:2023-06-01/2024-05-31",
        ] {
            let found = Query::search(text).expect(text).query.index();
            let expected = IndexQuery {
                ask: None,
                from: first,
                until: after,
                exact: true,
                sure: None,
            };
            assert_eq!(found, expected, "{text}");
        }
        let found = Query::search("bank AND date:2024-01-01/")
            .expect("a query")
            .query
            .index();
        assert_eq!((found.from, found.until, found.exact), (first, None, true));
        let found = Query::search("bank OR date:2024-01")
            .expect("a query")
            .query
            .index();
        assert_eq!((found.ask, found.from, found.exact), (None, None, false));
    }

    #[test]
    fn brackets_that_stand_too_deep_are_not_asked_of_the_index() {
        let mut text = "bank".to_string();
        for number in 0..60 {
            text = format!("(a{number} AND (b{number} OR {text}))");
        }
        if let Ok(read) = Query::search(&text) {
            assert!(!read.query.index().exact);
        }
    }
}
