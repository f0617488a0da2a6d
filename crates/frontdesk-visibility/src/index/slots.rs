//! Sets of slots: the least as they are, a few in a list, many in chunks of 65,536, each sparse or a bitmap.

/// The words of a chunk.
pub(super) const WORDS: usize = 1024;
/// So many slots stand in the set itself.
const LEAST: usize = 7;
/// So many slots stand in one list.
const FEW: usize = 64;
/// A chunk that holds one of so many slots is a bitmap: to go through it is quicker than to set the bits.
const SPARSE: usize = 128;
/// A bitmap that holds fewer is sparse again.
const THINNED: usize = 256;
/// Bitmaps grow by so many words.
const STEP: usize = 64;
/// So many lower halves lie in a line of the cache.
const LINE: usize = 32;

/// A set of slots. It is half a line of the cache.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots(Form);

const _: () = assert!(size_of::<Slots>() == 32);

#[derive(Clone, Debug)]
enum Form {
    /// In ascending order, so many.
    Least(u8, [u32; LEAST]),
    /// In ascending order.
    Few(Vec<u32>),
    /// By the upper half of the slot, and how many there are.
    Many(Box<[Chunk]>, usize),
}

/// A set as it is read.
enum View<'a> {
    /// In ascending order.
    Listed(&'a [u32]),
    Chunks(&'a [Chunk]),
}

/// The lower halves of the slots.
#[derive(Clone, Debug)]
enum Chunk {
    /// In ascending order.
    Sparse(Vec<u16>),
    /// The bits as far as some are set, and how many are.
    Dense(Vec<u64>, usize),
}

impl Default for Form {
    fn default() -> Self {
        Self::Least(0, [0; LEAST])
    }
}

const fn split(slot: u32) -> (usize, u16) {
    ((slot >> 16) as usize, slot as u16)
}

const fn word_and_bit(low: u16) -> (usize, u64) {
    (low as usize >> 6, 1 << (low & 63))
}

/// Puts it in its place; `false`: it was there.
fn insert<T: Ord + Copy>(sorted: &mut Vec<T>, one: T) -> bool {
    if sorted.last().is_none_or(|last| *last < one) {
        sorted.push(one);
        return true;
    }
    match sorted.binary_search(&one) {
        Ok(_) => false,
        Err(at) => {
            sorted.insert(at, one);
            true
        }
    }
}

fn remove<T: Ord>(sorted: &mut Vec<T>, one: &T) -> bool {
    sorted
        .binary_search(one)
        .map(|at| sorted.remove(at))
        .is_ok()
}

impl Slots {
    pub(super) const fn len(&self) -> usize {
        match &self.0 {
            Form::Least(len, _) => *len as usize,
            Form::Few(few) => few.len(),
            Form::Many(_, len) => *len,
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    fn view(&self) -> View<'_> {
        match &self.0 {
            Form::Least(len, least) => {
                View::Listed(least.get(..usize::from(*len)).unwrap_or_default())
            }
            Form::Few(few) => View::Listed(few),
            Form::Many(chunks, _) => View::Chunks(chunks),
        }
    }

    pub(super) fn insert(&mut self, slot: u32) {
        match &mut self.0 {
            Form::Least(len, least) => {
                let held = least.get(..usize::from(*len)).unwrap_or_default();
                let Err(at) = held.binary_search(&slot) else {
                    return;
                };
                if let Some(behind) = least.get_mut(at..=usize::from(*len)) {
                    behind.rotate_right(1);
                    behind.iter_mut().take(1).for_each(|place| *place = slot);
                    *len += 1;
                } else {
                    let mut few = Vec::with_capacity(2 * LEAST);
                    few.extend_from_slice(least);
                    few.insert(at, slot);
                    self.0 = Form::Few(few);
                }
            }
            Form::Few(few) => {
                insert(few, slot);
                if few.len() > FEW {
                    let few = std::mem::take(few);
                    self.0 = Form::Many(Box::default(), 0);
                    few.into_iter().for_each(|slot| self.insert(slot));
                }
            }
            Form::Many(chunks, len) => {
                let (chunk, low) = split(slot);
                if chunks.len() <= chunk {
                    let mut more = std::mem::take(chunks).into_vec();
                    more.resize_with(chunk + 1, || Chunk::Sparse(Vec::new()));
                    *chunks = more.into();
                }
                let is_new = chunks.get_mut(chunk).is_some_and(|chunk| chunk.insert(low));
                *len += usize::from(is_new);
            }
        }
    }

    pub(super) fn remove(&mut self, slot: u32) {
        match &mut self.0 {
            Form::Least(len, least) => {
                let held = least.get_mut(..usize::from(*len)).unwrap_or_default();
                if let Ok(at) = held.binary_search(&slot) {
                    held.get_mut(at..).unwrap_or_default().rotate_left(1);
                    *len -= 1;
                }
            }
            Form::Few(few) => {
                remove(few, &slot);
                if few.len() <= LEAST / 2 {
                    let mut least = Self::default();
                    few.iter().for_each(|slot| least.insert(*slot));
                    *self = least;
                }
            }
            Form::Many(chunks, len) => {
                let (chunk, low) = split(slot);
                let was_there = chunks.get_mut(chunk).is_some_and(|chunk| chunk.remove(low));
                *len -= usize::from(was_there);
                if *len < FEW / 4 {
                    let mut few = Vec::with_capacity(*len);
                    self.push_to(&mut few);
                    self.0 = Form::Few(few);
                }
            }
        }
    }

    pub(super) fn contains(&self, slot: u32) -> bool {
        let (chunk, low) = split(slot);
        match self.view() {
            View::Listed(slots) => slots.binary_search(&slot).is_ok(),
            View::Chunks(chunks) => chunks.get(chunk).is_some_and(|chunk| chunk.contains(low)),
        }
    }

    /// What lies where this slot does or would: asked for, it is read.
    #[inline]
    pub(super) fn near(&self, slot: u32) -> usize {
        let (chunk, low) = split(slot);
        match self.view() {
            View::Listed(slots) => slots.last().map_or(0, |last| *last as usize),
            View::Chunks(chunks) => match chunks.get(chunk) {
                Some(Chunk::Sparse(lows)) => match lows.last() {
                    // Behind all others.
                    Some(last) if *last < low => usize::from(*last),
                    _ => {
                        let lines = lows.iter().step_by(LINE);
                        lines.fold(0, |all, low| all ^ usize::from(*low))
                    }
                },
                Some(Chunk::Dense(words, _)) => {
                    let (word, _) = word_and_bit(low);
                    words.get(word).map_or(0, |word| *word as usize)
                }
                None => 0,
            },
        }
    }

    /// All of them behind others, in ascending order.
    pub(super) fn push_to(&self, all: &mut Vec<u32>) {
        match self.view() {
            View::Listed(slots) => all.extend(slots),
            View::Chunks(chunks) => {
                for (first, chunk) in (0_usize..).step_by(64 * WORDS).zip(chunks.iter()) {
                    match chunk {
                        Chunk::Sparse(lows) => {
                            all.extend(lows.iter().map(|low| first as u32 + u32::from(*low)));
                        }
                        Chunk::Dense(words, _) => {
                            for (first, word) in (first..).step_by(64).zip(words) {
                                all.extend(bits(*word).map(|bit| first as u32 + bit));
                            }
                        }
                    }
                }
            }
        }
    }

    /// The part of it in some words of one chunk.
    #[inline]
    pub(super) fn part(&self, first: usize, words: usize) -> Part<'_> {
        let (chunk, first_in_chunk) = (first / WORDS, first % WORDS);
        match self.view() {
            View::Listed(slots) => {
                let bounds = [first, first + words].map(|word| word << 6);
                Part::Few(within(slots, bounds, |slot| *slot as usize))
            }
            View::Chunks(chunks) => match chunks.get(chunk) {
                None => Part::Few(&[]),
                Some(Chunk::Sparse(lows)) => {
                    let bounds = [first_in_chunk, first_in_chunk + words].map(|word| word << 6);
                    Part::Sparse(within(lows, bounds, |low| usize::from(*low)))
                }
                Some(Chunk::Dense(all, _)) => {
                    let part = all.get(first_in_chunk..).unwrap_or_default();
                    Part::Dense(part.get(..words).unwrap_or(part))
                }
            },
        }
    }

    /// The bytes that it takes besides itself.
    pub(super) fn bytes(&self) -> usize {
        match &self.0 {
            Form::Least(..) => 0,
            Form::Few(few) => few.capacity() * size_of::<u32>(),
            Form::Many(chunks, _) => {
                let each = chunks.iter().map(|chunk| match chunk {
                    Chunk::Sparse(lows) => lows.capacity() * size_of::<u16>(),
                    Chunk::Dense(words, _) => words.capacity() * size_of::<u64>(),
                });
                each.sum::<usize>() + size_of_val(&**chunks)
            }
        }
    }
}

/// A part of a set, in the form in which it lies there.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    /// Slots.
    Few(&'a [u32]),
    /// The lower halves of slots.
    Sparse(&'a [u16]),
    /// The bits; of words behind these none is set.
    Dense(&'a [u64]),
}

impl Part<'_> {
    /// Sets its bits in these words, of which this is the first. Of a chunk as many as are dense.
    pub(super) fn set_in(self, out: &mut [u64], first: usize) {
        let mut set = |at: usize| {
            if let Some(word) = out.get_mut(at >> 6) {
                *word |= 1 << (at & 63);
            }
        };
        match self {
            Self::Few(slots) => slots
                .iter()
                .for_each(|slot| set((*slot as usize).wrapping_sub(first << 6))),
            Self::Sparse(lows) => {
                let first = (first % WORDS) << 6;
                lows.iter()
                    .for_each(|low| set(usize::from(*low).wrapping_sub(first)));
            }
            Self::Dense(words) => out
                .iter_mut()
                .zip(words)
                .for_each(|(out, word)| *out |= word),
        }
    }
}

fn within<T>(sorted: &[T], [from, to]: [usize; 2], number: impl Fn(&T) -> usize) -> &[T] {
    let from = sorted.partition_point(|one| number(one) < from);
    let rest = sorted.get(from..).unwrap_or_default();
    let len = rest.partition_point(|one| number(one) < to);
    rest.get(..len).unwrap_or_default()
}

/// The bits that are set, the lowest first.
pub(super) fn bits(mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(bit)
    })
}

