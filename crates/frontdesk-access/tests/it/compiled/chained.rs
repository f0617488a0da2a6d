//! Rights of the host's own that need each other in long chains, and records with many grants: the
//! compiled form ends, and says what the plain form says.

use frontdesk_access::{Among, ReasonRef};
use frontdesk_model::SiteId;

use super::*;

/// The first `count` rights of the host's range, each needing all before it: sections, then those
/// about people, then those about an object of the host's. The first needs rights of the catalogue.
fn chained(count: u8) -> Catalogue {
    let mut roles = Catalogue::default();
    let host = |number| Permission::host(number).unwrap();
    for number in 0..count {
        let mut needs: Vec<Permission> = (0..number).map(host).collect();
        needs.extend([Permission::ROLE_ASSIGN, Permission::SOFTPHONE_USE]);
        roles
            .declare(HostPermission {
                permission: host(number),
                name: format!("our.right{number}"),
                title: "a right".to_owned(),
                object: match number {
                    0..=4 => ObjectKind::Section,
                    5..=8 => ObjectKind::User,
                    _ => ObjectKind::Host(7),
                },
                needs,
            })
            .unwrap();
    }
    roles
}

/// Records that hold all of it, all but one, all but the last of the chain, everything elsewhere,
/// and everything with one right taken.
fn records(count: u8) -> Vec<Holder> {
    let holder = |number, grants: Vec<Grant>| {
        let mut holder = Holder::new(cast::TENANT, UserId::from_number(number));
        holder.grants = grants;
        holder
    };
    let host = |number| Permission::host(number).unwrap();
    let every = Scope::any;
    let but = |left_out: Permission| {
        let all = Permission::every().filter(move |p| *p != left_out);
        all.map(|p| Grant::new(p, every())).collect::<Vec<Grant>>()
    };
    let myself = Scope::of(frontdesk_model::Relation::Myself);
    let mut taken = holder(6, vec![Grant::every(every())]);
    let takes = [host(6), Permission::USER_VIEW].into_iter().collect();
    let id = frontdesk_access::RestrictionId::from_static("deny.some");
    taken
        .restrictions
        .push(Restriction::taking(id, takes, myself.clone()));
    vec![
        holder(1, vec![Grant::every(every())]),
        holder(2, but(host(1))),
        holder(3, but(Permission::USER_VIEW)),
        holder(4, vec![Grant::every(myself)]),
        holder(5, vec![Grant::new(host(count - 1), every())]),
        taken,
    ]
}

fn things() -> [Thing; 4] {
    let host = |relations| Thing::Host {
        tenant: cast::TENANT,
        kind: 7,
        relations,
        site: None,
    };
    [
        host(Relations::ANY),
        host(Relations::ANY | Relations::MYSELF),
        Thing::OwnRecord,
        Thing::Section(cast::TENANT),
    ]
}

fn desk(count: u8) -> Directory {
    let mut plain = Directory::new(cast::TENANT, chained(count));
    for holder in records(count) {
        plain.load(holder, Version(1)).unwrap();
    }
    plain
}

#[test]
fn chained_rights_are_answered_as_the_plain_form_answers() {
    let plain = desk(32);
    let compiled = Compiled::build(&plain);
    let mut allowed = 0;
    for holder in plain.holders() {
        for number in 0..32 {
            for thing in things() {
                let question = (Permission::host(number).unwrap(), &thing, cast::noon());
                allowed += u32::from(same(&plain, &compiled, holder, question));
            }
        }
    }
    assert!(allowed > 10, "{allowed}");
}

/// The whole range of the host: 2^31 ways through it. A walk without memory would not end.
#[test]
fn the_whole_range_chained_ends() {
    let plain = desk(32);
    let compiled = Compiled::build(&plain);
    let last = Permission::host(31).unwrap();
    let mut allowed = 0;
    let mut lengths = Vec::new();
    for holder in plain.holders() {
        for thing in things() {
            let resource = thing.resource(&holder.actor());
            let request = CompiledRequest {
                permission: last,
                resource: &resource,
            };
            let who = compiled.handle(holder.id).unwrap();
            let decision = compiled.decide(who, &request, cast::noon()).unwrap();
            let answer = compiled.allows(who, &request, cast::noon());
            assert_eq!(answer, decision.is_allow());
            allowed += u32::from(answer);
            let reasons: Vec<ReasonRef<'_>> = decision.reasons().collect();
            let once: BTreeSet<ReasonRef<'_>> = reasons.iter().copied().collect();
            assert_eq!(once.len(), reasons.len(), "each once");
            lengths.push(reasons.len());
        }
    }
    // Whoever has everything may, and by one grant; for who lacks one at the bottom each right says
    // each of the others that it thereby lacks.
    assert_eq!(allowed, 2);
    assert!(lengths.contains(&1));
    assert!(lengths.iter().any(|length| *length > 400), "{lengths:?}");
}

