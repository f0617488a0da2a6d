//! One ticket as its customer, its operator, a colleague and a supervisor see it.

use chrono::{DateTime, Utc};
use frontdesk::access::Permission;
use frontdesk::model::{ActorId, Assignee, Author, Names, UserId};
use frontdesk::visibility::{
    Audience, CustomerView, MessageView, OperatorView, Shown, Ticket, View, unknown_number,
};
use frontdesk::{Desk, Object, Person, Question};
use serde::Serialize;

use super::name;
use super::people::staff;

/// One ticket, seen by four.
#[derive(Serialize)]
pub(crate) struct TicketViews {
    pub(crate) number: String,
    pub(crate) seen: Vec<Seen>,
}

/// What one viewer sees.
#[derive(Serialize)]
pub(crate) struct Seen {
    /// "customer", "operator", "colleague" or "supervisor".
    pub(crate) viewer: &'static str,
    pub(crate) name: String,
    /// What is shown, line by line; `None`: there is no such ticket for this viewer.
    pub(crate) lines: Option<Vec<Shows>>,
    /// The view itself.
    pub(crate) view: Option<View>,
}

/// One line of a view.
#[derive(Serialize)]
pub(crate) struct Shows {
    pub(crate) field: String,
    /// `None`: it has no value.
    pub(crate) value: Option<String>,
    /// Whether the viewer may change it here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) editable: bool,
}

/// The ticket in work with the most messages among those that have a note, and its four viewers.
pub(crate) fn views(desk: &Desk, tickets: &[Ticket], now: DateTime<Utc>) -> Option<TicketViews> {
    let has_note = |ticket: &Ticket| {
        let internal = |audience| audience == Audience::Internal;
        ticket
            .messages
            .iter()
            .any(|message| internal(message.audience))
    };
    let best = tickets
        .iter()
        .filter(|ticket| ticket.facts.assigned_person().is_some())
        .filter(|ticket| ticket.facts.requester.is_some())
        .max_by_key(|ticket| {
            (
                has_note(ticket),
                ticket.messages.len(),
                std::cmp::Reverse(ticket.facts.id),
            )
        })?;
    let operator = best.facts.assigned_person()?;
    let customer = best.facts.requester?;
    let supervisor = supervisor(desk, best, operator, now);
    let colleague = colleague(desk, best, operator, supervisor, now);
    let mut viewers = vec![
        ("customer", ActorId::Customer(customer)),
        ("operator", ActorId::User(operator)),
    ];
    viewers.extend(colleague.map(|user| ("colleague", ActorId::User(user))));
    viewers.extend(supervisor.map(|user| ("supervisor", ActorId::User(user))));
    Some(TicketViews {
        number: best.number.clone(),
        seen: viewers
            .into_iter()
            .map(|(viewer, actor)| seen(desk, best, viewer, actor, now))
            .collect(),
    })
}

/// The first person who may assign this ticket and does not have it.
fn supervisor(
    desk: &Desk,
    ticket: &Ticket,
    operator: UserId,
    now: DateTime<Utc>,
) -> Option<UserId> {
    staff(desk)
        .into_iter()
        .map(|person| person.id())
        .find(|user| {
            let question = Question {
                actor: ActorId::User(*user),
                permission: Permission::CONVERSATION_ASSIGN,
                object: Object::Conversation(&ticket.facts),
            };
            *user != operator
                && desk
                    .decide(&question, now)
                    .is_ok_and(|decision| decision.is_allow())
        })
}

/// The first other active person who talks to customers: rather one of the operator's groups than
/// of the whole desk, and there rather one for whom the ticket does not exist.
fn colleague(
    desk: &Desk,
    ticket: &Ticket,
    operator: UserId,
    supervisor: Option<UserId>,
    now: DateTime<Utc>,
) -> Option<UserId> {
    let groups = &desk.person(operator)?.user.memberships().groups;
    let talks = |person: &Person| {
        person.user.standing().can_act()
            && desk
                .catalogue()
                .on_record(&person.holder())
                .any(|grant| grant.gives.includes(Permission::CONVERSATION_REPLY))
    };
    let others = staff(desk).into_iter().filter(|person| {
        person.id() != operator && Some(person.id()) != supervisor && talks(person)
    });
    others
        .min_by_key(|person| {
            let theirs = &person.user.memberships().groups;
            let near = theirs.intersection(groups).next().is_some();
            let sees = desk.view(person.id().into(), ticket, now).is_ok();
            (!near, sees)
        })
        .map(|person| person.id())
}

