//! An explanation is complete and is one with the decision; batches stop where they say; scopes stay
//! until they say.

mod until;

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect_file;
use frontdesk_access::{
    About, AdminAction, Directory, Explanation, Grant, Holder, Link, Permission, PermissionSet,
    Reason, Request, Resource, Restriction, RestrictionId, Scope, Semantics,
};
use frontdesk_model::{ActorId, NoNames, Relation, UserId, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast, strategy};
use proptest::prelude::*;

use Permission as P;

/// The question that a link answers.
fn question<'a>(q: &'a strategy::Question, link: &Link) -> Request<'a> {
    let actor = q.holder.actor();
    Request {
        holder: &q.holder,
        permission: link.permission,
        resource: match link.about {
            About::Object => q.resource(),
            About::Section => Resource::section(&actor),
            About::OwnRecord => Resource::own_record(&actor),
        },
    }
}

proptest! {
    #![proptest_config(crate::cases(500))]

    /// The explanation says what the decision says, and the answer is yes exactly if nothing speaks
    /// against any link.
    #[test]
    fn an_explanation_is_one_with_the_decision(q in strategy::question()) {
        let why = q.roles.explain(&q.request(), q.now);
        prop_assert_eq!(&why.decision, &q.decide());
        prop_assert_eq!(&why.enough, &q.roles.enough(&q.request(), q.now));
        prop_assert_eq!(why.links.iter().all(Link::is_there), why.decision.is_allow());
        let root = &why.links[0];
        prop_assert_eq!((root.permission, root.needed_by), (q.permission, None));
        if why.decision.is_allow() {
            prop_assert_eq!(&root.granted, &why.decision.reasons);
        } else if let Some(first) = root.against.first() {
            prop_assert_eq!(first, &why.decision.reasons[0]);
        } else {
            prop_assert_eq!(why.decision.reasons[0].code(), "prerequisite");
        }
    }

    /// Everything that is needed has its link, once; and each link says why its own question has the
    /// answer that it has.
    #[test]
    fn every_link_is_there_and_says_why(q in strategy::question()) {
        let why = q.roles.explain(&q.request(), q.now);
        let comparable = q.holder.tenant == q.resource().tenant
            && q.roles.object_of(q.permission) == Some(q.resource().kind);
        let named: PermissionSet = why.links.iter().map(|link| link.permission).collect();
        match comparable {
            true => prop_assert_eq!(named, q.roles.with_prerequisites(q.permission)),
            false => prop_assert_eq!(why.links.len(), 1),
        }
        let once: BTreeSet<_> = why.links.iter().map(|l| (l.permission, l.about)).collect();
        prop_assert_eq!(once.len(), why.links.len());
        for link in &why.links {
            let asked = question(&q, link);
            let answer = q.roles.decide(&asked, q.now);
            if answer.is_allow() {
                prop_assert!(link.is_there());
                prop_assert_eq!(&link.granted, &answer.reasons);
            } else if q.holder.standing.can_act() && answer.reasons[0].code() != "prerequisite" {
                prop_assert_eq!(&link.against[0], &answer.reasons[0]);
            }
            prop_assert!(link.near.is_empty() || link.granted.is_empty());
        }
    }

    /// Every restriction that takes any link is named, by a plain loop over the record.
    #[test]
    fn every_restriction_that_denies_is_named(q in strategy::question()) {
        let why = q.roles.explain(&q.request(), q.now);
        let mut taking = BTreeSet::new();
        for link in &why.links {
            let asked = question(&q, link);
            for restriction in &q.holder.restrictions {
                let bites = restriction.validity.holds(q.now)
                    && restriction.concerns(link.permission)
                    && restriction.scope.covers(&q.holder.actor(), &asked.resource);
                let reason = Reason::Restricted {
                    permission: link.permission,
                    restriction: restriction.id.clone(),
                };
                let comparable = asked.resource.tenant == q.holder.tenant
                    && q.roles.object_of(link.permission) == Some(asked.resource.kind);
                if bites && comparable {
                    taking.insert(restriction.id.clone());
                    prop_assert!(link.against.contains(&reason), "{:?}", reason);
                }
            }
        }
        let named: BTreeSet<_> = why.lifted_by.into_keys().collect();
        prop_assert_eq!(named, taking);
    }

    /// A no for want of something names all that is wanting and not only the first.
    #[test]
    fn every_missing_prerequisite_is_a_reason(q in strategy::question()) {
        let decision = q.decide();
        if decision.reasons[0].code() == "prerequisite" {
            let why = q.roles.explain(&q.request(), q.now);
            for needed in q.roles.prerequisites_of(q.permission) {
                let link = why.links.iter().find(|link| link.permission == *needed).unwrap();
                let missing = !q.roles.allows(&question(&q, link), q.now);
                let reason = Reason::Prerequisite { permission: q.permission, missing: *needed };
                prop_assert_eq!(decision.reasons.contains(&reason), missing);
                for against in &link.against {
                    let of_decision = decision.reasons.contains(against);
                    prop_assert!(of_decision || link.against[0] != *against, "{}", against);
                }
            }
        }
    }

    /// Without names and without a catalogue the words are those of the reasons themselves, scopes
    /// included.
    #[test]
    fn the_words_are_those_of_the_reasons(q in strategy::question()) {
        let why = q.roles.explain(&q.request(), q.now);
        let words = why.to_string();
        for link in &why.links {
            for reason in link.granted.iter().chain(&link.against).chain(&link.near) {
                prop_assert!(words.contains(&reason.to_string()), "{} is not in\n{}", reason, words);
            }
            for reason in link.granted.iter().chain(&link.near) {
                if let Reason::Granted { scope, .. } | Reason::OutOfScope { scope, .. } = reason {
                    let end = format!("@ {scope}");
                    prop_assert!(reason.to_string().ends_with(&end));
                }
            }
        }
    }

    /// A batch answers each question as it would be answered alone, and stops where it says.
    #[test]
    fn a_batch_stops_where_it_says(
        q in strategy::question(),
        things in proptest::collection::vec(strategy::thing(), 0..6),
    ) {
        let actor = q.holder.actor();
        let mut requests = vec![q.request()];
        requests.extend(things.iter().map(|thing| Request {
            resource: thing.resource(&actor),
            ..q.request()
        }));
        let alone: Vec<_> = requests.iter().map(|r| q.roles.decide(r, q.now)).collect();
        for semantics in Semantics::ALL {
            let stop = alone.iter().position(|answer| match semantics {
                Semantics::ExecuteAll => false,
                Semantics::DenyOnFirstDeny => !answer.is_allow(),
                Semantics::PermitOnFirstPermit => answer.is_allow(),
            });
            let asked = stop.map_or(alone.len(), |at| at + 1);
            let answers = q.roles.decide_all(&requests, semantics, q.now);
            prop_assert_eq!(&answers[..], &alone[..asked]);
            prop_assert_eq!(Semantics::from_name(semantics.name()), Some(semantics));
            let json = serde_json::to_value(semantics).unwrap();
            prop_assert_eq!(json.as_str(), Some(semantics.name()));
        }
        prop_assert_eq!(Semantics::from_name("execute_some"), None);
    }

    /// The scopes are the same until the moment that they name, at every moment that the records
    /// name and just before it, and others from that moment on.
    #[test]
    fn the_scopes_change_when_they_say_and_not_before(q in strategy::question()) {
        let scopes = |at| q.roles.scopes_of(&q.holder, q.permission, at);
        let meaning = |at| {
            let found = scopes(at);
            (found.all_of, found.none_of)
        };
        let now = scopes(q.now);
        let of_roles = q.roles.roles().flat_map(|role| {
            let of_add_ons = role.add_ons.values().flat_map(|add_on| &add_on.grants);
            role.grants.iter().chain(of_add_ons)
        });
        let grants = q.holder.grants.iter().chain(of_roles).map(|grant| grant.validity);
        let roles = q.holder.roles.iter().map(|role| role.validity);
        let restrictions = q.holder.restrictions.iter().map(|r| r.validity);
        let mut moments = BTreeSet::new();
        for validity in grants.chain(roles).chain(restrictions) {
            for moment in [validity.from(), validity.end()].into_iter().flatten() {
                let just_before = moment - frontdesk_model::chrono::TimeDelta::milliseconds(1);
                moments.extend([just_before, moment]);
            }
        }
        for moment in moments.into_iter().filter(|moment| *moment >= q.now) {
            if now.valid_until.is_none_or(|until| moment < until) {
                prop_assert_eq!(&scopes(moment), &now, "changed before it said");
            }
        }
        if let Some(until) = now.valid_until {
            prop_assert!(until > q.now);
            prop_assert_ne!(meaning(until), meaning(q.now), "nothing changed");
        }
    }
}

