//! What the holder of each built-in role could come to by administering, with the guard and without.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chrono::{DateTime, Utc};
use expect_test::expect_file;
use frontdesk_access::analysis::reachable;
use frontdesk_access::{
    AddOnId, Catalogue, Directory, Guard, Holder, Permission, Restriction, Role, RoleAssignment,
    RoleId,
};
use frontdesk_model::{
    ActorId, CustomerId, Module, QuestionnaireId, SiteId, TenantId, UserId, Version,
};
use frontdesk_systems::{noci, omnidesk, reach, talkme, uis};

type System = (&'static str, fn() -> Vec<Role>);

const SYSTEMS: [System; 5] = [
    (talkme::roles::SYSTEM, talkme::roles::roles),
    (uis::roles::SYSTEM, uis::roles::roles),
    (noci::roles::SYSTEM, noci::roles::roles),
    (reach::roles::SYSTEM, reach::roles::roles),
    (omnidesk::roles::SYSTEM, omnidesk::roles::roles),
];

const TENANT: TenantId = TenantId::from_number(1);

fn noon() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// What somebody has who is named in the golden file.
struct Seat {
    name: String,
    roles: Vec<RoleAssignment>,
    restrictions: Vec<Restriction>,
}

fn seat(role: &Role, add_ons: &[&AddOnId]) -> Seat {
    let mut assignment = RoleAssignment::new(role.id.clone());
    assignment.add_ons = add_ons.iter().map(|id| (*id).clone()).collect();
    let added: String = add_ons.iter().map(|id| format!(" + {id}")).collect();
    let mut roles = vec![assignment];
    let mut restrictions = Vec::new();
    // The one administrator of UIS has the cabinet; whoever has not is kept out of administration
    // (S48, D3).
    let cabinet = RoleAssignment::new(RoleId::from_static(uis::roles::CABINET));
    match role.id.as_str() {
        uis::roles::ADMINISTRATOR => roles.push(cabinet),
        id if id.starts_with("uis.") && id != uis::roles::CABINET => {
            restrictions.push(Restriction::deny_cabinet());
        }
        _ => {}
    }
    Seat {
        name: format!("{}{added}", role.id),
        roles,
        restrictions,
    }
}

/// One holder of each role, and one with each add-on that lets somebody administer.
fn seats(roles: &[Role]) -> Vec<Seat> {
    let mut seats = Vec::new();
    for role in roles {
        seats.push(seat(role, &[]));
        for (id, add_on) in &role.add_ons {
            let administers = add_on
                .grants
                .iter()
                .any(|grant| grant.gives.includes(Permission::ROLE_ASSIGN));
            if administers || id.as_str() == talkme::roles::OWNER {
                seats.push(seat(role, &[id]));
            }
        }
    }
    seats
}

fn desk(roles: Vec<Role>) -> (Directory, Vec<(String, ActorId)>) {
    let seats = seats(&roles);
    let mut desk = Directory::new(TENANT, Catalogue::try_from(roles).unwrap());
    let mut people = Vec::new();
    for (number, seat) in (1..).zip(seats) {
        let id = match seat.roles[0].role.as_str() {
            omnidesk::roles::CUSTOMER | omnidesk::roles::ORGANIZATION_SHARED => {
                ActorId::Customer(CustomerId::from_number(number))
            }
            _ => ActorId::User(UserId::from_number(number)),
        };
        let mut holder = Holder::new(TENANT, id);
        holder.roles = seat.roles;
        holder.restrictions = seat.restrictions;
        let lists = &mut holder.memberships;
        lists.modules.insert(Module::new("livechat").unwrap());
        lists.sites.insert(SiteId::from_number(1));
        lists.questionnaires.insert(QuestionnaireId::from_number(1));
        desk.load(holder, Version::FIRST).unwrap();
        people.push((seat.name, id));
    }
    (desk, people)
}

/// Rights by name, each with where it holds unless that is everywhere.
fn beyond(
    desk: &Directory,
    from: ActorId,
    guard: Guard,
) -> (usize, BTreeMap<Permission, BTreeSet<String>>) {
    let own = desk
        .catalogue()
        .effective(desk.holder(from).unwrap(), noon());
    let reached = reachable(desk, &BTreeSet::from([from]), guard, noon());
    assert!(reached.complete);
    let accounts = reached
        .controlled
        .iter()
        .filter(|id| **id != from && desk.holder(**id).is_some())
        .count();
    let mut rights: BTreeMap<Permission, BTreeSet<String>> = BTreeMap::new();
    let any = |rights: &BTreeSet<(Permission, frontdesk_access::Scope)>, permission| {
        rights
            .iter()
            .any(|(p, scope)| *p == permission && scope.is_any())
    };
    let all: BTreeSet<_> = reached.rights.values().flatten().cloned().collect();
    for (permission, scope) in &all {
        let known = own.contains(&(*permission, scope.clone())) || any(&own, *permission);
        let wider = any(&all, *permission) && !scope.is_any();
        if !known && !wider {
            rights
                .entry(*permission)
                .or_default()
                .insert(scope.to_string());
        }
    }
    (accounts, rights)
}

fn lines(text: &mut String, rights: &BTreeMap<Permission, BTreeSet<String>>) {
    if rights.len() > 60 {
        let missing: Vec<&str> = Permission::ALL
            .iter()
            .filter(|permission| !rights.contains_key(permission))
            .map(|permission| permission.name())
            .collect();
        writeln!(text, "    every right but those held and {}", missing.len()).unwrap();
        return;
    }
    for (permission, scopes) in rights {
        let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        writeln!(text, "    {permission} @ {}", scopes.join(" or ")).unwrap();
    }
}

const HEAD: &str = "\
What the holder of each role could come to beyond it, by any sequence of administrative actions, in a
desk with one holder of each role of the system: through accounts taken over or made, too. With the
guard nobody gives, takes or touches what he does not cover, but for the roles that his own names.
";

#[test]
fn what_each_role_could_come_to() {
    let mut text = String::from(HEAD);
    for (_, roles) in SYSTEMS {
        let (desk, people) = desk(roles());
        for (name, id) in people {
            writeln!(text, "\n{name}").unwrap();
            for (label, guard) in [("guarded", Guard::Covers), ("unguarded", Guard::None)] {
                let (accounts, rights) = beyond(&desk, id, guard);
                if rights.is_empty() && accounts == 0 {
                    writeln!(text, "  {label}: nothing").unwrap();
                    continue;
                }
                writeln!(
                    text,
                    "  {label}: {accounts} accounts, {} rights",
                    rights.len()
                )
                .unwrap();
                lines(&mut text, &rights);
            }
        }
    }
    expect_file!["golden/escalation.txt"].assert_eq(&text);
}
