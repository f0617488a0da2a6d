//! Denies that no grant lifts.

use std::collections::BTreeSet;

use frontdesk_model::Validity;
use serde::{Deserialize, Serialize};

use crate::permission::{Permission, PermissionSet, Section};
use crate::role::RestrictionId;
use crate::scope::Scope;
use crate::unread::{Unread, table, table_there};

/// A deny that no grant lifts.
///
/// A stored restriction that this release cannot read, because a later one wrote it, fails closed:
/// it takes every right over its scope, or everywhere where the scope cannot be read either, and is
/// written back unchanged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Form", into = "Form")]
pub struct Restriction {
    /// Its name in reasons, as `deny.admin_panel`.
    pub id: RestrictionId,
    /// What it takes.
    pub takes: Takes,
    /// Where it takes them.
    pub scope: Scope,
    /// While it does.
    pub validity: Validity,
}

/// What a restriction takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Takes {
    /// These rights, and every right of these sections, those that come later included.
    These {
        /// The rights.
        permissions: PermissionSet,
        /// The sections.
        sections: BTreeSet<Section>,
    },
    /// Every right over the scope: this release reads the scope, and not what is taken.
    Unread(Unread),
    /// Every right everywhere: this release cannot read the scope either.
    Unreadable(Unread),
}

/// A restriction as it is stored: what this release can read, what it can in part, and what it
/// cannot.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    Read(#[serde(deserialize_with = "table")] Readable),
    InPart(InPart),
    Unread(Unread),
}

#[derive(Clone, Serialize, Deserialize)]
struct InPart {
    id: RestrictionId,
    #[serde(
        default,
        deserialize_with = "table_there",
        skip_serializing_if = "Option::is_none"
    )]
    scope: Option<Scope>,
    #[serde(flatten)]
    rest: Unread,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Readable {
    id: RestrictionId,
    #[serde(default)]
    permissions: PermissionSet,
    #[serde(default)]
    sections: BTreeSet<Section>,
    #[serde(default, deserialize_with = "table")]
    scope: Scope,
    #[serde(
        default,
        deserialize_with = "table",
        skip_serializing_if = "Validity::is_always"
    )]
    validity: Validity,
}

impl Restriction {
    /// Switches the admin panel off: all of section administration, whoever granted it (S8).
    #[must_use]
    pub fn deny_admin_panel() -> Self {
        Self {
            id: RestrictionId::from_static("deny.admin_panel"),
            takes: Takes::These {
                permissions: PermissionSet::EMPTY,
                sections: BTreeSet::from([Section::Administration]),
            },
            scope: Scope::any(),
            validity: Validity::ALWAYS,
        }
    }

    /// Cabinet not on: the old cabinet, edits of the employee list and all of section
    /// administration (S48, S70, D3). The workplace (S50), the status (S70) and sections of the new
    /// cabinet opened one by one (S49) stay.
    #[must_use]
    pub fn deny_cabinet() -> Self {
        Self {
            id: RestrictionId::from_static("deny.cabinet"),
            takes: Takes::These {
                permissions: [Permission::SURFACE_OLD_CABINET, Permission::EMPLOYEE_EDIT]
                    .into_iter()
                    .collect(),
                sections: BTreeSet::from([Section::Administration]),
            },
            scope: Scope::any(),
            validity: Validity::ALWAYS,
        }
    }

    /// The field that a stored restriction may leave out: it then takes its rights everywhere.
    pub(crate) const SCOPE: &'static str = "scope";

    /// The name of the restriction that stands on a record for fields and obligations that this
    /// release cannot read: see [`Holder`](crate::Holder).
    #[must_use]
    pub fn unread_record() -> RestrictionId {
        RestrictionId::from_static("deny.unread_record")
    }

    /// Takes these rights over a scope, without end.
    #[must_use]
    pub fn taking(id: RestrictionId, permissions: PermissionSet, scope: Scope) -> Self {
        Self {
            id,
            takes: Takes::These {
                permissions,
                sections: BTreeSet::new(),
            },
            scope,
            validity: Validity::ALWAYS,
        }
    }

    /// Whether it is about this right, wherever.
    #[must_use]
    pub fn concerns(&self, permission: Permission) -> bool {
        match &self.takes {
            Takes::These {
                permissions,
                sections,
            } => permissions.contains(permission) || sections.contains(&permission.section()),
            Takes::Unread(_) | Takes::Unreadable(_) => true,
        }
    }
}

impl Takes {
    /// Whether it takes anything at all.
    pub(crate) fn is_any(&self) -> bool {
        match self {
            Self::These {
                permissions,
                sections,
            } => *permissions != PermissionSet::EMPTY || !sections.is_empty(),
            Self::Unread(_) | Self::Unreadable(_) => true,
        }
    }
}

/// The name of a restriction of which nothing can be read.
const UNREADABLE: &str = "deny.unreadable";

impl From<Form> for Restriction {
    fn from(form: Form) -> Self {
        match form {
            Form::Read(Readable {
                id,
                permissions,
                sections,
                scope,
                validity,
            }) => Self {
                id,
                takes: Takes::These {
                    permissions,
                    sections,
                },
                scope,
                validity,
            },
            // Always: when it holds may be what is new.
            Form::InPart(InPart {
                id,
                scope,
                mut rest,
            }) => {
                if scope.is_none() {
                    rest.note_absent(Self::SCOPE);
                }
                Self {
                    id,
                    takes: Takes::Unread(rest),
                    scope: scope.unwrap_or_default(),
                    validity: Validity::ALWAYS,
                }
            }
            Form::Unread(unread) => Self {
                id: RestrictionId::from_static(UNREADABLE),
                takes: Takes::Unreadable(unread),
                scope: Scope::any(),
                validity: Validity::ALWAYS,
            },
        }
    }
}

impl From<Restriction> for Form {
    fn from(restriction: Restriction) -> Self {
        let Restriction {
            id,
            takes,
            scope,
            validity,
        } = restriction;
        match takes {
            Takes::These {
                permissions,
                sections,
            } => Self::Read(Readable {
                id,
                permissions,
                sections,
                scope,
                validity,
            }),
            Takes::Unread(mut rest) => {
                let unsaid = rest.take_absent(Restriction::SCOPE) && scope.is_any();
                let scope = (!unsaid).then_some(scope);
                Self::InPart(InPart { id, scope, rest })
            }
            Takes::Unreadable(unread) => Self::Unread(unread),
        }
    }
}
