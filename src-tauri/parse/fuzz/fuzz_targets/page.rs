//! Any bytes as a page.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::begin();
    let parsed = parse::page(bytes, None, Some("https://a.example/x"));
    parse_fuzz::judge(parsed.articles.is_empty(), &parsed.problems);
});
