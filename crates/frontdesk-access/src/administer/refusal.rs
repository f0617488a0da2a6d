//! Why somebody may not administer: reasons as data.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_model::{RefusalKind, Standing};
use serde::{Deserialize, Serialize};

use crate::grant::Grant;
use crate::holder::Obligation;
use crate::permission::Permission;
use crate::reason::Reason;
use crate::role::{AddOnId, RestrictionId, RoleId};

/// A no to an [`AdminAction`](crate::AdminAction), with all its reasons, and never none. Nothing was
/// changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(try_from = "BTreeSet<AdminReason>", into = "BTreeSet<AdminReason>")]
#[error("{}", self.text())]
pub struct AdminRefusal {
    reasons: BTreeSet<AdminReason>,
}

/// A stored refusal without a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a refusal has at least one reason")]
pub struct NoReason;

/// One reason against an action. The code is stable; the words may improve.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AdminReason {
    /// Nobody of this id is in the tenant to act.
    UnknownActor,
    /// The record that it is about is not there.
    NoSuchRecord,
    /// The actor may not do this to the record, nor see it: says the same as if it were not there.
    /// The code and the rest are for the audit record, not for whoever is refused.
    NotVisible {
        /// The right that is missing.
        permission: Permission,
        /// Why it is missing.
        because: Vec<Reason>,
    },
    /// The actor does not hold the right to do this.
    NotPermitted {
        /// The right that is missing.
        permission: Permission,
        /// Why it is missing.
        because: Vec<Reason>,
    },
    /// It gives, takes or touches rights that the actor does not cover.
    Uncovered {
        /// Exactly what the actor lacks.
        rest: Vec<Grant>,
    },
    /// A built-in role is not edited and not deleted, whatever it is called.
    BuiltIn {
        /// Which.
        role: RoleId,
    },
    /// Built-in roles are the product's: nobody makes one.
    MadeBySystem {
        /// Which.
        role: RoleId,
    },
    /// Nobody lifts a restriction of his own.
    OwnRestriction {
        /// Which.
        restriction: RestrictionId,
    },
    /// Nobody frees himself, or another, of what he must see to himself.
    OwnObligation {
        /// Which.
        obligation: Obligation,
    },
    /// It would leave the tenant without an active administrator.
    LastAdministrator {
        /// How many there are now: active, able to sign in, without an end; where there is none,
        /// those who administer at this moment.
        now: u32,
    },
    /// The record or role belongs to another tenant.
    OtherTenant,
    /// The role is unknown and would grant nothing.
    UnknownRole {
        /// Which.
        role: RoleId,
    },
    /// The role does not list the add-on, which would grant nothing (S150).
    UnlistedAddOn {
        /// The role.
        role: RoleId,
        /// The add-on.
        add_on: AddOnId,
    },
    /// A right of the host's own that nobody declared.
    Undeclared {
        /// Which.
        permission: Permission,
    },
    /// The right of the host's own cannot be declared so: its number, name or prerequisites.
    NotDeclarable {
        /// Which.
        permission: Permission,
    },
    /// The right of the host's own was withdrawn, and its number is not used again.
    Withdrawn {
        /// Which.
        permission: Permission,
    },
    /// The right of the host's own is not withdrawn while another needs it.
    Needed {
        /// Which.
        permission: Permission,
        /// What needs it.
        by: Permission,
    },
    /// This release cannot read it, so nobody can answer for it.
    Unreadable,
    /// Only the add-ons of an assignment are set so: role and time stay.
    OtherAssignment,
    /// Only an account that was switched off is switched on again: a deleted one never (S82), and one
    /// that never acted not in this way.
    NotRestorable {
        /// What it is.
        found: Standing,
    },
    /// It is there already; of a restriction: one of its name.
    There,
    /// It is not there.
    NotThere,
}

impl AdminRefusal {
    /// Every reason that could be told at once, in one order.
    pub fn reasons(&self) -> impl Iterator<Item = &AdminReason> {
        self.reasons.iter()
    }

    /// The kind of the gravest reason.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        RefusalKind::gravest(self.reasons().map(AdminReason::kind))
    }

    /// Exactly what the actor lacks of what he would give, take or touch.
    #[must_use]
    pub fn uncovered(&self) -> &[Grant] {
        let rest = self.reasons.iter().find_map(|reason| match reason {
            AdminReason::Uncovered { rest } => Some(rest.as_slice()),
            _ => None,
        });
        rest.unwrap_or_default()
    }

    /// With the reasons of another.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.reasons.extend(other.reasons);
        self
    }

    fn text(&self) -> String {
        let texts: Vec<String> = self.reasons().map(ToString::to_string).collect();
        texts.join("; ")
    }
}

impl From<AdminReason> for AdminRefusal {
    fn from(reason: AdminReason) -> Self {
        Self {
            reasons: BTreeSet::from([reason]),
        }
    }
}

