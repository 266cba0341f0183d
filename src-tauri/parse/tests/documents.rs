//! Documents: what each kind becomes, what is said of what cannot be read, and that damage never panics.

mod made;

use made::{Dice, FIRST, SECOND};
use news::{Article, TroubleCode, Zone};
use parse::{Parsed, document};

fn one(name: &str, bytes: &[u8]) -> Article {
    let parsed = document(name, bytes);
    assert_eq!(parsed.articles.len(), 1, "{name}: {parsed:?}");
    parsed.articles.into_iter().next().expect("one")
}

fn zones(article: &Article) -> Vec<(Zone, &str)> {
    article
        .blocks
        .iter()
        .map(|it| (it.zone, it.text.as_str()))
        .collect()
}

fn published(article: &Article) -> Option<String> {
    article.published_at.map(|it| it.to_string())
}

#[test]
fn a_pdf_is_read_in_paragraphs_with_its_headline_and_divided_words_put_together() {
    let article = one("a.pdf", &made::article_pdf());
    assert_eq!(article.title, "Ferry returns");
    assert_eq!(article.authors, ["Rhona Tulloch"]);
    assert_eq!(published(&article).as_deref(), Some("2021-12-07T16:42:00Z"));
    assert_eq!(article.language.as_deref(), Some("en"));
    assert_eq!(
        zones(&article),
        [
            (Zone::Headline, "Ferry returns"),
            (Zone::Byline, "By Rhona Tulloch"),
            (Zone::Body, FIRST),
            (Zone::Body, SECOND),
        ]
    );
}

/// The widths of a font's characters.
const WIDTHS: &[(&str, &str)] = &[
    ("beyond the last code", "65535 [500 600 700]"),
    ("backwards", "9 5 700"),
    ("negative", "-1 [500] -5 -1 500"),
    ("without an end", "1 2"),
];

#[test]
fn widths_that_no_font_can_have_cost_a_pdf_nothing() {
    let again = "0 65534 500 ".repeat(3_000);
    for (name, widths) in WIDTHS.iter().chain(&[("again and again", again.as_str())]) {
        let content = "BT /F1 12 Tf 60 700 Td <0041> Tj ET";
        let table = "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0041> <0041> endbfchar endcmap";
        let stream = |it: &str| format!("<< /Length {} >>\nstream\n{it}\nendstream", it.len());
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Count 1 /Kids [5 0 R] >>".to_owned(),
            format!("<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 7 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /W [{widths}] >>] >>"),
            "<< /Title (Ferry returns) >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 3 0 R >> >> >>".to_owned(),
            stream(content),
            stream(table),
        ];
        let objects: Vec<Vec<u8>> = objects.into_iter().map(String::into_bytes).collect();
        let article = one("a.pdf", &made::raw_pdf(&objects));
        assert_eq!(article.title, "Ferry returns", "{name}");
        assert!(
            article.blocks.iter().any(|it| it.text == "A"),
            "{name}: {:?}",
            article.blocks
        );
    }
}

