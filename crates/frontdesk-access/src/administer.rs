//! May they administer? Nobody gives, takes or touches what he does not cover.
//!
//! The order of the rules: the actor is there, acts and holds the right to do this at all; what is
//! asked makes sense, fits what is there, leaves built-in roles alone and lifts nothing of the
//! actor's own; he covers what he gives, takes or touches, or is entrusted with it; somebody who
//! administers remains. All reasons from the second on are told at once.
//!
//! Who acts as another does what both may do in their own names, while he may act as the other.
//! Nothing of the other's is his own: neither the account nor what one may do to oneself.
//!
//! Deliberately absent: a rank. Whoever covers somebody may administer him, and he in turn, if he
//! covers as much; levels of people would be a second order beside the one of rights.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Precondition};

use crate::decide::Request;
use crate::directory::{AccessEvent, Directory};
use crate::holder::Holder;
use crate::permission::{ObjectKind, Permission};
use crate::resource::{Dimensions, ObjectGroups, Resource};

mod action;
mod audit;
mod cover;
mod effect;
mod form;
mod last;
mod overlay;
mod pieces;
mod refusal;
mod review;
mod stake;
mod stirred;
mod trust;

pub use action::{AdminAction, Takeover};
pub use audit::{AuditOutcome, AuditRecord};
pub(crate) use cover::Cover;
pub use cover::{Wanted, Whose};
pub use refusal::{AdminReason, AdminRefusal, NoReason};
pub use review::{Effective, Given, Holding};

/// A yes to an [`AdminAction`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// What happens to rights. Empty where the action is about the account alone: identity decides
    /// whether it can be done, and its events follow.
    pub events: Vec<AccessEvent>,
    /// What identity's own decision will bring here, as this one assumed it.
    pub foreseen: Vec<AccessEvent>,
    /// What the answer relied on: all is committed only while these versions are still there.
    pub preconditions: BTreeSet<Precondition>,
}

/// A question to the guard.
#[derive(Clone, Copy, Debug)]
pub struct AdminRequest<'a> {
    /// Who asks: the person who is really there.
    pub actor: ActorId,
    /// As whom, where he acts as another ([`Takeover::Impersonate`]); `None`: as himself. The field
    /// of the same name of an [`Envelope`](frontdesk_model::Envelope).
    pub on_behalf_of: Option<ActorId>,
    /// To do what.
    pub action: &'a AdminAction,
    /// Whether he must cover it.
    pub guard: Guard,
}

/// Whether the actor's own rights must cover what he gives, takes or touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Guard {
    /// They must.
    #[default]
    Covers,
    /// They need not: for analysis alone, which shows what the guard keeps away.
    None,
}

impl Directory {
    /// Whether this person may do this now, as himself, and what comes of it.
    ///
    /// ```
    /// use frontdesk_access::{AdminAction, Catalogue, Directory, Grant, Holder, Permission, Scope, bundle};
    /// use frontdesk_model::{TenantId, UserId, Version};
    /// # use frontdesk_model::chrono::{DateTime, Utc};
    /// # let now: DateTime<Utc> = "2026-11-22T09:00:00Z".parse()?;
    /// let (tenant, vera, anna) = (TenantId::from_number(1), UserId::from_number(3), UserId::from_number(17));
    /// let mut manager = Holder::new(tenant, vera);
    /// manager.grants = Grant::each(bundle::ADMINISTRATION, &Scope::any());
    /// let mut office = Directory::new(tenant, Catalogue::default());
    /// office.load(manager, Version::FIRST)?;
    /// office.load(Holder::new(tenant, anna), Version::FIRST)?;
    ///
    /// let give = |right| AdminAction::Grant { user: anna.into(), grant: Grant::new(right, Scope::any()) };
    /// let permit = office.may_administer(vera.into(), &give(Permission::GROUP_EDIT), now)?;
    /// assert_eq!(permit.events.len(), 1); // commit it while `permit.preconditions` hold
    /// let refusal = office.may_administer(vera.into(), &give(Permission::MERGE_UNDO), now).unwrap_err();
    /// assert_eq!(refusal.uncovered(), [Grant::new(Permission::MERGE_UNDO, Scope::any())]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// With every reason against it that the actor may know.
    pub fn may_administer(
        &self,
        actor: ActorId,
        action: &AdminAction,
        now: DateTime<Utc>,
    ) -> Result<Permit, AdminRefusal> {
        let guard = Guard::Covers;
        self.administer(
            &AdminRequest {
                actor,
                on_behalf_of: None,
                action,
                guard,
            },
            now,
        )
    }

    /// [`may_administer`](Self::may_administer) for who acts as himself or as another; with the guard
    /// or, for analysis, without it.
    ///
    /// Who acts as another needs to be allowed that still, and it twice: to the other, whose rights
    /// decide, and to himself, so that what one may do to one's own account he does to the other's
    /// only as far as he might anyway.
    ///
    /// # Errors
    /// With every reason against it that the actor may know.
    pub fn administer(
        &self,
        request: &AdminRequest<'_>,
        now: DateTime<Utc>,
    ) -> Result<Permit, AdminRefusal> {
        let other = request.on_behalf_of.filter(|other| *other != request.actor);
        let Some(user) = other else {
            return self.as_oneself(request, now);
        };
        let by = Takeover::Impersonate;
        let impersonation = AdminRequest {
            on_behalf_of: None,
            action: &AdminAction::TakeOver { user, by },
            ..*request
        };
        let acting = self.as_oneself(&impersonation, now)?;
        let of_other = AdminRequest {
            actor: user,
            on_behalf_of: None,
            ..*request
        };
        match (
            self.as_oneself(request, now),
            self.as_oneself(&of_other, now),
        ) {
            (Ok(own), Ok(mut permit)) => {
                permit.preconditions.extend(own.preconditions);
                permit.preconditions.extend(acting.preconditions);
                Ok(permit)
            }
            (Err(own), Err(of_other)) => Err(own.and(of_other)),
            (Err(refusal), Ok(_)) | (Ok(_), Err(refusal)) => Err(refusal),
        }
    }

