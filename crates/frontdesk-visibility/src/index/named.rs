//! The facts of one value that an event tells, looked up once.

use frontdesk_model::uuid::Uuid;
use frontdesk_model::{ConversationFacts, Id, Kind};

use super::table::hash;
use super::values::{NONE, ONES, Of, One};

/// In the order of a row. The numbers hold until something is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ones(pub(super) [Named; ONES]);

/// The value of a fact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub(super) one: One,
    /// The ticket has no value where it is none; a channel has no id.
    pub(super) id: Option<Uuid>,
    pub(super) hash: u32,
    /// The number of the value, if a ticket has it.
    pub(super) number: u32,
}

impl Ones {
    /// Not looked up yet.
    pub(super) fn of(facts: &ConversationFacts) -> Self {
        Self([
            Named::of(One::Assignee, facts.assigned_person()),
            Named::of(One::Offered, facts.offered_to),
            Named::of(One::Group, facts.group),
            Named::of(One::Site, facts.site),
            Named::of(One::Questionnaire, facts.questionnaire),
            Named::of(One::Creator, facts.creator),
            Named::of(One::Requester, facts.requester),
            Named::of(One::Organization, facts.organization),
            Named::of_no_id(One::Channel),
        ])
    }
}

impl Named {
    fn of<K: Kind>(one: One, id: Option<Id<K>>) -> Self {
        let Some(id) = id.map(|id| id.uuid()) else {
            return Self::of_no_id(one);
        };
        Self {
            one,
            id: Some(id),
            hash: hash(Of::One(one).number(), id),
            number: NONE,
        }
    }

    const fn of_no_id(one: One) -> Self {
        Self {
            one,
            id: None,
            hash: 0,
            number: NONE,
        }
    }
}
