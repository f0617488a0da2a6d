//! The roles of the five systems beside each other as a golden file: which has all of which, which
//! have nothing in common, what may be left out, and which rights are in no role.

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect_file;
use frontdesk_access::analysis::{
    Comparison, Holding, RolePair, compare_roles, rare_rights, redundant_grants,
    violated_prerequisites,
};
use frontdesk_access::{Catalogue, Directory, Holder, Permission, Role, RoleAssignment};
use frontdesk_model::chrono::{DateTime, Utc};
use frontdesk_model::{
    ActorId, Channel, CustomerId, GroupId, Module, OrganizationId, TenantId, UserId, Version,
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

const LEGEND: &str = "\
Row beside column: the row's role has all that the column's has (all), is part of it (part), grants
the same (same), has nothing in common with it (-), or shares something with it (x). By their own
grants, without prerequisites and without add-ons, unless a row says `role + add-on`.
";

#[test]
fn roles_beside_each_other() {
    let mut text = LEGEND.to_owned();
    for (system, roles) in SYSTEMS {
        let catalogue = Catalogue::try_from(roles()).unwrap();
        let rows: Vec<(String, Role)> = roles().into_iter().flat_map(with_add_ons).collect();
        writeln!(text, "\n== {system}\n").unwrap();
        table(&mut text, &catalogue, &rows);
        shared(&mut text, &catalogue, &roles());
        findings(&mut text, &catalogue);
    }
    let everything = SYSTEMS
        .iter()
        .flat_map(|(_, roles)| roles())
        .collect::<Vec<_>>();
    let catalogue = Catalogue::try_from(everything).unwrap();
    writeln!(text, "\n== in no role of any system\n").unwrap();
    for permission in nobodys(&catalogue) {
        writeln!(text, "  {permission}").unwrap();
    }
    expect_file!["golden/roles-relations.txt"].assert_eq(&text);
}

/// The role, and the role with each of its add-ons taken in.
fn with_add_ons(role: Role) -> Vec<(String, Role)> {
    let mut rows = vec![(role.id.to_string(), role.clone())];
    for (id, add_on) in &role.add_ons {
        let mut more = role.clone();
        more.grants.extend(add_on.grants.iter().cloned());
        rows.push((format!("{} + {id}", role.id), more));
    }
    rows
}

fn mark(pair: &Comparison) -> &'static str {
    match pair.pair() {
        RolePair::Equivalent => "same",
        RolePair::Implies => "all",
        RolePair::Implied => "part",
        RolePair::Disjoint => "-",
        RolePair::Overlapping => "x",
        RolePair::TooWide => panic!("{pair}"),
    }
}

fn table(text: &mut String, catalogue: &Catalogue, rows: &[(String, Role)]) {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap();
    let mut head = format!("{:width$}   ", "");
    for number in 1..=rows.len() {
        write!(head, " {number:<4}").unwrap();
    }
    writeln!(text, "{}", head.trim_end()).unwrap();
    for (number, (name, role)) in rows.iter().enumerate() {
        let mut line = format!("{:>2} {name:width$}", number + 1);
        for (_, other) in rows {
            write!(line, " {:<4}", mark(&compare_roles(catalogue, role, other))).unwrap();
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
}

/// The rights that two overlapping roles share over some object, without their add-ons.
fn shared(text: &mut String, catalogue: &Catalogue, roles: &[Role]) {
    let mut lines = Vec::new();
    for (at, one) in roles.iter().enumerate() {
        for other in roles.iter().skip(at + 1) {
            if compare_roles(catalogue, one, other).pair() == RolePair::Overlapping {
                let rights = common(catalogue, one, other);
                let rights: Vec<&str> = rights.iter().map(|right| right.name()).collect();
                lines.push(format!(
                    "  {} x {}: {}",
                    one.id,
                    other.id,
                    rights.join(", ")
                ));
            }
        }
    }
    if !lines.is_empty() {
        writeln!(text, "\nshared:\n{}", lines.join("\n")).unwrap();
    }
}

/// The rights that both grant over the same object.
fn common(catalogue: &Catalogue, one: &Role, other: &Role) -> BTreeSet<Permission> {
    let of = |role: &Role, permission| {
        let mut part = role.clone();
        part.grants.retain(|grant| grant.gives.includes(permission));
        part
    };
    let all = Permission::ALL.iter().copied();
    all.filter(|permission| {
        let (one, other) = (of(one, *permission), of(other, *permission));
        let nothing = one.grants.is_empty() || other.grants.is_empty();
        !nothing && mark(&compare_roles(catalogue, &one, &other)) != "-"
    })
    .collect()
}

fn findings(text: &mut String, catalogue: &Catalogue) {
    let redundant = redundant_grants(catalogue);
    assert!(redundant.too_wide.is_empty());
    if !redundant.found.is_empty() {
        writeln!(text, "\nmay be left out:").unwrap();
    }
    for found in redundant.found {
        writeln!(text, "  {found}").unwrap();
    }
    let desk = Directory::new(TenantId::from_number(1), catalogue.clone());
    let lacking = violated_prerequisites(&desk, DateTime::<Utc>::MIN_UTC);
    assert!(lacking.too_wide.is_empty());
    if !lacking.found.is_empty() {
        writeln!(text, "\nnever acts alone:").unwrap();
    }
    for found in lacking.found {
        writeln!(text, "  {found}").unwrap();
    }
}

/// The rights that nobody can use: neither users nor customers who have every role with every
/// add-on, and something on every list.
fn nobodys(catalogue: &Catalogue) -> Vec<Permission> {
    let tenant = TenantId::from_number(1);
    let mut desk = Directory::new(tenant, catalogue.clone());
    let ids = (1..=2).flat_map(|number| -> [ActorId; 2] {
        [
            UserId::from_number(number).into(),
            CustomerId::from_number(number).into(),
        ]
    });
    for id in ids {
        let mut holder = Holder::new(tenant, id);
        holder.memberships.channels.insert(Channel::Email);
        holder
            .memberships
            .modules
            .insert(Module::new("reports").unwrap());
        holder.memberships.groups.insert(GroupId::from_number(1));
        holder
            .memberships
            .organizations
            .insert(OrganizationId::from_number(1));
        for role in catalogue.roles() {
            let mut assignment = RoleAssignment::new(role.id.clone());
            assignment.add_ons.extend(role.add_ons.keys().cloned());
            holder.roles.push(assignment);
        }
        desk.load(holder, Version::FIRST).unwrap();
    }
    let rare = rare_rights(&desk, DateTime::<Utc>::MIN_UTC);
    assert!(rare.too_wide.is_empty());
    let nobodys = rare
        .found
        .iter()
        .filter(|rare| rare.held_by == Holding::Nobody);
    nobodys.map(|rare| rare.permission).collect()
}
