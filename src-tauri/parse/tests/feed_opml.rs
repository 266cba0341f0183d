//! Lists of feeds: what is read from broken ones, and that ours come back as they were.

use news::TroubleCode;
use parse::{OpmlFeed, opml, write_opml};
use proptest::prelude::*;

fn shown(list: &str) -> Vec<String> {
    opml(list.as_bytes())
        .feeds
        .iter()
        .map(|it| format!("{}|{}|{}", it.group.join(" > "), it.title, it.address))
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
    let list = "<opml><body>\n<outline text=\"Port\" xmlUrl=\"https://p.example/f\"/>\n<outline text=\"Again\" xmlUrl=\"https://p.example/f\"/>\n<outline text=\"Empty folder\">\n</outline>\n<outline text=\"A command\" xmlUrl=\"exec:fetch\"/>\n</body></opml>";
    let messages: Vec<String> = opml(list.as_bytes())
        .problems
        .into_iter()
        .map(|it| it.message)
        .collect();
    assert_eq!(
        messages,
        [
            "Line 3: “Again” is in the list already.",
            "Line 4: “Empty folder” names no feed.",
            "Line 6: “A command” has no address of the web (http or https).",
        ]
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
        let parsed = opml(bytes);
        assert!(parsed.feeds.is_empty());
        assert_eq!(
            parsed.problems.first().map(|it| it.code),
            Some(TroubleCode::File)
        );
    }
}

#[test]
fn a_password_is_never_written() {
    let feed = OpmlFeed {
        title: "Port".into(),
        address: "https://ann:secret@p.example/f".into(),
        ..OpmlFeed::default()
    };
    assert!(!write_opml(&[feed]).contains("secret"));
}

fn any_name() -> impl Strategy<Value = String> {
    "[ -~éЖ中\"<>&']{1,20}"
        .prop_map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
        .prop_filter("a name", |it| !it.is_empty())
}

fn any_feed() -> impl Strategy<Value = OpmlFeed> {
    (
        any_name(),
        "[a-z]{1,8}(\\?[a-z]=[0-9]&[a-z]=%20)?",
        any::<bool>(),
        prop::collection::vec(any_name(), 0..4),
    )
        .prop_map(|(title, path, site, group)| OpmlFeed {
            title,
            address: format!("https://feeds.example/{path}"),
            site: site.then(|| "https://site.example/".to_owned()),
            group,
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(feeds in prop::collection::vec(any_feed(), 1..12)) {
        let mut known = std::collections::HashSet::new();
        let mut feeds: Vec<OpmlFeed> = feeds.into_iter().filter(|it| known.insert(it.address.clone())).collect();
        let parsed = opml(write_opml(&feeds).as_bytes());
        prop_assert_eq!(&parsed.problems, &vec![]);
        let mut read = parsed.feeds;
        // Feeds of one folder are written together: the order between folders may change, nothing else.
        feeds.sort_by(|a, b| a.address.cmp(&b.address));
        read.sort_by(|a, b| a.address.cmp(&b.address));
        prop_assert_eq!(read, feeds);
    }

    #[test]
    fn no_bytes_make_the_reader_fall_over(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let parsed = opml(&bytes);
        prop_assert!(!parsed.feeds.is_empty() || !parsed.problems.is_empty());
        prop_assert!(parsed.problems.iter().all(|it| it.code != TroubleCode::Internal));
    }
}
