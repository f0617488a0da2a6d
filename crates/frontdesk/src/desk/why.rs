//! One answer across account, access and visibility: why may somebody do that, or not?

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_access::{Explanation, Permission};
use frontdesk_identity::{SignIn, can_sign_in};
use frontdesk_model::{AccountKind, ActorId, ConversationFacts, Standing, UserId};
use frontdesk_visibility::{
    Explanation as Sight, Field, FieldId, Fields, Granted, Hat, PortalAction, PortalEvent,
    PortalRefusal, Shown, Ticket, Use, View, Viewing,
};
use serde::Serialize;

use super::{Desk, Object, Question, UnknownActor, Wearer};

mod human;

pub use human::{HumanQuestion, HumanWhy, LinkState, LinkWhy};

/// Why somebody may do something or not: everything that the answer hangs on. **For administrators
/// only**: it names what is hidden from the person it is about. That person learns the answer, and of
/// a ticket that he does not see that there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why {
    /// About whom.
    pub actor: ActorId,
    /// How the account stands.
    pub account: AccountWhy,
    /// What access says: link by link, with the smallest addition that would be enough.
    pub access: Explanation,
    /// Of a ticket: as whom it is seen, by which way, and what of it is hidden. Of a request that is to be handled:
    /// by which way it is seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sight: Option<SightWhy>,
    /// Of a customer's action on a ticket: what the portal says. Of editing, of each field that the
    /// desk or the ticket has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub portal: Vec<PortalWhy>,
}

/// Whether the account works at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountWhy {
    /// Of which kind it is.
    pub kind: AccountKind,
    /// How it stands.
    pub standing: Standing,
    /// Whether rights on it have any effect.
    pub can_act: bool,
    /// Whether it signs in, and why. `None`: a customer, whose credentials a desk does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignIn>,
}

/// Why a ticket is seen, or not, and what of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SightWhy {
    /// As whom it is seen; `None`: it is not.
    pub hat: Option<Hat>,
    /// What each hat opens, way by way: which one opened it, or would have.
    pub explanation: Sight,
    /// The fields that are hidden from him in it. `None`: it is not seen, or its facts alone were
    /// handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Vec<HiddenField>>,
    /// How many of its messages he does not see: notes (S166), and where he sees it for being in copy alone what
    /// was written before that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden_messages: Option<usize>,
}

/// A field that is hidden in a ticket that is seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct HiddenField {
    /// Which.
    pub field: Field,
    /// Why.
    pub because: HiddenBecause,
}

/// Why a field is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HiddenBecause {
    /// The field policy shows it to nobody in this hat.
    Policy,
    /// The record says that numbers are hidden (S72, S73).
    Mask,
    /// The right to see that site is missing (S64).
    SiteRight,
    /// A right that the field asks for is not held over this ticket.
    FieldRight(Permission),
}

/// What the portal says of one action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PortalWhy {
    /// The action.
    pub action: PortalAction,
    /// The answer.
    pub answer: PortalAnswer,
}

/// What the portal says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalAnswer {
    /// Yes: this happens.
    Happens(PortalEvent),
    /// Yes, and nothing has to happen: it is closed already.
    Nothing,
    /// No.
    Refused(PortalRefusal),
}

impl From<Result<Option<PortalEvent>, PortalRefusal>> for PortalAnswer {
    /// What [`Desk::portal`] said.
    fn from(said: Result<Option<PortalEvent>, PortalRefusal>) -> Self {
        match said {
            Ok(Some(event)) => Self::Happens(event),
            Ok(None) => Self::Nothing,
            Err(refusal) => Self::Refused(refusal),
        }
    }
}

/// The actions of the portal that name no field.
const SIMPLE_ACTIONS: [PortalAction; 3] = [
    PortalAction::Reply,
    PortalAction::Close,
    PortalAction::Reopen,
];

impl Desk {
    /// Whether this member of the staff may be shown a [`Why`] about that person: who sees the roles, and
    /// of the staff the record too. The ticket of the question he must see himself.
    #[must_use]
    pub fn may_ask_why(&self, asker: UserId, about: ActorId, now: DateTime<Utc>) -> bool {
        let holds = |permission, object| self.allows(ActorId::User(asker), permission, object, now);
        let sees = match about {
            ActorId::User(user) => holds(Permission::USER_VIEW, Object::User(user)),
            ActorId::Customer(_) => self.directory.holder(about).is_some(),
        };
        sees && holds(Permission::ROLE_VIEW, Object::Section)
    }

