//! Who may hire, suspend, help back in and take over whom, by the built-in roles of each system.

use std::collections::BTreeMap;
use std::fmt::Write;

use expect_test::expect_file;
use frontdesk::{AdminCommand, Administration, Desk, Person};
use frontdesk_access::{
    AddOnId, AdminAction, Permission, Restriction, Role, RoleAssignment, RoleId, Takeover,
};
use frontdesk_identity::{
    Change, Create, Edit, Entry, Login, PersonName, RoleName, TokenBytes, UserCommand,
};
use frontdesk_model::{ActorId, GroupId, Language, Memberships, Module};
use frontdesk_systems::{omnidesk, talkme, uis};

use crate::account_rules::{SYSTEMS, System, assigned, desk, now, person, user, verifier};

/// Somebody without a role, to whom one is given.
const BARE: i64 = 90;
const NEW: i64 = 91;

/// A role, with the add-on with which somebody administers.
struct Seat {
    name: String,
    role: RoleAssignment,
}

/// Each role of the staff, and each with what lets it administer.
fn seats(roles: &[Role]) -> Vec<Seat> {
    let mut seats = Vec::new();
    let customers = [
        omnidesk::roles::CUSTOMER,
        omnidesk::roles::ORGANIZATION_SHARED,
    ];
    for role in roles {
        if customers.contains(&role.id.as_str()) {
            continue;
        }
        let mut seat = |add_on: Option<&AddOnId>| {
            let assignment = RoleAssignment::new(role.id.clone());
            seats.push(match add_on {
                None => Seat {
                    name: role.id.to_string(),
                    role: assignment,
                },
                Some(add_on) => Seat {
                    name: format!("{} + {add_on}", role.id),
                    role: assignment.with_add_on(add_on.clone()),
                },
            });
        };
        seat(None);
        for (id, add_on) in &role.add_ons {
            let mut grants = add_on.grants.iter();
            let administers = grants.any(|grant| grant.gives.includes(Permission::ROLE_ASSIGN));
            if administers || id.as_str() == talkme::roles::OWNER {
                seat(Some(id));
            }
        }
    }
    seats
}

fn lists() -> Memberships {
    Memberships {
        modules: [Module::new("livechat").unwrap()].into(),
        languages: [Language::french()].into(),
        ..Memberships::default()
    }
}

fn seated(number: i64, role: &RoleAssignment) -> Person {
    let mut person = person(number, vec![role.clone()], lists());
    // Whoever has not the cabinet of UIS is kept out of administration; its administrator has it
    // (S48, D3).
    match role.role.as_str() {
        uis::roles::ADMINISTRATOR => person.rights.roles.push(assigned(uis::roles::CABINET)),
        id if id.starts_with("uis.") && id != uis::roles::CABINET => {
            let deny = Restriction::deny_cabinet();
            person.rights.restrictions.push(deny);
        }
        _ => {}
    }
    person
}

fn command(of: i64, command: UserCommand) -> AdminCommand {
    AdminCommand::Account {
        user: user(of),
        command: Box::new(command),
        rights: Vec::new(),
    }
}

/// The own lists and one team more, which is worked in and overseen.
fn in_a_team() -> Memberships {
    let team = GroupId::from_number(7);
    Memberships {
        groups: [team].into(),
        overseen_groups: [team].into(),
        ..lists()
    }
}

fn hire(role: &RoleId) -> AdminCommand {
    let password = Some(verifier());
    let mut form = Create::new(user(NEW), Entry::User { password });
    form.profile.name = PersonName::new().first("New").last("Nr");
    form.profile.email = Some("new@example.test".parse().unwrap());
    form.profile.memberships = in_a_team();
    form.login = Login::Named("new".parse().unwrap());
    form.roles.insert(RoleName::new(role.as_str()).unwrap());
    // A role of the operator's alone: not the admin's that both capacities would bring (S7).
    form.capacities = Some([].into());
    command(NEW, UserCommand::Create(Box::new(form)))
}

/// What is asked of whoever has a role, in the order of the columns.
fn asked(target: i64, role: &RoleAssignment) -> Vec<(&'static str, AdminCommand)> {
    let to = ActorId::User(user(target));
    let rights = |action| AdminCommand::Rights(Box::new(action));
    let token = TokenBytes::new(&(0..16).collect::<Vec<u8>>()).unwrap();
    let email = Edit {
        email: Change::Set(Some("other@example.test".parse().unwrap())),
        ..Edit::default()
    };
    vec![
        ("create", hire(&role.role)),
        (
            "assign",
            rights(AdminAction::AssignRole {
                user: ActorId::User(user(BARE)),
                assignment: role.clone(),
            }),
        ),
        (
            "put into a team",
            command(
                target,
                UserCommand::SetMemberships {
                    memberships: in_a_team(),
                },
            ),
        ),
        (
            "suspend",
            command(target, UserCommand::Suspend { replacement: None }),
        ),
        (
            "send letter",
            command(target, UserCommand::IssueReset { token }),
        ),
        (
            "set password",
            command(
                target,
                UserCommand::SetCredentials {
                    verifier: verifier(),
                },
            ),
        ),
        (
            "change e-mail",
            command(target, UserCommand::Edit(Box::new(email))),
        ),
        (
            "impersonate",
            rights(AdminAction::TakeOver {
                user: to,
                by: Takeover::Impersonate,
            }),
        ),
    ]
}

