//! What a customer may do in the portal.

use frontdesk_access::Permission;
use frontdesk_model::{Channel, ConversationState, RefusalKind};
use serde::{Deserialize, Serialize};

use crate::field::{Field, Use};
use crate::ticket::{FieldId, LinkKind, Ticket};
use crate::view::{Granted, Viewing, interactive};
use crate::viewer::Hat;

impl Viewing<'_> {
    /// Decides a customer's action on a ticket, in the order of catalogue.md 3.5. `None`: nothing
    /// has to happen.
    ///
    /// # Errors
    /// The one reason that comes first.
    pub fn act(
        &self,
        ticket: &Ticket,
        action: &PortalAction,
        portal: PortalState,
    ) -> Result<Option<PortalEvent>, PortalRefusal> {
        let granted = self.open(ticket).map_err(|_| PortalRefusal::NotFound)?;
        // Without the help center there is no portal to act in (S155).
        if portal == PortalState::Closed {
            return Err(PortalRefusal::NoPortal);
        }
        match granted.hat() {
            // The staff does not act through the portal.
            Hat::Operator | Hat::Stakeholder => return Err(PortalRefusal::NoPortal),
            // Another customer's ticket is for reading only (D21), in copy too, and so is one seen by a
            // link.
            Hat::Colleague | Hat::Guest | Hat::Copied => return Err(PortalRefusal::NotYours),
            Hat::Customer => {}
        }
        // A ticket of another channel is view-only; the correspondence goes on there (S175, S176).
        if !interactive(self.policy, ticket.facts.channel.as_ref()) {
            return Err(PortalRefusal::OtherChannel {
                channel: ticket.facts.channel.clone(),
            });
        }
        let merged = ticket
            .links
            .iter()
            .any(|link| link.kind == LinkKind::MergedInto);
        let closed = ticket.facts.state == Some(ConversationState::Closed);
        match (action, merged) {
            // What went up in another goes on there.
            (PortalAction::Reply | PortalAction::Reopen, true) => Err(PortalRefusal::MergedInto),
            // A reply is taken in a closed ticket too (S172).
            (PortalAction::Reply, _) => Ok(Some(PortalEvent::Reply)),
            // Closed already: nothing to do, and no error (S173).
            (PortalAction::Close, _) if closed => Ok(None),
            (PortalAction::Close, _) => close(&granted),
            // Only what is closed can be reopened (S174).
            (PortalAction::Reopen, _) if closed => Ok(Some(PortalEvent::Reopen)),
            (PortalAction::Reopen, _) => Err(PortalRefusal::NotClosed),
            (PortalAction::EditField(field), _) => edit_field(&granted, field),
        }
    }
}

/// A ticket is closed once the customer has filled what the policy asks him for.
fn close(granted: &Granted<'_>) -> Result<Option<PortalEvent>, PortalRefusal> {
    let fields = granted.to_fill();
    if fields.is_empty() {
        return Ok(Some(PortalEvent::Close));
    }
    Err(PortalRefusal::ToFill { fields })
}

/// A hidden field is not there, a view-only one is refused, an editable one is changed (S171).
fn edit_field(
    granted: &Granted<'_>,
    field: &FieldId,
) -> Result<Option<PortalEvent>, PortalRefusal> {
    match granted.use_of_added(field) {
        Use::Hidden => Err(PortalRefusal::NotFound),
        Use::View => Err(PortalRefusal::ViewOnly),
        Use::Edit | Use::Require => Ok(Some(PortalEvent::EditField(field.clone()))),
    }
}

/// Whether this customer has a portal: while the help center is in use everybody does, else nobody
/// (S155). It is access's answer to `surface.portal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalState {
    /// There is one.
    Open,
    /// There is none.
    Closed,
}

impl PortalAction {
    /// The right that access must allow for it.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Reply => Permission::CONVERSATION_REPLY,
            Self::Close => Permission::CONVERSATION_CLOSE,
            Self::Reopen => Permission::CONVERSATION_REOPEN,
            Self::EditField(_) => Permission::CONVERSATION_EDIT_FIELD,
        }
    }
}

/// What a customer wants to do with a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalAction {
    /// Write to the staff.
    Reply,
    /// End it.
    Close,
    /// Resume it.
    Reopen,
    /// Change a field.
    EditField(FieldId),
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalEvent {
    /// The reply is taken; a closed ticket takes it too.
    Reply,
    /// The ticket is closed.
    Close,
    /// The ticket is open again.
    Reopen,
    /// The field is changed.
    EditField(FieldId),
}

/// Why a portal action is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PortalRefusal {
    /// The customer may not see the ticket or the field, or there is none.
    #[error("no such ticket or field")]
    NotFound,
    /// The help center is not in use (S155).
    #[error("the portal is closed")]
    NoPortal,
    /// The correspondence goes on in its own channel (S175, S176).
    #[error("this conversation goes on in its own channel")]
    OtherChannel {
        /// Where it goes on, if known.
        channel: Option<Channel>,
    },
    /// It is another customer's ticket.
    #[error("only the customer who asked may do this")]
    NotYours,
    /// It is not closed, so it cannot be reopened (S174).
    #[error("the ticket is not closed")]
    NotClosed,
    /// It went up in another ticket and goes on there. In which one [`Granted::links`] says to whom that one
    /// is shown too, and nobody else learns (attacks 11, 35).
    #[error("this ticket went up in another")]
    MergedInto,
    /// Fields that the customer sees and may change have to be filled first.
    #[error("required fields are empty")]
    ToFill {
        /// Which ones.
        fields: Vec<Field>,
    },
    /// The field may be seen but not changed (S171).
    #[error("the field is view-only")]
    ViewOnly,
    /// Access denies the action itself: a right is missing or restricted.
    #[error("this is not allowed")]
    NotAllowed,
}

impl PortalRefusal {
    /// The stable code, as in JSON.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NoPortal => "no_portal",
            Self::OtherChannel { .. } => "other_channel",
            Self::NotYours => "not_yours",
            Self::NotClosed => "not_closed",
            Self::MergedInto => "merged_into",
            Self::ToFill { .. } => "to_fill",
            Self::ViewOnly => "view_only",
            Self::NotAllowed => "not_allowed",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NotFound => RefusalKind::Hidden,
            Self::NoPortal
            | Self::NotYours
            | Self::OtherChannel { .. }
            | Self::ViewOnly
            | Self::NotAllowed => RefusalKind::Forbidden,
            Self::NotClosed | Self::MergedInto | Self::ToFill { .. } => RefusalKind::Conflict,
        }
    }
}
