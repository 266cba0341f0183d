//! Words that a prefix turns into others, often their opposites: `escalation` does not match "de-escalation". Whoever asks
//! for the one should have decided on the other.

use std::collections::HashSet;

use super::{
    Archive, Diagnostic, Fix, Query,
    ast::{Filter, Node, Pattern, Words},
};

/// The prefixes that turn a word into its opposite, or nearly so.
const PREFIXES: [&str; 7] = ["de", "dis", "un", "non", "anti", "counter", "mis"];

/// Prefixes after which a word is another one, but hardly its opposite: they are named where a word was not counted, and
/// raise no doubt.
const TURNING: [&str; 3] = ["re", "pre", "post"];

/// Reversals that matter whether the archive holds them yet or not: prefix, and what the word begins with.
const KNOWN: [(&str, &str); 5] = [
    ("de", "escalat"),
    ("de", "militari"),
    ("dis", "armament"),
    ("non", "proliferation"),
    ("counter", "terroris"),
];

/// What begins like a reversed word and is none: "discover" has nothing to do with a cover.
const NOT_REVERSED: [&str; 30] = [
    "anticipat",
    "counterpart",
    "decade",
    "decease",
    "decision",
    "decline",
    "defence",
    "defense",
    "deliver",
    "demand",
    "demonstrat",
    "department",
    "deposition",
    "deposit",
    "depress",
    "deserv",
    "detain",
    "developer",
    "disaster",
    "discharge",
    "discourse",
    "discount",
    "discover",
    "disclos",
    "discuss",
    "dispatch",
    "disposition",
    "distance",
    "district",
    "distribut",
];

/// How many letters a word must have for its reversals to be looked for: "port" would find "deport".
const LEAST: usize = 5;

/// How much of the archive's use of a word its reversed form must come to, for a doubt: one in so many articles.
const SHARE: u64 = 50;

/// How many articles must hold a reversed form.
const FEW: u64 = 3;

/// How many forms with one beginning are looked through.
const LOOKED_AT: usize = 50;

/// How many words of a query are looked at.
const MOST: usize = 24;

/// Every prefix that makes another word of one.
pub(super) fn prefixes() -> impl Iterator<Item = &'static str> {
    PREFIXES.into_iter().chain(TURNING)
}

/// The doubts about words of which the archive also holds the reversed form, where the query, or a remark in it, says
/// nothing of that. At most three, those with the most articles.
pub(super) fn reversals(text: &str, query: &Query, archive: &dyn Archive) -> Vec<Diagnostic> {
    let mut all = vec![];
    every(&query.root, false, &mut all);
    let written = text
        .to_lowercase()
        .replace(['-', '\u{2010}', '\u{2011}'], "");
    let (mut found, mut seen) = (vec![], HashSet::new());
    let asked = all.iter().filter(|it| !it.1).map(|it| it.0);
    for words in asked.filter(|it| seen.insert(it.to_string())).take(MOST) {
        let Some(stem) = stem_of(words) else { continue };
        let pattern = &words.patterns[0];
        let mut own: Option<u64> = None;
        for prefix in PREFIXES {
            let beginning = format!("{prefix}{stem}");
            let is_decided = written.contains(&beginning)
                || all
                    .iter()
                    .any(|(it, _)| it.patterns.iter().any(|it| it.fits(&beginning)));
            if is_decided || NOT_REVERSED.iter().any(|it| beginning.starts_with(it)) {
                continue;
            }
            let is_known = |it: &(&str, &str)| it.0 == prefix && stem.starts_with(it.1);
            if KNOWN.iter().any(is_known) {
                found.push((u64::MAX, doubt(text, query, words, prefix, &beginning, 0)));
                continue;
            }
            let forms = archive.forms(&beginning, LOOKED_AT).unwrap_or_default();
            let reversed = forms
                .iter()
                .filter(|it| it.0.strip_prefix(prefix).is_some_and(|it| pattern.fits(it)))
                .max_by_key(|it| it.1);
            let Some((form, articles)) = reversed.filter(|it| it.1 >= FEW) else {
                continue;
            };
            let own = *own.get_or_insert_with(|| {
                let forms = archive.forms(stem, LOOKED_AT).unwrap_or_default();
                let fitting = forms.iter().filter(|it| pattern.fits(&it.0));
                fitting.map(|it| it.1).max().unwrap_or(0)
            });
            if articles * SHARE >= own {
                found.push((
                    *articles,
                    doubt(text, query, words, prefix, form, *articles),
                ));
            }
        }
    }
    found.sort_by_key(|it| std::cmp::Reverse(it.0));
    found.into_iter().map(|it| it.1).take(3).collect()
}

