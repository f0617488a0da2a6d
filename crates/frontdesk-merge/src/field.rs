//! The places of an account, and where the value in each comes from.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use frontdesk_contact::DisplayName;
use frontdesk_identity::{PersonName, Position, SettingValue};
use frontdesk_model::{Language, Limit};
use serde::{Deserialize, Serialize};

use crate::Side;

/// Declares the places with their stable names and how a merge fills them.
macro_rules! fields {
    ($($variant:ident $name:literal $rule:ident $doc:literal;)*) => {
        /// A place of an account. Every place that identity or access stores has one, so that a plan
        /// names each. Serialized as its stable name; one setting is `settings.` and its name.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[non_exhaustive]
        pub enum Field {
            $(#[doc = $doc] $variant,)*
            /// One of the system's other settings, by name.
            Setting(String),
        }

        impl Field {
            /// Every place but the settings, whose names the records give.
            pub const FIXED: &[Self] = &[$(Self::$variant),*];

            /// How a merge fills this place (D1).
            #[must_use]
            pub const fn rule(&self) -> Rule {
                match self {
                    $(Self::$variant => Rule::$rule,)*
                    Self::Setting(_) => Rule::OneOf,
                }
            }
        }

        impl fmt::Display for Field {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant => f.write_str($name),)*
                    Self::Setting(name) => write!(f, "settings.{name}"),
                }
            }
        }

        impl FromStr for Field {
            type Err = UnknownField;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($name => Ok(Self::$variant),)*
                    _ => text
                        .strip_prefix("settings.")
                        .map(|name| Self::Setting(name.to_owned()))
                        .ok_or_else(|| UnknownField(text.to_owned())),
                }
            }
        }
    };
}

fields! {
    Id "id" Survivor "Which account it is: the operator's id survives, because conversations name it.";
    Version "version" Survivor "The version of the survivor's record, one more.";
    Kind "kind" Fixed "Unified from now on (S11).";
    Capacities "capacities" Union "What it may be: both surfaces, and receiving all messages if the operator did.";
    Name "name" OneOf "The person's name.";
    ChatName "chat_name" OneOf "The name that customers see.";
    Photo "photo" OneOf "The photo. Two photos are two pictures.";
    Position "position" OneOf "The position in the signature.";
    Email "email" OneOf "The e-mail address; two spellings with one key are one.";
    Groups "groups" Union "The groups.";
    Sites "sites" Union "The sites.";
    Languages "languages" OneOf "The chat languages. A legacy admin's never had an effect (S4).";
    Questionnaires "questionnaires" Union "The questionnaires.";
    Channels "channels" Union "The channels.";
    Modules "modules" Union "The modules.";
    CabinetSections "cabinet_sections" Union "The opened sections of the new cabinet.";
    OverseenGroups "overseen_groups" Union "The overseen groups.";
    OverseenPeople "overseen_people" Union "The overseen colleagues.";
    Organizations "organizations" Union "The companies.";
    Limit "limit" OneOf "How many open conversations at once. Unlimited is a choice as any other.";
    ExternalIds "external_ids" Union "The ids in other systems: a directory that looks for either finds the account.";
    ContactPoints "contact_points" Union "The Contacts. An address of both has the lower verification, and a refusal of messages wins.";
    SignIn "sign_in" OneOf "Login and password, as one: never the login of one half with the password of the other.";
    EverHadRights "ever_had_rights" Either "Whether it ever was saved with a right: if either was (D6).";
    Lifecycle "lifecycle" Strictest "Open or suspended: suspended if either is.";
    Activation "activation" Fixed "Nothing is awaited: a pending account is not united, and a token for a new password is void.";
    Holds "holds" Union "The cases for which nothing is erased: what keeps either keeps the whole.";
    Roles "roles" Union "The roles.";
    Grants "grants" Union "The rights given to the person alone.";
    Restrictions "restrictions" Union "What is denied to either is denied to the whole: deny wins (D1).";
    Obligations "obligations" Union "The obligations.";
}

