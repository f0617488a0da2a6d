//! What a desk notices about itself: nothing is wrong enough to refuse, and nothing is silent.

use std::fmt;

use frontdesk_access::{AddOnId, Permission, RestrictionId, RoleId, Scope};
use frontdesk_model::{ActorId, Channel, GroupId, Language, Names, Standing, UserId};
use frontdesk_visibility::{FieldId, VisibilityFinding};
use serde::Serialize;

/// What of a role or an add-on cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreadOfRole {
    /// All of it: a field of it is not known.
    Whole,
    /// A grant of it.
    Grant,
}

/// Something that deserves a look. Codes are stable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// Two records of one id: the first is kept, this one is not.
    DuplicatePerson {
        /// Whose id.
        person: ActorId,
    },
    /// Two roles of one id: the first is kept, this one is not.
    DuplicateRole {
        /// The role.
        role: RoleId,
    },
    /// A record of another tenant: not taken.
    OtherTenant {
        /// Whose record.
        person: ActorId,
    },
    /// A person is in a group that nobody knows: the membership is dropped and opens nothing.
    UnknownGroup {
        /// Who.
        person: UserId,
        /// Which group.
        group: GroupId,
    },
    /// The desk file says how the portal shows a field that no imported system has.
    UnknownField {
        /// Which field.
        field: FieldId,
    },
    /// A record names a role that nobody knows: it grants nothing.
    UnknownRole {
        /// Who.
        person: ActorId,
        /// Which role.
        role: RoleId,
    },
    /// A record has an add-on that its role does not list: it grants nothing (S150).
    UnlistedAddOn {
        /// Who.
        person: ActorId,
        /// The role.
        role: RoleId,
        /// The add-on.
        add_on: AddOnId,
    },
    /// A later release stored a grant that this one cannot read: it grants nothing and is kept.
    UnreadGrant {
        /// On whose record.
        person: ActorId,
    },
    /// A later release stored a restriction that this one cannot read: it takes every right over
    /// its scope and is kept.
    UnreadRestriction {
        /// On whose record.
        person: ActorId,
        /// Which.
        restriction: RestrictionId,
        /// Over which scope.
        scope: Box<Scope>,
    },
    /// A later release stored a role or an add-on that this one cannot read, or cannot read a grant of:
    /// that grants nothing and is kept.
    UnreadRole {
        /// The role.
        role: RoleId,
        /// The add-on of it, if it is one.
        add_on: Option<AddOnId>,
        /// What of it.
        what: UnreadOfRole,
    },
    /// An account has roles and cannot act, so that they are without effect.
    RolesWithoutEffect {
        /// Who.
        person: UserId,
        /// How the account stands.
        standing: Standing,
    },
    /// An active account that holds no right at all (S5).
    NoRight {
        /// Who.
        person: UserId,
    },
    /// A role that is meant to stand alone is combined with others (D14).
    ExclusiveRole {
        /// Who.
        person: UserId,
        /// The role.
        role: RoleId,
    },
    /// Nobody who can sign in may give roles: the desk is locked.
    NobodyAdministers,
    /// A role grants a right without what it needs, so that the right has no effect by this role
    /// alone.
    MissingPrerequisite {
        /// The role.
        role: RoleId,
        /// The right.
        permission: Permission,
        /// What it needs.
        needs: Permission,
    },
    /// A role of this desk grants nothing.
    EmptyRole {
        /// The role.
        role: RoleId,
    },
    /// A role of this desk that nobody has.
    UnusedRole {
        /// The role.
        role: RoleId,
    },
    /// A role lets people act as others.
    Impersonation {
        /// The role.
        role: RoleId,
    },
    /// A person who may receive conversations has a limit of 0 and gets none.
    ReceivesNone {
        /// Who.
        person: UserId,
    },
    /// A language that only people who cannot receive conversations now have.
    LanguageUnserved {
        /// The language.
        language: Language,
    },
    /// A group whose queue nobody may take from.
    GroupUnserved {
        /// The group.
        group: GroupId,
    },
    /// An interactive channel that no product knows by this name.
    UnlistedChannel {
        /// The channel.
        channel: Channel,
    },
    /// Something about who sees what, with a code of its own.
    #[serde(untagged)]
    Visibility(VisibilityFinding),
}

