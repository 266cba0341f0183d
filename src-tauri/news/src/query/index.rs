//! The archive's index: which articles could meet a query.

use super::{
    Query,
    ast::{Filter, Node, Pattern, Words},
};

impl Query {
    /// A query for the archive's index (FTS5 over the columns `text` and `rest` of
    /// [`SearchText`](super::SearchText)) that finds every article that could meet this one, and more.
    /// Nothing where the index cannot narrow the search.
    pub fn candidates(&self) -> Option<String> {
        candidates(&self.root, false)
    }
}

fn candidates(node: &Node, rest: bool) -> Option<String> {
    match node {
        Node::Words(words) => {
            let all = phrases(words)?;
            Some(if rest {
                format!("({all})")
            } else {
                format!("{{text}} : ({all})")
            })
        }
        Node::Field(field, part) => field
            .zones()
            .and_then(|zones| candidates(part, !zones.iter().all(|it| it.is_default()))),
        // A part of a word is no word of the index.
        Node::Only(Filter::Parts, _) => None,
        Node::Only(Filter::SaidBy(who), part) => all_of([&**who, &**part].into_iter(), rest),
        Node::Only(_, part) | Node::AtLeast(_, part) => candidates(part, rest),
        Node::Or(parts) => one_of(parts.iter(), rest),
        Node::List(list) => candidates(&list.node, rest),
        Node::Score { terms, .. } => one_of(
            terms.iter().filter(|it| it.weight > 0).map(|it| &it.node),
            rest,
        ),
        Node::And(parts) => all_of(parts.iter(), rest),
        Node::Near { left, right, .. } | Node::Same { left, right, .. } => {
            all_of([&**left, &**right].into_iter(), rest)
        }
        Node::NotNear { left, .. } => candidates(left, rest),
        Node::Not(_) | Node::Address(_) | Node::Date(_) | Node::Length(_) | Node::Regex(_) => None,
    }
}

fn one_of<'a>(parts: impl Iterator<Item = &'a Node>, rest: bool) -> Option<String> {
    let all: Option<Vec<String>> = parts.map(|it| candidates(it, rest)).collect();
    Some(format!("({})", all?.join(" OR ")))
}

fn all_of<'a>(parts: impl Iterator<Item = &'a Node>, rest: bool) -> Option<String> {
    let some: Vec<String> = parts.filter_map(|it| candidates(it, rest)).collect();
    (!some.is_empty()).then(|| format!("({})", some.join(" AND ")))
}

/// The words of a leaf for the index: runs of forms are phrases; a wildcard ends one, as a prefix, and so do
/// inflections, as alternatives. What the index cannot look for is left out; nothing where that is all.
fn phrases(words: &Words) -> Option<String> {
    let quoted = |it: &str| format!("\"{}\"", it.replace('"', "\"\""));
    let mut phrases = vec![];
    let mut run: Vec<String> = vec![];
    for pattern in &words.patterns {
        match pattern {
            Pattern::Form(form) => run.push(form.clone()),
            Pattern::Any(forms) => {
                if !run.is_empty() {
                    phrases.push(quoted(&run.join(" ")));
                    run.clear();
                }
                let forms: Vec<String> = forms.iter().map(|it| quoted(it)).collect();
                phrases.push(format!("({})", forms.join(" OR ")));
            }
            Pattern::Wild(wild) => {
                let known = wild.prefix.chars().count() >= 3;
                if known {
                    run.push(wild.prefix.clone());
                }
                if !run.is_empty() {
                    let star = if known { " *" } else { "" };
                    phrases.push(format!("{}{star}", quoted(&run.join(" "))));
                    run.clear();
                }
            }
        }
    }
    if !run.is_empty() {
        phrases.push(quoted(&run.join(" ")));
    }
    (!phrases.is_empty()).then(|| phrases.join(" AND "))
}
