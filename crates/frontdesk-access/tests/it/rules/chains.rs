//! Rights of the host's own, each of which needs all before it: the whole range, in every kind of
//! chain there is. There are two to the power of thirty-one ways from the last to the first, and
//! thirty-two rights: whoever goes through the ways never ends.

use frontdesk_access::{
    About, Catalogue, Decision, Enough, Explanation, Grant, Holder, HostPermission, ObjectKind,
    Permission, Reason, Request, Resource, Restriction, RestrictionId, Scope, UserFacts,
};
use frontdesk_model::Relation;
use frontdesk_testkit::{BuildConversation, BuildHolder, Thing, cast, naive};

use Permission as P;

const ALL: u8 = 32;

fn host(number: u8) -> Permission {
    Permission::host(number).unwrap()
}

/// Each right about what its number says, needing all before it that it can need.
fn catalogue(count: u8, object: impl Fn(u8) -> ObjectKind) -> Catalogue {
    let mut roles = Catalogue::default();
    for number in 0..count {
        let own = object(number);
        let fits = |other: &u8| {
            let kind = object(*other);
            kind == own || matches!(kind, ObjectKind::Section | ObjectKind::User)
        };
        let right = HostPermission {
            permission: host(number),
            name: format!("own.right_{number}"),
            title: "one of many".to_owned(),
            object: own,
            needs: (0..number).filter(fits).map(host).collect(),
        };
        roles.declare(right).unwrap();
    }
    roles
}

/// What a right is about, by its number.
type KindOf = fn(u8) -> ObjectKind;

