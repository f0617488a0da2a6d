//! Counters that run for years: stamps that wrap, and numbers of ids that nobody names any more.

use chrono::{DateTime, Utc};
use frontdesk_model::{GroupId, Labels, Relation, SiteId, TenantId, UserId, Version};

use super::Keeper;
use crate::compiled::{Compiled, CompiledDirectory, CompiledRequest};
use crate::decide::Request;
use crate::{
    AccessEvent, Among, Catalogue, Directory, Grant, Groups, Holder, HostPermission, ObjectKind,
    Permission as P, Resource, Role, RoleAssignment, RoleId, Scope,
};

const TENANT: TenantId = TenantId::from_number(1);
const ROLES: [&str; 3] = ["first", "second", "third"];

/// More records than are looked at after several events, so that old verdicts stay for long.
const PEOPLE: i64 = 800;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

fn role(id: &'static str, gives: &[P], scope: &Scope) -> Role {
    Role::built_in(RoleId::from_static(id), Labels::new(id)).grant(gives, scope)
}

/// Each person has one, two or three of the roles.
fn office() -> CompiledDirectory {
    let roles = ROLES.map(|id| role(id, &[P::TAG_MANAGE], &Scope::any()));
    let mut plain = Directory::new(TENANT, Catalogue::try_from(roles.to_vec()).unwrap());
    for number in 1..=PEOPLE {
        let mut holder = Holder::new(TENANT, UserId::from_number(number));
        let has = |at: &usize| (number % 7 + 1) >> at & 1 == 1;
        let named = (0..ROLES.len()).filter(has).map(|at| ROLES[at]);
        holder.roles = named
            .map(|id| RoleAssignment::new(RoleId::from_static(id)))
            .collect();
        plain.load(holder, Version::FIRST).unwrap();
    }
    CompiledDirectory::new(plain)
}

/// Which of some rights each person has: the plain form's answers, which the compiled one must give.
fn answers(plain: &Directory, compiled: &Compiled) -> Vec<bool> {
    let host = P::host(0).unwrap();
    let mut answers = Vec::new();
    for holder in plain.holders() {
        let actor = holder.actor();
        let who = compiled.handle(holder.id).unwrap();
        let object = Resource {
            kind: ObjectKind::Conversation,
            ..Resource::section(&actor)
        };
        let section = Resource::section(&actor);
        for (permission, resource) in [
            (P::TAG_MANAGE, section),
            (P::EMPLOYEE_EDIT, Resource::own_record(&actor)),
            (P::CONVERSATION_VIEW, object),
            (host, section),
        ] {
            let request = Request {
                holder,
                permission,
                resource,
            };
            let answer = plain.catalogue().allows(&request, now());
            let asked = CompiledRequest {
                permission,
                resource: &resource,
            };
            assert_eq!(compiled.allows(who, &asked, now()), answer, "{permission}");
            answers.push(answer);
        }
    }
    answers
}

/// Roles that give and take the rights that are asked about, and a host's right that comes.
fn events() -> Vec<AccessEvent> {
    let saved = |id, gives: &[P], scope: &Scope| AccessEvent::RoleSaved {
        role: role(id, gives, scope),
    };
    let (any, own) = (Scope::any(), Scope::of(Relation::Own));
    let host = P::host(0).unwrap();
    vec![
        saved("first", &[P::CONVERSATION_VIEW], &any),
        saved("second", &[P::TAG_MANAGE, host], &any),
        AccessEvent::PermissionDeclared {
            permission: HostPermission {
                permission: host,
                name: "refund.approve".to_owned(),
                title: "approve a refund".to_owned(),
                object: ObjectKind::Section,
                needs: vec![],
            },
        },
        saved("third", &[P::CONVERSATION_VIEW], &own),
        saved("first", &[], &any),
        AccessEvent::HolderRemoved {
            holder: UserId::from_number(PEOPLE).into(),
        },
        saved("first", &[P::TAG_MANAGE], &any),
        saved("second", &[], &any),
        AccessEvent::RoleDeleted {
            role: RoleId::from_static("third"),
        },
        saved("third", &[P::EMPLOYEE_VIEW, P::EMPLOYEE_EDIT], &any),
    ]
}

