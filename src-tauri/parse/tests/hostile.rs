//! Whatever the bytes are: no panic, no endless work, and every block is plain text within its bounds.

use std::time::{Duration, Instant};

use news::query::{About, Document, Query, prove};
use news::{Timestamp, TroubleCode, Zone};
use parse::{Parsed, ParsedFeed, address_key, feed, feed_knowing, limits, opml};
use proptest::prelude::*;

const PAGE: &str = include_str!("fixtures/broadsheet.html");

fn check(parsed: &Parsed) {
    assert!(
        !parsed.articles.is_empty() || !parsed.problems.is_empty(),
        "nothing was read, and nothing was said"
    );
    assert!(
        !parsed
            .problems
            .iter()
            .any(|it| it.code == TroubleCode::Internal),
        "{:?}",
        parsed.problems
    );
    for article in &parsed.articles {
        assert!(article.title.chars().count() <= limits::TITLE_CHARS);
        assert!(article.blocks.iter().map(|it| it.text.len()).sum::<usize>() <= limits::BODY_BYTES);
        for block in &article.blocks {
            assert!(
                !block.text.is_empty()
                    && !block
                        .text
                        .contains(['\n', '\t', '\u{1F}', '\u{1E}', '\u{1C}', '\u{1D}']),
                "{:?}",
                block.text
            );
        }
        if let Some(address) = &article.address {
            assert!(address.starts_with("http://") || address.starts_with("https://"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        check(&parse::page(&bytes, None, None));
        for name in [
            "a.html", "a.txt", "a.md", "a.eml", "a.mbox", "a.mhtml", "a.csv", "a.json", "a.jsonl",
        ] {
            check(&parse::document(name, &bytes));
        }
    }

    #[test]
    fn a_damaged_page_is_read_without_a_panic(cuts in proptest::collection::vec((0..PAGE.len(), 0..60_usize, any::<[u8; 3]>()), 1..8)) {
        let mut bytes = PAGE.as_bytes().to_vec();
        for (at, length, put) in cuts {
            let at = at.min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, put);
        }
        check(&parse::page(&bytes, Some("text/html; charset=utf-8"), Some("https://a.example/x")));
    }

    #[test]
    fn tags_in_any_order_are_read_without_a_panic(tags in proptest::collection::vec((0..24_usize, any::<bool>()), 0..400)) {
        const NAMES: [&str; 24] = ["div", "p", "b", "a", "table", "tr", "td", "ul", "li", "h1", "h2", "figure", "figcaption", "blockquote", "article", "template", "noscript", "svg", "select", "option", "form", "time", "x-card", "title"];
        let mut html = String::new();
        for (name, ends) in tags {
            html.push_str(if ends { "</" } else { "<" });
            html.push_str(NAMES[name]);
            html.push_str("> The harbour is closed today, they said. ");
        }
        check(&parse::page(html.as_bytes(), None, None));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,400}(\n\\PC{0,200}){0,6}") {
        check(&parse::text_file(text.as_bytes()));
        check(&parse::markdown_file(text.as_bytes()));
    }
}

/// Pages that make careless parsers slow: what stands before, what is repeated, what stands after.
const SLOW: &[(&str, &str, &str, usize)] = &[
    ("nested spans", "<span>", "x", 200_000),
    ("unclosed formatting", "<b id=q><p>x", "", 50_000),
    (
        "different formatting",
        "<font color=1><i><u><p>x",
        "",
        40_000,
    ),
    ("nested tables", "<table><tr><td>", "x", 50_000),
    ("tables with loose text", "<table>x", "", 50_000),
    ("links in links", "<a href=x>y", "", 50_000),
    ("ends without beginnings", "</div></p></b>", "x", 100_000),
    ("comments that never end", "<!-- ", "x", 200_000),
    ("scripts that never end", "<script>", "x", 100_000),
    ("titles that never end", "<title>", "x", 100_000),
    ("attributes", "<p a=1 ", ">x", 100_000),
    ("open quotes", "<a href='", "x", 100_000),
    ("bodies", "<body a=1>x", "", 50_000),
    ("entities", "&amp;&lt;&#x41;", "", 200_000),
    ("lists", "<ul><li>a b c d e", "", 50_000),
    (
        "paragraphs",
        "<p>The harbour is closed, they said. ",
        "",
        50_000,
    ),
    ("lines with breaks", "a.<br>", "", 150_000),
    ("brackets", "<", "", 500_000),
    ("one word", "x", "", 2_000_000),
    ("dashes", "- ", "", 500_000),
    ("capitals", "A.", "", 500_000),
];

/// Two tests, for two cores: none of it is fast without optimisation.
#[test]
fn no_page_of_a_megabyte_takes_long() {
    none_takes_long(0);
}

#[test]
fn no_other_page_of_a_megabyte_takes_long() {
    none_takes_long(1);
}

/// Every second of the pages, from a number on.
fn none_takes_long(from: usize) {
    for (name, repeated, end, count) in SLOW.iter().skip(from).step_by(2) {
        let page = format!(
            "<html><body><h1>Harbour closed</h1>{}{end}",
            repeated.repeat(*count)
        );
        let start = Instant::now();
        let parsed = std::thread::Builder::new()
            .stack_size(2 * 1024 * 1024)
            .spawn(move || parse::page(page.as_bytes(), None, None))
            .expect("a thread")
            .join()
            .expect("no panic");
        check(&parsed);
        // Generous, since tests run unoptimised on busy machines: what is quadratic takes minutes.
        assert!(
            start.elapsed() < Duration::from_secs(40),
            "{name} took {:?}",
            start.elapsed()
        );
    }
}

// Feeds. The numbers are those of the list of what hostile feeds do.

const ADDRESS: Option<&str> = Some("https://post.example/feed.xml");

/// A feed of RSS around these items, read within what a hostile feed may take at most.
fn read(items: &str) -> ParsedFeed {
    whole(
        format!("<rss version=\"2.0\"><channel><title>Post</title>{items}</channel></rss>")
            .as_bytes(),
    )
}

fn whole(bytes: &[u8]) -> ParsedFeed {
    let start = Instant::now();
    let parsed = feed(bytes, None, ADDRESS);
    // Generous, as above: what is quadratic takes minutes.
    assert!(
        start.elapsed() < Duration::from_secs(40),
        "{:?}",
        start.elapsed()
    );
    check(&Parsed {
        articles: parsed.articles.clone(),
        problems: parsed.problems.clone(),
        ..Parsed::default()
    });
    parsed
}

fn says(parsed: &ParsedFeed, code: TroubleCode, words: &str) -> bool {
    let mut problems = parsed.problems.iter();
    problems.any(|it| it.code == code && it.message.contains(words))
}

#[test]
fn h01_entities_are_never_multiplied_and_nothing_outside_is_read() {
    let laughs: String = (1..=9)
        .map(|it| {
            format!(
                "<!ENTITY l{it} \"{}\">",
                format!("&l{};", it - 1).repeat(10)
            )
        })
        .collect();
    let blow_up = "x".repeat(60_000);
    let doctypes = [
        ("&l9;", format!("<!ENTITY l0 \"lol\">{laughs}")),
        ("&big;", format!("<!ENTITY big \"{blow_up}\">")),
        (
            "&file;",
            "<!ENTITY file SYSTEM \"file:///etc/passwd\">".to_string(),
        ),
        (
            "&page;",
            "<!ENTITY page PUBLIC \"x\" \"http://127.0.0.1/secret\">".to_string(),
        ),
        (
            "&own;",
            "<!ENTITY % outer SYSTEM \"http://127.0.0.1/x.dtd\"> %outer; <!ENTITY own \"&own;\">"
                .to_string(),
        ),
    ];
    for (entity, doctype) in doctypes {
        let title = entity.repeat(1_000);
        let text = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE rss [{doctype}]><rss><channel><item><title>Quay {title}</title></item></channel></rss>"
        );
        let parsed = whole(text.as_bytes());
        assert_eq!(parsed.articles.len(), 1, "{entity}");
        let title = &parsed.articles[0].title;
        assert!(
            title.starts_with(&format!("Quay {entity}")),
            "what is not expanded stays: {entity}"
        );
        assert!(title.len() <= text.len(), "{entity}");
    }
    let own = "<!DOCTYPE rss [<!ENTITY port \"harbour\">]><rss><channel><item><title>The &port;</title></item></channel></rss>";
    assert_eq!(
        whole(own.as_bytes()).articles[0].title,
        "The harbour",
        "a short one is a word"
    );
}

