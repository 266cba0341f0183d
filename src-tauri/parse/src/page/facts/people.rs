//! Who wrote the article.

use dom_query::NodeRef;

use super::Sources;
use crate::limits;
use crate::lines::authors::{is_byline, is_person, persons};
use crate::lines::wire;
use crate::page::hints::Hints;
use crate::page::tree::fold;

/// Persons and houses that are named as authors.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) persons: Vec<String>,
    pub(super) houses: Vec<String>,
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
    ];
    let claims: Vec<&str> = sources
        .meta
        .all(&metas)
        .filter(|it| !it.contains("://") && !it.contains('@'))
        .collect();
    people.houses.extend(
        claims
            .iter()
            .filter(|it| wire::exactly(it).is_some())
            .map(|it| (*it).to_owned()),
    );

    let by_description = sources
        .described
        .persons
        .iter()
        .flat_map(|it| names(it, outlet))
        .collect();
    let by_meta = || claims.iter().flat_map(|it| persons(it, outlet)).collect();
    let by_markup = || marked(sources, outlet);
    let by_line = || bylines(sources, outlet, headline);
    let ways: [&dyn Fn() -> Vec<String>; 3] = [&by_meta, &by_markup, &by_line];
    people.persons = ways.iter().fold(
        by_description,
        |found: Vec<String>, way| if found.is_empty() { way() } else { found },
    );
    dedup(&mut people.persons);
    people.persons.truncate(limits::AUTHORS);
    people
}

/// Persons of a name that is given as a person's: one word is enough, if it is no desk.
fn names(claim: &str, outlet: Option<&str>) -> Vec<String> {
    let found = persons(claim, outlet);
    let alone = claim.trim();
    if found.is_empty()
        && !alone.contains(' ')
        && is_person(&format!("{alone} {alone}"))
        && outlet != Some(alone)
        && !alone.contains('.')
    {
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
    let start = headline.unwrap_or(0);
    let near = start.saturating_sub(3)..(start + NEAR).min(tree.segments.len());
    let mut said = Vec::new();
    let mut hinted = Vec::new();
    for index in near {
        let segment = &tree.segments[index];
        if segment.words > 40 || Some(index) == headline {
            continue;
        }
        for part in segment.parts.iter().chain(std::iter::once(&segment.text)) {
            if is_byline(part) {
                said.extend(persons(part, outlet));
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
                    .flat_map(|it| persons(it, outlet)),
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
