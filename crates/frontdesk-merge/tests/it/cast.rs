//! One human with two accounts, and the people around.

use chrono::{DateTime, Utc};
use frontdesk_access::{Catalogue, Holder, Permission, Role, RoleAssignment, RoleId, Scope};
use frontdesk_contact::{DisplayName, Email, UserName};
use frontdesk_identity::{
    Activation, Algorithm, Capacity, CredentialFacts, Lifecycle, Login, PersonName, Profile,
    Rehash, User, UserRecord,
};
use frontdesk_merge::{
    Account, Aliases, Basis, Confirmation, Decided, MergeEvent, MergePolicy, MergeState, Plan,
    PlanRequest, Reason, Refusal, Situation, apply, plan,
};
use frontdesk_model::{
    AccountKind, ActorId, Labels, MergePlanId, Relation, TenantId, UserId, Version,
};

pub(crate) const TENANT: TenantId = TenantId::from_number(1);
pub(crate) const OTHER: TenantId = TenantId::from_number(2);
/// The operator's account.
pub(crate) const OPERATOR: UserId = UserId::from_number(17);
/// The admin's account of the same human.
pub(crate) const ADMIN: UserId = UserId::from_number(18);
/// The owner.
pub(crate) const OWNER: UserId = UserId::from_number(1);
pub(crate) const PLAN: MergePlanId = MergePlanId::from_number(1);

pub(crate) fn noon() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn evening() -> DateTime<Utc> {
    "2026-11-22T18:00:00Z".parse().unwrap()
}

pub(crate) fn record(kind: AccountKind, id: UserId) -> UserRecord {
    UserRecord {
        tenant: TENANT,
        id,
        version: Version(3),
        kind,
        capacities: Capacity::of_kind(kind),
        profile: Profile::default(),
        login: Login::Named(UserName::parse(&format!("login{}", id.number().unwrap())).unwrap()),
        credentials: Some(CredentialFacts {
            version: 2,
            algorithm: Algorithm::new("argon2id").unwrap(),
            rehash: Rehash::NotNeeded,
        }),
        credential_version: 2,
        ever_had_rights: true,
        lifecycle: Lifecycle::Open,
        activation: Activation::NotAwaited,
        reset: None,
        holds: Default::default(),
    }
}

pub(crate) fn operator_record() -> UserRecord {
    record(AccountKind::LegacyOperator, OPERATOR)
}

pub(crate) fn admin_record() -> UserRecord {
    record(AccountKind::LegacyAdmin, ADMIN)
}

/// The operator as an ordinary one: answers, with a name that customers see.
pub(crate) fn operator() -> Account {
    let mut record = operator_record();
    record.profile.name = PersonName::new().last("Ivanova").first("Anna");
    record.profile.chat_name = Some(DisplayName::parse("Anna").unwrap());
    account(record, &["talk"])
}

/// The admin as an ordinary one: manages, has the address.
pub(crate) fn admin() -> Account {
    let mut record = admin_record();
    record.profile.name = PersonName::new().last("Ivanova").first("Anna");
    record.profile.email = Some(Email::parse("anna@example.org").unwrap());
    account(record, &["manage"])
}

