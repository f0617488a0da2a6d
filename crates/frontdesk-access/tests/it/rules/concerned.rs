//! Whom a conversation concerns: who is named in it, who stands in for whom, and whether it is
//! private. A private conversation with its list of people is the dimension with the relations that
//! are there already; nothing else decides who sees it.

use frontdesk_access::{
    AccessEvent, Catalogue, Compiled, CompiledRequest, Directory, Enough, Gives, Grant, Holder,
    Permission, Request, Resource, Restriction, RestrictionId, Scope, Takes, Wanted, Whose,
};
use frontdesk_model::{ConversationFacts, Privacy, Relation, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, Thing, assert_denies, cast, judge, naive};

use Permission as P;

const VIEW: &[Permission] = &[P::CONVERSATION_VIEW];

fn with_privacy(privacy: Privacy, relation: Relation) -> Scope {
    Scope {
        privacy: Some(privacy),
        ..Scope::of(relation)
    }
}

fn open() -> Scope {
    with_privacy(Privacy::Open, Relation::Any)
}

fn private() -> Scope {
    with_privacy(Privacy::Private, Relation::Any)
}

/// What is open, and of the rest what is one's own, what one made and what one takes part in.
fn member() -> Holder {
    let held = [
        open(),
        Scope::of(Relation::Own),
        Scope::of(Relation::Created),
        Scope::of(Relation::Participating),
    ];
    held.iter().fold(cast::olga(), |holder, scope| {
        holder.with_rights(VIEW, scope)
    })
}

fn deny(scope: Scope) -> Restriction {
    let id = RestrictionId::from_static("deny.some");
    Restriction::taking(id, [P::CONVERSATION_VIEW].into_iter().collect(), scope)
}

/// The answer, the same in every way to ask.
fn sees(holder: &Holder, chat: &ConversationFacts) -> bool {
    let roles = Catalogue::default();
    let about = Resource::conversation(&holder.actor(), chat);
    let answer = judge(&roles, holder, P::CONVERSATION_VIEW, about, cast::noon()).is_allow();

    let scopes = roles.scopes_of(holder, P::CONVERSATION_VIEW, cast::noon());
    assert_eq!(scopes.cover(&about), answer, "{chat:?}");
    let mut desk = Directory::new(holder.tenant, roles);
    desk.load(holder.clone(), Version::FIRST).unwrap();
    let compiled = Compiled::build(&desk);
    let quick = CompiledRequest {
        permission: P::CONVERSATION_VIEW,
        resource: &about,
    };
    let handle = compiled.handle(holder.id).unwrap();
    assert_eq!(compiled.allows(handle, &quick, cast::noon()), answer);
    let told = compiled.decide(handle, &quick, cast::noon()).unwrap();
    assert_eq!(told.is_allow(), answer);
    answer
}

#[test]
fn a_private_conversation_is_seen_by_those_whom_it_concerns() {
    let of_boris = || cast::chat(1).in_work_with(cast::BORIS);
    let secret = || of_boris().with_privacy(Privacy::Private);
    let rows: [(&str, ConversationFacts, bool); 9] = [
        ("open", of_boris().with_privacy(Privacy::Open), true),
        ("private", secret(), false),
        // What the host does not say is not open.
        ("not known", of_boris(), false),
        (
            "private, a watcher",
            secret().with_participant(cast::OLGA),
            true,
        ),
        (
            "private, another watches",
            secret().with_participant(cast::VERA),
            false,
        ),
        (
            "private, made by her",
            secret().created_by(cast::OLGA),
            true,
        ),
        ("private, hers", secret().in_work_with(cast::OLGA), true),
        // Nobody gave her what she is named in, nor what she stands in for.
        (
            "private, named",
            secret().with_mention_of(cast::OLGA),
            false,
        ),
        (
            "private, stands in",
            secret().with_substitute(cast::OLGA),
            false,
        ),
    ];
    for (name, chat, seen) in rows {
        assert_eq!(sees(&member(), &chat), seen, "{name}");
    }
}

#[test]
fn who_is_named_sees_it_while_he_is() {
    let named = cast::olga().with_rights(VIEW, &Scope::of(Relation::Mentioned));
    let secret = cast::chat(1)
        .in_work_with(cast::BORIS)
        .with_privacy(Privacy::Private);
    assert!(!sees(&named, &secret));
    assert!(sees(&named, &secret.clone().with_mention_of(cast::OLGA)));
    // Another place, another answer: only open ones.
    let only_open = with_privacy(Privacy::Open, Relation::Mentioned);
    let named = cast::olga().with_rights(VIEW, &only_open);
    let mentioned = secret.with_mention_of(cast::OLGA);
    assert!(!sees(&named, &mentioned));
    assert!(sees(&named, &mentioned.with_privacy(Privacy::Open)));
}

