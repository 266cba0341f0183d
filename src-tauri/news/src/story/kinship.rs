//! Copy or independent: what two texts have to do with each other.

use std::collections::HashSet;

use super::own_text::{OwnText, SHINGLE, common, shingle};

/// Which share of the smaller text's shingles two texts must share for the later to be a copy. Measured on
/// wire copies as newsrooms edit them, with quotations masked.
const COPY: f32 = 0.26;

/// Which share of the later text must come from the earlier one, so that a long report with two sentences of
/// a short notice is no copy of the notice.
const OWN: f32 = 0.1;

/// Which share it must be of the shortest texts: two notices of which each has a sentence of its own are two.
const COPY_SHORT: f32 = 0.75;

/// Up to so many shingles a text is one of the shortest …
const SHORT: f32 = 15.0;

/// … and from so many on long enough for a quarter.
const LONG: f32 = 60.0;

/// A text with fewer shingles than this is too short to be told a copy.
const LEAST: usize = 6;

/// From which share on, in both directions and with every quotation, two texts are one though hardly a word of it is
/// anybody's own: statements and transcripts.
const SAME: f32 = 0.8;

/// A text that names another as its source and has more of its own than this quotes it; one that has less is a copy
/// with a line of thanks.
const QUOTED: f32 = 0.75;

/// What two texts have to do with each other.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Kinship {
    /// Whether they are one text: the later is a copy, however cut or extended.
    pub is_copy: bool,
    /// Which share of the earlier one's own shingles stands in the later: 0 to 1.
    pub of_earlier: f32,
    /// Which share of the later one's own shingles stands in the earlier: 0 to 1.
    pub of_later: f32,
    /// Whether the later one names the outlet of the earlier in words of its own, and so quotes it at length.
    pub is_quoting: bool,
}

impl Kinship {
    /// How much speaks for a copy, 0 to 1: the share of the smaller text that both have; a half at the bound.
    pub fn score(&self) -> f32 {
        let share = self.of_earlier.max(self.of_later);
        let score = (share / (2.0 * COPY)).min(0.5) + (share - COPY).max(0.0) * 0.5 / (1.0 - COPY);
        match (self.is_copy, self.is_quoting) {
            (true, _) => score.max(0.5),
            (false, true) => score * QUOTED / 2.0,
            (false, false) => score.min(0.49),
        }
    }
}

/// What the later of two texts has to do with the earlier. Linear in both.
///
/// What one outlet prints twice is a copy only if it is the same to the word: its notices, reports of weather and of courts
/// share most of their words, and each is news.
///
/// What is quoted does not count: two outlets that quote the same statement are not copies of each other. Containment
/// in either direction does: a text that was cut to a third is a copy, and so is a longer one that has half of it.
pub fn kinship(earlier: &OwnText, later: &OwnText) -> Kinship {
    let shared = common(&earlier.own, &later.own);
    let share = |of: &[u32]| match of.len() {
        0 => 0.0,
        all => shared as f32 / all as f32,
    };
    let (of_earlier, of_later) = (share(&earlier.own), share(&later.own));
    let least = earlier.own.len().min(later.own.len());
    let is_alike = least >= LEAST && of_earlier.max(of_later) >= asked_of(least) && of_later >= OWN;
    let is_quoting = is_alike && of_later < QUOTED && names(later, earlier);
    let is_copy = match earlier.house.is_some() && earlier.house == later.house {
        true => earlier.all.len() >= LEAST && earlier.all == later.all,
        false => (is_alike && !is_quoting) || is_same(earlier, later),
    };
    Kinship {
        is_copy,
        of_earlier,
        of_later,
        is_quoting,
    }
}

/// Which share of the smaller text must stand in the other, by how many shingles it has.
fn asked_of(least: usize) -> f32 {
    let shortness = ((LONG - least as f32) / (LONG - SHORT)).clamp(0.0, 1.0);
    COPY + (COPY_SHORT - COPY) * shortness
}

/// Whether two texts are one with all that is quoted in them.
fn is_same(a: &OwnText, b: &OwnText) -> bool {
    let most = a.all.len().max(b.all.len());
    let least = a.all.len().min(b.all.len());
    least >= LEAST
        && least as f32 >= SAME * most as f32
        && common(&a.all, &b.all) as f32 >= SAME * most as f32
}

