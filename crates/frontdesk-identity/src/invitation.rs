//! One invitation for several addresses.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_contact::{Email, EmailError};
use frontdesk_model::{Language, Limit, Memberships, Module, QuestionnaireId, UserId};
use serde::{Deserialize, Serialize};

use crate::command::{Create, Entry, UserCommand};
use crate::decide::decide_user;
use crate::edit::languages_reason;
use crate::user::{LoginKey, login_key};
use crate::{Profile, Reason, Refusal, RoleName, TokenBytes, UserEvent, UserPolicy};

/// What becomes of each address of an invitation, in the order of the form. Every address that is
/// good gets an account of its own; the accounts are equal but for the address, the id and the token
/// (S114).
///
/// What an address was answered is for the inviting person alone. Whether an address has an account
/// already is found by the host's unique index when it stores the events, and told to nobody else.
///
/// # Errors
/// With all the reasons that were found, when nothing is to be created.
pub fn invite(
    invitation: &Invitation,
    policy: &UserPolicy,
    now: DateTime<Utc>,
) -> Result<Invited, Refusal> {
    let form = &invitation.form;
    let mut reasons = form_reasons(invitation, policy);
    let mut first_of: BTreeMap<LoginKey, u32> = BTreeMap::new();
    let mut answers = Vec::new();
    let mut bad = Vec::new();

    for ((place, typed), seat) in (0_u32..).zip(&form.addresses).zip(&invitation.seats) {
        let email = match Email::parse(&typed.0) {
            Ok(email) => email,
            Err(why) => {
                // A bad address is reported and the good ones are created, or nothing is (D20).
                if form.on_bad_address == OnBadAddress::RefuseAll {
                    reasons.insert(Reason::BadAddress { place });
                }
                bad.push(Reason::BadAddress { place });
                answers.push(Answer::Bad { why });
                continue;
            }
        };
        // Two addresses that would be one login are one: the first counts (S113).
        if let Some(key) = login_key(email.as_typed()) {
            if let Some(first) = first_of.get(&key) {
                answers.push(Answer::Duplicate { of: *first });
                continue;
            }
            first_of.insert(key, place);
        }
        match decide_user(None, &command(invitation, &email, seat), policy, now) {
            Ok(decided) => answers.push(Answer::Create {
                id: seat.id,
                email,
                events: decided.events,
            }),
            Err(refusal) => reasons.extend(refusal.reasons().cloned()),
        }
    }
    // An invitation of which no address is good invites nobody.
    if !answers
        .iter()
        .any(|answer| matches!(answer, Answer::Create { .. }))
    {
        reasons.extend(bad);
    }
    Refusal::check(reasons)?;
    Ok(Invited { answers })
}

/// What is wrong with the form, whatever the addresses are.
fn form_reasons(invitation: &Invitation, policy: &UserPolicy) -> BTreeSet<Reason> {
    let form = &invitation.form;
    let mut reasons = BTreeSet::new();
    // One or several addresses (S113).
    if form.addresses.is_empty() {
        reasons.insert(Reason::InvitationEmpty);
    }
    if form.addresses.len() != invitation.seats.len() {
        let count = |length| u32::try_from(length).unwrap_or(u32::MAX);
        reasons.insert(Reason::SeatCount {
            addresses: count(form.addresses.len()),
            seats: count(invitation.seats.len()),
        });
    }
    let ids: BTreeSet<UserId> = invitation.seats.iter().map(|seat| seat.id).collect();
    if ids.len() != invitation.seats.len() {
        reasons.insert(Reason::SeatTwice);
    }
    // The inviter sets no password (S112).
    if form.password == PasswordField::Filled {
        reasons.insert(Reason::PasswordByInviter);
    }
    // Not unlimited: then the number is needed (S102), and it is at least 1.
    match form.limit {
        LimitChoice::Limited(None) => {
            reasons.insert(Reason::LimitMissing);
        }
        LimitChoice::Limited(Some(0)) => {
            reasons.insert(Reason::LimitZero);
        }
        LimitChoice::Unlimited | LimitChoice::Limited(Some(_)) => {}
    }
    reasons.extend(languages_reason(form.languages.as_ref(), policy));
    reasons
}

