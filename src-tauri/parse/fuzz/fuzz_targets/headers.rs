//! Any lines as what a server says of time in the head of its answer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    parse_fuzz::begin();
    let mut lines = text.lines();
    let said = lines.next().unwrap_or_default();
    let other = lines.next();
    parse::max_age(said, other);
    for now in [i64::MIN, 0, 1_796_119_140, i64::MAX] {
        parse::retry_after(said, other, now);
    }
});
