//! Any bytes as a list of feeds: no panic, never silence, and what is written is read again.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parsed = parse::opml(bytes);
    assert!(!parsed.feeds.is_empty() || !parsed.problems.is_empty());
    assert!(
        parsed
            .problems
            .iter()
            .all(|it| it.code != news::TroubleCode::Internal)
    );
    let again = parse::opml(parse::write_opml(&parsed.feeds).as_bytes());
    assert_eq!(again.feeds.len(), parsed.feeds.len());
});
