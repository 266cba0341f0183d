//! Any bytes as records: the first says whether they stand in lines.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let name = ["a.json", "a.jsonl"][usize::from(*kind) % 2];
    let parsed = parse::document(name, bytes);
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
