//! What is hidden, written down a second time: from the statements and not from the projection.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_access::{Obligation, Permission};
use frontdesk_model::{ActorId, Author, CustomerId, SiteId, UserId};
use frontdesk_visibility::{
    Audience, CopiedPolicy, Field, FieldId, Hat, HistoryEntry, HistoryPart, Link, LinkKind,
    Message, SitePolicy, Ticket, Viewing,
};

use crate::generate::FIELDS;
use crate::world::*;

/// One who looks, as the prose speaks of him.
struct Reader<'a> {
    hat: Hat,
    viewing: &'a Viewing<'a>,
    ticket: &'a Ticket,
    masked: bool,
    desk: &'a [Ticket],
    /// From when on he sees what is written and what happens.
    from: DateTime<Utc>,
}

/// The account by which tickets are seen under this hat. In these worlds a viewer has one of each kind.
fn account(viewing: &Viewing<'_>, hat: Hat) -> ActorId {
    let filter = serde_json::to_value(&viewing.filter).unwrap();
    let openings = filter["openings"].as_array().unwrap().iter();
    let viewers =
        openings.map(|opening| serde_json::from_value(opening["viewer"].clone()).unwrap());
    let mut viewers = viewers.filter(|viewer| matches!(viewer, ActorId::User(_)) == hat.is_staff());
    viewers.next().unwrap()
}

/// Whether a field is seen in a ticket: by the hat, and by each right that is asked of it and of the hat
/// above it.
pub(crate) fn sees_by_right(
    viewing: &Viewing<'_>,
    hat: Hat,
    field: &Field,
    ticket: &Ticket,
) -> bool {
    let above = match hat {
        Hat::Operator | Hat::Stakeholder => vec![Hat::Operator],
        Hat::Customer | Hat::Colleague | Hat::Guest => vec![Hat::Customer],
        Hat::Copied => vec![Hat::Colleague, Hat::Customer],
    };
    let hats = above.into_iter().chain([hat]);
    let asked = hats.map(|hat| viewing.policy.rights_of(hat, field).see);
    let held = |right: Permission| {
        let account = account(viewing, hat);
        viewing.rights.has(right, account, &ticket.facts)
    };
    viewing.policy.shows(hat, field) && asked.flatten().all(held)
}

/// Whether the rights that fields ask for are held over both or over neither: by them he learns what they
/// hang on, as he does by seeing a ticket at all.
pub(crate) fn same_rights(viewing: &Viewing<'_>, hat: Hat, one: &Ticket, other: &Ticket) -> bool {
    let rights = viewing.policy.rights();
    if rights.is_empty() {
        return true;
    }
    let account = account(viewing, hat);
    let holds = |right, ticket: &Ticket| viewing.rights.has(right, account, &ticket.facts);
    let mut rights = rights.into_iter();
    rights.all(|right| holds(right, one) == holds(right, other))
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
        ticket,
        masked: obligations.contains(&Obligation::MaskNumber),
        desk,
        from: from_when(ticket, viewing),
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
        // Whether he is in copy himself, and since when.
        to.copied.retain(|one, _| !is_myself(viewing, *one));
        let mine = from
            .copied
            .iter()
            .filter(|(one, _)| is_myself(viewing, **one));
        to.copied.extend(mine);
    }
    for field in Field::STANDARD {
        if reader.sees(&field) {
            reader.put(&field, ticket, &mut made);
        }
    }
    if !same_rights(viewing, reader.hat, ticket, &made) {
        made.facts = ticket.facts.clone();
    }
    made.custom_fields = reader.custom_fields(ticket, other);
    made.messages = reader.messages(ticket, other);
    made.history = reader.history(ticket, other);
    let shown = |link: &&Link| reader.opens(link);
    made.links = merge(
        ticket.links.iter().filter(shown).copied(),
        other.links.iter().filter(|link| !shown(link)).copied(),
    );
    reader.went_into_some(ticket, &mut made);
    made
}

/// Whether the filter is this customer's own.
fn is_myself(viewing: &Viewing<'_>, id: CustomerId) -> bool {
    let filter = serde_json::to_string(&viewing.filter).unwrap();
    filter.contains(&id.to_string())
}

/// Whether this member of the staff is one of the viewer's accounts.
pub(crate) fn is_me(viewing: &Viewing<'_>, id: UserId) -> bool {
    let filter = serde_json::to_value(&viewing.filter).unwrap();
    let mut openings = filter["openings"].as_array().unwrap().iter();
    let me = serde_json::to_value(ActorId::User(id)).unwrap();
    openings.any(|opening| opening["viewer"] == me)
}

