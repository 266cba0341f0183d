//! Any bytes as what is looked at to find sources: a page with its links, a sitemap, a page of posts. Bounded, and no panic.
#![no_main]

const PLACE: &str = "https://a.example/x/";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let links = parse::page_links(bytes, None, PLACE);
    assert!(links.feeds.len() <= 40 && links.candidates.len() <= 10);
    assert!(parse::front_page(bytes, None, PLACE).links.len() <= 1_000);
    let problems = [
        parse::sitemap(bytes, None, PLACE).feed.problems,
        parse::telegram(bytes, None, PLACE).problems,
    ];
    assert!(
        !problems
            .iter()
            .flatten()
            .any(|it| it.code == news::TroubleCode::Internal),
        "a panic was contained"
    );
    if let Ok(text) = std::str::from_utf8(bytes) {
        parse::link_header([text], PLACE);
        parse::service(text);
    }
});
