//! The same of a human with several accounts, or with links: account by account, link by link, and what
//! all the hats together see.

use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_access::Permission;
use frontdesk_visibility::{Expr, Filter, GuestLink};
use serde::Serialize;

use super::{PortalWhy, SightWhy, Why};
use crate::desk::{Desk, Object, Question, UnknownActor, Wearer};

/// A question about a human: why may he do that to this object, or not?
#[derive(Clone, Copy, Debug)]
pub struct HumanQuestion<'a> {
    /// Who, with all his accounts and links.
    pub wearer: &'a Wearer,
    /// To do what.
    pub permission: Permission,
    /// To what.
    pub object: Object<'a>,
}

/// Why a human may do something or not. **For administrators only**, as [`Why`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HumanWhy {
    /// What is asked.
    pub permission: Permission,
    /// Each account by itself: who acts acts by one of them.
    pub accounts: Vec<Why>,
    /// Each link.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkWhy>,
    /// Of a ticket: as whom it is seen under all the hats together, and what of it is hidden then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sight: Option<SightWhy>,
    /// Of an action on a ticket: what the portal says to whoever comes there as customer or by a link.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub portal: Vec<PortalWhy>,
}

/// What a link does for a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkWhy {
    /// Which link.
    pub link: GuestLink,
    /// What it does.
    pub state: LinkState,
}

/// Whether a link opens a ticket, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It opens it.
    Opens,
    /// The desk has no such customer as it was made for, so that it opens nothing.
    UnknownCustomer,
    /// It is over, or for something else than reading: it opens no ticket.
    Ended,
    /// Its customer does not see the ticket himself, and it opens no more than he has.
    CustomerSeesNot,
    /// It is another ticket, another has asked, its links were taken back, or it is deleted or spam.
    NotThisTicket,
}

impl Desk {
    /// Why may this human do that, or not? As [`why`](Self::why) of each account, with what each link does
    /// and what all the hats together see.
    ///
    /// **For administrators only**: see [`Why`].
    ///
    /// # Errors
    /// When the desk has no such person, as human or as object, or a link is another tenant's.
    pub fn why_human(
        &self,
        question: &HumanQuestion<'_>,
        now: DateTime<Utc>,
    ) -> Result<HumanWhy, UnknownActor> {
        let HumanQuestion {
            wearer,
            permission,
            object,
        } = *question;
        let account = |actor| {
            let question = Question {
                actor,
                permission,
                object,
            };
            self.why(&question, now)
        };
        let accounts: Result<Vec<Why>, UnknownActor> = wearer.accounts().map(account).collect();
        let ticket = match object {
            Object::Ticket(ticket) => Some(ticket),
            _ => None,
        };
        let facts = match object {
            Object::Conversation(facts) => Some(facts),
            _ => ticket.map(|ticket| &ticket.facts),
        };
        let links = wearer.links().iter().zip(std::iter::repeat(facts));
        let links = links.filter_map(|(link, facts)| {
            let state = self.link_state(link, facts?, now);
            Some(LinkWhy { link: *link, state })
        });
        Ok(HumanWhy {
            permission,
            accounts: accounts?,
            links: links.collect(),
            sight: self.sight(wearer, permission, object, now)?,
            portal: match ticket.filter(|_| wearer.comes_to_the_portal()) {
                None => Vec::new(),
                Some(ticket) => self
                    .portal_actions(permission, ticket)
                    .into_iter()
                    .map(|action| self.portal_why(wearer.clone(), ticket, action, now))
                    .collect(),
            },
        })
    }

    /// What this link does for the ticket: by the filters that open it, asked one after the other.
    fn link_state(
        &self,
        link: &GuestLink,
        facts: &frontdesk_model::ConversationFacts,
        now: DateTime<Utc>,
    ) -> LinkState {
        let by_link = Filter::of_guest(link, now);
        match self.guest_hat(link, now) {
            None => LinkState::UnknownCustomer,
            Some(hat) if hat.matches(facts) => LinkState::Opens,
            Some(_) if by_link.expr() == Expr::FALSE => LinkState::Ended,
            Some(_) if by_link.matches(facts) => LinkState::CustomerSeesNot,
            Some(_) => LinkState::NotThisTicket,
        }
    }
}

impl HumanWhy {
    /// The answer: one of his accounts may, or it is about seeing a ticket and one of his hats opens it. A
    /// link is for reading, and allows nothing else.
    #[must_use]
    pub fn is_allow(&self) -> bool {
        let seen = self.sight.as_ref().is_some_and(|sight| sight.hat.is_some());
        let by_account = self.accounts.iter().any(Why::is_allow);
        by_account || (self.permission == Permission::CONVERSATION_VIEW && seen)
    }
}

impl LinkState {
    /// The stable code, as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opens => "opens",
            Self::UnknownCustomer => "unknown_customer",
            Self::Ended => "ended",
            Self::CustomerSeesNot => "customer_sees_not",
            Self::NotThisTicket => "not_this_ticket",
        }
    }
}

impl fmt::Display for LinkState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Opens => "it opens the ticket",
            Self::UnknownCustomer => "the desk has no such customer",
            Self::Ended => "it is over, or not for reading",
            Self::CustomerSeesNot => "its customer does not see the ticket himself",
            Self::NotThisTicket => {
                "it is for another ticket or another customer, or was taken back"
            }
        })
    }
}
