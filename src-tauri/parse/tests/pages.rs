//! Pages of many layouts, each with what must be read from it in the file beside it.
//!
//! `UPDATE=1 cargo test -p parse --test pages` writes those files anew: read the difference before you keep it.

use std::fmt::Write;
use std::path::Path;

use news::{Article, Zone};

/// Name, Content-Type, address.
const PAGES: &[(&str, Option<&str>, Option<&str>)] = &[
    (
        "broadsheet",
        Some("text/html; charset=utf-8"),
        Some("https://quaysidepost.example/coast/salt-ferry-returns"),
    ),
    (
        "promos",
        None,
        Some("https://dakkanmirror.example/nation/lake-patrol-doubled-11?utm_medium=feed"),
    ),
    ("cyrillic", None, None),
    ("arabic", None, None),
    ("json-ld-only", None, None),
    ("hidden", None, None),
    ("tables", None, None),
    ("live", None, None),
    (
        "wire",
        None,
        Some("https://plainscourier.example/2025/02/10/river-pact"),
    ),
];

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn page(name: &str) -> Article {
    let (_, content_type, address) = PAGES
        .iter()
        .find(|it| it.0 == name)
        .expect("a page of the list");
    let bytes = fixture(&format!("{name}.html"));
    // Kept as UTF-8 so that it can be read here; served as its declaration says.
    let bytes = match name {
        "cyrillic" => encoding_rs::WINDOWS_1251
            .encode(&String::from_utf8(bytes).expect("UTF-8"))
            .0
            .into_owned(),
        _ => bytes,
    };
    let parsed = parse::page(&bytes, *content_type, *address);
    parsed.articles.into_iter().next().expect("an article")
}

fn told(article: &Article) -> String {
    let mut told = String::new();
    let mut fact = |name: &str, value: &dyn std::fmt::Debug| {
        writeln!(told, "{name}: {value:?}").expect("a string");
    };
    fact("title", &article.title);
    fact("authors", &article.authors);
    fact("outlet", &article.outlet);
    fact("wire", &article.wire);
    fact("language", &article.language);
    fact("published", &article.published_at);
    fact("modified", &article.modified_at);
    fact("address", &article.address);
    for block in &article.blocks {
        writeln!(told, "{} | {}", block.zone.name(), block.text).expect("a string");
    }
    told
}

#[test]
fn every_layout_is_read_into_its_zones() {
    for (name, ..) in PAGES {
        let told = told(&page(name));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{name}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &told).expect("a writable folder");
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(told, expected, "{name}");
    }
}

#[test]
fn a_word_of_classes_attributes_scripts_styles_and_hidden_elements_is_in_no_block() {
    let article = page("hidden");
    for word in ["embargo", "center", "wrap", "Center"] {
        assert!(
            !article.blocks.iter().any(|it| it.text.contains(word)),
            "{word} is no text"
        );
    }
    let broadsheet = page("broadsheet");
    for word in ["smuggling", "escalation", "theme"] {
        assert!(
            !broadsheet.blocks.iter().any(|it| it.text.contains(word)),
            "{word} is no text"
        );
    }
}

#[test]
fn what_noscript_doubles_is_read_once() {
    let article = page("hidden");
    assert_eq!(
        article
            .blocks
            .iter()
            .filter(|it| it.text.starts_with("The tower leans less"))
            .count(),
        1
    );
}

#[test]
fn also_read_is_a_promo_and_never_body() {
    let article = page("promos");
    let zone = |text: &str| {
        article
            .blocks
            .iter()
            .find(|it| it.text.contains(text))
            .map(|it| it.zone)
    };
    assert_eq!(zone("Embargo talk returns"), Some(Zone::Promo));
    assert_eq!(zone("READ MORE"), Some(Zone::Promo));
    assert_eq!(zone("Telegram"), Some(Zone::Promo));
    assert_eq!(zone("three goats"), Some(Zone::Promo));
}

#[test]
fn with_ap_inputs_names_the_wire_and_told_ap_does_not() {
    let article = page("promos");
    assert_eq!(article.wire.as_deref(), Some("AP"));
    assert_eq!(
        article.zone(Zone::Credit).collect::<Vec<_>>(),
        ["(With AP inputs)"]
    );
    let without = String::from_utf8(fixture("promos.html"))
        .expect("UTF-8")
        .replace(" (With AP inputs)", "");
    let parsed = parse::page(without.as_bytes(), None, None);
    assert_eq!(parsed.articles[0].wire, None, "“told AP” is no credit");
}

