//! Whose records an answer reads.

use std::collections::BTreeSet;

use frontdesk_access::AdminAction;
use frontdesk_merge::MergeState;
use frontdesk_model::ActorId;

use super::{AdminCommand, Administration, Asking, MergeStep, Who};
use crate::desk::Desk;

/// Whose records an answer reads, beside those of whoever asks and, where an administrator would be
/// lost, of those who remain.
#[derive(Debug)]
pub(super) enum Reads {
    /// Of these.
    These(BTreeSet<ActorId>),
    /// Of everybody: roles and rights of the host's own are whoever's has them.
    Everybody,
}

impl Reads {
    fn of<'a>(actions: impl IntoIterator<Item = &'a AdminAction>) -> Self {
        let users = actions.into_iter().map(AdminAction::user);
        users
            .collect::<Option<_>>()
            .map_or(Self::Everybody, Self::These)
    }

    fn and(self, more: impl IntoIterator<Item = ActorId>) -> Self {
        match self {
            Self::These(these) => Self::These(these.into_iter().chain(more).collect()),
            Self::Everybody => Self::Everybody,
        }
    }
}

impl Administration<'_> {
    pub(super) fn reads(&self) -> Reads {
        match self.command {
            AdminCommand::Rights(action) => Reads::of([action.as_ref()]),
            AdminCommand::Account { user, rights, .. } => {
                let named = [ActorId::User(*user)].into_iter().chain(self.invited_by);
                Reads::of(rights).and(named)
            }
        }
    }
}

impl MergeStep<'_> {
    pub(super) fn reads(self) -> Reads {
        let users = match self {
            Self::Plan { accounts } => accounts.to_vec(),
            Self::Apply(plan) => vec![plan.survivor, plan.operator.id(), plan.admin.id()],
            Self::Undo(MergeState::United(united)) => vec![
                united.survivor,
                united.retired,
                united.operator.id(),
                united.admin.id(),
            ],
            Self::Undo(MergeState::Apart(apart)) => vec![apart.operator.id(), apart.admin.id()],
        };
        Reads::These(users.into_iter().map(ActorId::User).collect())
    }
}

impl Desk {
    /// Those whom the command comes to here, and those whom it names: of a member who stays nothing is
    /// asked, and where the membership is not shown something is.
    pub(super) fn reads_of(&self, asked: &Asking<'_>) -> Reads {
        let command = asked.command;
        let named = command.members().into_iter().map(ActorId::User);
        let named = named.chain(command.about());
        match self.who_asks_other(asked.asker(), command) {
            Who::Admin(needs) => Reads::of(needs.actions.iter().chain(&needs.questions)).and(named),
            Who::Token | Who::Oneself { .. } | Who::System => Reads::These(named.collect()),
        }
    }
}
