//! People of whom nobody but the administrators sees all, in groups, on sites, in accounts to unite.

use frontdesk::access::{
    AdminAction, Among, Grant, Groups, HostPermission, MadeBy, ObjectKind, Obligation, Permission,
    Restriction, RestrictionId, Role, Scope,
};
use frontdesk::identity::{Create, Entry, PersonName, RoleName, UserCommand};
use frontdesk::merge::{
    Account, Aliases, Basis, Confirmation, Decided, MergeEvent, MergeState, Plan, Situation,
};
use frontdesk::model::{
    AccountKind, ActorId, MergePlanId, OrganizationId, QuestionnaireId, Relation, SiteId,
};
use frontdesk::{Customer, Desk, Imported, MergeQuestion, Object, Person, Question, Rights};

use crate::administer::{
    ADMIN, CHATS, OPERATOR, account, actor, done, id, people, roles, rules, token,
};
use crate::world::{
    BARE, customer, desk, group, in_group, in_role, now, of_record, person, record, role, tenant,
    user, with,
};

/// Administers group 44 and sees nobody else.
pub(crate) const LEAD: i64 = 60;
/// In group 44.
pub(crate) const MEMBER: i64 = 61;
/// Makes users and sees only the own record.
pub(crate) const MAKER: i64 = 62;
/// Gives roles everywhere, edits groups, unites accounts and sees group 44 alone.
pub(crate) const OWNER: i64 = 63;
/// In group 44, without a right.
pub(crate) const MATE: i64 = 64;
/// Edits groups and the account, and sees nobody.
pub(crate) const CLERK: i64 = 65;
/// On every list that is asked about, and seen by administrators alone.
pub(crate) const UNSEEN: i64 = 66;
/// On the same lists and in group 44 too.
pub(crate) const LISTED: i64 = 67;
/// May all that the lead may, everywhere, and act as others.
pub(crate) const HELPER: i64 = 68;
/// Invited by somebody, and accepts.
pub(crate) const GUEST: i64 = 69;
/// The one administrator of group 49, and one of the two of group 44.
pub(crate) const BOSS: i64 = 70;
/// Administers group 49 and sees nobody else.
pub(crate) const WATCH: i64 = 71;
/// Sees group 44 and does nothing.
pub(crate) const VIEWER: i64 = 73;
/// The other administrator of group 44.
const OTHER_BOSS: i64 = 72;
/// An operator and an admin, apart: seen by administrators alone; in group 44.
pub(crate) const APART: [[i64; 2]; 2] = [[80, 81], [82, 83]];
/// The same, united.
pub(crate) const UNITED: [[i64; 2]; 2] = [[84, 85], [86, 87]];

/// A site, a questionnaire and a company.
pub(crate) fn site() -> SiteId {
    SiteId::from_number(7)
}

pub(crate) fn questionnaire() -> QuestionnaireId {
    QuestionnaireId::from_number(8)
}

pub(crate) fn company() -> OrganizationId {
    OrganizationId::from_number(9)
}

