//! Whether a text is a person's name, and which part of it is.

use super::words::{
    ARTICLES, BEATS, BEFORE_TIMES, CITIES, CLOSE_HOUSES, DEGREES, DONE, GIVEN_MONTHS, HOUSES_ALONE,
    NAMES_TOO, NOBODY, OWNERS, PAPERS, PARTICLES, PLACES, REPORTS, ROLES, SECTIONS, SHORT_DATES,
    SURNAMES, TRADES, WITH,
};
use crate::lines::wire;

/// Whether a name can be a person's.
pub(crate) fn is_person(name: &str) -> bool {
    const MOST: usize = 5;
    let Some(words) = shaped(name, MOST) else {
        return false;
    };
    // "April Jones"
    let is_given = |index: usize, word: &str| {
        index == 0 && words.len() <= 3 && GIVEN_MONTHS.contains(&bare(word).as_str())
    };
    words
        .iter()
        .enumerate()
        .all(|(index, word)| !is_nobody(word) || is_given(index, word))
}

/// Whether a text can be a person's name where a page says that it gives one. Then it is refused for desks and houses, and not
/// because of words that are names too: "Emily Post", "April Jones".
pub(super) fn is_given(name: &str) -> bool {
    const MOST: usize = 8;
    let is_list = name.contains([
        ';', ',', '|', '·', '•', '&', '+', '(', ')', '<', '[', '–', '—',
    ]) || name.contains(" - ");
    if is_list || name.chars().any(is_caseless) {
        return false;
    }
    let Some(words) = shaped(name, MOST) else {
        return false;
    };
    let is_too = |word: &str| NAMES_TOO.contains(&bare(word).as_str());
    let is_last = |index: usize| index + 1 == words.len();
    words.iter().any(|it| !is_too(it))
        && !names_two(&words)
        && words.iter().enumerate().all(|(index, word)| {
            !is_nobody(word) || is_too(word) || (is_last(index) && ends_with_surname(&words))
        })
}

/// Whether a word names what somebody does.
pub(crate) fn is_trade(word: &str) -> bool {
    let word = bare(word);
    TRADES.contains(&word.as_str()) || NOBODY.contains(&word.as_str())
}

/// Whether a text is the name of a place that looks as a person's does.
pub(super) fn is_place(text: &str) -> bool {
    const LONGEST: usize = 40;
    text.len() <= LONGEST && PLACES.contains(&text.to_lowercase().as_str())
}

/// Whether a text says what somebody does and nothing else: "Staff Writers".
pub(super) fn is_role(text: &str) -> bool {
    const MOST: usize = 6;
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_one = |word: &str| {
        let word = bare(word);
        let one = word.strip_suffix('s').unwrap_or(&word);
        ROLES.contains(&one) || TRADES.contains(&word.as_str())
    };
    words.len() <= MOST
        && words.iter().any(|it| is_one(it))
        && words
            .iter()
            .all(|it| is_nobody(it) || is_beat(it) || !is_cased(it))
}

/// The person whom a part of a byline names beside what they do: "Political reporter Jana Holm", "Jana Holm Staff Writer".
/// `is_said`: it is a byline by its first words.
pub(super) fn person_in(part: &str, is_said: bool) -> Option<&str> {
    behind_role(part).or_else(|| before_role(part, is_said))
}

/// "Guest Columnist Jana Holm"
pub(super) fn behind_role(part: &str) -> Option<&str> {
    /// Words up to the role.
    const FIRST: usize = 5;
    /// Words of the name.
    const MOST: usize = 4;
    let words = words_of(part);
    let role = words
        .iter()
        .take(FIRST)
        .position(|it| ROLES.contains(&bare(it.1).as_str()))?;
    let (start, _) = words.get(role + 1)?;
    let (before, name) = (part[..words[role].0].trim_end(), &part[*start..]);
    // "Jana Holm, editor Quay Books"
    let is_of_another = is_person(before) && !words[..role].iter().any(|it| is_beat(it.1));
    (words.len() - role - 1 <= MOST && !is_of_another && is_person(name)).then_some(name)
}

/// What a word that belongs to no name says about the words before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// They are a name.
    Sure,
    /// They are one in a byline: "Jana Holm Reporter".
    Likely,
    /// They are none: "Quay Books Media".
    House,
}

