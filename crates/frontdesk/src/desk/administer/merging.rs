//! Whether somebody may plan, carry out or undo the uniting of two accounts.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::{AccessEvent, Directory, Grant, Permission, Request, Resource};
use frontdesk_merge::{Account, Alert, MergeState, Plan};
use frontdesk_model::{ActorId, UserId};

use super::error::LastAdministrator;
use super::{AdminError, AdminOutcome, Audit, Obstacle, Permitted};
use crate::desk::{Desk, UnknownActor};

/// A step of uniting two accounts.
#[derive(Clone, Copy, Debug)]
pub enum MergeStep<'a> {
    /// To plan it. Needs `merge.plan`.
    Plan {
        /// A legacy operator and a legacy admin, in any order.
        accounts: [UserId; 2],
    },
    /// To carry this plan out. Needs `merge.apply`, and of what is beyond both halves and was
    /// acknowledged all that giving it needs.
    Apply(&'a Plan),
    /// To undo the merge that this is the state of. Needs `merge.undo`.
    Undo(&'a MergeState),
}

impl Desk {
    /// Whether this person may take this step, and whether an administrator remains after it: a
    /// suspension that spreads to the whole, or a restriction that it keeps, can end the last one.
    /// Whether it can be done, merging decides: [`plan_merge`](Self::plan_merge),
    /// [`apply`](frontdesk_merge::apply), [`undo`](frontdesk_merge::undo).
    ///
    /// # Errors
    /// With everything that stands against it, and the record of the refusal, which the host stores.
    pub fn merge_permitted(
        &self,
        actor: ActorId,
        step: MergeStep<'_>,
        now: DateTime<Utc>,
    ) -> Result<Permitted, AdminError> {
        let (name, permission) = match step {
            MergeStep::Plan { .. } => ("merge.plan", Permission::MERGE_PLAN),
            MergeStep::Apply(_) => ("merge.apply", Permission::MERGE_APPLY),
            MergeStep::Undo(_) => ("merge.undo", Permission::MERGE_UNDO),
        };
        let (before, after): (Vec<UserId>, Vec<&Account>) = match step {
            MergeStep::Plan { accounts } => (accounts.to_vec(), Vec::new()),
            MergeStep::Apply(plan) => (
                vec![plan.operator.id(), plan.admin.id()],
                vec![&plan.result],
            ),
            MergeStep::Undo(MergeState::United(united)) => {
                (vec![united.survivor], vec![&united.operator, &united.admin])
            }
            MergeStep::Undo(MergeState::Apart(_)) => (Vec::new(), Vec::new()),
        };
        let about = before.first().map(|user| ActorId::User(*user));
        let mut audit = Audit::new(self.tenant, actor, name, about, now);
        let directory = &self.directory;
        let Some(holder) = directory.holder(actor) else {
            return Err(AdminError::new(vec![UnknownActor(actor).into()], audit));
        };
        let mut preconditions = BTreeSet::from([
            directory.roles_precondition(),
            directory.precondition(actor),
        ]);
        let people = before.iter().map(|user| ActorId::User(*user));
        preconditions.extend(people.map(|person| directory.precondition(person)));

        let mut obstacles = Vec::new();
        let request = Request {
            holder,
            permission,
            resource: Resource::section(&holder.actor()),
        };
        let decision = directory.catalogue().decide(&request, now);
        audit.right(permission, &decision);
        if !decision.is_allow() {
            obstacles.push(Obstacle::Right {
                permission,
                because: decision.reasons,
            });
        }
        // Whoever acknowledges what neither half holds gives it (S13, D1; attack 25).
        if let MergeStep::Apply(plan) = step {
            let given: Vec<Grant> = plan
                .decided
                .acknowledged
                .iter()
                .filter_map(beyond)
                .collect();
            let rest = directory.uncovered(actor, &given, now);
            if !rest.is_empty() {
                obstacles.push(Obstacle::Uncovered { rest });
            }
        }
        if !after.is_empty() {
            let events = exchange(directory, &before, &after);
            match directory.keeps_administrator(&events, now) {
                Ok(remaining) => preconditions.extend(remaining),
                Err(last) => obstacles.push(Obstacle::Administrators(LastAdministrator(last))),
            }
        }
        if !obstacles.is_empty() {
            return Err(AdminError::new(obstacles, audit));
        }
        audit.outcome = AdminOutcome::Granted;
        Ok(Permitted {
            preconditions,
            audit,
        })
    }
}

fn beyond(alert: &Alert) -> Option<Grant> {
    match alert {
        Alert::BeyondBoth { permission, scope } => Some(Grant::new(*permission, (**scope).clone())),
        _ => None,
    }
}

/// These records in the place of those.
fn exchange(directory: &Directory, before: &[UserId], after: &[&Account]) -> Vec<AccessEvent> {
    let there = |user: &&UserId| directory.holder(ActorId::User(**user)).is_some();
    let removed = before
        .iter()
        .filter(there)
        .map(|user| AccessEvent::HolderRemoved {
            holder: ActorId::User(*user),
        });
    let added = after.iter().map(|account| AccessEvent::HolderAdded {
        holder: Box::new(account.holder().clone()),
    });
    removed.chain(added).collect()
}
