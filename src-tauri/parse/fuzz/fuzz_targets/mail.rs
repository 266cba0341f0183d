//! Any bytes as a message, a mailbox or a saved page: the first says which.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let name = ["a.eml", "a.mbox", "a.mhtml"][usize::from(*kind) % 3];
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
