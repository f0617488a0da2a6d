//! Every row of the catalogue's section 3, written down by hand and compared with the roles: right
//! for right, scope for scope, in both directions. And the names by which products call rights.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use expect_test::expect_file;
use frontdesk_access::{Grant, Permission, Restriction, Section, Takes, bundle};
use frontdesk_systems::catalogue;

/// Role and add-on; right and scope.
type Rows = BTreeMap<String, BTreeSet<(String, String)>>;

const ROWS: &str = include_str!("roles_catalogue/rows.txt");

const BUNDLES: [(&str, &[Permission]); 6] = [
    ("administration*", bundle::ADMINISTRATION),
    ("order.manage*", bundle::ORDER_MANAGE),
    ("payment*", bundle::PAYMENT),
    ("report.conversations*", bundle::REPORT_CONVERSATIONS),
    ("report.general*", bundle::REPORT_GENERAL),
    ("report.payments*", bundle::REPORT_PAYMENTS),
];

/// The table, with bundles spelled out. The second part is the statements of each line.
fn written_down() -> (Rows, BTreeSet<String>) {
    let (mut rows, mut statements): (Rows, _) = (Rows::new(), BTreeSet::new());
    let mut current = String::new();
    let lines = ROWS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let columns: Vec<&str> = line.splitn(2, '|').map(str::trim).collect();
        let [role, rest] = columns[..] else {
            panic!("no row: {line}");
        };
        // A scope may have a bar in it: rights are before the first, statements behind the last.
        let (rights, rest) = rest.split_once('|').unwrap();
        let (scope, from) = rest.rsplit_once('|').unwrap();
        if !role.is_empty() {
            role.clone_into(&mut current);
        }
        let row = rows.entry(current.clone()).or_default();
        for right in rights
            .split(',')
            .map(str::trim)
            .filter(|right| !right.is_empty())
        {
            let bundled = BUNDLES.iter().find(|(name, _)| *name == right);
            let names: Vec<&str> = match bundled {
                Some((_, permissions)) => permissions.iter().map(|p| p.name()).collect(),
                None => vec![right],
            };
            for name in names {
                let new = row.insert((name.to_owned(), scope.trim().to_owned()));
                assert!(new, "{current} has {name} twice");
            }
        }
        statements.extend(from.split_whitespace().map(str::to_owned));
    }
    (rows, statements)
}

fn in_code() -> Rows {
    let cells = |grants: &[Grant]| -> BTreeSet<(String, String)> {
        let cell = |grant: &Grant| {
            assert!(grant.validity.is_always(), "a role of a product has no end");
            (grant.gives.to_string(), grant.scope.to_string())
        };
        assert_eq!(
            grants.iter().map(cell).collect::<BTreeSet<_>>().len(),
            grants.len()
        );
        grants.iter().map(cell).collect()
    };
    let mut rows = Rows::new();
    for role in catalogue::roles() {
        for (id, add_on) in &role.add_ons {
            rows.insert(format!("{} + {id}", role.id), cells(&add_on.grants));
        }
        rows.insert(role.id.to_string(), cells(&role.grants));
    }
    rows
}

#[test]
fn every_row_of_the_catalogue_is_a_role_or_add_on_with_its_scope() {
    let (written, in_code) = (written_down().0, in_code());
    for (role, rights) in &written {
        let found = in_code.get(role).unwrap_or_else(|| panic!("no {role}"));
        let missing: Vec<_> = rights.difference(found).collect();
        let too_much: Vec<_> = found.difference(rights).collect();
        assert!(missing.is_empty(), "{role} lacks {missing:?}");
        assert!(too_much.is_empty(), "{role} has besides {too_much:?}");
    }
    let unwritten: Vec<_> = in_code
        .keys()
        .filter(|role| !written.contains_key(*role))
        .collect();
    assert!(unwritten.is_empty(), "in no row: {unwritten:?}");
    let rights: usize = written.values().map(BTreeSet::len).sum();
    println!(
        "{} roles and add-ons, {rights} rights with their scopes",
        written.len()
    );
    assert!(
        written.len() >= 40 && rights >= 200,
        "{} {rights}",
        written.len()
    );
}

/// The rows that a plain list of permissions cannot say.
#[test]
fn the_rows_that_need_a_scope_have_it() {
    let rows = in_code();
    for (role, right, scope) in [
        (
            "noci.utilisateur + opt.questionnaires",
            "conversation.take",
            "unassigned & questionnaires = $questionnaires",
        ),
        (
            "reach.conversation_agent + opt.dispenser",
            "conversation.take",
            "unassigned & groups = none",
        ),
        (
            "reach.supervisor + opt.independent_orders",
            "order.cancel",
            "origin = independent",
        ),
        (
            "omnidesk.customer",
            "conversation.reply",
            "requester & channels = $channels",
        ),
        (
            "uis.chats_and_requests",
            "conversation.transfer",
            "own & states = in_work",
        ),
        (
            "uis.chats_and_requests + opt.others_chats_of_groups",
            "conversation.take_over",
            "colleague_in_work & assignee_groups = $overseen_groups",
        ),
        ("uis.sites", "site.view", "sites = $sites"),
    ] {
        let cell = (right.to_owned(), scope.to_owned());
        assert!(rows[role].contains(&cell), "{role} {right}");
    }
}