#[test]
fn what_stands_on_every_page_of_a_pdf_is_boilerplate_and_sentences_go_on_over_pages() {
    let page = |number: &'static str, text: &'static str| {
        vec![
            (9.0, 60.0, 810.0, "The Quayside Post, weekend edition"),
            (11.0, 60.0, 600.0, text),
            (9.0, 300.0, 30.0, number),
        ]
    };
    let pages = [
        page("1", "The ferry crossed the sound again on Monday, nine"),
        page("2", "winters after it was tied up."),
        page("3", SECOND),
    ];
    let pages: Vec<&[made::Piece<'_>]> = pages.iter().map(|it| &it[..]).collect();
    let article = one("a.pdf", &made::pdf("Microsoft Word - notes.doc", &pages));
    assert_eq!(
        zones(&article),
        [
            (Zone::Body, FIRST),
            (Zone::Body, SECOND),
            (Zone::Boilerplate, "The Quayside Post, weekend edition"),
        ]
    );
    assert_eq!(
        article.title, FIRST,
        "what a program wrote as a title is none"
    );
}

#[test]
fn what_a_browser_prints_at_the_edges_of_a_page_is_boilerplate() {
    let page = [
        (8.0, 60.0, 820.0, "27/11/26, 21:46"),
        (22.0, 60.0, 700.0, "Ferry returns"),
        (11.0, 60.0, 670.0, "What the winters have changed."),
        (11.0, 60.0, 640.0, "By Rhona Tulloch"),
        (11.0, 60.0, 610.0, SECOND),
        (8.0, 60.0, 20.0, "https://quay.example/ferry"),
    ];
    let article = one("a.pdf", &made::pdf("Ferry returns", &[&page]));
    assert_eq!(
        zones(&article),
        [
            (Zone::Headline, "Ferry returns"),
            (Zone::Body, "What the winters have changed."),
            (Zone::Byline, "By Rhona Tulloch"),
            (Zone::Body, SECOND),
            (Zone::Boilerplate, "27/11/26, 21:46"),
            (Zone::Boilerplate, "https://quay.example/ferry"),
        ]
    );
}

#[test]
fn a_word_document_is_read_by_its_styles() {
    let bytes = made::docx(
        "A template",
        "Rhona Tulloch",
        &[
            ("Titre", "Ferry returns"),
            ("Normal", "By Tam Ostler & Rhona Tulloch"),
            ("Normal", FIRST),
            ("T1", "Later"),
            ("Zitat", SECOND),
        ],
    );
    let article = one("a.docx", &bytes);
    assert_eq!(
        article.title, "Ferry returns",
        "what is shown is newer than the properties"
    );
    assert_eq!(article.authors, ["Rhona Tulloch"]);
    assert_eq!(published(&article).as_deref(), Some("2021-12-07T16:42:00Z"));
    assert_eq!(
        zones(&article),
        [
            (Zone::Headline, "Ferry returns"),
            (Zone::Byline, "By Tam Ostler & Rhona Tulloch"),
            (Zone::Body, FIRST),
            (Zone::Body, "Later"),
            (Zone::Quote, SECOND),
        ]
    );
}

#[test]
fn an_open_text_is_read_without_remarks_and_former_versions() {
    let article = one("a.odt", &made::odt());
    assert_eq!(article.title, "Ferry returns");
    assert_eq!(article.authors, ["Rhona Tulloch"]);
    assert_eq!(published(&article).as_deref(), Some("2021-12-07T16:42:00Z"));
    assert_eq!(
        zones(&article)[2..],
        [(Zone::Body, FIRST), (Zone::Quote, SECOND)]
    );
}

#[test]
fn rich_text_is_read_in_the_code_pages_of_its_fonts() {
    let article = one("a.rtf", &made::rtf());
    assert_eq!(article.title, "Ferry returns");
    assert_eq!(article.authors, ["Rhona Tulloch"]);
    assert_eq!(published(&article).as_deref(), Some("2021-12-07T18:42:00Z"));
    assert_eq!(
        zones(&article),
        [
            (Zone::Headline, "Ferry returns"),
            (
                Zone::Body,
                "The ferry crossed the sound again on Monday – nine winters after it was tied up at the café."
            ),
            (Zone::Body, "Порт закрыт, they said 😀."),
            (Zone::Body, SECOND),
        ]
    );
}

#[test]
fn a_book_is_one_article_with_its_chapters_in_order() {
    let article = one("a.epub", &made::epub());
    assert_eq!(article.title, "The Sound in Winter");
    assert_eq!(article.authors, ["Rhona Tulloch"]);
    assert_eq!(article.outlet.as_deref(), Some("Quayside Press"));
    assert_eq!(published(&article).as_deref(), Some("2021-12-07T00:00:00Z"));
    assert_eq!(
        zones(&article),
        [
            (Zone::Headline, "The Sound in Winter"),
            (Zone::Body, "The ferry"),
            (Zone::Body, FIRST),
            (Zone::Body, "The stairs"),
            (Zone::Body, SECOND),
        ]
    );
}

#[test]
fn a_mail_is_an_article_and_so_is_the_document_attached_to_it() {
    let parsed = document("a.eml", &made::eml());
    assert_eq!(parsed.problems, []);
    let [mail, attached] = &parsed.articles[..] else {
        panic!("two articles: {parsed:?}");
    };
    assert_eq!(mail.title, "Ferry returns – at last");
    assert_eq!(mail.authors, ["Rhona Tulloch"]);
    assert_eq!(published(mail).as_deref(), Some("2021-12-07T16:42:00Z"));
    assert_eq!(mail.item_id.as_deref(), Some("mid:f1@quay.example"));
    assert_eq!(
        zones(mail),
        [
            (Zone::Headline, "Ferry returns – at last"),
            (Zone::Body, FIRST),
            (Zone::Quote, "Nobody builds engines like this."),
            (
                Zone::Body,
                "Forty people stood at the stairs – and watched."
            ),
            (Zone::Boilerplate, "Rhona Tulloch, Quayside Press"),
        ]
    );
    assert_eq!(attached.title, "Ferry timetable");
    assert_eq!(
        attached.item_id.as_deref(),
        Some("mid:f1@quay.example/timetable.docx")
    );
}

#[test]
fn of_a_mail_without_text_it_is_said_that_its_pictures_were_not_read() {
    let mail = |text: &str| {
        format!(
            "From: Desk <desk@quay.example>\r\nSubject: The new quay\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{text}--b\r\nContent-Type: image/png; name=m.png\r\nContent-Disposition: attachment; filename=m.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
        )
    };
    let told = document("a.eml", mail("").as_bytes()).problems;
    assert!(
        told.iter().any(|it| it.message.contains("holds no text")),
        "{told:?}"
    );
    let text = "--b\r\nContent-Type: text/plain\r\n\r\nThe quay is built.\r\n";
    assert_eq!(document("a.eml", mail(text).as_bytes()).problems, []);
}

#[test]
fn a_mailbox_is_an_article_a_message() {
    let parsed = document("a.mbox", &made::mbox());
    let [first, second] = &parsed.articles[..] else {
        panic!("two articles: {parsed:?}");
    };
    assert_eq!(
        zones(first)[1..],
        [
            (Zone::Body, FIRST),
            (Zone::Body, "From here it is an hour.")
        ]
    );
    assert_eq!(
        (second.title.as_str(), second.outlet.as_deref()),
        ("Stairs closed", Some("Quayside Press"))
    );
    assert_eq!(second.authors, [] as [&str; 0], "a house is no person");
}

#[test]
fn a_saved_page_is_read_as_the_page_it_was_with_its_address() {
    let article = one("a.mhtml", &made::mhtml());
    assert_eq!(article.title, "Ferry returns");
    assert_eq!(
        article.address.as_deref(),
        Some("https://quay.example/ferry")
    );
    assert_eq!(published(&article).as_deref(), Some("2021-12-07T16:42:00Z"));
    assert!(
        zones(&article)
            .iter()
            .any(|it| it.1.ends_with("café weather.")),
        "{article:?}"
    );
}

#[test]
fn a_crawl_gives_its_pages_and_nothing_else() {
    for bytes in [made::warc(), made::gzip(&made::warc())] {
        let article = one("a.warc.gz", &bytes);
        assert_eq!(article.title, "Ferry returns");
        assert_eq!(
            article.address.as_deref(),
            Some("https://quay.example/ferry")
        );
    }
}

#[test]
fn a_head_without_an_end_costs_a_crawl_that_record_only() {
    let broken = b"WARC/1.0\r\nWARC-Type: response\r\n";
    let filler = vec![b'x'; 70_000];
    let parsed = document("a.warc", &[&broken[..], &filler, &made::warc()].concat());
    assert_eq!(parsed.articles.len(), 1, "what stands behind it is read");
    assert!(
        parsed
            .problems
            .iter()
            .any(|it| it.message.contains("Its head does not end")),
        "and it is said: {:?}",
        parsed.problems
    );
}

#[test]
fn mail_and_saved_pages_are_known_by_their_header_whatever_they_are_called() {
    for name in ["a.txt", "a.html", "a.doc", "a.csv", "a"] {
        let titles = |bytes: &[u8]| -> Vec<String> {
            let articles = document(name, bytes).articles.into_iter();
            articles.map(|it| it.title).collect()
        };
        assert_eq!(
            titles(&made::eml()),
            ["Ferry returns – at last", "Ferry timetable"],
            "{name}"
        );
        assert_eq!(
            titles(&made::mbox()),
            ["Ferry returns", "Stairs closed"],
            "{name}"
        );
        let saved = one(name, &made::mhtml());
        assert_eq!(
            saved.address.as_deref(),
            Some("https://quay.example/ferry"),
            "{name}"
        );
    }
    let article = one(
        "a.txt",
        format!("From: our correspondent\nDate: 7 December 2021\n\n{FIRST}\n\n{SECOND}\n")
            .as_bytes(),
    );
    assert!(
        article.blocks[0].text.contains("our correspondent"),
        "a text is no mail: {article:?}"
    );
}

#[test]
fn a_time_whose_zone_a_file_does_not_name_is_told_to_have_none() {
    let table = |date: &str| format!("title,date\nFerry returns,{date}\n").into_bytes();
    let rtf = made::rtf();
    for (name, bytes, is_unzoned) in [
        ("a.csv", table("2021-12-07 18:42"), true),
        ("a.csv", table("2021-12-07"), true),
        ("a.csv", table("2021-12-07T18:42:00+02:00"), false),
        ("a.csv", table("1638895320"), false),
        ("a.rtf", rtf.clone(), true),
        ("a.zip", made::zip(&[("a.rtf", &rtf)]), true),
        ("a.txt", nexis().into_bytes(), true),
        ("a.odt", made::odt(), true),
        (
            "a.docx",
            made::docx("Ferry returns", "", &[("Normal", FIRST)]),
            false,
        ),
        ("a.pdf", made::article_pdf(), false),
        ("a.mbox", made::mbox(), false),
    ] {
        let parsed = document(name, &bytes);
        let article = &parsed.articles[0];
        let at = article.published_at.expect("a time");
        assert_eq!(parsed.unzoned.contains(&at), is_unzoned, "{name}: {at}");
        assert_eq!(article.reading, None, "{name}: it is no page");
    }
}

/// Name, table, titles.
const TABLES: &[(&str, &str, &[&str])] = &[
    (
        "comma",
        "title,text,date,url\n\"Ferry, again\",One.,2021-12-07,https://q.example/a\nStairs,\"Two\nlines\",,\n",
        &["Ferry, again", "Stairs"],
    ),
    (
        "semicolon, other names",
        "Headline;Body;Author\nFerry;One.;Rhona Tulloch\n",
        &["Ferry"],
    ),
    ("tab", "title\ttext\nFerry\tOne, two\n", &["Ferry"]),
    (
        "with a mark and sep=",
        "\u{FEFF}sep=|\ntitle|text\nFerry|One\n",
        &["Ferry"],
    ),
    (
        "a text alone",
        "id,text\n7,The ferry returned.\n",
        &["The ferry returned."],
    ),
    ("no column of a text", "a,b\n1,2\n", &[]),
    (
        "names in German",
        "Überschrift;Datum;Text\nFähre fährt;12.04.2024;Eins.\n",
        &["Fähre fährt"],
    ),
    (
        "other names in German",
        "Datum,Schlagzeile,Inhalt,Quelle\n12.04.2024,Fähre fährt,Eins.,Blatt\n",
        &["Fähre fährt"],
    ),
    (
        "names in Spanish",
        "fecha,titular,contenido\n2024-01-02,Vuelve el ferry,Uno.\n",
        &["Vuelve el ferry"],
    ),
    (
        "names of two words",
        "Headline,Subheading,Publication Name,Full Text\nFerry,After nine winters,Quay Post,One.\n",
        &["Ferry"],
    ),
];

#[test]
fn a_table_is_an_article_a_row() {
    for (name, table, titles) in TABLES {
        let parsed = document("a.csv", table.as_bytes());
        let found: Vec<&str> = parsed.articles.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(&found[..], *titles, "{name}");
        assert_eq!(
            parsed.problems.is_empty(),
            !titles.is_empty(),
            "{name}: {:?}",
            parsed.problems
        );
    }
    let parsed = document("a.csv", TABLES[0].1.as_bytes());
    assert_eq!(
        published(&parsed.articles[0]).as_deref(),
        Some("2021-12-07T00:00:00Z")
    );
    assert_eq!(
        parsed.articles[0].address.as_deref(),
        Some("https://q.example/a")
    );
}

#[test]
fn the_days_of_a_column_are_read_in_the_order_that_one_of_them_tells() {
    for (name, file, records, days) in [
        (
            "the day first",
            "a.csv",
            "date,title\n03/04/2024,One\n25/04/2024,Two\n",
            ["2024-04-03T00:00:00Z", "2024-04-25T00:00:00Z"],
        ),
        (
            "the month first",
            "a.csv",
            "date,title\n03-04-2024,One\n04-25-2024,Two\n",
            ["2024-03-04T00:00:00Z", "2024-04-25T00:00:00Z"],
        ),
        (
            "both",
            "a.csv",
            "date,title\n25/04/2024,One\n04/25/2024,Two\n",
            ["2024-04-25T00:00:00Z", "2024-04-25T00:00:00Z"],
        ),
        (
            "of records",
            "a.json",
            r#"[{"date":"03/04/2024","title":"One"},{"date":"25/04/2024","title":"Two"}]"#,
            ["2024-04-03T00:00:00Z", "2024-04-25T00:00:00Z"],
        ),
        (
            "of lines",
            "a.jsonl",
            "{\"date\":\"03/04/2024\",\"title\":\"One\"}\n{\"date\":\"25/04/2024\",\"title\":\"Two\"}\n",
            ["2024-04-03T00:00:00Z", "2024-04-25T00:00:00Z"],
        ),
    ] {
        let found: Vec<Option<String>> = document(file, records.as_bytes())
            .articles
            .iter()
            .map(published)
            .collect();
        assert_eq!(found, days.map(|it| Some(it.to_owned())), "{name}");
    }
}

/// Name, table, titles, what is said.
const UNCLOSED: &[(&str, &str, &[&str], &str)] = &[
    (
        "rows follow",
        "date,title,text\n2024-01-02,\"Ferry,One\n2024-01-03,Stairs,Two\n2024-01-04,Quay,Three\n",
        &["Ferry", "Stairs", "Quay"],
        "Row 2: A quotation mark in it is not closed; it was read to the end",
    ),
    (
        "a row with a mark follows",
        "date,title,text\n2024-01-02,Quay,\"A\n\nB\"\n2024-01-03,\"Ferry,One\n2024-01-04,\"Stairs, closed\",Two\n",
        &["Quay", "Ferry", "Stairs, closed"],
        "Row 3: A quotation mark in it is not closed; it was read to the end",
    ),
    (
        "in the last row",
        "date,title,text\n2024-01-02,Ferry,One\n2024-01-03,\"Stairs,Two\n",
        &["Ferry", "Stairs"],
        "Row 3: A quotation mark in it is not closed; it was read to the end",
    ),
    (
        "cut off in a text",
        "date,title,text\n2024-01-02,Ferry,\"One.\n\nTwo was\n",
        &["Ferry"],
        "Row 2: A quotation mark in it is not closed; what follows was read as one",
    ),
    (
        "marks that are not doubled",
        "title,text\nFerry,\"He said \"no\" to it\"\nStairs,Two\n",
        &["Ferry", "Stairs"],
        "",
    ),
];

#[test]
fn a_mark_that_is_not_closed_costs_a_table_no_rows() {
    for (name, table, titles, said) in UNCLOSED {
        let parsed = document("a.csv", table.as_bytes());
        let found: Vec<&str> = parsed.articles.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(&found[..], *titles, "{name}");
        match parsed.problems.first() {
            Some(it) => assert!(
                !said.is_empty() && it.message.starts_with(said),
                "{name}: {it:?}"
            ),
            None => assert!(said.is_empty(), "{name}: nothing was said"),
        }
    }
}

/// Name, file name, records, whether something is said.
const UNKNOWN: &[(&str, &str, &str, bool)] = &[
    (
        "a column of texts",
        "a.csv",
        "otsikkorivi,text\nThe ferry is back,One.\nThe stairs are shut,Two.\n",
        true,
    ),
    (
        "columns of labels",
        "a.csv",
        "title,text,label,words\nFerry,One.,Sea,\"ferry, quay, stairs, sound\"\n",
        false,
    ),
    (
        "a field of texts",
        "a.json",
        r#"[{"otsikkorivi":"The ferry is back","text":"One."}]"#,
        true,
    ),
];

#[test]
fn text_under_a_name_that_is_not_known_is_said_not_to_be_read() {
    for (name, file, records, is_said) in UNKNOWN {
        let parsed = document(file, records.as_bytes());
        let said = parsed
            .problems
            .iter()
            .any(|it| it.message.contains("under “otsikkorivi” was not read"));
        assert_eq!(
            (said, parsed.problems.len()),
            (*is_said, usize::from(*is_said)),
            "{name}: {:?}",
            parsed.problems
        );
    }
}

/// Name, file name, records, titles, whether something is said.
type Records = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    bool,
);

