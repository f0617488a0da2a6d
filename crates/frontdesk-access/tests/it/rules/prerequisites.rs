//! What a right needs (1.2), and rights that are about no object.

use frontdesk_access::{Among, Groups, Modules, ObjectKind, Origin, Permission, Resource, Scope};
use frontdesk_model::{ConversationState, Privacy, Relation};
use frontdesk_testkit::{
    BuildConversation, BuildHolder, Thing, assert_allows, assert_denies, cast, judge,
};

use crate::{thing, with_all_it_needs};
use Permission as P;

#[test]
fn a_right_alone_falls_away_without_any_one_prerequisite() {
    let roles = cast::roles();
    let mut rows = 0;
    for permission in P::ALL {
        let needed = with_all_it_needs(*permission);
        let thing = thing(permission.object().unwrap());
        let whole = cast::olga().with_rights(&needed, &Scope::any());
        let resource = thing.resource(&whole.actor());
        assert_allows!(roles, whole, *permission, resource, cast::noon());
        for without in &needed {
            let mut holder = whole.clone();
            holder
                .grants
                .retain(|grant| grant.gives.one() != Some(*without));
            let code = if without == permission {
                "not_granted"
            } else {
                "prerequisite"
            };
            assert_denies!(roles, holder, *permission, resource, cast::noon(), code);
            rows += 1;
        }
        // A prerequisite never grants: all it needs, and not the right itself.
        let only_needed = cast::olga().with_rights(&needed[1..], &Scope::any());
        assert_denies!(
            roles,
            only_needed,
            *permission,
            resource,
            cast::noon(),
            "not_granted"
        );
    }
    println!("{rows} rights without one of what they need");
}

#[test]
fn a_prerequisite_of_the_same_kind_is_about_the_same_object() {
    let roles = cast::roles();
    let boris = cast::boris();
    let mut holder = cast::olga()
        .with_rights(&[P::CONVERSATION_REPLY], &Scope::any())
        .with_rights(&[P::CONVERSATION_VIEW], &Scope::of(Relation::Own));
    holder.id = cast::ANNA.into();
    let hers = cast::chat(1).in_work_with(cast::ANNA);
    let his = cast::chat(2).in_work_with(cast::BORIS);
    let about = |chat| Resource::conversation(&holder.actor(), chat);
    assert_allows!(
        roles,
        holder,
        P::CONVERSATION_REPLY,
        about(&hers),
        cast::noon()
    );
    assert_denies!(
        roles,
        holder,
        P::CONVERSATION_REPLY,
        about(&his),
        cast::noon(),
        "prerequisite"
    );
    // The reasons go on to say what was wrong with the prerequisite.
    let decision = judge(
        &roles,
        &holder,
        P::CONVERSATION_REPLY,
        about(&his),
        cast::noon(),
    );
    let words: Vec<String> = decision.reasons.iter().map(ToString::to_string).collect();
    let expected = [
        "conversation.reply needs conversation.view",
        "nothing grants conversation.view here",
        "a grant to the person grants conversation.view only @ own",
    ];
    assert_eq!(words, expected);
    let sees = Resource::conversation(&boris.actor(), &hers);
    assert_allows!(roles, boris, P::CONVERSATION_VIEW, sees, cast::noon());
}

#[test]
fn a_prerequisite_of_no_object_is_asked_without_one() {
    // conversation.transfer needs colleague.list, which has no facts.
    let roles = cast::roles();
    let base = cast::olga().with_rights(
        &[P::CONVERSATION_VIEW, P::CONVERSATION_TRANSFER],
        &Scope::any(),
    );
    let chat = cast::chat(1);
    let everywhere = base
        .clone()
        .with_rights(&[P::COLLEAGUE_LIST], &Scope::any());
    let own_only = base.with_rights(&[P::COLLEAGUE_LIST], &Scope::of(Relation::Own));
    let about = Resource::conversation(&everywhere.actor(), &chat);
    assert_allows!(
        roles,
        everywhere,
        P::CONVERSATION_TRANSFER,
        about,
        cast::noon()
    );
    assert_denies!(
        roles,
        own_only,
        P::CONVERSATION_TRANSFER,
        about,
        cast::noon(),
        "prerequisite"
    );
}

