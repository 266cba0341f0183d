//! Lists of sources: what is read from broken ones, and that ours come back as they were.

use std::collections::HashSet;

use news::{SourceKind, SourceMethod, TextChoice, TroubleCode, group_levels, group_path};
use parse::{
    ListedSource, ParsedSources, is_for_opml, opml, source_list, source_table, write_opml,
    write_source_table,
};
use proptest::prelude::*;

fn shown(list: &str) -> Vec<String> {
    source_list(list.as_bytes())
        .sources
        .iter()
        .map(|it| format!("{}|{}|{}", it.group.join(" > "), it.title, it.address))
        .collect()
}

fn refused(parsed: &ParsedSources) -> Vec<String> {
    let lines = parsed.refused.iter();
    lines
        .map(|it| format!("{}: {}: {}", it.line, it.name, it.why))
        .collect()
}

/// Name, list, feeds.
const TESTS: &[(&str, &str, &[&str])] = &[
    (
        "nested folders",
        r#"<opml version="2.0"><head/><body><outline text="Wires"><outline text="State"><outline text="Port News" xmlUrl="https://p.example/feed"/></outline></outline></body></opml>"#,
        &["Wires > State|Port News|https://p.example/feed"],
    ),
    (
        "a raw ampersand, and no body",
        r#"<opml><outline title="Port & Sea" xmlUrl="https://p.example/?a=1&b=2"/></opml>"#,
        &["|Port & Sea|https://p.example/?a=1&b=2"],
    ),
    (
        "an outline never closed, capitals, single quotes",
        "<OPML><BODY><OUTLINE TEXT='A'><OUTLINE TEXT='Port' XMLURL='http://p.example/f'></BODY></OPML>",
        &["A|Port|http://p.example/f"],
    ),
    (
        "the same feed twice",
        r#"<opml><body><outline text="A" xmlUrl="https://P.example:443/f"/><outline text="B" xmlUrl="https://p.example/f#x"/></body></opml>"#,
        &["|A|https://P.example:443/f"],
    ),
    (
        "commands and other schemes",
        r#"<opml><body><outline text="A" xmlUrl="exec:~/fetch.sh"/><outline text="B" xmlUrl="|cat x"/><outline text="C" xmlUrl="file:///etc/passwd"/></body></opml>"#,
        &[],
    ),
    (
        "folders in an attribute",
        r#"<opml><body><outline text="A" category="/Wires/State,/All" xmlUrl="https://p.example/f"/></body></opml>"#,
        &["Wires > State|A|https://p.example/f"],
    ),
    (
        "OPML 1.0, whose outlines have no type and only a text",
        r#"<?xml version="1.0" encoding="ISO-8859-1"?><opml version="1.0"><head><title>x</title></head><body><outline text="Port" xmlUrl="http://p.example/f" htmlUrl="http://p.example/"/></body></opml>"#,
        &["|Port|http://p.example/f"],
    ),
    (
        "OPML 1.1, a version that is none, and what readers add for themselves",
        r#"<opml version="0.5" xmlns:rssowl="x"><body><outline title="Wires" rssowl:isSet="false"><outline title="Port" type="rss" rssowl:updateInterval="1" xmlUrl="http://p.example/f"></outline></outline></body></opml>"#,
        &["Wires|Port|http://p.example/f"],
    ),
    (
        "tags that do not match, and outlines under the root",
        r#"<opml><outline text="A"><outline text="Port" xmlUrl="http://p.example/f"/></body></outline><outline text="Sea" xmlUrl="http://p.example/s"/></opml>"#,
        &["A|Port|http://p.example/f", "|Sea|http://p.example/s"],
    ),
    (
        "no root at all",
        r#"<outline text="Port" xmlUrl="http://p.example/f"/>"#,
        &["|Port|http://p.example/f"],
    ),
    (
        "the address under another name",
        r#"<opml><body><outline type="atom" text="Port" url="http://p.example/f"/><outline type="link" text="Page" url="http://p.example/"/></body></opml>"#,
        &["|Port|http://p.example/f"],
    ),
    (
        "broken off",
        r#"<opml><body><outline text="A"><outline text="Port" xmlUrl="http://p.example/f"/><outline text="Sea" xml"#,
        &["A|Port|http://p.example/f"],
    ),
    (
        "a table",
        "Name,URL,Folder\nPort,https://p.example/f,Wires / State\n\"Sea, land\",feed://s.example/f,\n",
        &[
            "Wires > State|Port|https://p.example/f",
            "|Sea, land|https://s.example/f",
        ],
    ),
    (
        "a table of a spreadsheet",
        "\u{feff}sep=;\r\naddress;group;interval\r\nhttps://p.example/f;Wires;30\r\n",
        &["Wires|https://p.example/f|https://p.example/f"],
    ),
    (
        "no name",
        r#"<opml><body><outline xmlUrl="feed://p.example/f"/></body></opml>"#,
        &["|https://p.example/f|https://p.example/f"],
    ),
];

