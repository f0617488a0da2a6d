//! The small world of these tests: one tenant and a stranger beside it, a ticket of which every
//! part is known, and a scene that is asked one question.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{Among, Catalogue, Grant, Holder, Obligation, Permission, Scope};
use frontdesk_model::{
    ActorId, Assignee, AttachmentId, Author, Channel, ConversationFacts, ConversationId,
    ConversationState, CustomerId, GroupId, MessageId, OrganizationId, QuestionnaireId, Relation,
    SiteId, TenantId, UserId,
};
use frontdesk_visibility::{
    Attachment, Audience, Explanation, Expr, Field, FieldId, FieldPolicy, Filter, GuestLink,
    GuestPurpose, Hat, HistoryEntry, HistoryPart, Link, LinkKind, Message, PortalAction,
    PortalEvent, PortalRefusal, PortalState, Priority, RightsHeld, Rule, SitePolicy, SitesSeen,
    Term, Test, Ticket, Use, View, Viewer, Viewing,
};
use serde_json::Value;

mod ask;

pub(crate) use ask::{Ask, Photos, outcome};

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
    Filter::of(&roles.scopes_of(holder, permission, now()), now())
}

/// Where these accounts hold these rights.
pub(crate) fn rights_of<'h>(
    roles: &Catalogue,
    holders: impl IntoIterator<Item = &'h Holder>,
    rights: impl IntoIterator<Item = Permission> + Clone,
) -> RightsHeld {
    let scopes = holders.into_iter().flat_map(|holder| {
        let rights = rights.clone().into_iter();
        rights.map(|right| roles.scopes_of(holder, right, now()))
    });
    RightsHeld::of(&scopes.collect::<Vec<_>>(), now())
}

/// Every test that an explanation shows.
pub(crate) fn tests_of(explanation: &Explanation) -> Vec<(Test, bool)> {
    let tried = explanation.openings.iter();
    let tried = tried.flat_map(|hat| hat.ways.iter().chain([&hat.provided]));
    tried.flat_map(|tried| tried.tests.clone()).collect()
}

/// The hat in which a rule can be this one's.
pub(crate) fn own_hat(viewer: &Viewer<'_>) -> Hat {
    match (viewer, viewer.id()) {
        (Viewer::Guest(_), _) => Hat::Guest,
        (Viewer::Actor(_), ActorId::User(_)) => Hat::Operator,
        (Viewer::Actor(_), ActorId::Customer(_)) => Hat::Customer,
    }
}

/// One term with this person put in.
pub(crate) fn bound(term: &Term, holder: &Holder) -> Expr {
    bound_to(term, &Viewer::Actor(holder.actor()))
}

/// One term with this viewer put in.
pub(crate) fn bound_to(term: &Term, viewer: &Viewer<'_>) -> Expr {
    let rule = Rule {
        hat: own_hat(viewer),
        ways: vec![term.clone()],
        provided: Vec::new(),
        obligations: BTreeSet::new(),
        valid_until: None,
    };
    rule.bind(viewer, now()).expr()
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
/// from site 5; a public message after one minute, an answer after two, a note after an hour. Customer 126
/// is in copy since the moment of the answer.
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
        copied: BTreeMap::from([(customer(126), minutes(2))]),
        ..chat(2000)
    };
    let written = |id, at, author: ActorId, audience, text: &str, file: &str| Message {
        id: MessageId::from_number(id),
        at,
        author: Some(Author::Actor(author)),
        audience,
        text: text.to_owned(),
        attachments: vec![attachment(id, file)],
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
        history: history(),
        links: vec![
            link(LinkKind::Related, SEEN),
            link(LinkKind::Parent, UNSEEN),
            link(LinkKind::DuplicateOf, UNKNOWN),
        ],
        ..Ticket::new(facts)
    }
}

/// The ticket beside the full one that everybody sees who sees that one.
pub(crate) const SEEN: i64 = 2001;
/// The one that nobody sees of those.
pub(crate) const UNSEEN: i64 = 2002;
/// One of which nothing is known.
pub(crate) const UNKNOWN: i64 = 2003;
/// What the unseen ticket is about. It stands nowhere else.
pub(crate) const UNSEEN_SUBJECT: &str = "the board buys a rival";
/// The number that the full ticket had before. It stands in its history alone.
pub(crate) const OLD_NUMBER: &str = "+7 499 555-99-88";

