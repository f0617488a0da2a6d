//! S34, S37, S41-S43, S69, S183, D4, D6: how an employee becomes a user.

use frontdesk::access::{AccessEvent, Permission};
use frontdesk::identity::{
    Change, Create, Duty, Edit, Entry, Login, PasswordChange, PersonName, RightsChange, RoleName,
    UserCommand, UserEvent,
};
use frontdesk::model::{Standing, Stream};

use super::{
    ADMIN, BARE_EMPLOYEE, CHATS, EMPLOYEE, HIRER, INVITED, MANAGER, OPERATOR, VIEW, account, actor,
    ask, assign, codes, done, may, rights, role_names, saved, taken, the_desk, unassign, verifier,
};
use crate::world::{tenant, user};

fn standing(desk: &frontdesk::Desk, number: i64) -> Standing {
    desk.person(user(number)).unwrap().user.standing()
}

/// S183, S69, D4, D6: the first service right, saved from «Сотрудники», does it all at once.
#[test]
fn the_first_right_makes_a_user() {
    let mut desk = the_desk();
    assert_eq!(standing(&desk, EMPLOYEE), Standing::Employee);
    assert!(role_names(&desk, user(EMPLOYEE)).is_empty(), "S34");
    let transition = taken(&mut desk, ADMIN, &rights(assign(EMPLOYEE, CHATS)));

    let change = transition.user.as_ref().expect("identity decided as well");
    assert!(matches!(
        change.events.as_slice(),
        [UserEvent::BecameUser { .. }]
    ));
    assert!(change.after.ever_had_rights(), "D6");
    let streams: Vec<Stream> = transition.preconditions.iter().map(|p| p.stream).collect();
    for stream in [
        Stream::User(user(EMPLOYEE)),
        Stream::Rights(user(EMPLOYEE)),
        Stream::Rights(user(ADMIN)),
        Stream::Roles(tenant()),
    ] {
        assert!(streams.contains(&stream), "{stream:?}");
    }
    // What identity asks for rights is done already.
    assert!(change.events.iter().any(|event| !event.duties().is_empty()));
    assert!(transition.duties().is_empty());

    assert_eq!(role_names(&desk, user(EMPLOYEE)), [CHATS, VIEW]);
    assert_eq!(standing(&desk, EMPLOYEE), Standing::Active);
    assert!(may(&desk, EMPLOYEE, Permission::EMPLOYEE_VIEW), "S69");
    assert!(may(&desk, EMPLOYEE, Permission::SURFACE_WORKPLACE));
    // Both records of the account say the same.
    let holder = desk.holder(actor(EMPLOYEE)).unwrap();
    assert_eq!(holder.standing, Standing::Active);
    assert_eq!(desk.person(user(EMPLOYEE)).unwrap().holder(), holder);
}

/// S69: a later removal holds, whatever is given afterwards; nor does a second right bring it.
#[test]
fn the_right_of_birth_comes_once() {
    let mut desk = the_desk();
    done(&mut desk, ADMIN, &rights(assign(EMPLOYEE, CHATS)));
    done(&mut desk, ADMIN, &rights(unassign(EMPLOYEE, VIEW)));
    done(&mut desk, ADMIN, &rights(assign(EMPLOYEE, "test.contacts")));
    assert_eq!(role_names(&desk, user(EMPLOYEE)), [CHATS, "test.contacts"]);
    done(&mut desk, ADMIN, &rights(unassign(EMPLOYEE, CHATS)));
    let again = taken(&mut desk, ADMIN, &rights(assign(EMPLOYEE, CHATS)));
    assert!(again.user.is_none(), "a user already");
    assert!(!may(&desk, EMPLOYEE, Permission::EMPLOYEE_VIEW));
    // Switched off in the very save that makes the user.
    let mut desk = the_desk();
    let save = saved(
        EMPLOYEE,
        UserCommand::RecordRight,
        &[assign(EMPLOYEE, CHATS), unassign(EMPLOYEE, VIEW)],
    );
    done(&mut desk, ADMIN, &save);
    assert_eq!(role_names(&desk, user(EMPLOYEE)), [CHATS]);
    // Named in it: given once.
    let mut desk = the_desk();
    let save = saved(
        EMPLOYEE,
        UserCommand::RecordRight,
        &[assign(EMPLOYEE, CHATS), assign(EMPLOYEE, VIEW)],
    );
    done(&mut desk, ADMIN, &save);
    assert_eq!(role_names(&desk, user(EMPLOYEE)), [CHATS, VIEW]);
    // Somebody who was a user before gets nothing by itself.
    let transition = ask(&desk, ADMIN, &rights(assign(OPERATOR, "test.contacts"))).unwrap();
    assert_eq!(transition.access.len(), 1);
}

