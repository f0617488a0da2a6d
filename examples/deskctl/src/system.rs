//! The systems that have a policy on accounts.

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use frontdesk::AccountRules;
use frontdesk::identity::UserPolicy;
use frontdesk::model::TenantId;
use frontdesk_systems::{noci, reach, talkme, uis};
use serde::{Deserialize, Serialize};

/// A system that says what an account needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum System {
    /// Noci.
    Noci,
    /// Reach.
    Reach,
    /// UIS.
    Uis,
    /// Talk-Me.
    Talkme,
}

impl System {
    /// The system of a record, by the name that its ids begin with. Omnidesk says of no field that
    /// it is required.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [Self::Noci, Self::Reach, Self::Uis, Self::Talkme];
        all.into_iter().find(|system| system.name() == name)
    }

    /// What the ids of its records begin with.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Noci => "noci",
            Self::Reach => "reach",
            Self::Uis => "uis",
            Self::Talkme => "talkme",
        }
    }

    /// What it asks of an account.
    pub(crate) fn policy(self, tenant: TenantId) -> UserPolicy {
        self.account_rules(tenant).policy
    }

    /// What it asks of an account, and what its words mean in rights.
    pub(crate) fn account_rules(self, tenant: TenantId) -> AccountRules {
        match self {
            Self::Noci => noci::account_rules(tenant),
            Self::Reach => reach::account_rules(tenant),
            Self::Uis => uis::account_rules(tenant),
            // Nothing here creates a legacy account, so that the cut-over decides nothing.
            Self::Talkme => talkme::account_rules(tenant, DateTime::<Utc>::UNIX_EPOCH),
        }
    }

    /// The one system of which there are files; `None`: of several, whose rules on accounts differ, or
    /// of one that has none.
    pub(crate) fn alone(holds: impl Fn(&str) -> bool) -> Option<Self> {
        let mut there = ["uis", "omnidesk", "talkme", "reach", "noci"]
            .into_iter()
            .filter(|name| holds(&format!("{name}-")));
        match (there.next(), there.next()) {
            (Some(only), None) => Self::named(only),
            _ => None,
        }
    }
}
