//! Typed ids and the nouns that all five questions share, as data with total functions and no policy.
//!
//! ```
//! use frontdesk_model::{ExternalId, GroupId, TenantId, UserId};
//!
//! let tenant = TenantId::from_number(7);
//! let operator = ExternalId::new("talkme", "operator", "17")?;
//! let admin = ExternalId::new("talkme", "admin_user", "17")?;
//!
//! // Operator 17 and admin 17 never meet, and neither do the operators 17 of two tenants.
//! assert_ne!(UserId::from_external(tenant, &operator), UserId::from_external(tenant, &admin));
//! // A host with bigint keys loses nothing: the number comes back, with its kind.
//! assert_eq!(GroupId::from_number(44).number(), Some(44));
//! assert_ne!(GroupId::from_number(44).uuid(), UserId::from_number(44).uuid());
//! # Ok::<(), frontdesk_model::ExternalIdError>(())
//! ```
//!
//! # What the host must do
//!
//! 1. Choose one way to make ids and stay with it: [`Id::v7`] from its own clock and random source,
//!    [`Id::from_number`] for 64-bit keys, [`Id::from_external`] for records of other systems.
//! 2. Hand in facts as they are. A fact that it does not know is `None`, never a guess: a missing
//!    fact satisfies no relation and no dimension.
//! 3. Keep everything it hands in for one question inside one tenant.
//!
//! # Concepts
//!
//! | Noun | Meaning |
//! |---|---|
//! | [`Id`], [`ExternalId`] | who or what, here and in other systems |
//! | [`Actor`], [`ActorId`] | the one who asks: a user (staff) or a customer |
//! | [`Memberships`] | the lists on a user's record: groups, sites, languages, questionnaires, ... |
//! | [`ConversationFacts`], [`Privacy`], [`Relation`], [`relations`] | what a rule may read of a conversation, and how the actor stands to it |
//! | [`Standing`], [`AccountKind`] | whether an account can sign in and act; unified or one of the two legacy kinds |
//! | [`Availability`] | what a working status lets a person do |
//! | [`Limit`], [`Validity`], [`Language`], [`Channel`], [`Module`], [`Labels`] | values |
//! | [`Version`], [`Stale`], [`Precondition`], [`Stream`] | what a decision relied on |
//! | [`Envelope`], [`Snapshot`], [`OutboxRow`] | how an event, a state and a duty are stored |
//! | [`RefusalKind`] | the kinds of a command's no |
//!
//! # Determinism
//!
//! Nothing here reads a clock, a random source or the environment. Collections are ordered.
//!
//! # What it does not do
//!
//! No rule that a product could decide otherwise: those live in the crates that answer questions.
//! No e-mail, name or phone syntax: that is `frontdesk-contact`.

mod actor;
mod availability;
mod canonical;
mod channel;
mod conversation;
mod event;
mod external;
mod id;
mod labels;
mod language;
mod limit;
mod memberships;
mod outbox;
mod relation;
mod standing;
mod validity;
mod version;

pub use actor::{Actor, ActorId, Author};
pub use availability::{Availability, UnknownAvailability};
pub use canonical::{Unserializable, canonical_bytes};
pub use channel::{Channel, OtherChannel};
pub use conversation::{Assignee, ConversationFacts, ConversationState, Privacy};
pub use event::{Envelope, PolicyFingerprint, Snapshot, Stream};
pub use external::{ExternalId, ExternalIdError, ExternalIdPart};
pub use id::{
    Attachment, AttachmentId, Bot, BotId, Conversation, ConversationId, Customer, CustomerId,
    Event, EventId, Group, GroupId, Id, Invitation, InvitationId, KINDS, Kind, LegacyAdmin,
    LegacyAdminId, LegacyOperator, LegacyOperatorId, MergePlan, MergePlanId, Message, MessageId,
    Numbered, Order, OrderId, Organization, OrganizationId, ParseIdError, Questionnaire,
    QuestionnaireId, Site, SiteId, Tenant, TenantId, User, UserId, decode_number,
};
pub use labels::{Labels, Names, NoNames};
pub use language::{Language, LanguageError};
pub use limit::Limit;
pub use memberships::{Memberships, Module, ModuleError};
pub use outbox::OutboxRow;
pub use relation::{Relation, Relations, relations, user_relations};
pub use standing::{AccountKind, Standing};
pub use validity::{EmptyValidity, Validity};
pub use version::{Precondition, RefusalKind, Stale, Version};

pub use chrono;
pub use uuid;
