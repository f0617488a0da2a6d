//! From an id to the place of its record: linear hashing in small pages that snapshots share.

use std::sync::Arc;

use frontdesk_model::ActorId;

/// So many records share a page on average before another page is made.
const FILL: usize = 64;

/// How many groups a page has at first: a power of two.
const GROUPS: usize = 16;

/// Where the record of an id is. A clone shares all pages; a change copies one or two.
#[derive(Clone)]
pub(super) struct ById {
    pages: Arc<[Page]>,
    held: usize,
}

/// Open addressing by groups; its length is a power of two and it is never full.
type Page = Arc<[Group]>;

/// One line of a cache: its marks are compared four at once, so that nothing has to be guessed.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Group {
    /// Four marks of 16 bits each, the first in the low bits.
    marks: [u64; 2],
    slots: [u32; LANES],
}

const LANES: usize = 8;

#[derive(Clone, Copy)]
struct Entry {
    mark: u16,
    slot: u32,
}

const FREE: Group = Group {
    marks: [0; 2],
    slots: [NONE; LANES],
};
const NONE: u32 = u32::MAX;

impl ById {
    pub(super) fn with_room(records: usize) -> Self {
        let pages = (0..records.div_ceil(FILL).max(1)).map(|_| empty(GROUPS));
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
        for at in probe(mark, page.len()) {
            let group = page.get(at)?;
            for half in 0..2 {
                let mut hits = group.hits(half, mark);
                while hits != 0 {
                    let lane = half * 4 + hits.trailing_zeros() as usize / 16;
                    let slot = *group.slots.get(lane)?;
                    if slot != NONE && is(slot) {
                        return Some(slot);
                    }
                    hits &= hits - 1;
                }
            }
            if group.slots.contains(&NONE) {
                return None;
            }
        }
        None
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
            if filled * 3 > page.len() * LANES * 2 {
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
        let (stay, go) = (paged(stay, GROUPS), paged(go, GROUPS));
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
    folded(bits, kind)
}

/// A fixed hash of an id among those of its kind.
#[inline]
pub(super) const fn hash_bits(bits: u128) -> u64 {
    folded(bits, 0x9e37_79b9_7f4a_7c15)
}

#[inline]
const fn folded(bits: u128, kind: u64) -> u64 {
    let (high, low) = ((bits >> 64) as u64, bits as u64);
    let folded = fold(high ^ 0xa076_1d64_78bd_642f, low ^ kind);
    fold(folded, 0xe703_7ed1_a0b4_28db)
}

const fn fold(one: u64, other: u64) -> u64 {
    let product = one as u128 * other as u128;
    (product >> 64) as u64 ^ product as u64
}

const fn mark(hash: u64) -> u16 {
    (hash >> 48) as u16
}

/// Linear hashing: the pages that are not split yet answer for the half that does not exist yet.
#[inline]
const fn page_of(hash: u64, pages: usize) -> usize {
    let whole = pages.next_power_of_two();
    let at = hash as usize & (whole - 1);
    if at < pages { at } else { at & (whole / 2 - 1) }
}

/// The groups to look at, one after the other.
#[inline]
fn probe(mark: u16, groups: usize) -> impl Iterator<Item = usize> {
    let last = groups - 1;
    (0..groups).map(move |step| (mark as usize + step) & last)
}

impl Group {
    /// The highest bit of each of four places with this mark, and of none before the first of them;
    /// behind it there may be others by mistake.
    #[inline(always)]
    fn hits(&self, half: usize, mark: u16) -> u64 {
        const ONES: u64 = 0x0001_0001_0001_0001;
        let marks = self.marks.get(half).copied().unwrap_or_default();
        let other = marks ^ (ONES * mark as u64);
        other.wrapping_sub(ONES) & !other & ONES << 15
    }

    fn entries(&self) -> impl Iterator<Item = Entry> {
        let marks = self.marks.into_iter();
        let marks = marks.flat_map(|four| (0..4).map(move |lane| (four >> (16 * lane)) as u16));
        let all = marks.zip(&self.slots);
        all.map(|(mark, slot)| Entry { mark, slot: *slot })
            .filter(|entry| entry.slot != NONE)
    }
}

fn entries(page: &[Group]) -> impl Iterator<Item = Entry> {
    page.iter().flat_map(Group::entries)
}

fn empty(groups: usize) -> Page {
    (0..groups).map(|_| FREE).collect()
}

fn paged(kept: impl Iterator<Item = Entry>, at_least: usize) -> Page {
    let kept: Vec<Entry> = kept.collect();
    let groups = (kept.len() * 3 / (LANES * 2) + 1).next_power_of_two();
    let mut page = vec![FREE; groups.max(at_least)];
    for entry in kept {
        put(&mut page, entry);
    }
    page.into()
}

fn put(page: &mut [Group], entry: Entry) {
    for at in probe(entry.mark, page.len()) {
        let Some(group) = page.get_mut(at) else {
            return;
        };
        let free = group.slots.iter().position(|slot| *slot == NONE);
        let Some(free) = free else {
            continue;
        };
        let half = group.marks.get_mut(free / 4);
        if let (Some(half), Some(slot)) = (half, group.slots.get_mut(free)) {
            let shift = 16 * (free % 4);
            *half = *half & !(0xffff << shift) | u64::from(entry.mark) << shift;
            *slot = entry.slot;
        }
        return;
    }
}
