//! Any text as an article and its next version, or its copy: matched, quoted, compared, told in stories.
#![no_main]

use std::sync::LazyLock;

use news::{
    Article, ArticleId, StoryId, Timestamp, TopicId,
    evidence::text_of,
    query::{About, Document, Matcher, Query, flagged, places, prove},
    story::{Fingerprint, OwnText, StoryTerms, TellingInput, changes, compare, kinship},
    text::sentence_at,
    version::{differences, likeness},
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    parse_fuzz::begin();
    let (old, new) = text.split_once('\0').unwrap_or((text, text));
    let (old, new) = (parse_fuzz::article(old), parse_fuzz::article(new));
    for article in [&old, &new] {
        match_all(article);
        StoryTerms::of(article);
        text_of(article);
        for block in &article.blocks {
            for it in 0..block.text.len().min(64) {
                let at = sentence_at(&block.text, it);
                assert!(block.text.get(at).is_some(), "sentences end on characters");
            }
        }
    }
    differences(&old, &new);
    likeness(&old, &new);
    changes(&old, &new);
    kinship(&OwnText::of(&old, "Post"), &OwnText::of(&new, "Ledger"));
    let inputs: Vec<TellingInput> = [old, new]
        .into_iter()
        .zip(1..)
        .map(|(article, number)| TellingInput {
            article_id: ArticleId(number),
            outlet: format!("Outlet {number}"),
            publisher: format!("House {number}"),
            country: None,
            article,
            first_seen_at: Timestamp(number),
            text_from: (number % 2 == 0).then_some(ArticleId(1)),
        })
        .collect();
    compare(StoryId(1), &inputs);
});

/// Queries that ask for every kind of thing that a text is looked through for.
static QUERIES: LazyLock<Vec<Query>> = LazyLock::new(|| {
    const TEXTS: &[&str] = &[
        "border AND sanction*",
        "\"border escalation\" OR *-escalation OR bor?er",
        "bor* NEAR/5 san*",
        "bor* ONEAR/3 san*",
        "bor* SENT san*",
        "bor* PARA san*",
        "ATLEAST/2(bor*)",
        "FIRST/20(bor*)",
        "CASE(Border) OR CAPS(border) OR ALLCAPS(border) OR PARTS(border)",
        "QUOTE(san*)",
        "AFFIRMED(san*)",
        "SAIDBY(minister, san*)",
        "SCORE>=2(bor*^2, san*^0.5, min*^-1)",
        "/b.n/ OR /san\\w+ (bor|esc)/",
        "title:bor* OR lead:san* OR byline:tul* OR credit:rep* OR caption:fer* OR promo:rea*",
        "制裁 OR санкц* OR العقوبات",
        "words:>8 AND bor*",
    ];
    TEXTS
        .iter()
        .map(|it| Query::search(it).expect("a query").query)
        .collect()
});

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| {
    let mut matcher = Matcher::new();
    for (query, number) in QUERIES.iter().zip(0..) {
        matcher.set(TopicId(number), 1, query);
    }
    matcher
});

/// Matches and proves: both must find the same, and what is found must be shown.
fn match_all(article: &Article) {
    let document = Document::new(article, &About::default());
    Fingerprint::of(&document.search_text());
    let mut scratch = MATCHER.scratch();
    let mut found: Vec<_> = MATCHER
        .hits(&document, &mut scratch)
        .iter()
        .map(|it| (it.topic_id, it.places.to_vec()))
        .collect();
    found.sort();
    let mut expected = vec![];
    for (query, number) in QUERIES.iter().zip(0..) {
        flagged(article, &prove(query, &document));
        if let Some(places) = places(query, &document) {
            expected.push((TopicId(number), places));
        }
    }
    expected.sort();
    assert_eq!(found, expected, "matcher and reference agree");
}
