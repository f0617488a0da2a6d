//! What somebody may come to hold.

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;

use super::state::State;
use crate::analysis::facts::Subject;
use crate::catalogue::Catalogue;
use crate::decide::Request;
use crate::holder::Holder;
use crate::permission::Permission;
use crate::region::{Side, Terms};
use crate::scope::Scope;
use crate::scopes::Scopes;

/// Where somebody may come to hold a right.
#[derive(Clone, Copy, Debug)]
pub enum Goal<'a> {
    /// Over some object that there could be.
    Anywhere,
    /// Over every object that lies within this scope as the holder reads it.
    Over(&'a Scope),
    /// Over this object.
    On(&'a Subject),
}

/// Which controlled account holds it, if one does.
pub(super) fn holder_of(
    state: &State,
    permission: Permission,
    goal: Goal<'_>,
    now: DateTime<Utc>,
) -> Option<ActorId> {
    let catalogue = state.directory.catalogue();
    state
        .ours()
        .find(|holder| holds(catalogue, holder, permission, goal, now))
        .map(|holder| holder.id)
}

/// Whether this account holds it.
pub(super) fn holds(
    catalogue: &Catalogue,
    holder: &Holder,
    permission: Permission,
    goal: Goal<'_>,
    now: DateTime<Utc>,
) -> bool {
    let wanted = match goal {
        Goal::On(object) => {
            let actor = holder.actor();
            let request = Request {
                holder,
                permission,
                resource: object.resource(&actor),
            };
            return catalogue.allows(&request, now);
        }
        Goal::Over(scope) => Some(scope),
        Goal::Anywhere => None,
    };
    let scopes = catalogue.scopes_of(holder, permission, now);
    if scopes.all_of.iter().any(|any_of| any_of.is_empty()) {
        return false;
    }
    covers(&scopes, holder, wanted)
}

/// Whether these scopes cover some object, or all within a scope.
fn covers(scopes: &Scopes, holder: &Holder, wanted: Option<&Scope>) -> bool {
    let Some(kind) = scopes.object else {
        return false;
    };
    let lists = &holder.memberships;
    let mut terms = Terms::default();
    let named = scopes.all_of.iter().flatten().chain(&scopes.none_of);
    for scope in named.chain(wanted) {
        terms.mention(scope, lists);
    }
    let side = match holder.id {
        ActorId::User(_) => Side::Staff,
        ActorId::Customer(_) => Side::Customer,
    };
    // Too many kinds of objects to go through: it may be, so nobody is told no.
    let Some(points) = terms.points(kind, side) else {
        return true;
    };
    let actor = holder.actor();
    let mut within = points
        .iter()
        .map(|point| point.resource(holder.tenant, lists))
        .filter(|resource| wanted.is_none_or(|scope| scope.covers(&actor, resource)))
        .peekable();
    match wanted {
        None => within.any(|resource| scopes.cover(&resource)),
        Some(_) => within.peek().is_some() && within.all(|resource| scopes.cover(&resource)),
    }
}
