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

/// The words of a text in lower case. In scripts without blanks each letter is one.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
    {
        if word.is_ascii() || !word.contains(is_dense) {
            words.push(word.to_lowercase());
            continue;
        }
        let mut spaced = String::new();
        for letter in word.chars() {
            if is_dense(letter) {
                if !spaced.is_empty() {
                    words.push(std::mem::take(&mut spaced).to_lowercase());
                }
                words.push(letter.to_string());
            } else {
                spaced.push(letter);
            }
        }
        if !spaced.is_empty() {
            words.push(spaced.to_lowercase());
        }
    }
    words
}

/// Whether a letter belongs to a script that puts no blanks between words: of China, Japan, Thailand, Laos, Burma, Cambodia.
fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

/// How much words say: two letters that are words of their own count as one.
fn size(words: &[String]) -> usize {
    let is_letter = |it: &&String| it.chars().next().is_some_and(is_dense);
    let letters = words.iter().filter(is_letter).count();
    words.len() - letters + letters.div_ceil(2)
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
        .or_else(|| of_front_link(sources))
        .or_else(|| of_title(shown.as_deref()?, &host(sources)?));
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
        let length = size(&words);
        if length > LONGEST || words.is_empty() {
            continue;
        }
        // A section's name can stand in a title too: a short heading must be most of it.
        let matches = claims.iter().any(|claim| {
            *claim == words
                || (contains(claim, &words) && (length >= 4 || words.len() * 2 > claim.len()))
        });
        let is_longer = level == 1
            && length >= 4
            && claims
                .iter()
                .any(|claim| size(claim) >= 4 && contains(&words, claim));
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
        first.filter(|it| {
            let words = words(&tree.segments[*it].text);
            let length = size(&words);
            // A section's name has many letters where these are words.
            let least = if words.len() > length + 1 { 6 } else { 3 };
            length >= least
        })
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

/// Marks that part names from a title without a blank, beside a letter of a script without blanks.
const DENSE_SEPARATORS: [char; 5] = ['_', '-', '：', '|', '｜'];

/// Where the last of these marks stands: where it begins and ends.
fn dense_mark(title: &str) -> Option<(usize, usize)> {
    if title.is_ascii() {
        return None;
    }
    let marks = title.match_indices(DENSE_SEPARATORS);
    let mut beside_letters = marks.filter(|(at, mark)| {
        let before = title[..*at].chars().next_back();
        let behind = title[at + mark.len()..].chars().next();
        [before, behind].into_iter().flatten().any(is_dense)
    });
    beside_letters
        .next_back()
        .map(|(at, mark)| (at, at + mark.len()))
}

/// Whether a name in a script of East Asia is that of a house, by its end: "人民网", "朝日新聞", "동아일보".
fn is_house(name: &str) -> bool {
    const LONGEST: usize = 14;
    #[rustfmt::skip]
    const ENDS: &[&str] = &[
        "网", "網", "日报", "日報", "晚报", "晚報", "早报", "早報", "时报", "時報", "周报", "週報", "新闻", "新聞", "新闻社", "新聞社",
        "通信社", "通讯社", "通訊社", "频道", "頻道", "电视台", "電視台", "ニュース", "放送", "テレビ", "일보", "신문", "뉴스", "방송",
    ];
    /// Nets of another kind.
    const WORDS: &[&str] = &["联网", "聯網", "电网", "電網"];
    let name = name.trim();
    let ends = |them: &[&str]| them.iter().any(|it| name.ends_with(it));
    name.chars().count() <= LONGEST && ends(ENDS) && !ends(WORDS)
}

/// The first part of the name of the page's host, without hyphens.
fn host(sources: &Sources<'_>) -> Option<String> {
    let host = url::Url::parse(sources.address?)
        .ok()?
        .host_str()?
        .to_lowercase()
        .replace('-', "");
    host.trim_start_matches("www.")
        .split('.')
        .next()
        .map(str::to_owned)
}

/// The first or last part of a page's title, if the host is named like it: "Old News :: Bridge opens" of oldnews.example.
fn of_title(shown: &str, host: &str) -> Option<String> {
    const WORDS: usize = 4;
    /// Names of hosts that are none of houses.
    const PLAIN: &[&str] = &["news", "blog", "blogs", "edition", "home", "shop"];
    let last = SEPARATORS
        .iter()
        .filter_map(|it| shown.rfind(it).map(|at| at + it.len()))
        .max();
    let first = SEPARATORS.iter().filter_map(|it| shown.find(it)).min();
    let parts = [last.map(|it| &shown[it..]), first.map(|it| &shown[..it])];
    let is_named = |part: &&str| {
        let letters: String = part
            .to_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let bare = letters.strip_prefix("the").unwrap_or(&letters);
        let is_most =
            letters.len() >= 5 && host.contains(&letters) && letters.len() * 2 >= host.len();
        let is_longer = host.len() >= 6 && letters.starts_with(host);
        (letters == host || bare == host || is_most || is_longer)
            && part.split_whitespace().count() <= WORDS
    };
    if host.len() < 4 || PLAIN.contains(&host) {
        return None;
    }
    let name = parts.into_iter().flatten().find(is_named)?;
    Some(name.trim().to_owned())
}

/// The name in the link to the front page, if the host is named like it.
fn of_front_link(sources: &Sources<'_>) -> Option<String> {
    let labels = host(sources)?;
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
    let rest = dense_mark(rest).map_or(rest, |it| &rest[it.1..]);
    let count = rest.split_whitespace().count();
    ((1..=6).contains(&count) && !tells(rest)).then(|| rest.trim().to_owned())
}

/// A title without the site's name before or after it.
pub(super) fn without_site(title: &str, site: Option<&str>) -> String {
    let site = site.map(words).unwrap_or_default();
    let mut title = without_day(title.trim());
    for _ in 0..2 {
        match without_name(title, &site) {
            Some(shorter) => title = without_day(shorter),
            None => break,
        }
    }
    title.trim_matches(['|', '»', '«', '·']).trim().to_owned()
}

/// `title` without one name before or behind it: the site's, or what looks like one.
fn without_name<'a>(title: &'a str, site: &[String]) -> Option<&'a str> {
    let last = SEPARATORS
        .iter()
        .filter_map(|it| title.rfind(it).map(|at| (at, at + it.len())))
        .max();
    let first = SEPARATORS
        .iter()
        .chain(&[": "])
        .filter_map(|it| title.find(it).map(|at| (at, at + it.len())))
        .min();
    // One letter of a script without blanks says nothing.
    let is_part =
        |part: &[String]| part.len() > 1 || !part.iter().any(|it| it.chars().any(is_dense));
    let is_site = |part: &str| {
        let part = words(part);
        !part.is_empty()
            && !site.is_empty()
            && (part == site || contains(&part, site) || (contains(site, &part) && is_part(&part)))
    };
    let dense = || {
        let (at, end) = dense_mark(title)?;
        let (before, behind) = (&title[..at], &title[end..]);
        let named = words(behind);
        let is_own = !site.is_empty() && named == site;
        let is_like_one =
            &title[at..end] == "_" && site.is_empty() && looks_like_site(before, behind);
        (is_own || is_house(behind) && size(&words(before)) >= 3 || is_like_one).then_some(before)
    };
    let shorter = match (first, last) {
        (_, Some((at, end))) if is_site(&title[end..]) => {
            Some(before_section(&title[..at], &title[at..end]))
        }
        (Some((at, end)), _) if is_site(&title[..at]) => Some(&title[end..]),
        (_, Some((at, end))) if site.is_empty() && looks_like_site(&title[..at], &title[end..]) => {
            Some(&title[..at])
        }
        (_, Some((at, end)))
            if title[at..end].contains('|')
                && looks_like_names(&title[..at], &title[end..], !site.is_empty()) =>
        {
            Some(&title[..at])
        }
        _ => dense()
            .or_else(|| before_bracket(title, site))
            .or_else(|| before_site(title, site)),
    };
    shorter.map(str::trim)
}

