//! The names under which pages say when.

/// Under which a page says when it was published, surest first.
pub(super) const PUBLISHED: &[&str] = &[
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
    "citation_online_date",
    "citation_date",
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
/// Under which a page says when it was last changed.
pub(super) const MODIFIED: &[&str] = &[
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

/// Whether a name that is in neither list is one for the time of publication: "w-published-date".
pub(super) fn is_for_publication(name: &str) -> bool {
    const OF_PUBLICATION: &[&str] = &[
        "publish",
        "published",
        "publication",
        "pub",
        "issued",
        "created",
        "creation",
        "posted",
    ];
    let words = words_of(name);
    says_when(&words)
        && words.iter().any(|it| OF_PUBLICATION.contains(it))
        && !words.iter().any(|it| is_of_change(it) || is_of_other(it))
}

/// Whether a name that is in neither list is one for the time of the last change: "page-last-modified".
pub(super) fn is_for_change(name: &str) -> bool {
    let words = words_of(name);
    words.iter().any(|it| is_of_change(it)) && !words.iter().any(|it| is_of_other(it))
}

fn words_of(name: &str) -> Vec<&str> {
    name.split(|it: char| !it.is_ascii_alphanumeric())
        .filter(|it| !it.is_empty())
        .collect()
}

fn says_when(words: &[&str]) -> bool {
    words.iter().any(|it| {
        matches!(
            *it,
            "date" | "time" | "datetime" | "on" | "at" | "day" | "timestamp"
        )
    })
}

fn is_of_change(word: &str) -> bool {
    matches!(
        word,
        "modified"
            | "modification"
            | "updated"
            | "update"
            | "lastmod"
            | "lastmodified"
            | "lastupdated"
    )
}

/// Words of names for times that are neither: of a picture, of the site, of an event.
fn is_of_other(word: &str) -> bool {
    matches!(
        word,
        "image"
            | "video"
            | "site"
            | "page"
            | "last"
            | "expires"
            | "expiration"
            | "expiry"
            | "end"
            | "start"
            | "event"
            | "unpublish"
            | "current"
            | "server"
            | "build"
            | "cache"
            | "copyright"
            | "review"
            | "reviewed"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_list_has_are_read_by_their_words() {
        const TESTS: &[(&str, bool, bool)] = &[
            ("w-published-date", true, false),
            ("cms.publication_date", true, false),
            ("article:posted:on", true, false),
            ("content-updated", false, true),
            ("updated-time", false, true),
            ("publisher", false, false),
            ("published-by", false, false),
            ("image-created-date", false, false),
            ("cdc:last_published", false, false),
            ("date-published-modified", false, true),
            ("current-date", false, false),
        ];
        for (name, publication, change) in TESTS {
            assert_eq!(is_for_publication(name), *publication, "{name}");
            assert_eq!(is_for_change(name), *change, "{name}");
        }
    }
}
