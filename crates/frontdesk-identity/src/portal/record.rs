//! Everything that is stored of a portal account.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_contact::Email;
use frontdesk_model::{CustomerId, TenantId, Version};
use serde::{Deserialize, Serialize};

use crate::portal::profile::PortalProfile;
use crate::portal::subject::Subject;
use crate::{CaseNumber, CredentialFacts, IssuedToken, Photo, Reason, Refusal};

/// A portal account as plain data: what is stored. [`PortalAccount`](crate::PortalAccount) is the same
/// under its rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalRecord {
    /// Whose customer it is.
    pub tenant: TenantId,
    /// Who.
    pub customer: CustomerId,
    /// One more with every event.
    pub version: Version,
    /// The address, if there is one.
    pub email: Option<Email>,
    /// Whether somebody answered from it.
    #[serde(default)]
    pub proof: AddressProof,
    /// What is known of the password, if there is one.
    pub password: Option<CredentialFacts>,
    /// The version of the last password there was; it stays when the password is taken away.
    #[serde(default)]
    pub credential_version: u32,
    /// The social accounts that are attached (S178).
    pub social: BTreeSet<Subject>,
    /// Who the customer is in single sign-on (S162).
    pub sso: Option<Subject>,
    /// What that link stands on; claimed where there is none.
    #[serde(default, skip_serializing_if = "SsoTrust::is_claimed")]
    pub sso_trust: SsoTrust,
    /// What the customer says of himself.
    pub profile: PortalProfile,
    /// The token by which the address can be proven, while one is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_token: Option<IssuedToken>,
    /// The token by which a new password can be set, while one is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<IssuedToken>,
    /// The address that is to become the account's, while its token is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<PendingAddress>,
    /// Auto-login links that were issued at this moment or before are void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links_void_until: Option<DateTime<Utc>>,
    /// The cases for which nothing of the account may be erased, each with its beginning.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub holds: BTreeMap<CaseNumber, DateTime<Utc>>,
    /// Open or erased.
    #[serde(default)]
    pub lifecycle: PortalLifecycle,
}

impl PortalRecord {
    /// As it begins.
    pub(crate) fn born(tenant: TenantId, customer: CustomerId) -> Self {
        Self {
            tenant,
            customer,
            version: Version::FIRST.next(),
            email: None,
            proof: AddressProof::Unproven,
            password: None,
            credential_version: 0,
            social: BTreeSet::new(),
            sso: None,
            sso_trust: SsoTrust::Claimed,
            profile: PortalProfile::default(),
            proof_token: None,
            reset: None,
            change: None,
            links_void_until: None,
            holds: BTreeMap::new(),
            lifecycle: PortalLifecycle::Open,
        }
    }

    /// Whether the rules that always hold do.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let address_fits = self.email.is_some()
            || (self.proof == AddressProof::Unproven
                && self.proof_token.is_none()
                && self.reset.is_none());
        let password_fits = self
            .password
            .as_ref()
            .is_none_or(|password| password.version <= self.credential_version);
        let change_fits = self
            .change
            .as_ref()
            .is_none_or(|change| change.to.is_some());
        let link_fits = self.sso.is_some() || self.sso_trust == SsoTrust::Claimed;
        // Nothing is left of who was erased.
        let erased_fits = self.lifecycle == PortalLifecycle::Open || {
            let mut empty = Self::born(self.tenant, self.customer);
            empty.version = self.version;
            empty.lifecycle = self.lifecycle;
            *self == empty
        };
        if address_fits && password_fits && change_fits && link_fits && erased_fits {
            Ok(())
        } else {
            Err(Refusal::of(Reason::PortalContradiction))
        }
    }

    /// Takes away every way in, every token that could open another, and what was written by who came
    /// in. The version of the password stays, so that the next one is none that there was.
    pub(crate) fn clear_ways_in(&mut self) {
        self.password = None;
        self.social.clear();
        self.unlink_sso();
        self.void_tokens();
        self.profile = PortalProfile::default();
    }

    /// Single sign-on no longer knows the customer.
    pub(crate) fn unlink_sso(&mut self) {
        self.sso = None;
        self.sso_trust = SsoTrust::Claimed;
    }

    /// Auto-login links that were issued at this moment or before are void: those that were stay so,
    /// also where the host's clock was set back.
    pub(crate) fn void_links(&mut self, at: Option<DateTime<Utc>>) {
        self.links_void_until = self.links_void_until.max(at);
    }

    /// No token that is out opens anything any more.
    pub(crate) fn void_tokens(&mut self) {
        self.proof_token = None;
        self.reset = None;
        self.change = None;
    }

    /// What is neither personal nor kept: see `record_slots` for the rest.
    pub(crate) fn erase_facts(&mut self) {
        self.proof = AddressProof::Unproven;
        self.password = None;
        self.credential_version = 0;
        self.profile.avatar = Photo::Absent;
        self.unlink_sso();
        self.void_tokens();
        self.links_void_until = None;
        self.holds.clear();
        self.lifecycle = PortalLifecycle::Erased;
    }
}

/// Whether somebody answered from the account's address.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AddressProof {
    /// Somebody typed it. Staff must not take what this account says for the words of who reads the
    /// mailbox, and a password does not open it. The host puts no case under it that came with a typed
    /// address outside its own sessions: its holder would read it. So it is where there is no
    /// address.
    #[default]
    Unproven,
    /// Somebody who reads the mailbox has said so.
    Proven,
}

/// An address that is to become the account's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingAddress {
    /// Which. `None` only for a moment, while personal values are taken out.
    pub to: Option<Email>,
    /// The token that was sent to it.
    pub token: IssuedToken,
}

/// Whether anything is left of an account.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PortalLifecycle {
    /// It is as it is.
    #[default]
    Open,
    /// The personal values are gone, and with them every way in (GDPR, article 17).
    Erased,
}

/// What a link with single sign-on stands on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SsoTrust {
    /// The service named an address that nobody proved to it. Who reads the account's mailbox sets a
    /// new password, and the link goes. So it is where an earlier form did not say.
    #[default]
    Claimed,
    /// It was made inside a full session, by an address that the service had proven, or by an id of the
    /// service's own.
    Sure,
}

impl SsoTrust {
    const fn is_claimed(&self) -> bool {
        matches!(self, Self::Claimed)
    }
}
