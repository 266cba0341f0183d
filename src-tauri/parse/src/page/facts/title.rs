//! The article's title without the site's name, and the site's name.

use news::Evidence;

use super::Sources;
use crate::page::tree::fold;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Title {
    pub(super) title: Option<String>,
    /// Where it was found.
    pub(super) from: Option<Evidence>,
    /// The segment that shows it.
    pub(super) headline: Option<usize>,
    pub(super) outlet: Option<String>,
}

/// The words of a text in lower case.
fn words(text: &str) -> Vec<String> {
    let words = text
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether two texts have the same words in the same order.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    words(one) == words(other)
}

/// Whether the words of `part` stand in `whole` one after the other.
fn contains(whole: &[String], part: &[String]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|it| it == part)
}

pub(super) fn read(sources: &Sources<'_>) -> Title {
    let shown = sources
        .document
        .select("title")
        .nodes()
        .first()
        .map(|it| fold(&it.text()))
        .filter(|it| !it.is_empty());
    let shared = sources
        .meta
        .first(&["og:title", "twitter:title", "dc.title", "dcterms.title"])
        .map(str::to_owned);
    let described = sources.described.headline.clone();
    let named = sources
        .meta
        .first(&[
            "og:site_name",
            "application-name",
            "twitter:app:name:iphone",
            "dc.publisher",
        ])
        .map(str::to_owned);
    let named = sources
        .meta
        .first(&["og:site_name"])
        .map(str::to_owned)
        .or_else(|| sources.described.publisher.clone())
        .or(named);

    let claims: Vec<Vec<String>> = [&shared, &described, &shown]
        .into_iter()
        .flatten()
        .map(|it| words(it))
        .collect();
    let headline = headline(sources, &claims);
    let outlet = named
        .or_else(|| rest_of(shown.as_deref()?, &sources.tree.segments[headline?].text))
        .or_else(|| of_front_link(sources));
    let visible = |it: usize| (sources.tree.segments[it].text.clone(), Evidence::Visible);
    let title = headline
        .map(visible)
        .map(|(title, from)| (without_extras(&title, &claims), from));
    let title = title.or_else(|| {
        [
            (shared, Evidence::Meta),
            (described, Evidence::Described),
            (shown, Evidence::Meta),
        ]
        .into_iter()
        .filter_map(|(it, from)| Some((without_site(&it?, outlet.as_deref()), from)))
        .find(|(it, _)| !it.is_empty())
    });
    let title = title.or_else(|| first_heading(sources).map(visible));
    let (title, from) = match title {
        Some((title, from)) => (Some(title), Some(from)),
        None => (None, None),
    };
    let headline = headline.or_else(|| {
        let title = title.as_deref()?;
        (0..sources.tree.segments.len()).find(|it| {
            sources.tree.heading(*it).is_some()
                && same_words(&sources.tree.segments[*it].text, title)
        })
    });
    Title {
        title,
        from,
        headline,
        outlet,
    }
}

/// The heading that shows the title: one that a title given elsewhere contains; highest level first.
fn headline(sources: &Sources<'_>, claims: &[Vec<String>]) -> Option<usize> {
    const LONGEST: usize = 60;
    let tree = sources.tree;
    let mut best: Option<(usize, usize, usize)> = None;
    for index in 0..tree.segments.len() {
        let Some(level) = tree.heading(index) else {
            continue;
        };
        let words = words(&tree.segments[index].text);
        if words.len() > LONGEST || words.is_empty() {
            continue;
        }
        // A section's name can stand in a title too: a short heading must be most of it.
        let matches = claims.iter().any(|claim| {
            *claim == words
                || (contains(claim, &words) && (words.len() >= 4 || words.len() * 2 > claim.len()))
        });
        let is_longer = level == 1
            && words.len() >= 4
            && claims
                .iter()
                .any(|claim| claim.len() >= 4 && contains(&words, claim));
        if matches || is_longer {
            let key = (usize::from(level.min(3)), usize::MAX - words.len(), index);
            if best.is_none_or(|it| key < it) {
                best = Some(key);
            }
        }
    }
    best.map(|it| it.2).or_else(|| {
        let first = if claims.is_empty() {
            first_heading(sources)
        } else {
            only_h1(sources)
        };
        first.filter(|it| words(&tree.segments[*it].text).len() >= 3)
    })
}

