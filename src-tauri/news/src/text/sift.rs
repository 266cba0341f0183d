//! Sifting: which texts can hold one of some words at all, told before their words are read.
//!
//! Reading the words of a text costs several times what looking for a few pieces in it does, sixteen or thirty-two bytes
//! at a time. A text is left out only where it surely holds none of the words: what folding could make equal to one of
//! them (hyphens within words, letters beyond ASCII) is folded, and looked into as well.

use aho_corasick::packed::{Builder, Config, MatchKind, Searcher};

use super::token::folded;

/// How many pieces are looked for at most: more are not looked for at once.
const MOST: usize = 64;

/// How long a piece is at least, in bytes: shorter ones stand in every text.
pub(crate) const LEAST: usize = 3;

/// Pieces of folded words. What is not ASCII in them is of words that are not, and these are folded wherever they stand.
#[derive(Debug, Clone)]
pub(crate) struct Sift {
    searcher: Searcher,
}

impl Sift {
    /// Looks for these pieces. Nothing where there are none or too many of them, where one is too short or holds what no
    /// folded word does, or where this processor cannot look for several at once.
    pub(crate) fn new<'p>(pieces: impl IntoIterator<Item = &'p str>) -> Option<Sift> {
        let mut builder: Builder = Config::new().match_kind(MatchKind::LeftmostFirst).builder();
        for (count, piece) in pieces.into_iter().enumerate() {
            if piece.len() < LEAST || !is_folded(piece) || count == MOST {
                return None;
            }
            builder.add(piece);
        }
        Some(Sift {
            searcher: builder.build()?,
        })
    }

    /// Whether a word of a text in UTF-8 may hold one of the pieces once it is folded; `lower` is the text in ASCII lower case. Of
    /// what is no text it may.
    pub(crate) fn may_stand_in(&self, text: &[u8], lower: &[u8]) -> bool {
        self.stands_in(lower)
            || next_odd(lower, 0).is_some_and(|odd| self.may_stand_in_odd(text, lower, odd))
    }

    fn stands_in(&self, lower: &[u8]) -> bool {
        self.searcher.find(lower).is_some()
    }

    /// The same for what is not plain, from the first of it on: the runs of characters around it are folded.
    fn may_stand_in_odd(&self, text: &[u8], lower: &[u8], first: usize) -> bool {
        let is_in_word = |at: usize| {
            let byte = lower.get(at).copied().unwrap_or(b' ');
            byte >= 0x80 || byte.is_ascii_alphanumeric()
        };
        let goes_on = |at: &usize| is_in_word(*at) || matches!(lower[*at], b'-' | b'.' | b',');
        let mut others = String::new();
        let mut next = Some(first);
        while let Some(at) = next {
            let end = match lower[at..] {
                // Dashes, quotation marks, the ellipsis; a blank, and quotation marks of other languages.
                [0xE2, 0x80, 0x92..=0xA6, ..] => at + 3,
                [0xC2, 0xA0 | 0xAB | 0xBB, ..] => at + 2,
                // A dash between words.
                [b'-', ..] if at == 0 || !is_in_word(at - 1) || !is_in_word(at + 1) => at + 1,
                _ => {
                    let from = at - (0..at).rev().take_while(goes_on).count();
                    let end = at + (at..lower.len()).take_while(goes_on).count();
                    if lower[from..end].is_ascii() {
                        if self.stands_in_joined(&lower[from..end]) {
                            return true;
                        }
                    } else {
                        let Ok(run) = str::from_utf8(&text[from..end]) else {
                            return true;
                        };
                        others.push_str(run);
                        others.push(' ');
                        // To fold the most of it costs as much as to read all.
                        if others.len() * 2 > text.len() {
                            return true;
                        }
                    }
                    end
                }
            };
            next = next_odd(lower, end);
        }
        !others.is_empty() && self.stands_in(folded(std::iter::once(&*others)).forms.as_bytes())
    }

    /// The same for what only has hyphens, which join.
    fn stands_in_joined(&self, run: &[u8]) -> bool {
        let letters = run.iter().filter(|it| **it != b'-');
        let mut few = [0; 64];
        if run.len() > few.len() {
            return self.stands_in(&letters.copied().collect::<Vec<u8>>());
        }
        let mut count = 0;
        for letter in letters {
            few[count] = *letter;
            count += 1;
        }
        self.stands_in(&few[..count])
    }
}

