//! Numbers that look random and are the same at every run.

/// A generator of numbers (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The generator of a seed. Neighbouring seeds give unrelated numbers.
    pub(crate) fn new(seed: u64) -> Random {
        Random(mix(seed ^ 0x5749_5245_5741_5443))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// Evenly in 0..1.
    pub(crate) fn share(&mut self) -> f64 {
        share(self.next())
    }

    /// Evenly in 0..`end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// Evenly in `from..=to`.
    pub(crate) fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    /// True in so many of 1.
    pub(crate) fn chance(&mut self, of_one: f64) -> bool {
        self.share() < of_one
    }

    /// One of them.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A rank in 0..`end`, each half as often as that of half its size.
    pub(crate) fn rank(&mut self, end: usize) -> usize {
        ((end as f64).powf(self.share()) as usize - 1).min(end - 1)
    }

    /// A number of the standard normal distribution (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let (a, b) = (1.0 - self.share(), self.share());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}

/// Scatters a number over all 64 bits: the finisher of splitmix64, a bijection.
pub(crate) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number of 64 bits as a share of 1.
pub(crate) fn share(number: u64) -> f64 {
    (number >> 11) as f64 / (1_u64 << 53) as f64
}