#[test]
fn who_stands_in_has_what_the_other_has_and_no_more() {
    let scope = Scope::of(Relation::Substitute);
    let deputy = cast::olga().with_rights(VIEW, &scope);
    let of_boris = cast::chat(1).in_work_with(cast::BORIS);
    let stood_in = of_boris.clone().with_substitute(cast::OLGA);
    assert!(sees(&deputy, &stood_in));
    assert!(sees(&deputy, &stood_in.clone().closed()));
    assert!(!sees(&deputy, &of_boris), "Boris is back");
    let taken_over = stood_in.clone().in_work_with(cast::OLGA);
    assert!(!sees(&deputy, &taken_over), "it is her own");
    assert!(!sees(
        &deputy,
        &stood_in.clone().in_work_with_bot(cast::ROBOT)
    ));
    assert!(!sees(&deputy, &stood_in.clone().waiting()));
    // A denial of it is no wider than a grant.
    let denied = cast::olga()
        .with_rights(VIEW, &Scope::any())
        .with_restriction(deny(scope));
    assert!(!sees(&denied, &stood_in));
    assert!(sees(&denied, &of_boris));
    assert!(sees(&denied, &taken_over));
}

/// A denial of what is private leaves what is open, and what nobody says.
#[test]
fn what_is_private_can_be_denied() {
    let denied = cast::olga()
        .with_rights(VIEW, &Scope::any())
        .with_restriction(deny(private()));
    for (privacy, seen) in [
        (None, true),
        (Some(Privacy::Open), true),
        (Some(Privacy::Private), false),
    ] {
        let mut chat = cast::chat(1);
        chat.privacy = privacy;
        assert_eq!(sees(&denied, &chat), seen, "{privacy:?}");
    }
}

fn uncovered(actor: &Holder, scopes: &[Scope]) -> Vec<Scope> {
    let given = |scope: &Scope| Grant::new(P::CONVERSATION_VIEW, scope.clone());
    let grants: Vec<Grant> = scopes.iter().map(given).collect();
    let wanted = Wanted {
        grants: &grants,
        of: Whose::Anyone,
    };
    let rest = Catalogue::default().uncovered(actor, &wanted, cast::noon());
    rest.into_iter().map(|grant| grant.scope).collect()
}

/// Who sees what is open gives neither what is private nor everything, and of several grants the
/// remainder is just the one.
#[test]
fn who_sees_what_is_open_gives_no_more() {
    let has = |scope: &Scope| cast::olga().with_rights(VIEW, scope);
    assert_eq!(uncovered(&has(&open()), &[open()]), []);
    let both = [open(), private()];
    assert_eq!(uncovered(&has(&open()), &both), [private()]);
    assert_eq!(uncovered(&has(&private()), &both), [open()]);
    assert_eq!(uncovered(&has(&Scope::any()), &both), []);
    // An enumeration never covers what is not enumerated: of some nobody says whether they are.
    assert_eq!(uncovered(&has(&open()), &[Scope::any()]), [Scope::any()]);
    let of_both = has(&open()).with_rights(VIEW, &private());
    assert_eq!(uncovered(&of_both, &both), []);
    assert_eq!(uncovered(&of_both, &[Scope::any()]), [Scope::any()]);
    // Whoever is denied what is private has what is open, and not everything.
    let denied = has(&Scope::any()).with_restriction(deny(private()));
    assert_eq!(uncovered(&denied, &both), [private()]);
    // By name, and with the dimension.
    let named = Scope::of(Relation::Mentioned);
    let open_ones = with_privacy(Privacy::Open, Relation::Mentioned);
    assert_eq!(
        uncovered(&has(&named), std::slice::from_ref(&open_ones)),
        []
    );
    assert_eq!(
        uncovered(&has(&open()), std::slice::from_ref(&open_ones)),
        []
    );
    assert_eq!(
        uncovered(&has(&open_ones), std::slice::from_ref(&named)),
        [named]
    );
    // Standing in is never one's own, nor what is offered or waits: it is some other person's.
    let stands_in = Scope::of(Relation::Substitute);
    for other in [
        Relation::Own,
        Relation::Unassigned,
        Relation::ColleagueInWork,
    ] {
        let rest = uncovered(&has(&Scope::of(other)), std::slice::from_ref(&stands_in));
        assert_eq!(rest, std::slice::from_ref(&stands_in), "{other}");
    }
    let denied = has(&Scope::any()).with_restriction(deny(Scope::of(Relation::Own)));
    assert_eq!(uncovered(&denied, std::slice::from_ref(&stands_in)), []);
    let denied = has(&Scope::any()).with_restriction(deny(Scope::of(Relation::Participating)));
    assert_eq!(
        uncovered(&denied, std::slice::from_ref(&stands_in)),
        [stands_in]
    );
}

