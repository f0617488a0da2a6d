//! What a change shows and hides, person by person, before it is applied.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::{
    ActorId, ConversationId, CustomerId, MessageId, RefusalKind, SiteId, TenantId, UserId,
};
use serde::Serialize;

use crate::field::{Field, Shown, Use};
use crate::portal::{PortalAction, PortalState};
use crate::surface::PartView;
use crate::ticket::{HistoryPart, Ticket};
use crate::view::{Granted, Viewing};
use crate::viewer::{GuestLink, Hat};

/// What each person would gain and lose from one side of a change to the other, in the order of the
/// people and of the tickets. Whoever sees the same on both sides is not in it.
///
/// Nothing is compared but what the views say, so that what a person sees on neither side is not in
/// what is said of him; that a value is not shown is said, and never the value. Even so the answer is
/// for administrators: it says what others see.
///
/// Whatever else may change, a person who is on one side only sees nothing on the other: so it is with
/// the losing account of a merge, a new account and a deleted one.
///
/// ```
/// use std::collections::BTreeMap;
/// use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
/// use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, Relation, TenantId};
/// use frontdesk_visibility::{
///     Field, FieldPolicy, Filter, Hat, RightsHeld, Side, SitesSeen, Ticket, Use, Viewing, diff,
/// };
/// # let now = "2026-11-22T09:00:00Z".parse()?;
/// let (tenant, maria) = (TenantId::from_number(1), CustomerId::from_number(123));
/// let mut customer = Holder::new(tenant, maria);
/// customer.grants.push(Grant::new(Permission::CONVERSATION_VIEW, Scope::of(Relation::Requester)));
/// let scopes = Catalogue::default().scopes_of(&customer, Permission::CONVERSATION_VIEW, now);
/// let mut ticket = Ticket::new(ConversationFacts::new(tenant, ConversationId::from_number(2000), now));
/// ticket.facts.requester = Some(maria);
///
/// let (shown, hidden) = (
///     FieldPolicy::default(),
///     FieldPolicy::default().with(Hat::Customer, Field::Assignee, Use::Hidden)?,
/// );
/// let side = |policy| {
///     let (filter, sites, rights) = (Filter::of(&scopes, now), SitesSeen::none(), RightsHeld::none());
///     let viewing = Viewing { filter, policy, sites, rights };
///     Side::new([(maria, viewing)], [&ticket])
/// };
/// let change = diff(&side(&shown)?, &side(&hidden)?);
/// assert_eq!(change.people[0].changed[0].lost.fields, [Field::Assignee].into());
/// assert_eq!(diff(&side(&hidden)?, &side(&shown)?), change.reversed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn diff(before: &Side<'_>, after: &Side<'_>) -> VisibilityDiff {
    let people: BTreeSet<Onlooker> = [before, after]
        .into_iter()
        .flat_map(|side| side.people.keys().copied())
        .collect();
    let tickets: BTreeSet<Key> = [before, after]
        .into_iter()
        .flat_map(|side| side.tickets.keys().copied())
        .collect();
    let people = people.into_iter().map(|person| {
        let both = Both {
            before,
            after,
            person,
        };
        both.diff(&tickets)
    });
    VisibilityDiff {
        people: people.filter(|person| !person.is_empty()).collect(),
    }
}

/// One side of a change: who sees by what, and the tickets as they are there.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    people: BTreeMap<Onlooker, Viewing<'a>>,
    tickets: BTreeMap<Key, &'a Ticket>,
}

type Key = (TenantId, ConversationId);

/// Who looks: one line of a difference. A human with several accounts is one of them, by the account
/// that names him; whoever has a link is another, for the host knows of the link and not of the human.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Onlooker {
    /// A member of the staff.
    User(UserId),
    /// A customer.
    Customer(CustomerId),
    /// Whoever came by this link.
    Link(GuestLink),
}

impl Onlooker {
    /// The account; `None`: it is a link.
    #[must_use]
    pub const fn account(&self) -> Option<ActorId> {
        match self {
            Self::User(user) => Some(ActorId::User(*user)),
            Self::Customer(customer) => Some(ActorId::Customer(*customer)),
            Self::Link(_) => None,
        }
    }
}

