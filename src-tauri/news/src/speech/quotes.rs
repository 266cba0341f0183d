//! Quotations.

use std::ops::Range;

/// What stands between quotation marks, without the marks, in order. A quotation that does not end goes on to the
/// end of the paragraph, as it does in print where the next one opens again. Linear in the length of the text.
pub(crate) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut open: Option<(usize, &[char])> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|it| it.1);
        match open {
            Some((start, ends)) if ends.contains(&c) => {
                // An apostrophe within a word ends nothing.
                if c == '’' && next.is_some_and(char::is_alphanumeric) {
                    continue;
                }
                found.push(start..at);
                open = None;
            }
            Some(_) => {}
            None => {
                let ends: &[char] = match c {
                    '“' => &['”'],
                    '„' => &['“', '”'],
                    '«' => &['»'],
                    '»' => &['«'],
                    '"' => &['"'],
                    '「' => &['」'],
                    '『' => &['』'],
                    '‘' => &['’'],
                    _ => continue,
                };
                open = Some((at + c.len_utf8(), ends));
            }
        }
    }
    if let Some((start, _)) = open {
        found.push(start..text.len());
    }
    found
}
