//! Sifting: which texts can hold one of some words at all, told before their words are read.
//!
//! Reading the words of a text costs several times what looking for a few pieces in it does, sixteen or thirty-two bytes
//! at a time. A text is left out only where it surely holds none of the words: what folding could make equal to one of
//! them (hyphens within words, letters beyond ASCII) is folded, and looked into as well.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::{
    Span,
    packed::{Builder, Config, MatchKind, Searcher},
};

use super::{
    fold::{ALONE, fold, is_itself_devanagari, is_itself_unspaced},
    token::folded,
};

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

    /// Looks into parts of a text, one after the other; `lower` is the text in ASCII lower case.
    pub(crate) fn over<'a>(&'a self, lower: &'a [u8]) -> Sifting<'a> {
        Sifting {
            sift: self,
            lower,
            next: None,
            odd: None,
        }
    }

    fn stands_in(&self, lower: &[u8]) -> bool {
        self.searcher.find(lower).is_some()
    }

    /// The same for what is not plain, from the first of it on. In a script of its own all is folded, character by character; where
    /// little is not plain, the runs of characters around that.
    fn may_stand_in_odd(&self, text: &[u8], lower: &[u8], first: usize) -> bool {
        let mut plainly = Vec::with_capacity(128);
        if is_foreign(&lower[first..]) && fold_plainly(lower, &mut plainly) {
            return self.stands_in(&plainly);
        }
        plainly.clear();
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
                    // Nothing of a run that is not folded like that is added, but for what ends it.
                    let is_plain = fold_plainly(&lower[from..end], &mut plainly);
                    plainly.push(b' ');
                    if !is_plain {
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
        self.stands_in(&plainly)
            || !others.is_empty()
                && self.stands_in(folded(std::iter::once(&*others)).forms.as_bytes())
    }
}

/// A text that is looked into part by part: what stands in none of them is looked for over all of them at once.
pub(crate) struct Sifting<'a> {
    sift: &'a Sift,
    lower: &'a [u8],
    /// Where a piece stands next as it is, and where something odd does, from the last part on that was asked for; the end, where
    /// none does.
    next: Option<usize>,
    odd: Option<usize>,
}

impl Sifting<'_> {
    /// Whether a word of a part may hold one of the pieces once it is folded; `text` is the part in UTF-8 as it is written. Of what is no
    /// text it may. Parts are asked for in order.
    pub(crate) fn may_stand_in(&mut self, text: &[u8], part: Range<usize>) -> bool {
        let next = match self.next {
            Some(next) if next >= part.start => next,
            _ => {
                let rest = Span::from(part.start..self.lower.len());
                let found = self.sift.searcher.find_in(self.lower, rest);
                found.map_or(self.lower.len(), |it| it.start())
            }
        };
        self.next = Some(next);
        // One that goes beyond the part is of none, but that need not be known.
        if next < part.end {
            return true;
        }
        let odd = match self.odd {
            Some(odd) if odd >= part.start => odd,
            _ => next_odd(self.lower, part.start).unwrap_or(self.lower.len()),
        };
        self.odd = Some(odd);
        odd < part.end
            && self
                .sift
                .may_stand_in_odd(text, &self.lower[part.clone()], odd - part.start)
    }
}

/// Whether a text seems to be of a script that is not ASCII, as its first bytes show.
fn is_foreign(bytes: &[u8]) -> bool {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let (eights, _) = bytes[..bytes.len().min(64)].as_chunks::<8>();
    let counts = eights
        .iter()
        .map(|it| (u64::from_ne_bytes(*it) & HIGH).count_ones());
    counts.sum::<u32>() as usize > eights.len() * 2
}

/// The folded forms of the characters below [`ALONE`]: up to three bytes, and their number in the last; [`MORE`] where they are more.
static PLAIN: LazyLock<Vec<[u8; 4]>> = LazyLock::new(|| {
    let form_of = |it: u32| char::from_u32(it).map(|it| fold(it.encode_utf8(&mut [0; 4])));
    let entry_of = |form: String| match form.as_bytes() {
        [] => [0, 0, 0, 0],
        [a] => [*a, 0, 0, 1],
        [a, b] => [*a, *b, 0, 2],
        [a, b, c] => [*a, *b, *c, 3],
        _ => [0, 0, 0, MORE],
    };
    let entries = (0..ALONE).map(|it| entry_of(form_of(it).unwrap_or_default()));
    entries.collect()
});

