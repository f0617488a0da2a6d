//! The facts of one value that an event tells, looked up once.

use frontdesk_model::uuid::Uuid;
use frontdesk_model::{ConversationFacts, Id, Kind};

use super::table::hash;
use super::values::{NONE, Of, One};

/// The value of a fact, by its id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub(super) one: One,
    pub(super) id: Uuid,
    pub(super) hash: u32,
    /// The number of the value, if a ticket had it when it was looked up.
    pub(super) number: u32,
}

impl Named {
    /// Those that a ticket has, not looked up yet. A channel has no id.
    pub(super) fn each_of(facts: &ConversationFacts) -> impl Iterator<Item = Self> {
        let all = [
            Self::of(One::Assignee, facts.assigned_person()),
            Self::of(One::Offered, facts.offered_to),
            Self::of(One::Group, facts.group),
            Self::of(One::Site, facts.site),
            Self::of(One::Questionnaire, facts.questionnaire),
            Self::of(One::Creator, facts.creator),
            Self::of(One::Requester, facts.requester),
            Self::of(One::Organization, facts.organization),
        ];
        all.into_iter().flatten()
    }

    fn of<K: Kind>(one: One, id: Option<Id<K>>) -> Option<Self> {
        let id = id?.uuid();
        Some(Self {
            one,
            id,
            hash: hash(Of::One(one).number(), id),
            number: NONE,
        })
    }
}
