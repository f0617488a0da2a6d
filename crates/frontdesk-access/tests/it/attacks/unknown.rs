//! What is missing, unknown or empty.

use frontdesk_access::{
    Among, Catalogue, Groups, Modules, ObjectKind, Permission, Reason, Resource, Restriction,
    RestrictionId, Role, RoleId, Scope,
};
use frontdesk_model::{Labels, Privacy, Relation};
use frontdesk_testkit::{
    BuildConversation, BuildHolder, assert_allows, assert_denies, cast, judge,
};

use crate::thing;
use Permission as P;

#[test]
fn attack_13_a_right_to_read_is_no_right_to_write() {
    let roles = cast::roles();
    let pairs = [
        (P::CONVERSATION_VIEW, P::CONVERSATION_REPLY),
        (P::ORDER_VIEW, P::ORDER_EDIT),
        (P::USER_VIEW, P::USER_EDIT),
        (P::ROLE_VIEW, P::ROLE_EDIT),
        (P::EMPLOYEE_VIEW, P::EMPLOYEE_EDIT),
        (P::CALLER_ID_VIEW, P::CALLER_ID_CHANGE),
    ];
    for (read, write) in pairs {
        let reader = cast::olga().with_rights(&crate::with_all_it_needs(read), &Scope::any());
        let thing = thing(read.object().unwrap());
        let about = thing.resource(&reader.actor());
        assert_allows!(roles, reader, read, about, cast::noon());
        assert_denies!(roles, reader, write, about, cast::noon(), "not_granted");
    }
    // Granting every other right of the catalogue does not make up for the one that is missing.
    for missing in P::ALL {
        let others: Vec<P> = P::ALL.iter().copied().filter(|p| p != missing).collect();
        let holder = cast::olga().with_rights(&others, &Scope::any());
        let thing = thing(missing.object().unwrap());
        let about = thing.resource(&holder.actor());
        assert_denies!(roles, holder, *missing, about, cast::noon(), "not_granted");
    }
}

#[test]
fn attack_17_what_is_unknown_is_denied_or_refused() {
    // An unknown relation, dimension, state, section or origin does not become "no condition".
    for json in [
        r#"{"relation":"team"}"#,
        r#"{"relation":"Own"}"#,
        r#"{"team":["x"]}"#,
        r#"{"states":["snoozed"]}"#,
        r#"{"origin":["gift"]}"#,
        r#"{"relation":"any","privacy":"secret"}"#,
        r#"{"relation":"any","privacy":["open"]}"#,
        r#"{"relation":"any","privacy":null}"#,
        r#"{"groups":{"all":true}}"#,
        r#"{"sites":"all"}"#,
        r#"{"sites":{"these":["17"]}}"#,
    ] {
        assert!(serde_json::from_str::<Scope>(json).is_err(), "{json}");
    }
    // Nor does a restriction lose what it takes: one that cannot be read takes every right.
    for json in [
        r#"{"id":"deny.x","section":["administration"]}"#,
        r#"{"id":"deny.x","sections":["everything"]}"#,
        r#"{"id":"deny.x","permissions":["conversation.see"]}"#,
    ] {
        let restriction: Restriction = serde_json::from_str(json).unwrap();
        assert!(
            P::every().all(|permission| restriction.concerns(permission)),
            "{json}"
        );
        assert!(restriction.scope.is_any(), "{json}");
    }

    // A right asked about another kind of object is denied, however rich the person.
    let roles = cast::roles();
    let holder = cast::olga().with_rights(P::ALL, &Scope::any());
    let kinds = [
        ObjectKind::Section,
        ObjectKind::Conversation,
        ObjectKind::Request,
        ObjectKind::Order,
        ObjectKind::NewOrder,
        ObjectKind::User,
        ObjectKind::Site,
        ObjectKind::Module,
    ];
    for permission in P::ALL {
        for kind in kinds {
            let thing = thing(kind);
            let about = thing.resource(&holder.actor());
            let decision = judge(&roles, &holder, *permission, about, cast::noon());
            assert_eq!(
                decision.is_allow(),
                kind == permission.object().unwrap(),
                "{permission} {kind:?}"
            );
        }
    }
    // An unknown state satisfies no relation that looks at the state.
    let mut stateless = cast::chat(1).waiting().in_queue_of(cast::SALES);
    let anna = cast::anna();
    let about = Resource::conversation(&anna.actor(), &stateless);
    assert_allows!(roles, anna, P::CONVERSATION_TAKE, about, cast::noon());
    stateless.state = None;
    let about = Resource::conversation(&anna.actor(), &stateless);
    assert_denies!(
        roles,
        anna,
        P::CONVERSATION_TAKE,
        about,
        cast::noon(),
        "not_granted"
    );
}

