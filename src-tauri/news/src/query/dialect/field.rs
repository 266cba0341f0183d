//! What the fields of other systems are called in our language, and which have no counterpart.

use super::Dialect;

/// What a field of another system is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// A field of ours, and what differs if anything.
    Ours(&'static str, &'static str),
    /// As typed, whatever stands in it.
    Case,
    /// Every part of the text: no field.
    Everywhere,
    /// A number of words.
    Words,
    /// A time.
    Date,
    /// Nothing. It says what that means.
    Lost(&'static str),
}

const CODES: &str = "Indexing codes are given by the other system and are not known here. The clause is left out, so more is found.";
const UNKNOWN: &str = "There is no such field here. The clause is left out, so more is found.";
const SOCIAL: &str = "This says something of a social network's posts or people. The clause is left out, so more is found.";

/// A row: the names of a field, and its sense.
type Row = (&'static [&'static str], Sense);

const FACTIVA: &[Row] = &[
    (&["hd"], Sense::Ours("title", "")),
    (
        &["hl"],
        Sense::Ours(
            "title",
            "The name of the section and of the column do not count here.",
        ),
    ),
    (
        &["lp"],
        Sense::Ours("lead", "The headline counts as well here."),
    ),
    (&["hlp"], Sense::Ours("lead", "")),
    (
        &["td", "tdp"],
        Sense::Ours("body", "The first paragraphs count as well here."),
    ),
    (&["by", "au"], Sense::Ours("byline", "")),
    (&["sn"], Sense::Ours("source", "")),
    (&["pub"], Sense::Ours("publisher", "")),
    (&["la"], Sense::Ours("lang", "")),
    (&["cr"], Sense::Ours("credit", "")),
    (&["art"], Sense::Ours("caption", "")),
    (&["wc"], Sense::Words),
    (&["pd", "date"], Sense::Date),
    (
        &[
            "ns", "in", "co", "fds", "re", "rst", "sc", "de", "ipd", "ipc", "ric", "cu", "isin",
            "pe",
        ],
        Sense::Lost(CODES),
    ),
    (
        &["se", "clm", "an", "pg", "vol", "ed", "ct", "cx", "rf", "cy"],
        Sense::Lost(UNKNOWN),
    ),
];

const LEXIS: &[Row] = &[
    (&["headline", "title"], Sense::Ours("title", "")),
    (&["hlead"], Sense::Ours("lead", "")),
    (
        &["lead"],
        Sense::Ours("lead", "The headline counts as well here."),
    ),
    (&["body", "text"], Sense::Ours("body", "")),
    (&["byline", "author"], Sense::Ours("byline", "")),
    (
        &["publication", "source", "publication-name", "source-name"],
        Sense::Ours("source", ""),
    ),
    (&["publisher"], Sense::Ours("publisher", "")),
    (&["language"], Sense::Ours("lang", "")),
    (&["caption", "graphic"], Sense::Ours("caption", "")),
    (&["credit"], Sense::Ours("credit", "")),
    (&["length"], Sense::Words),
    (&["date"], Sense::Date),
    (
        &[
            "subject",
            "term",
            "terms",
            "company",
            "ticker",
            "industry",
            "person",
            "city",
            "state",
            "geographic",
            "country",
            "organization",
            "sic",
            "naics",
        ],
        Sense::Lost(CODES),
    ),
];

const MELTWATER: &[Row] = &[
    (&["title", "headline"], Sense::Ours("title", "")),
    (
        &["ingress"],
        Sense::Ours(
            "lead",
            "The headline and the second paragraph count as well here.",
        ),
    ),
    (&["body"], Sense::Ours("body", "")),
    (
        &["author", "byline", "metadata.authors.authorinfo.name"],
        Sense::Ours("byline", ""),
    ),
    (
        &["source", "sourcename", "metadata.source.name"],
        Sense::Ours("source", ""),
    ),
    (&["url", "metadata.url"], Sense::Ours("url", "")),
    (&["site", "domain"], Sense::Ours("site", "")),
    (
        &["lang", "language", "metadata.languagecode"],
        Sense::Ours("lang", ""),
    ),
    (
        &["country", "metadata.source.location.countrycode"],
        Sense::Ours("country", ""),
    ),
];

