//! The question: who takes this conversation?

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationFacts, ConversationId, Precondition, Stream, UserId};
use serde::{Deserialize, Serialize};

use crate::eligibility::{Coming, failing};
use crate::ranking::compare;
use crate::{
    Choice, Criterion, Event, Floor, Given, How, NotWaiting, Operator, Policy, Rule, not_waiting,
};

/// Who takes this conversation: one person, or nobody yet, with a verdict for every operator of
/// the floor. The host commits the events while the preconditions hold, and else asks again.
#[must_use]
pub fn assign(
    policy: &Policy,
    floor: &Floor,
    facts: &ConversationFacts,
    now: DateTime<Utc>,
) -> Decision {
    let judged = judge(policy, floor, facts);
    let because = if floor.tenant != facts.tenant {
        Some(WaitReason::OtherTenant)
    } else if let Some(why) = not_waiting(facts) {
        Some(WaitReason::NotWaiting(why))
    } else if !policy.automatic {
        Some(WaitReason::AutomaticOff)
    } else {
        None
    };
    match (because, judged.ranked.first().copied()) {
        (Some(because), _) => judged.nobody(policy, facts, because),
        (None, None) => judged.nobody(policy, facts, WaitReason::NobodyEligible),
        (None, Some(first)) => judged.somebody(policy, floor, facts, first, now),
    }
}

/// A decision about contradictory facts: nobody gets it.
pub(crate) fn contradictory(floor: &Floor, facts: &ConversationFacts) -> Decision {
    let verdict = Verdict::Ineligible {
        first: Rule::ContradictoryFacts,
        all: vec![Rule::ContradictoryFacts],
    };
    Decision {
        conversation: facts.id,
        outcome: Outcome::Wait {
            because: WaitReason::ContradictoryFacts,
        },
        verdicts: floor
            .operators
            .keys()
            .map(|user| (*user, verdict.clone()))
            .collect(),
        preconditions: Vec::new(),
        events: Vec::new(),
    }
}

/// What was decided for one conversation, and why for every operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Who gets it.
    pub outcome: Outcome,
    /// Exactly one for every operator of the floor.
    pub verdicts: BTreeMap<UserId, Verdict>,
    /// What the decision relied on; empty when nobody gets it.
    pub preconditions: Vec<Precondition>,
    /// What to store and apply; empty when nobody gets it.
    pub events: Vec<Event>,
}

/// Who gets a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// This person has it.
    Assign {
        /// Who.
        to: UserId,
    },
    /// It is offered to this person, who has to confirm.
    #[non_exhaustive]
    Offer {
        /// Who.
        to: UserId,
    },
    /// Nobody gets it now.
    Wait {
        /// Why.
        because: WaitReason,
    },
}

impl Outcome {
    /// The person who gets it, assigned or offered.
    #[must_use]
    pub const fn to(self) -> Option<UserId> {
        match self {
            Self::Assign { to } | Self::Offer { to } => Some(to),
            Self::Wait { .. } => None,
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Assign { .. } => "assign",
            Self::Offer { .. } => "offer",
            Self::Wait { .. } => "wait",
        }
    }
}

/// Why nobody gets a conversation now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WaitReason {
    /// It belongs to another tenant than the floor.
    OtherTenant,
    /// The question holds two versions of it that cannot both be true.
    ContradictoryFacts,
    /// It does not wait for a person.
    NotWaiting(NotWaiting),
    /// The site's policy lets the machine choose nobody.
    AutomaticOff,
    /// Every operator fails a rule; the verdicts say which.
    NobodyEligible,
}

impl WaitReason {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OtherTenant => "other_tenant",
            Self::ContradictoryFacts => "contradictory_facts",
            Self::NotWaiting(why) => why.code(),
            Self::AutomaticOff => "automatic_off",
            Self::NobodyEligible => "nobody_eligible",
        }
    }
}

impl fmt::Display for WaitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherTenant => f.write_str("it belongs to another tenant"),
            Self::ContradictoryFacts => f.write_str("two versions of it contradict each other"),
            Self::NotWaiting(why) => why.fmt(f),
            Self::AutomaticOff => f.write_str("automatic assignment is off"),
            Self::NobodyEligible => f.write_str("nobody is eligible"),
        }
    }
}

/// How one operator fared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// He gets it.
    Chosen {
        /// Why he.
        because: Choice,
    },
    /// He passes every rule, and does not get it.
    Eligible {
        /// His place among the eligible, from 1.
        rank: u32,
        /// What put him behind the chosen one; `None`: nobody was chosen, for a reason that has
        /// nothing to do with him.
        lost_by: Option<Criterion>,
    },
    /// He fails a rule.
    Ineligible {
        /// The first that he fails: the first of `all`.
        first: Rule,
        /// All that he fails.
        all: Vec<Rule>,
    },
}

