//! Fields, obligations and role assignments of a later release: kept, reported and written back; a
//! role, an add-on and an assignment of which something is not read give nothing, and a record of
//! which something is not read has no right.

use frontdesk_access::{
    About, AccessEvent, AddOnId, AdminAction, Catalogue, Compiled, CompiledRequest, Directory,
    Explanation, Grant, Holder, MadeBy, ObjectKind, Obligation, Permission, Reason, Request,
    Restriction, Role, RoleId, Scope, Source, UnreadPart,
};
use frontdesk_model::{AccountKind, Memberships, Standing, Version};
use frontdesk_testkit::{BuildHolder, assert_allows, assert_denies, cast, strategy};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{read, written_back};
use crate::{cases, thing};
use Permission as P;

fn put(mut stored: Value, name: &str, value: Value) -> Value {
    stored[name] = value;
    stored
}

fn without(mut stored: Value, name: &str) -> Value {
    stored.as_object_mut().unwrap().remove(name);
    stored
}

pub(super) fn json_of<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

fn names(names: &[&str]) -> std::collections::BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Every right over an object of every kind: plain, listed, explained and compiled say no.
fn has_nothing(roles: &Catalogue, holder: &Holder) {
    assert!(roles.effective(holder, cast::noon()).is_empty());
    has_no(roles, holder, P::ALL);
}

/// None of these rights, over an object of its kind.
pub(super) fn has_no(roles: &Catalogue, holder: &Holder, rights: &[P]) {
    let now = cast::noon();
    let mut directory = Directory::new(holder.tenant, roles.clone());
    directory.load(holder.clone(), Version::FIRST).unwrap();
    let compiled = Compiled::build(&directory);
    let handle = compiled.handle(holder.id).unwrap();
    for permission in rights {
        let kind = roles.object_of(*permission).unwrap_or(ObjectKind::Section);
        let (permission, thing) = (*permission, thing(kind));
        let resource = thing.resource(&holder.actor());
        let request = Request {
            holder,
            permission,
            resource,
        };
        let decision = roles.decide(&request, now);
        assert!(!decision.is_allow(), "{permission} {holder:?}");
        assert!(!roles.scopes_of(holder, permission, now).cover(&resource));
        let asked = CompiledRequest {
            permission,
            resource: &resource,
        };
        assert!(!compiled.allows(handle, &asked, now));
        let told = compiled.decide(handle, &asked, now).unwrap();
        let reasons: Vec<Reason> = told.reasons().map(Reason::from).collect();
        assert_eq!(reasons, decision.reasons, "{permission}");
    }
}

fn rich() -> Holder {
    cast::olga()
        .with_role(cast::role("cast.administrator"))
        .with_rights(P::ALL, &Scope::any())
}

/// The whole record with something of a later release, and the names under which it is reported.
fn later_records() -> Vec<(Value, &'static [&'static str])> {
    let whole = || json_of(&rich());
    vec![
        (
            put(whole(), "shift", json!({ "from": 9, "until": 17.5 })),
            &["shift"],
        ),
        (put(whole(), "shift", Value::Null), &["shift"]),
        (
            put(put(whole(), "shift", json!([])), "desk", json!(-1)),
            &["desk", "shift"],
        ),
        (
            put(
                whole(),
                "obligations",
                json!(["mask_number", "record_call"]),
            ),
            &["obligations"],
        ),
        (
            put(whole(), "obligations", json!([{ "record": "call" }, 7])),
            &["obligations"],
        ),
        (put(whole(), "obligations", json!("all")), &["obligations"]),
        (put(whole(), "kind", json!("robot")), &["kind"]),
        (put(whole(), "standing", json!("on_leave")), &["standing"]),
        (
            put(whole(), "memberships", json!({ "floors": [3] })),
            &["memberships"],
        ),
        (put(whole(), "memberships", json!([])), &["memberships"]),
        (put(whole(), "roles", json!({ "all": true })), &["roles"]),
        (put(whole(), "grants", json!("all")), &["grants"]),
        (
            put(whole(), "restrictions", json!({ "none": true })),
            &["restrictions"],
        ),
    ]
}

