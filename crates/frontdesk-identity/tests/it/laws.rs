//! Laws over generated sequences of commands.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use frontdesk_contact::DisplayName;
use frontdesk_identity::*;
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{AccountKind, Limit, Standing, Version};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use crate::support::*;

const KINDS: [AccountKind; 4] = [
    AccountKind::Unified,
    AccountKind::LegacyOperator,
    AccountKind::LegacyAdmin,
    AccountKind::Customer,
];

fn a_login() -> impl Strategy<Value = Login> {
    prop_oneof![
        Just(Login::Unset),
        Just(Login::Email),
        select(vec!["orlova", "belova"]).prop_map(named),
    ]
}

fn an_email() -> impl Strategy<Value = Option<frontdesk_contact::Email>> {
    proptest::option::weighted(
        0.8,
        select(vec!["secretperson@example.test", "other@example.test"]).prop_map(email),
    )
}

fn capacities() -> impl Strategy<Value = BTreeSet<Capacity>> {
    proptest::collection::btree_set(
        select(vec![
            Capacity::Operator,
            Capacity::AdminPanel,
            Capacity::ReceiveAllMessages,
        ]),
        0..=3,
    )
}

fn password() -> impl Strategy<Value = Option<Algorithm>> {
    proptest::option::of(Just(argon()))
}

fn a_profile() -> impl Strategy<Value = Profile> {
    (
        select(vec!["", "Личноева"]),
        select(vec!["", "Имярека"]),
        an_email(),
        select(vec![Limit::Unlimited, Limit::Count(0), Limit::Count(2)]),
        any::<bool>(),
    )
        .prop_map(|(last, first, email, limit, contact)| Profile {
            name: PersonName::new().last(last).first(first),
            email,
            limit: Some(limit),
            contact_points: contact
                .then(|| ContactAddress::Telegram(Handle::new("@secrethandle").unwrap()))
                .map(ContactPoint::new)
                .into_iter()
                .collect(),
            ..Profile::default()
        })
}

fn a_creation() -> impl Strategy<Value = UserCommand> {
    let entry = prop_oneof![
        password().prop_map(|password| Entry::Employee { password }),
        password().prop_map(|password| Entry::User { password }),
        (1u8..3).prop_map(|seed| Entry::Invited { token: token(seed) }),
    ];
    (
        select(KINDS.to_vec()),
        a_profile(),
        a_login(),
        entry,
        any::<bool>(),
        proptest::option::weighted(0.2, capacities()),
    )
        .prop_map(|(kind, profile, login, entry, with_role, capacities)| {
            create(Create {
                kind,
                profile,
                login,
                capacities,
                roles: if with_role {
                    roles(&["agent"])
                } else {
                    BTreeSet::new()
                },
                ..Create::new(tenant(), user_id(44), entry)
            })
        })
}

fn an_import() -> impl Strategy<Value = UserCommand> {
    (
        select(KINDS.to_vec()),
        select(Standing::ALL.to_vec()),
        a_profile(),
        a_login(),
        password(),
        any::<bool>(),
    )
        .prop_map(|(kind, standing, profile, login, password, ever)| {
            import(found(kind, standing, |form| {
                form.profile = profile;
                form.login = login;
                form.password = password;
                form.ever_had_rights = ever;
            }))
        })
}

fn an_edit() -> impl Strategy<Value = UserCommand> {
    let change = |on: bool| move |value| if on { Change::Set(value) } else { Change::Keep };
    (
        (a_profile(), any::<[bool; 5]>()),
        an_email(),
        a_login(),
        select(vec![
            PasswordChange::Keep,
            PasswordChange::Set(argon()),
            PasswordChange::Clear,
        ]),
        select(vec![
            RightsChange::Keep,
            RightsChange::Some,
            RightsChange::AllOff,
        ]),
        proptest::option::weighted(0.2, (any::<bool>(), an_email())),
    )
        .prop_map(
            move |((profile, on), address, login, password, rights, letter)| {
                edit(|form| {
                    form.profile = ProfileChanges {
                        name: change(on[0])(profile.name),
                        limit: if on[1] {
                            Change::Set(profile.limit)
                        } else {
                            Change::Keep
                        },
                        contact_points: if on[2] {
                            Change::Set(profile.contact_points)
                        } else {
                            Change::Keep
                        },
                        ..ProfileChanges::default()
                    };
                    if on[3] {
                        form.email = Change::Set(address);
                    }
                    if on[4] {
                        form.login = Change::Set(login);
                    }
                    form.password = password;
                    form.rights = rights;
                    form.letter = letter.map(|(to_own_email, to_typed)| CredentialsLetter {
                        to_own_email,
                        to_typed,
                        link: WorkplaceLink::With,
                    });
                })
            },
        )
}

