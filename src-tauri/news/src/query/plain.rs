//! Full-width signs, which keyboards of East Asia type by default, as the plain ones of the language.

use std::{borrow::Cow, ops::Range};

/// A full-width sign, letter or digit as the plain one, and a comma of another script as a comma.
///
/// `＃` stays what it is: what is typed must not become a comment unseen.
pub(super) fn plain_sign(c: char) -> char {
    match c {
        '＃' => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '、' | '،' => ',',
        _ => c,
    }
}

/// A text with plain signs, character for character.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    match text.chars().any(|it| plain_sign(it) != it) {
        true => text.chars().map(plain_sign).collect(),
        false => Cow::Borrowed(text),
    }
}

/// A word with plain wildcards. Its letters stay as they were typed.
pub(super) fn with_wildcards(word: &str) -> Cow<'_, str> {
    match word.contains(['＊', '？']) {
        true => Cow::Owned(word.replace('＊', "*").replace('？', "?")),
        false => Cow::Borrowed(word),
    }
}

/// A text with plain signs that knows where each of its places stands in what was typed.
pub(super) struct Plain<'a> {
    /// What was typed.
    pub(super) typed: &'a str,
    text: Cow<'a, str>,
    /// Where each sign ends that became shorter, and by how many bytes the text is shorter up to there.
    shorter: Vec<(usize, usize)>,
}

impl<'a> Plain<'a> {
    pub(super) fn new(typed: &'a str) -> Plain<'a> {
        let text = plain(typed);
        let mut shorter = vec![];
        if let Cow::Owned(_) = text {
            let (mut end, mut by) = (0, 0);
            for c in typed.chars() {
                let sign = plain_sign(c);
                end += sign.len_utf8();
                if sign != c {
                    by += c.len_utf8() - sign.len_utf8();
                    shorter.push((end, by));
                }
            }
        }
        Plain {
            typed,
            text,
            shorter,
        }
    }

    /// A text whose full-width signs are letters like any other.
    pub(super) fn as_typed(typed: &'a str) -> Plain<'a> {
        Plain {
            typed,
            text: Cow::Borrowed(typed),
            shorter: vec![],
        }
    }

    /// The text with plain signs.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it differs from what was typed.
    pub(super) fn is_shorter(&self) -> bool {
        !self.shorter.is_empty()
    }

    /// The place in what was typed of a place in the text.
    pub(super) fn typed_at(&self, at: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let before = self.shorter.partition_point(|it| it.0 <= at);
            let by = before.checked_sub(1).map_or(0, |it| self.shorter[it].1);
            at + by
        };
        place(at.start)..place(at.end)
    }

    /// What was typed at a place of the text.
    pub(super) fn typed(&self, at: Range<usize>) -> &'a str {
        &self.typed[self.typed_at(&at)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_known_in_what_was_typed() {
        for typed in ["", "tanker", "（制裁）、a", "x،ＡＮＤ y＃", "é（é）"] {
            let plain = Plain::new(typed);
            let of = |text: &str| -> Vec<usize> {
                let ends = text.char_indices().map(|it| it.0);
                ends.chain([text.len()]).collect()
            };
            let places = of(plain.text()).into_iter();
            let found: Vec<usize> = places.map(|it| plain.typed_at(&(it..it)).start).collect();
            assert_eq!(found, of(typed), "{typed}");
        }
        assert_eq!(plain("ｔｉｔｌｅ：（制裁＊、x） ＃"), "title:(制裁*,x) ＃");
    }
}
