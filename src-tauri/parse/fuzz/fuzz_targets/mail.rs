//! Any bytes as a message, a mailbox or a saved page: the first says which.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::one_of(&["a.eml", "a.mbox", "a.mhtml"], bytes);
});