#[test]
fn the_two_restrictions_take_what_the_catalogue_says() {
    let taken = |restriction: Restriction| {
        assert!(restriction.scope.is_any() && restriction.validity.is_always());
        let Takes::These {
            permissions,
            sections,
        } = restriction.takes
        else {
            panic!("{} cannot be read", restriction.id);
        };
        let names: Vec<&str> = permissions.iter().map(Permission::name).collect();
        (restriction.id.to_string(), names, sections)
    };
    let administration: BTreeSet<Section> = [Section::Administration].into();
    assert_eq!(
        taken(Restriction::deny_admin_panel()),
        (
            "deny.admin_panel".to_owned(),
            vec![],
            administration.clone()
        )
    );
    assert_eq!(
        taken(Restriction::deny_cabinet()),
        (
            "deny.cabinet".to_owned(),
            vec!["surface.old_cabinet", "employee.edit"],
            administration
        )
    );
}

/// The names of products that say where a right holds as well.
#[test]
fn aliases() {
    let aliases = catalogue::aliases();
    let mut text = String::new();
    for alias in &aliases {
        let rights: Vec<&str> = alias.permissions.iter().map(|p| p.name()).collect();
        let of = alias
            .system
            .map(|system| format!(" ({system})"))
            .unwrap_or_default();
        writeln!(
            text,
            "{}{of} = {} @ {}",
            alias.name,
            rights.join(", "),
            alias.scope
        )
        .unwrap();
    }
    expect_file!["golden/aliases.txt"].assert_eq(&text);
    // None is a permission, and two of one name are of two systems.
    let mut seen = BTreeSet::new();
    for alias in &aliases {
        assert!(Permission::from_name(alias.name).is_err(), "{}", alias.name);
        assert!(seen.insert((alias.name, alias.system)), "{}", alias.name);
        let several = aliases
            .iter()
            .filter(|other| other.name == alias.name)
            .count();
        assert_eq!(alias.system.is_some(), several > 1, "{}", alias.name);
        // And each is what some role grants.
        let of_system = |role: &&frontdesk_access::Role| {
            alias.system.is_none_or(|system| role.id.system() == system)
        };
        let roles = catalogue::roles();
        let held: Vec<&Grant> = roles
            .iter()
            .filter(of_system)
            .flat_map(|role| {
                let added = role.add_ons.values().flat_map(|add_on| &add_on.grants);
                role.grants.iter().chain(added)
            })
            .collect();
        for permission in alias.permissions {
            let wanted = Grant::new(*permission, alias.scope.clone());
            assert!(held.contains(&&wanted), "{} {permission}", alias.name);
        }
    }
}

/// Every name of the common vocabulary of the products is a permission, an alias or a bundle.
#[test]
fn every_name_of_the_products_is_known() {
    const VOCABULARY: &str = "
        surface.{operator_app, admin_panel, workplace, old_cabinet, new_cabinet, backend, portal}
        conversation.{view_own, view_unassigned, view_others_active, view_all, view_history, reply}
        conversation.{self_assign, transfer_own, transfer_others, assign, assign_group, close}
        request.{handle} softphone.{use} caller_id.{view, change} employee.{view, edit}
        status.{view_own, change_own} site.{view} module.{use}
        order.{view, manage, create_in_conversation, create_independent, cancel, delete, comment}
        payment.{reconcile, reject, reopen, comment}
        report.conversations.{generate, filter, export} report.payments.{generate, filter, export}
        report.general.{generate, filter, export} tag.{manage} template.{manage} contact.{edit}
        catalog.{send} account.{settings} dashboard.{monitor}";
    let aliases = catalogue::aliases();
    let mut counts = [0; 3];
    for group in VOCABULARY
        .split('}')
        .map(str::trim)
        .filter(|group| !group.is_empty())
    {
        let (stem, names) = group.split_once('{').unwrap();
        for name in names.split(',') {
            let name = format!("{stem}{}", name.trim());
            let bundled = format!("{name}*");
            let is = [
                Permission::from_name(&name).is_ok(),
                aliases.iter().any(|alias| alias.name == name),
                BUNDLES.iter().any(|(bundle, _)| *bundle == bundled),
            ];
            assert_eq!(is.iter().filter(|is| **is).count(), 1, "{name}");
            for (count, is) in counts.iter_mut().zip(is) {
                *count += u32::from(is);
            }
        }
    }
    let names: BTreeSet<&str> = aliases.iter().map(|alias| alias.name).collect();
    assert_eq!(counts, [43, u32::try_from(names.len()).unwrap(), 1]);
}

/// The statements that a row comes from are proven by rows of their own.
#[test]
fn the_statements_of_every_row_are_proven_or_told_why_not() {
    let claims = include_str!("register/claims.txt");
    let mut counted = 0;
    for statement in written_down().1 {
        if statement.starts_with('D') {
            continue;
        }
        let claim = claims
            .lines()
            .find(|line| line.split_whitespace().next() == Some(&statement));
        let claim = claim.unwrap_or_else(|| panic!("{statement} is no statement"));
        assert!(
            claim.contains(" proven: ") || claim.contains(" no rule: "),
            "{claim}"
        );
        counted += 1;
    }
    assert!(counted > 70, "{counted}");
}