/// An account with these roles.
pub(crate) fn account(record: UserRecord, roles: &[&'static str]) -> Account {
    let mut holder = holder(&record);
    holder.roles = roles
        .iter()
        .map(|id| RoleAssignment::new(RoleId::from_static(id)))
        .collect();
    with_holder(record, holder)
}

/// Rights that say what the record says, and grant nothing.
pub(crate) fn holder(record: &UserRecord) -> Holder {
    let mut holder = Holder::new(record.tenant, ActorId::User(record.id));
    holder.kind = record.kind;
    holder.standing = record.standing();
    holder.memberships = record.profile.memberships.clone();
    holder
}

pub(crate) fn with_holder(record: UserRecord, mut holder: Holder) -> Account {
    holder.standing = record.standing();
    holder.memberships = record.profile.memberships.clone();
    Account::new(User::from_record(record).unwrap(), holder).unwrap()
}

/// The account with a changed record; the rights say the same of what both say.
pub(crate) fn changed(account: &Account, change: impl FnOnce(&mut UserRecord)) -> Account {
    let mut record = account.record().clone();
    change(&mut record);
    let mut holder = account.holder().clone();
    holder.tenant = record.tenant;
    holder.id = ActorId::User(record.id);
    holder.kind = record.kind;
    with_holder(record, holder)
}

/// The account with changed rights.
pub(crate) fn with_rights(account: &Account, change: impl FnOnce(&mut Holder)) -> Account {
    let mut holder = account.holder().clone();
    change(&mut holder);
    with_holder(account.record().clone(), holder)
}

pub(crate) fn roles() -> Catalogue {
    use Permission as P;
    let talk = Role::built_in(RoleId::from_static("talk"), Labels::new("Operator"))
        .grant(&[P::SURFACE_OPERATOR_APP, P::COLLEAGUE_LIST], &Scope::any())
        .grant(
            &[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY],
            &Scope::of(Relation::Own),
        );
    let manage = Role::built_in(RoleId::from_static("manage"), Labels::new("Admin")).grant(
        &[P::SURFACE_ADMIN_PANEL, P::ACCOUNT_SETTINGS, P::USER_VIEW],
        &Scope::any(),
    );
    Catalogue::try_from(vec![talk, manage]).unwrap()
}

pub(crate) fn confirmation(of: [&Account; 2]) -> Confirmation {
    Confirmation {
        accounts: of.map(Account::id).into(),
        by: OWNER,
        at: "2026-11-21T09:00:00Z".parse().unwrap(),
        basis: Basis::BothSignIns,
    }
}

/// What a test may vary of a request.
pub(crate) struct Ask<'a> {
    pub(crate) halves: [&'a Account; 2],
    pub(crate) aliases: Aliases,
    pub(crate) catalogue: Catalogue,
    pub(crate) policy: MergePolicy,
    pub(crate) confirmation: Option<Confirmation>,
    pub(crate) decided: Decided,
}

impl<'a> Ask<'a> {
    pub(crate) fn new(one: &'a Account, other: &'a Account) -> Self {
        Self {
            halves: [one, other],
            aliases: Aliases::new(TENANT),
            catalogue: roles(),
            policy: MergePolicy::open(),
            confirmation: Some(confirmation([one, other])),
            decided: Decided::default(),
        }
    }

    pub(crate) fn situation(&self) -> Situation<'_> {
        Situation {
            halves: self.halves,
            aliases: &self.aliases,
            catalogue: &self.catalogue,
            policy: &self.policy,
        }
    }

    pub(crate) fn plan(&self) -> Result<Plan, Refusal> {
        plan(
            &PlanRequest {
                situation: self.situation(),
                confirmation: self.confirmation.as_ref(),
                decided: &self.decided,
                plan_id: PLAN,
            },
            noon(),
        )
    }

    /// Plans, decides everything that is open for the operator, acknowledges every alert.
    pub(crate) fn plan_to_the_end(&mut self) -> Plan {
        use frontdesk_merge::{Decision, Settled, Side};
        let first = self.plan().unwrap();
        for conflict in &first.conflicts {
            if conflict.settled == Settled::Open {
                self.decided
                    .fields
                    .insert(conflict.field.clone(), Decision::Take(Side::Operator));
            }
        }
        // A decision may raise or lift an alert.
        let second = {
            self.decided.acknowledged.clear();
            self.plan().unwrap()
        };
        self.decided.acknowledged = second.alerts;
        self.plan().unwrap()
    }

    pub(crate) fn apply(&self, plan: &Plan) -> Result<Vec<MergeEvent>, Refusal> {
        apply(plan, &self.situation(), evening())
    }

    /// The single event of a merge to the end, and the state after it.
    pub(crate) fn unite(&mut self) -> (MergeEvent, MergeState) {
        let plan = self.plan_to_the_end();
        let events = self.apply(&plan).unwrap();
        assert_eq!(events.len(), 1);
        let event = events.into_iter().next().unwrap();
        let mut state = MergeState::apart(plan.operator, plan.admin);
        state.apply(&event).unwrap();
        (event, state)
    }
}

pub(crate) fn united(state: &MergeState) -> &frontdesk_merge::United {
    match state {
        MergeState::United(united) => united,
        MergeState::Apart(_) => panic!("they are apart"),
    }
}

pub(crate) fn codes(refusal: &Refusal) -> Vec<&'static str> {
    refusal.reasons().map(Reason::code).collect()
}
