//! Text and Markdown files, and what is told from a file's name and first bytes.

use news::{Article, Block, TroubleCode, Zone};

fn text(file: &str) -> Article {
    parse::text_file(file.as_bytes())
        .articles
        .into_iter()
        .next()
        .expect("an article")
}

fn markdown(file: &str) -> Article {
    parse::markdown_file(file.as_bytes())
        .articles
        .into_iter()
        .next()
        .expect("an article")
}

fn zones(article: &Article) -> Vec<(Zone, &str)> {
    article
        .blocks
        .iter()
        .map(|it| (it.zone, it.text.as_str()))
        .collect()
}

#[test]
fn a_short_first_line_is_the_headline() {
    let article =
        text("Ferry returns\n\nThe ferry crossed the sound\non Monday.\n\nNobody was lost.\n");
    assert_eq!(article.title, "Ferry returns");
    assert_eq!(
        zones(&article),
        [
            (Zone::Headline, "Ferry returns"),
            (Zone::Body, "The ferry crossed the sound on Monday."),
            (Zone::Body, "Nobody was lost.")
        ]
    );
}

#[test]
fn a_headline_may_begin_like_a_promotional_line() {
    let article = text(
        "Explained: why the ferry came back\n\nThe ferry crossed the sound on Monday.\n\nNobody was lost.",
    );
    assert_eq!(
        article.blocks[0],
        Block::new(Zone::Headline, "Explained: why the ferry came back")
    );
}

#[test]
fn without_empty_lines_every_line_is_a_paragraph() {
    let article = text(
        "The ferry crossed the sound again on Monday, nine winters after it was tied up. Forty people watched.\nAlso Read: The heron that spoke\nThe mayor told AP that it was loud.\n(With AP inputs)",
    );
    assert_eq!(
        article.title,
        "The ferry crossed the sound again on Monday, nine winters after it was tied up."
    );
    assert_eq!(article.wire.as_deref(), Some("AP"));
    assert_eq!(
        article.blocks.iter().map(|it| it.zone).collect::<Vec<_>>(),
        [Zone::Body, Zone::Promo, Zone::Body, Zone::Credit],
        "a title made from the text is no headline"
    );
}

#[test]
fn a_long_first_sentence_is_shortened_at_a_word() {
    let article = text(&format!(
        "{}ends here.\nA second line follows.",
        "word by word ".repeat(20)
    ));
    assert!(
        article.title.ends_with("word…") || article.title.ends_with("by…"),
        "{}",
        article.title
    );
    assert!(article.title.chars().count() <= 121);
}

#[test]
fn header_lines_are_facts_and_no_text() {
    let article = text(
        "Title: Ferry returns\nSource: The Quayside Post\nBy: Rhona Tulloch and Tam Ostler\nDate: 2025-03-04T06:15:00Z\nURL: https://q.example/f?utm_source=x\nLanguage: en-GB\n\nThe ferry crossed the sound on Monday.\n\nNobody was lost.",
    );
    assert_eq!(article.title, "Ferry returns");
    assert_eq!(article.outlet.as_deref(), Some("The Quayside Post"));
    assert_eq!(article.authors, ["Rhona Tulloch", "Tam Ostler"]);
    assert_eq!(article.address.as_deref(), Some("https://q.example/f"));
    assert_eq!(article.language.as_deref(), Some("en"));
    assert_eq!(
        article.published_at.map(|it| it.to_string()).as_deref(),
        Some("2025-03-04T06:15:00Z")
    );
    assert_eq!(
        zones(&article),
        [
            (Zone::Headline, "Ferry returns"),
            (Zone::Body, "The ferry crossed the sound on Monday."),
            (Zone::Body, "Nobody was lost.")
        ]
    );
}

#[test]
fn a_sentence_with_a_colon_is_no_header() {
    let article = text(
        "Source: unknown water\nThe spring was found dry: nobody knows why.\nIt ran for ages.",
    );
    assert!(
        article
            .blocks
            .iter()
            .any(|it| it.text.starts_with("The spring was found dry: nobody"))
    );
}

