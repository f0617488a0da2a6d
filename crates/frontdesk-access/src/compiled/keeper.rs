//! Builds the compiled form and keeps it in step: one record or one role at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use frontdesk_model::ActorId;

use super::by_id::{self, ById};
use super::lists::Lists;
use super::numbers::Numbers;
use super::record::{Behind, Offer, Own, Record, Slot};
use super::rights::RightTable;
use super::{Blocks, Compiled};
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::holder::Holder;
use crate::role::{AddOnId, RoleId};

mod fresh;
mod roles;
mod shared;

use shared::{ByScope, Users, hash_of};

#[cfg(test)]
mod tests;

/// A compiled form and what is needed to change it.
#[derive(Clone)]
pub(super) struct Keeper {
    pub(super) compiled: Compiled,
    /// Places of records that are free below `next`, and the first that was never used.
    free: Vec<u32>,
    next: u32,
    bundles: BTreeMap<RoleId, RoleBundles>,
    next_bundle: u32,
    /// Which combinations have this bundle.
    with_bundle: Vec<BTreeSet<u32>>,
    roles: BTreeMap<Arc<[u32]>, u32>,
    role_users: Users,
    /// What records have of their own, by its hash and its number.
    owns: BTreeMap<(u64, u32), Arc<Own>>,
    own_users: Users,
    /// The last stamp that was given, and the place from which on records may have older ones.
    stamp: u32,
    stale_from: u32,
    places: BTreeSet<ByScope>,
    next_place: u64,
    /// How many scopes there were after those that nobody uses were last dropped.
    swept: usize,
}

/// The numbers of a role's bundles: its own and those of add-ons that records name on it.
#[derive(Clone)]
struct RoleBundles {
    own: u32,
    add_ons: BTreeMap<AddOnId, u32>,
}

impl Keeper {
    pub(super) fn new(directory: &Directory) -> Self {
        let catalogue = directory.catalogue();
        let records = directory.holders().count();
        let mut keeper = Self {
            compiled: Compiled {
                tenant: directory.tenant(),
                version: directory.version(),
                holders: 0,
                rights: RightTable::new(catalogue),
                records: Blocks::with_room(records),
                numbers: Numbers::new(),
                by_id: ById::with_room(records),
                role_masks: Blocks::with_room(1),
                stamps: Blocks::with_room(1),
                roles: Blocks::with_room(1),
                bundles: Blocks::with_room(1),
                offers: Arc::new([]),
                add_ons: Arc::new(BTreeMap::new()),
            },
            free: Vec::new(),
            next: 0,
            bundles: BTreeMap::new(),
            next_bundle: 0,
            with_bundle: Vec::new(),
            roles: BTreeMap::new(),
            role_users: Users::default(),
            owns: BTreeMap::new(),
            own_users: Users::default(),
            stamp: 0,
            stale_from: u32::MAX,
            places: BTreeSet::new(),
            next_place: 0,
            swept: 64,
        };
        let add_ons = catalogue.roles().flat_map(|role| role.add_ons.keys());
        keeper.refresh_add_ons(catalogue, add_ons.cloned().collect());
        let roles = catalogue
            .roles()
            .map(|role| keeper.offer(catalogue, &role.id));
        let roles: Vec<Offer> = roles.collect();
        keeper.compiled.offers = roles.into();
        for holder in directory.holders() {
            keeper.put(catalogue, holder);
        }
        keeper
    }

    /// The rights of a host's own have changed.
    pub(super) fn refresh_rights(&mut self, catalogue: &Catalogue) {
        self.compiled.rights = RightTable::new(catalogue);
        let stamp = self.next_stamp();
        for at in self.roles.values() {
            self.compiled.stamps.set(*at, stamp);
        }
        self.stale_from = 0;
    }

    /// A record was added or changed, or is gone.
    pub(super) fn refresh_holder(
        &mut self,
        catalogue: &Catalogue,
        id: ActorId,
        now: Option<&Holder>,
    ) {
        match now {
            Some(holder) => self.put(catalogue, holder),
            None => self.remove(id),
        }
    }

    fn put(&mut self, catalogue: &Catalogue, holder: &Holder) {
        let (parts, assigned) = self.parts(catalogue, &holder.roles);
        let roles = self.combination(parts);
        let (number, own) = self.own(holder, assigned);
        let slot = Slot {
            id: Some(holder.id),
            roles,
            own: number,
            ..Slot::default()
        };
        let slot = self.compiled.freshened(&slot, &own).unwrap_or(slot);
        let hash = by_id::hash(holder.id);
        let place = match self.compiled.place_of(holder.id) {
            Some(place) => {
                // The new one is taken before the old one is given back: they are often the same.
                self.give_back(place);
                place
            }
            None => {
                let place = self.free.pop().unwrap_or_else(|| {
                    self.next += 1;
                    self.next - 1
                });
                self.compiled.holders += 1;
                let records = &self.compiled.records;
                self.compiled.by_id.insert(hash, place, |at| {
                    let id = records.get(at).and_then(|record| record.slot.id);
                    id.map_or(0, by_id::hash)
                });
                place
            }
        };
        let lists = Lists::of(&holder.memberships, &mut self.compiled.numbers);
        let behind = Behind::new(lists, own);
        self.compiled.records.set(place, Record { slot, behind });
    }

    fn remove(&mut self, id: ActorId) {
        if let Some(place) = self.compiled.place_of(id) {
            self.give_back(place);
            self.compiled.records.set(place, Record::default());
            self.compiled.by_id.remove(by_id::hash(id), place);
            self.compiled.holders -= 1;
            self.free.push(place);
        }
    }

    /// What the record at this place shares with others is one record less's.
    fn give_back(&mut self, place: u32) {
        let Some(Record { slot, behind }) = self.compiled.records.get(place).cloned() else {
            return;
        };
        if self.role_users.release(slot.roles) {
            let gone = self.compiled.roles.get(slot.roles).cloned().flatten();
            let gone = gone.map(|combination| combination.parts.clone());
            self.compiled.roles.set(slot.roles, None);
            for part in gone.iter().flat_map(|parts| parts.iter()) {
                if let Some(with) = self.with_bundle.get_mut((part >> 1) as usize) {
                    with.remove(&slot.roles);
                }
            }
            if let Some(parts) = gone {
                self.roles.remove(&parts);
            }
        }
        if self.own_users.release(slot.own)
            && let Some(own) = behind.own.as_deref()
        {
            self.owns.remove(&(hash_of(own), slot.own));
        }
    }
}
