//! Any bytes as a table.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::document("a.csv", bytes);
});
