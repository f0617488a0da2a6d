//! The roles of the five systems as golden files: every grant, and the matrix role x permission.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use expect_test::expect_file;
use frontdesk_access::{Grant, MadeBy, Meant, Permission, Role, RoleId, Scope};
use frontdesk_model::Relation;
use frontdesk_systems::{catalogue, noci, omnidesk, reach, talkme, uis};

type System = (&'static str, fn() -> Vec<Role>);

const SYSTEMS: [System; 5] = [
    (talkme::roles::SYSTEM, talkme::roles::roles),
    (uis::roles::SYSTEM, uis::roles::roles),
    (noci::roles::SYSTEM, noci::roles::roles),
    (reach::roles::SYSTEM, reach::roles::roles),
    (omnidesk::roles::SYSTEM, omnidesk::roles::roles),
];

#[test]
fn every_grant_of_every_role() {
    for (system, roles) in SYSTEMS {
        let mut text = String::new();
        for role in roles() {
            writeln!(text, "{} «{}»", role.id, role.labels.source()).unwrap();
            if !role.may_assign.is_empty() {
                let names: Vec<&str> = role.may_assign.iter().map(RoleId::as_str).collect();
                writeln!(text, "  assigns to others {}", names.join(", ")).unwrap();
            }
            lines(&mut text, "  ", &role.grants);
            for (id, add_on) in &role.add_ons {
                writeln!(text, "  + {id} «{}»", add_on.labels.source()).unwrap();
                lines(&mut text, "      ", &add_on.grants);
            }
        }
        expect_file![format!("golden/roles-{system}.txt")].assert_eq(&text);
    }
}

fn lines(text: &mut String, indent: &str, grants: &[Grant]) {
    for grant in grants {
        assert!(grant.validity.is_always());
        writeln!(text, "{indent}{} @ {}", grant.gives, grant.scope).unwrap();
    }
}

#[test]
fn matrix_of_roles_and_permissions() {
    let mut used = BTreeSet::new();
    for (system, roles) in SYSTEMS {
        let mut columns: Vec<(String, BTreeMap<Permission, BTreeSet<String>>)> = Vec::new();
        for role in roles() {
            columns.push((role.id.to_string(), cells(&role.grants, &mut used)));
            for (id, add_on) in &role.add_ons {
                columns.push((format!("  + {id}"), cells(&add_on.grants, &mut used)));
            }
        }
        expect_file![format!("golden/roles-matrix-{system}.txt")].assert_eq(&matrix(&columns));
    }
    // Whoever grants a right somewhere else than in a role says so here: today nobody but a host's
    // own role lets a person act as another.
    let unused: Vec<Permission> = Permission::ALL
        .iter()
        .copied()
        .filter(|permission| !used.contains(permission))
        .collect();
    assert_eq!(unused, [Permission::IMPERSONATE]);
}

/// The marks of one column, by row.
fn cells(
    grants: &[Grant],
    used: &mut BTreeSet<Permission>,
) -> BTreeMap<Permission, BTreeSet<String>> {
    let mut cells: BTreeMap<Permission, BTreeSet<String>> = BTreeMap::new();
    for grant in grants {
        used.insert(grant.gives.one().unwrap());
        cells
            .entry(grant.gives.one().unwrap())
            .or_default()
            .insert(mark(&grant.scope));
    }
    cells
}

const LEGEND: &str = "\
Several marks: their union. & : both.
any everywhere   own assignee   una unassigned   off offered to me   que my groups' queue
col a colleague's, in work   req the requester's   org the requester's company's   self own record
g groups   a assignee's groups   p people   s sites   q questionnaires   c channels   t states
m modules   oc orders of a conversation   oi orders without one
";

fn mark(scope: &Scope) -> String {
    let mut parts: Vec<&str> = match scope.relation {
        Relation::Any => Vec::new(),
        Relation::Own => vec!["own"],
        Relation::Participating => vec!["part"],
        Relation::Created => vec!["made"],
        Relation::Unassigned => vec!["una"],
        Relation::OfferedToMe => vec!["off"],
        Relation::MyGroupQueue => vec!["que"],
        Relation::ColleagueInWork => vec!["col"],
        Relation::Requester => vec!["req"],
        Relation::RequesterOrganization => vec!["org"],
        Relation::Myself => vec!["self"],
        Relation::Mentioned => vec!["named"],
        Relation::Substitute => vec!["sub"],
        Relation::Copied => vec!["copied"],
    };
    let text = scope.to_string();
    for (dimension, letter) in [
        ("assignee_groups =", "a"),
        ("people =", "p"),
        ("sites =", "s"),
        ("questionnaires =", "q"),
        ("channels =", "c"),
        ("states =", "t"),
        ("modules =", "m"),
        ("origin = conversation|independent", "oc,oi"),
        ("privacy = open", "open"),
        ("privacy = private", "priv"),
    ] {
        parts.extend(text.contains(dimension).then_some(letter));
    }
    parts.extend(scope.groups.is_some().then_some("g"));
    parts.extend(text.ends_with("origin = conversation").then_some("oc"));
    parts.extend(text.ends_with("origin = independent").then_some("oi"));
    if parts.is_empty() {
        assert!(scope.is_any(), "a scope without a mark: {scope}");
        return "any".to_owned();
    }
    parts.join("&")
}

fn matrix(columns: &[(String, BTreeMap<Permission, BTreeSet<String>>)]) -> String {
    let mut text = format!("{LEGEND}\n");
    for (number, (name, _)) in columns.iter().enumerate() {
        writeln!(text, "{:>2} {name}", number + 1).unwrap();
    }
    let cell = |column: &BTreeMap<Permission, BTreeSet<String>>, permission| {
        let marks = column.get(&permission).into_iter().flatten();
        marks.cloned().collect::<Vec<_>>().join(" ")
    };
    let widths: Vec<usize> = columns
        .iter()
        .map(|(_, column)| {
            let widest = Permission::ALL.iter().map(|p| cell(column, *p).len()).max();
            widest.unwrap_or_default().max(2)
        })
        .collect();

    text.push('\n');
    let mut line = |head: &str, cells: Vec<String>| {
        let mut row = format!("{head:<30}");
        for (cell, width) in cells.iter().zip(&widths) {
            write!(row, " {cell:<width$} ·").unwrap();
        }
        writeln!(text, "{}", row.trim_end()).unwrap();
    };
    line("", (1..=columns.len()).map(|n| n.to_string()).collect());
    let mut nowhere = Vec::new();
    for permission in Permission::ALL.iter().copied() {
        let cells: Vec<String> = columns.iter().map(|(_, c)| cell(c, permission)).collect();
        if cells.iter().all(String::is_empty) {
            nowhere.push(permission.name());
        } else {
            line(permission.name(), cells);
        }
    }
    writeln!(text, "\nIn none:").unwrap();
    for names in nowhere.chunks(5) {
        writeln!(text, "  {}", names.join(", ")).unwrap();
    }
    text
}

#[test]
fn the_catalogue_loses_no_role() {
    let count: usize = SYSTEMS.iter().map(|(_, roles)| roles().len()).sum();
    assert_eq!(catalogue::roles().len(), count);
    assert_eq!(catalogue::all().roles().count(), count);
    for role in catalogue::roles() {
        assert_eq!(catalogue::all().role(&role.id), Some(&role));
    }
}

#[test]
fn every_role_is_built_in_and_bears_its_systems_name() {
    for (system, roles) in SYSTEMS {
        for role in roles() {
            assert_eq!(role.id.system(), system);
            assert_eq!(role.made_by, MadeBy::System);
            assert!(!role.labels.source().trim().is_empty());
            // D14: the one role that is meant to be alone.
            let is_alone = role.id.as_str() == reach::roles::ORDER_PAYMENT_ADMIN;
            assert_eq!(role.meant == Meant::Alone, is_alone, "{}", role.id);
        }
    }
}

/// A grant whose prerequisite its role cannot give is a slip of the pen, but for these: S60, S68
/// and D5 want it so, because the transfer list comes with the right to see employees.
#[test]
fn every_grant_has_its_prerequisites_in_the_same_role() {
    let mut lacking = BTreeSet::new();
    for role in catalogue::roles() {
        let of_role = role.grants.iter().map(|grant| grant.gives.one().unwrap());
        let of_add_ons = role.add_ons.values().flat_map(|add_on| &add_on.grants);
        let granted: BTreeSet<Permission> = of_role
            .chain(of_add_ons.map(|g| g.gives.one().unwrap()))
            .collect();
        for permission in &granted {
            for needed in permission.prerequisites() {
                if !granted.contains(needed) {
                    lacking.insert(format!("{}: {permission} needs {needed}", role.id));
                }
            }
        }
    }
    assert_eq!(
        lacking.into_iter().collect::<Vec<_>>(),
        ["uis.chats_and_requests: conversation.transfer needs colleague.list"]
    );
}
