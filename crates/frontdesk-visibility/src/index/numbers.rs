//! A few numbers, to be asked often whether one is among them.

/// Numbers in ascending order. Where they lie near each other there is a bit for each besides.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    all: Vec<u32>,
    /// From the word of the least to that of the greatest; none where they lie far apart.
    words: Vec<u64>,
    first: u32,
}

/// To look through fewer than so many is as quick as a bit.
const FEW: usize = 2;
/// A bit map may have so many words, and so many for each number.
const WORDS: usize = 64;
const WORDS_EACH: usize = 8;

impl Numbers {
    pub(super) fn of(mut all: Vec<u32>) -> Self {
        all.sort_unstable();
        all.dedup();
        let word = |number: Option<&u32>| number.map_or(0, |number| number >> 6);
        let first = word(all.first());
        let span = (word(all.last()) - first) as usize + 1;
        let mut words = Vec::new();
        if all.len() >= FEW && span <= WORDS.max(all.len() * WORDS_EACH) {
            words.resize(span, 0);
            for number in &all {
                if let Some(word) = words.get_mut((number >> 6).wrapping_sub(first) as usize) {
                    *word |= 1 << (number & 63);
                }
            }
        }
        Self { all, words, first }
    }

    pub(super) const fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.all.iter().copied()
    }

    #[inline]
    pub(super) fn contains(&self, number: u32) -> bool {
        match self.words.is_empty() {
            true => match self.all.as_slice() {
                [one] => *one == number,
                all => all.binary_search(&number).is_ok(),
            },
            false => {
                let word = self
                    .words
                    .get((number >> 6).wrapping_sub(self.first) as usize);
                word.is_some_and(|word| word >> (number & 63) & 1 == 1)
            }
        }
    }
}
