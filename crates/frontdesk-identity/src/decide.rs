//! What a command makes happen to a staff account, or why not.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_contact::Email;
use frontdesk_model::{AccountKind, Language, Limit, Standing, UserId};

use crate::command::{CredentialsLetter, Edit, PasswordChange, RightsChange, UserCommand};
use crate::create::{create, import};
use crate::event::{ProfileChanges, UserEvent};
use crate::token::{TokenBinding, TokenVerifier};
use crate::{
    Activation, Algorithm, Change, CredentialFacts, IssuedToken, Login, Reason, Refusal,
    TokenBytes, User, UserPolicy, UserRecord, invariant,
};

/// What this command makes happen to this account, or every reason why not. `user` is `None` where
/// there is no account yet. No events means that everything is so already.
///
/// The decision relied on `user` alone: commit it under [`User::precondition`], together with
/// [`User::claims`] of the account after the events.
///
/// # Errors
/// With all the reasons that were found: see [`Reason`].
pub fn decide_user(
    user: Option<&User>,
    command: &UserCommand,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Vec<UserEvent>, Refusal> {
    match (user, command) {
        (None, UserCommand::Create(form)) => create(form, policy, now),
        (None, UserCommand::Import(form)) => import(form),
        (None, _) => Err(Refusal::of(Reason::UserUnknown)),
        (Some(_), UserCommand::Create(_) | UserCommand::Import(_)) => {
            Err(Refusal::of(Reason::UserExists))
        }
        (Some(user), command) => change(user, command, policy, now),
    }
}

/// A limit that is not unlimited is at least 1 (S102).
pub(crate) fn limit_reason(limit: Option<Limit>) -> Option<Reason> {
    (limit == Some(Limit::Count(0))).then_some(Reason::LimitZero)
}

/// Commands on an account that there is.
fn change(
    user: &User,
    command: &UserCommand,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Vec<UserEvent>, Refusal> {
    stands_for(user.standing(), command)?;
    match command {
        UserCommand::Edit(form) => edit(user, form, policy),
        // Whatever a shorter command saves is checked as the form that saves the same.
        UserCommand::RecordRight => edit(
            user,
            &Edit {
                rights: RightsChange::Some,
                ..Edit::default()
            },
            policy,
        ),
        UserCommand::TurnAllRightsOff => edit(
            user,
            &Edit {
                rights: RightsChange::AllOff,
                ..Edit::default()
            },
            policy,
        ),
        UserCommand::SetCredentials { algorithm } => edit(
            user,
            &Edit {
                password: PasswordChange::Set(algorithm.clone()),
                ..Edit::default()
            },
            policy,
        ),
        UserCommand::ClearCredentials => edit(
            user,
            &Edit {
                password: PasswordChange::Clear,
                ..Edit::default()
            },
            policy,
        ),
        UserCommand::UseEmailAsLogin => edit(
            user,
            &Edit {
                login: Change::Set(Login::Email),
                ..Edit::default()
            },
            policy,
        ),
        UserCommand::IssueActivation { token } => issue(user.record(), token, policy, now)
            .map(|event| vec![event])
            .map_err(Refusal::of),
        UserCommand::Activate { token, algorithm } => activate(user, token, algorithm, policy, now),
        UserCommand::Suspend { replacement } => switch_off(user, *replacement, |replacement| {
            UserEvent::Suspended { replacement }
        }),
        UserCommand::HalfDelete { replacement } => switch_off(user, *replacement, |replacement| {
            UserEvent::HalfDeleted { replacement }
        }),
        UserCommand::Delete { replacement } => switch_off(user, *replacement, |replacement| {
            UserEvent::Deleted { replacement }
        }),
        UserCommand::Restore => Ok(vec![UserEvent::Restored]),
        UserCommand::SetCapacities { capacities } => {
            if *capacities == user.record().capacities {
                return Ok(Vec::new());
            }
            let events = vec![UserEvent::CapacitiesChanged {
                capacities: capacities.clone(),
            }];
            Refusal::check(invariant::broken(after(user, &events)?.record()))?;
            Ok(events)
        }
        UserCommand::Convert => convert(user),
        // Answered where the account is looked at first.
        UserCommand::Create(_) | UserCommand::Import(_) => Err(Refusal::of(Reason::UserExists)),
    }
}

/// Whether an account that stands so takes this command at all.
fn stands_for(found: Standing, command: &UserCommand) -> Result<(), Refusal> {
    let possible = match command {
        // Deleted is for good; half-deleted waits to be restored or deleted (S78, S82).
        UserCommand::Delete { .. } => found != Standing::Deleted,
        UserCommand::Restore => matches!(found, Standing::Suspended | Standing::HalfDeleted),
        UserCommand::Suspend { .. } | UserCommand::HalfDelete { .. } => matches!(
            found,
            Standing::Employee | Standing::Pending | Standing::Active
        ),
        UserCommand::IssueActivation { .. } => found == Standing::Pending,
        // A stranger with a wrong token learns nothing about how the account stands.
        UserCommand::Activate { .. } if found != Standing::Pending => {
            return Err(Refusal::of(Reason::TokenUnknown));
        }
        _ => !matches!(found, Standing::Deleted | Standing::HalfDeleted),
    };
    if possible {
        Ok(())
    } else {
        Err(Refusal::of(Reason::Standing { found }))
    }
}

fn edit(user: &User, form: &Edit, policy: &UserPolicy) -> Result<Vec<UserEvent>, Refusal> {
    let record = user.record();
    let pending = matches!(record.activation, Activation::Awaited { .. });
    let mut reasons = BTreeSet::new();
    let mut events = Vec::new();

    let profile = form.profile.against(&record.profile);
    if profile != ProfileChanges::default() {
        events.push(UserEvent::Edited(Box::new(profile)));
    }
    if let Change::Set(to) = form.email.unless_equal(&record.profile.email) {
        events.push(UserEvent::EmailChanged {
            from: record.profile.email.clone(),
            to,
        });
    }
    if let Change::Set(to) = form.login.unless_equal(&record.login) {
        events.push(UserEvent::LoginChanged {
            to,
            tell: record.profile.email.clone(),
        });
    }
    match &form.password {
        PasswordChange::Keep => {}
        PasswordChange::Clear if record.credentials.is_none() => {}
        PasswordChange::Clear => events.push(UserEvent::CredentialsCleared),
        // The invited person sets the password, nobody else (S112).
        PasswordChange::Set(_) if pending => {
            reasons.insert(Reason::PasswordByInviter);
        }
        PasswordChange::Set(algorithm) => match next_credentials(record, algorithm) {
            Ok(event) => events.push(event),
            Err(reason) => {
                reasons.insert(reason);
            }
        },
    }
    match form.rights {
        RightsChange::Keep => {}
        // The first right makes the employee a user (S183). A pending account becomes one when the
        // person sets the password; who is one stays one.
        RightsChange::Some if record.ever_had_rights || pending => {}
        RightsChange::Some => events.push(UserEvent::BecameUser {
            birth_right: policy.birth_right,
        }),
        // The account remains (S42). Who never had a right has none to turn off.
        RightsChange::AllOff if record.ever_had_rights || pending => {
            events.push(UserEvent::RightsTurnedOff);
        }
        RightsChange::AllOff => {}
    }

    // Everything below looks at the form as it is saved, not field by field (S37).
    let saved = after(user, &events)?;
    reasons.extend(
        invariant::broken(saved.record())
            .into_iter()
            .map(|reason| match reason {
                // For who is not yet a user: credentials first (S37). Later they stay (S41).
                Reason::CredentialsStay { missing } if !record.ever_had_rights => {
                    Reason::CredentialsFirst { missing }
                }
                other => other,
            }),
    );
    reasons.extend(profile_reasons(form, &saved, policy));
    if let Some(letter) = &form.letter {
        match letter_event(letter, saved.record()) {
            Ok(event) => events.push(event),
            Err(found) => reasons.extend(found),
        }
    }
    Refusal::check(reasons)?;
    Ok(events)
}

/// The system's rules on a profile, asked only of a form that touches the profile: turning rights
/// off never fails for want of a surname.
fn profile_reasons(form: &Edit, saved: &User, policy: &UserPolicy) -> BTreeSet<Reason> {
    let mut reasons = BTreeSet::new();
    let profile = saved.profile();
    if form.profile != ProfileChanges::default() || !form.email.is_keep() {
        reasons.extend(
            policy
                .required
                .missing(profile)
                .into_iter()
                .map(|field| Reason::FieldMissing { field }),
        );
    }
    if !form.profile.limit.is_keep() {
        reasons.extend(limit_reason(profile.limit));
    }
    // The set of languages is never empty (S105, D11).
    if !form.profile.memberships.is_keep() {
        reasons.extend(languages_reason(
            Some(&profile.memberships.languages),
            policy,
        ));
    }
    reasons
}

/// A set of languages that is given is not empty, where the system has a default (S105, D11).
pub(crate) fn languages_reason(
    given: Option<&BTreeSet<Language>>,
    policy: &UserPolicy,
) -> Option<Reason> {
    let empty = given.is_some_and(BTreeSet::is_empty) && !policy.languages.is_empty();
    empty.then_some(Reason::LanguagesEmpty)
}

fn next_credentials(record: &UserRecord, algorithm: &Algorithm) -> Result<UserEvent, Reason> {
    let version = record
        .credential_version
        .checked_add(1)
        .ok_or(Reason::CredentialVersionsUsedUp)?;
    Ok(UserEvent::CredentialsSet {
        credentials: CredentialFacts {
            version,
            algorithm: algorithm.clone(),
        },
    })
}

/// The letter with the credentials, checked against the form as it is saved (S44-S47).
pub(crate) fn letter_event(
    letter: &CredentialsLetter,
    saved: &UserRecord,
) -> Result<UserEvent, BTreeSet<Reason>> {
    let mut reasons = BTreeSet::new();
    if saved.credentials.is_none() || saved.login == Login::Unset {
        reasons.insert(Reason::LetterNothingToSend);
    }
    let to = match (letter.to_own_email, &letter.to_typed, &saved.profile.email) {
        // The tick and a typed address exclude each other (S46).
        (true, Some(_), _) => Err(Reason::LetterTwoAddresses),
        (false, None, _) => Err(Reason::LetterNoAddress),
        // The tick needs the employee's address (S45).
        (true, None, None) => Err(Reason::LetterNoOwnEmail),
        (true, None, Some(own)) => Ok(own),
        (false, Some(typed), _) => Ok(typed),
    };
    match to {
        Ok(to) if reasons.is_empty() => Ok(UserEvent::CredentialsLetterAsked {
            to: to.clone(),
            link: letter.link,
        }),
        Ok(_) => Err(reasons),
        Err(reason) => {
            reasons.insert(reason);
            Err(reasons)
        }
    }
}

/// A token goes to the stored address and replaces the one before (S120, S123).
pub(crate) fn issue(
    record: &UserRecord,
    token: &TokenBytes,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<UserEvent, Reason> {
    let to = record
        .profile
        .email
        .as_ref()
        .ok_or(Reason::ActivationNoEmail)?;
    Ok(UserEvent::ActivationIssued {
        token: IssuedToken {
            verifier: TokenVerifier::of(&binding(record, to), token),
            issued_at: now,
            expires_at: policy.token_lifetime.end(now),
        },
        to: to.clone(),
    })
}

fn binding<'a>(record: &UserRecord, address: &'a Email) -> TokenBinding<'a> {
    TokenBinding {
        tenant: record.tenant,
        user: record.id,
        address,
        credential_version: record.credential_version,
    }
}

fn activate(
    user: &User,
    token: &TokenBytes,
    algorithm: &Algorithm,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Vec<UserEvent>, Refusal> {
    let record = user.record();
    let (
        Activation::Awaited {
            token: Some(issued),
        },
        Some(address),
    ) = (&record.activation, &record.profile.email)
    else {
        return Err(Refusal::of(Reason::TokenUnknown));
    };
    // First whether it is the token, in constant time; only its holder learns that it is too old.
    if TokenVerifier::of(&binding(record, address), token) != issued.verifier {
        return Err(Refusal::of(Reason::TokenUnknown));
    }
    // Valid while now < issued + 7 days; at exactly 7 days it is not (S122, S123, D19).
    if !issued.is_valid(now) {
        return Err(Refusal::of(Reason::TokenExpired {
            since: issued.expires_at,
        }));
    }
    // The token is gone with the first use (S121); whoever sets the password is a user.
    let events = vec![
        UserEvent::Activated,
        next_credentials(record, algorithm).map_err(Refusal::of)?,
        UserEvent::BecameUser {
            birth_right: policy.birth_right,
        },
    ];
    Refusal::check(invariant::broken(after(user, &events)?.record()))?;
    Ok(events)
}

fn switch_off(
    user: &User,
    replacement: Option<UserId>,
    event: impl FnOnce(Option<UserId>) -> UserEvent,
) -> Result<Vec<UserEvent>, Refusal> {
    if replacement == Some(user.id()) {
        return Err(Refusal::of(Reason::ReplacementIsSelf));
    }
    Ok(vec![event(replacement)])
}

/// A lone legacy account becomes unified and keeps what it could: the surface it never had stays
/// off until somebody gives it.
fn convert(user: &User) -> Result<Vec<UserEvent>, Refusal> {
    if user.kind() == AccountKind::Unified {
        return Err(Refusal::of(Reason::AlreadyUnified));
    }
    Ok(vec![UserEvent::Converted {
        from: user.kind(),
        capacities: user.record().capacities.clone(),
    }])
}

fn after(user: &User, events: &[UserEvent]) -> Result<User, Refusal> {
    let mut user = user.clone();
    for event in events {
        user.apply(event)
            .map_err(|_| Refusal::of(Reason::UserExists))?;
    }
    Ok(user)
}