fn a_replacement() -> impl Strategy<Value = Option<frontdesk_model::UserId>> {
    select(vec![None, Some(user_id(44)), Some(user_id(45))])
}

fn a_command() -> impl Strategy<Value = UserCommand> {
    prop_oneof![
        2 => a_creation(),
        2 => an_import(),
        4 => an_edit(),
        1 => Just(UserCommand::RecordRight),
        1 => Just(UserCommand::TurnAllRightsOff),
        2 => Just(UserCommand::SetCredentials { algorithm: argon() }),
        1 => Just(UserCommand::ClearCredentials),
        1 => Just(UserCommand::UseEmailAsLogin),
        1 => (1u8..3).prop_map(|seed| UserCommand::IssueActivation { token: token(seed) }),
        3 => (1u8..3).prop_map(|seed| UserCommand::Activate {
            token: token(seed),
            algorithm: argon(),
        }),
        1 => a_replacement().prop_map(|replacement| UserCommand::Suspend { replacement }),
        2 => Just(UserCommand::Restore),
        1 => a_replacement().prop_map(|replacement| UserCommand::HalfDelete { replacement }),
        1 => prop_oneof![4 => Just(None), 1 => a_replacement().prop_map(Some)]
            .prop_map(|delete| match delete {
                Some(replacement) => UserCommand::Delete { replacement },
                None => UserCommand::Restore,
            }),
        1 => capacities().prop_map(|capacities| UserCommand::SetCapacities { capacities }),
        1 => Just(UserCommand::Convert),
    ]
}

fn a_policy() -> impl Strategy<Value = UserPolicy> {
    select(vec![
        UserPolicy::open(),
        UserPolicy::talkme(days(100)),
        UserPolicy::uis(),
        UserPolicy::noci(),
        UserPolicy::reach(),
    ])
}

fn word(command: &UserCommand) -> String {
    let text = format!("{command:?}");
    text.split([' ', '(', '{']).next().unwrap().to_owned()
}

/// What must be nowhere: token bytes as text, and personal values in `Debug` and errors.
fn tells_a_token(text: &str) -> bool {
    (1..3u8).any(|seed| {
        let bytes = token_bytes(seed);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let list = bytes[..4]
            .iter()
            .map(u8::to_string)
            .collect::<Vec<_>>()
            .join(",");
        let spaced = list.replace(',', ", ");
        text.contains(&hex[..16]) || text.contains(&list) || text.contains(&spaced)
    })
}

