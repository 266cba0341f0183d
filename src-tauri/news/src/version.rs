//! Versions of articles: what they are, how two of them differ, and what that means for alerts.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Article, ArticleId, Timestamp, Zone,
    story::{OwnText, kinship},
    text::{Part, PartKind, count_words, difference, pairs, same_words, tokens},
};

/// What another version of its article changed for an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The topic is met by the text since this version, and was not by the one before.
    Found,
    /// The topic is no longer met by the text.
    Gone,
    /// The headline is another one.
    Headline,
}

/// A change of an alert's article that the analyst is told of, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlertChange {
    /// What changed.
    pub kind: ChangeKind,
    /// With which version of the article.
    pub version: u32,
    /// When that version was seen.
    pub at: Timestamp,
    /// The headline as it was, where it is another one now.
    pub before: Option<String>,
    /// The headline as it became.
    pub after: Option<String>,
}

/// The versions of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionList {
    /// The article.
    pub article_id: ArticleId,
    /// Its headline now.
    pub title: String,
    /// The outlet.
    pub outlet: String,
    /// The host of its address.
    pub host: Option<String>,
    /// Its versions, the newest first, at most [`VERSIONS`].
    pub versions: Vec<VersionRow>,
    /// How many there are.
    pub total: u32,
    /// Whether it is looked at again.
    pub visits: Visits,
}

/// How many versions of an article are listed, the newest.
pub const VERSIONS: usize = 100;

/// A version in the list of an article's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionRow {
    /// Its number, from 1.
    pub number: u32,
    /// When it was seen.
    pub seen_at: Timestamp,
    /// Its headline.
    pub title: String,
    /// How many words its text has, in the zones that topics search.
    pub words: u32,
    /// Whether it was read from the article's page when that was looked at again; else its source gave it.
    pub read_again: bool,
    /// How it differs from the version before; nothing for the first, and where both came in different ways: a feed
    /// gives a part of what the page has.
    pub change: Option<VersionChange>,
}

/// How a version differs from the one before, in short.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionChange {
    /// Whether it has another headline.
    pub headline: bool,
    /// How many words were put in.
    pub inserted: u32,
    /// How many words were taken out.
    pub deleted: u32,
}

/// Whether, when and how an article's page is looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Visits {
    /// How it stands.
    pub state: VisitState,
    /// When it is looked at next.
    pub next_due_at: Option<Timestamp>,
    /// When the page was seen last, changed or not.
    pub seen_at: Option<Timestamp>,
    /// How often it was seen.
    pub seen: u32,
    /// What went wrong the last time, in words, and what that means.
    pub trouble: Option<String>,
}

/// How it stands with looking at an article's page again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitState {
    /// It is not: it raised no alert, has no address, or its source is not to be asked again.
    Never,
    /// It will be.
    Waiting,
    /// It was as often as it is.
    Done,
    /// The page is gone: 404 or 410.
    Gone,
    /// It would be, but that is switched off.
    Off,
}

/// How one version of an article became another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionDifference {
    /// The article.
    pub article_id: ArticleId,
    /// The number of the version before.
    pub from: u32,
    /// When that was seen.
    pub from_at: Timestamp,
    /// The number of the version after.
    pub to: u32,
    /// When that was seen.
    pub to_at: Timestamp,
    /// Whether one of them was given by the source and the other read from the page: what differs then is not what was
    /// edited.
    pub read_differently: bool,
    /// The headline, where it is another one.
    pub headline: Option<Vec<Part>>,
    /// The blocks of both, in reading order; the headline is not among them.
    pub blocks: Vec<BlockDifference>,
    /// How many words were put in, headline and the zones that topics search.
    pub inserted: u32,
    /// How many words were taken out.
    pub deleted: u32,
}

/// A block of one version or of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BlockDifference {
    /// What it is; in the new version, where it is in both.
    pub zone: Zone,
    /// Whether topics look there.
    pub searched: bool,
    /// Its text.
    pub parts: Vec<Part>,
}

/// How long after an article was first seen its page is looked at again: most changes come within hours.
pub const VISITS: [i64; 4] = [
    Timestamp::HOUR,
    6 * Timestamp::HOUR,
    Timestamp::DAY,
    7 * Timestamp::DAY,
];

