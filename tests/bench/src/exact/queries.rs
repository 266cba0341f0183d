//! Random queries of the whole language, over few words, so that hits are frequent.

use crate::random::Random;

/// The words that queries and articles share: plain ones, and those on which engines stumble.
pub(super) const WORDS: [&str; 22] = [
    "border",
    "Border",
    "BORDER",
    "escalation",
    "de-escalation",
    "deescalation",
    "sanctions",
    "sanctioned",
    "sanction",
    "banks",
    "bank’s",
    "U.S.",
    "us",
    "AT&T",
    "94,000",
    "санкції",
    "普京",
    "العقوبات",
    "हिन्दी",
    "Łódź",
    "lodz",
    "cross\u{2011}border",
];

/// Words with wildcards, beginnings of others and parts of compounds.
const WILD: [&str; 12] = [
    "sanction*",
    "bor?er",
    "ban*s",
    "esc*tion",
    "*-escalation",
    "cross-*",
    "san?tion*",
    "санк*",
    "deesc*",
    "bord*",
    "lod?",
    "94*",
];

const NAMES: [&str; 5] = ["Orlova", "Minister", "Reyes", "the minister", "ministry"];

/// A random query; not every one is of the language.
pub(super) fn query(random: &mut Random) -> String {
    match random.below(3) {
        0 => leaf(random),
        1 => node(random, 2),
        _ => node(random, 3),
    }
}

fn leaf(random: &mut Random) -> String {
    let word = |random: &mut Random| (*random.pick(&WORDS)).to_string();
    match random.below(20) {
        0..11 => word(random),
        11..14 => format!("\"{} {}\"", word(random), word(random)),
        14 => format!("\"{} {} {}\"", word(random), word(random), word(random)),
        15 => format!("\"{} {}\"", word(random), random.pick(&WILD)),
        16..19 => (*random.pick(&WILD)).to_string(),
        _ => {
            let some = [
                "/san\\w+ (bor|es)/",
                "/(?i)border/",
                "/[A-Z]{2,}/",
                "/п\\w*|у/",
                "/bank.s/",
            ];
            (*random.pick(&some)).to_string()
        }
    }
}

fn node(random: &mut Random, depth: usize) -> String {
    if depth == 0 || random.chance(0.15) {
        return leaf(random);
    }
    let number = random.below(6);
    let part = |random: &mut Random| node(random, depth - 1);
    match random.below(32) {
        0..5 => several(random, " AND ", part),
        5..10 => several(random, " OR ", part),
        10..13 => format!("({} AND NOT {})", part(random), part(random)),
        13..16 => format!("({} NEAR/{number} {})", part(random), part(random)),
        16 => format!("({} ONEAR/{number} {})", part(random), part(random)),
        17 | 18 => format!("({} NOT NEAR/{number} {})", part(random), part(random)),
        19 => format!("({} SENT {})", part(random), part(random)),
        20 => format!("({} PARA {})", part(random), part(random)),
        21 => format!("ATLEAST/{}({})", 1 + number, part(random)),
        22 => format!("FIRST/{}({})", 1 + number * 4, part(random)),
        23..26 => {
            let name = [
                "CASE", "CAPS", "ALLCAPS", "FORMS", "PARTS", "QUOTE", "AFFIRMED",
            ];
            format!("{}({})", random.pick(&name), part(random))
        }
        26 => match random.chance(0.7) {
            true => format!("SAIDBY({}, {})", random.pick(&NAMES), part(random)),
            false => format!("SAIDBY({}, {})", part(random), part(random)),
        },
        27 => {
            let weights = ["2", "4*2", "-3", "0.5", "1*5", "-1.25*2"];
            format!(
                "SCORE>={}({}^{}, {}^{}, {}^3)",
                number,
                part(random),
                random.pick(&weights),
                part(random),
                random.pick(&weights),
                part(random)
            )
        }
        28 | 29 => {
            let field = [
                "title", "lead", "body", "byline", "credit", "caption", "promo",
            ];
            format!("{}:{}", random.pick(&field), part(random))
        }
        30 => {
            let known = [
                "source:harbour",
                "source:\"harbour ledger\"",
                "publisher:ledger",
                "lang:en",
                "lang:uk",
                "country:xl",
                "group:wire",
                "site:ledger.example",
                "url:border",
                "date:2024-01-01/2024-06-30",
                "date:2024-03-05",
                "words:>12",
                "words:<40",
            ];
            format!("({} AND {})", random.pick(&known), part(random))
        }
        _ => format!("({} OR NOT {})", part(random), part(random)),
    }
}

/// Two to four of them.
fn several(
    random: &mut Random,
    joint: &str,
    mut part: impl FnMut(&mut Random) -> String,
) -> String {
    let parts: Vec<String> = (0..random.between(2, 4)).map(|_| part(random)).collect();
    format!("({})", parts.join(joint))
}
