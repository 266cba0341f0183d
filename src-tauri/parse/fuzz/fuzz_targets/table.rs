//! Any bytes as a table.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let parsed = parse::document("a.csv", bytes);
    assert!(
        !parsed
            .problems
            .iter()
            .any(|it| it.code == news::TroubleCode::Internal),
        "a panic was contained"
    );
    assert!(
        !parsed.articles.is_empty() || !parsed.problems.is_empty(),
        "nothing was said"
    );
});
