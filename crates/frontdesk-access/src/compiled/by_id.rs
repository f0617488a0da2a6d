//! From an id to the place of its record: linear hashing in small pages that snapshots share.

use std::sync::Arc;

use frontdesk_model::ActorId;

/// So many records share a page on average before another page is made.
const FILL: usize = 72;

/// How many places a page has at first: a power of two.
const PLACES: usize = 128;

/// Where the record of an id is. A clone shares all pages; a change copies one or two.
#[derive(Clone)]
pub(super) struct ById {
    pages: Arc<[Page]>,
    held: usize,
}

/// Open addressing; its length is a power of two and it is never full.
type Page = Arc<[Entry]>;

#[derive(Clone, Copy)]
struct Entry {
    mark: u32,
    slot: u32,
}

const FREE: Entry = Entry {
    mark: 0,
    slot: NONE,
};
const NONE: u32 = u32::MAX;

impl ById {
    pub(super) fn with_room(records: usize) -> Self {
        let pages = (0..records.div_ceil(FILL).max(1)).map(|_| empty(PLACES));
        Self {
            pages: pages.collect(),
            held: 0,
        }
    }

    /// The place for which `is` says that it has this record.
    #[inline]
    pub(super) fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        let page = self.pages.get(page_of(hash, self.pages.len()))?;
        let mark = mark(hash);
        probe(mark, page.len())
            .map_while(|at| page.get(at).filter(|entry| entry.slot != NONE))
            .find(|entry| entry.mark == mark && is(entry.slot))
            .map(|entry| entry.slot)
    }

    /// Adds a record that is not there yet. `hash_at` hashes the id at a place.
    pub(super) fn insert(&mut self, hash: u64, slot: u32, hash_at: impl Fn(u32) -> u64) {
        self.held += 1;
        if self.held > self.pages.len() * FILL {
            self.split(hash_at);
        }
        let at = page_of(hash, self.pages.len());
        if let Some(page) = Arc::make_mut(&mut self.pages).get_mut(at) {
            let entry = Entry {
                mark: mark(hash),
                slot,
            };
            let filled = entries(page).count() + 1;
            if filled * 4 > page.len() * 3 {
                *page = paged(entries(page), page.len() * 2);
            }
            put(Arc::make_mut(page), entry);
        }
    }

    pub(super) fn remove(&mut self, hash: u64, slot: u32) {
        let at = page_of(hash, self.pages.len());
        if let Some(page) = Arc::make_mut(&mut self.pages).get_mut(at) {
            let others = entries(page).filter(|entry| entry.slot != slot);
            *page = paged(others, page.len());
            self.held = self.held.saturating_sub(1);
        }
    }

    /// Makes one more page and moves there what now belongs there: nothing else moves.
    fn split(&mut self, hash_at: impl Fn(u32) -> u64) {
        let more = self.pages.len() + 1;
        let from = self.pages.len() - more.next_power_of_two() / 2;
        let Some(old) = self.pages.get(from).cloned() else {
            return;
        };
        let belongs = |to: usize| {
            let hash_at = &hash_at;
            entries(&old).filter(move |entry| page_of(hash_at(entry.slot), more) == to)
        };
        let (stay, go) = (belongs(from), belongs(more - 1));
        let (stay, go) = (paged(stay, PLACES), paged(go, PLACES));
        self.pages = self.pages.iter().cloned().chain([go]).collect();
        if let Some(page) = Arc::make_mut(&mut self.pages).get_mut(from) {
            *page = stay;
        }
    }
}

/// A fixed hash of an id: a folded product. Ids are the host's own, so it needs no secret.
#[inline]
pub(super) fn hash(id: ActorId) -> u64 {
    let (bits, kind) = match id {
        ActorId::User(user) => (user.uuid().as_u128(), 0x9e37_79b9_7f4a_7c15),
        ActorId::Customer(customer) => (customer.uuid().as_u128(), 0xc2b2_ae3d_27d4_eb4f),
    };
    let (high, low) = ((bits >> 64) as u64, bits as u64);
    let folded = fold(high ^ 0xa076_1d64_78bd_642f, low ^ kind);
    fold(folded, 0xe703_7ed1_a0b4_28db)
}

const fn fold(one: u64, other: u64) -> u64 {
    let product = one as u128 * other as u128;
    (product >> 64) as u64 ^ product as u64
}

const fn mark(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Linear hashing: the pages that are not split yet answer for the half that does not exist yet.
#[inline]
const fn page_of(hash: u64, pages: usize) -> usize {
    let whole = pages.next_power_of_two();
    let at = hash as usize & (whole - 1);
    if at < pages { at } else { at & (whole / 2 - 1) }
}

/// The places to look at, one after the other.
#[inline]
fn probe(mark: u32, places: usize) -> impl Iterator<Item = usize> {
    let last = places - 1;
    (0..places).map(move |step| (mark as usize + step) & last)
}

fn entries(page: &[Entry]) -> impl Iterator<Item = Entry> {
    page.iter().copied().filter(|entry| entry.slot != NONE)
}

fn empty(places: usize) -> Page {
    (0..places).map(|_| FREE).collect()
}

fn paged(kept: impl Iterator<Item = Entry>, at_least: usize) -> Page {
    let kept: Vec<Entry> = kept.collect();
    let places = (kept.len() * 4 / 3 + 1).next_power_of_two().max(at_least);
    let mut page = vec![FREE; places];
    for entry in kept {
        put(&mut page, entry);
    }
    page.into()
}

fn put(page: &mut [Entry], entry: Entry) {
    let free = probe(entry.mark, page.len())
        .find(|at| page.get(*at).is_some_and(|there| there.slot == NONE));
    if let Some(place) = free.and_then(|at| page.get_mut(at)) {
        *place = entry;
    }
}