    /// Why may this person do that, or not? Crosses how the account stands, what access says and, for
    /// a ticket, what visibility and the portal say; each part is the production path's own answer.
    /// Ask with [`Object::Ticket`] to learn of fields and of the portal.
    ///
    /// **For administrators only**: see [`Why`]. Of a human with several accounts or with links ask
    /// [`why_human`](Self::why_human).
    ///
    /// # Errors
    /// When the desk has no such person, as actor or as object.
    pub fn why(&self, question: &Question<'_>, now: DateTime<Utc>) -> Result<Why, UnknownActor> {
        let actor = question.actor;
        Ok(Why {
            actor,
            account: self.account_why(actor)?,
            access: self.explain(question, now)?,
            sight: self.sight(&actor.into(), question.permission, question.object, now)?,
            portal: match (actor, question.object) {
                (ActorId::Customer(_), Object::Ticket(ticket)) => self
                    .portal_actions(question.permission, ticket)
                    .into_iter()
                    .map(|action| self.portal_why(actor.into(), ticket, action, now))
                    .collect(),
                _ => Vec::new(),
            },
        })
    }

    fn account_why(&self, actor: ActorId) -> Result<AccountWhy, UnknownActor> {
        let holder = self.directory.holder(actor).ok_or(UnknownActor(actor))?;
        let user = match actor {
            ActorId::User(user) => self.person(user).map(|person| &person.user),
            ActorId::Customer(_) => None,
        };
        Ok(AccountWhy {
            kind: holder.kind,
            standing: holder.standing,
            can_act: holder.standing.can_act(),
            sign_in: user.map(can_sign_in),
        })
    }

    /// As whom it is seen under all the hats of this wearer. `None`: it is no ticket.
    fn sight(
        &self,
        wearer: &Wearer,
        permission: Permission,
        object: Object<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<SightWhy>, UnknownActor> {
        Ok(match object {
            Object::Conversation(facts) => {
                let viewing = self.viewing(wearer.clone(), now)?;
                Some(SightWhy::of_facts(&viewing, facts))
            }
            Object::Ticket(ticket) => Some(self.sight_of_ticket(wearer, ticket, now)?),
            // An offline application is seen by the right to handle it, and by no other (S28, S51).
            Object::Request(facts) if permission == Permission::REQUEST_HANDLE => {
                match wearer.accounts().find_map(ActorId::user) {
                    Some(user) => Some(SightWhy::of_facts(&self.requests(user, now)?, facts)),
                    None => None,
                }
            }
            _ => None,
        })
    }

    fn sight_of_ticket(
        &self,
        wearer: &Wearer,
        ticket: &Ticket,
        now: DateTime<Utc>,
    ) -> Result<SightWhy, UnknownActor> {
        let viewing = self.viewing(wearer.clone(), now)?;
        let explanation = viewing.filter.explain(&ticket.facts);
        let granted = viewing.open(ticket).ok();
        let messages = granted.map(|granted| messages(&granted.project()));
        Ok(SightWhy {
            hat: explanation.hat,
            explanation,
            hidden: granted.map(|granted| hidden(&viewing, ticket, &granted)),
            hidden_messages: messages.map(|seen| ticket.messages.len().saturating_sub(seen)),
        })
    }

    /// The actions of the portal for which this right is asked.
    fn portal_actions(&self, permission: Permission, ticket: &Ticket) -> Vec<PortalAction> {
        let edits = self.fields.added().chain(ticket.custom_fields.keys());
        let edits: BTreeSet<_> = edits.cloned().collect();
        let edits = edits.into_iter().map(PortalAction::EditField);
        let all = SIMPLE_ACTIONS.into_iter().chain(edits);
        all.filter(|action| action.permission() == permission)
            .collect()
    }

    fn portal_why(
        &self,
        wearer: Wearer,
        ticket: &Ticket,
        action: PortalAction,
        now: DateTime<Utc>,
    ) -> PortalWhy {
        let answer = self.portal(wearer, ticket, &action, now).into();
        PortalWhy { action, answer }
    }
}

impl SightWhy {
    fn of_facts(viewing: &Viewing<'_>, facts: &ConversationFacts) -> Self {
        let explanation = viewing.filter.explain(facts);
        Self {
            hat: explanation.hat,
            explanation,
            hidden: None,
            hidden_messages: None,
        }
    }
}

impl Why {
    /// The answer: access allows it, and where the portal has to be asked, it refuses not everything. A
    /// customer acts on tickets through the portal alone: where it has said yes to nothing, as of
    /// [`Object::Conversation`] or where there is no field to edit, the answer is no.
    #[must_use]
    pub fn is_allow(&self) -> bool {
        let refused = |one: &PortalWhy| matches!(one.answer, PortalAnswer::Refused(_));
        let portal = !self.asks_portal() || !self.portal.iter().all(refused);
        self.access.decision.is_allow() && portal
    }

