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

fn paragraph(day: &str) -> String {
    format!(
        "<p>The ferry crossed the sound again on {day}, nine winters after its last captain tied it up and walked home in the rain.</p>"
    )
}

/// The article of a page with this head and body.
fn of_page(head: &str, body: &str) -> Article {
    let html = format!(
        "<html><head><title>Salt ferry returns</title>{head}</head><body>{body}</body></html>"
    );
    let parsed = parse::page(html.as_bytes(), None, None);
    parsed.articles.into_iter().next().expect("an article")
}

/// A page with `between` among the paragraphs of its text.
fn made(between: &str) -> Article {
    of_page(
        "",
        &format!(
            "<article><h1>Salt ferry returns</h1>{}{}{between}{}{}</article>",
            paragraph("Monday"),
            paragraph("Tuesday"),
            paragraph("Thursday"),
            paragraph("Friday"),
        ),
    )
}

/// A page with this head and `end` under the paragraphs of its text.
fn ending(head: &str, end: &str) -> Article {
    of_page(
        head,
        &format!(
            "<article><h1>Salt ferry returns</h1>{}{}{}{}{end}</article>",
            paragraph("Monday"),
            paragraph("Tuesday"),
            paragraph("Thursday"),
            paragraph("Friday"),
        ),
    )
}