fn answer(desk: &Desk, who: i64, command: &AdminCommand) -> String {
    let administration = Administration {
        actor: ActorId::User(user(who)),
        command,
        on_behalf_of: None,
        invited_by: None,
    };
    match desk.administer(&administration, now()) {
        Ok(_) => "yes".to_owned(),
        Err(refused) => refused.codes()[0].to_owned(),
    }
}

/// Who, whom, what: the answer.
type Answers = BTreeMap<(String, String, &'static str), String>;

fn answers(system: &System) -> Answers {
    let roles = (system.roles)();
    let seats = seats(&roles);
    let mut people = vec![person(BARE, Vec::new(), lists())];
    for (number, seat) in (1..).zip(&seats) {
        people.push(seated(number, &seat.role));
        people.push(seated(number + 40, &seat.role));
    }
    let desk = desk(system, people);
    let mut all = Answers::new();
    for (who, actor) in (1..).zip(&seats) {
        for (of, target) in (41..).zip(&seats) {
            for (what, command) in asked(of, &target.role) {
                let key = (actor.name.clone(), target.name.clone(), what);
                all.insert(key, answer(&desk, who, &command));
            }
        }
    }
    all
}

const COLUMNS: [&str; 8] = [
    "create",
    "assign",
    "put into a team",
    "suspend",
    "send letter",
    "set password",
    "change e-mail",
    "impersonate",
];

/// The whole table. Of an actor who may do nothing to anybody one line. An account is created with the
/// role alone; its options are assigned.
#[test]
fn who_may_do_what_to_whom() {
    let mut table = String::new();
    for system in &SYSTEMS {
        let all = answers(system);
        let seats = seats(&(system.roles)());
        for actor in &seats {
            let of = |target: &Seat, what| &all[&(actor.name.clone(), target.name.clone(), what)];
            let mut given: Vec<&String> = seats
                .iter()
                .flat_map(|target| COLUMNS.map(|what| of(target, what)))
                .collect();
            given.sort_unstable();
            given.dedup();
            if !given.iter().any(|answer| *answer == "yes") {
                let codes: Vec<&str> = given.iter().map(|code| code.as_str()).collect();
                writeln!(
                    table,
                    "{}: nothing to anybody ({})",
                    actor.name,
                    codes.join(", ")
                )
                .unwrap();
                continue;
            }
            writeln!(table, "{}", actor.name).unwrap();
            for target in &seats {
                let cells: Vec<String> = COLUMNS
                    .iter()
                    .map(|what| format!("{what} {}", of(target, what)))
                    .collect();
                writeln!(table, "  {}: {}", target.name, cells.join("; ")).unwrap();
            }
        }
    }
    expect_file!["golden/administration.txt"].assert_eq(&table);
}

/// What the sources have an administrator do, whose rights do not cover the people that he hires:
/// Reach (S116-S118, S130, D16) and Talk-Me (S4, S5). He makes, puts into teams (S124, S151), suspends
/// and helps back in; of the accounts that there are he acts as none.
#[test]
fn who_is_entrusted_helps_and_takes_nothing_over() {
    let hired = [
        ("reach", "reach.administrator", "reach.conversation_agent"),
        ("reach", "reach.administrator", "reach.supervisor"),
        ("reach", "reach.administrator", "reach.stakeholder"),
        ("talkme", "talkme.admin", "talkme.operator"),
        ("talkme", "talkme.admin", "talkme.contacts"),
        ("talkme", "talkme.admin", "talkme.receives_all_messages"),
    ];
    for (name, who, of) in hired {
        let system = SYSTEMS.iter().find(|system| system.name == name).unwrap();
        let all = answers(system);
        let told = |what| all[&(who.to_owned(), of.to_owned(), what)].as_str();
        for what in [
            "create",
            "assign",
            "put into a team",
            "suspend",
            "send letter",
        ] {
            assert_eq!(told(what), "yes", "{who} {what} {of}");
        }
        for what in ["set password", "change e-mail"] {
            assert_eq!(told(what), "uncovered", "{who} {what} {of}");
        }
        assert_eq!(told("impersonate"), "not_permitted");
        // The other way nothing at all.
        for what in COLUMNS {
            assert_ne!(
                all[&(of.to_owned(), who.to_owned(), what)],
                "yes",
                "{of} {what} {who}"
            );
        }
    }
}

/// Nobody acts as another, whatever the role: the right is in none (catalogue.md 1).
#[test]
fn no_role_impersonates() {
    for system in &SYSTEMS {
        for ((who, of, what), answer) in answers(system) {
            assert!(what != "impersonate" || answer != "yes", "{who} as {of}");
        }
    }
}