#[test]
fn lists_are_read_sound_or_broken() {
    for (name, list, expected) in TESTS {
        assert_eq!(shown(list), *expected, "{name}");
    }
}

#[test]
fn what_is_passed_over_is_named_with_its_line() {
    let list = "<opml><body>\n<outline text=\"Port\" xmlUrl=\"https://p.example/f\"/>\n<outline text=\"Again\" xmlUrl=\"http://p.example/f\"/>\n<outline text=\"Empty folder\">\n</outline>\n<outline text=\"A command\" xmlUrl=\"exec:fetch\"/>\n<outline text=\"Another list\" type=\"include\" url=\"https://p.example/more.opml\"/>\n</body></opml>";
    assert_eq!(
        refused(&opml(list.as_bytes())),
        [
            "3: Again: It is in the list already.",
            "4: Empty folder: It names no feed.",
            "6: A command: Its address is none of the web (http or https).",
            "7: Another list: It leads to another list, which is not fetched.",
        ]
    );
    let table = "address,name,interval,paused\nhttps://p.example/f,Port,60,no\nexec:rm -rf /,A command,,\nhttps://s.example/f,Sea,often,\n,Nothing,,\nhttps://p.example/f,Again,,\nhttps://q.example/f,Quay,,perhaps\n";
    let parsed = source_table(table.as_bytes());
    assert_eq!(parsed.sources.len(), 1);
    assert_eq!(
        (parsed.sources[0].line, parsed.sources[0].interval_minutes),
        (2, Some(60))
    );
    assert_eq!(
        refused(&parsed),
        [
            "3: A command: Its address is none of the web (http or https).",
            "4: Sea: “often” is no number of minutes.",
            "5: Nothing: It has no address.",
            "6: Again: It is in the list already.",
            "7: Quay: “perhaps” in the column paused is neither true nor false.",
        ]
    );
}

#[test]
fn a_table_names_what_is_read_at_an_address() {
    let table = "address,method,text,revisit\nhttps://a.example/,Front page,,no\nhttps://b.example/news.xml,sitemap,page,\nhttps://t.me/s/port,telegram,feed,yes\nhttps://c.example/f,,,\nhttps://d.example/,gopher,,\nhttps://e.example/,feed,guess,\nhttps://f.example/,feed,,perhaps\n";
    let parsed = source_table(table.as_bytes());
    let read: Vec<_> = parsed
        .sources
        .iter()
        .map(|it| (it.method, it.text, it.revisit))
        .collect();
    assert_eq!(
        read,
        [
            (SourceMethod::FrontPage, TextChoice::Measured, Some(false)),
            (SourceMethod::Sitemap, TextChoice::Page, None),
            (SourceMethod::Telegram, TextChoice::Feed, Some(true)),
            (SourceMethod::Feed, TextChoice::Measured, None),
        ]
    );
    assert_eq!(
        refused(&parsed),
        [
            "6: https://d.example/: “gopher” is no method: feed, sitemap, front_page or telegram.",
            "7: https://e.example/: “guess” in the column text is none of measured, feed and page.",
            "8: https://f.example/: “perhaps” in the column revisit is neither true nor false.",
        ]
    );
}

#[test]
fn a_folder_comes_back_with_its_path_and_what_it_leaves_out() {
    let folder = ListedSource {
        kind: SourceKind::Folder,
        title: "Cuttings".into(),
        address: "/home/ann/my  press/=in".into(),
        ignore: vec![
            "*.draft.txt".into(),
            "2025/**/*.pdf".into(),
            "a,b \"c\"".into(),
        ],
        revisit: Some(false),
        ..ListedSource::default()
    };
    let table = write_source_table(std::slice::from_ref(&folder));
    let parsed = source_table(table.as_bytes());
    assert_eq!(comparable(parsed.sources, false), [folder]);
    // As it is typed: blanks behind the commas, and in a cell of its own.
    for (row, address) in [
        ("folder, /home/ann/press", "/home/ann/press"),
        ("folder,/home/ann/press ", "/home/ann/press"),
        ("folder,\" /home/ann/my  press\t\"", "/home/ann/my  press"),
    ] {
        let parsed = source_table(format!("kind,address\n{row}\n").as_bytes());
        assert_eq!(parsed.sources[0].address, address, "{row}");
    }
    assert!(
        !write_opml(&[ListedSource {
            method: SourceMethod::FrontPage,
            address: "https://p.example/".into(),
            ..ListedSource::default()
        }])
        .contains("outline")
    );
}

#[test]
fn something_else_is_said_to_be_no_list() {
    for bytes in [
        &b"hello"[..],
        b"",
        b"<html><body>x</body></html>",
        b"\x00\xff\xfe",
    ] {
        for parsed in [opml(bytes), source_table(bytes), source_list(bytes)] {
            assert!(parsed.sources.is_empty());
            assert_eq!(
                parsed.problems.first().map(|it| it.code),
                Some(TroubleCode::File)
            );
        }
    }
}

