//! Any bytes as a feed.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::begin();
    let parsed = parse::feed(bytes, None, Some("https://outlet.example/feed"));
    parse_fuzz::judge(parsed.articles.is_empty(), &parsed.problems);
});
