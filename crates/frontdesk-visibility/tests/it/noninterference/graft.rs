//! What is hidden, written down a second time: from the statements and not from the projection.

use std::collections::BTreeMap;

use frontdesk_access::Obligation;
use frontdesk_model::{ActorId, Author, CustomerId, SiteId};
use frontdesk_visibility::{
    Audience, Field, FieldId, Hat, HistoryEntry, HistoryPart, Link, Message, SitePolicy, Ticket,
    Viewing,
};

use crate::generate::FIELDS;
use crate::world::*;

/// One who looks, as the prose speaks of him.
struct Reader<'a> {
    hat: Hat,
    viewing: &'a Viewing<'a>,
    masked: bool,
    desk: &'a [Ticket],
}

/// `other`, with everything that this viewer sees of `ticket` put in.
pub(crate) fn graft(
    ticket: &Ticket,
    other: &Ticket,
    viewing: &Viewing<'_>,
    desk: &[Ticket],
) -> Ticket {
    let obligations = viewing.filter.obligations(&ticket.facts).unwrap();
    let reader = Reader {
        hat: viewing.filter.hat(&ticket.facts).unwrap(),
        viewing,
        masked: obligations.contains(&Obligation::MaskNumber),
        desk,
    };
    let mut made = other.clone();
    let (from, to) = (&ticket.facts, &mut made.facts);
    to.tenant = from.tenant;
    to.id = from.id;
    if !reader.hat.is_staff() {
        // By these he is who he is to it.
        to.requester = from.requester;
        to.guest_epoch = from.guest_epoch;
        (to.deleted, to.spam) = (from.deleted, from.spam);
        // By this the portal takes actions (S175), shown or not.
        to.channel.clone_from(&from.channel);
        to.state = from.state;
    }
    for field in Field::STANDARD {
        if reader.sees(&field) {
            reader.put(&field, ticket, &mut made);
        }
    }
    made.custom_fields = reader.custom_fields(ticket, other);
    made.messages = reader.messages(ticket, other);
    made.history = reader.history(ticket, other);
    made.links = merge(
        ticket
            .links
            .iter()
            .filter(|link| reader.opens(link))
            .copied(),
        other
            .links
            .iter()
            .filter(|link| !reader.opens(link))
            .copied(),
    );
    made
}

/// The hidden ones between the shown ones.
fn merge<T>(shown: impl Iterator<Item = T>, hidden: impl Iterator<Item = T>) -> Vec<T> {
    let mut hidden = hidden;
    let mut all = Vec::new();
    for one in shown {
        all.extend(hidden.next());
        all.push(one);
    }
    all.extend(hidden);
    all
}

