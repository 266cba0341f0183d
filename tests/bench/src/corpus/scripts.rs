//! Words in other scripts than the Latin one.

use crate::random::mix;

/// A script that an article is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Devanagari,
    Han,
}

impl Script {
    /// The script of an article: of a hundred, three are not in Latin.
    pub(crate) fn of(key: u64) -> Script {
        match key % 200 {
            0 | 1 => Script::Cyrillic,
            2 => Script::Greek,
            3 => Script::Arabic,
            4 => Script::Devanagari,
            5 => Script::Han,
            _ => Script::Latin,
        }
    }

    /// The language that stands for it.
    pub(crate) fn language(self) -> &'static str {
        match self {
            Script::Latin => "en",
            Script::Cyrillic => "uk",
            Script::Greek => "el",
            Script::Arabic => "ar",
            Script::Devanagari => "hi",
            Script::Han => "zh",
        }
    }

    /// Whether blanks stand between words.
    pub(crate) fn is_spaced(self) -> bool {
        self != Script::Han
    }

    /// A Latin word, letter by letter in this script.
    pub(crate) fn push(self, word: &str, out: &mut String) {
        match self {
            Script::Latin => out.push_str(word),
            Script::Cyrillic => letters(word, "абцдефгхіжклмнопярстувшизю", out),
            Script::Greek => letters(word, "αβγδεφγηιθκλμνοπχρστυωψξζς", out),
            Script::Arabic => letters(word, "ابتدهفجحيذكلمنعسقرشطوخصضغظ", out),
            Script::Devanagari => letters(word, "अबचदएफगहइजकलमनओपखरसतउवघझयठ", out),
            Script::Han => {
                // A word of two characters, of the two thousand that are in daily use.
                let key = mix(word.bytes().fold(7, |key, it| mix(key ^ u64::from(it))));
                for part in [key, key >> 32] {
                    out.extend(char::from_u32(0x4E00 + (part % 2_000) as u32));
                }
            }
        }
    }
}

fn letters(word: &str, alphabet: &str, out: &mut String) {
    for c in word.chars() {
        let number = (c.to_ascii_lowercase() as usize).wrapping_sub('a' as usize);
        out.push(alphabet.chars().nth(number).unwrap_or(c));
    }
}
