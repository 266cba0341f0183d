//! How often the word of a rank occurs.

use super::function::FUNCTION;

/// From here on a word's share follows a formula, and words are not kept.
pub(crate) const HEAD: usize = 6_000;

/// Rarer words than this do not occur.
const LAST: f64 = 4e6;

/// The share of the word of rank 1,000 in running text.
const MIDDLE: f64 = 1.1e-4;

/// How quickly shares fall behind the head: what makes the vocabulary grow with the archive (Heaps' law).
const TAIL: f64 = 2.4;

/// Words by how often they occur: the commonest as in English news, the rest by Zipf's law in three stretches, each
/// steeper than the one before it, as large collections have them.
#[derive(Debug)]
pub(crate) struct Ranks {
    /// Of each word of the head, its share and that of all before it.
    upto: Vec<f64>,
    /// For each thousandth of the whole, the first rank that reaches it.
    guide: Vec<u32>,
}

impl Ranks {
    pub(crate) fn new() -> Ranks {
        let function: f64 = FUNCTION.iter().map(|it| it.1 / 1_000.0).sum();
        let formula = |rank: f64| match rank {
            ..1_000.0 => MIDDLE * (1_000.0 / rank).powf(0.95),
            _ => MIDDLE * (1_000.0 / rank).powf(1.3),
        };
        let content: Vec<f64> = (FUNCTION.len()..HEAD)
            .map(|it| formula(it as f64))
            .collect();
        let tail = formula(HEAD as f64) * HEAD as f64 / (TAIL - 1.0);
        let scale = (1.0 - function) / (content.iter().sum::<f64>() + tail);
        let shares = FUNCTION
            .iter()
            .map(|it| it.1 / 1_000.0)
            .chain(content.into_iter().map(|it| it * scale));
        let upto: Vec<f64> = shares
            .scan(0.0, |sum, it| {
                *sum += it;
                Some(*sum)
            })
            .collect();
        let guide = (0..1_000)
            .map(|it| upto.partition_point(|upto| *upto < f64::from(it) / 1_000.0) as u32)
            .collect();
        Ranks { upto, guide }
    }

    /// The rank at which so large a share of all running words is passed.
    pub(crate) fn at(&self, share: f64) -> usize {
        let from = self.guide[((share * 1_000.0) as usize).min(999)] as usize;
        let mut rank = from;
        while rank < HEAD && self.upto[rank] < share {
            rank += 1;
        }
        if rank < HEAD {
            return rank;
        }
        let head = self.upto[HEAD - 1];
        let left = ((1.0 - share) / (1.0 - head)).max(1e-12);
        (HEAD as f64 * left.powf(-1.0 / (TAIL - 1.0))).min(LAST) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn shares_are_those_of_news_but_for_names_and_figures() {
        let (ranks, mut random) = (Ranks::new(), Random::new(1));
        let (mut first, mut middle) = (0, 0);
        for _ in 0..400_000 {
            match ranks.at(random.share()) {
                0 => first += 1,
                950..1_050 => middle += 1,
                _ => {}
            }
        }
        let percent = |count: i32| f64::from(count) / 4_000.0;
        assert!(
            // Names and figures take a tenth of an article's words.
            (6.0..6.4).contains(&percent(first)),
            "the: {} %",
            percent(first)
        );
        let each = percent(middle) / 100.0;
        assert!((0.010..0.018).contains(&each), "rank 1,000: {each} %");
    }
}