impl Reader<'_> {
    fn sees(&self, field: &Field) -> bool {
        let policy = self.viewing.policy;
        let always = matches!(
            field,
            Field::Number | Field::Subject | Field::State | Field::Channel | Field::CreatedAt
        );
        match self.hat {
            // All, unless it is said otherwise.
            Hat::Operator | Hat::Stakeholder => policy.shows(self.hat, field),
            // Always these five (S166); the rest as is said (S167-S170).
            Hat::Customer => always || policy.shows(Hat::Customer, field),
            // Never more than the customer who asked (attack 22).
            Hat::Colleague | Hat::Guest => {
                always || policy.shows(Hat::Customer, field) && policy.shows(self.hat, field)
            }
        }
    }

    fn put(&self, field: &Field, ticket: &Ticket, made: &mut Ticket) {
        let (from, to) = (&ticket.facts, &mut made.facts);
        match field {
            Field::Number => made.number.clone_from(&ticket.number),
            Field::Subject => made.subject.clone_from(&ticket.subject),
            Field::State => to.state = from.state,
            Field::Channel => to.channel.clone_from(&from.channel),
            Field::CreatedAt => to.created_at = from.created_at,
            Field::Group => to.group = from.group,
            Field::Assignee => to.assignee = from.assignee,
            Field::Priority => made.priority = ticket.priority,
            // A site of which one may see the name, and no other: a hidden one and none are one (S64).
            Field::Site => to.site = self.swap(from.site, to.site),
            // A hidden one and none are one (S72, D8).
            Field::ClientNumber if self.masked => {}
            Field::ClientNumber => made.client_number.clone_from(&ticket.client_number),
            Field::Requester => to.requester = from.requester,
            Field::Organization => to.organization = from.organization,
            Field::Participants => to.participants.clone_from(&from.participants),
            Field::Privacy => to.privacy = from.privacy,
            Field::Added(_) => {}
        }
    }

    /// Whether this site's name may be seen.
    fn named(&self, site: SiteId) -> bool {
        let open = self.viewing.policy.site == SitePolicy::Open || !self.hat.is_staff();
        open || self.viewing.sites.has(site)
    }

    fn seen_site(&self, site: Option<SiteId>) -> Option<SiteId> {
        site.filter(|site| self.named(*site))
    }

    /// The first if it is seen, else the second if it is not.
    fn swap(&self, site: Option<SiteId>, other: Option<SiteId>) -> Option<SiteId> {
        let hidden = other.filter(|other| !self.named(*other));
        self.seen_site(site).or(hidden)
    }

    fn custom_fields(&self, ticket: &Ticket, other: &Ticket) -> BTreeMap<FieldId, String> {
        let of = |id: &FieldId| match self.sees(&Field::Added(id.clone())) {
            true => ticket.custom_fields.get(id).cloned(),
            false => other.custom_fields.get(id).cloned(),
        };
        let all = FIELDS.map(field).into_iter();
        all.filter_map(|id| Some((id.clone(), of(&id)?))).collect()
    }

    /// Notes are for those who work on the ticket (S166).
    fn reads(&self, message: &Message) -> bool {
        self.hat == Hat::Operator || message.audience == Audience::Public
    }

    fn messages(&self, ticket: &Ticket, other: &Ticket) -> Vec<Message> {
        let shown = ticket.messages.iter().filter(|message| self.reads(message));
        let shown = shown.map(|message| Message {
            author: match self.hat {
                Hat::Operator => message.author.clone(),
                _ => self.author(message.author.as_ref()),
            },
            ..message.clone()
        });
        let hidden = other.messages.iter().filter(|message| !self.reads(message));
        merge(shown, hidden.cloned())
    }

    /// Whether the filter is this customer's own.
    fn is_myself(&self, id: CustomerId) -> bool {
        let filter = serde_json::to_string(&self.viewing.filter).unwrap();
        filter.contains(&id.to_string())
    }

    /// Where the assignee is hidden, anybody of the staff may have written it (S168).
    fn author(&self, author: Option<&Author>) -> Option<Author> {
        match author {
            Some(Author::Actor(ActorId::User(_))) if !self.sees(&Field::Assignee) => {
                Some(Author::Actor(user(77).into()))
            }
            // What a part of the host is called is the staff's.
            Some(Author::System(_)) if self.hat != Hat::Operator => {
                Some(Author::System("another".to_owned()))
            }
            // A hidden requester is no author either, but to himself.
            Some(Author::Actor(ActorId::Customer(id)))
                if !self.sees(&Field::Requester) && !self.is_myself(*id) =>
            {
                Some(Author::Actor(customer(77).into()))
            }
            author => author.cloned(),
        }
    }

    fn opens(&self, link: &Link) -> bool {
        let other = self.desk.iter().find(|ticket| ticket.facts.id == link.to);
        other.is_some_and(|other| self.viewing.filter.matches(&other.facts))
    }

    fn shown(&self, part: &HistoryPart, ticket: &Ticket) -> bool {
        let staff_by_right = self.hat.is_staff() && self.viewing.policy.site == SitePolicy::ByRight;
        match part {
            HistoryPart::Field { field, .. } => {
                let masked = match field {
                    Field::ClientNumber => self.masked,
                    Field::Site => staff_by_right,
                    _ => false,
                };
                self.sees(field) && !masked
            }
            HistoryPart::Site { from, to } => {
                self.sees(&Field::Site) && self.seen_site(*from) != self.seen_site(*to)
            }
            HistoryPart::Message(id) => {
                let mut messages = ticket.messages.iter();
                messages.any(|message| message.id == *id && self.reads(message))
            }
            HistoryPart::Link(link) => self.opens(link),
        }
    }

    fn history(&self, ticket: &Ticket, other: &Ticket) -> Vec<HistoryEntry> {
        // Of both it is asked with the messages that the viewer reads of the ticket.
        let hidden_of = |entry: &HistoryEntry| -> Vec<HistoryPart> {
            let parts = entry.parts.iter();
            parts
                .filter(|part| !self.shown(part, ticket))
                .cloned()
                .collect()
        };
        let mut others = other.history.iter();
        let mut all = Vec::new();
        for entry in &ticket.history {
            let parts = entry.parts.iter().filter(|part| self.shown(part, ticket));
            let shown: Vec<HistoryPart> = parts
                .map(|part| match part {
                    // The side of it that is not seen is another, or none.
                    HistoryPart::Site { from, to } => HistoryPart::Site {
                        from: self.swap(*from, other.facts.site),
                        to: self.swap(*to, other.facts.site),
                    },
                    part => part.clone(),
                })
                .collect();
            let mut hidden = others.next().map(hidden_of).unwrap_or_default();
            if shown.is_empty() {
                // Of a wholly hidden entry nothing stays; the other's stands in its place, or none.
                if !hidden.is_empty() {
                    let parts = hidden;
                    all.push(HistoryEntry {
                        parts,
                        ..entry.clone()
                    });
                }
                continue;
            }
            let mut parts = shown;
            hidden.truncate(2);
            parts.splice(0..0, hidden);
            all.push(HistoryEntry {
                at: entry.at,
                by: self.author(entry.by.as_ref()),
                parts,
            });
        }
        for entry in others {
            let parts = hidden_of(entry);
            all.push(HistoryEntry {
                parts,
                ..entry.clone()
            });
        }
        all
    }
}
