//! A list in order whose elements are found by their hash.

use std::hash::{Hash, Hasher};

/// For each element there are at least so many slots: of a hundred elements about one finds both of its own
/// taken.
const SLOTS_EACH: usize = 4;
/// Stands in a slot that several elements want: who is led to it is looked up by halving. No list for which
/// there are slots has this place.
const ANYWHERE: u16 = u16::MAX;

/// A list in ascending order, each once. The place of each element stands in one of the two slots that its hash
/// names, so that a look-up compares two elements and searches for none. A slot that nobody has taken holds the
/// first place, which does no harm: it is compared. The slots are a power of two; a list too long for the numbers
/// in them has none and is looked up by halving.
pub(crate) struct Hashed<T> {
    all: Box<[T]>,
    slots: Box<[u16]>,
}

impl<T: Hash> Hashed<T> {
    /// Of what is in order already, each once.
    pub(crate) fn of(all: Vec<T>) -> Self {
        let all = all.into_boxed_slice();
        if all.len() > usize::from(ANYWHERE) {
            let slots = Box::default();
            return Self { all, slots };
        }
        let count = (all.len() * SLOTS_EACH).next_power_of_two();
        let mut slots: Box<[u16]> = std::iter::repeat_n(0, count).collect();
        // The first comes last: its place looks like a slot that nobody has taken.
        for (place, one) in (0..ANYWHERE).zip(&all).rev() {
            let [first, second] = slots_of(one, count);
            let is_free = slots.get(first) == Some(&0);
            if let Some(slot) = slots.get_mut(if is_free { first } else { second }) {
                *slot = if *slot == 0 { place } else { ANYWHERE };
            }
        }
        Self { all, slots }
    }
}

impl<T: Ord + Hash> Hashed<T> {
    #[inline]
    pub(crate) fn contains(&self, one: &T) -> bool {
        let in_slot = |slot: usize| self.all.get(usize::from(*self.slots.get(slot)?));
        match slots_of(one, self.slots.len()).map(in_slot) {
            // Both are compared, whatever the first says: a processor has nothing to guess.
            [Some(first), Some(second)] => (first == one) | (second == one),
            _ => self.is_found_by_halving(one),
        }
    }

    #[cold]
    #[inline(never)]
    fn is_found_by_halving(&self, one: &T) -> bool {
        self.all.binary_search(one).is_ok()
    }
}

impl<T> Hashed<T> {
    pub(crate) fn as_slice(&self) -> &[T] {
        &self.all
    }
}

/// The two slots of so many, which are a power of two.
#[inline]
fn slots_of<T: Hash>(one: &T, count: usize) -> [usize; 2] {
    let mut mixer = Mixer(0);
    one.hash(&mut mixer);
    [mixer.0, mixer.0 >> 32].map(|bits| bits as usize & count.wrapping_sub(1))
}

/// Folded products of all that is written. Whoever chooses ids may make them collide: that costs a look-up by
/// halving and changes no answer.
struct Mixer(u64);

impl Mixer {
    #[inline]
    fn mix(&mut self, bits: u128) {
        let high = (bits >> 64) as u64 ^ self.0 ^ 0x9e37_79b9_7f4a_7c15;
        let low = bits as u64 ^ 0xd1b5_4a32_d192_ed03;
        let product = u128::from(high) * u128::from(low);
        self.0 = product as u64 ^ (product >> 64) as u64;
    }
}

impl Hasher for Mixer {
    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (sixteens, rest) = bytes.as_chunks();
        for sixteen in sixteens {
            self.mix(u128::from_le_bytes(*sixteen));
        }
        if !rest.is_empty() {
            let rest = rest.iter().rev();
            self.mix(rest.fold(0, |bits, byte| bits << 8 | u128::from(*byte)));
        }
    }
}

#[cfg(test)]
mod tests;