/// A shown headline without what a heading can hold besides it, a section's name or a day, where the title that is
/// given elsewhere is the rest of it.
fn without_extras(shown: &str, claims: &[Vec<String>]) -> String {
    const MOST: usize = 4;
    let all = words(shown);
    let claim = claims
        .iter()
        .filter(|it| it.len() >= 4 && it.len() < all.len() && all.len() - it.len() <= MOST)
        .find(|it| all.starts_with(it) || all.ends_with(it));
    let Some(claim) = claim else {
        return shown.to_owned();
    };
    // Only where a mark or a break of case stands between: a longer headline is the better one.
    let cut = |before: bool| -> Option<String> {
        let marks = [" | ", " – ", " — ", " - ", ": ", ":", " · ", " • ", " / "];
        marks.iter().find_map(|mark| {
            let (one, other) = if before {
                shown.split_once(mark)?
            } else {
                shown.rsplit_once(mark)?
            };
            let kept = if before { other } else { one };
            (words(kept) == *claim).then(|| kept.trim().to_owned())
        })
    };
    cut(true).or_else(|| cut(false)).unwrap_or_else(|| {
        let has_day = |it: &[String]| {
            it.iter()
                .any(|it| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit()))
        };
        // "Dec 18 2025 Preparing a transition": a day, and then the title.
        let day = &all[..all.len() - claim.len()];
        if all.ends_with(claim) && day.len() >= 3 && has_day(day) {
            let mut rest = shown;
            for _ in 0..day.len() {
                rest = rest
                    .trim_start()
                    .split_once(char::is_whitespace)
                    .map_or(rest, |it| it.1);
            }
            if words(rest) == *claim {
                return rest.trim().to_owned();
            }
        }
        shown.to_owned()
    })
}

fn first_heading(sources: &Sources<'_>) -> Option<usize> {
    let tree = sources.tree;
    (0..tree.segments.len())
        .filter(|it| tree.heading(*it).is_some())
        .min_by_key(|it| (tree.heading(*it), *it))
}

/// The page's h1, if it has one with words enough to be a headline.
fn only_h1(sources: &Sources<'_>) -> Option<usize> {
    let tree = sources.tree;
    let mut found = (0..tree.segments.len())
        .filter(|it| tree.heading(*it) == Some(1) && tree.segments[*it].words >= 4);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " · ", " • ", " : ", " » ", " « ", " :: ", " / ", " ~ ", " |", "| ",
];

/// The name in the link to the front page, if the host is named like it.
fn of_front_link(sources: &Sources<'_>) -> Option<String> {
    let host = url::Url::parse(sources.address?)
        .ok()?
        .host_str()?
        .to_lowercase()
        .replace('-', "");
    let labels = host
        .trim_start_matches("www.")
        .split('.')
        .next()?
        .to_owned();
    let links = sources.document.select("a[href='/']");
    links
        .nodes()
        .iter()
        .take(6)
        .map(|it| fold(&it.text()))
        .find(|name| {
            let letters: String = name
                .to_lowercase()
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect();
            letters.len() >= 4
                && (labels.contains(&letters) || letters.contains(&labels))
                && name.split_whitespace().count() <= 6
        })
}

