//! A plan to unite two legacy accounts: what would become of every place, as data.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{Catalogue, Role, RoleId};
use frontdesk_identity::{Activation, Claim, EmailUse, Lifecycle, Login, User, UserRecord};
use frontdesk_model::uuid::Uuid;
use frontdesk_model::{MergePlanId, Precondition, Standing, TenantId, UserId, canonical_bytes};
use serde::{Deserialize, Serialize};

use crate::event::password_of;
use crate::settle::Settler;
use crate::unite::{unite_holders, unite_records};
use crate::{
    Account, Alert, Aliases, Basis, Confirmation, Conflict, Decision, Field, MergePolicy, Merging,
    PasswordOf, Provenance, Reason, Refusal, RightsDiff, Settled, Side, bound, rights,
};

/// What there is: the two accounts and what a plan over them relies on.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The two accounts, in any order: which is which is told by their kinds.
    pub halves: [&'a Account; 2],
    /// The ids that mean other accounts.
    pub aliases: &'a Aliases,
    /// The roles of the tenant.
    pub catalogue: &'a Catalogue,
    /// What the host decided about merging.
    pub policy: &'a MergePolicy,
}

/// What is asked for. Whether the one who asks may ask it is access's question: `merge.plan`.
#[derive(Clone, Copy, Debug)]
pub struct PlanRequest<'a> {
    /// What there is.
    pub situation: Situation<'a>,
    /// That the accounts are one human's (S12).
    pub confirmation: Option<&'a Confirmation>,
    /// What somebody decided and acknowledged.
    pub decided: &'a Decided,
    /// The plan's id, made by the host.
    pub plan_id: MergePlanId,
}

/// What somebody decided and acknowledged. Begin with nothing, read the plan, add what it asks for
/// and plan again.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Decided {
    /// Conflicts, by place.
    pub fields: BTreeMap<Field, Decision>,
    /// Alerts, each as the plan shows it.
    pub acknowledged: BTreeSet<Alert>,
}

/// A plan: everything that uniting would do, before anything is done. Stored as it is; a plan that
/// was altered where it was kept is refused when it is carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The version of this form.
    pub format: PlanFormat,
    /// Which plan.
    pub id: MergePlanId,
    /// Whose accounts.
    pub tenant: TenantId,
    /// When it was made.
    pub planned_at: DateTime<Utc>,
    /// Names its inputs.
    pub fingerprint: PlanFingerprint,
    /// The versions that it relied on: of the operator's record and of the admin's.
    pub preconditions: [Precondition; 2],
    /// The id that survives: the operator's, whatever the order of the arguments.
    pub survivor: UserId,
    /// The id that becomes an alias: the admin's.
    pub retired: UserId,
    /// Who said that the accounts are one human's.
    pub confirmation: Confirmation,
    /// What was decided and acknowledged.
    pub decided: Decided,
    /// The policy that it was made under.
    pub policy: MergePolicy,
    /// Where the value in every place comes from.
    pub fields: BTreeMap<Field, Provenance>,
    /// Where both halves chose differently, by place.
    pub conflicts: Vec<Conflict>,
    /// What each half gains and loses.
    pub rights: RightsDiff,
    /// What somebody must acknowledge.
    pub alerts: BTreeSet<Alert>,
    /// The operator as it is.
    pub operator: Account,
    /// The admin as it is.
    pub admin: Account,
    /// The whole. Where a conflict is open it holds a placeholder.
    pub result: Account,
    /// The roles that the halves name, as they are; `None` for one that the tenant does not have.
    pub roles: BTreeMap<RoleId, Option<Role>>,
    /// Whose password survives.
    pub password: Option<PasswordOf>,
    /// Whose photo survives.
    pub photo: Option<UserId>,
}

/// The version of a stored plan's form. A plan of another form is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct PlanFormat(());

impl PlanFormat {
    /// That of this release.
    pub(crate) const THIS: Self = Self(());

    /// The form that this release writes.
    pub const CURRENT: u16 = 1;
}

/// A stored plan of a form that this release does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a plan of form {0} cannot be read")]
pub struct UnknownFormat(pub u16);

impl TryFrom<u16> for PlanFormat {
    type Error = UnknownFormat;

    fn try_from(format: u16) -> Result<Self, Self::Error> {
        match format {
            Self::CURRENT => Ok(Self(())),
            other => Err(UnknownFormat(other)),
        }
    }
}

impl From<PlanFormat> for u16 {
    fn from(_: PlanFormat) -> Self {
        PlanFormat::CURRENT
    }
}

/// Names the inputs of a plan: a version-5 uuid over their canonical bytes. Two plans share it only
/// if they were made of the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanFingerprint(pub Uuid);

impl PlanFingerprint {
    fn of(inputs: &impl Serialize) -> Self {
        const NAMESPACE: Uuid = Uuid::from_u128(0x6672_6f6e_7464_8573_8b6d_6572_6765_706c);
        // None of these types refuses to be serialized; were there one, carrying out would still
        // compare the plan itself.
        Self(Uuid::new_v5(
            &NAMESPACE,
            &canonical_bytes(inputs).unwrap_or_default(),
        ))
    }
}

