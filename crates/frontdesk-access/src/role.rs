//! Named bundles of grants.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_model::Labels;
use serde::{Deserialize, Serialize};

use crate::grant::Grant;
use crate::permission::Permission;
use crate::scope::Scope;
use crate::unread::Fields;

mod form;

/// Declares an id that is text with a rule: not blank, no white space.
macro_rules! text_id {
    ($name:ident $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads an id.
            ///
            /// # Errors
            /// When it is empty or has white space in it.
            pub fn new(id: &str) -> Result<Self, RoleIdError> {
                if id.is_empty() || id.chars().any(char::is_whitespace) {
                    return Err(RoleIdError);
                }
                Ok(Self(id.to_owned()))
            }

            /// An id written in a program: not empty and without white space.
            #[must_use]
            pub fn from_static(id: &'static str) -> Self {
                debug_assert!(Self::new(id).is_ok(), "{id}");
                Self(id.to_owned())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = RoleIdError;

            fn try_from(id: String) -> Result<Self, Self::Error> {
                Self::new(&id)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

text_id!(RoleId "The id of a role: `reach.supervisor`. What is before the first dot names its system.");
text_id!(AddOnId "The id of an optional bundle of a role: `opt.dispenser`.");
text_id!(RestrictionId "The id of a restriction: `deny.admin_panel`.");

/// An id of a role, add-on or restriction is empty or has white space in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id of a role, add-on or restriction is empty or has white space")]
pub struct RoleIdError;

impl RoleId {
    /// The system that the role belongs to: `reach` of `reach.supervisor`.
    #[must_use]
    pub fn system(&self) -> &str {
        self.0.split('.').next().unwrap_or(&self.0)
    }
}

/// A named bundle of grants, with the add-ons that it lists.
///
/// A stored role with a field that this release cannot read, because a later one wrote it, gives
/// nothing: the field might be a condition. It is read as one [unread](crate::Gives::Unread) grant
/// without add-ons, and written back unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "form::WrittenRole")]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// What people call it.
    pub labels: Labels,
    /// Who made it. Built-in roles are protected by this and not by their name.
    pub made_by: MadeBy,
    /// Whether it is meant to be a person's only role. Others still join by union (D14); a linter
    /// says so.
    pub meant: Meant,
    /// Its rights.
    pub grants: Vec<Grant>,
    /// The optional bundles that may be attached to it. The same add-on may mean another bundle on
    /// another role (D13).
    pub add_ons: BTreeMap<AddOnId, AddOn>,
    /// The roles that whoever has this one may give to others and take from them although he does
    /// not hold their rights, as an administrator who hires agents without being one. What is not
    /// here may only be given by who holds all of it. The verb `bind` of Kubernetes RBAC.
    pub may_assign: BTreeSet<RoleId>,
}

/// How a role is meant to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meant {
    /// With or without other roles.
    #[default]
    Freely,
    /// As the only one.
    Alone,
}

/// Who made a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MadeBy {
    /// The product: protected.
    System,
    /// The host's own people.
    Host,
}

/// An optional bundle of a role. A stored one with a field that this release cannot read gives
/// nothing, as a [`Role`] does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "form::WrittenAddOn")]
pub struct AddOn {
    /// What people call it on this role: one id may have two labels (D12).
    pub labels: Labels,
    /// Its rights.
    pub grants: Vec<Grant>,
}

impl Role {
    /// A role of a product.
    #[must_use]
    pub const fn built_in(id: RoleId, labels: Labels) -> Self {
        Self {
            id,
            labels,
            made_by: MadeBy::System,
            meant: Meant::Freely,
            grants: Vec::new(),
            add_ons: BTreeMap::new(),
            may_assign: BTreeSet::new(),
        }
    }

    /// Its grants and those of every add-on that it lists.
    pub(crate) fn all_grants(&self) -> impl Iterator<Item = &Grant> {
        let added = self.add_ons.values().flat_map(|add_on| &add_on.grants);
        self.grants.iter().chain(added)
    }

    /// Names roles that its holders may give to others without holding their rights.
    #[must_use]
    pub fn assigning(mut self, roles: impl IntoIterator<Item = RoleId>) -> Self {
        self.may_assign.extend(roles);
        self
    }

    /// Says that it is meant to be a person's only role (D14).
    #[must_use]
    pub const fn meant_alone(mut self) -> Self {
        self.meant = Meant::Alone;
        self
    }

    /// Adds rights over a scope.
    #[must_use]
    pub fn grant(mut self, permissions: &[Permission], scope: &Scope) -> Self {
        self.grants.extend(Grant::each(permissions, scope));
        self
    }

    /// Adds an optional bundle.
    #[must_use]
    pub fn with_add_on(mut self, id: &'static str, labels: Labels, grants: Vec<Grant>) -> Self {
        self.add_ons
            .insert(AddOnId::from_static(id), AddOn { labels, grants });
        self
    }
}
