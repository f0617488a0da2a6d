//! The laws, over generated accounts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{
    Catalogue, Grant, Permission, Restriction, Role, RoleAssignment, RoleId, Scope,
};
use frontdesk_contact::{DisplayName, Email, UserName};
use frontdesk_identity::{
    Capacity, ContactAddress, ContactPoint, IssuedToken, Lifecycle, Login, PersonName, Photo,
    Position, Setting, SettingValue, UserRecord, Verification,
};
use frontdesk_merge::{
    Account, Aliases, Field, Input, MergeEvent, MergePolicy, MergeState, Misapplied, Plan, Reason,
    UndoRequest, differences, undo,
};
use frontdesk_model::{
    AccountKind, ExternalId, GroupId, Labels, Limit, Privacy, Relation, Stream, UserId, Validity,
    Version,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;

use crate::cast::*;

fn maybe<T: Clone + std::fmt::Debug + 'static>(
    values: &'static [&'static str],
    make: fn(&str) -> T,
) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(select(values).prop_map(make))
}

fn setting() -> impl Strategy<Value = Setting> {
    (any::<bool>(), 0i64..3).prop_map(|(chosen, number)| match chosen {
        true => Setting::Explicit(SettingValue::Number(number)),
        false => Setting::Default(SettingValue::Number(number)),
    })
}

fn point() -> impl Strategy<Value = ContactPoint> {
    let level = select(vec![
        Verification::Unproven,
        Verification::Stated,
        Verification::Proven,
    ]);
    (select(vec!["p@example.org", "q@example.org"]), level).prop_map(|(text, verification)| {
        ContactPoint {
            verification,
            ..ContactPoint::new(ContactAddress::Email(Email::parse(text).unwrap()))
        }
    })
}

/// A token for a new password that is out.
fn a_token() -> IssuedToken {
    IssuedToken {
        verifier: "ab".repeat(32).try_into().unwrap(),
        issued_at: noon(),
        expires_at: evening(),
    }
}

fn a_record(kind: AccountKind, id: UserId) -> impl Strategy<Value = UserRecord> {
    let person = (
        maybe(&["Ivanov", "Petrov"], |text| {
            PersonName::new().last(text).first("A")
        }),
        maybe(&["Anna", "Boss"], |text| DisplayName::parse(text).unwrap()),
        any::<bool>(),
        maybe(&["Lead", "Expert"], |text| Position(text.to_owned())),
        maybe(
            &["a@example.org", "b@example.org", "a@EXAMPLE.org"],
            |text| Email::parse(text).unwrap(),
        ),
    );
    let rest = (
        btree_set(0i64..3, 0..3),
        proptest::option::of(1u32..3),
        btree_map(
            select(vec!["k".to_owned(), "l".to_owned()]),
            setting(),
            0..3,
        ),
        vec(point(), 0..2),
        any::<bool>(),
        prop::bool::weighted(0.2),
        1u64..4,
        1u32..4,
        any::<bool>(),
    );
    (person, rest, any::<bool>()).prop_map(move |(person, rest, reset)| {
        let (name, chat_name, photo, position, email) = person;
        let (groups, limit, settings, points, by_email, suspended, version, password, user) = rest;
        let mut found = record(kind, id);
        let profile = &mut found.profile;
        profile.name = name.unwrap_or_default();
        profile.chat_name = chat_name;
        profile.photo = if photo { Photo::Present } else { Photo::Absent };
        profile.position = position;
        profile.memberships.groups = groups.into_iter().map(GroupId::from_number).collect();
        profile.limit = limit.map(Limit::Count);
        profile.settings = settings;
        if kind == AccountKind::LegacyAdmin {
            profile.contact_points = points;
        }
        if reset && user && !suspended {
            found.reset = Some(a_token());
        }
        if by_email && email.is_some() {
            found.login = Login::Email;
        }
        profile.email = email;
        if suspended {
            found.lifecycle = Lifecycle::Suspended;
        }
        found.version = Version(version);
        found.credential_version = password;
        found.credentials.as_mut().unwrap().version = password;
        if !user {
            found.ever_had_rights = false;
            found.credentials = None;
        }
        found
    })
}

const MORNING: &str = "2026-11-22T08:00:00Z";

fn private(relation: Relation) -> Scope {
    Scope {
        privacy: Some(Privacy::Private),
        ..Scope::of(relation)
    }
}

