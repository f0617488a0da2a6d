//! What a refusal tells: the same whether somebody hidden is there or not.

use frontdesk::access::{
    AdminAction, Grant, Groups, HostPermission, ObjectKind, Permission, RoleAssignment, Scope,
    Takeover,
};
use frontdesk::identity::{Create, Entry, GroupCommand, Login, PersonName, RoleName, UserCommand};
use frontdesk::model::{RefusalKind, Relation};
use frontdesk::{
    AdminCommand, AdminError, AdminOutcome, Asking, Desk, Imported, Object, Person, Question,
};

use super::mapping::commands;
use super::{
    ADMIN, BARE_EMPLOYEE, EMPLOYEE, INVITED, KEEPER, MANAGER, NOBODY, OPERATOR, account, actor,
    ask, assign, codes, id, panel_off, people, rights, roles, rules, the_desk, unassign,
};
use crate::world::{BARE, desk, group, in_group, in_role, now, person, role, user};

/// Administers group 44 and sees nobody else.
const LEAD: i64 = 60;
/// In group 44.
const MEMBER: i64 = 61;
/// Makes users and sees only the own record.
const MAKER: i64 = 62;
/// Gives roles everywhere and sees group 44 alone.
const OWNER: i64 = 63;

/// All that whoever asked is shown.
fn shown(refused: &AdminError) -> (String, Vec<&'static str>, RefusalKind, String) {
    let obstacles = format!("{:?}", refused.obstacles());
    (
        refused.to_string(),
        refused.codes(),
        refused.kind(),
        obstacles,
    )
}

