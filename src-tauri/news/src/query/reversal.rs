//! Words that a prefix turns into others, often their opposites: `escalation` does not match "de-escalation". Whoever asks
//! for the one should have decided on the other.

use std::{collections::HashSet, ops::Range};

use super::{
    Archive, Diagnostic, Query,
    ast::{Filter, Node, Pattern, Words},
    foreign::lexemes_taken,
    lex::{Fault, Known, Lexeme},
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
    every(&query.root, Role::Asked, &mut all);
    let places = places(text);
    let written = text
        .to_lowercase()
        .replace(['-', '\u{2010}', '\u{2011}'], "");
    let (mut found, mut seen) = (vec![], HashSet::new());
    for (_, words) in asked(&all)
        .filter(|it| seen.insert(it.1.to_string()))
        .take(MOST)
    {
        let Some(stem) = stem_of(words) else { continue };
        let pattern = &words.patterns[0];
        let mut own: Option<u64> = None;
        for prefix in PREFIXES {
            let beginning = format!("{prefix}{stem}");
            let is_decided = written.contains(&beginning)
                || all.iter().filter(|it| it.1 != Role::Beside).any(|it| {
                    it.0.is_some_and(|it| it.patterns.iter().any(|it| it.fits(&beginning)))
                });
            if is_decided || NOT_REVERSED.iter().any(|it| beginning.starts_with(it)) {
                continue;
            }
            let is_known = |it: &(&str, &str)| it.0 == prefix && stem.starts_with(it.1);
            if KNOWN.iter().any(is_known) {
                let doubt = doubt(
                    text,
                    words,
                    &standing(words, &all, &places),
                    prefix,
                    &beginning,
                    0,
                );
                found.push((u64::MAX, doubt));
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
                let doubt = doubt(
                    text,
                    words,
                    &standing(words, &all, &places),
                    prefix,
                    form,
                    *articles,
                );
                found.push((*articles, doubt));
            }
        }
    }
    found.sort_by_key(|it| std::cmp::Reverse(it.0));
    found.into_iter().map(|it| it.1).take(3).collect()
}

/// The words that are looked for, each with the number of its leaf.
fn asked<'a>(all: &[Leaf<'a>]) -> impl Iterator<Item = (usize, &'a Words)> {
    all.iter().enumerate().filter_map(|(number, it)| match *it {
        Leaf(Some(words), Role::Asked) => Some((number, words)),
        Leaf(..) => None,
    })
}

/// A word that is looked for, and where.
struct Standing<'a> {
    words: &'a Words,
    place: &'a Place,
}

/// Where in the text a word is looked for; nowhere if that cannot be told.
fn standing<'a>(words: &Words, all: &[Leaf<'a>], places: &'a [Place]) -> Vec<Standing<'a>> {
    asked(all)
        .filter(|it| it.1.patterns == words.patterns)
        .filter_map(|(number, words)| {
            let place = places.get(number).filter(|_| places.len() == all.len())?;
            Some(Standing { words, place })
        })
        .collect()
}

/// The doubt, with what would settle it: both words wherever the one stands.
fn doubt(
    text: &str,
    words: &Words,
    standing: &[Standing<'_>],
    prefix: &str,
    form: &str,
    articles: u64,
) -> Diagnostic {
    let rest = form.strip_prefix(prefix).unwrap_or(form);
    let (named, stands) = match articles {
        0 => (format!("{prefix}-{}", words.written), String::new()),
        n => (
            format!("{prefix}-{rest}"),
            format!(", which {n} articles have"),
        ),
    };
    let (mut fixed, mut done) = (String::with_capacity(text.len()), 0);
    for Standing { words, place } in standing.iter().filter(|it| it.place.is_whole) {
        let own = &text[place.at.clone()];
        let quote = if words.quoted { "\"" } else { "" };
        let both = format!("{own} OR {quote}{prefix}-{}{quote}", words.written);
        let alone = own == text.trim();
        fixed.push_str(&text[done..place.at.start]);
        fixed.push_str(&if alone { both } else { format!("({both})") });
        done = place.at.end;
    }
    fixed.push_str(&text[done..]);
    let at = standing.first().map_or(0..0, |it| it.place.at.clone());
    let mut fault = Fault::new(
        at,
        format!(
            "{words} does not match “{named}”{stands}: that is a word of its own. Add it if you want it."
        ),
    );
    if fixed != text {
        fault = fault.fix("Watch for both", fixed);
    }
    fault.told(text, false)
}

/// Where a word or an address stands in a text.
struct Place {
    at: Range<usize>,
    /// Whether it stands there alone, so that brackets can take its place.
    is_whole: bool,
}

/// The places of a text that become [`Leaf`]s, in the same order.
fn places(text: &str) -> Vec<Place> {
    let mut found = vec![];
    for (lexeme, at) in lexemes_taken(text) {
        match lexeme {
            Lexeme::Word(_) | Lexeme::Phrase(_) => found.push(Place {
                // Behind repeat3: stands a phrase and nothing else.
                is_whole: !text[..at.start].ends_with([':', '：']),
                at,
            }),
            Lexeme::Loose(phrase, _) => {
                found.extend(phrase.split_whitespace().map(|_| Place {
                    at: at.clone(),
                    is_whole: false,
                }));
            }
            // A list of them is words in brackets.
            Lexeme::Known(Known::Site | Known::Url, value) if !value.is_empty() => {
                found.push(Place {
                    at,
                    is_whole: false,
                });
            }
            _ => {}
        }
    }
    found
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

/// What a word of a query is there for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    /// It is looked for.
    Asked,
    /// It must not occur, or takes away.
    KeptOut,
    /// It is no matter here: words of fields, speakers, parts of hyphenated words.
    Beside,
}

impl Role {
    /// The same under NOT.
    fn kept_out(self) -> Role {
        match self {
            Role::Asked | Role::KeptOut => Role::KeptOut,
            Role::Beside => Role::Beside,
        }
    }
}

/// A word of a query, or an address (which is none), and what it is there for.
#[derive(Debug, Clone, Copy)]
struct Leaf<'a>(Option<&'a Words>, Role);

