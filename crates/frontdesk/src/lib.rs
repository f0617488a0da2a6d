//! The front door: the five questions behind one [`Desk`], which is built from a desk file and
//! imported people.
//!
//! ```
//! use frontdesk::access::Permission;
//! use frontdesk::model::{ActorId, ConversationFacts, ConversationId, UserId};
//! use frontdesk::{Desk, DeskFile, Imported, Object, Question};
//! # let now = "2026-11-22T09:00:00Z".parse()?;
//!
//! let file = DeskFile::parse(b"version = 1\ntenant = \"1\"\nname = \"Example\"\n")?;
//! let (desk, findings) = Desk::new(&file, Imported::default())?;
//! assert!(findings.is_empty());
//! // A desk without people can be administered by nobody, and says so.
//! assert_eq!(desk.lint(now)[0].code(), "nobody_administers");
//!
//! let chat = ConversationFacts::new(desk.tenant(), ConversationId::from_number(1), now);
//! let question = Question {
//!     actor: ActorId::User(UserId::from_number(17)),
//!     permission: Permission::CONVERSATION_VIEW,
//!     object: Object::Conversation(&chat),
//! };
//! // Of a stranger there is no answer, and certainly no yes.
//! assert!(desk.decide(&question, now).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the host must do
//!
//! 1. Read a desk file with [`DeskFile::parse`]; on an error show it: it has the place and, where a
//!    word is nearly right, a suggestion.
//! 2. Fill an [`Imported`] from its own records, or from exports by `frontdesk-systems`. [`facts`] says which
//!    rows each question needs, [`rows`] reads those of rights and roles, one query each.
//! 3. Build the [`Desk`]; show the [`Finding`]s, which say what was left out. Build it anew when a
//!    record changes.
//! 4. Ask. Tickets and conversations are arguments; complete them by [`Desk::complete`]. On an
//!    [`UnknownActor`] refuse as for a deny.
//! 5. Before an account, a right or a role is changed, ask [`Desk::administer`]; before a group, a
//!    heading or a portal account, [`Desk::permitted`]; before two accounts are united or separated,
//!    [`Desk::merge`]. Say as whom, where somebody acts as another. Never change them otherwise.
//! 6. On a yes store, in one transaction and only while every precondition of the [`Transition`]
//!    holds: the events, the claims in a unique index, the sealed verifier, the [`Audit`]. Then
//!    [apply](Desk::apply_transition) it, and carry out its duties once.
//! 7. On a no store [`AdminError::audit`], which has the true answer, and show the obstacles, which
//!    have what whoever asked may know.
//! 8. Commit the events of the other questions under their preconditions too, and carry out duties
//!    and obligations.
//!
//! Every no has a [`RefusalKind`](model::RefusalKind), whose
//! [`http_status`](model::RefusalKind::http_status) is the answer:
//!
//! | Kind | Status | What the host does |
//! |---|---|---|
//! | hidden | 404 | says what it says of what is not there |
//! | forbidden | 403 | shows what is missing: it is about who asked |
//! | conflict | 409 | shows it; a clash in a unique index is one as well |
//! | stale | 412 | reads again and asks again: [`NotApplied`], or a precondition that failed |
//! | invalid | 422 | shows it at the field |
//!
//! # Concepts
//!
//! | Question | Ask |
//! |---|---|
//! | Who is this? | [`Desk::person`], [`Desk::people`] |
//! | What may they do? | [`Desk::decide`], [`Desk::enough`] |
//! | May they administer, and what happens? | [`Desk::administer`], [`Desk::apply_transition`] |
//! | Who takes this conversation? | [`Desk::assign`] |
//! | Are these two accounts one person, and what if we join them? | [`Desk::suggest`], [`Desk::plan_merge`], [`Desk::merge`]; of a customer [`Desk::plan_customers`] |
//! | What may this viewer see of this ticket? | [`Desk::viewing`], [`Desk::portal_viewing`], [`Desk::portal`]; of a request [`Desk::requests`] |
//! | Would whom it is given to see it, and what is said to who names a number? | [`Desk::transferred`], [`Desk::status`] |
//! | Why, and what would change? For administrators | [`Desk::why`], [`Desk::why_human`], [`Desk::what_if`] |
//!
//! The crates that answer are re-exported: [`access`], [`assignment`], [`identity`], [`merge`],
//! [`visibility`], and below them [`contact`] and [`model`].
//!
//! # Determinism
//!
//! The same file, the same imports and the same arguments give the same answers, in the same order.
//!
//! # What it does not do
//!
//! No rule lives here: a desk maps records to what the crates read, and hands on what they answer.
//! It holds no tickets, and it is a snapshot: it does not notice that a record has changed.

mod account_rules;
mod desk;
mod desk_file;
#[cfg(doctest)]
mod documents;
pub mod facts;
mod finding;
mod imported;
mod own_profile;
pub mod rows;

pub use account_rules::{AccountRules, Beside, ModuleAddOn, RoleWords};
pub use desk::{
    AccountWhy, AdminCommand, AdminError, AdminOutcome, Administration, Asking, Audit, Change,
    Covering, CustomersQuestion, Desk, DeskState, HandingOver, Handled, Handling, HiddenBecause,
    HiddenField, HumanQuestion, HumanWhy, LastAdministrator, LinkState, LinkWhy, Load, LockOut,
    MergeChange, MergeError, MergeQuestion, MergeStep, Merging, Needs, NotApplied, NotHandled,
    NotRestored, Object, Obstacle, OtherCommand, Permitted, PortalAnswer, PortalWhy, Question,
    Recorded, Scene, SecondUser, SightWhy, TicketCommand, Transition, UnknownActor, UserChange,
    Wearer, WhatIf, WhatIfError, Who, Why, who_asks_of_portal,
};
pub use desk_file::{
    AddOnTable, AssignmentTable, Automatic, DESK_FILE_BYTES, DeskFile, DeskFileError, FieldLine,
    GrantTable, GroupTable, HelpCenter, MergingTable, OmnideskTable, Organizations, PersonTable,
    Place, PortalTable, RoleTable, SeparationTable, VisibilityTable,
};
pub use finding::{Finding, UnreadOfRole};
pub use imported::{Customer, Imported, ImportedField, Person, Rights, RightsVersions};
pub use own_profile::own_profile_policy;

pub use frontdesk_access as access;
pub use frontdesk_assignment as assignment;
pub use frontdesk_contact as contact;
pub use frontdesk_identity as identity;
pub use frontdesk_merge as merge;
pub use frontdesk_model as model;
pub use frontdesk_visibility as visibility;
