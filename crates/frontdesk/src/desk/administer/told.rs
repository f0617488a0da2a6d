//! What of a refusal whoever asked is told: nothing that does not follow from what he may see.
//!
//! A refusal is worked out a second time over a desk without the records that he may not see, and
//! that answer is told. So hidden and absent are alike by construction, in words, codes and kind, for
//! every question and every reason; the true answer is in the [`Audit`](super::Audit) alone.
//!
//! That desk has the records that the answer reads and no others. Whoever administers besides counts
//! only where no administrator would be left among them: then all whom he sees are added.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{
    AdminAction, AdminReason, AdminRefusal, Dimensions, Directory, Holder, ObjectGroups,
    ObjectKind, Permission, Request, Resource,
};
use frontdesk_model::{ActorId, RefusalKind, Relations};

use super::asker::Asker;
use super::reads::Reads;
use super::{AdminError, Obstacle};
use crate::desk::Desk;

/// To whom a refusal is told.
#[derive(Debug)]
pub(super) struct Telling {
    /// Who asked.
    pub(super) asker: Asker,
    /// Whose records the answer read.
    pub(super) reads: Reads,
    /// When.
    pub(super) now: DateTime<Utc>,
}

impl Desk {
    /// The refusal as whoever asked may read it. `again` asks the same of another desk.
    pub(super) fn told(
        &self,
        refused: AdminError,
        telling: Telling,
        again: impl Fn(&Self) -> Result<(), AdminError>,
    ) -> AdminError {
        let Telling { asker, reads, now } = telling;
        let known = self.known_to(asker, now);
        let shown = |id: &ActorId| {
            let mut viewers = asker.everybody();
            known.contains(id) || viewers.all(|viewer| self.sees(viewer, *id, now))
        };
        let (read, everybody) = match reads {
            Reads::These(ids) => (ids, false),
            Reads::Everybody => (BTreeSet::new(), true),
        };
        let read = read.into_iter().chain(asker.everybody());
        let mut records: BTreeSet<ActorId> = read.filter(shown).collect();
        let mut told = again(&self.only(&records));
        // Who lacks the right to ask at all is told that, whoever there is.
        let lacks = asker.is_oneself() && told.as_ref().is_err_and(AdminError::lacks_the_right);
        if everybody && !lacks {
            let all = self.directory.holders().map(|record| record.id);
            records.extend(all.filter(shown));
            told = again(&self.only(&records));
        }
        if told.as_ref().is_err_and(AdminError::counts_administrators) {
            let lasting = self.directory.administrators(now);
            let passing = self.directory.administrators_at(now);
            records.extend(lasting.union(&passing).copied().filter(shown));
            told = again(&self.only(&records));
        }
        refused.telling(match told {
            Err(told) => seen(told.into_obstacles()),
            // As far as he may see, nothing stands against it: an id that is taken, say.
            Ok(()) => vec![Obstacle::Unseen],
        })
    }

    /// Whose records are no secret to him, seen or not: his own, and that of the one as whom he acts.
    /// Whoever only says that he acts as somebody knows himself alone.
    fn known_to(&self, asker: Asker, now: DateTime<Utc>) -> BTreeSet<ActorId> {
        let may = |acting: &AdminAction| {
            let answer = self.directory.may_administer(asker.actor, acting, now);
            answer.is_ok()
        };
        let acting = asker.acting().filter(may);
        let other = acting.and_then(|acting| acting.user());
        [asker.actor].into_iter().chain(other).collect()
    }

    /// Whether this person may see that record: as such or, on the employee list, as a person (S43).
    fn sees(&self, viewer: ActorId, record: ActorId, now: DateTime<Utc>) -> bool {
        let holder = |id| self.directory.holder(id);
        let (Some(viewer), Some(record)) = (holder(viewer), holder(record)) else {
            return false;
        };
        let may = |permission| {
            let request = Request {
                holder: viewer,
                permission,
                resource: of_record(record),
            };
            self.catalogue().decide(&request, now).is_allow()
        };
        viewer.id == record.id || may(Permission::USER_VIEW) || may(Permission::EMPLOYEE_VIEW)
    }

    /// The desk with these records alone, and without what no administration reads.
    fn only(&self, records: &BTreeSet<ActorId>) -> Self {
        let roles = self.directory.roles_precondition().version;
        let mut directory =
            Directory::new(self.tenant, self.catalogue().clone()).with_roles_version(roles);
        let users = records.iter().filter_map(|id| id.user());
        let people = users.filter_map(|user| self.people.get_key_value(&user));
        for holder in records.iter().filter_map(|id| self.directory.holder(*id)) {
            let version = self.directory.precondition(holder.id).version;
            // Of this tenant, each once.
            let _ = directory.load(holder.clone(), version);
        }
        Self {
            tenant: self.tenant,
            name: String::new(),
            language: None,
            directory,
            accounts: self.accounts.clone(),
            people: people.map(|(id, person)| (*id, person.clone())).collect(),
            customers: BTreeMap::new(),
            groups: BTreeMap::new(),
            names: BTreeMap::new(),
            fields: self.fields.clone(),
            stakeholder_roles: BTreeSet::new(),
            field_titles: BTreeMap::new(),
            assignment: self.assignment.clone(),
            merging: self.merging.clone(),
            separation: Vec::new(),
        }
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