/// The doubt, with what would settle it.
fn doubt(
    text: &str,
    query: &Query,
    words: &Words,
    prefix: &str,
    form: &str,
    articles: u64,
) -> Diagnostic {
    let rest = form.strip_prefix(prefix).unwrap_or(form);
    let both = format!("{prefix}-{words}");
    let (named, stands) = match articles {
        0 => (both.clone(), String::new()),
        n => (
            format!("{prefix}-{rest}"),
            format!(", which {n} articles have"),
        ),
    };
    Diagnostic {
        is_error: false,
        before: text.into(),
        at: String::new(),
        after: String::new(),
        message: format!(
            "{words} does not match “{named}”{stands}: that is a word of its own. Add it if you want it."
        ),
        fixes: vec![Fix {
            label: "Watch for both".into(),
            query: format!("({query}) OR {both}"),
        }],
    }
}

/// What a word certainly begins with, if that is long enough.
fn stem_of(words: &Words) -> Option<&str> {
    let [pattern] = &words.patterns[..] else {
        return None;
    };
    let stem = match pattern {
        Pattern::Form(form) => form,
        Pattern::Wild(wild) => &wild.prefix,
        Pattern::Any(_) => return None,
    };
    (stem.chars().count() >= LEAST).then_some(stem)
}

/// Every word of a query, and whether it is one that is kept out. Words of fields are left out, and lists: their terms
/// are names.
fn every<'a>(node: &'a Node, kept_out: bool, into: &mut Vec<(&'a Words, bool)>) {
    match node {
        Node::Words(words) => into.push((words, kept_out)),
        // Parts of hyphenated words count there too.
        Node::Field(..) | Node::List(_) | Node::Only(Filter::Parts, _) => {}
        Node::Not(part) => every(part, true, into),
        Node::NotNear { left, right, .. } => {
            every(left, kept_out, into);
            every(right, true, into);
        }
        Node::Score { terms, .. } => terms
            .iter()
            .for_each(|it| every(&it.node, kept_out || it.weight <= 0, into)),
        other => other
            .parts()
            .into_iter()
            .for_each(|it| every(it, kept_out, into)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of forms.
    struct Forms(&'static [(&'static str, u64)]);

    impl Archive for Forms {
        fn articles(&self) -> u64 {
            1_000
        }

        fn count(&self, _: &Query, _: u64) -> Option<u64> {
            None
        }

        fn a_day(&self, _: &Query) -> Option<f64> {
            None
        }

        fn forms(&self, beginning: &str, most: usize) -> Option<Vec<(String, u64)>> {
            let fitting = self.0.iter().filter(|it| it.0.starts_with(beginning));
            Some(fitting.take(most).map(|it| (it.0.into(), it.1)).collect())
        }
    }

    #[test]
    fn a_word_with_a_reversed_form_in_the_archive_asks_for_a_decision() {
        let archive = Forms(&[
            ("stable", 90),
            ("unstable", 30),
            ("government", 900),
            ("antigovernment", 4),
            ("covers", 50),
            ("discovers", 20),
            ("engagement", 80),
            ("disengagement", 2),
            ("legal", 40),
            ("nonlegal", 9),
            ("illegal", 9),
            ("sports", 20),
        ]);
        // The query, and what each doubt says.
        const TESTS: &[(&str, &[&str])] = &[
            (
                "escalation",
                &["escalation does not match “de-escalation”: that"],
            ),
            (
                "escalat* AND border",
                &["escalat* does not match “de-escalat*”"],
            ),
            ("escalation OR de-escalation", &[]),
            ("escalation AND NOT deescalation", &[]),
            ("escalation # de-escalation is no matter here", &[]),
            ("PARTS(escalation)", &[]),
            ("title:escalation", &[]),
            (
                "stable",
                &["stable does not match “un-stable”, which 30 articles have"],
            ),
            ("stable OR unstable", &[]),
            (
                "NOT stable AND legal",
                &["legal does not match “non-legal”"],
            ),
            ("government", &[]), // one in 225: too few beside it
            ("covers", &[]),     // discovers is no reversal
            ("engagement", &[]), // in two articles only
            ("sports", &[]),
        ];
        for (text, expected) in TESTS {
            let query = Query::topic(text).expect("a query").query;
            let found = reversals(text, &query, &archive);
            assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
            for (doubt, expected) in found.iter().zip(*expected) {
                assert!(
                    doubt.message.contains(expected),
                    "{text}: {}",
                    doubt.message
                );
                let fixed = &doubt.fixes[0].query;
                let query = Query::topic(fixed).expect("the fix is a query").query;
                assert_eq!(reversals(fixed, &query, &archive), [], "{fixed} settles it");
            }
        }
    }
}
