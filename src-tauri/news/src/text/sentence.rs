//! Sentences.

use std::ops::Range;

/// Abbreviations that a full stop does not end a sentence after, folded, without their stop.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "sgt", "capt", "maj", "adm", "sen", "rep",
    "gov", "pres", "st", "jr", "sr", "inc", "ltd", "co", "corp", "dept", "univ", "no", "nos", "vs",
    "etc", "approx", "est", "fig", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec", "mme", "mlle", "bzw", "ca", "hr", "fr", "nr", "str", "abs", "art", "г",
    "ул", "им", "т", "р", "тис", "млн", "млрд", "e.g", "i.e", "u.s", "u.k", "u.n", "a.m", "p.m",
    "d.c",
];

/// The sentences of a paragraph, in order, without the blanks between them. Together they hold every
/// character that is not a blank. Linear in the length of the text.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let wide = matches!(c, '。' | '！' | '？' | '｡' | '।' | '॥');
        if !(wide || matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '\n')) {
            continue;
        }
        // Closing marks and further stops belong to the sentence.
        let mut end = at + c.len_utf8();
        while let Some((at, c)) = chars.next_if(|(_, it)| {
            matches!(
                it,
                '.' | '!'
                    | '?'
                    | '…'
                    | '"'
                    | '\''
                    | '”'
                    | '’'
                    | '»'
                    | ')'
                    | ']'
                    | '」'
                    | '』'
                    | '“'
            )
        }) {
            end = at + c.len_utf8();
        }
        let rest = &text[end..];
        let next = rest.chars().find(|it| !it.is_whitespace());
        let spaced = rest.chars().next().is_none_or(char::is_whitespace);
        let ends = wide
            || c == '\n'
            || spaced
                && next.is_none_or(|it| !it.is_lowercase())
                && !(c == '.' && end == at + 1 && is_abbreviated(&text[start..at]));
        if ends {
            push(&mut found, text, start..end);
            start = end;
        }
    }
    push(&mut found, text, start..text.len());
    found
}

/// The sentence that holds the byte `at`, or the nearest one after it.
pub fn sentence_at(text: &str, at: usize) -> Range<usize> {
    let all = sentences(text);
    all.iter()
        .find(|it| at < it.end)
        .or(all.last())
        .cloned()
        .unwrap_or(0..text.len())
}

/// Adds a range without its outer blanks, unless nothing is left of it.
fn push(found: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let trimmed = part.trim();
    if !trimmed.is_empty() {
        found.push(start..start + trimmed.len());
    }
}

/// Whether a text ends with an abbreviation, an initial ("J") or a number of a list ("3").
fn is_abbreviated(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '«' | '\''))
        .next()
        .unwrap_or_default();
    let mut chars = word.chars();
    let single = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
    single || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sentences_end_where_a_reader_pauses() {
        const TESTS: &[(&str, &[&str])] = &[
            ("One. Two! Three?", &["One.", "Two!", "Three?"]),
            (
                "Mr. Dorne met Gen. Hern. He left.",
                &["Mr. Dorne met Gen. Hern.", "He left."],
            ),
            ("“We came.” They left.", &["“We came.”", "They left."]),
            (
                "It rose by 1.5 per cent. Then it fell.",
                &["It rose by 1.5 per cent.", "Then it fell."],
            ),
            (
                "The U.S. Senate voted. Nobody spoke.",
                &["The U.S. Senate voted.", "Nobody spoke."],
            ),
            ("He waited… and went.", &["He waited… and went."]),
            ("他来了。她走了。", &["他来了。", "她走了。"]),
            ("यह वाक्य है। यह भी।", &["यह वाक्य है।", "यह भी।"]),
            ("هل جاء؟ نعم.", &["هل جاء؟", "نعم."]),
            ("No stop at the end", &["No stop at the end"]),
            ("  ", &[]),
            ("", &[]),
        ];
        for (text, expected) in TESTS {
            let found: Vec<&str> = sentences(text).into_iter().map(|it| &text[it]).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn sentences_hold_everything_but_blanks(text in any::<String>()) {
            let joined: String = sentences(&text).into_iter().map(|it| &text[it]).collect();
            let plain = |it: &str| it.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(plain(&joined), plain(&text));
        }
    }
}