fn seen(
    desk: &Desk,
    ticket: &Ticket,
    viewer: &'static str,
    actor: ActorId,
    now: DateTime<Utc>,
) -> Seen {
    let view = match actor {
        // A customer looks through the portal; where there is none, there is no ticket (S155).
        ActorId::Customer(_) if !has_portal(desk, actor, now) => None,
        _ => desk.view(actor, ticket, now).ok(),
    };
    let id = match actor {
        ActorId::User(user) => user.uuid(),
        ActorId::Customer(customer) => customer.uuid(),
    };
    Seen {
        viewer,
        name: name(desk, id),
        lines: view.as_ref().map(|view| match view {
            View::Operator(view) => operator_lines(desk, view),
            View::Customer(view) => customer_lines(desk, view),
        }),
        view,
    }
}

fn has_portal(desk: &Desk, customer: ActorId, now: DateTime<Utc>) -> bool {
    let question = Question {
        actor: customer,
        permission: Permission::SURFACE_PORTAL,
        object: Object::Section,
    };
    desk.decide(&question, now)
        .is_ok_and(|decision| decision.is_allow())
}

struct Lines<'a> {
    desk: &'a Desk,
    lines: Vec<Shows>,
}

impl Lines<'_> {
    fn add(&mut self, field: impl Into<String>, value: Option<impl Into<String>>) {
        self.lines.push(Shows {
            field: field.into(),
            value: value.map(Into::into).filter(|value| !value.is_empty()),
            editable: false,
        });
    }

    fn assignee(&mut self, assignee: Option<Assignee>) {
        let shown = match assignee {
            Some(Assignee::Person(user)) => Some(name(self.desk, user.uuid())),
            Some(Assignee::Bot(bot)) => Some(name(self.desk, bot.uuid())),
            None => None,
        };
        self.add("assignee", shown);
    }

    fn messages(&mut self, messages: &[MessageView]) {
        for message in messages {
            let author = match &message.author {
                Some(Author::Actor(ActorId::User(user))) => name(self.desk, user.uuid()),
                Some(Author::Actor(ActorId::Customer(id))) => name(self.desk, id.uuid()),
                Some(Author::System(part)) => part.clone(),
                None => "somebody".to_owned(),
            };
            let kind = match message.audience {
                Audience::Public => author,
                Audience::Internal => format!("{author}, note"),
            };
            let files = message.attachments.iter().map(|file| format!(" [{file}]"));
            let text = message.text.clone() + &files.collect::<String>();
            self.add(kind, Some(text));
        }
    }
}

fn operator_lines(desk: &Desk, view: &OperatorView) -> Vec<Shows> {
    let mut lines = Lines {
        desk,
        lines: Vec::new(),
    };
    lines.add("subject", Some(view.subject.clone()));
    lines.add("state", view.state.map(|state| state.name()));
    lines.add("channel", view.channel.as_ref().map(ToString::to_string));
    let group = view.group.map(|group| desk.name_or_id(group.uuid()));
    lines.add("group", group);
    lines.assignee(view.assignee);
    lines.add("priority", view.priority.map(|priority| priority.name()));
    let label = unknown_number();
    let number = match (&view.client_number, desk.language()) {
        (Shown::Value(number), _) => number.as_str(),
        (Shown::Hidden | Shown::Absent, Some(language)) => label.in_language(language),
        (Shown::Hidden | Shown::Absent, None) => label.source(),
    };
    lines.add("number", Some(number));
    let site = view.site.value().map(|site| desk.name_or_id(site.uuid()));
    lines.add("site", site);
    for (field, value) in &view.custom_fields {
        let title = desk.field_title(field).unwrap_or(&field.0);
        lines.add(title, Some(value.clone()));
    }
    lines.messages(&view.messages);
    lines.lines
}

fn customer_lines(desk: &Desk, view: &CustomerView) -> Vec<Shows> {
    let mut lines = Lines {
        desk,
        lines: Vec::new(),
    };
    lines.add("subject", Some(view.subject.clone()));
    lines.add("state", view.state.map(|state| state.name()));
    lines.add("channel", view.channel.as_ref().map(ToString::to_string));
    if let Some(group) = view.group {
        lines.add("group", group.map(|group| desk.name_or_id(group.uuid())));
    }
    if let Some(assignee) = view.assignee {
        lines.assignee(assignee);
    }
    if let Some(priority) = view.priority {
        lines.add("priority", priority.map(|priority| priority.name()));
    }
    for (field, shown) in &view.fields {
        let title = desk.field_title(field).unwrap_or(&field.0);
        lines.add(title, shown.value.clone());
        if let Some(line) = lines.lines.last_mut() {
            line.editable = shown.editable;
        }
    }
    lines.messages(&view.messages);
    lines.lines
}
