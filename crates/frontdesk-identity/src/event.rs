//! What happened to a staff account, and what the host must do about it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_contact::{DisplayName, Email};
use frontdesk_model::{AccountKind, ExternalId, GroupId, Limit, Memberships, TenantId, UserId};
use serde::{Deserialize, Serialize};

use crate::{
    Activation, BirthRight, Capacity, CaseNumber, Change, ContactPoint, CredentialFacts,
    IssuedToken, Login, PersonName, Photo, Position, Profile, RoleName, Setting, UserRecord,
};

/// What happened to a staff account. Stored for ever inside a
/// [`frontdesk_model::Envelope`], which names tenant, stream, author and time, as
/// [`StoredUserEvent`](crate::StoredUserEvent): personal values are stored apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", remote = "Self")]
pub enum UserEvent {
    /// The account was created.
    Created(Box<Created>),
    /// The account was taken over from another system as it was there.
    Imported(Box<Imported>),
    /// Fields were changed.
    Edited(Box<ProfileChanges>),
    /// The e-mail address was changed; a token sent to the old one is void.
    EmailChanged {
        /// What it was.
        from: Option<Email>,
        /// What it is now.
        to: Option<Email>,
    },
    /// The login was changed.
    LoginChanged {
        /// What it is now.
        to: Login,
        /// The address that is told of it.
        tell: Option<Email>,
    },
    /// A password was set.
    CredentialsSet {
        /// What is known of it.
        credentials: CredentialFacts,
        /// The address that is told of it, where there was a password before.
        #[serde(default)]
        tell: Option<Email>,
    },
    /// The password was taken away.
    CredentialsCleared,
    /// The account was saved with a right for the first time and is a user from now on (S183).
    BecameUser {
        /// What becomes granted by it (S69, D4).
        birth_right: BirthRight,
    },
    /// All switches went off. The account remains (S42).
    RightsTurnedOff,
    /// The credentials are to be sent (S44).
    CredentialsLetterAsked {
        /// Where to. `None` only where it was erased.
        to: Option<Email>,
        /// With or without a link to the workplace (S47).
        link: WorkplaceLink,
    },
    /// What the account may be was changed.
    CapacitiesChanged {
        /// All that it may be now.
        capacities: BTreeSet<Capacity>,
    },
    /// A token was issued; every earlier one is void (S123).
    ActivationIssued {
        /// What is kept of it.
        token: IssuedToken,
        /// Where it goes: the stored address (S120). `None` only where it was erased.
        to: Option<Email>,
    },
    /// The person used the token, which never opens again (S121).
    Activated,
    /// A token for a new password was issued; every earlier one is void.
    ResetIssued {
        /// What is kept of it.
        token: IssuedToken,
        /// Where it goes: the stored address. `None` only where it was erased.
        to: Option<Email>,
    },
    /// The account was switched off.
    Suspended {
        /// Who gets what the person held.
        replacement: Option<UserId>,
    },
    /// The account was switched on again.
    Restored,
    /// The account was deleted in the employees section only (S78).
    HalfDeleted {
        /// Who gets what the person held.
        replacement: Option<UserId>,
    },
    /// The account was deleted for good (S82).
    Deleted {
        /// Who gets what the person held.
        replacement: Option<UserId>,
        /// The groups that the person was in.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        groups: BTreeSet<GroupId>,
    },
    /// A legacy account became a unified one, without the surface that its kind never had.
    Converted {
        /// What it was.
        from: AccountKind,
        /// All that it may be now.
        capacities: BTreeSet<Capacity>,
    },
    /// A legal hold began.
    HoldPlaced {
        /// For which case.
        case: CaseNumber,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// A legal hold ended.
    HoldLifted {
        /// For which case.
        case: CaseNumber,
    },
    /// Every personal value was erased but what the register retains (GDPR, article 17).
    Erased,
}

/// How an account was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Created {
    /// Whose account it is.
    pub tenant: TenantId,
    /// Which one.
    pub id: UserId,
    /// Of which kind.
    pub kind: AccountKind,
    /// What it may be.
    pub capacities: BTreeSet<Capacity>,
    /// What the form said, with the defaults filled in.
    pub profile: Profile,
    /// By which name it signs in.
    pub login: Login,
    /// The roles that the form named.
    pub roles: BTreeSet<RoleName>,
    /// Whether the person has yet to set a password.
    pub activation: Activation,
}

