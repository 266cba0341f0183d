//! Who wrote the article.

use std::ops::Range;

use dom_query::NodeRef;
use news::Evidence;

use super::Sources;
use super::title::same_words;
use crate::limits;
use crate::lines::authors::{after_by, is_bare_by, is_byline, is_person, is_trade, persons};
use crate::lines::wire;
use crate::page::hints::Hints;
use crate::page::tree::{Segment, Tree, fold};

/// Persons and houses that are named as authors.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) persons: Vec<String>,
    /// Where the persons, or else the credit, were found.
    pub(super) from: Option<Evidence>,
    pub(super) houses: Vec<String>,
    /// Who is named as author where that is no person.
    pub(super) credit: Option<String>,
}

/// Segments after the headline that can be a byline.
const NEAR: usize = 14;

pub(super) fn read(sources: &Sources<'_>, outlet: Option<&str>, headline: Option<usize>) -> People {
    let mut people = People {
        houses: sources.described.houses.clone(),
        ..People::default()
    };
    let metas = [
        "author",
        "article:author",
        "parsely-author",
        "byl",
        "sailthru.author",
        "dc.creator",
        "dcterms.creator",
        "article:author_name",
        "og:article:author",
        "citation_author",
        "cxenseparse:author",
        "rnews:author",
        "dc.contributor",
        "article.author",
        "og:author",
        "author-name",
    ];
    let claims: Vec<&str> = sources
        .meta
        .all(&metas)
        .chain(labelled(sources))
        .filter(|it| !it.contains("://") && !it.contains('@'))
        .collect();
    let described = sources.described.persons.iter().map(String::as_str);
    people.houses.extend(
        described
            .chain(claims.iter().copied())
            .filter(|it| wire::is_signature(it))
            .map(str::to_owned),
    );

    let by_description = || {
        sources
            .described
            .persons
            .iter()
            .flat_map(|it| names(it, outlet))
            .collect()
    };
    let by_meta = || claims.iter().flat_map(|it| names(it, outlet)).collect();
    let by_markup = || marked(sources, outlet);
    let by_line = || bylines(sources, outlet, headline);
    let by_signature = || signed(sources, outlet);
    let ways: [(&dyn Fn() -> Vec<String>, Evidence); 5] = [
        (&by_description, Evidence::Described),
        (&by_meta, Evidence::Meta),
        (&by_markup, Evidence::Marked),
        (&by_line, Evidence::Visible),
        (&by_signature, Evidence::Visible),
    ];
    for (way, from) in ways {
        people.persons = way();
        if !people.persons.is_empty() {
            people.from = Some(from);
            break;
        }
    }
    dedup(&mut people.persons);
    people.persons.truncate(limits::AUTHORS);
    if people.persons.is_empty() {
        let described = sources
            .described
            .persons
            .iter()
            .chain(&sources.described.houses);
        let described = described.map(|it| (it.as_str(), Evidence::Described));
        let meta = claims.iter().map(|it| (*it, Evidence::Meta));
        let found = described
            .chain(meta)
            .map(|(it, from)| (it.to_owned(), from))
            .find(|(it, _)| is_credit(it))
            .or_else(|| Some((credited(sources, headline)?, Evidence::Visible)));
        if let Some((credit, from)) = found {
            people.from = Some(from);
            people.credit = Some(credit.chars().take(limits::LABEL_CHARS).collect());
        }
    }
    people
}

/// "Written by" as the label of a card that is shown where a page is shared, and who.
fn labelled<'a>(sources: &'a Sources<'_>) -> impl Iterator<Item = &'a str> {
    const LABELS: &[&str] = &[
        "written by",
        "author",
        "by",
        "verfasst von",
        "écrit par",
        "escrito por",
        "scritto da",
        "geschreven door",
        "написано автором",
        "автор",
        "autor",
        "auteur",
        "autore",
    ];
    [
        ("twitter:label1", "twitter:data1"),
        ("twitter:label2", "twitter:data2"),
    ]
    .into_iter()
    .filter_map(|(label, data)| {
        let label = sources.meta.first(&[label])?.to_lowercase();
        LABELS
            .contains(&label.trim_end_matches(':'))
            .then(|| sources.meta.first(&[data]))?
    })
}

