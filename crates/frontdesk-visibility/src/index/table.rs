//! Numbers found by the hash of what they stand for, which lies elsewhere.

use frontdesk_model::uuid::Uuid;

/// An open-addressed table of numbers. It compares nothing itself: whoever looks up says what is meant.
/// A hash is fixed and not keyed: ids are the host's, and no stranger chooses them. It is in parts, by the
/// upper bits of the hash, each of which grows by itself: so no insert waits for the whole.
#[derive(Clone, Debug)]
pub(super) struct Table([Part; PARTS]);

const PARTS: usize = 64;

impl Default for Table {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Part::default()))
    }
}

#[derive(Clone, Debug, Default)]
struct Part {
    /// A power of two of them, or none; a quarter at least is vacant.
    cells: Vec<Cell>,
    len: usize,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    hash: u32,
    number: u32,
}

const VACANT: Cell = Cell {
    hash: 0,
    number: u32::MAX,
};

/// 32 bits over an id and the kind of thing that it stands for.
pub(super) const fn hash(kind: u8, id: Uuid) -> u32 {
    let bits = id.as_u128();
    let high = ((bits >> 64) as u64) ^ 0x9e37_79b9_7f4a_7c15 ^ ((kind as u64) << 32);
    let low = (bits as u64) ^ 0xd1b5_4a32_d192_ed03;
    let product = (high as u128).wrapping_mul(low as u128);
    let folded = (product as u64) ^ ((product >> 64) as u64);
    (folded.wrapping_mul(0x9fb2_1c65_1e98_df25) >> 32) as u32
}

const fn part_of(hash: u32) -> usize {
    hash as usize >> 26
}

impl Table {
    /// The number with this hash that is meant.
    #[inline]
    pub(super) fn find(&self, hash: u32, is_meant: impl Fn(u32) -> bool) -> Option<u32> {
        self.0.get(part_of(hash))?.find(hash, is_meant)
    }

    /// Something that lies where this hash is looked up: asked for, it is read.
    #[inline]
    pub(super) fn near(&self, hash: u32) -> u32 {
        let cells = self.0.get(part_of(hash)).map(|part| &part.cells);
        let cell = cells.and_then(|cells| cells.get(hash as usize & cells.len().wrapping_sub(1)));
        cell.map_or(0, |cell| cell.number)
    }

    /// Puts a number in that is not there.
    pub(super) fn insert(&mut self, hash: u32, number: u32) {
        if let Some(part) = self.0.get_mut(part_of(hash)) {
            part.insert(hash, number);
        }
    }

    /// Takes a number out.
    pub(super) fn remove(&mut self, hash: u32, number: u32) {
        if let Some(part) = self.0.get_mut(part_of(hash)) {
            part.remove(hash, number);
        }
    }

    /// The bytes that it takes besides itself.
    pub(super) fn bytes(&self) -> usize {
        let cells = self.0.iter().map(|part| part.cells.capacity());
        cells.sum::<usize>() * size_of::<Cell>()
    }
}

impl Part {
    #[inline]
    fn find(&self, hash: u32, is_meant: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.cells.len().wrapping_sub(1);
        let mut at = hash as usize;
        loop {
            let cell = self.cells.get(at & mask)?;
            if cell.number == VACANT.number {
                return None;
            }
            if cell.hash == hash && is_meant(cell.number) {
                return Some(cell.number);
            }
            at += 1;
        }
    }

    fn insert(&mut self, hash: u32, number: u32) {
        if (self.len + 1) * 4 > self.cells.len() * 3 {
            self.grow();
        }
        self.len += 1;
        self.place(Cell { hash, number });
    }

    fn grow(&mut self) {
        let cells = vec![VACANT; (self.cells.len() * 2).max(4)];
        let old = std::mem::replace(&mut self.cells, cells);
        let taken = old.into_iter().filter(|cell| cell.number != VACANT.number);
        taken.for_each(|cell| self.place(cell));
    }

    fn place(&mut self, new: Cell) {
        let mask = self.cells.len().wrapping_sub(1);
        let mut at = new.hash as usize;
        while let Some(cell) = self.cells.get_mut(at & mask) {
            if cell.number == VACANT.number {
                *cell = new;
                return;
            }
            at += 1;
        }
    }

    /// And moves those behind it up that would not be found any more.
    fn remove(&mut self, hash: u32, number: u32) {
        let mask = self.cells.len().wrapping_sub(1);
        let mut hole = hash as usize & mask;
        loop {
            match self.cells.get(hole) {
                Some(cell) if cell.number == number => break,
                Some(cell) if cell.number != VACANT.number => hole = (hole + 1) & mask,
                Some(_) | None => return,
            }
        }
        self.len -= 1;
        let mut next = hole;
        loop {
            next = (next + 1) & mask;
            let cell = self.cells.get(next).copied().unwrap_or(VACANT);
            let vacant = cell.number == VACANT.number;
            let wanders = next.wrapping_sub(cell.hash as usize) & mask;
            let back = next.wrapping_sub(hole) & mask;
            if vacant || wanders >= back {
                if let Some(place) = self.cells.get_mut(hole) {
                    *place = if vacant { VACANT } else { cell };
                }
                hole = next;
            }
            if vacant {
                return;
            }
        }
    }
}
