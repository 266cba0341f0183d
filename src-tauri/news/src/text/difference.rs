//! How two texts differ, word by word.

use std::collections::HashMap;

use imara_diff::{Algorithm, Diff, InternedInput};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::tokens;

/// What became of a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// It is in both texts.
    Same,
    /// It is in the old text only.
    Deleted,
    /// It is in the new text only.
    Inserted,
}

/// A part of two texts. Those that are not inserted are the old text, those that are not deleted the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Part {
    /// What became of it.
    pub kind: PartKind,
    /// It, never empty.
    pub text: String,
}

impl Part {
    /// A part.
    pub fn new(kind: PartKind, text: impl Into<String>) -> Part {
        Part {
            kind,
            text: text.into(),
        }
    }
}

/// The most pairs of paragraphs that are compared to find which became which; of more, each stands for itself.
const PAIRS: usize = 2_500;

/// How much of two paragraphs must be common for one to have become the other, of 100.
const ALIKE: u64 = 34;

/// How `old` became `new`: parts in reading order. Words are whole, as the matcher has them; what differs in case differs.
/// In the length of the texts, and in how much they differ; texts that have nothing in common cost no more.
pub fn difference(old: &str, new: &str) -> Vec<Part> {
    if old == new {
        return part(PartKind::Same, old).into_iter().collect();
    }
    let (before, after) = (units(old), units(new));
    let mut input = InternedInput::default();
    input.update_before(before.iter().map(|it| it.text));
    input.update_after(after.iter().map(|it| it.text));
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let mut steps: Vec<Step> = vec![];
    let mut at = 0;
    for hunk in diff.hunks() {
        let same = &after[at..hunk.after.start as usize];
        let step = Step {
            same: joined(same),
            joins: !same.is_empty() && !same.iter().any(|it| it.is_word),
            deleted: joined(&before[hunk.before.start as usize..hunk.before.end as usize]),
            inserted: joined(&after[hunk.after.start as usize..hunk.after.end as usize]),
        };
        at = hunk.after.end as usize;
        match steps.last_mut() {
            Some(last) if step.belongs_to(last) => last.take(&step),
            _ => steps.push(step),
        }
    }
    let mut parts: Vec<Part> = vec![];
    for it in steps {
        parts.extend(part(PartKind::Same, &it.same));
        parts.extend(part(PartKind::Deleted, &it.deleted));
        parts.extend(part(PartKind::Inserted, &it.inserted));
    }
    parts.extend(part(PartKind::Same, &joined(&after[at..])));
    parts
}

/// Whether two runs of texts have the same words, in the same order, whatever stands between them.
pub fn same_words<'a, 'b>(
    some: impl Iterator<Item = &'a str>,
    others: impl Iterator<Item = &'b str>,
) -> bool {
    words(some) == words(others)
}

/// How many words a text has.
pub fn count_words(text: &str) -> u32 {
    tokens(text).len() as u32
}

fn words<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    texts
        .flat_map(|text| tokens(text).into_iter().map(|it| &text[it.start..it.end]))
        .collect()
}

/// Which text of `new` each text of `old` became, as pairs of places in ascending order; what is in no pair was deleted
/// or inserted as a whole.
pub fn pairs(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let (mut found, mut before, mut after) = (vec![], 0, 0);
    let end = std::iter::once((old.len()..old.len(), new.len()..new.len()));
    let hunks = diff.hunks().map(|it| {
        (
            it.before.start as usize..it.before.end as usize,
            it.after.start as usize..it.after.end as usize,
        )
    });
    for (gone, fresh) in hunks.chain(end) {
        found.extend((before..gone.start).zip(after..fresh.start));
        let alike = alike(&old[gone.clone()], &new[fresh.clone()]);
        let placed = alike
            .into_iter()
            .map(|(a, b)| (gone.start + a, fresh.start + b));
        found.extend(placed);
        (before, after) = (gone.end, fresh.end);
    }
    found
}

