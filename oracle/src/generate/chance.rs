//! Numbers that look like chance and follow from a seed.

use std::collections::BTreeSet;

/// A sequence of choices (splitmix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The sequence of one world of a seed.
    #[must_use]
    pub fn new(seed: u64, number: u64) -> Self {
        let mut first = Self(seed);
        let mut second = Self(first.next() ^ number);
        Self(second.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        // The slight unevenness of the remainder does not matter for numbers this small.
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    /// Yes, so many times in a hundred.
    pub fn percent(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    /// One of these, which are not none.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// One of these, if there are any.
    pub fn pick_any<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| self.pick(from))
    }

    /// One of these by weight.
    pub fn weighted<T: Clone>(&mut self, from: &[(usize, T)]) -> T {
        let sum = from.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(sum);
        for (weight, item) in from {
            if left < *weight {
                return item.clone();
            }
            left -= weight;
        }
        from[0].1.clone()
    }

    /// A set of one to three of these; now and then of none.
    pub fn few<T: Clone + Ord>(&mut self, from: &[T]) -> BTreeSet<T> {
        if self.percent(7) {
            return BTreeSet::new();
        }
        (0..=self.below(3)).map(|_| self.pick(from)).collect()
    }

    /// So many times in a hundred one of these.
    pub fn sometimes<T: Clone>(&mut self, times: usize, from: &[T]) -> Option<T> {
        self.percent(times).then(|| self.pick(from))
    }
}