#[test]
fn h06_what_is_huge_is_cut_and_that_is_said() {
    let title = read(&format!(
        "<item><title>{}</title></item>",
        "x".repeat(15_000_000)
    ));
    assert_eq!(title.articles[0].title.len(), limits::TITLE_CHARS);

    let body = read(&format!(
        "<item><title>A</title><description>{}</description></item>",
        "word ".repeat(3_000_000)
    ));
    let kept: usize = body.articles[0].blocks.iter().map(|it| it.text.len()).sum();
    assert!(kept <= limits::BODY_BYTES);
    assert!(says(
        &body,
        TroubleCode::TooLarge,
        "longer than what is kept"
    ));

    let items = read(
        &"<item><title>A</title></item>"
            .repeat(100_000)
            .replace('A', "Quay"),
    );
    assert!(
        says(
            &items,
            TroubleCode::TooLarge,
            "holds 100000 items; the first 2000"
        ),
        "{:?}",
        items.problems
    );

    let whole_feed = whole(
        format!(
            "<rss><channel><item><title>A</title></item>{}",
            " ".repeat(limits::FEED_BYTES)
        )
        .as_bytes(),
    );
    assert!(says(
        &whole_feed,
        TroubleCode::TooLarge,
        "larger than 20 MB"
    ));

    let attributes: String = (0..100_000).map(|it| format!(" a{it}='1'")).collect();
    let spaces: String = (0..50_000)
        .map(|it| format!(" xmlns:n{it}='http://x.example/{it}'"))
        .collect();
    for hostile in [
        attributes,
        spaces,
        format!(" a='{}'", "x".repeat(1_000_000)),
    ] {
        let parsed = read(&format!(
            "<item{hostile}><title{hostile}>Quay</title></item><item><title>Pier</title></item>"
        ));
        assert!(
            parsed.articles.iter().any(|it| it.title == "Pier"),
            "what follows is read"
        );
    }

    let id = read(&format!(
        "<item><guid>{}</guid><title>A</title></item>",
        "x".repeat(5_000_000)
    ));
    assert!(
        id.articles[0]
            .item_id
            .as_ref()
            .is_some_and(|it| it.len() <= 64 * 1024 + 4)
    );
    let many: String = (0..50_000)
        .map(|it| {
            format!("<category>c{it}</category><author>a{it}</author><enclosure url='/{it}'/>")
        })
        .collect();
    assert!(
        read(&format!("<item><title>A</title>{many}</item>")).articles[0]
            .authors
            .len()
            <= limits::AUTHORS
    );
}

