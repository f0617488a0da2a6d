//! What a site has decided about assignment.

use std::collections::BTreeSet;

use frontdesk_model::{Language, Limit, PolicyFingerprint};
use serde::{Deserialize, Serialize};

use crate::Criterion;

/// What a site has decided about assignment. The default assigns nothing by itself: automatic
/// assignment is off, and everything else is as the statements have it.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Whether the machine may choose at all. The dispenser needs it too (S126). Default: off.
    pub automatic: bool,
    /// How the one is chosen among the eligible.
    pub strategy: Strategy,
    /// What languages mean for routing.
    pub languages: Languages,
    /// To whom the machine gives what lies in a group's queue.
    pub group_queue: GroupQueue,
    /// How many open conversations a person without an own limit may hold (S101). An own limit
    /// replaces this one. Default: unlimited.
    pub site_limit: Limit,
    /// What a click does for a person who has to confirm.
    pub confirmation: Confirmation,
}

impl Policy {
    /// Names this policy in the records of what it decided. Two policies share a fingerprint only
    /// if they are equal.
    #[must_use]
    pub fn fingerprint(&self) -> PolicyFingerprint {
        let Self {
            automatic,
            strategy,
            languages,
            group_queue,
            site_limit,
            confirmation,
        } = self;
        let Languages {
            filter,
            when_unknown,
            default_accepted,
        } = languages;
        // One line each; no value holds a line break or a comma.
        let accepted: Vec<&str> = default_accepted.iter().map(Language::as_str).collect();
        let unknown = match when_unknown {
            UnknownLanguage::NoFilter => "",
            UnknownLanguage::Assume(language) => language.as_str(),
        };
        let text = format!(
            "assignment policy 1\nautomatic {automatic}\nstrategy {}\nfilter {}\nunknown {unknown}\n\
             accepted {}\ngroup_queue {}\nsite_limit {site_limit}\nconfirmation {}\n",
            strategy.name(),
            filter.name(),
            accepted.join(","),
            group_queue.name(),
            confirmation.name(),
        );
        PolicyFingerprint::of(text.as_bytes())
    }
}

/// How the one is chosen among the eligible. Every strategy is a chain of criteria that ends with
/// the id, so that no tie is left: see [`criteria`](Self::criteria).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Who holds the fewest open conversations.
    #[default]
    LeastLoaded,
    /// Who waits longest for the next one; who never had one is first. Also known as round robin.
    LongestSinceLast,
    /// Who has the largest free share of his limit. Without a limit all of it is free.
    SpareShare,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 3] = [Self::LeastLoaded, Self::LongestSinceLast, Self::SpareShare];

    /// What is compared, in this order, until two operators differ.
    #[must_use]
    pub const fn criteria(self) -> &'static [Criterion] {
        use Criterion::{Id, LastAssigned, Load, Share, Spare};
        match self {
            Self::LeastLoaded => &[Load, LastAssigned, Id],
            Self::LongestSinceLast => &[LastAssigned, Load, Id],
            Self::SpareShare => &[Share, Spare, Load, LastAssigned, Id],
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeastLoaded => "least_loaded",
            Self::LongestSinceLast => "longest_since_last",
            Self::SpareShare => "spare_share",
        }
    }
}

/// What languages mean for routing (S104-S106). They stop the machine only; a person who takes or
/// transfers by hand is warned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Languages {
    /// Whether routing looks at languages. Default: it does.
    pub filter: LanguageFilter,
    /// What a conversation in no known language asks for. Default: nothing (S106).
    pub when_unknown: UnknownLanguage,
    /// What a person with an empty list accepts. Default: French (S104). An empty set here means
    /// that such a person gets no conversation whose language is known.
    pub default_accepted: BTreeSet<Language>,
}

impl Default for Languages {
    fn default() -> Self {
        Self {
            filter: LanguageFilter::Required,
            when_unknown: UnknownLanguage::NoFilter,
            default_accepted: BTreeSet::from([Language::french()]),
        }
    }
}

/// Whether routing looks at languages.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum LanguageFilter {
    /// A conversation goes only to who serves its language (S106).
    #[default]
    Required,
    /// Languages are not looked at, and nobody is warned: for sites that do not keep them.
    Ignored,
}

impl LanguageFilter {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Ignored => "ignored",
        }
    }
}

/// What a conversation in no known language asks for.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownLanguage {
    /// Nothing: it may go to anybody (S106).
    #[default]
    NoFilter,
    /// This language.
    Assume(Language),
}

/// To whom the machine gives what lies in a group's queue (S153). By hand the rights decide.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum GroupQueue {
    /// To the group's members.
    #[default]
    MembersOnly,
    /// To anybody; the group is only a label.
    Anyone,
}

impl GroupQueue {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MembersOnly => "members_only",
            Self::Anyone => "anyone",
        }
    }
}

/// What a click does for a person who has to confirm (S63).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// Nothing yet: the chat stays as it is for everybody, and the first confirmation has it (S63).
    #[default]
    FirstConfirms,
    /// It offers the chat to the person who clicked: others cannot take it, and it counts against
    /// his limit until he confirms or the offer ends.
    Reserves,
}

impl Confirmation {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstConfirms => "first_confirms",
            Self::Reserves => "reserves",
        }
    }
}
