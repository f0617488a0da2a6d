//! What one system asks of an account.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{Language, TenantId};
use serde::{Deserialize, Serialize};

use crate::{Capacity, HashRules, Profile, RoleName, TokenLifetime};

/// The rules on accounts that differ between systems. The rest of the crate is the same for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserPolicy {
    /// Whose accounts it rules. A decision over another tenant's account is refused.
    pub tenant: TenantId,
    /// What a form must fill in.
    pub required: RequiredFields,
    /// Whether legacy accounts can still be created.
    pub legacy: LegacyAccounts,
    /// What a new unified user is when the form says nothing.
    pub capacities: BTreeSet<Capacity>,
    /// How many roles a form names.
    pub roles: RoleCount,
    /// Roles that see every questionnaire, so that naming questionnaires beside one is refused
    /// (S110).
    pub roles_seeing_all: BTreeSet<RoleName>,
    /// The chat languages of a new account when the form names none (S104). If this is not empty,
    /// the languages of an account never are (S105, D11).
    pub languages: BTreeSet<Language>,
    /// What becomes granted, unless it was set before, when an employee becomes a user (S69, D4).
    pub birth_right: BirthRight,
    /// Whether two accounts may have one e-mail address.
    pub emails: EmailUse,
    /// How long an invitation's token opens (S122).
    pub activation_lifetime: TokenLifetime,
    /// How long the token for a new password opens.
    pub reset_lifetime: TokenLifetime,
    /// From when on a stored password is hashed anew.
    pub hashing: HashRules,
}

impl UserPolicy {
    /// No field required, no legacy accounts, both capacities, no default languages.
    #[must_use]
    pub fn open(tenant: TenantId) -> Self {
        Self {
            tenant,
            required: RequiredFields::default(),
            legacy: LegacyAccounts::Never,
            capacities: Capacity::both(),
            roles: RoleCount::Several,
            roles_seeing_all: BTreeSet::new(),
            languages: BTreeSet::new(),
            birth_right: BirthRight::Nothing,
            emails: EmailUse::Contact,
            activation_lifetime: TokenLifetime::SEVEN_DAYS,
            reset_lifetime: TokenLifetime::TEN_MINUTES,
            hashing: HashRules::default(),
        }
    }

    /// Talk-Me: unified users with one login and password for both surfaces (S9); legacy accounts
    /// can be created before `cut_over` and not from it on (S6).
    #[must_use]
    pub fn talkme(tenant: TenantId, cut_over: DateTime<Utc>) -> Self {
        Self {
            required: RequiredFields::talkme(),
            legacy: LegacyAccounts::Before(cut_over),
            ..Self::open(tenant)
        }
    }

    /// UIS: an employee needs a surname only (S31-S33) and becomes a user by the first right, which
    /// also turns view-employees on (S69, S183, D4).
    #[must_use]
    pub fn uis(tenant: TenantId) -> Self {
        Self {
            required: RequiredFields::uis(),
            birth_right: BirthRight::ViewEmployees,
            ..Self::open(tenant)
        }
    }

    /// Noci: e-mail, one role, a password or an invitation (S88, S91, S92, S111, S112); the chat
    /// languages begin with French (S104). A moderator has no questionnaires (S110). The source names
    /// no end of an invitation; the letter's token still ends after 7 days and can be issued again,
    /// while the pending account stays (S115).
    #[must_use]
    pub fn noci(tenant: TenantId) -> Self {
        Self {
            required: RequiredFields::noci(),
            roles: RoleCount::ExactlyOne,
            roles_seeing_all: RoleName::new("moderateur").into_iter().collect(),
            languages: [Language::french()].into(),
            emails: EmailUse::Identity,
            ..Self::open(tenant)
        }
    }

    /// Reach: first name, last name, e-mail and at least one role (S118, S119); a token of 7 days
    /// (S122).
    #[must_use]
    pub fn reach(tenant: TenantId) -> Self {
        Self {
            required: RequiredFields::reach(),
            emails: EmailUse::Identity,
            ..Self::open(tenant)
        }
    }
}

/// A field that a system may require.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The surname.
    LastName,
    /// The first name.
    FirstName,
    /// The e-mail address.
    Email,
    /// At least one role.
    Role,
    /// The login.
    Login,
    /// The password, or an invitation by which the person sets it.
    Password,
}

impl Field {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LastName => "last_name",
            Self::FirstName => "first_name",
            Self::Email => "email",
            Self::Role => "role",
            Self::Login => "login",
            Self::Password => "password",
        }
    }
}

/// The fields that a form must fill in. A field of white space is not filled in (S31).
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequiredFields(BTreeSet<Field>);

impl RequiredFields {
    /// These fields.
    #[must_use]
    pub fn new(fields: impl IntoIterator<Item = Field>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// The surname only: first name, patronymic and e-mail are optional (S31-S33).
    #[must_use]
    pub fn uis() -> Self {
        Self::new([Field::LastName])
    }

    /// E-mail, role, and a password or an invitation (S91, S92, S111, S112).
    #[must_use]
    pub fn noci() -> Self {
        Self::new([Field::Email, Field::Role, Field::Password])
    }

    /// First name, last name, e-mail and at least one role (S118).
    #[must_use]
    pub fn reach() -> Self {
        Self::new([Field::FirstName, Field::LastName, Field::Email, Field::Role])
    }

    /// One login and one password (S9).
    #[must_use]
    pub fn talkme() -> Self {
        Self::new([Field::Login, Field::Password])
    }

    /// Whether this field is required.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.0.contains(&field)
    }

    /// The required fields of a profile that are not filled in, all at once.
    #[must_use]
    pub fn missing(&self, profile: &Profile) -> BTreeSet<Field> {
        self.0
            .iter()
            .copied()
            .filter(|field| match field {
                Field::LastName => profile.name.last_name().is_none(),
                Field::FirstName => profile.name.first_name().is_none(),
                Field::Email => profile.email.is_none(),
                // Not of the profile: asked where the form is decided.
                Field::Role | Field::Login | Field::Password => false,
            })
            .collect()
    }
}

/// Whether accounts of the two legacy kinds can be created (S6). Those that exist have no deadline
/// (S10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegacyAccounts {
    /// The system has no such kinds.
    Never,
    /// Only while `now` is before this moment.
    Before(DateTime<Utc>),
}

impl LegacyAccounts {
    /// Whether one can be created at this moment.
    #[must_use]
    pub fn is_open(self, now: DateTime<Utc>) -> bool {
        match self {
            Self::Never => false,
            Self::Before(cut_over) => now < cut_over,
        }
    }
}

/// How many roles a form names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleCount {
    /// Any number; at least one where [`Field::Role`] is required (S119).
    Several,
    /// Exactly one (S88).
    ExactlyOne,
}

/// What becomes granted when an employee becomes a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BirthRight {
    /// Nothing.
    Nothing,
    /// The right to view employees, unless somebody set it before (S69, D4).
    ViewEmployees,
}

/// What an e-mail address is to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailUse {
    /// A way to reach the person; several accounts may have one address.
    Contact,
    /// The key of the account: claimed, so that no second account has it (S91).
    Identity,
}
