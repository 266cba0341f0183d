//! Folding: one form for the ways in which a word can be written.

use std::sync::LazyLock;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

static NFKD: LazyLock<DecomposingNormalizerBorrowed<'static>> =
    LazyLock::new(DecomposingNormalizerBorrowed::new_nfkd);
static NFC: LazyLock<ComposingNormalizerBorrowed<'static>> =
    LazyLock::new(ComposingNormalizerBorrowed::new_nfc);

/// The folded form of a word: lower case, NFKC, without accents, vowel points, tatweel, hyphens and
/// soft hyphens. Marks that are letters of their script (Devanagari, Thai …) stay.
///
/// Folding a folded form changes nothing.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// Below this, a character is folded for itself, whatever stands beside it: nothing of it composes with another.
pub(crate) const ALONE: u32 = 0x700;

/// The folded forms of the characters below [`ALONE`], as the general way has them.
static TABLE: LazyLock<Vec<String>> = LazyLock::new(|| {
    (0..ALONE)
        .map(|it| {
            let mut out = String::new();
            if let Some(c) = char::from_u32(it) {
                fold_any(c.encode_utf8(&mut [0; 4]), &mut out);
            }
            out
        })
        .collect()
});

/// Those of [`TABLE`] that are one character, which most are; NUL for the others.
static SINGLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let single = |it: &String| {
        let mut chars = it.chars();
        chars.next().filter(|_| chars.next().is_none())
    };
    TABLE.iter().map(|it| single(it).unwrap_or('\0')).collect()
});

/// Adds the folded form of a word to a text.
pub(crate) fn fold_into(word: &str, out: &mut String) {
    let before = out.len();
    let (single, table) = (&**SINGLE, &**TABLE);
    let alone = word.chars().all(|it| {
        match single.get(it as usize) {
            Some('\0') => out.push_str(&table[it as usize]),
            Some(folded) => out.push(*folded),
            None => return false,
        }
        true
    });
    if alone {
        return;
    }
    out.truncate(before);
    if is_itself(word) {
        out.push_str(word);
    } else {
        fold_any(word, out);
    }
}

/// The folded form of a character below [`ALONE`], where that is one character.
pub(crate) fn folded_alone(c: char) -> Option<char> {
    SINGLE.get(c as usize).copied().filter(|it| *it != '\0')
}

/// Whether a word is its own folded form, as far as that is seen at a glance: one character of an unspaced script, or
/// a word in Devanagari without a dot below. None of these characters is one of a pair that composes.
fn is_itself(word: &str) -> bool {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => is_itself_unspaced(c) || is_itself_devanagari(c),
        _ => word.chars().all(is_itself_devanagari),
    }
}

/// Whether a character of an unspaced script, alone, is its own folded form.
pub(crate) fn is_itself_unspaced(c: char) -> bool {
    matches!(c as u32, 0x4E00..=0x9FFF | 0x3041..=0x3096 | 0x30A1..=0x30FA | 0xE01..=0xE32)
}

/// Whether a character in Devanagari is its own folded form, whatever stands beside it of these.
pub(crate) fn is_itself_devanagari(c: char) -> bool {
    matches!(c as u32, 0x900..=0x928 | 0x92A..=0x930 | 0x932 | 0x933 | 0x935..=0x93B | 0x93D..=0x950 | 0x960..=0x97F)
}

/// The general way, for any script.
fn fold_any(word: &str, into: &mut String) {
    let lower: String = word
        .chars()
        .filter(|it| !is_hyphen(*it))
        .flat_map(char::to_lowercase)
        .collect();
    let mut out = String::with_capacity(lower.len());
    for c in NFKD.normalize(&lower).chars().flat_map(char::to_lowercase) {
        if is_hyphen(c) || is_dropped_mark(c) {
            continue;
        }
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ø' => out.push('o'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
    into.push_str(&NFC.normalize(&out));
}

/// The hyphens that join the parts of a word, and the soft hyphen, which is none.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{AD}' | '\u{2010}' | '\u{2011}' | '\u{FE63}' | '\u{FF0D}'
    )
}

/// Marks that a reader may leave out: Latin, Greek and Cyrillic accents, Arabic and Hebrew vowel points,
/// the tatweel, and characters that are never seen.
fn is_dropped_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}'
        | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E8}' | '\u{6EA}'..='\u{6ED}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_form_for_the_ways_a_word_is_written() {
        const TESTS: &[(&str, &str)] = &[
            ("Escalation", "escalation"),
            ("de-escalation", "deescalation"),
            ("de\u{2011}escalation", "deescalation"),
            ("de\u{AD}escalation", "deescalation"),
            ("Zürich", "zurich"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("Đorđe", "dorde"),
            ("ﬁnance", "finance"),
            ("Ａpple", "apple"),
            ("Ёлка", "елка"),
            ("İstanbul", "istanbul"),
            ("ısı", "isi"),
            ("العُقُوبات", "العقوبات"),
            ("تـصعيد", "تصعيد"),
            ("हिन्दी", "हिन्दी"),
            ("대한민국", "대한민국"),
            ("Ὀδυσσεύς", "οδυσσευσ"),
        ];
        for (word, expected) in TESTS {
            assert_eq!(fold(word), *expected, "{word}");
            assert_eq!(fold(&fold(word)), fold(word), "{word} folded twice");
        }
    }

    proptest! {
        #[test]
        fn the_table_gives_the_forms_of_the_general_way(
            word in prop_oneof![
                "[\u{0}-\u{6FF}]{0,6}",
                "[\u{590}-\u{6FF}]{0,6}",
                "[\u{900}-\u{97F}]{0,6}",
                "[\u{300}-\u{36F}a-z\u{C0}-\u{24F}]{0,6}",
                "[\u{4E00}-\u{9FFF}\u{3041}-\u{30FF}\u{E01}-\u{E3A}]{1,2}",
                any::<String>(),
            ],
        ) {
            let mut out = String::new();
            fold_any(&word, &mut out);
            prop_assert_eq!(fold(&word), out);
        }
    }
}
