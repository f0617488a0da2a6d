//! Carrying a plan out.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::plan::roles_of;
use crate::{
    Account, Input, MergeEvent, Plan, PlanRequest, Reason, Refusal, Side, Situation, United, plan,
};

/// Carries a plan out: decides on what there is now, and changes nothing by itself. The host commits
/// the event only while both streams of [`Plan::preconditions`] have the versions named there.
///
/// The plan is made anew of what there is now, and carried out only if it comes out the same to the
/// last byte: a plan that was altered where it was kept, or whose inputs changed, is refused.
///
/// # Errors
/// When anything changed since the plan was made, when a conflict is open or an alert not
/// acknowledged, or when a plan over the accounts would be refused now.
pub fn apply(
    stored: &Plan,
    situation: &Situation<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<MergeEvent>, Refusal> {
    stored.check(situation)?;
    // Time runs forward.
    if now < stored.planned_at {
        return Err(Reason::TooEarly.into());
    }
    // Open conflicts need a decision (D1), alerts an acknowledgement.
    Refusal::check(stored.open())?;

    Ok(vec![MergeEvent::United(Box::new(United {
        plan: stored.id,
        fingerprint: stored.fingerprint,
        at: now,
        confirmation: stored.confirmation.clone(),
        acknowledged: stored.decided.acknowledged.clone(),
        survivor: stored.survivor,
        retired: stored.retired,
        operator: stored.operator.clone(),
        admin: stored.admin.clone(),
        result: stored.result.clone(),
        fields: stored.fields.clone(),
        password: stored.password,
        photo: stored.photo,
    }))])
}

impl Plan {
    /// Whether the plan still holds of what there is now: it is made anew and must come out the same.
    /// Conflicts and alerts may be open.
    ///
    /// # Errors
    /// When anything changed since, when the plan was altered where it was kept, or when it would be
    /// refused now.
    pub fn check(&self, situation: &Situation<'_>) -> Result<(), Refusal> {
        let Some((operator, admin)) = find(self, situation) else {
            return Err(Reason::OtherAccounts.into());
        };
        Refusal::check(changes(self, situation, operator, admin))?;
        let request = PlanRequest {
            situation: *situation,
            confirmation: Some(&self.confirmation),
            decided: &self.decided,
            plan_id: self.id,
        };
        match plan(&request, self.planned_at)? == *self {
            true => Ok(()),
            false => Err(Reason::PlanAltered.into()),
        }
    }
}

/// The accounts of the plan among those that are there, in any order.
fn find<'a>(stored: &Plan, situation: &Situation<'a>) -> Option<(&'a Account, &'a Account)> {
    let by_id = |id| situation.halves.into_iter().find(|half| half.id() == id);
    Some((by_id(stored.operator.id())?, by_id(stored.admin.id())?))
}

/// Everything that changed since the plan was made.
fn changes(
    stored: &Plan,
    situation: &Situation<'_>,
    operator: &Account,
    admin: &Account,
) -> BTreeSet<Reason> {
    let mut reasons = BTreeSet::new();
    let pairs = [
        (Side::Operator, &stored.operator, operator),
        (Side::Admin, &stored.admin, admin),
    ];
    for (side, then, now) in pairs {
        let (account, rights) = match side {
            Side::Operator => (Input::OperatorAccount, Input::OperatorRights),
            Side::Admin => (Input::AdminAccount, Input::AdminRights),
        };
        if let Err(stale) = then.precondition().check(now.user().version()) {
            reasons.insert(Reason::Stale {
                stream: stale.stream,
                expected: stale.expected,
                found: stale.found,
            });
        } else if then.user() != now.user() {
            reasons.insert(Reason::Changed { what: account });
        }
        if then.holder() != now.holder() {
            reasons.insert(Reason::Changed { what: rights });
        }
    }
    if stored.roles != roles_of(situation.catalogue, [operator, admin]) {
        reasons.insert(Reason::Changed { what: Input::Roles });
    }
    if stored.policy != *situation.policy {
        reasons.insert(Reason::Changed {
            what: Input::Policy,
        });
    }
    reasons
}
