//! The address of a portal account: how it is proven and changed, and the tokens that go to it.

use chrono::{DateTime, Utc};
use frontdesk_contact::Email;

use crate::portal::account::PortalAccount;
use crate::portal::command::{AddressKnown, Beside, RegisterPortal};
use crate::portal::decide::Draft;
use crate::portal::event::{PortalEvent, ProofAsked, ProofBy, SessionsAfter};
use crate::portal::policy::{PortalFacts, PortalPolicy};
use crate::portal::record::{AddressProof, PortalRecord, SsoTrust};
use crate::portal::session::PortalSession;
use crate::portal::ways::{password_set, sealed};
use crate::token::{TokenBinding, TokenPurpose};
use crate::{Decided, IssuedToken, Reason, Refusal, TokenBytes, Verifier};

/// Whoever types an address and a password has an account with an unproven address.
pub(crate) fn register(
    form: &RegisterPortal,
    verifier: &Verifier,
    token: &TokenBytes,
    (facts, policy): (&PortalFacts, &PortalPolicy),
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    let mut draft = Draft::begin(PortalEvent::Opened {
        tenant: facts.tenant,
        customer: form.customer,
        email: Some(form.email.clone()),
        known: AddressKnown::Typed,
    })?;
    // One letter, which proves the address; no second one about the password.
    let mut first = password_set(draft.account.record(), verifier, policy, now)?;
    if let PortalEvent::PasswordSet {
        sessions, tell, at, ..
    } = &mut first
    {
        *sessions = SessionsAfter::None;
        *tell = None;
        *at = None;
    }
    draft.push(first)?;
    let issued = proof_issued(
        draft.account.record(),
        token,
        ProofAsked::AtRegistration,
        (policy, now),
    )?;
    draft.push(issued)?;
    let sealed = sealed(draft.account.record(), verifier);
    Ok(Decided {
        events: draft.into_events(),
        sealed: Some(sealed),
    })
}

/// A token that proves the address: to the stored address, in place of the one before.
pub(crate) fn issue_proof(
    account: &PortalAccount,
    token: &TokenBytes,
    policy: &PortalPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    if account.proof() == AddressProof::Proven {
        return Ok(Decided::plain(Vec::new()));
    }
    let issued = proof_issued(account.record(), token, ProofAsked::Later, (policy, now))?;
    Ok(Decided::plain(vec![issued]))
}

fn proof_issued(
    record: &PortalRecord,
    token: &TokenBytes,
    asked: ProofAsked,
    (policy, now): (&PortalPolicy, DateTime<Utc>),
) -> Result<PortalEvent, Refusal> {
    let to = record.email.as_ref();
    let to = to.ok_or_else(|| Refusal::of(Reason::ProofNoEmail))?;
    let binding = binding(record, TokenPurpose::AddressProof, to);
    new_bytes(&binding, record.proof_token.as_ref(), token)?;
    Ok(PortalEvent::AddressProofIssued {
        token: binding.issue(token, policy.proof_lifetime, now),
        to: Some(to.clone()),
        asked,
    })
}

/// The token came back.
pub(crate) fn prove(
    account: &PortalAccount,
    token: &TokenBytes,
    (beside, session): (Beside, PortalSession),
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    let record = account.record();
    redeem(
        record,
        TokenPurpose::AddressProof,
        (record.proof_token.as_ref(), record.email.as_ref()),
        token,
        now,
    )?;
    let mut draft = Draft::of(account);
    // Who has the account's own ways in and reads the mailbox is one person: nothing is cleared.
    let knows_password = beside == Beside::Password && record.password.is_some();
    if session == PortalSession::Full || knows_password {
        draft.push(PortalEvent::AddressProven { by: ProofBy::Token })?;
    } else {
        first_proof(&mut draft, ProofBy::Token, now)?;
    }
    Ok(draft.done())
}

/// A ticket came by mail from the address.
pub(crate) fn answered(
    account: &PortalAccount,
    from: &Email,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    let same = account
        .email()
        .is_some_and(|email| email.key() == from.key());
    if !same {
        return Err(Refusal::of(Reason::AddressOther));
    }
    let mut draft = Draft::of(account);
    first_proof(&mut draft, ProofBy::Mail, now)?;
    Ok(draft.done())
}

/// The address is proven by somebody of whom nobody knows whether he set the ways in: they are gone,
/// all of them. An address that was proven before stays what it is.
pub(crate) fn first_proof(
    draft: &mut Draft,
    by: ProofBy,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    if draft.account.proof() == AddressProof::Proven {
        return Ok(());
    }
    clear_ways_in(draft, now)?;
    draft.push(PortalEvent::AddressProven { by })
}

/// Every way in that there is goes, with the sessions, links and tokens that came by it, and with what
/// was written in the profile under it.
pub(crate) fn clear_ways_in(draft: &mut Draft, now: DateTime<Utc>) -> Result<(), Refusal> {
    if !draft.account.has_ways_in() {
        return Ok(());
    }
    let record = draft.account.record();
    draft.push(PortalEvent::SignInCleared {
        verifiers: record.credential_version,
        tell: record.email.clone(),
        at: Some(now),
        avatar: record.profile.avatar,
    })
}