/// What a restriction takes of what one has: of what is open nothing, if it denies what is private.
#[test]
fn lifting_a_denial_of_what_one_has_not_gives_nothing() {
    let rights = [P::USER_VIEW, P::ROLE_VIEW, P::ROLE_ASSIGN];
    let boris = Holder::new(cast::TENANT, cast::BORIS).with_rights(&rights, &Scope::any());
    let may_lift = |held: &Scope| {
        let olga = cast::olga()
            .with_rights(VIEW, held)
            .with_restriction(deny(private()));
        let mut desk = Directory::new(cast::TENANT, Catalogue::default());
        for holder in [boris.clone(), olga.clone()] {
            desk.load(holder, Version::FIRST).unwrap();
        }
        let lift = frontdesk_access::AdminAction::Lift {
            user: olga.id,
            restriction: olga.restrictions[0].clone(),
        };
        let permit = desk.may_administer(boris.id, &lift, cast::noon());
        permit.map(|permit| {
            let lifted = |event: &AccessEvent| matches!(event, AccessEvent::Lifted { .. });
            assert!(permit.events.iter().any(lifted));
        })
    };
    may_lift(&open()).unwrap();
    assert!(may_lift(&private()).is_err());
    assert!(may_lift(&Scope::any()).is_err());
}

/// What would be enough names it where it is known, and asks for nothing where it is not.
#[test]
fn the_narrowest_scope_names_what_is_known() {
    let enough = |chat: ConversationFacts| -> Vec<String> {
        let olga = cast::olga();
        let request = Request {
            holder: &olga,
            permission: P::CONVERSATION_VIEW,
            resource: Resource::conversation(&olga.actor(), &chat),
        };
        match Catalogue::default().enough(&request, cast::noon()) {
            Enough::Grants { grants, .. } => grants.iter().map(|g| g.scope.to_string()).collect(),
            other => panic!("{other:?}"),
        }
    };
    let of_boris = || {
        cast::chat(1)
            .in_work_with(cast::BORIS)
            .in_queue_of(cast::SALES)
    };
    let place = format!("groups = {} & people = {}", cast::SALES, cast::BORIS);
    let secret = || of_boris().with_privacy(Privacy::Private);
    assert_eq!(
        enough(secret()),
        [format!("colleague_in_work & {place} & privacy = private")]
    );
    assert_eq!(enough(of_boris()), [format!("colleague_in_work & {place}")]);
    assert_eq!(
        enough(secret().with_mention_of(cast::OLGA)),
        [format!(
            "mentioned & {place} & states = in_work & privacy = private"
        )]
    );
    assert_eq!(
        enough(of_boris().with_substitute(cast::OLGA)),
        [format!("substitute & {place} & states = in_work")]
    );
}

/// Neither an order nor a person's record is open or private: no scope that asks covers one.
#[test]
fn what_is_no_conversation_is_neither() {
    let roles = Catalogue::default();
    for privacy in Privacy::ALL {
        let scope = with_privacy(privacy, Relation::Any);
        for (permission, thing) in [
            (
                P::ORDER_VIEW,
                crate::thing(frontdesk_access::ObjectKind::Order),
            ),
            (
                P::USER_VIEW,
                crate::thing(frontdesk_access::ObjectKind::User),
            ),
            (
                P::SITE_VIEW,
                crate::thing(frontdesk_access::ObjectKind::Site),
            ),
            (
                P::COLLEAGUE_LIST,
                crate::thing(frontdesk_access::ObjectKind::Section),
            ),
        ] {
            let holder = cast::olga().with_rights(&[permission], &scope);
            let about = thing.resource(&holder.actor());
            assert_denies!(
                roles,
                holder,
                permission,
                about,
                cast::noon(),
                "not_granted"
            );
        }
        // An offline application has the facts of a conversation.
        let asked = cast::chat(1).with_privacy(privacy);
        let holder = cast::olga().with_rights(&[P::REQUEST_HANDLE], &scope);
        let thing = Thing::Request(asked);
        let about = thing.resource(&holder.actor());
        let answer = judge(&roles, &holder, P::REQUEST_HANDLE, about, cast::noon());
        assert!(answer.is_allow());
        let object = naive::Object::new(&holder.actor(), &thing);
        assert!(naive::covers(&scope, &holder.memberships, &object));
    }
}

/// What this release stores of it an older one keeps and does not follow: a word that is not known
/// gives nothing in a grant, and takes everything in a restriction.
#[test]
fn a_word_that_is_not_known_gives_nothing_and_takes_everything() {
    let stored = serde_json::to_value(private()).unwrap();
    let expected = serde_json::json!({ "relation": "any", "privacy": "private" });
    assert_eq!(stored, expected);
    for scope in [
        serde_json::json!({ "relation": "any", "privacy": "secret" }),
        serde_json::json!({ "relation": "any", "privacy": ["private"] }),
        serde_json::json!({ "relation": "named_in_the_subject" }),
    ] {
        let grant = serde_json::json!({ "permission": "conversation.view", "scope": scope });
        let read: Grant = serde_json::from_value(grant.clone()).unwrap();
        assert!(matches!(read.gives, Gives::Unread(_)), "{scope}");
        assert_eq!(serde_json::to_value(&read).unwrap(), grant);
        assert!(!sees(&cast::olga().with_grant(read), &cast::chat(1)));
        let restriction =
            serde_json::json!({ "id": "deny.x", "permissions": ["order.view"], "scope": scope });
        let read: Restriction = serde_json::from_value(restriction).unwrap();
        assert!(matches!(read.takes, Takes::Unreadable(_)) && read.scope.is_any());
    }
}
