//! Tables in blocks that snapshots share: a change copies the block that it touches and no other.

use std::sync::Arc;

/// How many items share a block: the most that one change copies.
const LEN: usize = 256;

/// A growing table. A clone shares all blocks; reading takes no lock.
#[derive(Clone)]
pub(super) struct Blocks<T> {
    blocks: Arc<[Arc<[T; LEN]>]>,
}

impl<T: Clone + Default> Blocks<T> {
    /// A table with room for so many items; all are the default.
    pub(super) fn with_room(items: usize) -> Self {
        let blocks = (0..items.div_ceil(LEN)).map(|_| block());
        Self {
            blocks: blocks.collect(),
        }
    }

    #[inline]
    pub(super) fn get(&self, at: u32) -> Option<&T> {
        let at = at as usize;
        self.blocks.get(at / LEN)?.get(at % LEN)
    }

    /// Puts an item in its place; the table grows as far as needed.
    pub(super) fn set(&mut self, at: u32, item: T) {
        let wanted = at as usize / LEN + 1;
        if wanted > self.blocks.len() {
            // By a sixteenth at once: the list of blocks is made anew.
            let more = wanted - self.blocks.len() + self.blocks.len() / 16;
            let old = self.blocks.iter().cloned();
            self.blocks = old.chain((0..more).map(|_| block())).collect();
        }
        self.change(at, |place| *place = item);
    }

    /// Changes the item in its place; where there is no such place, nothing.
    pub(super) fn change(&mut self, at: u32, change: impl FnOnce(&mut T)) {
        let at = at as usize;
        let found = Arc::make_mut(&mut self.blocks).get_mut(at / LEN);
        if let Some(place) = found.and_then(|block| Arc::make_mut(block).get_mut(at % LEN)) {
            change(place);
        }
    }
}

fn block<T: Default>() -> Arc<[T; LEN]> {
    Arc::new(std::array::from_fn(|_| T::default()))
}
