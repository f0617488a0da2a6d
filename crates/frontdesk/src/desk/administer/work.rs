//! A transition in the making.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::{
    AccessEvent, AdminAction, AdminRefusal, AdminRequest, Directory, Guard, ObjectKind, Permission,
    Permit, Request, Resource, Takeover, UserFacts,
};
use frontdesk_identity::UserCommand;
use frontdesk_model::{ActorId, Precondition, UserId};

mod accounts;

use super::asker::Asker;
use super::error::LastAdministrator;
use super::who::{self, Covering, Who};
use super::{
    AdminCommand, AdminError, AdminOutcome, Audit, MergeChange, Obstacle, Transition, UserChange,
};
use crate::desk::{Desk, UnknownActor};

/// A transition in the making: what happened so far, and what it relied on.
pub(super) struct Work<'a> {
    pub(super) desk: &'a Desk,
    pub(super) asker: Asker,
    pub(super) now: DateTime<Utc>,
    /// The rights as they are after the events so far.
    pub(super) directory: Cow<'a, Directory>,
    pub(super) access: Vec<AccessEvent>,
    /// What identity's decisions bring to records besides, where none of them is asked for here.
    foreseen: Vec<AccessEvent>,
    pub(super) change: Option<UserChange>,
    pub(super) merge: Option<MergeChange>,
    preconditions: BTreeSet<Precondition>,
    pub(super) audit: Audit,
}

/// Why it stops.
pub(super) type Stop = Vec<Obstacle>;

impl<'a> Work<'a> {
    pub(super) fn new(
        desk: &'a Desk,
        asker: Asker,
        command: &AdminCommand,
        now: DateTime<Utc>,
    ) -> Self {
        let (name, about) = match command {
            AdminCommand::Account { user, command, .. } => {
                (who::name_of(command), Some(ActorId::User(*user)))
            }
            AdminCommand::Rights(action) => ("rights", action.user()),
        };
        let audit = Audit::new(desk.tenant, asker, name, about, now);
        Self::of(desk, asker, audit, now)
    }

    pub(super) fn of(desk: &'a Desk, asker: Asker, audit: Audit, now: DateTime<Utc>) -> Self {
        Self {
            desk,
            asker,
            now,
            directory: Cow::Borrowed(&desk.directory),
            access: Vec::new(),
            foreseen: Vec::new(),
            change: None,
            merge: None,
            preconditions: BTreeSet::new(),
            audit,
        }
    }

    /// Rights or roles, or acting as another.
    pub(super) fn rights_alone(&mut self, action: &AdminAction) -> Result<(), Stop> {
        self.known()?;
        rights_only(action)?;
        self.permit(action)?;
        if let (true, Some(ActorId::User(user))) = (gives(action), action.user()) {
            self.first_right(user)?;
        }
        match action.user() {
            Some(user) => self.denials(user),
            None => Ok(()),
        }
    }

    /// An account, and its rights with it.
    pub(super) fn account(
        &mut self,
        user: UserId,
        command: &UserCommand,
        rights: &[AdminAction],
        invited_by: Option<ActorId>,
    ) -> Result<(), Stop> {
        let names_user = match command {
            UserCommand::Create(form) => form.id == user,
            UserCommand::Import(form) => form.id == user,
            _ => true,
        };
        let about = Some(ActorId::User(user));
        if !names_user || rights.iter().any(|action| action.user() != about) {
            return Err(vec![Obstacle::OtherUser]);
        }
        rights.iter().try_for_each(rights_only)?;
        self.known()?;
        let who = self.desk.who_may(self.asker.own(user), user, command);
        self.may(user.into(), &who)?;
        // Who may not give roles does not learn which there are.
        if let Some(role) = self.desk.unknown_role(command) {
            return Err(vec![Obstacle::UnknownRole { role: role.clone() }]);
        }
        let events = self.identity(user, command)?;
        self.follow(&who, user, &events)?;
        if who == Who::Token {
            self.still_vouched(user, command, invited_by)?;
        }
        let mut stop = Stop::new();
        for action in rights {
            if !self.came_by_itself(action) {
                stop.extend(self.permit(action).err().unwrap_or_default());
            }
        }
        none_left(stop)?;
        if rights.iter().any(gives) {
            self.first_right(user)?;
        }
        match who {
            // What a token brings is the right of birth: it frees nobody of anything.
            Who::Token => Ok(()),
            _ => self.denials(user.into()),
        }
    }

    /// What has come by itself in this save need not be given again, nor denied.
    fn came_by_itself(&self, action: &AdminAction) -> bool {
        let mut before = self.access.iter();
        match action {
            AdminAction::AssignRole { user, assignment } => {
                self.access.contains(&AccessEvent::RoleAssigned {
                    holder: *user,
                    assignment: assignment.clone(),
                })
            }
            AdminAction::Restrict { user, restriction } => before.any(|event| match event {
                AccessEvent::HolderAdded { holder } => {
                    holder.id == *user && holder.restrictions.contains(restriction)
                }
                AccessEvent::Restricted {
                    holder,
                    restriction: denied,
                } => holder == user && denied == restriction,
                _ => false,
            }),
            _ => false,
        }
    }