const RECORDS: &[Records] = &[
    (
        "a list",
        "a.json",
        r#"[{"title":"Ferry","text":"One."},{"headline":"Stairs","body":"Two."}]"#,
        &["Ferry", "Stairs"],
        false,
    ),
    (
        "one",
        "a.json",
        r#"{"title":"Ferry","content":"<p>One</p><p>Two</p>"}"#,
        &["Ferry"],
        false,
    ),
    (
        "a list inside",
        "a.json",
        r#"{"status":"ok","articles":[{"title":"Ferry","description":"One."}]}"#,
        &["Ferry"],
        false,
    ),
    (
        "a list deep inside",
        "a.json",
        r#"{"hits":{"hits":[{"_source":{"title":"Ferry","text":"One."}}]}}"#,
        &["Ferry"],
        false,
    ),
    (
        "a feed",
        "a.json",
        r#"{"title":"Quay","description":"News","items":[{"title":"Ferry","content_html":"<p>One"}]}"#,
        &["Ferry"],
        false,
    ),
    (
        "lines",
        "a.jsonl",
        "{\"title\":\"Ferry\",\"text\":\"One.\"}\n\n{\"title\":\"Stairs\"}\n",
        &["Ferry", "Stairs"],
        false,
    ),
    (
        "lines in a .json",
        "a.json",
        "{\"title\":\"Ferry\",\"text\":\"One.\"}\n{\"title\":\"Stairs\",\"text\":\"Two.\"}\n",
        &["Ferry", "Stairs"],
        false,
    ),
    (
        "a damaged line",
        "a.jsonl",
        "{\"title\":\"Ferry\"\n{\"title\":\"Stairs\"}\n[1]\n{\"x\":1}\n",
        &["Stairs"],
        true,
    ),
    (
        "an article in a line",
        "a.jsonl",
        r#"{"article":{"title":"Ferry","text":"One."}}"#,
        &["Ferry"],
        false,
    ),
    (
        "a list in a line",
        "a.jsonl",
        r#"{"articles":[{"title":"Ferry","text":"One."},{"title":"Stairs","text":"Two."}]}"#,
        &["Ferry", "Stairs"],
        false,
    ),
    (
        "a list of contents",
        "a.json",
        r#"{"content":[{"title":"Ferry","text":"One."},{"title":"Stairs","text":"Two."}],"pages":1}"#,
        &["Ferry", "Stairs"],
        false,
    ),
    ("damaged", "a.json", r#"[{"title":"Ferry""#, &[], true),
    ("no article", "a.json", r#"{"x":1}"#, &[], true),
];

#[test]
fn records_are_articles_whatever_their_fields_are_called() {
    for (name, file, records, titles, is_said) in RECORDS {
        let parsed = document(file, records.as_bytes());
        let found: Vec<&str> = parsed.articles.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(&found[..], *titles, "{name}");
        assert_eq!(
            !parsed.problems.is_empty(),
            *is_said,
            "{name}: {:?}",
            parsed.problems
        );
    }
    let article = one(
        "a.json",
        r#"{"id":7,"title":"Ferry","subtitle":"After nine winters","text":"One.\n\nTwo.","authors":[{"name":"Rhona Tulloch"}],"source":{"name":"Quayside Post"},"url":"https://q.example/f","published_at":1638895320,"language":"en"}"#.as_bytes(),
    );
    assert_eq!(article.authors, ["Rhona Tulloch"]);
    assert_eq!(article.outlet.as_deref(), Some("Quayside Post"));
    assert_eq!(article.item_id.as_deref(), Some("7"));
    assert_eq!(published(&article).as_deref(), Some("2021-12-07T16:42:00Z"));
    assert_eq!(
        zones(&article),
        [
            (Zone::Headline, "Ferry"),
            (Zone::Standfirst, "After nine winters"),
            (Zone::Body, "One."),
            (Zone::Body, "Two."),
        ]
    );
}

#[test]
fn what_services_answer_is_read_where_the_text_stands_apart_from_the_title() {
    for (name, records) in [
        (
            "the text in fields",
            r#"{"response":{"status":"ok","results":[{"id":"world/1","webTitle":"Ferry","webUrl":"https://q.example/f","webPublicationDate":"2021-12-07T16:42:00Z","fields":{"byline":"Rhona Tulloch","standfirst":"<p>After nine winters</p>","bodyText":"One."}}]}}"#,
        ),
        (
            "the title in parts",
            r#"{"status":"OK","response":{"docs":[{"web_url":"https://q.example/f","pub_date":"2021-12-07T16:42:00+0000","abstract":"After nine winters","lead_paragraph":"One.","headline":{"main":"Ferry","name":null},"byline":{"original":"By Rhona Tulloch"},"keywords":[{"name":"subject","value":"Ferries"}]}]}}"#,
        ),
    ] {
        let article = one("a.json", records.as_bytes());
        assert_eq!(article.authors, ["Rhona Tulloch"], "{name}");
        assert_eq!(
            article.address.as_deref(),
            Some("https://q.example/f"),
            "{name}"
        );
        assert_eq!(
            published(&article).as_deref(),
            Some("2021-12-07T16:42:00Z"),
            "{name}"
        );
        assert_eq!(
            zones(&article),
            [
                (Zone::Headline, "Ferry"),
                (Zone::Standfirst, "After nine winters"),
                (Zone::Body, "One."),
            ],
            "{name}"
        );
    }
}

/// An export in the newer form of Nexis, with its cover.
fn nexis() -> String {
    let article = |title: &str, paper: &str, text: &str| {
        format!(
            "{title}\n\n{paper}\n\nDecember 7, 2021 Tuesday\n\nCopyright 2021 {paper} All Rights Reserved\n\nSection: NEWS; Pg. 3\n\nLength: 240 words\n\nByline: RHONA TULLOCH\n\nHighlight: After nine winters.\n\nBody\n\n{text}\n\nSubject: the word is part of a sentence.\n\n{SECOND}\n\nClassification\n\nLanguage: ENGLISH\n\nPublication-Type: Newspaper\n\nLoad-Date: December 8, 2021\n\nEnd of Document\n\n"
        )
    };
    format!(
        "User Name: A Desk\n\nDate and Time: 9 December 2021 10:00:00 CET\n\nJob Number: 1\n\nDocuments (2)\n\n1. Ferry returns\n\nClient/Matter: -None-\n\n2. Stairs closed\n\nSearch Terms: ferry\n\n{}{}",
        article("Ferry returns", "Quayside Post", FIRST),
        article("Stairs closed", "Harbour Ledger", FIRST)
    )
}

#[test]
fn an_export_of_nexis_is_split_into_its_articles_in_every_dress() {
    let text = nexis();
    let paragraphs: Vec<(&str, &str)> = text.split("\n\n").map(|it| ("Normal", it)).collect();
    let rtf = format!("{{\\rtf1 {}}}", text.replace('\n', "\\par\n"));
    let html = format!(
        "<html><body>{}</body></html>",
        text.split("\n\n")
            .map(|it| format!("<p>{it}</p>"))
            .collect::<String>()
    );
    for (name, bytes) in [
        ("a.txt", text.clone().into_bytes()),
        ("a.docx", made::docx("Search results", "", &paragraphs)),
        ("a.rtf", rtf.into_bytes()),
        ("a.html", html.into_bytes()),
    ] {
        let parsed = document(name, &bytes);
        let titles: Vec<&str> = parsed.articles.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles, ["Ferry returns", "Stairs closed"], "{name}");
        for (article, outlet) in parsed
            .articles
            .iter()
            .zip(["Quayside Post", "Harbour Ledger"])
        {
            assert_eq!(article.outlet.as_deref(), Some(outlet), "{name}");
            assert_eq!(article.authors, ["Rhona Tulloch"], "{name}");
            assert_eq!(
                published(article).as_deref(),
                Some("2021-12-07T00:00:00Z"),
                "{name}"
            );
            assert_eq!(article.language.as_deref(), Some("en"), "{name}");
            let body: Vec<&str> = article.zone(Zone::Body).collect();
            assert_eq!(
                body,
                [FIRST, "Subject: the word is part of a sentence.", SECOND],
                "{name}"
            );
            assert_eq!(
                article.zone(Zone::Standfirst).collect::<Vec<_>>(),
                ["After nine winters."],
                "{name}"
            );
        }
    }
}

#[test]
fn the_older_form_of_nexis_is_split_as_well() {
    let article = |number: u8, title: &str| {
        format!(
            "                               {number} of 2 DOCUMENTS\n\n\n                                 Quayside Post\n\n                            December 7, 2021 Tuesday\n                                 Final Edition\n\n{title}\n\nBYLINE: Rhona Tulloch\n\nSECTION: NEWS; Pg. 3\n\nLENGTH: 240 words\n\nDATELINE: LISSANE\n\n\nThe ferry crossed the sound again on Monday, nine\nwinters after it was tied up.\n\n{SECOND}\n\nLOAD-DATE: December 8, 2021\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n                   Copyright 2021 Quayside Post\n                        All Rights Reserved\n\n"
        )
    };
    let text = article(1, "Ferry returns\nafter nine winters") + &article(2, "Stairs closed");
    let parsed = document("a.txt", text.as_bytes());
    let titles: Vec<&str> = parsed.articles.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Ferry returns after nine winters", "Stairs closed"]
    );
    let first = &parsed.articles[0];
    assert_eq!(
        (first.outlet.as_deref(), published(first).as_deref()),
        (Some("Quayside Post"), Some("2021-12-07T00:00:00Z"))
    );
    assert_eq!(first.zone(Zone::Body).collect::<Vec<_>>(), [FIRST, SECOND]);
    assert_eq!(first.zone(Zone::Dateline).collect::<Vec<_>>(), ["LISSANE"]);
}

