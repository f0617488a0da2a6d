//! When answers may change: rights begin and end, and stay as they are between.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::Validity;

use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::holder::Holder;

/// This moment, and every later one at which one of these begins or ends, in order.
pub(super) fn moments(
    of: impl IntoIterator<Item = Validity>,
    from: DateTime<Utc>,
) -> BTreeSet<DateTime<Utc>> {
    let bounds = of
        .into_iter()
        .flat_map(|validity| [validity.from(), validity.end()])
        .flatten();
    bounds.filter(|at| *at > from).chain([from]).collect()
}

/// Of all that is on a record.
pub(super) fn of_record<'a>(
    catalogue: &'a Catalogue,
    holder: &'a Holder,
) -> impl Iterator<Item = Validity> + use<'a> {
    let grants = catalogue
        .held(holder)
        .flat_map(|held| [held.assigned, held.grant.validity]);
    // A role that nobody knows, or that gives nothing, may let its holders assign others.
    let roles = holder.roles.iter().map(|assignment| assignment.validity);
    let restrictions = holder.restrictions.iter().map(|r| r.validity);
    grants.chain(roles).chain(restrictions)
}

/// Of all that is on the records of a tenant.
pub(super) fn of_all(directory: &Directory) -> impl Iterator<Item = Validity> {
    let catalogue = directory.catalogue();
    let records = directory.holders();
    records.flat_map(move |holder| of_record(catalogue, holder))
}