/// Of one kind, and of three that take turns; the last is about what the questions are about.
fn kinds() -> [(&'static str, KindOf); 3] {
    [
        ("conversations", |_| ObjectKind::Conversation),
        ("sections", |_| ObjectKind::Section),
        ("in turn", |number| match number % 3 {
            0 => ObjectKind::Section,
            1 => ObjectKind::Conversation,
            _ => ObjectKind::User,
        }),
    ]
}

fn thing(kind: ObjectKind) -> Thing {
    match kind {
        ObjectKind::Conversation => Thing::Conversation(cast::chat(1).in_work_with(cast::OLGA)),
        ObjectKind::User => Thing::User {
            tenant: cast::TENANT,
            user: cast::BORIS,
            groups: [cast::SALES].into(),
        },
        _ => Thing::Section(cast::TENANT),
    }
}

fn with_all_but(without: &[u8], scope: &Scope) -> Holder {
    let rights: Vec<Permission> = (0..ALL)
        .filter(|n| !without.contains(n))
        .map(host)
        .collect();
    cast::olga().with_rights(&rights, scope)
}

struct Answers {
    decision: Decision,
    why: Explanation,
    alternatives: usize,
}

/// Every way to ask ends, and says the same.
fn ask(roles: &Catalogue, holder: &Holder, permission: Permission, thing: &Thing) -> Answers {
    let actor = holder.actor();
    let request = Request {
        holder,
        permission,
        resource: thing.resource(&actor),
    };
    let decision = roles.decide(&request, cast::noon());
    let allowed = decision.is_allow();
    assert_eq!(roles.allows(&request, cast::noon()), allowed);
    let scopes = roles.scopes_of(holder, permission, cast::noon());
    assert_eq!(scopes.cover(&request.resource), allowed);
    let why = roles.explain(&request, cast::noon());
    assert_eq!(why.decision, decision);
    assert_eq!(why.enough, roles.enough(&request, cast::noon()));
    assert_eq!(why.links.iter().all(|link| link.is_there()), allowed);
    Answers {
        decision,
        why,
        alternatives: scopes.all_of.len(),
    }
}

/// What is needed is gone through once: the answers are as long as there are rights, and not as
/// there are ways to them.
#[test]
fn rights_that_need_all_before_them_are_answered() {
    for (name, object) in kinds() {
        let roles = catalogue(ALL, object);
        for last in [ALL - 3, ALL - 2, ALL - 1] {
            let (permission, kind) = (host(last), object(last));
            let thing = thing(kind);
            let all = ask(
                &roles,
                &with_all_but(&[], &Scope::any()),
                permission,
                &thing,
            );
            assert!(all.decision.is_allow(), "{name}");
            let needed = roles.with_prerequisites(permission).iter().count();
            // Of the rights over people some are needed of the object and of oneself.
            let links = all.why.links.len();
            assert!(needed <= links && links <= 2 * needed, "{name}: {links}");
            let here = |about| {
                let links = all.why.links.iter();
                links.filter(|link| link.about == about).count()
            };
            let expected = match kind {
                ObjectKind::Section => 1,
                _ => here(About::Object),
            };
            assert_eq!(all.alternatives, expected, "{name}");

            // Nothing of it is held: one step.
            let none = ask(&roles, &cast::olga(), permission, &thing);
            assert_eq!(none.decision.reasons, [Reason::NotGranted { permission }]);
            // All but the first, which every other needs: each need is a reason once.
            let first = ask(
                &roles,
                &with_all_but(&[0], &Scope::any()),
                permission,
                &thing,
            );
            let missing = |one: &&Reason| one.code() == "prerequisite";
            let needs = first.decision.reasons.iter().filter(missing).count();
            let rights = usize::from(ALL);
            assert!(
                needs >= needed - 1 && needs <= rights * rights,
                "{name}: {needs}"
            );
            assert!(first.decision.reasons.len() <= needs + 2, "{name}");
        }
    }
}

/// What would be enough is said of a chain as of anything else, and it is enough.
#[test]
fn enough_of_a_chain_is_enough() {
    for (name, object) in kinds() {
        let roles = catalogue(ALL, object);
        let last = ALL - 1;
        let thing = thing(object(last));
        for held in [vec![], vec![0], vec![3, 7, 8], (0..ALL).collect()] {
            let holder = with_all_but(&held, &Scope::any());
            let answers = ask(&roles, &holder, host(last), &thing);
            let grants = match answers.why.enough {
                Enough::Grants { grants, .. } => grants,
                Enough::Nothing => Vec::new(),
                other => panic!("{name}: {other:?}"),
            };
            let needed = roles.with_prerequisites(host(last));
            let missing = held.iter().filter(|n| needed.contains(host(**n))).count();
            assert_eq!(grants.len(), missing, "{name}: {grants:?}");
            let mut richer = holder.clone();
            richer.grants.extend(grants);
            assert!(ask(&roles, &richer, host(last), &thing).decision.is_allow());
        }
        // A restriction at the bottom is named with a way to it, once.
        let taken = [host(0)].into_iter().collect();
        let deny = Restriction::taking(RestrictionId::from_static("deny.x"), taken, Scope::any());
        let holder = with_all_but(&[], &Scope::any()).with_restriction(deny);
        let answers = ask(&roles, &holder, host(last), &thing);
        let Enough::NoGrant { because } = answers.why.enough else {
            panic!("{name}: a restriction is in the way");
        };
        let taken = |one: &&Reason| one.code() == "restricted";
        assert_eq!(because.iter().filter(taken).count(), 1, "{name}");
    }
}

/// Shorter chains, on which the plain way through all ways still ends: the same answers. The reasons
/// are those of the plain way too, without the second mention of any.
#[test]
fn a_short_chain_is_answered_as_by_going_every_way() {
    let count = 7;
    let mut denied = 0;
    for (name, object) in kinds() {
        let roles = catalogue(count, object);
        for without in 0..1_u32 << count {
            let lacks: Vec<u8> = (0..ALL).filter(|n| without & (1 << n) != 0).collect();
            let mut holder = with_all_but(&lacks, &Scope::any());
            let somewhere = Scope::of(Relation::Created);
            let elsewhere = lacks
                .iter()
                .map(|n| Grant::new(host(*n), somewhere.clone()));
            holder.grants.extend(elsewhere);
            for number in 0..count {
                let thing = thing(object(number));
                let answers = ask(&roles, &holder, host(number), &thing);
                let seen = naive::Object::new(&holder.actor(), &thing);
                let prose =
                    naive::decide(&roles, &holder, host(number).name(), &seen, cast::noon());
                assert_eq!(answers.decision.is_allow(), prose.is_allow(), "{name}");
                if !answers.decision.is_allow() {
                    let mut every_way = Vec::new();
                    go_every_way(&roles, &holder, (host(number), &thing), &mut every_way);
                    let mut once: Vec<Reason> = Vec::new();
                    for reason in every_way {
                        if !once.contains(&reason) {
                            once.push(reason);
                        }
                    }
                    assert_eq!(answers.decision.reasons, once, "{name}");
                    denied += 1;
                }
            }
        }
    }
    assert!(denied > 1_000, "{denied}");
}

/// The reasons of a no, by going every way.
fn go_every_way(
    roles: &Catalogue,
    holder: &Holder,
    (permission, thing): (Permission, &Thing),
    reasons: &mut Vec<Reason>,
) {
    let actor = holder.actor();
    // A right alone, in a catalogue where nothing needs anything.
    let mut alone = Catalogue::default();
    for right in roles.host_permissions() {
        let needs = Vec::new();
        alone
            .declare(HostPermission {
                needs,
                ..right.clone()
            })
            .unwrap();
    }
    let request = Request {
        holder,
        permission,
        resource: thing.resource(&actor),
    };
    let own = alone.decide(&request, cast::noon());
    if !own.is_allow() {
        reasons.extend(own.reasons);
        return;
    }
    let kind = roles.object_of(permission);
    for needed in roles.prerequisites_of(permission) {
        let next = match roles.object_of(*needed) {
            about if about == kind => thing.clone(),
            Some(ObjectKind::User) => Thing::OwnRecord,
            _ => Thing::Section(cast::TENANT),
        };
        let request = Request {
            holder,
            permission: *needed,
            resource: next.resource(&actor),
        };
        if !roles.allows(&request, cast::noon()) {
            reasons.push(Reason::Prerequisite {
                permission,
                missing: *needed,
            });
            go_every_way(roles, holder, (*needed, &next), reasons);
        }
    }
}

/// A chain over people asks of the person and, behind a section, of oneself: two questions, each
/// asked once.
#[test]
fn a_right_may_be_needed_of_the_object_and_of_oneself() {
    let mut roles = Catalogue::default();
    let badge = HostPermission {
        permission: host(0),
        name: "badge.print".to_owned(),
        title: "print a badge".to_owned(),
        object: ObjectKind::User,
        needs: vec![P::USER_VIEW, P::USER_CREATE],
    };
    roles.declare(badge).unwrap();
    let holder = cast::olga()
        .with_rights(&[host(0), P::USER_CREATE], &Scope::any())
        .with_rights(&[P::USER_VIEW], &Scope::of(Relation::Myself));
    let groups = [cast::SALES].into();
    let facts = UserFacts {
        tenant: cast::TENANT,
        user: cast::BORIS,
        groups: &groups,
    };
    let request = Request {
        holder: &holder,
        permission: host(0),
        resource: Resource::user(&holder.actor(), &facts),
    };
    let why = roles.explain(&request, cast::noon());
    let asked: Vec<_> = why.links.iter().map(|l| (l.permission, l.about)).collect();
    assert_eq!(
        asked,
        [
            (host(0), About::Object),
            (P::USER_VIEW, About::Object),
            (P::USER_CREATE, About::Section),
            (P::USER_VIEW, About::OwnRecord),
        ]
    );
    let missing = |needed: Permission| Reason::Prerequisite {
        permission: host(0),
        missing: needed,
    };
    assert_eq!(why.decision.reasons[0], missing(P::USER_VIEW));
    assert!(!why.decision.reasons.contains(&missing(P::USER_CREATE)));
}
