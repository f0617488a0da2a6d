//! What happened to two accounts, and what the host must do about it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_contact::Email;
use frontdesk_model::{MergePlanId, UserId};
use serde::{Deserialize, Serialize};

use crate::{Account, Alert, Confirmation, Field, PlanFingerprint, Provenance};

/// What happened to two accounts. Stored for ever inside a [`frontdesk_model::Envelope`] of the
/// stream of the plan. It holds everything that replay and undoing need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MergeEvent {
    /// Two accounts became one.
    United(Box<United>),
    /// It was undone.
    Undone(Box<Undone>),
}

/// Two accounts became one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct United {
    /// By which plan.
    pub plan: MergePlanId,
    /// The plan's fingerprint.
    pub fingerprint: PlanFingerprint,
    /// When.
    pub at: DateTime<Utc>,
    /// Who said that they are one human's, and on what ground.
    pub confirmation: Confirmation,
    /// What somebody acknowledged.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub acknowledged: BTreeSet<Alert>,
    /// The id that survives: the operator's.
    pub survivor: UserId,
    /// The id that is an alias from now on: the admin's.
    pub retired: UserId,
    /// The operator as it was.
    pub operator: Account,
    /// The admin as it was.
    pub admin: Account,
    /// The whole.
    pub result: Account,
    /// Where each value of the whole comes from.
    pub fields: BTreeMap<Field, Provenance>,
    /// Whose password the whole has: the host has its verifier under this account and version.
    pub password: Option<PasswordOf>,
    /// Whose photo the whole has.
    pub photo: Option<UserId>,
}

/// Which verifier a password is checked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordOf {
    /// The account under which the host has it.
    pub user: UserId,
    /// Its version there.
    pub version: u32,
}

/// A merge was undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// Of which plan.
    pub plan: MergePlanId,
    /// When.
    pub at: DateTime<Utc>,
    /// The operator, as it was before.
    pub operator: Account,
    /// The admin, as it was before.
    pub admin: Account,
}

/// What the host must do after it stored an event, in this order. Replay derives duties again and
/// the host does not do them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Duty {
    /// End every session of this account, at once.
    CutSessions {
        /// Whose.
        user: UserId,
    },
    /// Forget every token of this account that is out. None is passed on.
    VoidTokens {
        /// Whose.
        user: UserId,
    },
    /// Replace the rows that these accounts have in the unique index by the claims of the accounts
    /// that there are now, in the transaction that stores the event; a clash is a 409.
    ReplaceClaims {
        /// Whose rows.
        users: BTreeSet<UserId>,
    },
    /// From now on check the password of the account by this verifier, under this version.
    UseVerifier {
        /// Where the verifier is.
        of: PasswordOf,
        /// The account and version that it is checked for.
        now: PasswordOf,
    },
    /// This verifier opens nothing from now on. Keep it for as long as the merge can be undone.
    RetireVerifier {
        /// Where it is.
        of: PasswordOf,
    },
    /// This verifier opens its own account again.
    RestoreVerifier {
        /// Where it is.
        of: PasswordOf,
    },
    /// Show this account's photo for the whole. Keep the other for as long as the merge can be undone.
    UsePhoto {
        /// Whose.
        of: UserId,
        /// For which account.
        user: UserId,
    },
    /// Let an old id mean the account (S17).
    AddAlias {
        /// The old id.
        alias: UserId,
        /// What it means.
        of: UserId,
    },
    /// Let an id mean itself again.
    RemoveAlias {
        /// The id.
        alias: UserId,
    },
    /// Tell the person at this stored address that the accounts were united or separated, and by
    /// which login the person signs in now.
    Tell {
        /// Where to.
        to: Email,
    },
}

impl MergeEvent {
    /// The stable name, as in the stored form.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::United(_) => "united",
            Self::Undone(_) => "undone",
        }
    }

    /// The plan that it follows.
    #[must_use]
    pub const fn plan(&self) -> MergePlanId {
        match self {
            Self::United(united) => united.plan,
            Self::Undone(undone) => undone.plan,
        }
    }

    /// The event once the united account, or either half, is erased: the images keep no personal value.
    /// The host stores it in the place of this one
    /// ([`Duty::ErasePersonal`](frontdesk_identity::Duty::ErasePersonal) of identity) and deletes the plan;
    /// such a merge can no longer be undone.
    #[must_use]
    pub fn after_erasure(self) -> Self {
        match self {
            Self::United(united) => Self::United(Box::new(United {
                operator: united.operator.erased(),
                admin: united.admin.erased(),
                result: united.result.erased(),
                ..*united
            })),
            Self::Undone(undone) => Self::Undone(Box::new(Undone {
                operator: undone.operator.erased(),
                admin: undone.admin.erased(),
                ..*undone
            })),
        }
    }

    /// What the host must do, in order, after it stored the event.
    #[must_use]
    pub fn duties(&self) -> Vec<Duty> {
        match self {
            Self::United(united) => united_duties(united),
            Self::Undone(undone) => undone_duties(undone),
        }
    }
}

fn united_duties(united: &United) -> Vec<Duty> {
    // No session and no token of either half survives.
    let mut duties = cut_both(&united.operator, &united.admin);
    duties.push(Duty::AddAlias {
        alias: united.retired,
        of: united.survivor,
    });
    for half in [&united.operator, &united.admin] {
        let Some(of) = password_of(half) else {
            continue;
        };
        let now = password_of(&united.result);
        match (united.password == Some(of), now) {
            (true, Some(now)) => duties.push(Duty::UseVerifier { of, now }),
            _ => duties.push(Duty::RetireVerifier { of }),
        }
    }
    duties.extend(united.photo.map(|of| Duty::UsePhoto {
        of,
        user: united.survivor,
    }));
    duties.extend(tell(&united.operator, &united.admin));
    duties
}

fn undone_duties(undone: &Undone) -> Vec<Duty> {
    let mut duties = cut_both(&undone.operator, &undone.admin);
    duties.push(Duty::RemoveAlias {
        alias: undone.admin.id(),
    });
    for half in [&undone.operator, &undone.admin] {
        duties.extend(password_of(half).map(|of| Duty::RestoreVerifier { of }));
    }
    duties.extend(tell(&undone.operator, &undone.admin));
    duties
}

fn cut_both(operator: &Account, admin: &Account) -> Vec<Duty> {
    let both = [operator.id(), admin.id()];
    let mut duties: Vec<Duty> = both
        .into_iter()
        .flat_map(|user| [Duty::CutSessions { user }, Duty::VoidTokens { user }])
        .collect();
    duties.push(Duty::ReplaceClaims { users: both.into() });
    duties
}

/// Where the host has an account's verifier.
pub(crate) fn password_of(account: &Account) -> Option<PasswordOf> {
    let credentials = account.record().credentials.as_ref()?;
    Some(PasswordOf {
        user: account.id(),
        version: credentials.version,
    })
}

/// Both stored addresses, each once.
fn tell(operator: &Account, admin: &Account) -> Vec<Duty> {
    let mut told = BTreeSet::new();
    [operator, admin]
        .into_iter()
        .filter_map(|half| half.record().profile.email.clone())
        .filter(|email| told.insert(email.key()))
        .map(|to| Duty::Tell { to })
        .collect()
}
