//! Any bytes as the text, the styles or the properties of an office document: the first says which.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let text: &[u8] = b"<p><pStyle val='x'/><t>A text.</t></p>";
    let parts: &[(&str, &[u8])] = match kind % 4 {
        0 => &[("word/document.xml", bytes)],
        1 => &[("word/document.xml", text), ("word/styles.xml", bytes)],
        2 => &[("content.xml", bytes), ("meta.xml", bytes)],
        _ => &[("word/document.xml", text), ("docProps/core.xml", bytes)],
    };
    parse_fuzz::made_of("a.docx", parts);
});