/// A token for a new password: to the stored address, in place of the one before.
pub(crate) fn issue_reset(
    account: &PortalAccount,
    token: &TokenBytes,
    policy: &PortalPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    let record = account.record();
    let to = record.email.as_ref();
    let to = to.ok_or_else(|| Refusal::of(Reason::ResetNoEmail))?;
    // Who signs in by single sign-on only has no password here (S181). While the address is unproven
    // the reset is how its reader takes the account back, whoever is linked with it; and at any time
    // where the link stands on an address that was merely claimed.
    if record.proof == AddressProof::Proven
        && record.sso_trust == SsoTrust::Sure
        && account.is_sso_only(policy)
    {
        return Err(Refusal::of(Reason::PasswordBySso));
    }
    let binding = binding(record, TokenPurpose::PortalReset, to);
    new_bytes(&binding, record.reset.as_ref(), token)?;
    Ok(Decided::plain(vec![PortalEvent::ResetIssued {
        token: binding.issue(token, policy.reset_lifetime, now),
        to: Some(to.clone()),
    }]))
}

/// The token came back with a new password. It is the first proof where there was none, and clears
/// what was there before, in whatever session it comes: who resets has lost or never had it.
pub(crate) fn reset(
    account: &PortalAccount,
    token: &TokenBytes,
    verifier: &Verifier,
    policy: &PortalPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    let record = account.record();
    redeem(
        record,
        TokenPurpose::PortalReset,
        (record.reset.as_ref(), record.email.as_ref()),
        token,
        now,
    )?;
    let mut draft = Draft::of(account);
    first_proof(&mut draft, ProofBy::Reset, now)?;
    // A link that stands on a claimed address yields to who reads the mailbox.
    let left = draft.account.record();
    if left.sso.is_some() && left.sso_trust == SsoTrust::Claimed {
        draft.push(PortalEvent::SsoUnlinked {
            tell: record.email.clone(),
        })?;
    }
    // S181, where single sign-on was set up since the token was issued.
    if draft.account.is_sso_only(policy) {
        return Err(Refusal::of(Reason::PasswordBySso));
    }
    let set = password_set(draft.account.record(), verifier, policy, now)?;
    draft.push(set)?;
    let sealed = sealed(draft.account.record(), verifier);
    Ok(Decided {
        events: draft.into_events(),
        sealed: Some(sealed),
    })
}

/// A token for another address: to that one. The present one is told.
pub(crate) fn request_change(
    account: &PortalAccount,
    to: &Email,
    token: &TokenBytes,
    policy: &PortalPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    let record = account.record();
    // The same mailbox, however it is spelled now: letters go on to the stored form.
    if account.email().is_some_and(|email| email.key() == to.key()) {
        return Ok(Decided::plain(Vec::new()));
    }
    if let Some(before) = &record.change
        && let Some(earlier) = &before.to
    {
        let binding = binding(record, TokenPurpose::AddressChange, earlier);
        new_bytes(&binding, Some(&before.token), token)?;
    }
    let binding = binding(record, TokenPurpose::AddressChange, to);
    Ok(Decided::plain(vec![PortalEvent::AddressChangeAsked {
        token: binding.issue(token, policy.proof_lifetime, now),
        to: Some(to.clone()),
        tell: record.email.clone(),
    }]))
}

/// The token came back in the session that asked for it: both mailbox and account are this person's.
pub(crate) fn confirm(
    account: &PortalAccount,
    token: &TokenBytes,
    now: DateTime<Utc>,
) -> Result<Decided<PortalEvent>, Refusal> {
    let record = account.record();
    let issued = record.change.as_ref().map(|change| &change.token);
    let to = record.change.as_ref().and_then(|change| change.to.as_ref());
    redeem(
        record,
        TokenPurpose::AddressChange,
        (issued, to),
        token,
        now,
    )?;
    Ok(Decided::plain(vec![PortalEvent::AddressChanged {
        from: record.email.clone(),
        to: to.cloned(),
        at: now,
    }]))
}

/// The bytes of the token that is out are no new token: it would open longer than was promised, or for
/// another mailbox.
fn new_bytes(
    binding: &TokenBinding<'_>,
    before: Option<&IssuedToken>,
    token: &TokenBytes,
) -> Result<(), Refusal> {
    let opens = |before: &IssuedToken| binding.redeem(before, token, before.issued_at).is_ok();
    match before.is_some_and(opens) {
        true => Err(Refusal::of(Reason::TokenReused)),
        false => Ok(()),
    }
}

/// Whether this token is the one that is out.
fn redeem(
    record: &PortalRecord,
    purpose: TokenPurpose,
    (issued, address): (Option<&IssuedToken>, Option<&Email>),
    token: &TokenBytes,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let (Some(issued), Some(address)) = (issued, address) else {
        return Err(Refusal::of(Reason::TokenUnknown));
    };
    let opened = binding(record, purpose, address).redeem(issued, token, now);
    opened.map_err(Refusal::of)
}

fn binding<'a>(
    record: &PortalRecord,
    purpose: TokenPurpose,
    address: &'a Email,
) -> TokenBinding<'a> {
    TokenBinding {
        tenant: record.tenant,
        account: record.customer.uuid(),
        purpose,
        address,
        credential_version: record.credential_version,
    }
}