impl Verdict {
    /// The stable name: `chosen`, `eligible`, or the code of the first failing rule.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Chosen { .. } => "chosen",
            Self::Eligible { .. } => "eligible",
            Self::Ineligible { first, .. } => first.code(),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chosen { because } => write!(f, "chosen, {because}"),
            Self::Eligible {
                rank,
                lost_by: Some(criterion),
            } => write!(f, "eligible, place {rank}, behind by {criterion}"),
            Self::Eligible {
                rank,
                lost_by: None,
            } => write!(f, "eligible, place {rank}"),
            Self::Ineligible { all, .. } => {
                f.write_str("not eligible: ")?;
                let mut before = "";
                for rule in all {
                    write!(f, "{before}{rule}")?;
                    before = "; ";
                }
                Ok(())
            }
        }
    }
}

/// What a decision about this person relied on: the conversation, his load, and the load of its
/// group where that has a limit.
pub(crate) fn preconditions(
    floor: &Floor,
    facts: &ConversationFacts,
    to: (UserId, &Operator),
) -> Vec<Precondition> {
    let mut relied_on = vec![
        Precondition {
            stream: Stream::Conversation(facts.id),
            version: facts.version,
        },
        Precondition {
            stream: Stream::OperatorLoad(to.0),
            version: to.1.version,
        },
    ];
    if let Some((group, load)) = facts
        .group
        .and_then(|group| floor.groups.get(&group).map(|load| (group, load)))
    {
        relied_on.push(Precondition {
            stream: Stream::GroupLoad(group),
            version: load.version,
        });
    }
    relied_on
}

/// The operators in two heaps: those who fail a rule, and those who do not, the first one first.
struct Judged<'a> {
    ranked: Vec<(UserId, &'a Operator)>,
    failed: BTreeMap<UserId, Verdict>,
}

fn judge<'a>(policy: &Policy, floor: &'a Floor, facts: &ConversationFacts) -> Judged<'a> {
    let mut judged = Judged {
        ranked: Vec::new(),
        failed: BTreeMap::new(),
    };
    for (user, operator) in &floor.operators {
        let all = failing(policy, floor, operator, facts, Coming::Routed);
        match all.first().cloned() {
            Some(first) => {
                judged
                    .failed
                    .insert(*user, Verdict::Ineligible { first, all });
            }
            None => judged.ranked.push((*user, operator)),
        }
    }
    judged.ranked.sort_by(|a, b| compare(policy, *a, *b).0);
    judged
}

impl Judged<'_> {
    fn somebody(
        self,
        policy: &Policy,
        floor: &Floor,
        facts: &ConversationFacts,
        first: (UserId, &Operator),
        now: DateTime<Utc>,
    ) -> Decision {
        let (to, operator) = first;
        let given = Given {
            conversation: facts.id,
            to,
            how: How::Automatic,
            released: None,
            group: facts.group,
            at: now,
            overridden: Vec::new(),
            warnings: Vec::new(),
        };
        // Who has to accept it first is offered it; the others have it at once (S62, S63, S75).
        let (outcome, event) = if operator.accepts_first(facts) {
            (Outcome::Offer { to }, Event::Offered(given))
        } else {
            (Outcome::Assign { to }, Event::Assigned(given))
        };
        Decision {
            conversation: facts.id,
            outcome,
            preconditions: preconditions(floor, facts, first),
            verdicts: self.verdicts(policy, Some(first)),
            events: vec![event],
        }
    }

    fn nobody(self, policy: &Policy, facts: &ConversationFacts, because: WaitReason) -> Decision {
        Decision {
            conversation: facts.id,
            outcome: Outcome::Wait { because },
            verdicts: self.verdicts(policy, None),
            preconditions: Vec::new(),
            events: Vec::new(),
        }
    }

    fn verdicts(
        self,
        policy: &Policy,
        chosen: Option<(UserId, &Operator)>,
    ) -> BTreeMap<UserId, Verdict> {
        let mut verdicts = self.failed;
        let second = self.ranked.get(1).copied();
        let eligible = u32::try_from(self.ranked.len()).unwrap_or(u32::MAX);
        for (candidate, rank) in self.ranked.into_iter().zip(1..) {
            let (user, operator) = candidate;
            let verdict = match chosen {
                Some(chosen) if chosen.0 == user => Verdict::Chosen {
                    because: Choice {
                        strategy: policy.strategy,
                        held: operator.open,
                        limit: operator.personal_limit(policy),
                        eligible,
                        decided_by: second.map(|second| compare(policy, chosen, second).1),
                    },
                },
                Some(chosen) => Verdict::Eligible {
                    rank,
                    lost_by: Some(compare(policy, chosen, candidate).1),
                },
                None => Verdict::Eligible {
                    rank,
                    lost_by: None,
                },
            };
            verdicts.insert(user, verdict);
        }
        verdicts
    }
}
