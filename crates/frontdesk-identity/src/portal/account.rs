//! The portal account of a customer under its rules.

use std::collections::BTreeSet;

use frontdesk_contact::{Email, EmailKey};
use frontdesk_model::{CustomerId, Precondition, Stream, TenantId, Version};
use serde::{Deserialize, Serialize};

use crate::personal::Slot;
use crate::portal::command::AddressKnown;
use crate::portal::event::PortalEvent;
use crate::portal::policy::{PortalPolicy, Sso};
use crate::portal::profile::{PortalProfile, ShownProfile, shown};
use crate::portal::record::{AddressProof, PendingAddress, PortalLifecycle, PortalRecord};
use crate::portal::stored::record_slots;
use crate::portal::subject::Subject;
use crate::{CredentialFacts, Misapplied, Refusal};

/// The portal account of a customer: a [`PortalRecord`] that keeps the rules which hold in every
/// system. Stored and read as the record; a record that breaks a rule is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PortalRecord", into = "PortalRecord")]
pub struct PortalAccount {
    record: PortalRecord,
}

impl PortalAccount {
    /// Takes a stored record.
    ///
    /// # Errors
    /// When the record contradicts itself: [`Reason::PortalContradiction`](crate::Reason).
    pub fn from_record(mut record: PortalRecord) -> Result<Self, Refusal> {
        // The first form did not count passwords apart from the one there is.
        if let (0, Some(password)) = (record.credential_version, &record.password) {
            record.credential_version = password.version;
        }
        record.check()?;
        Ok(Self { record })
    }

    /// The account that a first event begins.
    ///
    /// # Errors
    /// When the event is not [`PortalEvent::Opened`].
    pub fn begin(event: &PortalEvent) -> Result<Self, Misapplied> {
        let PortalEvent::Opened {
            tenant,
            customer,
            email,
            known,
        } = event
        else {
            return Err(Misapplied::NotBegun);
        };
        let mut record = PortalRecord::born(*tenant, *customer);
        record.email.clone_from(email);
        record.proof = match (known, email) {
            (AddressKnown::Mailed, Some(_)) => AddressProof::Proven,
            (AddressKnown::Mailed | AddressKnown::Typed, _) => AddressProof::Unproven,
        };
        Ok(Self { record })
    }