/// When the page of an article that was first seen then is looked at next, after `now`; nothing when it was as often as
/// it is. Never early, and up to a tenth late: which part of that, the article's number decides, so that not all that
/// came at once are looked at in one moment. What was missed is not made up for.
pub fn next_visit(id: ArticleId, first_seen_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let mixed = (id.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
    VISITS
        .into_iter()
        .map(|it| first_seen_at.plus(it + (mixed % (it as u64 / 10)) as i64))
        .find(|it| *it > now)
}

/// What two articles' texts differ in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextDifference {
    /// The headline, where it is another one.
    pub headline: Option<Vec<Part>>,
    /// All other blocks, in reading order.
    pub blocks: Vec<BlockDifference>,
}

impl TextDifference {
    /// The difference in short.
    pub fn short(&self) -> VersionChange {
        let mut short = VersionChange {
            headline: self.headline.is_some(),
            ..VersionChange::default()
        };
        let searched = self.blocks.iter().filter(|it| it.searched);
        let parts = searched.flat_map(|it| &it.parts);
        for it in parts.chain(self.headline.iter().flatten()) {
            match it.kind {
                PartKind::Same => {}
                PartKind::Deleted => short.deleted += count_words(&it.text),
                PartKind::Inserted => short.inserted += count_words(&it.text),
            }
        }
        short
    }
}

/// How `old` became `new`: headline, then block by block, then word by word. A block that was moved is taken out at one
/// place and put in at another.
pub fn differences(old: &Article, new: &Article) -> TextDifference {
    let (before, after) = (blocks(old), blocks(new));
    let headline = (!is_same_headline(&old.title, &new.title))
        .then(|| difference(&old.title, &new.title))
        .filter(|it| it.iter().any(|it| it.kind != PartKind::Same));
    let old_texts: Vec<&str> = before.iter().map(|it| it.1).collect();
    let new_texts: Vec<&str> = after.iter().map(|it| it.1).collect();
    let mut found = vec![];
    let (mut a, mut b) = (0, 0);
    let end = std::iter::once((before.len(), after.len()));
    for (to_a, to_b) in pairs(&old_texts, &new_texts).into_iter().chain(end) {
        let alone = |(zone, text): &(Zone, &str), kind| BlockDifference {
            zone: *zone,
            searched: zone.is_default(),
            parts: vec![Part::new(kind, *text)],
        };
        found.extend(
            before[a..to_a]
                .iter()
                .map(|it| alone(it, PartKind::Deleted)),
        );
        found.extend(
            after[b..to_b]
                .iter()
                .map(|it| alone(it, PartKind::Inserted)),
        );
        if let (Some((_, old)), Some((zone, new))) = (before.get(to_a), after.get(to_b)) {
            found.push(BlockDifference {
                zone: *zone,
                searched: zone.is_default(),
                parts: difference(old, new),
            });
        }
        (a, b) = (to_a + 1, to_b + 1);
    }
    TextDifference {
        headline,
        blocks: found,
    }
}

/// Whether two headlines are one: signs, blanks and capitals do not make another one.
pub fn is_same_headline(one: &str, other: &str) -> bool {
    let forms =
        |text: &str| -> Vec<String> { tokens(text).into_iter().map(|it| it.form).collect() };
    one == other || forms(one) == forms(other)
}

/// Whether two articles say the same: the words of their headline and of the zones that topics search.
pub fn says_the_same(one: &Article, other: &Article) -> bool {
    same_words(said(one), said(other))
}

/// How many words an article has where topics search.
pub fn words_said(article: &Article) -> u32 {
    said(article).map(count_words).sum()
}

/// How many characters the text of an article has: standfirst, paragraphs and quotations.
pub fn text_length(article: &Article) -> u32 {
    let texts = article
        .blocks
        .iter()
        .filter(|it| matches!(it.zone, Zone::Standfirst | Zone::Body | Zone::Quote));
    let characters = texts.map(|it| it.text.chars().count()).sum::<usize>();
    u32::try_from(characters).unwrap_or(u32::MAX)
}

/// What a page that is looked at again holds, seen beside what the article was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The article, as it is now.
    Same,
    /// Something else: a page of consent, a front page, another article.
    Another,
    /// Only the beginning of what it was: the rest is behind a wall.
    Beginning,
}