/// Behind a missing prerequisite, and alone, where a scan for each reason would take minutes: grants elsewhere, at other times, and of one name twice.
#[test]
fn thousands_of_grants_are_said_in_one_pass() {
    let view = Permission::CONVERSATION_VIEW;
    let on = |number: i64| Scope {
        sites: Some(Among::These([SiteId::from_number(number)].into())),
        ..Scope::any()
    };
    let count = 8_000;
    let mut holder = Holder::new(cast::TENANT, cast::OLGA);
    holder.grants = (0..count)
        .map(|n| Grant {
            validity: match n % 4 {
                0 => Validity::until(cast::noon() - TimeDelta::minutes(n / 8)),
                1 => Validity::until(cast::noon() + TimeDelta::minutes(n)),
                _ => Validity::ALWAYS,
            },
            // In no order.
            ..Grant::new(view, on(n * 7_919 % count))
        })
        .collect();
    holder
        .grants
        .push(Grant::new(Permission::CONVERSATION_TRANSFER, Scope::any()));
    let mut role = frontdesk_access::Role::built_in(
        RoleId::from_static("test.wide"),
        frontdesk_model::Labels::new("wide"),
    );
    role.grants.clone_from(&holder.grants);
    let roles = Catalogue::try_from(vec![role.clone()]).unwrap();
    let late = |hours: i64| RoleAssignment {
        validity: Validity::until(cast::noon() - TimeDelta::hours(hours)),
        ..RoleAssignment::new(role.id.clone())
    };
    let mut other = Holder::new(cast::TENANT, cast::BORIS);
    other.roles = vec![
        late(5),
        RoleAssignment::new(role.id.clone()),
        late(1),
        late(1),
    ];
    let mut plain = Directory::new(cast::TENANT, roles);
    plain.load(holder.clone(), Version(1)).unwrap();
    plain.load(other.clone(), Version(1)).unwrap();
    let mut rights = CompiledDirectory::new(plain);
    let chat = Thing::Conversation(cast::chat(1));
    for who in [&holder, &other] {
        for permission in [view, Permission::CONVERSATION_TRANSFER] {
            let question = (permission, &chat, cast::noon());
            assert!(!same(rights.plain(), rights.compiled(), who, question));
        }
    }
    let event = AccessEvent::RoleSaved { role };
    rights.apply(&event).unwrap();
}

/// A right that names what it needs more than once needs it once.
#[test]
fn what_is_needed_twice_is_said_once() {
    let mut roles = Catalogue::default();
    let right = Permission::host(0).unwrap();
    let declared = HostPermission {
        permission: right,
        name: "our.right".to_owned(),
        title: "a right".to_owned(),
        object: ObjectKind::Section,
        needs: vec![Permission::TAG_MANAGE; 70_000],
    };
    roles.declare(declared).unwrap();
    let mut holder = Holder::new(cast::TENANT, cast::OLGA);
    holder.grants = vec![Grant::new(right, Scope::any())];
    let mut plain = Directory::new(cast::TENANT, roles);
    plain.load(holder.clone(), Version(1)).unwrap();
    let question = (right, &Thing::Section(cast::TENANT), cast::noon());
    assert!(!same(&plain, &Compiled::build(&plain), &holder, question));
}

/// A section is no object: a relation that a host gives with it opens nothing, in no form, neither
/// the right itself nor one that is needed along the way.
#[test]
fn a_section_has_no_relation_but_one() {
    let own = Scope::of(frontdesk_model::Relation::Own);
    let host = |number| Permission::host(number).unwrap();
    let mut roles = Catalogue::default();
    let declared = [
        (0, ObjectKind::Section, vec![]),
        (1, ObjectKind::User, vec![host(0)]),
        (2, ObjectKind::Section, vec![host(1)]),
        (3, ObjectKind::Section, vec![host(0)]),
    ];
    for (number, object, needs) in declared {
        let right = HostPermission {
            permission: host(number),
            name: format!("our.right{number}"),
            title: "a right".to_owned(),
            object,
            needs,
        };
        roles.declare(right).unwrap();
    }
    let mut holder = Holder::new(cast::TENANT, cast::OLGA);
    holder.grants = Grant::each(&[host(1), host(2), host(3)], &Scope::any());
    for (scope, allowed) in [(own, false), (Scope::any(), true)] {
        let mut holder = holder.clone();
        holder.grants.push(Grant::new(host(0), scope));
        let mut plain = Directory::new(cast::TENANT, roles.clone());
        plain.load(holder.clone(), Version(1)).unwrap();
        let compiled = Compiled::build(&plain);
        let who = compiled.handle(holder.id).unwrap();
        let mut resource = frontdesk_access::Resource::section(&holder.actor());
        resource.relations |= Relations::OWN;
        for permission in [host(0), host(2), host(3)] {
            let request = Request {
                holder: &holder,
                permission,
                resource,
            };
            let asked = CompiledRequest {
                permission,
                resource: &resource,
            };
            let scopes = roles.scopes_of(&holder, permission, cast::noon());
            let decision = roles.decide(&request, cast::noon());
            let explained = compiled.decide(who, &asked, cast::noon()).unwrap();
            assert_eq!(decision.is_allow(), allowed, "{permission}");
            assert_eq!(roles.allows(&request, cast::noon()), allowed);
            assert_eq!(compiled.allows(who, &asked, cast::noon()), allowed);
            assert_eq!(scopes.cover(&resource), allowed);
            let reasons: Vec<Reason> = explained.reasons().map(Reason::from).collect();
            assert_eq!(reasons, decision.reasons);
        }
    }
}