/// The text of an article, as it is searched.
fn text(article: &Article) -> String {
    let texts = article
        .blocks
        .iter()
        .filter(|it| matches!(it.zone, Zone::Body | Zone::Quote));
    texts
        .map(|it| it.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

/// An outlet, the line under its article, the zone of that line.
const LAST: &[(&str, &str, Zone)] = &[
    (
        "Le Phare de Haro",
        "Retrouvez Le Phare de Haro chaque matin dès sept heures.",
        Zone::Boilerplate,
    ),
    (
        "The Guardian",
        "At The Guardian we believe that the men who run the cranes deserve better than this.",
        Zone::Body,
    ),
    (
        "Time",
        "It was the third time in a decade that the piers had been closed.",
        Zone::Body,
    ),
    (
        "El País",
        "El puerto es el tercero de el país por volumen de carga y da empleo a mil personas.",
        Zone::Body,
    ),
    (
        "NATO",
        "The envoy thanked the islands for hosting the NATO exercise in the spring.",
        Zone::Body,
    ),
    (
        "Vice",
        "The ferry service will run twice a day from the southern quay.",
        Zone::Body,
    ),
    (
        "Quayside Post",
        "The new stairs let Quayside Post bring the mail in half of the hours.",
        Zone::Body,
    ),
    (
        "Quayside Post",
        "Follow Quayside Post for more from the northern coast.",
        Zone::Boilerplate,
    ),
    (
        "Quayside Post",
        "Quayside Post, Lower Street 4. Printed on Thursdays.",
        Zone::Boilerplate,
    ),
    // Credits and lines that only stand at the end.
    ("", "Jana Holm reported from Lissane.", Zone::Credit),
    ("", "The Associated Press contributed.", Zone::Credit),
    ("", "Jana Holm; Editing by Petr Aros", Zone::Credit),
    (
        "",
        "This story was originally featured on Fortune.com",
        Zone::Credit,
    ),
    (
        "",
        "Jana Holm is a professor of history in Lissane and lives by the sea.",
        Zone::Boilerplate,
    ),
    (
        "",
        "The mayor is a professor of history in Lissane and lives by the sea.",
        Zone::Body,
    ),
    ("", "jholm@quaysidepost.example", Zone::Boilerplate),
    (
        "",
        "Reach Jana Holm at jholm@quaysidepost.example or on X @janaholm.",
        Zone::Boilerplate,
    ),
    ("", "Enditem", Zone::Boilerplate),
    ("", "Tags: ferries, quays, winters", Zone::Boilerplate),
    ("", "Listen to this story", Zone::Promo),
];

#[test]
fn the_line_under_an_article_is_told_from_its_last_sentence() {
    for (outlet, line, expected) in LAST {
        let head = format!(
            r#"<meta property="og:site_name" content="{outlet}"><meta name="author" content="Jana Holm">"#
        );
        let article = ending(&head, &format!("<p>{line}</p>"));
        let zone = article
            .blocks
            .iter()
            .find(|it| it.text == *line)
            .map(|it| it.zone);
        // What nobody takes for text and is printed under it may be left out.
        let is_left_out = *expected == Zone::Boilerplate && zone.is_none();
        assert!(is_left_out || zone == Some(*expected), "{line}: {zone:?}");
        let wire = line.contains("Associated").then_some("AP");
        assert_eq!(article.wire.as_deref(), wire, "{line}");
    }
}

#[test]
fn what_says_who_wrote_an_article_under_it_is_text_further_up() {
    let line = "Jana Holm reported from Lissane.";
    let article = made(&format!("<p>{line}</p>{}", paragraph("Wednesday")));
    assert!(text(&article).contains(line));
}

/// Boxes under the text, a line of which is none of it.
const BELOW: &[&str] = &[
    "<div class=author-box><h4>About the author</h4><p>LINE</p></div>",
    "<div class=kommentare><h3>2 Kommentare</h3><div><b>jana</b><p>LINE</p></div><div><b>petr</b><p>So did I, and it was cold.</p></div></div>",
    "<div class=discussion><h3>2 reactions</h3><div><b>jana</b><p>LINE</p></div><div><b>petr</b><p>So did I, and it was cold.</p></div></div>",
];

#[test]
fn who_wrote_an_article_and_what_readers_say_is_no_text_of_it() {
    let line = "She has seen the ferry from the quay most mornings, and in the rain.";
    for markup in BELOW {
        let article = ending("", &markup.replace("LINE", line));
        let text = text(&article);
        assert!(text.contains("on Friday"), "{markup}");
        assert!(!text.contains(line), "{markup}: {text}");
    }
}

#[test]
fn a_text_that_is_hidden_until_a_script_shows_it_is_read() {
    let all = ["Monday", "Tuesday", "Thursday", "Friday"].map(paragraph);
    let hidden = [
        format!(
            "<div id=app style='visibility: hidden'><article><h1>Salt ferry returns</h1>{}</article></div>",
            all.concat()
        ),
        format!(
            "<article><h1>Salt ferry returns</h1>{}<div style=display:none>{}</div></article>",
            all[0],
            all[1..].concat()
        ),
        format!(
            "<div aria-hidden=true><article><h1>Salt ferry returns</h1>{}</article></div><div role=dialog><p>We value your privacy.</p></div>",
            all.concat()
        ),
    ];
    for body in hidden {
        let article = of_page("", &body);
        let text = text(&article);
        assert!(
            text.contains("on Monday") && text.contains("on Friday"),
            "{body}: {text}"
        );
        assert!(!text.contains("privacy"), "{body}");
    }
}

#[test]
fn a_text_that_only_a_script_holds_is_read_and_is_not_sure() {
    let item = |day: &str| {
        let text = paragraph(day).replace("<p>", "").replace("</p>", "");
        format!(r#"{{"type": "p", "text": "{text}"}}"#)
    };
    let items = ["Monday", "Tuesday", "Friday"].map(item).join(", ");
    let article = of_page(
        "",
        &format!(
            r#"<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{{"props": {{"body": [{items}]}}}}</script>"#
        ),
    );
    let text = text(&article);
    assert!(text.contains("on Monday") && text.contains("on Friday"));
    let reading = article.reading.expect("a page has a reading");
    assert_eq!(reading.confidence, 0);
}

#[test]
fn a_heading_wrapped_up_alone_among_wrapped_paragraphs_is_text() {
    let wrapped = |it: &str| format!("<div class=block>{it}</div>");
    let article = of_page(
        "",
        &format!(
            "<article><h1>Salt ferry returns</h1>{}{}{}{}{}</article>",
            wrapped(&paragraph("Monday")),
            wrapped(&paragraph("Tuesday")),
            wrapped("<h2>Warnings ignored</h2>"),
            wrapped(&paragraph("Thursday")),
            wrapped(&paragraph("Friday")),
        ),
    );
    assert!(text(&article).contains("Warnings ignored"));
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
    (
        "Photos: the court saw nine of them, all taken at night.",
        Zone::Body,
    ),
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

/// A box between the paragraphs of a text, a line of it, the zone of that line.
const BOXES: &[(&str, &str, Zone)] = &[
    (
        "<aside class=fact-box><h3>The ferry</h3><p>LINE</p></aside>",
        "She carries forty people and two carts, and was built in Haro.",
        Zone::Body,
    ),
    (
        "<aside class=key-points><ul><li>LINE</li><li>She was built in <a href=/haro>Haro</a> and has one engine.</li></ul></aside>",
        "She carries forty people and two carts",
        Zone::Body,
    ),
    (
        "<aside><h3>At a glance</h3><ul><li>LINE</li><li>One engine</li></ul></aside>",
        "Built: 1931, in Haro",
        Zone::Body,
    ),
    (
        "<aside><h3>LINE</h3><p>1931: The ferry is built in Haro.</p><p>2016: Her captain ties her up.</p></aside>",
        "Timeline: nine winters",
        Zone::Body,
    ),
    (
        "<aside class=fact-box><h3>At a glance</h3><p><a href=/a>LINE</a></p><p><a href=/b>What the stairs cost the harbour</a></p></aside>",
        "The heron that spoke to the council",
        Zone::Promo,
    ),
    (
        "<div class=x><h3>The Morning Quay</h3><p>LINE</p><div><form><input type=email></form></div></div>",
        "What you need to know about the coast, every weekday before breakfast.",
        Zone::Promo,
    ),
    (
        "<div class=newsletter-box><h3>The Morning Quay</h3><p>LINE</p></div>",
        "What you need to know about the coast, every weekday before breakfast.",
        Zone::Promo,
    ),
    (
        "<p>The board put it like this: <a href=/b>LINE</a></p>",
        "“We will not open the port before Monday”",
        Zone::Body,
    ),
    (
        "<p class=has-related>LINE</p>",
        "The men who run the cranes went home early that day, and most of them did not come back.",
        Zone::Body,
    ),
    (
        "<p class=has-related>LINE</p>",
        "Read also: The men who run the cranes went home early that day.",
        Zone::Promo,
    ),
    (
        "<p class=has-related><a href=/b>LINE</a></p>",
        "The men who run the cranes went home early that day.",
        Zone::Promo,
    ),
    (
        "<p>Off the quay: <a href=/b>LINE</a></p>",
        "The bridge that was never mended",
        Zone::Promo,
    ),
    (
        "<aside class=infobox><h3>Read more</h3><ul><li><a href=/a>LINE</a></li><li><a href=/b>What the stairs cost the harbour</a></li></ul></aside>",
        "The heron that spoke to the council",
        Zone::Promo,
    ),
];

#[test]
fn a_box_of_facts_is_text_and_a_box_that_leads_elsewhere_or_sells_is_not() {
    for (markup, line, expected) in BOXES {
        let article = made(&markup.replace("LINE", line));
        let zone = article
            .blocks
            .iter()
            .find(|it| it.text.contains(line))
            .map(|it| it.zone);
        assert_eq!(zone, Some(*expected), "{markup}");
    }
}

#[test]
fn the_last_paragraph_of_a_text_is_kept_whatever_it_is_named_after() {
    let line =
        "The men who run the cranes went home early that day, and most of them did not come back.";
    let article = ending("", &format!("<p class=has-related>{line}</p>"));
    assert!(text(&article).contains(line), "{}", text(&article));
}

/// What stands between a headline and the text, and how the text begins.
const LEADS: &[(&str, &str)] = &[
    (
        "<h1>Salt ferry returns</h1><p class=article-teaser>LINE</p>",
        "<div>",
    ),
    (
        "<header><h1>Salt ferry returns</h1><p class=article-teaser>LINE</p></header>",
        "<div class=text>",
    ),
    (
        "<h1>Salt ferry returns</h1><div class=teaser><p>LINE</p></div>",
        "<div>",
    ),
    (
        "<h1>Salt ferry returns</h1><p class=teaser-text>LINE</p><div class=author>Jana Holm</div>",
        "<div class=text>",
    ),
];

#[test]
fn a_lead_that_is_called_a_teaser_is_the_standfirst() {
    let line = "Die Salzfähre fährt wieder über den Sund, und halb Haro sah zu, wie sie ablegte.";
    for (head, text) in LEADS {
        let head = head.replace("LINE", line);
        let article = of_page(
            "",
            &format!(
                "<article>{head}{text}{}{}{}</div></article>",
                paragraph("Monday"),
                paragraph("Tuesday"),
                paragraph("Thursday"),
            ),
        );
        let zones: Vec<Zone> = article
            .blocks
            .iter()
            .filter(|it| it.text == line)
            .map(|it| it.zone)
            .collect();
        assert_eq!(zones, [Zone::Standfirst], "{head}");
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
