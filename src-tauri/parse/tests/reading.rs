//! How a page was read: where facts were found, in which zone its times are, and what it says of itself.

use news::{Article, Evidence, Reading, reading::as_given};

/// An article of two paragraphs in a page with this head and this between headline and text.
fn page(head: &str, above: &str, below: &str) -> Article {
    let html = format!(
        "<html lang=en><head><title>Bridge opens after storm</title>{head}</head><body><main>
         <h1>Bridge opens after storm</h1>{above}
         <p>The long bridge over the northern strait opened again at noon, two days after the storm had closed it to all but ambulances.</p>
         <p>Engineers had looked at every one of its forty cables from boats and found none of them torn, the port office said.</p>
         {below}</main></body></html>"
    );
    let parsed = parse::page(html.as_bytes(), None, Some("https://ledger.example/bridge"));
    parsed.articles.into_iter().next().expect("an article")
}

fn reading(article: &Article) -> Reading {
    article
        .reading
        .as_deref()
        .cloned()
        .expect("a page has a reading")
}

/// Name, head, above the text, below it; persons, credit, where found.
type Author = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    Option<&'static str>,
    Option<Evidence>,
);

const AUTHORS: &[Author] = &[
    (
        "a card that says who wrote it",
        r#"<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jana Holm">"#,
        "",
        "",
        &["Jana Holm"],
        None,
        Some(Evidence::Meta),
    ),
    (
        "a card about something else",
        r#"<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Jana Holm">"#,
        "",
        "",
        &[],
        None,
        None,
    ),
    (
        "a By whose name stands in another element",
        "",
        "<div><span>By</span><span>Jana Holm</span></div>",
        "",
        &["Jana Holm"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "a signature below the text",
        "",
        "",
        "<p>Written by Jana Holm</p>",
        &["Jana Holm"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "a name in lower case, given as the author's",
        r#"<meta name="author" content="jana holm">"#,
        "",
        "",
        &["jana holm"],
        None,
        Some(Evidence::Meta),
    ),
    (
        "a desk is a credit and no person",
        r#"<meta name="author" content="Harbour Desk">"#,
        "",
        "",
        &[],
        Some("Harbour Desk"),
        Some(Evidence::Meta),
    ),
    (
        "an account that says nothing",
        r#"<meta name="author" content="admin">"#,
        "",
        "",
        &[],
        None,
        None,
    ),
    (
        "a trade is no second author",
        "",
        r#"<div class="author">Jana Holm, bridge engineer &amp; diver</div>"#,
        "",
        &["Jana Holm"],
        None,
        Some(Evidence::Visible),
    ),
];

#[test]
fn authors_are_found_where_pages_put_them_and_it_is_said_where() {
    for (name, head, above, below, persons, credit, from) in AUTHORS {
        let article = page(head, above, below);
        let reading = reading(&article);
        assert_eq!(article.authors, *persons, "{name}");
        assert_eq!(reading.credit.as_deref(), *credit, "{name}");
        assert_eq!(reading.authors_from, *from, "{name}");
    }
}

#[test]
fn signatures_far_below_are_those_of_other_articles_where_they_differ() {
    let far = "<p>Ferries go from the northern quay at every full hour until the bridge is free of ice.</p>".repeat(20);
    let signed = |names: &[&str]| -> Vec<String> {
        let lines: String = names.iter().map(|it| format!("<p>By {it}</p>")).collect();
        page("", "", &format!("{far}{lines}")).authors
    };
    assert_eq!(signed(&["Jana Holm"]), ["Jana Holm"]);
    assert!(signed(&["Jana Holm", "Petr Aros"]).is_empty());
}

/// Name, head, above the text, below it; the time as given, where found.
type Day = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<Evidence>,
);

const DAYS: &[Day] = &[
    (
        "the zone of the page is kept",
        r#"<meta property="article:published_time" content="2025-03-02T23:30:00-05:00">"#,
        "",
        "",
        Some("2025-03-02T23:30:00-05:00"),
        Some(Evidence::Meta),
    ),
    (
        "no zone is no zone",
        r#"<meta property="article:published_time" content="2025-03-02T23:30:00">"#,
        "",
        "",
        Some("2025-03-02T23:30:00"),
        Some(Evidence::Meta),
    ),
    (
        "a labelled day below the text",
        "",
        "",
        "<p>Published on 2 March 2025</p>",
        Some("2025-03-02T00:00:00"),
        Some(Evidence::Visible),
    ),
    (
        "a label in a box of its own",
        "",
        "",
        "<div><p>Published</p><p>Mar 2, 2025</p></div>",
        Some("2025-03-02T00:00:00"),
        Some(Evidence::Visible),
    ),
    (
        "an epoch is no day",
        r#"<meta property="article:published_time" content="1970-01-01T00:00:00Z">"#,
        "",
        "",
        None,
        None,
    ),
];

#[test]
fn days_are_found_where_pages_put_them_in_the_zone_that_they_give() {
    for (name, head, above, below, given, from) in DAYS {
        let article = page(head, above, below);
        let reading = reading(&article);
        let at = article
            .published_at
            .map(|it| as_given(it, reading.published_zone));
        assert_eq!(at.as_deref(), *given, "{name}");
        assert_eq!(reading.published_from, *from, "{name}");
        assert_eq!(reading.implausible, name.starts_with("an epoch"), "{name}");
    }
}

#[test]
fn what_a_page_says_of_itself_is_kept() {
    let article = page(
        r#"<meta property="og:image" content="/pictures/bridge.jpg"><meta property="article:section" content="Harbour">
           <meta name="keywords" content="bridge, storm, Bridge">
           <script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Bridge opens after storm", "isAccessibleForFree": "False"}</script>"#,
        "",
        "",
    );
    let reading = reading(&article);
    assert_eq!(
        reading.image.as_deref(),
        Some("https://ledger.example/pictures/bridge.jpg")
    );
    assert_eq!(reading.section.as_deref(), Some("Harbour"));
    assert_eq!(reading.tags, ["bridge", "storm"], "each once");
    assert!(reading.paywalled && reading.live);
}

#[test]
fn a_wall_is_told_from_a_page_that_sells_subscriptions() {
    let walled = page("", "", "<p>To continue reading, choose a plan.</p>");
    assert!(reading(&walled).paywalled);
    let sold = page(
        "",
        "",
        "<p>Subscribe to our newsletter.</p><p>She said that subscribers would continue reading.</p>",
    );
    assert!(!reading(&sold).paywalled && !reading(&sold).live);
}

#[test]
fn a_page_on_which_all_agree_is_surer_than_one_of_which_only_the_description_tells() {
    let plain = reading(&page("", "", ""));
    assert!(plain.confidence > Reading::DOUBTFUL, "{}", plain.confidence);
    let text = "The long bridge over the northern strait opened again at noon. ".repeat(12);
    let html = format!(
        r#"<title>Bridge</title><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Bridge", "articleBody": "{text}"}}</script><p>Loading</p>"#
    );
    let parsed = parse::page(html.as_bytes(), None, None);
    let told = reading(&parsed.articles[0]);
    assert_eq!(told.confidence, 0, "nobody else has seen this text");
}

#[test]
fn a_heading_loses_what_the_given_title_has_not() {
    const TESTS: &[(&str, &str, &str)] = &[
        (
            "Bridge opens after storm | Opinion",
            "Bridge opens after storm",
            "Bridge opens after storm",
        ),
        (
            "Mar 2 2025 Bridge opens after storm",
            "Bridge opens after storm",
            "Bridge opens after storm",
        ),
        (
            "Bridge opens after storm and closes again",
            "Bridge opens after storm",
            "Bridge opens after storm and closes again",
        ),
    ];
    for (shown, given, expected) in TESTS {
        let html = format!(
            r#"<title>{given}</title><meta property="og:title" content="{given}"><article><h1>{shown}</h1>
            <p>The long bridge over the northern strait opened again at noon, two days after the storm had closed it.</p></article>"#
        );
        let parsed = parse::page(html.as_bytes(), None, None);
        assert_eq!(parsed.articles[0].title, *expected, "{shown}");
    }
}
