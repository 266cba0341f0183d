//! What a page says of its article besides title, people and times: section, tags, picture, and who may read it.

use url::Url;

use super::Sources;
use crate::limits;

/// The part of the outlet in which it appeared.
pub(super) fn section(sources: &Sources<'_>) -> Option<String> {
    let described = sources.described.section.as_deref();
    let by_meta = || {
        sources.meta.first(&[
            "article:section",
            "og:section",
            "parsely-section",
            "section",
            "dc.subject.section",
            "cxenseparse:section",
        ])
    };
    described.or_else(by_meta).map(shortened)
}

/// The publisher's words for what it is about, each once.
pub(super) fn tags(sources: &Sources<'_>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let by_meta = sources.meta.all(&[
        "article:tag",
        "news_keywords",
        "og:article:tag",
        "parsely-tags",
        "keywords",
    ]);
    let all = sources
        .described
        .tags
        .iter()
        .map(String::as_str)
        .chain(by_meta.flat_map(|it| it.split([',', ';'])));
    for tag in all {
        if tags.len() >= limits::TAGS {
            break;
        }
        let tag = shortened(tag);
        let key = tag.to_lowercase();
        if !tag.is_empty() && !tags.iter().any(|it| it.to_lowercase() == key) {
            tags.push(tag);
        }
    }
    tags
}

/// The picture that the publisher shows with it, as an address that a browser can open.
pub(super) fn image(sources: &Sources<'_>) -> Option<String> {
    const LONGEST: usize = 4_000;
    let base = sources.address.and_then(|it| Url::parse(it).ok());
    let claims = [
        sources.meta.first(&[
            "og:image:secure_url",
            "og:image",
            "og:image:url",
            "twitter:image",
            "twitter:image:src",
        ]),
        sources.described.image.as_deref(),
    ];
    claims.into_iter().flatten().find_map(|claim| {
        let parsed = match Url::parse(claim.trim()) {
            Ok(it) => Some(it),
            Err(_) => base.as_ref().and_then(|it| it.join(claim.trim()).ok()),
        };
        parsed
            .filter(|it| matches!(it.scheme(), "http" | "https") && it.has_host())
            .map(String::from)
            .filter(|it| it.len() <= LONGEST)
    })
}

/// Whether the page says that not everybody may read all of it. Words like "subscribe" stand on free pages too:
/// only what a page says of itself in so many words counts.
pub(super) fn is_paywalled(sources: &Sources<'_>) -> bool {
    let tier = sources
        .meta
        .first(&["article:content_tier", "og:content_tier", "content_tier"]);
    let by_tier = tier.map(|it| {
        matches!(
            it.to_lowercase().as_str(),
            "locked" | "metered" | "premium" | "paid"
        )
    });
    match (sources.described.free, by_tier) {
        (Some(free), _) => !free,
        (None, Some(paid)) => paid,
        (None, None) => sources
            .tree
            .segments
            .iter()
            .any(|it| it.words <= 60 && crate::lines::is_wall(&it.text)),
    }
}

/// Whether entries are added while it stands.
pub(super) fn is_live(sources: &Sources<'_>) -> bool {
    let is_named_live = || {
        let words = [
            "live",
            "live blog",
            "liveblog",
            "live updates",
            "en direct",
            "liveticker",
            "live ticker",
            "minuto a minuto",
            "ao vivo",
            "diretta",
            "онлайн",
        ];
        let shown = sources.meta.first(&[
            "og:type",
            "article:type",
            "pagetype",
            "page_type",
            "contenttype",
        ]);
        shown.is_some_and(|it| words.contains(&it.to_lowercase().as_str()))
    };
    sources.described.live || is_named_live() || has_entries(sources)
}

/// Several times of day that stand alone, each over a paragraph: entries of a live blog.
fn has_entries(sources: &Sources<'_>) -> bool {
    const FEWEST: usize = 3;
    let segments = &sources.tree.segments;
    let is_time = |text: &str| {
        let text = text.trim();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        text.chars().count() <= 16
            && (3..=4).contains(&digits)
            && text.split([':', '.', 'h']).next().is_some_and(|it| {
                (1..=2).contains(&it.trim().len())
                    && it.trim().bytes().all(|it| it.is_ascii_digit())
            })
    };
    let entries = (0..segments.len()).filter(|it| {
        is_time(&segments[*it].text)
            && (it + 1..(it + 4).min(segments.len())).any(|next| segments[next].words >= 15)
    });
    entries.count() >= FEWEST
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(limits::LABEL_CHARS).collect()
}
