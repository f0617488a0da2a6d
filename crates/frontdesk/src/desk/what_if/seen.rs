//! Which tickets people gain and lose, and what of those that they keep: both sides opened and
//! projected as for the people themselves.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;
use frontdesk_visibility::{Side, SideError, Ticket, VisibilityDiff, diff};

use super::{After, WhatIfError};
use crate::desk::Desk;

/// What changes for whom in which ticket.
pub(super) fn changes(
    before: &Desk,
    after: &After,
    tickets: &[[Ticket; 2]],
    now: DateTime<Utc>,
) -> Result<VisibilityDiff, WhatIfError> {
    let then = &after.desk;
    let holders = before.directory.holders().chain(then.directory.holders());
    let everybody: BTreeSet<ActorId> = holders.map(|holder| holder.id).collect();
    let same_rules = before.catalogue() == then.catalogue()
        && before.fields == then.fields
        && before.stakeholder_roles == then.stakeholder_roles;
    let keeps = |actor: &ActorId| {
        same_rules
            && after.account(*actor) == *actor
            && before.directory.holder(*actor) == then.directory.holder(*actor)
    };
    // Who reads by the same rules sees a ticket as before if nothing of it has changed.
    let (kept, changed): (BTreeSet<_>, BTreeSet<_>) = everybody.into_iter().partition(keeps);
    let moved = tickets.iter().filter(|[old, new]| old != new);
    let sides = |people: &BTreeSet<ActorId>, tickets: Vec<&[Ticket; 2]>| {
        let old = people.iter().filter_map(|actor| {
            let viewing = before.viewing((*actor).into(), now);
            Some((*actor, viewing.ok()?))
        });
        let new = people.iter().filter_map(|actor| {
            let viewing = then.viewing(after.account(*actor).into(), now);
            Some((*actor, viewing.ok()?))
        });
        let old = Side::new(old, tickets.iter().map(|[old, _]| old))?;
        let new = Side::new(new, tickets.iter().map(|[_, new]| new))?;
        Ok::<_, SideError>(diff(&old, &new))
    };
    let mut found = sides(&changed, tickets.iter().collect())?;
    found.people.extend(sides(&kept, moved.collect())?.people);
    found.people.sort_by_key(|one| one.person);
    Ok(found)
}
