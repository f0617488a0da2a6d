//! Items of the attack list at the desk: access.md, section 6.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use frontdesk::access::{AdminAction, Grant, Permission, RoleAssignment, Scope};
use frontdesk::identity::{
    Capacity, Change, Duty, Edit, Entry, Held, PersonName, Replacement, RoleName, UserCommand,
};
use frontdesk::model::{ActorId, Stale, Standing, Validity};
use frontdesk::{AdminCommand, Administration, Desk, NotApplied, Transition};

use super::{
    ADMIN, CHATS, HIRER, MANAGER, NOBODY, OPERATOR, OTHER_ADMIN, VIEW, account, actor, ask, assign,
    capacities, codes, done, id, may, panel_off, rights, role_names, taken, the_desk, token,
    unassign, verifier, without,
};
use crate::world::{now, user};

/// Every way at this desk by which an administrator stops being one.
fn ways(of: i64) -> Vec<(&'static str, AdminCommand)> {
    let until = Validity::new(None, Some(now() + TimeDelta::days(1))).unwrap();
    vec![
        (
            "suspended",
            account(of, UserCommand::Suspend { replacement: None }),
        ),
        (
            "deleted",
            account(of, UserCommand::Delete { replacement: None }),
        ),
        (
            "half-deleted",
            account(of, UserCommand::HalfDelete { replacement: None }),
        ),
        ("all off", account(of, UserCommand::TurnAllRightsOff)),
        ("no panel", account(of, capacities(&[Capacity::Operator]))),
        ("restricted", rights(panel_off(of))),
        ("unassigned", rights(unassign(of, "test.admin"))),
        (
            "restricted for a day",
            rights(AdminAction::Restrict {
                user: actor(of),
                restriction: frontdesk::access::Restriction {
                    validity: until,
                    ..frontdesk::access::Restriction::deny_admin_panel()
                },
            }),
        ),
    ]
}

/// Attack 6: the last administrator stays, on every way; with two, one may go.
#[test]
fn attack_6_the_last_administrator_stays() {
    let one = without(&[OTHER_ADMIN]);
    let two = without(&[]);
    for (way, command) in ways(ADMIN) {
        assert!(
            codes(&one, ADMIN, &command).contains(&"last_administrator"),
            "{way}"
        );
        assert!(
            ask(&two, OTHER_ADMIN, &command).is_ok(),
            "{way}, by a second one"
        );
    }
    // Who cannot sign in, or whose role ends, is none: the count is of those who remain.
    let mut people = super::people();
    people.retain(|person| ![user(MANAGER), user(HIRER)].contains(&person.id()));
    let ends = Validity::new(None, Some(now() + TimeDelta::days(1))).unwrap();
    people[1].rights.roles = vec![RoleAssignment {
        validity: ends,
        ..RoleAssignment::new(id("test.admin"))
    }];
    let ending = super::desk_of(people);
    for (way, command) in ways(ADMIN) {
        assert!(
            codes(&ending, ADMIN, &command).contains(&"last_administrator"),
            "{way}"
        );
    }
    // Of who is no administrator nothing is kept.
    let delete = account(OPERATOR, UserCommand::Delete { replacement: None });
    assert!(ask(&one, ADMIN, &delete).is_ok());
}

/// Attack 6, at the same time: each removes the other, and only one of the two is stored.
#[test]
fn attack_6_two_removals_at_once() {
    for (way, first) in ways(OTHER_ADMIN) {
        for (other, second) in ways(ADMIN) {
            let mut desk = without(&[]);
            let one = ask(&desk, ADMIN, &first).expect(way);
            let two = ask(&desk, OTHER_ADMIN, &second).expect(other);
            desk.apply_transition(&one).expect("the first is stored");
            assert!(
                matches!(
                    desk.apply_transition(&two),
                    Err(NotApplied::Stale(Stale { .. }))
                ),
                "{way}, then {other}"
            );
            assert_eq!(
                desk.directory().administrators(now()),
                BTreeSet::from([actor(ADMIN)])
            );
        }
    }
    // Each himself: the one who remains was read.
    let mut desk = without(&[]);
    let one = ask(&desk, ADMIN, &rights(unassign(ADMIN, "test.admin"))).unwrap();
    let two = ask(
        &desk,
        OTHER_ADMIN,
        &rights(unassign(OTHER_ADMIN, "test.admin")),
    )
    .unwrap();
    desk.apply_transition(&one).unwrap();
    assert!(matches!(
        desk.apply_transition(&two),
        Err(NotApplied::Stale(_))
    ));
    // Nor is one stored twice.
    assert!(matches!(
        desk.apply_transition(&one),
        Err(NotApplied::Stale(_))
    ));
    assert_eq!(
        desk.directory().administrators(now()),
        BTreeSet::from([actor(OTHER_ADMIN)])
    );
}

