//! Feeds, from bytes to articles.

use news::{Article, Timestamp, TroubleCode, Wishes, Zone};
use parse::{ParsedFeed, feed, limits};

const ADDRESS: Option<&str> = Some("https://outlet.example/feed.xml");

fn read(text: &str) -> ParsedFeed {
    feed(text.as_bytes(), None, ADDRESS)
}

fn rss(items: &str) -> ParsedFeed {
    read(&format!(
        "<rss version=\"2.0\"><channel><title>Outlet</title>{items}</channel></rss>"
    ))
}

fn codes(parsed: &ParsedFeed) -> Vec<TroubleCode> {
    parsed.problems.iter().map(|it| it.code).collect()
}

fn shown(article: &Article) -> Vec<String> {
    article
        .blocks
        .iter()
        .map(|it| format!("{}: {}", it.zone.name(), it.text))
        .collect()
}

fn at(text: &str) -> Option<Timestamp> {
    Some(Timestamp::from_rfc3339(text).expect("a time of the test"))
}

#[test]
fn an_item_of_rss_becomes_an_article() {
    let parsed = read(
        r#"<?xml version="1.0"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel><title>Harbour Post</title><link>https://outlet.example/</link><language>en-GB</language><ttl>30</ttl>
        <item><title>Tug &amp; barge <![CDATA[<b>collide</b>]]></title><link>/news/tug</link><guid isPermaLink="false">n-1</guid>
        <pubDate>Tue, 02 Dec 2025 18:25:00 +0530</pubDate><dc:creator>Ann Ode</dc:creator>
        <description>Nobody was hurt.</description>
        <content:encoded><![CDATA[<p>A tug struck a barge.</p><blockquote>We heard a bang.</blockquote><p>The post Tug appeared first on Harbour Post.</p>]]></content:encoded>
        </item></channel></rss>"#,
    );
    assert_eq!(parsed.problems, []);
    assert_eq!(parsed.title.as_deref(), Some("Harbour Post"));
    assert_eq!(
        (parsed.wishes.ttl_minutes, parsed.site.as_deref()),
        (Some(30), Some("https://outlet.example/"))
    );
    let article = &parsed.articles[0];
    assert_eq!(article.title, "Tug & barge collide");
    assert_eq!(
        article.address.as_deref(),
        Some("https://outlet.example/news/tug")
    );
    assert_eq!(article.item_id.as_deref(), Some("n-1"));
    assert_eq!(article.published_at, at("2025-12-02T12:55:00Z"));
    assert_eq!(article.language.as_deref(), Some("en"));
    assert_eq!(
        shown(article),
        [
            "headline: Tug & barge collide",
            "standfirst: Nobody was hurt.",
            "byline: Ann Ode",
            "body: A tug struck a barge.",
            "quote: We heard a bang.",
            "promo: The post Tug appeared first on Harbour Post.",
        ]
    );
}

#[test]
fn an_entry_of_atom_becomes_an_article() {
    let parsed = read(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Quai</title>
        <entry xml:base="https://outlet.example/port/"><title type="html">Deux &lt;i&gt;navires&lt;/i&gt;</title><id>urn:1</id>
        <link rel="replies" href="talk"/><link href="navires"/><updated>2025-12-02T10:00:00Z</updated>
        <author><name>Léa Roc</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Au <b>port</b> &amp; en mer.</p></div></content></entry></feed>"#,
    );
    let article = &parsed.articles[0];
    assert_eq!(
        article.address.as_deref(),
        Some("https://outlet.example/port/navires")
    );
    assert_eq!(article.published_at, at("2025-12-02T10:00:00Z"));
    assert_eq!(article.language.as_deref(), Some("fr"));
    assert_eq!(
        shown(article),
        [
            "headline: Deux navires",
            "byline: Léa Roc",
            "body: Au port & en mer."
        ]
    );
}

