//! Place, day and agency before the first sentence.

use std::{ops::RangeInclusive, sync::LazyLock};

use regex::Regex;

use super::wire;

// Read by hand: as regular expressions, with each of these bounds and all letters of the world, one takes three megabytes for each
// thread that reads.

/// How many characters a place in capitals has at most.
const PLACE: usize = 41;

/// How many parts a region or a day may have, …
const PARTS: usize = 3;

/// … and how many characters each.
const PART: RangeInclusive<usize> = 2..=24;

/// How many characters stand in the brackets of an agency.
const AGENCY: RangeInclusive<usize> = 2..=40;

/// How many characters stand before such brackets at most, where the place is not in capitals.
const BEFORE: usize = 61;

/// How far into a paragraph its dateline is looked for, in characters.
const LONGEST: usize = 300;

/// `paragraph` cut after its dateline, if it begins with one.
pub(crate) fn split_dateline(paragraph: &str) -> Option<(&str, &str)> {
    let end = capitals(paragraph).or_else(|| bracketed(paragraph))?;
    let end = end + behind_dash(&paragraph[end..]);
    let (dateline, rest) = (paragraph[..end].trim_end(), &paragraph[end..]);
    let first = rest.chars().find(|it| it.is_alphanumeric())?;
    (rest.split_whitespace().count() >= 3 && (!first.is_lowercase() || dateline.ends_with(')')))
        .then_some((dateline, rest))
}

/// How long an agency is that stands behind the dash, with the mark behind it: "ЛИССАН, 7 декабря — РИА Новости. Порт открылся."
fn behind_dash(rest: &str) -> usize {
    let Some(name) = wire::at_start(rest) else {
        return 0;
    };
    let marks = rest[name..].trim_start();
    let sentence = marks.trim_start_matches(['.', '–', '—', '-']);
    let begin = sentence.trim_start();
    let is_marked = sentence.len() < marks.len() && begin.len() < sentence.len();
    let is_sentence =
        !begin.starts_with(char::is_lowercase) && begin.split_whitespace().count() >= 3;
    if is_marked && is_sentence {
        rest.len() - begin.len()
    } else {
        0
    }
}

/// The agency in a dateline's brackets, known to us or not: "(MW)"; or one behind its dash.
pub(crate) fn dateline_agency(dateline: &str) -> Option<String> {
    let Some((_, inside)) = dateline.split_once(['(', '[']) else {
        let mut dashes = dateline.match_indices(['–', '—', '-']);
        return dashes.find_map(|(at, dash)| {
            let behind = dateline[at + dash.len()..].trim_start();
            wire::exactly(&behind[..wire::at_start(behind)?]).map(str::to_owned)
        });
    };
    let inside = inside.split([')', ']']).next()?.trim();
    let known = wire::within(inside).map(str::to_owned);
    let is_short_name =
        (2..=6).contains(&inside.chars().count()) && inside.chars().all(char::is_uppercase);
    known.or_else(|| is_short_name.then(|| inside.to_owned()))
}

/// Place in capitals, then perhaps a region, a day, an agency in brackets; then a dash. Gives where the sentence begins.
fn capitals(paragraph: &str) -> Option<usize> {
    let chars: Vec<char> = paragraph.chars().take(LONGEST).collect();
    if !chars.first()?.is_uppercase() {
        return None;
    }
    let longest = chars[1..]
        .iter()
        .take(PLACE - 1)
        .take_while(|it| is_of_capitals(**it))
        .count();
    let mut line = Line {
        chars: &chars,
        dead: vec![false; (chars.len() + 1) * (PARTS + 1)],
    };
    // The longest place that leaves a dateline, as one who reads takes it.
    let (place, found) = (2..=longest + 1)
        .rev()
        .find_map(|place| Some((place, line.parts(place, PARTS)?)))?;
    let letters = chars[..place].iter().filter(|it| it.is_uppercase()).count();
    let text: String = chars[..place].iter().collect();
    // "A - B" and "WHO: the rules" are no datelines: a place has three letters, and a colon asks for more proof.
    let plain_place = letters >= 3 && text.split_whitespace().count() <= 4;
    let words_after_colon =
        !found.is_colon || found.has_agency || found.parts_end > place || letters >= 4;
    let end = paragraph
        .char_indices()
        .nth(found.end)
        .map_or(paragraph.len(), |it| it.0);
    (plain_place && words_after_colon).then_some(end)
}

