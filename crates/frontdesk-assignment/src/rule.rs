//! The rules that keep a conversation from a person.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_model::{Availability, GroupId, Language, Limit, QuestionnaireId, Standing};
use serde::{Deserialize, Serialize};

/// A rule that keeps a conversation from a person, with what it found and what would have been
/// enough. In the order of this list the first failing one is named first: what concerns the
/// question, then the account, then the status, then what the person serves, then room.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// The question holds two versions of the same conversation that cannot both be true.
    ContradictoryFacts,
    /// The conversation belongs to another tenant than the floor.
    OtherTenant,
    /// His account does not act.
    NotActive {
        /// How it stands; active would be enough.
        standing: Standing,
    },
    /// He could not view it and reply to it once it is his.
    MayNotReceive,
    /// His working status does not let him.
    NotAvailable {
        /// What the status lacks.
        lacks: Availability,
    },
    /// He is no adviser for its questionnaire.
    Questionnaire {
        /// Which he would have to be adviser for; `None`: it has none, so only who serves all can.
        wanted: Option<QuestionnaireId>,
    },
    /// It lies in the queue of a group that he does not belong to.
    NotInGroup {
        /// Which group.
        group: GroupId,
    },
    /// He does not serve its language.
    Language {
        /// Its language.
        wanted: Language,
        /// What he accepts.
        accepts: BTreeSet<Language>,
    },
    /// He holds as many as he may.
    AtLimit {
        /// How many he holds.
        held: u32,
        /// How many he may.
        limit: Limit,
    },
    /// The people of its group hold as many as they may together.
    GroupLimit {
        /// Which group.
        group: GroupId,
        /// How many of its conversations are in people's hands.
        held: u32,
        /// How many may be.
        limit: Limit,
    },
}

impl Rule {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherTenant => "other_tenant",
            Self::ContradictoryFacts => "contradictory_facts",
            Self::NotActive { .. } => "not_active",
            Self::MayNotReceive => "may_not_receive",
            Self::NotAvailable { .. } => "not_available",
            Self::Questionnaire { .. } => "questionnaire",
            Self::NotInGroup { .. } => "not_in_group",
            Self::Language { .. } => "language",
            Self::AtLimit { .. } => "at_limit",
            Self::GroupLimit { .. } => "group_limit",
        }
    }

    /// Whether it is about room, which a person in charge may override (D9).
    #[must_use]
    pub const fn is_limit(&self) -> bool {
        matches!(self, Self::AtLimit { .. } | Self::GroupLimit { .. })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherTenant => f.write_str("the conversation belongs to another tenant"),
            Self::ContradictoryFacts => {
                f.write_str("two versions of the conversation contradict each other")
            }
            Self::NotActive { standing } => {
                write!(f, "the account is {}, not active", standing.name())
            }
            Self::MayNotReceive => f.write_str("may not view and reply once it is his"),
            Self::NotAvailable { lacks } => {
                f.write_str("the working status lacks ")?;
                write_list(f, lacks.names())
            }
            Self::Questionnaire { wanted: Some(id) } => {
                write!(f, "is no adviser for questionnaire {id}")
            }
            Self::Questionnaire { wanted: None } => f.write_str(
                "is adviser for listed questionnaires only, and the conversation has none",
            ),
            Self::NotInGroup { group } => write!(f, "does not belong to group {group}"),
            Self::Language { wanted, accepts } => {
                write!(f, "does not serve {wanted}, accepts ")?;
                write_list(f, accepts.iter().map(Language::as_str))
            }
            Self::AtLimit { held, limit } => write!(f, "holds {held} of {limit}"),
            Self::GroupLimit { group, held, limit } => {
                write!(f, "group {group} holds {held} of {limit}")
            }
        }
    }
}

fn write_list<'a>(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = &'a str>) -> fmt::Result {
    let mut before = "";
    for item in items {
        write!(f, "{before}{item}")?;
        before = ", ";
    }
    if before.is_empty() {
        f.write_str("nothing")?;
    }
    Ok(())
}
