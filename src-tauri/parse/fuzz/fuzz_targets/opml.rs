//! Any bytes as a list of feeds; and what is written of it is read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::begin();
    let parsed = parse::opml(bytes);
    parse_fuzz::judge(
        parsed.sources.is_empty() && parsed.refused.is_empty(),
        &parsed.problems,
    );
    let again = parse::opml(parse::write_opml(&parsed.sources).as_bytes());
    assert_eq!(again.sources.len(), parsed.sources.len());
});
