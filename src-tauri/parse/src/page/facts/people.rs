//! Who wrote the article.

use std::ops::Range;

use dom_query::NodeRef;
use news::Evidence;

use super::Sources;
use crate::limits;
use crate::lines::authors::{
    self, after_by, given, is_bare_by, is_byline, is_person, is_trade, persons,
};
use crate::lines::{dateline_reporters, split_dateline, wire};
use crate::page::candidates::BESIDE;
use crate::page::hints::Hints;
use crate::page::others::is_of_another;
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
            .flat_map(|it| names(it, outlet, given))
            .collect()
    };
    let by_meta = || {
        claims
            .iter()
            .flat_map(|it| names(it, outlet, persons))
            .collect()
    };
    let by_markup = || marked(sources, outlet);
    let by_line = || bylines(sources, outlet, headline);
    let by_signature = || signed(sources, outlet, headline);
    let by_dateline = || filed(sources, headline);
    let ways: [(&dyn Fn() -> Vec<String>, Evidence); 6] = [
        (&by_description, Evidence::Described),
        (&by_meta, Evidence::Meta),
        (&by_markup, Evidence::Marked),
        (&by_line, Evidence::Visible),
        (&by_dateline, Evidence::Visible),
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

/// The segments around the headline in which its byline can stand: up to the second paragraph, or to the headline of the next
/// article, where a page shows several.
fn near(tree: &Tree, headline: Option<usize>) -> Range<usize> {
    let start = headline.unwrap_or(0);
    let end = (start + NEAR).min(tree.segments.len());
    let next = headline.and_then(|it| (it + 1..end).find(|next| is_of_another(tree, it, *next)));
    let end = next.unwrap_or(end);
    let second = headline.and_then(|it| {
        let mut paragraphs = (it + 1..end).filter(|it| is_paragraph(tree, *it));
        paragraphs.nth(1)
    });
    start.saturating_sub(3)..second.unwrap_or(end)
}

/// Whether a segment is a paragraph of an article, by its length and by what is around it.
fn is_paragraph(tree: &Tree, index: usize) -> bool {
    const WORDS: usize = 20;
    let beside = Hints::CAPTION
        | Hints::STANDFIRST
        | Hints::AUTHOR
        | Hints::BIO
        | Hints::PROMO
        | Hints::ASIDE
        | Hints::FURNITURE
        | Hints::NAVIGATION
        | Hints::PAYWALL
        | Hints::COMMENT;
    let segment = &tree.segments[index];
    segment.words >= WORDS
        && segment.linked * 2 < segment.words
        && !tree.around(index).any(beside)
        && tree.nearest(index, "figure").is_none()
}

/// Whether a segment stands on a card: in a box without the headline, below a heading that leads elsewhere.
fn is_on_card(tree: &Tree, index: usize, headline: Option<usize>) -> bool {
    /// Boxes around it, and segments above it, that are looked at.
    const LEVELS: usize = 3;
    const ABOVE: usize = 6;
    /// Words of a title. A heading with fewer is a name.
    const TITLE: usize = 4;
    let Some(own) = headline.map(|it| tree.segments[it].inside) else {
        return false;
    };
    let is_title = |it: usize| {
        let segment = &tree.segments[it];
        segment.words >= TITLE && segment.linked == segment.words && tree.heading(it).is_some()
    };
    let mut boxes = tree
        .holders(index)
        .take(LEVELS)
        .take_while(|it| !tree.is_within(own, *it));
    boxes.any(|holder| {
        (index.saturating_sub(ABOVE)..index)
            .rev()
            .take_while(|it| tree.is_within(tree.segments[*it].inside, holder))
            .any(is_title)
    })
}

/// What a byline near the headline says that names no person: "By the Harbour Team".
fn credited(sources: &Sources<'_>, headline: Option<usize>) -> Option<String> {
    let tree = sources.tree;
    near(tree, headline)
        .filter(|it| tree.segments[*it].words <= 12 && Some(*it) != headline)
        .flat_map(|it| {
            let segment = &tree.segments[it];
            let mut lines = lines(segment, None);
            lines.push(segment.text.clone());
            lines
        })
        .filter(|it| is_byline(it))
        .map(|it| {
            after_by(&it)
                .trim_end_matches(|it: char| !it.is_alphanumeric())
                .to_owned()
        })
        .find(|it| is_credit(it) && it.split_whitespace().count() <= 6)
}

/// The bylines that begin in one part of a segment and can go on in others.
fn lines(segment: &Segment, outlet: Option<&str>) -> Vec<String> {
    match segment.parts.len() {
        0 | 1 => Vec::new(),
        _ => authors::bylines(&segment.parts, outlet),
    }
}

/// The persons whom the bylines of a segment name, or whom the next one names below a "By" that stands alone.
fn named(tree: &Tree, index: usize, outlet: Option<&str>) -> Vec<String> {
    const NAME: usize = 5;
    let segment = &tree.segments[index];
    let below = tree
        .segments
        .get(index + 1)
        .filter(|it| it.words <= NAME && is_bare_by(&segment.text))
        .filter(|it| is_person(&it.text) && !is_byline(&it.text));
    if let Some(below) = below {
        return persons(&below.text, outlet);
    }
    let of = |line: &str| {
        if is_byline(line) {
            persons(line, outlet)
        } else {
            Vec::new()
        }
    };
    // The words of the whole can have run into one another.
    let parts: Vec<String> = lines(segment, outlet)
        .iter()
        .flat_map(|it| of(it))
        .collect();
    if parts.is_empty() {
        of(&segment.text)
    } else {
        parts
    }
}

/// Persons of a name that is given as a person's and that `read` reads: one word is enough, if it is no desk, and so are words
/// in lower case.
fn names(
    claim: &str,
    outlet: Option<&str>,
    read: fn(&str, Option<&str>) -> Vec<String>,
) -> Vec<String> {
    let found = read(claim, outlet);
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
            found.extend(given(&text, outlet));
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

/// What bylines near the headline say, else what is marked as one, else who is linked or stands alone there.
fn bylines(sources: &Sources<'_>, outlet: Option<&str>, headline: Option<usize>) -> Vec<String> {
    const LONGEST: usize = 40;
    let tree = sources.tree;
    let mut said = Vec::new();
    let mut hinted = Vec::new();
    for index in near(tree, headline) {
        let is_found = !said.is_empty() || !hinted.is_empty();
        if is_found && headline.is_some_and(|it| index > it) && is_paragraph(tree, index) {
            break;
        }
        let segment = &tree.segments[index];
        if segment.words > LONGEST || Some(index) == headline {
            continue;
        }
        let own = tree.boxes[segment.inside].hints | segment.hints;
        let parent = tree.boxes[segment.inside]
            .parent
            .map_or(own, |it| tree.boxes[it].hints);
        let is_hinted = (own | parent).any(Hints::AUTHOR) && !(own | parent).any(Hints::BIO);
        let named = named(tree, index, outlet);
        if (named.is_empty() && !is_hinted) || is_on_card(tree, index, headline) {
            continue;
        }
        said.extend(named);
        if is_hinted {
            hinted.extend(
                segment
                    .parts
                    .iter()
                    .flat_map(|it| short(it))
                    .flat_map(|it| persons(without_trade(it), outlet)),
            );
        }
    }
    if !said.is_empty() {
        return said;
    }
    if !hinted.is_empty() {
        return hinted;
    }
    let linked = linked(sources, outlet, headline);
    if !linked.is_empty() {
        return linked;
    }
    headline
        .and_then(|it| alone(sources, it, outlet))
        .into_iter()
        .collect()
}

/// A part of a byline if it is short, or else what the marks in it part: "Jana Holm · Ledger · Posted: …".
fn short(part: &str) -> impl Iterator<Item = &str> {
    const LONGEST: usize = 16;
    let is_short = |it: &str| it.split_whitespace().count() <= LONGEST;
    let marks: &[char] = if is_short(part) {
        &[]
    } else {
        &['|', '·', '•']
    };
    part.split(marks).filter(move |it| is_short(it))
}

/// Names near the headline that lead to the pages of their bearers: where classes say nothing, addresses do.
fn linked(sources: &Sources<'_>, outlet: Option<&str>, headline: Option<usize>) -> Vec<String> {
    const LONGEST: usize = 20;
    /// Words of a name.
    const NAME: usize = 4;
    /// Links that are looked at.
    const MOST: usize = 4_000;
    let tree = sources.tree;
    let beside = Hints::COMMENT | Hints::NAVIGATION | Hints::PROMO | Hints::TEASERS;
    let can_be_byline = |it: &usize| {
        let segment = &tree.segments[*it];
        Some(*it) != headline
            && segment.linked > 0
            && segment.words <= LONGEST
            && !tree.around(*it).any(beside)
            && !is_on_card(tree, *it, headline)
    };
    let mut names: Vec<&str> = near(tree, headline)
        .filter(can_be_byline)
        .flat_map(|it| &tree.segments[it].parts)
        .map(String::as_str)
        .filter(|it| it.split_whitespace().count() <= NAME && Some(*it) != outlet && is_person(it))
        .collect();
    if names.is_empty() {
        return Vec::new();
    }
    let links = sources.document.select("a[href]");
    let linked: Vec<String> = links
        .nodes()
        .iter()
        .take(MOST)
        .filter(|it| it.attr("href").is_some_and(|it| is_of_person(&it)))
        .map(|it| fold(&it.text()))
        .collect();
    names.retain(|it| linked.iter().any(|link| link == it));
    names.into_iter().map(str::to_owned).collect()
}

/// Whether an address is that of a person's page: "/author/jana-holm".
fn is_of_person(address: &str) -> bool {
    const PATHS: &[&str] = &[
        "/author",
        "/autor",
        "/auteur",
        "/people/",
        "/staff/",
        "/profile",
        "/by/",
        "/@",
        "/journalist",
        "/reporter",
        "/writer",
        "/contributor",
        "/redakt",
    ];
    let address = address.to_ascii_lowercase();
    PATHS.iter().any(|it| address.contains(it))
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

/// The reporters whom the dateline of the text names. A caption can have one too, with who took the picture.
fn filed(sources: &Sources<'_>, headline: Option<usize>) -> Vec<String> {
    let tree = sources.tree;
    let is_beside = |it: &usize| {
        let around = tree.around(*it);
        BESIDE.iter().any(|hint| around.any(*hint)) || around.any(Hints::CAPTION | Hints::CREDIT)
    };
    near(tree, headline)
        .filter(|it| !is_beside(it) && tree.nearest(*it, "figure").is_none())
        .filter_map(|it| split_dateline(&tree.segments[it].text))
        .map(|it| dateline_reporters(it.0))
        .find(|it| !it.is_empty())
        .unwrap_or_default()
}

/// What a line below the text says: "Written by …", "Authors: …", or a short line that begins with "By".
fn signed(sources: &Sources<'_>, outlet: Option<&str>, headline: Option<usize>) -> Vec<String> {
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
        let found = named(tree, index, outlet);
        if !found.is_empty() && !lines.contains(&found) && !is_on_card(tree, index, headline) {
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
        // Several links beside each other are sections.
        .filter(|it| it.linked == 0 || it.parts.len() < 2)
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