fn scope() -> impl Strategy<Value = Scope> {
    let group = |number| Scope {
        groups: Some(frontdesk_access::Groups {
            these: [GroupId::from_number(number)].into(),
            ..Default::default()
        }),
        ..Scope::any()
    };
    let mine = Scope {
        groups: Some(frontdesk_access::Groups {
            mine: true,
            ..Default::default()
        }),
        ..Scope::any()
    };
    select(vec![
        Scope::any(),
        Scope::of(Relation::Own),
        Scope::of(Relation::MyGroupQueue),
        Scope::of(Relation::Mentioned),
        private(Relation::Any),
        private(Relation::Substitute),
        mine,
        group(0),
        group(1),
    ])
}

fn grant() -> impl Strategy<Value = Grant> {
    use Permission as P;
    let permission = select(vec![
        P::CONVERSATION_VIEW,
        P::CONVERSATION_REPLY,
        P::COLLEAGUE_LIST,
        P::CONVERSATION_TRANSFER,
        P::EMPLOYEE_VIEW,
        P::STATUS_VIEW,
        P::ACCOUNT_SETTINGS,
    ]);
    let validity = prop_oneof![
        4 => Just(Validity::ALWAYS),
        1 => Just(Validity::until(evening())),
        1 => Just(Validity::until(MORNING.parse::<DateTime<Utc>>().unwrap())),
        1 => Just(Validity::new(Some(evening()), None).unwrap()),
    ];
    (permission, scope(), validity).prop_map(|(permission, scope, validity)| Grant {
        gives: permission.into(),
        scope,
        validity,
    })
}

fn an_account(kind: AccountKind, id: UserId) -> impl Strategy<Value = Account> {
    let roles = btree_set(select(vec!["talk", "manage", "unknown"]), 0..3);
    let denied = prop::bool::weighted(0.2);
    (a_record(kind, id), roles, vec(grant(), 0..4), denied).prop_map(
        |(record, roles, grants, denied)| {
            let mut holder = holder(&record);
            holder.roles = roles
                .into_iter()
                .map(|id| RoleAssignment::new(RoleId::from_static(id)))
                .collect();
            holder.grants = grants;
            if denied {
                holder.restrictions = vec![Restriction::deny_admin_panel()];
            }
            with_holder(record, holder)
        },
    )
}

pub(crate) fn an_operator() -> impl Strategy<Value = Account> {
    an_account(AccountKind::LegacyOperator, OPERATOR)
}

pub(crate) fn an_admin() -> impl Strategy<Value = Account> {
    an_account(AccountKind::LegacyAdmin, ADMIN)
}