#[test]
fn h06_no_feed_of_megabytes_takes_long() {
    const MILLION: usize = 1_000_000;
    let inside = |it: &str| format!("<rss><channel><item><title>A</title><description>{it}");
    let hostile = [
        "<".repeat(5 * MILLION),
        inside(&"<".repeat(5 * MILLION)),
        inside(&"&".repeat(3 * MILLION)),
        inside(&"&lt;".repeat(MILLION)),
        inside(&"&lt;b".repeat(MILLION / 2)),
        inside(&"<![CDATA[".repeat(MILLION / 4)),
        inside(&"<![CDATA[</description>".repeat(MILLION / 8)),
        inside(&"<![CDATA[]]>".repeat(MILLION / 4)),
        inside(&"<a b=\"".repeat(MILLION / 4)),
        inside(&"<script>".repeat(MILLION / 4)),
        format!("<a{}", " x=\"<b\"".repeat(MILLION / 2)),
        inside(&format!("<a{}", " x=\"<b\"".repeat(MILLION / 2))),
        inside(&format!("&lt;a{}", " x='&lt;b'".repeat(MILLION / 2))),
        inside(&format!("<a{}<", "x=\"<b>\"".repeat(MILLION / 2))),
        inside(&"]]>".repeat(MILLION)),
        inside(&"<!--".repeat(MILLION / 2)),
        "<rss><channel>".to_string() + &"<item><title>".repeat(MILLION / 10),
        "<rss><channel>".to_string() + &"item>".repeat(MILLION / 4),
        "<rss><channel>".to_string() + &"<itm\n".repeat(MILLION / 4),
        "<!DOCTYPE rss [".to_string()
            + &"<!ENTITY a \"b\">".repeat(MILLION / 10)
            + "]><rss><channel><item><title>"
            + &"&a;".repeat(MILLION / 4),
        "{\"items\": [".to_string() + &"{\"id\": 1}, ".repeat(MILLION / 10),
        "{\"items\": [".to_string() + &"\"a\": ".repeat(MILLION / 4),
        "{\"items\": ".to_string() + &"[\"a\": ".repeat(MILLION / 8),
        "{\"items\": [{\"title\": \"".to_string() + &"\" x".repeat(MILLION / 2),
        "{\"a\":".repeat(MILLION / 8),
        "[{\"a\":".repeat(MILLION / 8),
    ];
    for text in hostile {
        whole(text.as_bytes());
    }
}

#[test]
fn h07_depth_is_bounded_and_costs_the_depth_only() {
    for (open, close) in [
        ("<a>", "</a>"),
        ("<div>", "</div>"),
        ("<x:y>", "</x:y>"),
        ("<b><i>", "</i></b>"),
        ("<blockquote>", "</blockquote>"),
    ] {
        let deep = format!(
            "{}The quay is closed.{}",
            open.repeat(50_000),
            close.repeat(50_000)
        );
        let escaped = deep.replace('<', "&lt;");
        for text in [
            format!("<item><title>A</title>{deep}</item><item><title>B</title></item>"),
            format!(
                "<item><title>A</title><description>{escaped}</description></item><item><title>B</title></item>"
            ),
            format!(
                "<item><title>A</title><description><![CDATA[{deep}]]></description></item><item><title>B</title></item>"
            ),
        ] {
            let parsed = read(&text);
            assert!(
                parsed.articles.iter().any(|it| it.title == "B"),
                "{open}: what follows is read"
            );
        }
    }
    for text in [
        "[".repeat(1_000_000),
        "{\"items\":".repeat(50_000),
        "{\"items\":[".repeat(50_000),
    ] {
        whole(text.as_bytes());
    }
    let outlines = opml(format!("<opml>{}", "<outline text='a'>".repeat(50_000)).as_bytes());
    assert!(!outlines.problems.is_empty());
}

