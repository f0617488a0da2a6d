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
//! 2. Fill an [`Imported`] from its own records, or from exports by `frontdesk-systems`.
//! 3. Build the [`Desk`]; show the [`Finding`]s, which say what was left out. Build it anew when a
//!    record changes.
//! 4. Ask. Tickets and conversations are arguments; complete them by [`Desk::complete`]. On an
//!    [`UnknownActor`] refuse as for a deny.
//! 5. Ask [`Desk::administer`] before an account or a right is changed; store the [`Transition`]
//!    whole, then [apply](Desk::apply_transition) it. Of a refusal store [`AdminError::audit`].
//! 6. Commit events under their preconditions, and carry out duties and obligations.
//!
//! # Concepts
//!
//! | Question | Ask |
//! |---|---|
//! | Who is this? | [`Desk::person`], [`Desk::people`] |
//! | What may they do? | [`Desk::decide`], [`Desk::enough`] |
//! | May they administer, and what happens? | [`Desk::administer`], [`Desk::apply_transition`], [`Desk::merge_permitted`] |
//! | Who takes this conversation? | [`Desk::assign`] |
//! | Are these two accounts one person, and what if we join them? | [`Desk::suggest`], [`Desk::plan_merge`] |
//! | What may this viewer see of this ticket? | [`Desk::filter`], [`Desk::view`], [`Desk::portal`] |
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
mod finding;
mod imported;

pub use account_rules::{AccountRules, RoleWords};
pub use desk::{
    AdminCommand, AdminError, AdminOutcome, Administration, Asking, Audit, Covering, Desk,
    LastAdministrator, MergeError, MergeQuestion, MergeStep, Needs, NotApplied, Object, Obstacle,
    Permitted, Question, Transition, UnknownActor, UserChange, Who, who_asks_of_heading,
    who_asks_of_portal,
};
pub use desk_file::{
    AddOnTable, AssignmentTable, Automatic, DESK_FILE_BYTES, DeskFile, DeskFileError, GrantTable,
    GroupTable, HelpCenter, MergingTable, OmnideskTable, Organizations, PersonTable, Place,
    PortalTable, RoleTable, VisibilityTable,
};
pub use finding::Finding;
pub use imported::{Customer, Imported, ImportedField, Person, Rights, RightsVersions};

pub use frontdesk_access as access;
pub use frontdesk_assignment as assignment;
pub use frontdesk_contact as contact;
pub use frontdesk_identity as identity;
pub use frontdesk_merge as merge;
pub use frontdesk_model as model;
pub use frontdesk_visibility as visibility;