/// `title` without the day behind it, in numbers: "Bridge opens – Ledger – 12/07/2025".
fn without_day(title: &str) -> &str {
    let last = SEPARATORS
        .iter()
        .filter_map(|it| title.rfind(it).map(|at| (at, at + it.len())))
        .max();
    let is_number = |it: &String| it.bytes().all(|it| it.is_ascii_digit());
    match last.map(|(at, end)| (at, words(&title[end..]))) {
        Some((at, day)) if day.len() == 3 && day.iter().all(is_number) => title[..at].trim(),
        _ => title,
    }
}

/// `title` without the name of a section that the same mark parts from it as parts the site's name: "Bridge opens after storm – Politics".
fn before_section<'a>(title: &'a str, mark: &str) -> &'a str {
    const WORDS: usize = 2;
    let Some((before, section)) = title.rsplit_once(mark) else {
        return title;
    };
    let is_name = section.starts_with(char::is_uppercase)
        && section.split_whitespace().count() <= WORDS
        && !section.contains(|it: char| it.is_ascii_digit());
    if is_name && size(&words(before)) >= 4 {
        before
    } else {
        title
    }
}

/// What stands before the house's name in brackets that end a title: "Bridge opens (동아일보)".
fn before_bracket<'a>(title: &'a str, site: &[String]) -> Option<&'a str> {
    let inside = title.strip_suffix([')', '）', ']', '］', '】'])?;
    let (before, inside) = inside.rsplit_once(['(', '（', '[', '［', '【'])?;
    let is_own = !site.is_empty() && words(inside) == site;
    ((is_own || is_house(inside)) && size(&words(before)) >= 3).then_some(before)
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
    if !is_name(after) {
        return false;
    }
    let (before, after) = (size(&words(before)), size(&words(after)));
    before >= 3 && (1..=4).contains(&after) && after < before
}

