//! What happened to a portal account, and what the host must do about it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_contact::Email;
use frontdesk_model::{CustomerId, TenantId};
use serde::{Deserialize, Deserializer, Serialize};

use crate::portal::command::AddressKnown;
use crate::portal::duty::{PortalDuty, PortalLetter};
use crate::portal::profile::PortalProfileChanges;
use crate::portal::record::SsoTrust;
use crate::portal::subject::Subject;
use crate::{CaseNumber, CredentialFacts, IssuedToken, Photo};

/// What happened to a portal account. Stored for ever inside a [`frontdesk_model::Envelope`] as
/// [`StoredPortalEvent`](crate::StoredPortalEvent): personal values are stored apart, and an address
/// or a subject is `None` or empty only where it was erased or where there was none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", remote = "Self")]
pub enum PortalEvent {
    /// It began.
    Opened {
        /// Whose customer it is.
        tenant: TenantId,
        /// Who.
        customer: CustomerId,
        /// The address.
        email: Option<Email>,
        /// How it is known.
        #[serde(default)]
        known: AddressKnown,
    },
    /// A token that proves the address was sent to it; every earlier one is void.
    AddressProofIssued {
        /// What is kept of it.
        token: IssuedToken,
        /// Where it goes: the stored address.
        to: Option<Email>,
        /// On what occasion.
        asked: ProofAsked,
    },
    /// Every way in that there was is gone, because none was set by who has now proven the address; and
    /// with them the profile.
    SignInCleared {
        /// The version of the last password there was.
        verifiers: u32,
        /// The address that is told of it.
        tell: Option<Email>,
        /// When: older auto-login links are void. `None` in earlier forms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<Utc>>,
        /// Whether there was an avatar.
        #[serde(default)]
        avatar: Photo,
    },
    /// Somebody answered from the address.
    AddressProven {
        /// How.
        by: ProofBy,
    },
    /// A token for another address was sent to it.
    AddressChangeAsked {
        /// What is kept of it.
        token: IssuedToken,
        /// The other address.
        to: Option<Email>,
        /// The present address, which is told of it.
        tell: Option<Email>,
    },
    /// The address was changed to one that is proven; everything sent to the old one is void.
    AddressChanged {
        /// What it was.
        from: Option<Email>,
        /// What it is now.
        to: Option<Email>,
        /// When: older auto-login links are void.
        at: DateTime<Utc>,
    },
    /// A password was set.
    PasswordSet {
        /// What is known of it.
        credentials: CredentialFacts,
        /// What becomes of the sessions there are.
        #[serde(default)]
        sessions: SessionsAfter,
        /// The address that is told of it.
        #[serde(default)]
        tell: Option<Email>,
        /// When: older auto-login links are void. `None` where the account begins with this password,
        /// and in earlier forms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<Utc>>,
    },
    /// A token for a new password was sent to the address; every earlier one is void.
    ResetIssued {
        /// What is kept of it.
        token: IssuedToken,
        /// Where it goes: the stored address.
        to: Option<Email>,
    },
    /// A social account was attached.
    SocialAttached {
        /// Which: one.
        #[serde(alias = "subject", deserialize_with = "one_or_many")]
        subjects: BTreeSet<Subject>,
        /// The address that is told of it.
        #[serde(default)]
        tell: Option<Email>,
    },
    /// A social account was detached.
    SocialDetached {
        /// Which: one.
        #[serde(alias = "subject", deserialize_with = "one_or_many")]
        subjects: BTreeSet<Subject>,
        /// The address that is told of it.
        #[serde(default)]
        tell: Option<Email>,
    },
    /// Single sign-on knows the customer as this; or as before, and on a better ground.
    SsoLinked {
        /// As whom.
        subject: Option<Subject>,
        /// What the link stands on.
        #[serde(default)]
        trust: SsoTrust,
        /// The address that is told of it.
        #[serde(default)]
        tell: Option<Email>,
    },
    /// Single sign-on no longer knows the customer.
    SsoUnlinked {
        /// The address that is told of it.
        tell: Option<Email>,
    },
    /// The profile was edited.
    ProfileEdited(PortalProfileChanges),
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
    /// Every personal value was erased (GDPR, article 17).
    Erased {
        /// The version of the last password there was.
        verifiers: u32,
    },
}

/// On what occasion a token that proves the address is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofAsked {
    /// The account begins with it.
    AtRegistration,
    /// Somebody asked for it later.
    Later,
}

/// How an address was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofBy {
    /// By the token that was sent there for it.
    Token,
    /// By the token for a new password.
    Reset,
    /// By a ticket that came by mail from there.
    Mail,
    /// By the service of single sign-on, which had it proven.
    Sso,
}

/// What becomes of the sessions when a password is set.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SessionsAfter {
    /// They end.
    #[default]
    Cut,
    /// There are none: the account begins with this password.
    None,
}