#[test]
fn markdown_is_read_by_its_marks() {
    let article = markdown(
        "---\ntitle: \"Ferry returns\"\nauthor: Rhona Tulloch\ndate: 2025-03-04\n---\n\n# Ferry returns\n\nBy Rhona Tulloch\n\nThe ferry *crossed* the [sound](https://q.example) on **Monday**.\n\n> Nobody builds engines like this.\n\n## Later\n\n- one\n- two\n\n![The ferry at the stairs](f.jpg)\n\n**Also Read: [The heron](h)**\n\n```\nlet x = 1;\n```\n",
    );
    assert_eq!(article.title, "Ferry returns");
    assert_eq!(article.authors, ["Rhona Tulloch"]);
    assert_eq!(
        article.blocks,
        [
            Block::new(Zone::Headline, "Ferry returns"),
            Block::new(Zone::Byline, "By Rhona Tulloch"),
            Block::new(Zone::Body, "The ferry crossed the sound on Monday."),
            Block::new(Zone::Quote, "Nobody builds engines like this."),
            Block::new(Zone::Body, "Later"),
            Block::new(Zone::Body, "one"),
            Block::new(Zone::Body, "two"),
            Block::new(Zone::Caption, "The ferry at the stairs"),
            Block::new(Zone::Promo, "Also Read: The heron"),
            Block::new(Zone::Body, "let x = 1;"),
        ]
    );
}

/// Name, whether it is read.
const NAMES: &[(&str, bool)] = &[
    ("a.html", true),
    ("A.HTM", true),
    ("dir.x/a.xhtml", true),
    ("a.txt", true),
    ("a.text", true),
    ("a.md", true),
    ("a.markdown", true),
    ("a.pdf", true),
    ("crawl.warc.gz", true),
    ("a.sql.gz", false),
    ("old.doc", true),
    ("a.jpg", false),
    ("a", false),
    (".html", false),
    ("a.html.part", false),
    ("~$a.txt", false),
    (".hidden.txt", false),
    ("C:\\x\\a.txt", true),
];

#[test]
fn endings_say_what_is_read() {
    for (name, expected) in NAMES {
        assert_eq!(parse::readable_ending(name), *expected, "{name}");
    }
}

/// Name, bytes, what the problem says.
const UNREADABLE: &[(&str, &[u8], &str)] = &[
    ("a.xyz", b"text", "kind of file"),
    ("a.txt", b"%PDF-1.7 x", "PDF is damaged"),
    ("a.html", b"PK\x03\x04abcd", "archive is damaged"),
    ("a.html", b"\x89PNG\r\n", "a picture"),
    ("a.txt", b"", "empty"),
    ("a.txt", b" \n \n", "empty"),
    ("a.txt", b"\0\0\0\0\0\0\0\0\x01\0\0\0", "not text"),
];

#[test]
fn what_cannot_be_read_is_said() {
    for (name, bytes, expected) in UNREADABLE {
        let parsed = parse::document(name, bytes);
        assert!(parsed.articles.is_empty(), "{name}");
        assert!(
            parsed
                .problems
                .iter()
                .any(|it| it.code == TroubleCode::File && it.message.contains(expected)),
            "{name}: {:?}",
            parsed.problems
        );
    }
}

#[test]
fn a_page_saved_as_text_is_read_as_a_page() {
    let parsed = parse::document("a.txt", b"<!DOCTYPE html><title>Ferry returns</title><h1>Ferry returns</h1><p>The ferry crossed the sound on Monday, nine winters late.</p>");
    assert_eq!(parsed.articles[0].title, "Ferry returns");
}

#[test]
fn text_in_windows_1251_is_read() {
    let bytes = encoding_rs::WINDOWS_1251.encode("Маяк снова светит\n\nМаяк на косе снова светит после трёх лет темноты, сообщили в порту.\n\nРыбаки рады.").0.into_owned();
    let parsed = parse::document("a.txt", &bytes);
    assert_eq!(parsed.articles[0].title, "Маяк снова светит");
    assert_eq!(parsed.articles[0].language.as_deref(), Some("ru"));
}