fn tells_a_person(text: &str) -> bool {
    [
        "secretperson",
        "Личноева",
        "Имярека",
        "secrethandle",
        "other@",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Every law that holds for every sequence, and every command both accepted and refused.
#[test]
fn sequences_of_commands() {
    let histogram: RefCell<BTreeMap<(String, bool), u32>> = RefCell::default();
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases: 500,
            failure_persistence: None,
            ..Config::default()
        },
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let sequences = (
        a_policy(),
        proptest::collection::vec((a_command(), 0i64..10), 30),
    );
    runner
        .run(&sequences, |(policy, commands)| {
            let mut user: Option<User> = None;
            let mut stored: Vec<UserEvent> = Vec::new();
            for (command, day) in commands {
                let now = days(day);
                let before = user.clone();
                let answer = decide_user(user.as_ref(), &command, &policy, now);
                *histogram
                    .borrow_mut()
                    .entry((word(&command), answer.is_ok()))
                    .or_default() += 1;
                let printed = format!("{command:?} {answer:?}");
                prop_assert!(!tells_a_token(&printed));
                prop_assert!(!tells_a_person(&printed));
                let events = match answer {
                    Ok(events) => events,
                    Err(refusal) => {
                        prop_assert!(refusal.reasons().count() > 0);
                        prop_assert!(!tells_a_person(&refusal.to_string()));
                        continue;
                    }
                };
                // A deleted account decides nothing.
                if let Some(user) = &before {
                    prop_assert_ne!(user.standing(), Standing::Deleted);
                }
                for event in &events {
                    match &mut user {
                        None => user = Some(User::begin(event).unwrap()),
                        Some(user) => user.apply(event).unwrap(),
                    }
                }
                stored.extend(events);
                let Some(user) = &user else { continue };
                laws_of_a_state(user, &stored)?;
                // What a legacy kind can never do comes only with a conversion.
                if let Some(before) = &before
                    && before.kind() != AccountKind::Unified
                    && !matches!(command, UserCommand::Convert)
                {
                    prop_assert_eq!(user.kind(), before.kind());
                }
            }
            Ok(())
        })
        .unwrap();
    let histogram = histogram.into_inner();
    let words: BTreeSet<&str> = histogram.keys().map(|(word, _)| word.as_str()).collect();
    assert_eq!(words.len(), 16, "{words:?}");
    for word in words {
        for accepted in [true, false] {
            let count = histogram
                .get(&(word.to_owned(), accepted))
                .copied()
                .unwrap_or(0);
            assert!(count >= 5, "{word} accepted={accepted}: {count}");
        }
    }
}

fn laws_of_a_state(user: &User, stored: &[UserEvent]) -> Result<(), TestCaseError> {
    // Replay gives the same state, from the events and from their stored form, to the byte.
    let text = serde_json::to_string(stored).unwrap();
    let read: Vec<UserEvent> = serde_json::from_str(&text).unwrap();
    prop_assert_eq!(&serde_json::to_string(&read).unwrap(), &text);
    let replayed = User::replay(&read).unwrap().unwrap();
    prop_assert_eq!(&replayed, user);
    let state = serde_json::to_string(user).unwrap();
    prop_assert_eq!(&serde_json::to_string(&replayed).unwrap(), &state);
    // What was decided keeps every rule, so that it can be read back.
    prop_assert_eq!(&serde_json::from_str::<User>(&state).unwrap(), user);
    prop_assert_eq!(user.version(), Version(stored.len() as u64));
    prop_assert_eq!(user.precondition().version, user.version());
    // Once a user, there is a login and a password (S41).
    if user.ever_had_rights() {
        prop_assert!(user.login().is_some());
        prop_assert!(user.record().credentials.is_some());
    }
    // Nobody signs in without them, nor acts without signing in.
    if user.standing().can_act() {
        prop_assert!(can_sign_in(user).is_allow());
    }
    if can_sign_in(user).is_allow() {
        prop_assert!(user.standing().can_sign_in() && user.ever_had_rights());
    }
    // No output tells a token; `Debug` tells no personal value.
    let duties: Vec<Duty> = stored.iter().flat_map(UserEvent::duties).collect();
    let duties_text = serde_json::to_string(&duties).unwrap();
    let claims = user.claims(EmailUse::Identity);
    let printed = format!("{user:?} {stored:?} {duties:?} {claims:?}");
    for output in [&text, &state, &duties_text, &printed] {
        prop_assert!(!tells_a_token(output));
    }
    prop_assert!(!tells_a_person(&printed));
    Ok(())
}

proptest! {
    /// Valid at one moment means valid at every earlier one; after the first use never again.
    #[test]
    fn token_validity_is_monotone(early in 0i64..14 * 86_400, later in 0i64..14 * 86_400) {
        let (early, later) = (early.min(later), early.max(later));
        let open = |user: &User, seconds| {
            let command = UserCommand::Activate { token: token(1), algorithm: argon() };
            decide_user(Some(user), &command, &UserPolicy::noci(), noon() + TimeDelta::seconds(seconds))
        };
        let user = pending();
        prop_assert_eq!(open(&user, early).is_ok(), early < 7 * 86_400);
        if open(&user, later).is_ok() {
            prop_assert!(open(&user, early).is_ok());
        }
        if let Ok(events) = open(&user, early) {
            let mut used = user;
            events.iter().for_each(|event| used.apply(event).unwrap());
            prop_assert!(open(&used, early).is_err());
            prop_assert!(open(&used, later).is_err());
        }
    }

    /// A token opens the account, address and tenant that it was issued for and no other (S121).
    #[test]
    fn tokens_are_bound(seed in 1u8..200, other in 1u8..200, id in 1i64..50) {
        let issued = |id, seed| {
            let mut form = full(Entry::Invited { token: token(seed) });
            form.id = user_id(id);
            after(&UserPolicy::noci(), [create(form)])
        };
        let command = UserCommand::Activate { token: token(other), algorithm: argon() };
        let user = issued(44, seed);
        let opens = decide_user(Some(&user), &command, &UserPolicy::noci(), noon()).is_ok();
        prop_assert_eq!(opens, seed == other);
        // The same bytes for another account leave another verifier.
        let verifier = |user: &User| match &user.record().activation {
            Activation::Awaited { token: Some(issued) } => issued.verifier,
            _ => panic!("no token is out"),
        };
        prop_assert_eq!(verifier(&issued(id, seed)) == verifier(&user), id == 44);
    }

    /// k addresses give k accounts that are equal but for address, id and token (S114).
    #[test]
    fn invited_accounts_are_equal(
        count in 1usize..8,
        limit in 1u32..5,
        questionnaires in proptest::collection::btree_set(0i64..4, 0..3),
    ) {
        let addresses: Vec<String> = (0..count).map(|n| format!("p{n}@example.test")).collect();
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        let invitation = invitation(&addresses, |form| {
            form.limit = LimitChoice::Limited(Some(limit));
            form.questionnaires = questionnaires
                .iter()
                .map(|number| frontdesk_model::QuestionnaireId::from_number(*number))
                .collect();
        });
        let invited = invite(&invitation, &UserPolicy::noci(), noon()).unwrap();
        let plain: Vec<UserRecord> = invited
            .created()
            .map(|(_, events)| {
                let mut record = User::replay(events).unwrap().unwrap().into_record();
                record.id = user_id(0);
                record.profile.email = None;
                record.activation = Activation::NotAwaited;
                record
            })
            .collect();
        prop_assert_eq!(plain.len(), count);
        prop_assert!(plain.iter().all(|record| *record == plain[0]));
        prop_assert_eq!(plain[0].profile.limit, Some(Limit::Count(limit)));
        let roles: Vec<_> = invited
            .created()
            .map(|(_, events)| events[0].duties())
            .collect();
        prop_assert!(roles.iter().all(|duties| *duties == roles[0]));
    }

    /// Behind a unique index over the claims, a typed login finds at most one account on a surface.
    #[test]
    fn a_login_finds_at_most_one_account(
        accounts in proptest::collection::vec(
            (
                select(vec![AccountKind::Unified, AccountKind::LegacyOperator, AccountKind::LegacyAdmin]),
                select(vec!["orlova", "Orlova", "belova", "o@example.test", "O@EXAMPLE.test"]),
            ),
            0..12,
        ),
        typed in select(vec!["orlova", "ORLOVA", "Belova", "o@Example.test"]),
    ) {
        let mut index: BTreeSet<Claim> = BTreeSet::new();
        let mut there: Vec<User> = Vec::new();
        for (number, (kind, login)) in (0i64..).zip(accounts) {
            let user = after(&UserPolicy::open(), [import(found(kind, Standing::Active, |form| {
                form.id = user_id(number);
                form.login = named(login);
            }))]);
            let claims = user.claims(EmailUse::Contact);
            if index.is_disjoint(&claims) {
                index.extend(claims);
                there.push(user);
            }
        }
        let key = login_key(typed).unwrap();
        for space in [LoginSpace::Operator, LoginSpace::AdminPanel] {
            let claim = Claim::Login { space, key: key.clone() };
            let found = there.iter().filter(|user| user.claims(EmailUse::Contact).contains(&claim));
            prop_assert!(found.count() <= 1);
        }
    }

    /// A name that is read back is the same name, and its full form has no loose spaces (S53).
    #[test]
    fn names_are_stable(last in "[ а-я]{0,8}", first in "[ a-z]{0,8}", patronymic in "[ а-я]{0,8}") {
        let name = PersonName::new().last(&last).first(&first).patronymic(&patronymic);
        let read: PersonName = serde_json::from_str(&serde_json::to_string(&name).unwrap()).unwrap();
        prop_assert_eq!(&read, &name);
        if let Some(full) = name.full() {
            prop_assert_eq!(full.trim(), full.as_str());
            prop_assert!(DisplayName::parse(&full).is_ok());
        } else {
            let typed = format!("{last}{first}{patronymic}");
            prop_assert!(typed.trim().is_empty());
        }
    }
}