/// What the fingerprint is over.
#[derive(Serialize)]
struct Inputs<'a> {
    format: PlanFormat,
    id: MergePlanId,
    planned_at: DateTime<Utc>,
    operator: &'a Account,
    admin: &'a Account,
    confirmation: &'a Confirmation,
    decided: &'a Decided,
    policy: &'a MergePolicy,
    roles: &'a BTreeMap<RoleId, Option<Role>>,
}

/// Plans to unite a legacy operator and a legacy admin (S11). Open conflicts and alerts do not refuse
/// a plan: it lists them, and is not carried out before they are settled.
///
/// # Errors
/// With everything that stands against uniting the two.
pub fn plan(request: &PlanRequest<'_>, now: DateTime<Utc>) -> Result<Plan, Refusal> {
    let PlanRequest {
        situation,
        confirmation,
        decided,
        plan_id,
    } = *request;
    let mut reasons = BTreeSet::new();
    // Merging was announced before it was there (S11).
    if situation.policy.merging == Merging::NotYet {
        reasons.insert(Reason::NotAvailable);
    }
    let sides = sides(&situation, &mut reasons);
    let confirmed = confirmed(confirmation, &situation, now, &mut reasons);
    let ((operator, admin), confirmation) = match (sides, confirmed) {
        (Ok(sides), Ok(confirmation)) => (sides, confirmation),
        (Ok(_), Err(reason)) => return Err(Refusal::with(reason, reasons)),
        (Err(reason), confirmed) => {
            reasons.extend(confirmed.err());
            return Err(Refusal::with(reason, reasons));
        }
    };
    mergeable(Side::Operator, operator, &mut reasons);
    mergeable(Side::Admin, admin, &mut reasons);

    let mut settler = Settler::new(&situation.policy.precedence, &decided.fields);
    let united = unite_records(&mut settler, operator.record(), admin.record());
    let holder = unite_holders(
        &mut settler,
        operator.holder(),
        admin.holder(),
        &united.record,
    );
    settler.refuse_idle_decisions();
    reasons.append(&mut settler.reasons);

    let mut alerts = bound::beyond_both(
        situation.catalogue,
        [operator.holder(), admin.holder()],
        &holder,
        now,
    );
    alerts.extend(suspensions(operator, admin));
    alerts.extend(login_follows(
        united.sign_in,
        operator,
        admin,
        &united.record,
    ));
    alerts.extend(confirmed_by_oneself(confirmation));
    for alert in decided.acknowledged.difference(&alerts) {
        reasons.insert(Reason::NothingToAcknowledge {
            alert: alert.clone(),
        });
    }

    // The whole keeps identity's rules on accounts.
    let user = match User::from_record(united.record) {
        Ok(user) => user,
        Err(unfit) => {
            let rules = unfit.into();
            return Err(Refusal::with(Reason::ResultUnfit { rules }, reasons));
        }
    };
    let result = Account::agreeing(user, holder);
    Refusal::check(reasons)?;

    let by_side = |side: Side| match side {
        Side::Operator => operator,
        Side::Admin => admin,
    };
    let halves = Side::BOTH.map(|side| (side, by_side(side))).into();
    let roles = roles_of(situation.catalogue, [operator, admin]);
    let inputs = Inputs {
        format: PlanFormat(()),
        id: plan_id,
        planned_at: now,
        operator,
        admin,
        confirmation,
        decided,
        policy: situation.policy,
        roles: &roles,
    };
    let mut conflicts = settler.conflicts;
    conflicts.sort();
    Ok(Plan {
        format: PlanFormat(()),
        id: plan_id,
        tenant: operator.tenant(),
        planned_at: now,
        fingerprint: PlanFingerprint::of(&inputs),
        preconditions: [operator.precondition(), admin.precondition()],
        survivor: operator.id(),
        retired: admin.id(),
        confirmation: confirmation.clone(),
        decided: decided.clone(),
        policy: situation.policy.clone(),
        fields: settler.fields,
        conflicts,
        rights: rights::compare(situation.catalogue, &halves, result.holder(), now),
        alerts,
        operator: operator.clone(),
        admin: admin.clone(),
        password: united.sign_in.map(by_side).and_then(password_of),
        photo: united.photo.map(|side| by_side(side).id()),
        result,
        roles,
    })
}

impl Plan {
    /// Everything that still keeps the plan from being carried out: open conflicts and alerts that
    /// nobody acknowledged.
    #[must_use]
    pub fn open(&self) -> BTreeSet<Reason> {
        let undecided = self
            .conflicts
            .iter()
            .filter(|conflict| conflict.settled == Settled::Open)
            .map(|conflict| Reason::Undecided {
                field: conflict.field.clone(),
            });
        let unacknowledged = self
            .alerts
            .difference(&self.decided.acknowledged)
            .map(|alert| Reason::Unacknowledged {
                alert: alert.clone(),
            });
        undecided.chain(unacknowledged).collect()
    }

