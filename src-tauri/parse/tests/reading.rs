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
        "an agency among the persons of a description",
        r#"<script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","name":"Jana Holm"},{"@type":"Person","name":"EFE"}]}</script>"#,
        "",
        "",
        &["Jana Holm"],
        None,
        Some(Evidence::Described),
    ),
    (
        "an agency as the only person of a description",
        r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"EFE"}}</script>"#,
        "",
        "",
        &[],
        Some("EFE"),
        Some(Evidence::Described),
    ),
    (
        "a person who is called as an agency is",
        r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"Petra"}}</script>"#,
        "",
        "",
        &["Petra"],
        None,
        Some(Evidence::Described),
    ),
    (
        "an agency that no mark parts from the name",
        "",
        "<p>By JANA DI HOLM Associated Press</p>",
        "",
        &["JANA DI HOLM"],
        None,
        Some(Evidence::Visible),
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
    (
        "several linked names, and a day below them",
        "",
        "<div>By <a href=/j>Jana Holm</a> and <a href=/p>Petr Aros</a><br>Published Mar 2, 2025</div>",
        "",
        &["Jana Holm", "Petr Aros"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "several linked names, and a time beside them",
        "",
        "<div>By <a href=/j>Jana Holm</a>, <a href=/p>Petr Aros</a> and <a href=/a>Ann Lee</a> <time>Mar 2, 2025 3:00 PM</time></div>",
        "",
        &["Jana Holm", "Petr Aros", "Ann Lee"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "names with what they do behind each",
        "",
        "<div>By <a href=/j>Jana Holm</a><span>Staff Writer</span> <a href=/p>Petr Aros</a><span>Staff Writer</span></div>",
        "",
        &["Jana Holm", "Petr Aros"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "two names that a style alone sets apart",
        "",
        "<div><span>By</span> <span>Jana Holm</span><span>Petr Aros</span></div>",
        "",
        &["Jana Holm", "Petr Aros"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "a label in a box of its own",
        "",
        "<div><p>Published by</p><p>Jana Holm</p></div>",
        "",
        &["Jana Holm"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "who looked over it wrote nothing",
        "",
        "<div><span>Medically reviewed</span> by <a href=/a>Ann Lee RDN</a> — <span>Written by</span> <a href=/j>Jana Holm</a></div>",
        "",
        &["Jana Holm"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "a name that leads to its bearer's page, where no class says so",
        "",
        "<div><a href=/author/jana-holm>Jana Holm</a></div><div>2 March 2025</div><div>5 min read</div><div>Share</div>",
        "",
        &["Jana Holm"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "a name that leads somewhere else is none by that",
        "",
        "<div><a href=/bridges/jana-holm>Jana Holm</a></div><div><a href=/bridges/salt-stairs>Salt Stairs</a></div>",
        "",
        &[],
        None,
        None,
    ),
    (
        "the reporter of a dateline",
        "",
        "<p>(서울=연합뉴스) 김철수 기자 = 항만 당국은 화요일 북쪽 부두 두 곳을 한 달 동안 폐쇄한다고 밝혔다.</p>",
        "",
        &["김철수"],
        None,
        Some(Evidence::Visible),
    ),
    (
        "who took a picture, in a caption with the form of a dateline",
        "",
        "<figure><img src=/p.jpg><figcaption>(서울=연합뉴스) 김철수 기자 = 항만 당국은 화요일 북쪽 부두 두 곳을 한 달 동안 폐쇄한다고 밝혔다.</figcaption></figure>",
        "",
        &[],
        None,
        None,
    ),
    (
        "the same, in a figure that names no caption",
        "",
        "<figure><p>(서울=연합뉴스) 김철수 기자 = 항만 당국은 화요일 북쪽 부두 두 곳을 한 달 동안 폐쇄한다고 밝혔다.</p></figure>",
        "",
        &[],
        None,
        None,
    ),
    (
        "the reporter of a dateline beside the article",
        "",
        "<aside><p>(서울=연합뉴스) 김철수 기자 = 항만 당국은 화요일 북쪽 부두 두 곳을 한 달 동안 폐쇄한다고 밝혔다.</p></aside>",
        "",
        &[],
        None,
        None,
    ),
    (
        "a person of a description whose name is a word too",
        r#"<script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","name":"April Jones"},{"@type":"Person","name":"Emily Post"}]}</script>"#,
        "",
        "",
        &["April Jones", "Emily Post"],
        None,
        Some(Evidence::Described),
    ),
    (
        "a house that a description calls a person",
        r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"Human Rights Watch"}}</script>"#,
        "",
        "",
        &[],
        Some("Human Rights Watch"),
        Some(Evidence::Described),
    ),
];

/// A card below an article, with its author.
const CARD: &str = r#"<div class=card><h3><a href="/other">Ferry waits for the ice to melt</a></h3><span class=author>By Petr Aros</span></div>"#;

#[test]
fn the_authors_of_cards_below_an_article_are_not_its_own() {
    let cards = CARD.repeat(2);
    assert_eq!(
        page("", "<p>By Jana Holm</p>", &cards).authors,
        ["Jana Holm"]
    );
    assert!(page("", "", &cards).authors.is_empty());
}

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
fn the_byline_of_the_next_article_on_the_page_is_not_this_ones() {
    let story = |title: &str, author: &str| {
        format!(
            "<article><h1>{title}</h1><p>By {author}</p>
             <p>The long bridge over the northern strait opened again at noon, two days after the storm had closed it to all but ambulances.</p></article>"
        )
    };
    let html = format!(
        "<title>Bridge opens after storm</title>{}{}",
        story("Bridge opens after storm", "Jana Holm"),
        story("Ferry waits for the ice to melt", "Petr Aros")
    );
    let parsed = parse::page(html.as_bytes(), None, None);
    assert_eq!(parsed.articles[0].authors, ["Jana Holm"]);
}

#[test]
fn the_text_of_the_next_article_on_the_page_is_not_this_ones() {
    let story = |title: &str, author: &str, text: &[&str]| {
        let text: String = text.iter().map(|it| format!("<p>{it}</p>")).collect();
        format!("<article><h1>{title}</h1><p>By {author}</p>{text}</article>")
    };
    let html = format!(
        "<title>Bridge opens after storm</title><main>{}{}</main>",
        story(
            "Bridge opens after storm",
            "Jana Holm",
            &[
                "The long bridge over the northern strait opened again at noon, two days after the storm had closed it to all but ambulances.",
                "Engineers had looked at every one of its forty cables from boats and found none of them torn, the port office said.",
            ]
        ),
        story(
            "Ferry waits for the ice to melt",
            "Petr Aros",
            &[
                "The salt ferry lies at the northern quay until the ice is gone, its captain told forty people who had come to see it leave.",
                "Nobody on the stairs could say when that would be, and the harbour master would not guess, as he has been wrong before.",
                "Until then the mail goes over the bridge by cart, and so does the doctor, who has one patient on the far side.",
            ]
        )
    );
    let parsed = parse::page(html.as_bytes(), None, None);
    let article = &parsed.articles[0];
    let text: Vec<&str> = article.blocks.iter().map(|it| it.text.as_str()).collect();
    let text = text.join(" ");
    assert_eq!(article.title, "Bridge opens after storm");
    assert!(text.contains("forty cables"), "its own text: {text}");
    assert!(
        !text.contains("salt ferry") && !text.contains("by cart"),
        "and no other's: {text}"
    );
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
        "a zone in which the page gives the same moment",
        r#"<meta property="article:published_time" content="2025-03-03T03:30:00Z">"#,
        r#"<time datetime="2025-03-02T22:30:00-05:00">today</time>"#,
        "",
        Some("2025-03-02T22:30:00-05:00"),
        Some(Evidence::Meta),
    ),
    (
        "a zone of its comments, where the address confirms the day",
        r#"<meta property="article:published_time" content="2025-03-03T03:30:00Z"><link rel="canonical" href="https://quay.example/2025/03/02/ferry">"#,
        "",
        r#"<time datetime="2025-03-04T09:10:00-05:00">two days later</time>"#,
        Some("2025-03-02T22:30:00-05:00"),
        Some(Evidence::Meta),
    ),
    (
        "no zone of comments alone",
        r#"<meta property="article:published_time" content="2025-03-03T03:30:00Z">"#,
        "",
        r#"<time datetime="2025-03-04T09:10:00-05:00">two days later</time>"#,
        Some("2025-03-03T03:30:00+00:00"),
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
        "a version in a place of days is no day",
        r#"<meta name="date" content="v22.3.10">"#,
        "<p><span itemprop=datePublished>22.3.0</span></p>",
        "",
        None,
        None,
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

/// Name, address, language, head, above the text, below it; published and modified as they are given.
type Times = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

const ADDRESS: &str = "https://ledger.example/bridge";

const TIMES: &[Times] = &[
    (
        "a day of change is none of publication",
        ADDRESS,
        "en",
        "",
        "<p>Updated March 4, 2025</p>",
        "",
        None,
        Some("2025-03-04T00:00:00"),
    ),
    (
        "both in one line",
        ADDRESS,
        "en",
        "",
        "<p><span>Published</span> <span>March 2, 2025</span> | <span>Last updated</span> <span>March 4, 2025</span></p>",
        "",
        Some("2025-03-02T00:00:00"),
        Some("2025-03-04T00:00:00"),
    ),
    (
        "the change first",
        ADDRESS,
        "de",
        "",
        "<p>Aktualisiert am 4. März 2025</p><p>Veröffentlicht am 2. März 2025</p>",
        "",
        Some("2025-03-02T00:00:00"),
        Some("2025-03-04T00:00:00"),
    ),
    (
        "elements in one line, of which the second is the change",
        ADDRESS,
        "en",
        "",
        "<p>Published <time datetime=2025-03-02T10:00Z>on Sunday</time>, updated <time datetime=2025-03-04T10:00Z>on Tuesday</time></p>",
        "",
        Some("2025-03-02T10:00:00+00:00"),
        None,
    ),
    (
        "the day of a dateline",
        ADDRESS,
        "en",
        "",
        "<p>LISSANE, March 2, 2025 (AR) - The old ferry came back on Sunday, nine winters after it was tied up at the stairs of the port.</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "a page that was last changed, far below",
        ADDRESS,
        "en",
        "",
        "",
        "<p>Page last modified <time datetime='2025-03-04T10:00:00-05:00'>March 4</time></p>",
        None,
        Some("2025-03-04T10:00:00-05:00"),
    ),
    (
        "an article that had appeared before",
        ADDRESS,
        "en",
        "",
        "<p>4 March 2025</p>",
        "<p>This article was originally published on 2 March 2025 and has been kept up to date since.</p>",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "one time for both, and an earlier day in sight",
        ADDRESS,
        "en",
        r#"<script type="application/ld+json">{"@type":"Article","datePublished":"Mar 9, 2025","dateModified":"Mar 9, 2025"}</script>"#,
        "<p>March 2, 2025</p>",
        "",
        Some("2025-03-02T00:00:00"),
        Some("2025-03-09T00:00:00"),
    ),
    (
        "a day that a sentence tells of",
        ADDRESS,
        "en",
        "",
        "<p>The owners must pay what they owe the port by April 15, 2025, the office said on Sunday.</p>",
        "",
        None,
        None,
    ),
    (
        "a review to come",
        ADDRESS,
        "en",
        "",
        "<p>Next review due: 2 March 2028</p>",
        "",
        None,
        None,
    ),
    (
        "numbers that a day in words bears out",
        ADDRESS,
        "en-US",
        r#"<meta name="article:published_time" content="03-02-2025">"#,
        "<p>Published March 2, 2025</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "numbers that the address bears out",
        "https://ledger.example/2025/march/02/bridge",
        "en",
        "",
        "<p>02/03/2025</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "numbers in French",
        ADDRESS,
        "fr",
        "",
        "<p>02/03/2025</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "numbers in Italian, with the words of a time behind them",
        ADDRESS,
        "it",
        "",
        "<p>02/03/2025 alle ore 20:15</p>",
        "",
        Some("2025-03-02T20:15:00"),
        None,
    ),
    (
        "a forenoon that is the day before in Greenwich",
        ADDRESS,
        "ko",
        "",
        "<p>입력 2025.03.02. 오전 6:15</p>",
        "",
        Some("2025-03-02T06:15:00+09:00"),
        None,
    ),
    (
        "numbers in Britain",
        "https://ledger.co.uk/bridge",
        "en",
        "",
        "<p>02/03/2025</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "numbers in English, somewhere",
        ADDRESS,
        "en",
        "",
        "<p>03/02/2025</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "folders of an address",
        "https://ledger.example/news/2025/3/2/bridge",
        "en",
        "",
        "",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "a name that no list has",
        ADDRESS,
        "en",
        r#"<meta name="w-published-date" content="2025-03-02T06:03:43Z">"#,
        "",
        "",
        Some("2025-03-02T06:03:43+00:00"),
        None,
    ),
    (
        "an element of its own make",
        ADDRESS,
        "en",
        "",
        "<x-time publishdate=2025-03-02T06:03:43Z></x-time>",
        "",
        Some("2025-03-02T06:03:43+00:00"),
        None,
    ),
    (
        "a description that is escaped as if it were text",
        ADDRESS,
        "en",
        r#"<script type="application/ld+json">{&quot;@type&quot;:&quot;Article&quot;,&quot;datePublished&quot;:&quot;2025-03-02&quot;}</script>"#,
        "",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "seconds since 1970, in a description of the page",
        ADDRESS,
        "en",
        r#"<script type="application/ld+json">[{"@type":"Article"},{"@type":"WebPage","datePublished":1740895423}]</script>"#,
        "",
        "",
        Some("2025-03-02T06:03:43+00:00"),
        None,
    ),
    (
        "one day alone among other boxes",
        ADDRESS,
        "en",
        "",
        "",
        "<div><p>Harbour</p><p>Bridges</p><p>Ferries</p><p>Winds</p><p>Tides</p><p>Quays</p><p>Locks</p><p>Cranes</p><p>Pilots</p><p>Tugs</p><p>Nets</p><p>Buoys</p><p>2 March 2025</p></div>",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "a year of two digits",
        ADDRESS,
        "de",
        "",
        "<p>02.03.25</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "a year of two digits, with a time",
        ADDRESS,
        "fr",
        "",
        "<p>le 02.03.25 à 14:30</p>",
        "",
        Some("2025-03-02T14:30:00"),
        None,
    ),
    (
        "a year of two digits behind a label",
        ADDRESS,
        "en",
        "",
        "<p>Date: 3/2/25</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "a year of two digits where it stands first",
        ADDRESS,
        "ko",
        "",
        "<p>25.03.02</p>",
        "",
        None,
        None,
    ),
    (
        "a version is no day",
        ADDRESS,
        "en",
        "",
        "<p>Version 1.2.25</p>",
        "",
        None,
        None,
    ),
    (
        "hyphens and a word",
        ADDRESS,
        "en",
        "",
        "<p>02-Mar-2025</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "the year first, with a word",
        ADDRESS,
        "hu",
        "",
        "<p>2025. március 2. 14:30</p>",
        "",
        Some("2025-03-02T14:30:00"),
        None,
    ),
    (
        "a year of an era",
        ADDRESS,
        "ja",
        "",
        "<p>令和7年3月2日</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "a year of Thailand and a short month",
        ADDRESS,
        "th",
        "",
        "<p>2 มี.ค. 2568</p>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "a month of two words, twice",
        ADDRESS,
        "ar",
        "",
        "<p>الأحد، 07 كانون الأول/ديسمبر 2025</p>",
        "",
        Some("2025-12-07T00:00:00"),
        None,
    ),
    (
        "three boxes",
        ADDRESS,
        "en",
        "",
        "<div><div>02</div><div>Mar</div><div>2025</div></div>",
        "",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "a life",
        ADDRESS,
        "en",
        "",
        "<p class=dates>12 March 1931 – 2 March 2025</p>",
        "",
        None,
        None,
    ),
    (
        "a festival",
        ADDRESS,
        "en",
        "",
        "<p>2 March 2025 – 4 March 2025</p>",
        "",
        None,
        None,
    ),
    (
        "an event",
        ADDRESS,
        "en",
        "",
        "<p>When: March 2, 2025</p><p>Where: Lissane</p>",
        "",
        None,
        None,
    ),
    (
        "a post that is quoted",
        ADDRESS,
        "en",
        "",
        "<blockquote><p>The bridge is shut until further notice, and we are sorry.</p>— Port of Lissane (@port) March 2, 2025</blockquote>",
        "",
        None,
        None,
    ),
    (
        "elements of comments below the text",
        ADDRESS,
        "de",
        "",
        "",
        "<p>Ferries go from the northern quay at every full hour until the bridge is free of ice, and twice in the hour on market days, when people come from the islands with their sheep, and the captain waits for all who are late, which takes a while, since they know that he waits and like to talk to the fishmonger about it.</p><div><h3>Kommentare</h3><p>Jana <time datetime='2025-03-04T10:00'>4.3.2025</time></p><p>Ulrich <time datetime='2025-03-05T10:00'>5.3.2025</time></p></div>",
        None,
        None,
    ),
    (
        "days of other articles below the text",
        ADDRESS,
        "en",
        "",
        "",
        "<p>Ferries go from the northern quay at every full hour until the bridge is free of ice, and twice in the hour on market days, when people come from the islands with their sheep, and the captain waits for all who are late, which takes a while, since they know that he waits and like to talk to the fishmonger about it.</p><ul><li><a href=/a>Ferry waits for the ice to melt</a><span>Mar 4, 2025</span></li><li><a href=/b>Salt stairs are closed to all</a><span>Mar 5, 2025</span></li></ul>",
        None,
        None,
    ),
    (
        "a footer below the text",
        ADDRESS,
        "en",
        "",
        "",
        "<p>Ferries go from the northern quay at every full hour until the bridge is free of ice, and twice in the hour on market days, when people come from the islands with their sheep, and the captain waits for all who are late, which takes a while, since they know that he waits and like to talk to the fishmonger about it.</p><p>Founded in March 2, 2001</p>",
        None,
        None,
    ),
    (
        "a label below the text",
        ADDRESS,
        "en",
        "",
        "",
        "<p>Ferries go from the northern quay at every full hour until the bridge is free of ice, and twice in the hour on market days, when people come from the islands with their sheep, and the captain waits for all who are late, which takes a while, since they know that he waits and like to talk to the fishmonger about it.</p><p>Published on 2 March 2025</p>",
        Some("2025-03-02T00:00:00"),
        None,
    ),
    (
        "what one element holds as JSON",
        ADDRESS,
        "en",
        r#"<meta name="parsely-page" content='{"title": "Bridge", "pub_date": "2025-03-02T10:00:00Z"}'>"#,
        "",
        "",
        Some("2025-03-02T10:00:00+00:00"),
        None,
    ),
];

#[test]
fn what_days_are_of_is_told_by_the_words_beside_them() {
    for (name, address, language, head, above, below, published, modified) in TIMES {
        let html = format!(
            "<html lang={language}><head><title>Bridge opens after storm</title>{head}</head><body><main>
             <h1>Bridge opens after storm</h1>{above}
             <p>The long bridge over the northern strait opened again at noon, two days after the storm had closed it to all but ambulances.</p>
             <p>Engineers had looked at every one of its forty cables from boats and found none of them torn, the port office said.</p>
             {below}</main></body></html>"
        );
        let parsed = parse::page(html.as_bytes(), None, Some(address));
        let article = parsed.articles.into_iter().next().expect("an article");
        let reading = reading(&article);
        let given = |at, zone| Option::map(at, |it| as_given(it, zone));
        assert_eq!(
            given(article.published_at, reading.published_zone).as_deref(),
            *published,
            "published: {name}"
        );
        assert_eq!(
            given(article.modified_at, reading.modified_zone).as_deref(),
            *modified,
            "modified: {name}"
        );
    }
}

/// Name, what stands over the article, in it over the headline, below the headline; the day.
const OVER: &[(&str, &str, &str, &str, Option<&str>)] = &[
    (
        "a top bar has the day on which the page is read",
        "<div>Sunday, March 9, 2025</div>",
        "",
        "<div>Jana Holm • March 2, 2025</div>",
        Some("2025-03-02"),
    ),
    (
        "which is the day of no article",
        "<div class=current-date>Sunday, March 9, 2025</div>",
        "",
        "",
        None,
    ),
    (
        "a ticker",
        "<div><a href=/a>Ferry sinks</a> <time datetime=2025-03-08T10:00Z>an hour ago</time></div>",
        "",
        "<div><time datetime=2025-03-02T10:00Z>March 2, 2025</time></div>",
        Some("2025-03-02"),
    ),
    (
        "over the headline in its article",
        "",
        "<div class=date>March 2, 2025</div>",
        "",
        Some("2025-03-02"),
    ),
    (
        "over and below",
        "",
        "<div>March 9, 2025</div>",
        "<div>March 2, 2025</div>",
        Some("2025-03-02"),
    ),
];

#[test]
fn a_day_over_the_headline_is_the_articles_only_in_its_own_box() {
    for (name, over, above, below, expected) in OVER {
        let html = format!(
            "<html lang=en><head><title>Bridge opens after storm</title></head><body>{over}<article>{above}
             <h1>Bridge opens after storm</h1>{below}
             <p>The long bridge over the northern strait opened again at noon, two days after the storm had closed it to all but ambulances.</p>
             <p>Engineers had looked at every one of its forty cables from boats and found none of them torn, the port office said.</p>
             </article></body></html>"
        );
        let parsed = parse::page(html.as_bytes(), None, None);
        let day = parsed.articles[0]
            .published_at
            .map(|it| it.to_string()[..10].to_owned());
        assert_eq!(day.as_deref(), *expected, "{name}");
    }
}

#[test]
fn a_heading_in_a_script_without_blanks_is_the_headline() {
    for title in [
        "大桥两年后重新开放_某某网",
        "大桥两年后重新开放-国际频道-某某网",
        "大桥两年后重新开放 | 国际 | 某某社",
    ] {
        let html = format!(
            "<html lang=zh><head><title>{title}</title></head><body><h1>大桥两年后重新开放</h1>
             <p>新华社北京3月2日电（记者王小明）港务局星期二表示，由于检查人员没有发现新的裂缝，大桥中午重新开放，所有车辆都可以通行。</p>
             <p>工程师从船上检查了四十根钢缆，没有发现任何一根断裂，港务局办公室在一份声明中说，桥上的车速将限制一个月。</p></body></html>"
        );
        let parsed = parse::page(html.as_bytes(), None, None);
        let article = &parsed.articles[0];
        assert_eq!(article.title, "大桥两年后重新开放", "{title}");
        assert_eq!(reading(article).title_from, Some(Evidence::Visible));
        assert_eq!(article.wire.as_deref(), Some("Xinhua"));
        let text: String = article.blocks.iter().map(|it| it.text.as_str()).collect();
        assert!(text.contains("港务局星期二表示"), "{text}");
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

/// Name, where the page came from, its canonical address, what it shows as its own, and which it is.
type Address = (
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    &'static str,
);

const ADDRESSES: &[Address] = &[
    (
        "a text of an agency, which names the agency's page",
        None,
        Some("https://wire.example/news/dock"),
        Some("https://courier.example/a/123"),
        "https://courier.example/a/123",
    ),
    (
        "the same, as it came from its house",
        Some("https://courier.example/a/123"),
        Some("https://wire.example/news/dock"),
        None,
        "https://courier.example/a/123",
    ),
    (
        "the same, with the agency's page in both places",
        Some("https://courier.example/a/123"),
        Some("https://wire.example/news/dock"),
        Some("https://wire.example/news/dock"),
        "https://courier.example/a/123",
    ),
    (
        "nothing says otherwise",
        None,
        Some("https://wire.example/news/dock"),
        None,
        "https://wire.example/news/dock",
    ),
    (
        "another host of its house",
        Some("https://m.courier.example/a/123"),
        Some("https://www.courier.example/a/dock"),
        None,
        "https://www.courier.example/a/dock",
    ),
    (
        "its house in another country",
        Some("https://www.courier.co.example/a/123"),
        Some("https://courier.example/a/dock"),
        None,
        "https://courier.example/a/dock",
    ),
    (
        "kept in an archive",
        Some("https://web.archive.example/web/2025/https://courier.example/a/123"),
        Some("https://courier.example/a/dock"),
        None,
        "https://courier.example/a/dock",
    ),
    (
        "kept for phones",
        Some("https://courier-example.cdn.ampproject.org/c/s/courier.example/a/123/amp"),
        Some("https://courier.example/a/dock"),
        None,
        "https://courier.example/a/dock",
    ),
    (
        "through a proxy",
        Some("https://www-courier-example.library.example/a/123"),
        Some("https://www.courier.example/a/dock"),
        None,
        "https://www.courier.example/a/dock",
    ),
    (
        "from a machine without a name",
        Some("http://127.0.0.1:8080/a/123"),
        Some("https://courier.example/a/dock"),
        None,
        "https://courier.example/a/dock",
    ),
];

#[test]
fn a_page_of_another_house_is_not_its_own_address() {
    for (name, from, canonical, shown, expected) in ADDRESSES {
        let canonical = canonical.map(|it| format!(r#"<link rel="canonical" href="{it}">"#));
        let shown = shown.map(|it| format!(r#"<meta property="og:url" content="{it}">"#));
        let html = format!(
            "<html lang=en><head><title>Eastern dock closed</title>{}{}</head><body><main>
             <h1>Eastern dock closed</h1>
             <p>The port authority closed the eastern dock on Tuesday after inspectors found cracks in the main crane.</p>
             </main></body></html>",
            canonical.unwrap_or_default(),
            shown.unwrap_or_default(),
        );
        let parsed = parse::page(html.as_bytes(), None, *from);
        let article = parsed.articles.into_iter().next().expect("an article");
        assert_eq!(article.address.as_deref(), Some(*expected), "{name}");
    }
}
