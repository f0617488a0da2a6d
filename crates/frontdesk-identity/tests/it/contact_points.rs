//! Who is told: the whole table, and the laws.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_contact::Phone;
use frontdesk_identity::*;
use frontdesk_model::{AccountKind, Standing, TenantId, UserId};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::*;

const LEVELS: [Verification; 3] = [
    Verification::Unproven,
    Verification::Stated,
    Verification::Proven,
];

/// User `number`, unified, who stands so.
fn standing(number: i64, standing: Standing) -> User {
    let mut record = match standing {
        Standing::Employee => plain_employee(true),
        Standing::Pending => pending(),
        _ => active(),
    }
    .into_record();
    record.id = user_id(number);
    record.lifecycle = match standing {
        Standing::HalfDeleted => Lifecycle::HalfDeleted,
        Standing::Suspended => Lifecycle::Suspended,
        Standing::Deleted => Lifecycle::Deleted,
        Standing::Employee | Standing::Pending | Standing::Active => Lifecycle::Open,
    };
    let user = User::from_record(record).unwrap();
    assert_eq!(user.standing(), standing);
    user
}

/// The user with these contact points, as replay would give them: an event that an earlier release
/// stored may hold one address twice.
fn with(mut user: User, points: Vec<ContactPoint>) -> User {
    let changes = ProfileChanges {
        contact_points: Change::Set(points),
        ..ProfileChanges::default()
    };
    user.apply(&UserEvent::Edited(Box::new(changes))).unwrap();
    user
}

fn point(
    address: ContactAddress,
    verification: Verification,
    choice: Option<Subscription>,
) -> ContactPoint {
    let mut point = ContactPoint::new(address);
    point.verification = verification;
    point
        .subscriptions
        .extend(choice.map(|choice| (EventKind::new_dialog(), choice)));
    point
}

fn mail(address: &str) -> ContactAddress {
    ContactAddress::Email(email(address))
}

fn telegram(handle: &str) -> ContactAddress {
    ContactAddress::Telegram(Handle::new(handle).unwrap())
}

fn phone(number: &str) -> ContactAddress {
    ContactAddress::Phone(Phone::parse(number).unwrap())
}

fn other(word: &str, handle: &str) -> ContactAddress {
    ContactAddress::Other {
        word: word.to_owned(),
        handle: Handle::new(handle).unwrap(),
    }
}

fn policy(least: Verification) -> NoticePolicy {
    NoticePolicy {
        least,
        ..NoticePolicy::new(tenant())
    }
}

fn verdicts(user: &User, least: Verification) -> Vec<NoticeVerdict> {
    recipients(user, &EventKind::new_dialog(), &policy(least))
        .unwrap()
        .iter()
        .map(|notice| notice.verdict)
        .collect()
}