/// The beginning of a paragraph while it is looked through for a dateline.
struct Line<'a> {
    chars: &'a [char],
    /// From where, with so many parts allowed, no dateline goes on.
    dead: Vec<bool>,
}

/// What stands behind a place. Places are counted in characters.
struct Found {
    parts_end: usize,
    has_agency: bool,
    is_colon: bool,
    /// Where the sentence begins.
    end: usize,
}

impl Line<'_> {
    fn run(&self, from: usize, is: impl Fn(char) -> bool) -> usize {
        let rest = self.chars.get(from..).unwrap_or_default();
        rest.iter().take_while(|it| is(**it)).count()
    }

    /// Parts behind a comma or a full stop, as many and as long as they can be; then the end. Each place is tried once with each number of
    /// parts that are left.
    fn parts(&mut self, from: usize, left: usize) -> Option<Found> {
        let key = from * (PARTS + 1) + left;
        if *self.dead.get(key)? {
            return None;
        }
        if left > 0 && matches!(self.chars.get(from), Some(',' | '.')) {
            for space in (0..=self.run(from + 1, char::is_whitespace)).rev() {
                let begin = from + 1 + space;
                let longest = self.run(begin, is_of_part).min(*PART.end());
                for length in (*PART.start()..=longest).rev() {
                    if let Some(found) = self.parts(begin + length, left - 1) {
                        return Some(found);
                    }
                }
            }
        }
        let found = self
            .agency(from)
            .and_then(|at| self.dash(from, at, true))
            .or_else(|| self.dash(from, from, false));
        self.dead[key] = found.is_none();
        found
    }

    /// Where brackets with a name in them end.
    fn agency(&self, from: usize) -> Option<usize> {
        let open = from + self.run(from, char::is_whitespace);
        self.chars.get(open).filter(|it| matches!(it, '(' | '['))?;
        let inside = self.run(open + 1, |it| !matches!(it, '(' | ')' | '[' | ']'));
        let close = open + 1 + inside;
        let closes = matches!(self.chars.get(close), Some(')' | ']'));
        (closes && AGENCY.contains(&inside)).then_some(close + 1)
    }

    fn dash(&self, parts_end: usize, from: usize, has_agency: bool) -> Option<Found> {
        let at = from + self.run(from, char::is_whitespace);
        let long = match self.chars.get(at)? {
            '–' | '—' | ':' => 1,
            '-' => self.run(at, |it| it == '-').min(2),
            _ => return None,
        };
        let space = self.run(at + long, char::is_whitespace);
        (space > 0).then_some(Found {
            parts_end,
            has_agency,
            is_colon: self.chars[at] == ':',
            end: at + long + space,
        })
    }
}

/// A place, a day, or both, with an agency in brackets: "Kyiv (AFP) –", "Dec 7 (Reuters) -". Gives where the sentence begins.
fn bracketed(paragraph: &str) -> Option<usize> {
    let open = paragraph
        .char_indices()
        .take(LONGEST)
        .find(|it| matches!(it.1, '(' | '['))?
        .0;
    let place = paragraph[..open].trim_end();
    let is_place = place.chars().count() <= BEFORE
        && place.chars().all(is_before_agency)
        && place.chars().next().is_none_or(char::is_alphanumeric);
    let inside = &paragraph[open + 1..];
    let close = inside.find(['(', ')', '[', ']'])?;
    let rest = inside[close..].strip_prefix([')', ']'])?;
    let (agency, rest) = (&inside[..close], rest.trim_start());
    let sentence = rest.trim_start_matches(['–', '—', ':', '-', '.']);
    let dashes = rest[..rest.len() - sentence.len()].chars().count();
    let begin = sentence.trim_start();
    if !is_place
        || !AGENCY.contains(&agency.chars().count())
        || !(1..=2).contains(&dashes)
        || begin.len() == sentence.len()
    {
        return None;
    }
    let names_agency = agency
        .split(['/', ',', '&'])
        .any(|it| wire::exactly(it).is_some());
    (names_agency && place.split_whitespace().count() <= 7).then_some(paragraph.len() - begin.len())
}

