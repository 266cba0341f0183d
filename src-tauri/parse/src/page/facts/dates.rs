//! When an article was published and when it was last changed, kept apart.

use std::sync::LazyLock;

use news::Timestamp;
use regex::Regex;

use super::Sources;
use crate::page::hints::Hints;
use crate::when;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) published_at: Option<Timestamp>,
    pub(super) modified_at: Option<Timestamp>,
}

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_date",
    "article.published",
    "parsely-pub-date",
    "originalpublicationdate",
    "publication_date",
    "publicationdate",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "article:published",
    "article_date_original",
    "dcterms.created",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "datecreated",
    "created",
    "displaydate",
    "date",
    "article:post_date",
    "bt:pubdate",
    "ptime",
    "publish_time",
    "timestamp",
    "dc:date",
    "dc:created",
    "article:created",
];
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:modified_time",
    "og:updated_time",
    "article:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "last_modified",
    "modified",
    "dcterms.modified",
    "dc.date.modified",
    "updated",
    "utime",
    "revised",
    "article.updated",
];

/// A date as pages print it, with the time of day and zone that follow it.
static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        (?: \d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?
          | \d{1,2}[./-]\d{1,2}[./-]\d{4}
          | \p{L}{3,12}\.? \s+ \d{1,2}(?:st|nd|rd|th)? ,? \s+ \d{4}
          | \d{1,2}(?:st|nd|rd|th|er|º|\.)? \s+ (?:de\s+|of\s+)? \p{L}[\p{L}\p{M}]{2,14}\.? ,? \s+ (?:de\s+|del\s+)? \d{4}
        )
        (?: T?[,\s]* (?: (?:at|à|um|ore|kl\.?|às|a\slas|в|о|[-–—|]) \s* )? \d{1,2}[:.h]\d{2} (?:[:.]\d{2})? \s* (?:[ap]\.?m\.?\b)? \s* (?:\b[A-Z]{2,5}\b|[+-]\d{2}:?\d{2})? )?
        ",
    )
    .expect("a fixed pattern")
});

/// "Lissane time" after a time of day.
static CITY_TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d (\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?) (?:time|local time)\b")
        .expect("a fixed pattern")
});

/// The day in an address: "/2025/12/07/", "-20251207.html".
static IN_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[/_-])((?:19|20)\d{2})([/_-]?)(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?:$|[/_.-])").expect("a fixed pattern")
});

pub(super) fn read(sources: &Sources<'_>, headline: Option<usize>) -> Dates {
    let described = &sources.described;
    let published = || described.published.as_deref().and_then(moment);
    let by_meta = || sources.meta.all(PUBLISHED).find_map(moment);
    let by_markup = || marked(sources, "[itemprop~=datePublished], time[pubdate]");
    let by_page = || printed(sources, headline);
    let by_address = || in_address(sources);
    let ways: [&dyn Fn() -> Option<Timestamp>; 5] =
        [&published, &by_meta, &by_markup, &by_page, &by_address];
    let published_at = ways.iter().find_map(|it| it());
    let modified_at = described
        .modified
        .as_deref()
        .and_then(moment)
        .or_else(|| sources.meta.all(MODIFIED).find_map(moment))
        .or_else(|| marked(sources, "[itemprop~=dateModified]"));
    Dates {
        published_at,
        modified_at: modified_at.filter(|it| published_at.is_none_or(|at| *it >= at)),
    }
}

/// A point in time that an article of today can have.
fn moment(text: &str) -> Option<Timestamp> {
    /// 1990-01-01T00:00:00Z: what lies before is an epoch or an error.
    const EARLIEST: Timestamp = Timestamp(631_152_000_000);
    let printed = || {
        PRINTED
            .find(text)
            .and_then(|it| when::parse(it.as_str().trim()))
    };
    when::parse(text)
        .or_else(printed)
        .filter(|it| *it >= EARLIEST)
}

fn marked(sources: &Sources<'_>, selector: &str) -> Option<Timestamp> {
    let selected = sources.document.select(selector);
    selected.nodes().iter().take(4).find_map(|node| {
        let given = ["content", "datetime"]
            .iter()
            .filter_map(|it| node.attr(it))
            .find_map(|it| moment(&it));
        given.or_else(|| moment(&node.text()))
    })
}

/// The date that stands near the headline.
fn printed(sources: &Sources<'_>, headline: Option<usize>) -> Option<Timestamp> {
    const NEAR: usize = 14;
    const LONGEST: usize = 40;
    let tree = sources.tree;
    let start = headline.unwrap_or(0);
    let near = start.saturating_sub(4)..(start + NEAR).min(tree.segments.len());
    let near: Vec<usize> = near
        .filter(|it| tree.segments[*it].words <= LONGEST)
        .collect();
    let by_element = near
        .iter()
        .find_map(|it| tree.segments[*it].datetime.as_deref().and_then(moment));
    let by_text = || {
        let (hinted, plain): (Vec<usize>, Vec<usize>) = near.iter().partition(|it| {
            let segment = &tree.segments[**it];
            (tree.boxes[segment.inside].hints | segment.hints).any(Hints::DATE)
        });
        hinted.into_iter().chain(plain).find_map(|it| {
            let segment = &tree.segments[it];
            segment
                .parts
                .iter()
                .find_map(|part| stated(part))
                .or_else(|| stated(&segment.text))
        })
    };
    let anywhere = || {
        let first = sources.document.select("time[datetime]");
        first
            .nodes()
            .first()
            .and_then(|it| it.attr("datetime"))
            .and_then(|it| moment(&it))
    };
    by_element.or_else(by_text).or_else(anywhere)
}

/// The date that a line states, in the zone of the city that it names.
fn stated(line: &str) -> Option<Timestamp> {
    let found = PRINTED
        .find_iter(line)
        .find_map(|it| moment(it.as_str().trim()));
    let at = found?;
    let Some(city) = CITY_TIME.captures(line).map(|it| it[1].replace(' ', "_")) else {
        return Some(at);
    };
    let zone = jiff::tz::db()
        .available()
        .map(|it| it.to_string())
        .find(|it| it.rsplit('/').next() == Some(city.as_str()));
    let Some(zone) = zone.and_then(|it| jiff::tz::TimeZone::get(&it).ok()) else {
        return Some(at);
    };
    let clock = jiff::tz::TimeZone::UTC.to_datetime(at.to_jiff());
    zone.to_timestamp(clock)
        .ok()
        .map(Timestamp::from)
        .or(Some(at))
}

fn in_address(sources: &Sources<'_>) -> Option<Timestamp> {
    let address = super::address::canonical(sources)?;
    let path = url::Url::parse(&address).ok()?.path().to_owned();
    let found = IN_ADDRESS.captures(&path)?;
    moment(&format!("{}-{}-{}", &found[1], &found[3], &found[4]))
}
