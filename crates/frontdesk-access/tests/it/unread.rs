//! What a later release stored: an unknown grant is kept, reported and grants nothing; an unknown
//! restriction fails closed over its scope; both are written back as they came.

mod records;
mod rights;

use frontdesk_access::{
    Catalogue, Gives, Grant, Holder, Permission, Request, Resource, Restriction, RestrictionId,
    Role, RoleId, Scope, Source, Takes, UnreadPart,
};
use frontdesk_model::{Labels, Relation};
use frontdesk_testkit::{
    BuildConversation, BuildHolder, assert_allows, assert_denies, cast, strategy,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{cases, thing};
use Permission as P;

fn read<T: DeserializeOwned>(stored: &Value) -> T {
    serde_json::from_value(stored.clone()).unwrap_or_else(|error| panic!("{error}: {stored}"))
}

/// Through text and back, twice: the same value as was stored, and the same bytes.
fn written_back<T: Serialize + DeserializeOwned>(stored: &Value) {
    let text = stored.to_string();
    let once: T = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_value(&once).unwrap(), *stored, "{stored}");
    let written = serde_json::to_string(&once).unwrap();
    let twice: T = serde_json::from_str(&written).unwrap();
    assert_eq!(serde_json::to_string(&twice).unwrap(), written, "{stored}");
}

fn later_grants() -> Vec<Value> {
    let any = json!({ "relation": "any" });
    vec![
        json!({ "permission": "mood.sense", "scope": any }),
        json!({ "permission": ["order.view", "order.edit"], "scope": any }),
        json!({ "permission": { "all_of": "orders" }, "scope": any }),
        json!({ "permission": "conversation.view", "scope": any, "moods": ["sad"] }),
        json!({ "permission": "conversation.view", "scope": { "relation": "same_floor" } }),
        json!({ "permission": "conversation.view", "scope": { "relation": "any", "floors": [3] } }),
        json!({ "permission": "conversation.view", "scope": { "relation": "any", "states": ["asleep"] } }),
        json!({ "permission": "conversation.view", "scope": { "relation": "any", "groups": { "all": true } } }),
        json!({ "permission": "conversation.view", "scope": { "relation": "any", "sites": "nearby" } }),
        json!({ "permission": "conversation.view", "scope": any, "validity": { "weekdays": [1, 2] } }),
        json!({ "permission": "conversation.view", "scope": any, "validity": "working hours" }),
        // A list is no table: the fields in their order are a shape that nothing ever wrote.
        json!(["conversation.view", any]),
        json!({ "permission": "conversation.view", "scope": ["any"] }),
        json!("everything"),
        json!(null),
        json!([1, -1, 0.5, 18_446_744_073_709_551_615_u64, [], {}]),
    ]
}

#[test]
fn an_unknown_grant_is_kept_reported_and_grants_nothing() {
    let rich = cast::olga().with_rights(P::ALL, &Scope::any());
    for stored in later_grants() {
        written_back::<Grant>(&stored);
        let grant: Grant = read(&stored);
        assert!(matches!(grant.gives, Gives::Unread(_)), "{stored}");
        // On the record, in a role and in an add-on: nothing, for every right.
        let mut role = Role::built_in(RoleId::from_static("later.role"), Labels::new("Later"));
        role.grants.push(grant.clone());
        let role = role.with_add_on("opt.later", Labels::new("Later"), vec![grant.clone()]);
        let in_role = cast::role("later.role")
            .with_add_on(frontdesk_access::AddOnId::from_static("opt.later"));
        let roles = Catalogue::try_from(vec![role.clone()]).unwrap();
        let holder = cast::olga().with_grant(grant.clone()).with_role(in_role);
        assert!(
            roles.effective(&holder, cast::noon()).is_empty(),
            "{stored}"
        );
        for permission in P::ALL {
            let thing = thing(permission.object().unwrap());
            let about = thing.resource(&holder.actor());
            assert_denies!(
                roles,
                holder,
                *permission,
                about,
                cast::noon(),
                "not_granted"
            );
            // And it takes nothing from who has the right otherwise.
            let richer = rich.clone().with_grant(grant.clone());
            assert_allows!(
                roles,
                richer,
                *permission,
                about_of(&richer, &thing),
                cast::noon()
            );
        }
        // It is reported wherever it stands.
        assert_eq!(holder.unread(), [UnreadPart::Grant(Source::Person)].into());
        let by_role = Source::Role(role.id.clone());
        let by_add_on = Source::AddOn {
            role: role.id.clone(),
            add_on: frontdesk_access::AddOnId::from_static("opt.later"),
        };
        let parts = [UnreadPart::Grant(by_role), UnreadPart::Grant(by_add_on)];
        assert_eq!(role.unread(), parts.into());
        // And the whole record and the whole catalogue are written back with it.
        written_back::<Holder>(&serde_json::to_value(&holder).unwrap());
        written_back::<Catalogue>(&serde_json::to_value(&roles).unwrap());
    }
    assert!(rich.unread().is_empty());
    assert!(cast::roles().roles().all(|role| role.unread().is_empty()));
}