/// A mark over or beside a letter.
fn is_mark(it: char) -> bool {
    static MARK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\p{M}$").expect("a fixed pattern"));
    !it.is_ascii() && MARK.is_match(it.encode_utf8(&mut [0; 4]))
}

fn is_of_capitals(it: char) -> bool {
    matches!(it, ' ' | '.' | '\'' | '’' | '/' | '-') || it.is_uppercase() || is_mark(it)
}

fn is_of_part(it: char) -> bool {
    matches!(it, ' ' | '.') || it.is_alphanumeric() || is_mark(it)
}

fn is_before_agency(it: char) -> bool {
    matches!(it, ' ' | '.' | ',' | '\'' | '’' | '/' | '-') || it.is_alphanumeric() || is_mark(it)
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
        (
            "ЛИССАН, 7 декабря — РИА Новости. Порт открылся в понедельник.",
            Some("ЛИССАН, 7 декабря — РИА Новости."),
        ),
        (
            "LISSANE, Dec 7 - Interfax-Ukraine - The port opened.",
            Some("LISSANE, Dec 7 - Interfax-Ukraine -"),
        ),
        (
            "LISSANE — Reuters reported that the port opened.",
            Some("LISSANE —"),
        ),
        (
            "LISSANE — Reuters-Marsh polls asked the port.",
            Some("LISSANE —"),
        ),
        ("The UN - as ever - waited for word.", None),
        ("A - B is a difference of sums.", None),
        ("The mayor (right) — tired but glad — spoke.", None),
        ("“We wait,” he said.", None),
        (
            "KELMARK, June 3. Vostria (MW) -- The port opened.",
            Some("KELMARK, June 3. Vostria (MW) --"),
        ),
        (
            "KELMARK - LISSANE - The ferry runs again.",
            Some("KELMARK - LISSANE -"),
        ),
        (
            "KELMARK.  June 3 – The port opened.",
            Some("KELMARK.  June 3 –"),
        ),
        (
            "ΑΘΗΝΑ, 3 Ιουνίου — Το λιμάνι άνοιξε.",
            Some("ΑΘΗΝΑ, 3 Ιουνίου —"),
        ),
        (
            "नई दिल्ली, 3 जून (Reuters) - बंदरगाह सोमवार को खुला।",
            Some("नई दिल्ली, 3 जून (Reuters) -"),
        ),
        ("KELMARK, a, b, c, d – The port opened.", None),
        ("KELMARK – ", None),
        ("LISSANE (AP)", None),
        ("(AP", None),
        ("É – é", None),
        ("", None),
    ];

    #[test]
    fn what_is_built_to_be_tried_in_every_way_is_done_at_once() {
        for paragraph in [
            "A".repeat(100_000),
            "A. ".repeat(50_000),
            "AAA, A. A. ".repeat(9_000),
            "(".repeat(99_999),
        ] {
            assert_eq!(split_dateline(&paragraph), None);
        }
    }

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
        assert_eq!(
            dateline_agency("ЛИССАН, 7 декабря — РИА Новости.").as_deref(),
            Some("RIA Novosti")
        );
        assert_eq!(dateline_agency("LISSANE —"), None);
        assert_eq!(dateline_agency("KELMARK - PETRA -"), None);
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
