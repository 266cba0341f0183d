//! News agencies by name.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// A name of an agency.
struct Name {
    name: &'static str,
    /// The same in lower case, …
    lower: String,
    /// … and without "the".
    bare: String,
    /// The name that the agency is known by.
    known_as: &'static str,
    /// Whether it counts only where it stands alone, because it means other things too.
    alone: bool,
}

static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    let list = include_str!("../../data/agencies.txt");
    let bare = |it: &'static str| it.trim_start_matches('(').trim_end_matches(')');
    let mut names = Vec::new();
    for line in list.lines().filter(|it| !it.starts_with('#')) {
        let spellings: Vec<&'static str> = line
            .split('|')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .collect();
        let Some(known_as) = spellings.first().copied().map(bare) else {
            continue;
        };
        names.extend(spellings.into_iter().map(|it| Name {
            name: bare(it),
            lower: bare(it).to_lowercase(),
            bare: without_article(bare(it)).to_lowercase(),
            known_as,
            alone: it.starts_with('('),
        }));
    }
    names
});

/// How many letters a name has at most that must be written as agencies write it.
const SHORT: usize = 5;

/// Names that are looked for in the midst of a text, found in one pass over it.
struct Sought {
    names: Vec<&'static Name>,
    found: AhoCorasick,
}

/// The short ones, as agencies write them.
static SHORT_ONES: LazyLock<Sought> = LazyLock::new(|| Sought::of(true, |it| it.name));

/// The others, in lower case.
static LONG_ONES: LazyLock<Sought> = LazyLock::new(|| Sought::of(false, |it| &it.lower));

impl Sought {
    fn of(short: bool, spelling: fn(&Name) -> &str) -> Sought {
        let is_short = |it: &Name| it.name.chars().count() <= SHORT;
        let names: Vec<&'static Name> = NAMES
            .iter()
            .filter(|it| !it.alone && is_short(it) == short)
            .collect();
        let found = AhoCorasick::new(names.iter().map(|it| spelling(it))).expect("a fixed list");
        Sought { names, found }
    }

    /// Where names stand in `text` as words of their own, in no order.
    fn each_in(&self, text: &str) -> Vec<(usize, &'static Name)> {
        self.found
            .find_overlapping_iter(text)
            .filter(|it| is_word(text, it.start(), it.end()))
            .map(|it| (it.start(), self.names[it.pattern().as_usize()]))
            .collect()
    }
}

/// The agency that `text` names and nothing else.
pub(crate) fn exactly(text: &str) -> Option<&'static str> {
    let text = text.trim_matches(|it: char| !it.is_alphanumeric());
    let text = without_article(text).to_lowercase();
    NAMES
        .iter()
        .find(|it| it.bare == text)
        .map(|it| it.known_as)
}

/// Whether `text` is an agency's name as agencies write it: "PETRA" is one, Petra is a person.
pub(crate) fn is_signature(text: &str) -> bool {
    let text = text.trim_matches(|it: char| !it.is_alphanumeric());
    let bare = without_article(text).to_lowercase();
    NAMES
        .iter()
        .any(|it| it.name == text || !it.alone && it.bare == bare)
}

/// Where the name of an agency ends with which `text` begins, as words of its own.
pub(crate) fn at_start(text: &str) -> Option<usize> {
    let first = text.chars().next()?.to_lowercase().next();
    let alike = NAMES
        .iter()
        .filter(|it| !it.alone && it.lower.chars().next() == first);
    let found = alike.filter_map(|it| {
        let length = it.name.chars().count();
        let end = text
            .char_indices()
            .nth(length)
            .map_or(text.len(), |it| it.0);
        let is_named = if length <= SHORT {
            text[..end] == *it.name
        } else {
            text[..end].to_lowercase() == it.lower
        };
        let is_whole = !text[end..].starts_with(char::is_alphanumeric);
        (is_named && is_whole).then_some(end)
    });
    found.max()
}

