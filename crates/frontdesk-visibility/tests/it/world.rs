//! The small world of these tests: one tenant and a stranger beside it, a ticket of which every
//! part is known, and a scene that is asked one question.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{Catalogue, Grant, Holder, Obligation, Permission, Scope};
use frontdesk_model::{
    ActorId, Assignee, Author, Channel, ConversationFacts, ConversationId, ConversationState,
    CustomerId, GroupId, MessageId, OrganizationId, QuestionnaireId, Relation, SiteId, TenantId,
    UserId,
};
use frontdesk_visibility::{
    AddedField, Audience, FieldId, FieldPolicy, Filter, Hat, Message, PortalAction, PortalEvent,
    PortalRefusal, PortalState, Priority, SitePolicy, SitesSeen, Ticket, View, Viewing,
};
use serde_json::Value;

pub(crate) const HERE: TenantId = TenantId::from_number(1);
pub(crate) const THERE: TenantId = TenantId::from_number(2);

/// The telephone number of the full ticket. It stands nowhere else.
pub(crate) const NUMBER: &str = "+7 495 555-01-23";
/// What the note of the full ticket says. It stands nowhere else.
pub(crate) const NOTE: &str = "the client is on the black list";
/// The file that came with the note.
pub(crate) const NOTE_FILE: &str = "scoring.pdf";

pub(crate) const fn user(number: i64) -> UserId {
    UserId::from_number(number)
}

pub(crate) const fn customer(number: i64) -> CustomerId {
    CustomerId::from_number(number)
}

pub(crate) const fn group(number: i64) -> GroupId {
    GroupId::from_number(number)
}

pub(crate) const fn site(number: i64) -> SiteId {
    SiteId::from_number(number)
}

pub(crate) const fn questionnaire(number: i64) -> QuestionnaireId {
    QuestionnaireId::from_number(number)
}

pub(crate) const fn company(number: i64) -> OrganizationId {
    OrganizationId::from_number(number)
}

pub(crate) fn field(id: &str) -> FieldId {
    FieldId(id.to_owned())
}

/// 2026-11-22T09:00:00Z.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

pub(crate) fn minutes(count: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(count)
}

/// A member of the staff without any right.
pub(crate) fn staff(number: i64) -> Holder {
    Holder::new(HERE, user(number))
}

/// A customer without any right.
pub(crate) fn client(number: i64) -> Holder {
    Holder::new(HERE, customer(number))
}

/// Gives the view of conversations over this scope.
pub(crate) fn seeing(mut holder: Holder, scope: Scope) -> Holder {
    holder
        .grants
        .push(Grant::new(Permission::CONVERSATION_VIEW, scope));
    holder
}

pub(crate) fn masked(mut holder: Holder) -> Holder {
    holder.obligations.insert(Obligation::MaskNumber);
    holder
}

pub(crate) fn view_request(holder: &Holder, facts: &ConversationFacts) -> bool {
    allows(
        &Catalogue::default(),
        holder,
        Permission::CONVERSATION_VIEW,
        facts,
    )
}

/// Access's answer, asked in its own way.
pub(crate) fn allows(
    roles: &Catalogue,
    holder: &Holder,
    permission: Permission,
    facts: &ConversationFacts,
) -> bool {
    let resource = frontdesk_access::Resource::conversation(&holder.actor(), facts);
    let request = frontdesk_access::Request {
        holder,
        permission,
        resource,
    };
    roles.allows(&request, now())
}

pub(crate) fn filter_of(holder: &Holder) -> Filter {
    filter_for(&Catalogue::default(), holder, Permission::CONVERSATION_VIEW)
}

pub(crate) fn filter_for(roles: &Catalogue, holder: &Holder, permission: Permission) -> Filter {
    Filter::of(&roles.scopes_of(holder, permission, now()))
}

/// A conversation of which nothing is known.
pub(crate) fn chat(number: i64) -> ConversationFacts {
    ConversationFacts::new(HERE, ConversationId::from_number(number), now())
}

/// A conversation that this person works on.
pub(crate) fn in_work_with(number: i64) -> ConversationFacts {
    ConversationFacts {
        assignee: Some(Assignee::Person(user(number))),
        state: Some(ConversationState::InWork),
        ..chat(2000)
    }
}

