//! What is asked of a portal account.

use frontdesk_contact::Email;
use frontdesk_model::CustomerId;
use serde::{Deserialize, Serialize};

use crate::portal::profile::PortalProfileChanges;
use crate::portal::session::PortalAct;
use crate::portal::subject::Subject;
use crate::{CaseNumber, TokenBytes, Verifier};

/// What is asked of a portal account. No command holds a password: a verifier goes through, and its
/// `Debug` prints nothing of it.
#[derive(Clone, Debug)]
pub enum PortalCommand {
    /// The customer's first ticket came in: the account is there by itself (S155).
    Open(OpenPortal),
    /// The customer registers with an address and a password, which the host has hashed. Strangers
    /// are answered by [`answer_stranger`](crate::answer_stranger), never by what this says.
    Register {
        /// Who.
        form: RegisterPortal,
        /// What the host made of the password.
        verifier: Verifier,
        /// For the letter by which the address is proven.
        token: TokenBytes,
    },
    /// The customer registers with a social account that was just proven (S159). The account begins
    /// without an address, whatever the network says about one.
    RegisterSocial {
        /// Who: a new id.
        customer: CustomerId,
        /// Which social account.
        subject: Subject,
    },
    /// Send a token to the address, which proves it when it comes back.
    IssueAddressProof {
        /// The random bytes for the letter.
        token: TokenBytes,
    },
    /// The token came back. With the account's password, or in a full session, everything stays as it
    /// is; without both, every way in that was set before the address was proven is gone. So the page
    /// behind the letter asks for the password that was chosen at the registration.
    ProveAddress {
        /// What was brought.
        token: TokenBytes,
        /// What was brought beside it.
        beside: Beside,
    },
    /// A ticket came by mail from the account's address, which proves the address. Only for a mail
    /// whose sender is authenticated (a DMARC pass): anybody can write any sender into a letter.
    AddressAnswered {
        /// From which address.
        from: Email,
    },
    /// Send a token for a new password to the address. Strangers are answered by
    /// [`answer_stranger`](crate::answer_stranger), never by what this says.
    IssueReset {
        /// The random bytes for the letter.
        token: TokenBytes,
    },
    /// The token came back with a new password, which the host has hashed. It proves the address too.
    Reset {
        /// What was brought.
        token: TokenBytes,
        /// What the host made of the password.
        verifier: Verifier,
    },
    /// Send a token to another address, which becomes the account's when it comes back.
    RequestAddressChange {
        /// The other address.
        to: Email,
        /// The random bytes for the letter.
        token: TokenBytes,
    },
    /// The token came back, in the session that asked for it. Where another account has the address,
    /// [`PortalAccount::claims`](crate::PortalAccount::claims) clash: that may be told to this person,
    /// who reads the mailbox.
    ConfirmAddress {
        /// What was brought.
        token: TokenBytes,
    },
    /// The customer has a new password, which the host has hashed (S181).
    SetPassword {
        /// What the host made of it.
        verifier: Verifier,
    },
    /// Attach a social account that was just proven (S178).
    AttachSocial {
        /// Which.
        subject: Subject,
    },
    /// Detach it.
    DetachSocial {
        /// Which.
        subject: Subject,
    },
    /// The account's own service knows the customer as this (S162). From the host, to an account whose
    /// address is unproven, it takes every way in that was set before: also an earlier link, unless the
    /// address is merely claimed.
    LinkSso {
        /// As whom.
        subject: Subject,
        /// What the service knows of the account's address.
        address: SsoAddress,
    },
    /// The service no longer does.
    UnlinkSso,
    /// Edit the profile (S177, S179, S180, S182).
    EditProfile(PortalProfileChanges),
    /// Keep everything, for a case. For the same case again it changes nothing.
    PlaceHold {
        /// Which case.
        case: CaseNumber,
    },
    /// The case needs nothing kept any more.
    LiftHold {
        /// Which case.
        case: CaseNumber,
    },
    /// Erase everything personal (GDPR, article 17).
    Erase,
}

impl PortalCommand {
    /// What a session must be allowed for it. An edit needs [`PortalAct::EditPerson`] besides where it
    /// changes more than the look.
    #[must_use]
    pub const fn act(&self) -> PortalAct {
        match self {
            Self::Open(_) => PortalAct::Open,
            Self::Register { .. } => PortalAct::Register,
            Self::RegisterSocial { .. } => PortalAct::RegisterSocial,
            Self::IssueAddressProof { .. } => PortalAct::IssueAddressProof,
            Self::ProveAddress { .. } => PortalAct::ProveAddress,
            Self::AddressAnswered { .. } => PortalAct::AddressAnswered,
            Self::IssueReset { .. } => PortalAct::IssueReset,
            Self::Reset { .. } => PortalAct::Reset,
            Self::RequestAddressChange { .. } => PortalAct::RequestAddressChange,
            Self::ConfirmAddress { .. } => PortalAct::ConfirmAddress,
            Self::SetPassword { .. } => PortalAct::SetPassword,
            Self::AttachSocial { .. } => PortalAct::AttachSocial,
            Self::DetachSocial { .. } => PortalAct::DetachSocial,
            Self::LinkSso { .. } => PortalAct::LinkSso,
            Self::UnlinkSso => PortalAct::UnlinkSso,
            Self::EditProfile(_) => PortalAct::EditLook,
            Self::PlaceHold { .. } => PortalAct::PlaceHold,
            Self::LiftHold { .. } => PortalAct::LiftHold,
            Self::Erase => PortalAct::Erase,
        }
    }
}

/// Whose portal account begins with a first ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPortal {
    /// Who.
    pub customer: CustomerId,
    /// The customer's address, if there is one.
    pub email: Option<Email>,
    /// How it is known.
    pub known: AddressKnown,
}

/// Who registers with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterPortal {
    /// A new id: never that of a customer who has cases, or a stranger would read them.
    pub customer: CustomerId,
    /// The address, as typed.
    pub email: Email,
}

/// What is brought beside a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Beside {
    /// Nothing.
    Nothing,
    /// The account's password: the host has just found it right.
    Password,
}

/// How the address of a new account is known.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AddressKnown {
    /// Somebody typed it, or some service says so: it is unproven.
    #[default]
    Typed,
    /// The ticket came by mail from it, and the sender is authenticated (a DMARC pass): it is proven.
    Mailed,
}

/// What a service of single sign-on knows of the account's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SsoAddress {
    /// Nothing, or what the person typed there. Such an address is best not given to an account at
    /// all. From the host it links no account whose address is proven: the service might know anybody
    /// by it.
    Claimed,
    /// That it is this person's: the service had it proven, and the host trusts the service in this.
    Verified,
    /// The service itself knows the account, by an id of its own: no address was compared, and none is
    /// proven by it.
    ByAccountId,
}
