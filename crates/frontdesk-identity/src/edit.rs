//! The form by which an account is edited.

use std::collections::BTreeSet;

use frontdesk_model::{Language, Limit};

use crate::activation::{credentials_set, sealed};
use crate::bounds::{name_fits, position_fits};
use crate::command::{CredentialsLetter, Edit, PasswordChange, RightsChange};
use crate::decide::after;
use crate::event::{ProfileChanges, UserEvent};
use crate::{
    Activation, Change, Decided, Field, Login, PersonName, Position, Reason, Refusal, User,
    UserPolicy, UserRecord, invariant,
};

/// What a saved form changes, or every reason why it cannot be saved.
pub(crate) fn edit(
    user: &User,
    form: &Edit,
    policy: &UserPolicy,
) -> Result<Decided<UserEvent>, Refusal> {
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
        PasswordChange::Set(verifier) => match credentials_set(record, verifier, &policy.hashing) {
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
    reasons.extend(profile_reasons(user, form, &saved, policy));
    if let Some(letter) = &form.letter {
        match letter_event(letter, saved.record()) {
            Ok(event) => events.push(event),
            Err(found) => reasons.extend(found),
        }
    }
    Refusal::check(reasons)?;
    let verifier = match &form.password {
        PasswordChange::Set(verifier) => Some(verifier),
        PasswordChange::Keep | PasswordChange::Clear => None,
    };
    Ok(Decided {
        sealed: sealed(saved.record(), verifier),
        events,
    })
}

/// The system's rules on a profile, asked only of a form that touches the profile: turning rights
/// off never fails for want of a surname.
fn profile_reasons(
    user: &User,
    form: &Edit,
    saved: &User,
    policy: &UserPolicy,
) -> BTreeSet<Reason> {
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
    if !form.profile.name.is_keep() {
        reasons.extend(name_reason(&profile.name));
    }
    if !form.profile.position.is_keep() {
        reasons.extend(position_reason(profile.position.as_ref()));
    }
    // A login or password that the system requires is not taken away.
    let required = |field, gone| policy.required.has(field) && gone;
    let login = user.login().is_some() && saved.login().is_none();
    let password = user.record().credentials.is_some() && saved.record().credentials.is_none();
    for (field, gone) in [(Field::Login, login), (Field::Password, password)] {
        if required(field, gone) {
            reasons.insert(Reason::FieldMissing { field });
        }
    }
    if !form.profile.limit.is_keep() {
        reasons.extend(limit_reason(profile.limit));
    }
    // The set of languages is never empty (S105, D11). One that was imported empty is no fault of a
    // form that leaves it so.
    let languages = |user: &User| user.memberships().languages.clone();
    if languages(user) != languages(saved) {
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
            to: Some(to.clone()),
            link: letter.link,
        }),
        Ok(_) => Err(reasons),
        Err(reason) => {
            reasons.insert(reason);
            Err(reasons)
        }
    }
}

/// A part of a name is one line.
pub(crate) fn name_reason(name: &PersonName) -> Option<Reason> {
    (!name_fits(name)).then_some(Reason::NameUnfit)
}

/// A position is one line.
pub(crate) fn position_reason(position: Option<&Position>) -> Option<Reason> {
    (!position.is_none_or(position_fits)).then_some(Reason::PositionUnfit)
}

/// A limit that is not unlimited is at least 1 (S102).
pub(crate) fn limit_reason(limit: Option<Limit>) -> Option<Reason> {
    (limit == Some(Limit::Count(0))).then_some(Reason::LimitZero)
}
