//! Builds the compiled form and keeps it in step: one record or one role at a time.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use frontdesk_model::{ActorId, Validity};

use super::by_id::{self, ById};
use super::place::{Lists, Place};
use super::record::{
    Bundle, BundleState, Combination, Conditional, Given, Grants, Own, OwnMasks, Slot, Taking, shut,
};
use super::rights::rights;
use super::{Blocks, Compiled};
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::grant::Grant;
use crate::holder::{Holder, RoleAssignment};
use crate::reason::Source;
use crate::role::{AddOnId, RoleId};
use crate::scope::Scope;

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
    owns: BTreeSet<(u64, u32)>,
    own_users: Users,
    places: BTreeSet<ByScope>,
    next_place: u32,
    /// How many scopes there were after those that nobody uses were last dropped.
    swept: usize,
}

/// The numbers of a role's bundles: its own and those of add-ons that records name on it.
#[derive(Clone)]
struct RoleBundles {
    own: u32,
    add_ons: BTreeMap<AddOnId, u32>,
}

/// How many records share each entry of a table. An entry that nobody uses is given out again.
#[derive(Clone, Default)]
struct Users {
    counts: Vec<u32>,
    free: Vec<u32>,
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
                rights: rights(catalogue),
                slots: Blocks::with_room(records),
                lists: Blocks::with_room(records),
                by_id: ById::with_room(records),
                role_masks: Blocks::with_room(1),
                roles: Blocks::with_room(1),
                own_masks: Blocks::with_room(1),
                owns: Blocks::with_room(1),
                bundles: Blocks::with_room(1),
                add_ons: Arc::new(BTreeMap::new()),
            },
            free: Vec::new(),
            next: 0,
            bundles: BTreeMap::new(),
            next_bundle: 0,
            with_bundle: Vec::new(),
            roles: BTreeMap::new(),
            role_users: Users::default(),
            owns: BTreeSet::new(),
            own_users: Users::default(),
            places: BTreeSet::new(),
            next_place: 0,
            swept: 64,
        };
        let add_ons = catalogue.roles().flat_map(|role| role.add_ons.keys());
        keeper.refresh_add_ons(catalogue, add_ons.cloned().collect());
        for holder in directory.holders() {
            keeper.put(catalogue, holder);
        }
        keeper
    }

    /// The rights of a host's own have changed.
    pub(super) fn refresh_rights(&mut self, catalogue: &Catalogue) {
        self.compiled.rights = rights(catalogue);
    }

    /// A role was saved or deleted. Its grants are compiled once; of those who have it only one mask
    /// for each combination of roles is made anew.
    pub(super) fn refresh_role(
        &mut self,
        catalogue: &Catalogue,
        id: &RoleId,
        add_ons: BTreeSet<AddOnId>,
    ) {
        self.refresh_add_ons(catalogue, add_ons);
        let Some(known) = self.bundles.get(id) else {
            return;
        };
        let mut stale: Vec<(u32, Option<AddOnId>)> = vec![(known.own, None)];
        stale.extend(known.add_ons.iter().map(|(id, at)| (*at, Some(id.clone()))));
        let mut combinations = BTreeSet::new();
        for (at, add_on) in stale {
            let bundle = self.bundle(catalogue, id, add_on.as_ref());
            self.compiled.bundles.set(at, Some(Arc::new(bundle)));
            combinations.extend(
                self.with_bundle
                    .get(at as usize)
                    .into_iter()
                    .flatten()
                    .copied(),
            );
        }
        for combination in combinations {
            let found = self
                .compiled
                .roles
                .get(combination)
                .and_then(Option::as_ref);
            if let Some(parts) = found.map(|found| found.parts.clone()) {
                self.combine(combination, parts);
            }
        }
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
        let own = self.own(holder, assigned);
        let slot = Slot {
            id: Some(holder.id),
            roles,
            own,
        };
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
                let slots = &self.compiled.slots;
                self.compiled.by_id.insert(hash, place, |at| {
                    let id = slots.get(at).and_then(|slot| slot.id);
                    id.map_or(0, by_id::hash)
                });
                place
            }
        };
        self.compiled.slots.set(place, slot);
        let lists = Lists::of(&holder.memberships);
        self.compiled.lists.set(place, lists);
    }

    fn remove(&mut self, id: ActorId) {
        if let Some(place) = self.compiled.place_of(id) {
            self.give_back(place);
            self.compiled.slots.set(place, Slot::default());
            self.compiled.lists.set(place, Lists::default());
            self.compiled.by_id.remove(by_id::hash(id), place);
            self.compiled.holders -= 1;
            self.free.push(place);
        }
    }

    /// What the record at this place shares with others is one record less's.
    fn give_back(&mut self, place: u32) {
        let Some(slot) = self.compiled.slots.get(place).copied() else {
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
        if self.own_users.release(slot.own) {
            if let Some(own) = self.compiled.owns.get(slot.own).and_then(Option::as_ref) {
                self.owns.remove(&(hash_of(own), slot.own));
            }
            self.compiled.owns.set(slot.own, None);
            self.compiled.own_masks.set(slot.own, OwnMasks::default());
        }
    }

    /// The bundles that a record names, each with whether it is given always, and the times of
    /// those that are not, in the same order.
    fn parts(
        &mut self,
        catalogue: &Catalogue,
        roles: &[RoleAssignment],
    ) -> (Vec<u32>, Box<[Validity]>) {
        let mut named: Vec<(u32, Validity)> = Vec::with_capacity(roles.len());
        for assignment in roles {
            named.push((
                self.bundle_at(catalogue, &assignment.role, None),
                assignment.validity,
            ));
            for add_on in &assignment.add_ons {
                let at = self.bundle_at(catalogue, &assignment.role, Some(add_on));
                named.push((at, assignment.validity));
            }
        }
        named.sort_unstable();
        named.dedup();
        let part =
            |(bundle, validity): &(u32, Validity)| bundle << 1 | u32::from(!validity.is_always());
        let times = named.iter().map(|(_, validity)| *validity);
        (
            named.iter().map(part).collect(),
            times.filter(|validity| !validity.is_always()).collect(),
        )
    }

    /// The number of a bundle; one that is new here is compiled.
    fn bundle_at(&mut self, catalogue: &Catalogue, role: &RoleId, add_on: Option<&AddOnId>) -> u32 {
        let known = self.bundles.get(role);
        let found = known.and_then(|known| match add_on {
            None => Some(known.own),
            Some(id) => known.add_ons.get(id).copied(),
        });
        if let Some(found) = found {
            return found;
        }
        let at = self.next_bundle;
        self.next_bundle += 1;
        match (add_on, self.bundles.get_mut(role)) {
            (Some(id), Some(known)) => {
                known.add_ons.insert(id.clone(), at);
            }
            // A role comes before its add-ons.
            _ => {
                let fresh = RoleBundles {
                    own: at,
                    add_ons: BTreeMap::new(),
                };
                self.bundles.insert(role.clone(), fresh);
            }
        }
        let bundle = self.bundle(catalogue, role, add_on);
        self.compiled.bundles.set(at, Some(Arc::new(bundle)));
        self.with_bundle.push(BTreeSet::new());
        at
    }

    fn bundle(&mut self, catalogue: &Catalogue, role: &RoleId, add_on: Option<&AddOnId>) -> Bundle {
        let there = catalogue.role(role);
        let (source, state, grants) = match add_on {
            None => {
                let state = match there {
                    Some(_) => BundleState::Known,
                    None => BundleState::Unknown,
                };
                (
                    Source::Role(role.clone()),
                    state,
                    there.map(|role| &role.grants),
                )
            }
            Some(add_on) => {
                let listed = there.and_then(|role| role.add_ons.get(add_on));
                let state = match (there, listed) {
                    (None, _) => BundleState::Silent,
                    (Some(_), None) => BundleState::Unlisted,
                    (Some(_), Some(_)) => BundleState::Known,
                };
                let source = Source::AddOn {
                    role: role.clone(),
                    add_on: add_on.clone(),
                };
                (source, state, listed.map(|add_on| &add_on.grants))
            }
        };
        let grants = self.grants(grants.map_or(&[], Vec::as_slice));
        Bundle {
            source,
            state,
            given: grants.given(),
            grants,
        }
    }

    /// The number of a combination of bundles, used once more.
    fn combination(&mut self, parts: Vec<u32>) -> u32 {
        if let Some(found) = self.roles.get(parts.as_slice()).copied() {
            self.role_users.take(found);
            return found;
        }
        let at = self.role_users.fresh();
        for part in &parts {
            if let Some(with) = self.with_bundle.get_mut((part >> 1) as usize) {
                with.insert(at);
            }
        }
        let parts: Arc<[u32]> = parts.into();
        self.roles.insert(parts.clone(), at);
        self.combine(at, parts);
        at
    }

    /// What a combination gives: the union of its bundles; for sure only what is given always.
    fn combine(&mut self, at: u32, parts: Arc<[u32]>) {
        let (mut given, mut conditional) = (Given::default(), Vec::new());
        let mut timed = 0;
        for part in parts.iter() {
            let always = part & 1 == 0;
            timed += u32::from(!always);
            let bundle = self.compiled.bundles.get(part >> 1);
            let Some(bundle) = bundle.and_then(Option::as_ref) else {
                continue;
            };
            given.possible |= bundle.given.possible;
            if always {
                given.sure |= bundle.given.sure;
            }
            let grants = bundle.grants.iter();
            let open = grants.filter(|grant| !always || !grant.is_sure());
            conditional.extend(open.map(|grant| Conditional {
                grant: grant.clone(),
                assigned: if always { 0 } else { timed },
            }));
        }
        self.compiled.role_masks.set(at, given);
        let combination = Combination {
            parts,
            conditional: conditional.into(),
        };
        self.compiled.roles.set(at, Some(Arc::new(combination)));
    }

    /// The number of what a record has of its own, used once more.
    fn own(&mut self, holder: &Holder, assigned: Box<[Validity]>) -> u32 {
        let own = Own {
            kind: holder.kind,
            standing: holder.standing,
            grants: self.grants(&holder.grants),
            restrictions: holder
                .restrictions
                .iter()
                .map(|restriction| Taking::new(restriction, |scope| self.place(scope)))
                .collect(),
            assigned,
            obligations: holder.obligations.iter().copied().collect(),
            shut: shut(holder.standing, holder.kind),
        };
        let hash = hash_of(&own);
        let same = self.owns.range((hash, 0)..=(hash, u32::MAX));
        let found = same.map(|(_, at)| *at).find(|at| {
            let there = self.compiled.owns.get(*at).and_then(Option::as_deref);
            there == Some(&own)
        });
        if let Some(found) = found {
            self.own_users.take(found);
            return found;
        }
        let at = self.own_users.fresh();
        self.owns.insert((hash, at));
        self.compiled.own_masks.set(at, own.masks());
        self.compiled.owns.set(at, Some(Arc::new(own)));
        at
    }

    fn grants(&mut self, grants: &[Grant]) -> Grants {
        Grants::new(grants, |scope| self.place(scope))
    }

    /// The one place of this scope.
    fn place(&mut self, scope: &Scope) -> Arc<Place> {
        if let Some(found) = self.places.get(scope) {
            return found.0.clone();
        }
        if self.places.len() > self.swept * 2 {
            self.places.retain(|place| Arc::strong_count(&place.0) > 1);
            self.swept = self.places.len().max(64);
        }
        let place = Arc::new(Place::new(self.next_place, scope.clone()));
        self.next_place = self.next_place.wrapping_add(1);
        self.places.insert(ByScope(place.clone()));
        place
    }

    /// Which rights the add-ons of these names grant on any role.
    fn refresh_add_ons(&mut self, catalogue: &Catalogue, changed: BTreeSet<AddOnId>) {
        if changed.is_empty() {
            return;
        }
        let mut all = (*self.compiled.add_ons).clone();
        for id in changed {
            let bundles = catalogue.roles().filter_map(|role| role.add_ons.get(&id));
            let granted: Vec<Grant> = bundles.flat_map(|add_on| &add_on.grants).cloned().collect();
            all.insert(id, self.grants(&granted).given().possible);
        }
        self.compiled.add_ons = Arc::new(all);
    }
}

