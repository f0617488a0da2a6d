//! Role by permission: what every role and add-on grants, and where.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk::Desk;
use frontdesk::access::{Catalogue, Grant, Holder, Permission, Role, Scope};
use frontdesk::model::Language;
use serde::Serialize;

/// The roles of one system.
#[derive(Serialize)]
pub(crate) struct Matrix {
    pub(crate) system: String,
    /// The roles and add-ons, each with its label.
    pub(crate) columns: Vec<Column>,
    /// The permissions that at least one of them grants.
    pub(crate) rows: Vec<Row>,
}

/// A role or an add-on of one.
#[derive(Serialize)]
pub(crate) struct Column {
    pub(crate) id: String,
    pub(crate) label: String,
}

/// A permission, with the scopes over which each column grants it.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) permission: Permission,
    /// What people call it: the host's own name for a right of its own.
    pub(crate) name: String,
    pub(crate) scopes: Vec<Vec<String>>,
}

/// One matrix for each system, by name.
pub(crate) fn matrices(desk: &Desk) -> Vec<Matrix> {
    let mut systems: BTreeMap<&str, Vec<&Role>> = BTreeMap::new();
    for role in desk.catalogue().roles() {
        systems.entry(role.id.system()).or_default().push(role);
    }
    systems
        .into_iter()
        .map(|(system, roles)| matrix(system, &roles, desk))
        .collect()
}

/// The rights that these people hold at this moment, a column each.
pub(crate) fn matrix_of_people(
    desk: &Desk,
    people: &[(String, Holder)],
    now: DateTime<Utc>,
) -> Matrix {
    let catalogue = desk.catalogue();
    let rights: Vec<BTreeSet<(Permission, Scope)>> = people
        .iter()
        .map(|(_, holder)| catalogue.effective(holder, now))
        .collect();
    let scopes_of = |rights: &BTreeSet<(Permission, Scope)>, permission: Permission| {
        let of_it = rights.iter().filter(|(held, _)| *held == permission);
        of_it.map(|(_, scope)| scope.to_string()).collect()
    };
    Matrix {
        system: desk.name().to_owned(),
        columns: people
            .iter()
            .map(|(name, holder)| Column {
                id: name.clone(),
                label: holder.standing.name().replace('_', "-"),
            })
            .collect(),
        rows: rows(catalogue, |permission| {
            rights
                .iter()
                .map(|rights| scopes_of(rights, permission))
                .collect()
        }),
    }
}

/// A row for every permission of which a column has something.
fn rows(catalogue: &Catalogue, scopes: impl Fn(Permission) -> Vec<Vec<String>>) -> Vec<Row> {
    let row = |permission| Row {
        permission,
        name: catalogue.name_of(permission).to_owned(),
        scopes: scopes(permission),
    };
    catalogue
        .permissions()
        .map(row)
        .filter(|row| row.scopes.iter().any(|scopes| !scopes.is_empty()))
        .collect()
}

fn matrix(system: &str, roles: &[&Role], desk: &Desk) -> Matrix {
    let language = desk.language();
    let mut columns = Vec::new();
    let mut grants: Vec<&[Grant]> = Vec::new();
    for role in roles {
        let short = role.id.as_str().strip_prefix(system).unwrap_or("");
        let short = short.trim_start_matches('.').to_owned();
        columns.push(Column {
            label: label(&role.labels, language),
            id: short.clone(),
        });
        grants.push(&role.grants);
        for (id, add_on) in &role.add_ons {
            let id = id.as_str().trim_start_matches("opt.");
            columns.push(Column {
                label: label(&add_on.labels, language),
                id: format!("{short} + {id}"),
            });
            grants.push(&add_on.grants);
        }
    }
    let scopes_of = |grants: &[Grant], permission: Permission| -> Vec<String> {
        grants
            .iter()
            .filter(|grant| grant.gives.includes(permission))
            .map(|grant| grant.scope.to_string())
            .collect()
    };
    Matrix {
        system: system.to_owned(),
        rows: rows(desk.catalogue(), |permission| {
            let scopes = grants.iter().map(|grants| scopes_of(grants, permission));
            scopes.collect()
        }),
        columns,
    }
}

fn label(labels: &frontdesk::model::Labels, language: Option<&Language>) -> String {
    match language {
        Some(language) => labels.in_language(language).to_owned(),
        None => labels.source().to_owned(),
    }
}