impl From<ActorId> for Onlooker {
    fn from(actor: ActorId) -> Self {
        match actor {
            ActorId::User(user) => Self::User(user),
            ActorId::Customer(customer) => Self::Customer(customer),
        }
    }
}

impl From<UserId> for Onlooker {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

impl From<CustomerId> for Onlooker {
    fn from(customer: CustomerId) -> Self {
        Self::Customer(customer)
    }
}

impl From<GuestLink> for Onlooker {
    fn from(link: GuestLink) -> Self {
        Self::Link(link)
    }
}

/// Why this is no side of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SideError {
    /// Two viewings of one person: join the filters instead.
    #[error("one person is there twice")]
    PersonTwice(Onlooker),
    /// Two tickets of one id in one tenant.
    #[error("the ticket {0} is there twice")]
    TicketTwice(ConversationId),
}

impl SideError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PersonTwice(_) => "person_twice",
            Self::TicketTwice(_) => "ticket_twice",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}

impl<'a> Side<'a> {
    /// The people with what they see by, and the tickets.
    ///
    /// # Errors
    /// When a person or a ticket is there twice: of two answers none would be the right one.
    pub fn new(
        people: impl IntoIterator<Item = (impl Into<Onlooker>, Viewing<'a>)>,
        tickets: impl IntoIterator<Item = &'a Ticket>,
    ) -> Result<Self, SideError> {
        let mut side = Self {
            people: BTreeMap::new(),
            tickets: BTreeMap::new(),
        };
        for (person, viewing) in people {
            let person = person.into();
            if side.people.insert(person, viewing).is_some() {
                return Err(SideError::PersonTwice(person));
            }
        }
        for ticket in tickets {
            let key = (ticket.facts.tenant, ticket.facts.id);
            if side.tickets.insert(key, ticket).is_some() {
                return Err(SideError::TicketTwice(ticket.facts.id));
            }
        }
        Ok(side)
    }

    fn open(&self, person: Onlooker, ticket: &Key) -> Option<Granted<'_>> {
        self.people
            .get(&person)?
            .open(self.tickets.get(ticket)?)
            .ok()
    }
}

/// Who would gain and lose what. For administrators.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct VisibilityDiff {
    /// Those who would see anything else than before: the staff, the customers and the links, each in the
    /// order of their ids.
    pub people: Vec<PersonDiff>,
}

/// What one person would gain and lose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PersonDiff {
    /// Who.
    pub person: Onlooker,
    /// The tickets that come into sight, in the order of their ids, and as whom they are seen then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gained: Vec<SeenAs>,
    /// Those that go out of sight, and as whom they were seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<SeenAs>,
    /// Those that are seen on both sides, but not alike.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<TicketDiff>,
}

/// A ticket that is seen on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct SeenAs {
    /// Which one.
    pub ticket: ConversationId,
    /// As whom.
    pub hat: Hat,
}

/// What of a ticket seen on both sides comes into sight and goes out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TicketDiff {
    /// Which one.
    pub ticket: ConversationId,
    /// As whom it is seen, if that changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hat: Option<Turn<Hat>>,
    /// What comes.
    #[serde(skip_serializing_if = "Parts::is_empty")]
    pub gained: Parts,
    /// What goes.
    #[serde(skip_serializing_if = "Parts::is_empty")]
    pub lost: Parts,
    /// What may be done with a field that is seen on both sides, where that changes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub uses: BTreeMap<Field, Turn<Use>>,
}

/// What it was and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is the side that it is of")]
pub struct Turn<T> {
    pub before: T,
    pub after: T,
}

/// Parts of one ticket that are in sight on one side only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Parts {
    /// Fields for which there is a place. History, sorting, filters, facets and search go with them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub fields: BTreeSet<Field>,
    /// Fields that have a place on both sides, but of which a value is hidden on the other: the one that
    /// stands there, or one that the history tells (S64, S72).
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub values: BTreeSet<Field>,
    /// Messages, with their files.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub messages: BTreeSet<MessageId>,
    /// What the customer may do in an open portal: reply, close, reopen, as far as the ticket and the
    /// policy say. What access allows is access's own difference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<PortalAction>,
}

impl VisibilityDiff {
    /// Whether everybody sees on both sides the same.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// What this person would gain and lose; `None`: nothing.
    #[must_use]
    pub fn of(&self, person: impl Into<Onlooker>) -> Option<&PersonDiff> {
        let person = person.into();
        self.people.iter().find(|one| one.person == person)
    }