fn nothing_works(desk: &Desk, number: i64) {
    for permission in Permission::every() {
        assert!(!may(desk, number, permission), "{permission}");
    }
}

/// Attack 7: deletion is one transition, in either screen: nothing is left that is authorized.
#[test]
fn attack_7_deletion_is_whole() {
    let held = |held| Duty::HandOver {
        held,
        to: Some(user(ADMIN)),
    };
    let replacement = |desk: &Desk| Some(Replacement::of(&desk.person(user(ADMIN)).unwrap().user));

    let mut desk = the_desk();
    let delete = UserCommand::Delete {
        replacement: replacement(&desk),
    };
    let deleted = taken(&mut desk, OTHER_ADMIN, &account(OPERATOR, delete));
    for duty in [
        Duty::CutSessions,
        Duty::VoidTokens,
        Duty::DropVerifier,
        held(Held::Everything),
    ] {
        assert!(deleted.duties().contains(&duty), "{duty:?}");
    }
    assert_eq!(
        desk.holder(actor(OPERATOR)).unwrap().standing,
        Standing::Deleted
    );
    nothing_works(&desk, OPERATOR);
    // What takes over was read: if it changes meanwhile, the deletion is asked again.
    let read = deleted.preconditions.iter().map(|relied| relied.stream);
    assert!(
        read.clone()
            .any(|s| s == frontdesk::model::Stream::User(user(ADMIN)))
    );

    // S78-S81: half-deleted, the rights stay in store and nothing works.
    let mut desk = the_desk();
    let half = UserCommand::HalfDelete {
        replacement: replacement(&desk),
    };
    let deleted = taken(&mut desk, OTHER_ADMIN, &account(OPERATOR, half));
    assert!(deleted.duties().contains(&held(Held::OpenAndWaiting)));
    assert_eq!(role_names(&desk, user(OPERATOR)), [CHATS, VIEW]);
    nothing_works(&desk, OPERATOR);
    // Restored, they work again.
    done(&mut desk, ADMIN, &account(OPERATOR, UserCommand::Restore));
    assert!(may(&desk, OPERATOR, Permission::SURFACE_WORKPLACE));
}

/// Attack 8: what was decided for somebody before the deletion is stale after it.
#[test]
fn attack_8_nothing_is_done_on_rights_that_are_gone() {
    let give = rights(assign(OPERATOR, "test.contacts"));
    let ways: [(&str, AdminCommand); 4] = [
        (
            "deleted",
            account(ADMIN, UserCommand::Delete { replacement: None }),
        ),
        (
            "suspended",
            account(ADMIN, UserCommand::Suspend { replacement: None }),
        ),
        ("unassigned", rights(unassign(ADMIN, "test.admin"))),
        ("restricted", rights(panel_off(ADMIN))),
    ];
    for (way, command) in ways {
        let mut desk = the_desk();
        let late: Transition = ask(&desk, ADMIN, &give).expect("granted");
        done(&mut desk, OTHER_ADMIN, &command);
        assert!(
            matches!(desk.apply_transition(&late), Err(NotApplied::Stale(_))),
            "{way}"
        );
        assert!(ask(&desk, ADMIN, &give).is_err(), "{way}: asked again");
        assert_eq!(role_names(&desk, user(OPERATOR)), [CHATS, VIEW], "{way}");
    }
    // Not so where nothing of it was touched.
    let mut desk = the_desk();
    let late = ask(&desk, ADMIN, &give).expect("granted");
    let rename = UserCommand::SetCredentials {
        verifier: verifier(),
    };
    done(&mut desk, NOBODY, &account(NOBODY, rename));
    assert_eq!(desk.apply_transition(&late), Ok(()));
}

/// Somebody invited by the hirer, with the token that is out.
fn invited() -> Desk {
    let mut desk = the_desk();
    let mut form = frontdesk::identity::Create::new(user(50), Entry::Invited { token: token() });
    form.profile.name = PersonName::new().last("New");
    form.profile.email = Some("new@example.test".parse().unwrap());
    form.roles.insert(RoleName::new(CHATS).unwrap());
    let command = account(50, UserCommand::Create(Box::new(form)));
    done(&mut desk, HIRER, &command);
    desk
}

fn accept(desk: &Desk, by: Option<ActorId>) -> Result<Transition, frontdesk::AdminError> {
    let command = account(
        50,
        UserCommand::Activate {
            token: token(),
            verifier: verifier(),
        },
    );
    let asked = Administration {
        actor: actor(50),
        command: &command,
        on_behalf_of: None,
        invited_by: by,
    };
    desk.administer(&asked, now())
}