#[test]
fn h08_what_is_no_text_is_dropped_and_the_rest_is_read() {
    let feed_of = |title: &[u8]| {
        let mut bytes = b"<rss><channel><item><title>".to_vec();
        bytes.extend_from_slice(title);
        bytes.extend_from_slice(
            "</title><description>Ä Ö Ü ä ö ü ß é è ê á à</description></item></channel></rss>"
                .as_bytes(),
        );
        bytes
    };
    const TESTS: &[(&str, &[u8], &str)] = &[
        ("NUL", b"Qu\0ay", "Quay"),
        ("control characters", b"Qu\x01\x08\x1f\x7fay", "Quay"),
        ("those of the second block", "Qu\u{81}ay".as_bytes(), "Quay"),
        ("as references", b"Qu&#0;&#8;&#x1F;&#xFFFF;ay", "Quay"),
        (
            "halves of characters as references",
            b"Qu&#xD800;&#xDFFF;ay",
            "Quay",
        ),
        (
            "what is never a character",
            "Qu\u{fffe}\u{ffff}ay".as_bytes(),
            "Quay",
        ),
        (
            "a byte of Windows-1252",
            b"The quay\x92s end",
            "The quay’s end",
        ),
    ];
    for (name, title, expected) in TESTS {
        let parsed = whole(&feed_of(title));
        assert_eq!(parsed.articles[0].title, *expected, "{name}");
    }
    // Whatever is declared, what can be read is.
    for declared in [
        "utf-16",
        "utf-7",
        "ebcdic",
        "shift_jis",
        "big5",
        "nonsense",
        "",
        "utf-8; charset=utf-16",
    ] {
        let text = format!(
            "<?xml version='1.0' encoding='{declared}'?><rss><channel><item><title>Schließung am Kai</title></item></channel></rss>"
        );
        let parsed = feed(
            text.as_bytes(),
            Some(&format!("text/xml; charset={declared}")),
            ADDRESS,
        );
        assert_eq!(parsed.articles.len(), 1, "{declared}");
    }
}

#[test]
fn h09_links_that_are_none_of_the_web_never_reach_the_desk() {
    for link in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\nscript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://x.example/",
        "blob:https://x.example/1",
        "view-source:https://x.example/",
        "exec:rm",
        "http://",
    ] {
        let items = format!(
            "<item><title>A</title><link>{link}</link><guid>{link}</guid><comments>{link}</comments></item>"
        );
        let atom = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><link href='{link}'/><entry><title>A</title><id>{link}</id><link href='{link}'/><content src='{link}'/></entry></feed>"
        );
        let json = format!("{{\"version\": \"https://jsonfeed.org/version/1\", \"home_page_url\": \"{link}\", \"items\": [{{\"id\": \"{link}\", \"title\": \"A\", \"url\": \"{link}\", \"external_url\": \"{link}\"}}]}}")
            .replace('\\', "\\\\").replace('\n', "\\n");
        for parsed in [read(&items), whole(atom.as_bytes()), whole(json.as_bytes())] {
            let article = &parsed.articles[0];
            let addresses = article.address.iter().chain(&parsed.site);
            for it in addresses {
                assert!(
                    it.starts_with("https://post.example/"),
                    "{link} became {it}"
                );
            }
        }
    }
}

#[test]
fn h09_markup_is_read_as_text_and_scripts_are_not_read() {
    let body = "&lt;p onclick=\"x()\">One&lt;/p>&lt;script>alert(1)&lt;/script>&lt;style>p {}&lt;/style>&lt;iframe src=x>framed&lt;/iframe>&lt;p>Two &lt;img src=x onerror=alert(2)>&lt;/p>";
    let parsed = read(&format!(
        "<item><title>&lt;script>alert(0)&lt;/script>Quay &lt;b>shut&lt;/b></title><author>&lt;img src=x onerror=y>Ann Ode</author><description>{body}</description></item>"
    ));
    let article = &parsed.articles[0];
    assert_eq!(article.title, "Quay shut");
    assert_eq!(article.authors, ["Ann Ode"]);
    let texts: Vec<&str> = article
        .blocks
        .iter()
        .filter(|it| it.zone == Zone::Body)
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(texts, ["One", "Two"]);
    // What was escaped twice is shown as it is, and never as markup.
    let twice = read("<item><title>How to write &amp;lt;script&amp;gt;</title></item>");
    assert_eq!(twice.articles[0].title, "How to write <script>");
}

