//! Uniting two accounts, and taking a union apart: access and merging are both asked, and what
//! happens is one transition.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::analysis::{Meeting, SeparationRule, separation};
use frontdesk_access::{
    AccessEvent, AdminAction, AdminReason, Directory, Grant, Holder, Obligation, Permission,
    Takeover, Wanted, Whose,
};
use frontdesk_identity::{Claim, UserPolicy};
use frontdesk_merge::{
    Account, Alert, Aliases, MergeEvent, MergeState, Plan, Situation, UndoRequest, United, apply,
    undo,
};
use frontdesk_model::{ActorId, Stream, UserId, Version};

use super::told::Telling;
use super::work::{Stop, Work, none_left};
use super::{AdminError, Audit, Obstacle, Transition};
use crate::desk::Desk;

/// A step of uniting two accounts.
#[derive(Clone, Copy, Debug)]
pub enum MergeStep<'a> {
    /// To plan it. Needs `merge.plan`; nothing happens, and [`Desk::plan_merge`] makes the plan.
    Plan {
        /// A legacy operator and a legacy admin, in any order.
        accounts: [UserId; 2],
    },
    /// To carry this plan out. Needs `merge.apply`, all that editing either account needs, and of
    /// what is beyond both halves and was acknowledged all that giving it needs.
    /// Whoever could open one half, being it or setting its password or login, needs the same of
    /// the other.
    Apply(&'a Plan),
    /// To undo the merge that this is the state of. Needs `merge.undo`, and all that editing the
    /// whole and either half needs: a restriction of the one half no longer holds for the other, nor
    /// does what it must see to, of which nobody bound by it frees either.
    Undo(&'a MergeState),
}

/// A step with who asks it.
#[derive(Clone, Copy, Debug)]
pub struct Merging<'a> {
    /// Who asks: the person who is really there.
    pub actor: ActorId,
    /// As whom, where he acts as another; `None`: as himself.
    pub on_behalf_of: Option<ActorId>,
    /// What is asked.
    pub step: MergeStep<'a>,
    /// The ids that mean other accounts.
    pub aliases: &'a Aliases,
    /// Rights that must not meet in one person: a union in which they would meet, and in neither half
    /// did, is refused. No acknowledgement helps.
    pub separation: &'a [SeparationRule],
}

/// What happens to two accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeChange {
    /// What happens: the host stores it under the stream of the plan, does
    /// [its duties](MergeEvent::duties), and applies it to its [`Aliases`] and [`MergeState`].
    pub event: MergeEvent,
    /// What no other account of the tenant may have then, in the place of what the two had; a clash
    /// is a 409.
    pub claims: BTreeSet<Claim>,
}

impl MergeStep<'_> {
    const fn name(self) -> &'static str {
        match self {
            Self::Plan { .. } => "merge.plan",
            Self::Apply(_) => "merge.apply",
            Self::Undo(_) => "merge.undo",
        }
    }

    const fn permission(self) -> Permission {
        match self {
            Self::Plan { .. } => Permission::MERGE_PLAN,
            Self::Apply(_) => Permission::MERGE_APPLY,
            Self::Undo(_) => Permission::MERGE_UNDO,
        }
    }

    fn about(self) -> Option<UserId> {
        match self {
            Self::Plan { accounts } => accounts.first().copied(),
            Self::Apply(plan) => Some(plan.survivor),
            Self::Undo(MergeState::United(united)) => Some(united.survivor),
            Self::Undo(MergeState::Apart(apart)) => Some(apart.operator.id()),
        }
    }
}

impl MergeChange {
    fn new(event: MergeEvent, policy: &UserPolicy) -> Self {
        let accounts = accounts(&event).1;
        let claims = accounts
            .into_iter()
            .flat_map(|account| account.user().claims(policy.emails));
        Self {
            claims: claims.collect(),
            event,
        }
    }
}