/// S37: login and password first; the form is looked at as it is saved.
#[test]
fn credentials_first() {
    let mut desk = the_desk();
    let give = rights(assign(BARE_EMPLOYEE, CHATS));
    assert_eq!(
        codes(&desk, ADMIN, &give),
        ["credentials.first", "credentials.first"]
    );
    assert_eq!(
        codes(
            &desk,
            ADMIN,
            &account(BARE_EMPLOYEE, UserCommand::RecordRight)
        ),
        ["credentials.first", "credentials.first"]
    );
    let form = |with_password| {
        UserCommand::Edit(Box::new(Edit {
            login: Change::Set(Login::Named("bare".to_owned().try_into().unwrap())),
            password: match with_password {
                true => PasswordChange::Set(verifier()),
                false => PasswordChange::Keep,
            },
            rights: RightsChange::Some,
            ..Edit::default()
        }))
    };
    let gives = [assign(BARE_EMPLOYEE, CHATS)];
    let half = saved(BARE_EMPLOYEE, form(false), &gives);
    assert_eq!(codes(&desk, ADMIN, &half), ["credentials.first"]);
    // Also where the form forgets to say that a right is on.
    let silent = saved(BARE_EMPLOYEE, UserCommand::Edit(Box::default()), &gives);
    assert_eq!(
        codes(&desk, ADMIN, &silent),
        ["credentials.first", "credentials.first"]
    );

    let whole = taken(&mut desk, ADMIN, &saved(BARE_EMPLOYEE, form(true), &gives));
    assert!(
        whole.user.as_ref().unwrap().sealed.is_some(),
        "the verifier leaves sealed"
    );
    assert!(
        !whole.user.as_ref().unwrap().claims.is_empty(),
        "the login is claimed"
    );
    assert_eq!(role_names(&desk, user(BARE_EMPLOYEE)), [CHATS, VIEW]);
    // S41: from now on they stay.
    let clear = account(BARE_EMPLOYEE, UserCommand::ClearCredentials);
    assert_eq!(codes(&desk, ADMIN, &clear), ["credentials.stay"]);
    // S43: of who never was a user they go.
    let clear = account(EMPLOYEE, UserCommand::ClearCredentials);
    assert!(ask(&desk, ADMIN, &clear).is_ok());
}

