//! What would be enough: the smallest addition that turns a no into a yes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::decide::{Request, each_once};
use crate::explain::Needed;
use crate::grant::Grant;
use crate::holder::Holder;
use crate::permission::Permission;
use crate::reason::{Reason, Source};
use crate::scope::Scope;

mod narrow;

use narrow::{lies_within, narrowest_scope};

/// What would turn the answer into a yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Enough {
    /// Nothing is missing: it is allowed.
    Nothing,
    /// These grants: the fewest rights, each over the narrowest scope that still covers its object,
    /// which is the narrowest relation that holds and every fact that is known. For good and not
    /// for a time.
    Grants {
        /// The missing right and the missing prerequisites.
        grants: Vec<Grant>,
        /// The add-on of a role that the person has, or else the role, that brings them with the
        /// fewest rights beyond those held, if one does.
        smallest: Option<Source>,
    },
    /// No grant would do, because of this.
    NoGrant {
        /// Everything that stands in the way and that no grant lifts, of the right and of all that
        /// it needs.
        because: Vec<Reason>,
    },
}

impl Catalogue {
    /// The smallest addition that would allow the request. Added to the record, it does.
    #[must_use]
    pub fn enough(&self, request: &Request<'_>, now: DateTime<Utc>) -> Enough {
        if self.allows(request, now) {
            return Enough::Nothing;
        }
        self.enough_for(&self.chain(request), now)
    }

    /// The smallest addition that would allow every question of a chain.
    pub(crate) fn enough_for(&self, chain: &[Needed<'_>], now: DateTime<Utc>) -> Enough {
        let mut because = Vec::new();
        let mut missing: Vec<&Request<'_>> = Vec::new();
        let mut grants: Vec<Grant> = Vec::new();
        for needed in chain {
            let request = &needed.request;
            let mut bars = self.bars(needed, now);
            if bars.is_empty() && self.granting(request, now).next().is_none() {
                missing.push(request);
                match narrowest_scope(&request.resource) {
                    Some(scope) => grants.push(Grant::new(request.permission, scope)),
                    // The person stands in no relation to it: no scope covers it.
                    None => bars.push(Reason::NotGranted {
                        permission: request.permission,
                    }),
                }
            }
            if !bars.is_empty() {
                because.extend(needed.way());
                because.extend(bars);
            }
        }
        if !because.is_empty() {
            return Enough::NoGrant {
                because: each_once(because),
            };
        }
        if missing.is_empty() {
            return Enough::Nothing;
        }
        drop_what_others_cover(&mut grants, &missing);
        let smallest = chain.first().and_then(|asked| {
            let holder = asked.request.holder;
            self.smallest_bundle(holder, &missing, now)
        });
        Enough::Grants { grants, smallest }
    }

    /// The add-on of a role that the person has, or the role, that brings what is missing with the
    /// fewest rights beyond those held; an add-on before a role, then by id.
    fn smallest_bundle(
        &self,
        holder: &Holder,
        missing: &[&Request<'_>],
        now: DateTime<Utc>,
    ) -> Option<Source> {
        let enough = |grants: &[Grant]| {
            missing.iter().all(|request| {
                let allows = |grant: &Grant| covers(grant, request) && grant.validity.holds(now);
                grants.iter().any(allows)
            })
        };
        let mut found: Vec<(usize, u8, Source)> = Vec::new();
        for assignment in &holder.roles {
            let role = self.role(&assignment.role);
            for (id, add_on) in role.into_iter().flat_map(|role| &role.add_ons) {
                if assignment.validity.holds(now) && enough(&add_on.grants) {
                    let source = Source::AddOn {
                        role: assignment.role.clone(),
                        add_on: id.clone(),
                    };
                    found.push((self.beyond(holder, &add_on.grants, now), 0, source));
                }
            }
        }
        for role in self.roles().filter(|role| enough(&role.grants)) {
            let source = Source::Role(role.id.clone());
            found.push((self.beyond(holder, &role.grants, now), 1, source));
        }
        found.into_iter().min().map(|(_, _, source)| source)
    }

    /// How many rights these grants would add to those that the person holds now: a right counts
    /// once for each scope that lies within none over which it is held.
    fn beyond(&self, holder: &Holder, grants: &[Grant], now: DateTime<Utc>) -> usize {
        let mut added: BTreeSet<(Permission, &Scope)> = BTreeSet::new();
        for grant in grants {
            let given = self.permissions().filter(|p| grant.gives.includes(*p));
            added.extend(given.map(|permission| (permission, &grant.scope)));
        }
        for held in self.lines(holder) {
            if held.out_of_time(now).is_none() {
                added.retain(|(permission, scope)| {
                    !held.grant.gives.includes(*permission)
                        || !lies_within(scope, &held.grant.scope)
                });
            }
        }
        added.len()
    }
}

/// Whether this grant answers that question, at whatever time.
fn covers(grant: &Grant, request: &Request<'_>) -> bool {
    grant.gives.includes(request.permission)
        && grant
            .scope
            .covers(&request.holder.actor(), &request.resource)
}

/// A right that is needed of the object and of the asker's own record, where these are one, is
/// needed once.
fn drop_what_others_cover(grants: &mut Vec<Grant>, missing: &[&Request<'_>]) {
    let mut at = grants.len();
    while at > 0 {
        at -= 1;
        let without = |request: &&Request<'_>| {
            let others = grants.iter().enumerate().filter(|(other, _)| *other != at);
            others.into_iter().any(|(_, grant)| covers(grant, request))
        };
        if missing.iter().all(without) {
            grants.remove(at);
        }
    }
}

impl Enough {
    /// The permissions that would have to be added.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        let grants: &[Grant] = match self {
            Self::Grants { grants, .. } => grants,
            Self::Nothing | Self::NoGrant { .. } => &[],
        };
        grants.iter().filter_map(|grant| grant.gives.one())
    }
}