/// Attack 27: an invitation gives at its acceptance what the inviter could give then.
#[test]
fn attack_27_an_invitation_is_bounded_when_it_is_accepted() {
    let mut desk = invited();
    nothing_works(&desk, 50);
    let accepted = accept(&desk, Some(actor(HIRER))).expect("accepted");
    desk.apply_transition(&accepted).unwrap();
    assert!(may(&desk, 50, Permission::SURFACE_WORKPLACE));
    assert_eq!(role_names(&desk, user(50)), [CHATS, VIEW], "S69");
    // Once.
    assert_eq!(
        accept(&desk, Some(actor(HIRER))).unwrap_err().codes(),
        ["token.unknown"]
    );

    // Whoever may hire no more, or is gone, has invited nobody.
    for way in [
        rights(unassign(HIRER, "test.hirer")),
        account(HIRER, UserCommand::Delete { replacement: None }),
        account(HIRER, UserCommand::Suspend { replacement: None }),
    ] {
        let mut desk = invited();
        let early = accept(&desk, Some(actor(HIRER))).expect("in time");
        done(&mut desk, ADMIN, &way);
        let late = accept(&desk, Some(actor(HIRER))).expect_err("too late");
        assert_eq!(late.codes(), ["inviter"]);
        assert!(matches!(
            desk.apply_transition(&early),
            Err(NotApplied::Stale(_))
        ));
        nothing_works(&desk, 50);
        // The same account taken over from elsewhere is nobody's word.
        assert!(accept(&desk, None).is_ok());
    }
    // What was added by a stronger one since is more than the hirer could give.
    let mut desk = invited();
    done(&mut desk, ADMIN, &rights(assign(50, "test.admin")));
    assert_eq!(
        accept(&desk, Some(actor(HIRER))).unwrap_err().codes(),
        ["inviter"]
    );
    assert!(accept(&desk, Some(actor(ADMIN))).is_ok());
}

/// Attack 29: the weaker does not strip, switch off, rename or take over the stronger.
#[test]
fn attack_29_the_weaker_does_not_touch_the_stronger() {
    let desk = the_desk();
    let edit = |change: fn(&mut Edit)| {
        let mut form = Edit::default();
        change(&mut form);
        account(ADMIN, UserCommand::Edit(Box::new(form)))
    };
    let rename = edit(|form| form.profile.name = Change::Set(PersonName::new().last("X")));
    let mut touched = ways(ADMIN);
    touched.push(("renamed", rename));
    touched.push((
        "login",
        edit(|form| form.login = Change::Set(frontdesk::identity::Login::Email)),
    ));
    touched.push((
        "password",
        account(
            ADMIN,
            UserCommand::SetCredentials {
                verifier: verifier(),
            },
        ),
    ));
    touched.push((
        "reset",
        account(ADMIN, UserCommand::IssueReset { token: token() }),
    ));
    for (way, command) in &touched {
        let found = codes(&desk, MANAGER, command);
        let no = |code: &&str| ["uncovered", "not_permitted"].contains(code);
        assert!(found.iter().any(no), "{way}: {found:?}");
    }
    // With every right of administration, and without conversations: still the weaker.
    let mut people = super::people();
    let every = Grant::each(frontdesk::access::bundle::ADMINISTRATION, &Scope::any());
    people[4].rights.grants.extend(every);
    let stronger = super::desk_of(people.clone());
    for (way, command) in &touched {
        let found = codes(&stronger, MANAGER, command);
        let no = |code: &&str| ["uncovered", "not_permitted"].contains(code);
        assert!(found.iter().any(no), "{way}: {found:?}");
    }
    // His like he may touch.
    people[5].rights.grants = Grant::each(&[Permission::USER_VIEW], &Scope::any());
    let desk = super::desk_of(people);
    for (way, command) in [
        (
            "suspend",
            account(NOBODY, UserCommand::Suspend { replacement: None }),
        ),
        (
            "password",
            account(
                NOBODY,
                UserCommand::SetCredentials {
                    verifier: verifier(),
                },
            ),
        ),
    ] {
        assert!(ask(&desk, MANAGER, &command).is_ok(), "{way}");
    }
}

/// Capacities: the panel comes and goes with them, and is bounded like a right (S5, S8).
#[test]
fn promotion_is_bounded() {
    let mut desk = the_desk();
    done(&mut desk, ADMIN, &rights(assign(OPERATOR, "test.admin")));
    assert!(may(&desk, OPERATOR, Permission::SURFACE_ADMIN_PANEL));
    done(
        &mut desk,
        ADMIN,
        &account(OPERATOR, capacities(&[Capacity::Operator])),
    );
    assert!(
        !may(&desk, OPERATOR, Permission::SURFACE_ADMIN_PANEL),
        "no grant lifts it"
    );
    let both = account(
        OPERATOR,
        capacities(&[Capacity::Operator, Capacity::AdminPanel]),
    );
    // Neither by somebody who does not cover it, nor by oneself.
    assert_eq!(codes(&desk, MANAGER, &both), ["uncovered"]);
    assert!(ask(&desk, OPERATOR, &both).is_err());
    done(&mut desk, ADMIN, &both);
    assert!(may(&desk, OPERATOR, Permission::SURFACE_ADMIN_PANEL));
}
