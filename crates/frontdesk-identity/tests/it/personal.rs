//! Personal values and secrets: where they may be, and that they are nowhere else.

use expect_test::expect_file;
use frontdesk_identity::*;
use frontdesk_model::Standing;

use crate::golden::filled;
use crate::support::*;

/// The closed register: every personal value, what it is for and what erasure does to it.
#[test]
fn the_register() {
    let rows: Vec<String> = PersonalField::ALL
        .iter()
        .map(|field| {
            let of = match field.of() {
                PersonalOf::User => "user",
                PersonalOf::Customer => "customer",
                PersonalOf::Both => "both",
            };
            let fate = match field.fate() {
                Fate::Erase => "erase".to_owned(),
                Fate::Pseudonymize => "pseudonymize".to_owned(),
                Fate::Retain(ground) => format!("retain {ground}"),
            };
            let (name, purpose) = (field.name(), field.purpose());
            format!("{name:16} {of:9} {purpose}\n{:26} -> {fate}\n", "")
        })
        .collect();
    expect_file!["golden/personal_register.txt"].assert_eq(&rows.concat());
}

/// A user with every field filled in, its events in their two parts.
fn stored() -> (User, Vec<StoredUserEvent>, Vec<PersonalRow>) {
    let policy = UserPolicy::uis(tenant());
    let decided = decide_user(None, &filled(with_password()), &policy, noon()).unwrap();
    let user = User::replay(&decided.events).unwrap().unwrap();
    let parts = decided.events.into_iter().map(UserEvent::store).unzip();
    let (events, rows): (Vec<StoredUserEvent>, Vec<PersonalRow>) = parts;
    (user, events, rows)
}

/// The words of the filled form that name the person.
const PERSONAL: [&str; 7] = [
    "Орлова",
    "Жанна",
    "Павловна",
    "Старшая",
    "orlova",
    "+70000000007",
    "\"ru\"",
];
/// What the register retains.
const RETAINED: &str = "uis/employee/1007";