impl Desk {
    /// May they take this step, and what happens if they do? Access is asked for what the step gives,
    /// takes and touches, merging whether it can be done, and an administrator remains after it.
    ///
    /// Nothing has changed yet: the host stores the transition whole, only while all of its
    /// preconditions hold, and then [applies](Self::apply_transition) it. Of a plan that is only to be
    /// made nothing happens.
    ///
    /// # Errors
    /// With everything that stands against it, and the record of the refusal, which the host stores.
    pub fn merge(
        &self,
        merging: &Merging<'_>,
        now: DateTime<Utc>,
    ) -> Result<Transition, AdminError> {
        self.merged(merging, now).map_err(|refused| {
            let again = |desk: &Self| desk.merged(merging, now).map(|_| ());
            let telling = Telling {
                asker: merging.asker(),
                reads: merging.step.reads(),
                now,
            };
            self.told(refused, telling, again)
        })
    }

    fn merged(&self, merging: &Merging<'_>, now: DateTime<Utc>) -> Result<Transition, AdminError> {
        let step = merging.step;
        let asker = merging.asker();
        let about = step.about().map(ActorId::User);
        let audit = Audit::new(self.tenant, asker, step.name(), about, now);
        let mut work = Work::of(self, asker, audit, now);
        let done = work.merge(merging);
        work.finish(done)
    }
}