/// What is left of a page's title when its headline is taken away: the site's name, if it is short.
fn rest_of(shown: &str, headline: &str) -> Option<String> {
    let at = shown.find(headline)?;
    let before = shown[..at]
        .trim_end_matches(|it: char| !it.is_alphanumeric() && it != ')')
        .trim();
    let after = shown[at + headline.len()..]
        .trim_start_matches(|it: char| !it.is_alphanumeric())
        .trim();
    let rest = if after.is_empty() { before } else { after };
    let rest = SEPARATORS
        .iter()
        .filter_map(|it| rest.rsplit_once(it))
        .map(|it| it.1)
        .min_by_key(|it| it.len())
        .unwrap_or(rest);
    let count = rest.split_whitespace().count();
    ((1..=6).contains(&count)).then(|| rest.trim().to_owned())
}

/// A title without the site's name before or after it.
pub(super) fn without_site(title: &str, site: Option<&str>) -> String {
    let site_words = site.map(words).unwrap_or_default();
    let mut title = title.trim();
    for _ in 0..2 {
        let last = SEPARATORS
            .iter()
            .filter_map(|it| title.rfind(it).map(|at| (at, at + it.len())))
            .max();
        let first = SEPARATORS
            .iter()
            .chain(&[": "])
            .filter_map(|it| title.find(it).map(|at| (at, at + it.len())))
            .min();
        let is_site = |part: &str| {
            let part = words(part);
            !part.is_empty()
                && !site_words.is_empty()
                && (part == site_words
                    || contains(&part, &site_words)
                    || (contains(&site_words, &part)))
        };
        match (first, last) {
            (_, Some((at, end))) if is_site(&title[end..]) => title = title[..at].trim(),
            (Some((at, end)), _) if is_site(&title[..at]) => title = title[end..].trim(),
            (_, Some((at, end)))
                if site_words.is_empty() && looks_like_site(&title[..at], &title[end..]) =>
            {
                title = title[..at].trim();
            }
            _ => match before_site(title, &site_words) {
                Some(before) => title = before,
                None => break,
            },
        }
    }
    title.trim_matches(['|', '»', '«', '·']).trim().to_owned()
}

/// What stands before the site's name where more stands behind it: "Bridge opens - The Ledger - News from the coast".
fn before_site<'a>(title: &'a str, site: &[String]) -> Option<&'a str> {
    const LOOKED_AT: usize = 500;
    if site.is_empty() || title.len() > LOOKED_AT {
        return None;
    }
    let mut marks = SEPARATORS.iter().flat_map(|it| title.match_indices(it));
    marks.find_map(|(at, mark)| {
        let rest = &title[at + mark.len()..];
        let end = SEPARATORS.iter().filter_map(|it| rest.find(it)).min()?;
        let is_site = words(&rest[..end]) == site;
        // One word is the name of a section.
        let before = title[..at].trim();
        (is_site && words(before).len() >= 2).then_some(before)
    })
}

fn looks_like_site(before: &str, after: &str) -> bool {
    let (before, after) = (words(before).len(), words(after).len());
    before >= 3 && (1..=4).contains(&after) && after < before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sites_name_is_taken_off() {
        assert_eq!(
            without_site("Bridge opens - again | The Ledger", Some("The Ledger")),
            "Bridge opens - again"
        );
        assert_eq!(
            without_site("The Ledger: Bridge opens", Some("The Ledger")),
            "Bridge opens"
        );
        assert_eq!(
            without_site("Bridge opens after storm | Ledger", None),
            "Bridge opens after storm"
        );
        assert_eq!(
            without_site(
                "Bridge opens - Ledger - News from the coast",
                Some("Ledger")
            ),
            "Bridge opens"
        );
        assert_eq!(
            without_site("Coast - Ledger - Bridge opens", Some("Ledger")),
            "Coast - Ledger - Bridge opens"
        );
        assert_eq!(
            rest_of("Gazette: Bridge opens", "Bridge opens").as_deref(),
            Some("Gazette")
        );
        assert_eq!(
            rest_of("Bridge opens | World | The Ledger", "Bridge opens").as_deref(),
            Some("The Ledger")
        );
    }
}
