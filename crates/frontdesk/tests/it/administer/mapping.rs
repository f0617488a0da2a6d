//! Every command of identity, on the own account and on another's: what access is asked for it.

use std::fmt::Write;

use expect_test::expect_file;
use frontdesk::access::AdminAction;
use frontdesk::identity::{
    Capacity, CaseNumber, Change, ContactAddress, ContactPoint, Create, CredentialsLetter, Edit,
    Entry, GroupCommand, Import, Leaving, Login, PasswordChange, PersonName, Profile,
    ProfileChanges, RightsChange, RoleName, UserCommand, Verification,
};
use frontdesk::model::{AccountKind, GroupId, Memberships, Standing};
use frontdesk::{Covering, Who};

use super::{ADMIN, EMPLOYEE, INVITED, NOBODY, OPERATOR, actor, the_desk, token, verifier};
use crate::world::user;

fn lists() -> Memberships {
    Memberships {
        groups: [GroupId::from_number(44)].into(),
        ..Memberships::default()
    }
}

fn form(change: impl FnOnce(&mut Edit)) -> UserCommand {
    let mut form = Edit::default();
    change(&mut form);
    UserCommand::Edit(Box::new(form))
}

fn profile(change: impl FnOnce(&mut ProfileChanges)) -> UserCommand {
    form(|form| change(&mut form.profile))
}

pub(super) fn contact_points(known: Verification) -> UserCommand {
    let email = ContactAddress::Email("me@example.test".parse().unwrap());
    let mut point = ContactPoint::new(email);
    point.verification = known;
    let points = vec![point];
    profile(|profile| profile.contact_points = Change::Set(points))
}

fn typed_letter() -> CredentialsLetter {
    CredentialsLetter {
        to_typed: Some("elsewhere@example.test".parse().unwrap()),
        ..CredentialsLetter::default()
    }
}

fn import() -> UserCommand {
    UserCommand::Import(Box::new(Import {
        id: user(50),
        kind: AccountKind::Unified,
        capacities: None,
        profile: Profile::default(),
        login: Login::Unset,
        password: None,
        ever_had_rights: false,
        standing: Standing::Employee,
    }))
}

fn create(entry: Entry, roles: &[&str]) -> UserCommand {
    let mut form = Create::new(user(50), entry);
    form.profile.name = PersonName::new().last("New");
    form.roles = roles
        .iter()
        .map(|name| RoleName::new(name).unwrap())
        .collect();
    UserCommand::Create(Box::new(form))
}

