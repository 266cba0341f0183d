//! Any text as a query of a topic, as a search and as a named list.
#![no_main]

use news::query::{
    Dialect, Lists, Matcher, Query, check as check_query, rename_in_list, rename_in_query, show_as,
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    parse_fuzz::begin();
    check(text, true);
    check(text, false);
    let (lists, _) = Lists::read([("own", text), ("other", "@own, bank*")]);
    for query in [text, "@own", "@other AND border"] {
        if let Ok(read) = Query::topic_with(query, &lists) {
            Matcher::one(&read.query);
        }
    }
    rename_in_query(text, "own", "renamed");
    rename_in_list(text, "own", "renamed");
});

/// Reads a text; and where it is a query, its canonical form, which stays as it is.
fn check(text: &str, is_topic: bool) {
    check_query(text, is_topic);
    let read = |text: &str| match is_topic {
        true => Query::topic(text),
        false => Query::search(text),
    };
    let Ok(first) = read(text) else {
        return;
    };
    let canonical = first.query.to_string();
    let second = read(&canonical).expect("a canonical form can be read");
    assert_eq!(second.query.to_string(), canonical, "and is its own");
    assert_eq!(second.query, first.query, "and means the same");
    for to in Dialect::ALL {
        show_as(&canonical, to);
    }
}