    /// Replays stored events, oldest first; `None` for none. It never decides again.
    ///
    /// # Errors
    /// When the events are not those of one account.
    pub fn replay<'a>(
        events: impl IntoIterator<Item = &'a PortalEvent>,
    ) -> Result<Option<Self>, Misapplied> {
        let mut events = events.into_iter();
        let Some(first) = events.next() else {
            return Ok(None);
        };
        let mut account = Self::begin(first)?;
        for event in events {
            account.apply(event)?;
        }
        Ok(Some(account))
    }

    /// Makes an event true.
    ///
    /// # Errors
    /// When the event begins an account.
    pub fn apply(&mut self, event: &PortalEvent) -> Result<(), Misapplied> {
        let record = &mut self.record;
        match event {
            PortalEvent::Opened { .. } => return Err(Misapplied::BegunTwice),
            PortalEvent::AddressProofIssued { token, .. } => {
                record.proof_token = Some(token.clone());
            }
            PortalEvent::SignInCleared { at, .. } => {
                record.clear_ways_in();
                record.void_links(*at);
            }
            PortalEvent::AddressProven { .. } => {
                record.proof = AddressProof::Proven;
                record.proof_token = None;
            }
            PortalEvent::AddressChangeAsked { token, to, .. } => {
                record.change = Some(PendingAddress {
                    to: to.clone(),
                    token: token.clone(),
                });
            }
            PortalEvent::AddressChanged { to, at, .. } => {
                record.email.clone_from(to);
                record.proof = AddressProof::Proven;
                record.void_links(Some(*at));
                record.void_tokens();
            }
            PortalEvent::PasswordSet {
                credentials, at, ..
            } => {
                record.credential_version = credentials.version;
                record.password = Some(credentials.clone());
                record.void_tokens();
                record.void_links(*at);
            }
            PortalEvent::ResetIssued { token, .. } => record.reset = Some(token.clone()),
            PortalEvent::SocialAttached { subjects, .. } => {
                record.social.extend(subjects.iter().cloned());
            }
            PortalEvent::SocialDetached { subjects, .. } => {
                record.social.retain(|subject| !subjects.contains(subject));
                record.void_tokens();
            }
            PortalEvent::SsoLinked { subject, trust, .. } => {
                record.sso.clone_from(subject);
                record.sso_trust = *trust;
                record.void_tokens();
            }
            PortalEvent::SsoUnlinked { .. } => {
                record.unlink_sso();
                record.void_tokens();
            }
            PortalEvent::ProfileEdited(changes) => changes.write(&mut record.profile),
            PortalEvent::HoldPlaced { case, since } => {
                record.holds.insert(case.clone(), *since);
            }
            PortalEvent::HoldLifted { case } => {
                record.holds.remove(case);
            }
            PortalEvent::Erased { .. } => {
                record_slots(record).into_iter().for_each(Slot::erase);
                record.erase_facts();
            }
        }
        record.version = record.version.next();
        Ok(())
    }

    /// Everything that is stored.
    #[must_use]
    pub const fn record(&self) -> &PortalRecord {
        &self.record
    }

    /// Whose customer it is.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.record.tenant
    }

    /// Who.
    #[must_use]
    pub const fn customer(&self) -> CustomerId {
        self.record.customer
    }

    /// One more with every event.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.record.version
    }

    /// What a decision over it relied on.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        Precondition {
            stream: Stream::Customer(self.record.customer),
            version: self.record.version,
        }
    }

    /// The address, if there is one.
    #[must_use]
    pub const fn email(&self) -> Option<&Email> {
        self.record.email.as_ref()
    }

    /// Whether somebody answered from the address.
    #[must_use]
    pub const fn proof(&self) -> AddressProof {
        self.record.proof
    }

    /// What is known of the password, if there is one.
    #[must_use]
    pub const fn password(&self) -> Option<&CredentialFacts> {
        self.record.password.as_ref()
    }

    /// The social accounts that are attached.
    #[must_use]
    pub const fn social(&self) -> &BTreeSet<Subject> {
        &self.record.social
    }

    /// Who the customer is in single sign-on.
    #[must_use]
    pub const fn sso(&self) -> Option<&Subject> {
        self.record.sso.as_ref()
    }

    /// What the customer says of himself.
    #[must_use]
    pub const fn profile(&self) -> &PortalProfile {
        &self.record.profile
    }

    /// What the customer sees of himself in the profile (S177-S182).
    #[must_use]
    pub fn shown_profile(&self, policy: &PortalPolicy) -> ShownProfile {
        shown(self, policy)
    }

    /// Whether the personal values are gone.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.record.lifecycle == PortalLifecycle::Erased
    }

    /// Whether single sign-on stands in place of a password: it is set up, it knows the customer, and
    /// there is no password. Who is so has none here (S181); who had one before the link keeps and
    /// changes it. A social account beside it does not count: else one that is attached for a moment
    /// would open the way to a password.
    #[must_use]
    pub fn is_sso_only(&self, policy: &PortalPolicy) -> bool {
        policy.sso == Sso::On && self.record.sso.is_some() && self.record.password.is_none()
    }

    /// Whether anything opens a full session, or is about to change where letters go.
    pub(crate) fn has_ways_in(&self) -> bool {
        self.record.password.is_some()
            || !self.record.social.is_empty()
            || self.record.sso.is_some()
            || self.record.change.is_some()
    }

    /// What no other portal account of the tenant may have. The host replaces this account's rows of
    /// its unique index by these in the transaction that stores the events.
    ///
    /// An unproven address is claimed too: who reads the mailbox takes that account over by a reset,
    /// and there is never a second one. An address that is only asked for is not claimed before it is
    /// confirmed.
    #[must_use]
    pub fn claims(&self) -> BTreeSet<PortalClaim> {
        let record = &self.record;
        let address = record.email.as_ref().map(Email::key);
        address
            .into_iter()
            .map(PortalClaim::Address)
            .chain(record.social.iter().cloned().map(PortalClaim::Social))
            .chain(record.sso.iter().cloned().map(PortalClaim::Sso))
            .collect()
    }
}

/// Something that at most one portal account of a tenant has: a row of the host's unique index, and
/// what a sign-in looks an account up by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalClaim {
    /// The key of the address: for a sign-in by password, and where a mail comes from.
    Address(EmailKey),
    /// Somebody at a social network.
    Social(Subject),
    /// Somebody in single sign-on: another name space, whatever the issuers are called.
    Sso(Subject),
}

impl TryFrom<PortalRecord> for PortalAccount {
    type Error = Refusal;

    fn try_from(record: PortalRecord) -> Result<Self, Self::Error> {
        Self::from_record(record)
    }
}

impl From<PortalAccount> for PortalRecord {
    fn from(account: PortalAccount) -> Self {
        account.record
    }
}