/// A conversation in this state that nobody has.
pub(crate) fn nobodys(state: ConversationState) -> ConversationFacts {
    ConversationFacts {
        state: Some(state),
        ..chat(2000)
    }
}

/// A ticket of which every part is known: of customer 123 of company 7, with user 17 of group 3,
/// from site 5; a public message after one minute, an answer after two, a note after an hour.
pub(crate) fn full_ticket() -> Ticket {
    let facts = ConversationFacts {
        assignee: Some(Assignee::Person(user(17))),
        assignee_groups: BTreeSet::from([group(3)]),
        state: Some(ConversationState::InWork),
        group: Some(group(3)),
        site: Some(site(5)),
        questionnaire: Some(questionnaire(9)),
        channel: Some(Channel::Email),
        participants: BTreeSet::from([user(18)]),
        creator: Some(user(19)),
        requester: Some(customer(123)),
        organization: Some(company(7)),
        ..chat(2000)
    };
    let written = |id, at, author: ActorId, audience, text: &str, file: &str| Message {
        id: MessageId::from_number(id),
        at,
        author: Some(Author::Actor(author)),
        audience,
        text: text.to_owned(),
        attachments: vec![file.to_owned()],
    };
    Ticket {
        number: "664-245651".to_owned(),
        subject: "The kettle leaks".to_owned(),
        priority: Some(Priority::High),
        client_number: Some(NUMBER.to_owned()),
        custom_fields: BTreeMap::from([
            (field("cf_edit"), "black".to_owned()),
            (field("cf_hidden"), "creditworthy".to_owned()),
            (field("cf_unlisted"), "margin 41 %".to_owned()),
            (field("cf_view"), "order 77".to_owned()),
        ]),
        messages: vec![
            written(
                1,
                minutes(1),
                customer(123).into(),
                Audience::Public,
                "It drips",
                "kettle.jpg",
            ),
            written(
                2,
                minutes(2),
                user(17).into(),
                Audience::Public,
                "We are sorry",
                "form.pdf",
            ),
            written(
                3,
                minutes(60),
                user(18).into(),
                Audience::Internal,
                NOTE,
                NOTE_FILE,
            ),
        ],
        ..Ticket::new(facts)
    }
}

/// The policy of the full ticket: one added field to see, one to edit, one hidden, one not listed;
/// the site needs a right.
pub(crate) fn policy() -> FieldPolicy {
    FieldPolicy {
        added: BTreeMap::from([
            (field("cf_edit"), AddedField::Edit),
            (field("cf_empty"), AddedField::View),
            (field("cf_hidden"), AddedField::Hidden),
            (field("cf_view"), AddedField::View),
        ]),
        site: SitePolicy::ByRight,
        ..FieldPolicy::default()
    }
}

/// Who looks at which ticket under which policy.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) viewer: Holder,
    pub(crate) right: Permission,
    pub(crate) ticket: Ticket,
    pub(crate) policy: FieldPolicy,
    pub(crate) sites: SitesSeen,
    pub(crate) help_center: PortalState,
}