/// The directory says who may lift a restriction that stands in the way: those whom the guard lets,
/// and never the restricted person. Lifted by one of them, and with what is then enough, the answer
/// is yes.
#[test]
fn the_directory_says_who_may_lift() {
    let maria = cast::maria();
    let mut directory = Directory::new(cast::TENANT, cast::roles());
    // Olga has the right to assign roles, and covers nothing of what the restriction takes.
    let olga =
        cast::olga().with_rights(&[P::ROLE_ASSIGN, P::ROLE_VIEW, P::USER_VIEW], &Scope::any());
    let covering: Vec<Permission> = P::ALL.to_vec();
    let fedor = cast::fedor().with_rights(&covering, &Scope::any());
    for holder in [&maria, &cast::anna(), &olga, &fedor] {
        directory.load(holder.clone(), Version::FIRST).unwrap();
    }
    let request = Request {
        holder: &maria,
        permission: P::USER_EDIT,
        resource: Resource::own_record(&maria.actor()),
    };
    let why = directory.explain(&request, cast::noon());
    let panel = RestrictionId::from_static("deny.admin_panel");
    let lifters: BTreeSet<ActorId> = [cast::FEDOR.into()].into();
    assert_eq!(
        why.lifted_by,
        BTreeMap::from([(panel.clone(), Some(lifters))])
    );
    let names = BTreeMap::from([(cast::FEDOR.uuid(), "Fedor".to_owned())]);
    let told = why.told(directory.catalogue(), &names).to_string();
    assert!(
        told.ends_with("\ndeny.admin_panel may be lifted by Fedor"),
        "{told}"
    );
    // But for that it is the catalogue's explanation, which knows nobody.
    let plain = directory.catalogue().explain(&request, cast::noon());
    assert_eq!((&plain.decision, &plain.links), (&why.decision, &why.links));
    assert_eq!(plain.lifted_by, BTreeMap::from([(panel, None)]));

    let restriction = maria.restrictions[0].clone();
    let lift = AdminAction::Lift {
        user: maria.id,
        restriction,
    };
    let permit = directory
        .may_administer(cast::FEDOR.into(), &lift, cast::noon())
        .unwrap();
    for event in &permit.events {
        directory.apply(event).unwrap();
    }
    let holder = directory.holder(maria.id).unwrap();
    let again = Request { holder, ..request };
    assert!(directory.catalogue().allows(&again, cast::noon()));
    assert!(directory.explain(&again, cast::noon()).lifted_by.is_empty());
}

