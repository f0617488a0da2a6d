//! Three questions of access: a yes, a no that nothing lifts, and a no that names what would be
//! enough. Which ones is found in the data.

use chrono::{DateTime, Utc};
use frontdesk::access::{Decision, Enough, Permission, Reason, Source};
use frontdesk::model::uuid::Uuid;
use frontdesk::model::{ActorId, Names};
use frontdesk::visibility::Ticket;
use frontdesk::{Desk, Object, Person, Question};
use serde::Serialize;

use super::name;
use super::people::staff;

/// Among how many tickets an example is looked for: a big export may hold none.
const LOOKED_AT: usize = 100;

/// A question with its answer.
#[derive(Serialize)]
pub(crate) struct Asked {
    pub(crate) person: String,
    pub(crate) permission: Permission,
    /// What the permission lets a person do.
    pub(crate) title: &'static str,
    /// The number of the ticket that it is about; `None`: a part of the product.
    pub(crate) ticket: Option<String>,
    pub(crate) decision: Decision,
    /// What would be enough, for a no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enough: Option<Enough>,
    /// The reasons in words.
    pub(crate) because: Vec<String>,
    /// What would be enough in words, for a no, line by line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) enough_in_words: Vec<String>,
}

/// The three questions, or as many as the data has an example of.
pub(crate) fn questions(desk: &Desk, tickets: &[Ticket], now: DateTime<Utc>) -> Vec<Asked> {
    let ask = Ask {
        desk,
        staff: staff(desk),
        tickets: tickets.get(..LOOKED_AT).unwrap_or(tickets),
        now,
    };
    [ask.allowed(), ask.restricted(), ask.almost()]
        .into_iter()
        .flatten()
        .collect()
}

struct Ask<'a> {
    desk: &'a Desk,
    staff: Vec<&'a Person>,
    tickets: &'a [Ticket],
    now: DateTime<Utc>,
}

impl Ask<'_> {
    /// The first yes on a ticket that comes with an obligation, or else the first yes.
    fn allowed(&self) -> Option<Asked> {
        let wanted = [
            Permission::CONVERSATION_TAKE,
            Permission::CONVERSATION_REPLY,
            Permission::CONVERSATION_VIEW,
        ];
        let mut plain = None;
        for asked in self.on_tickets(&wanted) {
            match (asked.decision.is_allow(), asked.decision.obligations.len()) {
                (false, _) => {}
                (true, 0) if plain.is_none() => plain = Some(asked),
                (true, 0) => {}
                (true, _) => return Some(asked),
            }
        }
        plain
    }

    /// The first no that no grant lifts, because of a restriction or the kind of account: of somebody
    /// who has such a grant, if there is one.
    fn restricted(&self) -> Option<Asked> {
        let about_a_section = |permission: &&Permission| {
            permission.object() == Some(frontdesk::access::ObjectKind::Section)
        };
        let mut without_grant = None;
        for permission in Permission::ALL.iter().filter(about_a_section) {
            for person in &self.staff {
                let Some(asked) = self.ask(person.id().into(), *permission, None) else {
                    continue;
                };
                let stands = matches!(
                    asked.decision.reasons.first(),
                    Some(Reason::Restricted { .. } | Reason::KindOfAccount { .. })
                );
                if stands && self.has(person, *permission) {
                    return Some(asked);
                }
                if stands && without_grant.is_none() {
                    without_grant = Some(asked);
                }
            }
        }
        without_grant
    }

    /// Whether the right is on the record, in effect or not.
    fn has(&self, person: &Person, permission: Permission) -> bool {
        self.desk
            .catalogue()
            .on_record(&person.holder())
            .any(|grant| grant.gives.includes(permission))
    }

    /// The first no for which an add-on of a role that the person has would be enough, or else a
    /// role.
    fn almost(&self) -> Option<Asked> {
        let wanted = [
            Permission::CONVERSATION_TAKE_OVER,
            Permission::CONVERSATION_TAKE,
            Permission::CONVERSATION_TRANSFER,
            Permission::CONVERSATION_CLOSE,
        ];
        let mut by_role = None;
        for asked in self.on_tickets(&wanted) {
            match &asked.enough {
                Some(Enough::Grants {
                    smallest: Some(Source::AddOn { .. }),
                    ..
                }) => return Some(asked),
                Some(Enough::Grants {
                    smallest: Some(_), ..
                }) if by_role.is_none() => by_role = Some(asked),
                _ => {}
            }
        }
        by_role
    }

    /// These permissions for every person on every ticket, in order.
    fn on_tickets<'b>(&'b self, permissions: &'b [Permission]) -> impl Iterator<Item = Asked> + 'b {
        permissions.iter().flat_map(move |permission| {
            self.staff.iter().flat_map(move |person| {
                self.tickets.iter().filter_map(move |ticket| {
                    self.ask(person.id().into(), *permission, Some(ticket))
                })
            })
        })
    }

    fn ask(
        &self,
        actor: ActorId,
        permission: Permission,
        ticket: Option<&Ticket>,
    ) -> Option<Asked> {
        let object = ticket.map_or(Object::Section, |ticket| {
            Object::Conversation(&ticket.facts)
        });
        let question = Question {
            actor,
            permission,
            object,
        };
        let decision = self.desk.decide(&question, self.now).ok()?;
        let enough = match decision.is_allow() {
            true => None,
            false => Some(self.desk.enough(&question, self.now).ok()?),
        };
        let words = enough.as_ref().map(|enough| {
            enough
                .told(self.desk.catalogue(), &OneLine(self.desk))
                .to_string()
        });
        let id = match actor {
            ActorId::User(user) => user.uuid(),
            ActorId::Customer(customer) => customer.uuid(),
        };
        Some(Asked {
            person: name(self.desk, id),
            permission,
            title: permission.title(),
            ticket: ticket.map(|ticket| ticket.number.clone()),
            because: decision.reasons.iter().map(ToString::to_string).collect(),
            decision,
            enough,
            enough_in_words: words
                .iter()
                .flat_map(|words| words.lines().map(str::to_owned))
                .collect(),
        })
    }
}

/// Names without their line breaks: a text of many lines goes through them line by line, and none
/// of those is a stranger's.
pub(crate) struct OneLine<'a>(pub(crate) &'a Desk);

impl Names for OneLine<'_> {
    fn name(&self, id: Uuid) -> Option<&str> {
        Names::name(self.0, id)
    }

    fn name_or_id(&self, id: Uuid) -> String {
        self.0
            .name_or_id(id)
            .replace("\r\n", " ")
            .replace(['\r', '\n'], " ")
    }
}