pub(crate) fn link(kind: LinkKind, to: i64) -> Link {
    let to = ConversationId::from_number(to);
    Link { kind, to }
}

/// The tickets to which the full one has links, as far as there are any: one of the same people, one of
/// other people altogether.
pub(crate) fn beside() -> Vec<Ticket> {
    let mut seen = full_ticket_alone();
    seen.facts.id = ConversationId::from_number(SEEN);
    seen.number = "664-2001".to_owned();
    seen.subject = "The lid too".to_owned();
    let mut unseen = full_ticket_alone();
    unseen.facts = ConversationFacts {
        assignee: Some(Assignee::Person(user(99))),
        requester: Some(customer(999)),
        organization: Some(company(99)),
        ..chat(UNSEEN)
    };
    unseen.number = "664-2002".to_owned();
    unseen.subject = UNSEEN_SUBJECT.to_owned();
    vec![seen, unseen]
}

fn full_ticket_alone() -> Ticket {
    let mut ticket = full_ticket();
    ticket.history.clear();
    ticket.links.clear();
    ticket
}

/// The ticket of this id among these.
pub(crate) fn by_id<'a>(tickets: &'a [Ticket]) -> impl Fn(ConversationId) -> Option<&'a Ticket> {
    move |id| tickets.iter().find(|ticket| ticket.facts.id == id)
}

/// An entry for every kind of thing: each field by itself, then the site, the messages, the links; at
/// last one that has of all.
fn history() -> Vec<HistoryEntry> {
    let field_part = |field: Field| {
        let (from, to) = match &field {
            Field::ClientNumber => (OLD_NUMBER.to_owned(), NUMBER.to_owned()),
            field => (format!("old {field}"), format!("new {field}")),
        };
        let (from, to) = (Some(from), Some(to));
        HistoryPart::Field { field, from, to }
    };
    let added =
        ["cf_edit", "cf_hidden", "cf_unlisted", "cf_view"].map(|id| Field::Added(field(id)));
    let fields = Field::STANDARD.into_iter().chain(added).map(field_part);
    let mut parts: Vec<HistoryPart> = fields.collect();
    parts.push(HistoryPart::Site {
        from: Some(site(6)),
        to: Some(site(5)),
    });
    parts.extend([1, 2, 3].map(|id| HistoryPart::Message(MessageId::from_number(id))));
    parts.push(HistoryPart::Link(link(LinkKind::Related, SEEN)));
    parts.push(HistoryPart::Link(link(LinkKind::Parent, UNSEEN)));
    let mut entries: Vec<Vec<HistoryPart>> = parts.iter().map(|one| vec![one.clone()]).collect();
    entries.push(parts);
    let by = Some(Author::Actor(user(17).into()));
    let entry = |(minute, parts)| HistoryEntry {
        at: minutes(minute),
        by: by.clone(),
        parts,
    };
    (100..).zip(entries).map(entry).collect()
}

/// The policy of the full ticket: one added field to see, one to edit, one hidden, one not listed;
/// the site needs a right.
pub(crate) fn policy() -> FieldPolicy {
    let mut policy = FieldPolicy::default();
    policy.site = SitePolicy::ByRight;
    for (id, to) in [
        ("cf_edit", Use::Edit),
        ("cf_empty", Use::View),
        ("cf_hidden", Use::Hidden),
        ("cf_view", Use::View),
    ] {
        added(&mut policy, id, to);
    }
    policy
}

/// Says what the customer may do with this added field.
pub(crate) fn added(policy: &mut FieldPolicy, id: &str, to: Use) {
    policy
        .set(Hat::Customer, Field::Added(field(id)), to)
        .unwrap();
}

/// Switches a standard field off in the portal.
pub(crate) fn hide(policy: &mut FieldPolicy, field: Field) {
    policy.set(Hat::Customer, field, Use::Hidden).unwrap();
}

/// A policy without any added field.
pub(crate) fn without_added(policy: &mut FieldPolicy) {
    let all: Vec<FieldId> = policy.added().cloned().collect();
    for id in all {
        added(policy, &id.0, Use::Hidden);
    }
}