/// S29: created with the right, or created and edited: the same outcome.
#[test]
fn both_ways_end_alike() {
    let form = |entry, roles: &[&str]| {
        let mut form = Create::new(user(50), entry);
        form.profile.name = PersonName::new().last("New");
        form.login = Login::Named("new.one".to_owned().try_into().unwrap());
        form.roles = roles
            .iter()
            .map(|name| RoleName::new(name).unwrap())
            .collect();
        UserCommand::Create(Box::new(form))
    };
    let employee = || Entry::Employee {
        password: Some(verifier()),
    };
    let user_at_once = || Entry::User {
        password: Some(verifier()),
    };
    let gives = [assign(50, CHATS)];
    let mut ends = Vec::new();
    for commands in [
        vec![account(50, form(employee(), &[CHATS]))],
        vec![account(50, form(user_at_once(), &[CHATS]))],
        vec![saved(50, form(employee(), &[]), &gives)],
        vec![account(50, form(employee(), &[])), rights(gives[0].clone())],
    ] {
        let mut desk = the_desk();
        for command in &commands {
            done(&mut desk, ADMIN, command);
        }
        let holder = desk.holder(actor(50)).expect("a record");
        let person = desk.person(user(50)).unwrap();
        assert_eq!(person.holder(), holder);
        ends.push((
            role_names(&desk, user(50)),
            holder.standing,
            person.user.ever_had_rights(),
        ));
    }
    for end in &ends {
        let roles = vec![CHATS.to_owned(), VIEW.to_owned()];
        assert_eq!(*end, (roles, Standing::Active, true));
    }
    // D4: in «Управление пользователями» credentials are needed as well.
    let desk = the_desk();
    let without = account(50, form(Entry::User { password: None }, &[CHATS]));
    assert_eq!(codes(&desk, ADMIN, &without), ["field.missing"]);
}

/// S41, S42, D4: all off, and the account remains, with view-employees as it was last set.
#[test]
fn all_switches_off() {
    let mut desk = the_desk();
    done(&mut desk, ADMIN, &rights(assign(EMPLOYEE, CHATS)));
    let off = taken(
        &mut desk,
        ADMIN,
        &account(EMPLOYEE, UserCommand::TurnAllRightsOff),
    );
    assert!(
        !off.duties().contains(&Duty::TurnOffRights),
        "done in the transition"
    );
    assert_eq!(role_names(&desk, user(EMPLOYEE)), [VIEW]);
    assert_eq!(standing(&desk, EMPLOYEE), Standing::Active);
    assert!(!may(&desk, EMPLOYEE, Permission::SURFACE_WORKPLACE));
    // Whoever turns them off must cover them.
    assert_eq!(
        codes(
            &desk,
            MANAGER,
            &account(ADMIN, UserCommand::TurnAllRightsOff)
        ),
        ["uncovered"]
    );
}

/// What comes by itself is given by somebody, too: he covers it, or a role lets him give it.
#[test]
fn the_right_of_birth_is_covered() {
    let mut desk = the_desk();
    // The manager lacks conversations and the view of employees.
    assert_eq!(
        codes(&desk, MANAGER, &rights(assign(EMPLOYEE, CHATS))),
        ["uncovered"]
    );
    // The hirer lacks them as well, and both roles are entrusted to him.
    done(&mut desk, HIRER, &rights(assign(EMPLOYEE, CHATS)));
    assert_eq!(role_names(&desk, user(EMPLOYEE)), [CHATS, VIEW]);
    // For others, never for himself.
    assert_eq!(
        codes(&desk, HIRER, &rights(assign(HIRER, CHATS))),
        ["uncovered"]
    );
}

/// A right for somebody who was invited waits: a user he becomes by his own password (S112).
#[test]
fn who_was_invited_is_no_user_yet() {
    let mut desk = the_desk();
    let transition = taken(&mut desk, ADMIN, &rights(assign(INVITED, "test.contacts")));
    assert!(transition.user.is_none());
    assert!(matches!(
        transition.access.as_slice(),
        [AccessEvent::RoleAssigned { .. }]
    ));
    assert_eq!(standing(&desk, INVITED), Standing::Pending);
    assert!(!may(&desk, INVITED, Permission::SURFACE_WORKPLACE), "S115");
    // Nor can anything be given to who was deleted.
    done(
        &mut desk,
        ADMIN,
        &account(OPERATOR, UserCommand::Delete { replacement: None }),
    );
    assert_eq!(
        codes(&desk, ADMIN, &rights(assign(OPERATOR, "test.contacts"))),
        ["standing.wrong"]
    );
}
