//! Where each form of a text stands: made at once for all words, without a copy of any.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

/// No word.
const NONE: u32 = u32::MAX;

/// The words of a text by their forms: chains of words whose forms have one hash, in the order of the text.
#[derive(Debug)]
pub(crate) struct Standing {
    random: RandomState,
    /// For each hash the first word of its chain; their number is a power of two.
    firsts: Vec<u32>,
    /// For each word the next one of its chain.
    nexts: Vec<u32>,
}

impl Standing {
    /// Puts so many words in, each with its form. Linear.
    pub(crate) fn new<'t>(count: usize, form: impl Fn(usize) -> &'t str) -> Standing {
        let mut it = Standing {
            random: RandomState::default(),
            firsts: vec![NONE; (count * 2).next_power_of_two()],
            nexts: vec![NONE; count],
        };
        for word in (0..count).rev() {
            let place = it.place(form(word));
            it.nexts[word] = it.firsts[place];
            it.firsts[place] = word as u32;
        }
        it
    }

    fn place(&self, form: &str) -> usize {
        self.random.hash_one(form) as usize & (self.firsts.len() - 1)
    }

    /// The words that may have a form, in order: those that have its hash.
    pub(crate) fn like(&self, form: &str) -> impl Iterator<Item = u32> {
        let mut at = self.firsts[self.place(form)];
        std::iter::from_fn(move || {
            let word = (at != NONE).then_some(at)?;
            at = self.nexts[word as usize];
            Some(word)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_form_is_found_where_it_stands(forms in prop::collection::vec("[ab]{0,3}", 0..60)) {
            let standing = Standing::new(forms.len(), |it| &forms[it]);
            for form in forms.iter().map(String::as_str).chain(["", "other"]) {
                let found: Vec<u32> = standing
                    .like(form)
                    .filter(|it| forms[*it as usize] == form)
                    .collect();
                let expected: Vec<u32> =
                    (0..forms.len() as u32).filter(|it| forms[*it as usize] == form).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
