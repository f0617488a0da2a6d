//! Roles that somebody may give and take although he does not hold them, and until when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_model::Validity;

use super::AdminAction;
use crate::directory::Directory;
use crate::holder::Holder;
use crate::permission::Permission;
use crate::reason::Source;
use crate::role::RoleId;

/// What is entrusted to an actor: each role with the end of the trust, `None`: without one.
#[derive(Debug, Default)]
pub(super) struct Trust(BTreeMap<RoleId, Option<DateTime<Utc>>>);

impl Directory {
    /// What is entrusted to this person for this action, now.
    pub(super) fn trust(&self, actor: &Holder, action: &AdminAction, now: DateTime<Utc>) -> Trust {
        let mut trust = Trust::default();
        let Some(kind) = Kind::of(action) else {
            return trust;
        };
        if !self.could_give_again(actor, action, now) {
            return trust;
        }
        let held = actor.roles.iter();
        for assignment in held.filter(|assignment| assignment.validity.holds(now)) {
            let end = match kind {
                Kind::Gives => assignment.validity.end(),
                Kind::Moment => None,
            };
            let role = self.catalogue().role(&assignment.role);
            for id in role.into_iter().flat_map(|role| &role.may_assign) {
                let known = trust.0.entry(id.clone()).or_insert(end);
                // The longest of them counts.
                *known = known.zip(end).map(|(a, b)| a.max(b));
            }
        }
        trust
    }

    /// Lists are entrusted to who may give roles to that record, as it is and as it would be: he could
    /// take the role, set the lists behind which nothing stands, and give the role again.
    fn could_give_again(&self, actor: &Holder, action: &AdminAction, now: DateTime<Utc>) -> bool {
        let AdminAction::SetMemberships { user, memberships } = action else {
            return true;
        };
        let Some(before) = self.holder(*user) else {
            return false;
        };
        let after = Holder {
            memberships: (**memberships).clone(),
            ..before.clone()
        };
        [before, &after].into_iter().all(|record| {
            self.ask(actor, Permission::ROLE_ASSIGN, Some(record), now)
                .is_allow()
        })
    }
}

impl Trust {
    /// Whether the role is entrusted without an end.
    pub(super) fn has(&self, role: &RoleId) -> bool {
        matches!(self.0.get(role), Some(None))
    }

    /// The part of the time in which a role is assigned that the trust does not cover: what is given
    /// by trust ends with it.
    pub(super) fn rest(&self, role: &RoleId, assigned: Validity) -> Option<Validity> {
        match self.0.get(role) {
            None => Some(assigned),
            Some(None) => None,
            // Empty: it ends before the trust does.
            Some(end) => Validity::new(assigned.from().max(*end), assigned.end()).ok(),
        }
    }

    /// The same of what comes of something on a record.
    pub(super) fn rest_of(&self, source: &Source, assigned: Validity) -> Option<Validity> {
        match source {
            Source::Role(role) | Source::AddOn { role, .. } => self.rest(role, assigned),
            Source::Person => Some(assigned),
        }
    }
}

/// How long what is done by trust lasts.
#[derive(Clone, Copy)]
enum Kind {
    /// As long as what is given: the trust must last as long.
    Gives,
    /// It is done at this moment, and so is the trust needed.
    Moment,
}

impl Kind {
    /// A role may be entrusted for giving and taking roles, setting the lists by which they reach (a
    /// hirer puts agents into teams), and looking after the accounts of those who have them. Not for
    /// what lets somebody act as another, nor for what is given, taken or denied to one person alone.
    const fn of(action: &AdminAction) -> Option<Self> {
        match action {
            AdminAction::CreateUser { .. }
            | AdminAction::AssignRole { .. }
            | AdminAction::SetAddOns { .. }
            // A list lasts.
            | AdminAction::SetMemberships { .. }
            // Whoever may give a role without an end may let others give it.
            | AdminAction::SaveRole { .. }
            | AdminAction::DeleteRole { .. } => Some(Self::Gives),
            AdminAction::EditUser { .. }
            | AdminAction::SendReset { .. }
            | AdminAction::Suspend { .. }
            | AdminAction::Restore { .. }
            | AdminAction::Delete { .. }
            | AdminAction::UnassignRole { .. } => Some(Self::Moment),
            AdminAction::SetObligations { .. }
            | AdminAction::TakeOver { .. }
            | AdminAction::Grant { .. }
            | AdminAction::Revoke { .. }
            | AdminAction::Restrict { .. }
            | AdminAction::Lift { .. }
            | AdminAction::DeclarePermission { .. }
            | AdminAction::RenamePermission { .. }
            | AdminAction::WithdrawPermission { .. } => None,
        }
    }
}
