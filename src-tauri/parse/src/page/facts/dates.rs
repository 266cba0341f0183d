//! When an article was published and when it was last changed, kept apart.

use std::sync::LazyLock;

use news::{Evidence, Timestamp};
use regex::Regex;

use super::Sources;
use crate::page::hints::Hints;
use crate::when::{self, Stated};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Option<(Stated, Evidence)>,
    pub(super) modified: Option<(Stated, Evidence)>,
    /// The page gives a time that no article can have.
    pub(super) implausible: bool,
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
    "published-date",
    "published",
    "pub_date",
    "pub-date",
    "article:publish_date",
    "article:published_date",
    "article-publish-date",
    "article.date",
    "post_date",
    "post-date",
    "release_date",
    "blogpost.published",
    "analyticsattributes.articledate",
    "vr:published_time",
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

/// What stands before the day of publication where a page says so in words, anywhere on it.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?ix) ^\W* (?: (?:first\s+|originally\s+|date\s+|article\s+)?(?:published|posted|publication\s+date|date\s+of\s+publication) (?:\s+date)? (?:\s+on)?
        | veröffentlicht(?:\s+am)? | erschienen(?:\s+am)? | stand | publié(?:e)?(?:\s+le)? | mis\s+en\s+ligne(?:\s+le)? | publicado(?:\s+el|\s+em)? | fecha\s+de\s+publicación | pubblicato(?:\s+il)? | gepubliceerd(?:\s+op)?
        | опубликовано | дата\s+публикации | опубліковано | opublikowano | data\s+publikacji | publicerad | publicerat | publisert | udgivet | julkaistu | yayınlanma(?:\s+tarihi)? | نشر(?:\s+في)? | تاريخ\s+النشر | प्रकाशित | 发布时间 | 發布時間 | 公開日 | 掲載日 | 投稿日 | 입력
        ) \b \W*")
        .expect("a fixed pattern")
});

pub(super) fn read(sources: &Sources<'_>, headline: Option<usize>) -> Dates {
    let described = &sources.described;
    let published = || described.published.as_deref().and_then(moment);
    let by_meta = || sources.meta.all(PUBLISHED).find_map(moment);
    let by_markup = || marked(sources, "[itemprop~=datePublished], time[pubdate]");
    let by_page = || printed(sources, headline);
    let by_address = || in_address(sources);
    let by_label = || labelled(sources);
    let by_element = || first_element(sources);
    let ways: [(&dyn Fn() -> Option<Stated>, Evidence); 7] = [
        (&published, Evidence::Described),
        (&by_meta, Evidence::Meta),
        (&by_markup, Evidence::Marked),
        (&by_page, Evidence::Visible),
        (&by_address, Evidence::Address),
        (&by_label, Evidence::Visible),
        (&by_element, Evidence::Marked),
    ];
    let published = ways
        .iter()
        .find_map(|(way, from)| way().map(|it| (it, *from)));
    let described_change = || described.modified.as_deref().and_then(moment);
    let meta_change = || sources.meta.all(MODIFIED).find_map(moment);
    let marked_change = || marked(sources, "[itemprop~=dateModified]");
    let ways: [(&dyn Fn() -> Option<Stated>, Evidence); 3] = [
        (&described_change, Evidence::Described),
        (&meta_change, Evidence::Meta),
        (&marked_change, Evidence::Marked),
    ];
    let modified = ways
        .iter()
        .find_map(|(way, from)| way().map(|it| (it, *from)));
    let claims = described
        .published
        .as_deref()
        .into_iter()
        .chain(sources.meta.all(PUBLISHED));
    let implausible = claims
        .filter_map(when::stated)
        .any(|it| it.at < EARLIEST || it.at > LATEST);
    Dates {
        published,
        modified: modified.filter(|(it, _)| published.is_none_or(|(at, _)| it.at >= at.at)),
        implausible,
    }
}

/// 1990-01-01T00:00:00Z: what lies before is an epoch or an error.
const EARLIEST: Timestamp = Timestamp(631_152_000_000);
/// 2100-01-01T00:00:00Z: what lies beyond is a typing error, whatever the day is today.
const LATEST: Timestamp = Timestamp(4_102_444_800_000);

/// A point in time that an article of today can have.
fn moment(text: &str) -> Option<Stated> {
    let printed = || {
        PRINTED
            .find(text)
            .and_then(|it| when::stated(it.as_str().trim()))
    };
    when::stated(text)
        .or_else(printed)
        .filter(|it| it.at >= EARLIEST && it.at <= LATEST)
}

fn marked(sources: &Sources<'_>, selector: &str) -> Option<Stated> {
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
fn printed(sources: &Sources<'_>, headline: Option<usize>) -> Option<Stated> {
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
    by_element.or_else(by_text)
}

/// The first `time` element of the page with a day in it.
fn first_element(sources: &Sources<'_>) -> Option<Stated> {
    let first = sources.document.select("time[datetime]");
    first
        .nodes()
        .first()
        .and_then(|it| it.attr("datetime"))
        .and_then(|it| moment(&it))
}

/// The day that a short line anywhere says is the one of publication; or that alone is in a box named after days.
fn labelled(sources: &Sources<'_>) -> Option<Stated> {
    const LONGEST: usize = 14;
    let tree = sources.tree;
    let beside = Hints::PROMO | Hints::COMMENT | Hints::TEASERS | Hints::ASIDE | Hints::NAVIGATION;
    let own: Vec<usize> = (0..tree.segments.len())
        .filter(|it| tree.segments[*it].words <= LONGEST && !tree.around(*it).any(beside))
        .collect();
    let said = own.iter().find_map(|it| {
        let text = &tree.segments[*it].text;
        let label = LABELLED.find(text)?;
        let rest = &text[label.end()..];
        if rest.is_empty() {
            // The label stands in a box of its own, the day in the next.
            return tree
                .segments
                .get(it + 1)
                .filter(|it| it.words <= LONGEST)
                .and_then(|it| stated(&it.text));
        }
        stated(rest)
    });
    said.or_else(|| {
        let days: Vec<Stated> = own
            .iter()
            .filter(|it| {
                let segment = &tree.segments[**it];
                (tree.boxes[segment.inside].hints | segment.hints).any(Hints::DATE)
            })
            .filter_map(|it| stated(&tree.segments[*it].text))
            .collect();
        // Several days are those of other articles.
        let first = days.first()?;
        days.iter().all(|it| it.at == first.at).then_some(*first)
    })
}

/// The date that a line states, in the zone of the city that it names.
fn stated(line: &str) -> Option<Stated> {
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
    let clock = jiff::tz::TimeZone::UTC.to_datetime(at.at.to_jiff());
    let Ok(in_city) = zone.to_timestamp(clock) else {
        return Some(at);
    };
    Some(Stated {
        at: in_city.into(),
        zone: Some(zone.to_offset(in_city).seconds() / 60),
    })
}

fn in_address(sources: &Sources<'_>) -> Option<Stated> {
    let address = super::address::canonical(sources)?;
    let path = url::Url::parse(&address).ok()?.path().to_owned();
    let found = IN_ADDRESS.captures(&path)?;
    moment(&format!("{}-{}-{}", &found[1], &found[3], &found[4]))
}