/// Name, what stands between "Body" and the end, text, captions, what is neither.
type Ends = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

const ENDS: &[Ends] = &[
    (
        "sentences that begin like fields",
        "One.\n\nGraphic: how the strike unfolded, day by day, is told in the table below.\n\nLanguage: both sides had to find a common one, the mediator said.\n\nTwo.\n\nClassification\n\nLanguage: ENGLISH\n\nSubject: STRIKES (90%); PORTS & HARBORS (89%)\n\nLoad-Date: December 8, 2021",
        &[
            "One.",
            "Graphic: how the strike unfolded, day by day, is told in the table below.",
            "Language: both sides had to find a common one, the mediator said.",
            "Two.",
        ],
        &[],
        &[],
    ),
    (
        "a picture",
        "One.\n\nGraphic\n\nPHOTO: Cranes stand idle.\n\nClassification\n\nLanguage: ENGLISH\n\nLoad-Date: December 8, 2021",
        &["One."],
        &["PHOTO: Cranes stand idle."],
        &[],
    ),
    (
        "lines that are no fields",
        "One.\n\nNotes\n\nPrinted in two parts.\n\nClassification\n\nLanguage: ENGLISH\n\nAcc-No: 7\n\nLoad-Date: December 8, 2021\n\nPage 1 of 2",
        &["One."],
        &[],
        &["Printed in two parts.", "Acc-No: 7", "Page 1 of 2"],
    ),
    (
        "a day alone",
        "One.\n\nNotes: the second of three parts.\n\nTwo.\n\nLoad-Date: December 8, 2021",
        &["One.", "Notes: the second of three parts.", "Two."],
        &[],
        &[],
    ),
    ("no fields", "One.\n\nTwo.", &["One.", "Two."], &[], &[]),
];