/// Every command, the form in every part by itself.
pub(super) fn commands() -> Vec<(&'static str, UserCommand)> {
    let case = || CaseNumber::new("case-1").unwrap();
    let login = || Change::Set(Login::Named("another".to_owned().try_into().unwrap()));
    let email = || Change::Set(Some("another@example.test".parse().unwrap()));
    let employee = Entry::Employee { password: None };
    vec![
        ("create: employee", create(employee.clone(), &[])),
        (
            "create: employee with a password",
            create(
                Entry::Employee {
                    password: Some(verifier()),
                },
                &[],
            ),
        ),
        (
            "create: employee with a role",
            create(employee, &["test.chats"]),
        ),
        (
            "create: user",
            create(
                Entry::User {
                    password: Some(verifier()),
                },
                &["test.chats"],
            ),
        ),
        (
            "create: invited",
            create(Entry::Invited { token: token() }, &["test.chats"]),
        ),
        ("import: employee", import()),
        ("edit: nothing", form(|_| {})),
        (
            "edit: name",
            profile(|p| p.name = Change::Set(PersonName::new().last("Changed"))),
        ),
        (
            "edit: contact points",
            contact_points(Verification::Unproven),
        ),
        (
            "edit: contact points, proven",
            contact_points(Verification::Proven),
        ),
        (
            "edit: lists",
            profile(|p| p.memberships = Change::Set(lists())),
        ),
        ("edit: e-mail", form(|form| form.email = email())),
        ("edit: login", form(|form| form.login = login())),
        (
            "edit: password",
            form(|form| form.password = PasswordChange::Set(verifier())),
        ),
        (
            "edit: no password",
            form(|form| form.password = PasswordChange::Clear),
        ),
        (
            "edit: letter",
            form(|form| form.letter = Some(CredentialsLetter::default())),
        ),
        (
            "edit: letter to a typed address",
            form(|form| form.letter = Some(typed_letter())),
        ),
        (
            "edit: letter and e-mail",
            form(|form| {
                form.letter = Some(CredentialsLetter::default());
                form.email = email();
            }),
        ),
        (
            "edit: with a right",
            form(|form| form.rights = RightsChange::Some),
        ),
        (
            "edit: rights off",
            form(|form| form.rights = RightsChange::AllOff),
        ),
        (
            "edit: everything",
            form(|form| {
                form.profile.name = Change::Set(PersonName::new().last("Changed"));
                form.profile.memberships = Change::Set(lists());
                form.email = email();
                form.login = login();
                form.password = PasswordChange::Set(verifier());
                form.rights = RightsChange::Some;
            }),
        ),
        ("record_right", UserCommand::RecordRight),
        ("turn_all_rights_off", UserCommand::TurnAllRightsOff),
        (
            "set_credentials",
            UserCommand::SetCredentials {
                verifier: verifier(),
            },
        ),
        ("clear_credentials", UserCommand::ClearCredentials),
        ("use_email_as_login", UserCommand::UseEmailAsLogin),
        (
            "issue_activation",
            UserCommand::IssueActivation { token: token() },
        ),
        (
            "activate",
            UserCommand::Activate {
                token: token(),
                verifier: verifier(),
            },
        ),
        ("issue_reset", UserCommand::IssueReset { token: token() }),
        (
            "reset",
            UserCommand::Reset {
                token: token(),
                verifier: verifier(),
            },
        ),
        ("suspend", UserCommand::Suspend { replacement: None }),
        ("restore", UserCommand::Restore),
        ("half_delete", UserCommand::HalfDelete { replacement: None }),
        ("delete", UserCommand::Delete { replacement: None }),
        ("set_capacities", super::capacities(&[])),
        (
            "set_capacities: receives all messages",
            super::capacities(&[Capacity::ReceiveAllMessages]),
        ),
        (
            "set_memberships",
            UserCommand::SetMemberships {
                memberships: lists(),
            },
        ),
        ("convert", UserCommand::Convert),
        ("place_hold", UserCommand::PlaceHold { case: case() }),
        ("lift_hold", UserCommand::LiftHold { case: case() }),
        ("erase", UserCommand::Erase),
    ]
}

/// How many kinds there are.
pub(super) const PLACES: usize = 22;

/// A new command does not compile here before it is in the table.
pub(super) const fn place(command: &UserCommand) -> usize {
    match command {
        UserCommand::Create(_) => 0,
        UserCommand::Import(_) => 1,
        UserCommand::Edit(_) => 2,
        UserCommand::RecordRight => 3,
        UserCommand::TurnAllRightsOff => 4,
        UserCommand::SetCredentials { .. } => 5,
        UserCommand::ClearCredentials => 6,
        UserCommand::UseEmailAsLogin => 7,
        UserCommand::IssueActivation { .. } => 8,
        UserCommand::Activate { .. } => 9,
        UserCommand::IssueReset { .. } => 10,
        UserCommand::Reset { .. } => 11,
        UserCommand::Suspend { .. } => 12,
        UserCommand::Restore => 13,
        UserCommand::HalfDelete { .. } => 14,
        UserCommand::Delete { .. } => 15,
        UserCommand::SetCapacities { .. } => 16,
        UserCommand::SetMemberships { .. } => 17,
        UserCommand::Convert => 18,
        UserCommand::PlaceHold { .. } => 19,
        UserCommand::LiftHold { .. } => 20,
        UserCommand::Erase => 21,
    }
}

#[test]
fn every_command_is_in_the_table() {
    let places: std::collections::BTreeSet<usize> = commands()
        .iter()
        .map(|(_, command)| place(command))
        .collect();
    assert_eq!(places, (0..PLACES).collect());
}

