//! What a person's record says of rights: who, which roles, and what is taken.

use std::collections::BTreeSet;

use frontdesk_model::{AccountKind, Actor, ActorId, Memberships, Standing, TenantId, Validity};
use serde::{Deserialize, Serialize};

use crate::grant::Grant;
use crate::permission::Permission;
use crate::restriction::Restriction;
use crate::role::{AddOnId, RoleId};
use crate::unread::{Fields, table};

mod form;

/// What a person's record says of rights: who, how the account stands, which roles.
///
/// What a later release stored and this one cannot read is kept, reported by
/// [`unread`](Self::unread) and written back. A field or an obligation might narrow what is given:
/// it stands as the restriction [`deny.unread_record`](Restriction::unread_record), which takes
/// every right. A role assignment stands as an
/// [unread](crate::Gives::Unread) grant and gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "form::Written")]
pub struct Holder {
    /// Whose person it is.
    pub tenant: TenantId,
    /// A user or a customer.
    pub id: ActorId,
    /// What kind of account.
    pub kind: AccountKind,
    /// Whether it can sign in and act; identity derives it.
    pub standing: Standing,
    /// The lists that relations and symbolic sets read.
    pub memberships: Memberships,
    /// The roles.
    pub roles: Vec<RoleAssignment>,
    /// Rights given to this person alone.
    pub grants: Vec<Grant>,
    /// Rights taken from this person whatever the roles say.
    pub restrictions: Vec<Restriction>,
    /// What the person must do, or the product for the person, on certain actions.
    pub obligations: BTreeSet<Obligation>,
}

/// A role that a person has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleAssignment {
    /// Which role.
    pub role: RoleId,
    /// Which of its add-ons.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub add_ons: BTreeSet<AddOnId>,
    /// While the person has it.
    #[serde(
        default,
        deserialize_with = "table",
        skip_serializing_if = "Validity::is_always"
    )]
    pub validity: Validity,
}

impl RoleAssignment {
    /// A role without add-ons and without end.
    #[must_use]
    pub const fn new(role: RoleId) -> Self {
        Self {
            role,
            add_ons: BTreeSet::new(),
            validity: Validity::ALWAYS,
        }
    }

    /// Adds an add-on.
    #[must_use]
    pub fn with_add_on(mut self, add_on: AddOnId) -> Self {
        self.add_ons.insert(add_on);
        self
    }
}

impl Holder {
    /// An active account of the unified kind, without any right.
    #[must_use]
    pub fn new(tenant: TenantId, id: impl Into<ActorId>) -> Self {
        let id = id.into();
        Self {
            tenant,
            id,
            kind: match id {
                ActorId::User(_) => AccountKind::Unified,
                ActorId::Customer(_) => AccountKind::Customer,
            },
            standing: Standing::Active,
            memberships: Memberships::default(),
            roles: Vec::new(),
            grants: Vec::new(),
            restrictions: Vec::new(),
            obligations: BTreeSet::new(),
        }
    }

    /// Adds a role.
    #[must_use]
    pub fn with_role(mut self, assignment: RoleAssignment) -> Self {
        self.roles.push(assignment);
        self
    }

    /// The actor of this person's questions.
    #[must_use]
    pub const fn actor(&self) -> Actor<'_> {
        Actor {
            tenant: self.tenant,
            id: self.id,
            memberships: &self.memberships,
        }
    }
}

/// What comes with an allow: the host must see to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Obligation {
    /// A click on a new chat leaves it unassigned until it is confirmed (S63).
    ConfirmAcceptance,
    /// The softphone picks up by itself (S75).
    AutoAnswer,
    /// The client's number is shown as a label, wherever it stands: in a conversation or an offline
    /// application, in the client's history, in a call (S72, S73).
    MaskNumber,
}

impl Obligation {
    /// Whether it comes with this right (catalogue.md 3.2).
    #[must_use]
    pub fn concerns(self, permission: Permission) -> bool {
        match self {
            Self::ConfirmAcceptance => permission == Permission::CONVERSATION_TAKE,
            Self::AutoAnswer => permission == Permission::SOFTPHONE_USE,
            Self::MaskNumber => matches!(
                permission,
                Permission::CONVERSATION_VIEW
                    // The client's history is one of the surfaces (S73).
                    | Permission::CONVERSATION_VIEW_HISTORY
                    | Permission::REQUEST_HANDLE
                    | Permission::SOFTPHONE_USE
            ),
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConfirmAcceptance => "confirm_acceptance",
            Self::AutoAnswer => "auto_answer",
            Self::MaskNumber => "mask_number",
        }
    }
}