#[test]
fn what_stands_below_an_article_of_nexis_begins_where_nothing_follows_but_that() {
    for (name, end, text, captions, others) in ENDS {
        let export = format!(
            "Ferry returns\n\nQuayside Post\n\nDecember 7, 2021 Tuesday\n\nLength: 240 words\n\nBody\n\n{end}\n\nEnd of Document\n"
        );
        let article = one("a.txt", export.as_bytes());
        let of = |zone: Zone| article.zone(zone).collect::<Vec<_>>();
        assert_eq!(of(Zone::Body), *text, "{name}");
        assert_eq!(of(Zone::Caption), *captions, "{name}");
        assert_eq!(of(Zone::Boilerplate), *others, "{name}");
    }
}

#[test]
fn wrapped_fields_and_the_name_of_the_text_are_no_text_in_the_older_form() {
    let wrapped = "The ferry crossed the sound again on Monday, nine winters after it was";
    let export = format!(
        "1 of 1 DOCUMENTS\n\nQuayside Post\n\nDecember 7, 2021 Tuesday\n\nFerry returns\n\nLENGTH: 240 words\n\nHIGHLIGHT: After nine winters it\ncrosses again\n\nBODY:\n\n   {wrapped}\ntied up.\n\nGRAPHIC: Forty people stood at the stairs and watched it come in, and nobody spoke.\n\nLOAD-DATE: December 8, 2021\n"
    );
    let article = one("a.txt", export.as_bytes());
    assert_eq!(
        zones(&article),
        [
            (Zone::Headline, "Ferry returns"),
            (Zone::Standfirst, "After nine winters it crosses again"),
            (Zone::Body, format!("{wrapped} tied up.").as_str()),
            (
                Zone::Caption,
                "Forty people stood at the stairs and watched it come in, and nobody spoke."
            ),
        ]
    );
}

