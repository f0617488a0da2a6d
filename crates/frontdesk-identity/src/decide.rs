//! What a command makes happen to a staff account, or why not.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, Memberships, Standing, UserId};

use crate::activation::{activate, issue, issue_reset, reset};
use crate::command::{Edit, PasswordChange, Replacement, RightsChange, UserCommand};
use crate::create::{create, import};
use crate::edit::{edit, languages_reason};
use crate::event::{ProfileChanges, UserEvent};
use crate::{
    Capacity, Change, Decided, Lifecycle, Login, Reason, Refusal, User, UserPolicy, UserRecord,
    invariant,
};

/// What this command makes happen to this account, or every reason why not. `user` is `None` where
/// there is no account yet. No events means that everything is so already.
///
/// The decision relied on `user`, and on the [`Replacement`] where the command names one: commit it under
/// the preconditions of both, together with [`User::claims`] of the account after the events.
///
/// # Errors
/// With all the reasons that were found: see [`Reason`].
pub fn decide_user(
    user: Option<&User>,
    command: &UserCommand,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<UserEvent>, Refusal> {
    // Two tenants never meet: a policy of one decides over no account of another.
    if user.is_some_and(|user| user.tenant() != policy.tenant) {
        return Err(Refusal::of(Reason::OtherTenant));
    }
    match (user, command) {
        (None, UserCommand::Create(form)) => create(form, policy, now),
        (None, UserCommand::Import(form)) => import(form, policy),
        (None, _) => Err(Refusal::of(Reason::UserUnknown)),
        (Some(_), UserCommand::Create(_) | UserCommand::Import(_)) => {
            Err(Refusal::of(Reason::UserExists))
        }
        (Some(user), command) => change(user, command, policy, now),
    }
}

/// Commands on an account that there is.
fn change(
    user: &User,
    command: &UserCommand,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Decided<UserEvent>, Refusal> {
    stands_for(user.record(), command)?;
    let alone = |event: Result<UserEvent, Reason>| match event {
        Ok(event) => Ok(Decided::plain(vec![event])),
        Err(reason) => Err(Refusal::of(reason)),
    };
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
        UserCommand::SetCredentials { verifier } => edit(
            user,
            &Edit {
                password: PasswordChange::Set(verifier.clone()),
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
        UserCommand::IssueActivation { token } => alone(issue(user.record(), token, policy, now)),
        UserCommand::Activate { token, verifier } => activate(user, token, verifier, policy, now),
        UserCommand::IssueReset { token } => alone(issue_reset(user.record(), token, policy, now)),
        UserCommand::Reset { token, verifier } => reset(user, token, verifier, policy, now),
        UserCommand::Suspend { replacement } => alone(
            taking_over(user, replacement.as_ref())
                .map(|replacement| UserEvent::Suspended { replacement }),
        ),
        UserCommand::HalfDelete { replacement } => alone(
            taking_over(user, replacement.as_ref())
                .map(|replacement| UserEvent::HalfDeleted { replacement }),
        ),
        UserCommand::Delete { replacement } => alone(taking_over(user, replacement.as_ref()).map(
            |replacement| UserEvent::Deleted {
                replacement,
                groups: user.memberships().groups.clone(),
            },
        )),
        UserCommand::Restore => alone(Ok(UserEvent::Restored)),
        UserCommand::SetCapacities { capacities } => set_capacities(user, capacities),
        UserCommand::SetMemberships { memberships } => set_memberships(user, memberships, policy),
        UserCommand::Convert => alone(convert(user)),
        // A second hold for one case changes nothing; nor does the end of a case that holds nothing.
        UserCommand::PlaceHold { case } => {
            Ok(Decided::plain(match user.record().holds.get(case) {
                Some(_) => Vec::new(),
                None => vec![UserEvent::HoldPlaced {
                    case: case.clone(),
                    since: now,
                }],
            }))
        }
        UserCommand::LiftHold { case } => Ok(Decided::plain(match user.record().holds.get(case) {
            Some(_) => vec![UserEvent::HoldLifted { case: case.clone() }],
            None => Vec::new(),
        })),
        // While one case lasts, everything is kept.
        UserCommand::Erase if !user.record().holds.is_empty() => {
            Err(Refusal::of(Reason::LegalHold))
        }
        UserCommand::Erase => alone(Ok(UserEvent::Erased)),
        // Answered where the account is looked at first.
        UserCommand::Create(_) | UserCommand::Import(_) => Err(Refusal::of(Reason::UserExists)),
    }
}

/// Whether an account that stands so takes this command at all.
fn stands_for(record: &UserRecord, command: &UserCommand) -> Result<(), Refusal> {
    let found = record.standing();
    // Nothing is left to decide about: not even how long it is held.
    if record.lifecycle == Lifecycle::Erased
        && !matches!(
            command,
            UserCommand::Activate { .. } | UserCommand::Reset { .. }
        )
    {
        return Err(Refusal::of(Reason::Erased));
    }
    let possible = match command {
        // Deleted is for good; half-deleted waits to be restored or deleted (S78, S82).
        UserCommand::Delete { .. } => found != Standing::Deleted,
        UserCommand::Restore => matches!(found, Standing::Suspended | Standing::HalfDeleted),
        UserCommand::Suspend { .. } | UserCommand::HalfDelete { .. } => matches!(
            found,
            Standing::Employee | Standing::Pending | Standing::Active
        ),
        // A hold can begin and end at any time; only what was deleted is erased.
        UserCommand::PlaceHold { .. } | UserCommand::LiftHold { .. } => true,
        UserCommand::Erase if found != Standing::Deleted => {
            return Err(Refusal::of(Reason::EraseNotDeleted));
        }
        UserCommand::Erase => true,
        UserCommand::SetMemberships { .. } => found != Standing::Deleted,
        UserCommand::IssueActivation { .. } => found == Standing::Pending,
        UserCommand::IssueReset { .. } => found == Standing::Active,
        // A stranger with a wrong token learns nothing about how the account stands.
        UserCommand::Activate { .. } if found != Standing::Pending => {
            return Err(Refusal::of(Reason::TokenUnknown));
        }
        UserCommand::Reset { .. } if found != Standing::Active => {
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

/// Whoever takes over is another account of this tenant that can act as an operator.
fn taking_over(user: &User, replacement: Option<&Replacement>) -> Result<Option<UserId>, Reason> {
    let Some(other) = replacement else {
        return Ok(None);
    };
    if other.tenant != user.tenant() {
        return Err(Reason::OtherTenant);
    }
    if other.user == user.id() {
        return Err(Reason::ReplacementIsSelf);
    }
    if !other.standing.can_act() {
        return Err(Reason::ReplacementCannotAct {
            found: other.standing,
        });
    }
    // Who is no operator answers nobody (S4).
    if !other.capacities.contains(&Capacity::Operator) {
        return Err(Reason::ReplacementNoOperator);
    }
    Ok(Some(other.user))
}

fn set_capacities(
    user: &User,
    capacities: &BTreeSet<Capacity>,
) -> Result<Decided<UserEvent>, Refusal> {
    if *capacities == user.record().capacities {
        return Ok(Decided::plain(Vec::new()));
    }
    let events = vec![UserEvent::CapacitiesChanged {
        capacities: capacities.clone(),
    }];
    Refusal::check(invariant::broken(after(user, &events)?.record()))?;
    Ok(Decided::plain(events))
}

fn set_memberships(
    user: &User,
    memberships: &Memberships,
    policy: &UserPolicy,
) -> Result<Decided<UserEvent>, Refusal> {
    let present = user.memberships();
    if memberships == present {
        return Ok(Decided::plain(Vec::new()));
    }
    let reason = languages_reason(Some(&memberships.languages), policy);
    if let Some(reason) = reason.filter(|_| memberships.languages != present.languages) {
        return Err(Refusal::of(reason));
    }
    Ok(Decided::plain(vec![UserEvent::Edited(Box::new(
        ProfileChanges {
            memberships: Change::Set(memberships.clone()),
            ..ProfileChanges::default()
        },
    ))]))
}

/// A lone legacy account becomes unified and keeps what it could: the surface it never had stays
/// off until somebody gives it.
fn convert(user: &User) -> Result<UserEvent, Reason> {
    if user.kind() == AccountKind::Unified {
        return Err(Reason::AlreadyUnified);
    }
    Ok(UserEvent::Converted {
        from: user.kind(),
        capacities: user.record().capacities.clone(),
    })
}

pub(crate) fn after(user: &User, events: &[UserEvent]) -> Result<User, Refusal> {
    let mut user = user.clone();
    for event in events {
        user.apply(event)
            .map_err(|_| Refusal::of(Reason::UserExists))?;
    }
    Ok(user)
}
