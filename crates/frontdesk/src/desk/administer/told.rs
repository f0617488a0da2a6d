//! What of a refusal whoever asked is told: nothing that does not follow from what he may see.
//!
//! A refusal is worked out a second time over the desk without the records that he may not see, and
//! that answer is told. So hidden and absent are alike by construction, in words, codes and kind, for
//! every command and every reason; the true answer is in the [`Audit`](super::Audit) alone.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::{
    AccessEvent, AdminAction, AdminReason, AdminRefusal, Dimensions, Holder, ObjectGroups,
    ObjectKind, Permission, Request, Resource, Takeover,
};
use frontdesk_model::{ActorId, RefusalKind, Relations};

use super::asker::Asker;
use super::{AdminError, Obstacle};
use crate::desk::Desk;

impl Desk {
    /// The refusal as whoever asked may read it. `again` asks the same of another desk.
    pub(super) fn told(
        &self,
        asker: Asker,
        refused: AdminError,
        again: impl FnOnce(&Self) -> Result<(), AdminError>,
        now: DateTime<Utc>,
    ) -> AdminError {
        let mut hidden = BTreeSet::new();
        for person in asker.everybody() {
            hidden.extend(self.hidden_from(person, now));
        }
        // Whoever acts as another knows both; whoever only says that he does knows himself alone.
        let known = match asker.on_behalf_of {
            Some(_) if !self.may_act(asker, now) => vec![asker.actor],
            _ => asker.everybody().collect(),
        };
        hidden.retain(|hidden| !known.contains(hidden));
        if hidden.is_empty() {
            return refused.telling(seen);
        }
        let Err(told) = again(&self.without(&hidden)) else {
            // As far as he may see, nothing stands against it: an id that is taken, say.
            return refused.telling(|_| vec![Obstacle::Unseen]);
        };
        refused.telling(|_| seen(told.into_obstacles()))
    }

    /// Whether he may act as the one as whom he asks.
    fn may_act(&self, asker: Asker, now: DateTime<Utc>) -> bool {
        asker.on_behalf_of.is_some_and(|user| {
            let by = Takeover::Impersonate;
            let acting = AdminAction::TakeOver { user, by };
            let answer = self.directory.may_administer(asker.actor, &acting, now);
            answer.is_ok()
        })
    }

    /// Whose records this person may not see: neither the record nor, on the employee list, the
    /// person (S43). One's own is never hidden.
    fn hidden_from(&self, actor: ActorId, now: DateTime<Utc>) -> BTreeSet<ActorId> {
        let Some(viewer) = self.directory.holder(actor) else {
            return BTreeSet::new();
        };
        let sees = |record: &Holder| {
            let may = |permission| {
                let request = Request {
                    holder: viewer,
                    permission,
                    resource: of_record(record),
                };
                self.catalogue().decide(&request, now).is_allow()
            };
            may(Permission::USER_VIEW) || may(Permission::EMPLOYEE_VIEW)
        };
        let others = self.directory.holders();
        others
            .filter(|record| record.id != actor && !sees(record))
            .map(|record| record.id)
            .collect()
    }

    fn without(&self, gone: &BTreeSet<ActorId>) -> Self {
        let mut rest = self.clone();
        for id in gone {
            // Who is there can go.
            let _ = rest
                .directory
                .apply(&AccessEvent::HolderRemoved { holder: *id });
            match id {
                ActorId::User(user) => drop(rest.people.remove(user)),
                ActorId::Customer(customer) => drop(rest.customers.remove(customer)),
            }
        }
        rest
    }
}

/// The record of somebody else in the tenant.
fn of_record(record: &Holder) -> Resource<'_> {
    Resource {
        tenant: record.tenant,
        kind: ObjectKind::User,
        relations: Relations::ANY,
        dimensions: Dimensions {
            person: record.id.user(),
            groups: ObjectGroups::Person(&record.memberships.groups),
            ..Dimensions::default()
        },
    }
}

/// Whatever is left is about records that he may see: there the missing right is told as such.
/// Records that are not there are told of once: how many would tell how many are hidden.
fn seen(obstacles: Vec<Obstacle>) -> Vec<Obstacle> {
    let mut told = Vec::new();
    for obstacle in obstacles.into_iter().map(seen_obstacle) {
        if obstacle.kind() != RefusalKind::Hidden || !told.contains(&obstacle) {
            told.push(obstacle);
        }
    }
    told
}

fn seen_obstacle(obstacle: Obstacle) -> Obstacle {
    let Obstacle::Access(refusal) = obstacle else {
        return obstacle;
    };
    let reasons: BTreeSet<AdminReason> = refusal
        .reasons()
        .map(|reason| match reason.clone() {
            AdminReason::NotVisible {
                permission,
                because,
            } => AdminReason::NotPermitted {
                permission,
                because,
            },
            reason => reason,
        })
        .collect();
    Obstacle::Access(AdminRefusal::try_from(reasons).unwrap_or(refusal))
}
