//! Two accounts that become one: whose account an id is then, and what its tickets say.

use frontdesk_merge::{CustomersPlan, MergeEvent};
use frontdesk_model::{ActorId, Assignee, ConversationFacts, UserId};

use super::Change;

/// Two accounts that become one.
#[derive(Clone, Copy)]
pub(super) enum United<'a> {
    /// Of the staff.
    Users {
        /// The id that means the other from then on.
        retired: UserId,
        /// The id that stays.
        survivor: UserId,
    },
    /// Of a customer.
    Customers(&'a CustomersPlan),
}

impl<'a> United<'a> {
    /// The two accounts that a change makes one, if it does.
    pub(super) fn of(change: &Change<'a>) -> Option<Self> {
        match change {
            Change::Merge(plan) => Some(Self::Users {
                retired: plan.retired,
                survivor: plan.survivor,
            }),
            Change::MergeCustomers(plan) => Some(Self::Customers(plan)),
            Change::Transition(transition) => {
                let merge = transition.merge.as_ref();
                merge.and_then(|merge| Self::of_event(&merge.event))
            }
            Change::Desk(_)
            | Change::GiveRole { .. }
            | Change::TakeRole { .. }
            | Change::Conversation(_)
            | Change::Organizations { .. }
            | Change::MergeTickets(_) => None,
        }
    }

    fn of_event(event: &MergeEvent) -> Option<Self> {
        match event {
            MergeEvent::United(united) => Some(Self::Users {
                retired: united.retired,
                survivor: united.survivor,
            }),
            MergeEvent::Undone(_) => None,
        }
    }

    /// The account that goes.
    pub(super) fn retired(self) -> ActorId {
        match self {
            Self::Users { retired, .. } => retired.into(),
            Self::Customers(plan) => plan.retired.into(),
        }
    }

    /// The account that stays.
    pub(super) fn survivor(self) -> ActorId {
        match self {
            Self::Users { survivor, .. } => survivor.into(),
            Self::Customers(plan) => plan.survivor.into(),
        }
    }

    /// Whose account this id is then.
    pub(super) fn account(self, actor: ActorId) -> ActorId {
        match actor == self.retired() {
            true => self.survivor(),
            false => actor,
        }
    }

    /// What a ticket says of the one it says of the other.
    pub(super) fn rename(self, facts: &mut ConversationFacts) {
        let (retired, survivor) = match self {
            Self::Users { retired, survivor } => (retired, survivor),
            Self::Customers(plan) => return plan.of_ticket(facts),
        };
        let renamed = |user: UserId| match user == retired {
            true => survivor,
            false => user,
        };
        facts.assignee = facts.assignee.map(|assignee| match assignee {
            Assignee::Person(user) => Assignee::Person(renamed(user)),
            Assignee::Bot(bot) => Assignee::Bot(bot),
        });
        facts.offered_to = facts.offered_to.map(renamed);
        facts.creator = facts.creator.map(renamed);
        for people in [
            &mut facts.participants,
            &mut facts.mentioned,
            &mut facts.substitutes,
        ] {
            if people.remove(&retired) {
                people.insert(survivor);
            }
        }
    }
}