const BRANDWATCH: &[Row] = &[
    (&["title"], Sense::Ours("title", "")),
    (&["author"], Sense::Ours("byline", "")),
    (&["site"], Sense::Ours("site", "")),
    (&["url"], Sense::Ours("url", "")),
    (
        &["country"],
        Sense::Ours(
            "country",
            "The country of the source is meant here, not of the author.",
        ),
    ),
    (&["language", "lang"], Sense::Ours("lang", "")),
    (&["raw"], Sense::Case),
    (
        &[
            "links",
            "city",
            "county",
            "state",
            "region",
            "continent",
            "hashtags",
            "at_mentions",
            "engagingwith",
            "engagementtype",
            "rating",
            "authorgender",
            "gender",
            "channelid",
            "subreddit",
            "authorverified",
            "authorverifiedtype",
            "authorfollowers",
            "tags",
            "location",
            "latitude",
            "longitude",
            "minuteofday",
            "guid",
            "objects",
            "entity",
            "images",
            "blognotes",
            "authorbio",
            "itemreview",
            "pagetype",
            "reachestimate",
            "impact",
            "monthlyvisitors",
            "sensitive",
            "parentblogname",
            "topdomain",
            "publication",
        ],
        Sense::Lost(SOCIAL),
    ),
];

const LUCENE: &[Row] = &[
    (&["title", "headline"], Sense::Ours("title", "")),
    (&["lead", "summary", "description"], Sense::Ours("lead", "")),
    (&["body", "content", "text"], Sense::Ours("body", "")),
    (&["_all", "*"], Sense::Everywhere),
    (&["author", "byline", "creator"], Sense::Ours("byline", "")),
    (&["caption"], Sense::Ours("caption", "")),
    (&["credit"], Sense::Ours("credit", "")),
    (&["source"], Sense::Ours("source", "")),
    (&["publisher"], Sense::Ours("publisher", "")),
    (&["site", "domain", "host"], Sense::Ours("site", "")),
    (&["url"], Sense::Ours("url", "")),
    (&["lang", "language"], Sense::Ours("lang", "")),
    (&["country"], Sense::Ours("country", "")),
    (&["tag", "tags"], Sense::Ours("tag", "")),
    (
        &[
            "date",
            "published",
            "publish_date",
            "pubdate",
            "published_at",
        ],
        Sense::Date,
    ),
    (&["words", "wordcount", "word_count"], Sense::Words),
];

/// What a field is to us, by its name in any case. Nothing, if it is none that is known.
pub(super) fn known(dialect: Dialect, name: &str) -> Option<Sense> {
    let name = name.to_ascii_lowercase();
    let rows = match dialect {
        Dialect::Factiva => FACTIVA,
        Dialect::Lexis => LEXIS,
        Dialect::Meltwater => MELTWATER,
        Dialect::Brandwatch => BRANDWATCH,
        Dialect::Lucene => LUCENE,
    };
    rows.iter()
        .find(|row| row.0.contains(&name.as_str()))
        .map(|row| row.1)
}

/// What is meant by a field that is not known.
pub(super) fn unknown() -> Sense {
    Sense::Lost(UNKNOWN)
}

/// What a field of ours is called elsewhere.
pub(super) fn theirs(dialect: Dialect, ours: &str) -> Option<&'static str> {
    let names: &[(&str, &str)] = match dialect {
        Dialect::Factiva => &[
            ("title", "hd"),
            ("lead", "hlp"),
            ("body", "td"),
            ("byline", "by"),
            ("credit", "cr"),
            ("caption", "art"),
            ("source", "sn"),
            ("publisher", "pub"),
            ("lang", "la"),
        ],
        Dialect::Lexis => &[
            ("title", "HEADLINE"),
            ("lead", "HLEAD"),
            ("body", "BODY"),
            ("byline", "BYLINE"),
            ("credit", "CREDIT"),
            ("caption", "CAPTION"),
            ("source", "PUBLICATION"),
            ("publisher", "PUBLISHER"),
            ("lang", "LANGUAGE"),
        ],
        Dialect::Meltwater => &[
            ("title", "title"),
            ("lead", "ingress"),
            ("byline", "author"),
            ("source", "source"),
            ("site", "site"),
            ("url", "url"),
            ("lang", "language"),
            ("country", "country"),
        ],
        Dialect::Brandwatch => &[
            ("title", "title"),
            ("byline", "author"),
            ("site", "site"),
            ("url", "url"),
            ("lang", "language"),
            ("country", "country"),
        ],
        Dialect::Lucene => &[
            ("title", "title"),
            ("lead", "lead"),
            ("body", "body"),
            ("byline", "byline"),
            ("credit", "credit"),
            ("caption", "caption"),
            ("source", "source"),
            ("publisher", "publisher"),
            ("site", "site"),
            ("url", "url"),
            ("lang", "lang"),
            ("country", "country"),
            ("tag", "tag"),
        ],
    };
    names.iter().find(|it| it.0 == ours).map(|it| it.1)
}