/// Every word and address of a query, in the order of the text. Lists are left out: their terms are names.
fn every<'a>(node: &'a Node, role: Role, into: &mut Vec<Leaf<'a>>) {
    match node {
        Node::Words(words) => into.push(Leaf(Some(words), role)),
        Node::Address(_) => into.push(Leaf(None, Role::Beside)),
        Node::List(_) => {}
        // Parts of hyphenated words count there too.
        Node::Field(_, part) | Node::Only(Filter::Parts, part) => every(part, Role::Beside, into),
        Node::Only(Filter::SaidBy(who), part) => {
            every(who, Role::Beside, into);
            every(part, role, into);
        }
        Node::Not(part) => every(part, role.kept_out(), into),
        Node::NotNear { left, right, .. } => {
            every(left, role, into);
            every(right, role.kept_out(), into);
        }
        Node::Score { terms, .. } => terms.iter().for_each(|it| {
            let role = if it.weight > 0 { role } else { role.kept_out() };
            every(&it.node, role, into);
        }),
        other => other
            .parts()
            .into_iter()
            .for_each(|it| every(it, role, into)),
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

    #[test]
    fn the_word_is_told_with_its_place_and_mended_there() {
        // The query, what is pointed at, and the query with both words.
        const TESTS: &[(&str, &str, Option<&str>)] = &[
            (
                "escalation",
                "escalation",
                Some("escalation OR de-escalation"),
            ),
            (
                "(troops OR tanks) AND escalat*",
                "escalat*",
                Some("(troops OR tanks) AND (escalat* OR de-escalat*)"),
            ),
            (
                "troops NEAR/5 escalation # at the border",
                "escalation",
                Some("troops NEAR/5 (escalation OR de-escalation) # at the border"),
            ),
            (
                "(escalation AND river) OR (\"escalation\" AND sea)",
                "escalation",
                Some(
                    "((escalation OR de-escalation) AND river) OR ((\"escalation\" OR \"de-escalation\") AND sea)",
                ),
            ),
            (
                "SAIDBY(Krell, escalation) AND NOT title:escalation AND site:(a.example OR b.example)",
                "escalation",
                Some(
                    "SAIDBY(Krell, (escalation OR de-escalation)) AND NOT title:escalation AND site:(a.example OR b.example)",
                ),
            ),
            (
                "SCORE>=2(escalat!^2, river)",
                "escalat!",
                Some("SCORE>=2((escalat! OR de-escalat*)^2, river)"),
            ),
            // There is no place for brackets.
            ("\"escalation troops\"~3", "\"escalation troops\"~3", None),
            ("repeat3:\"escalation\"", "\"escalation\"", None),
        ];
        for (text, at, expected) in TESTS {
            let query = Query::topic(text).expect("a query").query;
            let found = reversals(text, &query, &Forms(&[]));
            assert!(!found.is_empty(), "{text} asks for a decision");
            let it = &found[0];
            assert_eq!(it.at, *at, "the place in {text}");
            assert_eq!(
                format!("{}{}{}", it.before, it.at, it.after),
                *text,
                "the pieces are the text"
            );
            let fix = it.fixes.first().map(|it| it.query.as_str());
            assert_eq!(fix, *expected, "the fix of {text}");
            if let Some(fix) = fix {
                assert!(Query::topic(fix).is_ok(), "{fix} is a query");
            }
        }
    }
}