impl Chunk {
    fn insert(&mut self, low: u16) -> bool {
        match self {
            Self::Sparse(lows) => {
                let is_new = insert(lows, low);
                let span = lows.last().map_or(0, |last| usize::from(*last));
                if lows.len() > FEW && lows.len() * SPARSE > span {
                    let mut words = vec![0; (span / 64 + 1).next_multiple_of(STEP)];
                    Part::Sparse(lows).set_in(&mut words, 0);
                    *self = Self::Dense(words, lows.len());
                }
                is_new
            }
            Self::Dense(words, len) => {
                let (at, bit) = word_and_bit(low);
                if at >= words.len() {
                    words.resize((at + 1).next_multiple_of(STEP), 0);
                }
                let Some(word) = words.get_mut(at) else {
                    return false;
                };
                let is_new = *word & bit == 0;
                *word |= bit;
                *len += usize::from(is_new);
                is_new
            }
        }
    }

    fn remove(&mut self, low: u16) -> bool {
        match self {
            Self::Sparse(lows) => remove(lows, &low),
            Self::Dense(words, len) => {
                let (word, bit) = word_and_bit(low);
                let Some(word) = words.get_mut(word) else {
                    return false;
                };
                let was_there = *word & bit != 0;
                *word &= !bit;
                *len -= usize::from(was_there);
                if *len * THINNED < words.len() * 64 {
                    let mut lows = Vec::with_capacity(*len);
                    for (first, word) in (0_u32..).step_by(64).zip(words.iter()) {
                        lows.extend(bits(*word).map(|bit| (first + bit) as u16));
                    }
                    *self = Self::Sparse(lows);
                }
                was_there
            }
        }
    }

    fn contains(&self, low: u16) -> bool {
        match self {
            Self::Sparse(lows) => lows.binary_search(&low).is_ok(),
            Self::Dense(words, _) => {
                let (word, bit) = word_and_bit(low);
                words.get(word).is_some_and(|word| word & bit != 0)
            }
        }
    }
}