/// The sites on which this member of the staff holds `site.view`.
fn sites_of(scope: Scope) -> SitesSeen {
    let mut holder = staff(17);
    holder.grants.push(Grant::new(Permission::SITE_VIEW, scope));
    SitesSeen::of(Catalogue::default().scopes_of(&holder, Permission::SITE_VIEW, now()))
}

pub(crate) fn all_sites() -> SitesSeen {
    sites_of(Scope::any())
}

pub(crate) fn these_sites(sites: BTreeSet<SiteId>) -> SitesSeen {
    sites_of(Scope {
        sites: Some(Among::These(sites)),
        ..Scope::any()
    })
}

pub(crate) fn attachment(number: i64, name: &str) -> Attachment {
    Attachment {
        id: AttachmentId::from_number(number),
        name: name.to_owned(),
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
    pub(crate) by: By,
}

/// By what the viewer of a scene sees tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// By rights.
    Rights,
    /// By rights, as one who follows and does not work on them.
    Following,
    /// By a link to the ticket of the scene.
    Link,
}

impl Scene {
    /// The full ticket under [`policy`].
    pub(crate) fn of(viewer: Holder) -> Self {
        Self {
            viewer,
            right: Permission::CONVERSATION_VIEW,
            ticket: full_ticket(),
            policy: policy(),
            sites: all_sites(),
            help_center: PortalState::Open,
            by: By::Rights,
        }
    }

    /// A member of the staff who follows the full ticket.
    pub(crate) fn stakeholder() -> Self {
        Self {
            by: By::Following,
            ..Self::of(seeing(staff(20), Scope::any()))
        }
    }

    /// Whoever has a link of the customer who asked.
    pub(crate) fn guest() -> Self {
        Self {
            by: By::Link,
            ..Self::of(client(123))
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

    /// A customer of another company who is in copy since the answer.
    pub(crate) fn copied() -> Self {
        let other = seeing(client(126), Scope::of(Relation::Requester));
        Self::of(seeing(other, Scope::of(Relation::Copied)))
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
        let scopes = || Catalogue::default().scopes_of(&self.viewer, self.right, now());
        match self.by {
            By::Rights => Filter::of(&scopes(), now()),
            By::Following => {
                let rule = Rule::of(&scopes()).as_stakeholder();
                rule.bind(&Viewer::Actor(self.viewer.actor()), now())
            }
            By::Link => Filter::of_guest(&link_to(&self.ticket, customer(123)), now()),
        }
    }

    /// All that the viewer gets of the ticket, on every surface, beside [`beside`]. `None` where there
    /// is no such ticket.
    pub(crate) fn everything(&self) -> Option<String> {
        let viewing = self.viewing();
        viewing.open(&self.ticket).ok()?;
        Some(crate::surfaces::bytes(&viewing, &self.ticket, &beside()).join("\n"))
    }

    /// What is made of the view; `None` where there is no such ticket.
    pub(crate) fn with_view<T>(&self, make: impl FnOnce(View<'_>) -> T) -> Option<T> {
        let viewing = self.viewing();
        let granted = viewing.open(&self.ticket).ok()?;
        Some(make(granted.project()))
    }

    /// The JSON of the view.
    pub(crate) fn json(&self) -> Option<Value> {
        self.with_view(|view| serde_json::to_value(view).unwrap())
    }

    pub(crate) fn hat(&self) -> Option<Hat> {
        self.filter().hat(&self.ticket.facts)
    }

    pub(crate) fn act(&self, action: &PortalAction) -> Result<Option<PortalEvent>, PortalRefusal> {
        self.viewing().act(&self.ticket, action, self.help_center)
    }

    pub(crate) fn viewing(&self) -> Viewing<'_> {
        Viewing {
            filter: self.filter(),
            policy: &self.policy,
            sites: self.sites.clone(),
            rights: RightsHeld::none(),
        }
    }
}

/// A link to read this ticket, made for this customer.
pub(crate) fn link_to(ticket: &Ticket, customer: CustomerId) -> GuestLink {
    GuestLink {
        tenant: ticket.facts.tenant,
        ticket: ticket.facts.id,
        customer,
        purpose: GuestPurpose::View,
        expires: minutes(60),
        epoch: ticket.facts.guest_epoch,
    }
}