#[test]
fn a_record_with_an_unknown_field_or_obligation_has_no_right() {
    let roles = cast::roles();
    assert_allows!(
        roles,
        rich(),
        P::TAG_MANAGE,
        thing(P::TAG_MANAGE.object().unwrap()).resource(&rich().actor()),
        cast::noon()
    );
    for (stored, fields) in later_records() {
        written_back::<Holder>(&stored);
        let holder: Holder = read(&stored);
        has_nothing(&roles, &holder);
        let part = UnreadPart::Fields {
            of: Source::Person,
            names: names(fields),
        };
        assert_eq!(holder.unread(), [part].into(), "{stored}");
        // The reason is its own, and what was a restriction before still is one.
        if holder.standing == Standing::Active {
            let chat = thing(P::CONVERSATION_VIEW.object().unwrap());
            let about = chat.resource(&holder.actor());
            assert_denies!(
                roles,
                holder,
                P::CONVERSATION_VIEW,
                about,
                cast::noon(),
                "restricted"
            );
            let request = Request {
                holder: &holder,
                permission: P::CONVERSATION_VIEW,
                resource: about,
            };
            let why: Explanation = roles.explain(&request, cast::noon());
            assert_eq!(why.links[0].about, About::Object);
            assert_eq!(
                why.decision.reasons,
                [Reason::Restricted {
                    permission: P::CONVERSATION_VIEW,
                    restriction: Restriction::unread_record(),
                }]
            );
            assert!(why.lifted_by.contains_key(&Restriction::unread_record()));
        }
        let restricted = put(
            stored.clone(),
            "restrictions",
            json!([Restriction::deny_cabinet()]),
        );
        if !fields.contains(&"restrictions") {
            written_back::<Holder>(&restricted);
            let holder: Holder = read(&restricted);
            assert_eq!(holder.restrictions[0], Restriction::deny_cabinet());
            assert_eq!(holder.restrictions.len(), 2);
        }
        // As part of an event, which is what is kept of it.
        written_back::<AccessEvent>(&json!({ "event": "holder_added", "holder": stored }));
    }
}

/// What the host changes on such a record is written; what it could not read still is, too.
#[test]
fn a_change_of_an_unread_record_loses_nothing() {
    let roles = cast::roles();
    for (stored, fields) in later_records() {
        let mut holder: Holder = read(&stored);
        let grant = Grant::new(P::ORDER_VIEW, Scope::any());
        holder.grants.push(grant.clone());
        holder.roles.push(cast::role("cast.operator"));
        holder.obligations.insert(Obligation::MaskNumber);
        holder.restrictions.push(Restriction::deny_cabinet());
        (holder.kind, holder.standing) = (AccountKind::LegacyAdmin, Standing::Active);
        holder.memberships = Memberships {
            sites: [cast::SHOP].into(),
            ..Memberships::default()
        };
        let written = json_of(&holder);
        written_back::<Holder>(&written);
        let again: Holder = read(&written);
        assert!(
            again.grants.contains(&grant)
                && again.restrictions.contains(&Restriction::deny_cabinet())
        );
        assert_eq!((again.kind, again.standing), (holder.kind, holder.standing));
        assert!(again.obligations.contains(&Obligation::MaskNumber));
        assert_eq!(again.memberships, holder.memberships);
        has_nothing(&roles, &again);
        let parts: Vec<_> = again.unread().into_iter().collect();
        let [
            UnreadPart::Fields {
                of: Source::Person,
                names: found,
            },
        ] = parts.as_slice()
        else {
            panic!("{written}");
        };
        assert_eq!(*found, names(fields));
        // Every value is still there.
        for name in fields {
            let kept = |value: &Value| written.to_string().contains(&value.to_string());
            match &stored[name] {
                Value::Array(list) => assert!(list.iter().all(kept), "{written}"),
                value => assert!(kept(value), "{written}"),
            }
        }
    }
}