impl TryFrom<BTreeSet<AdminReason>> for AdminRefusal {
    type Error = NoReason;

    fn try_from(reasons: BTreeSet<AdminReason>) -> Result<Self, Self::Error> {
        match reasons.is_empty() {
            true => Err(NoReason),
            false => Ok(Self { reasons }),
        }
    }
}

impl From<AdminRefusal> for BTreeSet<AdminReason> {
    fn from(refusal: AdminRefusal) -> Self {
        refusal.reasons
    }
}

impl AdminReason {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownActor => "unknown_actor",
            Self::NoSuchRecord => "no_such_record",
            Self::NotVisible { .. } => "not_visible",
            Self::NotPermitted { .. } => "not_permitted",
            Self::Uncovered { .. } => "uncovered",
            Self::BuiltIn { .. } => "built_in",
            Self::MadeBySystem { .. } => "made_by_system",
            Self::OwnRestriction { .. } => "own_restriction",
            Self::OwnObligation { .. } => "own_obligation",
            Self::LastAdministrator { .. } => "last_administrator",
            Self::OtherTenant => "other_tenant",
            Self::UnknownRole { .. } => "unknown_role",
            Self::UnlistedAddOn { .. } => "unlisted_add_on",
            Self::Undeclared { .. } => "undeclared",
            Self::NotDeclarable { .. } => "not_declarable",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Needed { .. } => "needed",
            Self::Unreadable => "unreadable",
            Self::OtherAssignment => "other_assignment",
            Self::NotRestorable { .. } => "not_restorable",
            Self::There => "there",
            Self::NotThere => "not_there",
        }
    }

    /// The kind of this no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NoSuchRecord | Self::NotVisible { .. } => RefusalKind::Hidden,
            Self::UnknownActor
            | Self::NotPermitted { .. }
            | Self::Uncovered { .. }
            | Self::BuiltIn { .. }
            | Self::MadeBySystem { .. }
            | Self::OwnRestriction { .. }
            | Self::OwnObligation { .. } => RefusalKind::Forbidden,
            Self::LastAdministrator { .. }
            | Self::Withdrawn { .. }
            | Self::Needed { .. }
            | Self::NotRestorable { .. }
            | Self::There
            | Self::NotThere => RefusalKind::Conflict,
            Self::OtherTenant
            | Self::UnknownRole { .. }
            | Self::UnlistedAddOn { .. }
            | Self::Undeclared { .. }
            | Self::NotDeclarable { .. }
            | Self::Unreadable
            | Self::OtherAssignment => RefusalKind::Invalid,
        }
    }
}

impl fmt::Display for AdminReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownActor => f.write_str("there is no such person to act"),
            // The two must not be told apart by whoever is refused.
            Self::NoSuchRecord | Self::NotVisible { .. } => f.write_str("there is no such record"),
            Self::NotPermitted { permission, .. } => write!(f, "it needs {permission}"),
            Self::Uncovered { rest } => {
                f.write_str("it goes beyond the rights of whoever asks:")?;
                for (at, grant) in rest.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    write!(f, "{comma} {} @ {}", grant.gives, grant.scope)?;
                }
                Ok(())
            }
            Self::BuiltIn { role } => write!(f, "role {role} is built in and stays as it is"),
            Self::MadeBySystem { role } => {
                write!(
                    f,
                    "role {role} says that it is built in, which nobody makes"
                )
            }
            Self::OwnRestriction { restriction } => {
                write!(f, "nobody lifts a restriction of his own: {restriction}")
            }
            Self::OwnObligation { obligation } => write!(
                f,
                "whoever must see to it himself frees nobody of it: {}",
                obligation.name()
            ),
            Self::LastAdministrator { now } => write!(
                f,
                "no active administrator would be left; now there are {now}"
            ),
            Self::OtherTenant => f.write_str("it belongs to another tenant"),
            Self::UnknownRole { role } => write!(f, "role {role} is unknown"),
            Self::UnlistedAddOn { role, add_on } => {
                write!(f, "role {role} does not list {add_on}")
            }
            Self::Undeclared { permission } => {
                write!(f, "nobody declares the host's right {permission}")
            }
            Self::NotDeclarable { permission } => {
                write!(f, "the host's right {permission} cannot be declared so")
            }
            Self::Withdrawn { permission } => write!(
                f,
                "the host's right {permission} was withdrawn, and its number is not used again"
            ),
            Self::Needed { permission, by } => {
                write!(f, "the host's right {by} needs {permission}")
            }
            Self::Unreadable => f.write_str("this release cannot read what would be given"),
            Self::OtherAssignment => {
                f.write_str("only the add-ons of an assignment can be set, not its role or time")
            }
            Self::NotRestorable { .. } => {
                f.write_str("only an account that was switched off is switched on again")
            }
            Self::There => f.write_str("it is there already"),
            Self::NotThere => f.write_str("it is not there"),
        }
    }
}