/// Of texts none of which is in both, which became which: the pairs, one after the other, that have most in common.
fn alike<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(usize, usize)> {
    if old.is_empty() || new.is_empty() {
        return vec![];
    }
    if old.len() * new.len() > PAIRS {
        return vec![];
    }
    let mut numbers: HashMap<&'a str, u32> = HashMap::new();
    let mut bag = |text: &'a str| -> Vec<u32> {
        let mut bag: Vec<u32> = words(std::iter::once(text))
            .into_iter()
            .map(|it| {
                let next = numbers.len() as u32;
                *numbers.entry(it).or_insert(next)
            })
            .collect();
        bag.sort_unstable();
        bag
    };
    let old: Vec<Vec<u32>> = old.iter().copied().map(&mut bag).collect();
    let new: Vec<Vec<u32>> = new.iter().copied().map(&mut bag).collect();
    let wide = new.len() + 1;
    let mut best = vec![0_u64; (old.len() + 1) * wide];
    let mut likes = vec![0_u64; old.len() * new.len()];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            let like = like(&old[a], &new[b]);
            likes[a * new.len() + b] = like;
            let skip = best[(a + 1) * wide + b].max(best[a * wide + b + 1]);
            let take = match like >= ALIKE {
                true => like + best[(a + 1) * wide + b + 1],
                false => 0,
            };
            best[a * wide + b] = skip.max(take);
        }
    }
    let (mut a, mut b, mut found) = (0, 0, vec![]);
    while a < old.len() && b < new.len() {
        let like = likes[a * new.len() + b];
        let here = best[a * wide + b];
        if like >= ALIKE && here == like + best[(a + 1) * wide + b + 1] {
            found.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if here == best[(a + 1) * wide + b] {
            a += 1;
        } else {
            b += 1;
        }
    }
    found
}

/// How much two bags of words, ascending, have in common, of 100.
fn like(some: &[u32], others: &[u32]) -> u64 {
    let (mut a, mut b, mut shared) = (0, 0, 0_u64);
    while a < some.len() && b < others.len() {
        match some[a].cmp(&others[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                (a, b) = (a + 1, b + 1);
            }
        }
    }
    200 * shared / (some.len() + others.len()).max(1) as u64
}

/// A word, or a character between words.
#[derive(Clone, Copy)]
struct Unit<'a> {
    text: &'a str,
    is_word: bool,
}

fn units(text: &str) -> Vec<Unit<'_>> {
    let (mut found, mut at) = (vec![], 0);
    for it in tokens(text) {
        if it.start < at {
            continue;
        }
        found.extend(characters(&text[at..it.start]));
        found.push(Unit {
            text: &text[it.start..it.end],
            is_word: true,
        });
        at = it.end;
    }
    found.extend(characters(&text[at..]));
    found
}

fn characters(gap: &str) -> impl Iterator<Item = Unit<'_>> {
    gap.char_indices().map(|(at, it)| Unit {
        text: &gap[at..at + it.len_utf8()],
        is_word: false,
    })
}