const MORE: u8 = u8::MAX;

/// Adds a text in UTF-8 as it is folded, where each character is folded for itself; if one is not, or it is no text, nothing is added.
/// Hyphens are gone, and what is between words is so afterwards. Linear.
fn fold_plainly(text: &[u8], into: &mut Vec<u8>) -> bool {
    let before = into.len();
    // Two bytes become three at most, and four are written at a time.
    into.resize(before + text.len() + text.len() / 2 + 4, 0);
    let (table, out) = (&**PLAIN, &mut into[before..]);
    let (mut at, mut length) = (0, 0);
    while let Some(&byte) = text.get(at) {
        let next = text.get(at + 1).copied().unwrap_or_default();
        let (index, size) = match byte {
            ..0x80 => (usize::from(byte), 1),
            0xC2..0xE0 if next & 0xC0 == 0x80 => {
                (usize::from(byte & 0x1F) << 6 | usize::from(next & 0x3F), 2)
            }
            _ => {
                let Some((c, size)) = plainly_folded(&text[at..]) else {
                    break;
                };
                length += c.encode_utf8(&mut out[length..]).len();
                at += size;
                continue;
            }
        };
        let Some(entry) = table.get(index).filter(|it| it[3] != MORE) else {
            break;
        };
        out[length..length + 4].copy_from_slice(entry);
        length += usize::from(entry[3]);
        at += size;
    }
    let is_whole = at == text.len();
    into.truncate(before + if is_whole { length } else { 0 });
    is_whole
}

/// What the character of three or four bytes is folded to that stands first, and how many bytes it has, if that can be told of it alone.
fn plainly_folded(text: &[u8]) -> Option<(char, usize)> {
    let size = if text[0] < 0xF0 { 3 } else { 4 };
    let c = str::from_utf8(text.get(..size)?).ok()?.chars().next()?;
    let folded = match c as u32 {
        // Dashes, quotation marks, the ellipsis; blanks and brackets of East Asia; small pictures.
        0x2012..=0x2026 | 0x3000..=0x3003 | 0x3008..=0x3011 | 0x1F300..=0x1FAFF => ' ',
        // ASCII as wide as a syllable.
        wide @ 0xFF01..=0xFF5E => match char::from_u32(wide - 0xFEE0)? {
            '-' => return None,
            c => c.to_ascii_lowercase(),
        },
        0xAC00..=0xD7A3 => c,
        _ if is_itself_unspaced(c) || is_itself_devanagari(c) => c,
        _ => return None,
    };
    Some((folded, size))
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
        let lower = text.to_ascii_lowercase();
        sift.over(lower.as_bytes())
            .may_stand_in(text.as_bytes(), 0..text.len())
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
            "Санкции，普京",
            "анкета, и са\u{301}нкції во дворе",
            "а сан-кції ночью",
            "\u{FF33}а 普 и санк",
        ] {
            assert!(may_stand(&sift, text), "{text}");
        }
        for text in [
            "sanctions of the council",
            "the word анкета stands here, and nobody asked for that in the town hall",
            "анкета во дворе, и никто её не спросил",
            "制裁は続く。それは「静か」だ！",
            "제재는 계속된다",
            "بقي النهر هادئا",
            "नदी शांत रही",
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
            1 => "[İıŉǆ½ʼς״׳֑ـ]{1,2}",
            1 => "[한글학、。「，－！क़ंि]{1,3}",
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
        fn no_word_is_ever_missed(texts in prop::collection::vec(texts(), 1..5), pieces in prop::collection::vec("[a-c01]{3}|[а-в]{2,3}|[普京ガ]", 1..4)) {
            let pieces: Vec<String> = pieces.iter().map(|it| fold(it)).collect();
            let sift = Sift::new(pieces.iter().map(String::as_str)).expect("few and folded");
            // What stands between them may seem to be of a word.
            let whole = texts.iter().map(|it| format!("\u{1}a{it}")).collect::<String>();
            let lower = whole.to_ascii_lowercase();
            let (mut sifting, mut from) = (sift.over(lower.as_bytes()), 0);
            for text in &texts {
                from += 2;
                let may_stand = sifting.may_stand_in(text.as_bytes(), from..from + text.len());
                from += text.len();
                let stands = tokens(text).iter().any(|it| pieces.iter().any(|piece| it.form.contains(piece)));
                prop_assert!(!stands || may_stand, "{:?}", text);
            }
        }
    }
}
