//! Corners of an account's life: each a rule that is easily forgotten.

use frontdesk_identity::*;
use frontdesk_model::{AccountKind, GroupId, Language, Memberships, Standing};
use serde_json::json;

use crate::support::*;

fn activate(seed: u8) -> UserCommand {
    UserCommand::Activate {
        token: token(seed),
        verifier: argon(),
    }
}

/// A token that was refused once never opens again: suspension voids it for good.
#[test]
fn a_suspension_voids_every_token() {
    let policy = UserPolicy::noci(tenant());
    let suspend = UserCommand::Suspend { replacement: None };
    let (suspended, duties) = next(&pending(), &policy, suspend);
    assert!(duties.contains(&Duty::VoidTokens));
    assert_eq!(
        ask(&suspended, &policy, activate(1)),
        "refused: token.unknown"
    );
    let restored = next(&suspended, &policy, UserCommand::Restore).0;
    assert_eq!(restored.standing(), Standing::Pending);
    assert_eq!(
        ask(&restored, &policy, activate(1)),
        "refused: token.unknown"
    );
    // A new letter opens it.
    let issue = |seed| UserCommand::IssueActivation { token: token(seed) };
    let again = next(&restored, &policy, issue(2)).0;
    assert_eq!(
        ask(&again, &policy, activate(2)),
        "activated credentials_set became_user"
    );
}

/// The bytes of the token that is out are no new token: it would open longer than it was promised.
#[test]
fn a_new_token_has_new_bytes() {
    let policy = UserPolicy::noci(tenant());
    let issue = |seed| UserCommand::IssueActivation { token: token(seed) };
    assert_eq!(ask(&pending(), &policy, issue(1)), "refused: token.reused");
    assert_eq!(ask(&pending(), &policy, issue(2)), "activation_issued");
    let reset = |seed| UserCommand::IssueReset { token: token(seed) };
    let uis = UserPolicy::uis(tenant());
    let out = next(&active(), &uis, reset(1)).0;
    assert_eq!(ask(&out, &uis, reset(1)), "refused: token.reused");
}

/// What Noci and Reach require is all that they require (S111, S118): the address is the login.
#[test]
fn the_required_fields_are_enough() {
    let noci = form_with(with_password(), |form| {
        form.profile.name = PersonName::new();
        form.profile.email = Some(email("amelie@example.test"));
        form.roles = roles(&["utilisateur"]);
    });
    let reach = form_with(with_password(), |form| {
        form.profile.name = PersonName::new().last("Rossi").first("Ada");
        form.profile.email = Some(email("ada@example.test"));
        form.roles = roles(&["conversation_agent"]);
    });
    let uis = form(employee());
    for (policy, form, login) in [
        (
            UserPolicy::noci(tenant()),
            noci,
            Some("amelie@example.test"),
        ),
        (UserPolicy::reach(tenant()), reach, Some("ada@example.test")),
        (UserPolicy::uis(tenant()), uis, None),
    ] {
        let user = after(&policy, [create(form)]);
        assert_eq!(user.login(), login);
    }
}

/// A pending account that lost its login signs in by the address that the token went to.
#[test]
fn a_pending_account_without_a_login_gets_in() {
    let policy = UserPolicy::noci(tenant());
    let unset = edit(|form| form.login = Change::Set(Login::Unset));
    let user = next(&pending(), &policy, unset).0;
    assert_eq!(
        ask(&user, &policy, activate(1)),
        "login_changed activated credentials_set became_user"
    );
    let user = next(&user, &policy, activate(1)).0;
    assert!(can_sign_in(&user).is_allow());
}

/// A login and a password that the system requires are not taken away by an edit.
#[test]
fn what_the_system_requires_stays() {
    let policy = UserPolicy::talkme(tenant(), cut_over());
    let entry = Entry::Employee {
        password: Some(argon()),
    };
    let user = after(
        &policy,
        [create(form_with(entry, |form| {
            form.login = named("orlova");
        }))],
    );
    let unset = edit(|form| form.login = Change::Set(Login::Unset));
    assert_eq!(ask(&user, &policy, unset), "refused: field.missing");
    assert_eq!(
        ask(&user, &policy, UserCommand::ClearCredentials),
        "refused: field.missing"
    );
    assert_eq!(
        ask(
            &user,
            &UserPolicy::uis(tenant()),
            UserCommand::ClearCredentials
        ),
        "credentials_cleared"
    );
}

/// The lists of everybody but the deleted can be set, whatever else the record lacks: a group that is
/// deleted leaves nobody's lists behind.
#[test]
fn lists_can_be_set_until_the_account_is_deleted() {
    let set = |memberships| UserCommand::SetMemberships { memberships };
    let group = Memberships {
        groups: [GroupId::from_number(3)].into(),
        ..Memberships::default()
    };
    let reach = UserPolicy::reach(tenant());
    let imported = import(found(AccountKind::Unified, Standing::Active, |_| ()));
    let imported = after(&reach, [imported]);
    assert_eq!(ask(&imported, &reach, set(group.clone())), "edited");
    assert_eq!(
        ask(&imported, &reach, set(Memberships::default())),
        "nothing"
    );
    for (command, answer) in [
        (UserCommand::Suspend { replacement: None }, "edited"),
        (UserCommand::HalfDelete { replacement: None }, "edited"),
        (
            UserCommand::Delete { replacement: None },
            "refused: standing.wrong",
        ),
    ] {
        let user = next(&imported, &reach, command).0;
        assert_eq!(ask(&user, &reach, set(group.clone())), answer);
    }
    // The languages of an account of Noci are never emptied (S105, D11).
    let noci = UserPolicy::noci(tenant());
    assert_eq!(
        ask(&pending(), &noci, set(group)),
        "refused: languages.empty"
    );
    let french = Memberships {
        languages: [Language::french()].into(),
        groups: [GroupId::from_number(3)].into(),
        ..Memberships::default()
    };
    assert_eq!(ask(&pending(), &noci, set(french)), "edited");
}