/// "Jana Holm Health Reporter", "Jana Holm jana@ledger.example", "Jana Holm Updated 3:15"
fn before_role(part: &str, is_said: bool) -> Option<&str> {
    const MOST: usize = 4;
    let words = words_of(part);
    let (index, end) =
        (0..words.len()).find_map(|it| Some((it, end_at(part, &words[it..], is_said)?)))?;
    if end == End::House {
        return None;
    }
    let word = words[index].1;
    let mut count = index
        - words[..index]
            .iter()
            .rev()
            .take_while(|it| is_tail(it.1))
            .count();
    if word.starts_with(|it: char| it.is_ascii_digit()) {
        let is_date = |it: &&(usize, &str)| SHORT_DATES.contains(&bare(it.1).as_str());
        count -= words[..count].iter().rev().take_while(is_date).count();
    }
    let (at, last) = words[..count].last()?;
    let name = part[..at + last.len()].trim_matches(super::is_mark);
    // "JANA HOLM Reporter"
    let is_set_apart = !name.contains(char::is_lowercase) && word.contains(char::is_lowercase);
    let is_sure = is_said || end == End::Sure || count < index || is_set_apart;
    (is_sure && count <= MOST && !words[..count].iter().any(|it| is_beat(it.1)) && is_person(name))
        .then_some(name)
}

/// What the first of these words of `part` says about those before it, if it can belong to no name.
fn end_at(part: &str, words: &[(usize, &str)], is_said: bool) -> Option<End> {
    /// Words of a role.
    const ROLE: usize = 4;
    let (_, word) = words.first()?;
    if word.contains('@') {
        return Some(End::Sure);
    }
    if word.starts_with(|it: char| it.is_ascii_digit()) {
        return Some(if is_said { End::Sure } else { End::House });
    }
    if WITH.contains(word) {
        return names_house(part, words.get(1..)?).then_some(End::Sure);
    }
    let bare = bare(word);
    if DONE.contains(&bare.as_str()) {
        return Some(End::Sure);
    }
    if ROLES.contains(&bare.as_str()) || TRADES.contains(&bare.as_str()) {
        return Some(End::Likely);
    }
    if SECTIONS.contains(&bare.as_str()) {
        let has_role = || words.iter().take(ROLE).any(|it| is_role_word(it.1));
        let is_special =
            bare == "special" && words.get(1).is_some_and(|it| matches!(it.1, "to" | "for"));
        let is_role = is_special || has_role();
        return Some(if is_role { End::Sure } else { End::House });
    }
    let is_house = is_nobody(word) && !BEFORE_TIMES.contains(&bare.as_str());
    is_house.then_some(End::House)
}

/// Whether these words of `part` begin with an agency, named or not: "AFP", "les agences".
fn names_house(part: &str, words: &[(usize, &str)]) -> bool {
    const NEAR: usize = 2;
    let is_named = words.first().is_some_and(|(at, word)| {
        wire::at_start(&part[*at..]).is_some() || wire::exactly(word).is_some()
    });
    is_named
        || words.iter().take(NEAR).any(|it| {
            let word = it.1.to_lowercase();
            HOUSES_ALONE.iter().any(|it| word.starts_with(it))
        })
}

/// A name without the degrees behind it.
pub(super) fn without_degrees(name: &str) -> &str {
    let words = words_of(name);
    let count = words
        .iter()
        .skip(2)
        .rev()
        .take_while(|it| DEGREES.contains(&bare(it.1).as_str()))
        .count();
    match words[..words.len() - count].last() {
        Some((at, last)) if count > 0 => name[..at + last.len()].trim_end_matches(','),
        _ => name,
    }
}

