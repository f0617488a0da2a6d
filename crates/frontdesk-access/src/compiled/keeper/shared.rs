//! What records have alike is kept once: scopes, and what somebody has beside roles and lists.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use frontdesk_model::Validity;

use super::Keeper;
use crate::compiled::place::Place;
use crate::compiled::record::{Grants, Own, OwnMasks, Taking, shut};
use crate::grant::Grant;
use crate::holder::Holder;
use crate::scope::Scope;

/// How many records share each entry of a table. An entry that nobody uses is given out again.
#[derive(Clone, Default)]
pub(super) struct Users {
    counts: Vec<u32>,
    free: Vec<u32>,
}

impl Keeper {
    /// What a record has of its own and the number of it, used once more.
    pub(super) fn own(&mut self, holder: &Holder, assigned: Box<[Validity]>) -> (u32, Arc<Own>) {
        let restrictions = holder.restrictions.iter();
        let mut restrictions: Vec<Taking> = restrictions
            .map(|restriction| Taking::new(restriction, |scope| self.place(scope)))
            .collect();
        restrictions.sort_unstable_by(Taking::before);
        let own = Own {
            masks: OwnMasks::default(),
            kind: holder.kind,
            standing: holder.standing,
            grants: self.grants(&holder.grants),
            restrictions: restrictions.into(),
            assigned,
            obligations: holder.obligations.iter().copied().collect(),
            shut: shut(holder.standing, holder.kind),
        };
        let own = own.masked();
        let hash = hash_of(&own);
        let mut same = self.owns.range((hash, 0)..=(hash, u32::MAX));
        if let Some(((_, at), there)) = same.find(|(_, there)| ***there == own) {
            self.own_users.take(*at);
            return (*at, there.clone());
        }
        let (at, own) = (self.own_users.fresh(), Arc::new(own));
        self.owns.insert((hash, at), own.clone());
        (at, own)
    }

    pub(super) fn grants(&mut self, grants: &[Grant]) -> Grants {
        Grants::new(grants, |scope| self.place(scope))
    }

    /// The one place of this scope.
    pub(super) fn place(&mut self, scope: &Scope) -> Arc<Place> {
        if let Some(found) = self.places.get(scope) {
            return found.0.clone();
        }
        if self.places.len() > self.swept * 2 {
            self.places.retain(|place| Arc::strong_count(&place.0) > 1);
            self.swept = self.places.len().max(64);
        }
        let place = Arc::new(Place::new(
            self.next_place,
            scope.clone(),
            &mut self.compiled.numbers,
        ));
        // Of 64 bits: no two scopes that there are ever have one number.
        self.next_place += 1;
        self.places.insert(ByScope(place.clone()));
        place
    }
}

impl Users {
    pub(super) fn take(&mut self, at: u32) {
        if let Some(count) = self.counts.get_mut(at as usize) {
            *count += 1;
        }
    }

    /// An entry that nobody uses, used once.
    pub(super) fn fresh(&mut self) -> u32 {
        let at = self.free.pop().unwrap_or_else(|| {
            self.counts.push(0);
            (self.counts.len() - 1) as u32
        });
        self.take(at);
        at
    }

    /// Whether nobody uses it any more.
    pub(super) fn release(&mut self, at: u32) -> bool {
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
pub(super) struct ByScope(Arc<Place>);

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
pub(super) fn hash_of(own: &Own) -> u64 {
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