    /// What no other account of the tenant may have once the plan is carried out: the login claims
    /// both surfaces. The host's unique index says whether another account has it.
    #[must_use]
    pub fn claims(&self, emails: EmailUse) -> BTreeSet<Claim> {
        self.result.user().claims(emails)
    }
}

/// Exactly one operator and one admin of one tenant (S14), the operator first.
fn sides<'a>(
    situation: &Situation<'a>,
    reasons: &mut BTreeSet<Reason>,
) -> Result<(&'a Account, &'a Account), Reason> {
    let [one, other] = situation.halves;
    if one.tenant() != other.tenant() || situation.aliases.tenant() != one.tenant() {
        reasons.insert(Reason::OtherTenant);
    }
    // An account united with itself would be destroyed: refused.
    if one.id() == other.id() {
        return Err(Reason::SameAccount);
    }
    for account in situation.halves {
        let into = situation.aliases.resolve(account.id());
        if into != account.id() {
            reasons.insert(Reason::AlreadyUnited {
                account: account.id(),
                into,
            });
        }
    }
    let not_legacy = |account: &Account| Reason::NotLegacy {
        account: account.id(),
        found: account.user().kind(),
    };
    match (one.side(), other.side()) {
        (Some(Side::Operator), Some(Side::Admin)) => Ok((one, other)),
        (Some(Side::Admin), Some(Side::Operator)) => Ok((other, one)),
        (Some(Side::Operator), Some(Side::Operator)) => Err(Reason::TwoOperators),
        (Some(Side::Admin), Some(Side::Admin)) => Err(Reason::TwoAdmins),
        (Some(_), None) => Err(not_legacy(other)),
        (None, Some(_)) => Err(not_legacy(one)),
        (None, None) => {
            reasons.insert(not_legacy(other));
            Err(not_legacy(one))
        }
    }
}

/// That two accounts are one human's is said by somebody about exactly these two (S12).
fn confirmed<'a>(
    confirmation: Option<&'a Confirmation>,
    situation: &Situation<'_>,
    now: DateTime<Utc>,
    reasons: &mut BTreeSet<Reason>,
) -> Result<&'a Confirmation, Reason> {
    let found = confirmation.ok_or(Reason::NotConfirmed)?;
    if found.accounts != situation.halves.map(Account::id).into() {
        reasons.insert(Reason::ConfirmedOthers);
    }
    if found.at > now {
        reasons.insert(Reason::ConfirmedLater);
    }
    Ok(found)
}

/// Only an account that is active, suspended or on the list of employees is united. What is deleted
/// stays deleted, what is half-deleted is first restored or deleted, what is pending first activated.
fn mergeable(side: Side, account: &Account, reasons: &mut BTreeSet<Reason>) {
    let record = account.record();
    let standing = match record.standing() {
        // A suspended account may never have been activated.
        Standing::Suspended if record.activation != Activation::NotAwaited => Standing::Pending,
        standing => standing,
    };
    match standing {
        Standing::Active | Standing::Suspended | Standing::Employee => {}
        Standing::Pending | Standing::HalfDeleted | Standing::Deleted => {
            reasons.insert(Reason::NotMergeable { side, standing });
        }
    }
}

fn suspensions(operator: &Account, admin: &Account) -> Vec<Alert> {
    let suspended = |account: &Account| account.record().lifecycle == Lifecycle::Suspended;
    match (suspended(operator), suspended(admin)) {
        (true, false) => vec![Alert::SuspensionSpreads { of: Side::Operator }],
        (false, true) => vec![Alert::SuspensionSpreads { of: Side::Admin }],
        _ => Vec::new(),
    }
}

/// A login that is the e-mail address changes when the other half's address survives.
fn login_follows(
    sign_in: Option<Side>,
    operator: &Account,
    admin: &Account,
    result: &UserRecord,
) -> Option<Alert> {
    let of = sign_in?;
    let half = match of {
        Side::Operator => operator,
        Side::Admin => admin,
    };
    let key = |record: &UserRecord| {
        record
            .profile
            .email
            .as_ref()
            .map(frontdesk_contact::Email::key)
    };
    let follows = result.login == Login::Email && key(half.record()) != key(result);
    follows.then_some(Alert::LoginFollowsEmail { of })
}

/// Who vouches for an own account without having signed in to both is seen by a second person.
fn confirmed_by_oneself(confirmation: &Confirmation) -> Option<Alert> {
    let oneself = confirmation.accounts.contains(&confirmation.by)
        && confirmation.basis != Basis::BothSignIns;
    oneself.then_some(Alert::ConfirmedByOneself {
        by: confirmation.by,
    })
}

/// The roles that the halves name, as they are now: what the plan says of rights rests on them.
pub(crate) fn roles_of(
    catalogue: &Catalogue,
    halves: [&Account; 2],
) -> BTreeMap<RoleId, Option<Role>> {
    halves
        .into_iter()
        .flat_map(|half| &half.holder().roles)
        .map(|assignment| {
            let role = catalogue.role(&assignment.role).cloned();
            (assignment.role.clone(), role)
        })
        .collect()
}
