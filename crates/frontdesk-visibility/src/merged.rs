//! One ticket that goes up in another: what both are afterwards.

use chrono::{DateTime, Utc};
use frontdesk_model::{
    ActorId, Author, ConversationId, ConversationState, MessageId, Privacy, RefusalKind, UserId,
};

use crate::field::Field;
use crate::ticket::{HistoryEntry, HistoryPart, Link, LinkKind, Ticket};

/// Two tickets after the one went up in the other. A host that merges otherwise makes its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedTickets {
    /// The one that goes on.
    pub target: Ticket,
    /// The one that went up in it.
    pub source: Ticket,
}

/// Who merges, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergedBy {
    /// The member of the staff. Whether he may, access says: of each of the two.
    pub user: UserId,
    /// The moment.
    pub at: DateTime<Utc>,
}

/// Why two tickets are not merged: the first reason, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeRefusal {
    /// They are of two tenants.
    #[error("the tickets are of two tenants")]
    OtherTenant,
    /// It is one ticket.
    #[error("a ticket cannot be merged into itself")]
    SameTicket,
    /// One of them went up in another before: there it goes on.
    #[error("the ticket {ticket} is already merged into {into}")]
    MergedBefore {
        /// Which one.
        ticket: ConversationId,
        /// Where it goes on.
        into: ConversationId,
    },
    /// What is deleted or spam is hidden from every customer, and its messages are not to be shown again.
    #[error("the ticket {0} is deleted or spam")]
    Hidden(ConversationId),
    /// The target is closed: what is yet to be answered would lie in what is ended.
    #[error("the ticket {0} is closed")]
    Closed(ConversationId),
    /// Both have a message of this id.
    #[error("both tickets have the message {0}")]
    MessageTwice(MessageId),
}

/// Merges one ticket into another. The specification is silent on it; it does what the known desks have
/// in common, and widens nothing besides:
///
/// - The target keeps its requester, its fields, its assignee, its group and its state. The source keeps
///   its own, is closed, is offered to nobody and says where it went up.
/// - The messages of both stand in the target, the oldest first, each for whom it was before: a note
///   stays a note. None remains in the source.
/// - Whoever took part in the source, or was named in a message of it, does in the target.
/// - A customer in copy of the one is not of the other, as its requester is not.
/// - Private is what either was.
/// - The links that guests have are void, of both: they were made for another ticket than it is now.
///
/// So the requester of the target, and whoever is in copy there, reads what another customer may have
/// written into the source.
/// [`diff()`](crate::diff()) says so before it is done.
///
/// ```
/// use frontdesk_model::{ConversationFacts, ConversationId, ConversationState, TenantId, UserId};
/// use frontdesk_visibility::{Link, LinkKind, MergedBy, Ticket, merge_tickets};
/// # let now = "2026-11-22T09:00:00Z".parse()?;
/// let ticket = |number| {
///     let id = ConversationId::from_number(number);
///     Ticket::new(ConversationFacts::new(TenantId::from_number(1), id, now))
/// };
/// let by = MergedBy { user: UserId::from_number(17), at: now };
/// let merged = merge_tickets(&ticket(1), &ticket(2), by)?;
/// assert_eq!(merged.source.facts.state, Some(ConversationState::Closed));
/// let link = Link { kind: LinkKind::MergedInto, to: ConversationId::from_number(1) };
/// assert_eq!(merged.source.links, [link]);
/// // Merged once, it is merged.
/// assert!(merge_tickets(&merged.target, &merged.source, by).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// With the first reason that stands against it.
pub fn merge_tickets(
    target: &Ticket,
    source: &Ticket,
    by: MergedBy,
) -> Result<MergedTickets, MergeRefusal> {
    check(target, source)?;
    let (mut target, mut source) = (target.clone(), source.clone());
    move_messages(&mut source, &mut target);

    let (into, from) = (&mut target.facts, &mut source.facts);
    into.participants.extend(&from.participants);
    into.mentioned.extend(&from.mentioned);
    if from.privacy == Some(Privacy::Private) {
        into.privacy = from.privacy;
    }
    for facts in [into, &mut *from] {
        // The last epoch is followed by the first: links of the last are void as those of any other.
        facts.guest_epoch = facts.guest_epoch.wrapping_add(1);
    }

    let link = Link {
        kind: LinkKind::MergedInto,
        to: target.facts.id,
    };
    let mut parts = vec![HistoryPart::Link(link)];
    if from.state != Some(ConversationState::Closed) {
        let name = |state: ConversationState| state.name().to_owned();
        parts.push(HistoryPart::Field {
            field: Field::State,
            from: from.state.map(name),
            to: Some(name(ConversationState::Closed)),
        });
        from.state = Some(ConversationState::Closed);
        from.offered_to = None;
    }
    source.links.push(link);
    source.history.push(HistoryEntry {
        at: by.at,
        by: Some(Author::Actor(ActorId::User(by.user))),
        parts,
    });
    Ok(MergedTickets { target, source })
}

impl MergeRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherTenant => "other_tenant",
            Self::SameTicket => "same_ticket",
            Self::MergedBefore { .. } => "merged_before",
            Self::Hidden(_) => "hidden",
            Self::Closed(_) => "closed",
            Self::MessageTwice(_) => "message_twice",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant => RefusalKind::Hidden,
            Self::SameTicket => RefusalKind::Invalid,
            Self::MergedBefore { .. }
            | Self::Hidden(_)
            | Self::Closed(_)
            | Self::MessageTwice(_) => RefusalKind::Conflict,
        }
    }
}

fn check(target: &Ticket, source: &Ticket) -> Result<(), MergeRefusal> {
    let both = [target, source];
    if target.facts.tenant != source.facts.tenant {
        return Err(MergeRefusal::OtherTenant);
    }
    if target.facts.id == source.facts.id {
        return Err(MergeRefusal::SameTicket);
    }
    for ticket in both {
        let mut links = ticket.links.iter();
        if let Some(link) = links.find(|link| link.kind == LinkKind::MergedInto) {
            return Err(MergeRefusal::MergedBefore {
                ticket: ticket.facts.id,
                into: link.to,
            });
        }
    }
    if let Some(ticket) = both.iter().find(|one| one.facts.deleted || one.facts.spam) {
        return Err(MergeRefusal::Hidden(ticket.facts.id));
    }
    if target.facts.state == Some(ConversationState::Closed) {
        return Err(MergeRefusal::Closed(target.facts.id));
    }
    let ids: std::collections::BTreeSet<MessageId> =
        target.messages.iter().map(|message| message.id).collect();
    match source.messages.iter().find(|one| ids.contains(&one.id)) {
        Some(twice) => Err(MergeRefusal::MessageTwice(twice.id)),
        None => Ok(()),
    }
}

/// The messages with the lines of the history that say of them.
fn move_messages(source: &mut Ticket, target: &mut Ticket) {
    target.messages.append(&mut source.messages);
    // Of one moment the target's own come first.
    target.messages.sort_by_key(|message| message.at);
    let is_message = |part: &HistoryPart| matches!(part, HistoryPart::Message(_));
    for entry in &mut source.history {
        let (messages, others) = std::mem::take(&mut entry.parts)
            .into_iter()
            .partition(is_message);
        entry.parts = others;
        let moved: Vec<HistoryPart> = messages;
        if !moved.is_empty() {
            target.history.push(HistoryEntry {
                at: entry.at,
                by: entry.by.clone(),
                parts: moved,
            });
        }
    }
    source.history.retain(|entry| !entry.parts.is_empty());
    target.history.sort_by_key(|entry| entry.at);
}