#[test]
fn an_unknown_role_assignment_gives_nothing_and_the_others_give() {
    let roles = cast::roles();
    let known = json!({ "role": "cast.operator" });
    for unread in [
        json!({ "role": "cast.administrator", "weekdays": [1, 2] }),
        json!({ "role": "cast.administrator", "validity": { "weekdays": [1] } }),
        json!({ "role": "cast.administrator", "validity": [] }),
        json!({ "role": "two words" }),
        json!({ "add_ons": ["opt.lead"] }),
        json!(["cast.administrator"]),
        json!("cast.administrator"),
        json!(null),
    ] {
        let stored = put(json_of(&cast::olga()), "roles", json!([known, unread]));
        written_back::<Holder>(&stored);
        let holder: Holder = read(&stored);
        let only = cast::olga().with_role(cast::role("cast.operator"));
        assert_eq!(holder.roles, only.roles, "{stored}");
        assert_eq!(
            roles.effective(&holder, cast::noon()),
            roles.effective(&only, cast::noon())
        );
        let role = match unread["role"].as_str() {
            Some(role) if !role.contains(' ') => Some(RoleId::new(role).unwrap()),
            _ => None,
        };
        assert_eq!(holder.unread(), [UnreadPart::Assignment { role }].into());
        let alone = put(stored.clone(), "roles", json!([unread]));
        has_nothing(&roles, &read::<Holder>(&alone));
    }
    // What says it is an unread assignment and can be read does not become one that gives.
    let forged = json!({ "unread_role_assignment": { "role": "cast.administrator" } });
    let stored = put(json_of(&cast::olga()), "grants", json!([forged]));
    written_back::<Holder>(&stored);
    has_nothing(&roles, &read::<Holder>(&stored));
}

fn later_roles() -> Vec<Value> {
    let role = json_of(
        cast::roles()
            .role(&RoleId::from_static("cast.operator"))
            .unwrap(),
    );
    vec![
        put(role.clone(), "obligations", json!(["record_call"])),
        put(role.clone(), "only_on", json!({ "weekdays": [1, 2] })),
        put(role.clone(), "only_on", Value::Null),
        put(role.clone(), "labels", json!(7)),
        put(role.clone(), "made_by", json!("partner")),
        put(role.clone(), "meant", json!("with_two")),
        put(role.clone(), "grants", json!({ "all_of": "orders" })),
        put(role.clone(), "add_ons", json!(["opt.lead"])),
        put(role, "may_assign", json!("*")),
    ]
}

#[test]
fn a_role_with_an_unknown_field_gives_nothing() {
    let holder = cast::olga()
        .with_role(cast::role("cast.operator").with_add_on(AddOnId::from_static("opt.lead")));
    for stored in later_roles() {
        written_back::<Role>(&stored);
        let role: Role = read(&stored);
        assert_eq!(role.id, RoleId::from_static("cast.operator"));
        assert!(role.may_assign.is_empty() && role.add_ons.is_empty());
        // It stays protected, also where it cannot be read who made it.
        assert_eq!(role.made_by, MadeBy::System);
        let roles = Catalogue::try_from(vec![role.clone()]).unwrap();
        has_nothing(&roles, &holder);
        let parts: Vec<_> = role.unread().into_iter().collect();
        let [
            UnreadPart::Fields {
                of: Source::Role(id),
                ..
            },
        ] = parts.as_slice()
        else {
            panic!("{stored}");
        };
        assert_eq!(*id, role.id);
        written_back::<Catalogue>(&json!([stored]));
        written_back::<AccessEvent>(&json!({ "event": "role_saved", "role": stored }));
        // What says it is one and could be read whole does not become a role that gives.
        let whole = json_of(cast::roles().role(&role.id).unwrap());
        let forged = json!([{ "unread_fields": without(whole.clone(), "id") }]);
        let forged = without(without(put(whole, "grants", forged), "add_ons"), "meant");
        let forged: Role = read(&forged);
        has_nothing(
            &Catalogue::try_from(vec![read(&json_of(&forged))]).unwrap(),
            &holder,
        );
    }
}