/// Whether a name that is given as the author's says something, though it is no person's.
fn is_credit(name: &str) -> bool {
    const NOTHING: &[&str] = &[
        "admin",
        "administrator",
        "author",
        "unknown",
        "anonymous",
        "user",
        "guest",
        "editor",
        "null",
        "undefined",
        "none",
        "root",
        "webmaster",
    ];
    let words = name.split_whitespace().count();
    (1..=8).contains(&words)
        && !crate::lines::is_picture_credit(name)
        && name.chars().any(char::is_alphabetic)
        && !name.contains("://")
        && !NOTHING.contains(&name.trim().to_lowercase().as_str())
}

/// The segments around the headline in which its byline can stand: up to the headline of the next article, where a page
/// shows several.
fn near(tree: &Tree, headline: Option<usize>) -> Range<usize> {
    let start = headline.unwrap_or(0);
    let end = (start + NEAR).min(tree.segments.len());
    let next = headline.and_then(|it| (it + 1..end).find(|next| is_of_another(tree, it, *next)));
    start.saturating_sub(3)..next.unwrap_or(end)
}

/// Whether a heading is the headline of another article than that of `headline`: as high, in an element of its own.
fn is_of_another(tree: &Tree, headline: usize, heading: usize) -> bool {
    let is_as_high = match (tree.heading(headline), tree.heading(heading)) {
        (Some(own), Some(other)) => other <= own,
        _ => false,
    };
    let [own, other] = [headline, heading].map(|it| tree.nearest(it, "article"));
    let is_apart = match (own, other) {
        (Some(own), Some(other)) => !tree.is_within(other, own) && !tree.is_within(own, other),
        _ => false,
    };
    is_as_high
        && is_apart
        && !same_words(&tree.segments[headline].text, &tree.segments[heading].text)
}

/// What a byline near the headline says that names no person: "By the Harbour Team".
fn credited(sources: &Sources<'_>, headline: Option<usize>) -> Option<String> {
    let tree = sources.tree;
    near(tree, headline)
        .filter(|it| tree.segments[*it].words <= 12 && Some(*it) != headline)
        .flat_map(|it| said(&tree.segments[it]))
        .filter(|it| is_byline(it))
        .map(|it| {
            after_by(&it)
                .trim_end_matches(|it: char| !it.is_alphanumeric())
                .to_owned()
        })
        .find(|it| is_credit(it) && it.split_whitespace().count() <= 6)
}

/// The parts of a line in which a byline can stand: each for itself, with what follows a "By" that stands alone, and the
/// whole.
fn said(segment: &Segment) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    let mut parts = segment.parts.iter().peekable();
    while let Some(part) = parts.next() {
        match parts.peek() {
            Some(next) if is_bare_by(part) => said.push(format!("{part} {next}")),
            _ => said.push(part.clone()),
        }
    }
    said.push(segment.text.clone());
    said
}

/// Persons of a name that is given as a person's: one word is enough, if it is no desk, and so are words in lower case.
fn names(claim: &str, outlet: Option<&str>) -> Vec<String> {
    let found = persons(claim, outlet);
    let alone = claim.trim();
    if !found.is_empty()
        || outlet.is_some_and(|it| it.eq_ignore_ascii_case(alone))
        || alone.contains('.')
        || wire::is_signature(alone)
    {
        return found;
    }
    let is_one_name = !alone.contains(' ') && is_person(&format!("{alone} {alone}"));
    let is_lower = || {
        let words: Vec<String> = alone
            .split(' ')
            .map(|it| {
                let mut letters = it.chars();
                letters
                    .next()
                    .map(|first| first.to_uppercase().chain(letters).collect())
                    .unwrap_or_default()
            })
            .collect();
        (2..=3).contains(&words.len())
            && alone
                .chars()
                .all(|it| it.is_lowercase() || it == ' ' || it == '-')
            && is_person(&words.join(" "))
    };
    if is_one_name || is_lower() {
        return vec![alone.to_owned()];
    }
    found
}

/// What `rel=author` and `itemprop=author` mark.
fn marked(sources: &Sources<'_>, outlet: Option<&str>) -> Vec<String> {
    const MOST: usize = 12;
    let selected = sources.document.select("[itemprop~=author] [itemprop=name], [itemprop~=author], a[rel~=author], [class~=author] [class~=fn], [class~=byline] a[href*=author]");
    let mut found = Vec::new();
    for node in selected.nodes().iter().take(MOST) {
        if node.ancestors(Some(12)).iter().any(is_beside) {
            continue;
        }
        let text = fold(&node.text());
        if text.chars().count() <= 120 {
            found.extend(persons(&text, outlet));
        }
    }
    dedup(&mut found);
    // A page that marks many is a list of articles, each with its own.
    if found.len() > 6 { Vec::new() } else { found }
}