#[test]
fn a_password_is_never_written() {
    let feed = ListedSource {
        title: "Port".into(),
        address: "https://ann:secret@p.example/f".into(),
        ..ListedSource::default()
    };
    let feeds = [feed];
    assert!(!write_opml(&feeds).contains("secret"));
    assert!(!write_source_table(&feeds).contains("secret"));
}

#[test]
fn a_cell_is_never_a_formula() {
    let feed = ListedSource {
        title: "=HYPERLINK(\"https://x.example\")".into(),
        address: "https://p.example/f".into(),
        ..ListedSource::default()
    };
    let table = write_source_table(std::slice::from_ref(&feed));
    assert!(table.contains("\"'=HYPERLINK("), "{table}");
    assert_eq!(source_table(table.as_bytes()).sources[0].title, feed.title);
}

fn any_name() -> impl Strategy<Value = String> {
    "[ -~éЖ中/\"<>&']{1,20}"
        .prop_map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
        .prop_filter("a name", |it| !it.is_empty())
}

fn any_source() -> impl Strategy<Value = ListedSource> {
    let said = (
        prop::option::of(any_name()),
        prop::option::of("[A-Z]{2}"),
        prop::option::of("[a-z]{2}(-[A-Z]{2})?"),
        prop::option::of(5..1440u32),
        any::<bool>(),
    );
    let read = (
        prop::sample::select(vec![
            SourceMethod::Feed,
            SourceMethod::Feed,
            SourceMethod::Sitemap,
            SourceMethod::FrontPage,
            SourceMethod::Telegram,
        ]),
        prop::sample::select(vec![
            TextChoice::Measured,
            TextChoice::Feed,
            TextChoice::Page,
        ]),
        prop::option::of(any::<bool>()),
    );
    (
        any_name(),
        "[a-z]{1,8}(\\?[a-z]=[0-9]&[a-z]=%20)?",
        any::<bool>(),
        prop::collection::vec(any_name(), 0..4),
        said,
        read,
    )
        .prop_map(|(title, path, site, group, said, read)| ListedSource {
            title,
            address: format!("https://feeds.example/{path}"),
            site: site.then(|| "https://site.example/".to_owned()),
            group,
            publisher: said.0,
            country: said.1,
            language: said.2,
            interval_minutes: said.3,
            paused: said.4,
            method: read.0,
            text: read.1,
            revisit: read.2,
            ..ListedSource::default()
        })
}

/// `sources` without what a list of this kind does not say, in the order of their addresses, each once.
fn comparable(mut sources: Vec<ListedSource>, is_opml: bool) -> Vec<ListedSource> {
    for it in &mut sources {
        it.line = 0;
        if is_opml {
            it.publisher = None;
            it.country = None;
            it.interval_minutes = None;
            it.paused = false;
            it.text = TextChoice::Measured;
            it.revisit = None;
        }
    }
    if is_opml {
        sources.retain(is_for_opml);
    }
    sources.sort_by(|a, b| a.address.cmp(&b.address));
    sources
}

fn unique(sources: Vec<ListedSource>) -> Vec<ListedSource> {
    let mut known = HashSet::new();
    let each = sources.into_iter();
    each.filter(|it| known.insert(it.address.clone())).collect()
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(sources in prop::collection::vec(any_source(), 1..12)) {
        let sources = unique(sources);
        let parsed = source_list(write_opml(&sources).as_bytes());
        if sources.iter().any(is_for_opml) {
            prop_assert_eq!((&parsed.problems, &parsed.refused), (&vec![], &vec![]));
        }
        prop_assert_eq!(comparable(parsed.sources, true), comparable(sources.clone(), true));
        let parsed = source_list(write_source_table(&sources).as_bytes());
        prop_assert_eq!((&parsed.problems, &parsed.refused), (&vec![], &vec![]));
        prop_assert_eq!(comparable(parsed.sources, false), comparable(sources, false));
    }

    #[test]
    fn a_folder_is_written_as_one_name_and_read_as_the_same_names(levels in prop::collection::vec(any_name(), 0..5)) {
        prop_assert_eq!(group_levels(&group_path(&levels)), levels);
    }

    #[test]
    fn no_bytes_make_the_reader_fall_over(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for parsed in [opml(&bytes), source_table(&bytes)] {
            prop_assert!(!parsed.sources.is_empty() || !parsed.problems.is_empty() || !parsed.refused.is_empty());
            prop_assert!(parsed.problems.iter().all(|it| it.code != TroubleCode::Internal));
            prop_assert!(parsed.sources.iter().all(|it| it.kind == SourceKind::Folder || it.address.to_lowercase().starts_with("http")));
        }
    }
}