/// Nobody is named where nobody may, and a stranger's record is nobody's to change.
#[test]
fn nobody_may_lift() {
    let maria = cast::maria();
    let mut directory = Directory::new(cast::TENANT, cast::roles());
    let request = Request {
        holder: &maria,
        permission: P::SURFACE_ADMIN_PANEL,
        resource: Resource::section(&maria.actor()),
    };
    for _ in 0..2 {
        let why = directory.explain(&request, cast::noon());
        let people = why.lifted_by.values().cloned().collect::<Vec<_>>();
        assert_eq!(people, [Some(BTreeSet::new())]);
        assert!(
            why.to_string()
                .ends_with("\nnobody may lift deny.admin_panel")
        );
        let everything = maria.clone().with_rights(P::ALL, &Scope::any());
        let _ = directory.load(everything, Version::FIRST);
    }
}

/// What a head of support reads.
#[test]
fn explanations_in_words() {
    let roles = cast::roles();
    let names = BTreeMap::from([
        (cast::BORIS.uuid(), "Boris".to_owned()),
        (cast::SALES.uuid(), "Sales".to_owned()),
        (cast::SHOP.uuid(), "shop.example".to_owned()),
    ]);
    let chat = cast::chat(1)
        .in_work_with(cast::BORIS)
        .in_queue_of(cast::SALES)
        .on_site(cast::SHOP);
    let list = [P::COLLEAGUE_LIST].into_iter().collect();
    let deny = Restriction::taking(RestrictionId::from_static("deny.list"), list, Scope::any());
    let taken = cast::anna().with_restriction(deny);
    let only = Scope::of(Relation::Own);
    let nobody = cast::olga().with_rights(&[P::CONVERSATION_TRANSFER], &only);
    let (anna, boris, egor) = (cast::anna(), cast::boris(), cast::egor());
    let mut text = String::new();
    for holder in [&boris, &anna, &taken, &nobody, &egor] {
        let request = Request {
            holder,
            permission: P::CONVERSATION_TRANSFER,
            resource: Resource::conversation(&holder.actor(), &chat),
        };
        let why: Explanation = roles.explain(&request, cast::noon());
        text.push_str(&format!("{}\n\n", why.told(&roles, &names)));
    }
    expect_file!["golden/explained.txt"].assert_eq(&text);
    // A catalogue gives labels; without names, ids.
    let request = Request {
        holder: &anna,
        permission: P::CONVERSATION_TRANSFER,
        resource: Resource::conversation(&anna.actor(), &chat),
    };
    let why = roles.explain(&request, cast::noon());
    let told = why.told(&roles, &NoNames).to_string();
    assert!(told.contains(&format!("sites = {}", cast::SHOP)));
    assert!(told.contains("Others' conversations of role Operator"));
    assert!(why.to_string().contains("opt.lead of cast.operator"));
}

