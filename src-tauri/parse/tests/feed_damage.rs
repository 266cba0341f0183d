//! Feeds with bytes changed, cut out and put in at random: something is always read or said.

use news::TroubleCode;
use parse::feed;
use proptest::prelude::*;

const FEEDS: &[&str] = &[
    r#"<?xml version="1.0" encoding="utf-8"?><!DOCTYPE rss [<!ENTITY port "harbour">]><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Post</title><link>https://x.example/</link>
<item><title><![CDATA[One & two]]></title><link>/a?b=1&amp;c=2</link><guid isPermaLink="false">1</guid><pubDate>Tue, 02 Dec 2025 18:25:00 +0530</pubDate><description>&lt;p&gt;At the &port;.&lt;/p&gt;</description></item>
<item><title>Three</title><content:encoded><![CDATA[<p>Un été</p><!-- x -->]]></content:encoded><author>a@x.example (Ann)</author><enclosure url="a.mp3" length="1"/></item></channel></rss>"#,
    r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://x.example/"><title>Quay</title><entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>b</b></div></title><id>urn:1</id><link href="a"/><author><name>Ann</name><email>a@x.example</email></author><source><title>S</title></source><updated>2025-12-02T10:00:00Z</updated></entry><entry><title>Ж</title><content type="text/plain" mode="base64">cXVpZXQ=</content></entry></feed>"#,
    r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Port", "items": [{"id": "1", "title": "é\ud83d\ude00", "content_html": "<p>a</p>", "authors": [{"name": "Ann"}]}, {"id": 2, "content_text": "b", "tags": ["c"]}]}"#,
];

/// A change: where (in thousandths of the feed), what goes, what comes.
fn change() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    let pieces = prop::sample::select(vec![
        &b"<"[..],
        b">",
        b"&",
        b"\"",
        b"'",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"</item>",
        b"<item>",
        b"<entry>",
        b"</title>",
        b"<title>",
        b"\0",
        b"\xff",
        b"\xc3",
        b"&#x0;",
        b"&#xD83D;",
        b"\\u",
        b"{",
        b"]",
        b"<?",
        b"<!DOCTYPE",
        b"/>",
        b" xmlns=\"",
        b"=",
    ]);
    (
        0..1000usize,
        0..12usize,
        prop_oneof![
            pieces.prop_map(<[u8]>::to_vec),
            prop::collection::vec(any::<u8>(), 0..4),
        ],
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_damaged_feed_is_read_or_its_trouble_is_said(
        which in 0..FEEDS.len(),
        changes in prop::collection::vec(change(), 1..8),
        content_type in prop::option::of(prop::sample::select(vec!["text/xml", "text/xml; charset=utf-16", "text/xml; charset=koi8-r", "é"])),
    ) {
        let mut bytes = FEEDS[which].as_bytes().to_vec();
        for (at, goes, comes) in changes {
            let at = at * bytes.len() / 1000;
            let end = (at + goes).min(bytes.len());
            bytes.splice(at..end, comes);
        }
        let parsed = feed(&bytes, content_type, Some("https://x.example/feed"));
        prop_assert!(parsed.problems.iter().all(|it| it.code != TroubleCode::Internal), "{:?}", parsed.problems);
        prop_assert!(!parsed.articles.is_empty() || !parsed.problems.is_empty(), "silence is never an answer");
        for article in &parsed.articles {
            prop_assert!(article.item_id.is_some());
            prop_assert!(article.address.as_deref().is_none_or(|it| it.to_ascii_lowercase().starts_with("http")));
            prop_assert!(article.blocks.iter().all(|it| !it.text.trim().is_empty() && !it.text.contains('\0')));
        }
    }
}
