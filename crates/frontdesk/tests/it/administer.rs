//! Administration at the desk: who may ask what, and accounts and rights in one transition.

mod acting;
mod alike;
mod attacks;
mod capacities;
mod filed;
mod first_right;
mod following;
mod laws;
mod mapping;
mod merging;
mod refused;
mod telling;

use frontdesk::access::{
    AdminAction, Grant, Permission, Restriction, Role, RoleAssignment, RoleId, Scope, bundle,
};
use frontdesk::identity::{
    Activation, Capacity, GroupCommand, TokenBytes, UserCommand, UserPolicy, Verifier,
};
use frontdesk::model::{AccountKind, ActorId, Relation, UserId};
use frontdesk::{
    AccountRules, AdminCommand, AdminError, Administration, Asking, Desk, Imported, Object,
    OtherCommand, Permitted, Person, Question, RoleWords, Transition,
};

use crate::world::{
    BARE, anywhere, desk, in_role, now, of_record, person, record, role, tenant, user,
};

/// Who is who at this desk.
pub(crate) const ADMIN: i64 = 1;
pub(crate) const OTHER_ADMIN: i64 = 2;
pub(crate) const OPERATOR: i64 = 3;
/// Keeps the employee list and nothing else.
pub(crate) const KEEPER: i64 = 4;
/// Edits users and gives roles, and holds no conversations.
pub(crate) const MANAGER: i64 = 5;
pub(crate) const NOBODY: i64 = 6;
/// Hires operators by an entrusted role, and holds no conversations.
pub(crate) const HIRER: i64 = 7;
/// Employees who never were users, with and without login and password.
pub(crate) const EMPLOYEE: i64 = 10;
pub(crate) const BARE_EMPLOYEE: i64 = 11;
pub(crate) const INVITED: i64 = 12;

pub(crate) const VIEW: &str = "test.view_employees";
pub(crate) const CHATS: &str = "test.chats";

pub(crate) fn roles() -> Vec<Role> {
    let own = Scope::of(Relation::Own);
    let mine = Scope::of(Relation::Myself);
    let mut admin: Vec<Permission> = bundle::ADMINISTRATION.to_vec();
    admin.extend([
        Permission::SURFACE_WORKPLACE,
        Permission::SURFACE_ADMIN_PANEL,
        Permission::CONVERSATION_VIEW,
        Permission::CONVERSATION_REPLY,
        Permission::EMPLOYEE_VIEW,
        Permission::EMPLOYEE_EDIT,
        Permission::COLLEAGUE_LIST,
        Permission::STATUS_VIEW,
        Permission::STATUS_CHANGE,
        Permission::CONTACT_POINT_EDIT,
    ]);
    let each = |permissions: &[Permission]| Grant::each(permissions, &Scope::any());
    let mut view = each(&[Permission::EMPLOYEE_VIEW, Permission::COLLEAGUE_LIST]);
    view.extend(Grant::each(
        &[Permission::STATUS_VIEW, Permission::STATUS_CHANGE],
        &mine,
    ));
    let mut chats = Grant::each(
        &[
            Permission::CONVERSATION_VIEW,
            Permission::CONVERSATION_REPLY,
        ],
        &own,
    );
    chats.push(anywhere(Permission::SURFACE_WORKPLACE));
    let hiring = [
        Permission::USER_VIEW,
        Permission::USER_CREATE,
        Permission::USER_EDIT,
        Permission::ROLE_VIEW,
        Permission::ROLE_ASSIGN,
    ];
    vec![
        role("test.admin", &each(&admin)),
        role("test.view_employees", &view),
        role("test.chats", &chats),
        role(
            "test.keeper",
            &each(&[Permission::EMPLOYEE_VIEW, Permission::EMPLOYEE_EDIT]),
        ),
        role("test.manager", &each(&hiring)),
        role("test.hirer", &each(&hiring)).assigning([id(CHATS), id(VIEW)]),
        role(
            "test.contacts",
            &Grant::each(&[Permission::CONTACT_POINT_EDIT], &mine),
        ),
    ]
}

pub(crate) fn people() -> Vec<Person> {
    let with = |number, name: &str| in_role(person(number), name);
    let mut employee = record(EMPLOYEE, AccountKind::Unified);
    employee.ever_had_rights = false;
    let mut bare = record(BARE_EMPLOYEE, AccountKind::Unified);
    bare.ever_had_rights = false;
    bare.login = frontdesk::identity::Login::Unset;
    bare.credentials = None;
    bare.credential_version = 0;
    let mut invited = bare.clone();
    invited.id = user(INVITED);
    invited.activation = Activation::Awaited { token: None };
    invited.profile.email = Some("invited@example.test".parse().unwrap());
    vec![
        with(ADMIN, "test.admin"),
        with(OTHER_ADMIN, "test.admin"),
        in_role(with(OPERATOR, CHATS), VIEW),
        with(KEEPER, "test.keeper"),
        with(MANAGER, "test.manager"),
        person(NOBODY),
        with(HIRER, "test.hirer"),
        of_record(employee),
        of_record(bare),
        in_role(of_record(invited), CHATS),
    ]
}

