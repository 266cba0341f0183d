//! Any bytes as the table of parts or a chapter of a book: the first says which.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let book: &[u8] = b"<package><item id='a' href='a.xhtml'/><itemref idref='a'/></package>";
    let (book, chapter): (&[u8], &[u8]) = match kind % 2 {
        0 => (bytes, b"<p>A text.</p>"),
        _ => (book, bytes),
    };
    let container: &[u8] = b"<rootfile full-path='b.opf'/>";
    parse_fuzz::made_of(
        "a.epub",
        &[
            ("META-INF/container.xml", container),
            ("b.opf", book),
            ("a.xhtml", chapter),
        ],
    );
});