impl PortalEvent {
    /// The stable name, as in the stored form.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::AddressProofIssued { .. } => "address_proof_issued",
            Self::SignInCleared { .. } => "sign_in_cleared",
            Self::AddressProven { .. } => "address_proven",
            Self::AddressChangeAsked { .. } => "address_change_asked",
            Self::AddressChanged { .. } => "address_changed",
            Self::PasswordSet { .. } => "password_set",
            Self::ResetIssued { .. } => "reset_issued",
            Self::SocialAttached { .. } => "social_attached",
            Self::SocialDetached { .. } => "social_detached",
            Self::SsoLinked { .. } => "sso_linked",
            Self::SsoUnlinked { .. } => "sso_unlinked",
            Self::ProfileEdited(_) => "profile_edited",
            Self::HoldPlaced { .. } => "hold_placed",
            Self::HoldLifted { .. } => "hold_lifted",
            Self::Erased { .. } => "erased",
        }
    }

    /// What the host must do, in order, after it stored the event.
    #[must_use]
    pub fn duties(&self) -> Vec<PortalDuty> {
        use PortalDuty::{
            CutSessions, DropAvatar, DropVerifier, ErasePersonal, VoidLinks, VoidTokens,
        };
        let (mut duties, letters) = match self {
            Self::AddressProofIssued { to, asked, .. } => {
                let letter = match asked {
                    ProofAsked::AtRegistration => PortalLetter::RegistrationAsked,
                    ProofAsked::Later => PortalLetter::AddressProof,
                };
                (vec![], vec![(letter, to)])
            }
            Self::ResetIssued { to, .. } => (vec![], vec![(PortalLetter::ResetAsked, to)]),
            // Who prepared the account is out at once, and has nothing in hand.
            Self::SignInCleared {
                verifiers,
                tell,
                avatar,
                at: _,
            } => {
                let up_to = *verifiers;
                let mut duties = vec![CutSessions, VoidTokens, VoidLinks, DropVerifier { up_to }];
                duties.extend((*avatar == Photo::Present).then_some(DropAvatar));
                (duties, vec![(PortalLetter::SignInChanged, tell)])
            }
            // The old address can still stop it; it is told now and not only when it is over.
            Self::AddressChangeAsked { to, tell, .. } => (
                vec![],
                vec![
                    (PortalLetter::ConfirmAddress, to),
                    (PortalLetter::AddressChangeAsked, tell),
                ],
            ),
            // What was sent to the old address is void, with the sessions that came by it, and the old
            // one is told.
            Self::AddressChanged { from, .. } => (
                vec![CutSessions, VoidTokens, VoidLinks],
                vec![(PortalLetter::AddressChanged, from)],
            ),
            // Sessions and links made under the password before are void. The verifier goes to the store apart:
            // see `Decided::sealed`.
            Self::PasswordSet { sessions, tell, .. } => (
                match sessions {
                    SessionsAfter::Cut => vec![CutSessions, VoidTokens, VoidLinks],
                    SessionsAfter::None => vec![],
                },
                vec![(PortalLetter::PasswordChanged, tell)],
            ),
            Self::SocialAttached { tell, .. } => {
                (vec![], vec![(PortalLetter::SignInChanged, tell)])
            }
            // A change of address that was asked for under another way in is void.
            Self::SsoLinked { tell, .. } => {
                (vec![VoidTokens], vec![(PortalLetter::SignInChanged, tell)])
            }
            // Whoever came in by what was taken away is out, with what was asked for by it.
            Self::SocialDetached { tell, .. } | Self::SsoUnlinked { tell } => (
                vec![CutSessions, VoidTokens],
                vec![(PortalLetter::SignInChanged, tell)],
            ),
            // No letter: the address is gone with the rest.
            Self::Erased { verifiers } => (
                vec![
                    CutSessions,
                    VoidTokens,
                    VoidLinks,
                    DropVerifier { up_to: *verifiers },
                    ErasePersonal,
                    DropAvatar,
                ],
                vec![],
            ),
            Self::Opened { .. }
            | Self::AddressProven { .. }
            | Self::ProfileEdited(_)
            | Self::HoldPlaced { .. }
            | Self::HoldLifted { .. } => (vec![], vec![]),
        };
        duties.extend(
            letters.into_iter().filter_map(|(letter, to)| {
                to.clone().map(|to| PortalDuty::SendLetter { letter, to })
            }),
        );
        duties
    }
}

/// A list, or the one subject that earlier forms had in its place.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<Subject>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        Many(BTreeSet<Subject>),
        One(Subject),
    }
    OneOrMany::deserialize(deserializer).map(|found| match found {
        OneOrMany::Many(subjects) => subjects,
        OneOrMany::One(subject) => [subject].into(),
    })
}