pub(crate) fn of_group(number: i64) -> Scope {
    Scope {
        groups: Some(Groups {
            these: [group(number)].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    }
}

fn at_site() -> Scope {
    Scope {
        sites: Some(Among::These([site()].into())),
        ..Scope::any()
    }
}

fn granted(number: i64, grants: Vec<Grant>) -> Person {
    let mut person = person(number);
    person.rights.grants = grants;
    person
}

fn accounts(scope: &Scope) -> Vec<Grant> {
    let accounts = [
        Permission::USER_VIEW,
        Permission::USER_EDIT,
        Permission::USER_SUSPEND,
        Permission::USER_DELETE,
        Permission::ROLE_ASSIGN,
        Permission::CREDENTIALS_RESET,
        Permission::LOGIN_CHANGE,
        Permission::IMPERSONATE,
    ];
    let sections = [
        Permission::USER_CREATE,
        Permission::ROLE_VIEW,
        Permission::ROLE_EDIT,
        Permission::ACCOUNT_SETTINGS,
    ];
    let mut grants = Grant::each(&accounts, scope);
    grants.extend(Grant::each(&sections, &Scope::any()));
    grants
}

fn filing() -> Vec<Grant> {
    let filing = [
        Permission::GROUP_EDIT,
        Permission::MERGE_PLAN,
        Permission::MERGE_APPLY,
        Permission::MERGE_UNDO,
    ];
    Grant::each(&filing, &Scope::any())
}

/// On every list, with what holds there alone and what is denied there.
fn listed(number: i64) -> Person {
    let of = |right, scope| Grant::new(right, scope);
    let mut person = granted(
        number,
        vec![
            of(Permission::CONVERSATION_VIEW, of_group(45)),
            of(Permission::CONVERSATION_REPLY, at_site()),
            of(Permission::host(3).unwrap(), Scope::any()),
            of(Permission::host(4).unwrap(), Scope::any()),
        ],
    );
    for (name, scope) in [("deny.group", of_group(45)), ("deny.site", at_site())] {
        let takes = [Permission::CONVERSATION_REPLY].into_iter().collect();
        let name = RestrictionId::new(name).unwrap();
        let denied = Restriction::taking(name, takes, scope);
        person.rights.restrictions.push(denied);
    }
    person.rights.obligations.insert(Obligation::MaskNumber);
    let person = with(person, |record| {
        let lists = &mut record.profile.memberships;
        lists.groups.insert(group(45));
        lists.overseen_groups.insert(group(46));
        lists.sites.insert(site());
        lists.questionnaires.insert(questionnaire());
        lists.organizations.insert(company());
    });
    in_role(in_role(person, CHATS), "host.role")
}

fn halves([operator, admin]: [i64; 2]) -> [Person; 2] {
    let mut one = record(operator, AccountKind::LegacyOperator);
    let other = record(admin, AccountKind::LegacyAdmin);
    // Of one name, so that nothing is left to decide.
    one.profile.name.clone_from(&other.profile.name);
    let mut panel = of_record(other);
    panel.rights.grants = Grant::each(&[Permission::TAG_MANAGE], &Scope::any());
    [in_role(of_record(one), CHATS), panel]
}

fn in_place_of(pairs: [[i64; 2]; 2]) -> Vec<Person> {
    let [unseen, seen] = pairs;
    let seen = halves(seen).map(|half| in_group(half, 44));
    halves(unseen).into_iter().chain(seen).collect()
}

/// The plan to unite these two, who are at this desk.
pub(crate) fn plan(desk: &Desk, [operator, admin]: [i64; 2]) -> Plan {
    let accounts = [user(operator), user(admin)];
    let confirmation = Confirmation {
        accounts: accounts.into(),
        by: user(ADMIN),
        at: now(),
        basis: Basis::Recorded,
    };
    let aliases = Aliases::new(tenant());
    let mut decided = Decided::default();
    loop {
        let question = MergeQuestion {
            accounts,
            confirmation: Some(&confirmation),
            decided: &decided,
            aliases: &aliases,
            plan_id: MergePlanId::from_number(operator),
        };
        let plan = desk.plan_merge(&question, now()).expect("a plan");
        if plan.alerts.is_subset(&decided.acknowledged) {
            return plan;
        }
        decided.acknowledged = plan.alerts.clone();
    }
}

/// These two united.
pub(crate) fn union(pair: [i64; 2]) -> MergeState {
    let desk = with_roles(in_place_of(UNITED), Vec::new());
    let plan = plan(&desk, pair);
    let account = |number: i64| {
        let person = desk.person(user(number)).expect("a person");
        Account::new(person.user.clone(), person.holder()).expect("they agree")
    };
    let aliases = Aliases::new(tenant());
    let situation = Situation {
        halves: [&account(pair[0]), &account(pair[1])],
        aliases: &aliases,
        catalogue: desk.catalogue(),
        policy: desk.merging(),
    };
    let events = frontdesk::merge::apply(&plan, &situation, now()).expect("granted");
    let mut state = MergeState::apart(plan.operator, plan.admin);
    for event in &events {
        assert!(matches!(event, MergeEvent::United(_)));
        state.apply(event).expect("it follows");
    }
    state
}

fn whole(state: &MergeState) -> Person {
    let MergeState::United(united) = state else {
        panic!("apart");
    };
    let holder = united.result.holder().clone();
    Person {
        user: united.result.user().clone(),
        rights: Rights {
            roles: holder.roles,
            grants: holder.grants,
            restrictions: holder.restrictions,
            obligations: holder.obligations,
        },
        ..person(1)
    }
}

/// Whoever brings the token of the tests is accepted as this one.
fn guest() -> Person {
    let mut desk = with_roles(people(), Vec::new());
    let mut form = Create::new(user(GUEST), Entry::Invited { token: token() });
    form.profile.name = PersonName::new().last("Guest");
    form.profile.email = Some("guest@example.test".parse().unwrap());
    form.roles.insert(RoleName::new(CHATS).unwrap());
    let create = account(GUEST, UserCommand::Create(Box::new(form)));
    done(&mut desk, ADMIN, &create);
    desk.person(user(GUEST)).expect("invited").clone()
}

pub(crate) fn everybody() -> Vec<Person> {
    let mut owner = accounts(&of_group(44));
    owner.extend(filing());
    let mut helper = accounts(&Scope::any());
    helper.extend(filing());
    let clerk = [Permission::GROUP_EDIT, Permission::ACCOUNT_SETTINGS];
    let mut all = people();
    all.extend([
        granted(LEAD, accounts(&of_group(44))),
        in_group(in_role(person(MEMBER), CHATS), 44),
        granted(MAKER, accounts(&Scope::of(Relation::Myself))),
        in_role(granted(OWNER, owner), "host.role"),
        in_group(person(MATE), 44),
        granted(CLERK, Grant::each(&clerk, &Scope::any())),
        listed(UNSEEN),
        in_group(listed(LISTED), 44),
        granted(HELPER, helper),
        in_group(guest(), 44),
        granted(VIEWER, Grant::each(&[Permission::USER_VIEW], &of_group(44))),
        in_group(in_group(in_role(person(BOSS), "test.admin"), 44), 49),
        granted(WATCH, accounts(&of_group(49))),
        in_group(in_role(person(OTHER_BOSS), "test.admin"), 44),
    ]);
    all.extend(in_place_of(APART));
    all.extend(UNITED.map(|pair| whole(&union(pair))));
    // What nobody declares yet waits on a record.
    for person in &mut all {
        if person.id() == user(OPERATOR) {
            for number in [3, 4] {
                let right = Permission::host(number).unwrap();
                person.rights.grants.push(Grant::new(right, Scope::any()));
            }
        }
    }
    all
}

/// One of the company, and one of no company here.
pub(crate) fn customers() -> Vec<Customer> {
    vec![customer(1, 10), customer(2, 9)]
}

pub(crate) fn host_role(grants: &[Grant]) -> Role {
    Role {
        made_by: MadeBy::Host,
        ..role("host.role", grants)
    }
}

fn with_roles(people: Vec<Person>, customers: Vec<Customer>) -> Desk {
    let mut roles = roles();
    roles.push(host_role(&[Grant::new(
        Permission::TAG_MANAGE,
        Scope::any(),
    )]));
    let own = Scope::of(Relation::Myself);
    roles.push(role("portal", &[Grant::new(Permission::PROFILE_EDIT, own)]));
    let groups = [44, 45, 46, 49].map(|number| (group(number), format!("Group {number}")));
    let imported = Imported {
        roles,
        people,
        customers,
        groups: groups.into(),
        ..Imported::default()
    };
    let more = "[[permissions]]\nnumber = 4\nname = \"refund.see\"\n\
        title = \"see refunds\"\nobject = \"section\"\n\
        [merging]\navailable = \"open\"\n";
    let (desk, findings) = desk(&format!("{BARE}{more}"), imported).expect("a sound desk");
    assert!(findings.is_empty(), "{findings:?}");
    desk.with_account_rules(rules())
}

pub(crate) fn world(people: Vec<Person>) -> Desk {
    with_roles(people, customers())
}

/// The desk of everybody of whom this is so.
pub(crate) fn world_of(kept: impl Fn(ActorId) -> bool) -> Desk {
    let mut people = everybody();
    people.retain(|person| kept(person.id().into()));
    let mut customers = customers();
    customers.retain(|customer| kept(customer.id.into()));
    with_roles(people, customers)
}

/// The host's right 3, which is not declared yet.
pub(crate) fn declared() -> HostPermission {
    HostPermission {
        permission: Permission::host(3).unwrap(),
        name: "refund.grant".to_owned(),
        title: "grant a refund".to_owned(),
        object: ObjectKind::Section,
        needs: Vec::new(),
    }
}

/// Whether this one sees that one: by the right to see users, or on the employee list. Of the people
/// here only administrators see customers.
pub(crate) fn sees(desk: &Desk, who: ActorId, of: ActorId) -> bool {
    let may = |permission| {
        let object = match of {
            ActorId::User(user) => Object::User(user),
            ActorId::Customer(_) => Object::Section,
        };
        let question = Question {
            actor: who,
            permission,
            object,
        };
        let decision = desk.decide(&question, now());
        decision.is_ok_and(|decision| decision.is_allow())
    };
    match of {
        _ if who == of => true,
        ActorId::User(_) => may(Permission::USER_VIEW) || may(Permission::EMPLOYEE_VIEW),
        ActorId::Customer(_) => who == actor(HELPER),
    }
}

/// Acting as somebody is a question of its own.
pub(crate) fn may_act(desk: &Desk, who: ActorId, other: ActorId) -> bool {
    let acting = AdminAction::TakeOver {
        user: other,
        by: frontdesk::access::Takeover::Impersonate,
    };
    let answer = desk.directory().may_administer(who, &acting, now());
    answer.is_ok()
}

/// The id of a role that is not there.
pub(crate) fn no_role() -> frontdesk::access::RoleId {
    id("test.none")
}