fn about_of<'a>(holder: &'a Holder, thing: &'a crate::Thing) -> Resource<'a> {
    thing.resource(&holder.actor())
}

#[test]
fn an_unknown_restriction_takes_every_right_over_the_scope_that_can_be_read() {
    let roles = cast::roles();
    let own = json!({ "relation": "own" });
    for stored in [
        json!({ "id": "deny.later", "scope": own, "moods": ["sad"] }),
        json!({ "id": "deny.later", "scope": own, "permissions": ["mood.sense"] }),
        json!({ "id": "deny.later", "scope": own, "permissions": ["order.view", "mood.sense"] }),
        json!({ "id": "deny.later", "scope": own, "permissions": 7 }),
        json!({ "id": "deny.later", "scope": own, "sections": ["moods"] }),
        // When it holds may be what is new: it holds always.
        json!({ "id": "deny.later", "scope": own, "validity": { "weekdays": [1, 2] } }),
        json!({ "id": "deny.later", "scope": own, "permissions": [], "validity": "never" }),
    ] {
        written_back::<Restriction>(&stored);
        let restriction: Restriction = read(&stored);
        assert!(matches!(restriction.takes, Takes::Unread(_)), "{stored}");
        let holder = cast::olga()
            .with_rights(P::ALL, &Scope::any())
            .with_restriction(restriction);
        let hers = cast::chat(1).in_work_with(cast::OLGA);
        let his = cast::chat(2).in_work_with(cast::BORIS);
        for permission in P::ALL {
            if permission.object() == Some(frontdesk_access::ObjectKind::Conversation) {
                let about = Resource::conversation(&holder.actor(), &hers);
                assert_denies!(
                    roles,
                    holder,
                    *permission,
                    about,
                    cast::noon(),
                    "restricted"
                );
                let about = Resource::conversation(&holder.actor(), &his);
                assert_allows!(roles, holder, *permission, about, cast::noon());
            }
        }
        let part = UnreadPart::Restriction {
            id: RestrictionId::from_static("deny.later"),
            scope: Box::new(Scope::of(Relation::Own)),
        };
        assert_eq!(holder.unread(), [part].into(), "{stored}");
    }
}

#[test]
fn a_restriction_whose_scope_cannot_be_read_takes_every_right_everywhere() {
    let roles = cast::roles();
    for stored in [
        json!({ "id": "deny.later", "scope": { "relation": "same_floor" } }),
        json!({ "id": "deny.later", "scope": { "relation": "own", "floors": [3] } }),
        json!({ "id": "deny.later", "scope": {} }),
        json!({ "id": "deny.later", "scope": "mine", "permissions": ["order.view"] }),
        json!({ "permissions": ["order.view"] }),
        json!({ "id": "two words", "permissions": ["order.view"] }),
        json!({ "id": 3 }),
        json!({}),
        json!("panel off"),
        json!(null),
        json!([]),
        json!(["deny.later"]),
        json!({ "id": "deny.later", "scope": ["own"] }),
    ] {
        written_back::<Restriction>(&stored);
        let restriction: Restriction = read(&stored);
        assert!(
            matches!(restriction.takes, Takes::Unreadable(_)),
            "{stored}"
        );
        let holder = cast::olga()
            .with_rights(P::ALL, &Scope::any())
            .with_restriction(restriction);
        for permission in P::ALL {
            let thing = thing(permission.object().unwrap());
            let about = thing.resource(&holder.actor());
            assert_denies!(
                roles,
                holder,
                *permission,
                about,
                cast::noon(),
                "restricted"
            );
            assert!(
                !roles
                    .scopes_of(&holder, *permission, cast::noon())
                    .cover(&about)
            );
        }
        assert!(
            roles.effective(&holder, cast::noon()).is_empty(),
            "{stored}"
        );
        let part = holder.unread().into_iter().next().expect("it is reported");
        assert!(matches!(part, UnreadPart::Restriction { scope, .. } if scope.is_any()));
        written_back::<Holder>(&serde_json::to_value(&holder).unwrap());
    }
}

#[test]
fn an_unknown_restriction_comes_back_with_a_scope_only_where_it_said_one() {
    let any = json!({ "relation": "any" });
    let without = json!({ "id": "deny.x", "permissions": ["future.right"] });
    let with = json!({ "id": "deny.x", "permissions": ["future.right"], "scope": any });
    for stored in [&without, &with] {
        written_back::<Restriction>(stored);
        let restriction: Restriction = read(stored);
        assert!(matches!(restriction.takes, Takes::Unread(_)), "{stored}");
        assert!(restriction.scope.is_any(), "{stored}");
        // A scope that the host sets afterwards is written.
        let narrower = Restriction {
            scope: Scope::of(Relation::Own),
            ..restriction
        };
        let written = serde_json::to_value(&narrower).unwrap();
        assert_eq!(written["scope"], json!({ "relation": "own" }));
        assert_eq!(read::<Restriction>(&written).scope, narrower.scope);
    }
}