#[test]
fn the_older_form_without_empty_lines_keeps_its_first_paragraphs() {
    let export = "1 of 1 DOCUMENTS\nQuayside Post\nDecember 7, 2021 Tuesday\nFerry returns\nLENGTH: 240 words\nDATELINE: LISSANE\nThe ferry crossed.\nForty people watched.\nNobody spoke.\nLast.\nLOAD-DATE: December 8, 2021";
    let article = one("a.txt", export.as_bytes());
    let body: Vec<&str> = zones(&article)
        .into_iter()
        .filter(|it| it.0 == Zone::Body)
        .map(|it| it.1)
        .collect();
    assert_eq!(body.len(), 4, "{article:?}");
}

#[test]
fn a_paragraph_that_begins_with_a_code_of_factiva_is_text() {
    const STATEMENT: &str = "IN a statement on Monday the union said it had won.";
    const RATED: &str = "PG was the rating that they gave, and they laughed.";
    for (name, gap) in [("alone", "\n"), ("wide", "        "), ("close", " ")] {
        let field = |code: &str, value: &str| format!("{code}{gap}{value}\n\n");
        let export = [
            field("HD", "Ferry returns"),
            field("WC", "240 words"),
            field("PD", "7 December 2021"),
            field("SN", "Quayside Post"),
            field("LA", "English"),
            field("LP", FIRST),
            field("TD", SECOND),
            format!("{STATEMENT}\n\n{RATED}\n\nLast.\n\n"),
            field("CO", "quay : Quay Press"),
            field("NS", "gcat : Political/General News"),
            "AN  Document QUAYP00020211207ehc7000b5\n".to_owned(),
        ]
        .concat();
        let article = one("a.txt", export.as_bytes());
        assert_eq!(
            article.zone(Zone::Body).collect::<Vec<_>>(),
            [FIRST, SECOND, STATEMENT, RATED, "Last."],
            "{name}"
        );
        assert_eq!(article.title, "Ferry returns", "{name}");
    }
}