/// Whether what stands behind an upright bar, the only mark of a title, is names: of the site, of a section, what the site says of
/// itself. Headlines go on behind such a bar too: "Storm hits coast | What we know so far". Where the site is `known` and stands in
/// neither part, the first is the headline unless it is much shorter.
fn looks_like_names(before: &str, after: &str, known: bool) -> bool {
    let is_only = !SEPARATORS.iter().any(|it| before.contains(it)) && is_name(after);
    let (before, after) = (size(&words(before)), size(&words(after)));
    let most = if known { before + 2 } else { before };
    is_only && before >= 2 && (1..=most).contains(&after)
}

/// Whether a part of a title is written as names are, and not as the rest of a headline is: it is short, or a domain, has words of the
/// press in it, or capitals all through. What is written without capitals can be either.
fn is_name(part: &str) -> bool {
    const SHORT: usize = 2;
    const LONGEST: usize = 4;
    /// Words that houses have in their names, and in what they say of themselves.
    #[rustfmt::skip]
    const PRESS: &[&str] = &[
        "news", "newspaper", "nachrichten", "zeitung", "actualité", "actualités", "noticias", "notícias", "notizie", "новости",
        "новини", "газета", "wiadomości", "haber", "haberleri", "nieuws", "nyheter", "nyheder", "uutiset", "online", "tv",
    ];
    /// Small words of names.
    #[rustfmt::skip]
    const SMALL: &[&str] = &[
        "of", "the", "and", "for", "in", "on", "a", "de", "del", "della", "di", "du", "des", "da", "do", "dos", "la", "le",
        "les", "el", "los", "der", "die", "das", "und", "et", "y", "e", "i", "van", "het", "och", "og", "и",
    ];
    if tells(part) {
        return false;
    }
    let is_domain = |it: &str| it.split('.').all(|it| it.len() >= 2) && it.contains('.');
    let is_cased = |it: char| it.is_lowercase() || it.is_uppercase();
    let is_small = |it: &str| {
        let bare = it.trim_matches(|it: char| !it.is_alphanumeric());
        bare.starts_with(char::is_lowercase) && !SMALL.contains(&bare)
    };
    let count = part.split_whitespace().count();
    count <= SHORT
        || !part.contains(is_cased)
        || part.split_whitespace().any(is_domain)
        || words(part).iter().any(|it| PRESS.contains(&it.as_str()))
        || count <= LONGEST && !part.split_whitespace().any(is_small)
}