/// A question about a scene.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// Under which hat is the ticket seen?
    See,
    /// What stands at this place of the JSON of the view?
    Field(&'static str),
    /// What comes of this action in the portal?
    Act(PortalAction),
    /// Is this text anywhere in what the viewer gets?
    Find(&'static str),
}

impl Scene {
    /// The full ticket under [`policy`].
    pub(crate) fn of(viewer: Holder) -> Self {
        Self {
            viewer,
            right: Permission::CONVERSATION_VIEW,
            ticket: full_ticket(),
            policy: policy(),
            sites: SitesSeen::All,
            help_center: PortalState::Open,
        }
    }

    /// An operator who has the full ticket.
    pub(crate) fn operator() -> Self {
        Self::of(seeing(staff(17), Scope::of(Relation::Own)))
    }

    /// The customer who asked.
    pub(crate) fn customer() -> Self {
        Self::of(seeing(client(123), Scope::of(Relation::Requester)))
    }

    /// Another customer of the same company, under the policy that shares a company's cases (D21).
    pub(crate) fn colleague() -> Self {
        let mut other = seeing(client(124), Scope::of(Relation::Requester));
        other = seeing(other, Scope::of(Relation::RequesterOrganization));
        other.memberships.organizations.insert(company(7));
        Self::of(other)
    }

    /// A customer of another company under the same policy.
    pub(crate) fn stranger() -> Self {
        let mut other = seeing(client(125), Scope::of(Relation::Requester));
        other = seeing(other, Scope::of(Relation::RequesterOrganization));
        other.memberships.organizations.insert(company(8));
        Self::of(other)
    }

    pub(crate) fn with_facts(mut self, change: impl FnOnce(&mut ConversationFacts)) -> Self {
        change(&mut self.ticket.facts);
        self
    }

    pub(crate) fn with_ticket(mut self, change: impl FnOnce(&mut Ticket)) -> Self {
        change(&mut self.ticket);
        self
    }

    pub(crate) fn with_policy(mut self, change: impl FnOnce(&mut FieldPolicy)) -> Self {
        change(&mut self.policy);
        self
    }

    pub(crate) fn with_viewer(mut self, change: impl FnOnce(&mut Holder)) -> Self {
        change(&mut self.viewer);
        self
    }

    pub(crate) fn filter(&self) -> Filter {
        filter_for(&Catalogue::default(), &self.viewer, self.right)
    }

    /// The view; `None` where there is no such ticket.
    pub(crate) fn view(&self) -> Option<View> {
        let filter = self.filter();
        let granted = self.viewing(&filter).open(&self.ticket).ok()?;
        Some(granted.project())
    }

    /// The JSON of the view.
    pub(crate) fn json(&self) -> Option<Value> {
        Some(serde_json::to_value(self.view()?).unwrap())
    }

    pub(crate) fn hat(&self) -> Option<Hat> {
        let filter = self.filter();
        let granted = self.viewing(&filter).open(&self.ticket).ok()?;
        Some(granted.hat())
    }

    pub(crate) fn act(&self, action: &PortalAction) -> Result<Option<PortalEvent>, PortalRefusal> {
        let filter = self.filter();
        self.viewing(&filter)
            .act(&self.ticket, action, self.help_center)
    }

    pub(crate) fn viewing<'a>(&'a self, filter: &'a Filter) -> Viewing<'a> {
        Viewing {
            filter,
            policy: &self.policy,
            sites: &self.sites,
        }
    }

    /// The answer as text.
    pub(crate) fn answer(&self, ask: &Ask) -> String {
        match ask {
            Ask::See => self.hat().map_or("404".to_owned(), |hat| {
                serde_json::to_value(hat)
                    .unwrap()
                    .as_str()
                    .unwrap()
                    .to_owned()
            }),
            Ask::Field(pointer) => match self.json() {
                None => "404".to_owned(),
                Some(view) => match view.pointer(pointer) {
                    None => "no place".to_owned(),
                    Some(Value::String(text)) => text.clone(),
                    Some(value) => value.to_string(),
                },
            },
            Ask::Find(text) => match self.json() {
                None => "404".to_owned(),
                Some(view) if view.to_string().contains(text) => "found".to_owned(),
                Some(_) => "not found".to_owned(),
            },
            Ask::Act(action) => outcome(&self.act(action)),
        }
    }
}

/// The outcome of a portal action in a word or two.
pub(crate) fn outcome(answer: &Result<Option<PortalEvent>, PortalRefusal>) -> String {
    match answer {
        Ok(None) => "nothing to do".to_owned(),
        Ok(Some(PortalEvent::Reply)) => "reply".to_owned(),
        Ok(Some(PortalEvent::Close)) => "close".to_owned(),
        Ok(Some(PortalEvent::Reopen)) => "reopen".to_owned(),
        Ok(Some(PortalEvent::EditField(_))) => "edit".to_owned(),
        Err(PortalRefusal::OtherChannel { channel }) => {
            let channel = channel.as_ref().map_or("?".to_owned(), ToString::to_string);
            format!("no: other_channel {channel}")
        }
        Err(refusal) => format!("no: {}", refusal.code()),
    }
}
