//! Whether a customer comes in.

use chrono::{DateTime, Utc};
use frontdesk_model::CustomerId;
use serde::{Deserialize, Serialize};

use crate::Outward;
use crate::portal::account::PortalAccount;
use crate::portal::policy::{HelpCenter, PortalFacts, PortalPolicy, Sso};
use crate::portal::record::AddressProof;

/// Whether this way of signing in opens this portal account, and with what session. `account` is the
/// one that has the way's [`PortalClaim`](crate::PortalClaim), or for a link the recipient's; `None`
/// where nobody has it. The session in `facts` is not looked at.
///
/// The host has checked what was brought: the password against its verifier, the assertion with its
/// issuer, the link's secret. Where there is no account, or none with a password, it hashes the
/// password all the same against a verifier of nobody, so that the answer takes as long. An issuer's
/// claim about an e-mail address never identifies anybody.
#[must_use]
pub fn enter_portal(
    account: Option<&PortalAccount>,
    way: &PortalWay,
    facts: &PortalFacts,
    now: DateTime<Utc>,
) -> PortalEntry {
    match entry(account, way, facts, now) {
        Ok(entry) => entry,
        Err(why) => PortalEntry::Deny(why),
    }
}

fn entry(
    account: Option<&PortalAccount>,
    way: &PortalWay,
    facts: &PortalFacts,
    now: DateTime<Utc>,
) -> Result<PortalEntry, PortalDeny> {
    // Without a help center there is nothing to come into (S155).
    let HelpCenter::On(policy) = &facts.help_center else {
        return Err(PortalDeny::HelpCenterOff);
    };
    let account = account.ok_or(PortalDeny::NoAccount)?;
    if account.tenant() != facts.tenant {
        return Err(PortalDeny::OtherTenant);
    }
    if account.is_erased() {
        return Err(PortalDeny::Erased);
    }
    match way {
        // E-mail and password (S159). The address is the login: who has not proven it has none.
        PortalWay::Password if account.password().is_none() => Err(PortalDeny::NoPassword),
        PortalWay::Password if account.proof() == AddressProof::Unproven => {
            Err(PortalDeny::AddressUnproven)
        }
        PortalWay::Password => Ok(PortalEntry::Full),
        PortalWay::WrongPassword => Err(PortalDeny::WrongPassword),
        // A social account that was attached (S159, S178).
        PortalWay::Social(subject) if account.social().contains(subject) => Ok(PortalEntry::Full),
        PortalWay::Social(_) => Err(PortalDeny::NotAttached),
        // Single sign-on, where it is set up (S162).
        PortalWay::Sso(_) if policy.sso == Sso::Off => Err(PortalDeny::SsoOff),
        PortalWay::Sso(subject) if account.sso() == Some(subject) => Ok(PortalEntry::Full),
        PortalWay::Sso(_) => Err(PortalDeny::NotAttached),
        PortalWay::AutoLoginLink {
            recipient,
            issued_at,
        } => link(account, *recipient, *issued_at, (policy, now)),
    }
}

/// The link signs in as the letter's recipient (S160), and opens no more than a restricted session: a
/// mailbox is no factor (ASVS 6.3.6).
fn link(
    account: &PortalAccount,
    recipient: CustomerId,
    issued_at: DateTime<Utc>,
    (policy, now): (&PortalPolicy, DateTime<Utc>),
) -> Result<PortalEntry, PortalDeny> {
    // As nobody else.
    if recipient != account.customer() {
        return Err(PortalDeny::NotTheRecipient);
    }
    // It went to an address that is no longer the account's, or was made under ways in that are gone.
    let void_until = account.record().links_void_until;
    if void_until.is_some_and(|until| issued_at <= until) {
        return Err(PortalDeny::LinkVoid);
    }
    if now < issued_at {
        return Err(PortalDeny::LinkNotYet);
    }
    // Its lifetime is the host's (S160); half-open, as that of a token (D19).
    if now >= policy.link_lifetime.end(issued_at) {
        return Err(PortalDeny::LinkExpired);
    }
    Ok(PortalEntry::Restricted)
}

