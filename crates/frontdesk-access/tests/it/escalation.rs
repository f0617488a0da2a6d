//! Who may come to hold what: the search against brute force, and cases by name.

mod brute;
mod cases;
mod compare;
mod detours;
mod growing;
mod law;
mod longer;
mod rights;
mod themes;

use frontdesk_access::{Holder, MadeBy, Permission as P, Role, RoleAssignment, RoleId, Scope};
use frontdesk_model::Labels;
use frontdesk_testkit::{BuildHolder, cast};

/// A role of the host's own that gives nothing yet.
fn role(id: &'static str) -> Role {
    Role {
        made_by: MadeBy::Host,
        ..Role::built_in(RoleId::from_static(id), Labels::new(id))
    }
}

/// It, given without an end.
fn assigned(id: &'static str) -> RoleAssignment {
    RoleAssignment::new(RoleId::from_static(id))
}

/// Somebody who sees people and roles, with these rights besides.
fn anna(rights: &[P]) -> Holder {
    Holder::new(cast::TENANT, cast::ANNA)
        .with_rights(&[P::USER_VIEW, P::ROLE_VIEW], &Scope::any())
        .with_rights(rights, &Scope::any())
}
