//! Any bytes as a table of sources: no panic, never silence, and what is written is read again.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parsed = parse::source_table(bytes);
    assert!(
        !parsed.sources.is_empty() || !parsed.problems.is_empty() || !parsed.refused.is_empty()
    );
    assert!(
        parsed
            .problems
            .iter()
            .all(|it| it.code != news::TroubleCode::Internal)
    );
    let again = parse::source_table(parse::write_source_table(&parsed.sources).as_bytes());
    assert_eq!(again.sources.len(), parsed.sources.len());
});
