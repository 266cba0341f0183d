//! What many topics look for, without asking each of them: is a word one that some topic would count elsewhere?

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    Query,
    ast::{Node, Pattern, Words, is_hangul, wild_fits},
    lists::List,
};
use crate::TopicId;

/// The single words that topics look for (not those under NOT, in fields, or in phrases), each once for all topics.
///
/// Changing a topic costs what its own query holds, asking for a word what there are wildcards with its beginning: neither
/// grows with the number of topics. A named list stands once, however many topics use it.
#[derive(Debug, Default)]
pub struct Sought {
    topics: HashMap<TopicId, Own>,
    lists: HashMap<usize, Shared>,
    forms: HashMap<String, u32>,
    /// Wildcards by the characters that [`beginning`] gives, with how often they are asked for.
    beginnings: HashMap<String, HashMap<String, u32>>,
    /// Those that ask for fewer.
    others: HashMap<String, u32>,
}

/// What one query looks for itself.
#[derive(Debug, Default)]
struct Own {
    patterns: Vec<Pattern>,
    /// By address.
    lists: Vec<usize>,
}

/// A named list: kept alive, so that no other has its address.
#[derive(Debug)]
struct Shared {
    _kept: Arc<List>,
    uses: u32,
    patterns: Vec<Pattern>,
}

impl Sought {
    /// Adds a topic, or replaces it.
    pub fn set(&mut self, topic: TopicId, query: &Query) {
        self.remove(topic);
        let mut own = Own::default();
        let mut lists = vec![];
        gather(&query.root, &mut own.patterns, &mut lists);
        for list in lists {
            let name = address(&list);
            if own.lists.contains(&name) {
                continue;
            }
            own.lists.push(name);
            if let Some(it) = self.lists.get_mut(&name) {
                it.uses += 1;
                continue;
            }
            let patterns = all_of(&list);
            patterns.iter().for_each(|it| self.count(it, true));
            self.lists.insert(
                name,
                Shared {
                    _kept: list,
                    uses: 1,
                    patterns,
                },
            );
        }
        own.patterns.iter().for_each(|it| self.count(it, true));
        self.topics.insert(topic, own);
    }

    /// Takes a topic out.
    pub fn remove(&mut self, topic: TopicId) {
        let Some(own) = self.topics.remove(&topic) else {
            return;
        };
        own.patterns.iter().for_each(|it| self.count(it, false));
        for name in own.lists {
            let Some(it) = self.lists.get_mut(&name) else {
                continue;
            };
            it.uses -= 1;
            if it.uses == 0
                && let Some(it) = self.lists.remove(&name)
            {
                it.patterns.iter().for_each(|it| self.count(it, false));
            }
        }
    }

    /// Whether some topic looks for a word of this folded form.
    pub fn has(&self, form: &str) -> bool {
        if self.forms.contains_key(form) {
            return true;
        }
        let fits = |wild: &String| wild_fits(wild, form);
        let by_beginning = beginning(form)
            .and_then(|it| self.beginnings.get(it))
            .is_some_and(|it| it.keys().any(fits));
        by_beginning || self.others.keys().any(fits)
    }

    fn count(&mut self, pattern: &Pattern, up: bool) {
        match pattern {
            Pattern::Form(form) => change(&mut self.forms, form, up),
            Pattern::Any(forms) => forms
                .iter()
                .for_each(|form| change(&mut self.forms, form, up)),
            Pattern::Wild(wild) => match beginning(&wild.prefix) {
                Some(three) => {
                    let some = self.beginnings.entry(three.into()).or_default();
                    change(some, &wild.form, up);
                    if some.is_empty() {
                        self.beginnings.remove(three);
                    }
                }
                None => change(&mut self.others, &wild.form, up),
            },
        }
    }
}

fn change(counts: &mut HashMap<String, u32>, key: &str, up: bool) {
    if up {
        *counts.entry(key.into()).or_default() += 1;
    } else if let Some(it) = counts.get_mut(key) {
        *it -= 1;
        if *it == 0 {
            counts.remove(key);
        }
    }
}

fn address(list: &Arc<List>) -> usize {
    Arc::as_ptr(list) as usize
}

/// The characters by which wildcards are looked up: the first three, or the first if it is a syllable of Hangul.
fn beginning(form: &str) -> Option<&str> {
    let last = if form.starts_with(is_hangul) { 0 } else { 2 };
    let (at, last) = form.char_indices().nth(last)?;
    Some(&form[..at + last.len_utf8()])
}

/// The single words of a list, with those of the lists in it.
fn all_of(list: &Arc<List>) -> Vec<Pattern> {
    let (mut patterns, mut seen) = (vec![], HashSet::from([address(list)]));
    let mut rest = vec![];
    gather(&list.node, &mut patterns, &mut rest);
    while let Some(list) = rest.pop() {
        if seen.insert(address(&list)) {
            gather(&list.node, &mut patterns, &mut rest);
        }
    }
    patterns
}

/// The single words of a query that must or may occur, and the lists that it names.
fn gather(node: &Node, patterns: &mut Vec<Pattern>, lists: &mut Vec<Arc<List>>) {
    match node {
        Node::Words(Words { patterns: of, .. }) => {
            if let [one] = &of[..] {
                patterns.push(one.clone());
            }
        }
        Node::Not(_) | Node::Field(..) => {}
        Node::List(list) => lists.push(list.clone()),
        Node::NotNear { left, .. } => gather(left, patterns, lists),
        Node::Score { terms, .. } => terms
            .iter()
            .filter(|it| it.weight > 0)
            .for_each(|it| gather(&it.node, patterns, lists)),
        other => other
            .parts()
            .into_iter()
            .for_each(|it| gather(it, patterns, lists)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Lists;

    fn query(text: &str, lists: &Lists) -> Query {
        Query::topic_with(text, lists).expect("a query").query
    }

    #[test]
    fn a_word_is_sought_where_a_topic_would_count_it() {
        // The query, and of which words it is asked.
        const TESTS: &[(&str, &[(&str, bool)])] = &[
            ("sanctions", &[("sanctions", true), ("sanction", false)]),
            ("sanct*", &[("sanctioned", true), ("san", false)]),
            ("*sanction*", &[("desanctioned", true), ("sanctio", false)]),
            ("oil AND NOT gas", &[("oil", true), ("gas", false)]),
            (
                "\"border clash\" OR troops",
                &[("border", false), ("troops", true)],
            ),
            ("title:oil OR ships", &[("oil", false), ("ships", true)]),
            ("FORMS(bank)", &[("banks", true), ("bark", false)]),
            ("SCORE>=2(oil^2, gas^-1)", &[("oil", true), ("gas", false)]),
        ];
        for (text, asked) in TESTS {
            let mut sought = Sought::default();
            sought.set(TopicId(1), &query(text, &Lists::default()));
            for (form, expected) in *asked {
                assert_eq!(sought.has(form), *expected, "{form} of {text}");
            }
            sought.remove(TopicId(1));
            assert!(
                sought.forms.is_empty() && sought.beginnings.is_empty() && sought.others.is_empty(),
                "nothing of {text} stays"
            );
        }
    }

    #[test]
    fn a_word_of_two_topics_stays_until_both_are_gone() {
        let lists = Lists::default();
        let mut sought = Sought::default();
        sought.set(TopicId(1), &query("oil OR gas", &lists));
        sought.set(TopicId(2), &query("oil", &lists));
        sought.set(TopicId(1), &query("coal", &lists));
        assert!(sought.has("oil") && sought.has("coal") && !sought.has("gas"));
        sought.remove(TopicId(2));
        assert!(!sought.has("oil"));
    }
}
