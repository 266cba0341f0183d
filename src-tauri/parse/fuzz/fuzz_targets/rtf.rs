//! Any bytes as rich text.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::document("a.rtf", bytes);
});
