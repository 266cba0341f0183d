//! Numbers for forms, in the order in which they come first.

use std::{hash::BuildHasher, sync::LazyLock};

use foldhash::fast::RandomState;

/// How many bytes of a form are compared at once: most have no more.
const BEGIN: usize = 16;

/// Drawn anew in each process, so that nobody can write words that are slow to look up.
static RANDOM: LazyLock<(RandomState, [u64; 2])> = LazyLock::new(|| {
    let random = RandomState::default();
    let seeds = [random.hash_one(0), random.hash_one(1)];
    (random, seeds)
});

/// A form with its first bytes as one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form<'t> {
    begin: u128,
    text: &'t str,
}

impl<'t> Form<'t> {
    /// The form of `length` bytes that begins at a place of a text, of which sixteen bytes can be read from there.
    ///
    /// # Panics
    /// Where they cannot, or the form ends within a character.
    #[inline]
    pub fn at(text: &'t str, start: usize, length: usize) -> Form<'t> {
        let begin = text.as_bytes()[start..].first_chunk::<BEGIN>();
        let begin =
            u128::from_be_bytes(*begin.expect("every form has so many bytes behind its beginning"));
        let behind = 8 * BEGIN.saturating_sub(length) as u32;
        Form {
            // No byte is left of an empty form.
            begin: begin.checked_shr(behind).map_or(0, |it| it << behind),
            text: &text[start..start + length],
        }
    }

    /// A form that stands alone.
    pub fn new(text: &'t str) -> Form<'t> {
        let mut bytes = [0; BEGIN];
        let length = text.len().min(BEGIN);
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        Form {
            begin: u128::from_be_bytes(bytes),
            text,
        }
    }

    /// The form.
    pub fn text(self) -> &'t str {
        self.text
    }

    /// Its first sixteen bytes, those that are missing as zeros: in the order of the forms, as far as it tells them apart.
    pub fn begin(self) -> u128 {
        self.begin
    }

    #[inline]
    fn hash(self) -> u64 {
        let (random, [a, b]) = &*RANDOM;
        let (high, low) = ((self.begin >> 64) as u64, self.begin as u64);
        let product = u128::from(high ^ a) * u128::from(low ^ b);
        let hash = (product >> 64) as u64 ^ product as u64;
        match self.text.len() <= BEGIN {
            true => hash,
            false => hash ^ random.hash_one(self.text),
        }
    }

    #[inline]
    fn is(self, other: Form<'_>) -> bool {
        self.begin == other.begin
            && self.text.len() == other.text.len()
            && (self.text.len() <= BEGIN || self.text == other.text)
    }
}

/// Gives each different form a number.
#[derive(Debug, Default)]
pub struct Numbering<'t> {
    /// For each hash a number and one more, 0 where there is none; a power of two of them.
    places: Vec<u32>,
    forms: Vec<Form<'t>>,
}

impl<'t> Numbering<'t> {
    /// For about so many different forms; there may be more.
    pub fn with_capacity(forms: usize) -> Numbering<'t> {
        Numbering {
            places: vec![0; (2 * forms).next_power_of_two().max(16)],
            forms: Vec::with_capacity(forms),
        }
    }

    /// The number of a form: that of the same one, else the next.
    #[inline]
    pub fn number(&mut self, form: Form<'t>) -> u32 {
        if self.places.len() <= 2 * self.forms.len() {
            self.grow();
        }
        let mut place = form.hash() as usize;
        loop {
            place &= self.places.len() - 1;
            let Some(number) = self.places[place].checked_sub(1) else {
                let number = self.forms.len() as u32;
                self.forms.push(form);
                self.places[place] = number + 1;
                return number;
            };
            if self.forms[number as usize].is(form) {
                return number;
            }
            place += 1;
        }
    }

    /// The number of a form, if it has one.
    #[inline]
    pub fn find(&self, form: Form<'_>) -> Option<u32> {
        let mut place = form.hash() as usize;
        loop {
            place &= self.places.len().checked_sub(1)?;
            let number = self.places[place].checked_sub(1)?;
            if self.forms[number as usize].is(form) {
                return Some(number);
            }
            place += 1;
        }
    }

    /// The forms by their numbers.
    pub fn forms(&self) -> &[Form<'t>] {
        &self.forms
    }

    #[cold]
    fn grow(&mut self) {
        let size = (4 * self.forms.len()).next_power_of_two().max(16);
        self.places = vec![0; size];
        for (number, form) in (1..).zip(&self.forms) {
            let mut place = form.hash() as usize & (size - 1);
            while self.places[place] != 0 {
                place = (place + 1) & (size - 1);
            }
            self.places[place] = number;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn forms_have_one_number_each_in_the_order_in_which_they_come(
            forms in prop::collection::vec("[ab]{0,3}|[é-ü]{1,2}|abcdefgh[ab]{0,3}ijklmno[ab]{0,3}", 0..120),
        ) {
            let mut numbering = Numbering::default();
            let mut seen: Vec<&str> = vec![];
            for form in &forms {
                let expected = seen.iter().position(|it| it == form).unwrap_or_else(|| {
                    seen.push(form);
                    seen.len() - 1
                });
                let row = format!("..{form}and sixteen bytes more");
                prop_assert_eq!(Form::new(form), Form::at(&row, 2, form.len()));
                let known = seen[..expected].contains(&form.as_str()) || numbering.forms().len() > expected;
                prop_assert_eq!(numbering.find(Form::new(form)), known.then_some(expected as u32));
                prop_assert_eq!(numbering.number(Form::new(form)), expected as u32);
            }
            let texts: Vec<&str> = numbering.forms().iter().map(|it| it.text()).collect();
            prop_assert_eq!(texts, seen);
            for pair in numbering.forms().windows(2) {
                let (a, b) = (pair[0], pair[1]);
                prop_assert!((a.begin(), a.text()).cmp(&(b.begin(), b.text())) == a.text().cmp(b.text()));
            }
        }
    }
}