#[test]
fn h10_signs_that_are_not_seen_hide_no_word() {
    let query = Query::topic("sanctions").expect("a query").query;
    for sign in [
        '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{200e}',
        '\u{200f}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}',
    ] {
        let parsed = read(&format!(
            "<item><title>New sanc{sign}tions on the port</title></item>"
        ));
        let article = &parsed.articles[0];
        let proof = prove(&query, &Document::new(article, &About::default()));
        assert!(proof.holds, "U+{:04X}", u32::from(sign));
    }
    // Other letters that look alike are other letters: only what is shown tells.
    let cyrillic = read("<item><title>New s\u{430}nctions</title></item>");
    assert!(
        !prove(
            &query,
            &Document::new(&cyrillic.articles[0], &About::default())
        )
        .holds
    );
}

#[test]
fn h11_dates_that_cannot_be_are_none_and_others_are_kept_as_stated() {
    let at = |date: &str| {
        read(&format!(
            "<item><title>A</title><pubDate>{date}</pubDate></item>"
        ))
        .articles[0]
            .published_at
    };
    for none in [
        "",
        "yesterday",
        "0000-00-00T00:00:00Z",
        "Thu, 32 Jan 2026 00:00:00 GMT",
        "99999999999999999999",
        "2026-02-30",
        "-1",
        "2026-13-01T00:00:00Z",
        "Mon, 02 Feb 2026 10:00:00 +99:99",
        "1e9",
    ] {
        assert_eq!(at(none), None, "{none}");
    }
    for (text, expected) in [
        ("Wed, 01 Jan 2098 00:00:00 GMT", "2098-01-01T00:00:00Z"),
        ("2999-01-01T00:00:00Z", "2999-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ] {
        assert_eq!(at(text), Timestamp::from_rfc3339(expected), "{text}");
    }
}

/// Two states of a feed's items, and whether each item of the second is one of the first.
type Identity = (&'static str, &'static str, &'static str, &'static [bool]);

const IDENTITY: &[Identity] = &[
    (
        "an edited title",
        "<item><guid>1</guid><link>/a</link><title>A</title></item>",
        "<item><guid>1</guid><link>/a</link><title>B</title></item>",
        &[true],
    ),
    (
        "an edited text without a guid",
        "<item><link>/a</link><title>A</title><description>x</description></item>",
        "<item><link>/a</link><title>A</title><description>y</description></item>",
        &[true],
    ),
    (
        "neither guid nor link",
        "<item><title>A</title><description>x</description></item>",
        "<item><title>A</title><description>x</description></item>",
        &[true],
    ),
    (
        "neither, and another text",
        "<item><title>A</title><description>x</description></item>",
        "<item><title>A</title><description>y</description></item>",
        &[false],
    ),
    (
        "an empty guid",
        "<item><guid></guid><link>/a</link><title>A</title></item>",
        "<item><guid> </guid><link>/a</link><title>B</title></item>",
        &[true],
    ),
    (
        "the same guid twice, two links",
        "<item><guid>1</guid><link>/a</link></item><item><guid>1</guid><link>/b</link></item>",
        "<item><guid>1</guid><link>/b</link></item><item><guid>1</guid><link>/a</link></item><item><guid>1</guid><link>/c</link></item>",
        &[true, true, false],
    ),
    (
        "the site's own page for a link, and another item in its place",
        "<link>https://quay.example/</link><item><link>https://quay.example/</link><title>A</title></item>",
        "<link>https://quay.example/</link><item><link>https://quay.example/</link><title>B</title></item><item><link>https://quay.example/</link><title>A</title></item>",
        &[false, true],
    ),
    (
        "one link for all, and one more",
        "<item><link>/w</link><title>A</title></item><item><link>/w</link><title>B</title></item>",
        "<item><link>/w</link><title>C</title></item><item><link>/w</link><title>A</title></item><item><link>/w</link><title>B</title></item>",
        &[false, true, true],
    ),
    (
        "another order",
        "<item><guid>1</guid></item><item><guid>2</guid></item>",
        "<item><guid>2</guid></item><item><guid>1</guid></item>",
        &[true, true],
    ),
    (
        "white space around a guid",
        "<item><guid>1</guid><title>A</title></item>",
        "<item><guid>\n 1 </guid><title>A</title></item>",
        &[true],
    ),
    (
        "the site's own page, spelled otherwise",
        "<link>https://quay.example/alerts</link><item><link>http://www.quay.example/alerts/</link><title>A</title></item>",
        "<link>https://quay.example/alerts</link><item><link>http://www.quay.example/alerts/</link><title>B</title></item><item><link>https://quay.example/alerts/?utm_source=rss</link><title>A</title></item>",
        &[false, true],
    ),
    (
        "the site's own page, and no slash behind it",
        "<link>https://quay.example</link><item><link>https://quay.example/</link><title>A</title></item>",
        "<link>https://quay.example</link><item><link>https://quay.example/</link><title>B</title></item>",
        &[false],
    ),
    (
        "a bare host, and no link of the feed",
        "<item><link>https://quay.example/</link><title>A</title></item>",
        "<item><link>https://quay.example</link><title>B</title></item><item><link>https://quay.example</link><title>A</title></item>",
        &[false, true],
    ),
    (
        "a place on the site's own page",
        "<link>https://quay.example/</link><item><link>https://quay.example/#a</link><title>A</title></item>",
        "<link>https://quay.example/</link><item><link>https://quay.example/#b</link><title>A</title></item><item><link>https://quay.example/#a</link><title>B</title></item>",
        &[false, true],
    ),
    (
        "one link for all, and dated anew",
        "<item><link>/w</link><title>A</title><description>It blows in the north.</description><pubDate>Tue, 01 Dec 2026 10:00:00 GMT</pubDate></item><item><link>/w</link><title>A</title><description>It blows in the south.</description><pubDate>Tue, 01 Dec 2026 10:00:00 GMT</pubDate></item>",
        "<item><link>/w</link><title>A</title><description>It blows in the north.</description><pubDate>Tue, 01 Dec 2026 11:00:00 GMT</pubDate></item><item><link>/w</link><title>A</title><description>It blows in the south.</description><pubDate>Tue, 01 Dec 2026 11:00:01 GMT</pubDate></item>",
        &[true, true],
    ),
    (
        "the site's own page, and dated anew",
        "<item><link>https://quay.example/</link><title>A</title><description>It blows in the north.</description><pubDate>Tue, 01 Dec 2026 10:00:00 GMT</pubDate></item>",
        "<item><link>https://quay.example/</link><title>A</title><description>It blows in the north.</description><pubDate>Tue, 01 Dec 2026 11:00:00 GMT</pubDate></item>",
        &[true],
    ),
    (
        "the site's own page, another date and no text",
        "<item><link>https://quay.example/</link><title>Gale warning</title><author>Ann Ode</author><pubDate>Tue, 01 Dec 2026 10:00:00 GMT</pubDate></item>",
        "<item><link>https://quay.example/</link><title>Gale warning</title><author>Ann Ode</author><pubDate>Wed, 02 Dec 2026 10:00:00 GMT</pubDate></item>",
        &[false],
    ),
    (
        "neither guid nor link, and another date",
        "<item><title>A</title><description>It blows in the north.</description><pubDate>Tue, 01 Dec 2026 10:00:00 GMT</pubDate></item>",
        "<item><title>A</title><description>It blows in the north.</description><pubDate>Tue, 01 Dec 2026 11:00:00 GMT</pubDate></item>",
        &[false],
    ),
    (
        "one guid, one link and one title for two, in another order",
        GALES,
        "<item><guid>0</guid><link>/w</link><title>Gale warning</title><description>It blows in the south.</description><pubDate>Tue, 01 Dec 2026 16:00:00 GMT</pubDate></item><item><guid>0</guid><link>/w</link><title>Gale warning</title><description>It blows in the north.</description><pubDate>Tue, 01 Dec 2026 14:00:00 GMT</pubDate></item>",
        &[true, true],
    ),
];

/// Two warnings that share all but what they say and when.
const GALES: &str = "<item><guid>0</guid><link>/w</link><title>Gale warning</title><description>It blows in the north.</description><pubDate>Tue, 01 Dec 2026 14:00:00 GMT</pubDate></item><item><guid>0</guid><link>/w</link><title>Gale warning</title><description>It blows in the south.</description><pubDate>Tue, 01 Dec 2026 16:00:00 GMT</pubDate></item>";

/// Items that share what names them, and how many they are.
const SHARED: &[(&str, &str, usize)] = &[
    (
        "one link for all, no guid",
        "<item><link>/w</link><title>A</title></item><item><link>/w</link><title>B</title></item><item><link>/w</link><title>C</title></item>",
        3,
    ),
    (
        "one guid for all, no link",
        "<item><guid>0</guid><title>A</title></item><item><guid>0</guid><title>B</title></item>",
        2,
    ),
    (
        "one guid and one link for all",
        "<item><guid>0</guid><link>/w</link><title>A</title></item><item><guid>0</guid><link>/w</link><title>B</title></item>",
        2,
    ),
    (
        "one link, one title, two texts",
        "<item><link>/w</link><title>Gale</title><description>x</description></item><item><link>/w</link><title>Gale</title><description>y</description></item>",
        2,
    ),
    (
        "printed twice, edited in between",
        "<item><guid>1</guid><link>/a</link><title>A</title><description>y</description></item><item><guid>1</guid><link>/a</link><title>A</title><description>x</description></item>",
        1,
    ),
    (
        "printed twice beside another of its guid",
        "<item><guid>1</guid><title>A</title></item><item><guid>1</guid><title>B</title></item><item><guid>1</guid><title>A</title></item>",
        2,
    ),
    ("one guid, one link and one title for two", GALES, 2),
    (
        "the same, edited within its minute",
        "<item><guid>0</guid><link>/w</link><title>Gale</title><description>x</description><pubDate>Tue, 01 Dec 2026 14:00:00 GMT</pubDate></item><item><guid>0</guid><link>/w</link><title>Gale</title><description>y</description><pubDate>Tue, 01 Dec 2026 14:00:00 GMT</pubDate></item>",
        1,
    ),
    (
        "the same, dated anew",
        "<item><guid>0</guid><link>/w</link><title>Gale</title><description>x</description><pubDate>Tue, 01 Dec 2026 16:00:00 GMT</pubDate></item><item><guid>0</guid><link>/w</link><title>Gale</title><description>x</description><pubDate>Tue, 01 Dec 2026 14:00:00 GMT</pubDate></item>",
        1,
    ),
    (
        "the same, edited, one of the two without a date",
        "<item><guid>0</guid><link>/w</link><title>Gale</title><description>x</description></item><item><guid>0</guid><link>/w</link><title>Gale</title><description>y</description><pubDate>Tue, 01 Dec 2026 14:00:00 GMT</pubDate></item>",
        1,
    ),
    (
        "one without a date before two that are two",
        "<item><guid>0</guid><link>/w</link><title>Gale</title><description>x</description></item><item><guid>0</guid><link>/w</link><title>Gale</title><description>y</description><pubDate>Tue, 01 Dec 2026 14:00:00 GMT</pubDate></item><item><guid>0</guid><link>/w</link><title>Gale</title><description>z</description><pubDate>Tue, 01 Dec 2026 16:00:00 GMT</pubDate></item>",
        2,
    ),
];

/// What a feed held when its items shared what names them, what it holds now, and whether each item of now was there then.
const SHARED_BEFORE: &[Identity] = &[
    (
        "one link for all",
        "<item><link>/w</link><title>A</title></item><item><link>/w</link><title>B</title></item>",
        "<item><link>/w</link><title>B</title></item>",
        &[true],
    ),
    (
        "one link for all, and then for a new one",
        "<item><link>/w</link><title>A</title></item><item><link>/w</link><title>B</title></item>",
        "<item><link>/w</link><title>C</title></item>",
        &[false],
    ),
    (
        "one guid and two links",
        "<item><guid>0</guid><link>/a</link></item><item><guid>0</guid><link>/b</link></item>",
        "<item><guid>0</guid><link>/b</link></item>",
        &[true],
    ),
    (
        "one guid and two links, and then a new one",
        "<item><guid>0</guid><link>/a</link></item><item><guid>0</guid><link>/b</link></item>",
        "<item><guid>0</guid><link>/c</link></item>",
        &[false],
    ),
    (
        "one guid and no link",
        "<item><guid>0</guid><title>A</title></item><item><guid>0</guid><title>B</title></item>",
        "<item><guid>0</guid><title>B</title></item>",
        &[true],
    ),
    (
        "one guid and one link",
        "<item><guid>0</guid><link>/w</link><title>A</title></item><item><guid>0</guid><link>/w</link><title>B</title></item>",
        "<item><guid>0</guid><link>/w</link><title>B</title></item>",
        &[true],
    ),
    (
        "one guid, one link and one title",
        GALES,
        "<item><guid>0</guid><link>/w</link><title>Gale warning</title><description>It blows in the south.</description><pubDate>Tue, 01 Dec 2026 16:00:00 GMT</pubDate></item>",
        &[true],
    ),
    (
        "one guid, one link and one title, and then a new one",
        GALES,
        "<item><guid>0</guid><link>/w</link><title>Gale warning</title><description>It blows in the west.</description><pubDate>Tue, 01 Dec 2026 18:00:00 GMT</pubDate></item>",
        &[false],
    ),
];

#[test]
fn h12_what_was_shared_once_is_no_items_own_where_one_stands_alone() {
    for (name, before, now, expected) in SHARED_BEFORE {
        let before = read(before);
        assert!(!before.shared.is_empty(), "{name}: they share something");
        let now = feed_knowing(
            format!("<rss version=\"2.0\"><channel>{now}</channel></rss>").as_bytes(),
            None,
            ADDRESS,
            &|it| before.shared.iter().any(|shared| shared == it),
        );
        assert_eq!(now.shared, Vec::<String>::new(), "{name}: nor do they now");
        let known: Vec<bool> = now
            .articles
            .iter()
            .map(|it| before.articles.iter().any(|was| was.item_id == it.item_id))
            .collect();
        assert_eq!(known, *expected, "{name}");
    }
    for alone in [
        "<item><guid>1</guid><link>/a</link><title>A</title></item><item><guid>2</guid><link>/a</link><title>B</title></item>",
        "<item><guid>1</guid><link>/a</link><title>A</title><description>y</description></item><item><guid>1</guid><link>/a</link><title>A</title><description>x</description></item>",
        "<item><link>/a</link><title>A</title></item><item><link>/b</link><title>A</title></item>",
        "<item><title>A</title></item><item><title>A</title></item>",
    ] {
        assert_eq!(read(alone).shared, Vec::<String>::new(), "{alone}");
    }
}

#[test]
fn h12_notices_that_are_dated_anew_each_time_are_the_same_notices() {
    let ids = |hour: u32| -> Vec<_> {
        let items: String = (0..20)
            .map(|it| format!("<item><link>/status</link><title>Lock {it}</title><description>Lock {it} is shut.</description><pubDate>Tue, 01 Dec 2026 {hour}:00:{it:02} GMT</pubDate></item>"))
            .collect();
        read(&items)
            .articles
            .into_iter()
            .map(|it| it.item_id)
            .collect()
    };
    let first = ids(10);
    assert_eq!(first.len(), 20);
    assert_eq!(first, ids(11));
}

#[test]
fn h12_an_item_is_the_same_when_it_comes_again_and_never_by_chance() {
    for (name, before, after, expected) in IDENTITY {
        let before: Vec<_> = read(before)
            .articles
            .into_iter()
            .map(|it| it.item_id.expect("every item has one"))
            .collect();
        let again: Vec<bool> = read(after)
            .articles
            .into_iter()
            .map(|it| before.contains(&it.item_id.expect("every item has one")))
            .collect();
        assert_eq!(again, *expected, "{name}");
    }
    let twice = read(
        "<item><guid>1</guid><title>A</title></item><item><guid>1</guid><title>A</title></item>",
    );
    assert_eq!(twice.articles.len(), 1, "printed twice, one item");
    let two = read(
        "<item><guid>1</guid><link>/a</link><title>A</title></item><item><guid>1</guid><link>/b</link><title>B</title></item>",
    );
    assert_eq!(two.articles.len(), 2, "one guid for all, two items");
    for (name, items, expected) in SHARED {
        let parsed = read(items);
        let names: std::collections::BTreeSet<_> =
            parsed.articles.iter().map(|it| &it.item_id).collect();
        assert_eq!(
            (parsed.articles.len(), names.len()),
            (*expected, *expected),
            "{name}"
        );
    }
    // What a feed calls its items does not depend on where it was got from.
    let text = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>one</id><title>A</title></entry></feed>";
    for address in [None, ADDRESS, Some("https://mirror.example/feed")] {
        assert_eq!(
            feed(text, None, address).articles[0].item_id.as_deref(),
            Some("one")
        );
    }
}

#[test]
fn h13_how_a_reader_came_is_no_part_of_an_address() {
    let key = address_key("https://post.example/news/quay?id=7");
    assert!(key.is_some());
    for same in [
        "https://post.example/news/quay?id=7&utm_source=rss&utm_medium=feed&utm_campaign=x",
        "https://post.example/news/quay?fbclid=abc&id=7",
        "https://post.example/news/quay?id=7&gclid=abc#comments",
        "http://www.post.example/news/quay/?id=7&mc_cid=1&mc_eid=2",
    ] {
        assert_eq!(address_key(same), key, "{same}");
    }
    assert_ne!(address_key("https://post.example/news/quay?id=8"), key);
}

#[test]
fn h15_every_way_to_write_utf_16_is_read() {
    let text = "<?xml version=\"1.0\" encoding=\"ENC\"?><rss><channel><item><title>Причал закрыт</title></item></channel></rss>";
    for declared in ["utf-16", "utf-8", "UTF-16LE", "UTF-16BE", "iso-8859-1"] {
        let text = text.replace("ENC", declared);
        let (mut little, mut big) = (vec![], vec![]);
        for unit in text.encode_utf16() {
            little.extend(unit.to_le_bytes());
            big.extend(unit.to_be_bytes());
        }
        for (bytes, mark) in [(little, [0xFF, 0xFE]), (big, [0xFE, 0xFF])] {
            let marked: Vec<u8> = mark.into_iter().chain(bytes.iter().copied()).collect();
            for cut in [0, 1, 3] {
                for bytes in [&bytes, &marked] {
                    let parsed = feed(
                        &bytes[..bytes.len() - cut],
                        Some("application/xml; charset=utf-8"),
                        ADDRESS,
                    );
                    assert_eq!(
                        parsed.articles.first().map(|it| it.title.as_str()),
                        Some("Причал закрыт"),
                        "{declared}, {cut} bytes cut off"
                    );
                }
            }
        }
    }
}
