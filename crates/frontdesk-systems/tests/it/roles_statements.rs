//! The statements about roles as rows of data: given a record, may it do that to this object?

mod noci;
mod omnidesk;
mod reach;
mod talkme;
mod uis;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{
    Catalogue, Decision, Grant, Holder, OrderFacts, Origin, Permission, Request, Resource, Scope,
    UserFacts,
};
use frontdesk_model::{
    Assignee, BotId, ConversationFacts, ConversationId, ConversationState, GroupId, Module, SiteId,
    TenantId, UserId,
};
use frontdesk_systems::catalogue;
use frontdesk_systems::reach::roles::{NameProblem, assignments};

/// One row: a statement, one of its twins, a sentence, and a question with its answer.
#[derive(Debug)]
pub(crate) struct Row {
    /// The number, as "S8", or that of a decision, as "D5".
    pub(crate) statement: &'static str,
    pub(crate) twin: Twin,
    /// What the row shows, in a short sentence.
    pub(crate) says: &'static str,
    pub(crate) question: Question,
}

/// What a row is to its statement. A rule that is inverted or lost fails at one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Twin {
    /// What the statement speaks of is given: the answer is the statement's.
    Positive,
    /// It is not given, or the object lies outside: the answer is the other one.
    Negative,
}

/// A question with its answer.
#[derive(Debug)]
pub(crate) enum Question {
    /// May this person do that to this object?
    Decide(Box<Case>),
    /// What of these names of a Roles box has no effect?
    RolesBox {
        names: &'static [&'static str],
        problems: &'static [&'static str],
    },
}

/// A question to the catalogue.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) holder: Holder,
    pub(crate) permission: Permission,
    pub(crate) object: Object,
    pub(crate) expected: Expected,
}

/// The answer that a row wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Allow,
    /// With a reason of this code. `not_granted` means that not even a near grant is there.
    Deny(&'static str),
}

/// Every row, system by system.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = talkme::rows();
    rows.extend(uis::rows());
    rows.extend(noci::rows());
    rows.extend(reach::rows());
    rows.extend(omnidesk::rows());
    rows
}

/// Declares rows: `S8 Negative "sentence": record, PERMISSION @ object => allow;`.
macro_rules! table {
    ($($s:ident $twin:ident $says:literal: $holder:expr, $permission:ident @ $object:expr => $outcome:ident $($code:ident)?;)*) => {
        vec![$(crate::roles_statements::Row {
            statement: stringify!($s),
            twin: crate::roles_statements::Twin::$twin,
            says: $says,
            question: crate::roles_statements::Question::Decide(Box::new(
                crate::roles_statements::Case {
                    holder: $holder,
                    permission: frontdesk_access::Permission::$permission,
                    object: $object,
                    expected: crate::roles_statements::expected!($outcome $($code)?),
                },
            )),
        }),*]
    };
}
macro_rules! expected {
    (allow) => {
        crate::roles_statements::Expected::Allow
    };
    (deny $code:ident) => {
        crate::roles_statements::Expected::Deny(stringify!($code))
    };
}
pub(crate) use {expected, table};

/// What a question is about, owned.
#[derive(Clone, Debug)]
pub(crate) enum Object {
    Section,
    Chat(ConversationFacts),
    Inquiry(ConversationFacts),
    Order(Option<Origin>),
    NewOrder(Origin),
    /// The actor's own record.
    Me,
    /// A colleague's record.
    Colleague,
    Site(i64),
    Module(&'static str),
}

impl Row {
    /// Puts the row to these roles and says what is wrong, if anything is.
    pub(crate) fn run(&self, roles: &Catalogue, now: DateTime<Utc>) -> Result<(), String> {
        match &self.question {
            Question::Decide(case) => case.run(roles, now),
            Question::RolesBox { names, problems } => {
                let found = assignments(names).problems;
                let codes: Vec<&str> = found.iter().map(NameProblem::code).collect();
                if codes == *problems {
                    Ok(())
                } else {
                    Err(format!("{names:?}: wanted {problems:?}, found {codes:?}"))
                }
            }
        }
    }
}

impl Case {
    fn run(&self, roles: &Catalogue, now: DateTime<Utc>) -> Result<(), String> {
        let decision = self.decide(roles, now);
        let codes: Vec<&str> = decision.reasons.iter().map(|r| r.code()).collect();
        let is_right = match self.expected {
            Expected::Allow => decision.is_allow() && codes.iter().all(|code| *code == "granted"),
            Expected::Deny("not_granted") => !decision.is_allow() && codes == ["not_granted"],
            Expected::Deny(code) => !decision.is_allow() && codes.contains(&code),
        };
        if is_right {
            return Ok(());
        }
        Err(format!(
            "{} @ {:?}: wanted {:?}, found {:?} {codes:?}",
            self.permission, self.object, self.expected, decision.outcome
        ))
    }