/// The lines over an article of Factiva's, its title, its byline.
const HEADINGS: &[(&str, &str, &[&str])] = &[
    (
        "Ferry returns after nine winters\nRhona Tulloch in Lissane",
        "Ferry returns after nine winters",
        &["Rhona Tulloch in Lissane"],
    ),
    (
        "Coast\nFerry returns after nine winters\nRhona Tulloch and Tam Ostler",
        "Ferry returns after nine winters",
        &["Rhona Tulloch and Tam Ostler"],
    ),
    (
        "Ferry returns\nBy Rhona Tulloch",
        "Ferry returns",
        &["By Rhona Tulloch"],
    ),
    ("World News\nQuay Strike Ends", "Quay Strike Ends", &[]),
    ("Rhona Tulloch", "Rhona Tulloch", &[]),
];

#[test]
fn who_wrote_an_article_of_factiva_is_not_its_title_and_who_printed_it_is_not_its_text() {
    for (heading, title, byline) in HEADINGS {
        let export = format!(
            "{heading}\n240 words\n7 December 2021\nQuayside Post\nQUAYP\nEnglish\nCopyright 2021 The Quay Press Limited. All rights reserved.\n\n{FIRST}\n\n{SECOND}\n\nThe Quay Press Limited\n\nDocument QUAYP00020211207ehc7000b5\n"
        );
        let article = one("a.txt", export.as_bytes());
        assert_eq!(article.title, *title, "{heading}");
        assert_eq!(
            article.zone(Zone::Byline).collect::<Vec<_>>(),
            *byline,
            "{heading}"
        );
        assert_eq!(
            article.zone(Zone::Body).collect::<Vec<_>>(),
            [FIRST, SECOND],
            "{heading}"
        );
        assert_eq!(article.zone(Zone::Boilerplate).count(), 2, "{heading}");
    }
}

#[test]
fn an_export_of_factiva_is_split_with_and_without_named_fields() {
    let coded = format!(
        "HD        Ferry returns\nBY        By Rhona Tulloch\nWC        240 words\nPD        7 December 2021\nET        16:42\nSN        Quayside Post\nSC        QUAYP\nLA        English\nCY        (c) 2021 Quayside Press\n\nLP        {FIRST}\n\nTD        {SECOND}\n\nNS        gcat : Political/General News\nAN        Document QUAYP00020211207ehc7000b5\n\nHD        Stairs closed\nWC        12 words\nPD        8 December 2021\nSN        Quayside Post\nLA        English\nTD        {SECOND}\nAN        Document QUAYP00020211208ehc8000b6\n\nSearch Summary\nText      ferry\n"
    );
    let plain = format!(
        "News\nFerry returns\nBy Rhona Tulloch\n240 words\n7 December 2021\n16:42\nQuayside Post\nQUAYP\n3\nEnglish\n(c) 2021 Quayside Press\n\n{FIRST}\n\n{SECOND}\n\nDocument QUAYP00020211207ehc7000b5\n\nStairs closed\n12 words\n8 December 2021\nQuayside Post\nQUAYP\nEnglish\n(c) 2021 Quayside Press\n\n{SECOND}\n\nDocument QUAYP00020211208ehc8000b6\n\nSearch Summary\n"
    );
    for (name, text) in [("coded", coded), ("plain", plain)] {
        let parsed = document("a.txt", text.as_bytes());
        let titles: Vec<&str> = parsed.articles.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles, ["Ferry returns", "Stairs closed"], "{name}");
        let first = &parsed.articles[0];
        assert_eq!(first.outlet.as_deref(), Some("Quayside Post"), "{name}");
        assert_eq!(first.authors, ["Rhona Tulloch"], "{name}");
        assert_eq!(
            published(first).as_deref(),
            Some("2021-12-07T16:42:00Z"),
            "{name}"
        );
        assert_eq!(
            first.item_id.as_deref(),
            Some("factiva:QUAYP00020211207ehc7000b5"),
            "{name}"
        );
        assert_eq!(
            first.zone(Zone::Body).collect::<Vec<_>>(),
            [FIRST, SECOND],
            "{name}"
        );
    }
}

#[test]
fn an_article_about_the_end_of_a_document_is_no_export() {
    let article = one(
        "a.txt",
        format!("Treaty signed\n\n{FIRST}\n\nEnd of Document\n").as_bytes(),
    );
    assert_eq!(article.title, "Treaty signed");
}

#[test]
fn an_archive_gives_the_documents_in_it_and_says_which_it_could_not_read() {
    let inner = made::zip(&[("deep.txt", b"Deep title\n\nA text that stands deep inside.")]);
    let bytes = made::zip(&[
        (
            "2021/a.docx",
            &made::docx(
                "Ferry returns",
                "",
                &[("Normal", FIRST), ("Normal", SECOND)],
            ),
        ),
        ("2021/a.pdf", b"%PDF-1.4 nothing"),
        ("picture.png", b"\x89PNG"),
        ("__MACOSX/._a.txt", b"junk"),
        ("inner.zip", &inner),
        ("old.doc", b"\xD0\xCF\x11\xE0junk"),
    ]);
    let parsed = document("a.zip", &bytes);
    let found: Vec<(&str, Option<&str>)> = parsed
        .articles
        .iter()
        .map(|it| (it.title.as_str(), it.item_id.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("Ferry returns", Some("2021/a.docx")),
            ("Deep title", Some("deep.txt"))
        ],
        "each is known by where it stands"
    );
    let told: Vec<&str> = parsed
        .problems
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[0].starts_with("2021/a.pdf: The PDF is damaged"),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("old.doc: This is a Word document of before 2007"),
        "{told:?}"
    );
    assert_eq!(told[2], "One other file, such as a picture, was not read.");
}