/// Who is in copy, and sees the ticket for that alone, sees what came since he was put there.
fn from_when(ticket: &Ticket, viewing: &Viewing<'_>) -> DateTime<Utc> {
    let hat = viewing.filter.hat(&ticket.facts);
    match (hat, viewing.policy.copied) {
        (Some(Hat::Copied), CopiedPolicy::SinceJoining) => {
            let copied = ticket.facts.copied.iter();
            let mine = copied.filter(|(one, _)| is_myself(viewing, **one));
            mine.map(|(_, since)| *since).min().unwrap()
        }
        _ => DateTime::<Utc>::MIN_UTC,
    }
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
        self.sees_by_hat(field) && sees_by_right(self.viewing, self.hat, field, self.ticket)
    }

    fn sees_by_hat(&self, field: &Field) -> bool {
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
            // Nor is who is in copy shown more than a colleague is (attack 17).
            Hat::Copied => {
                let hats = [Hat::Customer, Hat::Colleague, Hat::Copied];
                always || hats.iter().all(|hat| policy.shows(*hat, field))
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
            Field::Copied => to.copied.clone_from(&from.copied),
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

    /// Notes are for those who work on the ticket (S166); what was written before he was in copy is not
    /// for who is there for that alone (attack 17).
    fn reads(&self, message: &Message) -> bool {
        let for_him = self.hat == Hat::Operator || message.audience == Audience::Public;
        for_him && message.at >= self.from
    }

    fn messages(&self, ticket: &Ticket, other: &Ticket) -> Vec<Message> {
        let shown = ticket.messages.iter().filter(|message| self.reads(message));
        let shown = shown.map(|message| Message {
            author: self.author(message.author.as_ref(), ticket),
            ..message.clone()
        });
        let hidden = other.messages.iter().filter(|message| !self.reads(message));
        merge(shown, hidden.cloned())
    }

    /// Where the assignee is hidden, anybody else of the staff may have written it (S168), and so it is
    /// for the staff too.
    fn author(&self, author: Option<&Author>, ticket: &Ticket) -> Option<Author> {
        match author {
            Some(Author::Actor(ActorId::User(id)))
                if !self.sees(&Field::Assignee) && !is_me(self.viewing, *id) =>
            {
                Some(Author::Actor(user(77).into()))
            }
            // What a part of the host is called is the staff's.
            Some(Author::System(_)) if self.hat != Hat::Operator => {
                Some(Author::System("another".to_owned()))
            }
            // A hidden requester is no author either, but to himself; nor is anybody else of the
            // customers, where those in copy are hidden.
            Some(Author::Actor(ActorId::Customer(id))) if !is_myself(self.viewing, *id) => {
                let asked = ticket.facts.requester == Some(*id);
                let named = self.sees(&Field::Requester) && (asked || self.sees(&Field::Copied));
                let id = if named { *id } else { customer(77) };
                Some(Author::Actor(id.into()))
            }
            author => author.cloned(),
        }
    }

    fn opens(&self, link: &Link) -> bool {
        let other = self.desk.iter().find(|ticket| ticket.facts.id == link.to);
        other.is_some_and(|other| self.viewing.filter.matches(&other.facts))
    }

    /// That a ticket went up in another the portal says, and of a hidden one not in which.
    fn went_into_some(&self, ticket: &Ticket, made: &mut Ticket) {
        let went = |link: &Link| link.kind == LinkKind::MergedInto;
        if self.hat.is_staff() || made.links.iter().any(went) == ticket.links.iter().any(went) {
            return;
        }
        match ticket.links.iter().any(went) {
            true => made.links.push(link(LinkKind::MergedInto, UNKNOWN)),
            false => made.links.retain(|link| !went(link)),
        }
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
        let hidden_of = |entry: &HistoryEntry, at: DateTime<Utc>| -> Vec<HistoryPart> {
            let parts = entry.parts.iter();
            parts
                .filter(|part| at < self.from || !self.shown(part, ticket))
                .cloned()
                .collect()
        };
        let mut others = other.history.iter();
        let mut all = Vec::new();
        for entry in &ticket.history {
            let parts = entry.parts.iter();
            let parts = parts.filter(|part| entry.at >= self.from && self.shown(part, ticket));
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
            let hidden = others.next().map(|other| hidden_of(other, entry.at));
            let mut hidden = hidden.unwrap_or_default();
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
                by: self.author(entry.by.as_ref(), ticket),
                parts,
            });
        }
        for entry in others {
            let parts = hidden_of(entry, entry.at);
            all.push(HistoryEntry {
                parts,
                ..entry.clone()
            });
        }
        all
    }
}
