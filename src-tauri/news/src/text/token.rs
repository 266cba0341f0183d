//! Tokens: the words of a text. One tokeniser for matching, search and the archive.

use std::{cell::Cell, mem::take, ops::Range, sync::LazyLock};

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::{
    fold::{ALONE, fold_into, folded_alone, is_hyphen, is_itself_devanagari, is_itself_unspaced},
    sift::Sift,
};

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
pub(crate) struct Word {
    /// The number of its text.
    pub(crate) block: u32,
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
    pub(crate) words: Vec<Word>,
    /// For each text, the number of its first word; at the end the number of all.
    pub(crate) firsts: Vec<u32>,
}

impl Folded {
    /// The folded form of a word.
    pub(crate) fn form(&self, word: &Word) -> &str {
        &self.forms[word.form as usize..][..word.length as usize]
    }
}

thread_local! {
    /// Room for the forms and words of a text, of one that nobody needs any more: threads that read many in turn would hold each
    /// other up where they ask for memory.
    static SPARE: Cell<(String, Vec<Word>)> = const { Cell::new((String::new(), vec![])) };
}

/// How much is kept for the next text at most, in bytes.
const SPARED: usize = 64 << 10;

impl Drop for Folded {
    fn drop(&mut self) {
        let (mut forms, mut words) = (take(&mut self.forms), take(&mut self.words));
        if forms.capacity().max(words.capacity() * size_of::<Word>()) <= SPARED {
            forms.clear();
            words.clear();
            // At a thread's end there is no next text.
            let _ = SPARE.try_with(|it| it.set((forms, words)));
        }
    }
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
            form: all.form(it).to_string(),
            start: it.start as usize,
            end: it.end as usize,
        })
        .collect()
}

/// The words of several texts, as [`tokens`] has them, without a copy of each.
///
/// Most words are plain ASCII: their forms are the text in lower case, made in one go, and their ends are looked for
/// 64 bytes at a time. The others are read character by character.
pub(crate) fn folded<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Folded {
    folded_of(texts, None)
}