#[test]
fn archives_that_are_traps_are_refused_in_words() {
    let zeros = vec![b' '; 40 << 20];
    let bomb = made::zip(&[
        ("a.txt", &zeros),
        ("b.txt", b"Title\n\nA text of some words."),
    ]);
    let parsed = document("a.zip", &bomb);
    assert_eq!(parsed.articles.len(), 1, "the rest goes on");
    assert!(
        parsed.problems[0].message.contains("400 times its size"),
        "{:?}",
        parsed.problems
    );
    let mut nested = made::zip(&[("a.txt", b"Title\n\nA text of some words.")]);
    for _ in 0..8 {
        nested = made::zip(&[("a.zip", &nested)]);
    }
    let parsed = document("a.zip", &nested);
    assert!(parsed.articles.is_empty());
    assert!(
        parsed.problems[0]
            .message
            .contains("more documents inside one another"),
        "{:?}",
        parsed.problems
    );
}

/// Name, bytes, what is said.
const TOLD: &[(&str, &[u8], &str)] = &[
    ("a.pdf", b"not a PDF at all, but a line of text", "no PDF"),
    ("a.docx", b"PK\x03\x04 and then nothing", "damaged"),
    (
        "a.zip",
        b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "empty",
    ),
    ("a.epub", b"text", "no EPUB"),
    (
        "a.xlsx",
        b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "",
    ),
    (
        "a.doc",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "save it as DOCX",
    ),
    ("a.xyz", b"text", "names none that is"),
    ("a.warc", b"text", "no WARC"),
];

#[test]
fn why_a_document_was_not_read_is_said_in_words() {
    for (name, bytes, words) in TOLD {
        let parsed = document(name, bytes);
        assert!(parsed.articles.is_empty(), "{name}");
        assert!(
            parsed
                .problems
                .iter()
                .any(|it| it.code == TroubleCode::File && it.message.contains(words)),
            "{name}: {:?}",
            parsed.problems
        );
    }
}

#[test]
fn a_document_under_a_wrong_name_is_read_as_what_it_is() {
    let page = format!(
        "<!doctype html><title>Ferry returns</title><h1>Ferry returns</h1><p>{FIRST}</p><p>{SECOND}</p>"
    );
    for (name, bytes) in [
        ("a.txt", made::article_pdf()),
        ("a.doc", made::rtf()),
        (
            "a.doc",
            made::docx("", "", &[("Titre", "Ferry returns"), ("Normal", FIRST)]),
        ),
        ("a.pdf", page.clone().into_bytes()),
        ("a.doc", page.into_bytes()),
    ] {
        assert_eq!(one(name, &bytes).title, "Ferry returns", "{name}");
    }
}

fn check(name: &str, parsed: &Parsed) {
    assert!(
        !parsed.articles.is_empty() || !parsed.problems.is_empty(),
        "{name}: nothing was read, and nothing was said"
    );
    for article in &parsed.articles {
        for block in &article.blocks {
            assert!(
                !block.text.is_empty() && !block.text.contains(['\n', '\t']),
                "{name}: {:?}",
                block.text
            );
        }
    }
}

#[test]
fn damaged_documents_are_read_or_refused_and_never_silent() {
    for (name, bytes) in made::every_kind() {
        let whole = document(name, &bytes);
        assert!(
            whole.problems.is_empty() && !whole.articles.is_empty(),
            "{name}: {:?}",
            whole.problems
        );
        let mut dice = Dice(4);
        for _ in 0..60 {
            check(name, &document(name, &made::damaged(&bytes, &mut dice)));
        }
        for end in (0..bytes.len()).step_by(bytes.len() / 20 + 1) {
            check(name, &document(name, &bytes[..end]));
        }
    }
}

#[test]
fn an_archive_whose_list_of_members_is_lost_is_read_member_by_member() {
    let pages: Vec<(String, String)> = (1..=4)
        .map(|it| {
            let text = format!(
                "Ferry {it} delayed\n\nThe ferry {it} left the northern mole an hour late on Monday.\n"
            );
            (format!("in/{it}.txt"), text)
        })
        .collect();
    let members: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    let whole = made::zip(&members);
    let list = whole
        .windows(4)
        .position(|it| it == b"PK\x01\x02")
        .expect("a list");
    let last = whole[..list]
        .windows(4)
        .rposition(|it| it == b"PK\x03\x04")
        .expect("members");
    // Sizes that are told only behind the members, as programs do that write to a pipe.
    let mut untold = whole[..list].to_vec();
    for at in 0..list - 4 {
        if &untold[at..at + 4] == b"PK\x03\x04" {
            untold[at + 6] |= 0x08;
            untold[at + 14..at + 26].fill(0);
        }
    }
    let mut behind_garbage = b"PK\x03\x04".to_vec();
    behind_garbage.extend_from_slice(&whole[..list]);
    let tests: &[(&str, &[u8], usize)] = &[
        ("no list", &whole[..list], 4),
        ("cut in a member's head", &whole[..last + 9], 3),
        ("cut in a member", &whole[..list - 20], 3),
        ("sizes behind the members", &untold, 4),
        ("another mark before the first", &behind_garbage, 3),
    ];
    for (what, bytes, least) in tests {
        let parsed = document("a.zip", bytes);
        assert!(parsed.articles.len() >= *least, "{what}: {parsed:?}");
        assert!(
            parsed.problems[0].message.contains("list of its members"),
            "{what}: {:?}",
            parsed.problems
        );
        let names: Vec<&str> = parsed
            .articles
            .iter()
            .filter_map(|it| it.item_id.as_deref())
            .collect();
        assert!(names.contains(&"in/2.txt"), "{what}: {names:?}");
    }
    assert!(document("a.zip", b"PK\x03\x04").articles.is_empty());
}

#[test]
fn a_word_document_that_is_cut_off_is_read_as_far_as_it_goes() {
    let text = "The council put the dredging off until the spring, and said why at length.";
    let whole = made::docx("Dredging put off", "Ada Quill", &[("", text)]);
    let list = whole
        .windows(4)
        .position(|it| it == b"PK\x01\x02")
        .expect("a list");
    let parsed = document("a.docx", &whole[..list]);
    assert_eq!(parsed.articles.len(), 1, "{:?}", parsed.problems);
    let blocks = &parsed.articles[0].blocks;
    assert!(blocks.iter().any(|it| it.text.contains(text)), "{blocks:?}");
    assert!(!parsed.problems.is_empty(), "and it is said");
}
