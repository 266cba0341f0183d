//! Any bytes as a crawl.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::document("a.warc", bytes);
});
