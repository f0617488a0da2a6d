//! What a system says of the portal, and what a decision is told.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use frontdesk_model::TenantId;
use serde::{Deserialize, Serialize};

use crate::portal::session::PortalSession;
use crate::{HashRules, TokenLifetime};

/// Whether customers have portal accounts: exactly while the help center is in use (S155). An account
/// that was stored before it was switched off is kept and shows nothing.
#[must_use]
pub const fn portal_exists(help_center: &HelpCenter) -> bool {
    matches!(help_center, HelpCenter::On(_))
}

/// What a decision over a portal account is told beside the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalFacts {
    /// Whose portal it is. A decision over another tenant's account is refused.
    pub tenant: TenantId,
    /// Whether the help center is in use, and how.
    pub help_center: HelpCenter,
    /// In what session the command comes.
    pub session: PortalSession,
}

/// Whether the help center is in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelpCenter {
    /// It is not: no customer has a portal account.
    Off,
    /// It is: every customer has one.
    On(PortalPolicy),
}

/// What a system says of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalPolicy {
    /// Whether single sign-on is set up (S162, S163).
    pub sso: Sso,
    /// How long an auto-login link opens: 7 days by default. The source names no time (S160).
    #[serde(default)]
    pub link_lifetime: TokenLifetime,
    /// How long the token for a new password opens: 10 minutes by default (ASVS 6.5.5).
    #[serde(default = "ten_minutes")]
    pub reset_lifetime: TokenLifetime,
    /// How long the token that proves an address opens, the present one or a new one: a day by
    /// default.
    #[serde(default = "one_day")]
    pub proof_lifetime: TokenLifetime,
    /// From when on a stored password is hashed anew.
    #[serde(default)]
    pub hashing: HashRules,
    /// The fields that the desk added to what it keeps of customers, by name. A field that is not
    /// here is unknown: nobody sets it and nobody sees it.
    #[serde(default)]
    pub extra: BTreeMap<String, ExtraField>,
}

impl PortalPolicy {
    /// The default lifetimes, and no extra fields.
    #[must_use]
    pub fn new(sso: Sso) -> Self {
        Self {
            sso,
            link_lifetime: TokenLifetime::SEVEN_DAYS,
            reset_lifetime: ten_minutes(),
            proof_lifetime: one_day(),
            hashing: HashRules::default(),
            extra: BTreeMap::new(),
        }
    }

    /// What is allowed here and should be said to who administers.
    #[must_use]
    pub fn warnings(&self) -> Vec<PortalWarning> {
        self.extra
            .iter()
            .filter(|(_, field)| field.on_profile == OnProfile::Hidden)
            .filter(|(_, field)| field.editing == Editing::Edit)
            .map(|(name, _)| PortalWarning::EditableButHidden {
                field: name.clone(),
            })
            .collect()
    }
}

const fn ten_minutes() -> TokenLifetime {
    TokenLifetime::TEN_MINUTES
}

const fn one_day() -> TokenLifetime {
    TokenLifetime::minutes(NonZeroU32::MIN.saturating_add(24 * 60 - 1))
}

/// Whether single sign-on is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sso {
    /// It is not.
    Off,
    /// It is, and ends self-registration (S163).
    On,
}

/// What a customer may do with an added field of the own profile (S182).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraField {
    /// Whether the form "Профиль пользователя" is enabled on the field. It is not until somebody
    /// does (S182).
    #[serde(default)]
    pub on_profile: OnProfile,
    /// Whether the customer may change it. Without effect on a hidden field: see
    /// [`PortalWarning::EditableButHidden`].
    #[serde(default)]
    pub editing: Editing,
}

/// Whether the profile shows an added field (S182).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnProfile {
    /// It does.
    Shown,
    /// The profile has no place for it.
    #[default]
    Hidden,
}

/// Whether a customer may change an added field that the profile shows: the same choice as on the
/// fields of a ticket (S170, S182).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Editing {
    /// See and change it.
    Edit,
    /// See it.
    #[default]
    ViewOnly,
}

/// Something in a policy that is allowed and should be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "warning", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PortalWarning {
    /// A field that may be edited and is not shown contradicts itself: it is treated as hidden
    /// (S171, S182).
    EditableButHidden {
        /// Its name.
        field: String,
    },
}

impl PortalWarning {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EditableButHidden { .. } => "warning.editable_but_hidden",
        }
    }
}
