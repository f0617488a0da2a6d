//! What the host must do about an event of a user, and what should be said of it.

use std::collections::BTreeSet;

use frontdesk_contact::Email;
use frontdesk_model::{AccountKind, GroupId, UserId};
use serde::{Deserialize, Serialize};

use crate::event::{Created, UserEvent, WorkplaceLink};
use crate::{BirthRight, Capacity, RoleName};

impl UserEvent {
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
            // Sessions made under the password before are void. Its verifier goes to the store apart:
            // see `Decided::sealed`.
            Self::CredentialsSet { tell, .. } => {
                let mut duties = vec![Duty::CutSessions, Duty::VoidTokens];
                duties.extend(letter(Letter::PasswordChanged, tell.as_ref()));
                duties
            }
            Self::CredentialsCleared => vec![Duty::DropVerifier, Duty::CutSessions],
            Self::BecameUser { birth_right } => match birth_right {
                BirthRight::Nothing => Vec::new(),
                BirthRight::ViewEmployees => vec![Duty::GrantUnlessSet {
                    right: *birth_right,
                }],
            },
            Self::RightsTurnedOff => vec![Duty::TurnOffRights],
            Self::CredentialsLetterAsked { to, link } => {
                letter(Letter::Credentials { link: *link }, to.as_ref())
                    .into_iter()
                    .collect()
            }
            Self::CapacitiesChanged { capacities } | Self::Converted { capacities, .. } => {
                vec![Duty::SetCapacities {
                    capacities: capacities.clone(),
                }]
            }
            Self::ActivationIssued { to, .. } => letter(Letter::Activation, to.as_ref())
                .into_iter()
                .collect(),
            Self::ResetIssued { to, .. } => {
                letter(Letter::Reset, to.as_ref()).into_iter().collect()
            }
            Self::Erased => vec![Duty::ErasePersonal],
            // A suspended account has no sign-in, and no token opens it when it is restored.
            Self::Suspended { replacement } => vec![
                Duty::CutSessions,
                Duty::VoidTokens,
                hand_over(Held::OpenAndWaiting, *replacement),
            ],
            // A half-deleted one signs in as before (S80), so its sessions stay; it can no longer
            // work on what it holds (S81).
            Self::HalfDeleted { replacement } => vec![
                Duty::VoidTokens,
                hand_over(Held::OpenAndWaiting, *replacement),
            ],
            // Authorization is annulled at once (S82).
            Self::Deleted {
                replacement,
                groups,
            } => {
                let mut duties = vec![
                    Duty::CutSessions,
                    Duty::VoidTokens,
                    Duty::DropVerifier,
                    hand_over(Held::Everything, *replacement),
                ];
                if !groups.is_empty() {
                    let groups = groups.clone();
                    duties.push(Duty::LeaveGroups { groups });
                }
                duties
            }
            Self::Imported(_)
            | Self::Edited(_)
            | Self::Activated
            | Self::Restored
            | Self::HoldPlaced { .. }
            | Self::HoldLifted { .. } => Vec::new(),
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
    /// Take the person out of these groups:
    /// [`GroupCommand::RemoveMember`](crate::GroupCommand::RemoveMember), which says what becomes of
    /// one that is left without members.
    LeaveGroups {
        /// Which groups.
        groups: BTreeSet<GroupId>,
    },
    /// Take every row of personal values of the account's stream and keep of each only
    /// [`PersonalRow::after_erasure`](crate::PersonalRow::after_erasure); the same for the stream of an
    /// account that was merged into this one. Destroy the photo, letters not yet sent, older snapshots,
    /// the form of the invitation and the plans of a merge; of the event of a merge keep what its
    /// `after_erasure` leaves.
    /// Events of form 1 are [migrated](crate::StoredUserEvent::migrate) before.
    ErasePersonal,
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
    /// The token just issued, by which the person sets a new password. The host still has its bytes.
    Reset,
    /// Somebody asked for a new password: with the token just issued, or with the word that nobody here
    /// has an account that could get one.
    ResetAsked,
    /// The password of the account was changed (ASVS 6.3.7).
    PasswordChanged,
    /// The address of the account was changed: to the old address, so that a takeover is noticed.
    EmailChanged,
    /// The login of the account was changed.
    LoginChanged,
}