impl Work<'_> {
    fn merge(&mut self, merging: &Merging<'_>) -> Result<(), Stop> {
        self.known()?;
        // First the right to do this at all: who lacks it learns nothing more.
        let rights = [merging.step.permission()].into();
        self.rights(merging.actor, &rights)?;
        let event = match merging.step {
            MergeStep::Plan { accounts } => {
                for account in accounts {
                    self.rely_on(self.desk.found(Stream::Rights(account)));
                }
                return Ok(());
            }
            MergeStep::Apply(plan) => self.unite(plan, merging)?,
            MergeStep::Undo(state) => self.separate(state, merging)?,
        };
        let (before, after) = accounts(&event);
        for user in &before {
            self.rely_on(self.desk.found(Stream::User(*user)));
        }
        let directory = &self.desk.directory;
        for event in exchange(directory, &before, &after) {
            self.happens(event)?;
        }
        let policy = &self.desk.accounts.policy;
        self.merge = Some(MergeChange::new(event, policy));
        Ok(())
    }

    fn unite(&mut self, plan: &Plan, merging: &Merging<'_>) -> Result<MergeEvent, Stop> {
        let halves = [plan.operator.id(), plan.admin.id()];
        let own = |half: &UserId| self.asker.everybody().any(|one| one == (*half).into());
        let own = halves.iter().any(own);
        let mut stop = Stop::new();
        for half in halves {
            // What the union takes of a half, or touches there, is all on its record.
            let user = ActorId::User(half);
            let edit = AdminAction::EditUser { user };
            stop.extend(self.permit(&edit).err().unwrap_or_default());
            // What is entrusted to somebody is so for others: his own whole he covers himself.
            if own {
                let directory = &self.desk.directory;
                let rest = |actor| directory.uncovered_record(actor, user, self.now);
                stop.extend(self.not_covered(rest));
            }
        }
        // What is not covered by name is not told a second time, object by object.
        if stop.is_empty() {
            stop.extend(self.opened(halves));
        }
        // Whoever acknowledges what neither half holds gives it (S13, D1; attack 25).
        let beyond: Vec<Grant> = plan
            .decided
            .acknowledged
            .iter()
            .filter_map(beyond)
            .collect();
        let directory = &self.desk.directory;
        let rest = |actor| directory.uncovered(actor, &beyond, self.now);
        stop.extend(self.not_covered(rest));
        stop.extend(self.separated(plan, merging.separation));
        none_left(stop)?;

        let account = |id| self.desk.account(id).map_err(|none| vec![none.into()]);
        let [operator, admin] = halves;
        let situation = Situation {
            halves: [&account(operator)?, &account(admin)?],
            aliases: merging.aliases,
            catalogue: self.desk.catalogue(),
            policy: &self.desk.merging,
        };
        one(apply(plan, &situation, self.now))
    }

    /// Whoever can open one half comes to act as the whole, the other half among it: he must be
    /// allowed to open that one in the same way, object by object. The password that he sets today
    /// would be the one that survives the union.
    fn opened(&self, halves: [UserId; 2]) -> Vec<Obstacle> {
        let directory = &self.desk.directory;
        let open = |actor: ActorId, half: UserId, by| {
            let user = half.into();
            directory.may_administer(actor, &AdminAction::TakeOver { user, by }, self.now)
        };
        let [operator, admin] = halves;
        let mut found = Vec::new();
        for actor in self.asker.everybody() {
            for (half, other) in [(operator, admin), (admin, operator)] {
                for by in [Takeover::ResetCredentials, Takeover::ChangeLogin] {
                    if actor != half.into() && open(actor, half, by).is_ok() {
                        found.extend(open(actor, other, by).err().map(Obstacle::Access));
                    }
                }
                let rest = match actor == half.into() {
                    true => uncovered_own(directory, actor, other.into(), self.now),
                    false => Vec::new(),
                };
                found.extend((!rest.is_empty()).then_some(Obstacle::Uncovered { rest }));
            }
        }
        found
    }

    fn separate(&mut self, state: &MergeState, merging: &Merging<'_>) -> Result<MergeEvent, Stop> {
        let MergeState::United(united) = state else {
            // What is not united merging refuses: of whose account it would be is not asked.
            return Err(vec![Obstacle::Merge(Box::new(
                frontdesk_merge::Reason::NotUnited.into(),
            ))]);
        };
        let user = ActorId::User(united.survivor);
        let mut stop = Stop::new();
        let edit = AdminAction::EditUser { user };
        stop.extend(self.permit(&edit).err().unwrap_or_default());
        for half in [&united.operator, &united.admin] {
            for actor in self.asker.everybody() {
                match self.released(united, half, actor) {
                    Ok(rest) if rest.is_empty() => {}
                    Ok(rest) => stop.push(Obstacle::Uncovered { rest }),
                    Err(refused) => stop.extend(refused),
                }
                let freed = self.freed(united, half, actor).into_iter();
                let reasons = freed.map(|obligation| AdminReason::OwnObligation { obligation });
                stop.extend(reasons.map(|reason| Obstacle::Access(reason.into())));
            }
        }
        none_left(stop)?;
        let current = self
            .desk
            .account(united.survivor)
            .map_err(|none| vec![none.into()])?;
        let request = UndoRequest {
            state,
            current: &current,
            aliases: merging.aliases,
        };
        one(undo(&request, self.now))
    }

    /// What whoever asks, or as whom he acts, does not cover.
    fn not_covered(&self, rest: impl Fn(ActorId) -> Vec<Grant>) -> Vec<Obstacle> {
        let all = self.asker.everybody().map(rest);
        let lacking = all.filter(|rest| !rest.is_empty());
        lacking.map(|rest| Obstacle::Uncovered { rest }).collect()
    }

    /// What of a half that would be on its own again this person does not cover: a restriction of the
    /// other half ends for it.
    fn released(
        &self,
        united: &United,
        half: &Account,
        actor: ActorId,
    ) -> Result<Vec<Grant>, Stop> {
        // Beside the whole, under the id that the merge retired.
        let beside = ActorId::User(united.retired);
        let mut apart = self.desk.directory.clone();
        if apart.holder(beside).is_none() {
            let record = Holder {
                id: beside,
                ..half.holder().clone()
            };
            let added = AccessEvent::HolderAdded {
                holder: Box::new(record),
            };
            apart
                .apply(&added)
                .map_err(|wrong| vec![Obstacle::Wrong(wrong)])?;
        }
        if actor == ActorId::User(united.survivor) {
            return Ok(apart.uncovered_record(actor, beside, self.now));
        }
        let edit = AdminAction::EditUser { user: beside };
        match apart.may_administer(actor, &edit, self.now) {
            Ok(_) => Ok(Vec::new()),
            Err(refusal) if refusal.uncovered().is_empty() => Err(vec![Obstacle::Access(refusal)]),
            Err(refusal) => Ok(refusal.uncovered().to_vec()),
        }
    }

    /// What this person must see to himself, and a half that would be on its own again need not while
    /// the whole does: the same as setting the obligations of the half.
    fn freed(&self, united: &United, half: &Account, actor: ActorId) -> BTreeSet<Obligation> {
        let of = |id| self.desk.directory.holder(id).map(|held| &held.obligations);
        let (Some(bound), Some(whole)) = (of(actor), of(united.survivor.into())) else {
            return BTreeSet::new();
        };
        &(bound & whole) - &half.holder().obligations
    }

    /// Rights that must not meet in one person, and would in the whole (attack 25).
    fn separated(&self, plan: &Plan, rules: &[SeparationRule]) -> Option<Obstacle> {
        let found = |accounts: &[&Account]| {
            let mut alone = Directory::new(self.desk.tenant, self.desk.catalogue().clone());
            for account in accounts {
                // Two records of one tenant; merging refuses any others.
                let _ = alone.load(account.holder().clone(), Version::FIRST);
            }
            separation(&alone, rules, self.now)
        };
        let before = found(&[&plan.operator, &plan.admin]).found;
        let whole = found(&[&plan.result]);
        let same = |one: &Meeting, other: &Meeting| {
            (&one.rule, one.one, one.other) == (&other.rule, other.one, other.other)
        };
        let meetings: Vec<Meeting> = whole
            .found
            .into_iter()
            .filter(|meeting| !before.iter().any(|earlier| same(earlier, meeting)))
            .collect();
        // Where nothing can be claimed, nothing is allowed.
        let undecided = !whole.too_wide.is_empty();
        (undecided || !meetings.is_empty()).then_some(Obstacle::Separation {
            meetings,
            undecided,
        })
    }
}