/// Whether several words tell or ask something, as names do not: "What we know so far".
fn tells(part: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "what", "how", "why", "who", "when", "where", "which", "we", "you", "they", "she", "is", "are", "were",
        "has", "have", "was", "wie", "warum", "wer", "wann", "wo", "wir", "ist", "sind", "ce", "qui", "quoi",
        "pourquoi", "quand", "où", "sont", "qué", "cómo", "quién", "cuándo", "dónde", "como", "quem", "quando", "onde",
        "cosa", "perché", "dove", "что", "как", "почему", "кто", "когда", "где", "що", "як", "чому", "хто", "коли", "jak",
        "dlaczego", "kto", "kiedy", "gdzie", "wat", "hoe", "waarom", "wanneer", "vad", "hur", "varför", "hva", "hvordan",
        "hvorfor", "hvad", "nasıl", "neden",
    ];
    let is_acronym = |it: &str| it.len() >= 2 && !it.contains(char::is_lowercase);
    let is_loud = is_acronym(part);
    // "WHO" is a house, and "La Provincia di Como" another.
    let can_tell = |at: usize, it: &str| match at {
        _ if is_loud => true,
        0 => !is_acronym(it),
        _ => !it.starts_with(char::is_uppercase),
    };
    let mut words = part
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .enumerate();
    let has_word =
        words.any(|(at, it)| can_tell(at, it) && WORDS.contains(&it.to_lowercase().as_str()));
    part.split_whitespace().nth(1).is_some() && (has_word || part.trim_end().ends_with('?'))
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
        assert_eq!(
            rest_of("大桥重新开放-国际频道-某某网", "大桥重新开放").as_deref(),
            Some("某某网")
        );
    }

    #[test]
    fn the_rest_of_a_title_is_the_site_unless_it_tells_something() {
        const TESTS: &[(&str, Option<&str>)] = &[
            ("La Provincia di Como", Some("La Provincia di Como")),
            ("Will County Gazette", Some("Will County Gazette")),
            ("Comment & Analysis", Some("Comment & Analysis")),
            ("The WHO", Some("The WHO")),
            ("What we know so far", None),
            ("What We Know", None),
            ("This is what we know", None),
            ("THIS IS WHAT WE KNOW", None),
            ("Cosa sappiamo", None),
        ];
        for (rest, expected) in TESTS {
            let title = format!("Bridge opens | {rest}");
            let found = rest_of(&title, "Bridge opens");
            assert_eq!(found.as_deref(), *expected, "{rest}");
        }
    }

    #[test]
    fn names_behind_a_title_are_taken_off_and_its_own_words_are_not() {
        const TESTS: &[(&str, Option<&str>, &str)] = &[
            (
                "Bridge opens after storm — Politics — The Ledger",
                Some("The Ledger"),
                "Bridge opens after storm",
            ),
            (
                "Bridge opens after storm - what we know - The Ledger",
                Some("The Ledger"),
                "Bridge opens after storm - what we know",
            ),
            (
                "Bridge opens after storm – LD – 12/07/2025",
                Some("ld.com"),
                "Bridge opens after storm",
            ),
            (
                "Bridge opens after storm | Latest News, Breaking News",
                Some("The Ledger"),
                "Bridge opens after storm",
            ),
            (
                "Storm hits coast | What we know so far",
                Some("The Ledger"),
                "Storm hits coast | What we know so far",
            ),
            (
                "Storm hits coast | What we know so far",
                None,
                "Storm hits coast | What we know so far",
            ),
            (
                "Storm hits coast | What we know so far | The Ledger",
                Some("The Ledger"),
                "Storm hits coast | What we know so far",
            ),
            (
                "Storm hits coast | What we know",
                Some("What We Know"),
                "Storm hits coast",
            ),
            (
                "Storm hits the coast of Varn | What We Know",
                None,
                "Storm hits the coast of Varn | What We Know",
            ),
            (
                "Storm hits the coast of Varn - dozens flee inland",
                None,
                "Storm hits the coast of Varn - dozens flee inland",
            ),
            (
                "Der Sturm trifft die Küste | Was wir wissen",
                None,
                "Der Sturm trifft die Küste | Was wir wissen",
            ),
            (
                "Буря накрыла берег Варна | Что известно",
                None,
                "Буря накрыла берег Варна | Что известно",
            ),
            (
                "Storm hits coast | La Voz de Galicia",
                Some("The Ledger"),
                "Storm hits coast",
            ),
            (
                "Storm hits coast of Varn | ledger.example",
                None,
                "Storm hits coast of Varn",
            ),
            (
                "Storm hits coast of Varn | News from the coast",
                Some("The Ledger"),
                "Storm hits coast of Varn",
            ),
            (
                "Storm hits coast of Varn - heise online",
                None,
                "Storm hits coast of Varn",
            ),
            (
                "Opinion | Bridge opens after storm",
                Some("The Ledger"),
                "Opinion | Bridge opens after storm",
            ),
            (
                "Coast Today | Bridge opens after storm",
                None,
                "Coast Today | Bridge opens after storm",
            ),
            (
                "Coast | Other | Bridge opens",
                Some("The Ledger"),
                "Coast | Other | Bridge opens",
            ),
            ("大桥两年后重新开放_国际_新华网", None, "大桥两年后重新开放"),
            (
                "大桥两年后重新开放-国际频道-某某网",
                None,
                "大桥两年后重新开放",
            ),
            (
                "大橋が二年ぶりに再開へ：朝日新聞",
                None,
                "大橋が二年ぶりに再開へ",
            ),
            (
                "Bridge opens after storm(동아일보)",
                None,
                "Bridge opens after storm",
            ),
            (
                "港务局长今天上午表示：码头将关闭",
                None,
                "港务局长今天上午表示：码头将关闭",
            ),
            (
                "第二届中国-东盟博览会开幕",
                Some("新华网"),
                "第二届中国-东盟博览会开幕",
            ),
            (
                "How to use my_own_names in a title",
                None,
                "How to use my_own_names in a title",
            ),
        ];
        for (title, site, expected) in TESTS {
            assert_eq!(without_site(title, *site), *expected, "{title}");
        }
    }

    #[test]
    fn letters_of_scripts_without_blanks_are_words() {
        assert_eq!(words("iPhone17 发布"), ["iphone17", "发", "布"]);
        assert_eq!(words("Bridge opens, again"), ["bridge", "opens", "again"]);
        assert_eq!(words("대교 개통"), ["대교", "개통"]);
        assert_eq!(size(&words("北部两个码头")), 3);
        assert!(same_words("【速報】閉鎖へ(共同)", "速報 閉鎖へ（共同）"));
    }

    #[test]
    fn the_part_of_a_title_that_the_host_is_named_like_is_the_outlet() {
        const TESTS: &[(&str, &str, Option<&str>)] = &[
            ("Old News :: Bridge opens", "oldnews", Some("Old News")),
            (
                "Bridge opens | The Old News",
                "oldnews",
                Some("The Old News"),
            ),
            ("Bridge opens | OldNews.com", "oldnews", Some("OldNews.com")),
            ("Some time to go | Ledger", "time", None),
            ("Bridge opens - News", "news", None),
            ("Bridge opens", "bridge", None),
        ];
        for (shown, host, expected) in TESTS {
            assert_eq!(of_title(shown, host).as_deref(), *expected, "{shown}");
        }
    }
}