/// How the account stands x what was chosen x how well the address is known x how well it must be.
#[test]
fn the_table() {
    let mut table = String::from(
        "# Whether a contact point is told, by how the account stands, what was chosen there for the\n\
         # kind of event and how well the address is known; a column for each level that a policy may ask.\n",
    );
    let name = |level: Verification| format!("{level:?}").to_lowercase();
    write!(table, "{:12} {:9} {:9}", "standing", "choice", "known").unwrap();
    for least in LEVELS {
        write!(table, " | {:21}", name(least)).unwrap();
    }
    table.push('\n');
    for stands in Standing::ALL {
        for choice in [
            None,
            Some(Subscription::OptedIn),
            Some(Subscription::OptedOut),
        ] {
            for known in LEVELS {
                let choice_name = choice.map_or("-".to_owned(), |choice| format!("{choice:?}"));
                write!(
                    table,
                    "{:12} {choice_name:9} {:9}",
                    stands.name(),
                    name(known)
                )
                .unwrap();
                for least in LEVELS {
                    let point = point(telegram("@orlova"), known, choice);
                    let user = with(standing(44, stands), vec![point]);
                    write!(table, " | {:21}", verdicts(&user, least)[0].code()).unwrap();
                }
                table.push('\n');
            }
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    let table = table.join("\n") + "\n";
    expect_file!["golden/contact_points.txt"].assert_eq(&table);
}

/// S19, S20: the mailings of an admin who nobody united go on, and a unified user's work the same.
#[test]
fn a_legacy_admins_mailings_keep_working() {
    let mailings = || {
        vec![
            point(
                mail("zhukov@example.test"),
                Verification::Stated,
                Some(Subscription::OptedIn),
            ),
            point(
                telegram("@zhukov"),
                Verification::Proven,
                Some(Subscription::OptedIn),
            ),
            point(
                ContactAddress::Phone(Phone::parse("+70000000007").unwrap()),
                Verification::Unproven,
                Some(Subscription::OptedIn),
            ),
        ]
    };
    let account = |kind| {
        after(
            &UserPolicy::open(tenant()),
            [import(found(kind, Standing::Active, |form| {
                form.profile.contact_points = mailings();
            }))],
        )
    };
    let admin = account(AccountKind::LegacyAdmin);
    let told = |user: &User| {
        recipients(user, &EventKind::new_dialog(), &NoticePolicy::new(tenant()))
            .unwrap()
            .iter()
            .map(|notice| notice.verdict.code())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(&admin),
        ["notice.tell", "notice.tell", "notice.unproven"]
    );
    assert_eq!(told(&account(AccountKind::Unified)), told(&admin));
    let converted = next(&admin, &UserPolicy::open(tenant()), UserCommand::Convert).0;
    assert_eq!(told(&converted), told(&admin));
    // Years after, under a policy without legacy accounts, too: an edit leaves them alone.
    let edited = next(
        &admin,
        &UserPolicy::uis(tenant()),
        edit(|form| {
            form.profile.name = Change::Set(PersonName::new().last("Жуков"));
        }),
    );
    assert_eq!(told(&edited.0), told(&admin));
}

/// D2: a legacy operator has no Contacts.
#[test]
fn a_legacy_operator_has_none() {
    let form = found(AccountKind::LegacyOperator, Standing::Active, |form| {
        form.profile.contact_points = vec![ContactPoint::new(telegram("@zhukov"))];
    });
    assert_eq!(
        new(&UserPolicy::open(tenant()), import(form)),
        "refused: kind.contacts"
    );
}

/// One address in two spellings is one: a refusal at either holds for both, and it is told once.
#[test]
fn two_spellings_of_one_address() {
    use NoticeVerdict::{NotSubscribed, OptedOut, SameAddress, Tell, Unproven};
    use Subscription::{OptedIn, OptedOut as Out};
    use Verification::{Proven, Stated};
    let spellings = [
        [mail("o@example.test"), mail("o@EXAMPLE.test")],
        [mail("o@пример.test"), mail("o@xn--e1afmkfd.test")],
        [mail("\"anna\"@example.test"), mail("anna@example.test")],
        [telegram("@orlova"), telegram("Orlova")],
        [telegram("@orlova"), telegram("t.me/orlova")],
        [telegram("orlova"), telegram("https://t.me/Orlova")],
        [
            telegram("orlova"),
            telegram("HTTP://WWW.T.me/orlova/?start=1"),
        ],
        [telegram("orlova"), telegram("telegram.me/@orlova#x")],
        [
            telegram("orlova"),
            telegram("tg://resolve?domain=orlova&post=1"),
        ],
        [telegram("+70000000007"), telegram("70000000007")],
        [
            telegram("+7 (000) 000-00-07"),
            telegram("t.me/+70000000007"),
        ],
        [
            other("Matrix", "@o:example.test"),
            other(" matrix ", "@o:example.test"),
        ],
        [other("МЕССЕНДЖЕР", "o"), other("мессенджер", "o")],
        [other("telegram", "orlova"), telegram("@orlova")],
        [
            other("Telegram", "t.me/orlova"),
            other("telegram", "@orlova"),
        ],
        [other("E-Mail", "o@EXAMPLE.test"), mail("o@example.test")],
        [
            other("email", "o@EXAMPLE.test"),
            other("e-mail", "o@example.test"),
        ],
        [other("phone", "+7 000 000-00-07"), phone("+70000000007")],
    ];
    for [one, other] in spellings {
        assert!(one.is_same(&other) && one != other);
        let ask = |first, second| {
            let [(level, choice), (other_level, other_choice)] = [first, second];
            let points = vec![
                point(one.clone(), level, choice),
                point(other.clone(), other_level, other_choice),
            ];
            verdicts(&with(active(), points), Stated)
        };
        let known = Verification::Unproven;
        let unproven = Unproven {
            known,
            least: Stated,
        };
        let (yes, no) = (Some(OptedIn), Some(Out));
        assert_eq!(ask((Proven, yes), (Proven, no)), [OptedOut, OptedOut]);
        assert_eq!(ask((Proven, no), (Proven, yes)), [OptedOut, OptedOut]);
        assert_eq!(ask((Proven, None), (Proven, no)), [OptedOut, OptedOut]);
        assert_eq!(ask((Proven, yes), (Stated, yes)), [Tell, SameAddress]);
        assert_eq!(ask((Proven, None), (Stated, yes)), [NotSubscribed, Tell]);
        assert_eq!(ask((Proven, yes), (known, yes)), [unproven, unproven]);
        assert_eq!(ask((Proven, yes), (known, None)), [unproven, NotSubscribed]);
        // No form and no stored record has one address twice.
        let twice = vec![ContactPoint::new(one.clone()), ContactPoint::new(other)];
        let form = edit(|form| form.profile.contact_points = Change::Set(twice.clone()));
        assert_eq!(
            ask_of(&active(), form),
            "refused: contact.twice",
            "{twice:?}"
        );
        let stored = serde_json::to_string(&with(active(), twice)).unwrap();
        assert!(serde_json::from_str::<User>(&stored).is_err());
    }
    for (one, other) in [
        (mail("O@example.test"), mail("o@example.test")),
        (mail("\"a b\"@example.test"), mail("ab@example.test")),
        (telegram("@orlova"), mail("orlova@example.test")),
        (telegram("t.me/orlova"), telegram("t.me/belova")),
        (telegram("t.me/orlova"), telegram("t.me/orlova/17")),
        (telegram("orlova7"), telegram("7")),
        (telegram("+70000000007"), phone("+70000000007")),
        (other("matrix", "orlova"), telegram("orlova")),
        (other("matrix", "orlova"), other("signal", "orlova")),
        (other("matrix", "orlova"), other("matrix", "Orlova")),
        // What is no address of the kind that the word says stays a word.
        (other("email", "orlova"), other("e-mail", "orlova")),
        (other("phone", "70000000007"), phone("+70000000007")),
    ] {
        assert!(!one.is_same(&other), "{one:?} {other:?}");
    }
}

/// Equal in this order exactly where they are one, and the order is one: what the sorting relies on.
#[test]
fn the_order_of_addresses_is_an_order() {
    let all = [
        mail("o@example.test"),
        mail("\"o\"@EXAMPLE.test"),
        other("email", "O@example.test"),
        other("e-mail", "no address"),
        phone("+70000000007"),
        other("phone", "+7 000 000 00 07"),
        telegram("+70000000007"),
        telegram("orlova"),
        telegram("https://t.me/"),
        telegram("@"),
        other("telegram", "t.me/orlova"),
        other("Matrix", "orlova"),
        other("matrix", "orlova"),
        other("", "orlova"),
    ];
    for one in &all {
        assert!(one.is_same(one));
        for two in &all {
            assert_eq!(one.is_same(two), two.is_same(one));
            for three in &all {
                if one.is_same(two) && two.is_same(three) {
                    assert!(one.is_same(three), "{one:?} {two:?} {three:?}");
                }
            }
        }
    }
}

/// A kind of event in capitals is the same kind: a refusal under one spelling holds for the other.
#[test]
fn kinds_of_events_have_no_case() {
    let kind = EventKind::new(" New_Dialog ").unwrap();
    assert_eq!(kind, EventKind::new_dialog());
    assert_eq!(kind.as_str(), "new_dialog");
    // Stored under both by another writer: the refusal is kept, whichever stands last.
    for stored in [
        r#"{"New_Dialog":"opted_out","new_dialog":"opted_in"}"#,
        r#"{"new_dialog":"opted_in","New_Dialog":"opted_out"}"#,
    ] {
        let text = format!(
            r#"{{"address":{{"kind":"telegram","address":"@orlova"}},"subscriptions":{stored}}}"#
        );
        let point: ContactPoint = serde_json::from_str(&text).unwrap();
        assert_eq!(
            point.subscriptions,
            [(kind.clone(), Subscription::OptedOut)].into()
        );
    }
    // And of two levels the higher.
    for stored in [
        r#"{"NEW_DIALOG":"proven","new_dialog":"unproven"}"#,
        r#"{"NEW_DIALOG":"unproven","new_dialog":"proven"}"#,
    ] {
        let mut text = serde_json::to_value(policy(Verification::Stated)).unwrap();
        text["of_kind"] = serde_json::json!({});
        let text = text.to_string().replace("{}", stored);
        let policy: NoticePolicy = serde_json::from_str(&text).unwrap();
        assert_eq!(policy.least(&kind), Verification::Proven);
    }
}

fn ask_of(user: &User, command: UserCommand) -> String {
    ask(user, &UserPolicy::uis(tenant()), command)
}

/// A kind of event that this release does not know is kept, told of, and read back.
#[test]
fn kinds_of_a_later_release_are_kept() {
    let kind = EventKind::new("voice.missed_call/v2").unwrap();
    let subscribed = point(telegram("@orlova"), Verification::Proven, None)
        .with(kind.clone(), Subscription::OptedIn);
    let user = with(active(), vec![subscribed]);
    let text = serde_json::to_string(&user).unwrap();
    assert!(
        text.contains(r#""voice.missed_call/v2":"opted_in""#),
        "{text}"
    );
    let read: User = serde_json::from_str(&text).unwrap();
    assert_eq!(read, user);
    let strict = NoticePolicy {
        of_kind: [(kind.clone(), Verification::Proven)].into(),
        ..policy(Verification::Unproven)
    };
    let notices = recipients(&read, &kind, &strict).unwrap();
    assert!(notices[0].verdict.is_tell());
    let other = recipients(&read, &EventKind::new_dialog(), &strict).unwrap();
    assert_eq!(other[0].verdict, NoticeVerdict::NotSubscribed);
    let text = serde_json::to_string(&strict).unwrap();
    assert_eq!(serde_json::from_str::<NoticePolicy>(&text).unwrap(), strict);
}

#[test]
fn tenants_do_not_meet() {
    let theirs = NoticePolicy::new(TenantId::from_number(8));
    let refused = recipients(&active(), &EventKind::new_dialog(), &theirs).unwrap_err();
    assert_eq!(refused.found, tenant());
    let user = active();
    let ours = NoticePolicy::new(tenant());
    assert!(recipients_of([&user], &EventKind::new_dialog(), &ours).is_ok());
    let many = recipients_of([&user], &EventKind::new_dialog(), &theirs);
    assert_eq!(many, Err(refused));
}

fn an_address() -> impl Strategy<Value = ContactAddress> {
    select(vec![
        mail("o@example.test"),
        mail("o@EXAMPLE.test"),
        mail("O@example.test"),
        telegram("@orlova"),
        telegram("ORLOVA"),
        telegram("https://t.me/orlova"),
        other("Telegram", "orlova"),
        telegram("belova"),
        ContactAddress::Phone(Phone::parse("+70000000007").unwrap()),
        ContactAddress::Other {
            word: "matrix".to_owned(),
            handle: Handle::new("orlova").unwrap(),
        },
    ])
}

fn points(most: usize) -> impl Strategy<Value = Vec<ContactPoint>> {
    let choice = proptest::option::weighted(
        0.8,
        prop_oneof![
            3 => Just(Subscription::OptedIn),
            1 => Just(Subscription::OptedOut),
        ],
    );
    let one = (an_address(), select(LEVELS.to_vec()), choice)
        .prop_map(|(address, known, choice)| point(address, known, choice));
    proptest::collection::vec(one, 0..most)
}

/// The rule for one contact point, straight from the prose, looking at all the others.
fn plain(user: &User, at: usize, event: &EventKind, least: Verification) -> NoticeVerdict {
    let points = &user.profile().contact_points;
    let same = |n: &usize| points[*n].address.is_same(&points[at].address);
    let choice = |n: usize| points[n].subscriptions.get(event);
    if !user.standing().can_act() {
        return NoticeVerdict::Standing(user.standing());
    }
    let alike: Vec<usize> = (0..points.len()).filter(same).collect();
    if alike
        .iter()
        .any(|n| choice(*n) == Some(&Subscription::OptedOut))
    {
        return NoticeVerdict::OptedOut;
    }
    if choice(at).is_none() {
        return NoticeVerdict::NotSubscribed;
    }
    let known = alike.iter().map(|n| points[*n].verification).min().unwrap();
    if known < least {
        return NoticeVerdict::Unproven { known, least };
    }
    if alike.iter().any(|n| *n < at && choice(*n).is_some()) {
        return NoticeVerdict::SameAddress;
    }
    NoticeVerdict::Tell
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    /// The verdicts are those of the plain rule; an opt-out wins under any order; no address is told
    /// twice, and none that is not known well enough.
    #[test]
    fn one_user(
        stands in select(Standing::ALL.to_vec()),
        least in select(LEVELS.to_vec()),
        (points, shuffled) in points(9)
            .prop_flat_map(|points| (Just(points.clone()), Just(points).prop_shuffle())),
    ) {
        let event = EventKind::new_dialog();
        let user = with(standing(44, stands), points.clone());
        let found = verdicts(&user, least);
        let expected: Vec<_> = (0..points.len()).map(|at| plain(&user, at, &event, least)).collect();
        prop_assert_eq!(&found, &expected);

        let told: Vec<&ContactPoint> = points.iter().zip(&found)
            .filter(|(_, verdict)| verdict.is_tell()).map(|(point, _)| point).collect();
        if stands != Standing::Active {
            prop_assert!(told.is_empty());
        }
        for (n, one) in told.iter().enumerate() {
            prop_assert!(one.verification >= least);
            prop_assert_eq!(one.subscriptions.get(&event), Some(&Subscription::OptedIn));
            prop_assert!(told[..n].iter().all(|other| !one.address.is_same(&other.address)));
            let refused = points.iter().any(|point| one.address.is_same(&point.address)
                && point.subscriptions.get(&event) == Some(&Subscription::OptedOut));
            prop_assert!(!refused);
        }
        // Another order tells the same addresses.
        let other = with(user, shuffled.clone());
        let again: Vec<&ContactPoint> = shuffled.iter().zip(verdicts(&other, least))
            .filter(|(_, verdict)| verdict.is_tell()).map(|(point, _)| point).collect();
        prop_assert_eq!(told.len(), again.len());
        for one in &told {
            prop_assert!(again.iter().any(|other| one.address.is_same(&other.address)));
        }
    }

    /// Many users are one after the other, counted; once per address is once.
    #[test]
    fn many_users(
        people in proptest::collection::vec((select(Standing::ALL.to_vec()), points(4)), 0..6),
        least in select(LEVELS.to_vec()),
    ) {
        let event = EventKind::new_dialog();
        let users: Vec<User> = people.into_iter().enumerate()
            .map(|(number, (stands, points))| with(standing(number as i64, stands), points))
            .collect();
        let found = recipients_of(&users, &event, &policy(least)).unwrap();
        let mut told: Vec<(UserId, &ContactPoint)> = Vec::new();
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for user in &users {
            for notice in recipients(user, &event, &policy(least)).unwrap() {
                *counts.entry(notice.verdict.code()).or_default() += 1;
                if notice.verdict.is_tell() {
                    told.push((user.id(), notice.point));
                }
            }
        }
        let listed: Vec<_> = found.told.iter().map(|told| (told.user, told.point)).collect();
        prop_assert_eq!(&listed, &told);
        let count = |code: &str| counts.get(code).copied().unwrap_or(0);
        let found_counts = &found.counts;
        prop_assert_eq!(found_counts.told, count("notice.tell"));
        prop_assert_eq!(found_counts.opted_out, count("notice.opted_out"));
        prop_assert_eq!(found_counts.not_subscribed, count("notice.not_subscribed"));
        prop_assert_eq!(found_counts.unproven, count("notice.unproven"));
        prop_assert_eq!(found_counts.same_address, count("notice.same_address"));
        prop_assert_eq!(found_counts.standing.values().sum::<u64>(), count("notice.standing"));
        prop_assert_eq!(found_counts.points(), counts.values().sum::<u64>());
        let without = users.iter().filter(|user| user.profile().contact_points.is_empty());
        prop_assert_eq!(found_counts.without_contacts, without.count() as u64);

        let once = found.clone().once_per_address();
        prop_assert_eq!(once.counts.points(), found.counts.points());
        prop_assert_eq!(once.counts.told, once.told.len() as u64);
        let mut first: Vec<(UserId, &ContactPoint)> = Vec::new();
        for (user, point) in listed {
            if first.iter().all(|(_, known)| !known.address.is_same(&point.address)) {
                first.push((user, point));
            }
        }
        let kept: Vec<_> = once.told.iter().map(|told| (told.user, told.point)).collect();
        prop_assert_eq!(kept, first);
    }
}
