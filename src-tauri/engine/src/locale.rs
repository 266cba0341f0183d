//! The language for dates and numbers.

use std::env;

/// A valid BCP 47 tag from the environment; British English where that says nothing usable.
pub(crate) fn locale() -> String {
    let said = ["LC_ALL", "LC_TIME", "LANG"]
        .iter()
        .filter_map(|it| env::var(it).ok())
        .find(|it| !it.is_empty());
    tag(said.as_deref().unwrap_or_default())
}

/// The tag that a POSIX name of a locale means: `de_DE.UTF-8` → `de-DE`.
fn tag(name: &str) -> String {
    let name = name
        .split(['.', '@'])
        .next()
        .unwrap_or_default()
        .replace('_', "-");
    let mut parts = name.split('-');
    let language = parts.next().unwrap_or_default();
    let valid = (2..=3).contains(&language.len())
        && language.bytes().all(|it| it.is_ascii_alphabetic())
        && parts.all(|it| {
            (2..=8).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphanumeric())
        });
    if valid { name } else { "en-GB".into() }
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn what_is_no_language_is_never_given_to_the_window() {
        const TESTS: &[(&str, &str)] = &[
            ("de_DE.UTF-8", "de-DE"),
            ("uk_UA", "uk-UA"),
            ("C.UTF-8", "en-GB"),
            ("C", "en-GB"),
            ("POSIX", "en-GB"),
            ("", "en-GB"),
            ("ca_ES@valencia", "ca-ES"),
            ("zh_Hant_TW", "zh-Hant-TW"),
            ("../../etc", "en-GB"),
        ];
        for (name, expected) in TESTS {
            assert_eq!(tag(name), *expected, "{name}");
        }
    }
}