#[test]
fn attack_18_nothing_configured_is_nothing_allowed() {
    let roles = cast::roles();
    let olga = cast::olga();
    for permission in P::ALL {
        let thing = thing(permission.object().unwrap());
        let about = thing.resource(&olga.actor());
        assert_denies!(roles, olga, *permission, about, cast::noon(), "not_granted");
        assert_denies!(
            Catalogue::default(),
            cast::vera(),
            *permission,
            about,
            cast::noon(),
            "not_granted"
        );
    }
    assert!(roles.effective(&olga, cast::noon()).is_empty());

    // A role without grants, and an empty set in every dimension: nothing, not everything.
    let empty = Role::built_in(RoleId::from_static("test.empty"), Labels::new("Empty"));
    let one = Catalogue::try_from(vec![empty]).unwrap();
    let holder = cast::olga().with_role(cast::role("test.empty"));
    assert!(one.effective(&holder, cast::noon()).is_empty());

    let any = Scope::any;
    let empties = [
        Scope {
            groups: Some(Groups::default()),
            ..any()
        },
        Scope {
            groups: Some(Groups {
                mine: true,
                ..Groups::default()
            }),
            ..any()
        },
        Scope {
            people: Some(Among::These([].into())),
            ..any()
        },
        Scope {
            people: Some(Among::Mine),
            ..any()
        },
        Scope {
            assignee_groups: Some(Among::These([].into())),
            ..any()
        },
        Scope {
            sites: Some(Among::These([].into())),
            ..any()
        },
        Scope {
            sites: Some(Among::Mine),
            ..any()
        },
        Scope {
            questionnaires: Some(Among::Mine),
            ..any()
        },
        Scope {
            channels: Some(Among::Mine),
            ..any()
        },
        Scope {
            states: Some([].into()),
            ..any()
        },
        Scope {
            modules: Some(Modules::These([].into())),
            ..any()
        },
        Scope {
            origin: Some([].into()),
            ..any()
        },
        // Whether this one is private nobody knows: it is neither.
        Scope {
            privacy: Some(Privacy::Open),
            ..any()
        },
        Scope {
            privacy: Some(Privacy::Private),
            ..any()
        },
        Scope::of(Relation::MyGroupQueue),
    ];
    // A conversation of which everything else is known.
    let chat = cast::chat(1)
        .in_work_with(cast::BORIS)
        .with_assignee_group(cast::SALES)
        .in_queue_of(cast::SALES)
        .on_site(cast::SHOP)
        .with_questionnaire(cast::PRE_CHAT)
        .in_channel(frontdesk_model::Channel::Email);
    for scope in empties {
        let holder = cast::olga().with_rights(&[P::CONVERSATION_VIEW], &scope);
        let about = Resource::conversation(&holder.actor(), &chat);
        assert_denies!(
            roles,
            holder,
            P::CONVERSATION_VIEW,
            about,
            cast::noon(),
            "not_granted"
        );
    }
    // The twin: the same conversation with no condition at all.
    let holder = cast::olga().with_rights(&[P::CONVERSATION_VIEW], &any());
    let about = Resource::conversation(&holder.actor(), &chat);
    assert_allows!(roles, holder, P::CONVERSATION_VIEW, about, cast::noon());
}

#[test]
fn attack_20_a_right_without_its_prerequisite_has_no_effect() {
    // Manage statuses without seeing employees.
    let roles = cast::roles();
    let lone = cast::olga().with_rights(&[P::STATUS_CHANGE, P::STATUS_VIEW], &Scope::any());
    let about = Resource::own_record(&lone.actor());
    assert_denies!(
        roles,
        lone,
        P::STATUS_CHANGE,
        about,
        cast::noon(),
        "prerequisite"
    );
    assert!(
        roles.effective(&lone, cast::noon()).is_empty(),
        "and it is not in the list of rights"
    );
    let whole = lone.clone().with_rights(&[P::EMPLOYEE_VIEW], &Scope::any());
    assert_allows!(roles, whole, P::STATUS_CHANGE, about, cast::noon());
    // A prerequisite that a restriction takes is missing too.
    let taken = [P::EMPLOYEE_VIEW].into_iter().collect();
    let id = RestrictionId::from_static("deny.some");
    let restriction = Restriction::taking(id, taken, Scope::any());
    let restricted = whole.with_restriction(restriction);
    let decision = judge(&roles, &restricted, P::STATUS_CHANGE, about, cast::noon());
    let codes: Vec<&str> = decision.reasons.iter().map(Reason::code).collect();
    // Both ways to it are named, what takes it once.
    assert_eq!(
        codes,
        ["prerequisite", "restricted", "prerequisite", "prerequisite"]
    );
}