/// A page with `between` among the paragraphs of its text.
fn made(between: &str) -> Article {
    let paragraph = |day: &str| {
        format!(
            "<p>The ferry crossed the sound again on {day}, nine winters after its last captain tied it up and walked home in the rain.</p>"
        )
    };
    let html = format!(
        "<html><head><title>Salt ferry returns</title></head><body><article><h1>Salt ferry returns</h1>{}{}{between}{}{}</article></body></html>",
        paragraph("Monday"),
        paragraph("Tuesday"),
        paragraph("Thursday"),
        paragraph("Friday"),
    );
    let parsed = parse::page(html.as_bytes(), None, None);
    parsed.articles.into_iter().next().expect("an article")
}

/// A line between the paragraphs of a text, its zone.
const BETWEEN: &[(&str, Zone)] = &[
    (
        "The report was published on Friday, a day before the islands vote on the tariff.",
        Zone::Body,
    ),
    (
        "Research by Reuters found that the ferry line had paid no dues in nine winters.",
        Zone::Body,
    ),
    (
        "The ferry line changed its privacy policy in March without asking, the regulator said.",
        Zone::Body,
    ),
    (
        "Join our party or stay silent, the governor told teachers in the harbour school.",
        Zone::Body,
    ),
    (
        "First published in 1961, the treaty bans mines, nets and traps.",
        Zone::Body,
    ),
    (
        "Reporting by Jana Holm in Lissane; Editing by Petr Aros",
        Zone::Credit,
    ),
    ("Le Monde avec AFP", Zone::Credit),
    ("Next page: The engineers", Zone::Promo),
    ("Read more opinion columns here.", Zone::Promo),
    ("This post is for paid subscribers", Zone::Boilerplate),
];

#[test]
fn sentences_that_begin_like_credits_promos_or_boilerplate_are_text() {
    for (line, expected) in BETWEEN {
        let article = made(&format!("<p>{line}</p>"));
        let zone = article
            .blocks
            .iter()
            .find(|it| it.text == *line)
            .map(|it| it.zone);
        assert_eq!(zone, Some(*expected), "{line}");
        let is_wire = line.ends_with("AFP");
        assert_eq!(article.wire.is_some(), is_wire, "{line}");
    }
}

#[test]
fn a_caption_stays_text_beside_who_took_the_picture() {
    let article = made(
        "<figure><img src=\"f.jpg\"><figcaption>The ferry at the salt stairs on Monday. (AP Photo/Ansel Grieve)</figcaption></figure>",
    );
    let zone = |zone: Zone| article.zone(zone).collect::<Vec<_>>();
    assert_eq!(
        zone(Zone::Caption),
        ["The ferry at the salt stairs on Monday."]
    );
    assert_eq!(zone(Zone::Credit), ["(AP Photo/Ansel Grieve)"]);
    assert_eq!(article.wire, None, "a picture of AP is no text of AP");
}

#[test]
fn a_page_of_a_hundred_thousand_nested_divs_is_read() {
    let deep = format!(
        "<html><body><h1>Deep harbour</h1>{}<p>The harbour is deep, the pilot said, and nobody has found its floor yet.</p>{}</body></html>",
        "<div>".repeat(100_000),
        "</div>".repeat(100_000)
    );
    let start = std::time::Instant::now();
    // The stack of a pool's thread is small.
    let parsed = std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(move || parse::page(deep.as_bytes(), None, None))
        .expect("a thread")
        .join()
        .expect("no panic");
    assert!(
        parsed.articles[0]
            .blocks
            .iter()
            .any(|it| it.text.starts_with("The harbour is deep"))
    );
    assert!(
        parsed
            .problems
            .iter()
            .any(|it| it.code == news::TroubleCode::TooLarge),
        "the bound is said"
    );
    assert!(start.elapsed().as_secs() < 20, "took {:?}", start.elapsed());
}

#[test]
fn a_page_without_text_is_a_problem_and_not_an_article() {
    for bytes in [
        &b""[..],
        b"   ",
        b"<html></html>",
        b"<html><body><script>x</script></body></html>",
    ] {
        let parsed = parse::page(bytes, None, None);
        assert!(parsed.articles.is_empty() && !parsed.problems.is_empty());
    }
}