#[test]
fn json_feed_and_rdf_are_read() {
    let json = read(
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Port", "items": [
        {"id": 7, "url": "/a", "title": "One", "content_text": "First.\n\nSecond.", "date_published": "2025-12-02T10:00:00+02:00"}]}"#,
    );
    assert_eq!(json.articles[0].item_id.as_deref(), Some("7"));
    assert_eq!(
        shown(&json.articles[0]),
        ["headline: One", "body: First.", "body: Second."]
    );
    let rdf = read(
        r#"<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel><title>Port</title></channel>
        <item rdf:about="https://outlet.example/a"><title>One</title><link>https://outlet.example/a</link><dc:date>2025-12-02</dc:date></item></rdf:RDF>"#,
    );
    assert_eq!(
        rdf.articles[0].item_id.as_deref(),
        Some("https://outlet.example/a")
    );
    assert_eq!(rdf.articles[0].published_at, at("2025-12-02T00:00:00Z"));
}

#[test]
fn damaged_feeds_give_what_can_be_read() {
    /// Name, feed, titles.
    const TESTS: &[(&str, &str, &[&str])] = &[
        (
            "a warning of the server's before it",
            "<br />\n<b>Warning</b>: x in <b>/a.php</b>\n<rss><channel><item><title>A</title></item></channel></rss>",
            &["A"],
        ),
        (
            "items never closed",
            "<rss><channel><item><title>A</title><item><title>B</title></channel></rss>",
            &["A", "B"],
        ),
        (
            "a title never closed",
            "<rss><channel><item><title>A<link>https://x.example/</link></item><item><title>B</title></item></channel></rss>",
            &["A", "B"],
        ),
        (
            "bare ampersands and less-than signs",
            "<rss><channel><item><title>R&D: 3 < 4 & 5</title></item></channel></rss>",
            &["R&D: 3 < 4 & 5"],
        ),
        (
            "broken off",
            "<rss><channel><item><title>A</title></item><item><title>B</ti",
            &["A", "B"],
        ),
        (
            "markup never closed in a description",
            "<rss><channel><item><description>a<br>b<p>c</description><title>A</title></item></channel></rss>",
            &["A"],
        ),
        (
            "capitals",
            "<RSS><CHANNEL><ITEM><TITLE>A</TITLE></ITEM></CHANNEL></RSS>",
            &["A"],
        ),
        (
            "prefixes nobody declared",
            "<rss><channel><atom:link href='x'/><item><media:title>no</media:title><title>A</title></item></channel></rss>",
            &["A"],
        ),
        (
            "a page behind it",
            "<rss><channel><item><title>A</title></item></channel></rss><html><body><title>no</title></body></html>",
            &["A"],
        ),
        (
            "entities of HTML and of Windows",
            "<rss><channel><item><title>&ldquo;A&#148; &nbsp;&hellip;</title></item></channel></rss>",
            &["“A” …"],
        ),
        (
            "a picture's title",
            "<rss><channel><item><image><title>no</title></image><title>A</title></item></channel></rss>",
            &["A"],
        ),
    ];
    for (name, text, expected) in TESTS {
        let titles: Vec<String> = read(text).articles.into_iter().map(|it| it.title).collect();
        assert_eq!(titles, *expected, "{name}");
    }
    assert_eq!(
        codes(&read(
            "<rss><channel><item><title>A</title></item><item><title>B</ti"
        )),
        [TroubleCode::Damaged]
    );
    assert_eq!(
        codes(&read(
            "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"A"
        )),
        [TroubleCode::Damaged]
    );
}

#[test]
fn bytes_are_decoded_whatever_they_are_said_to_be() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss><channel><item><title>Порт закрито</title></item></channel></rss>";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(feed(&utf16, None, None).articles[0].title, "Порт закрито");
    let nul = text.replace("Порт", "\0По\u{8}рт");
    assert_eq!(
        feed(nul.as_bytes(), None, None).articles[0].title,
        "Порт закрито"
    );
    let japanese = b"<rss><channel><item><title>\x1b$B9A\x1b(B</title></item></channel></rss>";
    assert_eq!(
        feed(japanese, Some("text/xml; charset=utf-8"), None).articles[0].title,
        "港"
    );
}

