//! What is said to a staff member who is not signed in: the same, whoever has an account.

use frontdesk_identity::*;
use frontdesk_model::Standing;

use crate::support::*;

const TYPED: &str = "orlova@example.test";

/// One account of every standing, all with the same address; and none.
fn accounts() -> Vec<Option<User>> {
    let policy = UserPolicy::uis(tenant());
    let active = after(&policy, [create(full(with_password()))]);
    let with = |command| Some(next(&active, &policy, command).0);
    let held = |reset| {
        Some(
            next(
                &active,
                &policy,
                UserCommand::IssueReset {
                    token: token(reset),
                },
            )
            .0,
        )
    };
    let employee = form_with(employee(), |form| {
        form.profile.email = Some(email(TYPED));
    });
    vec![
        None,
        Some(active.clone()),
        held(9),
        with(UserCommand::Suspend { replacement: None }),
        with(UserCommand::HalfDelete { replacement: None }),
        with(UserCommand::Delete { replacement: None }),
        Some(after(&policy, [create(full(invited()))])),
        Some(after(&policy, [create(employee)])),
    ]
}

fn asked(user: Option<&User>, typed: &str) -> Forgotten {
    let policy = UserPolicy::uis(tenant());
    answer_forgotten(user, &email(typed), &token(3), &policy, noon()).unwrap()
}

/// The outward bytes and the duties are equal for every account and for none; the truth is for the log.
#[test]
fn a_forgotten_password_tells_nothing() {
    let nobody = asked(None, TYPED);
    let bytes = |answer: &Forgotten| serde_json::to_vec(&(answer.outward, &answer.duties)).unwrap();
    let mut truths = Vec::new();
    for user in accounts() {
        let answer = asked(user.as_ref(), TYPED);
        assert_eq!(bytes(&answer), bytes(&nobody), "{user:?}");
        let standing = user.map_or("nobody", |user| user.standing().name());
        truths.push(format!("{standing}: {}", answer.truth.code()));
    }
    assert_eq!(
        truths,
        [
            "nobody: door.nobody_there",
            "active: door.reset_sent",
            "active: door.reset_sent",
            "suspended: door.no_reset",
            "half_deleted: door.no_reset",
            "deleted: door.no_reset",
            "pending: door.no_reset",
            "employee: door.no_reset",
        ]
    );
}

/// The letter goes to the stored address, and an account of another key is none: a look-up that folds
/// more than it should sends nobody's token to a stranger.
#[test]
fn the_letter_goes_to_the_stored_address() {
    let user = accounts().remove(1);
    let to = |answer: &Forgotten| match &answer.duties[..] {
        [
            Duty::SendLetter {
                to,
                letter: Letter::ResetAsked,
            },
        ] => to.as_typed().to_owned(),
        other => panic!("{other:?}"),
    };
    let answer = asked(user.as_ref(), "orlova@EXAMPLE.test");
    assert_eq!(to(&answer), TYPED);
    assert_eq!(answer.decided.events.len(), 1);
    // Who signs in by the address types its letters large or small.
    let answer = asked(user.as_ref(), "Orlova@example.test");
    assert_eq!(
        (to(&answer).as_str(), answer.truth),
        (TYPED, Truth::ResetSent)
    );
    let answer = asked(user.as_ref(), "orłova@example.test");
    assert_eq!(answer.truth, Truth::NobodyThere);
    assert!(answer.decided.events.is_empty());
}

/// The token that the letter carries sets the password, and its bearer learns no reason otherwise.
#[test]
fn the_token_of_the_letter_opens_and_others_say_nothing() {
    let policy = UserPolicy::uis(tenant());
    let user = accounts().remove(1).unwrap();
    let events = asked(Some(&user), TYPED).decided.events;
    let out = User::after(Some(user), &events).unwrap().unwrap();
    let reset = |seed| UserCommand::Reset {
        token: token(seed),
        verifier: argon(),
    };
    assert_eq!(ask(&out, &policy, reset(3)), "credentials_set");
    let late = noon() + frontdesk_model::chrono::TimeDelta::minutes(10);
    let mut said = std::collections::BTreeSet::new();
    for (user, seed, now) in [
        (Some(&out), 4, noon()),
        (Some(&out), 3, late),
        (None, 3, noon()),
    ] {
        let refusal = decide_user(user, &reset(seed), &policy, now).unwrap_err();
        said.insert(serde_json::to_string(&refusal.outward()).unwrap());
    }
    for user in accounts().into_iter().flatten() {
        for command in [
            reset(5),
            UserCommand::Activate {
                token: token(5),
                verifier: argon(),
            },
        ] {
            let refusal = decide_user(Some(&user), &command, &policy, noon()).unwrap_err();
            said.insert(serde_json::to_string(&refusal.outward()).unwrap());
        }
    }
    assert_eq!(said.len(), 1, "{said:?}");
}

/// Whoever does not get in hears one sentence.
#[test]
fn a_denied_sign_in_tells_no_reason() {
    let mut denied = 0;
    for user in accounts().into_iter().flatten() {
        let answer = can_sign_in(&user);
        let expected = match user.standing() {
            Standing::Active | Standing::HalfDeleted => None,
            _ => Some(Outward::NotSignedIn),
        };
        assert_eq!(answer.outward(), expected);
        denied += u32::from(expected.is_some());
    }
    assert_eq!(denied, 4);
}