fn of_group() -> Scope {
    Scope {
        groups: Some(Groups {
            these: [group(44)].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    }
}

fn everybody() -> Vec<Person> {
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
    let with = |number, grants: Vec<Grant>| {
        let mut person = person(number);
        person.rights.grants = grants;
        person
    };
    let both = |scope: &Scope| {
        let mut grants = Grant::each(&accounts, scope);
        grants.extend(Grant::each(&sections, &Scope::any()));
        grants
    };
    let mine = Scope::of(Relation::Myself);
    let mut owner = both(&of_group());
    owner.extend(Grant::each(&[Permission::GROUP_EDIT], &Scope::any()));
    let mut all = people();
    all.extend([
        with(LEAD, both(&of_group())),
        in_group(in_role(person(MEMBER), super::CHATS), 44),
        with(MAKER, both(&mine)),
        in_role(with(OWNER, owner), "host.role"),
    ]);
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

fn world(people: Vec<Person>) -> Desk {
    let mut roles = roles();
    let mut own = role(
        "host.role",
        &[Grant::new(Permission::TAG_MANAGE, Scope::any())],
    );
    own.made_by = frontdesk::access::MadeBy::Host;
    roles.push(own);
    let imported = Imported {
        roles,
        people,
        groups: [(group(44), "Sales".to_owned())].into(),
        ..Imported::default()
    };
    let declared = "[[permissions]]\nnumber = 4\nname = \"refund.see\"\n\
        title = \"see refunds\"\nobject = \"section\"\n";
    let (desk, findings) = desk(&format!("{BARE}{declared}"), imported).expect("a sound desk");
    assert!(findings.is_empty(), "{findings:?}");
    desk.with_account_rules(rules())
}

/// Every command on this account: those that create make one of this id.
fn everything(of: i64) -> Vec<AdminCommand> {
    let about = |command| match command {
        UserCommand::Create(mut form) => {
            form.id = user(of);
            UserCommand::Create(form)
        }
        UserCommand::Import(mut form) => {
            form.id = user(of);
            UserCommand::Import(form)
        }
        command => command,
    };
    let commands = commands().into_iter();
    let mut all: Vec<_> = commands
        .map(|(_, command)| account(of, about(command)))
        .collect();
    for role in ["test.admin", "test.none", "host.role", super::CHATS] {
        all.push(rights(assign(of, role)));
        all.push(rights(unassign(of, role)));
        all.push(super::saved(
            of,
            UserCommand::RecordRight,
            &[assign(of, role)],
        ));
        all.push(new_with(of, role));
    }
    all.push(rights(panel_off(of)));
    all.push(rights(AdminAction::TakeOver {
        user: actor(of),
        by: Takeover::Impersonate,
    }));
    all
}

/// What is about roles and no account.
fn of_roles() -> Vec<AdminCommand> {
    let mut emptied = role("host.role", &[]);
    emptied.made_by = frontdesk::access::MadeBy::Host;
    let declare = HostPermission {
        permission: Permission::host(3).unwrap(),
        name: "refund.grant".to_owned(),
        title: "grant a refund".to_owned(),
        object: ObjectKind::Section,
        needs: Vec::new(),
    };
    vec![
        rights(AdminAction::SaveRole {
            role: Box::new(emptied),
        }),
        rights(AdminAction::DeleteRole {
            role: id("host.role"),
        }),
        rights(AdminAction::DeclarePermission {
            permission: declare,
        }),
        rights(AdminAction::WithdrawPermission {
            permission: Permission::host(4).unwrap(),
        }),
    ]
}

fn new_with(of: i64, role: &str) -> AdminCommand {
    let password = Some(super::verifier());
    let mut form = Create::new(user(of), Entry::User { password });
    form.profile.name = PersonName::new().last("New");
    form.login = Login::Named(format!("new{of}").parse().unwrap());
    form.roles.insert(RoleName::new(role).unwrap());
    account(of, UserCommand::Create(Box::new(form)))
}

fn sees(desk: &Desk, who: i64, of: i64) -> bool {
    let may = |permission| {
        let question = Question {
            actor: actor(who),
            permission,
            object: Object::User(user(of)),
        };
        desk.decide(&question, now()).unwrap().is_allow()
    };
    who == of || may(Permission::USER_VIEW) || may(Permission::EMPLOYEE_VIEW)
}

/// Two worlds that differ in one hidden person: whoever is refused in both is told the same, and who
/// is refused only because of that person is told nothing of whom.
#[test]
fn hidden_and_absent_are_alike() {
    let present = world(everybody());
    let (mut same, mut taken) = (0, 0);
    for hidden in [ADMIN, OPERATOR, MANAGER, EMPLOYEE, BARE_EMPLOYEE, INVITED] {
        let rest = everybody().into_iter();
        let absent = world(rest.filter(|person| person.id() != user(hidden)).collect());
        for who in [NOBODY, LEAD, MAKER, OWNER] {
            assert!(!sees(&present, who, hidden), "{who} sees {hidden}");
            let commands = [hidden, MEMBER, who, 50]
                .into_iter()
                .flat_map(everything)
                .chain(of_roles());
            for command in commands {
                let label = format!("{who}, {hidden}: {command:?}");
                match (ask(&present, who, &command), ask(&absent, who, &command)) {
                    (Err(one), Err(two)) => {
                        assert_eq!(shown(&one), shown(&two), "{label}");
                        same += 1;
                    }
                    (Err(one), Ok(_)) => {
                        assert_eq!(one.codes(), ["unseen"], "{label}");
                        assert_eq!(one.kind(), RefusalKind::Conflict);
                        taken += 1;
                    }
                    // Whoever brings the token of the hidden one.
                    (Ok(granted), Err(_)) => {
                        let token = ["activate", "reset"].contains(&granted.audit.command);
                        assert!(token, "{label}");
                    }
                    (Ok(_), Ok(_)) => {}
                }
            }
        }
    }
    assert!(same > 2000 && taken > 20, "{same} alike, {taken} taken");
}

/// The record of the refusal has what whoever asked is not told.
#[test]
fn the_record_has_the_true_cause() {
    let desk = the_desk();
    let suspend = |of| account(of, UserCommand::Suspend { replacement: None });
    let hidden = ask(&desk, NOBODY, &suspend(OPERATOR)).expect_err("no right");
    let absent = ask(&desk, NOBODY, &suspend(9999)).expect_err("nobody");
    assert_eq!(hidden.codes(), ["no_such_record"]);
    assert_eq!(shown(&hidden), shown(&absent));
    let stored = |refused: &AdminError| match &refused.audit().outcome {
        AdminOutcome::Refused { codes } => codes.clone(),
        AdminOutcome::Granted => Vec::new(),
    };
    assert_eq!(stored(&hidden), ["not_visible"]);
    assert_eq!(stored(&absent), ["no_such_record"]);
    // Who sees the person on the employee list is told that he may not.
    let seen = ask(&desk, KEEPER, &suspend(OPERATOR)).expect_err("no right");
    assert_eq!(seen.codes(), ["not_permitted"]);
    assert_eq!(seen.kind(), RefusalKind::Forbidden);
}

/// An id that is taken and hidden says no more than that; a visible one says that it is there.
#[test]
fn a_taken_id_tells_nothing_of_whose_it_is() {
    let desk = world(everybody());
    let bare = |of| {
        let mut form = Create::new(user(of), Entry::Employee { password: None });
        form.profile.name = PersonName::new().last("New");
        account(of, UserCommand::Create(Box::new(form)))
    };
    assert!(ask(&desk, MAKER, &bare(50)).is_ok());
    assert_eq!(codes(&desk, MAKER, &bare(OPERATOR)), ["unseen"]);
    assert_eq!(codes(&desk, ADMIN, &bare(OPERATOR)), ["user.exists"]);
    // Who may not create is told that, taken or not.
    for of in [50, OPERATOR] {
        assert_eq!(codes(&desk, NOBODY, &bare(of)), ["not_permitted"]);
    }
}

/// Whether there is such a role is told to whoever gives roles, and to nobody else.
#[test]
fn role_names_are_told_to_who_gives_roles() {
    let mut all = everybody();
    let mut maker = person(70);
    let create = [Permission::USER_CREATE, Permission::USER_VIEW];
    maker.rights.grants = Grant::each(&create, &Scope::any());
    all.push(maker);
    let desk = world(all);
    for who in [NOBODY, KEEPER, 70] {
        let known = ask(&desk, who, &new_with(900, "test.admin")).expect_err("no right");
        for unknown in ["test.none", "test admin", " "] {
            let Ok(name) = RoleName::new(unknown) else {
                continue;
            };
            let refused = ask(&desk, who, &new_with(900, name.as_str())).expect_err("no right");
            assert_eq!(shown(&refused), shown(&known), "{who}: {unknown}");
        }
    }
    for unknown in ["test.none", "test chats"] {
        assert_eq!(
            codes(&desk, ADMIN, &new_with(900, unknown)),
            ["unknown_role"]
        );
    }
    // A name that is no id means something only where it is listed.
    let mut listed = rules();
    let name = RoleName::new("test chats").unwrap();
    let chats = RoleAssignment::new(id(super::CHATS));
    listed.words.names.insert(name, chats);
    let desk = desk.with_account_rules(listed);
    assert!(ask(&desk, ADMIN, &new_with(900, "test chats")).is_ok());
}

/// How many of a group are hidden is not told.
#[test]
fn hidden_members_are_not_counted() {
    let codes = |hidden: i64| {
        let mut all = everybody();
        let mut keeper = person(70);
        keeper.rights.grants = Grant::each(&[Permission::GROUP_EDIT], &Scope::any());
        all.push(keeper);
        all.extend((71..71 + hidden).map(|number| in_group(person(number), 44)));
        let desk = world(all);
        let close = GroupCommand::Close { successor: None };
        let asking = Asking {
            actor: actor(70),
            on_behalf_of: None,
            command: "close",
            about: None,
            who: &desk.who_asks_of_group(group(44), &close),
        };
        let refused = desk.permitted(&asking, now()).expect_err("not his");
        assert_eq!(refused.kind(), RefusalKind::Hidden);
        (refused.codes(), refused.to_string())
    };
    assert_eq!(codes(1), codes(3));
}
