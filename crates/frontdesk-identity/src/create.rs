//! How an account begins: by a form, or taken over from another system.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_contact::DisplayName;
use frontdesk_model::{AccountKind, Standing, Version};

use crate::activation::{issue, sealed};
use crate::command::{Create, Entry, Import};
use crate::edit::{letter_event, limit_reason, name_reason, position_reason};
use crate::event::{Created, Imported, UserEvent};
use crate::{
    Activation, Capacity, Credential, CredentialFacts, Decided, EmailUse, Field, Lifecycle, Login,
    Reason, Refusal, Rehash, RoleCount, User, UserPolicy, UserRecord, invariant,
};

pub(crate) fn create(
    form: &Create,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<UserEvent>, Refusal> {
    let mut reasons = BTreeSet::new();
    let mut profile = form.profile.clone();

    // From the cut-over on no legacy account is created (S6).
    let legacy = matches!(
        form.kind,
        AccountKind::LegacyOperator | AccountKind::LegacyAdmin
    );
    if legacy && !policy.legacy.is_open(now) {
        reasons.insert(Reason::LegacyEnded);
    }
    // Without a chat name it is the full name as it is now (S53).
    if let (None, Some(full)) = (&profile.chat_name, profile.name.full()) {
        match DisplayName::parse(&full) {
            Ok(name) => profile.chat_name = Some(name),
            Err(_) => {
                reasons.insert(Reason::ChatNameUnfit);
            }
        }
    }
    // The chat languages begin with the system's (S104).
    if profile.memberships.languages.is_empty() {
        profile.memberships.languages.clone_from(&policy.languages);
    }
    reasons.extend(name_reason(&profile.name));
    reasons.extend(position_reason(profile.position.as_ref()));
    reasons.extend(limit_reason(profile.limit));
    reasons.extend(role_reasons(form, policy));
    reasons.extend(
        missing_fields(form, policy)
            .into_iter()
            .map(|field| Reason::FieldMissing { field }),
    );

    let (password, awaited, becomes_user) = match &form.entry {
        // An employee has no rights yet (S34); saved with one, he is a user (S183).
        Entry::Employee { password } => (password, None, legacy || !form.roles.is_empty()),
        Entry::User { password } => (password, None, true),
        Entry::Invited { token } => (&None, Some(token), false),
    };
    // Where the e-mail address is the key of the account (S91, S118), and for who is invited by it, it is
    // the login unless the form names another.
    let by_email = awaited.is_some() || policy.emails == EmailUse::Identity;
    let login = match &form.login {
        Login::Unset if by_email && profile.email.is_some() => Login::Email,
        login => login.clone(),
    };
    let capacities = form.capacities.clone().unwrap_or_else(|| match form.kind {
        AccountKind::Unified => policy.capacities.clone(),
        kind => Capacity::of_kind(kind),
    });
    let mut events = vec![UserEvent::Created(Box::new(Created {
        tenant: policy.tenant,
        id: form.id,
        kind: form.kind,
        capacities,
        profile,
        login,
        roles: form.roles.clone(),
        activation: match awaited {
            None => Activation::NotAwaited,
            Some(_) => Activation::Awaited { token: None },
        },
    }))];
    if let Some(verifier) = password {
        events.push(UserEvent::CredentialsSet {
            credentials: verifier.facts(1, &policy.hashing),
            tell: None,
        });
    }
    if becomes_user {
        events.push(UserEvent::BecameUser {
            birth_right: policy.birth_right,
        });
    }
    let born = replayed(&events)?;
    if let Some(token) = awaited {
        match issue(born.record(), token, policy, now) {
            Ok(event) => events.push(event),
            // Said already, where the address is a required field.
            Err(_) if policy.required.has(Field::Email) => {}
            Err(reason) => {
                reasons.insert(reason);
            }
        }
    }
    if let Some(letter) = &form.letter {
        match letter_event(letter, born.record()) {
            Ok(event) => events.push(event),
            Err(found) => reasons.extend(found),
        }
    }
    // A form that makes a user names the field that is missing.
    reasons.extend(
        invariant::broken(born.record())
            .into_iter()
            .map(|reason| match reason {
                Reason::CredentialsStay { missing } => Reason::FieldMissing {
                    field: field_of(missing),
                },
                other => other,
            }),
    );
    Refusal::check(reasons)?;
    Ok(Decided {
        events,
        sealed: sealed(born.record(), password.as_ref()),
    })
}

/// The required fields of the form that are not filled in, all at once (S31-S33, S111, S118).
fn missing_fields(form: &Create, policy: &UserPolicy) -> BTreeSet<Field> {
    let required = &policy.required;
    let mut missing = required.missing(&form.profile);
    let has_password = match &form.entry {
        Entry::Employee { password } | Entry::User { password } => password.is_some(),
        // The invited person sets one (S112).
        Entry::Invited { .. } => true,
    };
    let has_login = form.login != Login::Unset || matches!(form.entry, Entry::Invited { .. });
    for (field, filled) in [
        (Field::Role, !form.roles.is_empty()),
        (Field::Login, has_login),
        (Field::Password, has_password),
    ] {
        if required.has(field) && !filled {
            missing.insert(field);
        }
    }
    missing
}

fn role_reasons(form: &Create, policy: &UserPolicy) -> Vec<Reason> {
    let mut reasons = Vec::new();
    // Each record has exactly one of the roles (S88). None at all is a missing field.
    if policy.roles == RoleCount::ExactlyOne && form.roles.len() > 1 {
        reasons.push(Reason::OneRole);
    }
    // Who sees every questionnaire chooses none (S110).
    if !form.profile.memberships.questionnaires.is_empty() {
        reasons.extend(
            form.roles
                .intersection(&policy.roles_seeing_all)
                .cloned()
                .map(|role| Reason::QuestionnairesForAll { role }),
        );
    }
    reasons
}

pub(crate) fn import(form: &Import, policy: &UserPolicy) -> Result<Decided<UserEvent>, Refusal> {
    let (lifecycle, activation) = match form.standing {
        Standing::Employee | Standing::Active => (Lifecycle::Open, Activation::NotAwaited),
        Standing::Pending => (Lifecycle::Open, Activation::Awaited { token: None }),
        Standing::HalfDeleted => (Lifecycle::HalfDeleted, Activation::NotAwaited),
        Standing::Suspended => (Lifecycle::Suspended, Activation::NotAwaited),
        Standing::Deleted => (Lifecycle::Deleted, Activation::NotAwaited),
    };
    let credentials = form.password.clone().map(|algorithm| CredentialFacts {
        version: 1,
        algorithm,
        rehash: Rehash::Unknown,
    });
    let record = UserRecord {
        tenant: policy.tenant,
        id: form.id,
        version: Version::FIRST.next(),
        kind: form.kind,
        capacities: form
            .capacities
            .clone()
            .unwrap_or_else(|| Capacity::of_kind(form.kind)),
        profile: form.profile.clone(),
        login: form.login.clone(),
        credential_version: u32::from(credentials.is_some()),
        credentials,
        ever_had_rights: form.ever_had_rights,
        lifecycle,
        activation,
        reset: None,
        holds: BTreeMap::new(),
    };
    let derived = record.standing();
    let contradiction = (derived != form.standing).then_some(Reason::StandingContradiction {
        stated: form.standing,
        derived,
    });
    match (User::from_record(record), contradiction) {
        (Ok(user), None) => Ok(Decided::plain(vec![UserEvent::Imported(Box::new(
            Imported {
                record: user.into_record(),
            },
        ))])),
        (Ok(_), Some(reason)) => Err(Refusal::of(reason)),
        (Err(refusal), None) => Err(refusal),
        (Err(refusal), Some(reason)) => Err(Refusal::with(reason, refusal.into())),
    }
}

const fn field_of(credential: Credential) -> Field {
    match credential {
        Credential::Login => Field::Login,
        Credential::Password => Field::Password,
    }
}

fn replayed(events: &[UserEvent]) -> Result<User, Refusal> {
    User::replay(events)
        .ok()
        .flatten()
        .ok_or_else(|| Refusal::of(Reason::UserUnknown))
}
