//! Lists of phrases, kept as data: which lines sell, which are printed under every article.

use std::sync::LazyLock;

/// How a phrase must stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// At the beginning, before punctuation or nothing.
    Label,
    /// At the beginning.
    Start,
    /// As the whole line.
    Whole,
    /// Anywhere.
    Anywhere,
}

/// A list of phrases.
pub(super) struct Phrases(Vec<(Stands, String)>);

/// Beginnings of lines that lead elsewhere or sell.
pub(super) static PROMO: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::read(include_str!("../../data/promo.txt")));
/// Lines that are printed under every article.
pub(super) static BOILERPLATE: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::read(include_str!("../../data/boilerplate.txt")));

/// Lines in which a page says that the rest is for those who pay.
pub(super) static WALLS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::read(include_str!("../../data/walls.txt")));

impl Phrases {
    fn read(list: &str) -> Phrases {
        let phrases = list.lines().filter_map(|line| {
            let (mark, phrase) = line.trim().split_once(' ')?;
            let stands = match mark {
                ":" => Stands::Label,
                "*" => Stands::Start,
                "=" => Stands::Whole,
                "~" => Stands::Anywhere,
                _ => return None,
            };
            Some((stands, plain(phrase)))
        });
        Phrases(phrases.collect())
    }

    /// Whether one of the phrases stands in `line` as it must.
    pub(super) fn stand_in(&self, line: &str) -> bool {
        let line = plain(line);
        self.0.iter().any(|(stands, phrase)| match stands {
            Stands::Anywhere => line.contains(phrase.as_str()),
            Stands::Whole => line.trim_end_matches(|it: char| !it.is_alphanumeric()) == phrase,
            Stands::Start => line
                .strip_prefix(phrase.as_str())
                .is_some_and(|rest| !starts_word(rest) || !ends_word(phrase)),
            Stands::Label => line.strip_prefix(phrase.as_str()).is_some_and(|rest| {
                let rest = rest.trim_start();
                rest.chars()
                    .next()
                    .is_none_or(|it| ":：|>»›→-–—…/[".contains(it))
            }),
        })
    }
}

fn starts_word(rest: &str) -> bool {
    rest.chars().next().is_some_and(char::is_alphanumeric)
}

fn ends_word(phrase: &str) -> bool {
    phrase
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric)
}

/// Lower case, straight apostrophes, without what decorates a line's beginning.
fn plain(line: &str) -> String {
    let decorations =
        |it: char| it.is_whitespace() || "•·*►▶▸→>»›|#📌👉🔴➡-–—[(\u{FE0F}".contains(it);
    line.trim_start_matches(decorations)
        .to_lowercase()
        .replace(['’', '‘'], "'")
        .replace('\u{A0}', " ")
}
