//! Any text as a query of another system: the first byte says of which.
#![no_main]

use news::query::{Dialect, Query, convert, show_as};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    parse_fuzz::begin();
    let dialect = Dialect::ALL[usize::from(*kind) % Dialect::ALL.len()];
    let converted = convert(text, dialect);
    assert!(
        Query::topic(&converted.query).is_ok() || !converted.losses.is_empty(),
        "what cannot be used is a loss"
    );
    if converted.losses.is_empty() {
        show_as(&converted.query, dialect);
    }
});
