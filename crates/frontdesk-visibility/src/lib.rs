//! What may this viewer see of this ticket? One rule that checks, lists, counts and explains, and
//! views that cannot hold what is hidden.
//!
//! ```
//! use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
//! use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, Relation, TenantId};
//! use frontdesk_visibility::{FieldPolicy, Filter, RightsHeld, SitesSeen, Ticket, View, Viewing};
//! # let now = "2026-11-22T09:00:00Z".parse()?;
//! let (tenant, maria) = (TenantId::from_number(1), CustomerId::from_number(123));
//! let mut customer = Holder::new(tenant, maria);
//! customer.grants.push(Grant::new(Permission::CONVERSATION_VIEW, Scope::of(Relation::Requester)));
//!
//! let roles = Catalogue::default();
//! let filter = Filter::of(&roles.scopes_of(&customer, Permission::CONVERSATION_VIEW, now), now);
//! let mut ticket = Ticket::new(ConversationFacts::new(tenant, ConversationId::from_number(2000), now));
//! let policy = FieldPolicy::default();
//! let (sites, rights) = (SitesSeen::none(), RightsHeld::none());
//! let viewing = Viewing { filter, policy: &policy, sites, rights };
//!
//! assert!(viewing.open(&ticket).is_err()); // another's ticket, or none: one answer
//! ticket.facts.requester = Some(maria);
//! assert!(matches!(viewing.open(&ticket)?.project(), View::Customer(_)));
//! assert_eq!(viewing.filter.count([&ticket]), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the host must do
//!
//! 1. Ask access for the scopes of `conversation.view` of the viewer, and make a [`Filter`] of them.
//!    Make the [`Viewing`] again at its [`valid_until`](Viewing::valid_until), which ends with the
//!    right to see sites too, and whenever the viewer's record changes. Narrow the filter of a link
//!    to what its customer sees himself ([`Filter::narrowed_to`]). Where fields ask for rights
//!    ([`FieldPolicy::rights`]), ask for the scopes of those as well: [`RightsHeld`].
//! 2. List, count and check through that one filter; look up what somebody names by its id through
//!    [`Viewing::find`], answer [`NotFound`] with 404, and whatever is sorted, searched, counted by value or suggested, through a [`Query`].
//! 3. Send out views only, never the [`Ticket`].
//! 4. Show an [`Explanation`] to administrators only.
//! 5. Make a notice when it is sent, from the viewing of its recipient; of a live event send what
//!    [`Viewing::live`] gives, or nothing.
//! 6. Copy messages by [`Message::copied`], so that a note stays a note.
//! 7. Put a customer in copy by a command of its own, with its moment, and never because an e-mail names
//!    him; take him out, and he sees nothing from then on.
//!
//! # Concepts
//!
//! A [`Rule`] is access's scopes as a closed expression with the viewer symbolic; a [`Filter`] is
//! the rule with the viewer put in. **Law: in the operator's hat, `filter.matches` is
//! `access.allows(view)`.** [`Viewing::open`] gives a [`Granted`], and only that makes a [`View`].
//! A [`FieldPolicy`] says which fields are shown under which hat, and which ask for a right over the
//! ticket besides ([`FieldRights`]). [`Viewing::act`] decides what a customer
//! may do there. [`Viewing::query`] checks a [`ListRequest`] before any ticket is looked at; its
//! [`Query`] filters, searches, sorts, counts and pages over what the viewer sees. Every other surface
//! goes the same way: history, links, texts with references and rows of an export are made of a
//! [`Granted`]; a file by its id, a [`Notice`] and a [`LiveEvent`] of a [`Viewing`].
//!
//! [`merge_tickets()`] says what two tickets are after the one went up in the other, and
//! [`transferred()`] what becomes of one whose new assignee would not see it. [`status()`] is the page
//! that is asked by number and address: one reply, whatever there is.
//!
//! Before a change [`diff()`] says who would gain and lose what, and [`lint()`] what is odd: both for
//! administrators. [`monitor()`] and [`monitor_orders()`] count for whoever may watch and sees nothing.
//!
//! # Determinism
//!
//! A pure function of its arguments; lists keep the order that they are given.
//!
//! # What it does not do
//!
//! It grants nothing: where nobody granted the view, nobody sees. It stores and fetches nothing. It makes no
//! numbers of tickets: where their volume is a secret, the host gives numbers that do not follow each other.

/// The form in which this release writes field policies and rules: for the `format` of
/// [`Envelope`](frontdesk_model::Envelope) and [`Snapshot`](frontdesk_model::Snapshot). It grows when
/// an older reader could not read what is written; every release reads all forms up to its own.
pub const FORMAT: u16 = 3;

mod copied;
mod diff;
mod explain;
mod expr;
mod field;
mod filter;
mod hashed;
mod index;
mod lint;
mod lower;
mod merged;
mod monitor;
mod portal;
mod portrait;
mod query;
mod quick;
mod rule;
mod sorted;
mod status;
#[cfg(test)]
mod steps;
mod surface;
mod term;
mod ticket;
mod told;
mod transfer;
mod view;
mod viewer;
mod worn;

pub use copied::CopiedPolicy;
pub use diff::{
    Onlooker, Parts, PersonDiff, SeenAs, Side, SideError, TicketDiff, Turn, VisibilityDiff, diff,
};
pub use explain::{ExplainedHat, Explanation, Tried};
pub use expr::{Expr, Test};
pub use field::{
    Field, FieldPolicy, FieldPolicyError, FieldPolicyWarning, FieldRights, Profile, ProfilePolicy,
    ProfileView, RightsHeld, Shown, SitePolicy, SitesSeen, Use, UseFlags, client_number,
    unknown_number,
};
pub use filter::{Filter, NotJoined};
pub use index::{
    Activity, Index, IndexEvent, IndexOrder, IndexPage, IndexRefusal, NoIndexOrder, NotTold, Place,
    Prepared, ReadRefusal, Reading,
};
pub use lint::{Configured, Looker, SavedList, Severity, VisibilityFinding, lint};
pub use merged::{MergeRefusal, MergedBy, MergedTickets, merge_tickets};
pub use monitor::{MonitorRefusal, Monitored, MonitoredOrders, monitor, monitor_orders};
pub use portal::{PortalAction, PortalEvent, PortalRefusal, PortalState};
pub use portrait::Portrait;
pub use query::{
    Column, Condition, ConditionError, CursorError, CursorKey, Direction, Facet, IndexedPage,
    ListRequest, Must, NotIndexed, Page, PortalFilter, PortalList, PortalSort, Query, QueryError,
    Sort, Suggest, Suggestion, UNICODE, UnknownColumn, Value, fold,
};
pub use rule::Rule;
pub use sorted::Sorted;
pub use status::{StatusAnswer, StatusReply, status};
pub use surface::{
    FieldChange, Happened, HistoryView, LinkView, LiveEvent, LiveKind, MessageChange, NoSuchColumn,
    NotWider, Notice, NoticeKind, PartView, Piece, Widened,
};
pub use term::Term;
pub use ticket::{
    Attachment, Audience, FieldId, HistoryEntry, HistoryPart, Link, LinkKind, Message, Priority,
    Ticket,
};
pub use told::Told;
pub use transfer::{AssigneeSeesNothing, IfUnseen, transferred};
pub use view::{
    CustomerView, Derived, FieldView, Fields, FileView, Granted, MessageView, NotFound,
    OperatorView, PublicMessage, ReaderView, StaffMessage, View, Viewing, Writer,
};
pub use viewer::{GuestLink, GuestPurpose, Hat, Viewer};
pub use worn::WornWhen;