/// Wherever in a row of events the stamps begin anew: what was made under an old stamp of the same
/// number is never taken for fresh, and snapshots from before answer as before.
#[test]
fn stamps_that_begin_anew_make_no_old_verdict_fresh() {
    let mut wraps = 0;
    for left in 0..16 {
        let mut rights = office();
        let given = rights.keeper.stamp;
        assert!(given > 4, "the first stamps come again after the wrap");
        // As if that many edits had been made; no record has any of the stamps between.
        rights.keeper.stamp = u32::MAX - left;
        let (mut seen, mut before) = (Vec::new(), Vec::new());
        for event in events() {
            let stamp = rights.keeper.stamp;
            rights.apply(&event).unwrap();
            wraps += usize::from(rights.keeper.stamp < stamp);
            let snapshot = rights.snapshot();
            seen.push(answers(rights.plain(), &snapshot));
            before.push((rights.plain().clone(), snapshot));
        }
        for ((plain, snapshot), seen) in before.iter().zip(&seen) {
            assert_eq!(answers(plain, snapshot), *seen);
        }
        rights.settle();
        assert_eq!(
            Some(&answers(rights.plain(), rights.compiled())),
            seen.last()
        );
        // The answers changed on the way, so that old verdicts would have been noticed.
        seen.dedup();
        assert!(seen.len() > 5);
    }
    assert!(wraps > 10, "{wraps}");
}

fn counts(keeper: &Keeper) -> [u32; 3] {
    let numbers = &keeper.compiled.numbers;
    [
        numbers.groups.count(),
        numbers.sites.count(),
        keeper.next_bundle,
    ]
}

/// Groups, sites and roles come and go for years. Their numbers stay, until all is compiled anew; the
/// answers, the version and the handles are the same.
#[test]
fn compiling_anew_gives_back_what_nothing_names() {
    let mut rights = office();
    let fresh = counts(&rights.keeper);
    let anna = UserId::from_number(1);
    let handle = rights.compiled().handle(UserId::from_number(700)).unwrap();
    let gone = UserId::from_number(2).into();
    rights
        .apply(&AccessEvent::HolderRemoved { holder: gone })
        .unwrap();
    for number in 1..=1_000 {
        let scope = Scope {
            groups: Some(Groups {
                these: [GroupId::from_number(number)].into(),
                ..Groups::default()
            }),
            sites: Some(Among::These([SiteId::from_number(number)].into())),
            ..Scope::any()
        };
        let grant = Grant::new(P::CONVERSATION_VIEW, scope);
        let holder = anna.into();
        let name = RoleId::new(&format!("season.{number}")).unwrap();
        let assignment = RoleAssignment::new(name);
        for event in [
            AccessEvent::Granted {
                holder,
                grant: grant.clone(),
            },
            AccessEvent::RoleAssigned {
                holder,
                assignment: assignment.clone(),
            },
            AccessEvent::Revoked { holder, grant },
            AccessEvent::RoleUnassigned { holder, assignment },
        ] {
            rights.apply(&event).unwrap();
        }
    }
    let [groups, sites, bundles] = counts(&rights.keeper);
    assert_eq!([groups, sites, bundles], fresh.map(|count| count + 1_000));
    // Scopes are no ids: those that nobody has are dropped on the way.
    assert!(rights.keeper.places.len() < 200);

    let old = rights.snapshot();
    let before = answers(rights.plain(), &old);
    rights.rebuild();
    assert_eq!(counts(&rights.keeper), fresh);
    assert_eq!(rights.compiled().version(), old.version());
    assert_eq!(rights.compiled().holders(), old.holders());
    assert_eq!(answers(rights.plain(), rights.compiled()), before);
    // A place was free, so that others moved up: the handle finds its person.
    let moved = rights.compiled().handle(handle.id()).unwrap();
    assert_ne!(moved, handle);
    let actor = rights.plain().holder(handle.id()).unwrap().actor();
    let request = CompiledRequest {
        permission: P::TAG_MANAGE,
        resource: &Resource::section(&actor),
    };
    assert!(rights.compiled().allows(handle, &request, now()));
}
