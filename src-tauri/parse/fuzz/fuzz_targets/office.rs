//! Any bytes as the text, the styles or the properties of an office document: the first says which.
#![no_main]

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    // Not packed, so that what is tried is the reader of the part, not the unpacking: that is the target `archive`.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    let parts: &[(&str, &[u8])] = match kind % 4 {
        0 => &[("word/document.xml", bytes)],
        1 => &[
            (
                "word/document.xml",
                b"<p><pStyle val='x'/><t>A text.</t></p>",
            ),
            ("word/styles.xml", bytes),
        ],
        2 => &[("content.xml", bytes), ("meta.xml", bytes)],
        _ => &[
            ("word/document.xml", b"<p><t>A text.</t></p>"),
            ("docProps/core.xml", bytes),
        ],
    };
    for (name, bytes) in parts {
        zip.start_file(*name, stored).expect("a member");
        zip.write_all(bytes).expect("written");
    }
    let document = zip.finish().expect("finished").into_inner();
    let parsed = parse::document("a.docx", &document);
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
