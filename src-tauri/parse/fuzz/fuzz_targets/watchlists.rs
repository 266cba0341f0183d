//! Any bytes as a watchlist file; and what is written of it is read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::begin();
    let parsed = parse::watchlists(bytes);
    // A name that is told of may say the same.
    let is_ours = parsed
        .problems
        .iter()
        .any(|it| it.what == "The file could not be read: a fault of this program.");
    assert!(!is_ours, "a panic was contained");
    if parsed.problems.is_empty() {
        let written = parse::write_watchlists(&parsed.file);
        let again = parse::watchlists(written.as_bytes());
        assert_eq!(again.problems, [], "what is written can be read");
        let twice = parse::write_watchlists(&again.file);
        assert_eq!(twice, written, "nothing is lost on the way");
    }
});
