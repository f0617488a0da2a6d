//! Roles, add-ons and the combinations in which records have them, compiled once each.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use frontdesk_model::Validity;

use super::{Keeper, RoleBundles};
use crate::catalogue::Catalogue;
use crate::compiled::record::{Bundle, BundleState, Combination, Conditional, Given, Named, Offer};
use crate::grant::Grant;
use crate::holder::RoleAssignment;
use crate::reason::Source;
use crate::role::{AddOnId, RoleId};

impl Keeper {
    /// A role was saved or deleted. Its grants are compiled once; of those who have it only one mask
    /// for each combination of roles is made anew.
    pub(in crate::compiled) fn refresh_role(
        &mut self,
        catalogue: &Catalogue,
        id: &RoleId,
        add_ons: BTreeSet<AddOnId>,
    ) {
        self.refresh_add_ons(catalogue, add_ons);
        self.refresh_offer(catalogue, id);
        let Some(known) = self.bundles.get(id) else {
            return;
        };
        let mut stale: Vec<(u32, Option<AddOnId>)> = vec![(known.own, None)];
        stale.extend(known.add_ons.iter().map(|(id, at)| (*at, Some(id.clone()))));
        let mut combinations = BTreeSet::new();
        for (at, add_on) in stale {
            let bundle = self.shared_bundle(catalogue, id, add_on.as_ref());
            self.compiled.bundles.set(at, Some(bundle));
            combinations.extend(
                self.with_bundle
                    .get(at as usize)
                    .into_iter()
                    .flatten()
                    .copied(),
            );
        }
        self.stale_from = 0;
        for combination in combinations {
            let found = self
                .compiled
                .roles
                .get(combination)
                .and_then(Option::as_ref);
            let found = found.map(|found| (found.parts.clone(), found.named.clone()));
            if let Some((parts, named)) = found {
                self.combine(combination, parts, named);
            }
        }
    }

    /// The bundles that a record names, each with whether it is given always, and the times of
    /// those that are not, in the same order.
    pub(super) fn parts(
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
    pub(super) fn bundle_at(
        &mut self,
        catalogue: &Catalogue,
        role: &RoleId,
        add_on: Option<&AddOnId>,
    ) -> u32 {
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
        let bundle = self.shared_bundle(catalogue, role, add_on);
        self.compiled.bundles.set(at, Some(bundle));
        self.with_bundle.push(BTreeSet::new());
        at
    }

    /// A role as it is offered, or an add-on.
    fn shared_bundle(
        &mut self,
        catalogue: &Catalogue,
        role: &RoleId,
        add_on: Option<&AddOnId>,
    ) -> Arc<Bundle> {
        let offers = &self.compiled.offers;
        let offered = match add_on {
            None => place_of(offers, role).ok().and_then(|at| offers.get(at)),
            Some(_) => None,
        };
        match offered {
            Some(offer) => offer.role.clone(),
            None => Arc::new(self.bundle(catalogue, role, add_on)),
        }
    }

    /// A role with its add-ons, for whoever lacks what it gives.
    pub(super) fn offer(&mut self, catalogue: &Catalogue, id: &RoleId) -> Offer {
        let role = Arc::new(self.bundle(catalogue, id, None));
        Offer {
            possible: role.given.possible,
            role,
        }
    }

    /// A role was saved or deleted.
    fn refresh_offer(&mut self, catalogue: &Catalogue, id: &RoleId) {
        let there = catalogue.role(id).is_some();
        let offer = there.then(|| self.offer(catalogue, id));
        let mut offers = self.compiled.offers.to_vec();
        let found = place_of(&offers, id);
        let (Ok(from) | Err(from)) = found;
        offers.splice(from..from + usize::from(found.is_ok()), offer);
        self.compiled.offers = offers.into();
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
        let listed = there.filter(|_| add_on.is_none());
        let listed = listed.into_iter().flat_map(|role| role.add_ons.keys());
        let add_ons = listed.map(|id| self.bundle(catalogue, role, Some(id)));
        let add_ons = add_ons.collect();
        Bundle {
            add_ons,
            source,
            state,
            given: grants.given(),
            grants,
        }
    }

    /// The number of a combination of bundles, used once more.
    pub(super) fn combination(&mut self, parts: Vec<u32>) -> u32 {
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
        let named = self.named(&parts);
        self.combine(at, parts, named);
        at
    }

    /// The bundles in the order of their names, which an edit of a role does not change.
    pub(super) fn named(&self, parts: &[u32]) -> Arc<[Named]> {
        let mut timed = 0;
        let mut named: Vec<Named> = Vec::with_capacity(parts.len());
        for part in parts {
            timed += part & 1;
            named.push(Named {
                bundle: part >> 1,
                assigned: if part & 1 == 0 { 0 } else { timed },
            });
        }
        let bundles = &self.compiled.bundles;
        let source = |bundle| {
            bundles
                .get(bundle)
                .and_then(Option::as_ref)
                .map(|b| &b.source)
        };
        // The times of one bundle are in their order already.
        named.sort_by(|one, other| source(one.bundle).cmp(&source(other.bundle)));
        named.into()
    }

    /// What a combination gives: the union of its bundles; for sure only what is given always.
    pub(super) fn combine(&mut self, at: u32, parts: Arc<[u32]>, named: Arc<[Named]>) {
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
        let stamp = self.next_stamp();
        self.compiled.stamps.set(at, stamp);
        let combination = Combination {
            parts,
            named,
            conditional: conditional.into(),
        };
        self.compiled.roles.set(at, Some(Arc::new(combination)));
    }

    /// Which rights the add-ons of these names grant on any role.
    pub(super) fn refresh_add_ons(&mut self, catalogue: &Catalogue, changed: BTreeSet<AddOnId>) {
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

/// Where the role is among these, or where it belongs.
fn place_of(offers: &[Offer], id: &RoleId) -> Result<usize, usize> {
    offers.binary_search_by(|offer| match &offer.role.source {
        Source::Role(role) => role.cmp(id),
        Source::AddOn { .. } | Source::Person => Ordering::Greater,
    })
}