fn is_beside(node: &NodeRef<'_>) -> bool {
    let tag = node
        .node_name()
        .map(|it| it.to_string())
        .unwrap_or_default();
    Hints::of(&tag, node).any(Hints::COMMENT | Hints::PROMO | Hints::ASIDE)
}

/// What bylines near the headline say, then any line that begins with "By".
fn bylines(sources: &Sources<'_>, outlet: Option<&str>, headline: Option<usize>) -> Vec<String> {
    let tree = sources.tree;
    let mut said = Vec::new();
    let mut hinted = Vec::new();
    for index in near(tree, headline) {
        let segment = &tree.segments[index];
        if segment.words > 40 || Some(index) == headline {
            continue;
        }
        for part in self::said(segment) {
            if is_byline(&part) {
                said.extend(persons(&part, outlet));
            }
        }
        let own = tree.boxes[segment.inside].hints | segment.hints;
        let parent = tree.boxes[segment.inside]
            .parent
            .map_or(own, |it| tree.boxes[it].hints);
        if (own | parent).any(Hints::AUTHOR) && !(own | parent).any(Hints::BIO) {
            hinted.extend(
                segment
                    .parts
                    .iter()
                    .filter(|it| it.split_whitespace().count() <= 12)
                    .flat_map(|it| persons(without_trade(it), outlet)),
            );
        }
    }
    if !said.is_empty() {
        said
    } else if !hinted.is_empty() {
        hinted
    } else {
        headline
            .and_then(|it| alone(sources, it, outlet))
            .into_iter()
            .collect()
    }
}

/// A line about one author, without what follows the name: "Jana Holm, harbour reporter & diver".
fn without_trade(line: &str) -> &str {
    let has_trade = line.split_whitespace().any(is_trade);
    match line.find([',', '|', '–', '—', '(']) {
        Some(at) if has_trade => &line[..at],
        None if has_trade && line.contains('&') => "",
        _ => line,
    }
}

/// What a line below the text says: "Written by …", "Authors: …", or a short line that begins with "By".
fn signed(sources: &Sources<'_>, outlet: Option<&str>) -> Vec<String> {
    const LONGEST: usize = 16;
    let tree = sources.tree;
    let beside = Hints::COMMENT
        | Hints::TEASERS
        | Hints::NAVIGATION
        | Hints::PROMO
        | Hints::CAPTION
        | Hints::CREDIT;
    let mut lines: Vec<Vec<String>> = Vec::new();
    for index in 0..tree.segments.len() {
        let segment = &tree.segments[index];
        if segment.words > LONGEST || tree.around(index).any(beside) {
            continue;
        }
        let found: Vec<String> = said(segment)
            .iter()
            .filter(|it| is_byline(it))
            .flat_map(|it| persons(it, outlet))
            .collect();
        if !found.is_empty() && !lines.contains(&found) {
            lines.push(found);
        }
    }
    // Several different ones are those of other articles.
    match lines.as_mut_slice() {
        [one] => std::mem::take(one),
        _ => Vec::new(),
    }
}

/// A name that stands alone between the headline and the first paragraph, with nothing else but a day.
fn alone(sources: &Sources<'_>, headline: usize, outlet: Option<&str>) -> Option<String> {
    const NEAR: usize = 4;
    let segments = &sources.tree.segments;
    let end = (headline + 1 + NEAR).min(segments.len());
    let first = (headline + 1..end).find(|it| segments[*it].words > 12)?;
    // Several short lines are a menu, or buttons.
    let mut lines = segments[headline + 1..first]
        .iter()
        .filter(|it| it.words <= 5);
    let names: Vec<&str> = lines
        .by_ref()
        .take(4)
        .map(|it| it.text.as_str())
        .filter(|it| is_person(it) && Some(*it) != outlet)
        .collect();
    match names.as_slice() {
        [name] if (2..=4).contains(&name.split_whitespace().count()) => Some((*name).to_owned()),
        _ => None,
    }
}

fn dedup(names: &mut Vec<String>) {
    let mut seen: Vec<String> = Vec::new();
    names.retain(|it| {
        let key = it.to_lowercase();
        let is_new = !seen.contains(&key);
        seen.push(key);
        is_new
    });
}
