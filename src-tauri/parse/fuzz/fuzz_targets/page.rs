//! Any bytes as a page.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let parsed = parse::page(bytes, None, Some("https://a.example/x"));
    assert!(
        !parsed
            .problems
            .iter()
            .any(|it| it.code == news::TroubleCode::Internal),
        "a panic was contained"
    );
});
