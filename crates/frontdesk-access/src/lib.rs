//! What may they do? Roles, grants, scopes and restrictions to allow or deny, why, and what would
//! be enough.
//!
//! ```
//! use frontdesk_access::{Catalogue, Holder, Permission, Request, Resource, Role, RoleAssignment, RoleId, Scope};
//! use frontdesk_model::{Assignee, ConversationFacts, ConversationId, Labels, Relation, TenantId, UserId};
//! # use chrono::{DateTime, Utc};
//! # let now: DateTime<Utc> = "2026-11-22T09:00:00Z".parse()?;
//! let agent = Role::built_in(RoleId::new("reach.conversation_agent")?, Labels::new("Conversation Agent"))
//!     .grant(&[Permission::CONVERSATION_VIEW, Permission::CONVERSATION_REPLY], &Scope::of(Relation::Own));
//! let roles = Catalogue::try_from(vec![agent])?;
//!
//! let (tenant, anna) = (TenantId::from_number(1), UserId::from_number(17));
//! let holder = Holder::new(tenant, anna)
//!     .with_role(RoleAssignment::new(RoleId::new("reach.conversation_agent")?));
//!
//! let mut chat = ConversationFacts::new(tenant, ConversationId::from_number(2000), now);
//! let ask = |chat: &ConversationFacts| {
//!     let resource = Resource::conversation(&holder.actor(), chat);
//!     roles.decide(&Request { holder: &holder, permission: Permission::CONVERSATION_REPLY, resource }, now)
//! };
//! assert_eq!(ask(&chat).reasons[0].code(), "not_granted"); // nobody's chat: not hers
//! chat.assignee = Some(Assignee::Person(anna));
//! assert!(ask(&chat).is_allow());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the host must do
//!
//! 1. Load the person's record as a [`Holder`]: standing from identity, lists as they are now.
//! 2. Build the [`Resource`] for that person from facts it has read itself, never from the request.
//! 3. Ask [`Catalogue::decide`] before it acts. On `Allow`, see to every [`Obligation`]. On `Deny`,
//!    refuse: 404 where the person may not view the object, else 403.
//! 4. Keep the reasons for the record; show them to administrators, not to the person refused.
//! 5. Ask [`Directory::may_administer`] before a change of rights. On a [`Permit`], store its events
//!    if its preconditions still hold, else ask again; on an [`AdminRefusal`], refuse. Either way store
//!    the [`AuditRecord`] that [`Directory::audit`] makes of it.
//!
//! # Concepts
//!
//! A [`Permission`] is one of 74 rights and never says where it holds. A [`Scope`] says where: one
//! [`Relation`](frontdesk_model::Relation) and any dimensions. A [`Grant`] joins the two for a time;
//! a [`Role`] is a named set of grants with optional add-ons; a [`Restriction`] is a deny that no
//! grant lifts. [`Scopes`] are the same rules as data, for listing instead of checking.
//!
//! [`Decision`] names the rule that decided; an [`Explanation`] goes through all of them and adds
//! what would be [`Enough`] and who may lift a restriction. [`Semantics`] say how far a batch goes. A
//! [`Deputy`] is a rule, macro, key or bot: it may do what its owner may now and what it declares.
//! What a later release stored and this one cannot read is [`Unread`]: kept, and it gives nothing.
//!
//! A [`Directory`] is all of one tenant. [`Compiled`] is the same made ready to be asked: the same
//! answers and reasons in nanoseconds. Under the guard of a directory an [`AdminAction`] gives, takes
//! and touches only what the actor covers, and every answer leaves an [`AuditRecord`]. The module
//! [`analysis`] asks the model itself: who can, what changes, who could escalate, what locks out.
//!
//! # Determinism
//!
//! The answer depends on the arguments alone: order and duplicates of roles and grants do not
//! matter, and time is an argument.
//!
//! # What it does not do
//!
//! It does not authenticate, does not know field rules (visibility) and does not count: limits,
//! languages and working statuses are assignment's.

/// The form in which this release writes roles, grants and holders: for the `format` of
/// [`Envelope`](frontdesk_model::Envelope) and [`Snapshot`](frontdesk_model::Snapshot). It grows when
/// an older reader could not read what is written; every release reads all forms up to its own. A new
/// relation or dimension alone does not make it grow: an older reader keeps such a scope unread.
pub const FORMAT: u16 = 1;

mod administer;
pub mod analysis;
mod batch;
mod catalogue;
mod compiled;
mod decide;
mod deputy;
mod directory;
mod enough;
mod explain;
mod grant;
mod holder;
mod permission;
mod reason;
mod region;
mod resource;
mod restriction;
mod role;
mod scope;
mod scopes;
mod unread;

pub use administer::{
    AdminAction, AdminReason, AdminRefusal, AdminRequest, AuditOutcome, AuditRecord, Effective,
    Given, Guard, Holding, NoReason, Permit, Takeover, Wanted, Whose,
};
pub use batch::Semantics;
pub use catalogue::{Catalogue, CatalogueError, DuplicateRole};
pub use compiled::{
    Because, Compiled, CompiledDecision, CompiledDirectory, CompiledExplanation, CompiledLink,
    CompiledRequest, EnoughRef, GrantRefs, HolderHandle, ReasonRef, Reasons,
};
pub use decide::{Decision, Outcome, Request};
pub use deputy::{Deputy, DeputyDecision, DeputyExplanation, DeputySide};
pub use directory::{AccessEvent, Directory, DirectoryError, WrongEvent};
pub use enough::{Enough, GrantRef, OneOrTwo, ScopeRef};
pub use explain::{About, Explanation, Link, Told};
pub use grant::{Gives, Grant};
pub use holder::{Holder, Obligation, RoleAssignment};
pub use permission::host::{HostPermission, HostPermissionError};
pub use permission::{
    ObjectKind, Permission, PermissionSet, Section, UnknownBit, UnknownPermission, bundle,
};
pub use reason::{Reason, Source};
pub use resource::{Dimensions, ObjectGroups, OrderFacts, Origin, Resource, UserFacts};
pub use restriction::{Restriction, Takes};
pub use role::{AddOn, AddOnId, MadeBy, Meant, RestrictionId, Role, RoleId, RoleIdError};
pub use scope::{Among, Groups, Modules, Scope};
pub use scopes::Scopes;
pub use unread::{Unread, UnreadPart};
