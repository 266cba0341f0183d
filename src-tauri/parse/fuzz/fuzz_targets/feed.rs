//! Any bytes as a feed: no panic, and never silence.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parsed = parse::feed(bytes, None, Some("https://outlet.example/feed"));
    assert!(!parsed.articles.is_empty() || !parsed.problems.is_empty());
    assert!(
        parsed
            .problems
            .iter()
            .all(|it| it.code != news::TroubleCode::Internal)
    );
});