#[test]
fn a_person_is_ones_own_record_where_the_right_has_none() {
    // user.create has no object; user.view is asked about one's own record.
    let roles = cast::roles();
    let creator = |scope: &Scope| {
        let base = cast::olga().with_rights(&[P::USER_CREATE], &Scope::any());
        base.with_rights(&[P::USER_VIEW], scope)
    };
    let others = Scope {
        people: Some(Among::These([cast::BORIS].into())),
        ..Scope::any()
    };
    for (scope, allowed) in [
        (Scope::any(), true),
        (Scope::of(Relation::Myself), true),
        (others.clone(), false),
    ] {
        let holder = creator(&scope);
        let decision = judge(
            &roles,
            &holder,
            P::USER_CREATE,
            Resource::section(&holder.actor()),
            cast::noon(),
        );
        assert_eq!(decision.is_allow(), allowed, "user.view @ {scope}");
    }
    // role.assign is about a person: user.view is asked about that one.
    let assigner = cast::olga()
        .with_rights(&[P::ROLE_ASSIGN, P::ROLE_VIEW], &Scope::any())
        .with_rights(&[P::USER_VIEW], &others);
    let about = |user| Thing::User {
        tenant: cast::TENANT,
        user,
        groups: [].into(),
    };
    let (boris, vera) = (about(cast::BORIS), about(cast::VERA));
    assert_allows!(
        roles,
        assigner,
        P::ROLE_ASSIGN,
        boris.resource(&assigner.actor()),
        cast::noon()
    );
    assert_denies!(
        roles,
        assigner,
        P::ROLE_ASSIGN,
        vera.resource(&assigner.actor()),
        cast::noon(),
        "prerequisite"
    );
}

#[test]
fn a_section_needs_an_unconditional_grant() {
    let roles = cast::roles();
    let everything: Vec<Scope> = {
        let any = Scope::any;
        let mut scopes: Vec<Scope> = Relation::ALL[1..].iter().map(|r| Scope::of(*r)).collect();
        scopes.extend([
            Scope {
                groups: Some(Groups {
                    these: [cast::SALES].into(),
                    mine: true,
                    none: true,
                }),
                ..any()
            },
            Scope {
                people: Some(Among::Mine),
                ..any()
            },
            Scope {
                assignee_groups: Some(Among::Mine),
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
                states: Some(ConversationState::ALL.into()),
                ..any()
            },
            Scope {
                modules: Some(Modules::Mine),
                ..any()
            },
            Scope {
                origin: Some([Origin::Conversation, Origin::Independent].into()),
                ..any()
            },
        ]);
        scopes.extend(Privacy::ALL.map(|wanted| Scope {
            privacy: Some(wanted),
            ..any()
        }));
        scopes
    };
    assert_eq!(everything.len(), 13 + 9 + 2);
    for permission in P::ALL
        .iter()
        .filter(|p| p.object().unwrap() == ObjectKind::Section)
    {
        let needed = &with_all_it_needs(*permission)[1..];
        let with = |scope: &Scope| {
            let base = cast::olga().with_rights(needed, &Scope::any());
            base.with_rights(&[*permission], scope)
        };
        let holder = with(&Scope::any());
        let section = Resource::section(&holder.actor());
        assert_allows!(roles, holder, *permission, section, cast::noon());
        for scope in &everything {
            let holder = with(scope);
            let section = Resource::section(&holder.actor());
            assert_denies!(
                roles,
                holder,
                *permission,
                section,
                cast::noon(),
                "not_granted"
            );
            // The list of rights does not show what can never be used.
            let listed = roles.effective(&holder, cast::noon());
            assert!(
                !listed.iter().any(|(p, _)| p == permission),
                "{permission} @ {scope}"
            );
        }
    }
}
