//! What the search index keeps of one article, made before the writer sees it.

use std::ops::Range;

use news::{query::SearchText, text::Form};

use super::{plan::is_plain_word, put_varint};

/// Forms of more bytes are left to FTS5, which has its own bounds for them.
const LONGEST: usize = 1_000;

/// Marks a place in the zones that are not searched by default while places are put in order. No article is so long.
const IN_REST: u32 = 1 << 31;

/// The column of those zones.
const REST: u8 = 1;

/// Stands before the number of a column in a list of places.
const COLUMN: u8 = 1;

/// Places are counted from this on, so that their distances never look like [`COLUMN`].
const FIRST: u32 = 2;

/// The words of an article as the search index keeps them: of each form where it stands, packed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexEntry {
    text: SearchText,
    /// Where the list of places of each form ends in `places`.
    ends: Vec<u32>,
    places: Vec<u8>,
    is_plain: bool,
}

impl IndexEntry {
    /// Packs where the words of an article stand. Linear.
    pub fn new(text: SearchText) -> IndexEntry {
        let count = text.forms().len();
        // Where the places of each form begin; each is moved on as they are filled in.
        let mut next = vec![0_u32; count + 1];
        for number in text.text().iter().chain(text.rest()) {
            next[*number as usize + 1] += 1;
        }
        for at in 0..count {
            next[at + 1] += next[at];
        }
        let mut places = vec![0_u32; text.text().len() + text.rest().len()];
        for (column, mark) in [(text.text(), 0), (text.rest(), IN_REST)] {
            for (place, number) in (mark..).zip(column) {
                let next = &mut next[*number as usize];
                places[*next as usize] = place;
                *next += 1;
            }
        }
        let mut packed = Vec::with_capacity(places.len() * 3 / 2);
        let mut ends = Vec::with_capacity(count);
        let mut from = 0;
        for until in &next[..count] {
            put_places(&mut packed, &places[from..*until as usize]);
            from = *until as usize;
            ends.push(packed.len() as u32);
        }
        let is_plain = text
            .forms()
            .all(|it| it.len() <= LONGEST && is_plain_word(it));
        IndexEntry {
            text,
            ends,
            places: packed,
            is_plain,
        }
    }

    /// Whether FTS5 would take every form as it is; else it is asked to take the article itself.
    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// How many words the two columns have, as FTS5 keeps it.
    pub(super) fn lengths(&self) -> Vec<u8> {
        let mut bytes = vec![];
        for it in self.counts() {
            put_varint(&mut bytes, u64::from(it));
        }
        bytes
    }

    /// How many words the two columns have.
    pub(super) fn counts(&self) -> [u32; 2] {
        [self.text.text(), self.text.rest()].map(|it| it.len() as u32)
    }

    /// How many forms it has.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Its forms.
    pub(super) fn forms(&self) -> impl Iterator<Item = Form<'_>> {
        (0..self.ends.len() as u32).map(|it| self.text.form(it))
    }

    /// The places of all forms as FTS5 keeps them, without their lengths.
    pub(super) fn places(&self) -> &[u8] {
        &self.places
    }

    /// Where the places of each form begin and end among these.
    pub(super) fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            std::mem::replace(&mut start, end)..end
        })
    }

    /// The words of the two columns in a row, for FTS5 to divide.
    pub(super) fn texts(&self) -> [String; 2] {
        let forms: Vec<&str> = self.text.forms().collect();
        [self.text.text(), self.text.rest()].map(|column| {
            let words: Vec<&str> = column.iter().map(|it| forms[*it as usize]).collect();
            words.join(" ")
        })
    }
}

/// Packs places: distances, and what says that those from here on are in the other column.
fn put_places(bytes: &mut Vec<u8>, places: &[u32]) {
    let (mut before, mut in_rest) = (0, false);
    for it in places {
        if !in_rest && it & IN_REST != 0 {
            (before, in_rest) = (0, true);
            bytes.extend([COLUMN, REST]);
        }
        let place = it & !IN_REST;
        put_varint(bytes, u64::from(place - before + FIRST));
        before = place;
    }
}
