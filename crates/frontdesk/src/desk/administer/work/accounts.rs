//! What identity decides in a transition, and what the record of rights says of the account then.

use std::collections::BTreeSet;

use frontdesk_access::{AccessEvent, AdminAction, Holder, Restriction};
use frontdesk_identity::{Decided, User, UserCommand, UserEvent, decide_user};
use frontdesk_model::{ActorId, Stream, UserId};

use super::{Stop, Work};
use crate::desk::UnknownActor;
use crate::desk::administer::asker::Asker;
use crate::desk::administer::who::{self, Needs, Who};
use crate::desk::administer::{Obstacle, UserChange};

impl Work<'_> {
    /// Asks identity, over the account as it is after what was decided before.
    pub(super) fn identity(
        &mut self,
        user: UserId,
        command: &UserCommand,
    ) -> Result<Vec<UserEvent>, Stop> {
        let stored = self.desk.person(user).map(|person| &person.user);
        let changed = self.change.take();
        let before = match &changed {
            Some(change) => Some(&change.after),
            None => stored,
        };
        let policy = &self.desk.accounts.policy;
        // A form creates in the tenant of the policy: it must be this one.
        if policy.tenant != self.desk.tenant {
            return Err(vec![Obstacle::OtherTenant]);
        }
        let decided = decide_user(before, command, policy, self.now)
            .map_err(|refusal| vec![Obstacle::Identity(refusal)])?;
        let after = User::after(before.cloned(), &decided.events)
            .map_err(|wrong| vec![Obstacle::Misapplied(wrong)])?;
        self.rely_on(self.desk.found(Stream::User(user)));
        let replacement = match command {
            UserCommand::Suspend { replacement }
            | UserCommand::HalfDelete { replacement }
            | UserCommand::Delete { replacement } => replacement.as_ref(),
            _ => None,
        };
        // What the host read of who takes over, in the version that it read.
        self.preconditions
            .extend(replacement.map(frontdesk_identity::Replacement::precondition));
        // There is an account once it was decided about.
        let Some(after) = after else {
            return Ok(Vec::new());
        };
        let Decided { events, sealed } = decided;
        let earlier = changed.map(|change| (change.events, change.sealed));
        let (mut all, sealed_before) = earlier.unwrap_or_default();
        all.extend(events.iter().cloned());
        self.change = Some(UserChange {
            after,
            claims: BTreeSet::new(),
            events: all,
            sealed: sealed.or(sealed_before),
        });
        let born = self.desk.born(user, command).restrictions;
        self.account_changed(born)?;
        Ok(events)
    }

    /// The record of rights says of the account what identity says. A new one is denied from its first
    /// day what the form denies it, whoever may ask for it: the panel that is no capacity (S8).
    fn account_changed(&mut self, denied: Vec<Restriction>) -> Result<(), Stop> {
        let Some(UserChange { after, .. }) = &self.change else {
            return Ok(());
        };
        let id = ActorId::User(after.id());
        let event = match self.directory.holder(id) {
            None => AccessEvent::HolderAdded {
                holder: Box::new(Holder {
                    kind: after.kind(),
                    standing: after.standing(),
                    memberships: after.memberships().clone(),
                    restrictions: denied,
                    ..Holder::new(after.tenant(), id)
                }),
            },
            Some(holder)
                if holder.kind == after.kind()
                    && holder.standing == after.standing()
                    && holder.memberships == *after.memberships() =>
            {
                return Ok(());
            }
            Some(_) => AccessEvent::AccountChanged {
                holder: id,
                kind: after.kind(),
                standing: after.standing(),
                memberships: Box::new(after.memberships().clone()),
            },
        };
        self.happens(event)
    }

    /// S183: whoever is saved with a right is a user; S37: with login and password first.
    pub(super) fn first_right(&mut self, user: UserId) -> Result<(), Stop> {
        let changed = self.change.as_ref().map(|change| &change.after);
        let stored = self.desk.person(user).map(|person| &person.user);
        let Some(before) = changed.or(stored) else {
            return Err(vec![UnknownActor(user.into()).into()]);
        };
        let record = UserCommand::RecordRight;
        // Of a user it changes nothing; whether the account can have a right, identity says.
        if !who::becomes_user(before) {
            return self.identity(user, &record).map(|_| ());
        }
        let who = Who::Admin(Needs::of_first_right(user));
        self.may(user.into(), &who)?;
        let events = self.identity(user, &record)?;
        self.follow(&who, user, &events)
    }

    /// Attack 27: an invitation gives at its acceptance no more than the inviter could give then.
    pub(super) fn still_vouched(
        &mut self,
        user: UserId,
        command: &UserCommand,
        invited_by: Option<ActorId>,
    ) -> Result<(), Stop> {
        let (UserCommand::Activate { .. }, Some(inviter)) = (command, invited_by) else {
            return Ok(());
        };
        let id = ActorId::User(user);
        let Some(holder) = self.directory.holder(id).cloned() else {
            return Err(vec![UnknownActor(id).into()]);
        };
        let mut without = self.directory.clone().into_owned();
        without
            .apply(&AccessEvent::HolderRemoved { holder: id })
            .map_err(|wrong| vec![Obstacle::Wrong(wrong)])?;
        let action = AdminAction::CreateUser {
            holder: Box::new(holder),
        };
        let asked = without.may_administer(inviter, &action, self.now);
        self.record(Asker::of(inviter), &action, &asked);
        self.rely_on([self.desk.directory.precondition(inviter)]);
        match asked {
            Ok(permit) => {
                self.rely_on(permit.preconditions);
                Ok(())
            }
            Err(refusal) => Err(vec![Obstacle::Inviter(refusal)]),
        }
    }
}
