//! A transfer to who would not see the ticket then: refused, or without an assignee (attack 21).

use frontdesk_model::{ActorId, ConversationFacts, ConversationState, RefusalKind, UserId};
use serde::{Deserialize, Serialize};

use crate::filter::Filter;
use crate::viewer::Hat;

/// What becomes of a transfer after which its assignee would not see the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfUnseen {
    /// There is no transfer.
    Refuse,
    /// The ticket goes where it was to go, and waits there without an assignee.
    Unassign,
}

/// The assignee would not see the ticket after the transfer, so that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the assignee would not see the ticket")]
pub struct AssigneeSeesNothing {
    /// Who.
    pub assignee: UserId,
}

impl AssigneeSeesNothing {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "assignee_sees_nothing"
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Conflict
    }
}

/// The ticket after a transfer, whose facts `after` are as whoever transfers it wants them: another group,
/// another assignee, or both. `own` is the filter of its assignee then; `None`: nobody knows him. Where he
/// sees the ticket as one who works on it, or where nobody or a bot has it then, it stays so; else nobody has
/// it, or the transfer is refused. The filter of anybody else is no answer, and counts as none.
///
/// Whether the transfer may be made is access's answer.
///
/// # Errors
/// When the assignee would not see it, and that is to be refused.
pub fn transferred(
    mut after: ConversationFacts,
    own: Option<&Filter>,
    if_unseen: IfUnseen,
) -> Result<ConversationFacts, AssigneeSeesNothing> {
    let Some(assignee) = after.assigned_person() else {
        return Ok(after);
    };
    if own.is_some_and(|own| own.opens_as_operator(assignee, &after)) {
        return Ok(after);
    }
    match if_unseen {
        IfUnseen::Refuse => Err(AssigneeSeesNothing { assignee }),
        IfUnseen::Unassign => {
            after.assignee = None;
            after.assignee_groups.clear();
            after.substitutes.clear();
            // What nobody has waits: else it would lie in nobody's queue.
            if after.state == Some(ConversationState::InWork) {
                after.state = Some(ConversationState::Waiting);
            }
            Ok(after)
        }
    }
}

impl Filter {
    /// Whether it is this one's own and opens the ticket to him as one who works on it.
    fn opens_as_operator(&self, user: UserId, facts: &ConversationFacts) -> bool {
        let mut openings = self.openings.iter();
        facts.tenant == self.tenant
            && openings.any(|opening| {
                let own = opening.viewer == ActorId::User(user);
                own && opening.hat == Hat::Operator && opening.opens(facts)
            })
    }
}