/// No name gives a capacity that the account of this kind cannot have.
#[test]
fn a_capacity_has_one_spelling() {
    let read = Capacity::from("admin_panel".to_owned());
    assert_eq!(read, Capacity::AdminPanel);
    let operator = after(
        &UserPolicy::open(tenant()),
        [import(found(
            AccountKind::LegacyOperator,
            Standing::Active,
            |_| (),
        ))],
    );
    let both = UserCommand::SetCapacities {
        capacities: [Capacity::Operator, read].into(),
    };
    assert_eq!(
        ask(&operator, &UserPolicy::open(tenant()), both),
        "refused: kind.capacity"
    );
}

/// Who answers nobody takes over nothing (S4).
#[test]
fn an_admin_takes_over_no_conversations() {
    let admin = after(
        &UserPolicy::open(tenant()),
        [import(found(
            AccountKind::LegacyAdmin,
            Standing::Active,
            |form| form.id = user_id(45),
        ))],
    );
    let command = UserCommand::Delete {
        replacement: Some(Replacement::of(&admin)),
    };
    let policy = UserPolicy::uis(tenant());
    assert_eq!(
        ask(&active(), &policy, command),
        "refused: replacement.no_operator"
    );
    assert_eq!(Replacement::of(&admin).precondition(), admin.precondition());
}

/// What no sequence of commands makes is not read either.
#[test]
fn impossible_accounts_are_not_read() {
    let policy = UserPolicy::uis(tenant());
    let user = after(&policy, [create(full(with_password()))]);
    let out = next(&user, &policy, UserCommand::IssueReset { token: token(1) }).0;
    let stored = serde_json::to_value(out).unwrap();
    assert!(serde_json::from_value::<User>(stored.clone()).is_ok());
    for (what, field, value) in [
        (
            "a reset of one who is suspended",
            "lifecycle",
            json!("suspended"),
        ),
        (
            "a reset of one who is deleted",
            "lifecycle",
            json!("deleted"),
        ),
        ("an erased one with values", "lifecycle", json!("erased")),
        (
            "a password of an older version",
            "credential_version",
            json!(7),
        ),
        ("a password of no version", "credential_version", json!(0)),
    ] {
        let mut broken = stored.clone();
        broken[field] = value;
        assert!(serde_json::from_value::<User>(broken).is_err(), "{what}");
    }
}

/// Events of form 1 held their values themselves: migrated, they hold none.
#[test]
fn form_1_is_migrated() {
    let events: Vec<StoredUserEvent> =
        serde_json::from_str(include_str!("golden/format_1/user_events.json")).unwrap();
    let text = |events: &[StoredUserEvent]| serde_json::to_string(events).unwrap();
    assert!(text(&events).contains("orlova"));
    let whole: Vec<UserEvent> = events
        .iter()
        .map(|event| event.clone().restore(&PersonalRow::default()))
        .collect();
    let (events, rows): (Vec<_>, Vec<_>) = events.into_iter().map(StoredUserEvent::migrate).unzip();
    assert!(!text(&events).contains("orlova") && !text(&events).contains("Орлова"));
    let restored: Vec<UserEvent> = events
        .into_iter()
        .zip(&rows)
        .map(|(event, row)| event.restore(row))
        .collect();
    assert_eq!(restored, whole);
}

/// A name or position that would steer a terminal, or fill a table, is refused; a stranger's words are
/// not taken as they come. What another system has is taken over as it is.
#[test]
fn names_and_positions_are_one_line() {
    let policy = UserPolicy::uis(tenant());
    let name = |text: &str| {
        let name = PersonName::new().last(text);
        edit(|form| form.profile.name = Change::Set(name))
    };
    let position = |text: &str| {
        let position = Some(Position(text.to_owned()));
        edit(|form| form.profile.position = Change::Set(position))
    };
    for (text, fits) in [
        ("Орлова", true),
        ("D’Angelo-Müller", true),
        ("A\u{1b}[2J", false),
        ("A\u{202e}B", false),
        ("A\nB", false),
        (&"я".repeat(127), true),
        (&"я".repeat(128), false),
    ] {
        let answer = |code| {
            if fits {
                "edited".to_owned()
            } else {
                format!("refused: {code}")
            }
        };
        assert_eq!(
            ask(&active(), &policy, name(text)),
            answer("name.unfit"),
            "{text:?}"
        );
        assert_eq!(
            ask(&active(), &policy, position(text)),
            answer("position.unfit"),
            "{text:?}"
        );
    }
    let long = form_with(employee(), |form| {
        form.profile.name = PersonName::new().last(&"я".repeat(200));
        form.profile.chat_name = frontdesk_contact::DisplayName::parse("Я").ok();
    });
    assert_eq!(new(&policy, create(long)), "refused: name.unfit");
}
