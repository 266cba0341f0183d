//! Text of strangers in documents: whatever it is, it stays text.

mod support;

use news::{TopicId, digest::Edition, text::Piece};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use support::evening;

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</style><svg onload=alert(1)>",
    "</title><base href=//evil.example>",
    "<!--",
    "]]>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "[x]: https://evil.example",
    "<https://evil.example>",
    "https://evil.example www.evil.example mail@evil.example",
    "# heading",
    "heading\n===",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "2025. The year",
    "> quote",
    "    code",
    "```\ncode",
    "`code` ``code``",
    "| a | b |\n|---|---|\n| c | d |",
    "*a* **b** _c_ __d__ ~~e~~ ~f~ ^g^ ==h==",
    "$x$ $$y$$ {#id .class} {{ template }} {% raw %}",
    "[^1] [^1]: note",
    "[[wiki]]",
    ": definition",
    "---",
    "***",
    "a\u{202E}txt.exe\u{202C}",
    "line\nbreak\r\n\n---\n\n# x",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "\\",
    "\\`\\*",
    "**",
    "x**",
    "\0\u{1b}[31m",
];

/// The edition with every text from outside replaced.
fn with_texts(text: &str) -> Edition {
    let mut edition = evening();
    let set = |it: &mut String| *it = text.into();
    set(&mut edition.title);
    for section in &mut edition.sections {
        set(&mut section.watchlist);
        for topic in &mut section.topics {
            set(&mut topic.topic);
            set(&mut topic.query);
            for it in &mut topic.entries {
                set(&mut it.headline);
                set(&mut it.outlet);
                set(&mut it.note);
                it.also_in = vec![text.into(), text.into()];
                let path: String = text
                    .chars()
                    .filter(|it| it.is_ascii_graphic() || it.is_alphanumeric())
                    .take(100)
                    .collect();
                it.address = Some(format!("https://news.example/{path}"));
                for copy in &mut it.copies {
                    set(&mut copy.headline);
                    set(&mut copy.outlet);
                    copy.wire = Some(text.into());
                    copy.address.clone_from(&it.address);
                }
                it.sentence = vec![
                    Piece {
                        text: format!("{text} "),
                        topics: vec![],
                    },
                    Piece {
                        text: text.into(),
                        topics: vec![TopicId(1)],
                    },
                    Piece {
                        text: format!(" {text}"),
                        topics: vec![],
                    },
                ];
            }
        }
    }
    for (name, trouble) in &mut edition.coverage.troubled {
        set(name);
        set(&mut trouble.what);
        set(&mut trouble.meaning);
        set(&mut trouble.advice);
    }
    for it in &mut edition.coverage.silent {
        set(&mut it.name);
        set(&mut it.words);
    }
    edition.coverage.paused = vec![text.into()];
    edition
}

/// The tags of a document with the names of their attributes, text and values left out.
fn tags(html: &str) -> Vec<String> {
    let mut found = vec![];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let (mut tag, mut quoted, mut end) = (String::new(), false, rest.len());
        for (at, c) in rest.char_indices() {
            match c {
                '"' => quoted = !quoted,
                '>' if !quoted => {
                    end = at;
                    break;
                }
                c if !quoted => tag.push(c),
                _ => {}
            }
        }
        rest = &rest[end..];
        found.push(tag);
    }
    found
}

/// What a reader of Markdown makes of a document, with every extension that there is: its structure without the
/// text, and its links.
fn structure(markdown: &str) -> (Vec<String>, Vec<String>) {
    let (mut shape, mut links) = (vec![], vec![]);
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                links.push(dest_url.to_string());
                shape.push("link".into());
            }
            Event::Start(it) => shape.push(format!("{it:?}")),
            Event::End(it) => shape.push(format!("/{it:?}")),
            Event::Text(_) => {}
            Event::Code(_) => shape.push("code".into()),
            other => shape.push(format!("{other:?}")),
        }
    }
    (shape, links)
}

fn stays_text(text: &str) -> Result<(), String> {
    // A letter before and behind, so that something is left of every text; and without, where it may begin a line.
    let plain = with_texts("x");
    let around = with_texts(&format!("x{text}x"));
    if tags(&press::html(&around)) != tags(&press::html(&plain)) {
        return Err(format!(
            "{text:?} changes the tags of\n{}",
            press::html(&around)
        ));
    }
    let expected = structure(&press::markdown(&plain));
    for edition in [&around, &with_texts(&format!("{text}x"))] {
        let (shape, links) = structure(&press::markdown(edition));
        if shape != expected.0 {
            return Err(format!(
                "{text:?} changes the structure of\n{}",
                press::markdown(edition)
            ));
        }
        if links
            .iter()
            .any(|it| !it.starts_with("https://news.example/"))
        {
            return Err(format!("{text:?} leads elsewhere: {links:?}"));
        }
    }
    Ok(())
}

#[test]
fn hostile_text_stays_text() {
    for text in HOSTILE {
        if let Err(why) = stays_text(text) {
            panic!("{why}");
        }
    }
}

#[test]
fn addresses_that_are_not_of_the_web_are_no_links() {
    for address in [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "https://bank.example@evil.example/",
        "x\" onclick=\"y",
    ] {
        let mut edition = evening();
        for it in edition
            .sections
            .iter_mut()
            .flat_map(|it| &mut it.topics)
            .flat_map(|it| &mut it.entries)
        {
            it.address = Some(address.into());
            for copy in &mut it.copies {
                copy.address = Some(address.into());
            }
        }
        let html = press::html(&edition);
        assert!(!html.contains("rel=\"noreferrer"), "{address}");
        assert_eq!(
            structure(&press::markdown(&edition)).1,
            Vec::<String>::new(),
            "{address}"
        );
    }
}

#[test]
fn nothing_from_elsewhere_is_in_the_page() {
    let html = press::html(&evening());
    for bad in [
        "<script", "<link", "<iframe", "<img", "url(", "@import", "src=",
    ] {
        assert!(!html.contains(bad), "{bad}");
    }
    assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'"));
}

#[test]
fn direction_overrides_never_reach_a_document() {
    let edition = with_texts("a\u{202E}b\u{2067}c\u{200F}");
    for text in [press::html(&edition), press::markdown(&edition)] {
        assert!(!text.contains(['\u{202E}', '\u{2067}', '\u{200F}']));
    }
}

fn json_back(edition: &Edition) -> Edition {
    serde_json::from_str(&press::json(edition)).expect("an edition")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_stays_text(text in any::<String>()) {
        prop_assert_eq!(stays_text(&text), Ok(()));
    }

    #[test]
    fn any_markup_stays_text(text in "[-#*_+=<>&;:.!|~^`$\\[\\](){}\"'/\\\\ \n\ta-c0-9]{0,24}") {
        prop_assert_eq!(stays_text(&text), Ok(()));
    }

    #[test]
    fn json_gives_back_any_edition(text in any::<String>()) {
        let edition = with_texts(&text);
        prop_assert_eq!(json_back(&edition), edition);
    }

    #[test]
    fn any_times_and_zones_are_written(since in any::<i64>(), until in any::<i64>(), zone in "[A-Za-z/_]{0,16}") {
        let mut edition = evening();
        (edition.since, edition.until) = (news::Timestamp(since), news::Timestamp(until));
        edition.time_zone = zone;
        prop_assert!(!press::html(&edition).is_empty() && !press::markdown(&edition).is_empty());
        prop_assert!(!press::file_name(&edition, news::digest::DigestFormat::Html).contains(['/', '\\', '\0']));
    }
}
