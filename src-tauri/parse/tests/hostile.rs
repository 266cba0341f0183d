//! Whatever the bytes are: no panic, no endless work, and every block is plain text within its bounds.

use std::time::{Duration, Instant};

use news::TroubleCode;
use parse::{Parsed, limits};
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
    ("brackets", "<", "", 500_000),
    ("one word", "x", "", 2_000_000),
    ("dashes", "- ", "", 500_000),
    ("capitals", "A.", "", 500_000),
];

#[test]
fn no_page_of_a_megabyte_takes_long() {
    for (name, repeated, end, count) in SLOW {
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
