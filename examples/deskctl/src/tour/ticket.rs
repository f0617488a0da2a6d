//! One ticket as its customer, its operator, a colleague and a supervisor see it.

use chrono::{DateTime, Utc};
use frontdesk::access::Permission;
use frontdesk::model::{ActorId, Assignee, Author, Names, UserId};
use frontdesk::visibility::{
    Audience, CustomerView, MessageView, OperatorView, Shown, Ticket, View, unknown_number,
};
use frontdesk::{Desk, Object, Question};
use serde::Serialize;

use super::name;

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
    pub(crate) value: String,
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
    let colleague = colleague(desk, operator, supervisor);
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
    desk.people().map(|person| person.id()).find(|user| {
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

/// The first other active person of a group of the operator, or else of the desk, who talks to
/// customers.
fn colleague(desk: &Desk, operator: UserId, supervisor: Option<UserId>) -> Option<UserId> {
    let groups = &desk.person(operator)?.user.memberships().groups;
    let talks = |user: UserId| {
        desk.person(user).is_some_and(|person| {
            person.user.standing().can_act()
                && desk
                    .catalogue()
                    .on_record(&person.holder())
                    .any(|grant| grant.permission == Permission::CONVERSATION_REPLY)
        })
    };
    let others = || {
        desk.people()
            .filter(|person| person.id() != operator && Some(person.id()) != supervisor)
            .filter(|person| talks(person.id()))
    };
    let near = others().find(|person| {
        let theirs = &person.user.memberships().groups;
        theirs.intersection(groups).next().is_some()
    });
    near.or_else(|| others().next()).map(|person| person.id())
}

fn seen(
    desk: &Desk,
    ticket: &Ticket,
    viewer: &'static str,
    actor: ActorId,
    now: DateTime<Utc>,
) -> Seen {
    let view = desk.view(actor, ticket, now).ok();
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

struct Lines<'a> {
    desk: &'a Desk,
    lines: Vec<Shows>,
}

impl Lines<'_> {
    fn add(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.lines.push(Shows {
            field: field.into(),
            value: value.into(),
        });
    }

    fn assignee(&self, assignee: Option<Assignee>) -> String {
        match assignee {
            Some(Assignee::Person(user)) => name(self.desk, user.uuid()),
            Some(Assignee::Bot(bot)) => name(self.desk, bot.uuid()),
            None => "nobody".to_owned(),
        }
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
            self.add(kind, text);
        }
    }
}

fn operator_lines(desk: &Desk, view: &OperatorView) -> Vec<Shows> {
    let mut lines = Lines {
        desk,
        lines: Vec::new(),
    };
    lines.add("subject", view.subject.clone());
    lines.add("state", view.state.map_or("", |state| state.name()));
    let channel = view.channel.as_ref().map(ToString::to_string);
    lines.add("channel", channel.unwrap_or_default());
    let group = view.group.map(|group| desk.name_or_id(group.uuid()));
    lines.add("group", group.unwrap_or_default());
    let assignee = lines.assignee(view.assignee);
    lines.add("assignee", assignee);
    lines.add(
        "priority",
        view.priority.map_or("", |priority| priority.name()),
    );
    let label = unknown_number();
    let number = match (&view.client_number, desk.language()) {
        (Shown::Value(number), _) => number.as_str(),
        (Shown::Hidden | Shown::Absent, Some(language)) => label.in_language(language),
        (Shown::Hidden | Shown::Absent, None) => label.source(),
    };
    lines.add("number", number);
    let site = view.site.value().map(|site| desk.name_or_id(site.uuid()));
    lines.add("site", site.unwrap_or_default());
    for (field, value) in &view.custom_fields {
        let title = desk.field_title(field).unwrap_or(&field.0);
        lines.add(title, value.clone());
    }
    lines.messages(&view.messages);
    lines.lines
}

fn customer_lines(desk: &Desk, view: &CustomerView) -> Vec<Shows> {
    let mut lines = Lines {
        desk,
        lines: Vec::new(),
    };
    lines.add("subject", view.subject.clone());
    lines.add("state", view.state.map_or("", |state| state.name()));
    let channel = view.channel.as_ref().map(ToString::to_string);
    lines.add("channel", channel.unwrap_or_default());
    if let Some(group) = view.group {
        let group = group.map(|group| desk.name_or_id(group.uuid()));
        lines.add("group", group.unwrap_or_default());
    }
    if let Some(assignee) = view.assignee {
        let assignee = lines.assignee(assignee);
        lines.add("assignee", assignee);
    }
    if let Some(priority) = view.priority {
        lines.add("priority", priority.map_or("", |priority| priority.name()));
    }
    for (field, shown) in &view.fields {
        let title = desk.field_title(field).unwrap_or(&field.0);
        let mark = match shown.editable {
            true => " (editable)",
            false => "",
        };
        let value = shown.value.clone().unwrap_or_default();
        lines.add(title, format!("{value}{mark}"));
    }
    lines.messages(&view.messages);
    lines.lines
}
