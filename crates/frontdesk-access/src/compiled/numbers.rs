//! Small numbers for the ids that lists and scopes name: a list is then a mask.

use std::collections::BTreeSet;

use frontdesk_model::uuid::Uuid;
use frontdesk_model::{Id, Kind};

use super::blocks::Blocks;
use super::by_id::{ById, hash_bits};
use super::lists::{List, Many};

/// The numbers of all ids that lists or scopes name, in the order in which they came. An id keeps its
/// number when nobody names it any more: see [`CompiledDirectory::rebuild`](super::CompiledDirectory).
#[derive(Clone)]
pub(super) struct Numbers {
    pub(super) sites: OneKind,
    pub(super) groups: OneKind,
    pub(super) questionnaires: OneKind,
    pub(super) people: OneKind,
}

/// The numbers of the ids of one kind.
#[derive(Clone)]
pub(super) struct OneKind {
    ids: Blocks<u128>,
    by_id: ById,
    next: u32,
}

/// Some numbers: a bit for each of the first 64, and the others in their order.
#[derive(Debug)]
pub(super) struct NumberSet {
    pub(super) few: u64,
    pub(super) many: Box<[u32]>,
}

impl Numbers {
    pub(super) fn new() -> Self {
        Self {
            sites: OneKind::new(),
            groups: OneKind::new(),
            questionnaires: OneKind::new(),
            people: OneKind::new(),
        }
    }
}

impl OneKind {
    fn new() -> Self {
        Self {
            ids: Blocks::with_room(0),
            by_id: ById::with_room(0),
            next: 0,
        }
    }

    #[cfg(test)]
    pub(super) const fn count(&self) -> u32 {
        self.next
    }

    /// The number of what is asked about. `None`: there is none, or nobody names it.
    #[inline]
    pub(super) fn of<K: Kind>(&self, id: Option<Id<K>>) -> Option<u32> {
        let bits = id?.uuid().as_u128();
        self.find(bits)
    }

    #[inline]
    fn find(&self, bits: u128) -> Option<u32> {
        let is = |number| self.ids.get(number).is_some_and(|there| *there == bits);
        self.by_id.find(hash_bits(bits), is)
    }

    /// The numbers of these; what has none gets one.
    pub(super) fn set<K: Kind>(&mut self, ids: &BTreeSet<Id<K>>) -> NumberSet {
        let (mut few, mut many) = (0, Vec::new());
        for id in ids {
            let bits = id.uuid().as_u128();
            let number = self.find(bits).unwrap_or_else(|| self.add(bits));
            match number {
                0..64 => few |= 1 << number,
                _ => many.push(number),
            }
        }
        many.sort_unstable();
        NumberSet {
            few,
            many: many.into(),
        }
    }

    /// The ids of a list, in the order of their numbers.
    pub(super) fn ids<K: Kind>(&self, list: List<'_>) -> impl Iterator<Item = Id<K>> {
        let few = (0..64).filter(move |number| list.few >> number & 1 == 1);
        let numbers = few.chain(list.many().iter().copied());
        let id = |number| Some(Id::from_uuid(Uuid::from_u128(*self.ids.get(number)?)));
        numbers.filter_map(id)
    }

    fn add(&mut self, bits: u128) -> u32 {
        let number = self.next;
        self.next += 1;
        self.ids.set(number, bits);
        let ids = &self.ids;
        self.by_id.insert(hash_bits(bits), number, |at| {
            ids.get(at).map_or(0, |bits| hash_bits(*bits))
        });
        number
    }
}

impl NumberSet {
    #[inline]
    pub(super) fn has(&self, number: u32) -> bool {
        self.as_list().has(number)
    }

    pub(super) fn as_list(&self) -> List<'_> {
        List {
            few: self.few,
            many: Many::Here(&self.many),
        }
    }
}