#[test]
fn a_web_page_in_place_of_a_feed_is_trouble_and_a_challenge_is_told_apart() {
    let page = read(
        "<!doctype html><html><head><title>Outlet &amp; Co</title></head><body><item>x</body></html>",
    );
    assert_eq!(codes(&page), [TroubleCode::NotAFeed]);
    assert!(
        page.problems[0].message.contains("“Outlet & Co”"),
        "the page is named: {}",
        page.problems[0].message
    );
    for challenge in [
        "<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>",
        "<html><body><form><div class=\"g-recaptcha\"></div></form></body></html>",
        "<html><body>Checking your browser before accessing</body></html>",
    ] {
        assert_eq!(
            codes(&read(challenge)),
            [TroubleCode::Challenge],
            "{challenge}"
        );
    }
    for other in [
        "",
        "  ",
        "404",
        "{\"error\": \"no such feed\"}",
        "<urls><u/></urls>",
    ] {
        assert_eq!(codes(&read(other)), [TroubleCode::NotAFeed], "{other}");
    }
    assert_eq!(codes(&rss("")), [TroubleCode::Empty]);
    assert_eq!(
        codes(&rss("<item><title>How a captcha works</title></item>")),
        []
    );
}

#[test]
fn items_keep_their_identity() {
    let ids = |items: &str| -> Vec<String> {
        rss(items)
            .articles
            .into_iter()
            .filter_map(|it| it.item_id)
            .collect()
    };
    assert_eq!(
        ids(
            "<item><guid>7</guid><link>https://x.example/a</link></item><item><guid>7</guid><link>https://x.example/b</link></item>"
        ),
        ["7|https://x.example/a", "7|https://x.example/b"],
        "one guid for two articles"
    );
    assert_eq!(
        ids(
            "<item><guid>7</guid><link>https://x.example/a</link><title>A</title><description>b</description></item><item><guid>7</guid><link>https://x.example/a</link><title>A</title><description>c</description></item>"
        ),
        ["7|https://x.example/a"],
        "one article, printed twice"
    );
    assert_eq!(
        ids("<item><link>https://x.example/a</link></item>"),
        ["https://x.example/a"],
        "no guid"
    );
    let nameless = "<item><title>A</title><description>b</description></item>";
    let hashed = ids(nameless);
    assert!(
        hashed[0].starts_with("sha256:") && hashed == ids(nameless),
        "neither guid nor link"
    );
    assert_ne!(
        hashed,
        ids("<item><title>A</title><description>c</description></item>")
    );
    assert_eq!(
        ids("<item><guid>7</guid></item><item><guid>7</guid></item>").len(),
        1,
        "the same item twice"
    );
}

#[test]
fn only_addresses_of_the_web_come_out() {
    for bad in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
    ] {
        let parsed = rss(&format!(
            "<item><title>A</title><link>{bad}</link><guid isPermaLink='true'>{bad}</guid></item>"
        ));
        assert_eq!(parsed.articles[0].address, None, "{bad}");
    }
}

#[test]
fn text_is_plain_and_words_in_attributes_are_none() {
    let parsed = rss(
        "<item><title>&lt;script&gt;sanctions()&lt;/script&gt;Calm</title><description>&lt;p class=\"escalation\" onclick=\"border()\"&gt;Quiet &lt;img alt=\"war\" src=x&gt;day&lt;/p&gt;&lt;style&gt;.troops{}&lt;/style&gt;</description></item>",
    );
    assert_eq!(
        shown(&parsed.articles[0]),
        ["headline: Calm", "body: Quiet day"]
    );
}

#[test]
fn an_item_without_a_title_is_called_by_its_first_words() {
    let parsed = rss("<item><description>Ferries are back. All of them.</description></item>");
    assert_eq!(parsed.articles[0].title, "Ferries are back.");
    assert_eq!(parsed.articles[0].zone(Zone::Headline).count(), 0);
}

#[test]
fn what_is_cut_is_said() {
    let many = rss(&"<item><title>A</title><guid>x</guid></item>".repeat(limits::FEED_ITEMS + 5));
    assert_eq!(codes(&many), [TroubleCode::TooLarge]);
    let long = rss(&format!(
        "<item><title>{}</title></item>",
        "long ".repeat(100_000)
    ));
    assert_eq!(long.articles[0].title.chars().count(), limits::TITLE_CHARS);
    let body = rss(&format!(
        "<item><title>A</title><description>&lt;p&gt;{}</description></item>",
        "word &lt;p&gt;".repeat(400_000)
    ));
    assert_eq!(codes(&body), [TroubleCode::TooLarge]);
    let bytes: usize = body.articles[0].blocks.iter().map(|it| it.text.len()).sum();
    assert!(bytes <= limits::BODY_BYTES + limits::TITLE_CHARS);
}