/// The first byte from `at` on that is a hyphen or not ASCII.
fn next_odd(bytes: &[u8], at: usize) -> Option<usize> {
    /// The same byte eight times.
    const fn all(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let is_odd = |it: &u8| *it == b'-' || *it >= 0x80;
    // Many at a time, while there is none.
    let (many, _) = bytes[at..].as_chunks::<64>();
    let none = many.iter().take_while(|it| {
        let odd = it.iter().fold(0, |all, byte| all | u8::from(is_odd(byte)));
        odd == 0
    });
    let at = at + 64 * none.count();
    let (eights, rest) = bytes[at..].as_chunks::<8>();
    for (number, eight) in eights.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        let differs = word ^ all(b'-');
        // The lowest bit that is set is of the first such byte: what is borrowed goes up.
        let odd = (word | differs.wrapping_sub(all(1)) & !differs) & all(0x80);
        if odd != 0 {
            return Some(at + number * 8 + odd.trailing_zeros() as usize / 8);
        }
    }
    let from = bytes.len() - rest.len();
    Some(from + rest.iter().position(is_odd)?)
}

/// Whether a piece may stand in a folded word as it is.
fn is_folded(piece: &str) -> bool {
    piece.bytes().all(|it| {
        it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'.' | b',') || it >= 0x80
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{fold, tokens};

    fn may_stand(sift: &Sift, text: &str) -> bool {
        sift.may_stand_in(text.as_bytes(), text.to_ascii_lowercase().as_bytes())
    }

    #[test]
    fn a_text_is_left_out_only_if_no_word_of_it_can_hold_a_piece() {
        let sift = Sift::new(["escalation", "u.s", "bank"]).expect("few and plain");
        for text in [
            "The Escalation.",
            "de-escalation",
            "esca-lation",
            "es\u{AD}calation",
            "esca\u{2010}lation",
            "e-s-c-a-l-a-t-i-o-n",
            "\u{FF25}scalation",
            "éscalation",
            "the U.S. said",
            "\u{201C}Bank\u{201D}\u{2026}",
            "Embankments",
            "ban\u{200B}k",
            "B-a-n-k",
        ] {
            assert!(may_stand(&sift, text), "{text}");
        }
        for text in [
            "",
            "the river rose - again",
            "the well-known ledger, which nobody would call off-line at all",
            "\u{201C}Quiet,\u{201D} he said\u{2014}twice\u{A0}\u{AB}so\u{BB}",
            "a naïve café in the long and otherwise quite plain street of a town",
            "US said so; 94,000 of them",
        ] {
            assert!(!may_stand(&sift, text), "{text}");
        }
    }

    #[test]
    fn a_word_of_another_script_is_looked_for_where_it_can_stand() {
        let sift = Sift::new(["санкці", "普"]).expect("few and folded");
        for text in [
            "Санкції",
            "the САНКЦІЇ of the council, as it was said in the town hall today",
            "сан\u{AD}кція",
            "普京訪問",
        ] {
            assert!(may_stand(&sift, text), "{text}");
        }
        for text in [
            "sanctions of the council",
            "the word анкета stands here, and nobody asked for that in the town hall",
        ] {
            assert!(!may_stand(&sift, text), "{text}");
        }
    }

    #[test]
    fn what_stands_in_every_text_or_in_no_word_is_not_looked_for() {
        let many: Vec<String> = (100..200).map(|it| it.to_string()).collect();
        assert!(Sift::new(many.iter().map(String::as_str)).is_none());
        for pieces in [&["of"][..], &[], &["Bank"], &["de-escalation"]] {
            assert!(Sift::new(pieces.iter().copied()).is_none(), "{pieces:?}");
        }
    }

    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[a-c]{1,4}",
            3 => "[ .,'-]{1,2}",
            1 => "[A-C0-1]{1,3}",
            2 => "[а-вА-В]{1,3}",
            1 => "[普京ガｶﾞ]{1,2}",
            2 => "[\u{AD}\u{200B}\u{2010}\u{2011}\u{2013}\u{2019}\u{2026}\u{A0}\u{AB}\u{301}\u{30A}]",
            2 => "[äÀßＡｂｃⒶ①ª\u{1D41A}]{1,2}",
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..14).prop_map(|it| it.concat())
    }

    proptest! {
        #[test]
        fn what_is_odd_is_found_byte_by_byte(bytes in prop::collection::vec(prop_oneof![200 => Just(b'a'), 4 => 0x2C..0x2F_u8, 1 => any::<u8>()], 0..300), at in 0..300_usize) {
            let at = at.min(bytes.len());
            let plainly = (at..bytes.len()).find(|it| bytes[*it] == b'-' || bytes[*it] >= 0x80);
            prop_assert_eq!(next_odd(&bytes, at), plainly);
        }

        #[test]
        fn no_word_is_ever_missed(text in texts(), pieces in prop::collection::vec("[a-c01]{3}|[а-вa]{2,3}|[普京ガ]", 1..4)) {
            let pieces: Vec<String> = pieces.iter().map(|it| fold(it)).filter(|it| it.len() >= LEAST).collect();
            prop_assume!(!pieces.is_empty());
            let sift = Sift::new(pieces.iter().map(String::as_str)).expect("few and folded");
            let stands = tokens(&text).iter().any(|it| pieces.iter().any(|piece| it.form.contains(piece)));
            prop_assert!(!stands || may_stand(&sift, &text), "{:?}", text);
        }
    }
}
