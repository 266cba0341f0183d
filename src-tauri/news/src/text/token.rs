//! Tokens: the words of a text. One tokeniser for matching, search and the archive.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::fold::{fold_into, is_hyphen};

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

/// Where a word stands, and its folded form, in texts made ready by [`folded`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where it begins in its own text, in bytes.
    pub(crate) start: u32,
    /// Where it ends (exclusive).
    pub(crate) end: u32,
    /// Where its folded form begins in [`Folded::forms`].
    pub(crate) form: u32,
    /// How many bytes that has.
    pub(crate) length: u32,
}

/// Texts with the folded forms of their words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    /// The texts in lower case, then the forms that are not simply that. [`PAD`] bytes may be read from the beginning
    /// of any form.
    pub(crate) forms: String,
    /// The words of all texts, in order.
    pub(crate) words: Vec<Place>,
    /// For each text, the number of its first word; at the end the number of all.
    pub(crate) firsts: Vec<u32>,
}

/// How many bytes may be read from the beginning of a form, whatever its length.
pub(crate) const PAD: usize = 32;

const PADDING: &str = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";

/// The words of `text`, in order.
///
/// A word is a run of letters, marks and digits. Hyphens join ("de-escalation" is one word), as do points
/// between single letters ("U.S.") and separators within a number ("94,000"). An apostrophe divides, and an
/// English possessive `'s` is no word. Scripts without blanks (Han, Kana, Thai, Lao, Khmer, Burmese) give
/// one word a character. Linear in the length of the text.
pub fn tokens(text: &str) -> Vec<Token> {
    let all = folded(std::iter::once(text));
    all.words
        .iter()
        .map(|it| Token {
            form: all.forms[it.form as usize..][..it.length as usize].to_string(),
            start: it.start as usize,
            end: it.end as usize,
        })
        .collect()
}

/// The words of several texts, as [`tokens`] has them, without a copy of each.
///
/// Most words are plain ASCII: their forms are the text in lower case, made in one go, and their ends are looked for
/// eight bytes at a time. The others are read character by character.
pub(crate) fn folded<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Folded {
    let length: usize = texts.clone().map(|it| it.len() + 1).sum();
    let mut forms = String::with_capacity(length + length / 8 + 2 * PAD);
    for text in texts.clone() {
        forms.push_str(text);
        // Ends the last word of the text.
        forms.push('\n');
    }
    forms.make_ascii_lowercase();
    forms.push_str(PADDING);
    let mut scan = Scan {
        lower: forms.as_bytes(),
        others: String::new(),
        words: Vec::with_capacity(length / 5),
        first: 0,
    };
    let mut firsts = vec![];
    let mut base = 0;
    for text in texts {
        scan.first = scan.words.len();
        firsts.push(scan.first as u32);
        scan.text(text, base);
        base += text.len() + 1;
    }
    firsts.push(scan.words.len() as u32);
    let Scan { others, words, .. } = scan;
    if !others.is_empty() {
        forms.push_str(&others);
        forms.push_str(PADDING);
    }
    Folded {
        forms,
        words,
        firsts,
    }
}

struct Scan<'a> {
    /// All texts, each with a line's end behind it, in ASCII lower case, padded.
    lower: &'a [u8],
    /// Forms that are not simply the text in lower case.
    others: String,
    words: Vec<Place>,
    /// The first word of the text that is being read.
    first: usize,
}

impl Scan<'_> {
    fn text(&mut self, text: &str, base: usize) {
        let end = base + text.len();
        let mut at = base;
        while at < end {
            let byte = self.lower[at];
            if !byte.is_ascii_alphanumeric() {
                at = if byte < 0x80 {
                    at + 1
                } else {
                    base + self.any(text, at - base)
                };
                continue;
            }
            let stop = run(self.lower, at);
            if self.may_join(stop) {
                at = base + self.any(text, at - base);
                continue;
            }
            if !(stop - at == 1 && byte == b's' && self.is_possessive(text, at - base)) {
                self.words.push(Place {
                    start: (at - base) as u32,
                    end: (stop - base) as u32,
                    form: at as u32,
                    length: (stop - at) as u32,
                });
            }
            at = stop;
        }
    }

    /// Whether a plain word that ends here may go on: at a joiner, or at what is not ASCII.
    fn may_join(&self, stop: usize) -> bool {
        match self.lower[stop] {
            b'-' | b'.' | b',' => {
                let next = self.lower[stop + 1];
                next.is_ascii_alphanumeric() || next >= 0x80
            }
            // Of the general punctuation only this much is common, and none of it joins: dashes, quotation marks,
            // daggers, the bullet, the ellipsis.
            0xE2 => !(self.lower[stop + 1] == 0x80 && matches!(self.lower[stop + 2], 0x92..=0xA6)),
            byte => byte >= 0x80,
        }
    }

    /// Reads the word that begins at `start`, or the character that begins none; gives where to go on.
    fn any(&mut self, text: &str, start: usize) -> usize {
        let mut chars = text[start..].char_indices().peekable();
        let Some((_, c)) = chars.next() else {
            return text.len();
        };
        let mut end = start + c.len_utf8();
        if !is_letter(c) {
            return end;
        }
        if is_unspaced(c) {
            while let Some((at, mark)) = chars.next_if(|(_, it)| is_mark(*it)) {
                end = start + at + mark.len_utf8();
            }
            self.push(text, start, end);
            return end;
        }
        let mut last = c;
        while let Some(&(at, c)) = chars.peek() {
            let at = start + at;
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
        if !(text[start..end].eq_ignore_ascii_case("s") && self.is_possessive(text, start)) {
            self.push(text, start, end);
        }
        end
    }

    /// Whether an `s` that begins here belongs to the word before it, as an English possessive.
    fn is_possessive(&self, text: &str, start: usize) -> bool {
        let before = text[..start].chars().next_back();
        before.is_some_and(is_apostrophe)
            && self.words[self.first..]
                .last()
                .is_some_and(|it| it.end as usize + before.map_or(0, char::len_utf8) == start)
    }

    /// Adds the word at `start..end`, unless nothing is left of it after folding.
    fn push(&mut self, text: &str, start: usize, end: usize) {
        let from = self.others.len();
        fold_into(&text[start..end], &mut self.others);
        if self.others.len() > from {
            self.words.push(Place {
                start: start as u32,
                end: end as u32,
                form: (self.lower.len() + from) as u32,
                length: (self.others.len() - from) as u32,
            });
        }
    }
}