#[test]
fn an_add_on_with_an_unknown_field_gives_nothing_and_its_role_gives() {
    let id = RoleId::from_static("cast.operator");
    let whole = json_of(cast::roles().role(&id).unwrap());
    let lead = AddOnId::from_static("opt.lead");
    for (name, value) in [
        ("only_on", json!(["mo"])),
        ("labels", json!(null)),
        ("grants", json!(0)),
    ] {
        let mut stored = whole.clone();
        stored["add_ons"]["opt.lead"][name] = value;
        written_back::<Role>(&stored);
        let role: Role = read(&stored);
        let of = Source::AddOn {
            role: id.clone(),
            add_on: lead.clone(),
        };
        let reported = role.unread().into_iter().next().unwrap();
        assert!(matches!(reported, UnreadPart::Fields { of: found, .. } if found == of));
        let mut bare = cast::roles().role(&id).unwrap().clone();
        bare.add_ons.get_mut(&lead).unwrap().grants.clear();
        let holder = cast::olga().with_role(cast::role("cast.operator").with_add_on(lead.clone()));
        let rights = |role: Role| {
            Catalogue::try_from(vec![role])
                .unwrap()
                .effective(&holder, cast::noon())
        };
        assert_eq!(rights(role), rights(bare));
    }
}

/// What no release could mean is refused: whose record it is, which role, and a field that is there
/// twice.
#[test]
fn what_has_no_name_is_refused() {
    let holder = json_of(&rich());
    for name in ["tenant", "id", "kind", "standing"] {
        assert!(serde_json::from_value::<Holder>(without(holder.clone(), name)).is_err());
    }
    assert!(serde_json::from_value::<Holder>(put(holder.clone(), "id", json!(1))).is_err());
    assert!(serde_json::from_value::<Holder>(json!([holder])).is_err());
    let role = later_roles().remove(0);
    for name in ["id", "labels", "made_by", "grants"] {
        assert!(serde_json::from_value::<Role>(without(role.clone(), name)).is_err());
    }
    assert!(serde_json::from_value::<Role>(put(role.clone(), "id", json!("a b"))).is_err());
    let twice = role.to_string().replacen('{', r#"{"grants":[],"#, 1);
    let error = serde_json::from_str::<Role>(&twice)
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("duplicate field `grants`"), "{error}");
    // However deep: of two conditions that are called alike none is passed over.
    let grant = r#"{"permission":"tag.manage","permission":"*","scope":{"relation":"any"}}"#;
    let deny = r#"{"id":"deny.x","sections":["administration"],"sections":[]}"#;
    let later = r#"{"later":[{"much":1,"much":2}]}"#;
    assert!(serde_json::from_str::<Grant>(grant).is_err());
    assert!(serde_json::from_str::<Restriction>(deny).is_err());
    let all = [
        ("grants", grant, "permission"),
        ("restrictions", deny, "sections"),
        ("roles", later, "much"),
        ("obligations", later, "much"),
    ];
    for (list, item, field) in all {
        let holder = put(holder.clone(), list, json!(["here"])).to_string();
        let holder = holder.replacen(r#""here""#, item, 1);
        let error = serde_json::from_str::<Holder>(&holder).unwrap_err();
        let duplicate = format!("duplicate field `{field}`");
        assert!(error.to_string().starts_with(&duplicate), "{error}");
    }
}

/// After events, and of what was united from two, the record in hand is the stored one: what is
/// lifted from one is lifted from the other.
#[test]
fn events_bring_a_record_to_what_is_stored() {
    let later = put(
        put(json_of(&cast::olga()), "standing", json!("on_leave")),
        "later",
        json!(1),
    );
    let mut live = Directory::new(cast::TENANT, cast::roles());
    let holder = Box::new(read::<Holder>(&later));
    let (id, kind) = (holder.id, holder.kind);
    live.apply(&AccessEvent::HolderAdded { holder }).unwrap();
    let back = AccessEvent::AccountChanged {
        holder: id,
        kind,
        standing: Standing::Active,
        memberships: Box::default(),
    };
    live.apply(&back).unwrap();
    let mut stored: Directory = read(&json_of(&live));
    assert_eq!(stored, live);
    let restrictions = live.holder(id).unwrap().restrictions.clone();
    assert_eq!(restrictions.len(), 2);
    for restriction in restrictions {
        let lifted = AccessEvent::Lifted {
            holder: id,
            restriction,
        };
        stored.apply(&lifted).unwrap();
        live.apply(&lifted).unwrap();
        assert_eq!(stored, live);
    }
    assert!(live.holder(id).unwrap().unread().is_empty());
}

/// In a command nothing unread is given, whoever asks.
#[test]
fn a_command_with_something_unread_is_refused() {
    let mut office = Directory::new(cast::TENANT, cast::roles());
    let boss = Holder::new(cast::TENANT, cast::ANNA).with_grant(Grant::every(Scope::any()));
    office.load(boss.clone(), Version::FIRST).unwrap();
    let role = put(
        put(later_roles().remove(0), "id", json!("own.role")),
        "made_by",
        json!("host"),
    );
    let newcomer = put(
        json_of(&cast::olga()),
        "obligations",
        json!(["record_call"]),
    );
    for action in [
        json!({ "action": "save_role", "role": role }),
        json!({ "action": "create_user", "holder": newcomer }),
    ] {
        let action: AdminAction = read(&action);
        let refusal = office
            .may_administer(boss.id, &action, cast::noon())
            .unwrap_err();
        let codes: Vec<_> = refusal.reasons().map(|reason| reason.code()).collect();
        assert!(codes.contains(&"unreadable"), "{codes:?}");
    }
}

fn anything_new() -> impl Strategy<Value = (String, Value)> {
    ("later_[a-z]{1,4}", strategy::json())
}

proptest! {
    #![proptest_config(cases(300))]

    /// Whatever a later release adds to a record: read and written it is the same, and all is denied.
    #[test]
    fn a_record_with_any_unknown_field_comes_back(
        q in strategy::question(), (name, value) in anything_new(),
        obligation in proptest::option::of("later_[a-z]{1,4}"),
    ) {
        let mut stored = put(json_of(&q.holder), &name, value);
        if let Some(obligation) = obligation {
            stored["obligations"].as_array_mut().unwrap().push(json!(obligation));
        }
        let holder: Holder = read(&stored);
        prop_assert_eq!(&json_of(&holder), &stored);
        prop_assert_eq!(&read::<Holder>(&json_of(&holder)), &holder);
        let request = Request { holder: &holder, ..q.request() };
        prop_assert!(!q.roles.allows(&request, q.now));
        prop_assert!(q.roles.effective(&holder, q.now).is_empty());
        let of_record = |part: &UnreadPart| matches!(part, UnreadPart::Fields { of: Source::Person, .. });
        prop_assert!(holder.unread().iter().any(of_record));
    }

    /// And to a role: it gives as little as a role without grants.
    #[test]
    fn a_role_with_any_unknown_field_comes_back(q in strategy::question(), (name, value) in anything_new()) {
        let (mut later, mut bare) = (Catalogue::default(), Catalogue::default());
        for right in q.roles.host_permissions() {
            later.declare(right.clone()).unwrap();
            bare.declare(right.clone()).unwrap();
        }
        for role in q.roles.roles() {
            let stored = put(json_of(role), &name, value.clone());
            let read_role: Role = read(&stored);
            prop_assert_eq!(&json_of(&read_role), &stored);
            prop_assert_eq!(&read::<Role>(&json_of(&read_role)), &read_role);
            later.insert_unique(read_role).unwrap();
            bare.insert_unique(Role { made_by: role.made_by, ..Role::built_in(role.id.clone(), role.labels.clone()) }).unwrap();
        }
        prop_assert_eq!(later.allows(&q.request(), q.now), bare.allows(&q.request(), q.now));
        prop_assert_eq!(later.effective(&q.holder, q.now), bare.effective(&q.holder, q.now));
    }

    /// Whatever stands in the fields of a record, known names included: what is read is written, and
    /// what is written is read as the same.
    #[test]
    fn a_record_of_any_values_is_stable(
        q in strategy::question(),
        name in proptest::sample::select(vec![
            "kind", "standing", "memberships", "roles", "grants", "restrictions", "obligations",
        ]),
        value in strategy::json(), (kept, inside) in anything_new(), forge: bool,
    ) {
        let mut stored = put(json_of(&q.holder), name, value.clone());
        if forge && let Some(list) = stored["restrictions"].as_array_mut() {
            list.insert(0, json!({ "id": "deny.unread_record", "unread_fields": { name: value, kept: inside } }));
        }
        let once: Holder = read(&stored);
        let written = json_of(&once);
        let twice: Holder = read(&written);
        prop_assert_eq!(&twice, &once, "{}", written);
        prop_assert_eq!(&json_of(&twice), &written);
        prop_assert!(!forge || name == "restrictions" || q.roles.effective(&twice, q.now).is_empty());
    }

    /// Whatever events do to such a record: the one in hand is the one that is stored.
    #[test]
    fn a_record_after_events_is_the_stored_one(
        q in strategy::question(), other in strategy::holder(), grant in strategy::grant(),
        fields in proptest::collection::vec((
            proptest::sample::select(vec![
                "kind", "standing", "memberships", "roles", "grants", "restrictions", "obligations", "later_a", "later_b",
            ]),
            strategy::json(),
        ), 1..4),
        second in proptest::collection::vec(anything_new(), 0..3),
        lift: proptest::sample::Index,
    ) {
        let with = |holder: &Holder, fields: Vec<(String, Value)>| {
            let put_all = |stored, (name, value): (String, Value)| put(stored, &name, value);
            read::<Holder>(&fields.into_iter().fold(json_of(holder), put_all))
        };
        let first = with(&q.holder, fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        let second = with(&Holder::new(first.tenant, first.id), second);
        let holder = first.id;
        let mut live = Directory::new(first.tenant, q.roles);
        let mut events = vec![
            AccessEvent::HolderAdded { holder: Box::new(first) },
            AccessEvent::AccountChanged { holder, kind: other.kind, standing: other.standing, memberships: Box::new(other.memberships) },
            AccessEvent::Granted { holder, grant },
            AccessEvent::ObligationsSet { holder, obligations: other.obligations },
        ];
        let restricted = |restriction| AccessEvent::Restricted { holder, restriction };
        events.extend(other.restrictions.into_iter().chain(second.restrictions).map(restricted));
        events.extend(other.roles.into_iter().map(|assignment| AccessEvent::RoleAssigned { holder, assignment }));
        for event in events {
            // It may be there already.
            let _ = live.apply(&event);
            prop_assert_eq!(&read::<Directory>(&json_of(&live)), &live);
        }
        let restrictions = live.holder(holder).unwrap().restrictions.clone();
        if !restrictions.is_empty() {
            let restriction = lift.get(&restrictions).clone();
            live.apply(&AccessEvent::Lifted { holder, restriction }).unwrap();
            prop_assert_eq!(&read::<Directory>(&json_of(&live)), &live);
        }
    }
}