    /// What undoing the change would do.
    #[must_use]
    pub fn reversed(self) -> Self {
        let people = self.people.into_iter();
        Self {
            people: people.map(PersonDiff::reversed).collect(),
        }
    }
}

impl PersonDiff {
    /// Whether anything comes into sight, or may be done that might not be before.
    #[must_use]
    pub fn gains(&self) -> bool {
        let parts = |one: &TicketDiff| {
            let mut uses = one.uses.values();
            !one.gained.is_empty() || uses.any(|turn| turn.after > turn.before)
        };
        !self.gained.is_empty() || self.changed.iter().any(parts)
    }

    /// Whether anything goes out of sight, or may no longer be done.
    #[must_use]
    pub fn loses(&self) -> bool {
        let parts = |one: &TicketDiff| {
            let mut uses = one.uses.values();
            !one.lost.is_empty() || uses.any(|turn| turn.after < turn.before)
        };
        !self.lost.is_empty() || self.changed.iter().any(parts)
    }

    fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty() && self.changed.is_empty()
    }

    fn reversed(self) -> Self {
        let changed = self.changed.into_iter();
        Self {
            person: self.person,
            gained: self.lost,
            lost: self.gained,
            changed: changed.map(TicketDiff::reversed).collect(),
        }
    }
}

impl TicketDiff {
    fn reversed(self) -> Self {
        let uses = self.uses.into_iter();
        Self {
            ticket: self.ticket,
            hat: self.hat.map(Turn::reversed),
            gained: self.lost,
            lost: self.gained,
            uses: uses.map(|(field, turn)| (field, turn.reversed())).collect(),
        }
    }
}

impl<T> Turn<T> {
    fn reversed(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
        }
    }
}

impl<T: PartialEq> Turn<T> {
    /// `None`: it stayed.
    fn of(before: T, after: T) -> Option<Self> {
        (before != after).then_some(Self { before, after })
    }
}

impl Parts {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
            && self.values.is_empty()
            && self.messages.is_empty()
            && self.actions.is_empty()
    }
}

/// One person on both sides.
struct Both<'a> {
    before: &'a Side<'a>,
    after: &'a Side<'a>,
    person: Onlooker,
}

impl Both<'_> {
    fn diff(&self, tickets: &BTreeSet<Key>) -> PersonDiff {
        let mut diff = PersonDiff {
            person: self.person,
            gained: Vec::new(),
            lost: Vec::new(),
            changed: Vec::new(),
        };
        let seen_as = |granted: &Granted<'_>| SeenAs {
            ticket: granted.id(),
            hat: granted.hat(),
        };
        for key in tickets {
            let before = self.before.open(self.person, key);
            let after = self.after.open(self.person, key);
            match (before, after) {
                (None, None) => {}
                (None, Some(after)) => diff.gained.push(seen_as(&after)),
                (Some(before), None) => diff.lost.push(seen_as(&before)),
                (Some(before), Some(after)) => diff.changed.extend(changed(&before, &after)),
            }
        }
        diff
    }
}

/// What changes of a ticket that is seen on both sides; `None`: nothing.
fn changed(before: &Granted<'_>, after: &Granted<'_>) -> Option<TicketDiff> {
    let (was, is) = (Sight::of(before), Sight::of(after));
    let uses = was.uses.iter().filter_map(|(field, before)| {
        let after = is.uses.get(field)?;
        Some((field.clone(), Turn::of(*before, *after)?))
    });
    let diff = TicketDiff {
        ticket: after.id(),
        hat: Turn::of(before.hat(), after.hat()),
        gained: is.beyond(&was),
        lost: was.beyond(&is),
        uses: uses.collect(),
    };
    let nothing = diff.hat.is_none()
        && diff.gained.is_empty()
        && diff.lost.is_empty()
        && diff.uses.is_empty();
    (!nothing).then_some(diff)
}

/// What one sees of a ticket, without what stands there.
struct Sight {
    places: BTreeMap<Field, Shown<()>>,
    /// What the history tells, and what it would tell to whoever sees all.
    told: BTreeSet<Past>,
    past: BTreeSet<Past>,
    uses: BTreeMap<Field, Use>,
    messages: BTreeSet<MessageId>,
    actions: Vec<PortalAction>,
}