impl Users {
    fn take(&mut self, at: u32) {
        if let Some(count) = self.counts.get_mut(at as usize) {
            *count += 1;
        }
    }

    /// An entry that nobody uses, used once.
    fn fresh(&mut self) -> u32 {
        let at = self.free.pop().unwrap_or_else(|| {
            self.counts.push(0);
            (self.counts.len() - 1) as u32
        });
        self.take(at);
        at
    }

    /// Whether nobody uses it any more.
    fn release(&mut self, at: u32) -> bool {
        let Some(count) = self.counts.get_mut(at as usize) else {
            return false;
        };
        *count = count.saturating_sub(1);
        if *count > 0 {
            return false;
        }
        self.free.push(at);
        true
    }
}

/// A place found by its scope.
#[derive(Clone)]
struct ByScope(Arc<Place>);

impl Borrow<Scope> for ByScope {
    fn borrow(&self) -> &Scope {
        &self.0.scope
    }
}

impl PartialEq for ByScope {
    fn eq(&self, other: &Self) -> bool {
        self.0.scope == other.0.scope
    }
}

impl Eq for ByScope {}

impl PartialOrd for ByScope {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ByScope {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.scope.cmp(&other.0.scope)
    }
}

/// A fixed hash: what hashes alike is compared.
fn hash_of(own: &Own) -> u64 {
    let mut hasher = Mixer(0);
    (own.kind, own.standing).hash(&mut hasher);
    own.assigned.hash(&mut hasher);
    own.obligations.hash(&mut hasher);
    for grant in own.grants.iter() {
        grant.order().hash(&mut hasher);
    }
    for taking in &own.restrictions {
        taking.id.hash(&mut hasher);
        (taking.takes, taking.place.number, taking.validity).hash(&mut hasher);
    }
    hasher.finish()
}

struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }
}
