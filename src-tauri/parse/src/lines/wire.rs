//! News agencies by name.

use std::sync::LazyLock;

/// Names of agencies, each with the name that the agency is known by.
static NAMES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut names = Vec::new();
    for line in include_str!("../../data/agencies.txt")
        .lines()
        .filter(|it| !it.starts_with('#'))
    {
        let mut spellings = line.split('|').map(str::trim).filter(|it| !it.is_empty());
        let Some(first) = spellings.next() else {
            continue;
        };
        let known_as = first.trim_start_matches('(').trim_end_matches(')');
        if known_as == first {
            names.push((first, known_as));
        }
        names.extend(spellings.map(|it| (it, known_as)));
    }
    names
});

/// The agency that `text` names and nothing else.
pub(crate) fn exactly(text: &str) -> Option<&'static str> {
    let text = without_article(text.trim_matches(|it: char| !it.is_alphanumeric())).to_lowercase();
    NAMES
        .iter()
        .find(|(name, _)| without_article(name).to_lowercase() == text)
        .map(|(_, known_as)| *known_as)
}

/// The first agency that stands in `text` as words of its own. Short names must be written as agencies
/// write them ("AP", not "ap"), since they are words of other languages too.
pub(crate) fn within(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let found = NAMES.iter().filter_map(|(name, known_as)| {
        let at = if name.chars().count() <= 5 {
            word_at(text, name)
        } else {
            word_at(&lower, &name.to_lowercase())
        }?;
        Some((at, usize::MAX - name.len(), *known_as))
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
    }
}
