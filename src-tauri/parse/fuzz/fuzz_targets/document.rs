//! Any bytes as a file: the first says of which kind.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let name = ["a.html", "a.txt", "a.md"][usize::from(*kind) % 3];
    let parsed = parse::document(name, bytes);
    assert!(
        !parsed
            .problems
            .iter()
            .any(|it| it.code == news::TroubleCode::Internal),
        "a panic was contained"
    );
});
