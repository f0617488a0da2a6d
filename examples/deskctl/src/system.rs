//! The systems that have a policy on accounts.

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use frontdesk::identity::UserPolicy;
use frontdesk::model::TenantId;
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
        match self {
            Self::Noci => UserPolicy::noci(tenant),
            Self::Reach => UserPolicy::reach(tenant),
            Self::Uis => UserPolicy::uis(tenant),
            // Nothing here creates a legacy account, so that the cut-over decides nothing.
            Self::Talkme => UserPolicy::talkme(tenant, DateTime::<Utc>::UNIX_EPOCH),
        }
    }
}
