//! What the host must do after it stored an event of a portal account, and the letters to customers.

use frontdesk_contact::Email;
use serde::{Deserialize, Serialize};

/// Whether a letter has an auto-login link by itself: the standard notification and every reply of
/// the staff have; a custom letter has not (S160, S161), nor any that guards the account.
#[must_use]
pub const fn has_auto_login_link(letter: PortalLetter) -> bool {
    match letter {
        PortalLetter::StandardNotification | PortalLetter::StaffReply => true,
        PortalLetter::Custom
        | PortalLetter::RegistrationAsked
        | PortalLetter::ResetAsked
        | PortalLetter::AddressProof
        | PortalLetter::ConfirmAddress
        | PortalLetter::AddressChangeAsked
        | PortalLetter::AddressChanged
        | PortalLetter::PasswordChanged
        | PortalLetter::SignInChanged => false,
    }
}

/// A letter to a customer. The host still has the bytes of a token that goes with one; nothing here
/// holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalLetter {
    /// The standard notification.
    StandardNotification,
    /// A reply of the staff.
    StaffReply,
    /// A notification that the account wrote itself.
    Custom,
    /// Somebody asked to register with this address. The letter is the place for the truth, because
    /// only who reads the mailbox reads it: the token where an account began, else that there is one
    /// already and how to come in.
    RegistrationAsked,
    /// Somebody asked for a new password with this address: the token where there is an account that
    /// can have one, else that there is none or how it is entered.
    ResetAsked,
    /// The token that proves the address.
    AddressProof,
    /// The token that proves a new address: to the new one.
    ConfirmAddress,
    /// Somebody asked for another address: to the present one, so that a takeover is noticed.
    AddressChangeAsked,
    /// The address was changed: to the one before (ASVS 6.3.7).
    AddressChanged,
    /// A password was set (ASVS 6.3.7).
    PasswordChanged,
    /// A way to sign in came or went (ASVS 6.3.7).
    SignInChanged,
}

/// What the host must do after it stored an event of a portal account. Replay derives duties again and
/// the host does not do them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "snake_case")]
pub enum PortalDuty {
    /// End every session of the account, at once: full and restricted.
    CutSessions,
    /// Forget every token of the account that is out. The account forgets its side by itself.
    VoidTokens,
    /// Forget every auto-login link of the account that is out. The account denies them by itself.
    VoidLinks,
    /// Send a letter to exactly this address.
    SendLetter {
        /// Which letter.
        letter: PortalLetter,
        /// Where to: always the stored form.
        to: Email,
    },
    /// Destroy the account's verifiers up to this version; a newer one that was just stored stays.
    DropVerifier {
        /// The newest version to destroy.
        up_to: u32,
    },
    /// Take every row of personal values of the account's stream and keep of each only
    /// [`PersonalRow::after_erasure`](crate::PersonalRow::after_erasure); destroy older snapshots of
    /// the account and letters that were not yet sent to it.
    ErasePersonal,
    /// Destroy the picture.
    DropAvatar,
}