/// How an account was when it was taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// The account, at its first version.
    #[serde(alias = "user")]
    pub record: UserRecord,
}

/// What a form changes of a profile. The e-mail address has an event of its own.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProfileChanges {
    /// The name. The chat name does not follow (S53).
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub name: Change<PersonName>,
    /// The chat name.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub chat_name: Change<Option<DisplayName>>,
    /// The photo.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub photo: Change<Photo>,
    /// The position.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub position: Change<Option<Position>>,
    /// The lists.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub memberships: Change<Memberships>,
    /// The limit.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub limit: Change<Option<Limit>>,
    /// All other settings.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub settings: Change<BTreeMap<String, Setting>>,
    /// The ids in other systems.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub external_ids: Change<BTreeSet<ExternalId>>,
    /// The Contacts.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub contact_points: Change<Vec<ContactPoint>>,
}

impl ProfileChanges {
    /// Only what differs from the present profile.
    pub(crate) fn against(&self, profile: &Profile) -> Self {
        Self {
            name: self.name.unless_equal(&profile.name),
            chat_name: self.chat_name.unless_equal(&profile.chat_name),
            photo: self.photo.unless_equal(&profile.photo),
            position: self.position.unless_equal(&profile.position),
            memberships: self.memberships.unless_equal(&profile.memberships),
            limit: self.limit.unless_equal(&profile.limit),
            settings: self.settings.unless_equal(&profile.settings),
            external_ids: self.external_ids.unless_equal(&profile.external_ids),
            contact_points: self.contact_points.unless_equal(&profile.contact_points),
        }
    }

    pub(crate) fn write(&self, profile: &mut Profile) {
        self.name.write(&mut profile.name);
        self.chat_name.write(&mut profile.chat_name);
        self.photo.write(&mut profile.photo);
        self.position.write(&mut profile.position);
        self.memberships.write(&mut profile.memberships);
        self.limit.write(&mut profile.limit);
        self.settings.write(&mut profile.settings);
        self.external_ids.write(&mut profile.external_ids);
        self.contact_points.write(&mut profile.contact_points);
    }
}

/// Whether a credentials letter has a link to the workplace; it has, unless the form says no (S47).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum WorkplaceLink {
    /// With the link.
    #[default]
    With,
    /// Without it.
    Without,
}

impl UserEvent {
    /// The stable name, as in the stored form.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Created(_) => "created",
            Self::Imported(_) => "imported",
            Self::Edited(_) => "edited",
            Self::EmailChanged { .. } => "email_changed",
            Self::LoginChanged { .. } => "login_changed",
            Self::CredentialsSet { .. } => "credentials_set",
            Self::CredentialsCleared => "credentials_cleared",
            Self::BecameUser { .. } => "became_user",
            Self::RightsTurnedOff => "rights_turned_off",
            Self::CredentialsLetterAsked { .. } => "credentials_letter_asked",
            Self::CapacitiesChanged { .. } => "capacities_changed",
            Self::ActivationIssued { .. } => "activation_issued",
            Self::Activated => "activated",
            Self::Suspended { .. } => "suspended",
            Self::Restored => "restored",
            Self::HalfDeleted { .. } => "half_deleted",
            Self::Deleted { .. } => "deleted",
            Self::Converted { .. } => "converted",
            Self::ResetIssued { .. } => "reset_issued",
            Self::HoldPlaced { .. } => "hold_placed",
            Self::HoldLifted { .. } => "hold_lifted",
            Self::Erased => "erased",
        }
    }
}
