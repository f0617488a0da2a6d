//! Laws over generated accounts and forms. Those over sequences of commands are in `machine.rs`.

use std::collections::BTreeSet;

use frontdesk_contact::DisplayName;
use frontdesk_identity::*;
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{AccountKind, Limit, Standing};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::*;

proptest! {
    /// Valid at one moment means valid at every earlier one; after the first use never again.
    #[test]
    fn token_validity_is_monotone(early in 0i64..14 * 86_400, later in 0i64..14 * 86_400) {
        let (early, later) = (early.min(later), early.max(later));
        let open = |user: &User, seconds| {
            let command = UserCommand::Activate { token: token(1), verifier: argon() };
            decide_user(Some(user), &command, &UserPolicy::noci(tenant()), noon() + TimeDelta::seconds(seconds))
        };
        let user = pending();
        prop_assert_eq!(open(&user, early).is_ok(), early < 7 * 86_400);
        if open(&user, later).is_ok() {
            prop_assert!(open(&user, early).is_ok());
        }
        if let Ok(decided) = open(&user, early) {
            let mut used = user;
            decided.events.iter().for_each(|event| used.apply(event).unwrap());
            prop_assert!(open(&used, early).is_err());
            prop_assert!(open(&used, later).is_err());
        }
    }

    /// Who was suspended and is restored is opened by no token from before, at whatever moment; only by
    /// a new one.
    #[test]
    fn a_suspension_ends_every_token(
        seed in 1u8..100,
        suspended in 0i64..8 * 86_400,
        away in 0i64..8 * 86_400,
        later in 0i64..8 * 86_400,
    ) {
        let policy = UserPolicy::noci(tenant());
        let moment = |seconds| noon() + TimeDelta::seconds(seconds);
        let decided = |user: &User, command, seconds| {
            decide_user(Some(user), &command, &policy, moment(seconds))
        };
        let then = |user: User, command, seconds| {
            let events = decided(&user, command, seconds).unwrap().events;
            User::after(Some(user), &events).unwrap().unwrap()
        };
        let activate = |seed| UserCommand::Activate { token: token(seed), verifier: argon() };
        let reset = |seed| UserCommand::Reset { token: token(seed), verifier: argon() };
        let invited = after(&policy, [create(full(Entry::Invited { token: token(seed) }))]);
        let issue = UserCommand::IssueReset { token: token(seed) };
        let forgetful = after(&policy, [create(full(with_password())), issue]);
        type Case<'a> = (User, &'a dyn Fn(u8) -> UserCommand, fn(TokenBytes) -> UserCommand);
        let cases: [Case<'_>; 2] = [
            (invited, &activate, |token| UserCommand::IssueActivation { token }),
            (forgetful, &reset, |token| UserCommand::IssueReset { token }),
        ];
        let restored = suspended + away;
        for (user, bring, issue) in cases {
            prop_assert!(decided(&user, bring(seed), 0).is_ok());
            let before = user.standing();
            let user = then(user, UserCommand::Suspend { replacement: None }, suspended);
            prop_assert!(decided(&user, bring(seed), suspended).is_err());
            let user = then(user, UserCommand::Restore, restored);
            prop_assert_eq!(user.standing(), before);
            // Also for a clock that was set back.
            for seconds in [0, suspended, restored, restored + later] {
                let refusal = decided(&user, bring(seed), seconds).unwrap_err();
                prop_assert!(refusal.has(&Reason::TokenUnknown));
            }
            let user = then(user, issue(token(seed + 1)), restored);
            prop_assert!(decided(&user, bring(seed + 1), restored).is_ok());
            prop_assert!(decided(&user, bring(seed), restored).is_err());
        }
    }

    /// A token opens the account, address and tenant that it was issued for and no other (S121).
    #[test]
    fn tokens_are_bound(seed in 1u8..200, other in 1u8..200, id in 1i64..50) {
        let issued = |id, seed| {
            let mut form = full(Entry::Invited { token: token(seed) });
            form.id = user_id(id);
            after(&UserPolicy::noci(tenant()), [create(form)])
        };
        let command = UserCommand::Activate { token: token(other), verifier: argon() };
        let user = issued(44, seed);
        let opens = decide_user(Some(&user), &command, &UserPolicy::noci(tenant()), noon()).is_ok();
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
        let invited = invite(&invitation, &UserPolicy::noci(tenant()), noon()).unwrap();
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
            let user = after(&UserPolicy::open(tenant()), [import(found(kind, Standing::Active, |form| {
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