    /// The answer to the one who asks, in his own name.
    fn as_oneself(
        &self,
        request: &AdminRequest<'_>,
        now: DateTime<Utc>,
    ) -> Result<Permit, AdminRefusal> {
        let action = request.action;
        let actor = self
            .holder(request.actor)
            .ok_or(AdminReason::UnknownActor)?;
        let target = self.target(action)?;
        // First the right to do this at all: who lacks it learns nothing more.
        self.permitted(actor, action, target, now)?;

        let mut reasons = BTreeSet::new();
        // What makes no sense, is there already, is built in, or is one's own to bear.
        self.check_form(actor, action, &mut reasons);
        let effect = self.effect(action);
        let mut relied_on = self.relied_on(actor, action);
        let guarded = request.guard == Guard::Covers;
        if reasons.is_empty() && (guarded || !actor.obligations.is_empty()) {
            let stake = self.stake(actor, action, now);
            relied_on.extend(stake.read.iter().map(|id| self.precondition(*id)));
            // Nobody gives, takes or touches what he does not cover (attacks 1 to 4 and 29).
            let rest = match request.guard {
                Guard::Covers => self.lacking(actor, &stake, now),
                Guard::None => Vec::new(),
            };
            if !rest.is_empty() {
                reasons.insert(AdminReason::Uncovered { rest });
            }
            // Nobody frees himself, through another, of what he must see to himself.
            let freed = self.freed(actor, &stake).into_iter();
            reasons.extend(freed.map(|obligation| AdminReason::OwnObligation { obligation }));
        }
        // Somebody who administers must remain (attack 6).
        let all: Vec<AccessEvent> = effect
            .events
            .iter()
            .chain(&effect.foreseen)
            .cloned()
            .collect();
        match self.keeps_administrator(&all, now) {
            Ok(remaining) => relied_on.extend(remaining),
            Err(reason) => drop(reasons.insert(reason)),
        }
        if let Ok(refusal) = AdminRefusal::try_from(reasons) {
            return Err(refusal);
        }
        Ok(Permit {
            events: effect.events,
            foreseen: effect.foreseen,
            preconditions: relied_on,
        })
    }

    /// The record that the action is about, as it is or, where it is made, as it would be.
    fn target<'a>(&'a self, action: &'a AdminAction) -> Result<Option<&'a Holder>, AdminReason> {
        match action {
            AdminAction::CreateUser { holder } => Ok(Some(holder)),
            _ => match action.user() {
                Some(id) => self.holder(id).map(Some).ok_or(AdminReason::NoSuchRecord),
                None => Ok(None),
            },
        }
    }

    /// The right to do this, over the record that it is about.
    fn permitted(
        &self,
        actor: &Holder,
        action: &AdminAction,
        target: Option<&Holder>,
        now: DateTime<Utc>,
    ) -> Result<(), AdminReason> {
        let mut needed = vec![action.permission()];
        // Who makes a user with rights gives them.
        if let AdminAction::CreateUser { holder } = action
            && holder.tenant == self.tenant()
            && !(holder.roles.is_empty() && holder.grants.is_empty())
        {
            needed.push(Permission::ROLE_ASSIGN);
        }
        for permission in needed {
            let decision = self.ask(actor, permission, target, now);
            if decision.is_allow() {
                continue;
            }
            let because = decision.reasons;
            let seen = match (action, target) {
                (AdminAction::CreateUser { .. }, _) | (_, None) => true,
                (_, target) => self
                    .ask(actor, Permission::USER_VIEW, target, now)
                    .is_allow(),
            };
            return Err(match seen {
                true => AdminReason::NotPermitted {
                    permission,
                    because,
                },
                false => AdminReason::NotVisible {
                    permission,
                    because,
                },
            });
        }
        Ok(())
    }

    pub(crate) fn ask(
        &self,
        actor: &Holder,
        permission: Permission,
        target: Option<&Holder>,
        now: DateTime<Utc>,
    ) -> crate::Decision {
        let resource = match (self.catalogue().object_of(permission), target) {
            (Some(ObjectKind::User), Some(target)) => record(actor, target),
            _ => Resource::section(&actor.actor()),
        };
        let request = Request {
            holder: actor,
            permission,
            resource,
        };
        self.catalogue().decide(&request, now)
    }

    /// The actor's record, the one that it is about, and the roles, which every answer reads.
    fn relied_on(&self, actor: &Holder, action: &AdminAction) -> BTreeSet<Precondition> {
        [Some(actor.id), action.user()]
            .into_iter()
            .flatten()
            .map(|id| self.precondition(id))
            .chain([self.roles_precondition()])
            .collect()
    }
}

/// A person's record as this actor stands to it.
fn record<'a>(actor: &Holder, target: &'a Holder) -> Resource<'a> {
    if actor.id == target.id {
        return Resource::own_record(&target.actor());
    }
    Resource {
        tenant: target.tenant,
        kind: ObjectKind::User,
        relations: match actor.tenant == target.tenant {
            true => frontdesk_model::Relations::ANY,
            false => frontdesk_model::Relations::empty(),
        },
        dimensions: Dimensions {
            person: target.id.user(),
            groups: ObjectGroups::Person(&target.memberships.groups),
            ..Dimensions::default()
        },
    }
}