impl Finding {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DuplicatePerson { .. } => "duplicate_person",
            Self::DuplicateRole { .. } => "duplicate_role",
            Self::OtherTenant { .. } => "other_tenant",
            Self::UnknownGroup { .. } => "unknown_group",
            Self::UnknownField { .. } => "unknown_field",
            Self::UnknownRole { .. } => "unknown_role",
            Self::UnlistedAddOn { .. } => "unlisted_add_on",
            Self::UnreadGrant { .. } => "unread_grant",
            Self::UnreadRestriction { .. } => "unread_restriction",
            Self::UnreadRole { .. } => "unread_role",
            Self::RolesWithoutEffect { .. } => "roles_without_effect",
            Self::NoRight { .. } => "no_right",
            Self::ExclusiveRole { .. } => "exclusive_role",
            Self::NobodyAdministers => "nobody_administers",
            Self::MissingPrerequisite { .. } => "missing_prerequisite",
            Self::EmptyRole { .. } => "empty_role",
            Self::UnusedRole { .. } => "unused_role",
            Self::Impersonation { .. } => "impersonation",
            Self::ReceivesNone { .. } => "receives_none",
            Self::LanguageUnserved { .. } => "language_unserved",
            Self::GroupUnserved { .. } => "group_unserved",
            Self::UnlistedChannel { .. } => "unlisted_channel",
            Self::Visibility(finding) => finding.code(),
        }
    }

    /// The finding in plain English, with names from the look-up.
    #[must_use]
    pub fn describe<'a>(&'a self, names: &'a dyn Names) -> impl fmt::Display + 'a {
        Described {
            finding: self,
            names,
        }
    }
}

struct Described<'a> {
    finding: &'a Finding,
    names: &'a dyn Names,
}

impl Described<'_> {
    fn person(&self, id: ActorId) -> String {
        match id {
            ActorId::User(user) => self.names.name_or_id(user.uuid()),
            ActorId::Customer(customer) => self.names.name_or_id(customer.uuid()),
        }
    }

    fn user(&self, id: UserId) -> String {
        self.names.name_or_id(id.uuid())
    }
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.finding {
            Finding::DuplicatePerson { person } => {
                write!(
                    f,
                    "{}: a second record of this id is left out",
                    self.person(*person)
                )
            }
            Finding::DuplicateRole { role } => {
                write!(f, "role {role}: a second role of this id is left out")
            }
            Finding::OtherTenant { person } => {
                write!(
                    f,
                    "{}: a record of another tenant is left out",
                    self.person(*person)
                )
            }
            Finding::UnknownGroup { person, group } => write!(
                f,
                "{}: the membership in unknown group {group} is dropped",
                self.user(*person)
            ),
            Finding::UnknownField { field } => {
                write!(f, "field {field}: no imported system has it")
            }
            Finding::UnknownRole { person, role } => {
                write!(
                    f,
                    "{}: role {role} is unknown and grants nothing",
                    self.person(*person)
                )
            }
            Finding::UnlistedAddOn {
                person,
                role,
                add_on,
            } => write!(
                f,
                "{}: role {role} does not list {add_on}, which grants nothing",
                self.person(*person)
            ),
            Finding::UnreadGrant { person } => write!(
                f,
                "{}: a grant that this release cannot read grants nothing",
                self.person(*person)
            ),
            Finding::UnreadRestriction {
                person,
                restriction,
                scope,
            } => write!(
                f,
                "{}: {restriction}, which this release cannot read, takes every right @ {scope}",
                self.person(*person)
            ),
            Finding::UnreadRole { role, add_on, what } => {
                if let Some(add_on) = add_on {
                    write!(f, "{add_on} of ")?;
                }
                let what = match (what, add_on) {
                    (UnreadOfRole::Grant, _) => "a grant",
                    (UnreadOfRole::Whole, None) => "a role",
                    (UnreadOfRole::Whole, Some(_)) => "an add-on",
                };
                write!(
                    f,
                    "role {role}: {what} that this release cannot read grants nothing"
                )
            }
            Finding::RolesWithoutEffect { person, standing } => write!(
                f,
                "{}: has roles, but the account is {}",
                self.user(*person),
                standing.name().replace('_', "-")
            ),
            Finding::NoRight { person } => {
                write!(f, "{}: active, but holds no right", self.user(*person))
            }
            Finding::ExclusiveRole { person, role } => write!(
                f,
                "{}: {role} is meant to stand alone and is combined with other roles",
                self.user(*person)
            ),
            Finding::NobodyAdministers => {
                f.write_str("nobody who can sign in may give roles: the desk is locked")
            }
            Finding::MissingPrerequisite {
                role,
                permission,
                needs,
            } => write!(
                f,
                "role {role}: {permission} needs {needs}, which the role lacks"
            ),
            Finding::EmptyRole { role } => write!(f, "role {role} grants nothing"),
            Finding::UnusedRole { role } => write!(f, "nobody has role {role}"),
            Finding::Impersonation { role } => {
                write!(f, "role {role} lets people act as others")
            }
            Finding::ReceivesNone { person } => {
                write!(f, "{}: a limit of 0 receives nothing", self.user(*person))
            }
            Finding::LanguageUnserved { language } => {
                write!(
                    f,
                    "nobody who can receive conversations now serves {language}"
                )
            }
            Finding::GroupUnserved { group } => write!(
                f,
                "nobody may take from the queue of {}",
                self.names.name_or_id(group.uuid())
            ),
            Finding::UnlistedChannel { channel } => {
                write!(f, "no product knows a channel `{channel}`")
            }
            Finding::Visibility(finding) => finding.describe(self.names).fmt(f),
        }
    }
}
