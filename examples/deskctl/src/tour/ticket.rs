//! One ticket as its customer, its operator, a colleague and a supervisor see it.

use chrono::{DateTime, Utc};
use frontdesk::access::Permission;
use frontdesk::model::{ActorId, Assignee, Author, Names, UserId};
use frontdesk::visibility::{
    Audience, Fields, FileView, Granted, PublicMessage, Shown, StaffMessage, Ticket, Use, View,
    Viewing, Writer, unknown_number,
};
use frontdesk::{Desk, Object, Person, Question};
use serde::{Serialize, Serializer};

use super::name;
use super::people::staff;
use crate::sight;

/// One ticket, seen by four.
#[derive(Serialize)]
pub(crate) struct TicketViews<'a> {
    pub(crate) number: String,
    pub(crate) seen: Vec<Seen<'a>>,
}

/// What one viewer sees.
#[derive(Serialize)]
pub(crate) struct Seen<'a> {
    /// "customer", "operator", "colleague" or "supervisor".
    pub(crate) viewer: &'static str,
    pub(crate) name: String,
    /// What is shown, line by line; `None`: there is no such ticket for this viewer.
    pub(crate) lines: Option<Vec<Shows>>,
    /// The view itself, as it is sent.
    pub(crate) view: Sent<'a>,
}

/// A ticket as it is sent to one viewer: written by opening and projecting it, as a host does.
pub(crate) struct Sent<'a> {
    pub(crate) viewing: Option<Viewing<'a>>,
    pub(crate) ticket: &'a Ticket,
}

impl Sent<'_> {
    /// The right to see it; `None`: there is no such ticket for this viewer.
    pub(crate) fn granted(&self) -> Option<Granted<'_>> {
        let viewing = self.viewing.as_ref()?;
        viewing.open(self.ticket).ok()
    }

    /// What is shown, line by line.
    pub(crate) fn lines(&self, desk: &Desk) -> Option<Vec<Shows>> {
        let granted = self.granted()?;
        Some(lines(desk, &granted.project()))
    }
}

impl Serialize for Sent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let view = self.granted().map(|granted| granted.project());
        view.serialize(serializer)
    }
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
pub(crate) fn views<'a>(
    desk: &'a Desk,
    tickets: &'a [Ticket],
    now: DateTime<Utc>,
) -> Option<TicketViews<'a>> {
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
            let viewing = desk.viewing(person.id().into(), now);
            let sees = viewing.is_ok_and(|viewing| viewing.open(ticket).is_ok());
            (!near, sees)
        })
        .map(|person| person.id())
}

fn seen<'a>(
    desk: &'a Desk,
    ticket: &'a Ticket,
    viewer: &'static str,
    actor: ActorId,
    now: DateTime<Utc>,
) -> Seen<'a> {
    let id = match actor {
        ActorId::User(user) => user.uuid(),
        ActorId::Customer(customer) => customer.uuid(),
    };
    let viewing = sight::viewing(desk, actor.into(), now);
    let view = Sent { viewing, ticket };
    Seen {
        viewer,
        name: name(desk, id),
        lines: view.lines(desk),
        view,
    }
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

    fn fields(&mut self, fields: &Fields<'_>) {
        let desk = self.desk;
        self.add("subject", fields.subject);
        self.add("state", fields.state.flatten().map(|state| state.name()));
        self.add("channel", fields.channel.flatten().map(ToString::to_string));
        if let Some(group) = fields.group {
            self.add("group", group.map(|group| desk.name_or_id(group.uuid())));
        }
        if let Some(assignee) = fields.assignee {
            self.add(
                "assignee",
                assignee.map(|assignee| assigned(desk, assignee)),
            );
        }
        if let Some(priority) = fields.priority {
            self.add("priority", priority.map(|priority| priority.name()));
        }
        if let Some(number) = &fields.client_number {
            let label = unknown_number();
            let text = match (number, desk.language()) {
                (Shown::Value(number), _) => number,
                (Shown::Hidden | Shown::Absent, Some(language)) => label.in_language(language),
                (Shown::Hidden | Shown::Absent, None) => label.source(),
            };
            self.add("number", Some(text));
        }
        if let Some(site) = &fields.site {
            self.add(
                "site",
                site.value().map(|site| desk.name_or_id(site.uuid())),
            );
        }
        for (field, shown) in &fields.added {
            let title = desk.field_title(field).unwrap_or(&field.0);
            self.add(title, shown.value);
        }
    }

    /// Which of the added fields the customer may change.
    fn mark_editable(&mut self, fields: &Fields<'_>) {
        let editable = fields
            .added
            .iter()
            .filter(|(_, shown)| shown.use_ >= Use::Edit);
        for (field, _) in editable {
            let title = self.desk.field_title(field).unwrap_or(&field.0);
            for line in self.lines.iter_mut().filter(|line| line.field == title) {
                line.editable = true;
            }
        }
    }

    fn message(&mut self, by: String, text: &str, files: &[FileView<'_>]) {
        let files = files.iter().map(|file| format!(" [{}]", file.name));
        self.add(by, Some(text.to_owned() + &files.collect::<String>()));
    }

    fn staff_message(&mut self, message: &StaffMessage<'_>) {
        let writer = writer(self.desk, &message.by);
        let by = match message.audience {
            Audience::Public => writer,
            Audience::Internal => format!("{writer}, note"),
        };
        self.message(by, message.text, &message.attachments);
    }

    fn public_message(&mut self, message: &PublicMessage<'_>) {
        let by = writer(self.desk, &message.by);
        self.message(by, message.text, &message.attachments);
    }
}

fn writer(desk: &Desk, by: &Writer<'_>) -> String {
    match by {
        Writer::Author(Author::Actor(ActorId::User(user))) => name(desk, user.uuid()),
        Writer::Author(Author::Actor(ActorId::Customer(customer))) => name(desk, customer.uuid()),
        Writer::Author(Author::System(part)) => part.clone(),
        Writer::Staff => "staff".to_owned(),
        Writer::Customer => "a customer".to_owned(),
        Writer::System => "automatic".to_owned(),
        Writer::Unknown => "somebody".to_owned(),
    }
}

fn assigned(desk: &Desk, assignee: Assignee) -> String {
    match assignee {
        Assignee::Person(user) => name(desk, user.uuid()),
        Assignee::Bot(bot) => name(desk, bot.uuid()),
    }
}

fn lines(desk: &Desk, view: &View<'_>) -> Vec<Shows> {
    let mut lines = Lines {
        desk,
        lines: Vec::new(),
    };
    match view {
        View::Operator(view) => {
            lines.fields(&view.fields);
            for message in &view.messages {
                lines.staff_message(message);
            }
        }
        View::Customer(view) => {
            lines.fields(&view.fields);
            lines.mark_editable(&view.fields);
            for message in &view.messages {
                lines.public_message(message);
            }
        }
        View::Stakeholder(view)
        | View::Colleague(view)
        | View::Guest(view)
        | View::Copied(view) => {
            lines.fields(&view.fields);
            for message in &view.messages {
                lines.public_message(message);
            }
        }
    }
    lines.lines
}