/// Who may lift is asked of everybody. Lifting loses no administrator, so that nobody is counted for
/// each of them: in the debug build 800 people, all of whom administer, took minutes.
#[test]
fn who_may_lift_is_told_of_many_people() {
    let tenant = cast::TENANT;
    let all = Grant::every(Scope::any());
    let of = |number: i64| Holder::new(tenant, UserId::from_number(number)).with_grant(all.clone());
    let denied: PermissionSet = [P::TAG_MANAGE].into_iter().collect();
    let deny = Restriction::taking(
        RestrictionId::from_static("deny.tags"),
        denied,
        Scope::any(),
    );
    let target = of(1).with_restriction(deny.clone());
    let mut directory = Directory::new(tenant, cast::roles());
    directory.load(target.clone(), Version::FIRST).unwrap();
    for number in 2..=800 {
        directory.load(of(number), Version::FIRST).unwrap();
    }
    assert_eq!(directory.administrators(cast::noon()).len(), 800);
    let request = Request {
        holder: &target,
        permission: P::TAG_MANAGE,
        resource: Resource::section(&target.actor()),
    };
    let why = directory.explain(&request, cast::noon());
    // All but who bears it.
    let people = why.lifted_by[&deny.id].as_ref().unwrap();
    assert_eq!(people.len(), 799);
    assert!(!people.contains(&target.id));
    // And the answer is the guard's: lifting relies on nobody who remains, restricting does.
    let lift = AdminAction::Lift {
        user: target.id,
        restriction: deny,
    };
    let permit = directory.may_administer(UserId::from_number(2).into(), &lift, cast::noon());
    assert_eq!(permit.unwrap().preconditions.len(), 3);
}