/// The same, but for texts in which no word can stand that is looked for: of these no words are read.
pub(crate) fn folded_of<'a>(
    texts: impl Iterator<Item = &'a str> + Clone,
    sift: Option<&Sift>,
) -> Folded {
    let length: usize = texts.clone().map(|it| it.len() + 1).sum();
    let (mut forms, mut words) = SPARE.take();
    forms.reserve(length + length / 8 + 2 * PAD);
    for text in texts.clone() {
        forms.push_str(text);
        // Ends the last word of the text.
        forms.push('\n');
    }
    forms.make_ascii_lowercase();
    forms.push_str(PADDING);
    let kinds = match sift {
        None => {
            words.reserve(length / 5 + 1);
            Kinds::of(forms.as_bytes())
        }
        // What they are is looked at where words are read.
        Some(_) => vec![Kinds::default(); forms.len() / 64 + 1],
    };
    let mut scan = Scan {
        lower: forms.as_bytes(),
        kinds,
        others: String::with_capacity(length / 16),
        words,
        block: 0,
        first: 0,
    };
    let mut firsts = Vec::with_capacity(16);
    let mut sifting = sift.map(|it| it.over(scan.lower));
    let mut base = 0;
    for text in texts {
        scan.first = scan.words.len();
        scan.block = firsts.len() as u32;
        firsts.push(scan.first as u32);
        let end = base + text.len();
        let is_read = match &mut sifting {
            None => true,
            Some(it) => {
                let may_stand = it.may_stand_in(text.as_bytes(), base..end);
                if may_stand {
                    scan.look(base, end);
                    scan.words.reserve(text.len() / 5 + 1);
                }
                may_stand
            }
        };
        if is_read {
            scan.text(text, base);
        }
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
    /// What these bytes are.
    kinds: Vec<Kinds>,
    /// Forms that are not simply the text in lower case.
    others: String,
    words: Vec<Word>,
    /// The number of the text that is being read.
    block: u32,
    /// The first word of the text that is being read.
    first: usize,
}

impl Scan<'_> {
    /// Looks at what the bytes are from one up to the one at `end`.
    fn look(&mut self, from: usize, end: usize) {
        let first = from / 64;
        let bytes = &self.lower[first * 64..self.lower.len().min((end / 64 + 1) * 64)];
        let (whole, rest) = bytes.as_chunks::<64>();
        let kinds = &mut self.kinds[first..];
        for (kinds, bytes) in kinds.iter_mut().zip(whole) {
            *kinds = Kinds::of_block(bytes);
        }
        if !rest.is_empty() {
            kinds[whole.len()] = Kinds::of_rest(rest);
        }
    }

    /// Reads a text that begins at `base` in all texts, 64 bytes at a time: where plain words begin and end is known of
    /// all of them at once.
    fn text(&mut self, text: &str, base: usize) {
        let end = base + text.len();
        let mut at = base;
        'blocks: while at < end {
            let block = at / 64;
            let first = block * 64;
            let kinds = self.kinds[block];
            let from = u64::MAX << (at % 64);
            let until = match end - first {
                left @ 0..64 => !(u64::MAX << left),
                _ => u64::MAX,
            };
            let plain = kinds.plain & from;
            // Each beginning has its own end, in the same order; the last may have it in a later block.
            let mut ends = !plain & plain << 1;
            let mut begins = (plain & !(plain << 1) | kinds.high & from) & until;
            while begins != 0 {
                let bit = begins.trailing_zeros();
                let start = first + bit as usize;
                if kinds.high >> bit & 1 == 1 {
                    if bit < 62 && self.is_mark_of_print(start) {
                        begins &= !(0b111 << bit);
                        continue;
                    }
                    at = base
                        + self
                            .quick(text, base, start - base)
                            .unwrap_or_else(|| self.any(text, start - base));
                    continue 'blocks;
                }
                begins &= begins - 1;
                let (stop, leaves) = match ends {
                    0 => (self.run_end(first + 64), true),
                    _ => (first + ends.trailing_zeros() as usize, false),
                };
                ends &= ends.wrapping_sub(1);
                if self.may_join(stop) {
                    at = match self.joined(start, stop) {
                        Some(stop) => {
                            self.push_plain(text, base, start..stop);
                            stop
                        }
                        None => {
                            let at = start - base;
                            let quick = self.quick_alphabetic(text.as_bytes(), at);
                            base + quick.unwrap_or_else(|| self.any(text, at))
                        }
                    };
                    continue 'blocks;
                }
                if !(stop - start == 1
                    && self.lower[start] == b's'
                    && self.is_possessive(text, start - base))
                {
                    self.words.push(Word {
                        block: self.block,
                        start: (start - base) as u32,
                        end: (stop - base) as u32,
                        form: start as u32,
                        length: (stop - start) as u32,
                    });
                }
                if leaves {
                    at = stop;
                    continue 'blocks;
                }
            }
            at = first + 64;
        }
    }

    /// Where a run of ASCII letters and digits ends that begins at `at` or before. Something must end it.
    fn run_end(&self, at: usize) -> usize {
        let rest = !self.kinds[at / 64].plain >> (at % 64);
        if rest != 0 {
            return at + rest.trailing_zeros() as usize;
        }
        let mut block = at / 64 + 1;
        while self.kinds[block].plain == u64::MAX {
            block += 1;
        }
        block * 64 + self.kinds[block].plain.trailing_ones() as usize
    }

    /// Whether a character of three bytes stands there that is common and in no word: dashes, quotation marks, daggers,
    /// the bullet, the ellipsis.
    fn is_mark_of_print(&self, at: usize) -> bool {
        self.lower[at] == 0xE2
            && self.lower[at + 1] == 0x80
            && matches!(self.lower[at + 2], 0x92..=0xA6)
    }

    /// Whether a plain word that ends here may go on: at a joiner with something behind it, or at what is not ASCII.
    fn may_join(&self, stop: usize) -> bool {
        let (byte, next) = (self.lower[stop], self.lower[stop + 1]);
        // Few words do, but many are followed by a comma or a point: one condition, so that nothing is guessed of these.
        byte.wrapping_sub(b',') < 3 && next >= b'0' || byte >= 0x80
    }

    /// Where a word ends that begins at `start` with a plain word up to `stop`; nothing where it must be read character
    /// by character.
    fn joined(&self, start: usize, mut stop: usize) -> Option<usize> {
        loop {
            let (byte, next) = (self.lower[stop], self.lower[stop + 1]);
            let joins = match byte {
                b'-' | b'.' | b',' if next >= 0x80 => return None,
                _ if !next.is_ascii_alphanumeric() && byte < 0x80 => false,
                b'-' => true,
                b'.' | b',' if self.lower[stop - 1].is_ascii_digit() && next.is_ascii_digit() => {
                    true
                }
                b'.' => next.is_ascii_alphabetic() && self.is_initial(start..stop),
                0x80.. if !self.is_mark_of_print(stop) => return None,
                _ => false,
            };
            if !joins {
                return Some(stop);
            }
            stop = self.run_end(stop + 1);
        }
    }

    /// Whether ASCII is single letters with points between them.
    fn is_initial(&self, word: Range<usize>) -> bool {
        word.len() % 2 == 1
            && self.lower[word].iter().enumerate().all(|(at, it)| {
                if at % 2 == 0 {
                    it.is_ascii_alphabetic()
                } else {
                    *it == b'.'
                }
            })
    }

    /// Adds a word of ASCII: as it stands, or without its hyphens.
    fn push_plain(&mut self, text: &str, base: usize, word: Range<usize>) {
        let bytes = &self.lower[word.clone()];
        let owned = bytes == b"s" && self.is_possessive(text, word.start - base);
        if owned {
            return;
        }
        let mut form = word.clone();
        if bytes.contains(&b'-') {
            let from = self.others.len();
            let letters = bytes.iter().filter(|it| **it != b'-');
            self.others.extend(letters.map(|it| char::from(*it)));
            form = self.lower.len() + from..self.lower.len() + self.others.len();
        }
        self.words.push(Word {
            block: self.block,
            start: (word.start - base) as u32,
            end: (word.end - base) as u32,
            form: form.start as u32,
            length: form.len() as u32,
        });
    }

    /// As [`any`](Self::any), for the words and characters that make up most of a text in another script; nothing where
    /// one must be looked at more closely. What begins there is not ASCII.
    fn quick(&mut self, text: &str, base: usize, start: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        match bytes[start] {
            ..0xE0 => self.quick_alphabetic(bytes, start),
            0xE0 | 0xE3..=0xE9 => self.quick_itself(text, base, start),
            _ => None,
        }
    }

    /// A word of letters of two bytes and of ASCII, each of which is folded for itself, with nothing behind that could
    /// go on with it.
    fn quick_alphabetic(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        let (table, from) = (&**ALPHABETIC, self.others.len());
        let mut end = start;
        let whole = loop {
            let (at, size) = match bytes.get(end) {
                Some(&byte @ ..0x80) => (usize::from(byte), 1),
                Some(&byte @ 0xC2..0xE0) => {
                    let low = usize::from(bytes[end + 1] & 0x3F);
                    (usize::from(byte & 0x1F) << 6 | low, 2)
                }
                _ => break ends_word(bytes, end),
            };
            match table.get(at) {
                Some(Letter::Folded(folded)) => self.others.push(*folded),
                Some(Letter::Between) => break true,
                _ => break ends_word(bytes, end),
            }
            end += size;
        };
        // What may be a possessive is looked at more closely too.
        if !whole || matches!(bytes[start..end], [b's' | b'S']) {
            self.others.truncate(from);
            return None;
        }
        if end == start {
            // A character that is in no word.
            return Some(start + 2);
        }
        self.words.push(Word {
            block: self.block,
            start: start as u32,
            end: end as u32,
            form: (self.lower.len() + from) as u32,
            length: (self.others.len() - from) as u32,
        });
        Some(end)
    }

    /// A character of an unspaced script, or a word in Devanagari, that is its own folded form.
    fn quick_itself(&mut self, text: &str, base: usize, start: usize) -> Option<usize> {
        let mut chars = text[start..].chars();
        let first = chars.next()?;
        let mut end = start + first.len_utf8();
        if is_itself_unspaced(first) {
            if chars.next().is_some_and(is_mark) {
                return None;
            }
        } else {
            if !is_itself_devanagari(first) || !is_letter(first) {
                return None;
            }
            end += chars
                .take_while(|it| is_itself_devanagari(*it) && is_letter(*it))
                .map(char::len_utf8)
                .sum::<usize>();
            if !ends_word(text.as_bytes(), end) {
                return None;
            }
        }
        self.words.push(Word {
            block: self.block,
            start: start as u32,
            end: end as u32,
            form: (base + start) as u32,
            length: (end - start) as u32,
        });
        Some(end)
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
            self.words.push(Word {
                block: self.block,
                start: start as u32,
                end: end as u32,
                form: (self.lower.len() + from) as u32,
                length: (self.others.len() - from) as u32,
            });
        }
    }
}

