//! The ways into a portal account: password, social accounts, single sign-on.

use chrono::{DateTime, Utc};

use crate::portal::account::PortalAccount;
use crate::portal::address::clear_ways_in;
use crate::portal::command::SsoAddress;
use crate::portal::decide::Draft;
use crate::portal::event::{PortalEvent, ProofBy, SessionsAfter};
use crate::portal::policy::{PortalPolicy, Sso};
use crate::portal::record::{AddressProof, PortalRecord, SsoTrust};
use crate::portal::session::PortalSession;
use crate::portal::subject::Subject;
use crate::{Decided, Reason, Refusal, StoreVerifier, Verifier, VerifierOwner};

/// The customer has chosen a password (S181).
pub(crate) fn set_password(
    account: &PortalAccount,
    verifier: &Verifier,
    policy: &PortalPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    // Who signs in by single sign-on only has no password here (S181).
    if account.is_sso_only(policy) {
        return Err(Refusal::of(Reason::PasswordBySso));
    }
    let mut draft = Draft::of(account);
    let set = password_set(account.record(), verifier, policy, now)?;
    draft.push(set)?;
    let sealed = sealed(draft.account.record(), verifier);
    Ok(Decided {
        events: draft.into_events(),
        sealed: Some(sealed),
    })
}

/// A password under the next version. The address is told of it (ASVS 6.3.7).
pub(crate) fn password_set(
    record: &PortalRecord,
    verifier: &Verifier,
    policy: &PortalPolicy,
    now: DateTime<Utc>,
) -> Result<PortalEvent, Refusal> {
    let version = record.credential_version.checked_add(1);
    let version = version.ok_or_else(|| Refusal::of(Reason::CredentialVersionsUsedUp))?;
    Ok(PortalEvent::PasswordSet {
        credentials: verifier.facts(version, &policy.hashing),
        sessions: SessionsAfter::Cut,
        tell: record.email.clone(),
        at: Some(now),
    })
}

/// The sealed duty to keep a verifier that was just set.
pub(crate) fn sealed(saved: &PortalRecord, verifier: &Verifier) -> StoreVerifier {
    StoreVerifier::new(
        saved.tenant,
        VerifierOwner::Customer(saved.customer),
        saved.credential_version,
        verifier.clone(),
    )
}

/// Social-network accounts are attached in the profile (S178).
pub(crate) fn attach_social(
    account: &PortalAccount,
    subject: &Subject,
) -> Result<Decided<PortalEvent>, Refusal> {
    if account.social().contains(subject) {
        return Err(Refusal::of(Reason::SocialTwice));
    }
    Ok(Decided::plain(vec![PortalEvent::SocialAttached {
        subjects: [subject.clone()].into(),
        tell: account.email().cloned(),
    }]))
}

/// And taken off again, but not the last way in.
pub(crate) fn detach_social(
    account: &PortalAccount,
    subject: &Subject,
    policy: &PortalPolicy,
) -> Result<Decided<PortalEvent>, Refusal> {
    if !account.social().contains(subject) {
        return Err(Refusal::of(Reason::SocialUnknown));
    }
    way_remains(
        account,
        PortalEvent::SocialDetached {
            subjects: [subject.clone()].into(),
            tell: account.email().cloned(),
        },
        policy,
    )
}

/// The account's own service knows the customer (S162).
pub(crate) fn link_sso(
    account: &PortalAccount,
    (subject, address): (&Subject, SsoAddress),
    (session, policy): (PortalSession, &PortalPolicy),
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    // To link the two, single sign-on is set up (S162).
    if policy.sso == Sso::Off {
        return Err(Refusal::of(Reason::SsoOff));
    }
    let by_host = session != PortalSession::Full;
    let unproven = account.proof() == AddressProof::Unproven;
    // An address is proven by a service only when the host trusts it in this.
    let verified = address == SsoAddress::Verified && account.email().is_some();
    let host_is_sure = by_host && (verified || address == SsoAddress::ByAccountId);
    let mut draft = Draft::of(account);
    let link = || PortalEvent::SsoLinked {
        subject: Some(subject.clone()),
        // From inside a full session it is the customer who says so.
        trust: match host_is_sure || !by_host {
            true => SsoTrust::Sure,
            false => SsoTrust::Claimed,
        },
        tell: account.email().cloned(),
    };
    match account.sso() {
        // The same person, now on a ground on which a link can stay.
        Some(linked) if linked == subject => {
            if host_is_sure && account.record().sso_trust == SsoTrust::Claimed {
                draft.push(link())?;
            }
        }
        // Whoever reads the mailbox has the account. A service that takes any address for anybody's
        // gives it to nobody else.
        _ if by_host && !unproven && address == SsoAddress::Claimed => {
            return Err(Refusal::of(Reason::SsoClaimed));
        }
        // Nobody has the account yet: who linked it first is no better than who is known for sure.
        Some(_) if !(host_is_sure && unproven) => return Err(Refusal::of(Reason::SsoTwice)),
        _ => {
            // The service says who the customer is, and nobody knows whether that is who prepared the
            // account: what was set before is gone. From inside a full session it is that person.
            if by_host && unproven {
                clear_ways_in(&mut draft, now)?;
            }
            draft.push(link())?;
        }
    }
    if verified && unproven {
        draft.push(PortalEvent::AddressProven { by: ProofBy::Sso })?;
    }
    Ok(draft.done())
}

/// The link is taken away, but not the last way in.
pub(crate) fn unlink_sso(
    account: &PortalAccount,
    policy: &PortalPolicy,
) -> Result<Decided<PortalEvent>, Refusal> {
    if account.sso().is_none() {
        return Err(Refusal::of(Reason::SsoUnknown));
    }
    way_remains(
        account,
        PortalEvent::SsoUnlinked {
            tell: account.email().cloned(),
        },
        policy,
    )
}

/// A way in goes only where another stays. An address that is proven counts as one: a reset goes to
/// it. An unproven one does not: it may be misspelled, or somebody else's.
fn way_remains(
    account: &PortalAccount,
    event: PortalEvent,
    policy: &PortalPolicy,
) -> Result<Decided<PortalEvent>, Refusal> {
    let mut draft = Draft::of(account);
    draft.push(event)?;
    let record = draft.account.record();
    let remains = record.password.is_some()
        || !record.social.is_empty()
        || (record.sso.is_some() && policy.sso == Sso::On)
        || record.proof == AddressProof::Proven;
    if remains {
        Ok(draft.done())
    } else {
        Err(Refusal::of(Reason::LastWayIn))
    }
}