impl Sight {
    fn of(granted: &Granted<'_>) -> Self {
        let Viewing { policy, .. } = granted.viewing;
        let ids = policy.added().chain(granted.ticket.custom_fields.keys());
        let added: BTreeSet<Field> = ids.map(|id| Field::Added(id.clone())).collect();
        let fields = Field::STANDARD.into_iter().chain(added);
        let places = fields.filter_map(|field| {
            let shown = granted.cell(&field)?.map(|_| ());
            Some((field, shown))
        });
        let places: BTreeMap<Field, Shown<()>> = places.collect();
        let uses = places
            .keys()
            .map(|field| (field.clone(), granted.use_of(field)));
        let acts = |action: &PortalAction| {
            let ticket = granted.ticket;
            let decided = granted.viewing.act(ticket, action, PortalState::Open);
            decided.is_ok()
        };
        let actions = [
            PortalAction::Reply,
            PortalAction::Close,
            PortalAction::Reopen,
        ];
        Self {
            uses: uses.collect(),
            told: told(granted),
            past: past(granted),
            places,
            messages: granted.messages().map(|message| message.id).collect(),
            actions: actions.into_iter().filter(acts).collect(),
        }
    }

    /// What is in sight here and not there.
    fn beyond(&self, other: &Self) -> Parts {
        let places = self.places.iter();
        let fields = places.clone();
        let fields = fields.filter(|(field, _)| !other.places.contains_key(field));
        // Shown here and hidden there. What is not there at all is no matter of sight.
        let values = places.filter(|(field, shown)| {
            shown.value().is_some() && other.places.get(field) == Some(&Shown::Hidden)
        });
        let values = values.map(|(field, _)| field);
        // So it is with what stood there once.
        let once = self.told.iter().filter(|past| {
            other.past.contains(past)
                && !other.told.contains(past)
                && other.places.contains_key(&past.field)
        });
        let values = values.chain(once.map(|past| &past.field));
        let actions = self.actions.iter();
        let actions = actions.filter(|action| !other.actions.contains(action));
        Parts {
            fields: fields.map(|(field, _)| field.clone()).collect(),
            values: values.cloned().collect(),
            messages: &self.messages - &other.messages,
            actions: actions.cloned().collect(),
        }
    }
}

/// That the history of a moment has a value of a field, without the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Past {
    at: DateTime<Utc>,
    field: Field,
    of: Of,
}

/// Which value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    /// In words, the old one and the new one together.
    Both,
    Old,
    New,
}

/// What the viewer is told.
fn told(granted: &Granted<'_>) -> BTreeSet<Past> {
    let entries = granted.history(|_| None).into_iter();
    let parts = entries.flat_map(|entry| entry.parts.into_iter().map(move |part| (entry.at, part)));
    let all = parts.flat_map(|(at, part)| match part {
        PartView::Field { field, .. } => vec![in_words(at, field)],
        PartView::Site { from, to } => sites(at, from, to).collect(),
        PartView::Message(_) | PartView::Link(_) => Vec::new(),
    });
    all.collect()
}

/// What the ticket has.
fn past(granted: &Granted<'_>) -> BTreeSet<Past> {
    let entries = granted.ticket.history.iter();
    let parts = entries.flat_map(|entry| entry.parts.iter().map(|part| (entry.at, part)));
    let all = parts.flat_map(|(at, part)| match part {
        HistoryPart::Field { field, .. } => vec![in_words(at, field)],
        HistoryPart::Site { from, to } => sites(at, *from, *to).collect(),
        HistoryPart::Message(_) | HistoryPart::Link(_) => Vec::new(),
    });
    all.collect()
}

fn in_words(at: DateTime<Utc>, field: &Field) -> Past {
    Past {
        at,
        field: field.clone(),
        of: Of::Both,
    }
}

fn sites(
    at: DateTime<Utc>,
    from: Option<SiteId>,
    to: Option<SiteId>,
) -> impl Iterator<Item = Past> {
    let sides = [(from, Of::Old), (to, Of::New)].into_iter();
    sides.filter_map(move |(site, of)| {
        let field = Field::Site;
        site.map(|_| Past { at, field, of })
    })
}
