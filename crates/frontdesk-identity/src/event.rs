//! What happened to a staff account, and what the host must do about it.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_contact::{DisplayName, Email};
use frontdesk_model::{AccountKind, ExternalId, Limit, Memberships, TenantId, UserId};
use serde::{Deserialize, Serialize};

use crate::{
    Activation, Algorithm, BirthRight, Capacity, Change, ContactPoint, CredentialFacts,
    IssuedToken, Login, PersonName, Photo, Position, Profile, RoleName, Setting, User,
};

/// What happened to a staff account. Stored for ever inside a
/// [`frontdesk_model::Envelope`], which names tenant, stream, author and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
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
        /// Where to.
        to: Email,
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
        /// Where it goes: the stored address (S120).
        to: Email,
    },
    /// The person used the token, which never opens again (S121).
    Activated,
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
    },
    /// A legacy account became a unified one, without the surface that its kind never had.
    Converted {
        /// What it was.
        from: AccountKind,
        /// All that it may be now.
        capacities: BTreeSet<Capacity>,
    },
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
    /// The account, at its first version. Reading it back checks it again.
    pub user: User,
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

/// What the host must do after it stored an event. Replay derives duties again and the host does
/// not do them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "snake_case")]
pub enum Duty {
    /// End every session of the account, at once.
    CutSessions,
    /// Forget every token of the account that is out.
    VoidTokens,
    /// Send a letter to exactly this address.
    SendLetter {
        /// Which letter.
        letter: Letter,
        /// Where to: always the stored form.
        to: Email,
    },
    /// Keep the verifier of the password that was just set under this version.
    StoreVerifier {
        /// The version.
        version: u32,
        /// How it was hashed.
        algorithm: Algorithm,
    },
    /// Destroy the verifier.
    DropVerifier,
    /// Give these roles.
    AssignRoles {
        /// Which roles.
        roles: BTreeSet<RoleName>,
    },
    /// Grant this right, unless a choice about it is already recorded (D4).
    GrantUnlessSet {
        /// Which right.
        right: BirthRight,
    },
    /// Turn every service right off. View-employees stays as it was last set.
    TurnOffRights,
    /// Open and close surfaces by these capacities: the admin panel that is not among them is a
    /// restriction, which no grant lifts (S8).
    SetCapacities {
        /// All that the account may be.
        capacities: BTreeSet<Capacity>,
    },
    /// Pass on what the account holds: to this user, or back to the queues.
    HandOver {
        /// Which conversations.
        held: Held,
        /// To whom; `None` is back to the queues.
        to: Option<UserId>,
    },
}

/// Which conversations change hands (products.md 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Those that are open or waiting: the account may come back.
    OpenAndWaiting,
    /// Those of any state: the account is gone.
    Everything,
}

/// A letter to a staff member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// The token just issued, by which the person sets the password (S120, S121). The host still has
    /// its bytes; nothing here holds them.
    Activation,
    /// Login and password, as the manager set them (S44). A host that keeps to ASVS 6.4.1 sends the
    /// login and an activation instead.
    Credentials {
        /// With or without a link to the workplace (S47).
        link: WorkplaceLink,
    },
    /// The address of the account was changed: to the old address, so that a takeover is noticed.
    EmailChanged,
    /// The login of the account was changed.
    LoginChanged,
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
        }
    }

    /// What the host must do, in order, after it stored the event.
    #[must_use]
    pub fn duties(&self) -> Vec<Duty> {
        match self {
            Self::Created(created) => created_duties(created),
            // A changed address voids what was sent to the old one, and the old one is told.
            Self::EmailChanged { from, .. } => {
                let mut duties = vec![Duty::VoidTokens];
                duties.extend(letter(Letter::EmailChanged, from.as_ref()));
                duties
            }
            Self::LoginChanged { tell, .. } => letter(Letter::LoginChanged, tell.as_ref())
                .into_iter()
                .collect(),
            Self::CredentialsSet { credentials } => vec![
                Duty::StoreVerifier {
                    version: credentials.version,
                    algorithm: credentials.algorithm.clone(),
                },
                Duty::CutSessions,
                Duty::VoidTokens,
            ],
            Self::CredentialsCleared => vec![Duty::DropVerifier, Duty::CutSessions],
            Self::BecameUser { birth_right } => match birth_right {
                BirthRight::Nothing => Vec::new(),
                BirthRight::ViewEmployees => vec![Duty::GrantUnlessSet {
                    right: *birth_right,
                }],
            },
            Self::RightsTurnedOff => vec![Duty::TurnOffRights],
            Self::CredentialsLetterAsked { to, link } => {
                letter(Letter::Credentials { link: *link }, Some(to))
                    .into_iter()
                    .collect()
            }
            Self::CapacitiesChanged { capacities } | Self::Converted { capacities, .. } => {
                vec![Duty::SetCapacities {
                    capacities: capacities.clone(),
                }]
            }
            Self::ActivationIssued { to, .. } => {
                letter(Letter::Activation, Some(to)).into_iter().collect()
            }
            // A suspended account has no sign-in.
            Self::Suspended { replacement } => vec![
                Duty::CutSessions,
                hand_over(Held::OpenAndWaiting, *replacement),
            ],
            // A half-deleted one signs in as before (S80), so its sessions stay; it can no longer
            // work on what it holds (S81).
            Self::HalfDeleted { replacement } => vec![
                Duty::VoidTokens,
                hand_over(Held::OpenAndWaiting, *replacement),
            ],
            // Authorization is annulled at once (S82).
            Self::Deleted { replacement } => vec![
                Duty::CutSessions,
                Duty::VoidTokens,
                Duty::DropVerifier,
                hand_over(Held::Everything, *replacement),
            ],
            Self::Imported(_) | Self::Edited(_) | Self::Activated | Self::Restored => Vec::new(),
        }
    }

    /// What the person who did it should be told.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let capacities = match self {
            // The full deletion is the recommended one (S83).
            Self::HalfDeleted { .. } => return vec![Warning::DeletionNotComplete],
            Self::Created(created) => &created.capacities,
            Self::CapacitiesChanged { capacities } => capacities,
            _ => return Vec::new(),
        };
        // An account with no surface is allowed, with a warning (S5).
        if capacities.contains(&Capacity::Operator) || capacities.contains(&Capacity::AdminPanel) {
            return Vec::new();
        }
        vec![Warning::NoSurface]
    }
}

/// Something that is allowed and should be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Warning {
    /// The person can still sign in; the recommended deletion is the full one (S78, S83).
    DeletionNotComplete,
    /// The account is neither operator nor enters the admin panel (S5).
    NoSurface,
}

impl Warning {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DeletionNotComplete => "warning.deletion_not_complete",
            Self::NoSurface => "warning.no_surface",
        }
    }
}

fn created_duties(created: &Created) -> Vec<Duty> {
    let mut duties = Vec::new();
    if !created.roles.is_empty() {
        duties.push(Duty::AssignRoles {
            roles: created.roles.clone(),
        });
    }
    // What a legacy account may be follows from its kind alone.
    if created.kind == AccountKind::Unified {
        duties.push(Duty::SetCapacities {
            capacities: created.capacities.clone(),
        });
    }
    duties
}

fn letter(letter: Letter, to: Option<&Email>) -> Option<Duty> {
    to.cloned().map(|to| Duty::SendLetter { letter, to })
}

fn hand_over(held: Held, to: Option<UserId>) -> Duty {
    Duty::HandOver { held, to }
}