    /// Whether it is a customer's right for an action of the portal.
    fn asks_portal(&self) -> bool {
        // The right that was asked about stands first.
        let asked = self.access.links.first().map(|link| link.permission);
        let edits = PortalAction::EditField(FieldId(String::new()));
        let mut actions = SIMPLE_ACTIONS.iter().chain([&edits]);
        matches!(self.actor, ActorId::Customer(_))
            && actions.any(|action| Some(action.permission()) == asked)
    }
}

impl HiddenBecause {
    /// The stable code, as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Mask => "mask",
            Self::SiteRight => "site_right",
            Self::FieldRight(_) => "field_right",
        }
    }
}

impl fmt::Display for HiddenBecause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy => f.write_str("the field policy hides it"),
            Self::Mask => f.write_str("numbers are hidden from this person"),
            Self::SiteRight => f.write_str("site.view on this site is missing"),
            Self::FieldRight(right) => write!(f, "{right} on this ticket is missing"),
        }
    }
}

/// What of a ticket that is seen is hidden.
fn hidden(viewing: &Viewing<'_>, ticket: &Ticket, granted: &Granted<'_>) -> Vec<HiddenField> {
    let view = granted.project();
    let shown = fields(&view);
    all_fields(viewing, ticket)
        .into_iter()
        .filter_map(|field| {
            let because = hides(granted, shown, &field)?;
            Some(HiddenField { field, because })
        })
        .collect()
}

/// Why this field is hidden; `None`: it is shown.
fn hides(granted: &Granted<'_>, shown: &Fields<'_>, field: &Field) -> Option<HiddenBecause> {
    if granted.use_of(field) == Use::Hidden {
        let right = granted.right_missing(field);
        return Some(right.map_or(HiddenBecause::Policy, HiddenBecause::FieldRight));
    }
    match field {
        Field::ClientNumber if shown.client_number == Some(Shown::Hidden) => {
            Some(HiddenBecause::Mask)
        }
        Field::Site if shown.site == Some(Shown::Hidden) => Some(HiddenBecause::SiteRight),
        _ => None,
    }
}

/// Every field that a ticket can have here: the standard ones, those that the policy names, and those
/// that the ticket has.
fn all_fields(viewing: &Viewing<'_>, ticket: &Ticket) -> BTreeSet<Field> {
    let added = viewing.policy.added().chain(ticket.custom_fields.keys());
    let added = added.cloned().map(Field::Added);
    Field::STANDARD.into_iter().chain(added).collect()
}

/// The fields of a view of any kind.
fn fields<'v, 'a>(view: &'v View<'a>) -> &'v Fields<'a> {
    match view {
        View::Operator(view) => &view.fields,
        View::Customer(view) => &view.fields,
        View::Stakeholder(view)
        | View::Colleague(view)
        | View::Guest(view)
        | View::Copied(view) => &view.fields,
    }
}

/// How many messages a view of any kind shows.
fn messages(view: &View<'_>) -> usize {
    match view {
        View::Operator(view) => view.messages.len(),
        View::Customer(view) => view.messages.len(),
        View::Stakeholder(view)
        | View::Colleague(view)
        | View::Guest(view)
        | View::Copied(view) => view.messages.len(),
    }
}