fn bytes(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// L1: an account with itself is a typed refusal.
    #[test]
    fn l1_never_with_itself(account in an_operator()) {
        let ask = Ask::new(&account, &account);
        prop_assert!(ask.plan().unwrap_err().has(&Reason::SameAccount));
    }

    /// L2: the order of the arguments does not matter, to the last byte.
    #[test]
    fn l2_commutative(operator in an_operator(), admin in an_admin()) {
        let one = Ask::new(&operator, &admin).plan_to_the_end();
        let other = Ask::new(&admin, &operator).plan_to_the_end();
        prop_assert_eq!(bytes(&one), bytes(&other));
        // And a plan made in one order is carried out in the other.
        let mut ask = Ask::new(&admin, &operator);
        let plan = ask.plan_to_the_end();
        ask.halves.reverse();
        prop_assert!(ask.apply(&plan).is_ok());
    }

    /// L4: an empty shell changes only what makes the account unified.
    #[test]
    fn l4_identity(operator in an_operator()) {
        let mut shell = admin_record();
        shell.login = Login::Unset;
        shell.credentials = None;
        shell.credential_version = 0;
        shell.ever_had_rights = false;
        shell.profile.limit = operator.record().profile.limit;
        let shell = account(shell, &[]);
        let plan = Ask::new(&operator, &shell).plan_to_the_end();
        // Lists of rights are sorted and without repetition in the whole.
        let operator = with_rights(&operator, |holder| {
            holder.grants.sort();
            holder.grants.dedup();
            holder.roles.sort();
        });
        // A token that was out is void, as after every merge.
        let operator = changed(&operator, |record| record.reset = None);
        let lineage: BTreeSet<Field> = [
            Field::Version, Field::Kind, Field::Capacities, Field::SignIn,
        ].into();
        let found = differences(&operator, &plan.result);
        prop_assert!(found.is_subset(&lineage), "{found:?}");
        prop_assert_eq!(&plan.result.record().login, &operator.record().login);
    }

    /// Every place of both records has a provenance, and only the settings add to them.
    #[test]
    fn every_place_is_accounted_for(operator in an_operator(), admin in an_admin()) {
        let plan = Ask::new(&operator, &admin).plan().unwrap();
        for field in Field::FIXED {
            prop_assert!(plan.fields.contains_key(field), "{field}");
        }
        let settings = plan.fields.keys().filter(|f| matches!(f, Field::Setting(_))).count();
        prop_assert_eq!(plan.fields.len(), Field::FIXED.len() + settings);
        prop_assert_eq!(settings, plan.result.record().profile.settings.len());
    }

    /// L7: what the halves had in lists is there afterwards, once, and nothing else is.
    #[test]
    fn l7_conservation(operator in an_operator(), admin in an_admin()) {
        let plan = Ask::new(&operator, &admin).plan().unwrap();
        let (a, b, whole) = (operator.holder(), admin.holder(), plan.result.holder());
        let set = |one: &[Grant], other: &[Grant]| -> BTreeSet<Grant> {
            one.iter().chain(other).cloned().collect()
        };
        prop_assert_eq!(set(&whole.grants, &[]), set(&a.grants, &b.grants));
        prop_assert_eq!(set(&whole.grants, &[]).len(), whole.grants.len());
        for restriction in a.restrictions.iter().chain(&b.restrictions) {
            prop_assert!(whole.restrictions.contains(restriction));
        }
        let groups: BTreeSet<GroupId> =
            a.memberships.groups.union(&b.memberships.groups).copied().collect();
        prop_assert_eq!(&whole.memberships.groups, &groups);
    }

    /// L8: undoing gives both halves back, to the last byte. L9: replay of stored events gives the
    /// same states, and an event that is true already changes nothing.
    #[test]
    fn l8_inverse_l9_replay(operator in an_operator(), admin in an_admin()) {
        let before = MergeState::apart(operator.clone(), admin.clone());
        let mut ask = Ask::new(&operator, &admin);
        let (event, state) = ask.unite();
        ask.aliases.apply(&event).unwrap();
        let result = united(&state).result.clone();
        let undone = undo(
            &UndoRequest { state: &state, current: &result, aliases: &ask.aliases },
            evening(),
        ).unwrap();

        // Every prefix of the history, each event once or twice, read from its stored form.
        let history: Vec<MergeEvent> = [event].into_iter().chain(undone).collect();
        for events in 0..=history.len() {
            let mut once = before.clone();
            let mut twice = before.clone();
            let mut aliases = Aliases::new(TENANT);
            for event in &history[..events] {
                let read: MergeEvent = serde_json::from_str(&bytes(event)).unwrap();
                prop_assert_eq!(&read, event);
                once.apply(&read).unwrap();
                aliases.apply(&read).unwrap();
                twice.apply(event).unwrap();
                twice.apply(event).unwrap();
                let kept = aliases.clone();
                aliases.apply(&read).unwrap();
                prop_assert_eq!(&aliases, &kept);
            }
            prop_assert_eq!(&once, &twice);
            prop_assert_eq!(aliases.is_alias(ADMIN), events == 1);
            if events == history.len() {
                // To the last byte, but for the tokens that the merge made void.
                let without = |account: &Account| changed(account, |record| record.reset = None);
                let expected = MergeState::apart(without(&operator), without(&admin));
                prop_assert_eq!(bytes(&once), bytes(&expected));
            }
        }
    }

    /// After an erasure no image in an event of the merge holds a personal value (GDPR, article 17), and
    /// the event is still read and still tells who became whom.
    #[test]
    fn erased_images_hold_nothing(operator in an_operator(), admin in an_admin()) {
        let mut ask = Ask::new(&operator, &admin);
        let (event, state) = ask.unite();
        ask.aliases.apply(&event).unwrap();
        let current = united(&state).result.clone();
        let request = UndoRequest { state: &state, current: &current, aliases: &ask.aliases };
        let undone = undo(&request, evening()).unwrap();
        for event in [event].into_iter().chain(undone) {
            let erased = event.after_erasure();
            let stored = bytes(&erased);
            for word in ["Ivanov", "Petrov", "Anna", "Boss", "Lead", "Expert", "example.org", "login1"] {
                prop_assert!(!stored.contains(word), "{word} in {stored}");
            }
            let read: MergeEvent = serde_json::from_str(&stored).unwrap();
            prop_assert_eq!(&read, &erased);
            prop_assert_eq!(&erased.clone().after_erasure(), &erased);
            if let MergeEvent::United(united) = &erased {
                prop_assert_eq!((united.survivor, united.retired), (operator.id(), admin.id()));
                let mut apart = MergeState::apart(united.operator.clone(), united.admin.clone());
                apart.apply(&erased).unwrap();
            }
        }
    }

    /// L10: whoever is not in the plan is left alone.
    #[test]
    fn l10_frame(operator in an_operator(), admin in an_admin()) {
        let (event, _) = Ask::new(&operator, &admin).unite();
        let stranger = changed(&admin, |record| record.id = OWNER);
        let mut others = MergeState::apart(operator.clone(), stranger);
        let kept = bytes(&others);
        prop_assert_eq!(others.apply(&event), Err(Misapplied::OtherAccounts));
        prop_assert_eq!(bytes(&others), kept);
        if let MergeEvent::United(united) = &event {
            prop_assert_eq!(&united.operator, &operator);
            prop_assert_eq!(&united.admin, &admin);
        }
    }

    /// L13: no contact point is known better than its source knows it.
    #[test]
    fn l13_trust_is_monotone(operator in an_operator(), admin in an_admin()) {
        let plan = Ask::new(&operator, &admin).plan().unwrap();
        for point in &plan.result.record().profile.contact_points {
            let sources = admin.record().profile.contact_points.iter()
                .filter(|source| source.address == point.address);
            for source in sources {
                prop_assert!(point.verification <= source.verification);
            }
        }
    }

    /// Stored forms read back as they were.
    #[test]
    fn a_plan_survives_its_stored_form(operator in an_operator(), admin in an_admin()) {
        let mut ask = Ask::new(&operator, &admin);
        let plan = ask.plan_to_the_end();
        let read: Plan = serde_json::from_str(&bytes(&plan)).unwrap();
        prop_assert_eq!(&read, &plan);
        prop_assert!(ask.apply(&read).is_ok());
    }

    /// L12: forwarding against a naive model.
    #[test]
    fn l12_forwarding(steps in vec((any::<bool>(), 0i64..6, 0i64..6), 0..24)) {
        let mut aliases = Aliases::new(TENANT);
        let mut parents: BTreeMap<i64, i64> = BTreeMap::new();
        let root = |parents: &BTreeMap<i64, i64>, start: i64| {
            let mut at = start;
            while let Some(next) = parents.get(&at) {
                at = *next;
            }
            at
        };
        for (insert, alias, of) in steps {
            if insert {
                let possible = alias != of
                    && !parents.contains_key(&alias)
                    && root(&parents, of) != alias;
                let found = aliases.insert_unique(UserId::from_number(alias), UserId::from_number(of));
                prop_assert_eq!(found.is_ok(), possible);
                if possible {
                    parents.insert(alias, of);
                }
            } else {
                let found = aliases.remove(UserId::from_number(alias));
                prop_assert_eq!(found, parents.remove(&alias).map(UserId::from_number));
            }
            for id in 0..6 {
                let end = aliases.resolve(UserId::from_number(id));
                prop_assert_eq!(end, UserId::from_number(root(&parents, id)));
                prop_assert!(!aliases.is_alias(end), "one hop");
            }
            let read: Aliases = serde_json::from_str(&bytes(&aliases)).unwrap();
            prop_assert_eq!(&read, &aliases);
        }
    }
}