fn shown(who: &Who) -> String {
    let names = |rights: &std::collections::BTreeSet<frontdesk::access::Permission>| {
        rights
            .iter()
            .map(|right| right.name().to_owned())
            .collect::<Vec<_>>()
    };
    match who {
        Who::Token => "whoever brings the token".to_owned(),
        Who::System => "the service itself".to_owned(),
        Who::Oneself { rights } if rights.is_empty() => "oneself".to_owned(),
        Who::Oneself { rights } => format!("oneself with {}", names(rights).join(", ")),
        Who::Admin(needs) => {
            let mut parts: Vec<String> = needs.actions.iter().map(action).collect();
            parts.extend(names(&needs.rights));
            if needs.covering == Covering::Whole {
                parts.push("all of the record covered".to_owned());
            }
            let all = parts.join(" + ");
            match needs.instead {
                Some(instead) => format!("{} or {all}", instead.name()),
                None => all,
            }
        }
    }
}

fn action(action: &AdminAction) -> String {
    let value = serde_json::to_value(action).expect("an action");
    let name = value["action"].as_str().expect("a name").to_owned();
    let by = value["by"]
        .as_str()
        .map(|by| format!(" ({by})"))
        .unwrap_or_default();
    format!("{name}{by} [{}]", action.permission().name())
}

/// The whole table: the account of an active user, of an employee who never was a user, of somebody
/// who was invited, and one's own.
#[test]
fn the_table() {
    let desk = the_desk();
    let rows = [
        ("own", OPERATOR, OPERATOR),
        ("another's", ADMIN, OPERATOR),
        ("an employee's", ADMIN, EMPLOYEE),
        ("an invited one's", ADMIN, INVITED),
    ];
    let mut table = String::new();
    for (label, command) in commands() {
        writeln!(table, "{label}").unwrap();
        let mut before = None;
        for (whose, who, of) in rows {
            let who = desk.who_asks(actor(who), user(of), &command);
            let line = shown(&who);
            // A row that says the same as the one above it is left out, but for the first two.
            if before.as_ref() != Some(&line) || whose == "another's" {
                writeln!(table, "  {whose:<17} {line}").unwrap();
            }
            before = Some(line);
        }
    }
    expect_file!["../golden/administer-mapping.txt"].assert_eq(&table);
}

/// The mapping asks what is changed, and not what is merely filled in.
#[test]
fn what_stays_is_not_asked_for() {
    let desk = the_desk();
    let present = desk.person(user(OPERATOR)).unwrap().user.record().clone();
    let same = form(|form| {
        form.login = Change::Set(present.login.clone());
        form.email = Change::Set(present.profile.email.clone());
        form.profile.memberships = Change::Set(present.profile.memberships.clone());
    });
    let nothing = form(|_| {});
    let who = |command| desk.who_asks(actor(ADMIN), user(OPERATOR), command);
    assert_eq!(who(&same), who(&nothing));
    // A role that nobody knows is not dropped.
    let unknown = create(Entry::Employee { password: None }, &["no.such_role"]);
    let Who::Admin(needs) = desk.who_asks(actor(ADMIN), user(50), &unknown) else {
        panic!("not by who administers");
    };
    let [AdminAction::CreateUser { holder }] = needs.actions.as_slice() else {
        panic!("{needs:?}");
    };
    let named: Vec<_> = holder.roles.iter().map(|held| held.role.as_str()).collect();
    assert_eq!(named, ["no.such_role"]);
    let unknown = super::account(50, unknown);
    assert_eq!(super::codes(&desk, ADMIN, &unknown), ["unknown_role"]);
}

#[test]
fn what_follows_from_a_deletion_nobody_asks_for() {
    let leave = |why| {
        the_desk().who_asks_of_group(
            GroupId::from_number(44),
            &GroupCommand::RemoveMember {
                member: user(NOBODY),
                why,
            },
        )
    };
    assert_eq!(leave(Leaving::UserDeleted), Who::System);
    assert!(matches!(leave(Leaving::Removed), Who::Admin(_)));
}