fn joined(units: &[Unit<'_>]) -> String {
    units.iter().map(|it| it.text).collect()
}

fn part(kind: PartKind, text: &str) -> Option<Part> {
    (!text.is_empty()).then(|| Part::new(kind, text))
}

/// What is the same, and what then differs.
struct Step {
    same: String,
    /// Whether what is the same is but what stands between words.
    joins: bool,
    deleted: String,
    inserted: String,
}

impl Step {
    /// Whether it is easier to read as one with the step before: only a blank or a comma lies between them.
    fn belongs_to(&self, last: &Step) -> bool {
        let only_in = last.deleted.is_empty() && self.deleted.is_empty();
        let only_out = last.inserted.is_empty() && self.inserted.is_empty();
        self.joins && !only_in && !only_out
    }

    fn take(&mut self, next: &Step) {
        for (own, more) in [
            (&mut self.deleted, &next.deleted),
            (&mut self.inserted, &next.inserted),
        ] {
            own.push_str(&next.same);
            own.push_str(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Parts as a text: `[-deleted-]` and `{+inserted+}`.
    fn shown(parts: &[Part]) -> String {
        parts
            .iter()
            .map(|it| match it.kind {
                PartKind::Same => it.text.clone(),
                PartKind::Deleted => format!("[-{}-]", it.text),
                PartKind::Inserted => format!("{{+{}+}}", it.text),
            })
            .collect()
    }

    #[test]
    fn what_differs_is_shown_in_whole_words() {
        const TESTS: &[(&str, &str, &str, &str)] = &[
            ("the same", "a b", "a b", "a b"),
            ("nothing before", "", "a b", "{+a b+}"),
            ("nothing after", "a b", "", "[-a b-]"),
            (
                "a figure",
                "some 70,000 troops",
                "some 94,000 troops",
                "some [-70,000-]{+94,000+} troops",
            ),
            (
                "a word in another form",
                "the minister denied it",
                "the ministers denied it",
                "the [-minister-]{+ministers+} denied it",
            ),
            (
                "a hyphen",
                "calls for escalation",
                "calls for de-escalation",
                "calls for [-escalation-]{+de-escalation+}",
            ),
            (
                "two words beside each other are one change",
                "sent heavy tanks to it",
                "sent some lorries to it",
                "sent [-heavy tanks-]{+some lorries+} to it",
            ),
            (
                "what is put in stays apart from what was there",
                "He said so.",
                "He never said so.",
                "He {+never +}said so.",
            ),
            ("case", "the union", "the Union", "the [-union-]{+Union+}"),
            (
                "a sign",
                "It is over.",
                "It is over?",
                "It is over[-.-]{+?+}",
            ),
            (
                "another script",
                "нові санкції проти банку",
                "нові обмеження проти банку",
                "нові [-санкції-]{+обмеження+} проти банку",
            ),
        ];
        for (name, old, new, expected) in TESTS {
            assert_eq!(shown(&difference(old, new)), *expected, "{name}");
        }
    }

    #[test]
    fn a_paragraph_that_was_edited_is_told_from_one_that_was_put_in() {
        type Pairs = &'static [(usize, usize)];
        const A: &str = "Three banks are on the list of the union.";
        const AA: &str = "Four banks are on the list of the union.";
        const B: &str = "Nobody in the harbour would say when.";
        const C: &str = "A ferry left with twenty people.";
        const TESTS: &[(&str, &[&str], &[&str], Pairs)] = &[
            ("nothing", &[], &[], &[]),
            ("the same", &[A, B], &[A, B], &[(0, 0), (1, 1)]),
            ("edited", &[A, B], &[AA, B], &[(0, 0), (1, 1)]),
            ("put in before", &[A], &[C, AA], &[(0, 1)]),
            ("taken out", &[C, A, B], &[AA, B], &[(1, 0), (2, 1)]),
            ("another one", &[A], &[C], &[]),
        ];
        for (name, old, new, expected) in TESTS {
            assert_eq!(pairs(old, new), *expected, "{name}");
        }
    }

    #[test]
    fn words_are_the_same_whatever_stands_between_them() {
        let same = |a: &[&str], b: &[&str]| same_words(a.iter().copied(), b.iter().copied());
        assert!(same(&["He said: “so”."], &["He said, 'so'", ""]));
        assert!(!same(&["He said so."], &["He said so twice."]));
        assert!(!same(&["so he said"], &["he said so"]));
    }

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "([abc]{1,2}[ ,.]{0,2}){0,12}",
            "(ja|naj|санкції|制裁|١٢|e\u{301}|[ \n-]){0,12}",
        ]
    }

    proptest! {
        #[test]
        fn applied_to_the_old_text_it_gives_the_new_one(old in texts(), new in texts()) {
            let parts = difference(&old, &new);
            let but = |kind: PartKind| -> String {
                parts.iter().filter(|it| it.kind != kind).map(|it| it.text.as_str()).collect()
            };
            prop_assert_eq!(but(PartKind::Inserted), old);
            prop_assert_eq!(but(PartKind::Deleted), new);
            prop_assert!(parts.iter().all(|it| !it.text.is_empty()));
        }

        #[test]
        fn pairs_ascend_and_are_within(old in prop::collection::vec(texts(), 0..6), new in prop::collection::vec(texts(), 0..6)) {
            let old: Vec<&str> = old.iter().map(String::as_str).collect();
            let new: Vec<&str> = new.iter().map(String::as_str).collect();
            let found = pairs(&old, &new);
            prop_assert!(found.windows(2).all(|it| it[0].0 < it[1].0 && it[0].1 < it[1].1), "{:?}", found);
            prop_assert!(found.iter().all(|it| it.0 < old.len() && it.1 < new.len()));
        }
    }
}