/// Whether a text names the outlet of another in words that it did not take from there. A text that credits an agency
/// names it for that reason.
fn names(text: &OwnText, other: &OwnText) -> bool {
    let name = &other.outlet;
    if name.is_empty() || text.is_credited || *name == text.outlet {
        return false;
    }
    let shared: HashSet<u32> = other.own.iter().copied().collect();
    text.runs.iter().any(|run| {
        run.windows(name.len()).enumerate().any(|(at, words)| {
            // No shingle around the name is the other's.
            let around =
                at.saturating_sub(SHINGLE - 1)..run.len().min(at + name.len() + SHINGLE - 1);
            words == name
                && run[around]
                    .windows(SHINGLE)
                    .all(|it| !shared.contains(&shingle(it)))
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Article, Block, Zone};

    const WIRE: [&str; 4] = [
        "Shots were fired at the Grey Bridge checkpoint late on Tuesday and two customs officers were wounded.",
        "The crossing was closed until further notice, the border service said in a short statement.",
        "Both officers were taken to the hospital of Upper Tarn, where doctors said that they were out of danger.",
        "It was the third attack on a checkpoint along the river since the truce of last autumn ended.",
    ];

    fn text(outlet: &str, paragraphs: &[&str]) -> OwnText {
        let article = Article {
            blocks: paragraphs
                .iter()
                .map(|it| Block::new(Zone::Body, *it))
                .collect(),
            ..Article::default()
        };
        OwnText::of(&article, outlet)
    }

    const OWN_WORDS: [&str; 4] = [
        "Residents of Tarn had long warned that something of the kind would happen, and nobody had listened.",
        "In the market hall traders talk of little else, and most of them have sent their children away.",
        "The mayor wants a wall, the shepherds a ferry, and the schoolteacher a different government altogether.",
        "What the river villages really need is a doctor who stays for longer than one winter at a time.",
    ];

    #[test]
    fn copies_are_told_from_independent_texts() {
        let statement = "“We have said it before and we say it again: nobody has the right to fire at officers of this country, and nobody will get away with it,” the minister said";
        let quoting = |rest: &str| vec![format!("{statement} {rest}")];
        let (a, b) = (
            quoting("in the capital, while the bridge stayed closed."),
            quoting("when farmers asked about their cattle."),
        );
        let same = ["“We have said it before and we say it again: nobody has the right to fire at officers of this country.”";
            3];
        let refs = |it: &'static [String]| -> Vec<&'static str> {
            it.iter().map(String::as_str).collect()
        };
        let (a, b): (&'static [String], &'static [String]) = (a.leak(), b.leak());
        let named = "A copy of the order was seen by the Ledger, which was first to tell of the attack, and it tells more than the service does.";
        let tests: Vec<(&str, Vec<&str>, Vec<&str>, bool)> = vec![
            ("whole", WIRE.to_vec(), WIRE.to_vec(), true),
            ("cut to a quarter", WIRE.to_vec(), vec![WIRE[2]], true),
            (
                "turned round",
                WIRE.to_vec(),
                vec![WIRE[3], WIRE[1], WIRE[0]],
                true,
            ),
            (
                "half of it in a longer piece",
                WIRE.to_vec(),
                [&OWN_WORDS[..], &WIRE[..2]].concat(),
                true,
            ),
            ("of one event", WIRE.to_vec(), OWN_WORDS.to_vec(), false),
            ("the same statement", refs(a), refs(b), false),
            (
                "nothing but the same statement",
                same.to_vec(),
                same.to_vec(),
                true,
            ),
            (
                "quoted at length, the outlet named",
                WIRE.to_vec(),
                [&[named], &OWN_WORDS[..2], &WIRE[..2]].concat(),
                false,
            ),
            (
                "copied, with a line that names the outlet",
                WIRE.to_vec(),
                [&WIRE[..], &["The Ledger was first to tell of it."]].concat(),
                true,
            ),
            ("nothing", vec![], vec![], false),
        ];
        for (what, earlier, later, expected) in tests {
            let found = kinship(&text("The Ledger", &earlier), &text("Courier", &later));
            assert_eq!(found.is_copy, expected, "{what}: {found:?}");
            assert_eq!(found.score() >= 0.5, expected, "{what}: {found:?}");
        }
    }

    #[test]
    fn of_short_texts_more_is_asked() {
        const TESTS: &[(usize, f32)] = &[(6, 0.75), (15, 0.75), (60, 0.26), (1_000, 0.26)];
        for (least, expected) in TESTS {
            assert!((asked_of(*least) - expected).abs() < 1e-6, "{least}");
        }
        assert!(asked_of(30) < asked_of(20), "the shorter, the more");
        let notice = |name: &str| {
            text(
                name,
                &[
                    &format!("The dredging of the harbour of {name} was stopped on Monday."),
                    "Nobody knows for how long the ships must wait at sea.",
                ],
            )
        };
        let found = kinship(&notice("Ostrey"), &notice("Lissane"));
        assert!(!found.is_copy, "half of a notice is no copy: {found:?}");
    }

    #[test]
    fn what_one_outlet_prints_twice_is_a_copy_only_to_the_word() {
        let notice = |name: &str| {
            format!(
                "The office has added {name} to the list of persons whose accounts are frozen, and asks all banks to tell it of what they hold."
            )
        };
        let (a, b) = (notice("Arkady Velt"), notice("Oleg Dorne"));
        let of = |outlet: &str, notice: &str| text(outlet, &[notice, WIRE[1]]);
        let tests = [
            ("another name", "Office", &b, "Office", false),
            ("the same again", "Office", &a, "Office", true),
            ("of another outlet", "Office", &b, "Courier", true),
            ("of nobody", "", &b, "", true),
        ];
        for (what, earlier, later, outlet, expected) in tests {
            let found = kinship(&of(earlier, &a), &of(outlet, later));
            assert_eq!(found.is_copy, expected, "{what}: {found:?}");
        }
    }

    #[test]
    fn a_long_report_with_a_sentence_of_a_notice_is_no_copy_of_it() {
        let filler: Vec<String> = (0..30)
            .map(|it| format!("Paragraph {it} tells of thing{it} and of place{it}, in words number{it} of its own making{it}."))
            .collect();
        let mut long: Vec<&str> = filler.iter().map(String::as_str).collect();
        long.push(WIRE[0]);
        let (notice, long) = (text("Ledger", &WIRE[..1]), text("Courier", &long));
        assert!(!kinship(&notice, &long).is_copy);
        assert!(
            kinship(&long, &notice).is_copy,
            "a notice cut from a report is"
        );
    }

    proptest! {
        #[test]
        fn any_two_texts_are_compared(a in any::<String>(), b in any::<String>()) {
            let (a, b) = (text(&b, &[&a]), text(&a, &[&b]));
            let (there, back) = (kinship(&a, &b), kinship(&b, &a));
            prop_assert_eq!(there.of_earlier, back.of_later, "containment is asked both ways");
            prop_assert!((0.0..=1.0).contains(&there.score()));
        }
    }
}