/// The creation form of one address.
fn command(invitation: &Invitation, email: &Email, seat: &Seat) -> UserCommand {
    let form = &invitation.form;
    let entry = Entry::Invited {
        token: seat.token.clone(),
    };
    UserCommand::Create(Box::new(Create {
        roles: form.roles.clone(),
        profile: Profile {
            email: Some(email.clone()),
            limit: Some(match form.limit {
                LimitChoice::Limited(Some(number)) => Limit::Count(number),
                LimitChoice::Unlimited | LimitChoice::Limited(None) => Limit::Unlimited,
            }),
            memberships: Memberships {
                modules: form.modules.clone(),
                languages: form.languages.clone().unwrap_or_default(),
                questionnaires: form.questionnaires.clone(),
                ..Memberships::default()
            },
            ..Profile::default()
        },
        ..Create::new(seat.id, entry)
    }))
}

/// An invitation into the tenant of the policy, with what the host adds to the form: an id and a
/// token for every address.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// What the inviting person filled in.
    pub form: InvitationForm,
    /// As many as there are addresses, in their order.
    pub seats: Vec<Seat>,
}

impl Invitation {
    /// The command that creates one of the accounts of [`Invited::created`]: to be asked of who may
    /// create accounts, where each is stored by a transition of its own. `None`: it has no such seat.
    #[must_use]
    pub fn command(&self, id: UserId, email: &Email) -> Option<UserCommand> {
        let seat = self.seats.iter().find(|seat| seat.id == id)?;
        Some(command(self, email, seat))
    }
}

/// What the host makes for one address.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The id of the new account.
    pub id: UserId,
    /// The random bytes for the letter.
    pub token: TokenBytes,
}

/// What the inviting person filled in. It can be stored; it holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InvitationForm {
    /// One or several addresses, as typed (S113).
    pub addresses: Vec<TypedAddress>,
    /// The roles for all of them.
    pub roles: BTreeSet<RoleName>,
    /// The modules for all of them (S86).
    pub modules: BTreeSet<Module>,
    /// The limit for all of them (S101).
    pub limit: LimitChoice,
    /// The chat languages for all of them; `None` is the system's default (S104), and an empty set
    /// is refused where there is one (S105).
    pub languages: Option<BTreeSet<Language>>,
    /// The questionnaires for all of them (S107); none beside a role that has every one (S110).
    pub questionnaires: BTreeSet<QuestionnaireId>,
    /// Whether the password field was filled in, which is refused (S112). The password itself never
    /// comes here.
    pub password: PasswordField,
    /// What a bad address does to the others (D20).
    pub on_bad_address: OnBadAddress,
}

/// An address as it was typed, good or bad. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TypedAddress(pub String);

impl fmt::Debug for TypedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedAddress(..)")
    }
}

/// The choice of a limit in a form (S101).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitChoice {
    /// Unlimited.
    #[default]
    Unlimited,
    /// Limited to a number, which may have been left out (S102).
    Limited(Option<u32>),
}

/// Whether a password field was filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordField {
    /// It was not.
    #[default]
    Empty,
    /// It was.
    Filled,
}

/// What a bad address does to the others (D20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnBadAddress {
    /// The good ones are created.
    #[default]
    CreateTheRest,
    /// Nothing is created.
    RefuseAll,
}

/// What becomes of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// One answer for every address, in the order of the form.
    pub answers: Vec<Answer>,
}

impl Invited {
    /// The accounts that are created: their ids and first events.
    pub fn created(&self) -> impl Iterator<Item = (UserId, &[UserEvent])> {
        self.answers.iter().filter_map(|answer| match answer {
            Answer::Create { id, events, .. } => Some((*id, events.as_slice())),
            Answer::Duplicate { .. } | Answer::Bad { .. } => None,
        })
    }
}

/// What becomes of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An account is created.
    Create {
        /// Its id.
        id: UserId,
        /// The address, as typed.
        email: Email,
        /// What happens: each account in a transaction of its own, or all in one.
        events: Vec<UserEvent>,
    },
    /// The same as an address before it; nothing more happens.
    Duplicate {
        /// The place of that address, from 0.
        of: u32,
    },
    /// No e-mail address; nothing happens.
    Bad {
        /// What is wrong with it.
        why: EmailError,
    },
}

impl Answer {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Create { .. } => "invitation.created",
            Self::Duplicate { .. } => "invitation.duplicate",
            Self::Bad { .. } => "invitation.bad_address",
        }
    }
}
