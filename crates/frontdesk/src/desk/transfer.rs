//! A transfer, with what its new assignee would see, and the page that is asked by number and address.

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationFacts, CustomerId};
use frontdesk_visibility::{
    AssigneeSeesNothing, IfUnseen, StatusAnswer, Ticket, status, transferred,
};

use super::Desk;

impl Desk {
    /// What a conversation is after a transfer: `after` are its facts as whoever transfers it wants them. Whom
    /// it is given to has to see it there as one who works on it; else it is left without an assignee, or
    /// nothing is done (attack 21). Whom the desk does not know, and whoever cannot act, sees nothing.
    ///
    /// What the desk knows of the new assignee is filled in as by [`complete`](Self::complete). Whether the
    /// transfer may be made is [`decide`](Self::decide)'s answer.
    ///
    /// # Errors
    /// When the assignee would not see it, and that is to be refused.
    pub fn transferred(
        &self,
        after: ConversationFacts,
        if_unseen: IfUnseen,
        now: DateTime<Utc>,
    ) -> Result<ConversationFacts, AssigneeSeesNothing> {
        let after = self.complete(after);
        let own = after.assigned_person();
        let own = own.and_then(|assignee| self.viewing(assignee.into(), now).ok());
        transferred(after, own.as_ref().map(|own| &own.filter), if_unseen)
    }

    /// The page that is asked for a ticket by its number and an address: one reply, whatever there is, and
    /// perhaps a link for the address alone; see [`status`](frontdesk_visibility::status()). `ticket` is the one
    /// of this number, and `customer` the one whose proven address was named, each if there is one.
    #[must_use]
    pub fn status(
        &self,
        ticket: Option<&Ticket>,
        customer: Option<CustomerId>,
        expires: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StatusAnswer {
        let seen = customer.and_then(|customer| self.viewing(customer.into(), now).ok());
        status(ticket, seen.as_ref().map(|seen| &seen.filter), expires)
    }
}