#[test]
fn entities_never_grow_and_nothing_outside_is_read() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>&a; &b; &c;</title></item></channel></rss>";
    assert_eq!(read(bomb).articles[0].title, "lol &b; &c;");
}

#[test]
fn hostile_nesting_is_read_to_its_end() {
    let deep = "<x>".repeat(100_000);
    for text in [
        format!("<rss><channel><item><title>A</title>{deep}</item></channel></rss>"),
        format!("<rss><channel>{deep}<item><title>A</title></item></channel></rss>"),
        format!(
            "<rss><channel><item><title>A</title><description>{deep}</description></item></channel></rss>"
        ),
        format!(
            "<rss><channel><item><title>A</title></item>{}",
            "<item>".repeat(100_000)
        ),
        format!(
            "<rss><channel><item><title>A</title></item></channel></rss>{}",
            "</item>".repeat(100_000)
        ),
        format!(
            "<rss><channel><item><title>A</title>{}</item></channel></rss>",
            "<".repeat(5_000_000)
        ),
        format!(
            "<rss><channel><item {}><title>A</title></item></channel></rss>",
            "a='b' ".repeat(100_000)
        ),
        format!(
            "<rss {}><channel><item><title>A</title></item></channel></rss>",
            (0..50_000)
                .map(|it| format!("xmlns:a{it}='x' "))
                .collect::<String>()
        ),
    ] {
        let parsed = read(&text);
        assert!(!codes(&parsed).contains(&TroubleCode::Internal));
        assert_eq!(
            parsed.articles.first().map(|it| it.title.as_str()),
            Some("A"),
            "{}…",
            &text[..60]
        );
    }
    assert_eq!(codes(&read(&"[".repeat(300_000))), [TroubleCode::NotAFeed]);
}

#[test]
fn p34_what_a_feed_says_of_when_to_come_is_read() {
    let minutes = |ttl| Wishes {
        ttl_minutes: ttl,
        ..Wishes::default()
    };
    let updates = |period_minutes, frequency, base| Wishes {
        period_minutes,
        frequency,
        base,
        ..Wishes::default()
    };
    let rests = |skip_hours, skip_days| Wishes {
        skip_hours,
        skip_days,
        ..Wishes::default()
    };
    let tests: Vec<(&str, &str, Wishes)> = vec![
        ("nothing", "", Wishes::default()),
        ("ttl", "<ttl> 90 </ttl>", minutes(Some(90))),
        ("a ttl that is none", "<ttl>soon</ttl>", minutes(None)),
        (
            "a ttl that is too large",
            "<ttl>99999999999</ttl>",
            minutes(None),
        ),
        (
            "how often it changes",
            "<sy:updatePeriod>\n hourly\n</sy:updatePeriod><sy:updateFrequency> 2 </sy:updateFrequency>",
            updates(Some(60), Some(2), None),
        ),
        (
            "under another prefix",
            "<x:updatePeriod xmlns:x=\"http://purl.org/rss/1.0/modules/syndication/\">Weekly</x:updatePeriod>",
            updates(Some(7 * 24 * 60), None, None),
        ),
        (
            "from when",
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateBase>2000-01-01T12:00+00:00</sy:updateBase>",
            updates(Some(24 * 60), None, at("2000-01-01T12:00:00Z")),
        ),
        (
            "a period that is none",
            "<sy:updatePeriod>often</sy:updatePeriod>",
            Wishes::default(),
        ),
        (
            "hours",
            "<skipHours><hour>0</hour><hour>24</hour><hour>3</hour><hour>25</hour><hour>-1</hour></skipHours>",
            rests(0b1001, 0),
        ),
        (
            "days",
            "<skipDays><day>Saturday</day><day>sunday</day><day>Someday</day></skipDays>",
            rests(0, 0b110_0000),
        ),
        (
            "hours of something else",
            "<opening><hour>4</hour></opening><hour>5</hour>",
            Wishes::default(),
        ),
    ];
    for (name, text, expected) in tests {
        let parsed = rss(&format!("{text}<item><title>Quay</title></item>"));
        assert_eq!(parsed.wishes, expected, "{name}");
        assert_eq!(parsed.articles.len(), 1, "{name}");
    }
}
