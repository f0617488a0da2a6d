//! What would be enough: the smallest addition that turns a no into a yes.

use std::cell::OnceCell;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::decide::{Giver, Request};
use crate::explain::{Needed, Step};
use crate::grant::Grant;
use crate::holder::Holder;
use crate::permission::{Permission, PermissionSet};
use crate::reason::{Reason, Source};

mod borrowed;
mod narrow;
mod search;
mod smallest;

pub use borrowed::{GrantRef, OneOrTwo, ScopeRef};
pub(crate) use narrow::{
    Around, GroupsOf, KeptGroups, lies_within, narrowest_relation, narrowest_scope,
};
pub(crate) use search::{Missing, Search};
pub(crate) use smallest::{Lasts, Over, Smallest, beyond, brings};

/// What would turn the answer into a yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Enough {
    /// Nothing is missing: it is allowed.
    Nothing,
    /// These grants: first as few as will do, and then each over the narrowest scope that still
    /// covers its object, which is the narrowest relation that holds and every fact that is known.
    /// For good and not for a time.
    ///
    /// A right that is missing of the object and of the asker's own record is named once, over the
    /// narrowest scope that covers both: two grants would be narrower where one will do. It is named
    /// twice only where no relation holds to both.
    Grants {
        /// The missing right and the missing prerequisites.
        grants: Vec<Grant>,
        /// The bundle that brings them too, if one does: a role, or an add-on of a role that the
        /// person has. Of several one that brings them for good before one that does for a time, then
        /// the one with the fewest rights beyond those held, then an add-on before a role, then by
        /// id.
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
        let chain = self.chain(request);
        let steps: Vec<Step> = chain.iter().map(|needed| needed.step).collect();
        let mut search = Search::new(&steps);
        for needed in &chain {
            let Needed { request, step } = needed;
            search.add(*step, request.resource, self.bars(needed, now), || {
                self.granting(request, now).next().is_some()
            });
        }
        search.end(|missing| self.smallest_bundle(request.holder, missing, now))
    }

    /// The role, or the add-on of a role that the person has, that brings what is missing: see
    /// [`Smallest`].
    pub(crate) fn smallest_bundle(
        &self,
        holder: &Holder,
        missing: &[Missing<'_>],
        now: DateTime<Utc>,
    ) -> Option<Source> {
        let mut smallest = Smallest::new();
        let actor = holder.actor();
        let covers = |grant: &Grant, of: &&Missing<'_>| {
            grant.gives.includes(of.permission) && grant.scope.covers(&actor, &of.resource)
        };
        let brings = |grants: &[Grant]| brings(grants, missing.iter(), covers, |g| g.validity, now);
        let known: PermissionSet = self.permissions().collect();
        let held = OnceCell::new();
        let beyond = |grants: &[Grant]| {
            let held = held.get_or_init(|| self.over_now(holder, known, now));
            beyond(over(grants.iter(), known).into_iter(), held.iter().copied())
        };
        for assignment in &holder.roles {
            if !assignment.validity.holds(now) {
                continue;
            }
            let role = self.role(&assignment.role);
            for (id, add_on) in role.into_iter().flat_map(|role| &role.add_ons) {
                let Some(mut lasts) = brings(&add_on.grants) else {
                    continue;
                };
                // An add-on ends with the role that it is added to.
                if assignment.validity.end().is_some() {
                    lasts = Lasts::ForATime;
                }
                let giver = Giver::AddOn {
                    role: &assignment.role,
                    add_on: id,
                };
                smallest.offer(giver, lasts, || beyond(&add_on.grants));
            }
        }
        let rights = missing.iter().map(|of| of.permission).collect();
        for role in self.roles_that_give(rights) {
            if let Some(lasts) = brings(&role.grants) {
                smallest.offer(Giver::Role(&role.id), lasts, || beyond(&role.grants));
            }
        }
        smallest.found().map(Giver::named)
    }

    /// What the person holds now.
    fn over_now<'a>(
        &'a self,
        holder: &'a Holder,
        known: PermissionSet,
        now: DateTime<Utc>,
    ) -> Vec<Over<'a>> {
        let lines = self.lines(holder);
        let held = lines.filter(|line| line.out_of_time(now).is_none());
        over(held.map(|line| line.grant), known)
    }
}

/// The scopes of these grants with the rights that are given over each; neighbors of one scope are
/// one.
fn over<'a>(grants: impl Iterator<Item = &'a Grant>, known: PermissionSet) -> Vec<Over<'a>> {
    let mut all: Vec<Over<'a>> = Vec::new();
    for grant in grants {
        let rights = grant.gives.among(known).mask();
        match all.last_mut() {
            Some(last) if *last.scope == grant.scope => last.rights |= rights,
            _ => all.push(Over {
                rights,
                scope: &grant.scope,
            }),
        }
    }
    all
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
