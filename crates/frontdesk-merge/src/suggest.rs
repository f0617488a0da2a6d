//! Which accounts might be one person's. A suggestion is never an action (S12).

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_contact::{DisplayName, Email, UserName};
use frontdesk_identity::{Lifecycle, Login, LoginKey, UserRecord, login_key};
use frontdesk_model::{AccountKind, TenantId, UserId};
use serde::{Deserialize, Serialize};

/// More accounts than this sharing a value say that the value is a default or a shared mailbox.
pub const COMMON: usize = 8;

/// Pairs of a legacy operator and a legacy admin that are alike (S12, S14): the likeliest first, then
/// by ids. The order of the accounts does not matter. Deleted accounts are not suggested.
#[must_use]
pub fn suggest(accounts: &[&UserRecord]) -> Suggestions {
    let mut suggestions = Suggestions::default();
    let mut found: BTreeMap<(UserId, UserId), BTreeSet<Likeness>> = BTreeMap::new();
    for (value, sharing) in shared_values(accounts) {
        if sharing.all.len() > COMMON {
            suggestions.too_common.push(TooCommon {
                likeness: value.likeness(),
                accounts: sharing.all.len(),
            });
            continue;
        }
        for operator in &sharing.operators {
            for admin in &sharing.admins {
                found
                    .entry((*operator, *admin))
                    .or_default()
                    .insert(value.likeness());
            }
        }
    }
    suggestions.pairs = found
        .into_iter()
        .map(|((operator, admin), likenesses)| Suggestion {
            operator,
            admin,
            rank: likenesses.iter().map(|likeness| likeness.weight()).sum(),
            likenesses,
        })
        .collect();
    suggestions
        .pairs
        .sort_by_key(|pair| (std::cmp::Reverse(pair.rank), pair.operator, pair.admin));
    suggestions.too_common.sort();
    suggestions
}

/// Pairs worth a look, and values that were too common to say anything.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suggestions {
    /// The pairs, the likeliest first.
    pub pairs: Vec<Suggestion>,
    /// Values that more than [`COMMON`] accounts share: they suggest nothing.
    pub too_common: Vec<TooCommon>,
}

/// Two accounts that might be one person's. Ask the person or the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suggestion {
    /// The legacy operator.
    pub operator: UserId,
    /// The legacy admin.
    pub admin: UserId,
    /// In what they are alike.
    pub likenesses: BTreeSet<Likeness>,
    /// How much that says: the sum of the likenesses' weights. For an order only, no probability.
    pub rank: u32,
}

/// A value that too many accounts share. Which value is not said: it may be personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TooCommon {
    /// In what they are alike.
    pub likeness: Likeness,
    /// How many they are.
    pub accounts: usize,
}

/// In what two accounts are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Likeness {
    /// One e-mail address.
    SameEmail,
    /// One e-mail address but for the case of the part before the `@`.
    SimilarEmail,
    /// One login, in the two separate registers (S2).
    SameLogin,
    /// Logins that a reader confuses.
    LookalikeLogin,
    /// The same parts of a name, in any order.
    SameNameParts,
    /// Names that a reader confuses.
    LookalikeName,
}

impl Likeness {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameEmail => "same_email",
            Self::SimilarEmail => "similar_email",
            Self::SameLogin => "same_login",
            Self::LookalikeLogin => "lookalike_login",
            Self::SameNameParts => "same_name_parts",
            Self::LookalikeName => "lookalike_name",
        }
    }

    /// How much it says: an address more than a login, a login more than a name. Each weighs more
    /// than all lesser ones together.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::SameEmail => 32,
            Self::SimilarEmail => 16,
            Self::SameLogin => 8,
            Self::LookalikeLogin => 4,
            Self::SameNameParts => 2,
            Self::LookalikeName => 1,
        }
    }
}

/// A comparable value of an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Email(frontdesk_contact::EmailKey),
    FoldedEmail(frontdesk_contact::EmailHint),
    Login(LoginKey),
    LoginLook(frontdesk_contact::Skeleton),
    NameParts(Vec<String>),
    NameLook(frontdesk_contact::Skeleton),
}

impl Value {
    const fn likeness(&self) -> Likeness {
        match self {
            Self::Email(_) => Likeness::SameEmail,
            Self::FoldedEmail(_) => Likeness::SimilarEmail,
            Self::Login(_) => Likeness::SameLogin,
            Self::LoginLook(_) => Likeness::LookalikeLogin,
            Self::NameParts(_) => Likeness::SameNameParts,
            Self::NameLook(_) => Likeness::LookalikeName,
        }
    }
}

#[derive(Default)]
struct Sharing {
    all: BTreeSet<UserId>,
    operators: BTreeSet<UserId>,
    admins: BTreeSet<UserId>,
}

/// Every value with the accounts of one tenant that have it. A missing value is no value.
fn shared_values(accounts: &[&UserRecord]) -> Vec<(Value, Sharing)> {
    let mut by_value: BTreeMap<(TenantId, Value), Sharing> = BTreeMap::new();
    for record in accounts {
        // Only the two legacy kinds are united (S14); a deleted account is not.
        let of_operator = match (record.kind, record.lifecycle) {
            (_, Lifecycle::Deleted | Lifecycle::Erased) => continue,
            (AccountKind::LegacyOperator, _) => true,
            (AccountKind::LegacyAdmin, _) => false,
            _ => continue,
        };
        for value in values(record) {
            let sharing = by_value.entry((record.tenant, value)).or_default();
            sharing.all.insert(record.id);
            if of_operator {
                sharing.operators.insert(record.id);
            } else {
                sharing.admins.insert(record.id);
            }
        }
    }
    by_value
        .into_iter()
        .map(|((_, value), sharing)| (value, sharing))
        .collect()
}

fn values(record: &UserRecord) -> Vec<Value> {
    let mut values = Vec::new();
    let email = record.profile.email.as_ref();
    values.extend(email.map(|email| Value::Email(email.key())));
    values.extend(email.map(|email| Value::FoldedEmail(email.key_folded())));

    let login = match &record.login {
        Login::Unset => None,
        Login::Named(name) => Some(name.as_str()),
        Login::Email => email.map(Email::as_typed),
    };
    values.extend(login.and_then(login_key).map(Value::Login));
    let name = login.and_then(|login| UserName::parse(login).ok());
    values.extend(name.map(|name| Value::LoginLook(name.skeleton())));

    let name = &record.profile.name;
    let mut parts: Vec<String> = [name.last_name(), name.first_name(), name.patronymic_name()]
        .into_iter()
        .flatten()
        .flat_map(str::split_whitespace)
        .map(str::to_lowercase)
        .collect();
    parts.sort();
    // A surname alone is shared by too many.
    if parts.len() >= 2 {
        values.push(Value::NameParts(parts));
        let shown = name.full().and_then(|full| DisplayName::parse(&full).ok());
        values.extend(shown.map(|shown| Value::NameLook(shown.skeleton())));
    }
    values
}