/// The agency with whose name `text` begins, where no blank parts it from what follows: "新华社北京".
pub(crate) fn at_dense_start(text: &str) -> Option<&'static str> {
    dense(|it| text.starts_with(it))
}

/// The agency with whose name `text` ends, where no blank parts it from what stands before: "ワシントン共同通信".
pub(crate) fn at_dense_end(text: &str) -> Option<&'static str> {
    dense(|it| text.ends_with(it))
}

/// The agency with the longest name in the script of China or Japan that `is_there`.
fn dense(is_there: impl Fn(&str) -> bool) -> Option<&'static str> {
    NAMES
        .iter()
        .filter(|it| it.name.starts_with(is_dense) && is_there(it.name))
        .max_by_key(|it| it.name.len())
        .map(|it| it.known_as)
}

/// Whether a letter is of the scripts of China and Japan, which put no blanks between words.
pub(crate) fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// What stands before the first agency behind a blank: "Jana Holm" of "Jana Holm Associated Press".
pub(crate) fn before(text: &str) -> Option<&str> {
    let mut blanks = text.match_indices(char::is_whitespace);
    let at = blanks.find(|(at, blank)| at_start(&text[at + blank.len()..]).is_some());
    at.map(|(at, _)| text[..at].trim_end())
}

/// The first agency that stands in `text` as words of its own. Short names must be written as agencies
/// write them ("AP", not "ap"), since they are words of other languages too.
pub(crate) fn within(text: &str) -> Option<&'static str> {
    let mut found = SHORT_ONES.each_in(text);
    found.extend(LONG_ONES.each_in(&text.to_lowercase()));
    let first = found
        .into_iter()
        .min_by_key(|(at, it)| (*at, usize::MAX - it.name.len(), it.known_as));
    first.map(|it| it.1.known_as)
}

/// Whether no letter or digit stands beside a part of a text.
fn is_word(text: &str, from: usize, to: usize) -> bool {
    let before = text[..from].chars().next_back();
    let after = text[to..].chars().next();
    ![before, after]
        .into_iter()
        .flatten()
        .any(char::is_alphanumeric)
}

fn without_article(name: &str) -> &str {
    match name.get(..4) {
        Some(start) if start.eq_ignore_ascii_case("the ") => &name[4..],
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_are_known_by_many_names() {
        assert_eq!(exactly("The Associated Press"), Some("AP"));
        assert_eq!(exactly("(reuters)"), Some("Reuters"));
        assert_eq!(within("with files from Agence France-Presse"), Some("AFP"));
        assert_eq!(within("staff and AP"), Some("AP"));
        assert_eq!(within("an apple a day, ap"), None);
        assert_eq!(within("By Jana Holm, MENA correspondent"), None);
        assert_eq!(exactly("PA"), Some("PA Media"));
    }

    #[test]
    fn a_name_that_is_a_persons_too_is_an_agencys_as_agencies_write_it() {
        for (name, expected) in [
            ("EFE", true),
            ("the associated press", true),
            ("PETRA", true),
            ("Petra", false),
            ("sid", false),
        ] {
            assert_eq!(is_signature(name), expected, "{name}");
        }
    }

    #[test]
    fn who_stands_before_an_agency_is_told_from_it() {
        assert_eq!(before("Jana Holm Associated Press"), Some("Jana Holm"));
        assert_eq!(before("Jana Holm The Canadian Press"), Some("Jana Holm"));
        assert_eq!(before("Jana Holm AP Writer"), Some("Jana Holm"));
        assert_eq!(before("Jana Apsen"), None);
        assert_eq!(before("Associated Press"), None);
        assert_eq!(before(""), None);
        assert_eq!(at_start("РИА Новости. Порт открылся."), Some(21));
        assert_eq!(at_start("Interfax-Ukraine."), Some(16));
        assert_eq!(at_start("Apply"), None);
    }
}