/// Whether a page holds the article that was there, so that it may be taken for its next version.
///
/// A fifth of its words is enough, of those of four letters and more: much may be rewritten. A text of which almost all
/// stands at the beginning of the old one and that has less than a third of it is a teaser before a wall. Linear.
pub fn likeness(old: &Article, new: &Article) -> Likeness {
    /// Of 100 of the old text's words, how many must be there.
    const LEAST: usize = 20;
    /// From how many words on a text can have a beginning.
    const LONG: usize = 60;
    let before = long_words(said(old));
    let after = long_words(said(new));
    if after.is_empty() {
        return Likeness::Another;
    }
    if before.len() >= LONG && after.len() * 3 < before.len() && begins(&before, &after) {
        return Likeness::Beginning;
    }
    let title = std::iter::once(new.title.as_str());
    let anywhere: HashSet<String> = new
        .blocks
        .iter()
        .map(|it| it.text.as_str())
        .chain(title)
        .flat_map(tokens)
        .map(|it| it.form)
        .collect();
    let asked: HashSet<&String> = before.iter().collect();
    let there = asked.iter().filter(|it| anywhere.contains(**it)).count();
    if there * 100 < asked.len() * LEAST {
        return Likeness::Another;
    }
    Likeness::Same
}

/// Whether a text is only what stands before a wall of the one that was there: what it lacks was not taken out. A page that
/// says that not everybody may read all of it shows less than half, another one less than a third.
pub fn is_cut_off(old: &Article, new: &Article) -> bool {
    if likeness(old, new) == Likeness::Beginning {
        return true;
    }
    let is_walled = new.reading.as_ref().is_some_and(|it| it.paywalled);
    let (before, after) = (long_words(said(old)), long_words(said(new)));
    is_walled && after.len() * 2 < before.len() && begins(&before, &after)
}

/// Whether what is given under the address of an article is another one: all pages of a section may name the section as their
/// address. Two versions of a text have runs of words in common, if they are long and even the headline was changed.
pub fn is_another(old: &Article, new: &Article) -> bool {
    /// From how many own words on a text is long.
    const LONG: usize = 60;
    /// Which share of the runs of words of either one must be in the other.
    const LEAST: f32 = 0.02;
    if likeness(old, new) == Likeness::Another {
        return true;
    }
    if is_same_headline(&old.title, &new.title) {
        return false;
    }
    let (before, after) = (OwnText::of(old, ""), OwnText::of(new, ""));
    let kin = kinship(&before, &after);
    before.words().min(after.words()) >= LONG && kin.of_earlier.max(kin.of_later) < LEAST
}

/// Whether almost all words of a text that is much shorter stand at the beginning of the one before, half as much again taken
/// for what the page says of the wall.
fn begins(before: &[String], after: &[String]) -> bool {
    let beginning: HashSet<&String> = before.iter().take(after.len() * 3 / 2).collect();
    let repeated = after.iter().filter(|it| beginning.contains(it)).count();
    repeated * 100 >= after.len() * 80
}

/// The words of some texts that are not of three letters or fewer, which every text has; in reading order.
fn long_words<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    texts
        .flat_map(tokens)
        .map(|it| it.form)
        .filter(|it| !it.is_ascii() || it.len() >= 4)
        .collect()
}

/// The texts of an article where topics search, its headline first.
fn said(article: &Article) -> impl Iterator<Item = &str> {
    let headline = article.zone(Zone::Headline).next().is_none();
    let title = headline.then_some(article.title.as_str());
    title.into_iter().chain(
        article
            .blocks
            .iter()
            .filter(|it| it.zone.is_default())
            .map(|it| it.text.as_str()),
    )
}

