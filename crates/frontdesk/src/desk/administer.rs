//! Administration: identity decides about accounts, access about rights, and both happen in one
//! transition or not at all.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::AdminAction;
use frontdesk_identity::UserCommand;
use frontdesk_model::{ActorId, Precondition, Stream, UserId, Version};

use super::Desk;
use asker::Asker;
use told::Telling;
use who::{Asked, Own};
use work::Work;

mod apply;
mod asker;
mod error;
mod follow;
mod merging;
mod other;
mod reads;
mod recorded;
mod told;
mod transition;
mod who;
mod work;

pub use apply::NotApplied;
pub use error::{AdminError, AdminOutcome, Audit, LastAdministrator, Obstacle};
pub use merging::{MergeChange, MergeStep, Merging};
pub use other::OtherCommand;
pub use recorded::Recorded;
pub use transition::{Transition, UserChange};
pub use who::{Covering, Needs, Who, who_asks_of_portal};

/// What one person asks to be done to an account, to rights, or to both in one save.
#[derive(Clone, Debug)]
pub enum AdminCommand {
    /// To an account, and to its rights in the same save.
    Account {
        /// Whose account.
        user: UserId,
        /// What identity is asked.
        command: Box<UserCommand>,
        /// What of the rights on its record is given or taken besides, in this order. A right that
        /// is given makes a user of an employee (S183): nothing need be asked of identity for that.
        rights: Vec<AdminAction>,
    },
    /// To rights or roles alone, or to act as another.
    Rights(Box<AdminAction>),
}

/// A command with who asks it.
#[derive(Clone, Debug)]
pub struct Administration<'a> {
    /// Who asks: the person who is really there. Of a token: the account that it opens.
    pub actor: ActorId,
    /// As whom, where he acts as another; `None`: as himself. Whoever acts as another does what both
    /// may, and nothing of the other's is his own: not the password, nor what a person does without
    /// any right to administer. The field of the same name of an
    /// [`Envelope`](frontdesk_model::Envelope).
    pub on_behalf_of: Option<ActorId>,
    /// What is asked.
    pub command: &'a AdminCommand,
    /// Of an activation: who invited, as the author of the stored event says. What he may no longer
    /// give, the invitation no longer gives. `None`: the service itself made the account.
    pub invited_by: Option<ActorId>,
}

/// A question: may this person ask a command of a group, a heading or a portal account?
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Who asks: the person who is really there.
    pub actor: ActorId,
    /// As whom, where he acts as another; `None`: as himself.
    pub on_behalf_of: Option<ActorId>,
    /// What is asked. The desk maps it itself, over the records that each answer may show.
    pub command: OtherCommand<'a>,
}

/// Something that may be asked: the host stores what follows only while these hold as well.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "what follows is stored under the preconditions of the permit"]
pub struct Permitted {
    /// What was read of accounts, rights and roles.
    pub preconditions: BTreeSet<Precondition>,
    /// The record of who asked.
    pub audit: Audit,
}

impl Desk {
    /// May they administer, and what happens if they do? Access is asked for every action that the
    /// command comes to, and identity whether it can be done. A first right makes a user of an
    /// employee, with all that comes with it (S69, S183, D4, D6), in the same transition.
    ///
    /// Nothing has changed yet: the host stores the transition whole, only while all of its
    /// preconditions hold, and then [applies](Self::apply_transition) it.
    ///
    /// # Errors
    /// With everything that stands against it, and the record of the refusal, which the host stores.
    /// What is told is worked out over the few records that the answer reads. To who may edit roles a
    /// refusal about them, and to anybody one that turns on who administers besides, takes time in
    /// proportion to all records.
    pub fn administer(
        &self,
        administration: &Administration<'_>,
        now: DateTime<Utc>,
    ) -> Result<Transition, AdminError> {
        self.decided(administration, now).map_err(|refused| {
            let again = |desk: &Self| desk.decided(administration, now).map(|_| ());
            let telling = Telling {
                asker: administration.asker(),
                reads: administration.reads(),
                now,
            };
            self.told(refused, telling, again)
        })
    }

    fn decided(
        &self,
        administration: &Administration<'_>,
        now: DateTime<Utc>,
    ) -> Result<Transition, AdminError> {
        let Administration {
            command,
            invited_by,
            ..
        } = administration;
        let mut work = Work::new(self, administration.asker(), command, now);
        let done = match command {
            AdminCommand::Rights(action) => work.rights_alone(action),
            AdminCommand::Account {
                user,
                command,
                rights,
            } => work.account(*user, command, rights, *invited_by),
        };
        work.finish(done)
    }

    /// May this person ask this of a group, a heading or a portal account? For what access is asked
    /// then, [`who_asks_of_group`](Self::who_asks_of_group),
    /// [`who_asks_of_heading`](Self::who_asks_of_heading) and [`who_asks_of_portal`] say.
    /// What identity then decides, the host stores under these preconditions as well.
    ///
    /// # Errors
    /// With everything that stands against it, and the record of the refusal, which the host stores.
    pub fn permitted(
        &self,
        asked: &Asking<'_>,
        now: DateTime<Utc>,
    ) -> Result<Permitted, AdminError> {
        self.allowed(asked, now).map_err(|refused| {
            let again = |desk: &Self| desk.allowed(asked, now).map(|_| ());
            let telling = Telling {
                asker: asked.asker(),
                reads: self.reads_of(asked),
                now,
            };
            self.told(refused, telling, again)
        })
    }

    fn allowed(&self, asked: &Asking<'_>, now: DateTime<Utc>) -> Result<Permitted, AdminError> {
        let asker = asked.asker();
        let command = asked.command;
        let about = command.about();
        let audit = Audit::new(self.tenant, asker, command.name(), about, now);
        let mut work = Work::of(self, asker, audit, now);
        let done = match self.who_asks_other(asker, command) {
            // Whoever brings a token may be nobody here.
            Who::Token => Ok(()),
            who => work
                .known()
                .and_then(|()| work.may(about.unwrap_or(asker.as_whom()), &who)),
        };
        let Transition {
            preconditions,
            audit,
            ..
        } = work.finish(done)?;
        Ok(Permitted {
            preconditions,
            audit,
        })
    }

    /// Who may ask this of this account, and for what access is asked then: the mapping of
    /// identity's commands, for who acts as himself: whoever acts as another is as anybody else to
    /// every account. A form may name a role that the catalogue does not have: access refuses
    /// that, after it was asked whether roles may be given at all.
    #[must_use]
    pub fn who_asks(&self, actor: ActorId, user: UserId, command: &UserCommand) -> Who {
        self.who_may(Asker::of(actor).own(user), user, command)
    }

    fn who_may(&self, own: Own, user: UserId, command: &UserCommand) -> Who {
        let born = self.born(user, command);
        let asked = Asked {
            own,
            user,
            before: self.person(user).map(|person| &person.user),
            born: &born,
        };
        asked.who(command)
    }

    /// In which version this stream of accounts or rights is here.
    pub(in crate::desk) fn found(&self, stream: Stream) -> Option<Precondition> {
        match stream {
            Stream::Rights(user) => Some(self.directory.precondition(user.into())),
            Stream::CustomerRights(customer) => Some(self.directory.precondition(customer.into())),
            Stream::Roles(_) => Some(self.directory.roles_precondition()),
            Stream::User(user) => Some(match self.person(user) {
                Some(person) => person.user.precondition(),
                None => Precondition {
                    stream,
                    version: Version::FIRST,
                },
            }),
            _ => None,
        }
    }
}
