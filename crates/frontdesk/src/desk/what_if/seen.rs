//! Which tickets people gain and lose, and what of those that they keep: both sides opened and
//! projected as for the people themselves.

use chrono::{DateTime, Utc};
use frontdesk_visibility::{Side, SideError, Ticket, VisibilityDiff, diff};

use super::WhatIfError;
use super::after::After;
use super::people::{Looks, People};
use crate::desk::Desk;

/// Who looks, and at which tickets: as they are before and after.
pub(super) struct Shown<'a> {
    pub(super) people: &'a People,
    pub(super) tickets: &'a [[Ticket; 2]],
}

/// What changes for whom in which ticket.
pub(super) fn changes(
    before: &Desk,
    after: &After<'_>,
    shown: &Shown<'_>,
    now: DateTime<Utc>,
) -> Result<VisibilityDiff, WhatIfError> {
    let then = &after.desk;
    let same_rules = before.catalogue() == then.catalogue()
        && before.fields == then.fields
        && before.stakeholder_roles == then.stakeholder_roles;
    let keeps = |looks: &Looks| {
        let same = |actor| {
            after.account(actor) == actor
                && before.directory.holder(actor) == then.directory.holder(actor)
        };
        same_rules && looks.accounts().into_iter().all(same)
    };
    // Who reads by the same rules sees a ticket as before if nothing of it has changed.
    let everybody = shown.people.all.iter().copied();
    let (kept, changed): (Vec<Looks>, Vec<Looks>) = everybody.partition(keeps);
    let moved = shown.tickets.iter().filter(|[old, new]| old != new);
    let sides = |people: &[Looks], tickets: Vec<&[Ticket; 2]>| {
        let old = people.iter().filter_map(|looks| {
            let wearer = looks.wearer(before, |actor| actor)?;
            Some((looks.onlooker(), before.viewing(wearer, now).ok()?))
        });
        let new = people.iter().filter_map(|looks| {
            let wearer = looks.wearer(then, |actor| after.account(actor))?;
            Some((looks.onlooker(), then.viewing(wearer, now).ok()?))
        });
        let old = Side::new(old, tickets.iter().map(|[old, _]| old))?;
        let new = Side::new(new, tickets.iter().map(|[_, new]| new))?;
        Ok::<_, SideError>(diff(&old, &new))
    };
    let mut found = sides(&changed, shown.tickets.iter().collect())?;
    found.people.extend(sides(&kept, moved.collect())?.people);
    found.people.sort_by_key(|one| one.person);
    Ok(found)
}