/// A name that is no place of an account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown field `{0}`")]
pub struct UnknownField(pub String);

impl TryFrom<String> for Field {
    type Error = UnknownField;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.to_string()
    }
}

/// How a merge fills a place (D1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The value of one half: set beats unset, explicit beats default; two different explicit ones
    /// are a conflict, which a decision or the policy settles.
    OneOf,
    /// What either half has.
    Union,
    /// It holds if it holds of either half.
    Either,
    /// The stricter of the two.
    Strictest,
    /// Of the account whose id survives.
    Survivor,
    /// The same for every merge.
    Fixed,
}

impl Rule {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OneOf => "one_of",
            Self::Union => "union",
            Self::Either => "either",
            Self::Strictest => "strictest",
            Self::Survivor => "survivor",
            Self::Fixed => "fixed",
        }
    }
}

/// Where the value in a place comes from, and why from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Where from.
    pub from: Origin,
    /// Why from there.
    pub why: Why,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From the operator.
    Operator,
    /// From the admin.
    Admin,
    /// From both.
    Both,
    /// From neither: it is not set, or the merge makes it.
    Neither,
    /// From whoever decided.
    Decision,
}

impl Origin {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Admin => "admin",
            Self::Both => "both",
            Self::Neither => "neither",
            Self::Decision => "decision",
        }
    }
}

impl From<Side> for Origin {
    fn from(side: Side) -> Self {
        match side {
            Side::Operator => Self::Operator,
            Side::Admin => Self::Admin,
        }
    }
}

/// Why a value comes from where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Why {
    /// Neither half has it.
    NeitherSet,
    /// Only one half has it.
    OnlyOneSet,
    /// Somebody chose it in one half, and nobody in the other.
    ExplicitBeatsDefault,
    /// Nobody chose it in either half, and the defaults differ.
    BothDefault,
    /// Both halves have the same.
    Equal,
    /// They differ, and the policy says which.
    Policy,
    /// They differ, and somebody decided.
    Decided,
    /// They differ, and nobody has decided yet: the value is only a placeholder.
    Open,
    /// What either half has.
    Union,
    /// The place has a rule of its own.
    Rule,
}

impl Why {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NeitherSet => "neither_set",
            Self::OnlyOneSet => "only_one_set",
            Self::ExplicitBeatsDefault => "explicit_beats_default",
            Self::BothDefault => "both_default",
            Self::Equal => "equal",
            Self::Policy => "policy",
            Self::Decided => "decided",
            Self::Open => "open",
            Self::Union => "union",
            Self::Rule => "rule",
        }
    }
}

/// Both halves say something else, and somebody chose both (D1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// Where. The two values are in the plan's images of the halves.
    pub field: Field,
    /// Whether it is settled, and by what.
    pub settled: Settled,
}

/// Whether a conflict is settled, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// It is not: the plan cannot be carried out.
    Open,
    /// By the policy, for this half.
    ByPolicy(Side),
    /// By a decision, for this half.
    ByDecision(Side),
    /// By a decision, for a value of neither half.
    ByNewValue,
}

/// Somebody's decision of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// What this half has.
    Take(Side),
    /// This value, which neither half has.
    Set(FieldValue),
}

/// A value for a place that may be filled anew while merging. E-mail, photo, login and password may
/// not: they change by identity's commands, whose duties tell the person of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    /// For [`Field::Name`].
    Name(PersonName),
    /// For [`Field::ChatName`].
    ChatName(DisplayName),
    /// For [`Field::Position`].
    Position(Position),
    /// For [`Field::Limit`].
    Limit(Limit),
    /// For [`Field::Languages`].
    Languages(BTreeSet<Language>),
    /// For [`Field::Setting`]: it counts as chosen.
    Setting(SettingValue),
}
