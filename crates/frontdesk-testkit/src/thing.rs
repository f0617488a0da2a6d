//! An object of a question that owns its facts.

use std::collections::BTreeSet;

use frontdesk_access::{Dimensions, ObjectKind, OrderFacts, Origin, Resource, UserFacts};
use frontdesk_model::{
    Actor, ConversationFacts, GroupId, Module, Relations, SiteId, TenantId, UserId,
};

/// An object of a question with its facts: what a [`Resource`] borrows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A part of the product, of this tenant.
    Section(TenantId),
    /// A conversation.
    Conversation(ConversationFacts),
    /// An offline application.
    Request(ConversationFacts),
    /// An order.
    Order(OrderFacts),
    /// An order about to be made.
    NewOrder(TenantId, Origin),
    /// A user's record.
    User {
        /// Whose user.
        tenant: TenantId,
        /// Which one.
        user: UserId,
        /// The user's groups.
        groups: BTreeSet<GroupId>,
    },
    /// The record of whoever asks.
    OwnRecord,
    /// A web site.
    Site(TenantId, SiteId),
    /// A module.
    Module(TenantId, Module),
    /// An object of a host's own kind, on this site if it is known.
    Host {
        /// Whose object.
        tenant: TenantId,
        /// Of which kind.
        kind: u8,
        /// How the host says that whoever asks stands to it.
        relations: Relations,
        /// The site, if it is known.
        site: Option<SiteId>,
    },
}

impl Thing {
    /// The object as this actor stands to it.
    #[must_use]
    pub fn resource<'a>(&'a self, actor: &Actor<'a>) -> Resource<'a> {
        match self {
            Self::Section(tenant) => within(*tenant, Resource::section(actor)),
            Self::Conversation(facts) => Resource::conversation(actor, facts),
            Self::Request(facts) => Resource::request(actor, facts),
            Self::Order(facts) => Resource::order(actor, facts),
            Self::NewOrder(tenant, origin) => within(*tenant, Resource::new_order(actor, *origin)),
            Self::User {
                tenant,
                user,
                groups,
            } => Resource::user(
                actor,
                &UserFacts {
                    tenant: *tenant,
                    user: *user,
                    groups,
                },
            ),
            Self::OwnRecord => Resource::own_record(actor),
            Self::Site(tenant, site) => within(*tenant, Resource::site(actor, *site)),
            Self::Module(tenant, module) => within(*tenant, Resource::module(actor, module)),
            Self::Host {
                tenant,
                kind,
                relations,
                site,
            } => {
                let dimensions = Dimensions {
                    site: *site,
                    ..Dimensions::default()
                };
                Resource::host(*tenant, *kind, *relations, dimensions)
            }
        }
    }

    /// What kind of object it is.
    #[must_use]
    pub const fn kind(&self) -> ObjectKind {
        match self {
            Self::Section(_) => ObjectKind::Section,
            Self::Conversation(_) => ObjectKind::Conversation,
            Self::Request(_) => ObjectKind::Request,
            Self::Order(_) => ObjectKind::Order,
            Self::NewOrder(..) => ObjectKind::NewOrder,
            Self::User { .. } | Self::OwnRecord => ObjectKind::User,
            Self::Site(..) => ObjectKind::Site,
            Self::Module(..) => ObjectKind::Module,
            Self::Host { kind, .. } => ObjectKind::Host(*kind),
        }
    }

    /// The same object in another tenant; the record of whoever asks stays where it is.
    #[must_use]
    pub fn moved_to(mut self, other: TenantId) -> Self {
        match &mut self {
            Self::Conversation(facts) | Self::Request(facts) => facts.tenant = other,
            Self::Order(facts) => facts.tenant = other,
            Self::Section(tenant)
            | Self::NewOrder(tenant, _)
            | Self::User { tenant, .. }
            | Self::Host { tenant, .. }
            | Self::Site(tenant, _)
            | Self::Module(tenant, _) => *tenant = other,
            Self::OwnRecord => {}
        }
        self
    }
}

/// The constructors of objects without facts take the actor's tenant; a test wants others too.
fn within(tenant: TenantId, resource: Resource<'_>) -> Resource<'_> {
    Resource { tenant, ..resource }
}
