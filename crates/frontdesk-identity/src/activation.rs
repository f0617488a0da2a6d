//! Tokens that open an account, and the passwords set by them.

use chrono::{DateTime, Utc};
use frontdesk_contact::Email;

use crate::decide::after;
use crate::event::UserEvent;
use crate::token::{TokenBinding, TokenPurpose};
use crate::{
    Activation, Decided, HashRules, IssuedToken, Login, Reason, Refusal, StoreVerifier, TokenBytes,
    User, UserPolicy, UserRecord, Verifier, VerifierOwner, invariant,
};

/// The invited person brings the token and has set a password.
pub(crate) fn activate(
    user: &User,
    token: &TokenBytes,
    verifier: &Verifier,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<UserEvent>, Refusal> {
    let record = user.record();
    let issued = match &record.activation {
        Activation::Awaited { token } => token.as_ref(),
        Activation::NotAwaited => None,
    };
    redeem(record, TokenPurpose::Activation, issued, token, now).map_err(Refusal::of)?;
    let mut events = Vec::new();
    // An account without a login signs in by the address that the token went to.
    if record.login == Login::Unset {
        events.push(UserEvent::LoginChanged {
            to: Login::Email,
            tell: None,
        });
    }
    // The token is gone with the first use (S121); whoever sets the password is a user.
    events.extend([
        UserEvent::Activated,
        credentials_set(record, verifier, &policy.hashing).map_err(Refusal::of)?,
        UserEvent::BecameUser {
            birth_right: policy.birth_right,
        },
    ]);
    let saved = after(user, &events)?;
    Refusal::check(invariant::broken(saved.record()))?;
    Ok(Decided {
        events,
        sealed: sealed(saved.record(), Some(verifier)),
    })
}

/// The person brings the token of a reset and has set a new password.
pub(crate) fn reset(
    user: &User,
    token: &TokenBytes,
    verifier: &Verifier,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<UserEvent>, Refusal> {
    let record = user.record();
    let issued = record.reset.as_ref();
    redeem(record, TokenPurpose::Reset, issued, token, now).map_err(Refusal::of)?;
    // The token is gone with the password that it set.
    let events = vec![credentials_set(record, verifier, &policy.hashing).map_err(Refusal::of)?];
    let saved = after(user, &events)?;
    Ok(Decided {
        events,
        sealed: sealed(saved.record(), Some(verifier)),
    })
}

/// A token for the invited person: it goes to the stored address and replaces the one before (S120,
/// S123).
pub(crate) fn issue(
    record: &UserRecord,
    token: &TokenBytes,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<UserEvent, Reason> {
    let to = record.profile.email.as_ref();
    let to = to.ok_or(Reason::ActivationNoEmail)?;
    let binding = binding(record, TokenPurpose::Activation, to);
    let issued = binding.issue(token, policy.activation_lifetime, now);
    let before = match &record.activation {
        Activation::Awaited { token } => token.as_ref(),
        Activation::NotAwaited => None,
    };
    new_bytes(before, &issued)?;
    Ok(UserEvent::ActivationIssued {
        token: issued,
        to: Some(to.clone()),
    })
}

/// A token for a new password: to the stored address, in place of the one before.
pub(crate) fn issue_reset(
    record: &UserRecord,
    token: &TokenBytes,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<UserEvent, Reason> {
    let to = record.profile.email.as_ref().ok_or(Reason::ResetNoEmail)?;
    let binding = binding(record, TokenPurpose::Reset, to);
    let issued = binding.issue(token, policy.reset_lifetime, now);
    new_bytes(record.reset.as_ref(), &issued)?;
    Ok(UserEvent::ResetIssued {
        token: issued,
        to: Some(to.clone()),
    })
}

/// The bytes of the token that is out are no new token: it would open longer than was promised. That older
/// ones do not come back is the random source's.
fn new_bytes(before: Option<&IssuedToken>, issued: &IssuedToken) -> Result<(), Reason> {
    match before {
        Some(before) if before.verifier == issued.verifier => Err(Reason::TokenReused),
        _ => Ok(()),
    }
}

/// A password under the next version. Who had one is told of the change (ASVS 6.3.7).
pub(crate) fn credentials_set(
    record: &UserRecord,
    verifier: &Verifier,
    hashing: &HashRules,
) -> Result<UserEvent, Reason> {
    let version = record
        .credential_version
        .checked_add(1)
        .ok_or(Reason::CredentialVersionsUsedUp)?;
    let tell = record
        .credentials
        .as_ref()
        .and(record.profile.email.as_ref());
    Ok(UserEvent::CredentialsSet {
        credentials: verifier.facts(version, hashing),
        tell: tell.cloned(),
    })
}

/// The sealed duty to keep a verifier that was just set.
pub(crate) fn sealed(saved: &UserRecord, verifier: Option<&Verifier>) -> Option<StoreVerifier> {
    verifier.map(|verifier| {
        StoreVerifier::new(
            saved.tenant,
            VerifierOwner::User(saved.id),
            saved.credential_version,
            verifier.clone(),
        )
    })
}

/// Whether this token is the one that is out. It is bound to the address as it is now: an address
/// changed since has made it void.
fn redeem(
    record: &UserRecord,
    purpose: TokenPurpose,
    issued: Option<&IssuedToken>,
    token: &TokenBytes,
    now: DateTime<Utc>,
) -> Result<(), Reason> {
    let (Some(issued), Some(address)) = (issued, &record.profile.email) else {
        return Err(Reason::TokenUnknown);
    };
    binding(record, purpose, address).redeem(issued, token, now)
}

fn binding<'a>(record: &UserRecord, purpose: TokenPurpose, address: &'a Email) -> TokenBinding<'a> {
    TokenBinding {
        tenant: record.tenant,
        account: record.id.uuid(),
        purpose,
        address,
        credential_version: record.credential_version,
    }
}
