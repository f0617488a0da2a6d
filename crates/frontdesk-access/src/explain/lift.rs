//! Who may lift what stands in the way.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;

use super::Explanation;
use crate::administer::AdminAction;
use crate::decide::Request;
use crate::directory::Directory;
use crate::restriction::Restriction;
use crate::role::RestrictionId;

impl Directory {
    /// Everything that the answer hangs on, what would change it, and for each restriction that
    /// stands in the way who may lift it: everybody for whom
    /// [`may_administer`](Self::may_administer) says yes to lifting each restriction of that name
    /// that does. The holder of the request is this directory's own; a record that it does not have
    /// can be changed by nobody.
    #[must_use]
    pub fn explain(&self, request: &Request<'_>, now: DateTime<Utc>) -> Explanation {
        let mut explanation = self.catalogue().explain(request, now);
        let mut in_the_way: BTreeMap<&RestrictionId, BTreeSet<&Restriction>> = BTreeMap::new();
        for restriction in self.catalogue().in_the_way(request, now) {
            let of_name = in_the_way.entry(&restriction.id).or_default();
            of_name.insert(restriction);
        }
        for (id, restrictions) in in_the_way {
            let people = self.who_may_lift(request.holder.id, &restrictions, now);
            explanation.lifted_by.insert(id.clone(), Some(people));
        }
        explanation
    }

    fn who_may_lift(
        &self,
        user: ActorId,
        restrictions: &BTreeSet<&Restriction>,
        now: DateTime<Utc>,
    ) -> BTreeSet<ActorId> {
        let lifts: Vec<AdminAction> = restrictions
            .iter()
            .map(|restriction| AdminAction::Lift {
                user,
                restriction: (*restriction).clone(),
            })
            .collect();
        let may = |id: &ActorId| {
            lifts
                .iter()
                .all(|lift| self.may_administer(*id, lift, now).is_ok())
        };
        self.holders().map(|holder| holder.id).filter(may).collect()
    }
}