/// Where the run of ASCII letters and digits (in lower case) ends that begins at `at`. Something must end it.
fn run(lower: &[u8], mut at: usize) -> usize {
    /// The same byte eight times.
    const fn all(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    while let Some(bytes) = lower.get(at..at + 8) {
        let word = bytes
            .try_into()
            .map_or(0, |it: [u8; 8]| u64::from_le_bytes(it));
        // Adding 0x80 - n to a byte below 0x80 sets its highest bit just if the byte is n or more.
        let low = word & all(0x7F);
        let letter = (low + all(0x80 - b'a')) & !(low + all(0x80 - b'z' - 1));
        let digit = (low + all(0x80 - b'0')) & !(low + all(0x80 - b'9' - 1));
        let others = !((letter | digit) & !word) & all(0x80);
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    at + lower[at..]
        .iter()
        .take_while(|it| it.is_ascii_alphanumeric())
        .count()
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
            ("普\u{301}京", &["普", "京"]),
            ("U.S.A", &["u.s.a"]),
            ("A.B.Cd", &["a.b.cd"]),
            ("O'Neill's 's", &["o", "neill", "s"]),
            ("ประธาน", &["ป", "ร", "ะ", "ธ", "า", "น"]),
            ("العُقُوبات الجديدة", &["العقوبات", "الجديدة"]),
            ("हिन्दी में", &["हिन्दी", "में"]),
            ("Привіт, світе", &["привіт", "світе"]),
            ("", &[]),
            ("…—!", &[]),
        ];
        for (text, expected) in TESTS {
            let forms: Vec<String> = tokens(text).into_iter().map(|it| it.form).collect();
            let expected: Vec<String> = expected.iter().map(|it| crate::text::fold(it)).collect();
            assert_eq!(forms, expected, "{text}");
        }
    }

    /// The words of a text, character by character: slow and obviously right.
    fn plainly(text: &str) -> Vec<Token> {
        let mut found: Vec<Token> = vec![];
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if !is_letter(c) {
                continue;
            }
            let mut end = start + c.len_utf8();
            let mut last = c;
            while let Some(&(at, c)) = chars.peek() {
                let goes_on = if is_unspaced(last) {
                    is_mark(c)
                } else {
                    is_letter(c) && !is_unspaced(c) || is_mark(c) || is_unseen(c)
                };
                let rest = &text[at + c.len_utf8()..];
                let joins = !is_unspaced(last)
                    && rest.chars().next().is_some_and(|next| {
                        let single = text[start..at].split('.').all(|it| {
                            it.chars().count() == 1 && it.chars().all(char::is_alphabetic)
                        });
                        is_letter(next)
                            && !is_unspaced(next)
                            && (is_hyphen(c)
                                || (c == '.' || c == ',')
                                    && last.is_ascii_digit()
                                    && next.is_ascii_digit()
                                || c == '.' && single && next.is_alphabetic())
                    });
                if !goes_on && !joins {
                    break;
                }
                end = at + c.len_utf8();
                if !is_unspaced(last) {
                    last = c;
                }
                chars.next();
            }
            let before = text[..start].chars().next_back();
            let owned = text[start..end].eq_ignore_ascii_case("s")
                && before.is_some_and(|before| {
                    is_apostrophe(before)
                        && found
                            .last()
                            .is_some_and(|it| it.end + before.len_utf8() == start)
                });
            let form = crate::text::fold(&text[start..end]);
            if !owned && !form.is_empty() {
                found.push(Token { form, start, end });
            }
        }
        found
    }

    /// Texts in which what matters to a word is frequent.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[a-zA-Z0-9]{1,12}",
            2 => "[ .,'-]{1,2}",
            1 => "['\u{2019}]s",
            1 => "[\u{AD}\u{200B}\u{2010}\u{2011}\u{2013}\u{2014}\u{2019}\u{201C}\u{2026}]",
            1 => "[äéßŁİıŒа-яЁїαΣς]{1,4}",
            1 => "[普京ガが한국ไทยक्षमعُقو]{1,3}",
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|it| it.concat())
    }

    proptest! {
        #[test]
        fn the_quick_way_gives_the_words_of_the_plain_one(texts in prop::collection::vec(texts(), 1..4)) {
            let all = folded(texts.iter().map(String::as_str));
            for (number, text) in texts.iter().enumerate() {
                let words = all.firsts[number] as usize..all.firsts[number + 1] as usize;
                let found: Vec<Token> = all.words[words]
                    .iter()
                    .map(|it| Token {
                        form: all.forms[it.form as usize..][..it.length as usize].to_string(),
                        start: it.start as usize,
                        end: it.end as usize,
                    })
                    .collect();
                prop_assert_eq!(found, plainly(text), "{:?}", text);
            }
            prop_assert!(all.words.iter().all(|it| it.form as usize + PAD <= all.forms.len()));
        }

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
