//! What a record gives and takes, read and made here and nowhere else: the one place that knows the
//! fields of grants and restrictions.

use std::collections::BTreeSet;

use frontdesk_access::{
    Catalogue, Gives, Grant, Holder, Permission, PermissionSet, Restriction, RestrictionId, Scope,
    Section, Source, Takes,
};
use frontdesk_model::Validity;
use serde_json::{Value, json};

/// One grant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    pub(crate) gives: &'a Gives,
    pub(crate) scope: &'a Scope,
    pub(crate) validity: Validity,
}

/// The grants of a role, an add-on or a person.
pub(crate) fn given(grants: &[Grant]) -> impl Iterator<Item = Given<'_>> {
    grants.iter().map(|grant| Given {
        gives: &grant.gives,
        scope: &grant.scope,
        validity: grant.validity,
    })
}

impl Given<'_> {
    /// Whether it is about this right.
    pub(crate) fn is_of(&self, permission: Permission) -> bool {
        match self.gives {
            Gives::One(one) => *one == permission,
            // "In no bundle and in no role: impersonate."
            Gives::Every => permission.name() != "impersonate",
            Gives::Unread(_) => false,
        }
    }
}

/// A grant on a record, with where it comes from and while that is assigned.
#[derive(Clone, Debug)]
pub(crate) struct OnRecord<'a> {
    pub(crate) source: Source,
    pub(crate) assigned: Validity,
    pub(crate) given: Given<'a>,
}

/// Every grant that the record leads to, valid or not.
pub(crate) fn on_record<'a>(roles: &'a Catalogue, holder: &'a Holder) -> Vec<OnRecord<'a>> {
    let mut found = Vec::new();
    for assignment in &holder.roles {
        let Some(role) = roles.role(&assignment.role) else {
            continue;
        };
        found.extend(given(&role.grants).map(|given| OnRecord {
            source: Source::Role(role.id.clone()),
            assigned: assignment.validity,
            given,
        }));
        for (id, add_on) in &role.add_ons {
            if assignment.add_ons.contains(id) {
                found.extend(given(&add_on.grants).map(|given| OnRecord {
                    source: Source::AddOn {
                        role: role.id.clone(),
                        add_on: id.clone(),
                    },
                    assigned: assignment.validity,
                    given,
                }));
            }
        }
    }
    found.extend(given(&holder.grants).map(|given| OnRecord {
        source: Source::Person,
        assigned: Validity::ALWAYS,
        given,
    }));
    found
}

/// A grant to put on a record.
pub(crate) const fn grant(gives: Gives, scope: Scope, validity: Validity) -> Grant {
    Grant {
        gives,
        scope,
        validity,
    }
}

/// A grant that a later release stored: it is kept and grants nothing.
pub(crate) fn unread_grant() -> Grant {
    stored(json!({ "permission": "moon.visit", "scope": { "relation": "any" } }))
}

/// A restriction to put on a record.
pub(crate) fn restriction(
    id: RestrictionId,
    permissions: PermissionSet,
    sections: BTreeSet<Section>,
    scope: Scope,
    validity: Validity,
) -> Restriction {
    Restriction {
        id,
        takes: Takes::These {
            permissions,
            sections,
        },
        scope,
        validity,
    }
}

/// A restriction that a later release stored, over a scope that this one reads: it takes everything
/// there.
pub(crate) fn unread_restriction(id: &RestrictionId, scope: Scope) -> Restriction {
    let mut restriction: Restriction =
        stored(json!({ "id": id, "moons": 2, "scope": { "relation": "any" } }));
    restriction.scope = scope;
    restriction
}

/// A restriction of which this release can read nothing: it takes everything everywhere.
pub(crate) fn unreadable_restriction() -> Restriction {
    stored(json!({ "id": "deny.later", "scope": { "moon": true } }))
}

fn stored<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("what cannot be read is kept")
}

/// What a restriction takes.
#[derive(Clone, Debug)]
pub(crate) enum Taken {
    /// These rights, and all of these sections.
    These(Vec<Permission>, Vec<Section>),
    /// Every right over its scope.
    Everything,
    /// Every right everywhere.
    EverythingEverywhere,
}

/// What a restriction takes.
pub(crate) fn taken(restriction: &Restriction) -> Taken {
    match &restriction.takes {
        Takes::These {
            permissions,
            sections,
        } => Taken::These(
            permissions.iter().collect(),
            sections.iter().copied().collect(),
        ),
        Takes::Unread(_) => Taken::Everything,
        Takes::Unreadable(_) => Taken::EverythingEverywhere,
    }
}
