//! Any bytes as records: the first says whether they stand in lines.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::one_of(&["a.json", "a.jsonl"], bytes);
});
