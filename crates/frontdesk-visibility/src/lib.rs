//! What may this viewer see of this ticket? One rule that checks, lists, counts and explains, and
//! views that cannot hold what is hidden.
//!
//! ```
//! use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
//! use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, Relation, TenantId};
//! use frontdesk_visibility::{FieldPolicy, Filter, SitesSeen, Ticket, View, Viewing};
//! # let now = "2026-11-22T09:00:00Z".parse()?;
//! let (tenant, maria) = (TenantId::from_number(1), CustomerId::from_number(123));
//! let mut customer = Holder::new(tenant, maria);
//! customer.grants.push(Grant::new(Permission::CONVERSATION_VIEW, Scope::of(Relation::Requester)));
//!
//! let roles = Catalogue::default();
//! let filter = Filter::of(&roles.scopes_of(&customer, Permission::CONVERSATION_VIEW, now));
//! let mut ticket = Ticket::new(ConversationFacts::new(tenant, ConversationId::from_number(2000), now));
//! let (policy, sites) = (FieldPolicy::default(), SitesSeen::none());
//! let viewing = Viewing { filter: &filter, policy: &policy, sites: &sites };
//!
//! assert!(viewing.open(&ticket).is_err()); // another's ticket, or none: one answer
//! ticket.facts.requester = Some(maria);
//! assert!(matches!(viewing.open(&ticket)?.project(), View::Customer(_)));
//! assert_eq!(filter.count([&ticket]), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the host must do
//!
//! 1. Ask access for the scopes of `conversation.view` of the viewer, and make a [`Filter`] of them.
//!    Make it again at its `valid_until` and whenever the viewer's record changes.
//! 2. List, count and check through that one filter; answer [`NotFound`] with 404.
//! 3. Send out views only, never the [`Ticket`].
//! 4. Show an [`Explanation`] to administrators only.
//!
//! # Concepts
//!
//! A [`Rule`] is access's scopes as a closed expression with the viewer symbolic; a [`Filter`] is
//! the rule with the viewer put in. **Law: in the operator's hat, `filter.matches` is
//! `access.allows(view)`.** [`Viewing::open`] gives a [`Granted`], and only that makes a [`View`].
//! A [`FieldPolicy`] says which fields the portal shows. [`Viewing::act`] decides what a customer
//! may do there.
//!
//! # Determinism
//!
//! A pure function of its arguments; lists keep the order that they are given.
//!
//! # What it does not do
//!
//! It grants nothing: where nobody granted the view, nobody sees. It stores and fetches nothing.

/// The form in which this release writes field policies and filters: for the `format` of
/// [`Envelope`](frontdesk_model::Envelope) and [`Snapshot`](frontdesk_model::Snapshot). It grows when
/// an older reader could not read what is written; every release reads all forms up to its own.
pub const FORMAT: u16 = 1;

mod expr;
mod field;
mod filter;
mod portal;
mod rule;
mod ticket;
mod view;

pub use expr::{Expr, Test};
pub use field::{AddedField, FieldPolicy, Portal, Shown, SitePolicy, SitesSeen, unknown_number};
pub use filter::{Explanation, Filter};
pub use portal::{PortalAction, PortalEvent, PortalRefusal, PortalState};
pub use rule::Rule;
pub use ticket::{Audience, FieldId, Message, Priority, Ticket};
pub use view::{
    CustomerView, FieldView, Granted, Hat, MessageView, NotFound, OperatorView, View, Viewing,
};