/// One change of a record or of its rights, by name.
type Change = (&'static str, Box<dyn Fn(&Account) -> Account>);

fn record_changes() -> Vec<Change> {
    fn of(name: &'static str, change: impl Fn(&mut UserRecord) + 'static) -> Change {
        (
            name,
            Box::new(move |account| changed(account, |record| change(record))),
        )
    }
    vec![
        of("name", |r| r.profile.name = PersonName::new().last("New")),
        of("chat_name", |r| {
            r.profile.chat_name = Some(DisplayName::parse("New").unwrap());
        }),
        of("photo", |r| r.profile.photo = Photo::Present),
        of("position", |r| {
            r.profile.position = Some(Position("New".into()));
        }),
        of("email", |r| {
            r.profile.email = Some(Email::parse("new@example.org").unwrap());
        }),
        of("groups", |r| {
            r.profile.memberships.groups = [GroupId::from_number(7)].into();
        }),
        of("limit", |r| r.profile.limit = Some(Limit::Count(1))),
        of("settings", |r| {
            r.profile
                .settings
                .insert("new".into(), Setting::Explicit("x".into()));
        }),
        of("external_ids", |r| {
            r.profile.external_ids = [ExternalId::parse("a/b/c").unwrap()].into();
        }),
        of("capacities", |r| {
            r.capacities.insert(Capacity::from("later".to_owned()));
        }),
        of("login", |r| {
            r.login = Login::Named(UserName::parse("new").unwrap());
        }),
        of("credentials", |r| {
            r.credential_version += 1;
            r.credentials.as_mut().unwrap().version += 1;
        }),
        of("ever_had_rights", |r| r.ever_had_rights = false),
        of("lifecycle", |r| r.lifecycle = Lifecycle::Suspended),
    ]
}

fn right_changes() -> Vec<Change> {
    fn of(name: &'static str, change: impl Fn(&mut frontdesk_access::Holder) + 'static) -> Change {
        (
            name,
            Box::new(move |account| with_rights(account, |holder| change(holder))),
        )
    }
    vec![
        of("roles", |h| h.roles.clear()),
        of("grants", |h| {
            h.grants
                .push(Grant::new(Permission::SITE_VIEW, Scope::any()));
        }),
        of("restrictions", |h| {
            h.restrictions.push(Restriction::deny_cabinet());
        }),
        of("obligations", |h| {
            h.obligations
                .insert(frontdesk_access::Obligation::MaskNumber);
        }),
    ]
}

/// L11: a plan over what changed is not carried out, whichever place changed in whichever half.
#[test]
fn l11_freshness() {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let plan = ask.plan_to_the_end();
    assert!(ask.apply(&plan).is_ok());

    for (at, account, rights) in [
        (0, Input::OperatorAccount, Input::OperatorRights),
        (1, Input::AdminAccount, Input::AdminRights),
    ] {
        for (name, change) in record_changes() {
            let other = change(ask.halves[at]);
            let mut fresh = Ask::new(&operator, &admin);
            fresh.halves[at] = &other;
            let refusal = fresh.apply(&plan).unwrap_err();
            let expected = Reason::Changed { what: account };
            assert!(refusal.has(&expected), "{name}: {refusal}");
            assert_eq!(refusal.kind(), frontdesk_model::RefusalKind::Stale);

            // With its version the first thing that is told is the version.
            let newer = changed(&other, |record| record.version = record.version.next());
            fresh.halves[at] = &newer;
            let refusal = fresh.apply(&plan).unwrap_err();
            assert!(refusal.has(&Reason::Stale {
                stream: Stream::User(newer.id()),
                expected: Version(3),
                found: Version(4),
            }));
        }
        for (name, change) in right_changes() {
            let other = change(ask.halves[at]);
            let mut fresh = Ask::new(&operator, &admin);
            fresh.halves[at] = &other;
            let refusal = fresh.apply(&plan).unwrap_err();
            let expected = Reason::Changed { what: rights };
            assert!(refusal.has(&expected), "{name}: {refusal}");
        }
    }

    // A role that grants more than it did.
    let mut fresh = Ask::new(&operator, &admin);
    let talk = Role::built_in(RoleId::from_static("talk"), Labels::new("Operator"));
    let manage = roles()
        .role(&RoleId::from_static("manage"))
        .cloned()
        .unwrap();
    fresh.catalogue = Catalogue::try_from(vec![talk, manage]).unwrap();
    assert_eq!(codes(&fresh.apply(&plan).unwrap_err()), ["changed"]);
    // A role that neither has is no matter.
    let mut fresh = Ask::new(&operator, &admin);
    fresh
        .catalogue
        .insert_unique(Role::built_in(
            RoleId::from_static("other"),
            Labels::new("Other"),
        ))
        .unwrap();
    assert!(fresh.apply(&plan).is_ok());
    // Another policy.
    let mut fresh = Ask::new(&operator, &admin);
    fresh.policy = MergePolicy::not_yet();
    assert_eq!(codes(&fresh.apply(&plan).unwrap_err()), ["changed"]);
    // Other accounts.
    let stranger = changed(&admin, |record| record.id = OWNER);
    let fresh = Ask::new(&operator, &stranger);
    assert_eq!(codes(&fresh.apply(&plan).unwrap_err()), ["other_accounts"]);
    // A moment before the plan.
    let early = frontdesk_merge::apply(&plan, &ask.situation(), MORNING.parse().unwrap());
    assert_eq!(codes(&early.unwrap_err()), ["too_early"]);
}

/// A plan altered where it was kept is not carried out, whichever part was altered.
#[test]
fn an_altered_plan_is_refused() {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let plan = ask.plan_to_the_end();
    let mut richer = plan.clone();
    richer.result = with_rights(&plan.result, |holder| {
        holder
            .grants
            .push(Grant::new(Permission::IMPERSONATE, Scope::any()));
    });
    let mut conflict_free = plan.clone();
    conflict_free.conflicts.clear();
    let mut other_password = plan.clone();
    other_password.password = None;
    let mut renamed = plan.clone();
    renamed.fingerprint = frontdesk_merge::PlanFingerprint(Default::default());
    for altered in [richer, conflict_free, other_password, renamed] {
        assert_eq!(codes(&ask.apply(&altered).unwrap_err()), ["plan_altered"]);
    }
    let text = bytes(&plan).replacen("\"format\":1", "\"format\":2", 1);
    assert!(serde_json::from_str::<Plan>(&text).is_err());
}

/// The fingerprint names every input.
#[test]
fn every_input_is_in_the_fingerprint() {
    let (operator, admin) = (operator(), admin());
    let first = Ask::new(&operator, &admin).plan().unwrap().fingerprint;
    let mut seen = BTreeSet::from([first]);
    for (name, change) in record_changes().into_iter().chain(right_changes()) {
        let other = change(&operator);
        let found = Ask::new(&other, &admin).plan().unwrap().fingerprint;
        assert!(seen.insert(found), "{name}");
        let other = change(&admin);
        let found = Ask::new(&operator, &other).plan().unwrap().fingerprint;
        assert!(seen.insert(found), "{name}");
    }
}

/// L8, the other twin: once anything of the whole changed, undoing is refused with what changed.
#[test]
fn undo_after_a_change_is_refused_with_what_changed() {
    let (operator, admin) = (operator(), admin());
    let mut ask = Ask::new(&operator, &admin);
    let (event, state) = ask.unite();
    let result = united(&state).result.clone();

    let ask_undo = |current: &Account, aliases: &Aliases| {
        undo(
            &UndoRequest {
                state: &state,
                current,
                aliases,
            },
            evening(),
        )
    };
    // The merge's alias is not there: it was not applied, or undone before.
    assert_eq!(
        codes(&ask_undo(&result, &ask.aliases).unwrap_err()),
        ["not_united"]
    );
    ask.aliases.apply(&event).unwrap();
    assert!(ask_undo(&result, &ask.aliases).is_ok());

    for (name, change) in record_changes().into_iter().chain(right_changes()) {
        let refusal = ask_undo(&change(&result), &ask.aliases).unwrap_err();
        assert!(
            refusal
                .reasons()
                .all(|reason| matches!(reason, Reason::ChangedSince { .. })),
            "{name}"
        );
    }
    let renamed = changed(&result, |record| {
        record.profile.name = PersonName::new().last("New");
    });
    assert!(
        ask_undo(&renamed, &ask.aliases)
            .unwrap_err()
            .has(&Reason::ChangedSince { field: Field::Name })
    );
    // Sign-ins and other events that only move the version count as well.
    let later = changed(&result, |record| record.version = record.version.next());
    assert!(
        ask_undo(&later, &ask.aliases)
            .unwrap_err()
            .has(&Reason::ChangedSince {
                field: Field::Version
            })
    );
    // United further: that comes first.
    ask.aliases.insert_unique(OPERATOR, OWNER).unwrap();
    assert_eq!(
        codes(&ask_undo(&result, &ask.aliases).unwrap_err()),
        ["superseded"]
    );
    // What is apart is not undone.
    let apart = MergeState::apart(operator.clone(), admin.clone());
    let nothing = undo(
        &UndoRequest {
            state: &apart,
            current: &result,
            aliases: &ask.aliases,
        },
        evening(),
    );
    assert_eq!(codes(&nothing.unwrap_err()), ["not_united"]);
}