#[test]
fn a_stored_event_has_no_personal_value() {
    let (_, events, rows) = stored();
    let text = serde_json::to_string(&events).unwrap();
    for word in PERSONAL.iter().chain([&RETAINED]) {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let rows = serde_json::to_string(&rows).unwrap();
    for word in PERSONAL.iter().chain([&RETAINED]) {
        assert!(rows.contains(word), "{word} is in the row");
    }
}

fn erased(user: &User) -> User {
    let policy = UserPolicy::uis(tenant());
    let deleted = next(user, &policy, UserCommand::Delete { replacement: None }).0;
    next(&deleted, &policy, UserCommand::Erase).0
}

#[test]
fn erased_bytes_are_nowhere() {
    let (user, events, rows) = stored();
    let gone = erased(&user);
    let rows: Vec<PersonalRow> = rows.iter().map(PersonalRow::after_erasure).collect();
    let claims = gone.claims(EmailUse::Identity);
    let exported = export_user(&gone, &rows);
    let left = serde_json::to_string(&(&gone, &events, &rows, &claims, &exported)).unwrap();
    let printed = format!("{gone:?} {events:?} {rows:?} {claims:?} {exported:?}");
    for word in PERSONAL {
        assert!(!left.contains(word) && !printed.contains(word), "{word}");
    }
    // The directory still finds that the person was here.
    assert!(left.contains(RETAINED));
    // Old conversations still have one author, who is nobody.
    let name = gone.profile().chat_name.as_ref().unwrap().as_str();
    assert!(name.starts_with("former-"), "{name}");
    let other = form_with(with_password(), |form| {
        form.id = user_id(45);
        form.login = named("belova");
    });
    let other = erased(&after(&UserPolicy::uis(tenant()), [create(other)]));
    assert_ne!(gone.profile().chat_name, other.profile().chat_name);
}

#[test]
fn an_erased_account_is_deleted_for_good() {
    let gone = erased(&stored().0);
    assert_eq!(gone.standing(), Standing::Deleted);
    assert!(!can_sign_in(&gone).is_allow());
    let policy = UserPolicy::uis(tenant());
    for command in [
        UserCommand::Erase,
        UserCommand::Restore,
        UserCommand::Delete { replacement: None },
        UserCommand::PlaceHold { case: case("1") },
        UserCommand::SetCredentials { verifier: argon() },
    ] {
        assert_eq!(ask(&gone, &policy, command), "refused: erase.erased");
    }
}

fn case(number: &str) -> CaseNumber {
    CaseNumber::new(number).unwrap()
}

/// A legal hold blocks erasure until the last case is over, and blocks nothing else.
#[test]
fn a_legal_hold_blocks_erasure() {
    let policy = UserPolicy::uis(tenant());
    let hold = |case| UserCommand::PlaceHold { case };
    let lift = |case| UserCommand::LiftHold { case };
    let user = stored().0;
    let user = next(&user, &policy, hold(case("2026-1"))).0;
    assert_eq!(ask(&user, &policy, hold(case("2026-1"))), "nothing");
    assert_eq!(
        ask(&user, &policy, UserCommand::Erase),
        "refused: erase.not_deleted"
    );
    let user = next(&user, &policy, UserCommand::Delete { replacement: None }).0;
    let user = next(&user, &policy, hold(case("2026-2"))).0;
    assert_eq!(
        ask(&user, &policy, UserCommand::Erase),
        "refused: erase.legal_hold"
    );
    let user = next(&user, &policy, lift(case("2026-1"))).0;
    assert_eq!(ask(&user, &policy, lift(case("2026-1"))), "nothing");
    assert_eq!(
        ask(&user, &policy, UserCommand::Erase),
        "refused: erase.legal_hold"
    );
    let user = next(&user, &policy, lift(case("2026-2"))).0;
    assert_eq!(ask(&user, &policy, UserCommand::Erase), "erased");
    let duties = next(&user, &policy, UserCommand::Erase).1;
    assert_eq!(duties, [Duty::ErasePersonal]);
}

/// The person gets every value, with its purpose and where it is kept.
#[test]
fn an_export_names_everything() {
    let (user, _, rows) = stored();
    let exported = export_user(&user, &rows);
    let line = |found: &Exported| {
        let value = serde_json::to_value(&found.value).unwrap();
        format!(
            "{:?} {} = {}\n",
            found.found,
            found.field.name(),
            value["value"]
        )
    };
    let text: String = exported.iter().map(line).collect();
    expect_file!["golden/export.txt"].assert_eq(&text);
    for word in PERSONAL.iter().chain([&RETAINED]) {
        assert!(text.contains(word), "{word}");
    }
}

/// The verifier comes out of the sealed duty, and of nothing else.
#[test]
fn a_verifier_leaves_only_sealed() {
    let policy = UserPolicy::noci(tenant());
    let hash = ARGON.rsplit('$').next().unwrap();
    let set = |verifier| UserCommand::SetCredentials { verifier };
    let edited = |verifier| edit(|form| form.password = PasswordChange::Set(verifier));
    let active = active();
    let activate = UserCommand::Activate {
        token: token(1),
        verifier: argon(),
    };
    let asked: [(Option<User>, UserCommand, UserPolicy); 4] = [
        (
            None,
            create(full(with_password())),
            UserPolicy::uis(tenant()),
        ),
        (
            Some(active.clone()),
            set(argon()),
            UserPolicy::uis(tenant()),
        ),
        (Some(active), edited(argon()), UserPolicy::uis(tenant())),
        (Some(pending()), activate, policy),
    ];
    for (user, command, policy) in asked {
        let printed = format!("{command:?}");
        let decided = decide_user(user.as_ref(), &command, &policy, noon()).unwrap();
        let printed = format!("{printed} {decided:?}");
        let sealed = decided.sealed.expect("a password was set");
        let user = User::after(user, &decided.events).unwrap().unwrap();
        let duties: Vec<Duty> = decided.events.iter().flat_map(UserEvent::duties).collect();
        let parts: Vec<_> = decided.events.into_iter().map(UserEvent::store).collect();
        let stored = serde_json::to_string(&(&user, &parts, &duties)).unwrap();
        assert!(!stored.contains(hash) && !printed.contains(hash));
        assert!(!stored.contains("c2FsdHNhbHQ") && !printed.contains("c2FsdHNhbHQ"));
        // It is for this account, under the version that the state names.
        assert_eq!(sealed.tenant(), tenant());
        assert_eq!(sealed.account(), VerifierOwner::User(user.id()));
        assert_eq!(sealed.version(), user.record().credential_version);
        assert_eq!(
            user.record().credentials.as_ref().unwrap().version,
            sealed.version()
        );
        assert_eq!(sealed.into_verifier().expose(), ARGON);
    }
    // Nothing is sealed where no password was set, and none leaves with a refusal.
    let renamed = edit(|form| form.profile.position = Change::Set(None));
    let decided = decide_user(
        Some(&stored().0),
        &renamed,
        &UserPolicy::uis(tenant()),
        noon(),
    );
    assert!(decided.unwrap().sealed.is_none());
}

/// A token for a new password: for who administers, by the person's own choice, once.
#[test]
fn a_reset_opens_once() {
    let policy = UserPolicy::uis(tenant());
    let reset = |seed, verifier| UserCommand::Reset {
        token: token(seed),
        verifier,
    };
    let issue = |seed| UserCommand::IssueReset { token: token(seed) };
    let user = after(&policy, [create(full(with_password()))]);
    let (out, duties) = next(&user, &policy, issue(3));
    assert!(matches!(
        duties[..],
        [Duty::SendLetter {
            letter: Letter::Reset,
            ..
        }]
    ));
    // Another token, another purpose, a token that was replaced, an expired one: nothing.
    assert_eq!(
        ask(&out, &policy, reset(4, argon())),
        "refused: token.unknown"
    );
    let activate = UserCommand::Activate {
        token: token(3),
        verifier: argon(),
    };
    assert_eq!(ask(&out, &policy, activate), "refused: token.unknown");
    let again = next(&out, &policy, issue(4)).0;
    assert_eq!(
        ask(&again, &policy, reset(3, argon())),
        "refused: token.unknown"
    );
    let late = |seconds| {
        let now = noon() + frontdesk_model::chrono::TimeDelta::seconds(seconds);
        say(decide_user(Some(&out), &reset(3, argon()), &policy, now))
    };
    assert_eq!(late(599), "credentials_set");
    assert_eq!(late(600), "refused: token.expired");
    // The right one sets the password, cuts the sessions and tells the owner; then it is gone.
    let (used, duties) = next(&out, &policy, reset(3, argon()));
    assert!(duties.contains(&Duty::CutSessions));
    let told = |letter: Letter| {
        duties
            .iter()
            .any(|duty| matches!(duty, Duty::SendLetter { letter: sent, .. } if *sent == letter))
    };
    assert!(told(Letter::PasswordChanged));
    assert_eq!(
        ask(&used, &policy, reset(3, argon())),
        "refused: token.unknown"
    );
    // Whatever changes the address, the password or the standing voids it.
    for command in [
        edit(|form| form.email = Change::Set(Some(email("new@example.test")))),
        UserCommand::SetCredentials { verifier: argon() },
        UserCommand::Suspend { replacement: None },
        UserCommand::HalfDelete { replacement: None },
        UserCommand::Delete { replacement: None },
    ] {
        let user = next(&out, &policy, command).0;
        assert_eq!(
            ask(&user, &policy, reset(3, argon())),
            "refused: token.unknown"
        );
        assert!(user.record().reset.is_none());
    }
}

/// What is of one tenant never meets what is of another.
#[test]
fn two_tenants_never_meet() {
    let here = stored().0;
    let there = UserPolicy::uis(frontdesk_model::TenantId::from_number(8));
    assert_eq!(
        ask(&here, &there, UserCommand::RecordRight),
        "refused: tenant.other"
    );
    let foreign = Replacement {
        tenant: there.tenant,
        ..replacement(45, Standing::Active)
    };
    let delete = UserCommand::Delete {
        replacement: Some(foreign),
    };
    assert_eq!(
        ask(&here, &UserPolicy::uis(tenant()), delete),
        "refused: tenant.other"
    );
    // Nor does a token open the account of the same number there.
    let form = || create(full(Entry::Invited { token: token(1) }));
    let reach = |number| UserPolicy::reach(frontdesk_model::TenantId::from_number(number));
    let one = after(&reach(1), [form()]);
    let other = after(&reach(2), [form()]);
    assert_ne!(one.record().activation, other.record().activation);
}

/// Who takes over is another account that can work.
#[test]
fn a_replacement_can_act() {
    let policy = UserPolicy::uis(tenant());
    let user = stored().0;
    let with = |replacement| UserCommand::Suspend {
        replacement: Some(replacement),
    };
    assert_eq!(
        ask(&user, &policy, with(replacement(45, Standing::Active))),
        "suspended"
    );
    assert_eq!(
        ask(&user, &policy, with(replacement(44, Standing::Active))),
        "refused: replacement.self"
    );
    for standing in [
        Standing::Suspended,
        Standing::Deleted,
        Standing::Pending,
        Standing::HalfDeleted,
    ] {
        assert_eq!(
            ask(&user, &policy, with(replacement(45, standing))),
            "refused: replacement.cannot_act"
        );
    }
}

/// What an earlier release stored is read by this one.
#[test]
fn the_first_format_is_read() {
    let user: User = serde_json::from_str(include_str!("golden/format_1/user.json")).unwrap();
    assert_eq!(user.profile(), stored().0.profile());
    let rehash = user.record().credentials.as_ref().map(|facts| facts.rehash);
    assert_eq!(rehash, Some(Rehash::Unknown));
    let _: User = serde_json::from_str(include_str!("golden/format_1/user_pending.json")).unwrap();
    let events: Vec<StoredUserEvent> =
        serde_json::from_str(include_str!("golden/format_1/user_events.json")).unwrap();
    // Then the values stood in the events themselves.
    let events: Vec<UserEvent> = events
        .into_iter()
        .map(|event| event.restore(&PersonalRow::default()))
        .collect();
    let created = User::replay(&events[..1]).unwrap().unwrap();
    assert_eq!(created.profile().name, stored().0.profile().name);
    let imported = events
        .iter()
        .find(|event| event.name() == "imported")
        .unwrap();
    assert!(User::begin(imported).unwrap().login().is_some());
    let _: Group = serde_json::from_str(include_str!("golden/format_1/group.json")).unwrap();
    let events: Vec<GroupEvent> =
        serde_json::from_str(include_str!("golden/format_1/group_events.json")).unwrap();
    let Some(GroupEvent::Deleted(settlement)) = events.last() else {
        panic!("the last one deletes");
    };
    assert_eq!(settlement.released.members, [user_id(2)].into());
    let _: PortalAccount =
        serde_json::from_str(include_str!("golden/format_1/portal_account.json")).unwrap();
}