/// The blocks of an article that hold something, but for its headline.
fn blocks(article: &Article) -> Vec<(Zone, &str)> {
    article
        .blocks
        .iter()
        .filter(|it| it.zone != Zone::Headline && !it.text.is_empty())
        .map(|it| (it.zone, it.text.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Block, Reading};

    fn article(title: &str, blocks: &[(Zone, &str)]) -> Article {
        let headline = Block::new(Zone::Headline, title);
        let rest = blocks.iter().map(|(zone, text)| Block::new(*zone, *text));
        Article {
            title: title.into(),
            blocks: std::iter::once(headline).chain(rest).collect(),
            ..Article::default()
        }
    }

    fn body(title: &str, paragraphs: &[&str]) -> Article {
        let blocks: Vec<(Zone, &str)> = paragraphs.iter().map(|it| (Zone::Body, *it)).collect();
        article(title, &blocks)
    }

    #[test]
    fn an_edited_article_shows_its_headline_then_what_was_put_in_and_taken_out() {
        let old = body(
            "Quarry to open",
            &["The quarry opens on Monday.", "Nobody was hurt."],
        );
        let new = body(
            "Quarry opens late",
            &[
                "The quarry opens on Friday.",
                "Two people were hurt in the works, the council said.",
            ],
        );
        let found = differences(&old, &new);
        let short = found.short();
        assert!(short.headline && found.headline.is_some());
        assert_eq!(found.blocks.len(), 3, "{:?}", found.blocks);
        assert_eq!(
            found.blocks[0].parts,
            [
                Part::new(PartKind::Same, "The quarry opens on "),
                Part::new(PartKind::Deleted, "Monday"),
                Part::new(PartKind::Inserted, "Friday"),
                Part::new(PartKind::Same, "."),
            ]
        );
        assert_eq!((short.inserted, short.deleted), (13, 6));
    }

    #[test]
    fn promotion_that_changes_every_hour_makes_no_other_text() {
        let old = article(
            "Quarry opens",
            &[(Zone::Body, "It opened."), (Zone::Promo, "Also Read: rain")],
        );
        let new = article(
            "Quarry opens",
            &[(Zone::Body, "It opened."), (Zone::Promo, "Also Read: snow")],
        );
        assert!(says_the_same(&old, &new));
        let found = differences(&old, &new);
        assert_eq!(found.short(), VersionChange::default());
        assert_eq!(found.blocks.len(), 2, "but it can be looked at");
    }

    #[test]
    fn a_headline_is_another_one_only_if_its_words_are() {
        const TESTS: &[(&str, &str, bool)] = &[
            ("Quarry opens", "Quarry opens", true),
            ("Quarry opens", "Quarry Opens!", true),
            ("‘Quarry’ opens", "\"Quarry\"  opens", true),
            ("Quarry opens", "Quarry opens late", false),
            ("Quarry opens", "", false),
        ];
        for (one, other, same) in TESTS {
            assert_eq!(is_same_headline(one, other), *same, "{one} / {other}");
        }
    }

    #[test]
    fn a_page_is_taken_for_the_next_version_only_if_it_holds_the_article() {
        const LONG: &[&str] = &[
            "Three large banks of the republic stand on a draft list that diplomats handed round on Tuesday evening.",
            "Their assets abroad would be frozen from the first day, and payments for grain and fertiliser would need a licence.",
            "The ministry called the draft a theatre and said that payments went on as before, whatever was written in it.",
            "Traders in the harbour answered that ships were waiting since the weekend because insurers asked for guarantees.",
            "A vote could be held when the advisers have met, which two member states want to see before the holidays.",
            "Exporters asked the association for a date, and the association asked the government, which gave none so far.",
            "The central bank published reserves on Monday that were lower than in any month of the last four years.",
        ];
        let old = body("Three banks on the list", LONG);
        let rewritten = body(
            "Banks struck off the list",
            &[
                "Diplomats struck two of three banks off the draft list after a night of talks about grain payments.",
                "The ministry welcomed that, while traders in the harbour waited for insurers and guarantees.",
                "Member states vote before the holidays, when advisers have met once more about frozen assets.",
                "Exporters said that a licence was still needed for fertiliser, and that reserves were low.",
                "Nobody of the central bank would say whether that is going to change in the coming months.",
            ],
        );
        let teaser = body(
            "Three banks on the list",
            &[LONG[0], "Subscribe to read on."],
        );
        let consent = body(
            "Before you continue",
            &["We and our partners store cookies on your device. Choose what you accept below."],
        );
        let withdrawn = body(
            "Correction",
            &[
                "An earlier article on banks and a draft list of diplomats was withdrawn because its assets, payments, \
                 grain, fertiliser, licence, ministry, traders, harbour, ships, insurers and guarantees could not be confirmed.",
            ],
        );
        let tests = [
            ("as it was", &old, Likeness::Same),
            ("rewritten", &rewritten, Likeness::Same),
            ("before a wall", &teaser, Likeness::Beginning),
            ("consent", &consent, Likeness::Another),
            ("withdrawn", &withdrawn, Likeness::Same),
            ("empty", &Article::default(), Likeness::Another),
        ];
        for (name, page, expected) in tests {
            assert_eq!(likeness(&old, page), expected, "{name}");
        }
        let half = |paragraphs: &[&str]| body("Three banks on the list", paragraphs);
        let walled = |page: Article| Article {
            reading: Some(Box::new(Reading {
                paywalled: true,
                ..Reading::default()
            })),
            ..page
        };
        let cut = [
            ("before a wall", teaser, true),
            ("shortened", half(&LONG[..3]), false),
            ("before a wall that is told", walled(half(&LONG[..3])), true),
            ("its end alone", walled(half(&LONG[4..])), false),
            ("one paragraph less", walled(half(&LONG[..6])), false),
            ("rewritten", walled(rewritten), false),
        ];
        for (name, page, expected) in &cut {
            assert_eq!(is_cut_off(&old, page), *expected, "{name}");
        }
        let notice = "The harbour office said on Monday that payments for ships would go on as before at all three of its \
                      banks, that insurers gave guarantees, and that exporters and traders need no licence for grain or \
                      fertiliser until the end of the year.";
        let tests = [
            ("as it was", &old, false),
            ("consent", &consent, true),
            ("withdrawn", &withdrawn, false),
            (
                "of the same words, and not a sentence of it",
                &body("Harbour: ships wait", &[notice, notice, notice]),
                true,
            ),
            (
                "the same under its headline",
                &body(&old.title, &[notice, notice, notice]),
                false,
            ),
        ];
        for (name, page, expected) in tests {
            assert_eq!(is_another(&old, page), expected, "{name}");
        }
        let teased = body(LONG[0], &[]);
        assert_eq!(
            likeness(&teased, &old),
            Likeness::Same,
            "a feed's teaser and its page"
        );
    }

    #[test]
    fn a_page_is_looked_at_after_an_hour_six_a_day_and_a_week_never_early() {
        let seen = Timestamp(1_765_000_000_000);
        for id in 0..500 {
            let mut now = seen;
            let mut hours = vec![];
            while let Some(next) = next_visit(ArticleId(id), seen, now) {
                hours.push(next.since(seen) / Timestamp::HOUR);
                now = next;
            }
            let within = |at: usize, from: i64, to: i64| (from..=to).contains(&hours[at]);
            assert!(
                hours.len() == 4
                    && within(0, 1, 1)
                    && within(1, 6, 6)
                    && within(2, 24, 26)
                    && within(3, 168, 184),
                "{hours:?}"
            );
        }
        let late = seen.plus(3 * Timestamp::DAY);
        let next = next_visit(ArticleId(7), seen, late).expect("one is left");
        assert!(
            next.since(seen) >= 7 * Timestamp::DAY,
            "what was missed is not made up for"
        );
        assert_eq!(
            next_visit(ArticleId(7), seen, seen.plus(8 * Timestamp::DAY)),
            None
        );
    }

    proptest! {
        #[test]
        fn the_blocks_are_those_of_both(
            old in prop::collection::vec("[ab]{1,3}( [abc]{1,2}){0,4}", 0..6),
            new in prop::collection::vec("[ab]{1,3}( [abc]{1,2}){0,4}", 0..6),
        ) {
            let of = |texts: &[String]| body("a", &texts.iter().map(String::as_str).collect::<Vec<_>>());
            let found = differences(&of(&old), &of(&new));
            let but = |kind: PartKind| -> Vec<String> {
                let texts = found.blocks.iter().map(|it| {
                    it.parts.iter().filter(|it| it.kind != kind).map(|it| it.text.as_str()).collect::<String>()
                });
                texts.filter(|it| !it.is_empty()).collect()
            };
            prop_assert_eq!(but(PartKind::Inserted), old);
            prop_assert_eq!(but(PartKind::Deleted), new);
        }
    }
}