    /// Whether who asks is there and, where he acts as another, may do that still.
    pub(super) fn known(&mut self) -> Result<(), Stop> {
        let actor = self.asker.actor;
        self.rely_on([self.desk.directory.precondition(actor)]);
        if self.desk.directory.holder(actor).is_none() {
            return Err(vec![UnknownActor(actor).into()]);
        }
        match self.asker.acting() {
            Some(acting) => self.asked(Asker::of(actor), &acting).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Whether the actor may ask what is asked of this account.
    pub(super) fn may(&mut self, about: ActorId, who: &Who) -> Result<(), Stop> {
        match who {
            Who::Token => Ok(()),
            Who::System => Err(vec![Obstacle::ServiceOnly]),
            Who::Oneself { rights } => {
                // Whoever acts as another is not that person.
                if !self.asker.is_oneself() {
                    return Err(vec![Obstacle::ActingAsAnother]);
                }
                // catalogue.md 1.1, first step: an account that is not active acts not at all.
                let actor = self.asker.actor;
                let standing = self.directory.holder(actor).map(|own| own.standing);
                match standing {
                    Some(found) if !found.can_act() => Err(vec![Obstacle::Inactive { found }]),
                    _ => self.rights(about, rights),
                }
            }
            Who::Admin(needs) => {
                if let Some(instead) = needs.instead
                    && self.right(about, instead).is_ok()
                {
                    return Ok(());
                }
                let mut stop = Stop::new();
                for action in &needs.actions {
                    stop.extend(self.permit(action).err().unwrap_or_default());
                }
                for question in &needs.questions {
                    stop.extend(self.would_permit(question).err().unwrap_or_default());
                }
                stop.extend(self.rights(about, &needs.rights).err().unwrap_or_default());
                if needs.covering == Covering::Whole {
                    for actor in self.asker.everybody() {
                        let directory = &self.desk.directory;
                        let rest = directory.uncovered_record(actor, about, self.now);
                        stop.extend((!rest.is_empty()).then_some(Obstacle::Uncovered { rest }));
                    }
                }
                none_left(stop)
            }
        }
    }

    pub(super) fn rights(
        &mut self,
        about: ActorId,
        rights: &BTreeSet<Permission>,
    ) -> Result<(), Stop> {
        let missing = rights
            .iter()
            .filter_map(|right| self.right(about, *right).err());
        none_left(missing.collect())
    }

    /// Whether whoever asks holds this right, and as whom he acts too: over the account where it is
    /// about accounts.
    fn right(&mut self, about: ActorId, permission: Permission) -> Result<(), Obstacle> {
        self.asker
            .everybody()
            .try_for_each(|actor| self.right_of(actor, about, permission))
    }

    fn right_of(
        &mut self,
        who: ActorId,
        about: ActorId,
        permission: Permission,
    ) -> Result<(), Obstacle> {
        let directory = &self.desk.directory;
        let unknown = || Obstacle::from(UnknownActor(who));
        let holder = directory.holder(who).ok_or_else(unknown)?;
        let actor = holder.actor();
        let record = directory.holder(about);
        let nowhere = BTreeSet::new();
        let resource = match (permission.object(), about) {
            (Some(ObjectKind::User), ActorId::User(user)) => Resource::user(
                &actor,
                &UserFacts {
                    tenant: self.desk.tenant,
                    user,
                    groups: record.map_or(&nowhere, |record| &record.memberships.groups),
                },
            ),
            (Some(ObjectKind::User), ActorId::Customer(_)) if about == who => {
                Resource::own_record(&actor)
            }
            _ => Resource::section(&actor),
        };
        let request = Request {
            holder,
            permission,
            resource,
        };
        let decision = directory.catalogue().decide(&request, self.now);
        let relied = [
            directory.roles_precondition(),
            directory.precondition(about),
        ];
        self.audit.right(permission, &decision);
        self.rely_on(relied);
        match decision.is_allow() {
            true => Ok(()),
            false => Err(Obstacle::Right {
                permission,
                because: decision.reasons,
            }),
        }
    }

    /// Asks access for one action, and takes over what follows from it for rights.
    pub(super) fn permit(&mut self, action: &AdminAction) -> Result<(), Stop> {
        for event in self.asked(self.asker, action)? {
            // What the record says of the account is written once, when identity has decided.
            if !matches!(event, AccessEvent::AccountChanged { .. }) {
                self.happens(event)?;
            }
        }
        Ok(())
    }

    /// Asks access for one action of which nothing happens. A no is on record, and a yes is not: nobody
    /// did it.
    fn would_permit(&mut self, action: &AdminAction) -> Result<(), Stop> {
        let request = request(self.asker, action);
        let answer = self.directory.administer(&request, self.now);
        if answer.is_err() {
            self.record(self.asker, action, &answer);
        }
        let permit = answer.map_err(|refusal| vec![Obstacle::Access(refusal)])?;
        self.rely_on(permit.preconditions);
        Ok(())
    }

    /// What access says to one action, on record.
    fn asked(&mut self, asker: Asker, action: &AdminAction) -> Result<Vec<AccessEvent>, Stop> {
        let request = request(asker, action);
        let answer = self.directory.administer(&request, self.now);
        self.record(asker, action, &answer);
        let permit = answer.map_err(|refusal| vec![Obstacle::Access(refusal)])?;
        self.rely_on(permit.preconditions);
        self.foreseen.extend(permit.foreseen);
        Ok(permit.events)
    }

    pub(super) fn record(
        &mut self,
        asker: Asker,
        action: &AdminAction,
        answer: &Result<Permit, AdminRefusal>,
    ) {
        let request = request(asker, action);
        let record = self.desk.directory.audit(&request, answer, self.now);
        self.audit.asked.push(record);
    }

    /// Puts an event on rights into effect for what is asked after it.
    pub(super) fn happens(&mut self, event: AccessEvent) -> Result<(), Stop> {
        self.directory
            .to_mut()
            .apply(&event)
            .map_err(|wrong| vec![Obstacle::Wrong(wrong)])?;
        self.rely_on(self.desk.found(event.stream(self.desk.tenant)));
        self.access.push(event);
        Ok(())
    }

    /// Whatever was done, an administrator remains.
    fn administrator_remains(&mut self) -> Result<(), Stop> {
        let mut all = self.access.clone();
        // Of a group several records change, and only all of them together leave nobody.
        if self.change.is_none() && self.merge.is_none() {
            all.extend(self.foreseen.iter().cloned());
        }
        let kept = self.desk.directory.keeps_administrator(&all, self.now);
        let remaining =
            kept.map_err(|last| vec![Obstacle::Administrators(LastAdministrator(last))])?;
        self.rely_on(remaining);
        Ok(())
    }

    /// What was read is relied on in the version that it has before the transition.
    pub(super) fn rely_on(&mut self, read: impl IntoIterator<Item = Precondition>) {
        let desk = self.desk;
        let read = read.into_iter();
        let relied = read.map(|read| desk.found(read.stream).unwrap_or(read));
        self.preconditions.extend(relied);
    }

    pub(super) fn finish(mut self, done: Result<(), Stop>) -> Result<Transition, AdminError> {
        let done = done.and_then(|()| self.administrator_remains());
        if let Err(obstacles) = done {
            return Err(AdminError::new(obstacles, self.audit));
        }
        let desk = self.desk;
        let changed = |change: &UserChange| !change.events.is_empty() || change.sealed.is_some();
        let mut user = self.change.filter(changed);
        if let Some(change) = &mut user {
            change.claims = change.after.claims(desk.accounts.policy.emails);
        }
        self.audit.outcome = AdminOutcome::Granted;
        Ok(Transition {
            tenant: desk.tenant,
            user,
            merge: self.merge,
            access: self.access,
            preconditions: self.preconditions,
            audit: self.audit,
        })
    }
}

const fn request(asker: Asker, action: &AdminAction) -> AdminRequest<'_> {
    AdminRequest {
        actor: asker.actor,
        on_behalf_of: asker.on_behalf_of,
        action,
        guard: Guard::Covers,
    }
}

/// Whether the action gives a right to the person.
fn gives(action: &AdminAction) -> bool {
    match action {
        AdminAction::AssignRole { .. } | AdminAction::Grant { .. } => true,
        AdminAction::SetAddOns { before, after, .. } => !after.add_ons.is_subset(&before.add_ons),
        _ => false,
    }
}

/// An account changes by identity's command alone, or the two records of it would differ.
fn rights_only(action: &AdminAction) -> Result<(), Stop> {
    match action {
        AdminAction::AssignRole { .. }
        | AdminAction::UnassignRole { .. }
        | AdminAction::SetAddOns { .. }
        | AdminAction::Grant { .. }
        | AdminAction::Revoke { .. }
        | AdminAction::Restrict { .. }
        | AdminAction::Lift { .. }
        | AdminAction::SetObligations { .. }
        | AdminAction::SaveRole { .. }
        | AdminAction::DeleteRole { .. }
        | AdminAction::DeclarePermission { .. }
        | AdminAction::RenamePermission { .. }
        | AdminAction::WithdrawPermission { .. }
        | AdminAction::TakeOver {
            by: Takeover::Impersonate,
            ..
        } => Ok(()),
        // What a later release adds is not known to be about rights.
        _ => Err(vec![Obstacle::NotOfRights]),
    }
}

pub(super) fn none_left(stop: Stop) -> Result<(), Stop> {
    match stop.is_empty() {
        true => Ok(()),
        false => Err(stop),
    }
}