/// The words of `name`, if they look as those of a person's name do.
fn shaped(name: &str, most: usize) -> Option<Vec<&str>> {
    const LONGEST: usize = 60;
    /// Letters of a name in a script without capitals.
    const CASELESS: std::ops::RangeInclusive<usize> = 2..=40;
    let words: Vec<&str> = name.split_whitespace().collect();
    let letters = name.chars().count();
    let is_odd = |it: char| it.is_ascii_digit() || "/\\#=_{}?!@:：".contains(it);
    if words.is_empty() || words.len() > most || letters > LONGEST || name.contains(is_odd) {
        return None;
    }
    let is_name = if name.contains(is_caseless) {
        CASELESS.contains(&letters)
            && !REPORTS
                .iter()
                .chain(CLOSE_HOUSES)
                .any(|it| name.ends_with(it))
    } else {
        words.len() >= 2 && words.iter().all(|it| is_cased(it)) && !is_house(&words)
    };
    (is_name && !is_place(name) && wire::exactly(name).is_none()).then_some(words)
}

/// Whether words in capitals are the name of a paper or of a channel.
fn is_house(words: &[&str]) -> bool {
    let [first, .., last] = words else {
        return false;
    };
    let is_article = words.len() == 2 && ARTICLES.contains(&bare(first).as_str());
    // "Sacramento Bee"
    let is_paper = || {
        PAPERS.contains(&bare(last).as_str())
            && (CITIES.contains(&bare(first).as_str())
                || is_place(&words[..words.len() - 1].join(" ")))
    };
    // "NDTV Profit", and not "VVS Laxman".
    let is_initials = first.len() >= 4
        && first
            .bytes()
            .all(|it| it.is_ascii_uppercase() && !b"AEIOUY".contains(&it));
    is_article
        || is_paper()
        || (is_initials && words.iter().any(|it| it.contains(char::is_lowercase)))
}

/// "Emily Post", and neither "Bangkok Post" nor "Health Coach".
fn ends_with_surname(words: &[&str]) -> bool {
    let [given @ .., last] = words else {
        return false;
    };
    (1..=2).contains(&given.len())
        && SURNAMES.contains(&bare(last).as_str())
        && !given.iter().map(|it| bare(it)).any(|it| {
            let lists = [BEATS, PAPERS, OWNERS];
            lists.iter().any(|list| list.contains(&it.as_str()))
        })
}

/// "Ana Gómez y Luis Pérez", and not "Ana Ortega y Gasset".
fn names_two(words: &[&str]) -> bool {
    words.iter().enumerate().any(|(index, word)| {
        matches!(*word, "y" | "e" | "i") && index >= 2 && words.len() - index > 2
    })
}

/// A letter of a script without capitals.
fn is_caseless(it: char) -> bool {
    !it.is_ascii() && it.is_alphabetic() && !it.is_lowercase() && !it.is_uppercase()
}

/// Whether a word is written as those of names are.
fn is_cased(word: &str) -> bool {
    word.starts_with(|it: char| it.is_uppercase() || it == '\'' || it == '’')
        || PARTICLES.contains(&word.to_lowercase().as_str())
        || word.contains(char::is_uppercase)
}

/// Whether no person's name holds a word.
fn is_nobody(word: &str) -> bool {
    is_trade(word) || bare(word).contains(".com")
}

fn is_beat(word: &str) -> bool {
    BEATS.contains(&bare(word).as_str())
}

fn is_role_word(word: &str) -> bool {
    ROLES.contains(&bare(word).as_str())
}

/// Whether a word between a name and a role, or a time, is not of the name.
fn is_tail(word: &str) -> bool {
    is_beat(word) || BEFORE_TIMES.contains(&bare(word).as_str()) || PARTICLES.contains(&word)
}

/// `text` without what stands between a name and a role at its end.
pub(super) fn without_tail(text: &str) -> &str {
    let words = words_of(text);
    let count = words.iter().rev().take_while(|it| is_tail(it.1)).count();
    words[..words.len() - count]
        .last()
        .map_or("", |(at, last)| &text[..at + last.len()])
}

/// A word in lower case without the marks around it.
pub(super) fn bare(word: &str) -> String {
    word.trim_matches(|it: char| !it.is_alphanumeric())
        .to_lowercase()
}

/// The words of a text, each with where it begins.
pub(super) fn words_of(text: &str) -> Vec<(usize, &str)> {
    let mut from = 0;
    text.split_whitespace()
        .map(|word| {
            // Nothing but blanks stands before it.
            let at = from + text[from..].find(word).unwrap_or(0);
            from = at + word.len();
            (at, word)
        })
        .collect()
}