/// How a customer comes in, as the host found it to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortalWay {
    /// The password was right.
    Password,
    /// The password was wrong, or there is none.
    WrongPassword,
    /// A social network vouches for this person.
    Social(crate::Subject),
    /// The account's own service vouches for this person.
    Sso(crate::Subject),
    /// The secret of an auto-login link was right.
    AutoLoginLink {
        /// To whom the letter went.
        recipient: CustomerId,
        /// When the link was made.
        issued_at: DateTime<Utc>,
    },
}

/// Whether a customer comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalEntry {
    /// With a full session: [`PortalSession::Full`](crate::PortalSession::Full).
    Full,
    /// With a session that reads and answers the customer's own cases and changes no way in:
    /// [`PortalSession::Restricted`](crate::PortalSession::Restricted).
    Restricted,
    /// Not. The reason is for the host's log; the person is told [`PortalDeny::outward`].
    Deny(PortalDeny),
}

/// Why a customer does not come in: the truth, for the host's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PortalDeny {
    /// The help center is not in use (S155).
    HelpCenterOff,
    /// Nobody has this way in.
    NoAccount,
    /// The account belongs to another tenant.
    OtherTenant,
    /// The account was erased.
    Erased,
    /// The account has no password.
    NoPassword,
    /// The password was wrong.
    WrongPassword,
    /// The password was right, and nobody has answered from the address yet.
    AddressUnproven,
    /// This person at this issuer is not attached to the account.
    NotAttached,
    /// Single sign-on is not set up.
    SsoOff,
    /// The link was sent to another customer (S160).
    NotTheRecipient,
    /// The link was sent to an earlier address, or before a new password or the first proof of the
    /// address.
    LinkVoid,
    /// The link is from the future: two clocks of the host differ.
    LinkNotYet,
    /// The link is too old.
    LinkExpired,
}

impl PortalDeny {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::HelpCenterOff,
        Self::NoAccount,
        Self::OtherTenant,
        Self::Erased,
        Self::NoPassword,
        Self::WrongPassword,
        Self::AddressUnproven,
        Self::NotAttached,
        Self::SsoOff,
        Self::NotTheRecipient,
        Self::LinkVoid,
        Self::LinkNotYet,
        Self::LinkExpired,
    ];

    /// The stable code, for the host's log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::HelpCenterOff => "portal_entry.help_center_off",
            Self::NoAccount => "portal_entry.no_account",
            Self::OtherTenant => "portal_entry.other_tenant",
            Self::Erased => "portal_entry.erased",
            Self::NoPassword => "portal_entry.no_password",
            Self::WrongPassword => "portal_entry.wrong_password",
            Self::AddressUnproven => "portal_entry.address_unproven",
            Self::NotAttached => "portal_entry.not_attached",
            Self::SsoOff => "portal_entry.sso_off",
            Self::NotTheRecipient => "portal_entry.not_the_recipient",
            Self::LinkVoid => "portal_entry.link_void",
            Self::LinkNotYet => "portal_entry.link_not_yet",
            Self::LinkExpired => "portal_entry.link_expired",
        }
    }

    /// What the person is told: the same for every reason (ASVS 6.3.8).
    #[must_use]
    pub const fn outward(self) -> Outward {
        match self {
            Self::HelpCenterOff
            | Self::NoAccount
            | Self::OtherTenant
            | Self::Erased
            | Self::NoPassword
            | Self::WrongPassword
            | Self::AddressUnproven
            | Self::NotAttached
            | Self::SsoOff
            | Self::NotTheRecipient
            | Self::LinkVoid
            | Self::LinkNotYet
            | Self::LinkExpired => Outward::NotSignedIn,
        }
    }
}