fn one(events: Result<Vec<MergeEvent>, frontdesk_merge::Refusal>) -> Result<MergeEvent, Stop> {
    let refused = |refusal| vec![Obstacle::Merge(Box::new(refusal))];
    let mut events = events.map_err(refused)?.into_iter();
    let none = || refused(frontdesk_merge::Reason::NotUnited.into());
    events.next().ok_or_else(none)
}

/// What of all that is on the record of the other half this person does not cover, who becomes that
/// other: of what is the other's own too.
fn uncovered_own(
    directory: &Directory,
    actor: ActorId,
    other: ActorId,
    now: DateTime<Utc>,
) -> Vec<Grant> {
    let (Some(actor), Some(other)) = (directory.holder(actor), directory.holder(other)) else {
        return Vec::new();
    };
    let grants: Vec<Grant> = directory.catalogue().on_record(other).cloned().collect();
    let wanted = Wanted {
        grants: &grants,
        of: Whose::TakenOver(other),
    };
    directory.catalogue().uncovered(actor, &wanted, now)
}

/// Whose accounts there were, and which there are then.
pub(super) fn accounts(event: &MergeEvent) -> (Vec<UserId>, Vec<&Account>) {
    match event {
        MergeEvent::United(united) => (
            vec![united.operator.id(), united.admin.id()],
            vec![&united.result],
        ),
        MergeEvent::Undone(undone) => (
            vec![undone.operator.id()],
            vec![&undone.operator, &undone.admin],
        ),
    }
}

fn beyond(alert: &Alert) -> Option<Grant> {
    match alert {
        Alert::BeyondBoth { permission, scope } => Some(Grant::new(*permission, (**scope).clone())),
        _ => None,
    }
}

/// These records in the place of those.
fn exchange(directory: &Directory, before: &[UserId], after: &[&Account]) -> Vec<AccessEvent> {
    let there = |user: &&UserId| directory.holder(ActorId::User(**user)).is_some();
    let removed = before
        .iter()
        .filter(there)
        .map(|user| AccessEvent::HolderRemoved {
            holder: ActorId::User(*user),
        });
    let added = after.iter().map(|account| AccessEvent::HolderAdded {
        holder: Box::new(account.holder().clone()),
    });
    removed.chain(added).collect()
}
