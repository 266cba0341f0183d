//! Bylines whose names stand in other elements than their "By".

use super::names::{bare, is_place, is_role};
use super::{is_bare_by, is_byline, persons};
use crate::lines::wire;

/// What can stand between two names.
const ANDS: &[&str] = &[
    "&", "and", "AND", "und", "UND", "et", "y", "e", "i", "og", "och", "en", "ve", "и", "та", "και",
];

/// What else is done for a text: who is named behind "by" then wrote none.
const OTHER_WORK: &[&str] = &[
    "reviewed",
    "edited",
    "checked",
    "photograph",
    "photographs",
    "photographed",
    "photography",
    "illustrated",
    "illustration",
    "illustrations",
    "translated",
    "produced",
    "presented",
    "hosted",
    "narrated",
    "sponsored",
    "powered",
];

/// The bylines among the parts of a line, each as one text.
///
/// A byline goes on while names follow, what joins them, and what is said about them; it ends before anything else:
/// "Published on Monday".
pub(crate) fn bylines(parts: &[String], outlet: Option<&str>) -> Vec<String> {
    let mut bylines = Vec::new();
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let is_of_others = at > 0 && says_other_work(&parts[at - 1]);
        at += 1;
        let mut byline = if is_bare_by(part) {
            // "By" | "by Jana Holm"
            let Some(next) = parts.get(at).filter(|it| !is_byline(it)) else {
                continue;
            };
            at += 1;
            format!("{part} {next}")
        } else if is_byline(part) {
            part.clone()
        } else {
            continue;
        };
        if is_of_others {
            continue;
        }
        let mut mark = ", ";
        while let Some(next) = parts.get(at) {
            if is_and(next) {
                mark = if next.contains(is_of_and) {
                    " and "
                } else {
                    ", "
                };
            } else if names_somebody(next, outlet) {
                let is_marked = behind_and(next) != next || before_and(&byline) != byline;
                byline.push_str(if is_marked { " " } else { mark });
                byline.push_str(next);
                mark = ", ";
            } else if !is_about_names(next) {
                break;
            }
            at += 1;
        }
        let length = before_and(&byline).len();
        byline.truncate(length);
        bylines.push(byline);
    }
    bylines
}

/// Whether a part ends with what somebody does who writes nothing: "Medically reviewed".
fn says_other_work(part: &str) -> bool {
    let last = part.split_whitespace().next_back().unwrap_or("");
    OTHER_WORK.contains(&bare(last).as_str())
}

/// Whether a part names persons, and is no sentence and no time.
fn names_somebody(part: &str, outlet: Option<&str>) -> bool {
    const WORDS: usize = 8;
    part.split_whitespace().count() <= WORDS
        && !part.contains(|it: char| it.is_ascii_digit())
        && !is_byline(part)
        && !persons(behind_and(part), outlet).is_empty()
}

/// Whether a part says what the named do, for whom, or where: "Staff Writers", "Reuters", "New York".
fn is_about_names(part: &str) -> bool {
    let part = part.trim_matches([',', ' ', '(', ')']);
    wire::exactly(part).is_some() || is_place(part) || is_role(part)
}

/// Whether a part is what stands between two names, and nothing else.
fn is_and(part: &str) -> bool {
    let word = part.trim_matches([',', ';', ' ']);
    word.is_empty() || ANDS.contains(&word)
}

fn is_of_and(it: char) -> bool {
    it == '&' || it.is_alphabetic()
}

/// A part without an "and" before it.
fn behind_and(part: &str) -> &str {
    let part = part.trim_start_matches([',', ';', '&', ' ']);
    match part.split_once(' ') {
        Some((word, rest)) if ANDS.contains(&word) => rest,
        _ => part,
    }
}

/// A text without an "and" behind it.
fn before_and(text: &str) -> &str {
    let text = text.trim_end_matches([',', ';', '&', ' ']);
    match text.rsplit_once(' ') {
        Some((rest, word)) if ANDS.contains(&word) => rest.trim_end_matches([',', ' ']),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a line, the persons in its bylines.
    const TESTS: &[(&[&str], &[&str])] = &[
        (&["By", "Jana Holm"], &["Jana Holm"]),
        (
            &[
                "By",
                "Jana Holm",
                "and",
                "Petr Aros",
                "Published Dec 7, 2025",
            ],
            &["Jana Holm", "Petr Aros"],
        ),
        (
            &[
                "By",
                "Jana Holm",
                ",",
                "Petr Aros",
                "and",
                "Ann Lee",
                "Coast Tribune",
            ],
            &["Jana Holm", "Petr Aros", "Ann Lee"],
        ),
        (
            &[
                "By",
                "Jana Holm",
                "Staff Writer",
                "Petr Aros",
                "Staff Writer",
            ],
            &["Jana Holm", "Petr Aros"],
        ),
        (
            &["Von", "Jana Holm", "und", "Petr Aros", "dpa", "7.12.2025"],
            &["Jana Holm", "Petr Aros"],
        ),
        (
            &["By Jana Holm and", "Petr Aros", "in Lissane"],
            &["Jana Holm", "Petr Aros"],
        ),
        (
            &["By Jana Holm", ", Petr Aros"],
            &["Jana Holm", "Petr Aros"],
        ),
        (
            &["By", "by JANA HOLM and PETR AROS"],
            &["JANA HOLM", "PETR AROS"],
        ),
        (&["By", "Jana Holm", "and", "Follow"], &["Jana Holm"]),
        (
            &["Author:", "Jana Holm", "Translator: Petr Aros"],
            &["Jana Holm"],
        ),
        // Who did something else.
        (
            &[
                "Medically reviewed",
                "by",
                "Ann Lee RDN",
                "—",
                "Written by",
                "Jana Holm",
            ],
            &["Jana Holm"],
        ),
        (&["Photographs", "By", "Ann Lee"], &[]),
        (&["By", "the Harbour Team"], &[]),
        (&["By"], &[]),
    ];

    #[test]
    fn a_byline_goes_on_in_the_next_parts_while_they_are_names() {
        for (parts, expected) in TESTS {
            let parts: Vec<String> = parts.iter().map(|it| (*it).to_owned()).collect();
            let found: Vec<String> = bylines(&parts, None)
                .iter()
                .filter(|it| is_byline(it))
                .flat_map(|it| persons(it, None))
                .collect();
            assert_eq!(found, *expected, "{parts:?}");
        }
    }
}
