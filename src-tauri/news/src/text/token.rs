//! Tokens: the words of a text. One tokeniser for matching, search and the archive.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::fold::{fold, is_hyphen};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its folded form (see [`fold`](super::fold)).
    pub form: String,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends (exclusive).
    pub end: usize,
}

/// The words of `text`, in order.
///
/// A word is a run of letters, marks and digits. Hyphens join ("de-escalation" is one word), as do points
/// between single letters ("U.S.") and separators within a number ("94,000"). An apostrophe divides, and an
/// English possessive `'s` is no word. Scripts without blanks (Han, Kana, Thai, Lao, Khmer, Burmese) give
/// one word a character. Linear in the length of the text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = vec![];
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !is_letter(c) {
            continue;
        }
        let mut end = start + c.len_utf8();
        if is_unspaced(c) {
            while let Some((at, mark)) = chars.next_if(|(_, it)| is_mark(*it)) {
                end = at + mark.len_utf8();
            }
            push(&mut found, text, start, end);
            continue;
        }
        let mut last = c;
        while let Some(&(at, c)) = chars.peek() {
            if is_letter(c) && !is_unspaced(c) || is_mark(c) || is_unseen(c) {
                end = at + c.len_utf8();
                last = c;
                chars.next();
                continue;
            }
            let next = text[at + c.len_utf8()..].chars().next();
            let joins = next.is_some_and(|next| {
                is_letter(next)
                    && !is_unspaced(next)
                    && (is_hyphen(c)
                        || matches!(c, '.' | ',') && last.is_ascii_digit() && next.is_ascii_digit()
                        || c == '.' && is_initial(&text[start..at]) && next.is_alphabetic())
            });
            if !joins {
                break;
            }
            last = c;
            end = at + c.len_utf8();
            chars.next();
        }
        // An English possessive belongs to the word before it.
        let word = &text[start..end];
        let before = text[..start].chars().next_back();
        if word.eq_ignore_ascii_case("s")
            && before.is_some_and(is_apostrophe)
            && found
                .last()
                .is_some_and(|it| it.end + before.map_or(0, char::len_utf8) == start)
        {
            continue;
        }
        push(&mut found, text, start, end);
    }
    found
}

/// Adds the word at `start..end`, unless nothing is left of it after folding.
fn push(found: &mut Vec<Token>, text: &str, start: usize, end: usize) {
    let form = fold(&text[start..end]);
    if !form.is_empty() {
        found.push(Token { form, start, end });
    }
}

/// Whether a word may begin with, or hold, this character.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !c.is_ascii()
            && (c.is_alphanumeric() || is_mark(c) && !matches!(c, '\u{FE00}'..='\u{FE0F}'))
            && c != '\u{AD}'
}

/// Whether it is a combining mark.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Characters within a word that are not seen: soft hyphen, joiners, direction marks.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// Whether the script of this character is written without blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF)
}

/// Whether it is an apostrophe.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2BC}' | '\u{FF07}')
}

/// Whether a word so far is single letters with points between them: "U", "U.S".
fn is_initial(word: &str) -> bool {
    word.split('.').all(|it| {
        let mut chars = it.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_what_a_reader_takes_for_words() {
        const TESTS: &[(&str, &[&str])] = &[
            (
                "The border escalation, again.",
                &["the", "border", "escalation", "again"],
            ),
            (
                "de-escalation de\u{2010}escalation de\u{2011}escalation",
                &["deescalation"; 3],
            ),
            ("de\u{AD}escalation", &["deescalation"]),
            ("cross-border", &["crossborder"]),
            ("word - word", &["word", "word"]),
            (
                "Ukraine's and Ukraine\u{2019}s",
                &["ukraine", "and", "ukraine"],
            ),
            ("it's s", &["it", "s"]),
            ("l\u{2019}escalade", &["l", "escalade"]),
            ("U.S.-led", &["u.s", "led"]),
            ("the U.S. said", &["the", "u.s", "said"]),
            ("94,000 troops. 1.5 m", &["94,000", "troops", "1.5", "m"]),
            ("end.Next", &["end", "next"]),
            ("普京訪問", &["普", "京", "訪", "問"]),
            ("AP通信", &["ap", "通", "信"]),
            ("ประธาน", &["ป", "ร", "ะ", "ธ", "า", "น"]),
            ("العُقُوبات الجديدة", &["العقوبات", "الجديدة"]),
            ("हिन्दी में", &["हिन्दी", "में"]),
            ("Привіт, світе", &["привіт", "світе"]),
            ("", &[]),
            ("…—!", &[]),
        ];
        for (text, expected) in TESTS {
            let forms: Vec<String> = tokens(text).into_iter().map(|it| it.form).collect();
            let expected: Vec<String> = expected.iter().map(|it| super::fold(it)).collect();
            assert_eq!(forms, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_on_character_boundaries(text in any::<String>()) {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(last <= token.start && token.start < token.end);
                prop_assert!(text.get(token.start..token.end).is_some());
                last = token.end;
            }
        }
    }
}