pub(crate) fn rules() -> AccountRules {
    AccountRules {
        policy: UserPolicy::uis(tenant()),
        words: RoleWords {
            birth_right: vec![RoleAssignment::new(id(VIEW))],
            ..RoleWords::default()
        },
    }
}

pub(crate) fn desk_of(people: Vec<Person>) -> Desk {
    let imported = Imported {
        roles: roles(),
        people,
        ..Imported::default()
    };
    let (desk, findings) = desk(BARE, imported).expect("a sound desk");
    assert!(findings.is_empty(), "{findings:?}");
    desk.with_account_rules(rules())
}

pub(crate) fn the_desk() -> Desk {
    desk_of(people())
}

/// The desk without those who give roles and are no administrators, and without these.
pub(crate) fn without(gone: &[i64]) -> Desk {
    let mut people = people();
    let gone: Vec<UserId> = gone
        .iter()
        .chain(&[MANAGER, HIRER])
        .map(|n| user(*n))
        .collect();
    people.retain(|person| !gone.contains(&person.id()));
    desk_of(people)
}

pub(crate) fn id(role: &str) -> RoleId {
    RoleId::new(role).unwrap()
}

pub(crate) fn actor(number: i64) -> ActorId {
    ActorId::User(user(number))
}

pub(crate) fn verifier() -> Verifier {
    let phc = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$\
        aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
    Verifier::parse(phc.to_owned().into()).unwrap()
}

pub(crate) fn token() -> TokenBytes {
    TokenBytes::new(&(0..16).collect::<Vec<u8>>()).unwrap()
}

pub(crate) fn assign(number: i64, role: &str) -> AdminAction {
    AdminAction::AssignRole {
        user: actor(number),
        assignment: RoleAssignment::new(id(role)),
    }
}

pub(crate) fn unassign(number: i64, role: &str) -> AdminAction {
    AdminAction::UnassignRole {
        user: actor(number),
        assignment: RoleAssignment::new(id(role)),
    }
}

pub(crate) fn panel_off(number: i64) -> AdminAction {
    AdminAction::Restrict {
        user: actor(number),
        restriction: Restriction::deny_admin_panel(),
    }
}

pub(crate) fn account(number: i64, command: UserCommand) -> AdminCommand {
    saved(number, command, &[])
}

/// A command and rights in one save.
pub(crate) fn saved(number: i64, command: UserCommand, rights: &[AdminAction]) -> AdminCommand {
    AdminCommand::Account {
        user: user(number),
        command: Box::new(command),
        rights: rights.to_vec(),
    }
}

pub(crate) fn rights(action: AdminAction) -> AdminCommand {
    AdminCommand::Rights(Box::new(action))
}

pub(crate) fn ask(desk: &Desk, who: i64, command: &AdminCommand) -> Result<Transition, AdminError> {
    let administration = Administration {
        actor: actor(who),
        command,
        on_behalf_of: None,
        invited_by: None,
    };
    desk.administer(&administration, now())
}

/// Asks what is no command to an account of the staff, for oneself.
pub(crate) fn other(
    desk: &Desk,
    who: ActorId,
    command: OtherCommand<'_>,
) -> Result<Permitted, AdminError> {
    let asking = Asking {
        actor: who,
        on_behalf_of: None,
        command,
    };
    desk.permitted(&asking, now())
}

/// The same of group 44.
pub(crate) fn of_group(
    desk: &Desk,
    who: i64,
    command: &GroupCommand,
) -> Result<Permitted, AdminError> {
    let group = crate::world::group(44);
    other(desk, actor(who), OtherCommand::Group { group, command })
}

/// Asks, and puts what is granted into the desk.
pub(crate) fn done(desk: &mut Desk, who: i64, command: &AdminCommand) {
    let _transition = taken(desk, who, command);
}

/// The same, and what it was.
pub(crate) fn taken(desk: &mut Desk, who: i64, command: &AdminCommand) -> Transition {
    let transition = ask(desk, who, command).expect("granted");
    let before = desk.clone();
    desk.apply_transition(&transition).expect("nothing changed");
    following::comes_to_the_same(before, &transition, desk);
    transition
}

pub(crate) fn codes(desk: &Desk, who: i64, command: &AdminCommand) -> Vec<&'static str> {
    ask(desk, who, command).expect_err("refused").codes()
}

pub(crate) fn may(desk: &Desk, who: i64, permission: Permission) -> bool {
    let question = Question {
        actor: actor(who),
        permission,
        object: match permission.object() {
            Some(frontdesk::access::ObjectKind::User) => Object::OwnRecord,
            _ => Object::Section,
        },
    };
    desk.decide(&question, now()).unwrap().is_allow()
}

pub(crate) fn role_names(desk: &Desk, of: UserId) -> Vec<String> {
    let held = &desk.person(of).expect("a person").rights.roles;
    let mut names: Vec<String> = held.iter().map(|held| held.role.to_string()).collect();
    names.sort();
    names
}

pub(crate) fn capacities(all: &[Capacity]) -> UserCommand {
    UserCommand::SetCapacities {
        capacities: all.iter().cloned().collect(),
    }
}
