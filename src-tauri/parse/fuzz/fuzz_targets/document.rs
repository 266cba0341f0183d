//! Any bytes as a page or a text in a folder: the first says which.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::one_of(&["a.html", "a.txt", "a.md"], bytes);
});