/// Whether what stands there surely ends a word before it: nothing, ASCII that joins nothing, a common mark of print, the
/// danda.
fn ends_word(bytes: &[u8], at: usize) -> bool {
    match bytes[at..] {
        [] | [0xE2, 0x80, 0x92..=0xA6, ..] | [0xE0, 0xA5, 0xA4 | 0xA5, ..] => true,
        [b'.' | b',', next, ..] => next < 0x80 && !next.is_ascii_alphanumeric(),
        [b'.' | b','] => true,
        [byte, ..] => byte < 0x80 && byte != b'-' && !byte.is_ascii_alphanumeric(),
    }
}

/// What 64 bytes are, a bit for each.
#[derive(Debug, Clone, Copy, Default)]
struct Kinds {
    /// ASCII letters and digits, in lower case.
    plain: u64,
    /// What is not ASCII.
    high: u64,
}

impl Kinds {
    /// What bytes are, 64 at a time. Behind the last of them stands nothing.
    fn of(bytes: &[u8]) -> Vec<Kinds> {
        let (whole, rest) = bytes.as_chunks::<64>();
        let mut kinds: Vec<Kinds> = whole.iter().map(Kinds::of_block).collect();
        kinds.push(Kinds::of_rest(rest));
        kinds
    }

    /// What fewer bytes are.
    fn of_rest(bytes: &[u8]) -> Kinds {
        let mut last = [0; 64];
        last[..bytes.len()].copy_from_slice(bytes);
        Kinds::of_block(&last)
    }