    fn decide(&self, roles: &Catalogue, now: DateTime<Utc>) -> Decision {
        let actor = self.holder.actor();
        let groups = BTreeSet::new();
        let colleague = UserFacts {
            tenant: TENANT,
            user: PETR,
            groups: &groups,
        };
        let module;
        let resource = match &self.object {
            Object::Section => Resource::section(&actor),
            Object::Chat(facts) => Resource::conversation(&actor, facts),
            Object::Inquiry(facts) => Resource::request(&actor, facts),
            Object::Order(origin) => Resource::order(
                &actor,
                &OrderFacts {
                    tenant: TENANT,
                    creator: Some(PETR),
                    origin: *origin,
                },
            ),
            Object::NewOrder(origin) => Resource::new_order(&actor, *origin),
            Object::Me => Resource::own_record(&actor),
            Object::Colleague => Resource::user(&actor, &colleague),
            Object::Site(number) => Resource::site(&actor, SiteId::from_number(*number)),
            Object::Module(name) => {
                module = Module::new(name).unwrap();
                Resource::module(&actor, &module)
            }
        };
        roles.decide(
            &Request {
                holder: &self.holder,
                permission: self.permission,
                resource,
            },
            now,
        )
    }
}

const TENANT: TenantId = TenantId::from_number(1);
/// The one who asks, of staff.
const ANNA: UserId = UserId::from_number(1);
/// A colleague.
const PETR: UserId = UserId::from_number(2);
/// A group of Anna's.
const SALES: GroupId = GroupId::from_number(10);
/// A group of Petr's, not of Anna's.
const BILLING: GroupId = GroupId::from_number(20);

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

/// Anna, without any right, in the sales group.
fn anna() -> Holder {
    let mut holder = Holder::new(TENANT, ANNA);
    holder.memberships.groups.insert(SALES);
    holder
}

fn chat(state: ConversationState) -> ConversationFacts {
    ConversationFacts {
        state: Some(state),
        ..ConversationFacts::new(TENANT, ConversationId::from_number(2000), now())
    }
}

/// A conversation that Anna has.
fn annas() -> ConversationFacts {
    ConversationFacts {
        assignee: Some(Assignee::Person(ANNA)),
        assignee_groups: BTreeSet::from([SALES]),
        ..chat(ConversationState::InWork)
    }
}

/// A conversation that Petr of billing has.
fn petrs() -> ConversationFacts {
    ConversationFacts {
        assignee: Some(Assignee::Person(PETR)),
        assignee_groups: BTreeSet::from([BILLING]),
        ..chat(ConversationState::InWork)
    }
}

/// A conversation that a bot has.
fn a_bots() -> ConversationFacts {
    ConversationFacts {
        assignee: Some(Assignee::Bot(BotId::from_number(1))),
        ..chat(ConversationState::InWork)
    }
}

fn closed(facts: ConversationFacts) -> ConversationFacts {
    ConversationFacts {
        state: Some(ConversationState::Closed),
        ..facts
    }
}

/// A conversation that nobody has, in no group's queue.
fn waiting() -> ConversationFacts {
    chat(ConversationState::Waiting)
}

/// A conversation that nobody has, in a group's queue.
fn waiting_in(group: GroupId) -> ConversationFacts {
    ConversationFacts {
        group: Some(group),
        ..waiting()
    }
}

/// A conversation that is offered to somebody.
fn offered_to(user: UserId) -> ConversationFacts {
    ConversationFacts {
        offered_to: Some(user),
        ..chat(ConversationState::Offered)
    }
}

#[test]
fn every_row_holds() {
    let roles = catalogue::all();
    let wrong: Vec<String> = rows()
        .iter()
        .filter_map(|row| {
            let found = row.run(&roles, now()).err()?;
            let Row {
                statement,
                twin,
                says,
                ..
            } = row;
            Some(format!("{statement} {twin:?} \"{says}\"\n    {found}"))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The statements about roles, each with the twins that it must have.
const COVERED: &str = "\
    S3 S4 S7 S8 S11 S16 S18 S23 S24 \
    S26 S28 S48 S49 S50 S51 S57 S58 S59 S60 S62 S64 S65 S67 S68 S69 S70 S71 S76 S77 S79 S81 \
    S86 S87 S89 S90 S93 S94 S95 S96 S97 S98 S99 S100 S107 S108 S109 S110 \
    S119 S124 S125 S126 S127 S128 S129 S130 S131 S132 S133 S134 S135 S136 S137 S138 S139 S140 \
    S141 S142 S143 S144 S145 S146 S147 S148 S149 S150 S153 S154 \
    S155 S156 S157 S171 S172 S173 S174 S175 S177 S181 \
    D1 D2 D3 D4 D5 D7 D10 D12 D13 D14 D15 D16 D17 D18 D21 D22 D23";

#[test]
fn every_statement_about_roles_has_both_twins() {
    let mut found: BTreeMap<&str, BTreeSet<Twin>> = BTreeMap::new();
    for row in rows() {
        found.entry(row.statement).or_default().insert(row.twin);
    }
    let both = BTreeSet::from([Twin::Positive, Twin::Negative]);
    let wanted: BTreeMap<&str, BTreeSet<Twin>> = COVERED
        .split_whitespace()
        .map(|statement| (statement, both.clone()))
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn no_two_rows_say_the_same() {
    let rows = rows();
    let sentences: BTreeSet<(&str, Twin, &str)> = rows
        .iter()
        .map(|row| (row.statement, row.twin, row.says))
        .collect();
    assert_eq!(sentences.len(), rows.len());
}

/// Changes the grants of a role or of one of its add-ons.
fn changed(role: usize, add_on: Option<usize>, change: &dyn Fn(&mut Vec<Grant>)) -> Catalogue {
    let mut roles = catalogue::roles();
    let role = &mut roles[role];
    change(match add_on {
        None => &mut role.grants,
        Some(at) => &mut role.add_ons.values_mut().nth(at).unwrap().grants,
    });
    Catalogue::try_from(roles).unwrap()
}

/// The rows are no ornament: without any one grant of a role or add-on, or with a scope of theirs
/// widened to everywhere, some row fails.
#[test]
fn no_row_survives_a_change_of_the_roles() {
    let rows = rows();
    let survives = |roles: &Catalogue| rows.iter().all(|row| row.run(roles, now()).is_ok());
    let mut unnoticed = Vec::new();
    for (at, role) in catalogue::roles().iter().enumerate() {
        let own = std::iter::once((None, role.id.to_string(), &role.grants));
        let add_ons = role.add_ons.iter().enumerate();
        let add_ons =
            add_ons.map(|(n, (id, on))| (Some(n), format!("{} + {id}", role.id), &on.grants));
        for (add_on, name, grants) in own.chain(add_ons) {
            let rights: BTreeSet<_> = grants
                .iter()
                .map(|grant| (grant.gives.one().unwrap(), grant.scope.clone()))
                .collect();
            for (right, scope) in rights {
                let without = |grants: &mut Vec<Grant>| {
                    grants.retain(|grant| grant.gives.one() != Some(right) || grant.scope != scope);
                };
                if survives(&changed(at, add_on, &without)) {
                    unnoticed.push(format!("{name} without {right} @ {scope}"));
                }
            }
            let scopes: BTreeSet<_> = grants.iter().map(|grant| grant.scope.clone()).collect();
            for scope in scopes.into_iter().filter(|scope| !scope.is_any()) {
                let wider = |grants: &mut Vec<Grant>| {
                    for grant in grants.iter_mut().filter(|grant| grant.scope == scope) {
                        grant.scope = Scope::any();
                    }
                };
                if survives(&changed(at, add_on, &wider)) {
                    unnoticed.push(format!("{name} everywhere instead of {scope}"));
                }
            }
        }
    }
    // A new order always has one of the two origins: both are everywhere. Who holds the orders sees
    // them without the option too.
    assert_eq!(
        unnoticed,
        [
            "reach.conversation_agent + opt.independent_orders everywhere instead of origin = independent",
            "reach.administrator everywhere instead of origin = conversation|independent",
            "reach.order_payment_admin + opt.payment_reconciliation without order.view @ any",
        ]
    );
}
