//! What permissions are about: kinds of objects, and parts of the product.

use serde::{Deserialize, Serialize};

/// What a permission is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// No object: a part of the product. It has no facts, so only an unconditional grant answers.
    Section,
    /// A conversation or its ticket.
    Conversation,
    /// An offline application.
    Request,
    /// An order.
    Order,
    /// An order about to be made.
    NewOrder,
    /// A person's record.
    User,
    /// A web site.
    Site,
    /// A module of a product, or a section of the new cabinet.
    Module,
    /// An object of a host's own kind; the host numbers its kinds.
    Host(u8),
}

/// The part of the product that a permission belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is the part of the product that its name says"
)]
pub enum Section {
    Operating,
    Administration,
    Cabinet,
    Backend,
    Portal,
    Conversations,
    Calls,
    Employees,
    Sites,
    Modules,
    Orders,
    Reports,
    Tags,
    Templates,
    Contacts,
    Catalogs,
    ContactPoints,
    Profile,
    Dashboard,
    /// The rights of a host's own.
    Host,
    /// Of no section: a list that other rights need.
    None,
}

impl Section {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operating => "operating",
            Self::Administration => "administration",
            Self::Cabinet => "cabinet",
            Self::Backend => "backend",
            Self::Portal => "portal",
            Self::Conversations => "conversations",
            Self::Calls => "calls",
            Self::Employees => "employees",
            Self::Sites => "sites",
            Self::Modules => "modules",
            Self::Orders => "orders",
            Self::Reports => "reports",
            Self::Tags => "tags",
            Self::Templates => "templates",
            Self::Contacts => "contacts",
            Self::Catalogs => "catalogs",
            Self::ContactPoints => "contact_points",
            Self::Profile => "profile",
            Self::Dashboard => "dashboard",
            Self::Host => "host",
            Self::None => "none",
        }
    }
}

impl ObjectKind {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Conversation => "conversation",
            Self::Request => "request",
            Self::Order => "order",
            Self::NewOrder => "new_order",
            Self::User => "user",
            Self::Site => "site",
            Self::Module => "module",
            Self::Host(_) => "host",
        }
    }
}