    fn of_block(bytes: &[u8; 64]) -> Kinds {
        /// The same byte eight times.
        const fn all(byte: u8) -> u64 {
            u64::from_ne_bytes([byte; 8])
        }
        /// The highest bits of eight bytes, side by side.
        fn gathered(highest: u64) -> u64 {
            (highest >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
        }
        let mut kinds = Kinds::default();
        for (number, eight) in bytes.as_chunks::<8>().0.iter().enumerate() {
            let word = u64::from_le_bytes(*eight);
            // Adding 0x80 - n to a byte below 0x80 sets its highest bit just if the byte is n or more.
            let low = word & all(0x7F);
            let letter = (low + all(0x80 - b'a')) & !(low + all(0x80 - b'z' - 1));
            let digit = (low + all(0x80 - b'0')) & !(low + all(0x80 - b'9' - 1));
            let ascii = !word & all(0x80);
            let at = 8 * number;
            kinds.plain |= gathered((letter | digit) & ascii) << at;
            if ascii != all(0x80) {
                kinds.high |= gathered(word & all(0x80)) << at;
            }
        }
        kinds
    }
}

/// Below this, what a character is in a word is looked up.
const KNOWN: u32 = 0x3100;

const LETTER: u8 = 1;
const MARK: u8 = 2;

/// What the characters below [`KNOWN`] are in words.
static KINDS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    (0..KNOWN)
        .map(|it| {
            char::from_u32(it).map_or(0, |c| {
                LETTER * u8::from(is_any_letter(c)) + MARK * u8::from(is_any_mark(c))
            })
        })
        .collect()
});

/// What the characters are to a word whose letters are folded each for itself.
#[derive(Debug, Clone, Copy)]
enum Letter {
    /// A letter or digit, as it is folded.
    Folded(char),
    /// It ends a word, whatever stands behind it.
    Between,
    /// It may do one or the other.
    Other,
}

/// The characters that are folded each for itself.
static ALPHABETIC: LazyLock<Vec<Letter>> = LazyLock::new(|| {
    (0..ALONE)
        .filter_map(char::from_u32)
        .map(|c| match folded_alone(c) {
            Some(folded) if is_letter(c) && !is_mark(c) && !is_unspaced(c) => {
                Letter::Folded(folded)
            }
            _ if is_letter(c) || is_mark(c) || is_unseen(c) || is_hyphen(c) => Letter::Other,
            _ if matches!(c, '.' | ',') => Letter::Other,
            _ => Letter::Between,
        })
        .collect()
});

/// Whether a word may begin with, or hold, this character.
fn is_letter(c: char) -> bool {
    match c as u32 {
        it if it < KNOWN => KINDS[it as usize] & LETTER != 0,
        0x4E00..=0x9FFF | 0xAC00..=0xD7A3 => true,
        _ => is_any_letter(c),
    }
}

fn is_any_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !c.is_ascii()
            && (c.is_alphanumeric() || is_any_mark(c) && !matches!(c, '\u{FE00}'..='\u{FE0F}'))
            && c != '\u{AD}'
}

/// Whether it is a combining mark.
fn is_mark(c: char) -> bool {
    match c as u32 {
        it if it < KNOWN => KINDS[it as usize] & MARK != 0,
        0x4E00..=0x9FFF | 0xAC00..=0xD7A3 => false,
        _ => is_any_mark(c),
    }
}

fn is_any_mark(c: char) -> bool {
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
                // A mark of an unspaced script ends no word of another.
                if !(is_unspaced(last) || is_unspaced(c) && is_mark(c)) {
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
            1 => "[\u{301}\u{E31}\u{93C}\u{964}\u{A0}«»;:؟،]",
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
                        form: all.form(it).to_string(),
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
