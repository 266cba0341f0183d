//! News agencies by name.

use std::sync::LazyLock;

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

/// The agency that `text` names and nothing else.
pub(crate) fn exactly(text: &str) -> Option<&'static str> {
    let text = text.trim_matches(|it: char| !it.is_alphanumeric());
    let text = without_article(text).to_lowercase();
    NAMES
        .iter()
        .find(|it| it.bare == text)
        .map(|it| it.known_as)
}

/// The first agency that stands in `text` as words of its own. Short names must be written as agencies
/// write them ("AP", not "ap"), since they are words of other languages too.
pub(crate) fn within(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let found = NAMES.iter().filter(|it| !it.alone).filter_map(|it| {
        let is_short = it.name.chars().count() <= 5;
        let at = if is_short {
            word_at(text, it.name)
        } else {
            word_at(&lower, &it.lower)
        }?;
        Some((at, usize::MAX - it.name.len(), it.known_as))
    });
    found.min().map(|(_, _, known_as)| known_as)
}

/// Where `word` stands in `text` with no letter or digit beside it.
fn word_at(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        ![before, after]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric)
    })
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
}
