//! Place, day and agency before the first sentence.

use std::sync::LazyLock;

use regex::Regex;

use super::wire;

/// Place in capitals, then perhaps a region, a day, an agency in brackets; then a dash.
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^
        (?P<place> \p{Lu}[\p{Lu}\p{M}\ .'’/\-]{1,40} )
        (?P<more> (?: [,.]\s* [\p{L}\p{M}\d.\ ]{2,24} ){0,3} )
        (?P<agency> \s* [(\[] [^()\[\]]{2,40} [)\]] )?
        \s* (?P<dash> [–—:] | -{1,2} ) \s+
        ",
    )
    .expect("a fixed pattern")
});

/// A place, a day, or both, with an agency in brackets: "Kyiv (AFP) –", "Dec 7 (Reuters) -".
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^
        (?P<place> [\p{L}\d][\p{L}\p{M}\d\ .,'’/\-]{0,60} )? \s*
        (?P<agency> [(\[] [^()\[\]]{2,40} [)\]] )
        \s* [–—:\-.]{1,2} \s+
        ",
    )
    .expect("a fixed pattern")
});

/// `paragraph` cut after its dateline, if it begins with one.
pub(crate) fn split_dateline(paragraph: &str) -> Option<(&str, &str)> {
    let end = capitals(paragraph).or_else(|| bracketed(paragraph))?;
    let (dateline, rest) = (paragraph[..end].trim_end(), &paragraph[end..]);
    let first = rest.chars().find(|it| it.is_alphanumeric())?;
    (rest.split_whitespace().count() >= 3 && (!first.is_lowercase() || dateline.ends_with(')')))
        .then_some((dateline, rest))
}

/// The agency in a dateline's brackets, known to us or not: "(MW)".
pub(crate) fn dateline_agency(dateline: &str) -> Option<String> {
    let inside = dateline
        .split_once(['(', '['])?
        .1
        .split([')', ']'])
        .next()?
        .trim();
    let known = wire::within(inside).map(str::to_owned);
    let is_short_name =
        (2..=6).contains(&inside.chars().count()) && inside.chars().all(char::is_uppercase);
    known.or_else(|| is_short_name.then(|| inside.to_owned()))
}

fn capitals(paragraph: &str) -> Option<usize> {
    let found = CAPITALS.captures(paragraph)?;
    let place = &found["place"];
    let letters = place.chars().filter(|it| it.is_uppercase()).count();
    let has_agency = found.name("agency").is_some();
    // "A - B" and "WHO: the rules" are no datelines: a place has three letters, and a colon asks for more proof.
    let is_colon = &found["dash"] == ":";
    let plain_place = letters >= 3 && place.split_whitespace().count() <= 4;
    let words_after_colon = !is_colon || has_agency || !found["more"].is_empty() || letters >= 4;
    (plain_place && words_after_colon).then(|| found.get(0).expect("the whole match").end())
}

fn bracketed(paragraph: &str) -> Option<usize> {
    let found = BRACKETED.captures(paragraph)?;
    let place_words = found
        .name("place")
        .map_or(0, |it| it.as_str().split_whitespace().count());
    let names_agency = found["agency"]
        .split(['/', ',', '&'])
        .any(|it| wire::exactly(it).is_some());
    (names_agency && place_words <= 7).then(|| found.get(0).expect("the whole match").end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: &[(&str, Option<&str>)] = &[
        (
            "LISSANE (AP) — The port opened on Monday.",
            Some("LISSANE (AP) —"),
        ),
        (
            "NEW KELMARK, Vostria, Dec 7 (Reuters) - The port opened.",
            Some("NEW KELMARK, Vostria, Dec 7 (Reuters) -"),
        ),
        ("Lissane (AFP) – The port opened.", Some("Lissane (AFP) –")),
        (
            "Dec 7 (Reuters) - The port opened.",
            Some("Dec 7 (Reuters) -"),
        ),
        ("NEW DELHI: The port opened on Monday.", Some("NEW DELHI:")),
        (
            "ЛИССАН, 7 декабря (Рейтер) — Порт открылся в понедельник.",
            Some("ЛИССАН, 7 декабря (Рейтер) —"),
        ),
        (
            "(Reuters) - The port opened on Monday.",
            Some("(Reuters) -"),
        ),
        ("The UN - as ever - waited for word.", None),
        ("A - B is a difference of sums.", None),
        ("The mayor (right) — tired but glad — spoke.", None),
        ("“We wait,” he said.", None),
    ];

    #[test]
    fn the_agency_in_the_brackets_is_named() {
        assert_eq!(
            dateline_agency("LISSANE, Dec 7 (Reuters) —").as_deref(),
            Some("Reuters")
        );
        assert_eq!(
            dateline_agency("LISSANE, Dec 7 (MW) —").as_deref(),
            Some("MW")
        );
        assert_eq!(dateline_agency("LISSANE —"), None);
    }

    #[test]
    fn datelines_are_cut_off_and_sentences_are_not() {
        for (paragraph, expected) in TESTS {
            assert_eq!(
                split_dateline(paragraph).map(|it| it.0),
                *expected,
                "{paragraph}"
            );
        }
    }
}
