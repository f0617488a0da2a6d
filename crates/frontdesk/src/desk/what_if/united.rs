//! Two accounts that become one: whose account an id is then, and what its tickets say.

use frontdesk_merge::MergeEvent;
use frontdesk_model::{Assignee, ConversationFacts, UserId};

/// Two accounts that become one.
#[derive(Clone, Copy)]
pub(super) struct United {
    /// The id that means the other from then on.
    pub(super) retired: UserId,
    /// The id that stays.
    pub(super) survivor: UserId,
}

impl United {
    pub(super) fn of_event(event: &MergeEvent) -> Option<Self> {
        match event {
            MergeEvent::United(united) => Some(Self {
                retired: united.retired,
                survivor: united.survivor,
            }),
            MergeEvent::Undone(_) => None,
        }
    }

    /// Whose account this id is then.
    pub(super) fn account(self, user: UserId) -> UserId {
        match user == self.retired {
            true => self.survivor,
            false => user,
        }
    }

    /// What a ticket says of the one it says of the other.
    pub(super) fn rename(self, facts: &mut ConversationFacts) {
        facts.assignee = facts.assignee.map(|assignee| match assignee {
            Assignee::Person(user) => Assignee::Person(self.account(user)),
            Assignee::Bot(bot) => Assignee::Bot(bot),
        });
        facts.offered_to = facts.offered_to.map(|user| self.account(user));
        facts.creator = facts.creator.map(|user| self.account(user));
        for people in [
            &mut facts.participants,
            &mut facts.mentioned,
            &mut facts.substitutes,
        ] {
            if people.remove(&self.retired) {
                people.insert(self.survivor);
            }
        }
    }
}