#[test]
fn a_nested_list_or_nothing_is_never_read_as_fields() {
    let any = json!({ "relation": "any" });
    let past = json!(["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"]);
    let scopes = [
        json!({ "relation": "any", "groups": [] }),
        json!({ "relation": "any", "groups": [[], true] }),
        json!({ "relation": "any", "groups": null }),
        json!({ "relation": "any", "people": null }),
        json!({ "relation": "any", "people": ["these", []] }),
        json!({ "relation": "any", "assignee_groups": null }),
        json!({ "relation": "any", "sites": null }),
        json!({ "relation": "any", "sites": [] }),
        json!({ "relation": "any", "questionnaires": null }),
        json!({ "relation": "any", "channels": null }),
        json!({ "relation": "any", "states": null }),
        json!({ "relation": "any", "modules": null }),
        json!({ "relation": "any", "origin": null }),
        json!({ "relation": "any", "privacy": null }),
        json!({ "relation": "any", "privacy": ["open"] }),
    ];
    for scope in &scopes {
        assert!(serde_json::from_value::<Scope>(scope.clone()).is_err());
        let stored = json!({ "permission": "conversation.view", "scope": scope });
        written_back::<Grant>(&stored);
        let grant: Grant = read(&stored);
        assert!(matches!(grant.gives, Gives::Unread(_)), "{stored}");
        for stored in [
            json!({ "id": "deny.later", "permissions": ["order.view"], "scope": scope }),
            json!({ "id": "deny.later", "moods": ["sad"], "scope": scope }),
        ] {
            written_back::<Restriction>(&stored);
            let restriction: Restriction = read(&stored);
            let everywhere = matches!(restriction.takes, Takes::Unreadable(_));
            assert!(everywhere && restriction.scope.is_any(), "{stored}");
        }
    }
    for validity in [past, json!([]), json!(null)] {
        let stored =
            json!({ "permission": "conversation.view", "scope": any, "validity": validity });
        written_back::<Grant>(&stored);
        let grant: Grant = read(&stored);
        assert!(matches!(grant.gives, Gives::Unread(_)), "{stored}");
        let stored = json!({
            "id": "deny.later", "permissions": ["order.view"], "scope": any, "validity": validity,
        });
        written_back::<Restriction>(&stored);
        let restriction: Restriction = read(&stored);
        assert!(matches!(restriction.takes, Takes::Unread(_)), "{stored}");
        assert!(restriction.validity.holds(cast::noon()), "{stored}");
    }
}

proptest! {
    #![proptest_config(cases(500))]

    /// Whatever shape a later release gives a grant: it is read, written back, and grants nothing.
    #[test]
    fn a_grant_of_any_unknown_shape_comes_back(stored in strategy::later_grant(), q in strategy::question()) {
        let grant: Grant = read(&stored);
        prop_assert!(matches!(grant.gives, Gives::Unread(_)), "{}", stored);
        prop_assert_eq!(&serde_json::to_value(&grant).unwrap(), &stored);
        let more = q.holder.clone().with_grant(grant);
        let request = Request { holder: &more, ..q.request() };
        prop_assert_eq!(q.roles.decide(&request, q.now), q.decide());
        prop_assert_eq!(q.roles.effective(&more, q.now), q.roles.effective(&q.holder, q.now));
    }

    /// Whatever shape a later release gives a restriction: it is read, written back, and denies
    /// wherever its scope covers.
    #[test]
    fn a_restriction_of_any_unknown_shape_denies(stored in strategy::later_restriction(), q in strategy::question()) {
        let restriction: Restriction = read(&stored);
        let there = !matches!(restriction.takes, Takes::These { .. });
        prop_assert!(there, "{}", stored);
        prop_assert_eq!(&serde_json::to_value(&restriction).unwrap(), &stored);
        let covers = restriction.scope.covers(&q.holder.actor(), &q.resource());
        let less = q.holder.clone().with_restriction(restriction);
        let request = Request { holder: &less, ..q.request() };
        let allowed = q.roles.allows(&request, q.now);
        prop_assert!(!covers || !allowed, "{}", stored);
        prop_assert!(!allowed || q.decide().is_allow());
    }

    /// Any JSON at all is a grant and a restriction, known or kept.
    #[test]
    fn no_stored_json_is_dropped_or_refused(stored in strategy::json()) {
        let grant: Grant = read(&stored);
        let restriction: Restriction = read(&stored);
        if matches!(grant.gives, Gives::Unread(_)) {
            prop_assert_eq!(&serde_json::to_value(&grant).unwrap(), &stored);
        }
        let kept = !matches!(restriction.takes, Takes::These { .. });
        let again = serde_json::to_value(&restriction).unwrap();
        prop_assert!(kept);
        prop_assert_eq!(&read::<Restriction>(&again), &restriction);
        // Also as text.
        let text = serde_json::to_string(&grant).unwrap();
        let reread: Grant = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&reread).unwrap(), text);
    }
}
